"""Each picture as an image: a change that anybody would see is a change that somebody must want.

After such a change: `python -m pytest tests/show/plots/test_images.py --mpl-generate-path=tests/show/plots/baseline`.
"""

from __future__ import annotations

import made
import pytest
from matplotlib.figure import Figure

from partyresearch.show.picture import draw_on
from partyresearch.show.plots.canvas import NARROW, WIDE, Canvas

CASES = {
    "attainment": 12,
    "attainment-rows": 31,
    "attainment-histogram": 600,
    "interim-rows": 20,
    "shares": 5,
    "shares-rows": 31,
    "shares-histogram": 600,
    "admissions": 12,
    "admissions-histogram": 600,
    "pace": 1,
    "pace-panels": 7,
    "pace-rows": 31,
    "articles": 12,
    "articles-years": 200,
    "curve": 9,
    "funnel": 40,
}


@pytest.mark.mpl_image_compare(
    baseline_dir="baseline", style="default", savefig_kwargs={"dpi": 48, "metadata": {"Software": None}}, tolerance=1
)
@pytest.mark.parametrize("width", ["wide", pytest.param("narrow", marks=pytest.mark.slow)])
@pytest.mark.parametrize("case", CASES)
def test_image(case: str, width: str) -> Figure:
    """Of invented rows, with names as long as names get."""
    canvas = Canvas({"wide": WIDE, "narrow": NARROW}[width])
    draw_on(canvas, made.drawing(case.partition("-")[0], CASES[case]), made.labels())
    return canvas.figure


def test_images_are_compared(request: pytest.FixtureRequest) -> None:
    """A plain run of pytest compares them: without its option, the plugin only draws."""
    asked = [request.config.getoption(name, default=None) for name in ("mpl", "mpl_generate_path")]
    assert any(asked)
