"""Sentences whose numbers lead to their figures: strings with marks, made HTML or plain text where they are shown."""

from __future__ import annotations

import re
from html import escape

# private-use characters, which no article prints and no translation changes
_OPEN, _SEPARATOR, _CLOSE = "\ue000", "\ue001", "\ue002"
_LINK = re.compile(f"{_OPEN}([^{_SEPARATOR}]*){_SEPARATOR}([^{_CLOSE}]*){_CLOSE}")

_QUOTED = re.compile("“([^”]*)”")


def link(text: str, figure_ids: str) -> str:
    """Mark part of a sentence as resting on figures; the first one is where the link leads."""
    return f"{_OPEN}{figure_ids.split()[0]}{_SEPARATOR}{text}{_CLOSE}" if figure_ids else text


def plain(sentence: str) -> str:
    """Return a sentence without its links."""
    return _LINK.sub(r"\2", sentence)


def to_html(sentence: str) -> str:
    """Return a sentence as HTML; everything in it is text, but for its links. What is quoted is Vietnamese."""
    return _LINK.sub(r'<a href="#\1">\2</a>', _QUOTED.sub(r'“<span lang="vi">\1</span>”', escape(sentence)))
