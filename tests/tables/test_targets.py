"""Targets that join: one binding one a row, linked to what is printed, and told where they do not fit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import partyresearch as pr
from conftest import A as SCORE
from conftest import Case, N, T, mutated
from partyresearch import load_admissions, load_checks, load_figures, load_target_readings, load_targets
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UserError
from partyresearch.tables.package import build

KEY = ["organisation_id", "period_start", "period_end", "group"]


def _published(case: Case, **days: str) -> Path:
    """Build a case whose articles are dated."""
    case.published = days
    return case.build()


def _checks(root: Path, kind: str) -> list[tuple[str, str, str]]:
    rows = load_checks(root)
    rows = rows[rows["check"].eq(kind)]
    return list(rows[["figure_ids", "relation", "verdict"]].astype("str").itertuples(index=False, name=None))


def _odd(case: Case) -> Path:
    """Everything at once: two setters, two parts of one year, a year that recurs, unknown days in two articles."""
    case.add("a", "120", T, "2022-01-01/2024-12-31", recurs="year", set_by="congress")
    case.add("a", "100", T, "2023")
    case.add("a", "90", T, "2023", set_by="own_plan")
    case.add("a", "110", N, "2023")
    case.add("a", "30", N, "2024-01-01/2024-03-31")
    case.add("a", "70", N, "2024-01-01/2024-06-30")
    case.add("a", "4", N, "2023", group="school_pupil")
    case.add("a", "5", T, "2023", group="school_pupil")
    for article, count in (("a", "7"), ("b", "9")):
        case.add(article, count, N, "", org="w")
        case.add(article, "8", T, "", org="w")
        case.add(article, count, N, "2020-05-01/", org="w")
    case.add("b", "vượt", SCORE, "2023", org="p", bound="more_than")
    case.add("b", "0", T, "2022", org="p")
    case.add("b", "50", N, "2022", org="p")
    return case.build()


def _wider(root: Path) -> Path:
    """Build raw tables of version 0.1, of many articles, if the shell names a folder with them."""
    folder = os.environ.get("PARTYRESEARCH_WIDER", "")
    if not folder:
        pytest.skip("no raw tables of a wider collection are at hand (PARTYRESEARCH_WIDER is not set)")
    (root / "raw").mkdir(parents=True)
    for path in Path(folder).glob("*.csv"):
        shutil.copy(path, root / "raw")
    build(Collection(root))
    return root


@pytest.fixture(params=["five articles", "admissions of 2024", "odd", "simulated", "wider"])
def collection(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """A folder of a collection; empty: the five articles."""
    if request.param == "odd":
        return _odd(request.getfixturevalue("case"))
    if request.param == "simulated":
        return request.getfixturevalue("simulated")  # type: ignore[no-any-return]
    if request.param == "wider":
        return _wider(tmp_path / "wider")
    if request.param == "five articles":
        return ""
    # the year in which Lâm Hà has two targets: 158 learners of the quarter become people admitted
    root = mutated(tmp_path / "copy", "lam-ha-2024:3577", "158")
    path = root / "raw" / "figures.csv"
    learners = "lam-ha-2024,3577,3580,158,lam-ha,awareness_class_learners,all,2024-01-01,2024-03-31"
    text = path.read_text(encoding="utf-8")
    assert learners in text
    path.write_text(text.replace(learners, learners.replace("awareness_class_learners", N)), encoding="utf-8")
    build(Collection(root))
    return root


def test_a_join_with_admissions_doubles_and_loses_nothing(collection: Path | str) -> None:
    """On organisation, period and group: the totals of both tables are those of the outer join."""
    admissions, targets = load_admissions(collection), load_targets(collection)
    both = admissions.merge(targets, how="outer", on=KEY, suffixes=("", "_scored"), indicator=True)
    assert both["admitted_low"].sum() == admissions["admitted_low"].sum() > 0
    assert both["target_low"].sum() == targets["target_low"].sum() > 0
    assert both["_merge"].ne("right_only").sum() == len(admissions)
    assert both["_merge"].ne("left_only").sum() == len(targets)
    assert not targets.duplicated(KEY).any()
    dated = admissions[admissions["period_end"].notna()]
    assert not dated.duplicated(KEY).any()
    linked = targets["target_id"].isin(admissions["admission_id"])
    assert linked.sum() == both["_merge"].eq("both").sum()


def test_every_target_is_a_reading_and_every_row_has_one_binding(collection: Path | str) -> None:
    """What is not binding is counted beside what is."""
    targets, readings = load_targets(collection), load_target_readings(collection)
    binding = readings[readings["binding"]].groupby("target_id")["stated_target_id"].nunique()
    assert binding.to_dict() == dict.fromkeys(targets["target_id"], 1)
    every = readings[readings["target_id"].ne("")].groupby("target_id")["stated_target_id"].nunique()
    assert (every - 1).to_dict() == targets.set_index("target_id")["others"].to_dict()


def test_lam_ha_has_two_targets_of_one_year() -> None:
    """130 of the congress and 145 of its own plan; the congress's is the binding one."""
    readings = load_target_readings()
    year = readings[readings["target_id"].eq("lam-ha:2024:all")]
    assert year[["set_by", "target_low", "binding"]].astype("str").to_numpy().tolist() == [
        ["congress", "130", "True"],
        ["own_plan", "145", "False"],
    ]
    assert load_targets().set_index("target_id").loc["lam-ha:2024:all", "others"] == 1


