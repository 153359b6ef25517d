"""Rows of attainment as a picture needs them: where their marks stand, and what is written beside."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.show.labels import Labels
from partyresearch.show.plots.drawing import known
from partyresearch.show.target_rows import is_open


def low_end(row: Any) -> float:
    """What rows are sorted by; the unknown comes last."""
    return known(row.estimate_low, row.estimate_high) or 0.0 if pd.notna(row.estimate_low) else -1.0


def middle(row: Any) -> float:
    """The middle of the ends."""
    return float(row.estimate_low + row.estimate_high) / 2


def bound(row: Any) -> float:
    """Where an open mark stands: a word that means "met" says no more than 100%, whatever counts allow."""
    bound = known(row.estimate_low, row.estimate_high) or 0.0
    return min(bound, 1.0) if pd.notna(row.estimate_low) and not any(map(str.isdigit, row.score)) else bound


def value_of(row: Any, labels: Labels) -> str:
    """The printed word where it is one, else the estimate."""
    if is_open(row) and labels.meaning(row.score):
        return labels.quoted(row.score)
    return labels.value(row)


def counts(row: Any, labels: Labels) -> str:
    """How many for how many, and how the target is known."""
    admitted, target = (
        labels.whole(getattr(row, f"{n}_low"), getattr(row, f"{n}_high")) for n in ("admitted", "target")
    )
    if not admitted or not target:
        return ""
    if row.implied and not is_open(row):
        said = labels.quoted(row.score)
        return labels.t(
            "{admitted} for a target of {target}, worked out from {said}", admitted=admitted, target=target, said=said
        )
    if "reading" in row.told_apart and row.reading == "printed":
        return labels.t("{admitted} for a target of {target}, as printed", admitted=admitted, target=target)
    return labels.t("{admitted} for a target of {target}", admitted=admitted, target=target)


def met_label(labels: Labels) -> str:
    """The label of the target itself."""
    return labels.t("{value} = met", value=labels.number(1, "share"))


def year_gone(row: Any) -> float | None:
    """The share of the target's year that is over at the end of the count."""
    if pd.isna(row.period_end) or pd.isna(row.comparator_start) or pd.isna(row.comparator_end):
        return None
    day = pd.Timedelta(days=1)
    gone = (row.period_end - row.comparator_start + day) / (row.comparator_end - row.comparator_start + day)
    return min(max(float(gone), 0.0), 1.0)


def total_first(labels: Labels) -> Any:
    """Sort by value, a province before what its article reports beside it."""
    return lambda row: (labels.kind(row.organisation_ids) == labels.t("province"), low_end(row))
