"""The ratchet: what became of a target after it was met or missed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.analysis.draft import Draft
from partyresearch.analysis.result import Result
from partyresearch.show.labels import interval_text, organisation_names, period_text, row_label, whole_text
from partyresearch.show.wording import say
from partyresearch.tables.cells import unite_ids
from partyresearch.tables.periods import year_fraction

_ENDS = ["low", "high", "attained"]


def target_ratios(quotas: pd.DataFrame, organisations: pd.DataFrame) -> Result:
    """Set each target over the one before it, beside what was attained of that one (the ratchet)."""
    names, draft = organisation_names(organisations), Draft()
    known = quotas[quotas["group"].eq("all") & quotas["target_start"].notna() & quotas["target_end"].notna()]
    key = ["organisation_id", "set_by", "target_start", "target_end"]
    targets = pd.DataFrame([_one_target(rows) for _, rows in known.groupby(key, observed=True, sort=False)])
    if targets.empty:
        targets = pd.DataFrame(columns=[*key, *_ENDS, "figure_ids", "part"])
    for day in ("target_start", "target_end"):
        targets[day] = pd.to_datetime(targets[day])
    targets["years"] = year_fraction(targets["target_start"], targets["target_end"]).round(6)
    targets["next_start"] = targets["target_end"] + pd.Timedelta(days=1)
    pairs = targets.merge(
        targets, left_on=["organisation_id", "set_by", "next_start"],
        right_on=["organisation_id", "set_by", "target_start"], suffixes=("", "_next"),
    )  # fmt: skip
    for row in pairs.itertuples():
        same = not set(row.figure_ids.split()).isdisjoint(row.figure_ids_next.split())
        if same or row.years != row.years_next or pd.isna([row.low, row.high, row.low_next, row.high_next]).any():
            continue
        this, following = (
            period_text(row.target_start, row.target_end),
            period_text(row.target_start_next, row.target_end_next),
        )
        draft.add(
            f"target_ratio:{row.organisation_id}:{this}:{following}:{row.set_by}",
            row_label(names[row.organisation_id], say("pace.over", one=following, other=this)),
            ends=(row.low_next / row.high, row.high_next / row.low),
            part=bool(row.part),
            texts={"targets": say("pace.targets", this=whole_text(row.low, row.high),
                                  following=whole_text(row.low_next, row.high_next)),
                   "attained": row.attained},
            estimand="target_ratio",
            unit="ratio",
            organisation_ids=row.organisation_id,
            period_start=row.target_start_next,
            period_end=row.target_end_next,
            comparator_start=row.target_start,
            comparator_end=row.target_end,
            group="all",
            figure_ids=unite_ids(row.figure_ids_next, row.figure_ids),
        )  # fmt: skip
    if not draft.rows:
        draft.refuse("target_ratio", "ratio", say("pace.no_targets"))
    return draft.result(
        estimand=say("pace.targets_estimand"), assumption=say("pace.targets_assumption"),
        not_shown=say("pace.targets_not_shown"),
    )  # fmt: skip


def _one_target(rows: pd.DataFrame) -> dict[str, Any]:
    """What is known of one target: what is printed of it before what is worked out, and what was attained of it."""
    printed = rows[rows["target_source"].eq("printed")]
    told = (printed if len(printed) else rows).groupby("quota_id", sort=False)
    low = told["target_low"].agg("min", skipna=False).max()
    high = told["target_high"].agg("max", skipna=False).min()
    if pd.notna(low) and pd.notna(high) and low > high:  # they contradict one another
        low, high = rows["target_low"].min(), rows["target_high"].max()
    finished = rows[~rows["interim"].astype(bool) & (rows["attainment_low"].notna() | rows["attainment_high"].notna())]
    ends = finished["attainment_low"].min(skipna=False), finished["attainment_high"].max(skipna=False)
    first = rows.iloc[0]
    return {
        **{name: first[name] for name in ("organisation_id", "set_by", "target_start", "target_end")},
        "low": low,
        "high": high,
        "attained": "" if finished.empty else interval_text(*ends),
        "figure_ids": unite_ids(*rows["figure_ids"]),
        "part": bool(first["part_of"]),
    }
