"""Regressions with errors clustered by organisation: growth from year to year, and a common share."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from partyresearch.models.intervals import NotEstimable, check_confidence

Array = NDArray[Any]


@dataclass(frozen=True)
class PanelTrend:
    """What :func:`panel_trend` returns: growth per year as a ratio (1.04 is 4 % a year), estimated in two ways."""

    # of "clustered" (Poisson regression, errors clustered by organisation) and "year_effects" (regressed on year)
    intervals: dict[str, tuple[float, float, float]]  # ratio, low, high
    wider: str  # which of the intervals is the wider one on the log scale
    organisations: int  # those that are informative: with some count, and in more than one year
    years: int


@dataclass(frozen=True, eq=False)
class ClusteredShare:
    """What :func:`clustered_share` returns."""

    share: float  # ratio of totals
    low: float
    high: float
    dispersion: float  # Pearson's X² ÷ (units - 1); 1 is binomial
    fit: Any  # statsmodels' results, errors clustered


def panel_trend(
    organisations: ArrayLike, years: ArrayLike, counts: ArrayLike, exposures: ArrayLike, confidence: float = 0.95
) -> PanelTrend:
    """Estimate the growth per year that organisations have in common; an exposure is the part of the year counted.

    Notes
    -----
    Poisson regression on year with an effect for each organisation, errors clustered by organisation with the factor
    G ÷ (G - 1), t(G - 1): years of one organisation may be correlated. Beside it the year effects of the two-way fit,
    regressed on year, t(T - 2): this one allows for shocks common to all organisations in a year. Estimates and errors
    are those of a Poisson ``GLM`` of statsmodels with a dummy for each organisation (a test compares them), which takes
    a minute for 700 organisations.

    References
    ----------
    Cameron, A. C. & Miller, D. L. (2015). A practitioner's guide to cluster-robust inference. *Journal of Human
    Resources* 50, 317-372, section II.B. doi:10.3368/jhr.50.2.317
    """
    from scipy.stats import linregress, t

    check_confidence(confidence)
    names, year, y, log_exposure = _informative_panel(organisations, years, counts, exposures)
    groups = int(names.max(initial=-1)) + 1
    when, index = np.unique(year, return_inverse=True)
    if groups < 2 or when.size < 3:
        raise NotEstimable("too_few", {"organisations": groups, "years": when.size})
    if (np.bincount(index, y) == 0).any():
        raise NotEstimable("nothing_in_a_year")
    fit = partial(_fit_within, names, y, log_exposure)
    slope, residuals, within = fit((year - when.mean())[:, None])
    information = within.T @ (within * (y - residuals)[:, None])
    scores = np.bincount(names, within[:, 0] * residuals)
    # the organisations' effects are nested in the clusters, so that they are not counted in the factor G / (G - 1)
    se = (scores @ scores * groups / (groups - 1)) ** 0.5 / information[0, 0]
    dummies = (index[:, None] == np.arange(1, when.size)).astype(float)
    effects = linregress(when, np.append(0.0, fit(dummies)[0]))  # the first year is the reference
    tail = (1 - confidence) / 2
    reach, effects_reach = t.isf(tail, groups - 1) * se, t.isf(tail, when.size - 2) * effects.stderr
    intervals = {"clustered": _ratios(slope[0], reach), "year_effects": _ratios(effects.slope, effects_reach)}
    return PanelTrend(intervals, "clustered" if reach >= effects_reach else "year_effects", groups, when.size)


def _ratios(slope: float, reach: float) -> tuple[float, float, float]:
    return float(np.exp(slope)), float(np.exp(slope - reach)), float(np.exp(slope + reach))


def _informative_panel(
    organisations: ArrayLike, years: ArrayLike, counts: ArrayLike, exposures: ArrayLike
) -> tuple[Array, Array, Array, Array]:
    """Check the arrays, and drop organisations that say nothing of growth: without a count, or in one year only.

    Return organisations numbered from 0, years, counts and the logarithms of exposures.
    """
    names = np.unique(np.asarray(organisations), return_inverse=True)[1]
    year, y, exposure = (np.asarray(column, dtype=float) for column in (years, counts, exposures))
    if not names.shape == year.shape == y.shape == exposure.shape or y.ndim != 1 or y.size == 0:
        raise ValueError("organisations, years, counts and exposures must have the same length, at least 1")
    if not np.isfinite([year, y, exposure]).all() or y.min() < 0 or exposure.min() <= 0:
        raise ValueError("counts must be finite and not negative, and exposures finite and positive")
    mean_year = np.bincount(names, year) / np.bincount(names)
    several_years = np.bincount(names, abs(year - mean_year[names])) > 1e-9  # a mean of equal years may be rounded
    kept = ((np.bincount(names, y) > 0) & several_years)[names]
    names = np.unique(names[kept], return_inverse=True)[1]
    return names, year[kept], y[kept], np.log(exposure[kept])


def _fit_within(names: Array, y: Array, log_exposure: Array, columns: Array) -> tuple[Array, Array, Array]:
    """Poisson regression with an effect for each organisation: coefficients, residuals, centred columns.

    Given the total of each organisation, the likelihood no longer holds its effect: the fit is multinomial, and as
    small as the number of columns. Not ``ConditionalPoisson`` of statsmodels 0.15, which drops organisations with
    constant counts and is then biased.
    """
    totals = np.bincount(names, y)

    def evaluate(beta: Array) -> tuple[float, Array]:
        """Log-likelihood and expected counts."""
        linear = log_exposure + columns @ beta
        peak = np.full(totals.size, -np.inf)
        np.maximum.at(peak, names, linear)
        linear = linear - peak[names]  # so that no exponential overflows
        log_share = linear - np.log(np.bincount(names, np.exp(linear)))[names]
        return float(y @ log_share), totals[names] * np.exp(log_share)

    beta = np.zeros(columns.shape[1])
    height, expected = evaluate(beta)
    for _ in range(100):  # Newton's method; ordinary panels take 5 steps, an infinite trend would never end
        means = [np.bincount(names, expected * column) / totals for column in columns.T]
        within = columns - np.array(means).T[names]
        information = within.T @ (within * expected[:, None])
        if np.linalg.matrix_rank(information) < beta.size:
            raise NotEstimable("years_apart")
        step = np.linalg.solve(information, within.T @ (y - expected))
        if abs(step).max() < 1e-10:
            return beta, y - expected, within
        # a full step may pass the maximum where counts jump; the slack is the rounding of the likelihood itself
        while evaluate(beta + step)[0] < height - 1e-9 * abs(height):
            step = step / 2
        beta = beta + step
        height, expected = evaluate(beta)
    raise NotEstimable("no_trend")


def clustered_share(
    events: ArrayLike, totals: ArrayLike, clusters: ArrayLike, confidence: float = 0.95
) -> ClusteredShare:
    """Estimate a share where the units of a cluster (an organisation) may be alike, by the wider of two intervals.

    Notes
    -----
    Binomial ``GLM`` with nothing but a constant. One interval scales the binomial error by the dispersion, Pearson's X²
    ÷ (units - 1) but at least 1; the other uses errors clustered with the factor G ÷ (G - 1). Both are on the logit
    scale with t(G - 1). A plain binomial interval of the total would take every person for independent.

    References
    ----------
    McCullagh, P. & Nelder, J. A. (1989). *Generalized Linear Models*, 2nd ed., section 4.5. Chapman & Hall.
    """
    from scipy.special import expit, logit
    from scipy.stats import t
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    check_confidence(confidence)
    y, n = np.asarray(events, dtype=float), np.asarray(totals, dtype=float)
    names = np.unique(np.asarray(clusters), return_inverse=True)[1]
    if not y.shape == n.shape == names.shape or y.ndim != 1:
        raise ValueError("events, totals and clusters must have the same length")
    if y.size == 0 or names.max() < 1:
        raise NotEstimable("clusters")
    if not (np.isfinite(n).all() and (y >= 0).all() and (y <= n).all() and (n > 0).all()):
        raise ValueError("events must be between 0 and their totals, and totals finite and positive")
    share = y.sum() / n.sum()
    if not 0 < share < 1:
        raise NotEstimable("all_or_none")
    n_clusters = int(names.max()) + 1
    model = GLM(np.column_stack([y, n - y]), np.ones(y.size), family=families.Binomial())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # perfect prediction: all shares are equal
        plain = model.fit()
        by_cluster = model.fit(cov_type="cluster", cov_kwds={"groups": names, "use_correction": False})
    # not scale="X2": with two columns statsmodels 0.15 forgets the number of trials
    dispersion = float(plain.pearson_chi2) / (y.size - 1)
    scaled = max(1.0, dispersion) * float(plain.bse[0]) ** 2  # at least 1: equal shares are no proof of certainty
    variance = max(scaled, float(by_cluster.bse[0]) ** 2 * n_clusters / (n_clusters - 1))
    reach = t.isf((1 - confidence) / 2, n_clusters - 1) * variance**0.5
    low, high = expit(logit(share) - reach), expit(logit(share) + reach)
    return ClusteredShare(float(share), float(low), float(high), dispersion, by_cluster)
