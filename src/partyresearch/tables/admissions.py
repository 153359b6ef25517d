"""The table of admissions: all mentions of the same admissions brought together."""

from __future__ import annotations

import pandas as pd

from partyresearch.tables.cells import join_ids
from partyresearch.tables.mentions import pool_mentions, undated_scope
from partyresearch.tables.nesting import nest
from partyresearch.tables.periods import period_labels, year_fraction

_CELL = ["organisation_id", "period_start", "period_end", "group"]


def build_admissions(figures: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Make the table, with the members at the end of each period where they are printed."""
    reported = figures[figures["status"].eq("reported")]
    reported = reported.assign(scope=undated_scope(reported))
    rows = _pool(reported[reported["metric"].eq("members_admitted")], [*_CELL, "scope"], "admitted")
    stock = reported[reported["metric"].eq("members_total") & reported["group"].eq("all")]
    stock = stock[stock["period_end"].notna()]
    members = _pool(stock, ["organisation_id", "period_end"], "members").rename(columns={"figure_ids": "stock_ids"})
    rows = rows.merge(members, how="left", on=["organisation_id", "period_end"])
    rows["count_ids"] = rows["figure_ids"]  # without those of the stock, for the tables made from this one
    rows["figure_ids"] = join_ids(rows["count_ids"], rows["stock_ids"])
    rows["year_fraction"] = year_fraction(rows["period_start"], rows["period_end"])
    labels = period_labels(rows["period_start"], rows["period_end"])
    rows["admission_id"] = rows["organisation_id"] + ":" + labels + ":" + rows["group"].astype("str") + rows["scope"]
    rows[["part_of", "overlaps"]] = nest(rows.rename(columns={"admission_id": "key"}), organisations)
    return rows


def _pool(figures: pd.DataFrame, keys: list[str], name: str) -> pd.DataFrame:
    ends = figures[["low", "high"]].map(int, na_action="ignore").astype("Int64").add_prefix(f"{name}_")
    return pool_mentions(figures[keys].join(ends).assign(figure_ids=figures["figure_id"]), keys, [name])
