"""Shapes on axes of matplotlib: for a panel of a researcher's own figure, for changes, and for other formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from partyresearch.show.plots.canvas import MUTED, RULE, SMALL, Canvas, Dots, Line, Rect, Shape

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def own_axes(canvas: Canvas) -> Axes:
    """Return axes that fill a figure of the canvas's size."""
    return _figure(canvas).add_axes((0, 0, 1, 1))


def ordinary_axes(canvas: Canvas, ax: Axes | None) -> Axes:
    """Dress the axes of a panel, or those of a figure of the canvas's size."""
    if ax is None:
        figure = _figure(canvas)
        figure.set_layout_engine("constrained")
        ax = figure.subplots()
        ax.patch.set_visible(False)  # the paper is the page's
    ax.spines[["right", "top"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(MUTED)
    ax.tick_params(labelsize=SMALL, colors=MUTED)
    ax.grid(color=RULE)
    return ax


def _figure(canvas: Canvas) -> Figure:
    from matplotlib.figure import Figure  # without pyplot, which would keep every figure open

    figure = Figure(figsize=(canvas.width / 72, max(canvas.height, 1) / 72), dpi=72)
    figure.patch.set_visible(False)
    return figure


def paint(canvas: Canvas, ax: Axes) -> Axes:
    """Paint the shapes in their order, beyond the axes as well."""
    ax.axis("off")
    for order, shape in enumerate(canvas.shapes):
        artist = _artist(ax, shape)
        artist.set_clip_on(False)
        artist.set_zorder(10 + order)
    ax.set(xlim=(0, canvas.width), ylim=(max(canvas.height, 1), 0))
    return ax


def _artist(ax: Axes, shape: Shape) -> Artist:
    from matplotlib.patches import Rectangle

    style: Any
    if isinstance(shape, Rect):
        style = {"facecolor": shape.fill, "edgecolor": shape.edge, "linewidth": shape.width}
        return ax.add_patch(Rectangle((shape.x, shape.y), shape.w, shape.h, linestyle=shape.dash or "-", **style))
    if isinstance(shape, Line):
        style = {"color": shape.color, "linewidth": shape.width, "linestyle": shape.dash or "-"}
        return ax.plot(*zip(*shape.points, strict=True), solid_capstyle="butt", **style)[0]
    if isinstance(shape, Dots):
        style = {"markerfacecolor": shape.fill, "markeredgecolor": shape.edge, "markeredgewidth": shape.width}
        points = zip(*shape.points, strict=True)
        return ax.plot(*points, linestyle="", marker=shape.shape, markersize=2 * shape.r, **style)[0]
    style = {"fontsize": shape.size, "color": shape.color, "weight": "bold" if shape.bold else "normal"}
    return ax.text(shape.x, shape.y, shape.text, ha=shape.at, va="baseline", parse_math=False, **style)
