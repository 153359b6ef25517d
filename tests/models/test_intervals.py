"""Exact Poisson limits, against published tables, the definition and the chi-square quantiles."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import binomtest, chi2

from partyresearch.collection.problems import UserError
from partyresearch.models import intervals
from partyresearch.models.intervals import NotEstimable, poisson_interval

# 95 %, from tables of the Poisson distribution (Garwood 1936; Pearson & Hartley)
PUBLISHED = {
    0: (0.0, 3.6889),
    1: (0.0253, 5.5716),
    2: (0.2422, 7.2247),
    3: (0.6187, 8.7673),
    4: (1.0899, 10.2416),
    5: (1.6235, 11.6683),
    10: (4.7954, 18.3904),
    20: (12.2165, 30.8884),
}


@pytest.mark.parametrize("count", PUBLISHED)
def test_published(count: int) -> None:
    """The interval would not be Garwood's, or not 95 % by default."""
    assert poisson_interval(count) == pytest.approx(PUBLISHED[count], abs=5.1e-5)


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.99, 0.999])
@pytest.mark.parametrize("count", [0, 1, 2, 7, 60, 116, 2669, 10**6])
def test_garwood(count: int, confidence: float) -> None:
    """The limits would not be the chi-square quantiles with 2n and 2n + 2 degrees of freedom."""
    tail = (1 - confidence) / 2
    low = chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    high = chi2.isf(tail, 2 * count + 2) / 2
    assert poisson_interval(count, confidence) == pytest.approx((low, high), rel=1e-9)


def at_most(count: int, mean: float) -> float:
    """Poisson probability of a count no larger, summed term by term."""
    return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1))


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
@pytest.mark.parametrize("count", [1, 2, 7, 60, 116])
def test_definition(count: int, confidence: float) -> None:
    """At a limit the count would not be exactly as surprising as each tail allows."""
    low, high = poisson_interval(count, confidence)
    tail = (1 - confidence) / 2
    assert 1 - at_most(count - 1, low) == pytest.approx(tail, rel=1e-6)
    assert at_most(count, high) == pytest.approx(tail, rel=1e-6)
    assert low < count < high


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.99])
def test_zero(confidence: float) -> None:
    """Nothing counted would give no limits (NaN), or not the closed form -ln(tail)."""
    low, high = poisson_interval(0, confidence)
    assert low == 0.0
    assert high == pytest.approx(-math.log((1 - confidence) / 2), rel=1e-12)


def test_plain_floats() -> None:
    """A table would receive numpy scalars where it expects numbers."""
    assert [type(limit) for count in (0, 10) for limit in poisson_interval(count)] == [float] * 4


@pytest.mark.parametrize("confidence", [0, 1, 0.0, 1.0, -0.1, 1.5, 95, math.nan, math.inf, -math.inf])
def test_wrong_confidence(confidence: float) -> None:
    """A confidence of 95 instead of 0.95 would give a meaningless interval, or a traceback."""
    with pytest.raises(UserError, match="confidence"):
        poisson_interval(10, confidence)


@pytest.mark.parametrize("count", [-1, -100])
def test_negative_count(count: int) -> None:
    """A mistaken subtraction upstream would pass as a count."""
    with pytest.raises(ValueError, match="0 or more"):
        poisson_interval(count)


@pytest.mark.parametrize(
    ("count", "total", "published"),
    [
        # Newcombe (1998), Statistics in Medicine 17, 857-872, table I: Clopper-Pearson limits, four decimals
        (81, 263, (0.2527, 0.3676)),
        (15, 148, (0.0578, 0.1617)),
        (0, 20, (0.0, 0.1684)),
        (1, 29, (0.0009, 0.1776)),
    ],
)
def test_binomial_published(count: int, total: int, published: tuple[float, float]) -> None:
    """Exact limits as tabulated."""
    assert intervals.binomial_interval(count, total) == pytest.approx(published, abs=5.1e-5)


@pytest.mark.parametrize(("count", "total"), [(0, 62), (3, 116), (3, 67), (67, 5801), (8, 8), (2564, 64403)])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.999])
def test_binomial_as_scipy(count: int, total: int, confidence: float) -> None:
    """scipy's exact interval, two-sided and one-sided; never the Wald interval from 0 to 0."""
    test = binomtest(count, total)
    assert intervals.binomial_interval(count, total, confidence) == pytest.approx(
        tuple(test.proportion_ci(confidence, "exact")), abs=1e-10
    )


