"""Texts that people have coded, read by the rules: the articles of a collection, and sentences written for them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from partyresearch.collection.place import Collection
from partyresearch.collection.texts import read_text
from partyresearch.intake.cues import Cues
from partyresearch.intake.evaluate import compare
from partyresearch.intake.organisations import Register, register
from partyresearch.intake.reading import find_candidates
from partyresearch.tables.read import RawTables, read_raw


def vocabulary(raw: RawTables) -> dict[str, tuple[str, str]]:
    """Metric → unit and measure."""
    return {m.metric: (m.unit, m.measure) for m in raw.metrics.itertuples()}


def known_organisations(raw: RawTables, but: Iterable[str] = ()) -> Register:
    """The collection's organisations, by what texts call them."""
    left_out = set(but)
    rows = raw.organisations[["organisation_id", "name", "level", "parent_id"]].itertuples(index=False, name=None)
    return register(row for row in rows if row[0] not in left_out)


def coded_rows(raw: RawTables, article_id: str) -> list[dict[str, Any]]:
    """What people have coded of an article, as :func:`compare` wants it."""
    rows: list[dict[str, Any]] = []
    for row in raw.figures[raw.figures["article_id"] == article_id].itertuples():
        fields = {name: getattr(row, name) for name in ("printed", "bound", "metric", "group", "status")}
        period = {name: _date(getattr(row, name)) for name in ("period_start", "period_end")}
        place = {"start": int(row.start), "end": int(row.end), "kind": "figure", "organisation": row.organisation_id}
        rows.append({**place, **fields, **period})
    for row in raw.exclusions[raw.exclusions["article_id"] == article_id].itertuples():
        rows.append({"start": int(row.start), "end": int(row.end), "printed": row.printed, "kind": "exclusion"})
    return rows


def _date(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def articles_read(
    collection: Collection, texts: Path, cues: Cues, *, own: bool = True, only: str = ""
) -> dict[str, list[dict[str, Any]]]:
    """Read every article of a collection and compare."""
    raw = read_raw(collection)
    result = {}
    for article in raw.articles.itertuples():
        if only and article.article_id != only:
            continue
        mine = raw.figures["article_id"] == article.article_id
        others = set(raw.figures.loc[~mine, "organisation_id"])
        but = [] if own else [o for o in raw.organisations["organisation_id"] if o not in others]
        text = read_text(texts, article.source_file)
        found = find_candidates(text, known_organisations(raw, but), vocabulary(raw), cues, _date(article.published))
        coded = coded_rows(raw, article.article_id)
        if not own:
            names = dict(zip(raw.organisations["organisation_id"], raw.organisations["name"], strict=True))
            for row in coded:
                if row.get("organisation") in but:
                    row["organisation"] = names[row["organisation"]]
        result[str(article.article_id)] = list(compare(found.candidates, coded))
    return result


def read_sentences(path: Path) -> list[dict[str, Any]]:
    """Read sentences written for the purpose, with their expected reading."""
    sentences = tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]
    for sentence in sentences:
        coded = []
        for kind in ("figure", "exclusion"):
            for row in sentence.get(f"{kind}s", []):
                start = -1
                for _ in range(row.get("nth", 1)):
                    start = sentence["text"].index(row["printed"], start + 1)
                dates = {n: _date(row[n]) for n in ("period_start", "period_end") if n in row}
                coded.append({**row, **dates, "start": start, "end": start + len(row["printed"]), "kind": kind})
        sentence["coded"] = coded
    return list(sentences)


def sentences_read(
    sentences: list[dict[str, Any]], metrics: Mapping[str, tuple[str, str]], cues: Cues
) -> dict[str, list[dict[str, Any]]]:
    """Read sentences without knowing any organisation, and compare."""
    result = {}
    for sentence in sentences:
        day = _date(sentence.get("published", ""))
        found = find_candidates(sentence["text"], register([]), metrics, cues, day)
        result[sentence["id"]] = list(compare(found.candidates, sentence["coded"]))
    return result
