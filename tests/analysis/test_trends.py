"""Trends: counts as printed, shares of the members, stocks, and the panel's refusal and estimate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from conftest import Case, N
from partyresearch import load_admissions, load_figures, load_organisations
from partyresearch.analysis import growth, trends
from partyresearch.collection.problems import UserError

M = "members_total"


def _shares(root: Path | None = None) -> object:
    return trends.share_of_members(load_admissions(root), load_organisations(root))


def test_every_printed_count_is_there_once() -> None:
    """Eleven counts of everyone; pupils are another page; nothing is annualised."""
    table = trends.admissions_over_time(load_admissions(), load_organisations()).estimates
    everyone = load_admissions().query("group == 'all'")
    assert sorted(table["estimate"]) == sorted(everyone["admitted_low"].astype(float))
    assert table.loc[table["period_end"].eq("2023-03-31"), "estimate"].tolist() == [67]
    assert table["interval_kind"].eq("").all()


def test_shares_of_members_as_scipy() -> None:
    """62 of 2,152 and 2,564 of 64,403; 67 of more than 5,800 has an upper end only, and is of a quarter."""
    table = _shares().estimates.set_index("organisation_ids")  # type: ignore[attr-defined]
    full = table[table["estimand"].eq("admitted_share_of_members")]
    for name, count, members in (("nam-dong", 62, 2152), ("dong-thap", 2564, 64403)):
        exact = binomtest(count, members).proportion_ci(0.95, "exact")
        row = full.loc[name]
        assert row["estimate"] == count / members
        assert (row["low"], row["high"]) == pytest.approx((exact.low, exact.high))
    row = table.loc["dam-doi"]
    assert row["estimand"] == "interim_admitted_share_of_members"
    assert row["estimate_high"] == 67 / 5801
    assert row["estimate_low"] != row["estimate_low"]
    assert row["low"] != row["low"]
    assert row["high"] == pytest.approx(binomtest(67, 5801).proportion_ci(0.95, "exact").high)


def test_ratio_of_shares_in_the_same_year_only(case: Case) -> None:
    """2023 against 2023; 2022 has no partner; a part is no partner of its whole; a quarter is no year."""
    case.organisations = [["p", "Tỉnh", "P", "province", ""], ["q", "Tỉnh", "Q", "province", ""],
                          ["d", "Huyện", "D", "district", "p"]]  # fmt: skip
    for org, count, stock, year in (("p", "40", "1000", "2023"), ("q", "10", "500", "2023"), ("d", "5", "100", "2023"),
                                    ("q", "9", "480", "2022")):  # fmt: skip
        case.add("a", count, N, year, org)
        case.add("a", stock, M, f"{year}-12-31/{year}-12-31", org)
    table = _shares(case.build()).estimates  # type: ignore[attr-defined]
    ratios = table[table["estimand"].eq("ratio_of_shares")]
    assert ratios["estimate"].tolist() == pytest.approx([(40 / 1000) / (10 / 500)])
    assert ratios["comparator_ids"].tolist() == ["q"]


def test_many_pairs_are_refused(simulated: Path) -> None:
    """Fourteen committees in six years are no list of 546 ratios."""
    result = _shares(simulated)
    assert result.refusals == ["Ratios of shares: 546 pairs of committees found, at most 10 are shown."]  # type: ignore[attr-defined]


def test_stocks_and_exits_as_printed() -> None:
    """Six, then nine members of a new cell; nobody struck off; no admission among them."""
    result = trends.net_growth(load_figures(), load_organisations())
    table = result.estimates.set_index("estimand")
    assert table.loc["net_growth", "estimate"] == 3
    assert table.loc["members_removed", "estimate"] == 0
    assert len(table) == 2


def test_net_growth_can_be_negative(case: Case) -> None:
    """Stocks in the order of their dates, whatever the order of the rows."""
    for stock, day in (("90", "2023-12-31"), ("100", "2021-12-31"), ("95", "2022-12-31")):
        case.add("a", stock, M, f"{day}/{day}")
    root = case.build()
    table = trends.net_growth(load_figures(root), load_organisations(root)).estimates
    assert table["estimate"].tolist() == [-5, -5]


def test_stocks_that_are_bounds_leave_a_bound(case: Case) -> None:
    """100 members, then at least 110: ten more, or more."""
    case.add("a", "100", M, "2021-12-31/2021-12-31")
    case.add("a", "110", M, "2022-12-31/2022-12-31", bound="at_least")
    case.add("b", "120", M, "2023-12-31/2023-12-31")
    root = case.build()
    table = trends.net_growth(load_figures(root), load_organisations(root)).estimates
    assert table["estimate_low"].iloc[0] == 10
    assert pd.isna(table["estimate_high"].iloc[0])
    assert pd.isna(table["estimate_low"].iloc[1])
    assert table["estimate_high"].iloc[1] == 10


def test_five_articles_carry_no_panel() -> None:
    """The refusal names what there is and what is needed."""
    result = growth.common_growth(load_admissions())
    assert result.estimates["method"].tolist() == ["refused"]
    assert "0 committees with 3 or more comparable full years found, 10 needed" in result.refusals[0]
    assert "0 years found among them, 5 needed" in result.refusals[0]


def test_both_minima_are_parameters(simulated: Path) -> None:
    """Fourteen committees and six years: one more of either is refused."""
    admissions = load_admissions(simulated)
    assert growth.common_growth(admissions).refusals == []
    assert growth.common_growth(admissions, minimum_organisations=14, minimum_years=6).refusals == []
    for minima in ({"minimum_organisations": 15}, {"minimum_years": 7}):
        refusal = growth.common_growth(admissions, **minima).refusals[0]  # type: ignore[arg-type]
        assert "14 committees" in refusal
        assert "6 years found" in refusal


def test_the_panel_finds_the_growth_it_was_made_with(simulated: Path) -> None:
    """4 % a year; per member, whose number stays the same, as much; the headline has the wider interval."""
    result = growth.common_growth(load_admissions(simulated))
    table = result.estimates
    assert table["estimate"].tolist() == pytest.approx([1.04] * 4, abs=0.02)
    assert (table["low"].lt(1.04) & table["high"].gt(1.04)).all()
    first = table[table["estimand"].eq("annual_growth_of_admissions")]
    wider = first.loc[np.log(first["high"] / first["low"]).idxmax()]
    assert f"{wider['low']:.3f} to {wider['high']:.3f}" in result.headline


def test_growth_per_member_is_of_the_members_of_each_year(simulated: Path) -> None:
    """Members that grow by a tenth a year leave 1.1 times less growth per member, whatever the admissions do."""
    admissions = load_admissions(simulated)
    grown = (1000 * 1.1 ** (admissions["period_end"].dt.year - 2017)).round().astype("Int64")
    table = growth.common_growth(admissions.assign(members_low=grown, members_high=grown)).estimates
    found = table.groupby("estimand", sort=False)["estimate"].first()
    ratio = found["annual_growth_of_admissions"] / found["annual_growth_of_admissions_per_member"]
    assert ratio == pytest.approx(1.1, abs=0.001)


def test_only_comparable_full_years_enter(simulated: Path) -> None:
    """Parts, quarters, bounds and committees with two years are left out."""
    admissions = load_admissions(simulated)
    before = growth.common_growth(admissions).estimates["estimate"].tolist()
    everyone = admissions["group"].eq("all")
    extra = admissions[everyone].head(6).assign(organisation_id="other", admitted_low=9999, admitted_high=9999)
    extra["admission_id"] = "other:" + extra["period_end"].dt.year.astype("str")
    for change in (
        {"part_of": admissions.loc[everyone, "admission_id"].iloc[0]},
        {"year_fraction": 0.25},
        {"admitted_high": pd.array([pd.NA] * len(extra), dtype="Int64")},
        {"overlaps": admissions.loc[everyone, "admission_id"].iloc[0]},
        {"group": "school_pupil"},
    ):
        more = pd.concat([admissions, extra.assign(**change)])
        assert growth.common_growth(more).estimates["estimate"].tolist() == before
    assert growth.common_growth(pd.concat([admissions, extra.head(2)])).estimates["estimate"].tolist() == before


def test_a_missing_stock_drops_the_model_per_member(simulated: Path) -> None:
    """Where one year's members are not printed, there is no half-known offset."""
    admissions = load_admissions(simulated)
    admissions.loc[admissions.index[0], ["members_low", "members_high"]] = None
    assert set(growth.common_growth(admissions).estimates["estimand"]) == {"annual_growth_of_admissions"}


@pytest.mark.parametrize(
    "call", [growth.common_growth, lambda a, c: trends.share_of_members(a, load_organisations(), c)]
)
def test_a_wrong_confidence_is_told(call: object) -> None:
    """Even where the data are refused."""
    with pytest.raises(UserError, match="confidence"):
        call(load_admissions().head(0), 95)  # type: ignore[operator]
