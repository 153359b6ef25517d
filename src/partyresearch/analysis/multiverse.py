"""Every estimate under every other coding that a careful reader could have chosen.

The alternatives of a collection and its two coding passes are switches. Each is turned by itself first; an estimate is
then worked out under all combinations of those that change it.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import BytesIO
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from partyresearch.analysis import attainment, growth, mean_attainment, overview, pace, partition, students, trends
from partyresearch.analysis.agreement import read_pass
from partyresearch.analysis.findings import Findings
from partyresearch.analysis.selection import Collected, collect, select
from partyresearch.analysis.target_ratios import target_ratios
from partyresearch.analysis.units import reported_attainment
from partyresearch.collection.columns import TABLES
from partyresearch.collection.place import PASSES, Collection, coding_hash
from partyresearch.collection.problems import InputError
from partyresearch.tables.load import parse
from partyresearch.tables.package import derive, to_csv
from partyresearch.tables.read import Cells, read_raw

ANALYSES = (
    *(pace.part_year, pace.year_end, pace.projections, pace.rate_ratio, target_ratios, trends.recruitment),
    *(trends.share_of_members, trends.net_growth, growth.growth, students.student_share, students.pooled_student_share),
    *(students.remaining_students, students.class_to_admission, attainment.attainment, reported_attainment),
    *(partition.partition, mean_attainment.mean_attainment, overview.reported_success),
)
"""What the notebooks estimate, with its defaults."""

AS_CODED = "as_coded"
MOST_READINGS = 2**12  # of one estimate: beyond, a sample of as many
_DRAWS = 16  # two alternatives that change something only together are both in one of them 99 times in 100
_ENDS = ["estimate_low", "estimate_high", "low", "high"]


@dataclass(frozen=True)
class Estimate:
    """An estimate under one coding: another if it has another value or, by its period or setter, another id."""

    estimate_id: str
    ends: tuple[float | None, ...]
    row: Any = field(default=None, compare=False)  # as Findings.named has it


Estimates = dict[str, Estimate]  # by the id as coded, also of what takes its place


@dataclass
class Multiverse:
    """The switches of a collection, and its tables worked out anew for any set of them."""

    collection: Collection
    most_rebuilds: int  # each takes a second for a hundred figures, 13 seconds for 50,000
    rebuilds: int = 0
    impossible: set[str] = field(default_factory=set)  # what breaks a rule of the codebook by itself
    unfinished: int = 0  # readings for which no rebuild was left
    _known: dict[frozenset[Any], Estimates | None] = field(default_factory=dict)

    @cached_property
    def collected(self) -> Collected:
        """The tables as they are coded."""
        return collect(self.collection.root)

    @cached_property
    def switches(self) -> dict[str, Cells]:
        """The cells that each switch changes, of the passes and of the alternatives."""
        coded = read_raw(self.collection)
        found = {name: _pass_cells(self.collection, coded.frame("figures"), name) for name in PASSES}
        for one in coded.frame("alternatives").to_dict("records"):
            key = f"{one['article_id']}:{one['start']}", one["column"]
            found[one["alternative_id"]] = {**found.get(one["alternative_id"], {}), key: one["value"]}
        return {name: changed for name, changed in found.items() if changed}

    def cells(self, names: Iterable[str]) -> Cells | None:
        """Unite what switches change; None if they exclude one another."""
        united: dict[tuple[str, str], str] = {}
        chosen = set(names)
        if chosen.issuperset(PASSES):
            return None
        for name in (name for name in self.switches if name in chosen):
            if any(united.setdefault(key, value) != value for key, value in self.switches[name].items()):
                return None
        return united

    def estimates(self, names: Iterable[str]) -> Estimates | None:
        """Work out every estimate with some switches turned; None if the tables then break a rule of the codebook."""
        cells = self.cells(names)
        if cells is None:
            return None
        key = frozenset(cells.items())
        if key not in self._known:
            if self.rebuilds >= self.most_rebuilds:
                self.unfinished += 1
                return None
            self.rebuilds += 1
            made = self._rebuild(cells)
            self._known[key] = _paired(self.estimates(()) or {}, made) if key and made is not None else made
        return self._known[key]

    def _rebuild(self, cells: Cells) -> Estimates | None:
        try:
            raw = read_raw(self.collection, recoded=cells)
        except InputError:
            return None
        # by way of their bytes, so that their types are those of loaded tables
        tables = {name: parse(name, BytesIO(to_csv(rows, TABLES[name]))) for name, rows in derive(raw)}
        chosen = select(replace(self.collected, **tables))
        rows = (row for analysis in ANALYSES for row in analysis(chosen).named())
        return {row.estimate_id: Estimate(row.estimate_id, _ends(row), row) for row in rows}

    def is_current(self, table: pd.DataFrame) -> bool:
        """Whether a table was made for the same coding, and what is estimated as coded is the same."""
        coded = table[table["alternatives"].eq(AS_CODED) & table["made"].astype(bool)]
        known = {row.estimate_id: Estimate(str(row.estimate_id), _ends(row)) for row in coded.itertuples()}
        return set(table["made_for"]) == {coding_hash(self.collection)} and known == self.estimates(())

    def table(self) -> pd.DataFrame:
        """Work out each estimate as coded and, if something changes it, under every combination of what does."""
        coded = self.estimates(()) or {}
        touches = self._find_touches(coded)
        stamp, rows = coding_hash(self.collection), []
        for name in dict.fromkeys([*coded, *touches]):
            readings = {frozenset[Any](): (AS_CODED, coded)}
            for combination in _combinations([one for one in self.switches if one in touches.get(name, ())], name):
                changed = self.estimates(combination)
                if changed is not None:  # of two ways to the same cells, one is enough
                    key = frozenset((self.cells(combination) or {}).items())
                    readings.setdefault(key, (" ".join(combination), changed))
            for label, values in readings.values():
                made = values.get(name)
                ends = made.ends if made else [None] * len(_ENDS)
                rows.append((name, label, made is not None, *ends, *_succeeds(name, made), stamp))
        table = pd.DataFrame(rows, columns=TABLES["multiverse"].names)
        return table.astype(dict.fromkeys(_ENDS, "float64"))

    def _find_touches(self, coded: Estimates) -> dict[str, set[str]]:
        """Find what changes each estimate: by itself, or within one of some random combinations of everything."""
        touches: dict[str, set[str]] = {}
        for switch in self.switches:
            alone = self.estimates([switch])
            if alone is None:
                self.impossible |= set() if self.unfinished else {switch}
                continue
            for name in dict.fromkeys([*coded, *alone]):
                if coded.get(name) != alone.get(name):
                    touches.setdefault(name, set()).add(switch)
        draw = random.Random(_DRAWS)  # the same draws for the same switches
        for _ in range(_DRAWS if len(self.switches) > 1 else 0):
            drawn: list[str] = []
            for switch in draw.sample(list(self.switches), len(self.switches)):
                wanted = draw.random() < 0.5 and switch not in self.impossible
                drawn += [switch] if wanted and self.cells([*drawn, switch]) is not None else []
            self._add_joint(drawn, coded, touches)
        return touches

    def _add_joint(self, drawn: list[str], coded: Estimates, touches: dict[str, set[str]]) -> None:
        """Where a combination gives another value than its touching switches do, find those that are to blame."""
        together = self.estimates(drawn)
        for name in dict.fromkeys([*coded, *together]) if together is not None else ():
            known = touches.get(name, set())
            kept, others = ([one for one in drawn if (one in known) == touching] for touching in (True, False))
            if blamed := self._needed(name, (together or {}).get(name), kept, others):
                touches[name] = known.union(blamed)

    def _needed(self, name: str, value: Any, kept: list[str], others: list[str]) -> list[str]:
        """Those of the others without which an estimate has another value, found by halving."""
        values = self.estimates(kept)
        if not others or (values is not None and values.get(name) == value):
            return []
        if len(others) == 1:
            return others
        middle = len(others) // 2
        first = self._needed(name, value, kept + others[middle:], others[:middle])
        return first + self._needed(name, value, kept + first, others[middle:])


def _paired(coded: Estimates, made: Estimates) -> Estimates:
    """Give what takes the place of an estimate as coded that one's id.

    Of what is new, it is the one of the same kind, committee and group that shares most figures with what is gone, and
    of those the one whose id shares most parts with it; none if there are two, or if another has a better claim.
    """
    claims: dict[tuple[str, str], tuple[int, int]] = {}
    new = defaultdict(list)
    for one in (one for name, one in made.items() if name not in coded):
        new[_kind(one)].append(one)
    for gone in (one for name, one in coded.items() if name not in made):
        for one in new.get(_kind(gone), ()):
            parts = zip(gone.estimate_id.split(":"), one.estimate_id.split(":"), strict=False)
            if shared := len(set(gone.row.figure_ids.split()).intersection(one.row.figure_ids.split())):
                claims[gone.estimate_id, one.estimate_id] = shared, sum(first == second for first, second in parts)
    rivals = defaultdict(list)
    for pair, claim in claims.items():
        for name in pair:
            rivals[name].append(claim)
    was = {
        pair[1]: pair[0]
        for pair, claim in claims.items()
        if all(max(rivals[name]) == claim and rivals[name].count(claim) == 1 for name in pair)
    }
    # rows are kept of successors alone: a large collection has too many
    return {was.get(name, name): one if name in was else replace(one, row=None) for name, one in made.items()}


def _kind(one: Estimate) -> tuple[str, ...]:
    """What a successor has in common with its predecessor; the estimand's name is another for part of a year."""
    row = one.row
    return one.estimate_id.partition(":")[0], row.unit, row.organisation_ids, row.comparator_ids, row.group


