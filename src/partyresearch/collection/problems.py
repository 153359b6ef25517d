"""What is wrong with an input, collected so that a person reads all of it at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

# characters that a terminal obeys, that show text in another order than it has, or that are none (half a pair)
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)


def has_unprintable(text: str) -> bool:
    """Whether a text has control or bidirectional characters, other than the ends of lines and tabs."""
    return _UNPRINTABLE.search(text) is not None


def printable(text: str) -> str:
    """Write control and bidirectional characters as escapes: what comes from a file or a cell moves no cursor."""
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def one_line(text: str) -> str:
    """The same, with the ends of lines: a value forges no line of a log."""
    return printable(text).replace("\n", "\\n").replace("\t", "\\t")


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
        return one_line(f"{where}: expected {self.expected}, got {self.got}")


def closest(name: str, known: Iterable[str]) -> str:
    """Suggest what a mistyped name may have meant."""
    names = list(known)
    # "pupil" means "school_pupil", which is no close match
    inside = [other for other in names if len(name) > 2 and name in other]
    near = difflib.get_close_matches(name, names, n=2) or inside[:2]
    return f" (perhaps {' or '.join(near)})" if near else ""


class UserError(Exception):
    """Something that a person can cause and mend; its text, a line for each argument, is shown without a traceback."""

    exit_code = 1

    def __str__(self) -> str:
        return "\n".join(one_line(str(line)) for line in self.args)


class UsageProblem(UserError):
    """A command or call that asks for something that does not exist; exit code 2."""

    exit_code = 2


class InputError(UserError):
    """An input has problems; the text has one line for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems), key=lambda p: (p.file, p.row or 0, p.column, p.got))
        super().__init__(*self.problems)
