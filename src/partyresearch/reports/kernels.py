"""Fast kernels: forked from a process that has the libraries loaded, instead of started from scratch.

The *owner* (papermill, nbval, JupyterLab) asks for a kernel; the *nursery*, a process that does nothing but wait, forks
it. A nursery ends with its owner, and its kernels with it. The module needs Linux, and can be deleted: kernels are then
started in the ordinary way.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn
from weakref import finalize

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

PROVISIONER = "partyresearch-forked"
PRELOAD = (
    "ipykernel.kernelapp",
    "IPython.core.completerlib",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "babel.dates",
    "babel.numbers",
    "matplotlib.backends.backend_agg",
    "matplotlib.pyplot",
    "statsmodels.api",  # brings pandas, scipy.optimize and scipy.stats along
    "tornado.platform.asyncio",
)
_MAX_MESSAGE = 1 << 17  # bytes: command, folder and environment of a kernel
_SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)
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
        if not _nurseries or _nurseries[0].owner != os.getpid():  # a fork of the owner needs a nursery of its own
            _nurseries[:] = [_Nursery()]
        try:
            kernel: Any = _nurseries[0].start(cmd, str(cwd), env, settings.get("stdout") == subprocess.DEVNULL)
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
        self.owner = os.getpid()
        number = theirs.fileno()
        if not fork:
            command = [sys.executable, "-P", "-c", f"from {__name__} import serve_alone; serve_alone({number})"]
            process = subprocess.Popen(command, pass_fds=[number], stdin=subprocess.DEVNULL, start_new_session=True)
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

    def start(self, cmd: list[str], cwd: str, env: dict[str, str], quiet: bool) -> _Kernel:
        self._socket.send(json.dumps([cmd, cwd, env, quiet]).encode())
        if reply := self._socket.recv(_MAX_MESSAGE):
            return _Kernel(int(reply))
        raise ConnectionResetError("the nursery is gone")


class _Kernel:
    """A forked kernel, as far as Jupyter uses a :class:`subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._descriptor = os.pidfd_open(pid)  # unlike its number, it never stands for a later process
        finalize(self, os.close, self._descriptor)

    def poll(self) -> int | None:
        end = select.poll()
        end.register(self._descriptor, select.POLLIN)
        return 0 if end.poll(0) else None  # 0: nobody asks how it has ended, only whether

    wait = poll  # Jupyter waits for what has ended

    def send_signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._descriptor, number)


_nurseries: list[_Nursery] = []  # of this process: at most one
_set_by_loading: dict[str, str] = {}  # environment variables: joblib, for one, tells OpenMP not to mind forks


def serve_alone(number: int) -> NoReturn:
    """Load the libraries and be a nursery, in a Python that was started for it."""
    before = dict(os.environ)
    gc.disable()  # while so much is loaded, the collector takes as long as the loading
    for name in PRELOAD:
        import_module(name)
    gc.enable()
    _set_by_loading.update(os.environ.items() - before.items())
    sys.path.insert(0, "")  # which -P has left out, and a nursery takes out
    package = __name__.partition(".")[0]
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[name]  # so that the next kernel loads an edited module anew
    _serve(number)


def _serve(number: int) -> NoReturn:
    """Fork one kernel per message until the owner ends; never return into the code that was forked."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the owner
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # kernels that have ended leave no zombies
        if sys.path and sys.path[0] in ("", str(Path(sys.argv[0]).absolute().parent)):
            del sys.path[0]  # the folder of the owner's program, which an ordinary kernel does not see
        os.chdir("/")  # the folder of the first kernel may be gone before the second starts
        os.closerange(3, number)  # a pipe of the owner's that stays open here never ends for its reader
        os.closerange(number + 1, os.sysconf("SC_OPEN_MAX"))
        gc.freeze()  # a collector that visits everything loaded would copy its memory into every kernel
        owner = socket.socket(fileno=number)
        while message := owner.recv(_MAX_MESSAGE):
            pid = os.fork()
            if pid == 0:
                owner.close()
                _become_kernel(*json.loads(message))
            owner.send(str(pid).encode())
    finally:
        os._exit(0)


def _become_kernel(cmd: list[str], cwd: str, env: dict[str, str], quiet: bool) -> NoReturn:
    """Do what ``python -m ipykernel_launcher`` does, in a process that has it loaded."""
    try:
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)  # it ends with the nursery
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # cells ask how the processes that they start have ended
        atexit._clear()  # the owner's exit functions are not for its kernels
        os.setsid()  # signals to the kernel's group reach what a cell starts as well
        os.chdir(cwd)
        if quiet:
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, 1)
            os.dup2(nothing, 2)
        os.environ.clear()
        os.environ.update(_set_by_loading | env)
        launcher = find_spec(cmd[2])
        sys.argv = [str(launcher and launcher.origin), *cmd[3:]]

        import matplotlib
        import numpy as np
        from ipykernel.kernelapp import IPKernelApp

        np.random.seed()  # or every kernel draws the same numbers
        if sys.flags.safe_path and "PYTHONSAFEPATH" not in env:  # it was the owner's; IPython adds no "" then
            sys.path.insert(next((i for i, path in enumerate(sys.path) if path.endswith("-packages")), 0), "")
        app: Any = IPKernelApp.instance(parent_handle=os.getppid())  # its default was read while it was loaded
        app.initialize(cmd[3:])
        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]  # the app has set it too late for matplotlib to read
        app.start()
        app.control_thread.join(1)  # closing a socket that it still writes to would block it, and then us
        atexit._run_exitfuncs()
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(0)