def _succeeds(name: str, made: Estimate | None) -> list[Any]:
    """The cells that tell what takes the place of an estimate, empty if nothing does."""
    if made is None or made.estimate_id == name:
        return ["", None, None, ""]
    return [made.estimate_id, made.row.period_start, made.row.period_end, getattr(made.row, "set_by", "") or ""]


def _ends(row: Any) -> tuple[float | None, ...]:
    return tuple(_rounded(getattr(row, end)) for end in _ENDS)


def _rounded(value: float) -> float | None:
    """To nine digits: the last ones of a fit differ from machine to machine."""
    return None if pd.isna(value) else float(f"{value:.9g}")


def _combinations(switches: list[str], seed: str) -> Iterator[tuple[str, ...]]:
    """All combinations of switches, or each by itself and a sample; the same for the same estimate."""
    if 2 ** len(switches) <= MOST_READINGS:
        for size in range(1, len(switches) + 1):
            yield from combinations(switches, size)
        return
    yield from ((switch,) for switch in switches)
    draw = random.Random(seed)
    for _ in range(MOST_READINGS - len(switches) - 1):
        yield tuple(switch for switch in switches if draw.random() < 0.5)


def _pass_cells(collection: Collection, coded: pd.DataFrame, name: str) -> Cells:
    """The cells that a coding pass has otherwise, without figures that the rules of today would refuse."""
    folder = collection.root / "raw" / name
    if not (folder / "figures.csv").is_file():
        return {}
    other, columns = read_pass(folder, "figures.csv", "raw-figures"), TABLES["raw-figures"].names[4:]
    ids = [frame["article_id"] + ":" + frame["start"] for frame in (coded, other)]
    lines = dict(zip(ids[0], coded.index, strict=True))
    before, after = coded.set_index(ids[0]), other.set_index(ids[1])
    after = after.loc[after.index.isin(before.index)]
    cells = {
        (figure_id, column): value
        for column in columns
        if column != "note"
        for figure_id, value in after[column].items()
        if value != before.at[figure_id, column]
    }
    while cells:
        try:
            read_raw(collection, recoded=cells)
        except InputError as error:
            wrong = {problem.row for problem in error.problems if problem.file == collection.label("raw-figures")}
            kept = {key: value for key, value in cells.items() if lines[key[0]] not in wrong}
            if len(kept) == len(cells):
                return {}
            cells = kept
        else:
            return cells
    return {}


