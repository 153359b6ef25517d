"""Rows of attainment as a picture needs them: which are one, where their marks stand, and what is written beside."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.show.labels import Labels
from partyresearch.show.plots.drawing import known

_SAME = (
    *("organisation_ids", "group", "set_by", "score", "estimate_low", "estimate_high", "figure_ids"),
    *("admitted_low", "admitted_high", "target_low", "target_high", "reading"),
)


def without_conventions(rows: list[Any]) -> list[Any]:
    """Leave out "more than" read as the printed digits and something more, where it stands as a bound, too."""
    bounds = {target_key(row) for row in rows if getattr(row, "family", "") == "literal"}
    return [row for row in rows if getattr(row, "family", "") != "conventional" or target_key(row) not in bounds]


def merged(rows: list[Any]) -> list[Any]:
    """Make one row of years that follow each other and are reported the same, as by one word for all of them."""
    merged: list[Any] = []
    for row in sorted(rows, key=lambda row: (row.organisation_ids, row.set_by, str(row.period_start))):
        follows = merged and merged[-1].period_end + pd.Timedelta(days=1) == row.period_start
        if follows and is_open(row) and told(merged[-1]) == told(row):
            merged[-1] = merged[-1]._replace(period_end=row.period_end)
        else:
            merged.append(row)
    return merged


def told(row: Any) -> list[Any]:
    """What must be the same for years to be told as one."""
    cells = [getattr(row, name) for name in _SAME]
    return [None if pd.isna(cell) else cell for cell in cells]


def target_key(row: Any) -> tuple[Any, ...]:
    """The target of a row."""
    return row.organisation_ids, row.group, row.period_start, row.period_end, row.set_by


def result_key(row: Any) -> tuple[Any, ...]:
    """The result of a row: several readings are one."""
    return row.organisation_ids, row.group, row.period_end


def is_open(row: Any) -> bool:
    """Whether only a bound is known."""
    return bool(pd.isna(row.estimate_low) or pd.isna(row.estimate_high))


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
        return labels.t("{admitted} for {target}, worked out from {said}", admitted=admitted, target=target, said=said)
    if "reading" in row.told_apart and row.reading == "printed":
        return labels.t("{admitted} for {target}, as printed", admitted=admitted, target=target)
    return labels.t("{admitted} for {target}", admitted=admitted, target=target)


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
