"""What a page tells first: a title, at most three points, a caution, and a table with a row per thing one would count.

A story is made of a result alone; its sentences are marked, so that every number leads to its figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from partyresearch.analysis.findings import Findings
from partyresearch.analysis.multiverse import Moved
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.linked import link, plain, to_html
from partyresearch.show.readings import cell_html
from partyresearch.show.tables import ESTIMATES, first_rows, rest_said, table_html, with_rest

Row = Any
MOST_POINTS = 3
MOST_IN_A_SENTENCE = 3  # rows that a sentence names; more are a table's
MOST_LISTED = 5  # sentences below one another; a longer list is a table in the folded part
NOT_PRINTED = "–"
NO_SAMPLE = N_("No random sample: missed targets may go unreported, and what is told without a number is not counted.")


@dataclass(frozen=True)
class Column:
    """A column of a story's table; its cells are marked sentences."""

    heading: str
    cell: Callable[[Row, Labels], str]
    number: bool = False


@dataclass(frozen=True)
class Table:
    """Rows for a reader; the first column names a row."""

    rows: Callable[[Findings], Sequence[Row]]
    columns: tuple[Column, ...]

    def html(self, name: str, findings: Findings, labels: Labels, readings: Mapping[str, Moved]) -> str:
        """Return the table, with the readings of what another coding moves; on a narrow page each row is a card."""
        everything = self.rows(findings)
        rows = first_rows(everything)
        if not rows:
            return ""
        header, numbers = [labels.t(column.heading) for column in self.columns], [one.number for one in self.columns]
        body = [[to_html(column.cell(row, labels)) for column in self.columns] for row in rows]
        moved = [readings.get(getattr(row, "estimate_id", "")) for row in rows]
        if any(moved):
            header, numbers = [*header, labels.t("Under other codings")], [*numbers, False]
            body = [[*cells, cell_html(one, labels) if one else ""] for cells, one in zip(body, moved, strict=True)]
        body = [[cell or NOT_PRINTED for cell in cells] for cells in body]
        table = table_html(header, body, numbers=numbers, name=name, cards=True)
        return with_rest(table, everything, ESTIMATES, labels)

    def text(self, findings: Findings, labels: Labels) -> str:
        """Return the table as lines of cells, with tabs between them."""
        lines = [[labels.t(column.heading) for column in self.columns]]
        rows = self.rows(findings)
        lines += [
            [plain(column.cell(row, labels)) or NOT_PRINTED for column in self.columns] for row in first_rows(rows)
        ]
        return "\n".join(filter(None, [*map("\t".join, lines), rest_said(rows, ESTIMATES, labels)]))


@dataclass(frozen=True)
class Story:
    """How a result is told on a page."""

    name: str  # of the page, where another one refers to it
    title: Callable[[Findings, Labels], str]
    points: Callable[[Findings, Labels], list[str]]
    caution: Callable[[Findings, Labels], str]
    table: Table
    card: Callable[[Findings, Labels], tuple[str, str]] | None = None  # a big number for the overview, and what it is
    parts: Callable[[Findings, Labels], list[tuple[str, list[str]]]] = field(default=lambda *_: [])
    """Headings with sentences below the table: what is only said in words, what is not finished."""
    more: Mapping[str, Table] = field(default_factory=dict)  # further tables by the names that `Result.table` takes

    def html(self, findings: Findings, labels: Labels) -> str:
        """Return title, points and caution."""
        items = "".join(f"<li>{to_html(point)}</li>" for point in self.points(findings, labels)[:MOST_POINTS])
        title, points = to_html(self.title(findings, labels)), f'<ul class="points">{items}</ul>' if items else ""
        return f'<h1>{title}</h1>{points}<p class="caution">{escape(self.caution(findings, labels))}</p>'

    def text(self, findings: Findings, labels: Labels) -> str:
        """Return the same as plain text."""
        lines = [self.title(findings, labels), *self.points(findings, labels)[:MOST_POINTS]]
        return "\n".join([plain(line) for line in lines] + [self.caution(findings, labels)])

    def parts_html(self, findings: Findings, labels: Labels) -> str:
        """Return what stands below the table, under headings; nothing of what is empty."""
        html = ""
        for heading, sentences in self.parts(findings, labels):
            items = "".join(f"<li>{to_html(sentence)}</li>" for sentence in sentences)
            html += f"<h2>{escape(heading)}</h2><ul>{items}</ul>" if items else ""
        return html

    def parts_text(self, findings: Findings, labels: Labels) -> str:
        """Return the same as plain text."""
        parts = [[heading, *sentences] for heading, sentences in self.parts(findings, labels) if sentences]
        return "\n".join(plain(line) for part in parts for line in part)


def count_or_none(n: int, labels: Labels) -> str:
    """Write how many of several there are, as a sentence does."""
    return labels.t.count(n) if n else labels.t.context("of several", "none")


def place_year(row: Row, labels: Labels) -> str:
    """Name a row within a sentence: its place and period."""
    return labels.t("{place} ({period})", place=labels.place(row.organisation_ids), period=period_of(row, labels))


def extreme(rows: Sequence[Row], how: Callable[..., Row], labels: Labels) -> tuple[Row, str]:
    """Find the smallest or largest estimate, and name it within a sentence; others that equal it are counted."""
    row = how(rows, key=lambda row: row.estimate_low)
    ties = sum(other.estimate_low == row.estimate_low for other in rows) - 1
    where = place_year(row, labels)
    return row, labels.t("{row} and {n} more", row=where, n=ties) if ties else where


def period_of(row: Row, labels: Labels) -> str:
    """Name the period of a row."""
    return labels.period(row.period_start, row.period_end)


def place_cell(row: Row, labels: Labels) -> str:
    """Name the place of a row, as the first cell of a table."""
    return labels.full_place(row.organisation_ids)


def linked_people(row: Row, name: str, labels: Labels, *metrics: str) -> str:
    """Write a number of people, linked to the figure of one of these metrics; empty if nothing is known."""
    text = labels.whole(getattr(row, f"{name}_low"), getattr(row, f"{name}_high"))
    return link(text, labels.figure(row.figure_ids, *metrics)) if text else ""


def percent(row: Row, labels: Labels) -> str:
    """Write an attainment or a share, linked to the figure that it was printed as or follows from."""
    return link(labels.value(row), labels.figure(row.figure_ids, "target_attainment", "target_excess"))


def quoted(row: Row, word: str, labels: Labels) -> str:
    """Write a printed word in quotation marks with its meaning, linked to its figure."""
    return link(labels.quoted(word), row.figure_ids.split()[0])
