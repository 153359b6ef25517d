"""What a column and a table are: types, units, allowed cells, keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import shorten
from typing import Literal

Type = Literal["string", "integer", "number", "date", "boolean"]
Codes = tuple[str, ...] | Mapping[str, str]  # allowed values, with their meanings where they need one

PATTERNS: dict[Type, tuple[str, str]] = {
    "string": (r"(?s:.*)", "a text"),
    # at most 12 digits: products of two such numbers and a percentage still fit where 64 bits are used
    "integer": (r"0|[1-9][0-9]{0,11}", "a whole number in digits"),
    "number": (r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?", "a decimal number with a point"),
    "date": (r"[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])", "an ISO date such as 2023-12-31"),
    "boolean": (r"true|false", "true or false"),
}


@dataclass(frozen=True)
class Column:
    """One column: what it holds and in which unit."""

    name: str
    description: str
    type: Type = "string"
    unit: str = ""
    required: bool = True  # whether every cell is filled
    values: Codes = ()
    pattern: tuple[str, str] | None = None  # regular expression, and what it asks for in words
    key_of: str = ""  # the table to which its cells refer
    since_0_2: bool = False  # raw tables of version 0.1 lack it: it is read as empty

    @property
    def meaning(self) -> str:
        """The description with the meaning of each code."""
        if not isinstance(self.values, Mapping):
            return self.description
        return f"{self.description}: " + "; ".join(f"{code} = {text}" for code, text in self.values.items())

    @property
    def label(self) -> str:
        """The description without remarks, in the 80 characters that Stata keeps."""
        plain = re.sub(r" \([^)]*\)", "", self.description.partition(";")[0])
        return shorten(f"{plain} ({self.unit})" if self.unit else plain, 80, placeholder=" …")

    def accepts(self, cell: str) -> bool:
        """Whether a cell, as text, is well-formed."""
        if not cell:
            return not self.required
        if self.values:
            return cell in self.values
        return re.fullmatch((self.pattern or PATTERNS[self.type])[0], cell) is not None

    def asked(self) -> str:
        """Say what an empty cell is to hold."""
        return self.expected() if self.values else self.description[0].lower() + self.description[1:]

    def expected(self) -> str:
        """Say what a cell must look like."""
        return "one of " + ", ".join(self.values) if self.values else (self.pattern or PATTERNS[self.type])[1]


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its key and its columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    since_0_2: bool = False  # collections of version 0.1 lack it; so can later ones
    retired: tuple[str, ...] = ()  # columns of version 0.1 that say nothing any more

    @property
    def path(self) -> str:
        """Where it lies in a collection."""
        return f"raw/{self.name[4:]}.csv" if self.name.startswith("raw-") else f"processed/{self.name}.csv"

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]

    @property
    def needed(self) -> list[str]:
        """The columns that a file must have: all of a made table, those of version 0.1 of a raw one."""
        return [column.name for column in self.columns if not column.since_0_2]

    @property
    def references(self) -> list[tuple[str, str]]:
        """Each column that holds the key of a table, with that table."""
        return [(column.name, column.key_of) for column in self.columns if column.key_of]
