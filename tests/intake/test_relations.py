"""What a figure has from the figures before it."""

from __future__ import annotations

from datetime import date

import pytest

from partyresearch.intake.candidates import Candidate, Metrics
from partyresearch.intake.cues import load_cues
from partyresearch.intake.reading import find_candidates
from partyresearch.intake.register import Register

METRICS: Metrics = {
    "members_admitted": ("persons", "flow"),
    "admission_target": ("persons", "flow"),
    "members_total": ("persons", "stock"),
    "population": ("persons", "stock"),
    "party_cells": ("organisations", "stock"),
    "target_attainment": ("percent", "ratio"),
    "target_excess": ("percent", "ratio"),
    "group_share_of_admissions": ("percent", "share"),
    "members_share_of_population": ("percent", "share"),
    "attainment_rank": ("rank", "rank"),
}


def read(words: str, day: date | None = None) -> dict[str, Candidate]:
    """The candidates of a text by their characters; of the same ones the last."""
    reading = find_candidates(words, Register(), METRICS, load_cues(), day)
    return {c.printed: c for c in reading.candidates}


def test_a_part_of_a_whole() -> None:
    """The people counted before, not their target, and not something else."""
    found = read("Năm 2023, Huyện ủy Mỹ Lộc giao 60, kết nạp 62 đảng viên, trong đó có 9 học sinh và 4 chi bộ.")
    assert (found["9"].part_of, found["9"].metric, found["9"].group) == (
        found["62"].start,
        "members_admitted",
        "school_pupil",
    )
    assert found["4"].part_of is None


def test_a_part_is_of_the_whole_before_its_first_part() -> None:
    """The second part belongs to the same whole."""
    found = read("Năm 2023, Huyện ủy Mỹ Lộc kết nạp 62 đảng viên, trong đó có 9 học sinh, 5 sinh viên.")
    assert found["9"].part_of == found["5"].part_of == found["62"].start


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("kết nạp 62 đảng viên.\nTrong đó có 9 học sinh.", None),
        ("kết nạp 62 đảng viên, trong đó có 15 sinh viên, gồm 9 người", "62"),
        ("kết nạp 62 đảng viên, chỉ tiêu 60 đảng viên, trong đó có 9 học sinh", "62"),
        ("phấn đấu kết nạp 60 đảng viên, trong đó có 9 học sinh", "60"),
    ],
)
def test_what_a_part_is_of(words: str, whole: str | None) -> None:
    """Something of the same paragraph that is no part itself, the result rather than its target."""
    found = read(f"Năm 2023, Huyện ủy Mỹ Lộc {words}")
    assert found["9"].part_of == (found[whole].start if whole else None)


def test_the_share_of_a_part() -> None:
    """Of the group that has just been counted, over the people admitted."""
    found = read("Năm 2023, Huyện ủy Mỹ Lộc kết nạp 62 đảng viên, trong đó có 9 học sinh, chiếm 14,5%.")
    share = found["14,5%"]
    assert (share.metric, share.group) == ("group_share_of_admissions", "school_pupil")
    assert share.denominator == found["62"].start


@pytest.mark.parametrize(
    ("words", "number", "told"),
    [
        (
            "Trong số này, nữ 30 người (48,4%); đoàn viên 41 người",
            "48,4%",
            ("group_share_of_admissions", "woman", False),
        ),
        (
            "Trong số này, nữ 30 người (48,4%); đoàn viên 41 người",
            "41",
            ("members_admitted", "youth_union_member", True),
        ),
        ("Trong số này, nữ 30 người. Đảng bộ quản lý 25 đảng viên nữ", "25", ("members_total", "woman", False)),
        ("Trong số đảng viên của huyện, 25 đồng chí là nữ", "25", ("members_total", "woman", False)),
        ("Về trình độ, Đảng bộ có 25 đảng viên nữ", "25", ("members_total", "woman", False)),
        ("Về chuyên môn, trung cấp có 9 đảng viên (14,5%)", "9", ("members_admitted", "", True)),
        ("Phân theo thành phần: nữ 54,2%; nông dân 16%", "16%", ("group_share_of_admissions", "farmer", False)),
        ("Toàn huyện có 1.154 đảng viên, trong số này 25 người là nữ", "25", ("members_total", "woman", True)),
        (f"{'Vui. ' * 130}Trong số này, nữ 54,2%", "54,2%", ("", "", False)),
    ],
)
def test_the_groups_that_people_belong_to(words: str, number: str, told: tuple[str, str, bool]) -> None:
    """Of the people admitted before, in the sentence that begins with them; not of the organisation."""
    found = read(f"Năm 2023, Huyện ủy Mỹ Lộc kết nạp 62 đảng viên. {words}.")[number]
    assert (found.metric, found.group, found.part_of is not None) == told


def test_a_list_goes_on_behind_a_city() -> None:
    """The stop of "TP." ends none, and an item is as sure as the one before it."""
    found = read(
        "Năm 2023, Quảng Nam có chỉ tiêu 90 đảng viên mới. Huyện Đại Lộc có chỉ tiêu 12 đảng viên mới; TP. Tam Kỳ 15."
    )
    assert (found["15"].metric, found["15"].status, found["15"].candidate) == ("admission_target", "target", "figure")


def test_items_of_a_list() -> None:
    """Metric and period of the first; another label makes it something else."""
    found = read("Năm 2023, Huyện ủy Mỹ Lộc kết nạp 62 đảng viên; Huyện ủy Ý Yên 75; Xe máy cũ 81; Huyện ủy Vụ Bản 90.")
    assert (found["75"].metric, found["75"].period_start) == ("members_admitted", date(2023, 1, 1))
    assert found["75"].organisation is not None
    assert found["75"].organisation.name == "Đảng bộ huyện Ý Yên"
    assert found["75"].score > 0.5 > found["81"].score


