"""Exact intervals, and the readings of a printed number: what it can stand for."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from partyresearch.figures.numerals import Numeral

Counts = tuple[int | None, int | None]
"""Smallest and largest of some whole numbers; None: unbounded or unknown."""
CLOSED_AT = {(True, True): "both", (True, False): "left", (False, True): "right", (False, False): "neither"}


@dataclass(frozen=True)
class Interval:
    """All numbers between two ends."""

    low: Fraction | None  # None: unbounded
    high: Fraction | None
    closed: str = "both"  # which ends belong to it: left, right, both or neither

    @property
    def has_low(self) -> bool:
        """Whether the lower end, if there is one, belongs to it."""
        return self.closed in ("left", "both")

    @property
    def has_high(self) -> bool:
        """Whether the upper end, if there is one, belongs to it."""
        return self.closed in ("right", "both")

    def __contains__(self, value: Fraction) -> bool:
        above = self.low is None or value > self.low or (value == self.low and self.has_low)
        below = self.high is None or value < self.high or (value == self.high and self.has_high)
        return above and below

    def is_empty(self) -> bool:
        """Whether no number lies in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and self.closed != "both")

    def intersect(self, other: Interval) -> Interval:
        """Return what lies in both."""
        low = max((end for end in (self.low, other.low) if end is not None), default=None)
        high = min((end for end in (self.high, other.high) if end is not None), default=None)
        left = all(one.has_low for one in (self, other) if one.low == low)
        right = all(one.has_high for one in (self, other) if one.high == high)
        return Interval(low, high, CLOSED_AT[left, right])

    def overlaps(self, other: Interval) -> bool:
        """Whether the two have a number in common."""
        return not self.intersect(other).is_empty()

    def whole_numbers(self) -> tuple[int, int | None] | None:
        """Return the first and last non-negative whole number, or None if there is none."""
        first = 0
        if self.low is not None:
            first = max(0, ceil(self.low) + (self.low.denominator == 1 and not self.has_low))
        if self.high is None:
            return first, None
        last = floor(self.high) - (self.high.denominator == 1 and not self.has_high)
        return (first, last) if first <= last else None


def readings(numeral: Numeral, bound: str) -> dict[str, Interval]:
    """Return what a printed number can stand for, by reading; percentages in percent, a fraction among them.

    ``about`` has no reading: it limits nothing.
    """
    factor = 100 if numeral.ratio else 1
    first, last, unit = factor * numeral.first, factor * numeral.last, numeral.unit
    match bound:
        case "exact" if unit and numeral.value is not None:
            rounded = Interval(first - unit / 2, first + unit / 2, "left")
            return {"half_up": rounded, "truncated": Interval(first, first + unit, "left")}
        case "exact":
            exact = Interval(first, last)
            return {"half_up": exact, "truncated": exact}
        case "more_than":
            literal = {"literal": Interval(first, None, "neither")}
            # newspapers print "trên 166 %" for 166.4 %; a word such as "vượt" has no digits to continue
            return literal | {"conventional": Interval(first, first + unit, "neither")} if unit else literal
        case "at_least":
            return {"literal": Interval(first, None, "left")}
        case "less_than":
            return {"literal": Interval(None, first, "neither")}
        case "at_most":
            return {"literal": Interval(None, first, "right")}
        case "range":
            return {"literal": Interval(first, last)}
    return {}
