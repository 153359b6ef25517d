"""The gamma-Poisson model against closed forms, statsmodels and likelihoods written down here once more."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.discrete.discrete_model import NegativeBinomial

from partyresearch.collection.problems import UserError
from partyresearch.models.gamma_poisson import funnel_limits, gamma_poisson
from partyresearch.models.intervals import NotEstimable

T = stats.t.isf
quick = settings(max_examples=60)


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


@pytest.mark.parametrize(
    ("counts", "targets", "message"),
    [
        ([5, 5], [5], "same length"),
        ([5, -1], [5, 5], "counts must be finite and not negative"),
        ([5, math.nan], [5, 5], "counts must be finite"),
        ([5, 5], [5, 0], "targets finite and positive"),
        ([5, 5], [5, math.inf], "targets finite and positive"),
    ],
)
def test_wrong_arguments(counts: list[float], targets: list[float], message: str) -> None:
    """No target would give NaN or an endless search; it is a mistake of the caller, not of the data."""
    with pytest.raises(ValueError, match=message) as error:
        gamma_poisson(counts, targets)
    assert not isinstance(error.value, NotEstimable)


@pytest.mark.parametrize(
    ("counts", "targets", "reason", "values"),
    [
        ([5], [5], "too_few_units", {"units": 1}),
        ([], [], "too_few_units", {"units": 0}),
        ([0, 0], [5, 5], "nothing_counted", {}),
    ],
)
def test_not_estimable(counts: list[float], targets: list[float], reason: str, values: dict[str, int]) -> None:
    """One unit, or nothing counted, would give NaN."""
    with pytest.raises(NotEstimable) as error:
        gamma_poisson(counts, targets)
    assert (error.value.reason, error.value.values) == (reason, values)


# funnel


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


def test_a_funnel_is_widened_by_the_dispersion() -> None:
    """At T = 2,000 with a coefficient of variation of 0.15 its 95 % limits hold 95 %, without it 22 %.

    67 and 138, 1450 and 2636: qnbinom, tests/reference/funnel.R, R 4.2.2.
    """
    targets = np.array([100.0, 2000.0])
    low, high = (limit * targets for limit in funnel_limits(targets, 0.95, 0.15**2))
    assert (np.ceil(low).tolist(), np.ceil(high).tolist()) == ([67, 1450], [138, 2636])
    narrow = np.array(funnel_limits([2000.0], 0.95)).ravel()
    ratios = stats.gamma(1 / 0.0225, scale=0.0225)
    assert ratios.cdf(narrow[1]) - ratios.cdf(narrow[0]) == pytest.approx(0.22, abs=0.01)
    assert ratios.cdf(high[1] / 2000) - ratios.cdf(low[1] / 2000) == pytest.approx(0.95, abs=0.01)


def test_a_funnel_without_dispersion_is_poisson() -> None:
    """However small the dispersion: no gamma function of its inverse cancels to noise."""
    targets = np.array([1.0, 50.0, 2000.0])
    for alpha in (1e-15, 1e-9):
        assert np.array(funnel_limits(targets, 0.95, alpha)) == pytest.approx(
            np.array(funnel_limits(targets, 0.95)), rel=1e-5
        )


def test_never_narrower_than_the_exact_poisson_interval() -> None:
    """Three admitted by forty: on the log scale Garwood's limits, 0.6187 and 8.7673, lie farther away than t(39)'s."""
    found = gamma_poisson([1, 1, 1] + [0] * 37, [10] * 40)
    assert (found.alpha, found.mean) == (0, pytest.approx(3 / 400))
    assert found.low == pytest.approx(0.6187 / 400, abs=1e-6)
    assert found.high >= 8.7673 / 400 - 1e-6


def test_funnel_refuses() -> None:
    """A target of 0 would divide by zero."""
    with pytest.raises(ValueError, match="positive"):
        funnel_limits([10, 0], 0.95)
    with pytest.raises(ValueError, match="alpha"):
        funnel_limits([10], 0.95, -0.1)


@pytest.mark.parametrize("confidence", [0, 1, 95, math.nan])
@pytest.mark.parametrize(
    "call", [lambda level: gamma_poisson([5, 6], [5, 5], level), lambda level: funnel_limits([5], level)]
)
def test_wrong_confidence(call: Callable[[float], object], confidence: float) -> None:
    """A confidence of 95 instead of 0.95 would pass for an interval."""
    with pytest.raises(UserError, match="confidence"):
        call(confidence)


def test_numbers_are_plain() -> None:
    """A table would receive numpy scalars where it expects numbers."""
    kinds = {type(value) for name, value in vars(gamma_poisson(COUNTS, TARGETS)).items() if name != "fit"}
    assert kinds <= {float, np.ndarray}
