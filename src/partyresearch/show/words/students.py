"""Pupils and students in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.words.kinds import Row, Words, period_label, whole

SMALLEST_SPREAD = (
    0.00005  # would be printed as 0.00%, as if organisations were alike; what is estimated as 0 is not known
)
_READINGS = {
    "counted": N_("a printed number that is no exact count"),
    "share": N_("{printed} of everyone admitted, read literally."),
    "target_met": N_("if the target said to be kept was kept in this year"),
    "open_period": N_("if the count covers the whole period of the admissions that the article reports"),
}
_OVERLAPS = {"outside": N_("if {periods} lies outside"), "inside": N_("if {periods} lies inside")}


def _reading(row: Row, labels: Labels) -> str:
    if not row.reading and not row.goals:
        return ""
    printed = ", ".join(labels.quoted(word) for word in row.words)
    reading = [labels.t(_READINGS[row.reading], printed=printed)] if row.reading else []
    return " ".join([*reading, *(_tension(goal, labels) for goal in row.goals)])


def _tension(goal: dict[str, Any], labels: Labels) -> str:
    """Say that a later goal lies below what a word claims already."""
    t, low, high = labels.t, float(goal["low"]), float(goal["high"])
    asked = t("{low} to {high}", low=low, high=high) if goal["bound"] == "range" else t.number(low)
    return t(
        "The same article's later goal is {goal} ({period}), less than what is reported already: that it is meant "
        "literally is doubtful.",
        goal=labels.bound(goal["bound"], t("{value}%", value=asked)),
        period=labels.period(goal["period_start"], goal["period_end"]),
    )


def _pooled_label(row: Row, labels: Labels) -> str:
    pooled = row.estimand == "pooled_student_share"
    return labels.t(
        N_("{group}, {n} full years of {committees} organisations added up ({years})")
        if pooled
        else N_("{group}, mean share of {committees} organisations ({years})"),
        group=labels.group(row.group).capitalize(),
        n=row.n,
        committees=row.committees,
        years=labels.years(row.period_start, row.period_end),
    )


def _spread(row: Row, labels: Labels) -> str:
    if row.estimand != "mean_student_share":
        return ""
    if row.spread < SMALLEST_SPREAD:
        return labels.t("differences between organisations not told apart from chance")
    return labels.t("standard deviation between organisations {spread}", spread=labels.number(row.spread, "share"))


def _remaining_label(row: Row, labels: Labels) -> str:
    names = [labels.t("without {periods}", periods=_named(row.without, labels))]
    if row.reading:
        names.append(labels.t(_OVERLAPS[row.reading], periods=_named(row.periods, labels)))
    return " · ".join([period_label(row, labels), *names])


def _named(periods: list[tuple[Any, Any]], labels: Labels) -> str:
    return ", ".join(labels.period(*period) for period in periods)


def _less(row: Row, labels: Labels) -> str:
    parts = ", ".join(labels.t.number(count) for count in row.taken)
    return labels.t("{whole} less {parts}", whole=row.whole, parts=parts)


def _class_label(row: Row, labels: Labels) -> str:
    planned = [labels.t("planned")] if row.estimand.startswith("planned") else []
    period = labels.period(row.period_start, row.period_end)
    return labels.row(row.organisation_ids, period, row.group, *planned)


_OF_EVERYONE = N_("Share of everyone admitted")
_SHARE = Words(
    estimands=("student_share", "student_share_bound"),
    estimand=N_("Pupils or students admitted ÷ everyone admitted, in the same organisation and period."),
    assumption=N_(
        "Where both numbers are printed, the thin interval is model-based: every person admitted is a pupil or "
        "student with the same probability, independently (exact binomial, {confidence}% confidence, two-sided; over "
        "a minimum of admissions the upper limit alone is known). Elsewhere the share is a bound, and its reading is "
        "named."
    ),
    not_shown=N_(
        "This does not show how many pupils or students applied or were eligible. Pupils alone and pupils with "
        "college students are different groups and are never added."
    ),
    names=dict.fromkeys(("student_share", "student_share_bound"), _OF_EVERYONE),
    columns={N_("pupils or students"): whole("group"), N_("admitted"): whole("admitted")},
    reading=_reading,
    counts=("group", "admitted"),
    refusals={
        "no_students": N_("Pupils or students among the people admitted: 0 rows found, 1 needed."),
        "no_whole": N_("{row}: how many people were admitted in all is not printed; no share."),
        "more_than_admitted": N_("{row}: more pupils or students than people admitted are printed; no share."),
    },
)

QUESTIONS = {
    "student_share": _SHARE,
    "group_share": replace(
        _SHARE,
        estimands=("group_share", "group_share_bound"),
        estimand=N_("People of the group admitted ÷ everyone admitted, in the same organisation and period."),
        assumption=N_(
            "Where both numbers are printed, the thin interval is model-based: every person admitted is of the group "
            "with the same probability, independently (exact binomial, {confidence}% confidence, two-sided; over a "
            "minimum of admissions the upper limit alone is known). Elsewhere the share is a bound, and its reading "
            "is named."
        ),
        not_shown=N_(
            "This does not show how many of the group applied or were eligible. Groups that share people are never "
            "added."
        ),
        names=dict.fromkeys(("group_share", "group_share_bound"), _OF_EVERYONE),
        columns={N_("of the group"): whole("group"), N_("admitted"): whole("admitted")},
        refusals={
            "no_students": N_("People of the group among the people admitted: 0 rows found, 1 needed."),
            "no_whole": N_("{row}: how many people were admitted in all is not printed; no share."),
            "more_than_admitted": N_("{row}: more people of the group than people admitted are printed; no share."),
        },
    ),
    "pooled_student_share": Words(
        estimands=("pooled_student_share", "mean_student_share"),
        estimand=N_(
            "Pupils or students of one group ÷ everyone admitted, over full years that have nobody in common: the "
            "totals (each person counts the same), and a mean share that all organisations have in common, if the "
            "share is unrelated to their size."
        ),
        assumption=N_(
            "The totals are arithmetic. In the model of the mean each organisation has a share of its own "
            "(beta-binomial), and all its years are one count."
        ),
        not_shown=N_("This does not show the share of organisations or periods without a printed count."),
        label=_pooled_label,
        names=dict.fromkeys(("pooled_student_share", "mean_student_share"), _OF_EVERYONE),
        columns={N_("pupils or students"): whole("group"), N_("admitted"): whole("admitted")},
        reading=_spread,
        counts=("group", "admitted"),
        refusals={
            "nothing_counted": N_("Full years with a counted numerator and denominator: 0 found, 1 needed."),
            "too_few_units": N_(
                "{group}, mean share over full years: organisations found {found}, needed {needed}; pupils or "
                "students found {events}, needed {events_needed}."
            ),
        },
    ),
    "remaining_students": Words(
        estimands=("remaining_students",),
        estimand=N_("Pupils or students of a long period that are not in the periods printed within it."),
        assumption=N_(
            "Where it is not known whether a period lies within the long one, both readings are shown; neither is "
            "preferred."
        ),
        not_shown=N_("This does not show in which of the other years they were admitted."),
        label=_remaining_label,
        names={"remaining_students": N_("People admitted")},
        columns={N_("pupils or students"): _less},
        refusals={
            "nothing_within": N_("Counted periods that contain other counted periods: 0 found, 1 needed."),
            "parts_overlap": N_("{row}: periods within it overlap one another, so that they cannot be subtracted."),
            "parts_exceed_whole": N_("{row}: periods that may lie within it have more pupils or students than it has."),
        },
    ),
    "class_to_admission": Words(
        estimands=("class_admission_share", "planned_class_admission_share"),
        estimand=N_("Pupils or students admitted ÷ those sent to classes on awareness of the Party."),
        assumption=N_(
            "These are printed counts; organisation, period and group are as coded (doubts stand under “disputed” in "
            "the table of figures). A plan is set beside it, and is no result."
        ),
        not_shown=N_(
            "This does not show a chance of admission: learners may still await a decision, and a plan may not be "
            "carried out."
        ),
        label=_class_label,
        names=dict.fromkeys(
            ("class_admission_share", "planned_class_admission_share"), N_("Admitted, of those sent to classes")
        ),
        columns={N_("pupils or students"): whole("group"), N_("class learners"): whole("learners")},
        refusals={
            "no_classes": N_("Admitted pupils or students of a printed number of class learners: 0 found, 1 needed.")
        },
    ),
}
