"""Many units: as reported, as a partition, and as models; every envelope and every refusal."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import chi2

from conftest import A, Case, N, T, simulate
from partyresearch import load_organisations, load_quotas
from partyresearch.analysis.partition import partition
from partyresearch.analysis.synthesis import combined_attainment
from partyresearch.analysis.units import finished_units, funnel_units, latest_units, reported_units
from partyresearch.collection.problems import UserError
from partyresearch.models.gamma_poisson import gamma_poisson
from partyresearch.models.random_effects import random_effects


def _units(root: Path | None = None) -> pd.DataFrame:
    return finished_units(load_quotas(root), load_organisations(root))


def _described(units: pd.DataFrame) -> pd.DataFrame:
    return reported_units(units).estimates.set_index("estimate_id")


def test_units_are_finished_and_lie_within_no_other() -> None:
    """Three years of one committee, four others; no part, no quarter, no target without a result."""
    units = _units()
    assert units["organisation_id"].tolist() == [
        "dam-doi",
        "lam-ha",
        "lam-ha",
        "lam-ha",
        "nam-dong",
        "dong-thap",
        "can-tho",
    ]
    assert units.loc[units["known"], "organisation_id"].tolist() == ["dam-doi", "dong-thap", "can-tho"]
    assert units.loc[units["organisation_id"].eq("can-tho"), ["target_low", "target_high"]].to_numpy().tolist() == [
        [2099, 2100]
    ]


def test_the_descriptions_by_hand() -> None:
    """116 of 115, 2,564 of 1,890, 2,669 of 2,099 or 2,100; and bounds: at least 1 three times, at least 62/61."""
    table = _described(_units())
    known = [116 / 115, 2564 / 1890]
    mean = table.loc["mean_of_ratios:known"]
    assert mean["estimate_low"] == pytest.approx((sum(known) + 2669 / 2100) / 3)
    assert mean["estimate_high"] == pytest.approx((sum(known) + 2669 / 2099) / 3)
    totals = table.loc["ratio_of_totals:known"]
    admitted, targets = 116 + 2564 + 2669, 115 + 1890
    assert totals["estimate_low"] == pytest.approx(admitted / (targets + 2100))
    assert totals["estimate_high"] == pytest.approx(admitted / (targets + 2099))
    assert table.loc["mean_of_ratios:all", "estimate_low"] == pytest.approx(
        (sum(known) + 2669 / 2100 + 3 * 1 + 62 / 61) / 7
    )
    assert math.isnan(table.loc["mean_of_ratios:all", "estimate_high"])
    assert math.isnan(table.loc["ratio_of_totals:all", "estimate_high"])
    smallest = table.loc["smallest_attainment:all"]
    assert (smallest["estimate_low"], smallest["estimate_high"]) == (1, 116 / 115)
    largest = table.loc["largest_attainment:all"]
    assert largest["estimate_low"] == 2564 / 1890
    assert math.isnan(largest["estimate_high"])
    assert table["confidence"].isna().all()


def test_the_bounds_are_named() -> None:
    """Nothing is dropped in silence."""
    assert reported_units(_units().head(0)).assumption == ""  # of nothing nothing is assumed
    assumption = reported_units(_units()).assumption
    assert assumption.count("Lâm Hà") == 3
    assert "Nam Đông" in assumption
    assert "Đồng Tháp" not in assumption


def test_a_mean_is_not_a_ratio_of_totals(case: Case) -> None:
    """One of one and a hundred of two hundred: 0.75 and 101/201."""
    case.organisations = [["a", "A", "A", "district", ""], ["b", "B", "B", "district", ""]]
    for org, count, target in (("a", "1", "1"), ("b", "100", "200")):
        case.add("x", target, T, org=org)
        case.add("x", count, N, org=org)
    table = _described(_units(case.build()))
    assert table.loc["mean_of_ratios:all", "estimate"] == 0.75
    assert table.loc["ratio_of_totals:all", "estimate"] == pytest.approx(101 / 201)


def test_one_unit_a_committee_and_period(case: Case) -> None:
    """Of two targets for the same year, the first; of two years, the later one is the committee's latest."""
    for year, count in (("2021", "90"), ("2022", "120")):
        case.add("x", "100", T, year)
        case.add("x", count, N, year)
    case.add("x", "80", T, "2022", set_by="own_plan")
    units = _units(case.build())
    assert sorted(units["attainment_low"]) == [0.9, 1.2]
    assert latest_units(units)["attainment_low"].tolist() == [1.2]


