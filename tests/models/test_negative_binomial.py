"""Log probabilities of counts against scipy's distribution and against products and sums written out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from scipy.special import logsumexp

from partyresearch.models.negative_binomial import log_mass, log_range, log_tail


@pytest.mark.parametrize("alpha", [0.0, 1e-12, 1e-6, 0.99e-3, 1.01e-3, 0.05, 40.0])
@pytest.mark.parametrize(("count", "mean"), [(0, 3.0), (7, 2.5), (320, 300.0), (900, 1500.0)])
def test_mass(count: int, mean: float, alpha: float) -> None:
    """Γ(y + 1/α) ÷ Γ(1/α) as the product it is, which loses no digits as α goes to 0."""
    product = np.log1p(alpha * np.arange(count)).sum() + count * math.log(mean) - math.lgamma(count + 1)
    scale = math.log1p(alpha * mean) / alpha if alpha else mean
    found = log_mass(np.array([float(count)]), np.array([mean]), alpha)
    assert found[0] == pytest.approx(product - scale - count * math.log1p(alpha * mean), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("alpha", [0.0, 1e-4, 0.05])
@pytest.mark.parametrize(("first", "mean"), [(50, 55.0), (2000, 1700.0), (2000, 300.0), (20, 1e-3), (300, 400.0)])
def test_tail(first: int, mean: float, alpha: float) -> None:
    """The log of a tail is that of its terms summed, also where the tail is below the smallest float."""
    terms = np.arange(first, first + 60_000)
    spread = stats.nbinom(1 / alpha, 1 / (1 + alpha * mean)) if alpha else stats.poisson(mean)
    found = log_tail(np.array([float(first)]), np.array([mean]), alpha)
    assert found[0] == pytest.approx(logsumexp(spread.logpmf(terms)), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("alpha", [0.0, 1e-3, 0.3])
@pytest.mark.parametrize(
    ("first", "last", "mean"),
    [
        (90, 110, 100.0),
        (0, 3, 4.0),
        (0, 0, 2.0),
        (700, 720, 500.0),
        (2000, 2100, 300.0),
        (100, 140, 300.0),
        (5, 5, 5.0),
    ],
)
def test_range(first: int, last: int, mean: float, alpha: float) -> None:
    """The log probability of a range is that of its terms summed, on either side of the mean and far above it."""
    spread = stats.nbinom(1 / alpha, 1 / (1 + alpha * mean)) if alpha else stats.poisson(mean)
    terms = logsumexp(spread.logpmf(np.arange(first, last + 1)))
    ends = np.array([[first, first, 0], [last, np.inf, np.inf]], dtype=float)
    found = log_range(*ends, np.full(3, mean), alpha)
    assert found[0] == pytest.approx(terms, rel=1e-8, abs=1e-8)
    assert found[1] == pytest.approx(log_tail(ends[0, :1], np.array([mean]), alpha)[0])
    assert found[2] == 0


def test_range_below_the_smallest_float() -> None:
    """A search that begins far away needs a number there, not -inf."""
    assert -700 < log_range(np.array([0.0]), np.array([10.0]), np.array([1e5]), 0.0)[0] < -600
