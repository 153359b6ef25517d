"""How well the rules read: candidates against rows that people have coded."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

from partyresearch.collection import Collection
from partyresearch.intake.candidates import Candidate
from partyresearch.intake.cues import Cues
from partyresearch.intake.mentions import key_of
from partyresearch.intake.organisations import Register, register
from partyresearch.intake.reading import find_candidates
from partyresearch.sources import read_text
from partyresearch.tables.read import RawTables, read_raw

FIELDS = ("bound", "metric", "group", "status", "organisation", "period")
Row = Mapping[str, Any]


def vocabulary(raw: RawTables) -> dict[str, tuple[str, str]]:
    """Metric → unit and measure.

    Examples
    --------
    >>> from partyresearch.collection import find_collection
    >>> vocabulary(read_raw(find_collection()))["members_total"]
    ('persons', 'stock')
    """
    return {m.metric: (m.unit, m.measure) for m in raw.metrics.itertuples()}


def known_organisations(raw: RawTables, but: Iterable[str] = ()) -> Register:
    """The collection's organisations, by what texts call them.

    Parameters
    ----------
    raw : RawTables
    but : iterable of str
        Organisations to leave out.

    Examples
    --------
    >>> from partyresearch.collection import find_collection
    >>> known_organisations(read_raw(find_collection())).find(("district", "lâm hà")).organisation_id
    'lam-ha'
    """
    left_out = set(but)
    rows = raw.organisations[["organisation_id", "name", "level", "parent_id"]].itertuples(index=False, name=None)
    return register(row for row in rows if row[0] not in left_out)


def compare(candidates: Iterable[Candidate], coded: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """Set candidates beside coded rows.

    Parameters
    ----------
    candidates : list of Candidate
        Of one text.
    coded : list of mapping
        ``start``, ``end``, ``kind`` (figure, exclusion), and of a figure what the codebook asks for: a field that is
        missing is not compared.

    Yields
    ------
    dict
        A coded row: ``digits``, ``found``, ``decided``, and of a figure whether each field is as coded; a candidate
        without a coded row has only ``extra``.

    Examples
    --------
    >>> rows = [{"start": 8, "end": 10, "kind": "figure", "bound": "exact"}]
    >>> [row["found"] for row in compare([Candidate(8, 10, "62", bound="exact")], rows)]
    [True]
    """
    by_span = {(c.start, c.end): c for c in candidates}
    for row in coded:
        candidate = by_span.pop((row["start"], row["end"]), None)
        digits = any(c.isdigit() for c in row["printed"]) if "printed" in row else True
        result: dict[str, Any] = {"row": row, "candidate": candidate, "digits": digits, "found": candidate is not None}
        result["kind"] = row["kind"]
        right = (row["kind"], "unsure") if row.get("metric", "x") == "" else (row["kind"],)  # of none of the metrics
        result["decided"] = candidate is not None and candidate.candidate in right
        if row["kind"] == "figure":
            result |= {name: _same(name, candidate, row) for name in FIELDS if _has(name, row)}
        yield result
    for candidate in by_span.values():
        yield {"extra": candidate, "digits": any(c.isdigit() for c in candidate.printed)}


def _has(name: str, row: Row) -> bool:
    return ("period_start" in row or "period_end" in row) if name == "period" else name in row


def _same(name: str, candidate: Candidate | None, row: Row) -> bool:
    if candidate is None:
        return False
    if name == "period":
        return all(getattr(candidate, n) == row[n] for n in ("period_start", "period_end") if n in row)
    if name == "organisation":
        organisation = candidate.organisation
        if organisation is None:
            return not row["organisation"]
        if row["organisation"] == organisation.organisation_id:
            return True
        return key_of(row["organisation"])[1] == key_of(organisation.name)[1] and (
            row.get("level", organisation.level) == organisation.level
        )
    return bool(getattr(candidate, name) == row[name])


def coded_rows(raw: RawTables, article_id: str) -> list[dict[str, Any]]:
    """What people have coded of an article, as :func:`compare` wants it.

    Examples
    --------
    >>> from partyresearch.collection import find_collection
    >>> coded_rows(read_raw(find_collection()), "lam-ha-2024")[0]["printed"]
    '130'
    """
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
    """Read every article of a collection and compare.

    Parameters
    ----------
    collection : Collection
    texts : Path
        The articles' texts.
    cues : Cues
    own : bool
        Whether the organisations that only this article names are known before.
    only : str
        One article instead of all.

    Returns
    -------
    dict of str to list of dict
        Article → the rows of :func:`compare`.

    Examples
    --------
    >>> from partyresearch.collection import find_collection
    >>> from partyresearch.intake.cues import load_cues
    >>> articles_read(find_collection(), Path("."), load_cues(), only="no-such-article")
    {}
    """
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


def misread(row: Mapping[str, Any]) -> list[str]:
    """What a candidate that is not "unsure" says, and nobody who reads the text would.

    Parameters
    ----------
    row : mapping
        Of :func:`compare`.

    Returns
    -------
    list of str
        Empty where it is right, unsure, or an exclusion of what is none.

    Examples
    --------
    >>> misread({"extra": Candidate(0, 1, "9", "figure"), "digits": True})
    ['no figure']
    """
    candidate, coded = row.get("extra") or row["candidate"], row.get("row", {})
    if candidate is None or candidate.candidate == "unsure":
        return []
    if candidate.candidate == "exclusion":
        return ["excluded"] if row.get("kind") == "figure" and row["digits"] else []
    if row.get("kind") != "figure":
        return ["no figure"]
    wrong = [name for name in ("metric", "group", "bound") if name in row and not row[name]]
    wrong += [candidate.metric] if candidate.metric in coded.get("not_metric", []) else []
    if "value" in coded and candidate.value not in (None, _value(coded["value"], candidate)):
        wrong.append(f"{candidate.value} for {coded['value']}")
    return wrong


def _value(written: str, candidate: Candidate) -> Fraction | None:
    """The number that a written row expects: of a range its beginning, of an excess the whole."""
    if not written:
        return None
    value = Fraction(written.partition("..")[0]) * (100 if "/" in written else 1)
    return value + 100 if candidate.metric == "target_excess" else value


def scores(rows: Mapping[str, list[dict[str, Any]]]) -> pd.DataFrame:
    """Recall and precision of the spans, and the accuracy of each field among figures in digits.

    Parameters
    ----------
    rows : mapping of str to list of dict
        Of :func:`compare`, by text.

    Returns
    -------
    DataFrame
        A row a text and one for all: ``figures``, ``exclusions`` (coded, in digits), ``recall`` (of all coded
        spans), ``precision`` (of the candidates in digits), ``decided`` (figure or exclusion; unsure counts as wrong),
        the shares of right fields, and ``misread`` (of the candidates that are called figures), in percent.

    Examples
    --------
    >>> scores({"a": []}).index.tolist()
    ['a', 'all']
    """
    together = {**rows, "all": [row for one in rows.values() for row in one]}
    return pd.DataFrame([{"text": name, **_score(one)} for name, one in together.items()]).set_index("text")


def _score(rows: list[dict[str, Any]]) -> dict[str, Any]:
    coded = [row for row in rows if "row" in row]
    digits = [row for row in coded if row["digits"]]
    figures = [row for row in digits if row["kind"] == "figure"]
    found = sum(row["found"] for row in digits)
    extra = sum(row["digits"] for row in rows if "extra" in row)
    share = {name: _share([row[name] for row in figures if name in row]) for name in FIELDS}
    return {
        "figures": len(figures),
        "exclusions": len(digits) - len(figures),
        "recall": _share([row["found"] for row in coded]),
        "precision": 100 * found / (found + extra) if found + extra else float("nan"),
        "decided": _share([row["decided"] for row in digits]),
        **share,
        "misread": _share([bool(misread(row)) for row in rows if _called_figure(row)]),
    }


def _called_figure(row: Mapping[str, Any]) -> bool:
    candidate = row.get("extra") or row["candidate"]
    return candidate is not None and candidate.candidate == "figure"


def _share(hits: list[bool]) -> float:
    return 100 * sum(hits) / len(hits) if hits else float("nan")


def read_sentences(path: Path) -> list[dict[str, Any]]:
    """Read sentences written for the purpose, with their expected reading.

    Parameters
    ----------
    path : Path
        TOML: ``[[sentence]]`` with ``id``, ``about``, ``published``, ``text``, ``figures`` and ``exclusions``.

    Returns
    -------
    list of dict
        Each with ``coded``, as :func:`compare` wants it.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "s.toml")
    >>> _ = path.write_text('[[sentence]]\\nid = "a"\\ntext = "có 5 em"\\nfigures = [{printed = "5"}]')
    >>> read_sentences(path)[0]["coded"][0]["start"]
    3
    """
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
    """Read sentences without knowing any organisation, and compare.

    Examples
    --------
    >>> from partyresearch.intake.cues import load_cues
    >>> sentences_read([{"id": "a", "text": "", "coded": []}], {}, load_cues())
    {'a': []}
    """
    result = {}
    for sentence in sentences:
        day = _date(sentence.get("published", ""))
        found = find_candidates(sentence["text"], register([]), metrics, cues, day)
        result[sentence["id"]] = list(compare(found.candidates, sentence["coded"]))
    return result
