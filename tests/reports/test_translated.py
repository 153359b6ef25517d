"""Reports in Vietnamese: the same numbers, and not a word of English on the page."""

from __future__ import annotations

import copy
import re
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
import pandas as pd
import pytest

from conftest import NOTEBOOKS
from in_process import executed
from partyresearch.collection.place import Collection, find_collection
from partyresearch.reports.batch import run_all
from partyresearch.reports.page import render, render_index, translate
from partyresearch.reports.run import Job, Report
from partyresearch.show.language import LANGUAGES
from partyresearch.tables.load import load_checks, load_metrics
from saying import left_in_english

PRINTED = '<span[^>]* lang="vi">.*?</span>|“.*?”'


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
        marked = ("title",) if found.get("lang") == "en" else ()
        self.words += [
            text for name in ("alt", "title", "aria-label") if name not in marked and (text := found.get(name))
        ]
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
    html = re.sub("<(style|script)>.*?</\\1>", "", page, flags=re.S)
    parser = _Words()
    parser.feed(html)
    return parser.language, [" ".join(chunk.split()) for chunk in parser.words]


def _from_data(root: Path) -> str:
    """A pattern of the codes of the tables that have no words yet: they stand on a page as they are."""
    checks, metrics = load_checks(root), load_metrics(root)
    codes = [code for name in {"hypothesis", "expected"} & set(checks) for code in checks[name].astype(str).unique()]
    codes += [] if "label_vi" in metrics else [metric.replace("_", " ") for metric in metrics["metric"]]
    either = "|".join(map(re.escape, sorted(codes, key=len, reverse=True))) or "(?!)"
    return rf"(?<![\w.,])(?:{either})(?![\w,]|\.\d)"


def _assert_vietnamese(page: str, name: str, root: Path) -> None:
    """No sentence in English, no number grouped or pointed as English does it."""
    # the headings of rows to compare with statsmodels are the names of columns
    page = re.sub(r"<thead><tr><th[^>]*>estimate_id<.*?</thead>", "", page, flags=re.S)
    language, words = _words(page)
    from_data = re.compile(_from_data(root))
    assert language == "vi"
    assert left_in_english([from_data.sub(" ", chunk) for chunk in words]) == []
    printed = PRINTED + '|alt=".*?"' * (name == "overview")  # the alternative text of its matrix quotes them
    own = from_data.sub(" ", " ".join(_words(re.sub(printed, "", page))[1]))
    # ids, offsets, years, a version, a licence
    known = r"\b[\w.-]*:[\w.:-]+|\b\d+[-–]\d+\b|\b(?:19|20)\d\d\b|\d+\.\d+\.\d+|BY 4\.0"
    plain = re.sub(known, " ", own)
    assert re.findall(r"(?<!,)\b\d{4,}\b|\b\d+\.\d{1,2}\b|\d %", plain) == []


@cache
def _executed(name: str, language: str) -> Any:
    return executed(NOTEBOOKS[name], language=language)


@pytest.mark.slow
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_one_run_makes_the_pages_of_both_languages(name: str) -> None:
    """A page of a language is the same, whichever language its notebook was executed in."""
    for language in LANGUAGES:
        first, second = (render(copy.deepcopy(_executed(name, code)), language) for code in LANGUAGES)
        assert first.html.decode() == second.html.decode()
        assert first == second
    pages = [render(copy.deepcopy(_executed(name, "en")), language) for language in LANGUAGES]
    assert len({page.title for page in pages}) == len({page.headline for page in pages}) == 2
    assert all(page.headline for page in pages)


@pytest.mark.slow
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_page_in_vietnamese(name: str) -> None:
    """Made of a notebook that was executed in English: nothing is left in English, or grouped as English does."""
    page = render(copy.deepcopy(_executed(name, "en")), "vi")
    _assert_vietnamese(page.html.decode(), name, find_collection().root)
    assert "Kết quả này" not in render(copy.deepcopy(_executed(name, "en")), "en").html.decode()


def test_an_output_of_a_researchers_own_stays() -> None:
    """A plain DataFrame, what is printed, a figure: they carry no other language."""
    frame = pd.DataFrame({"mine": [1234.5]})._repr_html_()
    outputs = [
        v4.new_output("execute_result", data={"text/html": frame, "text/plain": "mine"}),
        v4.new_output("stream", name="stdout", text="printed 1234.5\n"),
        v4.new_output("display_data", data={"image/png": "iVBORw0KGgo="}, metadata={"image/png": {"alt": "Mine."}}),
        v4.new_output("display_data", data={"text/markdown": "**Mine**"}, metadata={"partyresearch": {}}),
    ]
    cells = [v4.new_markdown_cell("# Overview"), v4.new_code_cell("1", outputs=outputs)]
    before = copy.deepcopy(outputs)
    notebook = v4.new_notebook(cells=cells)
    page = render(notebook, "vi")
    assert translate(notebook, "vi").cells[1].outputs == notebook.cells[1].outputs == before
    html = page.html.decode()
    assert page.title == "Tổng quan"
    assert 'alt="Mine."' in html
    assert "1234.5" in html
    assert "printed 1234.5" in html
    assert "<strong>Mine</strong>" in html


def test_a_headline_is_that_of_the_page() -> None:
    """Of a result from its metadata, of other prose from its Markdown, without its marks."""
    tagged = {"tags": ["headline"]}
    data = {"text/markdown": "**Mine** \\$1", "text/plain": "Mine"}
    cells = [
        v4.new_markdown_cell("# A title"),
        v4.new_code_cell("1", metadata=tagged, outputs=[v4.new_output("display_data", data=data)]),
    ]
    assert render(v4.new_notebook(cells=cells), "en").headline == "Mine $1"
    result = {"headline": "Said.", "partyresearch": {"language": "en", "others": {"vi": None}}}
    cells[1] = v4.new_code_cell(
        "1", metadata=tagged, outputs=[v4.new_output("display_data", data={"text/html": "x"}, metadata=result)]
    )
    assert render(v4.new_notebook(cells=cells), "en").headline == "Said."


