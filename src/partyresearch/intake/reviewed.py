"""A candidate file that a person has edited: read, and held against its text."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from partyresearch.collection.columns import PATTERNS, TABLES
from partyresearch.collection.problems import InputError, Problem
from partyresearch.collection.texts import same_text
from partyresearch.intake.rows import DECISIONS
from partyresearch.intake.spreadsheet import Row, Sheet, read_spreadsheet

_SHOWN = 40  # characters of a wrong cell


def read_reviewed(path: Path, text: str) -> list[Row]:
    """The rows of a candidate file, decided or not."""
    sheet = reviewed_sheet(path)
    require_printed(sheet, text)
    return sorted(sheet.rows, key=lambda row: int(row["start"]))


def reviewed_sheet(path: Path) -> Sheet:
    """The rows of a candidate file with their lines; each has its place in the text."""
    needed = [*TABLES["raw-figures"].names, "candidate", "reason"]
    sheet = read_spreadsheet(path, needed, "a candidate file of `partyresearch find`")
    _placed(sheet)
    return sheet


def _placed(sheet: Sheet) -> None:
    """Every row has its place in the text."""
    problems = [
        Problem(sheet.label, line, column, repr(row[column][:_SHOWN]), PATTERNS["integer"][1])
        for line, row in zip(sheet.lines, sheet.rows, strict=True)
        for column in ("start", "end")
        if not re.fullmatch(PATTERNS["integer"][0], row[column])
    ]
    if problems:
        raise InputError(problems)


def require_decided(sheet: Sheet) -> None:
    """Refuse rows that are neither figure nor exclusion, and rows of more than one article."""
    problems = []
    for line, row in zip(sheet.lines, sheet.rows, strict=True):
        if row["candidate"] not in DECISIONS[:2]:
            right = "figure or exclusion, decided by a person"
            problems.append(Problem(sheet.label, line, "candidate", repr(row["candidate"]), right))
        elif row["candidate"] == "exclusion" and not row["reason"] and needs_row(row):
            problems.append(
                Problem(sheet.label, line, "reason", "an empty cell", "why it is no figure; see the codebook")
            )
    articles = {row["article_id"] for row in sheet.rows}
    if len(articles) != 1:
        found = ", ".join(sorted(articles)) if articles else "no row"
        problems.append(Problem(sheet.label, None, "article_id", found, "the rows of one article"))
    if problems:
        raise InputError(problems)


def needs_row(row: Row) -> bool:
    """Whether an exclusion needs a row: a number word needs none, only digits must be accounted for."""
    return bool(row["reason"]) or any(c in "0123456789" for c in row["printed"])


def require_printed(sheet: Sheet, text: str) -> None:
    """Read the printed characters from the text again, and refuse a cell that says something else."""
    problems = []
    for line, row in zip(sheet.lines, sheet.rows, strict=True):
        there = unicodedata.normalize("NFC", text[int(row["start"]) : int(row["end"])])
        if row["printed"] and not same_text(there, row["printed"]):
            right = (
                f"{there!r}, which stands at {row['start']} to {row['end']}; or an empty cell, to take it from there"
            )
            problems.append(Problem(sheet.label, line, "printed", repr(row["printed"]), right))
        row["printed"] = there
    if problems:
        raise InputError(problems)
