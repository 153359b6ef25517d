"""The forest plot of attainment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from partyresearch.analysis.result import Result, estimate_text
from partyresearch.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INK, _MODEL, _INTERIM = "#1b1b1b", "#0072b2", "#767676"  # Okabe-Ito blue; told apart in grey by weight and place


def forest(result: Result, quotas: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw each attainment: what rounding leaves open thick, the model's interval thin, bounds as arrows.

    Parameters
    ----------
    result : Result
        See :func:`partyresearch.analysis.quotas.attainment`.
    quotas : DataFrame
        The table it was made from; says which rows are part of another, and are drawn hollow.
    ax : Axes, optional
        Where to draw; a new figure of fitting height by default.

    Returns
    -------
    Axes
        Interim rows stand below a line of their own.

    Examples
    --------
    >>> from partyresearch import load_organisations, load_quotas
    >>> from partyresearch.analysis.quotas import attainment
    >>> quotas = load_quotas()
    >>> forest(attainment(quotas, load_organisations()), quotas).get_xscale()
    'log'
    """
    rows = _ordered(result)
    ax = ax or _axes(len(rows) + (1 if rows["interim"].any() else 0))
    parts = set(quotas.loc[quotas["part_of"].isin(quotas["quota_id"]), "quota_id"])
    position, heading = 0.0, False
    for row in rows.itertuples():
        if row.interim and not heading:
            heading = True
            _heading(ax, position)
            position += 1
        _label(ax, position, result.labels[row.estimate_id])
        _draw(ax, position, row, hollow=row.estimate_id.removeprefix("attainment:").rsplit(":", 1)[0] in parts)
        position += 1
    _dress(ax, rows, position)
    return ax


def forest_alt(result: Result) -> str:
    """Describe the forest plot in words, from the same rows.

    Parameters
    ----------
    result : Result

    Returns
    -------
    str

    Examples
    --------
    >>> from partyresearch import load_organisations, load_quotas
    >>> from partyresearch.analysis.quotas import attainment
    >>> forest_alt(attainment(load_quotas(), load_organisations())).split(" with ")[0]
    'Forest plot of attainment on a log axis'
    """
    rows = _ordered(result)
    if rows.empty:
        return say("attainment.alt_empty")
    lines = " ".join(f"{result.labels[row.estimate_id]}: {estimate_text(row)}." for row in rows.itertuples())
    return say("attainment.alt", rows=len(rows), lines=lines)


def _ordered(result: Result) -> pd.DataFrame:
    """Finished rows first, each kind by article order, then the interim ones."""
    rows = result.estimates[result.estimates["method"].ne("refused")]
    rows = rows.assign(interim=rows["estimand"].str.startswith("interim_"))
    return rows.sort_values("interim", kind="stable")


def _axes(rows: int) -> Axes:
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(5, 0.8 + 0.42 * max(rows, 1)), layout="constrained")[1]


def _label(ax: Axes, position: float, text: str, **style: Any) -> None:
    """Write above a row: beside it, long names would leave no room for the data on a narrow page."""
    ax.text(0, position - 0.3, text, transform=ax.get_yaxis_transform(), va="center", ha="left", fontsize=8,
            color=_INK, **style)  # fmt: skip


def _heading(ax: Axes, position: float) -> None:
    ax.axhline(position - 0.45, color=_INTERIM, linewidth=0.8)
    _label(ax, position + 0.15, say("attainment.interim"), fontstyle="italic")


def _draw(ax: Axes, y: float, row: Any, *, hollow: bool) -> None:
    low, high = row.estimate_low, row.estimate_high
    shade, face = _INTERIM if row.interim else _MODEL, "white" if hollow else _INK
    closed = pd.notna(low) and pd.notna(high)
    model = [end for end in (row.low, row.high) if pd.notna(end)]
    if model:  # from end to end, or from its one end to the bound
        ends = model if len(model) == 2 else [model[0], low if pd.notna(low) else high]
        ax.plot(ends, [y, y], color=shade, linewidth=1.2, zorder=2)
    if closed:
        ax.plot([low, high], [y, y], color=_INK, linewidth=5, solid_capstyle="butt", zorder=3)
        ax.plot((low * high) ** 0.5, y, "s", color=_INK, markerfacecolor=face, markersize=6, zorder=4)
        return
    known, factor = (low, 1.25) if pd.notna(low) else (high, 0.8)
    arrow = {"arrowstyle": "-|>", "edgecolor": _INK, "facecolor": face, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", xy=(known * factor, y), xytext=(known, y), arrowprops=arrow, zorder=3)
    ax.plot([known, known * factor], [y, y], alpha=0)  # the axis makes room for the arrow
    ax.plot(known, y, "|", color=_INK, markersize=9, markeredgewidth=1.8, zorder=3)


def _dress(ax: Axes, rows: pd.DataFrame, height: float) -> None:
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    ax.set_xscale("log")
    ax.set_yticks([])
    ax.set_ylim(max(height, 1) - 0.4, -0.7)
    ax.axvline(1, color=_INK, linewidth=0.8, linestyle=":", zorder=1)
    if len(rows):
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
    fine = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.75, 2]
    for steps in (coarse, middle, fine):
        inside = [step for step in steps if first <= step <= last]
        if len(inside) >= 3:
            return inside
    return [1.0]
