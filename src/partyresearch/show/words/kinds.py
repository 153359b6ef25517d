"""The form that the words of every question have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from partyresearch.analysis.findings import REFUSED, Findings, Refusal
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_

Sentence = str | Callable[[Findings, Labels], str]
"""A message, filled with the facts of the findings, or a function that makes sentences from them."""
# reasons of the models, by their codes; a question may word one by itself
NOT_ESTIMABLE = {
    "nothing_in_a_year": N_("nothing was counted in a whole year"),
    "years_apart": N_("some years cannot be compared: no organisation has counts in both"),
    "no_trend": N_("the counts allow no finite trend"),
    "too_few": N_("at least 2 organisations and 3 years are needed: {organisations} and {years}"),
    "one_organisation": N_("at least 2 organisations are needed"),
    "all_or_none": N_("all or none are events: the share has no interval on the logit scale"),
}
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
    headline: Sentence = ""
    summary: Sentence = ""  # of the folded section that it stands in; else how many estimates there are
    label: Callable[[Row, Labels], str] = period_label
    names: Mapping[str, str] = field(default_factory=dict)  # estimand -> what it is, where only a heading says so
    columns: Mapping[str, Callable[[Row, Labels], str]] = field(default_factory=dict)  # heading -> text of a cell
    reading: Callable[[Row, Labels], str] | None = None
    counts: tuple[str, ...] = ()  # numbers that the model takes: `admitted` is known where both its ends are one
    estimands: tuple[str, ...] = ()  # all that the question can have; the names that `Result.table` takes
    main: tuple[str, ...] = ()  # estimands that stand together in the result's own table; none: all
    refusals: Mapping[str, str | Callable[[Refusal, Labels], str]] = field(default_factory=dict)  # reason -> sentence
    subjects: Mapping[str, str] = field(default_factory=dict)  # code -> what a refusal speaks of, its {what}

    def about(self, findings: Findings, labels: Labels) -> list[tuple[str, str]]:
        """Heading and text of what is estimated, the assumption, and what is not shown."""
        return [
            (labels.t("Estimand"), labels.t(self.estimand)),
            (labels.t("Assumption"), self.say(self.assumption, findings, labels)),
            (labels.t("Not shown"), self.say(self.not_shown, findings, labels)),
        ]

    def short(self, findings: Findings, labels: Labels) -> str:
        """Say in a few words what there is, as the summary of a folded section does."""
        if self.summary:
            return self.say(self.summary, findings, labels)
        n = len(findings.named())
        return labels.t.plural("one estimate", "{n} estimates", n) if n else labels.t("nothing can be estimated")

    def say(self, sentence: Sentence, findings: Findings, labels: Labels) -> str:
        """Say a sentence about findings."""
        if callable(sentence):
            return sentence(findings, labels)
        facts = dict(findings.facts)
        if "confidence" in facts:
            facts["confidence"] *= 100  # messages write it with a percent sign
        return labels.t(sentence, **facts)

    def say_names(self, findings: Findings, labels: Labels) -> list[str]:
        """Name every estimate so that no heading is needed; of one that could not be made, say why."""
        rows, refusals = iter(findings.named()), iter(findings.refusals)
        return [
            self.say_refusal(next(refusals), labels) if method == REFUSED else self._name(next(rows), labels)
            for method in findings.estimates["method"]
        ]

    def _name(self, row: Row, labels: Labels) -> str:
        label = self.label(row, labels)
        return f"{labels.t(self.names[row.estimand])}: {label}" if row.estimand in self.names else label

    def say_refusal(self, refusal: Refusal, labels: Labels) -> str:
        """Say why there is no estimate, of which group, row or subject."""
        sentence, values = self.refusals.get(refusal.reason), dict(refusal.values)
        if callable(sentence):
            return sentence(refusal, labels)
        if "organisation_id" in values:
            period = labels.period(values["period_start"], values["period_end"])
            values["row"] = labels.row(values["organisation_id"], period, values["group"] or "all")
        if values.get("group"):
            values["group"] = values["what"] = labels.group(values["group"]).capitalize()
        elif "what" in values:
            subject = self.subjects[values["what"]]
            values["what"] = labels.t(subject)
        if sentence is None:
            reason = NOT_ESTIMABLE[refusal.reason]
            return labels.t("{what}: not estimable ({why}).", what=values["what"], why=labels.t(reason, **values))
        return labels.t(sentence, **values)


def whole(name: str) -> Callable[[Row, Labels], str]:
    """Write a number of people that may be a range or a bound, from the columns ``name_low`` and ``name_high``."""
    return lambda row, labels: labels.whole(getattr(row, f"{name}_low", None), getattr(row, f"{name}_high", None))
