"""The reporting curve: the mean of all committees over how many of the missed targets are reported."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.plots.rows import FONT, INK, MODEL, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST = 3.0  # attainments above this are cut off: an upper limit can lie anywhere


def curve(findings: Findings, labels: Labels, ax: Axes | None = None) -> Axes:
    """Draw the mean, its limits, and 100 %, from all missed targets reported to none."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    ax = ax or new_axes(3.4)
    points = findings.named("mean_attainment")
    for side in ("right", "top"):
        ax.spines[side].set_visible(False)
    ax.tick_params(labelsize=FONT)
    ax.set_xlabel(labels.t("Missed targets that are reported (%)"), fontsize=FONT)
    ax.set_ylabel(labels.t("Mean attainment of all committees"), fontsize=FONT)
    shares = [100 * point.reported for point in points]
    least = [point.low for point in points]
    most = [_MOST if isnan(point.high) else min(point.high, _MOST) for point in points]
    ax.fill_between(shares, least, most, color=MODEL, alpha=0.35, linewidth=0)
    for end in ("estimate_low", "estimate_high"):  # one line, as a rule; where there is no mean the line ends
        ax.plot(shares, [getattr(point, end) for point in points], color=INK, linewidth=1.5)
    ax.axhline(1, color=INK, linewidth=0.8, linestyle=":")
    ax.set_xlim(100, min(shares, default=0))
    # not from 0: these are points on a line, no lengths; 100 % is always in sight
    ax.set_ylim(0.97 * min([0.9, *least]), 1.03 * max([1.1, *most]))
    plain = FuncFormatter(lambda value, _: labels.t.number(value))
    ax.xaxis.set_major_formatter(plain)
    ax.yaxis.set_major_formatter(plain)
    ax.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    return ax


def curve_alt(findings: Findings, labels: Labels) -> str:
    """Describe the curve by its two ends."""
    points = findings.named("mean_attainment")
    if len(points) < 2:
        return labels.t("An empty plot of the mean attainment: there is no curve.")
    first, last = points[0], points[-1]
    return labels.t(
        "Mean attainment of all committees, from {most} % of the missed targets reported, {first}, to {least} %, "
        "{last}; dotted: 100 %.",
        most=100 * first.reported,
        first=labels.estimate(first),
        least=100 * last.reported,
        last=labels.estimate(last),
    )
