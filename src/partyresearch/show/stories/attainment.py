"""Quota attainment, told: who met their targets, by how much, and how that is known."""

from __future__ import annotations

from statistics import median

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.linked import link
from partyresearch.show.stories.unfinished import (
    further,
    interim,
    rows_without_result,
    told_interim,
    told_without_result,
    without_result,
)
from partyresearch.show.story import (
    MOST_IN_A_SENTENCE,
    MOST_LISTED,
    NO_SAMPLE,
    NOT_PRINTED,
    Column,
    Row,
    Story,
    Table,
    count_or_none,
    extreme,
    linked_people,
    percent,
    period_of,
    place_cell,
    place_year,
    quoted,
)
from partyresearch.show.target_rows import CONTRADICTED, all_met, is_open, join_readings, join_years

_COUNT, _TARGET = ("members_admitted",), ("admission_target", "target_attainment", "target_excess")
FEW = 5  # people above or below a target that are said as people, not in percent
_SETTERS = {
    "superior": N_("set from above"),
    "congress": N_("set by a congress"),
    "own_plan": N_("its own plan"),
    "unstated": N_("nobody says who set it"),
}


def finished(findings: Findings) -> list[Row]:
    """Return the finished targets of everyone, one row each; if all are met, without those that lie within others.

    The readings of one percentage are one row, and so are years in a row that say the same.
    """
    return findings.once(_finished)


def _finished(findings: Findings) -> list[Row]:
    rows = [row for row in findings.named("attainment") if row.group == "all"]
    if all_met(findings):  # else no whole may hide what its parts missed
        rows = [row for row in rows if not row.part] or rows  # parts alone may be what was selected
    rows = join_years(join_readings(rows))
    return sorted(rows, key=lambda row: (not row.binding, is_open(row), pd.isna(row.estimate_low), -row.estimate_low))


def _title(findings: Findings, labels: Labels) -> str:
    t, facts, rows = labels.t, findings.facts, finished(findings)
    reporters, units, interim = facts["reporters"], facts["units"], findings.named("interim_attainment")
    if not facts["finished"] and not rows:
        if not interim:
            return t("No finished target with a result is reported")
        return t.plural(
            "One result is reported before its year is over, and none after",
            "{n} results are reported before their year is over, and none after",
            len(interim),
        )
    if not rows:
        return t("The only finished targets with a result are of a group of people: {n}", n=facts["finished"])
    if not reporters["n"]:  # parts alone
        n = len({row.organisation_ids for row in rows})
        reporters = {"n": n, "met": n if all_met(findings) else units["met"]}
    if reporters["n"] == 1:
        return _title_of_one([row for row in rows if not row.part] or rows, labels)
    many, both = t.count(reporters["n"]), reporters["n"] == 2
    if all_met(findings) and reporters["met"] == reporters["n"]:
        if both:
            return t("Both Party organisations with a finished, reported target met it")
        return t("All {many} Party organisations with a finished, reported target met it", many=many)
    if not reporters["met"] and units["missed"] == units["n"]:
        if both:
            return t("Neither of the two Party organisations with a finished, reported target met it")
        return t("None of the {many} Party organisations with a finished, reported target met it", many=many)
    return _title_of_some(units, labels)


def _title_of_some(units: dict[str, int], labels: Labels) -> str:
    """Count the finest cut in which nobody is counted twice, so that no whole hides what its parts missed."""
    t, met, missed = labels.t, units["met"], units["missed"]
    values = {"met": count_or_none(met, labels), "missed": count_or_none(missed, labels)}
    values |= {"all": t.count(units["n"]), "open": t.count(units["undecided"])}
    if not units["undecided"]:
        title = t.plural(
            "{met} of {all} finished, reported targets was met and {missed} missed",
            "{met} of {all} finished, reported targets were met and {missed} missed",
            met,
            **values,
        )
    else:
        title = t.plural(
            "{met} of {all} finished, reported targets was met, {missed} missed; of {open} nobody can tell",
            "{met} of {all} finished, reported targets were met, {missed} missed; of {open} nobody can tell",
            met,
            **values,
        )
    return title[:1].upper() + title[1:]


def _title_of_one(rows: list[Row], labels: Labels) -> str:
    t, own = labels.t, [row for row in rows if row.binding] or rows
    met, place = sum(row.estimate_low >= 1 for row in own), labels.place(own[0].organisation_ids)
    if len(own) > 1:
        if met == len(own) == 2:
            return t("{place} met both of its finished, reported targets", place=place)
        if met == len(own):
            return t("{place} met all {n} of its finished, reported targets", place=place, n=t.count(met))
        values = {"met": count_or_none(met, labels), "n": t.count(len(own))}
        return t("{place} met {met} of its {n} finished, reported targets", place=place, **values)
    values = {"place": place, "period": period_of(own[0], labels)}
    if met:
        return t("{place} met its target of {period}", **values)
    if own[0].estimate_high < 1:
        return t("{place} missed its target of {period}", **values)
    return t("Whether {place} met its target of {period} is not known", **values)


