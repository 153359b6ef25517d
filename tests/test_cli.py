"""The command as a person meets it: what it prints, and 0, 1 or 2."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROWS, write_rows
from in_process import command
from partyresearch.cli.main import main
from partyresearch.collection.place import Collection
from partyresearch.tables.package import build


def run(*words: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command in this process; no failure of it is ever a traceback."""
    found = command(*words, **variables)
    assert "Traceback" not in found.stderr
    return found


def run_process(*words: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a shell does, where that may make a difference."""
    program = [Path(sys.executable).with_name("partyresearch"), *map(str, words)]
    return subprocess.run(program, capture_output=True, text=True, check=False, env={**os.environ, **variables})


def test_build_twice(tiny: Collection, tiny_texts: Path) -> None:
    """The second time nothing is written."""
    first = run_process("build", "--data", tiny.root, "--texts", tiny_texts)
    assert (first.returncode, "wrote processed/targets.csv" in first.stdout) == (0, True)
    second = run("build", "--data", tiny.root, PARTYRESEARCH_TEXTS=str(tiny_texts))
    assert second.stdout.splitlines() == [
        "checks: 5 consistent, 1 excluded, 0 contradiction, 0 uninformative",
        "nothing to do: the tables are up to date; 5 figures of 1 articles match the texts, and every run of digits is "
        "accounted for",
    ]


def test_verify(tiny: Collection, tiny_texts: Path) -> None:
    """It says how many figures match their texts, and how many have no text at hand, which is no failure."""
    without = run("verify", "--data", tiny.root)
    unread = "5 figures of 1 articles cannot be re-read: their texts are not at hand"
    assert (without.returncode, without.stdout[: len(unread)]) == (0, unread)
    found = run("verify", "--data", tiny.root, "--texts", tiny_texts)
    assert found.stdout.startswith("5 figures of 1 articles match the texts")
    more = [[cell if place != 0 else "other" for place, cell in enumerate(row)] for row in ROWS["raw-articles"]]
    more[0][6] = "other.txt"
    write_rows(tiny, "raw-articles", [*ROWS["raw-articles"], *more])
    write_rows(tiny, "raw-figures", [*ROWS["raw-figures"], ["other", *ROWS["raw-figures"][0][1:]]])
    both = run("verify", "--data", tiny.root, "--texts", tiny_texts).stdout
    assert both.startswith("5 figures of 1 articles match the texts")
    assert "; 1 figures of 1 articles cannot be re-read" in both
    write_rows(tiny, "raw-articles", ROWS["raw-articles"])
    write_rows(tiny, "raw-figures", ROWS["raw-figures"])
    (tiny_texts / "mau.txt").write_text("changed", encoding="utf-8")
    assert run("verify", "--data", tiny.root, "--texts", tiny_texts).returncode == 1


def test_check_exits_1_on_a_contradiction(tiny: Collection) -> None:
    """And names it."""
    build(tiny)
    assert run("check", "--data", tiny.root).returncode == 0
    rows = [list(row) for row in ROWS["raw-figures"]]
    rows[1][3] = "121%"
    write_rows(tiny, "raw-figures", rows)
    build(tiny)
    found = run("check", "--data", tiny.root)
    assert found.returncode == 1
    assert "figures contradict each other: percentage:mau-2021:67" in found.stderr


def test_show(tiny: Collection, tiny_texts: Path) -> None:
    """A figure with what rests on it, and its words where the texts are at hand."""
    build(tiny)
    found = run("show", "mau-2021:67", "--data", tiny.root, "--texts", tiny_texts).stdout
    assert "printed           120%" in found
    assert "targets mau:2020:all" in found
    assert "đạt [120%] chỉ tiêu" in found
    assert "not at hand" in run("show", "mau-2021:67", "--data", tiny.root).stdout
    assert run("show", "16,67", "--data", tiny.root).stdout.split()[:2] == ["mau-2021:142", "16,67%"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["show", "mau-2021:1"], 1, "no such figure (perhaps mau-2021:"),
        (["show", "nobody"], 1, "expected ARTICLE:START, such as mau-2021:49; the articles are mau-2021"),
        (["show"], 2, "Missing argument"),
        (["report", "quota"], 2, "no such report: quota (perhaps quota-attainment); there is: overview"),
        (["report", "overview", *["-p", "year_to", "2022"] * 2], 2, "year_to: expected once, got more than once"),
        (
            ["report", "overview", "-p", "organisations", ","],
            2,
            "organisations: expected an organisation_id, such as mau, got ''",
        ),
        (["report", "student-share", "-p", "confidence", "9" * 400], 2, "confidence: expected a number, got inf"),
        (["report", "--deadline", "nan"], 2, "'nan' is not a valid integer"),
        (["report", "--deadline", "99999999"], 2, "is not in the range"),
        (["find", "a", "b", "--article-id", "c"], 2, "--article-id: expected one TEXT, got 2"),
        (
            ["export", "out", "--format", "csv"],
            2,
            "formats: expected a list of some of xlsx, dta, parquet, tex, got ['csv']",
        ),
        (["biuld"], 2, "No such command 'biuld'. Did you mean 'build'?; see partyresearch --help"),
        (["report", "-p", "year_to=2023"], 2, "-p year_to=2023: expected -p year_to 2023"),
        (["report", "--language", "vi"], 2, "parameters of notebooks are given as -p language VALUE"),
        (["report", "01_Overview.ipynb"], 2, "no such report: 01_Overview.ipynb (perhaps overview)"),
        (["verify", "--texts", "nowhere"], 1, "nowhere: no such folder of texts"),
        (["agreement", "nowhere", "nowhere"], 1, ", got no such file"),
    ],
)
def test_mistakes(
    tiny: Collection,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    code: int,
    message: str,
) -> None:
    """1: something is wrong; 2: wrong usage; the message says what would be right. Here: starting takes a second."""
    build(tiny)
    where = [] if words[0] in ("biuld", "agreement") else ["--data", str(tiny.root)]
    monkeypatch.setattr(sys, "argv", ["partyresearch", *words, *where])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert (ended.value.code, message in said) == (code, True), said


def test_a_parameter_without_a_value() -> None:
    """The message shows how it is written."""
    assert run("report", "-p").stderr.endswith("expected -p NAME VALUE, such as -p organisations nam-dong\n")


def test_agreement_prints_a_table(own: Collection) -> None:
    """One line a column."""
    coding = own.root / "raw" / "coding"
    found = run("agreement", coding / "first", coding / "second")
    assert found.returncode == 0
    assert "figures.csv" in found.stdout


def test_export(tiny: Collection, tmp_path: Path) -> None:
    """A line for each file that changed."""
    build(tiny)
    words = ["export", tmp_path / "out", "--format", "dta,tex", "--data", tiny.root]
    lines = run(*words).stdout.splitlines()
    assert lines[:2] == [f"wrote {tmp_path}/out/targets.dta", f"wrote {tmp_path}/out/targets.tex"]
    assert len(lines) == len(list((tmp_path / "out").iterdir())) == 14
    assert run(*words).stdout == "nothing to do: the files are up to date\n"


@pytest.mark.slow
def test_report(tiny: Collection, tmp_path: Path) -> None:
    """From raw rows to a published page in two commands."""
    run("build", "--data", tiny.root)
    found = run("report", "quota-attainment", "--data", tiny.root, "--output", tmp_path / "out")
    assert found.returncode == 0, found.stderr
    assert (tmp_path / "out" / "quota-attainment" / "latest" / "estimates.csv").is_file()
    beside = run("report", "quota-attainment", "--data", tiny.root)
    assert beside.stdout.strip().endswith("tiny/reports/quota-attainment/latest/index.html")
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert " met its target of " in index


def test_a_report_of_stale_tables_is_refused(tiny: Collection, tmp_path: Path) -> None:
    """Before a kernel starts."""
    build(tiny)
    write_rows(tiny, "raw-exclusions", ROWS["raw-exclusions"][:2])
    found = run("report", "--data", tiny.root, "--output", tmp_path / "out")
    assert (found.returncode, "run: partyresearch build" in found.stderr) == (1, True)
    assert not (tmp_path / "out").exists()


def test_a_page_of_somebody_elses_is_not_replaced(tmp_path: Path) -> None:
    """Before anything runs or is written."""
    (tmp_path / "index.html").write_text("<h1>My page</h1>", encoding="utf-8")
    found = run("report", "overview", "--output", tmp_path)
    assert (found.returncode, found.stdout) == (1, "")
    assert "index.html: expected a list of reports, got another page, which would be lost; see --output" in found.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("datapackage.json", "datapackage.json: cannot be read (Too many levels of symbolic links)"),
        ("raw", "datapackage.json: cannot be read (Is a directory)"),
        ("/dev/null", "datapackage.json: cannot be read (not a regular file)"),
        ("/proc/self/mem", "reading or writing: Input/output error"),
    ],
)
def test_what_cannot_be_read(tiny: Collection, link: str, message: str) -> None:
    """One line with the reason, and no bug of ours."""
    build(tiny)
    path = tiny.path("targets") if "mem" in link else tiny.descriptor
    path.unlink()
    path.symlink_to(link)
    started = run_process if "mem" in link else run  # the stream that cannot be read is taken for a standard one
    found = started("report", "overview", "--dry-run", "--data", tiny.root)
    assert (found.returncode, found.stderr.removeprefix(f"{tiny.root}/")) == (1, f"{message}\n")


def test_every_command_shows_how_it_is_used() -> None:
    """--help ends with examples, and the parser takes each of them."""
    import shlex

    from partyresearch.cli.main import cli

    for name, subcommand in [("", cli), *cli.commands.items()]:
        lines = (subcommand.epilog or "").splitlines()
        assert lines[:2] == ["\b", "Examples:"], name
        for line in lines[2:]:
            program, *words = shlex.split(line.partition(">")[0])
            assert program == "partyresearch"
            called = cli.commands[words[0]]
            assert not name or words[0] == name
            if "--help" not in words:
                called.make_context(words[0], words[1:])


def test_info(tiny: Collection) -> None:
    """Versions, where the data are, their hash, and how much there is."""
    build(tiny)
    lines = run("info", "--data", tiny.root).stdout.splitlines()
    assert lines[0].startswith("python 3.")
    assert ", partyresearch 0.1.0, pandas " in lines[0]
    assert lines[2] == f"data {tiny.root}"
    assert len(lines[4].split()[-1]) == 64
    assert lines[5] == "1 articles, 2 organisations, 5 figures, 2 targets"


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_completion(shell: str) -> None:
    """A script for the shell."""
    found = run("completion", shell)
    assert (found.returncode, "_PARTYRESEARCH_COMPLETE" in found.stdout) == (0, True)


def test_reports_and_figures_are_completed() -> None:
    """As the script asks for them."""
    words = {"COMP_WORDS": "partyresearch report qu", "COMP_CWORD": "2", "_PARTYRESEARCH_COMPLETE": "bash_complete"}
    assert run_process(**words).stdout == "plain,quota-attainment\n"
    words |= {"COMP_WORDS": "partyresearch show dam-doi-2023:15"}
    assert run_process(**words).stdout.split() == ["plain,dam-doi-2023:1559", "plain,dam-doi-2023:1582"]


def test_a_character_that_the_terminal_has_not(tmp_path: Path) -> None:
    """It is written as an escape."""
    found = run_process("report", "overview", "--dry-run", "--output", tmp_path / "é", PYTHONIOENCODING="ascii")
    assert (found.returncode, found.stdout) == (0, f"would run overview into {tmp_path}/\\xe9/overview\n")


@pytest.mark.parametrize(
    ("words", "unbuffered"),
    [
        (["info"], ""),
        (["--help"], "1"),
        (["--debug", "info"], ""),
        *(
            pytest.param(words, unbuffered, marks=pytest.mark.slow)
            for words, unbuffered in ((["info"], "1"), (["--help"], ""), (["--debug", "info"], "1"))
        ),
    ],
)
def test_standard_output_that_cannot_be_written(words: list[str], unbuffered: str) -> None:
    """One line, or a traceback if asked for, and nothing of Python's at the end."""
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    program = [sys.executable, "-m", "partyresearch", *words]
    env = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("w") as full:
        found = subprocess.run(program, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=env)
    assert found.returncode == 1
    if "--debug" in words:
        assert found.stderr.startswith("Traceback")
        assert found.stderr.endswith("\nOSError: [Errno 28] No space left on device\n")
    else:
        assert found.stderr == "reading or writing: No space left on device\n"


def test_as_a_module() -> None:
    """The same command."""
    program = [sys.executable, "-m", "partyresearch", "biuld"]
    found = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr[:24]) == (2, "No such command 'biuld'.")


