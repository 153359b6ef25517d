"""Part of a year: what it would take to meet the year's target, and how the year ends as finished years teach it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Draft, Findings, row_cells
from partyresearch.analysis.part_years import finished_years
from partyresearch.analysis.selection import Selection
from partyresearch.analysis.trends import recruitment
from partyresearch.analysis.units import MINIMUM_MANY
from partyresearch.models.intervals import (
    NotEstimable,
    check_confidence,
    predictive_interval,
    rate_ratio_exact,
    rate_ratio_score,
)
from partyresearch.models.part_years import YearEnd, chain_ladder, learn_share
from partyresearch.tables.cells import unite_ids

LADDER = 2  # a chain ladder has a period for each cut-off: ten years leave it as wide as no answer (docs/coverage.md)
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

    With a larger share of the year in this part, the target is missed. Beside it the share that would merely repeat the
    last full year, and persons per month: needed for the rest, so far, and in that year. All are arithmetic on counts.
    """
    parts, draft = selection.parts_of_years, Draft()
    metrics = dict(zip(selection.figures["figure_id"], selection.figures["metric"].astype("str"), strict=True))
    nobody = _targets_of_nobody(selection)
    for stated, row in parts.iterrows():
        if (row["organisation_id"], row["target_start"], row["target_end"]) in nobody:
            draft.refuse("tipping_share", "share", "target_of_nobody", **_named_row(row))
        ids = {"admitted": row["count_ids"], "target": _target_ids(row, metrics), "before": row["before_ids"]}
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
        implied=bool(parts["known_by"].eq("implied").any()),
        **recruitment(selection).facts,  # the parts, and the headline where no year has begun
    )


def _targets_of_nobody(selection: Selection) -> set[tuple[Any, ...]]:
    """Organisation and period of printed targets of 0, which the tables leave out."""
    reported = selection.reported
    zero = reported["metric"].eq("admission_target") & reported["group"].eq("all") & reported["high"].eq(0)
    return set(reported.loc[zero, ["organisation_id", "period_start", "period_end"]].itertuples(index=False, name=None))


def _target_ids(row: pd.Series, metrics: dict[str, str]) -> str:
    """The figures that the target is known from: a printed one needs no percentage that is printed beside it."""
    if row["known_by"] != "printed":
        return str(row["figure_ids"])
    return " ".join(one for one in row["figure_ids"].split() if metrics[one] == "admission_target")


def _named_row(row: pd.Series) -> dict[str, Any]:
    return {name: row[name] for name in ("organisation_id", "period_start", "period_end")}


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
    """Return both ends of count ÷ target; open where the target is open or 0, and neither where it is reached already.

    No part holds more than the whole year: a target that may be reached already leaves no share above 1.
    """
    low, high = ends
    least = None if pd.isna(high) or not high else count / high
    if least is not None and least >= 1:
        return None, None
    most = None if pd.isna(low) or not low else count / low
    if most is not None and most > 1:
        most = None if least is None else 1.0
    return least, most


def rate_ratio(selection: Selection, confidence: float = 0.95) -> Findings:
    """Compare the annualised rate of the counted part with that of the last full year.

    Score and exact conditional intervals; both are confounded with season.
    """
    check_confidence(confidence)
    parts, draft = selection.parts_of_years, Draft()
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


def projections(selection: Selection, confidence: float = 0.95, minimum_years: int = MINIMUM_MANY) -> Findings:
    """Project the year's admissions: the pace so far goes on, or the rest goes at the rate of the last full year.

    Gamma-Poisson predictive intervals under Jeffreys' prior; each holds only under its own assumption. A year whose end
    finished years teach (:func:`year_end`) is not projected: three intervals would stand for one number.
    """
    check_confidence(confidence)
    parts, draft = selection.parts_of_years, Draft()
    projected = parts[parts["before"].notna() & parts["left"].gt(0)].drop_duplicates("key")
    if len(projected):
        taught = year_end(selection, confidence, minimum_years).chosen("year_end_admissions")["estimate_id"]
        learned = ("year_end_admissions:" + projected["key"]).isin(taught)
        if learned.any():
            draft.refuse("projected_admissions", "persons", "learned_instead", n=int(learned.sum()))
        projected = projected[~learned]
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
    # neither is a finding by itself: a page folds them
    return draft.findings("projections", parts=projected.to_dict("records"), confidence=confidence, folded=True)


