"""What a long command says, on a terminal and off it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from partyresearch.speaker import Speaker

CODE = "from partyresearch.speaker import Speaker; s = Speaker(); s.progress(1, 4); s('a line'); s.progress(4, 4)"


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
