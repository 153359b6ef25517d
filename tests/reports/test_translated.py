"""Reports in Vietnamese: the same numbers, and not a word of English on the page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import nbformat.v4 as v4
import pandas as pd
import pytest
from partyresearch.show.wording import LANGUAGES
from partyresearch.show.wording.english import ENGLISH
from partyresearch.show.wording.vietnamese import VIETNAMESE

from conftest import NOTEBOOKS
from partyresearch.collection.columns import TABLES
from partyresearch.collection.place import Collection, find_collection
from partyresearch.reports.batch import run_all
from partyresearch.reports.page import render, render_index
from partyresearch.reports.run import Report
from partyresearch.reports.worker import Job


class _Words(HTMLParser):
    """The words of a page, those of `alt`, `title` and `aria-label` among them, without what is marked as English."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.english = 0
        self.words: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.language = self.language or found.get("lang") or ""
        self.words += [text for name in ("alt", "title", "aria-label") if (text := found.get(name))]
        if tag == "span":
            self.open.append(found.get("lang") or "")
            self.english += found.get("lang") == "en"

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self.english -= self.open.pop() == "en"

    def handle_data(self, data: str) -> None:
        if not self.english:
            self.words.append(data)


def _words(page: str) -> tuple[str, list[str]]:
    html = re.sub("<style>.*?</style>", "", page, flags=re.S)
    parser = _Words()
    parser.feed(html)
    return parser.language, [" ".join(chunk.split()) for chunk in parser.words]


def _left_in_english(chunks: list[str]) -> list[str]:
    """What the English templates say between their values: several words anywhere, one word where it stands alone."""
    pieces = {" ".join(piece.split()) for text in ENGLISH.values() for piece in re.split(r"{\w+}|[*()“”]", text)}
    same = set(VIETNAMESE.values())
    long = [piece for piece in pieces if re.search("[a-z]{2,} [a-z]{2,}", piece)]
    words = " ".join(chunks)
    left = [piece for piece in long if re.search(rf"\b{re.escape(piece)}\b", words)]
    alone = {part.strip(" .:;,()").lower() for chunk in chunks for part in re.split("[·:;,(]", chunk)}
    names = {word for table in TABLES.values() for word in table.names} | {"all", "frame_size"}  # what code is asked by
    short = {piece.strip(" .:;,").lower() for piece in pieces - set(long) if re.search("[a-z]{3}", piece)}
    return left + sorted(short & alone - {one.lower() for one in same} - names)


@pytest.fixture(scope="module")
def reports(simulated: Path) -> dict[tuple[str, str], Report]:
    """Of our own data in both languages, of simulated ones, which carry every model, in Vietnamese."""
    own = run_all(
        [Job(name, {"language": tag}) for name in NOTEBOOKS for tag in LANGUAGES], find_collection(), processes=2
    )
    made = {("own", one.report.name): one.report for one in own}
    simulated_jobs = [Job(name, {"language": "vi"}) for name in NOTEBOOKS]
    done = run_all(simulated_jobs, Collection(simulated), processes=2)
    return made | {("simulated", one.report.name): one.report for one in done}


@pytest.mark.slow
@pytest.mark.parametrize("data", ["own", "simulated"])
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_report_in_vietnamese(name: str, data: str, reports: dict[tuple[str, str], Report]) -> None:
    """Nothing is left in English or grouped as English does; the estimates are those of the English report."""
    report = reports[data, f"{name}--language-vi"]
    assert report.failure == ""
    page = report.files["index.html"].decode("utf-8")
    language, words = _words(page)
    assert language == report.language == "vi"
    assert _left_in_english(words) == []
    printed = '<span[^>]* lang="vi">.*?</span>|“.*?”' + '|alt=".*?"' * (name == "overview")  # its matrix quotes them
    own_words = " ".join(_words(re.sub(printed, "", page))[1])
    plain = re.sub(r"\b[\w.-]*:[\w.:-]+|\b\d+-\d+\b|\b(?:19|20)\d\d\b", " ", own_words)  # ids, places, years
    assert re.findall(r"(?<!,)\b\d{4,}\b|\b\d+\.\d{1,2}\b|\d %", plain) == []
    if data == "own":
        both = [report, reports[data, f"{name}--language-en"]]
        tables = [pd.read_csv(BytesIO(one.files["estimates.csv"])) for one in both]
        pd.testing.assert_frame_equal(*(table.drop(columns="assumption") for table in tables))


def test_a_notebooks_own_text_is_translated() -> None:
    """Title and contents as well; a paragraph of a researcher's own stays as it is."""
    own = "Mine alone:\n\n- one\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |"
    cells = [v4.new_markdown_cell(f"# Overview\n\n{own}"), v4.new_markdown_cell("## What is printed"),
             v4.new_markdown_cell("## What is not reported")]  # fmt: skip
    page = render(v4.new_notebook(cells=cells), "vi")
    language, words = _words(page.html.decode("utf-8"))
    assert (language, page.title) == ("vi", "Tổng quan")
    assert cells[0].source == f"# Tổng quan\n\n{own}"
    assert page.html.count(b"<li>two</li>") == page.html.count(b"<td>2</td>") == 1
    assert "Mục lục" in words
    assert "What is printed" not in words


def test_the_list_of_reports_speaks_the_language_they_have_in_common() -> None:
    """English if they have none; each says then which it is in."""
    run = {"run": "0001", "title": "A", "headline": "", "parameters": {}, "started": "2026-01-31T06:00:00Z",
           "data_sha256": "", "picture": ""}  # fmt: skip
    given: dict[str, dict[str, str]] = {"vi": {"language": "vi"}, "en": {}}
    cards = [
        {"folder": tag, "good": run | {"language": tag, "parameters": given[tag]}, "failed": None} for tag in given
    ]
    language, words = _words(render_index(cards[:1]).decode("utf-8"))
    assert (language, "06:00 UTC ngày 31/01/2026" in " ".join(words)) == ("vi", True)
    mixed = render_index(cards).decode("utf-8")
    assert '<html lang="en">' in mixed
    assert re.findall(r"<h2( lang=.vi.)?><a[^>]*>(.*?)</a>", mixed) == [(' lang="vi"', "A · language: vi"), ("", "A")]
    assert "2026-01-31 06:00 UTC" in mixed
    for odd in ('"><script>', ["vi"], "fr"):  # of another hand, or another version
        page = render_index([{"folder": "a", "good": run | {"language": odd}, "failed": None}]).decode("utf-8")
        assert ('<html lang="en">' in page, "<script>" in page) == (True, False)
    failed = run | {"language": "vi", "failure": "cell 1 failed"}
    assert '<html lang="vi">' in render_index([{"folder": "a", "good": None, "failed": failed}]).decode("utf-8")
