"""What must hold within and between the raw tables, beyond the form of a single cell.

Every rule takes tables as text and yields problems; a problem that rests on a cell of the wrong form is dropped, for
that cell has been told already. All of it is vectorised, so that a million rows are checked in seconds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

import pandas as pd

from partyresearch.collection.columns import PATTERNS, TABLES
from partyresearch.collection.problems import Problem, closest
from partyresearch.tables.figure_rules import check_figures, reversed_periods
from partyresearch.tables.sheet import Sheet, cells_where, sound

Sheets = Mapping[str, Sheet]
Labels = Mapping[str, str]


def check(sheets: Sheets, labels: Labels) -> list[Problem]:
    """Apply every rule to the tables that could be read."""
    problems: list[Problem] = []
    for name, sheet in sheets.items():
        problems += sound(sheet, TABLES[name].key, _duplicates(name, sheet.frame, labels[name]))
        problems += _references(name, sheets, labels)
        problems += _dates(name, sheet.frame, labels[name])
    if "raw-organisations" in sheets:
        problems += _organisations(sheets["raw-organisations"], labels["raw-organisations"])
    if "raw-figures" in sheets:
        problems += check_figures(sheets, labels["raw-figures"])
    if {"raw-figures", "raw-exclusions", "raw-articles"} <= sheets.keys():
        problems += _spans(sheets, labels)
    return problems


def _organisations(sheet: Sheet, label: str) -> Iterator[Problem]:
    yield from sound(sheet, ("organisation_id", "parent_id"), _cycles(sheet.frame, label))
    yield from sound(sheet, ("valid_from", "valid_to"), reversed_periods(sheet.frame, label, "valid_from", "valid_to"))


def _duplicates(name: str, frame: pd.DataFrame, label: str) -> Iterator[Problem]:
    key = list(TABLES[name].key)
    for line, _ in cells_where(frame, frame.duplicated(key), key[0]):
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
            yield from sound(sheet, (column,), missing)


def _dates(name: str, frame: pd.DataFrame, label: str) -> Iterator[Problem]:
    for column in TABLES[name].columns:
        if column.type == "date":
            cells = frame[column.name]
            shaped = cells.str.fullmatch(PATTERNS["date"][0])
            real = pd.to_datetime(cells.where(shaped), format="%Y-%m-%d", errors="coerce").notna()
            for line, cell in cells_where(frame, shaped & ~real, column.name):
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
    for line, cell in cells_where(frame, frame["organisation_id"].isin(cyclic), "parent_id"):
        own = frame.loc[line, "organisation_id"]
        yield Problem(label, line, "parent_id", f"{cell}, which leads back to {own!r}", "a tree")


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
