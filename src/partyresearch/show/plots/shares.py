"""The plot of student shares: counted units as points, everything else as what it is, a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from partyresearch.analysis.result import Result
from partyresearch.show.plots.forest import row_lines
from partyresearch.show.plots.rows import FONT, Rows, draw_interval, shown
from partyresearch.show.wording import number, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TICKS = (0, 1, 5, 10, 25, 50, 75, 100)


def shares(result: Result, ax: Axes | None = None) -> Axes:
    """Draw each share on a square-root axis from 0 to 100 %, on which small shares can be told apart."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    chosen, labels, _ = shown(result)
    rows = Rows(labels, ax=ax)
    ax = rows.axes(ax)
    ax.set_xscale("function", functions=(_root, lambda x: abs(x) * x))
    for y, row in zip(rows.marks, chosen.itertuples(), strict=True):
        draw_interval(ax, y, row, hollow=row.estimand == "student_share_bound")
    ax.set_xlim(*_limits(chosen))
    rows.dress(ax)
    ax.xaxis.set_major_locator(FixedLocator([tick / 100 for tick in _TICKS]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: number(100 * x)))
    ax.set_xlabel(say("shares.axis"), fontsize=FONT)
    return ax


def _root(x: Any) -> Any:
    import numpy as np

    return np.sign(x) * np.sqrt(np.abs(x))


def _limits(chosen: pd.DataFrame) -> tuple[float, float]:
    """From 0 to 100 %, and as much more as an arrow near an end needs."""
    low, high = chosen["estimate_low"], chosen["estimate_high"]
    left = bool((low.isna() & high.lt(0.01)).any())
    right = bool((high.isna() & low.gt(0.8)).any())
    return -0.01 if left else -0.0005, 1.2 if right else 1.04


def shares_alt(result: Result) -> str:
    """Describe the plot in words, from the same rows."""
    chosen = result.chosen()
    if chosen.empty:
        return say("shares.alt_empty")
    return say("shares.alt", rows=len(chosen), lines=row_lines(result))
