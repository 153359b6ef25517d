"""One committee's total as a partition into the parts with numbers of their own, and a remainder."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan, nan
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import AS_PRINTED, Draft, Findings, undoubted
from partyresearch.analysis.selection import Selection
from partyresearch.models.intervals import check_confidence, poisson_interval
from partyresearch.tables.cells import unite_ids
from partyresearch.tables.nesting import ancestors

Ends = tuple[float, float]  # an end that is open is NaN
_PERIOD = ["period_start", "period_end"]


def partition(selection: Selection, confidence: float = 0.95) -> Findings:
    """Split each finished total into the parts whose admissions are printed, as counts or bounds, and the remainder.

    Both ends of every count and target are carried through, once for each way of reading "more than 166 %" among the
    parts. A part of which no number of admissions is known ("all exceeded") stays in the remainder.
    """
    check_confidence(confidence)
    binding = selection.readings[selection.readings["binding"].astype(bool)]
    finished = binding[binding["group"].eq("all") & ~binding["interim"].astype(bool)]
    finished = finished.astype({f"{name}_{side}": float for name in ("admitted", "target") for side in ("low", "high")})
    numbered = finished[finished["admitted_low"].gt(0) | finished["admitted_high"].notna()]
    draft = Draft()
    figures = selection.figures
    counts = set(figures.loc[figures["metric"].eq("members_admitted"), "figure_id"])
    for whole, parts in _partitions(numbered, selection.organisations):
        _add(draft, whole, parts, counts, confidence)
    draft.refuse_if_empty("remainder_attainment", "ratio", "no_counted_parts")
    return draft.findings("partition")


def _partitions(
    numbered: pd.DataFrame, organisations: pd.DataFrame
) -> Iterator[tuple[pd.DataFrame, list[pd.DataFrame]]]:
    """Each counted total with its largest disjoint parts of the same period; both with all their readings."""
    up = ancestors(organisations)
    for _, cell in numbered.groupby(_PERIOD, sort=False):
        own = set(cell["organisation_id"])
        above = up[up["organisation_id"].isin(own) & up["ancestor_id"].isin(own) & up["distance"].gt(0)]
        nearest = above.sort_values("distance").drop_duplicates("organisation_id")
        for whole, parts in nearest.groupby("ancestor_id", sort=False):
            rows = [cell[cell["organisation_id"].eq(one)] for one in [whole, *parts["organisation_id"]]]
            fewest, most = _ends(rows[0], "admitted")
            if rows[0]["target_high"].notna().any() and 0 < fewest == most:
                yield rows[0], rows[1:]


def _add(draft: Draft, whole: pd.DataFrame, parts: list[pd.DataFrame], count_ids: set[str], confidence: float) -> None:
    first = whole.iloc[0]
    total = _ends(whole, "admitted")[0]
    cells = _cells([whole, *parts])

    def counted(*groups: pd.DataFrame) -> str:  # a share of the admissions rests on no percentage where a count is
        ids = [group["figure_ids"].iloc[0].split() for group in groups]
        return unite_ids(*(" ".join([one for one in some if one in count_ids] or some) for some in ids))

    rest = _remainder(whole, parts, "admitted")
    if rest[1] < 0:
        _refuse(draft, first)
        return
    for part in parts:
        row, (fewest, most) = part.iloc[0], _ends(part, "admitted")
        draft.add(
            f"share_of_admissions:{row['stated_target_id']}",
            ends=(fewest / total, 1 if fewest == total else min(most / total, 1)),
            part=True,
            beside=_beside((fewest, most), _ends(part, "target")),
            **{
                **cells,
                "unit": "share",
                "organisation_ids": row["organisation_id"],
                "comparator_ids": first["organisation_id"],
                "figure_ids": counted(whole, part),
            },
        )
    conventional = any(part["reading"].eq("conventional").any() for part in parts)
    readings = ["conventional", "literal"] if conventional else [""]
    targets = {reading: _remainder(whole, parts, "target", reading) for reading in readings}
    if rest[1] > 0 or any(high != 0 for _, high in targets.values()):  # else the parts are the whole
        draft.add(
            f"share_of_admissions:{first['stated_target_id']}:remainder",
            ends=(rest[0] / total, rest[1] / total),
            beside=_beside(rest),
            **{**cells, "unit": "share", "figure_ids": counted(whole, *parts)},
        )
    for reading, (low, high) in targets.items():
        fewest, most = rest = _remainder(whole, parts, "admitted", reading)
        if min(most, high) < 0 or high == 0 < fewest:
            _refuse(draft, first)
            continue
        ends = _ratio(rest, (low, high))
        if not ends[0] > 0 and isnan(ends[1]):
            continue  # nothing is left, or nothing limits what is left
        # as for any attainment, only a count that is known has an interval
        limits = poisson_interval(int(most), confidence) if fewest == most else (nan, nan)
        model = undoubted(_ratio(limits, (low, high)), ends)
        draft.add(
            f"remainder_attainment:{first['stated_target_id']}:{reading or 'rounded'}",
            ends=ends,
            model=model,
            confidence=confidence,
            beside=_beside(rest, (low, high), reading=reading),
            method=AS_PRINTED if all(map(pd.isna, model)) else "exact_poisson",
            assumption="targets_add_up",
            **cells,
        )


def _ratio(counts: Ends, targets: Ends) -> Ends:
    """The ends of count ÷ target; of a target that may be nobody there is no upper end."""
    (fewest, most), (low, high) = counts, targets
    return fewest / high if high > 0 else nan, most / low if low > 0 else nan


def _beside(admitted: Ends, target: Ends = (nan, nan), **codes: str) -> dict[str, Any]:
    names = ("admitted_low", "admitted_high", "target_low", "target_high")
    return {**dict(zip(names, (*admitted, *target), strict=True)), **codes}


def _remainder(whole: pd.DataFrame, parts: list[pd.DataFrame], name: str, reading: str = "") -> Ends:
    """What is left of the whole's people or target after those of the parts; open where a part is."""
    total, named = _ends(whole, name, reading), [_ends(part, name, reading) for part in parts]
    # of people an open lower end is nobody; a part's target of nobody would limit the remainder's by what is not meant
    fewest = [low for low, _ in named if name == "target" or not isnan(low)]
    return max(total[0] - sum(high for _, high in named), 0), total[1] - sum(fewest)  # max(NaN, 0) is NaN


