"""The strip of readings: each value that an estimate has under some coding, beside the one as coded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from partyresearch.analysis.multiverse import Moved, span
from partyresearch.show.labels import Labels
from partyresearch.show.plots.rows import FONT, INK, Rows
from partyresearch.show.words import QUESTIONS

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def readings(moved: Sequence[Moved], labels: Labels, ax: Axes | None = None) -> Axes:
    """Draw the readings of each estimate in percent of the estimate as coded, which all units have in common."""
    from matplotlib.ticker import FuncFormatter

    drawn = [one for one in moved if is_drawn(one)]
    rows = Rows([QUESTIONS[one.question].label(one.row, labels) for one in drawn], ax=ax)
    ax = rows.axes(ax)
    for y, one in zip(rows.marks, drawn, strict=True):
        for place, (value, marker) in enumerate(map(_mark, one.made.itertuples())):
            face = "white" if place else INK  # as coded first
            ax.plot(value / _mark(one.row)[0], y, marker, color=INK, markerfacecolor=face, zorder=3 - (place > 0))
    rows.dress(ax)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: labels.t.number(100 * x)))
    ax.set_xlabel(labels.t("Estimate in percent of the estimate as coded"), fontsize=FONT)
    return ax


def is_drawn(one: Moved) -> bool:
    """Whether there is another value than the one as coded, and that one is not 0 or open."""
    return len(one.made) > 1 and abs(_mark(one.row)[0]) > 0


def _mark(reading: Any) -> tuple[float, str]:
    """The middle of the ends with a dot, or the only known end with a triangle towards the open one."""
    low, high = reading.estimate_low, reading.estimate_high
    if pd.isna(low):
        return high, "<"
    return (low, ">") if pd.isna(high) else ((low + high) / 2, "o")


def readings_alt(moved: Sequence[Moved], labels: Labels) -> str:
    """Describe the strip in words."""
    texts = [
        f"{QUESTIONS[one.question].label(one.row, labels)}: {labels.interval(*span(one.made), one.row.unit)}."
        for one in moved
        if is_drawn(one)
    ]
    if not texts:
        return labels.t(
            "An empty strip of readings: no value under another coding can be drawn in percent of the one as coded."
        )
    return labels.t(
        "Estimates under every coding, rows: {n}. {lines} Filled: as coded; hollow: under another coding; "
        "triangle: only a bound is known.",
        n=len(texts),
        lines=" ".join(texts),
    )
