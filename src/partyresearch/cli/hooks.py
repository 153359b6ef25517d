"""Commands of an operator's that run once after a batch: to tell somebody, or to copy what was published."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click

from partyresearch.collection.problems import UsageProblem, UserError, one_line

_TIMEOUT = 3600  # seconds; an upload takes its time, but a command that hangs must not hold the scheduler for ever
_MOST_NAMES = 1000  # an address has at most 90 bytes, and Linux takes 128 KiB for one variable


@dataclass
class Outcome:
    """What became of a batch, as far as it came."""

    destination: Path | None = None
    published: int = 0
    failed: list[str] = field(default_factory=list)  # addresses

    def variables(self, cause: str) -> dict[str, str]:
        return {
            "PARTYRESEARCH_DESTINATION": str(self.destination.absolute()) if self.destination else "",
            "PARTYRESEARCH_PUBLISHED": str(self.published),
            "PARTYRESEARCH_FAILED": str(len(self.failed)),
            "PARTYRESEARCH_FAILED_NAMES": " ".join(self.failed[:_MOST_NAMES]),
            "PARTYRESEARCH_CAUSE": cause,
        }


def split_command(_: click.Context, option: click.Parameter, text: str | None) -> list[str]:
    """Split a command as a shell does; none is ever run by a shell, so no name or cause is code."""
    if text is None:
        return []
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise UsageProblem(f"{option.opts[0]}: expected a command, got {text!r} ({error})") from None
    if not words or shutil.which(words[0]) is None:  # told now, and not when it is needed
        raise UsageProblem(f"{option.opts[0]}: expected a program that is there, got {text!r}")
    return words


@contextmanager
def hooks(on_success: list[str], on_failure: list[str]) -> Iterator[Outcome]:
    """Run one of two commands after the block; neither after wrong usage or a signal."""
    outcome = Outcome()
    try:
        yield outcome
    except UsageProblem:
        raise
    except Exception as error:
        text = str(error) if isinstance(error, UserError) else one_line(f"{type(error).__name__}: {error}")
        if problem := _run("--on-failure", on_failure, outcome.variables(text)):
            raise UserError(text, problem) from error
        raise
    if problem := _run("--on-success", on_success, outcome.variables("")):
        raise UserError(problem)


def _run(option: str, words: list[str], variables: dict[str, str]) -> str:
    """Run a command; return what is wrong with it."""
    if not words:
        return ""
    try:
        command = subprocess.run(
            words, env=os.environ | variables, stdin=subprocess.DEVNULL, timeout=_TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return f"{option}: {words[0]} was stopped after {_TIMEOUT} seconds"
    except OSError as error:
        return f"{option}: {words[0]} cannot be run ({error.strerror})"
    return f"{option}: {words[0]} ended with exit code {command.returncode}" if command.returncode else ""
