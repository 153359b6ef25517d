"""Simulate how often the published intervals cover the truth, and write docs/coverage.md."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from itertools import pairwise, product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from partyresearch.models.gamma_poisson import gamma_poisson
from partyresearch.models.growth import panel_trend
from partyresearch.models.intervals import (
    NotEstimable,
    binomial_interval,
    poisson_interval,
    predictive_interval,
    rate_ratio_exact,
    rate_ratio_score,
    share_ratio_interval,
)
from partyresearch.models.part_years import chain_ladder, learn_share
from partyresearch.models.random_effects import predict_ratio, random_effects
from partyresearch.models.reporting import ReportingCurve, reporting_curve
from partyresearch.models.shares import mean_share

RUNS, SLOW = 2000, 4  # worlds in which 2,000 runs of a cell would take minutes have a quarter of them
SEED = 20261129  # the day on which the grid was written; never changed after a look at what it gives
LEAST = 93.0  # per cent, of intervals that promise 95
PAGE = Path(__file__).resolve().parents[1] / "docs" / "coverage.md"
MEAN, GROWTH, SHARE = 1.1, 1.03, 0.12  # the truths to cover: attainment, growth per year, share
REPORTED = (1, 0.5, 0.25, 0)
CHANCES = (0, 20, 40, 60, 80, 100)  # per cent: stated probabilities are compared with outcomes in these bins
FEW = 30  # years in such a bin: with fewer, what happened is known to ten percentage points at best
WIDE = 1.0  # an attainment of 60 % to 160 %, and no other quantity is larger

Array = np.ndarray
Generator = np.random.Generator
Parameters = dict[str, float]
Outcome = tuple[float, float] | None  # coverage (0 to 1) and width; None: no interval


@dataclass(frozen=True)
class Method:
    """A method under test; ``fails`` says why it is expected to fail, and was written before the first run."""

    name: str
    fails: str = ""
    where: Callable[[Parameters], bool] = lambda _: True  # the cells in which it is expected to fail
    of: str = ""  # what it estimates, where methods for different quantities are tried in one world
    chance: bool = False  # a probability, not an interval: outcomes are (happened, probability)
    tried: Callable[[Parameters], bool] = lambda _: True  # not where it is the same as another method


@dataclass(frozen=True)
class World:
    """A data-generating process, and the methods tried in it; ``run`` draws once and returns one outcome per method."""

    name: str
    text: str
    run: Callable[..., list[Outcome]]
    methods: tuple[Method, ...]
    cells: tuple[Parameters, ...] = ({},)
    slow: bool = False

    def runs(self, runs: int) -> int:
        """The runs of each cell."""
        return runs // SLOW if self.slow else runs


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    world: str
    method: str
    parameters: str
    runs: int
    coverage: float  # per cent; of a probability, how often it happened
    error: float
    width: float  # mean of those that are finite; of a probability, its mean in per cent
    unlimited: int  # intervals without an upper limit
    refused: int
    fails: str
    chance: bool = False

    @property
    def short(self) -> bool:
        """Whether it covers less than :data:`LEAST`, beyond the error of the simulation."""
        return not self.chance and not self.coverage + 2 * self.error >= LEAST  # also where nothing was estimated


def cells(**axes: Iterable[float]) -> tuple[Parameters, ...]:
    """Every combination of the values of some parameters."""
    return tuple(dict(zip(axes, values, strict=True)) for values in product(*axes.values()))


def judge(rows: Iterable[Row]) -> list[str]:
    """Return one line for each row that falls short without being expected to."""
    return [f"{describe(row)}: {row.coverage:.1f} %" for row in rows if row.short and not row.fails]


def describe(row: Row) -> str:
    """Name a row in words."""
    return f"{row.method} (world: {row.world}{f'; {row.parameters}' if row.parameters else ''})"


def attempt(truth: float, interval: Callable[[], tuple[float, float]], scale: float = 1) -> Outcome:
    """Return whether an interval contains the truth, and its width; nothing if the method refuses."""
    try:
        low, high = interval()
    except NotEstimable:
        return None
    return float(low <= truth <= high), (high - low) / scale


def draw_sizes(n: int, rng: Generator, vast: bool = False, ends: tuple[int, int] = (20, 3000)) -> Array:
    """Log-uniform whole numbers; the first one fifty times the median if ``vast``."""
    sizes = np.exp(rng.uniform(*np.log(ends), n))
    if vast:
        sizes[0] = 50 * np.median(sizes)
    return np.round(sizes)


def gamma_ratios(spread: float, shape: Any, rng: Generator) -> Array:
    """Ratios with mean 1 and the spread as coefficient of variation."""
    return rng.gamma(spread**-2, spread**2, shape) if spread else np.ones(shape)


def lognormal_ratios(spread: float, shape: Any, rng: Generator) -> Array:
    """The same mean and spread, and another shape."""
    sigma = np.log1p(spread**2) ** 0.5
    return np.exp(sigma * rng.standard_normal(shape) - sigma**2 / 2)


def as_reported(draw: Callable[[Array], Array], targets: Array, reported: float, rng: Generator) -> Array:
    """Counts of units that are reported: one that missed its target is drawn again unless its failure is reported."""
    counts, unseen = np.zeros(targets.size), np.ones(targets.size, dtype=bool)
    while unseen.any():
        counts[unseen] = draw(unseen)
        unseen &= (counts < targets) & (rng.random(targets.size) >= reported)
    return counts


def curve_outcomes(
    counts: Array,
    targets: Array,
    reported: float,
    truth: float,
    bounds: Array | None = None,
    clusters: Array | None = None,
    known: bool = True,
) -> list[Outcome]:
    """The limits of the curve at the true probability and at 1; a bound says only that the target was met."""
    hidden = np.zeros(counts.size, dtype=bool) if bounds is None else bounds
    count, attained = np.where(hidden, np.nan, counts), np.where(hidden, 1.0, np.nan)
    target = targets if known else np.where(hidden, np.nan, targets)
    names, none = np.arange(counts.size) if clusters is None else clusters, np.full(counts.size, np.nan)
    try:
        curve = reporting_curve(
            count, count, target, target, attained, none, names, probabilities=sorted({1, reported}, reverse=True)
        )
    except NotEstimable:
        return [None, None]
    return [curve_at(curve, probability, truth) for probability in (reported, 1)]


def curve_at(curve: ReportingCurve, probability: float, truth: float) -> Outcome:
    """Whether the limits at a probability cover; nothing where the curve does not reach it."""
    (place,) = np.nonzero(curve.probabilities == probability)
    return attempt(truth, lambda: (curve.low[place[0]], curve.high[place[0]])) if place.size else None


def run_reporting(
    rng: Generator,
    units: int,
    spread: float,
    reported: float,
    bounds: float = 0,
    *,
    mean: float = MEAN,
    known: bool = True,
    vast: bool = False,
    ratios: Callable[..., Array] = gamma_ratios,
) -> list[Outcome]:
    """The reporting curve, where it is right and where all failures are taken to be reported."""
    targets = draw_sizes(units, rng, vast)
    counts = as_reported(
        lambda some: rng.poisson(mean * ratios(spread, some.sum(), rng) * targets[some]), targets, reported, rng
    )
    hidden = (counts >= targets) & (rng.random(units) < bounds)
    return curve_outcomes(counts, targets, reported, mean, hidden, known=known)


def run_years(rng: Generator, organisations: int, spread: float, reported: float, years: int = 4) -> list[Outcome]:
    """Several years of each organisation: a ratio of its own, and half as much spread from year to year."""
    targets = np.tile(draw_sizes(organisations, rng)[:, None], years)
    ratios = MEAN * gamma_ratios(spread, (organisations, 1), rng) * gamma_ratios(spread / 2, targets.shape, rng)
    counts = rng.poisson(ratios * targets)
    seen = (counts >= targets) | (rng.random(targets.shape) < reported)
    return curve_outcomes(counts[seen], targets[seen], reported, MEAN, clusters=np.nonzero(seen)[0])


def run_steered(rng: Generator, units: int) -> list[Outcome]:
    """Everyone stops a little above the target; nobody fails, so that any probability would do."""
    targets = draw_sizes(units, rng)
    return curve_outcomes(targets + rng.poisson(0.02 * targets), targets, 0.5, 1.02)


def run_nudged(rng: Generator, units: int, spread: float, reported: float) -> list[Outcome]:
    """Whoever would miss the target by less than a tenth meets it."""
    targets = draw_sizes(units, rng)

    def draw(some: Array) -> Array:
        counts = rng.poisson(MEAN * gamma_ratios(spread, some.sum(), rng) * targets[some])
        near = (counts >= 0.9 * targets[some]) & (counts < targets[some])
        return np.where(near, targets[some], counts)

    return curve_outcomes(as_reported(draw, targets, reported, rng), targets, reported, nudged_mean(spread))


@cache
def nudged_mean(spread: float) -> float:
    """Mean attainment in that world, over targets of every size."""
    from scipy.stats import nbinom

    gains = []
    for target in np.round(np.geomspace(20, 3000, 400)):
        near = np.arange(np.ceil(0.9 * target), target)
        mass = nbinom.pmf(near, spread**-2, 1 / (1 + spread**2 * MEAN * target))
        gains.append(mass @ (target - near) / target)
    return MEAN + float(np.mean(gains))


def draw_lognormal(rng: Generator, units: int, spread: float, vast: bool = False) -> tuple[Array, Array]:
    """Counts and targets of units whose ratios are log-normal with a geometric mean; none with a count of 0."""
    targets = draw_sizes(units, rng, vast)
    counts = rng.poisson(MEAN * np.exp(spread * rng.standard_normal(units)) * targets)
    return counts[counts > 0], targets[counts > 0]


def run_lognormal(rng: Generator, units: int, spread: float, vast: bool = False) -> list[Outcome]:
    """Random effects on the logarithm of count ÷ target: their mean and spread."""
    counts, targets = draw_lognormal(rng, units, spread, vast)
    fit = random_effects(np.log(counts / targets), 1 / counts)
    return [
        attempt(MEAN, lambda: (np.exp(fit.low), np.exp(fit.high))),
        attempt(spread, lambda: (fit.tau2_low**0.5, fit.tau2_high**0.5)),
    ]


def run_further(rng: Generator, units: int, spread: float) -> list[Outcome]:
    """What one more unit prints, with a small and a large target."""
    counts, targets = draw_lognormal(rng, units, spread)
    ratio = MEAN * np.exp(spread * rng.standard_normal())
    return [
        attempt(rng.poisson(ratio * target) / target, partial(predict_ratio, counts, targets, target))
        for target in (60, 600)
    ]


def run_gamma(rng: Generator, units: int, spread: float, vast: bool = False) -> list[Outcome]:
    """Gamma-Poisson mean, and the share of the units whose own ratio is covered."""
    sizes = draw_sizes(units, rng, vast)
    ratios = MEAN * gamma_ratios(spread, units, rng)
    fit = gamma_poisson(rng.poisson(ratios * sizes), sizes)
    covered = (fit.units_low <= ratios) & (ratios <= fit.units_high)
    own = float(covered.mean()), float((fit.units_high - fit.units_low).mean())
    return [attempt(MEAN, lambda: (fit.low, fit.high)), own]


def run_shares(rng: Generator, organisations: int, spread: float, vast: bool = False) -> list[Outcome]:
    """The mean share of organisations, beta distributed with the spread as coefficient of variation."""
    totals = draw_sizes(organisations, rng, vast, ends=(62, 2669))
    prior = (1 - SHARE) / (SHARE * spread**2) - 1 if spread else np.inf
    own = rng.beta(SHARE * prior, (1 - SHARE) * prior, organisations) if spread else np.full(organisations, SHARE)
    fit = mean_share(rng.binomial(totals.astype(int), own), totals)
    return [attempt(SHARE, lambda: (fit.low, fit.high))]


def lasting(spread: float, shape: tuple[int, int], rng: Generator) -> Array:
    """Stationary shocks, correlated by 0.6 with the year before."""
    shocks = spread * rng.standard_normal(shape)
    for year in range(1, shape[1]):
        shocks[:, year] = 0.6 * shocks[:, year - 1] + 0.8 * shocks[:, year]
    return shocks


def run_panel(
    rng: Generator, organisations: int, years: int, spread: float = 0, *, shocks: str = "", vast: bool = False
) -> list[Outcome]:
    """The growth per year by each of its intervals, and by the wider one."""
    shape = organisations, years
    drawn = {
        "": lambda: np.zeros(shape),
        "slopes": lambda: spread * rng.standard_normal((organisations, 1)) * np.arange(years),
        "common": lambda: spread * rng.standard_normal((1, years)),
        "lasting": lambda: lasting(spread, shape, rng),
        "lasting common": lambda: lasting(spread, (1, years), rng),
    }[shocks]()
    sizes = draw_sizes(organisations, rng, vast)[:, None]
    counts = rng.poisson(sizes * GROWTH ** np.arange(years) * np.exp(drawn))
    who, when = (one.ravel() for one in np.indices(shape))
    try:
        fit = panel_trend(who, when, counts.ravel(), np.ones(counts.size))
    except NotEstimable:
        return [None, None, None]
    return [
        attempt(GROWTH, lambda name=name: fit.intervals[name][1:]) for name in ("slopes", "year_effects", fit.wider)
    ]


def run_year_end(rng: Generator, finished: int, attainments: float, season: float = 0.3) -> list[Outcome]:
    """A first quarter, when finished years have taught what it is worth; beside it, both projections."""
    targets = draw_sizes(finished + 1, rng)
    years = rng.poisson(MEAN * gamma_ratios(attainments, targets.size, rng) * targets)
    before = int(rng.poisson(MEAN * gamma_ratios(attainments, 1, rng) * targets[-1:])[0])
    size = 0.8 / (0.2 * season**2) - 1  # of a beta distribution with mean 0.2 and this coefficient of variation
    parts = rng.binomial(years, rng.beta(0.2 * size, 0.8 * size, years.size))
    some, part, year = years[:-1] > 0, int(parts[-1]), int(years[-1])
    try:
        end = learn_share(parts[:-1][some], years[:-1][some]).year_end(part)
    except NotEstimable:
        return [None] * 4
    expected = MEAN * targets[-1]
    return [
        attempt(year, end.interval, expected),
        (float(year >= targets[-1]), end.reach(targets[-1])),
        attempt(year - part, lambda: predictive_interval(part, 0.25, 0.75)[1:], expected),
        attempt(year - part, lambda: predictive_interval(before, 1, 0.75)[1:], expected),
    ]


def run_ladder(rng: Generator, finished: int) -> list[Outcome]:
    """The same where years print their first one, two or three quarters."""
    targets = draw_sizes(finished + 1, rng)
    years = rng.poisson(MEAN * gamma_ratios(0.15, targets.size, rng) * targets)
    # 43: the first quarter's share has a coefficient of variation of 0.3
    quarters = np.array([rng.multinomial(n, rng.dirichlet(43 * np.array([0.2, 0.25, 0.25, 0.3]))) for n in years])
    last = rng.integers(0, 3, years.size)
    parts = np.array([row[: end + 1].sum() for row, end in zip(quarters, last, strict=True)])
    origins = [*range(finished + 1), *range(finished)]
    firsts, lasts = [*np.zeros(finished + 1), *(last[:-1] + 1)], [*last, *np.full(finished, 3)]
    counts = [*parts, *(years - parts)[:-1]]
    try:
        end = chain_ladder(origins, firsts, lasts, counts).year_end(finished)
    except NotEstimable:
        return [None, None]
    chance = float(years[-1] >= targets[-1]), end.reach(targets[-1])
    return [attempt(years[-1], end.interval, MEAN * targets[-1]), chance]


def run_even(rng: Generator, expected: int) -> list[Outcome]:
    """A first quarter of a year in which admissions arrive evenly, and the year before."""
    part, before, rest = rng.poisson(expected * np.array([0.25, 1, 0.75]))
    return [
        attempt(rest, lambda: predictive_interval(part, 0.25, 0.75)[1:], expected),
        attempt(rest, lambda: predictive_interval(before, 1, 0.75)[1:], expected),
    ]


def run_pace(rng: Generator, expected: int, season: float = 0.0) -> list[Outcome]:
    """The annualised rate of a first quarter against that of the year before, which is the same."""
    quarter = rng.uniform(0.25 - season, 0.25 + season)
    part, before = rng.poisson(expected * np.array([quarter, 1]))
    return [
        attempt(1, lambda: rate_ratio_score(part, 0.25, before, 1)) if part else None,
        attempt(1, lambda: rate_ratio_exact(part, 0.25, before, 1)),
    ]


def run_one(rng: Generator, target: int) -> list[Outcome]:
    """The exact interval of one count, over its target."""
    return [attempt(MEAN * target, lambda: poisson_interval(int(rng.poisson(MEAN * target))), target)]


def run_one_share(rng: Generator, total: int, share: float) -> list[Outcome]:
    """The exact interval of one share, and the ratio of two that are equal."""
    count, other = (int(one) for one in rng.binomial(total, share, 2))
    return [
        attempt(share, lambda: binomial_interval(count, total)),
        attempt(1, lambda: share_ratio_interval(count, total, other, total)),
    ]


def missed(cell: Parameters) -> bool:
    """Failures are reported less often than successes."""
    return cell["reported"] < 1


def alike(cell: Parameters) -> bool:
    """Units differ, but so little that few of them may not show it."""
    return 0 < cell["spread"] < 0.3


AT_ONE = Method(
    "reporting curve at probability 1",
    "it takes all failures for reported, and those missing are failures",
    tried=missed,
)
CURVE = Method("reporting curve at the true probability"), AT_ONE
VAST = "a small spread is often taken for none, and then the vast one decides"
SCATTER = "it sees how years scatter around a line, not how organisations differ"
COMMON = "all organisations share the shocks, and it takes their growth for independent"
TARGET = "the target itself says what the year will bring, and the method does not ask it"
SEASON = "the first quarter is not a quarter of the year"
YEARLY = "years differ, and it knows of one"
GAMMA = "each unit's own ratio of count to target is gamma distributed with mean 1.1, and the count is Poisson"
SEEN = "; a success is always reported, a failure with a probability, and the units are those reported"
PANEL = Method("slopes, pooled"), Method("year effects on year"), Method("the wider of the two")


def expecting(methods: tuple[Method, ...], *reasons: str) -> tuple[Method, ...]:
    """The same methods, with the reasons for which they are expected to fail."""
    return tuple(Method(method.name, reason) for method, reason in zip(methods, reasons, strict=True))


WORLDS = (
    World(
        "attainments",
        GAMMA + SEEN,
        run_reporting,
        CURVE,
        cells(units=(30,), spread=(0.05, 0.15, 0.3), reported=REPORTED)
        + cells(units=(12,), spread=(0.15, 0.3), reported=REPORTED)
        + cells(units=(30,), spread=(0,), reported=(1, 0)),
    ),
    World(
        "most miss their targets",
        "the same with a mean of 0.9",
        partial(run_reporting, mean=0.9),
        CURVE,
        cells(units=(30,), spread=(0.15,), reported=REPORTED),
        slow=True,
    ),
    World(
        "bounds",
        "attainments, of which a part of the successes is printed only as met, the target being known",
        run_reporting,
        CURVE,
        cells(units=(30,), spread=(0.15,), reported=REPORTED, bounds=(0.3, 0.6)),
        slow=True,
    ),
    World(
        "bounds without targets",
        "the same, and neither count nor target of those is known",
        partial(run_reporting, known=False),
        CURVE,
        cells(units=(30,), spread=(0.15,), reported=REPORTED, bounds=(0.3, 0.6)),
        slow=True,
    ),
    World(
        "one vast target",
        "attainments, where one target is fifty times the median",
        partial(run_reporting, vast=True),
        CURVE,
        cells(units=(30,), spread=(0.05, 0.15), reported=REPORTED),
        slow=True,
    ),
    World(
        "several years",
        "four years of each organisation: its own ratio is gamma distributed with mean 1.1, and each of its years "
        "differs from that with half the spread; failures are reported with a probability",
        run_years,
        CURVE,
        cells(organisations=(12, 30), spread=(0.15,), reported=REPORTED),
        slow=True,
    ),
    World(
        "another shape",
        "attainments whose ratios are log-normal, with the same mean and spread",
        partial(run_reporting, ratios=lognormal_ratios),
        (
            Method(
                CURVE[0].name,
                "what goes unreported is inferred from the shape of what is reported",
                lambda cell: cell["reported"] < 0.5,
            ),
            AT_ONE,
        ),
        cells(units=(30,), spread=(0.3,), reported=REPORTED),
        slow=True,
    ),
    World(
        "steered to the target",
        "everyone admits the target and a Poisson number of 2 % of it more; nobody fails",
        run_steered,
        (
            Method(
                "reporting curve at probability 0.5", "counts vary less than chance, and it infers from their spread"
            ),
            Method("reporting curve at probability 1"),
        ),
        cells(units=(12, 30)),
        slow=True,
    ),
    World(
        "nudged over the target",
        "attainments, but whoever would miss the target by less than a tenth meets it exactly",
        run_nudged,
        (
            Method(
                CURVE[0].name, "the failures nearest to the target, from which it infers the rest, are moved", missed
            ),
            AT_ONE,
        ),
        cells(units=(30,), spread=(0.15,), reported=(1, 0.5, 0)),
        slow=True,
    ),
    World(
        "log-normal ratios",
        "each unit's own ratio of count to target is log-normal with geometric mean 1.1; the spread is the standard "
        "deviation of its logarithm; counts are Poisson",
        run_lognormal,
        (Method("random-effects mean", of="mean"), Method("τ, Q-profile", of="spread")),
        cells(units=(5, 10, 30), spread=(0, 0.05, 0.15, 0.3)),
    ),
    World(
        "log-normal ratios, one vast target",
        "the same, where one target is fifty times the median",
        partial(run_lognormal, vast=True),
        (Method("random-effects mean", VAST, alike, of="mean"), Method("τ, Q-profile", of="spread")),
        cells(units=(10, 30), spread=(0.05, 0.15, 0.3)),
    ),
    World(
        "a further committee",
        "log-normal ratios, and one more unit whose printed ratio is to be predicted",
        run_further,
        (Method("prediction for a target of 60", of="60"), Method("prediction for a target of 600", of="600")),
        cells(units=(10, 30), spread=(0, 0.05, 0.15, 0.3)),
        slow=True,
    ),
    World(
        "gamma ratios",
        f"{GAMMA}; of admissions per member, the members stand for the targets",
        run_gamma,
        (Method("gamma-Poisson mean", of="mean"), Method("gamma-Poisson, each unit's own", of="each unit")),
        cells(units=(10, 30), spread=(0, 0.05, 0.15, 0.3)),
    ),
    World(
        "gamma ratios, one vast organisation",
        "the same, where one unit is fifty times the median",
        partial(run_gamma, vast=True),
        (
            Method("gamma-Poisson mean", VAST, alike, of="mean"),
            Method("gamma-Poisson, each unit's own", of="each unit"),
        ),
        cells(units=(10, 30), spread=(0.05, 0.15, 0.3)),
    ),
    World(
        "shares",
        "each organisation's own share is beta distributed with mean 12 %, and it admits 62 to 2,669 (log-uniform); "
        "the spread is the coefficient of variation of the share",
        run_shares,
        (Method("mean share"),),
        cells(organisations=(10, 30), spread=(0, 0.05, 0.15, 0.3)),
    ),
    World(
        "shares, one vast organisation",
        "the same, where one of them admits fifty times the median",
        partial(run_shares, vast=True),
        (Method("mean share"),),
        cells(organisations=(10, 30), spread=(0, 0.05, 0.15, 0.3)),
    ),
    World(
        "panel",
        "every organisation grows by 3 % a year, counts are Poisson",
        run_panel,
        PANEL,
        cells(organisations=(10, 40), years=(5, 8)),
    ),
    World(
        "panel, one vast organisation",
        "the same, where one organisation is fifty times the median",
        partial(run_panel, vast=True),
        PANEL,
        cells(organisations=(10, 40), years=(8,)),
    ),
    World(
        "growth that differs",
        "each organisation grows at a rate of its own; the spread is the standard deviation of its logarithm",
        partial(run_panel, shocks="slopes"),
        expecting(PANEL, "", SCATTER, ""),
        cells(organisations=(10, 40), years=(8,), spread=(0.02, 0.1)),
    ),
    World(
        "growth that differs, one vast organisation",
        "the same, where one organisation is fifty times the median",
        partial(run_panel, shocks="slopes", vast=True),
        expecting(PANEL, "", SCATTER, ""),
        cells(organisations=(10, 40), years=(8,), spread=(0.02, 0.1)),
    ),
    World(
        "common shocks",
        "the panel, and in each year a normal shock to all organisations; the spread is its standard deviation on the "
        "log scale",
        partial(run_panel, shocks="common"),
        expecting(PANEL, COMMON, "", ""),
        cells(organisations=(10, 40), years=(5, 8), spread=(0.05, 0.15)),
    ),
    World(
        "lasting shocks",
        "the panel, and shocks of each organisation's own that are correlated by 0.6 from year to year",
        partial(run_panel, shocks="lasting"),
        expecting(PANEL, "", SCATTER, ""),
        cells(organisations=(10, 40), years=(8,), spread=(0.05, 0.15)),
    ),
    World(
        "lasting common shocks",
        "the panel, and shocks to all organisations that are correlated by 0.6 from year to year",
        partial(run_panel, shocks="lasting common"),
        expecting(PANEL, COMMON, *["eight years are too few to tell a lasting shock from growth"] * 2),
        cells(organisations=(10, 40), years=(8,), spread=(0.05, 0.15)),
    ),
    World(
        "seasons",
        "the first quarter holds a share of the year that is beta distributed with mean 20 % and a coefficient of "
        "variation of 0.3; the year is 1.1 times its target, with a coefficient of variation called attainments",
        run_year_end,
        (
            Method("year's end, learned from finished years"),
            Method("probability of meeting the target", TARGET, lambda cell: cell["attainments"] < 0.3, chance=True),
            Method("year's end at constant pace", SEASON),
            Method("year's end at last year's rate", YEARLY),
        ),
        cells(finished=(10, 20, 40), attainments=(0.15, 0.6)),
        slow=True,
    ),
    World(
        "seasons, several cut-offs",
        "the same with attainments of 0.15, and years print their first one, two or three quarters",
        run_ladder,
        (
            Method("year's end by the chain ladder"),
            Method("probability of meeting the target by the chain ladder", TARGET, chance=True),
        ),
        cells(finished=(10, 20, 40)),
        slow=True,
    ),
    World(
        "even year",
        "admissions arrive evenly, this year and last year; a quarter is seen",
        run_even,
        (Method("year's end at constant pace"), Method("year's end at last year's rate")),
        cells(expected=(20, 200, 2000)),
    ),
    World(
        "pace",
        "the rate of a quarter is the same as that of the year before",
        run_pace,
        (Method("ratio of rates, score"), Method("ratio of rates, exact")),
        cells(expected=(20, 200, 2000)),
    ),
    World(
        "pace with seasons",
        "the quarter holds a share of its year that is uniform around a quarter",
        run_pace,
        (Method("ratio of rates, score", SEASON), Method("ratio of rates, exact", SEASON)),
        cells(expected=(200, 2000), season=(0.05, 0.1)),
    ),
    World(
        "one count",
        "Poisson, with 1.1 times its target as its mean",
        run_one,
        (Method("exact Poisson interval"),),
        cells(target=(20, 60, 600, 3000)),
    ),
    World(
        "one share",
        "binomial, and two of them that are equal",
        run_one_share,
        (Method("exact binomial interval", of="share"), Method("ratio of shares, score", of="ratio")),
        cells(total=(62, 2669), share=(0.02, 0.12)),
    ),
)

Cell = tuple[int, int]  # which world, which of its cells


def grid() -> list[Cell]:
    """Every cell, in the order of the table."""
    return [(n, place) for n, world in enumerate(WORLDS) for place in range(len(world.cells))]


def label(cell: Parameters) -> str:
    """A cell as the table names it."""
    return ", ".join(f"{name} {value:g}" for name, value in cell.items())


def simulate(cell: Cell, runs: int, seed: np.random.SeedSequence) -> list[Row]:
    """Return the rows of a cell."""
    world = WORLDS[cell[0]]
    parameters, rng = world.cells[cell[1]], np.random.default_rng(seed)
    outcomes = [world.run(rng, **parameters) for _ in range(world.runs(runs))]
    rows: list[Row] = []
    for method, results in zip(world.methods, zip(*outcomes, strict=True), strict=True):
        if not method.tried(parameters):
            continue
        fails = method.fails if method.where(parameters) else ""
        kept = np.array([result for result in results if result is not None]).reshape(-1, 2)
        names = world.name, method.name, label(parameters)
        if not method.chance:
            rows.append(summarise(*names, kept, len(results), fails, False))
            continue
        for low, high in pairwise(CHANCES):
            part = kept[np.minimum(np.digitize(100 * kept[:, 1], CHANCES), len(CHANCES) - 1) == CHANCES.index(high)]
            said = f"{method.name}, said to be {low} to {high} %"
            rows.append(summarise(world.name, said, names[2], part * [1, 100], len(part), fails, True))
    return rows


def summarise(world: str, method: str, parameters: str, kept: Array, runs: int, fails: str, chance: bool) -> Row:
    """Return the row of the outcomes of one method in one cell."""
    finite = kept[np.isfinite(kept[:, 1]), 1]
    covered = 100 * kept[:, 0]
    return Row(
        world=world,
        method=method,
        parameters=parameters,
        runs=runs,
        coverage=float(covered.mean()) if kept.size else float("nan"),
        error=float(covered.std() / len(kept) ** 0.5) if kept.size else float("nan"),
        width=float(finite.mean()) if finite.size else float("nan"),
        unlimited=len(kept) - len(finite),
        refused=runs - len(kept),
        fails=fails,
        chance=chance,
    )


def simulate_all(chosen: list[Cell], runs: int, seed: int, processes: int = 1) -> list[Row]:
    """Return the rows of many cells; each has its own generator, so that the number of processes changes nothing."""
    jobs = [
        (cell, runs, child) for cell, child in zip(chosen, np.random.SeedSequence(seed).spawn(len(chosen)), strict=True)
    ]
    if processes == 1:
        return [row for job in jobs for row in simulate(*job)]
    with get_context("spawn").Pool(processes) as pool:
        return [row for rows in pool.starmap(simulate, jobs, chunksize=1) for row in rows]


def grouped(rows: Iterable[Row], *names: str) -> dict[tuple[str, ...], list[Row]]:
    """Rows that have some fields in common."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(getattr(row, name) for name in names), []).append(row)
    return found


