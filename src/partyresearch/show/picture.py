"""A picture as a notebook and a page show it: SVG with real text at two widths, its source, and its downloads."""

from __future__ import annotations

from base64 import b64encode
from functools import cached_property
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from partyresearch.show.labels import Labels
from partyresearch.show.plots.canvas import NARROW, WIDE, Canvas
from partyresearch.show.plots.drawing import Drawing
from partyresearch.show.plots.svg import svg_text
from partyresearch.show.shown import Content, LabelsIn, Shown
from partyresearch.show.tables import ESTIMATES, prose_markdown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame


LARGEST = 300_000  # characters of a table within a page, of which 3 MB still open at once


class Picture(Shown):
    """A picture with its alternative text; a sentence where there is nothing to draw.

    Examples
    --------
    >>> import partyresearch as pr
    >>> picture = pr.study().student_share().plot()
    >>> picture.alt.split(".")[0]
    '3 of 116, 3 of 67, none of at least 62: one mark is one new member'
    """

    def __init__(self, labels_in: LabelsIn, language: str, drawing: Drawing) -> None:
        super().__init__(labels_in, language)
        self._drawing = drawing

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        return self._drawing.alt(self._labels_in(self._language))

    @property
    def axes(self) -> Axes:
        """The picture on axes of matplotlib, to be changed before it is shown; points from the upper left corner.

        They are the wide picture of this language; other languages and widths are drawn anew.
        """
        return self._wide.axes

    @property
    def figure(self) -> Figure:
        """The figure of the axes."""
        return self._wide.figure

    @cached_property
    def _wide(self) -> Canvas:
        return draw_on(Canvas(WIDE), self._drawing, self._labels_in(self._language))

    def _render(self, labels: Labels) -> Content:
        alt = self._drawing.alt(labels)
        if self._drawing.empty:
            return Content({"text/markdown": prose_markdown(alt), "text/plain": alt}, {"empty": True})
        title = self._drawing.title(labels)
        wide = self._wide if labels.t.code == self._language else draw_on(Canvas(WIDE), self._drawing, labels)
        # what it says tells it apart from others of its kind on a page
        key = f"{self._drawing.name}-{sha256((title + alt + self._drawing.figure_ids).encode()).hexdigest()[:8]}"
        alone = svg_text(wide, f"{key}-file", title, alt, page=False)
        drawn = {"wide": wide, "narrow": draw_on(Canvas(NARROW), self._drawing, labels)}
        inlined = (
            f'<div class="{name}">{svg_text(canvas, f"{key}-{name}", title, alt, page=True)}</div>'
            for name, canvas in drawn.items()
        )
        table = self._drawing.table(labels)
        cite = escape(labels.t("Cite"))  # of a message within an f-string no catalogue would know
        page = (
            f'<figure class="picture" id="{key}"><h2 class="figure">{escape(title)}</h2>'
            f'<p class="units">{escape(self._drawing.units(labels))}</p>{"".join(inlined)}'
            f'<figcaption><span class="source">{escape(_source(self._drawing.figure_ids, labels))}</span>'
            f'<span class="buttons">{_download(f"{self._drawing.name}.svg", "image/svg+xml", alone)} '
            f"{_csv(self._drawing.name, table)} "
            f'<a href="#cite">{cite}</a></span></figcaption></figure>'
        )
        return Content({"image/svg+xml": alone, "text/plain": alt}, {"page": page, "empty": False})

    def __repr__(self) -> str:
        return self.alt  # without drawing it


def draw_on(canvas: Canvas, drawing: Drawing, labels: Labels) -> Canvas:
    """Draw on a canvas, where there is anything to draw."""
    canvas.height = 20 if drawing.empty else drawing.draw(labels, canvas)
    return canvas


def _download(name: str, media_type: str, content: str) -> str:
    data = b64encode(content.encode()).decode("ascii")
    return f'<a download="{name}" href="data:{media_type};base64,{data}">{name.rpartition(".")[2].upper()}</a>'


def _csv(name: str, table: DataFrame) -> str:
    """Link to the table of a picture: within the page or, where it would be most of it, to the file beside it."""
    content = table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")
    if len(content) > LARGEST:
        return f'<a download href="{ESTIMATES}">CSV</a>'
    return _download(f"{name}.csv", "text/csv", content)


def _source(figure_ids: str, labels: Labels) -> str:
    n, first, last, undated = labels.sources(figure_ids)
    years = [] if first is None else [str(first) if first == last else f"{first}–{last}"]
    years += [labels.t.plural("one undated", "{n} undated", undated) if first else labels.t("undated")] * bool(undated)
    return labels.t.plural(
        "Source: {n} Vietnamese news article, {years}.",
        "Source: {n} Vietnamese news articles, {years}.",
        n,
        years=", ".join(years),
    )
