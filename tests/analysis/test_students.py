"""Student shares: counted units, bounds with their readings, disjoint sums, periods within periods, classes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import binomtest

from conftest import Case, N, S
from partyresearch import load_figures, load_organisations, load_students
from partyresearch.analysis.classes import class_to_admission, remaining_students
from partyresearch.analysis.students import counted_units, pooled_share, student_shares
from partyresearch.analysis.subset import select
from partyresearch.collection.problems import UserError

L = "awareness_class_learners"


def _shares(root: Path | None = None) -> pd.DataFrame:
    result = student_shares(load_students(root), load_organisations(root), load_figures(root))
    return result.estimates.assign(key=[key.partition(":")[2] for key in result.estimates["estimate_id"]]).set_index(
        "key"
    )


def test_counted_units_as_scipy() -> None:
    """3 of 116 and 3 of 67."""
    table = _shares()
    counted = table[table["estimand"].eq("student_share")]
    for key, count, total in (("dam-doi:2022:school_pupil", 3, 116), ("dam-doi:2023Q1:school_pupil", 3, 67)):
        exact = binomtest(count, total).proportion_ci(0.95, "exact")
        row = counted.loc[key]
        assert row["estimate"] == count / total
        assert (row["low"], row["high"]) == pytest.approx((exact.low, exact.high))
        assert row["assumption"] == ""
    assert len(counted) == 2


def test_bounds_stay_bounds_and_name_their_reading() -> None:
    """3 of at least 130; 8 of at least 116; none of at least 62; more than half of 2,564."""
    table = _shares()
    bounds = table[table["estimand"].eq("student_share_bound")]
    assert len(bounds) == 4
    assert bounds["assumption"].ne("").all()
    row = bounds.loc["lam-ha:2023:school_pupil"]
    assert row["estimate_high"] == 3 / 130
    assert row["estimate_low"] != row["estimate_low"]
    assert row["low"] != row["low"]
    one_sided = binomtest(3, 130, alternative="less").proportion_ci(0.95, "exact").high
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
    table = _shares()
    told = table[table["assumption"].str.contains("later goal")]
    assert told.index.tolist() == ["dong-thap:2023:student"]
    assert "more than 10 % (from 2024-01-01), less than what is reported already" in told["assumption"].iloc[0]


def test_a_goal_that_is_a_range_is_told_with_both_ends() -> None:
    """From 8 to 9 %, after more than half."""
    figures = load_figures()
    goal = figures["metric"].eq(S) & figures["status"].ne("reported")
    figures.loc[goal, ["low", "high"]] = 8.0, 9.0
    figures.loc[goal, "bound"] = "range"
    told = student_shares(load_students(), load_organisations(), figures).estimates["assumption"]
    assert told.str.contains("The same article's later goal is 8 to 9 % (from 2024-01-01)", regex=False).sum() == 1


def test_a_counted_zero_has_a_one_sided_limit(case: Case) -> None:
    """0 of 50, both printed."""
    total = case.add("a", "50", N)
    case.add("a", "0", N, group="school_pupil", part_of=total)
    row = _shares(case.build()).iloc[0]
    assert row["estimand"] == "student_share"
    assert (row["estimate"], row["low"]) == (0, 0)
    assert row["high"] == pytest.approx(1 - 0.05 ** (1 / 50))


def test_a_printed_share_is_a_range_of_counts(case: Case) -> None:
    """5 % of 100 by rounding: between 4.5 and 5.5 %: five of a hundred, nothing else; no model of a rounded share."""
    total = case.add("a", "100", N)
    case.add("a", "5%", S, group="student", denominator=total)
    row = _shares(case.build()).iloc[0]
    assert (row["estimate_low"], row["estimate_high"]) == (0.05, 0.05)
    assert row["interval_kind"] == ""
    assert row["method"] == "as printed"


def test_the_sum_of_disjoint_counted_units() -> None:
    """6 of 183, exactly; the long period and the bounds are not in it."""
    table = pooled_share(load_students()).estimates.set_index("estimand")
    row = table.loc["pooled_student_share"]
    exact = binomtest(6, 183).proportion_ci(0.95, "exact")
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx((6 / 183, exact.low, exact.high))
    assert set(row["figure_ids"].split()) == {f"dam-doi-2023:{one}" for one in (1559, 1622, 3279, 3305)}
    assert (row["period_start"], row["period_end"]) == (pd.Timestamp("2022-01-01"), pd.Timestamp("2023-03-31"))


def test_groups_are_never_added(case: Case) -> None:
    """Pupils of two committees, and pupils with students of two others: two sums."""
    case.organisations = [[f"o{i}", "Huyện", f"O{i}", "district", ""] for i in range(4)]
    for i, group in enumerate(["school_pupil", "school_pupil", "student", "student"]):
        total = case.add("a", "100", N, org=f"o{i}")
        case.add("a", str(i + 1), N, org=f"o{i}", group=group, part_of=total)
    table = pooled_share(load_students(case.build())).estimates
    sums = table[table["estimand"].eq("pooled_student_share")].set_index("group")["estimate"]
    assert sums.to_dict() == pytest.approx({"school_pupil": 3 / 200, "student": 7 / 200})


def test_what_lies_within_another_unit_is_not_added_again(case: Case) -> None:
    """A district and its commune in the same year: the district alone."""
    case.organisations = [["d", "Huyện", "D", "district", ""], ["w", "Xã", "W", "grassroots", "d"],
                          ["e", "Huyện", "E", "district", ""]]  # fmt: skip
    for org, count, pupils in (("d", "100", "4"), ("w", "20", "2"), ("e", "50", "1")):
        total = case.add("a", count, N, org=org)
        case.add("a", pupils, N, org=org, group="school_pupil", part_of=total)
    table = pooled_share(load_students(case.build())).estimates.set_index("estimand")
    assert table.loc["pooled_student_share", "estimate"] == pytest.approx(5 / 150)


def test_a_unit_whose_whole_is_left_out_is_still_added() -> None:
    """The long period falls outside the years, or is disputed: the two units within it stay two units of 183."""
    for choice in ({"year_from": 2022}, {"include_disputed": False}, {}):
        row = pooled_share(select(**choice).students).estimates.set_index("estimand").loc["pooled_student_share"]  # type: ignore[arg-type]
        assert row["estimate"] == 6 / 183
    one = select(year_from=2022, year_to=2022)
    assert "3 of 116" in student_shares(one.students, one.organisations, one.figures).headline


def test_a_whole_further_up_is_found_through_one_that_is_left_out(case: Case) -> None:
    """A commune in a district in a province, all counted; the district's percentage is disputed: no pupil twice."""
    for org, count, pupils, doubt in (("p", "100", "4", ""), ("d", "50", "3", "why"), ("w", "20", "2", "")):
        total = case.add("a", count, N, org=org)
        case.add("a", pupils, N, org=org, group="school_pupil", part_of=total, disputed=doubt)
    students = select(str(case.build()), include_disputed=False).students
    assert students["part_of"].tolist() == ["", "p:2023:school_pupil"]
    assert pooled_share(students).estimates["estimand"].tolist() == ["common_student_share"]  # one unit: no sum


