"""Every estimate under every other coding: worked out by hand for three committees, and for worlds of one function."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from conftest import Case, N
from partyresearch import load_multiverse, study
from partyresearch.analysis import multiverse
from partyresearch.analysis.multiverse import Estimate, Multiverse, _paired, moved
from partyresearch.analysis.students import pooled_student_share, student_share
from partyresearch.analysis.trends import recruitment
from partyresearch.cli.main import cli
from partyresearch.collection.place import Collection
from partyresearch.tables.package import build
from saying import QUESTIONS

POOLED = "pooled_student_share:school_pupil"
ALL = multiverse.ANALYSES


@pytest.fixture(scope="module", autouse=True)
def _few_analyses() -> Iterator[None]:
    """Those that are looked at: the others take half the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(multiverse, "ANALYSES", (recruitment, student_share, pooled_student_share))
        yield


def _run(*words: object) -> str:
    done = CliRunner().invoke(cli, list(map(str, words)), catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def _alternative(case: Case, name: str, start: str, value: str, column: str = "group", article: str = "a") -> None:
    case.alternatives.append([name, article, start, column, value, f"why {name}", f"vì sao {name}"])


def _committees(root: Path, orgs: str) -> Case:
    """Of three districts with 100, 50 and 20 admitted, 4, 1 and 2 of them pupils: all of whom may be teachers."""
    case = Case(root)
    case.organisations = [[org, f"Huyện {org}", org.upper(), "district", ""] for org in orgs]
    for org, count, pupils in (("d", "100", "4"), ("e", "50", "1"), ("f", "20", "2")):
        if org in orgs:
            total = case.add("a", count, N, org=org)
            pupil = case.add("a", pupils, N, org=org, group="school_pupil", part_of=total)
            _alternative(case, f"{org}-teachers", pupil, "teacher")
    return case


def _told(root: Path, **choice: Any) -> list[str]:
    """What a study says of the pooled share's readings."""
    chosen = study(root, **choice)
    return repr(chosen.sensitivity(chosen.pooled_student_share())).split("\n\n")[1].splitlines()


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, str]:
    """The collection of all three with its multiverse, and what the command said."""
    case = _committees(tmp_path_factory.mktemp("multiverse") / "three", "def")
    root = case.build()
    assert _told(root) == ["What another coding would change is not worked out yet; run: partyresearch multiverse"]
    return case, _run("multiverse", "--data", root)


def test_every_combination_of_what_touches_an_estimate(three: tuple[Case, str]) -> None:
    """Without the pupils of one committee 3 of 70, 6 of 120 or 5 of 150; one committee left is no sum."""
    table = load_multiverse(three[0].collection.root).set_index(["estimate_id", "alternatives"])
    pooled = table.loc[POOLED]
    ends = pooled[pooled["made"]]
    expected = {"as_coded": 7 / 170, "d-teachers": 3 / 70, "e-teachers": 6 / 120, "f-teachers": 5 / 150}
    assert ends["estimate_low"].to_dict() == pytest.approx(expected, rel=1e-8)
    assert ends["estimate_high"].to_dict() == pytest.approx(expected, rel=1e-8)
    both = ["d-teachers e-teachers", "d-teachers f-teachers", "e-teachers f-teachers"]
    assert pooled.index[~pooled["made"]].tolist() == [*both, "d-teachers e-teachers f-teachers"]
    single = table.loc["student_share:d:2023:school_pupil"]
    assert single["made"].to_dict() == {"as_coded": True, "d-teachers": False}
    assert single.loc["as_coded", "estimate_low"] == 0.04
    assert table.loc["admissions:d:2023:all"].index.tolist() == ["as_coded"]
    assert three[1].splitlines()[-1].endswith(" estimates rest on a reading; 8 rebuilds")


