"""The models against published values, closed forms, statsmodels and likelihoods written down here once more."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import astuple

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats
from scipy.special import logsumexp
from statsmodels.discrete.discrete_model import NegativeBinomial
from statsmodels.stats.meta_analysis import combine_effects

from partyresearch.collection.problems import UserError
from partyresearch.models import gamma_poisson as gamma_poisson_module
from partyresearch.models import random_effects as random_effects_module
from partyresearch.models.clustered import clustered_share, panel_trend
from partyresearch.models.gamma_poisson import funnel_limits, gamma_poisson, truncated_gamma_poisson
from partyresearch.models.random_effects import random_effects

T = stats.t.isf
quick = settings(max_examples=60)

# --- random effects -------------------------------------------------------------------------------------------------


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
    q, mean, se = random_effects_module._weighted(effects, variances, 0.0)
    assert (mean, mean - 1.959964 * se, mean + 1.959964 * se) == pytest.approx((-0.4303, -0.5097, -0.3509), abs=5e-5)
    assert q == pytest.approx(152.2330, abs=5e-5)
    found = random_effects(effects, variances)
    assert found.q == pytest.approx(152.2330, abs=5e-5)
    assert 100 * found.i2 == pytest.approx(92.1173, abs=5e-5)
    assert found.k == 13


def test_bcg_random() -> None:
    """DerSimonian-Laird: -0.7141, se 0.1787, τ² 0.3088; REML: -0.7145, se 0.1798 at 0.3132. metafor; to 5e-5, 1e-4."""
    effects, variances = bcg()
    tau2 = moments(effects, variances)
    assert tau2 == pytest.approx(0.3088, abs=5e-5)
    assert random_effects_module._weighted(effects, variances, tau2)[1:] == pytest.approx((-0.7141, 0.1787), abs=5e-5)
    assert random_effects_module._weighted(effects, variances, 0.3132)[1:] == pytest.approx((-0.7145, 0.1798), abs=1e-4)


def test_clasp() -> None:
    """τ 0.3681, mean -0.3811, se 0.2060: DerSimonian & Kacker (2007), tables 3 and 4; to 5e-5."""
    effects, variances = clasp()
    found = random_effects(effects, variances)
    assert (math.sqrt(found.tau2), found.mean, found.se) == pytest.approx((0.3681, -0.3811, 0.2060), abs=5e-5)
    assert (found.low, found.high) == pytest.approx(
        (found.mean - T(0.025, 5) * found.se, -0.3811 + 2.5706 * 0.2060), abs=2e-4
    )
    tau2 = moments(effects, variances)
    assert math.sqrt(tau2) == pytest.approx(0.2323, abs=5e-5)
    assert random_effects_module._weighted(effects, variances, tau2)[1:] == pytest.approx((-0.3240, 0.1540), abs=5e-5)


def test_riley() -> None:
    """-0.33 (-0.48 to -0.18): Riley et al. (2011), to 5e-3; t(9) -0.5068 to -0.1613, prediction t(8) -0.7598 to 0.0917.

    The digits of the latter, and τ² 0.0282, are of the R package pimeta 1.1.1 (`pima_hts`); to 5.1e-5.
    """
    tau2 = moments(*RILEY)
    _, mean, se = random_effects_module._weighted(*RILEY, tau2)
    reach = random_effects_module._reach(tau2, se, 10, 0.025)
    assert (mean, mean - 1.959964 * se, mean + 1.959964 * se) == pytest.approx((-0.33, -0.48, -0.18), abs=5e-3)
    assert tau2 == pytest.approx(0.0282, abs=5.1e-5)
    assert (mean, mean - 2.262157 * se, mean + 2.262157 * se) == pytest.approx((-0.3341, -0.5068, -0.1613), abs=5.1e-5)
    assert (mean - reach, mean + reach) == pytest.approx((-0.7598, 0.0917), abs=5.1e-5)


def test_prediction_is_the_wider() -> None:
    """Neither of the two prediction intervals would be widened by the other."""
    for effects, variances in (RILEY, bcg(), clasp()):
        found = random_effects(effects, variances)
        reach = random_effects_module._reach(found.tau2, found.se, found.k, 0.025)
        low, high = random_effects_module._predictive(effects, variances, found.tau2, 0.025)
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
    found = random_effects_module._pooled(*RAUDENBUSH, value, 0.95)
    assert (found.se, found.low, found.high) == pytest.approx((se, low, high), abs=2e-4)


def test_knapp_hartung_is_modified() -> None:
    """At τ² 0.0804 the unmodified se is 0.0711, below the classical 0.0792 (ibid.), which stays; to 1e-4."""
    found = random_effects_module._pooled(*RAUDENBUSH, 0.0804, 0.95)
    assert (found.mean, found.se) == pytest.approx((0.1143, 0.0792), abs=1e-4)
    assert found.high - found.mean == pytest.approx(T(0.025, 18) * found.se)


def test_random_effects_by_hand() -> None:
    """With equal variances τ² is the variance between the effects less the variance within."""
    found = random_effects([0.0, 0.2, 0.4], [0.01] * 3, 0.9)
    assert astuple(found)[:8] == pytest.approx(
        (0.2, 0.2 - 2.919986 * math.sqrt(0.04 / 3), 0.2 + 2.919986 * math.sqrt(0.04 / 3))
        + (math.sqrt(0.04 / 3), 0.03, 8.0, 0.75, 3),
        abs=1e-6,
    )


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
    assert (found.low, found.high) == pytest.approx(tuple(theirs.conf_int()[1]), rel=1e-4)


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
    found = random_effects_module._predictive(effects, variances, 0.01, 0.025)
    for end, p in zip(found, (0.025, 0.975), strict=True):
        assert density @ stats.norm.cdf(end, mean, np.hypot(se, tau[:, 0])) == pytest.approx(p, abs=3e-4)


def test_equal_effects() -> None:
    """No heterogeneity at all divides by zero nowhere."""
    found = random_effects([0.1] * 4, [0.01, 0.02, 0.03, 0.04])
    assert (found.mean, found.tau2, found.i2) == (pytest.approx(0.1), 0.0, 0.0)
    assert found.q == pytest.approx(0, abs=1e-12)
    assert found.se == pytest.approx((100 + 50 + 100 / 3 + 25) ** -0.5)


@pytest.mark.parametrize(
    ("effects", "variances"),
    [([0.1], [0.1]), ([], []), ([0.1, 0.2], [0.1]), ([0.1, 0.2], [0.1, 0.0]), ([0.1, math.nan], [0.1, 0.1])],
)
def test_random_effects_refuses(effects: list[float], variances: list[float]) -> None:
    """One unit, or a variance of 0, would give NaN."""
    with pytest.raises(ValueError, match="at least 2 effects"):
        random_effects(effects, variances)


# --- gamma-Poisson --------------------------------------------------------------------------------------------------

COUNTS = np.array([61, 143, 212, 55, 905, 130, 77, 310, 1204, 96])
TARGETS = np.array([50, 120, 200, 60, 700, 100, 80, 260, 1100, 70])


def test_gamma_poisson_by_hand() -> None:
    """With equal targets, the squared deviations are the median of χ² (2.366 of 3 degrees) times m + α m²."""
    counts = np.array([80, 100, 120, 150])
    m = 112.5
    alpha = ((32.5**2 + 12.5**2 + 7.5**2 + 37.5**2) / 2.3659739 - m) / m**2
    found = gamma_poisson(counts, [100] * 4)
    reach = math.exp(T(0.025, 3) * math.sqrt((1 / m + alpha) / 4))
    assert (found.mean, found.alpha, found.low) == pytest.approx((1.125, alpha, 1.125 / reach), rel=1e-6)
    assert found.high == pytest.approx(1.125 * reach, rel=1e-6)
    assert found.k == 4


@pytest.mark.parametrize("counts", [(55, 110, 220), (50, 120, 219), (0, 0, 1)])
def test_poisson_limit(counts: tuple[int, ...]) -> None:
    """Counts that vary no more than Poisson: the ratio of totals, with the Poisson error on the log scale."""
    found = gamma_poisson(counts, [50, 100, 200])
    total = sum(counts)
    assert found.alpha == 0
    assert found.mean == pytest.approx(total / 350)
    assert found.high / found.mean == pytest.approx(math.exp(T(0.025, 2) / math.sqrt(total)))
    assert found.mean / found.low == pytest.approx(math.exp(T(0.025, 2) / math.sqrt(total)))


def test_gamma_poisson_as_statsmodels() -> None:
    """A negative binomial GLM with our α has the same mean and error, and its Pearson X² is the median; to 1e-7."""
    found = gamma_poisson(COUNTS, TARGETS)
    family = sm.families.NegativeBinomial(alpha=found.alpha)
    theirs = sm.GLM(COUNTS, np.ones(10), family=family, offset=np.log(TARGETS)).fit(tol=1e-13)
    assert theirs.pearson_chi2 == pytest.approx(stats.chi2(9).ppf(0.5), rel=1e-7)
    assert math.log(found.mean) == pytest.approx(theirs.params[0], rel=1e-7)
    assert math.log(found.high / found.low) / 2 == pytest.approx(T(0.025, 9) * theirs.bse[0], rel=1e-6)


def test_gamma_poisson_with_many_units() -> None:
    """Of 2,000 units the α of greatest likelihood (statsmodels) is close to ours, and the mean closer."""
    rng = np.random.default_rng(3)
    targets = rng.integers(50, 2000, 2000)
    counts = rng.poisson(1.1 * rng.gamma(1 / 0.04, 0.04, 2000) * targets)
    theirs = NegativeBinomial(counts, np.ones(2000), offset=np.log(targets)).fit(disp=0, start_params=[0.1, 0.05])
    found = gamma_poisson(counts, targets)
    assert found.alpha == pytest.approx(theirs.params[1], rel=0.02)
    assert math.log(found.mean) == pytest.approx(theirs.params[0], abs=2e-4)
    assert math.log(found.high / found.mean) / T(0.025, 1999) == pytest.approx(theirs.bse[0], rel=0.02)


def posterior(counts: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean and central 95 % of each unit's ratio, by brute force over a grid of mean and √α."""
    log_mean, tau = np.meshgrid(np.linspace(-0.5, 0.8, 150), np.linspace(0.002, 1.2, 120), indexing="ij")
    mean, alpha = np.exp(log_mean.ravel())[:, None], tau.ravel()[:, None] ** 2
    logs = stats.nbinom.logpmf(counts, 1 / alpha, 1 / (1 + alpha * mean * targets)).sum(1)
    kept = logs > logs.max() - 10
    mean, alpha = mean[kept], alpha[kept]
    weights = np.exp(logs[kept] - logs.max())
    weights /= weights.sum()
    own = stats.gamma(counts + 1 / alpha, scale=1 / (targets + 1 / (alpha * mean)))
    ends = []
    for p in (0.025, 0.975):
        low, high = np.full(len(counts), 0.1), np.full(len(counts), 4.0)
        for _ in range(30):
            middle = (low + high) / 2
            less = weights @ own.cdf(middle) < p
            low, high = np.where(less, middle, low), np.where(less, high, middle)
        ends.append(middle)
    return weights @ own.mean(), ends[0], ends[1]


