"""What a careful reader could have coded instead: each is another value that the cell could have."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from conftest import Case, N
from partyresearch import load_alternatives, load_figures
from partyresearch.collection.problems import InputError


def _build(case: Case, column: str, value: str, start: str = "20") -> Path:
    case.add("a", "100", N)
    case.add("a", "5", N, group="school_pupil", part_of="0")
    case.alternatives = [["other", "a", start, column, value, "why", "vì sao"]]
    return case.build()


def test_a_figure_with_an_alternative_is_disputed(case: Case) -> None:
    """Nobody types that it is."""
    root = _build(case, "part_of", "")
    assert load_figures(root)["disputed"].tolist() == [False, True]
    assert load_alternatives(root)["column"].tolist() == ["part_of"]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("group", "school_pupil", "value: expected another value, got 'school_pupil', as it is coded"),
        ("group", "scool_pupil", r"value: .* the package's groups.csv \(perhaps school_pupil\), got 'scool_pupil'"),
        ("metric", "nix", "value: expected one of the metrics of"),
        ("period_end", "2023", "value: expected an ISO date such as 2023-12-31, for period_end, got '2023'"),
        ("status", "", "value: expected one of reported, target, planned, for status, got ''"),
        ("part_of", "40", "value: expected the start of a figure of a, for part_of, got '40'"),
        ("printed", "6", "column: expected one of organisation_id, metric, .*, got 'printed'"),
        ("note", "x", "column: expected one of"),
    ],
)
def test_an_alternative_that_cannot_be_is_told(case: Case, column: str, value: str, message: str) -> None:
    """With the row and the column of its table."""
    with pytest.raises(InputError, match=f"many/raw/alternatives.csv, row 2, {message}"):
        _build(case, column, value)


def test_an_alternative_of_no_figure_is_told(case: Case) -> None:
    """Starts are those of figures."""
    with pytest.raises(
        InputError, match="start: expected the start of one of its figures, got '7', where a has no figure"
    ):
        _build(case, "group", "all", start="7")


def test_the_doubts_of_the_five_articles() -> None:
    """What was settled anew has its other reading, and cells that belong together change together."""
    alternatives = load_alternatives()
    congress = alternatives[alternatives["alternative_id"].eq("lam-ha-congress")]
    assert congress.set_index("column")["value"].to_dict() == {"denominator": "1017", "set_by": "congress"}
    figures = load_figures().set_index("figure_id")
    assert figures.loc["lam-ha-2024:1618", ["set_by", "denominator_id"]].tolist() == ["own_plan", ""]
    assert figures.loc["dam-doi-2023:1622", "part_of_id"] == "dam-doi-2023:1490"
    assert figures.loc["dong-thap-2024:7514", "disputed"]
    assert figures["disputed"].sum() == len(alternatives[["article_id", "start"]].drop_duplicates())
    assert alternatives[["reason", "reason_vi"]].ne("").all(axis=None)
    together = alternatives.groupby("alternative_id")[["reason", "reason_vi"]].nunique()
    assert together.eq(1).all(axis=None)


def test_a_doubt_in_words_is_refused(case: Case) -> None:
    """Version 0.1 had a column of doubts that nothing can work with."""
    root = _build(case, "part_of", "")
    path = root / "raw" / "figures.csv"
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    rows.insert(len(rows.columns) - 1, "disputed", "")
    rows.to_csv(path, index=False)
    assert load_figures(_rebuilt(root))["disputed"].tolist() == [False, True]
    rows.assign(disputed="who knows").to_csv(path, index=False)
    with pytest.raises(InputError, match="disputed: expected an empty cell: what could be coded otherwise is a row of"):
        _rebuilt(root)


def _rebuilt(root: Path) -> Path:
    from partyresearch.collection.place import Collection
    from partyresearch.tables.package import build

    build(Collection(root))
    return root
