"""A total as its named parts and the remainder: both ends of every target, each part once."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from scipy.stats import chi2
from selected import NOTHING, selection, shown, worded

from conftest import A, Case, N, T
from partyresearch.analysis.partition import partition
from partyresearch.collection.problems import UserError

Q1 = "2023-01-01/2023-03-31"


def test_the_city_as_a_partition() -> None:
    """2,669 = 417 + 348 + 146 + 1,758; the remainder's target is 2,099 or 2,100 less the parts' targets."""
    findings = partition(selection())
    table = findings.estimates
    shares = table[table["estimand"].eq("share_of_admissions")]
    assert shares["estimate"].tolist() == pytest.approx([417 / 2669, 348 / 2669, 146 / 2669, 1758 / 2669])
    assert shares["estimate"].sum() == pytest.approx(1)
    rest = table[table["estimand"].eq("remainder_attainment")].set_index("estimate_id")
    one = rest.loc["remainder_attainment:can-tho:2011:2011:all:unstated:conventional"]
    low, high = 2099 - 251 - 260 - 141, 2100 - 250 - 260 - 140
    assert (one["estimate_low"], one["estimate_high"]) == pytest.approx((1758 / high, 1758 / low))
    assert one["low"] == pytest.approx(chi2.ppf(0.025, 2 * 1758) / 2 / high)
    assert one["high"] == pytest.approx(chi2.ppf(0.975, 2 * 1758 + 2) / 2 / low)
    literal = rest.loc["remainder_attainment:can-tho:2011:2011:all:unstated:literal"]
    assert math.isnan(literal["estimate_low"])  # not the bloc's target of one person
    assert math.isnan(literal["low"])
    assert literal["estimate_high"] == pytest.approx(1758 / low)
    assert rest["method"].eq("exact_poisson").all()
    assert rest["assumption"].eq("targets_add_up").all()
    result = shown(findings, selection())
    assert "set a target of its own" in result.rests_on
    assert result.summary().splitlines()[-1] == (
        "Cần Thơ city · 2011 · remainder (“more than” without an upper end): at most 122% (model at most 128%)"
    )


def test_parts_and_remainder_are_named() -> None:
    """A part by its own name and numbers, the remainder by the whole's."""
    findings = partition(selection())
    words = worded(findings, selection()).set_index("label")
    assert words.loc["Bình Thủy urban district · 2011", ["admitted", "target"]].tolist() == ["146", "140 or 141"]
    bloc = "Bloc of mass-organisation, government and Party agencies of Cần Thơ · 2011"
    assert words.loc[bloc, ["admitted", "target"]].tolist() == ["417", "at most 251"]  # what leaves most open
    assert words.loc["Cần Thơ city · 2011 · remainder", "admitted"] == "1,758"
    parts = findings.rows.loc[findings.rows["part"].astype(bool)]
    shares = findings.estimates.set_index("estimate_id").loc[parts.index]
    assert shares["organisation_ids"].tolist() == ["can-tho-agencies-bloc", "can-tho-enterprises-bloc", "binh-thuy"]
    assert shares["comparator_ids"].eq("can-tho").all()


def test_a_share_rests_on_counts_alone() -> None:
    """The count of the part and of the whole: no percentage, no target."""
    table = partition(selection()).chosen("share_of_admissions").set_index("estimate_id")
    shares = table["figure_ids"].str.removeprefix("can-tho-2012:590 ").str.replace("can-tho-2012:", "")
    assert shares.tolist() == ["1357", "4697", "4939", "1357 4697 4939"]


def test_a_part_of_a_part_is_not_subtracted_twice(case: Case) -> None:
    """Province 100 of 90, district 40 of 30 within it, commune 10 of 5 within the district: 60 of 60 remain."""
    for org, count, target in (("p", "100", "90"), ("d", "40", "30"), ("w", "10", "5")):
        case.add("x", target, T, org=org)
        case.add("x", count, N, org=org)
    table = partition(selection(case.build())).estimates.set_index("estimate_id")
    assert table.loc["remainder_attainment:p:2023:2023:all:superior:rounded", "estimate"] == 1
    assert table.loc["remainder_attainment:d:2023:2023:all:superior:rounded", "estimate"] == 30 / 25