@dataclass(frozen=True)
class Moved:
    """An estimate that another coding changes, with all its readings: rows of the multiverse, as coded first."""

    row: Any  # as Findings.named has it
    question: str
    readings: pd.DataFrame

    @cached_property
    def made(self) -> pd.DataFrame:
        """The readings under which there is such an estimate, or one that takes its place."""
        return self.readings[self.readings["made"].astype(bool)]

    @cached_property
    def strongest(self) -> list[str]:
        """What moves it farthest: rather one switch than several, and of equal ones rather one that has a reason."""
        middle = middles(self.readings)
        shift = np.where(self.readings["made"].to_numpy(dtype=bool), np.abs(middle - middle[0]), np.inf)
        others = zip(self.readings["alternatives"], shift.tolist(), self.readings["becomes"], strict=True)
        order: list[tuple[bool, int, float, bool, list[str]]] = []
        for switches, by, becomes in others:
            names = switches.split()
            order.append((by == 0 and not becomes, len(names), -by, names[0] in PASSES, names))
        return min(order[1:])[-1]  # without the one as coded


def middles(readings: pd.DataFrame) -> npt.NDArray[np.float64]:
    """The middle of each range; of a bound, its only end."""
    low, high = (readings[name].to_numpy(dtype=float) for name in ("estimate_low", "estimate_high"))
    middle: npt.NDArray[np.float64] = np.where(np.isnan(low), high, np.where(np.isnan(high), low, (low + high) / 2))
    return middle


