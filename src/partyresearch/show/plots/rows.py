"""What all pictures share: one width, one type size that a phone can show, and rows labelled above their marks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.words import QUESTIONS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, MODEL, OTHER, FAINT, GRID = "#1b1b1b", "#0072b2", "#d55e00", "#767676", "#e2e2e2"
"""Okabe and Ito's blue and vermilion, which every kind of colour vision tells apart; in grey, weight and shape do."""

WIDTH, FONT = 4.4, 9
"""Inches and points: on a page 330 pixels wide the letters are still nine pixels high."""

STEP = 0.13
"""Inches between the marks of one row."""

LINE = 0.165
"""Inches from one line of text to the next."""

_MARK, _EDGE, _TALL = 0.25, 0.27, 12


def text_width(text: str) -> float:
    """Measure a text of the common size, in inches; letters that are drawn closer than that make it no wider."""
    return sum(map(_letter_width, text))


@cache
def _letter_width(letter: str) -> float:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    return float(text_to_path.get_text_width_height_descent(letter, FontProperties(size=FONT), False)[0]) / 72


def wrapped(text: str, width: float = WIDTH - _EDGE) -> str:
    """Break a text into lines that are no wider than so many inches.

    No line ends in a dot or an arrow that belongs to the next word.
    """
    lines: list[str] = []
    for bound in text.replace("· ", "·\0").replace("↳ ", "↳\0").split(" "):
        word = bound.replace("\0", " ")
        joined = " ".join([*lines[-1:], word])
        if text_width(joined) <= width:
            lines[-1:] = [joined]
            continue
        while text_width(word) > width and len(word) > 1:  # no space where a break is needed
            fits = max((n for n in range(1, len(word)) if text_width(word[:n]) <= width), default=1)
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return "\n".join(lines)


def new_axes(height: float) -> Axes:
    """Return the axes of a new picture; without pyplot, which would keep every figure open."""
    from matplotlib.figure import Figure

    axes: Axes = Figure(figsize=(WIDTH, height), layout="constrained").subplots()
    return axes


def inner_width(ax: Axes | None) -> float:
    """Return how wide the given axes are, or new ones will be, in inches."""
    return WIDTH - _EDGE if ax is None else float(ax.bbox.width / ax.figure.dpi)


def legend_above(ax: Axes, gap: float = 0.0, columns: int = 1) -> None:
    """Write the legend above the axes, where it covers no mark."""
    from matplotlib.transforms import ScaledTranslation

    raised = ax.transAxes + ScaledTranslation(0, gap, ax.figure.dpi_scale_trans)
    ax.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        bbox_transform=raised,
        ncols=columns,
        fontsize=FONT,
        frameon=False,
        borderaxespad=0.2,
        borderpad=0.2,
        columnspacing=1.2,
        handlelength=2.6 if columns == 1 else 1.6,
    )


