"""The tidy tables against numbers worked out by hand."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import pytest

from conftest import ROWS, A, Case, T, write_rows
from partyresearch import load_admissions, load_checks, load_figures, load_shares, load_target_readings, load_targets
from partyresearch.collection.place import Collection
from partyresearch.tables.load import load_table
from partyresearch.tables.nesting import nest
from partyresearch.tables.package import build
from partyresearch.tables.periods import certain_end, period_label, year_fraction


def _days(*texts: str) -> pd.Series:
    return pd.to_datetime(pd.Series(texts))


@pytest.fixture
def built(tiny: Collection) -> Collection:
    """The tiny collection with its tables."""
    build(tiny)
    return tiny


@pytest.mark.parametrize(
    ("quota", "reading", "targets"),
    [
        ("dam-doi:2022:2022:all:superior", "half_up", (115, 115)),
        ("dam-doi:2023Q1:2023:all:superior", "half_up", (185, 185)),
        ("dong-thap:2023:2023:all:unstated", "half_up", (1890, 1890)),
        ("can-tho:2011:2011:all:unstated", "half_up", (2100, 2100)),
        ("can-tho:2011:2011:all:unstated", "truncated", (2099, 2099)),
        ("can-tho-agencies-bloc:2011:2011:all:unstated", "literal", (pd.NA, 251)),
        ("can-tho-agencies-bloc:2011:2011:all:unstated", "conventional", (250, 251)),
        ("can-tho-enterprises-bloc:2011:2011:all:own_plan", "half_up", (260, 260)),
        ("binh-thuy:2011:2011:all:unstated", "half_up", (140, 141)),
        ("nam-dong:2023:2023:all:own_plan", "literal", (pd.NA, 61)),
        ("lam-ha:2023:2023:all:congress", "literal", (130, 130)),
    ],
)
def test_implied_targets(quota: str, reading: str, targets: tuple[object, object]) -> None:
    """Each target by hand: the whole numbers of which the count is the printed percentage."""
    row = load_target_readings().set_index(["stated_target_id", "reading"]).loc[(quota, reading)]
    for side, target in zip(("target_low", "target_high"), targets, strict=True):
        assert (pd.isna(row[side]) and target is pd.NA) or row[side] == target


def test_a_reading_without_a_whole_target_has_no_row() -> None:
    """116 of no whole number is 100,87 % by truncation."""
    quotas = load_target_readings()
    readings = quotas.loc[quotas["stated_target_id"].eq("dam-doi:2022:2022:all:superior"), "reading"].astype("str")
    assert readings.tolist() == ["half_up"]


def test_interim_is_told_apart() -> None:
    """Only the quarter scored against a year is interim."""
    quotas = load_target_readings()
    assert quotas.loc[quotas["interim"], "stated_target_id"].tolist() == ["dam-doi:2023Q1:2023:all:superior"]


def test_a_target_said_to_be_met_bounds_the_admissions(case: Case) -> None:
    """Keeping a target of at least 130 means at least 130 admitted, and no upper bound."""
    target = case.add("a", "130", T, bound="at_least")
    case.add("a", "đảm bảo", A, bound="at_least", denominator=target)
    row = load_target_readings(case.build()).iloc[0]
    assert (row["admitted_low"], row["attainment_low"]) == (130, 1.0)
    assert pd.isna(row["admitted_high"])
    assert pd.isna(row["attainment_high"])


def test_parts_of_the_city_name_it_and_the_city_names_nobody() -> None:
    """A total and its parts are told apart by part_of."""
    parts = load_targets().set_index("target_id")["part_of"]
    city = "can-tho:2011:all"
    inside = {"can-tho-agencies-bloc", "can-tho-enterprises-bloc", "can-tho-districts"}
    assert {key.split(":")[0] for key in parts.index[parts.eq(city)]} == inside
    assert parts["binh-thuy:2011:all"] == "can-tho-districts:2011:all"
    assert parts[city] == ""


@pytest.mark.parametrize(
    ("key", "students", "admitted", "assumption"),
    [
        ("dam-doi:2022:school_pupil", (3, 3), (116, 116), "counted"),
        ("dam-doi:2023Q1:school_pupil", (3, 3), (67, 67), "counted"),
        ("dam-doi:2016-01-01..2023-03-31:school_pupil", (8, 8), (116, None), "contained_minimum"),
        ("nam-dong:..2024-02-28:school_pupil", (0, 0), (62, None), "open_period"),
        ("dong-thap:2023:student", (1283, 2564), (2564, 2564), "share"),
    ],
)
def test_students(key: str, students: tuple[int, int], admitted: tuple[int, int | None], assumption: str) -> None:
    """Half of 2564 is 1282, so a majority is at least 1283; the other totals are printed or inferred minima."""
    row = load_shares().set_index("share_id").loc[key]
    assert (row["group_low"], row["group_high"]) == students
    assert row["admitted_low"] == admitted[0]
    assert pd.isna(row["admitted_high"]) if admitted[1] is None else row["admitted_high"] == admitted[1]
    assert row["assumption"] == assumption


def test_since_2016_contains_2022_and_may_contain_the_quarter() -> None:
    """A count to date is only known to cover the years it completes."""
    rows = load_shares().set_index("share_id")
    since = "dam-doi:2016-01-01..2023-03-31:school_pupil"
    assert rows.loc["dam-doi:2022:school_pupil", "part_of"] == since
    assert rows.loc["dam-doi:2023Q1:school_pupil", ["part_of", "overlaps"]].tolist() == ["", since]


def test_stock_at_the_end_of_the_period_only() -> None:
    """5,800 and more members at the end of March 2023 belong to the quarter, not to 2022."""
    rows = load_admissions().set_index("admission_id")
    assert rows.loc["dam-doi:2023Q1:all", "members_low"] == 5801
    assert pd.isna(rows.loc["dam-doi:2022:all", "members_low"])


def test_figures_values() -> None:
    """A fraction is a percentage, a bound of a count moves by one, a target's threshold is exact."""
    rows = load_figures().set_index("figure_id")
    columns = ["value", "low", "high"]
    assert rows.loc["nam-dong-2024:3498", columns].tolist() == pytest.approx([220 / 3] * 3)
    assert rows.loc["dam-doi-2023:5081", ["value", "low"]].tolist() == [5800, 5801]
    assert rows.loc["dong-thap-2024:2960", columns].tolist() == [10, 10, 10]
    assert rows.loc["dam-doi-2023:4888", ["low", "high"]].isna().all()
    assert rows.loc["nam-dong-2024:3544", "repeat_of"] == "nam-dong-2024:3498"
    share, majority = rows.loc["nam-dong-2024:2310"], rows.loc["dong-thap-2024:1664"]
    assert share[["low", "high", "closed"]].tolist() == [99.5, 100, "both"]
    assert majority[["low", "high", "closed"]].tolist() == [50, 100, "right"]


