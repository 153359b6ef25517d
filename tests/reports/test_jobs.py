"""Plans: grids, and every way in which a plan is wrong; runs that need not be repeated; the log."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import nbformat.v4 as v4
import papermill
import pytest
from click.testing import CliRunner

from partyresearch import load_organisations
from partyresearch.cli.main import cli
from partyresearch.collection.place import find_collection
from partyresearch.collection.problems import UsageProblem
from partyresearch.reports import batch
from partyresearch.reports import publish as publishing
from partyresearch.reports.jobs import jobs_by_name, read_plan
from partyresearch.reports.notebook import as_bytes
from partyresearch.reports.publish import is_current, publish
from partyresearch.reports.run import Job, begin_report, find_notebooks, run_job

FIRST = '[[report]]\nnotebook = "overview"\n'


def _plan(folder: Path, text: str) -> list[Job]:
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return read_plan(path, find_notebooks(), find_collection())


def test_a_grid_is_every_combination(tmp_path: Path) -> None:
    """Two organisations by two years, each with the fixed parameter; and a report without any."""
    text = """
    [[report]]
    notebook = "student-share"
    parameters.group = "student"
    grid.organisations = ["nam-dong", ["lam-ha", "dam-doi"]]
    grid.year_to = [2022, 2023]

    [[report]]
    notebook = "overview"
    """
    jobs = _plan(tmp_path, text)
    chosen = [(one, year) for one in (["nam-dong"], ["lam-ha", "dam-doi"]) for year in (2022, 2023)]
    grid = [{"group": "student", "organisations": one, "year_to": year} for one, year in chosen]
    assert [dict(job.parameters) for job in jobs] == [*grid, {}]
    assert len({job.address for job in jobs}) == 5


def test_the_time_limit_of_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan's own, or that of the command line."""
    jobs = _plan(tmp_path, FIRST + "timeout = 60\ngrid.year_to = [2022, 2023]\n" + FIRST)
    assert [job.timeout for job in jobs] == [60, 60, 0]
    asked: list[Job] = []
    monkeypatch.setattr(batch, "run_all", lambda jobs, *_, **__: (asked.append(job) for job in jobs))
    words = ["--plan", str(tmp_path / "plan.toml"), "--output", str(tmp_path / "out"), "--report-timeout", "90"]
    CliRunner().invoke(cli, ["report", *words])
    assert [job.timeout for job in asked] == [60]


def test_every_organisation(tmp_path: Path) -> None:
    """An asterisk is each of the collection by itself."""
    jobs = _plan(tmp_path, FIRST + 'grid.organisations = "*"')
    every = load_organisations()["organisation_id"]
    assert [job.parameters["organisations"] for job in jobs] == [[one] for one in every]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = ", "plan.toml: not TOML"),
        ("", "plan.toml: expected only [[report]] tables, got nothing"),
        ("report = []", "plan.toml: expected at least one [[report]] table, got none"),
        ("report = 1", "expected only [[report]] tables"),
        ("report = [1]", "expected only [[report]] tables"),
        ('"a\\nb" = 1', "expected only [[report]] tables, got a\\nb"),
        (FIRST + "[other]", "expected only [[report]] tables, got report, other"),
        (FIRST + "parameter.year_to = 1", "report 1: no 'parameter' (perhaps parameters)"),
        (FIRST + "parameters = 1", "expected parameters and grid to be tables"),
        (FIRST + "parameters.yaer_to = 1", "report 1: no parameter 'yaer_to' (perhaps year_to or year_from)"),
        (FIRST + "grid.yaer_to = [1]", "report 1: no parameter 'yaer_to'"),
        (FIRST + "grid.year_to = 2023", "grid.year_to: expected a list of values, got 2023"),
        (FIRST + "grid.year_to = []", "grid.year_to: expected a list of values, got []"),
        (FIRST + "grid.level = '*'", "grid.level: expected a list of values, got '*'"),
        (FIRST + "grid.year_to = [2023]\nparameters.year_to = 2022", "year_to: expected in parameters or in grid, got"),
        (FIRST + "timeout = 0", "report 1, timeout: expected seconds from 1 to 1000000, got 0"),
        (FIRST + "timeout = true", "timeout: expected seconds from 1 to 1000000, got True"),
        (FIRST + "timeout = 1.5", "timeout: expected seconds from 1 to 1000000, got 1.5"),
        (FIRST + FIRST, "report 2: overview is in the plan already"),
        ('[[report]]\nnotebook = "overveiw"', "report 1, notebook: expected one of overview, "),
        ("[[report]]", "report 1, notebook: expected one of overview, "),
    ],
)
def test_what_is_wrong_with_a_plan(tmp_path: Path, text: str, message: str) -> None:
    """One line, with the number of the report."""
    with pytest.raises(UsageProblem) as found:
        _plan(tmp_path, text)
    assert message in str(found.value)


def test_a_plan_with_a_byte_order_mark(tmp_path: Path) -> None:
    """As some editors write it."""
    assert [job.name for job in _plan(tmp_path, "\ufeff" + FIRST)] == ["overview"]


