"""Columns built cell by cell, with the right dtype even when they are empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd


def look_up(keys: pd.Series, known: Mapping[str, str]) -> pd.Series:
    """Look each key up; empty where it is not known."""
    return pd.Series([known.get(key, "") for key in keys], index=keys.index, dtype="str")


def combine(intervals: Iterable[tuple[Any, Any]]) -> tuple[Any, Any]:
    """Return what all intervals allow or, where they exclude one another, all that any allows."""
    told = [(low, high) for low, high in intervals if pd.notna(low) or pd.notna(high)]
    lows = [low for low, _ in told if pd.notna(low)]
    highs = [high for _, high in told if pd.notna(high)]
    low, high = max(lows, default=None), min(highs, default=None)
    if low is None or high is None or low <= high:
        return low, high
    return (min(lows) if len(lows) == len(told) else None), (max(highs) if len(highs) == len(told) else None)


def whole_column(values: pd.Series) -> pd.Series:
    """Turn whole Fractions or ints with None into nullable integers."""
    return pd.Series([pd.NA if pd.isna(n) else int(n) for n in values], index=values.index, dtype="Int64")


def join_ids(*columns: pd.Series) -> pd.Series:
    """Join columns of figure ids row by row: each id once, in order."""
    joined = [
        " ".join(dict.fromkeys(" ".join(cell for cell in cells if isinstance(cell, str)).split()))
        for cells in zip(*columns, strict=True)
    ]
    return pd.Series(joined, index=columns[0].index, dtype="str")


def unite_ids(*cells: str) -> str:
    """Unite cells of figure ids: each id once, in order."""
    return " ".join(dict.fromkeys(" ".join(cells).split()))
