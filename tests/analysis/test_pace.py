"""Part of a year: shares, paces and projections by hand, and both opposite assumptions or none."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import nbinom
from selected import NOTHING, selection, shown

from conftest import A, Case, N, T
from partyresearch.analysis.findings import Findings
from partyresearch.analysis.pace import part_year, projections, rate_ratio, share_of_target
from partyresearch.collection.problems import UserError

Q1, H1 = "2023-01-01/2023-03-31", "2023-01-01/2023-06-30"


def _values(findings: Findings) -> dict[str, float]:
    table = findings.chosen()
    return dict(zip(table["estimand"], table["estimate"], strict=True))


def _headline(root: Path | str = "") -> str:
    chosen = selection(root)
    return shown(part_year(chosen), chosen).headline


def test_the_tipping_point_by_hand() -> None:
    """67 of 185 after a quarter, 116 in the year before."""
    assert _values(part_year(selection())) == pytest.approx(
        {
            "tipping_share": 67 / 185,
            "repeating_share": 67 / 116,
            "pace_needed": (185 - 67) / 9,
            "pace_so_far": 67 / 3,
            "pace_last_year": 116 / 12,
        }
    )


def test_the_headline_says_which_way_it_tips() -> None:
    """A larger share of the year in the quarter means fewer in the year: the target is met below the share only."""
    headline = _headline()
    assert (
        "the target of 185 (worked out from a printed percentage, if that is of this target) is met only if no more "
        "than 36.22 % of the admissions of 2023 fall in 2023Q1" in headline
    )
    assert "(spread evenly it would be 25.00 %)" in headline
    assert "If 57.76 % do, the year merely repeats 2022 (116)." in headline
    for share, met in ((0.36, True), (0.365, False)):
        assert (67 / share >= 185) == met


def test_a_set_of_targets_stays_a_set(case: Case) -> None:
    """20 at 10 % of the year's target: 191 to 210 by rounding, 182 to 200 by truncation."""
    count = case.add("a", "20", N, Q1)
    case.add("a", "10%", A, Q1, numerator=count, against="2023")
    table = part_year(selection(case.build())).estimates.set_index("estimand")
    assert tuple(table.loc["tipping_share", ["estimate_low", "estimate_high"]]) == pytest.approx((20 / 210, 20 / 182))
    assert tuple(table.loc["pace_needed", ["estimate_low", "estimate_high"]]) == pytest.approx((162 / 9, 190 / 9))
    assert "repeating_share" not in table.index  # no year before is printed


def test_a_target_that_is_met_already_says_so(case: Case) -> None:
    """60 of 40 after a quarter: nobody is needed for the rest."""
    case.add("a", "40", T)
    case.add("a", "60", N, Q1)
    root = case.build()
    assert _headline(root).endswith("the target of 40 is met already.")
    assert _values(part_year(selection(root)))["pace_needed"] == 0


def test_the_headline_keeps_a_set_of_targets(case: Case) -> None:
    """20 at 10 %: met for certain below 20/210, missed above 20/182."""
    case.add("a", "10%", A, Q1, numerator=case.add("a", "20", N, Q1), against="2023")
    headline = _headline(case.build())
    assert "is met for certain if no more than 9.52 % of the admissions of 2023 fall in 2023Q1" in headline
    assert "missed if more than 10.99 % do" in headline


def test_the_headline_names_few_and_counts_the_rest(case: Case) -> None:
    """Four committees with a target, one without: three sentences, one more, and one without."""
    case.organisations = [[f"o{i}", "Huyện", f"O{i}", "district", ""] for i in range(5)]
    for i in range(5):
        case.add("a", "10", N, Q1, f"o{i}")
        case.add("a", *(("40", T) if i < 4 else ("50", N)), period="2023" if i < 4 else "2022", org=f"o{i}")
    headline = _headline(case.build())
    assert headline.count("10 admitted; the target of 40 is met only if") == 3
    assert "Further committees with part of a year against a target: 1." in headline
    assert headline.endswith("Committees with part of a year and no printed target for it: 1.")


def test_a_year_is_set_beside_a_year_only(case: Case) -> None:
    """A quarter of a half-year's target, and a year of five years', repeat nothing."""
    case.add("a", "50", N, "2022")
    case.add("a", "30", T, H1)
    case.add("a", "12", N, Q1)
    assert "repeating_share" not in _values(part_year(selection(case.build())))


