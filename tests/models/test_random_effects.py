"""Random effects against published meta-analyses, closed forms and statsmodels."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from partyresearch.collection.problems import UserError
from partyresearch.models.intervals import NotEstimable
from partyresearch.models.random_effects import (
    _pool,
    _posterior,
    _prediction_reach,
    _weighted_mean,
    decreasing_root,
    integration_nodes,
    mixture_interval,
    predict_ratio,
    random_effects,
)

T = stats.t.isf
quick = settings(max_examples=60)


def bcg() -> tuple[np.ndarray, np.ndarray]:
    """Log risk ratios of 13 trials of the BCG vaccine (Colditz et al. 1994, JAMA 271, 698; `dat.bcg` of metafor)."""
    cases = np.array([4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27], dtype=float)
    well = np.array([119, 300, 228, 13536, 5036, 1361, 2537, 87886, 7470, 1699, 50448, 2493, 16886])
    control_cases = np.array([11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29], dtype=float)
    control_well = np.array([128, 274, 209, 12619, 5761, 1079, 619, 87892, 7232, 1600, 27197, 2338, 17825])
    n, control_n = cases + well, control_cases + control_well
    effects = np.log(cases / n) - np.log(control_cases / control_n)
    return effects, 1 / cases - 1 / n + 1 / control_cases - 1 / control_n


def clasp() -> tuple[np.ndarray, np.ndarray]:
    """Log odds ratios of the six trials of aspirin (DerSimonian & Kacker 2007, Contemp. Clin. Trials 28, 105)."""
    n, control_n = np.array([[156, 303, 565, 1570, 103, 4659], [74, 303, 477, 1565, 105, 4650]])
    a, c = np.array([[5, 5, 12, 69, 9, 313], [8, 17, 9, 94, 11, 352]])
    b, d = n - a, control_n - c
    return np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d


RILEY = (  # ten trials of Riley, Higgins & Deeks (2011), BMJ 342, d549; data `sbp` of the R package pimeta
    np.array([0.0, 0.1, -0.4, -0.8, -0.63, 0.22, -0.34, -0.51, 0.03, -0.81]),
    np.array(
        [0.42347717, 0.21939179, 0.02551067, 0.19898325, 0.30102594, 0.30102594, 0.07142988, 0.10204269, 0.12245123]
        + [0.30102594]
    )
    ** 2,
)
RAUDENBUSH = (  # teachers' expectations, 19 experiments (Raudenbush 2009; `dat.raudenbush1985` of metafor)
    np.array(
        [0.03, 0.12, -0.14, 1.18, 0.26, -0.06, -0.02, -0.32, 0.27, 0.80, 0.54, 0.18, -0.02, 0.23, -0.18, -0.06, 0.30]
        + [0.07, -0.07]
    ),
    np.array(
        [0.0156, 0.0216, 0.0279, 0.1391, 0.1362, 0.0106, 0.0106, 0.0484, 0.0269, 0.0630, 0.0912, 0.0497, 0.0835]
        + [0.0841, 0.0253, 0.0279, 0.0193, 0.0088, 0.0303]
    ),
)


def moments(effects: np.ndarray, variances: np.ndarray) -> float:
    """DerSimonian & Laird's (1986) estimate of τ², cut off at 0."""
    w = 1 / variances
    q = float(w @ (effects - w @ effects / w.sum()) ** 2)
    return max(0.0, (q - (len(w) - 1)) / (w.sum() - w @ w / w.sum()))


def test_bcg_fixed() -> None:
    """-0.4303 (-0.5097 to -0.3509), Q 152.2330: Stata's metan and metafor's `test_misc_metan_vs_rma`, to 5e-5."""
    effects, variances = bcg()
    q, mean, se = _weighted_mean(effects, variances, 0.0)
    assert (mean, mean - 1.959964 * se, mean + 1.959964 * se) == pytest.approx((-0.4303, -0.5097, -0.3509), abs=5e-5)
    assert q == pytest.approx(152.2330, abs=5e-5)
    found = random_effects(effects, variances)
    assert found.q == pytest.approx(152.2330, abs=5e-5)
    assert 100 * found.i2 == pytest.approx(92.1173, abs=5e-5)


