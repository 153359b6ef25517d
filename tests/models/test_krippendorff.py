"""Agreement of coders against published values."""

from __future__ import annotations

import math

import pytest

from partyresearch.models.agreement import krippendorff_alpha, span_f1


@pytest.mark.parametrize(
    ("first", "second", "published"),
    [
        ("0100000010", "1110010000", 0.095),  # Krippendorff 2011, section A: binary data, two observers
        ("aabbdcccedda", "babbbccceddd", 0.692),  # section B: nominal data, two observers
    ],
)
def test_alpha_as_published(first: str, second: str, published: float) -> None:
    """To the three printed decimals."""
    assert krippendorff_alpha(list(first), list(second)) == pytest.approx(published, abs=0.0005)


def test_alpha_without_variation_is_not_a_number() -> None:
    """One value in all says nothing about reliability."""
    assert math.isnan(krippendorff_alpha(["x", "x"], ["x", "x"]))


def test_alpha_without_a_unit_is_not_a_number() -> None:
    """Two passes without a common span have nothing to compare."""
    assert math.isnan(krippendorff_alpha([], []))


def test_alpha_needs_pairs() -> None:
    """Values that are not paired unit by unit."""
    with pytest.raises(ValueError, match="shorter"):
        krippendorff_alpha(["a", "b"], ["a"])


def test_f1() -> None:
    """Precision 3/4 and recall 3/6: their harmonic mean."""
    assert span_f1(3, 4, 6) == pytest.approx(2 / (4 / 3 + 6 / 3))
    assert span_f1(0, 4, 6) == 0
