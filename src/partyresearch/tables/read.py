"""Read the raw tables: every problem of every file at once, or tables without surprises; all cells stay text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from partyresearch.collection.columns import RAW, TABLES
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import InputError, Problem
from partyresearch.collection.texts import verify
from partyresearch.figures.numerals import Numeral, NumeralError, read_numeral
from partyresearch.tables.rules import check_tables
from partyresearch.tables.sheet import Sheet, no_sheet, read_sheet
from partyresearch.tables.sheets import ANCHOR, ANCHORED, FIGURE, Numerals, Sheets, sheet_of, units_of

Cells = Mapping[tuple[str, str], str]
"""Cells of figures.csv: figure id and column -> what stands there."""


@dataclass(frozen=True)
class RawTables:
    """The raw tables of a collection, as text."""

    sheets: Sheets
    numerals: Mapping[tuple[str, str], Numeral]  # by printed characters and unit

    def frame(self, name: str) -> pd.DataFrame:
        """Return a table, such as ``figures``, indexed by the lines of its file."""
        return self.sheets[f"raw-{name}"].frame


def read_raw(collection: Collection, texts: Path | None = None, recoded: Cells | None = None) -> RawTables:
    """Read and check all raw tables, with other codings of some figures instead of the alternatives if need be."""
    sheets: dict[str, Sheet] = {}
    problems: list[Problem] = []
    for name in RAW:
        path, label = collection.readable(name), collection.label(name)
        if path and path != collection.path(name):
            label = f"the package's {path.name}"
        try:
            sheets[name] = read_sheet(path, label, TABLES[name]) if path else no_sheet(label, TABLES[name])
            problems += sheets[name].problems
        except InputError as error:
            problems += error.problems
    if recoded is not None and "raw-figures" in sheets:
        sheets["raw-figures"] = _recode(sheets["raw-figures"], recoded)
        sheets["raw-alternatives"] = no_sheet(collection.label("raw-alternatives"), TABLES["raw-alternatives"])
    numerals = _read_numerals(sheets)
    problems += check_tables(sheets, numerals)
    if texts is not None and {"raw-articles", *ANCHORED} <= sheets.keys():
        problems += _verify_texts(sheets, texts)
    if problems:
        raise InputError(problems)
    parsed = {case: numeral for case, numeral in numerals.items() if isinstance(numeral, Numeral)}
    return RawTables(sheets, parsed)


def _recode(figures: Sheet, recoded: Cells) -> Sheet:
    cells = {name: list(column) for name, column in figures.cells.items()}
    numbers = {f"{article}:{start}": number for number, (article, start) in enumerate(figures.rows(*FIGURE))}
    for (figure_id, column), value in recoded.items():
        cells[column][numbers[figure_id]] = value
    return replace(figures, cells=cells)


def _verify_texts(sheets: Sheets, texts: Path) -> list[Problem]:
    """Re-read the well-formed spans; a number is known to be in no span only if all are well-formed."""
    spans = {sheets[name].label: sheets[name].well_formed(*ANCHOR) for name in ANCHORED}
    complete = not any(sheets[name].malformed(*ANCHOR) or not sheets[name].whole for name in ANCHORED)
    articles = sheets["raw-articles"]
    known = articles.well_formed("article_id", "source_file", "sha256", "n_characters")
    return verify(known, spans, texts, articles.label, complete)


def _read_numerals(sheets: Sheets) -> Numerals:
    """Parse each distinct numeral once for each unit; what is not a numeral is kept as its error."""
    units = units_of(sheets)
    numerals: dict[tuple[str, str], Numeral | NumeralError] = {}
    for printed, metric in set(sheet_of(sheets, "raw-figures").rows("printed", "metric")):
        if metric in units:
            try:
                numerals[printed, units[metric]] = read_numeral(printed, units[metric])
            except NumeralError as error:
                numerals[printed, units[metric]] = error
    return numerals
