"""What a batch decides before it starts anything."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from partyresearch.reports import batch


@pytest.mark.parametrize(
    ("texts", "of"),
    [([], None), (["max"], None), (["1000"], 1000), (["max", "2000"], 2000), (["9223372036854771712"], None)],
)
def test_the_memory_of_a_container_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: list[str], of: int | None
) -> None:
    """A kernel gives up before the container is killed; `max`, or more than there is, is no limit."""
    paths = [tmp_path / str(number) for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text + "\n", encoding="ascii")
    monkeypatch.setattr(batch, "_CONTAINER", (*paths, tmp_path / "gone"))
    assert batch._share_of_memory(2) == int(0.8 * (of or psutil.virtual_memory().total) / 2)
