"""Rules of spans: each is as long as what it prints and within its article, and no two overlap."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from operator import itemgetter

from partyresearch.collection.problems import Problem
from partyresearch.tables.sheets import ANCHOR, ANCHORED, Sheets


def check_spans(sheets: Sheets) -> Iterator[Problem]:
    """Ends after starts, within the article, as long as what is printed; no two spans of an article overlap."""
    articles = sheets["raw-articles"]
    malformed = articles.malformed("article_id", "n_characters")
    rows = zip(articles.lines, articles.rows("article_id", "n_characters"), strict=True)
    sizes = dict(reversed([(article, int(size)) for line, (article, size) in rows if line not in malformed]))
    spans = []
    lengths = cache(lambda printed: (len(printed), len(unicodedata.normalize("NFD", printed))))
    for sheet in (sheets[name] for name in ANCHORED):
        malformed = sheet.malformed(*ANCHOR)
        for line, (article, first, last, printed) in zip(sheet.lines, sheet.rows(*ANCHOR), strict=True):
            if line in malformed:
                continue
            start, end = int(first), int(last)
            spans.append((article, start, end, sheet.label, line))
            composed, decomposed = lengths(printed)
            if not composed <= end - start <= decomposed:
                expected = f"{start + composed}, for {printed!r} has {composed} characters"
                yield Problem(sheet.label, line, "end", last, expected)
            if end > sizes.get(article, end):
                expected = f"a span within the article's {sizes[article]} characters"
                yield Problem(sheet.label, line, "start, end", f"{start} to {end}", expected)
    yield from _check_overlaps(spans)


def _check_overlaps(spans: list[tuple[str, int, int, str, int]]) -> Iterator[Problem]:
    """No two spans of an article, by their starts and ends, overlap."""
    spans.sort(key=itemgetter(0, 1, 2))  # stable: of the same spans that of the figures comes first
    before, reach, known = "", 0, set[tuple[str, int]]()
    for article, start, end, label, line in spans:
        if article != before:
            before, reach, known = article, 0, set()
        if start < reach and (label, start) not in known:  # a duplicate key has been reported
            got = f"{start} to {end}, which overlaps another span of {article}"
            yield Problem(label, line, "start, end", got, "each character in one span")
        known.add((label, start))
        reach = max(reach, end)
