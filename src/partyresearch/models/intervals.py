"""Intervals of one or two counts, exact or by score, with the workarounds for statsmodels that they need.

The method is always named: the defaults of statsmodels are Wald intervals, under which 0 of 62 has the interval 0 to 0.
Also holds what every model raises and checks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

from partyresearch.collection.problems import UserError

Interval = tuple[float, float]


class NotEstimable(ValueError):
    """The data, not the call, rule an estimate out: a code for the reason, and the numbers that it speaks of.

    ``show.words`` says the reason in a sentence. Wrong arguments (shapes, a confidence of 95) stay plain ``ValueError``
    or ``UserError``.
    """

    def __init__(self, reason: str, values: Mapping[str, int] | None = None) -> None:
        super().__init__(reason, values)  # the arguments as they came, so that the error survives pickling
        self.reason = reason
        self.values = dict(values or {})

    def __str__(self) -> str:
        numbers = ", ".join(f"{name}: {value}" for name, value in self.values.items())
        return f"{self.reason} ({numbers})" if numbers else self.reason


def check_confidence(confidence: float) -> None:
    """Raise ``UserError`` unless the confidence is between 0 and 1 (95 is the usual slip)."""
    if not 0 < confidence < 1:
        raise UserError(f"confidence: expected a number between 0 and 1, such as 0.95, got {confidence!r}")


@cache  # a large collection has few counts, each many times
def poisson_interval(count: int, confidence: float = 0.95) -> Interval:
    """Return the exact central interval of a Poisson mean: χ²(α/2; 2n)/2 to χ²(1 - α/2; 2n + 2)/2.

    Exact, because many counts are small and it never covers less than it says; score and Wald intervals may.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. *Biometrika* 28, 437-442.
    doi:10.1093/biomet/28.3-4.437
    """
    import statsmodels.stats.rates as rates

    check_confidence(confidence)
    if count < 0:
        raise ValueError(f"expected a count of 0 or more, got {count}")
    low, high = rates.confint_poisson(count, 1, method="exact-c", alpha=1 - confidence)
    # statsmodels takes a χ² quantile with 0 degrees of freedom at a count of 0: NaN
    return (0.0 if count == 0 or math.isnan(low) else float(low)), float(high)


@cache
def binomial_interval(count: int, total: int, confidence: float = 0.95) -> Interval:
    """Return the exact central interval of a share, from quantiles of beta distributions.

    Exact, because 3 of 116 is too few for an approximation.

    References
    ----------
    Clopper, C. J. & Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of the
    binomial. *Biometrika* 26, 404-413. doi:10.1093/biomet/26.4.404
    """
    from statsmodels.stats.proportion import proportion_confint

    check_confidence(confidence)
    _check_share(count, total)
    low, high = proportion_confint(count, total, alpha=1 - confidence, method="beta")
    # a beta distribution with a parameter of 0 has no quantile: the ends are set, not computed
    return (0.0 if count == 0 else float(low)), (1.0 if count == total else float(high))


def share_ratio_interval(
    count: int, total: int, other_count: int, other_total: int, confidence: float = 0.95
) -> Interval:
    """Return the score interval of the ratio of two independent shares, which holds its level for small shares.

    References
    ----------
    Koopman, P. A. R. (1984). Confidence intervals for the ratio of two binomial proportions. *Biometrics* 40, 513-517.
    doi:10.2307/2531405
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    check_confidence(confidence)
    # outside, statsmodels 0.15 gives no interval or a wrong one
    if not (0 < count < total and 0 < other_count < other_total):
        raise NotEstimable("share_none_or_all")
    # correction=True, the default, multiplies by n / (n - 1): the interval of Miettinen and Nurminen, not Koopman's
    low, high = confint_proportions_2indep(
        count, total, other_count, other_total, method="score", compare="ratio", correction=False, alpha=1 - confidence
    )
    return float(low), float(high)


def rate_ratio_score(
    count: int, exposure: float, other_count: int, other_exposure: float, confidence: float = 0.95
) -> Interval:
    """Return the score interval of the ratio of two Poisson rates, count ÷ exposure; shorter than the exact one.

    References
    ----------
    Gu, K., Ng, H. K. T., Tang, M. L. & Schucany, W. R. (2008). Testing the ratio of two Poisson rates. *Biometrical
    Journal* 50, 283-298. doi:10.1002/bimj.200710403
    """
    import statsmodels.stats.rates as rates

    check_confidence(confidence)
    # not "sqrtcc": it ignores the exposures (statsmodels 0.15)
    low, high = rates.confint_poisson_2indep(
        count, exposure, other_count, other_exposure, method="score", compare="ratio", alpha=1 - confidence
    )
    return float(low), float(high)


def rate_ratio_exact(
    count: int, exposure: float, other_count: int, other_exposure: float, confidence: float = 0.95
) -> Interval:
    """Return the exact conditional interval of the ratio of two Poisson rates; without an upper limit it is infinite.

    Given their sum, one of two Poisson counts is binomial: the Clopper-Pearson limits of its share p are mapped to the
    ratio p ÷ (1 - p) × other_exposure ÷ exposure. Own code: ``confint_poisson_2indep`` of statsmodels 0.15 raises for
    ``exact-cond`` and ``cond-midp``.

    References
    ----------
    Przyborowski, J. & Wilenski, H. (1940). Homogeneity of results in testing samples from Poisson series.
    *Biometrika* 31, 313-323. doi:10.1093/biomet/31.3-4.313
    """
    scale = other_exposure / exposure
    low, high = binomial_interval(count, count + other_count, confidence)
    return scale * low / (1 - low) if low < 1 else math.inf, scale * high / (1 - high) if high < 1 else math.inf


def predictive_interval(count: int, exposure: float, future: float, confidence: float = 0.95) -> tuple[float, int, int]:
    """Predict the count of a ``future`` exposure from the rate that a count shows: expected value, low, high.

    Gamma-Poisson with Jeffreys' prior, so that both the rate and the count to come are uncertain: negative binomial
    with size count + ½ and probability exposure ÷ (exposure + future).

    References
    ----------
    Brown, L. D., Cai, T. T. & DasGupta, A. (2003). Interval estimation in exponential families. *Statistica Sinica* 13,
    19-49. (Jeffreys' prior of a Poisson rate: a gamma with shape 1/2.)
    """
    from scipy.stats import nbinom

    check_confidence(confidence)
    tail = (1 - confidence) / 2
    counts = nbinom(count + 0.5, exposure / (exposure + future))  # 0.5: the shape of Jeffreys' prior
    return count / exposure * future, int(counts.ppf(tail)), int(counts.ppf(1 - tail))


def _check_share(count: int, total: int) -> None:
    if not 0 <= count <= total or total < 1:
        raise ValueError(f"expected a count between 0 and its total, and a total of at least 1, got {count} of {total}")
