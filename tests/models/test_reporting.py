"""The reporting curve against R (tests/reference/reporting_curve.R) and likelihoods written down here once more.

R 4.2.2 with MASS 7.3-58.2 and glmmTMB 1.1.5.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from partyresearch.collection.problems import UserError
from partyresearch.models.intervals import NotEstimable
from partyresearch.models.reported_units import ReportedUnits
from partyresearch.models.reporting import PROBABILITIES, ReportingCurve, reporting_curve

NO = math.nan
COUNTS = np.array([61, 143, 212, 55, 905, 130, 77, 310, 1204, 96])
TARGETS = np.array([50, 120, 200, 60, 700, 100, 80, 260, 1100, 70])
# target, count, attainment: "more than 100 %" twice, "under 90 %", "95 to 105 %", "110 to 120 %"
BOUNDS = [(90, 91 / 90, NO), (400, 401 / 400, NO), (150, NO, 134 / 150), (220, 0.95, 1.05), (300, 1.1, 1.2)]


def curve(counts: Any, targets: Any, clusters: Any = None, bounds: Any = (), **options: Any) -> ReportingCurve:
    """The curve of counts and, behind them, bounds: target, least and greatest attainment."""
    y, target, unknown = np.asarray(counts, float), np.asarray(targets, float), np.full(len(counts), NO)
    named, low, high = np.array(bounds, dtype=float).reshape(-1, 3).T
    y, unknown, target = np.append(y, named * NO), unknown, np.append(target, named)
    ends = np.append(unknown, low), np.append(unknown, high)
    return reporting_curve(y, y, target, target, *ends, np.arange(len(y)) if clusters is None else clusters, **options)


def points(found: ReportingCurve) -> np.ndarray:
    """Mean, low, high and α, a row for each probability."""
    return np.array([found.mean, found.low, found.high, found.alpha]).T


def at_normal_quantile(units: int) -> float:
    """The confidence at which t(units - 1) has the quantile that R's profile limits take, 1.96."""
    return 1 - 2 * float(stats.t.sf(stats.norm.isf(0.025), units - 1))


def test_all_reported_as_glm_nb() -> None:
    """At ρ = 1 mean, α and log-likelihood of MASS::glm.nb, of glmmTMB (nbinom2) too, and glmmTMB's profile limits."""
    found = curve(COUNTS, TARGETS, confidence=at_normal_quantile(10), probabilities=(1,))
    assert math.log(found.mean[0]) == pytest.approx(0.1537411467, abs=1e-6)
    assert found.alpha[0] == pytest.approx(0.005120224638, rel=1e-4)
    y, target, unknown = COUNTS.astype(float), TARGETS.astype(float), np.full(10, NO)
    units = ReportedUnits([y, y, target, target, unknown, unknown], y)
    point = 0.1537411467, math.log1p(0.005120224638 * math.exp(0.1537411467) * TARGETS.mean())
    assert units.weigh(1, *units.parts(*point)).sum() == pytest.approx(-44.36615056, abs=1e-7)
    # uniroot's tolerance in glmmTMB is 1e-4 of the standard error
    assert np.log([found.low[0], found.high[0]]) == pytest.approx([0.07933981128, 0.2255360084], abs=5e-5)


R = {
    "counts": [
        (1, 1.166188979, 1.066406302, 1.27144459, 0.005120223595),
        (0.5, 1.153155601, 1.013278894, 1.264821062, 0.006761342675),
        (0.2, 1.130457126, 0.9063296186, 1.256810524, 0.01016781037),
    ],
    "successes": [
        (1, 1.195870056, 1.099982366, 1.317797168, 0.003708942554),
        (0.5, 1.192031501, 1.073889534, 1.315263202, 0.003984844623),
        (0, 1.186288611, 0.3563321416, 1.3120697, 0.004489418974),
    ],
    "bounds": [
        (1, 1.131526509, 1.03971168, 1.236961431, 0.00953395773),
        (0.5, 1.10224686, 0.978568411, 1.21672876, 0.01370254377),
        (0.2, 1.047032951, 0.863757055, 1.186569366, 0.02210031843),
    ],
}


