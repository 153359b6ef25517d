"""The articles of the collection, where their texts are at hand, read by the rules."""

from __future__ import annotations

from pathlib import Path

from partyresearch.collection.place import Collection
from partyresearch.intake.coded import articles_read
from partyresearch.intake.cues import load_cues
from partyresearch.intake.evaluate import scores

LIMITS = {"recall": 100, "decided": 95, "bound": 97, "metric": 90, "organisation": 85, "period": 85}


def test_the_articles_are_read_as_they_were_coded(own: Collection, texts: Path) -> None:
    """Every span is found exactly; the fields of the figures in digits are right as often as was asked for."""
    together = scores(articles_read(own, texts, load_cues())).loc["all"]
    assert {name: together[name] for name, limit in LIMITS.items() if together[name] < limit} == {}
