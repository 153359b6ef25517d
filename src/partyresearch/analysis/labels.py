"""How rows are named, and numbers printed, on every page."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from partyresearch.numerals import WORDS
from partyresearch.tables.periods import period_label
from partyresearch.wording import is_said, name_column, number, retold, say

_FORMATS = {"ratio": (1, 3), "share": (100, 2), "persons": (1, 0)}
"""Unit → what it is multiplied by, and the decimals that are shown."""
_PLAIN = (1, 1)


def organisation_names(organisations: pd.DataFrame) -> pd.Series:
    """Return names by organisation, with the number of units where a row stands for several.

    Examples
    --------
    >>> from partyresearch import load_organisations
    >>> organisation_names(load_organisations())["can-tho-districts"]
    'District committees of Cần Thơ (9)'
    """
    several = organisations["n_units"].map(lambda n: "" if pd.isna(n) else f" ({number(n)})")
    return pd.Series((organisations[name_column()] + several).to_numpy(), index=organisations["organisation_id"])


def printed_text(printed: str) -> str:
    """Return printed characters, with the meaning of a word that stands for a number.

    Examples
    --------
    >>> printed_text("vượt"), printed_text("3%")
    ('vượt (exceeded)', '3%')
    """
    word = printed.lower()
    return say("printed.word", printed=printed, meaning=say(f"word.{word}")) if word in WORDS else printed


def quoted_text(printed: str) -> str:
    """Return printed characters in quotation marks, with the meaning of a word that stands for a number.

    Examples
    --------
    >>> quoted_text("vượt"), quoted_text("3%")
    ('“vượt” (exceeded)', '“3%”')
    """
    word = printed.lower()
    if word in WORDS:
        return say("printed.quoted_word", printed=printed, meaning=say(f"word.{word}"))
    return say("printed.quoted", printed=printed)


def metric_text(metric: str) -> str:
    """Name a metric for readers; a collection may have metrics of its own.

    Examples
    --------
    >>> metric_text("members_admitted"), metric_text("own_metric")
    ('admitted', 'own metric')
    """
    return say(f"metric.{metric}") if is_said(f"metric.{metric}") else metric.replace("_", " ")


def hypothesis_text(hypothesis: str) -> str:
    """Name the hypothesis of a check for readers.

    Examples
    --------
    >>> hypothesis_text("half_up; members before these admissions")
    'rounded half up; members before these admissions'
    """
    reading, mark, remark = hypothesis.partition("; ")
    named = say(f"hypothesis.{reading}") if is_said(f"hypothesis.{reading}") else retold("hypothesis", reading, _name)
    return f"{named}{mark}{retold('hypothesis', remark)}"


def _name(what: str, text: str) -> str:
    if what == "metric":
        return metric_text(text)
    return say(f"group.{text}") if is_said(f"group.{text}") else text


def row_label(name: str, period: str, group: str = "all", *remarks: str) -> str:
    """Name a row: organisation, period, group unless it is everyone, and what else tells it apart.

    Examples
    --------
    >>> row_label("Nam Đông", "2023", "school_pupil")
    'Nam Đông · 2023 · school pupils'
    """
    words = [name, period, "" if group == "all" else say(f"group.{group}"), *remarks]
    return " · ".join(filter(None, words))


def period_text(start: Any, end: Any) -> str:
    """Name a period for readers.

    Examples
    --------
    >>> period_text(pd.Timestamp("2016-01-01"), pd.Timestamp("2023-03-31"))
    '2016-01-01 to 2023-03-31'
    >>> period_text(pd.NaT, pd.Timestamp("2024-02-28"))
    'until 2024-02-28'
    """
    if pd.isna(start) and pd.isna(end):
        return say("period.unknown")
    if pd.isna(start):
        return say("period.until", end=end)
    if pd.isna(end):
        return say("period.from", start=start)
    label = period_label(start, end)
    if "Q" in label:
        year, quarter = label.split("Q")
        return say("period.quarter", year=year, quarter=quarter)
    return say("interval", low=start, high=end) if ".." in label else label


def number_text(value: float, unit: str) -> str:
    """Print one number, rounded sensibly for its unit: a ratio, a share (in percent), persons, or a rate.

    Examples
    --------
    >>> number_text(1.00869, "ratio"), number_text(0.02586, "share"), number_text(116, "persons")
    ('1.009', '2.59 %', '116')
    """
    return say("infinite") if math.isinf(value) else _with_unit(_bare(value, unit), unit)


def _bare(value: float, unit: str) -> str:
    scale, places = _FORMATS.get(unit, _PLAIN)
    return number(scale * value, places)


def _with_unit(text: str, unit: str) -> str:
    return say("percent", value=text) if unit == "share" else text


def _outward(value: float, unit: str, up: bool) -> float:
    """Round away from what an interval holds, so that print claims no more than the numbers do."""
    scale, decimals = _FORMATS.get(unit, _PLAIN)
    places = 10**decimals
    steps = value * scale * places
    nearest = round(steps)
    whole = nearest if abs(steps - nearest) < 1e-6 else math.ceil(steps) if up else math.floor(steps)
    return float(whole / places / scale)


def interval_text(low: float | None, high: float | None, unit: str = "ratio") -> str:
    """Print an interval that may be open on either side.

    Examples
    --------
    >>> interval_text(1.0, 1.0), interval_text(0.5, None), interval_text(None, None)
    ('1.000', 'at least 0.500', 'open')
    >>> interval_text(0.0054, 0.0737, "share")
    '0.54 to 7.37 %'
    """
    known_low, known_high = low is not None and low == low, high is not None and high == high
    if known_low and known_high and low == high:
        return number_text(low, unit)  # type: ignore[arg-type]
    first = _end_text(low, unit, up=False) if known_low else ""
    last = _end_text(high, unit, up=True) if known_high else ""
    if known_low and known_high:
        both = first if first == last else say("interval", low=first, high=last)
        return _with_unit(both, unit) if math.isfinite(high) else both  # type: ignore[arg-type]
    if known_low:
        return say("at_least", low=_with_unit(first, unit))
    return say("at_most", high=_with_unit(last, unit)) if known_high else say("open")


def _end_text(value: Any, unit: str, *, up: bool) -> str:
    return _bare(value if math.isinf(value) else _outward(value, unit, up), unit)


def whole_text(low: Any, high: Any) -> str:
    """Print a whole number, a range of them, or a bound; empty if nothing is known.

    Examples
    --------
    >>> whole_text(116, 116), whole_text(pd.NA, 61), whole_text(pd.NA, pd.NA)
    ('116', 'at most 61', '')
    """
    if pd.isna(low) and pd.isna(high):
        return ""
    return interval_text(None if pd.isna(low) else int(low), None if pd.isna(high) else int(high), "persons")


def estimate_text(row: Any) -> str:
    """Print one row of estimates: the value or its bounds, then the model's interval.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> row = SimpleNamespace(unit="ratio", estimate_low=1.016, estimate_high=None, low=0.779, high=None)
    >>> estimate_text(row)
    'at least 1.016 (model at least 0.779)'
    """
    value = interval_text(row.estimate_low, row.estimate_high, row.unit)
    model = interval_text(row.low, row.high, row.unit)
    return value + (f" ({say('model')} {model})" if model != say("open") else "")