@pytest.mark.parametrize("case", R)
def test_curve_as_optim(case: str) -> None:
    """R's optim of a likelihood of dnbinom and pnbinom; two of the counts are failures, one bound spans the target."""
    rhos, *expected = np.array(R[case]).T
    kept = COUNTS >= TARGETS if case == "successes" else np.full(10, True)
    found = curve(COUNTS[kept], TARGETS[kept], bounds=BOUNDS if case == "bounds" else (), probabilities=rhos)
    assert points(found)[:, :3] == pytest.approx(np.array(expected[:3]).T, rel=1e-5)
    assert found.alpha == pytest.approx(expected[3], rel=1e-4)
    assert (found.units, found.bounds) == (kept.sum() + found.bounds, 5 if case == "bounds" else 0)


@pytest.mark.parametrize(
    ("counts", "targets", "expected"),
    [
        (
            [61, 143, 212, 905, 130, 310, 1204, 96],
            [50, 120, 200, 700, 100, 260, 1100, 70],
            (1.1862886753, 0.3563321416, 1.3120696997, 0.0044894189),
        ),
        ([52, 120, 330, 90, 215], [50, 100, 300, 60, 200], (1.0412623383, 0.0, 1.4557309814, 0.0256053634)),
    ],
)
def test_only_successes_as_the_truncated_model(counts: list[int], targets: list[int], expected: Any) -> None:
    """At ρ = 0, mean, limits and α of truncated_gamma_poisson, which the curve replaced (commit e4ce228)."""
    assert points(curve(counts, targets))[-1] == pytest.approx(expected, rel=3e-5)


def test_zero_truncated_poisson() -> None:
    """Targets of 1 and counts that vary little: α = 0 and μ ÷ (1 - exp(-μ)) = average, if failures are silent."""
    found = curve([1, 2, 4, 1, 3, 2, 1, 2], [1] * 8)
    assert found.alpha[-1] == 0
    assert found.mean[-1] / -math.expm1(-found.mean[-1]) == pytest.approx(2, rel=1e-4)


def test_large_bounds_as_censored_normal() -> None:
    """With large targets α is the spread of logarithms, and bounds censor them: R's optim of dnorm and pnorm."""
    targets = 1e5 * np.array([3, 5, 4, 8, 6, 9, 3, 5, 7, 4])
    ratios = np.array([1.05, 1.22, 0.93, 1.31, 1.10, 1.02, 1.17])
    bounds = [(targets[7], 1, NO), (targets[8], 1, NO), (targets[9], 0.8, 1)]
    found = curve(ratios * targets[:7], targets[:7], bounds=bounds, probabilities=(1,))
    # loose: the one is gamma, the other log-normal
    assert found.mean[0] == pytest.approx(1.103291043, rel=1e-3)
    assert found.alpha[0] == pytest.approx(0.01254765021, rel=0.02)


def test_bounds_move_the_mean() -> None:
    """Left out, bounds above 100 % would leave a mean that is too low."""
    counts, targets = [95, 210, 101, 480, 88, 300], [100, 200, 105, 500, 90, 280]
    with_bounds = curve(counts, targets, bounds=[(150, 151 / 150, NO)] * 6, probabilities=(1,))
    assert with_bounds.mean[0] > curve(counts, targets, probabilities=(1,)).mean[0] + 0.01


@pytest.mark.parametrize("alpha", [0.0, 0.02])
@pytest.mark.parametrize("rho", [0.3, 0.0])
def test_reported_counts_sum_to_one(alpha: float, rho: float) -> None:
    """Over all counts, failures weighted by ρ, the probabilities of what is reported are 1; so are those of sets."""
    y, unknown = np.arange(0.0, 600.0), np.full(600, NO)
    units = ReportedUnits([y, y, np.full(600, 80.5), np.full(600, 80.5), unknown, unknown], y)
    spread = math.log1p(alpha * 1.1 * 80.5)
    logs = units.weigh(rho, *units.parts(math.log(1.1), spread))
    assert (np.exp(logs) * np.where(y < 81, rho, 1)).sum() == pytest.approx(1, abs=1e-9)
    # a partition of attainments into a failure, a set on both sides of the target, and two successes
    low, high = np.array([NO, 0.75, 1.125, 1.5]), np.array([0.74, 1.12, 1.49, NO])
    target, unknown = np.full(5, 80.0), np.full(5, NO)
    count = np.append(unknown[:4], 90)  # one count, because there must be one
    units = ReportedUnits([count, count, target, target, np.append(low, NO), np.append(high, NO)], y[:5])
    logs = units.weigh(rho, *units.parts(math.log(1.1), math.log1p(alpha * 1.1 * 80)))
    assert (np.exp(logs[:4]) * [rho, 1, 1, 1]).sum() == pytest.approx(1, abs=1e-9)


