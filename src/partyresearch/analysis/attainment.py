"""Quota attainment: admitted ÷ target, with everything that print leaves open."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.analysis.findings import AS_PRINTED, Draft, Findings, row_cells, undoubted
from partyresearch.analysis.selection import Selection
from partyresearch.analysis.units import disjoint_units, scored
from partyresearch.figures.numerals import parse_numeral
from partyresearch.models.intervals import check_confidence, poisson_interval
from partyresearch.tables.nesting import lies_within

_TARGET = ["organisation_id", "group", "period_start", "period_end", "target_start", "target_end"]
MOST_TARGETS = 20  # more admissible targets than this are an interval to the eye, not a list
ROUND = 5  # targets are set in fives and tens: every one that a percentage settles by itself ends in 0 or 5
# the two ways of rounding are enveloped together; "more than 166 %" has a row for each way of reading it
_FAMILY = {"half_up": "rounded", "truncated": "rounded", "literal": "literal", "conventional": "conventional"}


def attainment(selection: Selection, confidence: float = 0.95) -> Findings:
    """Estimate the attainment of each target that has a printed result.

    The count is Poisson with mean θ × target, never binomial, because it can exceed its target. The exact interval of
    the count is divided by the largest and the smallest target that is possible; a limit that would doubt whether the
    target was met, where print settles that, is left out. Where several targets are possible and just one of them is
    round, that reading stands beside the plain one.
    """
    check_confidence(confidence)  # a wrong one is told even where no row needs it
    readings, figures = selection.readings, selection.figures
    known = scored(readings)
    known = known.assign(family=known["reading"].astype("str").map(_FAMILY))
    printed = figures.set_index("figure_id")["printed"]
    several = known.groupby("stated_target_id")["family"].nunique()
    setters = known.groupby(_TARGET, observed=True, dropna=False)["set_by"].transform("nunique")
    draft, groups = Draft(), []
    for (stated, family), group in known.groupby(["stated_target_id", "family"], sort=False):
        beside = _beside(group, printed)
        beside["told_apart"] = " ".join(
            ["set_by"] * bool(setters[group.index[0]] > 1) + ["reading"] * bool(several[stated] > 1)
        )
        groups.append(beside)
        _add(draft, f"{stated}:{family}", group, beside, confidence)
        _add_targets(draft, f"{stated}:{family}", group, beside, confidence)
    draft.refuse_if_empty("attainment", "ratio", "no_scored_target")
    stated = readings["stated_target_id"]
    rest = readings[~stated.isin(known["stated_target_id"]) & ~stated.duplicated()]
    return draft.findings(
        "attainment",
        confidence=confidence,
        unscored=rest.to_dict("records"),
        others=known.loc[~known["binding"].astype(bool), "stated_target_id"].nunique(),
        **_round_targets(groups),
        **count_targets(selection),
    )


def _beside(group: pd.DataFrame, printed: pd.Series) -> dict[str, Any]:
    """What tells a row apart: its printed score, and how that was read."""
    first = group.iloc[0]
    score = printed[first["figure_ids"].split()[0]]
    family, low, high = str(first["family"]), None, None
    if first["known_by"] == "printed":
        reading = "printed"
    elif family == "rounded":
        reading = "_".join(sorted(group["reading"].astype("str")))
    elif family == "literal" and (pd.notna(first["target_low"]) or pd.notna(first["target_high"])):
        reading = "whole"
    else:
        reading = family
    if first["known_by"] != "printed" and (numeral := _decimal(score)) is not None:
        low, high = float(numeral.first), float(numeral.first + numeral.unit)
    return {
        "family": family,
        "reading": reading,
        "score": score,
        "percent_low": low,
        "percent_high": high,
        "admitted_low": group["admitted_low"].min(),
        "admitted_high": group["admitted_high"].max(),
        "target_low": group["target_low"].min(skipna=False),
        "target_high": group["target_high"].max(skipna=False),
        "implied": bool(group["known_by"].eq("implied").all() and group["target_low"].notna().all()),
        "set_by": first["set_by"],
        "within": first["part_of"].partition(":")[0],
        "interim": bool(first["interim"]),
        "binding": bool(first["binding"]),
        "known_by": str(first["known_by"]),
        "preliminary": bool(first["preliminary"]),
    }


def _decimal(score: str) -> Any:
    numeral = parse_numeral(score, "decimal")
    return numeral if getattr(numeral, "unit", None) is not None else None


def _add(draft: Draft, key: str, group: pd.DataFrame, beside: dict[str, Any], confidence: float) -> None:
    ends = _envelope(group["attainment_low"], "min"), _envelope(group["attainment_high"], "max")
    first = group.iloc[0]
    model = undoubted(_model(group, confidence), ends, finished=not first["interim"])
    draft.add(
        f"attainment:{key}",
        ends=ends,
        model=model,
        confidence=confidence,
        part=bool(first["part_of"]),
        beside=beside,
        estimand="interim_attainment" if first["interim"] else "attainment",
        method=AS_PRINTED if model == (None, None) else "exact_poisson",
        assumption=beside["reading"],
        **row_cells(first, "ratio"),
    )


def _add_targets(draft: Draft, key: str, group: pd.DataFrame, beside: dict[str, Any], confidence: float) -> None:
    """Add a row for each target that is possible, where there are several but not too many to read."""
    ends = beside["target_low"], beside["target_high"]
    count = _count(group)
    if group["known_by"].ne("implied").any():
        return  # two printed targets are a conflict, not a range
    if count is None or pd.isna(ends[0]) or pd.isna(ends[1]) or not 1 <= ends[1] - ends[0] < MOST_TARGETS:
        return
    limits = poisson_interval(count, confidence)
    targets = range(int(ends[0]), int(ends[1]) + 1)
    rounded = [target for target in targets if target % ROUND == 0]
    for target in targets:
        ratio = (count / target,) * 2
        model = limits[0] / target, limits[1] / target
        draft.add(
            f"attainment_if:{key}:{target}",
            ends=ratio,
            model=undoubted(model, ratio, finished=not beside["interim"]),
            confidence=confidence,
            part=bool(group["part_of"].iloc[0]),
            beside={**beside, "target_low": target, "target_high": target, "set_by": None, "within": None},
            method="exact_poisson",
            assumption="round_target" if rounded == [target] else "",
            **row_cells(group.iloc[0], "ratio"),
        )


def _round_targets(groups: list[dict[str, Any]]) -> dict[str, int]:
    """Count the targets that a percentage settles by itself, and those of them that are round."""
    settled = [row["target_low"] for row in groups if row["implied"] and row["target_low"] == row["target_high"]]
    return {"settled": len(settled), "settled_round": sum(target % ROUND == 0 for target in settled)}


def _envelope(ends: pd.Series, how: str) -> float | None:
    """Smallest or largest end over the readings; open if any reading leaves it open."""
    return None if ends.isna().any() else float(ends.agg(how))


def _count(group: pd.DataFrame) -> int | None:
    """The printed count; none where no single one is printed."""
    counts = set(group["admitted_low"]) | set(group["admitted_high"])
    return None if len(counts) != 1 or pd.isna(group["admitted_low"]).any() else int(counts.pop())


def _model(group: pd.DataFrame, confidence: float) -> tuple[float | None, float | None]:
    """The exact interval of the printed count over the possible targets."""
    count = _count(group)
    if count is None:
        return None, None
    low, high = poisson_interval(count, confidence)
    largest, smallest = group["target_high"], group["target_low"]
    return (
        None if largest.isna().any() else low / float(largest.max()),
        None if smallest.isna().any() else high / float(smallest.min()),
    )


def count_targets(selection: Selection) -> dict[str, Any]:
    """Count finished targets: wholes and their parts apart, the finest cut, and the organisations that report any."""
    finished = scored(selection.targets)
    finished = finished[~finished["interim"].astype(bool)]
    part = lies_within(finished, "target_id", pd.Series(True, index=finished.index))
    disputed = set(selection.figures.loc[selection.figures["disputed"].astype(bool), "figure_id"])
    told = scored(selection.readings)  # also those of another body than the one whose target binds
    told = told[~told["interim"].astype(bool) & told["group"].eq("all") & told["part_of"].eq("")]
    met = told["attainment_low"].ge(1).groupby(told["organisation_id"]).all()
    return {
        "finished": len(finished),
        "resting_on_disputed": sum(not disputed.isdisjoint(ids.split()) for ids in finished["figure_ids"]),
        "wholes": _verdicts(finished[~part]),
        "within": _verdicts(finished[part]),
        "units": _verdicts(disjoint_units(selection.targets, selection.organisations)),
        "reporters": {"n": len(met), "met": int(met.sum())},
    }


def _verdicts(ends: pd.DataFrame) -> dict[str, int]:
    low, high = ends["attainment_low"], ends["attainment_high"]
    met, missed = low.ge(1), high.lt(1)
    return {
        "n": len(ends),
        "committees": ends["organisation_id"].nunique(),
        "known": int((low.notna() & high.notna()).sum()),
        "met": int(met.sum()),
        "missed": int(missed.sum()),
        "undecided": int((~met & ~missed).sum()),
    }
