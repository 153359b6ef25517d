"""Write files whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_all(contents: Mapping[Path, bytes]) -> list[Path]:
    """Write several files and return those that changed; none is touched before all are on the disk.

    Notes
    -----
    Each file is replaced by one atomic rename of a complete, synchronised neighbour. Only the sequence of
    renames is not atomic: a crash between two of them leaves whole files, some of them new.
    """
    changed = {p: b for p, b in contents.items() if not (p.is_file() and p.read_bytes() == b)}
    for path in changed:
        if path.exists() and not path.is_file():
            raise FileExistsError(errno.EEXIST, "something that is not a file is in the way", str(path))
    staged: list[tuple[str, Path]] = []
    try:
        for path, data in changed.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            # in the same folder: a rename is atomic only within a file system
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
            staged.append((name, path))
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            os.chmod(name, 0o666 & ~_umask())  # mkstemp lets nobody else read
        for name, path in staged:
            os.replace(name, path)
    finally:
        for name, _ in staged:
            if os.path.exists(name):
                os.unlink(name)
    return list(changed)


def _umask() -> int:
    mask = os.umask(0)  # there is no way to read it without setting it
    os.umask(mask)
    return mask
