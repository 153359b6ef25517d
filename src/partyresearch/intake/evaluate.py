"""How well the rules read: candidates against rows that people have coded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from partyresearch.intake.candidates import Candidate
from partyresearch.intake.mentions import key_of

FIELDS = ("bound", "metric", "group", "status", "organisation", "period")
Row = Mapping[str, Any]


def compare(candidates: Iterable[Candidate], coded: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """Set candidates beside coded rows."""
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


def misread(row: Mapping[str, Any]) -> list[str]:
    """What a candidate that is not "unsure" says, and nobody who reads the text would."""
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
    """Recall and precision of the spans, and the accuracy of each field among figures in digits."""
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
