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
from partyresearch.collection.vocabulary import BOUNDS, SET_BY
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
        "District Party organisations of Cần Thơ (9)",
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
    name = "Nam Đông district"
    assert row("nam-dong", "2023") == f"{name} · 2023"
    assert row("nam-dong", "2023", "school_pupil") == f"{name} · 2023 · school pupils"
    assert row("nam-dong", "2023", "all", "", "planned") == f"{name} · 2023 · planned"
    assert row("nobody", "2023") == "2023"


@pytest.mark.parametrize(
    ("start", "end", "english", "vietnamese"),
    [
        ("2023-01-01", "2023-12-31", "2023", "2023"),
        ("2023-04-01", "2023-06-30", "Apr–Jun 2023", "tháng 4–6/2023"),
        ("2023-04-01", "2023-04-30", "Apr 2023", "tháng 4/2023"),
        ("2023-12-01", "2024-02-29", "Dec 2023–Feb 2024", "tháng 12/2023–tháng 2/2024"),
        ("2023-01-01", "2023-05-05", "1 Jan–5 May 2023", "01/01–05/05/2023"),
        ("2022-12-25", "2023-05-05", "25 Dec 2022–5 May 2023", "25/12/2022–05/05/2023"),
        ("2020-01-01", "2025-12-31", "2020–2025", "2020–2025"),
        ("2016-01-01", "2023-03-31", "Jan 2016–Mar 2023", "tháng 1/2016–tháng 3/2023"),
        (None, "2024-02-28", "until 28 Feb 2024", "đến 28/02/2024"),
        ("2024-02-28", None, "from 28 Feb 2024", "từ 28/02/2024"),
        (None, None, "period not printed", "kỳ không nêu trong bài"),
    ],
)
def test_periods_are_named(start: str | None, end: str | None, english: str, vietnamese: str) -> None:
    """By years or months if it has whole ones, anything else by its days."""
    days = [pd.NaT if day is None else pd.Timestamp(day) for day in (start, end)]
    assert _both(lambda labels: labels.period(*days)) == (english, vietnamese)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2023-01-01", "2023-12-31", "2023"),
        ("2023-01-01", "2023-03-31", "Jan–Mar 2023"),
        ("2016-01-01", "2023-12-31", "2016–2023"),
        (None, "2024-12-31", "until 2024"),
        ("2024-01-01", None, "from 2024"),
        (None, None, "period not printed"),
    ],
)
def test_whole_years_are_named_briefly(start: str | None, end: str | None, text: str) -> None:
    """As the heading of a row."""
    days = [pd.NaT if day is None else pd.Timestamp(day) for day in (start, end)]
    assert _labels().years(*days) == text


@pytest.mark.parametrize(
    ("value", "unit", "english", "vietnamese"),
    [
        (1.00869, "ratio", "1.01", "1,01"),
        (0.02586, "share", "2.6%", "2,6%"),
        (1.3566, "share", "136%", "136%"),
        (12.5, "share", "1,250%", "1.250%"),
        (0.0, "share", "0%", "0%"),
        (1.0, "share", "100%", "100%"),
        (0.0994, "share", "9.9%", "9,9%"),
        (0.0996, "share", "10%", "10%"),
        (0.997, "share", "99.7%", "99,7%"),
        (0.9996, "share", "99.96%", "99,96%"),
        (1.004, "share", "100.4%", "100,4%"),
        (1.0004, "share", "100.04%", "100,04%"),
        (0.0003, "share", "0.03%", "0,03%"),
        (0.00003, "share", "0.003%", "0,003%"),
        (2564.0, "persons", "2,564", "2.564"),
        (22.333, "persons per month", "22.3", "22,3"),
        (3.0, "months", "3.0", "3,0"),
        (float("inf"), "share", "no limit", "vô hạn"),
    ],
)
def test_numbers_are_rounded_for_their_unit(value: float, unit: str, english: str, vietnamese: str) -> None:
    """A ratio to two places, a percentage from 10 up to none, never falsely to 0 or 100; a rate to one."""
    assert _both(lambda labels: labels.number(value, unit)) == (english, vietnamese)


