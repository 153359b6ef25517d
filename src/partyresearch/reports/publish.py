"""Publish reports: every run in a folder of its own that never changes, and a link to the latest good one.

Callers that may run concurrently must hold the lock of the destination.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import socket
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from partyresearch.collection.files import read_file, write_all
from partyresearch.collection.problems import UserError
from partyresearch.reports.changes import compare_runs, refuse
from partyresearch.reports.feed import FEED, render_feed
from partyresearch.reports.fold import tell_changes
from partyresearch.reports.page import page_file, render_index
from partyresearch.reports.published import (
    CARD,
    LATEST,
    RUN,
    TIME,
    damaged_files,
    good_runs,
    is_folder,
    linked_run,
    list_entry,
    read_card,
    read_run,
    runs_of,
    seal,
)
from partyresearch.reports.run import Report, software
from partyresearch.show.language import LANGUAGES

_NEW_LINK = ".latest.new"
_LEFTOVER = re.compile(rf"\.{RUN.pattern}\.(new|old)")  # a run that was being written, or removed
_LOCK, _UNKNOWN = ".lock", "unknown"
_LOCK_LENGTH = 512  # a host's name has at most 64 characters
_CARRIED = (
    *("failure", "name", "title", "language", "headline", "others", "quotes"),
    *("notebook", "notebook_sha256", "parameters", "kernel"),
)
_LIST_FILES = ("index.html", *(f"{code}.html" for code in LANGUAGES), FEED)
_GENERATORS = (b'<meta name="generator" content="partyresearch">', b"<generator>partyresearch</generator>")
# what lists of reports had before they named their generator
_LISTS = (b'<link rel="icon" href="data:,">', b"\n</style>\n</head>\n<body>\n<main>\n<h1>")


@contextmanager
def locked(destination: Path) -> Iterator[str]:
    """Hold the lock of a destination; yield who held it before, if that run was killed.

    The system releases the lock however the process ends.
    """
    try:
        destination.mkdir(parents=True, exist_ok=True)
        # no link is followed: what it leads to would be written over
        handle = os.open(destination / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    except OSError as error:
        raise UserError(f"{destination}: cannot be written ({error.strerror})") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = _read_holder(handle)
        os.close(handle)
        raise UserError(f"{destination}: in use by another run ({holder or _UNKNOWN})") from None
    try:
        before = _read_holder(handle)
        if before is None:  # it is not written over
            raise UserError(f"{destination / _LOCK}: expected the lock of a run, got another file")
        own = {"process": os.getpid(), "host": socket.gethostname(), "started": datetime.now(UTC).isoformat()}
        _write_holder(handle, own)
    except (OSError, UserError) as error:
        os.close(handle)
        if isinstance(error, UserError):
            raise
        raise UserError(f"{destination}: cannot be written ({error.strerror})") from error
    try:
        yield before
    finally:
        with suppress(OSError):
            _write_holder(handle, {})  # the run has cleaned up, whatever ended it; only a kill does not come here
        os.close(handle)


def _write_holder(handle: int, holder: dict[str, Any]) -> None:
    """Write over what stands there; a file that is not truncated loses nothing if the write fails."""
    os.pwrite(handle, json.dumps(holder).ljust(_LOCK_LENGTH).encode("utf-8"), 0)
    os.fsync(handle)


def _read_holder(handle: int) -> str | None:
    """Who holds the lock; nothing if a run has ended, or was killed before it wrote; None if that is no lock."""
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1 or found.st_size not in (0, _LOCK_LENGTH):
        return None
    try:
        holder = json.loads(os.pread(handle, _LOCK_LENGTH, 0) or b"{}")
        return f"process {holder['process']} on {holder['host']}, since {holder['started']}" if holder != {} else ""
    except (ValueError, KeyError, TypeError):
        return None


def publish(report: Report, destination: Path, keep: int = 0) -> Path:
    """Write a run beside the earlier ones, then move the link to it, then rewrite the list; return the run's folder.

    In this order a kill at any moment leaves whole runs, a link to one of them, and a list that the next run rewrites.
    """
    folder = destination / report.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        runs = runs_of(folder)
        _require_link(folder / LATEST)
        if keep:
            _prune(folder, keep)  # before as well: a full disk may need it
        number = int(runs[-1].name.partition("-")[0]) + 1 if runs else 1
        run = f"{number:04d}-{report.started:%Y%m%dT%H%M%SZ}"
        new = folder / f".{run}.new"
        seals = {name: seal(data) for name, data in sorted(report.files.items())}
        card = json.dumps(_card(report, run) | {"files": seals}, ensure_ascii=False, indent=2) + "\n"
        new.mkdir()  # nothing may be there, such as a link
        try:
            # a name of a file may hold bytes that are no text, which JSON has escapes for
            files = {**report.files, CARD: card.encode("utf-8", "backslashreplace")}
            write_all({new / name: data for name, data in files.items()})
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
    return folder / run


def add_changes(report: Report, destination: Path) -> Report:
    """Tell on the pages of a report what has changed since the last good run of the same question."""
    folder = destination / report.name
    last = linked_run(folder)
    if report.failure or last is None:
        return report
    try:
        if last not in runs_of(folder):  # it is not followed
            return report
        card, before = read_run(last)
        if refuse(card, _card(report, "")):
            return report
        found = compare_runs(before, report.files)
    except (OSError, UserError):  # one of them has no estimates, or a table of another form
        return report
    names = {page_file(language, report.language): language for language in LANGUAGES}
    pages = {name: report.files[name] for name in names if name in report.files}
    told = {name: tell_changes(page, names[name], found, card["data_sha256"]) for name, page in pages.items()}
    return replace(report, files=report.files | told)


def is_current(report: Report, destination: Path, files: Iterable[str] = ()) -> bool:
    """Whether a report's last run is whole, has these files, and used the same notebook, kernel, data and code."""
    folder = destination / report.name
    try:
        last = runs_of(folder)[-1]
    except (OSError, IndexError):
        return False
    card, now = read_card(last), _card(report, "")
    inputs = ("notebook_sha256", "parameters", "kernel", "quotes", "data_sha256", "code_sha256", "versions")
    if card is None or linked_run(folder) != last:  # a kill came between the run and the link
        return False
    if not set(files) <= set(card.get("files", ())):
        return False
    card = {"kernel": "", "quotes": False} | card  # one of an earlier version has neither
    return all(card.get(name) == now[name] for name in inputs) and not damaged_files(last, card)