def test_the_binding_target_is_not_chosen_by_its_result(case: Case) -> None:
    """A superior's that was missed goes before the own plan that was met, and before a congress's of five years."""
    case.add("a", "600", T, "2021-01-01/2025-12-31", set_by="congress")
    case.add("a", "90", T, set_by="own_plan")
    case.add("a", "100", T)
    case.add("a", "95", N)
    targets = load_targets(case.build()).set_index("target_id")
    row = targets.loc["d:2023:all"]
    assert (row["set_by"], row["target_low"], row["attainment_low"], row["others"]) == ("superior", 100, 0.95, 2)


@pytest.mark.parametrize(
    ("printed", "bound", "known_by", "target"),
    [
        ("95%", "exact", "printed", (180, 180)),
        ("90,00%", "exact", "implied", (190, 190)),
        ("vượt", "more_than", "word", None),
    ],
)
def test_how_a_target_is_known(case: Case, printed: str, bound: str, known_by: str, target: tuple[int, int]) -> None:
    """Printed, worked out of a percentage, or a word alone."""
    count = case.add("a", "171", N)
    if known_by == "printed":
        case.add("a", "180", T)
    more = {"numerator": count} if known_by != "word" else {}
    case.add("a", printed, SCORE, bound=bound, **more)
    row = load_targets(case.build()).iloc[0]
    assert row["known_by"] == known_by
    ends = (row["target_low"], row["target_high"])
    assert ends == target if target else all(map(pd.isna, ends))


def test_a_percentage_is_linked_to_the_printed_target_that_it_fits(case: Case) -> None:
    """180 and "171, 95 %" are one missed target; checks.csv has both figures."""
    target = case.add("a", "180", T, set_by="unstated")
    count = case.add("a", "171", N)
    score = case.add("a", "95%", SCORE, numerator=count)
    root = case.build()
    assert load_targets(root)[["set_by", "attainment_low", "attainment_high", "others"]].to_numpy().tolist() == [
        ["superior", 0.95, 0.95, 0]
    ]
    assert (f"a:{score} a:{count} a:{target}", "printed_target", "consistent") in _checks(root, "target")
    success = pr.study(root).reported_success().findings
    assert success.facts["n"] == success.facts["missed"] == 1


