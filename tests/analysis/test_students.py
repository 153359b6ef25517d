"""Student shares: counted units, bounds with their readings, disjoint sums, periods within periods, classes."""

from __future__ import annotations

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
    """8 of at least 116; none of at least 62; more than half of 2,564."""
    table = _shares(selection())
    bounds = table[table["estimand"].eq("student_share_bound")]
    assert bounds["assumption"].to_dict() == {
        "dam-doi:2016-01-01..2023-03-31:school_pupil": "contained_minimum",
        "nam-dong:..2024-02-28:school_pupil": "open_period",
        "dong-thap:2023:student": "share lower_goal",
    }
    row = bounds.loc["dam-doi:2016-01-01..2023-03-31:school_pupil"]
    assert row["estimate_high"] == 8 / 116
    assert row["estimate_low"] != row["estimate_low"]
    assert row["low"] != row["low"]
    assert row["method"] == "one_sided_binomial"
    one_sided = binomtest(8, 116, alternative="less").proportion_ci(0.95, "exact").high
    assert row["high"] == pytest.approx(one_sided)
    row = bounds.loc["nam-dong:..2024-02-28:school_pupil"]
    assert row["estimate"] == 0
    assert row["low"] == 0
    assert row["high"] == pytest.approx(1 - 0.05 ** (1 / 62))
    row = bounds.loc["dong-thap:2023:student"]
    assert (row["estimate_low"], row["estimate_high"]) == (1283 / 2564, 1)
    assert row["interval_kind"] == "rounding"


def test_the_majority_stands_beside_the_goal_of_its_own_article() -> None:
    """More than half reported, more than 10 % asked for from the next year on: the tension is said, once."""
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
    assert "more than 10 % (from 2024-01-01), less than what is reported already" in told.iloc[0]
    assert len(told) == 1


def test_a_goal_that_is_a_range_is_told_with_both_ends() -> None:
    """From 8 to 9 %, after more than half."""
    chosen = selection()
    figures = chosen.figures.copy()
    goal = figures["metric"].eq(S) & figures["status"].ne("reported")
    figures.loc[goal, ["low", "high"]] = 8.0, 9.0
    figures.loc[goal, "bound"] = "range"
    chosen = replace(chosen, all=replace(chosen.all, figures=figures))
    readings = worded(student_share(chosen), chosen)["reading"]
    assert readings.str.contains("The same article's later goal is 8 to 9 % (from 2024-01-01)", regex=False).sum() == 1


@pytest.mark.parametrize(("low", "told"), [(49.0, 1), (51.0, 0)])
def test_a_goal_above_what_is_reported_is_no_tension(low: float, told: int) -> None:
    """More than 50.04 % is reported: only a goal below it is told."""
    chosen = selection()
    figures = chosen.figures.copy()
    figures.loc[figures["metric"].eq(S) & figures["status"].ne("reported"), "low"] = low
    findings = student_share(replace(chosen, all=replace(chosen.all, figures=figures)))
    assert findings.estimates["assumption"].str.contains("lower_goal").sum() == told


def test_a_counted_zero_has_a_one_sided_limit(case: Case) -> None:
    """0 of 50, both printed."""
    total = case.add("a", "50", N)
    case.add("a", "0", N, group=PUPIL, part_of=total)
    row = _shares(selection(case.build())).iloc[0]
    assert row["estimand"] == "student_share"
    assert (row["estimate"], row["low"]) == (0, 0)
    assert row["high"] == pytest.approx(1 - 0.05 ** (1 / 50))
    assert row["method"] == "one_sided_binomial"


def test_a_printed_share_is_a_range_of_counts(case: Case) -> None:
    """5 % of 100 by rounding: between 4.5 and 5.5 %: five of a hundred, nothing else; no model of a rounded share."""
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
        "Đầm Dơi district committee · 2022 · school pupils: more pupils or students than people admitted are printed; "
        "no share."
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


def test_the_sum_of_disjoint_counted_units() -> None:
    """6 of 183, exactly; the long period and the bounds are not in it."""
    row = _pooled(selection()).loc["pooled_student_share"]
    exact = binomtest(6, 183).proportion_ci(0.95, "exact")
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx((6 / 183, exact.low, exact.high))
    assert set(row["figure_ids"].split()) == {f"dam-doi-2023:{start}" for start in (1559, 1622, 3279, 3305)}
    assert (row["period_start"], row["period_end"]) == (pd.Timestamp("2022-01-01"), pd.Timestamp("2023-03-31"))
    assert row["method"] == "clopper_pearson"
    line = shown(pooled_student_share(selection()), selection()).summary().splitlines()[0]
    assert line == "School pupils, counted units added up: 2: 3.28 % (model 1.21 to 7.00 %)"


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


def test_a_unit_whose_whole_is_left_out_is_still_added() -> None:
    """The long period falls outside the years: the two units within it stay two units of 183."""
    for choice in ({"year_from": 2022}, {}):
        assert _pooled(selection(**choice)).loc["pooled_student_share", "estimate"] == 6 / 183
    one = selection(year_from=2022, year_to=2022)
    assert [total["total"] for total in student_share(one).facts["totals"]] == [116]
    assert "3 of 116" in shown(student_share(one), one).headline


