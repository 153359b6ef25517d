"""What a report is made with, beside its notebook, its parameters and its data."""

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
def made_with() -> dict[str, Any]:
    """Return the hash of this package's code, and the versions of what it rests on."""
    here = Path(__file__).resolve().parents[1]
    paths = sorted(path for path in here.rglob("*") if path.suffix in (".py", ".j2", ".css", ".json", ".po"))
    lines = "".join(f"{path.relative_to(here).as_posix()} {sha256(path)}\n" for path in paths)
    code = hashlib.sha256(lines.encode()).hexdigest()
    return {
        "code_sha256": code,
        "versions": {"python": python_version(), **{name: version(name) for name in _LIBRARIES}},
    }
