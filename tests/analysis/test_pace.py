"""Part of a year: shares, paces and projections by hand, and both opposite assumptions or none."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from scipy.stats import nbinom

from conftest import A, Case, N, T
from partyresearch import load_admissions, load_organisations, load_quotas
from partyresearch.analysis.pace import (
    projections,
    rate_against_year,
    tipping_points,
)
from partyresearch.analysis.parts import parts_of_years
from partyresearch.analysis.subset import select
from partyresearch.analysis.targets import target_ratios
from partyresearch.collection.problems import UserError

Q1, H1 = "2023-01-01/2023-03-31", "2023-01-01/2023-06-30"


def _parts(root: object = None) -> object:
    return parts_of_years(load_quotas(root), load_admissions(root), load_organisations(root))


def _values(result: object) -> dict[str, float]:
    table = result.estimates  # type: ignore[attr-defined]
    return dict(zip(table["estimand"], table["estimate"], strict=True))


def test_the_tipping_point_by_hand() -> None:
    """67 of 185 after a quarter, 116 in the year before."""
    found = _values(tipping_points(_parts()))
    assert found == pytest.approx(
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
    headline = tipping_points(_parts()).headline
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
    result = tipping_points(_parts(case.build()))
    row = result.estimates.set_index("estimand").loc["tipping_share"]
    assert (row["estimate_low"], row["estimate_high"]) == pytest.approx((20 / 210, 20 / 182))
    needed = result.estimates.set_index("estimand").loc["pace_needed"]
    assert (needed["estimate_low"], needed["estimate_high"]) == pytest.approx((162 / 9, 190 / 9))
    assert "repeating_share" not in set(result.estimates["estimand"])  # no year before is printed


def test_of_several_parts_the_longest_counts(case: Case) -> None:
    """The half-year replaces the quarter."""
    case.add("a", "120", T)
    for count, period in (("20", Q1), ("50", H1)):
        case.add("a", count, N, period)
    parts = _parts(case.build())
    assert parts[["count", "elapsed", "left"]].to_numpy().tolist() == [[50, 0.5, 0.5]]  # type: ignore[index]


@pytest.mark.parametrize(
    ("count", "period", "bound"),
    [
        ("150", "2023", "exact"),
        ("80", "2023-01-01/2023-09-30", "more_than"),
        ("10", "2023-07-01/2023-09-30", "exact"),
    ],
)
def test_what_is_known_better_is_not_projected(case: Case, count: str, period: str, bound: str) -> None:
    """A finished year, a later bound, a later quarter: more is known of the year than its first quarter."""
    case.add("a", "70", N, "2022")
    case.add("a", "30%", A, Q1, numerator=case.add("a", "30", N, Q1), against="2023")
    assert len(_parts(case.build()))  # type: ignore[arg-type]
    case.add("b", count, N, period, bound=bound)
    assert _parts(case.build()).empty  # type: ignore[attr-defined]


def test_a_target_that_is_met_already_says_so(case: Case) -> None:
    """60 of 40 after a quarter; and of a set of targets, what is certain on either side."""
    case.add("a", "40", T)
    case.add("a", "60", N, Q1)
    assert tipping_points(_parts(case.build())).headline.endswith("the target of 40 is met already.")


def test_the_headline_keeps_a_set_of_targets(case: Case) -> None:
    """20 at 10 %: met for certain below 20/210, missed above 20/182."""
    case.add("a", "10%", A, Q1, numerator=case.add("a", "20", N, Q1), against="2023")
    headline = tipping_points(_parts(case.build())).headline
    assert "is met for certain if no more than 9.52 % of the admissions of 2023 fall in 2023Q1" in headline
    assert "missed if more than 10.99 % do" in headline


def test_a_year_is_set_beside_a_year_only(case: Case) -> None:
    """A quarter of a half-year's target, and a year of five years', repeat nothing."""
    case.add("a", "50", N, "2022")
    case.add("a", "30", T, H1)
    case.add("a", "12", N, Q1)
    assert "repeating_share" not in set(tipping_points(_parts(case.build())).estimates["estimand"])


def test_the_year_before_is_the_last_full_year(case: Case) -> None:
    """Not an earlier one, not part of one, not another committee's, not a later one."""
    case.add("a", "120", T)
    case.add("a", "20", N, Q1)
    for count, period, org in (("70", "2020", "d"), ("80", "2021", "d"), ("9", "2022-01-01/2022-06-30", "d"),
                               ("400", "2022", "p"), ("99", "2024", "d")):  # fmt: skip
        case.add("b", count, N, period, org)
    parts = _parts(case.build())
    assert parts.loc[parts["target_source"].ne(""), "before"].tolist() == [80]  # type: ignore[attr-defined,index]


