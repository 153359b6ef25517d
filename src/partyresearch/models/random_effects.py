"""Effects that differ from unit to unit: their mean, their spread, and where one more unit would lie.

Also holds the root-finding and the integration over the spread that the gamma-Poisson model shares.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from partyresearch.models.intervals import Interval, NotEstimable, check_confidence

Array = NDArray[Any]
LEAST_MIXED = 5  # with fewer units a flat prior on τ all but decides the mean's interval


@dataclass(frozen=True)
class RandomEffects:
    """What :func:`random_effects` returns, on the scale of the effects."""

    mean: float
    low: float
    high: float
    se: float  # of the mean, with Knapp and Hartung's factor where that is above 1
    tau2: float  # variance between units
    tau2_low: float  # its Q-profile interval; 0 to 0 where the units differ less than chance lets them
    tau2_high: float
    q: float  # Cochran's Q
    i2: float  # Higgins' I², from 0 to 1
    prediction_low: float  # of one more unit's effect; NaN below 3 units
    prediction_high: float


def random_effects(effects: ArrayLike, variances: ArrayLike, confidence: float = 0.95) -> RandomEffects:
    """Pool effects that differ: Paule and Mandel's τ², with the modified Knapp-Hartung interval.

    Notes
    -----
    τ² solves Σ wᵢ(yᵢ - μ)² = k - 1, wᵢ = 1 ÷ (vᵢ + τ²). Not DerSimonian-Laird, whose estimate
    of τ² is too small where units differ much. The Knapp-Hartung factor is not let below 1 (Röver et al.): with few
    units it is often small by chance. Nor are the limits let inside those of the mean mixed over the posterior of τ:
    one estimate of τ² leaves them short where units differ a little, shorter where one is much larger than the rest.

    Each prediction limit is the wider of two: t with k - 2 (Higgins et al.), and the posterior predictive under flat
    priors on mean and τ. The first alone covers a new unit in less than 90 % instead of 95 % where k = 10 and τ is
    small, because the estimate of τ² is then often 0.

    The interval of τ² holds the values at which Σ wᵢ(yᵢ - μ)² lies between the quantiles of χ² with k - 1 degrees of
    freedom (Q-profile): exact for normal effects, where likelihood intervals are not.

    References
    ----------
    Paule, R. C. & Mandel, J. (1982). *J. Res. Natl. Bur. Stand.* 87, 377-385. doi:10.6028/jres.087.022
    Röver, C., Knapp, G. & Friede, T. (2015). *BMC Med. Res. Methodol.* 15, 99. doi:10.1186/s12874-015-0091-1
    Higgins, J. P. T., Thompson, S. G. & Spiegelhalter, D. J. (2009). *J. R. Stat. Soc. A* 172, 137-159.
    doi:10.1111/j.1467-985X.2008.00552.x
    Viechtbauer, W. (2007). *Stat. Med.* 26, 37-52. doi:10.1002/sim.2514
    """
    check_confidence(confidence)
    y, v = np.asarray(effects, dtype=float), np.asarray(variances, dtype=float)
    if y.ndim != 1 or y.shape != v.shape:
        raise ValueError(f"effects and variances must have the same length, got shapes {y.shape} and {v.shape}")
    if y.size < 2:
        raise NotEstimable("too_few_units", {"units": y.size})
    if not np.isfinite([y, v]).all() or v.min() <= 0:
        raise ValueError("effects must be finite, and variances finite and positive")
    # own root: where rounding carries the iteration of combine_effects (statsmodels 0.15) past it, that returns τ² = 0
    tau2 = _tau2_at(y, v, y.size - 1)
    found = _pool(y, v, tau2, confidence)
    if y.size < LEAST_MIXED:
        return found
    _, means, ses, weights = _posterior(y, v, tau2)
    low, high = mixture_interval(means, ses, weights, (1 - confidence) / 2)
    return replace(found, low=min(found.low, low), high=max(found.high, high))


def _tau2_at(y: Array, v: Array, q: float) -> float:
    """Return the τ² at which the generalised Q has a value; 0 if it is smaller already."""
    return decreasing_root(lambda tau2: _weighted_mean(y, v, tau2)[0] - q)


def _pool(y: Array, v: Array, tau2: float, confidence: float) -> RandomEffects:
    """Pool at a given τ²: the fixed-effect analysis of the variances plus τ²."""
    from scipy.stats import chi2
    from statsmodels.stats.meta_analysis import combine_effects

    k, tail = y.size, (1 - confidence) / 2
    q = float(_weighted_mean(y, v, 0.0)[0])
    with np.errstate(divide="ignore", invalid="ignore"):  # statsmodels divides by Q, which is 0 for equal effects
        fit = combine_effects(y, v + tau2)
    # of the four intervals the first is classical, the third has Knapp and Hartung's factor; use_t, or both are normal
    classical, _, scaled, _ = fit.conf_int(alpha=1 - confidence, use_t=True)
    low, high = min(classical[0], scaled[0]), max(classical[1], scaled[1])
    mean, classical_se = float(fit.mean_effect_fe), float(fit.sd_eff_w_fe)
    reach = _prediction_reach(tau2, classical_se, k, tail)
    tau2_low, tau2_high = (_tau2_at(y, v, float(chi2.isf(p, k - 1))) for p in (tail, 1 - tail))
    new_low, new_high = mean, mean
    if k > 2:
        nodes, means, ses, weights = _posterior(y, v, tau2)
        new_low, new_high = mixture_interval(means, np.hypot(ses, nodes), weights, tail)
    return RandomEffects(
        mean=mean,
        low=float(low),
        high=float(high),
        se=classical_se * max(1.0, float(fit.scale_hksj_fe)) ** 0.5,
        tau2=float(tau2),
        tau2_low=tau2_low,
        tau2_high=tau2_high,
        q=q,
        i2=max(0.0, 1 - (k - 1) / q) if q > 0 else 0.0,
        # reach stands first: below 3 units it is NaN, and max() passes a NaN on only from there
        prediction_low=float(mean - max(reach, mean - new_low)),
        prediction_high=float(mean + max(reach, new_high - mean)),
    )


def _prediction_reach(tau2: float, se: float, k: int, tail: float) -> float:
    """Half the width of the prediction interval of Higgins et al.; NaN below 3 units."""
    from scipy.stats import t

    return float(t.isf(tail, k - 2) * (tau2 + se**2) ** 0.5) if k > 2 else float("nan")


def mixture_interval(means: Array, spreads: Array, weights: Array, tail: float) -> tuple[float, float]:
    """Central interval of a mixture of normal distributions."""
    from scipy.optimize import brentq
    from scipy.stats import norm

    limits = []
    for p in (tail, 1 - tail):
        quantiles = means + norm.ppf(p) * spreads  # the quantile of the mixture lies between the smallest and largest
        # widened a little, because the bracket has no width where all of them are equal
        bracket = quantiles.min() - 1e-9 * spreads.max(), quantiles.max() + 1e-9 * spreads.max()
        limits.append(float(brentq(lambda x, p=p: weights @ norm.cdf((x - means) / spreads) - p, *bracket)))
    return limits[0], limits[1]


def _posterior(y: Array, v: Array, tau2: float) -> tuple[Array, Array, Array, Array]:
    """Nodes of τ, the mean and its error at each, and their posterior weights."""

    def log_likelihood(tau: float) -> float:  # restricted: the mean is integrated out
        q, _, se = _weighted_mean(y, v, tau**2)
        return float(np.log(se) - (q + np.log(v + tau**2).sum()) / 2)

    nodes, weights = integration_nodes(log_likelihood, (v.mean() + tau2) ** 0.5)
    means, ses = np.array([_weighted_mean(y, v, tau**2)[1:] for tau in nodes]).T
    return nodes, means, ses, weights


def predict_ratio(counts: ArrayLike, targets: ArrayLike, target: float, confidence: float = 0.95) -> Interval:
    """Predict the ratio count ÷ target of one more unit with a stated target, from the ratios of others.

    Notes
    -----
    The prediction interval of :func:`random_effects` on log(count ÷ target) is of the new unit's underlying ratio θ: of
    what is counted, ratio ÷ target, it covers 62 % instead of 95 % for a target of 60. Here the count is Poisson with
    mean θ × target, mixed over each of the two distributions of θ; the limits are whole counts, the wider ones. Not
    the interval of θ with a variance 1 ÷ target added: small counts are far from log-normal.
    """
    from scipy.stats import norm, t

    y, n = np.asarray(counts, dtype=float), np.asarray(targets, dtype=float)
    if not (np.isfinite([y, n]).all() and (y > 0).all() and (n > 0).all() and np.isfinite(target) and target > 0):
        raise ValueError("counts and targets must be finite and positive")
    effects, variances = np.log(y / n), 1 / y
    fit = random_effects(effects, variances, confidence)
    if y.size < 3:
        raise NotEstimable("too_few_units", {"units": y.size})
    se = _weighted_mean(effects, variances, fit.tau2)[2]
    nodes, means, ses, weights = _posterior(effects, variances, fit.tau2)
    p = (np.arange(200) + 0.5) / 200  # with twice as many quantiles of θ the limits move by less than 0.1 %
    by_t = fit.mean + t.ppf(p, y.size - 2) * np.hypot(fit.tau2**0.5, se), np.full(p.size, 1 / p.size)
    by_posterior = (means[:, None] + norm.ppf(p) * np.hypot(ses, nodes)[:, None], np.repeat(weights / p.size, p.size))
    tail = (1 - confidence) / 2
    limits = [
        [_count_quantile(target * np.exp(logs.ravel()), weight, q) for q in (tail, 1 - tail)]
        for logs, weight in (by_t, by_posterior)
    ]
    return min(low for low, _ in limits) / target, max(high for _, high in limits) / target


def _count_quantile(means: Array, weights: Array, p: float) -> int:
    """The smallest count that a mixture of Poisson distributions does not exceed with probability p."""
    from scipy.stats import poisson

    low, high = -1, 1
    while weights @ poisson.cdf(high, means) < p:
        high *= 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if weights @ poisson.cdf(middle, means) >= p else (middle, high)
    return high


def _weighted_mean(y: Array, v: Array, tau2: float) -> tuple[float, float, float]:
    """Generalised Q, mean and standard error under weights 1 ÷ (variance + τ²)."""
    w = 1 / (v + tau2)
    mean = (w @ y) / w.sum()
    return float(w @ (y - mean) ** 2), float(mean), float(w.sum() ** -0.5)


def decreasing_root(excess: Callable[[float], float]) -> float:
    """Return the variance at which a decreasing function is 0; 0 if it is not positive there."""
    from scipy.optimize import brentq

    if excess(0.0) <= 0:
        return 0.0
    high = 1e-6  # below any variance that matters here; quadrupled until it brackets the root
    while excess(high) > 0:
        high *= 4
    # as exact as floats allow, relative to the root: variances can be tiny
    return float(brentq(excess, 0.0, high, xtol=1e-15 * high, rtol=1e-14))


def integration_nodes(log_likelihood: Callable[[float], float], scale: float) -> tuple[Array, Array]:
    """Return nodes of τ and their posterior weights under a flat prior on τ > 0.

    The half line is mapped to x = τ ÷ (scale + τ) in (0, 1), and searched twice: the second time only where the weight
    lies, so that few nodes are enough.
    """
    low, high = 0.0, 1.0
    for _ in range(2):
        x = low + (high - low) * (np.arange(32) + 0.5) / 32  # midpoints: never 0 or 1, where τ is infinite
        tau = scale * x / (1 - x)
        logs = np.array([log_likelihood(node) for node in tau]) - 2 * np.log1p(-x)  # dτ/dx = scale ÷ (1 - x)²
        heavy = x[logs > logs.max() - 12]  # exp(-12): the density outside is below 1e-5 of its peak
        weights = np.exp(logs - logs.max())
        step = (high - low) / 32
        low, high = max(0.0, heavy.min() - step), min(1.0, heavy.max() + step)
    return tau, weights / weights.sum()
