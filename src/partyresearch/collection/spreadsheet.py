"""Read and write CSV files as spreadsheets do: the one place where their habits are undone.

The raw tables themselves are read strictly, by :mod:`partyresearch.tables.sheet`.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from partyresearch.collection.problems import InputError, Problem

Row = dict[str, str]
_FORMULA = re.compile(r"'*[=+\-@\t\r]")  # how a formula begins, or a cell that was kept from being one
_RISKY = frozenset("'=+-@\t\r")
_LINE_END = re.compile(r"\r\n?|\n")


class Spreadsheet(NamedTuple):
    """The rows of a file, each under the line on which it begins."""

    label: str
    rows: dict[int, Row]

    def problem(self, line: int | None, column: str, found: str, expected: str) -> Problem:
        return Problem(self.label, line, column, found, expected)

    def where(self, keep: Callable[[Row], bool]) -> Spreadsheet:
        return Spreadsheet(self.label, {line: row for line, row in self.rows.items() if keep(row)})


def read_spreadsheet(path: Path, columns: list[str], expected: str) -> Spreadsheet:
    """Read a file whatever program saved it: any separator and line ends, a byte-order mark or none."""
    text = _decode(path, expected)
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: dict[int, Row] = {}
    problems: list[Problem] = []
    header: list[str] = []
    line = 1  # on which the next row begins; quoted cells can have line feeds
    try:
        for cells in reader:
            if not header:
                header = [cell.strip() for cell in cells]
                problems += _check_header(path.name, header, columns)
                if problems:
                    break  # nobody knows what the cells below are
            elif any(cells) and len(cells) != len(header):
                as_header = f"{len(header)} cells, as in the header"
                problems.append(Problem(path.name, line, "", f"{len(cells)} cells", as_header))
            elif any(cells):
                plain = (plain_cell(" ".join(cell.split())) for cell in cells)
                rows[line] = dict(zip(header, plain, strict=True))
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(path.name, line, "", f"broken CSV ({error})", "every quoted cell closed by its quote"))
    if not header and not problems:
        problems.append(Problem(path.name, None, "", "an empty file", expected))
    if problems:
        raise InputError(problems)
    return Spreadsheet(path.name, rows)


def with_cells(data: bytes, line: int, cells: Mapping[int, str]) -> bytes:
    """The bytes of a file that was read, with other cells, by column, in the row of a line; every other byte stays."""
    text = data.decode("utf-8")
    separator = _separator(text)
    cell_and_end = re.compile(rf'("[^"]*(?:""[^"]*)*"|[^{separator}\r\n]*)({separator}|\r\n?|\n|\Z)')
    pieces: list[str] = []
    column, begin, now = 0, 1, 1  # begin: on which line the row of this cell begins
    for cell, end in cell_and_end.findall(text):
        if begin == line and column in cells:
            plain = guarded_cell(cells[column])
            is_quoted = cell.startswith('"') or separator in plain or '"' in plain
            cell = '"' + plain.replace('"', '""') + '"' if is_quoted else plain
        pieces += [cell, end]
        if not end:
            break
        now += len(_LINE_END.findall(cell + end))
        column, begin = (column + 1, begin) if end == separator else (0, now)
    return "".join(pieces).encode("utf-8")


def with_row(data: bytes, row: Mapping[str, str]) -> bytes:
    """The bytes of a file that was read, with a row more, in its own separator and line ends."""
    text = data.decode("utf-8")
    separator, end = _separator(text), "\r\n" if "\r\n" in text else "\n"
    header = next(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, lineterminator=end)
    writer.writerow(guarded_cell(row.get(name.strip(), "")) for name in header)
    return (text if text.endswith(("\n", "\r")) else text + end).encode("utf-8") + stream.getvalue().encode("utf-8")


def _separator(text: str) -> str:
    return max(",;\t", key=_LINE_END.split(text, 1)[0].count)


def _decode(path: Path, expected: str) -> str:
    data = read_input(path, path.name, expected)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{data[error.start]:02x}, which is not UTF-8"
        raise InputError([Problem(path.name, line, "", found, "the file saved as UTF-8 (CSV UTF-8)")]) from None
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _check_header(label: str, header: list[str], columns: list[str]) -> Iterator[Problem]:
    for name in columns:
        if name not in header:
            yield Problem(label, 1, name, "no such column", f"the columns {', '.join(columns)}")
        elif header.count(name) > 1:
            yield Problem(label, 1, name, "a column twice", "each column once")


def read_input(path: Path, label: str, expected: str) -> bytes:
    """Read a file, or a pipe, that a person names."""
    try:
        return path.read_bytes()  # a pipe is welcome here
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        got = "no such file" if missing else f"an unreadable file ({error.strerror})"
        raise InputError([Problem(label, None, "", got, expected)]) from None


def for_spreadsheets(rows: Iterable[Iterable[str]]) -> bytes:
    """Write rows so that no spreadsheet takes a cell for a formula; :func:`plain_cell` undoes it."""
    return csv_bytes([guarded_cell(cell) if cell and cell[0] in _RISKY else cell for cell in row] for row in rows)


def guarded_cell(cell: str) -> str:
    """Return a cell with an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def plain_cell(cell: str) -> str:
    """Return a cell without the apostrophe that keeps it from being a formula."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def csv_bytes(rows: Iterable[Iterable[str]]) -> bytes:
    """Write rows as the raw tables are written."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode("utf-8")
