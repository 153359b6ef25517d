"""Fast kernels: forked from a process that has the libraries loaded, instead of started from scratch.

The *owner* (papermill, nbval, JupyterLab) asks for a kernel; the *nursery*, a process that does nothing but wait, forks
it. A nursery ends with its owner and kills its kernels. The module needs Linux, and can be deleted: kernels are then
started in the ordinary way.
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
_MAX_MESSAGE = 1 << 17  # bytes: command, folder and environment of a kernel
# Variables that are read while Python starts or a library is loaded: too late for a forked kernel.
_STARTUP_VARIABLES = ("PYTHONPATH", "PYTHONHOME", "PYTHONHASHSEED", "MPLCONFIGDIR", "MATPLOTLIBRC")


class ForkProvisioner(LocalProvisioner):
    """Fork kernels of this Python, and start any others in the ordinary way.

    An entry point of the package: ``JUPYTER_DEFAULT_PROVISIONER_NAME=partyresearch-forked`` selects it.
    """

    async def launch_kernel(self, cmd: list[str], **settings: Any) -> Any:
        env, cwd = dict(settings.get("env") or os.environ), settings.get("cwd") or Path.cwd()
        forkable = sys.platform == "linux" and cmd[:3] == [sys.executable, "-m", "ipykernel_launcher"]
        if not forkable or any(env.get(name) != os.environ.get(name) for name in _STARTUP_VARIABLES):
            return await super().launch_kernel(cmd, **settings)
        try:
            kernel: Any = _get_nursery().start(cmd, str(cwd), env)
        except OSError:  # the nursery is gone, or the environment too large for a message
            _nurseries.pop().close()
            return await super().launch_kernel(cmd, **settings)
        self.process = kernel
        self.pid = self.pgid = kernel.pid
        self.cwd = cwd
        return self.connection_info


@contextmanager
def nursery() -> Iterator[None]:
    """Fork a nursery from this process, and let Jupyter use it.

    The process must have loaded :data:`PRELOAD`, have a single thread, and have done nothing that kernels may not
    inherit.
    """
    # without a debugger, which is half of what a kernel loads at its start
    sys.modules["debugpy"] = None  # type: ignore[assignment] # not to be found
    import_module("ipykernel.debugger")
    del sys.modules["debugpy"]
    _nurseries[:] = [_Nursery(fork=True)]
    os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = PROVISIONER
    try:
        yield
    finally:
        while _nurseries:
            _nurseries.pop().close()


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
        """Let the nursery end, and its kernels with it."""
        self._socket.close()
        self._wait()
        atexit.unregister(self.close)

    def start(self, cmd: list[str], cwd: str, env: dict[str, str]) -> _Kernel:
        self._socket.send(json.dumps([cmd, cwd, env]).encode())
        while (pid := self._receive()) is None:
            pass
        return _Kernel(self, pid)

    def status(self, pid: int, wait: bool) -> int | None:
        """The exit code of a kernel, None while it is running."""
        while pid not in self._ended and (wait or select.select([self._socket], [], [], 0)[0]):
            self._receive()
        return self._ended.get(pid)

    def _receive(self) -> int | None:
        """Take a message: return the id of a kernel that was started, or note one that has ended."""
        message = self._socket.recv(_MAX_MESSAGE)
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
            return -signal.SIGKILL  # it has died with the nursery

    def wait(self) -> int | None:
        return self.poll(wait=True)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


_nurseries: list[_Nursery] = []  # of this process: at most one
_set_by_loading: dict[str, str] = {}  # environment variables: joblib, for one, tells OpenMP not to mind forks


def _get_nursery() -> _Nursery:
    if not _nurseries or _nurseries[0].owner != os.getpid():  # a fork of the owner needs a nursery of its own
        _nurseries[:] = [_Nursery()]
    return _nurseries[0]


def serve_alone(number: int) -> NoReturn:
    """Load the libraries and be a nursery, in a Python that was started for it."""
    before = dict(os.environ)
    gc.disable()  # while so much is loaded, the collector takes as long as the loading
    for name in PRELOAD:
        import_module(name)
    gc.enable()
    _set_by_loading.update(os.environ.items() - before.items())
    package = __name__.partition(".")[0]
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[name]  # so that the next kernel loads an edited module anew
    _serve(number)


def _serve(number: int) -> NoReturn:
    """Be a nursery until the owner ends; never return into the code that was forked."""
    try:
        _fork_kernels(number)
    finally:
        os._exit(0)


def _fork_kernels(number: int) -> None:
    """Fork one kernel per message, report when one has ended, and end with the owner."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the owner
    if sys.path and sys.path[0] in ("", str(Path(sys.argv[0]).absolute().parent)):
        del sys.path[0]  # the folder of the owner's program, which an ordinary kernel does not see
    os.chdir("/")  # the folder of the first kernel may be gone before the second starts
    os.closerange(3, number)  # a pipe of the owner's that stays open here never ends for its reader
    os.closerange(number + 1, os.sysconf("SC_OPEN_MAX"))
    gc.freeze()  # a collector that visits everything loaded would copy its memory into every kernel
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
                _notify(owner, pid, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            elif message := owner.recv(_MAX_MESSAGE):
                pid = os.fork()
                if pid == 0:
                    atexit._clear()  # the owner's exit functions are not for its kernels
                    owner.close()
                    _become_kernel(*json.loads(message))
                watch = os.pidfd_open(pid)
                kernels[watch] = pid
                events.register(watch, select.POLLIN)
                _notify(owner, pid, None)
            else:
                for pid in kernels.values():
                    os.kill(pid, signal.SIGKILL)
                return


def _notify(owner: socket.socket, pid: int, code: int | None) -> None:
    try:
        owner.send(json.dumps([pid, code]).encode())
    except OSError:
        return  # the owner is gone; the next recv returns nothing


def _become_kernel(cmd: list[str], cwd: str, env: dict[str, str]) -> NoReturn:
    """Do what ``python -m ipykernel_launcher`` does, in a process that has it loaded."""
    code = 1
    try:
        os.setsid()  # signals to the kernel's group reach what a cell starts as well
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
    app: Any = IPKernelApp.instance(parent_handle=os.getppid())  # its default was read while it was loaded
    app.initialize(arguments)
    matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]  # the app has set it too late for matplotlib to read
    app.start()
    app.control_thread.join(1)  # closing a socket that it still writes to would block it, and then us
    atexit._run_exitfuncs()
    return 0
