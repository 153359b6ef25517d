"""Rounding checks, against enumeration: print every fraction by integer arithmetic and see what comes out the same."""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction as F
from functools import cache
from itertools import product

import pytest

from partyresearch.figures.numerals import Interval, Numeral, parse_numeral, readings
from partyresearch.figures.percentages import UNINFORMATIVE, chance_pass, possible_parts, possible_wholes, verdicts

ROUNDINGS = ["half_up", "truncated"]
LIMIT = 400
COUNTS = [1, 2, 3, 7, 12, 27, 44, 60, 67, 116, 146]

Found = tuple[int, int | None] | None


def shown(part: int, whole: int, decimals: int, rounding: str) -> int:
    """Return the digits (without the comma) of 100 * part / whole, printed with some decimals."""
    numerator = 100 * part * 10**decimals
    if rounding == "half_up":
        return (2 * numerator + whole) // (2 * whole)
    return numerator // whole


def printed(digits: int, decimals: int) -> Numeral:
    """Read a percentage that is given by its digits."""
    whole, rest = divmod(digits, 10**decimals)
    tail = f",{rest:0{decimals}d}" if decimals else ""
    return parse_numeral(f"{whole}{tail}%", "decimal" if decimals else "thousands")


def _read(numeral: Numeral, bound: str = "exact", reading: str = "half_up") -> Interval:
    return readings(numeral, bound)[reading]


def read(text: str, bound: str = "exact", reading: str = "half_up") -> Interval:
    """What a printed percentage can stand for."""
    return _read(parse_numeral(text), bound, reading)


def member(value: F, interval: Interval) -> bool:
    """Whether a value lies in an interval, apart from the program's own answer."""
    low, high, closed = interval.low, interval.high, interval.closed
    if low is not None and (value < low or (value == low and closed in ("right", "neither"))):
        return False
    return high is None or value < high or (value == high and closed in ("right", "both"))


def numbers(found: Found, last: int) -> list[int]:
    """The whole numbers of a found span, up to a limit."""
    if found is None:
        return []
    assert found[1] is None or found[0] <= found[1], "an empty span is None"
    return list(range(found[0], (last if found[1] is None else min(last, found[1])) + 1))


def test_own_printing() -> None:
    """The yardstick of this file would be bent."""
    assert shown(1, 8, 0, "half_up") == 13
    assert shown(1, 8, 0, "truncated") == 12
    assert shown(1, 8, 1, "half_up") == shown(1, 8, 1, "truncated") == 125
    assert shown(2, 3, 2, "half_up") == 6667
    assert shown(2, 3, 2, "truncated") == 6666
    assert printed(6667, 2).value == F("66.67")


# ---------------------------------------------------------------------------------------------- cases by hand


@pytest.mark.parametrize(
    ("part", "text", "bound", "reading", "wholes"),
    [
        (116, "100,87%", "exact", "half_up", (115, 115)),
        (116, "100,87%", "exact", "truncated", None),  # 100.8695...
        (67, "36,22%", "exact", "half_up", (185, 185)),
        (67, "36,22%", "exact", "truncated", None),  # 36.2162...
        (2669, "127,1%", "exact", "half_up", (2100, 2100)),
        (2669, "127,1%", "exact", "truncated", (2099, 2099)),
        (417, "166%", "more_than", "literal", (1, 251)),
        (417, "166%", "more_than", "conventional", (250, 251)),
        (146, "104%", "exact", "half_up", (140, 141)),
        (146, "104%", "exact", "truncated", (140, 140)),
        (27, "45%", "exact", "half_up", (60, 60)),
        (50, "50%", "more_than", "literal", (1, 99)),
        (50, "50%", "at_least", "literal", (1, 100)),
        (50, "50%", "less_than", "literal", (101, None)),
        (50, "50%", "at_most", "literal", (100, None)),
        (50, "50%", "more_than", "conventional", (99, 99)),
        (12, "100%", "exact", "half_up", (12, 12)),
        (60, "8% - 9%", "range", "literal", (667, 750)),
        (44, "44/60", "exact", "half_up", (60, 60)),
        (1, "0%", "exact", "truncated", (101, None)),
        (0, "0%", "exact", "truncated", (1, None)),
        (0, "5%", "exact", "half_up", None),
        (1, "66%", "exact", "half_up", None),
    ],
)
def test_wholes_by_hand(part: int, text: str, bound: str, reading: str, wholes: Found) -> None:
    """A target implied by a printed percentage would be wrong, or a sound article would seem to contradict itself."""
    percent = read(text, bound, reading)
    assert possible_wholes((part, part), percent) == wholes


