"""What a cell may hold."""

from __future__ import annotations

import pytest

from partyresearch.collection.columns import TABLES
from partyresearch.collection.schema import Column


@pytest.mark.parametrize(
    ("column", "good", "bad"),
    [
        (Column("n", "", "integer"), ["0", "7", "999999999999"], ["", "-1", "07", "1.0", "1000000000000", "1\n"]),
        (Column("x", "", "number"), ["0", "-1.5", "1e-05", "2e+16"], ["", "1,5", ".5", "nan"]),
        (Column("d", "", "date", required=False), ["", "2023-12-31"], ["2023-13-01", "2023-1-1", "3023-01-01"]),
        (Column("b", "", "boolean"), ["true", "false"], ["", "True", "1"]),
        (Column("s", ""), ["a", " "], [""]),
        (Column("s", "", required=False), ["", "a"], []),
        (Column("c", "", values=("a", "b")), ["a", "b"], ["", "ab", "c"]),
        (Column("c", "", values={"a": "first"}, required=False), ["", "a"], ["first"]),
        (Column("p", "", pattern=("[a-z]{2}", "two letters")), ["vi"], ["", "v", "vie", "vi\n"]),
    ],
)
def test_accepts(column: Column, good: list[str], bad: list[str]) -> None:
    """A malformed cell would get in, or a good one be refused."""
    assert [cell for cell in good if not column.accepts(cell)] == []
    assert [cell for cell in bad if column.accepts(cell)] == []


def test_meaning_names_each_code() -> None:
    """A reader of the dictionary would not learn what a code means."""
    column = Column("c", "A code", values={"a": "first", "b": "second"})
    assert column.meaning == "A code: a = first; b = second"
    assert Column("c", "A code", values=("a",)).meaning == "A code"


def test_only_raw_columns_can_be_missing() -> None:
    """A collection of the first version would be refused, or a made table be incomplete."""
    new = {name: len(table.names) - len(table.needed) for name, table in TABLES.items()}
    assert {name: count for name, count in new.items() if count} == {
        "raw-articles": 2,
        "raw-organisations": 6,
        "raw-metrics": 2,
    }
    optional = {"raw-groups", "raw-alternatives", "multiverse"}
    assert {name for name, table in TABLES.items() if table.since_0_2} == optional


def test_keys_and_references_name_columns() -> None:
    """A rule would read a column that does not exist."""
    for table in TABLES.values():
        assert set(table.key) <= set(table.names)
        for column, other in table.references:
            assert column in table.names
            assert other in TABLES
