"""The same reports on a Dask cluster (a real scheduler and two workers on this machine) and on joblib's workers."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UserError
from partyresearch.reports.batch import run_all
from partyresearch.reports.cluster import run_on_cluster
from partyresearch.reports.run import Job, execute

pytestmark = pytest.mark.slow
YEARS = range(2031, 2041)
PLAN = f'[[report]]\nnotebook = "quota-attainment"\ngrid.year_to = {list(YEARS)}\n'
ROOT = Path(__file__).resolve().parents[2]
SRC, SCALING = ROOT / "src", ROOT / "docs" / "scaling.md"


@dataclass
class Cluster:
    """Processes that were started for a test, and where their scheduler listens."""

    folder: Path
    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]

    def start_worker(self, **environment: str) -> None:
        """Start one, in a folder of its own."""
        own = self.folder / f"worker{len(self.workers)}"
        own.mkdir()
        self.workers.append(_dask(own, "worker", self.address, "--nthreads", "1", **environment))

    def tree(self) -> list[psutil.Process]:
        """Everything that the workers have started, and they."""
        heads = [psutil.Process(worker.pid) for worker in self.workers if worker.poll() is None]
        return [*heads, *(one for head in heads for one in head.children(recursive=True))]


def _dask(folder: Path, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"]
        return subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, start_new_session=True, env=os.environ | environment
        )


def _wait_for(path: Path) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if path.is_file() and (text := path.read_text(encoding="utf-8")):
            return text
        time.sleep(0.1)
    raise TimeoutError(path.name)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster without a worker."""
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'partyresearch[dask]'")
    folder = tmp_path / "scheduler"
    folder.mkdir()
    scheduler = _dask(folder, "scheduler", "--port", "0", "--scheduler-file", "where.json")
    cluster = Cluster(tmp_path, json.loads(_wait_for(folder / "where.json"))["address"], scheduler, [])
    yield cluster
    for one in cluster.tree():
        one.kill()
    for process in (scheduler, *cluster.workers):
        process.kill()
        process.wait()


@pytest.fixture
def cluster(empty: Cluster) -> Cluster:
    """A cluster of two workers, each in a folder of its own."""
    empty.start_worker()
    empty.start_worker()
    return empty


