"""Choose rows of a table by the notebooks' parameters, and name what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from partyresearch.collection.columns import LEVELS, STUDENT_GROUPS
from partyresearch.collection.problems import UserError, closest
from partyresearch.show.wording import say
from partyresearch.tables import load
from partyresearch.tables.nesting import ancestors, keep_nested


@dataclass(frozen=True)
class Selection:
    """The tables of a collection as a notebook's parameters choose them."""

    organisations: pd.DataFrame
    figures: pd.DataFrame
    reported: pd.DataFrame
    admissions: pd.DataFrame
    students: pd.DataFrame
    quotas: pd.DataFrame
    left_out: dict[str, str]


def select(
    data_dir: str = "",
    *,
    within: Sequence[str] = (),
    year_from: int = 0,
    year_to: int = 0,
    level: str = "",
    group: str = "",
    include_disputed: bool = True,
) -> Selection:
    """Load a collection and choose rows of its tables."""
    organisations, figures = load.load_organisations(data_dir), load.load_figures(data_dir)
    if group and group not in STUDENT_GROUPS:
        raise UserError(f"group: expected one of {', '.join(STUDENT_GROUPS)}, or empty, got {group!r}")
    tables = {
        "reported": figures,
        "admissions": load.load_admissions(data_dir),
        "students": load.load_students(data_dir),
        "quotas": load.load_quotas(data_dir),
    }
    if not include_disputed:
        tables["admissions"] = _without_disputed_stocks(tables["admissions"], figures)
    if group:
        tables["students"] = tables["students"][tables["students"]["group"].eq(group)]
    chosen, left_out = {}, {}
    for name, table in tables.items():
        own = table if "figure_ids" in table else table.assign(figure_ids=table["figure_id"])
        chosen[name], left_out[name] = subset(
            own, organisations, figures, within=within, year_from=year_from, year_to=year_to, level=level,
            include_disputed=include_disputed,
        )  # fmt: skip
        if name != "reported":
            chosen[name] = keep_nested(table, table.index.isin(chosen[name].index))
    return Selection(organisations, figures, left_out=left_out, **chosen)


def _without_disputed_stocks(admissions: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Of a count that is sure beside members that are not, keep the count."""
    disputed = figures.loc[figures["disputed"].ne(""), "figure_id"]
    counts = admissions["count_ids"].str.split().map(set)
    stocks = admissions["figure_ids"].str.split().map(set) - counts
    unsure = stocks.map(lambda ids: not ids.isdisjoint(disputed)).astype(bool)
    return admissions.assign(
        members_low=admissions["members_low"].mask(unsure),
        members_high=admissions["members_high"].mask(unsure),
        figure_ids=admissions["figure_ids"].mask(unsure, admissions["count_ids"]),
    )


def subset(
    table: pd.DataFrame,
    organisations: pd.DataFrame,
    figures: pd.DataFrame,
    *,
    within: Sequence[str] = (),
    year_from: int = 0,
    year_to: int = 0,
    level: str = "",
    include_disputed: bool = True,
) -> tuple[pd.DataFrame, str]:
    """Choose rows: of some organisations and their parts, wholly within some years."""
    _check(organisations, within, year_from, year_to, level)
    chosen = pd.Series(True, index=table.index)
    reasons = []
    for key, keep in _filters(table, organisations, figures, within, year_from, year_to, level, include_disputed):
        dropped = table.loc[chosen & ~keep, table.columns[0]].nunique()
        if dropped:
            reasons.append(say(f"left_out.{key}", n=dropped))
        chosen &= keep
    sentence = say("left_out", what=", ".join(reasons)) if reasons else say("left_out_none")
    return table[chosen], sentence


def _check(organisations: pd.DataFrame, within: Sequence[str], year_from: int, year_to: int, level: str) -> None:
    if isinstance(within, str):
        raise UserError(f"organisations: expected a list, such as [{within!r}], got {within!r}")
    known = set(organisations["organisation_id"])
    for one in within:
        if one not in known:
            near = closest(one, known) or f", such as {min(known, default='')}"
            raise UserError(f"organisations: expected an organisation_id{near}, got {one!r}")
    if level and level not in LEVELS:
        raise UserError(f"level: expected one of {', '.join(LEVELS)}, or empty, got {level!r}")
    if year_from and year_to and year_to < year_from:
        raise UserError(f"year_to: expected {year_from} (year_from) or later, got {year_to}")


def _filters(
    table: pd.DataFrame, organisations: pd.DataFrame, figures: pd.DataFrame, within: Sequence[str],
    year_from: int, year_to: int, level: str, include_disputed: bool,
) -> list[tuple[str, pd.Series]]:  # fmt: skip
    filters = []
    if within:
        up = ancestors(organisations)
        inside = set(up.loc[up["ancestor_id"].isin(list(within)), "organisation_id"])
        filters.append(("organisation", table["organisation_id"].isin(inside)))
    if level:
        same = set(organisations.loc[organisations["level"].eq(level), "organisation_id"])
        filters.append(("level", table["organisation_id"].isin(same)))
    if year_from or year_to:
        late = table["period_start"].dt.year.ge(year_from) if year_from else True
        early = table["period_end"].dt.year.le(year_to) if year_to else True
        filters.append(("years", pd.Series(True, index=table.index) & late & early))
    if not include_disputed:
        disputed = set(figures.loc[figures["disputed"].ne(""), "figure_id"])
        firm = [disputed.isdisjoint(ids.split()) for ids in table["figure_ids"]]
        filters.append(("disputed", pd.Series(firm, index=table.index, dtype=bool)))
    return filters
