"""Rows of dots, bars of a histogram, and lists of the highest and lowest: what several pictures share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from partyresearch.show.plots.canvas import (
    BLUE,
    INK,
    LABEL,
    LINE,
    MUTED,
    NAME,
    ORANGE,
    PALE,
    PAPER,
    RULE,
    SMALL,
    About,
    Canvas,
    fitting,
    text_width,
    ticks,
    wrapped,
)

FEW, MANY = 12, 60
"""Rows up to which each has room for a sentence, and up to which each is named."""


@dataclass(frozen=True)
class Mark:
    """A mark in a row of dots: its shape on the axis, hollow where it is no count."""

    value: float
    shape: str = "o"
    hollow: bool = False
    odd: bool = False  # in orange: the one thing to see
    size: float = 5.5


@dataclass(frozen=True)
class DotRow:
    """A row of dots; a row without marks is a heading."""

    name: str
    marks: Sequence[Mark] = ()
    value: str = ""
    note: str = ""
    about: str = ""
    depth: int = 0
    bold: bool = False
    gone: float | None = None  # share of the year that is over
    ids: str = ""

    @property
    def tip(self) -> str:
        """What is said of the marks on hover."""
        return f"{self.name}{', ' * bool(self.about)}{self.about}: {self.value}{'; ' * bool(self.note)}{self.note}"


def name_lines(canvas: Canvas, x: float, y: float, name: str, about: str, room: float, column: float = 0) -> float:
    """Write a name and what stands beside it, or beneath it; return the baseline of the last line."""
    size, small = (NAME, LABEL) if not canvas.narrow else (14, SMALL)
    last = canvas.text(x, y, name, size, bold=True, room=room - x, plate=canvas.narrow)
    beside = max(column, x + text_width(name, size, True) + 12)
    if beside + text_width(about, small) <= room:
        canvas.text(beside, last, about, small, MUTED, plate=canvas.narrow)
        return last
    return canvas.text(x, last + LINE, about, small, MUTED, room=room - x, plate=canvas.narrow) if about else last


def name_column(names: Iterable[str]) -> float:
    """Return where kind and year stand beside names, so that those of short names are one below the other."""
    return max((width for name in names if (width := text_width(name, NAME, True)) <= 110), default=0) + 14


def legend(canvas: Canvas, x: float, entries: Sequence[tuple[Callable[[float, float], None], str]]) -> float:
    """Write what marks mean, on as many lines as are needed; return where the next thing may begin."""
    left, y = x, 12.0
    for draw, text in entries:
        wide = 18 + text_width(text, SMALL) + 22
        if left > x and left + wide - 22 > canvas.width:
            left, y = x, y + 20
        draw(left + 6, y - 4)
        canvas.text(left + 18, y, text, SMALL, MUTED)
        left += wide
    return y + 20 if entries else 0.0


def grid(
    canvas: Canvas, xs: Sequence[tuple[float, str]], top: float, bottom: float, strong: float | None = None
) -> None:
    """Draw vertical lines with their labels above, as many as have room; one may be the axis itself."""
    for x, _ in xs:
        main = x == strong
        canvas.line([x, x], [top, bottom], INK if main else RULE, 1.6 if main else 1, under=True)
    written: list[tuple[float, float]] = []
    for x, text in sorted(xs, key=lambda one: (one[0] != strong, one[0])):
        half = text_width(text, SMALL, bold=x == strong) / 2 + 3
        at = min(max(x, half), canvas.width - half)
        if all(at + half <= left or at - half >= right for left, right in written):
            canvas.text(at, top - 6, text, SMALL, INK if x == strong else MUTED, bold=x == strong, at="center")
            written.append((at - half, at + half))


def dot_rows(
    canvas: Canvas,
    rows: Sequence[DotRow],
    written: Callable[[float], str],
    *,
    strong: float | None = None,
    limits: tuple[float, float] | None = None,
    top: float = 0,
    heading: str = "",
) -> float:
    """Draw one row per estimate: name, dots on a common axis, value and note; return the height."""
    values = [mark.value for row in rows for mark in row.marks] + [row.gone for row in rows if row.gone is not None]
    low, high = limits or (min(values), max(values))
    at = ticks(low, high if high > low else low + 1, most=4 if canvas.narrow else 6)
    high = max(high, at[1])
    at = sorted({*at, *([] if strong is None else [strong])})
    beside = max((text_width(row.value, LABEL, True) for row in rows), default=0)
    names = 300.0 if not canvas.narrow else 150.0
    notes = 150.0 if not canvas.narrow and any(row.note for row in rows) else 0.0
    beside = min(beside, 64 if canvas.narrow else 160)
    right = canvas.width - beside - notes - 14
    left = min(names, right - 60)

    def x(value: float) -> float:
        return left + (value - at[0]) / (high - at[0]) * (right - left)

    size, y = (LABEL, top + 44) if not canvas.narrow else (SMALL, top + 44)
    canvas.text(canvas.width, top + 18, heading, SMALL, MUTED, bold=True, at="right")
    for row in rows:
        indent = 14 * min(row.depth, 3)
        if not row.marks:
            y = canvas.text(0, y + 10, row.name, 13, bold=True, plate=True, room=canvas.width) + 22
            continue
        middle = y - 4.5
        canvas.line([left, right], [middle] * 2, RULE, 1, (0, (1, 3)), under=True)
        if row.gone is not None:
            canvas.line([x(row.gone)] * 2, [middle - 7, middle + 7], INK, 2.4)
        for mark in row.marks:
            color = ORANGE if mark.odd else BLUE
            fill, edge = (PAPER, color) if mark.hollow else (color, PAPER)
            about: About = {"link": row.ids, "tip": row.tip}
            canvas.dots(
                [(x(mark.value), middle)], mark.size, fill, edge, 1.8 if mark.hollow else 0.8, mark.shape, **about
            )
        color = ORANGE if any(mark.odd for mark in row.marks) else BLUE
        ends = [canvas.text(indent, y, row.name, size, bold=row.bold, room=left - indent - 14)]
        if row.about:
            taken = indent + text_width(wrapped(row.name, left - indent - 14, size, row.bold)[-1], size, row.bold) + 10
            fits = taken + text_width(row.about, SMALL) <= left - 12
            where = (taken, ends[0]) if fits else (indent, ends[0] + LINE)
            ends.append(canvas.text(where[0], where[1], row.about, SMALL, MUTED, room=left - where[0] - 12))
        about = {"link": row.ids, "tip": row.tip}
        style: Any = {"size": LABEL, "color": color, "bold": True, "at": "right", "room": beside}
        ends.append(canvas.text(canvas.width - notes, y, row.value, **style, **about))
        if notes:
            ends.append(canvas.text(canvas.width - notes + 14, y, row.note, SMALL, MUTED, room=notes - 14))
        y = max(ends) + (22 if not canvas.narrow else 24)
    grid(
        canvas,
        [(x(tick), written(tick)) for tick in at if tick <= high],
        top + 24,
        y - 14,
        x(strong) if strong is not None else None,
    )
    return y - 8


def histogram(
    canvas: Canvas,
    values: Sequence[float],
    edges: Sequence[float],
    written: Sequence[str],
    box: tuple[float, float, float, float],
    strong: float | None = None,
) -> None:
    """Draw how many values lie in each bin; the last one holds all from its lower edge on.

    ``written`` names the lower edges; those that find no room stay away.
    """
    x, y, width, height = box
    counts = [0] * len(edges)
    for value in values:  # 1e-9: an edge that is only off by its binary fraction belongs to its bin
        counts[max(0, bisect_right(edges, value + 1e-9) - 1)] += 1
    step, most = width / len(edges), max(counts)
    half = text_width(written[-1], SMALL) / 2
    begins, ends = (
        max(x + half, x + width - max(half + 1, step / 2)),
        x - 3,
    )  # the last label, and where others may begin
    canvas.text(begins, y + height + 18, written[-1], SMALL, MUTED, at="center")
    free = begins - half - 8
    for place, (count, text) in enumerate(zip(counts, written, strict=True)):
        left, tall, last = x + place * step, (height - 18) * count / most if most else 0, place == len(edges) - 1
        if count:
            bar = (left + step * 0.06, y + height - tall, step * 0.88, tall)
            canvas.rect(*bar, PAPER if last else PALE, BLUE, 0.8, tip=f"{text}: {count}" if text else str(count))
            wide = text_width(str(count), SMALL, True)
            if wide <= step - 2 or place == counts.index(most):
                middle = min(max(left + step / 2, wide / 2), x + width - wide / 2)
                canvas.text(middle, y + height - tall - 5, str(count), SMALL, bold=True, at="center", plate=True)
        half = text_width(text, SMALL) / 2
        begins = max(left if strong is not None else left + step / 2, half)
        if text and not last and begins - half >= ends and begins + half <= free:
            canvas.text(begins, y + height + 18, text, SMALL, MUTED, at="center")
            ends = begins + half + 8
        if strong is not None and edges[place] == strong:
            canvas.line([left] * 2, [y, y + height + 4], INK, 1.6)
    canvas.line([x, x + width], [y + height] * 2, INK, 1.4)


def ranking(canvas: Canvas, x: float, y: float, width: float, heading: str, rows: Sequence[DotRow]) -> float:
    """List the rows that stand out, each linked to its figures; return the baseline of the last."""
    y = canvas.text(x, y, heading, 13, MUTED, bold=True, room=width) + 24
    for row in rows:
        about: About = {"link": row.ids, "tip": row.tip}
        room = width - text_width(row.value, LABEL, True) - 12
        canvas.text(x + width, y, row.value, LABEL, BLUE, bold=True, at="right", **about)
        last = canvas.text(x, y, row.name, LABEL, room=room)
        taken = text_width(wrapped(row.name, room)[-1]) + 10
        note = fitting(room - taken, row.about, size=SMALL)
        canvas.text(x + taken, last, note, SMALL, MUTED)
        y = last + 22
    return y - 22
