"""The result class: what it keeps, how it prints, what it refuses to mix up."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from partyresearch.analysis.caveats import disputed_change
from partyresearch.analysis.draft import Draft
from partyresearch.analysis.result import ESTIMATE_COLUMNS, write_estimates
from partyresearch.show.labels import interval_text, number_text, period_text, whole_text


def _draft() -> Draft:
    draft = Draft()
    draft.add("exact", "Exact", ends=(0.5, 0.5), estimand="a", unit="share", figure_ids="x:1")
    draft.add("set", "Set", ends=(1, 2), estimand="a", unit="persons", part=True, texts={"admitted": "<b>"})
    draft.add("bound", "Bound", ends=(1, None), estimand="b", unit="ratio", model=(0.5, None), confidence=0.9)
    draft.refuse("c", "ratio", "Things: 0 found, 1 needed.")
    return draft


def test_the_form_of_the_estimates() -> None:
    """A single value is an estimate, a set is none; the confidence belongs to a model; each kind has its name."""
    table = _draft().result().estimates.set_index("estimate_id")
    assert ["estimate_id", *table.columns] == list(ESTIMATE_COLUMNS)
    assert table["interval_kind"].to_dict() == {"exact": "", "set": "rounding", "bound": "model", "c": ""}
    assert table["estimate"].dropna().to_dict() == {"exact": 0.5}
    assert table["confidence"].dropna().to_dict() == {"bound": 0.9}
    assert table.loc["c", "method"] == "refused"
    assert table["method"].iloc[0] == "as printed"


def test_two_estimates_of_one_name_are_a_mistake() -> None:
    """A table would show one under the other's name."""
    draft = _draft()
    with pytest.raises(ValueError, match="two estimates are named exact"):
        draft.add("exact", "Again", ends=(1, 1), estimand="a", unit="ratio")


def test_a_table_shows_what_is_chosen() -> None:
    """Only the columns that say something; texts escaped; refusals of the same estimand below."""
    result = _draft().result(headline="A & B.")
    first, second = result.html("a"), result.html("b")
    assert "&lt;b&gt;" in first
    assert "<b>" not in first
    assert "model" not in first
    assert "model interval" in second
    assert "at least 1.000" in second
    assert "admitted" not in second
    assert result.html("c") == "<p>Things: 0 found, 1 needed.</p>"
    assert result.html("nothing of this name") == "<p>The selection has nothing of this kind.</p>"
    assert result.html().endswith("<p>Things: 0 found, 1 needed.</p>")
    assert result._repr_html_().startswith("<p><strong>A &amp; B.</strong></p>")


def test_the_summary_is_plain_text() -> None:
    """The headline, one line an estimate, then the refusals."""
    assert _draft().result(headline="H.").summary().splitlines() == [
        "H.",
        "Exact: 50.00 %",
        "Set: 1 to 2",
        "Bound: at least 1.000 (model at least 0.500)",
        "Things: 0 found, 1 needed.",
    ]


def test_the_file_has_every_result_in_full_precision(tmp_path: Path) -> None:
    """Empty results and empty columns do no harm; dates are days."""
    draft = Draft()
    day = pd.Timestamp("2023-03-31")
    draft.add("third", "Third", ends=(1 / 3, 1 / 3), estimand="a", unit="ratio", period_end=day)
    path = write_estimates(tmp_path / "new", _draft().result(), Draft().result(), draft.result())
    table = pd.read_csv(path)
    assert table["estimate_id"].tolist() == ["exact", "set", "bound", "c", "third"]
    assert table["estimate"].iloc[4] == 1 / 3
    assert table["period_end"].iloc[4] == "2023-03-31"
    assert "NaT" not in path.read_text(encoding="utf-8")


def test_a_model_never_excludes_what_print_allows() -> None:
    """A model's interval within the ends of rounding is widened to them, on either side."""
    draft = Draft()
    draft.add("a", "A", ends=(1, 2), model=(1.2, 1.8), confidence=0.9, estimand="a", unit="ratio")
    assert draft.result().estimates[["low", "high"]].to_numpy().tolist() == [[1, 2]]


def test_what_leaving_out_changes_is_said() -> None:
    """What goes, and what changes its value; what stays is not mentioned."""
    draft = Draft()
    draft.add("exact", "Exact", ends=(0.25, 0.25), estimand="a", unit="share")
    draft.add("bound", "Bound", ends=(1, None), estimand="b", unit="ratio", model=(0.5, None), confidence=0.9)
    change = disputed_change([_draft().result()], [draft.result()])
    assert change == (
        "Without the figures whose coding is disputed, estimates that go: 1, of Set. Without the figures whose coding "
        "is disputed, estimates that change: 1 (Exact: 50.00 %; then Exact: 25.00 %). How far two coders agreed on "
        "what is disputed stands in the overview."
    )


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1.00869, "ratio", "1.009"),
        (0.025862, "share", "2.59 %"),
        (2669.0, "persons", "2669"),
        (13.111, "persons per month", "13.1"),
        (float("inf"), "ratio", "no limit"),
    ],
)
def test_numbers_are_rounded_for_their_unit(value: float, unit: str, text: str) -> None:
    """Three decimals of a ratio, two of a percentage, none of people."""
    assert number_text(value, unit) == text


def test_periods_are_named() -> None:
    """A year, a quarter, days, and what is open."""
    day = pd.Timestamp
    assert period_text(day("2023-01-01"), day("2023-12-31")) == "2023"
    assert period_text(day("2016-01-01"), day("2023-03-31")) == "2016-01-01 to 2023-03-31"
    assert period_text(day("2024-01-01"), pd.NaT) == "from 2024-01-01"
    assert period_text(pd.NaT, pd.NaT) == "period not printed"


def test_a_set_is_printed_with_its_unit_once() -> None:
    """5.8 to 12.1 %, not 5.8 % to 12.1 %; a bound keeps it."""
    assert interval_text(0.058, 0.121, "share") == "5.80 to 12.10 %"
    assert interval_text(None, 0.121, "share") == "at most 12.10 %"
    assert whole_text(140, 141) == "140 to 141"
