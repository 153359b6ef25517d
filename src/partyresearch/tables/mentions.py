"""Several mentions of one fact: which figures should be the same, and what they allow together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from partyresearch.figures.numerals import Interval
from partyresearch.tables.cells import unite_ids

_Row = TypeVar("_Row", bound=Any)


def undated_scope(figure: Any) -> str:
    """Keep what has no end to its own article: two unknown periods are not known to be the same."""
    return "" if figure.period_end else f":{figure.article_id}"


def compare_mentions(figures: Iterable[Any]) -> list[tuple[str, str, bool]]:
    """Compare the mentions of what should be one figure: a first one, a later one, and whether they agree."""
    _, mentions = _group(figures, _same)
    return [pair for _, group in sorted(mentions.items()) for pair in _compare(group)]


def _same(figure: Any) -> tuple[Hashable, ...]:
    """Return what is the same in mentions of one fact."""
    return (
        *(figure.organisation_id, figure.metric, figure.group, figure.period_start, figure.period_end, figure.status),
        *(figure.set_by, figure.recurs, figure.against_start, figure.against_end, undated_scope(figure)),
        figure.preliminary,
    )


def _compare(mentions: Sequence[Any]) -> Iterable[tuple[str, str, bool]]:
    allowed: dict[str, Interval] = {}  # what each first mention and its repeats allow together
    for figure in mentions:
        interval = Interval(figure.low, figure.high, figure.closed or "both")  # the ends of a count are inclusive
        first = next((one for one, other in allowed.items() if interval.overlaps(other)), None)
        if first is not None:
            allowed[first] = allowed[first].intersect(interval)
            yield first, figure.figure_id, True
            continue
        if allowed:
            yield next(iter(allowed)), figure.figure_id, False
        allowed[figure.figure_id] = interval


def _group(rows: Iterable[_Row], key: Callable[[_Row], Hashable]) -> tuple[list[_Row], dict[int, list[_Row]]]:
    """Return the first row of each key, and by its number all rows of a key that has several."""
    first: list[_Row] = []
    places: dict[Hashable, int] = {}
    groups: dict[int, list[_Row]] = {}
    for row in rows:
        place = places.setdefault(key(row), len(first))
        if place == len(first):
            first.append(row)
        else:
            groups.setdefault(place, [first[place]]).append(row)
    return first, groups


def final_mentions(rows: Sequence[_Row], key: Callable[[_Row], Hashable]) -> list[_Row]:
    """Drop what was published before the period was over where something later is known of the same."""
    if not any(row.preliminary for row in rows):
        return list(rows)
    settled = {key(row) for row in rows if not row.preliminary}
    return [row for row in rows if not row.preliminary or key(row) not in settled]


def pool_mentions(rows: Iterable[_Row], key: Callable[[_Row], Hashable], names: Sequence[str]) -> list[_Row]:
    """Keep one row per key, where it first occurs, with the ends ``{name}_low`` and ``{name}_high`` combined."""
    pooled, groups = _group(rows, key)
    for place, group in groups.items():
        pooled[place] = _pool(group, names)
    return pooled


def _pool(rows: Sequence[_Row], names: Sequence[str]) -> _Row:
    cells: dict[str, Any] = {"figure_ids": unite_ids(*(row.figure_ids for row in rows))}
    for name in names:
        low, high = f"{name}_low", f"{name}_high"
        cells[low], cells[high] = combine((getattr(row, low), getattr(row, high)) for row in rows)
    pooled: _Row = rows[0]._replace(**cells)
    return pooled


def combine(intervals: Iterable[tuple[Any, Any]]) -> tuple[Any, Any]:
    """Return what all mentions allow or, if they exclude one another, all that any allows."""
    limiting = [(low, high) for low, high in intervals if low is not None or high is not None]
    lows = [low for low, _ in limiting if low is not None]
    highs = [high for _, high in limiting if high is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    if low is None or high is None or low <= high:
        return low, high
    # an end that one of them leaves open stays open
    return (min(lows) if len(lows) == len(limiting) else None), (max(highs) if len(highs) == len(limiting) else None)
