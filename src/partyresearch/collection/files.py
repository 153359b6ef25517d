"""Write files whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex


def read_file(path: Path, flags: int = 0) -> bytes:
    """Read a regular file; anything else is an error: a pipe would be waited for until somebody writes to it."""
    with open(path, "rb", opener=lambda name, usual: os.open(name, usual | os.O_NONBLOCK | flags)) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        return stream.read()


def write_all(contents: Mapping[Path, bytes], *, synchronised: bool = True) -> list[Path]:
    """Write several files and return those that changed; none is touched before all are on the disk.

    Notes
    -----
    Each file is replaced by one atomic rename of a complete, synchronised neighbour. Only the sequence of
    renames is not atomic: a crash between two of them leaves whole files, some of them new. What can be made again
    need not be synchronised: it may be lost if the machine stops.
    """
    changed = {p: b for p, b in contents.items() if not (p.is_file() and p.read_bytes() == b)}
    for path in changed:
        if path.exists() and not path.is_file():
            raise FileExistsError(errno.EEXIST, "something that is not a file is in the way", str(path))
    staged: dict[Path, Path] = {}
    try:
        for path, data in changed.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            # in the same folder: a rename is atomic only within a file system
            part = path.with_name(f".{path.name}.{token_hex(8)}.part")
            with part.open("xb") as stream:  # x: never over somebody else's file
                staged[part] = path
                stream.write(data)
                if synchronised:
                    stream.flush()
                    os.fsync(stream.fileno())
        for part, path in staged.items():
            os.replace(part, path)
    finally:
        for part in staged:
            part.unlink(missing_ok=True)
    return list(changed)
