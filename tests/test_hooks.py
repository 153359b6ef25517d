"""Commands that run once after a batch."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from partyresearch.cli import hooks
from partyresearch.cli.main import cli
from partyresearch.collection.problems import UsageProblem, UserError
from partyresearch.reports import batch
from partyresearch.reports.run import Job, Report


@pytest.fixture
def hook(tmp_path: Path) -> Path:
    """A program that appends its words and our variables to the file `told`, of those that are not set around us."""
    path = tmp_path / "hook"
    code = (
        "import os, sys, json\n"
        f"around = {[name for name in os.environ if name.startswith('PARTYRESEARCH_')]}\n"
        "ours = [name for name in os.environ if name.startswith('PARTYRESEARCH_') and name not in around]\n"
        "facts = {name[14:]: os.environ[name] for name in ours}\n"
        f"open({str(tmp_path / 'told')!r}, 'a').write(json.dumps([sys.argv[1:], facts]) + chr(10))\n"
    )
    path.write_text(f"#!{sys.executable}\n{code}", encoding="utf-8")
    path.chmod(0o755)
    return path


def _run(monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str, failing: str = "") -> tuple[str, list[object]]:
    """Run the command with reports that are there at once; return its error and what hooks were told."""

    def made(jobs: list[Job], *_: object, **__: object) -> Iterator[Report]:
        for job in jobs:
            failure = f"{job.name}: no\nsuch \udcff" if job.name in failing else ""
            yield Report(job.address, "A", "", "", {"index.html": b"1"}, failure=failure)

    monkeypatch.setattr(batch, "run_all", made)
    found = CliRunner().invoke(cli, ["report", "--output", str(folder / "out"), *words])
    told = folder / "told"
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    return str(found.exception or ""), [json.loads(line) for line in lines]


def test_the_command_that_fits_what_happened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: Path) -> None:
    """Once, split as by a shell but run by none, with what it may want to tell."""
    words = ["--on-success", f"{hook} all 'is well; $HOME'", "--on-failure", f"{hook} alas"]
    facts = {"DESTINATION": str(tmp_path / "out"), "PUBLISHED": "2", "FAILED": "0", "FAILED_NAMES": "", "CAUSE": ""}
    reports = ["overview", "student-share"]
    assert _run(monkeypatch, tmp_path, *reports, *words) == ("", [[["all", "is well; $HOME"], facts]])
    (tmp_path / "told").unlink()
    said, told = _run(monkeypatch, tmp_path, *reports, *words, failing="overview")
    facts |= {"PUBLISHED": "1", "FAILED": "1", "FAILED_NAMES": "overview", "CAUSE": "1 of 2 reports failed"}
    assert (said, told) == ("1 of 2 reports failed", [[["alas"], facts]])


def test_what_keeps_a_batch_from_starting_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: Path
) -> None:
    """Wrong usage is none, and a dry run does nothing."""
    (tmp_path / "out").touch()
    said, [[words, facts]] = _run(monkeypatch, tmp_path, "overview", "--on-failure", str(hook))  # type: ignore[misc]
    assert (words, facts["CAUSE"]) == ([], said)
    assert "cannot be written" in said
    (tmp_path / "told").unlink()
    for options in (["no-such"], ["overview", "--dry-run"]):
        assert _run(monkeypatch, tmp_path, *options, "--on-failure", str(hook), "--on-success", str(hook))[1] == []


def test_a_command_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line more, and exit 1; one that hangs is stopped."""
    said, _ = _run(monkeypatch, tmp_path, "overview", "--on-success", "false")
    assert said == "--on-success: false ended with exit code 1"
    said, _ = _run(monkeypatch, tmp_path, "overview", "--on-failure", "false", failing="overview")
    assert said.splitlines() == ["1 of 1 reports failed", "--on-failure: false ended with exit code 1"]
    monkeypatch.setattr(hooks, "_TIMEOUT", 0.1)
    said, _ = _run(monkeypatch, tmp_path, "overview", "--on-success", "sleep 20")
    assert said == "--on-success: sleep was stopped after 0.1 seconds"


@pytest.mark.parametrize("command", ["", "no-such-program-here", "echo 'a", "/"])
def test_what_is_no_command(tmp_path: Path, command: str) -> None:
    """Wrong usage, before anything runs."""
    found = CliRunner().invoke(cli, ["report", "--output", str(tmp_path / "out"), "--on-failure", command]).exception
    assert isinstance(found, UsageProblem)
    assert str(found).startswith("--on-failure: expected a ")
    assert list(tmp_path.iterdir()) == []


def test_a_mistake_of_the_program_is_a_failure(capfd: pytest.CaptureFixture[str]) -> None:
    """Somebody is told, and it stays the error that it was."""
    with pytest.raises(KeyError), hooks.hooks([], ["printenv", "PARTYRESEARCH_CAUSE"]):
        raise KeyError("a\nb\0")
    assert capfd.readouterr().out == "KeyError: 'a\\nb\\x00'\n"
    with pytest.raises(UserError, match=r"^a\n--on-failure: false ended"), hooks.hooks([], ["false"]):
        raise UserError("a")
