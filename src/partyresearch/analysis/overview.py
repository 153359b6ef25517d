"""What articles print, whether their figures agree, how far two codings agree, and what nobody reports."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.analysis.agreement import agreement
from partyresearch.analysis.attainment import count_targets
from partyresearch.analysis.findings import Draft, Findings
from partyresearch.analysis.selection import Collected, Selection
from partyresearch.collection.vocabulary import LEVELS, STUDENT_GROUPS
from partyresearch.tables.cells import unite_ids
from partyresearch.tables.nesting import ancestors

LEAST_ALPHA = 2 / 3  # below it, rest nothing on a coding: K. Krippendorff, Content Analysis, 2nd ed., 2004, p. 241
PRINTED = ("members_admitted", "admission_target", "target_attainment", "members_total")
"""What the overview shows of each article, as it is printed."""
ADMISSIONS = (
    *PRINTED[:3],
    "committees_above_target_share",
    "target_excess",
    "admissions_share_of_members",
    "members_proposed",
    "admissions_pending",
)
CLASSES = ("awareness_class_learners", "awareness_classes", "group_share_of_admissions")
"""The metrics of two subjects; a figure about pupils or students is of the second, whatever its metric."""


def overview(selection: Selection) -> Findings:
    """Count what is printed and checked, in all and by article."""
    checks, reported = selection.checks, selection.reported
    percentages, others = relations(checks)
    return Draft().findings(
        "overview",
        printed=_printed(reported),
        articles=reported["article_id"].nunique(),
        figures=len(reported),
        percentages=len(percentages),
        others=others,
        wrong=checks.loc[checks["verdict"].eq("contradiction"), "check_id"].nunique(),
        counts=count_targets(selection),
        squares=_squares(reported, selection.all),
    )


def relations(checks: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Find the printed percentages that were checked, a row each, and count what else relates figures to others."""
    of_percentages = checks["check"].eq("percentage")
    others = checks.loc[~of_percentages, "figure_ids"].map(lambda ids: frozenset(ids.split()))
    return checks[of_percentages].drop_duplicates("check_id"), others.nunique()


def _printed(reported: pd.DataFrame) -> pd.DataFrame:
    """The figures of everyone that the overview shows as they are printed; plans are no results."""
    told = reported["status"].eq("reported") | reported["metric"].eq("admission_target")
    return reported[reported["metric"].isin(PRINTED) & reported["group"].eq("all") & told]


def _squares(reported: pd.DataFrame, tables: Collected) -> pd.DataFrame:
    """One row per printed figure: its article, the organisation that the article is about, and its subject."""
    about = _about(reported, tables.organisations)
    year = tables.articles.set_index("article_id")["published"].dt.year
    metric, of_pupils = reported["metric"].astype("str"), reported["group"].isin(STUDENT_GROUPS)
    subject = pd.Series("other", index=reported.index)
    subject = subject.mask(metric.eq("members_total") | reported["unit"].eq("organisations"), "members")
    subject = subject.mask(metric.isin(ADMISSIONS), "admissions")
    subject = subject.mask(of_pupils | metric.isin(CLASSES), "students")
    squares = reported[["article_id", "figure_id", "printed"]].assign(subject=subject)
    squares["organisation_id"] = squares["article_id"].map(about)
    squares["year"] = squares["article_id"].map(year).astype("Int64")
    return squares.sort_values(["article_id", "subject"], kind="stable")


def _about(reported: pd.DataFrame, organisations: pd.DataFrame) -> pd.Series:
    """Find what each article is about: the smallest organisation that contains all it names, else the highest."""
    named = reported[["article_id", "organisation_id"]].drop_duplicates()
    pairs = named.merge(ancestors(organisations), on="organisation_id")
    held = pairs.groupby(["article_id", "ancestor_id"], sort=False).agg(
        holds=("organisation_id", "nunique"), near=("distance", "sum")
    )
    held = held.reset_index().merge(named["article_id"].value_counts(), on="article_id")
    level = organisations.set_index("organisation_id")["level"].astype("str").map(LEVELS.index)
    held = held.assign(apart=held["holds"].lt(held["count"]), level=held["ancestor_id"].map(level))
    held.loc[~held["apart"], "level"] = 0  # among those that contain all, the nearest counts
    order = ["apart", "level", "near"]
    return held.sort_values(order, kind="stable").drop_duplicates("article_id").set_index("article_id")["ancestor_id"]


def checked(selection: Selection) -> Findings:
    """Show which printed figures are consistent with the others, by the checks that ``build`` made."""
    return Draft().findings("checks", checks=selection.checks)


def _unit_counts(units: pd.DataFrame) -> dict[str, int]:
    return {
        "n": len(units),
        "committees": units["organisation_id"].nunique(),
        "missed": int(units["attainment_high"].lt(1).sum()),
        "met": int(units["attainment_low"].ge(1).sum()),
        "known": int((units["attainment_low"].notna() & units["attainment_high"].notna()).sum()),
    }


