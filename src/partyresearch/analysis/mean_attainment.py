"""Many committees together: what they have in common, by the models that a larger collection carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Draft, Findings, Refusal, pooled_cells, row_cells
from partyresearch.analysis.selection import Selection
from partyresearch.analysis.units import MINIMUM_MANY, finished_units, latest_units
from partyresearch.models.gamma_poisson import gamma_poisson, truncated_gamma_poisson
from partyresearch.models.intervals import check_confidence
from partyresearch.models.random_effects import random_effects

MINIMUM_UNITS = 5  # with fewer, the Knapp-Hartung interval is so wide that it says nothing


def mean_attainment(
    selection: Selection, confidence: float = 0.95, minimum_units: int = MINIMUM_UNITS, minimum_many: int = MINIMUM_MANY
) -> Findings:
    """Estimate what independent committees have in common: random effects, gamma-Poisson, and truncated at 100 %.

    ``minimum_units`` committees are needed for a mean, ``minimum_many`` for what depends on their spread.
    """
    check_confidence(confidence)
    latest = latest_units(finished_units(selection.targets, selection.organisations))
    draft = Draft()
    _random_effects(draft, latest, confidence, minimum_units, minimum_many)
    _gamma_poisson(draft, latest, confidence, minimum_many)
    funnel = latest if len(latest) >= minimum_many else latest.head(0)
    if funnel.empty:
        draft.refusals.append(
            Refusal("funnel", "too_few_units", {"what": "funnel", "found": len(latest), "needed": minimum_many})
        )
    return draft.findings("mean_attainment", n=len(latest), funnel=funnel, confidence=confidence)


def _random_effects(draft: Draft, latest: pd.DataFrame, confidence: float, needed: int, many: int) -> None:
    positive = latest[latest["admitted_low"].gt(0)]  # none admitted has no logarithm; the gamma-Poisson keeps it
    if len(positive) < needed:
        for name in ("geometric_mean_attainment", "heterogeneity"):
            _refuse(draft, name, len(positive), needed)
    if len(positive) < max(needed, many):
        _refuse(draft, "new_attainment", len(positive), max(needed, many))
    if len(positive) < needed:
        return
    fits = _at_both_ends(positive, confidence, _log_effects)
    shared = {"method": "paule_mandel_knapp_hartung", **pooled_cells(positive, "ratio")}
    _add(draft, "geometric_mean_attainment", fits, ("mean", "low", "high"), confidence, len(positive), **shared)
    if len(positive) >= many:
        ends = ("mean", "prediction_low", "prediction_high")
        _add(draft, "new_attainment", fits, ends, confidence, len(positive), **shared)
    for name, unit in (("tau", "ratio"), ("i2", "share"), ("q", "ratio")):
        values = [fit["tau2"] ** 0.5 if name == "tau" else fit[name] for fit in fits]
        beside = {"n": len(positive), "of": name}
        draft.add(f"heterogeneity:{name}", ends=(min(values), max(values)), beside=beside, **{**shared, "unit": unit})


def _log_effects(counts: Any, targets: Any, confidence: float) -> dict[str, float]:
    import numpy as np

    fit = random_effects(np.log(counts / targets), 1 / counts, confidence)
    logs = {name: getattr(fit, name) for name in ("mean", "low", "high", "prediction_low", "prediction_high")}
    return {"tau2": fit.tau2, "i2": fit.i2, "q": fit.q, **{name: float(np.exp(value)) for name, value in logs.items()}}


def _gamma_poisson(draft: Draft, latest: pd.DataFrame, confidence: float, needed: int) -> None:
    names = ("mean_attainment", "shrunken_attainment", "truncated_mean_attainment")
    if len(latest) < needed:
        for name in names:
            _refuse(draft, name, len(latest), needed)
        return
    shared = pooled_cells(latest, "ratio")
    if not latest["admitted_low"].any():
        for name in names:
            draft.refuse(name, "ratio", "nobody_admitted", what=name, n=len(latest))
        return
    fits = _at_both_ends(latest, confidence, lambda *data: vars(gamma_poisson(*data)))
    draft.model = fits[0]["fit"]
    ends = ("mean", "low", "high")
    _add(draft, names[0], fits, ends, confidence, len(latest), method="gamma_poisson", **shared)
    for place, (target_id, unit) in enumerate(latest.iterrows()):
        draft.add(
            f"shrunken_attainment:{target_id}",
            ends=_outermost([fit["units"][place] for fit in fits]),
            model=(min(fit["units_low"][place] for fit in fits), max(fit["units_high"][place] for fit in fits)),
            confidence=confidence,
            method="gamma_poisson_unit",
            **row_cells(unit, "ratio"),
        )
    _truncated(draft, latest, confidence, shared)


def _truncated(draft: Draft, latest: pd.DataFrame, confidence: float, shared: dict[str, Any]) -> None:
    """The same model if only committees that met their target were ever reported."""
    name = "truncated_mean_attainment"
    if latest["attainment_low"].lt(1).any():
        draft.refuse(name, "ratio", "some_missed", n=int(latest["attainment_low"].lt(1).sum()))
        return
    found = _at_both_ends(latest, confidence, truncated_gamma_poisson)
    if any(fit is None for fit in found):
        draft.refuse(name, "ratio", "no_maximum", n=len(latest))
        return
    fits = [vars(fit) for fit in found]
    _add(
        draft, name, fits, ("mean", "low", "high"), confidence, len(latest), method="gamma_poisson_truncated", **shared
    )


def _at_both_ends(units: pd.DataFrame, confidence: float, fit: Callable[..., Any]) -> list[Any]:
    """A fit with all targets at their smallest, and one with all at their largest, where they differ."""
    counts = units["admitted_low"].to_numpy()
    smallest, largest = units["target_low"].to_numpy(), units["target_high"].to_numpy()
    fits = [fit(counts, smallest, confidence)]
    return fits if (smallest == largest).all() else [*fits, fit(counts, largest, confidence)]


def _add(
    draft: Draft, name: str, fits: list[Any], keys: tuple[str, str, str], confidence: float, n: int, **cells: Any
) -> None:
    mean, low, high = ([fit[key] for fit in fits] for key in keys)
    model = (min(low), max(high))
    draft.add(name, ends=_outermost(mean), model=model, confidence=confidence, beside={"n": n}, **cells)


def _outermost(values: list[Any]) -> tuple[float, float]:
    return float(min(values)), float(max(values))


def _refuse(draft: Draft, name: str, found: int, needed: int) -> None:
    draft.refuse(name, "ratio", "too_few_units", what=name, found=found, needed=needed)
