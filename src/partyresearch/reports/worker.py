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
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UserError
from partyresearch.reports.parameters import address
from partyresearch.reports.run import Report, execute, prepared

_BECOME_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux
_MOST = 50  # reports that one process makes


@dataclass(frozen=True)
class Job:
    """A report to be made."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Its folder."""
        return address(self.name, self.parameters)


@dataclass(frozen=True)
class Done:
    """A report that was made, or was not."""

    report: Report
    started: datetime
    seconds: float


class Worker:
    """A process that makes reports, one after the other, each with a kernel of its own."""

    def __init__(self, context: Any, collection: Collection, cell_timeout: int, memory: int, fast: bool) -> None:
        self._collection, self._reports = collection, 0
        self._aside = tempfile.mkdtemp(prefix="partyresearch-")
        self.results, theirs = context.Pipe(duplex=True)
        details = (theirs, collection.root, cell_timeout, memory, self._aside, fast)
        self._process = context.Process(target=_work, args=details)
        try:
            self._process.start()
        except BaseException:
            shutil.rmtree(self._aside, ignore_errors=True)
            raise
        theirs.close()

    def begin(self, job: Job) -> None:
        """Have it make a report."""
        self.job, self.started, self._clock = job, datetime.now(UTC), time.monotonic()
        with suppress(OSError):  # it died: done() says so
            self.results.send(job)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._clock

    def done(self) -> Done:
        """Its report, or that it died."""
        try:
            report = self.results.recv()
        except (EOFError, OSError):
            self._process.join(10)
            report = f"{self.job.name}: its process died ({_ending(self._process.exitcode)})"
        if isinstance(report, str):
            report = failed(self.job, self._collection, report)
        self._reports = _MOST if report.failure else self._reports + 1
        return Done(report, self.started, self.seconds)

    @property
    def alive(self) -> bool:
        """Whether it can make another report; what a report has left may have killed it since."""
        return bool(self._process.is_alive())

    @property
    def worn(self) -> bool:
        """Whether it has failed, or made so many reports that what they left behind could count."""
        return self._reports >= _MOST

    def kill(self) -> None:
        """End it and everything it started, and remove what they put aside."""
        end_tree(self._process.pid)
        self._process.join()
        self.results.close()
        shutil.rmtree(self._aside, ignore_errors=True)


def end_tree(pid: int | None, itself: bool = True) -> None:
    """Kill a process and everything it started."""
    import psutil

    if pid is None:
        return
    try:
        process = psutil.Process(pid)
        tree = [*process.children(recursive=True), *([process] if itself else [])]
    except psutil.NoSuchProcess:
        return
    for one in tree:
        with suppress(psutil.Error):  # it has ended, or is another's
            one.kill()
    end = time.monotonic() + 10
    while any(_runs(one) for one in tree) and time.monotonic() < end:
        time.sleep(0.005)


def _runs(process: Any) -> bool:
    """Whether a process is more than an entry that its parent has not read yet."""
    import psutil

    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _work(results: Connection, root: Path, cell_timeout: int, memory: int, aside: str, fast: bool) -> None:
    gc.freeze()  # what was loaded before the fork is no garbage, and shared as long as nobody looks at it
    gc.enable()
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(
        resource.RLIMIT_DATA, (memory if hard < 0 else min(memory, hard), hard)
    )  # the kernel inherits it
    os.setsid()  # Ctrl-C on a terminal is the runner's: it decides what ends
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":  # a process that a cell hides from its kernel becomes a child of this one
        ctypes.CDLL(None).prctl(_BECOME_SUBREAPER, 1, 0, 0, 0)
    os.environ["TMPDIR"] = tempfile.tempdir = aside
    forked = fast_kernels() if fast else None
    jobs: SimpleQueue[Job] = SimpleQueue()
    with forked.nursery() if forked else nullcontext():  # forked before this process has a second thread
        own = {child.pid for child in _children()}
        threading.Thread(target=_receive, args=(results, jobs, aside), daemon=True).start()
        while True:
            report = _made(jobs.get(), root, cell_timeout)
            try:
                _clean_up(own, Path(aside))
            except Exception as error:  # then no other report is made here
                report = report if isinstance(report, str) or report.failure else f"{type(error).__name__}: {error}"
            results.send(report)


def _clean_up(own: set[int], aside: Path) -> None:
    """Remove what a report has left: processes that a cell has started and hidden, temporary files."""
    for child in _children():
        if child.pid not in own:
            end_tree(child.pid)
            with suppress(ChildProcessError):
                os.waitpid(child.pid, os.WNOHANG)  # one of another user may live on
    aside.mkdir(exist_ok=True)
    for path in aside.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _children() -> list[Any]:
    import psutil

    return list(psutil.Process().children())


def _made(job: Job, root: Path, cell_timeout: int) -> Report | str:
    try:
        return execute(job.name, job.parameters, Collection(root), cell_timeout)
    except UserError as error:
        return str(error)
    except Exception as error:  # a report's failure is its own, whatever it is
        return f"{job.name}: {type(error).__name__}: {error}"


def _receive(results: Connection, jobs: SimpleQueue[Job], aside: str) -> None:
    """Take jobs, and end this process and its kernel as soon as the runner is gone, even if it was killed."""
    try:
        while True:
            jobs.put(results.recv())
    except (EOFError, OSError):
        end_tree(os.getpid(), itself=False)
        shutil.rmtree(aside, ignore_errors=True)
        os._exit(1)


def failed(job: Job, collection: Collection, text: str) -> Report:
    """Return the report of a job that failed, with what is known of it all the same."""
    try:
        known = prepared(job.name, job.parameters, collection)
    except UserError:
        known = Report(job.address, job.name, "", "", {}, parameters=dict(job.parameters))
    return replace(known, failure=" ".join(text.split()))


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


def fast_kernels() -> Any:
    """Return the module that forks kernels, where it is there and forking is safe."""
    if sys.platform != "linux":
        return None
    try:
        return import_module("partyresearch.reports.kernels")
    except ModuleNotFoundError:
        return None
