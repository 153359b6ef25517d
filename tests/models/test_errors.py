"""Reasons why the data allow no estimate."""

from __future__ import annotations

import pickle
import string

import pytest

from partyresearch.models.errors import REASONS, NotEstimable


def test_message() -> None:
    """The English text is made from the code and the numbers."""
    error = NotEstimable("too_few", {"organisations": 1, "years": 2})
    assert str(error) == "at least 2 organisations and 3 years are needed: 1 and 2"
    assert (error.reason, error.values) == ("too_few", {"organisations": 1, "years": 2})
    assert isinstance(error, ValueError)
    assert NotEstimable("clusters").values == {}


@pytest.mark.parametrize("reason", REASONS)
def test_pickled(reason: str) -> None:
    """An error from another process would arrive without its reason, or hang the pool."""
    names = [name for _, name, _, _ in string.Formatter().parse(REASONS[reason]) if name]
    error = NotEstimable(reason, dict.fromkeys(names, 1))
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.reason, copy.values, str(copy)) == (error.reason, error.values, str(error))


def test_unknown_reason() -> None:
    """A typo in a code would pass for a reason."""
    with pytest.raises(KeyError):
        str(NotEstimable("too_fewer"))
