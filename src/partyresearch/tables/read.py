"""Read the raw tables: every problem of every file at once, or five DataFrames without surprises.

The tables stay text here; :func:`partyresearch.tables.cells.typed` gives them types. A rule says nothing about a row in
which a cell that it reads is malformed, for that cell has been reported already; it marks rows with vectorised
comparisons, so that a million rows are checked in seconds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from partyresearch.collection.columns import PATTERNS, RAW, TABLES
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import InputError, Problem, closest
from partyresearch.collection.texts import verify
from partyresearch.collection.vocabulary import MEASURED, POINTERS, SCORES
from partyresearch.figures.numerals import Numeral, NumeralError, read_numeral, word_of
from partyresearch.tables.cells import map_or_empty
from partyresearch.tables.sheet import Sheet, no_sheet, read_sheet

Sheets = Mapping[str, Sheet]
Numerals = Mapping[tuple[str, str], Numeral | NumeralError]  # by printed characters and unit
Cells = Mapping[tuple[str, str], str]
"""Cells of figures.csv: figure id and column -> what stands there."""

_ANCHOR = ["article_id", "start", "end", "printed"]  # what is compared with the texts
_ANCHORED = ("raw-figures", "raw-exclusions")
# first and last day
_PERIODS = (("valid_from", "valid_to"), ("period_start", "period_end"), ("against_start", "against_end"))
_UNCOUNTED = (*MEASURED, "rank")  # units of figures that are no count, and so neither a whole nor a part
_HINTS = 50  # of a table that is wrong throughout every cell is unknown, and each search for a hint takes a while


@dataclass(frozen=True)
class RawTables:
    """The raw tables of a collection, as text, indexed by the line of their file."""

    articles: pd.DataFrame
    organisations: pd.DataFrame
    metrics: pd.DataFrame
    groups: pd.DataFrame
    figures: pd.DataFrame
    exclusions: pd.DataFrame
    alternatives: pd.DataFrame
    numerals: Mapping[tuple[str, str], Numeral]  # by printed characters and unit


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
    return RawTables(**{name.removeprefix("raw-"): sheets[name].frame for name in RAW}, numerals=parsed)


def _recode(figures: Sheet, cells: Cells) -> Sheet:
    frame = figures.frame.copy()
    lines = dict(zip(_ids(frame, "start"), frame.index, strict=True))
    for (figure_id, column), value in cells.items():
        frame.loc[lines[figure_id], column] = value
    return replace(figures, frame=frame)


def _verify_texts(sheets: Sheets, texts: Path) -> list[Problem]:
    """Re-read the well-formed spans; a number is known to be in no span only if all are well-formed."""
    spans = {sheets[name].label: sheets[name].well_formed(*_ANCHOR) for name in _ANCHORED}
    complete = not any(sheets[name].malformed(*_ANCHOR) or not sheets[name].whole for name in _ANCHORED)
    articles = sheets["raw-articles"]
    known = articles.well_formed("article_id", "source_file", "sha256", "n_characters")
    return verify(known, spans, texts, articles.label, complete)


def _frame(sheets: Sheets, name: str) -> pd.DataFrame:
    """Return the cells of a table, none of one that could not be read."""
    return sheets[name].frame if name in sheets else pd.DataFrame(columns=TABLES[name].names, dtype="str")


def _units(sheets: Sheets) -> pd.Series:
    """Return the unit of each figure; missing where its metric is unknown."""
    metrics = _frame(sheets, "raw-metrics").drop_duplicates("metric").set_index("metric")  # map needs distinct keys
    return _frame(sheets, "raw-figures")["metric"].map(metrics["unit"])


def _read_numerals(sheets: Sheets) -> Numerals:
    """Parse each distinct numeral once for each unit; what is not a numeral is kept as its error."""
    pairs = pd.DataFrame({"printed": _frame(sheets, "raw-figures")["printed"], "unit": _units(sheets)})
    numerals: dict[tuple[str, str], Numeral | NumeralError] = {}
    for printed, unit in pairs.dropna().drop_duplicates().itertuples(index=False, name=None):
        try:
            numerals[printed, unit] = read_numeral(printed, unit)
        except NumeralError as error:
            numerals[printed, unit] = error
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
        yield from _check_coding(figures, _frame(sheets, "raw-articles"), _frame(sheets, "raw-metrics"))
        yield from _check_retired(figures)
        yield from _check_numerals(figures, units, numerals)
        yield from _check_counts(figures, units)
        # a pointer is known to lead nowhere only if every figure could be read
        known = figures.frame["article_id"].isin(_frame(sheets, "raw-articles")["article_id"])
        if figures.whole and not figures.malformed(*_ANCHOR[:2]) and (known.all() or "raw-articles" not in sheets):
            yield from _check_pointers(figures)
            yield from _check_scores(figures)
            if "raw-alternatives" in sheets:
                yield from _check_alternatives(sheets["raw-alternatives"], figures, sheets)
    if {"raw-articles", *_ANCHORED} <= sheets.keys():
        yield from _check_spans(sheets)


def _check_keys(sheet: Sheet, sheets: Sheets) -> Iterator[Problem]:
    key = list(sheet.table.key)
    got = ", ".join(f"{{{column}!r}}" for column in key) + " a second time"
    yield from sheet.report(key, sheet.frame.duplicated(key), ", ".join(key), got, "each key once")
    for column, target, field in sheet.table.references:
        other = sheets.get(target)
        # a reference is known to lead nowhere only if the other table could be read whole
        if other is not None and other.whole and not other.malformed(field):
            cells, known = sheet.frame[column], other.frame[field]
            unknown = cells.ne("") & ~cells.isin(known)
            hints = {cell: closest(cell, known) for cell in cells[unknown].unique()[:_HINTS]}
            known_in = other.label + map_or_empty(cells, hints)
            expected = f"one of the {field}s of {{known_in}}"
            yield from sheet.report([column], unknown, column, "{cell!r}", expected, known_in=known_in)


def _check_dates(sheet: Sheet) -> Iterator[Problem]:
    """Days exist, and no period ends before it begins."""
    for column in sheet.table.columns:
        if column.type == "date":
            cells = sheet.frame[column.name]
            shaped = cells.str.fullmatch(PATTERNS["date"][0])
            real = _days(cells.where(shaped)).notna()
            got = "{cell!r}, a day that does not exist"
            yield from sheet.report([], shaped & ~real, column.name, got, column.expected())
    for start, end in _PERIODS:
        if start in sheet.frame:
            expected = f"{{{start}}} ({start}) or later"
            backwards = _backwards(sheet.frame, start, end)
            yield from sheet.report([start, end], backwards, end, "{cell!r}, before it begins", expected)


def _days(cells: pd.Series) -> pd.Series:
    return pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")


def _backwards(frame: pd.DataFrame, start: str, end: str) -> pd.Series:
    return frame[start].ne("") & frame[end].ne("") & (frame[end] < frame[start])  # ISO dates sort as text


def _check_tree(sheet: Sheet, parent: str) -> Iterator[Problem]:
    """Take away again and again what nobody is part of, and what is part of nothing left: only cycles stay."""
    key = sheet.table.key[0]
    up = dict(zip(sheet.frame[key], sheet.frame[parent], strict=True))
    size = -1
    while len(up) != size:
        size, wholes = len(up), set(up.values())
        up = {part: whole for part, whole in up.items() if part in wholes and whole in up}
    cyclic = sheet.frame[key].isin(up)
    yield from sheet.report([key, parent], cyclic, parent, f"{{cell!r}}, which leads back to {{{key}!r}}", "a tree")


def _check_coding(sheet: Sheet, articles: pd.DataFrame, metrics: pd.DataFrame) -> Iterator[Problem]:
    """Somebody set each target, its period has both days or none, reports end before they appear, stocks have a day."""
    figures = sheet.frame
    target = figures["metric"].isin(["admission_target", *SCORES]) | figures["status"].eq("target")
    unset = target & figures["set_by"].eq("")
    expected = "who set the target, or unstated"
    yield from sheet.report(["metric", "status", "set_by"], unset, "set_by", "an empty cell", expected)
    both = ["against_start", "against_end"]
    half = figures["against_start"].eq("") != figures["against_end"].eq("")
    yield from sheet.report(both, half, ", ".join(both), "only one of the two", "both or none")
    start, end = figures["period_start"], figures["period_end"]
    stock = figures["metric"].isin(metrics.loc[metrics["measure"].eq("stock"), "metric"])
    published = map_or_empty(figures["article_id"], articles.set_index("article_id")["published"].to_dict())
    # the result of a year may be printed before the year is over: it is preliminary
    running = ~stock & (_days(start) <= _days(published)) & (end.str[:4] == published.str[:4])
    early = figures["status"].eq("reported") & (_days(end) > _days(published)) & ~running
    got = "{cell!r} of a reported figure"
    expected = (
        "{published}, when the article was published, or earlier; or a later day of that year, of a period that has "
        "begun; or a status that is not reported"
    )
    reads = ["metric", "period_start", "period_end", "status"]
    yield from sheet.report(reads, early, "period_end", got, expected, published=published)
    yield from sheet.report(
        ["metric", "period_start", "period_end"],
        stock & start.ne(end) & ~_backwards(figures, "period_start", "period_end"),  # which is reported as such
        "period_start, period_end",
        "{first} and {last}",
        "the as-of date twice, for the metric is a stock",
        first=start.replace("", "nothing"),
        last=end.replace("", "nothing"),
    )


def _check_retired(sheet: Sheet) -> Iterator[Problem]:
    """A doubt in words, as version 0.1 had it, cannot be worked with."""
    for column in set(sheet.table.retired) & set(sheet.frame):
        expected = "an empty cell: what could be coded otherwise is a row of alternatives.csv"
        yield from sheet.report([], sheet.frame[column].ne(""), column, "{cell!r}", expected)


def _check_alternatives(sheet: Sheet, figures: Sheet, sheets: Sheets) -> Iterator[Problem]:
    """An alternative is another value of a coded cell of a figure."""
    columns = {column.name: column for column in figures.table.columns if column.name not in (*_ANCHOR, "note")}
    cells = sheet.frame
    expected = f"one of {', '.join(columns)}"
    yield from sheet.report(["column"], ~cells["column"].isin(columns), "column", "{cell!r}", expected)
    coded = figures.frame.set_index(_ids(figures.frame, "start"))
    coded = coded[~coded.index.duplicated()]
    known = _ids(cells, "start").isin(coded.index)
    got = "{cell!r}, where {article_id} has no figure"
    yield from sheet.report(["article_id", "start"], ~known, "start", got, "the start of one of its figures")
    for line, cell in cells[known & cells["column"].isin(columns)].iterrows():
        column, value = columns[cell["column"]], cell["value"]
        if value == coded.loc[f"{cell['article_id']}:{cell['start']}", cell["column"]]:
            yield Problem(sheet.label, line, "value", f"{value!r}, as it is coded", "another value")
        elif not column.accepts(value):
            yield Problem(sheet.label, line, "value", repr(value), f"{column.expected()}, for {column.name}")
        elif column.key_of in sheets and value not in (keys := _frame(sheets, column.key_of)[column.name]).to_numpy():
            expected = f"one of the {column.name}s of {sheets[column.key_of].label}{closest(value, keys)}"
            yield Problem(sheet.label, line, "value", repr(value), expected)
        elif column.name in POINTERS and value and f"{cell['article_id']}:{value}" not in coded.index:
            expected = f"the start of a figure of {cell['article_id']}, for {column.name}"
            yield Problem(sheet.label, line, "value", repr(value), expected)


def _check_numerals(sheet: Sheet, units: pd.Series, numerals: Numerals) -> Iterator[Problem]:
    """Judge each distinct case once and hand its problem to every row that has it."""
    cases = sheet.well_formed("printed", "metric", "bound")[["printed", "bound"]].assign(unit=units).dropna()
    distinct = cases.drop_duplicates().itertuples(index=False, name=None)
    wrong = {case: problem for case in distinct if (problem := _numeral_problem(numerals, *case))}
    for line, *case in cases.itertuples(name=None) if wrong else ():
        if problem := wrong.get(tuple(case)):
            yield Problem(sheet.label, line, *problem)


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


def _ids(figures: pd.DataFrame, column: str) -> pd.Series:
    """Return the ids of the figures that begin where a column says."""
    return figures["article_id"] + ":" + figures[column]


def _check_counts(sheet: Sheet, units: pd.Series) -> Iterator[Problem]:
    """A percentage is of counts, and only a count is part of one."""
    unit_of = dict(zip(_ids(sheet.frame, "start"), units, strict=True))
    got = "{cell!r}, which is not a count"
    for column in POINTERS:
        bad = _ids(sheet.frame, column).map(unit_of).isin(_UNCOUNTED)
        yield from sheet.report(["metric", column], bad, column, got, "the start of a figure that counts")
    bad = sheet.frame["part_of"].ne("") & units.isin(_UNCOUNTED)
    got = "{cell!r}, though the figure is not a count"
    yield from sheet.report(["metric", "part_of"], bad, "part_of", got, "an empty cell")


def _check_pointers(sheet: Sheet) -> Iterator[Problem]:
    """What a figure points at is another figure of its article."""
    figures = sheet.frame
    got = "{cell!r}, where {article_id} has no figure"
    for column in POINTERS:
        named = figures[column].ne("")
        lost = named & ~_ids(figures, column).isin(_ids(figures, "start"))
        yield from sheet.report([column], lost, column, got, "the start of one of its figures")
        itself = named & figures[column].eq(figures["start"])
        yield from sheet.report([column], itself, column, "{cell!r}, the figure itself", "the start of another figure")


def _check_scores(sheet: Sheet) -> Iterator[Problem]:
    """An attainment scores the admissions of its own organisation, group and period against a target."""
    figures = sheet.frame
    first = figures.set_index(_ids(figures, "start"))
    first = first[~first.index.duplicated()]  # a second one has been reported
    scores = figures[figures["metric"].isin(SCORES)]
    owner = ["organisation_id", "group"]
    for column, metric, same in (
        ("numerator", "members_admitted", [*owner, "period_start", "period_end"]),
        ("denominator", "admission_target", owner),
    ):
        target = _ids(scores, column)
        known = scores[scores[column].ne("") & target.isin(first.index) & scores[column].ne(scores["start"])]
        other = first.loc[target[known.index]].set_axis(known.index)
        wrong = other["metric"].ne(metric) | known[same].ne(other[same]).any(axis=1)
        yield from sheet.report(
            [*owner, "metric", "period_start", "period_end", "numerator", "denominator"],
            wrong.reindex(figures.index, fill_value=False),
            column,
            "{cell!r}, which is not what this attainment scores",
            f"the start of a figure of {metric} with the same {', '.join(same)}",
        )


def _check_spans(sheets: Sheets) -> Iterator[Problem]:
    """Ends after starts, within the article, as long as what is printed; no two spans of an article overlap."""
    spans = [sheets[name].well_formed(*_ANCHOR)[_ANCHOR].assign(label=sheets[name].label) for name in _ANCHORED]
    both = pd.concat(spans).reset_index().astype({"start": "int64", "end": "int64"})
    articles = sheets["raw-articles"].well_formed("article_id", "n_characters").drop_duplicates("article_id")
    sizes = articles.set_index("article_id")["n_characters"].astype("int64")
    both["size"] = both["article_id"].map(sizes).astype("float64")
    span = both["end"] - both["start"]
    composed = both["printed"].map(len).astype("int64")  # without rows they are still texts where pyarrow is installed
    decomposed = both["printed"].map(lambda text: len(unicodedata.normalize("NFD", text))).astype("int64")  # of NFD
    for row in both[(span < composed) | (span > decomposed)].itertuples():
        expected = f"{row.start + len(row.printed)}, for {row.printed!r} has {len(row.printed)} characters"
        yield Problem(row.label, row.line, "end", str(row.end), expected)
    for row in both[both["end"] > both["size"]].itertuples():
        expected = f"a span within the article's {int(row.size)} characters"
        yield Problem(row.label, row.line, "start, end", f"{row.start} to {row.end}", expected)
    both = both.sort_values(["article_id", "start", "end"], kind="stable")
    reach = both.groupby("article_id")["end"].cummax().groupby(both["article_id"]).shift()
    reported = both.duplicated(["label", "article_id", "start"])  # as a duplicate key
    for row in both[(both["start"] < reach) & ~reported].itertuples():
        got = f"{row.start} to {row.end}, which overlaps another span of {row.article_id}"
        yield Problem(row.label, row.line, "start, end", got, "each character in one span")
