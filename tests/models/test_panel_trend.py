"""Growth against R, statsmodels, proportional scaling and sums by hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from partyresearch.collection.problems import UserError
from partyresearch.models.growth import PanelTrend, _regress_year_effects, _year_effects, panel_trend
from partyresearch.models.intervals import NotEstimable

T = stats.t.isf
quick = settings(max_examples=60)


def both(trend: PanelTrend) -> tuple[float, ...]:
    """Ratio and limits of both intervals."""
    return trend.intervals["slopes"] + trend.intervals["year_effects"]


def panel(seed: int, n: int = 12, years: int = 6, gaps: float = 0.2) -> tuple[np.ndarray, ...]:
    """Organisations of unequal size and part of a year, growing by 4 % a year, some years missing."""
    rng = np.random.default_rng(seed)
    name, year = (one.ravel() for one in np.meshgrid(np.arange(n), 2011 + np.arange(years), indexing="ij"))
    exposure = rng.choice([1.0, 0.5], name.size)
    mean = np.exp(rng.normal(3.5, 0.7, n))[name] * 1.04 ** (year - 2011) * rng.gamma(20, 1 / 20, name.size) * exposure
    kept = rng.random(name.size) >= gaps
    return name[kept], year[kept], rng.poisson(mean)[kept], exposure[kept]


UNEVEN = [  # six organisations in 2017 to 2021: one missing, one of half a year, one vast, two with hardly anybody
    *((2017 + i, "a", count, 1.0) for i, count in enumerate((62, 70, 55, 81, 90))),
    *((2017 + i, "b", count, 1.0) for i, count in enumerate((2669, 2700, 2650, 2900, 3010))),
    *((2017 + i, "c", count, (1, 1, 1, 1, 0.5)[i]) for i, count in enumerate((3, 0, 1, 0, 0))),
    *((2017 + i, "d", count, 1.0) for i, count in enumerate((0, 0, 0, 2, 5))),
    *((2017 + i, "e", count, 1.0) for i, count in enumerate((140, 150, 149, None, 180)) if count),
    *((2017 + i, "f", count, 1.0) for i, count in enumerate((20, 31, 25, 30, 28))),
]


def uneven() -> PanelTrend:
    """Their growth."""
    years, names, counts, exposures = zip(*UNEVEN, strict=True)
    return panel_trend(names, years, counts, exposures)


def test_slopes_as_in_r() -> None:
    """Firth's slopes by glm with counts plus half their leverage, pooled by metafor.

    tests/reference/growth.R: R 4.2.2, metafor 3.8-1, method PM, test adhoc; to 1e-6.
    """
    assert uneven().intervals["slopes"] == pytest.approx((1.0897027, 0.6802601, 1.7455853), abs=1e-6)


def test_year_effects_as_in_r() -> None:
    """Two-way Poisson glm with the weights of the pooled slope, its year effects regressed on year by lm.

    tests/reference/growth.R, R 4.2.2; to 1e-6. Without weights 1.035, the growth of the vast one (1.032).
    """
    assert uneven().intervals["year_effects"] == pytest.approx((1.1435773, 0.8182458, 1.5982593), abs=1e-6)


def table(rows: np.ndarray, columns: np.ndarray, counts: np.ndarray, exposures: np.ndarray) -> list[np.ndarray]:
    """Counts and logarithms of exposures by organisation and year."""
    tables = np.zeros((2, rows.max() + 1, columns.max() + 1))
    tables[:, rows, columns] = counts, exposures
    with np.errstate(divide="ignore"):
        return [tables[0], np.log(tables[1])]


@pytest.mark.parametrize("gaps", [0.0, 0.3])
def test_year_effects_as_statsmodels(gaps: float) -> None:
    """A Poisson GLM with dummies has the same effects and the same covariance; to 1e-6."""
    names, years, counts, exposures = panel(3, gaps=gaps)
    rows, columns = (np.unique(one, return_inverse=True)[1] for one in (names, years))
    dummies = np.column_stack([rows[:, None] == np.arange(rows.max() + 1), columns[:, None] == np.arange(1, 6)])
    model = sm.GLM(counts, dummies.astype(float), family=sm.families.Poisson(), offset=np.log(exposures))
    theirs = model.fit(tol=1e-13, maxiter=100)
    effects, covariance = _year_effects(*table(rows, columns, counts, exposures))
    assert effects[1:] == pytest.approx(theirs.params[-5:], abs=1e-8)
    assert covariance[1:, 1:] == pytest.approx(theirs.cov_params()[-5:, -5:], rel=1e-6)


def test_equal_counts_are_not_certain() -> None:
    """Twelve organisations that each admit 110 in each of six years: no narrower than the Poisson error, 0.0064.

    The slope of year effects on year is Σ x log(n): variance 1 ÷ (1320 Σ x²), Σ x² = 17.5.
    """
    found = panel_trend(np.repeat(np.arange(12), 6), np.tile(np.arange(6), 12), np.full(72, 110), np.ones(72))
    least = 1.959964 / math.sqrt(1320 * 17.5)
    ratio, low, high = found.intervals["year_effects"]
    assert ratio == pytest.approx(1)
    assert (math.log(high), -math.log(low)) == pytest.approx((least, least), rel=1e-6)
    assert math.log(found.intervals["slopes"][2]) > least
    assert found.wider == "slopes"


def test_one_vast_organisation_does_not_decide() -> None:
    """Fifty times larger, and halved each year where thirty others double: the mean is near theirs, and open wide.

    By totals, growth would be that of the vast one; errors clustered by organisation would be sure of it.
    """
    sizes = np.array([100] * 30 + [5000])
    counts = [size * (0.5 if size > 100 else 2.0) ** year for size in sizes for year in range(5)]
    found = panel_trend(np.repeat(np.arange(31), 5), np.tile(np.arange(5), 31), np.round(counts), np.ones(155))
    ratio, low, _ = found.intervals["slopes"]
    assert ratio > 1.8
    assert low > 1.5
    assert found.intervals["year_effects"][0] > 1.8


def test_organisations_with_zeros_stay() -> None:
    """Ten that stand still, ten of which all counts fall in the last year: growth is not that of the first ten."""
    still, late = [20] * 5, [0, 0, 0, 0, 20]
    found = panel_trend(np.repeat(np.arange(20), 5), np.tile(np.arange(5), 20), (still + late) * 10, np.ones(100))
    assert found.organisations == 20
    assert found.intervals["slopes"][0] > 1.5
    assert math.isfinite(found.intervals["slopes"][2])


ERRATIC = (  # counts that jump by factors of a hundred: a full Newton step goes far past the maximum
    np.repeat([0, 1, 2], 6),
    np.tile(np.arange(2011, 2017), 3),
    np.array([8, 1, 587, 0, 4, 5, 0, 10, 0, 4794, 0, 39, 0, 99, 0, 1, 1, 81]),
    np.ones(18),
)


@pytest.mark.parametrize("data", [*map(panel, range(4)), ERRATIC], ids=[*"0123", "erratic"])
def test_year_effects(data: tuple[np.ndarray, ...]) -> None:
    """Iterative proportional scaling finds the same year effects, and the textbook's regression the interval.

    Seed 3's years lie so near a line that the Poisson error is the larger one.
    """
    names, years, counts, exposures = data
    rows, columns = np.unique(names, return_inverse=True)[1], years - 2011
    a, b = np.ones(rows.max() + 1), np.ones(6)
    for _ in range(5000):
        a = np.bincount(rows, counts) / np.bincount(rows, exposures * b[columns])
        b = np.bincount(columns, counts) / np.bincount(columns, exposures * a[rows])
    x, effects = np.arange(6) - 2.5, np.log(b)
    slope = x @ effects / (x @ x)
    rest = effects - effects.mean() - slope * x
    dummies = np.column_stack([rows[:, None] == np.arange(len(a)), columns[:, None] == np.arange(1, 6)]).astype(float)
    covariance = np.linalg.inv(dummies.T @ (dummies * (exposures * a[rows] * b[columns])[:, None]))[-5:, -5:]
    poisson = stats.norm.isf(0.05) * math.sqrt(x[1:] @ covariance @ x[1:]) / (x @ x)
    reach = max(T(0.05, 4) * math.sqrt(rest @ rest / 4 / (x @ x)), poisson)
    found = _regress_year_effects(*table(rows, columns, counts, exposures), x, 0.9)
    assert found == pytest.approx((slope, reach), abs=1e-8)


@quick
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(0, 10**6)), min_size=1, max_size=20))
def test_panel_never_fails(rows: list[tuple[int, int, int]]) -> None:
    """A trend with its intervals, or a refusal in a sentence: never a warning."""
    try:
        found = panel_trend(*np.array(rows).T, np.ones(len(rows)))
    except ValueError:
        return
    for ratio, low, high in found.intervals.values():
        assert low <= ratio <= high


def test_exact_growth() -> None:
    """Counts that double each year, whatever the sizes, the order and the gaps; Firth's penalty fades with the size."""
    counts = np.array([60, 10, 20, 120, 40, 30, 5, 20]) * 1000
    found = panel_trend(["b", "a", "a", "b", "a", "b", "c", "c"], [2, 1, 2, 3, 3, 1, 1, 3], counts, [1.0] * 8)
    assert both(found) == pytest.approx((2,) * 6, rel=0.02)
    assert found.intervals["slopes"][0] == pytest.approx(2, rel=1e-4)
    assert found.intervals["year_effects"][0] == pytest.approx(2)
    assert (found.organisations, found.years) == (3, 3)


