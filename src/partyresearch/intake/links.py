"""Links between figures of a text: what a percentage scores, what a part belongs to, what is said again."""

from __future__ import annotations

import re
from datetime import date

from partyresearch.collection.columns import SCORES
from partyresearch.intake.candidates import Candidate, Place, Story

_NEAR = 8  # figures


def linked(
    figure: Candidate, place: Place, story: Story, part_of: int | None, seen: dict[tuple[object, ...], int]
) -> Candidate:
    """Link a figure to those before it."""
    links: dict[str, int | None] = {}
    whole = figure.organisation.organisation_id if figure.organisation else ""
    before = [c for _, c in story.figures[-_NEAR:] if c.organisation and c.organisation.organisation_id == whole]
    if figure.metric in (*SCORES, "admissions_share_of_members"):
        links["numerator"] = _last("members_admitted", figure, before)
    if figure.metric == "members_share_of_population":
        links["numerator"] = _last("members_total", figure, before)
        links["denominator"] = _last("population", figure, before)
    if figure.metric == "student_share_of_admissions":
        links["denominator"] = _last("members_admitted", figure._replace(group="all"), before)
    if part_of is not None and figure.unit == "persons":
        whole_unit = next((c.unit for _, c in reversed(story.figures) if c.start == part_of), "")
        links["part_of"] = part_of if whole_unit == "persons" else None
    key = (figure.metric, whole, figure.group, figure.period_start, figure.period_end, figure.status, figure.value)
    first = seen.setdefault(key, figure.start) if figure.metric else figure.start
    links["repeat_of"] = None if first == figure.start else first
    return _against(figure, place)._replace(**links)  # type: ignore[arg-type]


def _last(metric: str, figure: Candidate, before: list[Candidate]) -> int | None:
    """The last figure of a metric for the same people; what a percentage scores is of the same period, too."""
    for other in reversed(before):
        if other.metric == metric and other.group == figure.group:
            same = (other.period_start, other.period_end) == (figure.period_start, figure.period_end)
            return other.start if same or figure.metric not in SCORES else None
    return None


def _against(figure: Candidate, place: Place) -> Candidate:
    """Part of a year that is scored against the target of the year."""
    first, last = figure.period_start, figure.period_end
    if figure.metric not in SCORES or first is None or last is None or first.year != last.year:
        return figure
    year = date(first.year, 1, 1), date(first.year, 12, 31)
    if (first, last) == year or not re.search(r"(?:chỉ tiêu|kế hoạch)[^.;]{0,20}\bnăm\b", place.right):
        return figure
    return figure._replace(against_start=year[0], against_end=year[1])
