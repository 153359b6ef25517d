"""Attainment: exact intervals against another implementation, envelopes by hand, and every parameter."""

from __future__ import annotations

import pytest
from partyresearch.analysis.caveats import contradicted, disputed_change
from partyresearch.analysis.quotas import attainment
from partyresearch.analysis.result import ESTIMATE_COLUMNS, Result
from partyresearch.analysis.subset import subset
from scipy.stats import chi2

from partyresearch import load_checks, load_figures, load_organisations, load_quotas
from partyresearch.collection.problems import UserError
from partyresearch.show.labels import interval_text
from partyresearch.show.tables import figures_html

PARTS = ("can-tho-agencies-bloc", "can-tho-enterprises-bloc", "binh-thuy", "can-tho-districts")


@pytest.fixture(scope="module")
def result() -> Result:
    """All five articles."""
    return attainment(load_quotas(), load_organisations(), load_figures())


def _row(result: Result, key: str) -> dict[str, object]:
    return result.estimates.set_index("estimate_id").loc[f"attainment:{key}"].to_dict()


@pytest.mark.parametrize(
    ("key", "count", "targets"),
    [
        ("dam-doi:2022:2022:all:superior:rounded", 116, (115, 115)),
        ("can-tho:2011:2011:all:unstated:rounded", 2669, (2099, 2100)),
        ("binh-thuy:2011:2011:all:unstated:rounded", 146, (140, 141)),
        ("can-tho-agencies-bloc:2011:2011:all:unstated:conventional", 417, (250, 251)),
    ],
)
def test_interval_is_the_envelope_over_the_targets(
    result: Result, key: str, count: int, targets: tuple[int, int]
) -> None:
    """Garwood's limits by chi-squared quantiles, over the largest and the smallest target."""
    row = _row(result, key)
    assert row["low"] == pytest.approx(chi2.ppf(0.025, 2 * count) / 2 / targets[1])
    assert row["high"] == pytest.approx(chi2.ppf(0.975, 2 * count + 2) / 2 / targets[0])
    assert row["estimate_low"] == pytest.approx(count / targets[1])
    assert row["estimate_high"] == pytest.approx(count / targets[0])
    assert row["interval_kind"] == "model"


def test_bounds_stay_bounds(result: Result) -> None:
    """A target said to be kept, a plan exceeded, more than 166 % read literally: no upper end, no point."""
    for key in (
        "lam-ha:2022:2022:all:congress:literal",
        "nam-dong:2023:2023:all:own_plan:literal",
        "can-tho-agencies-bloc:2011:2011:all:unstated:literal",
    ):
        row = _row(result, key)
        assert row["estimate_high"] != row["estimate_high"]
        assert row["high"] != row["high"]
        assert row["estimate"] != row["estimate"]
    assert _row(result, "lam-ha:2022:2022:all:congress:literal")["interval_kind"] == "bound"
    assert _row(result, "nam-dong:2023:2023:all:own_plan:literal")["estimate_low"] == pytest.approx(62 / 61)


def test_a_single_value_is_an_estimate_and_a_set_is_none(result: Result) -> None:
    """116 of 115 is one number; 146 of 140 or 141 is not."""
    assert _row(result, "dam-doi:2022:2022:all:superior:rounded")["estimate"] == pytest.approx(116 / 115)
    binh_thuy = _row(result, "binh-thuy:2011:2011:all:unstated:rounded")["estimate"]
    assert binh_thuy != binh_thuy


def test_interim_has_an_estimand_of_its_own(result: Result) -> None:
    """Nobody can average a quarter with finished years by the estimand."""
    interim = result.estimates[result.estimates["estimand"].eq("interim_attainment")]
    assert interim["organisation_ids"].tolist() == ["dam-doi"]


def test_confidence_changes_the_model_and_nothing_else(result: Result) -> None:
    """And what the page says of it."""
    other = attainment(load_quotas(), load_organisations(), load_figures(), confidence=0.8)
    assert (other.estimates["low"].dropna() > result.estimates["low"].dropna()).all()
    assert other.estimates["estimate_low"].equals(result.estimates["estimate_low"])
    assert "80 %" in other.assumption
    assert "99.9 %" in attainment(load_quotas(), load_organisations(), load_figures(), 0.999).assumption


@pytest.mark.parametrize("confidence", [0, 1, 1.5, -0.1, float("nan")])
def test_a_wrong_confidence_is_told(confidence: float) -> None:
    """One line, no traceback, even where no row needs it."""
    with pytest.raises(UserError, match="between 0 and 1"):
        attainment(load_quotas().head(0), load_organisations(), load_figures(), confidence)


