"""The tables of admissions, and of the pupils and students among them, as far as either is known."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.figures.numerals import Counts, Interval
from partyresearch.figures.percentages import possible_parts
from partyresearch.tables.cells import join_ids
from partyresearch.tables.mentions import final_mentions, pool_mentions, undated_scope
from partyresearch.tables.nesting import nest
from partyresearch.tables.periods import certain_end, period_labels, year_fraction

_PERIOD = ["organisation_id", "period_start", "period_end"]
_BOUNDS = ["admitted_low", "admitted_high"]
_MARKS = ["preliminary", "early"]
_GROUP = ["group_low", "group_high"]


def build_admissions(figures: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Make the table, with the members at the end of each period where they are printed."""
    reported = figures[figures["status"].eq("reported")]
    reported = reported.assign(scope=undated_scope(reported))
    key = [*_PERIOD, "group", "scope"]
    admitted = final_mentions(reported[reported["metric"].eq("members_admitted")], key)
    rows = _pool(admitted, [*key, *_MARKS], "admitted")
    stock = reported[reported["metric"].eq("members_total") & reported["group"].eq("all")]
    stock = stock[stock["period_end"].notna()]
    members = _pool(stock, ["organisation_id", "period_end"], "members").rename(columns={"figure_ids": "stock_ids"})
    rows = rows.merge(members, how="left", on=["organisation_id", "period_end"])
    rows["count_ids"] = rows["figure_ids"]  # without those of the stock, for the tables made from this one
    rows["figure_ids"] = join_ids(rows["count_ids"], rows["stock_ids"])
    rows["year_fraction"] = year_fraction(rows["period_start"], rows["period_end"])
    return _with_keys(rows, "admission_id", organisations)


def _with_keys(rows: pd.DataFrame, name: str, organisations: pd.DataFrame) -> pd.DataFrame:
    """Name each row by its organisation, period and group, and find what it is part of."""
    labels = period_labels(rows["period_start"], rows["period_end"])
    cells = [rows["organisation_id"], labels, rows["group"]]
    key = pd.Series(map(":".join, zip(*cells, strict=True)), index=rows.index, dtype="str") + rows.get("scope", "")
    rows[["part_of", "overlaps"]] = nest(rows.assign(key=key), organisations)
    return rows.assign(**{name: key})


def _pool(figures: pd.DataFrame, keys: list[str], name: str) -> pd.DataFrame:
    ends = figures[["low", "high"]].map(int, na_action="ignore").astype("Int64").add_prefix(f"{name}_")
    return pool_mentions(figures[keys].join(ends).assign(figure_ids=figures["figure_id"]), keys, [name])


def build_shares(
    figures: pd.DataFrame, admissions: pd.DataFrame, readings: pd.DataFrame, organisations: pd.DataFrame
) -> pd.DataFrame:
    """Set each group against all admissions of the same organisation and period."""
    admissions = admissions.assign(figure_ids=admissions["count_ids"])
    everyone = admissions[admissions["group"].eq("all")]
    counted = _counted(admissions, everyone, readings)
    shares = _shares(figures, everyone)
    # a count says more than a share of the same admissions
    rows = pd.concat([counted, shares], ignore_index=True).drop_duplicates([*_PERIOD, "group"])
    return _with_keys(rows, "share_id", organisations)


