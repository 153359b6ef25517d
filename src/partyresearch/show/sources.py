"""Where the numbers of a page come from: its figures, each with an anchor of its own, and their articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from partyresearch.analysis.selection import Collected
from partyresearch.collection.texts import coded_text, context
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.result import Result
from partyresearch.show.shown import Html, LabelsIn
from partyresearch.show.tables import NOTHING, printed_html, table_html

MOST_FIGURES = 5000  # that a page lists whole; else those of the rows that it shows


def sources(labels_in: LabelsIn, language: str, tables: Collected, results: Sequence[Result], texts: str) -> Html:
    """List the printed figures that results rest on, and their articles."""
    unique = _unique(cell for one in results for cell in one.findings.rests_on())
    shown = unique if len(unique) <= MOST_FIGURES else _unique(cell for one in results for cell in one.shown_figures)

    def html(labels: Labels) -> str:
        figures = figures_html(tables, shown, labels, Path(texts) if texts else None)
        more = more_figures(len(shown), len(unique), labels) if len(shown) < len(unique) else ""
        return figures + more + sources_html(tables.articles, shown, labels)

    return Html(
        labels_in, language, html, lambda _: "\n".join(shown), lambda labels: figures_summary(len(unique), labels)
    )


def _unique(cells: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(cells).split()))


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


def _figure(row: Any, labels: Labels) -> str:
    meaning = f" ({escape(labels.meaning(row.printed))})" if labels.meaning(row.printed) else ""
    bound = escape(labels.bound(row.bound, "").strip())
    return f"{bound} {printed_html(row.printed)}{meaning}".strip()


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
            printed_html(row.publisher) if row.publisher else unprinted,
            unprinted if pd.isna(row.published) else escape(t.day(row.published)),
        ]
        for row in rows
    ]
    headings = (N_("article"), N_("title"), N_("publisher"), N_("published"))
    ids = [f"article-{row.article_id}" for row in rows]
    return table_html([t(heading) for heading in headings], cells, ids=ids) if cells else ""


def _title(article: Any) -> str:
    title = printed_html(article.title or article.url) if article.title or article.url else ""
    return f'<a href="{escape(article.url)}" rel="noreferrer">{title}</a>' if article.url else title
