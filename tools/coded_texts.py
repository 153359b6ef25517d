"""Texts that people have coded, held against what the rules read: the collection's articles, and our own sentences."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

from partyresearch.collection.texts import read_text
from partyresearch.intake.candidates import Candidate, Metrics
from partyresearch.intake.cues import CueTable
from partyresearch.intake.names import find_names
from partyresearch.intake.reading import find_candidates
from partyresearch.intake.register import Register
from partyresearch.intake.text import read
from partyresearch.tables.read import RawTables

FIELDS = ("bound", "metric", "group", "status", "organisation", "period")
_DAYS = ("period_start", "period_end")
Row = Mapping[str, Any]
Comparisons = dict[str, list[dict[str, Any]]]  # text → what `compare` yields


def metrics_of(raw: RawTables) -> Metrics:
    """Metric → unit and measure."""
    return {m.metric: (m.unit, m.measure) for m in raw.frame("metrics").itertuples()}


def read_articles(raw: RawTables, texts: Path, cues: CueTable) -> Comparisons:
    """Read every article of a collection, its organisations known, and compare."""
    return {article: read_article(raw, article, texts, cues) for article in raw.frame("articles")["article_id"]}


def read_article(
    raw: RawTables, article_id: str, texts: Path, cues: CueTable, *, know_own: bool = True
) -> list[dict[str, Any]]:
    """Read one article and compare; ``know_own``: the organisations that only this article names are known before."""
    article = raw.frame("articles").set_index("article_id").loc[article_id]
    named_elsewhere = set(raw.frame("figures").loc[raw.frame("figures")["article_id"] != article_id, "organisation_id"])
    known = raw.frame("organisations")
    if not know_own:
        known = known[known["organisation_id"].isin(named_elsewhere)]
    rows = known[["organisation_id", "name", "level", "parent_id", "province"]].itertuples(index=False, name=None)
    text = read_text(texts, article["source_file"])
    reading = find_candidates(text, Register(rows), metrics_of(raw), cues, _day(article["published"]))
    coded = _coded_rows(raw, article_id)
    names = dict(zip(raw.frame("organisations")["organisation_id"], raw.frame("organisations")["name"], strict=True))
    for row in coded:
        if row.get("organisation", "") not in {"", *known["organisation_id"]}:
            row["organisation"] = names[row["organisation"]]
    return list(compare(reading.candidates, coded))


def _coded_rows(raw: RawTables, article_id: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for row in raw.frame("figures")[raw.frame("figures")["article_id"] == article_id].itertuples():
        span = {"start": int(row.start), "end": int(row.end), "kind": "figure", "organisation": row.organisation_id}
        fields = {name: getattr(row, name) for name in ("printed", "bound", "metric", "group", "status")}
        rows.append({**span, **fields, **{name: _day(getattr(row, name)) for name in _DAYS}})
    for row in raw.frame("exclusions")[raw.frame("exclusions")["article_id"] == article_id].itertuples():
        rows.append({"start": int(row.start), "end": int(row.end), "printed": row.printed, "kind": "exclusion"})
    return rows


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def load_sentences(path: Path, texts: Path | None = None) -> list[dict[str, Any]]:
    """The sentences of a TOML file, or its articles, whose texts are in a folder of their own.

    Each has its ``figures`` and ``exclusions`` as ``coded`` rows.
    """
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    sentences = tables["sentence"] if texts is None else tables["article"]
    for sentence in sentences:
        if texts is not None:
            sentence["text"] = read_text(texts, sentence["text_file"])
        coded = []
        for kind in ("figure", "exclusion"):
            for row in sentence.get(f"{kind}s", []):
                start = -1
                for _ in range(row.get("nth", 1)):
                    start = sentence["text"].index(row["printed"], start + 1)
                named = [name for name in row if name.removeprefix("or_") in _DAYS]
                days = {
                    name: [_day(one) for one in row[name]] if isinstance(row[name], list) else _day(row[name])
                    for name in named
                }
                coded.append({**row, **days, "start": start, "end": start + len(row["printed"]), "kind": kind})
        sentence["coded"] = coded
    return list(sentences)


def read_sentences(sentences: Iterable[dict[str, Any]], metrics: Metrics, cues: CueTable) -> Comparisons:
    """Read sentences without knowing any organisation, and compare."""
    register = Register()
    comparisons = {}
    for sentence in sentences:
        day = _day(sentence.get("published", ""))
        reading = find_candidates(sentence["text"], register, metrics, cues, day)
        comparisons[sentence["id"]] = list(compare(reading.candidates, sentence["coded"]))
    return comparisons


def compare(candidates: Iterable[Candidate], coded: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """Set the candidates of a text beside its coded rows.

    A coded row gives ``digits``, ``found``, ``decided``, and of a figure whether each field is as coded, if it is coded
    at all; a candidate without a coded row gives ``extra``.
    """
    by_span = {(c.start, c.end): c for c in candidates}
    for row in coded:
        candidate = by_span.pop((row["start"], row["end"]), None)
        comparison: dict[str, Any] = {"row": row, "candidate": candidate, "found": candidate is not None}
        comparison["kind"] = row["kind"]
        comparison["digits"] = _has_digits(row["printed"])
        # a figure of none of the metrics may as well be left to a person
        accepted = (row["kind"], "unsure") if row.get("metric", "x") == "" else (row["kind"],)
        comparison["decided"] = candidate is not None and candidate.candidate in accepted
        if row["kind"] == "figure":
            comparison |= {name: _is_same(name, candidate, row) for name in FIELDS if _is_coded(name, row)}
        yield comparison
    for candidate in by_span.values():
        yield {"extra": candidate, "digits": _has_digits(candidate.printed)}


def _has_digits(printed: str) -> bool:
    return any(c.isdigit() for c in printed)


def _is_coded(name: str, row: Row) -> bool:
    return any(day in row for day in _DAYS) if name == "period" else name in row


def _is_same(name: str, candidate: Candidate | None, row: Row) -> bool:
    if candidate is None:
        return False
    if name == "period":
        return all(getattr(candidate, day) in _readings(day, row) for day in _DAYS if day in row)
    if name == "organisation":
        return any(_is_organisation(candidate, one, row) for one in _readings(name, row))
    return bool(getattr(candidate, name) in _readings(name, row))


def _readings(name: str, row: Row) -> list[Any]:
    """What is coded, and the other readings that the codebook allows as well."""
    found = [row[one] for one in (name, f"or_{name}") if one in row]
    return [reading for one in found for reading in (one if isinstance(one, list) else [one])]


def _is_organisation(candidate: Candidate, name: str, row: Row) -> bool:
    organisation = candidate.organisation
    if organisation is None or name == organisation.organisation_id:
        return organisation is not None or not name
    ours, theirs = _core(organisation.name), _core(name)
    # "Quân sự tỉnh": which province may be told elsewhere
    same = ours == theirs or (ours.startswith(f"{theirs} ") and theirs.endswith(("tỉnh", "thành phố", "huyện")))
    return same and organisation.level == row.get("level", organisation.level)


def _core(name: str) -> str:
    """A name without what its committee is called."""
    names = find_names(read(name))
    return names[0].key[1] if names else name.lower()


def wrong_fields(comparison: Row) -> list[str]:
    """The fields in which what is called a figure is wrong; of no figure, that it is none."""
    candidate, coded = comparison.get("extra") or comparison["candidate"], comparison.get("row", {})
    if comparison.get("kind") != "figure" or coded.get("metric", "x") == "":
        return ["no figure"]
    wrong = [name for name in FIELDS if name in comparison and not comparison[name]]
    if "value" in coded and candidate.value != _expected_value(coded["value"], candidate):
        wrong.append("value")
    return wrong


def called(comparisons: Comparisons) -> list[Row]:
    """The comparisons whose candidate is called a figure."""
    return [row for rows in comparisons.values() for row in rows if _decision(row) == "figure"]


def known(comparisons: Comparisons) -> list[Row]:
    """The comparisons of the coded figures that have a metric."""
    coded = [row for rows in comparisons.values() for row in rows if row.get("kind") == "figure" and row["digits"]]
    return [row for row in coded if row["row"].get("metric")]


def misreadings(comparison: Row) -> list[str]:
    """What a candidate that is not "unsure" says, and nobody who reads the text would."""
    candidate, coded = comparison.get("extra") or comparison["candidate"], comparison.get("row", {})
    if candidate is None or candidate.candidate == "unsure":
        return []
    if candidate.candidate == "exclusion":
        return ["excluded"] if comparison.get("kind") == "figure" and comparison["digits"] else []
    if comparison.get("kind") != "figure":
        return ["no figure"]
    wrong = [name for name in ("metric", "group", "bound") if name in comparison and not comparison[name]]
    wrong += [candidate.metric] if candidate.metric in coded.get("not_metric", []) else []
    if "value" in coded and candidate.value not in (None, _expected_value(coded["value"], candidate)):
        wrong.append(f"{candidate.value} for {coded['value']}")
    return wrong


def _expected_value(written: str, candidate: Candidate) -> Fraction | None:
    """The number that a coded row expects: of a range its beginning, of an excess the whole."""
    if not written:
        return None
    value = Fraction(written.partition("..")[0]) * (100 if "/" in written else 1)
    return value + 100 if candidate.metric == "target_excess" else value


def score(comparisons: Comparisons) -> pd.DataFrame:
    """One row per text and one for all, in percent.

    ``recall`` is of all coded spans, ``precision`` of the candidates in digits; ``decided`` counts "unsure" as wrong;
    the fields are of the figures in digits, ``wrong`` (in any field) of the candidates that are called figures.
    """
    together = {**comparisons, "all": [row for rows in comparisons.values() for row in rows]}
    return pd.DataFrame([{"text": name, **_score(rows)} for name, rows in together.items()]).set_index("text")


def _score(rows: list[dict[str, Any]]) -> dict[str, Any]:
    coded = [row for row in rows if "row" in row]
    digits = [row for row in coded if row["digits"]]
    figures = [row for row in digits if row["kind"] == "figure"]
    called_figures = [row for row in rows if _decision(row) == "figure"]
    extra = [row for row in rows if "extra" in row and row["digits"]]
    return {
        "figures": len(figures),
        "exclusions": len(digits) - len(figures),
        "recall": _percent(row["found"] for row in coded),
        "precision": _percent([True] * sum(row["found"] for row in digits) + [False] * len(extra)),
        "decided": _percent(row["decided"] for row in digits),
        **{name: _percent(row[name] for row in figures if name in row) for name in FIELDS},
        "wrong": _percent(bool(wrong_fields(row)) for row in called_figures),
    }


def _decision(comparison: Row) -> str:
    candidate = comparison.get("extra") or comparison["candidate"]
    return candidate.candidate if candidate is not None else ""


def _percent(hits: Iterable[bool]) -> float:
    hits = list(hits)
    return 100 * sum(hits) / len(hits) if hits else float("nan")
