"""Read one CSV file as text: what it holds, and everything that is wrong with its form."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from partyresearch.collection.columns import Table
from partyresearch.collection.problems import Problem
from partyresearch.tables.schema import validation_schema


@dataclass(frozen=True)
class Sheet:
    """A CSV file as far as it could be read."""

    frame: pd.DataFrame
    bad: frozenset[tuple[int, str]] = frozenset()
    whole: bool = True

    def lines_without(self, *columns: str) -> list[int]:
        """Return the lines on which one of the columns has not the right form."""
        return sorted({line for line, column in self.bad if column in columns})


def read_sheet(path: Path, label: str, table: Table) -> tuple[Sheet | None, list[Problem]]:
    """Read one CSV file and check it cell by cell."""
    right = f"a CSV file with the columns {', '.join(table.names)}"
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None, [Problem(label, None, "", "no such file", right)]
    except OSError as error:
        return None, [Problem(label, None, "", f"what cannot be read ({error.strerror})", right)]
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        return None, [Problem(label, None, "", "an empty file", right)]
    text, problems = _decode(data, label)
    if text is None:
        return None, problems
    rows, lines, broken = _rows(text, label)
    header = rows.pop(0)
    lines.pop(0)
    if header != table.names:
        return None, [*problems, *_header(header, table, label)]
    frame = pd.DataFrame(rows, columns=table.names, index=pd.Index(lines, name="line"), dtype="str")
    frame, decomposed = _composed(frame, label)
    malformed = list(_cells(frame, label, table))
    bad = frozenset((problem.row or 0, problem.column) for problem in malformed)
    return Sheet(frame, bad, not broken), problems + broken + decomposed + malformed


def _decode(data: bytes, label: str) -> tuple[str | None, list[Problem]]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{data[error.start]:02x}, which is not UTF-8"
        return None, [Problem(label, line, "", found, "the file saved as UTF-8")]
    problems = []
    if text.startswith("\ufeff"):
        problems.append(Problem(label, 1, "", "a byte-order mark", "UTF-8 without a byte-order mark"))
        text = text[1:]
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        problems.append(Problem(label, line, "", "a carriage return", "lines that end with a line feed only"))
        text = text.replace("\r\n", "\n")
        if "\r" in text and "\n" not in text:
            return None, problems  # lines that end with carriage returns alone
        text = text.replace("\r", " ")
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
    if not header:
        yield Problem(label, 1, "", "an empty line", f"the header {right}")
        return
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        yield Problem(label, 1, "", "cells that no comma separates", f"commas between cells: {','.join(table.names)}")
        return
    for name in table.names:
        if name not in header:
            yield Problem(label, 1, name, "no such column", f"the header {right}")
    for name in header:
        if name not in table.names:
            yield Problem(label, 1, repr(name)[1:-1], "an unknown column", f"the header {right}")
    if sorted(header) == sorted(table.names):
        yield Problem(label, 1, "", "columns in another order", f"the header {right}")
    elif set(header) == set(table.names):
        yield Problem(label, 1, "", "a column twice", f"the header {right}")


def _composed(frame: pd.DataFrame, label: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Tell decomposed characters, and go on with what was meant."""
    problems = []
    for column in frame.columns:
        composed = frame[column].map(lambda cell: unicodedata.is_normalized("NFC", cell)).astype(bool)
        for line, cell in frame.loc[~composed, column].items():
            found = f"decomposed characters (NFD) in {cell!r}"
            problems.append(Problem(label, int(line), column, found, "Unicode form NFC"))
        if not composed.all():
            frame = frame.assign(**{column: frame[column].str.normalize("NFC")})
    return frame, problems


def _cells(frame: pd.DataFrame, label: str, table: Table) -> Iterator[Problem]:
    import pandera.pandas as pa

    try:
        validation_schema(table).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        for case in error.failure_cases.itertuples():
            cell = f"{case.failure_case!r}" if case.failure_case else "an empty cell"
            yield Problem(label, int(case.index), str(case.column), cell, str(case.check))


def cells_where(frame: pd.DataFrame, bad: pd.Series, column: str) -> Iterator[tuple[int, str]]:
    """Yield line and quoted cell of the rows that a condition marks."""
    for line, cell in frame.loc[bad.fillna(False).astype(bool), column].items():
        yield int(line), repr(cell)


def sound(sheet: Sheet, columns: Iterable[str], problems: Iterable[Problem]) -> Iterator[Problem]:
    """Drop the problems of rows in which one of the columns has not even the right form."""
    lines = set(sheet.lines_without(*columns))
    return (problem for problem in problems if problem.row not in lines)
