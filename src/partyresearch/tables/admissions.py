"""The table of admissions: all mentions of the same admissions brought together."""

from __future__ import annotations

import pandas as pd

from partyresearch.tables.cells import join_ids, whole_column
from partyresearch.tables.nesting import nest
from partyresearch.tables.periods import period_labels, year_fraction

_CELL = ["organisation_id", "period_start", "period_end", "group"]


def build_admissions(figures: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Bring all mentions of the same admissions together."""
    reported = figures[figures["status"].eq("reported")]
    reported = reported.assign(scope=undated_scope(reported))
    rows = pool(reported[reported["metric"].eq("members_admitted")], [*_CELL, "scope"])
    rows = rows.rename(columns={"low": "admitted_low", "high": "admitted_high"})
    stock = reported[reported["metric"].eq("members_total") & reported["group"].eq("all")]
    stock = stock[stock["period_end"].notna()]
    members = pool(stock, ["organisation_id", "period_end"])
    members = members.rename(columns={"low": "members_low", "high": "members_high", "figure_ids": "stock_ids"})
    rows = rows.merge(members, how="left", on=["organisation_id", "period_end"])
    rows["count_ids"] = rows["figure_ids"]  # without those of the stock, for the tables made from this one
    rows["figure_ids"] = join_ids(rows["count_ids"], rows["stock_ids"])
    rows["year_fraction"] = year_fraction(rows["period_start"], rows["period_end"])
    labels = period_labels(rows["period_start"], rows["period_end"])
    rows["admission_id"] = rows["organisation_id"] + ":" + labels + ":" + rows["group"].astype("str") + rows["scope"]
    rows[["part_of", "overlaps"]] = nest(rows.rename(columns={"admission_id": "key"}), organisations)
    return rows


def undated_scope(figures: pd.DataFrame) -> pd.Series:
    """Keep what has no end to its own article: two unknown periods are not known to be the same."""
    return pd.Series((":" + figures["article_id"]).where(figures["period_end"].isna(), ""), dtype="str")


def pool(figures: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Combine the intervals of all mentions with the same key: their intersection, or else their envelope.

    On conflict an end that any mention leaves open stays open.
    """
    low, high = whole_column(figures["low"]), whole_column(figures["high"])
    ends = {"low": low, "high": high, "below": low.isna() & high.notna(), "above": high.isna() & low.notna()}
    grouped = figures[[*keys, "figure_id"]].assign(**ends).groupby(keys, dropna=False, sort=False, observed=True)
    summary = grouped.agg(
        low=("low", "max"), high=("high", "min"), least=("low", "min"), most=("high", "max"),
        below=("below", "any"), above=("above", "any"), figure_ids=("figure_id", " ".join),
    ).reset_index()  # fmt: skip
    conflict = (summary["low"] > summary["high"]).fillna(False).astype(bool)
    summary["low"] = summary["low"].mask(conflict, summary["least"].mask(summary["below"]))
    summary["high"] = summary["high"].mask(conflict, summary["most"].mask(summary["above"]))
    return summary[[*keys, "low", "high", "figure_ids"]]