def year_end(selection: Selection, confidence: float = 0.95, minimum_years: int = MINIMUM_MANY) -> Findings:
    """Predict the admissions of years that are not over, and the probability of meeting their targets.

    Learned from committees' finished years that print both a part and the whole: of the same number of months, or where
    these are too few by the chain ladder over all of them.
    """
    check_confidence(confidence)
    parts, draft = selection.parts_of_years, Draft()
    years = parts["target_start"].dt.day_of_year.eq(1) & (parts["elapsed"] + parts["left"]).round(6).eq(1)
    parts = parts[years & parts["left"].gt(0)]
    parts = parts.assign(months=(12 * parts["elapsed"]).round().astype(int))
    finished = finished_years(selection.admissions)
    once = parts.drop_duplicates("key")
    for _, row in once[once["count"].eq(0)].iterrows():
        draft.refuse("year_end_admissions", "persons", "nobody_yet", **_named_row(row))
    n, jobs, rare = finished.groupby(["organisation_id", "year"]).ngroups, [], []
    for months, rows in once[once["count"].gt(0)].groupby("months"):
        same = finished[finished["months"].eq(months)]
        if len(same) >= minimum_years:
            jobs.append(("beta_binomial_share", same, rows))
        elif len(same) and n >= LADDER * minimum_years:
            rare.append(rows)
        else:
            days = {name: rows.iloc[0][name] for name in ("period_start", "period_end")}
            found = {"found": len(same), "n": n, "needed": minimum_years, "needed_together": LADDER * minimum_years}
            draft.refuse("year_end_admissions", "persons", "too_few_finished", **found, **days)
    if rare:
        jobs.append(("chain_ladder", finished, pd.concat(rare)))
    for method, used, rows in jobs:
        counts = rows["count"].astype(int).tolist()
        try:
            if method == "chain_ladder":
                ends, draft.model = _climb(used, rows["months"].tolist(), counts)
            else:
                share = learn_share(used["count_part"], used["count_whole"])
                ends = [share.year_end(count) for count in counts]
        except NotEstimable as error:
            draft.refuse("year_end_admissions", "persons", error.reason)
            continue
        years = used.groupby(["organisation_id", "year"]).ngroups
        learned = {"n": years, "ids": unite_ids(*used["figure_ids"]), "method": method}
        for key, end in zip(rows["key"], ends, strict=True):
            _add_year_end(draft, parts[parts["key"].eq(key)], end, confidence, **learned)
    draft.refuse_if_empty("year_end_admissions", "persons", "no_part_year")
    return draft.findings("year_end", confidence=confidence)


def _climb(finished: pd.DataFrame, months: list[int], counts: list[int]) -> tuple[list[YearEnd], Any]:
    """Predict the years of which so many are counted after so many months; return the fit of the chain ladder, too."""
    place = {length: n for n, length in enumerate(sorted(finished["months"].unique()))}
    cells: list[tuple[int, int, int, int]] = []  # origin, first and last period, count
    for origin, (_, year) in enumerate(finished.sort_values("months").groupby(["organisation_id", "year"])):
        period, counted = 0, 0
        lengths = [*year["months"].map(place), len(place)]
        for last, count in zip(lengths, [*year["count_part"], year["count_whole"].iloc[0]], strict=True):
            if count >= counted:  # less than a count before it: a contradiction
                cells.append((origin, period, last, count - counted))
                period, counted = last + 1, count
    begun = range(cells[-1][0] + 1, cells[-1][0] + 1 + len(counts))
    cells += [(origin, 0, place[last], count) for origin, last, count in zip(begun, months, counts, strict=True)]
    ladder = chain_ladder(*zip(*cells, strict=True))
    return [ladder.year_end(origin) for origin in begun], ladder.fit


def _add_year_end(
    draft: Draft, rows: pd.DataFrame, end: YearEnd, confidence: float, n: int, ids: str, method: str
) -> None:
    """Add the year's count, and the probability of each target that is known of it."""
    row = rows.iloc[0]
    low, high = end.interval(confidence)
    shared = {"part": row["part"], "confidence": confidence, "method": method}
    beside = {"n": n, "year_low": low, "year_high": high}
    draft.add(
        f"year_end_admissions:{row['key']}",
        ends=(end.quantile(0.5),) * 2,
        model=(low, high),
        beside=_beside(row, "admitted") | beside | {"by_target": False},
        **shared,
        **row_cells(row, "persons", figure_ids=unite_ids(row["count_ids"], ids)),
    )
    for stated, one in rows.iterrows():
        ends = [None if pd.isna(one[side]) else end.reach(one[side]) for side in ("target_high", "target_low")]
        # of a target that is met already there is no probability
        if ends != [None, None] and not one["target_high"] <= row["count"]:
            draft.add(
                f"chance_of_target:{stated}",
                ends=(ends[0], ends[1]),
                beside=_beside(one, "admitted", "target") | beside | {"by_target": True},
                **shared,
                **row_cells(one, "share", figure_ids=unite_ids(row["count_ids"], one["figure_ids"], ids)),
            )
