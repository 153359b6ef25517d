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
from partyresearch.problems import UsageProblem, UserError, closest
from partyresearch.reports.notebook import CELL_TIMEOUT, RunFailed, as_bytes, run_notebook
from partyresearch.reports.parameters import address, checked, declared

PICTURE = "picture.png"


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
    picture : str
        What the picture among the files shows; empty if there is none.
    language : str
        Of the page.

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
    picture: str = ""
    language: str = "en"


def find_notebooks() -> dict[str, Path]:
    """Find the package's own notebooks by the name of their report.

    Returns
    -------
    dict of str to Path
        Without number, underscores as hyphens: ``04_quota_attainment.ipynb`` is ``quota-attainment``. Those from
        05 to 09 are free for reports of your own; from 10 on they are for work with a new article, and no reports.

    Raises
    ------
    UserError
        If two have the same name.

    Examples
    --------
    >>> find_notebooks()["quota-attainment"].name
    '04_quota_attainment.ipynb'
    """
    folder = shipped("notebooks", "notebooks")
    found: dict[str, Path] = {}
    for path in sorted(folder.glob("0[0-9]_*.ipynb")):
        name = re.sub(r"^\d+_", "", path.stem).replace("_", "-")
        if name in found:
            raise UserError(f"{found[name].name} and {path.name} are both the report {name}; right would be: two names")
        found[name] = path
    return found


def no_such_report(*names: str) -> UsageProblem:
    """Return what to say of reports that there are not.

    Parameters
    ----------
    *names : str

    Returns
    -------
    UsageProblem

    Examples
    --------
    >>> str(no_such_report("04_quota_attainment.ipynb")).partition(";")[0]
    'no such report: 04_quota_attainment.ipynb (perhaps quota-attainment)'
    """
    known = find_notebooks()
    meant = {name: re.sub(r"^\d+_|\.ipynb$", "", Path(name).name.lower()) for name in names}  # it may be a file's name
    said = [name + closest(re.sub("[ _]", "-", meant[name]), known) for name in names]
    return UsageProblem(f"no such report: {', '.join(said)}; there is: {', '.join(known)}")


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
        raise no_such_report(name)
    path = notebooks[name]
    require_fresh(collection)
    known = declared(path)
    values = checked(name, known, parameters, collection)
    language = str(({one.name: one.default for one in known.values()} | values).get("language", "en"))
    notebook = f"{path.name} {sha256(path)}"
    return Report(address(name, values), name, "", data_hash(collection), {}, notebook, values, language=language)


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
        ``index.html``, ``notebook.ipynb``, ``picture.png`` and the files that the notebook wrote. No file names a
        folder of this machine. If a cell fails, or its kernel dies or hangs, ``failure`` names the cell and the cause,
        and the files are the notebook as far as it came.

    Raises
    ------
    UsageProblem
        If there is no such notebook, or a parameter does not fit.
    UserError
        If the data are stale, or were changed and not built during the run.

    Examples
    --------
    >>> execute("quota")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    partyresearch.problems.UsageProblem: no such report: quota...; there is: overview, recruitment-trends, ...
    """
    collection = collection or find_collection()
    which = prepared(name, parameters or {}, collection)
    path, values = find_notebooks()[name], which.parameters
    try:
        with tempfile.TemporaryDirectory(prefix="partyresearch-") as folder, _variable(DATA_VARIABLE, collection.root):
            told = {"output_dir": "."} if "output_dir" in declared(path) else {}
            notebook = run_notebook(name, path, {**values, **told}, Path(folder), cell_timeout)
            files = {made.name: made.read_bytes() for made in sorted(Path(folder).iterdir())}
        if prepared(name, values, collection) != which:
            raise RunFailed(f"{name}: the notebook or the data changed while it ran", notebook)
    except RunFailed as failed:
        files = {} if failed.notebook is None else {"notebook.ipynb": as_bytes(failed.notebook)}
        return replace(which, files=files, failure=str(failed))
    from partyresearch.reports.page import render

    given = [f"{key}: {', '.join(value) if isinstance(value, list) else value}" for key, value in values.items()]
    made_of = " · ".join([path.name, *given])
    try:
        page = render(notebook, which.language, made_of, which.data, estimates="estimates.csv" in files)
    except UserError as error:
        return replace(which, files={"notebook.ipynb": as_bytes(notebook)}, failure=f"{name}: {error}")
    files |= {"index.html": page.html, "notebook.ipynb": as_bytes(notebook)}
    if page.picture:
        files[PICTURE] = page.picture
    return replace(which, title=page.title, headline=page.headline, picture=page.alt, files=files)


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
