"""The period of a figure: of a flow its first and last day, of a stock its date twice."""

from __future__ import annotations

import re
from datetime import date

from partyresearch.collection.columns import SCORES
from partyresearch.intake.candidates import Candidate, Place, Story
from partyresearch.intake.periods import Period
from partyresearch.intake.timeline import Calendar

Days = tuple[date | None, date | None]
_FOUNDED = re.compile(r"(?:thành lập|ra đời|ra mắt|bắt đầu)(?: từ| vào| cuối| đầu)*(?: năm| tháng| ngày)? ?$")
_OF_FLOWS = re.compile("admission|target|attainment|growth|excess")  # names of shares and ratios that have a period
_FAR = 250  # characters: a count that is farther away is not what a percentage scores


def period_of(place: Place, story: Story, metric: str, status: str, whole: Candidate | None) -> Days:
    """Find the period of a figure."""
    unit, measure = story.metrics.get(metric, ("", ""))
    if unit == "km":
        return None, None  # a distance has no period
    number, calendar = place.number, story.calendar
    found = calendar.of(number.start, number.end, number.end + len(place.right), story.masked)
    flow = measure == "flow" or (measure != "stock" and bool(_OF_FLOWS.search(metric)))
    if metric == "admission_target" and found and re.search(r"(?:cả|trong) năm|chỉ tiêu năm", place.left[-40:]):
        return date(found.last.year, 1, 1), date(found.last.year, 12, 31)
    if whole is not None and flow == (whole.measure == "flow") and not _named_since(found, whole, story, place):
        return whole.period_start, whole.period_end
    if metric in SCORES:
        for other, figure in reversed(story.figures[-2:]):
            near = figure.metric == "members_admitted" and other.start > number.start - _FAR
            if near and (found is None or found.start < other.end):
                return figure.period_start, figure.period_end
    return as_flow(calendar, found, status) if flow else _as_stock(place, story, found, status)


def _named_since(found: Period | None, whole: Candidate, story: Story, place: Place) -> bool:
    """Whether the text names another period after the figure that this one belongs to."""
    end = next((number.end for number, figure in reversed(story.figures) if figure is whole), 0)
    return found is not None and place.number.start - 400 <= found.start and found.start >= end


def as_flow(calendar: Calendar, period: Period | None, status: str) -> Days:
    """First and last day of a flow."""
    day = calendar.day
    if period is None:
        return calendar.usual or (None, None)
    if period.kind == "now":
        begun = calendar.before_now(period.start)
        return begun.first if begun else None, day
    if period.until:
        return date(period.last.year, 1, 1), period.last
    if status == "target" and period.kind == "since":
        return period.first, calendar.whole(period)
    if status == "reported" and day is not None and period.last > day >= period.first:
        return period.first, day  # nobody reports what is still to come
    return period.first, period.last


def _as_stock(place: Place, story: Story, period: Period | None, status: str) -> Days:
    day = story.calendar.day
    founded = period is not None and _FOUNDED.search(story.masked[max(0, period.start - 30) : period.start])
    if founded and not re.search(r"(?:với|gồm|ban đầu có) ?$", place.left[-12:]):
        period = None  # that something was founded then does not date what it has
    last = day if period is None else period.last
    if last is not None and day is not None and last > day and status == "reported":
        last = day
    return last, last
