"""What every analysis returns: estimates as numbers and codes, in no language; ``show`` words and draws them."""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any, TypeVar, cast

import pandas as pd

from partyresearch.tables.cells import unite_ids

_Made = TypeVar("_Made")
_NUMBERS = ("estimate", "estimate_low", "estimate_high", "low", "high", "confidence", "end_confidence")
DAYS = ("period_start", "period_end", "comparator_start", "comparator_end")
ESTIMATE_COLUMNS = (
    *("estimate_id", "estimand", "unit", "organisation_ids", "comparator_ids", "period_start", "period_end"),
    *("comparator_start", "comparator_end", "group", "estimate", "estimate_low", "estimate_high", "low", "high"),
    *("interval_kind", "confidence", "end_confidence", "method", "assumption", "figure_ids"),
)
"""The columns of every ``estimates.csv``, in order."""

AS_PRINTED = "as_printed"  # the method of what follows from printed figures by arithmetic alone
REFUSED = "refused"  # the method of an estimate that could not be made; `assumption` holds the reason's code


@dataclass(frozen=True)
class Refusal:
    """An estimate that could not be made: the reason's code, and the numbers and codes that its sentence names."""

    estimand: str
    reason: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Findings:
    """Estimates with what is needed to word and draw them.

    ``estimate_low`` and ``estimate_high`` are what rounding, bounds and readings leave open; ``low`` and ``high`` the
    model's interval, enveloped over them.
    """

    question: str  # names the sentences in `show.words`
    estimates: pd.DataFrame  # ESTIMATE_COLUMNS
    rows: pd.DataFrame  # by estimate_id: numbers and codes that stand beside the estimate, and its label's parts
    facts: dict[str, Any] = field(default_factory=dict)  # numbers and codes of the headline and the assumptions
    refusals: tuple[Refusal, ...] = ()
    model: Any = None  # fitted statsmodels results, where a model was fitted; by group where there are several

    def chosen(self, *estimands: str) -> pd.DataFrame:
        """Return the estimates that were made, of these estimands or of all."""
        made = self.estimates[self.estimates["method"].ne(REFUSED)]
        return made[made["estimand"].isin(estimands)] if estimands else made

    def named(self, *estimands: str) -> list[Any]:
        """Return the estimates that were made as named tuples, each with the numbers and codes beside it."""
        return [row for row in self._named if not estimands or row.estimand in estimands]

    @cached_property
    def _named(self) -> list[Any]:
        table = self.chosen().join(self.rows, on="estimate_id")
        row = namedtuple("Row", table.columns)  # type: ignore[misc] # the columns differ from question to question
        return [row(*values) for values in zip(*(table[name].tolist() for name in table), strict=True)]

    def once(self, work: Callable[[Findings], _Made]) -> _Made:
        """Return what a function makes of these findings, which several sentences and languages ask for."""
        made: dict[Any, Any] = self.__dict__.setdefault("_made", {})
        if work not in made:
            made[work] = work(self)
        return cast("_Made", made[work])

    def refused(self, *estimands: str) -> list[Refusal]:
        """Return what could not be estimated, of these estimands or of all."""
        return [refusal for refusal in self.refusals if not estimands or refusal.estimand in estimands]

    def rests_on(self) -> list[str]:
        """Return the cells of figure ids that the estimates, or what is shown instead of them, rest on."""
        told = [
            pd.DataFrame(self.facts[name]) for name in ("checks", "squares", "unscored", "parts") if name in self.facts
        ]
        names = ("figure_ids", "figure_id", "count_ids", "before_ids")
        cells = [list(table[name]) for table in told for name in names if name in table]
        return [*self.estimates["figure_ids"], *(cell for column in cells for cell in column)]


