"""Many committees together: what they have in common, by the models that a larger collection carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Draft, Findings, pooled_cells, row_cells
from partyresearch.analysis.selection import Selection
from partyresearch.analysis.units import MINIMUM_MANY, scored
from partyresearch.models.gamma_poisson import gamma_poisson
from partyresearch.models.intervals import NotEstimable, check_confidence
from partyresearch.models.random_effects import predict_ratio, random_effects
from partyresearch.models.reporting import ReportingCurve, reporting_curve
from partyresearch.tables.cells import unite_ids

MINIMUM_UNITS = 5  # with fewer, the Knapp-Hartung interval is so wide that it says nothing


def mean_attainment(
    selection: Selection, confidence: float = 0.95, minimum_units: int = MINIMUM_UNITS, minimum_many: int = MINIMUM_MANY
) -> Findings:
    """Estimate the mean attainment of all committees as a function of how often a missed target is reported.

    Every finished target of the finest disjoint cut enters, as a count or as a bound; the targets of one committee
    are taken for alike. Where every unit is a count, also the spread between committees (random effects), the
    attainment of one more, and each committee's own. ``minimum_units`` committees are needed for the random effects,
    ``minimum_many`` for all else.
    """
    check_confidence(confidence)
    level = selection.organisations.set_index("organisation_id")["level"].astype(str)
    units = selection.units
    units = units.assign(level=units["organisation_id"].map(level))
    draft = Draft()
    curves = _curve(draft, units, confidence, minimum_many)
    _levels(draft, units, confidence, minimum_many)
    totals = _totals(units[units["known"]])
    _between(draft, units, totals, confidence, minimum_units, minimum_many)
    # with bounds left out, which are successes, the funnel would be a picture of the others
    funnel = totals if len(totals) >= minimum_many and units["known"].all() else totals.head(0)
    finished = scored(selection.targets)
    finished = finished[finished["group"].eq("all") & ~finished["interim"].astype(bool)]
    return draft.findings(
        "mean_attainment",
        n=units["organisation_id"].nunique(),
        targets=len(units),
        bounds=int((~units["known"]).sum()),
        left_out=len(finished) - len(units),
        confidence=confidence,
        under_dispersed=any(curve.under_dispersed for curve in curves),
        funnel=funnel,
        alpha=max((float(curve.alpha[0]) for curve in curves), default=0.0),
    )


def _curve(draft: Draft, units: pd.DataFrame, confidence: float, needed: int) -> list[ReportingCurve]:
    """Add the mean for each probability that a missed target is reported, and where its lower limit falls to 100 %."""
    curves = _fit(draft, "mean_attainment", units, confidence, needed)
    if not curves:
        return []
    shared = {"method": "reporting_curve", **pooled_cells(units, "ratio")}
    for place, probability in enumerate(curves[0].probabilities):
        _add_mean(draft, f"mean_attainment:{probability:g}", curves, place, units, confidence, shared)
    if curves[0].under_dispersed:
        draft.refuse("reporting_at_target", "share", "under_dispersed", n=curves[0].units - curves[0].bounds)
        return curves
    crossings = [curve.crossing for curve in curves]
    if any(pd.isna(crossing) for crossing in crossings):
        draft.refuse("reporting_at_target", "share", "not_above_target")
        return curves
    least = float(curves[0].probabilities[-1])
    draft.add(
        "reporting_at_target",
        # at the end of the curve it may be any smaller probability
        ends=(None if min(crossings) <= least else min(crossings), max(crossings)),
        beside=_counts(units),
        **{**shared, "unit": "share"},
    )
    return curves


def _levels(draft: Draft, units: pd.DataFrame, confidence: float, needed: int) -> None:
    """Add the mean of each level that has enough committees, where there are several levels."""
    for level, rows in units.groupby("level", sort=True) if units["level"].nunique() > 1 else ():
        if rows["organisation_id"].nunique() >= needed:
            curves = _fit(draft, "mean_attainment_of_level", rows, confidence, needed, probabilities=(1.0,))
            shared = {"method": "reporting_curve", **pooled_cells(rows, "ratio")}
            if curves:
                _add_mean(
                    draft, f"mean_attainment_of_level:{level}", curves, 0, rows, confidence, shared, level=str(level)
                )


def _fit(
    draft: Draft, name: str, units: pd.DataFrame, confidence: float, needed: int, **options: Any
) -> list[ReportingCurve]:
    """The curve with all targets at their smallest, and at their largest where that is another; or the refusal."""
    found = units["organisation_id"].nunique()
    if found < needed:
        draft.refuse(name, "ratio", "too_few_units", what=name, found=found, needed=needed)
        return []
    columns = {
        f"{name}_{side}": f"{column}_{side}"
        for name, column in (("count", "admitted"), ("target", "target"), ("attainment", "attainment"))
        for side in ("low", "high")
    }
    try:
        return [
            reporting_curve(
                **{name: rows[column] for name, column in columns.items()},
                clusters=rows["organisation_id"],
                confidence=confidence,
                **options,
            )
            for rows in _ends(units)
        ]
    except NotEstimable as error:
        draft.refuse(name, "ratio", error.reason, what=name, **error.values)
        return []


def _add_mean(
    draft: Draft,
    estimate_id: str,
    curves: list[ReportingCurve],
    place: int,
    units: pd.DataFrame,
    confidence: float,
    shared: dict[str, Any],
    **codes: Any,
) -> None:
    mean, low, high = ([getattr(curve, name)[place] for curve in curves] for name in ("mean", "low", "high"))
    probability = float(curves[0].probabilities[place])
    draft.add(
        estimate_id,
        ends=_outermost(mean),
        model=(min(low), None if max(high) == float("inf") else max(high)),
        confidence=confidence,
        beside={**_counts(units), "reported": probability, **codes},
        **shared,
    )


def _between(
    draft: Draft, units: pd.DataFrame, totals: pd.DataFrame, confidence: float, needed: int, many: int
) -> None:
    """Add the models that know no bounds, where there are none; each committee is the sum of its years."""
    bounds = int((~units["known"]).sum())
    minima = {"geometric_mean_attainment": needed, "heterogeneity": needed, "new_attainment": max(needed, many)}
    minima["shrunken_attainment"] = many
    for name, least in minima.items():
        if len(totals) < least:
            draft.refuse(name, "ratio", "too_few_units", what=name, found=len(totals), needed=least)
        elif bounds:  # without them the rest is no picture of all: successes are printed as bounds
            draft.refuse(name, "ratio", "some_bounds", what=name, bounds=bounds, n=len(units))
    if bounds or len(totals) < needed:
        return
    positive = totals[totals["admitted_low"].gt(0)]  # none admitted has no logarithm
    if len(positive) >= needed:
        _random_effects(draft, positive, units["target_high"], confidence, len(positive) >= max(needed, many))
    if len(totals) >= many and len(positive):
        _shrunken(draft, totals, confidence)


def _random_effects(draft: Draft, totals: pd.DataFrame, targets: pd.Series, confidence: float, predict: bool) -> None:
    import numpy as np

    def fit(rows: pd.DataFrame) -> Any:
        counts = rows["admitted_low"].to_numpy()
        return random_effects(np.log(counts / rows["target_low"].to_numpy()), 1 / counts, confidence)

    fits, n = [fit(rows) for rows in _ends(totals)], len(totals)
    shared = {"method": "paule_mandel_knapp_hartung", **pooled_cells(totals, "ratio")}

    def logs(name: str) -> list[float]:
        return [float(np.exp(getattr(one, name))) for one in fits]

    draft.add(
        "geometric_mean_attainment",
        ends=_outermost(logs("mean")),
        model=(min(logs("low")), max(logs("high"))),
        confidence=confidence,
        beside={"n": n},
        **shared,
    )
    if predict:
        target = int(targets.median())  # the noise of one count depends on how many it should be
        new = [predict_ratio(rows["admitted_low"], rows["target_low"], target, confidence) for rows in _ends(totals)]
        draft.add(
            "new_attainment",
            ends=_outermost(logs("mean")),
            model=(min(low for low, _ in new), max(high for _, high in new)),
            confidence=confidence,
            beside={"n": n, "target": target},
            **shared,
        )
    taus = [one.tau2**0.5 for one in fits]
    draft.add(
        "heterogeneity:tau",
        ends=_outermost(taus),
        model=(min(one.tau2_low**0.5 for one in fits), max(one.tau2_high**0.5 for one in fits)),
        confidence=confidence,
        beside={"n": n, "of": "tau"},
        **{**shared, "method": "q_profile"},
    )
    for name, unit in (("i2", "share"), ("q", "ratio")):
        values = [getattr(one, name) for one in fits]
        draft.add(
            f"heterogeneity:{name}", ends=_outermost(values), beside={"n": n, "of": name}, **{**shared, "unit": unit}
        )


def _shrunken(draft: Draft, totals: pd.DataFrame, confidence: float) -> None:
    fits = [gamma_poisson(rows["admitted_low"], rows["target_low"], confidence) for rows in _ends(totals)]
    draft.model = fits[0].fit
    for place, (_, unit) in enumerate(totals.iterrows()):
        own, low, high = ([getattr(fit, name)[place] for fit in fits] for name in ("units", "units_low", "units_high"))
        draft.add(
            f"shrunken_attainment:{unit['organisation_id']}",
            ends=_outermost(own),
            model=(min(low), max(high)),
            confidence=confidence,
            method="gamma_poisson_unit",
            **row_cells(unit, "ratio"),
        )


def _totals(known: pd.DataFrame) -> pd.DataFrame:
    """Add up the counts and the targets of each committee over its years."""
    sums = dict.fromkeys(("admitted_low", "admitted_high", "target_low", "target_high"), "sum")
    how: dict[str, Any] = {**sums, "period_start": "min", "period_end": "max", "group": "first"}
    how["figure_ids"] = lambda ids: unite_ids(*ids)
    totals = known.groupby("organisation_id").agg(how).reset_index()
    totals["attainment_low"] = totals["admitted_low"] / totals["target_high"]
    totals["attainment_high"] = totals["admitted_high"] / totals["target_low"]
    return totals


def _ends(units: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The units with all targets at their smallest, and at their largest where that is another; bounds as they are."""
    known = units["admitted_low"].eq(units["admitted_high"]) & units["target_low"].gt(0) & units["target_high"].gt(0)
    differ = (units["target_low"].ne(units["target_high"]) & known).any()
    for end in ("target_low", "target_high")[: 2 if differ else 1]:
        yield units.assign(**{side: units[side].mask(known, units[end]) for side in ("target_low", "target_high")})


def _counts(units: pd.DataFrame) -> dict[str, Any]:
    return {"n": units["organisation_id"].nunique(), "targets": len(units), "bounds": int((~units["known"]).sum())}


def _outermost(values: list[Any]) -> tuple[float, float]:
    return float(min(values)), float(max(values))
