"""What is reported, what is not, and what that leaves open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from partyresearch.analysis.agreement import agreement
from partyresearch.analysis.draft import Draft
from partyresearch.analysis.result import Result
from partyresearch.analysis.units import finished_units
from partyresearch.figures.numerals import WORDS
from partyresearch.show.labels import metric_text, organisation_names, period_text, printed_text
from partyresearch.show.wording import number, say, say_in
from partyresearch.tables.cells import unite_ids
from partyresearch.tables.nesting import ancestors

LEAST_ALPHA = 2 / 3  # K. Krippendorff, Content Analysis, 2nd edition, 2004, p. 241
COVERED = (
    "members_admitted", "admission_target", "target_attainment", "committees_above_target_share",
    "student_share_of_admissions", "admissions_share_of_members", "members_total", "awareness_class_learners",
)  # fmt: skip
"""The metrics of the coverage matrix: those that the three questions rest on."""

KINDS = ("number", "bound", "word")
"""What a cell of the coverage matrix can hold, the most telling first; where there is nothing, nothing is printed."""


def coverage(reported: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Show what is printed for which organisation and year."""
    wanted = reported["metric"].isin(COVERED) & (reported["status"].eq("reported") | reported["metric"].eq(COVERED[1]))
    figures = reported[wanted].copy()
    names = organisation_names(organisations)
    years = [_years(row.period_start, row.period_end) for row in figures.itertuples()]
    figures["shown"] = [_shown(row) for row in figures.itertuples()]
    figures["row"] = [f"{names[one]} · {year}" for one, year in zip(figures["organisation_id"], years, strict=True)]
    figures["column"] = [_column(row) for row in figures.itertuples()]
    figures["kind"] = [_kind(row) for row in figures.itertuples()]
    place = {one: number for number, one in enumerate(organisations["organisation_id"])}
    figures["order"] = figures["organisation_id"].map(place)
    figures["rank"] = figures["metric"].map({metric: number for number, metric in enumerate(COVERED)})
    figures["best"] = figures["kind"].map({kind: number for number, kind in enumerate(KINDS)})
    figures = figures.sort_values(["order", "row", "rank", "group", "best"], kind="stable")
    cells = figures.groupby(["row", "column"], sort=False)
    return cells.agg(kind=("kind", "first"), printed=("printed", lambda all_: "; ".join(dict.fromkeys(all_))),
                     shown=("shown", lambda all_: "; ".join(dict.fromkeys(all_))),
                     figure_ids=("figure_id", " ".join), rank=("rank", "first")).reset_index()  # fmt: skip


