"""Finished units: which they are, and what they amount to as they were reported."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from selected import NOTHING, selection, shown

from conftest import Case, N, T
from partyresearch.analysis.units import disjoint_units, reported_attainment


def _units(root: Path | str = "") -> pd.DataFrame:
    chosen = selection(root)
    return disjoint_units(chosen.targets, chosen.organisations)


def _finest(root: Path | str = "") -> list[tuple[str, int]]:
    chosen = selection(root)
    units = disjoint_units(chosen.targets, chosen.organisations)
    return [(row.organisation_id, row.period_start.year) for row in units.itertuples()]


def _described(root: Path | str = "") -> pd.DataFrame:
    return reported_attainment(selection(root)).estimates.set_index("estimate_id")


def test_units_are_finished_and_nobody_is_in_two() -> None:
    """Six committees; the parts of Cần Thơ instead of the city, no quarter, no target without a result."""
    units = _units()
    expected = ["dam-doi", "nam-dong", "dong-thap", "can-tho-agencies-bloc", "can-tho-enterprises-bloc", "binh-thuy"]
    assert units["organisation_id"].tolist() == expected
    known = units.loc[units["known"], "organisation_id"].tolist()
    assert known == ["dam-doi", "dong-thap", "can-tho-enterprises-bloc", "binh-thuy"]
    assert units.loc[units["organisation_id"].eq("binh-thuy"), ["target_low", "target_high"]].to_numpy().tolist() == [
        [140, 141]
    ]


def test_the_descriptions_by_hand() -> None:
    """116 of 115, 2,564 of 1,890, 348 of 260, 146 of 140 or 141; and two bounds: at least 62/61 and 417/251."""
    table = _described()
    known = [116 / 115, 2564 / 1890, 348 / 260]
    mean = table.loc["mean_of_ratios:known"]
    assert mean["estimate_low"] == pytest.approx((sum(known) + 146 / 141) / 4)
    assert mean["estimate_high"] == pytest.approx((sum(known) + 146 / 140) / 4)
    totals = table.loc["ratio_of_totals:known"]
    admitted, targets = 116 + 2564 + 348 + 146, 115 + 1890 + 260
    assert totals["estimate_low"] == pytest.approx(admitted / (targets + 141))
    assert totals["estimate_high"] == pytest.approx(admitted / (targets + 140))
    bounds = 62 / 61 + 417 / 251
    assert table.loc["mean_of_ratios:all", "estimate_low"] == pytest.approx((sum(known) + 146 / 141 + bounds) / 6)
    assert math.isnan(table.loc["mean_of_ratios:all", "estimate_high"])
    assert math.isnan(table.loc["ratio_of_totals:all", "estimate_high"])
    smallest = table.loc["smallest_attainment:all"]
    assert (smallest["estimate_low"], smallest["estimate_high"]) == (116 / 115, 116 / 115)
    largest = table.loc["largest_attainment:all"]
    assert largest["estimate_low"] == 417 / 251
    assert math.isnan(largest["estimate_high"])
    assert table["confidence"].isna().all()
    assert table["estimand"].unique().tolist() == [
        "smallest_attainment",
        "largest_attainment",
        "mean_of_ratios",
        "ratio_of_totals",
    ]


def test_the_units_of_each_description_are_counted() -> None:
    """Six in all, four of them known."""
    findings = reported_attainment(selection())
    counts = {key.rpartition(":")[2]: n for key, n in findings.rows["n"].items()}
    assert counts == {"all": 6, "known": 4}
    lines = shown(findings, selection()).summary().splitlines()
    assert lines[0] == "Smallest attainment, all 6 targets: 101%"
    assert any("the 4 whose count and target are known up to rounding: " in line for line in lines)


def test_the_bounds_are_named() -> None:
    """Nothing is dropped in silence, and of nothing nothing is assumed."""
    findings = reported_attainment(selection())
    assert [unit["organisation_id"] for unit in findings.facts["bounds"]] == ["nam-dong", "can-tho-agencies-bloc"]
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


def test_every_year_of_every_committee_is_a_unit(case: Case) -> None:
    """Of two targets for the same year the superior's; of two years both."""
    case.add("x", "80", T, "2022", set_by="own_plan")
    for year, count in (("2021", "90"), ("2022", "120")):
        case.add("x", "100", T, year)
        case.add("x", count, N, year)
    root = case.build()
    assert sorted(_units(root)["attainment_low"]) == [0.9, 1.2]
    assert _finest(root) == [("d", 2021), ("d", 2022)]


def test_one_figure_of_a_province_leaves_its_districts_in(case: Case) -> None:
    """Thirty districts of five years, and a provincial figure of 2011: nobody is counted twice, nobody is lost."""
    case.organisations = [["p", "Tỉnh", "P", "province", ""]]
    case.organisations += [[f"d{i}", f"Huyện {i}", f"D {i}", "district", "p"] for i in range(30)]
    for org, year in [("p", "2011"), *((f"d{i}", str(year)) for i in range(30) for year in range(2012, 2017))]:
        case.add("x", "100", T, year, org)
        case.add("x", "110", N, year, org)
    assert len(_finest(case.build())) == 151


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ([("p", "2023"), ("d", "2023"), ("w", "2023")], [("w", 2023)]),  # the finest cut
        ([("p", "2023"), ("w", "2023"), ("d", "2022")], [("w", 2023), ("d", 2022)]),
        ([("d", "2021-01-01/2023-12-31"), ("d", "2022")], [("d", 2022)]),  # the shorter period
        ([("p", "2022"), ("d", "2021-01-01/2023-12-31")], [("p", 2022)]),
        ([("p", "2021"), ("d", "2022"), ("w", "2023")], [("p", 2021), ("d", 2022), ("w", 2023)]),
    ],
)
def test_nobody_is_counted_twice(case: Case, rows: list[tuple[str, str]], left: list[tuple[str, int]]) -> None:
    """Whatever shares a day with something finer of the same lineage is left out, and nothing else."""
    for org, period in rows:
        case.add("a", "100", T, period, org)
        case.add("a", "110", N, period, org)
    assert sorted(_finest(case.build())) == sorted(left)


def test_other_groups_are_no_units(case: Case) -> None:
    """A target of pupils is not one of everyone."""
    case.add("a", "10", T, group="school_pupil")
    case.add("a", "12", N, group="school_pupil")
    assert _units(case.build()).empty


def test_a_target_of_no_one_is_not_known() -> None:
    """Nothing can be divided by it."""
    chosen = selection()
    quotas = chosen.targets.assign(target_low=0)
    assert not disjoint_units(quotas, chosen.organisations)["known"].any()
    assert reported_attainment(replace(chosen, targets=quotas)).rows["which"].unique().tolist() == ["all"]