@pytest.mark.parametrize(
    ("counts", "targets"),
    [(COUNTS, TARGETS), (np.round(TARGETS * 1.1), TARGETS), (np.full(6, 23), np.full(6, 20))],
    ids=["differ", "alike", "small"],
)
def test_units(counts: np.ndarray, targets: np.ndarray) -> None:
    """Each unit's ratio and limits are those of the whole posterior: to 0.01, the limits to 0.03."""
    found = gamma_poisson(counts, targets)
    mean, low, high = posterior(counts, targets)
    assert found.units == pytest.approx(mean, abs=0.01)
    assert found.units_low == pytest.approx(low, abs=0.03)
    assert found.units_high == pytest.approx(high, abs=0.03)


def test_units_are_drawn_to_the_mean() -> None:
    """A small unit is drawn further than a large one of the same ratio, and none past the mean."""
    found = gamma_poisson([30, 3000, 100, 90, 110, 1000, 950], [20, 2000, 100, 100, 100, 1000, 1000])
    assert found.mean < found.units[0] < found.units[1] < 1.5
    assert found.units[1] == pytest.approx(1.5, abs=0.01)
    assert found.units_high[0] - found.units_low[0] > 3 * (found.units_high[1] - found.units_low[1])
    narrow = gamma_poisson([30, 3000, 100, 90, 110, 1000, 950], [20, 2000, 100, 100, 100, 1000, 1000], 0.5)
    assert (narrow.units_low > found.units_low).all()
    assert (narrow.units_high < found.units_high).all()
    assert narrow.units == pytest.approx(found.units)


