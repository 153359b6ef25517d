"""Faults of a run, provoked for real: a copy of the package whose one notebook does what the variable FAULT says."""

from __future__ import annotations

import html
import json
import os
import re
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
    case "hangs" | "late" | "overdue": time.sleep(1000)
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
    case "logs":
        import logging
        logging.basicConfig(stream=sys.stderr, force=True)
        for line in range(5000): logging.warning("logged %d.", line)
        from IPython.display import display
        for line in range(20000): display({"text/plain": f"shown {line}"}, raw=True)
        for line in range(2000): print("printed", line, flush=True)
        import subprocess
        os.system("echo from os.system")
        subprocess.run(["seq", "-f", "by a process %.0f", "50000"])  # the pipe is full when it ends
        sys.stdout.flush()  # or what follows may stand amidst it
        print("half of a pair: \\ud83d.")
        os.write(1, b"nothing: \\0.\\n")
        letters = "x" + "\u1ebf" * 10000
        subprocess.run([sys.executable, "-c", f"print({letters!r})"])
        for fork in range(2):
            if not os.fork():
                for line in range(500): print("by a fork", line)
                os._exit(0)
        os.wait(), os.wait()
        import psutil
        print(psutil.Process().net_connections("tcp"), "are open.")
    case "folder": pathlib.Path("a folder").mkdir()
    case "link": pathlib.Path("a link").symlink_to("/etc/passwd")
    case "pipe": os.mkfifo("a pipe")
    case "page": pathlib.Path("evil.html").write_text("<script>1</script>")
    case "settings": pathlib.Path(".htaccess").write_text("AddType text/html .csv")
    case "card": pathlib.Path("run.json").write_text("{}")
    case "bytes":
        pathlib.Path(os.fsdecode(b"\\xff" if turn == 1 else b"\\xff.csv")).touch()
    case "unhandled":
        from IPython.display import HTML, display
        kernel = get_ipython().kernel
        kernel.session.send(kernel.iopub_socket, "\x1b[2J", {}, parent=kernel.get_parent())
        display(HTML("<img src=x>"))
    case "escapes": raise RuntimeError("\x1b[2J\u202egone")
    case "paths":
        import pandas
        from IPython.display import HTML, Markdown, display
        here = os.getcwd()
        table = pandas.DataFrame({"folder": [here, f"file://{here}/x.csv"]})
        display(here, table, Markdown(f"in {here}"), HTML(f"<p>{here}"))
        print(here, os.environ["TMPDIR"], sys.prefix)
    case "imports":
        import subprocess
        pathlib.Path("beside.py").write_text("")
        pathlib.Path("script.py").write_text("import beside")
        import beside
        subprocess.run([sys.executable, "script.py"], check=True)
        for name in ("beside.py", "script.py"): os.remove(name)
        import shutil
        shutil.rmtree("__pycache__", ignore_errors=True)
    case "unlinks":
        import partyresearch
        pathlib.Path(partyresearch.__file__).with_name("notebooks").joinpath("09_work.ipynb").unlink()
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
    "overdue": (["--report-timeout", "5"], "work: stopped at its time limit of 5 seconds"),
    "folder": ([], "work: expected plain files to be left, got the folder 'a folder'"),
    "link": ([], "work: expected plain files to be left, got the link 'a link'"),
    "pipe": ([], "work: expected plain files to be left, got the special file 'a pipe'"),
    "page": ([], "got the file 'evil.html'"),
    "settings": ([], "got the file '.htaccess'"),
    "card": ([], "another name than index.html, notebook.ipynb, run.json"),
    "escapes": ([], "RuntimeError: \\x1b[2J\\u202egone"),
}
PASSWORDS = b"root:x:0:0"
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


def _environ() -> dict[str, str]:
    """Without the variable by which ipykernel knows that pytest itself captures what processes print."""
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


