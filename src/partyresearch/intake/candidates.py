"""What a number of a text was read as, as a row of a candidate file, and what is known of the text while it is read."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple

from partyresearch.collection.columns import TABLES
from partyresearch.figures.numerals import Numeral
from partyresearch.intake.cues import FIGURE
from partyresearch.intake.numbers import Number
from partyresearch.intake.organisations import Attribution, Organisation
from partyresearch.intake.periods import Calendar
from partyresearch.intake.text import Text

Metrics = Mapping[str, tuple[str, str]]  # metric → unit and measure
Kind = Literal["count", "percent", "rank"]  # what a number can be a value of

DECIDED = ("figure", "exclusion")
DECISIONS = (*DECIDED, "unsure")
COLUMNS = [*TABLES["raw-figures"].names, "candidate", "reason", "score", "why", "value", "unit", "repeat_of"]
_SPAN = ("article_id", "start", "end", "printed", "organisation_id")


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


@dataclass
class Reading:
    """What was found in one text."""

    candidates: list[Candidate]
    organisations: list[Organisation]  # those that the collection has not
    published: date | None
    main: Organisation | None  # what the text is about


@dataclass(frozen=True)
class Context:
    """A number with the words around it, figures and dates masked."""

    number: Number
    kind: Kind
    sentence: tuple[int, int]
    before: str
    after: str

    @cached_property
    def left(self) -> str:
        """The words from the previous figure to this one."""
        return self.before[self.before.rfind(FIGURE) + 1 :]

    @cached_property
    def right(self) -> str:
        """The words from this one to the next figure."""
        return self.after.partition(FIGURE)[0]


@dataclass
class Document:
    """One text while it is read, from its beginning to its end."""

    text: Text
    masked: str
    metrics: Metrics
    calendar: Calendar
    attribution: Attribution
    figures: list[tuple[Number, Candidate]] = field(default_factory=list)  # so far, in order


def candidate_rows(reading: Reading, article_id: str) -> list[dict[str, str]]:
    """The rows of a candidate file."""
    return [_row(candidate, article_id) for candidate in reading.candidates]


def _row(c: Candidate, article_id: str) -> dict[str, str]:
    cells: dict[str, object] = {
        **{name: getattr(c, name) for name in ("start", "end", "candidate", "reason", "unit", "repeat_of")},
        "article_id": article_id,
        "printed": unicodedata.normalize("NFC", c.printed),
        "score": f"{c.score:.2f}",
        "why": " ; ".join(c.why),
        "value": _format(c.value),
    }
    if c.candidate != "exclusion":
        cells |= {name: getattr(c, name, "") for name in TABLES["raw-figures"].names if name not in _SPAN}
        cells["organisation_id"] = c.organisation.organisation_id if c.organisation else ""
    return {name: "" if cells.get(name) is None else str(cells[name]) for name in COLUMNS}


def _format(value: Fraction | None) -> str:
    if value is None:
        return ""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.6g}"
