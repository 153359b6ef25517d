"""Student shares: counted units, bounds with their readings, disjoint sums, periods within periods, classes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import binomtest
from selected import NOTHING, selection, shown, worded

from conftest import Case, N, S
from partyresearch.analysis.findings import Findings
from partyresearch.analysis.selection import Selection
from partyresearch.analysis.students import (
    class_to_admission,
    counted_units,
    pooled_student_share,
    remaining_students,
    student_share,
)
from partyresearch.collection.problems import UserError

L = "awareness_class_learners"
PUPIL = "school_pupil"


def _shares(chosen: Selection) -> pd.DataFrame:
    table = student_share(chosen).estimates
    return table.assign(key=table["estimate_id"].str.partition(":")[2]).set_index("key")


def _pooled(chosen: Selection) -> pd.DataFrame:
    return pooled_student_share(chosen).estimates.set_index("estimand")


def test_counted_units_as_scipy() -> None:
    """3 of 116 and 3 of 67."""
    table = _shares(selection())
    counted = table[table["estimand"].eq("student_share") & table["method"].ne("refused")]
    for key, count, total in (("dam-doi:2022:school_pupil", 3, 116), ("dam-doi:2023Q1:school_pupil", 3, 67)):
        exact = binomtest(count, total).proportion_ci(0.95, "exact")
        row = counted.loc[key]
        assert row["estimate"] == count / total
        assert (row["low"], row["high"]) == pytest.approx((exact.low, exact.high))
        assert (row["assumption"], row["method"]) == ("", "clopper_pearson")
    assert len(counted) == 2


def test_bounds_stay_bounds_and_name_their_reading() -> None:
    """None of at least 62; more than half of 2,564."""
    table = _shares(selection())
    bounds = table[table["estimand"].eq("student_share_bound")]
    assert bounds["assumption"].to_dict() == {
        "nam-dong:..2024-02-28:school_pupil": "open_period",
        "dong-thap:2023:student": "share lower_goal",
    }
    row = bounds.loc["nam-dong:..2024-02-28:school_pupil"]
    assert row["estimate"] == 0
    assert row["low"] == 0
    assert row["high"] == pytest.approx(1 - 0.025 ** (1 / 62))
    assert row["method"] == "clopper_pearson"
    row = bounds.loc["dong-thap:2023:student"]
    assert (row["estimate_low"], row["estimate_high"]) == (1283 / 2564, 1)
    assert row["interval_kind"] == "rounding"


def test_the_majority_stands_beside_the_goal_of_its_own_article() -> None:
    """More than half reported, more than 10% asked for from the next year on: the tension is said, once."""
    findings = student_share(selection())
    table = findings.estimates.set_index("estimate_id")
    assert table.index[table["assumption"].str.contains("lower_goal")].tolist() == [
        "student_share:dong-thap:2023:student"
    ]
    row = findings.rows.loc["student_share:dong-thap:2023:student"]
    assert row["words"] == ["đa số"]
    assert [(goal["low"], goal["bound"]) for goal in row["goals"]] == [(10, "more_than")]
    assert row["goals"][0]["figure_id"] in table.loc["student_share:dong-thap:2023:student", "figure_ids"].split()
    readings = worded(findings, selection())["reading"]
    told = readings[readings.str.contains("later goal")]
    assert "more than 10% (from 1 Jan 2024), less than what is reported already" in told.iloc[0]
    assert len(told) == 1


def test_the_goal_of_another_article_is_no_tension() -> None:
    """What one article asks for says nothing of a word in another."""
    chosen = selection()
    figures = chosen.figures.copy()
    goal = figures["metric"].eq(S) & figures["status"].ne("reported")
    figures.loc[goal, "article_id"] = "another"
    findings = student_share(replace(chosen, all=replace(chosen.all, figures=figures)))
    assert not findings.estimates["assumption"].str.contains("lower_goal").any()


def test_a_goal_that_is_a_range_is_told_with_both_ends() -> None:
    """From 8 to 9%, after more than half."""
    chosen = selection()
    figures = chosen.figures.copy()
    goal = figures["metric"].eq(S) & figures["status"].ne("reported")
    figures.loc[goal, ["low", "high"]] = 8.0, 9.0
    figures.loc[goal, "bound"] = "range"
    chosen = replace(chosen, all=replace(chosen.all, figures=figures))
    readings = worded(student_share(chosen), chosen)["reading"]
    assert readings.str.contains("The same article's later goal is 8 to 9% (from 1 Jan 2024)", regex=False).sum() == 1


@pytest.mark.parametrize(("low", "told"), [(49.0, 1), (51.0, 0)])
def test_a_goal_above_what_is_reported_is_no_tension(low: float, told: int) -> None:
    """More than 50.04% is reported: only a goal below it is told."""
    chosen = selection()
    figures = chosen.figures.copy()
    figures.loc[figures["metric"].eq(S) & figures["status"].ne("reported"), "low"] = low
    findings = student_share(replace(chosen, all=replace(chosen.all, figures=figures)))
    assert findings.estimates["assumption"].str.contains("lower_goal").sum() == told


def test_eight_since_2016_are_no_share_of_the_admissions_of_2022() -> None:
    """The 116 admitted in 2022 are no denominator of seven years: the row is refused, and "at most 6.90%" is gone."""
    findings = student_share(selection(organisations=["dam-doi"]))
    assert set(findings.chosen()["period_start"].dt.year) == {2022, 2023}
    long = next(refusal for refusal in findings.refusals if refusal.values["period_start"].year == 2016)
    assert long.reason == "no_whole"


@pytest.mark.parametrize(("bound", "pupils"), [("exact", "0"), ("at_least", "0"), ("at_least", "3")])
def test_an_upper_limit_is_that_of_the_central_interval(case: Case, bound: str, pupils: str) -> None:
    """Of a zero, and over a minimum of admissions: 97.5% on its side, as the limits of every other row."""
    total = case.add("a", "50", N, bound=bound)
    case.add("a", pupils, N, group=PUPIL, part_of=total)
    row = _shares(selection(case.build())).iloc[0]
    exact = binomtest(int(pupils), 50).proportion_ci(0.95, "exact")
    assert row["high"] == pytest.approx(exact.high)
    assert row["low"] == 0 if pupils == "0" else pd.isna(row["low"])


def test_a_counted_zero_is_a_share(case: Case) -> None:
    """0 of 50, both printed."""
    total = case.add("a", "50", N)
    case.add("a", "0", N, group=PUPIL, part_of=total)
    row = _shares(selection(case.build())).iloc[0]
    assert row["estimand"] == "student_share"
    assert (row["estimate"], row["low"]) == (0, 0)
    assert row["high"] == pytest.approx(1 - 0.025 ** (1 / 50))
    assert row["method"] == "clopper_pearson"


def test_a_printed_share_is_a_range_of_counts(case: Case) -> None:
    """5% of 100 by rounding: between 4.5 and 5.5%: five of a hundred, nothing else; no model of a rounded share."""
    total = case.add("a", "100", N)
    case.add("a", "5%", S, group="student", denominator=total)
    row = _shares(selection(case.build())).iloc[0]
    assert (row["estimate_low"], row["estimate_high"]) == (0.05, 0.05)
    assert row["interval_kind"] == ""
    assert row["method"] == "as_printed"


def test_more_pupils_than_people_are_no_share() -> None:
    """The row is refused, and nothing is said to be missing."""
    chosen = selection(organisations=["dam-doi"], year_from=2022, year_to=2022)
    students = chosen.shares.assign(group_low=117, group_high=117)
    chosen = replace(chosen, shares=students)
    findings = student_share(chosen)
    assert [refusal.reason for refusal in findings.refusals] == ["more_than_admitted"]
    assert shown(findings, chosen).refusals == [
        "Đầm Dơi district · 2022 · school pupils: more pupils or students than people admitted are printed; no share."
    ]
    assert counted_units(students).empty


def test_a_share_is_at_most_all() -> None:
    """120 pupils of at least 116 people: of at least 120, then."""
    chosen = selection(organisations=["dam-doi"], year_from=2022, year_to=2022)
    ends = {"group_low": 120, "group_high": 120, "admitted_high": pd.array([pd.NA], dtype="Int64")}
    row = student_share(replace(chosen, shares=chosen.shares.assign(**ends))).estimates.iloc[0]
    assert row["estimate_high"] == 1
    assert pd.isna(row["estimate_low"])


def test_all_admitted_are_pupils(case: Case) -> None:
    """Fifty of fifty: a share of 1, with a lower limit."""
    total = case.add("a", "50", N)
    case.add("a", "50", N, group=PUPIL, part_of=total)
    row = _shares(selection(case.build())).iloc[0]
    exact = binomtest(50, 50).proportion_ci(0.95, "exact")
    assert row[["estimate", "low", "high"]].tolist() == pytest.approx([1, exact.low, 1])


def _counted(case: Case, *units: tuple[str, str, str, str]) -> Selection:
    """Units of a committee, a period, pupils and everyone admitted."""
    case.organisations = [[org, "Huyện", org.upper(), "district", ""] for org in sorted({unit[0] for unit in units})]
    for org, period, pupils, admitted in units:
        total = case.add(f"a{org}", admitted, N, period, org)
        case.add(f"a{org}", pupils, N, period, org, group=PUPIL, part_of=total)
    return selection(case.build())


def test_the_sum_of_full_years(case: Case) -> None:
    """2 of 50 and 4 of 100: arithmetic, without an interval that takes the share to be the same in both."""
    chosen = _counted(case, ("d", "2022", "2", "50"), ("e", "2023", "4", "100"))
    row = _pooled(chosen).loc["pooled_student_share"]
    assert (row["estimate"], row["method"]) == (6 / 150, "as_printed")
    assert pd.isna(row["low"])
    assert (row["period_start"], row["period_end"]) == (pd.Timestamp("2022-01-01"), pd.Timestamp("2023-12-31"))
    line = shown(pooled_student_share(chosen), chosen).summary().splitlines()[0]
    assert line == "School pupils, 2 full years of 2 organisations added up (2022–2023): 4.0%"


def test_part_of_a_year_is_not_added_to_a_year(case: Case) -> None:
    """2022 and the first quarter of 2023, of two committees: the years alone, and the headline sets the rest apart."""
    quarter = "2023-01-01/2023-03-31"
    chosen = _counted(
        case,
        *(
            ("d", "2022", "2", "50"),
            ("d", quarter, "9", "20"),
            ("e", "2022", "4", "100"),
            ("e", "2020-01-01/2021-12-31", "7", "99"),
        ),
    )
    assert _pooled(chosen).loc["pooled_student_share", "estimate"] == 6 / 150
    assert repr(shown(student_share(chosen), chosen)).splitlines()[:2] == [
        "6 of 150 new members of two organisations in 2022 were school pupils (4.0%)",
        "D (Jan–Mar 2023): 9 of 20 (45%) and E (2020–2021): 7 of 99 (7.1%).",
    ]


def test_a_quarter_alone_is_no_full_year(case: Case) -> None:
    """Its share is a row; the headline has no sum to tell, but says what is counted."""
    chosen = _counted(case, ("d", "2023-01-01/2023-03-31", "9", "20"))
    findings = student_share(chosen)
    assert findings.chosen("student_share")["estimate"].tolist() == [9 / 20]
    assert shown(findings, chosen).headline == ("Where pupils or students are counted, they are 45% of the new members")


def test_the_articles_have_one_full_year() -> None:
    """3 of 116 in 2022: "6 of 183" with the first quarter of 2023 is gone from every page."""
    findings = student_share(selection())
    assert [(total["events"], total["total"]) for total in findings.facts["totals"]] == [(3, 116)]
    assert pooled_student_share(selection()).chosen().empty


def test_groups_are_never_added(case: Case) -> None:
    """Pupils of two committees, and pupils with students of two others: two sums."""
    case.organisations = [[f"o{i}", "Huyện", f"O{i}", "district", ""] for i in range(4)]
    for i, group in enumerate([PUPIL, PUPIL, "student", "student"]):
        total = case.add("a", "100", N, org=f"o{i}")
        case.add("a", str(i + 1), N, org=f"o{i}", group=group, part_of=total)
    chosen = selection(case.build())
    table = pooled_student_share(chosen).estimates
    sums = table[table["estimand"].eq("pooled_student_share")].set_index("group")["estimate"]
    assert sums.to_dict() == pytest.approx({PUPIL: 3 / 200, "student": 7 / 200})
    totals = {total["group"]: (total["events"], total["total"]) for total in student_share(chosen).facts["totals"]}
    assert totals == {PUPIL: (3, 200), "student": (7, 200)}


def test_what_lies_within_another_unit_is_not_added_again(case: Case) -> None:
    """A district and its commune in the same year: the district alone."""
    case.organisations = [
        ["d", "Huyện", "D", "district", ""],
        ["w", "Xã", "W", "grassroots", "d"],
        ["e", "Huyện", "E", "district", ""],
    ]
    for org, count, pupils in (("d", "100", "4"), ("w", "20", "2"), ("e", "50", "1")):
        total = case.add("a", count, N, org=org)
        case.add("a", pupils, N, org=org, group=PUPIL, part_of=total)
    assert _pooled(selection(case.build())).loc["pooled_student_share", "estimate"] == pytest.approx(5 / 150)


def test_a_year_within_a_counted_term_is_added(case: Case) -> None:
    """The five years are no full year, and the year within them is no part of one."""
    chosen = _counted(case, ("d", "2022", "2", "50"), ("d", "2018-01-01/2022-12-31", "9", "300"))
    assert [total["total"] for total in student_share(chosen).facts["totals"]] == [50]
    assert "2 of 50" in shown(student_share(chosen), chosen).headline


def test_a_whole_further_up_is_found_through_one_that_is_left_out(case: Case) -> None:
    """A commune in a district in a province, all counted; the district's count is preliminary: no pupil twice."""
    case.published = {"early": "2023-12-20"}
    for org, count, pupils, article in (("p", "100", "4", "a"), ("d", "50", "3", "early"), ("w", "20", "2", "a")):
        total = case.add(article, count, N, org=org)
        case.add(article, pupils, N, org=org, group=PUPIL, part_of=total)
    chosen = selection(case.build(), include_preliminary=False)
    assert chosen.shares["part_of"].tolist() == ["", "p:2023:school_pupil"]
    assert _pooled(chosen).index.tolist() == ["mean_student_share"]  # one unit: no sum


