"""Run many reports in processes of their own: whatever one of them does, the others and the runner go on."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing.connection import wait
from pkgutil import iter_modules

from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UserError
from partyresearch.reports.memory import share_of_memory
from partyresearch.reports.notebook import CELL_TIMEOUT
from partyresearch.reports.worker import Done, Job, Worker, failed, fast_kernels

_WARM = ["partyresearch.reports.warm", "papermill"]
_ANALYSIS = ["partyresearch.analysis", "partyresearch.show.plots", "partyresearch.tables"]


class Stopped(UserError):
    """A signal that asked the runner to end."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}")
        self.exit_code = 128 + number


class _Stop(BaseException):
    """What a signal raises: not to be taken for the failure of whatever it came into."""


def run_all(
    jobs: Sequence[Job],
    collection: Collection,
    *,
    processes: int = 1,
    memory: int | None = None,
    cell_timeout: int = CELL_TIMEOUT,
    deadline: float | None = None,
    fast: bool = True,
) -> Generator[Done]:
    """Make reports, and hand over each as soon as it is done."""
    waiting, end = list(jobs), None if deadline is None else time.monotonic() + deadline
    context = multiprocessing.get_context("forkserver")
    forked = fast_kernels() if fast else None
    context.set_forkserver_preload([*_WARM, *(forked.PRELOAD if forked else ()), *(_modules() if forked else ())])
    active: list[Worker] = []
    idle: list[Worker] = []
    processes = min(processes, len(jobs))
    memory = memory or share_of_memory(max(processes, 1))
    try:
        while waiting or active:
            while waiting and len(active) < processes and (end is None or time.monotonic() < end):
                while idle and not idle[-1].alive:
                    idle.pop().kill()
                active.append(idle.pop() if idle else Worker(context, collection, cell_timeout, memory, fast))
                active[-1].begin(waiting.pop(0))
            left = None if end is None else max(0.0, end - time.monotonic())
            ready = wait([worker.results for worker in active], left) if active else []
            for worker in [one for one in active if one.results in ready]:
                done = worker.done()
                if worker.worn:
                    worker.kill()
                else:
                    idle.append(worker)
                active.remove(worker)
                yield done
            if not ready and end is not None and time.monotonic() >= end:
                for worker in active:
                    worker.kill()
                late = [(worker.job, worker.started, worker.seconds) for worker in active]
                active.clear()
                late += [(job, datetime.now(UTC), 0.0) for job in waiting]
                waiting.clear()
                for job, started, seconds in late:
                    text = f"{job.name}: stopped at the deadline of {deadline:g} seconds"
                    yield Done(failed(job, collection, text), started, seconds)
    finally:
        for worker in [*active, *idle]:
            worker.kill()


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn SIGTERM and SIGINT into :class:`Stopped`, so that everything is put in order before the end."""

    def stop(number: int, _: object) -> None:
        for one in before:
            signal.signal(one, signal.SIG_IGN)  # a second signal does not interrupt the putting in order
        raise _Stop(number)

    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    for one in before:
        signal.signal(one, stop)
    try:
        yield
    except _Stop as stopped:
        raise Stopped(stopped.args[0]) from None
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _modules() -> list[str]:
    """The library's own modules: what is edited during a run does not count in it."""
    found = []
    for name in _ANALYSIS:
        found += [name, *(info.name for info in iter_modules(import_module(name).__path__, f"{name}."))]
    return found
