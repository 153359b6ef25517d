"""Several mentions of one fact: which figures should be the same, and what they allow together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from partyresearch.figures.interval import Interval
from partyresearch.tables.cells import unite_ids

_SAME = [
    *("organisation_id", "metric", "group", "period_start", "period_end", "status", "set_by", "recurs"),
    *("against_start", "against_end", "scope"),
]


def undated_scope(figures: pd.DataFrame) -> pd.Series:
    """Keep what has no end to its own article: two unknown periods are not known to be the same."""
    return pd.Series((":" + figures["article_id"]).where(figures["period_end"].isna(), ""), dtype="str")


def compare_mentions(figures: pd.DataFrame) -> Iterator[tuple[str, str, bool]]:
    """Compare the mentions of what should be one figure: a first one, a later one, and whether they agree."""
    figures = figures.assign(scope=undated_scope(figures))
    repeated = figures[figures.duplicated(_SAME, keep=False)]
    for _, mentions in repeated.groupby(_SAME, dropna=False, sort=False, observed=True):
        allowed: dict[str, Interval] = {}  # what each first mention and its repeats allow together
        for row in mentions.itertuples():
            interval = Interval(row.low, row.high, row.closed or "both")
            first = next((one for one, other in allowed.items() if interval.overlaps(other)), None)
            if first is not None:
                allowed[first] = allowed[first].intersect(interval)
                yield first, row.figure_id, True
                continue
            if allowed:
                yield next(iter(allowed)), row.figure_id, False
            allowed[row.figure_id] = interval


def pool_mentions(rows: pd.DataFrame, keys: list[str], names: Sequence[str]) -> pd.DataFrame:
    """Keep one row per key, where it first occurs, with the ends ``{name}_low`` and ``{name}_high`` combined."""
    if not rows.duplicated(keys).any():
        return rows
    number = rows.groupby(keys, dropna=False, sort=False, observed=True).ngroup()
    pooled = rows[~number.duplicated()]
    columns: dict[str, list[Any]] = {"figure_ids": [unite_ids(*ids) for ids in _by_group(number, rows["figure_ids"])]}
    for name in names:
        ends = zip(rows[f"{name}_low"], rows[f"{name}_high"], strict=True)
        combined = [combine(mentions) for mentions in _by_group(number, ends)]
        columns |= {f"{name}_low": [low for low, _ in combined], f"{name}_high": [high for _, high in combined]}
    return pooled.assign(
        **{name: pd.Series(cells, index=pooled.index, dtype=rows[name].dtype) for name, cells in columns.items()}
    )


def _by_group(number: pd.Series, cells: Iterable[Any]) -> Iterable[list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for group, cell in zip(number, cells, strict=True):
        groups[group].append(cell)
    return groups.values()


def combine(intervals: Iterable[tuple[Any, Any]]) -> tuple[Any, Any]:
    """Return what all mentions allow or, if they exclude one another, all that any allows."""
    limiting = [(low, high) for low, high in intervals if pd.notna(low) or pd.notna(high)]
    lows = [low for low, _ in limiting if pd.notna(low)]
    highs = [high for _, high in limiting if pd.notna(high)]
    low, high = max(lows, default=None), min(highs, default=None)
    if low is None or high is None or low <= high:
        return low, high
    # an end that one of them leaves open stays open
    return (min(lows) if len(lows) == len(limiting) else None), (max(highs) if len(highs) == len(limiting) else None)
