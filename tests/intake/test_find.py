"""Texts in, candidate files out; what cannot be read is told, and the next one is read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from steps import run


def test_find_goes_on_after_what_it_cannot_read(place: Path) -> None:
    """A file that is missing or no text, and files that are there already; the others are read."""
    (place / "bad.txt").write_bytes(b"k\xff")
    (place / "good.txt").write_text("Huyện ủy Mỹ Lộc kết nạp 5 người. 03/02/2024", encoding="utf-8")
    first = {path: path.read_bytes() for path in (place / "c").iterdir()}
    texts = [place / name for name in ("bad.txt", "nowhere.txt", "good.txt", "moi.txt")]
    code, said = run(place, "find", *texts, "--output", place / "c")
    assert (code, said) == (1, "3 of 4 texts could not be read")
    assert {path.name for path in (place / "c").glob("*.candidates.csv")} == {
        "my-loc-2024.candidates.csv",
        "my-loc-2024-2.candidates.csv",  # good.txt, another article of that place and year
    }
    assert first == {path: path.read_bytes() for path in first}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.txt", "b.txt", "--article-id", "x"], "--article-id is for one TEXT"),
        (
            ["a.txt", "--article-id", "Mỹ Lộc"],
            "--article-id: expected lower-case words and digits joined by hyphens, got 'Mỹ Lộc'",
        ),
    ],
)
def test_wrong_usage(place: Path, arguments: list[str], message: str) -> None:
    """Exit 2 before anything is read."""
    code, said = run(place, "find", *arguments)
    assert (code, message in said) == (2, True)


def test_find_reads_a_pipe(place: Path) -> None:
    """Once."""
    command = f"{Path(sys.executable).with_name('partyresearch')} find <(cat moi.txt) --article-id pipe --output p"
    done = subprocess.run(["bash", "-c", command], cwd=place, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "wrote p/pipe.candidates.csv: 4 figure, 3 exclusion, 1 unsure\n")


def test_a_text_that_cannot_be_written(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does not keep the others from being read."""
    from partyresearch.collection.files import write_all

    def picky(contents: dict[Path, bytes]) -> list[Path]:
        if any("bad" in path.name for path in contents):
            raise OSError(36, "File name too long")
        return write_all(contents)

    monkeypatch.setattr("partyresearch.intake.find.write_all", picky)
    (place / "bad.txt").write_text("không", encoding="utf-8")
    (place / "good.txt").write_text("Huyện ủy Mỹ Lộc kết nạp 5 người. 03/02/2021", encoding="utf-8")
    code, said = run(place, "find", place / "bad.txt", place / "good.txt", "--output", place / "c")
    assert (code, said) == (1, "1 of 2 texts could not be read")
    assert (place / "c" / "my-loc-2021.candidates.csv").exists()