@pytest.mark.parametrize("bound", ["exact", "at_least"])
@pytest.mark.parametrize(("count", "target"), [("40", "95"), ("101", "30")])
def test_parts_beyond_their_whole_are_refused(case: Case, count: str, target: str, bound: str) -> None:
    """Neither the parts' targets nor their counts exceed the whole's."""
    for org, admitted, asked, how in (("p", "100", "90", "exact"), ("d", count, target, bound)):
        case.add("x", asked, T, org=org)
        case.add("x", admitted, N, org=org, bound=how)
    chosen = selection(case.build())
    findings = partition(chosen)
    assert [refusal.reason for refusal in findings.refusals] == ["parts_exceed_whole"]
    assert shown(findings, chosen).refusals == [
        "P · 2023: the parts' counts or targets exceed the total's, so that they do not add up."
    ]


@pytest.mark.parametrize("bound", ["exact", "at_least"])
def test_parts_that_are_the_whole_leave_nothing(case: Case, bound: str) -> None:
    """40 of 30 in each: no row of a remainder, and nothing is refused."""
    for org, how in (("p", "exact"), ("d", bound)):
        case.add("x", "30", T, org=org)
        case.add("x", "40", N, org=org, bound=how)
    findings = partition(selection(case.build()))
    assert findings.estimates[["organisation_ids", "estimate"]].to_numpy().tolist() == [["d", 1]]
    assert findings.refusals == ()


def test_targets_that_may_be_used_up_leave_no_upper_end() -> None:
    """A whole of 90 to 100 with a part of 95: at most five remain, or none."""
    chosen = selection(organisations=["can-tho"])
    whole = chosen.target_readings["organisation_id"].eq("can-tho")
    quotas = chosen.target_readings.assign(target_low=chosen.target_readings["target_low"].mask(whole, 600))
    rest = partition(replace(chosen, target_readings=quotas)).chosen("remainder_attainment")
    assert rest["estimate_high"].isna().all()
    assert rest["high"].isna().all()
    assert rest["estimate_low"].notna().all()


def test_of_two_targets_the_one_set_highest_up_is_the_whole(case: Case) -> None:
    """The superior's 90, not the own plan's 80."""
    case.add("x", "80", T, org="p", set_by="own_plan")
    for org, count, target in (("p", "100", "90"), ("d", "40", "30")):
        case.add("x", target, T, org=org)
        case.add("x", count, N, org=org)
    rest = partition(selection(case.build())).chosen("remainder_attainment")
    assert rest["estimate"].tolist() == [60 / 60]


def test_other_periods_are_no_parts(case: Case) -> None:
    """A district's 2022 is no part of the province's 2023; a quarter is no part of a year's total."""
    case.add("x", "90", T, org="p")
    case.add("x", "100", N, org="p")
    case.add("x", "30", T, "2022")
    case.add("x", "40", N, "2022")
    case.add("x", "120%", A, Q1, numerator=case.add("x", "12", N, Q1))
    chosen = selection(case.build())
    assert shown(partition(chosen), chosen).refusals == [
        "Totals of which parts of the same period are counted: 0 found, 1 needed."
    ]


def _districts(case: Case, *parts: tuple[str, str, str]) -> None:
    """A province's 100 of 90, and count, bound and target of its districts."""
    case.organisations = [["p", "Tỉnh", "P", "province", ""]]
    for number, (count, bound, target) in enumerate([("100", "exact", "90"), *parts]):
        org = f"d{number}" if number else "p"
        if number:
            case.organisations.append([org, "Huyện", org.upper(), "district", "p"])
        case.add("x", target, T, org=org)
        case.add("x", count, N, org=org, bound=bound)


