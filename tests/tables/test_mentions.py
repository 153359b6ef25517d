"""Several mentions of one fact."""

from __future__ import annotations

from fractions import Fraction as F
from operator import attrgetter
from typing import NamedTuple

import pandas as pd
import pytest

from partyresearch.tables.cells import join_ids, unite_ids
from partyresearch.tables.mentions import combine, final_mentions, pool_mentions


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


class Mention(NamedTuple):
    """A row of some table."""

    key: str
    n_low: int | None
    n_high: int | None
    figure_ids: str
    note: str = ""
    preliminary: bool = False


def test_pool_keeps_the_first_row_of_each_key_in_its_place() -> None:
    """A row would move, lose its figures, or take another's ends."""
    rows = [
        Mention("a", 1, 5, "x y", "first"),
        Mention("b", 7, 7, "z"),
        Mention("a", 3, None, "y w", "second"),
        Mention("", None, 2, "v"),
        Mention("", None, 3, "u"),
    ]
    assert pool_mentions(rows, attrgetter("key"), ["n"]) == [
        Mention("a", 3, 5, "x y w", "first"),
        Mention("b", 7, 7, "z"),
        Mention("", None, 2, "v u"),
    ]


def test_what_is_preliminary_goes_only_where_something_later_is_known() -> None:
    """The only news of a period would be lost, or an interim result stand beside the final one."""
    early, only, late = (
        Mention("a", 1, 1, "x", preliminary=True),
        Mention("b", 2, 2, "y", preliminary=True),
        Mention("a", 3, 3, "z"),
    )
    assert final_mentions([early, only, late], attrgetter("key")) == [only, late]


def test_ids_are_joined_once_and_in_order() -> None:
    """A figure would be named twice, or a missing cell be written as nan."""
    assert unite_ids("b a", "a c", "") == "b a c"
    assert join_ids(pd.Series(["b a", "x"]), pd.Series(["a c", None])).tolist() == ["b a c", "x"]
