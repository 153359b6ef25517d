"""Readings from elsewhere beside those of the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from partyresearch.collection.problems import InputError
from partyresearch.intake.proposals import set_beside

TEXT = "Năm 2023, Đảng bộ huyện Mỹ Lộc kết nạp 62 đảng viên"
START = TEXT.index("62")


def _row() -> dict[str, str]:
    said = {"metric": "members_admitted", "group": "all", "organisation_id": "my-loc", "status": "reported"}
    said |= {"bound": "exact", "period_start": "2023-01-01", "period_end": "2023-12-31"}
    return {"start": str(START), "end": str(START + 2), "candidate": "figure", "doubts": "", **said}


def _beside(folder: Path, *lines: str) -> dict[str, str]:
    path = folder / "model.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    row = _row()
    set_beside([row], path, TEXT)
    return row


def test_the_same_reading(tmp_path: Path) -> None:
    """Changes nothing; a column that the file has not says nothing."""
    row = _beside(tmp_path, "start,end,printed,metric", f"{START},{START + 2},62,members_admitted")
    assert row == _row() | {"proposed": "agrees"}


def test_another_reading_is_for_a_person(tmp_path: Path) -> None:
    """It stands beside that of the rules, and takes nothing over."""
    header = "start,end,printed,metric,period_end"
    row = _beside(tmp_path, header, f"{START},{START + 2},62,members_total,")
    assert (row["candidate"], row["doubts"], row["metric"]) == ("unsure", "metric period_end", "members_admitted")
    assert row["proposed"] == "metric: members_total; period_end: empty"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (f"{START},{START + 2},63", f"row 2, printed: expected '62', which stands at {START} to {START + 2}, got '63'"),
        (f"x,{START + 2},62", "row 2, start: expected "),
        ("4,8,2023", "row 2, start: expected a number that `find` finds, got '2023' at 4"),
        ("900,902,62", "row 2, printed: expected '', which stands at 900 to 902, got '62'"),
    ],
)
def test_every_place_is_held_against_the_text(tmp_path: Path, place: str, said: str) -> None:
    """One line with row and column; nothing is compared."""
    with pytest.raises(InputError) as caught:
        _beside(tmp_path, "start,end,printed", place)
    assert said in str(caught.value.problems[0])
