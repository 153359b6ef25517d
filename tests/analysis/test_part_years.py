"""Parts of years: which count is the last one, which year is the one before, what is known better."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from selected import NOTHING, selection

from conftest import A, Case, N, T
from partyresearch.analysis.part_years import finished_years, parts_of_years

Q1, H1 = "2023-01-01/2023-03-31", "2023-01-01/2023-06-30"


def _parts(root: Path | str = "", **choice: object) -> pd.DataFrame:
    chosen = selection(root, **choice)
    return parts_of_years(chosen.readings, chosen.admissions)


def test_the_quarter_of_the_articles() -> None:
    """67 after a quarter, against 185, and 116 in the year before."""
    parts = _parts()
    assert parts[["count", "target_low", "elapsed", "before"]].to_numpy().tolist() == [[67, 185, 0.25, 116]]
    assert parts["key"].tolist() == ["dam-doi:2023Q1:2023"]
    assert parts["several"].tolist() == [False]


def test_of_several_parts_the_longest_counts(case: Case) -> None:
    """The half-year replaces the quarter."""
    case.add("a", "120", T)
    for count, period in (("20", Q1), ("50", H1)):
        case.add("a", count, N, period)
    assert _parts(case.build())[["count", "elapsed", "left"]].to_numpy().tolist() == [[50, 0.5, 0.5]]


@pytest.mark.parametrize(
    ("count", "period", "bound"),
    [("150", "2023", "exact"), ("80", "2023-01-01/2023-09-30", "more_than"), ("10", "2023-07-01/2023-09-30", "exact")],
)
def test_what_is_known_better_is_not_projected(case: Case, count: str, period: str, bound: str) -> None:
    """A finished year, a later bound, a later quarter: more is known of the year than its first quarter."""
    case.add("a", "70", N, "2022")
    case.add("a", "30%", A, Q1, numerator=case.add("a", "30", N, Q1), against="2023")
    assert len(_parts(case.build()))
    case.add("b", count, N, period, bound=bound)
    assert _parts(case.build()).empty


def test_the_year_before_is_the_last_full_year(case: Case) -> None:
    """Not an earlier one, not part of one, not another committee's, not a later one."""
    case.add("a", "120", T)
    case.add("a", "20", N, Q1)
    for count, period, org in (
        ("70", "2020", "d"),
        ("80", "2021", "d"),
        ("9", "2022-01-01/2022-06-30", "d"),
        ("400", "2022", "p"),
        ("99", "2024", "d"),
    ):
        case.add("b", count, N, period, org)
    parts = _parts(case.build())
    parts = parts[parts["known_by"].ne("")]
    assert parts["before"].tolist() == [80]
    assert parts[["before_start", "before_end"]].astype("str").to_numpy().tolist() == [["2021-01-01", "2021-12-31"]]


def test_a_bound_is_no_year_before(case: Case) -> None:
    """At least 90 in the last year, 80 in the one before it."""
    case.add("a", "20", N, Q1)
    case.add("a", "90", N, "2022", bound="at_least")
    case.add("a", "80", N, "2021")
    assert _parts(case.build())["before"].tolist() == [80]


@pytest.mark.parametrize("period", ["2022-04-01/2023-03-31", "2022-03-01/2023-02-28", "2022-01-02/2023-01-01"])
def test_no_year_before_reaches_into_the_part(case: Case, period: str) -> None:
    """Twelve months that end within the part are not the year before it."""
    case.add("a", "120", T)
    case.add("a", "20", N, Q1)
    case.add("a", "80", N, "2021")
    case.add("b", "90", N, period)
    assert _parts(case.build())["before"].tolist() == [80]


def test_a_year_that_began_needs_no_target(case: Case) -> None:
    """Of several counts the longest; without a year before there is nothing to set it beside."""
    for count, period in (("100", "2022"), ("20", Q1), ("50", H1)):
        case.add("a", count, N, period)
    case.add("a", "7", N, Q1, "p")
    parts = _parts(case.build())
    assert parts[["organisation_id", "count", "before", "left"]].to_numpy().tolist() == [["d", 50, 100, 0.5]]
    assert parts["target_end"].astype("str").tolist() == ["2023-12-31"]


