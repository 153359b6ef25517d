"""The ratchet: a target beside the target before it, and what was attained of that one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Draft, Findings, outer_end, records_by
from partyresearch.analysis.selection import Selection
from partyresearch.tables.cells import unite_ids
from partyresearch.tables.periods import period_label, year_fraction

_KEY = ["organisation_id", "set_by", "target_start", "target_end"]


def target_ratios(selection: Selection) -> Findings:
    """Divide each target by the one before it, of the same committee and set by the same body."""
    readings, draft = selection.readings, Draft()
    dated = readings["target_start"].notna() & readings["target_end"].notna()
    known = readings[readings["group"].eq("all") & dated]
    known = known.assign(years=year_fraction(known["target_start"], known["target_end"]).round(6))
    targets = [_target(rows) for rows in records_by(known, *_KEY).values()]
    starting = defaultdict(list)
    for target in targets:
        starting[target.organisation_id, target.set_by, target.start].append(target)
    pairs = [(one, later) for one in targets for later in starting[one.organisation_id, one.set_by, one.next_start]]
    for one, later in pairs:
        same = not set(one.figure_ids.split()).isdisjoint(later.figure_ids.split())
        if same or one.years != later.years or any(map(pd.isna, (one.low, one.high, later.low, later.high))):
            continue
        this, following = period_label(one.start, one.end), period_label(later.start, later.end)
        draft.add(
            f"target_ratio:{one.organisation_id}:{this}:{following}:{one.set_by}",
            ends=(later.low / one.high, later.high / one.low),
            part=one.part,
            beside={
                "target_low": one.low,
                "target_high": one.high,
                "next_low": later.low,
                "next_high": later.high,
                "attained": one.attained,
                "attained_low": one.attained_low,
                "attained_high": one.attained_high,
            },
            unit="ratio",
            organisation_ids=one.organisation_id,
            period_start=later.start,
            period_end=later.end,
            comparator_start=one.start,
            comparator_end=one.end,
            group="all",
            figure_ids=unite_ids(later.figure_ids, one.figure_ids),
        )
    draft.refuse_if_empty("target_ratio", "ratio", "no_two_targets")
    return draft.findings("target_ratios")


def _target(rows: list[dict[str, Any]]) -> SimpleNamespace:
    """What is known of one target, what is printed of it before what is worked out, and what was attained of it."""
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in [row for row in rows if row["known_by"] == "printed"] or rows:
        told[row["stated_target_id"]].append(row)
    low = max(_known(outer_end(some, "target_low", min) for some in told.values()), default=None)
    high = min(_known(outer_end(some, "target_high", max) for some in told.values()), default=None)
    if low is not None and high is not None and low > high:  # they contradict one another
        low = min(_known(row["target_low"] for row in rows))
        high = max(_known(row["target_high"] for row in rows))
    finished = [row for row in rows if not row["interim"] and _known((row["attainment_low"], row["attainment_high"]))]
    first = rows[0]
    return SimpleNamespace(
        organisation_id=first["organisation_id"],
        set_by=first["set_by"],
        start=first["target_start"],
        end=first["target_end"],
        next_start=first["target_end"] + pd.Timedelta(days=1),
        years=first["years"],
        low=low,
        high=high,
        attained=len(finished) > 0,
        attained_low=outer_end(finished, "attainment_low", min),
        attained_high=outer_end(finished, "attainment_high", max),
        figure_ids=unite_ids(*(row["figure_ids"] for row in rows)),
        part=bool(first["part_of"]),
    )


def _known(values: Iterable[Any]) -> list[Any]:
    return [value for value in values if pd.notna(value)]
