"""Periods that a text names, and which of them a number belongs to."""

from __future__ import annotations

from datetime import date

import pytest

from partyresearch.intake.named_periods import find_publication_day
from partyresearch.intake.numbers import exclude_by_form, mask_numbers, numbers
from partyresearch.intake.periods import Calendar
from partyresearch.intake.text import read

DAY = date(2024, 10, 8)


def days(*pair: date | None) -> str:
    """Two days, without the year where it is that of the article."""
    return " – ".join(str(day) for day in pair)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Kết nạp đảng viên\n10/04/2024 03:16 CH\nNăm 2023", date(2024, 4, 10)),
        ("Kế hoạch ngày 01/02/2023\nNgày 10/04/2024", date(2024, 4, 10)),
        ("Nghị định 5/NĐ-CP 01/02/2023", None),
        ("31/02/2024", None),
        ("1/1/2024 và 2/2/2024", date(2024, 1, 1)),
        ("1/1/2024 và 2/2/2024 08:15", date(2024, 2, 2)),
        ("1/1/2024 " + "x" * 500 + " thứ hai 2/2/2024", date(2024, 2, 2)),
        ("x" * 500 + " 2/2/2024", None),
        ("x" * 500 + " thứ hai 2/2/2024", date(2024, 2, 2)),
        ("x" * 3100 + " thứ hai 2/2/2024", None),
        ("không", None),
    ],
)
def test_the_day_of_publication(words: str, expected: date | None) -> None:
    """Of the date line; the date of a document is none."""
    assert find_publication_day(read(words)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Quý I và 6 tháng cuối năm 2023", ["2024-01-01 – 2024-03-31 quarter", "2023-07-01 – 2023-12-31 months"]),
        ("quý II/2023", ["2023-04-01 – 2023-06-30 quarter"]),
        ("9 tháng đầu năm", ["2024-01-01 – 2024-09-30 months"]),
        ("13 tháng đầu năm", []),
        ("tháng 2", ["2024-02-01 – 2024-02-29 month"]),
        ("2/2023", ["2023-02-01 – 2023-02-28 month"]),
        ("năm 2022, tháng 5", ["2022-01-01 – 2022-12-31 year", "2022-05-01 – 2022-05-31 month"]),
        ("năm 2022. Tháng 5", ["2022-01-01 – 2022-12-31 year", "2024-05-01 – 2024-05-31 month"]),
        ("ngày 5/6/2023", ["2023-06-05 – 2023-06-05 day"]),
        ("ngày 31/6/2023", []),
        ("giai đoạn 2020-2025", ["2020-01-01 – 2025-12-31 term"]),
        ("2025-2020", []),
        ("2023 đảng viên", []),
        ("từ đầu năm 2023 đến nay", ["2023-01-01 – 2024-10-08 since"]),
        ("từ đầu năm đến nay", ["2024-01-01 – 2024-10-08 since"]),
        ("từ đầu năm đến ngày 15/9/2024", ["2024-01-01 – 2024-09-15 since"]),
        ("hai năm 2021 và 2022", ["2021-01-01 – 2022-12-31 years"]),
        ("giai đoạn 2021 đến năm 2023", ["2021-01-01 – 2023-12-31 years"]),
        ("2021 và 2022", ["2021-01-01 – 2021-12-31 year", "2022-01-01 – 2022-12-31 year"]),
        ("từ đầu nhiệm kỳ 2020-2025 đến nay", ["2020-01-01 – 2024-10-08 since", "2020-01-01 – 2024-10-08 since"]),
        ("từ đầu nhiệm kỳ (2020-2025) đến nay", ["2020-01-01 – 2024-10-08 since"]),
        ("trong 9 tháng năm 2023", ["2023-01-01 – 2023-09-30 months"]),
        ("trong 6 tháng", ["2024-01-01 – 2024-06-30 months"]),
        ("trong 10 tháng", ["2024-01-01 – 2024-10-31 months"]),
        ("trong 11 tháng", []),
        ("6 tháng cuối năm 2023; trong 6 tháng", ["2023-07-01 – 2023-12-31 months", "2024-01-01 – 2024-06-30 months"]),
        ("từ 1/1 đến 15/9/2023", ["2023-01-01 – 2023-09-15 months"]),
        ("lũy kế 9 tháng", ["2024-01-01 – 2024-09-30 months"]),
        ("kết quả 9 tháng năm 2023", ["2023-01-01 – 2023-09-30 months"]),
        ("9 tháng năm 2023", ["2023-01-01 – 2023-09-30 months"]),
        ("nửa đầu năm nay", ["2024-01-01 – 2024-06-30 months"]),
        ("nửa đầu năm 2022", ["2022-01-01 – 2022-06-30 months"]),
        ("năm 2022, sau khi năm trước đó", ["2022-01-01 – 2022-12-31 year", "2021-01-01 – 2021-12-31 year"]),
        ("hai tháng cuối năm 2023", ["2023-11-01 – 2023-12-31 months"]),
        ("từ năm 2010 tới tháng 6.2016", ["2010-01-01 – 2016-06-30 years"]),
        ("đến ngày 5.9", ["2024-09-05 – 2024-09-05 day"]),
        ("đến 5.900 đảng viên", []),
        ("trong tháng này", ["2024-10-01 – 2024-10-31 month"]),
        ("từ nay đến cuối năm", ["2024-10-08 – 2024-12-31 months"]),
        ("năm nay", ["2024-01-01 – 2024-12-31 year"]),
        ("năm ngoái", ["2023-01-01 – 2023-12-31 year"]),
        ("năm qua, những năm qua", []),
        ("hiện có", ["2024-10-08 – 2024-10-08 now"]),
        ("thực hiện có", []),
        ("Nghị quyết số 5 ngày 3/2/2023", []),
        ("sáu tháng đầu năm 2023", ["2023-01-01 – 2023-06-30 months"]),
    ],
)
def test_the_periods_of_a_text(words: str, expected: list[str]) -> None:
    """Relative ones count from the day of the article; 2024 is its year."""
    found = Calendar(read(words), DAY).periods
    assert [f"{days(p.first, p.last)} {p.kind}" for p in found] == expected


