"""Read the raw tables: every problem of every file at once, or five DataFrames without surprises.

The tables stay text here; :func:`partyresearch.tables.cells.typed` gives them types.
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
from partyresearch.figures.numerals import Numeral
from partyresearch.tables.rules import Numerals, check_tables, read_numerals
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
    numerals: Mapping[tuple[str, str], Numeral]  # by printed characters and unit


def read_raw(collection: Collection, texts: Path | None = None) -> RawTables:
    """Read and check all raw tables."""
    sheets: dict[str, Sheet] = {}
    problems: list[Problem] = []
    labels = {name: collection.label(name) for name in RAW}
    for name in RAW:
        sheet, wrong = read_sheet(collection.path(name), labels[name], TABLES[name])
        problems += wrong
        if sheet is not None:
            sheets[name] = sheet
    numerals: Numerals = {}
    if {"raw-figures", "raw-metrics"} <= sheets.keys():
        numerals = read_numerals(sheets["raw-figures"].frame, sheets["raw-metrics"].frame)
    problems += check_tables(sheets, labels, numerals)
    if texts is not None and {"raw-articles", *_SPANS} <= sheets.keys():
        problems += _verify_texts(sheets, labels, texts)
    if problems:
        raise InputError(problems)
    parsed = {case: numeral for case, numeral in numerals.items() if isinstance(numeral, Numeral)}
    articles, organisations, metrics, figures, exclusions = (sheets[name].frame for name in RAW)
    return RawTables(articles, organisations, metrics, figures, exclusions, parsed)


def _verify_texts(sheets: Mapping[str, Sheet], labels: Mapping[str, str], texts: Path) -> list[Problem]:
    """Re-read the well-formed spans; a number is known to be in no span only if all are well-formed."""
    anchor = ("article_id", "start", "end", "printed")
    broken = {name: sheets[name].malformed(*anchor) for name in _SPANS}
    complete = not any(broken.values()) and all(sheets[name].whole for name in _SPANS)
    spans = {labels[name]: sheets[name].frame.drop(index=broken[name]) for name in _SPANS}
    articles = sheets["raw-articles"]
    known = articles.frame.drop(index=articles.malformed("article_id", "source_file", "sha256", "n_characters"))
    return verify(known, spans, texts, labels["raw-articles"], complete=complete)
