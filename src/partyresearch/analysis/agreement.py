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
        one, other = (read_pass(folder, file, name) for folder in (first, second))
        both = one.merge(other, on=_SPAN, suffixes=("_1", "_2"))
        rows.append(
            (file, "start, end", "F1", max(len(one), len(other)), len(both), span_f1(len(both), len(one), len(other)))
        )
        for column in (c for c in one if c not in _NOT_CODED and c in other):
            pairs = both[[f"{column}_1", f"{column}_2"]].set_axis(["left", "right"], axis=1)
            if column == "disputed":  # a pass of version 0.1: whether there is a doubt, not its words
                pairs = pairs.mask(pairs.ne(""), "doubt")
            filled = pairs[pairs.ne("").any(axis=1)]
            # empty cells on which both agree flatter a column that is empty nearly everywhere
            for measure, compared in {"alpha": pairs, "alpha_filled": filled}.items():
                if measure == "alpha" or len(filled) < len(pairs):
                    alpha = krippendorff_alpha(compared["left"].tolist(), compared["right"].tolist())
                    equal = int(compared["left"].eq(compared["right"]).sum())
                    rows.append((file, column, measure, len(compared), equal, alpha))
    return pd.DataFrame(rows, columns=["file", "column", "measure", "n", "agree", "value"])


def read_pass(folder: Path, file: str, name: str) -> pd.DataFrame:
    label = f"{folder.name}/{file}"
    sheet = read_sheet(folder / file, label, TABLES[name])
    empty = [Problem(label, None, "", "no rows", "a coded article")] if sheet.frame.empty else []
    if problems := sheet.problems + empty:
        raise InputError(problems)
    return sheet.frame
