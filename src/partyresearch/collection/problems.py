"""What is wrong with an input, collected so that a person reads all of it at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input."""

    file: str  # as a message names it, without the path of this machine
    row: int | None  # the line on which the row begins; the header is line 1
    column: str
    got: str
    expected: str

    def __str__(self) -> str:
        where = ", ".join(filter(None, [self.file, f"row {self.row}" if self.row is not None else "", self.column]))
        return f"{where}: expected {self.expected}, got {self.got}"


def closest(name: str, known: Iterable[str]) -> str:
    """Suggest what a mistyped name may have meant."""
    near = difflib.get_close_matches(name, list(known), n=2)
    return f" (perhaps {' or '.join(near)})" if near else ""


class UserError(Exception):
    """Something that a person can cause and mend; its text is shown without a traceback."""

    exit_code = 1


class UsageProblem(UserError):
    """A command or call that asks for something that does not exist; exit code 2."""

    exit_code = 2


class InputError(UserError):
    """An input has problems; the text has one line for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems), key=lambda p: (p.file, p.row or 0, p.column, p.got))
        super().__init__("\n".join(str(p) for p in self.problems))
