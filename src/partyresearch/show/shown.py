"""What a notebook shows: each output carries what a page needs to show it in any language."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from partyresearch.show.labels import Labels
from partyresearch.show.language import LANGUAGES
from partyresearch.show.tables import prose_markdown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

METADATA = "partyresearch"
"""The key of an output's metadata under which the other languages stand; nbval does not compare metadata."""
DPI = 144  # twice CSS pixels, so that letters are sharp on common screens

LabelsIn = Callable[[str], Any]
"""From the code of a language to labels in it (or to the language alone, where nothing else is named)."""


class Content(NamedTuple):
    """One output in one language: media type -> data, and its metadata."""

    data: dict[str, Any]
    metadata: dict[str, Any]


class Shown:
    """Something that JupyterLab shows in one language, and a page in any."""

    def __init__(self, labels_in: LabelsIn, language: str) -> None:
        self._labels_in = labels_in
        self._language = language

    def _render(self, labels: Any) -> Content:
        raise NotImplementedError

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = self._render(self._labels_in(self._language))
        others = {code: self._render(self._labels_in(code))._asdict() for code in LANGUAGES if code != self._language}
        return data, {**metadata, METADATA: {"language": self._language, "others": others}}

    def __repr__(self) -> str:
        return str(self._render(self._labels_in(self._language)).data["text/plain"])


class Html(Shown):
    """HTML that a function makes from labels, with plain text for a terminal and a summary for a folded section."""

    def __init__(
        self,
        labels_in: LabelsIn,
        language: str,
        html: Callable[[Labels], str],
        text: Callable[[Labels], str],
        summary: Callable[[Labels], str] | None = None,
    ) -> None:
        super().__init__(labels_in, language)
        self._html, self._text, self._summary = html, text, summary

    def _render(self, labels: Labels) -> Content:
        html = self._html(labels)
        metadata: dict[str, Any] = {"summary": self._summary(labels)} if self._summary else {}
        return Content({"text/html": html, "text/plain": self._text(labels)}, metadata if html else {"empty": True})


class Picture(Shown):
    """A matplotlib figure with its alternative text; a sentence where there is nothing to draw.

    Examples
    --------
    >>> import partyresearch as pr
    >>> picture = pr.study().student_share().plot()
    >>> picture.axes.get_xlabel()
    'Share of the people admitted (%, square-root scale)'
    >>> picture.alt.split(".")[0]
    'Shares of pupils or students among the people admitted, rows: 4'
    """

    def __init__(
        self,
        labels_in: LabelsIn,
        language: str,
        draw: Callable[[Labels], Axes],
        alt: Callable[[Labels], str],
        *,
        empty: bool,
    ) -> None:
        super().__init__(labels_in, language)
        self._draw, self._alt, self._empty = draw, alt, empty

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        return self._alt(self._labels_in(self._language))

    @cached_property
    def axes(self) -> Axes:
        """The axes, to be changed before the picture is shown; a page in another language draws them anew."""
        return self._draw(self._labels_in(self._language))

    @property
    def figure(self) -> Figure:
        """The figure of the axes."""
        figure = self.axes.get_figure(root=True)
        assert figure is not None, "an Axes that was drawn on has a figure"
        return figure

    def _render(self, labels: Labels) -> Content:
        alt = self._alt(labels)
        if self._empty:
            return Content({"text/markdown": prose_markdown(alt), "text/plain": alt}, {})
        own = labels.t.code == self._language
        figure = self.figure if own else self._draw(labels).get_figure(root=True)
        data = {"image/png": png(figure), "text/plain": alt}
        return Content(data, {"image/png": {"alt": alt}})

    def __repr__(self) -> str:
        return self.alt  # without drawing it


def png(figure: Any) -> str:
    """Return a figure as a picture in base64, the same bytes each time."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    stream = io.BytesIO()
    figure.set_dpi(DPI)
    FigureCanvasAgg(figure).print_png(stream, metadata={"Software": None})  # type: ignore[no-untyped-call] # savefig would draw twice
    return b64encode(stream.getvalue()).decode("ascii")