def span(readings: pd.DataFrame) -> tuple[float, float]:
    """Find the smallest and the largest value under some readings; missing: unbounded."""
    low, high = (readings[name].to_numpy(dtype=float) for name in ("estimate_low", "estimate_high"))
    return float(low.min()), float(high.max())  # NaN if any is


def current(tables: Collected) -> pd.DataFrame:
    """Return the multiverse of a collection; empty if there is none, or if it was made for another coding."""
    multiverse = tables.multiverse
    fresh = len(multiverse) and set(multiverse["made_for"]) == {coding_hash(Collection(tables.root))}
    return multiverse if fresh else multiverse.head(0)


def moved(results: Iterable[Findings], multiverse: pd.DataFrame) -> tuple[list[Moved], int]:
    """Find the estimates that another coding moves, and count those of which the multiverse knows nothing.

    An estimate of chosen rows that is another in the whole collection, such as a pooled one, is of the second kind.
    """
    ends = ["estimate_low", "estimate_high"]
    coded = multiverse[multiverse["alternatives"].eq(AS_CODED)].set_index("estimate_id")[ends]
    differing = multiverse.drop_duplicates(["estimate_id", "made", "becomes", *ends])
    differing = set(differing.loc[differing.duplicated("estimate_id"), "estimate_id"])
    readings = dict(iter(multiverse[multiverse["estimate_id"].isin(differing)].groupby("estimate_id", sort=False)))
    values = {one: list(map(_rounded, ends)) for one, *ends in coded.itertuples()}
    found, unknown = [], 0
    for findings in results:
        for row in findings.named():
            now = [_rounded(row.estimate_low), _rounded(row.estimate_high)]
            if values.get(row.estimate_id) != now:
                unknown += 1
            elif row.estimate_id in differing:
                found.append(Moved(row, findings.question, readings[row.estimate_id]))
    return found, unknown
