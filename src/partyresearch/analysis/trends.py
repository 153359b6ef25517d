"""Recruitment over time: admissions as printed, as a share of the members, and the members from date to date."""

from __future__ import annotations

from itertools import chain, combinations, groupby, pairwise
from math import comb
from operator import itemgetter
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Draft, Findings, outer_end, pooled_cells, records_by, row_cells
from partyresearch.analysis.selection import Selection
from partyresearch.models.gamma_poisson import gamma_poisson
from partyresearch.models.intervals import NotEstimable, binomial_interval, check_confidence, share_ratio_interval
from partyresearch.tables.cells import unite_ids
from partyresearch.tables.nesting import lies_within
from partyresearch.tables.periods import period_label

MOST_PAIRS = 10  # more comparisons than this are a league table
MINIMUM_ORGANISATIONS = 10  # with fewer, how much organisations differ is hardly known


def recruitment(selection: Selection) -> Findings:
    """List the admissions of everyone, each with its period; nothing is annualised or joined up."""
    periods, draft = _everyone(selection.admissions), Draft()
    for row in periods.to_dict("records"):
        draft.add(
            f"admissions:{row['admission_id']}",
            ends=(row["admitted_low"], row["admitted_high"]),
            part=bool(row["part_of"]),
            beside={"months": 12 * row["year_fraction"], "within": row["part_of"].partition(":")[0]},
            **row_cells(row, "persons", figure_ids=row["count_ids"]),
        )
    draft.refuse_if_empty("admissions", "persons", "no_admissions")
    years = pd.concat([periods["period_start"], periods["period_end"]]).dt.year.dropna().astype(int)
    return draft.findings(
        "recruitment",
        n=len(periods),
        organisations=periods["organisation_id"].nunique(),
        first=int(years.min()) if len(years) else None,
        last=int(years.max()) if len(years) else None,
        repeated=int((periods.groupby("organisation_id").size() > 1).sum()),
        parts=selection.parts_of_years.to_dict("records"),
    )


def share_of_members(
    selection: Selection, confidence: float = 0.95, minimum_organisations: int = MINIMUM_ORGANISATIONS
) -> Findings:
    """Estimate the people admitted in a period as a share of the members at its end (Clopper-Pearson).

    Where the members are only a minimum, an upper end; of separate committees in the same full year the ratio of two
    by Koopman's score interval, and the mean of many by the gamma-Poisson model with members as exposure.
    """
    check_confidence(confidence)
    draft, everyone = Draft(), _everyone(selection.admissions)
    rows = everyone[everyone["admitted_low"].eq(everyone["admitted_high"]) & everyone["members_low"].notna()]
    rows = rows[
        rows["members_low"].ge(rows["admitted_high"]) & rows["year_fraction"].notna() & rows["members_low"].gt(0)
    ]
    for row in rows.to_dict("records"):
        count, least, most = row["admitted_low"], row["members_low"], row["members_high"]
        exact = pd.notna(most)
        lower = binomial_interval(count, most, confidence)[0] if exact else None
        draft.add(
            f"admitted_share_of_members:{row['admission_id']}",
            ends=(count / most if exact else None, count / least),
            model=(lower, binomial_interval(count, least, confidence)[1]),
            confidence=confidence,
            part=bool(row["part_of"]),
            beside={"admitted_low": count, "admitted_high": count, "members_low": least, "members_high": most},
            estimand=("" if row["year_fraction"] == 1 else "interim_") + "admitted_share_of_members",
            method="clopper_pearson",
            **row_cells(row, "share"),
        )
    draft.refuse_if_empty("admitted_share_of_members", "share", "no_members")
    full = rows[rows["year_fraction"].eq(1) & rows["members_low"].eq(rows["members_high"])]
    usable = pd.Series(everyone.index.isin(full.index), index=everyone.index)
    full = full[~lies_within(everyone, "admission_id", usable, absent=False).loc[full.index]]
    _add_ratios(draft, full, confidence)
    if len(rows):
        _add_means(draft, full, confidence, minimum_organisations)
    return draft.findings("share_of_members", confidence=confidence)


