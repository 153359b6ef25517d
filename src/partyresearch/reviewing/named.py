"""What the cells of a candidate file can name, in the collection and in the files beside, and what is new there."""

from __future__ import annotations

import re
from pathlib import Path

from partyresearch.collection.place import Collection, read_rows
from partyresearch.collection.spreadsheet import Row
from partyresearch.intake.names import Key, find_names
from partyresearch.intake.register import describe, free_id, slug
from partyresearch.intake.text import read
from partyresearch.reviewing.beside import add_beside, read_beside

_COMMITTEE = re.compile(r"(?i)^(?:đảng|chi) (?:bộ|[uủ][ỷy]) ")  # before the name of an organisation
Told = list[tuple[str, str, str]]  # column, got, expected


class Named:
    """The metrics, groups and organisations that a candidate file can name."""

    def __init__(self, path: Path, collection: Collection) -> None:
        self._path = path
        beside = {kind: list(read_beside(path, kind).rows.values()) for kind in ("metrics", "organisations")}
        organisations = [*beside["organisations"], *read_rows(collection, "raw-organisations")]
        self.organisations = {row["organisation_id"]: row["name"] for row in organisations}
        self._parents = {row["organisation_id"]: row["parent_id"] for row in organisations}
        self.new_metrics = {row["metric"]: row for row in beside["metrics"]}
        metrics = [*read_rows(collection, "raw-metrics"), *self.new_metrics.values()]
        self.measures = {row["metric"]: row["measure"] for row in metrics}
        self._labels = {row["metric"]: {row["label"].lower(), row["label_vi"].lower()} for row in metrics}
        self.groups = [row["group"] for row in read_rows(collection, "raw-groups")]

    def add(self, column: str, cells: Row) -> tuple[str, Told]:
        """Write a row into the file beside that a column's new values go to; its id, or what is wrong with it."""
        if column == "metric":
            kind, called, new = "metrics", "label", slug(cells["label"]).replace("-", "_")
            known = self._metrics_like(new, cells)
        else:
            kind, called = "organisations", "name"
            new, english = self._new_organisation(cells["level"], cells["name"])
            known = self._organisations_like(cells["name"], cells.get("parent_id", ""))
            cells = cells | {"name_en": cells.get("name_en") or english}
        problems: Told = []
        if known:
            problems.append((called, repr(cells[called]), f"one that is new, and not {known[0]}"))
        elif not new:
            problems.append((called, repr(cells[called]) if cells[called] else "nothing", "a name"))
        if cells.get("parent_id") and cells["parent_id"] not in self.organisations:
            problems.append(("parent_id", repr(cells["parent_id"]), "an organisation of the list"))
        return new, problems or add_beside(self._path, kind, {column: new} | cells)

    def _metrics_like(self, new: str, cells: Row) -> list[str]:
        labels = {cell.lower() for name, cell in cells.items() if name.startswith("label") and cell}
        return [metric for metric, theirs in self._labels.items() if metric == new or labels & theirs]

    def _new_organisation(self, level: str, name: str) -> tuple[str, str]:
        """Id and English name, as `find` would make them."""
        start = next((mention.start for mention in find_names(read(name))), 0)
        plain = name[start:] if slug(_COMMITTEE.sub("", name)) else ""
        base, _, english = describe(level, plain) if plain else ("", "", "")
        return free_id(base, is_taken=self.organisations.__contains__), english

    def _organisations_like(self, name: str, parent: str) -> list[str]:
        """Those of the same name, however their committee is called; below another organisation it may be another."""
        level, place = _key(name)
        same = []
        for known, full in self.organisations.items():
            known_level, known_place = _key(full)
            elsewhere = parent and self._parents[known] and parent != self._parents[known]
            if place == known_place and level in ("", known_level) and not elsewhere:
                same.append(known)
        return same


def _key(name: str) -> Key:
    """Level and place that a name tells; without a kind of place, no level."""
    names = find_names(read(name))
    return names[0].key if names else ("", _COMMITTEE.sub("", name).lower())
