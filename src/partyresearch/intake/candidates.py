"""What a number of a text was read as, and what is known of the text while it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from partyresearch.figures.numerals import Numeral
from partyresearch.intake.attribution import Attribution
from partyresearch.intake.cue import FIGURE
from partyresearch.intake.numbers import Number
from partyresearch.intake.organisations import Organisation
from partyresearch.intake.text import Text
from partyresearch.intake.timeline import Calendar

Metrics = Mapping[str, tuple[str, str]]
"""Metric → unit and measure."""


class Candidate(NamedTuple):
    """One number of a text with its proposed reading."""

    start: int
    end: int
    printed: str
    candidate: str = "unsure"
    reason: str = ""
    score: float = 0.0
    why: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    value: Fraction | None = None
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
    main: Organisation | None = None
    text: Text | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Place:
    """A number with the words around it."""

    number: Number
    kind: str
    sentence: tuple[int, int]
    before: str
    after: str

    @property
    def left(self) -> str:
        """The words between the figure before and this one."""
        return self.before[self.before.rfind(FIGURE) + 1 :]

    @property
    def right(self) -> str:
        """The words between this one and the next figure."""
        return self.after.partition(FIGURE)[0]


@dataclass
class Story:
    """One text while it is read, from its beginning to its end."""

    text: Text
    masked: str
    metrics: Metrics
    calendar: Calendar
    attribution: Attribution
    figures: list[tuple[Number, Candidate]] = field(default_factory=list)
