"""How numbers, intervals and estimates are written, in one language."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pandas as pd

from partyresearch.show.language import Language

_PLACES = {"ratio": 2, "persons": 0}  # decimals of a unit; of any other there is one
_MOST_PLACES = 3  # of percents that would look like 0 or 100%
_RATIOS_IN_PERCENT = ("mean_of_ratios", "ratio_of_totals")


class Numbers:
    """Write numbers in one language, rounded sensibly for their unit."""

    def __init__(self, t: Language) -> None:
        self.t = t

    def number(self, value: float, unit: str) -> str:
        """Write a number, rounded sensibly for its unit: a ratio, a share (in percent), persons, or a rate."""
        return self.t("no limit") if math.isinf(value) else self._with_unit(self._rounded(value, unit, round), unit)

    def interval(self, low: float | None, high: float | None, unit: str = "ratio") -> str:
        """Write an interval that may be open on either side, rounded outwards."""
        known_low, known_high = _is_known(low), _is_known(high)
        if known_low and known_high and low == high:
            return self.number(low, unit)  # type: ignore[arg-type]
        first = self._rounded(low, unit, math.floor) if known_low else ""  # type: ignore[arg-type]
        last = self._rounded(high, unit, math.ceil) if known_high else ""  # type: ignore[arg-type]
        if known_low and known_high:
            both = first if first == last else self.t("{low} to {high}", low=first, high=last)
            return self._with_unit(both, unit) if math.isfinite(high) else both  # type: ignore[arg-type]
        if known_low:
            return self.t("at least {low}", low=self._with_unit(first, unit))
        return self.t("at most {high}", high=self._with_unit(last, unit)) if known_high else self.t("open")

    def whole(self, low: Any, high: Any) -> str:
        """Write a whole number, a range of them, or a bound; empty if nothing is known."""
        if pd.isna(low) and pd.isna(high):
            return ""
        if pd.notna(low) and pd.notna(high) and high - low == 1:
            return self.t("{low} or {high}", low=int(low), high=int(high))
        return self.interval(None if pd.isna(low) else int(low), None if pd.isna(high) else int(high), "persons")

    def value(self, row: Any) -> str:
        """Write an estimate: its value, or its bounds; two ends that round to one number are that number."""
        low, high, unit = row.estimate_low, row.estimate_high, shown_unit(row)
        if _is_known(low) and _is_known(high) and self.number(low, unit) == (nearest := self.number(high, unit)):
            return nearest
        return self.interval(low, high, unit)

    def model(self, row: Any) -> str:
        """Write the model's interval of an estimate; empty where there is none."""
        if pd.isna(row.low) and pd.isna(row.high):
            return ""
        return self.interval(row.low, row.high, shown_unit(row))

    def estimate(self, row: Any) -> str:
        """Write an estimate, then the model's interval."""
        value, model = self.value(row), self.model(row)
        return self.t("{value} (model {interval})", value=value, interval=model) if model else value

    def _rounded(self, value: float, unit: str, to: Callable[[float], int]) -> str:
        """Round to a neighbour: ends of intervals away from what they hold, so that print claims no more."""
        if math.isinf(value):
            return self.t("no limit")
        scale = 100 if unit == "share" else 1
        places = _PLACES.get(unit, 1)
        if unit == "share":  # no decimals from 10% up; and nothing looks like 0 or 100% that is not
            places = 0 if value >= 0.0995 or value == 0 else 1
            while places < _MOST_PLACES and value not in (0, 1) and _step(value, scale, places, to) in (0, 100):
                places += 1
        return self.t.number(_step(value, scale, places, to), places)

    def _with_unit(self, text: str, unit: str) -> str:
        return self.t("{value}%", value=text) if unit == "share" else text


def shown_unit(row: Any) -> str:
    """Return the unit in which an estimate is shown: attainments are ratios in the table, and percents to readers."""
    attained = "attainment" in row.estimand or row.estimand in _RATIOS_IN_PERCENT
    return "share" if row.unit == "ratio" and attained else str(row.unit)


def _is_known(value: float | None) -> bool:
    return value is not None and not pd.isna(value)


def _step(value: float, scale: int, places: int, to: Callable[[float], int]) -> float:
    steps = value * scale * 10**places
    nearest = round(steps)
    # 1e-6 of a step: a number that is only off by its binary fraction is not rounded away
    return float((nearest if abs(steps - nearest) < 1e-6 else to(steps)) / 10**places)