def findings(rows: list[Row]) -> list[str]:
    """Summarise the tables in sentences."""
    intervals = [row for row in rows if not row.chance]
    judged, failing = [row for row in intervals if not row.fails], judge(rows)
    lowest = min(judged, key=lambda row: row.coverage)
    parts = {
        f"Of {len(judged)} intervals that are meant to hold, {len(judged) - len(failing)} cover {LEAST:.0f} % or more, "
        f"within the error of the simulation. The lowest coverage, {lowest.coverage:.1f} % ± {lowest.error:.1f}, is "
        f"that of the {describe(lowest)}.": [],
        "**Fails, though not expected to**:": failing or ["nothing"],
        "**Where no method holds** for a quantity, and the best coverage of those tried:": without_method(intervals),
        "**Expected to fail**, before the first run:": expected(intervals),
        "**What coverage costs**:": widths(intervals),
        "**Probabilities**, where they are furthest from what happens:": chances(rows),
    }
    return [line for head, lines in parts.items() for line in (f"- {head}", *(f"  - {one}." for one in lines))]


def expected(intervals: list[Row]) -> list[str]:
    """Say of each method that was expected to fail where it does."""
    lines = []
    for (method, reason), rows in grouped((row for row in intervals if row.fails), "method", "fails").items():
        worlds = []
        for (world,), group in grouped(rows, "world").items():
            given = [row.coverage for row in group if row.refused < row.runs]
            covers = f"{min(given):.1f} to {max(given):.1f} %" if given else "never given"
            short = (
                f"short in {sum(row.short for row in group)} of {len(group)}" if any(row.short for row in group) else ""
            )
            worlds.append(f"{world} ({short or f'but holds in all {len(group)}'}: {covers})")
        lines.append(f"{method}, because {reason}: {'; '.join(worlds)}")
    return lines


