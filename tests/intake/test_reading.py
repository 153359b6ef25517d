"""Any text can be read: every run of digits is in one candidate, and says where it stands."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partyresearch.collection.place import find_collection
from partyresearch.intake.candidates import candidate_rows
from partyresearch.intake.find import Finder

FINDER = Finder(find_collection())
PIECES = [
    "kết nạp ",
    "đảng viên ",
    "Đảng bộ huyện Mỹ Lộc ",
    "năm 2023, ",
    "quý I/2024 ",
    "62",
    "2.564",
    "100,87%",
    "17 /18",
    "8% - 9%",
    "14/12/2023 ",
    "từ đầu nhiệm kỳ 2020 - 2025 đến nay ",
    "trong đó có ",
    "chỉ tiêu ",
    "\n- ",
    "\n",
    ". ",
    "; ",
    "(",
    ")",
    "<b>",
    "&nbsp;",
    "\u00ad",
    "\u0301",
    "Bí thư Tỉnh ủy ",
    "hai mươi mốt ",
    "đa số ",
    "Khối ",
    "Chi bộ ",
    "%",
    "năm ",
    "٣",
    "½",
    "0",
    "/",
    "-",
    "Tin liên quan",
]
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))


@settings(max_examples=400)
@given(TEXTS)
def test_any_text_is_read(text: str) -> None:
    """No crash; spans in order, apart from one another, each run of digits in exactly one."""
    candidates = FINDER.read(text).candidates
    spans = [(c.start, c.end) for c in candidates]
    assert spans == sorted(spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(c.printed == text[c.start : c.end] and c.printed for c in candidates)
    for run in re.finditer(r"[0-9]+", text):
        assert sum(start < run.end() and run.start() < end for start, end in spans) >= 1
    starts = {c.start for c in candidates}
    for candidate in candidates:
        links = {candidate.part_of, candidate.numerator, candidate.denominator, candidate.repeat_of} - {None}
        assert links <= starts - {candidate.start}


FORMS: dict[str, Callable[[str], str]] = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "soft hyphens": lambda text: text.replace("đảng", "đ\u00adảng"),
    "other spaces": lambda text: text.replace(" ", "\u00a0"),
    "tags": lambda text: text.replace("đảng", "<b>đảng</b>").replace(", ", ",&nbsp;"),
    "line ends": lambda text: text.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_form_of_the_characters_changes_nothing(form: str) -> None:
    """The same reading, at the places of that text."""
    text = "Năm 2023, Đảng bộ huyện Mỹ Lộc kết nạp 62 đảng viên, đạt 103,33% chỉ tiêu.\nHiện nay có 2.152 đảng viên."
    changed = FORMS[form](text)
    found = [FINDER.read(form).candidates for form in (text, changed)]
    fields = ("printed", "candidate", "metric", "value", "period_end", "bound", "organisation")
    plain, other = ([[getattr(c, name) for name in fields] for c in candidates] for candidates in found)
    assert plain == other
    assert all(changed[c.start : c.end] == c.printed for c in found[1])


def test_a_number_word_in_decomposed_characters_has_its_whole_span() -> None:
    """The marks behind a letter belong to it."""
    text = unicodedata.normalize("NFD", "kết nạp bảy đảng viên")
    assert [c.printed for c in FINDER.read(text).candidates] == [unicodedata.normalize("NFD", "bảy")]


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "(",
        "<",
        "<a ",
        "&a",
        "\n",
        "\u0301",
        "12 ",
        "1.",
        "- 5 đảng viên\n",
        "kết nạp 12 đảng viên ",
        "Đảng bộ Huyện A ",
        "năm 2023 ",
    ],
)
def test_the_time_grows_with_the_length_only(unit: str) -> None:
    """Four times the text takes nowhere near sixteen times the time."""
    times = []
    for length in (8_000, 32_000):
        text = unit * (length // len(unit))
        best = min(_seconds(text) for _ in range(3))
        times.append(best)
    assert times[1] < 9 * times[0] + 0.05


def _seconds(text: str) -> float:
    start = time.process_time()  # other processes do not count
    FINDER.read(text)
    return time.process_time() - start


def test_digits_of_tags_and_entities_are_no_figures() -> None:
    """Rules do not see them; every run of digits has its row all the same."""
    text = 'Kết nạp 62 đảng viên &#8211; <a href="/tin-123.html">xem</a>'
    found = {c.printed: (c.candidate, c.reason) for c in FINDER.read(text).candidates}
    assert found == {
        "62": ("unsure", ""),
        "8211": ("exclusion", "page_furniture"),
        "123": ("exclusion", "page_furniture"),
    }


def test_tags_within_a_span_take_no_time() -> None:
    """Each more of them took four times as long."""
    text = "kết nạp 62" + "<b></b>" * 40 + "-65 đảng viên"
    assert _seconds(text) < 5


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Đảng bộ huyện Mỹ Lộc, tỉnh Nam Định kết nạp 62 đảng viên năm 2023.", ["Đảng bộ huyện Mỹ Lộc"]),
        ("Chi bộ Nà Lầu trực thuộc Đảng bộ xã Tân Hòa kết nạp 3 đảng viên năm 2023.", ["Chi bộ Nà Lầu"]),
        (
            "Năm 2023, Đảng bộ tỉnh Hà Giang kết nạp 210 đảng viên. Đảng bộ thành phố Hà Giang kết nạp 15 đảng viên.",
            ["Đảng bộ tỉnh Hà Giang", "Đảng bộ thành phố Hà Giang"],
        ),
        ("Năm 2023, Đảng bộ thành phố Đồng Tháp kết nạp 62 đảng viên.", ["Đảng bộ thành phố Đồng Tháp"]),
        (
            "Thành ủy Hải Phòng giao quận Lê Chân. Quận Lê Chân đi đầu. Năm 2023, toàn thành phố kết nạp 9 đảng viên.",
            ["Đảng bộ thành phố Hải Phòng"],
        ),
    ],
)
def test_the_organisation_of_a_figure(text: str, names: list[str]) -> None:
    """Not the province that locates a district, nor a namesake; each new one has an id of its own."""
    found = [c.organisation for c in FINDER.read(text).candidates if c.candidate == "figure"]
    assert [organisation.name for organisation in found if organisation] == names
    ids = [organisation.organisation_id for organisation in found if organisation]
    assert len(set(ids)) == len(ids)
    assert not set(ids) & {"dong-thap"}


@pytest.mark.parametrize(
    ("text", "day", "period"),
    [
        ("Trong năm qua, Huyện ủy Mỹ Lộc kết nạp 5 đảng viên.", "2024-01-20", ("2023-01-01", "2023-12-31")),
        ("Trong năm qua, Huyện ủy Mỹ Lộc kết nạp 5 đảng viên.", "2024-07-20", ("None", "None")),
        ("Năm 2024, Huyện ủy Mỹ Lộc đã kết nạp 5 đảng viên.", "2024-07-20", ("2024-01-01", "2024-07-20")),
        ("Năm 2024, Huyện ủy Mỹ Lộc phấn đấu kết nạp 5 đảng viên.", "2024-07-20", ("2024-01-01", "2024-12-31")),
        (
            "Từ đầu năm đến ngày 15/12/2023, Huyện ủy Mỹ Lộc kết nạp 5 đảng viên.",
            "2023-12-20",
            ("2023-01-01", "2023-12-15"),
        ),
        ("Quý III/2023, Huyện ủy Mỹ Lộc kết nạp 5 đảng viên.", "2023-12-20", ("2023-07-01", "2023-09-30")),
        ("Đến ngày 30/9/2023, Đảng bộ huyện Mỹ Lộc có 5 đảng viên.", "2023-12-20", ("2023-09-30", "2023-09-30")),
    ],
)
def test_the_period_of_a_figure(text: str, day: str, period: tuple[str, str]) -> None:
    """Relative to the article's date, and not beyond it where something is reported."""
    figure = next(c for c in FINDER.read(text, date.fromisoformat(day)).candidates if c.printed == "5")
    assert (str(figure.period_start), str(figure.period_end)) == period


def test_a_second_mention_is_marked() -> None:
    """The codebook codes it again; the candidate file says of what it is a repeat."""
    text = "Năm 2023, Huyện ủy Mỹ Lộc kết nạp 62 đảng viên. Nhắc lại: năm 2023, huyện kết nạp 62 đảng viên."
    first, second = [row for row in candidate_rows(FINDER.read(text), "a", text) if row["printed"] == "62"]
    assert (first["repeat_of"], second["repeat_of"]) == ("", first["start"])


def test_headlines_that_a_page_has_run_together_are_teasers() -> None:
    """A word that goes on in a capital letter is no word."""
    text = "Những điểm sángHuyện ủy tuyên dương 10 đảng viên\nNăm 2023, Huyện ủy Mỹ Lộc kết nạp 62 đảng viên."
    first = FINDER.read(text).candidates[0]
    assert (first.candidate, first.reason) == ("exclusion", "teaser")
