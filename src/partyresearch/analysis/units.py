"""Finished targets that lie within no other: which they are, and what they amount to as they were reported."""

from __future__ import annotations

import pandas as pd

from partyresearch.analysis.findings import Draft, Findings, pooled_cells
from partyresearch.analysis.selection import Selection
from partyresearch.tables.cells import map_or_empty
from partyresearch.tables.nesting import ancestors, lies_within

MINIMUM_MANY = 10  # below ten units a spread between them, and what depends on it, is hardly known


def scored(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the targets of whose attainment something is known."""
    return targets[targets["attainment_low"].notna() | targets["attainment_high"].notna()]


def finished_units(targets: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Return the finished targets of everyone that lie within no other; one a committee and period, as in targets."""
    known = scored(targets)
    rows = known[known["group"].eq("all") & ~known["interim"].astype(bool)]
    within = lies_within(targets, "target_id", pd.Series(targets.index.isin(rows.index), index=targets.index))
    ends = {f"{name}_{side}": float for name in ("admitted", "target", "attainment") for side in ("low", "high")}
    rows = rows[~within.loc[rows.index]].set_index("target_id").astype(ends)
    up = ancestors(organisations)
    above = up[up["distance"].gt(0)].groupby("organisation_id")["ancestor_id"].agg(" ".join)
    rows["above"] = map_or_empty(rows["organisation_id"], above.to_dict())
    rows["known"] = (
        rows["admitted_low"].eq(rows["admitted_high"]) & rows["target_low"].gt(0) & rows["target_high"].gt(0)
    )
    return rows


def latest_units(units: pd.DataFrame) -> pd.DataFrame:
    """Return one unit a committee, its latest whose count and target are known, and none within another's committee."""
    known = units[units["known"]].sort_values(["period_end", "period_start"], kind="stable")
    latest = known.drop_duplicates("organisation_id", keep="last").sort_values("organisation_id")
    chosen = set(latest["organisation_id"])
    alone = [chosen.isdisjoint(above.split()) for above in latest["above"]]
    return latest[pd.Series(alone, index=latest.index, dtype=bool)]


def reported_attainment(selection: Selection) -> Findings:
    """Describe the finished units as they were reported: range, mean of ratios and ratio of totals."""
    units = finished_units(selection.targets, selection.organisations)
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
