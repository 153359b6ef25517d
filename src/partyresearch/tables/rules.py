"""Rules of the raw tables: keys, days and trees of any table here, those of figures and spans in modules of their own.

A rule says nothing about a row in which a cell that it reads is malformed, for that cell has been reported already; it
judges each distinct case once, so that a million rows are checked in seconds.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import islice

from partyresearch.collection.columns import TABLES
from partyresearch.collection.problems import Problem, closest
from partyresearch.tables.figure_rules import (
    check_alternatives,
    check_coding,
    check_counts,
    check_numerals,
    check_pointers,
    check_retired,
    check_scores,
)
from partyresearch.tables.periods import is_backwards, is_day, is_shaped
from partyresearch.tables.sheet import Sheet
from partyresearch.tables.sheets import ANCHORED, FIGURE, Numerals, Sheets, sheet_of, units_of
from partyresearch.tables.span_rules import check_spans

# first and last day
_PERIODS = (("valid_from", "valid_to"), ("period_start", "period_end"), ("against_start", "against_end"))
_HINTS = 50  # of a table that is wrong throughout every cell is unknown, and each search for a hint takes a while


def check_tables(sheets: Sheets, numerals: Numerals) -> Iterator[Problem]:
    """Apply every rule to the tables that could be read."""
    for sheet in sheets.values():
        yield from _check_keys(sheet, sheets)
        yield from _check_dates(sheet)
    for name, parent in (("raw-organisations", "parent_id"), ("raw-groups", "part_of")):
        if name in sheets:
            yield from _check_tree(sheets[name], parent)
    if "raw-figures" in sheets:
        figures, units = sheets["raw-figures"], units_of(sheets)
        yield from check_coding(figures, sheet_of(sheets, "raw-articles"), sheet_of(sheets, "raw-metrics"))
        yield from check_retired(figures)
        yield from check_numerals(figures, units, numerals)
        yield from check_counts(figures, units)
        # a pointer is known to lead nowhere only if every figure could be read
        unknown = set(figures.cells["article_id"]) - set(sheet_of(sheets, "raw-articles").cells["article_id"])
        if figures.whole and not figures.malformed(*FIGURE) and (not unknown or "raw-articles" not in sheets):
            place = figures.first(*FIGURE)
            yield from check_pointers(figures, place)
            yield from check_scores(figures, place)
            if "raw-alternatives" in sheets:
                yield from check_alternatives(sheets["raw-alternatives"], figures, place, sheets)
    if {"raw-articles", *ANCHORED} <= sheets.keys():
        yield from check_spans(sheets)


def _check_keys(sheet: Sheet, sheets: Sheets) -> Iterator[Problem]:
    key = list(sheet.table.key)
    got = ", ".join(f"{{{column}!r}}" for column in key) + " a second time"
    first = sheet.first(*key)
    if len(first) < len(sheet.lines):
        again = [number for number, row in enumerate(sheet.rows(*key)) if first[row] < number]
        yield from sheet.report(key, again, ", ".join(key), got, "each key once")
    for column, target in sheet.table.references:
        other, field = sheets.get(target), TABLES[target].key[0]
        # a reference is known to lead nowhere only if the other table could be read whole
        if other is not None and other.whole and not other.malformed(field):
            unknown = set(sheet.cells[column]) - set(other.cells[field]) - {""}
            if unknown:
                yield from _report_unknown(sheet, column, unknown, other, field)


def _report_unknown(sheet: Sheet, column: str, unknown: Container[str], other: Sheet, field: str) -> Iterator[Problem]:
    bad = [number for number, cell in enumerate(sheet.cells[column]) if cell in unknown]
    distinct = dict.fromkeys(sheet.cells[column][number] for number in bad)
    hints = {cell: closest(cell, other.cells[field]) for cell in islice(distinct, _HINTS)}
    expected = f"one of the {field}s of {{known_in}}"
    yield from sheet.report(
        [column], bad, column, "{cell!r}", expected, known_in=lambda row: other.label + hints.get(row[column], "")
    )


def _check_dates(sheet: Sheet) -> Iterator[Problem]:
    """Days exist, and no period ends before it begins."""
    for column in sheet.table.columns:
        if column.type == "date":
            unreal = sheet.which([column.name], lambda cell: is_shaped(cell) and not is_day(cell))
            got = "{cell!r}, a day that does not exist"
            yield from sheet.report([], unreal, column.name, got, column.expected())
    for start, end in _PERIODS:
        if start in sheet.cells:
            expected = f"{{{start}}} ({start}) or later"
            backwards = sheet.which([start, end], is_backwards)
            yield from sheet.report([start, end], backwards, end, "{cell!r}, before it begins", expected)


def _check_tree(sheet: Sheet, parent: str) -> Iterator[Problem]:
    """Take away again and again what nobody is part of, and what is part of nothing left: only cycles stay."""
    key = sheet.table.key[0]
    up = dict(zip(sheet.cells[key], sheet.cells[parent], strict=True))
    size = -1
    while len(up) != size:
        size, wholes = len(up), set(up.values())
        up = {part: whole for part, whole in up.items() if part in wholes and whole in up}
    cyclic = sheet.which([key], up.__contains__)
    yield from sheet.report([key, parent], cyclic, parent, f"{{cell!r}}, which leads back to {{{key}!r}}", "a tree")
