"""The notebooks: readable by a pandas user, executed as committed, and equal to what statsmodels says."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest

from conftest import NOTEBOOKS, mutated
from in_process import executed
from partyresearch.collection.place import DATA_VARIABLE

ROOT = Path(__file__).resolve().parents[1]
# sections with a line that calls statsmodels or scipy on one case, in the notebooks' order
CHECKED = {"overview": 0, "recruitment-trends": 2, "student-share": 1, "quota-attainment": 2}


def _code(name: str) -> list[str]:
    cells = json.loads(NOTEBOOKS[name].read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_code_cell_was_executed_in_order(name: str) -> None:
    """A cell without an execution count is not compared by nbval at all."""
    cells = json.loads(NOTEBOOKS[name].read_text(encoding="utf-8"))["cells"]
    counts = [cell["execution_count"] for cell in cells if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_parameters_are_plain(name: str) -> None:
    """Each line of the one parameters cell is `name: type = default  # help`, and nothing is derived there."""
    cells = json.loads(NOTEBOOKS[name].read_text(encoding="utf-8"))["cells"]
    tagged = ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1
    line = re.compile(r"[a-z_]+: (str|int|float|bool|list\[str\]) = (\"(?:en)?\"|\[\]|True|False|[0-9.]+)  # .+")
    assert all(line.fullmatch(one) for one in tagged[0].splitlines())


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_reference_outputs_name_no_machine(name: str) -> None:
    """Reference outputs are the same on every machine."""
    text = NOTEBOOKS[name].read_text(encoding="utf-8")
    assert not re.search(r"/(?:home|root|tmp|Users)/", text)
    assert '"papermill"' not in text


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_parameters_of_the_design(name: str) -> None:
    """Every notebook can be selected, pointed at other data, and made to write its estimates, in the same words."""
    cells = json.loads(NOTEBOOKS[name].read_text(encoding="utf-8"))["cells"]
    text = next("".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", []))
    names = {line.partition(":")[0] for line in text.splitlines()}
    wanted = {"organisations", "year_from", "year_to", "level", "include_preliminary"}
    wanted |= {"language", "data_dir", "output_dir"}
    more = {"overview": {"frame_size"}, "student-share": {"confidence", "group"}}
    assert names == wanted | more.get(name, {"confidence"})


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_prose_has_no_number(name: str) -> None:
    """What is typed into Markdown cells states no number: code computes them all."""
    cells = json.loads(NOTEBOOKS[name].read_text(encoding="utf-8"))["cells"]
    typed = " ".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert not re.search(r"\d", typed)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_table_stands_beside_every_picture(name: str) -> None:
    """nbval compares tables, not pictures; and who cannot see reads them."""
    cells = json.loads(NOTEBOOKS[name].read_text(encoding="utf-8"))["cells"]
    kinds = [
        {kind for output in cell.get("outputs", []) for kind in output.get("data", {})}
        for cell in cells
        if cell["cell_type"] == "code"
    ]
    pictures = [place for place, kind in enumerate(kinds) if "image/svg+xml" in kind]
    assert pictures
    for place in pictures:  # the last output before it that is no picture
        assert "text/html" in next(kind for kind in reversed(kinds[:place]) if "image/svg+xml" not in kind)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_parameters_one_import_and_the_study(name: str) -> None:
    """At most four lines of set-up after the parameters; nothing is imported from a submodule."""
    _, setup, *sections = _code(name)
    lines = [line for line in setup.splitlines() if line]
    assert lines[0] == "import partyresearch as pr"
    assert len(lines) <= 4
    assert lines[-1].startswith("study = pr.study(data_dir, ")
    imported = [
        getattr(node, "module", None) or alias.name
        for source in [setup, *sections]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]
    assert [module for module in imported if module.startswith("partyresearch.")] == []
    assert {module.partition(".")[0] for module in imported} <= {"partyresearch", "statsmodels", "scipy"}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_objects_know_how_to_be_empty(name: str) -> None:
    """No cell asks first whether there is anything to show, and none asks for the language."""
    for source in _code(name)[1:]:
        nodes = [type(node) for node in ast.walk(ast.parse(source))]
        assert not {ast.If, ast.IfExp, ast.Try, ast.FunctionDef, ast.While} & set(nodes), source
        assert "len(" not in source


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_section_is_a_sentence_and_a_result(name: str) -> None:
    """Under each heading a sentence, and cells of a few lines."""
    cells = json.loads(NOTEBOOKS[name].read_text(encoding="utf-8"))["cells"]
    headed = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    assert all("\n\n" in text for text in headed if text.startswith("#"))
    assert max(len(source.splitlines()) for source in _code(name)[1:]) <= 6


class _Cells(HTMLParser):
    """The rows of the tables of an output."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.feed(re.sub("<style>.*?</style>", "", html))

    def handle_starttag(self, tag: str, _: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip()


def _compared(notebook: Any) -> list[list[dict[str, str]]]:
    """Each table that sets numbers of statsmodels or scipy beside the library's: its rows."""
    tables = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            rows = _Cells(output.get("data", {}).get("text/html", "")).rows
            if rows and any(re.match("(statsmodels|scipy)_", heading) for heading in rows[0]):
                tables.append([dict(zip(rows[0], row, strict=True)) for row in rows[1:]])
    return tables


def _assert_equal(tables: list[list[dict[str, str]]], rows: set[int]) -> None:
    assert {len(table) for table in tables} <= rows
    for row in (row for table in tables for row in table):
        named = {name: text for name, text in row.items() if re.match("(statsmodels|scipy)_", name)}
        assert {name.partition("_")[2] for name in named} <= {"low", "high"}
        for name, text in named.items():
            ours = row[name.partition("_")[2]]
            assert text
            assert float(text) == pytest.approx(float(ours), rel=1e-9), (row["estimate_id"], name)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_statsmodels_says_the_same(name: str) -> None:
    """In the committed outputs: one line of statsmodels or scipy beside each result that rests on one."""
    notebook = nbformat.read(NOTEBOOKS[name], as_version=4)
    tables = _compared(notebook)
    assert len(tables) == CHECKED[name]
    _assert_equal(tables, {1})
    called = [source for source in _code(name) if re.search(r"statsmodels_|scipy_", source)]
    assert len(called) == CHECKED[name]


CHOICES: dict[str, dict[str, Any]] = {
    "one organisation": {"organisations": ["Đầm Dơi"]},
    "another": {"organisations": ["can-tho"], "confidence": 0.8},
    "nothing": {"year_to": 1900},
}


def _choice(name: str, choice: str) -> dict[str, Any]:
    return {key: value for key, value in CHOICES[choice].items() if key != "confidence" or name != "overview"}


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_statsmodels_says_the_same_of_any_selection(name: str, choice: str) -> None:
    """Where there is a case at all: an empty table has no row, and no cell fails."""
    notebook = executed(NOTEBOOKS[name], **_choice(name, choice))
    tables = _compared(notebook)
    assert len(tables) <= CHECKED[name]  # where there is no case, a sentence says so
    _assert_equal(tables, {1})
    assert choice != "nothing" or not tables
    if name != "overview" and choice == "one organisation":
        assert any(tables)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "choice"), [*zip(NOTEBOOKS, ["one organisation", "nothing"] * 2, strict=True)])