def _points(findings: Findings, labels: Labels) -> list[str]:
    rows = [row for row in finished(findings) if row.binding]
    known = [row for row in rows if pd.notna(row.estimate_low) and pd.notna(row.estimate_high)]
    missed = [row for row in rows if row.estimate_high < 1]
    points = [_missed(missed, labels)] if 0 < len(missed) <= MOST_IN_A_SENTENCE else []
    if len(known) > MOST_IN_A_SENTENCE:
        points.append(_range(known, labels))
    else:
        points += _met(known, labels)
    points += [point for tell in (_in_words, _elsewhere, _origin) if (point := tell(findings, labels))]
    return points


def _met(rows: list[Row], labels: Labels) -> list[str]:
    exactly = [place_year(row, labels) for row in rows if row.estimate_low == row.estimate_high == 1]
    above = [_excess(row, labels) for row in rows if row.estimate_low >= 1 and row.estimate_high > 1]
    points = [labels.t("Above their targets: {rows}.", rows=labels.t.listed(above))] if above else []
    return points + ([labels.t("Exactly on target: {rows}.", rows=labels.t.listed(exactly))] if exactly else [])


def _missed(rows: list[Row], labels: Labels) -> str:
    return labels.t("{rows}.", rows=labels.t.listed([_shortfall(row, labels) for row in rows]))


def _shortfall(row: Row, labels: Labels) -> str:
    where, share = place_year(row, labels), _percent(row, labels)
    count, target = _admitted(row, labels), _target(row, labels)
    if count and target:
        message = N_("{row} admitted {count} of {target} ({percent})")
        return labels.t(message, row=where, count=count, target=target, percent=share)
    return labels.t("{row} reached {percent} of its target", row=where, percent=share)


def _range(rows: list[Row], labels: Labels) -> str:
    (least, here), (most, there) = (extreme(rows, how, labels) for how in (min, max))
    middle = median((row.estimate_low + row.estimate_high) / 2 for row in rows)
    return labels.t(
        "Counted results: from {least} of the target in {here} to {most} in {there}, with a median of {middle} ({n}).",
        least=percent(least, labels),
        here=here,
        most=percent(most, labels),
        there=there,
        n=len(rows),
        middle=labels.number(middle, "share"),
    )


def _excess(row: Row, labels: Labels) -> str:
    """By how much a target was exceeded: in people if they are few and both numbers are settled."""
    t, where = labels.t, place_year(row, labels)
    people = row.admitted_low - row.target_low
    if row.target_low == row.target_high and row.admitted_low == row.admitted_high and people <= FEW:
        n = t.plural("one person", "{n} people", int(people))
        return t("{row} by {excess}", row=where, excess=link(n, labels.figure(row.figure_ids, *_TARGET)))
    excess = labels.interval(row.estimate_low - 1, row.estimate_high - 1, "share")
    if row.estimate_low != row.estimate_high:  # rounding: say the number both ends agree on, if they do
        ends = {labels.number(end - 1, "share") for end in (row.estimate_low, row.estimate_high)}
        excess = ends.pop() if len(ends) == 1 else excess
    return t("{row} by {excess}", row=where, excess=link(excess, labels.figure(row.figure_ids, *_TARGET)))


def _in_words(findings: Findings, labels: Labels) -> str:
    rows = [row for row in finished(findings) if is_open(row)]
    if not rows:
        return ""
    if len(rows) > MOST_IN_A_SENTENCE:
        return labels.t("Reported in words or as a bound only: {n}.", n=len(rows))
    told = "; ".join(
        labels.t(
            "{row}, {word}",
            row=place_year(row, labels),
            word=quoted(row, row.score, labels) if labels.meaning(row.score) else percent(row, labels),
        )
        for row in rows
    )
    if all(labels.meaning(row.score) for row in rows):
        return labels.t("In words only: {rows}.", rows=told)
    return labels.t("In words or as a bound only: {rows}.", rows=told)