def reported_success(selection: Selection, frame_size: int = 0) -> Findings:
    """Count the finished targets reported as missed; bound the share of a frame of committees that met theirs.

    The bounds are worst cases (Manski): from (seen meeting it) ÷ N to 1 − (seen failing) ÷ N. If every target that was
    met is reported, as the reporting curve assumes, whoever is silent missed theirs: that share is its ρ.
    """
    draft = Draft()
    units = selection.units
    counts = _unit_counts(units)
    n, met, missed = counts["n"], counts["met"], counts["missed"]
    if units.empty:
        draft.refuse("reported_below_target", "share", "no_scored_target")
    else:
        draft.add(
            "reported_below_target",
            ends=(missed / n, (n - met) / n),
            beside={"n": n, "met": met, "missed": missed, "undecided": n - met - missed},
            unit="share",
            group="all",
            figure_ids=unite_ids(*units["figure_ids"]),
            organisation_ids=unite_ids(*units["organisation_id"]),
        )
    _add_frame(draft, selection.targets, selection.organisations, frame_size)
    return draft.findings("reported_success", **counts)


def _add_frame(draft: Draft, targets: pd.DataFrame, organisations: pd.DataFrame, frame_size: int) -> None:
    finished = targets[~targets["interim"].astype(bool) & targets["group"].eq("all")]
    finished = finished[finished["attainment_low"].notna() | finished["attainment_high"].notna()]
    size = organisations.set_index("organisation_id")["n_units"].fillna(1).astype(int)
    up = ancestors(organisations)
    # a committee that contains another one seen is of another kind; a row for several unnamed ones contains none
    containing = set(up[up["distance"].gt(0) & up["organisation_id"].isin(finished["organisation_id"])]["ancestor_id"])
    several = finished["organisation_id"].map(size).gt(1)
    finest = finished[several | ~finished["organisation_id"].isin(containing)]
    latest = finest[finest["period_end"].eq(finest.groupby("organisation_id")["period_end"].transform("max"))]
    ends = latest.groupby("organisation_id").agg(
        low=("attainment_low", lambda low: low.min(skipna=False)),
        high=("attainment_high", lambda high: high.max(skipna=False)),
        summed=("admitted_high", lambda count: count.notna().any()),
    )
    seen = int(size.reindex(ends.index).sum())
    if frame_size < max(seen, 1):
        draft.refuse("met_target_of_all", "share", "no_frame", given=frame_size, needed=max(seen, 1))
        return
    shared: dict[str, Any] = {
        "unit": "share",
        "group": "all",
        "organisation_ids": " ".join(ends.index),
        "figure_ids": unite_ids(*latest["figure_ids"]),
    }
    each = size.reindex(ends.index)
    each = each.where(each.eq(1) | ~ends["summed"], 0)  # the sum of several committees says nothing of each
    met, failed = int(each[ends["low"].ge(1)].sum()), int(each[ends["high"].lt(1)].sum())
    beside = {"n": frame_size, "met": met, "missed": failed, "undecided": frame_size - met - failed}
    draft.add("met_target_of_all", ends=(met / frame_size, 1 - failed / frame_size), beside=beside, **shared)
    silent, unsettled = frame_size - seen, seen - met - failed
    if silent + failed:  # else nobody missed, or nobody knows whether
        # what is unsettled was met, or missed and reported
        shares = failed / (silent + failed), (failed + unsettled) / (silent + failed + unsettled)
        draft.add("missed_reported", ends=shares, beside=beside, **shared)


def coding_agreement(selection: Selection) -> Findings:
    """Compare the two independent coding passes: F1 of the spans, Krippendorff's α of each column."""
    folder, draft = selection.all.root / "raw" / "coding", Draft()
    passes = sum((folder / name / "figures.csv").is_file() for name in ("first", "second"))
    low = []
    if passes < 2:
        draft.refuse("coding_agreement", "ratio", "no_two_passes", found=passes)
    else:
        for row in agreement(folder / "first", folder / "second").itertuples():
            value = None if pd.isna(row.value) else row.value
            beside = {"file": row.file, "column": row.column, "measure": row.measure, "n": row.n, "agree": row.agree}
            if row.measure == "alpha" and row.value < LEAST_ALPHA:
                low.append({"file": row.file, "column": row.column, "alpha": row.value})
            filled = ":filled" if row.measure == "alpha_filled" else ""
            draft.add(
                f"coding_agreement:{row.file}:{row.column.replace(', ', '-')}{filled}",
                ends=(value, value),
                beside=beside,
                unit="ratio",
                method="f1" if row.measure == "F1" else "krippendorff_alpha",
            )
    return draft.findings("coding_agreement", low=low)
