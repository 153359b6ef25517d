"""The forest plot shows what its table says."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from read_back import misplaced, plain

from partyresearch import load_figures, load_organisations, load_quotas
from partyresearch.analysis.quotas import attainment
from partyresearch.analysis.result import Result
from partyresearch.show.plots.forest import forest, forest_alt
from partyresearch.show.plots.picture import picture

INTERIM = "interim_attainment"


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    plt.close("all")


def _result(rows: int | None = None) -> Result:
    return attainment(load_quotas().head(rows or 99 if rows != 0 else 0), load_organisations(), load_figures())


def _texts(ax: Axes) -> list[str]:
    return [plain(text) for text in ax.texts if text.get_text()]


def test_every_estimate_has_its_label_in_its_picture() -> None:
    """Finished and interim rows are never in one picture; what if the target was this or that is in none."""
    result = _result()
    finished, interim = _texts(forest(result)), _texts(forest(result, estimand=INTERIM))
    drawn = result.chosen("attainment", INTERIM)["estimate_id"]
    assert sorted(finished + interim) == sorted(result.rows["label"][drawn])
    assert interim == ["Đầm Dơi district committee · 2023Q1 of 2023"]


def test_parts_are_marked_and_wholes_are_not() -> None:
    """A part is never read as an independent unit: an arrow before its name, a hollow mark."""
    ax = forest(_result())
    assert sum(text.get_text().startswith("↳") for text in ax.texts) == 5
    faces = [line.get_markerfacecolor() for line in ax.lines if line.get_marker() == "s"]
    assert [face == "white" for face in faces] == [False, False, True]  # two committees, a bloc


def test_a_set_of_values_is_no_point() -> None:
    """Of 140 or 141 nothing is drawn between the two values but a box from end to end."""
    boxes = [patch for patch in forest(_result()).patches if isinstance(patch, Rectangle)]
    ends = [(box.get_x(), box.get_x() + box.get_width()) for box in boxes]
    assert ends == [
        pytest.approx((2669 / 2100, 2669 / 2099)),
        pytest.approx((417 / 251, 417 / 250)),
        pytest.approx((146 / 141, 146 / 140)),
    ]


def test_bounds_are_arrows() -> None:
    """Three years of one committee, a plan exceeded, a bound read literally, nine committees of nine."""
    assert sum(bool(getattr(text, "arrow_patch", None)) for text in forest(_result()).texts) == 6


def test_no_line_at_the_target_in_the_interim() -> None:
    """A quarter is not to be measured by a year's target."""
    assert any(line.get_linestyle() == ":" for line in forest(_result()).lines)
    assert not any(line.get_linestyle() == ":" for line in forest(_result(), estimand=INTERIM).lines)


def test_it_draws_where_it_is_told() -> None:
    """ax is used and returned."""
    _, ax = plt.subplots()
    assert forest(_result(), ax) is ax


def test_no_row_is_no_error() -> None:
    """An empty selection gives an empty plot and says so in words."""
    result = _result(0)
    assert not forest(result).texts
    assert forest_alt(result).startswith("An empty forest plot")


@pytest.mark.parametrize("rows", [1, 5, None])
def test_no_label_is_clipped_or_overlaps(rows: int | None) -> None:
    """Every text lies within the picture and on no other text."""
    assert misplaced(forest(_result(rows))) == []


def test_the_same_plot_gives_the_same_bytes() -> None:
    """A picture has no time in it."""
    result = _result()
    assert picture(forest(result), "a").data == picture(forest(result), "b").data


def test_alternative_text_says_every_row() -> None:
    """Who cannot see the picture reads the same numbers."""
    result = _result()
    text = forest_alt(result) + forest_alt(result, estimand=INTERIM)
    drawn = result.chosen("attainment", INTERIM)["estimate_id"]
    assert all(label in text for label in result.rows["label"][drawn])
    assert "Cần Thơ city committee · 2011: 1.27" in text
    assert "1.272 (model 1.22" in text
