"""The raw tables together, as far as they could be read: what rules look up in them."""

from __future__ import annotations

from collections.abc import Mapping

from partyresearch.collection.columns import TABLES
from partyresearch.figures.numerals import Numeral, NumeralError
from partyresearch.tables.sheet import Sheet, no_sheet

Sheets = Mapping[str, Sheet]
Numerals = Mapping[tuple[str, str], Numeral | NumeralError]  # by printed characters and unit

ANCHOR = ["article_id", "start", "end", "printed"]  # what is compared with the texts
FIGURE = ANCHOR[:2]  # what names a figure
ANCHORED = ("raw-figures", "raw-exclusions")


def sheet_of(sheets: Sheets, name: str) -> Sheet:
    """Return a table, an empty one for one that could not be read."""
    return sheets[name] if name in sheets else no_sheet(name, TABLES[name])


def units_of(sheets: Sheets) -> dict[str, str]:
    """Return the unit of each metric."""
    rows = list(sheet_of(sheets, "raw-metrics").rows("metric", "unit"))
    return dict(reversed(rows))  # of a metric that is there twice, the first
