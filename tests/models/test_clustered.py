"""Growth and common shares against statsmodels, proportional scaling and sums by hand."""

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
from partyresearch.models.clustered import PanelTrend, clustered_share, panel_trend
from partyresearch.models.intervals import NotEstimable

T = stats.t.isf
quick = settings(max_examples=60)


def both(trend: PanelTrend) -> tuple[float, ...]:
    """Ratio and limits of both intervals."""
    return trend.intervals["clustered"] + trend.intervals["year_effects"]


def panel(seed: int, n: int = 12, years: int = 6, gaps: float = 0.2) -> tuple[np.ndarray, ...]:
    """Organisations of unequal size and part of a year, growing by 4 % a year, some years missing."""
    rng = np.random.default_rng(seed)
    name, year = (one.ravel() for one in np.meshgrid(np.arange(n), 2011 + np.arange(years), indexing="ij"))
    exposure = rng.choice([1.0, 0.5], name.size)
    mean = np.exp(rng.normal(3.5, 0.7, n))[name] * 1.04 ** (year - 2011) * rng.gamma(20, 1 / 20, name.size) * exposure
    kept = rng.random(name.size) >= gaps
    return name[kept], year[kept], rng.poisson(mean)[kept], exposure[kept]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("gaps", [0.0, 0.3])
def test_panel_as_statsmodels(seed: int, gaps: float) -> None:
    """A Poisson GLM with a dummy for each organisation has the same slope and clustered error; to 1e-6."""
    names, years, counts, exposures = panel(seed, gaps=gaps)
    seen_once = np.isin(names, np.flatnonzero(np.bincount(names) == 1))
    names, years, counts, exposures = (one[~seen_once] for one in (names, years, counts, exposures))
    dummies = (names[:, None] == np.unique(names)).astype(float)
    family = sm.families.Poisson()
    model = sm.GLM(counts, np.column_stack([years - 2013, dummies]), family=family, offset=np.log(exposures))
    theirs = model.fit(cov_type="cluster", cov_kwds={"groups": names, "use_correction": False}, tol=1e-13, maxiter=100)
    g = len(np.unique(names))
    found = panel_trend(names, years, counts, exposures)
    se = theirs.bse[0] * math.sqrt(g / (g - 1))
    ratio, low, high = found.intervals["clustered"]
    assert math.log(ratio) == pytest.approx(theirs.params[0], abs=1e-8)
    assert math.log(high / low) / 2 == pytest.approx(T(0.025, g - 1) * se, rel=1e-6)
    assert math.log(ratio / low) == pytest.approx(math.log(high / ratio))
    assert (found.organisations, found.years) == (g, 6)


ERRATIC = (  # counts that jump by factors of a hundred: a full Newton step goes far past the maximum
    np.repeat([0, 1, 2], 6),
    np.tile(np.arange(2011, 2017), 3),
    np.array([8, 1, 587, 0, 4, 5, 0, 10, 0, 4794, 0, 39, 0, 99, 0, 1, 1, 81]),
    np.ones(18),
)


@pytest.mark.parametrize("data", [*map(panel, range(4)), ERRATIC], ids=[*"0123", "erratic"])
def test_year_effects(data: tuple[np.ndarray, ...]) -> None:
    """Iterative proportional scaling finds the same year effects, and the textbook's regression the interval."""
    names, years, counts, exposures = data
    rows, columns = np.unique(names, return_inverse=True)[1], years - 2011
    a, b = np.ones(rows.max() + 1), np.ones(6)
    for _ in range(5000):
        a = np.bincount(rows, counts) / np.bincount(rows, exposures * b[columns])
        b = np.bincount(columns, counts) / np.bincount(columns, exposures * a[rows])
    x, effects = np.arange(6) - 2.5, np.log(b)
    slope = x @ effects / (x @ x)
    rest = effects - effects.mean() - slope * x
    reach = T(0.05, 4) * math.sqrt(rest @ rest / 4 / (x @ x))
    found = panel_trend(names, years, counts, exposures, 0.9)
    clustered, year_effects = found.intervals["clustered"], found.intervals["year_effects"]
    assert math.log(year_effects[0]) == pytest.approx(slope, abs=1e-8)
    assert tuple(map(math.log, year_effects[1:])) == pytest.approx((slope - reach, slope + reach))
    wide = year_effects[2] / year_effects[1] > clustered[2] / clustered[1]
    assert found.wider == ("year_effects" if wide else "clustered")


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
    """Counts that double each year leave no doubt, whatever the sizes, the order and the gaps."""
    found = panel_trend(
        ["b", "a", "a", "b", "a", "b", "c", "c"], [2, 1, 2, 3, 3, 1, 1, 3], [60, 10, 20, 120, 40, 30, 5, 20], [1.0] * 8
    )
    assert both(found) == pytest.approx((2,) * 6)
    assert (found.organisations, found.years) == (3, 3)


def test_both_widths_occur() -> None:
    """Shocks of whole years widen the second interval, differences between organisations the first."""
    shocks = panel_trend([1] * 5 + [2] * 5, list(range(5)) * 2, [100, 200, 90, 210, 150] * 2, [1] * 10)
    apart = panel_trend(
        [1] * 5 + [2] * 5, list(range(5)) * 2, [100, 120, 144, 173, 207, 207, 173, 144, 120, 100], [1] * 10
    )
    assert (shocks.wider, apart.wider) == ("year_effects", "clustered")


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
    assert halves.intervals["clustered"][0] == pytest.approx(1)


