"""What a notebook shows: each output carries what a page needs to show it in any language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from partyresearch.show.labels import Labels
from partyresearch.show.language import LANGUAGES

METADATA = "partyresearch"
"""The key of an output's metadata under which the other languages stand; nbval does not compare metadata."""

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
