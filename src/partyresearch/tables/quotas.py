"""The table of quotas: each target, printed or implied, and what is known of its attainment."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd

from partyresearch.collection.columns import SCORES
from partyresearch.figures import consistency
from partyresearch.tables.cells import combine, join_ids, whole_column
from partyresearch.tables.figures import pointed, records
from partyresearch.tables.nesting import nest
from partyresearch.tables.periods import period_labels

Row = dict[str, Any]
Ends = tuple[int | None, int | None]
_KEY = ["organisation_id", "period_start", "period_end", "target_start", "target_end", "group", "set_by"]


def build_quotas(figures: pd.DataFrame, admissions: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Work out every target and its attainment."""
    scored = list(_scored(figures))
    done = {(row["target_id"], row["target_start"], row["target_end"]) for row in scored if row["target_id"]}
    rows = [*scored, *_all_of_them(figures), *_printed(figures, admissions, done)]
    columns = [*_KEY, "reading", "admitted_low", "admitted_high", "target_low", "target_high", "target_source",
               "attainment_low", "attainment_high", "figure_ids"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns, dtype=object)
    for day in ("period_start", "period_end", "target_start", "target_end"):
        table[day] = pd.to_datetime(table[day])
    table = _pooled(table)
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
    """Targets of which an attainment is printed."""
    by_id = records(figures)
    attainment = figures["metric"].isin(SCORES) & figures["status"].eq("reported")
    for figure_id in figures.loc[attainment, "figure_id"]:
        row = by_id[figure_id]
        part = pointed(by_id, row, "numerator")
        whole = pointed(by_id, row, "denominator")
        for start, end in _years(row.period_start, row.period_end, row.recurs):
            recurring = pd.notna(row.recurs)
            cell: Row = {
                "organisation_id": row.organisation_id, "group": row.group, "set_by": row.set_by,
                "period_start": start, "period_end": end,
                "target_start": start if pd.isna(row.against_start) or recurring else row.against_start,
                "target_end": end if pd.isna(row.against_end) or recurring else row.against_end,
                "target_id": "", "figure_ids": " ".join(f.figure_id for f in (row, part, whole) if f is not None),
            }  # fmt: skip
            for found in _readings(row, part, whole):
                if found["target_source"] == "printed":
                    cell["target_id"] = whole.repeat_of or whole.figure_id
                yield {**cell, **found}


def _all_of_them(figures: pd.DataFrame) -> Iterator[Row]:
    """Several unnamed committees of which all exceeded their targets: each did. Of a smaller share nothing follows."""
    share = figures["metric"].eq("committees_above_target_share") & figures["status"].eq("reported")
    for row in figures[share & figures["repeat_of"].eq("")].itertuples():
        if row.low == 100 and row.bound == "exact":
            yield {
                "organisation_id": row.organisation_id, "group": row.group, "set_by": row.set_by or "unstated",
                "period_start": row.period_start, "period_end": row.period_end,
                "target_start": row.period_start, "target_end": row.period_end, "reading": "literal",
                "target_source": "implied", "attainment_low": Fraction(1), "figure_ids": row.figure_id,
            }  # fmt: skip


def _readings(row: Any, part: Any, whole: Any) -> Iterator[Row]:
    """One row for each reading of the percentage under which a whole number fits."""
    admitted, target = _interval(part), _interval(whole)
    if _exact(admitted) and _exact(target) and target[0]:
        yield {**_bounds(admitted, target), "reading": "literal", "target_source": "printed"}
        return
    for reading in consistency.READINGS_OF.get(row.bound, ()):
        percent = consistency.percent_interval(row.numeral, row.bound, reading)
        if reading == "conventional" and not row.numeral.unit:
            continue  # a word has no digits to continue
        if target[0] and target[1]:
            counted = admitted if any(end is not None for end in admitted) else _parts_of(target, percent)
            yield {**_bounds(counted, target, percent), "reading": reading, "target_source": "printed"}
        elif any(end is not None for end in admitted):
            found = consistency.possible_wholes(admitted, percent)
            if found is not None:
                # an open end of the percentage leaves the target open, too
                implied = (None if percent[1] is None else found[0], None if not percent[0] else found[1])
                yield {**_bounds(admitted, implied, percent), "reading": reading, "target_source": "implied"}
        else:
            unknown = _bounds((None, None), (None, None), percent)
            yield {**unknown, "reading": reading, "target_source": "implied"}


def _interval(figure: Any) -> Ends:
    return (None, None) if figure is None else (_whole(figure.low), _whole(figure.high))


def _exact(ends: Ends) -> bool:
    return ends[0] is not None and ends[0] == ends[1]


def _parts_of(target: Ends, percent: consistency.Interval) -> Ends:
    """The counts that can be the percentage of a printed target; open where the percentage is."""
    least = consistency.possible_parts(target[0] or 0, percent)
    most = consistency.possible_parts(target[1] or 0, percent)
    low = None if percent[0] is None or least is None else least[0]
    high = None if percent[1] is None or most is None else most[1]
    return low, high


