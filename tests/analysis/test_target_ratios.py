"""The ratchet: which target follows which, and what was attained of the first."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from selected import NOTHING, selection, worded

from conftest import A, Case, N, T
from partyresearch.analysis.findings import Findings
from partyresearch.analysis.target_ratios import target_ratios

Q1 = "2022-01-01/2022-03-31"


def _ratios(root: Path) -> Findings:
    return target_ratios(selection(root))


def test_the_ratchet_by_hand() -> None:
    """185 after 115; the 145 of another body than the 130, and the 130 after the 130, are no ratchet."""
    findings = target_ratios(selection())
    table = findings.estimates
    assert table["organisation_ids"].tolist() == ["dam-doi"]
    assert table["estimate"].tolist() == pytest.approx([185 / 115])
    assert table[["period_start", "comparator_start"]].astype("str").to_numpy().tolist() == [
        ["2023-01-01", "2022-01-01"]
    ]
    row = findings.rows.iloc[0]
    assert row[["target_low", "target_high", "next_low", "next_high"]].tolist() == [115, 115, 185, 185]
    assert (row["attained"], row["attained_low"], row["attained_high"]) == (True, 116 / 115, 116 / 115)
    words = worded(findings, selection())
    assert words[["label", "targets", "attained before"]].to_numpy().tolist() == [
        ["Đầm Dơi district · 2023 over 2022", "185 after 115", "101%"]
    ]


def test_a_printed_target_counts_before_an_implied_one(case: Case) -> None:
    """And before what a quarter's percentage implies; a quarter's target is no year's."""
    case.add("a", "40", T, "2022")
    case.add("a", "50", N, "2022")
    case.add("a", "60", T)
    case.add("a", "15", T, "2023-01-01/2023-03-31")
    case.add("b", "50%", A, Q1, numerator=case.add("b", "10", N, Q1), against="2022")
    findings = _ratios(case.build())
    assert findings.estimates["estimate"].tolist() == [1.5]  # 60 after 40, not after the 20 that 10 is half of
    row = findings.rows.iloc[0]
    assert row[["target_low", "next_low", "attained_low", "attained_high"]].tolist() == [40, 60, 1.25, 1.25]


def test_percentages_that_imply_contradictory_targets_leave_both_possible(case: Case) -> None:
    """10 are half of the year's target in the first quarter, 30 are half of it in the first six months: 20 to 60."""
    for count, end in (("10", "03-31"), ("30", "06-30")):
        part = f"2022-01-01/2022-{end}"
        case.add("a", "50,00%", A, part, numerator=case.add("a", count, N, part), against="2022")
    case.add("a", "120", T)
    row = _ratios(case.build()).estimates.iloc[0]
    assert (row["estimate_low"], row["estimate_high"]) == (2, 6)


def test_the_ratchet_of_two_sets_of_targets(case: Case) -> None:
    """The smallest after the largest, the largest after the smallest."""
    for year, count, percent in (("2022", "500", "123%"), ("2023", "999", "124%")):
        case.add("a", percent, A, year, numerator=case.add("a", count, N, year))
    chosen = selection(case.build())
    ends = chosen.target_readings.groupby("target_start").agg(low=("target_low", "min"), high=("target_high", "max"))
    (low, high), (next_low, next_high) = ends.to_numpy().tolist()
    assert low < high < next_low < next_high
    row = target_ratios(chosen).estimates.iloc[0]
    assert (row["estimate_low"], row["estimate_high"]) == (next_low / high, next_high / low)


def test_a_finished_target_of_the_same_year_is_taken_before_the_interim(case: Case) -> None:
    """What was attained of a target is the year's, not the quarter's."""
    for year, target in (("2022", "100"), ("2023", "110")):
        case.add("a", target, T, year)
        case.add("a", "120", N, year)
    case.add("a", "30", N, Q1)
    findings = _ratios(case.build())
    assert findings.estimates["estimate"].tolist() == pytest.approx([1.1])
    assert findings.rows[["attained_low", "attained_high"]].to_numpy().tolist() == [[1.2, 1.2]]


def test_a_target_without_a_result_was_not_attained(case: Case) -> None:
    """There is a ratio, and nothing beside it."""
    case.add("a", "100", T, "2022")
    case.add("a", "110", T)
    chosen = selection(case.build())
    findings = target_ratios(chosen)
    assert findings.estimates["estimate"].tolist() == pytest.approx([1.1])
    row = findings.rows.iloc[0]
    assert not row["attained"]
    assert pd.isna(row["attained_low"])
    assert worded(findings, chosen)["attained before"].tolist() == [""]


@pytest.mark.parametrize(
    "second", [{"period": "2024"}, {"set_by": "own_plan"}, {"org": "p"}, {"period": "2023-01-01/2027-12-31"}]
)
def test_what_is_no_ratchet(case: Case, second: dict[str, str]) -> None:
    """A year between them, another body, another committee, another length."""
    case.add("a", "100", T, "2022")
    case.add("a", "110", T, **second)
    findings = _ratios(case.build())
    assert findings.refusals[0].reason == "no_two_targets"
    assert math.isnan(findings.estimates["estimate"].iloc[0])


def test_nothing_is_refused() -> None:
    """An empty selection is a refusal."""
    assert target_ratios(selection(**NOTHING)).estimates["assumption"].tolist() == ["no_two_targets"]
