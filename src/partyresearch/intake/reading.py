"""Read a text: a proposal for every number, from the cues around it and the figures before it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from partyresearch.collection.columns import SCORES
from partyresearch.figures.numerals import Convention, Numeral, NumeralError, parse_numeral, word_of
from partyresearch.intake.attribution import Attribution
from partyresearch.intake.candidates import Candidate, Metrics, Place, Reading, Story
from partyresearch.intake.cue import Cue
from partyresearch.intake.cues import Cues
from partyresearch.intake.dated import period_of
from partyresearch.intake.excluded import by_form, masked
from partyresearch.intake.links import linked
from partyresearch.intake.numbers import Number, numbers
from partyresearch.intake.organisations import Organisation, Register
from partyresearch.intake.periods import published
from partyresearch.intake.related import Relation, relation
from partyresearch.intake.text import Text, read
from partyresearch.intake.timeline import Calendar
from partyresearch.intake.zones import Zones

_SURE = 0.4  # a figure with a lower score is "unsure"
_SURE_WORDS = 0.6  # so is a number in words, for most of them count nothing
_WEAK = 6  # points of a cue that the figures before it can make doubtful
_TAIL = re.compile(r"[<&\n](?:<[^<>]*>|[^0-9<])*$")  # a tag within a numeral, and no digit behind it
_REACH = 400  # characters on either side that cues are compared with
_FITS = tuple[float, Cue]


def find_candidates(original: str, known: Register, metrics: Metrics, cues: Cues, day: date | None = None) -> Reading:
    """Propose a reading for every number of a text."""
    text = read(original)
    day = day or published(text)
    found = list(numbers(text))
    attribution = Attribution(text, known)
    story = Story(text, masked(text, found), metrics, Calendar(text, day), attribution)
    reader = _Reader(story, cues)
    candidates = [reader.candidate(number) for number in found]
    if text.dropped:
        candidates = sorted([*candidates, *_in_tags(text, candidates)], key=lambda candidate: candidate.start)
    return Reading(candidates, attribution.new, day, attribution.main, text)


def _in_tags(text: Text, candidates: list[Candidate]) -> Iterator[Candidate]:
    """The digits of tags and entities, which rules do not see."""
    starts = [candidate.start for candidate in candidates]
    for low, high in text.dropped:
        for run in re.finditer(r"\d+", text.original[low:high]):
            start, end = low + run.start(), low + run.end()
            before = bisect_right(starts, start) - 1
            if before < 0 or candidates[before].end <= start:
                yield Candidate(start, end, run[0], "exclusion", "page_furniture", 0.95, ("a tag or an entity",))


class _Reader:
    """Reads the numbers of one text in order."""

    def __init__(self, story: Story, cues: Cues) -> None:
        self._story, self._all_cues = story, cues
        self._zones = Zones(story.text)
        self._sentence: tuple[int, int] = (-1, -1)
        self._cues: list[Cue] = []
        self._seen: dict[tuple[object, ...], int] = {}

    def candidate(self, number: Number) -> Candidate:
        text = self._story.text
        start, end = text.span(number.start, number.end)
        if tag := _TAIL.search(text.original[start:end]):
            end = start + tag.start()  # <b>88,5</b>%
        empty = Candidate(start, end, text.original[start:end])
        reason, why = by_form(text, number)
        zone = self._zones.of(number.start)
        if reason:
            reason = "" if reason == "name" else zone or reason
            return empty._replace(candidate="exclusion", reason=reason, score=0.95, why=(why,))
        if number.form == "foreign":
            return empty._replace(why=("digits that are not 0 to 9",))
        if zone:
            return empty._replace(candidate="exclusion", reason=zone, score=0.8, why=("the place on the page",))
        return self._read(number, empty._replace(numeral=_numeral(empty.printed)))

    def _place(self, number: Number, numeral: Numeral | None) -> Place:
        """The number among its words, with the cues of its sentence looked up."""
        text, masks = self._story.text, self._story.masked
        around = text.sentence(number.start)
        if around != self._sentence:
            self._sentence = around
            self._cues = self._all_cues.in_sentence(text.low[around[0] : around[1]])
        before = masks[max(around[0], number.start - _REACH) : number.start]
        after = masks[number.end : min(around[1], number.end + _REACH)]
        return Place(number, _kind(text, number, numeral), around, before, after)

    def _read(self, number: Number, empty: Candidate) -> Candidate:
        place = self._place(number, empty.numeral)
        fits = self._fitting(place)
        related = relation(place, self._story)
        proposals = [f for f in fits.get("metric", []) + fits.get("other", []) if self._suits(f[1], place.kind)]
        points, cue = max(proposals, default=(0.0, None), key=lambda fit: fit[0])
        against, excluding = max(fits.get("exclusion", []), default=(0.0, None), key=lambda fit: fit[0])
        spelt = number.form in ("words", "listed")
        if spelt and points < (6 if number.form == "words" else 5) and (related is None or number.form == "listed"):
            return empty._replace(candidate="exclusion", score=0.6, why=("no figure in words",))
        if excluding is not None and against > points:
            score = round(min(0.95, 0.3 + (against - points) / 15), 2)
            return empty._replace(
                candidate="exclusion" if score >= _SURE else "unsure", score=score,
                reason="" if spelt else excluding.value, why=_why(excluding, place), cues=(excluding.words,),
            )  # fmt: skip
        if related is not None and related.points > points:
            named = empty._replace(metric=related.figure.metric, why=(related.why,), score=related.points)
            return self._filled(place, named, fits, related)
        rival = max((f[0] for f in proposals if cue and f[1].value != cue.value), default=0.0)
        if related is not None and cue and points < _WEAK and related.figure.metric != cue.value:
            rival = max(rival, related.points)
        if related is not None and related.part_of is None and cue and cue.value != related.figure.metric:
            related = None
        if cue is None:
            return self._filled(place, empty, fits, related)
        words = (cue.words,)
        named = empty._replace(metric=cue.value, why=_why(cue, place), cues=words, score=points - rival / 3)
        return self._filled(place, named, fits, related)

    def _fitting(self, place: Place) -> dict[str, list[_FITS]]:
        """The cues that fit, by kind, each with its points."""
        sentence = self._story.text.low[place.sentence[0] : place.sentence[1]]
        left = place.left
        fits: dict[str, list[_FITS]] = {}
        for cue in self._cues:
            reach = cue.distance(place.before, place.after, sentence, left)
            if reach is not None:
                fits.setdefault(cue.kind, []).append((cue.points - reach / 40, cue))
        return fits

    def _suits(self, cue: Cue, kind: str) -> bool:
        """Whether a number of this kind can be of the cue's metric."""
        if cue.kind == "other":
            return True
        unit = self._story.metrics.get(cue.value, ("", ""))[0]
        if kind == "rank":
            return unit == "rank"
        return bool(unit) and unit != "rank" and (unit == "percent") == (kind == "percent")

    def _filled(
        self, place: Place, named: Candidate, fits: dict[str, list[_FITS]], related: Relation | None
    ) -> Candidate:
        """Everything else about a figure whose metric is proposed; ``score`` holds the points so far."""
        best = {kind: max(found, key=lambda fit: fit[0])[1] for kind, found in fits.items()}
        whole = related.figure if related else None
        taken = whole is not None and related is not None and named.why[:1] == (related.why,)
        named = self._doubtful(place, named)
        status = whole.status if taken and whole else best["status"].value if "status" in best else ""
        metric, status = self._asked(place, named.metric, status)
        unit, measure = self._story.metrics.get(metric, ("", ""))
        group = self._group(best, unit, metric)
        if taken and whole and related and related.why == "chiếm #":
            group = whole.group
        organisation = self._organisation(place, whole)
        first, last = period_of(place, self._story, metric, status, whole)
        value = _value(named.numeral, unit)
        score = round(max(0.0, min(0.99, named.score / 10)), 2) if unit else 0.2
        used = [best[kind] for kind in ("bound", "status", "group") if kind in best]
        scored = metric in (*SCORES, "admission_target") or status == "target"
        figure = named._replace(
            score=score, metric=metric if unit else "", unit=unit, measure=measure, organisation=organisation,
            group=group if unit else "", status=status if unit else "", bound=self._bound(place, best, metric),
            period_start=first, period_end=last,
            value=value + 100 if value is not None and metric == "target_excess" else value,
            why=(*named.why, *(one for cue in used for one in _why(cue, place))),
            cues=(*named.cues, *(cue.words for cue in used)),
            recurs="year" if status == "target" and re.search(r"(?:mỗi|hằng|hàng) năm", place.left) else "",
            set_by=(best["set_by"].value if "set_by" in best else "unstated") if scored else "",
        )  # fmt: skip
        least = _SURE_WORDS if place.number.form == "words" else _SURE
        sure = unit and group and score >= least and value is not None and organisation is not None
        figure = figure._replace(candidate="figure" if sure and place.number.form != "listed" else "unsure")
        figure = linked(figure, place, self._story, related.part_of if related else None, self._seen)
        self._story.figures.append((place.number, figure))
        return figure

    def _doubtful(self, place: Place, named: Candidate) -> Candidate:
        """What the number itself, or the count before it, speaks against."""
        value = _value(named.numeral, "percent")
        if named.metric == "target_excess" and value is not None and value > 100:
            named = named._replace(  # "vượt 112% chỉ tiêu" can mean either
                metric="target_attainment", score=named.score if "…" in named.cues[0] else 2.0
            )
        if named.metric == "target_attainment":
            count = self._count_before(place.sentence[0])
            if count is not None and not count.metric and count.cues:
                return named._replace(metric="", why=("the count before is of something else",), cues=())
        return named

    def _count_before(self, start: int) -> Candidate | None:
        for number, figure in reversed(self._story.figures):
            if number.start < start:
                return None
            if figure.unit != "percent":
                return figure
        return None

    def _asked(self, place: Place, metric: str, status: str) -> tuple[str, str]:
        """Metric and status that go together: a target of admissions is an admission target."""
        if metric == "members_admitted" and status == "target":
            return "admission_target", "target"
        if metric == "admission_target":
            return metric, "target"
        if metric in SCORES:
            return metric, "reported"
        return metric, status or self._status_before(place)

    def _status_before(self, place: Place) -> str:
        """A target or a plan that the sentence has begun goes on, until something is reported."""
        for other, figure in self._story.figures[-1:]:
            between = self._story.masked[other.end : place.number.start]
            open_still = other.start >= place.sentence[0] and figure.status in ("target", "planned")
            if open_still and not re.search(r"đã|đạt|kết quả|bằng|hoàn thành|[;(]", between):
                return figure.status
        return "reported"

    def _organisation(self, place: Place, whole: Candidate | None) -> Organisation | None:
        number, attribution = place.number, self._story.attribution
        own = attribution.of(number.start, number.end, number.end + min(len(place.right), 80))
        if whole is None or whole.organisation is None or attribution.labelled(number.start, number.end):
            return own
        return attribution.within(number.start - len(place.left), number.start) or whole.organisation

    def _bound(self, place: Place, best: dict[str, Cue], metric: str) -> str:
        listed = word_of(self._story.text.clean[place.number.start : place.number.end])
        if listed is not None:
            return listed.bound
        if place.number.form == "range":
            return "range"
        if metric == "target_excess" and place.left.rstrip().endswith("vượt"):
            return "exact"  # the verb is no qualifier
        return best["bound"].value if "bound" in best else "exact"

    @staticmethod
    def _group(best: dict[str, Cue], unit: str, metric: str) -> str:
        if "group" in best and unit in ("persons", "percent") and "population" not in metric:
            return best["group"].value
        return "all"


def _why(cue: Cue, place: Place) -> tuple[str, ...]:
    return (cue.matched(place.before, place.after),)


def _kind(text: Text, number: Number, numeral: Numeral | None) -> str:
    words = text.low[number.start : number.end]
    if words in ("cao nhất", "dẫn đầu"):
        return "rank"
    if number.form == "fraction" or "%" in words:
        return "percent"
    return "percent" if numeral is not None and numeral.percent else "count"


def _numeral(printed: str) -> Numeral | None:
    """The numeral, read as its percentage or scale word asks; None if it cannot be read safely."""
    letters = any(c.isalpha() for c in unicodedata.normalize("NFC", printed))
    second: Convention = "decimal" if "%" in printed or letters else "thousands"
    conventions: tuple[Convention | None, ...] = (None, second)
    for convention in conventions:
        try:
            return parse_numeral(printed, convention)
        except NumeralError:
            continue
    return None


def _value(numeral: Numeral | None, unit: str) -> Fraction | None:
    """The value; a count that is no whole number is a misprint."""
    if numeral is None:
        return None
    value = numeral.first * (100 if numeral.ratio else 1)
    return None if unit not in ("", "percent", "km") and value.denominator != 1 else value
