"""Tables of a page as HTML; every text from the data is escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any, TypeVar

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.words import QUESTIONS
from partyresearch.show.words.checks import VERDICTS, check_expected, check_reading

# JupyterLab aligns all cells to the right, by a rule that one class does not outweigh
STYLE = (
    "<style>@media screen{.scroll.scroll :is(th,td){text-align:left}.scroll.scroll tbody :is(th,td){vertical-align:top}"
    ".scroll.scroll caption{position:absolute;clip-path:inset(50%)}"  # for those who hear the page
    ".scroll.scroll :is(td,th).number{text-align:right}.scroll.scroll td a{white-space:nowrap}}</style>"
)
# Markdown's special characters, and the colon of an address: what comes from the data stays text
_SPECIAL = re.compile(r"([\\`\[\]_$~|#]|:(?=//))")
MOST_LINKS = 6  # of an estimate that rests on many figures: with all of them, a page of 600 organisations has 3 MB
COMPLETE, FIRST = 1000, 250
"""Rows up to which a table is complete, and how many a longer one shows: a page of 3 MB still opens at once."""
ESTIMATES, CHECKS = "estimates.csv", "processed/checks.csv"  # beside the page, and in the folder of the data
_Some = TypeVar("_Some", Sequence[Any], pd.DataFrame)
NOTHING = N_("The selection has nothing of this kind.")
# columns of numbers, aligned to the right with the words ("at least 130") that stand among them
_NUMBERS = {
    *("admitted", "target", "targets", "members", "months", "earlier year", "attained before", "pupils or students"),
    *("class learners", "met", "missed", "undecided", "compared", "equal", "estimate", "model interval"),
    N_("share of nearby percentages that would pass"),
}


def first_rows(rows: _Some) -> _Some:
    """Return the rows that a table shows: all of them, or of more than anybody turns over the first ones."""
    return rows if len(rows) <= COMPLETE else rows[:FIRST]


def rest_said(rows: _Some, file: str, labels: Labels) -> str:
    """Say where the rows are that a table does not show; empty if it shows them all."""
    if len(rows) <= COMPLETE:
        return ""
    return labels.t("These are the first {n} of {all} rows; {file} has them all.", n=FIRST, all=len(rows), file=file)


def with_rest(html: str, rows: _Some, file: str, labels: Labels) -> str:
    """Put below a table where the rows are that it does not show."""
    said = rest_said(rows, file, labels)
    return f"{html}<p>{escape(said)}</p>" if said else html


def result_html(findings: Findings, labels: Labels, *estimands: str) -> str:
    """Render estimates as a table, each linked to its figures, and what was refused as sentences."""
    words = QUESTIONS[findings.question]
    rows = findings.named(*estimands)
    refused = findings.refused(*estimands)
    reasons = list(dict.fromkeys(words.say_refusal(refusal, labels) for refusal in refused))
    if not rows and not reasons:
        reasons = [labels.t(NOTHING)]
    sentences = f"<p>{escape(' '.join(reasons))}</p>" if reasons else ""
    table = _estimates_html(list(first_rows(rows)), findings.question, labels) if rows else ""
    return with_rest(table, rows, ESTIMATES, labels) + sentences


def _estimates_html(rows: list[Any], question: str, labels: Labels) -> str:
    t, words = labels.t, QUESTIONS[question]
    beside = {heading: [text(row, labels) for row in rows] for heading, text in words.columns.items()}
    beside = {heading: texts for heading, texts in beside.items() if any(texts)}
    models = [labels.model(row) for row in rows]
    readings = [words.reading(row, labels) if words.reading else "" for row in rows]
    columns = {
        N_("row"): [escape(("↳ " if row.part else "") + words.label(row, labels)) for row in rows],
        **{heading: list(map(escape, texts)) for heading, texts in beside.items()},
        N_("estimate"): [escape(labels.value(row)) for row in rows],
        **({N_("model interval"): list(map(escape, models))} if any(models) else {}),
        **({N_("reading"): list(map(escape, readings))} if any(readings) else {}),
        N_("figures"): [links_html(row.figure_ids, labels) for row in rows],
    }
    numbers = [heading in _NUMBERS for heading in columns]
    return table_html(list(map(t, columns)), list(zip(*columns.values(), strict=True)), numbers=numbers)


def checks_html(checks: pd.DataFrame, labels: Labels) -> str:
    """Render checks as a table, each linked to the first figure that it compares."""
    t = labels.t
    if checks.empty:
        nothing = t("Checks of the selected figures: 0 found, 1 needed.")
        return f"<p>{escape(nothing)}</p>"
    cells = [
        [
            f'<a href="#{escape(row.figure_ids.split()[0])}">{printed_html(row.printed)}</a>',
            escape(check_reading(row, labels)),
            _allowed(row, labels),
            escape(t(VERDICTS[row.verdict])),
            "" if pd.isna(row.chance_pass) else t.number(row.chance_pass, 3),
        ]
        for row in first_rows(checks).itertuples()
    ]
    headings = [
        N_("printed"),
        N_("hypothesis"),
        N_("the other figures allow"),
        N_("verdict"),
        N_("share of nearby percentages that would pass"),
    ]
    table = table_html(list(map(t, headings)), cells, numbers=[heading in _NUMBERS for heading in headings])
    return with_rest(table, checks, CHECKS, labels)


def _allowed(row: Any, labels: Labels) -> str:
    expected = check_expected(row, labels)
    return printed_html(expected) if row.quantity == "value" else escape(expected)


def prose_markdown(text: str) -> str:
    """Return sentences as Markdown; what looks like HTML, a link or a picture in a name or a note stays text."""
    return _SPECIAL.sub(r"\\\1", escape(text, quote=False))


def table_html(
    header: Sequence[str],
    cells: Sequence[Sequence[str]],
    meanings: Sequence[str] = (),
    numbers: Sequence[bool] = (),
    ids: Sequence[str] = (),
    name: str = "",
    *,
    cards: bool = False,
) -> str:
    """Render a table that scrolls sideways where the page is narrow.

    Headings are plain text, cells are HTML: the caller escapes. The first cell of a row is its heading; columns of
    numbers are aligned to the right; pointing at a heading tells its meaning; ``ids`` are what links lead to. With
    ``cards`` each row is one on a narrow page, and its cells have their headings beside them.
    """
    titles = [f' title="{escape(meaning)}" lang="en"' if meaning else "" for meaning in meanings] or [""] * len(header)
    aligned = [' class="number"' if number else "" for number in numbers] or [""] * len(header)
    anchors = [f' id="{escape(one)}"' for one in ids] or [""] * len(cells)
    head = "".join(
        f'<th scope="col"{align}{title}>{escape(name)}</th>'
        for name, align, title in zip(header, aligned, titles, strict=True)
    )
    begins = [f"<td{align}>{{}}</td>" for align in aligned]
    if cards:
        begins = [
            f'<td{align} data-label="{escape(heading)}"><span>{{}}</span></td>'
            for align, heading in zip(aligned, header, strict=True)
        ]
    body = "\n".join(
        f'<tr{anchor}><th scope="row"{aligned[0]}>{row[0]}</th>'
        + "".join(begin.replace("{}", cell) for begin, cell in zip(begins[1:], row[1:], strict=True))
        + "</tr>"
        for anchor, row in zip(anchors, cells, strict=True)
    )
    name = escape(name or "".join(header[:1]))  # else what a row is
    kind = "stack sortable" if cards else "sortable"
    caption = f"<caption>{name}</caption>"
    table = f'<table class="{kind}">{caption}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>'
    return f'<div class="scroll" tabindex="0" role="group" aria-label="{name}">{STYLE}\n{table}\n</div>'


def links_html(figure_ids: str, labels: Labels) -> str:
    """Link the printed form of each figure to its row on the page; of many the first, for the page lists them all."""
    ids = figure_ids.split()
    links = [f'<a href="#{escape(one)}">{printed_html(labels.print_of(one))}</a>' for one in ids[:MOST_LINKS]]
    more = [escape(labels.t("{n} more", n=len(ids) - MOST_LINKS))] if len(ids) > MOST_LINKS else []
    return ", ".join([*links, *more])


def printed_html(characters: str) -> str:
    """Mark what an article prints as Vietnamese."""
    return f'<span lang="vi">{escape(characters)}</span>'
