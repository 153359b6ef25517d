"""A candidate file that a person has edited: held against its text, and taken into the collection."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd

from partyresearch.collection.columns import RAW, TABLES
from partyresearch.collection.files import write_all
from partyresearch.collection.place import Collection, read_rows
from partyresearch.collection.problems import InputError, Problem, UserError
from partyresearch.collection.schema import PATTERNS
from partyresearch.collection.spreadsheet import Row, Spreadsheet, csv_bytes, read_spreadsheet
from partyresearch.collection.texts import same_text, verify
from partyresearch.intake.candidates import DECIDED
from partyresearch.intake.find import read_source
from partyresearch.reviewing.beside import needed_metrics, needed_organisations, read_beside
from partyresearch.tables.checks import summarise
from partyresearch.tables.load import load_checks
from partyresearch.tables.package import contents

try:
    import fcntl
except ImportError:  # Windows: two runs at once are not kept apart
    fcntl = None  # type: ignore[assignment]

_SHOWN = 40  # characters of a wrong cell
_NEW_ARTICLE = "a new article; correct an accepted one in the raw tables"


def accept(path: Path, collection: Collection, texts: Path | None = None) -> tuple[str, dict[str, int], list[Path]]:
    """Append a reviewed candidate file and the files beside it to the raw tables, and build.

    The article's text is looked for in the folder ``texts``, else beside the candidate file. Returns the article's id,
    how many rows each raw table got, and the files that changed.
    """
    reviewed = _read_candidates(path)
    articles, organisations, metrics = (read_beside(path, kind) for kind in ("article", "organisations", "metrics"))
    _raise_if(_undecided(reviewed))
    article_id = next(iter(reviewed.rows.values()))["article_id"]
    with _locked(collection):
        article = _select_article(article_id, reviewed, articles, collection)
        folder = texts or path.parent
        _restore_printed(reviewed, _read_text(article, folder))
        figures = reviewed.where(lambda row: row["candidate"] == "figure")
        new = {
            "raw-articles": article,
            "raw-figures": figures,
            "raw-exclusions": reviewed.where(lambda row: row["candidate"] == "exclusion" and needs_row(row)),
            "raw-organisations": needed_organisations(organisations, figures, collection),
            "raw-metrics": needed_metrics(metrics, figures, collection),
        }
        # each run of digits of the text must be in exactly one row
        frames = [pd.DataFrame.from_dict(sheet.rows, orient="index") for sheet in (article, reviewed)]
        problems = verify(frames[0], {reviewed.label: frames[1]}, folder, article.label)
        changed = _append(new, collection, problems)
    return article_id, {name: len(sheet.rows) for name, sheet in new.items()}, changed


def accepted(path: Path, collection: Collection, texts: Path | None = None) -> list[str]:
    """Accept a file, and say so in lines."""
    article_id, counts, changed = accept(path, collection, texts)
    rows = ", ".join(f"{count} {name.removeprefix('raw-')}" for name, count in counts.items() if count)
    wrote = [f"wrote {path.relative_to(collection.root)}" for path in changed]
    [article] = (row for row in read_rows(collection, "raw-articles") if row["article_id"] == article_id)
    empty = [name for name in ("title", "publisher", "published") if not article[name]]
    told = [f"{collection.label('raw-articles')}: {article_id} has no {', '.join(empty)}"] if empty else []
    return [f"accepted {article_id}: {rows}", *wrote, *told, summarise(load_checks(collection.root))]


def read_reviewed(path: Path, text: str) -> dict[int, Row]:
    """The rows of a candidate file by their lines, in the order of its text, decided or not."""
    reviewed = _read_candidates(path)
    _restore_printed(reviewed, text)
    return dict(sorted(reviewed.rows.items(), key=lambda item: int(item[1]["start"])))


@contextmanager
def _locked(collection: Collection) -> Iterator[None]:
    """Wait for another run on the same collection; the system releases the lock however a process ends."""
    handle = os.open(collection.root, os.O_RDONLY)
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _read_candidates(path: Path) -> Spreadsheet:
    columns = [*TABLES["raw-figures"].names, "candidate", "reason"]
    reviewed = read_spreadsheet(path, columns, "a candidate file of `partyresearch find`")
    pattern, expected = PATTERNS["integer"]
    _raise_if(
        reviewed.problem(line, column, repr(row[column][:_SHOWN]), expected)
        for line, row in reviewed.rows.items()
        for column in ("start", "end")
        if not re.fullmatch(pattern, row[column])
    )
    return reviewed


def _raise_if(problems: Iterable[Problem]) -> None:
    if listed := list(problems):
        raise InputError(listed)


def _undecided(reviewed: Spreadsheet) -> Iterator[Problem]:
    """Rows that are neither figure nor exclusion, and rows of more than one article."""
    for line, row in reviewed.rows.items():
        if row["candidate"] not in DECIDED:
            expected = "figure or exclusion, decided by a person"
            yield reviewed.problem(line, "candidate", repr(row["candidate"]), expected)
        elif row["candidate"] == "exclusion" and not row["reason"] and needs_row(row):
            yield reviewed.problem(line, "reason", "an empty cell", "a reason, as the codebook lists them")
    articles = sorted({row["article_id"] for row in reviewed.rows.values()})
    if len(articles) != 1:
        yield reviewed.problem(None, "article_id", ", ".join(articles) or "no row", "the rows of one article")


def needs_row(exclusion: Row) -> bool:
    """Whether an exclusion needs a row: only digits must be accounted for, a number word needs none."""
    return bool(exclusion["reason"]) or any(c in "0123456789" for c in exclusion["printed"])


def _select_article(name: str, reviewed: Spreadsheet, articles: Spreadsheet, collection: Collection) -> Spreadsheet:
    """The row of the article, which the collection must not have under any name."""
    article = articles.where(lambda row: row["article_id"] == name)
    for known in read_rows(collection, "raw-articles"):
        if known["article_id"] == name:
            found = f"{name}, which was accepted already"
            raise InputError([reviewed.problem(None, "article_id", found, _NEW_ARTICLE)])
        where = f"which the collection has as {known['article_id']}"
        _raise_if(
            article.problem(line, column, f"{known[column]!r}, {where}", _NEW_ARTICLE)
            for line, row in article.rows.items()
            for column in ("sha256", "source_file")
            if row[column] == known[column]
        )
    if len(article.rows) != 1:
        found = f"{len(article.rows) or 'no'} rows for {name}"
        raise InputError([article.problem(None, "article_id", found, "one row, in the columns of articles.csv")])
    return article


def _read_text(article: Spreadsheet, folder: Path) -> str:
    """The text that the candidate file was made of."""
    ((line, row),) = article.rows.items()
    file = row["source_file"]
    try:
        source = read_source(folder / Path(file).name)
    except InputError:
        expected = f"{file or 'the text'} in UTF-8 in --texts DIR, or beside the candidate file"
        raise InputError([article.problem(line, "source_file", f"no text {file!r}", expected)]) from None
    if source.sha256 != row["sha256"]:
        expected = f"{source.sha256}, that of {file}; if this is the right text, run partyresearch find on it again"
        raise InputError([article.problem(line, "sha256", row["sha256"], expected)])
    return source.text


def _restore_printed(reviewed: Spreadsheet, text: str) -> None:
    """Take the printed characters from the text again, and refuse a cell that says something else."""
    problems = []
    for line, row in reviewed.rows.items():
        printed = unicodedata.normalize("NFC", text[int(row["start"]) : int(row["end"])])
        if row["printed"] and not same_text(printed, row["printed"]):
            expected = f"{printed!r}, which stands at {row['start']} to {row['end']} (or an empty cell)"
            problems.append(reviewed.problem(line, "printed", repr(row["printed"]), expected))
        row["printed"] = printed
    _raise_if(problems)


def _append(new: dict[str, Spreadsheet], collection: Collection, problems: list[Problem]) -> list[Path]:
    """Build a copy with the new rows; only if nothing is wrong, the collection becomes what the copy is."""
    origins: dict[tuple[str, int | None], tuple[str, int]] = {}  # file and row of the copy → those of the reviewer
    with tempfile.TemporaryDirectory() as folder:
        copy = Collection(Path(folder) / collection.root.resolve().name)
        (copy.root / "raw").mkdir(parents=True)
        for path in (collection.root / "collection.json", collection.root / "README.md", collection.path("multiverse")):
            if path.is_file():
                (target := copy.root / path.relative_to(collection.root)).parent.mkdir(exist_ok=True)
                shutil.copy2(path, target)
        raw = {}
        for name in (name for name in collection.tables if name in RAW):
            data = collection.path(name).read_bytes()
            data += b"" if data.endswith(b"\n") else b"\n"
            if name in new:
                label, rows = new[name].label, new[name].rows
                first = data.count(b"\n") + 1
                origins |= {(copy.label(name), first + i): (label, line) for i, line in enumerate(rows)}
                columns = data.partition(b"\n")[0].decode().split(",")  # a table of version 0.1 lacks some
                data += csv_bytes([row.get(column, "") for column in columns] for row in rows.values())
            raw[copy.path(name)] = data
            copy.path(name).write_bytes(data)
        try:
            made = contents(copy)  # validates the collection and the new rows alike
        except InputError as error:
            problems = [*problems, *error.problems]
        if problems:
            # told of the reviewer's file, if it is in a new row
            at = [origins.get((problem.file, problem.row), (problem.file, problem.row)) for problem in problems]
            raise InputError(replace(p, file=file, row=row) for p, (file, row) in zip(problems, at, strict=True))
        files = {collection.root / path.relative_to(copy.root): data for path, data in (raw | made).items()}
    try:
        return write_all(files)
    except OSError as error:
        raise UserError(f"{collection.root.name}: cannot be written ({error.strerror}); nothing has changed") from error
