"""Part of a year: shares, paces and projections by hand, and both opposite assumptions or none."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import nbinom
from selected import NOTHING, selection, shown, worded

from conftest import A, Case, N, T
from partyresearch.analysis.findings import Findings
from partyresearch.analysis.pace import part_year, projections, rate_ratio, share_of_target, year_end
from partyresearch.analysis.selection import Selection
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
        "than 36% of the admissions of 2023 fall in Jan–Mar 2023" in headline
    )
    assert "(spread evenly it would be 25%)" in headline
    assert headline.count(". ") == 0  # the tipping share alone: what would repeat last year stands in the table
    for share, met in ((0.36, True), (0.365, False)):
        assert (67 / share >= 185) == met


def test_a_set_of_targets_stays_a_set(case: Case) -> None:
    """20 at 10% of the year's target: 191 to 210 by rounding, 182 to 200 by truncation."""
    count = case.add("a", "20", N, Q1)
    case.add("a", "10%", A, Q1, numerator=count, against="2023")
    table = part_year(selection(case.build())).estimates.set_index("estimand")
    assert tuple(table.loc["tipping_share", ["estimate_low", "estimate_high"]]) == pytest.approx((20 / 210, 20 / 182))
    assert tuple(table.loc["pace_needed", ["estimate_low", "estimate_high"]]) == pytest.approx((162 / 9, 190 / 9))
    assert "repeating_share" not in table.index  # no year before is printed


def test_a_target_that_is_met_already_says_so(case: Case) -> None:
    """60 of 40 after a quarter: nobody is needed for the rest."""
    case.add("a", "40", T)
    case.add("a", "50", N, "2022")
    case.add("a", "60", N, Q1)
    root = case.build()
    assert _headline(root).endswith("the target of 40 is met already.")
    chosen = selection(root)
    findings = part_year(chosen)
    # a share of 150% of the year, or of 120% that would repeat the 50 of the year before, is impossible
    assert _values(findings) == {"pace_needed": 0, "pace_so_far": 20, "pace_last_year": 50 / 12}
    assert worded(findings, chosen)["reading"].tolist() == ["the target is met already", "", ""]


def test_a_target_that_may_be_met_already_leaves_no_share_above_one(case: Case) -> None:
    """400 at 100% of the year's target: 397 to 402, of which 397 to 400 are met."""
    case.add("a", "100%", A, Q1, numerator=case.add("a", "400", N, Q1), against="2023")
    root = case.build()
    tipping = part_year(selection(root)).estimates.set_index("estimand").loc["tipping_share"]
    assert tipping[["estimate_low", "estimate_high"]].tolist() == pytest.approx([400 / 402, 1])
    assert (
        "the target of 397 to 402 (worked out from a printed percentage, if that is of this target) may be met "
        "already, and is met for certain if no more than 99.5% of the admissions of 2023 fall in Jan–Mar 2023 (sp"
    ) in _headline(root)


def test_the_headline_keeps_a_set_of_targets(case: Case) -> None:
    """20 at 10%: met for certain below 20/210, missed above 20/182."""
    case.add("a", "10%", A, Q1, numerator=case.add("a", "20", N, Q1), against="2023")
    headline = _headline(case.build())
    assert "is met for certain if no more than 9.5% of the admissions of 2023 fall in Jan–Mar 2023" in headline
    assert "missed if more than 11% do" in headline


def test_the_headline_names_few_and_counts_the_rest(case: Case) -> None:
    """Four committees with a target, one without: three sentences, one more, and one without."""
    case.organisations = [[f"o{i}", "Huyện", f"O{i}", "district", ""] for i in range(5)]
    for i in range(5):
        case.add("a", "10", N, Q1, f"o{i}")
        case.add("a", *(("40", T) if i < 4 else ("50", N)), period="2023" if i < 4 else "2022", org=f"o{i}")
    headline = _headline(case.build())
    assert headline.count("10 admitted; the target of 40 is met only if") == 3
    assert "Further organisations with part of a year against a target: 1." in headline
    assert headline.endswith("Organisations with part of a year and no printed target for it: 1.")


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
    assert _headline(root) == "Organisations with part of a year and no printed target for it: 1."
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
    assert sum("D (set by a superior) · Jan–Mar 2023, part of the year · " in line for line in lines) == 2
    assert sum("D (own plan) · Jan–Mar 2023, part of the year · " in line for line in lines) == 2
    assert sum(line.startswith("D · Jan–Mar 2023, part of the year · ") for line in lines) == 3
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
        "Đầm Dơi district · 2023 if the pace of Jan–Mar 2023 goes on: 268",
        "Đầm Dơi district · 2023 if the rest goes at the rate of 2022: 154",
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
        f"Đầm Dơi district · Jan–Mar 2023, part of the year, against 2022 · {how}"
        for how in ("score method: 2.31 (model 1.71 to 3.12)", "exact conditional: 2.31 (model 1.68 to 3.15)")
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
    [
        *(((80, 100), (0.2, 0.25)), ((80, None), (None, 0.25)), ((None, 100), (0.2, None)), ((0, 100), (0.2, None))),
        *(((16, 25), (0.8, 1)), ((16, None), (None, None)), ((16, 19), (None, None))),
    ],
)
def test_share_of_target(ends: tuple[int, int], expected: tuple[float, float]) -> None:
    """The largest target gives the smallest share; an open one gives none."""
    assert share_of_target(20, ends) == expected


