"""A reviewed candidate file into the collection: whole, or not at all."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from partyresearch.collection.columns import TABLES
from partyresearch.collection.files import write_all
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import InputError, Problem, UserError
from partyresearch.collection.texts import verify
from partyresearch.intake.reviewed import needs_row, require_decided, require_printed, reviewed_sheet
from partyresearch.intake.spreadsheet import Row, Sheet, read_spreadsheet
from partyresearch.tables.package import contents
from partyresearch.tables.read import RAW, read_raw

try:
    import fcntl
except ImportError:  # Windows: two runs at once are not kept apart
    fcntl = None  # type: ignore[assignment]

_SUFFIX = ".candidates.csv"


@dataclass(frozen=True)
class Accepted:
    """What came into the collection."""

    articles: tuple[str, ...]
    rows: dict[str, int]
    changed: tuple[Path, ...]


def accept(path: Path, collection: Collection, texts: Path | None = None) -> Accepted:
    """Append a reviewed candidate file to the raw tables, and build."""
    with _alone(collection):
        return _accept(path, collection, texts)


@contextmanager
def _alone(collection: Collection) -> Iterator[None]:
    """Wait for another run on the same collection; the system lets go however a process ends."""
    handle = os.open(collection.root, os.O_RDONLY)
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _accept(path: Path, collection: Collection, texts: Path | None) -> Accepted:
    reviewed = reviewed_sheet(path)
    stem = path.name.removesuffix(_SUFFIX) if path.name.endswith(_SUFFIX) else path.stem
    about = _beside(path.with_name(f"{stem}.article.csv"), "raw-articles")
    organisations = _beside(path.with_name(f"{stem}.organisations.csv"), "raw-organisations")
    require_decided(reviewed)
    read_raw(collection)  # a collection that is not sound takes nothing
    new = {"raw-articles": _article(reviewed, about, collection)}
    text = _text(new["raw-articles"], texts or path.parent)
    require_printed(reviewed, text)
    figures = [i for i, row in enumerate(reviewed.rows) if row["candidate"] == "figure"]
    excluded = [i for i, r in enumerate(reviewed.rows) if r["candidate"] == "exclusion" and needs_row(r)]
    new["raw-figures"] = reviewed.part(figures)
    new["raw-exclusions"] = reviewed.part(excluded)
    new["raw-organisations"] = _wanted(organisations, reviewed, collection)
    return _appended(new, collection, texts or path.parent)


def _beside(path: Path, table: str) -> Sheet:
    names = TABLES[table].names
    if not path.exists():
        return Sheet(path.name)
    return read_spreadsheet(path, names, f"a CSV file with the columns {', '.join(names)}")


def _article(sheet: Sheet, about: Sheet, collection: Collection) -> Sheet:
    """The row of the article, which the collection must not have under any name."""
    article = sheet.rows[0]["article_id"]
    mine = [i for i, row in enumerate(about.rows) if row["article_id"] == article]
    right = "an article that it has not; one that it has is corrected in its raw tables"
    for known in _raw(collection, "raw-articles"):
        if known["article_id"] == article:
            raise InputError([Problem(sheet.label, None, "article_id", f"{article}, which the collection has", right)])
        for i in mine:
            for column in ("sha256", "source_file"):
                if about.rows[i][column] == known[column]:
                    found = f"{known[column]!r}, which the collection has as {known['article_id']}"
                    raise InputError([Problem(about.label, about.lines[i], column, found, right)])
    if len(mine) != 1:
        found = f"no row for {article}" if not mine else f"{len(mine)} rows for {article}"
        raise InputError([Problem(about.label, None, "article_id", found, "one, in the columns of articles.csv")])
    return about.part(mine)


def _text(article: Sheet, folder: Path) -> str:
    """The text that the candidate file was made of."""
    row = article.rows[0]

    def wrong(column: str, found: str, right: str) -> InputError:
        return InputError([Problem(article.label, article.lines[0], column, found, right)])

    try:
        data = (folder / Path(row["source_file"]).name).read_bytes()
    except OSError:
        right = f"{row['source_file'] or 'the text'} in --texts DIR, or beside the candidate file"
        raise wrong("source_file", f"no text {row['source_file']!r}", right) from None
    digest = hashlib.sha256(data).hexdigest()
    if digest != row["sha256"]:
        right = f"{digest}, that of {row['source_file']}, if this is the text; then run: partyresearch find, on it"
        raise wrong("sha256", row["sha256"], right)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise wrong("source_file", f"{row['source_file']!r}, not UTF-8 ({error.reason})", "a text in UTF-8") from None


def _wanted(sheet: Sheet, reviewed: Sheet, collection: Collection) -> Sheet:
    """The proposed organisations that a figure needs, with those above them and after them."""
    known = {row["organisation_id"]: row["name"] for row in _raw(collection, "raw-organisations")}
    by_id: dict[str, int] = {}
    problems = []
    for i, row in enumerate(sheet.rows):
        name = row["organisation_id"]
        if name in by_id or known.get(name, row["name"]) != row["name"]:
            other = "a second time" if name in by_id else f"which the collection has as {known[name]}"
            found = f"{name!r}, {other}"
            problems.append(Problem(sheet.label, sheet.lines[i], "organisation_id", found, "an id of its own"))
        by_id[name] = i
    if problems:
        raise InputError(problems)
    wanted: set[int] = set()
    todo = [row["organisation_id"] for row in reviewed.rows if row["candidate"] == "figure"]
    while todo:
        name = todo.pop()
        if name in by_id and name not in known and by_id[name] not in wanted:
            wanted.add(by_id[name])
            todo += [sheet.rows[by_id[name]]["parent_id"], sheet.rows[by_id[name]]["successor_id"]]
    return sheet.part(sorted(wanted))


def _raw(collection: Collection, table: str) -> list[Row]:
    with collection.path(table).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _appended(new: dict[str, Sheet], collection: Collection, texts: Path) -> Accepted:
    """Build a copy with the new rows; only if that is sound, the collection becomes what the copy is."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Collection(Path(folder) / collection.root.resolve().name)
        copy.root.mkdir()
        for path in (collection.root / "collection.json", collection.root / "README.md"):
            if path.is_file():
                shutil.copy2(path, copy.root)
        before: dict[str, int] = {}
        for name in RAW:
            data = collection.path(name).read_bytes()
            before[name] = data.count(b"\n") + (not data.endswith(b"\n"))
            copy.path(name).parent.mkdir(exist_ok=True)
            copy.path(name).write_bytes(data + (b"" if data.endswith(b"\n") else b"\n") + _lines(new.get(name), name))
        try:
            raw = read_raw(copy)
            article = new["raw-articles"].rows[0]["article_id"]
            spans = {copy.label(n): getattr(raw, n.removeprefix("raw-")) for n in ("raw-figures", "raw-exclusions")}
            mine = {label: frame[frame["article_id"] == article] for label, frame in spans.items()}
            problems = verify(
                raw.articles[raw.articles["article_id"] == article], mine, texts, copy.label("raw-articles")
            )
            if problems:
                raise InputError(problems)
            made = contents(copy)
        except InputError as error:
            raise InputError(_own_lines(error.problems, new, before, copy)) from None
        everything = {copy.path(name): copy.path(name).read_bytes() for name in RAW} | made
        placed = {collection.root / path.relative_to(copy.root): data for path, data in everything.items()}
    try:
        changed = write_all(placed)
    except OSError as error:
        raise UserError(f"{collection.root.name}: cannot be written ({error.strerror}); nothing has changed") from error
    return Accepted((article,), {name: len(sheet.rows) for name, sheet in new.items()}, tuple(changed))


def _lines(sheet: Sheet | None, table: str) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    names = TABLES[table].names
    writer.writerows([row.get(name, "") for name in names] for row in (sheet.rows if sheet else []))
    return stream.getvalue().encode("utf-8")


def _own_lines(
    problems: Iterable[Problem], new: dict[str, Sheet], before: dict[str, int], copy: Collection
) -> list[Problem]:
    """Say where in the reviewed files a problem of the copy's new rows is."""
    labels = {copy.label(name): name for name in RAW}
    spans = [copy.label(name) for name in ("raw-figures", "raw-exclusions")]
    said = []
    for problem in problems:
        if problem.row is None and problem.file == " or ".join(spans):
            said.append(replace(problem, file=new["raw-figures"].label))
            continue
        sheet = new.get(labels.get(problem.file, ""))
        if sheet is None or problem.row is None or problem.row <= before[labels[problem.file]]:
            said.append(problem)
            continue
        line = sheet.lines[min(problem.row - before[labels[problem.file]] - 1, len(sheet.lines) - 1)]
        said.append(Problem(sheet.label, line, problem.column, problem.got, problem.expected))
    return said
