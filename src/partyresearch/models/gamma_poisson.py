"""Counts against targets where units differ: their mean, each unit's own ratio, and what a press of successes hides."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from partyresearch.models.intervals import check_confidence
from partyresearch.models.random_effects import falling_root, integrated

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[Any]


SMALLEST_LOG_MEAN = -12.0  # of a truncated fit: so little that nearly every unit went unreported


@dataclass(frozen=True, eq=False)
class GammaPoisson:
    """What :func:`gamma_poisson` returns: mean and dispersion of the units' ratios, and an estimate of each ratio."""

    mean: float
    low: float
    high: float
    alpha: float
    k: int
    units: Array
    units_low: Array
    units_high: Array


def gamma_poisson(counts: ArrayLike, targets: ArrayLike, confidence: float = 0.95) -> GammaPoisson:
    """Estimate the mean attainment of units whose own attainments are gamma distributed, and each unit's own.

    Notes
    -----
    The mean is that of a negative binomial ``GLM`` with offset log(target) given α, on the log scale. α solves
    Pearson's X² = median of χ² with k - 1 degrees of freedom: the count's form of Paule-Mandel (Breslow 1984), made
    median unbiased (Viechtbauer 2021). The α of greatest likelihood (``NegativeBinomial`` of statsmodels) is biased
    low, and its fit does not always converge; X² = k - 1 finds α = 0 too often. Both leave the interval of the mean a
    little short where units are few.

    The ratios of the units are integrated over α (flat prior on its root) and the mean, and a gamma distribution with
    the resulting two moments gives their limits, after Christiansen & Morris (1997). With the estimates taken as
    known, the limits of 10 units cover below 80 % at a coefficient of variation of 0.05, and below 50 % at 0. So units
    differ a little even where the estimate of α is 0: the data never show that they are all alike.

    References
    ----------
    Breslow, N. E. (1984). Extra-Poisson variation in log-linear models. *Applied Statistics* 33, 38-44.
    doi:10.2307/2347661
    Viechtbauer, W. (2021). Median-unbiased estimators for the amount of heterogeneity in meta-analysis. *European
    Congress of Methodology*, Valencia. (``method="PMM"`` of the R package metafor.)
    Christiansen, C. L. & Morris, C. N. (1997). Hierarchical Poisson regression modeling. *Journal of the American
    Statistical Association* 92, 618-632. doi:10.1080/01621459.1997.10474013
    """
    import numpy as np
    from scipy.stats import chi2, gamma, t
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    y, target = _counted(counts, targets, confidence)
    k, tail = y.size, (1 - confidence) / 2
    goal = chi2.median(k - 1)

    def given(alpha: float) -> tuple[float, float]:
        mean = _mean_ratio(y, target, alpha)
        expected = mean * target
        return mean, float((expected / (1 + alpha * expected)).sum() ** -0.5)

    def excess(alpha: float) -> float:
        expected = _mean_ratio(y, target, alpha) * target
        return float(((y - expected) ** 2 / (expected + alpha * expected**2)).sum() - goal)

    def log_weight(tau: float) -> float:
        mean, se = given(tau**2)
        return float(_log_mass(y, mean * target, tau**2).sum() + np.log(se))

    alpha = falling_root(excess)
    family = families.NegativeBinomial(alpha=alpha) if alpha > 0 else families.Poisson()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # perfect prediction: all ratios are equal
        start = [np.log(_mean_ratio(y, target, alpha))]
        fit = GLM(y, np.ones(k), family=family, offset=np.log(target)).fit(start_params=start, tol=1e-12)
    mean, reach = float(np.exp(fit.params[0])), float(np.exp(t.isf(tail, k - 1) * fit.bse[0]))
    nodes, weights = integrated(log_weight, (1 / y.mean() + alpha) ** 0.5)
    means, ses = np.array([given(tau**2) for tau in nodes]).T[:, :, None]
    alphas = nodes[:, None] ** 2
    to_mean = 1 / (1 + alphas * means * target)  # how far a unit is drawn to the mean
    own = (1 + alphas * y) * means * to_mean
    units = weights @ own
    spread = weights @ (own * alphas * means * to_mean + (own * to_mean * ses) ** 2 + (own - units) ** 2)
    limits = gamma(units**2 / spread, scale=spread / units)
    return GammaPoisson(mean, mean / reach, mean * reach, alpha, k, units, limits.ppf(tail), limits.isf(tail))


def _counted(counts: ArrayLike, targets: ArrayLike, confidence: float) -> tuple[Array, Array]:
    import numpy as np

    check_confidence(confidence)
    y, target = np.asarray(counts, dtype=float), np.asarray(targets, dtype=float)
    if y.ndim != 1 or y.shape != target.shape or y.size < 2 or not np.isfinite([y, target]).all():
        raise ValueError("at least 2 counts, each with its target, are needed")
    if y.min() < 0 or target.min() <= 0 or not y.any():
        raise ValueError("counts must not be negative, nor all 0, and targets must be positive")
    return y, target


def _mean_ratio(y: Array, target: Array, alpha: float) -> float:
    """The mean of greatest likelihood, given α."""
    from scipy.optimize import brentq

    if alpha == 0:
        return float(y.sum() / target.sum())
    high = 1.001 * (y / target).max()
    return float(
        brentq(lambda mean: ((y - mean * target) / (1 + alpha * mean * target)).sum(), 0.0, high, xtol=1e-15 * high)
    )


