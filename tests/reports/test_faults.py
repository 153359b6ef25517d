"""Faults of a run, provoked for real: a copy of the package whose one notebook does what the variable FAULT says."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat.v4 as v4
import psutil
import pytest

import partyresearch
from partyresearch.collection.place import find_collection
from partyresearch.reports.notebook import as_bytes

pytestmark = pytest.mark.slow
BODY = """
import os, pathlib, signal, sys, time
pathlib.Path(os.environ["MARK"]).touch()
match os.environ.get("FAULT", ""):
    case "raises": 1 / 0
    case "hangs" | "late": time.sleep(1000)
    case "deaf":
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while True: pass
    case "exits": os._exit(7)
    case "killed": os.kill(os.getpid(), signal.SIGKILL)
    case "runner":
        import psutil
        psutil.Process().parents()[os.environ["KERNELS"] == "fast"].kill()
        time.sleep(30)
    case "nursery":
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(30)
    case "leaves":
        import psutil, subprocess, tempfile
        left, note = pathlib.Path(tempfile.gettempdir(), "left"), pathlib.Path(os.environ["MARK"] + ".pids")
        runner = psutil.Process().parents()[os.environ["KERNELS"] == "fast"].pid
        if turn == 2:
            before, hidden = map(int, note.read_text().split())
            assert before == runner, "another process made this report"
            assert not left.exists() and not psutil.pid_exists(hidden)
        left.touch()
        note.write_text(f"{runner} {subprocess.Popen(['sleep', '300'], start_new_session=True).pid}")
    case "noise":
        os.write(getattr(sys.stderr, "_original_stdstream_copy", None) or 2, b"said by a thread while it ends")
    case "allocates":
        import numpy
        hoard = [numpy.empty(2**30, dtype="uint8") for _ in range(10**6)]
