"""The ratchet: a target beside the target before it, and what was attained of that one."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Draft, Findings
from partyresearch.analysis.selection import Selection
from partyresearch.tables.cells import unite_ids
from partyresearch.tables.periods import period_label, year_fraction

_KEY = ["organisation_id", "set_by", "target_start", "target_end"]
_ENDS = ["low", "high", "attained_low", "attained_high", "attained"]


def target_ratios(selection: Selection) -> Findings:
    """Divide each target by the one before it, of the same committee and set by the same body."""
    readings, draft = selection.readings, Draft()
    dated = readings["target_start"].notna() & readings["target_end"].notna()
    known = readings[readings["group"].eq("all") & dated]
    targets = pd.DataFrame([_target(rows) for _, rows in known.groupby(_KEY, observed=True, sort=False)])
    if targets.empty:
        targets = pd.DataFrame(columns=[*_KEY, *_ENDS, "figure_ids", "part"])
    for day in ("target_start", "target_end"):
        targets[day] = pd.to_datetime(targets[day])
    targets["years"] = year_fraction(targets["target_start"], targets["target_end"]).round(6)
    targets["next_start"] = targets["target_end"] + pd.Timedelta(days=1)
    pairs = targets.merge(
        targets,
        left_on=["organisation_id", "set_by", "next_start"],
        right_on=["organisation_id", "set_by", "target_start"],
        suffixes=("", "_next"),
    )
    for row in pairs.itertuples():
        same = not set(row.figure_ids.split()).isdisjoint(row.figure_ids_next.split())
        if same or row.years != row.years_next or pd.isna([row.low, row.high, row.low_next, row.high_next]).any():
            continue
        this = period_label(row.target_start, row.target_end)
        following = period_label(row.target_start_next, row.target_end_next)
        draft.add(
            f"target_ratio:{row.organisation_id}:{this}:{following}:{row.set_by}",
            ends=(row.low_next / row.high, row.high_next / row.low),
            part=bool(row.part),
            beside={
                "target_low": row.low,
                "target_high": row.high,
                "next_low": row.low_next,
                "next_high": row.high_next,
                "attained": row.attained,
                "attained_low": row.attained_low,
                "attained_high": row.attained_high,
            },
            unit="ratio",
            organisation_ids=row.organisation_id,
            period_start=row.target_start_next,
            period_end=row.target_end_next,
            comparator_start=row.target_start,
            comparator_end=row.target_end,
            group="all",
            figure_ids=unite_ids(row.figure_ids_next, row.figure_ids),
        )
    draft.refuse_if_empty("target_ratio", "ratio", "no_two_targets")
    return draft.findings("target_ratios")


def _target(rows: pd.DataFrame) -> dict[str, Any]:
    """What is known of one target, what is printed of it before what is worked out, and what was attained of it."""
    printed = rows[rows["known_by"].eq("printed")]
    told = (printed if len(printed) else rows).groupby("stated_target_id", sort=False)
    low = told["target_low"].agg("min", skipna=False).max()
    high = told["target_high"].agg("max", skipna=False).min()
    if pd.notna(low) and pd.notna(high) and low > high:  # they contradict one another
        low, high = rows["target_low"].min(), rows["target_high"].max()
    finished = rows[~rows["interim"].astype(bool) & (rows["attainment_low"].notna() | rows["attainment_high"].notna())]
    first = rows.iloc[0]
    return {
        **{name: first[name] for name in _KEY},
        "low": low,
        "high": high,
        "attained": len(finished) > 0,
        "attained_low": finished["attainment_low"].min(skipna=False),
        "attained_high": finished["attainment_high"].max(skipna=False),
        "figure_ids": unite_ids(*rows["figure_ids"]),
        "part": bool(first["part_of"]),
    }
