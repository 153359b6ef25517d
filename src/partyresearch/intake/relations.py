"""What a figure has from the figures before it: the whole that it is a part of, its list, its links."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from partyresearch.collection.vocabulary import SCORES
from partyresearch.intake.candidates import Candidate, Context, Document
from partyresearch.intake.cues import FIGURE
from partyresearch.intake.days import ADMITTED
from partyresearch.intake.named_periods import whole_year
from partyresearch.intake.periods import Days
from partyresearch.intake.text import LOWER, UPPER

_PART = re.compile(r"(?:trong đó|trong số đó|trong số này|trong số trên|bao gồm|gồm có|gồm|nhất là)\b[^.;]*$")
# what is said of the people counted before: their groups, with counts or shares
_MADE_UP = re.compile(
    r"\b(?:trong|xét|tính)(?: trong)?(?: tổng)? (?:số|những|các)(?: này| đó| ấy| trên| ◆"
    r"|(?: những| các)? (?:đảng viên|người) (?:này|đó|(?:mới|vừa)(?: được)?(?: kết nạp)?|được kết nạp))"
    r"|\b(?:phân|chia) theo thành phần|\bchia ra,"
    r"|\b(?:về|cơ cấu|thành phần) (?:chuyên môn|trình độ|học vấn|độ tuổi|giới tính|đảng viên mới)"
)
# between a count and its share
_ITS_SHARE = re.compile(
    r"[^;.(]{0,70}\((?:chiếm|tỷ lệ|tỉ lệ|đạt|bằng| )*[^;.,]{0,10}$"
    r"|(?:(?! và | số )[^;.,]){0,80},? (?:đạt |chiếm )?(?:tỷ lệ|tỉ lệ|chiếm|tức|bằng|đạt)\b[^;.,]{0,10}$"
)
_OF_TARGET = re.compile(r"\s*(?:so với )?(?:chỉ tiêu|kế hoạch|nghị quyết|mục tiêu|dân số)")
# what begins to say something else than whom the people are
_ANEW = re.compile(
    r"kết nạp|phát triển|\b(?:toàn|hiện|chỉ tiêu|kế hoạch|nghị quyết|dự bị|so với|tăng|giảm|quản lý|đảng bộ|huyện|tỉnh|"
    r"thành phố|xã|phường|cấp ủy)\b"
)
_GROUP_BEFORE = re.compile(
    r"(?:nữ|phụ nữ|dân tộc thiểu số|người dân tộc|có đạo|tôn giáo|theo đạo|công giáo|giáo viên|công nhân|nông dân|"
    r"học sinh|sinh viên|đoàn viên)(?: là| có| gồm| ?:)? $"
)
_SHARE = re.compile(r"(?:chiếm|tỷ lệ|tỉ lệ|bằng)[^.;,]{0,25}$")
_LIST = re.compile(r"[^.]{0,60}[;,:(][^.;]{0,45}$|[^;]{0,25} và [^;]{0,20}$")
_ENDS = re.compile(r"\s*(?:[;,.)]|và\b|$)")
_PERSON = re.compile(
    r"\s*(?:đảng viên|đv|đồng chí|quần chúng|người|học sinh|sinh viên|đoàn viên|giáo viên|em|trường hợp|cán bộ|"
    r"công nhân|nông dân|thanh niên|hội viên)\b"
)
# "572 là người dân tộc thiểu số"
_ARE = re.compile(
    r"\s*(?:là|thuộc) (?:người|nữ|phụ nữ|đoàn viên|học sinh|sinh viên|giáo viên|công nhân|nông dân|đồng bào)\b"
)
_ABBREVIATED = re.compile(r"\b(?:tp|tx|t\.p|t\.x)\.")  # its stop ends no sentence
_ADMITTING, _COUNTED = re.compile(r"kết nạp|phát triển|[.]"), re.compile(r"kết nạp|phát triển|có ◆|[.;]")
_BRACKET = re.compile(r"[^.;,]{0,15}\(")
_STOPS = re.compile(r"\s*[;,.)]")
_BULLET = re.compile(r"\s*[-–•+*·]")
# what can begin an item without making it something else than the item before
_ITEM = re.compile(
    r"(?:các )?(?:đảng bộ|đảng ủy|chi bộ|huyện|thị xã|thành phố|tp|quận|tỉnh|xã|phường|thị trấn|khối|công an|quân sự|"
    r"trường|học sinh|sinh viên|giáo viên|đoàn viên|trong đó|năm|quý|tháng|và|là|có|với|toàn|số|riêng|kết nạp|"
    r"phát triển|dẫn đầu|tiếp đến|kế đó|còn thiếu|chỉ tiêu|đảng viên mới|đảng viên)\b"
)
_OTHER_NAME = re.compile(rf";|[{UPPER}][{LOWER}]")
_TARGET_OF_YEAR = re.compile(r"(?:chỉ tiêu|kế hoạch)[^.;]{0,20}\bnăm\b")
_LONGEST_LIST = 40  # lines: time stays linear in a text of nothing but bullets
_SCORED = {  # metric → the metrics of its numerator and of its denominator
    **dict.fromkeys((*SCORES, "admissions_share_of_members"), ("members_admitted", "")),
    "members_share_of_population": ("members_total", "population"),
    "group_share_of_admissions": ("", "members_admitted"),
}
_WHOLE_FAR = 600  # characters: what farther sentences count is not what the people here are of
_NEAR = 8  # figures: a percentage or a part seldom refers to what is farther back
# Points, on the scale of the cues: 9 is a cue that names verb and noun, 4 one that is weak. What a whole is a
# part of beats most cues; a list gives way to a cue with a noun; what a paragraph is about is only a suggestion.
_PART_POINTS, _SHARE_POINTS, _LIST_POINTS, _HEADING_POINTS = 7.4, 10.5, 5.5, 5.0
_MADE_UP_POINTS = 8.2
_FRACTION_POINTS, _PARAGRAPH_POINTS, _ITEM_POINTS, _GROUP_POINTS = 4.2, 3.9, 4.6, 8.0


class Relation(NamedTuple):
    """What a number takes over from a figure before it."""

    figure: Candidate  # whose metric, status and period it has
    why: str
    points: float
    part_of: int | None = None  # the start of the figure that counts it, too
    group: str | None = None  # of a share: the group that has just been counted
    is_list: bool = False  # the figure is the item before in a list


def find_relation(context: Context) -> Relation | None:
    """Find what the figures before a number say of it."""
    document, start = context.document, context.number.start
    # 6: with 3, fewer metrics and periods are right; more change nothing in the coded texts
    near = [figure for figure in document.figures[-6:] if figure.number.start >= context.paragraph]
    relation = _made_up(context)
    if near and relation is None and _GROUP_BEFORE.search(context.left):
        relation = _group_item(near, context)
    if near and relation is None:
        since = document.masked[max(near[-1].number.end, start - 120) : start]
        if context.kind == "count" and _PART.search(since):
            relation = _part_of(near, context)
        relation = relation or _share(near[-1], since, context) or _list_item(near[-1], context)
    elif context.number.form == "fraction":
        # a list of fractions may begin a line of its own
        near = [figure for figure in document.figures[-4 * _NEAR :] if figure.part_of is None][-3:]
    return relation or _paragraph_topic(near, context) or _heading(context)


def _made_up(context: Context) -> Relation | None:
    """``Trong số này, nữ # (#), đoàn viên # (#)``: the groups that people admitted before belong to."""
    document, start = context.document, context.number.start
    near = [c for c in reversed(document.figures[-2 * _NEAR :]) if start - c.number.end < _WHOLE_FAR]
    counts = [c for c in near if c.unit == "persons" and c.part_of is None]
    whole = next((c for c in counts if c.metric == "members_admitted" and c.status == "reported"), None)
    in_digits = context.number.form not in ("words", "listed", "fraction") and context.kind != "rank"
    if whole is None or not in_digits or _OF_TARGET.match(context.right):
        return None
    if counts[0] is not whole and counts[0].number.start >= context.sentence[0]:
        return None  # the sentence counts other people
    last = document.figures[-1]
    since = document.masked[max(whole.number.end, context.sentence[0]) : start]
    between = document.masked[last.number.end : start]
    goes_on = last is not whole and (last.part_of == whole.start or last.metric == "group_share_of_admissions")
    goes_on = goes_on and last.number.start >= context.sentence[0]
    opened = _MADE_UP.search(since)
    if _ANEW.search(since[opened.end() :] if opened else between) or not (opened or goes_on):
        return None
    if context.kind == "percent":
        group = last.group if last.part_of == whole.start and _ITS_SHARE.fullmatch(between) else None
        share = whole._replace(metric="group_share_of_admissions", unit="percent", measure="ratio")
        return Relation(share, "trong số này … #", _SHARE_POINTS if group else _MADE_UP_POINTS, group=group)
    if not _ends(context) and not context.right.startswith(" ("):
        return None
    return Relation(whole, "trong số này … #", _MADE_UP_POINTS, whole.start)


