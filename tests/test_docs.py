"""README and docs: every command and every Python block does what its page says."""

from __future__ import annotations

import doctest
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from partyresearch.cli.main import cli
from partyresearch.collection.place import DATA_VARIABLE, TEXTS_VARIABLE, Collection

ROOT = Path(__file__).resolve().parents[1]
PAGES = {
    path.name if path.parent.name == "docs" else "/README.md": path
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
}
BIN = Path(sys.executable).parent
TARGETS = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
OF_OTHERS = {"systemctl", "systemd-analyze", "airflow", "conda"}  # programs that this project does not bring
ELSEWHERE = {
    "add-an-article.md": "test_the_walk_through",
    "operations.md": "test_the_commands_of_the_operations_page_are_right",
}
CODE_ELSEWHERE = {
    "scaling.md": "test_joblib_makes_the_same_reports",
    "scheduling.md": "test_the_dag_of_airflow_is_python",
}


def _text(page: str) -> str:
    return PAGES[page].read_text(encoding="utf-8")


def _steps(page: str) -> list[tuple[str, str]]:
    """The commands of the blocks of a page, each with what it is said to print."""
    blocks = re.findall(r"```console\n(.*?)```", _text(page), re.S)
    return [step for block in blocks for step in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.M)]


def _tests() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize("page", PAGES)
def test_the_python_of_a_page(page: str) -> None:
    """Its examples print what they are said to; code without a prompt has a test of its own."""
    blocks = re.findall(r"```python\n(.*?)```", _text(page), re.S)
    examples = "".join(block for block in blocks if ">>>" in block)
    test = doctest.DocTestParser().get_doctest(examples, {}, page, page, 0)
    found = doctest.DocTestRunner().run(test)
    assert (found.failed, found.attempted) == (0, len(re.findall(r"^ *>>> ", _text(page), re.M)))
    if any(">>>" not in block for block in blocks):
        assert f"def {CODE_ELSEWHERE[page]}(" in _tests()


@pytest.mark.parametrize("page", PAGES)
def test_the_targets_and_options_that_a_page_names(page: str) -> None:
    """Wherever they stand: in a block, a table or a sentence."""
    named = [*re.findall(r"`([^`\n]+)`", _text(page)), *(command for command, _ in _steps(page))]
    for words in (one.split("#")[0].split() for one in named):
        program = Path(words[0]).name if words else ""
        if program == "make" and len(words) > 1:
            assert words[1] in TARGETS or "=" in words[1], words
        if program == "partyresearch" and len(words) > 1 and words[1][0] != "-":
            command = cli.commands[words[1]]
            known = {option for one in command.params for option in one.opts} | {"--help"}
            assert {word.partition("=")[0] for word in words[2:] if word.startswith("--")} <= known, words


@pytest.mark.parametrize("page", PAGES)
def test_no_link_of_a_page_leads_nowhere(page: str) -> None:
    """Neither to a file nor to a heading; pictures are there."""
    for link in re.findall(r"\]\((?!https?:)([^)]+)\)", _text(page)):
        name, _, anchor = link.partition("#")
        target = (PAGES[page].parent / name) if name else PAGES[page]
        assert target.exists(), link
        headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.M) if anchor else []
        assert not anchor or anchor in [re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings], link


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a clone has it, with the environment of these tests."""
    place = tmp_path_factory.mktemp("clone")
    for part in ("data", "notebooks", "src"):
        shutil.copytree(ROOT / part, place / part, ignore=shutil.ignore_patterns("__pycache__"))
    (place / ".venv").symlink_to(BIN.parent, target_is_directory=True)
    plan = re.search(r"```toml\n(.*?)```", _text("operations.md"), re.S)
    assert plan is not None
    (place / "plan.toml").write_text(plan[1], encoding="utf-8")
    return place


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if _steps(page) and page not in ELSEWHERE])
def test_the_commands_of_a_page(page: str, clone: Path, tiny: Collection, tiny_texts: Path) -> None:
    """One after the other in a clone; what they print begins as the page says."""
    environment = {key: value for key, value in os.environ.items() if key not in (DATA_VARIABLE, TEXTS_VARIABLE)}
    environment["PYTHONPATH"] = str(clone / "src")  # the clone's code, not that of these tests
    for command, printed in _steps(page):
        words = shlex.split(command, comments=True)
        if words[0] == "make" or words[0] in OF_OTHERS:
            continue  # targets are looked up above, and run by .ci/run
        if words[:2] == [".venv/bin/pip", "install"]:
            assert words[2:] == ["jupyter-scheduler"]  # from the network
            continue
        if words[1:2] == ["export"]:
            for library in ("openpyxl", "pyarrow"):
                pytest.importorskip(library, reason=f"{library} is not installed (pip install 'partyresearch[export]')")
        if words[0] == "dask":
            words = [str(BIN / "dask"), *words[1:], "--help"]
        if "--dask" in words:
            words.append("--dry-run")  # with a real cluster: tests/reports/test_cluster.py
        words = [str(BIN / word) if word == "partyresearch" else word for word in words]
        words = [{"DIR": str(tiny.root), "TEXTS": str(tiny_texts)}.get(word, word) for word in words]
        done = subprocess.run(words, cwd=clone, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, (command, done.stderr)
        assert done.stdout.startswith(printed), command


@pytest.mark.slow
def test_the_readme_prints_what_make_report_prints(clone: Path) -> None:
    """`make report` is these two commands; reports are finished in any order."""
    [said] = re.findall(r"```text\n(checks: .*?)```", _text("/README.md"), re.S)
    environment = {key: value for key, value in os.environ.items() if key not in (DATA_VARIABLE, TEXTS_VARIABLE)}
    environment["PYTHONPATH"] = str(clone / "src")
    for own in (clone / "notebooks").glob("05_*"):
        own.unlink()
    printed = ""
    for command in ("build", "report"):
        words = [BIN / "partyresearch", command]
        printed += subprocess.run(words, cwd=clone, env=environment, capture_output=True, text=True, check=True).stdout
    assert sorted(printed.splitlines()) == sorted(said.splitlines())


@pytest.mark.parametrize("page", ELSEWHERE)
def test_commands_that_are_run_elsewhere(page: str) -> None:
    """By a test that there is."""
    assert f"def {ELSEWHERE[page]}(" in _tests()


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "images").glob("*.svg")), ids=lambda path: path.stem)
def test_a_picture_is_that_of_the_notebook(picture: Path) -> None:
    """And so that of the page: `make notebooks` renews both."""
    [notebook] = (ROOT / "notebooks").glob(f"*_{picture.stem.replace('-', '_')}.ipynb")
    outputs = [
        output["data"]["image/svg+xml"]
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", [])
        if "image/svg+xml" in output.get("data", {})
    ]
    assert "".join(outputs[0]) == picture.read_text(encoding="utf-8")


def test_every_page_is_in_the_contents() -> None:
    """docs/README.md leads to each, in order."""
    contents = re.findall(r"\]\(([\w-]+\.md)\)", _text("README.md"))
    assert set(contents) == set(PAGES) - {"/README.md", "README.md"}


def test_scaling_quotes_the_benchmarks() -> None:
    """Every measured line of docs/scaling.md is one that make bench has written."""
    measured = [line for line in _text("scaling.md").splitlines() if re.search(r"\| +[\d.]+ +\|", line)]
    assert len(measured) >= 4
    assert set(measured) <= set((ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8").splitlines())
