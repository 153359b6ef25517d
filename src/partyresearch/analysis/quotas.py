"""Quota attainment: admitted ÷ target, with everything that print leaves open."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.analysis.intervals import poisson_interval
from partyresearch.analysis.result import ESTIMATE_COLUMNS, Result
from partyresearch.numerals import parse_numeral
from partyresearch.tables.checks import contradictions
from partyresearch.tables.nesting import ancestors
from partyresearch.tables.periods import period_label
from partyresearch.wording import say

_TARGET = ["organisation_id", "group", "period_start", "period_end", "target_start", "target_end"]
_FAMILY = {"half_up": "rounded", "truncated": "rounded", "literal": "literal", "conventional": "conventional"}


def attainment(
    quotas: pd.DataFrame, organisations: pd.DataFrame, figures: pd.DataFrame, confidence: float = 0.95
) -> Result:
    """Estimate the attainment of each target that has a printed result.

    Parameters
    ----------
    quotas : DataFrame
        The table of this name, or a selection of its rows.
    organisations, figures : DataFrame
        The whole tables of these names.
    confidence : float
        Of the model's interval.

    Returns
    -------
    Result
        One estimate a target and family of readings: rounding half up and truncation are enveloped together; "more
        than 166 %" has a row read literally and a row read as 166 to 167 %. ``low`` and ``high``: the exact Poisson
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
    >>> from partyresearch import load_figures, load_organisations, load_quotas
    >>> result = attainment(load_quotas(), load_organisations(), load_figures())
    >>> float(result.estimates.loc[0, "estimate"].round(4))
    1.0087
    """
    poisson_interval(0, confidence)  # a wrong confidence is told even where no row needs it
    known = quotas[quotas["attainment_low"].notna() | quotas["attainment_high"].notna()]
    known = known.assign(family=known["reading"].astype("str").map(_FAMILY))
    names = _names(organisations)
    printed = figures.set_index("figure_id")["printed"]
    several = known.groupby("quota_id")["family"].nunique()
    setters = known.groupby(_TARGET, observed=True, dropna=False)["set_by"].transform("nunique")
    estimates, rows = [], {}
    for (quota_id, family), group in known.groupby(["quota_id", "family"], sort=False):
        reading = _reading(family, group, printed)
        estimate = _estimate(f"attainment:{quota_id}:{family}", group, confidence, reading)
        estimates.append(estimate)
        rows[estimate["estimate_id"]] = {
            "label": _label(
                group.iloc[0],
                names,
                say(f"set_by.{group['set_by'].iloc[0]}") if setters[group.index[0]] > 1 else "",
                _short(family, group, printed) if several[quota_id] > 1 else "",
            ),
            "admitted": _span(group["admitted_low"].min(), group["admitted_high"].max()),
            "target": _span(group["target_low"].min(skipna=False), group["target_high"].max(skipna=False)),
            "set_by": str(group["set_by"].iloc[0]),
            "part": bool(group["part_of"].iloc[0]),
        }
    if not estimates:
        estimates.append({"estimate_id": "attainment", "estimand": "attainment", "unit": "ratio",
                          "method": "refused", "assumption": say("attainment.refused")})  # fmt: skip
    return Result(
        headline=_headline(known, organisations, figures),
        estimand=say("attainment.estimand"),
        assumption=say("attainment.assumption", confidence=f"{100 * confidence:g}"),
        not_shown=" ".join([say("attainment.not_shown"), _unscored(quotas, known, names)]).strip(),
        estimates=pd.DataFrame(estimates, columns=list(ESTIMATE_COLUMNS)),
        rows=pd.DataFrame.from_dict(rows, orient="index", columns=["label", "admitted", "target", "set_by", "part"]),
    )


def disputed_change(result: Result, firm: Result) -> str:
    """Say what leaving out the disputed codings changes.

    Parameters
    ----------
    result, firm : Result
        With the disputed codings, and without.

    Returns
    -------
    str

    Examples
    --------
    >>> from partyresearch import load_figures, load_organisations, load_quotas
    >>> result = attainment(load_quotas(), load_organisations(), load_figures())
    >>> disputed_change(result, result)
    'Without the figures whose coding is disputed, the same rows remain.'
    """
    gone = result.rows.index.difference(firm.rows.index, sort=False)
    if gone.empty:
        return say("attainment.disputed_none")
    return say("attainment.disputed", gone="; ".join(result.rows.loc[gone, "label"]), left=len(firm.rows))


def contradicted(result: Result, checks: pd.DataFrame) -> str:
    """Name the figures of a result that contradict others.

    Parameters
    ----------
    result : Result
    checks : DataFrame
        The table of this name.

    Returns
    -------
    str

    Examples
    --------
    >>> from partyresearch import load_checks, load_figures, load_organisations, load_quotas
    >>> contradicted(attainment(load_quotas(), load_organisations(), load_figures()), load_checks())
    'No figure on this page contradicts another printed figure.'
    """
    used = set(" ".join(result.chosen()["figure_ids"]).split())
    wrong = " ".join(contradictions(checks)["figure_ids"]).split()
    found = [one for one in dict.fromkeys(wrong) if one in used]
    return say("contradicted", ids=", ".join(found)) if found else say("contradicted_none")


def _estimate(estimate_id: str, group: pd.DataFrame, confidence: float, reading: str) -> dict[str, Any]:
    first = group.iloc[0]
    low, high = _envelope(group["attainment_low"], "min"), _envelope(group["attainment_high"], "max")
    model_low, model_high = _model(group, confidence)
    modelled = model_low is not None or model_high is not None
    return {
        "estimate_id": estimate_id,
        "estimand": "interim_attainment" if first["interim"] else "attainment",
        "unit": "ratio",
        "organisation_ids": first["organisation_id"],
        "comparator_ids": "",
        "period_start": first["period_start"],
        "period_end": first["period_end"],
        "comparator_start": first["target_start"],
        "comparator_end": first["target_end"],
        "group": str(first["group"]),
        "estimate": low if low is not None and low == high else None,
        "estimate_low": low,
        "estimate_high": high,
        "low": model_low,
        "high": model_high,
        "interval_kind": "model" if modelled else "bound",
        "confidence": confidence if modelled else None,
        "method": "exact Poisson (Garwood)" if modelled else "as printed",
        "assumption": reading,
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


def _reading(family: str, group: pd.DataFrame, printed: pd.Series) -> str:
    """Say how the printed percentage was read, as far as it was: the readings that no whole target fits are gone."""
    first = group.iloc[0]
    if first["target_source"] == "printed":
        return say("attainment.reading.printed")
    if family == "rounded":
        return say("attainment.reading." + "_".join(sorted(group["reading"].astype("str"))))
    if family == "conventional":
        return _short(family, group, printed)
    whole = pd.notna(first["target_low"]) or pd.notna(first["target_high"])
    score = printed[first["figure_ids"].split()[0]]
    return say("attainment.reading.whole" if whole else "attainment.reading.literal", printed=score)


def _short(family: str, group: pd.DataFrame, printed: pd.Series) -> str:
    """Tell two readings of one percentage apart in a label."""
    if group["target_source"].iloc[0] == "printed":
        return say("attainment.reading.printed")
    numeral = parse_numeral(printed[group["figure_ids"].iloc[0].split()[0]], "decimal")
    low, high = float(numeral.first), float(numeral.first + numeral.unit)
    return say(f"attainment.short.{family}", low=f"{low:g}", high=f"{high:g}")


def _names(organisations: pd.DataFrame) -> pd.Series:
    """English names, with the number of units where a row stands for several."""
    several = organisations["n_units"].map(lambda n: "" if pd.isna(n) else f" ({n})")
    return pd.Series((organisations["name_en"] + several).to_numpy(), index=organisations["organisation_id"])


def _label(row: pd.Series, names: pd.Series, *remarks: str) -> str:
    words = [names[row["organisation_id"]], period_label(row["period_start"], row["period_end"])]
    if row["interim"]:
        words[1] = say("attainment.of", part=words[1], whole=period_label(row["target_start"], row["target_end"]))
    if row["group"] != "all":
        words.append(say(f"group.{row['group']}"))
    return " · ".join([*words, *filter(None, remarks)])


def _span(low: Any, high: Any) -> str:
    """A whole number, a range of them, or a bound; empty if nothing is known."""
    if pd.isna(low) and pd.isna(high):
        return ""
    if pd.isna(high):
        return say("at_least", low=int(low))
    if pd.isna(low):
        return say("at_most", high=int(high))
    return str(int(low)) if low == high else say("interval", low=int(low), high=int(high))


def _headline(known: pd.DataFrame, organisations: pd.DataFrame, figures: pd.DataFrame) -> str:
    finished = known[~known["interim"].astype(bool)]
    if finished.empty:
        return say("attainment.headline_none")
    ends = finished.groupby("quota_id").agg(
        low=("attainment_low", lambda ends: _envelope(ends, "min")),
        high=("attainment_high", lambda ends: _envelope(ends, "max")),
        organisation_id=("organisation_id", "first"),
        figure_ids=("figure_ids", "first"),
    )
    met, missed = ends["low"].astype(float).ge(1), ends["high"].astype(float).lt(1)
    disputed = set(figures.loc[figures["disputed"].ne(""), "figure_id"])
    up = ancestors(organisations).sort_values("distance").drop_duplicates("organisation_id", keep="last")
    top = up.set_index("organisation_id")["ancestor_id"]
    return say(
        "attainment.headline", n=len(ends), met=int(met.sum()), missed=int(missed.sum()),
        undecided=int((~met & ~missed).sum()), tops=ends["organisation_id"].map(top).nunique(),
        disputed=sum(not disputed.isdisjoint(ids.split()) for ids in ends["figure_ids"]),
    )  # fmt: skip


def _unscored(quotas: pd.DataFrame, known: pd.DataFrame, names: pd.Series) -> str:
    rest = quotas[~quotas["quota_id"].isin(known["quota_id"])].drop_duplicates("quota_id")
    if rest.empty:
        return ""
    labels = [_label(row, names, say(f"set_by.{row['set_by']}")) for _, row in rest.iterrows()]
    return say("attainment.unscored", what="; ".join(labels))
