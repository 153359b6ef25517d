"""Reports in Vietnamese: the same numbers, and not a word of English on the page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import nbformat.v4 as v4
import pandas as pd
import pytest

from partyresearch.collection import Collection
from partyresearch.reports.page import render, render_index
from partyresearch.reports.run import execute, find_notebooks
from partyresearch.wording import TEMPLATES
from partyresearch.wording.english import ENGLISH

NOTEBOOKS = [name for name, path in find_notebooks().items() if path.name < "05"]


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


def _words(page: str) -> tuple[str, str]:
    html = re.sub("<style>.*?</style>", "", page, flags=re.S)
    parser = _Words()
    parser.feed(html)
    return parser.language, " ".join(" ".join(parser.words).split())


def _english() -> list[str]:
    """What the English templates say between their values, where that is at least two words."""
    pieces = {" ".join(piece.split()) for text in ENGLISH.values() for piece in re.split(r"{\w+}|[*()“”]", text)}
    return sorted(piece for piece in pieces if re.search("[a-z]{2,} [a-z]{2,}", piece))


@pytest.mark.slow
@pytest.mark.parametrize("data", ["own", "simulated"])
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_report_in_vietnamese(name: str, data: str, own: Collection, simulated: Path) -> None:
    """Nothing is left in English or grouped as English does; the estimates are those of the English report."""
    collection = own if data == "own" else Collection(simulated)
    reports = {language: execute(name, {"language": language}, collection) for language in TEMPLATES}
    assert [report.failure for report in reports.values()] == ["", ""]
    page = reports["vi"].files["index.html"].decode("utf-8")
    language, words = _words(page)
    assert language == reports["vi"].language == "vi"
    assert [piece for piece in _english() if re.search(rf"\b{re.escape(piece)}\b", words)] == []
    own_words = re.sub('<span[^>]* lang="vi">.*?</span>|alt=".*?"|“.*?”', "", page)  # without what is printed
    plain = re.sub(r"\b[\w.-]*:[\w.:-]+|\b\d+-\d+\b|\b(?:19|20)\d\d\b", " ", _words(own_words)[1])  # ids, places, years
    assert re.findall(r"(?<!,)\b\d{4,}\b|\b\d+\.\d{1,2}\b|\d %", plain) == []
    tables = [pd.read_csv(BytesIO(report.files["estimates.csv"])) for report in reports.values()]
    texts = ["assumption", "method"]
    pd.testing.assert_frame_equal(*(table.drop(columns=texts) for table in tables))


def test_a_notebooks_own_text_is_translated() -> None:
    """Title and contents as well; a paragraph of a researcher's own stays as it is."""
    cells = [v4.new_markdown_cell("# Overview\n\nMine alone."), v4.new_markdown_cell("## What is printed"),
             v4.new_markdown_cell("## What is not reported")]  # fmt: skip
    page = render(v4.new_notebook(cells=cells), "vi")
    language, words = _words(page.html.decode("utf-8"))
    assert (language, page.title) == ("vi", "Tổng quan")
    assert "Mine alone." in words
    assert "Mục lục" in words
    assert "What is" not in words


def test_the_list_of_reports_speaks_the_language_they_have_in_common() -> None:
    """English if they have none; each says then which it is in."""
    run = {"run": "0001", "title": "A", "headline": "", "parameters": {}, "started": "2026-01-31T06:00:00Z",
           "data_sha256": "", "picture": ""}  # fmt: skip
    cards = [{"folder": tag, "good": run | {"language": tag}, "failed": None} for tag in ("vi", "en")]
    language, words = _words(render_index(cards[:1]).decode("utf-8"))
    assert (language, "06:00 UTC ngày 31/01/2026" in words) == ("vi", True)
    mixed = render_index(cards).decode("utf-8")
    assert '<html lang="en">' in mixed
    assert '<section class="report" lang="vi">' in mixed
    assert "2026-01-31 06:00 UTC" in mixed