@quick
@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)), min_size=2, max_size=30).filter(
        lambda units: any(count for count, _ in units)
    )
)
def test_gamma_poisson_never_fails(units: list[tuple[int, int]]) -> None:
    """No counts, however far apart, give a warning, NaN, or an interval without its estimate."""
    counts, targets = np.array(units).T
    found = gamma_poisson(counts, targets)
    assert 0 < found.low < found.mean < found.high
    assert found.alpha >= 0
    expected = found.mean * targets
    x2 = float(((counts - expected) ** 2 / (expected + found.alpha * expected**2)).sum())
    goal = stats.chi2(len(units) - 1).ppf(0.5)
    assert x2 == pytest.approx(goal, rel=1e-5) if found.alpha else x2 <= goal + 1e-9
    assert np.isfinite(found.units).all()
    assert (found.units_low <= found.units).all()
    assert (
        found.units <= found.units_high * (1 + 1e-9)
    ).all() or found.alpha > 1  # a skewed gamma's mean may lie above


REFUSED = [([5], [5]), ([0, 0], [5, 5]), ([5, -1], [5, 5]), ([5, 5], [5, 0]), ([5, 5], [5]), ([5, math.nan], [5, 5])]


@pytest.mark.parametrize(("counts", "targets"), REFUSED)
@pytest.mark.parametrize("model", [gamma_poisson, truncated_gamma_poisson])
def test_gamma_poisson_refuses(model: Callable[..., object], counts: list[float], targets: list[float]) -> None:
    """One unit, nothing counted, or no target would give NaN or an endless search."""
    with pytest.raises(ValueError, match="counts"):
        model(counts, targets)


