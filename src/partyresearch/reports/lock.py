"""One run at a time into one destination; and what a killed one left there."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from partyresearch.collection.problems import UserError

_NAME = ".lock"


@contextmanager
def locked(destination: Path, now: datetime) -> Iterator[str]:
    """Hold the lock of a destination; the system lets go of it however the process ends."""
    try:
        destination.mkdir(parents=True, exist_ok=True)
        handle = os.open(destination / _NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise UserError(f"{destination}: cannot be written ({error.strerror})") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = _holder(handle)
        os.close(handle)
        raise UserError(f"{destination}: another run holds it ({holder or 'not known which'})") from None
    try:
        before = _holder(handle)
        try:
            _write(handle, {"process": os.getpid(), "host": socket.gethostname(), "started": now.isoformat()})
        except OSError as error:
            raise UserError(f"{destination}: cannot be written ({error.strerror})") from error
        yield before
    finally:
        os.ftruncate(handle, 0)  # whatever ended the run, it has tidied up; only a kill does not come here
        os.close(handle)


def _holder(handle: int) -> str:
    try:
        found = json.loads(os.pread(handle, 4096, 0) or b"{}")
        return f"process {found['process']} on {found['host']}, since {found['started']}" if found else ""
    except (ValueError, KeyError, TypeError):
        return "not known which"


def _write(handle: int, holder: dict[str, object]) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps(holder).encode("utf-8"), 0)
    os.fsync(handle)
