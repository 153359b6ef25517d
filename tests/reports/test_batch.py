"""What a batch decides without running a kernel: limits, publishing, signals."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import Pipe, current_process
from pathlib import Path
from typing import Any

import psutil
import pytest
from click.testing import CliRunner

from partyresearch.cli.main import cli
from partyresearch.cli.report import _default_jobs
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UserError
from partyresearch.reports import batch, publish
from partyresearch.reports.run import Job, Report, fail_report, find_notebooks


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
    monkeypatch.setattr(batch, "_OWN_CGROUPS", tmp_path / "own")
    monkeypatch.setattr(batch, "_CGROUPS", tmp_path / "cgroup")
    for name, text in texts.items():
        path = tmp_path / "cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="ascii")
    assert batch.share_memory(2) == int(0.8 * (of or psutil.virtual_memory().total) / 2)


def test_a_report_that_cannot_be_published_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something else stands in its place: it counts as failed, and the rest goes on."""

    def made(jobs: list[Job], *_: object, **__: object) -> Iterator[Report]:
        for job in jobs:
            yield Report(job.address, "A", "", "", {"index.html": b"1"})

    monkeypatch.setattr(batch, "run_all", lambda *a, **k: (replace(one, seconds=1.26) for one in made(*a, **k)))
    (tmp_path / "overview").touch()
    found = CliRunner().invoke(cli, ["report", "--output", str(tmp_path), "--log", str(tmp_path / "log")])
    assert str(found.exception) == f"1 of {len(find_notebooks())} reports failed"
    assert f"not published overview: {tmp_path}/overview: cannot be written" in found.stderr
    assert len(list(tmp_path.glob("*/latest/index.html"))) == 3
    logged = [json.loads(line) for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]
    facts = {line["report"]: line for line in logged[:-1]}
    assert facts.pop("overview") == {
        **{"time": logged[0]["time"], "event": "not_published", "report": "overview", "parameters": {}},
        **{"cause": f"{tmp_path}/overview: cannot be written (File exists)", "seconds": 1.3},
    }
    assert [(line["event"], line["run"][:5], line["seconds"]) for line in facts.values()] == [
        ("published", "0001-", 1.3)
    ] * 3
    assert (logged[-1]["event"], logged[-1]["cause"]) == ("error", str(found.exception))


def test_a_mistake_while_a_report_is_published_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it is: that report counts as failed."""

    def made(jobs: list[Job], *_: object, **__: object) -> Iterator[Report]:
        for job in jobs:
            page: Any = "no bytes" if job.name == "overview" else b"1"
            yield Report(job.address, "A", "", "", {"index.html": page})

    monkeypatch.setattr(batch, "run_all", made)
    found = CliRunner().invoke(cli, ["report", "--output", str(tmp_path)])
    assert str(found.exception) == f"1 of {len(find_notebooks())} reports failed"
    assert "not published overview: TypeError: " in found.stderr
    assert len(list(tmp_path.glob("*/latest/index.html"))) == 3


def test_a_signal_while_a_report_is_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends the batch, and what runs ends before the lock is given back; it is no failure of that report."""
    told = []

    def made(jobs: list[Job], *_: object, **__: object) -> Iterator[Report]:
        try:
            for job in jobs:
                yield Report(job.address, "A", "", "", {"index.html": b"1"})
        finally:
            told.append((tmp_path / ".lock").read_text(encoding="utf-8"))

    def killed(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(batch, "run_all", made)
    monkeypatch.setattr(publish, "publish", killed)
    found = CliRunner().invoke(cli, ["report", "--output", str(tmp_path)])
    assert isinstance(found.exception, UserError)
    assert found.exception.exit_code == 128 + signal.SIGTERM
    assert "not published" not in found.output
    assert told


def test_a_second_signal_does_not_interrupt_the_cleaning_up() -> None:
    """And afterwards signals do what they did before."""
    before, cleaned = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)], []

    def run() -> None:
        with batch.stoppable():
            try:
                os.kill(os.getpid(), signal.SIGTERM)
            finally:
                for number in (signal.SIGINT, signal.SIGTERM):
                    os.kill(os.getpid(), number)
                cleaned.append(True)

    with pytest.raises(UserError, match="stopped by SIGTERM") as stopped:
        run()
    assert (stopped.value.exit_code, cleaned) == (143, [True])
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before


