"""Each picture as an image: a change that anybody would see is a change that somebody must want.

After such a change: `python -m pytest tests/show/plots/test_images.py --mpl-generate-path=tests/show/plots/baseline`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import made
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from partyresearch.show.plots.checks import checks_overview
from partyresearch.show.plots.coverage import coverage_matrix
from partyresearch.show.plots.forest import forest
from partyresearch.show.plots.funnel import funnel
from partyresearch.show.plots.pace import pace
from partyresearch.show.plots.shares import shares
from partyresearch.show.plots.timeline import timeline


def image(test: Callable[[], Any]) -> Any:
    """Compare the figure that a test returns with its image in `baseline`."""
    return pytest.mark.mpl_image_compare(
        baseline_dir="baseline",
        style="default",
        savefig_kwargs={"dpi": 60, "metadata": {"Software": None}},
        tolerance=1,
    )(test)


def _figure(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure


@image
def test_forest_finished() -> Figure:
    """Points, sets and bounds, of wholes and of parts."""
    return _figure(forest(made.ratios(12), made.labels()))


@image
def test_forest_interim() -> Figure:
    """The same, with no line at 100 %."""
    return _figure(forest(made.ratios(6, made.INTERIM), made.labels(), estimand=made.INTERIM))


@image
def test_shares() -> Figure:
    """Counted shares and bounds."""
    return _figure(shares(made.student_shares(12), made.labels()))


@image
def test_timeline() -> Figure:
    """Years, quarters, decades and unknown ends."""
    return _figure(timeline(made.admissions(12), made.labels()))


@image
def test_coverage() -> Figure:
    """Eight rows, eight columns."""
    return _figure(coverage_matrix(made.cells(8, 8), made.labels()))


@image
def test_checks() -> Figure:
    """Every verdict."""
    return _figure(checks_overview(made.checks(6), made.labels()))


@image
def test_pace() -> Figure:
    """Both projections and the even path."""
    return _figure(pace(made.paces(1), made.labels()))


@image
def test_funnel() -> Figure:
    """Forty committees."""
    return _figure(funnel(made.units(40), made.labels()))


def test_images_are_compared(request: pytest.FixtureRequest) -> None:
    """A plain run of pytest compares them: without its option, the plugin only draws."""
    asked = [request.config.getoption(name, default=None) for name in ("mpl", "mpl_generate_path")]
    assert any(asked)
