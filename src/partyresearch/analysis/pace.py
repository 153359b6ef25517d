"""Part of a year: what it would take to meet the year's target, and where two different assumptions lead."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.analysis.draft import Draft, row_cells
from partyresearch.analysis.result import Result
from partyresearch.models.intervals import check_confidence, predictive_interval, rate_ratio_exact, rate_ratio_score
from partyresearch.show.labels import (
    number_text,
    period_text,
    whole_text,
)
from partyresearch.show.wording import number, say
from partyresearch.tables.cells import unite_ids

GAMMA_POISSON = "gamma-Poisson prediction (Jeffreys' prior)"
_USED = {
    "tipping_share": ("admitted", "target"),
    "repeating_share": ("admitted", "before"),
    "pace_needed": ("admitted", "target"),
    "pace_so_far": ("admitted",),
    "pace_last_year": ("before",),
}


def tipping_points(parts: pd.DataFrame) -> Result:
    """Say which share of a year must fall in the counted part for the target to be met exactly."""
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
    """Compare the annualised rate of part of a year with the last finished year of the same committee."""
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
    """Project the year's end under two different assumptions, never one alone."""
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
