"""What must hold within and between the raw tables, beyond the form of a single cell.

Every rule takes the tables as text and yields problems; cells that have not even the right form are left to the
schema. All of it is vectorised, so that a million rows are checked in seconds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from partyresearch.columns import TABLES
from partyresearch.numerals import WORDS, AmbiguousNumeral, Convention, Numeral, NumeralError, parse_numeral
from partyresearch.problems import Problem

Frames = Mapping[str, pd.DataFrame]
Labels = Mapping[str, str]
_POINTERS = ("numerator", "denominator", "part_of")


def check(frames: Frames, labels: Labels) -> list[Problem]:
    """Apply every rule to the tables that could be read.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Raw tables as text by resource name; a table that is missing is passed over by the rules that need it.
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
    for name, frame in frames.items():
        problems += _duplicates(name, frame, labels[name])
        problems += _references(name, frame, frames, labels)
        problems += _dates(name, frame, labels[name])
    if "raw-organisations" in frames:
        problems += _cycles(frames["raw-organisations"], labels["raw-organisations"], "organisation_id", "parent_id")
    if "raw-figures" in frames:
        label = labels["raw-figures"]
        for rule in (_pointers, _periods, _setters):
            problems += rule(frames["raw-figures"], label)
        if "raw-metrics" in frames:
            problems += _numerals(frames["raw-figures"], frames["raw-metrics"], label)
            problems += _stocks(frames["raw-figures"], frames["raw-metrics"], label)
    if {"raw-figures", "raw-exclusions", "raw-articles"} <= frames.keys():
        problems += _spans(frames, labels)
    return problems


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
    count = unit not in ("percent", "km")
    convention: Convention | None = "thousands" if count else "decimal" if unit == "percent" else None
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
    return numeral


def _rows(frame: pd.DataFrame, bad: pd.Series, column: str) -> Iterator[tuple[int, str]]:
    for line, cell in frame.loc[bad.fillna(False).astype(bool), column].items():
        yield int(str(line)), str(cell)


def _number(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells, errors="coerce")


def _duplicates(name: str, frame: pd.DataFrame, label: str) -> Iterator[Problem]:
    key = list(TABLES[name].key)
    for line, _ in _rows(frame, frame.duplicated(key), key[0]):
        values = ", ".join(frame.loc[line, key])
        yield Problem(label, line, ", ".join(key), f"{values} a second time", "each key once")


def _references(name: str, frame: pd.DataFrame, frames: Frames, labels: Labels) -> Iterator[Problem]:
    for column, target, field in TABLES[name].references:
        if target in frames:
            unknown = frame[column].ne("") & ~frame[column].isin(frames[target][field])
            for line, cell in _rows(frame, unknown, column):
                yield Problem(labels[name], line, column, f"{cell!r}", f"a {field} of {labels[target]}")


def _dates(name: str, frame: pd.DataFrame, label: str) -> Iterator[Problem]:
    for column in TABLES[name].columns:
        if column.type == "date":
            cells = frame[column.name]
            shaped = cells.str.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
            real = pd.to_datetime(cells.where(shaped), format="%Y-%m-%d", errors="coerce").notna()
            for line, cell in _rows(frame, shaped & ~real, column.name):
                yield Problem(label, line, column.name, f"{cell!r}, a day that does not exist", column.right())


def _cycles(frame: pd.DataFrame, label: str, key: str, pointer: str) -> Iterator[Problem]:
    """Follow the pointer upwards until every row has left its tree; who never does is on a cycle or below one."""
    up = dict(zip(frame[key], frame[pointer], strict=True))
    here = frame[pointer]
    for _ in range(len(frame)):
        here = here.map(up).fillna("")
        if here.eq("").all():
            return
    for line, cell in _rows(frame, here.ne("") & frame[key].isin(here), pointer):
        yield Problem(label, line, pointer, f"{cell!r}, which leads back to {frame.loc[line, key]!r}", "a tree")


