"""What must hold within and between the raw tables, beyond the form of a single cell.

Every rule marks rows with vectorised comparisons, so that a million rows are checked in seconds. A rule says nothing
about a row in which a cell that it reads is malformed, for that cell has been reported already.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from partyresearch.collection.columns import MEASURED, PATTERNS, SCORES, TABLES
from partyresearch.collection.problems import Problem, closest
from partyresearch.figures.numerals import Numeral, NumeralError, read_numeral, word_of
from partyresearch.tables.cells import map_or_empty
from partyresearch.tables.sheet import Sheet

Sheets = Mapping[str, Sheet]
Labels = Mapping[str, str]
Problems = Iterator[Problem]
Numerals = dict[tuple[str, str], Numeral | NumeralError]

_POINTERS = ("numerator", "denominator", "part_of")
_UNCOUNTED = (*MEASURED, "rank")  # units of figures that are no count, and so neither a whole nor a part
_HINTS = 50  # of a table that is wrong throughout every cell is unknown, and each search for a hint takes a while


def read_numerals(figures: pd.DataFrame, metrics: pd.DataFrame) -> Numerals:
    """Parse each distinct numeral once for each unit; what is not a numeral is kept as its error."""
    pairs = pd.DataFrame({"printed": figures["printed"], "unit": _units(figures, metrics)})
    numerals: Numerals = {}
    for printed, unit in pairs.dropna().drop_duplicates().itertuples(index=False, name=None):
        try:
            numerals[printed, unit] = read_numeral(printed, unit)
        except NumeralError as error:
            numerals[printed, unit] = error
    return numerals


def check_tables(sheets: Sheets, labels: Labels, numerals: Numerals) -> list[Problem]:
    """Apply every rule to the tables that could be read."""
    rules = {name: _Rules(sheet, labels[name]) for name, sheet in sheets.items()}
    problems: list[Problem] = []
    for name in sheets:
        problems += _duplicates(name, rules[name])
        problems += _references(name, rules[name], sheets, labels)
        problems += _dates(name, rules[name])
    if "raw-organisations" in rules:
        problems += _cycles(rules["raw-organisations"])
        problems += _reversed_periods(rules["raw-organisations"], "valid_from", "valid_to")
    if "raw-figures" in rules:
        problems += _check_figures(rules["raw-figures"], sheets, numerals)
    if {"raw-figures", "raw-exclusions", "raw-articles"} <= sheets.keys():
        problems += _check_spans(sheets, labels)
    return problems


@dataclass(frozen=True)
class _Rules:
    """A table to report on."""

    sheet: Sheet
    label: str

    @property
    def frame(self) -> pd.DataFrame:
        return self.sheet.frame

    def report(
        self, reads: tuple[str, ...], bad: pd.Series, column: str, got: str, expected: str, **more: pd.Series
    ) -> Problems:
        """Report the bad rows in which no column that the rule reads is malformed.

        ``got`` and ``expected`` are templates over the cells of the row, ``cell`` (that of the column) and ``more``.
        """
        malformed = set(self.sheet.malformed(*reads))
        rows = self.frame[bad.fillna(False).astype(bool)]
        for line, cells in zip(rows.index, rows.to_dict("records"), strict=True):
            if line not in malformed:
                cells |= {"cell": cells.get(column), **{name: values[line] for name, values in more.items()}}
                yield Problem(self.label, int(line), column, got.format(**cells), expected.format(**cells))


def _duplicates(name: str, rules: _Rules) -> Problems:
    key = TABLES[name].key
    got = ", ".join(f"{{{column}!r}}" for column in key) + " a second time"
    yield from rules.report(key, rules.frame.duplicated(list(key)), ", ".join(key), got, "each key once")


def _references(name: str, rules: _Rules, sheets: Sheets, labels: Labels) -> Problems:
    """A reference is known to be missing only where the other table could be read whole."""
    for column, target, field in TABLES[name].references:
        other = sheets.get(target)
        if other is not None and other.whole and not other.malformed(field):
            cells, known = rules.frame[column], other.frame[field]
            unknown = cells.ne("") & ~cells.isin(known)
            hints = {cell: closest(cell, known) for cell in cells[unknown].unique()[:_HINTS]}
            known_in = labels[target] + map_or_empty(cells, hints)
            expected = f"one of the {field}s of {{known_in}}"
            yield from rules.report((column,), unknown, column, "{cell!r}", expected, known_in=known_in)


def _dates(name: str, rules: _Rules) -> Problems:
    for column in TABLES[name].columns:
        if column.type == "date":
            cells = rules.frame[column.name]
            shaped = cells.str.fullmatch(PATTERNS["date"][0])
            real = pd.to_datetime(cells.where(shaped), format="%Y-%m-%d", errors="coerce").notna()
            got = "{cell!r}, a day that does not exist"
            yield from rules.report((), shaped & ~real, column.name, got, column.expected())


def _cycles(rules: _Rules) -> Problems:
    """Follow parent_id upwards, each organisation once; a path that meets itself is a cycle."""
    up = dict(zip(rules.frame["organisation_id"], rules.frame["parent_id"], strict=True))
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
    bad = rules.frame["organisation_id"].isin(cyclic)
    got = "{cell!r}, which leads back to {organisation_id!r}"
    yield from rules.report(("organisation_id", "parent_id"), bad, "parent_id", got, "a tree")


def _reversed_periods(rules: _Rules, start: str, end: str) -> Problems:
    starts, ends = rules.frame[start], rules.frame[end]
    bad = starts.ne("") & ends.ne("") & (ends < starts)  # ISO dates sort as text
    yield from rules.report((start, end), bad, end, "{cell!r}, before it begins", f"{{{start}}} ({start}) or later")


def _check_figures(rules: _Rules, sheets: Sheets, numerals: Numerals) -> Problems:
    """Apply every rule about coded figures."""
    yield from _reversed_periods(rules, "period_start", "period_end")
    yield from _reversed_periods(rules, "against_start", "against_end")
    yield from _half_periods(rules)
    yield from _unset_targets(rules)
    figures = rules.frame
    # a pointer is known to lead nowhere only if every figure could be read
    resolvable = rules.sheet.whole and not rules.sheet.malformed("article_id", "start")
    if resolvable and "raw-articles" in sheets:
        resolvable = figures["article_id"].isin(sheets["raw-articles"].frame["article_id"]).all()
    if resolvable:
        for column in _POINTERS:
            yield from _lost_pointers(rules, column)
        yield from _mismatched_scores(rules)
    if "raw-articles" in sheets:
        yield from _early_reports(rules, sheets["raw-articles"].frame)
    if "raw-metrics" in sheets:
        metrics = sheets["raw-metrics"].frame
        yield from _wrong_numerals(rules, _units(figures, metrics), numerals)
        yield from _stock_periods(rules, metrics)
        for column in _POINTERS:
            yield from _pointers_to_no_count(rules, _units(figures, metrics), column)


def _units(figures: pd.DataFrame, metrics: pd.DataFrame) -> pd.Series:
    return figures["metric"].map(metrics.drop_duplicates("metric").set_index("metric")["unit"])


def _half_periods(rules: _Rules) -> Problems:
    bad = rules.frame["against_start"].eq("") != rules.frame["against_end"].eq("")
    both = ("against_start", "against_end")
    yield from rules.report(both, bad, ", ".join(both), "only one of the two", "both or none")


def _unset_targets(rules: _Rules) -> Problems:
    figures = rules.frame
    target = figures["metric"].isin(["admission_target", *SCORES]) | figures["status"].eq("target")
    bad = target & figures["set_by"].eq("")
    expected = "who set the target, or unstated"
    yield from rules.report(("metric", "status", "set_by"), bad, "set_by", "an empty cell", expected)


def _lost_pointers(rules: _Rules, column: str) -> Problems:
    figures = rules.frame
    named, ids = figures[column].ne(""), figures["article_id"] + ":" + figures["start"]
    lost = named & ~(figures["article_id"] + ":" + figures[column]).isin(ids)
    got = "{cell!r}, where {article_id} has no figure"
    yield from rules.report((column,), lost, column, got, "the start of one of its figures")
    itself = named & figures[column].eq(figures["start"])
    yield from rules.report((column,), itself, column, "{cell!r}, the figure itself", "the start of another figure")


def _mismatched_scores(rules: _Rules) -> Problems:
    """An attainment scores the admissions of its own organisation, group and period against a target."""
    figures = rules.frame
    first = figures.assign(key=figures["article_id"] + ":" + figures["start"])
    first = first.drop_duplicates("key").set_index("key")
    scores = figures[figures["metric"].isin(SCORES)]
    for column, metric, same in (
        ("numerator", "members_admitted", ("organisation_id", "group", "period_start", "period_end")),
        ("denominator", "admission_target", ("organisation_id", "group")),
    ):
        target = scores["article_id"] + ":" + scores[column]
        known = scores[scores[column].ne("") & target.isin(first.index) & scores[column].ne(scores["start"])]
        other = first.loc[target[known.index]].set_axis(known.index)
        wrong = other["metric"].ne(metric) | known[list(same)].ne(other[list(same)]).any(axis=1)
        yield from rules.report(
            ("organisation_id", "metric", "group", "period_start", "period_end", "numerator", "denominator"),
            wrong.reindex(figures.index, fill_value=False),
            column,
            "{cell!r}, which is not what this attainment scores",
            f"the start of a figure of {metric} with the same {', '.join(same)}",
        )


def _early_reports(rules: _Rules, articles: pd.DataFrame) -> Problems:
    figures = rules.frame
    published = map_or_empty(
        figures["article_id"], dict(zip(articles["article_id"], articles["published"], strict=True))
    )
    last, day = (
        pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce") for cells in (figures["period_end"], published)
    )
    bad = figures["status"].eq("reported") & (last > day)
    expected = "{published}, when the article was published, or earlier; or a status that is not reported"
    got = "{cell!r} of a reported figure"
    yield from rules.report(("period_end", "status"), bad, "period_end", got, expected, published=published)


def _stock_periods(rules: _Rules, metrics: pd.DataFrame) -> Problems:
    figures = rules.frame
    stock = figures["metric"].isin(metrics.loc[metrics["measure"].eq("stock"), "metric"])
    start, end = figures["period_start"], figures["period_end"]
    reported = start.ne("") & end.ne("") & (end < start)  # as a period that ends before it begins
    yield from rules.report(
        ("metric", "period_start", "period_end"),
        stock & start.ne(end) & ~reported,
        "period_start, period_end",
        "{first} and {last}",
        "the as-of date twice, for the metric is a stock",
        first=start.replace("", "nothing"),
        last=end.replace("", "nothing"),
    )


def _pointers_to_no_count(rules: _Rules, unit: pd.Series, column: str) -> Problems:
    """A percentage is of counts, and only a count is part of one."""
    figures, reads = rules.frame, ("metric", column)
    units = dict(zip(figures["article_id"] + ":" + figures["start"], unit, strict=True))
    target = (figures["article_id"] + ":" + figures[column]).map(units)
    got = "{cell!r}, which is not a count"
    yield from rules.report(reads, target.isin(_UNCOUNTED), column, got, "the start of a figure that counts")
    if column == "part_of":
        bad = figures[column].ne("") & unit.isin(_UNCOUNTED)
        yield from rules.report(reads, bad, column, "{cell!r}, though the figure is not a count", "an empty cell")


def _wrong_numerals(rules: _Rules, unit: pd.Series, numerals: Numerals) -> Problems:
    """Judge each distinct case once and hand its problem to every row that has it."""
    seen = pd.DataFrame({"printed": rules.frame["printed"], "unit": unit, "bound": rules.frame["bound"]})
    wrong = {}
    for case in seen.dropna().drop_duplicates().itertuples(index=False, name=None):
        if case[0] and (problem := _numeral_problem(numerals[case[:2]], *case)):
            wrong[case] = problem
    malformed = set(rules.sheet.malformed("metric", "printed", "bound")) if wrong else set()
    for line, case in zip(seen.index, seen.itertuples(index=False, name=None), strict=True) if wrong else ():
        if case in wrong and line not in malformed:
            yield Problem(rules.label, int(line), *wrong[case])


def _numeral_problem(
    numeral: Numeral | NumeralError, printed: str, unit: str, bound: str
) -> tuple[str, str, str] | None:
    """Return the column, what it has and what is expected."""
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


def _check_spans(sheets: Sheets, labels: Labels) -> Problems:
    """Ends after starts, within the article, as long as what is printed; no two spans of an article overlap."""
    anchor = ["article_id", "start", "end", "printed"]
    spans = []
    for name in ("raw-figures", "raw-exclusions"):
        frame = sheets[name].frame.drop(index=sheets[name].malformed(*anchor))
        spans.append(frame[anchor].assign(label=labels[name]))
    both = pd.concat(spans).reset_index()
    both[["start", "end"]] = both[["start", "end"]].astype("int64")
    articles = sheets["raw-articles"]
    known = articles.frame.drop(index=articles.malformed("article_id", "n_characters"))
    sizes = known.drop_duplicates("article_id").set_index("article_id")["n_characters"].astype("int64")
    both["size"] = both["article_id"].map(sizes)
    yield from _span_lengths(both)
    yield from _span_overlaps(both)


def _span_lengths(both: pd.DataFrame) -> Problems:
    span = both["end"] - both["start"]
    composed = both["printed"].map(len)
    decomposed = both["printed"].map(lambda text: len(unicodedata.normalize("NFD", text)))  # of a text in NFD
    for row in both[(span < composed) | (span > decomposed)].itertuples():
        expected = f"{row.start + len(row.printed)}, for {row.printed!r} has {len(row.printed)} characters"
        yield Problem(row.label, row.line, "end", str(row.end), expected)
    for row in both[both["end"] > both["size"]].itertuples():
        expected = f"a span within the article's {int(row.size)} characters"
        yield Problem(row.label, row.line, "start, end", f"{row.start} to {row.end}", expected)


def _span_overlaps(both: pd.DataFrame) -> Problems:
    both = both.sort_values(["article_id", "start", "end"], kind="stable")
    reach = both.groupby("article_id")["end"].cummax().groupby(both["article_id"]).shift()
    reported = both.duplicated(["label", "article_id", "start"])  # as a duplicate key
    for row in both[(both["start"] < reach) & ~reported].itertuples():
        got = f"{row.start} to {row.end}, which overlaps another span of {row.article_id}"
        yield Problem(row.label, row.line, "start, end", got, "each character in one span")
