"""From a figure of matplotlib to a compact SVG with real text, links and titles; the same bytes each time."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from partyresearch.show.plots.canvas import PAPER, VARIABLES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FONTS = "'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', 'Noto Sans', sans-serif"  # all have Vietnamese
_NOISE = re.compile(
    r"(?:stroke: #000000; stroke-opacity: 0|font-family: [^;]*|stroke-linejoin: miter|stroke-dashoffset: 0)(?:; )?"
)
_Tips = Mapping[str, tuple[str, str]]


def svg_text(figure: Figure, tips: _Tips, name: str, title: str, alt: str, *, page: bool) -> str:
    """Write a figure as SVG, for a page whose links, fonts and colours apply, or to stand alone.

    Ids begin with ``name``, so that no two are the same on a page.
    """
    root = ElementTree.fromstring(_drawn(figure, name))
    _tidy(root, tips, page=page)
    width, height = (f"{72 * inches:.0f}" for inches in figure.get_size_inches())
    head = {"viewBox": f"0 0 {width} {height}", "role": "group"}
    head |= {"aria-labelledby": f"{name}-title", "aria-describedby": f"{name}-desc"}
    head["style"] = "stroke-linejoin: round" + ("" if page else f"; font-family: {FONTS}")
    if not page:
        head |= {"xmlns": "http://www.w3.org/2000/svg", "width": width, "height": height}
        root.insert(0, ElementTree.Element("rect", {"width": width, "height": height, "style": f"fill: {PAPER}"}))
    root.attrib = head
    for place, (tag, said) in enumerate((("title", title), ("desc", alt))):
        root.insert(place, ElementTree.Element(tag, {"id": f"{name}-{tag}"}))
        root[place].text = said
    return ElementTree.tostring(root, encoding="unicode")


def _drawn(figure: Figure, salt: str) -> str:
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    stream = io.StringIO()
    figure.set_dpi(72)
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": salt}):
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        FigureCanvasSVG(figure).print_svg(stream, metadata=nothing)  # type: ignore[no-untyped-call]
    svg = stream.getvalue()
    return svg[svg.index("<svg") :].replace(' xmlns="http://www.w3.org/2000/svg"', "").replace("xlink:href", "href")


def _tidy(element: ElementTree.Element, tips: _Tips, *, page: bool) -> None:
    """Make links of marks; drop what a page has no use for: ids of groups, styles for all, fonts, and spaces."""
    element.text, element.tail = (text and text.strip() for text in (element.text, element.tail))
    style = _NOISE.sub("", element.get("style", "")).rstrip("; ")
    for colour, variable in VARIABLES.items() if page else ():
        style = style.replace(colour, f"var(--{variable},{colour})")
    if style:
        element.set("style", style)
    elif "style" in element.attrib:
        del element.attrib["style"]
    for name in {"d", "x", "y", "transform"} & set(element.attrib):  # a hundredth of a pixel is enough
        short = re.sub(r"(\.\d\d)\d+", r"\1", element.attrib[name])
        element.set(name, re.sub(r"\s*([A-Za-z])\s*", r"\1", short) if name == "d" else short)
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    children: list[ElementTree.Element] = []
    for child in element:
        if child.tag in ("metadata", "style"):
            continue
        _tidy(child, tips, page=page)
        if child.tag == "g" and not child.attrib and child.find("title") is None:  # as good as what is in it
            children += child
        elif child.tag != "defs" or len(child):
            children.append(child)
    link, tip = tips.get(element.attrib.pop("id", "") if element.tag == "g" else "", ("", ""))
    if link and page:
        element.tag = "a"
        element.set("href", f"#{link}")
    if tip:
        children.insert(0, ElementTree.Element("title"))
        children[0].text = tip
    element[:] = children