def test_contradicting_figures_are_named() -> None:
    """A page does not pass over what the checks found."""
    checks, figures = load_checks(), load_figures()
    assert contradicted(checks, figures) == "No selected figure contradicts another printed figure."
    row = checks["check_id"].eq("percentage:dam-doi-2023:1582")
    wrong = checks.assign(verdict=checks["verdict"].astype("str").mask(row, "contradiction"))
    assert "contradict other printed figures: dam-doi-2023:1582, dam-doi-2023:1559" in contradicted(wrong, figures)
    assert "No selected figure" in contradicted(wrong, figures[figures["article_id"].ne("dam-doi-2023")])


def test_an_empty_selection_refuses(result: Result) -> None:
    """A refusal is a row too, with its reason."""
    empty = attainment(load_quotas().head(0), load_organisations(), load_figures())
    assert empty.estimates["method"].tolist() == ["refused"]
    assert "0 found, 1 needed" in empty.refusals[0]
    assert "0 found, 1 needed" in empty.html()
    assert empty.estimates.columns.tolist() == result.estimates.columns.tolist() == list(ESTIMATE_COLUMNS)


def test_the_headline_counts_what_is_there(result: Result) -> None:
    """Eleven finished targets: five articles, three years of one disputed word, four parts of one city."""
    assert result.headline == (
        "Finished targets with a printed result, parts of another target not counted: 7 (committees: 5; of which more "
        "than a bound is known: 3); reported as met: 7, as missed: 0, not known: 0. Parts of another target: 4 "
        "(committees or groups of them: 4; of which more than a bound is known: 2); reported as met: 4, as missed: 0, "
        "not known: 0. Resting on a disputed coding: 3 of 11. The articles were not drawn at random, and shortfalls "
        "that they report without a number are not counted."
    )


def test_parts_stay_parts_in_any_selection() -> None:
    """Two blocs of one city are not two separate organisations, whether or not the city is selected."""
    quotas = load_quotas()
    blocs = quotas[quotas["organisation_id"].str.endswith("-bloc")]
    found = attainment(blocs, load_organisations(), load_figures())
    assert found.headline.startswith("Parts of another target: 2 (committees or groups of them: 2; ")
    assert "reported as met: 2, as missed: 0" in found.headline
    assert found.rows["part"].all()


def test_each_possible_target_has_a_row_of_its_own(result: Result) -> None:
    """140 or 141: two rows, each with the exact interval over its own target; a single target has none."""
    rows = result.chosen("attainment_if").set_index("estimate_id")
    assert len(rows) == 6
    one = rows.loc["attainment_if:binh-thuy:2011:2011:all:unstated:rounded:141"]
    assert one["estimate"] == pytest.approx(146 / 141)
    assert one["low"] == pytest.approx(chi2.ppf(0.025, 292) / 2 / 141)
    assert not any("dam-doi" in key for key in rows.index)


def test_too_many_possible_targets_have_none() -> None:
    """Twenty are listed, twenty-one are not: the envelope says enough."""
    quotas = load_quotas()
    row = quotas["quota_id"].str.startswith("binh-thuy") & quotas["reading"].eq("half_up")
    for last, listed in ((159, 20), (160, 0)):
        wide = quotas[row].assign(target_low=140, target_high=last)
        found = attainment(wide, load_organisations(), load_figures())
        assert len(found.chosen("attainment_if")) == listed


def test_the_reading_says_only_what_was_read(result: Result) -> None:
    """116 is 100,87 % of no whole number by truncation; a printed target needs no reading."""
    assert _row(result, "dam-doi:2022:2022:all:superior:rounded")["assumption"] == "percentage rounded half up"
    assert _row(result, "can-tho:2011:2011:all:unstated:rounded")["assumption"] == "percentage rounded or truncated"
    assert _row(result, "lam-ha:2022:2022:all:congress:literal")["assumption"] == "target as printed"
    bloc = "can-tho-agencies-bloc:2011:2011:all:unstated"
    assert _row(result, f"{bloc}:conventional")["assumption"] == "between 166 and 167 %"
    assert _row(result, f"{bloc}:literal")["assumption"] == "“166 %”, read as a bound, of a whole target"
    assert result.rows.loc[f"attainment:{bloc}:literal", "label"].endswith("beyond 166 %")


def test_counts_and_targets_are_shown(result: Result) -> None:
    """A reader can divide for themselves."""
    shown = result.rows.set_index("label")[["admitted", "target", "set_by"]]
    assert shown.loc["Đầm Dơi district committee · 2022"].tolist() == ["116", "115", "set by a superior"]
    assert shown.loc["Bình Thủy district committee · 2011"].tolist() == ["146", "140 to 141", "setter not stated"]
    assert shown.loc["Nam Đông district committee · 2023"].tolist() == ["62", "at most 61", "own plan"]
    assert shown.loc["Lâm Hà district committee · 2023"].tolist() == ["at least 130", "130", "set by a congress"]