@pytest.mark.parametrize(
    ("low", "high", "unit", "english", "vietnamese"),
    [
        (1.0, 1.0, "ratio", "1.00", "1,00"),
        (0.5, None, "ratio", "at least 0.50", "ít nhất 0,50"),
        (float("nan"), 0.5, "ratio", "at most 0.50", "nhiều nhất 0,50"),
        (None, None, "ratio", "open", "chưa rõ"),
        (0.0054, 0.0737, "share", "0.5 to 7.4%", "0,5 đến 7,4%"),
        (None, 0.0737, "share", "at most 7.4%", "nhiều nhất 7,4%"),
        (0.1, float("inf"), "share", "10 to no limit", "10 đến vô hạn"),
        (1.27091, 1.27099, "ratio", "1.27 to 1.28", "1,27 đến 1,28"),
        (0.0, 0.00001, "ratio", "0.00 to 0.01", "0,00 đến 0,01"),
        (0.1 + 0.2, 0.4, "ratio", "0.30 to 0.40", "0,30 đến 0,40"),
        (0.29999999, 0.4, "ratio", "0.29 to 0.40", "0,29 đến 0,40"),
        (1.0164, None, "share", "at least 101%", "ít nhất 101%"),
        (1.0004, None, "share", "at least 100.04%", "ít nhất 100,04%"),
        (None, 0.9996, "share", "at most 99.96%", "nhiều nhất 99,96%"),
        (None, 0.0003, "share", "at most 0.1%", "nhiều nhất 0,1%"),
        (0.5004, 1.0, "share", "50 to 100%", "50 đến 100%"),
        (0.611, 0.917, "share", "61 to 92%", "61 đến 92%"),
        (61, 62, "persons", "61 to 62", "61 đến 62"),
    ],
)
def test_the_ends_of_an_interval_are_rounded_outwards(
    low: float | None, high: float | None, unit: str, english: str, vietnamese: str
) -> None:
    """So that print claims no more than the numbers do; what only a binary fraction adds is no reason to."""
    assert _both(lambda labels: labels.interval(low, high, unit)) == (english, vietnamese)


@pytest.mark.parametrize(
    ("low", "high", "english", "vietnamese"),
    [
        (116, 116, "116", "116"),
        (pd.NA, 61, "at most 61", "nhiều nhất 61"),
        (61, None, "at least 61", "ít nhất 61"),
        (2099, 2100, "2,099 or 2,100", "2.099 hoặc 2.100"),
        (140, 142, "140 to 142", "140 đến 142"),
        (pd.NA, None, "", ""),
    ],
)
def test_a_whole_number_may_be_a_bound(low: Any, high: Any, english: str, vietnamese: str) -> None:
    """Or one of two, or a range, or nothing at all."""
    assert _both(lambda labels: labels.whole(low, high)) == (english, vietnamese)


def test_an_estimate_has_its_models_interval_beside_it() -> None:
    """Where there is a model; one end is enough."""
    row = SimpleNamespace(estimand="rate_ratio", unit="ratio", estimate_low=1.016, estimate_high=None)
    row.low, row.high = 0.779, None
    assert _labels().estimate(row) == "at least 1.01 (model at least 0.77)"
    row = SimpleNamespace(estimand="student_share", unit="share", estimate_low=0.5, estimate_high=0.5, low=None)
    row.high = float("nan")
    assert _labels().estimate(row) == "50%"
    row.high = 0.75
    assert _labels().estimate(row) == "50% (model at most 75%)"


@pytest.mark.parametrize("estimand", ["attainment", "interim_attainment", "mean_of_ratios", "ratio_of_totals"])
def test_an_attainment_is_a_percentage_to_readers(estimand: str) -> None:
    """A ratio in the table of estimates; other ratios stay ratios."""
    row = SimpleNamespace(estimand=estimand, unit="ratio", estimate_low=1.3566, estimate_high=1.3566)
    assert _labels().value(row) == "136%"
    row.estimand = "rate_ratio"
    assert _labels().value(row) == "1.36"


