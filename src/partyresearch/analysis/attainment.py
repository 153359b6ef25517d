"""Quota attainment: admitted ÷ target, with everything that print leaves open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import AS_PRINTED, Draft, Findings, outer_end, row_cells, undoubted
from partyresearch.analysis.selection import Selection
from partyresearch.analysis.units import scored
from partyresearch.figures.numerals import parse_numeral
from partyresearch.models.intervals import check_confidence, poisson_interval
from partyresearch.tables.nesting import lies_within

_Rows = list[dict[str, Any]]  # the readings of one percentage
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
    printed = dict(zip(figures["figure_id"], figures["printed"], strict=True))
    cases: dict[tuple[str, str], _Rows] = {}
    families, setters = defaultdict(set), defaultdict(set)
    for row in known.to_dict("records"):  # a group of pandas for every three rows would take seconds
        stated, family = row["stated_target_id"], _FAMILY.get(str(row["reading"]))
        cases.setdefault((stated, str(family)), []).append(row)
        families[stated].add(family)
        setters[tuple(row[name] for name in _TARGET)].add(row["set_by"])
    draft, groups = Draft(), []
    for (stated, family), rows in cases.items():
        beside = _beside(rows, family, printed)
        several = len(setters[tuple(rows[0][name] for name in _TARGET)]) > 1
        beside["told_apart"] = " ".join(["set_by"] * several + ["reading"] * (len(families[stated]) > 1))
        groups.append(beside)
        _add(draft, f"{stated}:{family}", rows, beside, confidence)
        _add_targets(draft, f"{stated}:{family}", rows, beside, confidence)
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


def _beside(rows: _Rows, family: str, printed: Mapping[str, str]) -> dict[str, Any]:
    """What tells a row apart: its printed score, and how that was read."""
    first = rows[0]
    score = printed[first["figure_ids"].split()[0]]
    low, high = None, None
    if first["known_by"] == "printed":
        reading = "printed"
    elif family == "rounded":
        reading = "_".join(sorted(str(row["reading"]) for row in rows))
    elif family == "literal" and (pd.notna(first["target_low"]) or pd.notna(first["target_high"])):
        reading = "whole"
    else:
        reading = family
    if first["known_by"] != "printed" and (numeral := _decimal(score)) is not None:
        low, high = float(numeral.first), float(numeral.first + numeral.unit)
    known = (
        [row for row in rows if pd.notna(row["admitted_low"])],
        [row for row in rows if pd.notna(row["admitted_high"])],
    )
    return {
        "family": family,
        "reading": reading,
        "score": score,
        "percent_low": low,
        "percent_high": high,
        "admitted_low": outer_end(known[0], "admitted_low", min),
        "admitted_high": outer_end(known[1], "admitted_high", max),
        "target_low": outer_end(rows, "target_low", min),
        "target_high": outer_end(rows, "target_high", max),
        "implied": all(row["known_by"] == "implied" and pd.notna(row["target_low"]) for row in rows),
        "set_by": first["set_by"],
        "within": first["part_of"].partition(":")[0],
        "interim": bool(first["interim"]),
        "binding": bool(first["binding"]),
        "known_by": str(first["known_by"]),
        "preliminary": bool(first["preliminary"]),
    }


@cache
def _decimal(score: str) -> Any:
    numeral = parse_numeral(score, "decimal")
    return numeral if getattr(numeral, "unit", None) is not None else None


def _add(draft: Draft, key: str, rows: _Rows, beside: dict[str, Any], confidence: float) -> None:
    first, ends = rows[0], (outer_end(rows, "attainment_low", min), outer_end(rows, "attainment_high", max))
    low, high = (None if pd.isna(end) else float(end) for end in ends)
    model = undoubted(_model(rows, confidence), (low, high), finished=not first["interim"])
    draft.add(
        f"attainment:{key}",
        ends=(low, high),
        model=model,
        confidence=confidence,
        part=bool(first["part_of"]),
        beside=beside,
        estimand="interim_attainment" if first["interim"] else "attainment",
        method=AS_PRINTED if model == (None, None) else "exact_poisson",
        assumption=beside["reading"],
        **row_cells(first, "ratio"),
    )


def _add_targets(draft: Draft, key: str, rows: _Rows, beside: dict[str, Any], confidence: float) -> None:
    """Add a row for each target that is possible, where there are several but not too many to read."""
    ends = beside["target_low"], beside["target_high"]
    count = _count(rows)
    if any(row["known_by"] != "implied" for row in rows):
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
            part=bool(rows[0]["part_of"]),
            beside={**beside, "target_low": target, "target_high": target, "set_by": None, "within": None},
            method="exact_poisson",
            assumption="round_target" if rounded == [target] else "",
            **row_cells(rows[0], "ratio"),
        )


def _round_targets(groups: list[dict[str, Any]]) -> dict[str, int]:
    """Count the targets that a percentage settles by itself, and those of them that are round."""
    settled = [row["target_low"] for row in groups if row["implied"] and row["target_low"] == row["target_high"]]
    return {"settled": len(settled), "settled_round": sum(target % ROUND == 0 for target in settled)}


def _count(rows: _Rows) -> int | None:
    """The printed count; none where no single one is printed."""
    ends = [row[name] for row in rows for name in ("admitted_low", "admitted_high")]
    return None if any(map(pd.isna, ends)) or len(set(ends)) != 1 else int(ends[0])


def _model(rows: _Rows, confidence: float) -> tuple[float | None, float | None]:
    """The exact interval of the printed count over the possible targets."""
    count = _count(rows)
    if count is None:
        return None, None
    low, high = poisson_interval(count, confidence)
    largest, smallest = outer_end(rows, "target_high", max), outer_end(rows, "target_low", min)
    return None if pd.isna(largest) else low / float(largest), None if pd.isna(smallest) else high / float(smallest)


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
        "units": _verdicts(selection.units),
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
