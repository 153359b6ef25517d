"""Pictures as SVG: real text, links to figures, titles, and the same bytes each time."""

from __future__ import annotations

import re
from base64 import b64decode
from functools import cache
from typing import Any
from xml.etree import ElementTree

import made
import pytest
from matplotlib.colors import to_hex, to_rgba
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from partyresearch.show import picture
from partyresearch.show.language import LANGUAGES
from partyresearch.show.picture import Picture, draw_on
from partyresearch.show.plots.canvas import NARROW, WIDE, Canvas
from partyresearch.show.plots.svg import svg_text

NS = "{http://www.w3.org/2000/svg}"
each = pytest.mark.parametrize("picture", made.MADE)


@cache
def content(picture: str, rows: int = 9) -> tuple[dict[str, Any], dict[str, Any]]:
    """A picture of invented rows as an output carries it."""
    return shown(picture, rows)._repr_mimebundle_()


def shown(picture: str, rows: int) -> Picture:
    """A picture of invented rows."""
    return Picture(made.labels, "en", made.drawing(picture, rows))


def inlined(page: str) -> list[str]:
    """The wide and the narrow SVG of a page."""
    return re.findall(r"<svg.*?</svg>", page, re.S)


@each
def test_a_page_has_both_widths_and_no_id_twice(picture: str) -> None:
    """In a figure with title, units, source and downloads; everything is well-formed."""
    data, metadata = content(picture)
    page = metadata["page"]
    figure = ElementTree.fromstring(page)
    assert [one.get("class") for one in figure] == ["figure", "units", "wide", "narrow", None]
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert [float(one) for svg in inlined(page) for one in re.findall(r'viewBox="0 0 (\d+)', svg)] == [1040, 344]
    for svg in inlined(page):
        used, defined = set(re.findall(r'<use href="#([^"]+)"', svg)), set(re.findall(r' id="([^"]+)"', svg))
        assert used <= defined
        labelled = re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', svg)
        assert set(labelled) <= defined
    assert metadata["empty"] is False
    files = dict(re.findall(r'download="[^"]+\.(\w+)" href="data:[^,]+,([^"]+)"', page))
    assert b64decode(files["svg"]).decode() == data["image/svg+xml"]
    assert b64decode(files["csv"]).decode().count("\n") > 5


@each
def test_colours_and_fonts_are_the_pages_there_and_its_own_elsewhere(picture: str) -> None:
    """Dark mode on a page, hex and a list of fonts in a file; links where they lead somewhere."""
    data, metadata = content(picture)
    alone = data["image/svg+xml"]
    for svg in inlined(metadata["page"]):
        assert not re.findall(r"(?<!,)#[0-9a-f]{6}\b", re.sub(r'href="[^"]*"|>[^<]*<', "", svg))
        assert "font-family" not in svg
        assert "<style" not in svg
    assert "var(--" not in alone
    assert alone.count("font-family") == 1
    assert "<a " not in alone
    root = ElementTree.fromstring(alone)
    assert root.tag == f"{NS}svg"
    assert root.find(f".//{NS}text") is not None


@each
def test_a_picture_is_small(picture: str) -> None:
    """Well below 300 kB, however many rows there are."""
    for svg in [content(picture, 600)[0]["image/svg+xml"], *inlined(content(picture, 600)[1]["page"])]:
        assert len(svg.encode()) < 250_000


@pytest.mark.parametrize("picture", [name for name in made.MADE if name not in ("curve", "funnel")])
def test_marks_lead_to_their_figures(picture: str) -> None:
    """With words on hover; everything printed is text, not markup."""
    for svg in inlined(content(picture)[1]["page"]):
        links = re.findall(r'<a href="#([^"]+)"><title>([^<]+)</title>', svg)
        assert links
        assert {link.partition(":")[0][0] for link, _ in links} == {"a"}
    if picture == "attainment":  # bars of a histogram stand for many figures: words, and no link
        assert "<g><title>" in content(picture, 600)[1]["page"]
    if picture == "articles":
        assert "&lt;b&gt;&amp;5&lt;/b&gt;" in content(picture)[1]["page"]


@pytest.mark.parametrize("picture", ["attainment", "curve"])  # of shapes, and of axes
def test_the_same_bytes_each_time(picture: str) -> None:
    """Without a time or a version in it; two pictures of one kind do not share an id."""
    first, second = (shown(picture, 9)._repr_mimebundle_() for _ in range(2))
    assert first == second
    ids, others = (set(re.findall(r' id="([^"]+)"', content(picture, rows)[1]["page"])) for rows in (9, 4))
    assert not ids & others


def test_every_language_is_carried() -> None:
    """Drawn with its own words."""
    data, metadata = content("attainment")
    other = metadata["partyresearch"]["others"]["vi"]
    assert set(LANGUAGES) == {"en", "vi"}
    assert other["data"]["image/svg+xml"] != data["image/svg+xml"]
    assert "kết nạp" in other["metadata"]["page"]


def test_what_is_changed_on_the_axes_is_the_wide_picture() -> None:
    """In the language of the study, also in the download; the narrow one and other languages are drawn anew."""
    before, picture = content("curve"), shown("curve", 9)
    picture.axes.set_title("My own title")
    data, metadata = picture._repr_mimebundle_()
    wide, narrow = inlined(metadata["page"])
    assert "My own title" in wide
    assert "My own title" in data["image/svg+xml"]
    assert narrow == inlined(before[1]["page"])[1]
    assert metadata["partyresearch"] == before[1]["partyresearch"]