# --- truncated ------------------------------------------------------------------------------------------------------


def reported(seed: int, k: int, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    """Units with mean 1.1 of which only those that met their target are seen."""
    rng = np.random.default_rng(seed)
    targets = rng.integers(50, 2000, 6 * k)
    counts = rng.poisson(1.1 * rng.gamma(1 / alpha, alpha, 6 * k) * targets)
    met = counts >= targets
    return counts[met][:k], targets[met][:k]


def conditional(log_mean: float, alpha: float, counts: np.ndarray, targets: np.ndarray) -> float:
    """Log-likelihood of the counts, given that each met its target."""
    spread = stats.nbinom(1 / alpha, 1 / (1 + alpha * np.exp(log_mean) * targets))
    return float((spread.logpmf(counts) - spread.logsf(targets - 1)).sum())


@pytest.mark.parametrize(("seed", "alpha"), [(1, 0.01), (2, 0.01), (1, 0.04)])
def test_truncated_maximum(seed: int, alpha: float) -> None:
    """Nelder and Mead's search of scipy's own distribution finds the same mean, α and limits; to 1e-3."""
    counts, targets = reported(seed, 60, alpha)
    found = truncated_gamma_poisson(counts, targets)
    assert found is not None
    theirs = optimize.minimize(
        lambda x: -conditional(x[0], math.exp(x[1]), counts, targets),
        [0.05, -4],
        method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 2000},
    )
    assert (math.log(found.mean), math.log(found.alpha)) == pytest.approx(tuple(theirs.x), abs=1e-3)
    for limit in {found.low, found.high} - {0.0}:
        best = optimize.minimize_scalar(
            lambda x, limit=limit: -conditional(math.log(limit), math.exp(x), counts, targets),
            bounds=(-12, 3),
            method="bounded",
        )
        assert 2 * (best.fun - theirs.fun) == pytest.approx(T(0.025, 59) ** 2, rel=1e-3)
    assert found.low > 0 or alpha > 0.03


def test_truncated_that_cuts_nothing() -> None:
    """Where nearly every count is above its target, the fit is the untruncated one of statsmodels; to 1e-3."""
    rng = np.random.default_rng(4)
    targets = rng.integers(1, 9, 80)
    counts = rng.poisson(40 * rng.gamma(1 / 0.04, 0.04, 80) * targets)
    theirs = NegativeBinomial(counts, np.ones(80), offset=np.log(targets)).fit(disp=0, start_params=[3.7, 0.05])
    found = truncated_gamma_poisson(counts, targets)
    assert found is not None
    assert (math.log(found.mean), found.alpha) == pytest.approx(tuple(theirs.params), rel=1e-3)
    assert math.log(found.high / found.low) / 2 == pytest.approx(T(0.025, 79) * theirs.bse[0], rel=0.02)
    assert np.isnan([found.units, found.units_low, found.units_high]).all()


def test_truncated_poisson_limit() -> None:
    """Targets of 1 and counts that vary little: the zero-truncated Poisson mean, μ ÷ (1 - exp(-μ)) = average."""
    counts = [2, 2, 3, 2, 1, 2, 3, 2]
    found = truncated_gamma_poisson(counts, [1] * 8)
    assert found is not None
    assert found.alpha == 0
    assert found.mean / -math.expm1(-found.mean) == pytest.approx(17 / 8, rel=1e-6)


