"""Give the tables their types: a check of every cell, and the DataFrame's dtypes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from partyresearch.columns import PATTERNS, Column, Table

if TYPE_CHECKING:
    import pandera.pandas as pa


def validation_schema(table: Table) -> pa.DataFrameSchema:
    """Make the pandera schema of a table whose cells are still text.

    Parameters
    ----------
    table : Table

    Returns
    -------
    pandera.pandas.DataFrameSchema
        Its check messages say what would be right.

    Examples
    --------
    >>> from partyresearch.columns import TABLES
    >>> sorted(validation_schema(TABLES["raw-metrics"]).columns)
    ['description', 'measure', 'metric', 'unit']
    """
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
    """Give a table whose cells are text its types.

    Parameters
    ----------
    frame : DataFrame
        All cells are strings, empty where nothing is known.
    table : Table

    Returns
    -------
    DataFrame
        The columns of the table in order: dates as ``datetime64``, closed lists as ordered-by-definition categories,
        integers as nullable ``Int64``, truth values as ``boolean``, open texts as ``str`` (empty where unknown).

    Examples
    --------
    >>> from partyresearch.columns import TABLES
    >>> frame = pd.DataFrame([["a", "persons", "flow", "People"]], columns=TABLES["raw-metrics"].names)
    >>> str(typed(frame, TABLES["raw-metrics"])["unit"].dtype)
    'category'
    """
    out = {}
    for column in table.columns:
        cells = frame[column.name]
        if column.values:
            out[column.name] = pd.Series(
                pd.Categorical(cells.where(cells.ne("")), categories=list(column.values)), index=frame.index
            )
        elif column.type == "date":
            out[column.name] = pd.to_datetime(cells.where(cells.ne("")), format="%Y-%m-%d")
        elif column.type == "integer":
            out[column.name] = pd.to_numeric(cells.where(cells.ne(""))).astype("Int64")
        elif column.type == "number":
            out[column.name] = pd.to_numeric(cells.where(cells.ne(""))).astype("float64")
        elif column.type == "boolean":
            out[column.name] = cells.map({"true": True, "false": False}).astype("boolean")
        else:
            out[column.name] = cells.astype("str")
    return pd.DataFrame(out)
