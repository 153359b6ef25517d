"""Recruitment over time: counts as printed, shares of the members, stocks and exits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import binomtest
from selected import NOTHING, selection, shown, worded

from conftest import Case, N
from partyresearch.analysis.selection import Selection
from partyresearch.analysis.trends import MOST_PAIRS, net_growth, recruitment, share_of_members
from partyresearch.collection.problems import UserError
from partyresearch.models.intervals import share_ratio_interval

M = "members_total"


def test_every_printed_count_is_there_once() -> None:
    """Eleven counts of everyone; pupils are another page; nothing is annualised."""
    findings = recruitment(selection())
    table, everyone = findings.estimates, selection().admissions.query("group == 'all'")
    assert sorted(table["estimate"]) == sorted(everyone["admitted_low"].astype(float))
    assert table.loc[table["period_end"].eq("2023-03-31"), "estimate"].tolist() == [67]
    assert table["interval_kind"].eq("").all()
    assert table["method"].eq("as_printed").all()
    (part,) = findings.facts.pop("parts")
    assert (part["organisation_id"], part["count"], part["target_low"], part["before"]) == ("dam-doi", 67, 185, 116)
    assert findings.facts == {"n": 11, "organisations": 10, "first": 2011, "last": 2023, "repeated": 1}
    words = worded(findings, selection()).set_index("label")
    assert words.loc["Đầm Dơi district · Jan–Mar 2023", ["months", "part of"]].tolist() == ["3.0", ""]
    assert words.loc["Bình Thủy urban district · 2011", "part of"] == "Cần Thơ city"


def test_nothing_printed_is_refused() -> None:
    """Without a year to name."""
    findings = recruitment(selection(**NOTHING))
    assert findings.refusals[0].reason == "no_admissions"
    assert findings.facts["first"] is findings.facts["last"] is None


def test_a_count_without_a_year_is_listed(case: Case) -> None:
    """And the headline names no years."""
    case.add("a", "40", N, "")
    chosen = selection(case.build())
    findings = recruitment(chosen)
    assert findings.estimates["estimate"].tolist() == [40]
    assert shown(findings, chosen).headline == "One count of new members is reported, of no full year"


def test_shares_of_members_as_scipy() -> None:
    """62 of 2,152 and 2,564 of 64,403; 67 of more than 5,800 has an upper end only, and is of a quarter."""
    table = share_of_members(selection()).estimates.set_index("organisation_ids")
    full = table[table["estimand"].eq("admitted_share_of_members")]
    for name, count, members in (("nam-dong", 62, 2152), ("dong-thap", 2564, 64403)):
        exact = binomtest(count, members).proportion_ci(0.95, "exact")
        row = full.loc[name]
        assert row["estimate"] == count / members
        assert (row["low"], row["high"]) == pytest.approx((exact.low, exact.high))
        assert row["method"] == "clopper_pearson"
    row = table.loc["dam-doi"]
    assert row["estimand"] == "interim_admitted_share_of_members"
    assert row["estimate_high"] == 67 / 5801
    assert row["estimate_low"] != row["estimate_low"]
    assert row["low"] != row["low"]
    assert row["high"] == pytest.approx(binomtest(67, 5801).proportion_ci(0.95, "exact").high)


def test_ratio_of_shares_in_the_same_year_only(case: Case) -> None:
    """2023 against 2023; 2022 has no partner; a part is no partner of its whole; a quarter is no year."""
    case.organisations = [
        ["p", "Tỉnh", "P", "province", ""],
        ["q", "Tỉnh", "Q", "province", ""],
        ["d", "Huyện", "D", "district", "p"],
    ]
    for org, count, stock, year in (
        ("q", "10", "500", "2023"),
        ("p", "40", "1000", "2023"),
        ("d", "5", "100", "2023"),
        ("q", "9", "480", "2022"),
    ):
        case.add("a", count, N, year, org)
        case.add("a", stock, M, f"{year}-12-31/{year}-12-31", org)
    chosen = selection(case.build())
    findings = share_of_members(chosen)
    ratio = findings.chosen("ratio_of_shares")
    assert ratio["estimate"].tolist() == pytest.approx([(40 / 1000) / (10 / 500)])
    assert ratio[["low", "high"]].to_numpy()[0] == pytest.approx(share_ratio_interval(40, 1000, 10, 500, 0.95))
    assert ratio[["organisation_ids", "comparator_ids", "method"]].to_numpy().tolist() == [["p", "q", "koopman_score"]]
    assert "P over Q · 2023" in worded(findings, chosen)["label"].tolist()


@pytest.mark.parametrize(("count", "stock"), [("0", "100"), ("100", "100")])
def test_a_ratio_needs_some_and_not_all(case: Case, count: str, stock: str) -> None:
    """None or all admitted: a share, and no ratio."""
    case.organisations = [["p", "Tỉnh", "P", "province", ""], ["q", "Tỉnh", "Q", "province", ""]]
    for org, admitted, members in (("p", "40", "1000"), ("q", count, stock)):
        case.add("a", admitted, N, org=org)
        case.add("a", members, M, "2023-12-31/2023-12-31", org)
    findings = share_of_members(selection(case.build()))
    assert findings.chosen()["estimand"].tolist() == ["admitted_share_of_members"] * 2


@pytest.mark.parametrize(("committees", "ratios"), [(5, MOST_PAIRS), (6, 0)])
def test_more_pairs_than_a_reader_takes_in_are_refused(case: Case, committees: int, ratios: int) -> None:
    """Five committees have ten ratios, six have fifteen."""
    case.organisations = [[f"o{i}", "Tỉnh", f"O{i}", "province", ""] for i in range(committees)]
    for i in range(committees):
        case.add("a", str(40 + i), N, org=f"o{i}")
        case.add("a", "1000", M, "2023-12-31/2023-12-31", f"o{i}")
    findings = share_of_members(selection(case.build()))
    assert len(findings.chosen("ratio_of_shares")) == ratios
    refused = [refusal for refusal in findings.refusals if refusal.estimand == "ratio_of_shares"]
    assert [dict(refusal.values) for refusal in refused] == [{"group": "", "n": 15, "most": 10}] * (not ratios)


def test_many_pairs_are_refused(simulated: Path) -> None:
    """Fourteen committees in six years are no list of 546 ratios."""
    chosen = selection(simulated)
    refusals = shown(share_of_members(chosen), chosen).refusals
    assert refusals == ["Ratios of shares: 546 pairs of organisations found, at most 10 are shown."]


def _years_of(case: Case, n: int, *, whole: bool = False) -> Selection:
    """Committees in 2023 that admit a tenth of 100 members or none by turns, and one 3,000 of 60,000."""
    case.organisations = [["p", "Tỉnh", "P", "province", ""]]
    case.organisations += [[f"o{i}", "Huyện", f"O{i}", "district", "p"] for i in range(n)]
    for i in range(n):
        admitted, members = ("3000", "60000") if i == 0 else ("20" if i % 2 else "0", "200")
        case.add("a", admitted, N, "2023", f"o{i}")
        case.add("a", members, M, "2023-12-31/2023-12-31", f"o{i}")
    if whole:  # its members are not printed, so that it is no unit of its own
        case.add("a", "9000", N, "2023", "p")
    return selection(case.build())


@pytest.mark.parametrize("whole", [False, True])
def test_the_mean_share_of_members(case: Case, whole: bool) -> None:
    """Half of twelve with 10% of 200, five with none, one with 5% of 60,000: 5% of each, and 4.98% of people.

    With equal means the sum is near the mean, but the gamma-Poisson interval is that of twelve that differ; a province
    without printed members takes none of them out.
    """
    chosen = _years_of(case, 12, whole=whole)
    findings = share_of_members(chosen)
    mean, pooled = (findings.chosen(name).iloc[0] for name in ("mean_share_of_members", "ratio_of_totals_of_members"))
    assert (pooled["estimate"], pooled["method"]) == (3120 / 62200, "as_printed")
    assert pd.isna(pooled["low"])
    assert mean["estimate"] == pytest.approx(0.054, abs=0.003)
    assert mean["low"] < 0.035
    assert mean["high"] > 0.08
    assert (mean["estimate_id"], mean["method"]) == ("mean_share_of_members:2023", "gamma_poisson")
    labels = worded(findings, chosen)["label"].tolist()
    assert labels[-2:] == ["12 organisations added up · 2023", "Mean share of 12 organisations · 2023"]


def test_nine_committees_have_no_mean_share_of_members(case: Case) -> None:
    """One line with the number of the fullest year; the five articles have two."""
    chosen = _years_of(case, 9)
    assert shown(share_of_members(chosen), chosen).refusals[-1] == (
        "Mean share of many organisations: 9 with admissions and members of the same full year found, 10 needed."
    )
    assert share_of_members(chosen, minimum_organisations=9).chosen("mean_share_of_members")["estimate"].size == 1
    assert share_of_members(selection()).refusals[0].values["found"] == 2


def test_each_full_year_has_its_own_mean(simulated: Path) -> None:
    """Fourteen committees in six years; the 5% a year that were admitted."""
    findings = share_of_members(selection(simulated))
    assert len(findings.chosen("mean_share_of_members")) == 6
    assert sorted(findings.model) == [str(year) for year in range(2017, 2023)]


def test_no_more_are_admitted_than_there_are_members(case: Case) -> None:
    """Forty admitted of thirty members contradict one another: no share."""
    case.add("a", "40", N)
    case.add("a", "30", M, "2023-12-31/2023-12-31")
    assert share_of_members(selection(case.build())).refusals[0].reason == "no_members"


def test_stocks_and_exits_as_printed() -> None:
    """Six, then nine members of a new cell; nobody struck off; no admission among them."""
    findings = net_growth(selection())
    table = findings.estimates.set_index("estimand")
    assert table.loc["net_growth", "estimate"] == 3
    assert table.loc["members_removed", "estimate"] == 0
    assert len(table) == 2
    assert findings.rows.iloc[0][["members_low", "members_high", "later_low", "later_high"]].tolist() == [6, 6, 9, 9]
    words = worded(findings, selection())
    assert words["label"].iloc[0] == "Cell of the Phương Thành dental clinic · 31 Dec 2022–3 Feb 2024 · net growth"
    assert words["members"].iloc[0] == "6; then 9"


def test_net_growth_can_be_negative(case: Case) -> None:
    """Stocks in the order of their dates, whatever the order of the rows."""
    for stock, day in (("90", "2023-12-31"), ("100", "2021-12-31"), ("95", "2022-12-31")):
        case.add("a", stock, M, f"{day}/{day}")
    assert net_growth(selection(case.build())).estimates["estimate"].tolist() == [-5, -5]


def test_stocks_that_are_bounds_leave_a_bound(case: Case) -> None:
    """100 members, then at least 110: ten more, or more."""
    case.add("a", "100", M, "2021-12-31/2021-12-31")
    case.add("a", "110", M, "2022-12-31/2022-12-31", bound="at_least")
    case.add("b", "120", M, "2023-12-31/2023-12-31")
    table = net_growth(selection(case.build())).estimates
    assert table["estimate_low"].iloc[0] == 10
    assert pd.isna(table["estimate_high"].iloc[0])
    assert pd.isna(table["estimate_low"].iloc[1])
    assert table["estimate_high"].iloc[1] == 10


def test_mentions_of_one_stock_leave_a_set(case: Case) -> None:
    """100 or 102 members, then 110: eight or ten more."""
    case.add("a", "100", M, "2021-12-31/2021-12-31")
    case.add("b", "102", M, "2021-12-31/2021-12-31")
    case.add("a", "110", M, "2022-12-31/2022-12-31")
    row = net_growth(selection(case.build())).estimates.iloc[0]
    assert (row["estimate_low"], row["estimate_high"]) == (8, 10)


def test_a_rough_stock_is_no_stock(case: Case) -> None:
    """About 100 members, then 110: nothing is compared."""
    case.add("a", "100", M, "2021-12-31/2021-12-31", bound="about")
    case.add("a", "110", M, "2022-12-31/2022-12-31")
    assert net_growth(selection(case.build())).refusals[0].reason == "no_two_stocks"


@pytest.mark.parametrize("choice", [{}, NOTHING])
def test_a_wrong_confidence_is_told(choice: dict[str, int]) -> None:
    """Even where there are no rows."""
    with pytest.raises(UserError, match="confidence"):
        share_of_members(selection(**choice), 95)


def test_the_confidence_is_that_of_the_shares() -> None:
    """Eighty percent are narrower than 95, and say so."""
    wide, narrow = (share_of_members(selection(), level).estimates for level in (0.95, 0.8))
    made = wide["method"].ne("refused")
    assert (narrow["high"] < wide["high"])[made].all()
    assert set(narrow.loc[made, "confidence"]) == {0.8}
    firm = replace(selection(), admissions=selection().admissions.assign(members_low=pd.NA, members_high=pd.NA))
    assert share_of_members(firm, 0.8).refusals[0].reason == "no_members"