def test_units_that_may_overlap_are_not_added(case: Case) -> None:
    """Two half-years that share a quarter: the first alone, so that there is no sum."""
    for period in ("2022-01-01/2022-06-30", "2022-04-01/2022-09-30"):
        total = case.add("a", "50", N, period)
        case.add("a", "2", N, period, group="school_pupil", part_of=total)
    result = pooled_share(load_students(case.build()))
    assert "1 units with 2 pupils" in result.refusals[0]


def test_one_committee_has_no_common_share(case: Case) -> None:
    """However many years it has: nothing is known of differences between committees."""
    for year in range(2010, 2020):
        total = case.add("a", "100", N, str(year))
        case.add("a", "5", N, str(year), group="school_pupil", part_of=total)
    result = pooled_share(load_students(case.build()), minimum_units=2, minimum_events=2)
    assert result.estimates["method"].tolist()[-1] == "refused"


def test_learners_that_are_a_minimum_leave_a_range(case: Case) -> None:
    """5 of at least 20 learners: at most a quarter."""
    case.add("a", "100", N)
    learners = case.add("a", "20", L, group="school_pupil", bound="at_least")
    case.add("a", "5", N, group="school_pupil", part_of=learners)
    root = case.build()
    row = class_to_admission(load_figures(root), load_figures(root), load_organisations(root)).estimates.iloc[0]
    assert row["estimate_high"] == 5 / 20
    assert pd.isna(row["estimate_low"])


def test_learners_that_are_a_range_leave_a_range(case: Case) -> None:
    """5 of 20 to 25 learners: a fifth to a quarter."""
    case.add("a", "100", N)
    learners = case.add("a", "20-25", L, group="school_pupil", bound="range")
    case.add("a", "5", N, group="school_pupil", part_of=learners)
    root = case.build()
    row = class_to_admission(load_figures(root), load_figures(root), load_organisations(root)).estimates.iloc[0]
    assert (row["estimate_low"], row["estimate_high"]) == (5 / 25, 5 / 20)


