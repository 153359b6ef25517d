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

Convention = Literal["thousands", "decimal"]
Rounding = Literal["half_up", "truncated"]


class NumeralError(ValueError):
    """A text is not a numeral, or not one that can be read safely.

    Examples
    --------
    >>> parse_numeral("vài")
    Traceback (most recent call last):
    partyresearch.numerals.NumeralError: 'vài' is not a numeral
    """


class AmbiguousNumeral(NumeralError):
    """A numeral can be read in two ways and nothing on its face decides.

    Examples
    --------
    >>> try:
    ...     parse_numeral("4,974")
    ... except AmbiguousNumeral as error:
    ...     print(str(error).partition(": ")[0])
    '4,974' can be 4974 (comma groups thousands) or 4.974 (comma begins the decimals)
    """


@dataclass(frozen=True)
class Word:
    """What a word of the closed list carries.

    Parameters
    ----------
    value : Fraction
        The number, in percent where ``percent`` is true.
    percent : bool
        Whether it is a percentage.
    bound : str
        The bound that the word itself expresses.

    Examples
    --------
    >>> WORDS["đa số"].value, WORDS["đa số"].bound
    (Fraction(50, 1), 'more_than')
    """

    value: Fraction
    percent: bool
    bound: str


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
"""The words that carry a number, as the codebook lists them."""

_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_SCALE = f"(?:nghìn|ngàn|vạn|triệu) t[ỷỉ]|{'|'.join(_SCALES)}"  # 580 nghìn tỷ
_SPACES = str.maketrans("\u00a0\u2009\u202f", "   ")
_PLAIN = re.compile(rf"(?P<number>[0-9][0-9.,]*)(?: ?(?P<scale>{_SCALE}))?(?: ?(?P<percent>%))?")
_FRACTION = re.compile(r"([0-9]+) ?/ ?([0-9]+)")
_RANGE = re.compile(r"(?P<first>[0-9].*?)(?: ?[-–] ?| đến )(?P<second>[0-9].*)")
DIGITS = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6, "bảy": 7,
    "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
"""The number words for 1 to 9, with the forms that they take behind tens."""
TENS = {"mười": 10, "mươi": 10, "chục": 10}
HUNDRED, ODD = "trăm", ("linh", "lẻ")
_MAX_LENGTH = 60  # no numeral of a newspaper is longer, and quadratic parsing of a hostile one is avoided


@dataclass(frozen=True)
class Numeral:
    """A printed numeral, read exactly.

    Parameters
    ----------
    printed : str
        The text that was read, in NFC.
    first, last : Fraction
        The value; the two ends where a range was printed, otherwise equal. A percentage is in percent
        (``61,90%`` is 61.9), a fraction (``44/60``) is a plain ratio.
    unit : Fraction
        The weight of the last printed digit (1/100 for ``61,90%``, 1000000 for ``5 triệu``); 0 where nothing was
        rounded: a count without a scale word, a fraction, a word.
    decimals : int
        The number of printed decimals (2 for ``61,90%``).
    percent : bool
        Whether it is a percentage.
    ratio : tuple of (int, int) or None
        The two numbers of a printed fraction.

    Examples
    --------
    >>> n = parse_numeral("61,90%")
    >>> n.value, n.decimals, n.percent
    (Fraction(619, 10), 2, True)
    >>> parse_numeral("44/60").ratio
    (44, 60)
    """

    printed: str
    first: Fraction
    last: Fraction
    unit: Fraction = Fraction(0)
    decimals: int = 0
    percent: bool = False
    ratio: tuple[int, int] | None = None

    @property
    def value(self) -> Fraction | None:
        """The value, or None for a range.

        Examples
        --------
        >>> parse_numeral("1113").value
        Fraction(1113, 1)
        >>> parse_numeral("4-5").value is None
        True
        """
        return self.first if self.first == self.last else None

    def interval(self, rounding: Rounding = "half_up") -> tuple[Fraction, Fraction, str]:
        """Return the values that would have been printed like this.

        Parameters
        ----------
        rounding : {'half_up', 'truncated'}
            How the newspaper rounded.

        Returns
        -------
        low, high : Fraction
            The ends, in the numeral's own unit.
        closed : str
            Which ends belong to it: ``left`` after rounding, ``both`` where nothing was rounded.

        Examples
        --------
        >>> [str(x) for x in parse_numeral("135,66%").interval()]
        ['27131/200', '27133/200', 'left']
        >>> [str(x) for x in parse_numeral("4-5").interval()]
        ['4', '5', 'both']
        """
        if not self.unit or self.first != self.last:
            return self.first, self.last, "both"
        if rounding == "truncated":
            return self.first, self.first + self.unit, "left"
        return self.first - self.unit / 2, self.first + self.unit / 2, "left"


def parse_numeral(text: str, convention: Convention | None = None) -> Numeral:
    """Read a printed numeral exactly.

    Parameters
    ----------
    text : str
        The numeral with its ``%`` or scale word, a word of :data:`WORDS`, or a number in words; NFD is accepted, case
        is ignored.
    convention : {'thousands', 'decimal'}, optional
        What a separator means where the numeral does not show it; needed only for ambiguous numerals.

    Returns
    -------
    Numeral

    Raises
    ------
    AmbiguousNumeral
        If the numeral can be read in two ways and ``convention`` is not given.
    NumeralError
        If the text is not a numeral.

    Examples
    --------
    >>> parse_numeral("2.564").value, parse_numeral("3,2 triệu").value
    (Fraction(2564, 1), Fraction(3200000, 1))
    >>> parse_numeral("4,974", convention="thousands").value
    Fraction(4974, 1)
    >>> [int(x) for x in parse_numeral("8% - 9%").interval()[:2]]
    [8, 9]
    >>> parse_numeral("Hai mươi mốt").value
    Fraction(21, 1)
    """
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
    """Return what a word carries, or None if it is not one of the list.

    Examples
    --------
    >>> word_of("Đa\u00a0số").bound
    'more_than'
    """
    return WORDS.get(_folded(text))


def format_numeral(value: Fraction, decimals: int = 0, *, percent: bool = False) -> str:
    """Print a number as a Vietnamese newspaper would.

    Parameters
    ----------
    value : Fraction
        Not negative, with no more than ``decimals`` decimals.
    decimals : int
        The decimals to print.
    percent : bool
        Whether to append ``%``.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the value is negative or has more decimals.

    Examples
    --------
    >>> format_numeral(Fraction(2564)), format_numeral(Fraction(619, 10), 2, percent=True)
    ('2.564', '61,90%')
    """
    scaled = value * 10**decimals
    if value < 0 or decimals < 0 or scaled.denominator != 1:
        raise ValueError(f"{value} cannot be printed with {decimals} decimals")
    whole, rest = divmod(scaled.numerator, 10**decimals)
    grouped = f"{whole:,}".replace(",", ".")
    tail = f",{rest:0{decimals}d}" if decimals else ""
    return grouped + tail + ("%" if percent else "")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().translate(_SPACES)


def _in_words(words: list[str]) -> int | None:
    """Read ``một nghìn hai trăm linh năm``: for each scale what stands before it, then the rest."""
    total, below, rest = 0, 10**10, words
    for scale, factor in sorted(_SCALES.items(), key=lambda item: -item[1]):
        if scale in rest and factor < below:
            place = rest.index(scale)
            times = _below_thousand(rest[:place])
            if times is None:
                return None
            total, below, rest = total + times * factor, factor, rest[place + 1 :]
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
