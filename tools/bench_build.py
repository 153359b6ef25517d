"""How the time to build grows with the number of figures, and how it compares with reading them."""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from partyresearch.collection.columns import TABLES
from partyresearch.collection.place import Collection
from partyresearch.tables.package import build


def write_collection(root: Path, n_figures: int) -> Collection:
    """Write a collection in which each district has a count and its percentage of the target for ten years."""
    years, districts = range(2011, 2021), max(1, n_figures // 20)
    rows: dict[str, list[list[object]]] = {
        "raw-metrics": [
            ["members_admitted", "persons", "flow", "People admitted", "", ""],
            ["target_attainment", "percent", "ratio", "Admissions in percent of the target", "", ""],
        ],
        "raw-exclusions": [],
        "raw-organisations": [["top", "Đảng bộ tỉnh", "Province", "province"]],
        "raw-articles": [],
        "raw-figures": [],
    }
    for district in range(districts):
        name, article = f"d-{district}", f"a-{district}"
        rows["raw-organisations"].append([name, f"Huyện {district}", f"District {district}", "district", "top"])
        rows["raw-articles"].append(
            [article, "", "", "", "", "vi", f"{article}.txt", hashlib.sha256(b"").hexdigest(), 500]
        )
        for place, year in enumerate(years):
            start, target = place * 40, 50 + (district * 7 + year) % 200
            admitted = target + (district + 3 * year) % 40 - 15
            percent = f"{round(1000 * admitted / target) / 10:.1f}%".replace(".", ",")
            period = [f"{year}-01-01", f"{year}-12-31"]
            count = [article, start, start + len(str(admitted)), admitted, name, "members_admitted", "all"]
            score = [article, start + 10, start + 10 + len(percent), percent, name, "target_attainment", "all"]
            rows["raw-figures"].append([*count, *period, "reported", "exact"])
            rows["raw-figures"].append([*score, *period, "reported", "exact", start, *[""] * 5, "superior"])
    return write_tables(root, rows)


def write_tables(root: Path, rows: Mapping[str, Sequence[Sequence[object]]]) -> Collection:
    """Write raw tables; what a row lacks at its end is empty."""
    collection = Collection(root)
    for table, cells in rows.items():
        path = collection.path(table)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as stream:
            names = TABLES[table].names
            whole = ([*row, *[""] * (len(names) - len(row))] for row in cells)
            csv.writer(stream, lineterminator="\n").writerows([names, *whole])
    return collection


def measure(n_figures: int) -> dict[str, float]:
    """Build that many figures; the peak is that of this process, which must not have built more before."""
    with tempfile.TemporaryDirectory() as folder:
        build(write_collection(Path(folder) / "warm", 200))  # imports and caches
        collection = write_collection(Path(folder) / "data", n_figures)
        began = time.perf_counter()
        build(collection)
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        reading = min(_seconds_to_read(collection.path("raw-figures")) for _ in range(3))
        return {"figures": n_figures, "seconds": seconds, "reading": reading, "peak": peak}


def _seconds_to_read(path: Path) -> float:
    began = time.perf_counter()
    pd.read_csv(path)
    return time.perf_counter() - began


def table(sizes: Sequence[int]) -> str:
    """Return a table with one line per size, each measured in its own process."""
    lines = [
        "| figures | seconds | µs a figure | growth exponent | times read_csv | peak MiB |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    before: dict[str, float] = {}
    for size in sizes:
        text = subprocess.run([sys.executable, __file__, "--one", str(size)], capture_output=True, check=True).stdout
        now = json.loads(text)
        figures, seconds = now["figures"], now["seconds"]
        growth = "—"
        if before:
            growth = f"{math.log(seconds / before['seconds']) / math.log(figures / before['figures']):.2f}"
        lines.append(
            f"| {figures} | {seconds:.2f} | {1e6 * seconds / figures:.0f} | {growth} | "
            f"{seconds / now['reading']:.0f} | {now['peak']:.0f} |"
        )
        before = now
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--one", type=int, help="measure one size, and print it as JSON")
    asked = parser.parse_args()
    print(json.dumps(measure(asked.one)) if asked.one else table(asked.sizes))


if __name__ == "__main__":
    main()
