"""The organisations that a collection knows, and those that a text proposes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from partyresearch.intake.mentions import (
    COMMITTEE,
    PLACE,
    UY,
    Mention,
    kind_of,
    named_in,
)  # fmt: skip
from partyresearch.intake.text import Text


@dataclass(frozen=True)
class Organisation:
    """An organisation, known or proposed."""

    organisation_id: str
    name: str
    name_en: str
    level: str
    parent_id: str
    known: bool


@dataclass
class Register:
    """The organisations of a collection, by what a text calls them."""

    by_key: dict[tuple[str, str], Organisation] = field(default_factory=dict)
    by_name: dict[str, list[Organisation]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    def find(self, key: tuple[str, str]) -> Organisation | None:
        """The organisation that a text means; None if the collection has none, or more than one could be meant."""
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
    """Index organisations by what a text calls them."""
    found = Register()
    for organisation_id, name, level, parent in rows:
        organisation = Organisation(organisation_id, name, "", level, parent, True)
        found.ids.add(organisation_id)
        own = named_in(Text(name, name))
        core = own[0].key[1] if own else name.lower()
        found.by_key.setdefault((level, core), organisation)
        if own and own[0].start == 0:
            found.by_key.setdefault(own[0].key, organisation)
        found.by_name.setdefault(core, []).append(organisation)
    return found


_LONGEST = 60  # characters of an id: it names files
_ENGLISH = {
    "tỉnh": "provincial committee", "thành phố": "city committee", "huyện": "district committee",
    "thị xã": "town committee", "quận": "urban district committee", "xã": "commune committee",
    "phường": "ward committee", "thị trấn": "township committee", "đặc khu": "special zone committee",
}  # fmt: skip


def proposed(key: tuple[str, str], text: Text, mention: Mention, parent: str) -> Organisation:
    """Propose an organisation that the collection has not."""
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
    """A name as an id."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    words = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c)))
    return words[:_LONGEST].strip("-")
