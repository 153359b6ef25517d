"""The mean share against R and sums by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from partyresearch.collection.problems import UserError
from partyresearch.models.intervals import NotEstimable
from partyresearch.models.shares import mean_share

T = stats.t.isf
EVENTS, TOTALS = [5, 31, 9, 160, 12, 0, 44, 7, 90, 21], [62, 210, 116, 2669, 80, 67, 512, 130, 1430, 348]


def logit(p: float) -> float:
    """Logarithm of the odds."""
    return math.log(p / (1 - p))


def test_as_in_r() -> None:
    """Williams' weights in glm, X² = median by uniroot: tests/reference/shares.R, R 4.2.2; to 1e-7.

    The mean of greatest likelihood (glmmTMB, betabinomial) is 0.0776.
    """
    found = mean_share(EVENTS, TOTALS)
    assert (found.phi, found.share) == pytest.approx((0.01993277, 0.07789149), abs=1e-7)
    assert (found.low, found.high) == pytest.approx((0.05215377, 0.11479244), abs=1e-7)


def test_by_hand() -> None:
    """Three of 50 with 5, 10 and 6: X² = 14 ÷ 6.02 is more than the median of χ² with 2 degrees, 2 log 2."""
    found = mean_share([5, 10, 6], [50, 50, 50])
    inflation = 14 / 6.02 / (2 * math.log(2))
    assert found.phi == pytest.approx((inflation - 1) / 49)
    reach = 4.302653 * math.sqrt(inflation / (150 * 0.14 * 0.86))
    assert (logit(found.low), logit(found.share), logit(found.high)) == pytest.approx(
        (logit(0.14) - reach, logit(0.14), logit(0.14) + reach), rel=1e-6
    )
    assert found.fit.params[0] == pytest.approx(logit(0.14))


def test_equal_shares_are_not_certain() -> None:
    """Organisations that agree exactly keep the binomial error."""
    found = mean_share([10] * 5, [100] * 5)
    assert found.phi == 0
    assert logit(found.high) - logit(0.1) == pytest.approx(T(0.025, 4) / math.sqrt(500 * 0.09))


def test_never_narrower_than_the_exact_interval() -> None:
    """One event of each of 40: on the logit scale Clopper and Pearson's lower limit is farther away than t(39)'s."""
    found = mean_share([1, 0, 0, 0] * 10, [50] * 40)
    exact = stats.binomtest(10, 2000).proportion_ci(0.95, "exact")
    assert found.low == pytest.approx(exact.low)
    assert found.high >= exact.high


def test_one_vast_organisation_does_not_decide() -> None:
    """Thirty with 10 % of 100, one with 60 % of 5,000: the mean is that of 31, not of 8,000 people (41 %)."""
    found = mean_share([10] * 30 + [3000], [100] * 30 + [5000])
    assert found.share == pytest.approx((30 * 0.1 + 0.6) / 31, abs=0.01)
    assert found.high < 0.2


def test_a_vast_organisation_leaves_doubt_where_none_seem_to_differ() -> None:
    """φ is estimated as 0, and 20,000 of 22,000 people are one organisation's: limits mixed over a fine grid of √φ.

    With scipy's beta-binomial, whose φ is 1 ÷ (a + b + 1); to 0.0005. Given φ = 0 they would be 0.1179 to 0.1279.
    """
    n = np.array([20000, 150, 300, 90, 400, 210, 500, 130, 80, 240])
    y = np.array([2460, 18, 34, 12, 51, 24, 62, 14, 9, 30])
    found = mean_share(y, n)
    assert found.phi == 0
    logs, means, errors = [], [], []
    roots = np.linspace(0.0005, 0.6, 1200)
    for root in roots:
        weight = 1 / (1 + (n - 1) * root**2)
        p = (weight @ y) / (weight @ n)
        size = 1 / root**2 - 1
        means.append(logit(p))
        errors.append((p * (1 - p) * (weight @ n)) ** -0.5)
        logs.append(stats.betabinom.logpmf(y, n, p * size, (1 - p) * size).sum() + math.log(errors[-1]))
    weights = np.exp(np.array(logs) - max(logs))
    weights /= weights.sum()
    for end, p in ((found.low, 0.025), (found.high, 0.975)):
        assert weights @ stats.norm.cdf(logit(end), means, errors) == pytest.approx(p, abs=0.001)
    assert found.high - found.low > 1.5 * (0.1279 - 0.1179)


def test_covers_a_share_that_differs() -> None:
    """62 to 2,669 people, one with fifty times the median, shares that differ by 5 % of 12 %: 95 % hold the mean.

    Given the estimate of φ, which is often 0, 88 % do.
    """
    rng = np.random.default_rng(5)
    inside = 0
    for _ in range(200):
        totals = np.round(np.exp(rng.uniform(np.log(62), np.log(2669), 10)))
        totals[0] = 50 * np.median(totals)
        own = rng.beta(0.12 * 2932, 0.88 * 2932, 10)
        found = mean_share(rng.binomial(totals.astype(int), own), totals)
        inside += found.low <= 0.12 <= found.high
    assert inside >= 184


def test_everyone_alike_within_organisations() -> None:
    """All or none of each: two people of one organisation are the same, and φ is no larger than 1."""
    found = mean_share([50, 0, 20, 0, 5], [50, 60, 20, 30, 5])
    assert found.phi == 1
    assert found.share == pytest.approx(3 / 5)
    assert mean_share([1, 0, 1, 0], [1, 1, 1, 1]).phi == 1


@pytest.mark.parametrize(
    ("events", "totals", "reason"),
    [
        ([5], [10], "one_organisation"),
        ([], [], "one_organisation"),
        ([0, 0], [10, 10], "all_or_none"),
        ([10, 10], [10, 10], "all_or_none"),
    ],
)
def test_not_estimable(events: list[int], totals: list[int], reason: str) -> None:
    """One organisation shows no difference between organisations; a share of 0 or 1 has no logit."""
    with pytest.raises(NotEstimable) as error:
        mean_share(events, totals)
    assert error.value.reason == reason


@pytest.mark.parametrize(
    ("events", "totals", "message"),
    [
        ([5], [10, 10], "same length"),
        ([11, 5], [10, 10], "between 0"),
        ([-1, 5], [10, 10], "between 0"),
        ([5, 0], [10, 0], "positive"),
    ],
)
def test_refuses(events: list[int], totals: list[int], message: str) -> None:
    """Mistakes of the caller are not told as something about the data."""
    with pytest.raises(ValueError, match=message) as error:
        mean_share(events, totals)
    assert not isinstance(error.value, NotEstimable)


@pytest.mark.parametrize("confidence", [0, 1, 95, math.nan])
def test_wrong_confidence(confidence: float) -> None:
    """A confidence of 95 instead of 0.95 would pass for an interval."""
    with pytest.raises(UserError, match="confidence"):
        mean_share([1, 2], [5, 5], confidence)


def test_numbers_are_plain() -> None:
    """A table would receive numpy scalars where it expects numbers."""
    found = mean_share([5, 9], [50, 50])
    assert {type(value) for name, value in vars(found).items() if name != "fit"} == {float}
