"""One cue: words near a number that speak for a reading of it; how they are written says :mod:`.cues`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

FIGURE, DATE = "◆", "◇"
"""What stands for the characters of figures and of dates in the text that cues are compared with."""
_SHOWN = 80  # characters


@dataclass(frozen=True)
class Cue:
    """One row of the table, ready for use."""

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
        """How many characters the cue reaches over, or None if it does not fit."""
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
        """The words of a text that it fits, the number as ``#``."""
        left = self.left.match(before) if self.left is not None else None
        right = self.right.match(after) if self.right is not None else None
        words = f"{before[left.start(1) :] if left else ''}#{after[: right.end()] if right else ''}"
        words = re.sub(rf"{FIGURE}+|{DATE}+", "…", words)
        return " ".join(words.split()) if len(words) <= _SHOWN else f"{words[:30].strip()} … {words[-30:].strip()}"


def compiled(kind: str, value: str, words: str, points: float, sets: dict[str, str]) -> list[Cue]:
    """Make a cue of its words; more than one if they are joined by a free-standing bar."""
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
