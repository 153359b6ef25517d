"""Measure everything, print it, and write it down with the size of the machine."""

from __future__ import annotations

import argparse
import os
import platform
from importlib.metadata import version
from pathlib import Path

import bench_build
import bench_cluster
import bench_intake
import bench_reports
import bench_scale
import bench_small
import bench_whole
import psutil

PAGE = Path(__file__).resolve().parents[1] / "benchmarks" / "README.md"
ABOUT = {
    "Reports": """Notebook 04 over as many values of a parameter; notebook and page; the start of everything counts.
Ours publishes both languages, the loop one. The limits: 15 times the loop, 1.5 times the cells, 2048 MiB. Memory is
what all processes of the tree share out among them (PSS). The cells run warm in one process for each processor,
without kernel, papermill or page.

The limit of 15 times the loop is missed. A report takes about 1.1 seconds of a processor: half of it its cells; a
tenth to start and end a kernel, though it is forked; a fifth messages, of which each cell has five; a fifth papermill,
the two pages, and writing them for good.""",
    "Import and load": """Medians; what is compared is measured in turn.""",
    "Build": """Synthetic collections: for each district and year a count and its percentage of the target. The limits:
exponent 1.1; for a million figures 60 seconds, 2048 MiB, and 10 times `read_csv` of the raw figures.

The last one is missed by far. Reading looks at no cell; building checks every cell of every raw
table, works out every distinct percentage under each of its readings with exact fractions, finds what lies within what,
and writes six tables that together have four times as many cells as the raw one. What is the same in many rows is
worked out once; what remains is Python's time for each row, of which reading and checking take a fifth and writing a
quarter. Floats would be simpler than fractions, and wrong at the edges that the tables are about: ties decide
whether a whole target exists under a reading.""",
    "Growth": """Simulated collections: each article has three districts and years with seven figures each, up to 600
districts in ten years. All four reports in both languages; the limits: 60 seconds for two thousand articles, a growth
exponent of 1, 3 MB a page.""",
    "A cluster": """Notebook 04 over as many values of a parameter; scheduler, workers and client share this machine,
and the workers have made reports before.""",
    "Intake": """`partyresearch find` on one core; the start of everything counts. The limits: 20 seconds for a thousand
articles, and memory that does not grow with their number.

The first limit is missed: who is meant, when, and what is doubtful takes as long as what a number
counts.""",
    "Whole commands": """The reports of `make report`, and every step of `make test`.""",
}


def sections(page: str) -> dict[str, str]:
    """Return the sections of a page by their titles."""
    return {text.partition("\n")[0]: text.partition("\n")[2].strip() for text in page.split("\n## ")[1:]}


def main() -> None:
    """Print and write the page, after every section; sections that are not asked for stay as they are."""
    tables = {
        "Reports": bench_reports.table,
        "Import and load": bench_small.table,
        "Build": lambda: bench_build.table([1_000, 10_000, 100_000, 1_000_000]),
        "Growth": bench_scale.table,
        "A cluster": bench_cluster.table,
        "Intake": bench_intake.table,
        "Whole commands": bench_whole.table,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("titles", nargs="*", help=f"which sections (else all): {', '.join(tables)}")
    asked = parser.parse_args().titles or list(tables)
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pandas", "papermill", "ipykernel", "nbconvert"))
    processors, memory = len(os.sched_getaffinity(0)), psutil.virtual_memory().total / 2**30
    head = f"""# Benchmarks

Written by `make bench`. Seconds differ from machine to machine and from hour to hour; ratios of one run tell more.

Machine: {processors} processors, {memory:.0f} GiB, {platform.system()}; Python {platform.python_version()},
{libraries}.
"""
    PAGE.parent.mkdir(exist_ok=True)
    for title in asked:
        text = f"{ABOUT[title]}\n\n{tables[title]()}"
        print(f"{title}\n\n{text}\n", flush=True)
        written = sections(PAGE.read_text(encoding="utf-8")) if PAGE.is_file() else {}
        written[title] = text
        parts = [f"\n## {one}\n\n{written[one]}\n" for one in tables if one in written]
        PAGE.write_text(head + "".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
