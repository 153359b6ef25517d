"""Labels: organisations, metrics, periods and numbers as a reader of either language meets them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import partyresearch as pr
from partyresearch.analysis.selection import collect
from partyresearch.collection.columns import BOUNDS, SET_BY
from partyresearch.show.labels import Labels
from partyresearch.show.language import Language


@cache
def _labels(language: str = "en") -> Labels:
    metrics = pd.DataFrame(
        [("members_admitted", "admitted", "kết nạp"), ("own_metric", "", "")], columns=["metric", "label", "label_vi"]
    )
    return Labels(Language(language), replace(collect(), metrics=metrics))


def _both(say: Any) -> tuple[str, str]:
    return say(_labels("en")), say(_labels("vi"))


def test_an_organisation_has_its_name_in_the_language() -> None:
    """With the number of units where it stands for several; an unknown one has none."""
    assert _both(lambda labels: labels.organisation("can-tho-districts")) == (
        "District committees of Cần Thơ (9)",
        "Các đảng bộ quận và huyện của Cần Thơ (9)",
    )
    assert _labels().organisation("nobody") == ""


def test_a_metric_has_the_label_of_its_vocabulary() -> None:
    """Or its id with spaces, where the vocabulary has no label for it."""
    assert _both(lambda labels: labels.metric("members_admitted")) == ("admitted", "kết nạp")
    assert _both(lambda labels: labels.metric("own_metric")) == ("own metric",) * 2
    assert _labels().metric("not_there") == "not there"


def test_groups_setters_and_bounds_of_the_codebook_have_labels() -> None:
    """In either language, different ones; a collection's own group is named by its code."""
    for code in pr.load_groups()["group"]:
        assert len({code.replace("_", " "), *_both(lambda labels, code=code: labels.group(code))}) >= 2
    for code in SET_BY:
        english, vietnamese = _both(lambda labels, code=code: labels.setter(code))
        assert (english != vietnamese) == bool(code)
    for code in BOUNDS:
        english, vietnamese = _both(lambda labels, code=code: labels.bound(code, "5"))
        assert "5" in english
        assert (english != vietnamese) == (code not in ("exact", "range"))
    assert _labels("vi").group("village_heads") == "village heads"


@pytest.mark.parametrize(
    ("printed", "english", "vietnamese"),
    [
        ("3%", "3%", "3%"),
        ("vượt", "vượt (exceeded)", "vượt (vượt)"),
        ("Chưa", "Chưa (not yet any)", "Chưa (chưa có ai)"),
    ],
)
def test_a_printed_word_stands_beside_its_meaning(printed: str, english: str, vietnamese: str) -> None:
    """In whatever case it is printed; a number has none."""
    shown = _both(lambda labels: labels.printed(printed))
    assert shown[0] == english
    assert shown[1].startswith(printed)
    quoted = _both(lambda labels: labels.quoted(printed))
    assert quoted[0] == english.replace(printed, f"“{printed}”", 1)
    assert quoted[1].startswith(f"“{printed}”")
    assert (" (" in shown[1]) == (" (" in vietnamese)


def test_a_row_is_named_by_what_tells_it_apart() -> None:
    """Nothing for everyone, and no dot for what is empty."""
    row = _labels().row
    name = "Nam Đông district committee"
    assert row("nam-dong", "2023") == f"{name} · 2023"
    assert row("nam-dong", "2023", "school_pupil") == f"{name} · 2023 · school pupils"
    assert row("nam-dong", "2023", "all", "", "planned") == f"{name} · 2023 · planned"
    assert row("nobody", "2023") == "2023"


