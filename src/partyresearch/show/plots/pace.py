"""The plot of cumulative pace: what is counted, the even path to the target, and both projections."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from partyresearch.analysis.result import Result
from partyresearch.show.labels import estimate_text, number_text, whole_text
from partyresearch.show.plots.rows import FAINT, FONT, INK, MODEL, OTHER, legend_above, new_axes
from partyresearch.show.wording import number, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STYLE = {"constant_pace": (MODEL, "-", "o"), "last_year": (OTHER, "--", "D")}


def pace(parts: pd.DataFrame, projected: Result, ax: Axes | None = None, *, which: int = 0) -> Axes:
    """Draw the admissions of one committee's year so far, and where two different assumptions lead."""
    from matplotlib.ticker import FuncFormatter

    ax = ax or new_axes(3.9)
    found = _rows(parts, projected)
    ax.set_xlabel(say("pace.axis_time"), fontsize=FONT)
    ax.set_ylabel(say("pace.axis_count"), fontsize=FONT)
    ax.tick_params(labelsize=FONT)
    for side in ("right", "top"):
        ax.spines[side].set_visible(False)
    if which >= len(found):
        ax.set(xticks=[], yticks=[])
        return ax
    row, ends = found[which]
    elapsed, months = 12 * row["elapsed"], 12 * (row["elapsed"] + row["left"])
    _draw_target(ax, row, months)
    ax.plot([0, elapsed], [0, row["count"]], color=INK, marker="s", linewidth=2, label=say("pace.observed"),
            clip_on=False)  # fmt: skip
    for place, (name, end) in enumerate(ends.items()):
        beside = months * (1.025 + 0.025 * place)
        _draw_projection(ax, (elapsed, months, beside), row["count"], end, _STYLE[name], _legend(name, row))
    ax.set_xlim(0, months * 1.09)
    ax.set_ylim(0, None)
    step = next((step for step in (1, 3, 6, 12) if months <= 6 * step), 12 * math.ceil(months / 72))
    ax.set_xticks(range(0, round(months) + 1, step))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: number(y)))
    legend_above(ax)
    return ax


def _draw_target(ax: Axes, row: pd.Series, months: float) -> None:
    """The even path to a target that is known on both sides, and the target itself."""
    low, high = row["target_low"], row["target_high"]
    if pd.isna(low) or pd.isna(high):
        return
    label = say("pace.uniform", target=whole_text(low, high))
    ax.plot([0, months], [0, (low + high) / 2], color=FAINT, linestyle=":", linewidth=1.6, label=label)
    ax.plot([months] * 2, [low, high], color=FAINT, marker="_", markersize=14)


def _draw_projection(
    ax: Axes, times: tuple[float, float, float], count: int, end: pd.Series, style: tuple[str, str, str], label: str
) -> None:
    """A line to the end of the year within its band, and the interval of the end beside it."""
    (elapsed, months, place), (shade, line, marker) = times, style
    band = [count, end.low], [count, end.high]
    ax.fill_between([elapsed, months], *band, color=shade, alpha=0.15, linewidth=0)
    ax.plot([elapsed, months], [count, end.estimate], color=shade, linestyle=line, label=label)
    around = [[end.estimate - end.low], [end.high - end.estimate]]
    ax.errorbar(place, end.estimate, around, color=shade, marker=marker, markersize=5, capsize=3, linewidth=1.4)


def pace_alt(parts: pd.DataFrame, projected: Result, *, which: int = 0) -> str:
    """Describe the plot in words, from the same rows."""
    found = _rows(parts, projected)
    if which >= len(found):
        return say("pace.alt_empty")
    row, ends = found[which]
    months = row["elapsed"] + row["left"]
    return say(
        "pace.alt", row=row["label"], count=row["count"], target=whole_text(row["target_low"], row["target_high"]),
        elapsed=number_text(12 * row["elapsed"], "months"), months=number_text(12 * months, "months"),
        lines=" ".join(f"{_legend(name, row)}: {estimate_text(end)}." for name, end in ends.items()),
    )  # fmt: skip


def _rows(parts: pd.DataFrame, projected: Result) -> list[tuple[pd.Series, dict[str, pd.Series]]]:
    made = projected.chosen().set_index("estimate_id")
    found = []
    for _, row in parts.iterrows():
        ids = {name: f"projected_admissions:{row['key']}:{name}" for name in _STYLE}
        if all(one in made.index for one in ids.values()):
            found.append((row, {name: made.loc[one] for name, one in ids.items()}))
    return found


def _legend(name: str, row: pd.Series) -> str:
    year = row["before_start"].year
    return say(f"pace.legend_{name}", period=row["period"], year=str(year))
