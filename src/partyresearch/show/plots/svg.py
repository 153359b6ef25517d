"""From shapes to a compact SVG with real text, links and titles; the same bytes each time."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from html import escape
from math import sqrt
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from partyresearch.show.plots.canvas import PAPER, VARIABLES, Canvas, Dash, Dots, Line, Point, Rect, Shape

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FONTS = "'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', 'Noto Sans', sans-serif"  # all have Vietnamese
_ANCHORS = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}
# corners of marks of radius 1, as matplotlib has them; a circle is drawn with arcs
_CORNERS: dict[str, Sequence[Point]] = {
    "s": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "D": ((0, -sqrt(2)), (sqrt(2), 0), (0, sqrt(2)), (-sqrt(2), 0)),
    "<": ((-1, 0), (1, -1), (1, 1)),
    ">": ((1, 0), (-1, 1), (-1, -1)),
    "^": ((0, -1), (1, 1), (-1, 1)),
    "v": ((0, 1), (-1, -1), (1, -1)),
}
_NOISE = re.compile(
    r"(?:stroke: #000000; stroke-opacity: 0|font-family: [^;]*|stroke-linejoin: miter|stroke-dashoffset: 0)(?:; )?"
)


def svg_text(canvas: Canvas, name: str, title: str, alt: str, *, page: bool) -> str:
    """Write a picture as SVG, for a page whose links, fonts and colours apply, or to stand alone.

    Ids begin with ``name``, so that no two are the same on a page.
    """
    drawn = _of_axes(canvas.figure, name) if canvas.painted else "".join(map(_element, canvas.shapes))
    if page:
        for colour, variable in VARIABLES.items():
            drawn = drawn.replace(f":{colour}", f":var(--{variable},{colour})")
    else:
        drawn = re.sub(r"(</?)a\b(?: href=\"[^\"]*\")?", r"\1g", drawn)
    width, height = f"{canvas.width:.0f}", f"{canvas.height:.0f}"
    size = "" if page else f'xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
    paper = "" if page else f'<rect width="{width}" height="{height}" style="fill:{PAPER}"/>'
    fonts = "" if page else f"; font-family: {FONTS}"
    return (
        f'<svg {size}viewBox="0 0 {width} {height}" role="group" aria-labelledby="{name}-title" '
        f'aria-describedby="{name}-desc" style="stroke-linejoin: round{fonts}">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(alt)}</desc>'
        f"{paper}{drawn}</svg>"
    )


def _element(shape: Shape) -> str:
    """Write a shape, within a link or a group if it has one or says something on hover."""
    if isinstance(shape, Rect):
        at = f'x="{_short(shape.x)}" y="{_short(shape.y)}" width="{_short(shape.w)}" height="{_short(shape.h)}"'
        drawn = f"<rect {at}{_style(shape.fill, shape.edge, shape.width, shape.dash)}/>"
    elif isinstance(shape, Line):
        path = "M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in shape.points)
        drawn = f'<path d="{path}"{_style("none", shape.color, shape.width, shape.dash)}/>'
    elif isinstance(shape, Dots):
        path = "".join(_mark(x, y, shape.r, shape.shape) for x, y in shape.points)
        drawn = f'<path d="{path}"{_style(shape.fill, shape.edge, shape.width)}/>'
    else:
        weight = ' font-weight="700"' if shape.bold else ""
        where = f'x="{_short(shape.x)}" y="{_short(shape.y)}" font-size="{_short(shape.size)}"'
        drawn = f"<text {where}{_ANCHORS[shape.at]}{weight}{_style(shape.color)}>{escape(shape.text, False)}</text>"
    if not (shape.link or shape.tip):
        return drawn
    tip = f"<title>{escape(shape.tip, False)}</title>" if shape.tip else ""
    return f'<a href="#{escape(shape.link)}">{tip}{drawn}</a>' if shape.link else f"<g>{tip}{drawn}</g>"


def _short(number: float) -> str:
    """Write a length: a hundredth of a pixel is enough."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _mark(x: float, y: float, r: float, shape: str) -> str:
    if shape == "o":
        arc = f"a{_short(r)} {_short(r)} 0 1 0"
        return f"M{_short(x - r)} {_short(y)}{arc} {_short(2 * r)} 0{arc} {_short(-2 * r)} 0z"
    return "M" + "L".join(f"{_short(x + r * i)} {_short(y + r * j)}" for i, j in _CORNERS[shape]) + "z"


def _style(fill: str, edge: str = "none", width: float = 0, dash: Dash | None = None) -> str:
    """Write how a shape is painted; dashes are in widths of their line, as matplotlib has them."""
    said = f"fill:{fill}"
    if edge != "none" and width:
        said += f";stroke:{edge};stroke-width:{_short(width)}"
    if dash:
        said += f";stroke-dasharray:{','.join(_short(part * width) for part in dash[1])}"
    return f' style="{said}"'


def _of_axes(figure: Figure, salt: str) -> str:
    """Let matplotlib write what only axes know: ordinary ones, and what a person has changed."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    stream = io.StringIO()
    figure.set_dpi(72)
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": salt}):
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        FigureCanvasSVG(figure).print_svg(stream, metadata=nothing)  # type: ignore[no-untyped-call]
    svg = stream.getvalue()
    svg = svg[svg.index("<svg") :].replace(' xmlns="http://www.w3.org/2000/svg"', "").replace("xlink:href", "href")
    root = ElementTree.fromstring(svg)
    _tidy(root)
    return "".join(ElementTree.tostring(child, encoding="unicode") for child in root)


def _tidy(element: ElementTree.Element) -> None:
    """Drop what a page has no use for: ids of groups, styles for all, fonts, and spaces."""
    element.text, element.tail = (text and text.strip() for text in (element.text, element.tail))
    if style := _NOISE.sub("", element.attrib.pop("style", "")).rstrip("; ").replace(": ", ":"):
        element.set("style", style)
    if element.tag == "g":
        element.attrib.pop("id", None)
    for name in {"d", "x", "y", "transform"} & set(element.attrib):  # a hundredth of a pixel is enough
        element.set(name, re.sub(r"(\.\d\d)\d+", r"\1", element.attrib[name]))
    for child in list(element):
        _tidy(child)
        if child.tag in ("metadata", "style") or (child.tag == "defs" and not len(child)):
            element.remove(child)
