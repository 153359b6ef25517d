"""Tables of a page: escaped, linked to their figures, numbers to the right."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

import partyresearch as pr
from partyresearch.analysis.selection import collect
from partyresearch.show.labels import Labels
from partyresearch.show.language import Language
from partyresearch.show.tables import (
    checks_html,
    coverage_columns,
    coverage_html,
    figures_html,
    links_html,
    prose_markdown,
    sources_html,
    table_html,
)


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
    assert 'aria-label=""' in table_html([], [])


def test_columns_of_numbers_are_aligned_to_the_right() -> None:
    """With the words that stand among the numbers, and with their headings; other columns are not."""
    html = table_html(["a", "b"], [["x", "1"], ["y", "at least 5"]], numbers=[False, True])
    assert re.findall(r"<(\w+)[^>]* class=\"number\"", html) == ["th", "td", "td"]
    assert 'class="number"' not in table_html(["a", "b"], [["x", "1"]])


def test_figures_are_linked_and_have_anchors() -> None:
    """Each figure that a page rests on has one row; its articles are named."""
    tables = collect()
    html = figures_html(tables, ["dam-doi-2023:1582 dam-doi-2023:1559", "dam-doi-2023:1582"], _labels())
    assert sorted(re.findall(r'<span id="(.*?)">', html)) == ["dam-doi-2023:1559", "dam-doi-2023:1582"]
    assert '<span lang="vi">100,87%</span>' in html
    assert figures_html(tables, [], _labels()) == "<p>The selection has nothing of this kind.</p>"
    assert links_html("a:1 a:2") == '<a href="#a:1">a:1</a> <a href="#a:2">a:2</a>'
    sources = sources_html(pr.load_articles(), ["lam-ha-2024:1017"], _labels())
    assert sources.count("<tr>") == 2
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


def test_everyone_comes_before_any_group() -> None:
    """Whatever a group is called; metrics in their order."""
    rows = [("m", "zoo", 1), ("m", "academics", 1), ("l", "all", 0), ("m", "all", 1)]
    cells = pd.DataFrame(rows, columns=["metric", "group", "rank"])
    assert coverage_columns(cells) == [("l", "all"), ("m", "all"), ("m", "academics"), ("m", "zoo")]


def test_the_coverage_matrix_links_every_figure() -> None:
    """The first by what is printed, further mentions by an arrow; of none, a sentence."""
    cells = pr.study().overview().findings.facts["cells"]
    html = coverage_html(cells, _labels())
    ids = [figure["figure_id"] for figures in cells["figures"] for figure in figures]
    assert sorted(re.findall(r'href="#(.*?)"', html)) == sorted(ids)
    assert html.count("↗") == len(ids) - len(cells)
    nothing = "<p>Printed figures of the three questions: 0 found, 1 needed.</p>"
    assert coverage_html(cells.head(0), _labels()) == nothing


def test_what_looks_like_markdown_in_a_name_stays_text() -> None:
    """But bold is meant."""
    assert prose_markdown("**<script>** [a](b)") == r"**&lt;script&gt;** \[a\](b)"