def test_bcg_random() -> None:
    """DerSimonian-Laird: -0.7141, se 0.1787, τ² 0.3088; REML: -0.7145, se 0.1798 at 0.3132. metafor; to 5e-5, 1e-4."""
    effects, variances = bcg()
    tau2 = moments(effects, variances)
    assert tau2 == pytest.approx(0.3088, abs=5e-5)
    assert _weighted_mean(effects, variances, tau2)[1:] == pytest.approx((-0.7141, 0.1787), abs=5e-5)
    assert _weighted_mean(effects, variances, 0.3132)[1:] == pytest.approx((-0.7145, 0.1798), abs=1e-4)


def test_clasp() -> None:
    """τ 0.3681, mean -0.3811, se 0.2060: DerSimonian & Kacker (2007), tables 3 and 4; to 5e-5."""
    effects, variances = clasp()
    found = random_effects(effects, variances)
    assert (math.sqrt(found.tau2), found.mean, found.se) == pytest.approx((0.3681, -0.3811, 0.2060), abs=5e-5)
    pooled = _pool(effects, variances, found.tau2, 0.95)
    assert (pooled.low, pooled.high) == pytest.approx(
        (found.mean - T(0.025, 5) * found.se, -0.3811 + 2.5706 * 0.2060), abs=2e-4
    )
    assert found.low < pooled.low  # mixed over the posterior of τ
    tau2 = moments(effects, variances)
    assert math.sqrt(tau2) == pytest.approx(0.2323, abs=5e-5)
    assert _weighted_mean(effects, variances, tau2)[1:] == pytest.approx((-0.3240, 0.1540), abs=5e-5)


def test_riley() -> None:
    """-0.33 (-0.48 to -0.18): Riley et al. (2011), to 5e-3; t(9) -0.5068 to -0.1613, prediction t(8) -0.7598 to 0.0917.

    The digits of the latter, and τ² 0.0282, are of the R package pimeta 1.1.1 (`pima_hts`); to 5.1e-5.
    """
    tau2 = moments(*RILEY)
    _, mean, se = _weighted_mean(*RILEY, tau2)
    reach = _prediction_reach(tau2, se, 10, 0.025)
    assert (mean, mean - 1.959964 * se, mean + 1.959964 * se) == pytest.approx((-0.33, -0.48, -0.18), abs=5e-3)
    assert tau2 == pytest.approx(0.0282, abs=5.1e-5)
    assert (mean, mean - 2.262157 * se, mean + 2.262157 * se) == pytest.approx((-0.3341, -0.5068, -0.1613), abs=5.1e-5)
    assert (mean - reach, mean + reach) == pytest.approx((-0.7598, 0.0917), abs=5.1e-5)


def test_prediction_is_the_wider() -> None:
    """Neither of the two prediction intervals would be widened by the other."""
    for effects, variances in (RILEY, bcg(), clasp()):
        found = random_effects(effects, variances)
        reach = _prediction_reach(found.tau2, found.se, len(effects), 0.025)
        nodes, means, ses, weights = _posterior(effects, variances, found.tau2)
        low, high = mixture_interval(means, np.hypot(ses, nodes), weights, 0.025)
        assert found.prediction_low == pytest.approx(min(found.mean - reach, low))
        assert found.prediction_high == pytest.approx(max(found.mean + reach, high))


@pytest.mark.parametrize(
    ("tau2", "se", "low", "high"),
    [
        (None, 0.0636, -0.0442, 0.2229),  # DerSimonian-Laird, 0.0259
        (0.0188, 0.0616, -0.0457, 0.2131),  # REML
        (0.0126, 0.0593, -0.0468, 0.2023),  # maximum likelihood
        (0.0, 0.0515, -0.0477, 0.1685),
    ],
)
def test_knapp_hartung(tau2: float | None, se: float, low: float, high: float) -> None:
    """Raudenbush (2009), table 16.3, with metafor's four digits (its factor is above 1); to 2e-4: τ² is rounded."""
    value = moments(*RAUDENBUSH) if tau2 is None else tau2
    found = _pool(*RAUDENBUSH, value, 0.95)
    assert (found.se, found.low, found.high) == pytest.approx((se, low, high), abs=2e-4)


