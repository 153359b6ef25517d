"""How the time to build grows with the number of figures: a ratio within one run, not seconds."""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
import tempfile
import time
from pathlib import Path

from partyresearch.collection import Collection
from partyresearch.columns import TABLES
from partyresearch.tables.load import load_table
from partyresearch.tables.package import build


def write_collection(root: Path, n_figures: int) -> Collection:
    """Write a collection: each district has a count and its percentage of the target, for each of ten years."""
    collection = Collection(root)
    years, districts = range(2011, 2021), max(1, n_figures // 20)
    rows: dict[str, list[list[object]]] = {
        "raw-metrics": [
            ["members_admitted", "persons", "flow", "People admitted"],
            ["target_attainment", "percent", "ratio", "Admissions in percent of the target"],
        ],
        "raw-exclusions": [],
        "raw-organisations": [["top", "Đảng bộ tỉnh", "Province", "province"] + [""] * 6],
        "raw-articles": [],
        "raw-figures": [],
    }
    for district in range(districts):
        name, article = f"d-{district}", f"a-{district}"
        rows["raw-organisations"].append(
            [name, f"Huyện {district}", f"District {district}", "district", "top"] + [""] * 5
        )
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
            rows["raw-figures"].append([*count, *period, "reported", "exact"] + [""] * 9)
            rows["raw-figures"].append([*score, *period, "reported", "exact", start, *[""] * 5, "superior", "", ""])
    for table, cells in rows.items():
        path = collection.path(table)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([TABLES[table].names, *cells])
    return collection


def measure(n_figures: int) -> tuple[int, float]:
    """Return how many figures were built, and the seconds that it took."""
    with tempfile.TemporaryDirectory() as folder:
        collection = write_collection(Path(folder) / "data", n_figures)
        began = time.perf_counter()
        build(collection)
        seconds = time.perf_counter() - began
        return len(load_table("figures", collection.root)), seconds


def main() -> None:
    """Print one line a size and the ratio of the times to the ratio of the sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[20_000, 200_000])
    sizes = parser.parse_args().sizes
    measure(200)  # imports and caches
    found = [measure(size) for size in sizes]
    for figures, seconds in found:
        sys.stdout.write(f"{figures:>9} figures  {seconds:8.2f} s  {1e6 * seconds / figures:6.0f} µs a figure\n")
    growth = (found[-1][1] / found[0][1]) / (found[-1][0] / found[0][0])
    sys.stdout.write(f"time per figure, last to first: {growth:.2f}\n")


if __name__ == "__main__":
    main()