def test_truncation_explains_successes() -> None:
    """Of 400 units of which the failures are silent, the truncated mean is near 1.1, the untruncated one far above."""
    counts, targets = reported(8, 400, 0.04)
    found, naive = truncated_gamma_poisson(counts, targets), gamma_poisson(counts, targets)
    assert found is not None
    assert found.low < 1.1 < found.high
    assert naive.low > 1.15
    assert abs(found.mean - 1.1) < abs(naive.mean - 1.1) / 2


@pytest.mark.parametrize("counts", [(50, 100, 300, 800), (50, 101, 330, 800)], ids=["met", "nearly"])
def test_no_interior_maximum(counts: tuple[int, ...]) -> None:
    """Counts on or just above their targets are the better explained the smaller the mean: no estimate."""
    assert truncated_gamma_poisson(counts, [50, 100, 300, 800]) is None


def test_low_is_zero_where_nothing_excludes_it() -> None:
    """Five units of very different attainment cannot exclude that most units went unreported."""
    found = truncated_gamma_poisson([52, 120, 330, 90, 215], [50, 100, 300, 60, 200])
    assert found is not None
    assert found.low == 0
    assert found.mean < gamma_poisson([52, 120, 330, 90, 215], [50, 100, 300, 60, 200]).mean < found.high


def test_truncated_refuses_a_count_below_its_target() -> None:
    """Then units below 100 % are reported after all."""
    with pytest.raises(ValueError, match="below its target"):
        truncated_gamma_poisson([49, 120], [50, 100])


@pytest.mark.parametrize("alpha", [0.0, 1e-4, 0.05])
@pytest.mark.parametrize(("first", "mean"), [(50, 55.0), (2000, 1700.0), (2000, 300.0), (20, 1e-3), (300, 400.0)])
def test_tail(first: int, mean: float, alpha: float) -> None:
    """The log of a tail is that of its terms summed, also where the tail is below the smallest float."""
    terms = np.arange(first, first + 60_000)
    spread = stats.nbinom(1 / alpha, 1 / (1 + alpha * mean)) if alpha else stats.poisson(mean)
    found = gamma_poisson_module._log_tail(np.array([float(first)]), np.array([mean]), alpha)
    assert found[0] == pytest.approx(logsumexp(spread.logpmf(terms)), rel=1e-9, abs=1e-9)


@quick
@given(st.lists(st.tuples(st.integers(1, 5000), st.floats(0, 1)), min_size=2, max_size=8))
def test_truncated_never_fails(units: list[tuple[int, float]]) -> None:
    """An interval with its estimate, or None: never a warning."""
    targets = np.array([target for target, _ in units])
    found = truncated_gamma_poisson([round(target * (1 + over)) for target, over in units], targets)
    assert found is None or 0 <= found.low < found.mean < found.high < math.inf


# --- funnel ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.998])
@pytest.mark.parametrize("target", [4.0, 10.0, 87.5, 300.0])
def test_funnel(target: float, confidence: float) -> None:
    """At the limits the distribution function, straight between counts, is the tail (Spiegelhalter 2005, A.1)."""
    steps = np.cumsum([math.exp(n * math.log(target) - target - math.lgamma(n + 1)) for n in range(700)])
    low, high = (limit[0] * target for limit in funnel_limits([target], confidence))
    tail = (1 - confidence) / 2
    if low > 0:
        assert np.interp(low, np.arange(700), steps) == pytest.approx(tail, rel=1e-6)
    else:
        assert steps[0] >= tail
    assert np.interp(high, np.arange(700), steps) == pytest.approx(1 - tail, rel=1e-6)


def test_funnel_is_scipys() -> None:
    """scipy's quantile is the first count at or above each limit, and the funnel narrows as 1 ÷ √target."""
    targets = np.array([1, 20, 50, 400, 1000, 100_000])
    low, high = funnel_limits(targets, 0.95)
    assert np.ceil(low * targets).tolist() == stats.poisson.ppf(0.025, targets).tolist()
    assert np.ceil(high * targets).tolist() == stats.poisson.ppf(0.975, targets).tolist()
    assert (np.diff(low) > 0).all()
    assert (np.diff(high) < 0).all()
    assert low[0] == 0
    assert (low[-1], high[-1]) == pytest.approx((1 - 1.96 / 100_000**0.5, 1 + 1.96 / 100_000**0.5), abs=1e-5)


