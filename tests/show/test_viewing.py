"""Tables to look at: whatever a researcher makes of a frame is shown, and shown right."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from partyresearch import load_figures, load_target_readings, view
from partyresearch.collection.problems import UserError


def _html(shown: Any) -> str:
    return str(shown._repr_mimebundle_()[0]["text/html"])


def _cells(shown: Any) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", _html(shown).partition("<tbody>")[2], re.S)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def test_every_cell_of_every_row() -> None:
    """In the order of the frame; what is not known is empty, and no row has a number."""
    quotas = load_target_readings()
    shown = view(quotas)
    cells = _cells(shown)
    assert (len(cells), {len(row) for row in cells}) == (len(quotas), {quotas.shape[1]})
    table = pd.DataFrame(cells, columns=quotas.columns)
    assert table["stated_target_id"].tolist() == quotas["stated_target_id"].tolist()
    assert table["target_low"].tolist() == ["" if pd.isna(end) else f"{end:,}" for end in quotas["target_low"]]
    assert not re.search("NaN|NaT|&lt;NA&gt;|nan", _html(shown))


@pytest.mark.parametrize(
    ("value", "english", "vietnamese"),
    [
        (1234567, "1,234,567", "1.234.567"),
        (5312345.0, "5,312,345", "5.312.345"),
        (12345.678, "12,345.678", "12.345,678"),
        (-0.5, "-0.5", "-0,5"),
        (Fraction(5, 2), "2.5", "2,5"),
        (float("inf"), "no limit", "vô hạn"),
        (None, "", ""),
        (True, "True", "True"),
        (pd.Timestamp("2023-03-31"), "31 Mar 2023", "31/03/2023"),
        (pd.Timestamp("2023-03-31 03:04"), "2023-03-31 03:04:00", "2023-03-31 03:04:00"),
        ([1, 2], "[1, 2]", "[1, 2]"),
        ("<b>", "&lt;b&gt;", "&lt;b&gt;"),
        (2 + 1j, "(2+1j)", "(2+1j)"),
    ],
)
def test_a_value(value: Any, english: str, vietnamese: str) -> None:
    """Numbers and days as the language writes them, none of their digits lost; the other language is carried along."""
    frame = pd.DataFrame({"a": pd.Series([value], dtype=object)})
    assert _cells(view(frame)) == [[english]]
    assert _cells(view(frame, language="vi")) == [[vietnamese]]
    carried = view(frame)._repr_mimebundle_()[1]["partyresearch"]
    assert carried["language"] == "en"
    assert f"{vietnamese}</" in carried["others"]["vi"]["data"]["text/html"]


def test_a_year_is_no_quantity() -> None:
    """It is not grouped."""
    assert _cells(view(pd.DataFrame({"year": [2023]}), language="vi")) == [["2023"]]


def test_numbers_are_to_the_right_and_text_to_the_left() -> None:
    """Of the columns after the first, which heads the row; a column is of numbers if all its values are."""
    frame = pd.DataFrame([["a", 1.5, "text", "1-2", -3, "a:1"]], columns=list("abcdef"))
    aligned = re.findall(r"<td( class=\"number\")?>(.*?)</td>", _html(view(frame)))
    assert [(cell, bool(mark)) for mark, cell in aligned] == [
        ("1.5", True),
        ("text", False),
        ("1-2", False),
        ("-3", True),
        ("a:1", False),
    ]


def test_odd_frames() -> None:
    """None, two columns of one name, an index of two levels, a column by itself; what is not shown is counted."""
    assert "The selection has nothing of this kind." in _html(view(pd.DataFrame()))
    assert _cells(view(pd.DataFrame([[1, 2]], columns=["a", "a"]))) == [["1", "2"]]
    assert _cells(view(pd.Series([1, 2], name="a"))) == [["1"], ["2"]]
    counted = load_figures().groupby(["article_id", "status"], observed=True)[["start"]].max()
    cells = _cells(view(counted))
    assert [row[:2] for row in cells] == [[str(level) for level in key] for key in counted.index]
    shown = view(load_figures(), rows=3)
    further = len(load_figures()) - 3
    assert (len(_cells(shown)), f"<p>{further} further rows.</p>" in _html(shown)) == (3, True)
    assert f"<p>Còn {further} dòng nữa.</p>" in _html(view(load_figures(), rows=3, language="vi"))
    assert "<p>1 further row.</p>" in _html(view(load_figures().head(4), rows=3))
    assert "further" not in _html(view(load_figures().head(3), rows=3))


def test_what_is_no_table_is_refused() -> None:
    """With what would be one."""
    with pytest.raises(TypeError, match=r"expected a DataFrame, such as load_targets\(\), got list"):
        view([1])  # type: ignore[arg-type]
    with pytest.raises(UserError, match="language: expected one of en, vi, got 'fr'"):
        view(pd.DataFrame(), language="fr")


def test_a_heading_says_what_its_column_means() -> None:
    """From the table that the frame is of; nothing where tables mean different things by one name."""
    html = _html(view(load_figures()[["figure_id", "low"]]))
    assert 'title="Lower end of what the figure allows' in html
    assert "title=" not in _html(view(pd.DataFrame({"estimate": [1.0], "group": ["all"]})))


def test_a_terminal_shows_the_frame() -> None:
    """As pandas does."""
    frame = pd.DataFrame({"a": [1, 2]})
    assert repr(view(frame)) == frame.to_string(index=False)
