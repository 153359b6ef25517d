"""Which integers can a printed percentage come from, do an article's figures agree, and would chance agree as well.

The inverse of a GRIM test (Brown & Heathers 2017, doi:10.1177/1948550616673876): a percentage printed with *d* decimals
and a count *n* allow only the whole numbers *m* for which 100·n/m is printed so. All of it is rational arithmetic on
the printed digits; no float takes part.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import count
from math import ceil, floor

from partyresearch.figures.numerals import Numeral

Interval = tuple[Fraction | None, Fraction | None, str]
"""Lower end, upper end (None is unbounded), and which ends belong to it."""

READINGS_OF = {
    "exact": ("half_up", "truncated"),
    "more_than": ("literal", "conventional"),
    "at_least": ("literal",),
    "less_than": ("literal",),
    "at_most": ("literal",),
    "range": ("literal",),
}
"""Which readings a bound has; ``about`` has none, for it limits nothing."""

UNINFORMATIVE = Fraction(9, 10)
"""From this ``chance_pass`` on a check says nothing."""


def percent_interval(numeral: Numeral, bound: str, reading: str) -> Interval:
    """Return the exact percentages that a printed one stands for."""
    first, last = numeral.first, numeral.last
    if numeral.ratio:
        first, last = 100 * first, 100 * last
    if reading == "conventional":
        return first, first + numeral.unit, "neither"
    if bound == "exact":
        if numeral.ratio:
            return first, last, "both"
        return numeral.interval("truncated" if reading == "truncated" else "half_up")
    return {
        "more_than": (first, None, "neither"),
        "at_least": (first, None, "left"),
        "less_than": (None, first, "neither"),
        "at_most": (None, first, "right"),
        "range": (first, last, "both"),
    }[bound]


def inside(value: Fraction, interval: Interval) -> bool:
    """Whether a value lies in an interval."""
    low, high, closed = interval
    above = low is None or value > low or (value == low and closed in ("left", "both"))
    below = high is None or value < high or (value == high and closed in ("right", "both"))
    return above and below


def whole_numbers(low: Fraction | None, high: Fraction | None, closed: str) -> tuple[int, int | None] | None:
    """Return the first and last non-negative whole number of an interval, or None if it holds none."""
    first = 0
    if low is not None:
        first = max(0, ceil(low) + (low.denominator == 1 and closed not in ("left", "both")))
    if high is None:
        return first, None
    last = floor(high) - (high.denominator == 1 and closed not in ("right", "both"))
    return (first, last) if first <= last else None


def possible_wholes(part: tuple[int | None, int | None], percent: Interval) -> tuple[int, int | None] | None:
    """Return every whole number (a target, a denominator) of which the part can be the percentage."""
    smallest, largest = part[0] or 0, part[1]
    if smallest == largest:
        return _wholes_of(smallest, percent)
    upwards = count(smallest) if largest is None else range(smallest, largest + 1)
    least = _first_fit(upwards, percent)
    if least is None:
        return None
    most = None if largest is None else _first_fit(range(largest, smallest - 1, -1), percent)
    unbounded = largest is None or most is None or most[1] is None or least[1] is None
    return least[0], None if unbounded or most is None else most[1]


def _first_fit(counts: Iterable[int], percent: Interval) -> tuple[int, int | None] | None:
    """The whole numbers of the first count that fits any; from some count on, one soon does, or none ever."""
    low, high, _ = percent
    enough = 1
    if low is not None and low > 0 and (high is None or high >= low):
        room = 1 / low - (1 / high if high else 0)  # the whole numbers of a count span 100 · count · room
        enough = ceil(1 / (100 * room)) if room else Fraction(low / 100).numerator
    for tried, one in enumerate(counts):
        found = _wholes_of(one, percent)
        if found is not None or tried > enough + 1:
            return found
    return None


def _wholes_of(part: int, percent: Interval) -> tuple[int, int | None] | None:
    low, high, closed = percent
    if part == 0:
        return (1, None) if inside(Fraction(0), percent) else None
    if high is not None and high <= 0:
        return None
    lower = None if high is None else Fraction(100 * part * high.denominator, high.numerator)
    upper = None if low is None or low <= 0 else Fraction(100 * part * low.denominator, low.numerator)
    found = whole_numbers(lower, upper, {"left": "right", "right": "left"}.get(closed, closed))
    if found is None or (found[1] is not None and found[1] < 1):
        return None
    return max(1, found[0]), found[1]


def possible_parts(whole: int, percent: Interval) -> tuple[int, int | None] | None:
    """Return every count that is the percentage of a known whole."""
    low, high, closed = percent
    return whole_numbers(
        None if low is None else low * whole / 100, None if high is None else high * whole / 100, closed
    )


def chance_pass(numeral: Numeral, reading: str, part: int | None, whole: int | None) -> Fraction | None:
    """Return the share of the percentages within ±5 points (same decimals) that would pass a check as well."""
    import numpy as np

    if not numeral.unit:
        return None
    if reading == "literal":
        return None if part is not None and whole is not None else Fraction(1)
    scale = 10**numeral.decimals
    printed = int(numeral.first * scale)
    largest = 200 * scale * max(part or 0, whole or 0, 1) * (printed + 6 * scale)
    grid = np.arange(max(0, printed - 5 * scale), printed + 5 * scale + 1, dtype=object if largest > 2**62 else None)
    # the percentage lies between a and b half units: a / (2 scale) <= percentage < b / (2 scale)
    a, b = (2 * grid - 1, 2 * grid + 1) if reading == "half_up" else (2 * grid, 2 * grid + 2)
    open_left = reading == "conventional"  # more than the printed digits
    a = np.where(a < 0, 0, a)
    if part is not None and (whole is not None or part == 0):
        whole = whole or 1  # nothing is 0 % of whatever it is a part of
        total = 200 * scale * part
        passes = ((a * whole < total) if open_left else (a * whole <= total)) & (total < b * whole)
    elif part is not None:
        total = 200 * scale * part
        largest_whole = (total - open_left) // np.where(a == 0, 1, a)
        passes = (a == 0) | (largest_whole > total // b)
    elif whole is not None:
        first = a * whole // (200 * scale) + 1 if open_left else -(-a * whole // (200 * scale))
        passes = -(-b * whole // (200 * scale)) > first
    else:
        return None
    return Fraction(int(np.count_nonzero(passes)), len(grid))


def overlap(one: Interval, other: Interval) -> bool:
    """Whether two intervals have a value in common; one without any value has none."""
    for (low, _, closed), (_, high, closed_too) in ((one, other), (other, one), (one, one), (other, other)):
        if low is not None and high is not None:
            touching = closed in ("left", "both") and closed_too in ("right", "both")
            if low > high or (low == high and not touching):
                return False
    return True


def intersection(one: Interval, other: Interval) -> Interval:
    """Return what two overlapping intervals have in common."""
    low = max((end for end in (one[0], other[0]) if end is not None), default=None)
    high = min((end for end in (one[1], other[1]) if end is not None), default=None)
    left = all(side[2] in ("left", "both") for side in (one, other) if side[0] == low)
    right = all(side[2] in ("right", "both") for side in (one, other) if side[1] == high)
    return (
        low,
        high,
        {(True, True): "both", (True, False): "left", (False, True): "right"}.get((left, right), "neither"),
    )


def verdicts(possible: list[bool], chances: list[Fraction | None]) -> list[str]:
    """Judge the hypotheses of one check together."""
    if not any(possible):
        return ["contradiction"] * len(possible)
    found = []
    for is_possible, chance in zip(possible, chances, strict=True):
        if not is_possible:
            found.append("excluded")
        else:
            found.append("uninformative" if chance is not None and chance >= UNINFORMATIVE else "consistent")
    return found
