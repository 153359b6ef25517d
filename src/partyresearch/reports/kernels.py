"""Fast kernels: forked from a process that has the libraries loaded, instead of started and loaded anew.

A kernel is a process of its own that speaks Jupyter's protocol, as always; only how it comes to be is different. The
*owner* (papermill, nbval, JupyterLab) asks; the *nursery*, a process that does nothing but wait, forks; what it forks
is the kernel. A nursery ends with its owner and takes its kernels with it.

The whole module can be deleted: then kernels are ordinary ones. It needs Linux, where forking is safe as long as the
process has no other threads of Python.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

PROVISIONER = "partyresearch-forked"
PRELOAD = (
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "IPython.core.completerlib",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "babel.dates",
    "babel.numbers",
    "matplotlib.backends.backend_agg",
    "matplotlib.pyplot",
    "pandas",
    "scipy.optimize",
    "scipy.stats",
    "statsmodels.api",
    "tornado.platform.asyncio",
)
"""What a nursery has loaded."""

_LARGEST = 1 << 17  # bytes of a message: command, folder and environment of a kernel
_SAME = ("PYTHONPATH", "PYTHONHOME", "PYTHONHASHSEED", "MPLCONFIGDIR", "MATPLOTLIBRC")
"""Variables that are read while Python starts or a library is loaded, which in a nursery is over."""


class ForkProvisioner(LocalProvisioner):
    """Start a kernel of this Python by forking it, and any other in the ordinary way.

    Jupyter finds it as ``partyresearch-forked`` (the variable ``JUPYTER_DEFAULT_PROVISIONER_NAME``).
    """

    async def launch_kernel(self, cmd: list[str], **settings: Any) -> Any:
        """Launch a kernel."""
        env, cwd = dict(settings.get("env") or os.environ), settings.get("cwd") or Path.cwd()
        ours = sys.platform == "linux" and cmd[:3] == [sys.executable, "-m", "ipykernel_launcher"]
        if not ours or any(env.get(name) != os.environ.get(name) for name in _SAME):
            return await super().launch_kernel(cmd, **settings)
        try:
            kernel: Any = _nursery().start(cmd, str(cwd), env)
        except OSError:  # the nursery is gone, or the environment too large for a message
            _own.pop().close()
            return await super().launch_kernel(cmd, **settings)
        self.process = kernel
        self.pid = self.pgid = kernel.pid
        self.cwd = cwd
        return self.connection_info


@contextmanager
def nursery() -> Iterator[None]:
    """Fork the nursery of this process from the process itself, and have Jupyter use it.

    For a process that has :data:`PRELOAD` loaded, has done nothing yet, and has one thread: all that it is, its kernels
    are as well. They have no debugger, which is half of what a kernel loads at its start.
    """
    sys.modules["debugpy"] = None  # type: ignore[assignment] # not to be found
    import_module("ipykernel.debugger")
    del sys.modules["debugpy"]
    _own[:] = [_Nursery(fork=True)]
    os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = PROVISIONER
    try:
        yield
    finally:
        while _own:
            _own.pop().close()


class _Nursery:
    """The process that forks kernels, as its owner sees it."""

    def __init__(self, fork: bool = False) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ended: dict[int, int] = {}
        self.owner = os.getpid()
        number = theirs.fileno()
        if not fork:
            code = f"from {__name__} import serve_alone; serve_alone({number})"
            process = subprocess.Popen(
                [sys.executable, "-c", code], pass_fds=[number], stdin=subprocess.DEVNULL, start_new_session=True
            )
            self._wait: Callable[[], object] = process.wait
            atexit.register(self.close)
        elif pid := os.fork():
            self._wait = partial(os.waitpid, pid, 0)
        else:
            _serve(number)
        theirs.close()

    def close(self) -> None:
        """Let it end; its kernels end with it."""
        self._socket.close()
        self._wait()
        atexit.unregister(self.close)

    def start(self, cmd: list[str], cwd: str, env: dict[str, str]) -> _Kernel:
        self._socket.send(json.dumps([cmd, cwd, env]).encode())
        while (started := self._receive()) is None:
            pass
        return _Kernel(self, started)

    def status(self, pid: int, wait: bool) -> int | None:
        """The exit code of a kernel that has ended."""
        while pid not in self._ended and (wait or select.select([self._socket], [], [], 0)[0]):
            self._receive()
        return self._ended.get(pid)

    def _receive(self) -> int | None:
        """Take a message: the number of a kernel that was started, or one that has ended."""
        message = self._socket.recv(_LARGEST)
        if not message:
            raise ConnectionResetError("the nursery is gone")
        pid, code = json.loads(message)
        if code is None:
            return int(pid)
        self._ended[pid] = code
        return None


class _Kernel:
    """A forked kernel, as far as Jupyter uses a :class:`subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, nursery: _Nursery, pid: int) -> None:
        self._nursery, self.pid = nursery, pid

    def poll(self, wait: bool = False) -> int | None:
        try:
            return self._nursery.status(self.pid, wait)
        except (OSError, ValueError):  # the latter of a closed socket
            return -signal.SIGKILL  # it went with the nursery

    def wait(self) -> int | None:
        return self.poll(wait=True)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


_own: list[_Nursery] = []
_set_by_loading: dict[str, str] = {}  # variables: joblib, for one, tells OpenMP not to mind forks


def _nursery() -> _Nursery:
    """The nursery of this process; a fork of it needs one of its own."""
    if not _own or _own[0].owner != os.getpid():
        _own[:] = [_Nursery()]
    return _own[0]


def serve_alone(number: int) -> NoReturn:
    """Be a nursery, in a Python that was started for it."""
    before = dict(os.environ)
    gc.disable()  # to look for garbage takes as long as to load
    for name in PRELOAD:
        import_module(name)
    gc.enable()
    _set_by_loading.update(os.environ.items() - before.items())
    for name in [one for one in sys.modules if one.partition(".")[0] == __name__.partition(".")[0]]:
        del sys.modules[name]  # an edited module counts from the next kernel on
    _serve(number)


def _serve(number: int) -> NoReturn:
    """Be a nursery; whatever happens, nothing else comes after it."""
    try:
        _fork_kernels(number)
    finally:
        os._exit(0)


def _fork_kernels(number: int) -> None:
    """Fork a kernel a message, say when one has ended, and end with the owner."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the owner to heed
    if sys.path and sys.path[0] in ("", str(Path(sys.argv[0]).absolute().parent)):
        del sys.path[0]  # the folder of the owner's program
    os.chdir("/")  # the folder of the first kernel may be gone before the second starts
    os.closerange(3, number)  # the owner's files and pipes are not ours to keep open
    os.closerange(number + 1, os.sysconf("SC_OPEN_MAX"))
    gc.freeze()  # a collector that looks at everything loaded would copy its memory into every kernel
    owner = socket.socket(fileno=number)
    kernels: dict[int, int] = {}
    events = select.poll()
    events.register(owner, select.POLLIN)
    while True:
        for ready, _ in events.poll():
            if ready != number:
                pid = kernels.pop(ready)
                events.unregister(ready)
                os.close(ready)
                _say(owner, pid, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            elif message := owner.recv(_LARGEST):
                pid = os.fork()
                if pid == 0:
                    atexit._clear()  # what the owner has to do at its end is not for its kernels
                    owner.close()
                    _become_kernel(*json.loads(message))
                watch = os.pidfd_open(pid)
                kernels[watch] = pid
                events.register(watch, select.POLLIN)
                _say(owner, pid, None)
            else:
                for pid in kernels.values():
                    os.kill(pid, signal.SIGKILL)
                return


def _say(owner: socket.socket, pid: int, code: int | None) -> None:
    try:
        owner.send(json.dumps([pid, code]).encode())
    except OSError:
        return  # the owner is gone; the next message is its end


def _become_kernel(cmd: list[str], cwd: str, env: dict[str, str]) -> NoReturn:
    """Do what ``python -m ipykernel_launcher`` does, in a process that has it loaded."""
    code = 1
    try:
        os.setsid()  # signals reach what a cell starts as well
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(_set_by_loading | env)
        launcher = find_spec(cmd[2])
        sys.argv = [str(launcher and launcher.origin), *cmd[3:]]
        code = _run_kernel(cmd[3:])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:
        import traceback

        traceback.print_exc()
    os._exit(code)


def _run_kernel(arguments: list[str]) -> int:
    import matplotlib
    import numpy as np
    from ipykernel.kernelapp import IPKernelApp

    np.random.seed()  # or every kernel draws the same numbers
    app: Any = IPKernelApp.instance(parent_handle=os.getppid())  # it has read the variable while it was loaded
    app.initialize(arguments)
    matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]  # which it has set, and matplotlib is past reading
    app.start()
    app.control_thread.join(1)  # while it still writes, to close what it writes to would block it, and then us
    atexit._run_exitfuncs()
    return 0
