"""What is printed and what is not: the matrix, the worst case, the two coding passes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from selected import NOTHING, labels, selection, shown, worded

from conftest import A, Case, N, T
from partyresearch.analysis.overview import COVERED, checked, coding_agreement, coverage, overview, reported_success
from partyresearch.analysis.selection import Selection
from partyresearch.show.tables import checks_html, coverage_html, coverage_row, figures_html, sources_html

BLOC = "Bloc of civil, state and party agencies of Cần Thơ"


def _coverage(chosen: Selection) -> pd.DataFrame:
    return coverage(chosen.reported, chosen.organisations)


def test_every_covered_figure_is_in_one_cell() -> None:
    """No figure of the three questions is lost, none is there twice; plans and goals are no results."""
    figures, cells = selection().figures, _coverage(selection())
    told = [figure["figure_id"] for cell in cells["figures"] for figure in cell]
    wanted = figures[figures["metric"].isin(COVERED)]
    wanted = wanted[wanted["status"].eq("reported") | wanted["metric"].eq("admission_target")]
    assert sorted(told) == sorted(wanted["figure_id"])
    assert not cells.duplicated(["organisation_id", "years", "metric", "group"]).any()


@pytest.mark.parametrize(
    ("row", "metric", "group", "kind", "printed"),
    [
        ("Party organisation of Đầm Dơi district · 2022", "members_admitted", "all", "number", "116"),
        ("Party organisation of Đầm Dơi district · 2016–2023", "members_admitted", "school_pupil", "number", "8"),
        ("Party organisation of Đầm Dơi district · 2023Q1", "members_admitted", "all", "number", "67"),
        (f"{BLOC} · 2011", "target_attainment", "all", "bound", "166%"),
        ("Party organisation of Lâm Hà district · 2021–2023", "target_attainment", "all", "word", "đảm bảo"),
        ("Party organisation of Nam Đông district · 2023", "target_attainment", "all", "word", "vượt"),
        ("Party organisation of Nam Đông district · until 2024", "members_admitted", "school_pupil", "word", "chưa"),
        ("Party organisation of Lâm Hà district · 2024", "admission_target", "all", "number", "145"),
    ],
)
def test_a_cell_is_a_number_a_bound_or_a_word(row: str, metric: str, group: str, kind: str, printed: str) -> None:
    """As printed."""
    cells, english = _coverage(selection()), labels(selection())
    names = [coverage_row(cell, english) for cell in cells.itertuples()]
    cell = cells[pd.Series(names).eq(row) & cells["metric"].eq(metric) & cells["group"].eq(group)].iloc[0]
    assert cell["kind"] == kind
    assert printed in [figure["printed"] for figure in cell["figures"]]
    assert cell["figures"][0]["kind"] == kind


def test_a_number_counts_before_a_bound_before_a_word(case: Case) -> None:
    """Of several mentions the most telling one; all of them are printed."""
    case.add("a", "vượt", A, bound="more_than")
    case.add("a", "100", N, bound="more_than")
    case.add("b", "120", N)
    cells = _coverage(selection(case.build())).set_index("metric")
    assert cells["kind"].to_dict() == {"members_admitted": "number", "target_attainment": "word"}
    admitted = cells.loc["members_admitted", "figures"]
    assert [(figure["printed"], figure["kind"]) for figure in admitted] == [("120", "number"), ("100", "bound")]


def test_part_of_a_year_has_a_row_of_its_own(case: Case) -> None:
    """Periods that touch the same years share one; an open end comes last."""
    for period in ("2023", "2023-01-01/2023-03-31", "2021-07-01/2023-06-30", "2021-01-01/2023-12-31"):
        case.add("a", "100", N, period)
    case.add("a", "100", T, "")
    chosen = selection(case.build())
    cells, english = _coverage(chosen), labels(chosen)
    names = [coverage_row(cell, english).partition(" · ")[2] for cell in cells.itertuples()]
    assert names == ["2021–2023", "2023", "2023Q1", "period not printed"]
    assert len(cells["figures"].iloc[0]) == 2


def test_the_matrix_links_every_printed_character() -> None:
    """The table beside the picture; a bound keeps its word."""
    cells = _coverage(selection())
    page = coverage_html(cells, labels(selection()))
    for cell in cells.itertuples():
        assert f'href="#{cell.figures[0]["figure_id"]}"><span lang="vi">' in page
    assert '<span lang="vi">more than 166%</span>' in page


def test_a_word_stands_beside_its_meaning_in_the_table_of_figures() -> None:
    """The printed characters stay as they are, and alone in their language."""
    page = figures_html(selection().all, ["nam-dong-2024:2035"], labels(selection()))
    assert '<span lang="vi">vượt</span> (exceeded)' in page


def test_only_the_articles_of_a_page_are_named() -> None:
    """With title and date as printed; what is not printed is said."""
    page = sources_html(selection().all.articles, ["lam-ha-2024:1017", "lam-ha-2024:1618"], labels(selection()))
    assert "Lâm Hà đẩy mạnh" in page
    assert "2024-04-10" in page
    assert page.count("not printed in the text") == 1
    assert "dong-thap" not in page


def test_nothing_missed_is_a_count_and_no_interval() -> None:
    """0 of 6 finished targets."""
    findings = reported_success(selection())
    row = findings.estimates.set_index("estimate_id").loc["reported_below_target"]
    assert row["estimate"] == 0
    assert pd.isna(row["low"])
    assert pd.isna(row["high"])
    assert findings.rows.loc["reported_below_target", ["n", "met", "missed", "undecided"]].tolist() == [6, 6, 0, 0]
    words = worded(findings, selection()).loc["reported_below_target"]
    assert words[["met", "missed", "undecided"]].tolist() == ["6", "0", "0"]


def test_the_worst_case_by_hand() -> None:
    """Six committees seen meeting their targets in a frame of 63, and nine unnamed ones; not the city around them."""
    findings = reported_success(selection(), 63)
    row = findings.estimates.set_index("estimate_id").loc["met_target_of_all"]
    assert row[["estimate_low", "estimate_high"]].tolist() == [15 / 63, 1]
    assert findings.rows.loc["met_target_of_all", ["n", "met", "missed", "undecided"]].tolist() == [63, 15, 0, 48]
    assert "Committees that met their target, of 63: 23.80 to 100.00%" in shown(findings, selection()).summary()
    table = reported_success(selection(level="district"), 700).estimates.set_index("estimate_id")
    assert table.loc["met_target_of_all", ["estimate_low", "estimate_high"]].tolist() == [12 / 700, 1]


def test_failures_lower_the_upper_end(case: Case) -> None:
    """One met, one failed, one not known to either: from 1/10 to 9/10; the last year of a committee counts."""
    case.organisations = [[name, "X", name, "district", ""] for name in ("a", "b", "c")]
    for org, year, count, bound in (
        ("a", "2021", "50", "exact"),
        ("a", "2022", "120", "exact"),
        ("b", "2022", "90", "exact"),
        ("c", "2022", "80", "at_least"),
    ):
        case.add("x", "100", T, year, org)
        case.add("x", count, N, year, org, bound=bound)
    findings = reported_success(selection(case.build()), 10)
    table = findings.estimates.set_index("estimate_id")
    assert table.loc["met_target_of_all", ["estimate_low", "estimate_high"]].tolist() == [0.1, 0.9]
    assert table.loc["reported_below_target", ["estimate_low", "estimate_high"]].tolist() == [2 / 4, 3 / 4]
    assert findings.rows.loc["reported_below_target", ["n", "met", "missed", "undecided"]].tolist() == [4, 1, 2, 1]
    # seven are silent, one failed, one may have: of eight or nine that missed, one or two are reported
    assert table.loc["missed_reported", ["estimate_low", "estimate_high"]].tolist() == [1 / 8, 2 / 9]


def test_a_whole_is_not_counted_beside_its_part(case: Case) -> None:
    """One figure of a province leaves its districts in, whatever the years: they are what the frame is of."""
    for org, year in (("p", "2022"), ("d", "2023")):
        case.add("a", "100", T, year, org)
        case.add("a", "110", N, year, org)
    row = reported_success(selection(case.build()), 4).chosen("met_target_of_all").iloc[0]
    assert row["organisation_ids"] == "d"
    assert row["estimate_low"] == 0.25


def test_the_sum_of_several_committees_says_nothing_of_each(case: Case) -> None:
    """Nine communes admitted 110 of 100 together: nine are seen, none is known to have met its own target."""
    case.add("a", "100", T)
    case.add("a", "110", N)
    chosen = selection(case.build())
    several = chosen.organisations.assign(n_units=pd.array([None, 9, None], dtype="Int64"))
    chosen = replace(chosen, all=replace(chosen.all, organisations=several))
    assert reported_success(chosen, 8).refusals[0].values == {"group": "", "given": 8, "needed": 9}
    row = reported_success(chosen, 9).chosen("met_target_of_all").iloc[0]
    assert (row["estimate_low"], row["estimate_high"]) == (0, 1)


@pytest.mark.parametrize(("given", "needed"), [(0, 15), (14, 15)])
def test_a_frame_smaller_than_what_is_seen_is_refused(given: int, needed: int) -> None:
    """The refusal names the number given and the number needed."""
    findings = reported_success(selection(), given)
    assert [(refusal.reason, refusal.values["needed"]) for refusal in findings.refusals] == [("no_frame", needed)]
    refusals = shown(findings, selection()).refusals
    assert f"frame_size: {given} given" in refusals[0]
    assert f"at least {needed} needed" in refusals[0]
    assert reported_success(selection(), 15).refusals == ()


def test_an_empty_selection_has_no_success() -> None:
    """Neither a share nor bounds: a frame of none is no frame."""
    findings = reported_success(selection(**NOTHING), 0)
    assert [refusal.reason for refusal in findings.refusals] == ["no_scored_target", "no_frame"]
    assert findings.refusals[1].values["needed"] == 1


def test_checks_follow_the_selection() -> None:
    """Those that a selected figure takes part in, and the sentence counts checks, not hypotheses."""
    chosen = selection(organisations=["nam-dong"])
    checks, findings = chosen.checks, overview(chosen)
    percentages = checks.loc[checks["check"].eq("percentage"), "check_id"].nunique()
    assert findings.facts["percentages"] == percentages
    assert findings.facts["others"] == checks["check_id"].nunique() - percentages
    headline = shown(findings, chosen).headline
    assert f"percentages checked against counts: {percentages} (" in headline
    assert f"other checks: {checks['check_id'].nunique() - percentages}; contradictions: 0." in headline
    assert checked(chosen).facts["checks"].equals(checks)
    assert checks_html(checks.head(0), labels(chosen)) == "<p>Checks of the selected figures: 0 found, 1 needed.</p>"


def test_the_overview_counts() -> None:
    """Five articles, 110 figures, six finished targets."""
    chosen = selection()
    facts = overview(chosen).facts
    checks = chosen.checks
    percentages = checks[checks["check"].eq("percentage")].drop_duplicates("check_id")
    disputed = set(chosen.figures.loc[chosen.figures["disputed"].astype(bool), "figure_id"])
    assert (facts["articles"], facts["figures"], facts["wrong"]) == (5, 110, 0)
    assert facts["idle"] == checks.loc[checks["verdict"].eq("uninformative"), "check_id"].nunique() > 0
    assert facts["unsure"] == percentages["figure_ids"].str.split().str[0].isin(disputed).sum() > 0
    assert facts["units"] == {"n": 6, "committees": 6, "missed": 0, "met": 6, "known": 4}


def test_a_contradiction_is_counted_once() -> None:
    """For all its hypotheses."""
    chosen = selection()
    row = chosen.all.checks["check_id"].eq("percentage:dam-doi-2023:1582")
    assert row.sum() > 1
    wrong = chosen.all.checks.assign(verdict=chosen.all.checks["verdict"].astype("str").mask(row, "contradiction"))
    chosen = replace(chosen, all=replace(chosen.all, checks=wrong))
    assert overview(chosen).facts["wrong"] == 1
    assert "contradictions: 1." in shown(overview(chosen), chosen).headline


def test_agreement_of_the_two_passes() -> None:
    """One row a coded column; F1 of the spans first."""
    findings = coding_agreement(selection())
    table = findings.estimates.set_index("estimate_id")
    assert table.loc["coding_agreement:figures.csv:start-end", "estimate"] == 1
    assert table["method"].iloc[0] == "f1"
    assert set(table["method"]) == {"f1", "krippendorff_alpha"}
    assert table.loc["coding_agreement:figures.csv:set_by:filled", "estimate"] == pytest.approx(0.70, abs=0.005)
    assert table.loc["coding_agreement:figures.csv:part_of:filled", "estimate"] == pytest.approx(0.80, abs=0.005)
    assert table["confidence"].isna().all()
    words = worded(findings, selection())
    assert words["label"].iloc[0] == "figures.csv · start, end"
    assert words["compared"].iloc[0] == words["equal"].iloc[0] != ""


def test_columns_that_agree_too_little_are_named() -> None:
    """Those below two thirds, and no others."""
    findings = coding_agreement(selection())
    table = findings.estimates[findings.estimates["method"].eq("krippendorff_alpha")]
    alphas = table.set_index("estimate_id")["estimate"]
    alphas = alphas[~alphas.index.str.endswith(":filled")]
    low = {f"coding_agreement:{row['file']}:{row['column']}" for row in findings.facts["low"]}
    assert low == set(alphas.index[alphas.lt(2 / 3)])
    assert 0 < len(low) < len(alphas)
    text, label = shown(findings, selection()).rests_on, worded(findings, selection())["label"]
    for key in alphas.index:
        assert (f"{label[key]} (" in text) == (key in low)


@pytest.mark.parametrize("passes", [0, 1])
def test_less_than_two_passes_are_no_agreement(passes: int, tmp_path: Path) -> None:
    """The refusal counts the passes."""
    chosen = selection()
    if passes:
        shutil.copytree(chosen.all.root / "raw" / "coding" / "first", tmp_path / "raw" / "coding" / "first")
    chosen = replace(chosen, all=replace(chosen.all, root=tmp_path))
    refusals = shown(coding_agreement(chosen), chosen).refusals
    assert refusals == [f"Agreement of two coding passes: {passes} passes found, 2 needed."]
