"""How kernels are started: over sockets of the file system, which no other user and no other kernel can reach."""

from __future__ import annotations

from jupyter_client.manager import AsyncKernelManager


class IpcKernelManager(AsyncKernelManager):
    """A kernel manager without TCP ports: they are open to every user of the machine, and kernels race for them.

    Examples
    --------
    >>> IpcKernelManager().transport
    'ipc'
    """

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        self.transport = "ipc"
