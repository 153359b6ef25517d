"""Marks placed in points on invisible axes (72 dpi: a point is a pixel), so that every label can be measured."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, MUTED, RULE, BLUE = "#1b1d21", "#5a6069", "#d5d9df", "#14568a"
PALE, ORANGE, PAPER, DOT = "#c7d9e8", "#b34a00", "#fefefe", "#8a919b"
VARIABLES = {INK: "ink", MUTED: "muted", RULE: "rule", BLUE: "blue"}
VARIABLES |= {PALE: "pale", ORANGE: "orange", PAPER: "paper", DOT: "dot"}
"""Colour -> variable of the page; blue and orange differ for every colour vision, and orange has its own shape."""

WIDE, NARROW = 1040, 344  # the column of a page, and what a phone leaves of it
NAME, LABEL, SMALL = 15.0, 13.5, 12.5  # sizes of type
LINE = 17.0  # from one line of text to the next, at least
Point = tuple[float, float]
Dash = tuple[float, tuple[float, ...]]


class About(TypedDict, total=False):
    """What a mark stands for: figures, to the first of which it links, and words on hover."""

    link: str
    tip: str


def text_width(text: str, size: float = LABEL, bold: bool = False) -> float:
    """Measure a text in DejaVu Sans, the widest common font; letters that are drawn closer make it no wider."""
    return size / 100 * sum(_letter_width(letter, bold) for letter in text)


@cache
def _letter_width(letter: str, bold: bool) -> float:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family="DejaVu Sans", size=100, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(letter, font, False)[0])


def wrapped(text: str, room: float, size: float = LABEL, bold: bool = False) -> list[str]:
    """Break a text into lines that are no wider than some points; a word that is too long is broken anywhere."""
    lines: list[str] = []
    for word in text.split():
        joined = " ".join([*lines[-1:], word])
        if lines and text_width(joined, size, bold) <= room:
            lines[-1] = joined
            continue
        while len(word) > 1 and text_width(word, size, bold) > room:
            fits = max((n for n in range(1, len(word)) if text_width(word[:n], size, bold) <= room), default=1)
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return lines


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Return round numbers around a range, the first at or below it, the last at or above."""
    from matplotlib.ticker import MaxNLocator

    found = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [round(float(tick), 12) for tick in found]


class Canvas:
    """Where a picture is drawn: on a figure of its own width, or on a panel of a researcher's own figure.

    A figure grows to the height that is needed; on a panel the rows share the height that there is.
    """

    def __init__(self, width: float = WIDE, ax: Axes | None = None) -> None:
        from matplotlib.figure import Figure  # without pyplot, which would keep every figure open

        self._own = ax is None
        if ax is None:
            figure = Figure(figsize=(width / 72, 1), dpi=72)
            figure.patch.set_visible(False)
            ax = figure.add_axes((0, 0, 1, 1))
        else:
            width = ax.bbox.width * 72 / ax.figure.dpi
        self.axes, self.width, self.narrow = ax, width, width < (NARROW + WIDE) / 2
        root = ax.get_figure(root=True)
        assert root is not None, "axes that are drawn on have a figure"
        self.figure: Figure = root
        self.tips: dict[str, tuple[str, str]] = {}  # gid -> figure that it links to, and the text on hover
        self._order = 0
        ax.axis("off")

    def finish(self, height: float) -> Axes:
        """Set the height that was needed, and return the axes."""
        self.axes.set(xlim=(0, self.width), ylim=(height, 0))
        if self._own:
            self.figure.set_size_inches(self.width / 72, height / 72)
        return self.axes

    def plain(self, height: float) -> Axes:
        """Return ordinary axes instead, for a picture that they draw well."""
        if self._own:
            self.axes.remove()
            self.figure.set_size_inches(self.width / 72, height / 72)
            self.figure.set_layout_engine("constrained")
            self.axes = self.figure.subplots()
            self.axes.patch.set_visible(False)  # the paper is the page's
        self.axes.axis("on")
        self.axes.spines[["right", "top"]].set_visible(False)
        self.axes.spines[["left", "bottom"]].set_color(MUTED)
        self.axes.tick_params(labelsize=SMALL, colors=MUTED)
        self.axes.grid(color=RULE)
        return self.axes

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str = BLUE,
        edge: str = "none",
        width: float = 0,
        dash: Dash | None = None,
        **about: Unpack[About],
    ) -> None:
        """Draw a rectangle."""
        from matplotlib.patches import Rectangle

        style: Any = {"facecolor": fill, "edgecolor": edge, "linewidth": width, "linestyle": dash or "-"}
        self._add(self.axes.add_patch(Rectangle((x, y), w, h, **style)), **about)

    def dots(
        self,
        points: Sequence[Point],
        r: float,
        fill: str = BLUE,
        edge: str = "none",
        width: float = 0,
        shape: str = "o",
        **about: Unpack[About],
    ) -> None:
        """Draw equal marks as one artist: each is a short element of the SVG."""
        if points:
            style: Any = {"markerfacecolor": fill, "markeredgecolor": edge, "markeredgewidth": width}
            line = self.axes.plot(*zip(*points, strict=True), linestyle="", marker=shape, markersize=2 * r, **style)
            self._add(line[0], **about)

    def line(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        color: str = INK,
        width: float = 1,
        dash: Dash | None = None,
        *,
        under: bool = False,
        **about: Unpack[About],
    ) -> None:
        """Draw a line, if wanted under everything else."""
        line = self.axes.plot(xs, ys, color=color, linewidth=width, linestyle=dash or "-", solid_capstyle="butt")[0]
        self._add(line, **about)
        if under:
            line.set_zorder(1)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = LABEL,
        color: str = INK,
        *,
        bold: bool = False,
        at: str = "left",
        room: float = 0,
        plate: bool = False,
        **about: Unpack[About],
    ) -> float:
        """Write words, on several lines where they need more than some room; return the baseline of the last.

        With a plate no grid line runs through them.
        """
        lines = wrapped(words, room, size, bold) if room else [words] if words else []
        step = max(LINE, 1.3 * size)  # capitals may carry two marks
        for place, line in enumerate(lines):
            if plate:
                wide = text_width(line, size, bold) + 6
                start = {"left": x, "center": x - wide / 2 + 3, "right": x - wide + 6}[at]
                self.rect(start - 3, y + step * place - size, wide, size + 5, PAPER)
            style: Any = {"fontsize": size, "color": color, "ha": at, "va": "baseline", "parse_math": False}
            weight = "bold" if bold else "normal"
            self._add(self.axes.text(x, y + step * place, line, weight=weight, **style), **about)
        return y + step * (max(len(lines), 1) - 1)

    def _add(self, artist: Artist, link: str = "", tip: str = "") -> None:
        """Paint in the order of the calls, beyond the axes as well; a link is the first of some figure ids."""
        artist.set_clip_on(False)
        self._order += 1
        artist.set_zorder(10 + self._order)
        if link or tip:
            gid = f"mark{len(self.tips)}"
            artist.set_gid(gid)
            self.tips[gid] = (link.partition(" ")[0], tip)


def fitting(room: float, *texts: str, size: float = LABEL, bold: bool = False) -> str:
    """Return the first text that fits into some room, else none."""
    return next((text for text in texts if text_width(text, size, bold) <= room), "")