def _years(start: Any, end: Any) -> str:
    if pd.isna(end):
        return say("period.from", start=str(start.year)) if pd.notna(start) else say("period.unknown")
    if pd.isna(start):
        return say("period.until", end=str(end.year))
    if start.year != end.year:
        return f"{start.year}–{end.year}"
    whole = start == end or (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    return str(end.year) if whole else period_text(start, end)  # part of a year is no year


def _shown(row: Any) -> str:
    """The printed characters with what belongs to them: the bound, and that they hold for each year."""
    text = printed_text(row.printed) if _kind(row) == "word" else say(f"bound.{row.bound}", value=row.printed)
    return say("printed.each_year", printed=text) if row.recurs == "year" else text


def _column(row: Any) -> str:
    metric = metric_text(row.metric)
    return metric if row.group == "all" else say("metric.of", metric=metric, group=say(f"group.{row.group}"))


def _kind(row: Any) -> str:
    if row.printed.lower() in WORDS:
        return "word"
    return "number" if row.bound == "exact" else "bound"


def reported_success(quotas: pd.DataFrame, organisations: pd.DataFrame, frame_size: int = 0) -> Result:
    """Count the finished targets reported as missed; bound the share of a frame of committees that met them."""
    draft = Draft()
    units = finished_units(quotas, organisations, one_each=False)
    missed, met = int(units["attainment_high"].lt(1).sum()), int(units["attainment_low"].ge(1).sum())
    ids = unite_ids(*units["figure_ids"])
    if units.empty:
        draft.refuse("reported_below_target", "share", say("attainment.refused"))
    else:
        ends = missed / len(units), (len(units) - met) / len(units)
        texts = {"met": number(met), "missed": number(missed), "undecided": number(len(units) - met - missed)}
        draft.add(
            "reported_below_target", say("success.below", n=len(units)), ends=ends, texts=texts,
            estimand="reported_below_target", unit="share", group="all", figure_ids=ids,
            organisation_ids=unite_ids(*units["organisation_id"]),
        )  # fmt: skip
    _add_frame(draft, quotas, organisations, frame_size)
    return draft.result(
        headline=say("success.headline", n=len(units), committees=units["organisation_id"].nunique(), missed=missed,
                     known=int((units["attainment_low"].notna() & units["attainment_high"].notna()).sum())),
        estimand=say("success.estimand"), assumption=say("success.assumption"), not_shown=say("success.not_shown"),
    )  # fmt: skip


def _add_frame(draft: Draft, quotas: pd.DataFrame, organisations: pd.DataFrame, frame_size: int) -> None:
    finished = quotas[~quotas["interim"].astype(bool) & quotas["group"].eq("all")]
    finished = finished[finished["attainment_low"].notna() | finished["attainment_high"].notna()]
    up = ancestors(organisations)
    chosen = set(finished["organisation_id"])
    within = up[up["distance"].gt(0) & up["ancestor_id"].isin(chosen)]["organisation_id"]
    tops = finished[~finished["organisation_id"].isin(set(within))]
    latest = tops[tops["period_end"].eq(tops.groupby("organisation_id")["period_end"].transform("max"))]
    ends = latest.groupby("organisation_id").agg(
        low=("attainment_low", lambda one: one.min(skipna=False)),
        high=("attainment_high", lambda one: one.max(skipna=False)),
        summed=("admitted_high", lambda one: one.notna().any()),
    )
    size = organisations.set_index("organisation_id")["n_units"].fillna(1).astype(int)
    seen = int(size.reindex(ends.index).sum())
    if frame_size < max(seen, 1):
        draft.refuse("met_target_of_all", "share", say("success.no_frame", given=frame_size, needed=max(seen, 1)))
        return
    each = size.reindex(ends.index)
    each = each.where(each.eq(1) | ~ends["summed"], 0)  # the sum of several committees says nothing of each
    met, failed = int(each[ends["low"].ge(1)].sum()), int(each[ends["high"].lt(1)].sum())
    draft.add(
        "met_target_of_all", say("success.frame", n=frame_size),
        ends=(met / frame_size, 1 - failed / frame_size),
        texts={"met": number(met), "missed": number(failed), "undecided": number(frame_size - met - failed)},
        estimand="met_target_of_all", unit="share", group="all", organisation_ids=" ".join(ends.index),
        figure_ids=unite_ids(*latest["figure_ids"]),
    )  # fmt: skip


def selected_checks(checks: pd.DataFrame, reported: pd.DataFrame) -> pd.DataFrame:
    """Return the checks that a selected figure takes part in."""
    ids = set(reported["figure_id"])
    told = [not ids.isdisjoint(cell.split()) for cell in checks["figure_ids"]]
    return checks[pd.Series(told, index=checks.index, dtype=bool)]


def overview_headline(reported: pd.DataFrame, checks: pd.DataFrame, success: Result) -> str:
    """Say in one sentence how much is printed, whether it agrees, and how many targets were reported as missed."""
    verdicts = checks.groupby("check_id")["verdict"].agg(lambda found: set(found.astype("str")))
    wrong = sum("contradiction" in one for one in verdicts)
    idle = sum("uninformative" in one for one in verdicts)
    percentages = checks[checks["check"].eq("percentage")].drop_duplicates("check_id")
    disputed = set(reported.loc[reported["disputed"].ne(""), "figure_id"])
    unsure = sum(ids.split()[0] in disputed for ids in percentages["figure_ids"])
    others = checks.loc[checks["check"].ne("percentage"), "figure_ids"].map(lambda ids: frozenset(ids.split()))
    return say(
        "checks.headline", articles=reported["article_id"].nunique(), figures=len(reported),
        percentages=len(percentages), unsure=unsure, others=others.nunique(),
        wrong=wrong, idle=idle, targets=success.headline,
    )  # fmt: skip


def coding_agreement(folder: Path) -> Result:
    """Compare the two independent coding passes, where they are at hand."""
    draft, low = Draft(), []
    found = sum((folder / one / "figures.csv").is_file() for one in ("first", "second"))
    if found < 2:
        draft.refuse("coding_agreement", "ratio", say("coding.refused", found=found))
    else:
        for row in agreement(folder / "first", folder / "second").itertuples():
            value = None if pd.isna(row.value) else row.value
            label = say("coding.row", file=row.file, column=row.column)
            if row.measure == "alpha" and row.value < LEAST_ALPHA:
                low.append(f"{label} ({number(row.value, 2)})")
            draft.add(
                f"coding_agreement:{row.file}:{row.column.replace(', ', '-')}",
                label,
                ends=(value, value),
                texts={"measure": say(f"coding.{row.measure}"), "compared": number(row.n), "agree": number(row.agree)},
                estimand="coding_agreement",
                unit="ratio",
                method=say_in("en", f"coding.{row.measure}"),
            )
    assumption = say("coding.assumption")
    if low:
        assumption += " " + say("coding.low", least=number(LEAST_ALPHA, 3), rows=", ".join(low))
    return draft.result(estimand=say("coding.estimand"), assumption=assumption, not_shown=say("coding.not_shown"))
