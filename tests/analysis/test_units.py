"""Finished units: which they are, and what they amount to as they were reported."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from selected import NOTHING, selection, shown

from conftest import Case, N, T
from partyresearch.analysis.units import finished_units, latest_units, reported_attainment


def _units(root: Path | str = "") -> pd.DataFrame:
    chosen = selection(root)
    return finished_units(chosen.targets, chosen.organisations)


def _described(root: Path | str = "") -> pd.DataFrame:
    return reported_attainment(selection(root)).estimates.set_index("estimate_id")


def test_units_are_finished_and_lie_within_no_other() -> None:
    """Four committees; no part, no quarter, no target without a result."""
    units = _units()
    expected = ["dam-doi", "nam-dong", "dong-thap", "can-tho"]
    assert units["organisation_id"].tolist() == expected
    assert units.loc[units["known"], "organisation_id"].tolist() == ["dam-doi", "dong-thap", "can-tho"]
    assert units.loc[units["organisation_id"].eq("can-tho"), ["target_low", "target_high"]].to_numpy().tolist() == [
        [2099, 2100]
    ]


def test_the_latest_of_each_committee_is_its_unit() -> None:
    """Those whose count and target are known, by organisation."""
    assert latest_units(_units())["organisation_id"].tolist() == ["can-tho", "dam-doi", "dong-thap"]


def test_the_descriptions_by_hand() -> None:
    """116 of 115, 2,564 of 1,890, 2,669 of 2,099 or 2,100; and a bound: at least 62/61."""
    table = _described()
    known = [116 / 115, 2564 / 1890]
    mean = table.loc["mean_of_ratios:known"]
    assert mean["estimate_low"] == pytest.approx((sum(known) + 2669 / 2100) / 3)
    assert mean["estimate_high"] == pytest.approx((sum(known) + 2669 / 2099) / 3)
    totals = table.loc["ratio_of_totals:known"]
    admitted, targets = 116 + 2564 + 2669, 115 + 1890
    assert totals["estimate_low"] == pytest.approx(admitted / (targets + 2100))
    assert totals["estimate_high"] == pytest.approx(admitted / (targets + 2099))
    assert table.loc["mean_of_ratios:all", "estimate_low"] == pytest.approx((sum(known) + 2669 / 2100 + 62 / 61) / 4)
    assert math.isnan(table.loc["mean_of_ratios:all", "estimate_high"])
    assert math.isnan(table.loc["ratio_of_totals:all", "estimate_high"])
    smallest = table.loc["smallest_attainment:all"]
    assert (smallest["estimate_low"], smallest["estimate_high"]) == (116 / 115, 116 / 115)
    largest = table.loc["largest_attainment:all"]
    assert largest["estimate_low"] == 2564 / 1890
    assert math.isnan(largest["estimate_high"])
    assert table["confidence"].isna().all()
    assert table["estimand"].unique().tolist() == [
        "smallest_attainment",
        "largest_attainment",
        "mean_of_ratios",
        "ratio_of_totals",
    ]


def test_the_units_of_each_description_are_counted() -> None:
    """Four in all, three of them known."""
    findings = reported_attainment(selection())
    counts = {key.rpartition(":")[2]: n for key, n in findings.rows["n"].items()}
    assert counts == {"all": 4, "known": 3}
    lines = shown(findings, selection()).summary().splitlines()
    assert lines[0] == "Smallest attainment, all 4 targets: 1.009"
    assert any("the 3 whose count and target are known up to rounding: " in line for line in lines)


def test_the_bounds_are_named() -> None:
    """Nothing is dropped in silence, and of nothing nothing is assumed."""
    findings = reported_attainment(selection())
    assert [unit["organisation_id"] for unit in findings.facts["bounds"]] == ["nam-dong"]
    assert findings.facts["most_per_organisation"] == 1
    assumption = shown(findings, selection()).rests_on
    assert "Nam Đông" in assumption
    assert "Đồng Tháp" not in assumption
    empty = reported_attainment(selection(**NOTHING))
    assert empty.refusals[0].reason == "no_finished_unit"
    assert shown(empty, selection()).rests_on.count("\n\n") == 0  # what is estimated alone


def test_known_units_alone_are_not_described_twice(case: Case) -> None:
    """Where every unit is known, or none is, there is one description."""
    case.add("x", "100", T)
    case.add("x", "110", N)
    assert _described(case.build()).index.str.endswith(":all").all()


def test_a_mean_is_not_a_ratio_of_totals(case: Case) -> None:
    """One of one and a hundred of two hundred: 0.75 and 101/201."""
    case.organisations = [["a", "A", "A", "district", ""], ["b", "B", "B", "district", ""]]
    for org, count, target in (("a", "1", "1"), ("b", "100", "200")):
        case.add("x", target, T, org=org)
        case.add("x", count, N, org=org)
    table = _described(case.build())
    assert table.loc["mean_of_ratios:all", "estimate"] == 0.75
    assert table.loc["ratio_of_totals:all", "estimate"] == pytest.approx(101 / 201)


def test_one_unit_a_committee_and_period(case: Case) -> None:
    """Of two targets for the same year, the superior's; of two years, the later one is the committee's latest."""
    case.add("x", "80", T, "2022", set_by="own_plan")
    for year, count in (("2021", "90"), ("2022", "120")):
        case.add("x", "100", T, year)
        case.add("x", count, N, year)
    chosen = selection(case.build())
    units = finished_units(chosen.targets, chosen.organisations)
    assert sorted(units["attainment_low"]) == [0.9, 1.2]
    assert latest_units(units)["attainment_low"].tolist() == [1.2]


def test_a_committee_within_another_is_no_unit_of_its_own(case: Case) -> None:
    """A province of 2022 and a district within it of 2023: the periods differ, the people may not."""
    for org, year in (("p", "2022"), ("d", "2023")):
        case.add("a", "100", T, year, org)
        case.add("a", "110", N, year, org)
    assert latest_units(_units(case.build()))["organisation_id"].tolist() == ["p"]


def test_other_groups_are_no_units(case: Case) -> None:
    """A target of pupils is not one of everyone."""
    case.add("a", "10", T, group="school_pupil")
    case.add("a", "12", N, group="school_pupil")
    assert _units(case.build()).empty


def test_a_target_of_no_one_is_not_known() -> None:
    """Nothing can be divided by it."""
    chosen = selection()
    quotas = chosen.targets.assign(target_low=0)
    assert not finished_units(quotas, chosen.organisations)["known"].any()
    assert reported_attainment(replace(chosen, targets=quotas)).rows["which"].unique().tolist() == ["all"]
