"""The table of quotas: each target, printed or implied, and what is known of its attainment."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd

from partyresearch.collection.columns import SCORES
from partyresearch.figures.numerals import Counts, Interval
from partyresearch.figures.percentages import possible_parts, possible_wholes
from partyresearch.tables.cells import join_ids
from partyresearch.tables.figures import counts, pointed, records
from partyresearch.tables.mentions import combine, pool_mentions
from partyresearch.tables.nesting import nest
from partyresearch.tables.periods import period_labels

Row = dict[str, Any]
_ANYTHING = Interval(None, None)
_UNKNOWN = (None, None)
_PERIODS = ["period_start", "period_end", "target_start", "target_end"]
_KEY = ["organisation_id", *_PERIODS, "group", "set_by"]
_PAIRS = ["admitted", "target", "attainment"]
_ENDS = [f"{name}_{side}" for name in _PAIRS for side in ("low", "high")]
_AS_PRINTED = {"reading": "literal", "target_source": "printed"}


def build_quotas(figures: pd.DataFrame, admissions: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Work out every target and its attainment."""
    scored = list(_scored(figures))
    done = {(row["target_id"], row["target_start"], row["target_end"]) for row in scored if row["target_id"]}
    rows = [*scored, *_all_above_target(figures), *_printed(figures, admissions, done)]
    table = pd.DataFrame(rows, columns=[*_KEY, "reading", *_ENDS, "target_source", "figure_ids"], dtype=object)
    table = table.astype(dict.fromkeys(_PERIODS, "datetime64[us]") | dict.fromkeys(_ENDS[:4], "Int64"))
    table = pool_mentions(table, [*_KEY, "reading"], _PAIRS).reset_index(drop=True)
    table["figure_ids"] = _with_repeats(table["figure_ids"], figures)
    whole = table["period_start"].eq(table["target_start"]) & table["period_end"].eq(table["target_end"])
    table["interim"] = ~whole  # an end that is not printed is not known to be the target's
    counted = period_labels(table["period_start"], table["period_end"])
    target = period_labels(table["target_start"], table["target_end"])
    table["quota_id"] = (
        table["organisation_id"] + ":" + counted + ":" + target + ":" + table["group"] + ":" + table["set_by"]
    )
    table["part_of"] = _part_of(table, organisations)
    return table


def _scored(figures: pd.DataFrame) -> Iterator[Row]:
    """Yield the targets of which an attainment is printed."""
    by_id = records(figures)
    attainment = figures["metric"].isin(SCORES) & figures["status"].eq("reported")
    for figure_id in figures.loc[attainment, "figure_id"]:
        row = by_id[figure_id]
        part = pointed(by_id, row, "numerator")
        whole = pointed(by_id, row, "denominator")
        for start, end in _years(row.period_start, row.period_end, row.recurs):
            own = pd.notna(row.recurs) or pd.isna(row.against_start)
            against = (start, end) if own else (row.against_start, row.against_end)
            ids = " ".join(figure.figure_id for figure in (row, part, whole) if figure is not None)
            for reading, source, admitted, target, percent in _read_targets(row, counts(part), counts(whole)):
                quota = _quota(row, (start, end, *against), ids, admitted, target, percent)
                target_id = (whole.repeat_of or whole.figure_id) if source == "printed" else ""
                yield {**quota, "reading": reading, "target_source": source, "target_id": target_id}


def _all_above_target(figures: pd.DataFrame) -> Iterator[Row]:
    """Of several unnamed committees all exceeded their targets: each did. Of a smaller share nothing follows."""
    share = figures["metric"].eq("committees_above_target_share") & figures["status"].eq("reported")
    for row in figures[share & figures["repeat_of"].eq("")].itertuples():
        # "about 100 %" or "more than 99 %" says nothing about each of them
        if row.low == 100 and row.bound == "exact":
            days = (row.period_start, row.period_end) * 2  # the target's period is the counted one
            quota = _quota(row, days, row.figure_id, _UNKNOWN, _UNKNOWN, Interval(Fraction(100), None))
            # a share of committees may come without it: only targets and attainments must have it
            set_by = "unstated" if pd.isna(row.set_by) else row.set_by
            yield {**quota, "set_by": set_by, "reading": "literal", "target_source": "implied"}


def _read_targets(row: Any, admitted: Counts, target: Counts) -> Iterator[tuple[str, str, Counts, Counts, Interval]]:
    """Yield each reading of the percentage under which a whole number fits, the source of the target, and all ends."""
    if target[0] and target[0] == target[1] and admitted[0] is not None and admitted[0] == admitted[1]:
        yield "literal", "printed", admitted, target, _ANYTHING
        return
    for reading, percent in row.readings.items():
        if target[0] and target[1]:
            yield reading, "printed", _parts_of(target, percent) if admitted == _UNKNOWN else admitted, target, percent
        elif admitted == _UNKNOWN:
            yield reading, "implied", _UNKNOWN, _UNKNOWN, percent
        elif wholes := possible_wholes(admitted, percent):
            # an open end of the percentage leaves the target open, too
            implied = (None if percent.high is None else wholes[0], wholes[1] if percent.low else None)
            yield reading, "implied", admitted, implied, percent


