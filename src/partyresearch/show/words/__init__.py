"""What pages say of each question: headline, assumptions, labels of rows, reasons for refusals.

A message is a whole English sentence; catalogues in ``locale/`` translate it. Numbers come from the findings alone.
"""

from __future__ import annotations

from partyresearch.show.words import attainment, mean_attainment, overview, pace, students, trends
from partyresearch.show.words.kinds import Words

QUESTIONS: dict[str, Words] = {
    **attainment.QUESTIONS,
    **mean_attainment.QUESTIONS,
    **trends.QUESTIONS,
    **pace.QUESTIONS,
    **students.QUESTIONS,
    **overview.QUESTIONS,
}
"""By the name of the question in the findings."""
