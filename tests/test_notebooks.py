"""The notebooks' reference outputs: nbval compares them, and only executed cells are compared."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import NOTEBOOKS, mutated
from partyresearch.collection.place import DATA_VARIABLE


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_code_cell_was_executed_in_order(name: str) -> None:
    """A cell without an execution count is not compared by nbval at all."""
    cells = json.loads(NOTEBOOKS[name].read_text(encoding="utf-8"))["cells"]
    counts = [cell["execution_count"] for cell in cells if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_parameters_are_plain(name: str) -> None:
    """Each line of the one parameters cell is `name: type = default  # help`, and nothing is derived there."""
    cells = json.loads(NOTEBOOKS[name].read_text(encoding="utf-8"))["cells"]
    tagged = ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1
    line = re.compile(r"[a-z_]+: (str|int|float|bool|list\[str\]) = (\"(?:en)?\"|\[\]|True|False|[0-9.]+)  # .+")
    assert all(line.fullmatch(one) for one in tagged[0].splitlines())


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_reference_outputs_name_no_machine(name: str) -> None:
    """Reference outputs are the same on every machine."""
    text = NOTEBOOKS[name].read_text(encoding="utf-8")
    assert not re.search(r"/(?:home|root|tmp|Users)/", text)
    assert '"papermill"' not in text


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_parameters_of_the_design(name: str) -> None:
    """Every notebook can be selected, pointed at other data, and made to write its estimates, in the same words."""
    cells = json.loads(NOTEBOOKS[name].read_text(encoding="utf-8"))["cells"]
    text = next("".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", []))
    names = {line.partition(":")[0] for line in text.splitlines()}
    wanted = {
        "organisations",
        "year_from",
        "year_to",
        "level",
        "include_disputed",
        "language",
        "data_dir",
        "output_dir",
    }
    more = {"overview": {"frame_size"}, "student-share": {"confidence", "group"}}
    assert names == wanted | more.get(name, {"confidence"})


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_prose_has_no_number(name: str) -> None:
    """What is typed into Markdown cells states no number: code computes them all."""
    cells = json.loads(NOTEBOOKS[name].read_text(encoding="utf-8"))["cells"]
    typed = " ".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert not re.search(r"\d", typed)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_table_stands_beside_every_picture(name: str) -> None:
    """nbval compares tables, not pictures; and who cannot see reads them."""
    cells = json.loads(NOTEBOOKS[name].read_text(encoding="utf-8"))["cells"]
    kinds = [
        {kind for output in cell.get("outputs", []) for kind in output.get("data", {})}
        for cell in cells
        if cell["cell_type"] == "code"
    ]
    pictures = [place for place, kind in enumerate(kinds) if "image/png" in kind]
    assert pictures
    assert all("text/html" in kinds[place + 1] for place in pictures)


def test_nbval_fails_on_a_changed_figure_and_names_the_output(tmp_path: Path) -> None:
    """One digit of one raw figure in a copy, without the texts: 116 becomes 117."""
    copy = mutated(tmp_path / "copy", "dam-doi-2023:1559", "117")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "default", "--nbval"]
    command += ["--nbval-current-env", "--nbval-cell-timeout=120", str(NOTEBOOKS["quota-attainment"])]
    environment = {**os.environ, DATA_VARIABLE: str(copy)}
    found = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert found.returncode == 1
    assert "Đầm Dơi district committee · 2022" in found.stdout
    assert "Cell outputs differ" in found.stdout
