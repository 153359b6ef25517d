"""What is printed, checked, agreed on and not reported, in words."""

from __future__ import annotations

from typing import Any

from partyresearch.analysis.findings import Findings
from partyresearch.analysis.overview import LEAST_ALPHA, relations
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.words.kinds import Row, Words
from partyresearch.tables.checks import contradictions

_MEASURES = {
    "F1": N_("F1 of spans"),
    "alpha": N_("Krippendorff's α"),
    "alpha_filled": N_("Krippendorff's α, rows that either pass has filled"),
}


def _success_sentence(counts: dict[str, Any], labels: Labels) -> str:
    return labels.t(
        "Finished targets with a printed result, at the finest cut in which nobody is counted twice: {n} "
        "(organisations: {committees}; of which more than a bound is known: {known}); reported with a number below "
        "100%: {missed}. Shortfalls reported without a number are not counted.",
        **counts,
    )


def _success_label(row: Row, labels: Labels) -> str:
    if row.estimand == "reported_below_target":
        return labels.t("Reported below 100%, of {n} finished targets", n=row.n)
    if row.estimand == "missed_reported":
        return labels.t("Missed targets that are reported, if every met one is, of {n} organisations", n=row.n)
    return labels.t("Organisations that met their target, of {n}", n=row.n)


def _number(name: str) -> Any:
    return lambda row, labels: labels.t.number(getattr(row, name))


def _coding_label(row: Row, labels: Labels) -> str:
    if row.measure == "alpha_filled":
        return labels.t("{file} · {column}, filled rows", file=row.file, column=row.column)
    return labels.t("{file} · {column}", file=row.file, column=row.column)


def _coding_assumption(findings: Findings, labels: Labels) -> str:
    t, low = labels.t, findings.facts["low"]
    text = t("α is computed on the spans that both passes have; it does not depend on the selection above.")
    if not low:
        return text
    rows = (f"{t('{file} · {column}', **row)} ({t.number(row['alpha'], 2)})" for row in low)
    return f"{text} " + t(
        "Below {least}, where Krippendorff (2004) advises to rest nothing on a coding: {rows}. The tables have the "
        "settled coding, not either pass.",
        least=t.number(LEAST_ALPHA, 3),
        rows=", ".join(rows),
    )


def _checks_summary(findings: Findings, labels: Labels) -> str:
    checks = findings.facts["checks"]
    wrong = contradictions(checks)["check_id"].nunique()
    if wrong:
        return labels.t.plural("one contradiction", "{n} contradictions", wrong)
    percentages, others = relations(checks)
    n = len(percentages) + others
    return labels.t.plural("one relation, no contradiction", "{n} relations, no contradiction", n)


QUESTIONS = {
    "overview": Words(estimand="", assumption="", not_shown=""),
    "checks": Words(
        estimand="",
        summary=_checks_summary,
        assumption=N_(
            "Excluded: impossible under this hypothesis, possible under another. Uninformative: nearly any percentage "
            "would pass. Nearby: up to five points away, with the same decimals. Contradiction: impossible under "
            "every hypothesis. Where the coding of a figure was itself settled by what fits (see “disputed” in the "
            "table of figures), a check that it passes confirms nothing."
        ),
        not_shown="",
    ),
    "reported_success": Words(
        estimands=("reported_below_target", "met_target_of_all", "missed_reported"),
        estimand=N_(
            "The share of finished targets reported below 100%; and, of a frame of N organisations, the worst-case "
            "bounds on the share that met their target: from (seen meeting it) ÷ N to 1 − (seen failing) ÷ N."
        ),
        assumption=N_(
            "None about organisations that nobody reported on: they may all have met their target, or none. An "
            "organisation counts with its latest finished target, and none that contains another one seen: the frame "
            "is of organisations of the same kind."
        ),
        not_shown=N_(
            "This does not show why articles report successes: because there are no failures, or because failures are "
            "no news."
        ),
        headline=lambda findings, labels: _success_sentence(findings.facts, labels),
        label=_success_label,
        columns={N_("met"): _number("met"), N_("missed"): _number("missed"), N_("undecided"): _number("undecided")},
        refusals={
            "no_scored_target": N_("No target with a printed result is in the selection: 0 found, 1 needed."),
            "no_frame": N_(
                "Bounds on the share of all organisations that met their target: the number of all organisations is "
                "needed (frame_size: {given} given, at least {needed} needed)."
            ),
        },
    ),
    "coding_agreement": Words(
        estimands=("coding_agreement",),
        estimand=N_(
            "Agreement of the two independent coding passes, before their differences were settled: F1 of the spans "
            "(1: both found the same) and Krippendorff's α of each column (1: agreement, 0: what chance would give), "
            "of all rows, where an empty cell is a value, and of those that either pass has filled."
        ),
        assumption=_coding_assumption,
        not_shown=N_("This does not show that a coding is right: both passes follow one codebook."),
        label=_coding_label,
        names={"coding_agreement": N_("Agreement of two coding passes")},
        columns={
            N_("measure"): lambda row, labels: labels.t(_MEASURES[row.measure]),
            N_("compared"): _number("n"),
            N_("equal"): _number("agree"),
        },
        refusals={"no_two_passes": N_("Agreement of two coding passes: {found} passes found, 2 needed.")},
    ),
}
