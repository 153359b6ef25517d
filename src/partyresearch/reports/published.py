"""What is published: runs in folders of their own, as others left them. Nothing here writes."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from partyresearch.collection.files import read_file
from partyresearch.collection.problems import UserError
from partyresearch.reports.changes import ESTIMATES, FIGURES

LATEST, CARD = "latest", "run.json"
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
    for name in (ESTIMATES, FIGURES):
        with suppress(FileNotFoundError):
            files[name] = read_file(run / name, os.O_NOFOLLOW)
    return card, files


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
