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

from partyresearch.collection.place import (
    DATA_VARIABLE,
    Collection,
    data_hash,
    find_collection,
    require_fresh,
    sha256,
    shipped,
)
from partyresearch.collection.problems import UsageProblem, UserError, closest
from partyresearch.reports.notebook import CELL_TIMEOUT, RunFailed, as_bytes, run_notebook
from partyresearch.reports.parameters import address, checked, declared

PICTURE = "picture.png"


@dataclass(frozen=True)
class Report:
    """What a notebook made."""

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
    """Find the package's own notebooks by the name of their report."""
    folder = shipped("notebooks", "notebooks")
    found: dict[str, Path] = {}
    for path in sorted(folder.glob("0[0-9]_*.ipynb")):
        name = re.sub(r"^\d+_", "", path.stem).replace("_", "-")
        if name in found:
            raise UserError(f"{found[name].name} and {path.name} are both the report {name}; expected two names")
        found[name] = path
    return found


def no_such_report(*names: str) -> UsageProblem:
    """Return what to say of reports that there are not."""
    known = find_notebooks()
    meant = {name: re.sub(r"^\d+_|\.ipynb$", "", Path(name).name.lower()) for name in names}  # it may be a file's name
    said = [name + closest(re.sub("[ _]", "-", meant[name]), known) for name in names]
    return UsageProblem(f"no such report: {', '.join(said)}; there is: {', '.join(known)}")


def prepared(name: str, parameters: Mapping[str, Any], collection: Collection) -> Report:
    """Check what is to be run, and say what is known of it before."""
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
    """Execute a notebook with papermill in an empty folder and collect everything it makes."""
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
