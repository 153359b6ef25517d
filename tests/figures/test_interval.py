"""Intervals, against membership of single values, and what a printed number can stand for."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import product

import pytest

from partyresearch.collection.vocabulary import BOUNDS, READINGS
from partyresearch.figures.numerals import Interval, parse_numeral, readings

CLOSED = ["left", "right", "both", "neither"]


def member(value: F, interval: Interval) -> bool:
    """Whether a value lies in an interval, apart from the program's own answer."""
    low, high, closed = interval.low, interval.high, interval.closed
    if low is not None and (value < low or (value == low and closed in ("right", "neither"))):
        return False
    return high is None or value < high or (value == high and closed in ("right", "both"))


ENDS = [None, *(F(k, d) for d in (1, 2, 3) for k in range(-d, 3 * d + 1))]


@pytest.mark.parametrize("closed", CLOSED)
def test_whole_numbers_enumerated(closed: str) -> None:
    """An end that is a whole number would be wrongly counted in or out."""
    for low, high in product(ENDS, ENDS):
        interval = Interval(low, high, closed)
        found = interval.whole_numbers()
        fits = [m for m in range(20) if member(F(m), interval)]
        if found is None:
            assert fits == []
        else:
            assert list(range(found[0], (19 if found[1] is None else min(19, found[1])) + 1)) == fits, (low, high)
            assert (found[1] is None) == (high is None), "only an open end is unbounded"
            assert all(type(end) is int for end in found if end is not None)


@pytest.mark.parametrize(
    ("closed", "at_low", "at_high"),
    [("left", True, False), ("right", False, True), ("both", True, True), ("neither", False, False)],
)
def test_inside(closed: str, at_low: bool, at_high: bool) -> None:
    """A value at the very end of an interval would be judged wrongly."""
    low, high = F(2), F(3)
    tiny = F(1, 10**30)
    for ends in ((low, high), (low, None), (None, high), (None, None)):
        interval = Interval(*ends, closed)
        below, above = interval.low is None, interval.high is None
        assert (low - tiny in interval) == below
        assert (low in interval) == (below or at_low)
        assert low + tiny in interval
        assert high - tiny in interval
        assert (high in interval) == (above or at_high)
        assert (high + tiny in interval) == above


@pytest.mark.parametrize(
    ("text", "bound", "reading", "interval"),
    [
        ("61,90%", "exact", "half_up", Interval(F("61.895"), F("61.905"), "left")),
        ("61,90%", "exact", "truncated", Interval(F("61.90"), F("61.91"), "left")),
        ("61,90%", "more_than", "conventional", Interval(F("61.90"), F("61.91"), "neither")),
        ("61,90%", "more_than", "literal", Interval(F("61.90"), None, "neither")),
        ("61,90%", "at_least", "literal", Interval(F("61.90"), None, "left")),
        ("61,90%", "less_than", "literal", Interval(None, F("61.90"), "neither")),
        ("61,90%", "at_most", "literal", Interval(None, F("61.90"), "right")),
        ("8% - 9%", "range", "literal", Interval(F(8), F(9), "both")),
        ("8% - 9%", "exact", "half_up", Interval(F(8), F(9), "both")),
        ("44/60", "exact", "half_up", Interval(F(220, 3), F(220, 3), "both")),
        ("44/60", "exact", "truncated", Interval(F(220, 3), F(220, 3), "both")),
        ("44/60", "at_least", "literal", Interval(F(220, 3), None, "left")),
        ("đa số", "more_than", "literal", Interval(F(50), None, "neither")),
        ("đảm bảo", "at_least", "literal", Interval(F(100), None, "left")),
    ],
)
def test_readings(text: str, bound: str, reading: str, interval: Interval) -> None:
    """A printed percentage would stand for other values than its digits, bound and reading say."""
    assert readings(parse_numeral(text), bound)[reading] == interval


def test_every_bound_has_readings_of_its_own() -> None:
    """A bound would have a reading that the tables do not allow, or 'about' would be checked."""
    by_bound = {bound: readings(parse_numeral("50%"), bound) for bound in BOUNDS if bound != "range"}
    assert {bound: list(read) for bound, read in by_bound.items()} == {
        "exact": ["half_up", "truncated"],
        "more_than": ["literal", "conventional"],
        "at_least": ["literal"],
        "less_than": ["literal"],
        "at_most": ["literal"],
        "about": [],
    }
    assert {reading for read in by_bound.values() for reading in read} == set(READINGS)
    intervals = [interval for read in by_bound.values() for interval in read.values()]
    assert len(set(intervals)) == len(intervals), "no two readings mean the same"


def test_a_word_has_no_digits_to_continue() -> None:
    """'vượt' would be read as 100 and something."""
    assert list(readings(parse_numeral("vượt"), "more_than")) == ["literal"]


HALVES = [None, F(0), F(1, 2), F(1)]
QUARTERS = [F(k, 4) for k in range(-3, 9)]  # meet every interval between halves that is not empty


def values(interval: Interval) -> frozenset[F]:
    return frozenset(value for value in QUARTERS if member(value, interval))


EVERY = [Interval(*case) for case in product(HALVES, HALVES, CLOSED)]
INTERVALS = {interval: values(interval) for interval in EVERY if values(interval)}


@pytest.mark.parametrize("closed", CLOSED)
def test_overlap_enumerated(closed: str) -> None:
    """Two mentions of one figure would be a conflict although some value fits both, or the other way round."""
    for (one, mine), (other, theirs) in product(INTERVALS.items(), INTERVALS.items()):
        if one.closed == closed:
            assert one.overlaps(other) == bool(mine & theirs), (one, other)
            if mine & theirs:
                assert values(one.intersect(other)) == mine & theirs, (one, other)


@pytest.mark.parametrize(
    "empty", [pytest.param(Interval(F(2), F(2), closed), id=closed) for closed in ("left", "right", "neither")]
)
def test_nothing_overlaps_an_empty_interval(empty: Interval) -> None:
    """A figure that no value fits would count as a repeat of another."""
    assert not empty.overlaps(Interval(F(1), F(3)))
    assert not Interval(F(1), F(3)).overlaps(empty)
