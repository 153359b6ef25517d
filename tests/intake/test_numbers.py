"""Numbers in digits and in words; dates, documents, names and the page around an article, which are no figures."""

from __future__ import annotations

import pytest

from partyresearch.intake.numbers import exclude_by_form, exclude_by_place, find_zones, mask_numbers, numbers
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


@pytest.mark.parametrize(
    ("words", "reasons"),
    [
        ("Kế hoạch số 88-KH/HU năm 2023", ["document", "date"]),
        ("Nghị quyết 27-NQ/TW", ["document"]),
        ("Quyết định 1.234/2023/QĐ", ["document", "document"]),
        ("12 - đảng viên", [""]),
        ("ngày 3/2 và 3/45", ["date", ""]),
        ("đạt 3/5", [""]),
        ("sáng 31/12", ["date"]),
        ("ngày 32/12", [""]),
        ("ngày 3/13", [""]),
        ("năm 2023 đảng viên", ["date"]),
        ("2023 đảng viên", [""]),
        ("2023.", ["date"]),
        ("và 2024 đảng viên", [""]),
        ("và 2024 được", ["date"]),
        ("anh Nguyễn Văn Ba, thị xã Ba Đồn, ba em", ["name", "name", ""]),
        ("Ba em", [""]),
        ("đến 17/182.564 người", [""]),
        ("lớp 12a1, 8:30, gọi 0912345678", ["label", "date", "page_furniture"]),
    ],
)
def test_what_a_number_looks_like(words: str, reasons: list[str]) -> None:
    """The reason, empty for what may be a figure."""
    text = read(words)
    assert [exclude_by_form(text, number)[0] for number in numbers(text)] == reasons


def test_what_shows_it() -> None:
    """The words are quoted in the candidate file."""
    text = read("ngày 3/2 và số 88-KH/HU, năm 2023")
    assert [exclude_by_form(text, number)[1] for number in numbers(text)] == ["ngày #", "#-kh/hu,", "năm #"]


def test_the_masked_text_is_as_long_as_the_text() -> None:
    """Figures and dates as marks; number words as they are."""
    text = read("Năm 2023 kết nạp 62 người, ba nữ")
    masked = mask_numbers(text, {number: exclude_by_form(text, number) for number in numbers(text)})
    assert masked == "năm ◇◇◇◇ kết nạp ◆◆ người, ba nữ"


ARTICLE = "Năm 2023, Huyện ủy kết nạp 62 đảng viên.\n" * 10


@pytest.mark.parametrize(
    ("page", "words", "reason"),
    [
        (f"{ARTICLE}Tin liên quan\nXã A có 5", "Xã A", "teaser"),
        (f"{ARTICLE}Bản quyền 2024", "Bản quyền", "page_furniture"),
        (f"{ARTICLE}Tin khác\nA\nLượt xem: 5", "5", "page_furniture"),
        (f"{ARTICLE}Tin khác\nA 7\nLượt xem: 5", "A 7", "teaser"),
        (f"Tin liên quan\n{ARTICLE}", "62", ""),
        (f"Lượt xem: 5\n{ARTICLE}", "5", ""),
        (f"Những điểm sángHuyện ủy khen\n{ARTICLE}", "Những", "teaser"),
        (f"Những điểm sángHuyện ủy khen.\n{ARTICLE}", "Những", ""),
        (f"{'CỔNG THÔNG TIN ĐIỆN TỬ ' * 8}\n{ARTICLE}", "CỔNG", "page_furniture"),
        (f"{'CỔNG THÔNG TIN ĐIỆN TỬ ' * 3}\n{ARTICLE}", "CỔNG", ""),
    ],
)
def test_parts_of_a_page(page: str, words: str, reason: str) -> None:
    """Links and counters below the article, banners and links above it."""
    text = read(page)
    assert exclude_by_place(text, page.index(words), find_zones(text)) == reason
