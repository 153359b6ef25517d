"""How far two independent coding passes agree."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from partyresearch.collection.columns import TABLES
from partyresearch.collection.problems import InputError, Problem
from partyresearch.models.agreement import krippendorff_alpha, span_f1
from partyresearch.tables.sheet import read_sheet

_SPAN = ["article_id", "start", "end"]
_NOT_CODED = {*_SPAN, "printed", "note"}


def agreement(first: Path, second: Path) -> pd.DataFrame:
    """Compare two folders with ``figures.csv`` and ``exclusions.csv``."""
    rows = []
    for name in ("raw-figures", "raw-exclusions"):
        file = Path(TABLES[name].path).name
        one, other = (_read(folder, file, name) for folder in (first, second))
        both = one.merge(other, on=_SPAN, suffixes=("_1", "_2"))
        rows.append(
            (file, "start, end", "F1", max(len(one), len(other)), len(both), span_f1(len(both), len(one), len(other)))
        )
        for column in (c for c in TABLES[name].names if c not in _NOT_CODED):
            left, right = both[f"{column}_1"], both[f"{column}_2"]
            if column == "disputed":
                left, right = left.ne("").astype("str"), right.ne("").astype("str")
            alpha = krippendorff_alpha(left.tolist(), right.tolist())
            rows.append((file, column, "alpha", len(both), int(left.eq(right).sum()), alpha))
    return pd.DataFrame(rows, columns=["file", "column", "measure", "n", "agree", "value"])


def _read(folder: Path, file: str, name: str) -> pd.DataFrame:
    label = f"{folder.name}/{file}"
    sheet = read_sheet(folder / file, label, TABLES[name])
    empty = [Problem(label, None, "", "no rows", "a coded article")] if sheet.frame.empty else []
    if problems := sheet.problems + empty:
        raise InputError(problems)
    return sheet.frame
