"""The organisations that a collection knows, and how those that it has not are named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain, count
from typing import NamedTuple

from partyresearch.intake.districts import provinces
from partyresearch.intake.names import INSTITUTIONS, PLACE, PLACES, UY, Key, find_names, kind_of, spell_out
from partyresearch.intake.text import read

_LONGEST_ID = 60  # characters: an id names files
_HEAD_OF_NAME = re.compile(rf"^(?i:{INSTITUTIONS}) ")


class Organisation(NamedTuple):
    organisation_id: str
    name: str
    name_en: str
    level: str
    parent_id: str
    known: bool  # the collection has it
    province: str = ""  # of a proposed one, if the text or the list of districts tells it


class Register:
    """The organisations of a collection, by what a text calls them."""

    # rows: id, name, level, parent and, if known, province; home: the province that the texts need not name
    def __init__(self, rows: Iterable[Sequence[str]] = (), home: str = "") -> None:
        self.home = home
        self.by_key: dict[Key, Organisation] = {}
        self.by_name: list[tuple[str, Organisation]] = []
        self._province: dict[str, str] = {}
        for organisation_id, name, level, parent, *province in rows:
            organisation = Organisation(organisation_id, name, "", level, parent, True)
            self._province[organisation_id] = "".join(province).lower()
            names = find_names(read(name))
            core = names[0].key[1] if names else name.lower()
            self.by_name.append((core, organisation))
            self.by_key.setdefault((level, core), organisation)
            if names and names[0].start == 0:
                self.by_key.setdefault(names[0].key, organisation)

    def find(self, key: Key, provinces: Collection[str] = ()) -> Organisation | None:
        """The organisation that a text means; None if the collection has none, or more than one could be meant.

        One of another province than those that the text names is not meant: many districts share a name.
        """
        found = self._find_bloc(key[1], provinces) if key[0] == "bloc" else self._find(key)
        province = self._province[found.organisation_id] if found else ""
        named = any(province.endswith(one) for one in provinces)  # Thừa Thiên Huế
        return found if named or not (province and provinces) else None

    def _find_bloc(self, name: str, provinces: Collection[str]) -> Organisation | None:
        """Every province has blocs of the same name: only the one of a province that the text names is meant."""
        near = [one for core, one in self.by_name if one.level == "bloc" and f"{core} ".startswith(f"{name} ")]
        near = [
            one
            for one in near
            if self.by_key.get(("bloc", name)) == one or self._province[one.organisation_id] in provinces
        ]
        return near[0] if len(near) == 1 else None

    def _find(self, key: Key) -> Organisation | None:
        level, name = key
        if key in self.by_key:
            return self.by_key[key]
        if level in ("province", "district") or (level == "grassroots" and " " not in name):
            return None  # places of the same name on another level are other places
        if (core := _HEAD_OF_NAME.sub("", name)) != name and " " not in core:
            return None  # "công ty may": one word is no name of a firm
        near = [organisation for core, organisation in self.by_name if f"{core} ".startswith(f"{name} ")]
        return near[0] if len(near) == 1 else None


def slug(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    words = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c)))
    return words[:_LONGEST_ID].strip("-")


def free_id(*ids: str, is_taken: Callable[[str], bool]) -> str:
    """The first id that nothing has, the last one with a number behind it if need be."""
    candidates = chain(ids, (f"{ids[-1]}-{number}" for number in count(2)))
    return next(name for name in candidates if not is_taken(name))


def titled(name: str) -> str:
    """A name with a capital at each word."""
    return " ".join(word[:1].upper() + word[1:] for word in name.split(" "))


def describe(level: str, words: str) -> tuple[str, str, str]:
    """Id, name and English name of an organisation after the words that mention it."""
    if match := PLACE.match(words):
        kind, name = kind_of(match["kind"]), words[match.start("name") :]
        name = "Hồ Chí Minh" if name.upper().endswith("HCM") else name
        name = titled(name.lower()) if name.isupper() or name.lower() in provinces() else name
        suffix = f"-{slug(kind)}" if level == "grassroots" else ""  # a ward often has the name of its district
        return slug(name) + suffix, f"Đảng bộ {kind} {name}", f"Party organisation of {name} {PLACES[kind][1]}"
    head = re.match(rf"(?i:(?:(đảng|chi) (?:bộ|{UY})(?: cơ sở)? )+)", words)
    kind, english = ("Chi bộ", "Cell") if head and head[1].lower() == "chi" else ("Đảng bộ", "Party organisation")
    name = spell_out(words[head.end() :] if head else words[0].upper() + words[1:])
    name = re.sub(rf"^(?i:{INSTITUTIONS})\b", lambda head: head[0][0].upper() + head[0][1:], name)
    return slug(name) or "unnamed", f"{kind} {name}", f"{english} of {name}"  # the name itself a person translates
