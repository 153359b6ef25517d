"""Numbers in digits and in words, and what only looks like one."""

from __future__ import annotations

import pytest

from partyresearch.intake.numbers import numbers
from partyresearch.intake.text import read


def found(words: str) -> list[tuple[str, str]]:
    """Characters and form of each number."""
    text = read(words)
    return [(text.clean[n.start : n.end], n.form) for n in numbers(text)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Ngày 3/2/2024 lúc 8:30", [("3/2/2024", "date"), ("8:30", "time")]),
        ("3 tháng 2 năm 2024, 8 giờ 30", [("3 tháng 2 năm 2024", "date"), ("8 giờ 30", "time")]),
        ("nhiệm kỳ 2020 - 2025", [("2020 - 2025", "term")]),
        ("tháng 9/2024", [("9/2024", "month")]),
        ("5-6 đồng chí, đạt 17 /18", [("5-6", "range"), ("17 /18", "fraction")]),
        ("8% - 9%, 4 đến 5 triệu", [("8% - 9%", "range"), ("4 đến 5 triệu", "range")]),
        ("từ 5 đến 2025", [("5", "plain"), ("2025", "plain")]),
        ("gọi 0912 345 678, 0912345678", [("0912 345 678", "phone"), ("0912345678", "phone")]),
        ("0912 345 đảng viên", [("0912", "plain"), ("345", "plain")]),
        ("lớp 12a1", [("12a1", "label")]),
        ("2.564 và 135,66%", [("2.564", "plain"), ("135,66%", "plain")]),
        ("580 nghìn tỷ, 5 tỷ lệ", [("580 nghìn tỷ", "plain"), ("5", "plain")]),
        ("5 tỷ lệ của", [("5 tỷ ", "plain")]),
        ("có ٣ và 1٣", [("٣", "foreign"), ("1٣", "foreign")]),
        ("1.٣5 em", [("1", "plain"), ("٣5", "foreign")]),
        ("9" * 70, [("9" * 70, "plain")]),
    ],
)
def test_forms_in_digits(words: str, expected: list[tuple[str, str]]) -> None:
    """What belongs to a run of digits, and what it is."""
    assert found(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("kết nạp hai mươi mốt đảng viên, vượt 5 triệu", ["hai mươi mốt", "vượt", "5 triệu"]),
        ("một nghìn hai trăm linh năm người", ["một nghìn hai trăm linh năm"]),
        ("tối đa số", []),
        ("đa số là nữ", ["đa số"]),
        ("hầu hết", ["hầu hết"]),
        ("thứ hai, phần ba", []),
        ("tư tưởng, đầu tư, riêng tư, tỷ lệ, một số", []),
        ("bốn tư", ["bốn tư"]),
        ("năm đảng viên, hằng năm, năm nay, năm 2023, năm", ["năm", "2023"]),
        ("năm học sinh và năm học", ["năm"]),
        ("hai năm qua, ba năm", ["hai", "ba"]),
        ("lẻ năm, mốt", []),
        ("không, chưa", ["không", "chưa"]),
        ("khôngai", []),
        ("hai\nba", ["hai", "ba"]),
    ],
)
def test_numbers_in_words(words: str, expected: list[str]) -> None:
    """Number words and the words of the codebook; not the noun "năm", nor parts of other words."""
    assert [printed for printed, _ in found(words)] == expected


def test_a_scale_word_is_no_number_of_its_own() -> None:
    """It belongs to the numeral, and what follows is found."""
    assert found("năm triệu, 5 triệu ba")[:2] == [("năm triệu", "words"), ("5 triệu", "plain")]
    assert found("5 triệu và ba em")[1] == ("ba", "words")
    assert found("ba5") == [("ba", "words"), ("5", "plain")]
