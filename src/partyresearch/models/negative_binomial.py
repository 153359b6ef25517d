"""Log probabilities of negative binomial counts, accurate far out in the tails and as α goes to 0 (Poisson).

scipy's ``nbinom`` takes 1 ÷ α, loses all digits as α goes to 0, and has -inf for the logarithm of a far tail.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

NEARLY_POISSON = 1e-9  # α × count below this: a tail differs from Poisson's by less than betainc's own error
STIRLING = 1e-3  # α below this: gamma functions of 1 ÷ α cancel; Stirling's series is exact to 3e-12
TINY = 1e-280  # near the smallest float (2e-308): below, a tail is summed on the log scale


def log_mass(y: Array, expected: Array, alpha: float) -> Array:
    """Log probability of the counts."""
    from scipy.special import gammaln, xlogy

    if alpha == 0:
        return np.asarray(xlogy(y, expected) - expected - gammaln(y + 1))
    size = 1 / alpha
    if alpha > STIRLING:
        coefficient = gammaln(y + size) - gammaln(size) - gammaln(y + 1)
        log_scale = np.log1p(alpha * expected)
        return np.asarray(coefficient - size * log_scale + xlogy(y, alpha * expected) - y * log_scale)
    # Γ(y + 1/α) ÷ Γ(1/α) by Stirling's series, joined with the other terms so that nothing of order 1/α is left
    series = -np.log1p(alpha * y) / 2 + alpha / 12 * (1 / (1 + alpha * y) - 1)
    power = (size + y) * np.log1p(alpha * (y - expected) / (1 + alpha * expected))
    return np.asarray(power - y + xlogy(y, expected) + series - gammaln(y + 1))


def log_tail(first: Array, expected: Array, alpha: float) -> Array:
    """Log probability of a count of at least ``first``."""
    tail = _tail(first, expected, alpha)
    small = tail < TINY
    logs = np.log(np.where(small, 1.0, tail))
    if small.any():
        cell = first[small], expected[small], alpha
        logs[small] = log_mass(*cell) + _log_tail_ratio(*cell)
    return np.asarray(logs)


def log_range(first: Array, last: Array, expected: Array, alpha: float) -> Array:
    """Log probability of a count from ``first`` to ``last`` (or infinity); below the mean at least ``log(TINY)``."""
    logs = log_tail(first, expected, alpha)
    ends = np.isfinite(last)
    if ends.any():
        first, after, expected = first[ends], last[ends] + 1, expected[ends]
        # P(N >= first) - P(N > last) loses its digits where both are nearly 1: there by the lower tails
        below = _tail(after, expected, alpha, lower=True) - _tail(first, expected, alpha, lower=True)
        ratio = np.exp(np.minimum(log_tail(after, expected, alpha) - logs[ends], -1e-15))
        logs[ends] = np.where(after <= expected, np.log(np.maximum(below, TINY)), logs[ends] + np.log1p(-ratio))
    return logs


def _tail(first: Array, expected: Array, alpha: float, lower: bool = False) -> Array:
    """Probability of a count of at least ``first``, or of a smaller one."""
    from scipy.special import betainc, betaincc, gammainc, gammaincc

    if alpha * first.max(initial=0) < NEARLY_POISSON:
        return np.asarray((gammaincc if lower else gammainc)(first, expected))
    some = np.maximum(first, 1)  # at 0 the function is not defined, and the tail is 1
    tail = (betaincc if lower else betainc)(some, 1 / alpha, alpha * expected / (1 + alpha * expected))
    return np.asarray(np.where(first > 0, tail, 0.0 if lower else 1.0))


def _log_tail_ratio(first: Array, mean: Array, alpha: float) -> Array:
    """Logarithm of the tail ÷ its first term, F(first + 1/α, 1; first + 1; p), by Gauss's continued fraction.

    DLMF 15.7.1 with b = 0, evaluated as Lentz does; only for far tails, where it converges. A sum of the terms would
    take a thousand of them at a target of 10⁶.
    """
    p, shift = alpha * mean / (1 + alpha * mean), mean / (1 + alpha * mean)  # p ÷ α, which α = 0 allows
    value = upper = first.copy()
    lower, change, n = np.zeros(first.size), np.zeros(first.size), 0
    while (abs(change - 1) > 1e-15).any() and n < 1000:  # tens are enough
        half = n // 2
        part = (shift + (first + half) * p) * (first + half) if n % 2 == 0 else (half + 1) * ((half + 1) * p - shift)
        n += 1
        lower = 1 / (first + n - part * lower)
        upper = first + n - part / upper
        change = upper * lower
        value = value * change
    return np.asarray(np.log(first / value))
