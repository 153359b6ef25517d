"""A text as the rules see it, with the way back to the characters of the file.

Rules read NFC without soft hyphens, tags, entities and double spaces; spans count the code points of the file.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import accumulate, islice
from typing import Any, TypeVar

_DROPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # soft hyphen, zero-width characters, byte-order mark
# a tag (at most 500 characters: "<" can also mean less than), an entity, other spaces than the plain one, doubled ones
_BLANK = re.compile(
    r"([<&\s](?:(?<= )(?=\s)[^\S\n]*|(?<=[^\S\n ])[^\S\n]*"
    r"|(?<=<)[a-zA-Z/!][^<>\n]{0,500}>|(?<=&)(?:[a-zA-Z]{2,8}|#[0-9]{1,6});)) *"
)
_SPECIAL = re.compile(rf"[{_DROPPED}<&\r\t\u00a0\u2000-\u200a\u202f]|  |[^\S\n]\n")
_ETH = str.maketrans("Ðð", "Đđ")  # a letter of Icelandic that pages print for one that looks like it
# a tone at the end of a word is written on either vowel, Hoà or Hòa: here on the first
_TONED = re.compile(r"(?<![qQ])(?:[oO][àáảãạÀÁẢÃẠèéẻẽẹÈÉẺẼẸ]|[uU][ỳýỷỹỵỲÝỶỸỴ])\b")
_DROP, _DIGITS = re.compile(f"[{_DROPPED}]"), re.compile(r"\d+")
_MARK = re.compile(r"[\u0300-\u036f]")
# a letter with its marks: Vietnamese has two, and a hostile text can have millions
_CLUSTER = re.compile(r"(?s).[\u0300-\u036f]{0,7}")
# the letters of Vietnamese and its neighbours, listed for character classes: upper and lower case alternate
# in Unicode, so that no range holds the one without the other
_LETTERS = [chr(code) for code in (*range(0x41, 0x250), *range(0x1EA0, 0x1EFA))]
UPPER = "".join(c for c in _LETTERS if c.isupper())
LOWER = "".join(c for c in _LETTERS if c.islower())
_ABBREVIATED = "".join(rf"(?<!\b{word}\.)" for word in ("TP", "TX", "TS", "ThS", "PGS", "GS", "tr", "St"))
# one character of each alternative comes first: others are passed over quickly
_STOP = re.compile(
    rf"[.!?…\n](?:(?<=\n)\n*|(?<!\n){_ABBREVIATED}[.!?…]*[\"”’»)]*(?=\s+[^\s\d{LOWER}])"
    rf"|(?<=[{LOWER}]{{3}}\.)(?=\s+\d))"
)
_LINE_END = re.compile(r"\n+")
_CAPITALS = re.compile(rf"(?m)^[^{LOWER}\n]{{12,300}}$|^[^{LOWER}\n]{{12,300}}(?=[:.])")
_WORD, _LETTERS_ALONE = re.compile(r"[^\W\d_]{2,}"), re.compile(r"([^\W\d_]+)")
_LONGEST = 1000  # characters of a sentence that a rule sees: no newspaper prints a longer one, and time stays linear

Span = TypeVar("Span", bound=tuple[Any, ...])


@dataclass(frozen=True)
class Text:
    original: str
    clean: str
    offsets: list[int] | None = field(default=None, repr=False)  # of each clean character in the file; None if equal
    dropped: tuple[tuple[int, int], ...] = field(default=(), repr=False)  # spans of tags and entities with digits

    @cached_property
    def low(self) -> str:
        """In lower case, character for character: only İ would become two, and stays."""
        return "İ".join(part.lower() for part in self.clean.split("İ"))

    @cached_property
    def cased(self) -> str:
        """With the words of lines in capitals written as names are, so that names are found in them."""
        return _CAPITALS.sub(lambda line: _WORD.sub(lambda word: word[0][0] + word[0][1:].lower(), line[0]), self.clean)

    @cached_property
    def words(self) -> Mapping[str, list[tuple[int, str]]]:
        """Each word of letters, in lower case: where it stands, and the word before it."""
        parts = _LETTERS_ALONE.split(self.low)  # what is between words, and words, in turn
        starts = islice(accumulate(map(len, parts)), 0, None, 2)  # behind what is between them
        words: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        before = ""
        for word, start in zip(parts[1::2], starts, strict=False):
            words[word].append((start, before))
            before = word
        return words

    @cached_property
    def digits(self) -> list[re.Match[str]]:
        """The runs of digits."""
        return list(_DIGITS.finditer(self.low))

    def starts(self, words: Iterable[str]) -> list[int]:
        """Where some words stand, in order."""
        return sorted(start for word in words for start, _ in self.words.get(word, ()))

    @cached_property
    def _sentences(self) -> list[int]:
        """Where they begin."""
        return [0, *(match.end() for match in _STOP.finditer(self.clean))]

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.clean))]

    def file_span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters of ``clean`` stand in the file, the last one with its combining marks."""
        if self.offsets is None:
            return start, end
        last = self.offsets[end - 1] + 1
        while last < len(self.original) and _MARK.match(self.original[last]):
            last += 1
        return self.offsets[start], last

    def sentence(self, offset: int) -> tuple[int, int]:
        """Start and end of the sentence around an offset; of an endless one, some thousand characters."""
        return self._around(offset, self._sentences)

    def paragraph(self, offset: int) -> tuple[int, int]:
        """Start and end of the line around an offset; of an endless one, some thousand characters."""
        return self._around(offset, self._lines)

    def _around(self, offset: int, starts: list[int]) -> tuple[int, int]:
        index = bisect_right(starts, offset) - 1
        end = starts[index + 1] if index + 1 < len(starts) else len(self.clean)
        if end - starts[index] <= 2 * _LONGEST:
            return starts[index], end
        block = offset // _LONGEST * _LONGEST  # the same for every offset of a block, so that its cues are found once
        return max(starts[index], block - _LONGEST), min(end, block + 2 * _LONGEST)


