"""Tables to look at: whatever a researcher makes of a frame is shown, and shown right."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from partyresearch.show.wording import use_language

from partyresearch import load_figures, load_quotas, view


def _cells(html: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", html.partition("<tbody>")[2], re.S)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def test_every_cell_of_every_row() -> None:
    """In the order of the frame; what is not known is empty, and no row has a number."""
    quotas = load_quotas()
    html = view(quotas)._repr_html_()
    cells = _cells(html)
    assert (len(cells), {len(row) for row in cells}) == (len(quotas), {quotas.shape[1]})
    shown = pd.DataFrame(cells, columns=quotas.columns)
    assert shown["quota_id"].tolist() == quotas["quota_id"].tolist()
    assert shown["target_low"].tolist() == ["" if pd.isna(one) else str(one) for one in quotas["target_low"]]
    assert not re.search("NaN|NaT|&lt;NA&gt;|nan", html)


@pytest.mark.parametrize(
    ("value", "english", "vietnamese"),
    [
        (1234567, "1234567", "1.234.567"),
        (5312345.0, "5312345", "5.312.345"),
        (12345.678, "12345.678", "12.345,678"),
        (-0.5, "-0.5", "-0,5"),
        (Fraction(5, 2), "2.5", "2,5"),
        (float("inf"), "no limit", "vô hạn"),
        (None, "", ""),
        (True, "True", "True"),
        (pd.Timestamp("2023-03-31"), "2023-03-31", "31/03/2023"),
        (pd.Timestamp("2023-03-31 03:04"), "2023-03-31 03:04:00", "2023-03-31 03:04:00"),
        ([1, 2], "[1, 2]", "[1, 2]"),
        ("<b>", "&lt;b&gt;", "&lt;b&gt;"),
        (2 + 1j, "(2+1j)", "(2+1j)"),
    ],
)
def test_a_value(value: Any, english: str, vietnamese: str) -> None:
    """Numbers and days as the language writes them, none of their digits lost."""
    frame = pd.DataFrame({"a": pd.Series([value], dtype=object)})
    assert _cells(view(frame)._repr_html_()) == [[english]]
    use_language("vi")
    assert _cells(view(frame)._repr_html_()) == [[vietnamese]]


def test_a_year_is_no_quantity() -> None:
    """It is not grouped."""
    use_language("vi")
    assert _cells(view(pd.DataFrame({"year": [2023]}))._repr_html_()) == [["2023"]]


def test_odd_frames() -> None:
    """None, two columns of one name, an index of two levels; what is not shown is counted."""
    assert "<table>" in view(pd.DataFrame())._repr_html_()
    assert _cells(view(pd.DataFrame([[1, 2]], columns=["a", "a"]))._repr_html_()) == [["1", "2"]]
    counted = load_figures().groupby(["article_id", "status"], observed=True)[["start"]].max()
    cells = _cells(view(counted)._repr_html_())
    assert [row[:2] for row in cells] == [[str(one) for one in key] for key in counted.index]
    html = view(load_figures(), rows=3)._repr_html_()
    assert (len(_cells(html)), f"Further rows: {len(load_figures()) - 3}." in html) == (3, True)


def test_a_heading_says_what_its_column_means() -> None:
    """From the table that the frame is of; nothing where tables mean different things by one name."""
    html = view(load_figures()[["figure_id", "low"]])._repr_html_()
    assert 'title="Lower end of what the figure allows' in html
    assert "title=" not in view(pd.DataFrame({"estimate": [1.0], "group": ["all"]}))._repr_html_()