def test_knapp_hartung_is_modified() -> None:
    """At τ² 0.0804 the unmodified se is 0.0711, below the classical 0.0792 (ibid.), which stays; to 1e-4."""
    found = _pool(*RAUDENBUSH, 0.0804, 0.95)
    assert (found.mean, found.se) == pytest.approx((0.1143, 0.0792), abs=1e-4)
    assert found.high - found.mean == pytest.approx(T(0.025, 18) * found.se)


def test_random_effects_by_hand() -> None:
    """With equal variances τ² is the variance between the effects less the variance within."""
    found = random_effects([0.0, 0.2, 0.4], [0.01] * 3, 0.9)
    # Q-profile: with equal variances 0.08 ÷ (0.01 + τ²) is the quantile of χ² with 2 degrees, -2 log p
    low, high = (0.08 / (-2 * math.log(p)) - 0.01 for p in (0.05, 0.95))
    assert astuple(found)[:9] == pytest.approx(
        (0.2, 0.2 - 2.919986 * math.sqrt(0.04 / 3), 0.2 + 2.919986 * math.sqrt(0.04 / 3))
        + (math.sqrt(0.04 / 3), 0.03, low, high, 8.0, 0.75),
        abs=1e-6,
    )


def test_q_profile() -> None:
    """τ² of the BCG trials, 0.1197 to 1.1115: metafor's documentation of `confint.rma`, with method REML.

    Digits and Paule-Mandel's τ² from tests/reference/random_effects.R (metafor 3.8-1); to 1e-8.
    """
    found = random_effects(*bcg())
    assert (found.tau2_low, found.tau2_high) == pytest.approx((0.1197183611, 1.111479084), abs=1e-8)
    assert found.tau2 == pytest.approx(0.3180684522, abs=1e-8)
    equal = random_effects([0.1] * 4, [0.01] * 4)
    assert (equal.tau2_low, equal.tau2_high) == (0, 0)


COUNTS = np.array([61, 143, 212, 55, 905, 130, 77, 310, 1204, 96])
TARGETS = np.array([50, 120, 200, 60, 700, 100, 80, 260, 1100, 70])


@pytest.mark.parametrize(("target", "low", "high"), [(5, 2, 11), (60, 49, 96), (2000, 1808, 2976)])
def test_predicted_count(target: int, low: int, high: int) -> None:
    """The count of one more unit, by integration in R: tests/reference/random_effects.R (metafor 3.8-1).

    By t(8) alone 2 to 11, 50 to 94 and 1871 to 2899: the posterior is the wider. To one person in 2,000.
    """
    found = np.array(predict_ratio(COUNTS, TARGETS, target)) * target
    assert found == pytest.approx([low, high], abs=target / 2000 + 1e-9)
    assert found == pytest.approx(np.round(found))


def test_a_prediction_has_the_noise_of_its_target() -> None:
    """Of 2,000 units without doubt that differ by 5 %, one more with a target of 60: Poisson and log-normal together.

    The interval of its underlying ratio alone, 0.91 to 1.10, holds 62 % of such counts.
    """
    logs = stats.norm.ppf((np.arange(2000) + 0.5) / 2000) * 0.05
    targets = np.full(2000, 10.0**7)
    low, high = predict_ratio(targets * np.exp(logs), targets, 60)
    node = np.linspace(-6, 6, 4001)
    weight = stats.norm.pdf(node) / stats.norm.pdf(node).sum()
    cdf = np.array([weight @ stats.poisson.cdf(n, 60 * np.exp(0.05 * node)) for n in range(120)])
    assert (low * 60, high * 60) == (np.argmax(cdf >= 0.025), np.argmax(cdf >= 0.975))
    theta = random_effects(logs, 1 / targets)
    inside = cdf[int(60 * math.exp(theta.prediction_high))] - cdf[math.ceil(60 * math.exp(theta.prediction_low)) - 1]
    assert inside == pytest.approx(0.57, abs=0.06)
    assert cdf[round(high * 60)] - cdf[round(low * 60) - 1] > 0.95


