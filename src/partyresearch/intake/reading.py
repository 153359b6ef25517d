"""Read a text: a proposal for every number, from the cues around it and the figures before it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import takewhile
from operator import attrgetter
from typing import NamedTuple

from partyresearch.collection.vocabulary import SCORES
from partyresearch.figures.numerals import WORDS, Convention, Numeral, NumeralError, parse_numeral
from partyresearch.intake.candidates import Candidate, Context, Document, Kind, Metrics, Reading, context_of
from partyresearch.intake.cues import AT_NUMBER, FIGURE, Cue, CueTable, quote
from partyresearch.intake.days import find_days
from partyresearch.intake.doubts import SURE, find_doubts
from partyresearch.intake.familiar import words_before, words_behind
from partyresearch.intake.named_periods import find_publication_day, whole_year
from partyresearch.intake.numbers import Number, exclude_by_form, exclude_by_place, find_zones, mask_numbers, numbers
from partyresearch.intake.organisations import Attribution, Owner
from partyresearch.intake.periods import Calendar
from partyresearch.intake.register import Register
from partyresearch.intake.relations import Relation, find_relation, link, scored_count
from partyresearch.intake.tables import Cell, find_cells
from partyresearch.intake.text import Text, read
from partyresearch.intake.together import doubt_contradictions, settle_repeats

# ends a target that goes on
_DONE = re.compile(r"đã|đạt|kết quả|bằng|hoàn thành|(?:kết nạp|phát triển) (?:được|thêm)|[;(]")
_REPORTED = re.compile(r"\bđã\b|(?<!phải )(?:kết nạp|phát triển) (?:được|thêm)\b")
_COMPARING = ("target_excess", "admissions_increase", "admissions_decrease", "admissions_growth")
_MORE = ("vượt", "nhiều hơn", "cao hơn", "ít hơn", "thấp hơn")
_GOAL = re.compile("(?:chỉ tiêu|kế hoạch|nghị quyết|mục tiêu)")
_SMALL = 15  # percent: less of a target is hardly ever told
_STRIVEN = re.compile(r"phấn đấu (?!vào |cao)(?:(?!\bđã\b)[^,.;])*$")  # "phấn đấu kết nạp được"
_AIM = re.compile(r"\b(?:phấn đấu|mục tiêu|đề ra|đặt ra|dự kiến|yêu cầu)\b|\b(?:chỉ tiêu|kế hoạch)\b[^.;]* là\b")
_SCORED = re.compile(rf"{FIGURE} (?:so với )?{_GOAL.pattern}[^,;.]*")
_EVERY_YEAR = re.compile(r"(?:mỗi|hằng|hàng) năm")
_IN_ALL = re.compile(r"\b(?:cả|toàn) (?:nhiệm kỳ|giai đoạn|khóa)|\btổng")
_A_YEAR = re.compile(r"[^\d,.;]{0,25}(?:/ ?năm\b|(?:mỗi|một) năm\b)")
_NEW_MEMBERS = re.compile(r"\s*(?:đảng viên|đv|đồng chí) mới\b")
# what is counted is no people, whatever stands before: but "huyện ủy viên", "xã đội trưởng", "lớp trưởng"
_NO_PERSONS = re.compile(
    r"\s*(?:chi bộ|đảng bộ|chi, đảng bộ|tổ chức|cơ sở|đơn vị|(?:xã|huyện|lớp)(?! (?:ủy|đội|trưởng|phó))|phường|thôn|"
    r"ấp|buôn|trường(?! hợp)|doanh nghiệp|công ty|chi đoàn|hộ|năm|tháng|ngày|lần|điểm|triệu đồng|tỷ đồng)\b"
)
_PEOPLE = re.compile(r"\s*(?:đảng viên|đv|đồng chí|quần chúng|người|đoàn viên)\b")
_CELL = 0.8  # the score of a number whose column says what it is
_MIN_POINTS = {"words": 6, "listed": 5}  # of a cue that makes a number in words a figure
_WEAK = 6  # points of a cue that the figures before it can make doubtful; with 3, more is misread
_UNCLEAR = 2.0  # points of a percentage that may be the excess or the whole
_FULL = 10  # points that make a score of 1
_NAME_REACH = 80  # characters behind a number in which its organisation can be named
_FADE = 40  # characters between cue and number that cost a point; with 20, fewer of the collection's metrics are right
_TAIL = re.compile(r"[<&\n](?:<[^<>]*>|[^0-9<])*$")  # a tag within a numeral, and no digit behind it


class Fit(NamedTuple):
    """A cue that fits the words around a number."""

    points: float  # less for words that are farther away
    cue: Cue
    before: int  # characters of them that it covers
    after: int


Fits = dict[str, list[Fit]]  # by the cue's kind


def find_candidates(
    original: str, register: Register, metrics: Metrics, cues: CueTable, day: date | None = None
) -> Reading:
    """Propose a reading for every number of a text; ``day`` is the article's date, else the one it prints."""
    text = read(original)
    day = day or find_publication_day(text)
    excluded = {number: exclude_by_form(text, number) for number in numbers(text)}
    masked, zones, attribution = mask_numbers(text, excluded), find_zones(text), Attribution(text, register)
    # the last sentence is kept: most have several numbers
    cues_in = lru_cache(1)(cues.in_sentence)
    document = Document(text, masked, metrics, cues_in, Calendar(text, day), attribution, find_cells(text))
    candidates = []
    for number, (reason, why) in excluded.items():
        candidates.append(_read(document, number, reason, why, exclude_by_place(text, number.start, zones)))
    if text.dropped:
        candidates = sorted([*candidates, *_in_tags(text, candidates)], key=lambda candidate: candidate.start)
    settled = doubt_contradictions(settle_repeats(candidates))
    untold = {"published": day is None, "province": attribution.lacks_province}
    lacking = tuple(name for name, is_lacking in untold.items() if is_lacking)
    return Reading(settled, attribution.proposed, day, attribution.main, lacking)