def test_funnel_refuses() -> None:
    """A target of 0 would divide by zero."""
    with pytest.raises(ValueError, match="positive"):
        funnel_limits([10, 0], 0.95)


# --- panel ----------------------------------------------------------------------------------------------------------


def panel(seed: int, n: int = 12, years: int = 6, gaps: float = 0.2) -> tuple[np.ndarray, ...]:
    """Organisations of unequal size and part of a year, growing by 4 % a year, some years missing."""
    rng = np.random.default_rng(seed)
    name, year = (one.ravel() for one in np.meshgrid(np.arange(n), 2011 + np.arange(years), indexing="ij"))
    exposure = rng.choice([1.0, 0.5], name.size)
    mean = np.exp(rng.normal(3.5, 0.7, n))[name] * 1.04 ** (year - 2011) * rng.gamma(20, 1 / 20, name.size) * exposure
    kept = rng.random(name.size) >= gaps
    return name[kept], year[kept], rng.poisson(mean)[kept], exposure[kept]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("gaps", [0.0, 0.3])
def test_panel_as_statsmodels(seed: int, gaps: float) -> None:
    """A Poisson GLM with a dummy for each organisation has the same slope and clustered error; to 1e-6."""
    names, years, counts, exposures = panel(seed, gaps=gaps)
    seen_once = np.isin(names, np.flatnonzero(np.bincount(names) == 1))
    names, years, counts, exposures = (one[~seen_once] for one in (names, years, counts, exposures))
    dummies = (names[:, None] == np.unique(names)).astype(float)
    family = sm.families.Poisson()
    model = sm.GLM(counts, np.column_stack([years - 2013, dummies]), family=family, offset=np.log(exposures))
    theirs = model.fit(cov_type="cluster", cov_kwds={"groups": names, "use_correction": False}, tol=1e-13, maxiter=100)
    g = len(np.unique(names))
    found = panel_trend(names, years, counts, exposures)
    se = theirs.bse[0] * math.sqrt(g / (g - 1))
    assert math.log(found.ratio) == pytest.approx(theirs.params[0], abs=1e-8)
    assert math.log(found.high / found.low) / 2 == pytest.approx(T(0.025, g - 1) * se, rel=1e-6)
    assert math.log(found.ratio / found.low) == pytest.approx(math.log(found.high / found.ratio))
    assert (found.organisations, found.years) == (g, 6)


ERRATIC = (  # counts that jump by factors of a hundred: a full Newton step goes far past the maximum
    np.repeat([0, 1, 2], 6),
    np.tile(np.arange(2011, 2017), 3),
    np.array([8, 1, 587, 0, 4, 5, 0, 10, 0, 4794, 0, 39, 0, 99, 0, 1, 1, 81]),
    np.ones(18),
)


@pytest.mark.parametrize("data", [*map(panel, range(4)), ERRATIC], ids=[*"0123", "erratic"])
def test_year_effects(data: tuple[np.ndarray, ...]) -> None:
    """Iterative proportional scaling finds the same year effects, and the textbook's regression the interval."""
    names, years, counts, exposures = data
    rows, columns = np.unique(names, return_inverse=True)[1], years - 2011
    a, b = np.ones(rows.max() + 1), np.ones(6)
    for _ in range(5000):
        a = np.bincount(rows, counts) / np.bincount(rows, exposures * b[columns])
        b = np.bincount(columns, counts) / np.bincount(columns, exposures * a[rows])
    x, effects = np.arange(6) - 2.5, np.log(b)
    slope = x @ effects / (x @ x)
    rest = effects - effects.mean() - slope * x
    reach = T(0.05, 4) * math.sqrt(rest @ rest / 4 / (x @ x))
    found = panel_trend(names, years, counts, exposures, 0.9)
    assert math.log(found.effects_ratio) == pytest.approx(slope, abs=1e-8)
    assert (math.log(found.effects_low), math.log(found.effects_high)) == pytest.approx((slope - reach, slope + reach))
    wide = found.effects_high / found.effects_low > found.high / found.low
    assert found.wider == ("year_effects" if wide else "clustered")


@quick
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(0, 10**6)), min_size=1, max_size=20))
def test_panel_never_fails(rows: list[tuple[int, int, int]]) -> None:
    """A trend with its intervals, or a refusal in a sentence: never a warning."""
    try:
        found = panel_trend(*np.array(rows).T, np.ones(len(rows)))
    except ValueError:
        return
    assert found.low <= found.ratio <= found.high
    assert found.effects_low <= found.effects_ratio <= found.effects_high


