"""Fixtures: a tiny collection with a text of its own, written for the tests."""

from __future__ import annotations

import csv
import hashlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from jupyter_client.provisioning import KernelProvisionerFactory

from partyresearch.collection.columns import TABLES
from partyresearch.collection.place import DATA_VARIABLE, TEXTS_VARIABLE, Collection, find_collection
from partyresearch.collection.texts import find_texts
from partyresearch.reports.kernels import PROVISIONER
from partyresearch.reports.run import find_notebooks
from partyresearch.tables.package import build

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))  # some tests share code with make targets
sys.path.append(str(Path(__file__).resolve().parent / "intake"))  # and some, from elsewhere, the steps of an intake

# the same examples in every run, and no failure because a machine is slow
settings.register_profile(
    "steady", deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

NOTEBOOKS = {name: path for name, path in find_notebooks().items() if path.name < "05"}
"""The package's own reports; those from 05 on are a researcher's."""

ONE_QUICKLY = [name if name == "quota-attainment" else pytest.param(name, marks=pytest.mark.slow) for name in NOTEBOOKS]
"""One report in every test run, the others in the slow ones: executing a notebook takes seconds."""

TEXT = (
    "Ngày 05/04/2021\n"
    "Năm 2020, Đảng bộ xã Mẫu kết nạp 12 đảng viên, đạt 120% chỉ tiêu; trong đó có 3 học sinh.\n"
    "Quý 1/2021 kết nạp 2 đảng viên, đạt 16,67% chỉ tiêu năm.\n"
)


def span(printed: str, after: str = "") -> list[str]:
    """Start, end and text of the first occurrence after some words."""
    start = TEXT.index(printed, TEXT.index(after) + len(after))
    return [str(start), str(start + len(printed)), printed]


YEAR, QUARTER = ["2020-01-01", "2020-12-31"], ["2021-01-01", "2021-03-31"]
NONE = [""] * 4
ROWS = {
    "raw-articles": [["mau-2021", "", "", "", "2021-04-05", "vi", "mau.txt", "", str(len(TEXT))]],
    "raw-organisations": [
        ["mau", "Đảng bộ xã Mẫu", "Mẫu commune committee", "grassroots", "", "", "", "", "", ""],
        ["mau-school", "Chi bộ trường Mẫu", "Mẫu school cell", "cell", "mau", "", "", "", "", ""],
    ],
    "raw-metrics": [
        ["members_admitted", "persons", "flow", "People admitted", "", ""],
        ["admission_target", "persons", "flow", "Admissions asked for", "", ""],
        ["target_attainment", "percent", "ratio", "Admissions in percent of the target", "", ""],
        ["members_total", "persons", "stock", "Members", "", ""],
    ],
    "raw-figures": [
        ["mau-2021", *span("12", "kết nạp "), "mau", "members_admitted", "all", *YEAR, "reported", "exact"]
        + ["", "", "", "", "", "", "", ""],
        ["mau-2021", *span("120%"), "mau", "target_attainment", "all", *YEAR, "reported", "exact"]
        + [span("12", "kết nạp ")[0], "", "", "", "", "", "superior", ""],
        ["mau-2021", *span("3", "có "), "mau", "members_admitted", "school_pupil", *YEAR, "reported", "exact"]
        + ["", "", span("12", "kết nạp ")[0], "", "", "", "", ""],
        ["mau-2021", *span("2", "1/2021 kết nạp "), "mau", "members_admitted", "all", *QUARTER, "reported", "exact"]
        + ["", "", "", "", "", "", "", ""],
        ["mau-2021", *span("16,67%"), "mau", "target_attainment", "all", *QUARTER, "reported", "exact"]
        + [span("2", "1/2021 kết nạp ")[0], "", "", "2021-01-01", "2021-12-31", "", "superior", ""],
    ],
    "raw-exclusions": [
        ["mau-2021", *span("05/04/2021"), "date"],
        ["mau-2021", *span("2020", "Năm "), "date"],
        ["mau-2021", *span("1/2021", "Quý "), "date"],
    ],
}
ROWS["raw-articles"][0][7] = hashlib.sha256(TEXT.encode()).hexdigest()


def write_rows(collection: Collection, name: str, rows: list[list[str]]) -> None:
    """Write a raw table; cells that a row lacks at its end are empty."""
    path, width = collection.path(name), len(TABLES[name].names)
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([TABLES[name].names, *rows])


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the environment; those that need the articles' texts ask for `texts`."""
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    monkeypatch.delenv(TEXTS_VARIABLE, raising=False)


ARTICLES = find_texts()


@pytest.fixture
def texts() -> Path:
    """The folder of the five articles' texts."""
    if ARTICLES is None:
        pytest.skip(f"the articles' texts are not at hand ({TEXTS_VARIABLE} is not set)")
    return ARTICLES


@pytest.fixture
def own() -> Collection:
    """The package's own collection."""
    return find_collection()


@pytest.fixture
def tiny(tmp_path: Path) -> Collection:
    """A collection of one invented article: 12 of 10 in a year, 3 of them pupils; 2 of 12 in the next quarter."""
    collection = Collection(tmp_path / "tiny")
    for name, rows in ROWS.items():
        write_rows(collection, name, rows)
    return collection


@pytest.fixture
def tiny_texts(tmp_path: Path) -> Path:
    """The folder with the invented article's text."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "mau.txt").write_bytes(TEXT.encode())
    return folder


@pytest.fixture
def place(tmp_path: Path, own: Collection) -> Path:
    """A folder with a new article's text, a collection and the candidate files."""
    from steps import TEXT, run  # beside the tests of the intake

    shutil.copytree(own.root, tmp_path / "data")
    (tmp_path / "moi.txt").write_text(TEXT, encoding="utf-8")
    said = run(tmp_path, "find", tmp_path / "moi.txt", "--output", tmp_path / "c", "--article-id", "my-loc-2024")
    assert said == (
        0,
        f"wrote {tmp_path}/c/my-loc-2024.candidates.csv: 4 figure, 3 exclusion, 1 unsure; new organisations: 2\n",
    )
    return tmp_path


@pytest.fixture(scope="module")
def forked_kernels() -> Iterator[None]:
    """Kernels as `partyresearch report` starts them: a second sooner than others, on systems that have them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", PROVISIONER)
        KernelProvisionerFactory.clear_instance()  # Jupyter reads the variable once a process
        yield
    KernelProvisionerFactory.clear_instance()


METRICS = [
    ["members_admitted", "persons", "flow", "People admitted", "", ""],
    ["members_total", "persons", "stock", "Members", "", ""],
    ["admission_target", "persons", "flow", "Admissions asked for", "", ""],
    ["target_attainment", "percent", "ratio", "Admissions in percent of the target", "", ""],
    ["group_share_of_admissions", "percent", "share", "Students in percent of the people admitted", "", ""],
    ["awareness_class_learners", "persons", "flow", "Learners", "", ""],
    ["members_removed", "persons", "flow", "Members struck off", "", ""],
    ["target_excess", "percent", "ratio", "Admissions beyond the target in percent of it", "", ""],
]
ORGANISATIONS = [
    ["p", "Tỉnh", "P", "province", ""],
    ["d", "Huyện", "D", "district", "p"],
    ["w", "Xã", "W", "grassroots", "d"],
]
N, T, A, S = "members_admitted", "admission_target", "target_attainment", "group_share_of_admissions"


class Case:
    """A collection that grows by one figure a call; each figure stands 20 characters after the one before."""

    def __init__(self, root: Path) -> None:
        self.collection = Collection(root)
        self.organisations = list(ORGANISATIONS)
        self.rows: list[list[str]] = []
        self.alternatives: list[list[str]] = []
        self.published: dict[str, str] = {}

    def add(self, article: str, printed: str, metric: str, period: str = "2023", org: str = "d", **more: str) -> str:
        """Add a figure; return its start. A period is a year, a range of days, or empty."""
        start = str(20 * len(self.rows))
        first, last = _days(period)
        cells = dict.fromkeys(TABLES["raw-figures"].names, "")
        cells |= {
            "article_id": article,
            "start": start,
            "end": str(int(start) + len(printed)),
            "printed": printed,
            "organisation_id": org,
            "metric": metric,
            "group": "all",
            "period_start": first,
            "period_end": last,
            "status": "target" if metric == T else "reported",
            "bound": "exact",
            "set_by": "superior" if metric in (T, A) else "",
        }
        if "against" in more:
            cells["against_start"], cells["against_end"] = _days(more.pop("against"))
        if more.pop("disputed", ""):
            self.alternatives.append([f"doubt-{start}", article, start, "group", "teacher", "why", "vì sao"])
        self.rows.append(list((cells | more).values()))
        return start

    def build(self) -> Path:
        """Write and build the collection."""
        articles = sorted({row[0] for row in self.rows})
        length = str(20 * len(self.rows) + 20)
        hashes = [
            [one, "", "", "", self.published.get(one, ""), "vi", f"{one}.txt", "0" * 64, length] for one in articles
        ]
        write_rows(self.collection, "raw-articles", hashes)
        write_rows(self.collection, "raw-metrics", METRICS)
        write_rows(self.collection, "raw-organisations", self.organisations)
        write_rows(self.collection, "raw-figures", self.rows)
        write_rows(self.collection, "raw-exclusions", [])
        write_rows(self.collection, "raw-alternatives", self.alternatives)
        build(self.collection)
        return self.collection.root


def _days(period: str) -> tuple[str, str]:
    if not period:
        return "", ""
    first, _, last = period.partition("/")
    if not last and "/" in period:
        return first, ""
    return (f"{first}-01-01", f"{first}-12-31") if not last else (first, last)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """An empty collection."""
    return Case(tmp_path / "many")


def simulate(root: Path, committees: int = 14, years: int = 6, *, least: float = 0.0) -> Path:
    """Write a collection that carries every model: committees with counts, percentages, stocks and pupils each year.

    Attainment is gamma-distributed around 1.15 between committees (and at least ``least``), admissions grow by 4 % a
    year, 5 % of the people admitted are pupils. The same arguments give the same files.
    """
    import numpy as np

    rng = np.random.default_rng(20231)
    case = Case(root)
    case.organisations = [
        ["tinh", "Đảng bộ tỉnh Mẫu", "Mẫu provincial committee", "province", ""],
        *(
            [f"h{i}", f"Đảng bộ huyện Số {i}", f"Số {i} district committee", "district", "tinh"]
            for i in range(committees)
        ),
    ]
    for i in range(committees):
        size, effect = rng.integers(80, 400), max(least, rng.gamma(60, 1.15 / 60))
        for year in range(2017, 2017 + years):
            target = int(size * 1.04 ** (year - 2017))
            admitted = int(max(rng.poisson(target * effect), least * target))
            printed = f"{100 * admitted / target:.2f}%".replace(".", ",")
            article, org, when = f"a{i}", f"h{i}", str(year)
            count = case.add(article, str(admitted), N, when, org)
            case.add(article, printed, A, when, org, numerator=count)
            case.add(article, str(20 * size), "members_total", f"{year}-12-31/{year}-12-31", org)
            pupils = str(rng.binomial(admitted, 0.05))
            case.add(article, pupils, N, when, org, group="school_pupil", part_of=count)
    return case.build()


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a simulated collection that carries every model."""
    return simulate(tmp_path_factory.mktemp("simulated") / "data")


def mutated(root: Path, figure_id: str, printed: str) -> Path:
    """Copy our own collection with other printed characters for one figure, and build it without the texts."""
    shutil.copytree(find_collection().root, root)
    path, (article, _, start) = root / "raw" / "figures.csv", figure_id.partition(":")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    changed = [row for row in rows if row[:2] == [article, start]]
    assert len(changed) == 1
    assert len(changed[0][3]) == len(printed)
    changed[0][3] = printed
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    build(Collection(root))
    return root


BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, if this machine has one."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(f"no browser is installed ({', '.join(BROWSERS)})")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=program, args=SWITCHES)
        yield chromium
        chromium.close()
