"""The parameters of a notebook: what its cell declares, and whether given values fit, before a kernel starts."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partyresearch.collection.columns import LEVELS, STUDENT_GROUPS
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UsageProblem, UserError, closest
from partyresearch.show.language import LANGUAGES

RESERVED = {"data_dir": "--data DIR", "output_dir": "--output DIR"}
"""Parameters that the program sets, and the options that say the same."""
YEARS = (1930, 2100)
_LONGEST = 80
_LARGEST = sys.float_info.max


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell."""

    name: str
    kind: str
    default: Any
    help: str


def declared(path: Path) -> dict[str, Parameter]:
    """Read the parameters that a notebook declares in its cell tagged ``parameters``."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{path.name}: cannot be read as a notebook ({error})") from error
    sources = ["".join(cell["source"]) for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    if not sources:
        raise UserError(f"{path.name}: no cell is tagged parameters; expected one code cell, the first")
    lines = "".join(sources).splitlines()
    try:
        nodes = ast.parse("\n".join(lines)).body
    except SyntaxError as error:
        raise _no_parameter(path, lines, error.lineno or 1) from None
    found = []
    for node in nodes:
        try:
            found.append(_line(node, lines[node.lineno - 1]))
        except ValueError:
            raise _no_parameter(path, lines, node.lineno) from None
    return {one.name: one for one in found}


def _line(node: ast.stmt, text: str) -> Parameter:
    if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name) or node.value is None:
        raise ValueError
    kind = ast.unparse(node.annotation)
    default = ast.literal_eval(node.value)
    if kind not in _FITS or not _FITS[kind](default):
        raise ValueError
    return Parameter(node.target.id, kind, default, text.partition("#")[2].strip())


def _no_parameter(path: Path, lines: Sequence[str], number: int) -> UserError:
    found = lines[number - 1].strip() if number <= len(lines) else ""
    right = f"NAME: TYPE = VALUE  # what it does, such as year_to: int = 0  # last year; types: {', '.join(_FITS)}"
    return UserError(f"{path.name}, parameters cell, line {number}: expected {right}, got {found!r}")


def from_text(parameters: Mapping[str, Parameter], given: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Read values as the command line gives them."""
    twice = [name for name, count in Counter(name for name, _ in given).items() if count > 1]
    if twice:
        raise UsageProblem(f"{', '.join(twice)}: expected once, got more than once")
    return {name: _READ[parameters[name].kind](text) if name in parameters else text for name, text in given}


def checked(
    name: str, parameters: Mapping[str, Parameter], given: Mapping[str, Any], collection: Collection
) -> dict[str, Any]:
    """Check values against the notebook's own parameters and the collection."""
    wrong = []
    for key, value in given.items():
        if key in RESERVED and key in parameters:
            wrong.append(f"{name}: {key}: expected {RESERVED[key]}")
        elif key not in parameters:
            there = [one for one in parameters if one not in RESERVED]
            wrong.append(f"{name}: no parameter {key!r}{closest(key, there)}; there is: {', '.join(there) or 'none'}")
        elif not _FITS[parameters[key].kind](value):
            wrong.append(f"{name}: {key}: expected {_SHOULD[parameters[key].kind]}, got {value!r}")
        elif key in _VALUES:
            wrong += [f"{name}: {key}: expected {right}, got {found!r}"
                      for found, right in _VALUES[key](value, collection)]  # fmt: skip
    years = [given.get(key, 0) for key in ("year_from", "year_to")]
    if not wrong and all(years) and years[1] < years[0]:
        wrong.append(f"{name}: year_to: expected {years[0]} (year_from) or later, got {years[1]}")
    if wrong:
        raise UsageProblem("\n".join(wrong))
    return {key: _plain(given[key]) for key in sorted(given)}


def address(name: str, values: Mapping[str, Any]) -> str:
    """Return the folder of a report: from its name and parameters, safe for any file system."""
    if not values:
        return name
    parts = [name]
    for key, value in sorted(values.items()):
        text = "-and-".join(value) if isinstance(value, list) else str(value).lower()
        parts.append(f"{key.replace('_', '-')}-{text}")
    exact = "--".join(parts)
    plain = _ascii(exact)
    safe = "--".join(re.sub("[^a-z0-9]+", "-", part).strip("-") for part in plain.split("--") if part)
    unique = safe == exact and "-and-" not in "".join(str(value) for value in values.values()) and len(safe) <= _LONGEST
    if unique:
        return safe
    digest = hashlib.sha256(json.dumps([name, dict(values)], sort_keys=True).encode()).hexdigest()[:8]
    return f"{safe[:_LONGEST].strip('-')}--{digest}"


def _ascii(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.lower().replace("đ", "d"))
    return folded.encode("ascii", "ignore").decode()


def _organisations(value: list[str], collection: Collection) -> list[tuple[str, str]]:
    from partyresearch.tables.load import load_organisations

    known = set(load_organisations(collection.root)["organisation_id"])
    hints = {one: closest(one, known) or closest(_ascii(one).replace(" ", "-"), known) for one in value}
    return [
        (one, f"an organisation_id{hints[one] or ', such as ' + min(known, default='')}")
        for one in value
        if one not in known
    ]


def _one_of(*known: str) -> Callable[[Any, Collection], list[tuple[str, str]]]:
    return lambda value, _: [] if value in ("", *known) else [(value, f"one of {', '.join(known)}, or empty")]


def _year(value: int, _: Collection) -> list[tuple[int, str]]:
    return [] if value == 0 or YEARS[0] <= value <= YEARS[1] else [(value, f"0, or from {YEARS[0]} to {YEARS[1]}")]


_VALUES: dict[str, Callable[[Any, Collection], Sequence[tuple[Any, str]]]] = {
    "organisations": _organisations,
    "level": _one_of(*LEVELS),
    "group": _one_of(*STUDENT_GROUPS),
    "language": lambda value, _: [] if value in LANGUAGES else [(value, f"one of {', '.join(LANGUAGES)}")],
    "year_from": _year,
    "year_to": _year,
    "confidence": lambda value, _: [] if 0 < value < 1 else [(value, "more than 0 and less than 1")],
    "frame_size": lambda value, _: [] if value >= 0 else [(value, "0 or more")],
}
_FITS: dict[str, Callable[[Any], bool]] = {
    "str": lambda value: isinstance(value, str),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "float": lambda value: isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST,
    "bool": lambda value: isinstance(value, bool),
    "list[str]": lambda value: isinstance(value, list | tuple) and all(isinstance(one, str) for one in value),
}
_SHOULD = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list[str]": "a list of texts",
}


def _number(pattern: str, kind: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: kind(text) if re.fullmatch(pattern, text, re.ASCII) else text


_READ: dict[str, Callable[[str], Any]] = {
    "str": str,
    "int": _number(r"-?\d{1,18}", int),
    "float": _number(r"-?\d+(\.\d+)?", float),
    "bool": lambda text: {"true": True, "false": False}.get(text, text),
    "list[str]": lambda text: [one.strip(" []'\"") for one in text.split(",")] if text.strip() else [],
}


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [unicodedata.normalize("NFC", one) for one in value]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value