def test_all_reports_of_a_plan_are_checked(tmp_path: Path) -> None:
    """Not only up to the first that is wrong; and a file that is not there."""
    with pytest.raises(UsageProblem) as found:
        _plan(tmp_path, FIRST + "grid.year_to = [1]\n" + FIRST + "grid.year_from = [2]\n")
    places = [line.partition(":")[0] for line in str(found.value).splitlines()]
    assert places == ["plan.toml, report 1", "plan.toml, report 2"]
    with pytest.raises(UsageProblem, match=r"gone\.toml: cannot be read \(No such file"):
        read_plan(tmp_path / "gone.toml", find_notebooks(), find_collection())


def test_what_makes_a_run_again(tmp_path: Path) -> None:
    """Another notebook, other data, a failure, a page that is gone, a file that has changed; nothing else."""
    before = begin_report(Job("overview", {"year_to": 2023}), find_collection())
    made = replace(before, files={"index.html": b"1", "estimates.csv": b"2"})
    assert not is_current(before, tmp_path)
    publish(made, tmp_path)
    assert is_current(before, tmp_path)
    assert not is_current(replace(before, notebook_sha256="0"), tmp_path)
    assert not is_current(replace(before, data="0"), tmp_path)
    assert not is_current(replace(before, parameters={}), tmp_path)
    publish(replace(made, failure="no"), tmp_path)
    assert not is_current(before, tmp_path)
    publish(made, tmp_path)
    (tmp_path / before.name / "latest" / "index.html").unlink()
    assert not is_current(before, tmp_path)
    publish(made, tmp_path)
    (tmp_path / before.name / "latest" / "notes.txt").write_text("a reader's own")
    assert is_current(before, tmp_path)
    (tmp_path / before.name / "latest" / "estimates.csv").write_bytes(b"3")
    assert not is_current(before, tmp_path)
    publish(made, tmp_path)
    (tmp_path / before.name / "latest" / "estimates.csv").rename(tmp_path / "moved")
    (tmp_path / before.name / "latest" / "estimates.csv").symlink_to(tmp_path / "moved")
    assert not is_current(before, tmp_path)


def test_a_run_that_is_current_is_left_out_and_logged(tmp_path: Path) -> None:
    """With --resume; without it, it is run again."""
    plan, log = tmp_path / "plan.toml", tmp_path / "log.txt"
    plan.write_text(FIRST + "grid.year_to = [2022, 2023]", encoding="utf-8")
    before = begin_report(Job("overview", {"year_to": 2023}), find_collection())
    publish(replace(before, files={"index.html": b"1"}), tmp_path)
    options = ["report", "--plan", str(plan), "--output", str(tmp_path), "--dry-run", "--log", str(log)]
    said = CliRunner().invoke(cli, [*options, "--resume"]).output.splitlines()
    assert said == [
        f"unchanged {tmp_path}/overview--year-to-2023",
        f"would run overview into {tmp_path}/overview--year-to-2022",
    ]
    logged = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [list(line) for line in logged] == [["time", "event", "report", "parameters"]] * 2
    assert [list(line.values())[1:] for line in logged] == [
        ["unchanged", "overview--year-to-2023", {"year_to": 2023}],
        ["planned", "overview--year-to-2022", {"year_to": 2022}],
    ]
    said = CliRunner().invoke(cli, options).output.splitlines()
    assert [line.split()[0] for line in said] == ["would", "would"]
    assert len(log.read_text(encoding="utf-8").splitlines()) == 4


def test_a_name_given_twice_is_one_report() -> None:
    """And has the defaults of its notebook, of which a parameter overrides the language."""
    jobs = jobs_by_name(find_notebooks("overview", "overview"), [("language", "vi")], find_collection())
    assert [(job.name, job.parameters, job.language) for job in jobs] == [("overview", {"language": "vi"}, "vi")]
    assert jobs[0].defaults["language"] == "en"
    assert "output_dir" in jobs[0].defaults
    assert replace(jobs[0], parameters={}, defaults={"language": "vi"}).language == "vi"


