"""What must hold of the coded figures, beyond the form of a single cell: numerals, periods, links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from partyresearch.collection.columns import MEASURED, SCORES
from partyresearch.collection.problems import Problem
from partyresearch.figures.numerals import AmbiguousNumeral, Convention, Numeral, NumeralError, parse_numeral, word_of
from partyresearch.tables.cells import look_up
from partyresearch.tables.sheet import Sheet, cells_where, sound

_POINTERS = ("numerator", "denominator", "part_of")
_UNCOUNTED = (*MEASURED, "rank")
_LARGEST, _DECIMALS = 10**12, 4  # beyond them the implied targets would not fit 64 bits; no newspaper prints them


def check_figures(sheets: Mapping[str, Sheet], label: str) -> Iterator[Problem]:
    """Apply every rule on figures."""
    sheet = sheets["raw-figures"]
    figures = sheet.frame
    for start, end in (("period_start", "period_end"), ("against_start", "against_end")):
        yield from sound(sheet, (start, end), reversed_periods(figures, label, start, end))
    yield from sound(sheet, ("against_start", "against_end"), _halves(figures, label))
    yield from sound(sheet, ("metric", "status", "set_by"), _setters(figures, label))
    resolvable = sheet.whole and not sheet.lines_without("article_id", "start")
    if resolvable and "raw-articles" in sheets:
        resolvable = figures["article_id"].isin(sheets["raw-articles"].frame["article_id"]).all()
    if resolvable:
        for column in _POINTERS:
            yield from sound(sheet, (column,), _pointers(figures, label, column))
        cell = ("organisation_id", "metric", "group", "period_start", "period_end", "numerator", "denominator")
        yield from sound(sheet, cell, _scores(figures, label))
    if "raw-articles" in sheets:
        yield from sound(sheet, ("period_end", "status"), _early(figures, sheets["raw-articles"].frame, label))
    if "raw-metrics" in sheets:
        metrics = sheets["raw-metrics"].frame
        yield from sound(sheet, ("metric", "printed", "bound"), _numerals(figures, metrics, label))
        yield from sound(sheet, ("metric", "period_start", "period_end"), _stocks(figures, metrics, label))
        for column in _POINTERS:
            yield from sound(sheet, ("metric", column), _counts(figures, metrics, label, column))


def read_numeral(printed: str, unit: str) -> Numeral:
    """Read a figure's numeral as its metric's unit requires."""
    count = unit not in MEASURED
    convention: Convention = "thousands" if count else "decimal"
    try:
        numeral = parse_numeral(printed)
    except AmbiguousNumeral:
        numeral = parse_numeral(printed, convention)
    if unit == "percent" and not (numeral.percent or numeral.ratio):
        raise NumeralError("no % sign and no fraction, but the metric is a percentage")
    if unit != "percent" and (numeral.percent or numeral.ratio):
        raise NumeralError(f"a percentage or fraction, but the metric is in {unit}")
    if count and (numeral.first.denominator != 1 or numeral.last.denominator != 1):
        raise NumeralError(f"decimals, but the metric counts {unit}")
    if numeral.decimals > _DECIMALS or numeral.last >= _LARGEST:
        raise NumeralError(f"more than {_DECIMALS} decimals, or {_LARGEST} and more")
    return numeral


def reversed_periods(frame: pd.DataFrame, label: str, start: str, end: str) -> Iterator[Problem]:
    """Tell periods that end before they begin."""
    both = frame[start].ne("") & frame[end].ne("")  # ISO dates sort as text
    for line, cell in cells_where(frame, both & (frame[end] < frame[start]), end):
        right = f"{frame.loc[line, start]} ({start}) or later"
        yield Problem(label, line, end, f"{cell}, before it begins", right)


def _pointers(figures: pd.DataFrame, label: str, column: str) -> Iterator[Problem]:
    named = figures[column].ne("")
    target = figures["article_id"] + ":" + figures[column]
    for line, cell in cells_where(
        figures, named & ~target.isin(figures["article_id"] + ":" + figures["start"]), column
    ):
        article = figures.loc[line, "article_id"]
        yield Problem(label, line, column, f"{cell}, where {article} has no figure", "the start of one of its figures")
    for line, cell in cells_where(figures, named & figures[column].eq(figures["start"]), column):
        yield Problem(label, line, column, f"{cell}, the figure itself", "the start of another figure")


def _scores(figures: pd.DataFrame, label: str) -> Iterator[Problem]:
    """An attainment scores the admissions of its own organisation, group and period against a target."""
    key = figures["article_id"] + ":" + figures["start"]
    first = figures.assign(key=key).drop_duplicates("key").set_index("key")
    scores = figures[figures["metric"].isin(SCORES)]
    for column, metric, same in (
        ("numerator", "members_admitted", ["organisation_id", "group", "period_start", "period_end"]),
        ("denominator", "admission_target", ["organisation_id", "group"]),
    ):
        target = scores["article_id"] + ":" + scores[column]
        known = scores[scores[column].ne("") & target.isin(first.index) & scores[column].ne(scores["start"])]
        other = first.loc[target[known.index]].set_axis(known.index)
        wrong = other["metric"].ne(metric) | known[same].ne(other[same]).any(axis=1)
        for line, cell in cells_where(known, wrong, column):
            right = f"the start of a figure of {metric} with the same {', '.join(same)}"
            yield Problem(label, line, column, f"{cell}, which is not what this attainment scores", right)


def _early(figures: pd.DataFrame, articles: pd.DataFrame, label: str) -> Iterator[Problem]:
    published = look_up(figures["article_id"], dict(zip(articles["article_id"], articles["published"], strict=True)))
    last, day = (
        pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce") for cells in (figures["period_end"], published)
    )
    late = figures["status"].eq("reported") & (last > day)
    for line, cell in cells_where(figures, late, "period_end"):
        right = f"{published[line]}, when the article was published, or earlier; or a status that is not reported"
        yield Problem(label, line, "period_end", f"{cell} of a reported figure", right)


def _halves(figures: pd.DataFrame, label: str) -> Iterator[Problem]:
    one = figures["against_start"].eq("") != figures["against_end"].eq("")
    for line, _ in cells_where(figures, one, "against_start"):
        yield Problem(label, line, "against_start, against_end", "only one of the two", "both or none")


def _setters(figures: pd.DataFrame, label: str) -> Iterator[Problem]:
    quota = figures["metric"].isin(["admission_target", *SCORES]) | figures["status"].eq("target")
    for line, _ in cells_where(figures, quota & figures["set_by"].eq(""), "set_by"):
        yield Problem(label, line, "set_by", "an empty cell", "who set the target, or unstated")


def _stocks(figures: pd.DataFrame, metrics: pd.DataFrame, label: str) -> Iterator[Problem]:
    stock = figures["metric"].isin(metrics.loc[metrics["measure"].eq("stock"), "metric"])
    start, end = figures["period_start"], figures["period_end"]
    told = start.ne("") & end.ne("") & (end < start)  # as a period that ends before it begins
    for line, _ in cells_where(figures, stock & start.ne(end) & ~told, "period_end"):
        found = f"{start[line] or 'nothing'} and {end[line] or 'nothing'}"
        yield Problem(label, line, "period_start, period_end", found, "the as-of date twice, for the metric is a stock")


def _counts(figures: pd.DataFrame, metrics: pd.DataFrame, label: str, column: str) -> Iterator[Problem]:
    """A percentage is of counts, and only a count is part of one."""
    unit = figures["metric"].map(metrics.drop_duplicates("metric").set_index("metric")["unit"])
    by_id = dict(zip(figures["article_id"] + ":" + figures["start"], unit, strict=True))
    target = (figures["article_id"] + ":" + figures[column]).map(by_id)
    for line, cell in cells_where(figures, target.isin(_UNCOUNTED), column):
        yield Problem(label, line, column, f"{cell}, which is no count", "the start of a figure that counts")
    if column == "part_of":
        for line, cell in cells_where(figures, figures[column].ne("") & unit.isin(_UNCOUNTED), column):
            yield Problem(label, line, column, f"{cell}, though the figure is no count", "an empty cell")


def _numerals(figures: pd.DataFrame, metrics: pd.DataFrame, label: str) -> Iterator[Problem]:
    """Parse each distinct numeral once and hand its problem to every row that has it."""
    unit = figures["metric"].map(metrics.drop_duplicates("metric").set_index("metric")["unit"])
    seen = pd.DataFrame({"printed": figures["printed"], "unit": unit, "bound": figures["bound"]})
    wrong = {}
    for case in seen.dropna().drop_duplicates().itertuples(index=False):
        if case.printed:
            problem = _numeral_problem(case.printed, case.unit, case.bound)
            if problem:
                wrong[tuple(case)] = problem
    if wrong:
        for line, case in zip(seen.index, seen.itertuples(index=False, name=None), strict=True):
            if case in wrong:
                column, found, right = wrong[case]
                yield Problem(label, int(line), column, found, right)


def _numeral_problem(printed: str, unit: str, bound: str) -> tuple[str, str, str] | None:
    try:
        numeral = read_numeral(printed, unit)
    except NumeralError as error:
        text = str(error)
        found = text if text.startswith(repr(printed)) else f"{printed!r}: {text}"
        return "printed", found, f"a numeral in {unit}, or a word of the codebook's list"
    word = word_of(printed)
    if word and bound != word.bound:
        return "bound", f"{bound!r}", f"{word.bound}, which the word {printed!r} expresses"
    if bound == "less_than" and numeral.first == 0:
        return "bound", f"{bound!r} for {printed!r}", "a bound that leaves something: nothing printed here is below 0"
    if (numeral.value is None) != (bound == "range"):
        return "bound", f"{bound!r} for {printed!r}", "range if, and only if, a range is printed"
    return None
