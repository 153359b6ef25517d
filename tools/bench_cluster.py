"""Reports per hour on one and two workers of a Dask cluster, all on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BIN = Path(sys.executable).parent
PLAN = '[[report]]\nnotebook = "quota-attainment"\ngrid.year_to = {years}\n'


def _started(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    folder.mkdir()
    command = [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _report(folder: Path, n: int, first: int, *options: str) -> float:
    """Return the seconds that n reports take."""
    (folder / "plan.toml").write_text(PLAN.format(years=list(range(first, first + n))), encoding="utf-8")
    command = [BIN / "partyresearch", "report", "--plan", "plan.toml", "--output", "reports", *options]
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def measure(n: int, workers: int) -> float:
    """Return the seconds that so many reports take on so many workers, each of which has made some before."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        running = [_started(folder / "scheduler", "scheduler", "--port", "0", "--scheduler-file", "where.json")]
        where = folder / "scheduler" / "where.json"
        try:
            while not where.is_file() or not where.read_text(encoding="utf-8"):
                time.sleep(0.1)
            address = json.loads(where.read_text(encoding="utf-8"))["address"]
            for worker in range(workers):
                running.append(_started(folder / f"worker{worker}", "worker", address, "--nthreads", "1"))
            _report(folder, 2 * workers, 2031, "--dask", address)
            return _report(folder, n, 2041, "--dask", address)
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait()


def table(n: int = 40) -> str:
    """Return a table: this machine by itself, one worker, two workers."""
    with tempfile.TemporaryDirectory() as folder:
        found = {f"`--jobs {jobs}`, no cluster": _report(Path(folder), n, 2031, "--jobs", str(jobs)) for jobs in (1, 2)}
    for workers in (1, 2):
        found[f"`--dask`, {workers} worker{'s' * (workers > 1)} with one thread"] = measure(n, workers)
    base = next(iter(found.values()))
    lines = [f"| {n} reports | seconds | per hour | times one job |", "| --- | ---: | ---: | ---: |"]
    for what, seconds in found.items():
        lines.append(f"| {what} | {seconds:.1f} | {3600 * n / seconds:.0f} | {base / seconds:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
