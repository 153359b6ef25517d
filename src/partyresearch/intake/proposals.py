"""Proposals from elsewhere, such as a researcher's own language model, set beside what the rules have read.

Nothing of a proposal is taken over: where it says something else than the rules, a person decides.
"""

from __future__ import annotations

import re
from pathlib import Path

from partyresearch.collection.problems import InputError
from partyresearch.collection.schema import PATTERNS
from partyresearch.collection.spreadsheet import Row, Spreadsheet, read_spreadsheet
from partyresearch.collection.texts import same_text

_PLACE = ["start", "end", "printed"]
_SAID = ("metric", "group", "organisation_id", "period_start", "period_end", "status", "bound")


def set_beside(rows: list[Row], path: Path, text: str) -> None:
    """Compare candidate rows with a file of proposals, whose every span is held against the text.

    ``proposed`` then says what the file reads otherwise, and ``agrees`` where it reads the same.
    """
    proposals = read_spreadsheet(path, _PLACE, f"a CSV file of proposals with the columns {', '.join(_PLACE)}")
    _check_places(proposals, text)
    by_place = {(row["start"], row["end"]): row for row in rows}
    unknown = [
        proposals.problem(line, "start", f"{row['printed']!r} at {row['start']}", "a number that `find` finds")
        for line, row in proposals.rows.items()
        if (row["start"], row["end"]) not in by_place
    ]
    if unknown:
        raise InputError(unknown)
    for proposal in proposals.rows.values():
        _compare(by_place[proposal["start"], proposal["end"]], proposal)


def _compare(row: Row, proposal: Row) -> None:
    others = {name: proposal[name] for name in _SAID if proposal.get(name, row[name]) != row[name]}
    row["proposed"] = "; ".join(f"{name}: {value or 'empty'}" for name, value in others.items()) or "agrees"
    if others:
        row["candidate"] = "unsure"
        row["doubts"] = " ".join(dict.fromkeys([*row["doubts"].split(), *others]))


def _check_places(proposals: Spreadsheet, text: str) -> None:
    pattern, expected = PATTERNS["integer"]
    problems = []
    for line, row in proposals.rows.items():
        wrong = [name for name in ("start", "end") if not re.fullmatch(pattern, row[name])]
        problems += [proposals.problem(line, name, repr(row[name]), expected) for name in wrong]
        if not wrong:
            printed = text[int(row["start"]) : int(row["end"])]
            if not printed or not same_text(printed, row["printed"]):
                there = f"{printed!r}, which stands at {row['start']} to {row['end']}"
                problems.append(proposals.problem(line, "printed", repr(row["printed"]), there))
    if problems:
        raise InputError(problems)