def test_what_was_made_by_other_code_is_not_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor by other versions; nor a run whose link was lost."""
    before = begin_report(Job("overview"), find_collection())
    publish(replace(before, files={"index.html": b"1"}), tmp_path)
    made = publishing.software()
    for change in ({"code_sha256": "0"}, {"versions": {"pandas": "0"}}):
        monkeypatch.setattr(publishing, "software", lambda change=change: made | change)
        assert not is_current(before, tmp_path)
    monkeypatch.undo()
    assert is_current(before, tmp_path)
    publish(replace(before, files={"index.html": b"1"}), tmp_path)
    runs = sorted(path.name for path in (tmp_path / "overview").iterdir() if not path.is_symlink())
    (tmp_path / "overview" / "latest").unlink()
    (tmp_path / "overview" / "latest").symlink_to(runs[0])
    assert not is_current(before, tmp_path)


def test_a_plan_and_names_are_one_too_many(tmp_path: Path) -> None:
    """Wrong usage."""
    found = CliRunner().invoke(cli, ["report", "overview", "--plan", str(tmp_path / "plan.toml")])
    assert isinstance(found.exception, UsageProblem)
    assert str(found.exception) == "expected either --plan, or NAMES and -p, got both"


def test_a_log_that_cannot_be_written(tmp_path: Path) -> None:
    """Told before anything is run."""
    found = CliRunner().invoke(cli, ["report", "--log", str(tmp_path), "--output", str(tmp_path / "out")])
    assert "cannot be written (Is a directory)" in str(found.exception)
    assert not (tmp_path / "out").exists()


def _own(folder: Path, name: str = "05_mine.ipynb") -> Path:
    folder.mkdir(exist_ok=True)
    cells = [v4.new_markdown_cell("# Mine"), v4.new_code_cell("n: int = 0", metadata={"tags": ["parameters"]})]
    (folder / name).write_bytes(as_bytes(v4.new_notebook(cells=cells)))
    return folder


def test_notebooks_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They take the place of the package's: in names, plans, the card and what tells whether a run is current."""
    monkeypatch.chdir(_own(tmp_path / "mine").parent)
    (tmp_path / "plan.toml").write_text('[[report]]\nnotebook = "mine"\ngrid.n = [1, 2]\n', encoding="utf-8")
    options = ["report", "--notebooks", "mine", "--dry-run"]
    assert CliRunner().invoke(cli, options).output == "would run mine into reports/mine\n"
    planned = CliRunner().invoke(cli, [*options, "--plan", "plan.toml"]).output.splitlines()
    assert planned == [f"would run mine into reports/mine--n-{n}" for n in (1, 2)]
    report = begin_report(Job("mine", notebooks=str(tmp_path / "mine")), find_collection())
    assert (report.notebook, len(report.notebook_sha256)) == ("05_mine.ipynb", 64)
    publish(report, tmp_path / "reports")
    assert CliRunner().invoke(cli, [*options, "--resume"]).output == "unchanged reports/mine\n"
    other = CliRunner().invoke(cli, [*options, "--resume", "--kernel", "python3"]).output
    assert other == "would run mine into reports/mine\n"
    unknown = CliRunner().invoke(cli, [*options, "overview"]).exception
    assert str(unknown) == "no such report: overview; there is: mine"
    assert isinstance(unknown, UsageProblem)


def test_a_folder_without_notebooks(tmp_path: Path) -> None:
    """Wrong usage, as is a cluster, whose workers have others."""
    for words, said in (
        (["--notebooks", str(tmp_path)], f"{tmp_path}: expected a folder with notebooks, such as 05_my_report.ipynb"),
        (
            ["--notebooks", "x", "--dask", "tcp://127.0.0.1:1"],
            "expected either --notebooks (on this machine) or --dask",
        ),
    ):
        found = CliRunner().invoke(cli, ["report", *words]).exception
        assert isinstance(found, UsageProblem)
        assert str(found).startswith(said)


def test_another_kernel_than_a_notebook_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It reaches papermill; one that is not installed is wrong usage, before anything runs."""
    asked: list[Job] = []
    monkeypatch.setattr(batch, "run_all", lambda jobs, *_, **__: (asked.append(job) for job in jobs))
    words = ["report", "overview", "--output", str(tmp_path / "out"), "--kernel"]
    found = CliRunner().invoke(cli, [*words, "python4"]).exception
    assert isinstance(found, UsageProblem)
    assert re.fullmatch(r"--kernel: expected one of .*python3.* \(perhaps python3\), got 'python4'", str(found))
    CliRunner().invoke(cli, [*words, "python3"])
    assert [job.kernel for job in asked] == ["python3"]
    said = {}
    monkeypatch.setattr(
        papermill, "execute_notebook", lambda *_, **settings: said.update(settings) or v4.new_notebook()
    )
    cells = [v4.new_markdown_cell("# Mine", id="a")]
    named = {"kernelspec": {"name": "gone", "display_name": "g", "language": "python"}}
    (tmp_path / "05_mine.ipynb").write_bytes(as_bytes(v4.new_notebook(cells=cells, metadata=named)))
    for kernel, taken in (("", None), ("python3", "python3")):
        run_job(Job("mine", defaults={}, notebooks=str(tmp_path), kernel=kernel), find_collection())
        assert said["kernel_name"] == taken


def test_the_notebooks_of_a_folder(tmp_path: Path) -> None:
    """Those of a folder alone if one is named, else ours; an empty one is a mistake of usage."""
    with pytest.raises(UsageProblem, match="expected a folder with notebooks"):
        find_notebooks(folder=str(tmp_path))
    (tmp_path / "05_my_report.ipynb").touch()
    assert find_notebooks(folder=str(tmp_path)) == {"my-report": tmp_path / "05_my_report.ipynb"}
    assert "my-report" not in find_notebooks()
