"""The reporting curve as it is drawn: the mean, its limits, and where they are unknown."""

from __future__ import annotations

from math import nan

import made
import numpy as np
import pytest
from matplotlib.axes import Axes

from partyresearch.analysis.findings import Draft, Findings
from partyresearch.show.picture import draw_on
from partyresearch.show.plots.canvas import Canvas
from partyresearch.show.plots.means import Curve


def _findings(*points: tuple[float, float, float, float]) -> Findings:
    """Points: share reported, mean, low, high."""
    draft = Draft()
    for reported, mean, low, high in points:
        cells = {"ends": (mean, mean), "model": (low, None if high == np.inf else high), "unit": "ratio"}
        draft.add(f"mean_attainment:{reported:g}", confidence=0.95, beside={"reported": reported}, **cells)
    return draft.findings("mean_attainment")


def _curve(*points: tuple[float, float, float, float]) -> Axes:
    return draw_on(Canvas(), Curve(_findings(*points)), made.labels()).axes


def test_the_line_is_the_mean_and_the_band_its_limits() -> None:
    """From all that is reported, on the left, to none."""
    ax = _curve((1, 1.16, 1.1, 1.22), (0.5, 1.12, 1.05, 1.19), (0.1, 0.99, 0.9, 1.08))
    line = ax.lines[0]
    assert line.get_xdata().tolist() == [1, 0.5, 0.1]
    assert line.get_ydata().tolist() == [1.16, 1.12, 0.99]
    band = ax.collections[0].get_paths()[0].vertices
    assert {tuple(point) for point in band} >= {(1, 1.1), (1, 1.22), (0.1, 0.9), (0.1, 1.08)}
    assert ax.get_xlim() == (1, 0.1)
    low, high = ax.get_ylim()
    assert low < 0.9 < 1 < 1.22 < high


def test_a_mean_that_the_data_do_not_tell_ends_the_line() -> None:
    """And an upper limit that there is not runs out of the picture; no point stands for either."""
    ax = _curve((1, 1.16, 1.1, 1.22), (0, nan, 0.0, np.inf))
    assert np.isnan(ax.lines[0].get_ydata()[1])
    assert max(y for _, y in ax.collections[0].get_paths()[0].vertices) == pytest.approx(3.0)


def test_a_curve_in_words() -> None:
    """Its two ends; one point is no curve."""
    labels = made.labels()
    words = Curve(_findings((1, 1.16, 1.1, 1.22), (0.1, 0.99, 0.9, 1.08))).alt(labels)
    assert "116%" in words
    assert "99%" in words
    one = Curve(_findings((1, 1.16, 1.1, 1.22)))
    assert one.empty
    assert one.alt(labels) == "An empty plot of the mean attainment: there is no curve."
