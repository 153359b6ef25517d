"""The table of checks: do an article's figures agree, under which hypothesis, and would chance agree as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from partyresearch import consistency
from partyresearch.columns import TABLES
from partyresearch.numerals import Numeral
from partyresearch.tables.cells import look_up
from partyresearch.tables.figures import Records, pointed, records, same_figures
from partyresearch.tables.nesting import ancestors

Row = dict[str, Any]


@dataclass(frozen=True)
class _Case:
    """One hypothesis about a printed percentage: how it is read, of which count and which whole."""

    reading: str
    part: int | None
    whole: int | None
    remark: str = ""

    @property
    def hypothesis(self) -> str:
        return f"{self.reading}; {self.remark}" if self.remark else self.reading

    def judge(self, numeral: Numeral, bound: str) -> tuple[bool, str]:
        """Whether the percentage is possible, and what the other figures allow."""
        percent = consistency.percent_interval(numeral, bound, self.reading)
        if self.part is not None and self.whole is not None:
            value = Fraction(100 * self.part, self.whole)
            return consistency.inside(value, percent), f"{float(value):.{numeral.decimals + 2}f} %"
        if self.part is not None:
            return _span(consistency.possible_wholes((self.part, self.part), percent), "a whole of")
        assert self.whole is not None
        return _span(consistency.possible_parts(self.whole, percent), "a count of")


def build_checks(figures: pd.DataFrame, admissions: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Check everything that the figures imply about one another.

    Parameters
    ----------
    figures : DataFrame
        See :func:`partyresearch.tables.figures.read_figures`.
    admissions : DataFrame
        See :func:`partyresearch.tables.admissions.build_admissions`.
    organisations : DataFrame

    Returns
    -------
    DataFrame
        The table ``checks``: percentages with their counts, fractions with their denominators, parts with their
        wholes, nested periods, repeats and conflicts.

    Examples
    --------
    >>> from partyresearch.tables.load import load_checks
    >>> checks = load_checks().set_index(["check_id", "hypothesis"])
    >>> str(checks.loc[("percentage:dam-doi-2023:1582", "half_up"), "expected"])
    'a whole of 115'
    """
    by_id = records(figures)
    rows = [
        *_percentages(figures, by_id),
        *_fractions(figures, by_id),
        *_parts(figures, by_id, organisations),
        *_nested(admissions, by_id),
        *_mentions(figures, by_id),
    ]
    columns = TABLES["checks"].names
    return pd.DataFrame(rows, columns=columns, dtype=object)


def contradictions(checks: pd.DataFrame) -> pd.DataFrame:
    """Return the checks that fail under every hypothesis.

    Examples
    --------
    >>> from partyresearch.tables.load import load_checks
    >>> len(contradictions(load_checks()))
    0
    """
    return checks[checks["verdict"].eq("contradiction")]


def _percentages(figures: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    printed = figures["unit"].eq("percent") & figures["status"].eq("reported") & figures["bound"].ne("about")
    rounded = figures["numeral"].map(lambda numeral: bool(numeral.unit))
    named = figures["numerator"].notna() | figures["denominator"].notna() | figures["repeat_of"].ne("")
    first = look_up(figures["repeat_of"], figures.set_index("figure_id")["printed"].to_dict())
    for row in figures[printed & rounded & named & figures["printed"].ne(first)].itertuples():
        cases, ids = _cases(row, by_id)
        judged = [case.judge(row.numeral, row.bound) for case in cases]
        chances = [consistency.chance_pass(row.numeral, c.reading, c.part, c.whole) for c in cases]
        found = consistency.verdicts([possible for possible, _ in judged], chances)
        for case, (_, expected), chance, verdict in zip(cases, judged, chances, found, strict=True):
            yield _row("percentage", row, ids, case.hypothesis, expected, verdict, chance)


def _cases(row: Any, by_id: Records) -> tuple[list[_Case], list[str]]:
    """The hypotheses that a percentage allows, and the figures they rest on."""
    ids, part, whole = [row.figure_id], None, None
    first = by_id[row.repeat_of] if row.repeat_of else None
    if first is not None and first.numeral.ratio:
        ids.append(first.figure_id)
        part, whole = first.numeral.ratio
    else:
        counts = [_count(pointed(by_id, row, pointer)) for pointer in ("numerator", "denominator")]
        ids += [one.figure_id for one, count in counts if count is not None]
        part, whole = (count for _, count in counts)
    if whole == 0 or (part is None and whole is None):
        return [], ids
    readings = consistency.READINGS_OF[row.bound]
    cases = [_Case(reading, part, whole) for reading in readings]
    if row.metric == "admissions_share_of_members" and part is not None and whole is not None and whole > part:
        remark = "members before these admissions"
        cases += [_Case(reading, part, whole - part, remark) for reading in readings]
    return cases, ids


def _count(figure: Any) -> tuple[Any, int | None]:
    """A figure with its count, if it is one exact number."""
    exact = figure is not None and pd.notna(figure.low) and figure.low == figure.high
    return figure, int(figure.low) if exact else None


def _fractions(figures: pd.DataFrame, by_id: Records) -> Iterator[Row]:
    """A printed fraction has the printed denominator."""
    ratio = figures["numeral"].map(lambda numeral: numeral.ratio is not None)
    for row in figures[ratio & figures["denominator"].notna()].itertuples():
        whole = pointed(by_id, row, "denominator")
        agree = whole.low == row.numeral.ratio[1]
        ids = [row.figure_id, whole.figure_id]
        verdict = "consistent" if agree else "contradiction"
        yield _row("fraction", row, ids, "as printed", f"a denominator of {whole.printed}", verdict)


def _parts(figures: pd.DataFrame, by_id: Records, organisations: pd.DataFrame) -> Iterator[Row]:
    """Disjoint parts of one metric and group are together no more than the whole that contains them."""
    inner = figures[figures["part_of"].notna() & figures["repeat_of"].eq("") & figures["status"].eq("reported")]
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
