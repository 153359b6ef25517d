"""What is wrong in statsmodels 0.15: a test that fails here says which workaround is no longer needed."""

from __future__ import annotations

import inspect
import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.stats.proportion as proportion
import statsmodels.stats.rates as rates
from scipy.stats import binomtest, norm
from scipy.stats import t as student
from statsmodels.stats.meta_analysis import combine_effects

SMALL, ERRORS = np.array([0.0, 0.01, 0.02]), np.full(3, 0.01)  # effects that differ less than their errors


def test_dersimonian_laird_is_not_cut_off_at_zero() -> None:
    """τ² and I² come out negative. Ours: `random_effects` has a Paule-Mandel of its own."""
    found = combine_effects(SMALL, ERRORS, method_re="dl")
    assert found.tau2 == pytest.approx(0.0001 - 0.01)
    assert found.i2 == pytest.approx(-99)


def test_default_tolerance_of_paule_mandel() -> None:
    """The defaults end early and no flag is kept. Ours: `decreasing_root` solves the equation to the last digits."""
    found = combine_effects(np.array([-0.2, -0.2, 0.4, 0.4, 0.4]), np.array([0.01, 0.02, 0.03, 0.04, 0.05]))
    w = 1 / (np.array([0.01, 0.02, 0.03, 0.04, 0.05]) + found.tau2)
    left = w @ (found.eff - w @ found.eff / w.sum()) ** 2 - 4
    assert 1e-12 < abs(left) < 1e-5
    assert not any("conv" in name for name in vars(found))


def test_paule_mandel_falls_to_zero() -> None:
    """Where rounding carries the iteration past the root, τ² is 0, the oftener the narrower `atol`.

    With equal variances the root is the variance of the effects less theirs, here always positive. Which data sets
    fall depends on the last bits of a sum, so that many are tried. Ours: `decreasing_root`, which brackets the root.
    """
    rng = np.random.default_rng(0)
    fell = 0
    for _ in range(200):
        effects = rng.normal(0, 1, 4)
        root = np.var(effects, ddof=1) - 0.01
        if root > 0.01:
            found = combine_effects(effects, np.full(4, 0.01), atol=1e-12, maxiter=500).tau2
            assert found == pytest.approx(root, rel=1e-9) or found == 0
            fell += found == 0
    assert fell > 10


def test_score_interval_of_a_difference() -> None:
    """56 of 70 less 48 of 80: 0.0528 to 0.3382 (Miettinen-Nurminen; Newcombe 1998, Stat. Med. 17, 873).

    Ours: no two shares are compared by their difference; `newcomb` gives the published 0.0524 to 0.3339 (method 10).
    """
    score = proportion.confint_proportions_2indep(56, 70, 48, 80, method="score", compare="diff")
    newcombe = proportion.confint_proportions_2indep(56, 70, 48, 80, method="newcomb", compare="diff")
    assert score[1] == pytest.approx(0.3440, abs=1e-4)
    assert newcombe == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_sqrtcc_ignores_exposures() -> None:
    """The interval of a ratio of rates does not move with an exposure. Ours: `intervals.rate_ratio_score`."""
    one, two = (
        rates.confint_poisson_2indep(60, exposure, 30, 1.0, method="sqrtcc", compare="ratio") for exposure in (1.0, 2.0)
    )
    assert one == two


@pytest.mark.parametrize("method", ["exact-cond", "cond-midp"])
def test_exact_ratio_of_rates_raises(method: str) -> None:
    """Methods of the test that the interval does not know. Ours: `intervals.rate_ratio_exact`."""
    assert rates.test_poisson_2indep(2, 17877, 10, 20000, method=method).pvalue < 0.1
    with pytest.raises(ValueError, match="not recognized"):
        rates.confint_poisson_2indep(2, 17877, 10, 20000, method=method, compare="ratio")


def test_one_sided_intervals_are_reversed() -> None:
    """`larger` gives an upper limit, in scipy and R a lower one. Ours: two-sided ones only."""
    theirs = proportion.proportion_confint(10, 62, method="beta", alternative="larger")
    scipys = binomtest(10, 62, alternative="greater").proportion_ci(0.95, method="exact")
    assert theirs[0] == 0 < theirs[1] < 1
    assert 0 < scipys.low < scipys.high == 1
    assert rates.confint_poisson(10, 1, method="exact-c", alternative="larger")[0] == 0


def test_wald_is_the_default() -> None:
    """0 of 62 is certain, it seems. Ours: every call names its method (`intervals.binomial_interval`)."""
    assert proportion.proportion_confint(0, 62) == (0, 0)
    assert rates.confint_poisson(0, 1, method="wald") == (0, 0)


def test_knapp_hartung_needs_use_t() -> None:
    """The fourth interval is the method's only with `use_t=True`; by default its quantile is the normal one.

    Ours: `random_effects` always asks for t.
    """
    effects, variances = np.array([0.0, 0.2, 0.9]), np.full(3, 0.01)
    found = combine_effects(effects, variances)
    widths = [found.conf_int(**kind)[3][1] - found.mean_effect_re for kind in ({}, {"use_t": True})]
    assert widths[1] / widths[0] == pytest.approx(student.isf(0.025, 2) / norm.isf(0.025))
    assert inspect.signature(combine_effects).parameters["use_t"].default is False


def test_combine_effects_needs_arrays() -> None:
    """Lists raise; Series warn, and will raise with pandas 4. Ours: `random_effects` converts both."""
    with pytest.raises(TypeError):
        combine_effects([0.0, 0.1, 0.5], [0.1, 0.1, 0.1])
    with pytest.raises((DeprecationWarning, TypeError)):
        combine_effects(pd.Series([0.0, 0.1, 0.5]), pd.Series([0.1, 0.1, 0.1]))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_one_effect_gives_nan() -> None:
    """No error, only warnings. Ours: `random_effects` refuses fewer than 2 units."""
    assert math.isnan(combine_effects(np.array([0.1]), np.array([0.1]), use_t=True).conf_int()[3][0])


def test_scale_of_a_binomial_model_of_counts() -> None:
    """With events and others as two columns, `scale="X2"` forgets the number of trials: errors too small by its root.

    5, 10 and 6 of 50: X² = 14 ÷ 6.02, on 2 degrees of freedom. Ours: `mean_share` weights shares.
    """
    events = np.array([5, 10, 6])
    model = sm.GLM(np.column_stack([events, 50 - events]), np.ones(3), family=sm.families.Binomial())
    assert model.fit().pearson_chi2 == pytest.approx(14 / 6.02)
    assert model.fit(scale="X2").scale == pytest.approx(14 / 6.02 / 2 / 50)


def test_test_poisson_is_collected() -> None:
    """Imported by name into a test file, `test_poisson` is run as a test. Ours: the module is imported."""
    assert rates.test_poisson.__name__.startswith("test")
    assert getattr(rates.test_poisson, "__test__", True)