def test_part_of_a_year_without_a_target_is_set_beside_the_year_before(case: Case) -> None:
    """Rate and projections need no target."""
    for count, period in (("100", "2022"), ("20", Q1), ("50", H1)):
        case.add("a", count, N, period)
    case.add("a", "7", N, Q1, "p")
    root = case.build()
    findings = part_year(selection(root))
    assert _values(findings) == {"repeating_share": 0.5, "pace_so_far": 50 / 6, "pace_last_year": 100 / 12}
    assert _headline(root) == "Committees with part of a year and no printed target for it: 1."
    assert len(projections(selection(root)).estimates) == 2


def test_two_targets_of_one_year_share_what_needs_no_target(case: Case) -> None:
    """Two tipping points and two paces needed, told apart by who set them; one pace so far, ratio and projection."""
    case.add("a", "80", N, "2022")
    case.add("a", "120", T)
    case.add("a", "100", T, set_by="own_plan")
    case.add("a", "20", N, Q1)
    chosen = selection(case.build())
    findings = part_year(chosen)
    counts = findings.estimates["estimand"].value_counts().to_dict()
    assert counts == {"tipping_share": 2, "pace_needed": 2, "repeating_share": 1, "pace_so_far": 1, "pace_last_year": 1}
    lines = shown(findings, chosen).summary().splitlines()[1:]
    assert sum("D (set by a superior) · 2023Q1 of 2023 · " in line for line in lines) == 2
    assert sum("D (own plan) · 2023Q1 of 2023 · " in line for line in lines) == 2
    assert sum(line.startswith("D · 2023Q1 of 2023 · ") for line in lines) == 3
    assert len(rate_ratio(chosen).estimates) == 2
    assert len(projections(chosen).estimates) == 2


def test_each_estimate_names_the_figures_it_is_made_of() -> None:
    """The disputed percentage is behind the target, and behind nothing that needs no target."""
    count, percent, before = "dam-doi-2023:3279", "dam-doi-2023:3334", "dam-doi-2023:1559"
    table = pd.concat([analysis(selection()).estimates for analysis in (part_year, projections, rate_ratio)])
    short = [re.sub(":dam-doi:2023Q1:2023(:all:superior)?", "", key) for key in table["estimate_id"]]
    assert dict(zip(short, map(set, table["figure_ids"].str.split()), strict=True)) == {
        "tipping_share": {count, percent},
        "pace_needed": {count, percent},
        "repeating_share": {count, before},
        "pace_so_far": {count},
        "pace_last_year": {before},
        "projected_admissions:constant_pace": {count},
        "projected_admissions:last_year": {count, before},
        "rate_ratio:score": {count, before},
        "rate_ratio:exact": {count, before},
    }


def test_each_estimate_shows_the_numbers_it_is_made_of() -> None:
    """The target beside what needs it, the year before beside what is set against it."""
    rows = part_year(selection()).rows
    rows.index = [key.partition(":")[0] for key in rows.index]
    assert rows["target_low"].dropna().to_dict() == {"tipping_share": 185, "pace_needed": 185}
    assert rows["before"].dropna().to_dict() == {"repeating_share": 116, "pace_last_year": 116}
    assert rows["admitted_low"].drop("pace_last_year").eq(67).all()
    assert pd.isna(rows.loc["pace_last_year", "admitted_low"])


def test_an_implied_target_is_an_assumption(case: Case) -> None:
    """A printed target leaves arithmetic; one worked out from a percentage rests on what the percentage is of."""
    findings = part_year(selection())
    assert findings.facts["implied"]
    assert "percentage is of the target of the whole period" in shown(findings, selection()).rests_on
    case.add("a", "120", T)
    case.add("a", "20", N, Q1)
    chosen = selection(case.build())
    findings = part_year(chosen)
    assert not findings.facts["implied"]
    assert shown(findings, chosen).rests_on.endswith("\n\nNone: arithmetic on printed counts.")


def test_both_projections_or_none(case: Case) -> None:
    """Without a year before, the constant pace is not multiplied up alone."""
    case.add("a", "120", T)
    case.add("a", "20", N, Q1)
    chosen = selection(case.build())
    findings = projections(chosen)
    assert findings.estimates["method"].tolist() == ["refused"]
    assert findings.refusals[0].reason == "nothing_to_project_by"
    assert "0 found, 1 needed" in shown(findings, chosen).refusals[0]


