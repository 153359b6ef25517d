"""Run many reports, each in a process of its own: whatever one of them does, the others and the runner go on."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing.connection import Connection, wait
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from partyresearch.collection import Collection
from partyresearch.problems import UserError
from partyresearch.reports.memory import share_of_memory
from partyresearch.reports.notebook import CELL_TIMEOUT
from partyresearch.reports.parameters import address
from partyresearch.reports.run import Report, execute, prepared

_BECOME_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux
_WARM = ["partyresearch.reports.warm", "papermill"]
_ANALYSIS = ["partyresearch.analysis", "partyresearch.plots", "partyresearch.tables"]


@dataclass(frozen=True)
class Job:
    """A report to be made.

    Parameters
    ----------
    name : str
        The notebook's: see :func:`partyresearch.reports.run.find_notebooks`.
    parameters : mapping
        See :func:`partyresearch.reports.parameters.checked`.

    Examples
    --------
    >>> Job("overview").address
    'overview'
    """

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Its folder.

        Examples
        --------
        >>> Job("overview", {"year_to": 2023}).address
        'overview--year-to-2023'
        """
        return address(self.name, self.parameters)


@dataclass(frozen=True)
class Done:
    """A report that was made, or was not.

    Parameters
    ----------
    report : Report
    started : datetime
        In UTC.
    seconds : float

    Examples
    --------
    >>> Done(Report("a", "A", "", "", {}), datetime(2026, 1, 1, tzinfo=UTC), 1.5).seconds
    1.5
    """

    report: Report
    started: datetime
    seconds: float


class Stopped(UserError):
    """A signal that asked the runner to end.

    Parameters
    ----------
    number : int
        Of the signal.

    Examples
    --------
    >>> Stopped(signal.SIGTERM).exit_code
    143
    """

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}")
        self.exit_code = 128 + number


