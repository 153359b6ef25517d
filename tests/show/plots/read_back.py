"""Read a finished picture back: its texts and where they lie, and its marks, row by row, in the axis's own numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import ArrowStyle, Rectangle
from matplotlib.text import Text

DPI = 144  # as on a page


def _tick_labels(axis: Axis) -> Iterator[Text]:
    first, last = sorted(axis.get_view_interval())
    for tick in axis.get_major_ticks():
        if first <= tick.get_loc() <= last:
            yield from (label for label in (tick.label1, tick.label2) if label.get_visible())


def texts(ax: Axes) -> list[Text]:
    """Every text that is drawn."""
    legend = ax.get_legend()
    found = [*ax.texts, *_tick_labels(ax.xaxis), *_tick_labels(ax.yaxis), ax.xaxis.label, ax.yaxis.label, ax.title]
    found += legend.get_texts() if legend else []
    return [text for text in found if text.get_text()]


def plain(text: Text) -> str:
    """A text as one line, without the arrow before the name of a part."""
    return " ".join(text.get_text().split()).removeprefix("↳ ")


def bare(text: str) -> str:
    """A text without any space, as a long word may be broken anywhere."""
    return "".join(text.split()).removeprefix("↳")


def misplaced(ax: Axes) -> list[str]:
    """What is wrong with where the texts and the arrows lie: nothing, one hopes."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.set_dpi(DPI)
    figure.draw_without_rendering()
    room, boxes = figure.bbox, [(plain(text), text.get_window_extent()) for text in texts(ax)]
    boxes += [("legend", ax.get_legend().get_window_extent())] if ax.get_legend() else []
    patches = [patch for text in ax.texts if (patch := getattr(text, "arrow_patch", None))]
    arrows = [("arrow", patch.get_window_extent()) for patch in patches]
    outside = [
        f"outside: {name}"
        for name, box in [*boxes, *arrows]
        if box.x0 < room.x0 or box.y0 < room.y0 or box.x1 > room.x1 or box.y1 > room.y1
    ]
    boxes = [(name, box) for name, box in boxes if name != "legend"]
    return outside + [f"{one} on {other}" for (one, a), (other, b) in combinations(boxes, 2) if a.overlaps(b)]


def grey(colour: Any) -> float:
    """Luminance from 0 to 1, as a printer without colours shows it."""
    red, green, blue = to_rgb(colour)
    return float(0.299 * red + 0.587 * green + 0.114 * blue)


def colours(ax: Axes) -> set[str]:
    """Every colour of every mark that is drawn."""
    found: set[Any] = set()
    for line in ax.lines:
        found |= {line.get_color()} if line.get_linestyle() != "None" else set()
        if line.get_marker() not in ("None", None, ""):
            found |= {line.get_markerfacecolor(), line.get_markeredgecolor()}
    found |= {colour for patch in ax.patches for colour in (patch.get_facecolor(), patch.get_edgecolor())}
    found |= {tuple(colour) for band in ax.collections for colour in (*band.get_facecolor(), *band.get_edgecolor())}
    return {to_hex(colour) for colour in found}


def look(line: Line2D) -> tuple[str, str, bool]:
    """What of a line or its marks is left in grey: shape, stroke, and whether it is hollow."""
    marker = str(line.get_marker())
    return marker, str(line.get_linestyle()), marker != "None" and grey(line.get_markerfacecolor()) > 0.9


@dataclass
class Row:
    """What is drawn in one row; positions as on the axis."""

    label: str
    points: list[tuple[float, bool]] = field(default_factory=list)  # position, hollow
    boxes: list[tuple[float, float, bool]] = field(default_factory=list)
    arrows: list[tuple[float, int, bool]] = field(default_factory=list)  # known end, direction, hollow
    thin: list[tuple[float, float]] = field(default_factory=list)
    marks: list[tuple[float, float, str]] = field(default_factory=list)  # any marker: x, y, marker
    beside: list[tuple[str, float]] = field(default_factory=list)  # other texts, where they point to


def rows(ax: Axes) -> list[Row]:
    """What is drawn in each row: below its label, above the next."""
    labels = [text for text in ax.texts if text.get_transform() != ax.transData and not hasattr(text, "xyann")]
    tops = [text.get_position()[1] for text in labels]
    assert tops == sorted(tops)
    ax.figure.draw_without_rendering()
    found = [Row(bare(label.get_text())) for label in labels]

    def at(y: float) -> Row:
        return found[sum(top < y for top in tops) - 1]

    for line in ax.lines:
        xs, ys = line.get_data()
        if line.get_transform() == ax.transData and len(xs):
            _sort_line(line, [float(x) for x in xs], [float(y) for y in ys], at)
    for box in (patch for patch in ax.patches if isinstance(patch, Rectangle)):
        (x, y), hollow = box.get_xy(), grey(box.get_facecolor()) > 0.9
        at(y).boxes.append((x, x + box.get_width(), hollow))
    for text in (text for text in ax.texts if hasattr(text, "xyann")):
        if text.get_text():
            at(text.xy[1]).beside.append((text.get_text(), text.xy[0]))
        else:
            at(text.xy[1]).arrows.append(_arrow(ax, text))
    return found


def _sort_line(line: Line2D, xs: list[float], ys: list[float], at: Any) -> None:
    marker = str(line.get_marker())
    if marker == "None":
        assert len(xs) == 2
        assert ys[0] == ys[1]
        at(ys[0]).thin.append((min(xs), max(xs)))
    for x, y in zip(xs, ys, strict=True) if marker != "None" else ():
        at(y).marks.append((x, y, marker))
        if marker == "s":
            at(y).points.append((x, look(line)[2]))


def _arrow(ax: Axes, text: Any) -> tuple[float, int, bool]:
    """The end an arrow starts from, where its head points, and whether the head is hollow."""
    patch = text.arrow_patch
    extent, start = patch.get_window_extent(), ax.transData.transform(text.xy)[0]
    assert isinstance(patch.get_arrowstyle(), ArrowStyle.get_styles()["<|-"])  # the head is at the free end
    right = (extent.x0 + extent.x1) / 2 > start
    return text.xy[0], 1 if right else -1, grey(patch.get_facecolor()) > 0.9