def test_nothing_to_project_says_so() -> None:
    """An empty selection is a sentence, not an error."""
    empty = selection(**NOTHING)
    for analysis in (part_year, projections, rate_ratio, year_end):
        findings = analysis(empty)
        assert findings.chosen().empty
        assert "0 " in shown(findings, empty).refusals[0]
    assert shown(part_year(empty), empty).headline == ""


@pytest.mark.parametrize("analysis", [projections, rate_ratio, year_end])
def test_a_wrong_confidence_is_told(analysis: Callable[..., Findings]) -> None:
    """Even where no row needs it."""
    with pytest.raises(UserError, match="confidence"):
        analysis(selection(**NOTHING), 95)


def test_a_printed_target_needs_no_percentage_beside_it(case: Case) -> None:
    """20 of 120 and 16.67%: what rests on the target cites the target and the count."""
    count, target = case.add("a", "20", N, Q1), case.add("a", "120", T)
    case.add("a", "16,67%", A, Q1, numerator=count, against="2023")
    again = case.add("b", "120", T)
    table = part_year(selection(case.build())).estimates.set_index("estimand")
    for estimand in ("tipping_share", "pace_needed"):
        assert set(table.loc[estimand, "figure_ids"].split()) == {f"a:{count}", f"a:{target}", f"b:{again}"}


def test_a_target_of_nobody_is_refused(case: Case) -> None:
    """Nothing is divided by 0, and the page says why; the year before is compared all the same."""
    case.add("a", "0", T)
    case.add("a", "20", N, Q1)
    case.add("a", "80", N, "2022")
    chosen = selection(case.build())
    findings = part_year(chosen)
    assert _values(findings) == {"repeating_share": 0.25, "pace_so_far": 20 / 3, "pace_last_year": 80 / 12}
    said = "D · Jan–Mar 2023: the printed target is 0, and no share of the year meets it exactly."
    assert shown(findings, chosen).refusals == [said]
    assert len(year_end(chosen).chosen()) == 0


def test_projections_are_no_headline() -> None:
    """Neither of the two is a finding; nothing to project is said in a sentence."""
    result = shown(projections(selection()), selection())
    assert result.headline == ""
    assert result._repr_mimebundle_()[0]["text/html"].startswith('<div class="scroll"')
    empty = selection(**NOTHING)
    assert shown(projections(empty), empty)._repr_mimebundle_()[0]["text/html"].startswith("<p>")


QUARTERS = [(12, 80), (40, 150), (9, 60), (75, 300), (130, 520), (21, 140), (310, 1400), (18, 70), (55, 310), (26, 95)]
"""Those of tests/reference/part_years.R."""


def _taught(case: Case, years: list[tuple[int, int]], halves: list[tuple[int, int]] = ()) -> Case:  # type: ignore[assignment]
    """Finished years of other committees, and a quarter of 67 against 185."""
    n = len(years) + len(halves)
    case.organisations = [[f"o{i}", f"Huyện {i}", f"O{i}", "district", ""] for i in range(n)]
    case.organisations.append(["d", "Huyện", "D", "district", ""])
    for i, (part, whole) in enumerate([*years, *halves]):
        day = "03-31" if i < len(years) else "06-30"
        case.add("a", str(part), N, f"2022-01-01/2022-{day}", f"o{i}")
        case.add("a", str(whole), N, "2022", f"o{i}")
    case.add("z", "67", N, Q1)
    case.add("z", "185", T)
    return case


