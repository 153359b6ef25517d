"""Admissions over time, beside the members, and their growth, in words."""

from __future__ import annotations

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.words.kinds import Row, Words, period_label, whole

_GROWTH_OF = {
    "admissions": N_("Admissions from year to year"),
    "admissions_per_member": N_("Admissions per member from year to year"),
}
_GROWTH_HOW = {"slopes": N_("each organisation's own growth"), "year_effects": N_("good and bad years shared")}
_POOLED_MEMBERS = {
    "mean_share_of_members": N_("Mean share of {n} organisations · {period}"),
    "ratio_of_totals_of_members": N_("{n} organisations added up · {period}"),
}


def _months(row: Row, labels: Labels) -> str:
    return labels.number(row.months, "months") if pd.notna(row.months) else ""


def _within(row: Row, labels: Labels) -> str:
    return labels.full_place(row.within) if row.within else ""


def _members_label(row: Row, labels: Labels) -> str:
    period = labels.period(row.period_start, row.period_end)
    if row.estimand in _POOLED_MEMBERS:
        return labels.t(_POOLED_MEMBERS[row.estimand], n=row.n, period=period)
    if row.estimand != "ratio_of_shares":
        return period_label(row, labels)
    return labels.t(
        "{one} over {other} · {period}",
        one=labels.full_place(row.organisation_ids),
        other=labels.full_place(row.comparator_ids),
        period=period,
    )


def _stocks_label(row: Row, labels: Labels) -> str:
    what = labels.t("net growth") if row.estimand == "net_growth" else labels.t("struck off the rolls")
    return labels.row(row.organisation_ids, labels.period(row.period_start, row.period_end), "all", what)


def _stocks(row: Row, labels: Labels) -> str:
    if row.estimand != "net_growth":
        return ""
    before, after = labels.whole(row.members_low, row.members_high), labels.whole(row.later_low, row.later_high)
    return labels.t("{before}; then {after}", before=before, after=after)


def _growth_headline(findings: Findings, labels: Labels) -> str:
    wider = findings.facts["wider"]
    if wider is None:
        return " ".join(QUESTIONS["growth"].say_refusal(refusal, labels) for refusal in findings.refusals[:1])
    return labels.t(
        "Admissions of {n} organisations over {years} years: times {ratio} from year to year ({confidence}% interval "
        "{low} to {high}).",
        n=wider["organisations"],
        years=wider["years"],
        confidence=100 * findings.facts["confidence"],
        **{name: labels.number(wider[name], "ratio") for name in ("ratio", "low", "high")},
    )


def _growth_label(row: Row, labels: Labels) -> str:
    return labels.t(
        "{of}, {how}: {n} organisations, {years} years",
        of=labels.t(_GROWTH_OF[row.of]),
        how=labels.t(_GROWTH_HOW[row.how]),
        n=row.organisations,
        years=row.years,
    )


QUESTIONS = {
    "recruitment": Words(
        estimands=("admissions",),
        estimand=N_("People admitted, as printed, with the period they were admitted in."),
        assumption=N_(
            "These are printed counts; organisation and period are as coded (doubts stand under “disputed” in the "
            "table of figures). Months: the length of the period."
        ),
        not_shown=N_(
            "This does not show a trend: different organisations in different years are no series, and learners of "
            "awareness classes are not admissions."
        ),
        names={"admissions": N_("People admitted")},
        columns={N_("months"): _months, N_("part of"): _within},
        refusals={"no_admissions": N_("Printed admissions of everyone: 0 periods found, 1 needed.")},
    ),
    "share_of_members": Words(
        estimands=(
            *("admitted_share_of_members", "interim_admitted_share_of_members", "ratio_of_shares"),
            *("mean_share_of_members", "ratio_of_totals_of_members"),
        ),
        estimand=N_(
            "People admitted in a period ÷ party members at its end, who include them; in a full year, over "
            "organisations without a common member, also the mean share of them all, if the share is unrelated to "
            "their size, and the ratio of their totals (each person counts the same)."
        ),
        assumption=N_(
            "The thin interval is model-based: every member at the end was newly admitted or not, independently and "
            "with the same probability (exact binomial, {confidence}% confidence, two-sided; ratios by Koopman's "
            "score interval). Where only a minimum of members is printed, the upper limit alone is known. In the mean "
            "of many organisations each has a share of its own (gamma-Poisson, members as exposure)."
        ),
        not_shown=N_(
            "This does not show growth: exits and transfers are not in it. It is no ranking, and no test of a "
            "difference. Part of a year is not comparable with a year."
        ),
        label=_members_label,
        names=dict.fromkeys(
            (
                *("admitted_share_of_members", "interim_admitted_share_of_members", "ratio_of_shares"),
                *("mean_share_of_members", "ratio_of_totals_of_members"),
            ),
            N_("Admitted as a share of the members"),
        ),
        counts=("admitted", "members"),
        main=(  # part of a year is not read beside years
            *("admitted_share_of_members", "ratio_of_shares", "mean_share_of_members", "ratio_of_totals_of_members"),
        ),
        columns={N_("admitted"): whole("admitted"), N_("members"): whole("members")},
        refusals={
            "no_members": N_("Admissions with the members at the end of the period: 0 periods found, 1 needed."),
            "too_many_pairs": N_("Ratios of shares: {n} pairs of organisations found, at most {most} are shown."),
            "too_few_organisations": N_(
                "Mean share of many organisations: {found} with admissions and members of the same full year found, "
                "{needed} needed."
            ),
        },
    ),
    "net_growth": Words(
        estimands=("net_growth", "members_removed"),
        estimand=N_("Members at one printed date less members at the date before; exits where they are printed."),
        assumption=N_(
            "These are printed counts; a date printed as a year or month alone is taken as its last day. Net growth "
            "mixes admissions, transfers and exits."
        ),
        not_shown=N_("This does not show admissions, and nothing of organisations with one printed stock."),
        label=_stocks_label,
        columns={N_("members"): _stocks},
        refusals={
            "no_two_stocks": N_(
                "Organisations with members printed for two dates, or with printed exits: 0 found, 1 needed."
            )
        },
    ),
    "growth": Words(
        estimands=("annual_growth", "annual_growth_of_admissions", "annual_growth_of_admissions_per_member"),
        estimand=N_(
            "Growth of admissions from one year to the next that separate organisations have in common, as a ratio."
        ),
        assumption=N_(
            "Counted full years of organisations with {each} or more of them, none of which lies within another: of "
            "an organisation and its parts, in whatever years, the parts alone enter. Full years known only as a "
            "bound are left out: {bounds}. Two intervals: in one each organisation grows at a rate of its own, and "
            "the mean of the rates is estimated; in the other all grow at the same rate, and share good and bad "
            "years. The wider one counts."
        ),
        not_shown=N_(
            "This does not show why admissions grow or shrink, and nothing outside these organisations and years. "
            "Shared shocks that last for years make both intervals too narrow (simulated in docs/coverage.md of the "
            "project)."
        ),
        headline=_growth_headline,
        label=_growth_label,
        refusals={
            "too_few_years": N_(
                "Growth from year to year: {found} organisations with {each} or more comparable full years found, "
                "{needed} needed; {years} years found among them, {years_needed} needed."
            )
        },
        subjects=_GROWTH_OF,
    ),
}