def without_method(intervals: list[Row]) -> list[str]:
    """Name the cells in which every method for the same quantity falls short."""
    lines = []
    for world in WORLDS:
        for quantity in dict.fromkeys(method.of for method in world.methods if not method.chance):
            names = [method.name for method in world.methods if method.of == quantity]
            here = [row for row in intervals if row.world == world.name and row.method in names]
            lost = []
            for (parameters,), rows in grouped(here, "parameters").items():
                if all(row.short for row in rows):
                    best = max((row.coverage for row in rows if row.refused < row.runs), default=0)
                    lost.append(f"{parameters or 'everywhere'} ({best:.1f} %)")
            if lost:
                lines.append(f"{world.name}{f', {quantity}' if quantity else ''}: {'; '.join(lost)}")
    return lines or ["nowhere"]


def widths(intervals: list[Row]) -> list[str]:
    """Say where coverage is bought by width."""
    lines = []
    units, spread = 30, 0.15
    mean = {row.parameters: row for row in intervals if (row.world, row.method) == (WORLDS[0].name, CURVE[0].name)}
    found = [mean.get(label({"units": units, "spread": spread, "reported": one})) for one in REPORTED]
    if None not in found:
        each = ", ".join(f"{row.width:.2f} at {one:g}" for one, row in zip(REPORTED, found, strict=True) if row)
        lines.append(
            f"Unreported failures cost width. Of {units} committees whose attainments have a spread of {spread:g}, the "
            f"mean width is {each} (the probability that a failure is reported)"
        )
    wide = grouped((row for row in intervals if not row.short and row.width > WIDE), "method", "world")
    if wide:
        each = "; ".join(f"{method} (world: {world}) in {len(group)}" for (method, world), group in wide.items())
        lines.append(f"Intervals that hold with a mean width above {WIDE:g} say little. Number of cells: {each}")
    unlimited = [row for row in intervals if row.unlimited]
    if unlimited:
        most = max(unlimited, key=lambda row: row.unlimited / row.runs)
        lines.append(f"Most often without an upper limit: {describe(most)}, in {most.unlimited} of {most.runs} runs")
    refused = [row for row in intervals if row.refused]
    if refused:
        most = max(refused, key=lambda row: row.refused / row.runs)
        lines.append(f"Most often refused: {describe(most)}, in {most.refused} of {most.runs} runs")
    return lines


