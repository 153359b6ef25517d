"""One run at a time per destination: a lock file that names its holder."""

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
_UNKNOWN = "unknown"


@contextmanager
def locked(destination: Path, now: datetime) -> Iterator[str]:
    """Hold the lock of a destination; yield who held it before, if that run was killed.

    The system releases the lock however the process ends.
    """
    try:
        destination.mkdir(parents=True, exist_ok=True)
        handle = os.open(destination / _NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
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
        try:
            _write(handle, {"process": os.getpid(), "host": socket.gethostname(), "started": now.isoformat()})
        except OSError as error:
            raise UserError(f"{destination}: cannot be written ({error.strerror})") from error
        yield before
    finally:
        os.ftruncate(handle, 0)  # the run has cleaned up, whatever ended it; only a kill does not come here
        os.close(handle)


def _read_holder(handle: int) -> str:
    try:
        holder = json.loads(os.pread(handle, 4096, 0) or b"{}")
        return f"process {holder['process']} on {holder['host']}, since {holder['started']}" if holder else ""
    except (ValueError, KeyError, TypeError):
        return _UNKNOWN


def _write(handle: int, holder: dict[str, object]) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps(holder).encode("utf-8"), 0)
    os.fsync(handle)
