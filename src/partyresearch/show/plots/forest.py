"""The forest plot of attainment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.plots.rows import FAINT, FONT, INK, MODEL, Rows, described, draw_interval, labelled, log_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def forest(findings: Findings, labels: Labels, ax: Axes | None = None, *, estimand: str = "attainment") -> Axes:
    """Draw each attainment: what rounding leaves open thick, the model's interval thin, bounds as arrows."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    interim = estimand.startswith("interim_")
    chosen, texts, parts = labelled(findings, labels, estimand)
    rows = Rows(texts, ax=ax)
    ax = rows.axes(ax)
    ax.set_xscale("log")
    for y, row, part in zip(rows.marks, chosen.itertuples(), parts, strict=True):
        _draw(ax, y, row, hollow=part, shade=FAINT if interim else MODEL)
    ax.set_xlim(*_limits(chosen, [] if interim else [1.0]))
    rows.dress(ax)
    if len(chosen) and not interim:
        ax.axvline(1, color=INK, linewidth=0.8, linestyle=":", zorder=1)
    ax.xaxis.set_major_locator(FixedLocator(log_ticks(*ax.get_xlim()) if len(chosen) else []))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: labels.t.number(x)))
    ax.set_xlabel(labels.t("Admitted ÷ target (log scale)"), fontsize=FONT)
    return ax


def _limits(chosen: pd.DataFrame, among: list[float]) -> tuple[float, float]:
    """Around every end and what else is to be seen, with room for an arrow; at least half as much again."""
    some = chosen[chosen["estimate_high"].ne(0)]
    ends = [*among, *some[["estimate_low", "estimate_high", "low", "high"]].to_numpy().ravel()]
    ends = [end for end in ends if end > 0] or [1.0]
    middle, reach = (min(ends) * max(ends)) ** 0.5, max(max(ends) / min(ends), 1.5) ** 0.63
    return middle / reach, middle * reach


def _draw(ax: Axes, y: float, row: Any, *, hollow: bool, shade: str) -> None:
    """Draw a row on an axis that has no zero."""
    if row.estimate_high == 0:  # nothing of the target: beyond any log axis
        face = "white" if hollow else INK
        ax.plot(0.01, y, "<", color=INK, markerfacecolor=face, transform=ax.get_yaxis_transform())
        return
    zeros = {end: float("nan") for end in ("estimate_low", "low") if getattr(row, end) == 0}
    draw_interval(ax, y, row._replace(**zeros), hollow=hollow, shade=shade)


def forest_alt(findings: Findings, labels: Labels, *, estimand: str = "attainment") -> str:
    """Describe the plot in words, from the same rows."""
    rows = findings.chosen(estimand)
    if rows.empty:
        return labels.t("An empty forest plot: no such row is in the selection.")
    return labels.t(
        "Forest plot of attainment on a log axis, rows: {rows}. {lines} Thick: what rounding and bounds leave open; "
        "thin: model interval; arrow: only a bound is known; hollow: part of another organisation with a target; "
        "dotted line: target met exactly.",
        rows=len(rows),
        lines=described(findings, labels, estimand),
    )
