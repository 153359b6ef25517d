"""A table to look at in a notebook: no row numbers, empty where nothing is known, headings that explain themselves."""

from __future__ import annotations

from html import escape
from numbers import Real
from typing import Any

import pandas as pd

from partyresearch.collection.columns import TABLES
from partyresearch.show.language import Language
from partyresearch.show.shown import Content, Shown
from partyresearch.show.tables import NOTHING, table_html


class View(Shown):
    """Rows of a table, shown by JupyterLab as a page would show them; see :func:`view`."""

    def __init__(self, frame: pd.DataFrame, rows: int, language: str = "en") -> None:
        super().__init__(Language, Language(language).code)  # told at once if unknown
        self.frame, self.rows = frame, rows

    def _render(self, t: Language) -> Content:
        named = any(name is not None for name in self.frame.index.names)
        shown = (self.frame.reset_index() if named else self.frame).head(self.rows)
        if shown.empty:
            return Content({"text/html": f"<p>{escape(t(NOTHING))}</p>", "text/plain": t(NOTHING)}, {})
        header = [str(name) for name in shown.columns]
        columns = [[_cell(value, name, t) for value in shown.iloc[:, i]] for i, name in enumerate(header)]
        # a column of exact fractions is of objects, but still of numbers
        kinds = [shown.iloc[:, i].dropna() for i in range(len(header))]
        numbers = [len(column) > 0 and all(map(_is_quantity, column)) for column in kinds]
        html = table_html(header, list(zip(*columns, strict=True)), _meanings(header), numbers)
        left = len(self.frame) - len(shown)
        more = t.plural("{n} further row.", "{n} further rows.", left) if left else ""
        return Content(
            {
                "text/html": html + (f"<p>{escape(more)}</p>" if more else ""),
                "text/plain": shown.to_string(index=False),
            },
            {},
        )


def view(frame: pd.DataFrame, rows: int = 200, language: str = "en") -> View:
    """Show a table, or a selection of its rows and columns, for reading.

    Parameters
    ----------
    frame : DataFrame
        What a loader returned, or what was made of it; an index is shown if it has a name.
    rows : int
        How many rows are shown at most; how many are not is said below them.
    language : str
        How numbers and days are written in the notebook: ``en`` or ``vi``; a page writes them in its own language.

    Returns
    -------
    View
        In JupyterLab a table. Pointing at a heading tells what the column means, from the data dictionary.

    Raises
    ------
    TypeError
        If it is no table.

    Examples
    --------
    >>> from partyresearch import load_targets, view
    >>> shown = view(load_targets()[["organisation_id", "period_start", "target_low"]])
    >>> html = shown._repr_mimebundle_()[0]["text/html"]
    >>> 'title="Smallest possible target' in html, "NaT" in html
    (True, False)
    """
    if isinstance(frame, pd.Series):
        frame = frame.to_frame()
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"expected a DataFrame, such as load_targets(), got {type(frame).__name__}")
    return View(frame, rows, language)


def _meanings(names: list[str]) -> list[str]:
    """What the dictionary says of columns: in the one table they are all of, or where every table says the same."""
    wholes = [table for table in TABLES.values() if set(names) <= set(table.names)]
    said: dict[str, set[str]] = {}
    for table in wholes or TABLES.values():
        for column in table.columns:
            unit = f" ({column.unit})" if column.unit else ""
            said.setdefault(column.name, set()).add(column.description + unit)
    return [next(iter(said[name])) if len(said.get(name, ())) == 1 else "" for name in names]


def _cell(value: Any, column: str, t: Language) -> str:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        return escape(t.day(value))
    return escape(t.number(value) if _is_quantity(value) and "year" not in column else str(value))


def _is_quantity(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
