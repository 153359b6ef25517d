"""The standard streams of a kernel, made so that no output of a cell is lost.

By default a kernel drops messages where their reader is slow, and what the processes of a cell print where the cell
ends before it has been read.
"""

from __future__ import annotations

import os
import threading
from typing import Any

from ipykernel.iostream import OutStream

_PATIENCE = 5  # seconds; then a cell has redirected the stream itself


class Output(OutStream):
    """A stream that waits for its reader, and for what has been written to its descriptor."""

    def __init__(self, session: Any, pub_thread: Any, name: str, *further: Any, **settings: Any) -> None:
        self._drained = threading.Event()
        super().__init__(session, pub_thread, name, *further, **settings)  # type: ignore[no-untyped-call]
        pub_thread.schedule(lambda: setattr(pub_thread.socket, "xpub_nodrop", 1))  # only that thread may touch it

    def write(self, string: str) -> int | None:  # type: ignore[override]
        if "\0" in string and threading.current_thread() is getattr(self, "watch_fd_thread", None):
            string = string.replace("\0", "")
            self._drained.set()
        return super().write(string)

    def flush(self) -> None:
        """Flush what was written, and what processes wrote to the descriptor; a kernel does so after each cell."""
        if self._should_watch and self._is_master_process():  # type: ignore[no-untyped-call]
            self._drained.clear()
            os.write(self._original_stdstream_fd, b"\0")  # the thread reads it after all that came before it
            self._drained.wait(_PATIENCE)
        super().flush()  # type: ignore[no-untyped-call]
