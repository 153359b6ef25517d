"""Which rows lie within which: by organisation and by period, as far as it is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from typing import Any

import pandas as pd

from partyresearch.tables.periods import certain_end

Parents = Mapping[str, str]  # organisation, or group -> the one that it is part of


def ancestors(organisations: pd.DataFrame) -> pd.DataFrame:
    """List every organisation with itself and all that contain it."""
    parent = dict(zip(organisations["organisation_id"], organisations["parent_id"], strict=True))
    rows = [(one, above, distance) for one in parent for distance, above in enumerate(climb(one, parent))]
    types = {"organisation_id": "str", "ancestor_id": "str", "distance": "int64"}
    frame = pd.DataFrame(rows, columns=list(types)).astype(types)
    # the nearest first, in the order of the organisations: what is drawn and listed follows it
    return frame.sort_values("distance", kind="stable", ignore_index=True)


_ABOVE = ("province", "district", "grassroots", "cell")  # each may contain those after it; blocs are like districts


def unplaced(organisations: pd.DataFrame, used: Iterable[str]) -> list[str]:
    """List those of some organisations that may lie within another of them, as far as is recorded."""
    rows = organisations[organisations["organisation_id"].isin(list(used))]
    ranks = {name: rank for rank, name in enumerate(_ABOVE)} | {"bloc": _ABOVE.index("district")}
    rows = rows[rows["level"].isin(list(ranks))]
    highest: dict[str, int] = {}  # province, "" if unknown -> the rank of the highest in it
    for code, level in zip(rows["province_code"], rows["level"], strict=True):
        highest[code] = min(highest.get(code, len(ranks)), ranks[level])

    def is_unplaced(row: Any) -> bool:
        near = [highest[one] for one in highest if one in ("", row.province_code) or not row.province_code]
        return min(near) < ranks[row.level]

    return [row.organisation_id for row in rows[rows["parent_id"].eq("")].itertuples() if is_unplaced(row)]


def climb(one: str, above: Mapping[str, str]) -> Iterator[str]:
    """Go up from one, which comes first, to all that contain it."""
    while one:
        yield one
        one = above.get(one, "")


def nest(rows: Iterable[Any], key: str, parents: Parents) -> tuple[dict[str, str], dict[str, str]]:
    """Find for each key the smallest row of the same group that contains it, and those of which that is unknown."""
    by_cell: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for row in rows:
        placed = getattr(row, key), row.period_start, row.period_end  # ISO dates, empty where unknown
        by_cell.setdefault((row.organisation_id, row.group), []).append(placed)
    nearest: dict[str, tuple[int, timedelta, str]] = {}
    loose: dict[str, set[str]] = defaultdict(set)
    for (organisation, group), inner in by_cell.items():
        for distance, above in enumerate(climb(organisation, parents)):
            for (one, start, end), (other, first, last) in product(inner, by_cell.get((above, group), ())):
                # without a day in common; an unknown end could be any day
                if "" != last < start or "" != end < first or one == other:
                    continue
                if _contains(first, last, start, end):
                    found = distance, _length(first, last), other
                    # the nearest organisation first: a ward's quarter lies in the ward's year before it lies in the
                    # city's quarter
                    if one not in nearest or found[:2] < nearest[one][:2]:
                        nearest[one] = found
                elif distance or not _contains(start, end, first, last):
                    loose[one].add(other)
                    loose[other].add(one)
    part_of = {key: whole for key, (_, _, whole) in nearest.items()}
    return part_of, {key: " ".join(sorted(others)) for key, others in loose.items()}


def _contains(first: str, last: str, start: str, end: str) -> bool:
    """Whether the first of two periods is known to contain the other."""
    if not (first and last and start and end):
        return False
    return (first <= start and end <= certain_end(first, last)) or (first, last) == (start, end)


@lru_cache(2**14)
def _length(start: str, end: str) -> timedelta:
    return date.fromisoformat(end) - date.fromisoformat(start)


def keep_nested(table: pd.DataFrame, kept: pd.Series) -> pd.DataFrame:
    """Return the kept rows, each as a part of the nearest row around it that is kept, if one is.

    A row of which no whole is kept stays the part that it is.
    """
    key = table.columns[0]
    above = dict(zip(table[key], table["part_of"], strict=True))
    rows = table[kept]
    ids = set(rows[key])
    wholes = [next((whole for whole in climb(one, above) if whole in ids), one) for one in rows["part_of"]]
    return rows.assign(part_of=pd.Series(wholes, index=rows.index, dtype=table["part_of"].dtype))


def lies_within(table: pd.DataFrame, key: str, usable: pd.Series, absent: bool = True) -> pd.Series:
    """Whether each row lies within a usable one, directly or through rows that are not usable themselves."""
    above = dict(zip(table[key], table["part_of"], strict=True))
    whole = usable.groupby(table[key]).any().to_dict()
    inside = [any(whole.get(row, absent) for row in climb(part_of, above)) for part_of in table["part_of"]]
    return pd.Series(inside, index=table.index, dtype=bool)
