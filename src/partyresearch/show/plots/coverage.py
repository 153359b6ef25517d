"""The coverage matrix: what is printed for which organisation and year, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from partyresearch.show.labels import Labels
from partyresearch.show.plots.rows import (
    FONT,
    GRID,
    INK,
    LINE,
    MODEL,
    OTHER,
    Rows,
    inner_width,
    legend_above,
    new_axes,
    text_width,
    wrapped,
)
from partyresearch.show.tables import coverage_columns, coverage_heading, coverage_row
from partyresearch.show.words.overview import KINDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARKS = {"number": ("s", INK, INK), "bound": (">", MODEL, MODEL), "word": ("o", "white", OTHER)}


def coverage_matrix(cells: pd.DataFrame, labels: Labels, ax: Axes | None = None) -> Axes:
    """Draw one mark per metric that an organisation's article prints, by what is printed: number, bound or word."""
    lines = cells.drop_duplicates(["organisation_id", "years"])
    rows = Rows([coverage_row(row, labels) for row in lines.itertuples()], ax=ax)
    columns = coverage_columns(cells)
    headings = _headings([coverage_heading(*column, labels) for column in columns], inner_width(ax))
    above = max((text_width(line) for heading in headings for line in heading.split("\n")), default=0) + 0.15
    ax = ax or new_axes(rows.height + above * (1 + rows.tall) + 0.4)
    keys = zip(lines["organisation_id"], lines["years"], strict=True)
    places = dict(zip(keys, rows.marks, strict=True))
    for kind, (marker, face, edge) in _MARKS.items():
        some = cells[cells["kind"].eq(kind)]
        if some.empty:  # a line without points would count as one at the corner of the figure
            continue
        x = [columns.index((row.metric, row.group)) for row in some.itertuples()]
        y = [places[row.organisation_id, row.years] for row in some.itertuples()]
        look: dict[str, Any] = {
            "markerfacecolor": face,
            "markeredgecolor": edge,
            "markeredgewidth": 1.6,
            "markersize": 7,
        }
        ax.plot(x, y, marker, label=labels.t(KINDS[kind]), clip_on=False, **look)
    rows.dress(ax)
    ax.set_xlim(-0.5, max(len(columns), 1) - 0.5)
    ax.hlines(rows.marks, *ax.get_xlim(), color=GRID, linewidth=0.6, zorder=0)
    ax.set_xticks(range(len(columns)), headings, rotation=90, fontsize=FONT)
    ax.tick_params(length=0, labeltop=True, labelbottom=rows.tall)
    ax.spines["bottom"].set_visible(False)
    if columns:
        legend_above(ax, above, columns=3)
    return ax


def _headings(columns: list[str], width: float) -> list[str]:
    """Break headings, which stand upright, into as many lines as a column has room for."""
    lines = min(3, max(1, int(width / max(len(columns), 1) / LINE)))
    widths = (1.3, 1.6, 2.0, 2.6, 99)  # inches; the last: do not wrap
    narrow = next(width for width in widths if all(wrapped(name, width).count("\n") < lines for name in columns))
    return [wrapped(name, narrow) for name in columns]


def coverage_alt(cells: pd.DataFrame, labels: Labels) -> str:
    """Describe the matrix in words, row by row."""
    if cells.empty:
        return labels.t("An empty coverage matrix: the selection has no such figure.")
    lines = []
    for _, some in cells.groupby(["organisation_id", "years"], sort=False):
        texts = (_cell_text(cell, labels) for cell in some.itertuples())
        lines.append(f"{coverage_row(next(some.itertuples()), labels)}: {', '.join(texts)}.")
    return labels.t(
        "Coverage matrix, organisation and year by metric; rows: {rows}, columns: {columns}. {lines} Elsewhere no "
        "reported figure or admission target is printed.",
        rows=len(lines),
        columns=len(coverage_columns(cells)),
        lines=" ".join(lines),
    )


def _cell_text(cell: Any, labels: Labels) -> str:
    printed = "; ".join(dict.fromkeys(figure["printed"] for figure in cell.figures))
    return f"{coverage_heading(cell.metric, cell.group, labels)} {printed} ({labels.t(KINDS[cell.kind])})"
