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
from partyresearch.show.tables import prose_markdown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


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
        """The axes, to be changed before the picture is shown: points from the upper left corner, as a rule.

        They are the wide picture of this language; other languages and widths are drawn anew.
        """
        return self._wide.axes

    @property
    def figure(self) -> Figure:
        """The figure of the axes."""
        return self._wide.figure

    @cached_property
    def _wide(self) -> Canvas:
        return self._drawn(self._labels_in(self._language), WIDE)

    def _drawn(self, labels: Labels, width: float) -> Canvas:
        canvas = Canvas(width)
        draw_on(canvas, self._drawing, labels)
        return canvas

    def _render(self, labels: Labels) -> Content:
        alt = self._drawing.alt(labels)
        if self._drawing.empty:
            return Content({"text/markdown": prose_markdown(alt), "text/plain": alt}, {"empty": True})
        title = self._drawing.title(labels)
        wide = self._wide if labels.t.code == self._language else self._drawn(labels, WIDE)
        # what it says tells it apart from others of its kind on a page
        key = f"{self._drawing.name}-{sha256((title + alt + self._drawing.figure_ids).encode()).hexdigest()[:8]}"
        alone = _svg(wide, f"{key}-file", title, alt, page=False)
        drawn = {"wide": wide, "narrow": self._drawn(labels, NARROW)}
        inlined = (
            f'<div class="{name}">{_svg(canvas, f"{key}-{name}", title, alt, page=True)}</div>'
            for name, canvas in drawn.items()
        )
        table = self._drawing.table(labels).to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")
        cite = escape(labels.t("Cite"))  # of a message within an f-string no catalogue would know
        page = (
            f'<figure class="picture" id="{key}"><h2 class="figure">{escape(title)}</h2>'
            f'<p class="units">{escape(self._drawing.units(labels))}</p>{"".join(inlined)}'
            f'<figcaption><span class="source">{escape(_source(self._drawing.figure_ids, labels))}</span>'
            f'<span class="buttons">{_download(f"{self._drawing.name}.svg", "image/svg+xml", alone)} '
            f"{_download(f'{self._drawing.name}.csv', 'text/csv', table)} "
            f'<a href="#cite">{cite}</a></span></figcaption></figure>'
        )
        return Content({"image/svg+xml": alone, "text/plain": alt}, {"page": page, "empty": False})

    def __repr__(self) -> str:
        return self.alt  # without drawing it


def draw_on(canvas: Canvas, drawing: Drawing, labels: Labels) -> Axes:
    """Draw on a canvas, where there is anything to draw, and return its axes."""
    height = drawing.draw(labels, canvas) if not drawing.empty else 20
    return canvas.axes if height is None else canvas.finish(height)


def _svg(canvas: Canvas, name: str, title: str, alt: str, *, page: bool) -> str:
    return svg_text(canvas.figure, canvas.tips, name, title, alt, page=page)


def _download(name: str, media_type: str, content: str) -> str:
    data = b64encode(content.encode()).decode("ascii")
    return f'<a download="{name}" href="data:{media_type};base64,{data}">{name.rpartition(".")[2].upper()}</a>'


def _source(figure_ids: str, labels: Labels) -> str:
    n, first, last, undated = labels.sources(figure_ids)
    years = [] if first is None else [str(first) if first == last else f"{first}–{last}"]
    years += [labels.t.plural("one undated", "{n} undated", undated) if first else labels.t("undated")] * bool(undated)
    return labels.t.plural(
        "Source: {n} Vietnamese news article, {years}; counts and percentages as printed.",
        "Source: {n} Vietnamese news articles, {years}; counts and percentages as printed.",
        n,
        years=", ".join(years),
    )
