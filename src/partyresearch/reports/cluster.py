"""Run many reports on a Dask cluster: its workers need this package, and get the rest as bytes."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import tempfile
import time
import warnings
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import CancelledError
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from partyresearch.collection.place import Collection, sha256
from partyresearch.collection.problems import UserError
from partyresearch.reports.batch import run_all
from partyresearch.reports.memory import share_of_memory
from partyresearch.reports.notebook import CELL_TIMEOUT
from partyresearch.reports.run import find_notebooks
from partyresearch.reports.versions import made_with
from partyresearch.reports.worker import Done, Job, failed

_PATIENCE = 10  # seconds for a scheduler to answer, and for it to have a worker


def run_on_cluster(
    jobs: Sequence[Job],
    collection: Collection,
    scheduler: str,
    *,
    cell_timeout: int = CELL_TIMEOUT,
    deadline: float | None = None,
    fast: bool = True,
) -> Generator[Done]:
    """Make reports on the workers of a Dask cluster, and hand over each as soon as it is done."""
    end = None if deadline is None else time.monotonic() + deadline
    distributed = _dask()
    client = _connected(distributed, scheduler)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that it is large
            files = client.submit(dict, _packed(collection), pure=False)  # a task: a lost copy is made again
        details = (collection.root.resolve().name, _code(), cell_timeout, deadline, fast)
        waiting = {client.submit(_made, job, files, *details, pure=False): job for job in jobs}
        left = None if end is None else max(0.0, end - time.monotonic())
        completed = distributed.as_completed(list(waiting), loop=client.loop, timeout=left)
        try:
            for future in completed:
                done = _taken(future, waiting.pop(future), collection)
                if done is None:
                    raise UserError(f"{scheduler}: the Dask scheduler is lost; what is finished is published")
                future.release()
                yield done
        except TimeoutError:
            for job in waiting.values():
                text = f"{job.name}: stopped at the deadline of {deadline:g} seconds"
                yield Done(failed(job, collection, text), datetime.now(UTC), 0.0)
        finally:
            client.cancel(list(waiting), force=True)
    finally:
        client.close(timeout=1)


def _dask() -> Any:
    try:
        return import_module("distributed")
    except ModuleNotFoundError:
        raise UserError("Dask is not installed; run: pip install 'partyresearch[dask]'") from None


def _connected(distributed: Any, scheduler: str) -> Any:
    for name in [one for one in logging.root.manager.loggerDict if one.startswith("distributed")]:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # we say in one line what it would say in many
    try:
        asyncio.run(asyncio.wait_for(_identity(distributed, scheduler), _PATIENCE))  # a client would wait for ever
        client = distributed.Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError):  # the last two of tls:// without certificates
        right = "such as tcp://10.0.0.1:8786"
        raise UserError(f"{scheduler}: no Dask scheduler answers; expected {right}") from None
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        client.close()
        raise UserError(f"{scheduler}: the Dask scheduler has no worker; start one: dask worker {scheduler}") from None
    return client


async def _identity(distributed: Any, scheduler: str) -> None:
    certificates = distributed.Security().get_connection_args("client")
    async with distributed.rpc(scheduler, connection_args=certificates) as there:
        await there.identity()


def _packed(collection: Collection) -> dict[str, bytes]:
    """The files of a collection, by their place in it."""
    paths = [path for part in ("raw", "processed") for path in sorted((collection.root / part).rglob("*"))]
    files = [collection.descriptor, *(path for path in paths if path.is_file())]
    return {path.relative_to(collection.root).as_posix(): path.read_bytes() for path in files}


def _made(
    job: Job,
    files: Mapping[str, bytes],
    name: str,
    code: Mapping[str, Any],
    cell_timeout: int,
    deadline: float | None,
    fast: bool,
) -> Done:
    """Make a report: what a worker of the cluster does."""
    worker = _dask().get_worker()
    if _code() != code:
        different = _difference(code, _code())
        raise UserError(f"the worker {worker.address} differs: {different}")
    # Dask marks its workers as processes without children. Ours end with the pipe to them, even if that is killed.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    memory = share_of_memory(worker.state.nthreads)
    if limit := worker.memory_manager.memory_limit:  # Dask divides the machine among the workers that it starts there
        memory = min(memory, int(0.8 * limit / worker.state.nthreads))
    with tempfile.TemporaryDirectory(prefix="partyresearch-") as folder:
        root = Path(folder) / name
        for place, content in files.items():
            (root / place).parent.mkdir(parents=True, exist_ok=True)
            (root / place).write_bytes(content)
        limits = {"cell_timeout": cell_timeout, "deadline": deadline, "memory": memory, "fast": fast}
        return next(run_all([job], Collection(root), **limits))  # type: ignore[arg-type]


def _code() -> dict[str, Any]:
    """What must be the same here and on a worker."""
    return made_with() | {"notebooks": {name: sha256(path) for name, path in find_notebooks().items()}}


def _difference(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> str:
    for name, version in ours["versions"].items():
        if theirs["versions"].get(name) != version:
            return f"{name} {theirs['versions'].get(name)}; expected {version}, as here"
    return "another state of this package's code or notebooks; expected the same as here"


def _taken(future: Any, job: Job, collection: Collection) -> Done | None:
    """What came back; None if the scheduler is lost."""
    if future.status not in ("finished", "error"):
        return None
    error = future.exception()
    try:
        if error is None:
            return future.result()  # type: ignore[no-any-return]
    except (CancelledError, OSError):
        return None
    except Exception as late:  # its worker died before it was fetched, and then it failed
        error = late
    text = str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
    return Done(failed(job, collection, f"{job.name}: {text}"), datetime.now(UTC), 0.0)
