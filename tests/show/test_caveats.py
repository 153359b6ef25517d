"""Caveats: what was left out, what leaving out the disputed changes, which figures contradict others."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from partyresearch.analysis.attainment import attainment
from partyresearch.analysis.findings import Draft
from partyresearch.analysis.selection import Collected, Selection, collect, select
from partyresearch.analysis.students import student_share
from partyresearch.show.caveats import caveats, contradicted, disputed_change, left_out
from partyresearch.show.labels import Labels
from partyresearch.show.language import Language


@pytest.fixture(scope="module")
def collected() -> Collected:
    """The tables of the five articles."""
    return collect()


@pytest.fixture(scope="module")
def labels(collected: Collected) -> Labels:
    """In English."""
    return Labels(Language(), collected)


def _add(draft: Draft, organisation: str, ends: tuple[float, float | None], unit: str = "share") -> None:
    year = {"period_start": pd.Timestamp("2023-01-01"), "period_end": pd.Timestamp("2023-12-31")}
    cells = {"estimand": "a", "unit": unit, "organisation_ids": organisation, "group": "all"}
    draft.add(organisation, ends=ends, **cells, **year)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({}, "Nothing was filtered out."),
        ({"organisation": 1}, "Filtered out: 1 row of another organisation."),
        ({"organisation": 12, "years": 5}, "Filtered out: 12 rows of other organisations, 5 rows outside the years."),
        ({"level": 2, "disputed": 1}, "Filtered out: 2 rows of other levels, 1 row resting on a disputed coding."),
    ],
)
def test_what_was_left_out_is_counted(labels: Labels, counts: dict[str, int], sentence: str) -> None:
    """By its reason, one or many."""
    assert left_out(counts, labels) == sentence


def test_what_leaving_out_changes_is_said(labels: Labels) -> None:
    """What goes, and what changes its value; what stays is not mentioned."""
    before, after = Draft(), Draft()
    for draft, value in ((before, 0.5), (after, 0.25)):
        _add(draft, "nam-dong", (value, value))
        _add(draft, "lam-ha", (0.1, None))
    _add(before, "dam-doi", (0.3, 0.4))
    both = [[draft.findings("recruitment")] for draft in (before, after)]
    assert disputed_change(*both, labels) == (
        "Without the figures whose coding is disputed, estimates that go: 1, of Đầm Dơi district committee · 2023. "
        "Without the figures whose coding is disputed, estimates that change: 1 (Nam Đông district committee · 2023: "
        "50.00 %; without them 25.00 %). How far two independent passes agree stands in the overview."
    )
    assert disputed_change(both[0], both[0], labels) == (
        "Without the figures whose coding is disputed, every estimate stays as it is."
    )


def test_what_the_disputed_codings_change(collected: Collected, labels: Labels) -> None:
    """Three years of one committee and the interim figure go."""
    chosen, firm = select(collected), select(collected, include_disputed=False)
    change = disputed_change([attainment(chosen)], [attainment(firm)], labels)
    assert change.startswith("Without the figures whose coding is disputed, estimates that go: 4, of ")
    assert change.count("Lâm Hà") == 3
    assert "2023 of 2023" not in change
    assert "Nam Đông" not in change
    assert "Đầm Dơi district committee · 2023Q1 of 2023" in change


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
        first, second, third = caveats(findings, findings, chosen, labels).split("\n\n")
        assert first == f"Filtered out: {counts[table]} rows of other organisations."
        assert second.endswith("every estimate stays as it is.")
        assert third == "No selected figure contradicts another printed figure."
