"""What results rest on: what is estimated, under which assumptions, and what it does not show."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from partyresearch.show.labels import Labels
from partyresearch.show.result import Result
from partyresearch.show.shown import Html, LabelsIn
from partyresearch.show.words import QUESTIONS


def methods(labels_in: LabelsIn, language: str, results: Sequence[Result]) -> Html:
    """Say it of each of several results."""

    def about(labels: Labels) -> list[list[tuple[str, str]]]:
        return [QUESTIONS[one.findings.question].about(one.findings, labels) for one in results]

    return Html(
        labels_in,
        language,
        lambda labels: methods_html(about(labels)),
        lambda labels: "\n".join(text for told in about(labels) for _, text in told if text),
        summary=methods_summary,
    )


def methods_summary(labels: Labels) -> str:
    """Say what the section on methods is for."""
    return labels.t("what this page rests on, and what it cannot say")


def methods_html(told: Sequence[Sequence[tuple[str, str]]]) -> str:
    """Render what each of several results is, under which assumptions, and what it does not show."""
    blocks = []
    for about in told:
        texts = [text for _, text in about if text]
        first = "".join(f"<dt>{escape(text)}</dt>" for text in texts[:1])
        blocks.append(first + "".join(f"<dd>{escape(text)}</dd>" for text in texts[1:]))
    return f"<dl>{''.join(blocks)}</dl>"
