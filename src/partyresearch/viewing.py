"""A table to look at in a notebook: no row numbers, empty where nothing is known, headings that explain themselves."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from partyresearch.analysis.pages import table_html
from partyresearch.columns import TABLES
from partyresearch.wording import day, number, say


@dataclass(frozen=True)
class View:
    """Rows of a table, shown by JupyterLab as a page would show them; see :func:`view`.

    Parameters
    ----------
    frame : DataFrame
    rows : int

    Examples
    --------
    >>> View(pd.DataFrame({"persons": [1, None]}), 10)._repr_html_().count("<td")
    0
    """

    frame: pd.DataFrame
    rows: int

    def _repr_html_(self) -> str:
        shown = self.frame.head(self.rows)
        columns = [[_cell(value) for value in shown[name]] for name in shown.columns]
        header = [str(name) for name in shown.columns]
        html = table_html(header, list(zip(*columns, strict=True)), _meanings(header))
        left = len(self.frame) - len(shown)
        return html + (f"<p>{escape(say('view.more', n=left))}</p>" if left else "")


def view(frame: pd.DataFrame, rows: int = 200) -> View:
    """Show a table, or a selection of its rows and columns, for reading.

    Parameters
    ----------
    frame : DataFrame
        What a loader returned, or a part of it; its index is not shown.
    rows : int
        How many rows are shown at most; how many are not is said below them.

    Returns
    -------
    View
        In JupyterLab a table. Pointing at a heading tells what the column means, from the data dictionary; numbers and
        days are written as in :func:`partyresearch.wording.use_language`.

    Examples
    --------
    >>> from partyresearch import load_quotas, view
    >>> html = view(load_quotas()[["organisation_id", "period_start", "admitted_low"]])._repr_html_()
    >>> 'title="Smallest possible number of people admitted' in html, "NaT" in html
    (True, False)
    """
    return View(frame, rows)


def _meanings(names: list[str]) -> list[str]:
    """What the dictionary says of these columns, in the table that has most of them."""
    table = max(TABLES.values(), key=lambda one: len(set(one.names) & set(names)))
    said = {column.name: f"{column.description} {f'({column.unit})' * bool(column.unit)}" for column in table.columns}
    return [said.get(name, "").strip() for name in names]


def _cell(value: Any) -> str:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, bool | str):
        return escape(str(value))
    if isinstance(value, pd.Timestamp):
        return escape(day(value))
    return escape(number(value) if pd.api.types.is_number(value) else str(value))
