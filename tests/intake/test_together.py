"""What the figures of a text say together: contradictions, and figures that are told again."""

from __future__ import annotations

from datetime import date

from partyresearch.intake.candidates import Candidate
from partyresearch.intake.together import doubt_contradictions, settle_repeats

DAY = date(2023, 10, 9)


def test_a_number_that_is_told_again_of_another_year() -> None:
    """Is not told again."""
    told = Candidate(9, 12, "150", "figure", value=150, metric="m", period_start=DAY)  # type: ignore[arg-type]
    other = told._replace(start=20, candidate="unsure", doubts=("organisation",), period_start=date(2022, 1, 1))
    other = other._replace(period_from="clause")
    assert settle_repeats([told, other])[1] == other


def test_what_cannot_be_true_together() -> None:
    """A part that is more than its whole, almost nothing attained, two targets for one thing."""
    whole = Candidate(1, 3, "20", "figure", value=20, metric="members_admitted")  # type: ignore[arg-type]
    part = whole._replace(start=5, value=30, part_of=1)  # type: ignore[arg-type]
    little = whole._replace(start=9, metric="target_attainment", value=4)  # type: ignore[arg-type]
    targets = [whole._replace(start=n, metric="admission_target", value=n) for n in (20, 21)]  # type: ignore[arg-type]
    found = doubt_contradictions([whole, part, little, *targets])
    assert [one.doubts for one in found] == [(), ("part_of",), ("metric",), ("value",), ("value",)]
    assert [one.candidate for one in found] == ["figure", *["unsure"] * 4]
    assert doubt_contradictions([targets[0], targets[0]._replace(start=30)])[0].doubts == ()


def test_what_a_headline_repeats() -> None:
    """It has the organisation and the period of the text, if they are the same wherever it is told again."""
    told = Candidate(9, 12, "140", "figure", value=140, metric="m", period_start=DAY)  # type: ignore[arg-type]
    headline = told._replace(start=0, candidate="unsure", doubts=("period",), period_start=None)
    assert settle_repeats([headline, told])[0][3:5] == told[3:5]
    first = settle_repeats([headline, told])[0]
    assert (first.candidate, first.period_start, first.doubts) == ("figure", DAY, ())
    for others in (
        [told, told._replace(start=20, period_start=date(2022, 1, 1))],  # which of the two?
        [told._replace(value=2)],
        [told._replace(metric="n")],
    ):
        assert settle_repeats([headline, *others])[0] == headline
    small = headline._replace(value=5)  # type: ignore[arg-type]
    for one, same in ((small, told._replace(value=5)), (headline._replace(doubts=("metric",)), told)):  # type: ignore[arg-type]
        found = settle_repeats([one, same])[0]
        assert (found.candidate, found.period_start, found.doubts) == ("unsure", DAY, one.doubts)  # likely, not sure
