"""A printed Vietnamese numeral: its exact value, its printed decimals, and the interval that its rounding allows.

In Vietnamese usage a point groups thousands (``2.564``) and a comma begins the decimals (``135,66%``). Newspapers
also print the reverse. A numeral that can be read both ways raises :class:`AmbiguousNumeral` unless the caller states
the convention. Everything is exact: values are :class:`fractions.Fraction`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil, floor, prod
from typing import Literal

from partyresearch.collection.vocabulary import MEASURED

Convention = Literal["thousands", "decimal"]
Counts = tuple[int | None, int | None]
"""Smallest and largest of some whole numbers; None: unbounded or unknown."""
CLOSED_AT = {(True, True): "both", (True, False): "left", (False, True): "right", (False, False): "neither"}


class NumeralError(ValueError):
    """A text is not a numeral, or not one that can be read safely."""


class AmbiguousNumeral(NumeralError):
    """A numeral can be read in two ways and nothing on its face decides."""


@dataclass(frozen=True)
class Word:
    """What a word of the closed list says."""

    value: Fraction
    percent: bool  # whether it counts in percent
    bound: str


# the words that carry a number, as the codebook lists them
WORDS: dict[str, Word] = {
    "chưa": Word(Fraction(0), False, "exact"),
    "không": Word(Fraction(0), False, "exact"),
    "đa số": Word(Fraction(50), True, "more_than"),
    "hầu hết": Word(Fraction(50), True, "more_than"),
    "vượt": Word(Fraction(100), True, "more_than"),
    "đảm bảo": Word(Fraction(100), True, "at_least"),
    "cao nhất": Word(Fraction(1), False, "exact"),
    "dẫn đầu": Word(Fraction(1), False, "exact"),
}

_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_SCALE = f"(?:nghìn|ngàn|vạn|triệu) t[ỷỉ]|{'|'.join(_SCALES)}"  # 580 nghìn tỷ
# spaces that do not break a line, and thin ones
_SPACES = str.maketrans("\u00a0\u2009\u202f", "   ")
_PLAIN = re.compile(rf"(?P<number>[0-9][0-9.,]*)(?: ?(?P<scale>{_SCALE}))?(?: ?(?P<percent>%))?")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?P<separator>[.,])[0-9]{3})(?:(?P=separator)[0-9]{3})*")
_SPACED = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9])")  # 2 813: spaces that group thousands
_DECIMAL = re.compile(rf"(?P<whole>[0-9]+|{_GROUPED.pattern})(?!(?P=separator))[.,](?P<decimals>[0-9]+)")
_WHOLE = r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?:,[0-9]{3})+)|[0-9]+"  # no part of a fraction has decimals
FRACTION = rf"(?:{_WHOLE}) ?/ ?(?:{_WHOLE})"
_FRACTION = re.compile(rf"({_WHOLE}) ?/ ?({_WHOLE})")
_RANGE = re.compile(r"(?P<first>[0-9].*?)(?: ?[-–] ?| đến )(?P<second>[0-9].*)")
# 1 to 9, with the forms that they take behind tens
_NUMBER_WORDS = ("một mốt", "hai", "ba", "bốn tư", "năm lăm nhăm", "sáu", "bảy bẩy", "tám", "chín")
DIGITS = {word: digit for digit, words in enumerate(_NUMBER_WORDS, 1) for word in words.split()}
TENS = {"mười": 10, "mươi": 10, "chục": 10}
HUNDRED, ODD = "trăm", ("linh", "lẻ")
_MAX_LENGTH = 60  # no numeral of a newspaper is longer, and quadratic parsing of a hostile one is avoided
_LARGEST, _DECIMALS = 10**12, 4  # beyond them implied targets would not fit 64 bits; no newspaper prints them


@dataclass(frozen=True)
class Numeral:
    """A printed numeral, read exactly."""

    printed: str
    first: Fraction
    last: Fraction  # differs from first in a range only
    unit: Fraction = Fraction(0)  # of the last printed digit; 0: not rounded
    decimals: int = 0
    percent: bool = False
    ratio: tuple[int, int] | None = None  # of a fraction such as 44/60

    @property
    def value(self) -> Fraction | None:
        """The value, or None for a range."""
        return self.first if self.first == self.last else None


def read_numeral(printed: str, unit: str) -> Numeral:
    """Read a figure's numeral as its metric's unit requires."""
    count = unit not in MEASURED
    try:
        numeral = parse_numeral(printed)
    except AmbiguousNumeral:
        numeral = parse_numeral(printed, "thousands" if count else "decimal")
    if unit == "percent" and not (numeral.percent or numeral.ratio):
        raise NumeralError("no % sign and no fraction, but the metric is a percentage")
    if unit != "percent" and (numeral.percent or numeral.ratio):
        raise NumeralError(f"a percentage or fraction, but the metric is in {unit}")
    if count and (numeral.first.denominator != 1 or numeral.last.denominator != 1):
        raise NumeralError(f"decimals, but the metric counts {unit}")
    if numeral.decimals > _DECIMALS or numeral.last >= _LARGEST:
        raise NumeralError(f"more than {_DECIMALS} decimals, or {_LARGEST} and more")
    return numeral


def parse_numeral(text: str, convention: Convention | None = None) -> Numeral:
    """Read a printed numeral exactly."""
    printed = unicodedata.normalize("NFC", text)
    if not printed or len(printed) > _MAX_LENGTH:
        raise NumeralError(f"{printed[:_MAX_LENGTH]!r} is not a numeral")
    folded = _SPACED.sub(lambda match: match[0].replace(" ", ""), _folded(printed))
    if word := word_of(printed):
        return Numeral(printed, word.value, word.value, percent=word.percent)
    if match := _FRACTION.fullmatch(folded):
        part, whole = (int(re.sub("[.,]", "", group)) for group in match.groups())
        ratio = (part, whole)
        if ratio[1] == 0:
            raise NumeralError(f"{printed!r} divides by zero")
        return Numeral(printed, Fraction(*ratio), Fraction(*ratio), ratio=ratio)
    if match := _PLAIN.fullmatch(folded):
        return _plain(printed, match["number"], match["scale"], match["percent"], convention)
    if match := _RANGE.fullmatch(folded):
        return _range(printed, match["first"], match["second"], convention)
    if (number := _in_words(folded)) is None:
        raise NumeralError(f"{printed!r} is not a numeral")
    return Numeral(printed, Fraction(number), Fraction(number))


def word_of(text: str) -> Word | None:
    """Return what a word says, or None if it is not on the list."""
    return WORDS.get(_folded(text))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().translate(_SPACES)


def _in_words(text: str) -> int | None:
    """Read ``một nghìn hai trăm linh năm``: for each scale what stands before it, then the rest."""
    total, below, rest = 0, 10**10, text.split(" ")  # each scale is smaller than the one before it
    for scale, factor in sorted(_SCALES.items(), key=lambda item: -item[1]):
        if scale in rest and factor < below:
            at = rest.index(scale)
            times = _below_thousand().get(" ".join(rest[:at]))
            if times is None:
                return None
            total, below, rest = total + times * factor, factor, rest[at + 1 :]
    last = _below_thousand().get(" ".join(rest)) if rest else 0
    return None if last is None else total + last


@cache
def _below_thousand() -> dict[str, int]:
    """Spell every number: ``chín``, ``mười lăm``, ``hai mươi mốt``, ``hai trăm linh năm``."""
    digits = DIGITS.items()
    tens = {"mười": 10, **{f"{word} {ten}": 10 * digit for word, digit in digits for ten in ("mươi", "chục")}}
    more = {f"{ten} {word}": value + digit for ten, value in tens.items() for word, digit in digits}
    # but not hai trăm năm, which is 205 or 250
    behind = {"": 0, **{f" {odd} {word}": digit for odd in ODD for word, digit in digits}}
    behind |= {f" {words}": value for words, value in (tens | more).items()}
    hundreds = {
        f"{word} {HUNDRED}{rest}": 100 * digit + value for word, digit in digits for rest, value in behind.items()
    }
    return DIGITS | tens | more | hundreds


def _plain(printed: str, number: str, scale: str | None, percent: str | None, convention: Convention | None) -> Numeral:
    if scale and percent:
        raise NumeralError(f"{printed!r} has both a scale word and %")
    rounded = bool(scale or percent)
    whole, decimals = _split(printed, number, rounded, convention)
    unit = Fraction(prod(_SCALES[word] for word in (scale or "").split()), 10 ** len(decimals))
    value = int(whole + decimals) * unit
    return Numeral(printed, value, value, unit if rounded or decimals else Fraction(0), len(decimals), bool(percent))


def _split(printed: str, number: str, marked: bool, convention: Convention | None) -> tuple[str, str]:
    """Split the digits into whole part and decimals; `marked`: a % or a scale word follows."""
    if grouped := _GROUPED.fullmatch(number):
        separator = grouped["separator"]
        together = number.replace(separator, "")
        if number.count(separator) > 1 or convention == "thousands":
            return together, ""
        if convention is None and (separator == "," or marked):
            name = "comma" if separator == "," else "point"
            raise AmbiguousNumeral(
                f"{printed!r} can be {together} ({name} groups thousands) or "
                f"{number.replace(separator, '.')} ({name} begins the decimals): state the convention"
            )
        if convention is None:
            return together, ""
    if number.isdigit():
        return number, ""
    if match := _DECIMAL.fullmatch(number):  # 135,66 and 1.5 and 1.234,5
        return re.sub("[.,]", "", match["whole"]), match["decimals"]
    raise NumeralError(f"{printed!r} is not a numeral: its points and commas fit no convention")


def _range(printed: str, first: str, second: str, convention: Convention | None) -> Numeral:
    ends = (_PLAIN.fullmatch(first), _PLAIN.fullmatch(second))
    if ends[0] is None or ends[1] is None:
        raise NumeralError(f"{printed!r} is not a numeral")
    _, scale, percent = ends[1].groups()
    # 8-9% means 8% - 9%, and 4-5 triệu means 4 triệu - 5 triệu
    low, high = (
        _plain(printed, end["number"], end["scale"] or scale, end["percent"] or percent, convention)
        for end in ends
        if end
    )
    if low.percent != high.percent or low.first >= high.first:
        raise NumeralError(f"{printed!r} is not a range from a lower to a higher number")
    return Numeral(printed, low.first, high.first, high.unit, high.decimals, high.percent)


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
