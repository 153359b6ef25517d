"""Reasons why the data allow no estimate."""

from __future__ import annotations

import pickle

from partyresearch.models.intervals import NotEstimable


def test_message_names_reason_and_numbers() -> None:
    """A researcher who calls a model sees both."""
    error = NotEstimable("too_few", {"organisations": 1, "years": 2})
    assert str(error) == "too_few (organisations: 1, years: 2)"
    assert str(NotEstimable("no_trend")) == "no_trend"
    assert isinstance(error, ValueError)
    assert NotEstimable("clusters").values == {}


def test_pickled() -> None:
    """An error from another process would arrive without its reason, or hang the pool."""
    error = NotEstimable("too_few", {"organisations": 1, "years": 2})
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.reason, copy.values) == (error.reason, error.values)
