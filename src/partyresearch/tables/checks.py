"""The table of checks: do an article's figures agree, under which reading, and would chance agree as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from partyresearch.collection.columns import SCORES, TABLES
from partyresearch.figures.interval import Counts, Interval
from partyresearch.figures.percentages import chance_pass, possible_parts, possible_wholes, verdicts
from partyresearch.tables.figures import Records, counts, pointed, records
from partyresearch.tables.mentions import compare_mentions
from partyresearch.tables.nesting import ancestors

Row = dict[str, Any]
_UNKNOWN = (None, None)


@dataclass(frozen=True)
class _Case:
    """A printed percentage in one reading, of one count and one whole."""

    row: Any
    reading: str
    relation: str
    part: Counts
    whole: int | None

    @property
    def percent(self) -> Interval:
        return self.row.readings[self.reading]  # type: ignore[no-any-return]

    def allowed(self) -> tuple[bool, Row]:
        """Return whether the percentage is possible, and what the other figures allow."""
        if self.part != _UNKNOWN and self.whole is not None:
            low, high = (None if end is None else Fraction(100 * end, self.whole) for end in self.part)
            share = Interval(low, high)
            return share.overlaps(self.percent), {"quantity": "share", "low": share.low, "high": share.high}
        if self.part != _UNKNOWN:
            quantity, span = "whole", possible_wholes(self.part, self.percent)
        else:
            assert self.whole is not None
            quantity, span = "count", possible_parts(self.whole, self.percent)
        first, last = span or _UNKNOWN
        return span is not None, {"quantity": quantity, "low": first, "high": last}

    def chance(self) -> Fraction | None:
        """Return how many other percentages would pass; unknown where the count is not one number."""
        low, high = self.part
        return chance_pass(self.row.numeral, self.reading, low, self.whole) if low == high else None


def build_checks(figures: pd.DataFrame, admissions: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Check everything that the figures imply about one another."""
    by_id = records(figures)
    rows = [
        *_percentages(figures, by_id),
        *_targets(figures, by_id),
        *_fractions(figures, by_id),
        *_parts(figures, by_id, organisations),
        *_nested(admissions, by_id),
        *_groups(admissions, by_id),
        *_mentions(figures, by_id),
    ]
    return pd.DataFrame(rows, columns=TABLES["checks"].names, dtype=object)


def contradictions(checks: pd.DataFrame) -> pd.DataFrame:
    """Return the checks that fail under every reading and relation."""
    return checks[checks["verdict"].eq("contradiction")]