def chances(rows: list[Row]) -> list[str]:
    """Name the stated probability that is furthest from what happens, for each world and cell."""
    lines = []
    told = grouped((row for row in rows if row.chance and row.runs >= FEW), "world", "parameters")
    for (world, parameters), group in told.items():
        row = max(group, key=lambda row: abs(row.coverage - row.width))
        lines.append(
            f"{world}, {parameters}: said to be {row.width:.0f} % on average, it happens in {row.coverage:.0f} % ± "
            f"{row.error:.0f}"
        )
    return lines or ["too few runs to say"]


INTRODUCTION = f"""\
Every interval promises 95 %. Each is tried in invented worlds whose truth is known, also in worlds for which it was not
made. Where a method was expected to fail, that was written down, with the reason, before the first run; elsewhere it
fails if it covers less than {LEAST:.0f} % by more than two standard errors of the simulation. The seed is the day on
which the worlds were written down, and was never changed."""
ABOUT_WORLDS = """\
Sizes (targets, members, admissions of a year) are log-uniform from 20 to 3,000, and the spread is a coefficient of
variation, unless a world says otherwise. `reported` is the probability that a missed target is reported, `bounds` the
part of the successes of which only that is printed, and a vast unit is fifty times the median."""
ABOUT_COVERAGE = """\
Coverage is that of the runs that gave an interval; its error is that of the simulation. Widths are means on the scale
of the attainment, the growth factor, the share or the ratio; for the end of a year, as a part of what it brings on
average. `unlimited` counts intervals without an upper limit, which the mean width leaves out."""
HEADER = (
    "| world | method | parameters | runs | coverage, % | error | mean width | unlimited | refused | expected to fail |"
)


