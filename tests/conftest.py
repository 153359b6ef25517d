"""Fixtures: a tiny collection with a text of its own, written for the tests."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from partyresearch.collection import DATA_VARIABLE, TEXTS_VARIABLE, Collection, find_collection
from partyresearch.columns import TABLES
from partyresearch.sources import find_texts

TEXT = (
    "Ngày 05/04/2021\n"
    "Năm 2020, Đảng bộ xã Mẫu kết nạp 12 đảng viên, đạt 120% chỉ tiêu; trong đó có 3 học sinh.\n"
    "Quý 1/2021 kết nạp 2 đảng viên, đạt 16,67% chỉ tiêu năm.\n"
)


def span(printed: str, after: str = "") -> list[str]:
    """Start, end and text of the first occurrence after some words."""
    start = TEXT.index(printed, TEXT.index(after) + len(after))
    return [str(start), str(start + len(printed)), printed]


YEAR, QUARTER = ["2020-01-01", "2020-12-31"], ["2021-01-01", "2021-03-31"]
NONE = [""] * 4
ROWS = {
    "raw-articles": [["mau-2021", "", "", "", "2021-04-05", "vi", "mau.txt", "", str(len(TEXT))]],
    "raw-organisations": [
        ["mau", "Đảng bộ xã Mẫu", "Mẫu commune committee", "grassroots", "", "", "", "", "", ""],
        ["mau-school", "Chi bộ trường Mẫu", "Mẫu school cell", "cell", "mau", "", "", "", "", ""],
    ],
    "raw-metrics": [
        ["members_admitted", "persons", "flow", "People admitted"],
        ["admission_target", "persons", "flow", "Admissions asked for"],
        ["target_attainment", "percent", "ratio", "Admissions in percent of the target"],
        ["members_total", "persons", "stock", "Members"],
    ],
    "raw-figures": [
        ["mau-2021", *span("12", "kết nạp "), "mau", "members_admitted", "all", *YEAR, "reported", "exact"]
        + ["", "", "", "", "", "", "", "", ""],
        ["mau-2021", *span("120%"), "mau", "target_attainment", "all", *YEAR, "reported", "exact"]
        + [span("12", "kết nạp ")[0], "", "", "", "", "", "superior", "", ""],
        ["mau-2021", *span("3", "có "), "mau", "members_admitted", "school_pupil", *YEAR, "reported", "exact"]
        + ["", "", span("12", "kết nạp ")[0], "", "", "", "", "", ""],
        ["mau-2021", *span("2", "1/2021 kết nạp "), "mau", "members_admitted", "all", *QUARTER, "reported", "exact"]
        + ["", "", "", "", "", "", "", "", ""],
        ["mau-2021", *span("16,67%"), "mau", "target_attainment", "all", *QUARTER, "reported", "exact"]
        + [span("2", "1/2021 kết nạp ")[0], "", "", "2021-01-01", "2021-12-31", "", "superior", "", ""],
    ],
    "raw-exclusions": [
        ["mau-2021", *span("05/04/2021"), "date"],
        ["mau-2021", *span("2020", "Năm "), "date"],
        ["mau-2021", *span("1/2021", "Quý "), "date"],
    ],
}  # fmt: skip
ROWS["raw-articles"][0][7] = hashlib.sha256(TEXT.encode()).hexdigest()


def write_rows(collection: Collection, name: str, rows: list[list[str]]) -> None:
    """Write a raw table."""
    path = collection.path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([TABLES[name].names, *rows])


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the environment; those that need the articles' texts ask for `texts`."""
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    monkeypatch.delenv(TEXTS_VARIABLE, raising=False)


ARTICLES = find_texts()


@pytest.fixture
def texts() -> Path:
    """The folder of the five articles' texts."""
    if ARTICLES is None:
        pytest.skip(f"the articles' texts are not at hand ({TEXTS_VARIABLE} is not set)")
    return ARTICLES


@pytest.fixture
def own() -> Collection:
    """The package's own collection."""
    return find_collection()


@pytest.fixture
def tiny(tmp_path: Path) -> Collection:
    """A collection of one invented article: 12 of 10 in a year, 3 of them pupils; 2 of 12 in the next quarter."""
    collection = Collection(tmp_path / "tiny")
    for name, rows in ROWS.items():
        write_rows(collection, name, rows)
    return collection


@pytest.fixture
def tiny_texts(tmp_path: Path) -> Path:
    """The folder with the invented article's text."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "mau.txt").write_bytes(TEXT.encode())
    return folder
