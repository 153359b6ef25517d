"""The examples in docstrings; found here, for pytest would import every test once more to look for some."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import partyresearch

PACKAGE = Path(partyresearch.__file__).parent
WITH_EXAMPLES = [path for path in sorted(PACKAGE.rglob("*.py")) if ">>>" in path.read_text(encoding="utf-8")]
MODULES = [".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in WITH_EXAMPLES]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    """Each prints what it says."""
    found = doctest.testmod(import_module(name), report=True)
    assert found.attempted > 0
    assert found.failed == 0
