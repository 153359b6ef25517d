"""Which words a figure is told with, and which of them no figure has had before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from partyresearch.collection.place import find_collection
from partyresearch.intake import familiar
from partyresearch.intake.candidates import Candidate
from partyresearch.intake.cues import load_cues
from partyresearch.intake.find import Finder
from partyresearch.intake.reading import find_candidates
from partyresearch.intake.register import Register

FINDER = Finder(find_collection())


def _read(text: str) -> Candidate:
    return next(c for c in FINDER.read(text).candidates if c.printed == "62")


@pytest.mark.parametrize(
    ("text", "before", "behind"),
    [
        ("Năm 2022, huyện Bình Sơn đã kết nạp 62 đảng viên mới, vui.", "đã kết nạp", "đảng viên mới"),
        ("(QBĐT) - Trong năm, kết nạp 62 đảng viên (ĐV)", "trong năm kết nạp", "đảng viên"),
        ("Vui. Ngày Nguyễn Văn An kết nạp 62 em; 5", "ngày ^ ^ ^ kết nạp", "em"),
        ("Vui. Riêng Nguyễn An trao Huy hiệu cho 62 đảng viên", "riêng ^ ^ trao huy hiệu cho", "đảng viên"),
        ("Huyện Bình Sơn, tỉnh Quảng Ngãi kết nạp 62 em ở Bình Sơn", "kết nạp", "em ở ^ ^"),
        ("Vui. Xã thuộc huyện Bình Sơn kết nạp 62", "xã thuộc huyện kết nạp", ""),
    ],
)
def test_the_words_of_a_number(text: str, before: str, behind: str) -> None:
    """From the name of its organisation or the beginning of its sentence; names are one sign, those of its own none."""
    found = _read(text)
    assert (" ".join(found.own_before), " ".join(found.own_behind)) == (before, behind)


def test_words_that_are_new() -> None:
    """Before a number also those of a name; not those that the cue itself has, nor what counts in words."""
    known = Candidate(0, 2, "62", own_before=("đã", "kết", "nạp", "ba"), own_behind=("đảng", "viên", "^"))
    assert familiar.unfamiliar(known) == ([], [])
    strange = known._replace(own_before=("kết", "^", "hờ"), own_behind=("mầm", "xanh"))
    assert familiar.unfamiliar(strange) == (["^", "hờ"], ["mầm", "xanh"])
    assert familiar.unfamiliar(strange._replace(cues=("hờ kết # mầm xanh",))) == (["^"], [])


def test_a_cue_of_ones_own_teaches_its_words(tmp_path: Path) -> None:
    """A noun that only it has makes no figure unsure."""
    own = tmp_path / "own.csv"
    own.write_text("kind,value,words,points,note\nmetric,members_admitted,kết nạp # mầm xanh,16,\n", encoding="utf-8")
    text = "Năm 2022, Đảng bộ huyện Bình Sơn kết nạp 62 mầm xanh."
    for cues, decision in ((load_cues(), "unsure"), (load_cues(own), "figure")):
        found = find_candidates(text, Register(), {"members_admitted": ("persons", "flow")}, cues)
        assert next(c for c in found.candidates if c.printed == "62").candidate == decision


def test_the_shipped_words_are_single_words() -> None:
    """In order, each once, without spaces: no run of an article's words is among them."""
    words = json.loads(familiar.FILE.read_text(encoding="utf-8"))
    for side in ("before", "behind"):
        assert words[side] == sorted(set(words[side]))
        assert all(word.isalpha() and word == word.lower() for word in words[side])
