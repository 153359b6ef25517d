"""What differs between two runs of a report: their estimates, and the figures that these rest on.

Tables are rows of text by their key, as the files of a run hold them: no pandas, which would take longer to load than
a comparison takes, and no type that another version may have changed.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import isclose
from operator import eq
from typing import Any

from partyresearch.collection.problems import UserError

# what a run holds of estimates, of the figures that they rest on, and of the estimates' names in each language
ESTIMATES, FIGURES, NAMES = "estimates.csv", "figures-used.csv", "estimate-names.csv"
_KEYS = {ESTIMATES: "estimate_id", FIGURES: "figure_id", NAMES: "estimate_id"}
# worked out from the other cells, by code that run.json names; left out, a change of them would hide what was coded
_DERIVED = ("organisation_name", "measure", "unit", "value", "low", "high", "closed", "repeat_of")
_SAME = 1e-9  # relative: other versions of numpy and scipy differ in the last digits, printed figures never so little
csv.field_size_limit(1 << 27)  # a pooled estimate names thousands of figures; the default is 128 KiB

Row = Mapping[str, str]
Table = Mapping[str, Row]


@dataclass(frozen=True)
class Change:
    """A row that one side lacks, or whose cells differ, with the changes of figures that caused it."""

    key: str
    before: Row | None
    after: Row | None
    cells: Mapping[str, tuple[str, str]]  # column -> before and after
    figures: tuple[Change, ...] = ()
    names: Row = field(default_factory=dict)  # of an estimate, by language; a run of an earlier version has none

    @property
    def kind(self) -> str:
        return "added" if self.before is None else "removed" if self.after is None else "changed"


@dataclass(frozen=True)
class Comparison:
    """The estimates that differ, of how many, and what could not be compared."""

    changes: list[Change]
    total: int
    notes: list[str]


def refuse(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Say why two runs cannot be compared, from what ``run.json`` says of them."""
    for card in (before, after):
        if card.get("status") != "completed":
            return f"expected two good runs, got the failed run {card.get('run')}"
    for name in ("notebook", "parameters"):
        one, other = before.get(name), after.get(name)
        if one != other:
            return f"expected two runs with the same {name}, got {one} and {other}"
    return ""


def compare_runs(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Comparison:
    """Compare the files of two runs; a run of an earlier version holds no figures, only their ids."""
    old, new = (read_table(ESTIMATES, files.get(ESTIMATES)) for files in (before, after))
    known = FIGURES in before and FIGURES in after
    notes = [] if known else [f"{FIGURES}: not in both runs; figures that were coded differently are not named"]
    tables = [read_table(FIGURES, files[FIGURES]) if known else {} for files in (before, after)]
    for name, pair in {ESTIMATES: (old, new), FIGURES: tables}.items():
        one, other = (set(next(iter(table.values()), ())) for table in pair)
        if one and other and (lacking := sorted(one ^ other)):
            notes.append(f"{name}: only one of the runs has {', '.join(lacking)}")
    names = _read_names(before) | _read_names(after)
    changes = [
        replace(_explain(change, *tables), names=names.get(change.key, {})) for change in compare(old, new, _equal)
    ]
    return Comparison(changes, len({**old, **new}), notes)


def _read_names(files: Mapping[str, bytes]) -> dict[str, Row]:
    try:
        return read_table(NAMES, files.get(NAMES))
    except UserError:  # an earlier version wrote none, or it is a file of a researcher's own
        return {}


def read_table(name: str, content: bytes | None) -> dict[str, Row]:
    """Read a file of a run; a key that stands twice is numbered."""
    if content is None:
        raise UserError(f"expected two runs with {name}, got one without")
    key, rows, seen = _KEYS[name], dict[str, Row](), Counter[str]()
    try:
        for cells in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            row = {column: cell or "" for column, cell in cells.items() if isinstance(column, str)}
            seen[row[key]] += 1
            rows[row[key] if seen[row[key]] == 1 else f"{row[key]} ({seen[row[key]]})"] = row
    except (KeyError, csv.Error, UnicodeDecodeError):
        raise UserError(f"{name}: expected a CSV file in UTF-8 with the column {key}") from None
    return rows


def keep_rows(content: bytes, estimates: bytes) -> bytes:
    """Return the rows of a table of figures that estimates rest on, as they were coded."""
    ids = {figure for row in read_table(ESTIMATES, estimates).values() for figure in _ids(row)}
    table = read_table(FIGURES, content)
    stream = io.StringIO()
    names = [name for name in next(iter(table.values()), {}) if name not in _DERIVED]
    writer = csv.DictWriter(stream, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for figure, row in table.items() if figure in ids)
    return stream.getvalue().encode("utf-8")


def compare(before: Table, after: Table, same: Callable[[str, str], bool] = eq) -> Iterator[Change]:
    """Compare two tables in the columns that both have."""
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key), after.get(key)
        if one is None or other is None:
            yield Change(key, one, other, {})
            continue
        pairs = {name: (cell, other[name]) for name, cell in one.items() if name in other}
        if cells := {name: pair for name, pair in pairs.items() if not same(*pair)}:
            yield Change(key, one, other, cells)


def _explain(change: Change, before: Table, after: Table) -> Change:
    """Add the figures that are new to the estimate, gone from it or coded differently."""
    old, new = _ids(change.before), _ids(change.after)
    if change.kind != "changed":  # a figure that the other run had as well, and in the same coding, is no reason
        old, new = ([key for key in [*old, *new] if key in table] for table in (before, after))
    figures = compare({key: before.get(key, {}) for key in old}, {key: after.get(key, {}) for key in new})
    return replace(change, figures=tuple(figures))


def _ids(row: Row | None) -> list[str]:
    return (row or {}).get("figure_ids", "").split()


def _equal(one: str, other: str) -> bool:
    if one == other or sorted(one.split()) == sorted(other.split()):  # ids are in no order
        return True
    try:
        return isclose(float(one), float(other), rel_tol=_SAME)
    except ValueError:
        return False


def told_cells(change: Change) -> Iterator[tuple[str, str, str]]:
    """The changed cells that say something new: not the ends of one number, nor the figures' ids."""
    point = all(change.cells.get("estimate", [""]))
    for name, (one, other) in change.cells.items():
        if name != "figure_ids" and not (point and name in ("estimate_low", "estimate_high")):
            yield name, one, other


def value_of(row: Row) -> str:
    """Return the number of an estimate, its ends, or why there is none; of a figure what is printed."""
    ends = [row.get(name, "") for name in ("estimate_low", "estimate_high")]
    number = row.get("estimate") or (" to ".join(end or "…" for end in ends) if any(ends) else "")
    return row.get("printed") or number or row.get("assumption", "")


def other_inputs(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Name what else differs between two runs: data, notebook, code, kernel, versions."""
    for name in ("data", "notebook", "code"):
        if before.get(f"{name}_sha256") != after.get(f"{name}_sha256"):
            yield name
    kernels = [card.get("kernel") or "of the notebook" for card in (before, after)]
    if kernels[0] != kernels[1]:
        yield f"kernel {kernels[0]} → {kernels[1]}"
    versions = (card.get("versions") for card in (before, after))
    one, other = (known if isinstance(known, dict) else {} for known in versions)
    for name in dict.fromkeys([*one, *other]):
        if one.get(name) != other.get(name):
            yield f"{name} {one.get(name, '–')} → {other.get(name, '–')}"
