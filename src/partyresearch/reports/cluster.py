"""Run many reports on a Dask cluster: its workers have this package, and get everything else as bytes."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import tempfile
import time
import warnings
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import CancelledError
from importlib import import_module
from pathlib import Path
from typing import Any

from partyresearch.collection.place import Collection, sha256
from partyresearch.collection.problems import UserError
from partyresearch.reports.batch import run_all, share_memory
from partyresearch.reports.run import Job, Report, fail_report, find_notebooks, software

_PATIENCE = 10  # seconds for a scheduler to answer, and again for it to have a worker


def run_on_cluster(
    jobs: Sequence[Job], collection: Collection, scheduler: str, *, deadline: float | None = None, **limits: Any
) -> Generator[Report]:
    """Make reports on the workers of a Dask cluster, and yield each as soon as it is done; limits as of ``run_all``."""
    end = None if deadline is None else time.monotonic() + deadline
    distributed = _dask()
    client = _connect(distributed, scheduler)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that it is large
            files = client.submit(dict, _pack(collection), pure=False)  # a task: a lost copy is made again
        settings = (collection.root.resolve().name, _code_state(), {**limits, "deadline": deadline})
        waiting = {client.submit(_make_report, job, files, *settings, pure=False): job for job in jobs}
        patience = None if end is None else max(0.0, end - time.monotonic())
        completed = distributed.as_completed(list(waiting), loop=client.loop, timeout=patience)
        try:
            for future in completed:
                report = _collect(future, waiting.pop(future), collection)
                if report is None:
                    raise UserError(f"{scheduler}: the Dask scheduler is lost; what is finished is published")
                future.release()
                yield report
        except TimeoutError:
            for job in waiting.values():
                yield fail_report(job, collection, f"stopped at the deadline of {deadline:g} seconds")
        finally:
            client.cancel(list(waiting), force=True)
    finally:
        client.close(timeout=1)


def _dask() -> Any:
    try:
        return import_module("distributed")
    except ModuleNotFoundError:
        raise UserError("Dask is not installed; run: pip install 'partyresearch[dask]'") from None


def _connect(distributed: Any, scheduler: str) -> Any:
    for name in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # our one line says what it would say in many
    try:
        asyncio.run(asyncio.wait_for(_identify(distributed, scheduler), _PATIENCE))  # a client would wait for ever
        client = distributed.Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError):  # the last two: tls:// without certificates
        raise UserError(f"{scheduler}: no Dask scheduler answers; expected one, such as tcp://10.0.0.1:8786") from None
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        client.close()
        raise UserError(f"{scheduler}: the Dask scheduler has no worker; start one: dask worker {scheduler}") from None
    return client


async def _identify(distributed: Any, scheduler: str) -> None:
    certificates = distributed.Security().get_connection_args("client")
    async with distributed.rpc(scheduler, connection_args=certificates) as remote:
        await remote.identity()


def _pack(collection: Collection) -> dict[str, bytes]:
    """The files of a collection, by their paths in it."""
    paths = [path for part in ("raw", "processed") for path in sorted((collection.root / part).rglob("*"))]
    files = [path for path in (collection.descriptor, collection.root / "collection.json", *paths) if path.is_file()]
    return {path.relative_to(collection.root).as_posix(): path.read_bytes() for path in files}


def _make_report(
    job: Job, files: Mapping[str, bytes], name: str, code: Mapping[str, Any], limits: Mapping[str, Any]
) -> Report:
    """What runs on a worker of the cluster."""
    worker = _dask().get_worker()
    if (own_code := _code_state()) != code:
        raise UserError(f"the worker {worker.address} differs: {_describe_difference(code, own_code)}")
    # Dask marks its workers as processes without children. Ours end with the pipe to them, even if that is killed.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    # the limit: Dask divides the machine among the workers that it starts there
    memory = share_memory(worker.state.nthreads, worker.memory_manager.memory_limit)
    with tempfile.TemporaryDirectory(prefix="partyresearch-") as folder:
        root = Path(folder) / name
        for path, content in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        return next(run_all([job], Collection(root), memory=memory, **limits))


def _code_state() -> dict[str, Any]:
    """What must be the same here and on a worker."""
    return software() | {"notebooks": {name: sha256(path) for name, path in find_notebooks().items()}}


def _describe_difference(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> str:
    for name, version in ours["versions"].items():
        if theirs["versions"].get(name) != version:
            return f"expected {name} {version}, as here, got {theirs['versions'].get(name)}"
    return "expected the same package code and notebooks as here, got others"


def _collect(future: Any, job: Job, collection: Collection) -> Report | None:
    """What came back from a worker; None if the scheduler is lost."""
    if future.status == "error":
        return fail_report(job, collection, future.exception())
    try:
        return future.result() if future.status == "finished" else None
    except (CancelledError, OSError):
        return None
    except Exception as error:  # its worker died before the result was fetched, and the next attempt failed
        return fail_report(job, collection, error)
