"""What a long command says while it runs: a line an event, to a log as well, and a bar on a terminal."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from partyresearch.problems import UserError

_WIDTH = 30


class Speaker:
    """Print lines; and write them, with the time, to a log; there too what ends a ``with`` of it.

    Parameters
    ----------
    log : Path, optional
        Appended to.

    Raises
    ------
    UserError
        If the log cannot be written.

    Examples
    --------
    >>> Speaker()("published a")
    published a
    """

    def __init__(self, log: Path | None = None) -> None:
        self._log = log
        self._bar = sys.stderr.isatty()
        if log:
            _append(log, "")

    def __enter__(self) -> Speaker:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, UserError):  # whoever catches it prints it
            self.note(str(error))

    def __call__(self, text: str, *, wrong: bool = False) -> None:
        """Say a line: on standard error if something is wrong.

        Examples
        --------
        >>> Speaker()("published a", wrong=False)
        published a
        """
        if self._bar:
            click.echo("\r\x1b[K", nl=False, err=True)  # the bar gives way to the line
        click.echo(text, err=wrong)
        self.note(text)

    def note(self, text: str) -> None:
        """Write a line to the log alone.

        Examples
        --------
        >>> Speaker().note("published a")
        """
        if self._log:
            now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
            _append(self._log, "".join(f"{now} {line}\n" for line in text.splitlines()))

    def progress(self, done: int, of: int) -> None:
        """Draw a bar where a person is watching.

        Examples
        --------
        >>> Speaker().progress(1, 4)
        """
        if self._bar:
            full = _WIDTH * done // of
            bar = f"[{'#' * full}{'.' * (_WIDTH - full)}] {done}/{of}"
            click.echo(f"\r\x1b[K{bar}{chr(10) if done == of else ''}", nl=False, err=True)


def _append(log: Path, text: str) -> None:
    try:
        with log.open("a", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise UserError(f"{log}: cannot be written ({error.strerror})") from error
