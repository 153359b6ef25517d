"""The standard streams of a kernel, made so that no output of a cell is lost.

By default a kernel drops messages where their reader is slow, and what the processes of a cell print where the cell
ends before it has been read. What forked processes print it takes from a TCP port, which every user of the machine can
write to; here they write to the descriptor, as other processes do. What they display is dropped.
"""

from __future__ import annotations

import codecs
import os
import re
import select
import threading
from typing import Any

from ipykernel.iostream import OutStream

_PIPE = 1 << 20  # bytes: no pipe of a user holds more
_HALF = re.compile("[\ud800-\udfff]")  # half a surrogate pair; a message with one is not sent


class Output(OutStream):
    """A stream that waits for its reader, and takes what has been written to its descriptor."""

    _fid: Any  # where the descriptor is read
    _line = ""  # what a forked process has not written yet

    def __init__(self, session: Any, pub_thread: Any, name: str, *further: Any, **settings: Any) -> None:
        self._reading = threading.RLock()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")  # a character may come in two reads
        super().__init__(session, pub_thread, name, *further, **settings)  # type: ignore[no-untyped-call]
        pub_thread.schedule(lambda: setattr(pub_thread.socket, "xpub_nodrop", 1))  # only that thread may touch it
        if pub_thread._pipe_flag:
            pub_thread.schedule(pub_thread._pipe_in.close)
        os.register_at_fork(after_in_child=lambda: setattr(pub_thread, "socket", None))

    def write(self, string: str) -> int | None:  # type: ignore[override]
        if isinstance(string, str):
            string = _HALF.sub("\ufffd", string)
            if self._should_watch and not self._is_master_process():  # type: ignore[no-untyped-call]
                self._line += string
                if "\n" in string:  # not before: another process may write as well
                    self.flush()
                return len(string)
        return super().write(string)

    def flush(self) -> None:
        """Flush what was written, and what processes wrote to the descriptor; a kernel does so after each cell."""
        if self._should_watch and not self._is_master_process():  # type: ignore[no-untyped-call]
            data, self._line = self._line.encode(), ""
            while data:
                data = data[os.write(self._original_stdstream_fd, data) :]
            return
        if self._should_watch:
            self._take()
        super().flush()  # type: ignore[no-untyped-call]

    def _watch_pipe_fd(self) -> None:
        """What the thread does that reads the descriptor."""
        while self._should_watch:
            select.select([self._fid], [], [])
            if not self._take():
                return

    def _take(self) -> bool:
        """Write what is in the pipe, if anything; False at its end, when a cell has redirected the descriptor."""
        with self._reading:
            if not select.select([self._fid], [], [], 0)[0]:
                return True
            data = os.read(self._fid, _PIPE)
            self.write(self._decoder.decode(data))
            return bool(data)