def test_nine_of_nine_is_a_bound_of_each(result: Result) -> None:
    """What is printed of unnamed committees is not dropped in silence."""
    assert _row(result, "can-tho-districts:2011:2011:all:unstated:literal")["estimate_low"] == 1
    assert "District committees of Cần Thơ (9) · 2011" in result.rows["label"].tolist()


def test_targets_without_a_result_are_named(result: Result) -> None:
    """Five: two of one year told apart by who set them, one of a group."""
    assert "Lâm Hà district committee · 2024 · set by a congress" in result.not_shown
    assert "Lâm Hà district committee · 2024 · school pupils · own plan" in result.not_shown


def test_what_the_disputed_codings_change(result: Result) -> None:
    """Three years of one committee and the interim figure go."""
    quotas, organisations, figures = load_quotas(), load_organisations(), load_figures()
    firm, _ = subset(quotas, organisations, figures, include_disputed=False)
    change = disputed_change([result], [attainment(firm, organisations, figures)])
    assert change.startswith("Without the figures whose coding is disputed, estimates that go: 4, of ")
    assert change.count("Lâm Hà") == 3
    assert "Nam Đông" not in change
    assert "2023Q1 of 2023" in change


def test_every_estimate_links_to_its_figures(result: Result) -> None:
    """Each link has its anchor on the page."""
    import re

    page = result.html() + figures_html(load_figures(), result.estimates["figure_ids"])
    links, anchors = set(re.findall(r'href="#([^"]+)"', page)), set(re.findall(r'id="([^"]+)"', page))
    assert links
    assert links <= anchors


def test_texts_are_escaped() -> None:
    """A note with a script in it comes out as text."""
    figures = load_figures().head(1).assign(disputed="<script>alert(1)</script>", organisation_name="<b>")
    page = figures_html(figures, figures["figure_id"])
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        (
            {"within": ["can-tho"]},
            {"can-tho", "can-tho-agencies-bloc", "can-tho-enterprises-bloc", "binh-thuy", "can-tho-districts"},
        ),
        ({"within": ["nam-dong"]}, {"nam-dong"}),
        ({"within": ["binh-thuy", "nam-dong"]}, {"binh-thuy", "nam-dong"}),
        ({"level": "bloc"}, {"can-tho-agencies-bloc", "can-tho-enterprises-bloc"}),
        ({"year_from": 2012, "year_to": 2022}, {"dam-doi", "lam-ha"}),
        ({"year_to": 2000}, set()),
        (
            {"include_disputed": False, "level": "district"},
            {"dam-doi", "lam-ha", "nam-dong", *PARTS[2:]},
        ),
    ],
)
def test_subset(choice: dict[str, object], kept: set[str]) -> None:
    """An organisation includes its parts; a period counts if it lies wholly within the years."""
    rows, left_out = subset(load_quotas(), load_organisations(), load_figures(), **choice)  # type: ignore[arg-type]
    assert set(rows["organisation_id"]) == kept
    assert left_out.startswith("Filtered out: ")


def test_leaving_the_disputed_out_drops_what_rests_on_it() -> None:
    """The committee that kept its targets, in years that are not printed, goes; its own undisputed plan stays."""
    rows, _ = subset(load_quotas(), load_organisations(), load_figures(), include_disputed=False)
    assert rows.loc[rows["organisation_id"].eq("lam-ha"), "quota_id"].tolist() == ["lam-ha:2024:2024:all:own_plan"]


def test_left_out_counts_targets_not_readings() -> None:
    """The city's six targets have ten rows; what either year limit drops is told once."""
    rows, left_out = subset(load_quotas(), load_organisations(), load_figures(), within=["can-tho"], year_from=2012)
    assert rows.empty
    assert left_out == "Filtered out: rows of other organisations: 12, rows outside the years: 5."
    _, left_out = subset(load_quotas(), load_organisations(), load_figures(), year_from=2023, year_to=2023)
    assert left_out.count("outside the years") == 1


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"within": ["nam-dogn"]}, r"organisations: found 'nam-dogn'; .* \(perhaps nam-dong"),
        ({"within": "nam-dong"}, r"expected a list, such as \['nam-dong'\]"),
        ({"level": "city"}, "level: found 'city'"),
        ({"year_from": 2023, "year_to": 2020}, "year_to: found 2020"),
    ],
)
def test_subset_tells_what_would_be_right(choice: dict[str, object], message: str) -> None:
    """A typo is one line."""
    with pytest.raises(UserError, match=message):
        subset(load_quotas(), load_organisations(), load_figures(), **choice)  # type: ignore[arg-type]


def test_interval_text() -> None:
    """What is open is never printed as a number."""
    assert interval_text(None, 2.0) == "at most 2.000"
    assert interval_text(float("nan"), float("nan")) == "open"
