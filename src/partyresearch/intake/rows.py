"""Candidates as rows of a candidate file."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

from partyresearch.collection.columns import TABLES
from partyresearch.intake.candidates import Candidate, Reading

DECISIONS = ("figure", "exclusion", "unsure")
OWN = ["candidate", "reason", "score", "why", "value", "unit", "repeat_of"]
"""The columns of a candidate file behind those of ``figures.csv``."""
COLUMNS = [*TABLES["raw-figures"].names, *OWN]


def candidate_rows(reading: Reading, article_id: str) -> list[dict[str, str]]:
    """The rows of a candidate file."""
    return [_row(candidate, article_id) for candidate in reading.candidates]


_CODED = (
    "metric", "group", "period_start", "period_end", "status", "bound", "numerator", "denominator", "part_of",
    "against_start", "against_end", "recurs", "set_by",
)  # fmt: skip


def _row(c: Candidate, article_id: str) -> dict[str, str]:
    cells: dict[str, object] = {
        "article_id": article_id, "start": c.start, "end": c.end, "printed": unicodedata.normalize("NFC", c.printed),
        "candidate": c.candidate, "reason": c.reason, "score": f"{c.score:.2f}", "why": " ; ".join(c.why),
        "value": _number(c.value), "unit": c.unit, "repeat_of": c.repeat_of,
    }  # fmt: skip
    if c.candidate != "exclusion":
        cells |= {name: getattr(c, name) for name in _CODED}
        cells["organisation_id"] = c.organisation.organisation_id if c.organisation else ""
    return {name: "" if cells.get(name) is None else str(cells[name]) for name in COLUMNS}


def _number(value: Fraction | None) -> str:
    if value is None:
        return ""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.6g}"
