"""Larger collections: several articles on one organisation, bounds, unknown periods, several levels. All by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from conftest import METRICS, A, Case, N, S, T
from partyresearch import load_admissions, load_checks, load_shares, load_target_readings, load_targets
from partyresearch.door import study
from partyresearch.tables.load import load_figures


def _pairs(frame: pd.DataFrame, name: str) -> list[tuple[object, object]]:
    pairs = zip(frame[f"{name}_low"], frame[f"{name}_high"], strict=True)
    return [tuple(None if pd.isna(end) else round(float(end), 4) for end in pair) for pair in pairs]


def test_the_end_of_a_period_is_interim_as_its_beginning_is(case: Case) -> None:
    """30 in the last quarter of a year with a target of 120 is no missed year."""
    case.add("a", "120", T)
    case.add("a", "30", N, "2023-10-01/2023-12-31")
    assert load_target_readings(case.build())["interim"].tolist() == [True]


def test_one_year_of_a_five_year_target_is_interim(case: Case) -> None:
    """30 of 150 in the fifth year."""
    case.add("a", "150", T, "2021-01-01/2025-12-31")
    case.add("a", "30", N, "2025")
    assert load_target_readings(case.build())["interim"].tolist() == [True]


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_mentions_of_several_articles_are_intersected(case: Case, order: str) -> None:
    """104 % alone and 104,3 % of 146 together leave the target 140, whichever article comes first."""
    for article in order:
        if (article == order[0] and order == "ab") or (article == order[1] and order == "ba"):
            case.add(article, "104%", A)
        else:
            case.add(article, "104,3%", A, numerator=case.add(article, "146", N))
    row = load_target_readings(case.build())
    row = row[row["reading"].eq("half_up")]
    assert _pairs(row, "target") == [(140, 140)]
    assert _pairs(row, "attainment") == [(round(146 / 140, 4), round(146 / 140, 4))]


@pytest.mark.parametrize(
    ("printed", "bound", "attained"),
    [
        ("100", "more_than", (1.045, 1.055)),
        ("100", "about", (1.045, 1.055)),
        ("100-110", "range", (1.0476, 1.0549)),  # 110/105 and 96/91: whole targets of 100 to 110 at 105 %
    ],
)
def test_a_percentage_counts_where_the_count_is_inexact(
    case: Case, printed: str, bound: str, attained: tuple[float, float]
) -> None:
    """105 % of whatever it was is 105 %."""
    case.add("a", "105%", A, numerator=case.add("a", printed, N, bound=bound))
    row = load_target_readings(case.build())
    low, high = _pairs(row[row["reading"].eq("half_up")], "attainment")[0]
    assert 1.045 <= low <= attained[0] + 0.003  # type: ignore[operator]
    assert attained[1] - 0.003 <= high <= 1.055  # type: ignore[operator]


def test_a_percentage_of_a_printed_target_bounds_a_vague_count(case: Case) -> None:
    """About 140 at 108 % of 130: 140 or 141."""
    count, target = case.add("a", "140", N, bound="about"), case.add("a", "130", T)
    case.add("a", "108%", A, numerator=count, denominator=target)
    rows = load_target_readings(case.build())
    assert _pairs(rows[rows["reading"].eq("half_up")], "admitted") == [(140, 141)]
    assert "literal" not in set(rows["reading"])  # the target is scored, and not listed again without a result


def test_in_a_conflict_an_open_end_stays_open(case: Case) -> None:
    """Fewer than 61 in one article and at least 70 in another: nothing is excluded."""
    case.add("a", "61", N, bound="less_than")
    case.add("b", "70", N, bound="at_least")
    root = case.build()
    assert _pairs(load_admissions(root), "admitted") == [(None, None)]
    assert load_checks(root)["verdict"].tolist() == ["contradiction"]


def test_three_mentions_conflict_whatever_comes_first(case: Case) -> None:
    """More than 5, then 7, then 9: the second and the third exclude one another."""
    case.add("a", "5", N, bound="more_than")
    case.add("b", "7", N)
    case.add("c", "9", N)
    root = case.build()
    assert load_checks(root)["check"].tolist() == ["repeat", "conflict"]
    assert _pairs(load_admissions(root), "admitted") == [(6, None)]


def test_two_scores_of_one_quarter_against_two_targets_are_no_conflict(case: Case) -> None:
    """67 is 36,22 % of the year's target and 134 % of the quarter's."""
    quarter = "2023-01-01/2023-03-31"
    count = case.add("a", "67", N, quarter)
    case.add("a", "36,22%", A, quarter, numerator=count, against="2023")
    case.add("a", "134%", A, quarter, numerator=count)
    root = case.build()
    assert not load_checks(root)["verdict"].eq("contradiction").any()
    assert sorted(load_target_readings(root).drop_duplicates("stated_target_id")["interim"]) == [False, True]


@pytest.mark.parametrize("more", [{"status": "planned"}, {"bound": "about"}])
def test_a_target_that_no_usable_score_names_is_still_joined(case: Case, more: dict[str, str]) -> None:
    """140 admitted of a printed 130, and a score that is only planned, or only about."""
    case.add("a", "140", N)
    case.add("a", "100%", A, denominator=case.add("a", "130", T), **more)
    rows = load_target_readings(case.build())
    assert _pairs(rows, "admitted") == [(140, 140)]
    assert _pairs(rows, "attainment") == [(round(140 / 130, 4), round(140 / 130, 4))]


def test_a_target_between_two_numbers(case: Case) -> None:
    """110 of 100 to 110."""
    case.add("a", "110", N)
    case.add("a", "100-110", T, bound="range")
    assert _pairs(load_target_readings(case.build()), "attainment") == [(1, 1.1)]


def test_unknown_periods_are_not_known_to_be_the_same(case: Case) -> None:
    """Two undated counts of two articles are two rows; an undated stock is of no period."""
    case.add("a", "5", N, "")
    case.add("b", "9", N, "")
    case.add("b", "999", "members_total", "")
    case.add("b", "4", N, "", group="school_pupil")
    root = case.build()
    rows = load_admissions(root)
    assert sorted(_pairs(rows, "admitted")) == [(4, 4), (5, 5), (9, 9)]
    assert rows["members_low"].isna().all()
    assert load_checks(root).empty
    assert load_shares(root)["assumption"].tolist() == ["open_period"]


def test_an_open_beginning_reaches_only_over_its_own_article(case: Case) -> None:
    """No pupils so far: the 62 of the same article count, the 500 of another year and article do not."""
    case.add("a", "62", N)
    case.add("b", "500", N, "1995")
    case.add("a", "0", N, "", group="school_pupil", period_end="2024-02-28")
    assert _pairs(load_shares(case.build()), "admitted") == [(62, None)]


def test_the_best_minimum_is_taken(case: Case) -> None:
    """Of two targets that were met the larger; 80 % of one is no minimum; nobody is fewer than the pupils."""
    case.add("a", "100%", A, "2021", bound="at_least", denominator=case.add("a", "130", T, "2021"))
    other = case.add("a", "200", T, "2021", set_by="congress")
    case.add("a", "100%", A, "2021", bound="at_least", denominator=other, set_by="congress")
    case.add("a", "80%", A, "2022", denominator=case.add("a", "130", T, "2022"))
    case.add("a", "5", N, "2020")
    for period in ("2021", "2022", "2020-01-01/2020-12-31"):
        case.add("a", "3", N, period, group="school_pupil")
    case.add("a", "9", N, "2020-01-01/2023-12-31", group="student")
    rows = load_shares(case.build()).set_index("share_id")
    found = rows[["admitted_low", "assumption"]].astype("str").fillna("").agg(" ".join, axis=1).to_dict()
    assert found == {
        "d:2021:school_pupil": "200 target_met",
        "d:2022:school_pupil": " contained_minimum",
        "d:2020:school_pupil": "5 counted",
        "d:2020-2023:student": "9 contained_minimum",
    }


def test_several_shares_of_one_total_are_intersected(case: Case) -> None:
    """A majority, and 65,0 % of 100, is 65."""
    case.add("a", "đa số", S, group="student", bound="more_than", denominator=case.add("a", "100", N))
    case.add("b", "65,0%", S, group="student", denominator=case.add("b", "100", N))
    assert _pairs(load_shares(case.build()), "group") == [(65, 65)]


def test_a_share_that_no_count_fits_still_ends_at_the_total(case: Case) -> None:
    """50 % of 3 is nobody, but never more than 3."""
    case.add("a", "50%", S, group="student", denominator=case.add("a", "3", N))
    assert _pairs(load_shares(case.build()), "group")[0][1] == 3


def test_equal_periods_contain_one_another(case: Case) -> None:
    """Both counted to date: the district's 300 are not among the province's 100."""
    for org, printed in (("p", "100"), ("d", "300")):
        case.add("a", printed, N, "2021-01-01/2024-06-30", org=org)
    root = case.build()
    assert load_admissions(root)["part_of"].tolist() == ["", "p:2021-01-01..2024-06-30:all"]
    assert load_checks(root)["verdict"].tolist() == ["contradiction"]


def test_a_recurring_target_goes_on_to_the_last_admissions(case: Case) -> None:
    """From 2021 with no end: 2022 is scored as well; a term that begins in July has half a first year."""
    case.add("a", "130", T, "2021-01-01/", recurs="year")
    case.add("a", "140", N, "2022")
    case.add("a", "10", T, "2020-07-01/2022-06-30", org="w", recurs="year")
    rows = load_target_readings(case.build())
    assert rows.loc[rows["organisation_id"].eq("d"), "stated_target_id"].tolist() == [
        "d:2021:2021:all:superior",
        "d:2022:2022:all:superior",
    ]
    ward = rows.loc[rows["organisation_id"].eq("w"), ["target_start", "target_end"]].astype("str")
    assert ward.to_numpy().tolist() == [
        ["2020-07-01", "2020-12-31"],
        ["2021-01-01", "2021-12-31"],
        ["2022-01-01", "2022-06-30"],
    ]


def test_a_score_must_fit_the_target_printed_elsewhere(case: Case) -> None:
    """116 is 104 % of no 120."""
    case.add("a", "104%", A, numerator=case.add("a", "116", N))
    case.add("b", "120", T)
    checks = load_checks(case.build())
    assert set(checks.loc[checks["check"].eq("target"), "verdict"]) == {"contradiction"}


def test_a_group_is_no_more_than_all(case: Case) -> None:
    """200 pupils of 100 people, and 50 pupils of 10 pupils and students."""
    case.add("a", "100", N)
    case.add("b", "200", N, group="school_pupil")
    case.add("b", "10", N, group="student")
    checks = load_checks(case.build())
    assert checks["verdict"].tolist().count("contradiction") == 2


def test_a_repeated_percentage_is_checked_where_its_count_is_printed(case: Case) -> None:
    """104 % in one article, 7 and 104 % in another: impossible."""
    case.add("a", "104%", A)
    case.add("b", "104%", A, numerator=case.add("b", "7", N))
    checks = load_checks(case.build())
    assert "contradiction" in set(checks.loc[checks["check"].eq("percentage"), "verdict"])


def test_an_inexact_count_is_checked_too(case: Case) -> None:
    """7 or 8 is 104 % of nothing; no quota follows, and the check says why."""
    case.add("a", "104%", A, numerator=case.add("a", "7-8", N, bound="range"))
    root = case.build()
    assert load_target_readings(root).empty
    assert set(load_checks(root)["verdict"]) == {"contradiction"}


def test_three_levels_and_a_zero(case: Case) -> None:
    """The ward is part of the district, which is part of the province; nothing of 90 is drawn at the edge."""
    for org, printed in (("p", "900"), ("d", "90"), ("w", "0")):
        case.add("a", printed, N, org=org)
        case.add("a", "90", T, org=org)
    root = case.build()
    assert load_targets(root)["part_of"].tolist() == ["", "p:2023:all", "d:2023:all"]
    result = study(root).attainment()
    counts = result.findings.facts
    assert [(counts[name]["n"], counts[name]["met"], counts[name]["missed"]) for name in ("wholes", "within")] == [
        (1, 1, 0),
        (2, 1, 1),
    ]
    assert "W (2023) admitted 0 of 90 (0%)." in result.summary() + str(result)
    assert result.plot().axes.texts


def test_several_targets_of_one_period_are_told_apart(case: Case) -> None:
    """By who set them."""
    case.add("a", "90", N)
    case.add("a", "80", T)
    case.add("a", "100", T, set_by="own_plan")
    root = case.build()
    result = study(root).attainment()
    labels = [line.partition(":")[0] for line in result.summary().splitlines()[1:]]
    assert labels == ["D · 2023 · set by a superior", "D · 2023 · own plan"]


def test_a_fraction_has_the_printed_denominator(case: Case) -> None:
    """3/5 of 6 people cannot be; 3/5 of more than 4 can."""
    case.add("a", "3/5", S, group="student", denominator=case.add("a", "6", N))
    case.add("b", "3/5", S, "2022", group="student", denominator=case.add("b", "4", N, "2022", bound="more_than"))
    checks = load_checks(case.build()).set_index("article_id")
    assert checks.loc[checks["check"].eq("fraction"), "verdict"].to_dict() == {"a": "contradiction", "b": "consistent"}


def test_a_target_said_to_be_met_is_a_minimum_only(case: Case) -> None:
    """100 % of 130 may be 131 if truncated: at least 130 is all that every reading allows."""
    case.add("a", "100%", A, denominator=case.add("a", "130", T))
    case.add("a", "3", N, group="school_pupil")
    assert _pairs(load_shares(case.build()), "admitted") == [(130, None)]


def test_a_target_that_all_exceeded_has_a_key_if_nobody_says_who_set_it(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """17 of 17 committees are above their targets."""
    metric = ["committees_above_target_share", "percent", "share", "Committees above their targets", "", ""]
    monkeypatch.setattr("conftest.METRICS", [*METRICS, metric])
    case.add("a", "17/17", metric[0])
    quotas = load_target_readings(case.build())
    assert quotas[["stated_target_id", "set_by"]].to_numpy().tolist() == [["d:2023:2023:all:unstated", "unstated"]]


def test_what_exceeds_a_target_is_added_to_it(case: Case) -> None:
    """30 % more than 100 is 130 % of it."""
    count = case.add("a", "130", N)
    case.add("a", "30%", "target_excess", numerator=count, set_by="superior")
    root = case.build()
    figure = load_figures(root).set_index("metric").loc["target_excess"]
    assert figure[["value", "low", "high"]].tolist() == [130, 129.5, 130.5]
    assert _pairs(load_target_readings(root), "target")[0] == (100, 100)


def test_nothing_reached_is_not_less_than_nothing(case: Case) -> None:
    """0 % rounded half up begins below 0."""
    case.add("a", "0%", A)
    rows = load_target_readings(case.build()).set_index("reading")
    assert rows.loc["half_up", ["attainment_low", "attainment_high"]].tolist() == [0, 0.005]


def test_a_target_that_is_scored_where_it_is_repeated_is_not_listed_again(case: Case) -> None:
    """The target of one article, and its score in another: one row per reading, none without a score."""
    case.add("a", "130", T)
    case.add("b", "108%", A, denominator=case.add("b", "130", T))
    rows = load_target_readings(case.build())
    assert rows["reading"].tolist() == ["half_up", "truncated"]


def test_the_same_words_of_an_article_are_checked_once(case: Case) -> None:
    """A percentage printed twice of the same count; a check of an inexact count has no chance."""
    count = case.add("a", "146", N)
    for _ in range(2):
        case.add("a", "104%", A, numerator=count)
    case.add("a", "50%", A, "2022", numerator=case.add("a", "7-8", N, "2022", bound="range"))
    checks = load_checks(case.build())
    checks = checks[checks["check"].eq("percentage")].set_index(["check_id", "reading"])
    assert checks["chance_pass"].notna().tolist() == [True, True, False, False]
    first = checks.loc[("percentage:a:20", "half_up")]
    assert first[["relation", "metric", "group", "quantity", "low", "high"]].tolist() == [
        "share",
        "target_attainment",
        "all",
        "whole",
        140,
        141,
    ]


@pytest.mark.parametrize("orgs", [("w", "d"), ("d", "w")])
def test_parts_that_contain_one_another_are_not_added(case: Case, orgs: tuple[str, str]) -> None:
    """8 in the district, 7 of them in its ward: not more than the province's 10."""
    whole = case.add("a", "10", N, org="p")
    for org in orgs:
        case.add("a", {"d": "8", "w": "7"}[org], N, org=org, part_of=whole)
    checks = load_checks(case.build()).set_index("check")
    assert checks.loc["parts", "verdict"] == "consistent"
    assert checks.loc["parts", ["metric", "quantity", "low"]].tolist() == [N, "parts", {"d": 8, "w": 7}[orgs[0]]]