def word_set(words: str, separator: str = " ") -> frozenset[str]:
    return frozenset(words.split(separator))


def within(spans: list[Span], start: int, end: int) -> list[Span]:
    """Those of some spans, in order, that begin from ``start`` to before ``end``."""
    return spans[bisect_left(spans, (start,)) : bisect_left(spans, (end,))]  # a tuple sorts before a longer one


def matches(pattern: re.Pattern[str], starts: Iterable[int], words: str) -> Iterator[re.Match[str]]:
    """What ``finditer`` finds, tried only where it can begin: a search would try it at every character."""
    end = 0
    for start in starts:
        if start >= end and (match := pattern.match(words, start)):
            end = match.end()
            yield match


def starts_of(pattern: re.Pattern[str], words: str) -> list[int]:
    """Where a pattern fits."""
    return [match.start() for match in pattern.finditer(words)]


def read(original: str) -> Text:
    """Prepare a text for the rules."""
    if not _SPECIAL.search(original) and unicodedata.is_normalized("NFC", original):
        return Text(original, in_one_spelling(original))
    pieces: list[str] = []  # none empty
    offsets: list[int] = []
    dropped = []
    end = 0
    for match in _BLANK.finditer(original):
        if _DIGITS.search(match[0]):
            dropped.append(match.span(1))
        _compose(original, end, match.start(), pieces, offsets)
        if not pieces or pieces[-1][-1] not in " \n":
            pieces.append(" ")
            offsets.append(match.start())
        end = match.end()
    _compose(original, end, len(original), pieces, offsets)
    return Text(original, in_one_spelling("".join(pieces)), offsets, tuple(dropped))


def in_one_spelling(text: str) -> str:
    """A text with one of the ways to write a word, and with Đ for Ð, which looks like it; as long as before."""
    with_bars = text.translate(_ETH) if "Ð" in text or "ð" in text else text
    return _TONED.sub(lambda vowels: _move_tone(vowels[0]), with_bars)


@cache
def _move_tone(vowels: str) -> str:
    plain = unicodedata.normalize("NFD", vowels[1])
    return unicodedata.normalize("NFC", vowels[0] + plain[1:]) + plain[0]


def _compose(original: str, start: int, end: int, pieces: list[str], offsets: list[int]) -> None:
    """Add a stretch without blanks, each cluster composed; of what composes to more than one character, the first."""
    stretch = original[start:end]
    if stretch and unicodedata.is_normalized("NFC", stretch) and not _DROP.search(stretch):
        pieces.append(stretch)
        offsets.extend(range(start, end))
        return
    for cluster in _CLUSTER.finditer(original, start, end):
        if cluster[0] not in _DROPPED:
            composed = unicodedata.normalize("NFC", cluster[0])
            pieces.append(composed if len(composed) == 1 else cluster[0][0])
            offsets.append(cluster.start())
