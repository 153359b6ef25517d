"""How well the rules of `partyresearch find` read: against the coded articles, and against sentences of our own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from partyresearch.collection.place import TEXTS_VARIABLE, find_collection
from partyresearch.collection.texts import find_texts
from partyresearch.intake.coded import articles_read, read_sentences, sentences_read, vocabulary
from partyresearch.intake.cues import Cues, load_cues
from partyresearch.intake.evaluate import scores
from partyresearch.tables.read import read_raw

WRITTEN = Path(__file__).resolve().parents[1] / "tests" / "intake"
SETS = {
    "sentences": "written for the rules: formats and traps",
    "articles": "whole articles, written for the rules",
    "more": "articles and sentences that the rules were corrected by later",
    "held_out": "articles and sentences that no rule was written for",
}
Rows = Mapping[str, list[dict[str, Any]]]


def main() -> None:
    """Print the tables."""
    cues, collection, texts = load_cues(), find_collection(), find_texts()
    metrics = vocabulary(read_raw(collection))
    written: dict[str, Rows] = {}
    for name, about in SETS.items():
        if (WRITTEN / f"{name}.toml").exists():
            written[name] = sentences_read(read_sentences(WRITTEN / f"{name}.toml"), metrics, cues)
            _show(f"{name}: {about}", scores(written[name]).loc[["all"]])
    if texts is None:
        print(f"the articles' texts are not at hand ({TEXTS_VARIABLE}): nothing to compare with their coded rows")
        return
    read = articles_read(collection, texts, cues)
    _show("the articles of the collection, their organisations known", scores(read))
    left_out = _left_one_out(cues, read, written.values(), texts)
    _show(
        "each of them with what speaks for it elsewhere only: its own cues and organisations left out", scores(left_out)
    )
    print("cues that figures of one article only rest on, in no other article and in none of our own sentences:")
    for article, words in _only(read, written.values()).items():
        print(f"  {article}: {'; '.join(sorted(words)) or 'none'}")


def _show(title: str, table: pd.DataFrame) -> None:
    print(f"{title}\n{table.round(1).to_string()}\n")


def _left_one_out(cues: Cues, read: Rows, written: Iterable[Rows], texts: Path) -> Rows:
    """Each article without the cues that only it needs, and without the organisations that only it names."""
    result = {}
    for article, words in _only(read, written).items():
        result |= articles_read(find_collection(), texts, cues.without(words), own=False, only=article)
    return result


def _only(read: Rows, written: Iterable[Rows]) -> dict[str, set[str]]:
    used = {article: _used(rows) for article, rows in read.items()}
    ours = set().union(*(_used(rows) for one in written for rows in one.values()))
    often = Counter(word for words in used.values() for word in words)
    return {article: {word for word in words if often[word] == 1} - ours for article, words in used.items()}


def _used(rows: list[dict[str, Any]]) -> set[str]:
    return {word for row in rows if (c := row.get("candidate")) is not None for word in c.cues}


if __name__ == "__main__":
    main()