def test_periods_that_overlap_are_not_added(case: Case) -> None:
    """6 in 2022 and 6 from July 2021 to June 2022 may be the same of the 10 from 2020 to 2023."""
    case.add("a", "10", N, "2020-01-01/2023-12-31")
    case.add("a", "6", N, "2022")
    case.add("a", "6", N, "2021-07-01/2022-06-30")
    assert load_checks(case.build()).empty


def test_a_check_names_the_groups_it_compares(case: Case) -> None:
    """3 pupils among 100 people."""
    case.add("a", "100", N)
    case.add("b", "3", N, group="school_pupil")
    row = load_checks(case.build()).iloc[0]
    names = ["check", "reading", "relation", "group", "group_of", "quantity", "low", "printed"]
    assert row[names].tolist() == ["nested", "as_printed", "among", "school_pupil", "all", "part", 3, "100"]
    assert pd.isna(row["high"])


def test_a_conflict_shows_both_mentions(case: Case) -> None:
    """7 in one article and 9 in another."""
    case.add("a", "7", N)
    case.add("b", "9", N)
    row = load_checks(case.build()).iloc[0]
    names = ["check", "relation", "quantity", "low", "high", "compared", "printed", "verdict"]
    assert row[names].tolist() == ["conflict", "same", "value", 7, 7, "7", "9", "contradiction"]


def test_a_listed_target_of_about_so_many_limits_no_sum(case: Case) -> None:
    """20 and 30 are asked of two wards, and of their district "about" 10."""
    case.organisations.append(["v", "Xã", "V", "grassroots", "d"])
    case.add("a", "10", T, bound="about")
    case.add("a", "20", T, org="w")
    case.add("a", "30", T, org="v")
    checks = load_checks(case.build())
    assert checks.loc[checks["check"].eq("sum"), "verdict"].tolist() == ["consistent"]
