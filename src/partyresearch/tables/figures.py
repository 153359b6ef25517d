"""The table of figures: every printed numeral with what it can stand for, repeats marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from partyresearch.collection.vocabulary import MEASURED, POINTERS
from partyresearch.figures.numerals import CLOSED_AT, Counts, Interval, Numeral, readings
from partyresearch.tables.mentions import compare_mentions
from partyresearch.tables.read import RawTables
from partyresearch.tables.sheet import Sheet

UNKNOWN: Counts = (None, None)


@dataclass(frozen=True, eq=False, slots=True)  # by identity: there is one of each distinct case
class Values:
    """What a printed numeral stands for."""

    numeral: Numeral
    readings: Mapping[str, Interval]
    value: Fraction | None
    low: Fraction | None = None
    high: Fraction | None = None
    closed: str = ""
    counts: Counts = UNKNOWN  # the ends as integers


class Figure(NamedTuple):
    """A row of the table, as text, with its values; days are ISO dates, empty where unknown."""

    figure_id: str
    article_id: str
    start: str
    end: str
    printed: str
    organisation_id: str
    organisation_name: str
    metric: str
    measure: str
    unit: str
    group: str
    period_start: str
    period_end: str
    status: str
    bound: str
    numerator_id: str
    denominator_id: str
    part_of_id: str
    against_start: str
    against_end: str
    recurs: str
    set_by: str
    note: str
    preliminary: bool  # published before its period was over
    early: bool  # published before its last month began
    disputed: bool
    values: Values
    repeat_of: str

    @property
    def numeral(self) -> Numeral:
        return self.values.numeral

    @property
    def readings(self) -> Mapping[str, Interval]:
        return self.values.readings

    @property
    def value(self) -> Fraction | None:
        return self.values.value

    @property
    def low(self) -> Fraction | None:
        return self.values.low

    @property
    def high(self) -> Fraction | None:
        return self.values.high

    @property
    def closed(self) -> str:
        return self.values.closed

    @property
    def counts(self) -> Counts:
        return self.values.counts


Figures = Mapping[str, Figure]  # by id
Mentions = Sequence[tuple[str, str, bool]]  # ids of a first and a later figure, and whether they agree


def counts(figure: Figure | None) -> Counts:
    """Return the ends of a count; of no figure, nothing is known."""
    return UNKNOWN if figure is None else figure.counts


def read_figures(raw: RawTables) -> tuple[Figures, Mentions]:
    """Read every figure, in the order of the articles, and compare the mentions of what should be one figure."""
    sheet = raw.sheets["raw-figures"]
    order = {article: number for number, article in enumerate(raw.sheets["raw-articles"].cells["article_id"])}
    places = [(order[article], int(start)) for article, start in sheet.rows("article_id", "start")]
    columns = _columns(raw, sheet)
    figures = list(
        map(Figure._make, zip(*(columns[name] for name in Figure._fields[:-1]), [""] * len(places), strict=True))
    )
    figures = [figures[number] for number in sorted(range(len(figures)), key=places.__getitem__)]
    mentions = compare_mentions(figures)
    repeats = {later: first for first, later, agree in mentions if agree}
    if repeats:
        figures = [one._replace(repeat_of=repeats.get(one.figure_id, "")) for one in figures]
    return {figure.figure_id: figure for figure in figures}, mentions


def _columns(raw: RawTables, sheet: Sheet) -> dict[str, Sequence[Any]]:
    """Return the columns of the table in the order of the raw one."""
    metrics = {metric: rest for metric, *rest in raw.sheets["raw-metrics"].rows("metric", "measure", "unit")}
    names = dict(raw.sheets["raw-organisations"].rows("organisation_id", "name"))
    published = dict(raw.sheets["raw-articles"].rows("article_id", "published"))
    disputed = {f"{article}:{start}" for article, start in raw.sheets["raw-alternatives"].rows("article_id", "start")}

    @cache
    def values(printed: str, metric: str, bound: str, status: str) -> Values:
        measure, unit = metrics[metric]
        return _read_values(raw.numerals[printed, unit], unit, metric, bound, status, measure)

    columns: dict[str, Sequence[Any]] = dict(sheet.cells)
    columns["figure_id"] = [f"{article}:{start}" for article, start in sheet.rows("article_id", "start")]
    for pointer in POINTERS:
        pointers = sheet.rows("article_id", pointer)
        columns[f"{pointer}_id"] = [f"{article}:{start}" if start else "" for article, start in pointers]
    columns["organisation_name"] = [names[one] for one in sheet.cells["organisation_id"]]
    columns["measure"], columns["unit"] = ([metrics[one][place] for one in sheet.cells["metric"]] for place in (0, 1))
    # of a year that is nearly over the result is final but for a few days; of October it is an interim one
    ends = [
        (published[article], end if status == "reported" else "")
        for article, status, end in sheet.rows("article_id", "status", "period_end")
    ]
    columns["preliminary"] = ["" != day < end for day, end in ends]
    columns["early"] = ["" != day < f"{end[:7]}-01" if end else False for day, end in ends]
    columns["disputed"] = [one in disputed for one in columns["figure_id"]]
    columns["values"] = [values(*case) for case in sheet.rows("printed", "metric", "bound", "status")]
    return columns


def _read_values(numeral: Numeral, unit: str, metric: str, bound: str, status: str, measure: str) -> Values:
    if metric == "target_excess":  # "30 % more than the target" is 130 % of it
        numeral = replace(numeral, first=numeral.first + 100, last=numeral.last + 100)
    factor = 100 if numeral.ratio else 1
    value = None if numeral.value is None else numeral.value * factor
    read, count = readings(numeral, bound), unit not in MEASURED
    if not read:
        return Values(numeral, read, value)
    if status == "target":  # the threshold itself, whatever satisfies it
        first, last = numeral.first * factor, numeral.last * factor
        return Values(numeral, read, value, first, last, "" if count else "both", (int(first), int(last)))
    allowed = next(iter(read.values()))  # the first reading assumes least
    if count:
        whole = allowed.whole_numbers()
        assert whole is not None, "an interval around a whole number holds one"
        low, high = None if allowed.low is None else whole[0], whole[1]
        least, most = (None if end is None else Fraction(end) for end in (low, high))
        return Values(numeral, read, value, least, most, "", (low, high))
    if measure == "share" and (allowed.high is None or allowed.high > 100):
        allowed = Interval(allowed.low, Fraction(100), CLOSED_AT[allowed.has_low, True])
    low, high = (None if end is None else int(end) for end in (allowed.low, allowed.high))
    return Values(numeral, read, value, allowed.low, allowed.high, allowed.closed, (low, high))
