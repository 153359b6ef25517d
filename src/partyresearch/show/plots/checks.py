"""The overview of checks: what each printed percentage passed, and whether chance would have passed as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from partyresearch.collection.columns import VERDICTS
from partyresearch.figures.percentages import UNINFORMATIVE
from partyresearch.show.labels import Labels
from partyresearch.show.plots.rows import FAINT, FONT, INK, LINE, MODEL, OTHER, STEP, Rows, legend_above
from partyresearch.show.words.checks import VERDICTS as VERDICT_NAMES
from partyresearch.show.words.checks import check_reading

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARKS = {
    "consistent": ("s", MODEL, MODEL),
    "excluded": ("x", FAINT, FAINT),
    "contradiction": ("^", OTHER, INK),
    "uninformative": ("o", "white", INK),
}


def checks_overview(checks: pd.DataFrame, labels: Labels, ax: Axes | None = None) -> Axes:
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
            look: dict[str, Any] = {
                "markerfacecolor": face,
                "markeredgecolor": edge,
                "markersize": 5.5,
                "markeredgewidth": 1.4,
            }
            name = labels.t(VERDICT_NAMES[verdict])
            ax.plot(*zip(*found, strict=True), marker, label=name, clip_on=False, **look)
    rows.dress(ax)
    threshold = labels.t("from here on a check says nothing")
    ax.axvline(float(UNINFORMATIVE), color=INK, linewidth=0.8, linestyle=":", label=threshold, zorder=1)
    ax.set_xlim(-0.03, 1.03)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: labels.t.number(x, 1)))
    ax.set_xlabel(labels.t("Share of nearby percentages that would pass as well"), fontsize=FONT)
    if groups:
        legend_above(ax, gap=0.24 if rows.tall else 0.0, columns=2)
    return ax


def checks_alt(checks: pd.DataFrame, labels: Labels) -> str:
    """Describe the overview in words, from the same rows."""
    drawn = _drawn(checks)
    if drawn.empty:
        return labels.t("An empty picture: no printed percentage can be checked.")
    lines = [
        f"{_label(check_id, group)}: "
        + ", ".join(
            f"{check_reading(row, labels)} {labels.t(VERDICT_NAMES[row.verdict])} "
            f"({labels.t.number(row.chance_pass, 3)})"
            for row in group.itertuples()
        )
        + "."
        for check_id, group in drawn.groupby("check_id", sort=False)
    ]
    return labels.t(
        "Checks of printed percentages, rows: {rows}. {lines} At 1 any percentage nearby would pass, so that the check "
        "says nothing.",
        rows=len(lines),
        lines=" ".join(lines),
    )


def _drawn(checks: pd.DataFrame) -> pd.DataFrame:
    return checks[checks["chance_pass"].notna()]


def _label(check_id: str, group: pd.DataFrame) -> str:
    return f"{check_id.partition(':')[2]} · {group['printed'].iloc[0]}"
