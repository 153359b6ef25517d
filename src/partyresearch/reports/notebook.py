"""Run one notebook file in a folder, and remove every trace of the machine and the moment from it.

Imported only by what runs notebooks: papermill takes a second to load. Papermill writes no file here, hands out
failed notebooks, too, and its kernels open no ports.
"""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from queue import Empty
from typing import Any
from urllib.parse import quote

import nbformat
import papermill
import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError

from partyresearch.collection.place import DATA_VARIABLE, QUOTE_VARIABLE
from partyresearch.collection.problems import UserError
from partyresearch.reports.output import Output
from partyresearch.reports.run import CELL_TIMEOUT, RunFailed

_PACKAGE = Path(__file__).resolve().parents[1]
_RECONNECT = 5  # milliseconds until a socket looks again for a kernel that does not listen yet; by default 100
_POLL = 0.01  # seconds between looks whether a kernel has ended; Jupyter's own are 0.1 apart
# a URL with a host, which stays; or an absolute path, also after -I, but no relative one, and none shortened before
_PATH = re.compile(
    r"(?<!\w)(?!file:)[a-zA-Z][\w+.-]*://[^\s;,'\"()<>/][^\s;,'\"()<>]*"
    r"|(?:(?<![\w/.…])|(?<=\s-\w)|(?<=^-\w))/+(?:[^\s:;,'\"()<>/]+/+)+([^\s:;,'\"()<>/]*)",
    re.M,
)
_MARKUP = ("text/html", "text/markdown", "image/svg+xml", "application/javascript")  # where a slash may be anything
_KERNEL_OPTIONS = [
    "--log-level=CRITICAL",  # the interrupt before every shutdown is logged as an error
    "--HistoryManager.enabled=False",  # the IPython history is in the user's home
]


class Engine(NBClientEngine):  # type: ignore[misc] # papermill has no types
    """Papermill's engine, which also hands out the notebook that it fills: papermill returns it only if it succeeds."""

    NAME = "partyresearch"

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, *, so_far: list[Any], **settings: Any) -> Any:
        so_far.append(nb_man.nb)
        return super().execute_managed_notebook(nb_man, kernel_name, **settings)


class IpcKernelClient(AsyncKernelClient):
    """A client that loses no output, and goes on as soon as a kernel answers."""

    def _create_connected_socket(self, *channel: Any, **settings: Any) -> Any:
        self.context.setsockopt(zmq.RCVHWM, 0)  # else a socket drops what comes while 1,000 messages wait
        self.context.setsockopt(zmq.RECONNECT_IVL, _RECONNECT)
        return super()._create_connected_socket(*channel, **settings)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        # Jupyter's own then listens for another 0.2 s, for clients that take every message for an answer to their own;
        # nbclient checks which request a message answers.
        end = time.monotonic() + (math.inf if timeout is None else timeout)
        while True:
            self.kernel_info()  # again each time: a kernel loses what comes before it listens
            try:
                await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=0.1)  # from here on no output is lost
                return
            except Empty:
                if not await self.is_alive():
                    raise RuntimeError("Kernel died before replying to kernel_info") from None
                if time.monotonic() > end:
                    raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds") from None


