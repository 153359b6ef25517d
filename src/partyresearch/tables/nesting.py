"""Which rows lie within which: by organisation and by period, as far as it is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from partyresearch.tables.cells import map_or_empty
from partyresearch.tables.periods import certain_end


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
    places = dict(zip(_ABOVE, range(len(_ABOVE)), strict=True))
    rank = rows["level"].astype("str").replace("bloc", "district").map(places)
    rows = rows.assign(rank=rank)[rank.notna()]

    def is_unplaced(row: Any) -> bool:
        codes = rows.loc[rows["rank"].lt(row.rank), "province_code"]
        return bool((codes.isin(["", row.province_code]) | (row.province_code == "")).any())

    return [row.organisation_id for row in rows[rows["parent_id"].eq("")].itertuples() if is_unplaced(row)]


def climb(one: str, above: Mapping[str, str]) -> Iterator[str]:
    """Go up from one, which comes first, to all that contain it."""
    while one:
        yield one
        one = above.get(one, "")


def nest(rows: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Find for each row the smallest that contains it, and those of which containment is unknown."""
    pairs = _pairs(rows, organisations)
    inside = _contains(pairs, outer="_c", inner="_r")
    around = pairs["distance"].eq(0) & _contains(pairs, outer="_r", inner="_c")
    length = pairs["period_end_c"] - pairs["period_start_c"]
    # the nearest organisation first: a ward's quarter lies in the ward's year before it lies in the city's quarter
    nearest = pairs[inside].assign(length=length).sort_values(["distance", "length"], kind="stable")
    part_of = nearest.drop_duplicates("key_r").set_index("key_r")["key_c"].to_dict()
    loose = pairs.loc[~inside & ~around, ["key_r", "key_c"]]
    both = pd.concat([loose, loose.set_axis(["key_c", "key_r"], axis=1)]).drop_duplicates()
    overlaps = both.sort_values(["key_r", "key_c"]).groupby("key_r")["key_c"].agg(" ".join).to_dict()
    found = {"part_of": map_or_empty(rows["key"], part_of), "overlaps": map_or_empty(rows["key"], overlaps)}
    return pd.DataFrame(found, index=rows.index)


def _pairs(rows: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Pair each row (_r) with every other (_c) of the same group whose organisation contains its own, and meets it."""
    rows = rows[["key", "organisation_id", "group", "period_start", "period_end"]]  # there can be many pairs
    inner = rows.merge(ancestors(organisations), on="organisation_id").drop(columns="organisation_id")
    outer = rows.rename(columns={"organisation_id": "ancestor_id"})
    pairs = inner.merge(outer, on=["ancestor_id", "group"], suffixes=("_r", "_c"))
    # an unknown end could be any day: comparisons with NaT are false, so it never sets two periods apart
    apart = (pairs["period_start_r"] > pairs["period_end_c"]) | (pairs["period_start_c"] > pairs["period_end_r"])
    return pairs[pairs["key_r"].ne(pairs["key_c"]) & ~apart]


def _contains(pairs: pd.DataFrame, outer: str, inner: str) -> pd.Series:
    start, end, first, last = (pairs[f"period_{at}{side}"] for side in (outer, inner) for at in ("start", "end"))
    return (start == first) & (end == last) | (start <= first) & (last <= certain_end(start, end))


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
