"""The list of reports as an Atom feed (RFC 4287): an entry per report, its latest good run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from partyresearch.collection.problems import one_line
from partyresearch.reports.published import RUN, is_time
from partyresearch.show.language import LANGUAGES, Language

FEED = "feed.xml"
_ATOM = "http://www.w3.org/2005/Atom"
_ID = re.compile(rb"<id>(urn:uuid:[0-9a-f-]{36})</id>")
_NO_XML = re.compile("[\ufffe\uffff]")  # the characters that XML has not, beside those that one_line escapes


def render_feed(reports: Sequence[Mapping[str, Any]], earlier: bytes) -> bytes:
    """Make the feed; it keeps the id of the feed that it replaces, for readers know a feed by it."""
    cards = [(report["folder"], report["good"]) for report in reports if report["good"]]
    cards = [(folder, card) for folder, card in cards if is_time(card["started"]) and RUN.fullmatch(card["run"])]
    cards.sort(key=lambda pair: (pair[1]["started"], pair[0]), reverse=True)
    languages = {_language(card) for _, card in cards}
    language = languages.pop() if len(languages) == 1 else "en"
    t = Language(language)
    known = _ID.search(earlier)
    # no host is known, so ids are made from what is published
    own = known[1].decode() if known else _urn(*(f"{folder} {card['started']}" for folder, card in cards))
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": language})
    _fill(
        feed,
        id=own,
        title=t("Reports"),
        subtitle=t("Recruitment of Party members as reported by Vietnamese news articles"),
        updated=cards[0][1]["started"] if cards else "1970-01-01T00:00:00Z",
        generator="partyresearch",
    )
    ElementTree.SubElement(ElementTree.SubElement(feed, "author"), "name").text = "partyresearch"
    _link(feed, "self", "application/atom+xml", FEED)
    _link(feed, "alternate", "text/html", "index.html")
    feed.extend(_entry(folder, card) for folder, card in cards)
    ElementTree.indent(feed)
    made: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _entry(folder: str, card: Mapping[str, Any]) -> ElementTree.Element:
    entry = ElementTree.Element("entry", {"xml:lang": _language(card)})
    named = " · ".join([card["title"], *_values(card["parameters"])])
    urn = _urn(folder, card["run"], card["started"], card["data_sha256"])
    _fill(entry, id=urn, title=named, updated=card["started"], summary=card["headline"] or card["title"])
    _link(entry, "alternate", "text/html", f"{quote(os.fsencode(folder))}/{card['run']}/index.html")
    return entry


def _values(parameters: Mapping[str, Any]) -> Iterator[str]:
    for name, value in parameters.items():
        yield f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}"


def _language(card: Mapping[str, Any]) -> str:
    language = card.get("language")
    return language if isinstance(language, str) and language in LANGUAGES else "en"


def _urn(*parts: str) -> str:
    return uuid5(NAMESPACE_URL, one_line("\t".join(parts))).urn


def _fill(element: ElementTree.Element, **texts: str) -> None:
    for name, text in texts.items():
        ElementTree.SubElement(element, name).text = _NO_XML.sub("", one_line(text))


def _link(element: ElementTree.Element, rel: str, kind: str, href: str) -> None:
    ElementTree.SubElement(element, "link", {"rel": rel, "type": kind, "href": href})
