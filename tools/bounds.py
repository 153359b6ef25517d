"""Print what pip is to install so that a bound of pyproject.toml is tested: its lowest versions, or the newest."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def requirements(which: str) -> list[str]:
    """Return a requirement for each dependency: pinned to its lower bound, or free; those of the tests stay free."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    own = [line.replace(">=", "==") if which == "lowest" else line for line in project["dependencies"]]
    unbounded = [line for line in own if not re.fullmatch(r"[\w-]+(==|>=)[\d.]+", line)]
    if unbounded:
        sys.exit(f"pyproject.toml, dependencies: expected NAME>=VERSION, got {', '.join(unbounded)}")
    return [
        *own,
        *(line for name in ("dask", "dev", "edit", "export") for line in project["optional-dependencies"][name]),
    ]


if __name__ == "__main__":
    if sys.argv[1:] not in (["lowest"], ["newest"]):
        sys.exit("usage: bounds.py lowest|newest")
    print("\n".join(requirements(sys.argv[1])))
