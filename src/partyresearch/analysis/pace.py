"""Part of a year: what it would take to meet the year's target, and where two different assumptions lead."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Draft, Findings, row_cells
from partyresearch.analysis.part_years import parts_of_years
from partyresearch.analysis.selection import Selection
from partyresearch.analysis.trends import recruitment
from partyresearch.models.intervals import check_confidence, predictive_interval, rate_ratio_exact, rate_ratio_score
from partyresearch.tables.cells import unite_ids

_USED = {
    "tipping_share": ("admitted", "target"),
    "repeating_share": ("admitted", "before"),
    "pace_needed": ("admitted", "target"),
    "pace_so_far": ("admitted",),
    "pace_last_year": ("before",),
}
_NAMED = (
    *("target_low", "target_high", "known_by", "set_by", "several"),
    *("before_start", "before_end", "elapsed", "left", "count"),
)


def part_year(selection: Selection) -> Findings:
    """Say which share of a year must fall in the counted part for the target to be met exactly.

    With a larger share of the year in this part, the target is missed. Beside it the share that would merely repeat
    last year, and persons per month: needed for the rest, so far, and last year. All are arithmetic on counts.
    """
    parts, draft = parts_of_years(selection.readings, selection.admissions), Draft()
    for stated, row in parts.iterrows():
        ids = {"admitted": row["count_ids"], "target": row["figure_ids"], "before": row["before_ids"]}
        for name, (unit, ends) in _shares_and_paces(row).items():
            used = _USED[name]
            key = stated if "target" in used else row["key"]
            if f"{name}:{key}" in draft.rows or (pd.isna(ends[0]) and pd.isna(ends[1])):
                continue  # said already, beside another target of the same year; or not printed
            draft.add(
                f"{name}:{key}",
                ends=ends,
                part=row["part"],
                beside={**_beside(row, *used), "by_target": "target" in used},
                **row_cells(row, unit, figure_ids=unite_ids(*(ids[use] for use in used))),
            )
    draft.refuse_if_empty("tipping_share", "share", "no_part_year")
    return draft.findings(
        "part_year",
        parts=parts.to_dict("records"),
        implied=bool(parts["known_by"].eq("implied").any()),
        **recruitment(selection).facts,  # the headline where no year has begun
    )


def _beside(row: pd.Series, *used: str) -> dict[str, Any]:
    beside = {name: row[name] for name in _NAMED}
    if "admitted" in used:
        beside |= {"admitted_low": row["count"], "admitted_high": row["count"]}
    if "target" not in used:
        beside |= {"target_low": None, "target_high": None}
    if "before" in used:
        beside["before"] = row["before"]
    return beside


def _shares_and_paces(row: pd.Series) -> dict[str, tuple[str, tuple[Any, Any]]]:
    """Unit and ends of each estimate of :data:`_USED`."""
    months, left, before = 12 * row["elapsed"], 12 * row["left"], row["before"]
    target = row["target_low"], row["target_high"]
    monthly = "persons per month"
    return {
        "tipping_share": ("share", share_of_target(row["count"], target)),
        "repeating_share": ("share", share_of_target(row["count"], (before, before))),
        "pace_needed": (monthly, tuple(None if pd.isna(end) else max(0, end - row["count"]) / left for end in target)),
        "pace_so_far": (monthly, (row["count"] / months,) * 2),
        "pace_last_year": (monthly, (None, None) if pd.isna(before) else (before / 12,) * 2),
    }


def share_of_target(count: int, ends: tuple[Any, Any]) -> tuple[Any, Any]:
    """Return both ends of count ÷ target; open where the target is open or 0."""
    low, high = ends
    return (None if pd.isna(high) or not high else count / high), (None if pd.isna(low) or not low else count / low)


def rate_ratio(selection: Selection, confidence: float = 0.95) -> Findings:
    """Compare the annualised rate of the counted part with that of the last full year.

    Score and exact conditional intervals; both are confounded with season.
    """
    check_confidence(confidence)
    parts, draft = parts_of_years(selection.readings, selection.admissions), Draft()
    for _, row in parts[parts["before"].notna()].drop_duplicates("key").iterrows():
        counts = int(row["count"]), float(row["elapsed"]), int(row["before"]), 1.0
        if not counts[2]:
            continue  # nothing has no ratio to nothing
        ratio = counts[0] / counts[1] / counts[2]
        whole = row["target_start"], row["target_end"]
        cells = row_cells(
            row,
            "ratio",
            figure_ids=unite_ids(row["count_ids"], row["before_ids"]),
            comparator_ids=row["organisation_id"],
            comparator_start=row["before_start"],
            comparator_end=row["before_end"],
        )
        for method, interval in {"score": rate_ratio_score, "exact_conditional": rate_ratio_exact}.items():
            if not counts[0] and method == "score":
                continue  # of a count of zero the exact interval alone
            draft.add(
                f"rate_ratio:{row['key']}:{method.partition('_')[0]}",
                ends=(ratio, ratio),
                model=interval(*counts, confidence=confidence),
                confidence=confidence,
                part=row["part"],
                beside=_beside(row, "admitted", "before") | {"whole_start": whole[0], "whole_end": whole[1]},
                method=method,
                assumption="confounded_with_season",
                **cells,
            )
    draft.refuse_if_empty("rate_ratio", "ratio", "no_earlier_year")
    return draft.findings("rate_ratio", confidence=confidence)


def projections(selection: Selection, confidence: float = 0.95) -> Findings:
    """Project the year's admissions: the pace so far goes on, or the rest goes at last year's rate.

    Gamma-Poisson predictive intervals under Jeffreys' prior; each holds only under its own assumption.
    """
    check_confidence(confidence)
    parts, draft = parts_of_years(selection.readings, selection.admissions), Draft()
    projected = parts[parts["before"].notna() & parts["left"].gt(0)].drop_duplicates("key")
    for _, row in projected.iterrows():
        sources = {
            "constant_pace": (int(row["count"]), row["elapsed"], row["count_ids"]),
            "last_year": (int(row["before"]), 1.0, unite_ids(row["count_ids"], row["before_ids"])),
        }
        for name, (count, exposure, ids) in sources.items():
            expected, low, high = predictive_interval(count, exposure, row["left"], confidence)
            draft.add(
                f"projected_admissions:{row['key']}:{name}",
                ends=(row["count"] + expected,) * 2,
                model=(row["count"] + low, row["count"] + high),
                confidence=confidence,
                part=row["part"],
                beside={**_beside(row, "target"), "how": name},
                method="gamma_poisson_prediction",
                **row_cells(row, "persons", figure_ids=ids),
            )
    draft.refuse_if_empty("projected_admissions", "persons", "nothing_to_project_by")
    return draft.findings("projections", parts=projected.to_dict("records"), confidence=confidence)
