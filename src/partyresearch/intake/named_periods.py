"""The periods that a text names; relative words count from the article's day."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from datetime import date
from typing import Literal, NamedTuple

from partyresearch.intake.text import Text, matches, starts_of, word_set

Kind = Literal["day", "month", "quarter", "months", "year", "years", "term", "now", "since"]
_Dated = tuple[date, date, Kind]

_Y = r"(?:19|20)\d\d"
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "hai": 2, "ba": 3, "bốn": 4, "sáu": 6, "chín": 9}
_LINE = 100  # characters: a longer line is a paragraph
_TOP = 400  # characters in which a page has its date line
_FIRST_YEAR = 1997  # of Vietnamese newspapers on the web
_ENOUGH = 200_000  # characters that tell a text's year
LAST_MONTH = 12
EARLY = 3  # the month until which "the past year" is the calendar year before
_IN_YEAR = rf"(?:[ ,/-]+(?:(?:của )?năm )?{_Y})?"
_PATTERN = re.compile(
    r"(?<![\w/.,])(?:"
    r"từ(?: ngày)? (?P<from_day>[0-3]?\d)[/.-](?P<from_month>[01]?\d) (?:đến|tới)(?: hết)?(?: ngày)? "
    rf"(?P<to_day>[0-3]?\d)[/.-](?P<to_month>[01]?\d)[/.-](?P<to_year>{_Y})(?!\d)"
    rf"|(?P<day>[0-3]?\d)(?:[/.-]| tháng )(?P<of_month>[01]?\d)(?:[/.-]|[ ,]+năm )(?P<of_year>{_Y})(?!\d)"
    r"|(?:(?:ngày|đến|tới|từ|hết|đợt|dịp|sáng|chiều|tối) )"
    r"(?P<day_of_year>[0-3]?\d)(?:[/.-]| tháng )(?P<in_month>[01]?\d)(?![\d%]|[/.,-]\d| năm \d)"
    rf"|(?P<first_year>{_Y}) ?[-–—] ?(?P<last_year>{_Y})(?!\d)"
    rf"|(?:lũy kế|cộng dồn|tính chung|kết quả)(?: trong)? (?P<so_many>1?\d) tháng(?! cuối){_IN_YEAR}"
    rf"|qu[ýí] (?P<quarter>i{{1,3}}|iv|[1-4])(?![\w]){_IN_YEAR}"
    rf"|(?P<first>\d{{1,2}}|sáu|chín|ba) tháng (?:đầu(?: của)?(?: năm)?{_IN_YEAR}|(?:của )?(?:năm )?(?={_Y}){_Y})"
    rf"|(?P<last>\d{{1,2}}|sáu|ba|bốn|hai) tháng cuối(?: của)?(?: năm)?{_IN_YEAR}"
    rf"|tháng (?P<month>1[0-2]|0?[1-9])(?!\d)(?: ?[/.-] ?{_Y}|[ ,]+năm {_Y})?(?!\d)"
    rf"|(?P<month_of_year>1[0-2]|0?[1-9]) ?[/-] ?{_Y}(?!\d)"
    rf"|(?P<year>{_Y})(?!\d|[.,]\d| ?%"
    r"| (?:đảng viên|đv|đồng chí|quần|người|học|đoàn|hộ|lượt|em|tổ|chi|sinh|hội|giáo|cán))"
    r"|(?:trong|sau) (?P<months>\d{1,2}) tháng(?! (?:đầu|cuối|qua|trước|nay|tới|(?:của )?năm \d|\d{4}))"
    r"|(?P<rest>từ nay đến cuối năm|từ nay đến hết năm|những tháng cuối năm)"
    r"|(?P<this_month>trong tháng này|tháng này)"
    rf"|(?P<half>nửa đầu năm)(?: nay| {_Y})?|(?P<year_earlier>năm trước đó)"
    r"|(?P<term>từ đầu nhiệm kỳ|đầu nhiệm kỳ|nhiệm kỳ này)|(?P<past_term>nhiệm kỳ trước)"
    r"|(?P<in_year>trong năm)(?=,| (?:đã |kết nạp|phát triển|toàn|đảng|chi bộ|cả |huyện|tỉnh|có ))"
    r"|(?P<this_year>năm nay)(?! (?:19|20))|(?P<so_far>từ đầu năm)(?! (?:19|20))"
    r"|(?<!những )(?<!nhiều )(?<!các )(?<!mấy )(?:(?P<past>năm vừa qua|năm qua)|(?P<year_before>năm ngoái|năm trước))"
    r"|(?P<now>hiện nay|hiện tại|(?:đến|tới|lại) nay|lại đây"
    r"|(?<!thực )(?<!thể )(?<!xuất )(?<!phát )(?<!biểu )hiện(?= (?:có|đã|đang|là|toàn|quản)))"
    r")(?!\w)"
)
_HEADS = word_set(
    "từ ngày đến tới hết đợt dịp sáng chiều tối lũy cộng tính kết quý quí sáu chín ba bốn hai tháng trong sau "
    "những nửa năm đầu nhiệm hiện"
)
# no line of its own: "đến ngày", "(26/3/1931 - "
_TOLD_DAY = re.compile(
    r"(?:từ|đến|tới|hết|trước|sau) (?:hết )?ngày $|(?:từ|đến|tới|hết) $|\d{4} ?[-–] ?$|\b(?:đợt|dịp|lễ) $"
)
_DATE_LINE = re.compile(
    rf"(?<!\d)(?P<day>[0-3]?\d)(?:[/.-]| tháng )(?P<month>[01]?\d)(?:[/.-]|[ ,]+năm )(?P<year>{_Y})(?!\d)"
    rf"|(?<!\d)(?P<iso>{_Y}-[01]\d-[0-3]\d)(?=t\d|[ ,]|$)"
)
_YEARS = re.compile(rf"(?<![\d./-])(?:năm |/|quý \w+/)({_Y})(?!\d)")
_YEAR_HEADS = re.compile("năm |/|quý ")
_TERMS = re.compile(rf"(nhiệm kỳ|giai đoạn)\W+({_Y}) ?[-–—] ?({_Y})")
_TERM_YEARS = 5  # of a party committee; "giai đoạn" is also said of other years
_SINCE = re.compile(r"(?:từ|kể từ)(?: đầu| tháng| năm| ngày| quý| nhiệm kỳ| giai đoạn)*\s*$")
_SINCE_TERM = re.compile(r"từ đầu(?: nhiệm kỳ)? ?$")
_OF_TERM = re.compile(r"từ đầu nhiệm kỳ[^,;.◆]{0,25}$")
_TO_NOW = re.compile(r"[^.;]{0,25}?\b(?:(?:đến|tới|lại) nay|lại đây|đến hết|đến cuối|đến)\b")
_UP_TO = re.compile(r" ?(?:cho )?(?:đến|tới)(?: hết| cuối)?(?: ngày| tháng| năm)? ?")
_UNTIL = re.compile(r"(?:đến|tới|hết|cuối)(?: hết| cuối| đầu| giữa| ngày| năm| tháng| thời điểm| thời điểm cuối)*\s*$")
# since when? "trước Cách mạng Tháng Tám năm 1945"
_BEFORE = re.compile(r"\btrước(?: (?:năm|tháng|ngày|cách mạng|thời kỳ|đổi mới|giải phóng)\b[^,;.◆]{0,30})? $")
_FROM = re.compile(r"từ[^,;.]{0,20}$")
# before a date that is none of a figure: of a document, of a birth
_DOCUMENT = re.compile(
    r"(?:\b(?:số|nq|kh|ct|qđ)\b|[/-][a-zđ]{2,})[^◆,;.\n]{0,25}[,;]? ?(?:ngày )$|(?:(?<!học )sinh năm|\bsn|\bsinh) $"
)
# "Cao Bằng", "Quy Nhơn" and "đồng bằng" compare nothing; what is in a headline is not compared with the line below it
COMPARED = re.compile(
    r"(?:so với|so cùng kỳ|cùng kỳ|(?<!cao )(?<!đồng )bằng|\bhơn|kém|\blần(?! thứ| đầu)|(?:tăng|giảm) so)"
    r"(?: (?:tổng )?số đảng viên)?[^◆,;.\n]{0,25}\Z"
)
# what stands between two years that are one period, and before the first of them
_SEVERAL_YEARS = [
    (re.compile(r" ?(?:đến|-|–)(?: hết| cuối)*(?: năm)? ?"), re.compile(r"từ(?: đầu)?(?: năm)? ?$|giai đoạn ?$")),
    (re.compile(r" và (?:năm )?|, "), re.compile(r"(?:hai|2|ba|3) năm ?(?:qua, )?$|các năm $")),
]


class Period(NamedTuple):
    start: int
    end: int
    first: date
    last: date  # of "to date" in a text whose day is not known, `date.max`
    kind: Kind
    until: bool = False  # "up to": a flow then begins with the year, a stock is of the last day
    is_told: bool = True  # with its year


def find_publication_day(text: Text) -> date | None:
    """The day of the article's date line: near its beginning or marked as one, and not the date of a document."""
    found: list[tuple[int, date]] = []  # points and day
    for match in matches(_DATE_LINE, (run.start() for run in text.digits), text.low[:3000]):
        numbers = match["iso"].split("-") if match["iso"] else (match["year"], match["month"], match["day"])
        day = _day(*map(int, numbers))
        line = text.paragraph(match.start())
        around = text.low[max(line[0], match.start() - 25) : match.end() + 15]
        told = _TOLD_DAY.search(text.low, max(0, match.start() - 25), match.start())
        if (
            day
            and day.year >= _FIRST_YEAR
            and not told
            and not re.search(r"[-/][a-zđ]{2,}|nghị quyết|kế hoạch", around)
        ):
            marked = re.search(r"\d{1,2}:\d\d|thứ |cập nhật|ngày đăng|gmt|\d+ ?giờ", around)
            # "Ngày 5/2/2026, trung tâm …" is of what happened then
            in_sentence = line[1] - line[0] > _LINE and "ngày " in text.low[max(0, match.start() - 5) : match.start()]
            found.append((2 * bool(marked) + (match.start() < _TOP and not in_sentence), day))
    points, best = max(found, key=lambda pair: pair[0], default=(0, None))
    return best if points else None


