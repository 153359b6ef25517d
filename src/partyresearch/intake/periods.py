"""The periods that a text names, and which of them a figure belongs to; relative words count from the article's day."""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from partyresearch.intake.text import Text

Days = tuple[date | None, date | None]  # first and last
Kind = Literal["day", "month", "quarter", "months", "year", "years", "term", "now", "since"]
_Dated = tuple[date, date, Kind]

_Y = r"(?:19|20)\d\d"
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_MONTHS = {"ba": 3, "sáu": 6, "chín": 9}
_TOP = 400  # characters in which a page has its date line
_HEADLINE = 200  # characters
_ENOUGH = 200_000  # characters that tell a text's year
_EARLY = 3  # the month until which "the past year" is the calendar year before
_IN_YEAR = rf"(?:[ ,/-]+(?:(?:của )?năm )?(?P<{{}}>{_Y}))?"
_PATTERN = re.compile(
    # the first letter of every alternative: most characters are passed over at once
    r"(?=[\dqtsbhđnc])(?<![\w/.,])(?:"
    rf"(?P<d>[0-3]?\d)(?:[/.-]| tháng )(?P<m>[01]?\d)(?:[/.-]|[ ,]+năm )(?P<y>{_Y})(?!\d)"
    rf"|(?P<t1>{_Y}) ?[-–—] ?(?P<t2>{_Y})(?!\d)"
    rf"|quý (?P<q>i{{1,3}}|iv|[1-4])(?![\w]){_IN_YEAR.format('qy')}"
    rf"|(?P<first>\d{{1,2}}|sáu|chín|ba) tháng đầu(?: của)?(?: năm)?{_IN_YEAR.format('fy')}"
    rf"|(?P<last>\d{{1,2}}|sáu|ba) tháng cuối(?: của)?(?: năm)?{_IN_YEAR.format('ly')}"
    rf"|tháng (?P<mm>1[0-2]|0?[1-9])(?!\d)(?: ?[/-] ?(?P<my>{_Y})|[ ,]+năm (?P<my2>{_Y}))?(?!\d)"
    rf"|(?P<mm3>1[0-2]|0?[1-9]) ?[/-] ?(?P<my3>{_Y})(?!\d)"
    rf"|(?P<year>{_Y})(?!\d|[.,]\d| ?%"
    r"| (?:đảng viên|đv|đồng chí|quần|người|học|đoàn|hộ|lượt|em|tổ|chi|sinh|hội|giáo|cán))"
    r"|(?:trong|sau) (?P<bare>\d{1,2}) tháng(?! (?:đầu|cuối|qua|trước|nay|tới))"
    r"|(?P<rest>từ nay đến cuối năm|từ nay đến hết năm|những tháng cuối năm)"
    r"|(?P<thismonth>trong tháng này|tháng này)"
    r"|(?P<term>từ đầu nhiệm kỳ|đầu nhiệm kỳ|nhiệm kỳ này)"
    r"|(?P<thisyear>năm nay|từ đầu năm)(?! (?:19|20))"
    r"|(?<!những )(?<!nhiều )(?<!các )(?<!mấy )(?P<past>năm vừa qua|năm qua|năm ngoái|năm trước)"
    r"|(?P<now>hiện nay|hiện tại|đến nay|tới nay"
    r"|(?<!thực )(?<!thể )(?<!xuất )(?<!phát )(?<!biểu )hiện(?= (?:có|đã|đang|là|toàn|quản)))"
    r")(?!\w)"
)
_DATE_LINE = re.compile(rf"(?<!\d)([0-3]?\d)[/.-]([01]?\d)[/.-]({_Y})(?!\d)")
_YEARS = re.compile(rf"(?<![\d./-])(?:năm |/|quý \w+/)({_Y})(?!\d)")
_TERMS = re.compile(rf"(?:nhiệm kỳ|giai đoạn)\W+({_Y}) ?[-–—] ?({_Y})")
_SINCE = re.compile(r"(?:từ|kể từ)(?: đầu| tháng| năm| ngày| quý| nhiệm kỳ| giai đoạn)*\s*$")
_SINCE_TERM = re.compile(r"từ đầu(?: nhiệm kỳ)? ?$")
_TO_NOW = re.compile(r"[^.;]{0,25}?\b(?:đến nay|tới nay|đến hết|đến cuối|đến)\b")
_UNTIL = re.compile(r"(?:đến|tới|hết|cuối)(?: hết| cuối| ngày| năm| tháng| thời điểm| thời điểm cuối)*\s*$")
_FROM = re.compile(r"từ[^,;.]{0,20}$")
_DOCUMENT = re.compile(r"(?:số|nq|kh|ct|qđ|[/-][a-zđ]{2,})[^◆,;.]{0,25}[,;]? ?(?:ngày )$")
_COMPARED = re.compile(r"(?:so với|so cùng kỳ|cùng kỳ|bằng)[^◆,;.]{0,25}$")
_OF_NUMBER = re.compile(r"(?:trong|của|cho|vào)(?: cả)?(?: năm)? ?$|^[^,;]*(?:năm|quý) ?$")
_NOT_OF_NUMBER = r"[;.(]|chỉ tiêu|kế hoạch"


