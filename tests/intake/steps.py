"""What a person does between `find` and `accept`: look at a candidate file, and edit it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from partyresearch.cli.main import cli
from partyresearch.collection.problems import UserError

TEXT = """Mỹ Lộc kết nạp thêm nhiều đảng viên trẻ
15/01/2024 08:00
Năm 2023, Đảng bộ huyện Mỹ Lộc kết nạp 62 đảng viên, đạt 103,33% chỉ tiêu tỉnh giao, trong đó có 9 học sinh.
Đảng bộ xã Tân Hòa kết nạp ba đảng viên; toàn huyện không có trường hợp đảng viên bị xóa tên.
"""
Rows = list[dict[str, str]]
Change = Callable[[Rows], None]


def run(folder: Path, *arguments: object) -> tuple[int, str]:
    """Exit code and output of the command with the folder's collection."""
    try:
        result = CliRunner().invoke(cli, [*map(str, arguments), "--data", str(folder / "data")], catch_exceptions=False)
    except UserError as error:
        return error.exit_code, str(error)
    return result.exit_code, result.output


def table(path: Path) -> Rows:
    """A CSV file's rows."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(path: Path, rows: Rows) -> None:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def review(folder: Path, change: Change, name: str = "candidates") -> Path:
    """Edit a file as a person would."""
    path = folder / "c" / f"my-loc-2024.{name}.csv"
    rows = table(path)
    change(rows)
    write(path, rows)
    return folder / "c" / "my-loc-2024.candidates.csv"


def decide(rows: Rows) -> None:
    """What the program leaves to the person."""
    for row in rows:
        if row["candidate"] == "unsure":
            row["candidate"] = "figure" if row["printed"] == "không" else "exclusion"
