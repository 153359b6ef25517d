"""The table of checks: do an article's figures agree, under which reading, and would chance agree as well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd

from partyresearch.collection.vocabulary import LEVELS
from partyresearch.figures.numerals import Counts, Interval
from partyresearch.figures.percentages import chance_pass, possible_parts, possible_wholes, verdicts
from partyresearch.tables.admissions import Admission
from partyresearch.tables.figures import UNKNOWN, Figure, Figures, Mentions, Values, counts
from partyresearch.tables.nesting import Parents, climb
from partyresearch.tables.targets import Periods, fitting

Number = int | Fraction | None
Judge = Callable[[Values, Counts, tuple[tuple[str, int | None], ...]], list["Judged"]]
_LARGEST_PERCENTAGE = 1000  # a committee that admits ten times its target is a slip of the pen or of the coding


class Check(NamedTuple):
    """A row of the table."""

    check_id: str
    article_id: str
    check: str
    relation: str
    metric: str
    group: str
    figure_ids: str
    printed: str
    verdict: str
    reading: str = "as_printed"
    quantity: str = "value"
    low: Number = None
    high: Number = None
    chance_pass: Fraction | None = None
    compared: str = ""
    group_of: str = ""


class Judged(NamedTuple):
    """What is found of a percentage under one reading and relation."""

    relation: str
    verdict: str
    reading: str
    quantity: str
    low: Number
    high: Number
    chance_pass: Fraction | None


@dataclass(frozen=True)
class Facts:
    """What the checks rest on."""

    figures: Figures
    mentions: Mentions
    admissions: Sequence[Admission]
    by_period: Periods  # the printed targets
    printed: Mapping[str, Sequence[Figure]]  # those that an attainment without one of its own may mean
    parents: Parents  # of organisations
    levels: Mapping[str, str]  # the same
    wider: Parents  # the group that each group is part of


def build_checks(facts: Facts) -> list[Check]:
    """Check everything that the figures imply about one another."""
    figures = facts.figures
    judge = cache(_judge)
    return [
        *_percentages(figures, judge),
        *_targets(facts, judge),
        *_rivals(facts.by_period),
        *_fractions(figures),
        *_parts(figures, facts.parents),
        *_sums(figures, facts.parents, facts.levels),
        *_nested(facts.admissions, figures),
        *_groups(facts.admissions, figures, facts.wider),
        *_mentions(figures, facts.mentions),
        *_sizes(figures),
    ]


def contradictions(checks: pd.DataFrame) -> pd.DataFrame:
    """Return the checks that fail under every reading and relation."""
    return checks[checks["verdict"].eq("contradiction")]


def summarise(checks: pd.DataFrame) -> str:
    """Count the checks by verdict, in a line."""
    counts = ", ".join(f"{count} {verdict}" for verdict, count in checks["verdict"].value_counts().items())
    return f"checks: {counts}"


def _percentages(figures: Figures, judge: Judge) -> Iterator[Check]:
    told = set()
    for row in figures.values():
        if row.unit != "percent" or row.status != "reported" or row.bound == "about" or not row.numeral.unit:
            continue
        # a repeat may rest on the fraction that is printed first
        if not (row.numerator_id or row.denominator_id or row.repeat_of):
            continue
        first = row.repeat_of or row.figure_id
        statement = row.article_id, first, row.printed, row.numerator_id, row.denominator_id
        if statement not in told:  # the same words of the same article are not checked again
            told.add(statement)
            yield from _check_percentage(row, figures, judge)


def _check_percentage(row: Figure, figures: Figures, judge: Judge) -> Iterator[Check]:
    ids = [row.figure_id]
    first = figures.get(row.repeat_of)
    part: Counts
    whole: int | None
    if first is not None and first.numeral.ratio:  # "44/60", and later 73,3 %
        count, whole = first.numeral.ratio
        part = (count, count)
        ids.append(first.figure_id)
    else:
        numerator, denominator = figures.get(row.numerator_id), figures.get(row.denominator_id)
        part, total = counts(numerator), counts(denominator)
        whole = total[0] if total[0] == total[1] else None
        ids += [one.figure_id for one in (numerator, denominator) if one is not None and one.counts != UNKNOWN]
    # of nothing there is no percentage, and of two unknowns nothing follows
    if whole == 0 or (part == UNKNOWN and whole is None):
        return
    wholes: tuple[tuple[str, int | None], ...] = (("share", whole),)
    if row.metric == "admissions_share_of_members" and part[1] is not None and whole is not None and whole > part[1]:
        wholes = (*wholes, ("members_before", whole - part[1]))  # newspapers divide by either
    for judged in judge(row.values, part, wholes):
        yield _percentage("percentage", row, " ".join(ids), f"percentage:{row.figure_id}", judged)


def _targets(facts: Facts, judge: Judge) -> Iterator[Check]:
    """An attainment without a target of its own fits the target that is printed elsewhere for the same period."""
    for score_id, targets in facts.printed.items():
        row = facts.figures[score_id]
        part = facts.figures[row.numerator_id]
        linked = fitting(row, targets, part.counts)
        # another setter's target, which is not printed, can be meant unless a printed one is of the very same setter
        open_to_others = linked is None and all(target.set_by != row.set_by for target in targets)
        for target in targets if linked is None else [linked]:
            ids, check_id = f"{score_id} {part.figure_id} {target.figure_id}", f"target:{score_id}:{target.figure_id}"
            for judged in judge(row.values, part.counts, (("printed_target", target.counts[0]),)):
                judged = judged._replace(verdict="excluded") if open_to_others else judged
                yield _percentage("target", row, ids, check_id, judged)


def _rivals(by_period: Periods) -> Iterator[Check]:
    """Two printed targets for one thing are one, or of different setters; else they contradict each other."""
    told = set()
    for targets in by_period.values():
        for first, later in combinations(targets, 2):
            check_id = f"targets:{later.figure_id}:{first.figure_id}"
            if check_id in told or (first.low == later.low and first.set_by == later.set_by):
                continue
            told.add(check_id)
            setters = {first.set_by, later.set_by}
            open_to_others = "unstated" in setters  # who did not say may be somebody else
            verdict = "excluded" if open_to_others else "consistent" if len(setters) > 1 else "contradiction"
            relation = "different_setters" if len(setters) > 1 else "same"
            ends = {"low": first.low, "high": first.high, "compared": first.printed}
            ids = [first.figure_id, later.figure_id]
            yield _check("targets", relation, later, ids, verdict, check_id=check_id, **ends)


def _percentage(kind: str, row: Figure, ids: str, check_id: str, judged: Judged) -> Check:
    about = row.article_id, kind, judged.relation, row.metric, row.group, ids, row.printed
    ends = judged.low, judged.high, judged.chance_pass
    return Check(check_id, *about, judged.verdict, judged.reading, judged.quantity, *ends)


def _judge(values: Values, part: Counts, wholes: tuple[tuple[str, int | None], ...]) -> list[Judged]:
    """Judge a printed percentage, in each of its readings, of one count and each of the wholes."""
    cases = [(relation, whole, reading) for relation, whole in wholes for reading in values.readings]
    allowed = [_allowed(part, whole, values.readings[reading]) for _, whole, reading in cases]
    # how many other percentages would pass is unknown where the count is not one number
    exact = part[0] == part[1]
    chances = [chance_pass(values.numeral, reading, part[0], whole) if exact else None for _, whole, reading in cases]
    judged = verdicts([possible for possible, _ in allowed], chances)
    return [
        Judged(relation, verdict, reading, *ends, chance)
        for (relation, _, reading), (_, ends), chance, verdict in zip(cases, allowed, chances, judged, strict=True)
    ]


def _allowed(part: Counts, whole: int | None, percent: Interval) -> tuple[bool, tuple[str, Number, Number]]:
    """Return whether a percentage is possible, and what count and whole allow."""
    if part != UNKNOWN and whole is not None:
        low, high = (None if end is None else Fraction(100 * end, whole) for end in part)
        return Interval(low, high).overlaps(percent), ("share", low, high)
    if whole is None:
        quantity, span = "whole", possible_wholes(part, percent)
    else:
        quantity, span = "count", possible_parts(whole, percent)
    return span is not None, (quantity, *(span or UNKNOWN))


def _fractions(figures: Figures) -> Iterator[Check]:
    """A printed fraction has the printed denominator."""
    for row in figures.values():
        if row.denominator_id and row.numeral.ratio is not None:
            whole = figures[row.denominator_id]
            low, high = whole.counts
            agree = (low or 0) <= row.numeral.ratio[1] and (high is None or row.numeral.ratio[1] <= high)
            ends = {"quantity": "denominator", "low": low, "high": high, "compared": whole.printed}
            yield _check("fraction", "denominator", row, [row.figure_id, whole.figure_id], _verdict(agree), **ends)


def _parts(figures: Figures, parents: Parents) -> Iterator[Check]:
    """Disjoint parts of one metric and group are together no more than the whole that contains them."""
    inner: dict[tuple[str, str, str], list[Figure]] = {}
    for row in figures.values():
        if row.part_of_id and row.status == "reported":
            inner.setdefault((row.part_of_id, row.metric, row.group), []).append(row)
    up = cache(lambda organisation: set(climb(organisation, parents)))
    for (whole_id, metric, group), parts in inner.items():
        whole = figures[whole_id]
        disjoint: list[Figure] = []  # of organisations that contain one another, the first
        for part in parts:
            own = part.organisation_id
            if not any(kept.organisation_id in up(own) or own in up(kept.organisation_id) for kept in disjoint):
                disjoint.append(part)
        least = sum(part.counts[0] or 0 for part in disjoint)
        ids = [whole.figure_id, *(part.figure_id for part in disjoint)]
        cells = {"check_id": f"parts:{whole.figure_id}:{parts[0].figure_id}", "metric": metric, "group": group}
        yield _check_sum("parts", "disjoint", whole, ids, least, whole.counts[1], **cells)


def _sums(figures: Figures, parents: Parents, levels: Mapping[str, str]) -> Iterator[Check]:
    """What an article asks of the organisations below one is together no more than what it asks of that one.

    Those below are its parts or, where nobody has coded what is part of what, all that are listed beside the only one
    of the highest level. Targets that are handed down may well add up to more: nothing is contradicted, only told.
    """
    lists: dict[tuple[str, ...], list[Figure]] = defaultdict(list)
    for row in figures.values():
        if row.metric == "admission_target" and row.status == "target" and not row.repeat_of:
            lists[row.article_id, row.group, row.period_start, row.period_end, row.recurs].append(row)
    for listed in lists.values():
        if len(listed) < 3:
            continue
        ranks = [LEVELS.index(levels[row.organisation_id]) for row in listed]
        top = listed[ranks.index(min(ranks))] if ranks.count(min(ranks)) == 1 else None
        below = {one: set(climb(one, parents)) - {one} for one in (row.organisation_id for row in listed)}
        for whole in listed:
            parts = [row for row in listed if whole.organisation_id in below[row.organisation_id]]
            if whole is top and not any(below.values()):
                parts = [row for row in listed if row is not whole]
            # of parts that contain one another the outermost
            inside = {row.organisation_id for row in parts}
            parts = [row for row in parts if not below[row.organisation_id] & inside]
            if len(parts) > 1:
                least = sum(row.counts[0] or 0 for row in parts)
                ids = [whole.figure_id, *(row.figure_id for row in parts)]
                verdict = "consistent" if whole.high is None or least <= whole.high else "excluded"
                yield _check("sum", "targets_add_up", whole, ids, verdict, quantity="parts", low=least)


def _sizes(figures: Figures) -> Iterator[Check]:
    """No target is 0, and no percentage is over 1,000."""
    # each distinct numeral once: to compare fractions takes long
    is_large = cache(lambda values: values.low is not None and values.low > _LARGEST_PERCENTAGE)
    for row in figures.values():
        zero = row.metric == "admission_target" and row.status == "target" and row.high == 0
        if zero or (row.unit == "percent" and is_large(row.values)):
            yield _check("size", "usual_size", row, [row.figure_id], "excluded", low=row.low)


def _nested(admissions: Sequence[Admission], figures: Figures) -> Iterator[Check]:
    """The admissions directly within others, disjoint from one another, are together no more than they."""
    wholes = {row.admission_id: row for row in admissions}
    inner: dict[str, list[Admission]] = defaultdict(list)
    for row in admissions:
        if row.part_of and not row.overlaps:  # what overlaps another may be counted in it, and people be summed twice
            inner[row.part_of].append(row)
    for key, parts in inner.items():
        ids = " ".join([wholes[key].count_ids, *(row.count_ids for row in parts)]).split()
        least = sum(row.admitted_low or 0 for row in parts)
        yield _check_sum("nested", "disjoint", figures[ids[0]], ids, least, wholes[key].admitted_high)


def _groups(admissions: Sequence[Admission], figures: Figures, wider: Parents) -> Iterator[Check]:
    """Pupils are no more than pupils and students together, and no group is more than all."""
    above = cache(lambda group: set(climb(group, wider)) - {group})
    parts = [row for row in admissions if above(row.group)]
    divided = {row.organisation_id for row in parts}
    by_cell: dict[tuple[str, str, str], list[Admission]] = defaultdict(list)
    for row in admissions:
        if row.organisation_id in divided and row.period_start and row.period_end:
            by_cell[row.organisation_id, row.period_start, row.period_end].append(row)
    for part in parts:
        for whole in by_cell.get((part.organisation_id, part.period_start, part.period_end), ()):
            if whole.group in above(part.group):
                ids = f"{whole.count_ids} {part.count_ids}".split()
                check_id = f"nested:{part.admission_id}:{whole.group}"
                cells = {"check_id": check_id, "group": part.group, "group_of": whole.group}
                least, most = part.admitted_low or 0, whole.admitted_high
                yield _check_sum("nested", "among", figures[ids[0]], ids, least, most, **cells)


def _mentions(figures: Figures, mentions: Mentions) -> Iterator[Check]:
    for first_id, later_id, agree in mentions:
        first, kind = figures[first_id], "repeat" if agree else "conflict"
        ends = {"low": first.low, "high": first.high, "compared": first.printed}
        yield _check(kind, "same", figures[later_id], [first_id, later_id], _verdict(agree), **ends)


def _check_sum(
    kind: str, relation: str, whole: Figure, ids: list[str], least: int, most: int | None, **cells: Any
) -> Check:
    """Check that what lies within a whole is no more than it can be."""
    verdict, quantity = _verdict(most is None or least <= most), "parts" if relation == "disjoint" else "part"
    return _check(kind, relation, whole, ids, verdict, quantity=quantity, low=least, **cells)


def _verdict(possible: bool) -> str:
    return "consistent" if possible else "contradiction"


def _check(kind: str, relation: str, row: Figure, ids: list[str], verdict: str, **cells: Any) -> Check:
    about = {"check_id": f"{kind}:{row.figure_id}", "metric": row.metric, "group": row.group} | cells
    return Check(
        article_id=row.article_id,
        check=kind,
        relation=relation,
        figure_ids=" ".join(ids),
        printed=row.printed,
        verdict=verdict,
        **about,
    )
