"""When a figure holds: of what happens its first and last day, of what stands its day, and how sure that is."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from partyresearch.collection.vocabulary import SCORES
from partyresearch.intake.candidates import Candidate, Context
from partyresearch.intake.named_periods import EARLY, LAST_MONTH, Period, is_compared, whole_year
from partyresearch.intake.organisations import Source
from partyresearch.intake.periods import Days
from partyresearch.intake.text import within

_FOUNDED = re.compile(r"(?:thành lập|ra đời|ra mắt|bắt đầu)(?: từ| vào| cuối| đầu)*(?: năm| tháng| ngày)? ?$")
# a day that may not be named
_CEREMONY = re.compile(r"buổi lễ|lễ kết nạp|lễ trao|trao quyết định|đợt này|dịp này|đợt kết nạp (?:này|nhân|dịp)")
# "cùng kỳ năm trước, huyện kết nạp #": the same time of another year
_SAME_TIME = re.compile(r"(?<!so với )(?<!so )\bcùng kỳ\b[^;.]*$")
_SAME_YEAR = re.compile(r"\b(?:cũng )?trong năm(?: qua)?,|\bcùng (?:năm|kỳ)\b")
_THIS_YEAR = re.compile(r"[^,;.]{0,40}\bnăm (?:nay|ngoái|trước|qua)\b")
# a time whose days nobody tells, whatever period is named before it
_VAGUE = re.compile(
    r"\b(?:(?<!so với )(?:nửa(?: đầu)?|giữa|năm đầu)(?: của)? nhiệm kỳ"
    r"(?:(?: đại hội)?(?: \w+)?,? \d{4} ?[-–] ?\d{4})?"
    r"|(?:\d+|hai|ba|bốn|năm|mười|nhiều|những|mấy) năm (?:qua|gần đây|trở lại đây)\b"
    r"|trong (?:hơn|gần|vòng|chưa đầy) (?:\d+|một|hai|ba|bốn|năm) (?:tháng|năm)\b"
    r"|sau (?:gần |hơn |trên )?(?:\d+|hai|ba|bốn|năm|mười) năm\b(?! \d)"
    r"|từ (?:khi|lúc|chỗ)\b(?:[^,;.\d]{0,40}\d{4})?|(?<!năm )(?<!tháng )trước đó\b(?!,? (?:năm|tháng))"
    r"|cùng thời gian\b|cùng kỳ năm (?:trước|ngoái).{0,80}?\bnăm nay\b)"
)
_VAGUE_DAY = re.compile(r"\b(?:đến|tới|hết)(?: hết)?(?: ngày)? \d{1,2}[/.]\d{1,2}\b(?![/.]\d)|\btừ nay\b")
_OF_NEW = re.compile(r"\b(?:trong|của) (?:tổng )?số đảng viên (?:mới|được|kết nạp|đã)|\bđảng viên mới (?:là|được)\b")
_OCCASION = re.compile(r"\b(?:đợt|dịp)(?: ngày)? $|\d,? và $")  # or one of several days
_ROUNDS = ("party_badges_awarded",)  # they are awarded on four days a year, which name the round
_SEVERAL_ROUNDS = re.compile(
    r"\b(?:đến|tới|từ|hai|ba|các|những|qua|nhiều) (?:đợt|dịp)\b"
    r"|(?:đợt|dịp)(?: ngày)? [\d/.-]+(?: năm \d+)?(?:,| và) (?:đợt |dịp )?\d"
)
_THOSE_REACH = 20  # characters, more than its words have
_OF_THOSE, _REPEATED = re.compile(r"\btrong(?: tổng)?(?: số)? $"), 40  # figures; time stays linear
_PART_OF_MONTH = re.compile(r"(?:đầu|giữa|bước vào|bước sang) $")  # until then, or in it?
_NOW = re.compile(  # not "thực hiện"
    r"\b(?:lúc này|thời điểm này|(?<!thực )(?<!thể )(?<!xuất )(?<!phát )(?<!biểu )hiện(?: nay| tại)?|đến nay|tới nay|"
    r"nay có|nay đã có|nay gồm|"
    r"(?<!năm )(?<!hôm )nay (?:xã|phường|chi bộ|đảng bộ|huyện)(?: [^,;.◆]{1,30})? (?:đã )?có)\b"
)
# that something was set up; not "thành lập 4 chi bộ", which counts what was
_SET_UP = re.compile(r"\b(?:thành lập|ra đời|ra mắt)\b(?! (?:được|mới|thêm)| ?◆)")
_THEN = re.compile(
    r"\b(?:khi|lúc|ngày|ngày đầu|từ khi)(?: mới| được)? (?:sáp nhập|hợp nhất|thành lập|chia tách|tái lập|ra đời)\b"
    r"|\b(?:ban đầu|trước đây|trước kia|lúc đó|khi đó|năm đó|ngày ấy)\b"
)
_NOW_REACH = 250  # characters: as long as a sentence that counts all organisations of a province
_EVERY_YEAR = re.compile(r"\b(?:mỗi|hằng|hàng) năm\b")
_OF_WHOLE_YEAR = re.compile(r"(?:cả|trong) năm|(?:chỉ tiêu|kế hoạch)(?: của)? (?:cả )?năm")
_OF_WHOLE_TERM = re.compile(r"\b(?:cả|toàn) nhiệm kỳ\b")
_OF_GOAL = re.compile(r"(?:chỉ tiêu|kế hoạch|nghị quyết|mục tiêu)[^.;,◆]{0,20}$")
_OF_FLOWS = re.compile("admission|target|attainment|growth|excess")  # names of shares and ratios that have a period
ADMITTED = ("members_admitted", "admission_target")
_FEW_YEARS = 2  # "hai năm 2021-2022" is what has just passed
_FAR_PERIOD = 400  # characters: a period farther before a number was named for what stands between them
_FAR = 250  # characters: a count that is farther away is not what a percentage scores


class Dated(NamedTuple):
    """The first and last day of a figure, where the text says so, and whether nothing near speaks for others."""

    days: Days = (None, None)
    source: Source = "guess"
    is_sure: bool = False
    is_over: bool = False  # a part of a year that is over: no target is set for it


def find_days(context: Context, metric: str, status: str, whole: Candidate | None) -> Dated:
    """The period of a figure: of a flow its first and last day, of a stock its date twice.

    ``whole`` is the figure that it is a part of, or stands beside in a list.
    """
    dated = _find_days(context, metric, status, whole)
    return dated._replace(is_sure=dated.is_sure and not _is_vague(context, context.document.unit_of(metric)))


def _is_vague(context: Context, unit_and_measure: tuple[str, str]) -> bool:
    """Whether the time named last before a number has no days: "3 năm qua", "sau nửa nhiệm kỳ"."""
    unit, measure = unit_and_measure
    if unit == "km":
        return False
    document, (start, _), number = context.document, context.sentence, context.number.start
    low, calendar = document.text.low, document.calendar
    known = within(calendar.periods, start, number)
    vague = list(_VAGUE.finditer(low, start, number))
    if calendar.day is None:
        vague += (one for one in _VAGUE_DAY.finditer(low, start, number) if all(one.end() != day.end for day in known))
    if _OF_NEW.search(low, start, number) and len({(one.first, one.last) for one in _told_in_paragraph(context)}) > 1:
        return True  # of the sum of several periods?
    last = max((match.end() for match in vague), default=number)
    # "từ chỗ 3 đảng viên, đến nay": what stands is of today
    told = (one for one in known if one.start >= last and (one.kind != "now" or measure == "stock"))
    return last < number and not any(told)


def _told_in_paragraph(context: Context) -> list[Period]:
    named = within(context.document.calendar.periods, context.paragraph, context.number.start)
    return [one for one in named if one.kind not in ("day", "now") and not is_compared(one, context.document.masked)]


def _find_days(context: Context, metric: str, status: str, whole: Candidate | None) -> Dated:
    document, number, calendar = context.document, context.number, context.document.calendar
    unit, measure = document.unit_of(metric)
    if unit == "km":
        return Dated(is_sure=True)  # a distance has no period
    if again := _named_again(context, metric):
        return _like(again)
    period, source = calendar.period_of(number.start, number.end, number.end + len(context.right), document.masked)
    if calendar.day is None and _THIS_YEAR.match(context.after):
        return Dated()
    if _SAME_TIME.search(context.left):
        return Dated(calendar.flow_days(period, status), source)
    if compared := calendar.compared_before(number.start, document.masked):
        return Dated(calendar.flow_days(compared, status), "clause")
    # what nobody knows of happens more often in a year than it stands at its end
    flow = (
        measure == "flow"
        or (not metric and not (period and period.kind == "now"))
        or (measure != "stock" and bool(_OF_FLOWS.search(metric)))
    )
    if metric == "admission_target" and period and _OF_WHOLE_YEAR.search(context.left[-40:]):
        return Dated(whole_year(period.last), source, source == "clause") if period.last != date.max else Dated()
    if (
        metric == "admission_target"
        and _OF_WHOLE_TERM.search(context.left[-40:])
        and not (period and period.kind == "term")
    ):
        return Dated(calendar.term or (None, None), source)
    if like := _taken_over(context, metric, period, whole, flow=flow):
        return _like(like)
    sure = (
        period is not None
        and _is_certain(context, metric, period, source)
        and _is_settled(context, period, status, flow)
    )
    if not flow and (period is None or source in ("paragraph", "guess")) and (before := _goes_on(context)):
        return _like(before)
    if flow:
        return _days_of_flow(context, metric, status, period, source, sure)
    if period is None and status == "reported" and measure in ("stock", "share") and calendar.day is not None:
        # a stock that nothing near dates is of the article's day; early in a year, perhaps of the end of the last one
        sure = calendar.day.month > EARLY and not _THEN.search(context.before)
    sure = sure and not _SET_UP.search(context.before)  # or of the day on which it was set up
    return _days_of_stock(context, status, period, source, sure)


def _named_again(context: Context, metric: str) -> Candidate | None:
    """The figure that a number names again: "Trong số 548 đảng viên mới"."""
    document, number = context.document, context.number
    if not _OF_THOSE.search(context.before[-_THOSE_REACH:]):
        return None
    printed = document.text.low[number.start : number.end]
    same = [one for one in document.figures[-_REPEATED:] if (one.metric, one.printed) == (metric, printed)]
    is_clear = len({(one.organisation, one.period_start, one.period_end) for one in same}) == 1
    is_dated = within(document.calendar.periods, number.start, number.end + len(context.right))
    return same[0] if is_clear and not is_dated else None


def _taken_over(
    context: Context, metric: str, period: Period | None, whole: Candidate | None, *, flow: bool
) -> Candidate | None:
    """The figure whose period a number has, too: its whole, or the count that a percentage scores."""
    document, number = context.document, context.number
    is_old_part = whole is not None and whole.part_of is not None and whole.number.end < context.sentence[0]
    if whole is not None and flow == (whole.measure == "flow") and not is_old_part:
        named_since = max(whole.number.end, number.start - _FAR_PERIOD)
        of_goal = period is not None and _OF_GOAL.search(document.masked, max(0, period.start - 40), period.start)
        if period is None or period.start < named_since or of_goal:  # else the text has named another period for it
            return whole
    if metric in (*SCORES, "admissions_share_of_members", "group_share_of_admissions"):
        for figure in reversed(document.figures[-2:]):
            scored = figure.metric in ADMITTED and figure.number.start > number.start - _FAR
            # in the sentence of the count, the year behind a percentage is that of its whole
            in_sentence = figure.number.start >= context.sentence[0]
            if scored and (in_sentence or not (period and figure.number.end < period.start < number.start)):
                return figure
    return None


def _is_settled(context: Context, period: Period, status: str, flow: bool) -> bool:
    """Whether the words of a period leave no question open for what is told of it."""
    words = context.document.text.low[period.start : period.end]
    return not (
        (period.kind, status) == ("day", "target")
        # "đến ngày 30/6": since the beginning of the year, or of the term?
        or (flow and period.until and context.document.calendar.counts_a_term)
        or (status != "reported" and words == "trong năm")  # in January: of the year that begins
        # "đến năm 2025 mỗi năm": since when?
        or (status == "target" and period.until and _EVERY_YEAR.search(context.left) is not None)
    )


def _days_of_stock(context: Context, status: str, period: Period | None, source: Source, sure: bool) -> Dated:
    calendar = context.document.calendar
    day, covered = calendar.day, calendar.last_covered
    now = list(_NOW.finditer(context.before[-_NOW_REACH:]))[-1:]
    says_now = any(not _THEN.search(one.string, one.end()) for one in now)
    if source == "paragraph" and period is not None and day is not None and period.last < day:
        sure = False  # what stands is told as it is now
    # that something was founded then does not date what it has; a period can last until a day that nobody knows
    if period is not None and (_dates_foundation(context, period) or period.last == date.max):
        period, sure = None, False
    if period is not None and day is None and period.last.year - period.first.year > _FEW_YEARS:
        sure = False  # a term has no day on which something stands
    if period is not None and (source in ("paragraph", "guess") or period.start < context.number.start):
        since = period.start if source in ("clause", "sentence") else context.sentence[0]
        if says_now and _NOW.search(context.document.masked, since, context.number.start):
            period, sure = None, False
    last = covered if period is None else period.last
    is_day = period is not None and period.kind == "day" and day is None
    if last is not None and covered is not None and last > covered and status == "reported" and not is_day:
        last = covered
    return Dated((last, last), source, (sure or (says_now and day is not None)) and last is not None)


def _days_of_flow(
    context: Context, metric: str, status: str, period: Period | None, source: Source, sure: bool
) -> Dated:
    calendar, told = context.document.calendar, context.document.told.get(status, set())
    days = first, last = calendar.flow_days(period, status)
    day = calendar.day or date.max
    if status != "reported" and period is not None and period.until and first is not None and first > day:
        return Dated((None, last), source)  # "đến năm 2030": since when?
    if status == "reported" and first is not None and calendar.day is not None and first > calendar.day:
        sure = False  # nobody reports what has not begun
    if period is not None and metric == "admission_target" and period.kind in ("months", "quarter", "month", "since"):
        over = calendar.day is not None and period.last <= calendar.day
        return Dated(days, source, sure and first is not None, over)
    carried = metric in (*SCORES, *ADMITTED) or _SAME_YEAR.search(context.before)
    if carried and not sure and len(told) == 1 and not _at_ceremony(context):
        [days_told] = told  # of all admissions, or of all targets, so far
        if source in ("paragraph", "guess") and (period is None or days == days_told):
            return Dated(days_told, "headline", True)
    if period is None and calendar.only is not None and first == calendar.only[0] and not _at_ceremony(context):
        over = calendar.day is None or last is None or last <= calendar.day or calendar.day.month == LAST_MONTH
        return Dated(days, "headline", last is not None and over)
    return Dated(days, source, sure and first is not None and not (last is None and calendar.day is not None))


def _goes_on(context: Context) -> Candidate | None:
    """The stock before a number that its sentence counts parts of: "có 99 tổ chức. Trong đó, 68 đảng bộ"."""
    document, start = context.document, context.sentence[0]
    for before in document.figures[-1:]:
        dated = before.number.start >= context.paragraph and before.measure == "stock" and before.period_start
        words = document.text.low[start : context.number.start].lstrip()
        goes_on = before.number.start >= start or words.startswith(("trong đó", "trong số"))
        return before if dated and goes_on else None
    return None


def _like(figure: Candidate) -> Dated:
    return Dated((figure.period_start, figure.period_end), figure.period_from, "period" not in figure.doubts)


def _is_certain(context: Context, metric: str, period: Period, source: Source) -> bool:
    """Whether a period is told with the number, or is the only one of the paragraph until then."""
    document, start = context.document, context.number.start
    calendar, before = document.calendar, document.text.low[max(0, period.start - 12) : period.start]
    if not period.is_told or (period.kind == "month" and _PART_OF_MONTH.search(before)):
        return False  # of which year?
    if period.kind == "day" and _OCCASION.search(before) and not (metric in _ROUNDS and _is_one_round(context, period)):
        return False  # "dịp 3/2": on the day, or in the weeks before it?
    if period.kind == "now" or _at_ceremony(context):
        return period.kind == "day" and source == "clause"
    if source == "clause":
        return True
    limit = context.sentence[0] if source == "sentence" else document.text.paragraph(start)[0]
    return calendar.is_alone(period, start, limit, document.masked)


def _is_one_round(context: Context, period: Period) -> bool:
    """Whether a day is that of the round that a number is of, and not until then, nor of several rounds."""
    text, (start, end) = context.document.text, context.sentence
    days = {one.first for one in within(context.document.calendar.periods, start, end) if one.kind == "day"}
    several = _SEVERAL_ROUNDS.search(text.low, start, end) or "tổng số" in context.left
    return days == {period.first} and not several


def _at_ceremony(context: Context) -> bool:
    return bool(_CEREMONY.search(context.document.masked[slice(*context.sentence)]))


def _dates_foundation(context: Context, period: Period) -> bool:
    founded = _FOUNDED.search(context.document.masked[max(0, period.start - 30) : period.start])
    return bool(founded and not re.search(r"(?:với|gồm|ban đầu có) ?$", context.left[-12:]))
