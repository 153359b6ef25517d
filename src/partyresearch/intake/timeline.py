"""Which of the periods that a text names a figure belongs to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from datetime import date

from partyresearch.intake.periods import COMPARED, Period, scan
from partyresearch.intake.text import Text

_YEARS = re.compile(r"(?<![\d./-])(?:năm |/|quý \w+/)((?:19|20)\d\d)(?!\d)")
_TERMS = re.compile(r"(?:nhiệm kỳ|giai đoạn)\W+((?:19|20)\d\d) ?[-–—] ?((?:19|20)\d\d)")
_MUCH = 200_000  # characters that are enough to know a text's year
_HEADLINE = 200  # characters
_NOT_OWN = r"[;.(]|chỉ tiêu|kế hoạch"


class Calendar:
    """The periods of a text."""

    def __init__(self, text: Text, day: date | None) -> None:
        self._text = text
        years = Counter(_YEARS.findall(text.low[:_MUCH])).most_common(1)
        year = day.year if day else int(years[0][0]) if years else None
        terms = Counter(_TERMS.findall(text.low[:_MUCH])).most_common(1)
        self._term = (int(terms[0][0][0]), int(terms[0][0][1])) if terms else None
        self.day = day or _last_covered(scan(text, None, year, self._term))
        self.all = scan(text, self.day, year, self._term)
        self._starts = [period.start for period in self.all]
        self.usual = self._usual()
        """The period that the text mostly reports: its headline's, else its commonest year; None if it names none."""

    def _usual(self) -> tuple[date, date] | None:
        low = self._text.low
        reported = [
            p for p in self.all
            if p.kind in ("year", "quarter", "months") and self.day and p.first <= self.day
            and not COMPARED.search(low, max(0, p.start - 40), p.start)
        ]  # fmt: skip
        for period in reported[:1]:
            if period.start < _HEADLINE:
                return period.first, period.last
        counts = Counter((p.first, p.last) for p in reported if p.kind == "year")
        return max(counts, key=lambda days: (counts[days], days)) if counts else None

    def of(self, start: int, end: int, right: int, masked: str) -> Period | None:
        """The period of the number at a place."""
        limit = self._text.sentence(start)[0]
        index = bisect_left(self._starts, start)
        after = self._after(index, end, right, masked)
        if after is not None:
            return after
        found = self._before(index, limit, masked)
        if found is None:
            found = self._behind(index, end, self._text.sentence(start)[1], masked)
        if found is not None:
            return found
        return self._before(index, self._text.paragraph(start)[0], masked, carried=True)

    def _before(self, index: int, limit: int, masked: str, *, carried: bool = False) -> Period | None:
        while index > 0:
            index -= 1
            period = self.all[index]
            if period.start < limit:
                return None
            if carried and period.kind in ("now", "day"):
                continue
            words = masked[max(0, period.start - 40) : period.start]
            if not COMPARED.search(words):
                return period
        return None

    def _behind(self, index: int, end: int, limit: int, masked: str) -> Period | None:
        """The first period behind a number in its sentence, if the sentence names none before it."""
        for period in self.all[index : index + 6]:
            if period.start >= limit:
                return None
            words = masked[max(0, period.start - 40) : period.start]
            between = masked[end : period.start]
            if re.search(r"[;]|trong khi|so với", between):
                return None
            if period.kind in ("year", "quarter", "months", "month", "since", "years") and not COMPARED.search(words):
                return period
        return None

    def within(self, start: int, end: int) -> Period | None:
        """The last period that is named between two places."""
        index = bisect_left(self._starts, end)
        return self.all[index - 1] if index and self._starts[index - 1] >= start else None

    def whole(self, period: Period) -> date:
        """The end of the term or the year that a period "to date" has begun."""
        if self._term is not None and period.first == date(self._term[0], 1, 1):
            return date(self._term[1], 12, 31)
        return date(period.last.year, 12, 31)

    def before_now(self, start: int) -> Period | None:
        """The period before a "to date" at a place, in the same paragraph: what began then goes on."""
        limit = self._text.paragraph(start)[0]
        for period in reversed(self.all[: bisect_left(self._starts, start)]):
            if period.start < limit:
                return None
            if period.kind in ("year", "term", "quarter", "months", "since"):
                return period if self.day and period.first <= self.day <= period.last else None
        return None

    def _after(self, index: int, end: int, right: int, masked: str) -> Period | None:
        """A period behind the number that belongs to it: ``# đảng viên trong năm 2023``."""
        while index < len(self.all) and self.all[index].start < right:
            period = self.all[index]
            between = masked[end : period.start]
            own = self._text.low.startswith("trong", period.start) or period.kind == "since"
            if own or re.search(r"(?:trong|của|cho|vào)(?: cả)?(?: năm)? ?$|^[^,;]*(?:năm|quý) ?$", between):
                stops = _NOT_OWN if period.kind == "since" else f",|{_NOT_OWN}"
                if len(between) < 60 and not COMPARED.search(between) and not re.search(stops, between):
                    return period
            index += 1
        return None


def _last_covered(periods: list[Period]) -> date | None:
    """The last day that a text without a date covers: of its latest year the part that it names most."""
    ends = Counter(p.last for p in periods if p.kind in ("quarter", "month", "months"))
    if ends:
        latest = max(day.year for day in ends)
        return max((day for day in ends if day.year == latest), key=lambda day: (ends[day], -day.toordinal()))
    years = Counter(p.last for p in periods if p.kind == "year").most_common(1)
    return years[0][0] if years else None
