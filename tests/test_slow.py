"""What takes longer: a wheel on its own, and how the build grows."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from conftest import mutated
from partyresearch.collection import Collection
from partyresearch.reports.run import Report, execute, find_notebooks

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
    assert found.stdout.startswith("Finished targets with a printed result, parts of another target not counted: 7 ")


def test_the_build_grows_linearly() -> None:
    """Ten times the figures take about ten times as long, not a hundred times."""
    command = [sys.executable, ROOT / "tools" / "bench_build.py", "5000", "50000"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    exponent = found.splitlines()[-1].split(" | ")[3]
    assert float(exponent) < 1.3, found


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    """All reports of our own data, once."""
    return {name: execute(name) for name in find_notebooks()}


@pytest.mark.parametrize(
    ("figure_id", "printed"),
    [
        ("dam-doi-2023:3279", "68"),
        ("lam-ha-2024:3230", "04"),
        ("nam-dong-2024:2170", "2.153"),
        ("dong-thap-2024:1336", "2.565"),
        ("can-tho-2012:4697", "350"),
        ("can-tho-2012:611", "127,3%"),
    ],
)
def test_a_changed_numeral_changes_what_rests_on_it_and_nothing_else(
    tmp_path: Path, reports: dict[str, Report], figure_id: str, printed: str
) -> None:
    """In a copy of the collection, through --data: every estimate that changes names the figure, and some do change."""
    copy = Collection(mutated(tmp_path / "copy", figure_id, printed))
    changed = 0
    for name in find_notebooks():
        before, after = reports[name], execute(name, collection=copy)
        one, other = (pd.read_csv(BytesIO(report.files["estimates.csv"])) for report in (before, after))
        both = one.merge(other, how="outer", on="estimate_id", suffixes=("", "_after"), indicator=True)
        made = both["method"].ne("refused") & both["method_after"].ne("refused")
        numbers = ["estimate", "estimate_low", "estimate_high", "low", "high"]
        same = both["_merge"].eq("both")
        for number in numbers:
            same &= both[number].eq(both[f"{number}_after"]) | both[[number, f"{number}_after"]].isna().all(axis=1)
        rests = both[["figure_ids", "figure_ids_after"]].fillna("").agg(" ".join, axis=1).str.split()
        rests = rests.map(lambda ids: figure_id in ids)
        assert (same | rests | ~made).all(), both.loc[~same & ~rests & made, "estimate_id"].tolist()
        changed += int((~same).sum())
        page = after.files["index.html"].decode()
        used = " ".join(other.loc[other["method"].ne("refused"), "figure_ids"].fillna(""))
        if figure_id in used.split():
            assert f'<span lang="vi">{printed}</span>' in page
    assert changed
