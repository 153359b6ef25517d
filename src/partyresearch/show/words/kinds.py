"""The form that the words of every question have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from partyresearch.analysis.findings import Findings, Refusal
from partyresearch.show.labels import Labels

Sentence = str | Callable[[Findings, Labels], str]
"""A message, or a function that makes sentences from the findings."""
Row = Any
"""A named tuple of an estimate and the codes beside it."""


def period_label(row: Row, labels: Labels) -> str:
    """Name a row by organisation, period and group."""
    return labels.row(row.organisation_ids, labels.period(row.period_start, row.period_end), row.group)


@dataclass(frozen=True)
class Words:
    """The sentences, labels and columns of one question."""

    estimand: str
    assumption: Sentence
    not_shown: Sentence
    headline: Callable[[Findings, Labels], str] | None = None
    label: Callable[[Row, Labels], str] = period_label
    columns: Mapping[str, Callable[[Row, Labels], str]] = field(default_factory=dict)  # heading -> text of a cell
    reading: Callable[[Row, Labels], str] | None = None
    counts: tuple[str, ...] = ()  # numbers that the model takes: `admitted` is known where both its ends are one
    estimands: tuple[str, ...] = ()  # all that the question can have; the names that `Result.table` takes
    main: tuple[str, ...] = ()  # estimands that stand together in the result's own table; none: all
    refusals: Mapping[str, str | Callable[[Refusal, Labels], str]] = field(default_factory=dict)  # reason -> sentence

    def say(self, sentence: Sentence, findings: Findings, labels: Labels) -> str:
        """Say a sentence about findings."""
        return sentence(findings, labels) if callable(sentence) else labels.t(sentence)

    def say_refusal(self, refusal: Refusal, labels: Labels) -> str:
        """Say why there is no estimate."""
        sentence = self.refusals[refusal.reason]
        if callable(sentence):
            return sentence(refusal, labels)
        return labels.t(sentence, **{name: value for name, value in refusal.values.items() if value is not None})


def whole(name: str) -> Callable[[Row, Labels], str]:
    """Write a number of people that may be a range or a bound, from the columns ``name_low`` and ``name_high``."""
    return lambda row, labels: labels.whole(getattr(row, f"{name}_low", None), getattr(row, f"{name}_high", None))
