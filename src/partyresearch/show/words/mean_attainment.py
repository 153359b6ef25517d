"""What many organisations have in common, in words."""

from __future__ import annotations

from math import ceil

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.words.kinds import Row, Words

_POOLED = {
    "geometric_mean_attainment": N_("Geometric mean attainment of {n} organisations"),
    "tau": N_("Standard deviation between organisations (log attainment), {n} organisations"),
    "i2": N_("I², {n} organisations"),
    "q": N_("Cochran's Q, {n} organisations"),
}
_LEVELS = {
    "province": N_("provincial level"),
    "district": N_("district level"),
    "bloc": N_("blocs"),
    "grassroots": N_("grassroots level"),
    "cell": N_("cells"),
}
_WHAT = {
    "mean_attainment": N_("Mean attainment of all organisations"),
    "mean_attainment_of_level": N_("Mean attainment of a level"),
    "geometric_mean_attainment": N_("Geometric mean attainment"),
    "heterogeneity": N_("Differences between organisations"),
    "new_attainment": N_("Attainment of a further organisation"),
    "shrunken_attainment": N_("Shrunken attainment of each organisation"),
}


def _headline(findings: Findings, labels: Labels) -> str:
    t, facts = labels.t, findings.facts
    points = findings.named("mean_attainment")
    if not points:
        return t("Organisations with a finished target and a result: {n}.", n=facts["n"])
    low, high = (labels.number(end, "share") for end in _ends(points[0]))
    sentence = t(
        "If every missed target were reported, the mean attainment of {targets} targets of {n} organisations would be "
        "{mean} ({confidence}% interval {low} to {high}).",
        n=points[0].n,
        targets=points[0].targets,
        mean=labels.value(points[0]),
        confidence=100 * facts["confidence"],
        low=low,
        high=high,
    )
    return f"{sentence} {_crossing(findings, labels)}"


def _ends(point: Row) -> tuple[float, float]:
    return point.low, float("inf") if pd.isna(point.high) else point.high


def _crossing(findings: Findings, labels: Labels) -> str:
    t, rows = labels.t, findings.named("reporting_at_target")
    if not rows:
        reason = findings.refused("reporting_at_target")[0].reason
        if reason == "under_dispersed":
            return t(
                "The counts lie closer to their targets than chance would leave them, as if they were steered: how "
                "much a silence about missed targets would explain cannot be told from them."
            )
        return t("Whether it is above 100% the interval leaves open even so.")
    (row,) = rows
    if pd.isna(row.estimate_low):
        return t(
            "Its lower limit is above 100% even if as few as {least}% of the missed targets were reported.",
            least=_least(findings),
        )
    return t(
        "Its lower limit stays above 100% as long as more than {share}% of the missed targets are reported; nobody "
        "knows how many are.",
        share=ceil(100 * row.estimate_high),  # of the ends the one that claims less
    )


def _least(findings: Findings) -> float:
    return 100 * min(float(point.reported) for point in findings.named("mean_attainment"))


def _label(row: Row, labels: Labels) -> str:
    t = labels.t
    if row.estimand == "mean_attainment":
        return t("Mean attainment if {share}% of the missed targets are reported", share=100 * row.reported)
    if row.estimand == "mean_attainment_of_level":
        return t(
            "Mean attainment of {n} organisations, {level}",
            n=row.n,
            level=t(_LEVELS[row.level]) if row.level in _LEVELS else row.level,
        )
    if row.estimand == "reporting_at_target":
        return t("Share of missed targets reported at which the lower limit of the mean falls to 100%")
    if row.estimand == "new_attainment":
        return t("A further organisation with a target of {target}, from {n} organisations", target=row.target, n=row.n)
    if row.estimand == "shrunken_attainment":
        return labels.row(row.organisation_ids, labels.period(row.period_start, row.period_end), row.group)
    return t(_POOLED[row.of if isinstance(getattr(row, "of", None), str) else row.estimand], n=row.n)


def _assumption(findings: Findings, labels: Labels) -> str:
    t, facts = labels.t, findings.facts
    text = t(
        "Every finished target enters with its count, or with the bound that is printed: {targets} targets of {n} "
        "organisations, of which {bounds} as a bound. A target that shares people with a finer one is left out: "
        "{left}. Each organisation has an attainment of its own, and the count is Poisson around it. Targets that "
        "were met are always reported, missed ones with the probability stated, whatever else is true of them.",
        left=facts["left_out"],
        **{name: facts[name] for name in ("n", "targets", "bounds")},
    )
    return text if facts["n"] else ""


QUESTIONS = {
    "mean_attainment": Words(
        estimands=(
            "mean_attainment",
            "reporting_at_target",
            "mean_attainment_of_level",
            "geometric_mean_attainment",
            "new_attainment",
            "heterogeneity",
            "shrunken_attainment",
        ),
        estimand=N_(
            "The mean attainment of all organisations, reported or not, for each share of missed targets that might "
            "be reported. Where every count is known: also the geometric mean, the spread between organisations, and "
            "what a further organisation of the same kind would print."
        ),
        assumption=_assumption,
        not_shown=N_(
            "This does not show how often missed targets are reported; totals of which parts are printed, and a frame "
            "of all organisations, tell a little. Organisations that keep silent for any other reason than a missed "
            "target are taken to be like the rest."
        ),
        headline=_headline,
        label=_label,
        names={"shrunken_attainment": N_("Shrunken attainment")},
        subjects=_WHAT,
        refusals={
            "too_few_units": N_(
                "{what}: {found} organisations with a finished target and a result found, {needed} needed."
            ),
            "some_bounds": N_(
                "{what}: needs every count, but of {n} targets {bounds} are known as a bound only, more often of the "
                "met than of the missed."
            ),
            "nothing_counted": N_("{what}: no count of anybody is printed."),
            "not_above_target": N_(
                "Share of missed targets reported: the lower limit of the mean is below 100% even if all are."
            ),
            "under_dispersed": N_(
                "Share of missed targets reported: the {n} counts lie closer to their targets than chance would leave "
                "them, so that this model does not hold."
            ),
        },
    )
}
