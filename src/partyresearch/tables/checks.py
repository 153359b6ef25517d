"""The table of checks: do an article's figures agree, under which hypothesis, and would chance agree as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from partyresearch.collection.columns import SCORES, TABLES
from partyresearch.figures import consistency
from partyresearch.figures.numerals import Numeral
from partyresearch.tables.figures import Records, pointed, records, same_figures
from partyresearch.tables.nesting import ancestors

Row = dict[str, Any]
Ends = tuple[int | None, int | None]


@dataclass(frozen=True)
class _Case:
    """One hypothesis about a printed percentage: how it is read, of which count and which whole."""

    reading: str
    part: Ends
    whole: int | None
    remark: str = ""

    @property
    def hypothesis(self) -> str:
        return f"{self.reading}; {self.remark}" if self.remark else self.reading

    def judge(self, numeral: Numeral, bound: str) -> tuple[bool, str]:
        """Whether the percentage is possible, and what the other figures allow."""
        percent = consistency.percent_interval(numeral, bound, self.reading)
        counted = self.part != (None, None)
        if counted and self.whole is not None:
            low, high = (None if end is None else Fraction(100 * end, self.whole) for end in self.part)
            texts = [f"{float(end):.{numeral.decimals + 2}f} %" for end in (low, high) if end is not None]
            return consistency.overlap((low, high, "both"), percent), " to ".join(dict.fromkeys(texts))
        if counted:
            return _span(consistency.possible_wholes(self.part, percent), "a whole of")
        assert self.whole is not None
        return _span(consistency.possible_parts(self.whole, percent), "a count of")

    def chance(self, numeral: Numeral) -> Fraction | None:
        """How many other percentages would pass; unknown where the count is not one number."""
        low, high = self.part
        return consistency.chance_pass(numeral, self.reading, low, self.whole) if low == high else None


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
    columns = TABLES["checks"].names
    return pd.DataFrame(rows, columns=columns, dtype=object)


def contradictions(checks: pd.DataFrame) -> pd.DataFrame:
    """Return the checks that fail under every hypothesis."""
    return checks[checks["verdict"].eq("contradiction")]


def _percentages(figures: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    printed = figures["unit"].eq("percent") & figures["status"].eq("reported") & figures["bound"].ne("about")
    rounded = figures["numeral"].map(lambda numeral: bool(numeral.unit))
    named = figures["numerator"].notna() | figures["denominator"].notna() | figures["repeat_of"].ne("")
    told = set()
    for figure_id in figures.loc[printed & rounded & named, "figure_id"]:
        row = by_id[figure_id]
        once = (row.article_id, row.repeat_of or row.figure_id, row.printed, str(row.numerator), str(row.denominator))
        if once not in told:  # the same words of the same article are not checked again
            told.add(once)
            yield from _judged("percentage", row, *_cases(row, by_id))


def _judged(kind: str, row: Any, cases: list[_Case], ids: list[str]) -> Iterator[Row]:
    judged = [case.judge(row.numeral, row.bound) for case in cases]
    chances = [case.chance(row.numeral) for case in cases]
    found = consistency.verdicts([possible for possible, _ in judged], chances)
    for case, (_, expected), chance, verdict in zip(cases, judged, chances, found, strict=True):
        yield _row(kind, row, ids, case.hypothesis, expected, verdict, chance)


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
        row, whole = by_id[score_id], _ends(by_id[target_id])
        part = pointed(by_id, row, "numerator")
        if whole[0] and whole[0] == whole[1]:
            cases = [_Case(reading, _ends(part), whole[0], "printed target") for reading in _readings(row)]
            for found in _judged("target", row, cases, [score_id, part.figure_id, target_id]):
                yield {**found, "check_id": f"target:{score_id}:{target_id}"}


def _cases(row: Any, by_id: Records) -> tuple[list[_Case], list[str]]:
    """The hypotheses that a percentage allows, and the figures they rest on."""
    part: Ends
    ids = [row.figure_id]
    first = by_id[row.repeat_of] if row.repeat_of else None
    if first is not None and first.numeral.ratio:
        ids.append(first.figure_id)
        count, whole = first.numeral.ratio
        part = (count, count)
    else:
        numerator, denominator = (pointed(by_id, row, name) for name in ("numerator", "denominator"))
        part, total = _ends(numerator), _ends(denominator)
        whole = total[0] if total[0] == total[1] else None
        ids += [one.figure_id for one, ends in ((numerator, part), (denominator, total)) if ends != (None, None)]
    if whole == 0 or (part == (None, None) and whole is None):
        return [], ids
    cases = [_Case(reading, part, whole) for reading in _readings(row)]
    if row.metric == "admissions_share_of_members" and part[1] is not None and whole is not None and whole > part[1]:
        before = whole - part[1]
        cases += [_Case(reading, part, before, "members before these admissions") for reading in _readings(row)]
    return cases, ids


def _readings(row: Any) -> list[str]:
    """The readings of a percentage; a word has no digits to continue."""
    return [one for one in consistency.READINGS_OF[row.bound] if one != "conventional" or row.numeral.unit]


def _ends(figure: Any) -> Ends:
    if figure is None:
        return None, None
    return None if pd.isna(figure.low) else int(figure.low), None if pd.isna(figure.high) else int(figure.high)


def _fractions(figures: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    """A printed fraction has the printed denominator."""
    ratio = figures["numeral"].map(lambda numeral: numeral.ratio is not None)
    for row in figures[ratio & figures["denominator"].notna()].itertuples():
        whole = pointed(by_id, row, "denominator")
        low, high = _ends(whole)
        agree = (low or 0) <= row.numeral.ratio[1] and (high is None or row.numeral.ratio[1] <= high)
        ids = [row.figure_id, whole.figure_id]
        verdict = "consistent" if agree else "contradiction"
        yield _row("fraction", row, ids, "as printed", f"a denominator of {whole.printed}", verdict)


def _parts(figures: pd.DataFrame, by_id: Records, organisations: pd.DataFrame) -> Iterator[Row]:
    """Disjoint parts of one metric and group are together no more than the whole that contains them."""
    inner = figures[figures["part_of"].notna() & figures["status"].eq("reported")]
    up = ancestors(organisations).groupby("organisation_id")["ancestor_id"].agg(set).to_dict()
    for (article, start, metric, _), parts in inner.groupby(
        ["article_id", "part_of", "metric", "group"], observed=True, sort=False
    ):
        whole = by_id[f"{article}:{start}"]
        disjoint: list[Any] = []
        for part in parts.itertuples():
            mine = part.organisation_id
            if not any(kept.organisation_id in up[mine] or mine in up[kept.organisation_id] for kept in disjoint):
                disjoint.append(part)
        least = sum(int(part.low) for part in disjoint if pd.notna(part.low))
        possible = pd.isna(whole.high) or least <= int(whole.high)
        ids = [whole.figure_id, *(part.figure_id for part in disjoint)]
        row = _row(
            "parts", whole, ids, f"disjoint parts: {metric}", f"parts of at least {least} together",
            "consistent" if possible else "contradiction",
        )  # fmt: skip
        yield {**row, "check_id": f"parts:{whole.figure_id}:{parts['figure_id'].iloc[0]}"}


def _nested(admissions: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    """The admissions directly within others, disjoint from one another, are together no more than they."""
    wholes = admissions.set_index("admission_id")
    inner = admissions[admissions["part_of"].ne("") & admissions["overlaps"].eq("")]
    for key, parts in inner.groupby("part_of", sort=False):
        whole = wholes.loc[key]
        least = int(parts["admitted_low"].fillna(0).sum())
        possible = pd.isna(whole["admitted_high"]) or least <= int(whole["admitted_high"])
        ids = " ".join([whole["count_ids"], *parts["count_ids"]]).split()
        yield _row(
            "nested", by_id[ids[0]], ids, "disjoint parts of one period or organisation",
            f"parts of at least {least} together", "consistent" if possible else "contradiction",
        )  # fmt: skip


def _groups(admissions: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    """Pupils are no more than pupils and students together, and no group is more than all."""
    cell = ["organisation_id", "period_start", "period_end"]
    dated = admissions.dropna(subset=cell)
    pairs = dated.merge(dated, on=cell, suffixes=("", "_all"))
    pupils = pairs["group"].eq("school_pupil") & pairs["group_all"].eq("student")
    larger = pupils | (pairs["group_all"].eq("all") & pairs["group"].ne("all"))
    for pair in pairs[larger].itertuples():
        least = 0 if pd.isna(pair.admitted_low) else int(pair.admitted_low)
        possible = pd.isna(pair.admitted_high_all) or least <= int(pair.admitted_high_all)
        ids = f"{pair.count_ids_all} {pair.count_ids}".split()
        found = _row(
            "nested", by_id[ids[0]], ids, f"{pair.group} among {pair.group_all}", f"a part of at least {least}",
            "consistent" if possible else "contradiction",
        )  # fmt: skip
        yield {**found, "check_id": f"nested:{pair.admission_id}:{pair.group_all}"}


def _mentions(figures: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    for first, later, agree in same_figures(figures):
        one, other = by_id[first], by_id[later]
        kind, verdict = ("repeat", "consistent") if agree else ("conflict", "contradiction")
        yield _row(kind, other, [first, later], "as printed", one.printed, verdict)


def _row(
    kind: str, row: Any, ids: list[str], hypothesis: str, expected: str, verdict: str, chance: Fraction | None = None
) -> Row:
    return {
        "check_id": f"{kind}:{row.figure_id}", "article_id": row.article_id, "check": kind, "hypothesis": hypothesis,
        "figure_ids": " ".join(ids), "expected": expected, "printed": row.printed, "verdict": verdict,
        "chance_pass": chance,
    }  # fmt: skip


def _span(found: tuple[int, int | None] | None, what: str) -> tuple[bool, str]:
    if found is None:
        return False, "no whole number"
    low, high = found
    if high is None:
        return True, f"{what} {low} or more"
    return True, f"{what} {low}" if low == high else f"{what} {low} to {high}"