def test_years_that_may_overlap_are_not_added(case: Case) -> None:
    """The twelve months to June share half a year with 2022: the first alone, so that there is no sum."""
    chosen = _counted(case, ("d", "2022", "2", "50"), ("d", "2022-07-01/2023-06-30", "2", "50"))
    refusal = pooled_student_share(chosen).refusals[0]
    assert (refusal.values["found"], refusal.values["events"]) == (1, 2)


def test_one_committee_has_no_mean_share(case: Case) -> None:
    """However many years it has: nothing is known of differences between committees."""
    chosen = _counted(case, *(("d", str(year), "5", "100") for year in range(2010, 2020)))
    findings = pooled_student_share(chosen, minimum_units=1, minimum_events=2)
    assert findings.estimates["method"].tolist() == ["as_printed", "refused"]
    assert findings.refusals[0].reason == "one_organisation"
    assert shown(findings, chosen).refusals == ["School pupils: not estimable (at least 2 organisations are needed)."]
    assert pooled_student_share(chosen, minimum_events=2).refusals[0].values["found"] == 1


def test_the_mean_share_is_refused_with_its_numbers() -> None:
    """One committee with three pupils."""
    findings = pooled_student_share(selection())
    assert dict(findings.refusals[0].values) == {
        "group": PUPIL,
        "found": 1,
        "events": 3,
        "needed": 10,
        "events_needed": 20,
    }
    assert shown(findings, selection()).refusals == [
        "School pupils, mean share over full years: organisations found 1, needed 10; pupils or students found 3, "
        "needed 20."
    ]


