"""How far two coding passes agree, as numbers; reading and pairing what they have is left to ``analysis``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def span_f1(matched: int, first: int, second: int) -> float:
    """Return the F1 of two sets of spans, 2·matched ÷ (first + second), from their sizes.

    F1 and not α: the spans that neither coder marked are countless, so that no agreement by chance can be worked out.
    """
    return 2 * matched / (first + second)


def krippendorff_alpha(first: Sequence[str], second: Sequence[str]) -> float:
    """Return Krippendorff's α of two coders for nominal values without gaps; NaN if all values are the same.

    Notes
    -----
    α = 1 - D_o ÷ D_e, from the coincidence matrix with two values per unit. Unlike a percentage of agreement it does
    not reward a column in which nearly every value is the same. Own code: the maintained package is under the GPL.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. Section B, nominal data, two observers.
    """
    counts = Counter(first) + Counter(second)
    n = sum(counts.values())
    expected = n * n - sum(count * count for count in counts.values())
    if not expected:
        return float("nan")
    observed = 2 * sum(left != right for left, right in zip(first, second, strict=True))  # each unit has two cells
    return 1 - (n - 1) * observed / expected
