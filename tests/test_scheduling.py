"""The recipes of docs/scheduling.md, as they stand there."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml

from conftest import NOTEBOOKS
from in_process import command
from partyresearch.reports.run import find_notebooks

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "scheduling.md").read_text(encoding="utf-8")
PLACE = "/srv/partyresearch"
BARE = {"PATH": "/usr/bin:/bin", "HOME": os.environ.get("HOME", "/"), "SHELL": "/bin/sh"}  # what cron gives a command
COMMANDS = re.findall(r"\.venv/bin/(partyresearch report[^\n\">]*)", TEXT)
UNITS = dict(re.findall(r"```ini\n# /etc/systemd/system/(\S+)\n(.*?)```", TEXT, re.DOTALL))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the environment in it, as a clone has."""
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parents[1], target_is_directory=True)
    return tmp_path


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_is_right(place: Path, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """cron's, systemd's and Airflow's: all their options are there."""
    assert len(COMMANDS) == 3
    monkeypatch.chdir(place)
    found = command(*shlex.split(line)[1:], "--dry-run")
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.count("would run") == len(find_notebooks())


def test_the_command_needs_no_more_than_cron_gives(place: Path) -> None:
    """Neither a longer path nor an encoding."""
    run = f".venv/bin/{COMMANDS[0]} --dry-run"
    found = subprocess.run(run, shell=True, cwd=place, env=BARE, capture_output=True, text=True)
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.slow
def test_the_line_of_cron(place: Path) -> None:
    """In cron's bare environment: no word if all is well, so no mail; a word if something is not."""
    [line] = re.findall(r"^0 6 1 \* \*  (.*)$", TEXT, re.MULTILINE)
    line = line.replace(PLACE, str(place))
    assert "%" not in line  # cron would cut it there
    found = subprocess.run(["/bin/sh", "-c", line], env=BARE, capture_output=True, text=True)
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
    assert len(list((place / "reports").glob("*/latest/index.html"))) == len(find_notebooks())
    lines = (place / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["published"] * len(find_notebooks())
    shutil.rmtree(place / "reports")
    (place / "reports").touch()
    found = subprocess.run(["/bin/sh", "-c", line], env=BARE, capture_output=True, text=True)
    assert found.returncode == 1
    assert found.stderr.startswith("reports")
    last = (place / "reports.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    assert json.loads(last)["cause"] == found.stderr.rstrip()


def test_the_units_of_systemd(place: Path) -> None:
    """systemd has nothing against them."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed")
    assert list(UNITS) == ["partyresearch.service", "partyresearch.timer", "partyresearch-failed.service"]
    for name, unit in UNITS.items():
        (place / name).write_text(unit.replace(PLACE, str(place)), encoding="utf-8")
    command = [program, "verify", "--man=no", *(str(place / name) for name in UNITS)]
    found = subprocess.run(command, capture_output=True, text=True)
    ours = [line for line in found.stderr.splitlines() if "partyresearch" in line]
    assert (found.returncode, ours) == (0, [])


@pytest.mark.parametrize("name", ["ci", "reports"])
def test_a_workflow_of_github(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It asks for targets that there are, and for a Python that is supported."""
    path = ROOT / ".github" / "workflows" / f"{name}.yml"
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    runs = [step["run"] for step in steps if step.get("run", "").startswith("make ")]
    assert runs
    assert {run.split()[-1] for run in runs} <= set(targets)
    assert {step["uses"].partition("@")[0] for step in steps if "uses" in step} <= {
        "actions/checkout",
        "actions/setup-python",
        "actions/upload-artifact",
    }
    monkeypatch.chdir(ROOT)
    for line in (step["run"] for step in steps if "partyresearch " in step.get("run", "")):
        assert command(*line.removeprefix(".venv/bin/partyresearch ").split(), "--dry-run").returncode == 0
    if name == "ci":
        oldest = re.search(r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        assert oldest is not None
        assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"][0] == oldest[1]
        assert "make PYTHON=python test-bounds" in runs


def test_the_dag_of_airflow_is_python() -> None:
    """That it runs was tried with a real Airflow, which has an environment of its own."""
    [dag] = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    compile(dag, "dag", "exec")
    assert f'cwd="{PLACE}"' in dag


def test_the_container_copies_what_is_there() -> None:
    """Everything that the wheel is made of, and nothing that is not; no step asks the network."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", "")
    steps = [line.split() for line in text.splitlines() if line and line[0] != "#"]
    known = {"ARG", "FROM", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "ENTRYPOINT", "CMD"}
    assert {step[0] for step in steps} == known
    copied = {source for step in steps if step[0] == "COPY" and "--from" not in step[1] for source in step[1:-1]}
    assert [source for source in copied - {"wheels"} if not (ROOT / source).exists()] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel, about = project["tool"]["hatch"]["build"]["targets"]["wheel"], project["project"]
    needed = {*wheel["packages"], *wheel["force-include"], about["readme"], *about["license-files"], "pyproject.toml"}
    assert {path.partition("/")[0] for path in needed} | {"requirements.lock", "wheels"} == copied
    installs = [" ".join(step) for step in steps if "install" in step and "pip" in " ".join(step)]
    assert len(installs) == 2
    assert all("--no-index" in install for install in installs)
    assert "--require-hashes" in installs[0]
    entry = next(step for step in steps if step[0] == "ENTRYPOINT")
    assert json.loads(entry[1])[0].endswith("/bin/partyresearch")


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS.values(), ids=lambda path: path.stem)
def test_plain_papermill_from_any_folder(tmp_path: Path, notebook: Path) -> None:
    """The command of papermill, nothing else, in an empty folder."""
    papermill = Path(sys.executable).with_name("papermill")
    options = ["-y", "organisations: [nam-dong]", "-p", "year_to", "2023", "--no-progress-bar"]
    subprocess.run([papermill, notebook, "out.ipynb", *options], cwd=tmp_path, check=True, capture_output=True)
    made = nbformat.read(tmp_path / "out.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    outputs = [output for cell in made.cells for output in cell.get("outputs", [])]
    assert [output for output in outputs if output.output_type in ("error", "stream")] == []
    assert re.search(r"Filtered out: \d+ rows of other organisations", str(outputs))
