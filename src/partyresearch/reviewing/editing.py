"""A candidate file while a person decides it: each change is checked and saved at once; nothing else in it changes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from partyresearch.collection.columns import TABLES
from partyresearch.collection.files import write_all
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import Problem, UserError, closest
from partyresearch.collection.schema import Column
from partyresearch.collection.spreadsheet import Row, read_input, with_cells
from partyresearch.collection.vocabulary import POINTERS, REASONS, SCORES
from partyresearch.intake.candidates import DECIDED, DECISIONS
from partyresearch.reviewing.accept import accepted, needs_row, read_reviewed
from partyresearch.reviewing.named import Named

_COLUMNS = {column.name: column for column in TABLES["raw-figures"].columns}
_COLUMNS |= {
    "candidate": Column("candidate", "What a person decided", values=DECISIONS),
    "reason": Column("reason", "Why it is no figure", required=False, values=REASONS),
}
_KNOWN_FROM = {
    "metric": "one of metrics.csv, or a new one",
    "group": "one of groups.csv",
    "organisation_id": "one of the tables, or a new one",
}
_POINTED = "the start of another number"
PERIOD_ASKED = "the period in which it happened"  # refused once only: not every text says it
_SOURCES = {"organisation_id": "organisation_from", "period_start": "period_from"}  # of what a person has not said
_PERIOD = {"period_start", "period_end"}


class Editing:
    """The rows of a candidate file by their lines, in the order of the text."""

    def __init__(self, path: Path, text: str, collection: Collection, texts: Path | None = None) -> None:
        self.path, self.text, self.collection = path, text, collection
        self._texts = texts
        self.reload()

    def reload(self) -> None:
        """Read the file again, as another program has left it, and what it can name."""
        self.named = Named(self.path, self.collection)
        saved = read_input(self.path, self.path.name, "a candidate file")
        self.rows = read_reviewed(self.path, self.text)
        self._saved = saved  # only with rows: where they cannot be read, nothing may be written
        self._wanted: dict[int, str] = {}  # decisions that were refused: the answer to what was asked completes them
        self._dated: set[int] = set()  # lines whose period a person has given

    @property
    def decided(self) -> int:
        """How many rows are figure or exclusion."""
        return sum(row["candidate"] in DECIDED for row in self.rows.values())

    def decide(self, line: int, cells: Row) -> list[Problem]:
        """Change cells of a row and save them; say what is wrong with them, or what their decision still lacks."""
        row, said = self.rows[line], set(cells)
        cells = self._completed(row, {name: " ".join(cell.split()) for name, cell in cells.items()})
        is_opened = row["candidate"] == "exclusion" and cells.get("candidate") == "figure"
        cells = self._usual(row) | cells if is_opened else cells
        if self._is_no_stock_now(row, cells):
            self._dated.discard(line)
            if row["candidate"] == "figure":  # when it happened is to be said before it is one again
                is_opened, cells = True, {"candidate": "figure"} | cells
        wanted = self._wanted.get(line, "")
        is_repeated = wanted == cells.get("candidate")  # it was asked, and this is all that there is to say
        wanted = cells.pop("candidate", wanted)
        problems = [*self._wrong(cells | {"candidate": wanted})]
        if not problems:
            cells |= self._sources(row, cells, said)
            new = row | cells | {"candidate": wanted or row["candidate"]}
            problems += self._missing(new, None if wanted else cells)
            if wanted == "figure" and not (is_repeated or line in self._dated or _PERIOD & said):
                problems += self._period_asked(new, is_open=is_opened or row["candidate"] not in DECIDED)
            if wanted or not problems:
                self._wanted[line] = wanted if problems else ""
                if wanted and not problems:
                    cells |= {"candidate": wanted}
                elif is_opened:
                    cells |= {"candidate": "unsure"}  # so that it is shown with what a figure needs
                self._save(line, {name: cell for name, cell in cells.items() if row[name] != cell})
                self._dated |= {line} if _PERIOD & said else set()
        return [Problem(self.path.name, line, *problem) for problem in problems]

    def _usual(self, row: Row) -> Row:
        """What most figures of the file have, where a row says nothing."""
        named = Counter(one["organisation_id"] for one in self.rows.values() if one["candidate"] != "exclusion")
        usual = {"group": "all", "status": "reported", "bound": "exact"}
        usual |= {"organisation_id": max(named, key=lambda one: named[one], default="")}
        return {name: cell for name, cell in usual.items() if not row[name]}

    def add(self, line: int, column: str, cells: Row) -> list[Problem]:
        """Let a row have a new metric, or organisation: it goes into the file beside, from which `accept` takes it."""
        self._raise_if_changed()  # before anything is written
        new, problems = self.named.add(column, {name: " ".join(cell.split()) for name, cell in cells.items()})
        if problems:
            return [Problem(self.path.name, line, f"{column}.{name}", *told) for name, *told in problems]
        self.named = Named(self.path, self.collection)
        return self.decide(line, {column: new})

    def accept(self) -> list[str]:
        """Take the file into the collection as the command does, whole or not at all; what it says."""
        self._raise_if_changed()
        return accepted(self.path, self.collection, self._texts)

    def _completed(self, row: Row, cells: Row) -> Row:
        """Cells with what follows from them: a year is typed for both days, and of a stock one day."""
        metric, first = (row | cells).get("metric", ""), cells.get("period_start", "")
        is_stock = self.named.measures.get(metric) == "stock"
        if re.fullmatch("[12][0-9]{3}", first):
            cells |= {
                "period_start": f"{first}-12-31" if is_stock else f"{first}-01-01",
                "period_end": f"{first}-12-31",
            }
        elif first and is_stock:
            cells = {"period_end": first} | cells
        if "metric" in cells or "status" in cells:
            is_target = metric in SCORES or (row | cells)["status"] == "target"
            cells = {"set_by": (row["set_by"] or "unstated") if is_target else ""} | cells
        if self._is_no_stock_now(row, cells):
            cells = {"period_start": f"{row['period_start'][:4]}-01-01"} | cells
        elif "metric" in cells and is_stock and "period_start" not in cells:  # it was read as what happens
            cells = {"period_start": row["period_end"]} | cells
        elif not row["metric"] and metric.startswith("admission_target"):
            cells = {"status": "target"} | cells
        return cells

    def _is_no_stock_now(self, row: Row, cells: Row) -> bool:
        before, now = (
            self.named.measures.get(metric) for metric in (row["metric"], cells.get("metric", row["metric"]))
        )
        return before == "stock" != now and bool(row["period_start"])

    def _sources(self, row: Row, cells: Row, said: set[str]) -> Row:
        """Where the text says what a row has: empty if a person says it, a guess if it follows from other cells."""
        sources = {source: "" if name in said else "guess" for name, source in _SOURCES.items() if name in cells}
        if self._is_no_stock_now(row, cells):
            doubts = [*row.get("doubts", "").split(), "period"]
            sources |= {"period_from": "guess", "doubts": " ".join(dict.fromkeys(doubts))}
        return {name: cell for name, cell in sources.items() if name in row}

    def _wrong(self, cells: Row) -> Iterator[tuple[str, str, str]]:
        known: dict[str, Iterable[str]] = {
            "metric": self.named.measures,
            "group": self.named.groups,
            "organisation_id": self.named.organisations,
            **{name: [row["start"] for row in self.rows.values()] for name in POINTERS},
        }
        for name, cell in cells.items():
            if cell and name in known and cell not in known[name]:
                yield name, repr(cell), f"{_KNOWN_FROM.get(name, _POINTED)}{closest(cell, known[name])}"
            elif cell and not _COLUMNS[name].accepts(cell):
                yield name, repr(cell), _COLUMNS[name].expected()

    def _missing(self, row: Row, among: Row | None) -> Iterator[tuple[str, str, str]]:
        """What a figure or an exclusion lacks: of all its columns, or among those that were changed."""
        needed = [_COLUMNS["reason"]] if row["candidate"] == "exclusion" and needs_row(row) else []
        if row["candidate"] == "figure":
            needed = [column for column in TABLES["raw-figures"].columns if column.required]
        for column in needed:
            if not row[column.name] and (among is None or column.name in among):
                yield column.name, "an empty cell", column.asked()

    def _period_asked(self, new: Row, *, is_open: bool) -> Iterator[tuple[str, str, str]]:
        """Of what happens in a period, when: if nobody has said, and the text did not."""
        is_told = new["period_start"] and new["period_end"] and "period" not in new.get("doubts", "").split()
        is_told = is_told and new["period_start"] != new["period_end"]  # proposed as a stock
        happens = self.named.measures.get(new["metric"]) in ("flow", "ratio")
        if is_open and happens and not is_told:
            given = " to ".join(filter(None, (new["period_start"], new["period_end"])))
            yield "period_start", f"{given}, a guess" if given else "an empty cell", PERIOD_ASKED

    def _save(self, line: int, cells: Row) -> None:
        self._raise_if_changed()
        columns = list(self.rows[line])
        data = with_cells(self._saved, line, {columns.index(name): cell for name, cell in cells.items()})
        write_all({self.path: data})
        self._saved = data
        self.rows[line] |= cells

    def _raise_if_changed(self) -> None:
        if read_input(self.path, self.path.name, "a candidate file") != self._saved:
            raise UserError(f"{self.path.name}: changed by another program, so it was not written; read it again")