def _in_tags(text: Text, candidates: list[Candidate]) -> Iterator[Candidate]:
    """The digits of tags and entities, which rules do not see."""
    for first, last in text.dropped:
        for run in re.finditer(r"\d+", text.original[first:last]):
            start, end = first + run.start(), first + run.end()
            before = bisect_right(candidates, start, key=lambda candidate: candidate.start)
            if not before or candidates[before - 1].end <= start:
                yield Candidate(start, end, run[0], "exclusion", "page_furniture", 0.95, ("a tag or an entity",))


def _read(document: Document, number: Number, reason: str, why: str, zone: str) -> Candidate:
    """Propose a reading; ``reason`` and ``why`` to exclude the number are for its form, ``zone`` for its place."""
    text = document.text
    start, end = text.file_span(number.start, number.end)
    if tail := _TAIL.search(text.original[start:end]):
        end = start + tail.start()  # <b>88,5</b>%
    printed = text.original[start:end]
    numeral = None if reason or zone or number.form == "foreign" else _parse(printed)
    blank = Candidate(start, end, printed, numeral=numeral, number=number)
    if reason:
        reason = "" if reason == "name" else zone or reason
        return blank._replace(candidate="exclusion", reason=reason, score=0.95, why=(why,))
    if number.form == "foreign":
        return blank._replace(why=("digits that are not 0 to 9",))
    if zone:
        return blank._replace(candidate="exclusion", reason=zone, score=0.8, why=("the place on the page",))
    if cell := document.cells.get(number.start):
        return _read_cell(document, cell, blank)
    words = text.low[number.start : number.end]
    is_percent = number.form == "fraction" or "%" in words or (numeral is not None and numeral.percent)
    kind: Kind = "rank" if words in ("cao nhất", "dẫn đầu") else "percent" if is_percent else "count"
    return _weigh(context_of(document, number, kind), blank)


def _read_cell(document: Document, cell: Cell, blank: Candidate) -> Candidate:
    """A number of a table: its column says what it is, its row whose, its title when."""
    unit, measure = document.unit_of(cell.metric)
    owner = document.attribution.named_in(*cell.row)
    period = document.calendar.last_between(*cell.title)
    first, last = document.calendar.flow_days(period, cell.status) if period else (None, None)
    against = whole_year(last) if last is not None else (None, None)
    if cell.status == "target" and last is not None:
        first, last = against
    value = _value(blank.numeral, unit)
    is_percent = cell.in_percent or (blank.numeral is not None and blank.numeral.percent)
    doubts = {
        "organisation": not owner.is_sure,
        "period": first is None or last is None,
        "metric": not unit or value is None or is_percent != (unit == "percent"),
    }
    figure = blank._replace(
        score=_CELL,
        metric=cell.metric,
        unit=unit,
        measure=measure,
        organisation=owner.organisation,
        organisation_from=owner.source,
        period_from="headline",
        group="all",
        status=cell.status,
        bound="exact",
        period_start=first,
        period_end=last,
        value=value,
        why=("the heading of the column",),
        doubts=tuple(name for name, doubted in doubts.items() if doubted),
    )
    if cell.metric in SCORES and (first, last) != against:
        figure = figure._replace(against_start=against[0], against_end=against[1])
    if cell.metric in SCORES or cell.status == "target":
        figure = figure._replace(set_by="unstated")
    document.figures.append(figure)
    return figure if figure.doubts else figure._replace(candidate="figure")


