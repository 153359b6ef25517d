"""Attainment: exact intervals against another implementation, envelopes by hand, and every parameter."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from scipy.stats import chi2
from selected import NOTHING, selection, shown, worded

from conftest import A, Case, N, T
from partyresearch.analysis.attainment import attainment
from partyresearch.analysis.findings import ESTIMATE_COLUMNS, Findings, undoubted
from partyresearch.collection.problems import UserError

Ends = tuple[float | None, float | None]


@pytest.fixture(scope="module")
def findings() -> Findings:
    """All five articles."""
    return attainment(selection())


def _row(findings: Findings, key: str) -> dict[str, object]:
    return findings.estimates.set_index("estimate_id").loc[f"attainment:{key}"].to_dict()


@pytest.mark.parametrize(
    ("key", "count", "targets"),
    [
        ("dam-doi:2022:2022:all:superior:rounded", 116, (115, 115)),
        ("can-tho:2011:2011:all:unstated:rounded", 2669, (2099, 2100)),
        ("binh-thuy:2011:2011:all:unstated:rounded", 146, (140, 141)),
        ("can-tho-agencies-bloc:2011:2011:all:unstated:conventional", 417, (250, 251)),
    ],
)
def test_interval_is_the_envelope_over_the_targets(
    findings: Findings, key: str, count: int, targets: tuple[int, int]
) -> None:
    """Garwood's limits by chi-squared quantiles, over the largest and the smallest target."""
    row = _row(findings, key)
    low = chi2.ppf(0.025, 2 * count) / 2 / targets[1]
    assert row["low"] == pytest.approx(low if low >= 1 else float("nan"), nan_ok=True)  # the target was met
    assert row["high"] == pytest.approx(chi2.ppf(0.975, 2 * count + 2) / 2 / targets[0])
    assert row["estimate_low"] == pytest.approx(count / targets[1])
    assert row["estimate_high"] == pytest.approx(count / targets[0])
    assert row["interval_kind"] == "model"
    assert row["method"] == "exact_poisson"


def test_bounds_stay_bounds(findings: Findings) -> None:
    """A target said to be kept, a plan exceeded, more than 166% read literally: no upper end, no point."""
    for key in (
        "lam-ha:2022:2022:all:own_plan:literal",
        "nam-dong:2023:2023:all:own_plan:literal",
        "can-tho-agencies-bloc:2011:2011:all:unstated:literal",
    ):
        row = _row(findings, key)
        assert row["estimate_high"] != row["estimate_high"]
        assert row["high"] != row["high"]
        assert row["estimate"] != row["estimate"]
    lam_ha = _row(findings, "lam-ha:2022:2022:all:own_plan:literal")
    assert (lam_ha["interval_kind"], lam_ha["method"]) == ("bound", "as_printed")
    assert _row(findings, "nam-dong:2023:2023:all:own_plan:literal")["estimate_low"] == pytest.approx(62 / 61)


def test_a_single_value_is_an_estimate_and_a_set_is_none(findings: Findings) -> None:
    """116 of 115 is one number; 146 of 140 or 141 is not."""
    assert _row(findings, "dam-doi:2022:2022:all:superior:rounded")["estimate"] == pytest.approx(116 / 115)
    binh_thuy = _row(findings, "binh-thuy:2011:2011:all:unstated:rounded")["estimate"]
    assert binh_thuy != binh_thuy


def test_interim_has_an_estimand_of_its_own(findings: Findings) -> None:
    """Nobody can average a quarter with finished years by the estimand."""
    interim = findings.estimates[findings.estimates["estimand"].eq("interim_attainment")]
    assert interim["organisation_ids"].tolist() == ["dam-doi"]
    assert worded(findings, selection())["label"].str.contains("Jan–Mar 2023, part of the year").sum() == 1


def test_what_is_met_before_the_year_is_over_is_met(case: Case) -> None:
    """21 of 20 by June are no 13 of 20; 15 of 20 by June may be met or missed."""
    for org, count in (("d", "21"), ("w", "15")):
        case.add("a", "20", T, org=org)
        case.add("a", count, N, "2023-01-01/2023-06-30", org)
    table = attainment(selection(case.build())).chosen("interim_attainment").set_index("organisation_ids")
    assert table["estimate"].tolist() == [1.05, 0.75]
    assert math.isnan(table.loc["d", "low"])
    assert table.loc["d", "high"] == pytest.approx(chi2.ppf(0.975, 2 * 21 + 2) / 2 / 20)
    limits = [chi2.ppf(0.025, 2 * 15) / 2 / 20, chi2.ppf(0.975, 2 * 15 + 2) / 2 / 20]
    assert table.loc["w", ["low", "high"]].tolist() == pytest.approx(limits)


