"""Caveats: what was left out, what another coding changes, which figures contradict others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from partyresearch.analysis import trends
from partyresearch.analysis.attainment import attainment
from partyresearch.analysis.findings import Findings
from partyresearch.analysis.selection import Collected, Selection, collect, select
from partyresearch.analysis.students import student_share
from partyresearch.show.caveats import Sensitivity, contradicted, left_out
from partyresearch.show.labels import Labels
from partyresearch.show.language import Language
from partyresearch.show.picture import Picture


@pytest.fixture(scope="module")
def collected() -> Collected:
    """The tables of the five articles."""
    return collect()


@pytest.fixture(scope="module")
def labels(collected: Collected) -> Labels:
    """In English."""
    return Labels(Language(), collected)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({}, "Nothing was filtered out."),
        ({"organisation": 1}, "Filtered out: 1 row of another organisation."),
        ({"organisation": 12, "years": 5}, "Filtered out: 12 rows of other organisations, 5 rows outside the years."),
        ({"level": 2, "preliminary": 1}, "Filtered out: 2 rows of other levels, 1 preliminary row."),
    ],
)
def test_what_was_left_out_is_counted(labels: Labels, counts: dict[str, int], sentence: str) -> None:
    """By its reason, one or many."""
    assert left_out(counts, labels) == sentence


def test_what_another_coding_changes_is_said(collected: Collected) -> None:
    """Lâm Hà's three years may be measured against the congress's target; Đầm Dơi's quarter against a quarter's."""
    chosen = select(collected)
    data, _ = Sensitivity(lambda code: Labels(Language(code), collected), "en", [attainment(chosen)], chosen)._render(
        Labels(Language(), collected)
    )
    lines = data["text/plain"].split("\n\n")[1].splitlines()
    assert f" codes the figures: 4 of {len(attainment(chosen).named())}. " in lines[0]
    assert sum("Lâm Hà" in line for line in lines[1:]) == 3
    assert sum("; becomes at least 100% (2021 · set by a congress) (the target meant may be" in x for x in lines) == 1
    assert lines[1].endswith("; becomes 36% (Jan–Mar 2023) (that the target is the year's follows from its size only)")
    assert data["text/html"].count("<tr>") == 5


def test_the_strip_shows_what_takes_the_place_of_an_estimate(collected: Collected, labels: Labels) -> None:
    """116 of Đầm Dơi's members in 2022 instead of 67 in a quarter; Đồng Tháp's share is gone and 0 has no percent."""

    def picture(analysis: Callable[[Selection], Findings], *organisations: str) -> Picture:
        chosen = select(collected, organisations=list(organisations))
        return Sensitivity(lambda _: labels, "en", [analysis(chosen)], chosen).plot()

    shown = picture(trends.share_of_members, "dam-doi")
    (row,) = shown._drawing.moved  # type: ignore[attr-defined]
    ends = row.made["estimate_high"]
    assert (ends / ends.iloc[0]).tolist() == pytest.approx([1, 116 / 67], rel=1e-8)
    assert shown.alt == ("1 estimate depends on how an article is read. Đầm Dơi district · Jan–Mar 2023: at most 2.0%.")
    assert picture(student_share, "dong-thap", "nam-dong").alt == (
        "An empty strip of readings: no value under another coding can be drawn in percent of the one as coded."
    )


def _contradicting(chosen: Selection) -> Selection:
    checks = chosen.all.checks
    row = checks["check_id"].eq("percentage:dam-doi-2023:1582")
    wrong = checks.assign(verdict=checks["verdict"].astype("str").mask(row, "contradiction"))
    return replace(chosen, all=replace(chosen.all, checks=wrong))


def test_contradicting_figures_are_named(collected: Collected, labels: Labels) -> None:
    """A page does not pass over what the checks found."""
    chosen = select(collected)
    assert contradicted(chosen, labels) == "No selected figure contradicts another printed figure."
    assert contradicted(_contradicting(chosen), labels) == (
        "Selected figures that contradict other printed figures: dam-doi-2023:1582, dam-doi-2023:1559 (see "
        "partyresearch check)."
    )
    assert "No selected figure" in contradicted(_contradicting(select(collected, organisations=["lam-ha"])), labels)


def test_each_question_tells_of_its_own_table(collected: Collected, labels: Labels) -> None:
    """Targets of the attainment, pupils of the shares, printed figures otherwise."""
    chosen = select(collected, organisations=["dong-thap"])
    counts = {name: reasons["organisation"] for name, reasons in chosen.left_out.items()}
    assert len(set(counts.values())) == 4
    for findings, table in (([attainment(chosen)], "targets"), ([student_share(chosen)], "shares"), ([], "reported")):
        sensitivity = Sensitivity(lambda _: labels, "en", findings, chosen)
        first, second, third = sensitivity._render(labels).data["text/plain"].split("\n\n")
        assert first == f"Filtered out: {counts[table]} rows of other organisations."
        changed = "No other coding that is on record changes an estimate on this page."
        assert second.splitlines()[0] == changed or table == "shares"
        assert third == "No selected figure contradicts another printed figure."


def test_what_may_lie_within_another_is_counted(collected: Collected, labels: Labels) -> None:
    """Đầm Dơi lies in another province than Đồng Tháp and Cần Thơ, unless nobody recorded that."""
    chosen = select(collected, organisations=["dam-doi", "dong-thap", "nam-dong"])

    def said(chosen: Selection) -> str:
        shown = Sensitivity(lambda _: labels, "en", [attainment(chosen)], chosen)
        return str(shown._render(labels).data["text/plain"].split("\n\n")[2])

    assert said(chosen) == "No selected figure contradicts another printed figure."
    for names, sentence in (
        (["dam-doi"], "Of 1 organisation it is not recorded whether it lies within another one here; if it does, "),
        (["dam-doi", "nam-dong"], "Of 2 organisations it is not recorded whether they lie within others here; if th"),
    ):
        organisations = chosen.organisations
        codes = organisations["province_code"].mask(organisations["organisation_id"].isin(names), "")
        unknown = replace(chosen.all, organisations=organisations.assign(province_code=codes))
        assert f" {sentence}" in said(replace(chosen, all=unknown))