class IpcKernelManager(AsyncKernelManager):
    """A kernel manager without TCP ports: they are open to every user of the machine, and kernels race for them."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        self.transport = "ipc"
        self.client_class = f"{__name__}.{IpcKernelClient.__name__}"

    async def _async_launch_kernel(self, kernel_cmd: list[str], **settings: Any) -> None:
        # What cells and their processes print is captured, and would be repeated here. What else a kernel says is of
        # its threads, which close their sockets in a race at its end: nobody can do anything about it.
        streams = dict.fromkeys(("stdout", "stderr"), subprocess.DEVNULL)
        if kernel_cmd[:1] == [sys.executable]:  # another environment may not have this package
            kernel_cmd = [*kernel_cmd, f"--IPKernelApp.outstream_class={Output.__module__}.{Output.__name__}"]
        await super()._async_launch_kernel(kernel_cmd, **streams, **settings)

    async def _async_wait(self, pollinterval: float = _POLL) -> None:
        await super()._async_wait(min(pollinterval, _POLL))


def run_notebook(
    name: str,
    path: Path,
    parameters: Mapping[str, Any],
    folder: Path,
    cell_timeout: int = CELL_TIMEOUT,
    kernel: str = "",
) -> Any:
    """Execute a notebook in a folder; a failed one is in the error, as far as it came."""
    so_far: list[Any] = []
    papermill_engines.register(Engine.NAME, Engine)
    source = json.loads(path.read_text(encoding="utf-8"))
    names_kernel = source["metadata"].get("kernelspec")
    counts = Counter(cell.get("id") for cell in source["cells"])
    ids = {name for name, count in counts.items() if count == 1}
    try:
        with warnings.catch_warnings():
            # a cell without an id, or with that of another, gets one: below, the same each time
            for warning in (MissingIDFieldWarning, DuplicateCellId):
                warnings.simplefilter("ignore", warning)
            notebook = papermill.execute_notebook(
                str(path),
                None,  # no output file: it is written once, by publish
                dict(parameters),
                engine_name=Engine.NAME,
                # a notebook that a program wrote may name none
                kernel_name=kernel or (None if names_kernel else "python3"),
                language="python",
                so_far=so_far,
                cwd=str(folder),
                progress_bar=False,
                execution_timeout=cell_timeout,
                iopub_timeout=cell_timeout,  # by default 4 seconds; what is read later is lost
                kernel_manager_class=IpcKernelManager,
                extra_arguments=_KERNEL_OPTIONS,
            )
    except Exception as error:  # a kernel that dies or hangs raises one of many things
        text = f"the notebook could not be run: {type(error).__name__}: {error}"
        if isinstance(error, PapermillExecutionError):
            kinds = [] if error.ename == UserError.__name__ and error.evalue else [error.ename]  # ours need no type
            text = ": ".join([f"cell {error.cell_index} failed", *kinds, *filter(None, [error.evalue])])
        raise RunFailed(f"{name}: {strip_paths(text)}", _clean_failed(so_far, ids)) from error
    if unfinished := _find_unfinished(notebook):
        raise RunFailed(f"{name}: {unfinished}", _clean_failed(so_far, ids))
    return strip_traces(notebook, ids)


def _find_unfinished(notebook: Any) -> str:
    """What papermill takes for success: a cell that called sys.exit(), and the cells after it, which were not run."""
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        errors = [output.ename for output in cell.outputs if output.output_type == "error"]
        if errors or cell.execution_count is None:
            return f"cell {number} was not run to its end{': ' * bool(errors)}{', '.join(errors)}"
    return ""


def _clean_failed(so_far: list[Any], ids: Collection[str]) -> Any:
    """The notebook as far as it came, without tracebacks: they name folders."""
    if not so_far:
        return None
    for cell in so_far[0].cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output["traceback"] = [f"{output.ename}: {output.evalue}"]
    return strip_traces(so_far[0], ids)


def strip_traces(notebook: Any, ids: Collection[str]) -> Any:
    """Remove what differs between runs or machines: times, paths, random ids, the version of Python.

    ``ids`` are those that the notebook's file gives its cells. Of a path in plain text only the name of a file is
    kept; in HTML and the like only the folders of the run itself are removed.
    """
    roots = _own_folders()
    for number, cell in enumerate(notebook.cells):
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "outputs" in cell:
            cell["outputs"] = nbformat.from_dict(_strip(cell.outputs, roots))  # type: ignore[no-untyped-call]
        if cell.get("id") not in ids:
            # given at random, where the file has none or one twice; the file may have ids of this form
            cell["id"] = f"cell-{number}" if f"cell-{number}" not in ids else f"added-{number}"
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags:
            cell["id"] = "injected-parameters"  # papermill's is random
        if not tags:
            cell.metadata.pop("tags", None)  # papermill adds an empty list
    notebook.metadata.pop("papermill", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    return notebook


def _strip(value: Any, roots: re.Pattern[str], kind: str = "text/plain") -> Any:
    """Shorten paths in every text of an output, each as its kind asks for."""
    if isinstance(value, dict):
        # what is itself a dictionary below a kind is JSON, or the metadata of a picture
        kinds = {key: key if "/" in key and not isinstance(one, dict) else kind for key, one in value.items()}
        kinds |= {"page": "text/html"} if "page" in value else {}
        return {_strip(key, roots): _strip(one, roots, kinds[key]) for key, one in value.items()}
    if isinstance(value, list):
        return [_strip(one, roots, kind) for one in value]
    if not isinstance(value, str) or (kind.startswith(("image/", "audio/", "video/")) and kind not in _MARKUP):
        return value
    value = roots.sub(_keep_name, value)
    return value if kind in _MARKUP else _PATH.sub(_keep_name, value)


def _own_folders() -> re.Pattern[str]:
    """Match the folders that a run uses, also as the address of a file."""
    named = [os.environ.get(name, "") for name in (DATA_VARIABLE, QUOTE_VARIABLE, "TMPDIR", "HOME", "VIRTUAL_ENV")]
    known = [tempfile.gettempdir(), sys.prefix, sys.base_prefix, *map(str, (Path.cwd(), _PACKAGE, _PACKAGE.parents[1]))]
    folders = {way for folder in filter(None, [*named, *known]) for way in (folder, os.path.realpath(folder))}
    long = [folder.rstrip("/") for folder in folders if folder.count("/") > 1]  # one of the top level tells nothing
    ways = [
        re.escape(way) for folder in sorted(long, key=len, reverse=True) for way in (quote(os.fsencode(folder)), folder)
    ]
    return re.compile(rf"(?:file://)?(?:{'|'.join(ways)})((?:/[^\s:;,'\"()<>/]+)*)")


def _keep_name(match: re.Match[str]) -> str:
    """Of a path keep the name of a file; a last part without a suffix is taken for a folder and goes, too."""
    if match[1] is None:
        return match[0]  # a URL
    name = match[1].rpartition("/")[2]
    return f"…/{name}" if "." in name else "…"


def strip_paths(text: str) -> str:
    """Shorten absolute paths in plain text."""
    return str(_strip(text, _own_folders()))


def as_bytes(notebook: Any) -> bytes:
    """Format a notebook as Jupyter does."""
    return (str(nbformat.writes(notebook)) + "\n").encode("utf-8")  # type: ignore[no-untyped-call]
