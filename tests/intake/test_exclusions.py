"""Numbers that are no figures: dates, documents, names, the page around an article."""

from __future__ import annotations

import pytest

from partyresearch.intake.exclusions import Zones, exclude_by_form, mask_numbers
from partyresearch.intake.numbers import numbers
from partyresearch.intake.text import read


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
    assert Zones(read(page)).reason_at(page.index(words)) == reason
