"""The parameters of a notebook: what its cell declares, and whether given values fit, before a kernel starts."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from partyresearch.collection.files import read_file
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UsageProblem, UserError, closest
from partyresearch.collection.values import KINDS, fits, refuse, refuse_years
from partyresearch.show.language import LANGUAGES

RESERVED = {"data_dir": "--data DIR", "output_dir": "--output DIR"}  # set by the program, by way of these options
_LONGEST_ADDRESS = 80  # with hash and run number, well below the 255 bytes that file systems take


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell."""

    name: str
    kind: str  # a key of KINDS
    default: Any
    help: str


Parameters = Mapping[str, Parameter]
Values = Mapping[str, Any]
Ids = Callable[[], Sequence[str]]  # takes pandas: called only if there are some to check


# kind -> pattern of text on a command line that can be parsed, and how; other text stays as it is, and does not fit
_PARSERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "str": (".*", str),
    "int": (r"-?[0-9]{1,18}", int),  # 18 digits fit into 64 bits
    "float": (r"-?[0-9]+(\.[0-9]+)?", float),
    "bool": ("true|false", lambda text: text == "true"),
    # brackets and quotes: as in a notebook, for those who copy from there
    "list[str]": (".*", lambda text: [part.strip(" []'\"") for part in text.split(",")] if text.strip() else []),
}


def read_parameters(path: Path) -> dict[str, Parameter]:
    """Read the cell tagged ``parameters``; the notebook is not run."""
    try:
        book = json.loads(read_file(path).decode("utf-8"))
        for key, kind in {"cells": list, "metadata": dict, "nbformat": int}.items():
            if not isinstance(book.get(key), kind):
                raise ValueError(f"{key}: expected a value of type {kind.__name__}, got {book.get(key)!r:.40}")
        found = [cell for cell in book["cells"] if "parameters" in cell.get("metadata", {}).get("tags", [])]
        sources = ["".join(cell["source"]) for cell in found]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        where = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
        cause = error.strerror if isinstance(error, OSError) else f"{where}{error}"  # without a path
        raise UserError(f"{path.name}: cannot be read as a notebook ({cause})") from error
    if not sources:
        raise UserError(f"{path.name}: no cell is tagged parameters; expected one code cell, the first")
    lines = "".join(sources).splitlines()
    number = 1
    parameters = {}
    try:
        for node in ast.parse("\n".join(lines)).body:
            number = node.lineno
            parameter = _parse_declaration(node, lines[number - 1])
            parameters[parameter.name] = parameter
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError) as error:
        if isinstance(error, SyntaxError):
            number = error.lineno or 1
        line = lines[number - 1].strip() if number <= len(lines) else ""  # an open bracket ends after the last line
        form = "NAME: TYPE = VALUE  # what it does, such as year_to: int = 0  # last year"
        expected = f"{form}; types: {', '.join(KINDS)}"
        where = f"{path.name}, parameters cell, line {number}"
        raise UserError(f"{where}: expected {expected}, got {line[:80]!r}") from None
    return parameters


def _parse_declaration(node: ast.stmt, text: str) -> Parameter:
    if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name) or node.value is None:
        raise ValueError
    kind, default = ast.unparse(node.annotation), ast.literal_eval(node.value)
    if kind not in KINDS or not fits(default, kind):
        raise ValueError
    return Parameter(node.target.id, kind, default, text.partition("#")[2].strip())


def parse_values(parameters: Parameters, given: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Parse the values of ``-p`` by their declared types."""
    repeated = [name for name, count in Counter(name for name, _ in given).items() if count > 1]
    if repeated:
        raise UsageProblem(f"{', '.join(repeated)}: expected once, got more than once")
    values: dict[str, Any] = dict(given)
    for name, text in given:
        pattern, parse = _PARSERS[parameters[name].kind if name in parameters else "str"]
        if re.fullmatch(pattern, text, re.DOTALL):
            values[name] = parse(text)
    return values


def check_values(where: str, parameters: Parameters, values: Values, organisations: Ids) -> dict[str, Any]:
    """Check values against a notebook's declarations, and report all problems at once."""
    problems = [text for name, value in values.items() for text in _problems(name, value, parameters, organisations)]
    first, last = (values.get(name) for name in ("year_from", "year_to"))
    if not problems and isinstance(first, int) and isinstance(last, int) and (late := refuse_years(first, last)):
        problems.append(late)
    if problems:
        raise UsageProblem(*(f"{where}: {text}" for text in problems))
    return {name: _normalise(values[name]) for name in sorted(values)}


def _problems(name: str, value: Any, parameters: Parameters, organisations: Ids) -> Iterator[str]:
    if name not in parameters:
        others = [other for other in parameters if other not in RESERVED]
        yield f"no parameter {name!r}{closest(name, others)}; there is: {', '.join(others) or 'none'}"
        return
    kind = parameters[name].kind
    if name in RESERVED:
        yield f"{name}: expected {RESERVED[name]}"
    elif problem := refuse(name, kind, value):
        yield problem
    elif (name, kind) == ("organisations", "list[str]"):
        known = organisations() if value else []
        for unknown in [one for one in value if one not in known]:
            hint = closest(unknown, known) or closest(_to_ascii(unknown).replace(" ", "-"), known)
            expected = f"an organisation_id{hint or ', such as ' + min(known, default='')}"
            yield f"{name}: expected {expected}, got {unknown!r}"
    elif (name, kind) == ("language", "str") and value not in LANGUAGES:
        yield f"{name}: expected one of {', '.join(LANGUAGES)}, got {value!r}"


def known_ids(collection: Collection) -> Ids:
    """Return what reads the ids that ``organisations`` takes: when they are needed, and once."""

    def read() -> list[str]:
        from partyresearch.tables.load import load_organisations  # pandas

        return list(load_organisations(collection.root)["organisation_id"])

    return cache(read)


def address(name: str, values: Values) -> str:
    """Name the folder of a report: safe on any file system, and unique for a name and its parameters."""
    if not values:
        return name
    parts = [name]
    for key, value in sorted(values.items()):
        text = "-and-".join(value) if isinstance(value, list) else str(value).lower()
        parts.append(f"{key.replace('_', '-')}-{text}")
    exact = "--".join(parts)
    safe = "--".join(re.sub("[^a-z0-9]+", "-", part).strip("-") for part in _to_ascii(exact).split("--") if part)
    joined = "-and-" in "".join(str(value) for value in values.values())  # an id of its own, or two that were joined?
    if safe == exact and not joined and len(safe) <= _LONGEST_ADDRESS:
        return safe
    digest = hashlib.sha256(json.dumps([name, dict(values)], sort_keys=True).encode()).hexdigest()[:8]
    return f"{safe[:_LONGEST_ADDRESS].strip('-')}--{digest}"


def _to_ascii(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.lower().replace("đ", "d"))  # đ has no decomposition
    return folded.encode("ascii", "ignore").decode()


def _normalise(value: Any) -> Any:
    """Accents may be typed composed or decomposed; the tables have them composed."""
    if isinstance(value, list | tuple):
        return [unicodedata.normalize("NFC", text) for text in value]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value
