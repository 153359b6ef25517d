"""Read a CSV file as spreadsheets save it."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from partyresearch.collection.problems import InputError, Problem

Row = dict[str, str]


@dataclass
class Sheet:
    """The rows of a file, with the lines on which they begin."""

    label: str
    header: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def part(self, indices: Iterable[int]) -> Sheet:
        """Some of the rows."""
        indices = list(indices)
        return Sheet(self.label, self.header, [self.rows[i] for i in indices], [self.lines[i] for i in indices])


def read_spreadsheet(path: Path, needed: list[str], right: str) -> Sheet:
    """Read a file whatever program saved it: any separator and line ends, a byte-order mark or none."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError([Problem(path.name, None, "", "no such file", right)]) from None
    except OSError as error:
        raise InputError([Problem(path.name, None, "", f"what cannot be read ({error.strerror})", right)]) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{data[error.start]:02x}, which is not UTF-8"
        raise InputError([Problem(path.name, line, "", found, "the file saved as UTF-8 (CSV UTF-8)")]) from None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    sheet = Sheet(path.name)
    problems = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if not sheet.header:
                sheet.header = [cell.strip() for cell in cells]
                problems += [
                    Problem(path.name, 1, name, "a column twice", "each column once")
                    for name in needed
                    if sheet.header.count(name) > 1
                ]
                missing = [name for name in needed if name not in sheet.header]
                problems += [
                    Problem(path.name, 1, name, "no such column", f"the columns {', '.join(needed)}")
                    for name in missing
                ]
                if problems:
                    break
            elif any(cells):
                if len(cells) != len(sheet.header):
                    found = f"{len(cells)} cells"
                    right = f"{len(sheet.header)} cells, as in the header"
                    problems.append(Problem(path.name, line, "", found, right))
                    continue
                sheet.rows.append(
                    {name: " ".join(cell.split()) for name, cell in zip(sheet.header, cells, strict=True)}
                )
                sheet.lines.append(line)
    except csv.Error as error:
        problems.append(
            Problem(path.name, begins, "", f"broken CSV ({error})", "every quoted cell closed by its quote")
        )
    if not sheet.header:
        problems.append(Problem(path.name, None, "", "an empty file", right))
    if problems:
        raise InputError(problems)
    return sheet
