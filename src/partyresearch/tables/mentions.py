"""Several mentions of one fact: which figures should be the same, and what they allow together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import pandas as pd

from partyresearch.figures.numerals import Interval
from partyresearch.tables.cells import unite_ids

# figures that agree in all of these are mentions of one fact
_SAME = [
    *("organisation_id", "metric", "group", "period_start", "period_end", "status", "set_by", "recurs"),
    *("against_start", "against_end", "scope", "preliminary"),
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
            interval = Interval(row.low, row.high, row.closed or "both")  # the ends of a count are inclusive
            first = next((one for one, other in allowed.items() if interval.overlaps(other)), None)
            if first is not None:
                allowed[first] = allowed[first].intersect(interval)
                yield first, row.figure_id, True
                continue
            if allowed:
                yield next(iter(allowed)), row.figure_id, False
            allowed[row.figure_id] = interval


def final_mentions(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Drop what was published before the period was over where something later is known of the same."""
    settled = ~rows.groupby(keys, dropna=False, sort=False, observed=True)["preliminary"].transform("all")
    return rows[~(rows["preliminary"].astype(bool) & settled.astype(bool))]


def pool_mentions(rows: pd.DataFrame, keys: list[str], names: Sequence[str]) -> pd.DataFrame:
    """Keep one row per key, where it first occurs, with the ends ``{name}_low`` and ``{name}_high`` combined."""
    if not rows.duplicated(keys).any():
        return rows
    columns = ["figure_ids", *(f"{name}_{side}" for name in names for side in ("low", "high"))]
    number = rows.groupby(keys, dropna=False, sort=False, observed=True).ngroup()
    groups: dict[int, list[Any]] = defaultdict(list)  # by hand: agg(list) takes ten times as long
    for group, mention in zip(number, rows[columns].itertuples(index=False, name=None), strict=True):
        groups[group].append(mention)
    pooled = rows[~number.duplicated()]
    cells = [_pool(*zip(*mentions, strict=True)) for mentions in groups.values()]
    together = pd.DataFrame(cells, columns=columns, index=pooled.index, dtype=object)
    return pooled.assign(**together.astype(rows[columns].dtypes))


def _pool(ids: tuple[str, ...], *ends: tuple[Any, ...]) -> list[Any]:
    combined = [combine(zip(lows, highs, strict=True)) for lows, highs in zip(ends[::2], ends[1::2], strict=True)]
    return [unite_ids(*ids), *chain.from_iterable(combined)]


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
