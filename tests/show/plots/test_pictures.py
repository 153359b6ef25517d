"""Every picture: readable at any number of rows, at both widths, in both languages, and in words."""

from __future__ import annotations

import warnings
from itertools import combinations, product
from types import SimpleNamespace
from typing import Any

import made
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text

from partyresearch.analysis.findings import Draft
from partyresearch.show.picture import draw_on
from partyresearch.show.plots.attained import bound
from partyresearch.show.plots.canvas import NARROW, PAPER, WIDE, Canvas, text_width, wrapped
from partyresearch.show.plots.means import mean

DPI = 288  # fine enough that hinting makes no text wider
ROWS = [5, 9, 31, 600]
QUICK = [(5, WIDE, "en"), (5, NARROW, "vi"), (31, WIDE, "en"), (31, NARROW, "vi"), (600, NARROW, "vi")]
SIZES = [
    pytest.param(*size, marks=[] if size in QUICK else pytest.mark.slow)
    for size in product(ROWS, (WIDE, NARROW), ("en", "vi"))
]
each = pytest.mark.parametrize("picture", made.MADE)


def drawn(picture: str, rows: int, width: float = WIDE, language: str = "en") -> Canvas:
    """Draw a picture of invented rows."""
    canvas = Canvas(width)
    draw_on(canvas, made.drawing(picture, rows), made.labels(language))
    return canvas


def texts(ax: Axes) -> list[Text]:
    """Every text that is drawn; of axes that are off, what was placed on them."""
    if not ax.axison:
        return list(ax.texts)
    found = [
        *ax.texts,
        ax.xaxis.label,
        ax.yaxis.label,
        *ax.findobj(lambda one: isinstance(one, Text) and one.get_text() == ax.get_title("left")),
    ]
    for axis in (ax.xaxis, ax.yaxis):
        first, last = sorted(axis.get_view_interval())
        found += [tick.label1 for tick in axis.get_major_ticks() if first <= tick.get_loc() <= last]
    return [text for text in found if text.get_text()]


def misplaced(canvas: Canvas) -> list[str]:
    """What is outside the picture, and which texts lie on one another: nothing, one hopes."""
    figure = canvas.figure
    figure.set_dpi(DPI)
    figure.draw_without_rendering()
    scale, room = DPI / 72, figure.bbox.padded(0.5 * DPI / 72)
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts(canvas.axes)]
    plates = [
        patch for patch in canvas.axes.patches if to_hex(patch.get_facecolor()) == PAPER and not patch.get_linewidth()
    ]
    marks = [one for one in [*canvas.axes.patches, *canvas.axes.lines] if one not in plates]
    everything = [*boxes, *((type(mark).__name__, mark.get_window_extent()) for mark in marks)]
    outside = [f"outside: {name} {box}" for name, box in everything if not _within(box, room)]
    # boxes of several marks above capitals are taller than what is drawn of two lines
    boxes = [(name, box.padded(-0.5 * scale, -2.5 * scale)) for name, box in boxes]
    return outside + [f"{one} on {other}" for (one, a), (other, b) in combinations(boxes, 2) if a.overlaps(b)]


def _within(box: Any, room: Any) -> bool:
    return bool(box.x0 >= room.x0 and box.x1 <= room.x1 and box.y0 >= room.y0 and box.y1 <= room.y1)


@pytest.mark.parametrize(("rows", "width", "language"), SIZES)
@each
def test_nothing_is_clipped_or_covered(picture: str, rows: int, width: float, language: str) -> None:
    """Measured in DejaVu Sans, than which no common font is wider; names of 90 capitals among them."""
    assert misplaced(drawn(picture, rows, width, language)) == []


@each
def test_a_picture_is_said_in_few_words(picture: str) -> None:
    """However many rows it has."""
    for rows in ROWS:
        drawing = made.drawing(picture, rows)
        for language in ("en", "vi"):
            labels = made.labels(language)
            said = drawing.alt(labels)
            assert 20 < len(said) <= 300
            assert drawing.title(labels)
            assert drawing.units(labels)


@each
def test_nothing_is_said(picture: str) -> None:
    """No error, no warning and no mark, on axes of one's own as well."""
    drawing, canvas = made.drawing(picture, 0), Canvas()
    assert drawing.empty
    assert drawing.alt(made.labels()).startswith("An empty ")
    assert draw_on(canvas, drawing, made.labels()) is canvas
    assert not [*canvas.axes.texts, *canvas.axes.patches]


@each
def test_a_panel_of_ones_own(picture: str) -> None:
    """Drawn where it is told, as wide as that is; pyplot, which would keep every figure, knows of none."""
    left, right = Figure(figsize=(20, 8)).subplots(1, 2, width_ratios=(3, 1))
    for ax in (left, right):
        canvas = Canvas(ax=ax)
        assert draw_on(canvas, made.drawing(picture, 5), made.labels()).axes is ax
    assert not Canvas(ax=left).narrow
    assert Canvas(ax=right).narrow
    assert left.lines or left.patches
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        left.figure.draw_without_rendering()
    assert plt.get_fignums() == []


@each
def test_a_table_has_every_row(picture: str) -> None:
    """With the names of the places, for a download."""
    table = made.drawing(picture, 31).table(made.labels())
    assert len(table) >= 10
    assert {"place", "article_id"} & set(table)


def test_text_is_measured_as_wide_as_it_is_drawn() -> None:
    """Or a little wider, where letters are drawn closer to each other."""
    for letters in (made.LONG, made.WIDE, made.LETTERS, "0123456789.,%÷–“”"):
        for bold in (False, True):
            canvas = Canvas()
            canvas.text(0, 0, letters, 13.5, bold=bold)
            canvas.figure.set_dpi(DPI)
            width = canvas.axes.texts[-1].get_window_extent().width * 72 / DPI
            assert width <= text_width(letters, 13.5, bold) + 1
            assert text_width(letters, 13.5, bold) < 1.1 * width
    assert FontProperties().get_name() == "DejaVu Sans"


def test_lines_are_broken_where_they_must() -> None:
    """At spaces, within a word only where it is too long by itself; nothing is lost."""
    for words in (made.LONG, made.WIDE, made.UNBROKEN):
        lines = wrapped(words, 120)
        assert all(text_width(line) <= 120 for line in lines)
        assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert wrapped("", 100) == []


def test_a_word_stands_at_the_target_whatever_counts_allow() -> None:
    """62 for at most 61 is 101.6%, but “vượt” says no more than that the target was exceeded."""
    rows = [SimpleNamespace(estimate_low=62 / 61, estimate_high=None, score=score) for score in ("vượt", "166 %")]
    assert [bound(row) for row in rows] == [1, 62 / 61]


def test_a_funnel_counts_who_lies_outside() -> None:
    """Of targets of 1,000: 1,300 and 1,200 above, 700 below, 1,010 within the limits of chance alone."""
    counts = pd.Series([1300, 1200, 700, 1010])
    ends = {f"attainment_{side}": counts / 1000 for side in ("low", "high")} | {
        f"target_{side}": 1000 for side in ("low", "high")
    }
    findings = Draft().findings("mean_attainment", funnel=pd.DataFrame(ends), alpha=0.0)
    title = mean(findings, "funnel").title(made.labels())
    assert title.startswith("1 of 4 organisations lie within")
    assert title.endswith("2 above, 1 below")