def test_nothing_counted_is_refused() -> None:
    """One refusal, and no group in it."""
    findings = pooled_student_share(selection(organisations=["can-tho"]))
    assert [refusal.reason for refusal in findings.refusals] == ["nothing_counted"]


def test_both_minima_of_the_mean_share_are_parameters(simulated: Path) -> None:
    """14 committees; one more committee or one more pupil than there are is refused."""
    chosen = selection(simulated)
    events = int(chosen.shares["group_low"].sum())
    assert pooled_student_share(chosen, minimum_units=14, minimum_events=events).refusals == ()
    assert pooled_student_share(chosen, minimum_units=15).refusals
    assert pooled_student_share(chosen, minimum_events=events + 1).refusals


def test_the_mean_share_finds_what_the_collection_was_made_with(simulated: Path) -> None:
    """5% pupils in each committee."""
    findings = pooled_student_share(selection(simulated))
    mean = findings.estimates.set_index("estimand").loc["mean_student_share"]
    assert mean["low"] < 0.05 < mean["high"]
    assert mean["method"] == "beta_binomial"
    row = findings.rows.loc[mean["estimate_id"]]
    assert (row["n"], row["committees"]) == (84, 14)
    assert 0 <= row["spread"] < 0.02


def test_the_mean_share_is_of_committees_and_the_totals_are_of_people(case: Case) -> None:
    """Twelve with 5% of 100 in each of two years, one with 60% of 10,000: 9% of committees, 49% of people."""
    small = [(f"o{i}", year, "5", "100") for i in range(12) for year in ("2022", "2023")]
    findings = pooled_student_share(_counted(case, *small, ("v", "2023", "6000", "10000")))
    mean, pooled = (findings.chosen(f"{name}_student_share").iloc[0] for name in ("mean", "pooled"))
    assert pooled["estimate"] == 6120 / 12400
    assert mean["estimate"] == pytest.approx((12 * 0.05 + 0.6) / 13, abs=0.01)
    assert mean["high"] < 0.25


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([(5, 100)] * 12, "differences between organisations not told apart from chance"),
        ([(5, 100), (35, 100)] * 6, r"standard deviation between organisations 1\d%"),
    ],
)
def test_committees_are_not_said_to_be_alike(case: Case, shares: list[tuple[int, int]], said: str) -> None:
    """A spread that is estimated as 0 is not known to be 0, and no 0.00% is printed."""
    rows = [(f"o{i}", "2022", str(events), str(total)) for i, (events, total) in enumerate(shares)]
    chosen = _counted(case, *rows)
    readings = worded(pooled_student_share(chosen), chosen)["reading"]
    assert re.fullmatch(said, readings[f"mean_student_share:{PUPIL}"])


