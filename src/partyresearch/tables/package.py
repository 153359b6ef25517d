"""Make the tidy tables and describe all tables: CSV, a Data Package, a data dictionary."""

from __future__ import annotations

import gc
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from pathlib import Path
from typing import Any

import pandas as pd

from partyresearch.collection.columns import TABLES
from partyresearch.collection.files import write_all
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UserError, has_unprintable
from partyresearch.collection.schema import Column, Table, Type
from partyresearch.tables.admissions import build_admissions, build_shares
from partyresearch.tables.checks import Facts, build_checks
from partyresearch.tables.croissant import croissant
from partyresearch.tables.figures import read_figures
from partyresearch.tables.read import RawTables, read_raw
from partyresearch.tables.sheet import Sheet
from partyresearch.tables.targets import build_targets, printed_targets, read_targets, targets_by_period

_DICTIONARY = "# Data dictionary\n\nMade by `partyresearch build`"
_ABOUT = ("name", "title", "description", "licenses", "contributors")  # what people say; all else is made
_SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"

_PIECE = 20_000  # rows written at once: as text they take several times the memory


def build(collection: Collection, texts: Path | None = None, more: Mapping[str, bytes] | None = None) -> list[Path]:
    """Make the tidy tables, the descriptor and the data dictionary; return the files that changed.

    ``more`` are tables that other commands make, by name; those that are there already stay as they are.
    """
    try:
        with _no_cycles_collected():
            return write_all(contents(collection, texts, more))
    except OSError as error:
        raise UserError(f"{collection.root.name}: cannot be written ({error.strerror}); nothing has changed") from error


@contextmanager
def _no_cycles_collected() -> Iterator[None]:
    """Spare Python the search for cycles among millions of rows, which have none: a fifth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def contents(
    collection: Collection, texts: Path | None = None, more: Mapping[str, bytes] | None = None
) -> dict[Path, bytes]:
    """Return what every made file of a collection must hold, without writing any."""
    raw = read_raw(collection, texts)
    articles, metrics, tables = raw.sheets["raw-articles"], raw.sheets["raw-metrics"], derive(raw)
    del raw  # a million figures take hundreds of megabytes in each table: each goes when it is written
    made = {}
    for name, rows in tables:
        made[collection.path(name)] = to_csv(rows, TABLES[name])
        del rows
    made |= {collection.path(name): data for name, data in (more or {}).items()}
    paths = {collection.path(name) for name in collection.tables} - made.keys()
    written = {path: path.read_bytes() for path in paths}
    package = _describe(collection, written | made, articles)
    made[collection.descriptor] = _json(package)
    made[collection.croissant] = _json(croissant(package, cite(collection, len(articles.lines))))
    page = collection.root / "README.md"
    if not page.exists() or page.read_bytes().startswith(_DICTIONARY.encode()):  # nobody else's page
        made[page] = _dictionary(metrics)
    return made


def derive(raw: RawTables) -> Iterator[tuple[str, Sequence[Any]]]:
    """Make every processed table, one after the other."""
    organisations, wider = raw.sheets["raw-organisations"], dict(raw.sheets["raw-groups"].rows("group", "part_of"))
    parents, levels = (dict(organisations.rows("organisation_id", name)) for name in ("parent_id", "level"))
    names = {key: (name, name_en) for key, name, name_en in organisations.rows("organisation_id", "name", "name_en")}
    figures, mentions = read_figures(raw)
    del raw
    yield "figures", list(figures.values())
    admissions = build_admissions(figures, parents)
    yield "admissions", admissions
    by_period = targets_by_period(figures)
    printed = printed_targets(figures, by_period)
    readings = read_targets(figures, admissions, printed)
    yield "shares", build_shares(figures, admissions, readings, parents)
    yield "targets", build_targets(readings, names, parents)
    yield "target_readings", readings
    del readings
    yield "checks", build_checks(Facts(figures, mentions, admissions, by_period, printed, parents, levels, wider))


def is_0_1(collection: Collection) -> bool:
    """Whether the metrics have no labels, as in version 0.1."""
    return "label" not in _header(collection.path("raw-metrics").read_bytes())


def _header(data: bytes) -> list[str]:
    """Return the columns of a table that has been checked: their names need no quotes."""
    return data.partition(b"\n")[0].decode("utf-8").split(",")


def to_csv(rows: pd.DataFrame | Sequence[Any], table: Table) -> bytes:
    """Write a table as CSV: exact numbers as decimals, ISO dates, empty where nothing is known."""
    if isinstance(rows, pd.DataFrame):
        rows = list(rows.itertuples(index=False))
    pieces = [",".join(table.names).encode() + b"\n"]
    for start in range(0, len(rows), _PIECE):
        piece = rows[start : start + _PIECE]
        cells = dict(zip(piece[0]._fields, zip(*piece, strict=True), strict=True))
        columns = [
            _texts(cells.get(one.name) or tuple(map(attrgetter(one.name), piece)), one.type) for one in table.columns
        ]
        pieces.append("\n".join([*map(",".join, zip(*columns, strict=True)), ""]).encode())
    return b"".join(pieces)


def _texts(cells: Sequence[Any], type: Type) -> Sequence[str]:
    """Turn one column into text, each distinct cell once; to look at every character of every cell takes longer."""
    try:
        together = "".join(cells)
    except TypeError:  # not all of them are texts
        keys = list(map(id, cells)) if type == "number" else cells  # to hash a fraction takes long
        distinct = dict(zip(keys, cells, strict=True))
        texts = {key: "" if pd.isna(cell) else _quoted(_WRITE[type](cell)) for key, cell in distinct.items()}
        return list(map(texts.__getitem__, keys))
    if _quoted(together) == together:
        return cells
    quoted = {text: _quoted(text) for text in set(cells)}
    return list(map(quoted.__getitem__, cells))


def _quoted(text: str) -> str:
    """Quote a text that has a comma, a quote or a line feed."""
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text or "\n" in text else text


def decimal_text(value: Fraction | float) -> str:
    """Write a number as a decimal: exactly where it ends, otherwise to full double precision."""
    exact = Fraction(value)
    # a double has 15 to 17 digits: with more decimals, its shortest form is as exact
    scaled, rest = divmod(exact.numerator * 10**15, exact.denominator)
    return repr(float(exact)) if rest else f"{Decimal(scaled).scaleb(-15).normalize():f}"


_WRITE: dict[Type, Callable[[Any], str]] = {
    "string": str,
    "date": "{:%Y-%m-%d}".format,
    "number": decimal_text,
    "integer": lambda number: str(int(number)),
    "boolean": lambda truth: "true" if truth else "false",
}


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def package_name(name: str) -> str:
    """Return a name with the characters that a Data Package's has, and that every file system takes."""
    return re.sub(r"[^a-z0-9._-]+", "-", name.casefold()).strip("-.") or "collection"


