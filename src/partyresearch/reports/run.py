"""Execute one notebook: a job in, the bytes of a report out. Publishing them is left to others."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

from partyresearch.collection import place
from partyresearch.collection.files import read_file
from partyresearch.collection.place import DATA_VARIABLE, QUOTE_VARIABLE, Collection, data_hash, find_collection, sha256
from partyresearch.collection.problems import UsageProblem, UserError, closest, one_line
from partyresearch.reports.changes import ESTIMATES, FIGURES, keep_rows
from partyresearch.reports.parameters import Ids, Parameters, Values, address, check_values, known_ids, read_parameters
from partyresearch.show.language import LANGUAGES

CELL_TIMEOUT = 600  # seconds; a cell that takes longer is taken for one that hangs
_LIBRARIES = ("partyresearch", "pandas", "numpy", "scipy", "statsmodels", "matplotlib", "papermill", "nbconvert")
# what a notebook may leave beside its page: pictures and data, and nothing that a browser or a web server executes
_KINDS = (
    *("avif", "gif", "jpeg", "jpg", "png", "tif", "tiff", "webp", "pdf"),
    *("csv", "dta", "feather", "geojson", "json", "jsonl", "npy", "npz", "ods", "parquet", "sav", "tsv", "xlsx", "zip"),
    *("bib", "log", "md", "tex", "toml", "txt", "yaml", "yml"),
)
_OWN_FILES = ("index.html", "notebook.ipynb", "run.json", FIGURES)


class RunFailed(UserError):
    """A notebook that did not run to its end."""

    def __init__(self, text: str, notebook: Any = None) -> None:
        super().__init__(" ".join(text.split()))  # one line, whatever a cell raised
        self.notebook = notebook


@dataclass(frozen=True)
class Job:
    """A report to make. Its parameters have been checked; nothing on its way to the kernel checks them again."""

    name: str
    parameters: Values = field(default_factory=dict)
    defaults: Values = field(default_factory=lambda: {"output_dir": ""})  # what the notebook declares
    failure: str = ""  # why the notebook cannot be run, if its parameters cannot be read
    texts: str = ""  # folder of the articles' texts, if its pages may quote them
    notebooks: str = ""  # folder of the notebook, if it is none of the package's
    kernel: str = ""  # instead of the one that the notebook names
    timeout: int = 0  # seconds for the whole report; 0: no limit

    @property
    def address(self) -> str:
        return address(self.name, self.parameters)

    @property
    def language(self) -> str:
        return str({**self.defaults, **self.parameters}.get("language", "en"))


@dataclass(frozen=True)
class Report:
    """What a notebook made, or why it made nothing."""

    name: str  # its address, parameters included
    title: str
    headline: str
    data: str  # SHA-256 of the raw tables
    files: dict[str, bytes]
    notebook: str = ""  # file name
    notebook_sha256: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    kernel: str = ""  # instead of the one that the notebook names
    failure: str = ""
    language: str = "en"
    others: dict[str, dict[str, str]] = field(default_factory=dict)  # language -> title and headline in it
    quotes: bool = False  # whether its pages may quote the articles
    started: datetime = field(default_factory=lambda: datetime.now(UTC), compare=False)
    seconds: float = field(default=0.0, compare=False)


@cache
def software() -> dict[str, Any]:
    """Return the SHA-256 of this package's code, and the versions of the libraries that results depend on."""
    here = Path(__file__).resolve().parents[1]
    # a wheel has data and notebooks as well, which are not code, and count by themselves
    folders = [path for path in here.iterdir() if path.is_dir() and path.name not in ("collection_data", "notebooks")]
    found = [path for folder in folders for path in folder.rglob("*")] + [*here.iterdir()]
    suffixes = (".py", ".j2", ".css", ".js", ".csv", ".json", ".lua", ".po", ".txt")
    paths = sorted(path for path in found if path.suffix in suffixes)
    lines = "".join(f"{path.relative_to(here).as_posix()} {sha256(path)}\n" for path in paths)
    return {
        "code_sha256": hashlib.sha256(lines.encode()).hexdigest(),
        "versions": {"python": python_version(), **{name: version(name) for name in _LIBRARIES}},
    }


def find_notebooks(*names: str, folder: str = "") -> dict[str, Path]:
    """Find the notebooks of a folder, else of the package or the clone, by the names of their reports: all, or some."""
    notebooks: dict[str, Path] = {}
    found = Path(folder) if folder else place.shipped("notebooks", "notebooks")
    for path in sorted(found.glob("0[0-9]_*.ipynb")):
        if not re.fullmatch(r"\d+(_[a-z0-9]+)+", path.stem):  # it becomes the name of a folder
            raise UserError(f"{path.name!r}: expected a name of a-z, 0-9 and _, such as 05_my_report.ipynb")
        name = re.sub(r"^\d+_", "", path.stem).replace("_", "-")
        if name in notebooks:
            raise UserError(f"{notebooks[name].name} and {path.name} are both the report {name}; expected two names")
        notebooks[name] = path
    if folder and not notebooks:
        raise UsageProblem(f"{folder}: expected a folder with notebooks, such as 05_my_report.ipynb, got none")
    suggestions = []
    for name in names:
        if name not in notebooks:
            stem = re.sub(r"^\d+_|\.ipynb$", "", Path(name).name.lower())  # people give the name of the file
            suggestions.append(name + closest(re.sub("[ _]", "-", stem), notebooks))
    if suggestions:
        raise UsageProblem(f"no such report: {', '.join(suggestions)}; there is: {', '.join(notebooks)}")
    return {name: notebooks[name] for name in names or notebooks}


