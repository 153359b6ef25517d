"""Rules of coded figures: what each says must fit its metric, its article and the figures that it points at."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from partyresearch.collection.problems import Problem, closest
from partyresearch.collection.vocabulary import MEASURED, POINTERS, SCORES
from partyresearch.figures.numerals import NumeralError, word_of
from partyresearch.tables.periods import is_backwards, is_day
from partyresearch.tables.sheet import Sheet
from partyresearch.tables.sheets import ANCHOR, FIGURE, Numerals, Sheets

Place = Mapping[tuple[str, str], int]  # article and start of each figure -> the number of its row

_UNCOUNTED = (*MEASURED, "rank")  # units of figures that are no count, and so neither a whole nor a part


def check_coding(sheet: Sheet, articles: Sheet, metrics: Sheet) -> Iterator[Problem]:
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
        sheet.which(
            reads, lambda metric, start, end: metric in stocks and start != end and not is_backwards(start, end)
        ),
        "period_start, period_end",
        "{first} and {last}",
        "the as-of date twice, for the metric is a stock",
        first=lambda row: row["period_start"] or "nothing",
        last=lambda row: row["period_end"] or "nothing",
    )


def _check_published(sheet: Sheet, published: Mapping[str, str], stocks: Container[str]) -> Iterator[Problem]:
    """A report ends before it appears."""

    def is_early(day: str, metric: str, status: str, start: str, end: str) -> bool:
        if status != "reported" or not end > day or not (is_day(day) and is_day(end)):
            return False
        # the result of a year may be printed before the year is over: it is preliminary
        begun = metric not in stocks and is_day(start) and start <= day
        return not (begun and end[:4] == day[:4])

    reads = ["metric", "status", "period_start", "period_end"]
    days = [published.get(article, "") for article in sheet.cells["article_id"]]  # far fewer than articles
    expected = (
        "{published}, when the article was published, or earlier; or a later day of that year, of a period that has "
        "begun; or a status that is not reported"
    )
    yield from sheet.report(
        reads,
        sheet.which(reads, is_early, days),
        "period_end",
        "{cell!r} of a reported figure",
        expected,
        published=lambda row: published[row["article_id"]],
    )


def check_retired(sheet: Sheet) -> Iterator[Problem]:
    """A doubt in words, as version 0.1 had it, cannot be worked with."""
    for column in set(sheet.table.retired) & set(sheet.cells):
        expected = "an empty cell: what could be coded otherwise is a row of alternatives.csv"
        yield from sheet.report([], sheet.which([column], bool), column, "{cell!r}", expected)


def check_alternatives(sheet: Sheet, figures: Sheet, place: Place, sheets: Sheets) -> Iterator[Problem]:
    """An alternative is another value of a coded cell of a figure."""
    columns = {column.name: column for column in figures.table.columns if column.name not in (*ANCHOR, "note")}
    strange = sheet.which(["column"], lambda column: column not in columns)
    yield from sheet.report(["column"], strange, "column", "{cell!r}", f"one of {', '.join(columns)}")
    got = "{cell!r}, where {article_id} has no figure"
    lost = sheet.which(FIGURE, lambda *figure: figure not in place)
    yield from sheet.report(FIGURE, lost, "start", got, "the start of one of its figures")
    rows = zip(sheet.lines, sheet.rows(*FIGURE), sheet.rows("column", "value"), strict=True)
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


def check_numerals(sheet: Sheet, units: Mapping[str, str], numerals: Numerals) -> Iterator[Problem]:
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


def check_counts(sheet: Sheet, units: Mapping[str, str]) -> Iterator[Problem]:
    """A percentage is of counts, and only a count is part of one."""
    uncounted = {metric for metric, unit in units.items() if unit in _UNCOUNTED}
    metric_of = {(article, start): metric for article, start, metric in sheet.rows(*FIGURE, "metric")}
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


def check_pointers(sheet: Sheet, place: Place) -> Iterator[Problem]:
    """What a figure points at is another figure of its article."""
    got = "{cell!r}, where {article_id} has no figure"
    for column in POINTERS:
        rows = enumerate(sheet.rows("article_id", "start", column))
        pointing = [(number, article, start, other) for number, (article, start, other) in rows if other]
        lost = [number for number, article, _, other in pointing if (article, other) not in place]
        yield from sheet.report([column], lost, column, got, "the start of one of its figures")
        itself = [number for number, _, start, other in pointing if start == other]
        yield from sheet.report([column], itself, column, "{cell!r}, the figure itself", "the start of another figure")


def check_scores(sheet: Sheet, place: Place) -> Iterator[Problem]:
    """An attainment scores the admissions of its own organisation, group and period against a target."""
    owner = ["organisation_id", "group"]
    for column, metric, same in (
        ("numerator", "members_admitted", [*owner, "period_start", "period_end"]),
        ("denominator", "admission_target", owner),
    ):
        wrong, scored = [], list(sheet.rows(*same))
        rows = sheet.rows("metric", "article_id", "start", column)
        for number, (own, article, start, pointer) in enumerate(rows):
            if own not in SCORES or pointer == start or (other := place.get((article, pointer))) is None:
                continue
            if sheet.cells["metric"][other] != metric or scored[number] != scored[other]:
                wrong.append(number)
        yield from sheet.report(
            [*owner, "metric", "period_start", "period_end", "numerator", "denominator"],
            wrong,
            column,
            "{cell!r}, which is not what this attainment scores",
            f"the start of a figure of {metric} with the same {', '.join(same)}",
        )
