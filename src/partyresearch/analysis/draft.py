"""Estimates as an analysis collects them, one by one, and what every row of them has in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from partyresearch.analysis.result import ESTIMATE_COLUMNS, PRINTED, REFUSED, Result
from partyresearch.tables.cells import unite_ids


@dataclass
class Draft:
    """Estimates as they are collected; :meth:`result` makes them a :class:`Result`."""

    estimates: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(
        self, estimate_id: str, label: str, *, ends: tuple[Any, Any], model: tuple[Any, Any] = (None, None),
        confidence: float | None = None, part: bool = False, texts: dict[str, str] | None = None, **cells: Any,
    ) -> None:  # fmt: skip
        """Add one estimate."""
        if estimate_id in self.rows:
            raise ValueError(f"two estimates are named {estimate_id}")
        low, high = (_plain(end) for end in ends)
        model_low, model_high = (_plain(end) for end in model)
        if low is not None and model_low is not None:  # a model never excludes what print allows
            model_low = min(low, model_low)
        if high is not None and model_high is not None:
            model_high = max(high, model_high)
        modelled = model_low is not None or model_high is not None
        kind = "bound" if (low is None) != (high is None) else "rounding" if low != high else ""
        self.estimates.append(
            {
                "estimate_id": estimate_id,
                "estimate": low if low == high else None,
                "estimate_low": low,
                "estimate_high": high,
                "low": model_low,
                "high": model_high,
                "confidence": confidence if modelled else None,
                "method": PRINTED,
                **cells,
                "interval_kind": "model" if modelled else cells.get("interval_kind", kind),
            }
        )
        self.rows[estimate_id] = {"label": label, "part": part, **(texts or {})}

    def refuse(self, estimand: str, unit: str, reason: str, **cells: Any) -> None:
        """Add the refusal of an estimate."""
        before = sum(one["estimand"] == estimand and one["method"] == REFUSED for one in self.estimates)
        key = f"{estimand}:{before + 1}" if before else estimand
        refused = {"estimate_id": key, "estimand": estimand, "unit": unit, "method": REFUSED, "assumption": reason}
        self.estimates.append({**refused, **cells})

    def result(self, *, headline: str = "", estimand: str = "", assumption: str = "", not_shown: str = "") -> Result:
        """Make the result."""
        estimates = pd.DataFrame(
            {name: _column(name, [one.get(name) for one in self.estimates]) for name in ESTIMATE_COLUMNS}
        )
        rows = (
            pd.DataFrame.from_dict(self.rows, orient="index") if self.rows else pd.DataFrame(columns=["label", "part"])
        )
        return Result(headline, estimand, assumption, not_shown, estimates, rows.fillna(""))


_NUMBERS = ("estimate", "estimate_low", "estimate_high", "low", "high", "confidence")
_DAYS = ("period_start", "period_end", "comparator_start", "comparator_end")


def _column(name: str, cells: list[Any]) -> pd.Series:
    if name in _NUMBERS:
        return pd.Series(cells, dtype="float64")
    if name in _DAYS:
        return pd.to_datetime(pd.Series(cells, dtype=object))
    return pd.Series(["" if cell is None else cell for cell in cells], dtype=object)


def row_cells(row: pd.Series, unit: str) -> dict[str, Any]:
    """Return what an estimate takes over from a row of a table."""
    cells = {
        "unit": unit,
        "organisation_ids": row["organisation_id"],
        "period_start": row["period_start"],
        "period_end": row["period_end"],
        "group": str(row["group"]),
        "figure_ids": row.get("figure_ids", ""),
    }
    if "target_start" in row:  # a count is set beside the period of its target
        cells |= {"comparator_start": row["target_start"], "comparator_end": row["target_end"]}
    return cells


def pooled_cells(rows: pd.DataFrame, unit: str, group: str = "all") -> dict[str, Any]:
    """Return what an estimate takes over from all the rows that it pools."""
    return {
        "unit": unit,
        "organisation_ids": unite_ids(*rows["organisation_id"]),
        "period_start": rows["period_start"].min(),
        "period_end": rows["period_end"].max(),
        "group": group,
        "figure_ids": unite_ids(*rows["figure_ids"]),
    }


def _plain(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
