"""Growth from year to year: the panel, its minima, and what it was made with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from selected import NOTHING, selection, shown

from conftest import Case, N
from partyresearch.analysis.findings import Findings
from partyresearch.analysis.growth import growth
from partyresearch.analysis.selection import Selection
from partyresearch.collection.problems import UserError


@pytest.fixture(scope="module")
def panel(simulated: Path) -> Selection:
    """Fourteen committees in six years."""
    return selection(simulated)


def _growth(panel: Selection, admissions: pd.DataFrame) -> Findings:
    return growth(replace(panel, admissions=admissions))


def test_five_articles_carry_no_panel() -> None:
    """The refusal names what there is and what is needed."""
    findings = growth(selection())
    assert findings.estimates["method"].tolist() == ["refused"]
    values = {"group": "", "found": 0, "each": 3, "needed": 10, "years": 0, "years_needed": 5}
    assert [(refusal.reason, dict(refusal.values)) for refusal in findings.refusals] == [("too_few_years", values)]
    result = shown(findings, selection())
    assert "0 organisations with 3 or more comparable full years found, 10 needed" in result.refusals[0]
    assert "0 years found among them, 5 needed" in result.refusals[0]
    assert result.headline == result.refusals[0]


def test_both_minima_are_parameters(panel: Selection) -> None:
    """Fourteen committees and six years: one more of either is refused."""
    assert growth(panel).refusals == ()
    assert growth(panel, minimum_organisations=14, minimum_years=6).refusals == ()
    for minima in ({"minimum_organisations": 15}, {"minimum_years": 7}):
        refusal = growth(panel, **minima).refusals[0]
        assert (refusal.values["found"], refusal.values["years"]) == (14, 6)


def test_the_panel_finds_the_growth_it_was_made_with(panel: Selection) -> None:
    """4% a year; per member, whose number stays the same, as much; the headline has the wider interval."""
    findings = growth(panel)
    table = findings.estimates
    assert table["estimate"].tolist() == pytest.approx([1.04] * 4, abs=0.02)
    assert (table["low"].lt(1.04) & table["high"].gt(1.04)).all()
    assert table["method"].tolist() == ["poisson_slopes_random_effects", "year_effects_on_year"] * 2
    first = table[table["estimand"].eq("annual_growth_of_admissions")]
    wider = first.loc[np.log(first["high"] / first["low"]).idxmax()]
    assert findings.facts["wider"] == {
        "ratio": wider["estimate"],
        "low": wider["low"],
        "high": wider["high"],
        "organisations": 14,
        "years": 6,
    }
    result = shown(findings, panel)
    assert f"{wider['low']:.2f} to {wider['high']:.2f}" in result.headline
    assert result.headline.startswith("Admissions of 14 organisations over 6 years: times ")
    assert "(95% interval " in result.headline
    assert (
        result.summary()
        .splitlines()[1]
        .startswith("Admissions from year to year, each organisation's own growth: 14 organisations, 6 years: ")
    )


@pytest.mark.parametrize("shared", [True, False])
def test_the_wider_interval_counts(panel: Selection, shared: bool) -> None:
    """Good and bad years that all share widen the one, growth that committees do not share the other."""
    rows = panel.admissions
    step, own = rows["period_end"].dt.year - 2017, rows["organisation_id"].str.removeprefix("h").astype(int)
    factor = 1 + 0.4 * (step % 2) if shared else (1.3 ** (own % 2)) ** step
    counts = (1000 * factor).round().astype("Int64")
    findings = _growth(panel, rows.assign(admitted_low=counts, admitted_high=counts))
    table = findings.estimates.set_index("estimate_id")
    wider = table.loc["annual_growth_of_admissions:" + ("year_effects" if shared else "slopes")]
    other = table.loc["annual_growth_of_admissions:" + ("slopes" if shared else "year_effects")]
    assert wider["high"] / wider["low"] > other["high"] / other["low"]
    assert [findings.facts["wider"][end] for end in ("low", "high")] == wider[["low", "high"]].tolist()


def test_equal_counts_do_not_make_growth_certain(case: Case) -> None:
    """Twelve committees that each admit 110 in each of six years: no interval is narrower than the Poisson error's.

    1.96 ÷ √(1320 × 17.5): in each year 1,320 people, and Σ (year - mean)² = 17.5.
    """
    case.organisations = [[f"o{i}", "Huyện", f"O{i}", "district", ""] for i in range(12)]
    for i in range(12):
        for year in range(2017, 2023):
            case.add(f"a{i}", "110", N, str(year), f"o{i}")
    table = growth(selection(case.build())).estimates
    assert table["estimate"].tolist() == pytest.approx([1, 1])
    assert np.log(table["high"] / table["low"]).ge(2 * 1.959963 / (1320 * 17.5) ** 0.5).all()


def test_one_vast_committee_does_not_decide(case: Case) -> None:
    """Twelve grow by a tenth a year; one fifty times larger shrinks by a tenth: the mean is above 1, and unsure.

    The totals shrink; the errors of one regression, clustered by committee, excluded any growth.
    """
    case.organisations = [[f"o{i}", "Huyện", f"O{i}", "district", ""] for i in range(13)]
    for i in range(13):
        for year in range(6):
            count = 5000 * 0.9**year if i == 12 else 100 * 1.1**year
            case.add(f"a{i}", str(round(count)), N, str(2017 + year), f"o{i}")
    findings = growth(selection(case.build()))
    wider = findings.facts["wider"]
    assert 1 < wider["low"] < wider["ratio"] < 1.1 < wider["high"]


def test_committees_without_admissions_in_some_years_stay(case: Case) -> None:
    """Six stand still, six admit nobody until the last year: they are the ones that grow, and are not left out."""
    case.organisations = [[f"o{i}", "Huyện", f"O{i}", "district", ""] for i in range(12)]
    for i in range(12):
        for year in range(5):
            case.add(f"a{i}", "20" if i % 2 or year == 4 else "0", N, str(2017 + year), f"o{i}")
    wider = growth(selection(case.build())).facts["wider"]
    assert wider["organisations"] == 12
    assert wider["ratio"] > 1.3


def test_growth_per_member_is_of_the_members_of_each_year(panel: Selection) -> None:
    """Members that grow by a tenth a year leave 1.1 times less growth per member, whatever the admissions do."""
    admissions = panel.admissions
    grown = (1000 * 1.1 ** (admissions["period_end"].dt.year - 2017)).round().astype("Int64")
    table = _growth(panel, admissions.assign(members_low=grown, members_high=grown)).estimates
    found = table.groupby("estimand", sort=False)["estimate"].first()
    ratio = found["annual_growth_of_admissions"] / found["annual_growth_of_admissions_per_member"]
    assert ratio == pytest.approx(1.1, abs=0.001)


def test_only_comparable_full_years_enter(panel: Selection) -> None:
    """The province, quarters, bounds, pupils and committees with two years are left out."""
    admissions = panel.admissions
    before = growth(panel).estimates["estimate"].tolist()
    everyone = admissions["group"].eq("all")
    extra = admissions[everyone].head(6).assign(organisation_id="other", admitted_low=9999, admitted_high=9999)
    extra.index = admissions.index.max() + 1 + pd.RangeIndex(len(extra))
    other = pd.DataFrame({"organisation_id": ["other"], "parent_id": [""]})
    panel = replace(panel, all=replace(panel.all, organisations=pd.concat([panel.organisations, other])))
    for change in (
        {"organisation_id": "tinh"},
        {"year_fraction": 0.25},
        {"admitted_high": pd.array([pd.NA] * len(extra), dtype="Int64")},
        {"group": "school_pupil"},
    ):
        more = pd.concat([admissions, extra.assign(**change)])
        assert _growth(panel, more).estimates["estimate"].tolist() == before
    assert _growth(panel, pd.concat([admissions, extra.head(2)])).estimates["estimate"].tolist() == before
    three = _growth(panel, pd.concat([admissions, extra.head(3)]))
    assert three.facts["wider"]["organisations"] == 15


def test_a_year_within_a_longer_period_of_its_own_committee_stays(panel: Selection) -> None:
    """The longer period is no full year, and the committee is not its own part."""
    rows = panel.admissions["group"].eq("all")
    whole = panel.admissions["organisation_id"] + ":2017-01-01..2022-12-31:all"
    within = panel.admissions.assign(part_of=panel.admissions["part_of"].mask(rows, whole))
    assert _growth(panel, within).estimates["estimate"].tolist() == growth(panel).estimates["estimate"].tolist()


def _panel_of(case: Case, **years: range) -> Findings:
    """Five years of twelve districts of a province, which stand still, and years of others, which grow."""
    case.organisations = [["p", "Tỉnh", "P", "province", ""], ["q", "Tỉnh", "Q", "province", ""]]
    case.organisations += [[f"d{i}", f"Huyện {i}", f"D {i}", "district", "p"] for i in range(12)]
    case.organisations += [["w", "Xã", "W", "grassroots", "q"]]
    for i in range(12):
        years[f"d{i}"] = range(2017, 2022)
    for org, some in years.items():
        for year in some:
            case.add("a", str(100 if org[0] == "d" else 5 * (year - 2000)), N, str(year), org)
    return growth(selection(case.build()))


@pytest.mark.parametrize("first", [2017, 2010, 2015])
def test_the_finest_committees_make_the_panel(case: Case, first: int) -> None:
    """A province neither displaces its districts in the years it prints, nor stands beside them in other years."""
    wider = _panel_of(case, p=range(first, first + 5)).facts["wider"]
    assert (wider["organisations"], wider["years"]) == (12, 5)
    assert wider["ratio"] == pytest.approx(1)


def test_a_part_with_too_few_years_displaces_nobody(case: Case) -> None:
    """Two years of a commune leave its province all four."""
    findings = _panel_of(case, q=range(2017, 2021), w=range(2018, 2020))
    assert findings.facts["wider"]["organisations"] == 13
    assert "q" in findings.estimates["organisation_ids"].iloc[0].split()


def test_years_that_share_months_are_not_two(case: Case) -> None:
    """2017 and the twelve months to June 2018: one of them, so that the province has too few."""
    for period in ("2017", "2017-07-01/2018-06-30", "2018-07-01/2019-06-30"):
        case.add("b", "40", N, period, "q")
    assert _panel_of(case).facts["wider"]["organisations"] == 12


def test_full_years_known_as_a_bound_are_counted(case: Case) -> None:
    """Three of them, and a quarter that is none."""
    for year in ("2015", "2016", "2016-01-01/2016-03-31"):
        case.add("b", "40", N, year, "d3", bound="more_than")
    case.add("b", "40", N, "2017", "q", bound="at_least")
    findings = _panel_of(case)
    assert findings.facts["bounds"] == 3
    assumption = shown(findings, selection(case.collection.root)).rests_on
    assert "organisations with 3 or more of them" in assumption
    assert "Full years known only as a bound are left out: 3." in assumption


def test_a_missing_stock_drops_the_model_per_member(panel: Selection) -> None:
    """Where one year's members are not printed, or are a minimum, there is no half-known offset."""
    first = panel.admissions.index == panel.admissions.index[0]
    for names in (["members_low", "members_high"], ["members_high"]):
        ends = {name: panel.admissions[name].mask(first) for name in names}
        table = _growth(panel, panel.admissions.assign(**ends)).estimates
        assert set(table["estimand"]) == {"annual_growth_of_admissions"}


def test_what_the_model_refuses_is_told(panel: Selection) -> None:
    """Nobody admitted in any year: the reason is the model's."""
    findings = _growth(panel, panel.admissions.assign(admitted_low=0, admitted_high=0))
    assert [refusal.reason for refusal in findings.refusals] == ["too_few"] * 2
    assert findings.facts["wider"] is None
    result = shown(findings, panel)
    assert result.refusals == [
        f"{what}: not estimable (at least 2 organisations and 3 years are needed: 0 and 0)."
        for what in ("Admissions from year to year", "Admissions per member from year to year")
    ]
    assert result.headline == result.refusals[0]


def test_the_confidence_is_that_of_both_intervals(panel: Selection) -> None:
    """Eighty percent are narrower than 95."""
    wide, narrow = growth(panel).estimates, growth(panel, 0.8).estimates
    assert (narrow["low"] > wide["low"]).all()
    assert (narrow["high"] < wide["high"]).all()
    assert set(narrow["confidence"]) == {0.8}


def test_a_wrong_confidence_is_told() -> None:
    """Even where the data are refused."""
    with pytest.raises(UserError, match="confidence"):
        growth(selection(**NOTHING), 95)
