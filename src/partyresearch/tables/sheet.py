"""Read one CSV file as text: what it holds, and everything that is wrong with its form."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from partyresearch.collection.files import read_file
from partyresearch.collection.problems import InputError, Problem, has_unprintable
from partyresearch.collection.schema import Table


@dataclass(frozen=True)
class Sheet:
    """A CSV file as far as it could be read."""

    table: Table
    label: str  # its file, as a message names it
    cells: Mapping[str, Sequence[str]]  # by column
    lines: Sequence[int]  # on which the rows begin
    bad: frozenset[tuple[int, str]]  # line and column of malformed cells
    whole: bool  # whether every row could be read
    problems: list[Problem]  # with its form

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The cells, indexed by line."""
        return pd.DataFrame(dict(self.cells), index=pd.Index(self.lines, name="line", dtype="int64"), dtype="str")

    def malformed(self, *columns: str) -> set[int]:
        """Return the lines on which one of the columns is malformed."""
        return {line for line, column in self.bad if column in columns}

    def well_formed(self, *columns: str) -> pd.DataFrame:
        """Return the rows in which none of the columns is malformed."""
        return self.frame.drop(index=list(self.malformed(*columns)))

    def rows(self, *columns: str) -> Iterator[Any]:
        """Go through the rows, each a tuple of the cells of some columns."""
        return zip(*(self.cells[name] for name in columns), strict=True)

    def first(self, *columns: str) -> dict[Any, int]:
        """Return the number of the first row with each combination of cells."""
        numbers: dict[Any, int] = {}
        for number, row in enumerate(self.rows(*columns)):
            numbers.setdefault(row, number)
        return numbers

    def which(self, columns: Sequence[str], is_bad: Callable[..., bool], *known: Sequence[str]) -> list[int]:
        """Return the numbers of the rows whose cells, after what else is known, are bad; judge each case once."""
        cells = *known, *(self.cells[name] for name in columns)
        wrong = {case for case in set(zip(*cells, strict=True)) if is_bad(*case)}
        return [number for number, case in enumerate(zip(*cells, strict=True)) if case in wrong] if wrong else []

    def report(
        self, reads: Iterable[str], bad: Iterable[int], column: str, got: str, expected: str, **more: Callable[..., str]
    ) -> Iterator[Problem]:
        """Report the bad rows in which no column that the rule reads is malformed.

        ``got`` and ``expected`` are templates over the cells of the row, ``cell`` (that of the column) and what
        ``more`` makes of the cells.
        """
        malformed = self.malformed(*reads)
        for number in bad:
            if (line := self.lines[number]) not in malformed:
                row = {name: cells[number] for name, cells in self.cells.items()}
                words = {"cell": row.get(column), **{name: make(row) for name, make in more.items()}}
                yield Problem(self.label, line, column, got.format(**row, **words), expected.format(**row, **words))


def read_sheet(path: Path, label: str, table: Table) -> Sheet:
    """Read one CSV file and check it cell by cell; raise if it has no rows that could be checked."""
    expected = f"a CSV file with the columns {', '.join(table.names)}"
    try:
        data = read_file(path)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        got = "no such file" if missing else f"a file that cannot be read ({error.strerror})"
        raise InputError([Problem(label, None, "", got, expected)]) from None
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        raise InputError([Problem(label, None, "", "an empty file", expected)])
    text, problems = _decode(data, label)
    rows, lines, broken = _rows(text, label)
    header = rows.pop(0)
    own = [name for name in header if name not in table.retired]
    if not set(table.needed) <= set(own) or own != [name for name in table.names if name in own]:
        raise InputError([*problems, *_check_header(header, table, label)])
    read = dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else {}
    kept = [*table.names, *(name for name in table.retired if name in header)]
    cells: dict[str, Sequence[str]] = {name: read.get(name) or ("",) * len(rows) for name in kept}
    decomposed, malformed = _check_cells(cells, lines[1:], label, table)
    bad = frozenset((problem.row or 0, problem.column) for problem in malformed)
    return Sheet(table, label, cells, lines[1:], bad, not broken, problems + broken + decomposed + malformed)


def no_sheet(label: str, table: Table) -> Sheet:
    """Return a table of which there is no file: it has no rows."""
    return Sheet(table, label, dict.fromkeys(table.names, ()), (), frozenset(), True, [])