def cite(collection: Collection, articles: int) -> str:
    """Say how to cite the data."""
    title = about(collection).get("title") or collection.root.resolve().name
    licences = name_licences(collection)
    return f"{title} [data set]. Coded from {articles} articles." + (f" Licence: {licences}." if licences else "")


def name_licences(collection: Collection) -> str:
    """Name the licences of the data; empty if the collection names none."""
    return ", ".join(licence["title"] for licence in about(collection).get("licenses", ()) if "title" in licence)


def _describe(collection: Collection, data: Mapping[Path, bytes], articles: Sheet) -> dict[str, Any]:
    """Make the descriptor: a Data Package v2 with schemas, keys, hashes, sources and licences."""
    return {
        "$schema": _SCHEMA,
        "name": package_name(collection.root.resolve().name),
        **about(collection),
        "sources": [
            {"title": title or article, "version": digest}
            for article, title, digest in articles.rows("article_id", "title", "sha256")
        ],
        "resources": [
            _resource(TABLES[name], data[collection.path(name)], collection.tables)
            for name in TABLES
            if collection.path(name) in data
        ],
    }


def about(collection: Collection) -> dict[str, Any]:
    """Read what a collection says of itself in ``collection.json``."""
    path = collection.root / "collection.json"
    if not path.is_file():
        return {}
    expected = f"{collection.root.name}/collection.json: expected a JSON object with keys among {', '.join(_ABOUT)}"
    try:
        own = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UserError(f"{expected}, got {error}") from None
    if not isinstance(own, dict):
        raise UserError(f"{expected}, got something else")
    if unknown := own.keys() - set(_ABOUT):
        raise UserError(f"{expected}, got {', '.join(sorted(unknown))}")
    for key, value in own.items():
        listed = key in ("licenses", "contributors")
        items = value if listed and isinstance(value, list) else [value if listed else {key: value}]
        texts = [text for item in items for text in (item.values() if isinstance(item, dict) else [None])] or [None]
        if not all(isinstance(text, str) and not has_unprintable(text) for text in texts):
            form = "a list of objects with texts" if listed else "text"
            raise UserError(f"{collection.root.name}/collection.json, {key}: expected {form}, got {value!r}")
    return own


def _resource(table: Table, data: bytes, tables: Iterable[str]) -> dict[str, Any]:
    columns = {column.name: column for column in table.columns}
    columns |= {name: Column(name, "Not used any more", required=False) for name in table.retired}
    keys = [
        # the empty name is the table itself (Data Package v2)
        {
            "fields": [column],
            "reference": {"resource": "" if other == table.name else other, "fields": [TABLES[other].key[0]]},
        }
        for column, other in table.references
        if other in tables or not TABLES[other].since_0_2
    ]
    return {
        "name": table.name,
        "path": table.path,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": f"One row is {table.row}.",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": {
            "fields": [_field(columns[name]) for name in _header(data)],  # a table of version 0.1 lacks some
            "missingValues": [""],
            "primaryKey": list(table.key),
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.meaning}
    if column.unit:
        field["unit"] = column.unit
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.values:
        constraints["enum"] = list(column.values)
    if column.pattern:
        constraints["pattern"] = f"^(?:{column.pattern[0]})$"
    return {**field, **({"constraints": constraints} if constraints else {})}


def _dictionary(metrics: Sheet) -> bytes:
    """Make the data dictionary, ``data/README.md``."""
    lines = [f"{_DICTIONARY} from `raw/`, which people write; `processed/` is the program's. Do not edit this page."]
    for table in TABLES.values():
        lines += ["", f"## {table.name}", "", f"`{table.path}`: one row is {table.row}. Key: {_code(table.key)}.", ""]
        lines += ["| column | type | unit | meaning |", "| --- | --- | --- | --- |"]
        for column in table.columns:
            kind = column.type + ("" if column.required else ", may be empty")
            lines.append(f"| `{column.name}` | {kind} | {column.unit} | {column.description}.{_allowed(column)} |")
    lines += ["", "## Metrics", "", "| metric | unit | measure | what it counts |", "| --- | --- | --- | --- |"]
    rows = metrics.rows("metric", "unit", "measure", "description")
    lines += [f"| `{metric}` | {unit} | {measure} | {description} |" for metric, unit, measure, description in rows]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _allowed(column: Column) -> str:
    if not column.values:
        return ""
    if isinstance(column.values, Mapping):
        return " " + "; ".join(f"`{code}`: {meaning}" for code, meaning in column.values.items()) + "."
    return f" One of {_code(column.values)}."


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