def _find_fits(context: Context) -> Fits:
    sentence = context.document.text.low[slice(*context.sentence)]
    close, next_ = context.left.rstrip(AT_NUMBER), context.after.lstrip(AT_NUMBER)
    fits: Fits = {}
    for cue in context.document.cues_in(sentence):
        if not (close.endswith(cue.ends) and next_.startswith(cue.begins) and _suits(cue, context)):
            continue
        reach = cue.reach(context.before, context.after, sentence, context.left)
        # "2.318 đảng viên (nữ 1.020": in the bracket are others
        if reach is not None and not (cue.kind == "group" and "(" in context.after[: reach[1]]):
            fits.setdefault(cue.kind, []).append(Fit(cue.points - sum(reach) / _FADE, cue, *reach))
    return fits


def _weigh(context: Context, blank: Candidate) -> Candidate:
    """Decide between what the words say, what speaks against a figure, and what the figures before say."""
    form, fits = context.number.form, _find_fits(context)
    proposals = fits.get("metric", []) + fits.get("other", [])
    best, excluding = _best(proposals), _best(fits.get("exclusion", []))
    points = best.points if best else 0.0
    people = _PEOPLE.match(context.right)
    is_document = excluding is not None and excluding.cue.value == "document" and (context.kind == "percent" or people)
    in_bracket = people and context.left.rstrip().endswith("(")  # "… phát triển nông thôn (11 đảng viên"
    if is_document or in_bracket or (form == "fraction" and people):
        excluding = None  # "theo Nghị quyết là 490 đảng viên", "xếp loại: 721/754 đảng viên"
    in_words = form in _MIN_POINTS
    is_weak = in_words and points < _MIN_POINTS[form]
    relation = None if is_weak and form == "listed" else find_relation(context)
    if is_weak and relation is None:
        return blank._replace(candidate="exclusion", score=0.6, why=("no figure in words",))
    if excluding is not None and excluding.points > points:
        # sure (0.4) from 1.5 points ahead of the best reading as a figure
        score = round(min(0.95, 0.3 + (excluding.points - points) / 15), 2)
        decision = "exclusion" if score >= SURE else "unsure"
        reason, why = "" if in_words else excluding.cue.value, (_quote(excluding, context),)
        return blank._replace(candidate=decision, score=score, reason=reason, why=why, cues=(excluding.cue.words,))
    if relation is not None and relation.points > points:
        named = blank._replace(metric=relation.figure.metric, why=(relation.why,), score=relation.points)
        return _complete(context, named, fits, relation, inherited=True)
    if best is not None:
        cue = best.cue
        rival = max((other.points for other in proposals if other.cue.value != cue.value), default=0.0)
        if relation is not None and relation.figure.metric != cue.value:
            if points < _WEAK:
                rival = max(rival, relation.points)
            if relation.part_of is None:
                relation = None
        # a third: without it 5.1 % of the written articles' figures are misread, not 3.9; a half leaves more to decide
        score = points - rival / 3
        blank = blank._replace(metric=cue.value, why=(_quote(best, context),), cues=(cue.words,), score=score)
    return _complete(context, blank, fits, relation)


