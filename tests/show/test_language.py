"""A language belongs to the object that speaks it: messages, plural forms, numbers, days and Markdown."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import partyresearch as pr
from partyresearch.collection.problems import UserError
from partyresearch.show.language import LANGUAGES, Language


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ["2,669", "0.025", "1.5", "28 Feb 2024"]), ("vi", ["2.669", "0,025", "1,5", "28/02/2024"])],
)
def test_numbers_and_days_are_those_of_the_language(language: str, said: list[str]) -> None:
    """As CLDR writes them; rounded alike, and text is left alone."""
    t = Language(language)
    assert [t.number(2669), t.number(0.025, 3), t.number(1.5), t.day(pd.Timestamp("2024-02-28"))] == said
    assert re.sub("[.,]", "", t.number(1234567)) == re.sub("[.,]", "", t.number(1234567.0)) == "1234567"
    assert re.sub("[.,]", "", t.number(1234567890123456)) == "1234567890123456"
    assert t.number(float("nan")) == ""
    assert t.number(float("inf"), 3) == t("no limit")
    assert t("at least {low}", low="2.669") == t("at least {low}", low="") + "2.669"
    assert t("until {end}", end=date(2024, 2, 28)).endswith(said[-1])
    assert t("at least {low}", low=np.int64(2669)).endswith(said[0])
    assert t("at least {low}", low=np.float64(1.5)).endswith(said[2])


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0.1 + 0.2, None, "0.3"),
        (12345.678, None, "12,345.678"),
        (Fraction(5, 2), None, "2.5"),
        (3.0, None, "3"),
        (3.0, 2, "3.00"),
        (0.125, 2, "0.12"),
        (0.375, 2, "0.38"),
        (-0.5, None, "-0.5"),
        (1e-7, None, "0.0000001"),
        (100 * 0.95, None, "95"),
        (True, None, "1"),
    ],
)
def test_a_number_has_the_decimals_that_it_has(value: float, places: int | None, text: str) -> None:
    """Nothing that only binary fractions add; rounded by Python where decimals are asked for."""
    assert Language("en").number(value, places) == text
    assert Language("vi").number(value, places) == text.translate(str.maketrans(".,", ",."))


def test_two_languages_at_once() -> None:
    """Nothing that one does changes what the other says: there is no language of the process."""
    english, vietnamese = Language("en"), Language("vi")
    assert english("at least {low}", low=1000) == "at least 1,000"
    assert vietnamese("at least {low}", low=1000) == "ít nhất 1.000"
    assert english("at least {low}", low=1000) == "at least 1,000"
    studies = [pr.study(organisations=["nam-dong"], language=language) for language in ("en", "vi", "en")]
    said = [study.attainment().headline for study in studies]
    assert said[0] == said[2] != said[1]


def test_the_language_of_a_study_is_that_of_its_results_alone() -> None:
    """English by default, whatever another study speaks."""
    vietnamese = pr.study(language="vi").recruitment()
    assert pr.study().recruitment().headline.startswith("Đầm Dơi admitted 67 members in ")
    assert vietnamese.headline.startswith("Đầm Dơi kết nạp 67 đảng viên trong ")


def test_a_plural_form_for_every_number() -> None:
    """English has two, Vietnamese one."""
    told = {
        code: [Language(code).plural("{n} further row.", "{n} further rows.", n) for n in (0, 1, 2, 1000)]
        for code in LANGUAGES
    }
    assert told["en"] == ["0 further rows.", "1 further row.", "2 further rows.", "1,000 further rows."]
    assert told["vi"] == ["Còn 0 dòng nữa.", "Còn 1 dòng nữa.", "Còn 2 dòng nữa.", "Còn 1.000 dòng nữa."]


def test_a_plural_form_takes_other_values() -> None:
    """Beside the number that chooses it."""
    assert Language("en").plural("{n} row of {what}", "{n} rows of {what}", 2, what="all") == "2 rows of all"


def test_a_message_that_no_catalogue_has_stays_as_it_is() -> None:
    """Of a researcher's own code; so does the empty one, which gettext would answer with the catalogue's header."""
    assert Language("vi")("My own {thing}.", thing="word") == "My own word."
    assert [Language(code)("") for code in LANGUAGES] == ["", ""]


def test_a_message_in_a_context() -> None:
    """Without a translation of its own it stays English."""
    assert Language("vi").context("month", "May {n}", n=1000) == "May 1.000"


def test_a_missing_value_is_an_error() -> None:
    """Rather than a sentence with a hole."""
    with pytest.raises(KeyError):
        Language("en")("{low} to {high}", low=1)


def test_markdown_is_translated_paragraph_by_paragraph() -> None:
    """However its lines are wrapped; a paragraph of a researcher's own keeps its lists, tables and lines."""
    own = "Mine alone:\n\n- one\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n    code  here"
    text = f"# Overview\n\n{own}\n\nArticles report what somebody chose to tell: these are the bounds on everybody\n"
    text += "else."
    first, rest = Language("vi").markdown(text).split("\n\n", 1)
    assert first == "# Tổng quan"
    assert rest.startswith(f"{own}\n\nBài báo chỉ nêu điều có người muốn nêu")
    assert Language("en").markdown(text) == text
    assert [Language(code).markdown("") for code in LANGUAGES] == ["", ""]
    assert Language("vi").markdown("a\n\n\n\nb") == "a\n\n\n\nb"


def test_an_unknown_language_is_refused() -> None:
    """In one line that names those there are, before anything is read in it."""
    for make in (Language, lambda code: pr.study(language=code)):
        with pytest.raises(UserError, match=r"^language: expected one of en, vi, got 'fr'$"):
            make("fr")


def test_a_day_is_written_once() -> None:
    """As the day of a count of members is."""
    assert Language("en").period(date(2023, 12, 31), date(2023, 12, 31)) == "31 Dec 2023"
    assert Language("vi").period(date(2023, 12, 31), date(2023, 12, 31)) == "31/12/2023"