def test_no_year_before_reaches_into_the_part(case: Case) -> None:
    """Twelve months that end on the last day of the part are not the year before it."""
    case.add("a", "120", T)
    case.add("a", "20", N, Q1)
    case.add("a", "80", N, "2021")
    case.add("b", "90", N, "2022-04-01/2023-03-31")
    assert _parts(case.build())["before"].tolist() == [80]  # type: ignore[index]


def test_part_of_a_year_without_a_target_is_set_beside_the_year_before(case: Case) -> None:
    """Rate and projections need no target; of several counts the longest; without a year before there is nothing."""
    for count, period in (("100", "2022"), ("20", Q1), ("50", H1)):
        case.add("a", count, N, period)
    case.add("a", "7", N, Q1, "p")
    parts = _parts(case.build())
    assert parts[["organisation_id", "count", "before", "left"]].to_numpy().tolist() == [["d", 50, 100, 0.5]]  # type: ignore[index]
    result = tipping_points(parts)
    assert set(_values(result)) == {"repeating_share", "pace_so_far", "pace_last_year"}
    assert result.headline == "Committees with part of a year and no printed target for it: 1."
    assert len(projections(parts).estimates) == 2


def test_each_estimate_names_the_figures_it_is_made_of() -> None:
    """The disputed percentage is behind the target, and behind nothing that needs no target."""
    parts = _parts()
    count, percent, before = "dam-doi-2023:3279", "dam-doi-2023:3334", "dam-doi-2023:1559"
    rows = [result(parts).estimates for result in (tipping_points, projections, rate_against_year)]
    table = pd.concat(rows)
    short = [re.sub(":dam-doi:2023Q1:2023(:all:superior)?", "", key) for key in table["estimate_id"]]
    assert dict(zip(short, map(set, table["figure_ids"].str.split()), strict=True)) == {
        "tipping_share": {count, percent}, "pace_needed": {count, percent}, "repeating_share": {count, before},
        "pace_so_far": {count}, "pace_last_year": {before}, "projected_admissions:constant_pace": {count},
        "projected_admissions:last_year": {count, before}, "rate_ratio:score": {count, before},
        "rate_ratio:exact": {count, before},
    }  # fmt: skip


def test_what_rests_on_no_disputed_figure_stays() -> None:
    """Of the articles' quarter go the target's share and pace; the count, the rates and the projections stay."""
    firm = select(include_disputed=False)
    parts = parts_of_years(firm.quotas, firm.admissions, firm.organisations)
    assert set(_values(tipping_points(parts))) == {"repeating_share", "pace_so_far", "pace_last_year"}
    assert len(projections(parts).chosen()) == 2
    quarter = firm.admissions.set_index("admission_id").loc["dam-doi:2023Q1:all"]
    assert (quarter["admitted_low"], quarter["figure_ids"]) == (67, "dam-doi-2023:3279")
    assert quarter["members_low"] is pd.NA


def test_an_implied_target_is_an_assumption(case: Case) -> None:
    """A printed target leaves arithmetic; one worked out from a percentage rests on what the percentage is of."""
    assert "percentage is of the target of the whole period" in tipping_points(_parts()).assumption
    case.add("a", "120", T)
    case.add("a", "20", N, Q1)
    assert tipping_points(_parts(case.build())).assumption == "None: arithmetic on printed counts."


def test_both_projections_or_none(case: Case) -> None:
    """Without a year before, the constant pace is not multiplied up alone."""
    case.add("a", "120", T)
    case.add("a", "20", N, Q1)
    result = projections(_parts(case.build()))
    assert result.estimates["method"].tolist() == ["refused"]
    assert "0 found, 1 needed" in result.refusals[0]


def test_projections_by_hand() -> None:
    """67 + 3 × 67 and 67 + 9/12 × 116, with negative binomial quantiles of the rest."""
    table = projections(_parts()).estimates.set_index("estimate_id")
    table.index = [key.rpartition(":")[2] for key in table.index]
    assert table.loc["constant_pace", "estimate"] == 67 + 201
    assert table.loc["last_year", "estimate"] == 67 + 87
    for name, count, exposure in (("constant_pace", 67, 0.25), ("last_year", 116, 1)):
        rest = nbinom(count + 0.5, exposure / (exposure + 0.75))
        assert table.loc[name, "low"] == 67 + rest.ppf(0.025)
        assert table.loc[name, "high"] == 67 + rest.ppf(0.975)