def test_a_percentage_that_fits_no_printed_target_contradicts_it(case: Case) -> None:
    """55 at 91,6 % is 60, not the printed 90 of every year: one row, with all that either allows."""
    target = case.add("a", "90", T, "2020-01-01/2025-12-31", set_by="unstated", recurs="year")
    count = case.add("a", "55", N, "2020")
    score = case.add("a", "91,6%", SCORE, "2020", set_by="unstated", numerator=count)
    root = case.build()
    assert set(_checks(root, "target")) == {(f"a:{score} a:{count} a:{target}", "printed_target", "contradiction")}
    row = load_targets(root).set_index("target_id").loc["d:2020:all"]
    assert (row["target_low"], row["target_high"]) == (60, 90)
    assert (row["attainment_low"], row["attainment_high"]) == (55 / 90, 55 / 60)


def test_another_setter_may_explain_a_percentage(case: Case) -> None:
    """The congress's 90 is not what an attainment without a setter scores: no contradiction, two targets."""
    case.add("a", "90", T, "2020", set_by="congress")
    count = case.add("a", "55", N, "2020")
    case.add("a", "91,6%", SCORE, "2020", set_by="unstated", numerator=count)
    root = case.build()
    assert {verdict for *_, verdict in _checks(root, "target")} == {"excluded"}
    row = load_targets(root).iloc[0]
    assert (row["set_by"], row["target_low"], row["others"]) == ("congress", 90, 1)


@pytest.mark.parametrize(("parents", "told"), [(("p", "p", "p"), "excluded"), (("", "", ""), "excluded")])
def test_parts_that_are_asked_more_than_the_whole_are_told(case: Case, parents: tuple[str, ...], told: str) -> None:
    """Whether or not it is coded what is part of what; three times 40 where the province has 100."""
    case.organisations = [["p", "P", "P", "province", ""]]
    case.organisations += [[f"d{n}", f"D{n}", f"D{n}", "district", parent] for n, parent in enumerate(parents)]
    whole = case.add("a", "100", T, org="p")
    parts = [case.add("a", "40", T, org=f"d{n}") for n in range(3)]
    root = case.build()
    ids = " ".join(f"a:{start}" for start in (whole, *parts))
    assert _checks(root, "sum") == [(ids, "targets_add_up", told)]
    assert load_checks(root).set_index("check").loc["sum", "low"] == 120
    assert pr.study(root).attainment().refusals


@pytest.mark.parametrize(("printed", "metric"), [("0", T), ("1200%", SCORE)])
def test_an_unusual_size_is_told_and_breaks_nothing(case: Case, printed: str, metric: str) -> None:
    """A target of nobody, and a percentage over 1,000; every analysis goes on."""
    count = case.add("a", "12", N)
    case.add("a", printed, metric, **({"numerator": count} if metric == SCORE else {}))
    root = case.build()
    assert [row[1:] for row in _checks(root, "size")] == [("usual_size", "excluded")]
    assert load_targets(root)["target_low"].gt(0).all()
    study = pr.study(root)
    for name in ("attainment", "reported_attainment", "partition", "target_ratios", "part_year", "mean_attainment"):
        getattr(study, name)().summary()


@pytest.mark.parametrize(("day", "interim"), [("2017-12-21", False), ("2017-11-23", True)])
def test_a_result_of_the_year_before_the_year_is_over(case: Case, day: str, interim: bool) -> None:
    """In December it is finished but for some days, in November not; both are marked, and can be left out."""
    count = case.add("a", "245", N, "2017")
    case.add("a", "98%", SCORE, "2017", numerator=count)
    root = _published(case, a=day)
    row = load_targets(root).iloc[0]
    assert (row["preliminary"], row["interim"]) == (True, interim)
    assert load_admissions(root)["preliminary"].all()
    assert load_figures(root)["preliminary"].all()
    estimands = pr.study(root).attainment().estimates["estimand"]
    assert estimands.iloc[0] == ("interim_attainment" if interim else "attainment")
    left = pr.study(root, include_preliminary=False)
    assert (len(left.targets), len(left.admissions)) == (0, 0)
    assert left.selection.left_out["targets"] == {"preliminary": 1}


