"""The table of cues: which words near a number speak for which reading.

``cues.csv`` is meant to be read and extended. A cue's ``words`` are written as they stand in a text:

- ``#`` is the number; without it the words may stand anywhere in the sentence;
- ``(a|b)`` is one of several, ``{persons}`` one of a named set (``kind`` set), ``(a)?`` may be missing;
- ``_`` is up to four words, ``…`` any words up to the next figure, ``~`` any words up to a semicolon;
- ``& words``: the sentence must contain them; ``! words``: they must not stand between the figure before and this;
- a free-standing ``|`` between two whole cues: either.

Of the cues that fit, the one with the most points speaks; words that are farther away count for less.
"""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

from partyresearch.collection.columns import BOUNDS, GROUPS, REASONS, SET_BY, STATUSES
from partyresearch.collection.problems import InputError, Problem
from partyresearch.intake.cue import Cue, compiled

KINDS = ("set", "metric", "other", "exclusion", "group", "status", "set_by", "bound")
_VALUES = {
    "group": (*GROUPS, ""), "status": STATUSES, "set_by": SET_BY, "bound": BOUNDS, "exclusion": REASONS, "other": ("",),
}  # fmt: skip
_COLUMNS = ["kind", "value", "words", "points", "note"]
_WORD = re.compile(r"\w+")


class Cues:
    """All cues, with the sets that they name."""

    def __init__(self, rows: list[Cue]) -> None:
        self.all = rows
        words = sorted({word for cue in rows for key in cue.keys for word in key})
        bits = {word: 1 << place for place, word in enumerate(words)}
        self._keys = [(cue, [sum(bits[word] for word in set(key)) for key in cue.keys]) for cue in rows]
        self._by_first: dict[str, list[tuple[str, int]]] = {}
        for word, bit in bits.items():
            first = _WORD.search(word)
            self._by_first.setdefault(first[0] if first else "", []).append((word, bit))

    def in_sentence(self, sentence: str) -> list[Cue]:
        """The cues whose words stand in a sentence at all."""
        here = 0
        for first in {"", *_WORD.findall(sentence)} & self._by_first.keys():
            for word, bit in self._by_first[first]:
                if word in sentence:
                    here |= bit
        found = []
        for cue, keys in self._keys:
            for key in keys:
                if not key & here:
                    break
            else:
                found.append(cue)
        return found

    def without(self, words: set[str]) -> Cues:
        """The same without some cues; see ``make evaluate``."""
        return Cues([cue for cue in self.all if cue.words not in words])


def load_cues(extra: Path | None = None) -> Cues:
    """Read the table of cues, and rows of a researcher's own behind it."""
    own = _own()
    if extra is None:
        return own[0]
    try:
        text = extra.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        right = f"a CSV file in UTF-8 with the columns {','.join(_COLUMNS)}"
        raise InputError([Problem(extra.name, None, "", f"what cannot be read ({error})", right)]) from None
    cues, _ = _read(unicodedata.normalize("NFC", text).lower(), extra.name, dict(own[1]))
    return Cues([*own[0].all, *cues.all])


@cache
def _own() -> tuple[Cues, dict[str, str]]:
    return _read(files("partyresearch.intake").joinpath("cues.csv").read_text(encoding="utf-8"), "cues.csv", {})


def _read(text: str, label: str, sets: dict[str, str]) -> tuple[Cues, dict[str, str]]:
    reader = csv.reader(text.splitlines())
    header = next(reader, [])
    if header != _COLUMNS:
        raise InputError([Problem(label, 1, "", ",".join(header) or "nothing", ",".join(_COLUMNS))])
    found: list[Cue] = []
    problems = []
    for line, row in enumerate(reader, start=2):
        if len(row) != len(_COLUMNS):
            problems.append(Problem(label, line, "", f"{len(row)} cells", f"{len(_COLUMNS)} cells"))
            continue
        kind, value, words, points, _ = row
        allowed = _VALUES.get(kind)
        if allowed is not None and value not in allowed:
            problems.append(Problem(label, line, "value", repr(value), f"one of {', '.join(filter(None, allowed))}"))
        elif kind not in KINDS:
            problems.append(Problem(label, line, "kind", repr(kind), f"one of {', '.join(KINDS)}"))
        elif kind == "set":
            sets[value] = words
        else:
            try:
                if not math.isfinite(float(points)):
                    raise ValueError(f"{points!r} points")
                found += compiled(kind, value, words, float(points), sets)
            except KeyError as error:
                problems.append(
                    Problem(label, line, "words", f"the set {error.args[0]!r}", f"one of {', '.join(sets)}")
                )
            except ValueError as error:
                problems.append(
                    Problem(label, line, "words, points", str(error), "words as the module intake.cues says")
                )
    if problems:
        raise InputError(problems)
    return Cues(found), sets
