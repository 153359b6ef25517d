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
from math import prod
from typing import Literal

from partyresearch.collection.columns import MEASURED

Convention = Literal["thousands", "decimal"]


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
_SPACES = str.maketrans("\u00a0\u2009\u202f", "   ")
_PLAIN = re.compile(rf"(?P<number>[0-9][0-9.,]*)(?: ?(?P<scale>{_SCALE}))?(?: ?(?P<percent>%))?")
_FRACTION = re.compile(r"([0-9]+) ?/ ?([0-9]+)")
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
    folded = _folded(printed)
    if word := word_of(printed):
        return Numeral(printed, word.value, word.value, percent=word.percent)
    if match := _FRACTION.fullmatch(folded):
        return _fraction(printed, int(match[1]), int(match[2]))
    if match := _PLAIN.fullmatch(folded):
        return _plain(printed, match, convention)
    if match := _RANGE.fullmatch(folded):
        return _range(printed, match["first"], match["second"], convention)
    number = _in_words(folded.split(" "))
    if number is not None:
        return Numeral(printed, Fraction(number), Fraction(number))
    raise NumeralError(f"{printed!r} is not a numeral")


def word_of(text: str) -> Word | None:
    """Return what a word says, or None if it is not on the list."""
    return WORDS.get(_folded(text))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().translate(_SPACES)


def _in_words(words: list[str]) -> int | None:
    """Read ``một nghìn hai trăm linh năm``: for each scale what stands before it, then the rest."""
    total, below, rest = 0, 10**10, words  # each scale is smaller than the one before it
    for scale, factor in sorted(_SCALES.items(), key=lambda item: -item[1]):
        if scale in rest and factor < below:
            at = rest.index(scale)
            times = _below_thousand(rest[:at])
            if times is None:
                return None
            total, below, rest = total + times * factor, factor, rest[at + 1 :]
    if not rest:
        return total or None
    last = _below_thousand(rest)
    return None if last is None or last >= below else total + last


def _below_thousand(words: list[str]) -> int | None:
    """Read ``hai trăm linh năm``, ``mười lăm``, ``hai mươi mốt`` or ``chín``."""
    total = 0
    if HUNDRED in words[1:2]:
        if words[0] not in DIGITS:
            return None
        total, words = DIGITS[words[0]] * 100, words[2:]
        if not words:
            return total
        if words[0] in ODD:
            words = words[1:]
            return total + DIGITS[words[0]] if len(words) == 1 and words[0] in DIGITS else None
    if words and words[0] == "mười":
        total, words = total + 10, words[1:]
    elif words[1:2] and words[0] in DIGITS and words[1] in ("mươi", "chục"):
        total, words = total + DIGITS[words[0]] * 10, words[2:]
    elif total and len(words) == 1:
        return None  # hai trăm năm: 205 or 250
    if not words:
        return total or None
    return total + DIGITS[words[0]] if len(words) == 1 and words[0] in DIGITS else None


def _fraction(printed: str, part: int, whole: int) -> Numeral:
    if whole == 0:
        raise NumeralError(f"{printed!r} divides by zero")
    value = Fraction(part, whole)
    return Numeral(printed, value, value, ratio=(part, whole))


def _plain(printed: str, match: re.Match[str], convention: Convention | None) -> Numeral:
    number, scale, percent = match["number"], match["scale"], bool(match["percent"])
    if scale and percent:
        raise NumeralError(f"{printed!r} has both a scale word and %")
    whole, decimals = _split(printed, number, percent or bool(scale), convention)
    factor = _factor(scale)
    value = Fraction(int(whole + decimals), 10 ** len(decimals)) * factor
    rounded = bool(decimals or scale or percent)
    unit = Fraction(factor, 10 ** len(decimals)) if rounded else Fraction(0)
    return Numeral(printed, value, value, unit, len(decimals), percent)


def _factor(scale: str | None) -> int:
    return prod(_SCALES[word] for word in scale.split()) if scale else 1


def _split(printed: str, number: str, marked: bool, convention: Convention | None) -> tuple[str, str]:
    """Split the digits into whole part and decimals; `marked`: a % or a scale word follows."""
    separators = [c for c in number if c in ".,"]
    if not separators:
        return number, ""
    last = separators[-1]
    head, tail = number.rsplit(last, 1)
    others = set(separators[:-1])
    if len(separators) == 1 and _groups(number, last):
        if convention is None and (last == "," or marked):
            raise _ambiguous(printed, number, last)
        if convention == "decimal":
            return head, tail
        return number.replace(last, ""), ""
    if others == {last} and _groups(number, last):  # 1.234.567
        return number.replace(last, ""), ""
    if len(separators) == 1 and tail:  # 135,66 and 1.5
        return head, tail
    if len(others) == 1 and last not in others and tail:  # 1.234,5
        other = others.pop()
        if _groups(head, other):
            return head.replace(other, ""), tail
    raise NumeralError(f"{printed!r} is not a numeral: its points and commas fit no convention")


def _groups(number: str, separator: str) -> bool:
    """Whether the separator can group thousands: 1 to 3 digits, not zero-led, then groups of three."""
    return bool(re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:{re.escape(separator)}[0-9]{{3}})+", number))


def _ambiguous(printed: str, number: str, separator: str) -> AmbiguousNumeral:
    name = "comma" if separator == "," else "point"
    return AmbiguousNumeral(
        f"{printed!r} can be {number.replace(separator, '')} ({name} groups thousands) or "
        f"{number.replace(separator, '.')} ({name} begins the decimals): state the convention"
    )


def _range(printed: str, first: str, second: str, convention: Convention | None) -> Numeral:
    if second.endswith("%") and not first.endswith("%"):
        first += "%"  # 8-9% means 8% - 9%
    ends = [_PLAIN.fullmatch(part) for part in (first, second)]
    if ends[0] is None or ends[1] is None:
        raise NumeralError(f"{printed!r} is not a numeral")
    if ends[1]["scale"] and not ends[0]["scale"]:  # 4-5 triệu means 4 triệu - 5 triệu
        ends[0] = _PLAIN.fullmatch(f"{first} {ends[1]['scale']}")
        if ends[0] is None:
            raise NumeralError(f"{printed!r} is not a numeral")
    low, high = _plain(printed, ends[0], convention), _plain(printed, ends[1], convention)
    if low.percent != high.percent or low.first >= high.first:
        raise NumeralError(f"{printed!r} is not a range from a lower to a higher number")
    return Numeral(printed, low.first, high.first, high.unit, high.decimals, high.percent)
