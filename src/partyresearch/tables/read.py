"""Read the raw tables: every problem of every file at once, or five DataFrames that hold no surprise.

The tables stay text here; :func:`partyresearch.tables.schema.typed` gives them types.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from partyresearch.collection import Collection
from partyresearch.columns import TABLES, Table
from partyresearch.problems import InputError, Problem
from partyresearch.tables import rules
from partyresearch.tables.schema import validation_schema

RAW = ("raw-articles", "raw-organisations", "raw-metrics", "raw-figures", "raw-exclusions")


@dataclass(frozen=True)
class RawTables:
    """The five raw tables of a collection, as text, indexed by the line of their file.

    Examples
    --------
    >>> from partyresearch.collection import find_collection
    >>> read_raw(find_collection()).metrics["unit"].eq("persons").any()
    np.True_
    """

    articles: pd.DataFrame
    organisations: pd.DataFrame
    metrics: pd.DataFrame
    figures: pd.DataFrame
    exclusions: pd.DataFrame


def read_raw(collection: Collection) -> RawTables:
    """Read and check all raw tables.

    Parameters
    ----------
    collection : Collection

    Returns
    -------
    RawTables

    Raises
    ------
    InputError
        With every problem of every file: file, row, column, what was found, what would be right.

    Examples
    --------
    >>> from partyresearch.collection import find_collection
    >>> list(read_raw(find_collection()).exclusions.columns)
    ['article_id', 'start', 'end', 'printed', 'reason']
    """
    frames: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for name in RAW:
        frame, found = read_table(collection.path(name), collection.label(name), TABLES[name])
        problems += found
        if frame is not None:
            frames[name] = frame
    labels = {name: collection.label(name) for name in RAW}
    problems += rules.check(frames, labels)
    if problems:
        raise InputError(problems)
    return RawTables(*(frames[name] for name in RAW))


def read_table(path: Path, label: str, table: Table) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Read one CSV file as text and check it cell by cell.

    Parameters
    ----------
    path : Path
    label : str
        How messages name the file.
    table : Table
        The columns that it must have.

    Returns
    -------
    frame : DataFrame or None
        All cells as text, indexed by line; None if the file has not got this form at all.
    problems : list of Problem

    Examples
    --------
    >>> frame, problems = read_table(Path("nowhere.csv"), "nowhere.csv", TABLES["raw-metrics"])
    >>> print(problems[0])
    nowhere.csv: found no such file; right would be: a CSV file with the columns metric, unit, measure, description
    """
    columns = f"a CSV file with the columns {', '.join(table.names)}"
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None, [Problem(label, None, "", "no such file", columns)]
    if not data.strip():
        return None, [Problem(label, None, "", "an empty file", columns)]
    text, problems = _decode(data, label)
    if text is None:
        return None, problems
    rows, lines, ragged = _rows(text, label)
    problems += ragged
    header = rows.pop(0)
    lines.pop(0)
    if header != table.names:
        return None, [*problems, *_header(header, table, label)]
    frame = pd.DataFrame(rows, columns=table.names, index=pd.Index(lines, name="line"), dtype="str")
    return frame, problems + list(_cells(frame, label, table))


def _decode(data: bytes, label: str) -> tuple[str | None, list[Problem]]:
    problems = []
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{data[error.start]:02x}, which is not UTF-8"
        return None, [Problem(label, line, "", found, "the file saved as UTF-8")]
    if text.startswith("\ufeff"):
        problems.append(Problem(label, 1, "", "a byte-order mark", "UTF-8 without a byte-order mark"))
        text = text[1:]
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        problems.append(Problem(label, line, "", "a carriage return", "lines that end with a line feed only"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not unicodedata.is_normalized("NFC", text):
        for number, line_text in enumerate(text.split("\n"), 1):
            if not unicodedata.is_normalized("NFC", line_text):
                problems.append(Problem(label, number, "", "decomposed characters (NFD)", "text in Unicode form NFC"))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return None, [*problems, Problem(label, line, "", "a NUL character", "text")]
    return text, problems


def _rows(text: str, label: str) -> tuple[list[list[str]], list[int], list[Problem]]:
    """Split into rows of equal length with the line each begins on; rows of another length are problems."""
    rows: list[list[str]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for row in reader:
            if rows and len(row) != len(rows[0]):
                found = f"{len(row)} cells" if row else "an empty line"
                problems.append(Problem(label, begins, "", found, f"{len(rows[0])} cells, as in the header"))
            else:
                rows.append(row)
                lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(label, begins, "", f"broken CSV ({error})", "every quoted cell closed by its quote"))
    return rows or [[]], lines or [1], problems


def _header(header: list[str], table: Table, label: str) -> Iterator[Problem]:
    right = ", ".join(table.names)
    for name in table.names:
        if name not in header:
            yield Problem(label, 1, name, "no such column", f"the header {right}")
    for name in header:
        if name not in table.names:
            yield Problem(label, 1, name, "an unknown column", f"the header {right}")
    if sorted(header) == sorted(table.names):
        yield Problem(label, 1, "", "columns in another order", f"the header {right}")
    elif set(header) == set(table.names):
        yield Problem(label, 1, "", "a column twice", f"the header {right}")


def _cells(frame: pd.DataFrame, label: str, table: Table) -> Iterator[Problem]:
    import pandera.pandas as pa

    try:
        validation_schema(table).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        for case in error.failure_cases.itertuples():
            cell = f"{case.failure_case!r}" if case.failure_case else "an empty cell"
            yield Problem(label, int(case.index), str(case.column), cell, str(case.check))
