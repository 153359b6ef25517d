"""Shapes placed in points (72 dpi: a point is a pixel), so that every label can be measured."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple, TypedDict, Unpack

if TYPE_CHECKING:
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


class Rect(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    w: float
    h: float
    fill: str
    edge: str
    width: float
    dash: Dash | None
    link: str
    tip: str


class Dots(NamedTuple):
    """Equal marks: a circle, a square, a diamond, or a triangle that points somewhere."""

    points: Sequence[Point]
    r: float
    fill: str
    edge: str
    width: float
    shape: str
    link: str
    tip: str


class Line(NamedTuple):
    """A line through points."""

    points: Sequence[Point]
    color: str
    width: float
    dash: Dash | None
    link: str
    tip: str


class Words(NamedTuple):
    """A line of text; y is its baseline."""

    x: float
    y: float
    text: str
    size: float
    color: str
    bold: bool
    at: str
    link: str
    tip: str


Shape = Rect | Dots | Line | Words


class Canvas:
    """What a picture is made of, placed in points; matplotlib is asked only for axes.

    The height is what was needed; on a panel of a researcher's own figure the rows share the height that there is.
    """

    def __init__(self, width: float = WIDE, ax: Axes | None = None) -> None:
        self.width = width if ax is None else ax.bbox.width * 72 / ax.figure.dpi
        self.narrow = self.width < (NARROW + WIDE) / 2
        self.height = 0.0
        self._ax = ax
        self._under: list[Shape] = []
        self._over: list[Shape] = []

    @property
    def shapes(self) -> list[Shape]:
        """In the order in which they are painted."""
        return self._under + self._over

    @property
    def painted(self) -> bool:
        """Whether there are axes, which say more than the shapes: they can have been changed."""
        return "axes" in self.__dict__

    @cached_property
    def axes(self) -> Axes:
        """The shapes on axes of matplotlib, in points from the upper left corner."""
        from partyresearch.show.plots.painted import own_axes, paint

        return paint(self, own_axes(self) if self._ax is None else self._ax)

    @property
    def figure(self) -> Figure:
        """The figure of the axes."""
        root = self.axes.get_figure(root=True)
        assert root is not None, "axes that are drawn on have a figure"
        return root

    def plain(self, height: float) -> Axes:
        """Return ordinary axes, for a picture that they draw well."""
        from partyresearch.show.plots.painted import ordinary_axes

        self.height = height
        self.axes = ordinary_axes(self, self._ax)
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
        self._over.append(Rect(x, y, w, h, fill, edge, width, dash, *_about(**about)))

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
        """Draw equal marks."""
        if points:
            self._over.append(Dots(points, r, fill, edge, width, shape, *_about(**about)))

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
        shapes = self._under if under else self._over
        shapes.append(Line(list(zip(xs, ys, strict=True)), color, width, dash, *_about(**about)))

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
            self._over.append(Words(x, y + step * place, line, size, color, bold, at, *_about(**about)))
        return y + step * (max(len(lines), 1) - 1)


def _about(link: str = "", tip: str = "") -> tuple[str, str]:
    """A link is the first of some figure ids."""
    return link.partition(" ")[0], tip


def fitting(room: float, *texts: str, size: float = LABEL, bold: bool = False) -> str:
    """Return the first text that fits into some room, else none."""
    return next((text for text in texts if text_width(text, size, bold) <= room), "")