def _join(low: str, earlier: Period, later: Period) -> Period | None:
    """Two periods that are one: ``từ đầu năm đến ngày 15/12``, ``hai năm 2021 và 2022``."""
    between = low[earlier.end : later.start]
    before = low[max(0, earlier.start - 12) : earlier.start]
    whole = earlier._replace(end=later.end, last=later.last, is_told=earlier.is_told or later.is_told)
    if earlier.kind == "since" and later.kind == "now" and len(between) < 25:
        return earlier
    if earlier.kind == "since" and later.kind == "term" and between == " (":
        return earlier._replace(end=later.end)  # "từ đầu nhiệm kỳ (2015-2020) đến nay"
    if earlier.kind == "day" and later.kind == "year" and between == " " and earlier.first.year == later.first.year:
        return earlier._replace(end=later.end)  # "dịp 3/2 năm nay"
    if earlier.kind == "since" and later.kind in ("day", "month", "quarter", "year") and earlier.first < later.last:
        return whole if _UP_TO.fullmatch(between) else None
    dated = ("day", "month", "quarter", "year")
    if earlier.kind in dated and later.kind in dated and _UP_TO.fullmatch(between) and _SINCE.search(before):
        return whole._replace(kind="years", until=False) if earlier.first < later.last else None
    if not earlier.kind == later.kind == "year" or earlier.first >= later.first:
        return None
    for joins, begins in _SEVERAL_YEARS:
        if joins.fullmatch(between) and begins.search(before):
            return whole._replace(kind="years", until=False)
    return None


