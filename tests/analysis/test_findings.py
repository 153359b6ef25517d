"""Findings: what a draft keeps of each estimate, and what it refuses to mix up."""

from __future__ import annotations

import pandas as pd
import pytest
from selected import selection

from partyresearch.analysis.findings import (
    ESTIMATE_COLUMNS,
    Draft,
    Findings,
    Refusal,
    outer_end,
    pooled_cells,
    row_cells,
)


def _draft() -> Draft:
    draft = Draft()
    draft.add("exact", ends=(0.5, 0.5), estimand="a", unit="share", figure_ids="x:1")
    draft.add("set", ends=(1, 2), estimand="a", unit="persons", part=True, beside={"admitted": 5})
    draft.add("bound", ends=(1, None), estimand="b", unit="ratio", model=(0.5, None), confidence=0.9)
    draft.add("minimum", ends=(1, None), estimand="b", unit="ratio", confidence=0.9)
    draft.refuse("c", "ratio", "no_things", group="student", found=0)
    return draft


@pytest.mark.parametrize(
    ("cells", "end"), [([2, 1], 1), ([2, pd.NA], pd.NA), ([float("nan"), 1.0], pd.NA), ([], pd.NA)]
)
def test_an_end_that_one_row_leaves_open_is_open(cells: list[float], end: float) -> None:
    """Also of no row at all."""
    assert outer_end([{"low": cell} for cell in cells], "low", min) is end


def test_the_form_of_the_estimates() -> None:
    """A single value is an estimate, a set is none; the confidence belongs to a model; each kind has its name."""
    table = _draft().findings("q").estimates.set_index("estimate_id")
    assert ["estimate_id", *table.columns] == list(ESTIMATE_COLUMNS)
    kinds = {"exact": "", "set": "rounding", "bound": "model", "minimum": "bound", "c": ""}
    assert table["interval_kind"].to_dict() == kinds
    assert table["estimate"].dropna().to_dict() == {"exact": 0.5}
    assert table["confidence"].dropna().to_dict() == {"bound": 0.9}
    assert table["method"].tolist() == [*["as_printed"] * 4, "refused"]
    assert table.loc["c", ["assumption", "group"]].tolist() == ["no_things", "student"]


def test_a_draft_of_nothing_has_every_column() -> None:
    """With the types of a full one."""
    empty, full = Draft().findings("q").estimates, _draft().findings("q").estimates
    assert empty.empty
    assert empty.dtypes.tolist() == full.dtypes.tolist()


def test_two_estimates_of_one_name_are_a_mistake() -> None:
    """A table would show one under the other's name."""
    draft = _draft()
    with pytest.raises(ValueError, match="two estimates are named exact"):
        draft.add("exact", ends=(1, 1), estimand="a", unit="ratio")


def test_refusals_of_one_estimand_are_numbered() -> None:
    """Each keeps an id of its own."""
    draft = _draft()
    draft.refuse("c", "ratio", "no_others")
    draft.refuse("c", "ratio", "no_others")
    assert draft.findings("q").estimates["estimate_id"].tolist()[-3:] == ["c", "c:2", "c:3"]


def test_what_is_made_and_what_is_refused_are_told_apart() -> None:
    """By estimand, or all."""
    findings = _draft().findings("q", n=3)
    assert findings.chosen("a")["estimate_id"].tolist() == ["exact", "set"]
    assert findings.chosen()["estimate_id"].tolist() == ["exact", "set", "bound", "minimum"]
    assert findings.chosen("c").empty
    refusal = Refusal("c", "no_things", {"group": "student", "found": 0})
    assert findings.refused() == findings.refused("c") == [refusal]
    assert findings.refused("a") == []
    assert findings.facts == {"n": 3}


def test_rows_stand_beside_their_estimates() -> None:
    """A number that only some estimates have is missing for the others."""
    rows = _draft().findings("q").rows
    assert rows["part"].to_dict() == {"exact": False, "set": True, "bound": False, "minimum": False}
    assert rows["admitted"].to_dict() == {"exact": None, "set": 5, "bound": None, "minimum": None}


@pytest.mark.parametrize(
    ("ends", "model", "expected"),
    [((1, 2), (1.2, 1.8), (1, 2)), ((1, 2), (0.8, 1.8), (0.8, 2)), ((1, 2), (1.2, 2.2), (1, 2.2))],
)
def test_a_model_never_excludes_what_print_allows(
    ends: tuple[float, float], model: tuple[float, float], expected: tuple[float, float]
) -> None:
    """A model's interval within the ends of rounding is widened to them, on either side."""
    draft = Draft()
    draft.add("a", ends=ends, model=model, confidence=0.9, estimand="a", unit="ratio")
    assert tuple(draft.findings("q").estimates.loc[0, ["low", "high"]]) == expected


def test_the_figures_that_findings_rest_on() -> None:
    """Those of the estimates, or those that are shown instead of them."""
    assert _draft().findings("q").rests_on() == ["x:1", "", "", "", ""]
    checks = pd.DataFrame({"figure_ids": ["x:1 x:2"]})
    assert Draft().findings("q", checks=checks).rests_on() == ["x:1 x:2"]
    squares = pd.DataFrame({"figure_id": ["x:3", "x:4"]})
    assert Draft().findings("q", squares=squares).rests_on() == ["x:3", "x:4"]
    part, target = {"figure_ids": "x:5", "count_ids": "x:6", "before_ids": ""}, {"figure_ids": "x:7"}
    assert Draft().findings("q", parts=[part], unscored=[target]).rests_on() == ["x:7", "x:5", "x:6", ""]


def test_what_an_estimate_takes_from_its_row() -> None:
    """A target's result has the period of the target beside its own; others have none."""
    chosen = selection()
    quarter = chosen.target_readings[chosen.target_readings["interim"].astype(bool)].iloc[0]
    cells = row_cells(quarter, "ratio")
    assert (cells["organisation_ids"], cells["unit"], cells["group"]) == ("dam-doi", "ratio", "all")
    assert (cells["period_end"], cells["comparator_end"]) == (pd.Timestamp("2023-03-31"), pd.Timestamp("2023-12-31"))
    cells = row_cells(chosen.shares.iloc[1], "share")
    assert cells["organisation_ids"] == "dam-doi"
    assert "comparator_end" not in cells


def test_what_an_estimate_takes_from_all_its_rows() -> None:
    """Organisations and figures each once, and the periods from the first to the last day."""
    rows = selection().shares.head(3)
    cells = pooled_cells(rows, "share", "school_pupil")
    assert cells["organisation_ids"] == "dam-doi"
    assert (cells["period_start"], cells["period_end"]) == (pd.Timestamp("2016-01-01"), pd.Timestamp("2023-03-31"))
    ids = " ".join(rows["figure_ids"]).split()
    assert cells["figure_ids"].split() == sorted(set(ids), key=ids.index)


def test_what_is_made_of_findings_is_made_once_for_each_function() -> None:
    """However many sentences ask for it."""
    findings, asked = Draft().findings("attainment"), []

    def first(one: Findings) -> str:
        asked.append(one)
        return "first"

    assert [findings.once(first), findings.once(first), findings.once(lambda _: "other")] == ["first", "first", "other"]
    assert asked == [findings]