@pytest.mark.parametrize(
    ("whole", "text", "bound", "reading", "parts"),
    [
        (60, "45%", "exact", "half_up", (27, 27)),
        (60, "45%", "exact", "truncated", (27, 27)),
        (60, "73,3%", "exact", "half_up", (44, 44)),
        (60, "73,4%", "exact", "half_up", None),
        (115, "100,87%", "exact", "half_up", (116, 116)),
        (185, "36,22%", "exact", "half_up", (67, 67)),
        (2100, "127,1%", "exact", "half_up", (2669, 2670)),
        (2099, "127,1%", "exact", "truncated", (2668, 2669)),
        (200, "50%", "exact", "half_up", (99, 100)),
        (200, "50%", "exact", "truncated", (100, 101)),
        (200, "50%", "more_than", "literal", (101, None)),
        (200, "50%", "at_least", "literal", (100, None)),
        (200, "50%", "less_than", "literal", (0, 99)),
        (200, "50%", "at_most", "literal", (0, 100)),
        (200, "50%", "more_than", "conventional", (101, 101)),
        (100, "50%", "more_than", "conventional", None),
        (200, "0%", "exact", "half_up", (0, 0)),
        (600, "0%", "exact", "half_up", (0, 2)),
        (200, "8% - 9%", "range", "literal", (16, 18)),
        (60, "44/60", "exact", "half_up", (44, 44)),
    ],
)
def test_parts_by_hand(whole: int, text: str, bound: str, reading: str, parts: Found) -> None:
    """A count implied by a printed share would be wrong."""
    assert possible_parts(whole, read(text, bound, reading)) == parts


@pytest.mark.parametrize(("mean", "possible"), [(592, (290, 290)), (593, None), (594, (291, 291))])
def test_published_granularity(mean: int, possible: Found) -> None:
    """The inverse would not be GRIM's: 49 integers with a mean of 5.93 (The Economist on GRIM, 18 June 2016)."""
    assert possible_parts(49, _read(printed(mean, 0))) == possible


# ---------------------------------------------------------------------------------------------- enumeration


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_wholes_enumerated(decimals: int, rounding: str) -> None:
    """Some target would be missed, or one allowed of which the percentage prints otherwise."""
    for part in COUNTS:
        wholes = defaultdict(list)
        for whole in range(1, LIMIT + 1):
            wholes[shown(part, whole, decimals, rounding)].append(whole)
        for digits in {near for seen in wholes for near in (seen - 1, seen, seen + 1) if near > 0}:
            found = possible_wholes((part, part), _read(printed(digits, decimals), "exact", rounding))
            assert numbers(found, LIMIT) == wholes[digits], (part, digits, decimals)


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_parts_enumerated(decimals: int, rounding: str) -> None:
    """Some count would be missed, or one allowed of which the percentage prints otherwise."""
    for whole in [1, 2, 3, 7, 8, 27, 40, 60, 61, 200, 600]:
        last = 2 * whole
        parts = defaultdict(list)
        for part in range(last + 1):
            parts[shown(part, whole, decimals, rounding)].append(part)
        for digits in {near for seen in parts for near in (seen - 1, seen, seen + 1) if near >= 0}:
            found = possible_parts(whole, _read(printed(digits, decimals), "exact", rounding))
            assert numbers(found, last) == parts[digits], (whole, digits, decimals)


COMPARE: dict[str, Callable[[F, F], bool]] = {
    "more_than": operator.gt,
    "at_least": operator.ge,
    "less_than": operator.lt,
    "at_most": operator.le,
}


@pytest.mark.parametrize("bound", COMPARE)
def test_bounds_enumerated(bound: str) -> None:
    """A bound would include what it excludes, or the other way round, or be taken for its opposite."""
    for n, percent in product([1, 2, 3, 12, 50, 60, 117], [1, 5, 12, 50, 60, 100, 104, 150]):
        interval = _read(printed(percent, 0), bound, "literal")
        fits = [m for m in range(1, LIMIT + 1) if COMPARE[bound](F(100 * n, m), F(percent))]
        assert numbers(possible_wholes((n, n), interval), LIMIT) == fits, (n, percent)
        fits = [k for k in range(3 * n + 1) if COMPARE[bound](F(100 * k, n), F(percent))]
        assert numbers(possible_parts(n, interval), 3 * n) == fits, (n, percent)