def _complete(
    context: Context, named: Candidate, fits: Fits, relation: Relation | None, *, inherited: bool = False
) -> Candidate:
    """Everything else about a figure whose metric is proposed; ``score`` holds the points so far."""
    document = context.document
    best = {kind: fit for kind, of_kind in fits.items() if (fit := _best(of_kind))}
    said = {kind: fit.cue.value for kind, fit in best.items()}
    used = [best[kind] for kind in ("bound", "status", "group") if kind in best]
    whole = relation.figure if relation else None
    named = _doubt(context, named)
    status = whole.status if inherited and whole else said.get("status", "")
    if relation and relation.part_of is not None and relation.figure.status != "reported":
        status = status or relation.figure.status  # "phấn đấu kết nạp #. Trong số này, kết nạp #"
    metric, status = _settle(context, named.metric, status, said.get("bound", ""))
    unit, measure = document.unit_of(metric)
    owner = _find_owner(context, whole)
    group = relation.group if inherited and relation else None
    if group is None:
        has_group = unit in ("persons", "percent") and "population" not in metric
        group = said.get("group", "all") if has_group else "all"
    dated = find_days(context, metric, status, whole)
    value = _value(named.numeral, unit)
    figure = named._replace(
        score=round(max(0.0, min(0.99, named.score / _FULL)), 2),
        metric=metric,
        unit=unit,
        measure=measure,
        organisation=owner.organisation,
        organisation_from=owner.source,
        period_from=dated.source,
        group=group,
        status=status,
        bound=_bound(context, said, metric),
        period_start=dated.days[0],
        period_end=dated.days[1],
        value=value + 100 if value is not None and metric == "target_excess" else value,
        why=(*named.why, *(_quote(fit, context) for fit in used)),
        cues=(*named.cues, *(fit.cue.words for fit in used)),
        own_before=words_before(context, owner),
        own_behind=words_behind(context),
        recurs="year" if _recurs(context, status, measure) else "",
        set_by=said.get("set_by", "unstated") if metric in SCORES or status == "target" else "",
    )
    if not unit:  # a person who calls it no figure has the reason already
        reason = "" if context.number.form in _MIN_POINTS else "other_subject"
        figure = figure._replace(score=0.2, metric="", group="", status="", reason=reason)
    doubts = find_doubts(context, figure, owner, dated, relation)
    counts_alike = relation is not None and relation.figure.measure == measure  # nobody is a part of a later stock
    links = link(figure, context, relation.part_of if relation and counts_alike else None)
    figure = figure._replace(doubts=doubts, candidate="unsure" if doubts else "figure", **links)
    document.figures.append(figure)
    if metric in ("members_admitted", "admission_target") and dated.is_sure and dated.days[0] is not None:
        document.told.setdefault(status, set()).add(dated.days)
    return figure


def _find_owner(context: Context, whole: Candidate | None) -> Owner:
    """Whose a number is; that of the count it scores, or of its whole, if its own words name nobody."""
    number = context.number
    left, right = number.start - len(context.left), number.end + min(len(context.right), _NAME_REACH)
    near = scored_count(context) or whole
    sure = near is not None and "organisation" not in near.doubts
    theirs = near and Owner(near.organisation, near.organisation_from, sure, near.number.end)
    return context.document.attribution.owner_of(number.start, number.end, left, right, theirs)


def _recurs(context: Context, status: str, measure: str) -> bool:
    """Whether a number is of every year."""
    every_year = _EVERY_YEAR.search(context.left) or _A_YEAR.match(context.right)
    if every_year and (status == "target" or measure == "flow"):
        return True
    last = context.document.figures[-1:]  # "mỗi năm kết nạp # đảng viên, trong đó #"
    goes_on = status == "target" and any(one.recurs and one.number.start >= context.sentence[0] for one in last)
    return goes_on and not _IN_ALL.search(context.left)


def _doubt(context: Context, named: Candidate) -> Candidate:
    """What the number itself, or the count before it, speaks against."""
    value = _value(named.numeral, "percent")
    if named.metric == "target_excess" and value is not None and value > 100:
        # "vượt 112% chỉ tiêu" can mean either: 12 % above the target, or 112 %
        clear = any("…" in words for words in named.cues)
        named = named._replace(metric="target_attainment", score=named.score if clear else _UNCLEAR)
    if named.metric == "target_attainment" and value is not None and value < _SMALL and not _names_goal(context):
        named = named._replace(metric="admissions_share_of_members", score=_UNCLEAR)  # "đạt tỷ lệ 7,61 %": of members
    if named.metric in ("target_attainment", "target_excess", "admissions_growth", "group_share_of_admissions"):
        begins = context.sentence[0]
        in_sentence = takewhile(lambda other: other.number.start >= begins, reversed(context.document.figures))
        count = next((figure for figure in in_sentence if figure.unit != "percent"), None)
        of_members = named.metric == "group_share_of_admissions" and count is not None and count.measure == "stock"
        if count is not None and (of_members or (not count.metric and count.cues)):
            return named._replace(metric="", why=("the count before is of something else",), cues=())
    return named