def _counted(admissions: pd.DataFrame, everyone: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Counted people of a group, against the best total there is."""
    columns = [*_PERIOD, "group", *_BOUNDS, "preliminary", "figure_ids"]
    rows = admissions.loc[admissions["group"].ne("all"), columns]
    rows = rows.rename(columns=dict(zip(_BOUNDS, _GROUP, strict=True)))
    met = readings[readings["attainment_low"].map(lambda low: pd.notna(low) and low >= 1) & readings["group"].eq("all")]
    met = met[met["admitted_low"].notna() & ~met["interim"].astype(bool)]
    # a count before any target, and of several targets the largest: the first of each period is kept
    met = met.sort_values("admitted_low", ascending=False)
    met = met.assign(assumption="target_met", admitted_high=pd.NA)
    totals = pd.concat([everyone.assign(assumption="counted"), met])
    totals = totals[[*_PERIOD, *_BOUNDS, "assumption", "figure_ids"]].dropna(subset=_PERIOD).drop_duplicates(_PERIOD)
    totals["admitted_high"] = totals["admitted_high"].astype("Int64")
    rows = rows.merge(totals.rename(columns={"figure_ids": "total_ids"}), how="left", on=_PERIOD)
    for index in rows.index[rows["assumption"].isna()]:
        within = _within(everyone, rows.loc[index])
        own, total = rows.loc[index, "group_low"], within["admitted_low"].sum()
        if len(within):  # a group is among the admitted
            rows.loc[index, "admitted_low"] = total if pd.isna(own) else max(own, total)
        rows.loc[index, "total_ids"] = " ".join(within["figure_ids"])
    # without a beginning, what a period contains is a guess: the assumption says so
    known = rows["period_start"].notna().map({True: "contained_minimum", False: "open_period"})
    rows["assumption"] = rows["assumption"].where(rows["assumption"].notna(), known)
    rows["figure_ids"] = join_ids(rows["figure_ids"], rows["total_ids"])
    return rows.drop(columns="total_ids")


def _within(everyone: pd.DataFrame, row: pd.Series) -> pd.DataFrame:
    """The organisation's admissions that the period contains, each person at most once.

    A period without a beginning contains nothing for certain: what its own article reports is taken to lie in it, and
    the row's assumption says so.
    """
    start, end = row["period_start"], row["period_end"]
    own = everyone[everyone["organisation_id"].eq(row["organisation_id"])]
    if pd.isna(start):
        article = row["figure_ids"].partition(":")[0]
        own = own[own["figure_ids"].str.startswith(f"{article}:") & (own["period_end"] <= end)]
    else:
        reach = certain_end(pd.Series([start]), pd.Series([end]))[0]
        own = own[(own["period_start"] >= start) & (own["period_end"] <= reach)]
    keys = set(own["admission_id"])
    loose = [keys.isdisjoint(overlaps.split()) for overlaps in own["overlaps"]]
    return own[~own["part_of"].isin(keys) & pd.Series(loose, index=own.index, dtype=bool)]


def _shares(figures: pd.DataFrame, everyone: pd.DataFrame) -> pd.DataFrame:
    """A group known only as a printed share of a printed total."""
    share = figures["metric"].eq("group_share_of_admissions") & figures["status"].eq("reported")
    usable = figures["denominator_id"].ne("") & figures["bound"].ne("about") & figures["period_end"].notna()
    shares = figures[share & usable & figures["group"].ne("all")]
    rows = shares[[*_PERIOD, "group", "low", "high", "closed", "preliminary", "figure_id"]].merge(
        everyone[[*_PERIOD, *_BOUNDS, "figure_ids"]], on=_PERIOD
    )
    ends = [_share_of(row) for row in rows.itertuples()]
    rows[_GROUP] = pd.DataFrame(ends, index=rows.index, columns=_GROUP, dtype="Int64")
    rows["figure_ids"] = join_ids(rows["figure_id"], rows["figure_ids"])
    rows["assumption"] = "share"
    columns = [*_PERIOD, "group", *_GROUP, *_BOUNDS, "assumption", "preliminary", "figure_ids"]
    return pool_mentions(final_mentions(rows[columns], [*_PERIOD, "group"]), [*_PERIOD, "group"], ["group"])


def _share_of(row: Any) -> Counts:
    """Return the smallest and largest count that is the share of the total; a part is never more than its whole."""
    percent = Interval(row.low, row.high, row.closed)
    least, most = row.admitted_low, row.admitted_high
    low = None if pd.isna(least) else possible_parts(int(least), percent)
    high = None if pd.isna(most) else possible_parts(int(most), percent)
    last = None if pd.isna(most) else int(most) if high is None or high[1] is None else min(high[1], int(most))
    return (None if low is None else low[0]), last
