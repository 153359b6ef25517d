"""What is reported and what is not: the matrix, the worst case, the two coding passes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from partyresearch.analysis.subset import select

from conftest import A, Case, N, T
from partyresearch import load_articles, load_checks, load_figures, load_organisations, load_quotas
from partyresearch.analysis.selection import (
    COVERED,
    coding_agreement,
    coverage,
    overview_headline,
    reported_success,
    selected_checks,
)
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UserError
from partyresearch.show.tables import checks_html, coverage_html, figures_html, sources_html


def test_every_covered_figure_is_in_one_cell() -> None:
    """No figure of the three questions is lost, none is there twice; plans and goals are no results."""
    figures = load_figures()
    cells = coverage(figures, load_organisations())
    told = " ".join(cells["figure_ids"]).split()
    wanted = figures[figures["metric"].isin(COVERED)]
    wanted = wanted[wanted["status"].eq("reported") | wanted["metric"].eq("admission_target")]
    assert sorted(told) == sorted(wanted["figure_id"])
    assert not cells.duplicated(["row", "column"]).any()


@pytest.mark.parametrize(
    ("row", "column", "kind", "printed"),
    [
        ("Đầm Dơi district committee · 2022", "admitted", "number", "116"),
        ("Đầm Dơi district committee · 2016–2023", "admitted: school pupils", "number", "8"),
        ("Đầm Dơi district committee · 2023Q1", "admitted", "number", "67"),
        ("Bloc of civil, state and party agencies of Cần Thơ · 2011", "attainment", "bound", "166 %"),
        ("Lâm Hà district committee · 2021–2023", "attainment", "word", "đảm bảo"),
        ("Nam Đông district committee · until 2024", "admitted: school pupils", "word", "chưa"),
        ("Lâm Hà district committee · 2024", "target", "number", "145"),
    ],
)
def test_a_cell_is_a_number_a_bound_or_a_word(row: str, column: str, kind: str, printed: str) -> None:
    """As printed."""
    cells = coverage(load_figures(), load_organisations()).set_index(["row", "column"])
    assert cells.loc[(row, column), ["kind", "printed"]].tolist() == [kind, printed]


def test_a_number_counts_before_a_bound_before_a_word(case: Case) -> None:
    """Of several mentions the most telling one; all of them are printed."""
    case.add("a", "vượt", A, bound="more_than")
    case.add("a", "100", N, bound="more_than")
    case.add("b", "120", N)
    root = case.build()
    cells = coverage(load_figures(root), load_organisations(root)).set_index("column")
    assert cells["kind"].to_dict() == {"admitted": "number", "attainment": "word"}
    assert cells.loc["admitted", "printed"] == "120; 100"
    assert len(cells.loc["admitted", "figure_ids"].split()) == 2


def test_the_matrix_links_every_printed_character() -> None:
    """The table beside the picture; a bound keeps its word."""
    cells = coverage(load_figures(), load_organisations())
    page = coverage_html(cells)
    for one in cells.itertuples():
        assert f'href="#{one.figure_ids.split()[0]}"><span lang="vi">{one.shown}</span>' in page


def test_a_word_stands_beside_its_meaning_in_the_table_of_figures() -> None:
    """The printed characters stay as they are, and alone in their language."""
    page = figures_html(load_figures(), ["nam-dong-2024:2035"])
    assert '<span lang="vi">vượt</span> (exceeded)' in page


def test_only_the_articles_of_a_page_are_named() -> None:
    """With title and date as printed; what is not printed is said."""
    page = sources_html(load_articles(), ["lam-ha-2024:1017", "lam-ha-2024:1618"])
    assert "Lâm Hà đẩy mạnh" in page
    assert "2024-04-10" in page
    assert page.count("not printed in the text") == 1
    assert "dong-thap" not in page


def test_nothing_missed_is_a_count_and_no_interval() -> None:
    """0 of 7 finished targets."""
    result = reported_success(load_quotas(), load_organisations())
    row = result.estimates.set_index("estimate_id").loc["reported_below_target"]
    assert row["estimate"] == 0
    assert pd.isna(row["low"])
    assert pd.isna(row["high"])
    assert result.rows.loc["reported_below_target", ["met", "missed", "undecided"]].tolist() == ["7", "0", "0"]


def test_the_worst_case_by_hand() -> None:
    """Five committees seen meeting their targets in a frame of 63; nine unnamed ones among twelve districts."""
    table = reported_success(load_quotas(), load_organisations(), 63).estimates.set_index("estimate_id")
    assert table.loc["met_target_of_all", ["estimate_low", "estimate_high"]].tolist() == [5 / 63, 1]
    districts = select(level="district").quotas
    table = reported_success(districts, load_organisations(), 700).estimates.set_index("estimate_id")
    assert table.loc["met_target_of_all", ["estimate_low", "estimate_high"]].tolist() == [12 / 700, 1]


def test_failures_lower_the_upper_end(case: Case) -> None:
    """One met, one failed, one not known to either: from 1/10 to 9/10; the last year of a committee counts."""
    case.organisations = [[name, "X", name, "district", ""] for name in ("a", "b", "c")]
    for org, year, count, bound in (("a", "2021", "50", "exact"), ("a", "2022", "120", "exact"),
                                    ("b", "2022", "90", "exact"), ("c", "2022", "80", "at_least")):  # fmt: skip
        case.add("x", "100", T, year, org)
        case.add("x", count, N, year, org, bound=bound)
    root = case.build()
    result = reported_success(load_quotas(root), load_organisations(root), 10)
    table = result.estimates.set_index("estimate_id")
    assert table.loc["met_target_of_all", ["estimate_low", "estimate_high"]].tolist() == [0.1, 0.9]
    assert table.loc["reported_below_target", ["estimate_low", "estimate_high"]].tolist() == [2 / 4, 3 / 4]


@pytest.mark.parametrize(("given", "needed"), [(0, 5), (4, 5)])
def test_a_frame_smaller_than_what_is_seen_is_refused(given: int, needed: int) -> None:
    """The refusal names the number given and the number needed."""
    refusals = reported_success(load_quotas(), load_organisations(), given).refusals
    assert f"frame_size: {given} given" in refusals[0]
    assert f"at least {needed} needed" in refusals[0]


def test_checks_follow_the_selection() -> None:
    """Those that a selected figure takes part in, and the sentence counts checks, not hypotheses."""
    chosen = select(within=["nam-dong"])
    checks = selected_checks(load_checks(), chosen.reported)
    assert set(checks["article_id"]) == {"nam-dong-2024"}
    success = reported_success(chosen.quotas, chosen.organisations)
    headline = overview_headline(chosen.reported, checks, success)
    percentages = checks.loc[checks["check"].eq("percentage"), "check_id"].nunique()
    assert f"percentages checked against counts: {percentages} (" in headline
    assert f"other checks: {checks['check_id'].nunique() - percentages}; contradictions: 0." in headline
    assert checks_html(checks.head(0)) == "<p>Checks of the selected figures: 0 found, 1 needed.</p>"


def test_a_contradiction_is_in_the_headline() -> None:
    """Counted once for all its hypotheses."""
    checks = load_checks()
    checks["verdict"] = checks["verdict"].astype("str")
    checks.loc[checks["check_id"].eq("percentage:dam-doi-2023:1582"), "verdict"] = "contradiction"
    headline = overview_headline(load_figures(), checks, reported_success(load_quotas(), load_organisations()))
    assert "contradictions: 1." in headline


def test_agreement_of_the_two_passes(own: Collection) -> None:
    """One row a coded column; F1 of the spans first."""
    result = coding_agreement(own.root / "raw" / "coding")
    table = result.estimates.set_index("estimate_id")
    assert table.loc["coding_agreement:figures.csv:start-end", "estimate"] == 1
    assert len(table) == 18
    assert table["confidence"].isna().all()


def test_columns_that_agree_too_little_are_named(own: Collection) -> None:
    """Those below two thirds, and no others."""
    result = coding_agreement(own.path("raw-figures").parent / "coding")
    table = result.estimates[result.estimates["method"].eq("Krippendorff's α")].set_index("estimate_id")["estimate"]
    low = [result.rows.loc[key, "label"] for key, value in table.items() if value < 2 / 3]
    assert 0 < len(low) < len(table)
    for label in result.rows.loc[table.index, "label"]:
        assert (f"{label} (" in result.assumption) == (label in low)


def test_one_pass_is_no_agreement(own: Collection, tmp_path: Path) -> None:
    """The refusal counts the passes."""
    shutil.copytree(own.root / "raw" / "coding" / "first", tmp_path / "first")
    assert coding_agreement(tmp_path).refusals == ["Agreement of two coding passes: 1 passes found, 2 needed."]


def test_an_unknown_group_is_told() -> None:
    """One line with what would be right."""
    with pytest.raises(UserError, match="expected one of school_pupil, student, or empty, got 'pupils'"):
        select(group="pupils")
