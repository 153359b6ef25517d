"""Pupils and students among the people admitted: counted shares, bounds, and what lies between periods and classes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.analysis.draft import Draft, pooled_cells, row_cells
from partyresearch.analysis.result import Result
from partyresearch.models.clustered import clustered_share
from partyresearch.models.intervals import CLOPPER_PEARSON, binomial_interval, binomial_upper, check_confidence
from partyresearch.show.labels import (
    interval_text,
    number_text,
    organisation_names,
    period_text,
    quoted_text,
    row_label,
    whole_text,
)
from partyresearch.show.wording import number, retold, say
from partyresearch.tables.cells import unite_ids
from partyresearch.tables.nesting import lies_within

ONE_SIDED = "exact one-sided binomial limit"
CLUSTERED = "binomial GLM, dispersion estimated, errors clustered by committee, t(G - 1)"
MINIMUM_UNITS, MINIMUM_EVENTS = 10, 20
MOST_NAMED = 4


def student_shares(
    students: pd.DataFrame, organisations: pd.DataFrame, figures: pd.DataFrame, confidence: float = 0.95
) -> Result:
    """Estimate the share of pupils or students among the people admitted, unit by unit."""
    check_confidence(confidence)
    names, draft = organisation_names(organisations), Draft()
    counted = counted_units(students)
    for _, row in students.iterrows():
        is_counted = row["student_id"] in set(counted["student_id"])
        low, high = _ends(row)
        if low is not None and (low > 1 or (high is not None and low > high)):
            draft.refuse("student_share", "share", say("students.contradiction", row=student_label(row, names)))
            continue
        model, method = _model(row, is_counted, confidence)
        goals = _lower_goals(row, figures)
        reading = "" if is_counted else _reading(row, figures)
        draft.add(
            f"student_share:{row['student_id']}",
            student_label(row, names),
            ends=(low, high),
            model=model,
            confidence=confidence,
            part=bool(row["part_of"]),
            texts={
                "students": whole_text(row["students_low"], row["students_high"]),
                "admitted": whole_text(row["admitted_low"], row["admitted_high"]),
            },
            estimand="student_share" if is_counted else "student_share_bound",
            method=method,
            assumption=" ".join(filter(None, [reading, *(_tension(goal) for _, goal in goals.iterrows())])),
            **{**row_cells(row, "share"), "figure_ids": unite_ids(row["figure_ids"], *goals["figure_id"])},
        )
    if not draft.rows:
        draft.refuse("student_share", "share", say("students.refused"))
    return draft.result(
        headline=_headline(students, draft, names, confidence), estimand=say("students.estimand"),
        assumption=say("students.assumption", confidence=100 * confidence), not_shown=say("students.not_shown"),
    )  # fmt: skip


def counted_units(students: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose two numbers are both printed for the period."""
    exact = pd.Series(True, index=students.index)
    for name in ("students", "admitted"):
        exact &= students[f"{name}_low"].notna() & students[f"{name}_low"].eq(students[f"{name}_high"]).fillna(False)
    exact &= students["admitted_low"].gt(0).fillna(False)
    exact &= students["students_low"].le(students["admitted_low"]).fillna(False)  # else it contradicts itself
    return students[students["assumption"].eq("counted") & exact]


def pooled_share(
    students: pd.DataFrame,
    confidence: float = 0.95,
    minimum_units: int = MINIMUM_UNITS,
    minimum_events: int = MINIMUM_EVENTS,
) -> Result:
    """Add up the counted units of one group that have no day and nobody in common."""
    check_confidence(confidence)
    draft = Draft()
    for group, rows in _disjoint(students).groupby("group", observed=True, sort=False):
        events, total = int(rows["students_low"].sum()), int(rows["admitted_low"].sum())
        cells = pooled_cells(rows, "share", str(group))
        who = say(f"group.{group}").capitalize()
        if len(rows) > 1:
            draft.add(
                f"pooled_student_share:{group}", say("students.pooled", group=who, n=len(rows)),
                ends=(events / total,) * 2, model=binomial_interval(events, total, confidence), confidence=confidence,
                texts={"students": number(events), "admitted": number(total)}, estimand="pooled_student_share",
                method=CLOPPER_PEARSON, **cells,
            )  # fmt: skip
        clusters = rows["organisation_id"].nunique()
        if len(rows) < minimum_units or events < minimum_events:
            reason = say("students.too_few", group=who, found=len(rows), needed=minimum_units, events=events,
                         events_needed=minimum_events)  # fmt: skip
            draft.refuse("common_student_share", "share", reason, group=str(group))
            continue
        try:
            fit = clustered_share(
                rows["students_low"].astype(float).to_numpy(), rows["admitted_low"].astype(float).to_numpy(),
                rows["organisation_id"].to_numpy(), confidence,
            )  # fmt: skip
        except ValueError as error:  # all or none are pupils
            reason = say("not_estimable", what=who, why=retold("why", str(error)))
            draft.refuse("common_student_share", "share", reason, group=str(group))
            continue
        draft.add(
            f"common_student_share:{group}", say("students.common", group=who, n=len(rows), clusters=clusters),
            ends=(fit.share,) * 2, model=(fit.low, fit.high), confidence=confidence,
            texts={"students": number(events), "admitted": number(total)}, estimand="common_student_share",
            method=CLUSTERED,
            assumption=say("students.dispersion", dispersion=number_text(fit.dispersion, "ratio")), **cells,
        )  # fmt: skip
    if not draft.estimates:
        draft.refuse("pooled_student_share", "share", say("students.none_counted"))
    return draft.result(
        estimand=say("students.pooled_estimand"), assumption=say("students.pooled_assumption"),
        not_shown=say("students.pooled_not_shown"),
    )  # fmt: skip


