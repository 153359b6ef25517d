"""The rows of a collection that an analysis is about: chosen organisations and years, with what was left out."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from partyresearch.analysis.part_years import parts_of_years
from partyresearch.analysis.units import disjoint_units
from partyresearch.collection.place import find_collection
from partyresearch.collection.problems import UserError, closest
from partyresearch.collection.values import refuse, refuse_years
from partyresearch.tables import load
from partyresearch.tables.cells import map_or_empty
from partyresearch.tables.nesting import ancestors, keep_nested


@dataclass(frozen=True, repr=False)
class Collected:
    """The tables of a collection, as they are."""

    root: Path
    articles: pd.DataFrame
    organisations: pd.DataFrame
    metrics: pd.DataFrame
    groups: pd.DataFrame
    alternatives: pd.DataFrame
    figures: pd.DataFrame
    admissions: pd.DataFrame
    shares: pd.DataFrame
    targets: pd.DataFrame
    target_readings: pd.DataFrame
    checks: pd.DataFrame
    multiverse: pd.DataFrame

    def __repr__(self) -> str:
        tables = {name: len(table) for name, table in vars(self).items() if isinstance(table, pd.DataFrame)}
        return f"<Collection {self.root.name}: {', '.join(f'{name} ({n})' for name, n in tables.items())}>"


@dataclass(frozen=True, repr=False)
class Selection:
    """Chosen rows of the tables that analyses start from, beside the whole tables."""

    all: Collected
    reported: pd.DataFrame  # of figures
    admissions: pd.DataFrame
    shares: pd.DataFrame
    targets: pd.DataFrame
    target_readings: pd.DataFrame
    left_out: dict[str, dict[str, int]]  # table -> reason -> rows
    group: str = ""

    @property
    def organisations(self) -> pd.DataFrame:
        """The whole table: parts and wholes are found through organisations that are not chosen."""
        return self.all.organisations

    @property
    def figures(self) -> pd.DataFrame:
        """The whole table: a chosen row may rest on figures that are not chosen."""
        return self.all.figures

    @cached_property
    def readings(self) -> pd.DataFrame:
        """The chosen targets in every reading, each with the target that contains it."""
        part_of = dict(zip(self.targets["target_id"], self.targets["part_of"], strict=True))
        return self.target_readings.assign(part_of=map_or_empty(self.target_readings["target_id"], part_of))

    @cached_property
    def units(self) -> pd.DataFrame:
        """The finished targets of everyone at the finest cut in which nobody is counted twice."""
        return disjoint_units(self.targets, self.organisations)

    @cached_property
    def parts_of_years(self) -> pd.DataFrame:
        """What is counted of years that are not over."""
        return parts_of_years(self.readings, self.admissions)

    @cached_property
    def checks(self) -> pd.DataFrame:
        """The checks that concern at least one chosen figure."""
        ids = set(self.reported["figure_id"])
        told = [not ids.isdisjoint(cell.split()) for cell in self.all.checks["figure_ids"]]
        return self.all.checks[pd.Series(told, index=self.all.checks.index, dtype=bool)]


def collect(data_dir: str | os.PathLike[str] = "") -> Collected:
    """Load every table of a collection."""
    return Collected(
        find_collection(data_dir).root,
        load.load_articles(data_dir),
        load.load_organisations(data_dir),
        load.load_metrics(data_dir),
        load.load_groups(data_dir),
        load.load_alternatives(data_dir),
        load.load_figures(data_dir),
        load.load_admissions(data_dir),
        load.load_shares(data_dir),
        load.load_targets(data_dir),
        load.load_target_readings(data_dir),
        load.load_checks(data_dir),
        load.load_multiverse(data_dir),
    )


def select(
    collected: Collected,
    *,
    organisations: Sequence[str] = (),
    year_from: int = 0,
    year_to: int = 0,
    level: str = "",
    group: str = "",
    include_preliminary: bool = True,
) -> Selection:
    """Choose the rows of some organisations (each with its parts), years, levels and groups."""
    within = resolve(organisations, collected.organisations)
    _check(year_from, year_to, level, group, collected.groups)
    tables = {
        "admissions": collected.admissions,
        "shares": collected.shares,
        "targets": collected.targets,
        "target_readings": collected.target_readings,
        "reported": collected.figures,
    }
    if group:
        tables["shares"] = tables["shares"][tables["shares"]["group"].eq(group)]
    chosen, left_out = dict[str, pd.DataFrame](), dict[str, dict[str, int]]()
    for name, table in tables.items():
        used = {one for rows in chosen.values() for ids in rows["figure_ids"] for one in ids.split()}
        filters = _filters(table, collected, within, year_from, year_to, level)
        if not include_preliminary:
            filters.append(("preliminary", ~table["preliminary"].astype(bool)))
        keep = pd.Series(True, index=table.index)
        left_out[name] = {}
        for reason, passes in filters:
            if name == "reported":  # what a chosen row rests on is chosen: a target of each year of a term, say
                passes = passes | table["figure_id"].isin(used)
            dropped = int(table.loc[keep & ~passes, table.columns[0]].nunique())
            if dropped:
                left_out[name][reason] = dropped
            keep &= passes
        chosen[name] = keep_nested(table, keep) if "part_of" in table else table[keep]
    return Selection(collected, left_out=left_out, group=group, **chosen)


def resolve(wanted: Sequence[str], organisations: pd.DataFrame) -> list[str]:
    """Find organisations by id or by name in either language, with or without diacritics."""
    if isinstance(wanted, str):
        raise UserError(f"organisations: expected a list, such as [{wanted!r}], got {wanted!r}")
    if not all(isinstance(text, str) for text in wanted):
        raise UserError(f"organisations: expected a list of texts, got {list(wanted)!r}")
    ids = set(organisations["organisation_id"])
    named: dict[str, list[str]] = {}
    for row in organisations.itertuples():
        for key in {slug(row.organisation_id), slug(row.name), slug(row.name_en)} - {""}:
            named.setdefault(key, []).append(row.organisation_id)
    found = []
    for text in wanted:
        matches = [text] if text in ids else named.get(slug(text), [])
        if len(matches) > 1:
            raise UserError(f"organisations: expected an organisation_id, such as {' or '.join(matches)}, got {text!r}")
        if not matches:
            near = closest(slug(text), {*ids, *named}) or f", such as {min(ids, default='')}"
            raise UserError(f"organisations: expected an organisation_id or a name{near}, got {text!r}")
        found += matches
    return found


def slug(name: str) -> str:
    """Fold case, diacritics (đ has no decomposition) and punctuation: "Đầm Dơi" and "dam-doi" are one."""
    letters = unicodedata.normalize("NFD", name.casefold()).replace("đ", "d")
    return "-".join(re.findall(r"[a-z0-9]+", "".join(c for c in letters if not unicodedata.combining(c))))


def _check(year_from: int, year_to: int, level: str, group: str, groups: pd.DataFrame) -> None:
    problems = refuse("group", "str", group), refuse("level", "str", level), refuse_years(year_from, year_to)
    if any(problems):
        raise UserError(next(filter(None, problems)))
    if group:
        check_group(group, groups)


def check_group(group: str, groups: pd.DataFrame) -> None:
    """Refuse a group that is not in the collection's vocabulary."""
    known = list(groups["group"])
    if group not in known:
        raise UserError(f"group: expected one of {', '.join(known)}, got {group!r}{closest(str(group), known)}")


def _filters(
    table: pd.DataFrame, collected: Collected, within: list[str], year_from: int, year_to: int, level: str
) -> list[tuple[str, pd.Series]]:
    """Each reason to leave rows out, with the rows that pass."""
    organisations, filters = collected.organisations, []
    if within:
        up = ancestors(organisations)
        inside = set(up.loc[up["ancestor_id"].isin(within), "organisation_id"])
        filters.append(("organisation", table["organisation_id"].isin(inside)))
    if level:
        same = set(organisations.loc[organisations["level"].eq(level), "organisation_id"])
        filters.append(("level", table["organisation_id"].isin(same)))
    if year_from or year_to:
        late = table["period_start"].dt.year.ge(year_from) if year_from else True
        early = table["period_end"].dt.year.le(year_to) if year_to else True
        filters.append(("years", pd.Series(True, index=table.index) & late & early))
    return filters