def _parts_of(target: Counts, percent: Interval) -> Counts:
    """Return the counts that can be the percentage of a printed target; open where the percentage is."""
    least = possible_parts(target[0] or 0, percent)
    most = possible_parts(target[1] or 0, percent)
    low = None if percent.low is None or least is None else least[0]
    high = None if percent.high is None or most is None else most[1]
    return low, high


def _printed(
    figures: pd.DataFrame, admissions: pd.DataFrame, done: set[tuple[str, pd.Timestamp, pd.Timestamp]]
) -> Iterator[Row]:
    """Yield the printed targets not scored yet, with the admissions of their period or else of parts of it."""
    targets = figures[figures["metric"].eq("admission_target") & figures["status"].eq("target")]
    by_cell = dict(list(admissions.groupby(["organisation_id", "group"], observed=True)))
    for row in targets[targets["repeat_of"].eq("")].itertuples():
        own = by_cell.get((row.organisation_id, row.group), admissions.iloc[:0])
        for start, end in _years(row.period_start, row.period_end, row.recurs, own["period_end"].max()):
            if (row.figure_id, start, end) in done:
                continue
            inside = own[(own["period_start"] >= start) & (own["period_end"] <= end)]
            exact = inside[(inside["period_start"] == start) & (inside["period_end"] == end)]
            results = exact if len(exact) else inside
            for result in results.itertuples():
                days = (result.period_start, result.period_end, start, end)
                ids = f"{row.figure_id} {result.count_ids}"
                yield {**_quota(row, days, ids, counts(result, "admitted_"), counts(row)), **_AS_PRINTED}
            if results.empty:
                yield {**_quota(row, (start, end) * 2, row.figure_id, _UNKNOWN, counts(row)), **_AS_PRINTED}


def _quota(
    row: Any, days: tuple[Any, ...], ids: str, admitted: Counts, target: Counts, percent: Interval = _ANYTHING
) -> Row:
    """Set admitted against target: smallest over largest, largest over smallest, and within the percentage."""
    low = None if admitted[0] is None or not target[1] else Fraction(admitted[0], target[1])
    high = None if admitted[1] is None or not target[0] else Fraction(admitted[1], target[0])
    # 0 % rounded half up begins below nothing
    scored = None if percent.low is None else max(percent.low, Fraction(0)) / 100
    attained = combine([(low, high), (scored, None if percent.high is None else percent.high / 100)])
    cells = [row.organisation_id, *days, row.group, row.set_by, *admitted, *target, *attained, ids]
    return dict(zip([*_KEY, *_ENDS, "figure_ids"], cells, strict=True))


def _with_repeats(ids: pd.Series, figures: pd.DataFrame) -> pd.Series:
    """Add to each figure its later mentions."""
    repeats = figures[figures["repeat_of"].ne("")].groupby("repeat_of")["figure_id"].agg(" ".join).to_dict()
    more = [" ".join(repeats.get(one, "") for one in cell.split()) for cell in ids]
    return join_ids(ids, pd.Series(more, index=ids.index, dtype="str"))


def _part_of(table: pd.DataFrame, organisations: pd.DataFrame) -> pd.Series:
    """Nest finished targets in finished ones, interim in interim; of several for one period, in the first."""
    cell = ["organisation_id", "period_start", "period_end", "group", "interim"]
    first = table.drop_duplicates(cell)[[*cell, "quota_id"]].rename(columns={"quota_id": "key"})
    nested = [rows.assign(part_of=nest(rows, organisations)["part_of"]) for _, rows in first.groupby("interim")]
    merged = table[cell].merge(pd.concat(nested) if nested else first.assign(part_of=""), how="left", on=cell)
    return pd.Series(merged["part_of"].to_numpy(), index=table.index, dtype="str")


def _years(start: Any, end: Any, recurs: Any, last: Any = pd.NaT) -> list[tuple[Any, Any]]:
    """Return the period, or its years where the statement recurs; an open end goes on to the last known day."""
    if pd.isna(recurs) or pd.isna(start):
        return [(start, end)]
    final = max(start.year, last.year if pd.notna(last) else 0) if pd.isna(end) else end.year
    years = [(pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)) for year in range(start.year, final + 1)]
    return [(max(first, start), day if pd.isna(end) else min(day, end)) for first, day in years]
