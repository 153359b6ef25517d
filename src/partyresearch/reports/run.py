"""Execute one notebook: a path and parameters in, bytes out."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partyresearch.collection import DATA_VARIABLE, Collection, data_hash, find_collection, require_fresh, shipped
from partyresearch.problems import UserError

CELL_TIMEOUT = 600


@dataclass(frozen=True)
class Report:
    """What a notebook made.

    Parameters
    ----------
    name : str
        The report's name, as in its address.
    title, headline : str
        The notebook's title and its computed first sentence, as plain text.
    data : str
        SHA-256 of the raw tables it rests on.
    files : dict of str to bytes
        File name → content: the page, the executed notebook, the tables.

    Examples
    --------
    >>> Report("quota-attainment", "Quota attainment", "None.", "", {}).files
    {}
    """

    name: str
    title: str
    headline: str
    data: str
    files: dict[str, bytes]


def find_notebooks() -> dict[str, Path]:
    """Find the package's own notebooks by the name of their report.

    Returns
    -------
    dict of str to Path
        Without number, underscores as hyphens: ``04_quota_attainment.ipynb`` is ``quota-attainment``.

    Examples
    --------
    >>> find_notebooks()["quota-attainment"].name
    '04_quota_attainment.ipynb'
    """
    folder = shipped("notebooks", "notebooks")
    return {re.sub(r"^\d+_", "", path.stem).replace("_", "-"): path for path in sorted(folder.glob("[0-9]*.ipynb"))}


def execute(name: str, parameters: Mapping[str, Any] | None = None, collection: Collection | None = None) -> Report:
    """Execute a notebook with papermill in an empty folder and collect everything it makes.

    Parameters
    ----------
    name : str
        See :func:`find_notebooks`.
    parameters : mapping, optional
        Values of its parameters cell.
    collection : Collection, optional
        The data; the package's own by default.

    Returns
    -------
    Report
        ``index.html``, ``notebook.ipynb`` and the files that the notebook wrote. No file names a folder of this
        machine.

    Raises
    ------
    UserError
        If there is no such notebook, its data are stale, or one of its cells fails; the message names the cell and
        the cause.

    Examples
    --------
    >>> execute("quota")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    partyresearch.problems.UserError: quota: no such report; there is: overview, recruitment-trends, student-share, ...
    """
    notebooks = find_notebooks()
    if name not in notebooks:
        raise UserError(f"{name}: no such report; there is: {', '.join(notebooks)}")
    collection = collection or find_collection()
    require_fresh(collection)
    with tempfile.TemporaryDirectory(prefix="partyresearch-") as folder, _variable(DATA_VARIABLE, collection.root):
        values = {**(parameters or {}), "output_dir": "."}
        notebook = run_notebook(name, notebooks[name], values, Path(folder))
        files = {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}
    from partyresearch.reports.page import render

    title, headline, page = render(notebook)
    files |= {"index.html": page, "notebook.ipynb": as_bytes(notebook)}
    return Report(name, title, headline, data_hash(collection), files)


def run_notebook(name: str, path: Path, parameters: Mapping[str, Any], folder: Path) -> Any:
    """Execute a notebook in a folder, without a trace of this machine or this run.

    Parameters
    ----------
    name : str
        How messages name it.
    path : Path
        The notebook; it is not changed.
    parameters : mapping
        Values of its parameters cell; none leaves the notebook's cells as they are.
    folder : Path
        Where its kernel runs.

    Returns
    -------
    NotebookNode

    Raises
    ------
    UserError
        If a cell fails or the kernel dies or hangs.

    Examples
    --------
    >>> from pathlib import Path
    >>> run_notebook("gone", Path("gone.ipynb"), {}, Path("."))
    Traceback (most recent call last):
    partyresearch.problems.UserError: gone: no such notebook: gone.ipynb
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from partyresearch.reports.kernels import IpcKernelManager

    if not path.is_file():
        raise UserError(f"{name}: no such notebook: {path.name}")
    try:
        notebook = papermill.execute_notebook(
            str(path),
            None,
            dict(parameters),
            cwd=str(folder),
            progress_bar=False,
            execution_timeout=CELL_TIMEOUT,
            kernel_manager_class=IpcKernelManager,
            extra_arguments=["--log-level=CRITICAL"],  # it logs the interrupt that precedes every shutdown as an error
        )
    except PapermillExecutionError as error:
        raise UserError(f"{name}: cell {error.cell_index} failed: {error.ename}: {error.evalue}") from error
    except Exception as error:  # a kernel that dies or hangs raises one of many things
        raise UserError(f"{name}: the notebook could not be run: {type(error).__name__}: {error}") from error
    return without_traces(notebook)


def without_traces(notebook: Any) -> Any:
    """Drop what differs from run to run or names this machine: times, paths, random ids, the interpreter's version.

    Examples
    --------
    >>> import nbformat
    >>> notebook = nbformat.v4.new_notebook(metadata={"papermill": {"input_path": "x"}})
    >>> dict(without_traces(notebook).metadata)
    {}
    """
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags:
            cell["id"] = "injected-parameters"  # papermill's is random
        if tags == []:
            cell.metadata.pop("tags", None)
    notebook.metadata.pop("papermill", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    return notebook


def as_bytes(notebook: Any) -> bytes:
    """Write a notebook as Jupyter does.

    Examples
    --------
    >>> import nbformat
    >>> as_bytes(nbformat.v4.new_notebook())[:1]
    b'{'
    """
    import nbformat

    return (str(nbformat.writes(notebook)) + "\n").encode("utf-8")  # type: ignore[no-untyped-call]


@contextmanager
def _variable(name: str, value: Path) -> Iterator[None]:
    """Hand a path to the kernel through its environment: a parameter would be printed in the notebook."""
    before = os.environ.get(name)
    os.environ[name] = str(value.resolve())
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
