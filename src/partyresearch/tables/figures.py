"""The table of figures: every printed numeral read exactly, repeats marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pandas as pd

from partyresearch.collection.columns import MEASURED, TABLES
from partyresearch.figures import consistency
from partyresearch.tables.admissions import undated_scope
from partyresearch.tables.cells import look_up
from partyresearch.tables.figure_rules import read_numeral
from partyresearch.tables.read import RawTables
from partyresearch.tables.schema import typed

_SAME = ["organisation_id", "metric", "group", "period_start", "period_end", "status", "set_by", "recurs",
         "against_start", "against_end", "scope"]  # fmt: skip


def read_figures(raw: RawTables) -> pd.DataFrame:
    """Read every figure."""
    figures = typed(raw.figures.reset_index(drop=True), TABLES["raw-figures"])
    order = {article: number for number, article in enumerate(raw.articles["article_id"])}
    figures = figures.assign(order=figures["article_id"].map(order)).sort_values(["order", "start"], kind="stable")
    figures = figures.drop(columns="order").reset_index(drop=True)
    metrics = raw.metrics.set_index("metric")
    names = raw.organisations.set_index("organisation_id")["name"]
    figures["figure_id"] = figures["article_id"] + ":" + figures["start"].astype("str")
    figures["organisation_name"] = figures["organisation_id"].map(names)
    figures["measure"] = figures["metric"].map(metrics["measure"])
    figures["unit"] = figures["metric"].map(metrics["unit"])
    figures = _with_values(figures)
    pairs = list(same_figures(figures))
    repeats = {later: first for first, later, agree in pairs if agree}
    figures["repeat_of"] = look_up(figures["figure_id"], repeats)
    return figures


def _with_values(figures: pd.DataFrame) -> pd.DataFrame:
    """Parse each distinct numeral once."""
    figures["excess"] = figures["metric"].eq("target_excess")
    keys = ["printed", "unit", "bound", "status", "measure", "excess"]
    cases = figures[keys].astype(dict.fromkeys(keys[:-1], "str")).drop_duplicates()
    read = [read_value(*case) for case in cases.itertuples(index=False, name=None)]
    columns = ["numeral", "value", "low", "high", "closed"]
    values = pd.DataFrame(read, columns=columns, index=pd.MultiIndex.from_frame(cases), dtype=object)
    found = values.reindex(pd.MultiIndex.from_frame(figures[keys].astype(dict.fromkeys(keys[:-1], "str"))))
    for column in columns:
        figures[column] = found[column].to_numpy()
    return figures


def read_value(
    printed: str, unit: str, bound: str, status: str, measure: str, excess: bool = False
) -> tuple[object, ...]:
    """Read one numeral in its metric's unit."""
    numeral = read_numeral(printed, unit)
    if excess:
        numeral = replace(numeral, first=numeral.first + 100, last=numeral.last + 100)
    factor = 100 if numeral.ratio else 1
    value = None if numeral.value is None else numeral.value * factor
    count = unit not in MEASURED
    if bound == "about":
        return numeral, value, None, None, ""
    if status == "target":
        return numeral, value, numeral.first * factor, numeral.last * factor, "" if count else "both"
    reading = "half_up" if bound == "exact" else "literal"
    low, high, closed = consistency.percent_interval(numeral, bound, reading)
    if measure == "share" and (high is None or high > 100):
        high, closed = Fraction(100), {"neither": "right", "left": "both"}.get(closed, closed)
    if not count:
        return numeral, value, low, high, closed
    whole = consistency.whole_numbers(low, high, closed)
    assert whole is not None, "an interval around a whole number holds one"
    first = None if low is None else Fraction(whole[0])
    return numeral, value, first, None if whole[1] is None else Fraction(whole[1]), ""


def same_figures(figures: pd.DataFrame) -> Iterator[tuple[str, str, bool]]:
    """Compare the mentions of what should be the same figure."""
    figures = figures.assign(scope=undated_scope(figures))
    twice = figures[figures.duplicated(_SAME, keep=False)]
    for _, mentions in twice.groupby(_SAME, dropna=False, sort=False, observed=True):
        allowed: dict[str, consistency.Interval] = {}  # what each first mention and its repeats allow together
        for row in mentions.itertuples():
            interval = (row.low, row.high, row.closed or "both")
            first = next((one for one, other in allowed.items() if consistency.overlap(interval, other)), None)
            if first is not None:
                allowed[first] = consistency.intersection(allowed[first], interval)
                yield first, row.figure_id, True
                continue
            if allowed:
                yield next(iter(allowed)), row.figure_id, False
            allowed[row.figure_id] = interval


Records = Mapping[str, Any]
"""Figures by their id, each with a column an attribute: looked up far faster than rows of a DataFrame."""


def records(figures: pd.DataFrame) -> Records:
    """Index the figures by their id."""
    return {row.figure_id: row for row in figures.astype(object).itertuples()}


def pointed(by_id: Records, row: Any, pointer: str) -> Any:
    """Follow a row's ``numerator``, ``denominator`` or ``part_of``."""
    start = getattr(row, pointer)
    return None if pd.isna(start) else by_id[f"{row.article_id}:{start}"]