def test_a_study_tells_what_moves(three: tuple[Case, str]) -> None:
    """From 5 of 150 to 6 of 120; what moves it most by itself, in its own words; the pooled share of two is another."""
    root = three[0].collection.root
    first, line = _told(root)
    assert first.startswith("Estimates on this page that depend on how a careful reader codes the figures: 1 of 1.")
    assert line.endswith(": 4.1%; 3.3 to 5.0%; none under 4 of 7 codings (why e-teachers)")
    assert _told(root, language="vi")[1].endswith("(vì sao e-teachers)")
    assert _told(root, organisations=["d", "e"])[0].endswith(
        "alone: 1. Other codings were tried for the whole collection."
    )
    picture = study(root).sensitivity(study(root).pooled_student_share()).plot()
    (moved,) = picture._drawing.moved  # type: ignore[attr-defined]
    assert moved.made["estimate_low"].tolist() == pytest.approx([7 / 170, 3 / 70, 6 / 120, 5 / 150], rel=1e-8)
    assert "4.12" not in picture.alt
    assert "3.3 to 5.0%" in picture.alt


def test_a_multiverse_of_other_tables_is_told(three: tuple[Case, str], tmp_path: Path) -> None:
    """Up to date until a raw table changes; a rebuild keeps it and says so."""
    root = Path(shutil.copytree(three[0].collection.root, tmp_path / "three"))
    assert _run("multiverse", "--if-stale", "--data", root) == "nothing to do: the table is up to date\n"
    path = root / "raw" / "alternatives.csv"
    path.write_bytes(path.read_bytes().replace(b"why f", b"how f"))
    assert "three/processed/multiverse.csv: made for other tables" in _run("build", "--data", root)
    assert _told(root) == [
        "What another coding would change was worked out for other tables; run: partyresearch multiverse"
    ]


def test_what_changes_only_together_is_found(case: Case) -> None:
    """A count is printed in two articles: without either mention it stands, without both there is none."""
    case.add("a", "100", N)
    case.add("b", "100", N)
    _alternative(case, "first", "0", "teacher")
    _alternative(case, "second", "20", "teacher", article="b")
    _alternative(case, "backwards", "20", "2022-12-31", "period_end", article="b")  # breaks a rule
    made = Multiverse(Collection(case.build()), 100)
    count = made.table().set_index(["estimate_id", "alternatives"]).loc["admissions:d:2023:all"]
    assert count["made"].to_dict() == {"as_coded": True, "first": True, "second": True, "first second": False}
    assert made.impossible == {"backwards"}


def test_what_takes_the_place_of_an_estimate_stands_under_its_name(case: Case) -> None:
    """A hundred of 2023 that may be of 2022, and more than a hundred: each estimate has one name under every coding."""
    start = case.add("a", "100", N)
    for column, day in (("period_start", "2022-01-01"), ("period_end", "2022-12-31")):
        _alternative(case, "year", start, day, column)
    _alternative(case, "more", start, "more_than", "bound")
    table = Multiverse(Collection(case.build()), 100).table().set_index(["estimate_id", "alternatives"])
    assert "admissions:d:2022:all" not in table.index
    count = table.loc["admissions:d:2023:all"]
    assert count["estimate_low"].to_dict() == {"as_coded": 100, "year": 100, "more": 101, "year more": 101}
    assert count["made"].all()
    assert count["becomes"].tolist() == ["", "admissions:d:2022:all", "", "admissions:d:2022:all"]
    days = count.loc["year", ["period_start", "period_end"]].tolist()
    assert days == [pd.Timestamp("2022-01-01"), pd.Timestamp("2022-12-31")]


def _made(*estimates: str) -> dict[str, Estimate]:
    """Estimates of one committee from ids and the figures that they rest on."""
    made = {}
    for estimate_id, figures in (one.split(" ", 1) for one in estimates):
        unlike = dict.fromkeys(("unit", "comparator_ids", "group"), "")
        row = SimpleNamespace(organisation_ids=estimate_id.split(":")[1], figure_ids=figures, **unlike)
        made[estimate_id] = Estimate(estimate_id, (0.0,), row)
    return made


