"""What is published: runs in folders of their own, as others left them. Nothing here writes."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from partyresearch.collection.files import read_file
from partyresearch.collection.problems import UserError
from partyresearch.reports.changes import ESTIMATES, FIGURES, NAMES

LATEST, CARD, TIME = "latest", "run.json", "%Y-%m-%dT%H:%M:%SZ"
# at least four digits, so that runs are in order in most listings of a folder
RUN = re.compile(r"(\d{4,})-\d{8}T\d{6}Z")
# what the list of reports shows, beside the parameters
_LISTED = ("run", "status", "failure", "title", "headline", "data_sha256", "started")


def runs_of(folder: Path) -> list[Path]:
    """The published runs of a report, in the order of their numbers, not of their times: a clock may jump."""
    if folder.is_symlink():
        raise NotADirectoryError(errno.ENOTDIR, "a link, not a folder of ours", str(folder))
    paths = filter(is_folder, folder.iterdir())
    runs = [(int(match[1]), path) for path in paths if (match := RUN.fullmatch(path.name))]
    return [path for _, path in sorted(runs)]


def is_folder(path: Path) -> bool:
    """No link to one: that could lead anywhere."""
    return path.is_dir() and not path.is_symlink()


def linked_run(folder: Path) -> Path | None:
    """What the address of a report leads to; it is not followed, and may be no run."""
    with suppress(OSError):
        return folder / (folder / LATEST).readlink()
    return None


def list_entry(folder: Path) -> dict[str, Any] | None:
    """What the list shows of a report: its latest good run, and its last one if that failed."""
    try:
        runs = runs_of(folder)
        cards = [card for card in map(read_card, runs) if card]
    except PermissionError:
        return None  # not a folder of ours
    linked = linked_run(folder)
    good = read_card(linked) if linked and linked in runs else None
    failed = cards[-1] if cards and cards[-1]["status"] == "failed" else None
    return {"folder": folder.name, "good": good, "failed": failed} if good or failed else None


def read_card(run: Path) -> dict[str, Any] | None:
    """Read what a run says of itself; None if it is not a run of ours."""
    try:
        card: dict[str, Any] = json.loads(read_file(run / CARD, os.O_NOFOLLOW))
        complete = isinstance(card["parameters"], dict) and all(isinstance(card[name], str) for name in _LISTED)
        return card if complete else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def good_runs(folder: Path) -> list[Path]:
    """The runs of a report that did not fail, in their order."""
    return [run for run in runs_of(folder) if (card := read_card(run)) and card["status"] == "completed"]


def read_run(run: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Read what a run says of itself, and its tables as far as it has them."""
    card, files = read_card(run), {}
    if card is None:
        raise UserError(f"{run}: expected the folder of a run, with its {CARD}")
    for name in (ESTIMATES, FIGURES, NAMES):
        with suppress(FileNotFoundError):
            files[name] = read_file(run / name, os.O_NOFOLLOW)
    return card, files


def examine(destination: Path, max_age: timedelta, now: datetime) -> dict[str, list[str]]:
    """What is wrong with each report: its latest good run is old or damaged, or its last run failed."""
    try:
        folders = [folder for folder in sorted(destination.iterdir()) if is_folder(folder)]
        return {
            folder.name: list(_ailments(folder, runs, max_age, now)) for folder in folders if (runs := runs_of(folder))
        }
    except OSError as error:
        raise UserError(f"{error.filename}: cannot be read ({error.strerror})") from error


def _ailments(folder: Path, runs: list[Path], max_age: timedelta, now: datetime) -> Iterator[str]:
    linked = linked_run(folder)
    good = read_card(linked) if linked in runs else None
    if linked is None or good is None:
        yield f"{LATEST} leads to no good run"
    else:
        if now - _time(good["started"]) > max_age:
            yield f"the latest good run is of {good['started']}"
        if damaged := damaged_files(linked, good):
            yield f"{linked.name} is damaged ({', '.join(damaged)})"
    last = read_card(runs[-1])
    if last is None:
        yield f"{runs[-1].name} is damaged ({CARD})"
    elif last["status"] == "failed":
        yield f"the last run failed ({last['failure']})"


def is_time(started: str) -> bool:
    """Whether a card says when its run was started."""
    return _time(started).year > 1


def _time(started: str) -> datetime:
    """When a run was started; what is no time is very old."""
    try:
        return datetime.strptime(started, TIME).replace(tzinfo=UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def seal(data: bytes) -> dict[str, Any]:
    """What a card says of a file."""
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def damaged_files(run: Path, card: Mapping[str, Any]) -> list[str]:
    """Name the files of a run that are not as they were published."""
    files = card.get("files")
    if not isinstance(files, dict):
        return [CARD]
    return [name for name, sealed in files.items() if not _is_intact(run / name, sealed)]


def _is_intact(path: Path, sealed: object) -> bool:
    try:
        return seal(read_file(path, os.O_NOFOLLOW)) == sealed
    except (OSError, ValueError):
        return False
