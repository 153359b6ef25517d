"""How much memory there is to share out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_GROUPS, _OWN_GROUPS = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


def share_of_memory(processes: int) -> int:
    """Return what a process may take, so that one without end does not take the machine with it."""
    import psutil

    limits = [int(text) for path in _limit_files() if (text := _text(path)).isdigit()]
    return int(0.8 * min([psutil.virtual_memory().total, *limits]) / processes)


def _limit_files() -> Iterator[Path]:
    """Where Linux keeps the limits of this process: its control groups, of either version, and those around them."""
    for line in _text(_OWN_GROUPS).splitlines():
        _, controllers, place = line.split(":", 2)
        if controllers in ("", "memory"):
            top = _GROUPS / controllers
            own = top / place.strip("/")
            for group in (own, *own.parents):
                if group.is_relative_to(top):
                    yield group / ("memory.limit_in_bytes" if controllers else "memory.max")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
