"""Run many reports in processes of their own: whatever one of them does, the others and the runner go on.

A worker makes one report after the other; everything that a report started ends before the next. Publishing is left to
others.
"""

from __future__ import annotations

import ctypes
import gc
import logging
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
from functools import cache
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.util import Finalize
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import psutil

from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UserError
from partyresearch.reports.run import CELL_TIMEOUT, Job, Report, fail_report, run_job, variable

_SET_CHILD_SUBREAPER = 36  # prctl(2)
_MAX_REPORTS = 50  # then a process is replaced: what notebooks leave in libraries' caches stays small
_NEED = 512 << 20  # bytes of address space: below 500 MiB a thread or a cell of the five articles' reports gets no more
_FILES = 128  # that a process may open: with 90 a kernel dies; the runner has 8, and 4 for each worker
_LONGEST = 45  # bytes of a folder's name: those in it for the runner, a worker and a socket take 60 more
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
    """Make reports, and yield each as soon as it is done; what exceeds its time limit or the deadline has failed."""
    end = math.inf if deadline is None else time.monotonic() + deadline
    processes = max(1, min(processes, len(jobs)))
    # a limit that the user has set is each process's own
    memory = int(min(memory or share_memory(processes), _hard_limit()))
    if memory < _NEED:
        raise UserError(
            f"memory: expected at least {_NEED >> 20} MiB for a report, got {memory >> 20} MiB ({_MEMORY_SHARE:.0%} of "
            "what machine, container and ulimit allow, divided by the reports at once); allow more"
        )
    files, need = resource.getrlimit(resource.RLIMIT_NOFILE)[0], max(_FILES, 16 + 4 * processes)
    if files != resource.RLIM_INFINITY and files < need:
        raise UserError(f"ulimit -n: expected at least {need} open files, got {files}")
    settings = (_context(fast), collection, cell_timeout, memory, fast)
    waiting, active, idle = list(jobs), list[_Worker](), list[_Worker]()
    try:
        while waiting or active:
            for worker in [worker for worker in idle if not worker.reusable]:
                idle.remove(worker)
                worker.kill()
            while waiting and len(active) < processes and time.monotonic() < end:
                active.append(idle.pop() if idle else _Worker(*settings))
                active[-1].begin(waiting.pop(0))
            first = min([end, *(worker.end for worker in active)])
            patience = None if first == math.inf else max(0.0, first - time.monotonic())
            ready = wait([worker.pipe for worker in active], patience) if active else []
            for worker in [worker for worker in active if worker.pipe in ready]:
                report = worker.finish()
                active.remove(worker)
                idle.append(worker)
                yield report
            for worker in [worker for worker in active if time.monotonic() >= worker.end]:
                worker.kill()
                active.remove(worker)
                yield worker.fail(f"stopped at its time limit of {worker.limit} seconds")
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
    own_folder()  # before multiprocessing makes its own, which nobody would remove after a kill
    context = multiprocessing.get_context("forkserver")
    names = ["warm", "warm_kernels"] if fast and fast_kernels() else ["warm"]
    context.set_forkserver_preload([f"partyresearch.reports.{name}" for name in names])
    return context


@cache
def own_folder() -> Path:
    """Make the folder of everything temporary; it is removed at the end, or by a worker if this process is killed.

    Addresses of sockets have at most 107 bytes: where the usual place has a long name, another one is taken.
    """
    places = [place for place in (tempfile.gettempdir(), "/tmp", "/var/tmp") if len(os.fsencode(place)) <= _LONGEST]
    tempfile.tempdir = tempfile.mkdtemp(prefix="partyresearch-", dir=next(iter(places), None))
    # after multiprocessing has removed its own folder in it, at -100
    Finalize(None, shutil.rmtree, (tempfile.tempdir, True), exitpriority=-200)
    if not _can_write_at_home():
        os.environ["MPLCONFIGDIR"] = tempfile.tempdir  # else matplotlib says so, in every report
    return Path(tempfile.tempdir)


def _can_write_at_home() -> bool:
    """Whether matplotlib can keep its list of fonts, which takes it seconds to make."""
    try:
        home = Path.home()
        for variable, usual in {"XDG_CONFIG_HOME": ".config", "XDG_CACHE_HOME": ".cache"}.items():
            folder = Path(os.environ.get(variable) or home / usual, "matplotlib")
            folder.mkdir(parents=True, exist_ok=True)
            if not os.access(folder, os.W_OK):
                return False
    except (OSError, RuntimeError):  # the latter: there is no home
        return False
    return True


def fast_kernels() -> Any:
    """Return the module that forks kernels, if it has not been deleted and forking is safe here."""
    if sys.platform != "linux":
        return None
    try:
        return import_module("partyresearch.reports.kernels")
    except ModuleNotFoundError:
        return None


def fit_jobs(processes: int) -> int:
    """How many reports at once the memory suffices for, of so many; at least one."""
    return max(1, min(processes, share_memory(1) // _NEED))


def _hard_limit() -> float:
    limits = [resource.getrlimit(kind)[1] for kind in (resource.RLIMIT_DATA, resource.RLIMIT_AS)]
    return min((limit for limit in limits if limit != resource.RLIM_INFINITY), default=math.inf)


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
        _end_tree(os.getpid(), include_root=False)  # the process that workers are forked from may be loading yet
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
        self._scratch = tempfile.mkdtemp(dir=own_folder())
        self.pipe, theirs = context.Pipe()
        settings = (theirs, collection, cell_timeout, memory, Path(self._scratch), fast)
        self._process = context.Process(target=_work, args=settings)
        try:
            with variable("PYTHONSAFEPATH", "1"):  # else multiprocessing's own import what lies in the working folder
                self._process.start()
        except (EOFError, OSError) as error:
            shutil.rmtree(self._scratch, ignore_errors=True)
            raise UserError(
                f"no process could be started ({type(error).__name__}: {error or 'the first one ended'})"
            ) from error
        theirs.close()

    def begin(self, job: Job) -> None:
        """Hand it a job; ``pipe`` is ready when it is done."""
        self._job, self._started, self._clock = job, datetime.now(UTC), time.monotonic()
        self.limit, self.end = job.timeout, self._clock + (job.timeout or math.inf)
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
    resource.setrlimit(resource.RLIMIT_DATA, (memory, hard))  # kernels inherit it
    os.setsid()  # Ctrl-C on a terminal is for the runner: it decides what ends
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":  # a process that a cell hides from its kernel becomes a child of this one
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
    os.environ["IPYTHONDIR"] = str(scratch / "ipython")  # a kernel writes to it, and would run a person's startup files
    os.environ["MATPLOTLIBRC"] = os.devnull  # pictures are the same whatever a person has set
    for name in ("MPLBACKEND", "PYTHONSAFEPATH"):  # the latter: what a cell starts may import what lies beside it
        os.environ.pop(name, None)
    forked = fast_kernels() if fast else None
    jobs: SimpleQueue[Job] = SimpleQueue()
    with forked.nursery() if forked else nullcontext():  # forked before this process has a second thread
        logging.disable()  # after the fork, of which cells log: libraries log what a cell has sent, as it is
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
        shutil.rmtree(scratch.parent, ignore_errors=True)  # of all workers: each of them is coming here
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