def _ends(row: pd.Series) -> tuple[Any, Any]:
    """Smallest over largest, largest over smallest; a share is never more than the whole."""
    low = row["students_low"] / row["admitted_high"] if _known(row, "students_low", "admitted_high") else None
    high = row["students_high"] / row["admitted_low"] if _known(row, "students_high", "admitted_low") else None
    if pd.notna(row["students_high"]) and row["students_high"] == 0:
        return 0.0, 0.0
    return low, None if high is None else min(high, 1.0)


def _known(row: pd.Series, part: str, whole: str) -> bool:
    return bool(pd.notna(row[part]) and pd.notna(row[whole]) and row[whole] > 0)


def _model(row: pd.Series, is_counted: bool, confidence: float) -> tuple[tuple[float | None, float | None], str]:
    """Exact limits of a printed count of students; over a minimum of admissions only the upper one is known."""
    students, admitted = row["students_high"], row["admitted_low"]
    exact = _known(row, "students_high", "admitted_low") and pd.notna(row["students_low"])
    exact = exact and row["students_low"] == students and students <= admitted
    if not exact or row["assumption"] == "share":
        return (None, None), "as printed"
    if students == 0:
        return (0.0, binomial_upper(0, admitted, confidence)), ONE_SIDED
    if is_counted:
        return binomial_interval(students, admitted, confidence), CLOPPER_PEARSON
    return (None, binomial_upper(students, admitted, confidence)), ONE_SIDED


def _reading(row: pd.Series, figures: pd.DataFrame) -> str:
    own = figures[figures["figure_id"].isin(row["figure_ids"].split())]
    shares = own.loc[own["metric"].eq("student_share_of_admissions"), "printed"].drop_duplicates()
    return say(f"students.reading.{row['assumption']}", printed=", ".join(map(quoted_text, shares)))


def _lower_goals(row: pd.Series, figures: pd.DataFrame) -> pd.DataFrame:
    """The goals of the same article for later that ask for less than what is reported already."""
    low = _ends(row)[0]
    if low is None or row["assumption"] != "share":
        return figures.head(0)
    articles = {one.partition(":")[0] for one in row["figure_ids"].split()}
    goals = figures[figures["metric"].eq("student_share_of_admissions") & figures["status"].isin(["target", "planned"])]
    goals = goals[goals["article_id"].isin(articles) & goals["organisation_id"].eq(row["organisation_id"])]
    goals = goals[goals["group"].astype("str").eq(str(row["group"])) & (goals["period_start"] > row["period_end"])]
    return goals[goals["low"].lt(100 * low) & goals["repeat_of"].eq("")]


def _tension(goal: pd.Series) -> str:
    low, high = float(goal["low"]), float(goal["high"])
    asked = say("interval", low=low, high=high) if goal["bound"] == "range" else number(low)
    goal_text = say(f"bound.{goal['bound']}", value=say("percent", value=asked))
    return say("students.tension", goal=goal_text, period=period_text(goal["period_start"], goal["period_end"]))


def _disjoint(students: pd.DataFrame) -> pd.DataFrame:
    """The counted rows without what lies in another counted row; of two that may overlap, the first."""
    counted = counted_units(students)
    is_counted = students["student_id"].isin(counted["student_id"])
    within = lies_within(students, "student_id", is_counted, absent=False)
    kept: set[str] = set()
    for row in counted[~within.loc[counted.index]].itertuples():
        if kept.isdisjoint(str(row.overlaps).split()):
            kept.add(row.student_id)
    return counted[counted["student_id"].isin(kept)]


def _headline(students: pd.DataFrame, draft: Draft, names: pd.Series, confidence: float) -> str:
    sentences = []
    for group, rows in _disjoint(students).groupby("group", observed=True, sort=False):
        events, total = int(rows["students_low"].sum()), int(rows["admitted_low"].sum())
        model = interval_text(*binomial_interval(events, total, confidence), "share")
        where = say("students.headline_many", n=len(rows), committees=rows["organisation_id"].nunique())
        if len(rows) <= MOST_NAMED:
            periods = (period_text(row.period_start, row.period_end) for row in rows.itertuples())
            where = "; ".join(
                row_label(names[one], day) for one, day in zip(rows["organisation_id"], periods, strict=True)
            )
        sentences.append(
            say("students.headline", group=say(f"group.{group}").capitalize(), events=events, total=total,
                share=number_text(events / total, "share"), model=model, where=where)
        )  # fmt: skip
    rows = [one for one in draft.estimates if one["estimand"] == "student_share_bound"]
    shares = [interval_text(one["estimate_low"], one["estimate_high"], "share") for one in rows]
    bounds = [f"{draft.rows[one['estimate_id']]['label']}: {share}" for one, share in zip(rows, shares, strict=True)]
    key = "students.headline_bounds" if sentences else "students.headline_none"
    named = f" ({'; '.join(bounds)})" if 0 < len(bounds) <= MOST_NAMED else ""
    return " ".join([*sentences, say(key, n=len(bounds), rows=named), say("students.headline_end")])


def student_label(row: pd.Series, names: pd.Series) -> str:
    """Name a row: organisation, period and group."""
    period = period_text(row["period_start"], row["period_end"])
    return row_label(names[row["organisation_id"]], period, str(row["group"]))