@each
def test_nothing_is_a_sentence(picture: str) -> None:
    """For a terminal and for a notebook; a page omits it."""
    data, metadata = content(picture, 0)
    assert set(data) == {"text/plain", "text/markdown"}
    assert metadata["empty"] is True


NUMBERS = ("x", "y", "width", "height")
CIRCLE = re.compile(r"M(\S+) (\S+)a(\S+) \S+ 0 1 0 (\S+) 0a[^z]*z")


def written(svg: str) -> list[tuple[str, ...]]:
    """Where each shape of an SVG lies, and how it looks; texts lie at their anchors, all else between two corners."""
    found = []
    for one in ElementTree.fromstring(svg).iter():
        x, y, width, height = (float(one.get(name, 0)) for name in NUMBERS)
        tag, box = one.tag.removeprefix(NS), (x, y)
        style = dict(part.split(":", 1) for part in one.get("style", "").split(";") if ":" in part)
        look = [style.get("fill", "none"), style.get("stroke", "none"), style.get("stroke-width", "0")]
        if tag == "text":
            anchor = {"": "left", "middle": "center", "end": "right"}[one.get("text-anchor", "")]
            look = [style["fill"], one.get("font-size", ""), anchor, one.get("font-weight", "400"), one.text or ""]
        elif tag == "rect":
            box = (x, y, x + width, y + height)
        elif tag == "path":
            path = CIRCLE.sub(_corners, one.get("d", ""))
            xs, ys = zip(*((float(x), float(y)) for x, y in re.findall(r"[ML](\S+?) ([^\sMLz]+)", path)), strict=True)
            box = (min(xs), min(ys), max(xs), max(ys))
        else:
            continue
        found.append((box, [*look, style.get("stroke-dasharray", "")]))
    return found[1:]  # without the paper


def _corners(circle: re.Match[str]) -> str:
    x, y, r, wide = map(float, circle.groups())
    return f"M{x} {y - r}L{x + wide} {y + r}"


def painted(canvas: Canvas) -> list[tuple[str, ...]]:
    """The same of what matplotlib paints, in points from the upper left corner."""
    ax = canvas.axes
    return [_painted(one) for one in sorted([*ax.patches, *ax.lines, *ax.texts], key=lambda one: one.get_zorder())]


def _painted(artist: Any) -> Any:
    if isinstance(artist, Text):
        look = [to_hex(artist.get_color()), f"{artist.get_fontsize():g}", artist.get_ha()]
        weight = {"bold": "700", "normal": "400"}[artist.get_weight()]
        return artist.get_position(), [*look, weight, artist.get_text(), ""]
    if isinstance(artist, Rectangle):
        box, fill = (*artist.get_xy(), *artist.get_corners()[2]), _hex(artist.get_facecolor())
        edge, width, dash = artist.get_edgecolor(), artist.get_linewidth(), artist._dash_pattern[1]
    else:
        low, high = artist.get_path().vertices.min(axis=0), artist.get_path().vertices.max(axis=0)
        fill, edge, width, dash = "none", artist.get_color(), artist.get_linewidth(), artist._dash_pattern[1]
        if artist.get_linestyle() == "None":
            shape = MarkerStyle(artist.get_marker())
            reach = artist.get_markersize() * shape.get_path().transformed(shape.get_transform()).get_extents().max
            low, high, fill = low - reach, high + reach, _hex(artist.get_markerfacecolor())
            edge, width, dash = artist.get_markeredgecolor(), artist.get_markeredgewidth(), None
        box = (*low, *high)
    seen = [_hex(edge), f"{width:g}"] if width and _hex(edge) != "none" else ["none", "0"]
    return box, [fill, *seen, ",".join(f"{part:g}" for part in dash or ())]


def _hex(color: Any) -> str:
    return "none" if color == "none" or to_rgba(color)[3] == 0 else str(to_hex(color))


@pytest.mark.parametrize(
    ("rows", "width"), [(5, WIDE), (5, NARROW), (600, WIDE), pytest.param(600, NARROW, marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("picture", [name for name in made.MADE if name not in ("curve", "funnel")])
def test_what_is_written_is_what_matplotlib_paints(picture: str, rows: int, width: float) -> None:
    """Every shape in the same order, with the same look, within a hundredth of a pixel or two."""
    canvas = draw_on(Canvas(width), made.drawing(picture, rows), made.labels())
    shapes = written(svg_text(canvas, "one", "", "", page=False))
    assert not canvas.painted
    for (box, look), (expected, painted_look) in zip(shapes, painted(canvas), strict=True):
        assert box == pytest.approx(expected, abs=0.021)
        assert look == painted_look


def test_a_table_that_would_be_most_of_a_page_is_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it is within the page."""
    assert 'href="data:text/csv;' in shown("shares", 5)._repr_mimebundle_()[1]["page"]
    monkeypatch.setattr(picture, "LARGEST", 100)
    page = shown("shares", 5)._repr_mimebundle_()[1]["page"]
    assert '<a download href="estimates.csv">CSV</a>' in page
    assert "data:text/csv" not in page
