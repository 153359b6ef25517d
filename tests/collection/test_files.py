"""Files are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from partyresearch.collection.files import write_all


def test_what_is_the_same_is_left_alone(tmp_path: Path) -> None:
    """A rebuild that changes nothing touches nothing."""
    file = tmp_path / "a"
    assert write_all({file: b"x"}) == [file]
    before = file.stat().st_mtime_ns
    assert write_all({file: b"x"}) == []
    assert file.stat().st_mtime_ns == before


def test_nothing_changes_if_one_file_cannot_be_written(tmp_path: Path) -> None:
    """The first file is not replaced when the second has no place to go, and no partial file stays."""
    good, blocked = tmp_path / "a", tmp_path / "file" / "b"
    good.write_bytes(b"old")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError):  # noqa: PT011  # which one depends on the system
        write_all({good: b"new", blocked: b"new"})
    assert good.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "file"]


def test_a_failing_rename_leaves_no_partial_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Staged neighbours are removed whatever happens."""

    def refuse(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_all({tmp_path / "a": b"x"})
    assert list(tmp_path.iterdir()) == []
