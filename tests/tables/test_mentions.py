"""Several mentions of one fact."""

from __future__ import annotations

from fractions import Fraction as F

import pandas as pd
import pytest

from partyresearch.tables.cells import join_ids, unite_ids
from partyresearch.tables.mentions import combine, pool_mentions


@pytest.mark.parametrize(
    ("mentions", "together"),
    [
        ([(1, 5), (3, 9)], (3, 5)),
        ([(1, 5), (None, None)], (1, 5)),
        ([(None, None)], (None, None)),
        ([(3, None), (None, 9)], (3, 9)),
        ([(5, 5), (5, 7)], (5, 5)),
        ([(1, 2), (4, 5)], (1, 5)),
        ([(None, 2), (4, 5)], (None, 5)),
        ([(1, 2), (4, None)], (1, None)),
        ([(None, 2), (4, None)], (None, None)),
        ([(1, 2), (4, 5), (None, None)], (1, 5)),
        ([(F(1, 3), F(1, 2)), (F(2, 5), None)], (F(2, 5), F(1, 2))),
    ],
)
def test_combine(mentions: list[tuple[object, object]], together: tuple[object, object]) -> None:
    """The intersection; of what excludes one another the hull, in which an open end stays open."""
    assert combine(mentions) == together
    assert combine(reversed(mentions)) == together


def test_pool_keeps_the_first_row_of_each_key_in_its_place() -> None:
    """A row would move, lose its figures, or take another's ends."""
    rows = pd.DataFrame(
        {
            "key": ["a", "b", "a", "c"],
            "n_low": pd.array([1, 7, 3, None], dtype="Int64"),
            "n_high": pd.array([5, 7, None, 2], dtype="Int64"),
            "figure_ids": ["x y", "z", "y w", "v"],
            "note": ["first", "b", "second", "c"],
        }
    )
    pooled = pool_mentions(rows, ["key"], ["n"])
    assert pooled["key"].tolist() == ["a", "b", "c"]
    assert pooled["note"].tolist() == ["first", "b", "c"]
    assert pooled["figure_ids"].tolist() == ["x y w", "z", "v"]
    assert pooled["n_low"].fillna(-1).tolist() == [3, 7, -1]
    assert pooled["n_high"].fillna(-1).tolist() == [5, 7, 2]
    assert str(pooled["n_low"].dtype) == "Int64"
    once = rows.drop_duplicates("key")
    assert pool_mentions(once, ["key"], ["n"]) is once


def test_an_unknown_period_is_a_key_like_any_other() -> None:
    """Mentions without a period would be dropped."""
    rows = pd.DataFrame({"day": [pd.NaT, pd.NaT], "n_low": [1, 2], "n_high": [4, 4], "figure_ids": ["x", "y"]})
    assert pool_mentions(rows, ["day"], ["n"])["n_low"].tolist() == [2]


def test_ids_are_joined_once_and_in_order() -> None:
    """A figure would be named twice, or a missing cell be written as nan."""
    assert unite_ids("b a", "a c", "") == "b a c"
    assert join_ids(pd.Series(["b a", "x"]), pd.Series(["a c", None])).tolist() == ["b a c", "x"]
