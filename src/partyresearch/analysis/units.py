"""Finished targets in which nobody is counted twice: which they are, and what they amount to as they were reported."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pandas as pd

from partyresearch.analysis.findings import Draft, Findings, pooled_cells
from partyresearch.tables.nesting import climb

if TYPE_CHECKING:
    from partyresearch.analysis.selection import Selection

_Days = tuple[pd.Timestamp, pd.Timestamp]
MINIMUM_MANY = 10  # below ten units a spread between them, and what depends on it, is hardly known


def scored(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the targets of whose attainment something is known."""
    return targets[targets["attainment_low"].notna() | targets["attainment_high"].notna()]


def disjoint_units(targets: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Return the finished targets of everyone at the finest cut in which nobody is counted twice."""
    return _typed(finest_cut(_finished(targets), organisations))


def finest_cut(rows: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Return those of the rows that count nobody twice, the finest first.

    The shortest period comes first, then the organisation furthest down; what shares a day with one that was taken, of
    the same organisation or of one above or below it, is left out. Other years of the same organisations stay.
    """
    rows = rows.dropna(subset=["period_start", "period_end"])  # else nobody knows what it shares
    parent = dict(zip(organisations["organisation_id"], organisations["parent_id"], strict=True))
    lineage = {one: list(climb(one, parent)) for one in rows["organisation_id"].unique()}
    height = rows["organisation_id"].map({one: -len(above) for one, above in lineage.items()}).astype(int)
    order = rows.assign(length=rows["period_end"] - rows["period_start"], height=height)
    order = order.sort_values(["length", "height", "period_start"], kind="stable")
    own: dict[str, list[_Days]] = defaultdict(list)  # by organisation
    within: dict[str, list[_Days]] = defaultdict(list)  # and by all that contain it
    taken = []
    for row in order.itertuples():
        days, above = (row.period_start, row.period_end), lineage[row.organisation_id]
        near = [*within[row.organisation_id], *(one for name in above for one in own[name])]
        if any(start <= days[1] and days[0] <= end for start, end in near):
            continue
        taken.append(row.Index)
        own[row.organisation_id].append(days)
        for name in above:
            within[name].append(days)
    return rows[rows.index.isin(taken)]


def _finished(targets: pd.DataFrame) -> pd.DataFrame:
    known = scored(targets)
    return known[known["group"].eq("all") & ~known["interim"].astype(bool)]


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    """Number the ends as floats, and say of which rows count and target are known."""
    ends = {f"{name}_{side}": float for name in ("admitted", "target", "attainment") for side in ("low", "high")}
    rows = rows.set_index("target_id").astype(ends)
    rows["known"] = (
        rows["admitted_low"].eq(rows["admitted_high"]) & rows["target_low"].gt(0) & rows["target_high"].gt(0)
    )
    return rows


def reported_attainment(selection: Selection) -> Findings:
    """Describe the finished units as they were reported: range, mean of ratios and ratio of totals."""
    units = selection.units
    draft = Draft()
    known = units[units["known"]]
    sets = {"all": units, "known": known} if 0 < len(known) < len(units) else {"all": units}
    for which, some in sets.items() if len(units) else ():
        for name, ends in _descriptions(some).items():
            beside = {"which": which, "n": len(some)}
            draft.add(f"{name}:{which}", ends=ends, beside=beside, **pooled_cells(some, "ratio"))
    draft.refuse_if_empty("reported_units", "ratio", "no_finished_unit")
    most = units["organisation_id"].value_counts().max()
    return draft.findings(
        "reported_attainment",
        units=len(units),
        bounds=units[~units["known"]].to_dict("records"),
        most_per_organisation=0 if pd.isna(most) else int(most),
    )


def _descriptions(units: pd.DataFrame) -> dict[str, tuple[float | None, float | None]]:
    """Ends over all units; an end that any unit leaves open is open, except where another unit decides it."""
    low, high = units["attainment_low"], units["attainment_high"]
    admitted_low, admitted_high = units["admitted_low"], units["admitted_high"]
    smallest, largest = (units[end].where(units[end].gt(0)) for end in ("target_low", "target_high"))
    return {
        "smallest_attainment": (low.min(skipna=False), high.min()),
        "largest_attainment": (low.max(), high.max(skipna=False)),
        "mean_of_ratios": (low.mean(skipna=False), high.mean(skipna=False)),
        "ratio_of_totals": (
            admitted_low.sum(skipna=False) / largest.sum(skipna=False),
            admitted_high.sum(skipna=False) / smallest.sum(skipna=False),
        ),
    }