def make_job(name: str, parameters: Parameters, values: Values, organisations: Ids, where: str = "") -> Job:
    """Check values against what the notebook declares; ``where`` they were given is for messages."""
    defaults = {parameter.name: parameter.default for parameter in parameters.values()}
    return Job(name, check_values(where or name, parameters, values, organisations), defaults)


def execute(
    name: str, parameters: Values | None = None, collection: Collection | None = None, cell_timeout: int = CELL_TIMEOUT
) -> Report:
    """Check the parameters of a notebook, and execute it."""
    collection = collection or find_collection()
    path = find_notebooks(name)[name]
    place.require_fresh(collection)
    job = make_job(name, read_parameters(path), parameters or {}, known_ids(collection))
    return run_job(job, collection, cell_timeout)


def run_job(job: Job, collection: Collection, cell_timeout: int = CELL_TIMEOUT) -> Report:
    """Execute a notebook with papermill in an empty folder, and collect everything that it makes."""
    from partyresearch.reports.notebook import as_bytes, run_notebook  # papermill
    from partyresearch.reports.page import find_origin, page_file, render, translate  # babel

    if job.failure:
        return fail_report(job, collection)
    report = begin_report(job, collection)
    settings = dict(job.parameters) | ({"output_dir": "."} if "output_dir" in job.defaults else {})
    path = find_notebooks(job.name, folder=job.notebooks)[job.name]
    try:
        with (
            tempfile.TemporaryDirectory(prefix="partyresearch-") as folder,
            variable(DATA_VARIABLE, str(collection.root.resolve())),
            variable(QUOTE_VARIABLE, job.texts),
        ):
            notebook = run_notebook(job.name, path, settings, Path(folder), cell_timeout, job.kernel)
            files = _collect_files(Path(folder), job.name, notebook)
        if ESTIMATES in files:
            with suppress(UserError):  # a table of a researcher's own that has this name
                files[FIGURES] = keep_rows(read_file(collection.path("figures")), files[ESTIMATES])
        if begin_report(job, collection) != report:
            raise RunFailed(f"{job.name}: the notebook or the data changed while it ran", notebook)
    except RunFailed as error:
        files = {} if error.notebook is None else {"notebook.ipynb": as_bytes(error.notebook)}
        return replace(report, files=files, failure=str(error))
    try:
        origin = find_origin(collection, path.name, job.parameters, report.data, estimates=ESTIMATES in files)
        pages = {language: render(notebook, language, origin, report.language) for language in LANGUAGES}
    except UserError as error:
        return replace(report, files={"notebook.ipynb": as_bytes(notebook)}, failure=f"{job.name}: {error}")
    files |= {page_file(language, report.language): page.html for language, page in pages.items()}
    files["notebook.ipynb"] = as_bytes(translate(notebook, report.language))
    own = pages.pop(report.language)
    others = {language: {"title": page.title, "headline": page.headline} for language, page in pages.items()}
    return replace(report, title=own.title, headline=own.headline, others=others, files=files)


def _collect_files(folder: Path, name: str, notebook: Any) -> dict[str, bytes]:
    """Read what a notebook wrote: plain files, for a link could lead to anything that the user may read."""
    files = {}
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if not entry.is_file(follow_symlinks=False):
            what = "link" if entry.is_symlink() else "folder" if entry.is_dir() else "special file"
            raise RunFailed(f"{name}: expected plain files to be left, got the {what} {entry.name!r}", notebook)
        stem, _, kind = entry.name.lower().rpartition(".")
        if entry.name.lower() in _OWN_FILES or stem[:1] in ("", ".") or kind not in _KINDS:
            expected = f"another name than {', '.join(_OWN_FILES)}, and one of the types {' '.join(_KINDS)}"
            raise RunFailed(f"{name}: expected {expected}, got the file {entry.name!r}", notebook)
        try:
            # it may have been replaced since: a process that a cell started may still run
            files[entry.name] = read_file(Path(entry.path), os.O_NOFOLLOW)
        except OSError as error:
            raise RunFailed(f"{name}: {entry.name!r} cannot be read ({error.strerror})", notebook) from error
    return files


def begin_report(job: Job, collection: Collection) -> Report:
    """What is known of a report before it is made: with the hashes of its notebook and of the data as they are now."""
    path = find_notebooks(folder=job.notebooks).get(job.name)
    if path is None:
        raise UserError("its notebook is gone")
    source = path.name, sha256(path), dict(job.parameters)
    data = data_hash(collection)
    report = Report(job.address, job.name, "", data, {}, *source, language=job.language, quotes=bool(job.texts))
    return replace(report, kernel=job.kernel)


def fail_report(job: Job, collection: Collection, failure: str | Exception = "") -> Report:
    """Return the report of a job that could not be run, for a reason that is its own or given."""
    try:
        report = begin_report(job, collection)
    except (OSError, UserError):  # notebook or data are gone by now
        report = Report(job.address, job.name, "", "", {}, parameters=dict(job.parameters))
    if isinstance(failure, OSError) and isinstance(failure.filename, str):
        failure = f"{Path(failure.filename).name}: {failure.strerror}"  # no folder, also if its name has spaces
    elif isinstance(failure, Exception):
        from partyresearch.reports.notebook import strip_paths  # papermill

        kind = "" if isinstance(failure, UserError) else f"{type(failure).__name__}: "
        failure = strip_paths(f"{kind}{failure}")
    text = job.failure or f"{job.name}: {failure}"
    return replace(report, failure=one_line(" ".join(text.split())))


@contextmanager
def variable(name: str, value: str) -> Iterator[None]:
    """Hand something to processes through their environment: a parameter would be printed in the notebook.

    An empty value hides what the caller's environment says.
    """
    before = os.environ.pop(name, None)
    if value:
        os.environ[name] = value
    try:
        yield
    finally:
        os.environ.pop(name, None)
        if before is not None:
            os.environ[name] = before
