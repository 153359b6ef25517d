"""Which picture belongs to which question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from partyresearch.show.plots.forest import forest, forest_alt
from partyresearch.show.plots.funnel import funnel, funnel_alt
from partyresearch.show.plots.pace import pace_panels, pace_panels_alt
from partyresearch.show.plots.reporting import curve, curve_alt
from partyresearch.show.plots.shares import shares, shares_alt
from partyresearch.show.plots.timeline import timeline, timeline_alt

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Drawing:
    """How a question is drawn, described in words, and when there is nothing to draw."""

    draw: Callable[..., Axes]
    alt: Callable[..., str]
    is_empty: Callable[..., bool]


def _of_estimates(draw: Callable[..., Axes], alt: Callable[..., str]) -> Drawing:
    return Drawing(draw, alt, lambda findings, **options: findings.chosen(*options.values()).empty)


_MEANS = {
    "curve": Drawing(curve, curve_alt, lambda findings: len(findings.named("mean_attainment")) < 2),
    "funnel": Drawing(
        lambda findings, labels, ax=None: funnel(findings.facts["funnel"], labels, ax, findings.facts["alpha"]),
        lambda findings, labels: funnel_alt(findings.facts["funnel"], labels, alpha=findings.facts["alpha"]),
        lambda findings: findings.facts["funnel"].empty,
    ),
}
DRAWINGS = {
    "recruitment": _of_estimates(timeline, timeline_alt),
    "projections": Drawing(pace_panels, pace_panels_alt, lambda findings, **_: not findings.facts["parts"]),
    "student_share": _of_estimates(shares, shares_alt),
    "attainment": Drawing(forest, forest_alt, lambda findings, estimand="attainment": findings.chosen(estimand).empty),
    "mean_attainment": Drawing(
        lambda findings, labels, ax=None, picture="curve": _MEANS[picture].draw(findings, labels, ax),
        lambda findings, labels, picture="curve": _MEANS[picture].alt(findings, labels),
        lambda findings, picture="curve": _MEANS[picture].is_empty(findings),
    ),
}
"""By the name of the question in the findings."""