def test_two_ends_that_round_to_one_number_are_that_number() -> None:
    """As the rounding of a percentage leaves them; of others both stand."""
    row = SimpleNamespace(estimand="attainment", unit="ratio", estimate_low=1.27091, estimate_high=1.27155)
    assert _labels().value(row) == "127%"
    row.estimate_low = 1.2649
    assert _labels().value(row) == "126 to 128%"
    row.estimate_high = None
    assert _labels().value(row) == "at least 126%"


def test_a_period_within_a_sentence() -> None:
    """A quarter is called one; any other period as everywhere."""
    day = pd.Timestamp
    quarter, half = (day("2023-01-01"), day("2023-03-31")), (day("2023-01-01"), day("2023-06-30"))
    said = _both(lambda labels: labels.in_prose(*quarter))
    assert said == ("the first quarter of 2023", "quý\u00a0I/2023")
    assert _labels().in_prose(*half) == "Jan–Jun 2023"
    assert _labels().in_prose(pd.NaT, half[1]) == "until 30 Jun 2023"


def test_a_place_is_named_briefly_and_by_its_kind() -> None:
    """Without the word for a Party organisation, where a place is all that its name tells."""
    assert _both(lambda labels: labels.place("dam-doi")) == ("Đầm Dơi", "Đầm Dơi")
    assert _both(lambda labels: labels.full_place("dam-doi")) == ("Đầm Dơi district", "huyện Đầm Dơi")
    assert _labels().full_place("can-tho-districts") == _labels().organisation("can-tho-districts")
    assert _labels().place("nobody") == _labels().full_place("nobody") == ""
    ward, district = (row["organisation_id"] for row in _of_one_name())
    assert _labels().place(ward) == _labels().place(district) == "Bình Thủy"
    assert _labels().full_place(ward) != _labels().full_place(district)


def _of_one_name() -> list[dict[str, Any]]:
    """The ward and the district of Cần Thơ that share a name."""
    names = pr.load_organisations()
    return names[names["name"].str.endswith(" Bình Thủy") & names["name"].str.startswith("Đảng bộ")].to_dict("records")


def test_places_of_one_name_and_kind_keep_their_whole_names() -> None:
    """Else nobody could tell them apart."""
    twice = collect().organisations
    twice = twice[twice["organisation_id"].eq("dam-doi")]
    other = twice.assign(organisation_id="other", name_en="Party organisation of the other Đầm Dơi district")
    labels = Labels(Language(), replace(collect(), organisations=pd.concat([twice, other])))
    assert labels.full_place("dam-doi") == "Party organisation of Đầm Dơi district"
    assert labels.full_place("other") == "Party organisation of the other Đầm Dơi district"


def test_a_figure_is_found_by_its_metric() -> None:
    """The first of those asked for; else the first of all; the printed form is what a link shows."""
    ids = "dam-doi-2023:1582 dam-doi-2023:1559"
    metric = pr.load_figures().set_index("figure_id")["metric"]
    for figure_id in ids.split():
        assert _labels().figure(ids, str(metric[figure_id])) == figure_id
    assert _labels().figure(ids, "members_total") == "dam-doi-2023:1582"
    assert _labels().figure("") == ""
    assert _labels().print_of("dam-doi-2023:1582") == "100,87%"
    assert _labels().print_of("nothing:1") == "nothing:1"


def test_the_articles_of_figures_are_counted() -> None:
    """Each once, with the years in which they appeared; undated ones have none."""
    assert _labels().sources("dong-thap-2024:1357 lam-ha-2024:1017 lam-ha-2024:1618") == (2, 2024, 2024, 0)
    assert _labels().sources("dam-doi-2023:1582") == (1, None, None, 1)
