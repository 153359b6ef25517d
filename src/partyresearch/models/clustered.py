"""Regressions whose errors are clustered by committee: growth over the years, and a common share."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from partyresearch.models.intervals import check_confidence

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[Any]


@dataclass(frozen=True)
class PanelTrend:
    """What :func:`panel_trend` returns: growth a year as a ratio, with both intervals and which one is ``wider``."""

    ratio: float
    low: float
    high: float
    effects_ratio: float
    effects_low: float
    effects_high: float
    organisations: int
    years: int
    wider: str


@dataclass(frozen=True)
class ClusteredShare:
    """What :func:`clustered_share` returns; ``dispersion`` is Pearson's X² over its degrees of freedom."""

    share: float
    low: float
    high: float
    dispersion: float
    clusters: int


def panel_trend(
    organisations: ArrayLike, years: ArrayLike, counts: ArrayLike, exposures: ArrayLike, confidence: float = 0.95
) -> PanelTrend:
    """Estimate the growth per year that organisations have in common.

    Notes
    -----
    Poisson regression on year with an effect for each organisation, errors clustered by organisation with the factor
    G ÷ (G - 1), t(G - 1). Beside it the year effects of the two-way fit, regressed on year, t(T - 2): this one
    allows for shocks common to all organisations in a year. Given the total of each organisation, the likelihood no
    longer holds its effect, so that both fits are multinomial and small. Estimates and errors are those of a Poisson
    ``GLM`` of statsmodels with a dummy for each organisation (a test compares them), which takes a minute for 700
    organisations. The dummies are nested in the clusters, and are not counted in the factor.

    References
    ----------
    Cameron, A. C. & Miller, D. L. (2015). A practitioner's guide to cluster-robust inference. *Journal of Human
    Resources* 50, 317-372, section II.B. doi:10.3368/jhr.50.2.317
    """
    import numpy as np
    from scipy.stats import linregress, t

    check_confidence(confidence)
    names = np.unique(np.asarray(organisations), return_inverse=True)[1]
    year, y, exposure = (np.asarray(one, dtype=float) for one in (years, counts, exposures))
    if not names.shape == year.shape == y.shape == exposure.shape or y.ndim != 1 or y.size == 0:
        raise ValueError("organisations, years, counts and exposures must be as many")
    if not np.isfinite([year, y, exposure]).all() or y.min() < 0 or exposure.min() <= 0:
        raise ValueError("counts must not be negative, and exposures must be positive")
    mean_year = np.bincount(names, year) / np.bincount(names)
    telling = (np.bincount(names, y) > 0) & (np.bincount(names, abs(year - mean_year[names])) > 1e-9)
    kept = telling[names]
    year, y, exposure = year[kept], y[kept], exposure[kept]
    names = np.unique(names[kept], return_inverse=True)[1]
    when, index = np.unique(year, return_inverse=True)
    n_organisations, n_years, tail = int(telling.sum()), when.size, (1 - confidence) / 2
    if n_organisations < 2 or n_years < 3:
        raise ValueError(f"at least 2 organisations and 3 years are needed: {n_organisations} and {n_years}")
    if (np.bincount(index, y) == 0).any():
        raise ValueError("nothing was counted in a whole year")

    slope, residuals, within = _within(y, np.log(exposure), names, (year - when.mean())[:, None])
    information = within.T @ (within * (y - residuals)[:, None])
    scores = np.bincount(names, within[:, 0] * residuals)
    se = (scores @ scores * n_organisations / (n_organisations - 1)) ** 0.5 / information[0, 0]
    dummies = (index[:, None] == np.arange(1, n_years)).astype(float)
    effects = np.append(0.0, _within(y, np.log(exposure), names, dummies)[0])
    line = linregress(when, effects)
    reach = t.isf(tail, n_organisations - 1) * se, t.isf(tail, n_years - 2) * line.stderr
    return PanelTrend(
        ratio=float(np.exp(slope[0])),
        low=float(np.exp(slope[0] - reach[0])),
        high=float(np.exp(slope[0] + reach[0])),
        effects_ratio=float(np.exp(line.slope)),
        effects_low=float(np.exp(line.slope - reach[1])),
        effects_high=float(np.exp(line.slope + reach[1])),
        organisations=n_organisations,
        years=n_years,
        wider="clustered" if reach[0] >= reach[1] else "year_effects",
    )