def _decode(data: bytes, label: str) -> tuple[str, list[Problem]]:
    """Decode a file; what a spreadsheet does to line ends is a problem, but the rows are checked all the same."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        got = f"the byte 0x{data[error.start]:02x}, which is not UTF-8"
        raise InputError([Problem(label, line, "", got, "the file saved as UTF-8")]) from None
    problems = []
    if text.startswith("\ufeff"):
        problems.append(Problem(label, 1, "", "a byte-order mark", "UTF-8 without a byte-order mark"))
        text = text[1:]
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        problems.append(Problem(label, line, "", "a carriage return", "lines that end in a line feed only"))
        text = text.replace("\r\n", "\n")
        if "\r" in text and "\n" not in text:
            raise InputError(problems)  # with carriage returns alone, lines and rows cannot be counted
        text = text.replace("\r", " ")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError([*problems, Problem(label, line, "", "a NUL character", "text")])
    return text, problems


def _rows(text: str, label: str) -> tuple[list[tuple[str, ...]], list[int], list[Problem]]:
    """Split into rows of equal length with the line each begins on; rows of another length are problems."""
    rows: list[tuple[str, ...]] = []
    known: dict[str, str] = {}  # most cells repeat others: each text is kept once
    lines: list[int] = []
    problems: list[Problem] = []
    # StringIO would take four bytes for each character
    stream = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", newline="")
    reader = csv.reader(stream, strict=True)  # else a broken quote swallows the rows behind it
    begins = 1  # a cell can go over several lines: the reader counts where it ends
    try:
        for row in reader:
            if rows and len(row) != len(rows[0]):
                got = f"{len(row)} cells" if row else "an empty line"
                problems.append(Problem(label, begins, "", got, f"{len(rows[0])} cells, as in the header"))
            else:
                rows.append(tuple(map(known.setdefault, row, row)))
                lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(label, begins, "", f"broken CSV ({error})", "every quoted cell closed by its quote"))
    return rows or [()], lines or [1], problems


def _check_header(header: Sequence[str], table: Table, label: str) -> Iterator[Problem]:
    expected = f"the header {', '.join(table.names)}"
    if not header:
        yield Problem(label, 1, "", "an empty line", expected)
        return
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        expected = f"commas between cells: {','.join(table.names)}"
        yield Problem(label, 1, "", "cells that no comma separates", expected)
        return
    missing = [name for name in table.needed if name not in header]
    unknown = [name for name in header if name not in (*table.names, *table.retired)]
    for name in missing:
        yield Problem(label, 1, name, "no such column", expected)
    for name in unknown:
        yield Problem(label, 1, repr(name)[1:-1], "an unknown column", expected)
    if not missing and not unknown:
        twice = len(set(header)) < len(header)
        yield Problem(label, 1, "", "a column twice" if twice else "columns in another order", expected)


def _check_cells(
    cells: dict[str, Sequence[str]], lines: Sequence[int], label: str, table: Table
) -> tuple[list[Problem], list[Problem]]:
    """Return what is decomposed, and is composed here so that the rules see what was meant, and what is malformed."""
    decomposed, malformed = [], []
    for column in table.columns:
        name, distinct = column.name, set(cells[column.name])
        composed = {cell: unicodedata.normalize("NFC", cell) for cell in distinct}
        if any(cell != other for cell, other in composed.items()):
            for line, cell in zip(lines, cells[name], strict=True):
                if cell != composed[cell]:
                    got = f"decomposed characters (NFD) in {cell!r}"
                    decomposed.append(Problem(label, line, name, got, "Unicode form NFC"))
            cells[name] = [composed[cell] for cell in cells[name]]
            distinct = set(cells[name])
        unsafe = {cell for cell in distinct if has_unprintable(cell)}
        wrong = unsafe | {cell for cell in distinct if not column.accepts(cell)}
        for line, cell in zip(lines, cells[name], strict=True) if wrong else ():
            if cell in wrong:
                got = ascii(cell) if cell in unsafe else repr(cell) if cell else "an empty cell"
                expected = "text without control characters" if cell in unsafe else column.expected()
                malformed.append(Problem(label, line, name, got, expected))
    return decomposed, malformed
