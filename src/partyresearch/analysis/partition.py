"""One committee's total as a partition into its named parts and a remainder."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Draft, Findings, undoubted
from partyresearch.analysis.selection import Selection
from partyresearch.models.intervals import check_confidence, poisson_interval
from partyresearch.tables.cells import unite_ids
from partyresearch.tables.nesting import ancestors

Ends = tuple[float, float]
_PERIOD = ["period_start", "period_end"]


def partition(selection: Selection, confidence: float = 0.95) -> Findings:
    """Split each finished total into the parts whose counts and targets are printed or implied, and the remainder.

    Both ends of every target are carried through, once for each way of reading "more than 166 %" among the parts.
    """
    check_confidence(confidence)
    binding = selection.readings[selection.readings["binding"].astype(bool)]
    finished = binding[binding["group"].eq("all") & ~binding["interim"].astype(bool)]
    counted = finished[finished["admitted_low"].notna() & finished["admitted_low"].eq(finished["admitted_high"])]
    draft = Draft()
    figures = selection.figures
    counts = set(figures.loc[figures["metric"].eq("members_admitted"), "figure_id"])
    for whole, parts in _partitions(counted, selection.organisations):
        _add(draft, whole, parts, counts, confidence)
    draft.refuse_if_empty("remainder_attainment", "ratio", "no_counted_parts")
    return draft.findings("partition")


def _partitions(
    counted: pd.DataFrame, organisations: pd.DataFrame
) -> Iterator[tuple[pd.DataFrame, list[pd.DataFrame]]]:
    """Each total with its largest disjoint parts of the same period; both with all their readings."""
    up = ancestors(organisations)
    for _, cell in counted.groupby(_PERIOD, sort=False):
        own = set(cell["organisation_id"])
        above = up[up["organisation_id"].isin(own) & up["ancestor_id"].isin(own) & up["distance"].gt(0)]
        nearest = above.sort_values("distance").drop_duplicates("organisation_id")
        for whole, parts in nearest.groupby("ancestor_id", sort=False):
            rows = [cell[cell["organisation_id"].eq(one)] for one in [whole, *parts["organisation_id"]]]
            if rows[0]["target_high"].notna().any() and rows[0]["admitted_low"].iloc[0] > 0:
                yield rows[0], rows[1:]


def _add(draft: Draft, whole: pd.DataFrame, parts: list[pd.DataFrame], count_ids: set[str], confidence: float) -> None:
    first = whole.iloc[0]
    total = int(first["admitted_low"])
    rest = total - sum(int(part["admitted_low"].iloc[0]) for part in parts)
    cells = _cells([whole, *parts])

    def counted(*groups: pd.DataFrame) -> str:  # a share of the admissions rests on no percentage
        return " ".join(one for one in _cells(list(groups))["figure_ids"].split() if one in count_ids)

    if rest < 0:
        _refuse(draft, first)
        return
    for part in parts:
        row = part.iloc[0]
        target = _part_target(part)
        draft.add(
            f"share_of_admissions:{row['stated_target_id']}",
            ends=(row["admitted_low"] / total,) * 2,
            part=True,
            beside=_beside(row["admitted_low"], target),
            **{
                **cells,
                "unit": "share",
                "organisation_ids": row["organisation_id"],
                "comparator_ids": first["organisation_id"],
                "figure_ids": counted(whole, part),
            },
        )
    draft.add(
        f"share_of_admissions:{first['stated_target_id']}:remainder",
        ends=(rest / total,) * 2,
        beside=_beside(rest, (None, None)),
        **{**cells, "unit": "share", "figure_ids": counted(whole, *parts)},
    )
    conventional = any(part["reading"].eq("conventional").any() for part in parts)
    for reading in ["conventional", "literal"] if conventional else [""]:
        low, high = _remainder_target(whole, parts, reading)
        if (high == 0 and rest == 0) or (isnan(high) and not low > 0):
            continue  # the parts are the whole, or nothing limits what is left for the remainder
        if high <= 0:
            _refuse(draft, first)
            continue
        limits = poisson_interval(rest, confidence)
        ends, model = (
            (None if isnan(high) else least / high, most / low if low > 0 else None)
            for least, most in ((rest, rest), limits)
        )
        draft.add(
            f"remainder_attainment:{first['stated_target_id']}:{reading or 'rounded'}",
            ends=ends,
            model=undoubted(model, ends),
            confidence=confidence,
            beside=_beside(rest, (max(low, 0), None if isnan(high) else high), reading=reading),
            method="exact_poisson",
            assumption="targets_add_up",
            **cells,
        )


def _beside(admitted: float, target: tuple[Any, Any], **codes: str) -> dict[str, Any]:
    counts = {"admitted_low": admitted, "admitted_high": admitted}
    return {**counts, "target_low": target[0], "target_high": target[1], **codes}


def _remainder_target(whole: pd.DataFrame, parts: list[pd.DataFrame], reading: str) -> Ends:
    total, named = _target(whole, reading), [_target(part, reading) for part in parts]
    return total[0] - sum(end for _, end in named), total[1] - sum(end for end, _ in named)


def _refuse(draft: Draft, whole: pd.Series) -> None:
    names = {name: whole[name] for name in ("organisation_id", "period_start", "period_end")}
    draft.refuse("remainder_attainment", "ratio", "parts_exceed_whole", **names)


def _target(rows: pd.DataFrame, reading: str) -> Ends:
    """The targets that are possible; an end that "more than 166 %" leaves open is open, not one person."""
    other = {"conventional": "literal", "literal": "conventional"}.get(reading, "")
    chosen = rows[rows["reading"].ne(other)] if rows["reading"].ne(other).any() else rows
    low, high = chosen["target_low"].astype(float), chosen["target_high"].astype(float)
    return float(low.min(skipna=False)), float(high.max(skipna=False))


def _part_target(part: pd.DataFrame) -> Ends:
    """A part's target in the reading that leaves most open."""
    literal = part[part["reading"].eq("literal")] if part["reading"].eq("literal").any() else part
    return literal["target_low"].min(skipna=False), literal["target_high"].max(skipna=False)


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