def run_all(
    jobs: Sequence[Job],
    collection: Collection,
    *,
    processes: int = 1,
    cell_timeout: int = CELL_TIMEOUT,
    deadline: float | None = None,
    fast: bool = True,
) -> Iterator[Done]:
    """Make reports, and hand over each as soon as it is done.

    Parameters
    ----------
    jobs : sequence of Job
    collection : Collection
    processes : int
        How many at once.
    cell_timeout : int
        Seconds that one cell may take.
    deadline : float, optional
        Seconds that all may take; what is not done by then has failed.
    fast : bool
        Whether to fork kernels where that can be done: see :mod:`partyresearch.reports.kernels`.

    Yields
    ------
    Done
        In the order in which they end.

    Raises
    ------
    Stopped
        On SIGTERM or SIGINT. However it ends, no process of its own is left.

    Examples
    --------
    >>> from partyresearch.collection import find_collection
    >>> list(run_all([], find_collection()))
    []
    """
    waiting, end = list(jobs), None if deadline is None else time.monotonic() + deadline
    context = multiprocessing.get_context("forkserver")
    forked = _fast_kernels() if fast else None
    context.set_forkserver_preload([*_WARM, *(forked.PRELOAD if forked else ()), *(_modules() if forked else ())])
    active: list[_Worker] = []
    processes = min(processes, len(jobs))
    memory = share_of_memory(max(processes, 1))
    try:
        while waiting or active:
            while waiting and len(active) < processes and (end is None or time.monotonic() < end):
                active.append(_Worker(context, waiting.pop(0), collection, cell_timeout, memory, fast))
            left = None if end is None else max(0.0, end - time.monotonic())
            ready = wait([worker.results for worker in active], left) if active else []
            for worker in [one for one in active if one.results in ready]:
                active.remove(worker)
                yield worker.done()
            if not ready and end is not None and time.monotonic() >= end:
                for worker in active:
                    worker.kill()
                late = [(worker.job, worker.started, worker.seconds) for worker in active]
                active.clear()
                late += [(job, datetime.now(UTC), 0.0) for job in waiting]
                waiting.clear()
                for job, started, seconds in late:
                    text = f"{job.name}: stopped at the deadline of {deadline:g} seconds"
                    yield Done(_failed(job, collection, text), started, seconds)
    finally:
        for worker in active:
            worker.kill()


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn SIGTERM and SIGINT into :class:`Stopped`, so that everything is put in order before the end.

    Examples
    --------
    >>> with stoppable():
    ...     os.kill(os.getpid(), signal.SIGTERM)
    Traceback (most recent call last):
    partyresearch.reports.batch.Stopped: stopped by SIGTERM
    """

    def stop(number: int, _: object) -> None:
        for one in before:
            signal.signal(one, signal.SIG_IGN)  # a second signal does not interrupt the putting in order
        raise Stopped(number)

    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    for one in before:
        signal.signal(one, stop)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


class _Worker:
    """A process that makes one report."""

    def __init__(
        self, context: Any, job: Job, collection: Collection, cell_timeout: int, memory: int, fast: bool
    ) -> None:
        self.job, self.started, self._clock = job, datetime.now(UTC), time.monotonic()
        self._collection = collection
        self._aside = tempfile.mkdtemp(prefix="partyresearch-")
        self.results, theirs = context.Pipe(duplex=True)
        details = (theirs, job, collection.root, cell_timeout, memory, self._aside, fast)
        self._process = context.Process(target=_work, args=details)
        try:
            self._process.start()
        except BaseException:
            shutil.rmtree(self._aside, ignore_errors=True)
            raise
        theirs.close()

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
            report = _failed(self.job, self._collection, report)
        found = Done(report, self.started, self.seconds)
        self.kill()
        return found

    def kill(self) -> None:
        """End it and everything it started, and remove what they put aside."""
        end_tree(self._process.pid)
        self._process.join()
        self.results.close()
        shutil.rmtree(self._aside, ignore_errors=True)


def end_tree(pid: int | None, itself: bool = True) -> None:
    """Kill a process and everything it started.

    Parameters
    ----------
    pid : int or None
        None does nothing.
    itself : bool
        Whether to kill it as well.

    Examples
    --------
    >>> end_tree(None)
    """
    import psutil

    if pid is None:
        return
    try:
        process = psutil.Process(pid)
        tree = [*process.children(recursive=True), *([process] if itself else [])]
    except psutil.NoSuchProcess:
        return
    for one in tree:
        try:
            one.kill()
        except psutil.NoSuchProcess:
            continue
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


def _fast_kernels() -> Any:
    """The module that forks kernels, where it is there and forking is safe."""
    if sys.platform != "linux":
        return None
    try:
        return import_module("partyresearch.reports.kernels")
    except ModuleNotFoundError:
        return None


def _modules() -> list[str]:
    """The library's own modules: what is edited during a run does not count in it."""
    found = []
    for name in _ANALYSIS:
        found += [name, *(info.name for info in iter_modules(import_module(name).__path__, f"{name}."))]
    return found


def _work(results: Connection, job: Job, root: Path, cell_timeout: int, memory: int, aside: str, fast: bool) -> None:
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
    forked = _fast_kernels() if fast else None
    with forked.nursery() if forked else nullcontext():  # forked before this process has a second thread
        threading.Thread(target=_end_with, args=(results, aside), daemon=True).start()
        results.send(_made(job, root, cell_timeout))


def _made(job: Job, root: Path, cell_timeout: int) -> Report | str:
    try:
        return execute(job.name, job.parameters, Collection(root), cell_timeout)
    except UserError as error:
        return str(error)
    except Exception as error:  # a report's failure is its own, whatever it is
        return f"{job.name}: {type(error).__name__}: {error}"


def _end_with(results: Connection, aside: str) -> None:
    """End this process and its kernel as soon as the runner is gone, even if it was killed."""
    try:
        results.recv()  # nothing is ever sent this way: it returns when the other end is closed
    except (EOFError, OSError):
        end_tree(os.getpid(), itself=False)
        shutil.rmtree(aside, ignore_errors=True)
        os._exit(1)


def _failed(job: Job, collection: Collection, text: str) -> Report:
    try:
        known = prepared(job.name, job.parameters, collection)
    except UserError:
        known = Report(job.address, job.name, "", "", {}, parameters=dict(job.parameters))
    return replace(known, failure=" ".join(text.split()))


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"