def test_the_headline_counts_and_names_the_group() -> None:
    """The first quarter of 2023 is a row of the table, and so are bounds."""
    assert shown(student_share(selection()), selection()).headline == (
        "3 of 116 new members of Đầm Dơi in 2022 were school pupils (2.6%)"
    )


def test_counted_means_both_numbers(case: Case) -> None:
    """Three pupils of about a hundred are not counted."""
    expected = ["dam-doi:2022:school_pupil", "dam-doi:2023Q1:school_pupil"]
    assert counted_units(selection().shares)["share_id"].tolist() == expected
    total = case.add("a", "100", N, bound="more_than")
    case.add("a", "3", N, group=PUPIL, part_of=total)
    assert counted_units(selection(case.build()).shares).empty


def test_a_share_of_nobody_is_not_counted(case: Case) -> None:
    """None of none: a share of 0 over nothing has no interval."""
    total = case.add("a", "0", N)
    case.add("a", "0", N, group=PUPIL, part_of=total)
    chosen = selection(case.build())
    assert counted_units(chosen.shares).empty
    assert student_share(chosen).estimates["high"].isna().all()


def test_what_remains_of_a_long_period() -> None:
    """Eight since 2016, three of them in 2022; the quarter's three are inside or they are not."""
    findings = remaining_students(selection())
    table = findings.estimates
    assert table["estimate"].tolist() == [5, 2]
    assert table["interval_kind"].tolist() == ["reading", "reading"]
    assert table["assumption"].tolist() == ["outside", "inside"]
    assert findings.rows[["whole", "taken"]].to_numpy().tolist() == [[8, [3]], [8, [3, 3]]]
    words = worded(findings, selection())
    assert words["label"].tolist() == [
        f"Đầm Dơi district · Jan 2016–Mar 2023 · school pupils · without {what}"
        for what in ("2022 · if Jan–Mar 2023 lies outside", "2022, Jan–Mar 2023 · if Jan–Mar 2023 lies inside")
    ]
    assert words["pupils or students"].tolist() == ["8 less 3", "8 less 3, 3"]