"""
FAULTS = {
    "raises": ([], "work: cell 3 failed: ZeroDivisionError: division by zero"),
    "hangs": (["--cell-timeout", "2"], "CellTimeoutError"),
    "deaf": (["--cell-timeout", "2"], "CellTimeoutError"),
    "exits": ([], "DeadKernelError"),
    "killed": ([], "DeadKernelError"),
    "runner": ([], "work: its process died (killed by SIGKILL)"),
    "nursery": ([], "DeadKernelError"),
    "allocates": ([], "MemoryError: Unable to allocate 1.00 GiB"),
    "late": (["--deadline", "6"], "work: stopped at the deadline of 6 seconds"),
}
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of its own, with our data and one notebook."""
    folder = tmp_path_factory.mktemp("site")
    package = folder / "partyresearch"
    shutil.copytree(Path(partyresearch.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(find_collection().root, package / "collection_data")
    (package / "notebooks").mkdir()
    declared = 'output_dir: str = ""  # where\nturn: int = 0  # which'
    parameters = v4.new_code_cell(declared, id="p", metadata={"tags": ["parameters"]})
    cells = [v4.new_markdown_cell("# Work", id="t"), parameters, v4.new_code_cell(BODY, id="b")]
    metadata = {"kernelspec": {"name": "python3", "display_name": "p", "language": "python"}}
    (package / "notebooks" / "09_work.ipynb").write_bytes(as_bytes(v4.new_notebook(cells=cells, metadata=metadata)))
    return folder


@pytest.fixture(scope="module")
def once(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good report, published once."""
    out = tmp_path_factory.mktemp("once") / "out"
    assert _end(_report(site, out, out.parent / "mark"))[0] == 0
    return out


@pytest.fixture
def published(once: Path, tmp_path: Path) -> Path:
    """A destination with a good report."""
    return Path(shutil.copytree(once, tmp_path / "out", symlinks=True))


@pytest.fixture
def start(site: Path, tmp_path: Path) -> Iterator[Start]:
    """Start the command; afterwards nothing that it started may be left."""
    mark = tmp_path / "mark"

    def begin(*options: str, fault: str = "") -> subprocess.Popen[str]:
        mark.unlink(missing_ok=True)
        return _report(site, tmp_path / "out", mark, *options, fault=fault)

    yield begin
    assert _left(mark) == []
    assert not (left := list(_aside(mark).glob("partyresearch-*"))), left


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mount a small file system in place of the destination."""
    out = tmp_path / "out"
    out.mkdir()

    def mount(options: str) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(out)]
        mounted = subprocess.run(command, capture_output=True, text=True)
        if mounted.returncode:
            pytest.skip(f"no small file system can be mounted here: {mounted.stderr.strip()}")
        return out

    yield mount
    subprocess.run(["umount", str(out)], capture_output=True)


def _report(site: Path, out: Path, mark: Path, *options: str, fault: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from partyresearch.cli.main import main; main()", "report", "--output", out, *options],
        env=os.environ | {"PYTHONPATH": str(site), "FAULT": fault, "MARK": str(mark), "TMPDIR": str(_aside(mark))},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _aside(mark: Path) -> Path:
    """Where everything temporary goes."""
    folder = mark.parent / "t"
    folder.mkdir(exist_ok=True)
    return folder


def _end(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit code, and what it said of its faults."""
    error = process.communicate(timeout=90)[1]
    return process.returncode, error


def _left(mark: Path, patience: float = 5) -> list[psutil.Process]:
    """What is still running of the command: everything that it started has its variables."""
    end = time.monotonic() + patience
    while True:
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("MARK") == str(mark) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.Error:
                continue
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.1)


def _until(path: Path, patience: float = 30) -> None:
    end = time.monotonic() + patience
    while not path.exists():
        assert time.monotonic() < end, f"{path} did not appear"
        time.sleep(0.05)


def _good(out: Path) -> None:
    """The last good report is at its address, whole, and nothing unfinished is beside it."""
    assert json.loads((out / "work" / "latest" / "run.json").read_text())["status"] == "completed"
    assert (out / "work" / "latest").readlink().name.startswith("0001-")
    assert "<h1" in (out / "work" / "latest" / "index.html").read_text()
    assert "Work" in (out / "index.html").read_text()
    assert not list((out / "work").glob(".*"))


@pytest.mark.parametrize("kernels", ["fast", "ordinary"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_a_cell(
    start: Start, published: Path, monkeypatch: pytest.MonkeyPatch, fault: str, kernels: str
) -> None:
    """Exit code 1, the cause in words, the last good report intact, the failed run beside it and in the list."""
    if fault == "nursery" and kernels == "ordinary":
        pytest.skip("an ordinary kernel has none")
    options, message = FAULTS[fault]
    monkeypatch.setenv("KERNELS", kernels)
    process = start("--kernels", kernels, *options, fault=fault)
    code, error = _end(process)
    assert code == 1, error
    assert message in error
    assert "Traceback" not in error
    assert error.rstrip().endswith("1 of 1 reports failed")
    _good(published)
    failed = sorted((published / "work").glob("0002-*"))
    assert json.loads((failed[0] / "run.json").read_text())["status"] == "failed"
    assert message in (published / "index.html").read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("fault", ["hangs", "deaf"])
def test_a_runner_that_is_ended(
    start: Start, published: Path, tmp_path: Path, number: signal.Signals, fault: str
) -> None:
    """In the middle of a cell: nothing half-written, no process left; after a kill the next run says so."""
    process = start(fault=fault)
    _until(tmp_path / "mark")
    process.send_signal(number)
    code, error = _end(process)
    killed = number == signal.SIGKILL
    assert code == (-9 if killed else 128 + number)
    assert killed or error.rstrip().endswith(f"stopped by {number.name}")
    assert _left(tmp_path / "mark") == []
    _good(published)
    code, error = _end(start())
    assert code == 0
    assert ("an earlier run did not finish (process" in error) == killed


@pytest.mark.parametrize("kernels", ["fast", "ordinary"])
def test_what_a_report_leaves_is_gone_before_the_next(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kernels: str
) -> None:
    """One process makes both; the first leaves a temporary file, and a process that its kernel does not take along."""
    monkeypatch.setenv("KERNELS", kernels)
    (tmp_path / "plan.toml").write_text('[[report]]\nnotebook = "work"\ngrid.turn = [1, 2]\n', encoding="utf-8")
    options = ["--plan", str(tmp_path / "plan.toml"), "--jobs", "1", "--kernels", kernels]
    assert _end(start(*options, fault="leaves")) == (0, "")


def test_an_ordinary_kernel_that_says_something_while_it_ends(start: Start) -> None:
    """ipykernel's threads close their sockets in a race; nobody who reads a log can do anything about it."""
    assert _end(start("--kernels", "ordinary", fault="noise")) == (0, "")


def test_two_runs_into_one_destination(start: Start, tmp_path: Path) -> None:
    """The second says who holds the lock; the first is not disturbed."""
    first = start(fault="hangs")
    _until(tmp_path / "mark")
    code, error = _end(start())
    assert code == 1
    assert f"in use by another run (process {first.pid} on " in error
    first.send_signal(signal.SIGTERM)
    assert _end(first)[0] == 143


@pytest.mark.parametrize("free", [0, 1, 3], ids=["no page", "one page", "three pages"])
def test_a_full_disk(start: Start, once: Path, disk: Callable[[str], Path], free: int) -> None:
    """At the lock, at the folder, or amidst the files: one line with the cause, and what is there stays."""
    out = disk("size=256k")
    shutil.copytree(once, out, symlinks=True, dirs_exist_ok=True)
    with (out / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(4096))
        except OSError:
            filler.truncate(filler.tell() // 4096 * 4096 - 4096 * free)
    code, error = _end(start())
    assert code == 1
    assert "cannot be written (No space left on device)" in error
    assert "Traceback" not in error
    _good(out)


def test_a_read_only_destination(start: Start, disk: Callable[[str], Path]) -> None:
    """One line with the cause."""
    disk("size=1m,ro")
    code, error = _end(start())
    assert code == 1
    assert "cannot be written (Read-only file system)" in error
    assert "Traceback" not in error


def test_a_raw_table_that_changed(start: Start, site: Path, tmp_path: Path) -> None:
    """Before a kernel starts, with the command that mends it."""
    path = site / "partyresearch" / "collection_data" / "raw" / "figures.csv"
    before = path.read_bytes()
    try:
        path.write_bytes(before.replace(b"2.564", b"2.565"))
        code, error = _end(start())
    finally:
        path.write_bytes(before)
    assert code == 1
    assert "has changed since the tables were built; run: partyresearch build" in error
    assert not (tmp_path / "out").exists()


def test_fast_kernels_can_be_deleted(start: Start, site: Path, published: Path) -> None:
    """Without their module a report is made by an ordinary kernel."""
    path = site / "partyresearch" / "reports" / "kernels.py"
    code = path.read_text(encoding="utf-8")
    path.unlink()
    try:
        assert _end(start()) == (0, "")
    finally:
        path.write_text(code, encoding="utf-8")
    assert len(list((published / "work").glob("0*"))) == 2


DAMAGE = {
    "torn": (lambda table: table[:5000], "row 36: expected 20 cells"),
    "garbled": (lambda table: table.replace(b",target,", b",t\xff,", 1), "got the byte 0xff"),
    "empty": (lambda _: b"", "got an empty file"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_corrupt_raw_table(start: Start, site: Path, published: Path, damage: str) -> None:
    """No report is made of it; `build` says where it is corrupt, and leaves tables and reports as they were."""
    data = site / "partyresearch" / "collection_data"
    path, (change, found) = data / "raw" / "figures.csv", DAMAGE[damage]
    before, tables, pages = path.read_bytes(), _bytes(data / "processed"), _bytes(published)
    try:
        path.write_bytes(change(before))
        code, error = _end(start())
        build = [sys.executable, "-c", "from partyresearch.cli.main import main; main()", "build"]
        built = subprocess.run(build, env=os.environ | {"PYTHONPATH": str(site)}, capture_output=True, text=True)
    finally:
        path.write_bytes(before)
    assert (code, built.returncode) == (1, 1)
    assert "figures.csv: has changed since the tables were built; run: partyresearch build" in error
    assert "figures.csv" in built.stderr
    assert found in built.stderr
    assert (_bytes(data / "processed"), _bytes(published)) == (tables, pages)


def _bytes(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != ".lock"}
