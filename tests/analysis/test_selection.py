"""Which rows a choice keeps, how many it leaves out and why, and how organisations are found by name."""

from __future__ import annotations

import unicodedata

import pytest
from selected import NOTHING, selection

from conftest import Case, N
from partyresearch.analysis.selection import resolve, slug
from partyresearch.collection.problems import UserError

PARTS = ("can-tho-agencies-bloc", "can-tho-enterprises-bloc", "binh-thuy", "can-tho-districts")


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ({"organisations": ["can-tho"]}, {"can-tho", *PARTS}),
        ({"organisations": ["nam-dong"]}, {"nam-dong"}),
        ({"organisations": ["binh-thuy", "nam-dong"]}, {"binh-thuy", "nam-dong"}),
        ({"level": "bloc"}, {"can-tho-agencies-bloc", "can-tho-enterprises-bloc"}),
        ({"year_from": 2012, "year_to": 2022}, {"dam-doi", "lam-ha"}),
        (NOTHING, set()),
    ],
)
def test_select(choice: dict[str, object], kept: set[str]) -> None:
    """An organisation includes its parts; a period counts if it lies wholly within the years."""
    chosen = selection(**choice)
    assert set(chosen.target_readings["organisation_id"]) == kept
    assert chosen.left_out["target_readings"]


def test_without_a_choice_nothing_is_left_out() -> None:
    """Every row of every table."""
    chosen = selection()
    for name in ("admissions", "shares", "target_readings", "checks"):
        assert getattr(chosen, name).equals(getattr(chosen.all, name))
    assert chosen.reported.equals(chosen.all.figures)
    assert set(map(str, chosen.left_out.values())) == {"{}"}


def test_parts_are_found_through_organisations_that_are_not_chosen() -> None:
    """Organisations and figures stay whole; the chosen figures are apart."""
    chosen = selection(organisations=["nam-dong"])
    assert len(chosen.organisations) == len(chosen.all.organisations)
    assert len(chosen.figures) == len(chosen.all.figures) > len(chosen.reported)
    assert set(chosen.reported["article_id"]) == {"nam-dong-2024"}


def test_left_out_counts_targets_not_readings() -> None:
    """The city's six targets have ten rows; what either year limit drops is counted once."""
    chosen = selection(organisations=["can-tho"], year_from=2012)
    assert chosen.target_readings.empty
    assert chosen.left_out["target_readings"] == {"organisation": 15, "years": 5}
    assert list(selection(year_from=2023, year_to=2023).left_out["target_readings"]) == ["years"]


def test_a_year_limit_is_inclusive() -> None:
    """From and to the same year: that year's."""
    rows = selection(year_from=2011, year_to=2011).admissions
    assert rows["period_start"].dt.year.unique().tolist() == [2011]
    assert selection(year_from=2012).admissions["period_start"].dt.year.gt(2011).all()
    assert selection(year_to=2010).admissions.empty


def test_a_group_chooses_students_only() -> None:
    """Rows of the other group go; targets and admissions stay."""
    chosen = selection(group="student")
    assert chosen.shares["group"].eq("student").all()
    assert len(chosen.shares) == 1
    assert len(chosen.target_readings) == len(chosen.all.target_readings)
    assert chosen.group == "student"


def test_a_whole_that_is_left_out_is_no_whole(case: Case) -> None:
    """A commune's count in a district in a province: without the district's, which is preliminary, the province's."""
    case.published = {"early": "2023-12-20"}
    for org, count, article in (("p", "100", "a"), ("d", "50", "early"), ("w", "20", "a")):
        total = case.add(article, count, N, org=org)
        case.add(article, "2", N, org=org, group="school_pupil", part_of=total)
    assert selection(case.build(), include_preliminary=False).shares["part_of"].tolist() == ["", "p:2023:school_pupil"]


def test_checks_follow_the_selection() -> None:
    """Those that a chosen figure takes part in."""
    chosen = selection(organisations=["nam-dong"])
    assert set(chosen.checks["article_id"]) == {"nam-dong-2024"}
    ids = set(chosen.reported["figure_id"])
    kept = chosen.all.checks["figure_ids"].map(lambda cell: not ids.isdisjoint(cell.split()))
    assert len(chosen.checks) == kept.sum()
    assert selection(**NOTHING).checks.empty


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"organisations": ["nam-dogn"]}, r"organisations: expected .* \(perhaps nam-dong.*\), got 'nam-dogn'"),
        ({"organisations": "nam-dong"}, r"expected a list, such as \['nam-dong'\], got 'nam-dong'"),
        ({"level": "city"}, "level: expected one of province, .*, or empty, got 'city'"),
        ({"year_from": 2023, "year_to": 2020}, r"year_to: expected 2023 \(year_from\) or later, got 2020"),
        ({"group": "pupils"}, "group: expected one of all, student, school_pupil, .*got 'pupils'"),
    ],
)
def test_a_wrong_choice_is_told(choice: dict[str, object], message: str) -> None:
    """A typo is one line."""
    with pytest.raises(UserError, match=message):
        selection(**choice)


@pytest.mark.parametrize(
    "name",
    [
        "dam-doi",
        "Đầm Dơi",
        "đầm dơi",
        "Dam Doi",
        "dam_doi",
        unicodedata.normalize("NFD", "Đầm Dơi"),
        "Party organisation of Đầm Dơi district",
    ],
)
def test_an_organisation_is_found_by_id_or_name(name: str) -> None:
    """With or without diacritics, whatever the case, composed or decomposed."""
    assert resolve([name], selection().organisations) == ["dam-doi"]


def test_the_order_of_the_wanted_is_kept() -> None:
    """And nothing is wanted where nothing is named."""
    organisations = selection().organisations
    assert resolve(["Nam Đông", "can-tho"], organisations) == ["nam-dong", "can-tho"]
    assert resolve([], organisations) == []


def test_an_id_counts_before_a_name() -> None:
    """The id of one organisation that is the name of another."""
    organisations = selection().organisations.copy()
    organisations.loc[organisations["organisation_id"].eq("dam-doi"), "name"] = "nam-dong"
    assert resolve(["nam-dong"], organisations) == ["nam-dong"]
    with pytest.raises(UserError, match=r"such as dam-doi or nam-dong, got 'NAM-DONG'"):
        resolve(["NAM-DONG"], organisations)


def test_a_name_of_two_organisations_is_no_answer() -> None:
    """Both ids are named."""
    organisations = selection().organisations.assign(name_en="Committee")
    with pytest.raises(UserError, match=r"expected an organisation_id, such as .* or .*, got 'committee'"):
        resolve(["committee"], organisations)


@pytest.mark.parametrize(("name", "folded"), [("Đầm Dơi", "dam-doi"), ("  A.B (9)!", "a-b-9"), ("", ""), ("→", "")])
def test_slug(name: str, folded: str) -> None:
    """Letters and digits alone."""
    assert slug(name) == folded


def test_what_a_chosen_row_rests_on_is_chosen() -> None:
    """The target of each year of a term is printed once, for the term."""
    chosen = selection(organisations=["lam-ha"], year_from=2024, year_to=2024)
    ids = {
        one for rows in (chosen.targets, chosen.target_readings) for cell in rows["figure_ids"] for one in cell.split()
    }
    assert "lam-ha-2024:1017" in ids
    assert ids <= set(chosen.reported["figure_id"])
