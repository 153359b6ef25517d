"""How long the commands of the README take, and where the time goes."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def recipe(target: str) -> list[str]:
    """Return the commands of a target of the Makefile, as make would run them."""
    lines = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", target], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [line for line in lines if line.strip()]


def seconds(command: str) -> float:
    """Return how long a command takes; its output is not shown."""
    began = time.perf_counter()
    found = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode:
        sys.exit(f"failed: {command}\n{found.stdout[-2000:]}{found.stderr[-2000:]}")
    return time.perf_counter() - began


def table() -> str:
    """Return a table of every command of ``make report`` and ``make test``."""
    with tempfile.TemporaryDirectory() as folder:
        report = {
            command: seconds(f"{command} --output {folder}" if command.endswith("report") else command)
            for command in recipe("report")
        }
    test = {command: seconds(command) for command in recipe("test")}
    lines = ["| command | seconds | share |", "| --- | ---: | ---: |"]
    for target, parts in (("make report", report), ("make test", test)):
        lines += _lines(target, parts)
    return "\n".join(lines)


def short(command: str) -> str:
    """Name a command without what is set around it, which has paths of this machine."""
    return re.sub(r"^.*\.venv/bin/(?:python -m )?", "", command)


def _lines(target: str, parts: Mapping[str, float]) -> list[str]:
    whole = sum(parts.values())
    return [
        f"| **`{target}`** | {whole:.1f} | |",
        *(f"| `{short(command)}` | {one:.1f} | {one / whole:.0%} |" for command, one in parts.items()),
    ]


if __name__ == "__main__":
    print(table())
