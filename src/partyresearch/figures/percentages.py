"""Which whole numbers a printed percentage implies, whether figures agree, and whether chance would agree as well.

The inverse of a GRIM test (Brown & Heathers 2017, doi:10.1177/1948550616673876): a percentage printed with *d* decimals
and a count *n* allow only the whole numbers *m* for which 100·n/m is printed so. All of it is rational arithmetic on
the printed digits; no float takes part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import count
from math import ceil

import numpy as np

from partyresearch.figures.numerals import CLOSED_AT, Counts, Interval, Numeral

# a check that nine of ten nearby percentages pass has no power to find an error; it is shown, but not as evidence
UNINFORMATIVE = Fraction(9, 10)
_NEAR = 5  # points on either side: misprints and slips of the pen stay near; farther off every check has power


def possible_wholes(part: Counts, percent: Interval) -> tuple[int, int | None] | None:
    """Return the first and last whole number (a target, a denominator) of which the part can be the percentage."""
    smallest, largest = part[0] or 0, part[1]
    if smallest == largest:  # nearly every count is exact
        return _wholes_of(smallest, percent)
    least = _first_fit(count(smallest) if largest is None else range(smallest, largest + 1), percent)
    if least is None or largest is None:
        return least and (least[0], None)
    most = _first_fit(range(largest, smallest - 1, -1), percent)
    # a part that is the percentage of wholes without end leaves the span open
    return least[0], None if most is None or least[1] is None else most[1]


def _first_fit(parts: Iterable[int], percent: Interval) -> tuple[int, int | None] | None:
    """Return the wholes of the first part that has any."""
    enough = 1  # parts to try: beyond them one fits, or none ever does
    if percent.low is not None and percent.low > 0 and (percent.high is None or percent.high >= percent.low):
        # the wholes of a part span 100 · part · room: once that is 1 or more, a whole number lies among them
        room = 1 / percent.low - (1 / percent.high if percent.high else 0)
        enough = ceil(1 / (100 * room)) if room else Fraction(percent.low / 100).numerator
    for tried, part in enumerate(parts):
        wholes = _wholes_of(part, percent)
        if wholes is not None or tried > enough + 1:
            return wholes
    return None


def _wholes_of(part: int, percent: Interval) -> tuple[int, int | None] | None:
    if part == 0:
        return (1, None) if Fraction(0) in percent else None
    if percent.high is not None and percent.high <= 0:
        return None
    low = None if percent.high is None else 100 * part / percent.high
    high = None if percent.low is None or percent.low <= 0 else 100 * part / percent.low
    # the larger the whole, the smaller the percentage: the ends change sides
    wholes = Interval(low, high, CLOSED_AT[percent.has_high, percent.has_low]).whole_numbers()
    if wholes is None or (wholes[1] is not None and wholes[1] < 1):
        return None
    return max(1, wholes[0]), wholes[1]


def possible_parts(whole: int, percent: Interval) -> tuple[int, int | None] | None:
    """Return the first and last count that is the percentage of a known whole."""
    low, high = (None if end is None else end * whole / 100 for end in (percent.low, percent.high))
    return Interval(low, high, percent.closed).whole_numbers()


def chance_pass(numeral: Numeral, reading: str, part: int | None, whole: int | None) -> Fraction | None:
    """Return the share of the percentages within ±5 points (same decimals) that would pass a check as well."""
    if not numeral.unit:
        return None
    if reading == "literal":
        return None if part is not None and whole is not None else Fraction(1)
    scale = 10**numeral.decimals
    printed = int(numeral.first * scale)
    largest = 200 * scale * max(part or 0, whole or 0, 1) * (printed + (_NEAR + 1) * scale)
    exact = object if largest > 2**62 else None  # Python's integers where 64 bits would overflow
    grid = np.arange(max(0, printed - _NEAR * scale), printed + _NEAR * scale + 1, dtype=exact)
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


def verdicts(possible: Sequence[bool], chances: Sequence[Fraction | None]) -> list[str]:
    """Judge all readings of one check together: only if none is possible do the figures contradict one another."""
    if not any(possible):
        return ["contradiction"] * len(possible)
    return [
        "excluded" if not fits else "uninformative" if chance is not None and chance >= UNINFORMATIVE else "consistent"
        for fits, chance in zip(possible, chances, strict=True)
    ]
