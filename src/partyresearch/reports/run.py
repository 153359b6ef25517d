"""Execute one notebook: a path and parameters in, bytes out."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from partyresearch.collection import (
    DATA_VARIABLE,
    Collection,
    data_hash,
    find_collection,
    require_fresh,
    sha256,
    shipped,
)
from partyresearch.problems import UsageProblem, UserError
from partyresearch.reports.parameters import address, checked, declared

CELL_TIMEOUT = 600


@dataclass(frozen=True)
class Report:
    """What a notebook made.

    Parameters
    ----------
    name : str
        Its address: see :func:`partyresearch.reports.parameters.address`.
    title, headline : str
        The notebook's title and its computed first sentence, as plain text.
    data : str
        SHA-256 of the raw tables it rests on.
    files : dict of str to bytes
        File name → content: the page, the executed notebook, the tables.
    notebook : str
        Name and SHA-256 of the notebook.
    parameters : dict of str to object
        The values it was given.
    failure : str
        What went wrong; empty if nothing did.

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
    notebook: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    failure: str = ""


class RunFailed(UserError):
    """A notebook that did not run to its end.

    Parameters
    ----------
    text : str
        Which report, which cell, which cause.
    notebook : NotebookNode, optional
        As far as it came.

    Examples
    --------
    >>> str(RunFailed("a: cell 2 failed"))
    'a: cell 2 failed'
    """

    def __init__(self, text: str, notebook: Any = None) -> None:
        super().__init__(text)
        self.notebook = notebook


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


def prepared(name: str, parameters: Mapping[str, Any], collection: Collection) -> Report:
    """Check what is to be run, and say what is known of it before.

    Parameters
    ----------
    name : str
        See :func:`find_notebooks`.
    parameters : mapping
    collection : Collection

    Returns
    -------
    Report
        Without headline and files.

    Raises
    ------
    UsageProblem
        If there is no such notebook, or a parameter does not fit.
    UserError
        If the data are stale.

    Examples
    --------
    >>> prepared("overview", {"year_to": 2023}, find_collection()).name
    'overview--year-to-2023'
    """
    notebooks = find_notebooks()
    if name not in notebooks:
        raise UsageProblem(f"{name}: no such report; there is: {', '.join(notebooks)}")
    path = notebooks[name]
    require_fresh(collection)
    values = checked(name, declared(path), parameters, collection)
    notebook = f"{path.name} {sha256(path)}"
    return Report(address(name, values), name, "", data_hash(collection), {}, notebook, values)


def execute(
    name: str,
    parameters: Mapping[str, Any] | None = None,
    collection: Collection | None = None,
    cell_timeout: int = CELL_TIMEOUT,
) -> Report:
    """Execute a notebook with papermill in an empty folder and collect everything it makes.

    Parameters
    ----------
    name : str
        See :func:`find_notebooks`.
    parameters : mapping, optional
        Values of its parameters cell.
    collection : Collection, optional
        The data; the package's own by default.
    cell_timeout : int
        Seconds that one cell may take.

    Returns
    -------
    Report
        ``index.html``, ``notebook.ipynb`` and the files that the notebook wrote. No file names a folder of this
        machine. If a cell fails, or its kernel dies or hangs, ``failure`` names the cell and the cause, and the files
        are the notebook as far as it came.

    Raises
    ------
    UsageProblem
        If there is no such notebook, or a parameter does not fit.
    UserError
        If the data are stale.

    Examples
    --------
    >>> execute("quota")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    partyresearch.problems.UsageProblem: quota: no such report; there is: overview, recruitment-trends, ...
    """
    collection = collection or find_collection()
    which = prepared(name, parameters or {}, collection)
    path, values = find_notebooks()[name], which.parameters
    try:
        with tempfile.TemporaryDirectory(prefix="partyresearch-") as folder, _variable(DATA_VARIABLE, collection.root):
            notebook = run_notebook(name, path, {**values, "output_dir": "."}, Path(folder), cell_timeout)
            files = {made.name: made.read_bytes() for made in sorted(Path(folder).iterdir())}
    except RunFailed as failed:
        files = {} if failed.notebook is None else {"notebook.ipynb": as_bytes(failed.notebook)}
        return replace(which, files=files, failure=str(failed))
    from partyresearch.reports.page import render

    title, headline, page = render(notebook)
    files |= {"index.html": page, "notebook.ipynb": as_bytes(notebook)}
    return replace(which, title=title, headline=headline, files=files)


def run_notebook(
    name: str, path: Path, parameters: Mapping[str, Any], folder: Path, cell_timeout: int = CELL_TIMEOUT
) -> Any:
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
    cell_timeout : int
        Seconds that one cell may take.

    Returns
    -------
    NotebookNode

    Raises
    ------
    RunFailed
        If a cell fails or the kernel dies or hangs.
    UserError
        If there is no such notebook.

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
    with tempfile.TemporaryDirectory(prefix="partyresearch-") as aside:
        so_far = Path(aside) / "notebook.ipynb"
        try:
            notebook = papermill.execute_notebook(
                str(path),
                str(so_far),
                dict(parameters),
                cwd=str(folder),
                progress_bar=False,
                execution_timeout=cell_timeout,
                kernel_manager_class=IpcKernelManager,
                extra_arguments=["--log-level=CRITICAL"],  # it logs the interrupt before every shutdown as an error
            )
        except PapermillExecutionError as error:
            text = f"{name}: cell {error.cell_index} failed: {error.ename}: {error.evalue}"
            raise RunFailed(text, _so_far(so_far)) from error
        except Exception as error:  # a kernel that dies or hangs raises one of many things
            text = f"{name}: the notebook could not be run: {type(error).__name__}: {error}"
            raise RunFailed(text, _so_far(so_far)) from error
    return without_traces(notebook)


def _so_far(path: Path) -> Any:
    """The notebook as far as papermill came; of an error only its name and text, for a traceback names folders."""
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError):
        return None
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output["traceback"] = [f"{output.ename}: {output.evalue}"]
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
