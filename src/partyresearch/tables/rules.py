"""What must hold within and between the raw tables, beyond the form of a single cell.

Every rule takes tables as text and yields problems; a problem that rests on a cell of the wrong form is dropped, for
that cell has been told already. All of it is vectorised, so that a million rows are checked in seconds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from partyresearch.columns import MEASURED, PATTERNS, TABLES
from partyresearch.numerals import AmbiguousNumeral, Convention, Numeral, NumeralError, parse_numeral, word_of
from partyresearch.problems import Problem, closest
from partyresearch.tables.cells import look_up
from partyresearch.tables.sheet import Sheet

Sheets = Mapping[str, Sheet]
Labels = Mapping[str, str]
_POINTERS = ("numerator", "denominator", "part_of")
_UNCOUNTED = (*MEASURED, "rank")
_LARGEST, _DECIMALS = 10**12, 4  # beyond them the implied targets would not fit 64 bits; no newspaper prints them


def check(sheets: Sheets, labels: Labels) -> list[Problem]:
    """Apply every rule to the tables that could be read.

    Parameters
    ----------
    sheets : mapping of str to Sheet
        Raw tables by resource name; a table that is missing is passed over by the rules that need it.
    labels : mapping of str to str
        How messages name the files.

    Returns
    -------
    list of Problem

    Examples
    --------
    >>> check({}, {})
    []
    """
    problems: list[Problem] = []
    for name, sheet in sheets.items():
        problems += _sound(sheet, TABLES[name].key, _duplicates(name, sheet.frame, labels[name]))
        problems += _references(name, sheets, labels)
        problems += _dates(name, sheet.frame, labels[name])
    if "raw-organisations" in sheets:
        problems += _organisations(sheets["raw-organisations"], labels["raw-organisations"])
    if "raw-figures" in sheets:
        problems += _figures(sheets, labels["raw-figures"])
    if {"raw-figures", "raw-exclusions", "raw-articles"} <= sheets.keys():
        problems += _spans(sheets, labels)
    return problems


def _figures(sheets: Sheets, label: str) -> Iterator[Problem]:
    sheet = sheets["raw-figures"]
    figures = sheet.frame
    for start, end in (("period_start", "period_end"), ("against_start", "against_end")):
        yield from _sound(sheet, (start, end), _reversed(figures, label, start, end))
    yield from _sound(sheet, ("against_start", "against_end"), _halves(figures, label))
    yield from _sound(sheet, ("metric", "status", "set_by"), _setters(figures, label))
    resolvable = sheet.whole and not sheet.lines_without("article_id", "start")
    if resolvable and "raw-articles" in sheets:
        resolvable = figures["article_id"].isin(sheets["raw-articles"].frame["article_id"]).all()
    if resolvable:
        for column in _POINTERS:
            yield from _sound(sheet, (column,), _pointers(figures, label, column))
        cell = ("organisation_id", "metric", "group", "period_start", "period_end", "numerator", "denominator")
        yield from _sound(sheet, cell, _scores(figures, label))
    if "raw-articles" in sheets:
        yield from _sound(sheet, ("period_end", "status"), _early(figures, sheets["raw-articles"].frame, label))
    if "raw-metrics" in sheets:
        metrics = sheets["raw-metrics"].frame
        yield from _sound(sheet, ("metric", "printed", "bound"), _numerals(figures, metrics, label))
        yield from _sound(sheet, ("metric", "period_start", "period_end"), _stocks(figures, metrics, label))
        for column in _POINTERS:
            yield from _sound(sheet, ("metric", column), _counts(figures, metrics, label, column))


def _organisations(sheet: Sheet, label: str) -> Iterator[Problem]:
    yield from _sound(sheet, ("organisation_id", "parent_id"), _cycles(sheet.frame, label))
    yield from _sound(sheet, ("valid_from", "valid_to"), _reversed(sheet.frame, label, "valid_from", "valid_to"))


def _sound(sheet: Sheet, columns: Iterable[str], problems: Iterable[Problem]) -> Iterator[Problem]:
    """Drop what rests on a cell that has not even the right form."""
    lines = set(sheet.lines_without(*columns))
    return (problem for problem in problems if problem.row not in lines)


def read_numeral(printed: str, unit: str) -> Numeral:
    """Read a figure's numeral as its metric's unit requires.

    Parameters
    ----------
    printed : str
    unit : str
        The unit of the figure's metric; decides what an ambiguous separator means (a count has no decimals).

    Returns
    -------
    Numeral

    Raises
    ------
    NumeralError
        If it is no numeral, or none that fits the unit.

    Examples
    --------
    >>> read_numeral("4,974", "persons").value
    Fraction(4974, 1)
    """
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


def _rows(frame: pd.DataFrame, bad: pd.Series, column: str) -> Iterator[tuple[int, str]]:
    for line, cell in frame.loc[bad.fillna(False).astype(bool), column].items():
        yield int(line), repr(cell)


def _duplicates(name: str, frame: pd.DataFrame, label: str) -> Iterator[Problem]:
    key = list(TABLES[name].key)
    for line, _ in _rows(frame, frame.duplicated(key), key[0]):
        values = ", ".join(map(repr, frame.loc[line, key]))
        yield Problem(label, line, ", ".join(key), f"{values} a second time", "each key once")


def _references(name: str, sheets: Sheets, labels: Labels) -> Iterator[Problem]:
    """A reference is missing only where the other table could be read whole."""
    sheet = sheets[name]
    for column, target, field in TABLES[name].references:
        other = sheets.get(target)
        if other is not None and other.whole and not other.lines_without(field):
            cells = sheet.frame[column]
            unknown = cells.ne("") & ~cells.isin(other.frame[field])
            wrong = sheet.frame.loc[unknown, column]
            near = {
                cell: closest(cell, other.frame[field]) for cell in wrong.unique()[:50]
            }  # a wrong table has too many
            right = f"one of the {field}s of {labels[target]}"
            missing = (
                Problem(labels[name], int(line), column, repr(cell), right + near.get(cell, ""))
                for line, cell in wrong.items()
            )
            yield from _sound(sheet, (column,), missing)


def _dates(name: str, frame: pd.DataFrame, label: str) -> Iterator[Problem]:
    for column in TABLES[name].columns:
        if column.type == "date":
            cells = frame[column.name]
            shaped = cells.str.fullmatch(PATTERNS["date"][0])
            real = pd.to_datetime(cells.where(shaped), format="%Y-%m-%d", errors="coerce").notna()
            for line, cell in _rows(frame, shaped & ~real, column.name):
                yield Problem(label, line, column.name, f"{cell}, a day that does not exist", column.right())


def _cycles(frame: pd.DataFrame, label: str) -> Iterator[Problem]:
    """Follow parent_id upwards, each organisation once; who meets their own path again is on a cycle."""
    up = dict(zip(frame["organisation_id"], frame["parent_id"], strict=True))
    done: set[str] = set()
    cyclic: set[str] = set()
    for start in up:
        path: dict[str, None] = {}
        here = start
        while here in up and here not in done and here not in path:
            path[here] = None
            here = up[here]
        if here in path:
            cyclic.update(list(path)[list(path).index(here) :])
        done.update(path)
    for line, cell in _rows(frame, frame["organisation_id"].isin(cyclic), "parent_id"):
        own = frame.loc[line, "organisation_id"]
        yield Problem(label, line, "parent_id", f"{cell}, which leads back to {own!r}", "a tree")


def _pointers(figures: pd.DataFrame, label: str, column: str) -> Iterator[Problem]:
    named = figures[column].ne("")
    target = figures["article_id"] + ":" + figures[column]
    for line, cell in _rows(figures, named & ~target.isin(figures["article_id"] + ":" + figures["start"]), column):
        article = figures.loc[line, "article_id"]
        yield Problem(label, line, column, f"{cell}, where {article} has no figure", "the start of one of its figures")
    for line, cell in _rows(figures, named & figures[column].eq(figures["start"]), column):
        yield Problem(label, line, column, f"{cell}, the figure itself", "the start of another figure")


def _reversed(frame: pd.DataFrame, label: str, start: str, end: str) -> Iterator[Problem]:
    both = frame[start].ne("") & frame[end].ne("")  # ISO dates sort as text
    for line, cell in _rows(frame, both & (frame[end] < frame[start]), end):
        right = f"{frame.loc[line, start]} ({start}) or later"
        yield Problem(label, line, end, f"{cell}, before it begins", right)


def _halves(figures: pd.DataFrame, label: str) -> Iterator[Problem]:
    one = figures["against_start"].eq("") != figures["against_end"].eq("")
    for line, _ in _rows(figures, one, "against_start"):
        yield Problem(label, line, "against_start, against_end", "only one of the two", "both or none")


def _scores(figures: pd.DataFrame, label: str) -> Iterator[Problem]:
    """An attainment scores the admissions of its own organisation, group and period against a target."""
    key = figures["article_id"] + ":" + figures["start"]
    first = figures.assign(key=key).drop_duplicates("key").set_index("key")
    scores = figures[figures["metric"].eq("target_attainment")]
    for column, metric, same in (
        ("numerator", "members_admitted", ["organisation_id", "group", "period_start", "period_end"]),
        ("denominator", "admission_target", ["organisation_id", "group"]),
    ):
        target = scores["article_id"] + ":" + scores[column]
        known = scores[scores[column].ne("") & target.isin(first.index) & scores[column].ne(scores["start"])]
        other = first.loc[target[known.index]].set_axis(known.index)
        wrong = other["metric"].ne(metric) | known[same].ne(other[same]).any(axis=1)
        for line, cell in _rows(known, wrong, column):
            right = f"the start of a figure of {metric} with the same {', '.join(same)}"
            yield Problem(label, line, column, f"{cell}, which is not what this attainment scores", right)


def _early(figures: pd.DataFrame, articles: pd.DataFrame, label: str) -> Iterator[Problem]:
    published = look_up(figures["article_id"], dict(zip(articles["article_id"], articles["published"], strict=True)))
    last, day = (
        pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce") for cells in (figures["period_end"], published)
    )
    late = figures["status"].eq("reported") & (last > day)
    for line, cell in _rows(figures, late, "period_end"):
        right = f"{published[line]}, when the article was published, or earlier; or a status that is not reported"
        yield Problem(label, line, "period_end", f"{cell} of a reported figure", right)


def _setters(figures: pd.DataFrame, label: str) -> Iterator[Problem]:
    quota = figures["metric"].isin(["admission_target", "target_attainment"]) | figures["status"].eq("target")
    for line, _ in _rows(figures, quota & figures["set_by"].eq(""), "set_by"):
        yield Problem(label, line, "set_by", "an empty cell", "who set the target, or unstated")


def _stocks(figures: pd.DataFrame, metrics: pd.DataFrame, label: str) -> Iterator[Problem]:
    stock = figures["metric"].isin(metrics.loc[metrics["measure"].eq("stock"), "metric"])
    start, end = figures["period_start"], figures["period_end"]
    told = start.ne("") & end.ne("") & (end < start)  # as a period that ends before it begins
    for line, _ in _rows(figures, stock & start.ne(end) & ~told, "period_end"):
        found = f"{start[line] or 'nothing'} and {end[line] or 'nothing'}"
        yield Problem(label, line, "period_start, period_end", found, "the as-of date twice, for the metric is a stock")


def _counts(figures: pd.DataFrame, metrics: pd.DataFrame, label: str, column: str) -> Iterator[Problem]:
    """A percentage is of counts, and only a count is part of one."""
    unit = figures["metric"].map(metrics.drop_duplicates("metric").set_index("metric")["unit"])
    by_id = dict(zip(figures["article_id"] + ":" + figures["start"], unit, strict=True))
    target = (figures["article_id"] + ":" + figures[column]).map(by_id)
    for line, cell in _rows(figures, target.isin(_UNCOUNTED), column):
        yield Problem(label, line, column, f"{cell}, which is no count", "the start of a figure that counts")
    if column == "part_of":
        for line, cell in _rows(figures, figures[column].ne("") & unit.isin(_UNCOUNTED), column):
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


def _spans(sheets: Sheets, labels: Labels) -> Iterator[Problem]:
    """Ends after starts, within the article, as long as what is printed; no two spans of an article overlap."""
    anchor = ["article_id", "start", "end", "printed"]
    spans = []
    for name in ("raw-figures", "raw-exclusions"):
        sound = sheets[name].frame.drop(index=sheets[name].lines_without(*anchor))
        spans.append(sound[anchor].assign(label=labels[name]))
    both = pd.concat(spans).reset_index()
    both[["start", "end"]] = both[["start", "end"]].astype("int64")
    articles = sheets["raw-articles"]
    known = articles.frame.drop(index=articles.lines_without("article_id", "n_characters"))
    sizes = known.drop_duplicates("article_id").set_index("article_id")["n_characters"].astype("int64")
    both["size"] = both["article_id"].map(sizes)
    yield from _lengths(both)
    yield from _overlaps(both)


def _lengths(both: pd.DataFrame) -> Iterator[Problem]:
    span = both["end"] - both["start"]
    composed = both["printed"].map(len)
    decomposed = both["printed"].map(lambda text: len(unicodedata.normalize("NFD", text)))
    for row in both[(span < composed) | (span > decomposed)].itertuples():
        right = f"{row.start + len(row.printed)}, for {row.printed!r} has {len(row.printed)} characters"
        yield Problem(row.label, row.line, "end", str(row.end), right)
    for row in both[both["end"] > both["size"]].itertuples():
        right = f"a span within the article's {int(row.size)} characters"
        yield Problem(row.label, row.line, "start, end", f"{row.start} to {row.end}", right)


def _overlaps(both: pd.DataFrame) -> Iterator[Problem]:
    both = both.sort_values(["article_id", "start", "end"], kind="stable")
    reach = both.groupby("article_id")["end"].cummax().groupby(both["article_id"]).shift()
    same = both.duplicated(["label", "article_id", "start"])  # told as a duplicate key already
    for row in both[(both["start"] < reach) & ~same].itertuples():
        found = f"{row.start} to {row.end}, which overlaps another span of {row.article_id}"
        yield Problem(row.label, row.line, "start, end", found, "each character in one span")
