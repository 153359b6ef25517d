"""Which organisation a figure belongs to."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from partyresearch.intake.mentions import BLOC, CAP, INSTITUTION, PLACE, RANK, Mention, main_key, mentions
from partyresearch.intake.organisations import Organisation, Register, proposed
from partyresearch.intake.text import Text

_UNDER = re.compile(
    r"(?:trực thuộc|thuộc|cách trung tâm|tại tỉnh|quê ở|quê|tỉnh lỵ|so với|do)"
    r"(?: đảng bộ| đảng ủy| đảng uỷ| cơ sở)*\s*$"
)
_LOCATED = re.compile(r"(?:của|ở|tại|thuộc|\(|,) ?tỉnh $|(?:của|ở|tại|thuộc|\(|,) tỉnh ?$")
_LABEL = re.compile(rf"(?:^|[;:,.]|\b(?:như|là|và|gồm|của))\s*(?P<name>{CAP}(?: {CAP}){{0,3}}):? ?\(?$")


def _closed(low: str, place: int, end: int) -> bool:
    """Whether a bracket around a place is closed before an end."""
    between = low[place:end]
    return between.find(")") >= 0 and not 0 <= between.find("(") < between.find(")")


class Attribution:
    """Which organisation a figure belongs to."""

    def __init__(self, text: Text, known: Register) -> None:
        self._text, self._known = text, known
        self._found = mentions(text)
        self._starts = [mention.start for mention in self._found]
        self._first: dict[tuple[str, str], Mention] = {}
        for mention in self._found:
            if any(pattern.match(text.cased, mention.start) for pattern in (PLACE, BLOC, INSTITUTION)):
                self._first.setdefault(mention.key, mention)
        self._main = main_key(self._found, {})
        self._made: dict[tuple[str, str], Organisation] = {}

    def of(self, start: int, end: int, right: int | None = None) -> Organisation | None:
        """The organisation of the number at a place."""
        key = self._label(start, end)
        if key is None:
            key = self._before(start, self._text.sentence(start)[0])
        if key is None and right is not None:
            key = self._after(end, right)
        if key is None:
            key = self._before(start, self._text.paragraph(start)[0])
        return self._organisation(key or self._main)

    def within(self, start: int, end: int) -> Organisation | None:
        """The last organisation that is named between two places."""
        return self._organisation(self._before(end, start))

    @property
    def main(self) -> Organisation | None:
        """The organisation that the text is about."""
        return self._organisation(self._main)

    @property
    def new(self) -> list[Organisation]:
        """The proposed organisations that figures have been given so far, the higher ones first."""
        made = {o.organisation_id: o for o in self._made.values() if not o.known}
        return sorted(made.values(), key=lambda o: (RANK[o.level], o.organisation_id))

    def labelled(self, start: int, end: int) -> bool:
        """Whether the number is an item of a list that begins with a name."""
        return self._label(start, end) is not None

    def _label(self, start: int, end: int) -> tuple[str, str] | None:
        """The name of a list's item: ``Hội An 110; Điện Bàn 150``."""
        if not re.match(r"\s*(?:[;,.)]|đảng viên[;,.)]|đồng chí[;,.)]|$)", self._text.low[end : end + 20]):
            return None
        match = _LABEL.search(self._text.clean, max(0, start - 60), start)
        if match is None or (match["name"].lower() in ("trong", "năm", "riêng", "hiện", "đến", "số")):
            return None
        name = match["name"].lower()
        for level in ("district", "province", "grassroots"):
            if (level, name) in self._known.by_key or (level, name) in self._first:
                return level, name
        level = "district" if self._main is None or self._main[0] == "province" else "grassroots"
        self._first[level, name] = Mention(match.start("name"), match.end("name"), (level, name))
        return level, name

    def _before(self, start: int, limit: int) -> tuple[str, str] | None:
        index = bisect_left(self._starts, start)
        while index > 0:
            index -= 1
            mention = self._found[index]
            if mention.start < limit:
                return None
            if _closed(self._text.low, mention.start, start):
                continue
            if _LOCATED.search(self._text.low, max(0, mention.start - 10), mention.start + 5):
                continue
            if not _UNDER.search(self._text.low, max(0, mention.start - 30), mention.start):
                return mention.key
        return None

    def _after(self, end: int, right: int) -> tuple[str, str] | None:
        index = bisect_left(self._starts, end)
        if index < len(self._found) and self._starts[index] < right:
            words = self._text.low[max(end, self._starts[index] - 12) : self._starts[index]]
            if re.search(r"(?:của|tại|ở|thuộc|cho|trong|trên địa bàn) $", words):
                return self._found[index].key
        return None

    def _organisation(self, key: tuple[str, str] | None) -> Organisation | None:
        if key is None:
            return None
        if key not in self._made:
            organisation = self._known.find(key)
            if organisation is None:
                parent = None if key == self._main or self._main is None else self._organisation(self._main)
                above = parent.organisation_id if parent and RANK[parent.level] < RANK[key[0]] else ""
                organisation = proposed(key, self._text, self._first[key], above) if key in self._first else None
            if organisation is None:
                return None
            if not organisation.known:
                organisation = replace(organisation, organisation_id=self._free(organisation))
            self._made[key] = organisation
        return self._made[key]

    def _free(self, organisation: Organisation) -> str:
        """An id that no other organisation has: a city often has the name of its province."""
        base = name = organisation.organisation_id
        count = 1
        while name in self._known.ids or any(other.organisation_id == name for other in self._made.values()):
            name = f"{base}-{organisation.level.replace('_', '-')}" + (f"-{count}" if count > 1 else "")
            count += 1
        return name