def _group_item(near: list[Candidate], context: Context) -> Relation | None:
    """``154 đảng viên (nữ #, dân tộc thiểu số #)``: groups of the people counted before."""
    whole = next((c for c in reversed(near) if c.unit == "persons" and c.metric and c.group == "all"), None)
    if whole is None or context.kind != "count" or whole.number.start < context.sentence[0] or not _ends(context):
        return None
    if _COUNTED.search(context.document.masked, whole.number.end, context.number.start):
        return None
    return Relation(whole, "154 (nữ #)", _GROUP_POINTS, whole.start)


def _ends(context: Context) -> bool:
    return any(pattern.match(context.right) for pattern in (_ENDS, _PERSON, _ARE))


def _part_of(near: list[Candidate], context: Context) -> Relation | None:
    """``trong đó có # …`` counts some of the people counted before."""
    if not _ends(context):
        return None
    wholes = [c for c in reversed(near) if c.unit == "persons" and c.part_of is None and c.metric]
    # of a result and its target, the people are of the result
    counted = [c for c in wholes[:3] if c.metric != "admission_target"]
    return next((Relation(whole, "trong đó … #", _PART_POINTS, whole.start) for whole in counted or wholes), None)


def _share(figure: Candidate, since: str, context: Context) -> Relation | None:
    """``46 học sinh, chiếm #`` is the share of a part that has just been counted."""
    if context.kind != "percent" or figure.unit != "persons" or figure.part_of is None or FIGURE in since:
        return None
    if not _SHARE.search(since) and not _BRACKET.fullmatch(since):
        return None
    part = figure.group not in ("all", "") and figure.metric == "members_admitted"
    metric = "group_share_of_admissions" if part else ""
    share = figure._replace(metric=metric, unit="percent")
    return Relation(share, "chiếm #", _SHARE_POINTS, group=figure.group)


