"""The tables of admissions, and of the pupils and students among them, as far as either is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from partyresearch.figures.numerals import Counts, Interval
from partyresearch.figures.percentages import possible_parts
from partyresearch.tables.cells import unite_ids
from partyresearch.tables.figures import Figure, Figures
from partyresearch.tables.mentions import final_mentions, pool_mentions, undated_scope
from partyresearch.tables.nesting import Parents, nest
from partyresearch.tables.periods import certain_end, label_days, years_between

if TYPE_CHECKING:
    from partyresearch.tables.targets import Reading


class Admission(NamedTuple):
    """A row of the table; days are ISO dates, empty where unknown."""

    admission_id: str
    organisation_id: str
    period_start: str
    period_end: str
    group: str
    admitted_low: int | None
    admitted_high: int | None
    preliminary: bool
    early: bool
    figure_ids: str  # of pooled counts; at last with those of the stock
    count_ids: str = ""
    members_low: int | None = None
    members_high: int | None = None
    year_fraction: float | None = None
    part_of: str = ""
    overlaps: str = ""


class Share(NamedTuple):
    """A row of the table; days are ISO dates, empty where unknown."""

    share_id: str
    organisation_id: str
    period_start: str
    period_end: str
    group: str
    group_low: int | None
    group_high: int | None
    admitted_low: int | None
    admitted_high: int | None
    assumption: str
    preliminary: bool
    figure_ids: str
    part_of: str = ""
    overlaps: str = ""


class _Stock(NamedTuple):
    organisation_id: str
    period_end: str
    members_low: int | None
    members_high: int | None
    figure_ids: str


_period = attrgetter("organisation_id", "period_start", "period_end")
_cell = attrgetter("organisation_id", "period_start", "period_end", "group")


def build_admissions(figures: Figures, parents: Parents) -> list[Admission]:
    """Make the table, with the members at the end of each period where they are printed."""
    reported = [figure for figure in figures.values() if figure.status == "reported"]
    stock = {(row.organisation_id, row.period_end): row for row in _stocks(reported)}
    admitted = (
        Admission(_key(one) + undated_scope(one), *_cell(one), *one.counts, one.preliminary, one.early, one.figure_id)
        for one in reported
        if one.metric == "members_admitted"
    )
    final = final_mentions(list(admitted), attrgetter("admission_id"))
    rows = pool_mentions(final, attrgetter("admission_id", "preliminary", "early"), ["admitted"])
    part_of, overlaps = nest(rows, "admission_id", parents)
    none = _Stock("", "", None, None, "")
    made = []
    for row in rows:
        members = stock.get((row.organisation_id, row.period_end), none)
        made.append(
            Admission(
                *row[:-7],  # what stands before its figures
                row.figure_ids if members is none else unite_ids(row.figure_ids, members.figure_ids),
                row.figure_ids,
                members.members_low,
                members.members_high,
                years_between(row.period_start, row.period_end),
                part_of.get(row.admission_id, ""),
                overlaps.get(row.admission_id, ""),
            )
        )
    return made


def _stocks(reported: Sequence[Figure]) -> list[_Stock]:
    """Pool the members of each organisation on each day."""
    rows = (
        _Stock(one.organisation_id, one.period_end, *one.counts, one.figure_id)
        for one in reported
        if one.metric == "members_total" and one.group == "all" and one.period_end
    )
    return pool_mentions(rows, attrgetter("organisation_id", "period_end"), ["members"])


def _key(row: Figure | Admission | Share) -> str:
    """Name a row by its organisation, period and group."""
    return f"{row.organisation_id}:{label_days(row.period_start, row.period_end)}:{row.group}"


def build_shares(
    figures: Figures, admissions: Sequence[Admission], readings: Sequence[Reading], parents: Parents
) -> list[Share]:
    """Set each group against all admissions of the same organisation and period."""
    everyone: dict[str, list[Admission]] = {}
    for row in admissions:
        if row.group == "all":
            everyone.setdefault(row.organisation_id, []).append(row)
    # a count says more than a share of the same admissions
    first: dict[str, Share] = {}
    for share in (*_counted(admissions, everyone, readings), *_shares(figures, everyone)):
        first.setdefault(_key(share), share)
    rows = [share._replace(share_id=key) for key, share in first.items()]
    part_of, overlaps = nest(rows, "share_id", parents)
    return [
        row._replace(part_of=part_of.get(row.share_id, ""), overlaps=overlaps.get(row.share_id, "")) for row in rows
    ]


def _counted(
    admissions: Sequence[Admission], everyone: Mapping[str, Sequence[Admission]], readings: Sequence[Reading]
) -> Iterator[Share]:
    """Counted people of a group, against the best total there is."""
    groups = [row for row in admissions if row.group != "all"]
    totals = _totals(admissions, readings) if groups else {}
    for row in groups:
        own = row.admitted_low
        if (total := totals.get(_period(row))) is not None:
            low, high, assumption, ids = total
        else:
            within = _within(everyone.get(row.organisation_id, ()), row)
            least = sum(other.admitted_low or 0 for other in within)
            # a group is among the admitted
            low, high, ids = max(own or 0, least) if within else None, None, " ".join(one.count_ids for one in within)
            # without a beginning, what a period contains is a guess: the assumption says so
            assumption = "contained_minimum" if row.period_start else "open_period"
        ends = own, row.admitted_high, low, high
        yield Share("", *_cell(row), *ends, assumption, row.preliminary, unite_ids(row.count_ids, ids))


def _totals(
    admissions: Sequence[Admission], readings: Sequence[Reading]
) -> dict[tuple[str, str, str], tuple[int | None, int | None, str, str]]:
    """Return of each dated period how many were admitted, on what that rests, and the figures."""
    met = [
        row
        for row in readings
        if row.attainment_low is not None and row.attainment_low >= 1 and row.group == "all" and not row.interim
    ]
    # a count before any target, and of several targets the largest: the first of each period is kept
    counted = [
        (_period(row), row.admitted_low, row.admitted_high, "counted", row.count_ids)
        for row in admissions
        if row.group == "all"
    ]
    targets = [
        (_period(row), row.admitted_low, None, "target_met", row.figure_ids)
        for row in met
        if row.admitted_low is not None
    ]
    targets.sort(key=lambda row: -row[1])
    return {period: tuple(rest) for period, *rest in reversed([*counted, *targets]) if period[1] and period[2]}


def _within(everyone: Sequence[Admission], row: Admission) -> list[Admission]:
    """The organisation's admissions that the period contains, each person at most once.

    A period without a beginning contains nothing for certain: what its own article reports is taken to lie in it, and
    the row's assumption says so.
    """
    start, end = row.period_start, row.period_end
    if start:
        reach = certain_end(start, end)
        own = [one for one in everyone if one.period_start >= start and "" != one.period_end <= reach]
    else:
        article = row.count_ids.partition(":")[0]
        own = [one for one in everyone if one.count_ids.startswith(f"{article}:") and "" != one.period_end <= end]
    keys = {one.admission_id for one in own}
    return [one for one in own if one.part_of not in keys and keys.isdisjoint(one.overlaps.split())]


def _shares(figures: Figures, everyone: Mapping[str, Sequence[Admission]]) -> list[Share]:
    """A group known only as a printed share of a printed total."""
    rows = []
    for figure in figures.values():
        if figure.metric != "group_share_of_admissions" or figure.status != "reported" or figure.group == "all":
            continue
        if not figure.denominator_id or figure.bound == "about" or not figure.period_end:
            continue
        for total in everyone.get(figure.organisation_id, ()):
            if _period(total) == _period(figure):
                ends = *_share_of(figure, total), total.admitted_low, total.admitted_high
                ids = unite_ids(figure.figure_id, total.count_ids)
                rows.append(Share("", *_cell(figure), *ends, "share", figure.preliminary, ids))
    return pool_mentions(final_mentions(rows, _cell), _cell, ["group"])


def _share_of(figure: Figure, total: Admission) -> Counts:
    """Return the smallest and largest count that is the share of the total; a part is never more than its whole."""
    percent = Interval(figure.low, figure.high, figure.closed)
    least, most = total.admitted_low, total.admitted_high
    low = None if least is None else possible_parts(least, percent)
    high = None if most is None else possible_parts(most, percent)
    last = most if most is None or high is None or high[1] is None else min(high[1], most)
    return (None if low is None else low[0]), last