def page(rows: list[Row], runs: int, seed: int) -> str:
    """Return the Markdown of docs/coverage.md."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "statsmodels"))
    lines = [
        "# How often the intervals cover the truth",
        "",
        f"Generated by `make simulate` ({runs:,} runs, seed {seed}; {versions}). Do not edit.",
        "",
        INTRODUCTION,
        "",
        "## Main findings",
        "",
        *findings(rows),
        "",
        "## The worlds",
        "",
        ABOUT_WORLDS,
        "",
        *(f"- **{world.name}**: {world.text}." for world in WORLDS),
        "",
        "## Coverage",
        "",
        ABOUT_COVERAGE,
        "",
        HEADER,
        "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    lines += [table_line(row) for row in rows if not row.chance]
    lines += [
        "",
        "## Probabilities of meeting a target",
        "",
        "A probability holds if, of the years of which it is said, as many meet their targets.",
        "",
        "| world | method | parameters | years | said, % | happened, % | error | expected to fail |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        if row.chance and row.runs:
            numbers = f"{row.runs} | {row.width:.1f} | {row.coverage:.1f} | {row.error:.1f}"
            lines.append(
                f"| {row.world} | {row.method} | {row.parameters} | {numbers} | {'yes' if row.fails else 'no'} |"
            )
    return "\n".join(lines) + "\n"


def table_line(row: Row) -> str:
    """A row of the table of intervals."""
    numbers = f"{row.coverage:.2f} | {row.error:.2f} | {row.width:.4f} | {row.unlimited} | {row.refused}"
    names = f"{row.world} | {row.method} | {row.parameters}"
    return f"| {names} | {row.runs} | {numbers} | {'yes' if row.fails else 'no'} |"


def main() -> None:
    """Run the grid, write the page, and exit with 1 if a method fails that was not expected to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--output", type=Path, default=PAGE)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    # one process per core is faster than two that each wake all threads of BLAS for matrices of 8 × 8
    os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    rows = simulate_all(grid(), options.runs, SEED, options.processes)
    options.output.write_text(page(rows, options.runs, SEED), encoding="utf-8", newline="\n")
    failing = judge(rows)
    for line in failing:
        sys.stderr.write(f"{line}\n")
    sys.exit(1 if failing else 0)


if __name__ == "__main__":
    main()
