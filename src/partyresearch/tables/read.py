"""Read the raw tables: every problem of every file at once, or tables without surprises.

All cells stay text here. A rule says nothing about a row in which a cell that it reads is malformed, for that cell has
been reported already; it judges each distinct case once, so that a million rows are checked in seconds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from itertools import islice
from operator import itemgetter
from pathlib import Path

import pandas as pd

from partyresearch.collection.columns import PATTERNS, RAW, TABLES
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import InputError, Problem, closest
from partyresearch.collection.texts import verify
from partyresearch.collection.vocabulary import MEASURED, POINTERS, SCORES
from partyresearch.figures.numerals import Numeral, NumeralError, read_numeral, word_of
from partyresearch.tables.sheet import Sheet, no_sheet, read_sheet

Sheets = Mapping[str, Sheet]
Numerals = Mapping[tuple[str, str], Numeral | NumeralError]  # by printed characters and unit
Place = Mapping[tuple[str, str], int]  # article and start of each figure -> the number of its row
Cells = Mapping[tuple[str, str], str]
"""Cells of figures.csv: figure id and column -> what stands there."""

_ANCHOR = ["article_id", "start", "end", "printed"]  # what is compared with the texts
_FIGURE = _ANCHOR[:2]  # what names a figure
_ANCHORED = ("raw-figures", "raw-exclusions")
# first and last day
_PERIODS = (("valid_from", "valid_to"), ("period_start", "period_end"), ("against_start", "against_end"))
_UNCOUNTED = (*MEASURED, "rank")  # units of figures that are no count, and so neither a whole nor a part
_HINTS = 50  # of a table that is wrong throughout every cell is unknown, and each search for a hint takes a while


@dataclass(frozen=True)
class RawTables:
    """The raw tables of a collection, as text, indexed by the line of their file."""

    sheets: Sheets
    numerals: Mapping[tuple[str, str], Numeral]  # by printed characters and unit

    @property
    def articles(self) -> pd.DataFrame:
        return self.sheets["raw-articles"].frame

    @property
    def organisations(self) -> pd.DataFrame:
        return self.sheets["raw-organisations"].frame

    @property
    def metrics(self) -> pd.DataFrame:
        return self.sheets["raw-metrics"].frame

    @property
    def groups(self) -> pd.DataFrame:
        return self.sheets["raw-groups"].frame

    @property
    def figures(self) -> pd.DataFrame:
        return self.sheets["raw-figures"].frame

    @property
    def exclusions(self) -> pd.DataFrame:
        return self.sheets["raw-exclusions"].frame

    @property
    def alternatives(self) -> pd.DataFrame:
        return self.sheets["raw-alternatives"].frame


def read_raw(collection: Collection, texts: Path | None = None, recoded: Cells | None = None) -> RawTables:
    """Read and check all raw tables, with other codings of some figures instead of the alternatives if need be."""
    sheets: dict[str, Sheet] = {}
    problems: list[Problem] = []
    for name in RAW:
        path, label = collection.readable(name), collection.label(name)
        if path and path != collection.path(name):
            label = f"the package's {path.name}"
        try:
            sheets[name] = read_sheet(path, label, TABLES[name]) if path else no_sheet(label, TABLES[name])
            problems += sheets[name].problems
        except InputError as error:
            problems += error.problems
    if recoded is not None and "raw-figures" in sheets:
        sheets["raw-figures"] = _recode(sheets["raw-figures"], recoded)
        sheets["raw-alternatives"] = no_sheet(collection.label("raw-alternatives"), TABLES["raw-alternatives"])
    numerals = _read_numerals(sheets)
    problems += _check_tables(sheets, numerals)
    if texts is not None and {"raw-articles", *_ANCHORED} <= sheets.keys():
        problems += _verify_texts(sheets, texts)
    if problems:
        raise InputError(problems)
    parsed = {case: numeral for case, numeral in numerals.items() if isinstance(numeral, Numeral)}
    return RawTables(sheets, parsed)


def _recode(figures: Sheet, recoded: Cells) -> Sheet:
    cells = {name: list(column) for name, column in figures.cells.items()}
    numbers = {f"{article}:{start}": number for number, (article, start) in enumerate(figures.rows(*_FIGURE))}
    for (figure_id, column), value in recoded.items():
        cells[column][numbers[figure_id]] = value
    return replace(figures, cells=cells)


def _verify_texts(sheets: Sheets, texts: Path) -> list[Problem]:
    """Re-read the well-formed spans; a number is known to be in no span only if all are well-formed."""
    spans = {sheets[name].label: sheets[name].well_formed(*_ANCHOR) for name in _ANCHORED}
    complete = not any(sheets[name].malformed(*_ANCHOR) or not sheets[name].whole for name in _ANCHORED)
    articles = sheets["raw-articles"]
    known = articles.well_formed("article_id", "source_file", "sha256", "n_characters")
    return verify(known, spans, texts, articles.label, complete)


def _sheet(sheets: Sheets, name: str) -> Sheet:
    """Return a table, an empty one for one that could not be read."""
    return sheets[name] if name in sheets else no_sheet(name, TABLES[name])


def _units(sheets: Sheets) -> dict[str, str]:
    """Return the unit of each metric."""
    rows = list(_sheet(sheets, "raw-metrics").rows("metric", "unit"))
    return dict(reversed(rows))  # of a metric that is there twice, the first


def _read_numerals(sheets: Sheets) -> Numerals:
    """Parse each distinct numeral once for each unit; what is not a numeral is kept as its error."""
    units = _units(sheets)
    numerals: dict[tuple[str, str], Numeral | NumeralError] = {}
    for printed, metric in set(_sheet(sheets, "raw-figures").rows("printed", "metric")):
        if metric in units:
            try:
                numerals[printed, units[metric]] = read_numeral(printed, units[metric])
            except NumeralError as error:
                numerals[printed, units[metric]] = error
    return numerals


def _check_tables(sheets: Sheets, numerals: Numerals) -> Iterator[Problem]:
    """Apply every rule to the tables that could be read."""
    for sheet in sheets.values():
        yield from _check_keys(sheet, sheets)
        yield from _check_dates(sheet)
    for name, parent in (("raw-organisations", "parent_id"), ("raw-groups", "part_of")):
        if name in sheets:
            yield from _check_tree(sheets[name], parent)
    if "raw-figures" in sheets:
        figures, units = sheets["raw-figures"], _units(sheets)
        yield from _check_coding(figures, _sheet(sheets, "raw-articles"), _sheet(sheets, "raw-metrics"))
        yield from _check_retired(figures)
        yield from _check_numerals(figures, units, numerals)
        yield from _check_counts(figures, units)
        # a pointer is known to lead nowhere only if every figure could be read
        unknown = set(figures.cells["article_id"]) - set(_sheet(sheets, "raw-articles").cells["article_id"])
        if figures.whole and not figures.malformed(*_FIGURE) and (not unknown or "raw-articles" not in sheets):
            place = figures.first(*_FIGURE)
            yield from _check_pointers(figures, place)
            yield from _check_scores(figures, place)
            if "raw-alternatives" in sheets:
                yield from _check_alternatives(sheets["raw-alternatives"], figures, place, sheets)
    if {"raw-articles", *_ANCHORED} <= sheets.keys():
        yield from _check_spans(sheets)


def _check_keys(sheet: Sheet, sheets: Sheets) -> Iterator[Problem]:
    key = list(sheet.table.key)
    got = ", ".join(f"{{{column}!r}}" for column in key) + " a second time"
    first = sheet.first(*key)
    if len(first) < len(sheet.lines):
        again = [number for number, row in enumerate(sheet.rows(*key)) if first[row] < number]
        yield from sheet.report(key, again, ", ".join(key), got, "each key once")
    for column, target, field in sheet.table.references:
        other = sheets.get(target)
        # a reference is known to lead nowhere only if the other table could be read whole
        if other is not None and other.whole and not other.malformed(field):
            unknown = set(sheet.cells[column]) - set(other.cells[field]) - {""}
            if unknown:
                yield from _report_unknown(sheet, column, unknown, other, field)


def _report_unknown(sheet: Sheet, column: str, unknown: Container[str], other: Sheet, field: str) -> Iterator[Problem]:
    bad = [number for number, cell in enumerate(sheet.cells[column]) if cell in unknown]
    distinct = dict.fromkeys(sheet.cells[column][number] for number in bad)
    hints = {cell: closest(cell, other.cells[field]) for cell in islice(distinct, _HINTS)}
    expected = f"one of the {field}s of {{known_in}}"
    yield from sheet.report(
        [column], bad, column, "{cell!r}", expected, known_in=lambda row: other.label + hints.get(row[column], "")
    )


def _check_dates(sheet: Sheet) -> Iterator[Problem]:
    """Days exist, and no period ends before it begins."""
    for column in sheet.table.columns:
        if column.type == "date":
            unreal = sheet.which([column.name], lambda cell: _is_shaped(cell) and not _is_day(cell))
            got = "{cell!r}, a day that does not exist"
            yield from sheet.report([], unreal, column.name, got, column.expected())
    for start, end in _PERIODS:
        if start in sheet.cells:
            expected = f"{{{start}}} ({start}) or later"
            backwards = sheet.which([start, end], _backwards)
            yield from sheet.report([start, end], backwards, end, "{cell!r}, before it begins", expected)


def _is_shaped(cell: str) -> bool:
    return re.fullmatch(PATTERNS["date"][0], cell) is not None


@lru_cache(maxsize=2**14)  # more days than anybody prints figures of
def _is_day(cell: str) -> bool:
    try:
        return _is_shaped(cell) and date.fromisoformat(cell) is not None
    except ValueError:
        return False


def _backwards(start: str, end: str) -> bool:
    return "" != end < start  # ISO dates sort as text, and an empty cell before them


def _check_tree(sheet: Sheet, parent: str) -> Iterator[Problem]:
    """Take away again and again what nobody is part of, and what is part of nothing left: only cycles stay."""
    key = sheet.table.key[0]
    up = dict(zip(sheet.cells[key], sheet.cells[parent], strict=True))
    size = -1
    while len(up) != size:
        size, wholes = len(up), set(up.values())
        up = {part: whole for part, whole in up.items() if part in wholes and whole in up}
    cyclic = sheet.which([key], up.__contains__)
    yield from sheet.report([key, parent], cyclic, parent, f"{{cell!r}}, which leads back to {{{key}!r}}", "a tree")


def _check_coding(sheet: Sheet, articles: Sheet, metrics: Sheet) -> Iterator[Problem]:
    """Somebody set each target, its period has both days or none, reports end before they appear, stocks have a day."""
    reads = ["metric", "status", "set_by"]
    targets = ("admission_target", *SCORES)
    unset = sheet.which(reads, lambda metric, status, set_by: not set_by and (metric in targets or status == "target"))
    yield from sheet.report(reads, unset, "set_by", "an empty cell", "who set the target, or unstated")
    both = ["against_start", "against_end"]
    half = sheet.which(both, lambda start, end: (start == "") != (end == ""))
    yield from sheet.report(both, half, ", ".join(both), "only one of the two", "both or none")
    stocks = {metric for metric, measure in metrics.rows("metric", "measure") if measure == "stock"}
    yield from _check_published(sheet, dict(articles.rows("article_id", "published")), stocks)
    reads = ["metric", "period_start", "period_end"]
    yield from sheet.report(
        reads,
        # what goes backwards is reported as such
        sheet.which(reads, lambda metric, start, end: metric in stocks and start != end and not _backwards(start, end)),
        "period_start, period_end",
        "{first} and {last}",
        "the as-of date twice, for the metric is a stock",
        first=lambda row: row["period_start"] or "nothing",
        last=lambda row: row["period_end"] or "nothing",
    )


def _check_published(sheet: Sheet, published: Mapping[str, str], stocks: Container[str]) -> Iterator[Problem]:
    """A report ends before it appears."""

    def is_early(article: str, metric: str, status: str, start: str, end: str) -> bool:
        day = published.get(article, "")
        if status != "reported" or not end > day or not (_is_day(day) and _is_day(end)):
            return False
        # the result of a year may be printed before the year is over: it is preliminary
        begun = metric not in stocks and _is_day(start) and start <= day
        return not (begun and end[:4] == day[:4])

    reads = ["metric", "status", "period_start", "period_end"]
    expected = (
        "{published}, when the article was published, or earlier; or a later day of that year, of a period that has "
        "begun; or a status that is not reported"
    )
    yield from sheet.report(
        reads,
        sheet.which(["article_id", *reads], is_early),
        "period_end",
        "{cell!r} of a reported figure",
        expected,
        published=lambda row: published[row["article_id"]],
    )


def _check_retired(sheet: Sheet) -> Iterator[Problem]:
    """A doubt in words, as version 0.1 had it, cannot be worked with."""
    for column in set(sheet.table.retired) & set(sheet.cells):
        expected = "an empty cell: what could be coded otherwise is a row of alternatives.csv"
        yield from sheet.report([], sheet.which([column], bool), column, "{cell!r}", expected)


def _check_alternatives(sheet: Sheet, figures: Sheet, place: Place, sheets: Sheets) -> Iterator[Problem]:
    """An alternative is another value of a coded cell of a figure."""
    columns = {column.name: column for column in figures.table.columns if column.name not in (*_ANCHOR, "note")}
    strange = sheet.which(["column"], lambda column: column not in columns)
    yield from sheet.report(["column"], strange, "column", "{cell!r}", f"one of {', '.join(columns)}")
    got = "{cell!r}, where {article_id} has no figure"
    lost = sheet.which(_FIGURE, lambda *figure: figure not in place)
    yield from sheet.report(_FIGURE, lost, "start", got, "the start of one of its figures")
    rows = zip(sheet.lines, sheet.rows(*_FIGURE), sheet.rows("column", "value"), strict=True)
    for line, figure, (name, value) in rows:
        if figure not in place or name not in columns:
            continue
        column, (article, _) = columns[name], figure
        if value == figures.cells[name][place[figure]]:
            yield Problem(sheet.label, line, "value", f"{value!r}, as it is coded", "another value")
        elif not column.accepts(value):
            yield Problem(sheet.label, line, "value", repr(value), f"{column.expected()}, for {name}")
        elif column.key_of in sheets and value not in (keys := sheets[column.key_of].cells[name]):
            expected = f"one of the {name}s of {sheets[column.key_of].label}{closest(value, keys)}"
            yield Problem(sheet.label, line, "value", repr(value), expected)
        elif name in POINTERS and value and (article, value) not in place:
            expected = f"the start of a figure of {article}, for {name}"
            yield Problem(sheet.label, line, "value", repr(value), expected)


def _check_numerals(sheet: Sheet, units: Mapping[str, str], numerals: Numerals) -> Iterator[Problem]:
    """Judge each distinct case once and hand its problem to every row that has it."""
    reads = ["printed", "bound", "metric"]
    wrong = {}
    for printed, bound, metric in set(sheet.rows(*reads)):
        if metric in units and (problem := _numeral_problem(numerals, printed, bound, units[metric])):
            wrong[printed, bound, metric] = problem
    malformed = sheet.malformed(*reads)
    for line, case in zip(sheet.lines, sheet.rows(*reads), strict=True) if wrong else ():
        if case in wrong and line not in malformed:
            yield Problem(sheet.label, line, *wrong[case])


def _numeral_problem(numerals: Numerals, printed: str, bound: str, unit: str) -> tuple[str, str, str] | None:
    """Return the column, what it has and what is expected."""
    numeral = numerals[printed, unit]
    if isinstance(numeral, NumeralError):
        text = str(numeral)
        got = text if text.startswith(repr(printed)) else f"{printed!r}: {text}"
        return "printed", got, f"a numeral in {unit}, or a word of the codebook's list"
    word = word_of(printed)
    if word and bound != word.bound:
        return "bound", f"{bound!r}", f"{word.bound}, which the word {printed!r} expresses"
    if bound == "less_than" and numeral.first == 0:
        return "bound", f"{bound!r} for {printed!r}", "a bound that leaves something: nothing printed here is below 0"
    if (numeral.value is None) != (bound == "range"):
        return "bound", f"{bound!r} for {printed!r}", "range if, and only if, a range is printed"
    return None


def _check_counts(sheet: Sheet, units: Mapping[str, str]) -> Iterator[Problem]:
    """A percentage is of counts, and only a count is part of one."""
    uncounted = {metric for metric, unit in units.items() if unit in _UNCOUNTED}
    metric_of = {(article, start): metric for article, start, metric in sheet.rows(*_FIGURE, "metric")}
    for column in POINTERS:
        bad = [
            number
            for number, (article, start) in enumerate(sheet.rows("article_id", column))
            if start and metric_of.get((article, start)) in uncounted
        ]
        got = "{cell!r}, which is not a count"
        yield from sheet.report(["metric", column], bad, column, got, "the start of a figure that counts")
    reads = ["metric", "part_of"]
    bad = sheet.which(reads, lambda metric, part_of: part_of != "" and metric in uncounted)
    yield from sheet.report(reads, bad, "part_of", "{cell!r}, though the figure is not a count", "an empty cell")


def _check_pointers(sheet: Sheet, place: Place) -> Iterator[Problem]:
    """What a figure points at is another figure of its article."""
    got = "{cell!r}, where {article_id} has no figure"
    for column in POINTERS:
        cells = enumerate(sheet.rows("article_id", column))
        lost = [number for number, figure in cells if figure[1] and figure not in place]
        yield from sheet.report([column], lost, column, got, "the start of one of its figures")
        cells = enumerate(sheet.rows("start", column))
        itself = [number for number, (start, other) in cells if start == other]
        yield from sheet.report([column], itself, column, "{cell!r}, the figure itself", "the start of another figure")


def _check_scores(sheet: Sheet, place: Place) -> Iterator[Problem]:
    """An attainment scores the admissions of its own organisation, group and period against a target."""
    owner = ["organisation_id", "group"]
    for column, metric, same in (
        ("numerator", "members_admitted", [*owner, "period_start", "period_end"]),
        ("denominator", "admission_target", owner),
    ):
        wrong = []
        rows = sheet.rows("metric", "article_id", "start", column)
        for number, (own, article, start, pointer) in enumerate(rows):
            if own in SCORES and pointer != start and (other := place.get((article, pointer))) is not None:
                cells = (sheet.cells[name] for name in same)
                if sheet.cells["metric"][other] != metric or any(cell[number] != cell[other] for cell in cells):
                    wrong.append(number)
        yield from sheet.report(
            [*owner, "metric", "period_start", "period_end", "numerator", "denominator"],
            wrong,
            column,
            "{cell!r}, which is not what this attainment scores",
            f"the start of a figure of {metric} with the same {', '.join(same)}",
        )


def _check_spans(sheets: Sheets) -> Iterator[Problem]:
    """Ends after starts, within the article, as long as what is printed; no two spans of an article overlap."""
    articles = sheets["raw-articles"]
    malformed = articles.malformed("article_id", "n_characters")
    rows = zip(articles.lines, articles.rows("article_id", "n_characters"), strict=True)
    sizes = dict(reversed([(article, int(size)) for line, (article, size) in rows if line not in malformed]))
    spans = []
    lengths = cache(lambda printed: (len(printed), len(unicodedata.normalize("NFD", printed))))
    for sheet in (sheets[name] for name in _ANCHORED):
        malformed = sheet.malformed(*_ANCHOR)
        for line, (article, first, last, printed) in zip(sheet.lines, sheet.rows(*_ANCHOR), strict=True):
            if line in malformed:
                continue
            start, end = int(first), int(last)
            spans.append((article, start, end, sheet.label, line))
            composed, decomposed = lengths(printed)
            if not composed <= end - start <= decomposed:
                expected = f"{start + composed}, for {printed!r} has {composed} characters"
                yield Problem(sheet.label, line, "end", last, expected)
            if end > sizes.get(article, end):
                expected = f"a span within the article's {sizes[article]} characters"
                yield Problem(sheet.label, line, "start, end", f"{start} to {end}", expected)
    yield from _check_overlaps(spans)


def _check_overlaps(spans: list[tuple[str, int, int, str, int]]) -> Iterator[Problem]:
    """No two spans of an article, by their starts and ends, overlap."""
    spans.sort(key=itemgetter(0, 1, 2))  # stable: of the same spans that of the figures comes first
    before, reach, known = "", 0, set[tuple[str, int]]()
    for article, start, end, label, line in spans:
        if article != before:
            before, reach, known = article, 0, set()
        if start < reach and (label, start) not in known:  # a duplicate key has been reported
            got = f"{start} to {end}, which overlaps another span of {article}"
            yield Problem(label, line, "start, end", got, "each character in one span")
        known.add((label, start))
        reach = max(reach, end)
