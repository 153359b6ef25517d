"""Run many reports in processes of their own: whatever one of them does, the others and the runner go on.

A worker makes one report after the other; everything that a report started ends before the next. Publishing is left to
others.
"""

from __future__ import annotations

import ctypes
import gc
import math
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing.connection import Connection, wait
from pathlib import Path
from pkgutil import walk_packages
from queue import SimpleQueue
from typing import Any

import psutil

import partyresearch
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UserError
from partyresearch.reports.run import CELL_TIMEOUT, Job, Report, fail_report, run_job

_ROOMS = ("analysis", "door", "show", "tables")  # what notebooks load of this library
_SET_CHILD_SUBREAPER = 36  # prctl(2)
_MAX_REPORTS = 50  # then a process is replaced: what notebooks leave in libraries' caches stays small
_MEMORY_SHARE = 0.8  # of the memory for reports; the rest is for the runner, the system and its caches
_PATIENCE = 10  # seconds until a killed process is taken for one that cannot be killed
_CGROUPS, _OWN_CGROUPS = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


def run_all(
    jobs: Sequence[Job],
    collection: Collection,
    *,
    processes: int = 1,
    memory: int | None = None,
    cell_timeout: int = CELL_TIMEOUT,
    deadline: float | None = None,
    fast: bool = True,
) -> Generator[Report]:
    """Make reports, and yield each as soon as it is done; those not done by the deadline have failed."""
    end = math.inf if deadline is None else time.monotonic() + deadline
    processes = max(1, min(processes, len(jobs)))
    settings = (_context(fast), collection, cell_timeout, memory or share_memory(processes), fast)
    waiting, active, idle = list(jobs), list[_Worker](), list[_Worker]()
    try:
        while waiting or active:
            for worker in [worker for worker in idle if not worker.reusable]:
                idle.remove(worker)
                worker.kill()
            while waiting and len(active) < processes and time.monotonic() < end:
                active.append(idle.pop() if idle else _Worker(*settings))
                active[-1].begin(waiting.pop(0))
            patience = None if end == math.inf else max(0.0, end - time.monotonic())
            ready = wait([worker.pipe for worker in active], patience) if active else []
            for worker in [worker for worker in active if worker.pipe in ready]:
                report = worker.finish()
                active.remove(worker)
                idle.append(worker)
                yield report
            if not ready and time.monotonic() >= end:
                failure = f"stopped at the deadline of {deadline:g} seconds"
                late, active = active, []
                for worker in late:  # all of them before anything else is done
                    worker.kill()
                yield from [worker.fail(failure) for worker in late]
                yield from [fail_report(job, collection, failure) for job in waiting]
                return
    finally:
        for worker in [*active, *idle]:
            worker.kill()


def _context(fast: bool) -> Any:
    """Workers are forked from a process that has loaded everything, and that nothing has been done in."""
    context = multiprocessing.get_context("forkserver")
    preload = ["partyresearch.reports.warm"]
    if forked := fast_kernels() if fast else None:
        # its own modules as well: loaded once, so that what is edited during a run does not count in it
        modules = [info.name for info in walk_packages(partyresearch.__path__, "partyresearch.")]
        preload += [*forked.PRELOAD, *(name for name in modules if name.split(".")[1] in _ROOMS)]
    context.set_forkserver_preload(preload)
    return context


def fast_kernels() -> Any:
    """Return the module that forks kernels, if it has not been deleted and forking is safe here."""
    if sys.platform != "linux":
        return None
    try:
        return import_module("partyresearch.reports.kernels")
    except ModuleNotFoundError:
        return None


