"""The overview of checks: what each printed percentage passed, and whether chance would have passed as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from partyresearch.collection.columns import VERDICTS
from partyresearch.figures.percentages import UNINFORMATIVE
from partyresearch.show.labels import hypothesis_text
from partyresearch.show.plots.rows import FAINT, FONT, INK, LINE, MODEL, OTHER, STEP, Rows, legend_above
from partyresearch.show.wording import number, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARKS = {
    "consistent": ("s", MODEL, MODEL),
    "excluded": ("x", FAINT, FAINT),
    "contradiction": ("^", OTHER, INK),
    "uninformative": ("o", "white", INK),
}


def checks_overview(checks: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw each reading of each printed percentage by the share of nearby percentages that would pass as well."""
    from matplotlib.ticker import FuncFormatter

    drawn = _drawn(checks)
    groups = list(drawn.groupby("check_id", sort=False))
    rows = Rows([_label(check_id, group) for check_id, group in groups], [len(group) for _, group in groups], ax)
    ax = rows.axes(ax, above=3 * LINE + 0.05 if groups else 0)
    points: dict[str, list[tuple[float, float]]] = {verdict: [] for verdict in VERDICTS}
    for y, (_, group) in zip(rows.marks, groups, strict=True):
        for place, row in enumerate(group.itertuples()):
            points[str(row.verdict)].append((row.chance_pass, y + STEP * place))
    for verdict, found in points.items():
        marker, face, edge = _MARKS[verdict]
        if found:
            ax.plot(*zip(*found, strict=True), marker, markerfacecolor=face, markeredgecolor=edge, markersize=5.5,
                    markeredgewidth=1.4, label=say(f"verdict.{verdict}"), clip_on=False)  # fmt: skip
    rows.dress(ax)
    ax.axvline(float(UNINFORMATIVE), color=INK, linewidth=0.8, linestyle=":", label=say("checks.threshold"), zorder=1)
    ax.set_xlim(-0.03, 1.03)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: number(x, 1)))
    ax.set_xlabel(say("checks.axis"), fontsize=FONT)
    if groups:
        legend_above(ax, gap=0.24 if rows.tall else 0.0, columns=2)
    return ax


def checks_alt(checks: pd.DataFrame) -> str:
    """Describe the overview in words, from the same rows."""
    drawn = _drawn(checks)
    if drawn.empty:
        return say("checks.alt_empty")
    lines = [
        f"{_label(check_id, group)}: "
        + ", ".join(
            f"{hypothesis_text(row)} {say(f'verdict.{row.verdict}')} ({number(row.chance_pass, 3)})"
            for row in group.itertuples()
        )
        + "."
        for check_id, group in drawn.groupby("check_id", sort=False)
    ]
    return say("checks.alt", rows=len(lines), lines=" ".join(lines))


def _drawn(checks: pd.DataFrame) -> pd.DataFrame:
    return checks[checks["chance_pass"].notna()]


def _label(check_id: str, group: pd.DataFrame) -> str:
    return f"{check_id.partition(':')[2]} · {group['printed'].iloc[0]}"
