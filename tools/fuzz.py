"""Read texts that nobody would write: `python tools/fuzz.py [N] [SEED]` prints what crashes or is wrong."""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable
from itertools import pairwise

from partyresearch.collection.place import find_collection
from partyresearch.intake.cues import load_cues
from partyresearch.intake.find import Finder

_WORDS = sorted({word for cue in load_cues().cues for key in cue.keys for word in key})
_PIECES = [
    "62",
    "2.564",
    "100,87%",
    "17 /18",
    "8% - 9%",
    "14/12/2023",
    "2020 - 2025",
    "năm 2023",
    "quý I/2024",
    "30/2/2024",
    "tháng 13/2024",
    "Đảng bộ huyện Mỹ Lộc",
    "Huyện ủy",
    "Khối",
    "Chi bộ thôn",
    "TP.",
    "\n- ",
    "\n",
    ". ",
    "; ",
    ", ",
    ": ",
    "(",
    ")",
    "<b>",
    "</",
    "&nbsp;",
    "&#1;",
    "\u00ad",
    "\u0301",
    "\ufeff",
    "\r",
    "\t",
    "%",
    "/",
    "-",
    "5 triệu",
    "một nghìn",
    "không",
    "0",
    "00",
    "١٢",
    "²",
    "½",
    "Tin liên quan",
    "Lượt xem",
    "hiện có",
    "đến nay",
    "từ đầu năm",
    "trong 6 tháng",
]


def main() -> None:
    """Read, check the spans, and print the number of texts and the seconds."""
    count, seed = (int(word) for word in [*sys.argv[1:], *["1000000", "1"][len(sys.argv) - 1 :]][:2])
    rng, finder = random.Random(seed), Finder(find_collection())
    makers: list[Callable[[random.Random], str]] = [_mixed, _unicode, _mixed]
    wrong, slowest, begun = 0, (0.0, ""), time.perf_counter()
    for _ in range(count):
        text = rng.choice(makers)(rng)
        start = time.perf_counter()
        try:
            spans = [(c.start, c.end) for c in finder.read(text).candidates]
            _check(text, spans)
        except Exception as error:
            wrong += 1
            print(f"{type(error).__name__}: {error}: {text!r}")
        slowest = max(slowest, (time.perf_counter() - start, text))
    seconds = time.perf_counter() - begun
    print(f"{count} texts in {seconds:.0f} s, {wrong} wrong")
    print(f"the slowest took {slowest[0] * 1000:.0f} ms: {slowest[1][:60]!r}")
    sys.exit(bool(wrong))


def _mixed(rng: random.Random) -> str:
    return rng.choice(["", " "]).join(rng.choice(rng.choice((_PIECES, _WORDS))) for _ in range(rng.randrange(14)))


def _unicode(rng: random.Random) -> str:
    last = rng.choice([0x7F, 0x250, 0x1EFF, 0xD7FF, 0x10FFFF])
    points = (rng.randrange(last) for _ in range(rng.randrange(40)))
    return "".join(chr(point) for point in points if not 0xD800 <= point < 0xE000)


def _check(text: str, spans: list[tuple[int, int]]) -> None:
    assert spans == sorted(spans), "spans out of order"
    assert all(before[1] <= after[0] for before, after in pairwise(spans)), "spans overlap"
    for run in re.finditer(r"[0-9]+", text):
        assert any(s < run.end() and run.start() < e for s, e in spans), f"{run[0]} is in no candidate"


if __name__ == "__main__":
    main()
