"""Units as they are reported, each a count or a bound, and how probable they are if failures are reported less often.

Only reads and weighs: :mod:`partyresearch.models.reporting` says what is estimated from it.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from partyresearch.models.intervals import NotEstimable
from partyresearch.models.negative_binomial import Array, log_mass, log_range, log_tail

SMALLEST_LOG_MEAN = -12.0  # a mean attainment of 6e-6: nearly every unit went unreported
BEYOND = 3.0  # above the largest ratio, on the log scale: a mean of twenty times that counts as infinite
ROUNDING = 1e-6  # of a count: 62 / 61 × 61 is 62, whatever floats make of it


class ReportedUnits:
    """Units, and their log-likelihood at a log mean and a spread x = log(1 + α × mean × common target).

    Unlike α, the spread that a mean asks for hardly changes from one mean to the next, and x = 0 is Poisson.
    """

    def __init__(self, columns: list[Array], names: Array) -> None:
        if names.ndim != 1 or {column.shape for column in columns} != {names.shape}:
            raise ValueError("all columns must have the same length")
        count_low, count_high, target_low, target_high, low, high = columns
        known = target_low == target_high
        counted = known & (count_low == count_high)
        if (np.array(columns[::2]) > np.array(columns[1::2])).any():
            raise ValueError("a lower end lies above its upper end")
        if (target_low <= 0).any() or (target_high <= 0).any() or (count_low < 0).any():
            raise ValueError("targets must be positive, and counts not negative")
        if not (counted & (count_low > 0)).any():
            raise NotEstimable("nothing_counted")
        low, high = np.fmax(low, 0.0), np.fmin(high, np.inf)
        # A bound without a known target takes the largest that it allows ("exceeded, 62 admitted": at most 61), or one
        # of common size. It only says how much of the count is chance: were it 50, a tenth more.
        end = np.where(low > 0, low, np.where(high > 0, high, np.inf))
        allowed = np.floor(np.fmin(count_low, count_high) / end + ROUNDING)
        common = np.exp(np.log(target_low[known]).mean())
        some = np.fmin(target_high, np.fmax(target_low, np.where(allowed > 0, allowed, common)))
        target = np.where(known, target_low, some)
        first, last = np.ceil(low * target - ROUNDING), np.floor(high * target + ROUNDING)
        # a count says nothing about a stand-in for its target
        first = np.where(counted, count_low, np.where(known, np.fmax(first, count_low), first))
        last = np.where(counted, count_low, np.where(known, np.fmin(last, count_high), last))
        kept = (first > 0) | (last < np.inf)  # the rest say nothing, and would count as clusters
        self.counted, self.target, self.first = counted[kept], target[kept], first[kept]
        self.last = np.maximum(self.first, last[kept])  # a set between two counts: the next
        self.goal = np.ceil(self.target - ROUNDING)  # the smallest count that meets the target
        self.failed = self.last < self.goal
        self.split = ~self.counted & (self.first < self.goal) & (self.last >= self.goal)  # successes and failures
        # in a large collection many units have one target, and many bounds are the same: each tail is worked out once
        self.sizes, self.size_of = np.unique(self.target, return_inverse=True)
        bound = ~self.counted
        begin = np.where(self.split, self.goal, self.first)
        cells = np.column_stack([begin, self.last, self.target])[bound]
        self.ranges, self.range_of = np.unique(cells, axis=0, return_inverse=True)
        self.names = np.unique(names[kept], return_inverse=True)[1]
        self.clusters = int(self.names.max()) + 1
        ratios = np.append(self.first, self.last) / np.tile(self.target, 2)
        self.top = float(np.log(ratios[np.isfinite(ratios)].max()))
        self.common = float(self.target.mean())
        self.widest = float(np.log1p(10 * np.exp(self.top + BEYOND) * self.common))  # α of 10 at the largest mean

    def x2_probability(self) -> float:
        """Probability of a Pearson's X² as small as that of the counts, were they Poisson."""
        from scipy.stats import chi2

        y, target = self.first[self.counted], self.target[self.counted]
        if y.size < 2:
            return np.nan
        expected = y.sum() / target.sum() * target
        return float(chi2.cdf(((y - expected) ** 2 / expected).sum(), y.size - 1))

    def alpha(self, log_mean: float, spread: float) -> float:
        return float(np.expm1(spread) / (np.exp(log_mean) * self.common))

    def parts(self, log_mean: float, spread: float) -> tuple[Array, Array, Array]:
        """Log probabilities: of each unit, of the failures in a set that also holds successes, and of success."""
        expected, alpha = np.exp(log_mean) * self.target, self.alpha(log_mean, spread)
        split, bound = self.split, ~self.counted
        own, rest = np.empty(self.target.size), np.empty(0)
        own[self.counted] = log_mass(self.first[self.counted], expected[self.counted], alpha)
        if bound.any():
            first, last, target = self.ranges.T
            own[bound] = log_range(first, last, np.exp(log_mean) * target, alpha)[self.range_of]
            rest = log_range(self.first[split], self.goal[split] - 1, expected[split], alpha)
        success = log_tail(np.ceil(self.sizes - ROUNDING), np.exp(log_mean) * self.sizes, alpha)
        return own, rest, success[self.size_of]

    def weigh(self, rho: float, own: Array, rest: Array, success: Array) -> Array:
        """Log-likelihood of each unit, along the last axis, without the factor ρ of a failure."""
        with np.errstate(divide="ignore"):  # ρ of 0 or 1
            log_rho, log_rest = np.log(rho), np.log1p(-rho)
        if self.split.any():
            own = own.copy()
            own[..., self.split] = np.logaddexp(own[..., self.split], log_rho + rest)
        return np.asarray(own - np.logaddexp(log_rho, log_rest + success))

    @cached_property
    def grid(self) -> tuple[Array, tuple[Array, Array, Array]]:
        """Points (log mean, spread) from which searches start, and their parts, which serve every ρ."""
        # denser towards the largest ratio: the mean of all units lies below it, as a rule not far
        log_means = [SMALLEST_LOG_MEAN, *(self.top - np.geomspace(6, 0.01, 12)), self.top + 0.5]
        points = np.array([(log_mean, spread) for log_mean in log_means for spread in np.linspace(0, self.widest, 12)])
        own, rest, success = zip(*(self.parts(*point) for point in points), strict=True)
        return points, (np.array(own), np.array(rest), np.array(success))
