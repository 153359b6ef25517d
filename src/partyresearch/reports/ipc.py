"""How we talk to kernels: over sockets of the file system, without waiting for longer than there is to wait."""

from __future__ import annotations

import math
import subprocess
import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

_POLL = 0.01  # seconds


class IpcKernelClient(AsyncKernelClient):
    """A client that goes on as soon as a kernel answers."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until a kernel answers.

        Jupyter's own then listens for a fifth of a second whether more is coming. That is of use to those who take
        every message for an answer to their own; nbclient looks what a message answers.
        """
        end = time.monotonic() + (math.inf if timeout is None else timeout)
        while True:
            self.kernel_info()
            try:
                await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=0.1)  # from here on no output is lost
                return
            except Empty:
                if not await self.is_alive():
                    raise RuntimeError("Kernel died before replying to kernel_info") from None
                if time.monotonic() > end:
                    raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds") from None


class IpcKernelManager(AsyncKernelManager):
    """A kernel manager without TCP ports: they are open to every user of the machine, and kernels race for them.

    An ordinary kernel's own words on standard error are dropped.
    """

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        self.transport = "ipc"
        self.client_class = f"{__name__}.{IpcKernelClient.__name__}"

    async def _async_launch_kernel(self, kernel_cmd: list[str], **settings: Any) -> None:
        # what cells print is captured; what is left is said while a kernel's threads close their sockets in a race
        await super()._async_launch_kernel(kernel_cmd, stderr=subprocess.DEVNULL, **settings)

    async def _async_wait(self, pollinterval: float = _POLL) -> None:
        await super()._async_wait(min(pollinterval, _POLL))