@pytest.mark.parametrize("decimals", [0, 1])
def test_conventional_enumerated(decimals: int) -> None:
    """'trên 166 %' would allow exactly 166 %, or 167 % and more."""
    unit = F(1, 10**decimals)
    for n, percent in product([1, 3, 12, 50, 60, 117, 200], [1, 5, 12, 50, 60, 100, 104, 150]):
        interval = _read(printed(percent * 10**decimals, decimals), "more_than", "conventional")
        fits = [m for m in range(1, LIMIT + 1) if percent < F(100 * n, m) < percent + unit]
        assert numbers(possible_wholes((n, n), interval), LIMIT) == fits, (n, percent)
        fits = [k for k in range(3 * n + 1) if percent < F(100 * k, n) < percent + unit]
        assert numbers(possible_parts(n, interval), 3 * n) == fits, (n, percent)


@pytest.mark.parametrize(
    ("part", "percent", "wholes"),
    [
        pytest.param(1, read("0%"), (201, None), id="1-prints-as-0%"),
        pytest.param(0, read("0%"), (1, None), id="0-prints-as-0%"),
        pytest.param(3, read("0,0%"), (6001, None), id="3-prints-as-0,0%"),
        pytest.param(5, Interval(F(0), F(0), "both"), None, id="5-is-not-0%"),
        pytest.param(5, Interval(None, F(0), "right"), None, id="5-is-not-at-most-0%"),
        pytest.param(0, Interval(F(0), None, "neither"), None, id="0-is-not-more-than-0%"),
        pytest.param(0, Interval(F(0), F(0), "both"), (1, None), id="0-is-0%"),
        pytest.param(5, Interval(F(0), None, "neither"), (1, None), id="5-is-more-than-0%"),
        pytest.param(1, read("1%"), (67, 200), id="1-prints-as-1%"),
    ],
)
def test_wholes_around_zero(part: int, percent: Interval, wholes: Found) -> None:
    """A printed 0 % would contradict every count, or allow any."""
    by_hand = [m for m in range(1, 7000) if member(F(100 * part, m), percent)]
    assert numbers(wholes, 6999) == by_hand, "the expectation itself"
    assert possible_wholes((part, part), percent) == wholes


@pytest.mark.parametrize(
    ("part", "percent", "wholes"),
    [
        pytest.param((5, 7), read("50%"), (10, 14), id="5-to-7"),
        pytest.param((5, None), read("50%"), (10, None), id="5-or-more"),
        pytest.param((5, 7), Interval(F(50), None, "neither"), (1, 13), id="5-to-7-more-than-50%"),
        pytest.param((5, 7), Interval(None, F(50), "neither"), (11, None), id="5-to-7-less-than-50%"),
        pytest.param((None, None), read("50%"), (2, None), id="unknown"),
        pytest.param((1, 3), Interval(F(40), F(45), "left"), (5, 7), id="1-to-3-of-which-1-never-fits"),
        pytest.param((1, 2), Interval(F(60), F(65), "left"), None, id="1-to-2-none-fits"),
        pytest.param((None, 7), read("50%"), (2, 14), id="7-or-fewer"),
        pytest.param((0, 7), read("0%"), (1, None), id="0-to-7-print-as-0%"),
        pytest.param((1, 7), read("0%"), (201, None), id="1-to-7-print-as-0%"),
        pytest.param((1, None), Interval(None, F(0), "right"), None, id="1-or-more-is-not-0%"),
        pytest.param(
            (1, None),
            _read(parse_numeral("100,001%", "decimal")),
            (66667, None),  # 66668 of 66667
            id="fits-large-counts-only",
        ),
    ],
)
def test_wholes_of_an_uncertain_part(part: tuple[int | None, int | None], percent: Interval, wholes: Found) -> None:
    """The span would not be the hull over the part's values."""
    assert possible_wholes(part, percent) == wholes


def test_uncertain_part_enumerated() -> None:
    """A target that fits one of the possible counts would be excluded, or the span be wider than need be."""
    for low, width, digits in product([0, 1, 2, 5, 12], [0, 1, 2, 6], [5, 33, 50, 66, 104, 150]):
        percent = _read(printed(digits, 0))
        found = possible_wholes((low, low + width), percent)
        each = [m for m in range(1, LIMIT + 1) for n in range(low, low + width + 1) if member(F(100 * n, m), percent)]
        assert found == ((min(each), max(each)) if each else None), (low, width, digits)


