"""The mean attainment of all committees, as a function of how often a missed target is reported.

Figures reach the press the more readily the better they are. Nothing in the figures tells how often a failure is
reported: so the mean is not estimated once, but for each probability of that, from 1 to 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from partyresearch.models.intervals import NotEstimable, check_confidence
from partyresearch.models.negative_binomial import Array
from partyresearch.models.reported_units import BEYOND, SMALLEST_LOG_MEAN, ReportedUnits

PROBABILITIES = (1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0)
UNDER_DISPERSED = 0.025  # the lower tail of a central 95 %
NO_HIGHER = 1e-3  # of log-likelihood: the data cannot tell a maximum from the edge
STEP = 1e-4  # of numerical derivatives
WINDOW = 0.7  # how far the spread is searched from that of a neighbouring mean, before it is searched everywhere


@dataclass(frozen=True, eq=False)
class ReportingCurve:
    """Mean attainment and its limits at each probability that a failure is reported."""

    probabilities: Array
    mean: Array  # NaN where the likelihood has no interior maximum; then low is 0 or high infinite
    low: Array
    high: Array
    alpha: Array  # squared coefficient of variation of attainments; 0 is the Poisson limit
    crossing: float  # probability at which low falls to 1: the last if it never does, NaN if it begins below
    units: int
    clusters: int
    bounds: int  # units that are not a count
    x2_probability: float  # of a Pearson's X² as small, if counts were Poisson; NaN with fewer than two counts

    @property
    def under_dispersed(self) -> bool:
        """Whether counts vary less than Poisson; then the curve has only its first point, the probability 1."""
        return self.x2_probability < UNDER_DISPERSED


def reporting_curve(
    count_low: ArrayLike,
    count_high: ArrayLike,
    target_low: ArrayLike,
    target_high: ArrayLike,
    attainment_low: ArrayLike,
    attainment_high: ArrayLike,
    clusters: ArrayLike,
    confidence: float = 0.95,
    probabilities: Sequence[float] = PROBABILITIES,
) -> ReportingCurve:
    """Estimate the mean attainment if successes (n >= T) are always reported, and failures with probability ρ.

    NaN is an open end. A unit whose count and target are known is a count; any other is the event that its attainment
    lies in a closed set ("more than 61" begins at 62 / 61).

    Notes
    -----
    Attainments are gamma distributed with mean μ and squared coefficient of variation α, counts are Poisson. A count
    contributes its negative binomial probability, a bound that of its set, each divided by P(n >= T) + ρ P(n < T).
    Without the bounds the mean would be biased: successes are printed as bounds more often than failures. A reported
    failure rules out ρ = 0, and nothing else.

    Limits hold the profile likelihood of μ against the square of a t quantile; limits from the curvature at the maximum
    are much too narrow, because the likelihood falls slowly towards small means. The degrees of freedom are the
    clusters with a count, minus 1: bounds say little of the spread, and if they counted, limits would cover 91 % at
    ρ = 0 with 60 % of the successes printed as bounds. Where clusters have several units, the log-likelihood is divided
    by the robust over the model variance of log μ (Chandler & Bate), if that is above 1. Without an interior maximum,
    limits hold against the likelihood at the edge.

    If counts vary less than Poisson (X² in its lower 2.5 %) they contradict the model, which at ρ < 1 tells the mean
    from the spread of the successes. Then only ρ = 1 is estimated.

    References
    ----------
    Chandler, R. E. & Bate, S. (2007). Inference for clustered data using the independence loglikelihood. *Biometrika*
    94, 167-183. doi:10.1093/biomet/asm015
    """
    from scipy.stats import t

    check_confidence(confidence)
    rhos = np.asarray(probabilities, dtype=float)
    if not (rhos.ndim == 1 and rhos.size and rhos[0] == 1 and (np.diff(rhos) < 0).all() and rhos[-1] >= 0):
        raise ValueError("probabilities must fall from 1, at most to 0")
    columns = (count_low, count_high, target_low, target_high, attainment_low, attainment_high)
    units = ReportedUnits([np.asarray(column, dtype=float) for column in columns], np.asarray(clusters))
    counted = np.unique(units.names[units.counted]).size
    if counted < 2:
        raise NotEstimable("too_few_units", {"units": counted})
    x2_probability = units.x2_probability()
    if x2_probability < UNDER_DISPERSED:
        rhos = rhos[:1]
    if units.failed.any():
        rhos = rhos[rhos > 0]
    drop = float(t.isf((1 - confidence) / 2, counted - 1) ** 2 / 2)
    fits = [_Profile(units, 1.0, drop)]
    for rho in rhos[1:]:
        fits.append(_Profile(units, float(rho), drop, fits[-1]))
    mean, low, high, alpha = np.array([(fit.mean, *fit.limits(), fit.alpha) for fit in fits]).T
    return ReportingCurve(
        probabilities=rhos,
        mean=mean,
        low=low,
        high=high,
        alpha=alpha,
        crossing=_crossing(fits, drop),
        units=units.target.size,
        clusters=units.clusters,
        bounds=int((~units.counted).sum()),
        x2_probability=x2_probability,
    )


def _crossing(fits: list[_Profile], drop: float) -> float:
    """Return the probability at which a mean of 1 is no longer excluded from below."""
    from scipy.optimize import brentq

    excess = [fit.excess() for fit in fits]
    if excess[0] < 0 or len(fits) == 1:
        return np.nan
    for before, after, value in zip(fits, fits[1:], excess[1:], strict=False):
        if value < 0:
            ends = after.rho, before.rho
            return float(
                brentq(lambda rho, near=after: _Profile(near.units, rho, drop, near).excess(), *ends, xtol=1e-4)
            )
    return fits[-1].rho


class _Profile:
    """The likelihood at one ρ: where it is greatest, and how it falls from there when maximised in the spread."""

    def __init__(self, units: ReportedUnits, rho: float, drop: float, near: _Profile | None = None) -> None:
        self.units, self.rho = units, rho
        self.smallest, self.largest = SMALLEST_LOG_MEAN, units.top + BEYOND
        points, parts = units.grid
        heights = units.weigh(rho, *parts).sum(-1)
        starts = [tuple(points[heights.argmax()]), *([near.best] if near else [])]
        self.best: tuple[float, float] = self._climb(*max(starts, key=lambda point: self._value(*point)))
        (log_mean, self.spread), height = self.best, self._value(*self.best)
        # with ρ > 0 a mean of nothing explains nothing
        edge = self._highest(self.smallest) if rho == 0 else -np.inf
        self.height = max(height, edge)
        interior = self.smallest + 0.01 < log_mean < self.largest - 0.01 and edge < height - NO_HIGHER
        self.mean = float(np.exp(log_mean)) if interior else np.nan
        self.alpha = units.alpha(*self.best) if interior else np.nan
        self.scale: float = near.scale if near else 1.0
        self.error = 0.1  # any will do: the step of the search for limits
        if interior:
            self.error, self.scale = self._curvature()
        self.reach = (2 * drop * self.scale) ** 0.5  # of the signed root of the likelihood ratio
        cutoff = self.height - drop * self.scale
        self.endless = edge > cutoff  # no lower limit
        self.inside = self.best if height > cutoff else (self.smallest, self.spread)

    def _each(self, log_mean: float, spread: float) -> Array:
        return self.units.weigh(self.rho, *self.units.parts(log_mean, spread))

    def _value(self, log_mean: float, spread: float) -> float:
        return float(self._each(log_mean, spread).sum())

    def _highest(self, log_mean: float) -> float:
        """Greatest log-likelihood at a mean; the search begins around the spread of the last one."""
        from scipy.optimize import minimize_scalar

        widest = self.units.widest
        low, high = max(0.0, self.spread - WINDOW), min(widest, self.spread + WINDOW)
        for _ in range(2):
            fit = minimize_scalar(
                lambda spread: -self._value(log_mean, spread), bounds=(low, high), options={"xatol": 1e-3}
            )
            at_edge = (fit.x < low + 0.01 and low > 0) or (fit.x > high - 0.01 and high < widest)
            if not at_edge:
                break
            low, high = 0.0, widest
        self.spread = float(fit.x)
        return max(-float(fit.fun), self._value(log_mean, 0.0)) if fit.x < 0.01 else -float(fit.fun)

    def _climb(self, m: float, x: float) -> tuple[float, float]:
        """Return the maximum above a point, by Newton's method, damped as Levenberg and Marquardt do.

        Own code: L-BFGS-B of scipy 1.17 spends 5 ms a step on waking the threads of BLAS.
        """
        height, damping = self._value(m, x), 1e-3
        gradient, information, _ = self._derivatives(m, x)
        for _ in range(100):
            a, b, c = information[0, 0], information[0, 1], information[1, 1]
            if min(a, c) <= 0 or a * c <= b**2:  # no maximum near: uphill, each by its own curvature
                b = 0.0
            a, c = (abs(a) + 1e-9) * (1 + damping), (abs(c) + 1e-9) * (1 + damping)  # never 0
            if x == 0 and gradient[1] < 0:
                step = gradient[0] / a, 0.0
            else:
                step = np.array([[c, -b], [-b, a]]) @ gradient / (a * c - b**2)
            new = min(max(m + step[0], self.smallest), self.largest), min(max(x + step[1], 0), self.units.widest)
            gain = self._value(*new) - height
            if gain > 0:
                (m, x), height, damping = new, height + gain, damping / 10
                gradient, information, _ = self._derivatives(m, x)
            else:
                damping = 10 * damping
            if abs(gain) < 1e-9 or damping > 1e9:
                break
        return float(m), float(x)

    def _derivatives(self, m: float, x: float) -> tuple[Array, Array, Array]:
        """Gradient, observed information and the units' scores, by differences; at x = 0 from just above."""
        h, x = STEP, max(x, STEP)
        steps = ((0, 0), (h, 0), (-h, 0), (0, h), (0, -h), (h, h), (-h, -h))
        middle, right, left, up, down, both, neither = (self._each(m + dm, x + dx) for dm, dx in steps)
        scores = np.array([right - left, up - down]) / (2 * h)
        own = (2 * middle - right - left).sum(), (2 * middle - up - down).sum()
        shared = (right + left + up + down - 2 * middle - both - neither).sum() / 2
        return scores.sum(1), np.array([[own[0], shared], [shared, own[1]]]) / h**2, scores

    def _curvature(self) -> tuple[float, float]:
        """Standard error of the log mean, and its robust ÷ model variance where clusters have several units."""
        _, ((own, shared), (_, spread)), scores = self._derivatives(*self.best)
        slope = shared / spread if self.best[1] > 0 else 0.0  # else α is 0 whatever the mean
        information = float(own - slope * shared)
        if not information > 0:
            return 0.1, 1.0
        names, clusters = self.units.names, self.units.clusters
        if clusters == names.size:
            return information**-0.5, 1.0
        sums = np.bincount(names, scores[0] - slope * scores[1])
        robust = float(sums @ sums) * clusters / (clusters - 1) / information
        return information**-0.5, max(1.0, robust)

    def _root(self, log_mean: float) -> float:
        """Signed root of the likelihood ratio, minus what the limits allow: below 0 inside; nearly linear."""
        return float(max(0.0, 2 * (self.height - self._highest(log_mean))) ** 0.5 - self.reach)

    def limits(self) -> tuple[float, float]:
        """Limits of the mean; 0 or infinite where the likelihood does not fall far enough."""
        low = None if self.endless else self._limit(self.smallest)
        high = self._limit(self.largest)
        return (0.0 if low is None else float(np.exp(low))), (np.inf if high is None else float(np.exp(high)))

    def _limit(self, end: float) -> float | None:
        """Return the log mean towards an end at which the profile has fallen far enough; None if it does not."""
        from scipy.optimize import brentq

        inside, self.spread = self.inside
        step = 1.05 * self.reach * self.error  # mostly enough
        while True:
            outside = max(end, inside - step) if end < inside else min(end, inside + step)
            if self._root(outside) > 0:
                return float(brentq(self._root, *sorted((inside, outside)), xtol=1e-4 * self.error))
            if outside == end:
                return None
            inside, step = outside, 2 * step

    def excess(self) -> float:
        """Log-likelihood ratio of a mean of 1, beyond the limits: above 0 where it is excluded from below."""
        self.spread = self.best[1]
        fall = self.height - self._highest(0.0)
        return float((fall if self.best[0] > 0 else -fall) - self.reach**2 / 2)
