"""The rest of a year of which a part is counted, as finished years teach it: one cut-off, or several."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from partyresearch.models.intervals import NotEstimable, check_confidence
from partyresearch.models.random_effects import Array, decreasing_root

NODES, BINS = 32, 500  # with 64 and 2000 the limits of a year's count move by less than 1 %
STEPS = 100  # fits of a pattern that exists take about ten, of its dispersion five


@dataclass(frozen=True, eq=False)
class YearEnd:
    """The distribution of a year's count, in whole persons."""

    part: int  # what is counted
    rest_at_most: Callable[[float], float]  # distribution function of what is to come

    def quantile(self, p: float) -> int:
        """Return the smallest count that the year does not exceed with probability p."""
        low, high = -1, 1
        while self.rest_at_most(high) < p:
            high *= 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.rest_at_most(middle) >= p else (middle, high)
        return self.part + high

    def interval(self, confidence: float = 0.95) -> tuple[int, int]:
        """Return the central interval."""
        check_confidence(confidence)
        tail = (1 - confidence) / 2
        return self.quantile(tail), self.quantile(1 - tail)

    def reach(self, target: float) -> float:
        """Return the probability of this count or more."""
        missing = target - self.part
        return 1.0 if missing <= 0 else 1 - self.rest_at_most(missing - 1)


@dataclass(frozen=True, eq=False)
class LearnedShare:
    """The share of one more year that falls in the part: a predictive distribution, in bins."""

    shares: Array
    weights: Array

    def year_end(self, part: int) -> YearEnd:
        """Predict the year of which these many are counted."""
        from scipy.special import betainc

        if part < 1:
            raise NotEstimable("nobody_yet")
        # negative binomial: at most r people follow n with probability I_p(n, r + 1)
        return YearEnd(part, lambda rest: float(self.weights @ betainc(part, rest + 1, self.shares)))


def learn_share(parts: ArrayLike, wholes: ArrayLike) -> LearnedShare:
    """Learn from finished years which share of a year falls in its part: n of N is beta-binomial.

    Notes
    -----
    Seasons differ more than a binomial share does, so each year has its own share p, from a beta distribution. The
    prior is uniform on its mean and on (a + b)^-½ (Gelman et al., section 5.3), and both are integrated out on a grid:
    ten to thirty years leave them too uncertain to plug in. The prior of a new year's N is 1 ÷ N, the limit of gamma
    priors of its rate. Summed over N, P(n | N, p) ÷ N is 1 ÷ n whatever p is, so that n alone says nothing of p, and
    N - n given p is negative binomial with size n.

    References
    ----------
    Gelman, A. et al. (2013). *Bayesian Data Analysis*, 3rd ed. Chapman & Hall.
    """
    return _in_bins(*share_posterior(parts, wholes))


def _in_bins(a: Array, b: Array, weights: Array) -> LearnedShare:
    """Turn a mixture of beta distributions into bins of equal width on the logit scale."""
    from scipy.special import betainc, expit, logit
    from scipy.stats import beta

    # 1e-4: what the outer nodes put beyond this, no limit feels; 1e-9: a logit is finite
    low, high = max(1e-9, beta.ppf(1e-4, a, b).min()), min(1 - 1e-9, beta.isf(1e-4, a, b).max())
    edges = expit(np.linspace(logit(low), logit(high), BINS + 1))
    mass = np.diff(weights @ betainc(a[:, None], b[:, None], edges))
    return LearnedShare((edges[1:] + edges[:-1]) / 2, mass / mass.sum())


def share_posterior(parts: ArrayLike, wholes: ArrayLike) -> tuple[Array, Array, Array]:
    """Return nodes of a and b, the parameters of the beta distribution, and their posterior weights."""
    n, total = np.asarray(parts, dtype=float), np.asarray(wholes, dtype=float)
    if n.ndim != 1 or n.shape != total.shape:
        raise ValueError(f"parts and wholes must have the same length, got shapes {n.shape} and {total.shape}")
    if not np.isfinite([n, total]).all() or (n < 0).any() or (n > total).any():
        raise ValueError("parts must lie between 0 and their wholes")
    if not ((n > 0) & (n < total)).any():
        raise NotEstimable("whole_in_part")  # the posterior would not be proper
    low, width = np.zeros(2), np.ones(2)  # of the mean, and of t ÷ (1 + t) with t = (a + b)^-½
    while True:  # narrowed to where the weight lies, until it fills the grid
        mean, x = low[:, None] + width[:, None] * (np.arange(NODES) + 0.5) / NODES
        size = (1 / x - 1) ** 2
        a, b = np.outer(mean, size), np.outer(1 - mean, size)
        logs = _log_likelihood(n, total, a, b) - 2 * np.log1p(-x)  # dt/dx = 1 ÷ (1 - x)²
        heavy = np.nonzero(logs > logs.max() - 14)  # exp(-14): the density outside is below 1e-6 of its peak
        first = np.maximum(np.min(heavy, axis=1) - 1, 0)
        last = np.minimum(np.max(heavy, axis=1) + 2, NODES)
        if (last - first > NODES / 2).all():
            break
        low, width = low + width * first / NODES, width * (last - first) / NODES
    weights = np.exp(logs[heavy] - logs.max())
    return a[heavy], b[heavy], weights / weights.sum()


def _log_likelihood(n: Array, total: Array, a: Array, b: Array) -> Array:
    """Beta-binomial, without the binomial coefficients."""
    from scipy.special import betaln

    terms = (betaln(a + y, b + whole - y) for y, whole in zip(n, total, strict=True))
    return np.asarray(sum(terms) - n.size * betaln(a, b))


