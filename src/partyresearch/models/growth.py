"""Growth from year to year that organisations have in common: each one's own, pooled, and that of the years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from partyresearch.models.intervals import NotEstimable, check_confidence
from partyresearch.models.random_effects import random_effects

Array = NDArray[Any]


@dataclass(frozen=True)
class PanelTrend:
    """What :func:`panel_trend` returns: growth per year as a ratio (1.04 is 4 % a year), estimated in two ways."""

    # of "slopes" (one per organisation, pooled by random effects) and "year_effects" (regressed on year)
    intervals: dict[str, tuple[float, float, float]]  # ratio, low, high
    wider: str  # which of the intervals is the wider one on the log scale
    organisations: int  # those that are informative: with some count, and in more than one year
    years: int


def panel_trend(
    organisations: ArrayLike, years: ArrayLike, counts: ArrayLike, exposures: ArrayLike, confidence: float = 0.95
) -> PanelTrend:
    """Estimate the growth per year that organisations have in common; an exposure is the part of the year counted.

    Notes
    -----
    Each organisation has a Poisson regression on year of its own; their slopes are pooled by :func:`random_effects`.
    One regression with errors clustered by organisation covers 44 % instead of 95 % where one organisation is fifty
    times larger than the others. Beside it the year effects of the two-way Poisson fit, regressed on year, t(T - 2):
    they allow for shocks common to all organisations in a year. Organisations have the weights of the pooled slope in
    it: else it would be the growth of the largest.
    """
    check_confidence(confidence)
    year, y, exposure = _informative_table(organisations, years, counts, exposures)
    if len(y) < 2 or year.size < 3:
        raise NotEstimable("too_few", {"organisations": len(y), "years": year.size})
    if (y.sum(axis=0) == 0).any():
        raise NotEstimable("nothing_in_a_year")
    with np.errstate(divide="ignore"):
        log_exposure = np.log(exposure)  # minus infinity where there is no count
    x = year - year.mean()
    slopes, variances = _slopes(y, log_exposure, x)
    pooled = random_effects(slopes, variances, confidence)
    weights = variances / (variances + pooled.tau2)  # as in the pooled slope; 1 where organisations grow alike
    slope, reach = _regress_year_effects(y * weights[:, None], log_exposure, x, confidence)
    intervals = {
        "slopes": _ratios(pooled.mean, pooled.low, pooled.high),
        "year_effects": _ratios(slope, slope - reach, slope + reach),
    }
    wider = "slopes" if pooled.high - pooled.low >= 2 * reach else "year_effects"
    return PanelTrend(intervals, wider, len(y), year.size)


def _ratios(*logs: float) -> tuple[float, float, float]:
    ratio, low, high = (float(np.exp(log)) for log in logs)
    return ratio, low, high


def _informative_table(
    organisations: ArrayLike, years: ArrayLike, counts: ArrayLike, exposures: ArrayLike
) -> tuple[Array, Array, Array]:
    """Check the arrays; return the years, and counts and exposures by organisation (rows) and year (columns).

    Organisations without a count, or in one year only, say nothing of growth and are dropped.
    """
    names = np.unique(np.asarray(organisations), return_inverse=True)[1]
    year, y, exposure = (np.asarray(column, dtype=float) for column in (years, counts, exposures))
    if not names.shape == year.shape == y.shape == exposure.shape or y.ndim != 1 or y.size == 0:
        raise ValueError("organisations, years, counts and exposures must have the same length, at least 1")
    if not np.isfinite([year, y, exposure]).all() or y.min() < 0 or exposure.min() <= 0:
        raise ValueError("counts must be finite and not negative, and exposures finite and positive")
    when, column = np.unique(year, return_inverse=True)
    cell, shape = names * when.size + column, (-1, when.size)
    size = (names.max() + 1) * when.size
    count, exposed = (np.bincount(cell, one, size).reshape(shape) for one in (y, exposure))  # parts of a year add up
    informative = (count.sum(axis=1) > 0) & ((exposed > 0).sum(axis=1) > 1)
    seen = exposed[informative].any(axis=0)
    return when[seen], count[informative][:, seen], exposed[informative][:, seen]


def _slopes(y: Array, log_exposure: Array, x: Array) -> tuple[Array, Array]:
    """Slope of each organisation's Poisson regression on year, by Firth's penalised likelihood, and its variance.

    Where all counts fall in the first or last year the slope of greatest likelihood is infinite. To drop such
    organisations would drop those that grow or shrink most; the penalty keeps the slope finite, and takes away its
    first-order bias. Given an organisation's total its level is gone, and all slopes are found at once; a GLM of
    statsmodels has no penalty.

    References
    ----------
    Firth, D. (1993). Bias reduction of maximum likelihood estimates. *Biometrika* 80, 27-38. doi:10.1093/biomet/80.1.27
    """
    totals = y.sum(axis=1)

    def score(slope: Array) -> tuple[Array, Array]:
        """Penalised score, and variance of the year under each slope."""
        share = _shares(log_exposure + slope[:, None] * x)
        away = x - (share @ x)[:, None]
        variance, third = (share * away**2).sum(axis=1), (share * away**3).sum(axis=1)
        return (y * away).sum(axis=1) + third / variance / 2, variance

    low, high = -np.ones(len(y)), np.ones(len(y))
    while (short := score(low)[0] <= 0).any():
        low[short] *= 2
    while (short := score(high)[0] >= 0).any():
        high[short] *= 2
    for _ in range(60):  # halves the bracket to the precision of a float
        middle = (low + high) / 2
        rising = score(middle)[0] > 0
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    return low, 1 / (totals * score(low)[1])


def _regress_year_effects(y: Array, log_exposure: Array, x: Array, confidence: float) -> tuple[float, float]:
    """Slope of the year effects on year, and half the width of its interval.

    Years that happen to lie on a line do not make it certain: it is no narrower than the Poisson error leaves it.
    """
    from scipy.stats import norm, t

    effects, covariance = _year_effects(y, log_exposure)
    tail, contrast = (1 - confidence) / 2, x / (x @ x)
    slope = contrast @ effects
    rest = effects - effects.mean() - slope * x
    se = (rest @ rest / (x.size - 2) / (x @ x)) ** 0.5
    poisson_se = (contrast @ covariance @ contrast) ** 0.5
    return float(slope), float(max(t.isf(tail, x.size - 2) * se, norm.isf(tail) * poisson_se))


def _year_effects(y: Array, log_exposure: Array) -> tuple[Array, Array]:
    """Logarithm of each year's level against the first, in the Poisson fit with an effect for each organisation.

    Given the total of each organisation, the likelihood no longer holds its effect: the fit is multinomial, and as
    small as the number of years. The same fit with a dummy for each organisation, by a ``GLM`` of statsmodels (a test
    compares them), takes a minute for 700 organisations. Not its ``ConditionalPoisson``, which in 0.15 drops
    organisations with constant counts and is then biased.
    """
    totals, by_year = y.sum(axis=1), y.sum(axis=0)
    effects, covariance = np.zeros(y.shape[1]), np.zeros((y.shape[1],) * 2)

    def height(effects: Array) -> float:
        logs = np.log(_shares(log_exposure + effects), where=y > 0, out=np.zeros_like(y))
        return float((y * logs).sum())

    for _ in range(100):  # Newton's method; ordinary panels take 5 steps, an infinite trend would never end
        share = _shares(log_exposure + effects)
        information = (np.diag(totals @ share) - (share * totals[:, None]).T @ share)[1:, 1:]
        if np.linalg.matrix_rank(information) < len(information):
            raise NotEstimable("years_apart")
        step = np.append(0.0, np.linalg.solve(information, (by_year - totals @ share)[1:]))
        if abs(step).max() < 1e-10:
            covariance[1:, 1:] = np.linalg.inv(information)
            return effects, covariance
        # a full step may pass the maximum where counts jump; the slack is the rounding of the likelihood itself
        before = height(effects)
        while height(effects + step) < before - 1e-9 * abs(before):
            step = step / 2
        effects = effects + step
    raise NotEstimable("no_trend")


def _shares(linear: Array) -> Array:
    """Shares of the years in each row, proportional to the exponentials."""
    from scipy.special import softmax

    return np.asarray(softmax(linear, axis=1))
