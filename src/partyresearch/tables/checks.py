"""The table of checks: do an article's figures agree, under which reading, and would chance agree as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

import pandas as pd

from partyresearch.collection.columns import TABLES
from partyresearch.collection.vocabulary import LEVELS
from partyresearch.figures.numerals import Counts, Interval
from partyresearch.figures.percentages import chance_pass, possible_parts, possible_wholes, verdicts
from partyresearch.tables.figures import Records, counts, pointed, records
from partyresearch.tables.mentions import compare_mentions
from partyresearch.tables.nesting import ancestors, climb
from partyresearch.tables.targets import fitting, printed_targets, targets_by_period

Row = dict[str, Any]
_UNKNOWN = (None, None)
_LARGEST_PERCENTAGE = 1000  # a committee that admits ten times its target is a slip of the pen or of the coding


def build_checks(
    figures: pd.DataFrame, admissions: pd.DataFrame, organisations: pd.DataFrame, groups: pd.DataFrame
) -> pd.DataFrame:
    """Check everything that the figures imply about one another."""
    by_id = records(figures)
    rows = [
        *_percentages(figures, by_id),
        *_targets(figures, by_id),
        *_rivals(figures),
        *_fractions(figures, by_id),
        *_parts(figures, by_id, organisations),
        *_sums(figures, organisations),
        *_nested(admissions, by_id),
        *_groups(admissions, by_id, groups),
        *_mentions(figures, by_id),
        *_sizes(figures),
    ]
    return pd.DataFrame(rows, columns=TABLES["checks"].names, dtype=object)


def contradictions(checks: pd.DataFrame) -> pd.DataFrame:
    """Return the checks that fail under every reading and relation."""
    return checks[checks["verdict"].eq("contradiction")]


def _percentages(figures: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    printed = figures["unit"].eq("percent") & figures["status"].eq("reported") & figures["bound"].ne("about")
    rounded = figures["numeral"].map(lambda numeral: bool(numeral.unit))
    # a repeat may rest on the fraction that is printed first
    named = figures["numerator_id"].ne("") | figures["denominator_id"].ne("") | figures["repeat_of"].ne("")
    checked = figures[printed & rounded & named]
    first = checked["repeat_of"].where(checked["repeat_of"].ne(""), checked["figure_id"])
    statement = ["article_id", "first", "printed", "numerator_id", "denominator_id"]
    # the same words of the same article are not checked again
    for figure_id in checked.assign(first=first).drop_duplicates(statement)["figure_id"]:
        yield from _check_percentage(by_id[figure_id], by_id)


def _check_percentage(row: Any, by_id: Records) -> Iterator[Row]:
    ids = [row.figure_id]
    first = by_id[row.repeat_of] if row.repeat_of else None
    part: Counts
    if first is not None and first.numeral.ratio:  # "44/60", and later 73,3 %
        count, whole = first.numeral.ratio
        part = (count, count)
        ids.append(first.figure_id)
    else:
        numerator, denominator = (pointed(by_id, row, name) for name in ("numerator", "denominator"))
        part, total = counts(numerator), counts(denominator)
        whole = total[0] if total[0] == total[1] else None
        ids += [figure.figure_id for figure, ends in ((numerator, part), (denominator, total)) if ends != _UNKNOWN]
    # of nothing there is no percentage, and of two unknowns nothing follows
    if whole == 0 or (part == _UNKNOWN and whole is None):
        return
    wholes = {"share": whole}
    if row.metric == "admissions_share_of_members" and part[1] is not None and whole is not None and whole > part[1]:
        wholes["members_before"] = whole - part[1]  # newspapers divide by either
    yield from _judge("percentage", row, ids, part, wholes)


def _targets(figures: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    """An attainment without a target of its own fits the target that is printed elsewhere for the same period."""
    for score_id, targets in printed_targets(figures).items():
        row = by_id[score_id]
        part = pointed(by_id, row, "numerator")
        linked = fitting(row, counts(part), targets)
        # another setter's target, which is not printed, can be meant unless a printed one is of the very same setter
        open_to_others = linked is None and all(target.set_by != row.set_by for target in targets)
        for target in targets if linked is None else [linked]:
            ids, check_id = [score_id, part.figure_id, target.figure_id], f"target:{score_id}:{target.figure_id}"
            wholes = {"printed_target": counts(target)[0]}
            for check in _judge("target", row, ids, counts(part), wholes, check_id=check_id):
                yield check | ({"verdict": "excluded"} if open_to_others else {})


def _rivals(figures: pd.DataFrame) -> Iterator[Row]:
    """Two printed targets for one thing are one, or of different setters; else they contradict each other."""
    told = set()
    for targets in targets_by_period(figures).values():
        for first, later in combinations(targets, 2):
            check_id = f"targets:{later.figure_id}:{first.figure_id}"
            if check_id in told or (first.low == later.low and first.set_by == later.set_by):
                continue
            told.add(check_id)
            setters = {first.set_by, later.set_by}
            open_to_others = "unstated" in setters  # who did not say may be somebody else
            verdict = "excluded" if open_to_others else "consistent" if len(setters) > 1 else "contradiction"
            relation = "different_setters" if len(setters) > 1 else "same"
            ends = {"quantity": "value", "low": first.low, "high": first.high, "compared": first.printed}
            ids = [first.figure_id, later.figure_id]
            yield _check("targets", relation, later, ids, verdict, check_id=check_id, **ends)


def _judge(
    kind: str, row: Any, ids: list[str], part: Counts, wholes: Mapping[str, int | None], **cells: Any
) -> Iterator[Row]:
    """Judge a printed percentage, in each of its readings, of one count and each of the wholes."""
    cases = [(relation, whole, reading) for relation, whole in wholes.items() for reading in row.readings]
    allowed = [_allowed(part, whole, row.readings[reading]) for _, whole, reading in cases]
    # how many other percentages would pass is unknown where the count is not one number
    exact = part[0] == part[1]
    chances = [chance_pass(row.numeral, reading, part[0], whole) if exact else None for _, whole, reading in cases]
    judged = verdicts([possible for possible, _ in allowed], chances)
    for (relation, _, reading), (_, ends), chance, verdict in zip(cases, allowed, chances, judged, strict=True):
        yield _check(kind, relation, row, ids, verdict, reading=reading, chance_pass=chance, **ends, **cells)


def _allowed(part: Counts, whole: int | None, percent: Interval) -> tuple[bool, Row]:
    """Return whether a percentage is possible, and what count and whole allow."""
    if part != _UNKNOWN and whole is not None:
        low, high = (None if end is None else Fraction(100 * end, whole) for end in part)
        return Interval(low, high).overlaps(percent), {"quantity": "share", "low": low, "high": high}
    if whole is None:
        quantity, span = "whole", possible_wholes(part, percent)
    else:
        quantity, span = "count", possible_parts(whole, percent)
    first, last = span or _UNKNOWN
    return span is not None, {"quantity": quantity, "low": first, "high": last}


def _fractions(figures: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    """A printed fraction has the printed denominator."""
    ratio = figures["numeral"].map(lambda numeral: numeral.ratio is not None)
    for row in figures[ratio & figures["denominator_id"].ne("")].itertuples():
        whole = pointed(by_id, row, "denominator")
        low, high = counts(whole)
        agree = (low or 0) <= row.numeral.ratio[1] and (high is None or row.numeral.ratio[1] <= high)
        ends = {"quantity": "denominator", "low": low, "high": high, "compared": whole.printed}
        yield _check("fraction", "denominator", row, [row.figure_id, whole.figure_id], _verdict(agree), **ends)


def _parts(figures: pd.DataFrame, by_id: Records, organisations: pd.DataFrame) -> Iterator[Row]:
    """Disjoint parts of one metric and group are together no more than the whole that contains them."""
    inner = figures[figures["part_of_id"].ne("") & figures["status"].eq("reported")]
    # narrow rows are read faster
    inner = inner[["part_of_id", "metric", "group", "organisation_id", "low", "figure_id"]]
    up = ancestors(organisations).groupby("organisation_id")["ancestor_id"].agg(set).to_dict()
    for (whole_id, metric, group), parts in inner.groupby(["part_of_id", "metric", "group"], sort=False):
        whole = by_id[whole_id]
        disjoint: list[Any] = []  # of organisations that contain one another, the first
        for part in parts.itertuples():
            own = part.organisation_id
            if not any(kept.organisation_id in up[own] or own in up[kept.organisation_id] for kept in disjoint):
                disjoint.append(part)
        least = sum(int(part.low) for part in disjoint if pd.notna(part.low))
        ids = [whole.figure_id, *(part.figure_id for part in disjoint)]
        check_id = f"parts:{whole.figure_id}:{parts['figure_id'].iloc[0]}"
        cells = {"check_id": check_id, "metric": metric, "group": group}
        yield _check_sum("parts", "disjoint", whole, ids, least, whole.high, **cells)


def _sums(figures: pd.DataFrame, organisations: pd.DataFrame) -> Iterator[Row]:
    """What an article asks of the organisations below one is together no more than what it asks of that one.

    Those below are its parts or, where nobody has coded what is part of what, all that are listed beside the only one
    of the highest level. Targets that are handed down may well add up to more: nothing is contradicted, only told.
    """
    target = figures["metric"].eq("admission_target") & figures["status"].eq("target") & figures["repeat_of"].eq("")
    rank = dict(zip(organisations["organisation_id"], organisations["level"].map(LEVELS.index), strict=True))
    parent = dict(zip(organisations["organisation_id"], organisations["parent_id"], strict=True))
    cell = ["article_id", "group", "period_start", "period_end", "recurs"]
    for _, listed in figures[target].groupby(cell, sort=False, dropna=False, observed=True):
        if len(listed) < 3:
            continue
        tops = listed[listed["organisation_id"].map(rank).eq(listed["organisation_id"].map(rank).min())]
        below = {one: set(climb(one, parent)) - {one} for one in listed["organisation_id"]}
        for whole in listed.itertuples():
            inside = [whole.organisation_id in below[one] for one in listed["organisation_id"]]
            parts = listed[pd.Series(inside, index=listed.index, dtype=bool)]
            if len(tops) == 1 and whole.Index == tops.index[0] and not any(below.values()):
                parts = listed.drop(index=whole.Index)
            # of parts that contain one another the outermost
            inner = [below[one] & set(parts["organisation_id"]) for one in parts["organisation_id"]]
            parts = parts[pd.Series([not one for one in inner], index=parts.index, dtype=bool)]
            if len(parts) > 1:
                least, ids = int(parts["low"].sum()), [whole.figure_id, *parts["figure_id"]]
                verdict = "consistent" if least <= whole.high else "excluded"
                yield _check("sum", "targets_add_up", whole, ids, verdict, quantity="parts", low=least)


def _sizes(figures: pd.DataFrame) -> Iterator[Row]:
    """No target is 0, and no percentage is over 1,000."""
    zero = figures["metric"].eq("admission_target") & figures["status"].eq("target") & figures["high"].eq(0)
    large = figures["unit"].eq("percent") & figures["low"].gt(_LARGEST_PERCENTAGE)
    for row in figures[zero | large].itertuples():
        yield _check("size", "usual_size", row, [row.figure_id], "excluded", quantity="value", low=row.low)


def _nested(admissions: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    """The admissions directly within others, disjoint from one another, are together no more than they."""
    wholes = admissions.set_index("admission_id")
    # what overlaps another may be counted in it, so the sum would count people twice
    inner = admissions[admissions["part_of"].ne("") & admissions["overlaps"].eq("")]
    for key, parts in inner.groupby("part_of", sort=False):
        whole = wholes.loc[key]
        ids = " ".join([whole["count_ids"], *parts["count_ids"]]).split()
        least = int(parts["admitted_low"].fillna(0).sum())
        yield _check_sum("nested", "disjoint", by_id[ids[0]], ids, least, whole["admitted_high"])


def _groups(admissions: pd.DataFrame, by_id: Records, groups: pd.DataFrame) -> Iterator[Row]:
    """Pupils are no more than pupils and students together, and no group is more than all."""
    above = ancestors(groups.rename(columns={"group": "organisation_id", "part_of": "parent_id"}))
    contained = set(
        above.loc[above["distance"].gt(0), ["organisation_id", "ancestor_id"]].itertuples(index=False, name=None)
    )
    cell = ["organisation_id", "period_start", "period_end"]
    dated = admissions.dropna(subset=cell)
    pairs = dated.merge(dated, on=cell, suffixes=("", "_all"))
    larger = [pair in contained for pair in zip(pairs["group"], pairs["group_all"], strict=True)]
    for pair in pairs[pd.Series(larger, index=pairs.index, dtype=bool)].itertuples():
        ids = f"{pair.count_ids_all} {pair.count_ids}".split()
        least = 0 if pd.isna(pair.admitted_low) else int(pair.admitted_low)
        check_id = f"nested:{pair.admission_id}:{pair.group_all}"
        cells = {"check_id": check_id, "group": pair.group, "group_of": pair.group_all}
        yield _check_sum("nested", "among", by_id[ids[0]], ids, least, pair.admitted_high_all, **cells)


def _mentions(figures: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    for first_id, later_id, agree in compare_mentions(figures):
        first, kind = by_id[first_id], "repeat" if agree else "conflict"
        ends = {"quantity": "value", "low": first.low, "high": first.high, "compared": first.printed}
        yield _check(kind, "same", by_id[later_id], [first_id, later_id], _verdict(agree), **ends)


def _check_sum(kind: str, relation: str, whole: Any, ids: list[str], least: int, most: Any, **cells: Any) -> Row:
    """Check that what lies within a whole is no more than it can be."""
    quantity = "parts" if relation == "disjoint" else "part"
    verdict = _verdict(pd.isna(most) or least <= int(most))
    return _check(kind, relation, whole, ids, verdict, quantity=quantity, low=least, **cells)


def _verdict(possible: bool) -> str:
    return "consistent" if possible else "contradiction"


def _check(kind: str, relation: str, row: Any, ids: list[str], verdict: str, **cells: Any) -> Row:
    return {
        "check_id": f"{kind}:{row.figure_id}",
        "article_id": row.article_id,
        "check": kind,
        "reading": "as_printed",
        "relation": relation,
        "metric": row.metric,
        "group": row.group,
        "figure_ids": " ".join(ids),
        "printed": row.printed,
        "verdict": verdict,
        **cells,
    }