def test_every_possible_target_of_part_of_a_year_is_met_for_certain(case: Case) -> None:
    """400 by March at 100%: met if the target was 397 to 400, undecided if it was 401 or 402."""
    quarter = "2023-01-01/2023-03-31"
    case.add("a", "100%", A, quarter, numerator=case.add("a", "400", N, quarter), against="2023")
    table = attainment(selection(case.build())).chosen("attainment_if")
    assert table["low"].isna().tolist() == [True] * 4 + [False] * 2
    assert table["high"].notna().all()


def test_confidence_changes_the_model_and_nothing_else(findings: Findings) -> None:
    """And what the page says of it."""
    other = attainment(selection(), confidence=0.8)
    assert (other.estimates["low"].dropna() > findings.estimates["low"].dropna()).all()
    assert other.estimates["estimate_low"].equals(findings.estimates["estimate_low"])
    assert set(other.estimates["confidence"].dropna()) == {0.8}
    assert "(80% confidence" in shown(other, selection()).rests_on
    assert "(99.9% confidence" in shown(attainment(selection(), 0.999), selection()).rests_on


@pytest.mark.parametrize("confidence", [0, 1, 1.5, -0.1, float("nan")])
def test_a_wrong_confidence_is_told(confidence: float) -> None:
    """One line, no traceback, even where no row needs it."""
    with pytest.raises(UserError, match="between 0 and 1"):
        attainment(selection(**NOTHING), confidence)


def test_an_empty_selection_refuses(findings: Findings) -> None:
    """A refusal is a row too, with its reason."""
    empty = attainment(selection(**NOTHING))
    assert empty.estimates[["method", "assumption"]].to_numpy().tolist() == [["refused", "no_scored_target"]]
    assert "0 found, 1 needed" in shown(empty, selection()).refusals[0]
    assert empty.estimates.columns.tolist() == findings.estimates.columns.tolist() == list(ESTIMATE_COLUMNS)


def test_what_is_there_is_counted(findings: Findings) -> None:
    """Eight finished targets: four of four articles, four parts of one city."""
    facts = findings.facts
    assert (facts["finished"], facts["resting_on_disputed"]) == (8, 0)
    assert facts["wholes"] == {"n": 4, "committees": 4, "known": 3, "met": 4, "missed": 0, "undecided": 0}
    assert facts["within"] == {"n": 4, "committees": 4, "known": 2, "met": 4, "missed": 0, "undecided": 0}
    assert facts["others"] == 3  # shown, but another body's target is the binding one
    assert shown(findings, selection()).headline == (
        "All five Party organisations with a finished, reported target met it"
    )


def test_met_missed_and_undecided(case: Case) -> None:
    """100 of 100 is met, 99 is missed, at least 80 may be either; a quarter is no finished target."""
    case.organisations = [[name, "X", name, "district", ""] for name in ("a", "b", "c")]
    for org, count, bound in (("a", "100", "exact"), ("b", "99", "exact"), ("c", "80", "at_least")):
        case.add("x", "100", T, org=org)
        case.add("x", count, N, org=org, bound=bound)
    case.add("x", "200", T, "2024", "a")
    case.add("x", "50", N, "2024-01-01/2024-03-31", "a")
    facts = attainment(selection(case.build())).facts
    assert facts["finished"] == 3
    assert facts["wholes"] == {"n": 3, "committees": 3, "known": 2, "met": 1, "missed": 1, "undecided": 1}


def test_parts_stay_parts_in_any_selection() -> None:
    """Two blocs of one city are not two separate organisations, whether or not the city is selected."""
    chosen = selection(level="bloc")
    found = attainment(chosen)
    assert found.facts["wholes"]["n"] == 0
    assert found.facts["within"]["n"] == found.facts["within"]["committees"] == found.facts["within"]["met"] == 2
    result = shown(found, chosen)
    assert result.headline == "Both Party organisations with a finished, reported target met it"
    assert repr(result.table()).count("; part of Cần Thơ") == 2  # and a reader sees of what
    assert found.rows["part"].all()


def test_each_possible_target_has_a_row_of_its_own(findings: Findings) -> None:
    """140 or 141: two rows, each with the exact interval over its own target; a single target has none."""
    rows = findings.chosen("attainment_if").set_index("estimate_id")
    assert len(rows) == 6
    key = "attainment_if:binh-thuy:2011:2011:all:unstated:rounded:141"
    assert rows.loc[key, "estimate"] == pytest.approx(146 / 141)
    assert rows.loc[key, "high"] == pytest.approx(chi2.ppf(0.975, 294) / 2 / 141)
    assert worded(findings, selection()).loc[key, "label"].endswith("2011, if the target was 141")
    assert not any("dam-doi" in key for key in rows.index)


