"""What the figures of a text say together: what cannot be true at once, and what is told again."""

from __future__ import annotations

from collections.abc import Mapping

from partyresearch.collection.vocabulary import SCORES
from partyresearch.intake.candidates import Candidate

_LEAST_ATTAINMENT = 5  # percent: nobody prints less of a year; it is the share of something else
_LEAST_OF_A_YEAR = 30  # of a whole year
_YEAR = 360  # days
_TELLING = 20  # a smaller count can be the same by chance


def doubt_contradictions(candidates: list[Candidate]) -> list[Candidate]:
    """What cannot be true of figures together is a question for a person."""
    by_start = {one.start: one for one in candidates}
    targets: dict[object, set[object]] = {}
    for one in candidates:
        if one.metric == "admission_target":
            targets.setdefault(_asked(one), set()).add(one.value)
    return [_doubt_contradiction(one, by_start, targets) for one in candidates]


def _doubt_contradiction(
    one: Candidate, by_start: Mapping[int, Candidate], targets: Mapping[object, set[object]]
) -> Candidate:
    whole = by_start.get(one.part_of) if one.part_of is not None else None
    contradictions = {
        "part_of": bool(whole and whole.value is not None and one.value is not None and one.value > whole.value),
        "metric": one.metric in SCORES and one.value is not None and one.value < _least_attainment(one),
        "value": one.metric == "admission_target" and len(targets[_asked(one)]) > 1,
    }
    found = tuple(name for name, is_found in contradictions.items() if is_found and name not in one.doubts)
    if not found or one.candidate == "exclusion":
        return one
    return one._replace(candidate="unsure", doubts=(*one.doubts, *found))


def _least_attainment(one: Candidate) -> int:
    days = (one.period_end - one.period_start).days if one.period_start and one.period_end else 0
    return _LEAST_OF_A_YEAR if days > _YEAR else _LEAST_ATTAINMENT


def _asked(one: Candidate) -> object:
    return one.organisation, one.group, one.period_start, one.period_end, one.set_by


def settle_repeats(candidates: list[Candidate]) -> list[Candidate]:
    """Let a figure that is told again, as by a headline, have organisation and period from where these are told."""
    told: dict[object, list[Candidate]] = {}
    for one in candidates:
        if one.metric and one.value is not None:
            told.setdefault(_told_of(one), []).append(one)
    models = {key: _model_of(same) for key, same in told.items() if len(same) > 1}
    return [_settle_repeat(one, models.get(_told_of(one))) for one in candidates]


def _told_of(one: Candidate) -> object:
    return one.metric, one.value, one.group, one.status


def _model_of(same: list[Candidate]) -> Candidate | None:
    """Of figures that say the same, the first that is sure, else that tells whose and when; None if others differ."""
    told = [one for one in same if one.candidate == "figure"] or [one for one in same if not _is_guessed(one)]
    days = {(one.organisation, one.period_start, one.period_end) for one in told}
    return told[0] if len(days) == 1 else None


def _settle_repeat(one: Candidate, model: Candidate | None) -> Candidate:
    if model is None or not one.doubts or not _is_guessed(one) or one.value is None:
        return one
    if model.candidate != "figure":
        return _with_days_of(one, model)._replace(doubts=tuple(dict.fromkeys((*one.doubts, *model.doubts))))
    if not _agrees(one, model):
        return one  # the text tells another organisation, or another period
    told = _with_days_of(one, model)
    is_sure = one.value >= _TELLING and set(one.doubts) <= {"organisation", "period"}
    return told._replace(candidate="figure", doubts=()) if is_sure else told


def _with_days_of(one: Candidate, model: Candidate) -> Candidate:
    """A figure with organisation and period of another one."""
    names = ("organisation", "organisation_from", "period_start", "period_end", "period_from")
    return one._replace(why=(*one.why, "told again"), **{name: getattr(model, name) for name in names})


def _agrees(one: Candidate, model: Candidate) -> bool:
    """Whether what is told of a figure where it stands, and is no guess, is told of the other one, too."""
    same_owner = one.organisation_from == "guess" or one.organisation == model.organisation
    days = (one.period_start, one.period_end) == (model.period_start, model.period_end)
    return same_owner and (one.period_from == "guess" or days)


def _is_guessed(one: Candidate) -> bool:
    return "guess" in (one.organisation_from, one.period_from)