def poisson_limits(total: int, clusters: int) -> list[float]:
    """Log limits over the mean, where the Poisson likelihood ratio of a total is half the square of t."""
    drop = stats.t.isf(0.025, clusters - 1) ** 2 / 2
    return [optimize.brentq(lambda x: total * (math.expm1(x) - x) - drop, *ends) for ends in ((-4, 0), (0, 4))]


@pytest.mark.parametrize("counts", [np.full(12, 110), np.array([22, 55, 110, 220] * 3)], ids=["equal", "alike"])
def test_poisson_limit(counts: np.ndarray) -> None:
    """Counts that vary less than Poisson: α = 0, the ratio of totals, and the Poisson likelihood-ratio limits."""
    found = curve(counts, counts / 1.1, probabilities=(1,))
    assert found.alpha[0] == 0
    assert found.mean[0] == pytest.approx(1.1)
    limits = np.log([found.low[0] / 1.1, found.high[0] / 1.1])
    assert limits == pytest.approx(poisson_limits(counts.sum(), 12), rel=1e-4)


@pytest.mark.parametrize(
    "counts",
    [COUNTS, TARGETS, [50, 120, 200, 60, 9, 100, 80, 260, 5000, 70], [52, 118, 205, 66, 690, 91, 83, 250, 1110, 77]],
)
def test_never_narrower_than_poisson(counts: Any) -> None:
    """Equal counts once gave an interval without width."""
    found = curve(counts, TARGETS, probabilities=(1,))
    low, high = poisson_limits(np.sum(counts), 10)
    assert math.log(found.high[0] / found.low[0]) > (high - low) * (1 - 1e-4)


def test_targets_have_no_unit() -> None:
    """Targets ten times larger give a mean ten times smaller, where all are reported, and the same α."""
    found, scaled = (curve(COUNTS, scale * TARGETS, probabilities=(1,)) for scale in (1, 10))
    assert 10 * points(scaled)[0, :3] == pytest.approx(points(found)[0, :3], rel=1e-4)
    assert scaled.alpha == pytest.approx(found.alpha, rel=1e-3)


def test_years_of_one_organisation() -> None:
    """Alike, they widen the interval as R's sandwich does (variances 2.991 and 4.379 times larger); apart, not."""
    counts = np.round(np.repeat(COUNTS, 3) * np.tile([0.97, 1, 1.05], 10))
    clusters = np.repeat([f"org{n}" for n in range(10)], 3)
    found = curve(counts, np.repeat(TARGETS, 3), clusters, probabilities=(1, 0.1))
    expected = [(1.173626012, 1.068621222, 1.285731409), (1.109236552, 0.712215939, 1.301137603)]
    assert points(found)[:, :3] == pytest.approx(np.array(expected), rel=2e-4)
    assert (found.units, found.clusters) == (30, 10)
    apart = curve(counts, np.repeat(TARGETS, 3), probabilities=(1,))
    assert apart.mean[0] == pytest.approx(found.mean[0])
    assert math.log(apart.high[0] / apart.low[0]) < math.log(found.high[0] / found.low[0]) / 1.5


