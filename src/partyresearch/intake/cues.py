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
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from partyresearch.columns import BOUNDS, GROUPS, REASONS, SET_BY, STATUSES
from partyresearch.problems import InputError, Problem

KINDS = ("set", "metric", "other", "exclusion", "group", "status", "set_by", "bound")
_VALUES = {
    "group": (*GROUPS, ""), "status": STATUSES, "set_by": SET_BY, "bound": BOUNDS, "exclusion": REASONS, "other": ("",),
}  # fmt: skip
_COLUMNS = ["kind", "value", "words", "points", "note"]
FIGURE, DATE = "◆", "◇"
"""What stands for the characters of figures and of dates in the text that cues are compared with."""
_SHOWN = 80  # characters


@dataclass(frozen=True)
class Cue:
    """One row of the table, ready for use.

    Parameters
    ----------
    kind, value, words : str
        See the module.
    points : float
    keys : tuple of tuple of str
        Of each tuple one must stand in the sentence: looked up before anything else.
    left, right : Pattern or None
        What stands before and after the number.
    needs, bars : Pattern or None
        What the sentence must contain, and what must not stand near.

    Examples
    --------
    >>> cue = compiled("metric", "members_admitted", "kết nạp _ # đảng viên", 9, {})[0]
    >>> cue.distance("đã kết nạp được ", " đảng viên mới", "", "") is not None
    True
    >>> cue.distance("đã xóa tên ", " đảng viên", "", "") is None
    True
    """

    kind: str
    value: str
    words: str
    points: float
    keys: tuple[tuple[str, ...], ...]
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None
    needs: re.Pattern[str] | None
    bars: re.Pattern[str] | None

    def distance(self, before: str, after: str, sentence: str, near: str) -> int | None:
        """How many characters the cue reaches over, or None if it does not fit.

        Parameters
        ----------
        before, after : str
            The sentence before and after the number; figures and dates replaced by :data:`FIGURE` and :data:`DATE`.
        sentence : str
            The sentence.
        near : str
            The words between the figure before and this one.

        Returns
        -------
        int or None

        Examples
        --------
        >>> compiled("bound", "about", "khoảng #", 9, {})[0].distance("có khoảng ", " em", "", "")
        7
        """
        total = 0
        if self.left is not None:
            match = self.left.match(before)
            if match is None:
                return None
            total += len(before) - match.start(1)
        if self.right is not None:
            match = self.right.match(after)
            if match is None:
                return None
            total += match.end()
        if self.needs is not None and not self.needs.search(sentence):
            return None
        return None if self.bars is not None and self.bars.search(near) else total

    def matched(self, before: str, after: str) -> str:
        """The words of a text that it fits, the number as ``#``.

        Examples
        --------
        >>> compiled("bound", "about", "khoảng #", 9, {})[0].matched("có khoảng ", " em")
        'khoảng #'
        """
        left = self.left.match(before) if self.left is not None else None
        right = self.right.match(after) if self.right is not None else None
        words = f"{before[left.start(1) :] if left else ''}#{after[: right.end()] if right else ''}"
        words = re.sub(rf"{FIGURE}+|{DATE}+", "…", words)
        return " ".join(words.split()) if len(words) <= _SHOWN else f"{words[:30].strip()} … {words[-30:].strip()}"


def compiled(kind: str, value: str, words: str, points: float, sets: dict[str, str]) -> list[Cue]:
    """Make a cue of its words; more than one if they are joined by a free-standing bar.

    Raises
    ------
    ValueError
        If the words cannot be read: an unknown set, an open bracket, more than one number.

    Examples
    --------
    >>> len(compiled("set_by", "congress", "đại hội … # | # … đại hội", 7, {}))
    2
    """
    return [_one(kind, value, part.strip(), points, sets) for part in _EITHER.split(words)]


def _one(kind: str, value: str, words: str, points: float, sets: dict[str, str]) -> Cue:
    main, *conditions = re.split(r" (?=[&!] )", words)
    needs = [c[2:] for c in conditions if c.startswith("&")]
    bars = [c[2:] for c in conditions if c.startswith("!")]
    if main.count("#") > 1 or len(needs) > 1 or len(bars) > 1:
        raise ValueError("one # , one & and one ! at most")
    before, mark, after = main.partition("#")
    left = right = None
    if mark and before.strip():
        left = re.compile(rf"(?s:.*)(\b{_pattern(before.strip(), sets)})[ (:“\"'{DATE}]*$")
    if mark and after.strip():
        # not the words of the next figure
        behind = rf"(?!(?: (?!và )[^\s{FIGURE},;.(]+){{0,3}} {FIGURE})" if kind == "metric" and "…" in after else ""
        right = re.compile(rf"(?![,;.:])[ )(“\"]*{_pattern(after.strip(), sets)}\b{behind}")
    required = [] if mark else [main]
    needed = " ".join([*needs, *required])
    keys = [key for part in (before, after, *needs, *required) for key in _keys(part, sets)]
    return Cue(
        kind, value, words, points, tuple(keys), left, right,
        re.compile(rf"\b{_pattern(needed, sets)}\b") if needed else None,
        re.compile(rf"\b{_pattern(bars[0], sets)}\b") if bars else None,
    )  # fmt: skip


_EITHER = re.compile(r" \| (?![^()]*\))")
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\{(\w+)\}|\(([^()]*)\)(\??)|(\S+)")
_GAPS = {"_": rf"(?:[ (“\"]+[^\s{FIGURE},;.]+){{0,4}}?", "…": rf"[^{FIGURE};]*?", "~": r"[^;]*?"}


def _pattern(words: str, sets: dict[str, str]) -> str:
    parts: list[str] = []
    glue = ""
    for match in _TOKEN.finditer(words):
        named, choice, maybe, word = match.groups()
        if word in _GAPS:
            parts.append(_GAPS[word])
            continue
        if word is not None and re.search(r"[(){}|]", word):
            raise ValueError(f"{word!r} has an open bracket or a bar outside of one")
        options = sets[named] if named else choice if choice is not None else word
        one = "(?:" + "|".join(re.escape(o.strip()) for o in options.split("|")) + r")(?!\w)"
        glue = r"[\s“\"(]*" if parts else ""
        parts.append(f"(?:{glue}{one}){maybe or ''}")
    return "".join(parts)


def _keys(words: str, sets: dict[str, str]) -> Iterator[tuple[str, ...]]:
    for match in _TOKEN.finditer(words):
        named, choice, maybe, word = match.groups()
        if word in _GAPS or maybe:
            continue
        yield tuple((sets[named] if named else choice if choice is not None else word).split("|"))


class Cues:
    """All cues, with the sets that they name.

    Parameters
    ----------
    rows : list of Cue

    Examples
    --------
    >>> {cue.kind for cue in load_cues().all} <= set(KINDS)
    True
    """

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
        """The cues whose words stand in a sentence at all.

        Examples
        --------
        >>> any(cue.value == "members_admitted" for cue in load_cues().in_sentence("kết nạp 5 người"))
        True
        """
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
        """The same without some cues; see ``make evaluate``.

        Examples
        --------
        >>> len(load_cues().without({"cách … # km"}).all) < len(load_cues().all)
        True
        """
        return Cues([cue for cue in self.all if cue.words not in words])


def load_cues(extra: Path | None = None) -> Cues:
    """Read the table of cues, and rows of a researcher's own behind it.

    Parameters
    ----------
    extra : Path, optional
        A CSV file of the same columns.

    Returns
    -------
    Cues

    Raises
    ------
    InputError
        If a row cannot be read.

    Examples
    --------
    >>> len(load_cues().all) > 100
    True
    """
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
