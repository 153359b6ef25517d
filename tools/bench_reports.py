"""Reports per minute: ours against a loop around papermill and nbconvert, and against the bare cells."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "notebooks" / "04_quota_attainment.ipynb"
BIN = Path(sys.executable).parent
LOOP = f"""seq {{first}} {{last}} | xargs -P{{processes}} -I@ sh -c '
{BIN}/papermill --no-progress-bar {NOTEBOOK} @.ipynb -p year_to @ &&
{BIN}/jupyter nbconvert --to html --no-input @.ipynb' > log 2>&1"""
CELLS = """
import contextlib, json, os, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
cells = [cell for cell in json.load(open(sys.argv[1]))["cells"] if cell["cell_type"] == "code"]
import time
def run(year):
    shell.reset(new_session=False)
    for cell in cells:
        code = "".join(cell["source"])
        if "parameters" in cell["metadata"].get("tags", []):
            code += f"\\nyear_to = {year}"
        assert shell.run_cell(code, store_history=False).success
with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing):
    run(2030)  # warm-up: what is loaded and cached once does not count
    began = time.perf_counter()
    for year in sys.argv[2:]:
        run(year)
print(time.perf_counter() - began)
"""


def measure(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """Return the seconds that a command takes, and the peak memory (MiB) of all its processes."""
    began, peak = time.perf_counter(), [0.0]
    process = psutil.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, env=os.environ | {"MPLBACKEND": "agg"})
    watch = threading.Thread(target=_watch, args=(process, peak), daemon=True)
    watch.start()
    if process.wait():
        sys.exit(f"failed: {' '.join(command)[:200]}")
    return time.perf_counter() - began, peak[0]


def _watch(process: psutil.Popen, peak: list[float]) -> None:
    while process.is_running():
        total = 0
        for one in [process, *process.children(recursive=True)]:
            try:
                total += one.memory_full_info().pss  # shared pages count once
            except psutil.Error:
                continue
        peak[0] = max(peak[0], total / 2**20)
        time.sleep(4)  # counting shared pages takes processor time from what is measured


def table(n: int = 60) -> str:
    """Return a table with one row per way to make n reports."""
    processes = len(os.sched_getaffinity(0))
    years = [str(year) for year in range(2031, 2031 + n)]
    found: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loop = LOOP.format(first=years[0], last=years[-1], processes=processes)
        found["`papermill` and `nbconvert`, `xargs -P`"] = base = measure(["sh", "-c", loop], folder)
        assert len(list(folder.glob("*.html"))) == n
        plan = (
            f'[[report]]\nnotebook = "quota-attainment"\ngrid.year_to = {json.dumps([int(year) for year in years])}\n'
        )
        (folder / "plan.toml").write_text(plan, encoding="utf-8")
        for kernels in ("ordinary", "fast"):
            command = [str(BIN / "partyresearch"), "report", "--plan", "plan.toml", "--kernels", kernels]
            found[f"`partyresearch report`, {kernels} kernels"] = measure([*command, "--output", kernels], folder)
        parts = [years[start::processes] for start in range(processes)]
        cells = [
            subprocess.Popen([sys.executable, "-c", CELLS, NOTEBOOK, *part], stdout=subprocess.PIPE) for part in parts
        ]
        bare = max(float(one.communicate()[0]) for one in cells)
    lines = [
        f"| {n} reports | seconds | per minute | times the loop | times the cells | peak MiB |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for what, (seconds, peak) in [*found.items(), ("the bare cells, warm", (bare, 0))]:
        lines.append(
            f"| {what} | {seconds:.1f} | {60 * n / seconds:.0f} | {base[0] / seconds:.1f} | {seconds / bare:.1f} | "
            f"{f'{peak:.0f}' if peak else '—'} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=60)
    print(table(parser.parse_args().reports))


if __name__ == "__main__":
    main()
