"""How many were admitted: bars from zero, one per place and period."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.linked import plain
from partyresearch.show.plots.canvas import BLUE, LABEL, MUTED, PALE, PAPER, SMALL, About, Canvas, text_width
from partyresearch.show.plots.drawing import Drawing, exact, families, known, wholes
from partyresearch.show.plots.rows import FEW, MANY, histogram, name_column, name_lines
from partyresearch.show.stories.trends import a_year_brought

_LARGEST = 20
_STEPS = [step * 10**tens for tens in range(7) for step in (1, 2, 5)]


class Admissions(Drawing):
    """An open bar is a part of a year; a lighter one lies within another one."""

    name = "people-admitted"

    def __init__(self, findings: Findings) -> None:
        super().__init__(findings)
        self.rows = [row for row in wholes(self.rows) if known(row.estimate_low, row.estimate_high) is not None]
        if len(self.rows) > MANY:  # a histogram mixes neither periods nor bounds with counts
            counts = [row for row in self.rows if _whole_year(row) and row.estimate_low == row.estimate_high]
            self.rows = counts or self.rows

    def title(self, labels: Labels) -> str:
        """Name the smallest and the largest year."""
        t = labels.t
        years = sorted((row for row in self.rows if _whole_year(row) and not row.part), key=_count)
        if len(years) < 2:
            return t("How many people were admitted")
        return plain(a_year_brought(years[0], years[-1], labels))

    def units(self, labels: Labels) -> str:
        """What the length of a bar is."""
        t = labels.t
        if len(self.rows) > MANY:
            return t("Counted full years, by the number of people admitted, and the {n} largest", n=_LARGEST)
        said = t("People admitted. Open bar: part of a year. Different places in different years are no trend.")
        counts = list(map(_count, self.rows))
        broken = "" if _scaled(counts) == (max(counts) or 1) else t("Broken bar: not to scale.")
        return f"{said} {broken}".rstrip()

    def nothing(self, labels: Labels) -> str:
        """No such row."""
        return labels.t("An empty picture of admissions: the selection has no printed admissions.")

    def draw(self, labels: Labels, canvas: Canvas) -> float:
        """Draw the bars; of many rows the largest, under a histogram of all."""
        if len(self.rows) <= MANY:
            return self._bars(labels, canvas, families(self.rows, _count), 0)
        edges = [edge for edge in (0, *_STEPS) if edge <= max(map(_count, self.rows))]
        written = [labels.whole(edge, edge) for edge in edges]
        written[-1] = labels.t("{value} and more", value=written[-1])
        histogram(canvas, list(map(_count, self.rows)), edges, written, (0, 10, canvas.width, 180))
        canvas.text(0, 248, labels.t("Largest counts"), 13, MUTED, bold=True)
        largest = sorted(self.rows, key=_count, reverse=True)[:_LARGEST]
        return self._bars(labels, canvas, [(row, 0) for row in largest], 260)

    def _bars(self, labels: Labels, canvas: Canvas, rows: list[tuple[Any, int]], top: float) -> float:
        room, tall = (262.0, 16) if not canvas.narrow else (0.0, 14)
        texts = {id(row): _written(row, labels) for row, _ in rows}
        months = {id(row): _months(row, labels) for row, _ in rows}
        beside = (
            max(text_width(texts[id(row)], LABEL, True) + text_width(months[id(row)], SMALL) for row, _ in rows) + 24
        )
        most = _scaled([_count(row) for row, _ in rows])
        full = canvas.width - room - beside - 32  # 32: the deepest part is indented on a phone
        column = name_column(labels.place(row.organisation_ids) for row, _ in rows)
        y, gap = top + 18, 40 if canvas.narrow else 32 if len(rows) <= FEW else 24
        for row, depth in rows:
            indent = 16 * min(depth, 3)
            about = ", ".join(filter(None, self.about(row, labels)))
            if row.part and not depth and getattr(row, "within", "") not in ("", row.organisation_ids):
                about = labels.t("{about}, part of {whole}", about=about, whole=labels.place(row.within))
            marks: About = {"link": row.figure_ids, "tip": f"{self.spot(row, labels)}: {texts[id(row)]}"}
            last = name_lines(
                canvas,
                indent,
                y,
                labels.place(row.organisation_ids),
                about,
                room - 12 if room else canvas.width,
                0 if canvas.narrow else column + indent,
            )
            bottom = y if room else last + 20
            begin, width = room + (indent if not room else 0), max(min(_count(row) / most, 1.05) * full, 1)
            fill = BLUE if _whole_year(row) and not row.part else PALE if _whole_year(row) else PAPER
            if not exact(row.estimate_low, row.estimate_high):
                fill = PAPER
            canvas.rect(begin, bottom - tall + 3, width, tall, fill, BLUE, 1.4 if fill == PAPER else 0.8, **marks)
            if _count(row) > most:  # broken: it would leave nothing of the others
                at, y0 = begin + 0.9 * width, bottom - tall
                canvas.line([at, at + 8], [y0 + tall + 6, y0], PAPER, 5)
            after = begin + width + 8
            canvas.text(after, bottom, texts[id(row)], LABEL, bold=True, **marks)
            after += text_width(texts[id(row)], LABEL, True) + 10
            canvas.text(after, bottom, months[id(row)], SMALL, MUTED)
            y = max(last, bottom) + (gap if room else 28)
        return y - 12


def _count(row: Any) -> float:
    return known(row.estimate_low, row.estimate_high) or 0.0


def _scaled(counts: list[float]) -> float:
    """The largest count that is drawn to scale: beyond it, one is ten times the next, as the Party beside provinces."""
    ordered = sorted(counts, reverse=True)
    jumps = [n for n, (one, after) in enumerate(pairwise(ordered), 1) if 0 < 10 * after < one and n <= 3]
    return (ordered[max(jumps)] if jumps else ordered[0]) or 1


def _whole_year(row: Any) -> bool:
    return bool(pd.notna(row.period_start) and pd.notna(row.period_end)) and getattr(row, "months", 12) == 12


def _written(row: Any, labels: Labels) -> str:
    return labels.whole(row.estimate_low, row.estimate_high)


def _months(row: Any, labels: Labels) -> str:
    months = getattr(row, "months", None)
    if months is None or pd.isna(months) or months == 12:
        return ""
    return labels.t.plural("{n} month", "{n} months", round(months)) if months == round(months) else ""