def test_papermill_runs_any_selection(tmp_path: Path, name: str, choice: str) -> None:
    """Plain papermill, with parameters on its command line, in a kernel of its own."""
    made = tmp_path / "made.ipynb"
    given = _choice(name, choice)
    parameters = [word for key, value in given.items() for word in ("-y", json.dumps({key: value}))]
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", *parameters, str(NOTEBOOKS[name]), str(made)]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    notebook = nbformat.read(made, as_version=4)
    assert len(_compared(notebook)) <= CHECKED[name]
    _assert_equal(_compared(notebook), {1})
    here = executed(NOTEBOOKS[name], **given)
    own = [cell for cell in notebook.cells if "injected-parameters" not in cell.metadata.get("tags", [])]
    for cell, other in zip(own, here.cells, strict=True):
        shown = [output["data"] for output in cell.get("outputs", [])]
        assert shown == [output["data"] for output in other.get("outputs", [])]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "written", "reason"),
    [
        ("overview", 'include_preliminary: "false"', "include_preliminary: expected true or false, got 'false'"),
        ("student-share", "confidence: .nan", "confidence: expected a number, got nan"),
        ("quota-attainment", "year_from: 2023-01-01", "years: expected the first and the last year, 0 for no limit"),
        ("recruitment-trends", "language: no", "language: expected one of en, vi, got False"),
    ],
)
def test_papermill_with_a_value_of_another_type(tmp_path: Path, name: str, written: str, reason: str) -> None:
    """What YAML makes of a value is refused in one line, neither ignored nor found out deep inside."""
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", "-y", written]
    command += [str(NOTEBOOKS[name]), str(tmp_path / "made.ipynb")]
    found = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert found.returncode == 1
    assert found.stderr.rstrip().rpartition("\n")[2].startswith(f"UserError: {reason}")


@pytest.mark.slow
def test_what_a_person_has_set_changes_no_reference_output(tmp_path: Path) -> None:
    """The command of `make test`, without a home to write to, with settings that would show."""
    made = subprocess.run(["make", "-n", "test"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    [line] = [line for line in made.replace("\\\n", " ").splitlines() if "--nbval" in line]
    show = "import matplotlib as m\nm.rcParams['savefig.dpi'], m.get_backend()[-6:], 'mine' in globals()"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(show, execution_count=1)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    answer = {"text/plain": "('figure', 'inline', False)"}
    notebook.cells[0].outputs = [nbformat.v4.new_output("execute_result", answer, execution_count=1)]
    nbformat.write(notebook, tmp_path / "own.ipynb")
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "own.py").write_text("mine = 1\n", encoding="utf-8")
    (startup / "matplotlibrc").write_text("savefig.dpi: 7\n", encoding="utf-8")
    person = {"HOME": "/proc", "MPLBACKEND": "svg", "MATPLOTLIBRC": str(startup), "IPYTHONDIR": str(startup.parents[1])}
    command = f"{line.removesuffix(' notebooks')} {tmp_path / 'own.ipynb'}"
    found = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, env=os.environ | person)
    assert found.returncode == 0, found.stdout


@pytest.mark.slow
def test_nbval_fails_on_a_changed_figure_and_names_the_output(tmp_path: Path) -> None:
    """One digit of one raw figure in a copy, without the texts: 116 becomes 117."""
    copy = mutated(tmp_path / "copy", "dam-doi-2023:1559", "117")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "default", "--nbval"]
    command += ["--nbval-current-env", "--nbval-cell-timeout=120", str(NOTEBOOKS["quota-attainment"])]
    environment = {**os.environ, DATA_VARIABLE: str(copy), "CI": "true"}  # on CI pytest shows whole outputs
    found = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert found.returncode == 1
    assert "All four Party organisations" in found.stdout  # 117 fits no target: one result fewer
    assert "score = study.attainment()" in found.stdout
    assert "Cell outputs differ" in found.stdout
