"""Run one notebook file in a folder, and remove every trace of the machine and the moment from it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from partyresearch.collection.problems import UserError

CELL_TIMEOUT = 600  # seconds; a cell that takes longer is taken for one that hangs
# an absolute path, but no URL, no relative path, and none that was shortened before
_PATH = re.compile(r"(?<![\w:/.…])/(?:[^\s:;,'\"()<>/]+/)+([^\s:;,'\"()<>/]*)")


class RunFailed(UserError):
    """A notebook that did not run to its end."""

    def __init__(self, text: str, notebook: Any = None) -> None:
        super().__init__(" ".join(text.split()))  # one line, whatever a cell raised
        self.notebook = notebook


def run_notebook(
    name: str, path: Path, parameters: Mapping[str, Any], folder: Path, cell_timeout: int = CELL_TIMEOUT
) -> Any:
    """Execute a notebook in a folder; a failed one is in the error, as far as it came."""
    import papermill
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError

    from partyresearch.reports.engine import Engine, IpcKernelManager

    if not path.is_file():
        raise UserError(f"{name}: no such notebook: {path.name}")
    so_far: list[Any] = []
    papermill_engines.register(Engine.NAME, Engine)
    try:
        notebook = papermill.execute_notebook(
            str(path),
            None,  # no output file: it is written once, by publish
            dict(parameters),
            engine_name=Engine.NAME,
            kernel_name=None if _has_kernel(path) else "python3",
            language="python",
            so_far=so_far,
            cwd=str(folder),
            progress_bar=False,
            execution_timeout=cell_timeout,
            kernel_manager_class=IpcKernelManager,
            extra_arguments=[
                "--log-level=CRITICAL",  # the interrupt before every shutdown is logged as an error
                "--HistoryManager.enabled=False",  # nothing is written to the IPython history in the user's home
            ],
        )
    except PapermillExecutionError as error:
        kind = "" if error.ename == UserError.__name__ else f"{error.ename}: "  # our own messages need no type
        text = f"cell {error.cell_index} failed: {kind}{error.evalue}"
        raise RunFailed(f"{name}: {strip_paths(text)}", _clean_failed(so_far)) from error
    except Exception as error:  # a kernel that dies or hangs raises one of many things
        text = f"the notebook could not be run: {type(error).__name__}: {error}"
        raise RunFailed(f"{name}: {strip_paths(text)}", _clean_failed(so_far)) from error
    if unfinished := _find_unfinished(notebook):
        raise RunFailed(f"{name}: {unfinished}", _clean_failed(so_far))
    return strip_traces(notebook)


def _has_kernel(path: Path) -> bool:
    """Whether a notebook names its kernel; one that a program wrote may not."""
    return "kernelspec" in json.loads(path.read_text(encoding="utf-8")).get("metadata", {})


def _find_unfinished(notebook: Any) -> str:
    """What papermill takes for success: a cell that called sys.exit(), and the cells after it, which were not run."""
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        errors = [output.ename for output in cell.outputs if output.output_type == "error"]
        if errors or cell.execution_count is None:
            return f"cell {number} was not run to its end{': ' * bool(errors)}{', '.join(errors)}"
    return ""


def _clean_failed(so_far: list[Any]) -> Any:
    """The notebook as far as it came, without tracebacks: they name folders."""
    if not so_far:
        return None
    for cell in so_far[0].cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output["evalue"] = strip_paths(output.evalue)
                output["traceback"] = [f"{output.ename}: {output.evalue}"]
    return strip_traces(so_far[0])


def strip_traces(notebook: Any) -> Any:
    """Remove what differs between runs or machines: times, paths, random ids, the version of Python."""
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output["text"] = strip_paths(output.text)
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags:
            cell["id"] = "injected-parameters"  # papermill's is random
        if not tags:
            cell.metadata.pop("tags", None)  # papermill adds an empty list
    notebook.metadata.pop("papermill", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    return notebook


def strip_paths(text: str) -> str:
    """Shorten absolute paths to the file's name; a last part without a suffix is taken for a folder and goes, too."""
    return _PATH.sub(lambda match: f"…/{match[1]}" if "." in match[1] else "…", text)


def as_bytes(notebook: Any) -> bytes:
    """Format a notebook as Jupyter does."""
    import nbformat

    return (str(nbformat.writes(notebook)) + "\n").encode("utf-8")  # type: ignore[no-untyped-call]