def test_the_only_round_target_is_marked(findings: Findings) -> None:
    """140 of 140 and 141, 250 of 250 and 251, 2,100 of 2,099 and 2,100; the plain set stays the estimate."""
    rows = findings.chosen("attainment_if").set_index("estimate_id")
    marked = rows.index[rows["assumption"].eq("round_target")]
    assert [int(key.rpartition(":")[2]) for key in marked] == [2100, 250, 140]
    texts = worded(findings, selection())["reading"]
    assert texts[marked].eq("the only round number among the possible targets").all()
    assert _row(findings, "binh-thuy:2011:2011:all:unstated:rounded")["estimate_low"] == pytest.approx(146 / 141)
    settled = {name: value for name, value in findings.facts.items() if name.startswith("settled")}
    assert settled == {"settled": 4, "settled_round": 4}  # 115, 185, 1,890 and 260
    assert (
        "Of the 4 targets that a percentage settles by itself, 4 end in 0 or 5" in shown(findings, selection()).rests_on
    )


def test_two_round_targets_settle_nothing() -> None:
    """Of 140 to 145, neither is the only one."""
    readings = selection().target_readings
    row = readings["stated_target_id"].str.startswith("binh-thuy") & readings["reading"].eq("half_up")
    found = attainment(replace(selection(), target_readings=readings[row].assign(target_low=140, target_high=145)))
    assert found.chosen("attainment_if")["assumption"].eq("").all()


@pytest.mark.parametrize(
    ("ends", "model", "left"),
    [
        ((1.009, 1.009), (0.83, 1.21), (None, 1.21)),
        ((1.0, None), (0.78, None), (None, None)),
        ((0.95, 0.95), (0.8, 1.1), (0.8, None)),
        ((0.99, 1.01), (0.8, 1.2), (0.8, 1.2)),
        ((1.357, 1.357), (1.305, 1.41), (1.305, 1.41)),
        ((None, 0.9), (None, 1.2), (None, None)),
    ],
)
def test_no_limit_doubts_what_is_certain(ends: Ends, model: Ends, left: Ends) -> None:
    """Met is met, and missed is missed; what print leaves undecided the model may leave undecided."""
    assert undoubted(model, ends) == left


def test_every_limit_says_with_which_confidence_it_holds_alone(findings: Findings) -> None:
    """Both ends of a 95% interval hold with 97.5% each, also where the other is open or left out."""
    rows = findings.chosen()
    assert rows.loc[rows["interval_kind"].eq("model"), "end_confidence"].eq(0.975).all()
    assert rows.loc[rows["interval_kind"].ne("model"), "end_confidence"].isna().all()


def test_too_many_possible_targets_have_none() -> None:
    """Twenty are listed, twenty-one are not: the envelope says enough."""
    quotas = selection().target_readings
    row = quotas["stated_target_id"].str.startswith("binh-thuy") & quotas["reading"].eq("half_up")
    for last, listed in ((159, 20), (160, 0)):
        wide = quotas[row].assign(target_low=140, target_high=last)
        found = attainment(replace(selection(), target_readings=wide))
        assert len(found.chosen("attainment_if")) == listed


@pytest.mark.parametrize("sources", [["printed"], ["implied", "printed"]])
def test_two_printed_targets_are_a_conflict_and_no_range(sources: list[str]) -> None:
    """140 or 141, of which any is printed, is listed no more than a single target is."""
    quotas = selection().target_readings
    row = quotas["stated_target_id"].str.startswith("binh-thuy") & quotas["reading"].eq("half_up")
    ends = quotas[row].assign(target_low=140, target_high=141)
    rows = pd.concat([ends.assign(known_by=source) for source in sources], ignore_index=True)
    assert attainment(replace(selection(), target_readings=rows)).chosen("attainment_if").empty


def test_a_count_that_is_a_range_has_no_model() -> None:
    """140 to 146 admitted: a set of attainments and nothing around it."""
    quotas = selection().target_readings
    row = quotas["stated_target_id"].str.startswith("binh-thuy") & quotas["reading"].eq("half_up")
    rows = attainment(replace(selection(), target_readings=quotas[row].assign(admitted_low=140))).estimates
    assert rows["estimand"].tolist() == ["attainment"]
    assert rows["method"].tolist() == ["as_printed"]
    assert math.isnan(rows["low"].iloc[0])