def log_ticks(first: float, last: float) -> list[float]:
    """Return round numbers within a logarithmic axis: as few as tell the scale."""
    import math

    from matplotlib.ticker import MaxNLocator

    decades = range(math.floor(math.log10(first)), math.ceil(math.log10(last)) + 1)
    every = max(1, len(decades) // 6)
    for steps in ((1,), (1, 2, 5), (1, 1.5, 2, 3, 5, 7)):
        ticks = [round(step * 10.0**decade, 12) for decade in decades[::every] for step in steps]
        inside = [tick for tick in ticks if first <= tick <= last]
        if len(inside) >= 3:
            return inside
    found = MaxNLocator(7, steps=[1, 2, 2.5, 5, 10]).tick_values(first, last)
    return [round(float(tick), 12) for tick in found if first <= tick <= last]


def labelled(findings: Findings, labels: Labels, *estimands: str) -> tuple[pd.DataFrame, list[str], list[bool]]:
    """Return the estimates of a picture, their labels, and which of them are parts; an arrow stands before those."""
    label, rows = QUESTIONS[findings.question].label, findings.named(*estimands)
    texts = [("↳ " if row.part else "") + label(row, labels) for row in rows]
    return findings.chosen(*estimands), texts, [bool(row.part) for row in rows]


def described(findings: Findings, labels: Labels, *estimands: str) -> str:
    """Describe every row of a picture in words."""
    label = QUESTIONS[findings.question].label
    return " ".join(f"{label(row, labels)}: {labels.estimate(row)}." for row in findings.named(*estimands))


class Rows:
    """Where rows lie, one below the other, in inches from the top: each label, wrapped, above its mark."""

    def __init__(self, labels: Sequence[str], marks: Sequence[int] | None = None, ax: Axes | None = None) -> None:
        self.texts = [wrapped(label, inner_width(ax)) for label in labels]
        self.tops: list[float] = []
        self.marks: list[float] = []
        self.height = 0.06
        for text, deep in zip(self.texts, marks or [1] * len(self.texts), strict=True):
            self.tops.append(self.height)
            self.height += LINE * (text.count("\n") + 1)
            self.marks.append(self.height + 0.09)
            self.height += _MARK + STEP * (deep - 1)
        self.height = max(self.height, 0.4)

    @property
    def tall(self) -> bool:
        """Whether there are so many rows that the scale stands above them as well."""
        return len(self.texts) > _TALL

    def dress(self, ax: Axes) -> None:
        """Write the labels, draw a faint grid and leave only the lower axis."""
        plate = {"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.85}
        for top, text in zip(self.tops, self.texts, strict=True):
            ax.text(
                0,
                top,
                text,
                transform=ax.get_yaxis_transform(),
                va="top",
                ha="left",
                fontsize=FONT,
                color=INK,
                bbox=plate,
                in_layout=False,
                linespacing=1.15,
                parse_math=False,
            )
        ax.set_ylim(self.height, 0)
        ax.set_yticks([])
        ax.tick_params(axis="x", labelsize=FONT, labeltop=self.tall)
        ax.grid(axis="x", color=GRID, linewidth=0.6)
        ax.set_axisbelow(True)
        for side in ("left", "right", "top"):
            ax.spines[side].set_visible(False)

    def axes(self, ax: Axes | None, above: float = 0.0) -> Axes:
        """Return the given axes, or new ones of fitting height."""
        return ax or new_axes(self.height + 0.55 + above + (0.2 if self.tall else 0))


def draw_interval(ax: Axes, y: float, row: Any, *, hollow: bool, shade: str = MODEL) -> None:
    """Draw one estimate: what rounding and bounds leave open thick, the model's interval thin, a bound as an arrow."""
    from matplotlib.patches import Rectangle

    low, high, face = row.estimate_low, row.estimate_high, "white" if hollow else INK
    model = [end for end in (row.low, row.high) if pd.notna(end)]
    if model:  # from end to end, or from its one end to the bound
        ends = model if len(model) == 2 else [model[0], low if pd.notna(low) else high]
        ax.plot(ends, [y, y], color=shade, linewidth=1.4, zorder=2)
    if pd.isna(low) or pd.isna(high):
        _draw_bound(ax, y, low, high, face)
    elif low == high:
        ax.plot(low, y, "s", color=INK, markerfacecolor=face, markersize=6, zorder=4, clip_on=False)
    else:  # a set of values is no point: both ends, and what lies between
        height = 0.09
        ax.add_patch(Rectangle((low, y - height / 2), high - low, height, facecolor=face, edgecolor=INK, zorder=3))


def _draw_bound(ax: Axes, y: float, low: float, high: float, face: str) -> None:
    """An arrow from the known end towards the open one; nothing if both are open."""
    known, points = (low, 22) if pd.notna(low) else (high, -22)
    if pd.isna(known):
        return
    arrow = {
        "arrowstyle": "<|-",
        "edgecolor": INK,
        "facecolor": face,
        "linewidth": 1.4,
        "mutation_scale": 13,
        "shrinkA": 0,
        "shrinkB": 0,
    }
    ax.annotate(
        "", xy=(known, y), xytext=(points, 0), textcoords="offset points", arrowprops=arrow, zorder=3, in_layout=False
    )
    ax.plot(known, y, "|", color=INK, markersize=9, markeredgewidth=1.8, zorder=3)