def test_both_widths_occur() -> None:
    """Shocks of whole years widen the second interval, differences between organisations the first."""
    shocks = panel_trend([1] * 5 + [2] * 5, list(range(5)) * 2, [100, 200, 90, 210, 150] * 2, [1] * 10)
    apart = panel_trend(
        [1] * 5 + [2] * 5, list(range(5)) * 2, [100, 120, 144, 173, 207, 207, 173, 144, 120, 100], [1] * 10
    )
    assert (shocks.wider, apart.wider) == ("year_effects", "slopes")


def test_what_says_nothing_is_dropped() -> None:
    """An organisation without any count, or seen in one year only, changes nothing and is not counted."""
    names, years, counts, exposures = panel(7)
    extra = ([90, 90, 91], [2011, 2012, 2013], [0, 0, 500], [1, 1, 1])
    longer = panel_trend(
        *(np.append(one, more) for one, more in zip((names, years, counts, exposures), extra, strict=True))
    )
    without = panel_trend(names, years, counts, exposures)
    assert both(longer) == pytest.approx(both(without))
    assert (longer.organisations, longer.years) == (without.organisations, without.years)


def test_exposure_is_a_rate() -> None:
    """Half of the year with half of the count is no fall; an organisation's constant factor does not matter."""
    names, years, counts, exposures = panel(3)
    scaled = panel_trend(names, years, counts, exposures * np.exp(names / 3))
    assert both(scaled) == pytest.approx(both(panel_trend(names, years, counts, exposures)))
    halves = panel_trend([1, 1, 1, 2, 2, 2], [1, 2, 3] * 2, [100, 100, 50, 60, 60, 30], [1, 1, 0.5] * 2)
    assert halves.intervals["year_effects"][0] == pytest.approx(1)
    assert halves.intervals["slopes"][0] == pytest.approx(1, abs=0.002)  # Firth's penalty is 1 in 250