def _is_term(word: str, first: str, last: str) -> bool:
    return word == "nhiệm kỳ" or int(last) - int(first) == _TERM_YEARS


def _months(year: int, first: int, last: int, kind: Kind) -> _Dated:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]), kind


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def whole_year(day: date) -> tuple[date, date]:
    """First and last day of the year of a day."""
    return date(day.year, 1, 1), date(day.year, 12, 31)


class PeriodFinder:
    """What relative words of a text count from, and its periods."""

    def __init__(self, text: Text, day: date | None) -> None:
        self._text, self._day = text, day
        top = text.low[:_ENOUGH]
        named = matches(_YEARS, starts_of(_YEAR_HEADS, top), top)
        near = [int(one[1]) for one in named if not is_compared_at(text.low, one.start())]
        years = Counter(year for year in near if year >= _FIRST_YEAR).most_common()
        self._year = day.year if day else years[0][0] if years else None
        # of a text without a date the year is sure if it names no later one
        self._is_told = day is not None or self._year == max((year for year, _ in years), default=None)
        self.term, self._is_one_term = self._find_term(top)

    def _find_term(self, top: str) -> tuple[tuple[date, date] | None, bool]:
        """First and last day of the term that the text mostly names, and whether it can mean no other one."""
        named = [(int(first), int(last)) for word, first, last in _TERMS.findall(top) if _is_term(word, first, last)]
        if self._day:
            named = [years for years in named if years[0] <= self._day.year <= years[1]] or named
        terms = Counter(named).most_common()
        if not terms:
            return None, True
        (first, last), _ = terms[0]
        return (date(first, 1, 1), date(last, 12, 31)), len(terms) == 1 or (
            self._day is not None and first < self._day.year
        )

    def find(self) -> list[Period]:
        """The periods of the text, in order; relative words count from the day, the year or the term."""
        low, periods = self._text.low, list[Period]()
        named_at, named_year = -1, 0  # where a year was named last, and which
        starts = sorted([*self._text.starts(_HEADS), *(run.start() for run in self._text.digits)])
        for match in matches(_PATTERN, starts, low):
            start, end = match.span()
            start = match.start("day_of_year") if match["day_of_year"] else start
            in_sentence = named_at >= self._text.sentence(start)[0]
            before = low[max(0, start - 40) : start]
            if _DOCUMENT.search(before):
                continue
            dated = self._dates(match, named_year if in_sentence else self._year, periods)
            if dated is None or dated[0] > dated[1]:
                continue
            first, last, kind = dated
            until = bool(_UNTIL.search(before)) and not _FROM.search(before)
            since = _SINCE_TERM if kind == "term" else _SINCE
            if kind in ("now", "since"):
                until = False
            elif since.search(before) and _TO_NOW.match(low, end):
                last, kind, until = max(first, self._day or date.max), "since", False
            elif kind in ("year", "quarter", "month"):
                named_at, named_year = start, last.year
            is_told = self._is_told or in_sentence or bool(re.search(_Y, match[0])) or kind in ("term", "since")
            # until when? since when?
            is_since = kind in ("day", "month", "quarter", "year") and (since.search(before) or _OF_TERM.search(before))
            is_told = (
                is_told and not _BEFORE.search(before) and not is_since and (not match["term"] or self._is_one_term)
            )
            period = Period(start, end, first, last, kind, until, is_told)
            if periods and (joined := _join(low, periods[-1], period)):
                period = joined
                periods.pop()
            periods.append(period)
        return periods

    def _dates(self, match: re.Match[str], year: int | None, earlier: list[Period]) -> _Dated | None:
        """First day, last day and kind; None if it counts from a day that is not known."""
        g = match.groupdict()
        if g["day"]:
            day = _day(int(g["of_year"]), int(g["of_month"]), int(g["day"]))
            return (day, day, "day") if day else None
        if g["from_day"]:
            first_day = _day(int(g["to_year"]), int(g["from_month"]), int(g["from_day"]))
            last_day = _day(int(g["to_year"]), int(g["to_month"]), int(g["to_day"]))
            return (first_day, last_day, "months") if first_day and last_day else None
        if g["first_year"]:
            first, last = int(g["first_year"]), int(g["last_year"])
            if first + 1 == last and self._text.low.endswith("năm học ", 0, match.start()):
                return date(first, 9, 1), date(last, 5, 31), "term"
            return date(first, 1, 1), date(last, 12, 31), "term" if first < last else "year"
        if g["year"]:
            return _months(int(g["year"]), 1, 12, "year")
        if g["day_of_year"]:
            year = year if self._day else self._year_of(*self._text.sentence(match.start()))
            day = _day(year, int(g["in_month"]), int(g["day_of_year"])) if year else None
            return (day, day, "day") if day else None
        g["first"] = g["first"] or g["so_many"]
        if g["half"]:
            in_words = match[0][-4:]
            year = int(in_words) if in_words.isdigit() else self._day.year if self._day else None
            return _months(year, 1, 6, "months") if year else None
        if g["year_earlier"]:
            return _months(year - 1, 1, 12, "year") if year else None
        if words := g["quarter"] or g["first"] or g["last"] or g["month"] or g["month_of_year"]:
            named = re.search(rf"{_Y}$", match[0])
            year = int(named[0]) if named else year
            number = _NUMBERS.get(words) or int(words)
            if year is None or not 1 <= number <= 12:
                return None
            if g["quarter"]:
                return _months(year, 3 * number - 2, 3 * number, "quarter")
            if g["first"]:
                return _months(year, 1, number, "months")
            return _months(year, 13 - number, 12, "months") if g["last"] else _months(year, number, number, "month")
        if g["months"]:
            return self._bare_months(int(g["months"]), earlier)
        return self._relative(match.lastgroup or "", self._day)

    def _year_of(self, start: int, end: int) -> int | None:
        """The one year that a sentence names, those compared with aside."""
        low = self._text.low
        years = {int(one[1]) for one in _YEARS.finditer(low, start, end) if not is_compared_at(low, one.start())}
        years = {year for year in years if year >= _FIRST_YEAR}
        return years.pop() if len(years) == 1 else None

    def _bare_months(self, months: int, earlier: list[Period]) -> _Dated | None:
        """``trong 6 tháng``: those that were named before, else the first of the year."""
        for period in reversed(earlier[-20:]):  # time stays linear
            if period.kind == "months" and period.last.month == months:
                return period.first, period.last, "months"
        is_over = self._day is not None and 1 <= months < 12 and months <= self._day.month
        return _months(self._day.year, 1, months, "months") if self._day and is_over else None

    def _relative(self, words: str, day: date | None) -> _Dated | None:
        """The days of relative words, named by their group in the pattern."""
        if words == "past_term":
            return (date(self.term[0].year - 5, 1, 1), date(self.term[0].year, 12, 31), "term") if self.term else None
        if words == "term":
            return (self.term[0], day or date.max, "since") if self.term else None
        if day is None:
            return (date.max, date.max, "now") if words == "now" else None
        first, last = whole_year(day)
        if words == "past" and day.month > EARLY:
            return None  # in summer it may be the last twelve months
        if words == "in_year" and EARLY < day.month < LAST_MONTH:
            return None  # the year so far, or a plan for all of it
        if words == "in_year" and day.month == LAST_MONTH:
            return first, last, "year"
        dated: dict[str, _Dated] = {
            "now": (day, day, "now"),
            "rest": (day, last, "months"),
            "this_month": _months(day.year, day.month, day.month, "month"),
            "this_year": (first, last, "year"),
            "so_far": (first, day, "since"),
        }
        return dated.get(words) or _months(day.year - 1, 1, 12, "year")


def is_compared(period: Period, masked: str) -> bool:
    """Whether a period is only what another one is compared with."""
    return is_compared_at(masked, period.start)


def is_compared_at(words: str, start: int) -> bool:
    return bool(COMPARED.search(words, max(0, start - 40), start))