def _refuse(draft: Draft, whole: pd.Series) -> None:
    names = {name: whole[name] for name in ("organisation_id", "period_start", "period_end")}
    draft.refuse("remainder_attainment", "ratio", "parts_exceed_whole", **names)


def _ends(rows: pd.DataFrame, name: str, reading: str = "") -> Ends:
    """The people or targets that are possible; an end that "more than 166 %" leaves open is open, not one person."""
    other = {"conventional": "literal", "literal": "conventional"}.get(reading, "")
    kept = rows["reading"].to_numpy(dtype=object) != other
    low, high = (rows[f"{name}_{side}"].to_numpy() for side in ("low", "high"))
    if kept.any():
        low, high = low[kept], high[kept]
    return float(low.min()), float(high.max())  # NaN if any is


def _cells(groups: list[pd.DataFrame]) -> dict[str, Any]:
    first = groups[0].iloc[0]
    ids = " ".join(group["figure_ids"].iloc[0] for group in groups)
    return {
        "unit": "ratio",
        "organisation_ids": first["organisation_id"],
        "comparator_ids": " ".join(group["organisation_id"].iloc[0] for group in groups[1:]),
        "period_start": first["period_start"],
        "period_end": first["period_end"],
        "group": "all",
        "figure_ids": unite_ids(ids),
    }
