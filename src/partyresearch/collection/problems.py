"""What is wrong with an input, collected so that a person reads all of it at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input."""

    file: str
    row: int | None
    column: str
    found: str
    right: str

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column:
            place.append(self.column)
        return f"{', '.join(place)}: expected {self.right}, got {self.found}"


def closest(name: str, known: Iterable[str]) -> str:
    """Suggest what a mistyped name may have meant."""
    near = difflib.get_close_matches(name, list(known), n=2)
    return f" (perhaps {' or '.join(near)})" if near else ""


class UserError(Exception):
    """Something a person can cause and mend; its text is meant to be shown without a traceback."""

    exit_code = 1


class UsageProblem(UserError):
    """A command or a call that asks for something that there is not; exit code 2."""

    exit_code = 2


class InputError(UserError):
    """An input has problems; the text is one line for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems), key=lambda p: (p.file, p.row or 0, p.column, p.found))
        super().__init__("\n".join(str(p) for p in self.problems))
