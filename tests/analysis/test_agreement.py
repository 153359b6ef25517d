"""Agreement of the two coding passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from partyresearch.analysis.agreement import agreement
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import InputError


def test_a_pass_agrees_with_itself(own: Collection) -> None:
    """F1 and every α that exists are 1."""
    first = own.root / "raw" / "coding" / "first"
    values = agreement(first, first)["value"].dropna()
    assert values.eq(1).all()
    assert len(values) > 10


def test_the_two_passes(own: Collection) -> None:
    """Counted by hand from the two files: 110 figures in both, 96 of 98 exclusions in both."""
    coding = own.root / "raw" / "coding"
    found = agreement(coding / "first", coding / "second")
    found = found[found["measure"].ne("alpha_filled")].set_index(["file", "column"])
    assert found.loc[("figures.csv", "start, end"), "value"] == 1
    assert found.loc[("exclusions.csv", "start, end"), "value"] == pytest.approx(96 / 98)
    assert found.loc[("figures.csv", "metric"), "agree"] == 109


def test_a_folder_without_a_pass(tmp_path: Path) -> None:
    """One line per missing file."""
    with pytest.raises(InputError, match=r"figures\.csv: expected .*, got no such file"):
        agreement(tmp_path, tmp_path)
