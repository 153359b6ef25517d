"""Part of a year: what it would take to meet the year's target, and where two different assumptions lead."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.analysis.draft import Draft, row_cells
from partyresearch.analysis.intervals import check_confidence, predictive_interval, rate_ratio_exact, rate_ratio_score
from partyresearch.analysis.labels import (
    number_text,
    period_text,
    whole_text,
)
from partyresearch.analysis.result import Result
from partyresearch.tables.cells import unite_ids
from partyresearch.wording import number, say

GAMMA_POISSON = "gamma-Poisson prediction (Jeffreys' prior)"
_USED = {
    "tipping_share": ("admitted", "target"),
    "repeating_share": ("admitted", "before"),
    "pace_needed": ("admitted", "target"),
    "pace_so_far": ("admitted",),
    "pace_last_year": ("before",),
}


def tipping_points(parts: pd.DataFrame) -> Result:
    """Say which share of a year must fall in the counted part for the target to be met exactly.

    Parameters
    ----------
    parts : DataFrame
        See :func:`partyresearch.analysis.parts.parts_of_years`.

    Returns
    -------
    Result
        ``tipping_share`` (count ÷ target: with a larger share of the year in this part, the target is missed),
        ``repeating_share`` (count ÷ last year's count), and in persons per month ``pace_needed``, ``pace_so_far`` and
        ``pace_last_year``. All are arithmetic on printed counts.

    Examples
    --------
    >>> from partyresearch import load_admissions, load_organisations, load_quotas
    >>> from partyresearch.analysis.parts import parts_of_years
    >>> result = tipping_points(parts_of_years(load_quotas(), load_admissions(), load_organisations()))
    >>> print(result.summary().splitlines()[1])
    Đầm Dơi district committee · 2023Q1 of 2023 · share of the year that meets the target exactly: 36.22 %
    """
    draft = Draft()
    for quota_id, row in parts.iterrows():
        year = period_text(row["before_start"], row["before_end"])
        texts = {
            "admitted": number(row["count"]),
            "target": whole_text(row["target_low"], row["target_high"]),
            "before": whole_text(*(row["before"],) * 2),
        }
        ids = {"admitted": row["count_ids"], "target": row["figure_ids"], "before": row["before_ids"]}
        for name, (unit, ends) in _shares_and_paces(row).items():
            used = _USED[name]
            label, key = (row["target_label"], quota_id) if "target" in used else (row["label"], row["key"])
            if f"{name}:{key}" in draft.rows or (pd.isna(ends[0]) and pd.isna(ends[1])):
                continue  # said already, beside another target of the same year; or not printed
            draft.add(
                f"{name}:{key}", f"{label} · {say(f'pace.{name}', year=year)}", ends=ends, part=row["part"],
                texts={one: texts[one] for one in texts if one in used}, estimand=name,
                **{**row_cells(row, unit), "figure_ids": unite_ids(*(ids[one] for one in used))},
            )  # fmt: skip
    if not draft.rows:
        draft.refuse("tipping_share", "share", say("pace.refused"))
    implied = parts["target_source"].eq("implied").any()
    return draft.result(
        headline=_headline(parts), estimand=say("pace.estimand"), not_shown=say("pace.not_shown"),
        assumption=say("pace.assumption_implied" if implied else "pace.assumption"),
    )  # fmt: skip


def _shares_and_paces(row: pd.Series) -> dict[str, tuple[str, tuple[Any, Any]]]:
    """Unit and ends of each estimate of :data:`_USED`."""
    months, left, before = 12 * row["elapsed"], 12 * row["left"], row["before"]
    target = row["target_low"], row["target_high"]
    monthly = "persons per month"
    return {
        "tipping_share": ("share", _over(row["count"], target)),
        "repeating_share": ("share", _over(row["count"], (before, before))),
        "pace_needed": (monthly, tuple(None if pd.isna(end) else max(0, end - row["count"]) / left for end in target)),
        "pace_so_far": (monthly, (row["count"] / months,) * 2),
        "pace_last_year": (monthly, (None, None) if pd.isna(before) else (before / 12,) * 2),
    }


def _over(count: int, ends: tuple[Any, Any]) -> tuple[Any, Any]:
    """The count over a whole that is known between two ends."""
    low, high = ends
    return (None if pd.isna(high) or not high else count / high), (None if pd.isna(low) or not low else count / low)


def _headline(parts: pd.DataFrame) -> str:
    if parts.empty:
        return say("pace.refused")
    sentences = []
    for _, row in parts[parts["target_low"].notna() & parts["target_high"].notna()].head(3).iterrows():
        low, high = (
            number_text(end or 0, "share") for end in _over(row["count"], (row["target_low"], row["target_high"]))
        )
        key = "pace.headline_met" if row["count"] >= row["target_high"] else "pace.headline"
        key = "pace.headline_set" if key == "pace.headline" and low != high else key
        sentence = say(
            key, row=row["target_label"], period=row["period"], whole=row["whole"], count=row["count"], low=low,
            high=high, target=whole_text(row["target_low"], row["target_high"]),
            source=say("pace.implied") if row["target_source"] == "implied" else "",
            even=number_text(row["elapsed"] / (row["elapsed"] + row["left"]), "share"),
        )  # fmt: skip
        if pd.notna(row["before"]) and 0 < row["count"] < row["before"]:
            repeat = number_text(row["count"] / row["before"], "share")
            year = period_text(row["before_start"], row["before_end"])
            sentence += " " + say("pace.headline_repeat", repeat=repeat, year=year, before=row["before"])
        sentences.append(sentence)
    scored = int(parts["target_source"].ne("").sum())
    if scored > len(sentences):
        sentences.append(say("pace.headline_more", n=scored - len(sentences)))
    if scored < len(parts):
        sentences.append(say("pace.headline_without", n=len(parts) - scored))
    return " ".join(sentences)


def rate_against_year(parts: pd.DataFrame, confidence: float = 0.95) -> Result:
    """Compare the annualised rate of part of a year with the last finished year of the same committee.

    Parameters
    ----------
    parts : DataFrame
        See :func:`partyresearch.analysis.parts.parts_of_years`.
    confidence : float

    Returns
    -------
    Result
        ``rate_ratio``, once with the score interval and once with the exact conditional one.

    Raises
    ------
    UserError
        If ``confidence`` is not between 0 and 1.

    Examples
    --------
    >>> from partyresearch import load_admissions, load_organisations, load_quotas
    >>> from partyresearch.analysis.parts import parts_of_years
    >>> parts = parts_of_years(load_quotas(), load_admissions(), load_organisations())
    >>> print(rate_against_year(parts).summary())
    Đầm Dơi district committee · 2023Q1 of 2023, against 2022 · score: 2.310 (model 1.712 to 3.118)
    Đầm Dơi district committee · 2023Q1 of 2023, against 2022 · exact conditional: 2.310 (model 1.684 to 3.148)
    """
    check_confidence(confidence)
    draft = Draft()
    for _, row in parts[parts["before"].notna()].drop_duplicates("key").iterrows():
        counts = int(row["count"]), float(row["elapsed"]), int(row["before"]), 1.0
        if not counts[2]:
            continue  # nothing has no ratio to nothing
        ratio = counts[0] / counts[1] / counts[2]
        methods = {"score": rate_ratio_score, "exact conditional": rate_ratio_exact}
        for method, interval in methods.items():
            if not counts[0] and method == "score":
                continue  # of a count of zero the exact interval alone
            draft.add(
                f"rate_ratio:{row['key']}:{method.split()[0]}",
                say("pace.against", row=row["label"], method=say(f"pace.method.{method.split()[0]}"),
                    year=period_text(row["before_start"], row["before_end"])),
                ends=(ratio, ratio),
                model=interval(*counts, confidence=confidence),
                confidence=confidence,
                part=row["part"],
                texts={"admitted": number(counts[0]), "before": number(counts[2])},
                estimand="rate_ratio",
                method=method,
                assumption=say("pace.season"),
                **{**row_cells(row, "ratio"), "figure_ids": unite_ids(row["count_ids"], row["before_ids"]),
                   "comparator_ids": row["organisation_id"],
                   "comparator_start": row["before_start"], "comparator_end": row["before_end"]},
            )  # fmt: skip
    if not draft.rows:
        draft.refuse("rate_ratio", "ratio", say("pace.no_ratio"))
    return draft.result(
        estimand=say("pace.ratio_estimand"),
        assumption=say("pace.ratio_assumption", confidence=100 * confidence),
        not_shown=say("pace.ratio_not_shown"),
    )


def projections(parts: pd.DataFrame, confidence: float = 0.95) -> Result:
    """Project the year's end under two different assumptions, never one alone.

    Parameters
    ----------
    parts : DataFrame
        See :func:`partyresearch.analysis.parts.parts_of_years`.
    confidence : float

    Returns
    -------
    Result
        ``projected_admissions`` by the ``constant_pace`` of the counted part and by last year's rate for the rest,
        each with the prediction interval of its gamma-Poisson model. Only where both can be given.

    Raises
    ------
    UserError
        If ``confidence`` is not between 0 and 1.

    Examples
    --------
    >>> from partyresearch import load_admissions, load_organisations, load_quotas
    >>> from partyresearch.analysis.parts import parts_of_years
    >>> parts = parts_of_years(load_quotas(), load_admissions(), load_organisations())
    >>> print(projections(parts).summary())
    Đầm Dơi district committee · 2023 if the pace of 2023Q1 goes on: 268 (model 217 to 329)
    Đầm Dơi district committee · 2023 if the rest goes at the rate of 2022: 154 (model 131 to 180)
    """
    check_confidence(confidence)
    draft = Draft()
    for _, row in parts[parts["before"].notna() & parts["left"].gt(0)].drop_duplicates("key").iterrows():
        year = period_text(row["before_start"], row["before_end"])
        sources = {
            "constant_pace": (int(row["count"]), row["elapsed"], row["count_ids"]),
            "last_year": (int(row["before"]), 1.0, unite_ids(row["count_ids"], row["before_ids"])),
        }
        for name, (count, exposure, ids) in sources.items():
            expected, low, high = predictive_interval(count, exposure, row["left"], confidence)
            draft.add(
                f"projected_admissions:{row['key']}:{name}",
                say(f"pace.{name}", row=f"{row['who']} · {row['whole']}", period=row["period"], year=year),
                ends=(row["count"] + expected,) * 2,
                model=(row["count"] + low, row["count"] + high),
                confidence=confidence,
                part=row["part"],
                texts={"target": whole_text(row["target_low"], row["target_high"])},
                estimand="projected_admissions",
                method=GAMMA_POISSON,
                **{**row_cells(row, "persons"), "figure_ids": ids},
            )
    if not draft.rows:
        draft.refuse("projected_admissions", "persons", say("pace.no_projection"))
    return draft.result(
        estimand=say("pace.projected_estimand"),
        assumption=say("pace.projected_assumption", confidence=100 * confidence),
        not_shown=say("pace.projected_not_shown"),
    )  # fmt: skip
