"""What takes longer: a wheel on its own, a source distribution, and how the build grows."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pandas
import pandas as pd
import pytest

from conftest import NOTEBOOKS, mutated
from partyresearch.collection.place import Collection, find_collection
from partyresearch.reports.batch import run_all
from partyresearch.reports.run import Job, Report, software

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.slow


def _wheel(source: Path, folder: Path) -> Path:
    """Build a wheel of a checkout or of a source distribution."""
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, "-w", folder, source], check=True)
    return next(folder.glob("*.whl"))


def test_a_wheel_on_its_own(tmp_path: Path) -> None:
    """Installed into an environment of its own, used from an empty folder: tables, notebooks, cues, commands."""
    wheel = _wheel(ROOT, tmp_path)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "env"], check=True)
    python = tmp_path / "env" / "bin" / "python"
    install = ["install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", wheel]
    subprocess.run([sys.executable, "-m", "pip", "--python", python, *install], check=True)
    site = next((tmp_path / "env" / "lib").glob("python*/site-packages"))
    (site / "dependencies.pth").write_text(str(Path(pandas.__file__).parents[1]), encoding="utf-8")
    (tmp_path / "empty").mkdir()

    def run(*command: object) -> str:
        done = subprocess.run(
            list(map(str, command)),
            cwd=tmp_path / "empty",
            capture_output=True,
            text=True,
            env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "JUPYTER_PATH": f"{sys.prefix}/share/jupyter"},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = run(python, "-c", "import partyresearch as pr; print(pr.__file__); print(pr.load_target_readings())")
    assert where.startswith(str(site))
    assert "dam-doi" in where
    command = tmp_path / "env" / "bin" / "partyresearch"
    assert f"data {site}/partyresearch/collection_data" in run(command, "info")
    assert f"sha256 of the code {software()['code_sha256']}" in run(command, "info")  # the same as that of a clone
    assert "published here/quota-attainment/latest/index.html" in run(command, "report", "--output", "here")
    (tmp_path / "empty" / "a.txt").write_text("Năm 2023, Huyện ủy Mỹ Lộc kết nạp 62 đảng viên.", encoding="utf-8")
    assert "my-loc.candidates.csv: 1 figure, 1 exclusion, 0 unsure" in run(command, "find", "a.txt")


def test_the_source_distribution_builds_the_same_wheel(tmp_path: Path) -> None:
    """Nothing that the wheel holds is missing from it."""
    (tmp_path / "sdist").mkdir()
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path], cwd=ROOT, check=True)
    wheels = [_wheel(ROOT, tmp_path / "one"), _wheel(next(tmp_path.glob("*.tar.gz")), tmp_path / "two")]
    contents = []
    for path in wheels:
        with zipfile.ZipFile(path) as wheel:
            contents.append({name: wheel.read(name) for name in wheel.namelist()})
    assert contents[0] == contents[1]
    wanted = ("intake/cues.csv", "reviewing/editor.js", "reviewing/editor.css", "notebooks/10_code_an_article.ipynb")
    assert {f"partyresearch/{name}" for name in wanted} <= contents[0].keys()


def test_the_build_grows_linearly() -> None:
    """Ten times the figures take about ten times as long, not a hundred times."""
    command = [sys.executable, ROOT / "tools" / "bench_build.py", "5000", "50000"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    exponent = found.splitlines()[-1].split(" | ")[3]
    assert float(exponent) < 1.3, found


def _reports(collection: Collection) -> dict[str, Report]:
    done = run_all([Job(name) for name in NOTEBOOKS], collection, processes=2)
    return {report.name: report for report in done}


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    """All reports of our own data, once."""
    return _reports(find_collection())


@pytest.mark.parametrize(
    ("figure_id", "printed"),
    [
        ("dam-doi-2023:3279", "68"),
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
    again = _reports(copy)
    for name in NOTEBOOKS:
        before, after = reports[name], again[name]
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