@pytest.mark.parametrize(
    ("part", "whole", "text", "bound", "reading", "fits"),
    [
        (27, 60, "45%", "exact", "half_up", True),
        (27, 60, "45,1%", "exact", "half_up", False),
        (1, 8, "13%", "exact", "half_up", True),
        (1, 8, "12%", "exact", "half_up", False),
        (1, 8, "12%", "exact", "truncated", True),
        (1, 8, "13%", "exact", "truncated", False),
        (1, 2, "50%", "more_than", "literal", False),
        (1, 2, "50%", "more_than", "conventional", False),
        (101, 200, "50%", "more_than", "conventional", True),
        (51, 100, "50%", "more_than", "conventional", False),
        (51, 100, "50%", "more_than", "literal", True),
        (1, 2, "50%", "at_least", "literal", True),
        (1, 2, "50%", "at_most", "literal", True),
        (1, 2, "50%", "less_than", "literal", False),
        (44, 60, "44/60", "exact", "half_up", True),
        (45, 60, "44/60", "exact", "half_up", False),
        (1, 2, "đa số", "more_than", "literal", False),
        (8, 100, "8% - 9%", "range", "literal", True),
        (9, 100, "8% - 9%", "range", "literal", True),
        (91, 1000, "8% - 9%", "range", "literal", False),
    ],
)
def test_count_whole_and_percentage(part: int, whole: int, text: str, bound: str, reading: str, fits: bool) -> None:
    """Three printed figures would agree or disagree against arithmetic."""
    assert (F(100 * part, whole) in read(text, bound, reading)) is fits


# ---------------------------------------------------------------------------------------------- chance


def share(passes: Iterable[bool]) -> F:
    found = list(passes)
    return F(sum(found), len(found))


def around(digits: int, decimals: int) -> range:
    """Every percentage with these decimals within 5 points, none below zero."""
    return range(max(0, digits - 5 * 10**decimals), digits + 5 * 10**decimals + 1)


@cache
def shown_by_wholes(part: int, decimals: int, rounding: str) -> frozenset[int]:
    """All that a count can print as, of wholes large enough to reach a printed 0."""
    return frozenset(
        shown(part, whole, decimals, rounding) for whole in range(1, 201 * max(part, 1) * 10**decimals + 1)
    )


def passing(digits: int, decimals: int, reading: str, part: int | None, whole: int | None) -> bool:
    if part is not None and whole is not None:
        return shown(part, whole, decimals, reading) == digits
    if part is not None:
        return digits in shown_by_wholes(part, decimals, reading)
    return any(shown(part, whole, decimals, reading) == digits for part in range(5 * whole))


PERCENTS = {0: [0, 1, 3, 5, 6, 33, 45, 104, 166], 1: [0, 4, 50, 73, 333, 1004], 2: [3, 500, 3622, 10087]}
SMALL = {0: [0, 1, 2, 7, 27, 60], 1: [1, 2, 7, 12], 2: [1, 3]}


@pytest.mark.parametrize("reading", ROUNDINGS)
@pytest.mark.parametrize("decimals", [0, 1, 2])
class TestChance:
    def test_of_a_count(self, decimals: int, reading: str) -> None:
        """A check of a count would seem to say more or less than it does."""
        for part, digits in product(SMALL[decimals], PERCENTS[decimals]):
            expected = share(passing(near, decimals, reading, part, None) for near in around(digits, decimals))
            assert chance_pass(printed(digits, decimals), reading, part, None) == expected, (part, digits)

    def test_of_a_whole(self, decimals: int, reading: str) -> None:
        """A check of a whole would seem to say more or less than it does."""
        for whole, digits in product([1, 2, 7, 11, 40, 60, 99, 100, 101], PERCENTS[decimals]):
            prints = {shown(part, whole, decimals, reading) for part in range(5 * whole)}
            expected = share(near in prints for near in around(digits, decimals))
            assert chance_pass(printed(digits, decimals), reading, None, whole) == expected, (whole, digits)

    def test_of_both(self, decimals: int, reading: str) -> None:
        """A check of a count and its whole would seem to say more or less than it does."""
        pairs = [(0, 7), (1, 8), (1, 200), (27, 60), (62, 2152), (116, 115), (67, 185), (146, 140), (5, 3), (1, 1)]
        for (part, whole), digits in product(pairs, PERCENTS[decimals]):
            expected = share(passing(near, decimals, reading, part, whole) for near in around(digits, decimals))
            assert chance_pass(printed(digits, decimals), reading, part, whole) == expected, (part, whole, digits)


