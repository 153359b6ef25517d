"""How well the rules of `partyresearch find` read: against the coded articles, and against sentences of our own.

Of what is called a figure so many are wrong in any field; beside it how many of the known figures are called.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from coded_texts import (
    FIELDS,
    Comparisons,
    Row,
    called,
    known,
    load_sentences,
    metrics_of,
    read_article,
    read_articles,
    read_sentences,
    score,
    wrong_fields,
)

from partyresearch.collection.place import TEXTS_VARIABLE, find_collection
from partyresearch.collection.texts import find_texts
from partyresearch.intake.cues import CueTable, load_cues
from partyresearch.tables.read import read_raw

WRITTEN = Path(__file__).resolve().parents[1] / "tests" / "intake"
SETS = {
    "sentences": "written for the rules: formats and traps",
    "articles": "whole articles, written for the rules",
    "more": "articles and sentences that the rules were corrected by later",
    "held_out": "articles and sentences that no rule was written for at first",
    "kinds": "sentences by kinds of fault, of which the rules were corrected by some; one number of each is coded",
}
_TRIED = {  # sets of public articles on recruitment → how many of the figures called were wrong at first sight
    "second": "6 of 30",
    "third": "6 of 21",
    "fourth": "17 of 42",
    "fifth": "7 of 41",
    "sixth": "15 of 57",
    "seventh": "5 of 17",
    "eighth": "3 of 20",
    "tenth": "7 of 29",
    "eleventh": "none of 29",
    "twelfth": "2 of 10",
    "fifteenth": "5 of 28",
    "sixteenth": "6 of 11",
    "seventeenth": "3 of 18",
    "eighteenth": "6 of 33",
    "nineteenth": "6 of 26",
    "twentieth": "8 of 23",
    "twentyone": "2 of 10",
    "twentytwo": "2 of 11",
    "twentythree": "1 of 6",
    "thirteenth": "2 of 24",
    "fourteenth": "2 of 4",
    "twentyfour": "none of 11",
    "twentyfive": "none of 4",
    "twentysix": "4 of 19",
    "twentyseven": "5 of 21",
    "twentyeight": "2 of 25",
    "twentynine": "2 of 6",
    "thirtytwo": "2 of 15",
    "thirtythree": "none of 16",
    "thirtyfour": "3 of 27",
    "thirtysix": "3 of 7",
}
PUBLIC = {
    name: f"public articles on recruitment, retold: {wrong} wrong at first sight, then corrected by"
    for name, wrong in _TRIED.items()
}
PUBLIC |= {
    "dev": "public articles on recruitment, retold, that the rules were corrected by",
    "ninth": "public articles on recruitment, retold: tried once, at the end (4 of 28 figures were wrong)",
    "thirty": "public articles on recruitment, retold: tried once, at the end (none of 11 was wrong)",
    "thirtyone": "public articles on recruitment, retold: tried once, at the end (none of 4 was wrong)",
    "thirtyfive": "public articles on recruitment, retold: tried once, at the end (none of 19 was wrong)",
    "neighbours": "public articles of neighbouring genres, retold: tried once (1 figure called, and right)",
    "neighbours2": "public articles of neighbouring genres, retold: tried once (1 of 6 was wrong), then corrected by",
    "neighbours3": "public articles of neighbouring genres, retold: tried once (no figure was called)",
    "neighbours4": "public articles of neighbouring genres, retold: tried once (2 of 4 were wrong), then corrected by",
    "neighbours5": "public articles of neighbouring genres, retold: tried once (none of 16 was wrong)",
    "near": "public articles of neighbouring genres, retold",
}
# A figure is told whole if a person who has only the text, and its day, knows all of these: no other can be called.
_TOLD = ("organisation", "group", "period_start", "period_end")
_STEPS = 5  # of the scores, in the table of reliability


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "public", nargs="?", type=Path, help="folder of the texts of tests/intake/public, in a folder each"
    )
    public = parser.parse_args().public
    cues, raw, texts = load_cues(), read_raw(find_collection()), find_texts()
    written: dict[str, Comparisons] = {}
    for name, about in SETS.items():
        written[name] = read_sentences(load_sentences(WRITTEN / f"{name}.toml"), metrics_of(raw), cues)
        if name == "kinds":
            written[name] = {text: [row for row in rows if "row" in row] for text, rows in written[name].items()}
        else:
            _show(f"{name}: {about}", score(written[name]).loc[["all"]])
    if public is not None:
        for name, about in PUBLIC.items():
            if not (public / name).is_dir():
                continue
            articles = load_sentences(WRITTEN / "public" / f"{name}.toml", public / name)
            SETS[name], written[name] = about, read_sentences(articles, metrics_of(raw), cues)
    _show("what is called a figure", pd.DataFrame(list(map(_called, written.values())), index=list(written)))
    for name in written:
        print(f"  {name}: {SETS[name]}")
    _show("\nwhat is called a figure and right, by its score", _reliability(written.values()))
    if texts is None:
        print(f"the articles' texts are not at hand ({TEXTS_VARIABLE}): nothing to compare with their coded rows")
        return
    articles = read_articles(raw, texts, cues)
    _show("the articles of the collection, their organisations known", score(articles))
    own_cues = _own_cues(articles, written.values())
    left_out = {
        # each article without the cues that only it needs, and without the organisations that only it names
        article: read_article(raw, article, texts, _without(cues, words), know_own=False)
        for article, words in own_cues.items()
    }
    title = "each of them with what speaks for it elsewhere only: its own cues and organisations left out"
    _show(title, score(left_out))
    print("cues that figures of one article only rest on, in no other article and in none of our own sentences:")
    for article, words in own_cues.items():
        print(f"  {article}: {'; '.join(sorted(words)) or 'none'}")


def _show(title: str, table: pd.DataFrame) -> None:
    print(f"{title}\n{table.round(1).to_string()}\n")


def _called(comparisons: Comparisons) -> dict[str, object]:
    """Counts of one set: known figures, those called, what is called, and what of that is wrong, by field."""
    wanted, found = known(comparisons), called(comparisons)
    wrong = [wrong_fields(row) for row in found]
    fields = Counter(name for names in wrong for name in names)
    right = sum(row["found"] and not wrong_fields(row) for row in wanted)
    whole = [row for row in wanted if all(row["row"].get(name) for name in _TOLD)]
    return {
        "known": len(wanted),
        "spans found": sum(row["found"] for row in wanted),
        "known and called": _count_called(wanted),
        "told whole": len(whole),
        "told whole and called": _count_called(whole),
        "called": len(found),
        "wrong": sum(map(bool, wrong)),
        **{f"wrong {name}": fields[name] for name in ("no figure", *FIELDS, "value")},
        "proposed right in every field": right,
    }


def _count_called(rows: list[Row]) -> int:
    return sum(row["found"] and row["candidate"].candidate == "figure" for row in rows)


def _reliability(sets: Iterable[Comparisons]) -> pd.DataFrame:
    """Of the figures called with a score, how many are right in every field."""
    rows = [(row.get("extra") or row["candidate"], wrong_fields(row)) for one in sets for row in called(one)]
    frame = pd.DataFrame([(min(int(c.score * _STEPS), _STEPS - 1) / _STEPS, not wrong) for c, wrong in rows])
    table = frame.groupby(0)[1].agg(["size", "sum", "mean"]).rename(columns={"size": "called", "sum": "right"})
    return table.rename_axis("score from").assign(mean=table["mean"] * 100).rename(columns={"mean": "% right"})


def _without(cues: CueTable, words: set[str]) -> CueTable:
    return CueTable([cue for cue in cues.cues if cue.words not in words])


def _own_cues(articles: Comparisons, written: Iterable[Comparisons]) -> dict[str, set[str]]:
    """Article → the words of the cues that only it needs."""
    used = {article: _used_cues({article: rows}) for article, rows in articles.items()}
    in_sentences = set().union(*(_used_cues(sentences) for sentences in written))
    counts = Counter(words for article in used.values() for words in article)
    return {article: {words for words in cues if counts[words] == 1} - in_sentences for article, cues in used.items()}


def _used_cues(comparisons: Comparisons) -> set[str]:
    candidates = [row.get("candidate") for rows in comparisons.values() for row in rows]
    return {words for candidate in candidates if candidate is not None for words in candidate.cues}


if __name__ == "__main__":
    main()
