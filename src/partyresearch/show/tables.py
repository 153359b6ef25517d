"""Tables of a page as HTML; every text from the data is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.analysis.selection import Collected
from partyresearch.collection.texts import coded_text, context
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
MOST_FIGURES = 5000  # that a page lists whole
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


def figures_html(tables: Collected, figure_ids: Iterable[str], labels: Labels, texts: Path | None = None) -> str:
    """Render the figures that a page rests on, each with an anchor of its own; with texts, the words around each."""
    wanted = set(" ".join(cell for cell in figure_ids if isinstance(cell, str)).split())
    t, figures = labels.t, tables.figures
    doubts: dict[str, dict[str, None]] = {}  # each reason once, in order
    for row in tables.alternatives.itertuples():
        doubts.setdefault(f"{row.article_id}:{row.start}", {})[getattr(row, t.format.reason)] = None
    rows = list(figures[figures["figure_id"].isin(wanted)].itertuples())
    if not rows:
        return f"<p>{escape(t(NOTHING))}</p>"
    columns = {
        N_("place"): [escape(labels.full_place(row.organisation_id)) for row in rows],
        N_("as printed"): [_figure(row, labels) for row in rows],
        N_("what"): [escape(labels.what(str(row.metric), str(row.group))) for row in rows],
        N_("period"): [escape(labels.period(row.period_start, row.period_end)) for row in rows],
        N_("article, characters"): [_where(row) for row in rows],
        N_("doubt about the coding"): [escape("; ".join(doubts.get(row.figure_id, ()))) for row in rows],
    }
    quotations = _quotations(tables, rows, texts) if texts else []
    if any(quotations):
        columns[N_("in its sentence")] = [f'<q lang="vi">{escape(words)}</q>' if words else "" for words in quotations]
    ids = [row.figure_id for row in rows]
    numbers = [heading == "as printed" for heading in columns]
    return table_html(list(map(t, columns)), list(zip(*columns.values(), strict=True)), numbers=numbers, ids=ids)


def more_figures(shown: int, all: int, labels: Labels) -> str:
    """Say where the figures are that a page rests on and does not list."""
    said = labels.t(
        "These are the {n} figures of the rows that this page shows, of {all} that it rests on; "
        "processed/figures.csv has them all.",
        n=shown,
        all=all,
    )
    return f"<p>{escape(said)}</p>"


def _where(row: Any) -> str:
    article = escape(row.article_id)
    return f'<a href="#article-{article}">{article}</a>, {row.start}–{row.end}'


def figures_summary(n: int, labels: Labels) -> str:
    """Say how many figures a page rests on."""
    return labels.t.plural("one figure, with printed form and place", "{n} figures, with printed form and place", n)


def methods_summary(labels: Labels) -> str:
    """Say what the section on methods is for."""
    return labels.t("what this page rests on, and what it cannot say")


def _figure(row: Any, labels: Labels) -> str:
    meaning = f" ({escape(labels.meaning(row.printed))})" if labels.meaning(row.printed) else ""
    bound = escape(labels.bound(row.bound, "").strip())
    return f"{bound} {_printed(row.printed)}{meaning}".strip()


def _quotations(tables: Collected, rows: list[Any], texts: Path) -> list[str]:
    articles = tables.articles.set_index("article_id")[["source_file", "sha256"]]
    found = {name: coded_text(texts, *articles.loc[name]) for name in {row.article_id for row in rows}}
    there = [(found[row.article_id], int(row.start), int(row.end)) for row in rows]
    return [context(*one) if one[0] else "" for one in there]


def sources_html(articles: pd.DataFrame, figure_ids: Iterable[str], labels: Labels) -> str:
    """Name the articles that a page rests on."""
    t = labels.t
    wanted = {figure_id.partition(":")[0] for figure_id in " ".join(figure_ids).split()}
    unprinted = escape(t("not printed in the text"))
    rows = list(articles[articles["article_id"].isin(wanted)].itertuples())
    cells = [
        [
            escape(row.article_id),
            _title(row) or unprinted,
            _printed(row.publisher) if row.publisher else unprinted,
            unprinted if pd.isna(row.published) else escape(t.day(row.published)),
        ]
        for row in rows
    ]
    headings = (N_("article"), N_("title"), N_("publisher"), N_("published"))
    ids = [f"article-{row.article_id}" for row in rows]
    return table_html([t(heading) for heading in headings], cells, ids=ids) if cells else ""


def _title(article: Any) -> str:
    title = _printed(article.title or article.url) if article.title or article.url else ""
    return f'<a href="{escape(article.url)}" rel="noreferrer">{title}</a>' if article.url else title


def checks_html(checks: pd.DataFrame, labels: Labels) -> str:
    """Render checks as a table, each linked to the first figure that it compares."""
    t = labels.t
    if checks.empty:
        nothing = t("Checks of the selected figures: 0 found, 1 needed.")
        return f"<p>{escape(nothing)}</p>"
    cells = [
        [
            f'<a href="#{escape(row.figure_ids.split()[0])}">{_printed(row.printed)}</a>',
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
    return _printed(expected) if row.quantity == "value" else escape(expected)


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
    links = [f'<a href="#{escape(one)}">{_printed(labels.print_of(one))}</a>' for one in ids[:MOST_LINKS]]
    more = [escape(labels.t("{n} more", n=len(ids) - MOST_LINKS))] if len(ids) > MOST_LINKS else []
    return ", ".join([*links, *more])


def methods_html(told: Sequence[Sequence[tuple[str, str]]]) -> str:
    """Render what each of several results is, under which assumptions, and what it does not show."""
    blocks = []
    for about in told:
        texts = [text for _, text in about if text]
        first = "".join(f"<dt>{escape(text)}</dt>" for text in texts[:1])
        blocks.append(first + "".join(f"<dd>{escape(text)}</dd>" for text in texts[1:]))
    return f"<dl>{''.join(blocks)}</dl>"


def _printed(characters: str) -> str:
    return f'<span lang="vi">{escape(characters)}</span>'
