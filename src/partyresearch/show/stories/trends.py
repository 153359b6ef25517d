"""Recruitment over time, told: what a year that is not over says, and how many people a year brings."""

from __future__ import annotations

from statistics import median
from types import SimpleNamespace
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.linked import link
from partyresearch.show.story import (
    MOST_IN_A_SENTENCE,
    Column,
    Row,
    Story,
    Table,
    count_or_none,
    period_of,
    place_cell,
    place_year,
)

_TARGET = ("admission_target", "target_attainment", "target_excess")
FULL = 12  # months
FEW_FULL = 5  # full years for each year counted in part: with more of them, they are the news


def _begun(findings: Findings) -> list[Any]:
    """The years of which a part is counted against a known target, unless they are few among many full ones."""
    known = _against_target(findings)
    return known if len(_full_years(findings)) <= FEW_FULL * len(known) else []


def _against_target(findings: Findings) -> list[Any]:
    parts = [SimpleNamespace(**part) for part in findings.facts["parts"]]
    return [part for part in parts if pd.notna(part.target_low) and pd.notna(part.target_high)]


def _full_years(findings: Findings) -> list[Row]:
    """The counted full years outside any larger one, the smallest first; a bound is no count."""
    rows = [row for row in findings.named() if not row.part and row.months == FULL]
    return sorted((row for row in rows if row.estimate_low == row.estimate_high), key=lambda row: row.estimate_low)


def _title(findings: Findings, labels: Labels) -> str:
    t, begun, rows = labels.t, _begun(findings), _full_years(findings)
    if len(begun) == 1:
        return _title_of_part(begun[0], labels)
    if begun:
        ahead, behind = _ahead_and_behind(begun)
        message = N_(
            "Of {n} years counted in part, {ahead} ran ahead of an even pace to the target and {behind} behind"
        )
        return t(message, n=len(begun), ahead=count_or_none(ahead, labels), behind=count_or_none(behind, labels))
    if not findings.named():
        return t("No count of all new members is in this selection")
    if not rows:
        return t.plural(
            "One count of new members is reported, of no full year",
            "{n} counts of new members are reported, none of a full year",
            len(findings.named()),
        )
    if len(rows) == 1:
        row = rows[0]
        values = {
            "place": labels.place(row.organisation_ids),
            "count": labels.value(row),
            "period": period_of(row, labels),
        }
        return t("{place} admitted {count} members in {period}", **values)
    least, most = rows[0], rows[-1]
    if least.organisation_ids == most.organisation_ids:
        values = {
            "place": labels.place(least.organisation_ids),
            "least": labels.value(least),
            "most": labels.value(most),
        }
        if values["least"] == values["most"]:
            return t("{place} admitted {least} members in each of {n} years", n=t.count(len(rows)), **values)
        return t("{place} admitted {least} to {most} members a year", **values)
    if len(rows) > MOST_IN_A_SENTENCE**2:
        message = N_("{n} counted full years of {places} organisations brought {least} to {most} new members each")
        ends = {"least": _count(least, labels), "most": _count(most, labels)}
        return t(message, n=len(rows), places=len({row.organisation_ids for row in rows}), **ends)
    return a_year_brought(least, most, labels)


def a_year_brought(least: Row, most: Row, labels: Labels) -> str:
    """Set the smallest count of a year beside the largest."""
    return labels.t(
        "A year brought {least} new members in {here} and {most} in {there}",
        least=_count(least, labels),
        here=labels.place(least.organisation_ids),
        most=_count(most, labels),
        there=labels.place(most.organisation_ids),
    )


def _title_of_part(part: Any, labels: Labels) -> str:
    shares = part.count / part.target_high, part.count / part.target_low if part.target_low else None
    return labels.t(
        "{place} admitted {count} members in {period}, {percent} of the year’s target",
        place=labels.place(part.organisation_id),
        count=link(labels.t.number(part.count), part.count_ids),
        period=labels.in_prose(part.period_start, part.period_end),
        percent=link(labels.interval(*shares, "share"), labels.figure(part.figure_ids, *_TARGET[1:])),
    )


def _ahead_and_behind(begun: list[Any]) -> tuple[int, int]:
    """Count the years that are at least one person ahead of, or behind, an even pace to the target."""
    ahead = behind = 0
    for part in begun:
        gone = part.elapsed / (part.elapsed + part.left)
        ahead += part.count - gone * part.target_high >= 1
        behind += gone * part.target_low - part.count >= 1
    return ahead, behind