def test_the_rate_ratio_is_labelled_as_confounded() -> None:
    """(67 / 0.25) / 116, twice, and the season beside it each time."""
    table = rate_against_year(_parts()).estimates
    assert table["estimate"].tolist() == pytest.approx([4 * 67 / 116] * 2)
    assert table["assumption"].tolist() == ["confounded with season"] * 2
    assert table["method"].tolist() == ["score", "exact conditional"]
    assert table["low"].between(1.6, 1.8).all()


def test_the_ratchet_by_hand() -> None:
    """185 after 115; the 145 of another body than the 130, and the 130 after the 130, are no ratchet."""
    table = target_ratios(load_quotas(), load_organisations()).estimates
    assert table["organisation_ids"].tolist() == ["dam-doi"]
    assert table["estimate"].tolist() == pytest.approx([185 / 115])
    result = target_ratios(load_quotas(), load_organisations())
    assert result.rows[["targets", "attained"]].to_numpy().tolist() == [["185 after 115", "1.009"]]


def test_two_targets_after_one_are_two_ratchets(case: Case) -> None:
    """A printed target counts before what a quarter's percentage implies; a quarter's target is no year's."""
    case.add("a", "40", T, "2022")
    case.add("a", "50", N, "2022")
    case.add("a", "60", T)
    case.add("a", "15", T, Q1)
    case.add("b", "50%", A, "2022-01-01/2022-03-31", numerator=case.add("b", "10", N, "2022-01-01/2022-03-31"),
             against="2022")  # fmt: skip
    root = case.build()
    result = target_ratios(load_quotas(root), load_organisations(root))
    assert result.estimates["estimate"].tolist() == [1.5]  # 60 after 40, not after the 20 that 10 is half of
    assert result.rows[["targets", "attained"]].to_numpy().tolist() == [["60 after 40", "1.250"]]


def test_the_ratchet_of_two_sets_of_targets(case: Case) -> None:
    """The smallest after the largest, the largest after the smallest."""
    for year, count, percent in (("2022", "500", "123%"), ("2023", "999", "124%")):
        case.add("a", percent, A, year, numerator=case.add("a", count, N, year))
    root = case.build()
    quotas = load_quotas(root)
    ends = quotas.groupby("target_start").agg(low=("target_low", "min"), high=("target_high", "max"))
    (low, high), (next_low, next_high) = ends.to_numpy().tolist()
    assert low < high < next_low < next_high
    row = target_ratios(quotas, load_organisations(root)).estimates.iloc[0]
    assert (row["estimate_low"], row["estimate_high"]) == (next_low / high, next_high / low)


def test_a_finished_target_of_the_same_year_is_taken_before_the_interim(case: Case) -> None:
    """What was attained of a target is the year's, not the quarter's."""
    for year, target in (("2022", "100"), ("2023", "110")):
        case.add("a", target, T, year)
        case.add("a", "120", N, year)
    case.add("a", "30", N, "2022-01-01/2022-03-31")
    root = case.build()
    result = target_ratios(load_quotas(root), load_organisations(root))
    assert result.estimates["estimate"].tolist() == pytest.approx([1.1])
    assert result.rows["attained"].tolist() == ["1.200"]


def test_none_counted_is_no_division_by_nothing(case: Case) -> None:
    """Nobody in the quarter: a share of nothing, no ratio of rates."""
    case.add("a", "120", T)
    case.add("a", "0", N, Q1)
    case.add("a", "100", N, "2022")
    parts = _parts(case.build())
    assert _values(tipping_points(parts))["tipping_share"] == 0
    table = rate_against_year(parts).estimates
    assert table["method"].tolist() == ["exact conditional"]
    assert table["low"].tolist() == [0]
    assert projections(parts).estimates["estimate"].tolist() == [0, 75]


def test_nothing_to_project_says_so() -> None:
    """An empty selection is a sentence, not an error."""
    parts = parts_of_years(load_quotas().head(0), load_admissions().head(0), load_organisations())
    for result in (tipping_points(parts), projections(parts), rate_against_year(parts)):
        assert result.chosen().empty
        assert "0 " in result.refusals[0]
    assert tipping_points(parts).headline == "Part of a year against the year's target: 0 committees found, 1 needed."


@pytest.mark.parametrize("call", [projections, rate_against_year])
def test_a_wrong_confidence_is_told(call: object) -> None:
    """Even where no row needs it."""
    with pytest.raises(UserError, match="confidence"):
        call(_parts(), 95)  # type: ignore[operator]
