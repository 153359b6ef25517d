"""The table of figures: every printed numeral with what it can stand for, repeats marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pandas as pd

from partyresearch.collection.columns import TABLES
from partyresearch.collection.vocabulary import MEASURED, POINTERS
from partyresearch.figures.numerals import CLOSED_AT, Counts, Interval, Numeral, readings
from partyresearch.tables.cells import map_or_empty, typed
from partyresearch.tables.mentions import compare_mentions
from partyresearch.tables.read import RawTables

Records = Mapping[str, Any]  # figures by id, columns as attributes: far faster than looking up rows of a DataFrame

_CASE = ["printed", "unit", "bound", "status", "measure", "metric"]  # what a figure's values depend on
_VALUES = ["numeral", "readings", "value", "low", "high", "closed"]


def read_figures(raw: RawTables) -> pd.DataFrame:
    """Read every figure, in the order of the articles; ``numeral`` and ``readings`` go along for other tables."""
    figures = typed(raw.figures.reset_index(drop=True), TABLES["raw-figures"])
    order = {article: number for number, article in enumerate(raw.articles["article_id"])}
    figures = figures.assign(order=figures["article_id"].map(order)).sort_values(["order", "start"], kind="stable")
    figures = figures.drop(columns="order").reset_index(drop=True)
    metrics = raw.metrics.set_index("metric")
    names = raw.organisations.set_index("organisation_id")["name"]
    figures["figure_id"] = figures["article_id"] + ":" + figures["start"].astype("str")
    for pointer in POINTERS:
        ids = figures["article_id"] + ":" + figures[pointer].astype("str")
        figures[f"{pointer}_id"] = ids.where(figures[pointer].notna(), "").astype("str")
    figures["organisation_name"] = figures["organisation_id"].map(names)
    figures["measure"] = figures["metric"].map(metrics["measure"])
    figures["unit"] = figures["metric"].map(metrics["unit"])
    figures = _with_values(figures, raw.numerals)
    _mark_preliminary(figures, raw.articles)
    other = raw.alternatives["article_id"] + ":" + raw.alternatives["start"]
    figures["disputed"] = figures["figure_id"].isin(other)
    repeats = [(later, first) for first, later, agree in compare_mentions(figures) if agree]
    figures["repeat_of"] = map_or_empty(figures["figure_id"], dict(repeats))
    return figures


def _mark_preliminary(figures: pd.DataFrame, articles: pd.DataFrame) -> None:
    """Mark results that were published before their period was over, and those before its last month began."""
    days = map_or_empty(figures["article_id"], articles.set_index("article_id")["published"].to_dict())
    published, end = pd.to_datetime(days, format="%Y-%m-%d", errors="coerce"), figures["period_end"]
    reported = figures["status"].eq("reported")
    figures["preliminary"] = reported & published.lt(end)
    # of a year that is nearly over the result is final but for a few days; of October it is an interim one
    figures["early"] = reported & published.lt(end.dt.to_period("M").dt.start_time)


def _with_values(figures: pd.DataFrame, numerals: Mapping[tuple[str, str], Numeral]) -> pd.DataFrame:
    """Work each distinct case out once."""
    cases = list(figures[_CASE].astype("str").itertuples(index=False, name=None))
    values = {case: _read_values(numerals[case[:2]], *case[1:]) for case in dict.fromkeys(cases)}
    return figures.join(pd.DataFrame([values[case] for case in cases], columns=_VALUES, dtype=object))


def _read_values(numeral: Numeral, unit: str, bound: str, status: str, measure: str, metric: str) -> tuple[object, ...]:
    """Return the columns ``_VALUES`` of a figure."""
    if metric == "target_excess":  # "30 % more than the target" is 130 % of it
        numeral = replace(numeral, first=numeral.first + 100, last=numeral.last + 100)
    factor = 100 if numeral.ratio else 1
    value = None if numeral.value is None else numeral.value * factor
    read, count = readings(numeral, bound), unit not in MEASURED
    if not read:
        return numeral, read, value, None, None, ""
    if status == "target":  # the threshold itself, whatever satisfies it
        return numeral, read, value, numeral.first * factor, numeral.last * factor, "" if count else "both"
    allowed = next(iter(read.values()))  # the first reading assumes least
    if count:
        whole = allowed.whole_numbers()
        assert whole is not None, "an interval around a whole number holds one"
        first = None if allowed.low is None else Fraction(whole[0])
        return numeral, read, value, first, None if whole[1] is None else Fraction(whole[1]), ""
    if measure == "share" and (allowed.high is None or allowed.high > 100):
        allowed = Interval(allowed.low, Fraction(100), CLOSED_AT[allowed.has_low, True])
    return numeral, read, value, allowed.low, allowed.high, allowed.closed


def records(figures: pd.DataFrame) -> Records:
    """Index the figures by their id."""
    return {row.figure_id: row for row in figures.astype(object).itertuples()}


def pointed(by_id: Records, row: Any, pointer: str) -> Any:
    """Follow a row's ``numerator``, ``denominator`` or ``part_of``."""
    return by_id.get(getattr(row, f"{pointer}_id"))


def counts(row: Any, prefix: str = "") -> Counts:
    """Return the ends of a row of counts; of no row, nothing is known."""
    if row is None:
        return None, None
    low, high = (getattr(row, f"{prefix}{side}") for side in ("low", "high"))
    return None if pd.isna(low) else int(low), None if pd.isna(high) else int(high)