@pytest.mark.parametrize(
    ("coded", "other", "pairs"),
    [
        (["n:d:1 a b"], ["n:d:2 b c"], {"n:d:1": "n:d:2"}),
        (["n:d:1 a b"], ["n:d:2 c"], {}),  # no figure in common
        (["n:d:1 a"], ["m:d:1 a"], {}),  # another estimand
        (["n:d:1 a"], ["n:e:1 a"], {}),  # another committee
        (["n:d:1 a b"], ["n:d:2 b", "n:d:3 a b"], {"n:d:1": "n:d:3"}),  # shares more
        (["n:d:1:x a"], ["n:d:2:y a", "n:d:2:x a"], {"n:d:1:x": "n:d:2:x"}),  # of equals, the likest
        (["n:d:1 a"], ["n:d:2 a", "n:d:3 a"], {}),  # either could
        (["n:d:1 a", "n:d:2 a b"], ["n:d:3 a b"], {"n:d:2": "n:d:3"}),  # the other has a better claim
        (["n:d:1 a", "n:d:2 a"], ["n:d:3 a"], {}),
        (["n:d:1 a", "n:d:2 a"], ["n:d:2 a", "n:d:3 a"], {"n:d:1": "n:d:3"}),  # what stays is neither
    ],
)
def test_what_takes_the_place_of_which(coded: list[str], other: list[str], pairs: dict[str, str]) -> None:
    """One for one, by the figures that they share."""
    found = _paired(_made(*coded), _made(*other))
    assert {name: one.estimate_id for name, one in found.items() if name != one.estimate_id} == pairs
    assert sorted(one.estimate_id for one in found.values()) == sorted(one.split()[0] for one in other)


def test_the_coding_passes_are_readings(tmp_path: Path) -> None:
    """As the cells that they have otherwise, without figures of a metric that is gone; one of two equal readings."""
    root = _committees(tmp_path / "one", "d").build()
    changes = {"first": [("20", "group", "teacher")], "second": [("0", "bound", "more_than"), ("20", "metric", "gone")]}
    for name, cells in changes.items():
        folder = root / "raw" / "coding" / name
        folder.mkdir(parents=True)
        rows = pd.read_csv(root / "raw" / "figures.csv", dtype="str", keep_default_na=False)
        for start, column, value in cells:
            rows.loc[rows["start"].eq(start), column] = value
        rows.to_csv(folder / "figures.csv", index=False)
    made = Multiverse(Collection(root), 100)
    assert made.switches["coding/first"] == made.switches["d-teachers"] == {("a:20", "group"): "teacher"}
    assert made.switches["coding/second"] == {("a:0", "bound"): "more_than"}
    table = made.table().set_index(["estimate_id", "alternatives"])
    shares = table.loc["student_share:d:2023:school_pupil"]
    assert shares.index.tolist() == ["as_coded", "coding/first", "coding/second", "coding/second d-teachers"]
    assert shares.loc["coding/second", "estimate_high"] == pytest.approx(4 / 101, rel=1e-8)  # of more than 100
    assert made.estimates(["coding/first", "coding/second"]) is None


@pytest.fixture
def world(own: Collection, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Multiverse]:
    """Switches named by numbers, and estimates as functions of the set of numbers that are turned."""

    def make(switches: int, most: int = 1000, **estimates: Callable[[set[int]], float]) -> Multiverse:
        def rebuild(_: Multiverse, cells: dict[tuple[str, str], str]) -> dict[str, Any]:
            turned = {int(name) for name, _ in cells}
            ends = {name: (value := function(turned), value, None, None) for name, function in estimates.items()}
            return {name: Estimate(name, ends[name]) for name in ends}

        monkeypatch.setattr(Multiverse, "_rebuild", rebuild)
        made = Multiverse(own, most)
        made.__dict__["switches"] = {f"s{number}": {(str(number), "group"): "x"} for number in range(switches)}
        return made

    return make


def test_what_interacts_is_found_among_many(world: Callable[..., Multiverse]) -> None:
    """Two of twenty-four that do something only together; the others are not combined with them."""
    made = world(24, pair=lambda on: float({3, 17} <= on), sum=lambda on: sum(on & {1, 2}))
    readings = made.table().set_index(["estimate_id", "alternatives"])["estimate_low"]
    assert readings["pair"].to_dict() == {"as_coded": 0, "s3": 0, "s17": 0, "s3 s17": 1}
    assert readings["sum"].to_dict() == {"as_coded": 0, "s1": 1, "s2": 2, "s1 s2": 3}
    assert made.rebuilds < 60


