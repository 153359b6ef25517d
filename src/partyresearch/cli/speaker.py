"""What a long command says while it runs: a line an event, to a log as well, and a bar on a terminal."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from partyresearch.collection.problems import UserError

_WIDTH = 30


class Speaker:
    """Print lines; and write them, with the time, to a log; there too what ends a ``with`` of it."""

    def __init__(self, log: Path | None = None) -> None:
        self._log, self._mute = log, ""
        self._bar = sys.stderr.isatty()
        if log:
            _append(log, "")

    def __enter__(self) -> Speaker:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, UserError):  # whoever catches it prints it
            self.note(str(error))
        if self._mute and error is None:
            raise UserError(self._mute)

    def __call__(self, text: str, *, wrong: bool = False) -> None:
        """Say a line: on standard error if something is wrong."""
        if self._bar:
            self._print("\r\x1b[K", err=True)  # the bar gives way to the line
        self._print(text + "\n", err=wrong)
        self.note(text)

    def note(self, text: str) -> None:
        """Write a line to the log alone."""
        if self._log:
            now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
            try:
                _append(self._log, "".join(f"{now} {line}\n" for line in text.splitlines()))
            except UserError as error:
                self._mute = str(error)

    def progress(self, done: int, of: int) -> None:
        """Draw a bar where a person is watching."""
        if self._bar:
            full = _WIDTH * done // of
            bar = f"[{'#' * full}{'.' * (_WIDTH - full)}] {done}/{of}"
            self._print(f"\r\x1b[K{bar}{chr(10) if done == of else ''}", err=True)

    def _print(self, text: str, err: bool) -> None:
        """Print, and go on if nobody listens: what is said is worth less than what is done."""
        stream = sys.stderr if err else sys.stdout
        try:
            click.echo(text, nl=False, file=stream)
            stream.flush()
        except OSError as error:
            self._mute = f"{'standard error' if err else 'standard output'}: cannot be written ({error.strerror})"
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # or its buffer fails once more at the end


def _append(log: Path, text: str) -> None:
    try:
        with log.open("a", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise UserError(f"{log}: cannot be written ({error.strerror})") from error