def _add_ratios(draft: Draft, full: pd.DataFrame, confidence: float) -> None:
    some = full["admitted_low"].gt(0) & full["admitted_low"].lt(full["members_low"])  # a ratio needs some, and not all
    full = full[some].sort_values("admitted_low", ascending=False, kind="stable")
    cells = records_by(full, "period_start", "period_end").values()
    n = sum(comb(len(rows), 2) for rows in cells)
    if n > MOST_PAIRS:
        draft.refuse("ratio_of_shares", "ratio", "too_many_pairs", n=n, most=MOST_PAIRS)
        return
    for row, other in chain.from_iterable(combinations(rows, 2) for rows in cells):
        admitted, members, *beside = (
            int(one[name]) for one in (row, other) for name in ("admitted_low", "members_low")
        )
        ratio = (admitted * beside[1]) / (members * beside[0])
        draft.add(
            f"ratio_of_shares:{row['admission_id']}:{other['organisation_id']}",
            ends=(ratio, ratio),
            model=share_ratio_interval(admitted, members, beside[0], beside[1], confidence),
            confidence=confidence,
            method="koopman_score",
            comparator_ids=other["organisation_id"],
            comparator_start=other["period_start"],
            comparator_end=other["period_end"],
            **row_cells(row, "ratio", figure_ids=f"{row['figure_ids']} {other['figure_ids']}"),
        )


def _add_means(draft: Draft, full: pd.DataFrame, confidence: float, needed: int) -> None:
    """Add the mean share of each full year with enough organisations, and the ratio of its totals."""
    years = [rows for _, rows in full.groupby(["period_start", "period_end"])]
    name, most = "mean_share_of_members", max(map(len, years), default=0)
    if most < needed:
        draft.refuse(name, "share", "too_few_organisations", found=most, needed=needed)
    for rows in years if most >= needed else ():
        admitted, members = (rows[column].astype(float) for column in ("admitted_low", "members_low"))
        if len(rows) < needed:
            continue
        try:
            fit = gamma_poisson(admitted.to_numpy(), members.to_numpy(), confidence)
        except NotEstimable:  # nobody was admitted
            continue
        total, stock = admitted.sum(), members.sum()
        beside = {"admitted_low": total, "admitted_high": total, "members_low": stock, "members_high": stock}
        cells = {"beside": {"n": len(rows), **beside}, **pooled_cells(rows, "share")}
        year = period_label(cells["period_start"], cells["period_end"])
        draft.add(f"ratio_of_totals_of_members:{year}", ends=(total / stock,) * 2, **cells)
        draft.add(
            f"{name}:{year}",
            ends=(fit.mean,) * 2,
            model=(fit.low, fit.high),
            confidence=confidence,
            method="gamma_poisson",
            **cells,
        )
        draft.model = {**(draft.model or {}), year: fit.fit}


def net_growth(selection: Selection) -> Findings:
    """Compare the stocks of members that are printed for two dates, and list the exits that are printed."""
    figures, draft = selection.reported, Draft()
    told = figures[figures["status"].eq("reported") & figures["group"].eq("all") & figures["repeat_of"].eq("")]
    stocks = told[told["metric"].eq("members_total") & told["bound"].ne("about") & told["period_end"].notna()]
    stocks = stocks.sort_values("period_end", kind="stable")
    for organisation, own in records_by(stocks, "organisation_id").items():
        dates = [(day, *_stock(list(rows))) for day, rows in groupby(own, itemgetter("period_end"))]
        for (day, low, high, ids), (later, later_low, later_high, later_ids) in pairwise(dates):
            draft.add(
                f"net_growth:{organisation}:{day.date()}:{later.date()}",
                ends=(later_low - high, later_high - low),
                beside={"members_low": low, "members_high": high, "later_low": later_low, "later_high": later_high},
                unit="persons",
                organisation_ids=organisation,
                period_start=day,
                period_end=later,
                group="all",
                figure_ids=unite_ids(ids, later_ids),
            )
    for row in told[told["metric"].eq("members_removed")].to_dict("records"):
        draft.add(
            f"members_removed:{row['figure_id']}",
            ends=(row["low"], row["high"]),
            **row_cells(row, "persons", figure_ids=row["figure_id"]),
        )
    draft.refuse_if_empty("net_growth", "persons", "no_two_stocks")
    return draft.findings("net_growth")


def _stock(rows: list[dict[str, Any]]) -> tuple[Any, Any, str]:
    """The members at one date, as far as all mentions leave them open."""
    ids = unite_ids(*(row["figure_id"] for row in rows))
    return outer_end(rows, "low", min), outer_end(rows, "high", max), ids


def _everyone(admissions: pd.DataFrame) -> pd.DataFrame:
    return admissions[admissions["group"].eq("all")]
