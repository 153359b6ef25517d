"""The forest plot shows what its table says."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from partyresearch import load_organisations, load_quotas
from partyresearch.analysis.quotas import attainment
from partyresearch.plots.forest import forest, forest_alt
from partyresearch.plots.picture import picture


@pytest.fixture(autouse=True)
def _close() -> object:
    yield
    plt.close("all")


def _drawn(rows: int | None = None, **choice: str) -> tuple[object, object]:
    quotas = load_quotas()
    for column, value in choice.items():
        quotas = quotas[quotas[column].eq(value)]
    quotas = quotas.head(rows) if rows is not None else quotas
    result = attainment(quotas, load_organisations())
    return forest(result, quotas), result


def test_every_estimate_has_its_label_and_its_place() -> None:
    """As many labels as rows, and one heading for the interim."""
    ax, result = _drawn()
    texts = [text.get_text() for text in ax.texts]  # type: ignore[attr-defined]
    for label in result.labels.values():  # type: ignore[attr-defined]
        assert texts.count(label) == 1
    assert texts[-1] == "Đầm Dơi district committee · 2023Q1 of 2023"
    assert texts[-2].startswith("Interim")


def test_parts_are_hollow_and_wholes_are_full() -> None:
    """A part is never read as an independent unit."""
    ax, _ = _drawn()
    faces = [line.get_markerfacecolor() for line in ax.lines if line.get_marker() == "s"]  # type: ignore[attr-defined]
    assert faces.count("white") == 3  # one bloc read as printed digits, the other bloc, a district


def test_bounds_are_arrows() -> None:
    """Three years of one committee, a plan exceeded, a bound read literally."""
    ax, _ = _drawn()
    assert sum(bool(getattr(text, "arrow_patch", None)) for text in ax.texts) == 5  # type: ignore[attr-defined]


def test_it_draws_where_it_is_told() -> None:
    """ax is used and returned."""
    _, ax = plt.subplots()
    quotas = load_quotas()
    assert forest(attainment(quotas, load_organisations()), quotas, ax=ax) is ax


def test_no_row_is_no_error() -> None:
    """An empty selection gives an empty plot and says so in words."""
    ax, result = _drawn(0)
    assert not ax.texts  # type: ignore[attr-defined]
    assert forest_alt(result).startswith("An empty forest plot")  # type: ignore[arg-type]


@pytest.mark.parametrize("rows", [1, 5, None])
def test_no_label_is_clipped_or_overlaps(rows: int | None) -> None:
    """Every text lies within the picture and on no other text."""
    ax, _ = _drawn(rows)
    figure = ax.get_figure(root=True)  # type: ignore[attr-defined]
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text()]  # type: ignore[attr-defined]
    for number, box in enumerate(boxes):
        assert box.x0 >= 0
        assert box.x1 <= figure.bbox.x1
        assert not any(box.overlaps(other) for other in boxes[:number])


def test_the_same_plot_gives_the_same_bytes() -> None:
    """A picture has no time in it."""
    ax, result = _drawn()
    again, _ = _drawn()
    alt = forest_alt(result)  # type: ignore[arg-type]
    assert picture(ax, alt).data == picture(again, alt).data  # type: ignore[arg-type]


def test_alternative_text_says_every_row() -> None:
    """Who cannot see the picture reads the same numbers."""
    _, result = _drawn()
    text = forest_alt(result)  # type: ignore[arg-type]
    assert all(label in text for label in result.labels.values())  # type: ignore[attr-defined]
    assert "Cần Thơ city committee · 2011: 1.271 to 1.272 (model 1.223 to 1.321)" in text
