"""How well the rules of `partyresearch find` read: against the coded articles, and against sentences of our own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from coded_texts import Comparisons, load_sentences, metrics_of, read_article, read_articles, read_sentences, score

from partyresearch.collection.place import TEXTS_VARIABLE, find_collection
from partyresearch.collection.texts import find_texts
from partyresearch.intake.cues import CueTable, load_cues
from partyresearch.tables.read import read_raw

WRITTEN = Path(__file__).resolve().parents[1] / "tests" / "intake"
SETS = {
    "sentences": "written for the rules: formats and traps",
    "articles": "whole articles, written for the rules",
    "more": "articles and sentences that the rules were corrected by later",
    "held_out": "articles and sentences that no rule was written for",
}


def main() -> None:
    """Print the tables."""
    cues, raw, texts = load_cues(), read_raw(find_collection()), find_texts()
    written: dict[str, Comparisons] = {}
    for name, about in SETS.items():
        written[name] = read_sentences(load_sentences(WRITTEN / f"{name}.toml"), metrics_of(raw), cues)
        _show(f"{name}: {about}", score(written[name]).loc[["all"]])
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