def test_exact_growth() -> None:
    """Counts that double each year leave no doubt, whatever the sizes, the order and the gaps."""
    found = panel_trend(
        ["b", "a", "a", "b", "a", "b", "c", "c"],
        [2, 1, 2, 3, 3, 1, 1, 3],
        [60, 10, 20, 120, 40, 30, 5, 20],
        [1.0] * 8,
    )
    assert astuple(found)[:6] == pytest.approx((2,) * 6)
    assert (found.organisations, found.years) == (3, 3)


def test_both_widths_occur() -> None:
    """Shocks of whole years widen the second interval, differences between organisations the first."""
    shocks = panel_trend([1] * 5 + [2] * 5, list(range(5)) * 2, [100, 200, 90, 210, 150] * 2, [1] * 10)
    apart = panel_trend(
        [1] * 5 + [2] * 5, list(range(5)) * 2, [100, 120, 144, 173, 207, 207, 173, 144, 120, 100], [1] * 10
    )
    assert (shocks.wider, apart.wider) == ("year_effects", "clustered")


def test_what_says_nothing_is_dropped() -> None:
    """An organisation without any count, or seen in one year only, changes nothing and is not counted."""
    names, years, counts, exposures = panel(7)
    extra = ([90, 90, 91], [2011, 2012, 2013], [0, 0, 500], [1, 1, 1])
    longer = panel_trend(
        *(np.append(one, more) for one, more in zip((names, years, counts, exposures), extra, strict=True))
    )
    assert astuple(longer)[:8] == pytest.approx(astuple(panel_trend(names, years, counts, exposures))[:8])


def test_exposure_is_a_rate() -> None:
    """Half of the year with half of the count is no fall; an organisation's constant factor does not matter."""
    names, years, counts, exposures = panel(3)
    scaled = panel_trend(names, years, counts, exposures * np.exp(names / 3))
    assert astuple(scaled)[:8] == pytest.approx(astuple(panel_trend(names, years, counts, exposures))[:8])
    halves = panel_trend([1, 1, 1, 2, 2, 2], [1, 2, 3] * 2, [100, 100, 50, 60, 60, 30], [1, 1, 0.5] * 2)
    assert halves.ratio == pytest.approx(1)


def test_hundreds_of_organisations() -> None:
    """700 committees over 8 years take well under a minute, and find the growth put in."""
    found = panel_trend(*panel(11, n=700, years=8, gaps=0.1))
    assert found.organisations == 700
    assert found.low < 1.04 < found.high
    assert found.high / found.low < 1.01


@pytest.mark.parametrize(
    ("names", "years", "counts", "message"),
    [
        ([1, 1, 1], [1, 2, 3], [5, 5, 5], "1 and 3"),
        ([1, 1, 2, 2], [1, 2, 1, 2], [5, 5, 5, 5], "2 and 2"),
        ([1, 1, 2, 2], [1, 2, 1, 2], [0, 0, 0, 0], "0 and 0"),
        ([1, 1, 2, 2], [1, 2, 3, 4], [5, 5, 5, 5], "cannot be compared"),
        ([1, 1, 1, 2, 2, 2], [1, 2, 3] * 2, [5, 0, 5, 5, 0, 5], "whole year"),
        ([1, 1, 2, 2], [1, 2, 2, 3], [5, 0, 3, 3], "cannot be compared|no finite trend"),
        ([1, 1, 2], [1, 2, 3], [5, 5, -5], "negative"),
        ([1, 1, 2], [1, 2], [5, 5, 5], "as many"),
        ([], [], [], "as many"),
    ],
)
def test_panel_refuses(names: list[int], years: list[int], counts: list[int], message: str) -> None:
    """What cannot be estimated is said in a sentence."""
    with pytest.raises(ValueError, match=message):
        panel_trend(names, years, counts, [1] * len(counts))