def test_under_dispersed() -> None:
    """Twelve committees at 100 to 102 %: the truncated model said 0.51 (0.00 to 0.74); now ρ = 1 alone is left."""
    targets = np.array([50, 62, 80, 110, 140, 185, 260, 350, 500, 800, 1300, 2099])
    counts = targets + [0, 1, 2, 1, 3, 3, 6, 6, 11, 15, 25, 43]
    found = curve(counts, targets)
    assert found.under_dispersed
    assert found.probabilities.tolist() == [1]
    assert found.mean[0] == pytest.approx(counts.sum() / targets.sum())
    expected = targets * counts.sum() / targets.sum()
    x2 = stats.chisquare(counts, expected)  # the same p, from the other side
    assert found.x2_probability == pytest.approx(stats.chi2(11).cdf(x2.statistic))
    assert math.isnan(found.crossing)
    assert not curve(COUNTS, TARGETS).under_dispersed


def test_one_failure_switches_nothing_off() -> None:
    """Only ρ = 0 is ruled out: the failure would not have been reported."""
    found = curve([*COUNTS[COUNTS >= TARGETS], 58], [*TARGETS[COUNTS >= TARGETS], 60])
    assert found.probabilities.tolist() == list(PROBABILITIES[:-1])
    assert np.isfinite(points(found)).all()
    assert (np.diff(found.mean) < 0).all()  # the fewer failures are reported, the lower is the mean of all
    assert (np.diff(found.low) < 0).all()


def test_crossing() -> None:
    """At the probability where it crosses, the lower limit is 1; before it lies above, behind it below."""
    found = curve(COUNTS, TARGETS, probabilities=(1, 0.6, 0.3))
    assert found.low[1] > 1 > found.low[2]
    assert 0.3 < found.crossing < 0.6
    assert curve(COUNTS, TARGETS, probabilities=(1, found.crossing)).low[1] == pytest.approx(1, abs=1e-4)
    for more in (1.2, 3):  # 1 is not excluded; 1 is excluded from above
        assert math.isnan(curve(COUNTS, TARGETS * more, probabilities=(1, 0.5)).crossing)
    far = curve(COUNTS * 3, TARGETS, probabilities=(1, 0.5, 0))
    assert far.low[-1] > 1
    assert far.crossing == 0


def test_no_interior_maximum() -> None:
    """Just above the targets: the smaller the mean the better, if failures are silent; an upper limit remains."""
    found = curve(
        [502, 1010, 330, 870, 650, 2300, 408], [500, 1000, 300, 800, 500, 2000, 400], probabilities=(1, 0.05, 0)
    )
    assert np.isfinite(found.mean[:-1]).all()
    assert math.isnan(found.mean[-1])
    assert math.isnan(found.alpha[-1])
    assert found.low[-1] == 0
    assert found.high[-1] == pytest.approx(1.152329435, rel=1e-5)  # R: against the height at a log mean of -12


def test_maximum_no_higher_than_the_edge() -> None:
    """A maximum that a mean of nearly nothing explains as well, to 1e-4 of log-likelihood: no estimate."""
    found = curve([52, 319], [50, 300], probabilities=(1, 0.3, 0), confidence=0.5)
    assert np.isfinite(found.mean[:-1]).all()
    assert math.isnan(found.mean[-1])


def test_stand_in_targets() -> None:
    """ "Exceeded, 27 admitted" is judged as if the target were 26, and without a count as one of common size.

    26: in floats 27 / 26 × 26 is more than 27, and 27 ÷ (27 / 26) less than 26.
    """
    y, t, low = [61, 143, 212, 905], [50, 120, 200, 700], [NO] * 4
    extra = {
        "known": ((NO, NO), (26, 26), 27 / 26),
        "largest": ((27, 27), (NO, 26), 27 / 26),
        "counted": ((27, NO), (26, 26), NO),
        "count": ((27, 27), (NO, NO), 27 / 26),
    }

    def judged(n: tuple[float, float], target: tuple[float, float], least: float) -> np.ndarray:
        ends = [*y, n[0]], [*y, n[1]], [*t, target[0]], [*t, target[1]], [*low, least], [NO] * 5
        return points(reporting_curve(*ends, range(5), probabilities=(1, 0.3)))

    assert extra["known"][2] * 26 > 27
    assert 27 / extra["known"][2] < 26
    known, *others = (judged(*unit) for unit in extra.values())
    for other in others:
        assert other == pytest.approx(known)
    common = (50 * 120 * 200 * 700) ** 0.25
    assert judged((NO, NO), (NO, NO), 1) == pytest.approx(judged((NO, NO), (common, common), 1), rel=1e-4)