def test_the_final_result_replaces_the_preliminary_one(case: Case) -> None:
    """245 in December, 251 in February: no conflict, one row."""
    case.add("a", "245", N, "2017")
    case.add("b", "251", N, "2017")
    root = _published(case, a="2017-12-21", b="2018-02-02")
    row = load_admissions(root).iloc[0]
    assert (len(load_admissions(root)), row["admitted_low"], row["preliminary"]) == (1, 251, False)
    assert load_checks(root).empty


def test_the_share_of_any_group(case: Case) -> None:
    """Women and minorities of 100: estimated as pupils are, and never added."""
    total = case.add("a", "100", N)
    for group, count in (("woman", "40"), ("ethnic_minority", "30"), ("school_pupil", "5")):
        case.add("a", count, N, group=group, part_of=total)
    study = pr.study(case.build())
    women = study.share("woman").estimates.iloc[0]
    exact = pr.study(study.all.root).student_share().estimates.iloc[0]
    assert (women["estimand"], women["estimate"], women["method"]) == ("group_share", 0.4, "clopper_pearson")
    assert exact["estimate"] == 0.05
    assert study.student_share().estimates["group"].tolist() == ["school_pupil"]
    assert study.pooled_student_share().findings.refused()
    with pytest.raises(UserError, match=r"group: expected one of .*, got 'womn' \(perhaps woman"):
        study.share("womn")


@pytest.mark.parametrize(
    ("first", "later", "told"),
    [
        ("superior", "own_plan", [("different_setters", "consistent")]),
        ("own_plan", "own_plan", [("same", "contradiction")]),
        ("unstated", "unstated", [("same", "excluded")]),
    ],
)
def test_two_printed_targets_of_one_year(case: Case, first: str, later: str, told: list[tuple[str, str]]) -> None:
    """Of two setters, a contradiction, or, where nobody says who set them, perhaps of two."""
    case.add("a", "90", T, "2020-01-01/2025-12-31", set_by=first, recurs="year")
    case.add("b", "110", T, "2023", set_by=later)
    root = case.build()
    assert [row[1:] for row in _checks(root, "targets")] == told
    row = load_targets(root).set_index("target_id").loc["d:2023:all"]
    assert (row["target_low"], row["target_high"]) == ((90, 90) if first != later else (90, 110))


def test_build_tells_what_does_not_fit(case: Case) -> None:
    """In a line each; neither stops the build."""
    case.add("a", "90", T, "2020", set_by="unstated")
    case.add("a", "91,6%", SCORE, "2020", set_by="unstated", numerator=case.add("a", "55", N, "2020"))
    for org, target in (("p", "100"), ("d", "80"), ("w", "70")):
        case.add("b", target, T, "2021", org=org, set_by="unstated")
    case.organisations = [[*row[:4], ""] for row in case.organisations]
    command = [Path(sys.executable).with_name("partyresearch"), "build", "--data", case.build()]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "contradiction target:a:40:a:0: printed 91,6%; count ÷ whole, in percent: 61.1111\n" in said
    assert "excluded sum:b:60: printed 100; the parts together: 150\n" in said


def test_a_target_of_the_very_period_goes_before_one_of_a_longer_one(case: Case) -> None:
    """The own plan of the year, and not the congress's for its whole term."""
    case.add("a", "600", T, "2021-01-01/2025-12-31", set_by="congress")
    case.add("a", "90", T, set_by="own_plan")
    case.add("a", "95", N)
    row = load_targets(case.build()).set_index("target_id").loc["d:2023:all"]
    assert (row["set_by"], row["interim"], row["others"]) == ("own_plan", False, 1)
