"""The share of pupils and students among the people admitted: counted where it is counted, a bound elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import AS_PRINTED, Draft, Findings, pooled_cells, records_by, row_cells
from partyresearch.analysis.selection import Selection
from partyresearch.collection.vocabulary import STUDENT_GROUPS
from partyresearch.models.intervals import NotEstimable, binomial_interval, check_confidence
from partyresearch.models.shares import mean_share
from partyresearch.tables.cells import unite_ids
from partyresearch.tables.nesting import lies_within
from partyresearch.tables.periods import period_label, year_fraction

MINIMUM_UNITS, MINIMUM_EVENTS = 10, 20  # with fewer, the logit of a mean share is far from normal


def student_share(selection: Selection, confidence: float = 0.95) -> Findings:
    """Estimate the share of pupils or students of each row."""
    return _share("student_share", students(selection), selection.figures, confidence)


def group_share(selection: Selection, group: str, confidence: float = 0.95) -> Findings:
    """Estimate the share of any group of people in the same way."""
    shares = selection.shares
    return _share("group_share", shares[shares["group"].eq(group)], selection.figures, confidence)


def students(selection: Selection) -> pd.DataFrame:
    """Return the chosen shares of pupils and students, or of the chosen group."""
    wanted = [selection.group] if selection.group else STUDENT_GROUPS
    return selection.shares[selection.shares["group"].isin(wanted)]


def _share(name: str, shares: pd.DataFrame, figures: pd.DataFrame, confidence: float) -> Findings:
    """Clopper-Pearson where both numbers are counted.

    Of a count over a minimum of admissions the upper limit alone is known; elsewhere the share is a bound, and its
    reading is named. Admissions of a part of the period are no denominator: a bound over them would be of another time.
    """
    check_confidence(confidence)
    draft = Draft()
    counted = set(counted_units(shares)["share_id"])
    printed = figures[figures["metric"].eq("group_share_of_admissions")]
    words = {row.figure_id: (n, row.printed) for n, row in enumerate(printed.itertuples())}
    asked = printed[printed["status"].isin(["target", "planned"]) & printed["repeat_of"].eq("")]
    asked_of = records_by(asked, "organisation_id", "group")
    for row in shares.to_dict("records"):
        is_counted = row["share_id"] in counted
        low, high = _ends(row)
        names = {key: row[key] for key in ("organisation_id", "period_start", "period_end")}
        if low is not None and (low > 1 or (high is not None and low > high)):
            draft.refuse(name, "share", "more_than_admitted", group=row["group"], **names)
            continue
        no_whole = pd.isna(row["admitted_low"]) and pd.isna(row["admitted_high"])
        if no_whole or row["assumption"] == "contained_minimum":
            draft.refuse(name, "share", "no_whole", group=row["group"], **names)
            continue
        model, method = _model(row, is_counted, confidence)
        goals = _lower_goals(row, asked_of[row["organisation_id"], row["group"]])
        told = sorted(words[figure_id] for figure_id in row["figure_ids"].split() if figure_id in words)
        draft.add(
            f"{name}:{row['share_id']}",
            ends=(low, high),
            model=model,
            confidence=confidence,
            part=bool(row["part_of"]),
            beside={
                **{end: row[end] for end in ("group_low", "group_high", "admitted_low", "admitted_high")},
                "reading": "" if is_counted else row["assumption"],
                "words": list(dict.fromkeys(word for _, word in told)),
                "goals": goals,
            },
            estimand=name if is_counted else f"{name}_bound",
            method=method,
            assumption=" ".join([*([] if is_counted else [str(row["assumption"])]), *["lower_goal"] * len(goals)]),
            **row_cells(row, "share", figure_ids=unite_ids(row["figure_ids"], *(goal["figure_id"] for goal in goals))),
        )
    draft.refuse_if_empty(name, "share", "no_students")
    return draft.findings(name, totals=_totals(shares), confidence=confidence)


def counted_units(shares: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose share has a counted numerator and a counted denominator."""
    exact = pd.Series(True, index=shares.index)
    for name in ("group", "admitted"):
        exact &= shares[f"{name}_low"].notna() & shares[f"{name}_low"].eq(shares[f"{name}_high"]).fillna(False)
    exact &= shares["admitted_low"].gt(0).fillna(False)
    exact &= shares["group_low"].le(shares["admitted_low"]).fillna(False)  # else it contradicts itself
    return shares[shares["assumption"].eq("counted") & exact]


