"""Targets: every one in every reading, and the binding one of each organisation, period and group."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from partyresearch.collection.vocabulary import KNOWN_BY, SCORES, SET_BY
from partyresearch.figures.numerals import WORDS, Counts, Interval
from partyresearch.figures.percentages import possible_parts, possible_wholes
from partyresearch.tables.cells import join_ids, unite_ids
from partyresearch.tables.figures import counts, pointed, records
from partyresearch.tables.mentions import combine, final_mentions, pool_mentions
from partyresearch.tables.nesting import nest
from partyresearch.tables.periods import period_labels

Row = dict[str, Any]
_ANYTHING = Interval(None, None)
_UNKNOWN = (None, None)
_PERIODS = ["period_start", "period_end", "target_start", "target_end"]
_KEY = ["organisation_id", *_PERIODS, "group", "set_by"]
_PAIRS = ["admitted", "target", "attainment"]
_ENDS = [f"{name}_{side}" for name in _PAIRS for side in ("low", "high")]
_MARKS = ["preliminary", "early"]
_AS_PRINTED = {"reading": "literal", "known_by": "printed"}


def read_targets(figures: pd.DataFrame, admissions: pd.DataFrame) -> pd.DataFrame:
    """Work out every target, in every reading of its percentage, and its attainment."""
    scored = list(_scored(figures))
    done = {(row["printed_id"], row["target_start"], row["target_end"]) for row in scored if row["printed_id"]}
    rows = [*scored, *_all_above_target(figures), *_printed(figures, admissions, done)]
    columns = [*_KEY, "reading", *_ENDS, "known_by", *_MARKS, "figure_ids"]
    table = pd.DataFrame(rows, columns=columns, dtype=object)
    types = dict.fromkeys(_PERIODS, "datetime64[us]") | dict.fromkeys(_ENDS[:4], "Int64") | dict.fromkeys(_MARKS, bool)
    types |= dict.fromkeys(["organisation_id", "group", "set_by"], "str")  # of no rows they would be objects
    table = final_mentions(table.astype(types), _KEY)
    table = pool_mentions(table, [*_KEY, "reading"], _PAIRS).reset_index(drop=True)
    table["figure_ids"] = _with_repeats(table["figure_ids"], figures)
    whole = table["period_start"].eq(table["target_start"]) & table["period_end"].eq(table["target_end"])
    table["interim"] = ~whole | table["early"]  # an end that is not printed is not known to be the target's
    counted = period_labels(table["period_start"], table["period_end"])
    target = period_labels(table["target_start"], table["target_end"])
    table["target_id"] = table["organisation_id"] + ":" + counted + ":" + table["group"]
    named = [table["organisation_id"], counted, target, table["group"], table["set_by"]]
    table["stated_target_id"] = [":".join(parts) for parts in zip(*named, strict=True)]
    # without a last day of the period nothing can be set beside it for certain
    table["target_id"] = table["target_id"].where(table["period_end"].notna(), "").astype("str")
    table["binding"] = table["stated_target_id"].isin(_binding(table)["stated_target_id"])
    return table


def _binding(readings: pd.DataFrame) -> pd.DataFrame:
    """Return a row of the binding target of each organisation, period and group.

    A target of that very period goes before one of a longer period, and one that was set higher up before one's own;
    never does the result decide.
    """
    rank = readings["set_by"].map({setter: place for place, setter in enumerate(SET_BY)})
    ordered = readings.assign(rank=rank).sort_values(["interim", "rank", "target_start", "target_end"], kind="stable")
    first = ordered[ordered["target_id"].ne("")].drop_duplicates("target_id")
    return readings.loc[first.index].sort_index()


def build_targets(readings: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Make one row of each organisation, period and group: its binding target, over all readings."""
    table = _binding(readings)
    columns = ["known_by", "figure_ids", *_ENDS]
    said: dict[str, list[tuple[Any, ...]]] = {stated: [] for stated in table["stated_target_id"]}
    binding = readings[readings["binding"]]
    for stated, *row in zip(binding["stated_target_id"], *(binding[name] for name in columns), strict=True):
        said[stated].append(tuple(row))
    ends = pd.DataFrame([_over_readings(rows) for rows in said.values()], columns=columns)
    table = table.drop(columns=ends.columns).reset_index(drop=True).join(ends.astype(dict.fromkeys(_ENDS[:4], "Int64")))
    names = organisations.set_index("organisation_id")
    table["organisation_name"] = table["organisation_id"].map(names["name"])
    table["organisation_name_en"] = table["organisation_id"].map(names["name_en"])
    known = readings.groupby("target_id")["stated_target_id"].nunique()
    table["others"] = table["target_id"].map(known).astype("Int64") - 1
    # finished targets lie in finished ones, interim in interim
    keyed = table.rename(columns={"target_id": "key"})
    nested = [nest(rows, organisations)["part_of"] for _, rows in keyed.groupby("interim")]
    table["part_of"] = pd.concat([pd.Series(dtype="str"), *nested]).reindex(table.index)
    return table