def _within(y: Array, offset: Array, names: Array, columns: Array) -> tuple[Array, Array, Array]:
    """Poisson regression with an effect for each name: coefficients, residuals, and columns less their name's mean."""
    import numpy as np

    totals = np.bincount(names, y)

    def fit(beta: Array) -> tuple[float, Array]:
        linear = offset + columns @ beta
        peak = np.full(totals.size, -np.inf)
        np.maximum.at(peak, names, linear)
        linear = linear - peak[names]
        log_share = linear - np.log(np.bincount(names, np.exp(linear)))[names]
        return float(y @ log_share), totals[names] * np.exp(log_share)

    beta = np.zeros(columns.shape[1])
    height, expected = fit(beta)
    for _ in range(100):
        means = [np.bincount(names, expected * one) / totals for one in columns.T]
        within = columns - np.array(means).T[names]
        information = within.T @ (within * expected[:, None])
        if np.linalg.matrix_rank(information) < beta.size:
            raise ValueError("some years cannot be compared: no organisation has counts in both")
        step = np.linalg.solve(information, within.T @ (y - expected))
        if abs(step).max() < 1e-10:
            return beta, y - expected, within
        while fit(beta + step)[0] < height - 1e-9 * abs(height):
            step = step / 2
        beta = beta + step
        height, expected = fit(beta)
    raise ValueError("the counts allow no finite trend")


def clustered_share(
    events: ArrayLike, totals: ArrayLike, clusters: ArrayLike, confidence: float = 0.95
) -> ClusteredShare:
    """Estimate a share where the units of a cluster may be alike.

    Notes
    -----
    Binomial ``GLM`` with nothing but a constant. One interval scales the binomial error by the dispersion, Pearson's X²
    ÷ (units - 1) but at least 1; the other uses errors clustered with the factor G ÷ (G - 1). Both are on the logit
    scale with t(G - 1). The dispersion is ours: ``scale="X2"`` of statsmodels 0.15 forgets the number of trials.

    References
    ----------
    McCullagh, P. & Nelder, J. A. (1989). *Generalized Linear Models*, 2nd ed., section 4.5. Chapman & Hall.
    """
    import numpy as np
    from scipy.special import expit, logit
    from scipy.stats import t
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    check_confidence(confidence)
    y, n = np.asarray(events, dtype=float), np.asarray(totals, dtype=float)
    names = np.unique(np.asarray(clusters), return_inverse=True)[1]
    if not y.shape == n.shape == names.shape or y.ndim != 1 or y.size == 0 or names.max() < 1:
        raise ValueError("at least 2 clusters are needed")
    if not (np.isfinite(n).all() and (y >= 0).all() and (y <= n).all() and (n > 0).all()):
        raise ValueError("events must be between 0 and their totals")
    share = y.sum() / n.sum()
    if not 0 < share < 1:
        raise ValueError("all or none are events: the share has no interval on the logit scale")
    n_clusters = int(names.max()) + 1
    trials = np.column_stack([y, n - y])
    model = GLM(trials, np.ones(y.size), family=families.Binomial())
    kinds = {"groups": names, "use_correction": False}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # perfect prediction: all shares are equal
        plain, by_cluster = model.fit(), model.fit(cov_type="cluster", cov_kwds=kinds)
    dispersion = float(plain.pearson_chi2) / (y.size - 1)
    scaled = max(1.0, dispersion) * float(plain.bse[0]) ** 2
    variance = max(scaled, float(by_cluster.bse[0]) ** 2 * n_clusters / (n_clusters - 1))
    reach = t.isf((1 - confidence) / 2, n_clusters - 1) * variance**0.5
    low, high = expit(logit(share) - reach), expit(logit(share) + reach)
    return ClusteredShare(float(share), float(low), float(high), float(dispersion), n_clusters)
