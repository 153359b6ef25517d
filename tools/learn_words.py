"""Learn the words that figures read rightly have, from the texts at hand and from our own sentences: familiar.json.

Prints of each set of public articles at hand how many numbers are called figures and how many of them are wrong: at
first, and if only the words of the other sets and those learned before are familiar. Words that were learned before
stay, for most of the texts that they are from are not kept. Some sets are never learned from.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Set
from pathlib import Path

from coded_texts import Comparisons, called, load_sentences, metrics_of, read_articles, read_sentences, wrong_fields
from evaluate import PUBLIC, SETS, WRITTEN

from partyresearch.collection.place import TEXTS_VARIABLE, find_collection
from partyresearch.collection.texts import find_texts
from partyresearch.intake import doubts, familiar
from partyresearch.intake.candidates import Candidate
from partyresearch.intake.cues import load_cues
from partyresearch.tables.read import read_raw

KEPT = ("held_out", "ninth", "thirteenth", "fourteenth")  # to measure on
Words = tuple[Set[str], Set[str]]


def main() -> None:
    """Print the table; write the words of all sets but those kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("public", type=Path, help="folder of the texts of tests/intake/public, in a folder each")
    known = familiar.load_words()
    sets = read_sets(parser.parse_args().public)
    print("set          called wrong | with the words of the other sets: called wrong")
    for name in [name for name in PUBLIC if name in sets]:
        own = called(sets[name])
        words = learn((sets[other] for other in sets if other not in (name, *KEPT)), known)
        kept = [row for row in own if is_familiar(row.get("extra") or row["candidate"], words)]
        counts = [len(own), sum(map(bool, map(wrong_fields, own))), len(kept)]
        print(f"{name:12} {counts[0]:6} {counts[1]:5} | {counts[2]:6} {sum(map(bool, map(wrong_fields, kept))):5}")
    before, behind = learn((sets[name] for name in sets if name not in KEPT), known)
    text = json.dumps({"before": sorted(before), "behind": sorted(behind)}, ensure_ascii=False, indent=0)
    familiar.FILE.write_text(f"{text}\n", encoding="utf-8")
    print(f"{len(before)} words before numbers, {len(behind)} behind them")


def read_sets(public: Path) -> dict[str, Comparisons]:
    """Read every coded text as if every word were familiar."""
    doubts.unfamiliar = lambda _: ([], [])
    cues, raw, texts = load_cues(), read_raw(find_collection()), find_texts()
    at_hand = [name for name in PUBLIC if (public / name).is_dir()]
    if texts is None or not at_hand:
        missing = str(public) if texts else TEXTS_VARIABLE
        sys.exit(f"nothing learned: expected the collection's texts and some public ones, got none in {missing}")
    sets = {name: read_sentences(load_sentences(WRITTEN / f"{name}.toml"), metrics_of(raw), cues) for name in SETS}
    for name in at_hand:
        articles = load_sentences(WRITTEN / "public" / f"{name}.toml", public / name)
        sets[name] = read_sentences(articles, metrics_of(raw), cues)
    return sets | {"the collection": read_articles(raw, texts, cues)}


def learn(sets: Iterable[Comparisons], known: Words) -> Words:
    """The words before and behind the figures that are read rightly in every field, names left out, and those known."""
    rows = [row for comparisons in sets for rows in comparisons.values() for row in rows if row.get("found")]
    figures = [row["candidate"] for row in rows if not wrong_fields(row)]
    before = {word for figure in figures for word in figure.own_before}
    behind = {word for figure in figures for word in figure.own_behind}
    return (before | known[0]) - {familiar.NAME}, (behind | known[1]) - {familiar.NAME}


def is_familiar(figure: Candidate, words: Words) -> bool:
    """Whether all words of a figure are among some."""
    return words[0].issuperset(figure.own_before) and words[1].issuperset({*figure.own_behind} - {familiar.NAME})


if __name__ == "__main__":
    main()
