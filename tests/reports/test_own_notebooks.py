"""Notebooks that a researcher adds to a clone, with the mistakes that people make in them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat.v4 as v4
import pytest

from partyresearch.collection.place import DATA_VARIABLE
from partyresearch.reports.notebook import as_bytes

ROOT = Path(__file__).resolve().parents[2]
YEAR = "year_to: int = 0  # last year"
Run = Callable[..., tuple[int, list[str], list[str]]]
pytestmark = pytest.mark.slow


def _notebook(title: str = "# A title", parameters: str | None = YEAR, code: str = "1") -> bytes:
    """As a program writes it: without the name of a kernel."""
    cells = [v4.new_markdown_cell(title, id="t")]
    if parameters is not None:
        cells.append(v4.new_code_cell(parameters, id="p", metadata={"tags": ["parameters"]}))
    return as_bytes(v4.new_notebook(cells=[*cells, v4.new_code_cell(code, id="c")]))


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Code, data and an empty folder of notebooks."""
    for part in ("src", "data"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "notebooks").mkdir()
    return tmp_path


@pytest.fixture
def run(clone: Path) -> Run:
    """Run the command in the clone; its exit code and lines."""

    def command(*words: str) -> tuple[int, list[str], list[str]]:
        environment = {key: value for key, value in os.environ.items() if key != DATA_VARIABLE}
        environment["PYTHONPATH"] = str(clone / "src")
        program = Path(sys.executable).with_name("partyresearch")
        done = subprocess.run([program, *words], cwd=clone, env=environment, capture_output=True, text=True)
        return done.returncode, sorted(done.stdout.splitlines()), sorted(done.stderr.splitlines())

    return command


def test_what_is_wrong_with_one_stops_no_other(clone: Path, run: Run) -> None:
    """Each has its one line, which names it; a notebook that only shows something is a report."""
    made = {
        "05_plain": _notebook(),
        "06_torn": b"{",
        "07_syntax": _notebook(parameters='names: list[str] = ["a"  # which'),
        "08_untitled": _notebook(title="No title"),
        "09_untagged": _notebook(parameters=None),
        "04_raises": _notebook(
            code="from partyresearch.collection.problems import UserError\nraise UserError('x: found 1')"
        ),
    }
    for name, content in made.items():
        (clone / "notebooks" / f"{name}.ipynb").write_bytes(content)
    code, published, wrong = run("report")
    assert (code, published) == (1, ["published reports/plain/latest/index.html"])
    starts = [
        "5 of 6 reports failed",
        "failed 06_torn.ipynb: cannot be read as a notebook",
        "failed 07_syntax.ipynb, parameters cell, line 1: expected NAME: TYPE = VALUE # what it does, such as",
        "failed 09_untagged.ipynb: no cell is tagged parameters; expected one code cell, the first (see",
        "failed raises: cell 2 failed: x: found 1 (see",
        "failed untitled: the notebook's first cell must be Markdown that begins with a heading (# Title) (see",
    ]
    assert len(wrong) == len(starts)
    assert [line for line, start in zip(wrong, starts, strict=True) if not line.startswith(start)] == []
    page = (clone / "reports" / "plain" / "latest" / "index.html").read_text(encoding="utf-8")
    assert "Estimates (CSV)" not in page
    assert re.search("<footer>\n<p>data [0-9a-f]{12} · 05_plain.ipynb · partyresearch ", page)
    code, resumed, wrong = run("report", "plain", "torn", "--resume")
    assert (code, resumed, len(wrong)) == (1, ["unchanged reports/plain"], 2)


def test_what_a_page_was_made_of(clone: Path, run: Run) -> None:
    """Its notebook, its parameters and its data stand below it; wide tables scroll by themselves."""
    (clone / "notebooks" / "05_years.ipynb").write_bytes(
        _notebook(parameters=f"{YEAR}\nnames: list[str] = []  # which")
    )
    assert run("report", "-p", "year_to", "2023", "-p", "names", "['<b>', c]")[::2] == (0, [])
    [page] = (clone / "reports").glob("*/latest/index.html")
    assert "05_years.ipynb · names: &lt;b&gt;, c · year_to: 2023 · " in page.read_text(encoding="utf-8")


def test_two_notebooks_of_one_name(clone: Path, run: Run) -> None:
    """Neither takes the other's place in silence."""
    for name in ("05_mine", "06_mine"):
        (clone / "notebooks" / f"{name}.ipynb").write_bytes(_notebook())
    line = "05_mine.ipynb and 06_mine.ipynb are both the report mine; expected two names"
    assert run("report", "mine") == (1, [], [line])