def test_a_deadline_that_is_over(own: Collection) -> None:
    """Nothing is started; each report has failed, in one line."""
    jobs = [Job("overview"), Job("student-share", {"year_to": 2023})]
    reports = list(batch.run_all(jobs, own, deadline=0))
    failures = [f"{name}: stopped at the deadline of 0 seconds" for name in ("overview", "student-share")]
    assert [report.failure for report in reports] == failures
    assert [report.name for report in reports] == ["overview", "student-share--year-to-2023"]
    assert all(len(report.notebook_sha256) == len(report.data) == 64 for report in reports)


class _Fake(batch._Worker):
    """A worker that answers at once, for a report that has a time limit never."""

    def __init__(self, *settings: Any) -> None:
        self._collection, self._reports = settings[1], 0
        self.pipe, self._theirs = Pipe()
        self._process = current_process()

    def begin(self, job: Job) -> None:
        super().begin(job)
        if not job.timeout:
            self._theirs.send(Report(job.address, "A", "", "", {}))

    def kill(self) -> None:
        self.pipe.close()


def test_a_report_that_takes_longer_than_it_may(own: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    """It alone is stopped, and the others are made, by another process."""
    monkeypatch.setattr(batch, "_Worker", _Fake)
    hangs: Any = Job("student-share", timeout=0.05)  # type: ignore[arg-type] # nobody waits for a second
    jobs = [hangs, Job("overview"), Job("recruitment-trends")]
    made = {report.name: report for report in batch.run_all(jobs, own, processes=1)}
    assert {name: report.failure for name, report in made.items()} == {
        "student-share": "student-share: stopped at its time limit of 0.05 seconds",
        "overview": "",
        "recruitment-trends": "",
    }
    assert 0.05 <= made["student-share"].seconds < 5


def test_a_failure_is_one_line_whatever_is_left_of_the_data(own: Collection, tmp_path: Path) -> None:
    """The report of a job that could not be run says what is known."""
    report = fail_report(Job("overview", {"year_to": 2023}), Collection(tmp_path), "a\n  b")
    assert (report.failure, report.data, report.parameters) == ("overview: a b", "", {"year_to": 2023})
    assert fail_report(Job("overview"), own, "a").notebook == "01_overview.ipynb"


@pytest.mark.parametrize(("code", "text"), [(-9, "killed by SIGKILL"), (3, "exit code 3"), (None, "exit code None")])
def test_how_a_process_ended(code: int | None, text: str) -> None:
    """By which signal, or with which code."""
    assert batch._describe_exit(code) == text


@pytest.mark.parametrize(("processors", "jobs"), [(1, 2), (2, 3), (3, 5)])
def test_more_jobs_than_processors(monkeypatch: pytest.MonkeyPatch, processors: int, jobs: int) -> None:
    """Half as many again, rounded up."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)), raising=False)
    assert _default_jobs() == jobs


def test_this_machine_or_a_cluster() -> None:
    """Not both."""
    found = CliRunner().invoke(cli, ["report", "--jobs", "2", "--dask", "tcp://127.0.0.1:1"])
    assert str(found.exception) == "expected either --jobs (on this machine) or --dask (on a cluster), got both"


def test_a_list_that_a_kill_did_not_let_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--resume finds every report complete, and makes the list all the same."""
    monkeypatch.setattr("partyresearch.reports.publish.is_current", lambda *_: True)
    found = CliRunner().invoke(cli, ["report", "--resume", "--output", str(tmp_path)])
    assert found.exit_code == 0
    assert (tmp_path / "index.html").is_file()


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (FileNotFoundError(2, "No such file", "/srv/a b/figures.csv"), "figures.csv: No such file"),
        (ValueError("not in /srv/x/"), "ValueError: not in …"),
        (UserError("/srv/x/a.csv: is gone"), "…/a.csv: is gone"),
    ],
)
def test_a_failure_names_no_folder(tiny: Collection, failure: Exception, said: str) -> None:
    """Of a file only the name is published; nor does a notebook that is gone raise anything."""
    assert fail_report(Job("gone"), tiny, failure).failure == f"gone: {said}"
