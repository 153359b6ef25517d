"""Time to import the package and to load its tables, compared with pandas alone."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import pandas as pd

import partyresearch
from partyresearch.collection.place import find_collection

LOADED = [name.removeprefix("load_") for name in partyresearch.__all__ if name.startswith("load_")]
IMPORT = "import time; began = time.perf_counter(); import {}; print(time.perf_counter() - began)"


def importing(module: str) -> float:
    """Return the seconds that an import takes in a new process."""
    command = [sys.executable, "-c", IMPORT.format(module)]
    return float(subprocess.run(command, capture_output=True, check=True).stdout)


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def load() -> None:
    """Load all tables."""
    for name in LOADED:
        getattr(partyresearch, f"load_{name}")()


def read() -> None:
    """Read the same files with pandas alone."""
    collection = find_collection()
    for name in LOADED:
        pd.read_csv(collection.path(name if name in partyresearch.collection.columns.TABLES else f"raw-{name}"))


def table(rounds: int = 30) -> str:
    """Return a table of medians; both sides of a row are measured in turn."""
    rows = []
    found = [(importing("partyresearch"), importing("pandas")) for _ in range(rounds // 3)]
    rows.append(("`import partyresearch`, `import pandas`", found, 1.15))
    load()
    found = [(seconds(load), seconds(read)) for _ in range(10 * rounds)]
    rows.append(("load all tables, `read_csv` of the same files", found, 2.0))
    lines = ["| what, against what | ms | ms | ratio | limit |", "| --- | ---: | ---: | ---: | ---: |"]
    for what, pairs, limit in rows:
        ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
        lines.append(f"| {what} | {1000 * ours:.1f} | {1000 * theirs:.1f} | {ours / theirs:.2f} | {limit} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