@pytest.mark.parametrize("decimals", [0, 1])
def test_chance_of_a_count_read_conventionally(decimals: int) -> None:
    """'trên 166 %' would be judged as if exactly 166 % belonged to it."""
    for part, digits in product([1, 3, 7, 60, 100], {0: [7, 50, 104, 166], 1: [73, 500, 1004]}[decimals]):
        scaled = 100 * part * 10**decimals
        expected = share(
            any(scaled > near * whole and scaled < (near + 1) * whole for whole in range(1, scaled + 2))
            for near in around(digits, decimals)
        )
        assert chance_pass(printed(digits, decimals), "conventional", part, None) == expected, (part, digits)


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("50%", 101, 200),
        ("50%", 3, 2),
        ("30%", None, 7),
        ("166%", None, 61),
        pytest.param("50%", 1, 2, id="exactly-50%"),
        pytest.param("50%", None, 100, id="whole-of-100"),
        pytest.param("50%", None, 60, id="whole-of-60"),
        pytest.param("166%", None, 60, id="whole-of-60-above-100%"),
        pytest.param("3%", 0, None, id="count-of-0"),
    ],
)
def test_chance_read_conventionally(text: str, part: int | None, whole: int | None) -> None:
    """A percentage that the reading excludes would count as passing."""
    digits = int(text[:-1])
    parts = range(1000) if part is None else [part]
    wholes = range(1, 1000) if whole is None else [whole]
    quotients = {F(100 * k, m) for k in parts for m in wholes}
    expected = share(any(near < quotient < near + 1 for quotient in quotients) for near in around(digits, 0))
    assert chance_pass(parse_numeral(text), "conventional", part, whole) == expected


@pytest.mark.parametrize("power", [3, 14, 15, 16, 17, 18, 30])
@pytest.mark.parametrize("reading", ROUNDINGS)
def test_chance_of_large_counts(power: int, reading: str) -> None:
    """A count in the billions would overflow and pass or fail at random."""
    part, whole = 10**power, 3 * 10**power
    assert chance_pass(parse_numeral("33%"), reading, part, whole) == F(1, 11)
    assert chance_pass(parse_numeral("45%"), reading, part, whole) == 0
    assert chance_pass(parse_numeral("33,33%"), reading, part, whole) == F(1, 1001)
    assert chance_pass(parse_numeral("33%"), reading, part, None) == 1
    assert chance_pass(parse_numeral("33%"), reading, None, whole) == 1


@pytest.mark.parametrize(
    ("text", "reading", "part", "whole"),
    [
        ("44/60", "half_up", 44, 60),
        ("đa số", "conventional", 44, 60),
        ("đảm bảo", "half_up", 44, None),
        ("166%", "literal", 417, 251),
        ("45%", "half_up", None, None),
        ("1113", "half_up", 1, 2),
    ],
)
def test_no_chance(text: str, reading: str, part: int | None, whole: int | None) -> None:
    """A check that rounding does not enter would be called uninformative."""
    assert chance_pass(parse_numeral(text), reading, part, whole) is None


# ---------------------------------------------------------------------------------------------- verdicts


@pytest.mark.parametrize(
    ("possible", "chances", "judged"),
    [
        pytest.param([True], [None], ["consistent"], id="no-chance"),
        pytest.param([True], [F(0)], ["consistent"], id="no-other-passes"),
        pytest.param([True], [F(89, 100)], ["consistent"], id="just-below"),
        pytest.param([True], [F(10, 11)], ["uninformative"], id="just-above"),
        pytest.param([True], [F(1)], ["uninformative"], id="all-pass"),
        pytest.param([False], [None], ["contradiction"], id="impossible"),
        pytest.param([False], [F(1)], ["contradiction"], id="impossible-though-chance-is-high"),
        pytest.param([False, False], [F(1), F(0)], ["contradiction"] * 2, id="all-impossible"),
        pytest.param([False, True], [F(1), F(0)], ["excluded", "consistent"], id="first-excluded"),
        pytest.param([True, False], [F(1), F(0)], ["uninformative", "excluded"], id="second-excluded"),
        pytest.param([True, True], [F(1), None], ["uninformative", "consistent"], id="both-possible"),
        pytest.param([], [], [], id="none"),
        pytest.param([True], [F(9, 10)], ["uninformative"], id="exactly-9/10"),
    ],
)
def test_verdicts(possible: list[bool], chances: list[F | None], judged: list[str]) -> None:
    """A contradiction would go unreported, or a check that anything passes would count as evidence."""
    assert verdicts(possible, chances) == judged


def test_threshold() -> None:
    """The documented threshold would have moved."""
    assert float(UNINFORMATIVE) == 0.9
