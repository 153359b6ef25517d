"""Quota attainment: admitted ÷ target, with everything that print leaves open."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.analysis.intervals import poisson_interval
from partyresearch.analysis.result import ESTIMATE_COLUMNS, Result
from partyresearch.tables.periods import period_label
from partyresearch.wording import say

_FAMILY = {"half_up": "rounded", "truncated": "rounded", "literal": "literal", "conventional": "conventional"}


def attainment(quotas: pd.DataFrame, organisations: pd.DataFrame, confidence: float = 0.95) -> Result:
    """Estimate the attainment of each target that has a printed result.

    Parameters
    ----------
    quotas, organisations : DataFrame
        The tables of these names, or a selection of ``quotas``.
    confidence : float
        Of the model's interval.

    Returns
    -------
    Result
        One estimate a target and family of readings: rounding half up and truncation are enveloped together; "more
        than 166 %" has a row read literally and a row read as 166-something. ``low`` and ``high``: the exact Poisson
        interval of the count, divided by the largest and the smallest target that is possible. Interim targets have
        the estimand ``interim_attainment``.

    Raises
    ------
    UserError
        If ``confidence`` is not between 0 and 1.

    Notes
    -----
    The count is Poisson, never binomial: it can exceed its target.

    Examples
    --------
    >>> from partyresearch import load_organisations, load_quotas
    >>> result = attainment(load_quotas(), load_organisations())
    >>> float(result.estimates.loc[0, "estimate"].round(4))
    1.0087
    """
    poisson_interval(0, confidence)  # a wrong confidence is told even where no row needs it
    known = quotas[quotas["attainment_low"].notna() | quotas["attainment_high"].notna()]
    families = known.assign(family=known["reading"].astype("str").map(_FAMILY))
    rows, labels = [], {}
    names = organisations.set_index("organisation_id")["name_en"]
    several = families.groupby("quota_id")["family"].nunique()
    for (quota_id, family), group in families.groupby(["quota_id", "family"], sort=False):
        row = _estimate(str(quota_id), str(family), group, confidence)
        rows.append(row)
        labels[row["estimate_id"]] = _label(group.iloc[0], names, str(family) if several[quota_id] > 1 else "")
    if not rows:
        rows.append({"estimate_id": "attainment", "estimand": "attainment", "unit": "ratio", "method": "refused",
                     "assumption": say("attainment.refused")})  # fmt: skip
    estimates = pd.DataFrame(rows, columns=list(ESTIMATE_COLUMNS))
    refusals = tuple(estimates.loc[estimates["method"].eq("refused"), "assumption"])
    return Result(
        headline=_headline(known),
        estimand=say("attainment.estimand"),
        assumption=say("attainment.assumption", confidence=confidence),
        not_shown=say("attainment.not_shown", unscored=quotas["quota_id"].nunique() - known["quota_id"].nunique()),
        estimates=estimates,
        refusals=refusals,
        labels=labels,
    )


def _estimate(quota_id: str, family: str, group: pd.DataFrame, confidence: float) -> dict[str, Any]:
    first = group.iloc[0]
    low, high = _envelope(group["attainment_low"], "min"), _envelope(group["attainment_high"], "max")
    model_low, model_high = _model(group, confidence)
    modelled = model_low is not None or model_high is not None
    single = low is not None and low == high
    return {
        "estimate_id": f"attainment:{quota_id}:{family}",
        "estimand": "interim_attainment" if first["interim"] else "attainment",
        "unit": "ratio",
        "organisation_ids": first["organisation_id"],
        "comparator_ids": "",
        "period_start": first["period_start"],
        "period_end": first["period_end"],
        "comparator_start": first["target_start"],
        "comparator_end": first["target_end"],
        "group": str(first["group"]),
        "estimate": low if single else None,
        "estimate_low": low,
        "estimate_high": high,
        "low": model_low,
        "high": model_high,
        "interval_kind": "model" if modelled else "bound",
        "confidence": confidence if modelled else None,
        "method": "exact Poisson (Garwood)" if modelled else "as printed",
        "assumption": say(f"attainment.reading.{family}"),
        "figure_ids": first["figure_ids"],
    }


def _envelope(ends: pd.Series, how: str) -> float | None:
    """Smallest or largest end over the readings; open if any reading leaves it open."""
    return None if ends.isna().any() else float(ends.agg(how))


def _model(group: pd.DataFrame, confidence: float) -> tuple[float | None, float | None]:
    """The exact interval of the printed count over the possible targets; none where no single count is printed."""
    counts = set(group["admitted_low"]) | set(group["admitted_high"])
    if len(counts) != 1 or pd.isna(group["admitted_low"]).any():
        return None, None
    low, high = poisson_interval(int(counts.pop()), confidence)
    largest, smallest = group["target_high"], group["target_low"]
    return (
        None if largest.isna().any() else low / float(largest.max()),
        None if smallest.isna().any() else high / float(smallest.min()),
    )


def _label(row: pd.Series, names: pd.Series, family: str) -> str:
    name = names[row["organisation_id"]]
    period = period_label(row["period_start"], row["period_end"])
    if row["interim"]:
        target = period_label(row["target_start"], row["target_end"])
        return say("attainment.label_interim", name=name, period=period, target=target)
    if family:
        return say("attainment.label_reading", name=name, period=period, reading=say(f"attainment.short.{family}"))
    return say("attainment.label", name=name, period=period)


def _headline(known: pd.DataFrame) -> str:
    finished = known[~known["interim"].astype(bool)]
    if finished.empty:
        return say("attainment.headline_none")
    ends = finished.groupby("quota_id").agg(
        low=("attainment_low", lambda ends: _envelope(ends, "min")),
        high=("attainment_high", lambda ends: _envelope(ends, "max")),
        part_of=("part_of", "first"),
    )
    met, missed = ends["low"].astype(float).ge(1), ends["high"].astype(float).lt(1)
    return say(
        "attainment.headline", n=len(ends), met=int(met.sum()), missed=int(missed.sum()),
        undecided=int((~met & ~missed).sum()), independent=int((~ends["part_of"].isin(ends.index)).sum()),
    )  # fmt: skip
