"""The timeline of admissions: each printed count over the days it covers, and nothing between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.plots.rows import FONT, INK, MODEL, Rows, described, inner_width, labelled, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DAYS = ["period_start", "period_end"]
_LEFT = 0.03  # of the width: room for an arrow


def timeline(findings: Findings, labels: Labels, ax: Axes | None = None) -> Axes:
    """Draw a bar over the days of each period, with the number of people admitted beside it."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

    chosen, names, parts = labelled(findings, labels)
    rows = Rows(names, ax=ax)
    texts = [labels.interval(row.estimate_low, row.estimate_high, "persons") for row in chosen.itertuples()]
    beside = (max(map(text_width, texts), default=0) + 0.2) / inner_width(ax)
    ax = rows.axes(ax)
    first, last = _years(chosen)
    for y, row, text, part in zip(rows.marks, chosen.itertuples(), texts, parts, strict=True):
        end = _draw(ax, y, _year(row.period_start), _year(row.period_end, 1), (first, last), hollow=part)
        beyond: dict[str, Any] = {"xytext": (8, 0), "textcoords": "offset points", "in_layout": False}
        ax.annotate(text, (end, y), va="center", fontsize=FONT, color=INK, **beyond)
    room = (last - first) / (1 - beside - _LEFT)
    ax.set_xlim(first - room * _LEFT, last + room * beside)
    rows.dress(ax)
    ax.spines["bottom"].set_bounds(first, last)
    ticks = MaxNLocator(nbins=6, integer=True).tick_values(first, last)
    ax.set_xticks([tick for tick in ticks if first <= tick <= last and chosen[_DAYS].notna().any(axis=None)])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}"))
    ax.set_xlabel(labels.t("Year"), fontsize=FONT)
    return ax


def _draw(
    ax: Axes, y: float, begin: float | None, end: float | None, years: tuple[float, float], *, hollow: bool
) -> float:
    """Draw a bar, and an arrow where an end is not known; return where the bar ends."""
    from matplotlib.patches import Rectangle

    left, right = years[0] if begin is None else begin, years[1] if end is None else end
    face = "white" if hollow else MODEL
    ax.add_patch(Rectangle((left, y - 0.045), right - left, 0.09, facecolor=face, edgecolor=INK, zorder=2))
    for side, mark, known in ((left, "<", begin), (right, ">", end)):
        if known is None:
            ax.plot(side, y, mark, color=INK, markersize=7, clip_on=False)
    return right


def timeline_alt(findings: Findings, labels: Labels) -> str:
    """Describe the timeline in words, from the same rows."""
    chosen = findings.chosen()
    if chosen.empty:
        return labels.t("An empty timeline: the selection has no printed admissions.")
    return labels.t(
        "Timeline of admissions, rows: {rows}. {lines} Hollow: part of another organisation with a printed count.",
        rows=len(chosen),
        lines=described(findings, labels),
    )


def _year(day: pd.Timestamp, after: int = 0) -> float | None:
    """A day, or one so many days after it, as a year and a fraction."""
    if pd.isna(day):
        return None
    day += pd.Timedelta(days=after)
    return float(day.year + (day.day_of_year - 1) / (366 if day.is_leap_year else 365))


def _years(chosen: pd.DataFrame) -> tuple[float, float]:
    """The whole years around everything that is known."""
    import math

    found = [_year(day) for day in chosen["period_start"]] + [_year(day, 1) for day in chosen["period_end"]]
    known = [year for year in found if year is not None]
    first, last = (math.floor(min(known)), math.ceil(max(known))) if known else (0, 1)
    return float(first), float(max(last, first + 1))