def test_the_past_year_is_the_year_before_until_march() -> None:
    """Later it may be the last twelve months."""
    assert [p.first.year for p in Calendar(read("năm qua"), date(2024, 3, 31)).periods] == [2023]
    assert Calendar(read("năm qua"), date(2024, 4, 1)).periods == []


def test_up_to_a_day() -> None:
    """A flow then begins with the year."""
    calendar = Calendar(read("Tính đến 30/9/2024 kết nạp 9 người"), DAY)
    assert calendar.periods[0].until
    assert days(*calendar.flow_days(calendar.periods[0], "reported")) == "2024-01-01 – 2024-09-30"
    assert not Calendar(read("từ tháng 1 đến 30/9/2024"), DAY).periods[-1].until


def test_a_flow_ends_with_what_is_reported_or_asked() -> None:
    """Nobody reports what is still to come; a target since the beginning is for the whole."""
    calendar = Calendar(read("nhiệm kỳ 2020-2025; năm 2024; từ đầu năm đến nay; từ đầu nhiệm kỳ đến nay"), DAY)
    term, year, since, since_term = calendar.periods
    assert days(*calendar.flow_days(year, "reported")) == "2024-01-01 – 2024-10-08"
    assert days(*calendar.flow_days(year, "target")) == "2024-01-01 – 2024-12-31"
    assert days(*calendar.flow_days(since, "target")) == "2024-01-01 – 2024-12-31"
    assert days(*calendar.flow_days(since_term, "target")) == "2020-01-01 – 2025-12-31"
    assert days(*calendar.flow_days(term, "planned")) == "2020-01-01 – 2025-12-31"
    later = Calendar(read("năm 2025"), DAY)
    assert days(*later.flow_days(later.periods[0], "reported")) == "2025-01-01 – 2025-12-31"
    assert days(*calendar.flow_days(None, "reported")) == days(*(calendar.main or (None, None)))