def test_a_committee_within_another_is_no_unit_of_its_own(case: Case) -> None:
    """A province of 2022 and a district within it of 2023: the periods differ, the people may not."""
    for org, year in (("p", "2022"), ("d", "2023")):
        case.add("a", "100", T, year, org)
        case.add("a", "110", N, year, org)
    assert latest_units(_units(case.build()))["organisation_id"].tolist() == ["p"]


def test_five_articles_are_refused_with_their_numbers() -> None:
    """Three independent committees with a known count and target; five, and ten, are needed."""
    result = combined_attainment(_units())
    assert result.chosen().empty
    assert len(result.refusals) == 6
    assert all("3 independent committees with a known count and target found" in one for one in result.refusals)
    assert [one.rsplit(" ", 2)[1] for one in result.refusals] == ["5", "5", "10", "10", "10", "10"]
    points, refusal = funnel_units(_units())
    assert points.empty
    assert refusal.startswith("Funnel plot: 3 independent")


@pytest.mark.parametrize(("n", "made"), [(4, 0), (5, 4), (9, 4), (10, 17)])
def test_each_estimate_has_its_own_minimum(simulated: Path, n: int, made: int) -> None:
    """The mean and its heterogeneity from 5; from 10 a prediction, the mean, ten units, perhaps the truncated mean."""
    units = latest_units(_units(simulated)).sort_values("attainment_low", ascending=False).head(n)
    units = units[units["attainment_low"].ge(1)] if n < 10 else units
    result = combined_attainment(units)
    found = result.chosen()
    assert len(found[found["estimand"].ne("truncated_mean_attainment")]) == (made - 1 if made == 17 else made)
    assert funnel_units(units)[0].empty == (n < 10)


def test_the_models_are_the_models(simulated: Path) -> None:
    """The rows carry what the models give for the latest counts and targets, on the ratio scale."""
    import numpy as np

    units = latest_units(_units(simulated))
    table = combined_attainment(units).estimates.set_index("estimate_id")
    counts, targets = units["admitted_low"].to_numpy(), units["target_low"].to_numpy()
    assert (units["target_low"] == units["target_high"]).all()
    fit = random_effects(np.log(counts / targets), 1 / counts)
    row = table.loc["geometric_mean_attainment"]
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx(tuple(np.exp([fit.mean, fit.low, fit.high])))
    row = table.loc["new_attainment"]
    assert (row["low"], row["high"]) == pytest.approx(tuple(np.exp([fit.prediction_low, fit.prediction_high])))
    assert table.loc["heterogeneity:tau", "estimate"] == pytest.approx(fit.tau2**0.5)
    gamma = gamma_poisson(counts, targets)
    row = table.loc["mean_attainment"]
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx((gamma.mean, gamma.low, gamma.high))
    shrunken = table[table["estimand"].eq("shrunken_attainment")]
    assert shrunken["estimate"].to_numpy() == pytest.approx(gamma.units)
    raw = counts / targets
    assert (np.abs(shrunken["estimate"].to_numpy() - gamma.mean) <= np.abs(raw - gamma.mean) + 1e-9).all()


def test_the_models_find_what_the_collection_was_made_with(simulated: Path) -> None:
    """A mean attainment of 1.15 lies within the interval, and within the prediction interval."""
    table = combined_attainment(_units(simulated)).estimates.set_index("estimate_id")
    for name in ("mean_attainment", "geometric_mean_attainment", "new_attainment"):
        assert table.loc[name, "low"] < 1.15 < table.loc[name, "high"]
    assert table.loc["new_attainment", "high"] > table.loc["geometric_mean_attainment", "high"]


