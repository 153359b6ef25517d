"""How rows are named, and numbers printed, on every page."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from partyresearch.figures.numerals import WORDS
from partyresearch.show.wording import is_said, name_column, number, say
from partyresearch.tables.periods import period_label

_FORMATS = {"ratio": (1, 3), "share": (100, 2), "persons": (1, 0)}
"""Unit → what it is multiplied by, and the decimals that are shown."""
_PLAIN = (1, 1)


def organisation_names(organisations: pd.DataFrame) -> pd.Series:
    """Return names by organisation, with the number of units where a row stands for several."""
    several = organisations["n_units"].map(lambda n: "" if pd.isna(n) else f" ({number(n)})")
    return pd.Series((organisations[name_column()] + several).to_numpy(), index=organisations["organisation_id"])


def printed_text(printed: str) -> str:
    """Return printed characters, with the meaning of a word that stands for a number."""
    word = printed.lower()
    return say("printed.word", printed=printed, meaning=say(f"word.{word}")) if word in WORDS else printed


def quoted_text(printed: str) -> str:
    """Return printed characters in quotation marks, with the meaning of a word that stands for a number."""
    word = printed.lower()
    if word in WORDS:
        return say("printed.quoted_word", printed=printed, meaning=say(f"word.{word}"))
    return say("printed.quoted", printed=printed)


def metric_text(metric: str) -> str:
    """Name a metric for readers; a collection may have metrics of its own."""
    return say(f"metric.{metric}") if is_said(f"metric.{metric}") else metric.replace("_", " ")


def hypothesis_text(check: Any) -> str:
    """Name the reading of a check, and what must hold, for readers."""
    if check.relation == "disjoint":
        whole = check.check == "nested"  # of one period or organisation, not of coded parts
        return say("hypothesis.disjoint") if whole else say("hypothesis.disjoint_of", metric=metric_text(check.metric))
    if check.relation == "among":
        return say("hypothesis.among", group=say(f"group.{check.group}"), whole=say(f"group.{check.group_of}"))
    named = say(f"hypothesis.{check.reading}")
    return f"{named}; {say('hypothesis.members_before')}" if check.relation == "members_before" else named


def allowed_text(check: Any) -> str:
    """Say what the other figures allow, for readers."""
    if check.quantity == "value":
        return str(check.compared)
    if check.quantity == "denominator":
        return say("expected.denominator", printed=check.compared)
    ends = [round(end, 4) for end in (check.low, check.high) if not pd.isna(end)]
    if not ends:
        return say("expected.none")
    if check.quantity in ("part", "parts"):
        return say(f"expected.{check.quantity}", low=ends[0])
    if len(ends) == 2 and ends[0] < ends[1]:
        return say(f"expected.{check.quantity}_between", low=ends[0], high=ends[1])
    from_ = "_from" if pd.isna(check.high) and check.quantity != "share" else ""
    return say(f"expected.{check.quantity}{from_}", low=ends[0])


def row_label(name: str, period: str, group: str = "all", *remarks: str) -> str:
    """Name a row: organisation, period, group unless it is everyone, and what else tells it apart."""
    words = [name, period, "" if group == "all" else say(f"group.{group}"), *remarks]
    return " · ".join(filter(None, words))


def period_text(start: Any, end: Any) -> str:
    """Name a period for readers."""
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
    """Print one number, rounded sensibly for its unit: a ratio, a share (in percent), persons, or a rate."""
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
    """Print an interval that may be open on either side."""
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
    """Print a whole number, a range of them, or a bound; empty if nothing is known."""
    if pd.isna(low) and pd.isna(high):
        return ""
    return interval_text(None if pd.isna(low) else int(low), None if pd.isna(high) else int(high), "persons")


def estimate_text(row: Any) -> str:
    """Print one row of estimates: the value or its bounds, then the model's interval."""
    value = interval_text(row.estimate_low, row.estimate_high, row.unit)
    model = interval_text(row.low, row.high, row.unit)
    return value + (f" ({say('model')} {model})" if model != say("open") else "")
