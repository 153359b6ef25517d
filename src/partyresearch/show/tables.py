"""Tables of a page as HTML; every text from the data is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.analysis.selection import Collected
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.words import QUESTIONS
from partyresearch.show.words.checks import VERDICTS, check_expected, check_reading

# JupyterLab aligns all cells to the right, by a rule that one class does not outweigh
_STYLE = (
    "<style>@media screen{.scroll.scroll :is(th,td){text-align:left}.scroll.scroll tbody :is(th,td){vertical-align:top}"
    ".scroll.scroll :is(td,th).number{text-align:right}.scroll.scroll td a{white-space:nowrap}}</style>"
)
# Markdown's special characters, and the colon of an address: what comes from the data stays text
_SPECIAL = re.compile(r"([\\`\[\]_$~|#]|:(?=//))")
NOTHING = N_("The selection has nothing of this kind.")
# columns of numbers, aligned to the right with the words ("at least 130") that stand among them
_NUMBERS = {
    *("admitted", "target", "targets", "members", "months", "earlier year", "attained before", "pupils or students"),
    *("class learners", "met", "missed", "undecided", "compared", "equal", "estimate", "model interval"),
    N_("share of nearby percentages that would pass"),
}


def result_html(findings: Findings, labels: Labels, *estimands: str) -> str:
    """Render estimates as a table, each linked to its figures, and what was refused as sentences."""
    words = QUESTIONS[findings.question]
    rows = findings.named(*estimands)
    refused = findings.refused(*estimands)
    reasons = list(dict.fromkeys(words.say_refusal(refusal, labels) for refusal in refused))
    if not rows and not reasons:
        reasons = [labels.t(NOTHING)]
    sentences = "".join(f"<p>{escape(reason)}</p>" for reason in reasons)
    return (_estimates_html(rows, findings.question, labels) if rows else "") + sentences


def _estimates_html(rows: list[Any], question: str, labels: Labels) -> str:
    t, words = labels.t, QUESTIONS[question]
    beside = {heading: [text(row, labels) for row in rows] for heading, text in words.columns.items()}
    beside = {heading: texts for heading, texts in beside.items() if any(texts)}
    models = [labels.interval(row.low, row.high, row.unit) if row.interval_kind == "model" else "" for row in rows]
    readings = [words.reading(row, labels) if words.reading else "" for row in rows]
    columns = {
        N_("row"): [escape(("↳ " if row.part else "") + words.label(row, labels)) for row in rows],
        **{heading: list(map(escape, texts)) for heading, texts in beside.items()},
        N_("estimate"): [escape(labels.interval(row.estimate_low, row.estimate_high, row.unit)) for row in rows],
        **({N_("model interval"): list(map(escape, models))} if any(models) else {}),
        **({N_("reading"): list(map(escape, readings))} if any(readings) else {}),
        N_("figures"): [links_html(row.figure_ids) for row in rows],
    }
    numbers = [heading in _NUMBERS for heading in columns]
    return table_html(list(map(t, columns)), list(zip(*columns.values(), strict=True)), numbers=numbers)


def figures_html(tables: Collected, figure_ids: Iterable[str], labels: Labels) -> str:
    """Render the figures that a page rests on, each with an anchor of its own."""
    wanted = set(" ".join(cell for cell in figure_ids if isinstance(cell, str)).split())
    t, figures = labels.t, tables.figures
    doubts: dict[str, dict[str, None]] = {}  # each reason once, in order
    for row in tables.alternatives.itertuples():
        doubts.setdefault(f"{row.article_id}:{row.start}", {})[getattr(row, t.format.reason)] = None
    cells = [
        [
            f'<span id="{escape(row.figure_id)}">{escape(row.figure_id)}</span>',
            escape(f"{row.start}-{row.end}"),
            _printed(row.printed)
            + (f" ({escape(labels.meaning(row.printed))})" if labels.meaning(row.printed) else ""),
            escape(labels.bound(row.bound, "").strip()),
            escape(labels.metric(str(row.metric))),
            _printed(row.organisation_name),
            escape("; ".join(doubts.get(row.figure_id, ()))),
        ]
        for row in figures[figures["figure_id"].isin(wanted)].itertuples()
    ]
    if not cells:
        return f"<p>{escape(t(NOTHING))}</p>"
    headings = ("figure", "characters", "printed", "bound", "metric", "organisation", "disputed")
    return table_html([t(heading) for heading in headings], cells)


def sources_html(articles: pd.DataFrame, figure_ids: Iterable[str], labels: Labels) -> str:
    """Name the articles that a page rests on."""
    t = labels.t
    wanted = {figure_id.partition(":")[0] for figure_id in " ".join(figure_ids).split()}
    unprinted = escape(t("not printed in the text"))
    cells = [
        [
            escape(row.article_id),
            _printed(row.title) if row.title else unprinted,
            _printed(row.publisher) if row.publisher else unprinted,
            unprinted if pd.isna(row.published) else t.day(row.published),
        ]
        for row in articles[articles["article_id"].isin(wanted)].itertuples()
    ]
    headings = ("article", "title", "publisher", "published")
    return table_html([t(heading) for heading in headings], cells) if cells else ""


def coverage_html(cells: pd.DataFrame, labels: Labels) -> str:
    """Render the coverage matrix with the printed characters in its cells, each linked to its figure."""
    if cells.empty:
        return f"<p>{escape(labels.t('Printed figures of the three questions: 0 found, 1 needed.'))}</p>"
    columns = coverage_columns(cells)
    places = {(cell.organisation_id, cell.years, cell.metric, cell.group): cell for cell in cells.itertuples()}
    lines = []
    for row in cells.drop_duplicates(["organisation_id", "years"]).itertuples():
        found = [places.get((row.organisation_id, row.years, *column)) for column in columns]
        texts = [_coverage_cell(cell, labels) if cell else "" for cell in found]
        lines.append([escape(coverage_row(row, labels)), *texts])
    return table_html([labels.t("row"), *(coverage_heading(*column, labels) for column in columns)], lines)


def coverage_columns(cells: pd.DataFrame) -> list[tuple[str, str]]:
    """List the columns of the coverage matrix in their order: metric and group."""
    ordered = cells.sort_values(["rank", "group"], key=_everyone_first, kind="stable")
    return list(ordered[["metric", "group"]].drop_duplicates().itertuples(index=False, name=None))


def _everyone_first(column: pd.Series) -> pd.Series:
    return column.where(column.ne("all"), "") if column.name == "group" else column


def coverage_row(cell: Any, labels: Labels) -> str:
    """Name a row of the coverage matrix."""
    return labels.row(cell.organisation_id, labels.years(cell.start, cell.end))


def coverage_heading(metric: str, group: str, labels: Labels) -> str:
    """Name a column of the coverage matrix."""
    name = labels.metric(metric)
    return name if group == "all" else labels.t("{metric}: {group}", metric=name, group=labels.group(group))


def _coverage_cell(cell: Any, labels: Labels) -> str:
    shown = "; ".join(dict.fromkeys(_figure_text(figure, labels) for figure in cell.figures))
    first, *others = [figure["figure_id"] for figure in cell.figures]
    more = "".join(f' <a href="#{escape(figure_id)}">↗</a>' for figure_id in others)
    return f'<a href="#{escape(first)}">{_printed(shown)}</a>{more}'


def _figure_text(figure: dict[str, Any], labels: Labels) -> str:
    printed = figure["printed"]
    text = labels.printed(printed) if figure["kind"] == "word" else labels.bound(figure["bound"], printed)
    return labels.t("{printed} (each year)", printed=text) if figure["recurs"] == "year" else text


def checks_html(checks: pd.DataFrame, labels: Labels) -> str:
    """Render checks as a table, each linked to the figures it compares."""
    t = labels.t
    if checks.empty:
        return f"<p>{escape(t('Checks of the selected figures: 0 found, 1 needed.'))}</p>"
    cells = [
        [
            escape(row.check_id),
            _printed(row.printed),
            escape(check_reading(row, labels)),
            _allowed(row, labels),
            escape(t(VERDICTS[row.verdict])),
            "" if pd.isna(row.chance_pass) else t.number(row.chance_pass, 3),
            links_html(row.figure_ids),
        ]
        for row in checks.itertuples()
    ]
    headings = [
        N_("check"),
        N_("printed"),
        N_("hypothesis"),
        N_("the other figures allow"),
        N_("verdict"),
        N_("share of nearby percentages that would pass"),
        N_("figures"),
    ]
    return table_html(list(map(t, headings)), cells, numbers=[heading in _NUMBERS for heading in headings])


def _allowed(row: Any, labels: Labels) -> str:
    expected = check_expected(row, labels)
    return _printed(expected) if row.quantity == "value" else escape(expected)


def prose_markdown(text: str) -> str:
    """Return sentences as Markdown; what looks like HTML, a link or a picture in a name or a note stays text."""
    return _SPECIAL.sub(r"\\\1", escape(text, quote=False))


def table_html(
    header: Sequence[str], cells: Sequence[Sequence[str]], meanings: Sequence[str] = (), numbers: Sequence[bool] = ()
) -> str:
    """Render a table that scrolls sideways where the page is narrow.

    Headings are plain text, cells are HTML: the caller escapes. The first cell of a row is its heading; columns of
    numbers are aligned to the right; pointing at a heading tells its meaning.
    """
    titles = [f' title="{escape(meaning)}" lang="en"' if meaning else "" for meaning in meanings] or [""] * len(header)
    aligned = [' class="number"' if number else "" for number in numbers] or [""] * len(header)
    head = "".join(
        f'<th scope="col"{align}{title}>{escape(name)}</th>'
        for name, align, title in zip(header, aligned, titles, strict=True)
    )
    body = "\n".join(
        f'<tr><th scope="row"{aligned[0]}>{row[0]}</th>'
        + "".join(f"<td{align}>{cell}</td>" for align, cell in zip(aligned[1:], row[1:], strict=True))
        + "</tr>"
        for row in cells
    )
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    name = escape(header[0]) if header else ""
    return f'<div class="scroll" tabindex="0" role="group" aria-label="{name}">{_STYLE}\n{table}\n</div>'


def links_html(figure_ids: str) -> str:
    """Link each figure id to its row on the page."""
    return " ".join(f'<a href="#{escape(figure_id)}">{escape(figure_id)}</a>' for figure_id in figure_ids.split())


def _printed(characters: str) -> str:
    return f'<span lang="vi">{escape(characters)}</span>'
