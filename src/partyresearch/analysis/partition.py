"""One committee's total as a partition into its named parts and a remainder."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isinf
from typing import Any

import pandas as pd

from partyresearch.analysis.draft import Draft
from partyresearch.analysis.result import Result
from partyresearch.collection.columns import SET_BY
from partyresearch.models.intervals import EXACT_POISSON, check_confidence, poisson_interval
from partyresearch.show.labels import organisation_names, period_text, row_label, whole_text
from partyresearch.show.wording import number, say
from partyresearch.tables.cells import unite_ids
from partyresearch.tables.nesting import ancestors

Ends = tuple[float, float]
_PERIOD = ["period_start", "period_end"]


def partition(quotas: pd.DataFrame, organisations: pd.DataFrame, confidence: float = 0.95) -> Result:
    """Split each finished total into the parts whose counts and targets are printed or implied, and the remainder."""
    check_confidence(confidence)
    names = organisation_names(organisations)
    finished = quotas[quotas["group"].eq("all") & ~quotas["interim"].astype(bool)]
    counted = finished[finished["admitted_low"].notna() & finished["admitted_low"].eq(finished["admitted_high"])]
    draft = Draft()
    for whole, parts in _partitions(counted, organisations):
        _add(draft, whole, parts, names, confidence)
    if not draft.rows:
        draft.refuse("remainder_attainment", "ratio", say("partition.refused"))
    return draft.result(
        estimand=say("partition.estimand"), assumption=say("partition.assumption"), not_shown=say("partition.not_shown")
    )


def _partitions(
    counted: pd.DataFrame, organisations: pd.DataFrame
) -> Iterator[tuple[pd.DataFrame, list[pd.DataFrame]]]:
    """Each total with its largest disjoint parts of the same period; both with all their readings."""
    up = ancestors(organisations)
    for _, cell in counted.groupby(_PERIOD, sort=False):
        quota = _one_each(cell)
        above = up[up["organisation_id"].isin(quota.index) & up["ancestor_id"].isin(quota.index) & up["distance"].gt(0)]
        nearest = above.sort_values("distance").drop_duplicates("organisation_id")
        for whole, parts in nearest.groupby("ancestor_id", sort=False):
            rows = [cell[cell["quota_id"].eq(quota[one])] for one in [whole, *parts["organisation_id"]]]
            if rows[0]["target_high"].notna().any() and rows[0]["admitted_low"].iloc[0] > 0:
                yield rows[0], rows[1:]


def _one_each(cell: pd.DataFrame) -> pd.Series:
    """Of several targets of one committee and period the one set highest up: by organisation, its ``quota_id``."""
    rank = cell["set_by"].astype("str").map({setter: place for place, setter in enumerate(SET_BY)})
    first = cell.assign(rank=rank).sort_values("rank", kind="stable").drop_duplicates("organisation_id").sort_index()
    return first.set_index("organisation_id")["quota_id"]


def _add(draft: Draft, whole: pd.DataFrame, parts: list[pd.DataFrame], names: pd.Series, confidence: float) -> None:
    first = whole.iloc[0]
    total, period = int(first["admitted_low"]), period_text(first["period_start"], first["period_end"])
    name = row_label(names[first["organisation_id"]], period)
    rest = total - sum(int(part["admitted_low"].iloc[0]) for part in parts)
    cells = _cells([whole, *parts])
    if rest < 0:
        draft.refuse("remainder_attainment", "ratio", say("partition.impossible", whole=name))
        return
    for part in parts:
        one = part.iloc[0]
        draft.add(
            f"share_of_admissions:{one['quota_id']}",
            row_label(names[one["organisation_id"]], period),
            ends=(one["admitted_low"] / total,) * 2,
            part=True,
            texts={"admitted": number(one["admitted_low"]), "target": _part_text(part)},
            estimand="share_of_admissions",
            **{**cells, "unit": "share", "figure_ids": _cells([whole, part])["figure_ids"]},
        )
    texts = {"admitted": number(rest)}
    shares = {"estimand": "share_of_admissions", **cells, "unit": "share"}
    label = say("partition.remainder", whole=name)
    draft.add(
        f"share_of_admissions:{first['quota_id']}:remainder", label, ends=(rest / total,) * 2, texts=texts, **shares
    )
    conventional = any(part["reading"].eq("conventional").any() for part in parts)
    for reading in ["conventional", "literal"] if conventional else ["literal"]:
        _add_remainder(draft, whole, parts, name, rest, reading if conventional else "", confidence, cells)


def _add_remainder(
    draft: Draft, whole: pd.DataFrame, parts: list[pd.DataFrame], name: str, rest: int, reading: str,
    confidence: float, cells: dict[str, Any],
) -> None:  # fmt: skip
    total = _target(whole, reading)
    named = [_target(part, reading) for part in parts]
    low, high = total[0] - sum(end for _, end in named), total[1] - sum(end for end, _ in named)
    label = say("partition.remainder", whole=name)
    if reading:
        label = say("partition.read", row=label, reading=say(f"partition.{reading}"))
    if high == 0 and rest == 0:
        return  # the parts are the whole
    if not high > 0:
        draft.refuse("remainder_attainment", "ratio", say("partition.impossible", whole=name))
        return
    limits = poisson_interval(rest, confidence)
    draft.add(
        f"remainder_attainment:{whole['quota_id'].iloc[0]}:{reading or 'rounded'}",
        label,
        ends=(rest / high, rest / low if low > 0 else None),
        model=(limits[0] / high, limits[1] / low if low > 0 else None),
        confidence=confidence,
        texts={"admitted": number(rest), "target": _target_text(max(low, 0), high)},
        estimand="remainder_attainment",
        method=EXACT_POISSON,
        assumption=say("partition.additive"),
        **cells,
    )


def _target(rows: pd.DataFrame, reading: str) -> Ends:
    """The targets that are possible; one that "more than 166 %" leaves open below is at least one person."""
    other = {"conventional": "literal", "literal": "conventional"}.get(reading, "")
    chosen = rows[rows["reading"].ne(other)] if rows["reading"].ne(other).any() else rows
    low, high = chosen["target_low"].astype(float), chosen["target_high"].astype(float)
    return float(low.fillna(1).min()), float(high.fillna(inf).max())


def _part_text(part: pd.DataFrame) -> str:
    """A part's target in the reading that leaves most open."""
    literal = part[part["reading"].eq("literal")] if part["reading"].eq("literal").any() else part
    return whole_text(literal["target_low"].min(skipna=False), literal["target_high"].max(skipna=False))


def _target_text(low: float, high: float) -> str:
    return whole_text(low, None if isinf(high) else high)


def _cells(groups: list[pd.DataFrame]) -> dict[str, Any]:
    first = groups[0].iloc[0]
    ids = " ".join(group["figure_ids"].iloc[0] for group in groups)
    return {
        "unit": "ratio",
        "organisation_ids": first["organisation_id"],
        "comparator_ids": " ".join(group["organisation_id"].iloc[0] for group in groups[1:]),
        "period_start": first["period_start"],
        "period_end": first["period_end"],
        "group": "all",
        "figure_ids": unite_ids(ids),
    }
