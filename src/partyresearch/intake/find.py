"""Article texts in, candidate files out: one text at a time, however many there are."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from partyresearch.collection.columns import TABLES
from partyresearch.collection.files import write_all
from partyresearch.collection.place import Collection, read_rows
from partyresearch.collection.problems import InputError, Problem
from partyresearch.collection.spreadsheet import for_spreadsheets, read_input
from partyresearch.intake.candidates import COLUMNS, DECISIONS, Reading, candidate_rows
from partyresearch.intake.cues import load_cues
from partyresearch.intake.proposals import set_beside
from partyresearch.intake.reading import find_candidates
from partyresearch.intake.register import Register, free_id, slug


class Source(NamedTuple):
    """The text of an article, as its file holds it."""

    file: str
    text: str
    sha256: str


class Found(NamedTuple):
    """The candidate files of one text."""

    article_id: str
    contents: dict[str, bytes]  # by file name
    counts: dict[str, int]  # figures, exclusions, unsure ones
    proposed: int  # organisations that the collection has not
    untold: tuple[str, ...]  # options that would have told what the text does not


class Finder:
    """Everything of a collection that reading a text needs, read once; ``cues`` is a table beside the package's.

    ``province`` is that of the texts, which a local newspaper seldom names.
    """

    def __init__(self, collection: Collection, cues: Path | None = None, province: str = "") -> None:
        names = ("organisation_id", "name", "level", "parent_id", "province")
        rows = ([row[name] for name in names] for row in read_rows(collection, "raw-organisations"))
        self._register = Register(rows, province)
        self._metrics = {r["metric"]: (r["unit"], r["measure"]) for r in read_rows(collection, "raw-metrics")}
        self._articles = {row["sha256"]: row["article_id"] for row in read_rows(collection, "raw-articles")}
        self._cues = load_cues(cues)
        own = self._cues.cues[len(load_cues().cues) :]
        unknown = {cue.value for cue in own if cue.kind == "metric"} - self._metrics.keys()
        if cues is not None and unknown:
            expected = f"metrics of {collection.label('raw-metrics')}"
            raise InputError([Problem(cues.name, None, "value", ", ".join(sorted(unknown)), expected)])

    def read(self, text: str, day: date | None = None) -> Reading:
        """Read one text; ``day`` is the article's date, else the one it prints."""
        return find_candidates(text, self._register, self._metrics, self._cues, day)

    def find(
        self,
        source: Source,
        article_id: str = "",
        is_taken: Callable[[str], bool] = lambda _: False,
        published: date | None = None,
        proposals: Path | None = None,
    ) -> Found:
        """Read one text, and make its candidate files; ``published`` is its day, else the one it prints.

        ``proposals`` is a file of readings from elsewhere. Without an ``article_id``, a text that the collection has
        keeps its id; others are named after place and year.
        """
        reading = self.read(source.text, published)
        name = article_id or self._articles.get(source.sha256) or self._new_id(reading, source.file, is_taken)
        rows = candidate_rows(reading, name, source.text)
        if proposals is not None:
            set_beside(rows, proposals, source.text)
        day = reading.published.isoformat() if reading.published else ""
        length = str(len(source.text))
        article = [name, _title(source.text), "", "", day, "vi", source.file, source.sha256, length]
        contents = {
            f"{name}.candidates.csv": for_spreadsheets([COLUMNS, *(row.values() for row in rows)]),
            f"{name}.article.csv": _with_header("raw-articles", article),
        }
        new = [[o.organisation_id, o.name, o.name_en, o.level, o.parent_id, o.province] for o in reading.organisations]
        if new:
            contents[f"{name}.organisations.csv"] = _with_header("raw-organisations", *new)
        counts = {kind: sum(row["candidate"] == kind for row in rows) for kind in DECISIONS}
        return Found(name, contents, counts, len(new), reading.untold)

    def _new_id(self, reading: Reading, file: str, is_taken: Callable[[str], bool]) -> str:
        base = reading.main.organisation_id if reading.main else slug(Path(file).stem) or "article"
        if reading.main and reading.published:
            base = f"{base}-{reading.published.year}"
        return free_id(base, is_taken=lambda name: name in self._articles.values() or is_taken(name))


def read_source(path: Path) -> Source:
    """Read a file once (it may be a pipe): decoded, otherwise untouched."""
    label = str(path)
    try:
        path.name.encode("utf-8")
        data = read_input(path, label, "the text of an article")
        return Source(path.name, data.decode("utf-8"), hashlib.sha256(data).hexdigest())
    except UnicodeEncodeError:
        label, got, expected = repr(label), "a name that is not UTF-8", "a file name in UTF-8"
    except UnicodeDecodeError as error:
        got = f"the byte 0x{error.object[error.start]:02x} at {error.start}, which is not UTF-8"
        expected = "a text in UTF-8"
    raise InputError([Problem(label, None, "", got, expected)])


def find_all(
    finder: Finder,
    texts: Iterable[Path],
    output: Path,
    article_id: str = "",
    published: date | None = None,
    proposals: Path | None = None,
) -> Iterator[Found | Problem]:
    """Write the candidate files of texts, one after the other; a problem does not keep the next from being read.

    What is in the folder ``output`` already is never written over.
    """
    taken: set[str] = set()
    read: dict[str, Path] = {}
    for path in texts:
        try:
            source = read_source(path)
            if first := read.get(source.sha256):
                raise InputError([Problem(str(path), None, "", f"the text of {first} again", "each text once")])
            found = finder.find(
                source, article_id, partial(_is_taken, output, taken, source.sha256), published, proposals
            )
            if existing := [name for name in found.contents if (output / name).exists()]:
                expected = "another --output or --article-id, because a reviewed file is never overwritten"
                raise InputError([Problem(str(output / existing[0]), None, "", "a file already", expected)])
            # waiting for the disk would take a third of the time
            write_all({output / name: content for name, content in found.contents.items()}, synchronised=False)
        except InputError as error:
            yield error.problems[0]
        except OSError as error:
            yield Problem(str(output), None, "", error.strerror or "an error", "a writable folder")
        else:
            taken.add(found.article_id)
            read[source.sha256] = path
            yield found


def _is_taken(output: Path, taken: set[str], sha256: str, name: str) -> bool:
    """Whether a text of this run has an id, or the files of another text from an earlier one."""
    article = output / f"{name}.article.csv"
    return name in taken or (article.is_file() and sha256.encode() not in article.read_bytes())


def _with_header(table: str, *rows: list[str]) -> bytes:
    """Write rows under the header of a raw table; the columns that they lack at the end are empty."""
    names = TABLES[table].names
    return for_spreadsheets([names, *([*row, *[""] * (len(names) - len(row))] for row in rows)])


def _title(text: str) -> str:
    """The first line that reads like a headline: not a sentence, and without a date or a time; a person checks it."""
    for line in text[:4000].splitlines():
        words = " ".join(line.split())
        whole = words.endswith((".", ":", ";", ","))
        # shorter lines are menus and sections, longer ones paragraphs
        if 20 <= len(words) <= 200 and not whole and not re.search(r"\d{1,2}[:/]\d", words):
            return unicodedata.normalize("NFC", words)
    return ""
