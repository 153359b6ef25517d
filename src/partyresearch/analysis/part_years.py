"""Parts of years: what is counted of years that are not over, and of finished years that teach what parts are worth."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import records_by
from partyresearch.tables.cells import join_ids
from partyresearch.tables.nesting import climb
from partyresearch.tables.periods import period_label, year_fraction

_BEFORE = ("before", "before_start", "before_end", "before_ids")


def parts_of_years(readings: pd.DataFrame, admissions: pd.DataFrame) -> pd.DataFrame:
    """Return what is counted of years that are not over."""
    everyone = admissions[admissions["group"].eq("all")]
    rows = _against_targets(readings, everyone)
    begun = _begun_years(everyone)
    begun = begun[~_year_keys(begun).isin(_year_keys(rows))]
    rows = pd.concat([one for one in (rows, begun) if len(one)]) if len(rows) or len(begun) else rows
    own = records_by(everyone, "organisation_id")
    continued = [_continued(own[row.organisation_id], row) for row in rows.itertuples()]
    rows = rows[~pd.Series(continued, index=rows.index, dtype=bool)].copy()
    rows["elapsed"] = year_fraction(rows["period_start"], rows["period_end"])
    rows["left"] = year_fraction(rows["target_start"], rows["target_end"]) - rows["elapsed"]
    counted = everyone["admitted_low"].eq(everyone["admitted_high"]).fillna(False)
    years = records_by(everyone[everyone["year_fraction"].eq(1) & counted], "organisation_id")
    earlier = [_year_before(years[row.organisation_id], row) for row in rows.itertuples()]
    for name in _BEFORE:
        rows[name] = [one[name] for one in earlier]
    rows["before_start"], rows["before_end"] = pd.to_datetime(rows["before_start"]), pd.to_datetime(rows["before_end"])
    return _keyed(rows[rows["known_by"].ne("") | rows["before"].notna()].copy())


def _against_targets(readings: pd.DataFrame, everyone: pd.DataFrame) -> pd.DataFrame:
    interim = readings[readings["interim"].astype(bool) & readings["group"].eq("all")]
    interim = interim[interim["period_start"].eq(interim["target_start"])]
    # of a year that is not over, but is the period of the count, nobody knows how much is counted
    interim = interim[interim["period_end"].ne(interim["target_end"])]
    interim = interim[interim["admitted_low"].notna() & interim["admitted_low"].eq(interim["admitted_high"])]
    rows = interim.groupby("stated_target_id", sort=False).first()
    for end, how in (("target_low", "min"), ("target_high", "max")):
        rows[end] = interim.groupby("stated_target_id", sort=False)[end].agg(how, skipna=False)
    rows = rows.sort_values("period_end", kind="stable")
    rows = rows.drop_duplicates(["organisation_id", "target_start", "target_end", "set_by"], keep="last").sort_index()
    period = ["organisation_id", "period_start", "period_end"]
    counts = everyone[[*period, "count_ids"]].drop_duplicates(period)
    found = rows[period].merge(counts, how="left", on=period)["count_ids"].fillna("")
    rows["count_ids"] = found.to_numpy()
    return rows.assign(part=rows["part_of"].ne(""), count=rows["admitted_low"])


def finished_years(admissions: pd.DataFrame) -> pd.DataFrame:
    """Return the years of which both the first months and the whole are counted, of whatever level of committee.

    One row per committee, year and number of months. Of a committee and its parts in one year the parts alone teach:
    nobody is counted twice.
    """
    rows = _from_new_year(admissions[admissions["group"].eq("all") & ~admissions["preliminary"].astype(bool)])
    # an article that says "by 28 March" means the first quarter: months, not days, tell cut-offs apart
    rows = rows.assign(year=rows["period_start"].dt.year, months=(12 * rows["year_fraction"]).round().astype(int))
    full = rows["year_fraction"].eq(1)
    columns = ["organisation_id", "year", "count", "count_ids"]
    wholes = rows.loc[full, [*columns, "admission_id"]]
    parts = rows[~full].sort_values("period_end", kind="stable")[[*columns, "months"]]
    pairs = parts.merge(wholes, on=["organisation_id", "year"], suffixes=("_part", "_whole"))
    pairs = pairs[pairs["count_whole"].gt(0) & pairs["count_part"].le(pairs["count_whole"]) & pairs["months"].gt(0)]
    above = dict(zip(admissions["admission_id"], admissions["part_of"], strict=True))
    around = {whole for one in pairs["admission_id"] for whole in climb(above[one], above)}
    pairs = pairs[~pairs["admission_id"].isin(around)]
    pairs = pairs.drop_duplicates(["organisation_id", "year", "months"], keep="last")
    return pairs.assign(figure_ids=join_ids(pairs["count_ids_part"], pairs["count_ids_whole"])).reset_index(drop=True)


def _from_new_year(everyone: pd.DataFrame) -> pd.DataFrame:
    """Exact counts from 1 January to a day of the same year."""
    start, end = everyone["period_start"], everyone["period_end"]
    begun = start.dt.day_of_year.eq(1) & start.dt.year.eq(end.dt.year)
    exact = everyone["admitted_low"].notna() & everyone["admitted_low"].eq(everyone["admitted_high"]).fillna(False)
    rows = everyone[begun.fillna(False).astype(bool) & exact]
    return rows.assign(count=rows["admitted_low"].astype(int))


def _begun_years(everyone: pd.DataFrame) -> pd.DataFrame:
    rows = _from_new_year(everyone)
    rows = rows[rows["year_fraction"].lt(1)].sort_values("period_end", kind="stable")
    rows = rows.assign(year=rows["period_start"].dt.year).drop_duplicates(["organisation_id", "year"], keep="last")
    rows = rows.sort_index()
    return rows.set_index("admission_id").assign(
        target_start=rows["period_start"].to_numpy(),
        target_end=pd.to_datetime(rows["period_start"].dt.year.astype("str") + "-12-31").to_numpy(),
        target_low=pd.NA,
        target_high=pd.NA,
        known_by="",
        set_by="",
        figure_ids=rows["count_ids"].to_numpy(),
        part=rows["part_of"].ne("").to_numpy(),
    )


def _year_keys(rows: pd.DataFrame) -> pd.Series:
    return rows["organisation_id"].astype("str") + ":" + rows["target_start"].dt.year.astype("str")


def _continued(own: list[dict[str, Any]], row: Any) -> bool:
    """Whether a count is printed that reaches further into the period of the target."""
    within = (one for one in own if row.target_start <= one["period_start"] and one["period_end"] <= row.target_end)
    return any(one["period_end"] > row.period_end for one in within)


def _year_before(years: list[dict[str, Any]], row: Any) -> dict[str, Any]:
    years = [year for year in years if year["period_end"] < row.period_start]
    if not years or round(row.elapsed + row.left, 6) != 1:  # only a year is to be set beside a year
        return {"before": None, "before_start": None, "before_end": None, "before_ids": ""}
    last = max(years, key=itemgetter("period_end"))
    return {
        "before": int(last["admitted_low"]),
        "before_start": last["period_start"],
        "before_end": last["period_end"],
        "before_ids": last["count_ids"],
    }


def _keyed(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the key of each part of a year, and whether two targets of one year must be told apart."""
    rows["key"] = [
        f"{row.organisation_id}:{period_label(row.period_start, row.period_end)}:"
        f"{period_label(row.target_start, row.target_end)}"
        for row in rows.itertuples()
    ]
    rows["several"] = rows.duplicated("key", keep=False)
    return rows