def _names_goal(context: Context) -> bool:
    """Whether a target is named in the words of the number."""
    return bool(_GOAL.search(context.left) or _GOAL.search(context.right[:_NAME_REACH]))


def _settle(context: Context, metric: str, status: str, bound: str) -> tuple[str, str]:
    """Metric and status that go together: a target of admissions is an admission target."""
    is_told = _REPORTED.search(context.left[-40:])
    if status == "target" and is_told and not _STRIVEN.search(context.left):
        status = "reported"
    if not status and metric == "members_admitted" and bound == "at_least" and not is_told:
        status = "target" if _EVERY_YEAR.search(context.left) else status  # "mỗi năm kết nạp không dưới 110"
    if metric == "admission_target_of_each":
        return metric, "target"
    is_growth = metric == "admissions_growth"
    may_be_target = status == "target" and (is_growth or metric == "group_share_of_admissions")
    if (may_be_target or (is_growth and not status)) and not _AIM.search(_SCORED.sub("", context.before)):
        status = "reported"  # "bằng 82,5% chỉ tiêu và tăng #"
    if metric == "admission_target" or (metric == "members_admitted" and status == "target"):
        return "admission_target", "target"
    if metric in (*SCORES, "target_excess_persons", "admissions_increase", "admissions_decrease"):
        return metric, "reported"
    # a target or a plan that the sentence has begun goes on, until something is reported
    for figure in context.document.figures[-1:]:
        is_open = figure.number.start >= context.sentence[0] and figure.status in ("target", "planned")
        masked, since = context.document.masked, figure.number.end
        if not status and is_open and not _DONE.search(masked, since, context.number.start):
            goes_on = metric == "members_admitted" and figure.status == "target"
            return "admission_target" if goes_on else metric, figure.status
    return metric, status or "reported"


def _bound(context: Context, said: dict[str, str], metric: str) -> str:
    if context.number.form == "listed":
        return WORDS[context.document.text.low[context.number.start : context.number.end]].bound
    if context.number.form == "range":
        return "range"
    if metric.startswith(_COMPARING) and context.left.rstrip().endswith(_MORE):
        return "exact"  # "vượt 12%": here the verb says what is counted, and not "more than"
    return said.get("bound", "exact")


def _suits(cue: Cue, context: Context) -> bool:
    """Whether a number of this kind can be of the cue's metric, if it is for one."""
    if cue.kind != "metric":
        return context.kind != "percent" or cue.value not in ("date", "duration")  # "huyện Phú Quý 120 %"
    kind, unit = context.kind, context.document.unit_of(cue.value)[0]
    if unit == "persons" and _NO_PERSONS.match(context.right):
        return False
    if cue.value == "members_total" and _NEW_MEMBERS.match(context.right):
        return False
    if context.number.form == "fraction":
        of_target = cue.value == "group_share_of_admissions" and _GOAL.match(context.right.lstrip())
        if of_target or cue.value == "admissions_growth":
            return False
    if kind == "rank" or unit == "rank":
        return kind == unit
    return bool(unit) and (unit == "percent") == (kind == "percent")


def _best(fits: list[Fit]) -> Fit | None:
    return max(fits, default=None, key=attrgetter("points"))


def _quote(fit: Fit, context: Context) -> str:
    before = context.before
    return quote(before[len(before) - fit.before :], context.after[: fit.after])


@lru_cache(1 << 12)  # articles print the same few numbers
def _parse(printed: str) -> Numeral | None:
    """The numeral; an ambiguous one as the tables read it; None if it cannot be read safely."""
    second: Convention = "decimal" if "%" in printed else "thousands"
    for convention in (None, second):
        try:
            return parse_numeral(printed, convention)
        except NumeralError:
            continue
    return None


def _value(numeral: Numeral | None, unit: str) -> Fraction | None:
    """The value; a count that is no whole number is a misprint."""
    if numeral is None:
        return None
    value = 100 * numeral.first if numeral.ratio else numeral.first
    return None if unit not in ("", "percent", "km") and value.denominator != 1 else value