def _over_readings(rows: list[tuple[Any, ...]]) -> list[Any]:
    """Unite the readings of one statement; what several statements say holds together, as far as it can."""
    statements: dict[str, list[tuple[Any, ...]]] = {}
    for known_by, _, *ends in rows:
        statements.setdefault(known_by, []).append(tuple(ends))
    cells: list[Any] = []
    for place in range(0, len(_ENDS), 2):
        said = [(_outer(some, place, min), _outer(some, place + 1, max)) for some in statements.values()]
        cells += combine(said)
    return [next(code for code in KNOWN_BY if code in statements), unite_ids(*(row[1] for row in rows)), *cells]


def _outer(ends: list[tuple[Any, ...]], place: int, how: Callable[..., Any]) -> Any:
    """Return the outermost of some ends; none if any is open."""
    values = [row[place] for row in ends]
    return None if any(pd.isna(value) for value in values) else how(values)


def printed_targets(figures: pd.DataFrame) -> dict[str, list[Any]]:
    """Find for each attainment without a target of its own the targets that are printed for its period.

    The same organisation, group and period, and a setter that can be the same; that of the very same setter first.
    """
    by_cell = targets_by_period(figures)
    score = figures["metric"].isin(SCORES) & figures["status"].eq("reported") & figures["bound"].ne("about")
    score &= figures["numerator_id"].ne("") & figures["denominator_id"].eq("") & figures["repeat_of"].eq("")
    found = {}
    for row in figures[score & figures["recurs"].eq("")].itertuples():
        period = (
            (row.period_start, row.period_end) if pd.isna(row.against_start) else (row.against_start, row.against_end)
        )
        known = by_cell.get((row.organisation_id, row.group, *period), [])
        known = [one for one in known if row.set_by == one.set_by or "unstated" in (row.set_by, one.set_by)]
        if known:
            same = [one for one in known if one.set_by == row.set_by]
            found[row.figure_id] = [*same, *(one for one in known if one.set_by != row.set_by)]
    return found


def targets_by_period(figures: pd.DataFrame) -> dict[tuple[Any, ...], list[Any]]:
    """Group the printed targets by organisation, group and period; what recurs has each of its years."""
    target = figures["metric"].eq("admission_target") & figures["status"].eq("target") & figures["low"].gt(0)
    last = figures["period_end"].max()
    by_cell: dict[tuple[Any, ...], list[Any]] = {}
    for row in figures[target & figures["repeat_of"].eq("") & figures["low"].eq(figures["high"])].itertuples():
        for period in _years(row.period_start, row.period_end, row.recurs, last):
            by_cell.setdefault((row.organisation_id, row.group, *period), []).append(row)
    return by_cell


def fitting(row: Any, admitted: Counts, targets: Sequence[Any]) -> Any:
    """Return the first of the targets of which the counted people can be the printed percentage."""
    if admitted == _UNKNOWN:
        return None
    for target in targets:
        whole = int(target.low)
        low, high = (None if end is None else Fraction(100 * end, whole) for end in admitted)
        share = Interval(low, high)
        if any(share.overlaps(percent) for percent in row.readings.values()):
            return target
    return None


