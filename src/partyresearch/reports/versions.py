"""The software that a report is made with."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

from partyresearch.collection.place import sha256

_LIBRARIES = ("partyresearch", "pandas", "numpy", "scipy", "statsmodels", "matplotlib", "papermill", "nbconvert")


@cache
def software() -> dict[str, Any]:
    """Return the SHA-256 of this package's code, and the versions of the libraries that results depend on."""
    here = Path(__file__).resolve().parents[1]
    paths = sorted(path for path in here.rglob("*") if path.suffix in (".py", ".j2", ".css", ".json", ".po"))
    lines = "".join(f"{path.relative_to(here).as_posix()} {sha256(path)}\n" for path in paths)
    code = hashlib.sha256(lines.encode()).hexdigest()
    return {
        "code_sha256": code,
        "versions": {"python": python_version(), **{name: version(name) for name in _LIBRARIES}},
    }
