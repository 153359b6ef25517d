"""What a batch decides without running a kernel: limits, publishing, signals."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

from partyresearch.cli.main import cli
from partyresearch.reports import batch, publish, worker
from partyresearch.reports.run import Job, Report, find_notebooks


@pytest.mark.parametrize(
    ("groups", "texts", "of"),
    [
        ("0::/a/b", {}, None),
        ("0::/a/b", {"a/b/memory.max": "max"}, None),
        ("0::/a/b", {"a/b/memory.max": "max", "a/memory.max": "2000", "memory.max": "3000"}, 2000),
        ("0::/", {"memory.max": "1000"}, 1000),
        ("4:memory:/a", {"memory/memory.limit_in_bytes": "9223372036854771712"}, None),
        ("4:memory:/a", {"memory/a/memory.limit_in_bytes": "1000", "a/memory.max": "5"}, 1000),
    ],
)
def test_the_memory_of_a_container_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, groups: str, texts: dict[str, str], of: int | None
) -> None:
    """A kernel gives up before the container is killed; `max`, or more than there is, is no limit."""
    (tmp_path / "own").write_text(f"9:name=systemd:/x\n{groups}\n", encoding="ascii")
    monkeypatch.setattr(worker, "_OWN_CGROUPS", tmp_path / "own")
    monkeypatch.setattr(worker, "_CGROUPS", tmp_path / "cgroup")
    for name, text in texts.items():
        path = tmp_path / "cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="ascii")
    assert worker.share_memory(2) == int(0.8 * (of or psutil.virtual_memory().total) / 2)


def test_a_report_that_cannot_be_published_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something else stands in its place: it counts as failed, and the rest goes on."""

    def made(jobs: list[Job], *_: object, **__: object) -> Iterator[worker.Outcome]:
        for job in jobs:
            yield worker.Outcome(Report(job.address, "A", "", "", {"index.html": b"1"}), datetime.now(UTC), 1.0)

    monkeypatch.setattr(batch, "run_all", made)
    (tmp_path / "overview").touch()
    found = CliRunner().invoke(cli, ["report", "--output", str(tmp_path), "--log", str(tmp_path / "log")])
    assert str(found.exception) == f"1 of {len(find_notebooks())} reports failed"
    assert f"not published overview: {tmp_path}/overview: cannot be written" in found.output
    assert len(list(tmp_path.glob("*/latest/index.html"))) == 3
    assert len((tmp_path / "log").read_text(encoding="utf-8").splitlines()) == 5


def test_a_signal_while_a_report_is_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends the batch, and what runs ends before the lock is given back; it is no failure of that report."""
    told = []

    def made(jobs: list[Job], *_: object, **__: object) -> Iterator[worker.Outcome]:
        try:
            for job in jobs:
                yield worker.Outcome(Report(job.address, "A", "", "", {"index.html": b"1"}), datetime.now(UTC), 1.0)
        finally:
            told.append((tmp_path / ".lock").read_text(encoding="utf-8"))

    def killed(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(batch, "run_all", made)
    monkeypatch.setattr(publish, "publish", killed)
    found = CliRunner().invoke(cli, ["report", "--output", str(tmp_path)])
    assert isinstance(found.exception, batch.Stopped)
    assert found.exception.exit_code == 128 + signal.SIGTERM
    assert "not published" not in found.output
    assert told


def test_a_list_that_a_kill_did_not_let_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--resume finds every report complete, and makes the list all the same."""
    monkeypatch.setattr("partyresearch.reports.publish.is_current", lambda *_: True)
    found = CliRunner().invoke(cli, ["report", "--resume", "--output", str(tmp_path)])
    assert found.exit_code == 0
    assert (tmp_path / "index.html").is_file()