@pytest.mark.parametrize(
    ("counts", "targets", "target"), [([5, 0, 9], [5, 5, 5], 5), ([5, 6, 9], [5, 5, 5], 0), ([5, 6, 9], [5, 0, 5], 5)]
)
def test_a_prediction_refuses(counts: list[int], targets: list[int], target: float) -> None:
    """None admitted has no logarithm, and nothing is expected of a target of 0."""
    with pytest.raises(ValueError, match="positive"):
        predict_ratio(counts, targets, target)


def test_two_units_predict_nothing() -> None:
    """t with no degrees of freedom."""
    with pytest.raises(NotEstimable, match="too_few_units"):
        predict_ratio([5, 6], [5, 5], 5)


@pytest.mark.parametrize("effects", [(-0.2, 0.1, 0.4, 0.3), (-0.7, -0.1, -0.4, -0.2), (0.0, 0.4, -0.2, 0.1)])
def test_rounding_does_not_lose_the_heterogeneity(effects: tuple[float, ...]) -> None:
    """An iteration that rounding carries past the root would find τ² = 0 (statsmodels does)."""
    expected = np.var(effects, ddof=1) - 0.01
    assert random_effects(effects, [0.01] * 4).tau2 == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_random_effects_as_statsmodels(seed: int) -> None:
    """`combine_effects` with its wide default tolerance finds the same τ², mean, error and t interval, to 1e-4."""
    rng = np.random.default_rng(seed)
    variances = rng.uniform(0.001, 0.02, 25)
    effects = rng.normal(0.1, np.sqrt(variances + 0.04))
    theirs = combine_effects(effects, variances, use_t=True)
    found = random_effects(effects, variances)
    assert (found.mean, found.tau2, found.q, found.i2) == pytest.approx(
        (theirs.mean_effect_re, theirs.tau2, theirs.q, theirs.i2), rel=1e-4
    )
    pooled = _pool(effects, variances, found.tau2, 0.95)
    assert (pooled.low, pooled.high) == pytest.approx(tuple(theirs.conf_int()[1]), rel=1e-4)
    nodes, means, ses, weights = _posterior(effects, variances, found.tau2)
    low, high = mixture_interval(means, ses, weights, 0.025)
    assert (found.low, found.high) == pytest.approx((min(pooled.low, low), max(pooled.high, high)))
    assert nodes[0] < found.tau2**0.5 < nodes[-1]


@quick
@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(1e-4, 2)), min_size=2, max_size=40))
def test_paule_mandel_equation(units: list[tuple[float, float]]) -> None:
    """τ² solves its equation, or is 0 where the effects differ less than their errors; nothing is negative or NaN."""
    effects, variances = np.array(units).T
    found = random_effects(effects, variances)
    w = 1 / (variances + found.tau2)
    left = float(w @ (effects - w @ effects / w.sum()) ** 2)
    if found.tau2 > 0:
        assert left == pytest.approx(len(units) - 1, rel=1e-6)
    else:
        assert left <= len(units) - 1 + 1e-9
    assert found.tau2 >= 0
    assert 0 <= found.i2 < 1
    assert found.low < found.mean < found.high
    assert found.se >= w.sum() ** -0.5 * (1 - 1e-12)
    assert math.isnan(found.prediction_low) == math.isnan(found.prediction_high) == (len(units) < 3)
    if len(units) > 2:
        assert found.prediction_low < found.low
        assert found.prediction_high > found.high


