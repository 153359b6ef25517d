"""Parts of years, and what they say of the year and its target, in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Findings, Refusal
from partyresearch.analysis.pace import share_of_target
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.words.attainment import part_of_period
from partyresearch.show.words.kinds import Row, Words, whole

MOST_NAMED = 3  # parts of years in a headline; the table has them all
_PACES = {
    "tipping_share": N_("share of the year that meets the target exactly"),
    "repeating_share": N_("share of the year that repeats {year}"),
    "pace_needed": N_("needed per month for the rest"),
    "pace_so_far": N_("per month so far"),
    "pace_last_year": N_("per month in {year}"),
}
_METHODS = {"score": N_("score method"), "exact_conditional": N_("exact conditional")}
_PROJECTIONS = {
    "constant_pace": N_("{row} if the pace of {period} goes on"),
    "last_year": N_("{row} if the rest goes at the rate of {year}"),
}


def _with_setter(row: Any, labels: Labels, organisation: str) -> str:
    """Name the organisation, and who set the target where two targets of one year must be told apart."""
    name = labels.full_place(organisation)
    return f"{name} ({labels.setter(row.set_by)})" if row.several and row.set_by else name


def earlier_year(start: Any, end: Any, begun: Any, labels: Labels) -> str:
    """Name the last full year printed, and say so where it is not the year before the one that has begun."""
    year = labels.period(start, end)
    if pd.isna(end) or end + pd.Timedelta(days=1) == begun:
        return year
    return labels.t("{year} (the last full year printed)", year=year)


def _pace_label(row: Row, labels: Labels) -> str:
    name = labels.full_place(row.organisation_ids)
    if row.by_target:
        name = _with_setter(row, labels, row.organisation_ids)
    year = earlier_year(row.before_start, row.before_end, row.comparator_start, labels)
    pace = labels.t(_PACES[row.estimand], year=year)
    return f"{name} · {part_of_period(row, labels)} · {pace}"


def _met_already(row: Row, labels: Labels) -> str:
    met = row.estimand == "pace_needed" and row.estimate_high == 0
    return labels.t("the target is met already") if met else ""


def _before(row: Row, labels: Labels) -> str:
    before = getattr(row, "before", None)
    return labels.whole(before, before)


def _pace_headline(findings: Findings, labels: Labels) -> str:
    parts = pd.DataFrame(findings.facts["parts"])
    if parts.empty:
        return ""
    known = parts[parts["target_low"].notna() & parts["target_high"].notna()]
    sentences = [_tipping_sentence(part, labels) for part in known.head(MOST_NAMED).itertuples()]
    scored = int(parts["known_by"].ne("").sum())
    if scored > len(sentences):
        sentences.append(
            labels.t("Further organisations with part of a year against a target: {n}.", n=scored - len(sentences))
        )
    if scored < len(parts):
        sentences.append(
            labels.t("Organisations with part of a year and no printed target for it: {n}.", n=len(parts) - scored)
        )
    return " ".join(sentences)


def part_label(part: Any, labels: Labels, name: str = "") -> str:
    """Name a row of the parts of years."""
    of_year = labels.part(part.period_start, part.period_end, part.target_start, part.target_end)
    return f"{name or labels.full_place(part.organisation_id)} · {of_year}"


def _tipping_sentence(part: Any, labels: Labels) -> str:
    t = labels.t
    ends = share_of_target(part.count, (part.target_low, part.target_high))
    low, high = (labels.number(end or 0, "share") for end in ends)
    implied = t(" (worked out from a printed percentage, if that is of this target)")
    values = {
        "row": part_label(part, labels, _with_setter(part, labels, part.organisation_id)),
        "count": part.count,
        "target": labels.whole(part.target_low, part.target_high),
        "source": implied if part.known_by == "implied" else "",
        "low": low,
        "high": high,
        "whole": labels.period(part.target_start, part.target_end),
        "period": labels.period(part.period_start, part.period_end),
        "even": labels.number(part.elapsed / (part.elapsed + part.left), "share"),
    }
    if part.count >= part.target_high:
        return t("{row}: {count} admitted; the target of {target} is met already.", **values)
    if part.count >= part.target_low:
        return t(
            "{row}: {count} admitted; the target of {target}{source} may be met already, and is met for certain if no "
            "more than {low} of the admissions of {whole} fall in {period} (spread evenly it would be {even}); no "
            "article says how many do.",
            **values,
        )
    if low != high:
        return t(
            "{row}: {count} admitted; the target of {target}{source} is met for certain if no more than {low} of the "
            "admissions of {whole} fall in {period}, and missed if more than {high} do (spread evenly it would be "
            "{even}); no article says how many do.",
            **values,
        )
    return t(
        "{row}: {count} admitted; the target of {target}{source} is met only if no more than {low} of the admissions "
        "of {whole} fall in {period} (spread evenly it would be {even}); no article says how many do.",
        **values,
    )


def _year_end_label(row: Row, labels: Labels) -> str:
    year = labels.period(row.comparator_start, row.comparator_end)
    if not row.by_target:
        name = labels.full_place(row.organisation_ids)
        return labels.t("{name} · admitted by the end of {year}", name=name, year=year)
    name = _with_setter(row, labels, row.organisation_ids)
    return labels.t(
        "{name} · probability, from this part of the year alone, that the target of {year} is met", name=name, year=year
    )


def _year_end_headline(findings: Findings, labels: Labels) -> str:
    rows = list(findings.named("chance_of_target"))
    scored = {(row.organisation_ids, row.period_start, row.period_end) for row in rows}
    rows += [
        row
        for row in findings.named("year_end_admissions")
        if (row.organisation_ids, row.period_start, row.period_end) not in scored
    ]
    if not rows:
        return " ".join(QUESTIONS["year_end"].say_refusal(refusal, labels) for refusal in findings.refusals[:1])
    confidence = findings.facts["confidence"]
    sentences = [_year_end_sentence(row, confidence, labels) for row in rows[:MOST_NAMED]]
    if len(rows) > MOST_NAMED:
        sentences.append(labels.t("Further years that are not over: {n}.", n=len(rows) - MOST_NAMED))
    return " ".join(sentences)


def _year_end_sentence(row: Row, confidence: float, labels: Labels) -> str:
    t = labels.t
    values = {
        "name": _with_setter(row, labels, row.organisation_ids),
        "count": int(row.admitted_low),
        "period": labels.period(row.period_start, row.period_end),
        "year": labels.period(row.comparator_start, row.comparator_end),
        "interval": labels.interval(row.year_low, row.year_high, "persons"),
        "confidence": 100 * confidence,
        "n": int(row.n),
    }
    if not row.by_target:
        return t(
            "{name}: {count} admitted in {period}. Judged by this part of the year alone, ignoring the organisation's "
            "earlier years, {year} ends at {interval} ({confidence}% interval, learned from {n} finished years).",
            **values,
        )
    return t(
        "{name}: {count} admitted in {period}. Judged by this part of the year alone, ignoring the organisation's "
        "earlier years, {year} ends at {interval} ({confidence}% interval, learned from {n} finished years), and the "
        "target of {target} is met with a probability of {chance}.",
        target=labels.whole(row.target_low, row.target_high),
        chance=_chance(row.estimate_low, row.estimate_high, labels),
        **values,
    )


def _chance(low: float, high: float, labels: Labels) -> str:
    """Write a probability in whole percents: never as a certainty, which no model gives."""
    ends = [min(max(round(100 * end), 1), 99) for end in (low, high) if pd.notna(end)]
    percent = labels.t("{value}%", value=str(ends[0]))
    if len(ends) == 1 or ends[0] == ends[1]:
        return percent
    return labels.t("{low} to {high}", low=str(ends[0]), high=labels.t("{value}%", value=str(ends[1])))


def _too_few_finished(refusal: Refusal, labels: Labels) -> str:
    values = refusal.values
    return labels.t(
        "Finished years that print both the same part of the year as {period} and the whole: {found} found, {needed} "
        "needed; together with other parts {n} found, {together} needed.",
        period=labels.period(values["period_start"], values["period_end"]),
        together=values["needed_together"],
        **{name: values[name] for name in ("found", "n", "needed")},
    )


def _pace_assumption(findings: Findings, labels: Labels) -> str:
    if not findings.facts["implied"]:
        return labels.t("None: arithmetic on printed counts.")
    return labels.t(
        "Where the target is not printed: the printed percentage is of the target of the whole period, and that "
        "target is a whole number. The rest is arithmetic on printed counts."
    )


def _ratio_label(row: Row, labels: Labels) -> str:
    of_year = labels.part(row.period_start, row.period_end, row.whole_start, row.whole_end)
    return labels.t(
        "{row}, against {year} · {method}",
        row=f"{labels.full_place(row.organisation_ids)} · {of_year}",
        year=earlier_year(row.before_start, row.before_end, row.whole_start, labels),
        method=labels.t(_METHODS[row.method]),
    )


def _season(row: Row, labels: Labels) -> str:
    return labels.t("confounded with season") if row.assumption == "confounded_with_season" else ""


def _projection_label(row: Row, labels: Labels) -> str:
    year = labels.period(row.comparator_start, row.comparator_end)
    return labels.t(
        _PROJECTIONS[row.how],
        row=f"{labels.full_place(row.organisation_ids)} · {year}",
        period=labels.period(row.period_start, row.period_end),
        year=earlier_year(row.before_start, row.before_end, row.comparator_start, labels),
    )


def _target_ratio_label(row: Row, labels: Labels) -> str:
    over = labels.t(
        "{one} over {other}",
        one=labels.period(row.period_start, row.period_end),
        other=labels.period(row.comparator_start, row.comparator_end),
    )
    return labels.row(row.organisation_ids, over)


def _targets(row: Row, labels: Labels) -> str:
    this, following = labels.whole(row.target_low, row.target_high), labels.whole(row.next_low, row.next_high)
    return labels.t("{following} after {this}", this=this, following=following)


def _attained(row: Row, labels: Labels) -> str:
    return labels.interval(row.attained_low, row.attained_high, "share") if row.attained else ""


QUESTIONS = {
    "part_year": Words(
        estimands=("tipping_share", "repeating_share", "pace_needed", "pace_so_far", "pace_last_year"),
        estimand=N_(
            "Which share of the year's admissions must fall in the counted part for the target to be met exactly, and "
            "which would merely repeat the last full year printed; what remains per month."
        ),
        assumption=_pace_assumption,
        not_shown=N_(
            "This does not show which share usually falls in this part of the year, and so not whether the target "
            "will be met."
        ),
        headline=_pace_headline,
        label=_pace_label,
        reading=_met_already,
        columns={N_("admitted"): whole("admitted"), N_("target"): whole("target"), N_("earlier year"): _before},
        refusals={
            "no_part_year": N_("Part of a year against the year's target: 0 organisations found, 1 needed."),
            "target_of_nobody": N_("{row}: the printed target is 0, and no share of the year meets it exactly."),
        },
    ),
    "year_end": Words(
        estimands=("year_end_admissions", "chance_of_target"),
        estimand=N_(
            "How many people an organisation will have admitted when its year is over, given how many it has admitted "
            "so far, and the probability that this is its target or more."
        ),
        assumption=N_(
            "The part counted so far holds such a share of the year as it held in finished years that print both, of "
            "all chosen organisations whatever their level. Shares differ from year to year: beta-binomial, or a "
            "chain ladder where too few years print the same part ({confidence}% intervals)."
        ),
        not_shown=N_(
            "This does not show what an organisation will do that hurries after its target, or has already met it: "
            "the finished years of others stand for it. How large the organisation is, only this count says: its "
            "earlier years and its members are not used. The probability takes the target for no sign of the year: "
            "where organisations are given targets that they can meet, a small one is too small and a large one too "
            "large."
        ),
        headline=_year_end_headline,
        label=_year_end_label,
        columns={
            N_("admitted"): whole("admitted"),
            N_("target"): whole("target"),
            N_("finished years"): lambda row, labels: labels.t.number(row.n),
        },
        refusals={
            "no_part_year": N_("Years that are not over: 0 found, 1 needed."),
            "too_few_finished": _too_few_finished,
            "nobody_yet": N_("{row}: nobody is counted yet, and nothing follows for the rest of the year."),
            "whole_in_part": N_("In the finished years all or none were admitted in this part; nothing follows."),
            "no_pattern": N_("The finished years contradict one another: no pattern of a year can be learned."),
        },
    ),
    "rate_ratio": Words(
        estimands=("rate_ratio",),
        estimand=N_("Annualised rate of admissions in the counted part of the year ÷ rate of the last full year."),
        assumption=N_(
            "Model-based ({confidence}% confidence): both counts Poisson with constant rates within their periods. "
            "The part of the year has its season, the full year has all of them: the ratio is confounded with season, "
            "and no interval says by how much."
        ),
        not_shown=N_("This does not show acceleration: one part of a year cannot tell season from trend."),
        label=_ratio_label,
        names={"rate_ratio": N_("Rate of admissions")},
        counts=("admitted", "elapsed", "before"),
        columns={N_("admitted"): whole("admitted"), N_("earlier year"): _before},
        reading=_season,
        refusals={
            "no_earlier_year": N_(
                "Part of a year beside an earlier full year of the same organisation: 0 found, 1 needed."
            )
        },
    ),
    "projections": Words(
        estimands=("projected_admissions",),
        estimand=N_("Admissions of the whole year under two opposite assumptions about the rest of it."),
        assumption=N_(
            "Either the pace so far goes on, or the rest goes at the rate of the last full year printed. Each "
            "interval predicts a count ({confidence}%, Poisson, Jeffreys' prior) and holds only under its own "
            "assumption. Neither knows of seasons, or of work towards a target: in simulated years with seasons they "
            "miss far more often than they promise (docs/coverage.md of the project)."
        ),
        not_shown=N_("This does not show what will happen, nor which of the two is likelier."),
        label=_projection_label,
        names={"projected_admissions": N_("People admitted")},
        counts=("count", "elapsed", "left"),
        columns={N_("target"): whole("target")},
        refusals={
            "nothing_to_project_by": N_(
                "Part of a year with an earlier full year to project it by: 0 found, 1 needed."
            ),
            "learned_instead": N_("Years not projected, as finished years teach how they end: {n}."),
        },
    ),
    "target_ratios": Words(
        estimands=("target_ratio",),
        estimand=N_("A target ÷ the target before it, beside what was attained of that one."),
        assumption=N_(
            "None beyond the targets worked out from printed percentages; both set by the same body, or by whom is "
            "not printed."
        ),
        not_shown=N_("This does not show that a target was raised because the one before it was met."),
        label=_target_ratio_label,
        names={"target_ratio": N_("Target")},
        columns={N_("targets"): _targets, N_("attained before"): _attained},
        refusals={
            "no_two_targets": N_(
                "Two consecutive targets of one organisation, not set by different bodies: 0 found, 1 needed."
            )
        },
    ),
}