def test_what_remains_names_its_parts_and_cites_the_pupils_alone() -> None:
    """In estimates.csv too; the 116 and the 67 admitted in all are not used."""
    table = remaining_students(selection()).estimates
    whole = "remaining_students:dam-doi:2016-01-01..2023-03-31:school_pupil:without"
    assert table["estimate_id"].tolist() == [f"{whole}:2022", f"{whole}:2022+2023Q1"]
    assert table["figure_ids"].tolist() == [
        "dam-doi-2023:1490 dam-doi-2023:1622",
        "dam-doi-2023:1490 dam-doi-2023:1622 dam-doi-2023:3305",
    ]
    assert table["comparator_ids"].tolist() == ["dam-doi"] * 2
    assert table["comparator_end"].tolist() == [pd.Timestamp("2022-12-31"), pd.Timestamp("2023-03-31")]


def test_what_remains_cites_a_percentage_with_its_total(case: Case) -> None:
    """5% of 100 are five pupils: both figures are used."""
    case.add("a", "8", N, "2019-01-01/2023-12-31", group=PUPIL)
    total = case.add("a", "100", N, "2022")
    percent = case.add("a", "5%", S, "2022", group=PUPIL, denominator=total)
    row = remaining_students(selection(case.build())).estimates.iloc[0]
    assert row["estimate"] == 3
    assert set(row["figure_ids"].split()) == {"a:0", f"a:{total}", f"a:{percent}"}


