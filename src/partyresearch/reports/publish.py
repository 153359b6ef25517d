"""Publish reports: every run in a folder of its own that never changes, and a link to the latest good one."""

from __future__ import annotations

import json
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from partyresearch.collection.files import write_all
from partyresearch.collection.problems import UserError
from partyresearch.reports.page import render_index
from partyresearch.reports.run import Report
from partyresearch.reports.versions import software

LATEST, _NEW_LINK = "latest", ".latest.new"
_CARD, _RUN = "run.json", re.compile(r"(\d{4,})-\d{8}T\d{6}Z")
_LEFTOVER = re.compile(rf"\.{_RUN.pattern}\.(new|old)")  # a run that was being written, or removed
_LISTED = {
    "run",
    "status",
    "failure",
    "title",
    "headline",
    "parameters",
    "data_sha256",
    "started",
}  # what the list of reports shows


def publish(
    report: Report, destination: Path, *, started: datetime | None = None, seconds: float = 0.0, keep: int = 0
) -> Path:
    """Write a run beside the earlier ones, then move the link to it, then rewrite the list of reports.

    In this order a kill at any moment leaves whole runs, a link to one of them, and a list that the next run rewrites.
    """
    started = started or datetime.now(UTC)
    folder = destination / report.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_leftovers(folder)
        run = f"{_last_number(folder) + 1:04d}-{started:%Y%m%dT%H%M%SZ}"
        new = folder / f".{run}.new"
        card = json.dumps(_card(report, run, started, seconds), ensure_ascii=False, indent=2) + "\n"
        try:
            write_all({new / name: data for name, data in (report.files | {_CARD: card.encode("utf-8")}).items()})
            new.rename(folder / run)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        if not report.failure:
            _link(folder, run)
        if keep:
            _prune(folder, keep)
        write_index(destination)
    except OSError as error:
        raise UserError(f"{error.filename or folder}: cannot be written ({error.strerror})") from error
    return folder / run if report.failure else folder / LATEST / "index.html"


def is_current(report: Report, destination: Path) -> bool:
    """Whether the last run of a report is complete and used the same notebook, parameters, data, code and versions."""
    folder = destination / report.name
    try:
        last = _runs(folder)[-1]
        page = (folder / LATEST / "index.html").resolve(strict=True)
    except (OSError, IndexError):
        return False  # there is none, or a kill came between the run and the link
    card, now = _read(last), _card(report, "", datetime.now(UTC), 0.0)
    inputs = ("notebook_sha256", "parameters", "data_sha256", "code_sha256", "versions")
    return page.parent == last.resolve() and card is not None and all(card.get(name) == now[name] for name in inputs)


def remove_leftovers(folder: Path) -> None:
    """Remove what a killed run left unfinished in the folder of a report."""
    for leftover in folder.glob(".*"):
        if leftover.name == _NEW_LINK:
            leftover.unlink(missing_ok=True)
        elif _LEFTOVER.fullmatch(leftover.name):
            shutil.rmtree(leftover, ignore_errors=True)


def remove_all_leftovers(destination: Path) -> None:
    """Remove what killed runs left unfinished, in the folders of all reports."""
    try:
        for part in destination.glob(".index.html.*.part"):
            part.unlink(missing_ok=True)
        for folder in destination.glob("[!.]*/"):
            remove_leftovers(folder)
    except OSError as error:
        raise UserError(f"{error.filename}: cannot be removed ({error.strerror})") from error


def write_index(destination: Path) -> None:
    """Write the list of reports, from what is published."""
    try:
        entries = [_list_entry(folder) for folder in sorted(destination.iterdir()) if folder.is_dir()]
        write_all({destination / "index.html": render_index([entry for entry in entries if entry])})
    except OSError as error:
        raise UserError(f"{error.filename or destination}: cannot be written ({error.strerror})") from error


def _card(report: Report, run: str, started: datetime, seconds: float) -> dict[str, Any]:
    return {
        "run": run,
        "status": "failed" if report.failure else "completed",
        "failure": report.failure,
        "name": report.name,
        "title": report.title,
        "language": report.language,
        "headline": report.headline,
        "picture": report.picture,
        "notebook": report.notebook,
        "notebook_sha256": report.notebook_sha256,
        "parameters": report.parameters,
        "data_sha256": report.data,
        **software(),
        "started": f"{started:%Y-%m-%dT%H:%M:%SZ}",
        "seconds": round(seconds, 1),
    }


def _runs(folder: Path) -> list[Path]:
    """The published runs of a report, in the order of their numbers, not of their times: a clock may jump."""
    runs = [(int(match[1]), path) for path in folder.iterdir() if (match := _RUN.fullmatch(path.name))]
    return [path for _, path in sorted(runs)]


def _last_number(folder: Path) -> int:
    runs = _runs(folder)
    return int(runs[-1].name.partition("-")[0]) if runs else 0


def _link(folder: Path, run: str) -> None:
    new = folder / _NEW_LINK
    new.symlink_to(run, target_is_directory=True)
    os.replace(new, folder / LATEST)  # in one step: there is no moment without the link


def _prune(folder: Path, keep: int) -> None:
    good = (folder / LATEST).resolve()
    for old in _runs(folder)[:-keep]:
        if old.resolve() != good:
            hidden = old.with_name(f".{old.name}.old")
            old.rename(hidden)  # first, so that no run is ever there in part
            shutil.rmtree(hidden, ignore_errors=True)


def _list_entry(folder: Path) -> dict[str, Any] | None:
    """What the list shows of a report: its latest good run, and its last one if that failed."""
    try:
        cards = [card for card in map(_read, _runs(folder)) if card]
    except PermissionError:
        return None  # not a folder of ours
    good = _read(folder / LATEST)
    failed = cards[-1] if cards and cards[-1]["status"] == "failed" else None
    return {"folder": folder.name, "good": good, "failed": failed} if good or failed else None


def _read(run: Path) -> dict[str, Any] | None:
    try:
        card: dict[str, Any] = json.loads((run / _CARD).read_text(encoding="utf-8"))
        complete = set(card) >= _LISTED and isinstance(card["parameters"], dict)
        return card if complete and all(isinstance(card[name], str) for name in _LISTED - {"parameters"}) else None
    except (OSError, ValueError, TypeError):
        return None  # not a run of ours
