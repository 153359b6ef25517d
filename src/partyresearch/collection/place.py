"""Where a collection lives, what its hash is, and whether its tables are stale."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from partyresearch.collection.columns import RAW, TABLES
from partyresearch.collection.files import read_file
from partyresearch.collection.problems import UserError

DATA_VARIABLE = "PARTYRESEARCH_DATA"
TEXTS_VARIABLE = "PARTYRESEARCH_TEXTS"
QUOTE_VARIABLE = "PARTYRESEARCH_QUOTE"  # a folder of texts, of which pages may show the sentences around figures
PASSES = ("coding/first", "coding/second")  # below raw/: the two independent coding passes
_YOUNG = 2 * 10**9  # nanoseconds: FAT keeps times to two seconds, the coarsest clock of a file system


@dataclass(frozen=True)
class Collection:
    """A folder with ``raw/``, ``processed/``, ``datapackage.json`` and ``croissant.json``."""

    root: Path

    def path(self, table: str) -> Path:
        """Return the path of a table."""
        return self.root / TABLES[table].path

    def readable(self, table: str) -> Path | None:
        """Return the file that a table is read from: groups from the package if the collection has none of its own."""
        path = self.path(table)
        if path.exists() or not TABLES[table].since_0_2:
            return path
        return _OWN / TABLES[table].path if table == "raw-groups" else None

    @property
    def tables(self) -> list[str]:
        """The tables that it has, or should have."""
        return [name for name in TABLES if self.path(name).exists() or not TABLES[name].since_0_2]

    def label(self, table: str) -> str:
        """Return the name of a table's file for messages, without the path of this machine."""
        return f"{self.root.resolve().name}/{TABLES[table].path}"

    @property
    def descriptor(self) -> Path:
        """The path of the data package's descriptor."""
        return self.root / "datapackage.json"

    @property
    def croissant(self) -> Path:
        """The path of the same in Croissant; nothing is read from it."""
        return self.root / "croissant.json"


def find_collection(data: str | os.PathLike[str] | None = None) -> Collection:
    """Find a collection: the argument, else ``PARTYRESEARCH_DATA``, else the package's own."""
    named = os.fspath(data) if data else os.environ.get(DATA_VARIABLE, "")
    root = Path(named) if named else _OWN
    if not (root / "raw").is_dir():
        raise UserError(f"{root}: expected a collection with raw/figures.csv and its sisters, got no folder raw")
    return Collection(root)


def shipped(inside: str, beside: str) -> Path:
    """Find a folder that comes with the package: inside it (a wheel), or beside it (a checkout)."""
    here = Path(__file__).resolve().parents[1]
    return here / inside if (here / inside).is_dir() else here.parents[1] / beside


_OWN = shipped("collection_data", "data")


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(read_file(path)).hexdigest()


def data_hash(collection: Collection) -> str:
    """Return one SHA-256 for all raw tables of a collection."""
    lines = "".join(f"{name} {sha256(collection.path(name))}\n" for name in collection.tables if name in RAW)
    return hashlib.sha256(lines.encode()).hexdigest()


def coding_hash(collection: Collection) -> str:
    """Return the first digits of one hash for the raw tables and the coding passes."""
    passes = [collection.root / "raw" / name / "figures.csv" for name in PASSES]
    hashes = [data_hash(collection), *(sha256(path) for path in passes if path.is_file())]
    return hashlib.sha256(" ".join(hashes).encode()).hexdigest()[:12]


def require_fresh(collection: Collection) -> None:
    """Refuse tables that were not made from the raw files beside them."""
    stamps = _stamps(collection)
    if stamps is not None and _fresh.get(collection.root) == stamps:
        return
    build = "run: partyresearch build" + ("" if collection.root == _OWN else f" --data {collection.root}")
    try:
        resources = json.loads(read_file(collection.descriptor))["resources"]
        recorded = {resource["name"]: resource["hash"] for resource in resources}
    except FileNotFoundError:
        raise UserError(f"{collection.root}: no tables yet; {build}") from None
    except OSError as error:
        raise UserError(f"{collection.descriptor}: cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UserError(f"{collection.root}/datapackage.json: not a descriptor of this package; {build}") from None
    for name in dict.fromkeys([*collection.tables, *(recorded.keys() & TABLES.keys())]):
        path = collection.path(name)
        if not path.is_file() or recorded.get(name) != f"sha256:{sha256(path)}":
            state = "has changed" if path.is_file() else "is missing"
            raise UserError(f"{collection.label(name)}: {state} since the tables were built; {build}")
    if stamps is not None:
        _fresh[collection.root] = stamps


# the files' stamps when a collection was last found fresh: hashing takes most of a load
_fresh: dict[Path, tuple[int, ...]] = {}


def _stamps(collection: Collection) -> tuple[int, ...] | None:
    """Return what changes with the files; None if one is so young that a further change might not show."""
    try:
        paths = ["datapackage.json", *(TABLES[name].path for name in collection.tables)]
        files = [os.stat(f"{collection.root}/{name}") for name in paths]  # noqa: PTH116 - a tenth of the time
    except OSError:
        return None
    if time.time_ns() - max(file.st_mtime_ns for file in files) < _YOUNG:
        return None
    return tuple(n for file in files for n in (file.st_mtime_ns, file.st_ctime_ns, file.st_size, file.st_ino))


def read_rows(collection: Collection, table: str) -> Iterator[dict[str, str]]:
    """The rows of a raw table as text, unchecked."""
    try:
        with collection.path(table).open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = [name for name in TABLES[table].needed if name not in (reader.fieldnames or [])]
            if missing:
                raise UserError(f"{collection.label(table)}: no column {missing[0]}; run: partyresearch build")
            yield from ({**dict.fromkeys(TABLES[table].names, ""), **row} for row in reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{collection.label(table)}: cannot be read ({error}); run: partyresearch build") from error
