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
    ax = ax or _axes(len(rows) + (2 if any(rows["interim"]) else 0))
    parts = set(quotas.loc[quotas["part_of"].isin(quotas["quota_id"]), "quota_id"])
    position, ticks, labels, heading = 0.0, [], [], False
    for row in rows.itertuples():
        if row.interim and not heading:
            heading = True
            _heading(ax, position)
            position += 1.5
        _draw(ax, position, row, hollow=row.estimate_id.removeprefix("attainment:").rsplit(":", 1)[0] in parts)
        ticks.append(position)
        labels.append(result.labels[row.estimate_id])
        position += 1
    _dress(ax, rows, ticks, labels, position)
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

    return plt.subplots(figsize=(9, 1.5 + 0.42 * max(rows, 1)), layout="constrained")[1]


def _heading(ax: Axes, position: float) -> None:
    ax.axhline(position, color=_INTERIM, linewidth=0.8)
    ax.text(0.01, position + 0.55, say("attainment.interim"), transform=ax.get_yaxis_transform(),
            va="center", ha="left", fontsize=9, fontstyle="italic", color=_INK)  # fmt: skip


def _draw(ax: Axes, y: float, row: Any, *, hollow: bool) -> None:
    low, high = row.estimate_low, row.estimate_high
    shade = _INTERIM if row.interim else _MODEL
    if pd.notna(row.low) and pd.notna(row.high):
        ax.plot([row.low, row.high], [y, y], color=shade, linewidth=1, zorder=2)
    elif pd.notna(row.low) or pd.notna(row.high):
        end, start = (row.low, low) if pd.notna(row.low) else (row.high, high)
        ax.plot([end, start], [y, y], color=shade, linewidth=1, zorder=2)
    if pd.notna(low) and pd.notna(high):
        ax.plot([low, high], [y, y], color=_INK, linewidth=5, solid_capstyle="butt", zorder=3)
        middle = (low * high) ** 0.5
        ax.plot(middle, y, "s", color=_INK, markerfacecolor="white" if hollow else _INK, markersize=7, zorder=4)
        return
    known, factor = (low, 1.25) if pd.notna(low) else (high, 0.8)
    arrow = {"arrowstyle": "-|>", "color": _INK, "linewidth": 2, "shrinkA": 0, "shrinkB": 0,
             "facecolor": "white" if hollow else _INK}  # fmt: skip
    ax.annotate("", xy=(known * factor, y), xytext=(known, y), arrowprops=arrow, zorder=3)
    ax.plot([known, known * factor], [y, y], alpha=0)  # the axis makes room for the arrow
    ax.plot(known, y, "|", color=_INK, markersize=10, markeredgewidth=2, zorder=3)


def _dress(ax: Axes, rows: pd.DataFrame, ticks: list[float], labels: list[str], height: float) -> None:
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    ax.set_xscale("log")
    ax.set_yticks(ticks, labels)
    ax.set_ylim(max(height, 1) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.axvline(1, color=_INK, linewidth=0.8, linestyle=":")
    if len(rows):
        first, last = ax.get_xlim()
        steps = [step for step in (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 5, 10) if first <= step <= last]
        ax.xaxis.set_major_locator(FixedLocator(steps))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xlabel(say("attainment.axis"))
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
