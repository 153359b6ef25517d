"""What the value of a parameter must be: on a command line, in a plan, in a notebook that plain papermill runs."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from numbers import Integral, Real
from typing import Any

from partyresearch.collection.vocabulary import LEVELS

YEARS = (1930, 2100)  # the Party was founded in 1930; a later year than 2100 is a typo
MOST_SECONDS = 10**6  # of a time limit: up to eleven days; a longer one is a typo
_LARGEST = sys.float_info.max  # infinity is no JSON, and no parameter that means anything
# kind, as a parameters cell declares it: what it is called, and its types
KINDS: dict[str, tuple[str, Any]] = {
    "str": ("text", str),
    "int": ("a whole number", Integral),
    "float": ("a number", Real),
    "bool": ("true or false", bool),
    "list[str]": ("a list of texts", (list, tuple)),
}
# What a parameter of this name and kind must fulfil in every notebook; a researcher's own names are free.
_YEAR = (lambda value: value == 0 or YEARS[0] <= value <= YEARS[1], f"0, or from {YEARS[0]} to {YEARS[1]}")
_RULES: dict[tuple[str, str], tuple[Callable[[Any], bool], str]] = {
    ("level", "str"): (lambda value: value in ("", *LEVELS), f"one of {', '.join(LEVELS)}, or empty"),
    ("group", "str"): (lambda value: re.fullmatch("[a-z0-9_]*", value) is not None, "a group of groups.csv, or empty"),
    ("year_from", "int"): _YEAR,
    ("year_to", "int"): _YEAR,
    ("confidence", "float"): (lambda value: 0 < value < 1, "a number between 0 and 1, such as 0.95"),
    ("frame_size", "int"): (lambda value: value >= 0, "0 or more"),
}


def fits(value: Any, kind: str) -> bool:
    """Whether a value is of a kind."""
    if not isinstance(value, KINDS[kind][1]) or isinstance(value, bool) != (kind == "bool"):
        return False  # to Python, True is a whole number
    if kind == "float":
        return bool(abs(value) <= _LARGEST)  # which NaN is not, either
    texts = value if kind == "list[str]" else [value] if kind == "str" else []
    return all(isinstance(text, str) and not re.search("[\ud800-\udfff]", text) for text in texts)  # half a pair


def refuse_years(first: int, last: int) -> str:
    """Say what the last year should have been; empty if it may be that, or if either is no limit."""
    return f"year_to: expected {first} (year_from) or later, got {last}" if 0 < last < first else ""


def refuse(name: str, kind: str, value: Any) -> str:
    """Say what a parameter should have been; empty if it may be that."""
    if not fits(value, kind):
        return f"{name}: expected {KINDS[kind][0]}, got {value!r}"
    holds, expected = _RULES.get((name, kind), (lambda _: True, ""))
    return "" if holds(value) else f"{name}: expected {expected}, got {value!r}"