def test_a_year_ends_as_ten_finished_years_teach(case: Case) -> None:
    """The numbers of tests/reference/part_years.R (R 4.2.2)."""
    chosen = selection(_taught(case, QUARTERS).build())
    findings = year_end(chosen)
    table = findings.estimates.set_index("estimand")
    assert table["method"].tolist() == ["beta_binomial_share"] * 2
    assert table.loc["year_end_admissions", ["estimate", "low", "high"]].tolist() == [304, 197, 528]
    assert table.loc["chance_of_target", "estimate"] == pytest.approx(0.985673, abs=2e-4)
    assert shown(findings, chosen).headline == (
        "D: 67 admitted in Jan–Mar 2023. Judged by this part of the year alone, ignoring the organisation's earlier "
        "years, 2023 ends at 197 to 528 (95% interval, learned from 10 finished years), and the target of 185 is met "
        "with a probability of 99%."
    )
    assert len(table.loc["year_end_admissions", "figure_ids"].split()) == 21
    assert len(table.loc["chance_of_target", "figure_ids"].split()) == 22


def test_the_size_known_from_the_count_alone_is_a_limit_of_the_result(case: Case) -> None:
    """What the result does not show, not what it assumes; the label of the probability says so, too."""
    chosen = selection(_taught(case, QUARTERS).build())
    result = shown(year_end(chosen), chosen)
    said = "How large the organisation is, only this count says: its earlier years and its members are not used."
    assert said in result.not_shown
    assert "How large" not in result.rests_on
    assert "D · probability, from this part of the year alone, that the target of 2023 is met: " in result.summary()


def test_a_year_whose_end_is_learned_is_not_projected(case: Case) -> None:
    """Three intervals for one number; half a year of which nothing is learned, and an empty quarter, keep theirs."""
    _taught(case, QUARTERS)
    case.add("y", "120", N, "2022", "d")
    case.add("y", "40", N, H1, "o1")
    case.add("y", "0", N, Q1, "o2")
    chosen = selection(case.build())
    findings = projections(chosen)
    assert findings.chosen()["organisation_ids"].tolist() == ["o1", "o1", "o2", "o2"]
    assert [part["organisation_id"] for part in findings.facts["parts"]] == ["o1", "o2"]
    said = "Years not projected, as finished years teach how they end: 1."
    assert shown(findings, chosen).refusals == [said]
    assert projections(chosen, minimum_years=11).chosen()["organisation_ids"].tolist()[:2] == ["d", "d"]


def test_finished_years_that_teach_nothing_leave_the_projections(case: Case) -> None:
    """Where they contradict one another there is no other interval."""
    _taught(case, [(50, 100)] * 5, [(20, 100)] * 15)
    case.add("y", "120", N, "2022", "d")
    assert len(projections(selection(case.build())).chosen()) == 2


@pytest.mark.parametrize(("year", "named"), [("2022", "2022"), ("2019", "2019 (the last full year printed)")])
def test_an_earlier_year_is_not_called_the_year_before(case: Case, year: str, named: str) -> None:
    """Where years lie between, every label says what the year is."""
    case.add("a", "100", N, year)
    case.add("a", "20", N, Q1)
    chosen = selection(case.build())
    lines = [line for made in (part_year, rate_ratio, projections) for line in _labels(made(chosen), chosen)]
    assert [line for line in lines if year in line] == [
        f"D · Jan–Mar 2023, part of the year · share of the year that repeats {named}",
        f"D · Jan–Mar 2023, part of the year · per month in {named}",
        f"D · Jan–Mar 2023, part of the year, against {named} · score method",
        f"D · Jan–Mar 2023, part of the year, against {named} · exact conditional",
        f"D · 2023 if the rest goes at the rate of {named}",
    ]


def _labels(findings: Findings, chosen: Selection) -> list[str]:
    return worded(findings, chosen)["label"].tolist()


def test_a_probability_keeps_the_set_of_targets(case: Case) -> None:
    """67 at 20% of the target: 319 to 352; the smaller one is met more easily. None of it is a certainty."""
    _taught(case, QUARTERS)
    case.rows.pop()
    case.add("z", "20%", A, Q1, numerator=str(20 * (len(case.rows) - 1)), against="2023")
    chosen = selection(case.build())
    findings = year_end(chosen)
    row = findings.estimates.set_index("estimand").loc["chance_of_target"]
    assert 0.1 < row["estimate_low"] < row["estimate_high"] < 0.98  # 185 is reached with 0.986
    assert re.search(r"probability of \d\d to \d\d%\.$", shown(findings, chosen).headline)