def _percentages(figures: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    printed = figures["unit"].eq("percent") & figures["status"].eq("reported") & figures["bound"].ne("about")
    rounded = figures["numeral"].map(lambda numeral: bool(numeral.unit))
    # a repeat may rest on the fraction that is printed first
    named = figures["numerator"].notna() | figures["denominator"].notna() | figures["repeat_of"].ne("")
    checked = set()
    for figure_id in figures.loc[printed & rounded & named, "figure_id"]:
        row = by_id[figure_id]
        first = row.repeat_of or row.figure_id
        statement = (row.article_id, first, row.printed, str(row.numerator), str(row.denominator))
        if statement not in checked:  # the same words of the same article are not checked again
            checked.add(statement)
            yield from _judge("percentage", *_cases(row, by_id))


def _cases(row: Any, by_id: Records) -> tuple[list[_Case], list[str]]:
    """Return the cases that a percentage allows, and the figures they rest on."""
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
        return [], ids
    wholes = {"share": whole}
    if row.metric == "admissions_share_of_members" and part[1] is not None and whole is not None and whole > part[1]:
        wholes["members_before"] = whole - part[1]  # newspapers divide by either
    return [_Case(row, reading, name, part, one) for name, one in wholes.items() for reading in row.readings], ids


def _targets(figures: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    """An attainment without a target of its own fits the target that is printed elsewhere for the same period."""
    cell = ["organisation_id", "group", "set_by", "start", "end"]
    target = figures[figures["metric"].eq("admission_target") & figures["status"].eq("target")]
    target = target[target["repeat_of"].eq("") & target["recurs"].isna()]
    known = target.assign(start=target["period_start"], end=target["period_end"])[[*cell, "figure_id"]]
    score = figures["metric"].isin(SCORES) & figures["status"].eq("reported")
    score &= figures["numerator"].notna() & figures["denominator"].isna() & figures["bound"].ne("about")
    scores = figures[score & figures["repeat_of"].eq("")]
    own = scores.assign(
        start=scores["against_start"].fillna(scores["period_start"]),
        end=scores["against_end"].fillna(scores["period_end"]),
    )[[*cell, "figure_id"]].dropna()
    for score_id, target_id in own.merge(known, on=cell)[["figure_id_x", "figure_id_y"]].itertuples(index=False):
        row, whole = by_id[score_id], counts(by_id[target_id])
        part = pointed(by_id, row, "numerator")
        if whole[0] and whole[0] == whole[1]:
            cases = [_Case(row, reading, "printed_target", counts(part), whole[0]) for reading in row.readings]
            for check in _judge("target", cases, [score_id, part.figure_id, target_id]):
                yield {**check, "check_id": f"target:{score_id}:{target_id}"}


def _judge(kind: str, cases: list[_Case], ids: list[str]) -> Iterator[Row]:
    allowed = [case.allowed() for case in cases]
    chances = [case.chance() for case in cases]
    judged = verdicts([possible for possible, _ in allowed], chances)
    for case, (_, ends), chance, verdict in zip(cases, allowed, chances, judged, strict=True):
        check = _check(kind, case.relation, case.row, ids, verdict, **ends)
        yield {**check, "reading": case.reading, "chance_pass": chance}


def _fractions(figures: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    """A printed fraction has the printed denominator."""
    ratio = figures["numeral"].map(lambda numeral: numeral.ratio is not None)
    for row in figures[ratio & figures["denominator"].notna()].itertuples():
        whole = pointed(by_id, row, "denominator")
        low, high = counts(whole)
        agree = (low or 0) <= row.numeral.ratio[1] and (high is None or row.numeral.ratio[1] <= high)
        ends = {"quantity": "denominator", "low": low, "high": high, "compared": whole.printed}
        yield _check("fraction", "denominator", row, [row.figure_id, whole.figure_id], _verdict(agree), **ends)


def _parts(figures: pd.DataFrame, by_id: Records, organisations: pd.DataFrame) -> Iterator[Row]:
    """Disjoint parts of one metric and group are together no more than the whole that contains them."""
    inner = figures[figures["part_of"].notna() & figures["status"].eq("reported")]
    up = ancestors(organisations).groupby("organisation_id")["ancestor_id"].agg(set).to_dict()
    for (article, start, metric, group), parts in inner.groupby(
        ["article_id", "part_of", "metric", "group"], observed=True, sort=False
    ):
        whole = by_id[f"{article}:{start}"]
        disjoint: list[Any] = []  # of organisations that contain one another, the first
        for part in parts.itertuples():
            own = part.organisation_id
            if not any(kept.organisation_id in up[own] or own in up[kept.organisation_id] for kept in disjoint):
                disjoint.append(part)
        least = sum(int(part.low) for part in disjoint if pd.notna(part.low))
        ids = [whole.figure_id, *(part.figure_id for part in disjoint)]
        check = _check_sum("parts", "disjoint", whole, ids, least, whole.high)
        check_id = f"parts:{whole.figure_id}:{parts['figure_id'].iloc[0]}"
        yield {**check, "check_id": check_id, "metric": metric, "group": group}


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


def _groups(admissions: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    """Pupils are no more than pupils and students together, and no group is more than all."""
    cell = ["organisation_id", "period_start", "period_end"]
    dated = admissions.dropna(subset=cell)
    pairs = dated.merge(dated, on=cell, suffixes=("", "_all"))
    pupils = pairs["group"].eq("school_pupil") & pairs["group_all"].eq("student")
    larger = pupils | (pairs["group_all"].eq("all") & pairs["group"].ne("all"))
    for pair in pairs[larger].itertuples():
        ids = f"{pair.count_ids_all} {pair.count_ids}".split()
        least = 0 if pd.isna(pair.admitted_low) else int(pair.admitted_low)
        check = _check_sum("nested", "among", by_id[ids[0]], ids, least, pair.admitted_high_all)
        check_id = f"nested:{pair.admission_id}:{pair.group_all}"
        yield {**check, "check_id": check_id, "group": pair.group, "group_of": pair.group_all}


def _mentions(figures: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    for first_id, later_id, agree in compare_mentions(figures):
        first, kind = by_id[first_id], "repeat" if agree else "conflict"
        ends = {"quantity": "value", "low": first.low, "high": first.high, "compared": first.printed}
        yield _check(kind, "same", by_id[later_id], [first_id, later_id], _verdict(agree), **ends)


def _check_sum(kind: str, relation: str, whole: Any, ids: list[str], least: int, most: Any) -> Row:
    """Check that what lies within a whole is no more than it can be."""
    quantity = "parts" if relation == "disjoint" else "part"
    verdict = _verdict(pd.isna(most) or least <= int(most))
    return _check(kind, relation, whole, ids, verdict, quantity=quantity, low=least)


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
