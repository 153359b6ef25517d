"""Recruitment over time: admissions as printed, as a share of the members, and the members from date to date."""

from __future__ import annotations

from itertools import combinations, pairwise

import pandas as pd

from partyresearch.analysis.draft import Draft, row_cells
from partyresearch.analysis.result import Result
from partyresearch.models.intervals import CLOPPER_PEARSON, binomial_interval, check_confidence, share_ratio_interval
from partyresearch.show.labels import number_text, organisation_names, period_text, row_label, whole_text
from partyresearch.show.wording import number, say
from partyresearch.tables.cells import unite_ids

MOST_PAIRS = 10


def admissions_over_time(admissions: pd.DataFrame, organisations: pd.DataFrame) -> Result:
    """List the admissions of everyone, each with its period and the length of it."""
    names, draft = organisation_names(organisations), Draft()
    for _, row in _everyone(admissions).iterrows():
        months = number_text(12 * row["year_fraction"], "months") if pd.notna(row["year_fraction"]) else ""
        draft.add(
            f"admissions:{row['admission_id']}",
            _label(row, names),
            ends=(row["admitted_low"], row["admitted_high"]),
            part=bool(row["part_of"]),
            texts={"months": months, "within": names.get(row["part_of"].partition(":")[0], "")},
            **{**row_cells(row, "persons"), "estimand": "admissions", "figure_ids": row["count_ids"]},
        )
    if not draft.rows:
        draft.refuse("admissions", "persons", say("admissions.refused"))
    periods = _everyone(admissions)
    years = pd.concat([periods["period_start"], periods["period_end"]]).dt.year.dropna().astype(int)
    repeated = int((periods.groupby("organisation_id").size() > 1).sum())
    headline = say("admissions.headline_undated", n=len(periods)) if len(periods) else say("admissions.refused")
    if len(years):
        headline = say("admissions.headline", n=len(periods), organisations=periods["organisation_id"].nunique(),
                       first=str(years.min()), last=str(years.max()), repeated=repeated)  # fmt: skip
    return draft.result(
        headline=headline, estimand=say("admissions.estimand"), assumption=say("admissions.assumption"),
        not_shown=say("admissions.not_shown"),
    )  # fmt: skip


def share_of_members(admissions: pd.DataFrame, organisations: pd.DataFrame, confidence: float = 0.95) -> Result:
    """Estimate the people admitted in a period as a share of the members at its end."""
    check_confidence(confidence)
    names, draft = organisation_names(organisations), Draft()
    rows = _everyone(admissions)
    rows = rows[rows["admitted_low"].eq(rows["admitted_high"]) & rows["members_low"].notna()]
    rows = rows[
        rows["members_low"].ge(rows["admitted_high"]) & rows["year_fraction"].notna() & rows["members_low"].gt(0)
    ]
    for _, row in rows.iterrows():
        count, least, most = row["admitted_low"], row["members_low"], row["members_high"]
        exact = pd.notna(most)
        upper = binomial_interval(count, least, confidence)[1]
        draft.add(
            f"admitted_share_of_members:{row['admission_id']}",
            _label(row, names),
            ends=(count / most if exact else None, count / least),
            model=(binomial_interval(count, most, confidence)[0] if exact else None, upper),
            confidence=confidence,
            part=bool(row["part_of"]),
            texts={"admitted": number(count), "members": whole_text(least, most)},
            method=CLOPPER_PEARSON,
            **{
                **row_cells(row, "share"),
                "estimand": ("" if row["year_fraction"] == 1 else "interim_") + "admitted_share_of_members",
            },
        )
    if not draft.rows:
        draft.refuse("admitted_share_of_members", "share", say("members.refused"))
    full = rows[rows["year_fraction"].eq(1) & rows["part_of"].eq("") & rows["members_low"].eq(rows["members_high"])]
    _add_ratios(draft, full, names, confidence)
    return draft.result(
        estimand=say("members.estimand"),
        assumption=say("members.assumption", confidence=100 * confidence),
        not_shown=say("members.not_shown"),
    )