def test_the_common_share_is_refused_with_its_numbers() -> None:
    """Two units with six pupils."""
    assert pooled_share(load_students()).refusals == [
        "School pupils, common share: 2 units with 6 pupils or students found, 10 units with 20 needed."
    ]


def test_both_minima_of_the_common_share_are_parameters(simulated: Path) -> None:
    """84 units; one more unit or one more pupil than there are is refused."""
    students = load_students(simulated)
    events = int(students["students_low"].sum())
    assert pooled_share(students, minimum_units=84, minimum_events=events).refusals == []
    assert pooled_share(students, minimum_units=85).refusals
    assert pooled_share(students, minimum_events=events + 1).refusals


def test_the_common_share_finds_what_the_collection_was_made_with(simulated: Path) -> None:
    """5 % pupils; the estimate is that of the totals."""
    table = pooled_share(load_students(simulated)).estimates.set_index("estimand")
    pooled, common = table.loc["pooled_student_share"], table.loc["common_student_share"]
    assert common["estimate"] == pytest.approx(pooled["estimate"])
    assert common["low"] < 0.05 < common["high"]


def test_the_headline_counts_and_names_the_group() -> None:
    """And says how many rows are bounds only."""
    result = student_shares(load_students(), load_organisations(), load_figures())
    assert result.headline == (
        "School pupils among the people admitted, where both numbers are printed: 6 of 183 (3.28 %; model 1.21 to "
        "7.00 %), in Đầm Dơi district committee · 2022; Đầm Dơi district committee · 2023Q1. Rows with a bound or a "
        "word only: 4 (Đầm Dơi district committee · 2016-01-01 to 2023-03-31 · school pupils: at most 6.90 %; Lâm Hà "
        "district committee · 2023 · school pupils: at most 2.31 %; Nam Đông district committee · until 2024-02-28 · "
        "school pupils: 0.00 %; Đồng Tháp provincial committee · 2023 · pupils and students: 50.03 to 100.00 %). The "
        "articles were not drawn at random."
    )


def test_counted_means_both_numbers(case: Case) -> None:
    """Three pupils of about a hundred are not counted."""
    total = case.add("a", "100", N, bound="more_than")
    case.add("a", "3", N, group="school_pupil", part_of=total)
    assert counted_units(load_students(case.build())).empty


def test_what_remains_of_a_long_period() -> None:
    """Eight since 2016, three of them in 2022; the quarter's three are inside or they are not."""
    result = remaining_students(load_students(), load_organisations())
    table = result.estimates
    assert table["estimate"].tolist() == [5, 2]
    assert table["interval_kind"].tolist() == ["reading", "reading"]
    assert "if 2023Q1 lies outside" in result.rows["label"].iloc[0]
    assert "if 2023Q1 lies inside" in result.rows["label"].iloc[1]


def test_an_impossible_reading_is_refused() -> None:
    """If the parts exceed the whole, they do not all lie within it."""
    students = load_students()
    quarter = students["student_id"].eq("dam-doi:2023Q1:school_pupil")
    students.loc[quarter, ["students_low", "students_high"]] = 6
    result = remaining_students(students, load_organisations())
    assert result.chosen()["estimate"].tolist() == [5]
    assert result.refusals == ["Reading “if 2023Q1 lies inside”: impossible, for the parts exceed the whole."]


def test_from_class_to_admission() -> None:
    """8 of 17; the plan of at least 10 of 18 is set beside it and is no result."""
    figures = load_figures()
    table = class_to_admission(figures, figures, load_organisations()).estimates.set_index("estimand")
    assert table.loc["class_admission_share", "estimate"] == 8 / 17
    assert table.loc["planned_class_admission_share", "estimate_low"] == 10 / 18
    assert pd.isna(table.loc["planned_class_admission_share", "estimate_high"])
    assert table["confidence"].isna().all()


def test_learners_in_general_are_no_pupils() -> None:
    """18 admitted of more than 30 learners of a company are not on this page; nor is another group than the chosen."""
    figures = load_figures()
    result = class_to_admission(figures, figures, load_organisations())
    assert not result.estimates["figure_ids"].str.contains("can-tho-2012").any()
    assert class_to_admission(figures, figures, load_organisations(), "student").chosen().empty


@pytest.mark.parametrize("call", [lambda c: pooled_share(load_students(), c), lambda c: _wrong(c)])
def test_a_wrong_confidence_is_told(call: object) -> None:
    """One line."""
    with pytest.raises(UserError, match="confidence"):
        call(95)  # type: ignore[operator]


def _wrong(confidence: float) -> object:
    return student_shares(load_students().head(0), load_organisations(), load_figures(), confidence)
