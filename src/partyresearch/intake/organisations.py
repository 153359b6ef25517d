"""The organisations that a text names, known or proposed, and which of them a figure belongs to."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from partyresearch.intake.mentions import (
    BLOC,
    CAP,
    COMMITTEE,
    INSTITUTION,
    PLACE,
    RANK,
    UY,
    Mention,
    kind_of,
    main_key,
    mentions,
    named_in,
)  # fmt: skip
from partyresearch.intake.text import Text

_UNDER = re.compile(
    r"(?:trực thuộc|thuộc|cách trung tâm|tại tỉnh|quê ở|quê|tỉnh lỵ|so với|do)"
    r"(?: đảng bộ| đảng ủy| đảng uỷ| cơ sở)*\s*$"
)
_LOCATED = re.compile(r"(?:của|ở|tại|thuộc|\(|,) ?tỉnh $|(?:của|ở|tại|thuộc|\(|,) tỉnh ?$")
_LABEL = re.compile(rf"(?:^|[;:,.]|\b(?:như|là|và|gồm|của))\s*(?P<name>{CAP}(?: {CAP}){{0,3}}):? ?\(?$")


@dataclass(frozen=True)
class Organisation:
    """An organisation, known or proposed.

    Parameters
    ----------
    organisation_id, name, name_en, level, parent_id : str
    known : bool
        Whether the collection has it.

    Examples
    --------
    >>> Organisation("my-loc", "Đảng bộ huyện Mỹ Lộc", "", "district", "", False).level
    'district'
    """

    organisation_id: str
    name: str
    name_en: str
    level: str
    parent_id: str
    known: bool


@dataclass
class Register:
    """The organisations of a collection, by what a text calls them.

    Parameters
    ----------
    by_key : dict
        Level and name → organisation.

    Examples
    --------
    >>> register([("my-loc", "Đảng bộ huyện Mỹ Lộc", "district", "")]).by_key["district", "mỹ lộc"].organisation_id
    'my-loc'
    """

    by_key: dict[tuple[str, str], Organisation] = field(default_factory=dict)
    by_name: dict[str, list[Organisation]] = field(default_factory=dict)

    def find(self, key: tuple[str, str]) -> Organisation | None:
        """The organisation that a text means; None if the collection has none, or more than one could be meant.

        Examples
        --------
        >>> Register().find(("district", "mỹ lộc")) is None
        True
        """
        level, name = key
        if key in self.by_key:
            return self.by_key[key]
        if level in ("province", "district") or (level == "grassroots" and " " not in name):
            return None  # places of the same name on another level are other places
        near = [
            o for known, all_ in self.by_name.items() if known.startswith(name + " ") or known == name for o in all_
        ]
        return near[0] if len(near) == 1 else None


def register(rows: Iterable[tuple[str, str, str, str]]) -> Register:
    """Index organisations by what a text calls them.

    Parameters
    ----------
    rows : iterable of (organisation_id, name, level, parent_id)

    Returns
    -------
    Register

    Examples
    --------
    >>> len(register([]).by_key)
    0
    """
    found = Register()
    for organisation_id, name, level, parent in rows:
        organisation = Organisation(organisation_id, name, "", level, parent, True)
        own = named_in(Text(name, name))
        core = own[0].key[1] if own else name.lower()
        found.by_key.setdefault((level, core), organisation)
        if own and own[0].start == 0:
            found.by_key.setdefault(own[0].key, organisation)
        found.by_name.setdefault(core, []).append(organisation)
    return found


_ENGLISH = {
    "tỉnh": "provincial committee", "thành phố": "city committee", "huyện": "district committee",
    "thị xã": "town committee", "quận": "urban district committee", "xã": "commune committee",
    "phường": "ward committee", "thị trấn": "township committee", "đặc khu": "special zone committee",
}  # fmt: skip


def proposed(key: tuple[str, str], text: Text, mention: Mention, parent: str) -> Organisation:
    """Propose an organisation that the collection has not.

    Parameters
    ----------
    key : (str, str)
    text : Text
    mention : Mention
        Where it is named; its words make the name.
    parent : str
        The organisation_id of the text's main organisation, if that is higher.

    Returns
    -------
    Organisation

    Examples
    --------
    >>> from partyresearch.intake.text import read
    >>> text = read("Huyện ủy Mỹ Lộc")
    >>> proposed(("district", "mỹ lộc"), text, mentions(text)[0], "").name
    'Đảng bộ huyện Mỹ Lộc'
    """
    words = text.cased[mention.start : mention.end]
    if match := PLACE.match(words):
        kind = kind_of(match["kind"])
        kind = {"tp": "thành phố", "tx": "thị xã"}.get(kind, COMMITTEE.get(kind.removesuffix(" ủy"), kind))
        own = words[match.start("name") :]
        small = f"-{slug(kind)}" if key[0] == "grassroots" else ""  # a ward often has the name of its district
        return Organisation(
            slug(own) + small, f"Đảng bộ {kind} {own}", f"{own} {_ENGLISH[kind]}", key[0], parent, False
        )
    name = re.sub(rf"^(?i:chi bộ|chi {UY}) ", "Chi bộ ", re.sub(rf"^(?i:đảng {UY}|đảng bộ) ", "Đảng bộ ", words))
    if not name.startswith(("Đảng bộ ", "Chi bộ ")):
        name = f"Đảng bộ {name[0].upper()}{name[1:]}"
    core = name.split(" ", 2)[2]
    return Organisation(slug(core) or "unnamed", name, "", key[0], parent, False)


def slug(name: str) -> str:
    """A name as an id.

    Examples
    --------
    >>> slug("Đảng bộ huyện Mỹ Lộc")
    'dang-bo-huyen-my-loc'
    """
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")


def _closed(low: str, place: int, end: int) -> bool:
    """Whether a bracket around a place is closed before an end."""
    between = low[place:end]
    return between.find(")") >= 0 and not 0 <= between.find("(") < between.find(")")


class Attribution:
    """Which organisation a figure belongs to.

    Parameters
    ----------
    text : Text
    known : Register

    Examples
    --------
    >>> from partyresearch.intake.text import read
    >>> text = read("Đảng bộ huyện Mỹ Lộc kết nạp 5 đảng viên.")
    >>> Attribution(text, register([])).of(29, 30).organisation_id
    'my-loc'
    """

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
        """The organisation of the number at a place.

        Parameters
        ----------
        start, end : int
            Its place in the clean text.
        right : int, optional
            How far to the right of it an organisation is still its own.

        Returns
        -------
        Organisation or None
            None where the text names none.

        Examples
        --------
        >>> from partyresearch.intake.text import read
        >>> Attribution(read("kết nạp 5 đảng viên"), register([])).of(8, 9) is None
        True
        """
        key = self._label(start, end)
        if key is None:
            key = self._before(start, self._text.sentence(start)[0])
        if key is None and right is not None:
            key = self._after(end, right)
        if key is None:
            key = self._before(start, self._text.paragraph(start)[0])
        return self._organisation(key or self._main)

    def within(self, start: int, end: int) -> Organisation | None:
        """The last organisation that is named between two places.

        Examples
        --------
        >>> from partyresearch.intake.text import read
        >>> Attribution(read("Huyện ủy Mỹ Lộc"), register([])).within(0, 15).name
        'Đảng bộ huyện Mỹ Lộc'
        """
        return self._organisation(self._before(end, start))

    @property
    def main(self) -> Organisation | None:
        """The organisation that the text is about.

        Examples
        --------
        >>> from partyresearch.intake.text import read
        >>> Attribution(read("Huyện ủy Mỹ Lộc"), register([])).main.level
        'district'
        """
        return self._organisation(self._main)

    @property
    def new(self) -> list[Organisation]:
        """The proposed organisations that figures have been given so far, the higher ones first.

        Examples
        --------
        >>> from partyresearch.intake.text import read
        >>> Attribution(read(""), register([])).new
        []
        """
        made = {o.organisation_id: o for o in self._made.values() if not o.known}
        return sorted(made.values(), key=lambda o: (RANK[o.level], o.organisation_id))

    def labelled(self, start: int, end: int) -> bool:
        """Whether the number is an item of a list that begins with a name.

        Examples
        --------
        >>> from partyresearch.intake.text import read
        >>> Attribution(read("như: Hội An 110; Điện Bàn 150"), register([])).labelled(12, 15)
        True
        """
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
            if _LOCATED.search(self._text.low, max(0, mention.start - 10), mention.start + 6):
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
            self._made[key] = organisation
        return self._made[key]
