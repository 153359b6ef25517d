"""Exact Poisson limits, against published tables, the definition and the chi-square quantiles."""

from __future__ import annotations

import math

import pytest
from scipy.stats import chi2

from partyresearch.analysis.intervals import poisson_interval
from partyresearch.problems import UserError

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
    with pytest.raises(ValueError, match="negative"):
        poisson_interval(count)
