"""Periods: their names, their length in years, and how far they are known to reach."""

from __future__ import annotations

from functools import cache

import pandas as pd


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


def period_labels(starts: pd.Series, ends: pd.Series) -> pd.Series:
    """Name many periods, each distinct one once."""
    label = cache(period_label)
    return pd.Series([label(*days) for days in zip(starts, ends, strict=True)], index=starts.index, dtype="str")


def year_fraction(starts: pd.Series, ends: pd.Series) -> pd.Series:
    """Return the length of periods in years of twelve equal months; a part of a month is its share of days.

    One clock for all: three months are a quarter of any year, and a day more is longer.
    """
    return (_months(ends + pd.Timedelta(days=1)) - _months(starts)) / 12


def _months(days: pd.Series) -> pd.Series:
    return 12 * days.dt.year + days.dt.month + (days.dt.day - 1) / days.dt.days_in_month


def certain_end(starts: pd.Series, ends: pd.Series) -> pd.Series:
    """Return the last day that a period is known to cover.

    A count "since 2016" ends on the day of the article by convention, but when it was taken is not printed: of a
    period that goes on from an earlier year, only the years that it completes are certain.
    """
    within = starts.dt.year == ends.dt.year
    year_end = (ends.dt.month == 12) & (ends.dt.day == 31)
    before = pd.to_datetime((ends.dt.year - 1).astype("Int64").astype("string") + "-12-31", format="%Y-%m-%d")
    return ends.where(within | year_end, before)