def test_no_contradiction_and_truncation_excluded_where_it_is_impossible() -> None:
    """100,87 % and 36,22 % fit rounding only; 7,6 % as well; nothing contradicts."""
    checks = load_checks()
    assert not checks["verdict"].eq("contradiction").any()
    excluded = checks[checks["verdict"].eq("excluded") & checks["reading"].eq("truncated")]
    assert {"percentage:dam-doi-2023:1582", "percentage:dam-doi-2023:3334", "percentage:nam-dong-2024:2193"} <= set(
        excluded["check_id"]
    )


def test_parts_add_up_to_no_more_than_the_city() -> None:
    """417 + 348 + 146 = 911 of 2,669."""
    row = load_checks().set_index("check_id").loc["nested:can-tho-2012:590"]
    assert row[["relation", "quantity", "low"]].tolist() == ["disjoint", "parts", 911]
    assert pd.isna(row["high"])


def _change(collection: Collection, table: str, row: int, **cells: str) -> None:
    from partyresearch.collection.columns import TABLES

    rows = [list(one) for one in ROWS[table]]
    for name, value in cells.items():
        rows[row][TABLES[table].names.index(name)] = value
    write_rows(collection, table, rows)


def test_tiny(built: Collection) -> None:
    """12 is 120 % of 10; 2 is 16.67 % of 12 in a quarter."""
    quotas = load_target_readings(built.root).drop_duplicates("stated_target_id")
    assert quotas["target_low"].tolist() == [10, 12]
    assert quotas["interim"].tolist() == [False, True]
    students = load_shares(built.root)
    assert students[["group_low", "admitted_low"]].to_numpy().tolist() == [[3, 12]]


def test_an_impossible_percentage_is_a_contradiction(tiny: Collection) -> None:
    """No whole target makes 12 be 121 %."""
    _change(tiny, "raw-figures", 1, printed="121%")
    build(tiny)
    checks = load_checks(tiny.root).set_index("check_id")
    assert set(checks.loc[["percentage:mau-2021:67"], "verdict"]) == {"contradiction"}
    assert not load_target_readings(tiny.root)["stated_target_id"].str.startswith("mau:2020").any()


def test_a_part_larger_than_its_whole_is_a_contradiction(tiny: Collection) -> None:
    """13 pupils are not among 12 admissions."""
    rows = [list(one) for one in ROWS["raw-figures"]]
    rows[0][3], rows[2][3] = "01", "3"
    write_rows(tiny, "raw-figures", rows)
    build(tiny)
    checks = load_checks(tiny.root)
    assert checks.loc[checks["check"].eq("parts"), "verdict"].tolist() == ["contradiction"]


