"""Many finished targets together: what they amount to as printed, and the models that a larger collection carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from partyresearch.analysis.gamma_poisson import gamma_poisson, truncated_gamma_poisson
from partyresearch.analysis.intervals import check_confidence
from partyresearch.analysis.labels import organisation_names
from partyresearch.analysis.quotas import quota_label
from partyresearch.analysis.random_effects import random_effects
from partyresearch.analysis.result import Draft, Result
from partyresearch.columns import SET_BY
from partyresearch.tables.cells import look_up, unite_ids
from partyresearch.tables.nesting import ancestors, lies_within
from partyresearch.wording import say

MINIMUM_UNITS = 5
MINIMUM_MANY = 10
TRUNCATED = "gamma-Poisson truncated at 100 %"
_CELL = ["organisation_id", "period_start", "period_end"]


def finished_units(quotas: pd.DataFrame, organisations: pd.DataFrame, *, one_each: bool = True) -> pd.DataFrame:
    """Return the finished targets of everyone that lie within no other, one a committee and period.

    Parameters
    ----------
    quotas, organisations : DataFrame
        The tables of these names; of ``quotas`` a selection will do.
    one_each : bool
        Of several targets of one committee and period keep one: a superior's before a congress's before its own.

    Returns
    -------
    DataFrame
        By ``quota_id``: ``label``, ``organisation_id``, the period, ``admitted``, ``target`` and ``attainment`` with
        ``_low`` and ``_high`` over all readings (NaN is open), ``figure_ids``, and ``known``: whether the count is one
        number and the target limited on both sides; ``above``: the organisations that contain it.

    Examples
    --------
    >>> from partyresearch import load_organisations, load_quotas
    >>> units = finished_units(load_quotas(), load_organisations())
    >>> len(units), int(units["known"].sum())
    (7, 3)
    """
    scored = quotas[quotas["attainment_low"].notna() | quotas["attainment_high"].notna()]
    scored = scored[scored["group"].eq("all") & ~scored["interim"].astype(bool)]
    scored = scored[
        ~lies_within(quotas, "quota_id", pd.Series(quotas.index.isin(scored.index), index=quotas.index)).loc[
            scored.index
        ]
    ]
    scored = scored.sort_values("set_by", key=_by_rank, kind="stable") if one_each else scored
    ends = {f"{name}_{side}": float for name in ("admitted", "target", "attainment") for side in ("low", "high")}
    grouped = scored.astype(ends).groupby("quota_id", sort=False)
    rows = grouped[["organisation_id", "period_start", "period_end", "figure_ids"]].first()
    for end in ends:
        rows[end] = grouped[end].agg("min" if end.endswith("low") else "max", skipna=False)
    rows = rows.drop_duplicates(_CELL).sort_index(key=_by_place(quotas)) if one_each else rows
    up = ancestors(organisations)
    above = up[up["distance"].gt(0)].groupby("organisation_id")["ancestor_id"].agg(" ".join)
    rows["above"] = look_up(rows["organisation_id"], above.to_dict())
    rows["known"] = (
        rows["admitted_low"].eq(rows["admitted_high"]) & rows["target_low"].gt(0) & rows["target_high"].gt(0)
    )
    names = organisation_names(organisations)
    rows["label"] = [quota_label(row, names) for _, row in rows.assign(interim=False, group="all").iterrows()]
    return rows


def latest_units(units: pd.DataFrame) -> pd.DataFrame:
    """Return one unit a committee, its latest whose count and target are known, and none within another's committee.

    Examples
    --------
    >>> from partyresearch import load_organisations, load_quotas
    >>> units = latest_units(finished_units(load_quotas(), load_organisations()))
    >>> units["organisation_id"].tolist()
    ['can-tho', 'dam-doi', 'dong-thap']
    """
    known = units[units["known"]].sort_values(["period_end", "period_start"], kind="stable")
    latest = known.drop_duplicates("organisation_id", keep="last").sort_values("organisation_id")
    chosen = set(latest["organisation_id"])
    alone = [chosen.isdisjoint(above.split()) for above in latest["above"]]
    return latest[pd.Series(alone, index=latest.index, dtype=bool)]


def funnel_units(units: pd.DataFrame, minimum_many: int = MINIMUM_MANY) -> tuple[pd.DataFrame, str]:
    """Return the independent units of the funnel plot, or none and the reason.

    Parameters
    ----------
    units : DataFrame
        See :func:`finished_units`.
    minimum_many : int
        Committees that the plot needs.

    Returns
    -------
    units : DataFrame
    refusal : str
        Empty if there are enough.

    Examples
    --------
    >>> from partyresearch import load_organisations, load_quotas
    >>> funnel_units(finished_units(load_quotas(), load_organisations()))[1]
    'Funnel plot: 3 independent committees with a known count and target found, 10 needed.'
    """
    latest = latest_units(units)
    if len(latest) >= minimum_many:
        return latest, ""
    what = say("synthesis.what.funnel")
    return latest.head(0), say("synthesis.refused", what=what, found=len(latest), needed=minimum_many)


def reported_units(units: pd.DataFrame) -> Result:
    """Describe the finished units as they were reported: range, mean of ratios and ratio of totals.

    Parameters
    ----------
    units : DataFrame
        See :func:`finished_units`.

    Returns
    -------
    Result
        Each over all units, where a bound stays a bound, and over those whose count and target are known. No model:
        the units are no sample of anything.

    Examples
    --------
    >>> from partyresearch import load_organisations, load_quotas
    >>> result = reported_units(finished_units(load_quotas(), load_organisations()))
    >>> print(result.summary().splitlines()[0])
    Smallest attainment, all 7 targets: 1.000 to 1.009
    """
    draft = Draft()
    known = units[units["known"]]
    sets = {"all": units, "known": known} if 0 < len(known) < len(units) else {"all": units}
    for key, some in sets.items() if len(units) else ():
        for name, ends in _descriptions(some).items():
            draft.add(
                f"{name}:{key}",
                say("units.row", what=say(f"units.{name}"), which=say(f"units.{key}", n=len(some))),
                ends=ends,
                estimand=name,
                **_pooled_cells(some),
            )
    if not draft.rows:
        draft.refuse("reported_units", "ratio", say("units.refused"))
    bounds = units.loc[~units["known"], "label"]
    assumption = say("units.assumption") if bounds.empty else say("units.bounds", rows="; ".join(bounds))
    most = units["organisation_id"].value_counts().max()
    if pd.notna(most) and most > 1:
        assumption += " " + say("units.repeated", n=most)
    return draft.result(estimand=say("units.estimand"), assumption=assumption, not_shown=say("units.not_shown"))


def combined_attainment(
    units: pd.DataFrame,
    confidence: float = 0.95,
    minimum_units: int = MINIMUM_UNITS,
    minimum_many: int = MINIMUM_MANY,
) -> Result:
    """Estimate the attainment that independent committees have in common, where there are enough of them.

    Parameters
    ----------
    units : DataFrame
        See :func:`finished_units`; each committee enters once, with its latest known unit.
    confidence : float
    minimum_units, minimum_many : int
        Committees that the random-effects mean needs, and that everything else needs.

    Returns
    -------
    Result
        ``geometric_mean_attainment`` and its heterogeneity (Paule-Mandel, modified Knapp-Hartung), ``new_attainment``
        (prediction interval), ``mean_attainment`` (gamma-Poisson; the primary estimate), ``shrunken_attainment`` of
        each committee, ``truncated_mean_attainment``. Every model is fitted at the smallest and at the largest targets
        that are possible; ``estimate_low/high`` and ``low/high`` are the outermost of the two. What too few committees
        cannot carry is refused.

    Raises
    ------
    UserError
        If ``confidence`` is not between 0 and 1.

    Examples
    --------
    >>> from partyresearch import load_organisations, load_quotas
    >>> combined_attainment(finished_units(load_quotas(), load_organisations())).refusals[0]
    'Mean attainment of committees: 3 independent committees with a known count and target found, 5 needed.'
    """
    check_confidence(confidence)
    latest = latest_units(units)
    draft = Draft()
    _random_effects(draft, latest, confidence, minimum_units, minimum_many)
    _gamma_poisson(draft, latest, confidence, minimum_many)
    return draft.result(
        headline=say("synthesis.headline", n=len(latest)),
        estimand=say("synthesis.estimand"),
        assumption=say("synthesis.assumption"),
        not_shown=say("synthesis.not_shown"),
    )


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
    shared = {"method": "Paule-Mandel, modified Knapp-Hartung", **_pooled_cells(positive)}
    _add(draft, "geometric_mean_attainment", fits, ("mean", "low", "high"), confidence, len(positive), **shared)
    if len(positive) >= many:
        ends = ("mean", "prediction_low", "prediction_high")
        _add(draft, "new_attainment", fits, ends, confidence, len(positive), **shared)
    for name, unit in (("tau", "ratio"), ("i2", "share"), ("q", "ratio")):
        values = [fit["tau2"] ** 0.5 if name == "tau" else fit[name] for fit in fits]
        label = say(f"synthesis.{name}", n=len(positive))
        cells = {"estimand": "heterogeneity", **shared, "unit": unit}
        draft.add(f"heterogeneity:{name}", label, ends=(min(values), max(values)), **cells)


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
    shared = _pooled_cells(latest)
    if not latest["admitted_low"].any():
        for name in names:
            draft.refuse(name, "ratio", say("synthesis.nobody", what=say(f"synthesis.what.{name}"), n=len(latest)))
        return
    fits = _at_both_ends(latest, confidence, lambda *data: vars(gamma_poisson(*data)))
    ends = ("mean", "low", "high")
    _add(draft, names[0], fits, ends, confidence, len(latest), method="gamma-Poisson", **shared)
    for place, (quota_id, unit) in enumerate(latest.iterrows()):
        cells = {"organisation_ids": unit["organisation_id"], "period_start": unit["period_start"],
                 "period_end": unit["period_end"], "figure_ids": unit["figure_ids"]}  # fmt: skip
        draft.add(
            f"shrunken_attainment:{quota_id}",
            str(unit["label"]),
            ends=_outermost([fit["units"][place] for fit in fits]),
            model=(min(fit["units_low"][place] for fit in fits), max(fit["units_high"][place] for fit in fits)),
            confidence=confidence,
            estimand=names[1],
            method="gamma-Poisson, each unit",
            **{**shared, **cells},
        )
    _truncated(draft, latest, confidence, shared)


def _truncated(draft: Draft, latest: pd.DataFrame, confidence: float, shared: dict[str, Any]) -> None:
    """The same model if only committees that met their target were ever reported."""
    name = "truncated_mean_attainment"
    if latest["attainment_low"].lt(1).any():
        draft.refuse(name, "ratio", say("synthesis.truncated_missed", n=int(latest["attainment_low"].lt(1).sum())))
        return
    found = _at_both_ends(latest, confidence, truncated_gamma_poisson)
    if any(fit is None for fit in found):
        draft.refuse(name, "ratio", say("synthesis.truncated_open", n=len(latest)))
        return
    fits = [vars(fit) for fit in found]
    _add(draft, name, fits, ("mean", "low", "high"), confidence, len(latest), method=TRUNCATED, **shared)


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
    label = say(f"synthesis.{name}", n=n)
    draft.add(name, label, ends=_outermost(mean), model=model, confidence=confidence, estimand=name, **cells)


def _outermost(values: list[Any]) -> tuple[float, float]:
    return float(min(values)), float(max(values))


def _refuse(draft: Draft, name: str, found: int, needed: int) -> None:
    what = say(f"synthesis.what.{name}")
    draft.refuse(name, "ratio", say("synthesis.refused", what=what, found=found, needed=needed))


def _descriptions(units: pd.DataFrame) -> dict[str, tuple[float | None, float | None]]:
    """Ends over all units; an end that any unit leaves open is open, except where another unit decides it."""
    low, high = units["attainment_low"], units["attainment_high"]
    admitted_low, admitted_high = units["admitted_low"], units["admitted_high"]
    smallest, largest = units["target_low"], units["target_high"]
    return {
        "smallest_attainment": (low.min(skipna=False), high.min()),
        "largest_attainment": (low.max(), high.max(skipna=False)),
        "mean_of_ratios": (low.mean(skipna=False), high.mean(skipna=False)),
        "ratio_of_totals": (
            admitted_low.sum(skipna=False) / largest.sum(skipna=False),
            admitted_high.sum(skipna=False) / smallest.sum(skipna=False),
        ),
    }


def _by_rank(setters: pd.Series) -> pd.Series:
    return setters.astype("str").map({setter: rank for rank, setter in enumerate(SET_BY)})


def _by_place(quotas: pd.DataFrame) -> Callable[[pd.Index], pd.Index]:
    place = {quota_id: number for number, quota_id in enumerate(quotas["quota_id"].drop_duplicates())}
    return lambda index: index.map(place)


def _pooled_cells(units: pd.DataFrame) -> dict[str, Any]:
    return {
        "unit": "ratio",
        "organisation_ids": unite_ids(*units["organisation_id"]),
        "period_start": units["period_start"].min(),
        "period_end": units["period_end"].max(),
        "group": "all",
        "figure_ids": unite_ids(*units["figure_ids"]),
    }