def test_sets_of_targets_widen_every_model(simulated: Path) -> None:
    """Each model is fitted at both ends of the targets, and the outermost limits are kept."""
    units = latest_units(_units(simulated))
    wide = units.assign(target_high=units["target_low"] * 1.1)
    narrow, wider = (combined_attainment(one).estimates.set_index("estimate_id") for one in (units, wide))
    for name in ("mean_attainment", "geometric_mean_attainment"):
        assert wider.loc[name, "estimate_high"] == pytest.approx(narrow.loc[name, "estimate"])
        assert wider.loc[name, "estimate_low"] == pytest.approx(narrow.loc[name, "estimate"] / 1.1)
        assert wider.loc[name, "low"] == pytest.approx(narrow.loc[name, "low"] / 1.1, rel=1e-6)
        assert math.isnan(wider.loc[name, "estimate"])


def test_nobody_admitted_enters_the_primary_model_only(simulated: Path) -> None:
    """A committee without admissions has no logarithm."""
    units = latest_units(_units(simulated))
    first = units.index[0]
    units.loc[first, ["admitted_low", "admitted_high", "attainment_low", "attainment_high"]] = 0
    result = combined_attainment(units)
    labels = result.rows["label"]
    assert labels["geometric_mean_attainment"].endswith("13 committees")
    assert labels["mean_attainment"].endswith("14 committees")


def test_truncation_applies_to_a_press_of_successes(tmp_path: Path, simulated: Path) -> None:
    """With a committee below 100 % it does not apply; where all are above, the mean is lower than without it."""
    assert any(
        "found, 0 allowed" in one or "not applicable" in one for one in combined_attainment(_units(simulated)).refusals
    )
    units = _units(simulate(tmp_path / "successes", 30, 1, least=1.0))
    table = combined_attainment(units).estimates.set_index("estimate_id")
    row = table.loc["truncated_mean_attainment"]
    if row["method"] == "refused":
        assert "no maximum" in row["assumption"]
    else:
        assert row["estimate"] < table.loc["mean_attainment", "estimate"]


def test_a_wrong_confidence_is_told() -> None:
    """Even where everything is refused."""
    with pytest.raises(UserError, match="confidence"):
        combined_attainment(_units(), 95)
    with pytest.raises(UserError, match="confidence"):
        partition(load_quotas().head(0), load_organisations(), 95)


def test_the_city_as_a_partition() -> None:
    """2,669 = 417 + 348 + 146 + 1,758; the remainder's target is 2,099 or 2,100 less the parts' targets."""
    result = partition(load_quotas(), load_organisations())
    table = result.estimates
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
    assert literal["estimate_low"] == pytest.approx(1758 / (2100 - 1 - 260 - 140))
    assert literal["estimate_high"] == pytest.approx(1758 / low)
    assert "set a target of its own" in result.assumption


def test_a_part_of_a_part_is_not_subtracted_twice(case: Case) -> None:
    """Province 100 of 90, district 40 of 30 within it, commune 10 of 5 within the district: 60 of 60 remain."""
    for org, count, target in (("p", "100", "90"), ("d", "40", "30"), ("w", "10", "5")):
        case.add("x", target, T, org=org)
        case.add("x", count, N, org=org)
    root = case.build()
    table = partition(load_quotas(root), load_organisations(root)).estimates.set_index("estimate_id")
    assert table.loc["remainder_attainment:p:2023:2023:all:superior:rounded", "estimate"] == 1
    assert table.loc["remainder_attainment:d:2023:2023:all:superior:rounded", "estimate"] == 30 / 25


def test_parts_beyond_their_whole_are_refused(case: Case) -> None:
    """The parts' targets do not add up to less than the whole's."""
    for org, count, target in (("p", "100", "90"), ("d", "40", "95")):
        case.add("x", target, T, org=org)
        case.add("x", count, N, org=org)
    root = case.build()
    result = partition(load_quotas(root), load_organisations(root))
    assert result.refusals == ["P · 2023: the parts' counts or targets exceed the total's, so that they do not add up."]


def test_other_periods_are_no_parts(case: Case) -> None:
    """A district's 2022 is no part of the province's 2023; a quarter is no part of a year's total."""
    case.add("x", "90", T, org="p")
    case.add("x", "100", N, org="p")
    case.add("x", "30", T, "2022")
    case.add("x", "40", N, "2022")
    case.add("x", "120%", A, "2023-01-01/2023-03-31", numerator=case.add("x", "12", N, "2023-01-01/2023-03-31"))
    root = case.build()
    assert partition(load_quotas(root), load_organisations(root)).refusals == [
        "Totals of which parts of the same period are counted: 0 found, 1 needed."
    ]