def test_values_that_exclude_one_another_are_not_combined(world: Callable[..., Multiverse]) -> None:
    """Two values of one cell."""
    made = world(2, sum=lambda on: sum(on))
    made.switches["s1"] |= {("7", "group"): "x"}  # type: ignore[operator]
    made.switches["other"] = {("1", "group"): "y"}  # type: ignore[index]
    assert made.table()["alternatives"].tolist() == ["as_coded", "s1", "other"]


def test_many_readings_are_sampled(world: Callable[..., Multiverse], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each alternative by itself, then the same sample each time; and no more rebuilds than are asked for."""
    monkeypatch.setattr(multiverse, "MOST_READINGS", 50)
    first, second = (world(10, sum=lambda on: sum(2**one for one in on)).table() for _ in range(2))
    assert first["alternatives"][:11].tolist() == ["as_coded", *(f"s{number}" for number in range(10))]
    assert 40 < len(first) <= 50
    assert first.equals(second)
    for row in first[1:].itertuples():
        assert row.estimate_low == sum(2 ** int(one[1:]) for one in str(row.alternatives).split())
    few = world(10, 4, sum=lambda on: sum(on))
    assert few.table()["alternatives"].tolist() == ["as_coded", "s1", "s2"]  # s0 changes nothing
    assert (few.rebuilds, few.unfinished > 0) == (4, True)


def test_our_own_is_current(own: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is estimated as coded is what the committed table says, and every analysis of a study is in it."""
    monkeypatch.setattr(multiverse, "ANALYSES", ALL)
    table = load_multiverse()
    assert Multiverse(own, 1).is_current(table)
    results = [getattr(study(), name)().findings for name in QUESTIONS if name != "coding_agreement"]
    assert moved(results, table)[1] == 0


def test_our_own_estimates_keep_their_successors() -> None:
    """By hand: 116 of more than 5,800 members; none of 62; at least the congress's 130; 67 of a quarter's 185."""
    table = load_multiverse().set_index(["estimate_id", "alternatives"])
    lam_ha = "attainment:lam-ha:2021:2021:all:{}:literal"
    expected = [
        ("admitted_share_of_members:dam-doi:2023Q1:all", "dam-doi-members-date", "dam-doi:2022:all", 116 / 5801),
        ("student_share:nam-dong:..2024-02-28:school_pupil", "nam-dong-no-pupils-in-2023", ":2023:school_pupil", 0),
        (lam_ha.format("own_plan"), "lam-ha-congress", lam_ha.format("congress"), None),
        ("attainment:dam-doi:2023Q1:2023:all:superior:rounded", "dam-doi-quarter-target", ":2023Q1:2023Q1:", 67 / 185),
    ]
    for estimate_id, alternative, becomes, high in expected:
        row = table.loc[(estimate_id, alternative)]
        assert row["made"]
        assert becomes in row["becomes"]
        assert row["estimate_high"] == pytest.approx(high, rel=1e-8) if high is not None else row["estimate_low"] == 1
    assert table.loc[(lam_ha.format("own_plan"), "lam-ha-congress"), "set_by"] == "congress"
    assert not table.loc[("target_ratio:dam-doi:2022:2023:superior", "dam-doi-quarter-target"), "made"]


@pytest.mark.slow
def test_our_own_is_made_again_alike(own: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the last byte: a change of the code that only another reading shows is no accident."""
    monkeypatch.setattr(multiverse, "ANALYSES", ALL)
    shutil.copytree(own.root, tmp_path / "data")
    build(Collection(tmp_path / "data"))
    _run("multiverse", "--data", tmp_path / "data")
    assert (tmp_path / "data" / "processed" / "multiverse.csv").read_bytes() == own.path("multiverse").read_bytes()
