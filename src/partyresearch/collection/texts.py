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
    return (folder / source_file).read_bytes().decode("utf-8")


def same_text(found: str, printed: str) -> bool:
    """Whether a span of a text is what the table says; a text in NFD is accepted."""
    return unicodedata.normalize("NFC", found) == printed


def verify(
    articles: pd.DataFrame,
    spans: Mapping[str, pd.DataFrame],
    folder: Path,
    articles_label: str,
    *,
    complete: bool = True,
) -> list[Problem]:
    """Re-read every span in the articles themselves."""
    problems: list[Problem] = []
    groups = {label: dict(list(frame.groupby("article_id"))) for label, frame in spans.items()}
    for article in articles.itertuples():
        text, found = _text(article, folder, articles_label)
        problems += found
        if text is None:
            continue
        mine = {label: group[article.article_id] for label, group in groups.items() if article.article_id in group}
        problems += _mismatches(text, mine)
        if complete:
            problems += _uncovered(text, mine, article.article_id, " or ".join(spans))
    return problems


def _text(article: Any, folder: Path, label: str) -> tuple[str | None, list[Problem]]:
    """The text of an article if it is the one that was coded."""
    line, name = article.Index, article.source_file
    try:
        data = (folder / name).read_bytes()
    except OSError:
        return None, [Problem(label, line, "source_file", f"no {name!r} among the texts", "its text there")]
    digest = hashlib.sha256(data).hexdigest()
    if digest != article.sha256:
        right = f"{digest}, that of {name}, if this is the text that was coded; a changed text must be coded anew"
        return None, [Problem(label, line, "sha256", article.sha256, right)]
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
            found = text[int(row.start) : int(row.end)]
            if not same_text(found, row.printed):
                yield Problem(label, row.Index, "printed", f"{row.printed!r}", _near(text, row, found))


def _near(text: str, row: Any, found: str) -> str:
    """What stands at the span, and where the printed characters stand near it."""
    start = max(0, int(row.start) - 100)
    places = [start + match.start() for match in re.finditer(re.escape(row.printed), text[start : int(row.end) + 100])]
    here = f"{found!r}, which stands at {row.start} to {row.end}"
    if not places:
        return here
    best = min(places, key=lambda place: abs(place - int(row.start)))
    return f"{here}; or start {best} and end {best + len(row.printed)}, where {row.printed!r} stands"


def _uncovered(text: str, spans: Mapping[str, pd.DataFrame], article: str, files: str) -> Iterator[Problem]:
    owner = [0] * len(text)
    for number, row in enumerate((row for frame in spans.values() for row in frame.itertuples()), 1):
        start, end = int(row.start), min(int(row.end), len(text))
        owner[start:end] = [number] * max(0, end - start)
    for run in _DIGITS.finditer(text):
        owners = set(owner[run.start() : run.end()])
        if 0 in owners or len(owners) > 1:
            found = f"the digits {run[0]!r} of {article} at {run.start()} in no row, or in pieces"
            yield Problem(files, None, "", found, "each run of digits in exactly one row")


def context(text: str, start: int, end: int, width: int = 60) -> str:
    """Return a span between brackets with the words around it."""
    before, after = text[max(0, start - width) : start], text[end : end + width]
    return " ".join(f"{before}[{text[start:end]}]{after}".split())
