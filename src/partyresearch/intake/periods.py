"""The periods that a text names; relative words count from the article's date."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from partyresearch.intake.text import Text

_Y = r"(?:19|20)\d\d"
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_MONTHS = {"ba": 3, "sáu": 6, "chín": 9}
_TOP = 400  # characters in which a page has its date line
_EARLY = 3  # the month until which "the past year" is the calendar year before
_IN_YEAR = rf"(?:[ ,/-]+(?:(?:của )?năm )?(?P<{{}}>{_Y}))?"
_PATTERN = re.compile(
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
_SINCE = re.compile(r"(?:từ|kể từ)(?: đầu| tháng| năm| ngày| quý| nhiệm kỳ| giai đoạn)*\s*$")
_UNTIL = re.compile(r"(?:đến|tới|hết|cuối)(?: hết| cuối| ngày| năm| tháng| thời điểm| thời điểm cuối)*\s*$")
COMPARED = re.compile(r"(?:so với|so cùng kỳ|cùng kỳ|bằng)[^◆,;.]{0,25}$")
_DOCUMENT = re.compile(r"(?:số|nq|kh|ct|qđ|[/-][a-zđ]{2,})[^◆,;.]{0,25}[,;]? ?(?:ngày )$")
_TO_NOW = re.compile(r"[^.;]{0,25}?\b(?:đến nay|tới nay|đến hết|đến cuối|đến)\b")

Kind = Literal["day", "month", "quarter", "months", "year", "years", "term", "now", "since"]


@dataclass(frozen=True)
class Period:
    """A period that a text names."""

    start: int
    end: int
    first: date
    last: date
    kind: Kind
    until: bool


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def published(text: Text) -> date | None:
    """The article's own date line: a day near its beginning that no document has, or the line that says it."""
    best: tuple[int, date] | None = None
    for match in re.finditer(rf"(?<!\d)([0-3]?\d)[/.-]([01]?\d)[/.-]({_Y})(?!\d)", text.low[:3000]):
        day = _day(int(match[3]), int(match[2]), int(match[1]))
        around = text.low[max(0, match.start() - 25) : match.end() + 15]
        if day is None or re.search(r"[-/][a-zđ]{2,}|nghị quyết|kế hoạch", around):
            continue
        dated = re.search(r"\d{1,2}:\d\d|thứ |cập nhật|ngày đăng|gmt|\d+ ?giờ", around)
        points = 2 * bool(dated) + (match.start() < _TOP)
        if points and (best is None or points > best[0]):
            best = (points, day)
    return best[1] if best else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def scan(text: Text, day: date | None, year: int | None, term: tuple[int, int] | None) -> list[Period]:
    """Find the periods of a text."""
    found: list[Period] = []
    named: tuple[int, int] | None = None  # where a year was named last, and which
    for match in _PATTERN.finditer(text.low):
        own = named[1] if named and named[0] >= text.sentence(match.start())[0] else year
        for period in _read(text.low, match, _When(day, own, term, found)):
            if period.kind in ("year", "quarter", "month"):
                named = match.start(), period.last.year
            last = _joined(text.low, found[-1], period) if found else None
            if last is not None:
                found[-1] = last
            else:
                found.append(period)
    return found


@dataclass(frozen=True)
class _When:
    """What relative words count from."""

    day: date | None
    year: int | None
    term: tuple[int, int] | None
    before: list[Period]


def _joined(low: str, one: Period, other: Period) -> Period | None:
    """Two periods that are one: ``từ đầu năm đến ngày 15/12``, ``hai năm 2021 và 2022``."""
    between = low[one.end : other.start]
    before = low[max(0, one.start - 12) : one.start]
    whole = replace(one, end=other.end, last=other.last)
    if one.kind == "since" and other.kind == "now" and len(between) < 25:
        return one
    if one.kind == "since" and other.kind in ("day", "month") and one.first < other.last:
        return whole if re.fullmatch(r" ?(?:cho )?(?:đến|tới)(?: hết| cuối)?(?: ngày| tháng)? ?", between) else None
    if not one.kind == "year" == other.kind or one.first >= other.first:
        return None
    to = re.fullmatch(r" ?(?:đến|-|–)(?: hết| cuối)*(?: năm)? ?", between)
    if to and re.search(r"từ(?: đầu)?(?: năm)? ?$|giai đoạn ?$", before):
        return replace(whole, kind="years", until=False)
    several = re.search(r"(?:hai|2|ba|3) năm ?(?:qua, )?$|các năm $", before)
    if several and re.fullmatch(r" và (?:năm )?|, ", between):
        return replace(whole, kind="years", until=False)
    return None


