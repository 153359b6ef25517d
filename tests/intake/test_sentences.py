"""Sentences and articles written for the purpose, read as people read them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from partyresearch.collection.place import find_collection
from partyresearch.intake.coded import read_sentences, sentences_read, vocabulary
from partyresearch.intake.cues import load_cues
from partyresearch.intake.evaluate import misread, scores
from partyresearch.tables.read import read_raw

HERE = Path(__file__).parent
SENTENCES = read_sentences(HERE / "sentences.toml")


@cache
def rows(name: str) -> dict[str, list[dict[str, Any]]]:
    """The sentences of a file with their candidates."""
    metrics = vocabulary(read_raw(find_collection()))
    return sentences_read(read_sentences(HERE / f"{name}.toml"), metrics, load_cues())


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
    assert {row["row"]["printed"]: wrong for row in found if "row" in row and (wrong := misread(row))} == {}


@pytest.mark.parametrize(
    ("name", "most", "least"),
    [("sentences", 0, 0.80), ("articles", 5, 0.70), ("more", 8, 0.60), ("held_out", 17, 0.55)],
)
def test_most_is_read_and_little_misread(name: str, most: float, least: float) -> None:
    """Of what is said, at most so much is wrong; of the figures that have a metric, at least so much is said."""
    together = scores(rows(name)).loc["all"]
    assert together["misread"] <= most
    everything = [row for one in rows(name).values() for row in one]
    figures = [row for row in everything if row.get("kind") == "figure" and row["digits"] and row["row"].get("metric")]
    assert sum(row["decided"] for row in figures) >= least * len(figures)


def test_values_of_excesses_are_attainments() -> None:
    """30 % above the target are 130 % of it."""
    found = [row["candidate"] for row in rows("sentences")["excess-nearly"] if "row" in row]
    assert [candidate.value for candidate in found if candidate.metric == "target_excess"] == [130]
