"""Ends of years: rats and claims of the literature, R, enumeration and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import betabinom, chi2

from partyresearch.models.intervals import NotEstimable
from partyresearch.models.part_years import _in_bins, chain_ladder, learn_share, share_posterior

# tumours among 71 groups of rats (Tarone 1982; Gelman et al. 2013, table 5.1)
RATS = (
    [0] * 14 + [1] * 8 + [2] * 9 + [1, 5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10] + [4] * 7 + [10, 4, 4, 4, 5, 11, 12, 5, 5]
)
RATS += [6, 5, 6, 6, 6, 6, 16, 15, 15, 9, 4]
GROUPS = (
    [20] * 7 + [19] * 4 + [18, 18, 17] + [20] * 4 + [19, 19, 18, 18, 25, 24, 23] + [20] * 6 + [10, 49, 19, 46, 27, 17]
)
GROUPS += [49, 47, 20, 20, 13, 48, 50] + [20] * 7 + [48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46]
GROUPS += [47, 24, 14]
# ten invented years, as in tests/reference/part_years.R
PARTS, WHOLES = [12, 40, 9, 75, 130, 21, 310, 18, 55, 26], [80, 150, 60, 300, 520, 140, 1400, 70, 310, 95]
# cumulative claims (Taylor & Ashe 1983)
CLAIMS = [
    [357848, 1124788, 1735330, 2218270, 2745596, 3319994, 3466336, 3606286, 3833515, 3901463],
    [352118, 1236139, 2170033, 3353322, 3799067, 4120063, 4647867, 4914039, 5339085],
    [290507, 1292306, 2218525, 3235179, 3985995, 4132918, 4628910, 4909315],
    [310608, 1418858, 2195047, 3757447, 4029929, 4381982, 4588268],
    [443160, 1136350, 2128333, 2897821, 3402672, 3873311],
    [396132, 1333217, 2180715, 2985752, 3691712],
    [440832, 1288463, 2419861, 3483130],
    [359480, 1421128, 2864498],
    [376686, 1363294],
    [344014],
]


def test_the_posterior_of_the_rats() -> None:
    """Gelman et al. 2013, section 5.3: posterior means of 2.4 and 14.3 under this prior."""
    a, b, weights = share_posterior(RATS, GROUPS)
    assert (len(RATS), len(GROUPS)) == (71, 71)
    assert (round(weights @ a, 1), round(weights @ b, 1)) == (2.4, 14.3)


def test_the_posterior_and_the_prediction_of_r() -> None:
    """tests/reference/part_years.R (R 4.2.2): a grid of its own, the predictive masses summed one by one."""
    a, b, weights = share_posterior(PARTS, WHOLES)
    assert weights @ (a / (a + b)) == pytest.approx(0.2208629, rel=1e-4)
    assert weights @ (a + b) ** -0.5 == pytest.approx(0.0921419, rel=1e-3)
    end = learn_share(PARTS, WHOLES).year_end(67)
    assert (*end.interval(), end.quantile(0.5)) == (197, 528, 304)
    assert end.reach(185) == pytest.approx(0.985673, abs=2e-4)
    assert end.reach(400) == pytest.approx(0.118117, abs=5e-4)


@pytest.mark.parametrize(("a", "b", "part"), [(8.7, 34.8, 5), (80.0, 320.0, 67), (3.0, 1.5, 20)])
def test_the_prior_of_the_whole_is_one_over_it(a: float, b: float, part: int) -> None:
    """Bayes' theorem summed over every whole: P(n | N) from scipy, times 1 ÷ N."""
    wholes = np.arange(part, 200_000)
    mass = betabinom.pmf(part, wholes, a, b) / wholes
    below = np.cumsum(mass) / mass.sum()
    end = _in_bins(np.array([a]), np.array([b]), np.ones(1)).year_end(part)
    for p in (0.025, 0.5, 0.975):
        whole = int(wholes[np.searchsorted(below, p)])
        assert end.quantile(p) == pytest.approx(whole, abs=1, rel=0.005)
        assert end.reach(whole + 1) == pytest.approx(1 - below[whole - part], abs=2e-3)


def test_the_prediction_is_that_of_simulated_years() -> None:
    """Parameters, share and rest drawn one after the other."""
    rng = np.random.default_rng(1)
    a, b, weights = share_posterior(PARTS, WHOLES)
    drawn = rng.choice(a.size, 100_000, p=weights)
    years = 67 + rng.negative_binomial(67, rng.beta(a[drawn], b[drawn]))
    end = learn_share(PARTS, WHOLES).year_end(67)
    for target in (185, 250, 300, 400, 600):
        assert end.reach(target) == pytest.approx((years >= target).mean(), abs=0.006)


def test_an_end_is_in_whole_persons() -> None:
    """A target that is reached already is certain; each quantile is the first count that is enough."""
    end = learn_share(PARTS, WHOLES).year_end(67)
    assert (end.reach(67), end.reach(1)) == (1, 1)
    assert end.reach(68) < 1
    for p in (0.025, 0.3, 0.975):
        whole = end.quantile(p)
        assert 1 - end.reach(whole + 1) >= p > 1 - end.reach(whole)
    wide, narrow = end.interval(0.95), end.interval(0.5)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def _triangle() -> list[list[int]]:
    """Origins, periods (twice: first and last) and increments."""
    cells = [
        (origin, period, period, count)
        for origin, row in enumerate(CLAIMS)
        for period, count in enumerate(np.diff([0, *row]))
    ]
    return [list(column) for column in zip(*cells, strict=True)]