def test_none_of_62() -> None:
    """The upper limit is that of the two-sided interval, and solves (1 - p)^62 = 2.5 %."""
    low, high = intervals.binomial_interval(0, 62)
    assert low == 0
    assert (1 - high) ** 62 == pytest.approx(0.025)


@pytest.mark.parametrize(("count", "total"), [(-1, 5), (6, 5), (0, 0)])
def test_no_part_of_its_whole(count: int, total: int) -> None:
    """A part beyond its whole is a mistake upstream."""
    with pytest.raises(ValueError, match="between 0 and its total"):
        intervals.binomial_interval(count, total)


def test_koopman_published() -> None:
    """Koopman (1984), example: 36 of 40 against 16 of 80, ratio 4.5, 95 % limits 2.94 and 7.15."""
    assert intervals.share_ratio_interval(36, 40, 16, 80) == pytest.approx((2.94, 7.15), abs=0.005)


@pytest.mark.parametrize("counts", [(0, 40, 16, 80), (40, 40, 16, 80), (36, 40, 0, 80), (36, 40, 80, 80)])
def test_ratio_of_shares_that_are_none_or_all(counts: tuple[int, int, int, int]) -> None:
    """The library gives no interval there, or a wrong one."""
    with pytest.raises(NotEstimable) as error:
        intervals.share_ratio_interval(*counts)
    assert error.value.reason == "share_none_or_all"


def test_koopman_solves_its_equation() -> None:
    """At a limit the score statistic of the ratio (with the restricted estimates) is the normal quantile squared."""
    x1, n1, x2, n2 = 2564, 64403, 62, 2152
    for ratio in intervals.share_ratio_interval(x1, n1, x2, n2):
        b, a, c = -(ratio * (n1 + x2) + x1 + n2), ratio * (n1 + n2), x1 + x2
        p2 = (-b - math.sqrt(b * b - 4 * a * c)) / (2 * a)
        p1 = ratio * p2
        score = (x1 - n1 * p1) ** 2 / (n1 * p1 * (1 - p1)) + (x2 - n2 * p2) ** 2 / (n2 * p2 * (1 - p2))
        assert score == pytest.approx(1.959964**2, rel=1e-4)


def test_rate_ratio_published() -> None:
    """2 in 17,877 against 10 in 20,000 person-years: central exact limits, six decimals (R exactci, rateratio.test)."""
    assert intervals.rate_ratio_exact(2, 17877, 10, 20000) == pytest.approx((0.023837, 1.049955), abs=5.1e-7)


def test_rate_ratio_score_solves_its_equation() -> None:
    """At a limit the constrained score statistic equals the normal quantile."""
    y1, t1, y2, t2 = 67, 0.25, 116, 1.0
    for ratio in intervals.rate_ratio_score(y1, t1, y2, t2):
        d = t1 / t2
        assert (y1 - y2 * ratio * d) ** 2 / ((y1 + y2) * ratio * d) == pytest.approx(1.959964**2, rel=1e-4)


def test_rate_ratio_at_nothing() -> None:
    """None in the second period: no upper limit; none in the first: from 0."""
    assert intervals.rate_ratio_exact(5, 1, 0, 1)[1] == math.inf
    assert intervals.rate_ratio_exact(0, 1, 5, 1)[0] == 0


def test_prediction_is_the_mixture_it_says() -> None:
    """A million draws: a gamma rate with shape count + 1/2 and rate exposure, then a Poisson count."""
    rng = np.random.default_rng(1)
    draws = rng.poisson(0.75 * rng.gamma(67.5, 1 / 0.25, size=1_000_000))
    expected, low, high = intervals.predictive_interval(67, 0.25, 0.75)
    assert expected == 201
    assert np.mean(draws < low) < 0.0255
    assert np.mean(draws <= low) > 0.0245
    assert np.mean(draws > high) < 0.0255
    assert np.mean(draws >= high) > 0.0245


@pytest.mark.parametrize(
    "call",
    [
        lambda c: intervals.binomial_interval(1, 2, c),
        lambda c: intervals.share_ratio_interval(1, 2, 1, 2, c),
        lambda c: intervals.rate_ratio_score(1, 1, 1, 1, c),
        lambda c: intervals.rate_ratio_exact(1, 1, 1, 1, c),
        lambda c: intervals.predictive_interval(1, 1, 1, c),
    ],
)
def test_every_interval_tells_a_wrong_confidence(call: Callable[[float], object]) -> None:
    """95 instead of 0.95 is one line."""
    with pytest.raises(UserError, match="confidence"):
        call(95)
