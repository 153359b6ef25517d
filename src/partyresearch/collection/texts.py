"""The articles' texts, which are kept outside the repository, and the anchors that point into them."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from partyresearch.collection.files import read_file
from partyresearch.collection.place import TEXTS_VARIABLE
from partyresearch.collection.problems import Problem, UserError

_DIGITS = re.compile(r"[0-9]+")


def find_texts(texts: str | os.PathLike[str] | None = None) -> Path | None:
    """Find the folder of the articles' texts: the argument, else ``PARTYRESEARCH_TEXTS``, else none."""
    named = os.fspath(texts) if texts else os.environ.get(TEXTS_VARIABLE, "")
    if not named:
        return None
    if not Path(named).is_dir():
        raise UserError(f"{named}: no such folder of texts (from --texts or {TEXTS_VARIABLE})")
    return Path(named)


def read_text(folder: Path, source_file: str) -> str:
    """Read an article's text exactly as its offsets count it: decoded, otherwise untouched."""
    return read_file(folder / source_file).decode("utf-8")


def coded_text(folder: Path, source_file: str, digest: str) -> str:
    """Read an article's text if it is at hand and is the one that was coded; nothing if it is not."""
    try:
        data = read_file(folder / source_file)
    except OSError:
        return ""
    return data.decode("utf-8") if hashlib.sha256(data).hexdigest() == digest else ""


def same_text(span: str, printed: str) -> bool:
    """Whether a span of a text is what the table says; the text may be in NFD."""
    return unicodedata.normalize("NFC", span) == printed


def at_hand(articles: pd.DataFrame, folder: Path) -> pd.Series:
    """Whether the text of each article is in the folder; nobody needs all texts of a collection."""
    there = [os.path.exists(folder / name) for name in articles["source_file"]]
    return pd.Series(there, index=articles.index, dtype=bool)


def verify(
    articles: pd.DataFrame, spans: Mapping[str, pd.DataFrame], folder: Path, label: str, complete: bool = True
) -> list[Problem]:
    """Re-read every span whose text is at hand; if ``complete``, every run of digits must lie in a span.

    Messages call the table of articles ``label``, and each table of spans by its key.
    """
    problems: list[Problem] = []
    groups = {file: dict(list(frame.groupby("article_id"))) for file, frame in spans.items()}
    there = at_hand(articles, folder)
    if len(articles) and not there.any():
        return [Problem(label, None, "source_file", "none of them there", "their texts in the folder of texts")]
    for article in articles[there].itertuples():
        text, wrong = _read_coded_text(article, folder, label)
        problems += wrong
        if text is None:
            continue
        own = {file: group[article.article_id] for file, group in groups.items() if article.article_id in group}
        problems += _mismatches(text, own)
        if complete:
            problems += _uncovered_digits(text, own, article.article_id, " or ".join(spans))
    return problems


def _read_coded_text(article: Any, folder: Path, label: str) -> tuple[str | None, list[Problem]]:
    """Return the text of an article if it is the one that was coded."""
    line, name = article.Index, article.source_file
    try:
        data = read_file(folder / name)
    except OSError:
        return None, [Problem(label, line, "source_file", f"no {name!r} there", "its text in the folder of texts")]
    digest = hashlib.sha256(data).hexdigest()
    if digest != article.sha256:
        expected = f"{digest}, that of {name}, if this is the text that was coded; a changed text must be coded anew"
        return None, [Problem(label, line, "sha256", article.sha256, expected)]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [Problem(label, line, "source_file", f"{name!r}, not UTF-8 ({error.reason})", "a text in UTF-8")]
    if str(len(text)) != article.n_characters:
        return text, [Problem(label, line, "n_characters", article.n_characters, str(len(text)))]
    return text, []


def _mismatches(text: str, spans: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    for label, frame in spans.items():
        for row in frame.itertuples():
            span = text[int(row.start) : int(row.end)]
            if not same_text(span, row.printed):
                yield Problem(label, row.Index, "printed", f"{row.printed!r}", _describe_span(text, row, span))


def _describe_span(text: str, row: Any, span: str) -> str:
    """Say what stands at the span, and where the printed characters stand near it."""
    # 100 characters: about a sentence, in which a shifted span still means the same number
    start = max(0, int(row.start) - 100)
    offsets = [start + match.start() for match in re.finditer(re.escape(row.printed), text[start : int(row.end) + 100])]
    here = f"{span!r}, which stands at {row.start} to {row.end}"
    if not offsets:
        return here
    nearest = min(offsets, key=lambda offset: abs(offset - int(row.start)))
    return f"{here}; or start {nearest} and end {nearest + len(row.printed)}, where {row.printed!r} stands"


def _uncovered_digits(text: str, spans: Mapping[str, pd.DataFrame], article: str, files: str) -> Iterator[Problem]:
    owner = [0] * len(text)  # of each character: the number of the row that has it
    for number, row in enumerate((row for frame in spans.values() for row in frame.itertuples()), 1):
        start, end = int(row.start), min(int(row.end), len(text))
        owner[start:end] = [number] * max(0, end - start)
    for run in _DIGITS.finditer(text):
        owners = set(owner[run.start() : run.end()])
        if 0 in owners or len(owners) > 1:
            got = f"the digits {run[0]!r} of {article} at {run.start()} in no row, or in pieces"
            yield Problem(files, None, "", got, "each run of digits in exactly one row")


def context(text: str, start: int, end: int, width: int = 60) -> str:
    """Return a span between brackets with the whole words around it."""
    first, last = max(0, start - width), min(len(text), end + width)
    while 0 < first < start and not text[first - 1].isspace():
        first += 1
    while end < last < len(text) and not text[last].isspace():
        last -= 1
    before, after = text[first:start], text[end:last]
    return " ".join(f"{before}[{text[start:end]}]{after}".split())
