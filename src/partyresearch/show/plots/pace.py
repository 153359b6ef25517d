"""The plot of cumulative pace: what is counted, the even path to the target, and both projections."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.plots.rows import FAINT, FONT, INK, MODEL, OTHER, legend_above, new_axes, wrapped
from partyresearch.show.words.recruitment import earlier_year, part_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STYLE = {"constant_pace": (MODEL, "-", "o"), "last_year": (OTHER, "--", "D")}
MOST_PANELS = 3  # the table has them all
_HEIGHT = 3.9  # inches
_LEGEND = {
    "constant_pace": N_("if the pace of {period} goes on"),
    "last_year": N_("if the rest goes at the rate of {year}"),
}


def pace(findings: Findings, labels: Labels, ax: Axes | None = None, *, which: int = 0) -> Axes:
    """Draw the admissions of one committee's year so far, and where two different assumptions lead."""
    from matplotlib.ticker import FuncFormatter

    ax = ax or new_axes(_HEIGHT)
    found = _rows(findings)
    ax.set_xlabel(labels.t("Months since the beginning of the year"), fontsize=FONT)
    ax.set_ylabel(labels.t("People admitted"), fontsize=FONT)
    ax.tick_params(labelsize=FONT)
    for side in ("right", "top"):
        ax.spines[side].set_visible(False)
    if which >= len(found):
        ax.set(xticks=[], yticks=[])
        return ax
    row, ends = found[which]
    elapsed, months = 12 * row["elapsed"], 12 * (row["elapsed"] + row["left"])
    _draw_target(ax, row, months, labels)
    counted = labels.t("counted")
    ax.plot([0, elapsed], [0, row["count"]], color=INK, marker="s", linewidth=2, label=counted, clip_on=False)
    for place, (name, end) in enumerate(ends.items()):
        beside = months * (1.025 + 0.025 * place)
        _draw_projection(ax, (elapsed, months, beside), row["count"], end, _STYLE[name], _legend(name, row, labels))
    ax.set_xlim(0, months * 1.09)
    ax.set_ylim(0, None)
    step = next((step for step in (1, 3, 6, 12) if months <= 6 * step), 12 * math.ceil(months / 72))
    ax.set_xticks(range(0, round(months) + 1, step))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: labels.t.number(y)))
    legend_above(ax)
    return ax


def pace_panels(findings: Findings, labels: Labels, ax: Axes | None = None) -> Axes:
    """Draw a panel for each of the first parts of a year; on given axes, the first alone."""
    rows = _rows(findings)[:MOST_PANELS]
    if ax is not None or len(rows) < 2:
        return pace(findings, labels, ax)
    figure = new_axes(_HEIGHT * len(rows)).get_figure(root=True)
    assert figure is not None, "new axes have a figure"
    figure.clear()
    panels = figure.subplots(len(rows))
    for which, (panel, (row, _)) in enumerate(zip(panels, rows, strict=True)):
        pace(findings, labels, panel, which=which)
        # points per line of the legend, which the title stands above; 4 for what hangs below a line of text
        legend = 15 * len(panel.get_legend().get_texts()) + 4
        panel.set_title(wrapped(part_label(SimpleNamespace(**row), labels)), fontsize=FONT, loc="left", pad=legend)
    first: Axes = panels[0]
    return first


def pace_panels_alt(findings: Findings, labels: Labels) -> str:
    """Describe every panel in words."""
    panels = range(max(1, min(MOST_PANELS, len(_rows(findings)))))
    return " ".join(pace_alt(findings, labels, which=which) for which in panels)


def _draw_target(ax: Axes, row: Any, months: float, labels: Labels) -> None:
    """The even path to a target that is known on both sides, and the target itself."""
    low, high = row["target_low"], row["target_high"]
    if pd.isna(low) or pd.isna(high):
        return
    label = labels.t("evenly to the target of {target}", target=labels.whole(low, high))
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


def pace_alt(findings: Findings, labels: Labels, *, which: int = 0) -> str:
    """Describe the plot in words, from the same rows."""
    found = _rows(findings)
    if which >= len(found):
        return labels.t("An empty plot of pace: no part of a year can be projected.")
    row, ends = found[which]
    months = row["elapsed"] + row["left"]
    return labels.t(
        "Cumulative admissions of {row}: {count} counted after {elapsed} months of {months}; target: {target}. {lines}",
        row=part_label(SimpleNamespace(**row), labels),
        count=row["count"],
        target=labels.whole(row["target_low"], row["target_high"]),
        elapsed=labels.number(12 * row["elapsed"], "months"),
        months=labels.number(12 * months, "months"),
        lines=" ".join(f"{_legend(name, row, labels)}: {labels.estimate(end)}." for name, end in ends.items()),
    )


def _rows(findings: Findings) -> list[tuple[dict[str, Any], dict[str, pd.Series]]]:
    """Each part of a year that can be projected, with both projections."""
    made = findings.chosen().set_index("estimate_id")
    rows = []
    for part in findings.facts["parts"]:
        ids = {name: f"projected_admissions:{part['key']}:{name}" for name in _STYLE}
        rows.append((part, {name: made.loc[estimate_id] for name, estimate_id in ids.items()}))
    return rows


def _legend(name: str, row: dict[str, Any], labels: Labels) -> str:
    period = labels.period(row["period_start"], row["period_end"])
    year = earlier_year(row["before_start"], row["before_end"], row["target_start"], labels)
    return labels.t(_LEGEND[name], period=period, year=year)