@dataclass
class Draft:
    """Estimates as they are collected; :meth:`findings` makes them a table."""

    estimates: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    model: Any = None

    def add(
        self,
        estimate_id: str,
        *,
        ends: tuple[Any, Any],
        model: tuple[Any, Any] = (None, None),
        confidence: float | None = None,
        part: bool = False,
        beside: Mapping[str, Any] | None = None,
        **cells: Any,
    ) -> None:
        """Add an estimate, of the estimand that its id begins with unless ``cells`` name another.

        ``beside`` holds the numbers and codes that its label and its table row name.
        """
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
                "estimand": estimate_id.partition(":")[0],
                "estimate": low if low == high else None,
                "estimate_low": low,
                "estimate_high": high,
                "low": model_low,
                "high": model_high,
                "confidence": confidence if modelled else None,
                # one convention: a limit is an end of the central interval, also where the other end is open
                "end_confidence": (1 + confidence) / 2 if modelled and confidence else None,
                "method": AS_PRINTED,
                **cells,
                "interval_kind": "model" if modelled else cells.get("interval_kind", kind),
            }
        )
        self.rows[estimate_id] = {"part": part, **(beside or {})}

    def refuse(self, estimand: str, unit: str, reason: str, **values: Any) -> None:
        """Add the refusal of an estimate."""
        before = sum(refusal.estimand == estimand for refusal in self.refusals)
        key = f"{estimand}:{before + 1}" if before else estimand
        cells = {"estimate_id": key, "estimand": estimand, "unit": unit, "method": REFUSED, "assumption": reason}
        self.estimates.append({**cells, "group": values.get("group", "")})
        self.refusals.append(Refusal(estimand, reason, {"group": "", **values}))

    def refuse_if_empty(self, estimand: str, unit: str, reason: str) -> None:
        """Refuse an estimate where nothing was estimated and nothing refused."""
        if not self.estimates:
            self.refuse(estimand, unit, reason)

    def findings(self, question: str, **facts: Any) -> Findings:
        """Make the findings."""
        estimates = pd.DataFrame(
            {name: _column(name, [row.get(name) for row in self.estimates]) for name in ESTIMATE_COLUMNS}
        )
        names = dict.fromkeys(name for row in self.rows.values() for name in row)
        rows = pd.DataFrame(
            {name: pd.Series([row.get(name) for row in self.rows.values()], dtype=object) for name in names or ["part"]}
        )
        rows.index = pd.Index(list(self.rows), dtype=object)
        return Findings(question, estimates, rows, facts, tuple(self.refusals), self.model)


def undoubted(model: tuple[Any, Any], ends: tuple[Any, Any], *, finished: bool = True) -> tuple[Any, Any]:
    """Drop a limit that doubts what print settles: that a target is met, or if its year is over that it is missed."""
    low, high = ends
    met, missed = low is not None and low >= 1, finished and high is not None and high < 1
    lower, upper = model
    return (
        None if met and lower is not None and lower < 1 else lower,
        None if missed and upper is not None and upper >= 1 else upper,
    )


def records_by(rows: pd.DataFrame, *names: str) -> defaultdict[Any, list[dict[str, Any]]]:
    """Group rows, as dictionaries, by some columns: to filter a table once per row takes quadratic time."""
    groups, key = defaultdict(list), itemgetter(*names)
    for row in rows.to_dict("records"):
        groups[key(row)].append(row)
    return groups


def outer_end(rows: Sequence[Mapping[str, Any]], name: str, how: Callable[[list[Any]], Any]) -> Any:
    """Return the smallest or largest end of all rows; open if any of them leaves it open."""
    ends = [row[name] for row in rows]
    return pd.NA if not ends or any(map(pd.isna, ends)) else how(ends)


def row_cells(row: Mapping[str, Any] | pd.Series, unit: str, **others: Any) -> dict[str, Any]:
    """Return what an estimate takes over from a row of a table, where ``others`` say nothing else."""
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
    return cells | others


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


def _column(name: str, cells: list[Any]) -> pd.Series:
    if name in _NUMBERS:
        return pd.Series(cells, dtype="float64")
    if name in DAYS:
        return pd.to_datetime(pd.Series(cells, dtype=object))
    return pd.Series(["" if cell is None else cell for cell in cells], dtype=object)


def _plain(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
