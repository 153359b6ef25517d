"""Many committees together: what enters, every envelope and every refusal; the models have tests of their own."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from selected import NOTHING, selection, shown

from conftest import Case, N, T
from partyresearch.analysis.findings import Findings
from partyresearch.analysis.mean_attainment import mean_attainment
from partyresearch.analysis.selection import Selection
from partyresearch.analysis.units import disjoint_units
from partyresearch.collection.problems import UserError
from partyresearch.models.gamma_poisson import gamma_poisson
from partyresearch.models.random_effects import predict_ratio, random_effects
from partyresearch.models.reporting import reporting_curve

OTHERS = {"geometric_mean_attainment", "heterogeneity", "new_attainment", "shrunken_attainment"}


def _units(chosen: Selection) -> pd.DataFrame:
    return disjoint_units(chosen.targets, chosen.organisations)


@pytest.fixture(scope="module")
def many(simulated: Path) -> Selection:
    """Fourteen committees, each with its target of 2022 alone."""
    chosen = selection(simulated)
    return replace(chosen, targets=chosen.targets[chosen.targets["period_end"].dt.year.eq(2022)])


@pytest.fixture(scope="module")
def found(many: Selection) -> Findings:
    """What the fourteen have in common."""
    return mean_attainment(many)


def _committees(case: Case, rows: list[tuple[str, ...]]) -> Selection:
    """Committees with a target and a printed count each, some counts "at least"; perhaps of another level."""
    case.organisations = [[f"c{i}", f"C {i}", f"C {i}", [*row, "district"][3], ""] for i, row in enumerate(rows)]
    for i, (count, target, bound, *_) in enumerate(rows):
        case.add("x", target, T, org=f"c{i}")
        case.add("x", count, N, org=f"c{i}", bound=bound)
    return selection(case.build())


def _counts(rows: list[tuple[str, ...]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([float(row[0]) for row in rows]), np.array([float(row[1]) for row in rows])


SPREAD = [(str(count), "100", "exact") for count in (82, 95, 101, 104, 110, 118, 121, 125, 131, 140, 155, 160)]
"""Twelve committees that differ by more than chance; two missed their target."""


def test_five_articles_are_refused_with_their_numbers() -> None:
    """Six committees at the finest cut, four of them with a known count and target: ten, and five, are needed."""
    findings = mean_attainment(selection())
    assert findings.chosen().empty
    assert {refusal.reason for refusal in findings.refusals} == {"too_few_units"}
    numbers = {refusal.estimand: (refusal.values["found"], refusal.values["needed"]) for refusal in findings.refusals}
    assert numbers == {
        "mean_attainment": (6, 10),
        "geometric_mean_attainment": (4, 5),
        "heterogeneity": (4, 5),
        "new_attainment": (4, 10),
        "shrunken_attainment": (4, 10),
    }
    assert findings.facts["funnel"].empty
    assert findings.facts["left_out"] == 2  # Cần Thơ and its districts: parts of theirs are there
    lines = shown(findings, selection()).summary().splitlines()
    assert lines[0] == "Organisations with a finished target and a result: 6."
    assert lines[1].startswith("Mean attainment of all organisations: 6 organisations with a finished target")


@pytest.mark.parametrize(("n", "made"), [(4, set()), (5, {"geometric_mean_attainment", "heterogeneity"}), (10, OTHERS)])
def test_each_estimate_has_its_own_minimum(case: Case, n: int, made: set[str]) -> None:
    """The random effects from 5, all else from 10."""
    findings = mean_attainment(_committees(case, SPREAD[:n]))
    curve = {"mean_attainment", "reporting_at_target"} if n == 10 else set()
    assert set(findings.chosen()["estimand"]) == made | curve - {refusal.estimand for refusal in findings.refusals}
    assert findings.facts["funnel"].empty == (n < 10)


def test_both_minima_are_parameters(many: Selection) -> None:
    """Of fourteen committees, fifteen are needed."""
    refused = {refusal.estimand for refusal in mean_attainment(many, minimum_units=15, minimum_many=14).refusals}
    assert {"geometric_mean_attainment", "heterogeneity", "new_attainment"} <= refused
    assert "mean_attainment" not in refused
    refused = {refusal.estimand for refusal in mean_attainment(many, minimum_units=14, minimum_many=15).refusals}
    assert refused == {"mean_attainment", "new_attainment", "shrunken_attainment"}


def test_the_rows_are_what_the_models_give(many: Selection, found: Findings) -> None:
    """For the fourteen counts and targets, on the ratio scale; each method with its code."""
    units, table = _units(many), found.estimates.set_index("estimate_id")
    counts, targets = units["admitted_low"].to_numpy(), units["target_low"].to_numpy()
    ratio = counts / targets
    curve = reporting_curve(counts, counts, targets, targets, ratio, ratio, np.arange(14))
    row = table.loc["mean_attainment:1"]
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx((curve.mean[0], curve.low[0], curve.high[0]))
    row = table.loc["mean_attainment:0.5"]
    assert row["estimate"] == pytest.approx(curve.mean[list(curve.probabilities).index(0.5)])
    assert row["method"] == "reporting_curve"
    fit = random_effects(np.log(ratio), 1 / counts)
    row = table.loc["geometric_mean_attainment"]
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx(tuple(np.exp([fit.mean, fit.low, fit.high])))
    row = table.loc["heterogeneity:tau"]
    expected = np.sqrt([fit.tau2, fit.tau2_low, fit.tau2_high])
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx(tuple(expected))
    assert row["method"] == "q_profile"
    row, target = table.loc["new_attainment"], int(np.median(targets))
    assert (row["low"], row["high"]) == pytest.approx(predict_ratio(counts, targets, target))
    assert found.rows.loc["new_attainment", "target"] == target
    shrunken = table[table["estimand"].eq("shrunken_attainment")].set_index("organisation_ids")
    gamma = gamma_poisson(counts, targets)
    assert shrunken.loc[units["organisation_id"], "estimate"].to_numpy() == pytest.approx(gamma.units)
    assert found.model.params[0] == pytest.approx(np.log(gamma.mean))


def test_the_years_of_a_committee_are_added_up_for_its_own(simulated: Path) -> None:
    """Six years each: one row per committee, with the sum of its counts over the sum of its targets."""
    chosen = selection(simulated)
    findings = mean_attainment(chosen)
    assert findings.facts["n"] == 14
    assert findings.facts["targets"] == 84
    units = _units(chosen)
    totals = units.groupby("organisation_id")[["admitted_low", "target_low"]].sum()
    assert findings.facts["funnel"]["attainment_low"].tolist() == pytest.approx(
        (totals["admitted_low"] / totals["target_low"]).tolist()
    )
    table = findings.estimates.set_index("estimate_id")
    for name in ("mean_attainment:1", "geometric_mean_attainment", "new_attainment"):
        assert table.loc[name, "low"] < 1.15 < table.loc[name, "high"]  # what the collection was made with


def test_bounds_enter_and_are_counted(case: Case) -> None:
    """Left out, the successes that are printed as bounds would pull the mean down."""
    rows = [(count, target, "exact" if int(count) < 120 else "at_least") for count, target, _ in SPREAD]
    findings = mean_attainment(_committees(case, rows))
    whole = findings.estimates.set_index("estimate_id").loc["mean_attainment:1", "estimate"]
    assert findings.facts["bounds"] == 6
    counts, targets = _counts(rows[:6])
    assert whole > counts.sum() / targets.sum() + 0.1
    refused = {refusal.estimand: refusal.reason for refusal in findings.refusals}
    assert {refused[name] for name in OTHERS} == {"too_few_units", "some_bounds"}
    assert "of 12 targets 6 are known as a bound only" in " ".join(shown(findings, selection()).refusals)


def test_no_funnel_is_drawn_of_what_bounds_leave(case: Case) -> None:
    """Twelve counts would do, but the thirteenth committee is a success that is only a bound."""
    assert len(mean_attainment(_committees(case, SPREAD)).facts["funnel"]) == 12
    other = Case(case.collection.root.parent / "bounded")
    assert mean_attainment(_committees(other, [*SPREAD, ("100", "100", "at_least")])).facts["funnel"].empty


def test_a_reported_failure_switches_nothing_off(case: Case) -> None:
    """Two of twelve missed: the curve goes on to one in twenty, and only none at all is ruled out."""
    findings = mean_attainment(_committees(case, SPREAD))
    points = findings.named("mean_attainment")
    assert [point.reported for point in points][-2:] == [0.1, 0.05]
    means = [point.estimate for point in points]
    assert means == sorted(means, reverse=True)


def test_counts_close_to_their_targets_are_told(case: Case) -> None:
    """Twelve committees at 100 to 102%: not a mean of 0.51, but a refusal; the plain mean stays."""
    rows = [(str(100 + i % 3), "100", "exact") for i in range(12)]
    chosen = _committees(case, rows)
    findings = mean_attainment(chosen)
    assert [point.reported for point in findings.named("mean_attainment")] == [1]
    assert findings.refused("reporting_at_target")[0].reason == "under_dispersed"
    assert "as if they were steered" in shown(findings, chosen).headline
    (row,) = findings.named("mean_attainment")
    total = sum(int(count) for count, *_ in rows)
    assert row.high / row.low > math.exp(2 * 1.96 / math.sqrt(total))  # not narrower than Poisson
    assert shown(findings, chosen).plot().alt.startswith("An empty plot")


@pytest.mark.parametrize(
    ("shift", "sentence"),
    [
        (0, "Its lower limit stays above 100% as long as more than "),
        (60, "Its lower limit is above 100% even if as few as "),
        (-10, "Whether it is above 100% the interval leaves open even so."),
    ],
)
def test_the_headline_says_where_the_limit_falls_to_the_target(case: Case, shift: int, sentence: str) -> None:
    """At some share, at none, or at once."""
    chosen = _committees(case, [(str(int(count) + shift), target, bound) for count, target, bound in SPREAD])
    findings = mean_attainment(chosen)
    assert sentence in shown(findings, chosen).headline
    for row in findings.named("reporting_at_target"):
        limits = {point.reported: point.low for point in findings.named("mean_attainment")}
        if not math.isnan(row.estimate_low):
            above, below = (side(limits, row.estimate_high) for side in (_above, _below))
            assert above > 1 > below


def _above(limits: dict[float, float], crossing: float) -> float:
    return limits[min(share for share in limits if share > crossing)]


def _below(limits: dict[float, float], crossing: float) -> float:
    return limits[max(share for share in limits if share < crossing)]


def test_levels_stand_by_themselves(case: Case) -> None:
    """Ten of each level have a mean of their own beside that of all; one level alone has none."""
    rows = [(*row, "district") for row in SPREAD[:10]] + [(*row, "grassroots") for row in SPREAD[2:]]
    chosen = _committees(case, rows)
    findings = mean_attainment(chosen)
    levels = findings.named("mean_attainment_of_level")
    assert [(row.level, row.n) for row in levels] == [("district", 10), ("grassroots", 10)]
    assert levels[0].estimate < findings.named("mean_attainment")[0].estimate < levels[1].estimate
    assert "Mean attainment of 10 organisations, grassroots level" in shown(findings, chosen).summary()
    assert not mean_attainment(selection(case.collection.root, level="district")).named("mean_attainment_of_level")


def test_sets_of_targets_widen_every_model(many: Selection, found: Findings) -> None:
    """Each model is fitted at both ends of the targets, and the outermost limits are kept."""
    targets = many.targets.assign(
        target_high=many.targets["target_low"].astype(float) * 1.1, attainment_low=many.targets["attainment_low"] / 1.1
    )
    wider = mean_attainment(replace(many, targets=targets)).estimates.set_index("estimate_id")
    narrow = found.estimates.set_index("estimate_id")
    units = narrow.index[narrow["estimand"].eq("shrunken_attainment")]
    for name in ("geometric_mean_attainment", *units):
        assert wider.loc[name, "estimate_high"] == pytest.approx(narrow.loc[name, "estimate"])
        assert wider.loc[name, "estimate_low"] == pytest.approx(narrow.loc[name, "estimate"] / 1.1)
        assert wider.loc[name, "low"] == pytest.approx(narrow.loc[name, "low"] / 1.1, rel=1e-6)
        assert wider.loc[name, "high"] == pytest.approx(narrow.loc[name, "high"], rel=1e-6)
    name = "mean_attainment:1"
    assert wider.loc[name, "estimate_high"] == pytest.approx(narrow.loc[name, "estimate"])
    assert wider.loc[name, "low"] < narrow.loc[name, "low"] / 1.05
    assert math.isnan(wider.loc[name, "estimate"])


def test_nobody_admitted_has_no_logarithm(case: Case) -> None:
    """A committee without admissions is in the mean of all, not in the geometric mean."""
    findings = mean_attainment(_committees(case, [("0", "100", "exact"), *SPREAD]))
    assert findings.rows.loc[["geometric_mean_attainment", "mean_attainment:1"], "n"].tolist() == [12, 13]


def test_nobody_admitted_anywhere_is_refused(many: Selection) -> None:
    """There is no mean of nothing, and no logarithm."""
    names = ["admitted_low", "admitted_high", "attainment_low", "attainment_high"]
    chosen = replace(many, targets=many.targets.assign(**dict.fromkeys(names, 0)))
    findings = mean_attainment(chosen)
    assert findings.chosen().empty
    assert findings.refused("mean_attainment")[0].reason == "nothing_counted"
    assert "no count of anybody is printed" in " ".join(shown(findings, chosen).refusals)


def test_a_wrong_confidence_is_told() -> None:
    """Even where everything is refused."""
    with pytest.raises(UserError, match="confidence"):
        mean_attainment(selection(**NOTHING), 95)