def _report(site: Path, out: Path, mark: Path, *options: str, fault: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from partyresearch.cli.main import main; main()", "report", "--output", out, *options],
        env=_environ() | {"PYTHONPATH": str(site), "FAULT": fault, "MARK": str(mark), "TMPDIR": str(_aside(mark))},
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
    assert not any(PASSWORDS in content for content in _bytes(published).values())
    assert fault in ("runner", "late", "overdue") or (failed[0] / "notebook.ipynb").is_file()
    assert json.loads((failed[0] / "run.json").read_text())["status"] == "failed"
    assert message in html.unescape((published / "index.html").read_text())


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


def test_a_stop_while_the_libraries_load(start: Start, site: Path, tmp_path: Path) -> None:
    """Nothing that loads them goes on."""
    path = site / "partyresearch" / "reports" / "warm.py"
    before = path.read_text(encoding="utf-8")
    slow = "\nimport pathlib, time\npathlib.Path(os.environ['MARK']).touch()\ntime.sleep(20)\n"
    path.write_text(before + slow, encoding="utf-8")
    try:
        process = start()
        _until(tmp_path / "mark")
        process.terminate()
        error = process.communicate(timeout=10)[1]  # what goes on would hold the stream
        assert (process.returncode, error) == (143, "stopped by SIGTERM\n")
        assert _left(tmp_path / "mark", 1) == []
    finally:
        path.write_text(before, encoding="utf-8")


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


@pytest.mark.parametrize("kernels", ["fast", "ordinary"])
def test_what_a_cell_sends_and_nobody_handles_reaches_no_terminal(start: Start, kernels: str) -> None:
    """Libraries log it, and a picture without words; a terminal would obey it."""
    assert _end(start("--kernels", kernels, fault="unhandled")) == (0, "")


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
    "torn": (lambda table: table[:5000], "row 44: expected 19 cells"),
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


@pytest.mark.parametrize("kernels", ["fast", "ordinary"])
def test_whatever_a_cell_wrote_is_in_the_report(start: Start, tmp_path: Path, kernels: str) -> None:
    """More messages than are read at a time, and what its processes say; none of it on the streams of the command."""
    process = start("--kernels", kernels, fault="logs")
    out, error = process.communicate(timeout=300)
    assert (process.returncode, error, len(out.splitlines())) == (0, "", 1)
    page = json.loads((tmp_path / "out" / "work" / "latest" / "notebook.ipynb").read_text(encoding="utf-8"))
    outputs = [output for cell in page["cells"] for output in cell.get("outputs", [])]
    text = "".join("".join(output["text"]) for output in outputs if output["output_type"] == "stream")
    assert text.count("logged ") == 5000
    assert text.count("printed ") == 2000
    assert text.count("by a process ") == 50000
    assert (
        sum("".join(output.get("data", {}).get("text/plain", "")).startswith("shown ") for output in outputs) == 20000
    )
    assert "from os.system" in text
    assert "half of a pair: \ufffd." in text
    assert "nothing: \0." in text
    assert "x" + "\u1ebf" * 10000 in text
    assert len(re.findall(r"^by a fork \d+$", text, re.M)) == 1000
    assert "[] are open." in text


def test_no_file_names_a_folder_of_the_run(start: Start, tmp_path: Path) -> None:
    """Neither in text nor in a table, Markdown or HTML, nor as the address of a file; also one with a space."""
    assert _end(start(fault="paths")) == (0, "")
    run = b"".join(_bytes(tmp_path / "out" / "work" / "latest").values()).decode("utf-8", "replace")
    assert "…" in run
    for folder in (str(tmp_path), sys.prefix, "partyresearch-"):
        assert folder not in run


def _run(site: Path, tmp_path: Path, *words: object, **variables: str) -> tuple[int, str]:
    """Run the command in a shell, and return its exit code and everything it said."""
    script = tmp_path / "command.py"
    script.write_text("from partyresearch.cli.main import main\nif __name__ == '__main__':\n    main()\n")
    command = " ".join(map(str, words)).replace("partyresearch", f"{sys.executable} {script}", 1)
    env = {"PYTHONPATH": str(site), "MARK": str(tmp_path / "mark"), **variables}
    done = subprocess.run(["bash", "-c", command], env=os.environ | env, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr + done.stdout
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("kernels", ["fast", "ordinary"])
def test_modules_in_the_working_folder_are_not_imported(site: Path, tmp_path: Path, kernels: str) -> None:
    """Not by multiprocessing's processes, either; a cell, and what it starts, imports what lies in its own folder."""
    here = tmp_path / "here"
    here.mkdir()
    for name in ("selectors", "signal", "socket", "struct", "threading", "partyresearch", "IPython", "zmq"):
        (here / f"{name}.py").write_text(f"open({str(tmp_path / 'imported')!r}, 'a').write({name!r})\n")
    command = f"cd {here}; partyresearch report --output {tmp_path / 'out'} --kernels {kernels}"
    code, said = _run(site, tmp_path, command, FAULT="imports")
    assert (code, (tmp_path / "imported").exists()) == (0, False), said


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_closed_standard_streams(site: Path, tmp_path: Path, closed: str) -> None:
    """The files of a report do not take their numbers."""
    assert _run(site, tmp_path, "partyresearch report --output", tmp_path / "out", closed)[0] == 0
    assert (tmp_path / "out" / "work" / "latest" / "index.html").is_file()


def test_a_working_folder_that_is_gone(site: Path, tmp_path: Path) -> None:
    """One line."""
    gone = tmp_path / "gone"
    said = _run(site, tmp_path, f"mkdir {gone}; cd {gone}; rmdir {gone}; partyresearch report")
    assert said == (1, "the working folder is gone; change into one that exists\n")


ELSEWHERE = "import os\nif os.getpid() != int(os.environ['RUNNER']):\n    raise RuntimeError('another library')\n"
UNLOADABLE = {
    "reports/page.py": (ELSEWHERE, 1, "RuntimeError: another library"),
    "reports/warm.py": ("import os\nos._exit(3)\n", 1, "no process could be started"),
    "show/plots/rows.py": (ELSEWHERE, 0, "published"),  # which this notebook does not use
}


@pytest.mark.parametrize("module", UNLOADABLE)
def test_a_process_that_workers_are_forked_from_and_that_does_not_start(
    site: Path, tmp_path: Path, module: str
) -> None:
    """Exit code 1 with the reason, not that of Ctrl-C."""
    path, (broken, code, message) = site / "partyresearch" / module, UNLOADABLE[module]
    before = path.read_text(encoding="utf-8")
    future, _, rest = before.partition("from __future__ import annotations\n")
    changed = f"{future}from __future__ import annotations\n{broken}{rest}" if rest else broken + before
    path.write_text(changed, encoding="utf-8")
    try:
        started = f"{sys.executable} {tmp_path / 'command.py'} report --output {tmp_path / 'out'}"
        exit_code, said = _run(site, tmp_path, f"export RUNNER=$$; exec {started}")
    finally:
        path.write_text(before, encoding="utf-8")
    assert (exit_code, message in said) == (code, True), said


@pytest.mark.parametrize("kernels", ["fast", "ordinary"])
def test_a_long_name_for_temporary_files(site: Path, tmp_path: Path, kernels: str) -> None:
    """The address of a socket has at most 107 bytes."""
    folder = tmp_path / ("l" * 120)
    folder.mkdir()
    options = f"--output {tmp_path / 'out'} --kernels {kernels}"
    code, said = _run(site, tmp_path, "partyresearch report", options, TMPDIR=str(folder))
    assert (code, said) == (0, f"published {tmp_path}/out/work/latest/index.html\n")


def test_what_a_person_has_set_changes_nothing(site: Path, tmp_path: Path) -> None:
    """No home to write to, a backend, rc parameters that make pictures red, and one that does not exist."""
    plot = "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()\nplt.rcParams['savefig.dpi']"
    name = site / "partyresearch" / "notebooks" / "09_work.ipynb"
    before = name.read_bytes()
    (tmp_path / "matplotlibrc").write_text("figure.facecolor: red\nsavefig.dpi: 7\nnonsense: 3\n")
    try:
        notebook = json.loads(before)
        notebook["cells"][2]["source"] = plot
        name.write_text(json.dumps(notebook), encoding="utf-8")
        plain = _run(site, tmp_path, "partyresearch report --output", tmp_path / "plain")
        person = {"HOME": "/proc", "MPLBACKEND": "tkagg", "MATPLOTLIBRC": str(tmp_path / "matplotlibrc")}
        command = f"cd {tmp_path}; partyresearch report --output {tmp_path / 'set'}"
        own = _run(site, tmp_path, command, **person)
    finally:
        name.write_bytes(before)
    assert plain == (0, f"published {tmp_path}/plain/work/latest/index.html\n")
    assert own == (0, f"published {tmp_path}/set/work/latest/index.html\n")
    pages = [_bytes((tmp_path / folder / "work").resolve() / "latest") for folder in ("plain", "set")]
    contents = [{path.name: data for path, data in page.items() if path.name != "run.json"} for page in pages]
    assert contents[0] == contents[1]


def test_more_jobs_than_the_memory_suffices_for(site: Path, tmp_path: Path) -> None:
    """Fewer at once, and it says so."""
    code, said = _run(site, tmp_path, "partyresearch report --jobs 5000 --output", tmp_path / "out")
    assert code == 0
    assert "--jobs 5000: the memory suffices for " in said


@pytest.mark.parametrize(("files", "code"), [(128, 0), (127, 1)])
def test_few_open_files(site: Path, tmp_path: Path, files: int, code: int) -> None:
    """What is needed suffices; with less the line says so, before anything runs."""
    said = _run(site, tmp_path, f"ulimit -n {files}; partyresearch report --jobs 3 --output {tmp_path / 'out'}")
    least = "ulimit -n: expected at least 128 open files, got 127\n"
    assert said == (code, least if code else f"published {tmp_path}/out/work/latest/index.html\n")


@pytest.mark.parametrize(("mib", "fits"), [(1024, True), (500, False)])
def test_a_small_machine(site: Path, tmp_path: Path, mib: int, fits: bool) -> None:
    """A container of 1 GiB makes reports; below that it is told what is needed."""
    own = next((line for line in Path("/proc/self/cgroup").read_text().splitlines() if ":memory:" in line), "")
    group = Path("/sys/fs/cgroup/memory", own.rpartition(":")[2].strip("/"), f"reports-{os.getpid()}-{mib}")
    try:
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text(str(mib << 20))
    except OSError as error:
        pytest.skip(f"no control group can be made here: {error}")
    try:
        join = f"echo $$ > {group}/cgroup.procs; partyresearch report --output {tmp_path / 'out'}"
        code, said = _run(site, tmp_path, join)
    finally:
        time.sleep(0.5)  # until the last process has left it
        group.rmdir()
    assert (code, said.startswith("published ")) == ((0, True) if fits else (1, False)), said
    assert fits or said.startswith("memory: expected at least 512 MiB for a report, got 400 MiB")


def test_a_kill_leaves_no_temporary_folder(start: Start, tmp_path: Path) -> None:
    """Neither ours nor one of multiprocessing's."""
    process = start(fault="hangs")
    _until(tmp_path / "mark")
    process.kill()
    _end(process)
    assert _left(tmp_path / "mark") == []
    end = time.monotonic() + 5
    while (left := list(_aside(tmp_path / "mark").rglob("*"))) and time.monotonic() < end:
        time.sleep(0.1)
    assert left == []


@pytest.mark.parametrize("name", ["05_...ipynb", "05_.ipynb", "05_a\nb.ipynb", "05_Ä.ipynb"])
def test_a_notebook_whose_name_would_be_another_folder(site: Path, tmp_path: Path, name: str) -> None:
    """It is told before anything is written."""
    path = site / "partyresearch" / "notebooks" / name
    shutil.copy(site / "partyresearch" / "notebooks" / "09_work.ipynb", path)
    try:
        code, said = _run(site, tmp_path, "partyresearch report --output", tmp_path / "a" / "out")
    finally:
        path.unlink()
    assert code == 1
    assert said.endswith("expected a name of a-z, 0-9 and _, such as 05_my_report.ipynb\n")
    assert len(said.splitlines()) == 1
    assert not (tmp_path / "a").exists()


def test_bytes_that_are_no_text(site: Path, tmp_path: Path) -> None:
    """In a parameter, in the names of files: exit 2, or they are escaped; the other report is published."""
    (tmp_path / "plan.toml").write_text('[[report]]\nnotebook = "work"\ngrid.turn = [1, 2]\n', encoding="utf-8")
    plan = f"partyresearch report --plan {tmp_path}/plan.toml --output {tmp_path}/$'\\xff' --log {tmp_path}/log"
    code, said = _run(site, tmp_path, plan, FAULT="bytes", PYTHONIOENCODING="ascii")
    assert code == 1
    assert r"got the file '\udcff' (see" in said
    assert rf"published {tmp_path}/\udcff/work--turn-2/latest/index.html" in said
    assert len((tmp_path / "log").read_text("utf-8").splitlines()) == 3
    given = _run(site, tmp_path, "partyresearch report -p turn $'\\xff' --output", tmp_path / "out")
    assert given == (2, "work: turn: expected a whole number, got '\\udcff'\n")


def test_a_pipe_instead_of_a_notebook(site: Path, tmp_path: Path) -> None:
    """That report fails; the others are made."""
    path = site / "partyresearch" / "notebooks" / "08_pipe.ipynb"
    os.mkfifo(path)
    try:
        code, said = _run(site, tmp_path, "partyresearch report --output", tmp_path / "out")
    finally:
        path.unlink()
    assert code == 1
    assert "failed 08_pipe.ipynb: cannot be read as a notebook" in said
    assert f"published {tmp_path}/out/work/latest/index.html" in said


def test_a_pipe_instead_of_a_table(site: Path, tmp_path: Path) -> None:
    """Nobody waits for what never comes."""
    data = tmp_path / "data"
    shutil.copytree(site / "partyresearch" / "collection_data", data)
    (data / "raw" / "figures.csv").unlink()
    os.mkfifo(data / "raw" / "figures.csv")
    code, said = _run(site, tmp_path, f"timeout 20 {sys.executable} {tmp_path / 'command.py'} build --data {data}")
    assert code == 1
    assert "a file that cannot be read (not a regular file)" in said


def test_a_table_that_may_not_be_read(site: Path, tmp_path: Path) -> None:
    """The same, in the words of the system."""
    data = tmp_path / "data"
    shutil.copytree(site / "partyresearch" / "collection_data", data)
    (data / "raw" / "figures.csv").chmod(0)
    unprivileged = "setpriv --bounding-set=-dac_override,-dac_read_search" if os.getuid() == 0 else ""
    code, said = _run(site, tmp_path, f"{unprivileged} {sys.executable} {tmp_path / 'command.py'} build --data {data}")
    assert code == 1
    assert "a file that cannot be read (Permission denied)" in said


@pytest.mark.parametrize("option", ["--plan deep.toml", "--data deep"])
def test_deeply_nested_files(site: Path, tmp_path: Path, option: str) -> None:
    """Python's parsers recurse; the message does not show how."""
    (tmp_path / "deep.toml").write_text("[[report]]\na = " + "[" * 5000 + "]" * 5000)
    shutil.copytree(site / "partyresearch" / "collection_data", tmp_path / "deep")
    (tmp_path / "deep" / "collection.json").write_text("[" * 100_000)
    command = "build" if "data" in option else "report"
    code, said = _run(site, tmp_path, f"cd {tmp_path}; partyresearch {command} {option}")
    assert code == (2 if "plan" in option else 1)
    assert "recursion" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("plan", ["", "--plan plan.toml"])
def test_a_damaged_notebook(site: Path, tmp_path: Path, plan: str) -> None:
    """It fails by itself, with one line, and stops no other; in a plan also if it is there twice."""
    path = site / "partyresearch" / "notebooks" / "08_damaged.ipynb"
    path.write_text('{"cells": [{"metadata": {"tags": null}}], "metadata": {}, "nbformat": 4}')
    entries = [f'[[report]]\nnotebook = "{name}"\n' for name in ("damaged", "damaged", "work")]
    (tmp_path / "plan.toml").write_text("".join(entries))
    try:
        code, said = _run(
            site, tmp_path, f"cd {tmp_path}; partyresearch report --jobs 1 --output {tmp_path}/out {plan}"
        )
    finally:
        path.unlink()
    lines = said.splitlines()
    assert code == 1
    assert len(lines) == 3
    assert f"published {tmp_path}/out/work/latest/index.html" in lines
    assert any(line.startswith("failed 08_damaged.ipynb: cannot be read as a notebook (TypeError: ") for line in lines)
    assert "1 of 2 reports failed" in lines


def test_a_notebook_that_is_deleted_during_the_run(start: Start, site: Path, published: Path) -> None:
    """The report fails with the reason; what is there stays."""
    path = site / "partyresearch" / "notebooks" / "09_work.ipynb"
    before = path.read_bytes()
    try:
        code, error = _end(start(fault="unlinks"))
    finally:
        path.write_bytes(before)
    assert code == 1
    assert error.startswith("failed work: its notebook is gone (see ")
    _good(published)


@pytest.mark.parametrize("new", ["nothing", "folder", "destination"])
def test_a_destination_that_is_gone(start: Start, published: Path, tmp_path: Path, new: str) -> None:
    """The run ends: a new folder of its name would have no lock, or that of another run."""
    process = start("--cell-timeout", "3", fault="hangs")
    _until(tmp_path / "mark")
    published.rename(tmp_path / "elsewhere")
    if new != "nothing":
        published.mkdir()
    if new == "destination":
        (published / ".lock").touch()
    before = _bytes(tmp_path)
    code, error = _end(process)
    assert code == 1
    assert error.endswith(f"{published}: was moved or removed during the run\n")
    assert _bytes(tmp_path) == before