def share_memory(processes: int, limit: int | None = None) -> int:
    """How many bytes each process may take, so that one that allocates without end does not take the machine down."""
    limits = [limit or math.inf, psutil.virtual_memory().total]
    for line in _read(_OWN_CGROUPS).splitlines():
        _, controllers, group = line.split(":", 2)
        if controllers in ("", "memory"):  # control groups of version 2 and 1
            top, name = _CGROUPS / controllers, "memory.limit_in_bytes" if controllers else "memory.max"
            own = top / group.strip("/")
            texts = [_read(folder / name) for folder in (own, *own.parents) if folder.is_relative_to(top)]
            limits += [int(text) for text in texts if text.isdigit()]  # it may also be "max"
    return int(_MEMORY_SHARE * min(limits) / processes)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn SIGTERM and SIGINT into an error, so that everything is cleaned up before the end."""

    def stop(number: int, _: object) -> None:
        for one in before:
            signal.signal(one, signal.SIG_IGN)  # a second signal must not interrupt the cleaning up
        raise _Stop(number)

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, stop)
    try:
        yield
    except _Stop as stopped:
        error = UserError(f"stopped by {signal.Signals(stopped.args[0]).name}")
        error.exit_code = 128 + stopped.args[0]
        raise error from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Stop(BaseException):
    """What a signal raises; no Exception, so that no report takes it for its own failure."""


class _Worker:
    """A process that makes reports one after the other, each with a kernel of its own.

    It is used again, because a process per report takes a tenth more processor time (measured with 60 reports).
    """

    def __init__(self, context: Any, collection: Collection, cell_timeout: int, memory: int, fast: bool) -> None:
        self._collection, self._reports = collection, 0
        self._scratch = tempfile.mkdtemp(prefix="partyresearch-")
        self.pipe, theirs = context.Pipe()
        settings = (theirs, collection, cell_timeout, memory, Path(self._scratch), fast)
        self._process = context.Process(target=_work, args=settings)
        try:
            self._process.start()
        except BaseException:
            shutil.rmtree(self._scratch, ignore_errors=True)
            raise
        theirs.close()

    def begin(self, job: Job) -> None:
        """Hand it a job; ``pipe`` is ready when it is done."""
        self._job, self._started, self._clock = job, datetime.now(UTC), time.monotonic()
        with suppress(OSError):  # it has died; finish() says so
            self.pipe.send(job)

    def finish(self) -> Report:
        """Take its report, or the reason why there is none."""
        try:
            return self._count(self.pipe.recv())
        except (EOFError, OSError):
            self._process.join(_PATIENCE)
            return self.fail(f"its process died ({_describe_exit(self._process.exitcode)})")

    def fail(self, failure: str) -> Report:
        """Let its report have failed."""
        return self._count(fail_report(self._job, self._collection, failure))

    def _count(self, report: Report) -> Report:
        self._reports = _MAX_REPORTS if report.failure else self._reports + 1
        return replace(report, started=self._started, seconds=time.monotonic() - self._clock)

    @property
    def reusable(self) -> bool:
        """Not after a failure, nor after so many reports; and something that a report left may have killed it since."""
        return self._reports < _MAX_REPORTS and bool(self._process.is_alive())

    def kill(self) -> None:
        """End it and everything it started, and remove its temporary files."""
        _end_tree(self._process.pid)
        self._process.join()
        self.pipe.close()
        shutil.rmtree(self._scratch, ignore_errors=True)


def _describe_exit(code: int | None) -> str:
    return f"killed by {signal.Signals(-code).name}" if code is not None and code < 0 else f"exit code {code}"


def _end_tree(pid: int, include_root: bool = True) -> None:
    """Kill a process and everything it started, and wait until all have ended."""
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


def _is_running(process: psutil.Process) -> bool:
    # not psutil.wait_procs, which waits for zombies, too: a container may have no process that collects them
    with suppress(psutil.NoSuchProcess):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


def _work(pipe: Connection, collection: Collection, cell_timeout: int, memory: int, scratch: Path, fast: bool) -> None:
    """What a worker does: make reports until the runner is gone."""
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
    os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
    forked = fast_kernels() if fast else None
    jobs: SimpleQueue[Job] = SimpleQueue()
    with forked.nursery() if forked else nullcontext():  # forked before this process has a second thread
        own = {child.pid for child in psutil.Process().children()}
        threading.Thread(target=_receive, args=(pipe, jobs, scratch), daemon=True).start()
        while True:
            job = jobs.get()
            try:
                report = run_job(job, collection, cell_timeout)
                if not report.failure:  # after a failure this process is killed, and everything that it started
                    _clean_up(own, scratch)
            except Exception as error:  # a report's failure is its own, whatever it is
                report = fail_report(job, collection, error)
            pipe.send(report)


def _receive(pipe: Connection, jobs: SimpleQueue[Job], scratch: Path) -> None:
    """Take jobs, and end this process and its kernel as soon as the runner is gone, even if it was killed."""
    try:
        while True:
            jobs.put(pipe.recv())
    except (EOFError, OSError):
        _end_tree(os.getpid(), include_root=False)
        shutil.rmtree(scratch, ignore_errors=True)
        os._exit(1)


def _clean_up(own: set[int], scratch: Path) -> None:
    """Remove what a report has left: processes that a cell has started and hidden, and temporary files."""
    for child in psutil.Process().children():
        if child.pid not in own:
            _end_tree(child.pid)
            with suppress(ChildProcessError):
                os.waitpid(child.pid, os.WNOHANG)  # one of another user may live on
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700, exist_ok=True)
