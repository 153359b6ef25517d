"""A text as its rules see it, with the way back to the characters of the file.

Rules read NFC without soft hyphens, tags, entities and double spaces; spans count the code points of the file.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

_DROPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_BLANK = re.compile(r"<[a-zA-Z/!][^<>\n]{0,500}>|&(?:[a-zA-Z]{2,8}|#[0-9]{1,6});|[^\S\n]*[^\S\n ][^\S\n]*|  +| (?=\n)")
_SPECIAL = re.compile(rf"[{_DROPPED}<&\r\t\u00a0\u2000-\u200a\u202f]|  |[^\S\n]\n")
_DIGIT = re.compile(r"\d")
_MARKS = re.compile(r"[\u0300-\u036f]")
_ABBREVIATED = "".join(rf"(?<!\b{word}\.)" for word in ("TP", "TX", "TS", "ThS", "PGS", "GS", "tr", "St"))
_LETTERS = [chr(code) for code in (*range(0x41, 0x250), *range(0x1EA0, 0x1EFA))]
UPPER = "".join(c for c in _LETTERS if c.isupper())
LOWER = "".join(c for c in _LETTERS if c.islower())
"""The letters of Vietnamese and its neighbours, for classes of characters: their ranges overlap."""
_STOP = re.compile(rf"[.!?…]{_ABBREVIATED}[.!?…]*[\"”’»)]*(?=\s+[^\s\d{LOWER}])|\n+")
_CAPITALS = re.compile(rf"(?m)^[^{LOWER}\n]{{12,300}}$|^[^{LOWER}\n]{{12,300}}(?=[:.])")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LONGEST = 1000  # characters that a rule sees of a sentence: no sentence of a newspaper is longer


@dataclass(frozen=True)
class Text:
    """A text to be read."""

    original: str
    clean: str
    at: list[int] | None = field(default=None, repr=False)
    dropped: tuple[tuple[int, int], ...] = field(default=(), repr=False)

    @cached_property
    def low(self) -> str:
        """In lower case, character for character."""
        low = self.clean.lower()
        return (
            low if len(low) == len(self.clean) else "".join(c if len(c.lower()) != 1 else c.lower() for c in self.clean)
        )

    @cached_property
    def cased(self) -> str:
        """With the words of lines in capitals written as names are, so that names are found in them."""
        return _CAPITALS.sub(lambda line: _WORD.sub(lambda word: word[0][0] + word[0][1:].lower(), line[0]), self.clean)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _STOP.finditer(self.clean))]

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(r"\n+", self.clean))]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters of ``clean`` stand in the file."""
        return (start, end) if self.at is None else (self.at[start], self.at[end - 1] + self._width(end - 1))

    def _width(self, place: int) -> int:
        """A character with the marks that follow it in a decomposed text."""
        assert self.at is not None
        end = self.at[place] + 1
        marks = 0
        while end + marks < len(self.original) and _MARKS.match(self.original[end + marks]):
            marks += 1
        return 1 + marks

    def sentence(self, place: int) -> tuple[int, int]:
        """Start and end of the sentence around a place; of what is too long for one, some thousand characters."""
        return self._around(self._starts, place)

    def paragraph(self, place: int) -> tuple[int, int]:
        """Start and end of the line around a place; the same limit."""
        return self._around(self._lines, place)

    def _around(self, starts: list[int], place: int) -> tuple[int, int]:
        index = bisect_right(starts, place) - 1
        end = starts[index + 1] if index + 1 < len(starts) else len(self.clean)
        if end - starts[index] <= 2 * _LONGEST:
            return starts[index], end
        block = place // _LONGEST * _LONGEST  # the same for all places of a block
        return max(starts[index], block - _LONGEST), min(end, block + 2 * _LONGEST)


def read(original: str) -> Text:
    """Prepare a text for the rules."""
    if not _SPECIAL.search(original) and unicodedata.is_normalized("NFC", original):
        return Text(original, original)
    characters: list[str] = []
    at: list[int] = []
    place = 0
    dropped = []
    for match in _BLANK.finditer(original):
        if _DIGIT.search(match[0]):
            dropped.append(match.span())
        _compose(original, place, match.start(), characters, at)
        if not (characters and characters[-1] in " \n"):
            characters.append(" ")
            at.append(match.start())
        place = match.end()
        while original[place : place + 1] == " ":
            place += 1
    _compose(original, place, len(original), characters, at)
    return Text(original, "".join(characters), at, tuple(dropped))


def _compose(original: str, start: int, end: int, characters: list[str], at: list[int]) -> None:
    """Add a stretch without blanks, each cluster composed; of what composes to more than one character, the first."""
    piece = original[start:end]
    if piece.isascii() or (unicodedata.is_normalized("NFC", piece) and not any(c in piece for c in _DROPPED)):
        piece = piece.replace("\r", "\n")
        characters.extend(piece)
        at.extend(range(start, end))
        return
    place = start
    while place < end:
        after = place + 1
        while after < end and _MARKS.match(original[after]) and after - place < 8:
            after += 1
        cluster = original[place:after]
        if cluster not in _DROPPED:
            composed = unicodedata.normalize("NFC", cluster)
            characters.append(composed if len(composed) == 1 else cluster[0])
            at.append(place)
        place = after