def _list_item(figure: Candidate, context: Context) -> Relation | None:
    """The item before in the same list."""
    document, end, start = context.document, figure.number.end, context.number.start
    between = _ABBREVIATED.sub(" ", document.masked[end:start])
    if FIGURE in between or len(between) > 100 or _ADMITTING.search(between):
        return None
    if context.kind == "rank" or (figure.unit == "percent") != (context.kind == "percent"):
        return None
    if not (_ends(context) if figure.unit == "persons" else _ENDS.match(context.right)):
        return None  # what is counted is named, and is something else
    if not _LIST.match(between) or _has_other_label(document, end, start):
        return None
    return Relation(figure, "… # ; … #", _LIST_POINTS, figure.part_of, is_list=True)


def _has_other_label(document: Document, start: int, end: int) -> bool:
    """Whether an item of a list has a label that is neither an organisation nor a group of people."""
    for part in re.split(r"[;:,(.]", document.text.cased[start:end].replace("\n", " "))[-2:]:
        words = part.strip(' -–•+*·)"“”')
        capitals = sum(word[:1].isupper() for word in words.split())
        if words and words[-1:].isalpha() and not _ITEM.match(words.lower()) and capitals < 2:
            return True
    return False


def _paragraph_topic(near: list[Candidate], context: Context) -> Relation | None:
    """What the paragraph counts goes on where the words themselves say little."""
    bare = _PERSON.match(context.right) or _STOPS.match(context.right)
    # not only the last one: 77 % of the metrics of the written articles would be right, not 83
    for figure in reversed(near[-4:]):
        if context.kind == "percent" and figure.metric == "target_attainment":
            points = _FRACTION_POINTS if context.number.form == "fraction" else _PARAGRAPH_POINTS
            return Relation(figure, "the paragraph", points)
        if context.kind == "count" and figure.metric in ADMITTED and bare:
            # "Trường Kim Đồng (28 đảng viên)" is an item, whatever stands between
            listed = context.document.text.clean[context.number.start - 1 : context.number.start] == "("
            part_of = figure.part_of if listed or figure.number.start >= context.sentence[0] else None
            return Relation(figure, "the paragraph", _ITEM_POINTS if listed else _PARAGRAPH_POINTS, part_of)
    return None


