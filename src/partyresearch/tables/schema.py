"""Give the tables their types: a check of every cell, and the DataFrame's dtypes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from partyresearch.collection.columns import PATTERNS, Column, Table

if TYPE_CHECKING:
    import pandera.pandas as pa


def validation_schema(table: Table) -> pa.DataFrameSchema:
    """Make the pandera schema of a table whose cells are still text."""
    import pandera.pandas as pa

    def checks(column: Column) -> list[pa.Check]:
        right = column.right()
        if column.values:
            allowed = [*column.values, *([] if column.required else [""])]
            return [pa.Check.isin(allowed, error=right)]
        found = [pa.Check(lambda cells: cells.ne(""), error=right)] if column.required else []
        if pattern := column.pattern or PATTERNS.get(column.type):
            found.append(pa.Check.str_matches(rf"\A(?:{pattern[0]}|)\Z", error=right))
        return found

    return pa.DataFrameSchema({c.name: pa.Column(str, checks(c)) for c in table.columns})


def typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give a table whose cells are text its types."""
    out = {}
    for column in table.columns:
        cells = frame[column.name]
        out[column.name] = cells.array if column.is_text else _values(column, cells.to_numpy())
    return pd.DataFrame(out, index=frame.index, copy=False)


def _values(column: Column, cells: np.ndarray) -> Any:
    """Make the array of a column from texts; each of pandas' own parsers takes ten times as long on small tables."""
    if column.values:
        closed = _closed(column.values)
        return pd.Categorical.from_codes(closed.categories.get_indexer(cells), dtype=closed, validate=False)
    empty = cells == ""
    match column.type:
        case "date":
            return np.where(empty, "NaT", cells).astype("datetime64[us]")
        case "integer":
            return pd.arrays.IntegerArray(np.where(empty, "0", cells).astype("int64"), empty)
        case "number":
            return np.where(empty, "nan", cells).astype("float64")
        case _:
            return pd.arrays.BooleanArray(cells == "true", empty)


@cache
def _closed(values: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(values))
