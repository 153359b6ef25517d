"""How papermill runs notebooks for us: it writes no file, failed notebooks can be had, kernels open no ports."""

from __future__ import annotations

import math
import subprocess
import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from papermill.engines import NBClientEngine

_POLL = 0.01  # seconds between looks whether a kernel has ended; Jupyter's own are 0.1 apart


class Engine(NBClientEngine):  # type: ignore[misc] # papermill has no types
    """Papermill's engine, which also hands out the notebook that it fills: papermill returns it only if it succeeds."""

    NAME = "partyresearch"

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, *, so_far: list[Any], **settings: Any) -> Any:
        so_far.append(nb_man.nb)
        return super().execute_managed_notebook(nb_man, kernel_name, **settings)


class IpcKernelClient(AsyncKernelClient):
    """A client that goes on as soon as a kernel answers."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        # Jupyter's own then listens for another 0.2 s, for clients that take every message for an answer to their own;
        # nbclient checks which request a message answers.
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
    """A kernel manager without TCP ports: they are open to every user of the machine, and kernels race for them."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        self.transport = "ipc"
        self.client_class = f"{__name__}.{IpcKernelClient.__name__}"

    async def _async_launch_kernel(self, kernel_cmd: list[str], **settings: Any) -> None:
        # What cells print is captured. What is left on standard error comes from a kernel's threads that close their
        # sockets in a race at its end, and nobody can do anything about it.
        await super()._async_launch_kernel(kernel_cmd, stderr=subprocess.DEVNULL, **settings)

    async def _async_wait(self, pollinterval: float = _POLL) -> None:
        await super()._async_wait(min(pollinterval, _POLL))
