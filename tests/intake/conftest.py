"""A new article with its candidate files, and the tools that tests share with `make evaluate`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from steps import TEXT, run

from partyresearch.collection.place import Collection

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))  # where coded_texts.py is


@pytest.fixture
def place(tmp_path: Path, own: Collection) -> Path:
    """A folder with a text, a collection and the candidate files."""
    shutil.copytree(own.root, tmp_path / "data")
    (tmp_path / "moi.txt").write_text(TEXT, encoding="utf-8")
    said = run(tmp_path, "find", tmp_path / "moi.txt", "--output", tmp_path / "c", "--article-id", "my-loc-2024")
    assert said == (0, f"wrote {tmp_path}/c/my-loc-2024.candidates.csv: 4 figure, 3 exclusion, 1 unsure\n")
    return tmp_path
