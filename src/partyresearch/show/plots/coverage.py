"""The coverage matrix: what is printed for which organisation and year, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

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
from partyresearch.show.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARKS = {"number": ("s", INK, INK), "bound": (">", MODEL, MODEL), "word": ("o", "white", OTHER)}


def coverage_matrix(cells: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw a mark where a number, a bound or a word is printed, and nothing where nothing is."""
    rows = Rows(list(cells["row"].drop_duplicates()), ax=ax)
    columns = _columns(cells)
    headings = _headings(columns, inner_width(ax))
    above = max((text_width(line) for heading in headings for line in heading.split("\n")), default=0) + 0.15
    ax = ax or new_axes(rows.height + above * (1 + rows.tall) + 0.4)
    places = dict(zip(cells["row"].drop_duplicates(), rows.marks, strict=True))
    for kind, (marker, face, edge) in _MARKS.items():
        some = cells[cells["kind"].eq(kind)]
        if some.empty:  # a line without points would count as one at the corner of the figure
            continue
        xy = [columns.index(one) for one in some["column"]], [places[one] for one in some["row"]]
        ax.plot(*xy, marker, markerfacecolor=face, markeredgecolor=edge, markeredgewidth=1.6, markersize=7,
                label=say(f"kind.{kind}"), clip_on=False)  # fmt: skip
    rows.dress(ax)
    ax.set_xlim(-0.5, max(len(columns), 1) - 0.5)
    ax.hlines(rows.marks, *ax.get_xlim(), color=GRID, linewidth=0.6, zorder=0)
    ax.set_xticks(range(len(columns)), headings, rotation=90, fontsize=FONT)
    ax.tick_params(length=0, labeltop=True, labelbottom=rows.tall)
    ax.spines["bottom"].set_visible(False)
    if columns:
        legend_above(ax, above, columns=3)
    return ax


def _columns(cells: pd.DataFrame) -> list[str]:
    return [] if cells.empty else list(cells.sort_values(["rank", "column"], kind="stable")["column"].drop_duplicates())


def _headings(columns: list[str], width: float) -> list[str]:
    """Break headings, which stand upright, into as many lines as a column has room for."""
    lines = min(3, max(1, int(width / max(len(columns), 1) / LINE)))
    narrow = next(
        inches for inches in (1.3, 1.6, 2.0, 2.6, 99)
        if all(wrapped(one, inches).count("\n") < lines for one in columns)
    )  # fmt: skip
    return [wrapped(one, narrow) for one in columns]


def coverage_alt(cells: pd.DataFrame) -> str:
    """Describe the matrix in words, from the same cells."""
    if cells.empty:
        return say("coverage.alt_empty")
    lines = [
        f"{row}: "
        + ", ".join(f"{cell.column} {cell.printed} ({say(f'kind.{cell.kind}')})" for cell in some.itertuples())
        + "."
        for row, some in cells.groupby("row", sort=False)
    ]
    return say("coverage.alt", rows=len(lines), columns=cells["column"].nunique(), lines=" ".join(lines))
