"""Run many reports in processes of their own: whatever one of them does, the others and the runner go on."""

from __future__ import annotations

import math
import multiprocessing
import signal
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing.connection import wait
from pkgutil import iter_modules
from typing import Any

from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UserError
from partyresearch.reports.notebook import CELL_TIMEOUT
from partyresearch.reports.run import Job, fail_report
from partyresearch.reports.worker import Outcome, Worker, fast_kernels, share_memory

_PRELOAD = ["partyresearch.reports.warm", "papermill"]
_ROOMS = ["analysis", "show", "show.plots", "show.words", "tables"]


class Stopped(UserError):
    """A signal that asked the runner to end."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}")
        self.exit_code = 128 + number


class _Stop(BaseException):
    """What a signal raises; no Exception, so that no report takes it for its own failure."""


def run_all(
    jobs: Sequence[Job],
    collection: Collection,
    *,
    processes: int = 1,
    memory: int | None = None,
    cell_timeout: int = CELL_TIMEOUT,
    deadline: float | None = None,
    fast: bool = True,
) -> Generator[Outcome]:
    """Make reports, and yield each as soon as it is done; those not done by the deadline have failed."""
    end = math.inf if deadline is None else time.monotonic() + deadline
    processes = max(1, min(processes, len(jobs)))
    settings = (_context(fast), collection, cell_timeout, memory or share_memory(processes), fast)
    waiting, active, idle = list(jobs), list[Worker](), list[Worker]()
    try:
        while waiting or active:
            for worker in [worker for worker in idle if not worker.reusable]:
                idle.remove(worker)
                worker.kill()
            while waiting and len(active) < processes and time.monotonic() < end:
                active.append(idle.pop() if idle else Worker(*settings))
                active[-1].begin(waiting.pop(0))
            patience = None if end == math.inf else max(0.0, end - time.monotonic())
            ready = wait([worker.pipe for worker in active], patience) if active else []
            for worker in [worker for worker in active if worker.pipe in ready]:
                outcome = worker.finish()
                active.remove(worker)
                idle.append(worker)
                yield outcome
            if not ready and time.monotonic() >= end:
                yield from _abort(active, waiting, collection, f"stopped at the deadline of {deadline:g} seconds")
    finally:
        for worker in [*active, *idle]:
            worker.kill()


def _context(fast: bool) -> Any:
    """Workers are forked from a process that has loaded everything, and that nothing has been done in."""
    context = multiprocessing.get_context("forkserver")
    forked = fast_kernels() if fast else None
    context.set_forkserver_preload([*_PRELOAD, *((*forked.PRELOAD, *_analysis_modules()) if forked else ())])
    return context


def _analysis_modules() -> list[str]:
    """The library's own modules: loaded once, so that what is edited during a run does not count in it."""
    modules = ["partyresearch.door"]
    for name in (f"partyresearch.{room}" for room in _ROOMS):
        modules += [name, *(info.name for info in iter_modules(import_module(name).__path__, f"{name}."))]
    return modules


def _abort(active: list[Worker], waiting: list[Job], collection: Collection, failure: str) -> Iterator[Outcome]:
    """Kill what is running before anything else is done, and let it and what is waiting have failed."""
    for worker in active:
        worker.kill()
    aborted, late = list(active), list(waiting)
    active.clear()
    waiting.clear()
    for worker in aborted:
        yield worker.abort(f"{worker.job.name}: {failure}")
    for job in late:
        yield Outcome(fail_report(job, collection, f"{job.name}: {failure}"), datetime.now(UTC))


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn SIGTERM and SIGINT into :class:`Stopped`, so that everything is cleaned up before the end."""

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
        raise Stopped(stopped.args[0]) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