def _scored(figures: pd.DataFrame) -> Iterator[Row]:
    """Yield the targets of which an attainment is printed."""
    by_id, elsewhere = records(figures), printed_targets(figures)
    attainment = figures["metric"].isin(SCORES) & figures["status"].eq("reported")
    for figure_id in figures.loc[attainment, "figure_id"]:
        row = by_id[figure_id]
        part = pointed(by_id, row, "numerator")
        whole = pointed(by_id, row, "denominator") or fitting(row, counts(part), elsewhere.get(figure_id, []))
        if whole is not None and whole.high == 0:
            continue  # nothing can be attained of a target of nobody
        # who set the target is known from the one that is printed, or from the attainment
        row = row if whole is None or row.set_by != "unstated" else row._replace(set_by=whole.set_by)
        for start, end in _years(row.period_start, row.period_end, row.recurs):
            own = row.recurs != "" or pd.isna(row.against_start)
            against = (start, end) if own else (row.against_start, row.against_end)
            ids = " ".join(figure.figure_id for figure in (row, part, whole) if figure is not None)
            for reading, source, admitted, target, percent in _read_targets(row, counts(part), counts(whole)):
                stated = _stated(row, (start, end, *against), ids, admitted, target, percent)
                printed_id = (whole.repeat_of or whole.figure_id) if source == "printed" else ""
                known_by = "word" if source == "implied" and row.printed.lower() in WORDS else source
                yield {**stated, "reading": reading, "known_by": known_by, "printed_id": printed_id}


def _all_above_target(figures: pd.DataFrame) -> Iterator[Row]:
    """Of several unnamed committees all exceeded their targets: each did. Of a smaller share nothing follows."""
    share = figures["metric"].eq("committees_above_target_share") & figures["status"].eq("reported")
    for row in figures[share & figures["repeat_of"].eq("")].itertuples():
        # "about 100 %" or "more than 99 %" says nothing about each of them
        if row.low == 100 and row.bound == "exact":
            days = (row.period_start, row.period_end) * 2  # the target's period is the counted one
            stated = _stated(row, days, row.figure_id, _UNKNOWN, _UNKNOWN, Interval(Fraction(100), None))
            # a share of committees may come without it: only targets and attainments must have it
            set_by = row.set_by or "unstated"
            yield {**stated, "set_by": set_by, "reading": "literal", "known_by": "word"}


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
    for row in targets[targets["repeat_of"].eq("") & targets["high"].ne(0)].itertuples():
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
                marks = {name: getattr(result, name) for name in _MARKS}
                yield {**_stated(row, days, ids, counts(result, "admitted_"), counts(row)), **_AS_PRINTED, **marks}
            if results.empty:
                yield {**_stated(row, (start, end) * 2, row.figure_id, _UNKNOWN, counts(row)), **_AS_PRINTED}


def _stated(
    row: Any, days: tuple[Any, ...], ids: str, admitted: Counts, target: Counts, percent: Interval = _ANYTHING
) -> Row:
    """Set admitted against target: smallest over largest, largest over smallest, and within the percentage."""
    low = None if admitted[0] is None or not target[1] else Fraction(admitted[0], target[1])
    high = None if admitted[1] is None or not target[0] else Fraction(admitted[1], target[0])
    # 0 % rounded half up begins below nothing
    scored = None if percent.low is None else max(percent.low, Fraction(0)) / 100
    attained = combine([(low, high), (scored, None if percent.high is None else percent.high / 100)])
    marks = (row.preliminary, row.early)
    cells = [row.organisation_id, *days, row.group, row.set_by, *admitted, *target, *attained, *marks, ids]
    return dict(zip([*_KEY, *_ENDS, *_MARKS, "figure_ids"], cells, strict=True))


def _with_repeats(ids: pd.Series, figures: pd.DataFrame) -> pd.Series:
    """Add to each figure its later mentions."""
    repeats = figures[figures["repeat_of"].ne("")].groupby("repeat_of")["figure_id"].agg(" ".join).to_dict()
    more = [" ".join(repeats.get(one, "") for one in cell.split()) for cell in ids]
    return join_ids(ids, pd.Series(more, index=ids.index, dtype="str"))


def _years(start: Any, end: Any, recurs: Any, last: Any = pd.NaT) -> list[tuple[Any, Any]]:
    """Return the period, or its years where the statement recurs; an open end goes on to the last known day."""
    if not recurs or pd.isna(start):
        return [(start, end)]
    final = max(start.year, last.year if pd.notna(last) else 0) if pd.isna(end) else end.year
    years = [(pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)) for year in range(start.year, final + 1)]
    return [(max(first, start), day if pd.isna(end) else min(day, end)) for first, day in years]