def _printed(
    figures: pd.DataFrame, admissions: pd.DataFrame, done: set[tuple[str, pd.Timestamp, pd.Timestamp]]
) -> Iterator[Row]:
    """Printed targets not scored yet, with the admissions of their period or, failing that, of parts of it."""
    targets = figures[figures["metric"].eq("admission_target") & figures["status"].eq("target")]
    by_cell = dict(list(admissions.groupby(["organisation_id", "group"], observed=True)))
    for row in targets[targets["repeat_of"].eq("")].itertuples():
        own = by_cell.get((row.organisation_id, row.group), admissions.iloc[:0])
        for start, end in _years(row.period_start, row.period_end, row.recurs, own["period_end"].max()):
            if (row.figure_id, start, end) in done:
                continue
            cell: Row = {
                "organisation_id": row.organisation_id, "group": row.group, "set_by": row.set_by,
                "target_start": start, "target_end": end, "reading": "literal", "target_source": "printed",
            }  # fmt: skip
            target = _interval(row)
            inside = own[(own["period_start"] >= start) & (own["period_end"] <= end)]
            exact = inside[(inside["period_start"] == start) & (inside["period_end"] == end)]
            results = exact if len(exact) else inside
            for result in results.itertuples():
                admitted = (_whole(result.admitted_low), _whole(result.admitted_high))
                ids = f"{row.figure_id} {result.count_ids}"
                period = {"period_start": result.period_start, "period_end": result.period_end}
                yield {**cell, **period, **_bounds(admitted, target), "figure_ids": ids}
            if results.empty:
                unknown = _bounds((None, None), target)
                yield {**cell, "period_start": start, "period_end": end, **unknown, "figure_ids": row.figure_id}


def _bounds(admitted: Ends, target: Ends, percent: consistency.Interval = (None, None, "neither")) -> Row:
    """Admitted, target and their ratio: smallest over largest, largest over smallest, and within the percentage."""
    low = None if admitted[0] is None or not target[1] else Fraction(admitted[0], target[1])
    high = None if admitted[1] is None or not target[0] else Fraction(admitted[1], target[0])
    scored = percent[0] and max(percent[0], Fraction(0)) / 100  # 0 % rounded half up is not less than nothing
    low, high = combine([(low, high), (scored, percent[1] and percent[1] / 100)])
    return {
        "admitted_low": admitted[0], "admitted_high": admitted[1],
        "target_low": target[0], "target_high": target[1],
        "attainment_low": low, "attainment_high": high,
    }  # fmt: skip


def _pooled(table: pd.DataFrame) -> pd.DataFrame:
    """Unite rows of the same target and reading (from several articles): what all of them allow, else the envelope."""
    ends = ["admitted", "target", "attainment"]
    for name in (f"{end}_{side}" for end in ends[:2] for side in ("low", "high")):
        table[name] = whole_column(table[name])
    key = [*_KEY, "reading"]
    again = table.duplicated(key, keep=False)
    if not again.any():
        return table
    united = [_united(group, ends) for _, group in table[again].groupby(key, dropna=False, sort=False)]
    rows = pd.concat([table[~again], pd.DataFrame(united).astype(table.dtypes)])
    return rows.sort_index().reset_index(drop=True)  # each where it is first mentioned


def _united(group: pd.DataFrame, ends: list[str]) -> pd.Series:
    row = group.iloc[0].copy()
    row["figure_ids"] = join_ids(*(pd.Series([ids]) for ids in group["figure_ids"]))[0]
    for end in ends:
        both = zip(group[f"{end}_low"], group[f"{end}_high"], strict=True)
        row[f"{end}_low"], row[f"{end}_high"] = combine(both)
    return row


def _with_repeats(ids: pd.Series, figures: pd.DataFrame) -> pd.Series:
    repeats = figures[figures["repeat_of"].ne("")].groupby("repeat_of")["figure_id"].agg(" ".join).to_dict()
    more = [" ".join(repeats.get(one, "") for one in cell.split()) for cell in ids]
    return join_ids(ids, pd.Series(more, index=ids.index, dtype="str"))


def _part_of(table: pd.DataFrame, organisations: pd.DataFrame) -> pd.Series:
    """Finished targets lie within finished ones, interim within interim; of several for one period, the first."""
    cell = ["organisation_id", "period_start", "period_end", "group", "interim"]
    first = table.drop_duplicates(cell)[[*cell, "quota_id"]].rename(columns={"quota_id": "key"})
    found = []
    for _, rows in first.groupby("interim"):
        found.append(rows.assign(part_of=nest(rows, organisations)["part_of"]))
    merged = table[cell].merge(pd.concat(found) if found else first.assign(part_of=""), how="left", on=cell)
    return pd.Series(merged["part_of"].to_numpy(), index=table.index, dtype="str")


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _years(start: Any, end: Any, recurs: Any, last: Any = pd.NaT) -> list[tuple[Any, Any]]:
    """The period itself, or each of its years where the statement recurs; an open end goes on to the last known day."""
    if pd.isna(recurs) or pd.isna(start):
        return [(start, end)]
    final = max(start.year, last.year if pd.notna(last) else 0) if pd.isna(end) else end.year
    years = [(pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)) for year in range(start.year, final + 1)]
    return [(max(first, start), day if pd.isna(end) else min(day, end)) for first, day in years]
