"""The Atom feed: what the standard requires, whatever a report is called."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from partyresearch.collection.problems import UserError
from partyresearch.reports.publish import publish, remove_leftovers, require_own_list, write_index
from partyresearch.reports.run import Report

ATOM = "{http://www.w3.org/2005/Atom}"
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
GOOD = Report("a", "A <b> & c", "One \ufffe\x1b\udcff]]>", "d", {"index.html": b"1"}, started=NOW)
OTHER = replace(GOOD, name="b", title="Á", headline="", language="vi", parameters={"organisations": ["x", "y"], "n": 1})
OTHER = replace(OTHER, started=datetime(2026, 2, 2, tzinfo=UTC))


def _feed(folder: Path) -> ElementTree.Element:
    return ElementTree.fromstring((folder / "feed.xml").read_bytes())


def _texts(element: ElementTree.Element) -> dict[str, str | None]:
    return {child.tag.removeprefix(ATOM): child.text for child in element if child.tag != f"{ATOM}link"}


def test_an_entry_per_report(tmp_path: Path) -> None:
    """Its latest good run, the newest first; each element that the standard asks for, once, and all of it escaped."""
    for report in (GOOD, GOOD, replace(GOOD, failure="no"), OTHER, replace(GOOD, name="c", failure="no")):
        publish(report, tmp_path)
    feed = _feed(tmp_path)
    assert (feed.tag, feed.find(f"{ATOM}author/{ATOM}name").text) == (f"{ATOM}feed", "partyresearch")  # type: ignore[union-attr]
    assert _texts(feed)["updated"] == "2026-02-02T00:00:00Z"
    assert {"id", "title", "updated", "author", "generator"} < set(_texts(feed))
    other, good = feed.findall(f"{ATOM}entry")
    ids = [_texts(one).pop("id") for one in (feed, other, good)]
    assert len(set(ids)) == 3
    assert all(str(one).startswith("urn:uuid:") for one in ids)
    assert _texts(good) | {"id": ""} == {
        **{"id": "", "title": "A <b> & c", "updated": "2026-01-02T03:04:05Z"},
        **{"summary": "One \\x1b\\udcff]]>"},
    }
    assert (_texts(other)["title"], _texts(other)["summary"]) == ("Á · organisations: x, y · n: 1", "Á")
    [link] = good.findall(f"{ATOM}link")
    assert link.attrib == {"rel": "alternate", "type": "text/html", "href": "a/0002-20260102T030405Z/index.html"}
    assert (tmp_path / link.attrib["href"]).is_file()
    assert '<link rel="alternate" type="application/atom+xml" title="Reports" href="feed.xml">' in (
        tmp_path / "index.html"
    ).read_text(encoding="utf-8")


def test_the_same_reports_give_the_same_feed(tmp_path: Path) -> None:
    """A new run is another entry of the same feed, which keeps its id."""
    for name in ("one", "two"):
        publish(GOOD, tmp_path / name)
    first, second = ((tmp_path / name / "feed.xml").read_bytes() for name in ("one", "two"))
    assert first == second
    write_index(tmp_path / "one")
    assert (tmp_path / "one" / "feed.xml").read_bytes() == first
    before = _feed(tmp_path / "one")
    publish(OTHER, tmp_path / "one")
    publish(GOOD, tmp_path / "one")
    after = _feed(tmp_path / "one")
    assert _texts(after)["id"] == _texts(before)["id"]
    entries = [{_texts(entry)["id"] for entry in feed.findall(f"{ATOM}entry")} for feed in (before, after)]
    assert entries[0].isdisjoint(entries[1])


def test_nothing_published_and_a_card_of_another_hand(tmp_path: Path) -> None:
    """The feed is valid all the same: it always says when it was updated."""
    write_index(tmp_path)
    assert _texts(_feed(tmp_path))["updated"] == "1970-01-01T00:00:00Z"
    card = publish(GOOD, tmp_path) / "run.json"
    kept = json.loads(card.read_text(encoding="utf-8"))
    for wrong in ({"started": "soon"}, {"run": "../.."}):
        card.write_text(json.dumps(kept | wrong), encoding="utf-8")
        write_index(tmp_path)
        assert _feed(tmp_path).findall(f"{ATOM}entry") == []
    card.write_text(json.dumps(kept | {"language": ["x"], "parameters": {"x": [1]}}), encoding="utf-8")
    write_index(tmp_path)
    assert len(_feed(tmp_path).findall(f"{ATOM}entry")) == 1


def test_a_feed_of_somebody_elses_is_not_replaced(tmp_path: Path) -> None:
    """As a page is not."""
    publish(GOOD, tmp_path)
    (tmp_path / ".feed.xml.abcd.part").touch()
    remove_leftovers(tmp_path)
    require_own_list(tmp_path)
    assert list(tmp_path.glob(".feed*")) == []
    (tmp_path / "feed.xml").write_text("<feed/>", encoding="utf-8")
    with pytest.raises(UserError, match=r"feed\.xml: expected a list of reports, got another page"):
        require_own_list(tmp_path)