def test_what_began_before_goes_on_to_now() -> None:
    """Within the paragraph, and only if the day of the article lies in it."""
    for words, expected in {
        "Năm 2024 đã giao. Đến nay kết nạp 5": "2024-01-01 – 2024-10-08",
        "Năm 2023 đã giao. Đến nay kết nạp 5": "None – 2024-10-08",
        "Năm 2024 đã giao.\nĐến nay kết nạp 5": "None – 2024-10-08",
    }.items():
        calendar = Calendar(read(words), DAY)
        assert days(*calendar.flow_days(calendar.periods[-1], "reported")) == expected, words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Quý I/2024 đạt kết quả tốt. Năm 2023, năm 2023", "2024-01-01 – 2024-03-31"),
        ("x" * 250 + " quý I/2024. Năm 2022, năm 2023, năm 2022", "2022-01-01 – 2022-12-31"),
        ("So với năm 2021, năm 2022", "2022-01-01 – 2022-12-31"),
        ("Năm 2024", "2024-01-01 – 2024-12-31"),
        ("Năm 2025", "None – None"),
        ("ngày 1/1/2024", "None – None"),
    ],
)
def test_the_main_period(words: str, expected: str) -> None:
    """The headline's, else the commonest year; not one that is compared with or still to come."""
    assert days(*(Calendar(read(words), DAY).main or (None, None))) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("từ năm 2021 đến nay", "2021-01-01 – None"),
        ("nhiệm kỳ 2020-2025 giao; từ đầu nhiệm kỳ đến nay", "2020-01-01 – None"),
        ("từ ngày 1-7-2025 đến hết năm 2025", "2025-07-01 – 2025-12-31"),
        ("Năm 2023 đã giao. Hiện có", "2023-01-01 – None"),
        ("Đến ngày 22/11, vượt kế hoạch năm 2024", "2024-01-01 – 2024-12-31"),
        ("Đến ngày 22/11, nhiều hơn năm 2023", "2023-01-01 – 2023-12-31"),
    ],
)
def test_a_text_without_a_date(words: str, expected: str) -> None:
    """When it was written nobody knows: what lasts until now has no end."""
    calendar = Calendar(read(words), None)
    assert days(*calendar.flow_days(calendar.periods[-1], "reported")) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Đến ngày 22/11, vượt kế hoạch năm 2024", ["2024-11-22", "2024-01-01"]),
        ("Đến ngày 22/11, nhiều hơn năm 2023", ["2023-01-01"]),
        ("Ngày 22/11 làm lễ. Năm 2024", ["2024-01-01"]),
    ],
)
def test_a_day_without_a_year(words: str, expected: list[str]) -> None:
    """In a text without a date it has the year of its sentence, if that is not only compared with."""
    assert [str(period.first) for period in Calendar(read(words), None).periods] == expected
    assert str(Calendar(read("Ngày 22/9 làm lễ"), DAY).periods[0].first) == "2024-09-22"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Năm 2022 kết nạp 5 đảng viên", "2022-01-01"),
        ("Năm 2022 giao; kết nạp 5 đảng viên trong năm 2023", "2023-01-01"),
        ("Năm 2022 giao; kết nạp 5 đảng viên, chỉ tiêu năm 2023", "2022-01-01"),
        ("Năm 2022 giao; kết nạp 5 đảng viên, trong năm 2023", "2022-01-01"),
        ("Năm 2022 giao; kết nạp 5 đảng viên, từ đầu năm 2023 đến nay", "2023-01-01"),
        ("Kết nạp 5 đảng viên, tăng nhiều, quý I/2023 nữa", "2023-01-01"),
        ("Kết nạp 5 đảng viên; quý I/2023 nữa", ""),
        ("Năm 2022 giao. Kết nạp 5 đảng viên", "2022-01-01"),
        ("Năm 2022 giao.\nKết nạp 5 đảng viên", ""),
        ("Ngày 1/2/2023 giao. Kết nạp 5 đảng viên", ""),
        ("Năm 2022, so với năm 2021, kết nạp 5 đảng viên", "2022-01-01"),
        ("Kết nạp 5 đảng viên từ đầu năm 2023 đến nay", "2023-01-01"),
    ],
)
def test_the_period_of_a_number(words: str, expected: str) -> None:
    """Attached behind it, else before it, else behind it in the sentence, else carried on in the paragraph."""
    text = read(words)
    masked = mask_numbers(text, {number: exclude_by_form(text, number) for number in numbers(text)})
    start = text.clean.index("5 đảng")
    period, _ = Calendar(text, DAY).period_of(start, start + 1, len(masked), masked)
    assert (str(period.first) if period else "") == expected


def test_the_last_period_between_two_offsets() -> None:
    """Of those that begin there."""
    calendar = Calendar(read("năm 2022, năm 2023, năm 2024"), DAY)
    period = calendar.last_between(5, 18)
    assert period is not None
    assert period.first.year == 2023
    assert calendar.last_between(5, 10) is None
