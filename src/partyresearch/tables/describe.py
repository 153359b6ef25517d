"""What a table holds, as a table."""

from __future__ import annotations

import pandas as pd

from partyresearch.collection.columns import TABLES
from partyresearch.collection.problems import UserError, closest


def describe(table: str) -> pd.DataFrame:
    """Return the columns of a table with their meanings, types, units and allowed values.

    Parameters
    ----------
    table : str
        Its name, such as ``targets`` or ``figures``.

    Returns
    -------
    DataFrame
        A row per column: ``column``, ``type``, ``unit``, ``may_be_empty``, ``values``, ``meaning``.

    Raises
    ------
    UserError
        If there is no such table; the closest is named.

    Examples
    --------
    >>> import partyresearch as pr
    >>> pr.describe("targets").set_index("column").loc["set_by", "values"]
    'superior, congress, own_plan, unstated'
    """
    found = TABLES.get(table) or TABLES.get(f"raw-{table}")
    if found is None:
        names = [name.removeprefix("raw-") for name in TABLES]
        raise UserError(
            f"{table}: no such table{closest(table, names)}; expected one of {', '.join(dict.fromkeys(names))}"
        )
    rows = [
        (column.name, column.type, column.unit, not column.required, ", ".join(column.values), column.meaning)
        for column in found.columns
    ]
    return pd.DataFrame(rows, columns=["column", "type", "unit", "may_be_empty", "values", "meaning"])