def test_what_certainly_lies_within_needs_no_reading(case: Case) -> None:
    """Eight in five years, three in one of them: five."""
    for pupils, period in (("8", "2019-01-01/2023-12-31"), ("3", "2022")):
        total = case.add("a", "100" if pupils == "8" else "20", N, period)
        case.add("a", pupils, N, period, group=PUPIL, part_of=total)
    table = remaining_students(selection(case.build())).estimates
    assert table[["estimate", "interval_kind", "assumption"]].to_numpy().tolist() == [[5, "", ""]]
    assert table["estimate_id"].iloc[0].endswith(":without:2022")


def test_periods_within_that_overlap_are_not_subtracted(case: Case) -> None:
    """Two half-years that share a quarter, in five years."""
    for pupils, period in (
        ("8", "2019-01-01/2023-12-31"),
        ("3", "2022-01-01/2022-06-30"),
        ("2", "2022-04-01/2022-09-30"),
    ):
        case.add("a", pupils, N, period, group=PUPIL)
        case.add("a", "100" if pupils == "8" else "20", N, period)
    chosen = selection(case.build())
    findings = remaining_students(chosen)
    assert [refusal.reason for refusal in findings.refusals] == ["parts_overlap"]
    assert "periods within it overlap one another" in shown(findings, chosen).refusals[0]