def remove_leftovers(destination: Path) -> None:
    """Remove what killed runs left unfinished, in the folders of all reports."""
    try:
        for name in _LIST_FILES:
            for part in destination.glob(f".{name}.*.part"):
                part.unlink(missing_ok=True)
        for leftover in destination.glob("[!.]*/.*"):
            if leftover.parent.is_symlink():
                continue  # not ours
            if leftover.name == _NEW_LINK or (_LEFTOVER.fullmatch(leftover.name) and leftover.is_symlink()):
                leftover.unlink(missing_ok=True)
            elif _LEFTOVER.fullmatch(leftover.name):
                shutil.rmtree(leftover, ignore_errors=True)
    except OSError as error:
        raise UserError(f"{error.filename}: cannot be removed ({error.strerror})") from error


def require_own_list(destination: Path) -> None:
    """Refuse a destination that has a page of somebody else's, which the list of reports would replace."""
    for path in (destination / name for name in _LIST_FILES):
        try:
            page = read_file(path)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise UserError(f"{path}: cannot be read ({error.strerror})") from error
        if not any(name in page for name in _GENERATORS) and not all(part in page for part in _LISTS):
            raise UserError(f"{path}: expected a list of reports, got another page, which would be lost; see --output")


def identify(destination: Path) -> tuple[int, int] | None:
    """Tell the destination whose lock is held from another of its name: by the lock's device and inode."""
    with suppress(OSError):
        lock = (destination / _LOCK).lstat()
        return lock.st_dev, lock.st_ino
    return None


def write_index(destination: Path) -> None:
    """Write the list of reports in each language and as a feed, from what is published."""
    try:
        entries = [list_entry(folder) for folder in sorted(destination.iterdir()) if is_folder(folder)]
        reports = [entry for entry in entries if entry]
        feed = destination / FEED
        pages = render_index(reports) | {FEED: render_feed(reports, read_file(feed) if feed.exists() else b"")}
        write_all({destination / name: page for name, page in pages.items()})
    except OSError as error:
        raise UserError(f"{error.filename or destination}: cannot be written ({error.strerror})") from error


def _card(report: Report, run: str) -> dict[str, Any]:
    return {
        "run": run,
        "status": "failed" if report.failure else "completed",
        **{name: getattr(report, name) for name in _CARRIED},
        "data_sha256": report.data,
        **software(),
        "started": report.started.strftime(TIME),
        "seconds": round(report.seconds, 1),
    }


def _require_link(latest: Path) -> None:
    """Say before a run is written that it could get no address: a backup may have copied what the link leads to."""
    if latest.exists() and not latest.is_symlink():
        raise UserError(f"{latest}: expected a link, got a {'folder' if latest.is_dir() else 'file'}; remove it")


def _link(folder: Path, run: str) -> None:
    new = folder / _NEW_LINK
    new.symlink_to(run, target_is_directory=True)
    os.replace(new, folder / LATEST)  # in one step: there is no moment without the link


def _prune(folder: Path, keep: int) -> None:
    """Remove all but the last good runs, so many of them, and the failed ones among the last runs."""
    runs = runs_of(folder)
    kept = {*runs[-keep:], *good_runs(folder)[-keep:], linked_run(folder)}
    for old in runs:
        if old not in kept:
            hidden = old.with_name(f".{old.name}.old")
            old.rename(hidden)  # first, so that no run is ever there in part
            shutil.rmtree(hidden, ignore_errors=True)