@dataclass(frozen=True)
class Period:
    """A period that a text names."""

    start: int
    end: int
    first: date
    last: date
    kind: Kind
    until: bool  # "up to": a flow then begins with the year, a stock is of the last day


@dataclass(frozen=True)
class _Anchor:
    """What relative words count from."""

    day: date | None
    year: int | None
    term: tuple[int, int] | None  # first and last year


def find_publication_day(text: Text) -> date | None:
    """The day of the article's date line: near its beginning or marked as one, and not the date of a document."""
    best: tuple[int, date] | None = None
    for match in _DATE_LINE.finditer(text.low[:3000]):
        day = _day(int(match[3]), int(match[2]), int(match[1]))
        around = text.low[max(0, match.start() - 25) : match.end() + 15]
        if day is None or re.search(r"[-/][a-zđ]{2,}|nghị quyết|kế hoạch", around):
            continue
        marked = re.search(r"\d{1,2}:\d\d|thứ |cập nhật|ngày đăng|gmt|\d+ ?giờ", around)
        points = 2 * bool(marked) + (match.start() < _TOP)
        if points and (best is None or points > best[0]):
            best = (points, day)
    return best[1] if best else None


def find_periods(text: Text, anchor: _Anchor) -> list[Period]:
    """The periods of a text, in order."""
    periods: list[Period] = []
    named_at, named_year = -1, 0  # where a year was named last, and which
    for match in _PATTERN.finditer(text.low):
        in_sentence = named_at >= text.sentence(match.start())[0]
        period = _read(text.low, match, replace(anchor, year=named_year) if in_sentence else anchor, periods)
        if period is None:
            continue
        if period.kind in ("year", "quarter", "month"):
            named_at, named_year = match.start(), period.last.year
        joined = _join(text.low, periods[-1], period) if periods else None
        if joined is not None:
            periods[-1] = joined
        else:
            periods.append(period)
    return periods


def _join(low: str, earlier: Period, later: Period) -> Period | None:
    """Two periods that are one: ``từ đầu năm đến ngày 15/12``, ``hai năm 2021 và 2022``."""
    between = low[earlier.end : later.start]
    before = low[max(0, earlier.start - 12) : earlier.start]
    whole = replace(earlier, end=later.end, last=later.last)
    if earlier.kind == "since" and later.kind == "now" and len(between) < 25:
        return earlier
    if earlier.kind == "since" and later.kind in ("day", "month") and earlier.first < later.last:
        return whole if re.fullmatch(r" ?(?:cho )?(?:đến|tới)(?: hết| cuối)?(?: ngày| tháng)? ?", between) else None
    if not earlier.kind == later.kind == "year" or earlier.first >= later.first:
        return None
    from_to = re.fullmatch(r" ?(?:đến|-|–)(?: hết| cuối)*(?: năm)? ?", between) and re.search(
        r"từ(?: đầu)?(?: năm)? ?$|giai đoạn ?$", before
    )
    several = re.fullmatch(r" và (?:năm )?|, ", between) and re.search(
        r"(?:hai|2|ba|3) năm ?(?:qua, )?$|các năm $", before
    )
    return replace(whole, kind="years", until=False) if from_to or several else None


def _read(low: str, match: re.Match[str], anchor: _Anchor, earlier: list[Period]) -> Period | None:
    """The period of one match; None if it is the date of a document, or counts from a day that is not known."""
    start, end = match.span()
    before = low[max(0, start - 40) : start]
    dated = None if _DOCUMENT.search(before) else _dates(match, anchor, earlier)
    if dated is None or dated[0] > dated[1]:
        return None
    first, last, kind = dated
    if kind in ("now", "since"):
        return Period(start, end, first, last, kind, False)
    since = _SINCE_TERM if kind == "term" else _SINCE
    if anchor.day and since.search(before) and _TO_NOW.match(low, end):
        return Period(start, end, first, max(first, anchor.day), "since", False)
    return Period(start, end, first, last, kind, bool(_UNTIL.search(before)) and not _FROM.search(before))


