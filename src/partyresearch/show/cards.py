"""One big number of each of several results, as the overview shows them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.result import Result
from partyresearch.show.shown import Html, LabelsIn
from partyresearch.show.stories import STORIES
from partyresearch.show.story import Story


def cards(labels_in: LabelsIn, language: str, results: Sequence[Result]) -> Html:
    """Show a card for each result."""
    told = [(STORIES[one.findings.question], one.findings) for one in results]

    def text(labels: Labels) -> str:
        lines = ((story, story.card(findings, labels)) for story, findings in told if story.card)
        return "\n".join(f"{labels.t(story.name)}: {' '.join(card)}" for story, card in lines)

    return Html(labels_in, language, lambda labels: cards_html(told, labels), text)


def cards_html(told: Sequence[tuple[Story, Findings]], labels: Labels) -> str:
    """Return a card for each of several results: a big number and what it is."""
    cards = []
    for story, findings in told:
        big, text = story.card(findings, labels) if story.card else ("", "")
        name = escape(labels.t(story.name))
        cards.append(
            f'<div class="card"><p class="kicker">{name}</p><p class="big">{escape(big)}</p><p>{escape(text)}</p></div>'
        )
    return f'<div class="cards">{"".join(cards)}</div>'