def _pointers(figures: pd.DataFrame, label: str) -> Iterator[Problem]:
    keys = set(figures["article_id"] + ":" + figures["start"])
    for column in _POINTERS:
        named = figures[column].ne("")
        target = figures["article_id"] + ":" + figures[column]
        for line, cell in _rows(figures, named & ~target.isin(keys), column):
            article = figures.loc[line, "article_id"]
            yield Problem(
                label, line, column, f"{cell}, where {article} has no figure", "the start of one of its figures"
            )
        for line, cell in _rows(figures, named & figures[column].eq(figures["start"]), column):
            yield Problem(label, line, column, f"{cell}, the figure itself", "the start of another figure")


def _periods(figures: pd.DataFrame, label: str) -> Iterator[Problem]:
    for start, end in (("period_start", "period_end"), ("against_start", "against_end")):
        both = figures[start].ne("") & figures[end].ne("")  # ISO dates sort as text
        for line, cell in _rows(figures, both & (figures[end] < figures[start]), end):
            yield Problem(
                label, line, end, f"{cell}, before {figures.loc[line, start]}", "a period that ends after it begins"
            )
    for line, _ in _rows(figures, figures["against_start"].eq("") != figures["against_end"].eq(""), "against_start"):
        yield Problem(label, line, "against_start, against_end", "only one of the two", "both or none")


def _setters(figures: pd.DataFrame, label: str) -> Iterator[Problem]:
    quota = figures["metric"].isin(["admission_target", "target_attainment"]) | figures["status"].eq("target")
    for line, _ in _rows(figures, quota & figures["set_by"].eq(""), "set_by"):
        yield Problem(label, line, "set_by", "an empty cell", "who set the target, or unstated")


def _stocks(figures: pd.DataFrame, metrics: pd.DataFrame, label: str) -> Iterator[Problem]:
    stock = figures["metric"].isin(metrics.loc[metrics["measure"].eq("stock"), "metric"])
    for line, cell in _rows(figures, stock & figures["period_start"].ne(figures["period_end"]), "period_end"):
        right = f"the as-of date {figures.loc[line, 'period_start']} twice, for the metric is a stock"
        yield Problem(label, line, "period_end", f"{cell!r}", right)


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
    word = WORDS.get(printed.casefold())
    if word and bound != word.bound:
        return "bound", f"{bound!r}", f"{word.bound}, which the word {printed!r} expresses"
    if (numeral.value is None) != (bound == "range"):
        return "bound", f"{bound!r} for {printed!r}", "range if, and only if, a range is printed"
    return None


def _spans(frames: Frames, labels: Labels) -> Iterator[Problem]:
    """Ends after starts, within the article, as long as what is printed; no two spans of an article overlap."""
    length: Callable[[str], int] = len
    both = pd.concat([frames[name].assign(table=name) for name in ("raw-figures", "raw-exclusions")])
    both = both.reset_index()[["line", "table", "article_id", "start", "end", "printed"]]
    both["from"], both["to"] = _number(both["start"]), _number(both["end"])
    sizes = frames["raw-articles"].drop_duplicates("article_id").set_index("article_id")["n_characters"]
    both["size"] = both["article_id"].map(_number(sizes))
    span = both["to"] - both["from"]
    shortest = both["printed"].map(length)
    longest = both["printed"].map(lambda text: len(unicodedata.normalize("NFD", text)))
    fits = span.isna() | ((shortest <= span) & (span <= longest))
    for row in both[~fits].itertuples():
        right = (
            f"{int(str(row.start)) + len(str(row.printed))}, for {row.printed!r} has {len(str(row.printed))} characters"
        )
        yield Problem(labels[str(row.table)], int(str(row.line)), "end", str(row.end), right)
    for row in both[(both["from"] < 0) | (both["to"] > both["size"])].itertuples():
        right = f"a span within the article's {int(float(str(row.size)))} characters"
        yield Problem(labels[str(row.table)], int(str(row.line)), "start, end", f"{row.start} to {row.end}", right)
    both = both.dropna(subset=["from", "to"]).sort_values(["article_id", "from", "to"], kind="stable")
    reach = both.groupby("article_id")["to"].cummax().groupby(both["article_id"]).shift()
    same = both.duplicated(["table", "article_id", "start"])  # told as a duplicate key already
    for row in both[(both["from"] < reach) & ~same].itertuples():
        found = f"{row.start} to {row.end}, which overlaps another span of {row.article_id}"
        yield Problem(labels[str(row.table)], int(str(row.line)), "start, end", found, "each character in one span")
