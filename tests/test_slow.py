"""What takes longer: a wheel on its own, and how the build grows."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.slow


def test_a_wheel_carries_its_data_and_notebooks(tmp_path: Path) -> None:
    """Installed from a wheel, the package finds its tables, its notebooks and its page template."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        tmp_path,
        ROOT,
    ]
    subprocess.run(command, check=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "site")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import partyresearch\n"
        "from partyresearch.reports.run import execute\n"
        "assert partyresearch.__file__.startswith(sys.argv[1])\n"
        "assert len(partyresearch.load_quotas())\n"
        "print(execute('quota-attainment').headline)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "site"], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(tmp_path / "site"), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )  # fmt: skip
    assert found.stdout.startswith("Finished targets with a printed result: 11")


def test_the_build_grows_linearly() -> None:
    """Ten times the figures take about ten times as long, not a hundred times."""
    command = [sys.executable, ROOT / "tools" / "bench.py", "5000", "50000"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    growth = re.search(r"last to first: ([\d.]+)", found)
    assert growth is not None
    assert float(growth[1]) < 2, found