@pytest.fixture(scope="module")
def reports(simulated: Path) -> dict[tuple[str, str], Report]:
    """Of our own data in both languages, of simulated ones, which carry every model, in Vietnamese."""
    own = run_all(
        [Job(name, {"language": tag}) for name in NOTEBOOKS for tag in LANGUAGES], find_collection(), processes=2
    )
    made = {("own", report.name): report for report in own}
    simulated_jobs = [Job(name, {"language": "vi"}) for name in NOTEBOOKS]
    more = run_all(simulated_jobs, Collection(simulated), processes=2)
    return made | {("simulated", report.name): report for report in more}


@pytest.mark.slow
@pytest.mark.parametrize("data", ["own", "simulated"])
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_report_in_vietnamese(name: str, data: str, reports: dict[tuple[str, str], Report], simulated: Path) -> None:
    """Nothing is left in English or grouped as English does; the estimates are those of the English report."""
    report = reports[data, f"{name}--language-vi"]
    assert report.failure == ""
    assert report.language == "vi"
    root = simulated if data == "simulated" else find_collection().root
    _assert_vietnamese(report.files["index.html"].decode("utf-8"), name, root)
    if data == "own":
        both = [report, reports[data, f"{name}--language-en"]]
        assert len({each.files["estimates.csv"] for each in both}) == 1
        assert not pd.read_csv(BytesIO(report.files["estimates.csv"])).empty


def test_a_notebooks_own_text_is_translated() -> None:
    """Title and headings as well; a paragraph of a researcher's own stays as it is."""
    own = "Mine alone:\n\n- one\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |"
    texts = [f"# Overview\n\n{own}", "## A row for each target", "## How sure are we?"]
    cells = [v4.new_markdown_cell(text) for text in texts]
    notebook = v4.new_notebook(cells=cells)
    page = render(notebook, "vi")
    language, words = _words(page.html.decode("utf-8"))
    assert (language, page.title) == ("vi", "Tổng quan")
    assert translate(notebook, "vi").cells[0].source == f"# Tổng quan\n\n{own}"
    assert cells[0].source == texts[0]
    assert page.html.count(b"<li>two</li>") == page.html.count(b"<td>2</td>") == 1
    assert b'<h2 id="a-row-for-each-target">' in page.html  # the id is the same in every language
    assert "A row for each target" not in words


def test_the_list_of_reports_speaks_the_language_they_have_in_common() -> None:
    """English if they have none; each says then which it is in. Cards of before have one language only."""
    run = {"run": "0001", "title": "A", "headline": "", "parameters": {}, "started": "2026-01-31T06:00:00Z"}
    run |= {"data_sha256": ""}
    given: dict[str, dict[str, str]] = {"vi": {"language": "vi"}, "en": {}}
    cards = [
        {"folder": tag, "good": run | {"language": tag, "parameters": given[tag]}, "failed": None} for tag in given
    ]
    pages = render_index(cards[:1])
    assert set(pages) == {"index.html", "en.html", "vi.html"}
    language, words = _words(pages["index.html"].decode("utf-8"))
    assert (language, "06:00 UTC ngày 31/01/2026" in " ".join(words)) == ("vi", True)
    assert left_in_english([word for word in words if word not in ("A", "vi", "English")]) == []
    assert pages["index.html"].replace(b'href="en.html"', b'href="index.html"') != pages["en.html"]
    mixed = render_index(cards)["index.html"].decode("utf-8")
    assert '<html lang="en">' in mixed
    assert re.findall(r"<h2( lang=.vi.)?>(.*?)</h2>", mixed) == [(' lang="vi"', "A · language: vi"), ("", "A")]
    assert "31 Jan 2026 06:00 UTC" in mixed
    for odd in ('"><script>', ["vi"], "fr"):  # of another hand, or another version
        page = _index([{"folder": "a", "good": run | {"language": odd}, "failed": None}])
        assert ('<html lang="en">' in page, "<script>" in page) == (True, False)
    failed = run | {"language": "vi", "failure": "cell 1 failed"}
    assert '<html lang="vi">' in _index([{"folder": "a", "good": None, "failed": failed}])


def _index(reports: list[dict[str, Any]]) -> str:
    return render_index(reports)["index.html"].decode("utf-8")


def test_the_list_of_reports_leads_to_the_page_in_its_language() -> None:
    """With title and headline in it; a card that is broken there is listed in the report's own."""
    run = {"run": "0001", "title": "A", "headline": "One.", "parameters": {}, "started": "2026-01-31T06:00:00Z"}
    run |= {"data_sha256": "", "language": "en", "others": {"vi": {"title": "Á", "headline": "Một."}}}
    for others, own in ((run["others"], False), (None, True), ({"vi": {"title": 1}}, True), (["vi"], True)):
        pages = render_index([{"folder": "a", "good": run | {"others": others}, "failed": None}])
        assert pages["index.html"] == pages["en.html"]
        assert b'<a href="a/latest/index.html">One.</a>' in pages["en.html"]
        shown = '<a href="a/latest/index.html">One.</a>' if own else '<a href="a/latest/vi.html">Một.</a>'
        assert shown.encode() in pages["vi.html"]
        assert (b'<h2 lang="en">A</h2>' in pages["vi.html"]) == own