def test_hundreds_of_organisations() -> None:
    """700 committees over 8 years take well under a minute, and find the growth put in."""
    found = panel_trend(*panel(11, n=700, years=8, gaps=0.1))
    assert found.organisations == 700
    _, low, high = found.intervals["clustered"]
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


# share


@pytest.mark.parametrize("seed", range(6))
def test_share_as_statsmodels(seed: int) -> None:
    """A binomial GLM has the same share, dispersion and both errors, of which the larger counts; to 1e-6."""
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(9), rng.integers(1, 4, 9))
    totals = rng.integers(20, 200, clusters.size)
    shares = (np.full(9, 0.2)[clusters], rng.beta(4, 16, clusters.size), rng.beta(4, 16, 9)[clusters])
    events = rng.binomial(totals, shares[seed % 3])
    one, family = np.ones(clusters.size), sm.families.Binomial()
    # the scale is wrong where events come as two columns: see test_statsmodels_defects.py
    scaled = sm.GLM(events / totals, one, family=family, var_weights=totals).fit(scale="X2")
    model = sm.GLM(np.column_stack([events, totals - events]), one, family=family)
    robust = model.fit(cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False})
    found = clustered_share(events, totals, clusters)
    errors = scaled.bse[0] * math.sqrt(max(1, 1 / scaled.scale)), robust.bse[0] * math.sqrt(9 / 8)
    assert found.dispersion == pytest.approx(scaled.scale, rel=1e-6)
    logit = [math.log(one / (1 - one)) for one in (found.low, found.share, found.high)]
    assert logit[1] == pytest.approx(scaled.params[0], rel=1e-6)
    assert (logit[1] - logit[0], logit[2] - logit[1]) == pytest.approx((T(0.025, 8) * max(errors),) * 2, rel=1e-6)


def test_share_by_hand() -> None:
    """Three clusters of 50 with 5, 10 and 6: X² is 14 ÷ 6.02, clustered and scaled errors agree."""
    found = clustered_share([5, 10, 6], [50, 50, 50], ["a", "b", "c"])
    reach = 4.302653 * math.sqrt(14 / 6.02 / 2 / (150 * 0.14 * 0.86))
    low, high = (1 / (1 + 0.86 / 0.14 * math.exp(sign * reach)) for sign in (1, -1))
    assert (found.share, found.low, found.high, found.dispersion) == pytest.approx((0.14, low, high, 7 / 6.02))
    assert found.fit.params[0] == pytest.approx(math.log(0.14 / 0.86))


def test_equal_shares_are_not_certain() -> None:
    """Clusters that agree exactly keep the binomial error: the dispersion is let in at no less than 1."""
    found = clustered_share([10] * 5, [100] * 5, range(5))
    assert found.dispersion == pytest.approx(0, abs=1e-12)
    assert math.log(found.high / (1 - found.high) * 9) == pytest.approx(T(0.025, 4) / math.sqrt(500 * 0.09))


def test_clusters_matter() -> None:
    """Two halves of the same organisation are not two organisations."""
    events, totals = [10, 11, 30, 31, 12, 13], [100] * 6
    together = clustered_share(events, totals, [1, 1, 2, 2, 3, 3])
    apart = clustered_share(events, totals, range(6))
    assert together.high - together.low > 1.5 * (apart.high - apart.low)
    assert together.dispersion == apart.dispersion


@pytest.mark.parametrize(
    ("events", "totals", "clusters", "reason"),
    [
        ([5, 5], [10, 10], [1, 1], "clusters"),
        ([], [], [], "clusters"),
        ([0, 0], [10, 10], [1, 2], "all_or_none"),
        ([10, 10], [10, 10], [1, 2], "all_or_none"),
    ],
)
def test_share_is_not_estimable(events: list[int], totals: list[int], clusters: list[int], reason: str) -> None:
    """One cluster shows no difference between clusters; a share of 0 or 1 has no logit."""
    with pytest.raises(NotEstimable) as error:
        clustered_share(events, totals, clusters)
    assert error.value.reason == reason


@pytest.mark.parametrize(
    ("events", "totals", "clusters", "message"),
    [
        ([5], [10, 10], [1, 2], "same length"),
        ([11, 5], [10, 10], [1, 2], "between 0"),
        ([-1, 5], [10, 10], [1, 2], "between 0"),
        ([5, 0], [10, 0], [1, 2], "positive"),
    ],
)
def test_share_refuses(events: list[int], totals: list[int], clusters: list[int], message: str) -> None:
    """Mistakes of the caller are not told as something about the data."""
    with pytest.raises(ValueError, match=message) as error:
        clustered_share(events, totals, clusters)
    assert not isinstance(error.value, NotEstimable)


@pytest.mark.parametrize("confidence", [0, 1, 95, math.nan])
@pytest.mark.parametrize(
    "call",
    [
        lambda level: panel_trend([1, 1, 1, 2, 2, 2], [1, 2, 3] * 2, [5] * 6, [1] * 6, level),
        lambda level: clustered_share([1, 2], [5, 5], [1, 2], level),
    ],
)
def test_wrong_confidence(call: Callable[[float], object], confidence: float) -> None:
    """A confidence of 95 instead of 0.95 would pass for an interval."""
    with pytest.raises(UserError, match="confidence"):
        call(confidence)


def test_numbers_are_plain() -> None:
    """A table would receive numpy scalars where it expects numbers."""
    trend, share = panel_trend(*panel(1)), clustered_share([5, 9], [50, 50], [1, 2])
    assert {type(number) for number in both(trend)} == {float}
    assert {type(trend.organisations), type(trend.years)} == {int}
    assert {type(value) for name, value in vars(share).items() if name != "fit"} == {float}