@pytest.mark.parametrize(
    ("bound", "possible", "said"), [("at_least", range(40, 81), "at most 40"), ("at_most", range(41), "40 to 80")]
)
def test_a_bound_is_subtracted_as_a_set(case: Case, bound: str, possible: range, said: str) -> None:
    """Beside 20 of 25, at least or at most 40 of 30: every number of people that is possible, one by one."""
    _districts(case, ("20", "exact", "25"), ("40", bound, "30"))
    chosen = selection(case.build())
    findings = partition(chosen)
    table = findings.estimates.set_index("estimate_id")
    part = table.loc["share_of_admissions:d2:2023:2023:all:superior"]
    share = table.loc["share_of_admissions:p:2023:2023:all:superior:remainder"]
    attained = table.loc["remainder_attainment:p:2023:2023:all:superior:rounded"]
    rest = [100 - 20 - people for people in possible]
    for row, whole in ((share, 100), (attained, 90 - 25 - 30)):
        # an end that is open stays open: "nobody or more" says nothing
        low = math.nan if bound == "at_least" else min(rest) / whole
        assert row["estimate_low"] == pytest.approx(low, nan_ok=True)
        assert row["estimate_high"] == pytest.approx(max(rest) / whole)
    ends = [0.4, math.nan] if bound == "at_least" else [math.nan, 0.4]
    assert part[["estimate_low", "estimate_high"]].tolist() == pytest.approx(ends, nan_ok=True)
    assert part["figure_ids"] == "x:20 x:100"  # the two counts alone
    assert attained["method"] == "as_printed"  # where no single count is known there is no Poisson interval
    assert table[["low", "high"]].isna().all(axis=None)
    words = worded(findings, chosen).set_index("label")["admitted"]
    assert words["D2 · 2023"] == f"{bound.replace('_', ' ')} 40"
    assert set(words["P · 2023 · remainder"]) == {said}


def test_a_bound_on_the_attainment_is_a_part(case: Case) -> None:
    """At least 150% of a printed 30 are 45 people or more: 55 or fewer of 60 remain."""
    _districts(case)
    case.organisations.append(["d", "Huyện", "D", "district", "p"])
    denominator = case.add("x", "30", T, org="d")
    score = case.add("x", "150%", A, org="d", denominator=denominator, bound="at_least")
    table = partition(selection(case.build())).estimates.set_index("organisation_ids")
    assert table.loc["d", "estimate_low"] == 45 / 100
    assert set(table.loc["d", "figure_ids"].split()) == {
        "x:20",
        f"x:{score}",
        f"x:{denominator}",
    }  # no count of its own
    assert table.loc["p", "estimate_high"].tolist() == pytest.approx([55 / 100, 55 / 60])


def test_a_part_without_a_number_stays_in_the_remainder(case: Case) -> None:
    """Of D1 a word is printed: 60 of 60 remain beside the 40 of 30 of D2, D1's among them."""
    _districts(case, ("40", "exact", "30"))
    case.organisations.append(["e", "Huyện", "E", "district", "p"])
    case.add("x", "vượt", A, org="e", bound="more_than")
    chosen = selection(case.build())
    assert "e" in set(chosen.readings["organisation_id"])
    assert partition(chosen).chosen("remainder_attainment")["estimate"].tolist() == [1]
    assert set(partition(chosen).estimates["organisation_ids"]) == {"p", "d1"}


@pytest.mark.parametrize(("bound", "refused"), [("exact", 1), ("at_least", 0)])
def test_people_without_a_target_are_no_remainder(case: Case, bound: str, refused: int) -> None:
    """Of 90 the part was asked for 90: its 40 leave 60 people too many, but 40 or more may be all hundred."""
    _districts(case, ("40", bound, "90"))
    findings = partition(selection(case.build()))
    assert len(findings.refusals) == refused
    assert findings.chosen("remainder_attainment").empty


def test_what_nothing_limits_has_no_row(case: Case) -> None:
    """At least 40, more than was asked for: of the target nothing is known, and so of the remainder's."""
    _districts(case)
    case.organisations.append(["d", "Huyện", "D", "district", "p"])
    case.add("x", "vượt", A, org="d", bound="more_than", numerator=case.add("x", "40", N, org="d", bound="at_least"))
    table = partition(selection(case.build())).estimates
    assert table["estimand"].tolist() == ["share_of_admissions"] * 2
    assert table["estimate_high"].tolist()[1] == 0.6


def test_the_confidence_is_that_of_the_remainder() -> None:
    """Eighty percent are narrower."""
    wide, narrow = (partition(selection(), level).chosen("remainder_attainment") for level in (0.95, 0.8))
    assert narrow["low"].iloc[0] > wide["low"].iloc[0]
    assert (narrow["high"] < wide["high"]).all()
    assert not math.isnan(narrow["high"].iloc[0])
    with pytest.raises(UserError, match="confidence"):
        partition(selection(**NOTHING), 95)
