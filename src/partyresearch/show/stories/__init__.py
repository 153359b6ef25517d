"""How the main results are told on their pages, by the name of the question."""

from partyresearch.show.stories import attainment, overview, students, trends

STORIES = {
    "attainment": attainment.STORY,
    "overview": overview.STORY,
    "recruitment": trends.STORY,
    "student_share": students.STORY,
    "group_share": students.STORY,
}