def _command(cluster: Cluster, *more: str) -> list[str]:
    (cluster.folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    program = str(Path(sys.executable).with_name("partyresearch"))
    return [program, "report", "--plan", "plan.toml", "--output", "reports", *more]


def _running(cluster: Cluster) -> subprocess.Popen[str]:
    """A batch on the cluster, of which the first report is published."""
    command = _command(cluster, "--dask", cluster.address)
    process = subprocess.Popen(
        command, cwd=cluster.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stdout is not None
    if not process.stdout.readline().startswith("published"):
        pytest.fail(process.communicate()[1])
    return process


def _published(cluster: Cluster) -> list[Path]:
    return sorted((cluster.folder / "reports").glob("*/latest/index.html"))


def test_the_same_bytes_without_a_shared_folder(cluster: Cluster, tmp_path: Path, own: Collection) -> None:
    """Of every notebook; from a copy of the collection that is gone before it is read again."""
    copy = Collection(tmp_path / "data")
    shutil.copytree(own.root, copy.root)
    jobs = [
        Job("overview"),
        Job("recruitment-trends"),
        Job("student-share"),
        Job("quota-attainment", {"year_to": 2023}),
    ]
    here = {report.name: report for report in run_all(jobs, own, processes=2)}
    there = {report.name: report for report in run_on_cluster(jobs, copy, cluster.address)}
    assert not [report.failure for report in here.values() if report.failure]
    assert there == here
    for number in range(2):
        assert [path.name for path in (cluster.folder / f"worker{number}").iterdir()] == ["log"]


def test_a_killed_worker_costs_a_retry(cluster: Cluster) -> None:
    """Every report is published; what the dead worker had started ends with it."""
    batch = _running(cluster)
    started = cluster.tree()
    os.killpg(cluster.workers[0].pid, signal.SIGKILL)
    dead = [one for one in started if one.pid != cluster.workers[1].pid and cluster.workers[1].pid not in _above(one)]
    assert len(dead) > 2
    output, errors = batch.communicate(timeout=120)
    assert (batch.returncode, errors) == (0, "")
    assert output.count("published") == len(YEARS) - 1
    assert len(_published(cluster)) == len(YEARS)
    assert not psutil.wait_procs(dead, timeout=10)[1]


def _above(process: psutil.Process) -> list[int]:
    try:
        return [one.pid for one in process.parents()]
    except psutil.NoSuchProcess:
        return []


def test_a_lost_scheduler(cluster: Cluster) -> None:
    """One line says so; what was finished is published and in the list, and the rest can be made without a cluster."""
    batch = _running(cluster)
    cluster.scheduler.kill()
    _, errors = batch.communicate(timeout=120)
    assert batch.returncode == 1
    assert errors == f"{cluster.address}: the Dask scheduler is lost; what is finished is published\n"
    done = _published(cluster)
    assert 0 < len(done) < len(YEARS)
    listed = (cluster.folder / "reports" / "index.html").read_text(encoding="utf-8")
    assert all(path.parent.parent.name in listed for path in done)
    rest = subprocess.run(_command(cluster, "--resume"), cwd=cluster.folder, capture_output=True, encoding="utf-8")
    assert rest.stdout.count("unchanged") == len(done)
    assert len(_published(cluster)) == len(YEARS)


@pytest.mark.parametrize("part", ["tables/load.py", "notebooks/01_overview.ipynb"])
def test_a_worker_with_other_code_makes_nothing(empty: Cluster, own: Collection, part: str) -> None:
    """It would publish what nobody here could make again."""
    other = empty.folder / "src"
    shutil.copytree(SRC, other)
    shutil.copytree(ROOT / "notebooks", other / "partyresearch" / "notebooks")
    shutil.copytree(own.root, other / "partyresearch" / "collection_data")
    with (other / "partyresearch" / part).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    empty.start_worker(PYTHONPATH=str(other))
    (report,) = run_on_cluster([Job("overview")], own, empty.address)
    assert "expected the same package code and notebooks as here, got others" in report.failure


def test_the_deadline(cluster: Cluster, own: Collection) -> None:
    """What is not done by then has failed, and says so."""
    jobs = [Job("quota-attainment", {"year_to": year}) for year in YEARS]
    found = [report.failure for report in run_on_cluster(jobs, own, cluster.address, deadline=0.5)]
    assert len(found) == len(jobs)
    assert "quota-attainment: stopped at the deadline of 0.5 seconds" in found


def test_a_scheduler_without_workers(empty: Cluster, own: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told how to start one, instead of waiting for ever."""
    monkeypatch.setattr("partyresearch.reports.cluster._PATIENCE", 1)
    with pytest.raises(UserError, match=f"has no worker; start one: dask worker {empty.address}"):
        next(run_on_cluster([Job("overview")], own, empty.address))


@pytest.mark.parametrize("listening", [True, False])
@pytest.mark.parametrize("scheme", ["tcp", "tls"])
def test_nothing_or_something_else_at_the_address(
    own: Collection, monkeypatch: pytest.MonkeyPatch, listening: bool, scheme: str
) -> None:
    """Dask itself waits for ever for something that listens and does not answer, such as its own dashboard."""
    monkeypatch.setattr("partyresearch.reports.cluster._PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"{scheme}://127.0.0.1:{server.getsockname()[1]}"
        if not listening:
            server.close()
        with pytest.raises(UserError, match=f"{address}: no Dask scheduler answers"):
            next(run_on_cluster([Job("overview")], own, address))


def test_without_dask(own: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UserError, match=r"pip install 'partyresearch\[dask\]'"):
        next(run_on_cluster([Job("overview")], own, "tcp://127.0.0.1:1"))


def test_joblib_makes_the_same_reports(own: Collection) -> None:
    """Executing returns bytes, so any pool of processes will do, as docs/scaling.md says."""
    (code,) = re.findall(r"```python\n(.*?)```", SCALING.read_text(encoding="utf-8"), re.S)
    found: dict[str, Any] = {}
    exec(code, found)
    assert found["reports"] == [execute("quota-attainment", {"year_to": year}, own) for year in (2022, 2023)]
    assert not [report.failure for report in found["reports"] if report.failure]
