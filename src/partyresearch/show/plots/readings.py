"""The strip of readings: each value that an estimate has under some coding, beside the one as coded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from partyresearch.analysis.multiverse import Moved, span
from partyresearch.show.labels import Labels
from partyresearch.show.numbers import shown_unit
from partyresearch.show.plots.canvas import BLUE, PAPER, Canvas
from partyresearch.show.plots.drawing import Drawing
from partyresearch.show.plots.rows import DotRow, Mark, dot_rows, legend
from partyresearch.show.words import QUESTIONS


class Readings(Drawing):
    """Estimates in percent of the estimate as coded, which all units have in common."""

    name = "readings"

    def __init__(self, moved: Sequence[Moved]) -> None:
        self.moved = [one for one in moved if len(one.made) > 1 and abs(_mark(one.row)[0]) > 0]
        self.rows = [one.row for one in self.moved]

    def title(self, labels: Labels) -> str:
        """Say how many estimates move."""
        return labels.t.plural(
            "{n} estimate depends on how an article is read",
            "{n} estimates depend on how articles are read",
            len(self.moved),
        )

    def units(self, labels: Labels) -> str:
        """What is set against what."""
        return labels.t("Each estimate under every reading, in percent of the estimate as coded")

    def nothing(self, labels: Labels) -> str:
        """No estimate moves, or not from anything."""
        return labels.t(
            "An empty strip of readings: no value under another coding can be drawn in percent of the one as coded."
        )

    def said(self, labels: Labels) -> list[str]:
        """The range of each estimate."""
        return [f"{_name(one, labels)}: {labels.interval(*span(one.made), shown_unit(one.row))}." for one in self.moved]

    def draw(self, labels: Labels, canvas: Canvas) -> float:
        """Draw a row per estimate."""
        t, rows = labels.t, []
        for one in self.moved:
            coded = _mark(one.row)[0]
            made = [(place, *_mark(reading)) for place, reading in enumerate(one.made.itertuples())]
            marks = [
                Mark(value / coded, shape, hollow=place > 0)
                for place, value, shape in reversed(made)  # as coded on top
                if pd.notna(value)  # not estimable under that coding
            ]
            said = labels.interval(*span(one.made), shown_unit(one.row))
            rows.append(DotRow(_name(one, labels), marks, said, ids=one.row.figure_ids))
        entries = [
            (lambda x, y: canvas.dots([(x, y)], 5.5), t("as coded")),
            (lambda x, y: canvas.dots([(x, y)], 5.5, PAPER, BLUE, 1.8), t("under another coding")),
        ]
        return dot_rows(
            canvas, rows, lambda value: labels.number(value, "share"), strong=1.0, top=legend(canvas, 0, entries)
        )


def _name(one: Moved, labels: Labels) -> str:
    return QUESTIONS[one.question].label(one.row, labels)


def _mark(reading: Any) -> tuple[float, str]:
    """The middle of the ends with a dot, or the only known end with a triangle towards the open one."""
    low, high = reading.estimate_low, reading.estimate_high
    if pd.isna(low):
        return high, "<"
    return (low, ">") if pd.isna(high) else ((low + high) / 2, "o")
