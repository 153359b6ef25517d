"""Tables that a page has flattened, a line for each cell or cells between bars, as rows and columns again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from partyresearch.intake.text import Text

_COLUMNS = [  # words of a heading → metric and status of what stands below it
    (re.compile(r"tỷ lệ|tỉ lệ|% ?(?:so|đạt)|đạt %|mức đạt"), ("target_attainment", "reported")),
    (re.compile(r"chỉ tiêu|kế hoạch|được giao|giao"), ("admission_target", "target")),
    (re.compile(r"kết nạp|thực hiện|kết quả|đảng viên mới"), ("members_admitted", "reported")),
]
_DIGIT = re.compile(r"\d")
_NAMES = re.compile(r"đơn vị|tên|địa phương|đảng bộ|tổ chức")  # of the column that names the rows
_NUMBER = re.compile(r"[\d.,]{1,12} ?%?|[-–—]")
_LONGEST_HEADING, _MOST_COLUMNS = 40, 8  # characters; beyond, it is no table of ours, and time stays linear
_TITLE = 300  # characters above a table in which its title says of what and when it is

Span = tuple[int, int]


class Cell(NamedTuple):
    """What a number in a table is, by the heading of its column; where its row is named and its table's title is."""

    metric: str
    status: str
    in_percent: bool
    row: Span
    title: Span


def find_cells(text: Text) -> dict[int, Cell]:
    """Find the numbers that stand in tables, by their offset."""
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\n]*\S[^\n]*", text.low)]
    cells: dict[int, Cell] = {}
    first = 0
    while first < len(lines):
        found = _with_bars(text, lines, first) or _line_by_line(text, lines, first)
        if found is None:
            first += 1
            continue
        rows, first = found
        cells |= _read_rows(text, rows)
    return cells


def _with_bars(text: Text, lines: list[Span], first: int) -> tuple[list[list[Span]], int] | None:
    """The rows of a table whose cells stand between bars, and the line behind it."""
    rows: list[list[Span]] = []
    for start, end in islice(lines, first, None):
        cells = list(_split(text.low, start, end)) if "|" in text.low[start:end] else []
        if not 2 <= len(cells) <= _MOST_COLUMNS or (rows and len(cells) != len(rows[0])):
            break
        rows.append(cells)
    return (rows, first + len(rows)) if len(rows) > 1 and _is_header(text, rows[0]) else None


def _split(low: str, start: int, end: int) -> Iterator[Span]:
    for match in re.finditer(r"[^|]*[^|\s][^|]*", low[start:end]):
        cell = match[0]
        at = start + match.start() + len(cell) - len(cell.lstrip())
        yield at, at + len(cell.strip())


def _line_by_line(text: Text, lines: list[Span], first: int) -> tuple[list[list[Span]], int] | None:
    """The rows of a table with a line for each cell: as many headings, and then as many cells for each row."""
    for width in range(2, _MOST_COLUMNS + 1):
        header = lines[first : first + width]
        if len(header) < width or not _is_heading(text, header[-1]):
            return None
        if not _is_header(text, header):
            continue
        rows, at = [header], first + width
        while len(row := lines[at : at + width]) == width and _is_row(text, header, row):
            rows.append(row)
            at += width
        if len(rows) > 1:
            return rows, at
    return None


def _is_heading(text: Text, span: Span) -> bool:
    return span[1] - span[0] <= _LONGEST_HEADING and not _DIGIT.search(text.low, *span)


def _is_header(text: Text, row: list[Span]) -> bool:
    if not all(_is_heading(text, span) for span in row):
        return False
    words = [text.low[slice(*span)] for span in row]
    is_known = any(pattern.search(one) for pattern, _ in _COLUMNS for one in words)
    return is_known and any(map(_NAMES.search, words))


def _is_row(text: Text, header: list[Span], row: list[Span]) -> bool:
    names = _name_column(text, header)
    return all(
        bool(_NUMBER.fullmatch(text.low[slice(*span)].strip())) != (column == names) for column, span in enumerate(row)
    )


def _name_column(text: Text, header: list[Span]) -> int:
    return next(column for column, span in enumerate(header) if _NAMES.search(text.low[slice(*span)]))


def _read_rows(text: Text, rows: list[list[Span]]) -> dict[int, Cell]:
    header, names = rows[0], _name_column(text, rows[0])
    title = max(0, header[0][0] - _TITLE), header[0][0]
    cells = {}
    for row in rows[1:]:
        for column, (start, _) in enumerate(row):
            words = text.low[slice(*header[column])]
            found = next((what for pattern, what in _COLUMNS if pattern.search(words)), None)
            if column != names and found is not None:
                cells[start] = Cell(*found, "%" in words, row[names], title)
    return cells
