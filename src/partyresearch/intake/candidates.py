"""What a number of a text was read as, and what is known of the text while it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from partyresearch.intake.attribution import Attribution
from partyresearch.intake.cue import FIGURE
from partyresearch.intake.numbers import Number
from partyresearch.intake.organisations import Organisation
from partyresearch.intake.text import Text
from partyresearch.intake.timeline import Calendar
from partyresearch.numerals import Numeral

Metrics = Mapping[str, tuple[str, str]]
"""Metric → unit and measure."""


class Candidate(NamedTuple):
    """One number of a text with its proposed reading.

    Parameters
    ----------
    start, end, printed
        As in ``figures.csv``: code points of the file.
    candidate : {'figure', 'exclusion', 'unsure'}
    reason : str
        Of an exclusion; empty for a number word, which needs no row.
    score : float
        From 0 to 1: how much speaks for the reading.
    why : tuple of str
        The words it relies on.
    cues : tuple of str
        The cues of the table that they fit.
    value : Fraction or None
        The number; None where it cannot be read safely.
    unit, measure : str
        Of the metric.
    numeral : Numeral or None
    others
        The columns of ``figures.csv``; empty where nothing is proposed.

    Examples
    --------
    >>> Candidate(8, 10, "62").candidate
    'unsure'
    """

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
    """What was found in one text.

    Examples
    --------
    >>> Reading([], [], None).candidates
    []
    """

    candidates: list[Candidate]
    organisations: list[Organisation]  # those that the collection has not
    published: date | None
    main: Organisation | None = None
    text: Text | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Place:
    """A number with the words around it.

    Parameters
    ----------
    number : Number
    kind : {'count', 'percent', 'rank'}
        What it can be a value of.
    sentence : tuple of (int, int)
        Start and end of its sentence in the clean text.
    before, after : str
        The sentence before and behind it, figures and dates masked (see :mod:`partyresearch.intake.cue`).

    Examples
    --------
    >>> Place(Number(8, 9, "plain"), "count", (0, 9), "có ◆ và ", " em").left
    ' và '
    """

    number: Number
    kind: str
    sentence: tuple[int, int]
    before: str
    after: str

    @property
    def left(self) -> str:
        """The words between the figure before and this one.

        Examples
        --------
        >>> Place(Number(8, 9, "plain"), "count", (0, 9), "kết nạp ", "").left
        'kết nạp '
        """
        return self.before[self.before.rfind(FIGURE) + 1 :]

    @property
    def right(self) -> str:
        """The words between this one and the next figure.

        Examples
        --------
        >>> Place(Number(8, 9, "plain"), "count", (0, 9), "", " em, ◆ cô").right
        ' em, '
        """
        return self.after.partition(FIGURE)[0]


@dataclass
class Story:
    """One text while it is read, from its beginning to its end.

    Parameters
    ----------
    text : Text
    masked : str
        It in lower case, each figure and each date as a row of marks.
    metrics : mapping
    calendar : Calendar
    attribution : Attribution
    figures : list of (Number, Candidate)
        What was read as a figure so far, in order.

    Examples
    --------
    >>> Story.__dataclass_fields__["figures"].default_factory is list
    True
    """

    text: Text
    masked: str
    metrics: Metrics
    calendar: Calendar
    attribution: Attribution
    figures: list[tuple[Number, Candidate]] = field(default_factory=list)
