"""Forked kernels are what ordinary ones are, only sooner: the same state, nothing of one another's, no leftovers."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
import psutil
import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager, start_new_kernel
from jupyter_client.provisioning import KernelProvisionerFactory

from conftest import NOTEBOOKS
from partyresearch.collection.place import find_collection
from partyresearch.reports.batch import run_all
from partyresearch.reports.kernels import PRELOAD, _Nursery
from partyresearch.reports.notebook import as_bytes, run_notebook
from partyresearch.reports.run import Job

pytestmark = [pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"), pytest.mark.slow]
KERNEL = {"kernelspec": {"name": "python3", "display_name": "p", "language": "python"}}
STATE = """
import importlib
for name in PRELOAD: importlib.import_module(name)
import json, logging, os, resource, signal, sys, threading, warnings
import matplotlib, numpy as np, pandas as pd
print(json.dumps({
    "main": __name__, "folder": os.getcwd(), "path": sys.path, "argv": sys.argv[0],
    "variables": sorted(set(os.environ) - {"JUPYTER_DEFAULT_PROVISIONER_NAME", "JPY_PARENT_PID"}),
    "filters": sorted(str(one) for one in warnings.filters),
    "signals": [str(signal.getsignal(one)) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)],
    "limit": resource.getrlimit(resource.RLIMIT_DATA), "leader": os.getpgid(0) == os.getpid() == os.getsid(0),
    "backend": matplotlib.get_backend(), "rc": {key: str(value) for key, value in matplotlib.rcParams.items()},
    "display": pd.get_option("display.max_rows"), "float": str(np.geterr()), "handlers": len(logging.root.handlers),
    "own": sorted(name for name in sys.modules if name.startswith("partyresearch")),
    "extra": [name for name in ("leak", "pytest") if name in sys.modules],
}))
"""
LEAK = """
import builtins, os, random, sys, types, warnings
import matplotlib, numpy as np, pandas as pd
sys.modules["leak"] = types.ModuleType("leak"); builtins.leak = 1; pd.leak = 1
matplotlib.rcParams["figure.dpi"] = 7; pd.set_option("display.max_rows", 3); np.seterr(all="ignore")
os.environ["LEAK"] = "1"; os.chdir("/"); sys.path.append("/leak"); warnings.simplefilter("error")
random.seed(1); np.random.seed(1)
"""
DRAWS = "import random, numpy; print(random.random(), numpy.random.random())"
STATE = STATE.replace("PRELOAD", repr(PRELOAD))
Run = Callable[..., str]


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Choose how kernels start; Jupyter asks once a process."""

    def set_default(name: str) -> None:
        monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", name)
        KernelProvisionerFactory.clear_instance()

    yield set_default
    KernelProvisionerFactory.clear_instance()


@pytest.fixture
def run(tmp_path: Path, choose: Callable[[str], None]) -> Run:
    """Run cells in a kernel of their own, forked or ordinary, and return what they print."""

    def run_cells(*cells: str, forked: bool = True) -> str:
        choose("partyresearch-forked" if forked else "local-provisioner")
        path, work = tmp_path / "n.ipynb", tmp_path / "work"
        work.mkdir()
        code = [v4.new_code_cell(cell, id=f"c{number}") for number, cell in enumerate(cells)]
        path.write_bytes(as_bytes(v4.new_notebook(cells=code, metadata=KERNEL)))
        made = run_notebook("n", path, {}, work)
        shutil.rmtree(work)
        return "".join(output.get("text", "") for cell in made.cells for output in cell.outputs)

    return run_cells


@pytest.fixture
def manager(choose: Callable[[str], None]) -> Iterator[tuple[KernelManager, Any]]:
    """A forked kernel as JupyterLab holds one."""
    choose("partyresearch-forked")
    manager, client = start_new_kernel()
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def _answer(client: Any, code: str) -> str:
    reply: list[str] = []
    client.execute_interactive(
        code, timeout=30, output_hook=lambda message: reply.append(message["content"].get("text", ""))
    )
    return "".join(reply).strip()


def test_the_same_state(run: Run) -> None:
    """Folder, module path, variables, filters, signals, limits, settings: as in an ordinary kernel."""
    ordinary, forked = (json.loads(run(STATE, forked=forked)) for forked in (False, True))
    assert forked == ordinary


def test_nothing_leaks_into_the_next_kernel(run: Run) -> None:
    """A kernel may do to its process what it likes."""
    before = run(STATE)
    assert run(LEAK, "print(leak)") == "1\n"
    assert run(STATE) == before
    assert run("print(hasattr(__import__('pandas'), 'leak'))") == "False\n"


