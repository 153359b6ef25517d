"""How long it takes to read articles, and whether memory grows with their number."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from coded_texts import load_sentences

ROOT = Path(__file__).resolve().parents[1]
SIZE = 10_000  # bytes of an article
PEAK = """import resource, sys
from partyresearch.cli.main import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def texts(count: int, folder: Path) -> list[Path]:
    """Write articles with as many numbers as real ones: each a written one, and itself again without its digits."""
    written = [sentence["text"] for sentence in load_sentences(ROOT / "tests/intake/articles.toml")]
    paths = []
    for number in range(count):
        article = written[number % len(written)]
        words = re.sub(r"[0-9]+", "", article)
        data = (article + f"\n{words}" * (SIZE // len(words))).encode("utf-8")[:SIZE].decode("utf-8", "ignore")
        path = folder / f"{number}.txt"
        path.write_text(f"{data} {number}", encoding="utf-8")
        paths.append(path)
    return paths


def find(paths: list[Path], output: Path) -> tuple[float, float]:
    """Seconds and peak MiB of one command on one core."""
    command = [sys.executable, "-c", PEAK, "find", *map(str, paths), "--output", str(output)]
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.perf_counter() - began, int(done.stderr.split()[-1]) / 1024


def table() -> str:
    """Return the section's table."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        paths = texts(1000, Path(folder))
        for count in (10, 100, 1000):
            seconds, peak = find(paths[:count], Path(folder) / f"out-{count}")
            rows.append(f"| {count} | {seconds:.1f} | {1000 * seconds / count:.1f} | {peak:.0f} |")
    return "\n".join(
        ["| articles of 10 kB | seconds | ms per article | peak MiB |", "| ---: | ---: | ---: | ---: |", *rows]
    )


if __name__ == "__main__":
    print(table())