def test_the_line_above_a_list() -> None:
    """What it is about, reported or asked, and its period."""
    found = read(
        "Năm 2023, kết quả kết nạp đảng viên:\n- Huyện ủy Mỹ Lộc: 62\n- Huyện ủy Ý Yên: 75;\n", date(2024, 1, 5)
    )
    assert (found["62"].metric, found["62"].status) == ("members_admitted", "reported")
    assert (found["62"].period_start, found["62"].period_end) == (date(2023, 1, 1), date(2023, 12, 31))
    found = read("Chỉ tiêu kết nạp đảng viên năm 2024:\n- Huyện ủy Mỹ Lộc: 62;\n", date(2024, 1, 5))
    assert (found["62"].metric, found["62"].status) == ("admission_target", "target")
    assert found["62"].period_end == date(2024, 12, 31)
    assert read("Thời tiết hôm nay:\n- Huyện ủy Mỹ Lộc: 62;\n")["62"].metric == ""


def test_what_a_percentage_scores() -> None:
    """The people admitted in the same period by the same organisation; else nothing."""
    found = read("Năm 2023, Huyện ủy Mỹ Lộc kết nạp 62 đảng viên, đạt 104% chỉ tiêu.")
    assert found["104%"].numerator == found["62"].start
    found = read("Huyện ủy Mỹ Lộc kết nạp 62 đảng viên năm 2022. Năm 2023, đạt 104% chỉ tiêu.")
    assert found["104%"].numerator is None
    found = read("Năm 2023, Huyện ủy Mỹ Lộc kết nạp 62 đảng viên. Huyện ủy Ý Yên đạt 104% chỉ tiêu.")
    assert found["104%"].numerator is None


def test_an_excess_is_an_attainment() -> None:
    """12 % above the target are 112 % of it; what is above 100 is a whole attainment."""
    found = read("Năm 2023, Huyện ủy Mỹ Lộc kết nạp 62 đảng viên, vượt 12% chỉ tiêu.")
    assert (found["12%"].metric, found["12%"].value, found["12%"].bound) == ("target_excess", 112, "exact")
    found = read("Năm 2023, Huyện ủy Mỹ Lộc kết nạp 62 đảng viên, vượt 112% chỉ tiêu.")
    assert (found["112%"].metric, found["112%"].value) == ("target_attainment", 112)
    found = read("Năm 2023, kết nạp vượt chỉ tiêu 12%, Huyện ủy Ý Yên 112%.")  # has its metric from the list alone
    assert (found["112%"].metric, found["112%"].candidate) == ("target_attainment", "unsure")


def test_a_part_of_the_year_against_the_target_of_the_year() -> None:
    """Only if the words say so, and only a part."""
    found = read("Quý I/2023, Huyện ủy Mỹ Lộc kết nạp 62 đảng viên, đạt 30% chỉ tiêu cả năm.", date(2023, 4, 5))
    assert (found["30%"].against_start, found["30%"].against_end) == (date(2023, 1, 1), date(2023, 12, 31))
    assert found["30%"].period_end == date(2023, 3, 31)
    found = read("Quý I/2023, Huyện ủy Mỹ Lộc kết nạp 62 đảng viên, đạt 30% chỉ tiêu.", date(2023, 4, 5))
    assert found["30%"].against_start is None
    found = read("Năm 2023, Huyện ủy Mỹ Lộc kết nạp 62 đảng viên, đạt 103% chỉ tiêu năm.")
    assert found["103%"].against_start is None


def test_what_is_said_again() -> None:
    """The same metric, owner, group, period, status and value; not what has no metric."""
    text = "Năm 2023, Huyện ủy Mỹ Lộc kết nạp 62 đảng viên. Như vậy, năm 2023 Huyện ủy Mỹ Lộc kết nạp 62 đảng viên."
    assert read(text)["62"].repeat_of == text.index("62")
    assert read(text.replace("vậy, năm 2023", "vậy, năm 2022"))["62"].repeat_of is None
    assert read("có 7 con cá, có 7 con cá")["7"].repeat_of is None


@pytest.mark.parametrize(
    ("words", "number", "expected"),
    [
        ("Đến ngày 30/9/2023, Huyện ủy Mỹ Lộc có 2152 đảng viên", "2152", ("2023-09-30", "2023-09-30")),
        ("Năm 2024, Huyện ủy Mỹ Lộc có 2152 đảng viên", "2152", ("2024-10-08", "2024-10-08")),
        ("Huyện ủy Mỹ Lộc thành lập năm 1997, có 2152 đảng viên", "2152", ("2024-10-08", "2024-10-08")),
        ("Huyện ủy Mỹ Lộc kết nạp 5 đảng viên, chỉ tiêu năm 2024 là 62 đảng viên", "62", ("2024-01-01", "2024-12-31")),
        ("Huyện ủy Mỹ Lộc, quý I/2024 kết nạp 5 đảng viên, đạt 40% chỉ tiêu", "40%", ("2024-01-01", "2024-03-31")),
    ],
)
def test_the_period_of_a_figure(words: str, number: str, expected: tuple[str, str]) -> None:
    """Of a stock its day, not after that of the article; of a score that of its count."""
    figure = read(words, date(2024, 10, 8))[number]
    assert (str(figure.period_start), str(figure.period_end)) == expected