def test_disjoint_mentions_are_a_conflict_and_their_envelope_is_kept(tiny: Collection) -> None:
    """Two counts of the same admissions that cannot both be right."""
    _change(tiny, "raw-figures", 2, group="all", part_of="")
    build(tiny)
    row = load_admissions(tiny.root).set_index("admission_id").loc["mau:2020:all"]
    assert (row["admitted_low"], row["admitted_high"]) == (3, 12)
    checks = load_checks(tiny.root)
    assert checks.loc[checks["check"].eq("conflict"), "verdict"].tolist() == ["contradiction"]


def test_a_printed_target_is_joined_to_the_admissions_of_its_period(tiny: Collection) -> None:
    """A quota of 120 whose year's admissions are printed needs no percentage."""
    rows = [list(one) for one in ROWS["raw-figures"]]
    rows[1][3:6] = ["120", "mau", "admission_target"]
    rows[1][2] = str(int(rows[1][1]) + 3)
    rows[1][9], rows[1][11] = "target", ""
    write_rows(tiny, "raw-figures", rows)
    build(tiny)
    row = load_target_readings(tiny.root).set_index("stated_target_id").loc["mau:2020:2020:all:superior"]
    assert (row["admitted_low"], row["target_low"], row["known_by"]) == (12, 120, "printed")
    assert row["attainment_low"] == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("start", "end", "label", "years"),
    [
        ("2022-01-01", "2022-12-31", "2022", 1),
        ("2023-01-01", "2023-03-31", "2023Q1", 0.25),
        ("2021-01-01", "2025-12-31", "2021-2025", 5),
        ("2016-01-01", "2023-03-31", "2016-01-01..2023-03-31", 7.25),
        ("2023-02-01", "2023-02-28", "2023-02-01..2023-02-28", 1 / 12),
        ("2024-01-01", "2024-01-10", "2024-01-01..2024-01-10", 10 / 31 / 12),
        ("2023-12-31", "2024-01-01", "2023-12-31..2024-01-01", 2 / 31 / 12),
    ],
)
def test_periods(start: str, end: str, label: str, years: float) -> None:
    """Months are twelfths, and days are shares of their month."""
    assert period_label(pd.Timestamp(start), pd.Timestamp(end)) == label
    assert year_fraction(_days(start), _days(end))[0] == pytest.approx(years)


@pytest.mark.parametrize(
    ("start", "end", "reach"),
    [
        ("2023-01-01", "2023-03-31", "2023-03-31"),
        ("2020-01-01", "2022-12-31", "2022-12-31"),
        ("2020-01-01", "2023-06-30", "2022-12-31"),
        ("", "2023-06-30", "2022-12-31"),
        ("2023-01-01", "", ""),
    ],
)
def test_certain_end(start: str, end: str, reach: str) -> None:
    """Within one year, and at a year's end, everything is certain."""
    assert certain_end(start, end) == reach


class Placed(NamedTuple):
    """A row of some table."""

    key: str
    organisation_id: str
    period_start: str
    period_end: str
    group: str = "all"


def test_nest_takes_the_nearest_organisation_then_the_shortest_period() -> None:
    """A ward's quarter lies in its own year before it lies in the city's quarter."""
    rows = [
        Placed("city-term", "city", "2010-01-01", "2014-12-31"),
        Placed("city-q", "city", "2011-01-01", "2011-03-31"),
        Placed("city-y", "city", "2011-01-01", "2011-12-31"),
        Placed("ward-q", "ward", "2011-01-01", "2011-03-31"),
        Placed("ward-y", "ward", "2011-01-01", "2011-12-31"),
        Placed("city-decade", "city", "2010-01-01", "2019-12-31"),
    ]
    part_of, overlaps = nest(rows, "key", {"city": "", "ward": "city"})
    assert part_of == {
        "city-term": "city-decade",
        "city-q": "city-y",
        "city-y": "city-term",
        "ward-q": "ward-y",
        "ward-y": "city-y",
    }
    assert overlaps == {"city-q": "ward-y", "ward-y": "city-q"}


def test_an_unknown_day_sets_no_periods_apart() -> None:
    """What ends nobody knows when may overlap everything after its beginning, and nothing before it."""
    rows = [
        Placed("open", "ward", "2011-07-01", ""),
        Placed("before", "city", "2011-01-01", "2011-06-30"),
        Placed("after", "city", "2012-01-01", "2012-12-31"),
        Placed("since", "city", "2010-01-01", ""),
        Placed("until", "city", "", "2011-12-31"),
    ]
    part_of, overlaps = nest(rows, "key", {"city": "", "ward": "city"})
    assert part_of == {}
    assert overlaps == {
        "open": "after since until",
        "before": "since until",
        "after": "open since",
        "since": "after before open until",
        "until": "before open since",
    }


def test_groups_do_not_contain_one_another(built: Collection) -> None:
    """Pupils are no part of all admissions within one table; the figure's own part_of says that."""
    admissions = load_table("admissions", built.root)
    assert admissions["part_of"].eq("").all()
