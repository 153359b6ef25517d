"""Tables of a page as HTML; every text from the data is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape, unescape
from typing import TYPE_CHECKING, Any

import pandas as pd

from partyresearch.show.labels import allowed_text, hypothesis_text, metric_text, printed_text
from partyresearch.show.wording import day, number, say

if TYPE_CHECKING:
    from IPython.display import Markdown

_STYLE = (
    "<style>@media screen{.scroll.scroll :is(th,td){text-align:left}.scroll.scroll tbody :is(th,td){vertical-align:top}"
    ".scroll.scroll td a{white-space:nowrap}}</style>"
)
"""JupyterLab would align text to the right, by a rule that one class does not outweigh."""
_SPECIAL = re.compile(r"([\\`\[\]_$~|#]|:(?=//))")


def figures_html(figures: pd.DataFrame, figure_ids: Iterable[str]) -> str:
    """Render the figures that a page rests on, each with an anchor of its own."""
    wanted = set(" ".join(cell for cell in figure_ids if isinstance(cell, str)).split())
    cells = [
        [
            f'<span id="{escape(row.figure_id)}">{escape(row.figure_id)}</span>',
            escape(f"{row.start}-{row.end}"),
            _printed(row.printed) + _meaning(row.printed),
            escape(say(f"bound.{row.bound}", value="").strip()),
            escape(metric_text(str(row.metric))),
            _printed(row.organisation_name),
            f'<span lang="en">{escape(row.disputed)}</span>' if row.disputed else "",
        ]
        for row in figures[figures["figure_id"].isin(wanted)].itertuples()
    ]
    if not cells:
        return f"<p>{escape(say('none'))}</p>"
    names = ("figure", "place", "printed", "bound", "metric", "organisation", "disputed")
    return table_html([say(f"column.{name}") for name in names], cells)


def sources_html(articles: pd.DataFrame, figure_ids: Iterable[str]) -> str:
    """Name the articles that a page rests on."""
    wanted = {one.partition(":")[0] for one in " ".join(figure_ids).split()}
    unprinted = escape(say("article.untitled"))
    cells = [
        [
            escape(row.article_id),
            _printed(row.title) if row.title else unprinted,
            _printed(row.publisher) if row.publisher else unprinted,
            unprinted if pd.isna(row.published) else day(row.published),
        ]
        for row in articles[articles["article_id"].isin(wanted)].itertuples()
    ]
    names = ("article", "title", "publisher", "published")
    return table_html([say(f"column.{name}") for name in names], cells) if cells else ""


def prose(text: str) -> Markdown:
    """Show sentences in a notebook; what looks like HTML, a link or a picture in a name or a note stays text."""
    from IPython.display import Markdown

    return Markdown(_SPECIAL.sub(r"\\\1", escape(text, quote=False)))  # type: ignore[no-untyped-call]


def plain(text: str) -> str:
    """Undo :func:`prose`, and drop the emphasis."""
    return unescape(re.sub(rf"\\{_SPECIAL.pattern}", r"\1", text)).replace("**", "").strip()


def table_html(header: Sequence[str], cells: Sequence[Sequence[str]], meanings: Sequence[str] = ()) -> str:
    """Render a table that scrolls sideways where the page is narrow."""
    titles = [f' title="{escape(one)}" lang="en"' if one else "" for one in meanings] or [""] * len(header)
    head = "".join(f'<th scope="col"{one}>{escape(name)}</th>' for name, one in zip(header, titles, strict=True))
    body = "\n".join(
        f'<tr><th scope="row">{row[0]}</th>' + "".join(f"<td>{cell}</td>" for cell in row[1:]) + "</tr>"
        for row in cells
    )
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    name = escape(header[0]) if header else ""
    return f'<div class="scroll" tabindex="0" role="group" aria-label="{name}">{_STYLE}\n{table}\n</div>'


def links_html(figure_ids: str) -> str:
    """Link each figure id to its row on the page."""
    return " ".join(f'<a href="#{escape(one)}">{escape(one)}</a>' for one in figure_ids.split())


def coverage_html(cells: pd.DataFrame) -> str:
    """Render the coverage matrix with the printed characters in its cells, each linked to its figure."""
    if cells.empty:
        return f"<p>{escape(say('coverage.empty'))}</p>"
    columns = list(cells.sort_values(["rank", "column"], kind="stable")["column"].drop_duplicates())
    printed = {(cell.row, cell.column): cell for cell in cells.itertuples()}
    lines = [
        [escape(row), *(_printed_html(printed[row, one]) if (row, one) in printed else "" for one in columns)]
        for row in cells["row"].drop_duplicates()
    ]
    return table_html([say("column.row"), *columns], lines)


def checks_html(checks: pd.DataFrame) -> str:
    """Render checks as a table, each linked to the figures it compares."""
    if checks.empty:
        return f"<p>{escape(say('checks.none'))}</p>"
    names = ("check", "printed", "hypothesis", "expected", "verdict", "chance_pass", "figures")
    cells = [
        [
            escape(row.check_id),
            _printed(row.printed),
            escape(hypothesis_text(row)),
            _printed(allowed_text(row)) if row.quantity == "value" else escape(allowed_text(row)),
            escape(say(f"verdict.{row.verdict}")),
            "" if pd.isna(row.chance_pass) else number(row.chance_pass, 3),
            links_html(row.figure_ids),
        ]
        for row in checks.itertuples()
    ]
    return table_html([say(f"column.{name}") for name in names], cells)


def _printed(characters: str) -> str:
    return f'<span lang="vi">{escape(characters)}</span>'


def _meaning(printed: str) -> str:
    return escape(printed_text(printed).removeprefix(printed))


def _printed_html(cell: Any) -> str:
    first, *others = cell.figure_ids.split()
    more = "".join(f' <a href="#{escape(one)}">↗</a>' for one in others)
    return f'<a href="#{escape(first)}">{_printed(cell.shown)}</a>{more}'
