"""What is printed and what is not: the matrix, the worst case, the two coding passes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from selected import NOTHING, labels, selection, shown, worded

from conftest import Case, N, T
from partyresearch.analysis.overview import PRINTED, checked, coding_agreement, overview, relations, reported_success
from partyresearch.show.sources import figures_html, sources_html
from partyresearch.show.tables import checks_html


def test_every_printed_figure_is_one_square() -> None:
    """With its article, what that is about, and its subject."""
    chosen = selection()
    squares = overview(chosen).facts["squares"]
    assert sorted(squares["figure_id"]) == sorted(chosen.reported["figure_id"])
    assert squares["subject"].value_counts().to_dict() == {"other": 43, "admissions": 29, "members": 21, "students": 17}
    about = squares.drop_duplicates("article_id").set_index("article_id")["organisation_id"]
    assert about.to_dict() == {
        "can-tho-2012": "can-tho",
        "dam-doi-2023": "dam-doi",
        "dong-thap-2024": "dong-thap",
        "lam-ha-2024": "lam-ha",
        "nam-dong-2024": "nam-dong",
    }


def test_an_article_is_about_the_smallest_organisation_that_contains_all_it_names(case: Case) -> None:
    """Else about the highest of those that it names."""
    case.organisations = [
        ["p", "Tỉnh", "P", "province", ""],
        ["d", "Huyện", "D", "district", "p"],
        ["v", "Xã Một", "V", "grassroots", "d"],
        ["w", "Xã Hai", "W", "grassroots", "d"],
        ["x", "Xã Khác", "X", "grassroots", ""],
        ["q", "Tỉnh Khác", "Q", "province", ""],
    ]
    for article, names in (("a", "vw"), ("b", "v"), ("c", "vx"), ("e", "vq")):
        for name in names:
            case.add(article, "5", N, org=name)
    squares = overview(selection(case.build())).facts["squares"]
    about = squares.drop_duplicates("article_id").set_index("article_id")["organisation_id"].to_dict()
    assert (about["a"], about["b"], about["e"]) == ("d", "v", "q")
    assert about["c"] in ("p", "x")


def test_what_the_overview_shows_as_printed_is_of_everyone() -> None:
    """Plans and goals are no results, and no group stands among the numbers of all."""
    printed = overview(selection()).facts["printed"]
    assert set(printed["metric"].astype("str")) == set(PRINTED)
    assert set(printed["group"]) == {"all"}
    assert printed["status"].eq("reported").sum() + printed["metric"].eq("admission_target").sum() >= len(printed)


def test_relations_are_counted_once_however_they_are_checked() -> None:
    """A percentage by itself; of the others each set of figures."""
    chosen = selection()
    percentages, others = relations(chosen.checks)
    assert (len(percentages), others) == (13, 23)
    assert relations(pd.concat([chosen.checks, chosen.checks]))[1] == 23
    assert relations(chosen.checks.head(0))[1] == 0


def test_a_word_stands_beside_its_meaning_in_the_table_of_figures() -> None:
    """The printed characters stay as they are, and alone in their language."""
    page = figures_html(selection().all, ["nam-dong-2024:2035"], labels(selection()))
    assert '<span lang="vi">vượt</span> (exceeded)' in page


def test_only_the_articles_of_a_page_are_named() -> None:
    """With title and date as printed; what is not printed is said."""
    page = sources_html(selection().all.articles, ["lam-ha-2024:1017", "lam-ha-2024:1618"], labels(selection()))
    assert "Lâm Hà đẩy mạnh" in page
    assert "10 Apr 2024" in page
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
    assert "Organisations that met their target, of 63: 23 to 100%" in shown(findings, selection()).summary()
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
    said = repr(shown(findings, chosen))
    assert f"Checked: {percentages} percentages against counts" in said
    assert f" and {checks['check_id'].nunique() - percentages} other relations; no contradiction." in said
    assert checked(chosen).facts["checks"].equals(checks)
    assert checks_html(checks.head(0), labels(chosen)) == "<p>Checks of the selected figures: 0 found, 1 needed.</p>"


def test_the_overview_counts() -> None:
    """Five articles, 110 figures, six finished targets."""
    chosen = selection()
    facts = overview(chosen).facts
    checks = chosen.checks
    assert (facts["articles"], facts["figures"], facts["wrong"]) == (5, 110, 0)
    assert facts["percentages"] == checks.loc[checks["check"].eq("percentage"), "check_id"].nunique() > 0
    assert facts["counts"]["units"] == {"n": 6, "committees": 6, "missed": 0, "met": 6, "known": 4, "undecided": 0}


def test_a_contradiction_is_counted_once() -> None:
    """For all its hypotheses."""
    chosen = selection()
    row = chosen.all.checks["check_id"].eq("percentage:dam-doi-2023:1582")
    assert row.sum() > 1
    wrong = chosen.all.checks.assign(verdict=chosen.all.checks["verdict"].astype("str").mask(row, "contradiction"))
    chosen = replace(chosen, all=replace(chosen.all, checks=wrong))
    assert overview(chosen).facts["wrong"] == 1
    assert "\nContradictions between figures: 1, among " in repr(shown(overview(chosen), chosen))


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