def pooled_student_share(
    selection: Selection,
    confidence: float = 0.95,
    minimum_units: int = MINIMUM_UNITS,
    minimum_events: int = MINIMUM_EVENTS,
) -> Findings:
    """Add up the counted, disjoint full years of each group, and estimate the mean share of the organisations.

    The ratio of the totals is arithmetic: it counts each person the same. The mean share is what
    the organisations have in common, if the share is unrelated to their size.
    """
    check_confidence(confidence)
    draft = Draft()
    for group, rows in _disjoint(students(selection)).groupby("group", observed=True, sort=False):
        sums = rows.groupby("organisation_id", observed=True)[["group_low", "admitted_low"]].sum().astype(float)
        events, total = (int(count) for count in sums.sum())
        cells = pooled_cells(rows, "share", str(group))
        counts = {"group_low": events, "group_high": events, "admitted_low": total, "admitted_high": total}
        counts |= {"n": len(rows), "committees": len(sums)}
        if len(rows) > 1:
            draft.add(f"pooled_student_share:{group}", ends=(events / total,) * 2, beside=counts, **cells)
        if len(sums) < minimum_units or events < minimum_events:
            found = {"found": len(sums), "events": events, "needed": minimum_units, "events_needed": minimum_events}
            draft.refuse("mean_student_share", "share", "too_few_units", group=str(group), **found)
            continue
        try:
            fit = mean_share(sums["group_low"].to_numpy(), sums["admitted_low"].to_numpy(), confidence)
        except NotEstimable as error:  # all or none are pupils
            draft.refuse("mean_student_share", "share", error.reason, group=str(group), **error.values)
            continue
        draft.model = {**(draft.model or {}), str(group): fit.fit}
        draft.add(
            f"mean_student_share:{group}",
            ends=(fit.share,) * 2,
            model=(fit.low, fit.high),
            confidence=confidence,
            beside={**counts, "spread": (fit.phi * fit.share * (1 - fit.share)) ** 0.5},
            method="beta_binomial",
            **cells,
        )
    draft.refuse_if_empty("pooled_student_share", "share", "nothing_counted")
    return draft.findings("pooled_student_share")


def remaining_students(selection: Selection) -> Findings:
    """Subtract from a long period what is printed for periods within it, once for each reading of an overlap."""
    shares, draft = students(selection), Draft()
    counts = shares[shares["group_low"].notna() & shares["group_low"].eq(shares["group_high"])]
    # the count alone is used, not the total it is a share of; of a percentage both are
    printed = selection.all.admissions.set_index("admission_id")["count_ids"].to_dict()
    ids = [printed.get(key, used) for key, used in zip(counts["share_id"], counts["figure_ids"], strict=True)]
    counts = counts.assign(figure_ids=ids)
    same = records_by(counts, "organisation_id")
    parts = records_by(counts, "organisation_id", "part_of")
    for whole in counts.to_dict("records"):
        inside = parts[whole["organisation_id"], whole["share_id"]]
        if not inside:
            continue
        names = {name: whole[name] for name in ("organisation_id", "period_start", "period_end")}
        names["group"] = str(whole["group"])
        if any(not {row["share_id"] for row in inside}.isdisjoint(row["overlaps"].split()) for row in inside):
            draft.refuse("remaining_students", "persons", "parts_overlap", **names)
            continue
        loose = [row for row in same[whole["organisation_id"]] if _may_lie_within(row, whole)]
        readings = [("outside", inside), ("inside", [*inside, *loose])] if loose else [("", inside)]
        for reading, taken in readings:
            rest = int(whole["group_low"]) - sum(int(row["group_low"]) for row in taken)
            periods = _periods(loose) if reading else []
            if rest < 0:
                draft.refuse("remaining_students", "persons", "parts_exceed_whole", **names)
                continue
            without = "+".join(period_label(*period) for period in _periods(taken))
            draft.add(
                f"remaining_students:{whole['share_id']}:without:{without}",
                ends=(rest, rest),
                beside={
                    "reading": reading,
                    "periods": periods,
                    "without": _periods(taken),
                    "whole": int(whole["group_low"]),
                    "taken": [int(row["group_low"]) for row in taken],
                },
                assumption=reading,
                interval_kind="reading" if reading else "",
                comparator_ids=whole["organisation_id"],
                comparator_start=min(row["period_start"] for row in taken),
                comparator_end=max(row["period_end"] for row in taken),
                **row_cells(whole, "persons", figure_ids=unite_ids(*(row["figure_ids"] for row in (whole, *taken)))),
            )
    draft.refuse_if_empty("remaining_students", "persons", "nothing_within")
    return draft.findings("remaining_students")


