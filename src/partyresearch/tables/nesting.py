"""Which rows lie within which: by organisation and by period, as far as it is known."""

from __future__ import annotations

import pandas as pd

from partyresearch.tables.cells import map_or_empty
from partyresearch.tables.periods import certain_end


def ancestors(organisations: pd.DataFrame) -> pd.DataFrame:
    """List every organisation with itself and all that contain it."""
    parent = dict(zip(organisations["organisation_id"], organisations["parent_id"], strict=True))
    rows, level, distance = [], [(one, one) for one in parent], 0
    while level:
        rows += [(one, ancestor, distance) for one, ancestor in level]
        level = [(one, above) for one, ancestor in level if (above := parent[ancestor])]
        distance += 1
    return pd.DataFrame(rows, columns=["organisation_id", "ancestor_id", "distance"]).astype(
        {"organisation_id": "str", "ancestor_id": "str", "distance": "int64"}
    )


def nest(rows: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Find for each row the smallest that contains it, and those of which containment is unknown."""
    pairs = _pairs(rows, organisations)
    inside = _contains(pairs, outer="_c", inner="_r")
    around = pairs["distance"].eq(0) & _contains(pairs, outer="_r", inner="_c")
    length = pairs["period_end_c"] - pairs["period_start_c"]
    # the nearest organisation first: a ward's quarter lies in the ward's year before it lies in the city's quarter
    nearest = pairs[inside].assign(length=length).sort_values(["distance", "length"], kind="stable")
    part_of = nearest.drop_duplicates("key_r").set_index("key_r")["key_c"].to_dict()
    loose = pairs[~inside & ~around]
    both = pd.concat(
        [loose[["key_r", "key_c"]], loose.rename(columns={"key_r": "key_c", "key_c": "key_r"})[["key_r", "key_c"]]]
    ).drop_duplicates()
    overlaps = both.sort_values(["key_r", "key_c"]).groupby("key_r")["key_c"].agg(" ".join).to_dict()
    return pd.DataFrame(
        {"part_of": map_or_empty(rows["key"], part_of), "overlaps": map_or_empty(rows["key"], overlaps)},
        index=rows.index,
    )


def _pairs(rows: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Pair each row (_r) with every other (_c) of the same group whose organisation contains its own, and meets it."""
    rows = rows[["key", "organisation_id", "group", "period_start", "period_end"]]  # there can be many pairs
    inner = rows.merge(ancestors(organisations), on="organisation_id").drop(columns="organisation_id")
    outer = rows.rename(columns={"organisation_id": "ancestor_id"})
    pairs = inner.merge(outer, on=["ancestor_id", "group"], suffixes=("_r", "_c"))
    return pairs[pairs["key_r"].ne(pairs["key_c"]) & _meet(pairs)]


def _contains(pairs: pd.DataFrame, outer: str, inner: str) -> pd.Series:
    reach = certain_end(pairs[f"period_start{outer}"], pairs[f"period_end{outer}"])
    start, end = pairs[f"period_start{outer}"], pairs[f"period_end{outer}"]
    same = (start == pairs[f"period_start{inner}"]) & (end == pairs[f"period_end{inner}"])
    return same | (start <= pairs[f"period_start{inner}"]) & (pairs[f"period_end{inner}"] <= reach)


def _meet(pairs: pd.DataFrame) -> pd.Series:
    """Whether the periods can have a day in common; an unknown end could be any day."""
    # comparisons with NaT are false, so an unknown end never sets two periods apart
    apart = (pairs["period_start_r"] > pairs["period_end_c"]) | (pairs["period_start_c"] > pairs["period_end_r"])
    return ~apart


def keep_nested(table: pd.DataFrame, kept: pd.Series) -> pd.DataFrame:
    """Return the kept rows, each as a part of the nearest row around it that is kept, if one is.

    A row of which no whole is kept stays the part that it is.
    """
    key = table.columns[0]
    above, rows = dict(zip(table[key], table["part_of"], strict=True)), table[kept]
    ids = set(rows[key])

    def nearest(part_of: str) -> str:
        whole = part_of
        while whole and whole not in ids:
            whole = above.get(whole, "")
        return whole or part_of

    wholes = [nearest(part_of) for part_of in rows["part_of"]]
    return rows.assign(part_of=pd.Series(wholes, index=rows.index, dtype=table["part_of"].dtype))


def lies_within(table: pd.DataFrame, key: str, usable: pd.Series, absent: bool = True) -> pd.Series:
    """Whether each row lies within a usable one, directly or through rows that are not usable themselves."""
    above = dict(zip(table[key], table["part_of"], strict=True))
    whole = usable.groupby(table[key]).any().to_dict()

    def inside(part_of: str) -> bool:
        while part_of:
            if whole.get(part_of, absent):
                return True
            part_of = above.get(part_of, "")
        return False

    return pd.Series([inside(part_of) for part_of in table["part_of"]], index=table.index, dtype=bool)
