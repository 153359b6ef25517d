"""Put reports in place: every run in a folder of its own that never changes, and a link to the latest good one."""

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
from partyresearch.reports.versions import made_with

LATEST, _FRESH_LINK = "latest", ".latest.new"
_CARD, _RUN = "run.json", re.compile(r"(\d{4,})-\d{8}T\d{6}Z")
_UNFINISHED = re.compile(rf"\.{_RUN.pattern}\.(new|old)")
_LISTED = {"run", "status", "failure", "title", "headline", "parameters", "data_sha256", "started"}


def publish(
    report: Report, destination: Path, *, started: datetime | None = None, seconds: float = 0.0, keep: int = 0
) -> Path:
    """Write a run beside the earlier ones, then move the link to it, then renew the list of reports."""
    started = started or datetime.now(UTC)
    folder = destination / report.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tidy(folder)
        run = f"{_last_number(folder) + 1:04d}-{started:%Y%m%dT%H%M%SZ}"
        fresh = folder / f".{run}.new"
        card = json.dumps(_card(report, run, started, seconds), ensure_ascii=False, indent=2) + "\n"
        try:
            write_all({fresh / name: data for name, data in (report.files | {_CARD: card.encode("utf-8")}).items()})
            fresh.rename(folder / run)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        if not report.failure:
            _link(folder, run)
        if keep:
            _prune(folder, keep)
        renew_index(destination)
    except OSError as error:
        raise UserError(f"{error.filename or folder}: cannot be written ({error.strerror})") from error
    return folder / run if report.failure else folder / LATEST / "index.html"


def is_current(report: Report, destination: Path) -> bool:
    """Whether the last run of a report is complete and was made of the same notebook, parameters, data and versions."""
    folder = destination / report.name
    try:
        last = _runs(folder)[-1]
        page = (folder / LATEST / "index.html").resolve(strict=True)
    except (OSError, IndexError):
        return False  # there is none, or a kill came between the run and its address
    card, now = _read(last), _card(report, "", datetime.now(UTC), 0.0)
    made_of = ("notebook_sha256", "parameters", "data_sha256", "code_sha256", "versions")
    return page.parent == last.resolve() and card is not None and all(card.get(name) == now[name] for name in made_of)


def tidy(folder: Path) -> None:
    """Remove what a killed run left unfinished in the folder of a report."""
    for leftover in folder.glob(".*"):
        if leftover.name == _FRESH_LINK:
            leftover.unlink(missing_ok=True)
        elif _UNFINISHED.fullmatch(leftover.name):
            shutil.rmtree(leftover, ignore_errors=True)


def tidy_all(destination: Path) -> None:
    """Remove what killed runs left unfinished in the folders of all reports."""
    try:
        for part in destination.glob(".index.html.*.part"):
            part.unlink(missing_ok=True)
        for folder in destination.glob("[!.]*/"):
            tidy(folder)
    except OSError as error:
        raise UserError(f"{error.filename}: cannot be removed ({error.strerror})") from error


def renew_index(destination: Path) -> None:
    """Make the list of reports again, from what is published."""
    try:
        reports = [_state(folder) for folder in sorted(destination.iterdir()) if folder.is_dir()]
        write_all({destination / "index.html": render_index([state for state in reports if state])})
    except OSError as error:
        raise UserError(f"{error.filename or destination}: cannot be written ({error.strerror})") from error


def _card(report: Report, run: str, started: datetime, seconds: float) -> dict[str, Any]:
    notebook, _, digest = report.notebook.partition(" ")
    return {
        "run": run,
        "status": "failed" if report.failure else "completed",
        "failure": report.failure,
        "name": report.name,
        "title": report.title,
        "language": report.language,
        "headline": report.headline,
        "picture": report.picture,
        "notebook": notebook,
        "notebook_sha256": digest,
        "parameters": report.parameters,
        "data_sha256": report.data,
        **made_with(),
        "started": f"{started:%Y-%m-%dT%H:%M:%SZ}",
        "seconds": round(seconds, 1),
    }


def _runs(folder: Path) -> list[Path]:
    """The published runs of a report, in the order of their numbers: a clock may jump."""
    found = [(int(match[1]), path) for path in folder.iterdir() if (match := _RUN.fullmatch(path.name))]
    return [path for _, path in sorted(found)]


def _last_number(folder: Path) -> int:
    runs = _runs(folder)
    return int(runs[-1].name.partition("-")[0]) if runs else 0


def _link(folder: Path, run: str) -> None:
    """Move the link in one step: there is no moment without it."""
    fresh = folder / _FRESH_LINK
    fresh.symlink_to(run, target_is_directory=True)
    os.replace(fresh, folder / LATEST)


def _prune(folder: Path, keep: int) -> None:
    good = (folder / LATEST).resolve()
    for old in _runs(folder)[:-keep]:
        if old.resolve() != good:
            aside = old.with_name(f".{old.name}.old")
            old.rename(aside)  # a run is there whole, or not at all
            shutil.rmtree(aside, ignore_errors=True)


def _state(folder: Path) -> dict[str, Any] | None:
    """What the list says of a report: its latest good run, and its last one if that failed."""
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
        shaped = set(card) >= _LISTED and isinstance(card["parameters"], dict)
        return card if shaped and all(isinstance(card[name], str) for name in _LISTED - {"parameters"}) else None
    except (OSError, ValueError, TypeError):
        return None  # not a run of ours
