"""What a long command says, on a terminal and off it."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from partyresearch.cli.main import cli
from partyresearch.cli.speaker import Speaker
from partyresearch.collection.place import find_collection
from partyresearch.collection.problems import UserError

CODE = "from partyresearch.cli.speaker import Speaker; s = Speaker(); s.progress(1, 4); s('a line'); s.progress(4, 4)"


def test_a_bar_on_a_terminal_gives_way_to_a_line() -> None:
    """Somebody who watches sees how far it is; what is printed stays legible."""
    ours, theirs = pty.openpty()
    found = subprocess.run([sys.executable, "-c", CODE], stdout=theirs, stderr=theirs, check=True)
    os.close(theirs)
    text = os.read(ours, 10000).decode()
    os.close(ours)
    assert found.returncode == 0
    bar, line, end = text.split("\r\x1b[K")[1:]
    assert bar == "[#######.......................] 1/4"
    assert line == "a line\r\n"
    assert end == "[##############################] 4/4\r\n"


def test_no_bar_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    """A log or a mail from cron has one plain line an event."""
    speaker = Speaker()
    speaker.progress(1, 4)
    speaker("a line")
    assert capsys.readouterr() == ("a line\n", "")


def test_what_keeps_a_run_from_starting_is_in_the_log(tmp_path: Path) -> None:
    """Where cron has nobody to mail to, the log is all there is."""
    data, log = tmp_path / "data", tmp_path / "log"
    shutil.copytree(find_collection().root, data)
    (data / "raw" / "figures.csv").write_bytes(b"")
    found = CliRunner().invoke(cli, ["report", "--data", str(data), "--log", str(log)])
    assert str(found.exception).endswith(
        f"has changed since the tables were built; run: partyresearch build --data {data}"
    )
    [line] = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    assert line | {"time": ""} == {"time": "", "event": "error", "cause": str(found.exception)}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_an_error_is_worth_more_than_a_log_that_is_full(capsys: pytest.CaptureFixture[str]) -> None:
    """What a run failed of is what it says."""

    def run() -> None:
        with Speaker(Path("/dev/full")) as say:
            say("a line", error=True)
            raise UserError("the cause")

    with pytest.raises(UserError, match="the cause"):
        run()
    assert capsys.readouterr() == ("", "a line\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("full", ["out", "log"])
def test_what_cannot_be_said_stops_nothing(tmp_path: Path, full: str) -> None:
    """Everything is done that was to be done; then exit 1 and one line."""
    log = "/dev/full" if full == "log" else str(tmp_path / "log")
    code = f"""
from pathlib import Path
from partyresearch.collection.problems import UserError
from partyresearch.cli.speaker import Speaker
try:
    with Speaker(Path({log!r})) as say:
        say("one")
        say("two")
        Path({str(tmp_path / "done")!r}).touch()
except UserError as error:
    raise SystemExit(str(error))"""
    with Path("/dev/full" if full == "out" else os.devnull).open("w") as out:
        found = subprocess.run([sys.executable, "-c", code], stdout=out, stderr=subprocess.PIPE, text=True)
    assert (tmp_path / "done").exists()
    assert found.returncode == 1
    named = "/dev/full" if full == "log" else "standard output"
    assert found.stderr == f"{named}: cannot be written (No space left on device)\n"
    if full == "out":
        assert (tmp_path / "log").read_text(encoding="utf-8").count("\n") == 2


def test_a_value_forges_no_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ends of lines, and characters that are none, are escaped in what comes from elsewhere; the log is ASCII."""
    said = "published a\\nb\\udcff\\x1b\n"
    speaker = Speaker(tmp_path / "log")
    speaker("published a\nb\udcff\x1b")
    speaker.__exit__(UserError, UserError("c\nd", "e"), None)
    assert capsys.readouterr().out == said
    lines = (tmp_path / "log").read_text("ascii").splitlines()
    assert [json.loads(line)["cause"] for line in lines] == [said[:-1], "c\\nd\ne"]
    speaker("x", "failed", cause="a\nb\udcff\x1b\u2028é")
    line = (tmp_path / "log").read_text("ascii").splitlines()[2]
    assert line.endswith(r'"event": "failed", "cause": "a\nb\udcff\u001b\u2028\u00e9"}')


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("kept")], ids=["pipe", "link"])
def test_a_pipe_or_a_link_instead_of_a_log(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """It is not waited for, and what it leads to not written."""
    (tmp_path / "kept").touch()
    make(tmp_path / "log")
    with pytest.raises(UserError, match="log: cannot be written"):
        Speaker(tmp_path / "log")("a line")
    assert (tmp_path / "kept").read_text() == ""


@pytest.mark.parametrize("log", ["/dev/null", "/dev/stderr"])
def test_a_device_may_be_a_log(log: str) -> None:
    """Also by a link of the system's."""
    code = f"from pathlib import Path; from partyresearch.cli.speaker import Speaker; Speaker(Path({log!r}))('a line')"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "a line\n"
    assert found.stderr[-19:] == ('"cause": "a line"}\n' if "stderr" in log else "")