def _dates(match: re.Match[str], anchor: _Anchor, earlier: list[Period]) -> _Dated | None:
    g = match.groupdict()
    if g["d"]:
        day = _day(int(g["y"]), int(g["m"]), int(g["d"]))
        return (day, day, "day") if day else None
    if g["t1"]:
        return _year_start(int(g["t1"])), _year_end(int(g["t2"])), "term" if g["t1"] < g["t2"] else "year"
    if g["year"]:
        return _year_start(int(g["year"])), _year_end(int(g["year"])), "year"
    if g["bare"]:
        return _bare_months(int(g["bare"]), anchor, earlier)
    if g["q"] or g["first"] or g["last"] or g["mm"] or g["mm3"]:
        named = g["qy"] or g["fy"] or g["ly"] or g["my"] or g["my2"] or g["my3"]
        year = int(named) if named else anchor.year
        return None if year is None else _part_of_year(g, year)
    return None if anchor.day is None else _relative(g, anchor.day, anchor.term)


def _bare_months(months: int, anchor: _Anchor, earlier: list[Period]) -> _Dated | None:
    """``trong 6 tháng``: those that were named before, else the first of the year."""
    for period in reversed(earlier[-20:]):
        if period.kind == "months" and period.last.month == months:
            return period.first, period.last, "months"
    if anchor.day is None or not 1 <= months < 12 or months > anchor.day.month:
        return None
    return _year_start(anchor.day.year), _month_end(anchor.day.year, months), "months"


def _relative(g: dict[str, str], day: date, term: tuple[int, int] | None) -> _Dated | None:
    if g["term"]:
        return (_year_start(term[0]), day, "since") if term else None
    if g["now"]:
        return day, day, "now"
    if g["rest"]:
        return day, _year_end(day.year), "months"
    if g["thismonth"]:
        return day.replace(day=1), _month_end(day.year, day.month), "month"
    if g["thisyear"] == "từ đầu năm":
        return _year_start(day.year), day, "since"
    if g["thisyear"]:
        return _year_start(day.year), _year_end(day.year), "year"
    if g["past"] in ("năm qua", "năm vừa qua") and day.month > _EARLY:
        return None  # in summer it may be the last twelve months
    return _year_start(day.year - 1), _year_end(day.year - 1), "year"


def _part_of_year(g: dict[str, str], year: int) -> _Dated | None:
    if g["q"]:
        quarter = _QUARTERS[g["q"]]
        return date(year, 3 * quarter - 2, 1), _month_end(year, 3 * quarter), "quarter"
    if words := g["first"] or g["last"]:
        months = _MONTHS.get(words) or int(words)
        if not 1 <= months <= 12:
            return None
        if g["first"]:
            return _year_start(year), _month_end(year, months), "months"
        return date(year, 13 - months, 1), _year_end(year), "months"
    month = int(g["mm"] or g["mm3"])
    return date(year, month, 1), _month_end(year, month), "month"


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year_start(year: int) -> date:
    return date(year, 1, 1)


def _year_end(year: int) -> date:
    return date(year, 12, 31)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