def _log_mass(y: Array, expected: Array, alpha: float) -> Array:
    """Log probability of negative binomial counts, Poisson at α = 0."""
    import numpy as np
    from scipy.special import gammaln, xlogy

    if alpha * y.max() < 1e-9:
        return np.asarray(xlogy(y, expected) - expected - gammaln(y + 1))
    size = 1 / alpha
    ways = gammaln(y + size) - gammaln(size) - gammaln(y + 1)
    spread = np.log1p(alpha * expected)
    return np.asarray(ways - size * spread + xlogy(y, alpha * expected) - y * spread)


def truncated_gamma_poisson(counts: ArrayLike, targets: ArrayLike, confidence: float = 0.95) -> GammaPoisson | None:
    """Estimate the mean attainment of all units where only those that met their target are reported.

    Notes
    -----
    The likelihood of :func:`gamma_poisson`, conditional on count >= target, is maximised in the mean and in α. Own
    code: statsmodels truncates at one constant for all units. The limits hold the likelihood ratio of the mean
    against the square of the t quantile, which is wider than large-sample theory asks for. Limits from the curvature
    at the maximum are much too narrow: the likelihood falls slowly towards small means.
    """
    import numpy as np
    from scipy.optimize import brentq, minimize_scalar
    from scipy.stats import t

    y, target = _counted(counts, targets, confidence)
    if (y < target).any():
        raise ValueError("a count is below its target: the reported units are not only those that met it")
    first, largest = np.ceil(target), float((y / target).max())

    def log_likelihood(log_mean: float, alpha: float) -> float:
        expected = np.exp(log_mean) * target
        return float((_log_mass(y, expected, alpha) - _log_tail(first, expected, alpha)).sum())

    def best(log_mean: float) -> tuple[float, float]:
        """Greatest log-likelihood at a mean, and its α; by α × mean, which stays finite as the mean goes to 0."""
        found = minimize_scalar(
            lambda log_scale: -log_likelihood(log_mean, np.exp(log_scale - log_mean)),
            bounds=(np.log(1e-7), np.log(10 * largest)),
            method="bounded",
            options={"xatol": 1e-5},
        )
        return max((-float(found.fun), float(np.exp(found.x - log_mean))), (log_likelihood(log_mean, 0.0), 0.0))

    top = np.log(largest)
    grid = [SMALLEST_LOG_MEAN, *(top - np.geomspace(6, 0.01, 12)), top, top + 1]
    profile = [best(one)[0] for one in grid]
    near = int(np.argmax(profile))
    if near == 0:
        return None
    found = minimize_scalar(
        lambda log_mean: -best(log_mean)[0],
        bounds=(grid[near - 1], grid[min(near + 1, len(grid) - 1)]),
        method="bounded",
        options={"xatol": 1e-7},
    )
    highest, alpha = best(found.x)
    if highest < profile[0] + 1e-3:  # no higher than at the edge: nothing to tell apart
        return None
    edge = highest - t.isf((1 - confidence) / 2, y.size - 1) ** 2 / 2

    def above(log_mean: float) -> float:
        return float(best(log_mean)[0] - edge)

    low = 0.0 if profile[0] >= edge else float(np.exp(brentq(above, grid[0], found.x)))
    beyond = found.x + 0.1
    while above(beyond) > 0:
        beyond += 0.5
    unknown = np.full(y.size, np.nan)
    mean, high = float(np.exp(found.x)), float(np.exp(brentq(above, found.x, beyond)))
    return GammaPoisson(mean, low, high, alpha, y.size, unknown, unknown, unknown)


def _log_tail(first: Array, expected: Array, alpha: float) -> Array:
    """Log probability of a count of at least ``first``, also where the probability is too small for a float."""
    import numpy as np
    from scipy.special import betainc, gammainc

    if alpha * first.max() < 1e-9:
        tail = gammainc(first, expected)
    else:
        tail = betainc(first, 1 / alpha, alpha * expected / (1 + alpha * expected))
    small = tail < 1e-280
    logs = np.log(np.where(small, 1.0, tail))
    if small.any():
        count, mean = first[small], expected[small]
        term, total = np.ones(count.size), np.ones(count.size)
        step = count.copy()
        while (term > 1e-17 * total).any():
            term = term * (1 + alpha * step) * mean / ((step + 1) * (1 + alpha * mean))
            total, step = total + term, step + 1
        logs[small] = _log_mass(count, mean, alpha) + np.log(total)
    return np.asarray(logs)


def funnel_limits(targets: ArrayLike, confidence: float) -> tuple[Array, Array]:
    """Return the control limits of a funnel plot around an attainment of 1.

    References
    ----------
    Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional performance. *Statistics in Medicine* 24,
    1185-1202, appendix A.1. doi:10.1002/sim.1970
    """
    import numpy as np
    from scipy.stats import poisson

    check_confidence(confidence)
    target = np.asarray(targets, dtype=float)
    if not (np.isfinite(target).all() and (target > 0).all()):
        raise ValueError("targets must be positive")
    tail = (1 - confidence) / 2
    limits = []
    for p in (tail, 1 - tail):
        count = poisson.ppf(p, target)
        back = (poisson.cdf(count, target) - p) / poisson.pmf(count, target)
        limits.append(np.maximum(count - back, 0) / target)
    return limits[0], limits[1]
