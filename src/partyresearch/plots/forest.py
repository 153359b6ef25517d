"""The forest plot of attainment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from partyresearch.analysis.result import Result, estimate_text
from partyresearch.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INK, _MODEL, _INTERIM = "#1b1b1b", "#0072b2", "#767676"  # Okabe-Ito blue; told apart in grey by weight and place


def forest(result: Result, ax: Axes | None = None, *, interim: bool = False) -> Axes:
    """Draw each attainment: what rounding leaves open thick, the model's interval thin, bounds as arrows.

    Parameters
    ----------
    result : Result
        See :func:`partyresearch.analysis.quotas.attainment`.
    ax : Axes, optional
        Where to draw; a new figure of fitting height by default.
    interim : bool
        Draw the interim rows instead of the finished ones: the two are never in one picture.

    Returns
    -------
    Axes
        Rows that lie within another are hollow.

    Examples
    --------
    >>> from partyresearch import load_figures, load_organisations, load_quotas
    >>> from partyresearch.analysis.quotas import attainment
    >>> forest(attainment(load_quotas(), load_organisations(), load_figures())).get_xscale()
    'log'
    """
    rows = result.chosen(interim=interim)
    ax = ax or _axes(len(rows))
    for position, row in enumerate(rows.itertuples()):
        shown = result.rows.loc[row.estimate_id]
        _label(ax, position, f"↳ {shown['label']}" if shown["part"] else shown["label"])
        _draw(ax, position, row, hollow=shown["part"], shade=_INTERIM if interim else _MODEL)
    _dress(ax, len(rows), line=not interim)
    return ax


def forest_alt(result: Result, *, interim: bool = False) -> str:
    """Describe the forest plot in words, from the same rows.

    Parameters
    ----------
    result : Result
    interim : bool

    Returns
    -------
    str

    Examples
    --------
    >>> from partyresearch import load_figures, load_organisations, load_quotas
    >>> from partyresearch.analysis.quotas import attainment
    >>> forest_alt(attainment(load_quotas(), load_organisations(), load_figures())).split(",")[0]
    'Forest plot of attainment on a log axis'
    """
    rows = result.chosen(interim=interim)
    if rows.empty:
        return say("attainment.alt_empty")
    labels = result.rows["label"]
    lines = " ".join(f"{labels[row.estimate_id]}: {estimate_text(row)}." for row in rows.itertuples())
    return say("attainment.alt", rows=len(rows), lines=lines)


def _axes(rows: int) -> Axes:
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(5, 0.8 + 0.42 * max(rows, 1)), layout="constrained")[1]


def _label(ax: Axes, position: float, text: str) -> None:
    """Write above a row: beside it, long names would leave no room for the data on a narrow page."""
    plate = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
    ax.text(0, position - 0.3, text, transform=ax.get_yaxis_transform(), va="center", ha="left", fontsize=8,
            color=_INK, bbox=plate, in_layout=False)  # fmt: skip


def _draw(ax: Axes, y: float, row: Any, *, hollow: bool, shade: str) -> None:
    from matplotlib.patches import Rectangle

    low, high, face = row.estimate_low, row.estimate_high, "white" if hollow else _INK
    if high == 0:  # nothing of the target: beyond any log axis
        ax.plot(0.01, y, "<", color=_INK, markerfacecolor=face, transform=ax.get_yaxis_transform(), zorder=4)
        return
    model = [end for end in (row.low, row.high) if pd.notna(end)]
    if model:  # from end to end, or from its one end to the bound
        ends = model if len(model) == 2 else [model[0], low if pd.notna(low) else high]
        ax.plot(ends, [y, y], color=shade, linewidth=1.2, zorder=2)
    if pd.notna(low) and pd.notna(high):
        if low == high:
            ax.plot(low, y, "s", color=_INK, markerfacecolor=face, markersize=6, zorder=4)
        else:  # a set of values is no point: both ends, and what lies between
            width, height = high - low, 0.2
            ax.add_patch(Rectangle((low, y - height / 2), width, height, facecolor=face, edgecolor=_INK, zorder=3))
        return
    known, factor = (low, 1.25) if pd.notna(low) else (high, 0.8)
    arrow = {"arrowstyle": "-|>", "edgecolor": _INK, "facecolor": face, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", xy=(known * factor, y), xytext=(known, y), arrowprops=arrow, zorder=3)
    ax.plot([known, known * factor], [y, y], alpha=0)  # the axis makes room for the arrow
    ax.plot(known, y, "|", color=_INK, markersize=9, markeredgewidth=1.8, zorder=3)


def _dress(ax: Axes, height: int, *, line: bool) -> None:
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    ax.set_xscale("log")
    ax.set_yticks([])
    ax.set_ylim(max(height, 1) - 0.4, -0.7)
    if line:
        ax.axvline(1, color=_INK, linewidth=0.8, linestyle=":", zorder=1)
    if height:
        ax.xaxis.set_major_locator(FixedLocator(_ticks(*ax.get_xlim())))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xlabel(say("attainment.axis"), fontsize=9)
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)


def _ticks(first: float, last: float) -> list[float]:
    """Round numbers within the axis: as few as tell the scale, but three if there are three."""
    coarse = [0.01, 0.1, 1, 10, 100]
    middle = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50]
    closer = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6]
    fine = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.75, 2, 2.5, 3]
    for steps in (coarse, middle, closer, fine):
        inside = [step for step in steps if first <= step <= last]
        if len(inside) >= 3:
            return inside
    return [1.0]
