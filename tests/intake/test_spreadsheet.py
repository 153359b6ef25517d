"""A table as spreadsheets save it."""

from __future__ import annotations

from pathlib import Path

import pytest

from partyresearch.collection.problems import InputError
from partyresearch.intake.spreadsheet import Spreadsheet, read_spreadsheet


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
