"""Many committees together: the models on the latest units, every envelope and every refusal."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from selected import NOTHING, selection, shown, worded

from conftest import simulate
from partyresearch.analysis.mean_attainment import mean_attainment
from partyresearch.analysis.selection import Selection
from partyresearch.analysis.units import finished_units, latest_units
from partyresearch.collection.problems import UserError
from partyresearch.models.gamma_poisson import gamma_poisson
from partyresearch.models.random_effects import random_effects


@pytest.fixture(scope="module")
def many(simulated: Path) -> Selection:
    """Fourteen committees, each with its latest finished target alone."""
    chosen = selection(simulated)
    return _only(chosen, _latest(chosen))


def _latest(chosen: Selection) -> pd.DataFrame:
    return latest_units(finished_units(chosen.targets, chosen.organisations))


def _only(chosen: Selection, units: pd.DataFrame) -> Selection:
    return replace(chosen, targets=chosen.targets[chosen.targets["target_id"].isin(units.index)])


def test_five_articles_are_refused_with_their_numbers() -> None:
    """Three independent committees with a known count and target; five, and ten, are needed."""
    findings = mean_attainment(selection())
    assert findings.chosen().empty
    assert len(findings.estimates) == 6
    assert {refusal.reason for refusal in findings.refusals} == {"too_few_units"}
    needed = {refusal.estimand: refusal.values["needed"] for refusal in findings.refusals}
    assert needed == {
        "geometric_mean_attainment": 5,
        "heterogeneity": 5,
        "new_attainment": 10,
        "mean_attainment": 10,
        "shrunken_attainment": 10,
        "truncated_mean_attainment": 10,
        "funnel": 10,
    }
    refusals = shown(findings, selection()).refusals
    assert all("3 independent committees with a known count and target found" in text for text in refusals)
    assert refusals[0].startswith("Mean attainment of committees: 3 ")
    assert refusals[-1].startswith("Funnel plot: 3 independent")
    assert findings.facts["funnel"].empty
    assert findings.facts["n"] == 3


@pytest.mark.parametrize(("n", "made"), [(4, 0), (5, 4), (9, 4), (10, 16)])
def test_each_estimate_has_its_own_minimum(many: Selection, n: int, made: int) -> None:
    """The mean and its heterogeneity from 5; from 10 a prediction, the mean, ten units, perhaps the truncated mean."""
    units = _latest(many).sort_values("attainment_low", ascending=False).head(n)
    findings = mean_attainment(_only(many, units))
    assert findings.chosen()["estimand"].ne("truncated_mean_attainment").sum() == made
    assert findings.facts["funnel"].empty == (n < 10)


def test_both_minima_are_parameters(many: Selection) -> None:
    """Fourteen committees: one more is refused."""
    names = {"geometric_mean_attainment", "heterogeneity", "new_attainment"}
    refused = {refusal.estimand for refusal in mean_attainment(many, minimum_units=15, minimum_many=14).refusals}
    assert names <= refused
    assert "mean_attainment" not in refused
    refused = {refusal.estimand for refusal in mean_attainment(many, minimum_units=14, minimum_many=15).refusals}
    assert refused == {
        "new_attainment",
        "mean_attainment",
        "shrunken_attainment",
        "truncated_mean_attainment",
        "funnel",
    }


def test_the_models_are_the_models(many: Selection) -> None:
    """The rows carry what the models give for the latest counts and targets, on the ratio scale."""
    units, findings = _latest(many), mean_attainment(many)
    table = findings.estimates.set_index("estimate_id")
    counts, targets = units["admitted_low"].to_numpy(), units["target_low"].to_numpy()
    assert (units["target_low"] == units["target_high"]).all()
    fit = random_effects(np.log(counts / targets), 1 / counts)
    row = table.loc["geometric_mean_attainment"]
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx(tuple(np.exp([fit.mean, fit.low, fit.high])))
    row = table.loc["new_attainment"]
    assert (row["low"], row["high"]) == pytest.approx(tuple(np.exp([fit.prediction_low, fit.prediction_high])))
    for name, value in (("tau", fit.tau2**0.5), ("i2", fit.i2), ("q", fit.q)):
        assert table.loc[f"heterogeneity:{name}", "estimate"] == pytest.approx(value)
    gamma = gamma_poisson(counts, targets)
    row = table.loc["mean_attainment"]
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx((gamma.mean, gamma.low, gamma.high))
    shrunken = table[table["estimand"].eq("shrunken_attainment")]
    assert shrunken["estimate"].to_numpy() == pytest.approx(gamma.units)
    assert shrunken["low"].to_numpy() == pytest.approx(gamma.units_low)
    assert shrunken["high"].to_numpy() == pytest.approx(gamma.units_high)
    assert shrunken["organisation_ids"].tolist() == units["organisation_id"].tolist()
    raw = counts / targets
    assert (np.abs(shrunken["estimate"].to_numpy() - gamma.mean) <= np.abs(raw - gamma.mean) + 1e-9).all()
    assert findings.facts["funnel"].index.tolist() == units.index.tolist()


def test_the_methods_have_codes(many: Selection) -> None:
    """One for each model."""
    table = mean_attainment(many).chosen().set_index("estimate_id")
    assert table.loc["geometric_mean_attainment", "method"] == "paule_mandel_knapp_hartung"
    assert table.loc["new_attainment", "method"] == "paule_mandel_knapp_hartung"
    assert table.loc["mean_attainment", "method"] == "gamma_poisson"
    assert set(table.loc[table["estimand"].eq("shrunken_attainment"), "method"]) == {"gamma_poisson_unit"}


def test_the_confidence_is_that_of_the_models(many: Selection) -> None:
    """Ninety percent are narrower than 95."""
    wide, narrow = (mean_attainment(many, level).chosen().set_index("estimate_id") for level in (0.95, 0.9))
    modelled = wide.index[wide["low"].notna()]
    assert (narrow.loc[modelled, "low"] > wide.loc[modelled, "low"]).all()
    assert (narrow.loc[modelled, "high"] < wide.loc[modelled, "high"]).all()


def test_the_models_find_what_the_collection_was_made_with(simulated: Path) -> None:
    """A mean attainment of 1.15 lies within the interval, and within the prediction interval."""
    findings = mean_attainment(selection(simulated))
    table = findings.estimates.set_index("estimate_id")
    for name in ("mean_attainment", "geometric_mean_attainment", "new_attainment"):
        assert table.loc[name, "low"] < 1.15 < table.loc[name, "high"]
    assert table.loc["new_attainment", "high"] > table.loc["geometric_mean_attainment", "high"]
    assert findings.facts["n"] == 14  # each committee once, whatever its years


def test_sets_of_targets_widen_every_model(many: Selection) -> None:
    """Each model is fitted at both ends of the targets, and the outermost limits are kept."""
    wide = replace(many, targets=many.targets.assign(target_high=many.targets["target_low"].astype(float) * 1.1))
    narrow, wider = (mean_attainment(chosen).estimates.set_index("estimate_id") for chosen in (many, wide))
    units = narrow.index[narrow["estimand"].eq("shrunken_attainment")]
    for name in ("mean_attainment", "geometric_mean_attainment", "new_attainment", *units):
        assert wider.loc[name, "estimate_high"] == pytest.approx(narrow.loc[name, "estimate"])
        assert wider.loc[name, "estimate_low"] == pytest.approx(narrow.loc[name, "estimate"] / 1.1)
        assert wider.loc[name, "low"] == pytest.approx(narrow.loc[name, "low"] / 1.1, rel=1e-6)
        assert wider.loc[name, "high"] == pytest.approx(narrow.loc[name, "high"], rel=1e-6)
        assert math.isnan(wider.loc[name, "estimate"])


def test_nobody_admitted_enters_the_primary_model_only(many: Selection) -> None:
    """A committee without admissions has no logarithm."""
    first = many.targets["target_id"].eq(many.targets["target_id"].iloc[0])
    names = ["admitted_low", "admitted_high", "attainment_low", "attainment_high"]
    chosen = replace(many, targets=many.targets.assign(**{name: many.targets[name].mask(first, 0) for name in names}))
    findings = mean_attainment(chosen)
    assert findings.rows.loc[["geometric_mean_attainment", "mean_attainment"], "n"].tolist() == [13, 14]
    label = worded(findings, chosen)["label"]
    assert label["geometric_mean_attainment"].endswith("13 committees")
    assert label["mean_attainment"].endswith("14 committees")


def test_nobody_admitted_anywhere_is_refused(many: Selection) -> None:
    """There is no mean of nothing, and no logarithm."""
    names = ["admitted_low", "admitted_high", "attainment_low", "attainment_high"]
    chosen = replace(many, targets=many.targets.assign(**dict.fromkeys(names, 0)))
    findings = mean_attainment(chosen)
    reasons = {refusal.estimand: refusal.reason for refusal in findings.refusals}
    assert [reasons[name] for name in ("mean_attainment", "shrunken_attainment", "truncated_mean_attainment")] == [
        "nobody_admitted"
    ] * 3
    assert findings.refused("geometric_mean_attainment")[0].values["found"] == 0
    assert "nobody was admitted by 14 committees" in " ".join(shown(findings, chosen).refusals)


def test_truncation_applies_to_a_press_of_successes(tmp_path: Path, many: Selection) -> None:
    """With a committee below 100 % it does not apply; where all are above, the mean is lower than without it."""
    missed = int(_latest(many)["attainment_low"].lt(1).sum())
    refusal = mean_attainment(many).refused("truncated_mean_attainment")[0]
    assert (refusal.reason, refusal.values["n"]) == ("some_missed", missed)
    assert "not applicable" in " ".join(shown(mean_attainment(many), many).refusals)
    successes = mean_attainment(selection(simulate(tmp_path / "successes", 30, 1, least=1.0)))
    table = successes.estimates.set_index("estimate_id")
    row = table.loc["truncated_mean_attainment"]
    if row["method"] == "refused":
        assert row["assumption"] == "no_maximum"
    else:
        assert row["method"] == "gamma_poisson_truncated"
        assert row["estimate"] < table.loc["mean_attainment", "estimate"]


def test_a_wrong_confidence_is_told() -> None:
    """Even where everything is refused."""
    with pytest.raises(UserError, match="confidence"):
        mean_attainment(selection(**NOTHING), 95)
