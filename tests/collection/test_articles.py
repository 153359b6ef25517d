"""The coded figures against the articles themselves, and the articles' absence from the repository."""

from __future__ import annotations

import csv
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest

from partyresearch.collection.place import Collection
from partyresearch.collection.texts import context, read_text
from partyresearch.tables.read import read_raw

ROOT = Path(__file__).resolve().parents[2]


def test_every_span_stands_in_the_texts(own: Collection, texts: Path) -> None:
    """Every figure can be audited."""
    read_raw(own, texts)


def test_every_run_of_digits_is_in_exactly_one_row(own: Collection, texts: Path) -> None:
    """Coding is exhaustive; counted here apart from the program's own check."""
    raw = read_raw(own)
    for article in raw.frame("articles").itertuples():
        text = read_text(texts, article.source_file)
        spans = [
            (int(row.start), int(row.end))
            for frame in (raw.frame("figures"), raw.frame("exclusions"))
            for row in frame[frame["article_id"].eq(article.article_id)].itertuples()
        ]
        for run in re.finditer("[0-9]+", text):
            holders = [span for span in spans if span[0] <= run.start() and run.end() <= span[1]]
            assert len(holders) == 1, (article.article_id, run)


@pytest.mark.parametrize("name", ["first", "second"])
def test_the_coding_passes_stand_in_the_texts(own: Collection, texts: Path, name: str) -> None:
    """The two passes are kept as they were, and were careful."""
    files = {row.article_id: row.source_file for row in read_raw(own).frame("articles").itertuples()}
    for file in ("figures.csv", "exclusions.csv"):
        with (own.root / "raw" / "coding" / name / file).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                text = read_text(texts, files[row["article_id"]])
                assert text[int(row["start"]) : int(row["end"])] == row["printed"]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())


def test_no_sentence_of_an_article_is_in_the_repository(own: Collection, texts: Path) -> None:
    """No run of ten words of a text stands in a tracked file; titles as citations may."""
    run = 10  # names of organisations have up to nine
    shingles: set[tuple[str, ...]] = set()
    for article in read_raw(own).frame("articles").itertuples():
        words = _words(read_text(texts, article.source_file))
        shingles |= {tuple(words[i : i + run]) for i in range(len(words) - run + 1)}
        title = _words(f"{article.title} {article.publisher}")  # as the citation has them
        shingles -= {tuple(title[i : i + run]) for i in range(len(title) - run + 1)}
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: what is tracked is not known")
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file():
            words = _words(path.read_bytes().decode("utf-8", errors="ignore"))
            copied = [words[i : i + run] for i in range(len(words) - run + 1) if tuple(words[i : i + run]) in shingles]
            assert not copied, (name, " ".join(copied[0]))


def test_words_around_a_figure_are_whole() -> None:
    """Cut between words, wherever the width would cut them; at the ends of a text nothing is cut."""
    text = "một hai ba 62 bốn năm sáu"
    assert context(text, 11, 13, width=5) == "ba [62] bốn"
    assert context(text, 11, 13, width=100) == "một hai ba [62] bốn năm sáu"
    assert context("dài[62]quá", 4, 6, width=2) == "[62]"
