"""Targets: every one in every reading, and the binding one of each organisation, period and group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from partyresearch.collection.vocabulary import KNOWN_BY, SCORES, SET_BY
from partyresearch.figures.numerals import WORDS, Counts, Interval
from partyresearch.figures.percentages import possible_parts, possible_wholes
from partyresearch.tables.admissions import Admission
from partyresearch.tables.cells import unite_ids
from partyresearch.tables.figures import UNKNOWN, Figure, Figures, Values, counts
from partyresearch.tables.mentions import combine, final_mentions, pool_mentions
from partyresearch.tables.nesting import Parents, nest
from partyresearch.tables.periods import label_days


class Reading(NamedTuple):
    """A row of the table of readings; days are ISO dates, empty where unknown."""

    organisation_id: str
    period_start: str
    period_end: str
    target_start: str
    target_end: str
    group: str
    set_by: str
    reading: str
    admitted_low: int | None
    admitted_high: int | None
    target_low: int | None
    target_high: int | None
    attainment_low: Fraction | None
    attainment_high: Fraction | None
    known_by: str
    preliminary: bool
    early: bool
    figure_ids: str
    interim: bool
    target_id: str
    stated_target_id: str
    binding: bool = True  # as it is of the only target of its period


class Target(NamedTuple):
    """A row of the table of targets; days are ISO dates, empty where unknown."""

    target_id: str
    organisation_id: str
    organisation_name: str
    organisation_name_en: str
    period_start: str
    period_end: str
    group: str
    target_start: str
    target_end: str
    set_by: str
    admitted_low: int | None
    admitted_high: int | None
    target_low: int | None
    target_high: int | None
    attainment_low: Fraction | None
    attainment_high: Fraction | None
    known_by: str
    interim: bool
    preliminary: bool
    others: int
    figure_ids: str
    part_of: str


Ends = tuple[int | None, int | None, int | None, int | None, Fraction | None, Fraction | None]
Periods = Mapping[tuple[str, ...], Sequence[Figure]]  # organisation, group, first and last day -> printed targets
_ANYTHING = Interval(None, None)
_PAIRS = ["admitted", "target", "attainment"]
# a row begins with what is stated, its reading and the ends of the pairs
_statement, _stated_reading = itemgetter(slice(7)), itemgetter(slice(8))
_ends, _known_ends = itemgetter(slice(8, 14)), itemgetter(slice(8, 15))


def read_targets(
    figures: Figures, admissions: Sequence[Admission], printed: Mapping[str, Sequence[Figure]]
) -> list[Reading]:
    """Work out every target, in every reading of its percentage, and its attainment.

    ``printed`` are the targets that attainments without one of their own may mean.
    """
    done: set[tuple[str, str, str]] = set()
    rows = [*_scored(figures, printed, done), *_all_above_target(figures), *_printed(figures, admissions, done)]
    rows = pool_mentions(final_mentions(rows, _statement), _stated_reading, _PAIRS)
    repeats: dict[str, str] = {}
    for figure in figures.values():
        if figure.repeat_of:
            repeats[figure.repeat_of] = f"{repeats.get(figure.repeat_of, '')} {figure.figure_id}"
    binding = _binding(rows)
    for number, row in enumerate(rows):
        mentions = [repeats[one] for one in row.figure_ids.split() if one in repeats] if repeats else ()
        if mentions:
            rows[number] = rows[number]._replace(figure_ids=unite_ids(row.figure_ids, *mentions))
        if row.stated_target_id not in binding:
            rows[number] = rows[number]._replace(binding=False)
    return rows


def _name(stated: tuple[str, ...], early: bool) -> tuple[bool, str, str]:
    """Return whether a target is interim, its name by what is counted, and that by what was asked of it as well."""
    organisation, start, end, first, last, group, set_by = stated
    # an end that is not printed is not known to be the target's
    interim = early or not ("" != start == first and "" != end == last)
    counted, asked = label_days(start, end), label_days(first, last)
    # without a last day of the period nothing can be set beside it for certain
    target_id = f"{organisation}:{counted}:{group}" if end else ""
    return interim, target_id, f"{organisation}:{counted}:{asked}:{group}:{set_by}"


def _binding(rows: Sequence[Reading]) -> set[str]:
    """Return the binding target of each organisation, period and group.

    A target of that very period goes before one of a longer period, and one that was set higher up before one's own;
    never does the result decide.
    """
    best: dict[str, tuple[tuple[Any, ...], str]] = {}
    for row in rows:
        # unknown days come last
        rank = row.interim, SET_BY.index(row.set_by), row.target_start or "unknown", row.target_end or "unknown"
        if row.target_id and (row.target_id not in best or rank < best[row.target_id][0]):
            best[row.target_id] = rank, row.stated_target_id
    return {stated_target_id for _, stated_target_id in best.values()}


def build_targets(readings: Sequence[Reading], names: Mapping[str, tuple[str, str]], parents: Parents) -> list[Target]:
    """Make one row of each organisation, period and group: its binding target, over all readings."""
    known = Counter({row.stated_target_id: row.target_id for row in readings}.values())
    bindings = list(_binding_rows(readings))
    part_of: dict[str, str] = {}
    for interim in (False, True):  # finished targets lie in finished ones, interim in interim
        part_of |= nest((row for row, _ in bindings if row.interim == interim), "target_id", parents)[0]
    united: dict[tuple[Any, ...], tuple[str, Ends]] = {}
    rows = []
    for row, statements in bindings:
        # by identity: to hash fractions takes longer than to unite them
        case = tuple([id(cell) for one in statements for cell in _known_ends(one)])
        if case not in united:
            united[case] = _over_readings(statements)
        known_by, ends = united[case]
        said = dict.fromkeys([one.figure_ids for one in statements])
        ids = unite_ids(*said) if len(said) > 1 else row.figure_ids
        days = row.period_start, row.period_end, row.group, row.target_start, row.target_end
        own = row.target_id, row.organisation_id, *names[row.organisation_id], *days, row.set_by
        others, whole = known[row.target_id] - 1, part_of.get(row.target_id, "")
        rows.append(Target(*own, *ends, known_by, row.interim, row.preliminary, others, ids, whole))
    return rows


def _binding_rows(readings: Sequence[Reading]) -> Iterator[tuple[Reading, list[Reading]]]:
    """Yield the row that speaks for each binding target, and all its rows."""
    said: dict[str, list[Reading]] = {}
    first: dict[str, int] = {}
    for number, row in enumerate(readings):
        if row.binding:
            said.setdefault(row.stated_target_id, []).append(row)
            if row.interim < readings[first.setdefault(row.stated_target_id, number)].interim:
                first[row.stated_target_id] = number
    for number in sorted(first.values()):
        yield readings[number], said[readings[number].stated_target_id]


def _over_readings(rows: Sequence[Reading]) -> tuple[str, Ends]:
    """Unite the readings of one statement; what several statements say holds together, as far as it can."""
    statements: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        statements.setdefault(row.known_by, []).append(_ends(row))

    def unite(place: int) -> tuple[Any, Any]:
        return combine((_outer(some, place, min), _outer(some, place + 1, max)) for some in statements.values())

    return next(code for code in KNOWN_BY if code in statements), (*unite(0), *unite(2), *unite(4))


def _outer(ends: list[tuple[Any, ...]], place: int, how: Callable[..., Any]) -> Any:
    """Return the outermost of some ends; none if any is open."""
    values = [row[place] for row in ends]
    return None if any(value is None for value in values) else how(values)


def printed_targets(figures: Figures, by_period: Periods) -> dict[str, list[Figure]]:
    """Find for each attainment without a target of its own the targets that are printed for its period.

    The same organisation, group and period, and a setter that can be the same; that of the very same setter first.
    """
    found = {}
    for row in figures.values():
        if row.metric not in SCORES or row.status != "reported" or row.bound == "about" or row.recurs:
            continue
        if not row.numerator_id or row.denominator_id or row.repeat_of:
            continue
        period = (row.against_start, row.against_end) if row.against_start else (row.period_start, row.period_end)
        known = by_period.get((row.organisation_id, row.group, *period), ())
        known = [one for one in known if row.set_by == one.set_by or "unstated" in (row.set_by, one.set_by)]
        if known:
            found[row.figure_id] = sorted(known, key=lambda one: one.set_by != row.set_by)
    return found


def targets_by_period(figures: Figures) -> Periods:
    """Group the printed targets by organisation, group and period; what recurs has each of its years."""
    last = max((row.period_end for row in figures.values()), default="")
    by_period: dict[tuple[str, ...], list[Figure]] = {}
    for row in figures.values():
        if row.metric != "admission_target" or row.status != "target" or row.repeat_of:
            continue
        for period in _years(row.period_start, row.period_end, row.recurs, last):
            if row.low and row.low == row.high:
                by_period.setdefault((row.organisation_id, row.group, *period), []).append(row)
    return by_period


def fitting(row: Figure, targets: Sequence[Figure], admitted: Counts) -> Figure | None:
    """Return the first of the targets of which the counted people can be the printed percentage."""
    if admitted == UNKNOWN:
        return None
    for target in targets:
        whole = target.counts[0]
        low, high = (None if end is None else Fraction(100 * end, whole) for end in admitted)
        share = Interval(low, high)
        if any(share.overlaps(percent) for percent in row.readings.values()):
            return target
    return None


def _scored(
    figures: Figures, printed: Mapping[str, Sequence[Figure]], done: set[tuple[str, str, str]]
) -> Iterator[Reading]:
    """Yield the targets of which an attainment is printed; add what is printed of them to what is done."""
    read = cache(_read_targets)
    for row in figures.values():
        if row.metric not in SCORES or row.status != "reported":
            continue
        part = figures.get(row.numerator_id)
        admitted = counts(part)
        whole = figures.get(row.denominator_id) or fitting(row, printed.get(row.figure_id, ()), admitted)
        if whole is not None and whole.high == 0:
            continue  # nothing can be attained of a target of nobody
        # who set the target is known from the one that is printed, or from the attainment
        set_by = row.set_by if whole is None or row.set_by != "unstated" else whole.set_by
        ids = " ".join([figure.figure_id for figure in (row, part, whole) if figure is not None])
        for start, end in _years(row.period_start, row.period_end, row.recurs):
            own = row.recurs != "" or not row.against_start
            against = (start, end) if own else (row.against_start, row.against_end)
            stated = row.organisation_id, start, end, *against, row.group, set_by
            named = _name(stated, row.early)
            for reading, source, ends in read(row.values, admitted, counts(whole)):
                if source == "printed" and whole is not None:
                    done.add((whole.repeat_of or whole.figure_id, *against))
                known_by = "word" if source == "implied" and row.printed.lower() in WORDS else source
                yield Reading(*stated, reading, *ends, known_by, row.preliminary, row.early, ids, *named)


def _all_above_target(figures: Figures) -> Iterator[Reading]:
    """Of several unnamed committees all exceeded their targets: each did. Of a smaller share nothing follows."""
    for row in figures.values():
        share = row.metric == "committees_above_target_share" and row.status == "reported" and not row.repeat_of
        # "about 100 %" or "more than 99 %" says nothing about each of them
        if share and row.low == 100 and row.bound == "exact":
            days = (row.period_start, row.period_end) * 2  # the target's period is the counted one
            # a share of committees may come without it: only targets and attainments must have it
            stated = row.organisation_id, *days, row.group, row.set_by or "unstated"
            ends = _attained(UNKNOWN, UNKNOWN, Interval(Fraction(100), None))
            marks = row.preliminary, row.early, row.figure_id
            yield Reading(*stated, "literal", *ends, "word", *marks, *_name(stated, row.early))


def _read_targets(values: Values, admitted: Counts, target: Counts) -> list[tuple[str, str, Ends]]:
    """Return each reading of a percentage under which a whole number fits, the source of the target, and all ends."""
    if target[0] and target[0] == target[1] and admitted[0] is not None and admitted[0] == admitted[1]:
        return [("literal", "printed", _attained(admitted, target))]
    read = []
    for reading, percent in values.readings.items():
        if target[0] and target[1]:
            parts = _parts_of(target, percent) if admitted == UNKNOWN else admitted
            read.append((reading, "printed", _attained(parts, target, percent)))
        elif admitted == UNKNOWN:
            read.append((reading, "implied", _attained(UNKNOWN, UNKNOWN, percent)))
        elif wholes := possible_wholes(admitted, percent):
            # an open end of the percentage leaves the target open, too
            implied = (None if percent.high is None else wholes[0], wholes[1] if percent.low else None)
            read.append((reading, "implied", _attained(admitted, implied, percent)))
    return read


def _parts_of(target: Counts, percent: Interval) -> Counts:
    """Return the counts that can be the percentage of a printed target; open where the percentage is."""
    least = possible_parts(target[0] or 0, percent)
    most = possible_parts(target[1] or 0, percent)
    low = None if percent.low is None or least is None else least[0]
    high = None if percent.high is None or most is None else most[1]
    return low, high


def _printed(figures: Figures, admissions: Sequence[Admission], done: set[tuple[str, str, str]]) -> Iterator[Reading]:
    """Yield the printed targets not scored yet, with the admissions of their period or else of parts of it."""
    by_cell: dict[tuple[str, str], list[Admission]] = {}
    for result in admissions:
        by_cell.setdefault((result.organisation_id, result.group), []).append(result)
    for row in figures.values():
        if row.metric != "admission_target" or row.status != "target" or row.repeat_of or row.high == 0:
            continue
        own = by_cell.get((row.organisation_id, row.group), [])
        last = max((result.period_end for result in own), default="")
        for start, end in _years(row.period_start, row.period_end, row.recurs, last):
            if (row.figure_id, start, end) in done:
                continue
            inside = [one for one in own if "" != start <= one.period_start and "" != one.period_end <= end]
            exact = [one for one in inside if (one.period_start, one.period_end) == (start, end)]
            for one in exact or inside:
                marks = one.preliminary, one.early, f"{row.figure_id} {one.count_ids}"
                ends = _attained((one.admitted_low, one.admitted_high), row.counts)
                stated = row.organisation_id, one.period_start, one.period_end, start, end, row.group, row.set_by
                yield Reading(*stated, "literal", *ends, "printed", *marks, *_name(stated, one.early))
            if not inside:
                stated = row.organisation_id, start, end, start, end, row.group, row.set_by
                ends, marks = _attained(UNKNOWN, row.counts), (row.preliminary, row.early, row.figure_id)
                yield Reading(*stated, "literal", *ends, "printed", *marks, *_name(stated, row.early))


def _attained(admitted: Counts, target: Counts, percent: Interval = _ANYTHING) -> Ends:
    """Set admitted against target: smallest over largest, largest over smallest, and within the percentage."""
    low = None if admitted[0] is None or not target[1] else Fraction(admitted[0], target[1])
    high = None if admitted[1] is None or not target[0] else Fraction(admitted[1], target[0])
    # 0 % rounded half up begins below nothing
    scored = None if percent.low is None else max(percent.low, Fraction(0)) / 100
    attained = combine([(low, high), (scored, None if percent.high is None else percent.high / 100)])
    return (*admitted, *target, *attained)


def _years(start: str, end: str, recurs: str, last: str = "") -> list[tuple[str, str]]:
    """Return the period, or its years where the statement recurs; an open end goes on to the last known day."""
    if not recurs or not start:
        return [(start, end)]
    final = end[:4] or max(start[:4], last[:4])
    years = [(f"{year}-01-01", f"{year}-12-31") for year in range(int(start[:4]), int(final) + 1)]
    return [(max(first, start), min(day, end) if end else day) for first, day in years]