def test_every_kernel_draws_its_own_numbers(run: Run) -> None:
    """A seed that all had inherited would make them draw the same ones."""
    assert len({number for _ in range(3) for number in run(DRAWS).split()}) == 6


def test_the_same_pictures_and_tables(run: Run, tmp_path: Path) -> None:
    """Also where a notebook leaves the drawing to Jupyter, which our own do not."""
    code = "import matplotlib.pyplot as plt, pandas as pd\nplt.plot([1, 2]);\nplt.show()\npd.DataFrame({'a': [1]})"
    found = []
    for forked in (False, True):
        run(code, forked=forked)
        path = tmp_path / "n.ipynb"
        found.append(run_notebook("n", path, {}, tmp_path))
    assert found[0] == found[1]
    shown = [kind for output in found[1].cells[0].outputs if "data" in output for kind in output.data]
    assert {"image/png", "text/html"} <= set(shown)


def test_the_same_reports() -> None:
    """All of ours, byte for byte."""
    jobs = [Job(name) for name in NOTEBOOKS]
    made = [
        sorted(run_all(jobs, find_collection(), processes=2, fast=fast), key=lambda report: report.name)
        for fast in (True, False)
    ]
    assert made[0] == made[1]


def test_the_protocol(manager: tuple[KernelManager, Any]) -> None:
    """Interrupt, restart, and the end: what JupyterLab asks of a kernel."""
    held, client = manager
    first = int(_answer(client, "import os; print(os.getpid())"))
    assert first != os.getpid()
    client.execute("import time; time.sleep(60)", stop_on_error=False)  # or what comes at once is dropped
    time.sleep(0.5)
    held.interrupt_kernel()
    assert client.get_shell_msg(timeout=10)["content"]["ename"] == "KeyboardInterrupt"
    assert _answer(client, "print('again')") == "again"
    held.restart_kernel()
    client.wait_for_ready(timeout=30)
    second = int(_answer(client, "import os; print(os.getpid())"))
    assert (psutil.pid_exists(first), psutil.pid_exists(second)) == (False, True)
    assert psutil.Process(second).ppid() == psutil.Process(second).parent().pid
    held.shutdown_kernel()
    assert not psutil.pid_exists(second)


def test_a_dead_kernel_and_a_dead_nursery(manager: tuple[KernelManager, Any], run: Run) -> None:
    """The owner notices either, nothing stays, and the next kernel starts all the same."""
    held, client = manager
    pid = int(_answer(client, "import os; print(os.getpid())"))
    nursery = psutil.Process(pid).ppid()
    assert nursery != os.getpid()
    os.kill(pid, signal.SIGKILL)
    _until(lambda: not held.is_alive())
    held.start_kernel()
    client.wait_for_ready(timeout=30)
    pid = int(_answer(client, "import os; print(os.getpid())"))
    assert psutil.Process(pid).ppid() == nursery
    os.kill(nursery, signal.SIGKILL)
    _until(lambda: not held.is_alive() and not psutil.pid_exists(pid))
    assert run("print(1)") == "1\n"


def test_another_python_is_started_in_the_ordinary_way(manager: tuple[KernelManager, Any]) -> None:
    """A kernel of another interpreter, or of one that is to start differently, is none that we could fork."""
    nursery = psutil.Process(int(_answer(manager[1], "import os; print(os.getppid())")))
    spec = KernelSpec(argv=[sys.executable, "-X", "dev", "-m", "ipykernel_launcher", "-f", "{connection_file}"])
    for change in ("argv", "variable"):
        held = KernelManager()
        if change == "argv":
            held._kernel_spec = spec
        env = os.environ | ({"PYTHONHASHSEED": "1"} if change == "variable" else {})
        held.start_kernel(env=env)
        client = held.client()
        client.start_channels()
        client.wait_for_ready(timeout=30)
        assert int(_answer(client, "import os; print(os.getppid())")) != nursery.pid
        client.stop_channels()
        held.shutdown_kernel(now=True)


def test_a_nursery_imports_nothing_from_the_folder_that_it_is_started_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What lies there may be called as a library is."""
    for name in ("selectors", "partyresearch", "IPython"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'imported')!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    nursery = _Nursery()
    pid = nursery.start([sys.executable, "-m", "ipykernel_launcher", "--version"], "/", dict(os.environ), True).pid
    nursery.close()
    assert pid
    assert not (tmp_path / "imported").exists()


def _until(true: Callable[[], bool], patience: float = 10) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
