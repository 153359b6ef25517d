"""Quota attainment in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.words.kinds import Row, Words, whole

_READINGS = {
    "half_up": N_("percentage rounded half up"),
    "truncated": N_("percentage truncated"),
    "half_up_truncated": N_("percentage rounded or truncated"),
    "printed": N_("target as printed"),
    "whole": N_("{printed}, read as a bound, of a whole target"),
    "literal": N_("{printed}, read as a bound"),
}
_SHORT = {"rounded": N_("{low}%"), "literal": N_("beyond {low}%"), "conventional": N_("between {low} and {high}%")}
_DESCRIPTIONS = {
    "smallest_attainment": N_("Smallest attainment"),
    "largest_attainment": N_("Largest attainment"),
    "mean_of_ratios": N_("Mean of the ratios"),
    "ratio_of_totals": N_("Ratio of the totals"),
}
_UNITS = {"all": N_("all {n} targets"), "known": N_("the {n} whose count and target are known up to rounding")}
_REMAINDER_READINGS = {
    "conventional": N_("“more than” as the printed digits and something more"),
    "literal": N_("“more than” without an upper end"),
}
_ASSUMPTION = N_(
    "A target that is not printed is worked out from the printed count and the printed percentage or bound: every "
    "whole number that fits, if the target is a number of people. The thin interval is model-based. It answers: which "
    "attainments would make the printed count no surprise, if a Poisson process with that mean ran again? "
    "({confidence}% confidence, outermost limits over the possible targets.) Admissions that are steered towards a "
    "quota need not behave so. Where one end stands alone, it is that end of the two-sided interval; a limit that "
    "would doubt whether a target was met, where print settles that, is left out."
)


def part_of_period(row: Row, labels: Labels) -> str:
    """Name part of a period together with the period of its target."""
    return labels.part(row.period_start, row.period_end, row.comparator_start, row.comparator_end)


def target_label(target: dict[str, Any], labels: Labels, *remarks: str) -> str:
    """Name a row of the table of targets."""
    period = labels.period(target["period_start"], target["period_end"])
    if target.get("interim"):
        names = ("period_start", "period_end", "target_start", "target_end")
        period = labels.part(*(target[name] for name in names))
    return labels.row(target["organisation_id"], period, str(target["group"]), *remarks)


def _label(row: Row, labels: Labels) -> str:
    remarks = [labels.setter(row.set_by)] if "set_by" in row.told_apart else []
    remarks += [_short(row, labels)] if "reading" in row.told_apart else []
    period = part_of_period(row, labels) if row.interim else labels.period(row.period_start, row.period_end)
    label = labels.row(row.organisation_ids, period, row.group, *remarks)
    if row.estimand != "attainment_if":
        return label
    return labels.t("{row}, if the target was {target}", row=label, target=row.target_low)


def _short(row: Row, labels: Labels) -> str:
    """Tell two readings of one percentage apart."""
    if row.reading == "printed":
        return labels.t(_READINGS["printed"])
    return labels.t(_SHORT[row.family], low=row.percent_low, high=row.percent_high)


def _reading(row: Row, labels: Labels) -> str:
    if row.estimand == "attainment_if":
        return labels.t("the only round number among the possible targets") if row.assumption == "round_target" else ""
    if row.reading == "conventional":
        return _short(row, labels)
    return labels.t(_READINGS[row.reading], printed=labels.quoted(row.score))


def _setter(row: Row, labels: Labels) -> str:
    return labels.setter(row.set_by) if row.set_by else ""


def _assumption(findings: Findings, labels: Labels) -> str:
    facts = findings.facts
    text = labels.t(_ASSUMPTION, confidence=100 * facts["confidence"])
    if not facts["settled"]:
        return text
    return f"{text} " + labels.t(
        "Of the {n} targets that a percentage settles by itself, {round} end in 0 or 5, where a fifth would do so by "
        "chance: where several targets are possible and only one of them is so round, it is marked. The plain set "
        "stays the result.",
        n=facts["settled"],
        round=facts["settled_round"],
    )


def _not_shown(findings: Findings, labels: Labels) -> str:
    text = labels.t(
        "This does not show how organisations that no article reports on did, or whether a target was ambitious; and "
        "shortfalls that an article reports in words, without a number, are not in it."
    )
    unscored = [target_label(row, labels, labels.setter(row["set_by"])) for row in findings.facts["unscored"]]
    if not unscored:
        return text
    rest = labels.t(
        "Printed targets without a printed result that limits their attainment, not drawn: {what}.",
        what="; ".join(unscored),
    )
    return f"{text} {rest}"


def _described_label(row: Row, labels: Labels) -> str:
    which = labels.t(_UNITS[row.which], n=row.n)
    return labels.t("{what}, {which}", what=labels.t(_DESCRIPTIONS[row.estimand]), which=which)


def _described_assumption(findings: Findings, labels: Labels) -> str:
    t, facts = labels.t, findings.facts
    if not facts["units"]:
        return ""  # of nothing nothing is assumed
    text = t("Every count and target is known, up to rounding; no model.")
    if facts["bounds"]:
        rows = "; ".join(target_label(unit, labels) for unit in facts["bounds"])
        text = t(
            "No model. Targets of which only a bound is known stay a bound, and so does whatever contains them: "
            "{rows}.",
            rows=rows,
        )
    if facts["most_per_organisation"] > 1:
        text += " " + t(
            "One organisation counts as often as it has finished targets; at most {n} times here.",
            n=facts["most_per_organisation"],
        )
    return text


def _partition_label(row: Row, labels: Labels) -> str:
    period = labels.period(row.period_start, row.period_end)
    if row.part:
        return labels.row(row.organisation_ids, period)
    label = labels.t("{whole} · remainder", whole=labels.row(row.organisation_ids, period))
    if not row.reading:
        return label
    return labels.t("{row} ({reading})", row=label, reading=labels.t(_REMAINDER_READINGS[row.reading]))


def _partition_reading(row: Row, labels: Labels) -> str:
    return labels.t("the parts' targets add up to the total's") if row.assumption == "targets_add_up" else ""


def _within(row: Row, labels: Labels) -> str:
    return labels.full_place(row.within) if pd.notna(row.within) and row.within else ""


QUESTIONS = {
    "attainment": Words(
        estimands=("attainment", "interim_attainment", "attainment_if"),
        estimand=N_("Attainment: people admitted ÷ admissions that the target of the period asked for."),
        assumption=_assumption,
        not_shown=_not_shown,
        label=_label,
        names=dict.fromkeys(("attainment", "interim_attainment", "attainment_if"), N_("Attainment")),
        columns={
            N_("admitted"): whole("admitted"),
            N_("target"): whole("target"),
            N_("origin of the target"): _setter,
            N_("part of"): _within,
        },
        reading=_reading,
        counts=("admitted", "target"),
        main=("attainment",),
        refusals={"no_scored_target": N_("No target with a printed result is in the selection: 0 found, 1 needed.")},
    ),
    "reported_attainment": Words(
        estimands=("smallest_attainment", "largest_attainment", "mean_of_ratios", "reported_units", "ratio_of_totals"),
        estimand=N_(
            "Finished targets at the finest cut in which nobody is counted twice: the range of their attainments, the "
            "mean of the ratios (each target counts the same) and the ratio of the totals (each person counts the "
            "same)."
        ),
        assumption=_described_assumption,
        not_shown=N_(
            "This does not show by how much organisations exceed their targets: the units are the ones that articles "
            "happened to report, in different years, and they are no sample."
        ),
        label=_described_label,
        names=dict.fromkeys(("mean_of_ratios", "ratio_of_totals"), N_("Attainment")),
        refusals={"no_finished_unit": N_("Finished targets with a printed result: 0 found, 1 needed.")},
    ),
    "partition": Words(
        estimands=("share_of_admissions", "remainder_attainment"),
        estimand=N_(
            "Each total as a partition: the share of its admissions in each part with figures of its own, and in the "
            "remainder; and the attainment of the remainder."
        ),
        assumption=N_(
            "The remainder's target is what is left of the total's target after the parts' targets, if those add up. "
            "A part may have set a target of its own that does not enter the total's; then the remainder's is "
            "unknown. Parts are subtracted of which a number of admissions, exact or a bound, stands beside a target; "
            "parts of which an article only says a word such as “exceeded” stay in the remainder."
        ),
        not_shown=N_("This does not show any single organisation within the remainder."),
        label=_partition_label,
        names={"share_of_admissions": N_("Share of the total's admissions"), "remainder_attainment": N_("Attainment")},
        columns={N_("admitted"): whole("admitted"), N_("target"): whole("target")},
        reading=_partition_reading,
        counts=("admitted", "target_low", "target_high"),
        refusals={
            "no_counted_parts": N_("Totals of which parts of the same period are counted: 0 found, 1 needed."),
            "parts_exceed_whole": N_(
                "{row}: the parts' counts or targets exceed the total's, so that they do not add up."
            ),
        },
    ),
}
