"""The simulations on a small grid, and the published page."""

from __future__ import annotations

import importlib
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from partyresearch.models.intervals import NotEstimable

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")

sys.path.insert(0, str(ROOT / "tools"))  # where other processes find it too
simulate = importlib.import_module("simulate")
WORLDS = {world.name: n for n, world in enumerate(simulate.WORLDS)}


def cell(world: str, **parameters: float) -> tuple[int, int]:
    """A cell by the name of its world and its parameters."""
    return WORLDS[world], simulate.WORLDS[WORLDS[world]].cells.index(parameters)


def row(coverage: float, error: float, **fields: Any) -> Any:
    """A row of which only the coverage matters."""
    others = {"fails": "", "chance": False, "refused": 0, "unlimited": 0} | fields
    return simulate.Row("w", "m", "units 10", 2000, coverage, error, width=0.5, **others)


@pytest.mark.slow
def test_same_seed_same_rows() -> None:
    """A page could not be made again, byte by byte, or would depend on the number of processes."""
    chosen = [(n, 0) for n in range(len(simulate.WORLDS))]
    rows = simulate.simulate_all(chosen, 4, seed=3)
    again = simulate.simulate_all(chosen, 4, seed=3, processes=2)
    assert list(map(repr, again)) == list(map(repr, rows))  # NaN is not equal to itself
    assert repr(simulate.simulate_all(chosen, 4, seed=4)) != repr(rows)
    assert {one.world for one in rows} == set(WORLDS)


@pytest.mark.parametrize(
    ("coverage", "error", "fails", "reported"),
    [
        (91.9, 0.5, "", True),  # by more than two errors
        (92.0, 0.5, "", False),
        (100.0, 0.0, "", False),  # too wide is no failure here: the width stands beside it
        (10.0, 0.5, "expected", False),
        (float("nan"), float("nan"), "", True),  # never an interval
    ],
)
def test_judge(coverage: float, error: float, fails: str, reported: bool) -> None:
    """A method that falls short would pass, or one that does so only by chance would not."""
    assert bool(simulate.judge([row(coverage, error, fails=fails)])) == reported


def test_probabilities_are_no_intervals() -> None:
    """A year that is said to have a chance of 10 %, and has, would fail as an interval that covers 10 %."""
    assert simulate.judge([row(10, 0.5, chance=True)]) == []


def test_a_narrow_interval_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Intervals of half the width would pass."""
    chosen = [cell("log-normal ratios", units=30, spread=0.15)]
    assert simulate.judge(simulate.simulate_all(chosen, 100, seed=2)) == []
    whole = simulate.random_effects

    def half(*data: object) -> object:
        found = whole(*data)
        return replace(found, low=(found.mean + found.low) / 2, high=(found.mean + found.high) / 2)

    monkeypatch.setattr(simulate, "random_effects", half)
    (line,) = simulate.judge(simulate.simulate_all(chosen, 100, seed=2))
    assert line.startswith("random-effects mean (world: log-normal ratios; units 30, spread 0.15): ")


def test_widths_and_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs without an interval would pass for covered ones, or one without a limit make the mean width infinite."""
    truth = simulate.MEAN * 20
    given = iter([(truth - 1, truth + 3), NotEstimable("x"), (truth + 1, truth + 2), (truth - 1, np.inf)])

    def answer(_: int) -> tuple[float, float]:
        if isinstance(found := next(given), Exception):
            raise found
        return found

    monkeypatch.setattr(simulate, "poisson_interval", answer)
    (one,) = simulate.simulate_all([cell("one count", target=20)], 4, seed=1)
    assert (one.runs, one.refused, one.unlimited) == (4, 1, 1)
    assert one.coverage == pytest.approx(200 / 3)
    assert one.error == pytest.approx(100 * (2 / 9 / 3) ** 0.5)
    assert one.width == pytest.approx((4 + 1) / 2 / 20)


