"""What a researcher sees: the text as it is, its marks, and what is left."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from partyresearch.analysis.selection import collect
from partyresearch.collection.place import find_collection
from partyresearch.collection.problems import InputError
from partyresearch.intake.candidates import candidate_rows
from partyresearch.intake.find import Finder
from partyresearch.reviewing.page import Review, review
from partyresearch.show.labels import Labels
from partyresearch.show.language import Language

TEXT = 'Năm 2023, <script>alert(1)</script> Huyện ủy A & B kết nạp 62 đảng viên <b>; "nữ" 5.'
LABELS = Labels(Language(), collect())


def test_a_text_is_shown_and_not_run() -> None:
    """Whatever it holds."""
    rows = candidate_rows(Finder(find_collection()).read(TEXT), "a", TEXT)
    page = Review(TEXT, rows, LABELS).html()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "A &amp; B" in page
    assert "<script" not in Review(TEXT, rows, LABELS).unsure_html()


def test_each_metric_is_told_apart_without_its_colour() -> None:
    """By its letter, in the text, in the key and in the table; each row leads to its place."""
    page = review().html()
    for letter in "ABCDEFGHI":
        assert page.count(f"<sup>{letter}</sup>") >= 2
        assert f"<b>{letter}</b>" in page
    for link in re.findall(r'href="#(at-\d+)"', page):
        assert page.count(f'id="{link}"') == 1


def test_a_reviewed_file(tmp_path: Path) -> None:
    """What is neither figure nor exclusion is still to be decided, however it is written."""
    (tmp_path / "a.txt").write_text("có 62 em và 5 cô", encoding="utf-8")
    finder = Finder(find_collection())
    rows = candidate_rows(finder.read("có 62 em và 5 cô"), "a", "có 62 em và 5 cô")
    for row, kind in zip(rows, ("figure", "Unsure"), strict=True):
        row["candidate"] = kind
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    found = review(str(tmp_path / "a.txt"), str(tmp_path / "a.csv"))
    assert found.headline == "Numbers: 2. Figures: 1, no figures: 0, to be decided: 1."
    assert [row["printed"] for row in found.unsure] == ["5"]


def test_a_file_of_another_text(tmp_path: Path) -> None:
    """Said in a line."""
    (tmp_path / "a.txt").write_text("có 7 em", encoding="utf-8")
    header = list(candidate_rows(Finder(find_collection()).read("có 5 em"), "a", "có 5 em")[0])
    cells = {"start": "3", "end": "4", "printed": "5"}
    lines = [",".join(header), ",".join(cells.get(name, "") for name in header)]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(
        InputError, match=r"a\.csv, row 2, printed: expected '7', which stands at 3 to 4 .or an empty cell., got '5'"
    ):
        review(str(tmp_path / "a.txt"), str(tmp_path / "a.csv"))
    with pytest.raises(InputError, match="expected the text of an article, got no such file"):
        review(str(tmp_path / "nowhere.txt"))


def test_codes_are_shown_as_words() -> None:
    """As on the pages of findings; the file keeps the codes."""
    read = review()
    assert "members_admitted" in {row["metric"] for row in read.rows}
    assert "members_admitted" not in read.html()
    assert ">admitted<" in read.html().replace("</b> ", "</b>").replace("<b>A</b>", ">")
