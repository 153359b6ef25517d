"""A process that makes reports, and the end of everything that it started."""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UserError
from partyresearch.reports.run import Job, Report, fail_report, run_job

_SET_CHILD_SUBREAPER = 36  # prctl(2)
_MAX_REPORTS = 50  # then a process is replaced: what notebooks leave in libraries' caches stays small
_MEMORY_SHARE = 0.8  # of the memory for reports; the rest is for the runner, the system and its caches
_PATIENCE = 10  # seconds until a killed process is taken for one that cannot be killed
_CGROUPS, _OWN_CGROUPS = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


@dataclass(frozen=True)
class Outcome:
    """A report that was made, or has failed, and how long it took."""

    report: Report
    started: datetime
    seconds: float = 0.0


class Worker:
    """A process that makes reports one after the other, each with a kernel of its own.

    It is used again, because a process per report takes a tenth more processor time (measured with 60 reports).
    """

    def __init__(self, context: Any, collection: Collection, cell_timeout: int, memory: int, fast: bool) -> None:
        self._collection, self._reports = collection, 0
        self._scratch = tempfile.mkdtemp(prefix="partyresearch-")
        self.pipe, theirs = context.Pipe()
        settings = (theirs, collection, cell_timeout, memory, self._scratch, fast)
        self._process = context.Process(target=_work, args=settings)
        try:
            self._process.start()
        except BaseException:
            shutil.rmtree(self._scratch, ignore_errors=True)
            raise
        theirs.close()

    def begin(self, job: Job) -> None:
        """Hand it a job; ``pipe`` is ready when it is done."""
        self.job, self._started, self._clock = job, datetime.now(UTC), time.monotonic()
        with suppress(OSError):  # it has died; finish() says so
            self.pipe.send(job)

    def finish(self) -> Outcome:
        """Take its report, or the reason why there is none."""
        try:
            result = self.pipe.recv()
        except (EOFError, OSError):
            self._process.join(_PATIENCE)
            result = f"{self.job.name}: its process died ({_describe_exit(self._process.exitcode)})"
        outcome = self._outcome(result) if isinstance(result, Report) else self.abort(result)
        self._reports = _MAX_REPORTS if outcome.report.failure else self._reports + 1
        return outcome

    def abort(self, failure: str) -> Outcome:
        """Let its report have failed."""
        return self._outcome(fail_report(self.job, self._collection, failure))

    def _outcome(self, report: Report) -> Outcome:
        return Outcome(report, self._started, time.monotonic() - self._clock)

    @property
    def reusable(self) -> bool:
        """Not after a failure, nor after so many reports; and something that a report left may have killed it since."""
        return self._reports < _MAX_REPORTS and bool(self._process.is_alive())

    def kill(self) -> None:
        """End it and everything it started, and remove its temporary files."""
        end_tree(self._process.pid)
        self._process.join()
        self.pipe.close()
        shutil.rmtree(self._scratch, ignore_errors=True)


def end_tree(pid: int, include_root: bool = True) -> None:
    """Kill a process and everything it started, and wait until all have ended."""
    import psutil

    try:
        root = psutil.Process(pid)
        tree = [*root.children(recursive=True), *([root] if include_root else [])]
    except psutil.NoSuchProcess:
        return
    for process in tree:
        with suppress(psutil.Error):  # it has ended, or is another user's
            process.kill()
    end = time.monotonic() + _PATIENCE
    while any(_is_running(process) for process in tree) and time.monotonic() < end:
        time.sleep(0.005)


def _is_running(process: Any) -> bool:
    import psutil

    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _work(pipe: Connection, collection: Collection, cell_timeout: int, memory: int, scratch: str, fast: bool) -> None:
    gc.freeze()  # what was loaded before the fork is no garbage, and stays shared if the collector never looks at it
    gc.enable()
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))  # kernels inherit it
    os.setsid()  # Ctrl-C on a terminal is for the runner: it decides what ends
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":  # a process that a cell hides from its kernel becomes a child of this one
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    os.environ["TMPDIR"] = tempfile.tempdir = scratch
    forked = fast_kernels() if fast else None
    jobs: SimpleQueue[Job] = SimpleQueue()
    with forked.nursery() if forked else nullcontext():  # forked before this process has a second thread
        own = {child.pid for child in _children()}
        threading.Thread(target=_receive, args=(pipe, jobs, scratch), daemon=True).start()
        while True:
            pipe.send(_run(jobs.get(), collection, cell_timeout, own, Path(scratch)))


def _run(job: Job, collection: Collection, cell_timeout: int, own: set[int], scratch: Path) -> Report | str:
    try:
        report = run_job(job, collection, cell_timeout)
        if not report.failure:  # after a failure this process is killed, and everything that it started
            _clean_up(own, scratch)
        return report
    except UserError as error:
        return str(error)
    except Exception as error:  # a report's failure is its own, whatever it is
        return f"{job.name}: {type(error).__name__}: {error}"


def _receive(pipe: Connection, jobs: SimpleQueue[Job], scratch: str) -> None:
    """Take jobs, and end this process and its kernel as soon as the runner is gone, even if it was killed."""
    try:
        while True:
            jobs.put(pipe.recv())
    except (EOFError, OSError):
        end_tree(os.getpid(), include_root=False)
        shutil.rmtree(scratch, ignore_errors=True)
        os._exit(1)


def _clean_up(own: set[int], scratch: Path) -> None:
    """Remove what a report has left: processes that a cell has started and hidden, and temporary files."""
    for child in _children():
        if child.pid not in own:
            end_tree(child.pid)
            with suppress(ChildProcessError):
                os.waitpid(child.pid, os.WNOHANG)  # one of another user may live on
    scratch.mkdir(exist_ok=True)
    for path in scratch.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _children() -> list[Any]:
    import psutil

    return list(psutil.Process().children())


def _describe_exit(code: int | None) -> str:
    if code is not None and code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


def fast_kernels() -> Any:
    """Return the module that forks kernels, if it has not been deleted and forking is safe here."""
    if sys.platform != "linux":
        return None
    try:
        return import_module("partyresearch.reports.kernels")
    except ModuleNotFoundError:
        return None


def share_memory(processes: int) -> int:
    """How many bytes each process may take, so that one that allocates without end does not take the machine down."""
    import psutil

    limits = [int(text) for path in _limit_files() if (text := _read(path)).isdigit()]  # it may also be "max"
    return int(_MEMORY_SHARE * min([psutil.virtual_memory().total, *limits]) / processes)


def _limit_files() -> Iterator[Path]:
    """Where Linux keeps the limits of this process: its control groups, of either version, and those around them."""
    for line in _read(_OWN_CGROUPS).splitlines():
        _, controllers, group = line.split(":", 2)
        if controllers in ("", "memory"):
            top = _CGROUPS / controllers
            own = top / group.strip("/")
            for folder in (own, *own.parents):
                if folder.is_relative_to(top):
                    yield folder / ("memory.limit_in_bytes" if controllers else "memory.max")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