def test_an_impossible_reading_is_refused() -> None:
    """If the parts exceed the whole, they do not all lie within it."""
    chosen = selection()
    quarter = chosen.shares["share_id"].eq("dam-doi:2023Q1:school_pupil")
    ends = {name: chosen.shares[name].mask(quarter, 6) for name in ("group_low", "group_high")}
    chosen = replace(chosen, shares=chosen.shares.assign(**ends))
    findings = remaining_students(chosen)
    assert findings.chosen()["estimate"].tolist() == [5]
    assert shown(findings, chosen).refusals == [
        "Đầm Dơi district · Jan 2016–Mar 2023 · school pupils: periods that may lie within it "
        "have more pupils or students than it has."
    ]


def test_from_class_to_admission() -> None:
    """8 of 17; the plan of at least 10 of 18 is set beside it and is no result."""
    findings = class_to_admission(selection())
    table = findings.estimates.set_index("estimand")
    assert table.loc["class_admission_share", "estimate"] == 8 / 17
    assert table.loc["planned_class_admission_share", "estimate_low"] == 10 / 18
    assert pd.isna(table.loc["planned_class_admission_share", "estimate_high"])
    assert table["confidence"].isna().all()
    assert table["figure_ids"].str.split().map(len).eq(2).all()
    assert shown(findings, selection()).summary().splitlines() == [
        "Đầm Dơi district · Jan 2016–Mar 2023 · school pupils: 47%",
        "Đầm Dơi district · 2023 · school pupils · planned: at least 55%",
    ]


@pytest.mark.parametrize(
    ("printed", "bound", "expected"), [("20", "at_least", (None, 5 / 20)), ("20-25", "range", (5 / 25, 5 / 20))]
)
def test_learners_that_are_no_number_leave_a_range(
    case: Case, printed: str, bound: str, expected: tuple[float | None, float]
) -> None:
    """5 of at least 20 learners: at most a quarter; of 20 to 25: a fifth to a quarter."""
    case.add("a", "100", N)
    learners = case.add("a", printed, L, group=PUPIL, bound=bound)
    case.add("a", "5", N, group=PUPIL, part_of=learners)
    row = class_to_admission(selection(case.build())).estimates.iloc[0]
    ends = [None if pd.isna(end) else end for end in row[["estimate_low", "estimate_high"]]]
    assert tuple(ends) == expected


def test_learners_in_general_are_no_pupils() -> None:
    """18 admitted of more than 30 learners of a company are not on this page; nor is another group than the chosen."""
    assert not class_to_admission(selection()).estimates["figure_ids"].str.contains("can-tho-2012").any()
    assert class_to_admission(selection(group="student")).chosen().empty
    assert len(class_to_admission(selection(group=PUPIL)).chosen()) == 2


def test_a_repeated_mention_is_counted_once(case: Case) -> None:
    """The second article prints the same five of twenty."""
    first = case.add("a", "100", N)
    assert first == "0"
    learners = case.add("a", "20", L, group=PUPIL)
    case.add("a", "5", N, group=PUPIL, part_of=learners)
    chosen = selection(case.build())
    figures = chosen.figures
    again = figures.tail(1).assign(figure_id="a:999", repeat_of=figures["figure_id"].iloc[-1])
    chosen = replace(chosen, reported=pd.concat([figures, again], ignore_index=True))
    assert len(class_to_admission(chosen).estimates) == 1


@pytest.mark.parametrize("analysis", [student_share, pooled_student_share])
def test_a_wrong_confidence_is_told(analysis: Callable[..., Findings]) -> None:
    """One line, even where nothing is counted."""
    with pytest.raises(UserError, match="confidence"):
        analysis(selection(**NOTHING), 95)


@pytest.mark.parametrize("analysis", [student_share, pooled_student_share, remaining_students, class_to_admission])
def test_nothing_is_refused(analysis: Callable[[Selection], Findings]) -> None:
    """An empty selection is a refusal, with its numbers."""
    empty = selection(**NOTHING)
    findings = analysis(empty)
    assert findings.estimates["method"].tolist() == ["refused"]
    assert "0 " in shown(findings, empty).refusals[0]