def test_projections_by_hand() -> None:
    """67 + 3 × 67 and 67 + 9/12 × 116, with negative binomial quantiles of the rest."""
    findings = projections(selection())
    table = findings.estimates.set_index("estimate_id")
    table.index = [key.rpartition(":")[2] for key in table.index]
    assert table.loc["constant_pace", "estimate"] == 67 + 201
    assert table.loc["last_year", "estimate"] == 67 + 87
    for name, count, exposure in (("constant_pace", 67, 0.25), ("last_year", 116, 1)):
        rest = nbinom(count + 0.5, exposure / (exposure + 0.75))
        assert table.loc[name, "low"] == 67 + rest.ppf(0.025)
        assert table.loc[name, "high"] == 67 + rest.ppf(0.975)
    assert table["method"].eq("gamma_poisson_prediction").all()
    assert [line.rpartition(" (")[0] for line in shown(findings, selection()).summary().splitlines()] == [
        "Đầm Dơi district committee · 2023 if the pace of 2023Q1 goes on: 268",
        "Đầm Dơi district committee · 2023 if the rest goes at the rate of 2022: 154",
    ]


def test_the_confidence_is_that_of_the_intervals() -> None:
    """Eighty percent are narrower than 95."""
    for analysis in (projections, rate_ratio):
        table, narrow = analysis(selection()).estimates, analysis(selection(), 0.8).estimates
        assert (narrow["low"] > table["low"]).all()
        assert (narrow["high"] < table["high"]).all()
        assert set(narrow["confidence"]) == {0.8}


def test_the_rate_ratio_is_labelled_as_confounded() -> None:
    """(67 / 0.25) / 116, twice, and the season beside it each time."""
    findings = rate_ratio(selection())
    table = findings.estimates
    assert table["estimate"].tolist() == pytest.approx([4 * 67 / 116] * 2)
    assert table["assumption"].tolist() == ["confounded_with_season"] * 2
    assert table["method"].tolist() == ["score", "exact_conditional"]
    assert table["low"].between(1.6, 1.8).all()
    assert table["comparator_start"].eq("2022-01-01").all()
    assert shown(findings, selection()).summary().splitlines() == [
        "Đầm Dơi district committee · 2023Q1 of 2023, against 2022 · score method: 2.310 (model 1.712 to 3.118)",
        "Đầm Dơi district committee · 2023Q1 of 2023, against 2022 · exact conditional: 2.310 (model 1.684 to 3.148)",
    ]


def test_none_counted_is_no_division_by_nothing(case: Case) -> None:
    """Nobody in the quarter: a share of nothing, no ratio of rates."""
    case.add("a", "120", T)
    case.add("a", "0", N, Q1)
    case.add("a", "100", N, "2022")
    chosen = selection(case.build())
    assert _values(part_year(chosen))["tipping_share"] == 0
    table = rate_ratio(chosen).estimates
    assert table["method"].tolist() == ["exact_conditional"]
    assert table["low"].tolist() == [0]
    assert projections(chosen).estimates["estimate"].tolist() == [0, 75]


def test_nobody_in_the_year_before_is_no_ratio(case: Case) -> None:
    """Nothing has no ratio to nothing."""
    case.add("a", "20", N, Q1)
    case.add("a", "0", N, "2022")
    chosen = selection(case.build())
    assert rate_ratio(chosen).refusals[0].reason == "no_earlier_year"
    assert "repeating_share" not in _values(part_year(chosen))


@pytest.mark.parametrize(
    ("ends", "expected"),
    [((80, 100), (0.2, 0.25)), ((80, None), (None, 0.25)), ((None, 100), (0.2, None)), ((0, 100), (0.2, None))],
)
def test_share_of_target(ends: tuple[int, int], expected: tuple[float, float]) -> None:
    """The largest target gives the smallest share; an open one gives none."""
    assert share_of_target(20, ends) == expected


def test_nothing_to_project_says_so() -> None:
    """An empty selection is a sentence, not an error."""
    empty = selection(**NOTHING)
    for analysis in (part_year, projections, rate_ratio):
        findings = analysis(empty)
        assert findings.chosen().empty
        assert "0 " in shown(findings, empty).refusals[0]
    headline = shown(part_year(empty), empty).headline
    assert headline == "Printed admissions of everyone: 0 periods found, 1 needed."


@pytest.mark.parametrize("analysis", [projections, rate_ratio])
def test_a_wrong_confidence_is_told(analysis: Callable[..., Findings]) -> None:
    """Even where no row needs it."""
    with pytest.raises(UserError, match="confidence"):
        analysis(selection(**NOTHING), 95)
