"""What is wrong with an input, collected so that a person reads all of it at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input.

    Parameters
    ----------
    file : str
        The file, as a person would name it (``data/raw/figures.csv``).
    row : int or None
        The line of the file, counted from 1 (the header); None if the whole file is meant.
    column : str
        The column, or what else of the file is meant; may be empty.
    found : str
        What stands there.
    right : str
        What would be right.

    Examples
    --------
    >>> print(Problem("figures.csv", 7, "bound", "'exakt'", "one of exact, range"))
    figures.csv, row 7, bound: found 'exakt'; right would be: one of exact, range
    """

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
        return f"{', '.join(place)}: found {self.found}; right would be: {self.right}"


def closest(name: str, known: Iterable[str]) -> str:
    """Suggest what a mistyped name may have meant.

    Parameters
    ----------
    name : str
    known : iterable of str

    Returns
    -------
    str
        Empty if nothing is close.

    Examples
    --------
    >>> closest("nam-dogn", ["nam-dong", "lam-ha"])
    ' (perhaps nam-dong)'
    """
    near = difflib.get_close_matches(name, list(known), n=2)
    return f" (perhaps {' or '.join(near)})" if near else ""


class UserError(Exception):
    """Something a person can cause and mend; its text is meant to be shown without a traceback.

    Examples
    --------
    >>> str(UserError("no such article: x"))
    'no such article: x'
    """

    exit_code = 1


class UsageProblem(UserError):
    """A command or a call that asks for something that there is not; exit code 2.

    Examples
    --------
    >>> UsageProblem("no such report: x").exit_code
    2
    """

    exit_code = 2


class InputError(UserError):
    """An input has problems; the text is one line for each.

    Parameters
    ----------
    problems : iterable of Problem
        All of them; kept, sorted by file and row, in the attribute ``problems``.

    Examples
    --------
    >>> str(InputError([Problem("a.csv", None, "", "an empty file", "a header row")]))
    'a.csv: found an empty file; right would be: a header row'
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems), key=lambda p: (p.file, p.row or 0, p.column, p.found))
        super().__init__("\n".join(str(p) for p in self.problems))