@pytest.mark.parametrize("data", [RILEY, clasp(), ([0.1] * 12, [0.01] * 12)], ids=["riley", "clasp", "equal"])
def test_predictive(data: tuple[np.ndarray, np.ndarray]) -> None:
    """The posterior predictive is that of a fine grid of τ with each normal density written out; to 1 %."""
    effects, variances = np.asarray(data[0]), np.asarray(data[1])
    tau = np.linspace(0, 60, 400_001)[:, None] ** 2 / 60  # denser near 0
    w = 1 / (variances + tau**2)
    mean, se = (w * effects).sum(1) / w.sum(1), w.sum(1) ** -0.5
    logs = stats.norm.logpdf(effects, mean[:, None], w**-0.5).sum(1) + np.log(se)
    density = np.exp(logs - logs.max()) * np.gradient(tau[:, 0])
    density /= density.sum()
    nodes, means, ses, weights = _posterior(effects, variances, 0.01)
    found = mixture_interval(means, np.hypot(ses, nodes), weights, 0.025)
    for end, p in zip(found, (0.025, 0.975), strict=True):
        assert density @ stats.norm.cdf(end, mean, np.hypot(se, tau[:, 0])) == pytest.approx(p, abs=3e-4)


def test_equal_effects() -> None:
    """No heterogeneity at all divides by zero nowhere."""
    found = random_effects([0.1] * 4, [0.01, 0.02, 0.03, 0.04])
    assert (found.mean, found.tau2, found.i2) == (pytest.approx(0.1), 0.0, 0.0)
    assert found.q == pytest.approx(0, abs=1e-12)
    assert found.se == pytest.approx((100 + 50 + 100 / 3 + 25) ** -0.5)


@pytest.mark.parametrize(
    ("effects", "variances", "message"),
    [
        ([0.1, 0.2], [0.1], "same length"),
        ([0.1, 0.2], [0.1, 0.0], "positive"),
        ([0.1, math.nan], [0.1, 0.1], "finite"),
        ([0.1, 0.2], [0.1, math.inf], "finite"),
    ],
)
def test_random_effects_refuses(effects: list[float], variances: list[float], message: str) -> None:
    """A variance of 0 would give NaN; it is a mistake of the caller, not of the data."""
    with pytest.raises(ValueError, match=message) as error:
        random_effects(effects, variances)
    assert not isinstance(error.value, NotEstimable)


@pytest.mark.parametrize("effects", [[], [0.1]])
def test_too_few_units(effects: list[float]) -> None:
    """One unit would give NaN."""
    with pytest.raises(NotEstimable) as error:
        random_effects(effects, [0.1] * len(effects))
    assert (error.value.reason, error.value.values) == ("too_few_units", {"units": len(effects)})


def test_decreasing_root() -> None:
    """The root of a line, however small or large, and 0 where there is none."""
    assert decreasing_root(lambda variance: 2 - variance) == 2.0
    assert decreasing_root(lambda variance: 1e-9 - variance) == pytest.approx(1e-9, rel=1e-12)
    assert decreasing_root(lambda variance: 1e12 - variance) == pytest.approx(1e12, rel=1e-12)
    assert decreasing_root(lambda variance: -variance) == 0.0


@pytest.mark.parametrize("scale", [0.3, 1.0, 20.0])
def test_integration_nodes(scale: float) -> None:
    """An exponential density has mean and standard deviation 1, from whatever scale the search starts; to 1.5 %."""
    nodes, weights = integration_nodes(lambda tau: -tau, scale)
    mean = weights @ nodes
    assert weights.sum() == pytest.approx(1)
    assert (mean, weights @ (nodes - mean) ** 2) == pytest.approx((1, 1), rel=0.015)


@pytest.mark.parametrize("confidence", [0, 1, 95, math.nan])
@pytest.mark.parametrize(
    "call",
    [
        lambda level: random_effects([0.1, 0.2], [0.1, 0.1], level),
        lambda level: predict_ratio([5, 6, 7], [5, 5, 5], 5, level),
    ],
)
def test_wrong_confidence(call: Callable[[float], object], confidence: float) -> None:
    """A confidence of 95 instead of 0.95 would pass for an interval."""
    with pytest.raises(UserError, match="confidence"):
        call(confidence)


def test_numbers_are_plain() -> None:
    """A table would receive numpy scalars where it expects numbers."""
    results = [random_effects(*clasp())]
    for result in results:
        assert {type(value) for value in vars(result).values()} <= {float, int, str, np.ndarray}
