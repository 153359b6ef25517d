"""How the time of all reports grows from five articles to two thousand, and how large their pages become."""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from bench_build import write_tables

from partyresearch.collection.place import Collection

ARTICLES = (5, 30, 200, 2000)
BIN = Path(sys.executable).parent
YEARS = range(2013, 2023)
MOST = 600  # organisations; a province for each thirty
METRICS = [
    ["members_admitted", "persons", "flow", "People admitted", "", ""],
    ["members_total", "persons", "stock", "Members", "", ""],
    ["admission_target", "persons", "flow", "Admissions asked for", "", ""],
    ["target_attainment", "percent", "ratio", "Admissions in percent of the target", "", ""],
]


def write_collection(root: Path, articles: int) -> Collection:
    """Write articles of three districts and years each: counts, targets in numbers, percentages or words, groups."""
    rng = np.random.default_rng(7)
    districts = min(MOST, max(3, articles * 3 // 10))
    provinces = max(1, districts // 30)
    places = [[f"p{i}", f"Đảng bộ tỉnh Mẫu {i}", f"Mẫu {i}", "province"] for i in range(provinces)]
    places += [[f"h{i}", f"Đảng bộ huyện Số {i}", f"Số {i}", "district", f"p{i % provinces}"] for i in range(districts)]
    size, effect = rng.integers(80, 400, districts), rng.gamma(60, 1.15 / 60, districts)
    units = rng.permutation([(district, year) for district in range(districts) for year in YEARS])[: 3 * articles]
    figures = []
    for number, (district, year) in enumerate(units):
        target = int(size[district] * 1.03 ** (year - YEARS[0]))
        figures += _unit(f"a{number // 3}", number % 3 * 200, f"h{district}", year, target, effect[district], rng)
    sources = [
        [f"a{i}", "", "", "", "2023-02-05", "vi", f"a{i}.txt", "0" * 64, 600] for i in range((len(units) + 2) // 3)
    ]
    tables = {"articles": sources, "organisations": places, "metrics": METRICS, "figures": figures, "exclusions": []}
    return write_tables(root, {f"raw-{name}": rows for name, rows in tables.items()})


def _unit(
    article: str, start: int, place: str, year: int, target: int, effect: float, rng: np.random.Generator
) -> list[list[object]]:
    """Seven figures of a district and year."""
    count = int(rng.poisson(target * effect))
    percent = f"{100 * count / target:.2f}%".replace(".", ",")
    score = [
        (percent, "target_attainment", "reported", "exact", start),
        (str(target), "admission_target", "target", "exact", ""),
        ("vượt", "target_attainment", "reported", "more_than", ""),
    ][int(rng.choice(3, p=(0.6, 0.2, 0.2)))]
    days = f"{year}-01-01", f"{year}-12-31"
    admitted = "members_admitted", "reported", "exact", ""
    cells = [
        (str(count), *admitted, "all", days, ""),
        (*score, "all", days, ""),
        (str(20 * target), "members_total", "reported", "exact", "", "all", (days[1], days[1]), ""),
        (str(rng.binomial(count, 0.05)), *admitted, "school_pupil", days, start),
        (str(rng.binomial(count, 0.4)), *admitted, "woman", days, start),
        (str(count // 5), *admitted, "all", (days[0], f"{year}-03-31"), ""),
        (str(round(1.1 * target)), "admission_target", "target", "exact", "", "all", _days(year + 1), ""),
    ]
    rows: list[list[object]] = []
    for at, (printed, metric, status, bound, numerator, group, period, whole) in enumerate(cells):
        begin = start + 20 * at
        set_by = "superior" if metric in ("admission_target", "target_attainment") else ""
        rows.append([article, begin, begin + len(printed), printed, place, metric, group, *period, status, bound])
        rows[-1] += [numerator, "", whole, "", "", "", set_by]
    return rows


def _days(year: int) -> tuple[str, str]:
    return f"{year}-01-01", f"{year}-12-31"


def table(sizes: Sequence[int] = ARTICLES) -> str:
    """Return a table with a row per size: building, all four reports in both languages, and the largest page."""
    lines = [
        "| articles | figures | build, s | reports, s | growth exponent | largest page, MB |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    before = (0, 0.0)
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            collection = write_collection(Path(name) / "data", size)
            figures = len(collection.path("raw-figures").read_text(encoding="utf-8").splitlines()) - 1
            building = _seconds("build", "--data", str(collection.root))
            seconds = _seconds("report", "--data", str(collection.root), "--output", f"{name}/reports")
            page = max(path.stat().st_size for path in Path(name).glob("reports/*/latest/*.html"))
        growth = f"{math.log(seconds / before[1]) / math.log(figures / before[0]):.2f}" if before[0] else "—"
        lines.append(f"| {size} | {figures} | {building:.1f} | {seconds:.1f} | {growth} | {page / 1e6:.1f} |")
        before = figures, seconds
    return "\n".join(lines)


def _seconds(*command: str) -> float:
    began = time.perf_counter()
    done = subprocess.run([BIN / "partyresearch", *command], capture_output=True, text=True)
    if done.returncode not in (0, 1) or "expected" in done.stderr:
        sys.exit(done.stderr)
    return time.perf_counter() - began


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=list(ARTICLES))
    print(table(parser.parse_args().sizes))


if __name__ == "__main__":
    main()
