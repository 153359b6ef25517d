"""Selections of the five articles or of a case, and findings in English words."""

from __future__ import annotations

import os
from functools import cache

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.analysis.selection import Collected, Selection, collect, select
from partyresearch.show.labels import Labels
from partyresearch.show.language import Language
from partyresearch.show.result import Result
from partyresearch.show.words import QUESTIONS

NOTHING = {"year_to": 1900}
"""A choice that no row meets."""

_collect_own = cache(collect)


def selection(root: str | os.PathLike[str] = "", **choice: object) -> Selection:
    """Select rows of a collection; without a root of the five articles."""
    collected: Collected = collect(root) if root else _collect_own()
    return select(collected, **choice)  # type: ignore[arg-type]


def labels(chosen: Selection, code: str = "en") -> Labels:
    """Labels in a language."""
    return Labels(Language(code), chosen.all)


def shown(findings: Findings, chosen: Selection) -> Result:
    """Show findings in English."""
    return Result(findings, lambda code: labels(chosen, code), "en")


def worded(findings: Findings, chosen: Selection) -> pd.DataFrame:
    """Label, cells and reading of each estimate as a page words them, by estimate id."""
    words, english = QUESTIONS[findings.question], labels(chosen)
    rows = list(findings.chosen().join(findings.rows, on="estimate_id").itertuples(index=False))
    texts = {"label": words.label, **words.columns} | ({"reading": words.reading} if words.reading else {})
    return pd.DataFrame(
        {name: [text(row, english) for row in rows] for name, text in texts.items()},
        index=[row.estimate_id for row in rows],
    )
