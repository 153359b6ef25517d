"""The funnel plot: attainment against target, with the limits that chance alone would rarely leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from partyresearch.models.gamma_poisson import funnel_limits
from partyresearch.show.labels import Labels
from partyresearch.show.plots.rows import FONT, INK, MODEL, OTHER, legend_above, log_ticks, new_axes

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

_LIMITS = {0.95: (MODEL, "-"), 0.998: (OTHER, "--")}


def funnel(units: pd.DataFrame, labels: Labels, ax: Axes | None = None, alpha: float = 0.0) -> Axes:
    """Draw each committee's attainment over its target, within 95 % and 99.8 % limits around 100 %.

    The limits hold what chance and the estimated spread between committees would leave; chance alone is far too narrow
    where targets are large.
    """
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

    ax = ax or new_axes(3.8)
    ax.set_xscale("log")
    ax.set_xlabel(labels.t("Target, summed over the years (persons)"), fontsize=FONT)
    ax.set_ylabel(labels.t("Admitted ÷ target"), fontsize=FONT)
    ax.tick_params(labelsize=FONT)
    for side in ("right", "top"):
        ax.spines[side].set_visible(False)
    if units.empty:
        ax.set(xticks=[], yticks=[])
        ax.minorticks_off()
        return ax
    grid = _grid(units)
    for confidence, (shade, line) in _LIMITS.items():
        low, high = funnel_limits(grid, confidence, alpha)
        label = labels.t("{confidence} % limits around 100 %", confidence=100 * confidence)
        ax.plot(grid, low, color=shade, linestyle=line, linewidth=1.2, label=label)
        ax.plot(grid, high, color=shade, linestyle=line, linewidth=1.2)
    ax.axhline(1, color=INK, linewidth=0.8, linestyle=":")
    for row in units.itertuples():
        ends = [row.target_low, row.target_high], [row.attainment_high, row.attainment_low]
        ax.plot(*ends, color=INK, marker="o", markersize=5, markeredgecolor="white", markeredgewidth=0.5, linewidth=1.2)
    plain = FuncFormatter(lambda value, _: labels.t.number(value))
    ax.xaxis.set_major_locator(FixedLocator(log_ticks(*ax.get_xlim())))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(plain)
    ax.yaxis.set_major_formatter(plain)
    legend_above(ax)
    return ax


def funnel_alt(units: pd.DataFrame, labels: Labels, confidence: float = 0.95, alpha: float = 0.0) -> str:
    """Describe the funnel in words, from the same units."""
    if units.empty:
        return labels.t("An empty funnel plot: no committee is in it.")
    low = funnel_limits(units["target_high"].to_numpy(), confidence, alpha)[0]
    high = funnel_limits(units["target_low"].to_numpy(), confidence, alpha)[1]
    above, below = int((units["attainment_low"] > high).sum()), int((units["attainment_high"] < low).sum())
    inside = len(units) - above - below
    return labels.t(
        "Funnel plot of attainment against target, committees: {n}; within the {confidence} % limits around 100 %, "
        "widened by the spread between committees: {inside}; above: {above}; below: {below}.",
        n=len(units),
        confidence=100 * confidence,
        inside=inside,
        above=above,
        below=below,
    )


def _grid(units: pd.DataFrame) -> np.ndarray:
    import numpy as np

    return np.geomspace(units["target_low"].min() * 0.8, units["target_high"].max() * 1.25, 200)