def _periods(rows: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    return [(row["period_start"], row["period_end"]) for row in rows]


def _may_lie_within(row: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
    contained = row["period_start"] >= whole["period_start"] and row["period_end"] <= whole["period_end"]
    return contained and row["share_id"] in whole["overlaps"].split()


def class_to_admission(selection: Selection) -> Findings:
    """Divide the pupils and students admitted by those sent to awareness classes, as reported and as planned."""
    reported, figures, draft = selection.reported, selection.figures, Draft()
    learners = figures[figures["metric"].eq("awareness_class_learners")].set_index("figure_id").to_dict("index")
    groups = [selection.group] if selection.group else STUDENT_GROUPS
    admitted = reported[reported["metric"].eq("members_admitted") & reported["group"].isin(groups)]
    first = admitted["repeat_of"].where(admitted["repeat_of"].ne(""), admitted["figure_id"])
    for row in admitted[~first.duplicated()].to_dict("records"):
        class_id = row["part_of_id"]
        if class_id not in learners or row["status"] not in ("reported", "planned"):
            continue
        total = learners[class_id]
        low = row["low"] / total["high"] if pd.notna(row["low"]) and total["high"] > 0 else None
        high = row["high"] / total["low"] if pd.notna(row["high"]) and total["low"] > 0 else None
        planned = row["status"] == "planned"
        draft.add(
            f"class_admission_share:{row['figure_id']}",
            ends=(low, high),
            beside={
                "group_low": row["low"],
                "group_high": row["high"],
                "learners_low": total["low"],
                "learners_high": total["high"],
            },
            estimand="planned_class_admission_share" if planned else "class_admission_share",
            **row_cells(row, "share", figure_ids=f"{row['figure_id']} {class_id}"),
        )
    draft.refuse_if_empty("class_admission_share", "share", "no_classes")
    return draft.findings("class_to_admission")


def _ends(row: Mapping[str, Any]) -> tuple[Any, Any]:
    low = row["group_low"] / row["admitted_high"] if _known(row, "group_low", "admitted_high") else None
    high = row["group_high"] / row["admitted_low"] if _known(row, "group_high", "admitted_low") else None
    if pd.notna(row["group_high"]) and row["group_high"] == 0:
        return 0.0, 0.0
    return low, None if high is None else min(high, 1.0)


def _known(row: Mapping[str, Any], part: str, whole: str) -> bool:
    return bool(pd.notna(row[part]) and pd.notna(row[whole]) and row[whole] > 0)


def _model(
    row: Mapping[str, Any], is_counted: bool, confidence: float
) -> tuple[tuple[float | None, float | None], str]:
    students, admitted = row["group_high"], row["admitted_low"]
    exact = _known(row, "group_high", "admitted_low") and pd.notna(row["group_low"])
    exact = exact and row["group_low"] == students and students <= admitted
    if not exact or row["assumption"] == "share":
        return (None, None), AS_PRINTED
    low, high = binomial_interval(students, admitted, confidence)
    # over a minimum of admissions the share has no lower limit, except that none is none
    return (low if is_counted or students == 0 else None, high), "clopper_pearson"


def _lower_goals(row: Mapping[str, Any], asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Later goals of the same article that lie below what is reported already: was the word meant literally?"""
    low = _ends(row)[0]
    if low is None or row["assumption"] != "share":
        return []
    articles = {figure_id.partition(":")[0] for figure_id in row["figure_ids"].split()}
    goals = [goal for goal in asked if goal["article_id"] in articles and goal["low"] < 100 * low]
    return [goal for goal in goals if goal["period_start"] > row["period_end"]]


def _disjoint(shares: pd.DataFrame) -> pd.DataFrame:
    """Counted full years with nobody in common; a part of the next year is not added to them."""
    counted = counted_units(shares)
    counted = counted[year_fraction(counted["period_start"], counted["period_end"]).eq(1)]
    is_counted = shares["share_id"].isin(counted["share_id"])
    within = lies_within(shares, "share_id", is_counted, absent=False)
    kept: set[str] = set()
    for row in counted[~within.loc[counted.index]].itertuples():
        if kept.isdisjoint(str(row.overlaps).split()):
            kept.add(row.share_id)
    return counted[counted["share_id"].isin(kept)]


def _totals(shares: pd.DataFrame) -> list[dict[str, Any]]:
    """The disjoint counted full years of each group added up, for the headline."""
    return [
        {
            "group": str(group),
            "events": int(rows["group_low"].sum()),
            "total": int(rows["admitted_low"].sum()),
            "committees": rows["organisation_id"].nunique(),
            "rows": rows[["organisation_id", "period_start", "period_end"]].to_dict("records"),
        }
        for group, rows in _disjoint(shares).groupby("group", observed=True, sort=False)
    ]
