"""The table of cues: which words near a number speak for which reading.

``cues.csv`` is meant to be read and extended. A cue's ``words`` are written as they stand in a text:

- ``#`` is the number; without it the words may stand anywhere in the sentence;
- ``(a|b)`` is one of several, ``{persons}`` one of a named set (``kind`` set), ``(a)?`` may be missing;
- ``_`` is up to four words, ``…`` any words up to the next figure, ``~`` any words up to a semicolon;
- ``& words``: the sentence must contain them; ``! words``: they must not stand between the previous figure and this;
- a free-standing ``|`` between two whole cues: either.

Of the cues that fit, the one with the most points wins; words that are farther away count for less.
"""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from partyresearch.collection.files import read_file
from partyresearch.collection.problems import InputError, Problem
from partyresearch.collection.vocabulary import BOUNDS, REASONS, SET_BY, STATUSES
from partyresearch.intake.text import in_one_spelling

FIGURE, DATE = "◆", "◇"  # stand for the characters of figures and dates in the text that cues are compared with
KINDS = ("set", "metric", "other", "exclusion", "group", "status", "set_by", "bound")
_VALUES = {"other": ("",), "status": STATUSES, "set_by": SET_BY, "bound": BOUNDS}
_VALUES["exclusion"] = REASONS
_COLUMNS = ["kind", "value", "words", "points", "note"]
_SHOWN = 80  # characters of the quoted words: a cell of a spreadsheet that is read at a glance
_MARKS, _WORD = re.compile(rf"{FIGURE}+|{DATE}+"), re.compile(r"\w+")
_EITHER = re.compile(r" \| (?![^()]*\))")
_NAMED = re.compile(r"\{(\w+)\}")
_TOKEN = re.compile(r"\(([^()]*)\)(\??)|(\S+)")  # a choice, whether it may be missing, a word
AT_NUMBER = f" (:)“\"'\n{DATE}"  # what can stand between a number and the words of a cue
_GAPS = {"_": rf"(?:[ (“\"]+[^\s{FIGURE},;.]+){{0,4}}?", "…": rf"[^{FIGURE};]*?", "~": r"[^;]*?"}

Sets = dict[str, str]  # name of a set of words → the words, with bars between them


class Cue(NamedTuple):
    """One row of the table, ready for use."""

    kind: str
    value: str
    words: str
    points: float
    keys: tuple[frozenset[str], ...]  # of each one word must stand in the sentence: checked before any pattern
    starts: tuple[str, ...]  # one of these must stand somewhere before the number,
    ends: tuple[str, ...]  # of these right before it,
    begins: tuple[str, ...]  # and of these right behind it
    is_far: bool  # whether figures may stand between its words and the number
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None
    needs: re.Pattern[str] | None  # what the sentence must contain
    bars: re.Pattern[str] | None  # what must not stand between the previous figure and the number

    def reach(self, before: str, after: str, sentence: str, near: str) -> tuple[int, int] | None:
        """How many characters of the masked text before and after the number the cue covers; None if it does not fit.

        ``near`` is the part of ``before`` behind the previous figure.
        """
        ahead = behind = 0
        if self.right is not None:  # the quicker one first
            match = self.right.match(after)
            if match is None:
                return None
            behind = match.end()
        if self.left is not None:
            words = before if self.is_far else near
            match = self.left.match(words) if any(map(words.__contains__, self.starts)) else None
            if match is None:
                return None
            ahead = len(words) - match.start(1)
        unfit = (self.needs and not self.needs.search(sentence)) or (self.bars and self.bars.search(near))
        return None if unfit else (ahead, behind)


def quote(before: str, after: str) -> str:
    """The words that a cue covers, the number between them as ``#``."""
    words = _MARKS.sub("…", f"{before}#{after}")
    return " ".join(words.split()) if len(words) <= _SHOWN else f"{words[:30].strip()} … {words[-30:].strip()}"


def compile_cues(kind: str, value: str, words: str, points: float, sets: Sets) -> list[Cue]:
    """Compile the words of a row; more than one cue if they are joined by a free-standing bar."""
    return [_compile(kind, value, part.strip(), points, sets) for part in _EITHER.split(words)]


def _compile(kind: str, value: str, words: str, points: float, sets: Sets) -> Cue:
    main, *conditions = re.split(r" (?=[&!] )", words)
    needs = [c[2:] for c in conditions if c.startswith("&")]
    bars = [c[2:] for c in conditions if c.startswith("!")]
    if main.count("#") > 1 or len(needs) > 1 or len(bars) > 1:
        raise ValueError("one # , one & and one ! at most")
    before, mark, after = main.partition("#")
    if not mark:
        needs, before = [*needs, main], ""
    before, after, needed, barred = (
        _NAMED.sub(lambda match: f"({sets[match[1]]})", part.strip())
        for part in (before, after, " ".join(needs), " ".join(bars))
    )
    # "… kết nạp" behind a number must not be the words of the next figure: "12 chi bộ, kết nạp 5"
    behind = rf"(?!(?: (?!và )[^\s{FIGURE},;.(]+){{0,3}} {FIGURE})" if kind == "metric" and "…" in after else ""
    tokens = [token for part in (before, after, needed) for token in _TOKEN.findall(part) if token[2] not in _GAPS]
    return Cue(
        kind,
        value,
        words,
        points,
        keys=tuple(frozenset((choice or word).split("|")) for choice, optional, word in tokens if not optional),
        starts=_first(_TOKEN.findall(before)),
        ends=_first(reversed(_TOKEN.findall(before))),
        begins=_first(_TOKEN.findall(after)),
        is_far="~" in before.split(),
        left=re.compile(rf"(?s:.*)(\b{_pattern(before)})[ (:“\"'{DATE}]*$") if before else None,
        right=re.compile(rf"(?![,;.:])[ )(“\"]*{_pattern(after)}\b{behind}") if after else None,
        needs=re.compile(rf"\b{_pattern(needed)}\b") if needed else None,
        bars=re.compile(rf"\b{_pattern(barred)}\b") if barred else None,
    )


