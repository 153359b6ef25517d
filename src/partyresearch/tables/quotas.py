"""The table of quotas: each target, printed or implied, and what is known of its attainment."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd

from partyresearch import consistency
from partyresearch.tables.cells import join_ids, whole_column
from partyresearch.tables.figures import pointed, records
from partyresearch.tables.nesting import nest
from partyresearch.tables.periods import period_labels

Row = dict[str, Any]
_KEY = ["organisation_id", "period_start", "period_end", "target_start", "target_end", "group", "set_by"]


def build_quotas(figures: pd.DataFrame, admissions: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Work out every target and its attainment.

    Parameters
    ----------
    figures, admissions : DataFrame
        The tables as derived.
    organisations : DataFrame

    Returns
    -------
    DataFrame
        The table ``quotas``. A count and the percentage of the target that it is imply a set of whole targets, by
        exact arithmetic on the printed digits, one set for each reading of the percentage. A reading under which no
        whole target exists has no row (the check of the percentage says so).

    Examples
    --------
    >>> from partyresearch.tables.load import load_quotas
    >>> quotas = load_quotas().set_index(["quota_id", "reading"])
    >>> quotas.loc[("dam-doi:2022:2022:all:superior", "half_up"), ["target_low", "target_high"]].tolist()
    [115, 115]
    """
    rows = [*_scored(figures), *_all_of_them(figures), *_printed(figures, admissions)]
    columns = [*_KEY, "reading", "admitted_low", "admitted_high", "target_low", "target_high", "target_source",
               "attainment_low", "attainment_high", "figure_ids"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns, dtype=object)
    for day in ("period_start", "period_end", "target_start", "target_end"):
        table[day] = pd.to_datetime(table[day])
    table = _pooled(table)
    table["figure_ids"] = _with_repeats(table["figure_ids"], figures)
    table["interim"] = (table["target_start"] <= table["period_start"]) & (table["period_end"] < table["target_end"])
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
    attainment = figures["metric"].eq("target_attainment") & figures["status"].eq("reported")
    for row in figures[attainment & figures["repeat_of"].eq("")].itertuples():
        part = pointed(by_id, row, "numerator")
        whole = pointed(by_id, row, "denominator")
        for start, end in _years(row.period_start, row.period_end, row.recurs):
            recurring = pd.notna(row.recurs)
            cell: Row = {
                "organisation_id": row.organisation_id, "group": row.group, "set_by": row.set_by,
                "period_start": start, "period_end": end,
                "target_start": start if pd.isna(row.against_start) or recurring else row.against_start,
                "target_end": end if pd.isna(row.against_end) or recurring else row.against_end,
                "figure_ids": " ".join(one.figure_id for one in (row, part, whole) if one is not None),
            }  # fmt: skip
            yield from _readings(row, cell, part, whole)


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


def _readings(row: Any, cell: Row, part: Any, whole: Any) -> Iterator[Row]:
    """One row for each reading of the percentage under which a whole number fits."""
    admitted = (None, None) if part is None else (_whole(part.low), _whole(part.high))
    if whole is not None and (pd.isna(whole.low) or whole.low != whole.high or whole.low == 0):
        whole = None  # a whole that is not one number scores nothing
    if part is not None and whole is not None:
        target = (_whole(whole.low), _whole(whole.high))
        yield {**cell, **_bounds(admitted, target), "reading": "literal", "target_source": "printed"}
        return
    for reading in consistency.READINGS_OF.get(row.bound, ()):
        percent = consistency.percent_interval(row.numeral, row.bound, reading)
        if reading == "conventional" and not row.numeral.unit:
            continue  # a word has no digits to continue
        if part is not None:
            found = consistency.possible_wholes(admitted, percent)
            if found is None:
                continue
            # an open end of the percentage leaves the target open, too
            target = (None if percent[1] is None else found[0], None if not percent[0] else found[1])
            yield {**cell, **_bounds(admitted, target), "reading": reading, "target_source": "implied"}
        elif whole is not None:
            total = int(whole.low)
            found = consistency.possible_parts(total, percent)
            if found is not None:
                parts = (None if percent[0] is None else found[0], None if percent[1] is None else found[1])
                yield {**cell, **_bounds(parts, (total, total)), "reading": reading, "target_source": "printed"}
        else:
            low, high = (None if end is None else end / 100 for end in percent[:2])
            yield {**cell, "attainment_low": low, "attainment_high": high, "reading": reading,
                   "target_source": "implied"}  # fmt: skip


def _printed(figures: pd.DataFrame, admissions: pd.DataFrame) -> Iterator[Row]:
    """Printed targets, with the admissions printed for their period or, failing that, for parts of it."""
    targets = figures[figures["metric"].eq("admission_target") & figures["status"].eq("target")]
    targets = targets[targets["repeat_of"].eq("")]
    scored = figures[figures["metric"].eq("target_attainment") & figures["denominator"].notna()]
    done = {
        (f"{row.article_id}:{row.denominator}", *years)
        for row in scored.itertuples()
        for years in _years(row.period_start, row.period_end, row.recurs)
    }
    by_cell = dict(list(admissions.groupby(["organisation_id", "group"], observed=True)))
    for row in targets.itertuples():
        for start, end in _years(row.period_start, row.period_end, row.recurs):
            if (row.figure_id, start, end) in done:
                continue
            cell: Row = {
                "organisation_id": row.organisation_id, "group": row.group, "set_by": row.set_by,
                "target_start": start, "target_end": end, "reading": "literal", "target_source": "printed",
            }  # fmt: skip
            target = (_whole(row.low), _whole(row.high))
            own = by_cell.get((row.organisation_id, row.group), admissions.iloc[:0])
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


def _bounds(admitted: tuple[int | None, int | None], target: tuple[int | None, int | None]) -> Row:
    """Admitted, target and their ratio: smallest over largest, largest over smallest."""
    low = None if admitted[0] is None or not target[1] else Fraction(admitted[0], target[1])
    high = None if admitted[1] is None or not target[0] else Fraction(admitted[1], target[0])
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
    return pd.concat([table[~again], pd.DataFrame(united).astype(table.dtypes)], ignore_index=True)


def _united(group: pd.DataFrame, ends: list[str]) -> pd.Series:
    row = group.iloc[0].copy()
    row["figure_ids"] = join_ids(*(pd.Series([ids]) for ids in group["figure_ids"]))[0]
    for end in ends:
        lows, highs = group[f"{end}_low"].dropna(), group[f"{end}_high"].dropna()
        low, high = (max(lows) if len(lows) else None), (min(highs) if len(highs) else None)
        if low is not None and high is not None and low > high:
            low, high = min(lows), max(highs)
        row[f"{end}_low"], row[f"{end}_high"] = low, high
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


def _years(start: Any, end: Any, recurs: Any) -> list[tuple[Any, Any]]:
    """The period itself, or each of its calendar years where the statement recurs; an open end is one year."""
    if pd.isna(recurs) or pd.isna(start):
        return [(start, end)]
    last = start.year if pd.isna(end) else end.year
    return [(pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)) for year in range(start.year, last + 1)]