def test_steered_counts_are_refused_below_one() -> None:
    """Refusals of the curve would not be counted where counts vary less than chance lets them."""
    below, one = simulate.simulate_all([cell("steered to the target", units=30)], 20, seed=1)
    assert (below.runs, below.refused, one.refused) == (5, 5, 0)  # a slow world: a quarter of the runs
    assert np.isnan(below.coverage)
    assert below.fails


def test_failures_are_reported_with_their_probability() -> None:
    """Too many failures would be seen, or too few; a count is 9 or 11 with the same probability, the target is 10."""
    rng, targets = np.random.default_rng(1), np.full(20_000, 10.0)

    def seen(reported: float) -> float:
        counts = simulate.as_reported(lambda some: rng.choice([9, 11], some.sum()), targets, reported, rng)
        return float((counts < targets).mean())

    assert seen(0) == 0
    assert seen(1) == pytest.approx(1 / 2, abs=0.015)
    assert seen(0.25) == pytest.approx(1 / 5, abs=0.012)  # 0.25 failures for each success


def test_nudged_mean() -> None:
    """The truth of that world would be wrong: against a million draws."""
    rng = np.random.default_rng(1)
    targets = simulate.draw_sizes(1_000_000, rng)
    counts = rng.poisson(simulate.MEAN * rng.gamma(0.15**-2, 0.15**2, targets.size) * targets)
    near = (counts >= 0.9 * targets) & (counts < targets)
    drawn = np.where(near, targets, counts) / targets
    assert simulate.nudged_mean(0.15) == pytest.approx(drawn.mean(), abs=0.001)


def test_probabilities_are_binned(monkeypatch: pytest.MonkeyPatch) -> None:
    """What happens would be held against the wrong probabilities."""
    outcomes = iter([(1.0, 1.0), (1.0, 0.9), (0.0, 0.8), (0.0, 0.05)])
    method = simulate.Method("chance", chance=True)
    world = simulate.World("w", "", lambda _: [next(outcomes)], (method,))
    monkeypatch.setattr(simulate, "WORLDS", (world,))
    rows = simulate.simulate_all([(0, 0)], 4, seed=1)
    assert [one.runs for one in rows] == [1, 0, 0, 0, 3]
    assert (rows[-1].coverage, rows[-1].width) == pytest.approx((200 / 3, 90))


def published() -> list[Any]:
    """The rows of the first table of docs/coverage.md, and how its worlds named them."""
    rows = []
    for line in PAGE.splitlines():
        cells = [one.strip() for one in line.strip("|").split("|")]
        if len(cells) == 10 and cells[3].isdigit():
            coverage, error, width = map(float, cells[4:7])
            numbers = (int(cells[3]), coverage, error, width, int(cells[7]), int(cells[8]))
            rows.append(simulate.Row(*cells[:3], *numbers, cells[9].replace("no", "")))
    return rows


def test_published_page_has_the_grid() -> None:
    """The page would be of another grid, of fewer runs than it says, or hide what was expected to fail."""
    runs = int(re.search(r"`make simulate` \(([\d,]+) runs", PAGE)[1].replace(",", ""))
    expected = [
        (world.name, method.name, simulate.label(cell), world.runs(runs), bool(method.fails and method.where(cell)))
        for world in simulate.WORLDS
        for cell in world.cells
        for method in world.methods
        if method.tried(cell) and not method.chance
    ]
    rows = published()
    assert [(one.world, one.method, one.parameters, one.runs, bool(one.fails)) for one in rows] == expected
    assert f"seed {simulate.SEED}; numpy " in PAGE
    assert all(f"**{world.name}**" in PAGE for world in simulate.WORLDS)


def test_published_page_names_all_that_fails() -> None:
    """A published interval would fall short where nobody is told."""
    assert simulate.judge(published()) == []
    reasons = {method.fails for world in simulate.WORLDS for method in world.methods if not method.chance} - {""}
    assert all(f"because {reason}: " in PAGE for reason in reasons)