def _read(low: str, match: re.Match[str], when: _When) -> Iterator[Period]:
    """The period of one match; none if it is the date of a document, or counts from a day that is not known."""
    start, end = match.span()
    before = low[max(0, start - 40) : start]
    days = None if _DOCUMENT.search(before) else _days(match, when)
    if days is None or days[0] > days[1]:
        return
    first, last, kind = days
    if kind in ("now", "since"):
        yield Period(start, end, first, last, kind, False)
    elif (when.day and kind != "term" and _SINCE.search(before) and _TO_NOW.match(low, end)) or (
        when.day and kind == "term" and re.search(r"từ đầu(?: nhiệm kỳ)? ?$", before) and _TO_NOW.match(low, end)
    ):
        yield Period(start, end, first, max(first, when.day), "since", False)
    else:
        until = bool(_UNTIL.search(before)) and not re.search(r"từ[^,;.]{0,20}$", before)
        yield Period(start, end, first, last, kind, until)


_Days = tuple[date, date, Kind]


def _days(match: re.Match[str], when: _When) -> _Days | None:
    g = match.groupdict()
    if g["d"]:
        day = _day(int(g["y"]), int(g["m"]), int(g["d"]))
        return (day, day, "day") if day else None
    if g["t1"]:
        kind: Kind = "term" if g["t1"] < g["t2"] else "year"
        return date(int(g["t1"]), 1, 1), date(int(g["t2"]), 12, 31), kind
    if g["year"]:
        return date(int(g["year"]), 1, 1), date(int(g["year"]), 12, 31), "year"
    if g["bare"]:
        return _bare(int(g["bare"]), when)
    if g["term"] or g["rest"] or g["thismonth"] or g["thisyear"] or g["past"] or g["now"]:
        return None if when.day is None else _relative(g, when.day, when.term)
    named = g["qy"] or g["fy"] or g["ly"] or g["my"] or g["my2"] or g["my3"]
    year = int(named) if named else when.year
    return None if year is None else _part_of_year(g, year)


def _bare(months: int, when: _When) -> _Days | None:
    """``trong 6 tháng``: those that were named before, else the first of the year."""
    for period in reversed(when.before[-20:]):
        if period.kind == "months" and period.last.month == months:
            return period.first, period.last, "months"
    if when.day is None or not 1 <= months < 12 or months > when.day.month:
        return None
    return date(when.day.year, 1, 1), month_end(when.day.year, months), "months"


def _relative(g: dict[str, str], day: date, term: tuple[int, int] | None) -> _Days | None:
    if g["term"]:
        return (date(term[0], 1, 1), day, "since") if term else None
    if g["now"]:
        return day, day, "now"
    if g["rest"]:
        return day, date(day.year, 12, 31), "months"
    if g["thismonth"]:
        return date(day.year, day.month, 1), month_end(day.year, day.month), "month"
    if g["thisyear"]:
        if g["thisyear"] == "từ đầu năm":
            return date(day.year, 1, 1), day, "since"
        return date(day.year, 1, 1), date(day.year, 12, 31), "year"
    if g["past"] in ("năm qua", "năm vừa qua") and day.month > _EARLY:
        return None  # in summer it may be the last twelve months
    return date(day.year - 1, 1, 1), date(day.year - 1, 12, 31), "year"


def _part_of_year(g: dict[str, str], year: int) -> _Days | None:
    if g["q"]:
        quarter = _QUARTERS[g["q"]]
        return date(year, 3 * quarter - 2, 1), month_end(year, 3 * quarter), "quarter"
    if g["first"] or g["last"]:
        words = g["first"] or g["last"]
        months = _MONTHS.get(words) or int(words)
        if not 1 <= months <= 12:
            return None
        if g["first"]:
            return date(year, 1, 1), month_end(year, months), "months"
        return date(year, 13 - months, 1), date(year, 12, 31), "months"
    month = int(g["mm"] or g["mm3"])
    return date(year, month, 1), month_end(year, month), "month"
