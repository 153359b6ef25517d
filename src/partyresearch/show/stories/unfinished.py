"""Targets whose period is not over, or of which no result is printed, told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.linked import link
from partyresearch.show.story import MOST_IN_A_SENTENCE, MOST_LISTED, Row, linked_people, percent
from partyresearch.show.target_rows import join_readings


def further(n: int, labels: Labels) -> list[str]:
    """Say that there are more than are listed."""
    return [labels.t("Further ones, in the folded tables: {n}.", n=n)] if n > 0 else []


def interim(findings: Findings) -> list[Row]:
    """Return the results within the year of their target, one row each."""
    return join_readings(findings.named("interim_attainment"))


def told_interim(findings: Findings, labels: Labels) -> list[str]:
    """Tell what is attained of targets whose period is not over."""
    rows = interim(findings)
    told = []
    for row in rows[:MOST_LISTED]:
        values = {
            "place": labels.place(row.organisation_ids),
            "count": linked_people(row, "admitted", labels, "members_admitted"),
            "period": labels.in_prose(row.period_start, row.period_end),
            "percent": percent(row, labels),
            "whole": labels.period(row.comparator_start, row.comparator_end),
        }
        if values["count"] and row.known_by == "implied":
            message = N_("{place} admitted {count} in {period}: {percent} of its target, if that is of {whole}.")
            told.append(labels.t(message, **values))
            continue
        if values["count"]:
            told.append(labels.t("{place} admitted {count} in {period}: {percent} of the target of {whole}.", **values))
        else:
            told.append(labels.t("{place}, {period}: {percent} of the target of {whole}.", **values))
    return [*told, *further(len(rows) - MOST_LISTED, labels)]


def without_result(findings: Findings) -> list[dict[str, Any]]:
    """Return the printed targets of everyone without a result."""
    return [row for row in findings.facts["unscored"] if row["group"] == "all"]


def rows_without_result(findings: Findings) -> list[Row]:
    """Return the same as rows of a table."""
    return [SimpleNamespace(**row, organisation_ids=row["organisation_id"]) for row in without_result(findings)]


def told_without_result(findings: Findings, labels: Labels) -> list[str]:
    """Name the targets without a result, or count them."""
    rows = without_result(findings)
    if not rows:
        return []
    places = {row["organisation_id"]: labels.place(row["organisation_id"]) for row in rows}
    if len(places) > MOST_IN_A_SENTENCE:
        return [labels.t("Targets without a result: {n}, of {places} organisations.", n=len(rows), places=len(places))]
    told = []
    for organisation, place in places.items():
        own = [row for row in rows if row["organisation_id"] == organisation]
        years = ", ".join(dict.fromkeys(labels.period(row["period_start"], row["period_end"]) for row in own))
        told.append(labels.t("{place} ({period})", place=place, period=link(years, own[0]["figure_ids"])))
    return [labels.t("Targets without a result of their own: {rows}.", rows=labels.t.listed(told))]
