"""A table as spreadsheets save it."""

from __future__ import annotations

from pathlib import Path

import pytest

from partyresearch.collection.problems import InputError
from partyresearch.collection.spreadsheet import Spreadsheet, read_spreadsheet, with_cells


def read(folder: Path, data: bytes) -> Spreadsheet:
    """A file of two columns."""
    path = folder / "a.csv"
    path.write_bytes(data)
    return read_spreadsheet(path, ["a", "b"], "a table")


@pytest.mark.parametrize(
    "data",
    [b"a,b\n1,2\n", b"\xef\xbb\xbfa;b\r\n1;2\r\n", b"b\ta\r2\t1", b" a , b \n\n 1,2 \n,\n", b'"a","b"\n"1","2"\n'],
)
def test_the_same_table(tmp_path: Path, data: bytes) -> None:
    """Any separator, line ends, order of columns; empty rows are passed over."""
    assert list(read(tmp_path, data).rows.values()) == [{"a": "1", "b": "2"}]


def test_lines_and_conditions(tmp_path: Path) -> None:
    """Each row has the line on which it begins, also when some are left out; line feeds in cells become blanks."""
    sheet = read(tmp_path, b'a,b\n\n"one\ntwo",2\n\nx,y\n')
    assert sheet.rows == {3: {"a": "one two", "b": "2"}, 6: {"a": "x", "b": "y"}}
    kept = sheet.where(lambda row: row["a"] == "x")
    assert (kept.label, kept.rows) == ("a.csv", {6: {"a": "x", "b": "y"}})


@pytest.mark.parametrize(
    ("data", "line", "expected"),
    [
        (b"a,b\n1,2\n", 2, b"9,2\n"),
        (b"a,b\n1,2", 2, b"9,2"),
        (b"\xef\xbb\xbfa;b\r\n1;2\r\n3;4\r\n", 3, b"9;4\r\n"),
        (b"b\ta\r2\t1\r", 2, b"9\t1\r"),
        (b'"a","b"\n"x\ny","2"\n"3, 4","5"\n', 4, b'"9","5"\n'),
        (b'"a","b"\r\n"x ""y""\r\nz","2"\r\n', 2, b'"9","2"\r\n'),
        (b"a,b\n\n\n1,2\n\n", 4, b"9,2\n\n"),
    ],
)
def test_other_cells_in_a_row(tmp_path: Path, data: bytes, line: int, expected: bytes) -> None:
    """Whatever program saved the file: its quotes, separators, line ends and mark stay; only the cell is another."""
    changed = with_cells(data, line, {0: "9"})
    assert changed.endswith(expected)
    assert changed[: -len(expected)] == data[: len(changed) - len(expected)]
    before, after = read(tmp_path, data).rows, read(tmp_path, changed).rows
    first = next(iter(before[line]))
    assert after == before | {line: before[line] | {first: "9"}}


@pytest.mark.parametrize(
    ("cell", "written"), [("x,y", b'"x,y"'), ('a "b"', b'"a ""b"""'), ("=1", b"'=1"), ("-", b"'-")]
)
def test_a_cell_that_needs_quotes_or_could_be_a_formula(tmp_path: Path, cell: str, written: bytes) -> None:
    """It is read again as it was given."""
    data = with_cells(b"a,b\n1,2\n", 2, {1: cell})
    assert data == b"a,b\n1," + written + b"\n"
    assert read(tmp_path, data).rows[2]["b"] == cell


def test_composed_characters(tmp_path: Path) -> None:
    """Some systems save decomposed ones."""
    assert read(tmp_path, "a,b\na\u0301,2\n".encode()).rows[2]["a"] == "á"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.csv: expected a table, got an empty file"),
        (b"a\n1\n", "a.csv, row 1, b: expected the columns a, b, got no such column"),
        (b"a,b,b\n1,2,3\n", "a.csv, row 1, b: expected each column once, got a column twice"),
        (b"a,b\n\n1\n1,2,3\n", "a.csv, row 3: expected 2 cells, as in the header, got 1 cells"),
        (b'a,b\n"1,2\n', "a.csv, row 2: expected every quoted cell closed by its quote, got broken CSV"),
        (b"a,b\n\xff,2\n", "a.csv, row 2: expected the file saved as UTF-8 (CSV UTF-8), got the byte 0xff, which is"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, data: bytes, message: str) -> None:
    """The row on which it stands."""
    with pytest.raises(InputError) as caught:
        read(tmp_path, data)
    assert str(caught.value).startswith(message)


def test_all_rows_that_are_wrong_are_told(tmp_path: Path) -> None:
    """Not only the first."""
    with pytest.raises(InputError) as caught:
        read(tmp_path, b"a,b\n1\n1,2,3\n")
    assert len(caught.value.problems) == 2


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Or is a folder."""
    with pytest.raises(InputError, match=r"b\.csv: expected a table, got no such file"):
        read_spreadsheet(tmp_path / "b.csv", ["a"], "a table")
    with pytest.raises(InputError, match="expected a table, got an unreadable file"):
        read_spreadsheet(tmp_path, ["a"], "a table")