def test_a_whole_further_up_is_found_through_one_that_is_left_out(case: Case) -> None:
    """A commune in a district in a province, all counted; the district's count is preliminary: no pupil twice."""
    case.published = {"early": "2023-12-20"}
    for org, count, pupils, article in (("p", "100", "4", "a"), ("d", "50", "3", "early"), ("w", "20", "2", "a")):
        total = case.add(article, count, N, org=org)
        case.add(article, pupils, N, org=org, group=PUPIL, part_of=total)
    chosen = selection(case.build(), include_preliminary=False)
    assert chosen.shares["part_of"].tolist() == ["", "p:2023:school_pupil"]
    assert _pooled(chosen).index.tolist() == ["common_student_share"]  # one unit: no sum


def test_units_that_may_overlap_are_not_added(case: Case) -> None:
    """Two half-years that share a quarter: the first alone, so that there is no sum."""
    for period in ("2022-01-01/2022-06-30", "2022-04-01/2022-09-30"):
        total = case.add("a", "50", N, period)
        case.add("a", "2", N, period, group=PUPIL, part_of=total)
    refusal = pooled_student_share(selection(case.build())).refusals[0]
    assert (refusal.values["found"], refusal.values["events"]) == (1, 2)


def test_one_committee_has_no_common_share(case: Case) -> None:
    """However many years it has: nothing is known of differences between committees."""
    for year in range(2010, 2020):
        total = case.add("a", "100", N, str(year))
        case.add("a", "5", N, str(year), group=PUPIL, part_of=total)
    chosen = selection(case.build())
    findings = pooled_student_share(chosen, minimum_units=2, minimum_events=2)
    assert findings.estimates["method"].tolist() == ["clopper_pearson", "refused"]
    assert findings.refusals[0].reason == "clusters"
    assert shown(findings, chosen).refusals == ["School pupils: not estimable (at least 2 clusters are needed)."]


def test_the_common_share_is_refused_with_its_numbers() -> None:
    """Two units with six pupils."""
    findings = pooled_student_share(selection())
    assert dict(findings.refusals[0].values) == {
        "group": PUPIL,
        "found": 2,
        "events": 6,
        "needed": 10,
        "events_needed": 20,
    }
    assert shown(findings, selection()).refusals == [
        "School pupils, common share: 2 units with 6 pupils or students found, 10 units with 20 needed."
    ]


def test_nothing_counted_is_refused() -> None:
    """One refusal, and no group in it."""
    findings = pooled_student_share(selection(organisations=["can-tho"]))
    assert [refusal.reason for refusal in findings.refusals] == ["nothing_counted"]


def test_both_minima_of_the_common_share_are_parameters(simulated: Path) -> None:
    """84 units; one more unit or one more pupil than there are is refused."""
    chosen = selection(simulated)
    events = int(chosen.shares["group_low"].sum())
    assert pooled_student_share(chosen, minimum_units=84, minimum_events=events).refusals == ()
    assert pooled_student_share(chosen, minimum_units=85).refusals
    assert pooled_student_share(chosen, minimum_events=events + 1).refusals


def test_the_common_share_finds_what_the_collection_was_made_with(simulated: Path) -> None:
    """5 % pupils; the estimate is that of the totals."""
    findings = pooled_student_share(selection(simulated))
    table = findings.estimates.set_index("estimand")
    pooled, common = table.loc["pooled_student_share"], table.loc["common_student_share"]
    assert common["estimate"] == pytest.approx(pooled["estimate"])
    assert common["low"] < 0.05 < common["high"]
    assert common["method"] == "binomial_glm_clustered"
    row = findings.rows.loc[common["estimate_id"]]
    assert (row["n"], row["committees"]) == (84, 14)
    assert 0.5 < row["dispersion"] < 2


def test_the_headline_counts_and_names_the_group() -> None:
    """And says how many rows are bounds only."""
    assert shown(student_share(selection()), selection()).headline == (
        "School pupils among the people admitted, where both numbers are printed: 6 of 183 (3.28 %; model 1.21 to "
        "7.00 %), in Đầm Dơi district committee · 2022; Đầm Dơi district committee · 2023Q1. Rows with a bound or a "
        "word only: 3 (Đầm Dơi district committee · 2016-01-01 to 2023-03-31 · school pupils: at most 6.90 %; Nam "
        "Đông district committee · until 2024-02-28 · school pupils: 0.00 %; Đồng Tháp provincial committee · 2023 · "
        "pupils and students: 50.03 to 100.00 %). The "
        "articles were not drawn at random."
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
    assert "if 2023Q1 lies outside" in words["label"].iloc[0]
    assert "if 2023Q1 lies inside" in words["label"].iloc[1]
    assert words["pupils or students"].tolist() == ["8 less 3", "8 less 3, 3"]


def test_what_certainly_lies_within_needs_no_reading(case: Case) -> None:
    """Eight in five years, three in one of them: five."""
    for pupils, period in (("8", "2019-01-01/2023-12-31"), ("3", "2022")):
        total = case.add("a", "100" if pupils == "8" else "20", N, period)
        case.add("a", pupils, N, period, group=PUPIL, part_of=total)
    table = remaining_students(selection(case.build())).estimates
    assert table[["estimate", "interval_kind", "assumption"]].to_numpy().tolist() == [[5, "", ""]]
    assert table["estimate_id"].iloc[0].endswith(":rest")


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
        "Reading “if 2023Q1 lies inside”: impossible, for the parts exceed the whole."
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
        "Đầm Dơi district committee · 2016-01-01 to 2023-03-31 · school pupils: 47.06 %",
        "Đầm Dơi district committee · 2023 · school pupils · planned: at least 55.55 %",
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