@pytest.mark.parametrize(
    ("start", "end", "english", "vietnamese"),
    [
        ("2023-01-01", "2023-12-31", "2023", "2023"),
        ("2023-04-01", "2023-06-30", "2023Q2", "quý 2/2023"),
        ("2020-01-01", "2025-12-31", "2020-2025", "2020-2025"),
        ("2016-01-01", "2023-03-31", "2016-01-01 to 2023-03-31", "01/01/2016 đến 31/03/2023"),
        (None, "2024-02-28", "until 2024-02-28", "đến 28/02/2024"),
        ("2024-02-28", None, "from 2024-02-28", "từ 28/02/2024"),
        (None, None, "period not printed", "kỳ không nêu trong bài"),
    ],
)
def test_periods_are_named(start: str | None, end: str | None, english: str, vietnamese: str) -> None:
    """Years and quarters by name, anything else by its days."""
    days = [pd.NaT if day is None else pd.Timestamp(day) for day in (start, end)]
    assert _both(lambda labels: labels.period(*days)) == (english, vietnamese)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2023-01-01", "2023-12-31", "2023"),
        ("2023-01-01", "2023-03-31", "2023Q1"),
        ("2016-01-01", "2023-12-31", "2016–2023"),
        (None, "2024-12-31", "until 2024"),
        ("2024-01-01", None, "from 2024"),
        (None, None, "period not printed"),
    ],
)
def test_whole_years_are_named_briefly(start: str | None, end: str | None, text: str) -> None:
    """As the heading of a row of the coverage matrix."""
    days = [pd.NaT if day is None else pd.Timestamp(day) for day in (start, end)]
    assert _labels().years(*days) == text


@pytest.mark.parametrize(
    ("value", "unit", "english", "vietnamese"),
    [
        (1.00869, "ratio", "1.009", "1,009"),
        (0.02586, "share", "2.59 %", "2,59%"),
        (1.0, "share", "100.00 %", "100,00%"),
        (2564.0, "persons", "2564", "2.564"),
        (22.333, "persons per month", "22.3", "22,3"),
        (3.0, "months", "3.0", "3,0"),
        (float("inf"), "share", "no limit", "vô hạn"),
    ],
)
def test_numbers_are_rounded_for_their_unit(value: float, unit: str, english: str, vietnamese: str) -> None:
    """A ratio to three places, a share in percent to two, persons whole, a rate to one."""
    assert _both(lambda labels: labels.number(value, unit)) == (english, vietnamese)


@pytest.mark.parametrize(
    ("low", "high", "unit", "english", "vietnamese"),
    [
        (1.0, 1.0, "ratio", "1.000", "1,000"),
        (0.5, None, "ratio", "at least 0.500", "ít nhất 0,500"),
        (float("nan"), 0.5, "ratio", "at most 0.500", "nhiều nhất 0,500"),
        (None, None, "ratio", "open", "chưa rõ"),
        (0.0054, 0.0737, "share", "0.54 to 7.37 %", "0,54 đến 7,37%"),
        (None, 0.0737, "share", "at most 7.37 %", "nhiều nhất 7,37%"),
        (0.1, float("inf"), "share", "10.00 to no limit", "10,00 đến vô hạn"),
        (1.27091, 1.27099, "ratio", "1.270 to 1.271", "1,270 đến 1,271"),
        (0.0, 0.00001, "ratio", "0.000 to 0.001", "0,000 đến 0,001"),
        (0.1 + 0.2, 0.4, "ratio", "0.300 to 0.400", "0,300 đến 0,400"),
        (0.29999999, 0.4, "ratio", "0.299 to 0.400", "0,299 đến 0,400"),
        (61, 62, "persons", "61 to 62", "61 đến 62"),
    ],
)
def test_the_ends_of_an_interval_are_rounded_outwards(
    low: float | None, high: float | None, unit: str, english: str, vietnamese: str
) -> None:
    """So that print claims no more than the numbers do; what only a binary fraction adds is no reason to."""
    assert _both(lambda labels: labels.interval(low, high, unit)) == (english, vietnamese)


def test_a_whole_number_may_be_a_bound() -> None:
    """Or a range, or nothing at all."""
    whole = _labels().whole
    assert [whole(116, 116), whole(pd.NA, 61), whole(61, None), whole(140, 141), whole(pd.NA, None)] == [
        "116",
        "at most 61",
        "at least 61",
        "140 to 141",
        "",
    ]


def test_an_estimate_has_its_models_interval_beside_it() -> None:
    """Where there is a model; one end is enough."""
    row = SimpleNamespace(unit="ratio", estimate_low=1.016, estimate_high=None, low=0.779, high=None)
    assert _labels().estimate(row) == "at least 1.016 (model at least 0.779)"
    row = SimpleNamespace(unit="share", estimate_low=0.5, estimate_high=0.5, low=None, high=float("nan"))
    assert _labels().estimate(row) == "50.00 %"
    row.high = 0.75
    assert _labels().estimate(row) == "50.00 % (model at most 75.00 %)"