def test_nine_finished_years_are_too_few(case: Case) -> None:
    """One line says how many there are; the minimum can be given."""
    chosen = selection(_taught(case, QUARTERS[:9]).build())
    findings = year_end(chosen)
    assert findings.chosen().empty
    assert shown(findings, chosen).summary().splitlines()[0] == (
        "Finished years that print both the same part of the year as Jan–Mar 2023 and the whole: 9 found, 10 needed; "
        "together with other parts 9 found, 20 needed."
    )
    assert len(year_end(chosen, minimum_years=9).chosen()) == 2


def test_two_cut_offs_share_a_ladder(case: Case) -> None:
    """Six quarters, fifteen half-years: large years count more, but not by their size; half-years alone teach none."""
    halves = [(75, 130), (310, 700), (20, 45), (160, 300), (60, 100)] * 3
    chosen = selection(_taught(case, QUARTERS[:6], halves).build())
    findings = year_end(chosen)
    table = findings.estimates.set_index("estimand")
    assert table["method"].tolist() == ["chain_ladder"] * 2
    parts, wholes = map(sum, zip(*QUARTERS[:6], strict=True))
    shares = [part / whole for part, whole in QUARTERS[:6]]
    assert 67 * wholes / parts < table.loc["year_end_admissions", "estimate"] < 67 / (sum(shares) / 6)
    assert findings.rows["n"].tolist() == [21, 21]
    assert findings.model.model.family.__class__.__name__ == "Poisson"  # one fit, for a researcher to look into
    none = selection(_taught(Case(case.collection.root.parent / "none"), [], halves * 2).build())
    assert year_end(none).refusals[0].reason == "too_few_finished"
    few = selection(_taught(Case(case.collection.root.parent / "few"), QUARTERS[:6], halves[:13]).build())
    assert year_end(few).refusals[0].values["n"] == 19  # of 20


def test_finished_years_that_contradict_one_another_are_refused(case: Case) -> None:
    """More by March in some than by June in others: one line, no number."""
    chosen = selection(_taught(case, [(50, 100)] * 5, [(20, 100)] * 15).build())
    findings = year_end(chosen)
    said = "The finished years contradict one another: no pattern of a year can be learned."
    assert findings.chosen().empty
    assert shown(findings, chosen).refusals == [said]


def test_a_year_that_prints_two_parts_is_one_year(case: Case) -> None:
    """Its second part is counted from the first; a part that is smaller than the one before teaches nothing."""
    _taught(case, QUARTERS[:6], [(75, 130), (310, 700), (20, 45), (160, 300), (60, 100)] * 3)
    case.add("a", "40", N, "2022-01-01/2022-06-30", "o0")
    findings = year_end(selection(case.build()))
    assert findings.rows["n"].tolist() == [21, 21]
    assert findings.estimates["method"].tolist() == ["chain_ladder"] * 2
    case.add("a", "30", N, "2022-01-01/2022-06-30", "o1")
    assert year_end(selection(case.build())).estimates["low"].tolist()[0] == findings.estimates["low"].tolist()[0]


def test_what_predicts_no_year(case: Case) -> None:
    """Nobody counted; a half-year's target. Without a target there is no probability."""
    _taught(case, QUARTERS)
    case.add("y", "0", N, Q1, "o0")
    case.add("y", "50", T, "2023", "o0")
    case.add("y", "30", T, H1, "o1")
    case.add("y", "12", N, Q1, "o1")
    case.add("y", "25", N, Q1, "o2")
    chosen = selection(case.build())
    findings = year_end(chosen)
    made = findings.chosen()[["organisation_ids", "estimand"]].to_numpy().tolist()
    assert made == [["d", "year_end_admissions"], ["d", "chance_of_target"], ["o2", "year_end_admissions"]]
    assert findings.rows["target_low"].dropna().tolist() == [185]
    nobody = "O0 · Jan–Mar 2023: nobody is counted yet, and nothing follows for the rest of the year."
    assert shown(findings, chosen).refusals == [nobody]
    alone = Case(case.collection.root.parent / "alone")
    alone.add("a", "0", N, Q1)
    alone.add("a", "50", T)
    assert [refusal.reason for refusal in year_end(selection(alone.build())).refusals] == ["nobody_yet"]


def test_a_target_that_is_met_already_has_no_probability(case: Case) -> None:
    """67 of 60: the year's end is predicted, its target is not."""
    _taught(case, QUARTERS)
    case.rows[-1][3] = "60"
    case.rows[-1][2] = str(int(case.rows[-1][1]) + 2)  # two characters
    chosen = selection(case.build())
    findings = year_end(chosen)
    assert findings.chosen()["estimand"].tolist() == ["year_end_admissions"]
    assert "probability" not in shown(findings, chosen).headline