@dataclass(frozen=True, eq=False)
class ChainLadder:
    """What the pattern of all origins says of each; arrays are by the origin's number."""

    rest: Array  # expected to come; 0 of a finished origin
    counted: Array
    shares: Array  # of the whole that is counted
    variances: Array  # of that share in one more origin: how much origins differ, and the error of the pattern
    fit: Any  # statsmodels' results

    def year_end(self, origin: int) -> YearEnd:
        """Predict the whole of an origin; its share has the beta distribution with these two moments."""
        share = self.shares[origin]
        # 0.1: a variance that no beta distribution has leaves the share as good as unknown
        size = max(0.1, share * (1 - share) / self.variances[origin] - 1)
        learned = _in_bins(np.array([share * size]), np.array([(1 - share) * size]), np.ones(1))
        return learned.year_end(int(self.counted[origin]))


def chain_ladder(
    origins: ArrayLike, firsts: ArrayLike, lasts: ArrayLike, counts: ArrayLike, *, by_size: bool = True
) -> ChainLadder:
    """Predict what is to come of each origin (a committee's year) from the pattern of all: log m = origin + period.

    Notes
    -----
    A cell counts one origin from its first to its last period. A cell of several periods is the sum of their means: a
    composite link, fitted as a Poisson ``GLM`` whose rows are the averages of its periods' rows (Thompson & Baker).
    With one period each it is the over-dispersed chain ladder (England & Verrall). That lets the variance grow with the
    mean alone; seasons make it grow with the square of an origin's size, so that intervals of large committees cover
    80 % instead of 95 %. ``by_size`` therefore multiplies it by 1 + r × size, with the r that Pearson's X² asks
    for (Williams 1982): r is then to the share what 1 ÷ (a + b) is in :func:`learn_share`.

    References
    ----------
    England, P. D. & Verrall, R. J. (2002). Stochastic claims reserving in general insurance. *British Actuarial
    Journal* 8, 443-518. doi:10.1017/S1357321700003809
    Thompson, R. & Baker, R. J. (1981). Composite link functions in generalized linear models. *Applied Statistics* 30,
    125-131. doi:10.2307/2346381
    Williams, D. A. (1982). Extra-binomial variation in logistic linear models. *Applied Statistics* 31, 144-148.
    doi:10.2307/2347977
    """
    origin, first, last = (np.asarray(column, dtype=int) for column in (origins, firsts, lasts))
    y = np.asarray(counts, dtype=float)
    periods, groups = last.max() + 1, origin.max() + 1
    counted = np.bincount(origin, y, groups)
    if not counted.all():
        raise NotEstimable("nobody_yet")
    reached = np.zeros(groups, dtype=int)
    np.maximum.at(reached, origin, last)
    rows = np.zeros((groups, periods, groups + periods - 1))  # of every origin and period, whether printed or not
    rows[np.arange(groups), :, np.arange(groups)] = 1
    rows[:, np.arange(1, periods), groups + np.arange(periods - 1)] = 1
    spans = [rows[one, start : end + 1] for one, start, end in zip(origin, first, last, strict=True)]
    fit, r = _fit_ladder(spans, y, np.ones(y.size)), 0.0
    sizes = np.where(reached == periods - 1, counted, np.exp(rows @ fit.params).sum(axis=1))[origin]
    for _ in range(STEPS):
        before, r = r, _heterogeneity((y - fit.mu) ** 2 / fit.mu, sizes, fit.df_resid)
        if not by_size or abs(r - before) <= 1e-6 * r:
            break
        fit = _fit_ladder(spans, y, 1 / (1 + r * sizes))
    means = np.exp(rows @ fit.params)
    ahead = np.arange(periods) > reached[:, None]
    rest = (means * ahead).sum(axis=1)
    shares = 1 - rest / means.sum(axis=1)
    slopes = np.einsum("op,op,opk->ok", means, ahead - (1 - shares)[:, None], rows) / means.sum(axis=1)[:, None]
    # at least 1: people are never counted more exactly than Poisson
    covariance = fit.normalized_cov_params * max(1.0, fit.scale)
    errors = np.einsum("ok,kl,ol->o", slopes, covariance, slopes)
    df = fit.df_resid
    # df ÷ (df - 2), the variance of a t distribution: r is estimated
    variances = (shares * (1 - shares) * r + errors) * df / max(1.0, df - 2)
    return ChainLadder(rest, counted, shares, variances, fit)


def _heterogeneity(x2: Array, sizes: Array, df: float) -> float:
    """The factor of the sizes at which Pearson's X² is the median of its distribution, as in ``gamma_poisson``."""
    from scipy.stats import chi2

    median = float(chi2.median(df))
    return decreasing_root(lambda r: float((x2 / (1 + r * sizes)).sum()) - median)


def _fit_ladder(spans: list[Array], y: Array, weights: Array) -> Any:
    """Fit cells that are sums of periods by Poisson GLMs, each linear around the one before."""
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    lengths = np.array([len(span) for span in spans])
    design, offset = np.array([span.mean(axis=0) for span in spans]), np.log(lengths)
    params = None
    for _ in range(STEPS):
        model = GLM(y, design, family=families.Poisson(), offset=offset, var_weights=weights)
        if np.linalg.matrix_rank(design) < design.shape[1] or model.df_resid < 1:
            break
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # perfect prediction: all shares are equal
            fit = model.fit(scale="X2", start_params=params, tol=1e-10)
        if lengths.max() == 1 or (params is not None and abs(fit.params - params).max() < 1e-7):
            return fit
        params = fit.params
        means = [np.exp(span @ params) for span in spans]
        design = np.array([mean @ span / mean.sum() for mean, span in zip(means, spans, strict=True)])
        offset = np.log([mean.sum() for mean in means]) - design @ params
    raise NotEstimable("no_pattern")