# --- share ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_share_as_statsmodels(seed: int) -> None:
    """A binomial GLM has the same share, dispersion and both errors, of which the larger counts; to 1e-6."""
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(9), rng.integers(1, 4, 9))
    totals = rng.integers(20, 200, clusters.size)
    shares = (np.full(9, 0.2)[clusters], rng.beta(4, 16, clusters.size), rng.beta(4, 16, 9)[clusters])
    events = rng.binomial(totals, shares[seed % 3])
    one, family = np.ones(clusters.size), sm.families.Binomial()
    # the scale is wrong where events come as two columns: see test_statsmodels_defects.py
    scaled = sm.GLM(events / totals, one, family=family, var_weights=totals).fit(scale="X2")
    model = sm.GLM(np.column_stack([events, totals - events]), one, family=family)
    robust = model.fit(cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False})
    found = clustered_share(events, totals, clusters)
    errors = scaled.bse[0] * math.sqrt(max(1, 1 / scaled.scale)), robust.bse[0] * math.sqrt(9 / 8)
    assert found.dispersion == pytest.approx(scaled.scale, rel=1e-6)
    logit = [math.log(one / (1 - one)) for one in (found.low, found.share, found.high)]
    assert logit[1] == pytest.approx(scaled.params[0], rel=1e-6)
    assert (logit[1] - logit[0], logit[2] - logit[1]) == pytest.approx((T(0.025, 8) * max(errors),) * 2, rel=1e-6)
    assert found.clusters == 9


def test_share_by_hand() -> None:
    """Three clusters of 50 with 5, 10 and 6: X² is 14 ÷ 6.02, clustered and scaled errors agree."""
    found = clustered_share([5, 10, 6], [50, 50, 50], ["a", "b", "c"])
    reach = 4.302653 * math.sqrt(14 / 6.02 / 2 / (150 * 0.14 * 0.86))
    low, high = (1 / (1 + 0.86 / 0.14 * math.exp(sign * reach)) for sign in (1, -1))
    assert astuple(found) == pytest.approx((0.14, low, high, 7 / 6.02, 3))


def test_equal_shares_are_not_certain() -> None:
    """Clusters that agree exactly keep the binomial error: the dispersion is let in at no less than 1."""
    found = clustered_share([10] * 5, [100] * 5, range(5))
    assert found.dispersion == pytest.approx(0, abs=1e-12)
    assert math.log(found.high / (1 - found.high) * 9) == pytest.approx(T(0.025, 4) / math.sqrt(500 * 0.09))


def test_clusters_matter() -> None:
    """Two halves of the same organisation are not two organisations."""
    events, totals = [10, 11, 30, 31, 12, 13], [100] * 6
    together = clustered_share(events, totals, [1, 1, 2, 2, 3, 3])
    apart = clustered_share(events, totals, range(6))
    assert together.high - together.low > 1.5 * (apart.high - apart.low)
    assert together.dispersion == apart.dispersion


@pytest.mark.parametrize(
    ("events", "totals", "clusters", "message"),
    [
        ([5, 5], [10, 10], [1, 1], "2 clusters"),
        ([], [], [], "2 clusters"),
        ([5], [10, 10], [1, 2], "2 clusters"),
        ([11, 5], [10, 10], [1, 2], "between 0"),
        ([0, 0], [10, 10], [1, 2], "all or none"),
        ([10, 10], [10, 10], [1, 2], "all or none"),
        ([5, 0], [10, 0], [1, 2], "between 0"),
    ],
)
def test_share_refuses(events: list[int], totals: list[int], clusters: list[int], message: str) -> None:
    """What has no interval is said in a sentence."""
    with pytest.raises(ValueError, match=message):
        clustered_share(events, totals, clusters)


@pytest.mark.parametrize("confidence", [0, 1, 95, math.nan])
@pytest.mark.parametrize(
    "call",
    [
        lambda level: random_effects([0.1, 0.2], [0.1, 0.1], level),
        lambda level: gamma_poisson([5, 6], [5, 5], level),
        lambda level: truncated_gamma_poisson([5, 9], [5, 5], level),
        lambda level: funnel_limits([5], level),
        lambda level: panel_trend([1, 1, 1, 2, 2, 2], [1, 2, 3] * 2, [5] * 6, [1] * 6, level),
        lambda level: clustered_share([1, 2], [5, 5], [1, 2], level),
    ],
)
def test_wrong_confidence(call: Callable[[float], object], confidence: float) -> None:
    """A confidence of 95 instead of 0.95 would pass for an interval."""
    with pytest.raises(UserError, match="confidence"):
        call(confidence)


def test_numbers_are_plain() -> None:
    """A table would receive numpy scalars where it expects numbers."""
    results = [
        random_effects(*clasp()),
        gamma_poisson(COUNTS, TARGETS),
        truncated_gamma_poisson(COUNTS + TARGETS, TARGETS),
        panel_trend(*panel(1)),
        clustered_share([5, 9], [50, 50], [1, 2]),
    ]
    for result in results:
        kinds = {type(value) for value in vars(result).values()}
        assert kinds <= {float, int, str, np.ndarray}