def test_nothing_known_of_a_unit() -> None:
    """It adds neither a unit nor a degree of freedom."""
    found = curve(COUNTS, TARGETS, bounds=[(130, NO, NO)], probabilities=(1, 0.5))
    assert points(found) == pytest.approx(points(curve(COUNTS, TARGETS, probabilities=(1, 0.5))))
    assert (found.units, found.clusters, found.bounds) == (10, 10, 0)


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 5000), st.floats(-1.5, 1.5), st.sampled_from("nTo")), min_size=2, max_size=8),
    st.integers(2, 4),
)
def test_never_fails(units: list[tuple[int, float, str]], clusters: int) -> None:
    """Counts, bounds with and without a target, failures, all far apart: limits around every mean, never a warning."""
    target = np.array([unit[0] for unit in units], dtype=float)
    count = np.round(target * np.exp([unit[1] for unit in units]))
    kind = np.array([unit[2] for unit in units])
    kind[:2], count[:2] = "n", np.maximum(count[:2], 1)  # there must be two counts
    met = count >= target
    known, told = np.where(kind == "o", NO, target), np.where(kind == "n", count, NO)
    low = np.where((kind != "n") & met, 1, NO)
    high = np.where((kind != "n") & ~met, 1 - 1 / target, NO)
    names = np.arange(len(units)) % clusters
    found = reporting_curve(told, told, known, known, low, high, names, probabilities=(1, 0.2, 0))
    missing = np.isnan(found.mean)
    assert ((found.low < found.mean) & (found.mean < found.high) | missing).all()
    assert (found.low <= found.high).all()
    assert (found.alpha[~missing] >= 0).all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"count_low": [5.0]}, "same length"),
        ({"clusters": [[1, 2]]}, "same length"),
        ({"count_low": [-5.0, 7], "count_high": [-5.0, 7]}, "not negative"),
        ({"target_low": [0.0, 5], "target_high": [0.0, 5]}, "targets must be positive"),
        ({"target_high": [4.0, 5]}, "above its upper end"),
        ({"probabilities": (0.9, 0)}, "fall from 1"),
        ({"probabilities": (1, 0.5, 0.5)}, "fall from 1"),
        ({"probabilities": (1, -0.1)}, "fall from 1"),
        ({"probabilities": ()}, "fall from 1"),
    ],
)
def test_wrong_arguments(changes: dict[str, Any], message: str) -> None:
    """A mistake of the caller, not of the data."""
    given = {"count_low": [6.0, 7], "count_high": [6.0, 7], "target_low": [5.0, 5], "target_high": [5.0, 5]}
    given |= {"attainment_low": [NO, NO], "attainment_high": [NO, NO], "clusters": [1, 2]}
    with pytest.raises(ValueError, match=message) as error:
        reporting_curve(**(given | changes))
    assert not isinstance(error.value, NotEstimable)


def test_wrong_confidence() -> None:
    """A confidence of 95 instead of 0.95 would pass for an interval."""
    with pytest.raises(UserError, match="confidence"):
        curve(COUNTS, TARGETS, confidence=95)


@pytest.mark.parametrize(
    ("counts", "clusters", "reason", "values"),
    [
        ([5], [1], "too_few_units", {"units": 1}),
        ([5, 6], [1, 1], "too_few_units", {"units": 1}),
        ([5, NO], [1, 2], "too_few_units", {"units": 1}),
        ([0, 0], [1, 2], "nothing_counted", {}),
        ([], [], "nothing_counted", {}),
        ([NO, NO], [1, 2], "nothing_counted", {}),
    ],
)
def test_not_estimable(counts: list[float], clusters: list[int], reason: str, values: dict[str, int]) -> None:
    """One organisation with a count has no degree of freedom; without a count there is nothing to go by."""
    with pytest.raises(NotEstimable) as error:
        curve(counts, [5] * len(counts), clusters)
    assert (error.value.reason, error.value.values) == (reason, values)
