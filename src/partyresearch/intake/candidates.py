"""What a number of a text was read as, as a row of a candidate file, and what is known of the text while it is read."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from partyresearch.collection.columns import TABLES
from partyresearch.figures.numerals import Numeral
from partyresearch.intake.cues import FIGURE, Cue
from partyresearch.intake.numbers import Number
from partyresearch.intake.organisations import Attribution, Source
from partyresearch.intake.periods import Calendar
from partyresearch.intake.register import Organisation
from partyresearch.intake.tables import Cell
from partyresearch.intake.text import Text

Metrics = Mapping[str, tuple[str, str]]  # metric → unit and measure
Kind = Literal["count", "percent", "rank"]  # what a number can be a value of

DECIDED = ("figure", "exclusion")
DECISIONS = (*DECIDED, "unsure")
# what a person must read comes first
READ = ["candidate", "words", "doubts", "metric", "group", "organisation_id", "period_start", "period_end", "status"]
READ += ["bound", "value", "reason"]
COLUMNS = [*READ, *(name for name in TABLES["raw-figures"].names if name not in READ)]
COLUMNS += ["score", "why", "unit", "repeat_of", "organisation_from", "period_from", "proposed"]
_AROUND = 60, 40  # characters of the text before and after a number
_REACH = 400  # characters on either side that cues are compared with


class Candidate(NamedTuple):
    """One number of a text with its proposed reading, in the columns of ``figures.csv`` and some more."""

    start: int
    end: int
    printed: str
    candidate: str = "unsure"
    reason: str = ""  # of an exclusion; empty for a number word, which needs no row
    score: float = 0.0  # 0 to 1: how much speaks for the reading
    why: tuple[str, ...] = ()  # words of the text
    cues: tuple[str, ...] = ()  # the cues that they fit
    value: Fraction | None = None  # None where it cannot be read safely
    unit: str = ""
    measure: str = ""
    numeral: Numeral | None = None
    organisation: Organisation | None = None
    organisation_from: Source = "guess"  # where the text says so
    period_from: Source = "guess"
    doubts: tuple[str, ...] = ()  # fields that a person must look at
    metric: str = ""
    group: str = ""
    period_start: date | None = None
    period_end: date | None = None
    status: str = ""
    bound: str = ""
    numerator: int | None = None
    denominator: int | None = None
    part_of: int | None = None
    against_start: date | None = None
    against_end: date | None = None
    recurs: str = ""
    set_by: str = ""
    repeat_of: int | None = None
    number: Number = Number(0, 0, "plain")  # where it stands in the clean text
    own_before: tuple[str, ...] = ()  # the words from the name of its organisation to it
    own_behind: tuple[str, ...] = ()  # and the first ones behind it


_EMPTY = dict.fromkeys(COLUMNS, "")
_TUPLES = ("why", "doubts", "cues")
_SHOWN = [(index, name) for index, name in enumerate(Candidate._fields) if name in _EMPTY and name not in _TUPLES]


class Reading(NamedTuple):
    """What was found in one text."""

    candidates: list[Candidate]
    organisations: list[Organisation]  # those that the collection has not
    published: date | None
    main: Organisation | None  # what the text is about
    untold: tuple[str, ...]  # of "published" and "province" what the rules lack


@dataclass
class Document:
    """One text while it is read, from its beginning to its end."""

    text: Text
    masked: str
    metrics: Metrics
    cues_in: Callable[[str], list[Cue]]  # a sentence → the cues that can fit a number of it
    calendar: Calendar
    attribution: Attribution
    cells: Mapping[int, Cell] = field(default_factory=dict)  # of tables, by the offset of their numbers
    figures: list[Candidate] = field(default_factory=list)  # so far, in order
    # of admissions, reported or as targets, the periods that are sure
    told: dict[str, set[tuple[date | None, date | None]]] = field(default_factory=dict)
    first_seen: dict[object, int] = field(default_factory=dict)  # what figures say, and where that was said first

    def unit_of(self, metric: str) -> tuple[str, str]:
        """Unit and measure of a metric; empty for one that the collection has not."""
        return self.metrics.get(metric, ("", ""))


class Context(NamedTuple):
    """A number with the words around it, figures and dates masked."""

    document: Document
    number: Number
    kind: Kind
    sentence: tuple[int, int]
    paragraph: int  # where it begins
    before: str  # in the sentence
    after: str
    left: str  # from the previous figure to this one
    right: str  # from this one to the next figure


def context_of(document: Document, number: Number, kind: Kind) -> Context:
    """The words of its sentence around a number."""
    sentence = document.text.sentence(number.start)
    before = document.masked[max(sentence[0], number.start - _REACH) : number.start]
    after = document.masked[number.end : min(sentence[1], number.end + _REACH)]
    left, right = before[before.rfind(FIGURE) + 1 :], after.partition(FIGURE)[0]
    if ")" in left and "(" not in left:
        left = left.rpartition(")")[2]  # what a bracket says of the figure in it
    paragraph = document.text.paragraph(number.start)[0]
    return Context(document, number, kind, sentence, paragraph, before, after, left, right)


def candidate_rows(reading: Reading, article_id: str, text: str) -> list[dict[str, str]]:
    """The rows of a candidate file, with the words around each number."""
    rows = []
    for c in reading.candidates:
        row = _EMPTY | {name: str(c[index]) for index, name in _SHOWN if c[index] is not None}
        row |= {
            "article_id": article_id,
            "printed": unicodedata.normalize("NFC", c.printed),
            "organisation_id": c.organisation.organisation_id if c.organisation else "",
            "score": f"{c.score:.2f}",
            "why": " ; ".join(c.why),
            "doubts": " ".join(c.doubts),
            "words": _around(text, c.start, c.end),
        }
        if c.candidate == "unsure" and not c.metric:  # what most figures have, if a person finds a metric for it
            row |= {"group": "all", "status": "reported"}
        if c.value is not None and c.value.denominator != 1:
            row["value"] = f"{float(c.value):.6g}"
        rows.append(row)
    return rows


def _around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - _AROUND[0]) : start], text[end : end + _AROUND[1]]
    words = f"{before}[{text[start:end]}]{after}"
    return unicodedata.normalize("NFC", " ".join(words.split()))
