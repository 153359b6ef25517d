"""The forest plot shows what its table says, of the five articles."""

from __future__ import annotations

from functools import cache

import pytest
from made import INTERIM
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from read_back import misplaced, plain

import partyresearch as pr
from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.language import Language
from partyresearch.show.plots.forest import forest, forest_alt
from partyresearch.show.plots.rows import labelled


@cache
def _findings(organisations: str = "") -> Findings:
    return pr.study(organisations=organisations.split()).attainment().findings


@cache
def _labels() -> Labels:
    tables = pr.study().all
    return Labels(Language("en"), tables)


def _forest(**options: str) -> Axes:
    return forest(_findings(), _labels(), **options)


def _texts(ax: Axes) -> list[str]:
    return [plain(text) for text in ax.texts if text.get_text()]


def _names(*estimands: str) -> list[str]:
    return [text.removeprefix("↳ ") for text in labelled(_findings(), _labels(), *estimands)[1]]


def test_every_estimate_has_its_label_in_its_picture() -> None:
    """Finished and interim rows are never in one picture; what if the target was this or that is in none."""
    finished, interim = _texts(_forest()), _texts(_forest(estimand=INTERIM))
    assert finished == _names("attainment")
    assert interim == _names(INTERIM) == ["Đầm Dơi district committee · 2023Q1 of 2023"]


def test_parts_are_marked_and_wholes_are_not() -> None:
    """A part is never read as an independent unit: an arrow before its name, a hollow mark."""
    ax = _forest()
    assert sum(text.get_text().startswith("↳") for text in ax.texts) == 5
    faces = [line.get_markerfacecolor() for line in ax.lines if line.get_marker() == "s"]
    assert [face == "white" for face in faces] == [False, False, True]  # two committees, a bloc


def test_a_set_of_values_is_no_point() -> None:
    """Of 140 or 141 nothing is drawn between the two values but a box from end to end."""
    boxes = [patch for patch in _forest().patches if isinstance(patch, Rectangle)]
    ends = [(box.get_x(), box.get_x() + box.get_width()) for box in boxes]
    assert ends == [
        pytest.approx((2669 / 2100, 2669 / 2099)),
        pytest.approx((417 / 251, 417 / 250)),
        pytest.approx((146 / 141, 146 / 140)),
    ]


def test_bounds_are_arrows() -> None:
    """Three years of one committee, a plan exceeded, a bound read literally, nine committees of nine."""
    assert sum(bool(getattr(text, "arrow_patch", None)) for text in _forest().texts) == 6


def test_no_line_at_the_target_in_the_interim() -> None:
    """A quarter is not to be measured by a year's target."""
    assert any(line.get_linestyle() == ":" for line in _forest().lines)
    assert not any(line.get_linestyle() == ":" for line in _forest(estimand=INTERIM).lines)


@pytest.mark.parametrize("organisations", ["", "dam-doi", "can-tho", "lam-ha"])
def test_no_label_is_clipped_or_overlaps(organisations: str) -> None:
    """Every text lies within the picture and on no other text."""
    assert misplaced(forest(_findings(organisations), _labels())) == []


def test_alternative_text_says_every_row() -> None:
    """Who cannot see the picture reads the same numbers."""
    text = forest_alt(_findings(), _labels()) + forest_alt(_findings(), _labels(), estimand=INTERIM)
    assert all(f"{name}: " in text for name in _names("attainment", INTERIM))
    assert "Cần Thơ city committee · 2011: 1.27" in text
    assert "1.272 (model 1.22" in text
