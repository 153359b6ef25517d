"""Which picture belongs to which question."""

from __future__ import annotations

from collections.abc import Callable

from partyresearch.show.plots.admissions import Admissions
from partyresearch.show.plots.articles import Articles
from partyresearch.show.plots.attainment import Attainment
from partyresearch.show.plots.drawing import Drawing
from partyresearch.show.plots.means import mean
from partyresearch.show.plots.pace import Pace
from partyresearch.show.plots.shares import Shares

DRAWINGS: dict[str, Callable[..., Drawing]] = {
    "attainment": Attainment,
    "student_share": Shares,
    "group_share": Shares,
    "recruitment": Admissions,
    "part_year": Pace,
    "mean_attainment": mean,
    "overview": Articles,
}
"""By the name of the question in the findings."""
