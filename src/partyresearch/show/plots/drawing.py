"""What every picture of findings says of itself beside its marks, and how its rows are named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.plots.canvas import Canvas

ALT = 300  # characters that a screen reader may be asked to read out at once; the table beside it is the long form
_COLUMNS = ["period_start", "period_end", "group", "estimate_low", "estimate_high", "low", "high", "figure_ids"]


class Drawing:
    """A picture of findings: its words and its marks, in the language of the labels."""

    name = ""
    """Of the files that are downloaded."""

    def __init__(self, findings: Findings, *estimands: str) -> None:
        self.findings = findings
        self.rows = findings.named(*estimands)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.rows

    @property
    def figure_ids(self) -> str:
        """The figures that the picture rests on."""
        return " ".join(row.figure_ids for row in self.rows)

    def title(self, labels: Labels) -> str:
        """Say what the picture shows, as a heading would."""
        raise NotImplementedError

    def units(self, labels: Labels) -> str:
        """Say in one line what is drawn, and in which units."""
        raise NotImplementedError

    def nothing(self, labels: Labels) -> str:
        """Say that there is nothing to draw."""
        raise NotImplementedError

    def said(self, labels: Labels) -> Iterable[str]:
        """Describe the rows, the most important first; as many as fit become the alternative text."""
        return (f"{self.spot(row, labels)}: {labels.value(row)}." for row in self.rows)

    def draw(self, labels: Labels, canvas: Canvas) -> float:
        """Draw the marks; return the height that was needed."""
        raise NotImplementedError

    def alt(self, labels: Labels) -> str:
        """Describe the picture in at most :data:`ALT` characters."""
        if self.empty:
            return self.nothing(labels)
        said = [f"{self.title(labels).removesuffix('.')}."]
        said = [said[0] if len(said[0]) <= ALT else said[0][: ALT - 1] + "…"]
        more = labels.t("The table has every row.")
        for sentence in self.said(labels):
            if len(" ".join([*said, sentence, more])) > ALT:
                said += [more] if len(" ".join([*said, more])) <= ALT else []
                break
            said.append(sentence)
        return " ".join(said)

    def table(self, labels: Labels) -> pd.DataFrame:
        """Return what is drawn as a table: numbers and codes, with the names of the places."""
        ids = [row.organisation_ids for row in self.rows]
        names = {"place": [labels.place(one) for one in ids], "kind": [labels.kind(one) for one in ids]}
        return pd.DataFrame(names | {name: [getattr(row, name) for row in self.rows] for name in _COLUMNS})

    def period(self, row: Any, labels: Labels) -> str:
        """Name the period of a row."""
        return labels.period(row.period_start, row.period_end)

    def spot(self, row: Any, labels: Labels) -> str:
        """Name a row in a sentence: place, period and group."""
        return f"{labels.place(row.organisation_ids)} ({', '.join(filter(None, self.about(row, labels)[1:]))})"

    def about(self, row: Any, labels: Labels) -> list[str]:
        """What stands beside a place: its kind, the period, the group unless it is everyone."""
        group = "" if row.group == "all" else labels.group(row.group)
        return [labels.kind(row.organisation_ids), self.period(row, labels), group]


def families(rows: list[Any], value: Any, among: list[Any] | None = None) -> list[tuple[Any, int]]:
    """Order rows by value, each with its parts beneath it, and say how deep each lies within another one here.

    Rows that are drawn elsewhere (``among``) tell what lies within what, too.
    """
    above = {row.organisation_ids: getattr(row, "within", "") or "" for row in among or rows}
    present = {(row.organisation_ids, row.period_end) for row in rows}

    def whole(row: Any) -> str:
        """The nearest whole of the same period that is a row, too."""
        seen, one = {row.organisation_ids}, above[row.organisation_ids]
        while one and (one, row.period_end) not in present and one not in seen:
            seen.add(one)
            one = above.get(one, "")
        return one if (one, row.period_end) in present and one != row.organisation_ids else ""

    below: dict[Any, list[Any]] = {}
    for row in sorted(rows, key=value, reverse=True):
        key = whole(row)
        below.setdefault((key, row.period_end) if key else "", []).append(row)
    ordered: list[tuple[Any, int]] = []

    def descend(key: Any, depth: int) -> None:
        for row in below.pop(key, []):
            ordered.append((row, depth))
            descend((row.organisation_ids, row.period_end), depth + 1)

    descend("", 0)
    return ordered + [(row, 0) for rest in below.values() for row in rest]  # wholes within their own parts: bad data


def exact(low: Any, high: Any) -> bool:
    """Whether a number is known, and not as a bound or a range."""
    return bool(pd.notna(low) and pd.notna(high) and low == high)


def known(*values: Any) -> float | None:
    """Return the first value that is known."""
    return next((float(value) for value in values if not pd.isna(value)), None)


def wholes(rows: list[Any]) -> list[Any]:
    """Return the rows that lie within no other, which are what the table beside a picture has; or all if all do."""
    return [row for row in rows if not row.part] or rows
