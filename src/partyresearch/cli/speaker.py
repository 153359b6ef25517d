"""What a long command prints while it runs: one line per event, in a log as JSON, and a progress bar on a terminal."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click

from partyresearch.collection.problems import UserError, one_line

_WIDTH = 30  # characters of the bar
_CLEAR = "\r\x1b[K"  # to the start of the line, and erase it


class Speaker:
    """Print lines and log them; an error that ends its ``with`` block is logged, too.

    A stream that cannot be written stops nothing: what a command does is worth more than what it says. At the end of
    the block it is an error.
    """

    def __init__(self, log: Path | None = None) -> None:
        self._log, self._unwritable = log, ""
        self._bar = sys.stderr.isatty()
        if log:
            _append(log, "")  # fails at once, not after the first report

    def __enter__(self) -> Speaker:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, UserError):  # whoever catches it prints it
            self._write_log("error", cause=str(error))
        if self._unwritable and error is None:
            raise UserError(self._unwritable)

    def __call__(self, text: str, event: str = "note", *, error: bool = False, **facts: object) -> None:
        """Print a text, and log an event with its facts, or with the text if there are none."""
        text = one_line(text)
        if self._bar:
            self._print(_CLEAR, to_stderr=True)
        self._print(text + "\n", to_stderr=error)
        self._write_log(event, **facts or {"cause": text})

    def progress(self, done: int, total: int) -> None:
        if self._bar:
            full = _WIDTH * done // total
            bar = f"[{'#' * full}{'.' * (_WIDTH - full)}] {done}/{total}"
            self._print(f"{_CLEAR}{bar}{chr(10) if done == total else ''}", to_stderr=True)

    def _write_log(self, event: str, **facts: object) -> None:
        if self._log:
            line = {"time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "event": event, **facts}
            try:
                _append(self._log, json.dumps(line) + "\n")
            except UserError as error:
                self._unwritable = str(error)

    def _print(self, text: str, *, to_stderr: bool) -> None:
        stream, name = (sys.stderr, "standard error") if to_stderr else (sys.stdout, "standard output")
        try:
            click.echo(text, nl=False, file=stream)
            stream.flush()
        except OSError as error:
            self._unwritable = f"{name}: cannot be written ({error.strerror})"
            silence(stream)


def silence(stream: TextIO) -> None:
    """Let a stream that cannot be written lead nowhere, or Python fails to flush it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _append(log: Path, text: str) -> None:
    # a pipe is not waited for, and what somebody else may have planted not followed; in /dev links are the system's
    flags = os.O_NONBLOCK | (0 if log.is_relative_to("/dev") else os.O_NOFOLLOW)
    try:
        with open(log, "a", encoding="utf-8", opener=lambda name, usual: os.open(name, usual | flags, 0o666)) as stream:
            stream.write(text)
    except OSError as error:
        raise UserError(f"{log}: cannot be written ({error.strerror})") from error
