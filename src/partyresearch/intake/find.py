"""Article texts in, candidate files out: one text at a time, whatever their number."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from partyresearch.collection.columns import TABLES
from partyresearch.collection.files import write_all
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import InputError, Problem, UserError
from partyresearch.intake.candidates import Reading
from partyresearch.intake.cues import Cues, load_cues
from partyresearch.intake.organisations import Register, register, slug
from partyresearch.intake.reading import find_candidates
from partyresearch.intake.rows import COLUMNS, DECISIONS, candidate_rows


@dataclass(frozen=True)
class Found:
    """The candidate files of one text."""

    article_id: str
    contents: dict[str, bytes]
    counts: dict[str, int]


class Finder:
    """Everything of a collection that reading a text needs, read once."""

    def __init__(self, collection: Collection, cues: Path | None = None) -> None:
        rows = {name: list(_rows(collection, name)) for name in ("raw-organisations", "raw-metrics", "raw-articles")}
        self._organisations: Register = register(
            (r["organisation_id"], r["name"], r["level"], r["parent_id"]) for r in rows["raw-organisations"]
        )
        self._metrics = {r["metric"]: (r["unit"], r["measure"]) for r in rows["raw-metrics"]}
        self._articles = {r["sha256"]: r["article_id"] for r in rows["raw-articles"]}
        self._taken = set(self._articles.values())
        self._cues: Cues = load_cues(cues)
        own = self._cues.all[len(load_cues().all) :]
        unknown = {cue.value for cue in own if cue.kind == "metric"} - set(self._metrics)
        if cues is not None and unknown:
            right = f"metrics of {collection.label('raw-metrics')}"
            raise InputError([Problem(cues.name, None, "value", ", ".join(sorted(unknown)), right)])

    def read(self, text: str, day: date | None = None) -> Reading:
        """Read one text."""
        return find_candidates(text, self._organisations, self._metrics, self._cues, day)

    def find(
        self, data: bytes, source_file: str, article_id: str = "", refused: Callable[[str], bool] = lambda _: False
    ) -> Found:
        """Read one text, and make its candidate files."""
        text = decoded(data)
        digest = hashlib.sha256(data).hexdigest()
        reading = self.read(text)
        name = article_id or self._articles.get(digest) or self._new_id(reading, source_file, refused)
        files = {f"{name}.candidates.csv": _csv(COLUMNS, (list(row.values()) for row in candidate_rows(reading, name)))}
        published = reading.published.isoformat() if reading.published else ""
        about = [name, _title(text), "", "", published, "vi", source_file, digest, str(len(text))]
        files[f"{name}.article.csv"] = _csv(TABLES["raw-articles"].names, [about])
        new = [[o.organisation_id, o.name, o.name_en, o.level, o.parent_id, *[""] * 5] for o in reading.organisations]
        if new:
            files[f"{name}.organisations.csv"] = _csv(TABLES["raw-organisations"].names, new)
        counts = {kind: sum(c.candidate == kind for c in reading.candidates) for kind in DECISIONS}
        return Found(name, files, counts)

    def _new_id(self, reading: Reading, source_file: str, refused: Callable[[str], bool]) -> str:
        main = reading.main
        base = main.organisation_id if main else slug(Path(source_file).stem) or "article"
        if main and reading.published:
            base = f"{base}-{reading.published.year}"
        name, count = base, 1
        while name in self._taken or refused(name):
            count += 1
            name = f"{base}-{count}"
        return name


def text_of(path: Path) -> str:
    """The text of a file."""
    return decoded(_bytes(path))


def _bytes(path: Path) -> bytes:
    """What a file holds, read once (it may be a pipe), and known to be UTF-8."""
    try:
        data = path.read_bytes()
        decoded(data)
        path.name.encode("utf-8")
    except OSError as error:
        found = "no such file" if isinstance(error, FileNotFoundError) else f"what cannot be read ({error.strerror})"
        raise InputError([Problem(str(path), None, "", found, "the text of an article")]) from None
    except UnicodeEncodeError:
        found = "a name that is not UTF-8"
        raise InputError([Problem(repr(str(path)), None, "", found, "a file name that the tables can hold")]) from None
    except UserError as error:
        raise InputError([Problem(str(path), None, "", str(error), "a text in UTF-8")]) from None
    return data


def find_all(finder: Finder, texts: Iterable[Path], output: Path, article_id: str = "") -> Iterator[Found | Problem]:
    """Write the candidate files of texts, one after the other."""
    taken: set[str] = set()
    read: dict[str, Path] = {}
    for path in texts:
        try:
            data = _bytes(path)
            digest = hashlib.sha256(data).hexdigest()
            if digest in read:
                raise InputError([Problem(str(path), None, "", f"the text of {read[digest]}", "each text once")])
            result = finder.find(data, path.name, article_id, _Refused(output, taken, digest))
            there = [name for name in result.contents if (output / name).exists()]
            if there:
                right = "another --output or --article-id, for what has been reviewed is not written over"
                raise InputError([Problem(str(output / there[0]), None, "", "a file already", right)])
            write_all({output / name: content for name, content in result.contents.items()})
        except InputError as error:
            yield error.problems[0]
        except OSError as error:
            yield Problem(str(output), None, "", f"a folder that cannot be written ({error.strerror})", "one that can")
        else:
            taken.add(result.article_id)
            read[digest] = path
            yield result


@dataclass(frozen=True)
class _Refused:
    """The ids that a text cannot have: those of this run, and those of another text's files from an earlier one."""

    output: Path
    taken: AbstractSet[str]
    digest: str

    def __call__(self, name: str) -> bool:
        path = self.output / f"{name}.article.csv"
        return name in self.taken or (path.is_file() and self.digest.encode() not in path.read_bytes())


def _rows(collection: Collection, table: str) -> Iterator[dict[str, str]]:
    path = collection.path(table)
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = [name for name in TABLES[table].names if name not in (reader.fieldnames or [])]
            if missing:
                raise UserError(f"{collection.label(table)}: found no column {missing[0]}; run: partyresearch build")
            yield from reader
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{collection.label(table)}: cannot be read ({error}); run: partyresearch build") from error


def decoded(data: bytes) -> str:
    """The text of a file, its code points as they are."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"the byte 0x{data[error.start]:02x} at {error.start}, which is not UTF-8") from error


def _csv(header: list[str], rows: Iterable[list[str]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8", "surrogatepass")


def _title(text: str) -> str:
    """The first line that reads like a headline; a person looks at it."""
    for line in text[:4000].splitlines():
        words = " ".join(line.split())
        if (
            20 <= len(words) <= 200
            and not words.endswith((".", ":", ";", ","))
            and not re.search(r"\d{1,2}[:/]\d", words)
        ):
            return unicodedata.normalize("NFC", words)
    return ""