def test_the_reading_says_only_what_was_read(findings: Findings) -> None:
    """116 is 100,87% of no whole number by truncation; a printed target needs no reading."""
    bloc = "can-tho-agencies-bloc:2011:2011:all:unstated"
    texts = worded(findings, selection())
    for key, code, reading in (
        ("dam-doi:2022:2022:all:superior:rounded", "half_up", "percentage rounded half up"),
        ("can-tho:2011:2011:all:unstated:rounded", "half_up_truncated", "percentage rounded or truncated"),
        ("lam-ha:2022:2022:all:own_plan:literal", "literal", "“đảm bảo” (target met or exceeded), read as a bound"),
        (f"{bloc}:conventional", "conventional", "between 166 and 167%"),
        (f"{bloc}:literal", "whole", "“166 %”, read as a bound, of a whole target"),
    ):
        assert _row(findings, key)["assumption"] == findings.rows.loc[f"attainment:{key}", "reading"] == code
        assert texts.loc[f"attainment:{key}", "reading"] == reading
    assert findings.rows.loc[f"attainment:{bloc}:literal", "told_apart"] == "reading"
    assert texts.loc[f"attainment:{bloc}:literal", "label"].endswith("beyond 166%")
    assert findings.rows.loc["attainment:dam-doi:2022:2022:all:superior:rounded", "told_apart"] == ""


def test_two_setters_of_one_target_are_told_apart(case: Case) -> None:
    """120 of the superior's 100 and of the own 80."""
    case.add("x", "100", T)
    case.add("x", "80", T, set_by="own_plan")
    case.add("x", "120", N)
    chosen = selection(case.build())
    found = attainment(chosen)
    assert sorted(found.estimates["estimate"]) == [1.2, 1.5]
    assert found.rows["told_apart"].tolist() == ["set_by"] * 2
    assert sorted(worded(found, chosen)["label"]) == ["D · 2023 · own plan", "D · 2023 · set by a superior"]


def test_counts_and_targets_are_shown(findings: Findings) -> None:
    """A reader can divide for themselves."""
    numbers = findings.rows[["admitted_low", "admitted_high", "target_low", "target_high"]].astype("Int64")
    numbers.index = [key.removeprefix("attainment:") for key in numbers.index]
    assert numbers.loc["dam-doi:2022:2022:all:superior:rounded"].tolist() == [116, 116, 115, 115]
    assert numbers.loc["binh-thuy:2011:2011:all:unstated:rounded"].tolist() == [146, 146, 140, 141]
    words = worded(findings, selection()).set_index("label")[["admitted", "target", "origin of the target"]]
    assert words.loc["Đầm Dơi district · 2022"].tolist() == ["116", "115", "set by a superior"]
    assert words.loc["Bình Thủy urban district · 2011"].tolist() == ["146", "140 or 141", "setter not stated"]
    assert words.loc["Nam Đông district · 2023"].tolist() == ["62", "at most 61", "own plan"]
    assert words.loc["Lâm Hà district · 2023"].tolist() == ["", "", "own plan"]


def test_what_a_part_lies_within_is_named(findings: Findings) -> None:
    """The districts' targets lie within the city's, one district's within theirs; the city's within none."""
    within = worded(findings, selection()).set_index("label")["part of"]
    assert within["District Party organisations of Cần Thơ (9) · 2011"] == "Cần Thơ city"
    assert within["Bình Thủy urban district · 2011"] == "District Party organisations of Cần Thơ (9)"
    assert within["Cần Thơ city · 2011"] == ""
    assert set(findings.rows["within"].dropna()) == {"", "can-tho", "can-tho-districts"}


def test_nine_of_nine_is_a_bound_of_each(findings: Findings) -> None:
    """What is printed of unnamed committees is not dropped in silence."""
    assert _row(findings, "can-tho-districts:2011:2011:all:unstated:literal")["estimate_low"] == 1
    assert "District Party organisations of Cần Thơ (9) · 2011" in worded(findings, selection())["label"].tolist()


def test_targets_without_a_result_are_named(findings: Findings) -> None:
    """Eight: six years of the congress's, one year's own plan, one of a group."""
    unscored = [row["stated_target_id"] for row in findings.facts["unscored"]]
    assert len(unscored) == len(set(unscored)) == 8
    assert {"lam-ha:2024:2024:all:congress", "lam-ha:2024:2024:school_pupil:own_plan"} <= set(unscored)
    not_shown = shown(findings, selection()).not_shown
    assert "Lâm Hà district · 2024 · set by a congress" in not_shown
    assert "Lâm Hà district · 2024 · school pupils · own plan" in not_shown
