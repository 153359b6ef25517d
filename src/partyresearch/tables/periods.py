"""Days and periods: their names, their length in years, and how far they are known to reach."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

import pandas as pd

from partyresearch.collection.schema import PATTERNS

_DISTINCT = 2**14  # periods whose names and lengths are kept: more than any collection has


def period_label(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Name a period briefly and unmistakably; used in keys."""
    if pd.isna(start) or pd.isna(end):
        return f"{'' if pd.isna(start) else start.date()}..{'' if pd.isna(end) else end.date()}"
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"{start.year}" if start.year == end.year else f"{start.year}-{end.year}"
    quarter = start.month % 3 == 1 and start.day == 1 and end.month == start.month + 2 and end.is_month_end
    if start.year == end.year and quarter:
        return f"{start.year}Q{end.month // 3}"
    return f"{start.date()}..{end.date()}"


@lru_cache(_DISTINCT)
def label_days(start: str, end: str) -> str:
    """Name a period between ISO dates, empty where unknown."""
    return period_label(pd.Timestamp(start), pd.Timestamp(end))


def year_fraction(starts: pd.Series, ends: pd.Series) -> pd.Series:
    """Return the length of periods in years of twelve equal months; a part of a month is its share of days.

    One clock for all: three months are a quarter of any year, and a day more is longer.
    """
    days = zip(starts, ends, strict=True)
    years = [float("nan") if pd.isna(start) or pd.isna(end) else _years(start, end) for start, end in days]
    return pd.Series(years, index=starts.index, dtype="float64")


@lru_cache(_DISTINCT)
def years_between(start: str, end: str) -> float | None:
    """Return the same of a period between ISO dates, empty where unknown."""
    return _years(date.fromisoformat(start), date.fromisoformat(end)) if start and end else None


def _years(start: date, end: date) -> float:
    return (_months(end + timedelta(days=1)) - _months(start)) / 12


def _months(day: date) -> float:
    return 12 * day.year + day.month + (day.day - 1) / monthrange(day.year, day.month)[1]


def certain_end(start: str, end: str) -> str:
    """Return the last day that a period between ISO dates, empty where unknown, is known to cover.

    A count "since 2016" ends on the day of the article by convention, but when it was taken is not printed: of a
    period that goes on from an earlier year, only the years that it completes are certain.
    """
    if not end or start[:4] == end[:4] or end.endswith("-12-31"):
        return end
    return f"{int(end[:4]) - 1}-12-31"


def is_shaped(cell: str) -> bool:
    """Whether a cell has the form of an ISO date."""
    return re.fullmatch(PATTERNS["date"][0], cell) is not None


@lru_cache(maxsize=2**14)  # more days than anybody prints figures of
def is_day(cell: str) -> bool:
    """Whether a cell is a day that exists."""
    try:
        return is_shaped(cell) and date.fromisoformat(cell) is not None
    except ValueError:
        return False


def is_backwards(start: str, end: str) -> bool:
    """Whether a period ends before it begins."""
    return "" != end < start  # ISO dates sort as text, and an empty cell before them