def test_the_reserves_of_taylor_and_ashe() -> None:
    """England & Verrall 2002: 18,680,856, its parts, and the dispersion of 52,601."""
    ladder = chain_ladder(*_triangle(), by_size=False)
    reserves = [0, 94_634, 469_511, 709_638, 984_889, 1_419_459, 2_177_641, 3_920_301, 4_278_972, 4_625_811]
    assert ladder.rest.round().tolist() == reserves
    assert round(ladder.rest.sum()) == 18_680_856
    assert round(ladder.fit.scale) == 52_601
    assert ladder.shares[-1] == pytest.approx(344_014 / (344_014 + 4_625_811), rel=1e-6)


def test_cells_of_several_periods() -> None:
    """tests/reference/part_years.R: the pattern of greatest multinomial likelihood, by optim."""
    origins, counts = [0, 0, 0, 1, 1, 2, 2, 3], [12, 20, 30, 40, 110, 90, 60, 10]
    ladder = chain_ladder(origins, [0, 1, 2, 0, 1, 0, 2, 0], [0, 1, 2, 0, 2, 1, 2, 0], counts, by_size=False)
    assert ladder.shares.tolist() == pytest.approx([1, 1, 1, 0.2508621], rel=1e-6)
    assert ladder.rest[3] == pytest.approx(10 / 0.2508621 - 10, rel=1e-6)


def test_parts_that_no_year_prints_together() -> None:
    """Each share is the ratio of the totals of the years that print it."""
    quarters, halves = [(12, 80), (40, 150), (9, 60)], [(75, 130), (310, 700)]
    cells = [(0, 0), (1, 2)] * 3 + [(0, 1), (2, 2)] * 2 + [(0, 0), (0, 1)]
    counts = [n for part, whole in quarters + halves for n in (part, whole - part)] + [20, 20]
    origins = [origin for origin in range(5) for _ in range(2)] + [5, 6]
    ladder = chain_ladder(origins, *zip(*cells, strict=True), counts, by_size=False)
    assert ladder.shares[5:].tolist() == pytest.approx([61 / 290, 385 / 830], rel=1e-5)


def test_the_variance_of_a_share_by_hand() -> None:
    """Years of one size: between them, and the error of their mean, both with r from Pearson's X²."""
    parts, size = np.array([40, 60, 35, 75, 50, 30, 64, 46]), 250
    k = parts.size
    mean = parts.mean() / size
    x2 = ((parts - size * mean) ** 2 / (size * mean * (1 - mean))).sum()
    r = (x2 / chi2.median(k - 1) - 1) / size
    expected = mean * (1 - mean) * (r + (1 + r * size) / (k * size)) * (k - 1) / (k - 3)
    origins = [*np.repeat(np.arange(k), 2), k]
    counts = [n for part in parts for n in (part, size - part)] + [67]
    ladder = chain_ladder(origins, [0, 1] * k + [0], [0, 1] * k + [0], counts)
    assert ladder.shares[k] == pytest.approx(mean)
    assert ladder.variances[k] == pytest.approx(expected, rel=1e-6)
    # the beta-binomial of the same years says much the same
    low, high = ladder.year_end(k).interval()
    other_low, other_high = learn_share(parts, [size] * k).year_end(67).interval()
    assert (low, high) == (pytest.approx(other_low, rel=0.1), pytest.approx(other_high, rel=0.15))


def test_equal_shares_are_no_certainty() -> None:
    """Counted exactly alike, they leave the binomial error of their mean, and the Poisson error of the rest."""
    origins, periods = [*np.repeat(np.arange(10), 2), 10], [0, 1] * 10 + [0]
    ladder = chain_ladder(origins, periods, periods, [20, 80] * 10 + [50])
    assert ladder.shares[10] == pytest.approx(0.2)
    assert ladder.variances[10] == pytest.approx(0.2 * 0.8 / 1000 * 9 / 7, rel=1e-6)
    low, high = ladder.year_end(10).interval()
    assert low < 210 < 250 < 290 < high


@pytest.mark.parametrize(
    ("parts", "wholes", "reason"), [([0, 0], [50, 60], "whole_in_part"), ([50, 60], [50, 60], "whole_in_part")]
)
def test_years_that_teach_nothing(parts: list[int], wholes: list[int], reason: str) -> None:
    """All or none in the part."""
    with pytest.raises(NotEstimable, match=reason):
        learn_share(parts, wholes)


def test_nobody_counted_predicts_nothing() -> None:
    """By neither method."""
    with pytest.raises(NotEstimable, match="nobody_yet"):
        learn_share(PARTS, WHOLES).year_end(0)
    with pytest.raises(NotEstimable, match="nobody_yet"):
        chain_ladder([0, 0, 1], [0, 1, 0], [0, 1, 0], [5, 9, 0])


def test_a_pattern_that_would_run_backwards() -> None:
    """More by March in some years than by June in others; and a single year."""
    cells = [(0, 0), (1, 2)] * 2 + [(0, 1), (2, 2)] * 2 + [(0, 0)]
    counts = [50, 50, 52, 48, 20, 80, 22, 78, 10]
    with pytest.raises(NotEstimable, match="no_pattern"):
        chain_ladder([0, 0, 1, 1, 2, 2, 3, 3, 4], *zip(*cells, strict=True), counts)
    with pytest.raises(NotEstimable, match="no_pattern"):
        chain_ladder([0, 0, 1], [0, 1, 0], [0, 1, 0], [5, 9, 4])


@pytest.mark.parametrize(("parts", "wholes"), [([1], [2, 3]), ([3], [2]), ([-1], [2]), ([1], [np.nan])])
def test_wrong_arguments(parts: list[float], wholes: list[float]) -> None:
    """Told by the model, not found deep inside."""
    with pytest.raises(ValueError, match="parts"):
        share_posterior(parts, wholes)
