"""Pupils and students between periods and classes: what is left of a long period, and what came of a class."""

from __future__ import annotations

import pandas as pd

from partyresearch.analysis.draft import Draft, row_cells
from partyresearch.analysis.result import Result
from partyresearch.analysis.students import student_label
from partyresearch.collection.columns import STUDENT_GROUPS
from partyresearch.show.labels import organisation_names, period_text, row_label, whole_text
from partyresearch.show.wording import number, say
from partyresearch.tables.cells import unite_ids


def remaining_students(students: pd.DataFrame, organisations: pd.DataFrame) -> Result:
    """Subtract from a long period what is printed for periods within it, once for each reading."""
    names, draft = organisation_names(organisations), Draft()
    counts = students[students["students_low"].notna() & students["students_low"].eq(students["students_high"])]
    by_id = counts.set_index("student_id")
    for whole_id, whole in by_id.iterrows():
        same = by_id[by_id["organisation_id"].eq(whole["organisation_id"])]
        inside = same[same["part_of"].eq(whole_id)]
        loose = same[same.index.isin(str(whole["overlaps"]).split())]
        loose = loose[loose["period_start"].ge(whole["period_start"]) & loose["period_end"].le(whole["period_end"])]
        if inside.empty:
            continue
        if any(not set(inside.index).isdisjoint(str(one).split()) for one in inside["overlaps"]):
            draft.refuse("remaining_students", "persons", say("students.overlap", row=student_label(whole, names)))
            continue
        readings = [("outside", inside), ("inside", pd.concat([inside, loose]))] if len(loose) else [("", inside)]
        for reading, taken in readings:
            rest = int(whole["students_low"]) - int(taken["students_low"].sum())
            periods = ", ".join(period_text(row.period_start, row.period_end) for row in loose.itertuples())
            told = say(f"students.{reading}", periods=periods) if reading else ""
            if rest < 0:
                draft.refuse("remaining_students", "persons", say("students.impossible", reading=told))
                continue
            draft.add(
                f"remaining_students:{whole_id}:{reading or 'rest'}",
                " · ".join(filter(None, [student_label(whole, names), say("students.rest"), told])),
                ends=(rest, rest),
                texts={"students": say("students.less", whole=whole["students_low"],
                                       parts=", ".join(number(one) for one in taken["students_low"]))},
                estimand="remaining_students",
                **{**row_cells(whole, "persons"), "interval_kind": "reading" if reading else "",
                   "figure_ids": unite_ids(whole["figure_ids"], *taken["figure_ids"])},
            )  # fmt: skip
    if not draft.estimates:
        draft.refuse("remaining_students", "persons", say("students.nothing_within"))
    return draft.result(
        estimand=say("students.remaining_estimand"), not_shown=say("students.remaining_not_shown"),
        assumption=say("students.remaining_assumption"),
    )  # fmt: skip


def class_to_admission(
    reported: pd.DataFrame, figures: pd.DataFrame, organisations: pd.DataFrame, group: str = ""
) -> Result:
    """Set the pupils and students admitted over those sent to awareness classes, as reported and as planned."""
    names, draft = organisation_names(organisations), Draft()
    learners = figures[figures["metric"].eq("awareness_class_learners")].set_index("figure_id")
    admitted = reported[
        reported["metric"].eq("members_admitted") & reported["group"].isin([group] if group else STUDENT_GROUPS)
    ]
    first = admitted["repeat_of"].where(admitted["repeat_of"].ne(""), admitted["figure_id"])
    admitted = admitted[admitted["part_of"].notna() & ~first.duplicated()]
    for _, row in admitted.iterrows():
        class_id = f"{row['article_id']}:{row['part_of']}"
        if class_id not in learners.index or row["status"] not in ("reported", "planned"):
            continue
        total = learners.loc[class_id]
        low = row["low"] / total["high"] if pd.notna(row["low"]) and total["high"] > 0 else None
        high = row["high"] / total["low"] if pd.notna(row["high"]) and total["low"] > 0 else None
        planned = row["status"] == "planned"
        draft.add(
            f"class_admission_share:{row['figure_id']}",
            row_label(names[row["organisation_id"]], period_text(row["period_start"], row["period_end"]),
                      str(row["group"]), say("students.planned") if planned else ""),
            ends=(low, high),
            texts={"students": whole_text(row["low"], row["high"]),
                   "learners": whole_text(total["low"], total["high"])},
            estimand="planned_class_admission_share" if planned else "class_admission_share",
            **{**row_cells(row, "share"), "figure_ids": f"{row['figure_id']} {class_id}"},
        )  # fmt: skip
    if not draft.rows:
        draft.refuse("class_admission_share", "share", say("students.no_classes"))
    return draft.result(
        estimand=say("students.classes_estimand"), assumption=say("students.classes_assumption"),
        not_shown=say("students.classes_not_shown"),
    )  # fmt: skip
