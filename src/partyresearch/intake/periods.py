"""Which of the periods that a text names a figure belongs to."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cached_property

from partyresearch.intake.named_periods import (
    COMPARED,
    EARLY,
    LAST_MONTH,
    Kind,
    Period,
    PeriodFinder,
    is_compared,
    whole_year,
)
from partyresearch.intake.organisations import Source
from partyresearch.intake.text import Text, within

Days = tuple[date | None, date | None]  # first and last

_HEADLINE = 200  # characters
_LEAD = 600  # characters
# what an article tells at its beginning happened then, and not in the one year that it names later
_NEWS_OF_A_DAY = re.compile(
    r"\b(?:sáng|chiều|tối|ngày) \d{1,2}[/.-]\d{1,2}\b|\bvừa (?:tổ chức|kết nạp|trao|thi hành)\b|\bđợt này\b|\bkỳ họp\b"
)
_CONTRASTED = re.compile(r";|trong khi|so với")
_OF_NUMBER = re.compile(r"(?:trong|của|cho|vào)(?: cả)?(?: năm)? ?$|^[^,;]*(?:năm|quý) ?$")
_NOT_OF_NUMBER = re.compile(r"[;.(]|chỉ tiêu|kế hoạch|\b(?:thì|nhưng|mà|song) ")
_RAISED = re.compile(r"\b(?:đưa|nâng)\b")


class Calendar:
    """The periods of a text, and which of them a number has."""

    def __init__(self, text: Text, day: date | None) -> None:
        finder = PeriodFinder(text, day)
        self._text, self.day, self.term = text, day, finder.term
        self.periods = finder.find()
        self.main = self._find_main()
        self.last_covered = day or _last_covered_day(self.periods)

    def _find_main(self) -> Days | None:
        """The period that the text mostly reports: its headline's, else its commonest year; None if it names none."""
        reported = [
            period
            for period in self.periods
            if period.kind in ("year", "quarter", "months")
            and self.day
            and period.first <= self.day
            and not is_compared(period, self._text.low)
        ]
        if reported and reported[0].start < _HEADLINE:
            return reported[0].first, reported[0].last
        counts = Counter((period.first, period.last) for period in reported if period.kind == "year")
        if self.day and self.day.month <= EARLY and len(counts) > 1:
            # in January the plans of the year are told beside last year's results
            counts.pop(whole_year(self.day), None)
        return max(counts, key=lambda days: (counts[days], days), default=None)

    def period_of(self, start: int, end: int, right: int, masked: str) -> tuple[Period | None, Source]:
        """The period of a number whose own words end at ``right``, and where the text names it."""
        first, last = self._text.sentence(start)
        clause = max(first, masked.rfind(";", first, start) + 1)
        if period := self._attached(start, end, right, masked) or self._before(start, clause, masked):
            return period, "clause"
        if period := self._before(start, first, masked) or self._behind(start, end, last, masked):
            return period, "sentence"
        # a day of another sentence is not carried on
        if period := self._before(start, self._text.paragraph(start)[0], masked, but=("now", "day")):
            return period, "paragraph"
        return None, "guess"

    def compared_before(self, start: int, masked: str) -> Period | None:
        """The period right before a bracket that a number begins, if it is compared with: "gấp 4 lần năm trước (15"."""
        near = within(self.periods, max(0, start - 40), start) if masked[start - 1 : start] == "(" else []
        return next((one for one in near if not masked[one.end : start - 1].strip() and is_compared(one, masked)), None)

    @cached_property
    def only(self) -> Days | None:
        """The days of the one period that the text tells of, if it names no other that a count could be of."""
        low = self._text.low
        if _NEWS_OF_A_DAY.search(low, 0, _LEAD):
            return None
        named = [one for one in self.periods if one.kind not in ("day", "now", "term") and not is_compared(one, low)]
        days = {(one.first, one.last) for one in named}
        return next(iter(days)) if len(days) == 1 else None

    @cached_property
    def counts_a_term(self) -> bool:
        """Whether the text counts something from the beginning of a term until today."""
        return any(one.kind == "since" and self.term and one.first == self.term[0] for one in self.periods)

    def is_alone(self, period: Period, start: int, limit: int, masked: str) -> bool:
        """Whether all periods between two offsets are the same days, those compared with aside."""
        near = [one for one in within(self.periods, limit, start) if not is_compared(one, masked)]
        return {(one.first, one.last) for one in near} <= {(period.first, period.last)}

    def _attached(self, start: int, end: int, right: int, masked: str) -> Period | None:
        """A period behind the number that belongs to it: ``# đảng viên trong năm 2023``."""
        for period in within(self.periods, start, right):
            between = masked[end : period.start]
            since = period.kind == "since"
            attached = since or self._text.low.startswith("trong", period.start) or _OF_NUMBER.search(between)
            # "kết nạp # đảng viên, đưa số được kết nạp từ đầu năm lên …" dates the next number
            barred = _NOT_OF_NUMBER.search(between) or (_RAISED.search(between) if since else "," in between)
            if attached and len(between) < 60 and not COMPARED.search(between) and not barred:
                return period
        return None

    def _before(self, start: int, limit: int, masked: str, but: tuple[Kind, ...] = ()) -> Period | None:
        """The last period before the number."""
        before = reversed(within(self.periods, limit, start))
        return next((period for period in before if period.kind not in but and not is_compared(period, masked)), None)

    def _behind(self, start: int, end: int, limit: int, masked: str) -> Period | None:
        """The first period behind a number in its sentence, if the sentence names none before it."""
        for period in within(self.periods, start, limit)[:6]:  # time stays linear
            if _CONTRASTED.search(masked, end, period.start):
                return None
            if period.kind not in ("day", "now", "term") and not is_compared(period, masked):
                return period
        return None

    def last_between(self, start: int, end: int) -> Period | None:
        """The last period that is named between two offsets."""
        return next(reversed(within(self.periods, start, end)), None)

    def flow_days(self, period: Period | None, status: str) -> Days:
        """First and last day of a flow; if no period is named, those of the text's main period."""
        day = self.day
        if period is None:
            return self.main or (None, None)
        if period.kind == "now":
            return self._begin_before(period.start), day
        last = None if period.last == date.max else period.last
        if period.until and last is not None:
            return whole_year(last)[0], last
        if status == "target" and period.kind == "since":
            # the end of the term or the year that a period "to date" has begun
            if self.term and period.first == self.term[0]:
                return self.term
            return period.first, last and whole_year(last)[1]
        if status == "reported" and day is not None and (last or day) > day >= period.first:
            if period.kind == "year" and day.month == LAST_MONTH:
                return period.first, last  # the year's result is told before it is over
            return period.first, day  # nobody reports what is still to come
        return period.first, last

    def _begin_before(self, start: int) -> date | None:
        """The first day of the period before a "to date", in the same paragraph: what began then goes on."""
        for period in reversed(within(self.periods, self._text.paragraph(start)[0], start)):
            if period.kind == "term" and self.day and period.last < self.day:
                continue  # "nhiệm kỳ trước"
            if period.kind in ("year", "term", "quarter", "months", "since"):
                return period.first if period.first <= (self.day or period.first) <= period.last else None
        return None


def _last_covered_day(periods: list[Period]) -> date | None:
    """The last day that a text without a date covers: of its latest year the part that it names most, if it does.

    What it says of a whole year, such as that in which something was founded, tells no day.
    """
    ends = Counter(period.last for period in periods if period.kind in ("quarter", "month", "months"))
    latest = max((day.year for day in ends), default=None)
    last = [day for day in ends if day.year == latest]
    return max(last, key=lambda day: (ends[day], -day.toordinal()), default=None)
