"""Every model-based interval of one or two counts, and every workaround for a library's defect that it needs.

All are exact or score intervals with the method named: the defaults of statsmodels are Wald intervals, under which 0
of 62 has the interval from 0 to 0.
"""

from __future__ import annotations

import math

from partyresearch.collection.problems import UserError

EXACT_POISSON = "exact Poisson (Garwood)"
CLOPPER_PEARSON = "exact binomial (Clopper-Pearson)"
"""Methods by the names that ``estimates.csv`` gives them."""


def check_confidence(confidence: float) -> None:
    """Refuse what is no confidence."""
    if not 0 < confidence < 1:
        raise UserError(f"confidence: expected a number between 0 and 1, such as 0.95, got {confidence!r}")


def poisson_interval(count: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact central interval of a Poisson mean (Garwood 1936).

    It answers: which intensities would not make a count this far off surprising, if the process ran again?

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. *Biometrika* 28, 437-442.
    doi:10.1093/biomet/28.3-4.437
    """
    import statsmodels.stats.rates as rates

    check_confidence(confidence)
    if count < 0:
        raise ValueError(f"a count cannot be negative: {count}")
    low, high = rates.confint_poisson(count, 1, method="exact-c", alpha=1 - confidence)
    return (0.0 if count == 0 or math.isnan(low) else float(low)), float(high)


def binomial_interval(count: int, total: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact central interval of a share (Clopper & Pearson 1934).

    References
    ----------
    Clopper, C. J. & Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of the
    binomial. *Biometrika* 26, 404-413. doi:10.1093/biomet/26.4.404
    """
    from statsmodels.stats.proportion import proportion_confint

    check_confidence(confidence)
    _check_part(count, total)
    low, high = proportion_confint(count, total, alpha=1 - confidence, method="beta")
    return (0.0 if count == 0 else float(low)), (1.0 if count == total else float(high))


def binomial_upper(count: int, total: int, confidence: float = 0.95) -> float:
    """Return the exact one-sided upper limit of a share.

    Notes
    -----
    Taken from the beta quantile: in statsmodels 0.15 ``alternative="larger"`` gives (0, upper), the reverse of scipy
    and R, and a version that mends it would silently turn this limit round.
    """
    from scipy.stats import beta

    check_confidence(confidence)
    _check_part(count, total)
    return 1.0 if count == total else float(beta.ppf(confidence, count + 1, total - count))


def share_ratio_interval(
    count: int, total: int, other_count: int, other_total: int, confidence: float = 0.95
) -> tuple[float, float]:
    """Return the score interval of the ratio of two independent shares (Koopman 1984).

    References
    ----------
    Koopman, P. A. R. (1984). Confidence intervals for the ratio of two binomial proportions. *Biometrics* 40, 513-517.
    doi:10.2307/2531405

    Notes
    -----
    Without the factor n / (n - 1) that statsmodels applies by default: that is Miettinen and Nurminen's interval.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    check_confidence(confidence)
    if not (
        0 < count < total and 0 < other_count < other_total
    ):  # there statsmodels 0.15 gives no interval or a wrong one
        raise ValueError("neither share may be none or all")
    low, high = confint_proportions_2indep(
        count, total, other_count, other_total, method="score", compare="ratio", correction=False, alpha=1 - confidence
    )
    return float(low), float(high)


def rate_ratio_score(
    count: int, exposure: float, other_count: int, other_exposure: float, confidence: float = 0.95
) -> tuple[float, float]:
    """Return the score interval of the ratio of two Poisson rates.

    References
    ----------
    Gu, K., Ng, H. K. T., Tang, M. L. & Schucany, W. R. (2008). Testing the ratio of two Poisson rates. *Biometrical
    Journal* 50, 283-298. doi:10.1002/bimj.200710403

    Notes
    -----
    ``method="sqrtcc"`` of statsmodels 0.15 ignores the exposures; it is not used.
    """
    import statsmodels.stats.rates as rates

    check_confidence(confidence)
    low, high = rates.confint_poisson_2indep(
        count, exposure, other_count, other_exposure, method="score", compare="ratio", alpha=1 - confidence
    )
    return float(low), float(high)


def rate_ratio_exact(
    count: int, exposure: float, other_count: int, other_exposure: float, confidence: float = 0.95
) -> tuple[float, float]:
    """Return the exact conditional interval of the ratio of two Poisson rates.

    Given their sum, one of two Poisson counts is binomial; the Clopper-Pearson limits of its share are mapped to the
    ratio.

    Notes
    -----
    ``confint_poisson_2indep`` of statsmodels 0.15 raises for ``exact-cond`` and ``cond-midp``.
    """
    scale = other_exposure / exposure
    low, high = binomial_interval(count, count + other_count, confidence)
    return scale * low / (1 - low) if low < 1 else math.inf, scale * high / (1 - high) if high < 1 else math.inf


def predictive_interval(count: int, exposure: float, future: float, confidence: float = 0.95) -> tuple[float, int, int]:
    """Predict a future count from the rate that a count shows (gamma-Poisson, Jeffreys' prior).

    References
    ----------
    Brown, L. D., Cai, T. T. & DasGupta, A. (2003). Interval estimation in exponential families. *Statistica Sinica* 13,
    19-49. (Jeffreys' prior of a Poisson rate: a gamma with shape 1/2.)
    """
    from scipy.stats import nbinom

    check_confidence(confidence)
    tail = (1 - confidence) / 2
    spread = nbinom(count + 0.5, exposure / (exposure + future))
    return count / exposure * future, int(spread.ppf(tail)), int(spread.ppf(1 - tail))


def _check_part(count: int, total: int) -> None:
    if not 0 <= count <= total or total < 1:
        raise ValueError(f"a part is between 0 and its whole, and the whole at least 1: {count} of {total}")
