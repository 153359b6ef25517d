"""Which rows of attainment are one to a reader: the readings of one percentage, and years that one word speaks of."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Findings

CONTRADICTED = "contradicted"  # how a target is known that is printed, but not of the size that its percentage fits
_SAME = (  # what rows of several years must share to be one
    *("organisation_ids", "group", "set_by", "score", "estimate_low", "estimate_high", "figure_ids"),
    *("admitted_low", "admitted_high", "target_low", "target_high", "reading"),
)
Row = Any


def all_met(findings: Findings) -> bool:
    """Whether every finished target is known to be met."""
    return all(findings.facts[name]["met"] == findings.facts[name]["n"] for name in ("wholes", "within"))


def is_open(row: Row) -> bool:
    """Whether only a bound is known."""
    return bool(pd.isna(row.estimate_low) or pd.isna(row.estimate_high))


def target_key(row: Row) -> tuple[Any, ...]:
    """The target of a row."""
    return row.organisation_ids, row.group, row.set_by, str(row.period_start), str(row.period_end)


def result_key(row: Row) -> tuple[Any, ...]:
    """The result of a row: several readings are one."""
    return row.organisation_ids, row.group, row.period_end


def join_readings(rows: list[Row]) -> list[Row]:
    """Envelop the readings of one percentage: an end that one of them leaves open is open."""
    readings: dict[Any, list[Row]] = {}
    for row in rows:
        readings.setdefault(target_key(row), []).append(row)
    return [_envelop(same) for same in readings.values()]


def _envelop(readings: list[Row]) -> Row:
    ends = {}
    for name in ("estimate", "admitted", "target"):
        for side, how in (("low", min), ("high", max)):
            found = [getattr(row, f"{name}_{side}") for row in readings]
            ends[f"{name}_{side}"] = float("nan") if any(map(pd.isna, found)) else float(how(found))
    implied = [row for row in readings if row.known_by != "printed"]
    if 0 < len(implied) < len(readings):  # a percentage contradicts the printed target
        return implied[0]._replace(**ends, known_by=CONTRADICTED)
    return readings[0]._replace(**ends)


def without_conventions(rows: list[Row]) -> list[Row]:
    """Leave out "more than" read as the printed digits and something more, where it stands as a bound, too."""
    bounds = {target_key(row) for row in rows if getattr(row, "family", "") == "literal"}
    return [row for row in rows if getattr(row, "family", "") != "conventional" or target_key(row) not in bounds]


def join_years(rows: list[Row]) -> list[Row]:
    """Make one row of years in a row that the same figures speak of; what is printed for each year is its own row."""
    joined: list[Row] = []
    for row in sorted(rows, key=lambda row: (row.organisation_ids, row.set_by, str(row.period_start))):
        follows = joined and joined[-1].period_end + pd.Timedelta(days=1) == row.period_start
        if follows and _cells(joined[-1]) == _cells(row):
            joined[-1] = joined[-1]._replace(period_end=row.period_end)
        else:
            joined.append(row)
    return joined


def _cells(row: Row) -> list[Any]:
    cells = [getattr(row, name) for name in _SAME]
    return [None if pd.isna(cell) else cell for cell in cells]
