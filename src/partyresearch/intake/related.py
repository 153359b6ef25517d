"""What the figures before a number say of it: the whole that it is a part of, the list that it is an item of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from partyresearch.collection.columns import STUDENT_GROUPS
from partyresearch.intake.candidates import Candidate, Place, Story
from partyresearch.intake.cue import FIGURE
from partyresearch.intake.dated import as_flow
from partyresearch.intake.numbers import Number

_PART = re.compile(r"(?:trong đó|trong số đó|trong số này|trong số trên|bao gồm|gồm có|gồm|nhất là)\b[^.;]*$")
_SHARE = re.compile(r"(?:chiếm|tỷ lệ|tỉ lệ|bằng)[^.;,]{0,25}$")
_LIST = re.compile(r"[^.]{0,60}[;,:(][^.;]{0,45}$|[^;]{0,25} và [^;]{0,20}$")
_ENDS = re.compile(r"\s*(?:[;,.)]|$)")
_PERSON = re.compile(r"\s*(?:đảng viên|đv|đồng chí|quần chúng|người|học sinh|sinh viên|đoàn viên|giáo viên|em)\b")
_BULLET = re.compile(r"\s*[-–•+*·]")
_LONGEST_LIST = 40  # lines
_ITEM = re.compile(
    r"(?:các )?(?:đảng bộ|đảng ủy|chi bộ|huyện|thị xã|thành phố|tp|quận|tỉnh|xã|phường|thị trấn|khối|công an|quân sự|"
    r"trường|học sinh|sinh viên|giáo viên|đoàn viên|trong đó|năm|quý|tháng|và|là|có|với|toàn|số|riêng|kết nạp|"
    r"phát triển|dẫn đầu|tiếp đến|kế đó|còn thiếu|chỉ tiêu|đảng viên mới|đảng viên)\b"
)
_ADMITTED = ("members_admitted", "admission_target")


@dataclass(frozen=True)
class Relation:
    """What a number has from a figure before it."""

    figure: Candidate
    why: str
    points: float
    part_of: int | None


def relation(place: Place, story: Story) -> Relation | None:
    """Find what the figures before a number say of it."""
    start = place.number.start
    paragraph = story.text.paragraph(start)[0]
    near = [(number, figure) for number, figure in story.figures[-6:] if number.start >= paragraph]
    found = None
    if near:
        since = story.masked[max(near[-1][0].end, start - 120) : start]
        if place.kind == "count" and _PART.search(since):
            found = _part_of(near, place)
        found = found or _share(near[-1], since, place) or _beside(near[-1], place, story)
    elif place.number.form == "fraction":
        near = story.figures[-3:]  # a list of fractions may begin a line of its own
    found = found or _carried(near, place)
    if found is None and place.kind == "count" and (place.right.strip()[:1] in ";,.)" or _PERSON.match(place.right)):
        found = _topic(place, story)
    return found


def _part_of(near: list[tuple[Number, Candidate]], place: Place) -> Relation | None:
    """``trong đó có # …`` counts some of the people counted before."""
    if not _PERSON.match(place.right) and not _ENDS.match(place.right):
        return None
    wholes = [c for _, c in reversed(near) if c.unit == "persons" and c.part_of is None and c.metric]
    counted = [c for c in wholes[:3] if c.metric != "admission_target"] if len(wholes) > 1 else wholes
    whole = next(iter(counted or wholes), None)
    return None if whole is None else Relation(whole, "trong đó … #", 7.4, whole.start)


def _share(last: tuple[Number, Candidate], since: str, place: Place) -> Relation | None:
    """``46 học sinh, chiếm #`` is the share of a part that has just been counted."""
    figure = last[1]
    if place.kind != "percent" or figure.unit != "persons" or figure.part_of is None or FIGURE in since:
        return None
    if not _SHARE.search(since):
        return None
    students = figure.group in STUDENT_GROUPS and figure.metric == "members_admitted"
    metric = "student_share_of_admissions" if students else ""
    return Relation(figure._replace(metric=metric, unit="percent"), "chiếm #", 10.5, None)


def _beside(last: tuple[Number, Candidate], place: Place, story: Story) -> Relation | None:
    """The item before in the same list."""
    other, figure = last
    between = story.masked[other.end : place.number.start]
    if FIGURE in between or len(between) > 100 or re.search(r"kết nạp|phát triển|[.]", between):
        return None
    if place.kind == "rank" or (figure.unit == "percent") != (place.kind == "percent"):
        return None
    if place.kind == "percent" and figure.unit == "persons" and _SHARE.search(between):
        return None
    if not _ENDS.match(place.right) and not (figure.unit == "persons" and _PERSON.match(place.right)):
        return None  # what is counted is named, and is something else
    if not _LIST.match(between) or _labelled_otherwise(story, other.end, place.number.start):
        return None
    return Relation(figure, "… # ; … #", 5.5, figure.part_of)


def _labelled_otherwise(story: Story, start: int, end: int) -> bool:
    """Whether an item of a list has a label that is neither an organisation nor a group of people."""
    for part in re.split(r"[;:,(.]", story.text.cased[start:end].replace("\n", " "))[-2:]:
        words = part.strip(' -–•+*·)"“”')
        capitals = sum(word[:1].isupper() for word in words.split())
        if words and words[-1:].isalpha() and not _ITEM.match(words.lower()) and capitals < 2:
            return True
    return False


def _carried(near: list[tuple[Number, Candidate]], place: Place) -> Relation | None:
    """What the paragraph counts goes on where the words themselves say little."""
    named = _PERSON.match(place.right) or re.match(r"\s*[;,.)]", place.right)
    for _, figure in reversed(near[-4:]):
        if place.kind == "percent" and figure.metric == "target_attainment":
            return Relation(figure, "the paragraph", 4.2 if place.number.form == "fraction" else 3.9, None)
        if place.kind == "count" and figure.metric in _ADMITTED and named:
            return Relation(figure, "the paragraph", 3.9, figure.part_of)  # never more than a suggestion
    return None


def _topic(place: Place, story: Story) -> Relation | None:
    """What the line above a list's items is about."""
    low = story.text.low
    item = start = story.text.paragraph(place.number.start)[0]
    for _ in range(_LONGEST_LIST):
        if start == 0 or not _BULLET.match(low, start):
            break
        start = story.text.paragraph(start - 1)[0]
    head = low[start : start + 300].partition("\n")[0]
    about = re.search(r"kết nạp|phát triển|đảng viên|chỉ tiêu", head)
    if start == item or not about or _labelled_otherwise(story, item, place.number.start):
        return None
    reported = re.search(r"đạt|vượt|hoàn thành|đã kết nạp|kết quả", head)
    asked = re.search(r"chỉ tiêu|phấn đấu|giao", head) and not reported
    metric, status = ("admission_target", "target") if asked else ("members_admitted", "reported")
    period = story.calendar.within(start, start + len(head))
    before = next((figure for _, figure in reversed(story.figures) if figure.metric in _ADMITTED), None)
    first, last = (before.period_start, before.period_end) if before else (None, None)
    if period is not None:
        first, last = as_flow(story.calendar, period, status)
    unit, measure = story.metrics.get(metric, ("", ""))
    figure = Candidate(
        -1, -1, "", metric=metric, unit=unit, measure=measure, status=status, period_start=first, period_end=last
    )
    return Relation(figure, "the line above the list", 5.0, None)
