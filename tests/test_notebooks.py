"""The notebooks' reference outputs: nbval compares them, and only executed cells are compared."""

from __future__ import annotations

import json
import re

import pytest

from partyresearch.reports.run import find_notebooks

NOTEBOOKS = find_notebooks()


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
    line = re.compile(r"[a-z_]+: (str|int|float|bool|list\[str\]) = (\"\"|\[\]|True|False|[0-9.]+)  # .+")
    assert all(line.fullmatch(one) for one in tagged[0].splitlines())


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_reference_outputs_name_no_machine(name: str) -> None:
    """Reference outputs are the same on every machine."""
    text = NOTEBOOKS[name].read_text(encoding="utf-8")
    assert not re.search(r"/(?:home|root|tmp|Users)/", text)
    assert '"papermill"' not in text
