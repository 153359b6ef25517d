"""What the project promises about itself: its dependencies, its docstrings, what importing it costs."""

from __future__ import annotations

import ast
import inspect
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import partyresearch
from in_process import command
from partyresearch.collection.columns import TABLES

ROOT = Path(__file__).resolve().parents[1]
ANALYSES = [
    name
    for name, method in inspect.getmembers(partyresearch.Study, inspect.isfunction)
    if name[0] != "_" and method.__annotations__.get("return") == "Result" and name != "share"
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_environment_yml_names_the_same_dependencies() -> None:
    """Conda and pip users get the same packages, with the same lower bounds."""
    extras = [name for extra in PROJECT["optional-dependencies"].values() for name in extra]
    ours = {f"python{PROJECT['requires-python']}", "pip", *PROJECT["dependencies"], *extras}
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    listed = re.findall(r"^ +- ([\w.-]+(?:[<>=].*|:.*)?)$", text, re.M)
    assert sorted(name for name in listed if not name.startswith(("conda-forge", "pip:"))) == sorted(ours)


def test_what_conda_hands_to_pip_is_there() -> None:
    """Requirements that installed packages meet, and this folder."""
    part = (ROOT / "environment.yml").read_text(encoding="utf-8").split("- pip:")[1]
    *others, own = re.findall(r"^ +- (.*)$", part, re.M)
    assert own == "--editable ."
    for wanted in map(Requirement, others):
        assert version(wanted.name) in wanted.specifier


@pytest.mark.slow
def test_pip_understands_its_part_of_environment_yml(tmp_path: Path) -> None:
    """Conda hands these lines to pip as a file; what they ask for is there, so nothing is fetched."""
    part = (ROOT / "environment.yml").read_text(encoding="utf-8").split("- pip:")[1]
    path = tmp_path / "requirements.txt"
    path.write_text("\n".join(re.findall(r"^ +- (.*)$", part, re.M)), encoding="utf-8")
    install = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", "--no-build-isolation", "-r", path]
    found = subprocess.run(install, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr


def test_lock_pins_every_dependency_with_hashes_and_no_address() -> None:
    """The lock installs the same files everywhere and says nothing about where they come from."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([a-z0-9][\w.-]*)==", lock, re.M))
    extras = PROJECT["optional-dependencies"]
    wanted = [*PROJECT["dependencies"], *chain(*(extras[name] for name in ("dask", "dev", "edit"))), "hatchling"]
    assert {re.split(r"[<>=]", one)[0] for one in wanted} <= pinned
    assert not re.search(r"://|--index|--find-links|--extra", lock)
    blocks = re.split(r"^(?=[a-z0-9])", lock, flags=re.M)[1:]
    assert all("--hash=sha256:" in block for block in blocks)


def test_settings_of_git_change_no_byte(tmp_path: Path) -> None:
    """A clone with line ends of another system has the same files, so the same hashes of code and data."""
    if not (ROOT / ".git").exists():
        pytest.skip("no clone of a repository")
    clone = ["git", "clone", "--quiet", "--config", "core.autocrlf=true", ROOT, tmp_path / "clone"]
    subprocess.run(clone, check=True)
    files = subprocess.run(["git", "ls-files", "-z", "--eol"], cwd=tmp_path / "clone", capture_output=True, check=True)
    assert b"w/lf" in files.stdout
    assert [line for line in files.stdout.split(b"\0") if b"crlf" in line or b"mixed" in line] == []


def test_coded_texts_name_no_place_of_a_machine() -> None:
    """They come from elsewhere: only addresses, and files without folders."""
    for path in sorted((ROOT / "tests" / "intake").rglob("*.toml")):
        named = re.findall(r"^(?:#|text_file).*?[^\w.:/](/\w+/\S*)", path.read_text(encoding="utf-8"), re.M)
        assert named == [], path.name


def test_import_is_light() -> None:
    """`import partyresearch` waits for nothing that only some calls need."""
    heavy = ["pandas", "statsmodels", "matplotlib", "papermill", "nbconvert"]
    code = f"import sys, partyresearch; print([name for name in {heavy!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("name", partyresearch.__all__)
def test_what_a_researcher_calls_has_an_example(name: str) -> None:
    """A reader learns each public name from an example that is run."""
    assert ">>> " in (inspect.getdoc(getattr(partyresearch, name)) or "")


@pytest.mark.parametrize("name", [name for name in partyresearch.__all__ if name.startswith("load_")])
def test_loader_docstring_matches_the_table(name: str) -> None:
    """A loader's docstring has every column of the table: name, type, unit, meaning, and what each code means."""
    text = " ".join((inspect.getdoc(getattr(partyresearch, name)) or "").split())
    table = TABLES[re.search(r"Load the table ``([\w-]+)``", text)[1]]  # type: ignore[index]
    assert getattr(partyresearch, name)().columns.tolist() == table.names
    described = text.partition("With the columns")[2].partition(" Raises")[0].split(" - ")[1:]
    assert len(described) == len(table.columns)
    for column, words in zip(table.columns, described, strict=True):
        assert words.startswith(f"{column.name} : {column.type}")
        assert column.description in words
        assert (f" ({column.unit})" in words) == bool(column.unit)
        assert ("may be empty" in words) == (not column.required)
        assert all(code in words for code in column.values)
        assert all(meaning in words for meaning in (column.values.values() if isinstance(column.values, dict) else ()))


def test_the_design_names_every_module() -> None:
    """And none that is not there."""
    text = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    for module in re.findall(r"`([\w/]+(?:\.py|\.csv|/))`", text):
        assert (ROOT / "src" / "partyresearch" / module).exists() or (ROOT / module).exists(), module
    ours = {path.name for path in (ROOT / "src" / "partyresearch").iterdir() if path.name[0] != "_"}
    spoken = {module.rstrip("/").partition("/")[0] for module in re.findall(r"`([\w/.]+)`", text)}
    assert ours - spoken == set()


@cache
def _imports(path: Path) -> set[str]:
    """The modules that a file imports, wherever it does."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return found | {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}


def test_imports_run_one_way() -> None:
    """As the list of modules in docs/design.md has it: each imports only from its own and from those above it."""
    rooms = [
        "collection",
        "figures",
        "tables",
        "models",
        "analysis",
        "show",
        "door",
        "intake",
        "reviewing",
        "reports",
        "cli",
    ]
    table = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    named = [room for room in re.findall(r"^\| `(\w+)(?:/|\.py)` \|", table, re.M) if room != "locale"]
    assert named == rooms
    package = ROOT / "src" / "partyresearch"
    for path in package.rglob("*.py"):
        own = path.relative_to(package).parts[0].removesuffix(".py")
        used = {name.split(".")[1] for name in _imports(path) if name.startswith("partyresearch.")}
        if own not in ("__init__", "__main__"):
            assert [room for room in used if rooms.index(room) > rooms.index(own)] == [], path


def test_only_models_call_statistics() -> None:
    """Analyses and pictures have their numbers from models."""
    package = ROOT / "src" / "partyresearch"
    users = {
        path.relative_to(package).parts[0]
        for path in package.rglob("*.py")
        for name in _imports(path)
        if name.split(".")[0] in ("scipy", "statsmodels")
    }
    assert users == {"models"}


def test_licences_are_there() -> None:
    """Code and coded data have a licence each."""
    assert "BSD 3-Clause" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "CC BY 4.0" in (ROOT / "data" / "LICENSE").read_text(encoding="utf-8")


def test_every_method_is_explained(simulated: Path) -> None:
    """What stands in the column `method` of any estimates.csv has its paragraph in docs/methods.md."""
    text = " ".join((ROOT / "docs" / "methods.md").read_text(encoding="utf-8").split())
    for data in ("", simulated):
        study = partyresearch.study(data)
        results = [getattr(study, name)() for name in ANALYSES]
        used = {method for result in results for method in result.estimates["method"]}
        assert [method for method in sorted(used) if f"`{method}`" not in text] == []
    assert len(used) > 5


def test_every_fault_of_the_table_has_its_test() -> None:
    """docs/operations.md names tests that there are, with parameters that they have."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = [line for line in text.partition("## Faults")[2].splitlines() if line.startswith("| ")][2:]
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert len(rows) > 10
    for row in rows:
        named = re.findall(r"`(test_\w+)(?:\[(\w+)\])?`", row.split("|")[3])
        assert named, row
        for name, parameter in named:
            assert f"def {name}(" in code, name
            assert f'"{parameter}": (' in code or not parameter, parameter


def test_the_commands_of_the_operations_page_are_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is taken with --dry-run, beside the plan of the page."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ \.venv/bin/partyresearch ([^#\n]+)", text, re.MULTILINE)
    assert len(commands) == 6
    (tmp_path / "plan.toml").write_text(text.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for words in commands:
        found = command(*words.split(), "--dry-run")
        if "docx" in words and shutil.which("pandoc") is None:
            assert (found.returncode, found.stderr.startswith("pandoc: not found")) == (1, True)
            continue
        assert found.returncode == 0, found.stderr
        assert found.stdout.startswith("would run ")


def test_what_is_measured_can_be_run() -> None:
    """Benchmarks run by hand and seldom: their parts are tried here, on tables as they are today."""
    import bench  # with all that it measures
    import bench_small
    import bench_whole

    assert bench_whole.short('env -u A MPLCONFIGDIR="/a/.venv/b" .venv/bin/python -m pytest -q') == "pytest -q"
    assert len(bench_small.LOADED) > 10
    bench_small.load()
    bench_small.read()
    assert set(bench.ABOUT) == set(bench.sections(bench.PAGE.read_text(encoding="utf-8")))
