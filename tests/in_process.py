"""Cells of a notebook, and the command, in this process: without the seconds that starting another one takes."""

from __future__ import annotations

import ast
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import nbformat
import pytest
from IPython.core.formatters import DisplayFormatter
from nbformat import v4

from partyresearch.cli.main import main


def executed(notebook: Path | Any, **parameters: Any) -> Any:
    """Return the notebook with the outputs of its cells' last lines; parameters replace those of its one cell."""
    book = nbformat.read(notebook, as_version=4) if isinstance(notebook, Path) else notebook
    names: dict[str, Any] = {}
    for count, cell in enumerate((cell for cell in book.cells if cell.cell_type == "code"), start=1):
        cell.outputs, cell.execution_count = [], count
        value = _run(cell.source, names)
        if "parameters" in cell.metadata.get("tags", []):
            assert set(parameters) <= set(names), "no such parameter"
            names.update(parameters)
        if value is not None:
            data, metadata = DisplayFormatter().format(value)
            output = v4.new_output("execute_result", data=data, metadata=metadata, execution_count=count)
            cell.outputs.append(nbformat.from_dict(output))
    return book


def _run(source: str, names: dict[str, Any]) -> Any:
    """Run a cell; return the value of its last line if that is an expression."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "<cell>", "exec"), names)
    return None if last is None else eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)


def values(notebook: Any) -> list[Any]:
    """Outputs of all cells, in order."""
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def command(*words: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `partyresearch`, and say what its process would have."""
    said, told = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(told):
        patch.setattr(sys, "argv", ["partyresearch", *map(str, words)])
        for name, value in variables.items():
            patch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main()
    return subprocess.CompletedProcess(sys.argv, ended.value.code or 0, said.getvalue(), told.getvalue())