@pytest.mark.parametrize(
    ("period", "bound"), [("2023-04-01/2023-06-30", "exact"), (Q1, "at_least"), ("2022-07-01/2023-03-31", "exact")]
)
def test_what_is_no_beginning_of_a_year(case: Case, period: str, bound: str) -> None:
    """A later quarter, a bound, a period across two years."""
    case.add("a", "100", N, "2021")
    case.add("a", "20", N, period, bound=bound)
    assert _parts(case.build()).empty


def test_a_target_is_counted_from_its_beginning(case: Case) -> None:
    """A second quarter against a year's target says nothing of the first; five years begin with their first year."""
    case.add(
        "a",
        "10%",
        A,
        "2023-04-01/2023-06-30",
        numerator=case.add("a", "20", N, "2023-04-01/2023-06-30"),
        against="2023",
    )
    assert _parts(case.build()).empty
    case.add("b", "500", T, "2021-01-01/2025-12-31", "p")
    case.add("b", "90", N, "2021", "p")
    parts = _parts(case.build())
    assert parts[["organisation_id", "count", "elapsed", "left"]].to_numpy().tolist() == [["p", 90, 1, 4]]


def test_two_targets_of_one_part_are_told_apart(case: Case) -> None:
    """By who set them."""
    case.add("a", "120", T)
    case.add("a", "100", T, set_by="own_plan")
    case.add("a", "20", N, Q1)
    parts = _parts(case.build())
    assert sorted(parts["set_by"].astype("str")) == ["own_plan", "superior"]
    assert parts["several"].all()
    assert parts["key"].nunique() == 1


def test_nothing_is_an_empty_table() -> None:
    """With the columns of a full one."""
    assert _parts(**NOTHING).empty
    assert {"before", "elapsed", "left", "key", "several"} <= set(_parts(**NOTHING).columns)


def _finished(root: Path) -> list[list[object]]:
    columns = ["organisation_id", "year", "months", "count_part", "count_whole", "figure_ids"]
    return finished_years(selection(root).admissions)[columns].to_numpy().tolist()


def test_a_finished_year_prints_a_part_and_the_whole(case: Case) -> None:
    """Every part of it teaches, the last of those of one length; figures of both are named."""
    for count, period in (
        ("100", "2022"),
        ("20", "2022-01-01/2022-03-31"),
        ("19", "2022-01-01/2022-03-28"),
        ("50", "2022-01-01/2022-06-30"),
        ("15", "2022-07-01/2022-09-30"),
        ("30", Q1),
    ):
        case.add("a", count, N, period)
    assert _finished(case.build()) == [["d", 2022, 3, 20, 100, "a:20 a:0"], ["d", 2022, 6, 50, 100, "a:60 a:0"]]


@pytest.mark.parametrize(
    ("part", "whole", "more"),
    [
        ("20", "100", {"bound": "at_least"}),
        ("120", "100", {}),
        ("0", "0", {}),
        ("20", "100", {"period": "2022-02-01/2022-03-31"}),
        ("20", "100", {"period": "2022-01-01/2022-01-09"}),
        ("20", "100", {"org": "p"}),
        ("20", "100", {"group": "woman"}),
    ],
)
def test_what_teaches_nothing_of_a_year(case: Case, part: str, whole: str, more: dict[str, str]) -> None:
    """A bound, a contradiction, nobody, other months, a few days, another committee, another group."""
    case.add("a", whole, N, "2022")
    case.add("a", part, N, **{"period": "2022-01-01/2022-03-31", **more})
    assert _finished(case.build()) == []


def test_a_year_told_before_it_was_over_teaches_nothing(case: Case) -> None:
    """Its whole is still to come."""
    case.add("a", "100", N, "2022")
    case.add("a", "20", N, "2022-01-01/2022-03-31")
    case.published["a"] = "2022-12-20"
    assert _finished(case.build()) == []
    case.published["a"] = "2023-01-20"
    assert len(_finished(case.build())) == 1


def test_nobody_teaches_twice(case: Case) -> None:
    """Of a province and its district the district; of a ward, whose whole year alone is printed, nothing."""
    for org, part, whole in (("p", "200", "1000"), ("d", "20", "100")):
        case.add("a", whole, N, "2022", org)
        case.add("a", part, N, "2022-01-01/2022-03-31", org)
    case.add("a", "9", N, "2022", "w")
    assert [row[0] for row in _finished(case.build())] == ["d"]
