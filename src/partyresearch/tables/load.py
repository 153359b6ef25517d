"""The tables as typed DataFrames, one function per table.

The loaders share one body; their docstrings are made from the columns' definitions.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from textwrap import fill

import pandas as pd

from partyresearch.collection.columns import TABLES
from partyresearch.collection.place import find_collection, require_fresh
from partyresearch.collection.schema import Column
from partyresearch.tables.cells import typed

Data = str | os.PathLike[str] | None

_DOCSTRING = """\
Load the table ``{table.name}``: a row is {table.row}.

Parameters
----------
data : path, optional
    The collection's folder; else ``PARTYRESEARCH_DATA``, else the package's own.

Returns
-------
DataFrame
    With the columns

{columns}

Raises
------
UserError
    If there is no such collection, or its tables are older than its raw files.

Notes
-----
Source: {source}.

Examples
--------
>>> {call}
{result}
"""


def load_table(name: str, data: Data = None) -> pd.DataFrame:
    """Load any table by its resource name, a key of ``TABLES``; refuse one that is older than its raw files."""
    collection = find_collection(data)
    require_fresh(collection)
    path = collection.readable(name)
    if path is None:
        return typed(pd.DataFrame(columns=TABLES[name].names, dtype="str"), TABLES[name])
    return parse(name, path)


def parse(name: str, source: Path | BytesIO) -> pd.DataFrame:
    """Give the bytes of a made table their types."""
    # low_memory reads in pieces, and its warnings about mixed types mean nothing for text
    frame = pd.read_csv(source, dtype="str", na_filter=False, encoding="utf-8", low_memory=False)
    return typed(frame, TABLES[name])


def _loader(name: str, source: str, cells: str, result: str) -> Callable[[Data], pd.DataFrame]:
    """Make the loader of a table; its example looks up some cells, by the key of their row."""

    def load(data: Data = None) -> pd.DataFrame:
        return load_table(name, data)

    load.__name__ = load.__qualname__ = f"load_{name.removeprefix('raw-')}"
    table = TABLES[name]
    columns = "\n".join(map(_describe, table.columns))
    call = f'{load.__name__}().set_index("{table.key[0]}").loc[{cells}'
    load.__doc__ = _DOCSTRING.format(table=table, columns=columns, source=source, call=call, result=result)
    return load


def _describe(column: Column) -> str:
    unit = f" ({column.unit})" if column.unit else ""
    empty = "" if column.required else ", may be empty"
    codes = f" One of {', '.join(column.values)}." if isinstance(column.values, tuple) and column.values else ""
    text = f"{column.name} : {column.type}{unit}{empty}. {column.meaning}.{codes}"
    return fill(text, width=100, initial_indent="    - ", subsequent_indent="      ")


load_articles = _loader("raw-articles", "coded from the articles", '"dam-doi-2023", "n_characters"]', "np.int64(5093)")
load_organisations = _loader(
    "raw-organisations", "coded from the articles", '"dam-doi", "name"]', "'Đảng bộ huyện Đầm Dơi'"
)
load_metrics = _loader("raw-metrics", "the codebook's vocabulary", '"members_total", "measure"]', "'stock'")
load_figures = _loader(
    "figures", "``data/raw/figures.csv``, every numeral read", '"dam-doi-2023:1582", "printed"]', "'100,87%'"
)
load_admissions = _loader(
    "admissions",
    "the figures with metric ``members_admitted`` and status ``reported``",
    '"dam-doi:2023Q1:all", "year_fraction"]',
    "np.float64(0.25)",
)
load_shares = _loader(
    "shares",
    "admissions of groups; figures with metric ``group_share_of_admissions``",
    '"dam-doi:2022:school_pupil", "group_low"]',
    "np.int64(3)",
)
load_groups = _loader("raw-groups", "the codebook's vocabulary", '"school_pupil", "part_of"]', "'student'")
load_alternatives = _loader(
    "raw-alternatives",
    "what a careful reader could have coded instead",
    '"lam-ha-congress", "column"].tolist()',
    "['denominator', 'set_by']",
)
load_targets = _loader(
    "targets",
    "figures with the metrics ``admission_target`` and ``target_attainment``",
    '"dam-doi:2023Q1:all", "target_low"]',
    "np.int64(185)",
)
load_target_readings = _loader(
    "target_readings",
    "the same figures, under each reading of their percentages",
    '"dam-doi:2022:2022:all:superior", "target_low"]',
    "np.int64(115)",
)
load_checks = _loader(
    "checks",
    "figures that imply one another",
    '"percentage:dam-doi-2023:1582", "verdict"].tolist()',
    "['consistent', 'excluded']",
)
load_multiverse = _loader(
    "multiverse",
    "every estimate under each combination of the alternatives that change it; made by ``partyresearch multiverse``",
    '"admissions:can-tho-industry-trade:2011:all", "alternatives"].tolist()',
    "['as_coded', 'industry-trade-year']",
)