def test_an_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends any command with the usual exit code."""
    from partyresearch.cli import main as cli

    def interrupted(_: str | None) -> Collection:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "find_collection", interrupted)
    monkeypatch.setattr(sys, "argv", ["partyresearch", "build"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 130


def test_a_mistake_of_the_program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, exit 1; where it arose only if that is asked for."""
    from partyresearch.cli import main as cli

    def broken(data: str | None) -> Collection:
        raise KeyError(f"no such\nthing: {data}")

    monkeypatch.setattr(cli, "find_collection", broken)
    monkeypatch.setattr(sys, "argv", ["partyresearch", "build"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 1
    text = "bug: KeyError: 'no such\\nthing: None'; for a traceback: partyresearch --debug …\n"
    assert capsys.readouterr().err == text
    monkeypatch.setattr(sys, "argv", ["partyresearch", "--debug", "build"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith("Traceback (most recent call last):\n")
    assert said.endswith("KeyError: 'no such\\nthing: None'\n")


def test_a_traceback_moves_no_cursor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What comes from a file may be in it."""
    monkeypatch.setattr(sys, "argv", ["partyresearch", "--debug", "build", "--data", "\x1b[2J"])
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert "\\x1b[2J: expected a collection" in said
    assert "\x1b" not in said
