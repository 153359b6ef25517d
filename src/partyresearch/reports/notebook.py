"""Run one notebook file in a folder, and leave no trace of the machine or the moment in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from partyresearch.collection.problems import UserError

CELL_TIMEOUT = 600
_PATH = re.compile(r"(?<![\w:/.…])/(?:[^\s:;,'\"()<>/]+/)+([^\s:;,'\"()<>/]*)")


class RunFailed(UserError):
    """A notebook that did not run to its end."""

    def __init__(self, text: str, notebook: Any = None) -> None:
        super().__init__(" ".join(text.split()))  # one line, whatever a cell raised
        self.notebook = notebook


def run_notebook(
    name: str, path: Path, parameters: Mapping[str, Any], folder: Path, cell_timeout: int = CELL_TIMEOUT
) -> Any:
    """Execute a notebook in a folder, without a trace of this machine or this run."""
    import papermill
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError

    from partyresearch.reports.engine import Engine
    from partyresearch.reports.ipc import IpcKernelManager

    if not path.is_file():
        raise UserError(f"{name}: no such notebook: {path.name}")
    so_far: list[Any] = []
    papermill_engines.register(Engine.NAME, Engine)
    try:
        notebook = papermill.execute_notebook(
            str(path),
            None,  # written once, by us
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
                "--log-level=CRITICAL",  # it logs the interrupt before every shutdown as an error
                "--HistoryManager.enabled=False",  # a person's history in their home is not ours to write to
            ],
        )
    except PapermillExecutionError as error:
        kind = "" if error.ename == UserError.__name__ else f"{error.ename}: "  # of ours the text says it all
        text = f"cell {error.cell_index} failed: {kind}{error.evalue}"
        raise RunFailed(f"{name}: {without_paths(text)}", _failed(so_far)) from error
    except Exception as error:  # a kernel that dies or hangs raises one of many things
        text = f"the notebook could not be run: {type(error).__name__}: {error}"
        raise RunFailed(f"{name}: {without_paths(text)}", _failed(so_far)) from error
    unfinished = _unfinished(notebook)
    if unfinished:
        raise RunFailed(f"{name}: {unfinished}", _failed(so_far))
    return without_traces(notebook)


def _has_kernel(path: Path) -> bool:
    """Whether it names its kernel; one that a program wrote may not."""
    return "kernelspec" in json.loads(path.read_text(encoding="utf-8")).get("metadata", {})


def _unfinished(notebook: Any) -> str:
    """What papermill lets pass: a cell that ended the kernel politely, and what it left undone."""
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        errors = [output.ename for output in cell.outputs if output.output_type == "error"]
        if errors or cell.execution_count is None:
            return f"cell {number} was not run to its end{': ' * bool(errors)}{', '.join(errors)}"
    return ""


def _failed(so_far: list[Any]) -> Any:
    """The notebook as far as it came; of an error only its name and text, for a traceback names folders."""
    if not so_far:
        return None
    for cell in so_far[0].cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output["evalue"] = without_paths(output.evalue)
                output["traceback"] = [f"{output.ename}: {output.evalue}"]
    return without_traces(so_far[0])


def without_traces(notebook: Any) -> Any:
    """Drop what differs from run to run or names this machine: times, paths, random ids, the interpreter's version."""
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output["text"] = without_paths(output.text)
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags:
            cell["id"] = "injected-parameters"  # papermill's is random
        if tags == []:
            cell.metadata.pop("tags", None)
    notebook.metadata.pop("papermill", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    return notebook


def without_paths(text: str) -> str:
    """Leave of an absolute path its last name, if that has an ending: folders name the machine, some the moment."""
    return _PATH.sub(lambda match: f"…/{match[1]}" if "." in match[1] else "…", text)


def as_bytes(notebook: Any) -> bytes:
    """Write a notebook as Jupyter does."""
    import nbformat

    return (str(nbformat.writes(notebook)) + "\n").encode("utf-8")  # type: ignore[no-untyped-call]
