"""The plot of student shares: counted units as points, everything else as what it is, a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.plots.rows import FONT, Rows, described, draw_interval, labelled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TICKS = (0, 1, 5, 10, 25, 50, 75, 100)


def shares(findings: Findings, labels: Labels, ax: Axes | None = None) -> Axes:
    """Draw each share on a square-root axis from 0 to 100 %, on which small shares can be told apart."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    chosen, texts, _ = labelled(findings, labels)
    rows = Rows(texts, ax=ax)
    ax = rows.axes(ax)
    ax.set_xscale("function", functions=(_root, lambda x: abs(x) * x))
    for y, row in zip(rows.marks, chosen.itertuples(), strict=True):
        draw_interval(ax, y, row, hollow=row.estimand == "student_share_bound")
    ax.set_xlim(*_limits(chosen))
    rows.dress(ax)
    ax.xaxis.set_major_locator(FixedLocator([tick / 100 for tick in _TICKS]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: labels.t.number(100 * x)))
    ax.set_xlabel(labels.t("Share of the people admitted (%, square-root scale)"), fontsize=FONT)
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


def shares_alt(findings: Findings, labels: Labels) -> str:
    """Describe the plot in words, from the same rows."""
    chosen = findings.chosen()
    if chosen.empty:
        return labels.t("An empty plot of shares: the selection has no such row.")
    return labels.t(
        "Shares of pupils or students among the people admitted, rows: {rows}. {lines} Square: counted; arrow: only a "
        "bound is known; bar: anything between; hollow: rests on a reading; thin: model interval.",
        rows=len(chosen),
        lines=described(findings, labels),
    )
