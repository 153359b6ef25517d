"""Coded texts, read as people read them: sentences and articles written for the purpose, and the collection's."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from coded_texts import (
    called,
    compare,
    known,
    load_sentences,
    metrics_of,
    misreadings,
    read_article,
    read_articles,
    read_sentences,
    score,
    wrong_fields,
)

from partyresearch.collection.place import Collection, find_collection
from partyresearch.intake.candidates import Candidate
from partyresearch.intake.cues import load_cues
from partyresearch.tables.read import read_raw

HERE = Path(__file__).parent
SENTENCES = load_sentences(HERE / "sentences.toml")


@cache
def rows(name: str) -> dict[str, list[dict[str, Any]]]:
    """The sentences of a file with their candidates."""
    metrics = metrics_of(read_raw(find_collection()))
    return read_sentences(load_sentences(HERE / f"{name}.toml"), metrics, load_cues())


def test_there_are_enough() -> None:
    """At least sixty sentences of our own."""
    assert len(SENTENCES) >= 60
    assert len({sentence["text"] for sentence in SENTENCES}) == len(SENTENCES)


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence["id"])
def test_no_format_or_trap_is_misread(sentence: dict[str, Any]) -> None:
    """Every run of digits is found; what is said of it is right, or "unsure"."""
    found = rows("sentences")[sentence["id"]]
    assert [row["row"]["printed"] for row in found if row.get("found") is False and row["digits"]] in (
        [],
        ["3 822 115"],
    )
    assert {row["row"]["printed"]: wrong for row in found if "row" in row and (wrong := misreadings(row))} == {}


@pytest.mark.parametrize(
    ("name", "most", "least"),
    [("kinds", 2, 0.62), ("sentences", 0, 0.66), ("articles", 2, 0.48), ("more", 3, 0.38), ("held_out", 1, 0.43)],
)
def test_what_is_called_a_figure_is_one(name: str, most: int, least: float) -> None:
    """In every field, but for so many; and of the figures that have a metric so many are called."""
    # of a sentence of "kinds" one number is coded
    found = [row for row in called(rows(name)) if name != "kinds" or "row" in row]
    wanted = known(rows(name))
    assert sum(bool(wrong_fields(row)) for row in found) <= most
    assert sum(row["candidate"].candidate == "figure" for row in wanted if row["candidate"]) >= least * len(wanted)


def test_values_of_excesses_are_attainments() -> None:
    """30 % above the target are 130 % of it."""
    found = [row["candidate"] for row in rows("sentences")["excess-nearly"] if "row" in row]
    assert [candidate.value for candidate in found if candidate.metric == "target_excess"] == [130]


LIMITS = {"recall": 100, "decided": 69, "bound": 97, "metric": 90, "organisation": 85, "period": 80}


def test_the_articles_are_read_as_they_were_coded(own: Collection, texts: Path) -> None:
    """Every span is found exactly; the fields of the figures in digits are right as often as was asked for."""
    together = score(read_articles(read_raw(own), texts, load_cues())).loc["all"]
    assert {name: together[name] for name, limit in LIMITS.items() if together[name] < limit} == {}
    assert together["wrong"] == 0


def test_an_article_is_not_misread_where_its_organisations_are_not_known(own: Collection, texts: Path) -> None:
    """What is called a figure is one, in every field."""
    raw, cues = read_raw(own), load_cues()
    articles = {a: read_article(raw, a, texts, cues, know_own=False) for a in raw.frame("articles")["article_id"]}
    found = [row for rows in articles.values() for row in rows if row in called({"": rows})]
    assert len(found) > 30
    assert [row["candidate"].printed for row in found if wrong_fields(row)] == []


def test_what_is_compared() -> None:
    """A span that is found, a field that is as coded or not, a candidate that nobody coded."""
    coded = [{"start": 8, "end": 10, "printed": "62", "kind": "figure", "bound": "exact", "metric": "m"}]
    candidates = [Candidate(8, 10, "62", "figure", bound="exact", metric="n"), Candidate(12, 13, "9", "figure")]
    first, second = compare(candidates, coded)
    assert (first["found"], first["decided"], first["bound"], first["metric"]) == (True, True, True, False)
    assert (misreadings(first), misreadings(second)) == (["metric"], ["no figure"])
    together = score({"a": [first, second]}).loc["all"]
    assert together[["recall", "precision", "bound", "metric", "wrong"]].tolist() == [100, 50, 100, 0, 100]
