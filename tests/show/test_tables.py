"""Tables of a page: escaped, linked to their figures, numbers to the right."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import partyresearch as pr
from conftest import ROWS, write_rows
from partyresearch.analysis.selection import Collected, collect
from partyresearch.collection.place import QUOTE_VARIABLE, Collection
from partyresearch.show import sources, tables
from partyresearch.show.labels import Labels
from partyresearch.show.language import Language
from partyresearch.show.methods import methods_html
from partyresearch.show.sources import figures_html, sources_html
from partyresearch.show.tables import checks_html, links_html, prose_markdown, result_html, table_html
from partyresearch.tables.package import build


@cache
def _labels() -> Labels:
    return Labels(Language("en"), collect())


def test_a_table_has_headings_for_columns_and_rows() -> None:
    """Plain headings are escaped, cells are HTML; it scrolls by itself, and says what it is."""
    html = table_html(["a<b", "n"], [["<i>x</i>", "1"], ["y", "text"]], ["Meaning & more", ""])
    assert html.count("<th ") == 4
    assert '<th scope="col" title="Meaning &amp; more" lang="en">a&lt;b</th><th scope="col">n</th>' in html
    assert '<tr><th scope="row"><i>x</i></th><td>1</td></tr>' in html
    assert '<tr><th scope="row">y</th><td>text</td></tr>' in html
    assert 'role="group" aria-label="a&lt;b"' in html
    assert "<caption>a&lt;b</caption>" in html
    assert 'aria-label=""' in table_html([], [])


def test_a_row_has_the_id_that_links_lead_to() -> None:
    """One each, where the caller gives them."""
    html = table_html(["a"], [["x"], ["y"]], ids=["one", '"two'])
    assert re.findall("<tr([^>]*)><th scope=.row", html) == [' id="one"', ' id="&quot;two"']
    assert "id=" not in table_html(["a"], [["x"]])
    with pytest.raises(ValueError, match="zip"):
        table_html(["a"], [["x"], ["y"]], ids=["one"])


def test_columns_of_numbers_are_aligned_to_the_right() -> None:
    """With the words that stand among the numbers, and with their headings; other columns are not."""
    html = table_html(["a", "b"], [["x", "1"], ["y", "at least 5"]], numbers=[False, True])
    assert re.findall(r"<(\w+)[^>]* class=\"number\"", html) == ["th", "td", "td"]
    assert 'class="number"' not in table_html(["a", "b"], [["x", "1"]])


def test_figures_are_linked_and_have_anchors() -> None:
    """Each figure that a page rests on has one row; its articles are named."""
    tables = collect()
    html = figures_html(tables, ["dam-doi-2023:1582 dam-doi-2023:1559", "dam-doi-2023:1582"], _labels())
    assert sorted(re.findall(r'<tr id="(.*?)">', html)) == ["dam-doi-2023:1559", "dam-doi-2023:1582"]
    assert html.count('<a href="#article-dam-doi-2023">dam-doi-2023</a>, 15') == 2
    assert '<th scope="row">Đầm Dơi district</th>' in html
    assert '<span lang="vi">100,87%</span>' in html
    assert figures_html(tables, [], _labels()) == "<p>The selection has nothing of this kind.</p>"
    assert links_html("dam-doi-2023:1582 a:2", _labels()) == (
        '<a href="#dam-doi-2023:1582"><span lang="vi">100,87%</span></a>, <a href="#a:2"><span lang="vi">a:2</span></a>'
    )
    sources = sources_html(pr.load_articles(), ["lam-ha-2024:1017"], _labels())
    assert sources.count("<tr>") == 1
    assert sources.count('<tr id="article-lam-ha-2024">') == 1
    assert sources_html(pr.load_articles(), [], _labels()) == ""


def test_what_an_article_does_not_print_is_said() -> None:
    """Rather than an empty cell."""
    article = pr.load_articles().head(1).assign(title="", publisher="<b>", published=pd.NaT)
    html = sources_html(article, [f"{article['article_id'].iloc[0]}:1"], _labels())
    assert html.count("not printed in the text") == 2
    assert "&lt;b&gt;" in html


def test_a_word_stands_beside_its_meaning_in_the_table_of_figures() -> None:
    """And why a figure could be coded otherwise."""
    html = figures_html(collect(), ["nam-dong-2024:2035 nam-dong-2024:4709"], _labels())
    assert '<span lang="vi">vượt</span> (exceeded)' in html
    assert "since when is not printed; the sentence may speak of the past year only" in html


def test_every_check_is_a_row() -> None:
    """With its verdict in words; of none, a sentence."""
    checks = pr.load_checks()
    html = checks_html(checks, _labels())
    assert html.count("<tr>") == len(checks) + 1
    assert "consistent" in html
    assert checks_html(checks.head(0), _labels()) == "<p>Checks of the selected figures: 0 found, 1 needed.</p>"


def test_a_bound_stands_before_the_printed_number() -> None:
    """In words; an exact number has none."""
    figures = pr.load_figures().set_index("figure_id")
    bounds = figures.loc[figures["bound"].eq("more_than") & figures["printed"].str.startswith("5.8")]
    html = figures_html(collect(), [bounds.index[0], "dam-doi-2023:1582"], _labels())
    assert 'more than <span lang="vi">5.800</span>' in html
    assert 'number"><span lang="vi">100,87%' in html


def test_the_words_around_a_figure_are_shown_only_with_the_texts(tmp_path: Path, tiny_texts: Path) -> None:
    """In a column of their own, with the figure in them; of a text that is another or missing nothing is quoted."""
    tables = _tiny(tmp_path)
    ids = tables.figures["figure_id"]
    labels = Labels(Language(), tables)
    assert "in its sentence" not in figures_html(tables, ids, labels)
    html = figures_html(tables, ids, labels, tiny_texts)
    assert "in its sentence" in html
    quotations = re.findall('<q lang="vi">(.*?)</q>', html, re.S)
    assert len(quotations) == len(ids) == 5
    assert all("Đảng bộ xã Mẫu kết nạp" in quotation for quotation in quotations[:2])
    with (tiny_texts / "mau.txt").open("a", encoding="utf-8") as stream:
        stream.write("!")
    assert "<q" not in figures_html(tables, ids, labels, tiny_texts)
    (tiny_texts / "mau.txt").unlink()
    assert "in its sentence" not in figures_html(tables, ids, labels, tiny_texts)


@pytest.mark.parametrize("named", [True, False])
def test_a_report_shows_them_if_the_environment_names_the_folder(
    tmp_path: Path, tiny_texts: Path, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    """Nobody else may copy sentences of an article."""
    study = pr.study(_tiny(tmp_path).root)
    if named:
        monkeypatch.setenv(QUOTE_VARIABLE, str(tiny_texts))
    html = study.sources(study.recruitment())._repr_mimebundle_()[0]["text/html"]
    assert ("in its sentence" in html) == ('<q lang="vi">' in html) == named


def _tiny(folder: Path) -> Collected:
    """The tables of an invented article."""
    collection = Collection(folder / "tiny")
    for name, rows in ROWS.items():
        write_rows(collection, name, rows)
    build(collection)
    return collect(collection.root)


def test_methods_are_a_list_of_terms() -> None:
    """What is estimated, then what is said of it; nothing of what is empty, and everything is text."""
    html = methods_html([[("Estimand", "a < b"), ("Assumption", ""), ("Not shown", "c")], [("Estimand", "")]])
    assert html == "<dl><dt>a &lt; b</dt><dd>c</dd></dl>"


def test_what_looks_like_markdown_in_a_name_stays_text() -> None:
    """But bold is meant."""
    assert prose_markdown("**<script>** [a](b)") == r"**&lt;script&gt;** \[a\](b)"


def test_a_long_table_shows_its_first_rows_and_says_where_the_rest_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to a limit it is complete; the figures listed are those of the rows that are shown."""
    study = pr.study()
    result, whole = study.attainment(), len(study.attainment().findings.named("attainment"))
    monkeypatch.setattr(tables, "COMPLETE", whole)
    assert "These are the first" not in result_html(result.findings, _labels(), "attainment")
    monkeypatch.setattr(tables, "COMPLETE", whole - 1)
    monkeypatch.setattr(tables, "FIRST", 2)
    html = result_html(result.findings, _labels(), "attainment")
    assert html.count("<tr>") == 3
    assert f"These are the first 2 of {whole} rows; estimates.csv has them all." in html
    monkeypatch.setattr(tables, "COMPLETE", 2)
    assert "These are the first 2 of 5 rows; estimates.csv has them all." in str(result.table())
    assert "Đây là 2 dòng đầu trong 5 dòng" in str(pr.study(language="vi").attainment().table())
    assert "first 2 of " in str(result.table("attainment"))
    checks = checks_html(study.checks, _labels())
    assert f"first 2 of {len(study.checks)} rows; processed/checks.csv has them all." in checks
    assert "These are the" not in str(study.sources(result)._repr_mimebundle_()[0]["text/html"])
    monkeypatch.setattr(sources, "MOST_FIGURES", 5)
    listed = study.sources(result, study.checked())._repr_mimebundle_()[0]
    shown = {id for cell in [*result.shown_figures, *study.checked().shown_figures] for id in cell.split()}
    assert set(re.findall(r'<tr id="([^"]+:\d+)"', listed["text/html"])) == shown == set(listed["text/plain"].split())
    assert "processed/figures.csv has them all." in listed["text/html"]
    assert set(re.findall(r'href="#([^"]+:\d+)"', html)) <= shown