def _add_ratios(draft: Draft, full: pd.DataFrame, names: pd.Series, confidence: float) -> None:
    some = full["admitted_low"].gt(0) & full["admitted_low"].lt(full["members_low"])  # a ratio needs some, and not all
    full = full[some].sort_values("admitted_low", ascending=False, kind="stable")
    cells = [cell for _, cell in full.groupby(["period_start", "period_end"], sort=False)]
    pairs = [pair for cell in cells for pair in combinations([row for _, row in cell.iterrows()], 2)]
    if len(pairs) > MOST_PAIRS:
        draft.refuse("ratio_of_shares", "ratio", say("members.many_pairs", n=len(pairs), most=MOST_PAIRS))
        return
    for one, other in pairs:
        counts = [int(row[name]) for row in (one, other) for name in ("admitted_low", "members_low")]
        ratio = (counts[0] * counts[3]) / (counts[1] * counts[2])
        whole = names[one["organisation_id"]], names[other["organisation_id"]]
        draft.add(
            f"ratio_of_shares:{one['admission_id']}:{other['organisation_id']}",
            say(
                "members.ratio",
                one=whole[0],
                other=whole[1],
                period=period_text(one["period_start"], one["period_end"]),
            ),
            ends=(ratio, ratio),
            model=share_ratio_interval(counts[0], counts[1], counts[2], counts[3], confidence),
            confidence=confidence,
            method="score (Koopman)",
            **{
                **row_cells(one, "ratio"),
                "estimand": "ratio_of_shares",
                "comparator_ids": other["organisation_id"],
                "comparator_start": other["period_start"],
                "comparator_end": other["period_end"],
                "figure_ids": f"{one['figure_ids']} {other['figure_ids']}",
            },
        )


def net_growth(figures: pd.DataFrame, organisations: pd.DataFrame) -> Result:
    """Compare the stocks of members that are printed for two dates, and list the exits that are printed."""
    names, draft = organisation_names(organisations), Draft()
    told = figures[figures["status"].eq("reported") & figures["group"].eq("all") & figures["repeat_of"].eq("")]
    stocks = told[told["metric"].eq("members_total") & told["bound"].ne("about") & told["period_end"].notna()]
    for organisation, own in stocks.sort_values("period_end", kind="stable").groupby("organisation_id", sort=False):
        dates = [(day, *_stock(rows)) for day, rows in own.groupby("period_end")]
        for (day, low, high, ids), (later, later_low, later_high, later_ids) in pairwise(dates):
            draft.add(
                f"net_growth:{organisation}:{day.date()}:{later.date()}",
                row_label(names[organisation], period_text(day, later), "all", say("stocks.net")),
                ends=(later_low - high, later_high - low),
                texts={"members": say("stocks.members", before=whole_text(low, high),
                                      after=whole_text(later_low, later_high))},
                estimand="net_growth",
                unit="persons",
                organisation_ids=organisation,
                period_start=day,
                period_end=later,
                group="all",
                figure_ids=unite_ids(ids, later_ids),
            )  # fmt: skip
    for _, row in told[told["metric"].eq("members_removed")].iterrows():
        draft.add(
            f"members_removed:{row['figure_id']}",
            row_label(
                names[row["organisation_id"]],
                period_text(row["period_start"], row["period_end"]),
                "all",
                say("stocks.removed"),
            ),
            ends=(row["low"], row["high"]),
            **{**row_cells(row, "persons"), "estimand": "members_removed", "figure_ids": row["figure_id"]},
        )
    if not draft.rows:
        draft.refuse("net_growth", "persons", say("stocks.refused"))
    return draft.result(
        estimand=say("stocks.estimand"), assumption=say("stocks.assumption"), not_shown=say("stocks.not_shown")
    )


def _stock(rows: pd.DataFrame) -> tuple[float, float, str]:
    """The members at one date, as far as all mentions leave them open."""
    return rows["low"].min(skipna=False), rows["high"].max(skipna=False), unite_ids(*rows["figure_id"])


def _everyone(admissions: pd.DataFrame) -> pd.DataFrame:
    return admissions[admissions["group"].eq("all")]


def _label(row: pd.Series, names: pd.Series) -> str:
    return row_label(names[row["organisation_id"]], period_text(row["period_start"], row["period_end"]))