def _heading(context: Context) -> Relation | None:
    """What the line above a list's items is about."""
    bare = context.right.strip()[:1] in ";,.)" or _PERSON.match(context.right)
    if context.kind != "count" or not bare:
        return None
    document, text = context.document, context.document.text
    item = start = text.paragraph(context.number.start)[0]
    for _ in range(_LONGEST_LIST):
        if start == 0 or not _BULLET.match(text.low, start):
            break
        start = text.paragraph(start - 1)[0]
    heading = text.low[start : start + 300].partition("\n")[0]
    about = re.search(r"kết nạp|phát triển|đảng viên|chỉ tiêu", heading)
    if start == item or not about or _has_other_label(document, item, context.number.start):
        return None
    reported = re.search(r"đạt|vượt|hoàn thành|đã kết nạp|kết quả", heading)
    asked = re.search(r"chỉ tiêu|phấn đấu|giao", heading) and not reported
    metric, status = ("admission_target", "target") if asked else ("members_admitted", "reported")
    period = document.calendar.last_between(start, start + len(heading))
    before = next((figure for figure in reversed(document.figures) if figure.metric in ADMITTED), None)
    first, last = (before.period_start, before.period_end) if before else (None, None)
    if period is not None:
        first, last = document.calendar.flow_days(period, status)
    unit, measure = document.unit_of(metric)
    doubts = ("organisation",) if period is not None else ("organisation", "period")
    figure = Candidate(-1, -1, "", metric=metric, unit=unit, measure=measure, status=status, doubts=doubts)
    return Relation(figure._replace(period_start=first, period_end=last), "the line above the list", _HEADING_POINTS)


def scored_count(context: Context) -> Candidate | None:
    """The count of people right before a percentage: whose it is, that of the percentage is, too."""
    document, start = context.document, context.number.start
    for figure in reversed(document.figures[-1:]):
        near = figure.number.start >= context.sentence[0] and context.kind == "percent" and figure.unit == "persons"
        if near and not _OTHER_NAME.search(document.text.cased, figure.number.end, start):
            return figure
    return None


def link(figure: Candidate, context: Context, part_of: int | None) -> dict[str, Any]:
    """What links a figure to those before it: what a percentage scores, what a part belongs to, what is said again."""
    document, owner = context.document, figure.organisation
    before = [other for other in document.figures[-_NEAR:] if owner is not None and other.organisation == owner]
    numerator, denominator = _SCORED.get(figure.metric, ("", ""))
    first = figure.start
    if figure.metric:
        days = (figure.period_start, figure.period_end)
        said = (figure.metric, owner, figure.group, days, figure.status, figure.value)
        first = document.first_seen.setdefault(said, figure.start)
    against = _year_scored(figure, context)
    return {
        "numerator": _last(numerator, figure.group, figure, before),
        "denominator": _last(denominator, "all", figure, before),
        "part_of": part_of if figure.unit == "persons" else None,
        "repeat_of": None if first == figure.start else first,
        "against_start": against[0],
        "against_end": against[1],
    }


def _last(metric: str, group: str, figure: Candidate, before: list[Candidate]) -> int | None:
    """The last figure of a metric for a group; what a percentage scores is of the same period, too."""
    for other in reversed(before):
        if metric and (other.metric, other.group) == (metric, group):
            same = (other.period_start, other.period_end) == (figure.period_start, figure.period_end)
            return other.start if same or figure.metric not in SCORES else None
    return None


def _year_scored(figure: Candidate, context: Context) -> Days:
    """The year of the target that a part of it is scored against."""
    first, last = figure.period_start, figure.period_end
    if figure.metric not in SCORES or first is None or last is None or first.year != last.year:
        return None, None
    year = whole_year(first)
    return year if (first, last) != year and _TARGET_OF_YEAR.search(context.right) else (None, None)