def _first(tokens: Iterable[tuple[str, str, str]]) -> tuple[str, ...]:
    """What the first of some words can be; one that is empty if nothing is known of it."""
    words: list[str] = []
    for choice, optional, word in tokens:
        if word in _GAPS:
            break
        words += [option.strip(AT_NUMBER) for option in (choice or word).split("|")]
        if not optional:
            return tuple(words)
    return ("",)


def _pattern(words: str) -> str:
    parts: list[str] = []
    for choice, optional, word in _TOKEN.findall(words):
        if word in _GAPS:
            parts.append(_GAPS[word])
            continue
        if re.search(r"[(){}|]", word):
            raise ValueError(f"{word!r} has an open bracket or a bar outside of one")
        alternatives = "|".join(re.escape(option.strip()) for option in (choice or word).split("|"))
        glue = r"[\s“\"(]*" if parts else ""
        parts.append(rf"(?:{glue}(?:{alternatives})(?!\w)){optional}")
    return "".join(parts)


class CueTable:
    """All cues of the table, and a researcher's own behind them."""

    def __init__(self, cues: list[Cue]) -> None:
        self.cues = cues
        keys = sorted({key for cue in cues for key in cue.keys}, key=sorted)
        # each key is one bit: this takes half the time of comparing sets
        bits = {key: 1 << index for index, key in enumerate(keys)}
        # under each word of the key with the fewest, which most sentences lack: most cues are never looked at
        cues_of: dict[str, list[tuple[int, int]]] = {word: [] for key in keys for word in key}
        for number, cue in enumerate(cues):
            needed = sum(bits[key] for key in set(cue.keys))
            for word in min(cue.keys, key=len, default=cues_of.keys()):
                cues_of[word].append((number, needed))
        # a word, the keys that it is in, and cues, under the first part of words such as "trong đó"
        self._by_first: dict[str, list[tuple[str, int, list[tuple[int, int]]]]] = {}
        for word, numbered in cues_of.items():
            first = _WORD.search(word)
            group = self._by_first.setdefault(first[0] if first else "", [])
            group.append((word, sum(bits[key] for key in keys if word in key), numbered))

    def in_sentence(self, sentence: str) -> list[Cue]:
        """The cues whose words all stand in a sentence, wherever: few are left to be matched as patterns."""
        firsts = {"", *_WORD.findall(sentence)} & self._by_first.keys()
        found = [one for first in firsts for one in self._by_first[first] if one[0] == first or one[0] in sentence]
        present = 0
        for _, keys, _ in found:
            present |= keys
        fitting = {number for _, _, cues in found for number, needed in cues if needed & present == needed}
        return [self.cues[number] for number in sorted(fitting)]


def load_cues(extra: Path | None = None) -> CueTable:
    """Read the table of cues, and a researcher's own rows behind it."""
    table, sets = _shipped()
    if extra is None:
        return table
    try:
        text = read_file(extra).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        expected = f"a CSV file in UTF-8 with the columns {','.join(_COLUMNS)}"
        raise InputError([Problem(extra.name, None, "", f"an unreadable file ({error})", expected)]) from None
    # texts are compared in NFC and in lower case
    own, _ = _parse(in_one_spelling(unicodedata.normalize("NFC", text).lower()), extra.name, sets)
    return CueTable([*table.cues, *own])


@cache
def _shipped() -> tuple[CueTable, Sets]:
    text = files("partyresearch.intake").joinpath("cues.csv").read_text(encoding="utf-8")
    cues, sets = _parse(in_one_spelling(text), "cues.csv", {})
    return CueTable(cues), sets


def _parse(text: str, label: str, known_sets: Sets) -> tuple[list[Cue], Sets]:
    reader = csv.reader(text.splitlines())
    header = next(reader, [])
    if header != _COLUMNS:
        raise InputError([Problem(label, 1, "", ",".join(header) or "nothing", ",".join(_COLUMNS))])
    sets, cues, problems = dict(known_sets), list[Cue](), list[Problem]()
    for line, row in enumerate(reader, start=2):
        if len(row) != len(_COLUMNS):
            problems.append(Problem(label, line, "", f"{len(row)} cells", f"{len(_COLUMNS)} cells"))
            continue
        kind, value, words, points, _ = row
        allowed = _VALUES.get(kind)
        if kind not in KINDS:
            problems.append(Problem(label, line, "kind", repr(kind), f"one of {', '.join(KINDS)}"))
        elif allowed is not None and value not in allowed:
            problems.append(Problem(label, line, "value", repr(value), f"one of {', '.join(filter(None, allowed))}"))
        elif kind == "set":
            sets[value] = words
        else:
            try:
                if not math.isfinite(float(points)):
                    raise ValueError(f"{points!r} points")
                cues += compile_cues(kind, value, words, float(points), sets)
            except KeyError as error:
                expected = f"one of {', '.join(sets)}"
                problems.append(Problem(label, line, "words", f"the set {error.args[0]!r}", expected))
            except ValueError as error:
                expected = "words as docs/add-an-article.md explains and a number of points"
                problems.append(Problem(label, line, "words, points", str(error), expected))
    if problems:
        raise InputError(problems)
    return cues, sets