def _elsewhere(findings: Findings, labels: Labels) -> str:
    """Say what is not finished or has no result, where that is more than what has."""
    begun, without = interim(findings), without_result(findings)
    if len(begun) + len(without) <= findings.facts["finished"]:
        return ""
    said = [labels.t("Results within a year: {interim}.", interim=len(begun))] if begun else []
    if without:
        rest = labels.t.plural(
            "Printed targets without a result: {without}, of one organisation.",
            "Printed targets without a result: {without}, of {n} organisations.",
            len({row["organisation_id"] for row in without}),
            without=len(without),
        )
        said.append(rest)
    return " ".join(said)


def _origin(findings: Findings, labels: Labels) -> str:
    rows = [row for row in finished(findings) if row.binding]
    printed = sum(row.known_by in ("printed", CONTRADICTED) for row in rows)
    if not rows or printed == len(rows):
        return ""
    if not printed:
        return labels.t("None of these targets is printed: each is worked out from a percentage or a word.")
    return labels.t("Targets that are printed: {n} of {all}; the others are worked out.", n=printed, all=len(rows))


def _target(row: Row, labels: Labels) -> str:
    if row.known_by == CONTRADICTED:  # two candidates, and nothing between them
        text = labels.t("{low} or {high}", low=int(row.target_low), high=int(row.target_high))
        return link(text, labels.figure(row.figure_ids, *_TARGET))
    return linked_people(row, "target", labels, *_TARGET)


def _admitted(row: Row, labels: Labels) -> str:
    return linked_people(row, "admitted", labels, *_COUNT)


def _percent(row: Row, labels: Labels) -> str:
    if row.known_by != CONTRADICTED or is_open(row):
        return percent(row, labels)
    low, high = (labels.number(end, "share") for end in (row.estimate_low, row.estimate_high))
    return link(labels.t("{low} or {high}", low=low, high=high), labels.figure(row.figure_ids, *_TARGET[1:]))


def how_known(row: Row, labels: Labels) -> str:
    """Say where the target comes from, who set it, and what is doubtful."""
    t = labels.t
    if row.known_by == "printed":
        source = t("Target printed")
    elif row.known_by == CONTRADICTED:
        source = t("Target printed, but {score} fits another one", score=quoted(row, row.score, labels))
    elif labels.meaning(row.score):
        source = t("The article says {word}", word=quoted(row, row.score, labels))
    else:
        source = t("Target worked out from {score}", score=quoted(row, row.score, labels))
    remarks = [t(_SETTERS[row.set_by])] if row.set_by else []
    remarks += [t("part of {whole}", whole=labels.place(row.within))] if row.part and row.within else []
    remarks += [] if row.binding else [t("not the binding target")]
    remarks += [t("printed before the year was over")] if row.preliminary else []
    return "; ".join([source, *remarks])


def _parts(findings: Findings, labels: Labels) -> list[tuple[str, list[str]]]:
    words = [row for row in finished(findings) if is_open(row) and labels.meaning(row.score)]
    told = [
        labels.t(
            "{row}: the article says {word}; by how much is not printed.",
            row=place_year(row, labels),
            word=quoted(row, row.score, labels),
        )
        for row in words[:MOST_LISTED]
    ]
    rest = [*told_interim(findings, labels), *told_without_result(findings, labels)]
    return [
        (labels.t("Only said in words"), [*told, *further(len(words) - MOST_LISTED, labels)]),
        (labels.t("Not finished, or without a result"), rest),
    ]


def _card(findings: Findings, labels: Labels) -> tuple[str, str]:
    facts = findings.facts
    if facts["reporters"]["n"] and all_met(findings):
        big = labels.t("{met} of {n}", **facts["reporters"])
        return big, labels.t("Party organisations with a finished, reported target met it")
    big = (
        labels.t("{met} of {n}", met=facts["units"]["met"], n=facts["units"]["n"])
        if facts["units"]["n"]
        else NOT_PRINTED
    )
    return big, labels.t("finished, reported targets were met")


STORY = Story(
    name=N_("Quota attainment"),
    title=_title,
    points=_points,
    caution=lambda _, labels: labels.t(NO_SAMPLE),
    table=Table(
        finished,
        (
            Column(N_("Place"), place_cell),
            Column(N_("Year"), period_of),
            Column(N_("Admitted"), _admitted, number=True),
            Column(N_("Target"), _target, number=True),
            Column(N_("% of target"), _percent, number=True),
            Column(N_("How we know"), how_known),
        ),
    ),
    card=_card,
    parts=_parts,
    more={
        "without_result": Table(
            rows_without_result,
            (
                Column(N_("Place"), place_cell),
                Column(N_("Year"), period_of),
                Column(N_("Target"), _target, number=True),
                Column(N_("Set by"), lambda row, labels: labels.t(_SETTERS[row.set_by]) if row.set_by else ""),
            ),
        )
    },
)