class Calendar:
    """The periods of a text."""

    def __init__(self, text: Text, day: date | None) -> None:
        self._text = text
        years = Counter(_YEARS.findall(text.low[:_ENOUGH])).most_common(1)
        terms = Counter(_TERMS.findall(text.low[:_ENOUGH])).most_common(1)
        year = day.year if day else int(years[0][0]) if years else None
        term = (int(terms[0][0][0]), int(terms[0][0][1])) if terms else None
        self._term = term
        self.day = day or _last_covered_day(find_periods(text, _Anchor(None, year, term)))
        self.periods = find_periods(text, _Anchor(self.day, year, term))
        self._starts = [period.start for period in self.periods]
        self.main = self._find_main()

    def _find_main(self) -> Days | None:
        """The period that the text mostly reports: its headline's, else its commonest year; None if it names none."""
        reported = [
            period
            for period in self.periods
            if period.kind in ("year", "quarter", "months")
            and self.day
            and period.first <= self.day
            and not _COMPARED.search(self._text.low, max(0, period.start - 40), period.start)
        ]
        if reported and reported[0].start < _HEADLINE:
            return reported[0].first, reported[0].last
        counts = Counter((period.first, period.last) for period in reported if period.kind == "year")
        return max(counts, key=lambda days: (counts[days], days), default=None)

    def period_of(self, start: int, end: int, right: int, masked: str) -> Period | None:
        """The period of the number from ``start`` to ``end``, whose own words end at ``right``."""
        index = bisect_left(self._starts, start)
        first, last = self._text.sentence(start)
        return (
            self._attached(index, end, right, masked)
            or self._before(index, first, masked)
            or self._behind(index, end, last, masked)
            or self._before(index, self._text.paragraph(start)[0], masked, carried=True)
        )

    def _attached(self, index: int, end: int, right: int, masked: str) -> Period | None:
        """A period behind the number that belongs to it: ``# đảng viên trong năm 2023``."""
        while index < len(self.periods) and self.periods[index].start < right:
            period = self.periods[index]
            between = masked[end : period.start]
            since = period.kind == "since"
            attached = since or self._text.low.startswith("trong", period.start) or _OF_NUMBER.search(between)
            barred = _NOT_OF_NUMBER if since else f",|{_NOT_OF_NUMBER}"
            if attached and len(between) < 60 and not _COMPARED.search(between) and not re.search(barred, between):
                return period
            index += 1
        return None

    def _before(self, index: int, limit: int, masked: str, *, carried: bool = False) -> Period | None:
        """The last period before the number; a day of another sentence is not carried on."""
        while index > 0 and self.periods[index - 1].start >= limit:
            index -= 1
            period = self.periods[index]
            if not (carried and period.kind in ("now", "day")) and not _is_compared(period, masked):
                return period
        return None

    def _behind(self, index: int, end: int, limit: int, masked: str) -> Period | None:
        """The first period behind a number in its sentence, if the sentence names none before it."""
        for period in self.periods[index : index + 6]:
            if period.start >= limit or re.search(r"[;]|trong khi|so với", masked[end : period.start]):
                return None
            if period.kind not in ("day", "now", "term") and not _is_compared(period, masked):
                return period
        return None

    def last_between(self, start: int, end: int) -> Period | None:
        """The last period that is named between two offsets."""
        index = bisect_left(self._starts, end)
        return self.periods[index - 1] if index and self._starts[index - 1] >= start else None

    def flow_days(self, period: Period | None, status: str) -> Days:
        """First and last day of a flow; if no period is named, those of the text's main period."""
        day = self.day
        if period is None:
            return self.main or (None, None)
        if period.kind == "now":
            begun = self._begun_before(period.start)
            return begun.first if begun else None, day
        if period.until:
            return _year_start(period.last.year), period.last
        if status == "target" and period.kind == "since":
            return period.first, self._end_of_begun(period)
        if status == "reported" and day is not None and period.last > day >= period.first:
            return period.first, day  # nobody reports what is still to come
        return period.first, period.last

    def _end_of_begun(self, period: Period) -> date:
        """The end of the term or the year that a period "to date" has begun."""
        if self._term is not None and period.first == _year_start(self._term[0]):
            return _year_end(self._term[1])
        return _year_end(period.last.year)

    def _begun_before(self, start: int) -> Period | None:
        """The period before a "to date" at an offset, in the same paragraph: what began then goes on."""
        limit = self._text.paragraph(start)[0]
        for index in range(bisect_left(self._starts, start) - 1, -1, -1):
            period = self.periods[index]
            if period.start < limit:
                return None
            if period.kind in ("year", "term", "quarter", "months", "since"):
                return period if self.day and period.first <= self.day <= period.last else None
        return None


def _is_compared(period: Period, masked: str) -> bool:
    """Whether a period is only what another one is compared with."""
    return bool(_COMPARED.search(masked[max(0, period.start - 40) : period.start]))


def _last_covered_day(periods: list[Period]) -> date | None:
    """The last day that a text without a date covers: of its latest year the part that it names most."""
    ends = Counter(period.last for period in periods if period.kind in ("quarter", "month", "months"))
    if ends:
        latest = max(day.year for day in ends)
        return max((day for day in ends if day.year == latest), key=lambda day: (ends[day], -day.toordinal()))
    years = Counter(period.last for period in periods if period.kind == "year").most_common(1)
    return years[0][0] if years else None
