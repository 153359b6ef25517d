"""Read the raw tables: every problem of every file at once, or five DataFrames that hold no surprise.

The tables stay text here; :func:`partyresearch.tables.schema.typed` gives them types.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from partyresearch.collection.columns import TABLES
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import InputError, Problem
from partyresearch.collection.texts import verify
from partyresearch.tables import rules
from partyresearch.tables.sheet import Sheet, read_sheet

RAW = ("raw-articles", "raw-organisations", "raw-metrics", "raw-figures", "raw-exclusions")
_SPANS = ("raw-figures", "raw-exclusions")


@dataclass(frozen=True)
class RawTables:
    """The five raw tables of a collection, as text, indexed by the line of their file."""

    articles: pd.DataFrame
    organisations: pd.DataFrame
    metrics: pd.DataFrame
    figures: pd.DataFrame
    exclusions: pd.DataFrame


def read_raw(collection: Collection, texts: Path | None = None) -> RawTables:
    """Read and check all raw tables."""
    sheets: dict[str, Sheet] = {}
    problems: list[Problem] = []
    labels = {name: collection.label(name) for name in RAW}
    for name in RAW:
        sheet, found = read_sheet(collection.path(name), labels[name], TABLES[name])
        problems += found
        if sheet is not None:
            sheets[name] = sheet
    problems += rules.check(sheets, labels)
    if texts is not None and {"raw-articles", *_SPANS} <= sheets.keys():
        problems += _verified(sheets, labels, texts)
    if problems:
        raise InputError(problems)
    return RawTables(*(sheets[name].frame for name in RAW))


def _verified(sheets: Mapping[str, Sheet], labels: Mapping[str, str], texts: Path) -> list[Problem]:
    """Re-read the spans that have the form of spans; only if all have it is a number in no span left out."""
    anchor = ("article_id", "start", "end", "printed")
    broken = {name: sheets[name].lines_without(*anchor) for name in _SPANS}
    complete = not any(broken.values()) and all(sheets[name].whole for name in _SPANS)
    spans = {labels[name]: sheets[name].frame.drop(index=broken[name]) for name in _SPANS}
    articles = sheets["raw-articles"]
    sound = articles.frame.drop(index=articles.lines_without("article_id", "source_file", "sha256", "n_characters"))
    return verify(sound, spans, texts, labels["raw-articles"], complete=complete)