def test_hundreds_of_organisations() -> None:
    """700 committees over 8 years take well under a minute, and find the growth put in."""
    found = panel_trend(*panel(11, n=700, years=8, gaps=0.1))
    assert found.organisations == 700
    _, low, high = found.intervals["slopes"]
    assert low < 1.04 < high
    assert high / low < 1.01


@pytest.mark.parametrize(
    ("names", "years", "counts", "reason", "values"),
    [
        ([1, 1, 1], [1, 2, 3], [5, 5, 5], "too_few", {"organisations": 1, "years": 3}),
        ([1, 1, 2, 2], [1, 2, 1, 2], [5, 5, 5, 5], "too_few", {"organisations": 2, "years": 2}),
        ([1, 1, 2, 2], [1, 2, 1, 2], [0, 0, 0, 0], "too_few", {"organisations": 0, "years": 0}),
        ([1, 1, 2, 2], [1, 2, 3, 4], [5, 5, 5, 5], "years_apart", {}),
        ([1, 1, 1, 2, 2, 2], [1, 2, 3] * 2, [5, 0, 5, 5, 0, 5], "nothing_in_a_year", {}),
        ([1, 1, 2, 2], [1, 2, 2, 3], [0, 5, 0, 5], "nothing_in_a_year", {}),
    ],
)
def test_panel_is_not_estimable(
    names: list[int], years: list[int], counts: list[int], reason: str, values: dict[str, int]
) -> None:
    """What the data rule out is told by a code and its numbers."""
    with pytest.raises(NotEstimable) as error:
        panel_trend(names, years, counts, [1] * len(counts))
    assert (error.value.reason, error.value.values) == (reason, values)


def test_infinite_trend() -> None:
    """Nothing links the first two years: the further apart their effects, the better they fit."""
    with pytest.raises(NotEstimable) as error:
        panel_trend([1, 1, 2, 2], [1, 2, 2, 3], [5, 0, 3, 3], [1] * 4)
    assert error.value.reason in {"no_trend", "years_apart"}  # rounding decides which comes first


@pytest.mark.parametrize(
    ("names", "years", "counts", "message"),
    [
        ([1, 1, 2], [1, 2, 3], [5, 5, -5], "negative"),
        ([1, 1, 2], [1, 2, math.inf], [5, 5, 5], "finite"),
        ([1, 1, 2], [1, 2], [5, 5, 5], "same length"),
        ([], [], [], "same length"),
    ],
)
def test_panel_refuses(names: list[int], years: list[float], counts: list[int], message: str) -> None:
    """Mistakes of the caller are not told as something about the data."""
    with pytest.raises(ValueError, match=message) as error:
        panel_trend(names, years, counts, [1] * len(counts))
    assert not isinstance(error.value, NotEstimable)


def test_panel_refuses_an_exposure_of_nothing() -> None:
    """Its logarithm is infinite."""
    with pytest.raises(ValueError, match="exposures finite and positive"):
        panel_trend([1, 1, 1, 2, 2, 2], [1, 2, 3] * 2, [5] * 6, [1, 1, 1, 1, 1, 0])


@pytest.mark.parametrize("confidence", [0, 1, 95, math.nan])
@pytest.mark.parametrize(
    "call", [lambda level: panel_trend([1, 1, 1, 2, 2, 2], [1, 2, 3] * 2, [5] * 6, [1] * 6, level)]
)
def test_wrong_confidence(call: Callable[[float], object], confidence: float) -> None:
    """A confidence of 95 instead of 0.95 would pass for an interval."""
    with pytest.raises(UserError, match="confidence"):
        call(confidence)


def test_numbers_are_plain() -> None:
    """A table would receive numpy scalars where it expects numbers."""
    trend = panel_trend(*panel(1))
    assert {type(number) for number in both(trend)} == {float}
    assert {type(trend.organisations), type(trend.years)} == {int}