def _points(findings: Findings, labels: Labels) -> list[str]:
    begun, rows = _begun(findings), _full_years(findings)
    if len(begun) == 1:
        return _points_of_part(begun[0], labels)
    points = []
    if len(rows) > MOST_IN_A_SENTENCE:
        points.append(_many(findings, rows, labels))
    elif rows:
        points.append(labels.t("Full years: {rows}.", rows=_listed(rows, labels)))
    parts = [row for row in findings.named() if not row.part and pd.notna(row.months) and row.months < FULL]
    if parts:
        points.append(labels.t("Parts of a year whose whole is not counted: {rows}.", rows=_listed(parts, labels)))
    facts = findings.facts
    if facts["n"]:
        message = N_("Organisations with more than one counted period: {repeated} of {n}.")
        points.append(labels.t(message, repeated=facts["repeated"], n=facts["organisations"]))
    return points


def _many(findings: Findings, rows: list[Row], labels: Labels) -> str:
    bounds = sum(not row.part and row.months == FULL for row in findings.named()) - len(rows)
    values = {"n": len(rows), "bounds": bounds}
    if len(rows) <= MOST_IN_A_SENTENCE**2:  # of few places of any size a median says nothing
        return labels.t("Full years with a count: {n}; known as a bound only: {bounds}.", **values)
    middle = median(row.estimate_low for row in rows)
    message = N_(
        "Full years with a count: {n}, with a median of {middle} new members; known as a bound only: {bounds}."
    )
    return labels.t(message, middle=middle, **values)


def _listed(rows: list[Row], labels: Labels) -> str:
    if len(rows) > MOST_IN_A_SENTENCE:
        return labels.t.number(len(rows))
    return labels.t.listed(
        [labels.t("{row} {count}", row=place_year(row, labels), count=_count(row, labels)) for row in rows]
    )


def _points_of_part(part: Any, labels: Labels) -> list[str]:
    t = labels.t
    target = link(labels.whole(part.target_low, part.target_high), labels.figure(part.figure_ids, *_TARGET))
    points = []
    if part.known_by == "implied":
        message = N_("The target is not printed: {target} follows from the percentage, if that is of the whole year.")
        points.append(t(message, target=target))
    else:
        points.append(t("The year’s target is {target}.", target=target))
    points.append(_pace(part, labels))
    points.append(t("How the year ended is not reported."))
    return points


def _pace(part: Any, labels: Labels) -> str:
    t = labels.t
    if part.count >= part.target_high:
        return t("The target is met already.")
    needed = [max(0, end - part.count) / (12 * part.left) for end in (part.target_low, part.target_high)]
    values = {"needed": _rate(needed, labels), "far": t.number(part.count / (12 * part.elapsed), 1)}
    if pd.isna(part.before):
        return t("Reaching it needs {needed} a month for the rest of the year; so far it was {far}.", **values)
    return t(
        "Reaching it needs {needed} a month for the rest of the year; so far it was {far}, and in {year} {before}.",
        year=labels.period(part.before_start, part.before_end),
        before=link(t.number(part.before / FULL, 1), part.before_ids),
        **values,
    )


def _rate(ends: list[float], labels: Labels) -> str:
    texts = list(dict.fromkeys(labels.t.number(end, 1) for end in ends))
    return texts[0] if len(texts) == 1 else labels.t("{low} to {high}", low=texts[0], high=texts[-1])


def _count(row: Row, labels: Labels) -> str:
    return link(labels.value(row), row.figure_ids)


def _rows(findings: Findings) -> list[Row]:
    return sorted(
        findings.named(),
        key=lambda row: (bool(row.part), row.months != FULL, -(0 if pd.isna(row.estimate_low) else row.estimate_low)),
    )


def _note(row: Row, labels: Labels) -> str:
    t = labels.t
    notes = [t("part of {whole}", whole=labels.place(row.within))] if row.within else []
    if pd.notna(row.months) and row.months != FULL:
        notes.append(t("{months} months: not comparable with a year", months=round(row.months, 1)))
    return "; ".join(notes)


def _caution(findings: Findings, labels: Labels) -> str:
    if _begun(findings):
        return labels.t("Part of a year cannot tell a season from a trend.")
    return labels.t("Different places in different years are no trend.")


def _card(findings: Findings, labels: Labels) -> tuple[str, str]:
    t, begun, rows = labels.t, _begun(findings), _full_years(findings)
    if len(begun) == 1:
        part = begun[0]
        place, period = labels.place(part.organisation_id), labels.in_prose(part.period_start, part.period_end)
        big = t("{count} of {target}", count=part.count, target=labels.whole(part.target_low, part.target_high))
        return big, t("members admitted towards the year’s target of {place} in {period}", place=place, period=period)
    text = t.plural(
        "full year with a count of new members; {parts} in part, against a target",
        "full years with a count of new members; {parts} in part, against a target",
        len(rows),
        parts=len(_against_target(findings)),
    )
    return t.number(len(rows)), text


STORY = Story(
    name=N_("Recruitment trends"),
    title=_title,
    points=_points,
    caution=_caution,
    table=Table(
        _rows,
        (
            Column(N_("Place"), place_cell),
            Column(N_("Period"), period_of),
            Column(N_("Admitted"), _count, number=True),
            Column(N_("Note"), _note),
        ),
    ),
    card=_card,
)
