"""The files beside a candidate file: its article, and the organisations and metrics that the collection has not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from partyresearch.collection.columns import TABLES
from partyresearch.collection.files import write_all
from partyresearch.collection.place import Collection, read_rows
from partyresearch.collection.problems import InputError, Problem
from partyresearch.collection.spreadsheet import Row, Spreadsheet, csv_bytes, read_spreadsheet, with_row

_TABLES = {"article": "raw-articles", "organisations": "raw-organisations", "metrics": "raw-metrics"}


def read_beside(path: Path, kind: str) -> Spreadsheet:
    """The file of another kind that was written with a candidate file."""
    path, names = _path(path, kind), TABLES[_TABLES[kind]].names
    if not path.exists():
        return Spreadsheet(path.name, {})
    return read_spreadsheet(path, names, f"a CSV file with the columns {', '.join(names)}")


def add_beside(path: Path, kind: str, row: Row) -> list[tuple[str, str, str]]:
    """Add a row to a file; say of each column what is wrong, and write nothing then: column, got, expected."""
    table, file = TABLES[_TABLES[kind]], _path(path, kind)
    wrong = [column for column in table.columns if not column.accepts(row.get(column.name, ""))]
    if not wrong:
        read_beside(path, kind)  # what cannot be read is not written to
        data = file.read_bytes() if file.exists() else csv_bytes([table.names])
        write_all({file: with_row(data, row)})
    cells = {one: row.get(one.name, "") for one in wrong}
    return [
        (one.name, repr(cell), one.expected()) if cell else (one.name, "nothing", one.asked())
        for one, cell in cells.items()
    ]


def _path(path: Path, kind: str) -> Path:
    return path.with_name(f"{path.stem.removesuffix('.candidates')}.{kind}.csv")


def needed_organisations(proposed: Spreadsheet, figures: Spreadsheet, collection: Collection) -> Spreadsheet:
    """The proposed organisations that a figure needs, with those above them and after them."""
    known = _known(collection, "raw-organisations", "organisation_id")
    by_id = _by_id(proposed, "organisation_id", known, ("name",))
    needed: set[str] = set()
    queue = [row["organisation_id"] for row in figures.rows.values()]
    while queue:
        name = queue.pop()
        if name in by_id and name not in known and name not in needed:
            needed.add(name)
            queue += [by_id[name]["parent_id"], by_id[name]["successor_id"]]
    return proposed.where(lambda row: row["organisation_id"] in needed)


def needed_metrics(proposed: Spreadsheet, figures: Spreadsheet, collection: Collection) -> Spreadsheet:
    """The new metrics that a figure has."""
    known = _known(collection, "raw-metrics", "metric")
    _by_id(proposed, "metric", known, ("unit", "measure"))
    used = {row["metric"] for row in figures.rows.values()} - known.keys()
    return proposed.where(lambda row: row["metric"] in used)


def _known(collection: Collection, table: str, key: str) -> dict[str, Row]:
    return {row[key]: row for row in read_rows(collection, table)}


def _by_id(proposed: Spreadsheet, key: str, known: dict[str, Row], same: tuple[str, ...]) -> dict[str, Row]:
    """The rows of a file by their ids, each of which it has once; one that the collection has, too, is the ``same``."""
    if problems := list(_taken(proposed, key, known, same)):
        raise InputError(problems)
    return {row[key]: row for row in proposed.rows.values()}


def _taken(proposed: Spreadsheet, key: str, known: dict[str, Row], same: tuple[str, ...]) -> Iterator[Problem]:
    seen: set[str] = set()
    for line, row in proposed.rows.items():
        theirs = known.get(row[key], row)
        other = [theirs[name] for name in same]
        if row[key] in seen:
            yield proposed.problem(line, key, f"{row[key]!r}, a second time", "an id of its own")
        elif other != [row[name] for name in same]:
            found = f"{row[key]!r}, which the collection has as {' '.join(other)}"
            yield proposed.problem(line, key, found, "an id of its own")
        seen.add(row[key])
