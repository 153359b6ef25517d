"""Every computed sentence and label, as keyed templates: a second language is a second dictionary."""

from __future__ import annotations

TEMPLATES: dict[str, str] = {
    "model": "model",
    "open": "open",
    "interval": "{low} to {high}",
    "at_least": "at least {low}",
    "at_most": "at most {high}",
    "attainment.estimand": "Attainment: people admitted ÷ admissions that the target of the period asked for.",
    "attainment.assumption": (
        "A target that is not printed is worked out from the printed count and the printed percentage or bound: every "
        "whole number that fits, if the target is a number of people. The thin interval is model-based. It answers: "
        "which attainments would make the printed count no surprise, if a Poisson process with that mean ran again? "
        "({confidence} % confidence, outermost limits over the possible targets.) Admissions that are steered towards "
        "a quota need not behave so."
    ),
    "attainment.not_shown": (
        "This does not show how committees that no article reports on did, whether a target was ambitious, or how "
        "sectors and groups without a printed number did."
    ),
    "attainment.unscored": "Printed targets without a printed result, not drawn: {what}.",
    "attainment.headline": (
        "Finished targets with a printed result: {n}; separate organisations they belong to: {tops}. Reported as met: "
        "{met}; as missed: {missed}; open: {undecided}. Resting on a disputed coding: {disputed} of {n}. The articles "
        "were not drawn at random."
    ),
    "attainment.headline_none": "No finished target with a printed result is in the selection.",
    "attainment.refused": "No target with a printed result is in the selection: 0 found, 1 needed.",
    "contradicted": "Figures on this page that contradict other printed figures: {ids} (see partyresearch check).",
    "contradicted_none": "No figure on this page contradicts another printed figure.",
    "attainment.none": "No such target is in the selection.",
    "attainment.reading.half_up": "percentage rounded half up",
    "attainment.reading.truncated": "percentage truncated",
    "attainment.reading.half_up_truncated": "percentage rounded or truncated",
    "attainment.reading.printed": "target as printed",
    "attainment.reading.whole": "“{printed}”, read as a bound, of a whole target",
    "attainment.reading.literal": "“{printed}”, read as a bound",
    "attainment.short.rounded": "{low} %",
    "attainment.short.literal": "beyond {low} %",
    "attainment.short.conventional": "between {low} and {high} %",
    "attainment.disputed": (
        "Without the figures whose coding is disputed, rows that remain below: {left}; rows that go: {gone}."
    ),
    "attainment.disputed_none": "Without the figures whose coding is disputed, the same rows remain.",
    "attainment.of": "{part} of {whole}",
    "attainment.axis": "Admitted ÷ target (log scale)",
    "attainment.alt": (
        "Forest plot of attainment on a log axis, rows: {rows}. {lines} Thick: what rounding and bounds leave open; "
        "thin: model interval; arrow: only a bound is known; hollow: part of another organisation with a target."
    ),
    "attainment.alt_empty": "An empty forest plot: no such row is in the selection.",
    "group.school_pupil": "school pupils",
    "group.student": "pupils and students",
    "group.teacher": "teachers",
    "set_by.superior": "set by a superior",
    "set_by.congress": "set by a congress",
    "set_by.own_plan": "own plan",
    "set_by.unstated": "setter not stated",
    "left_out": "Left out of this selection: {what}.",
    "left_out_none": "Nothing is left out of this selection.",
    "left_out.organisation": "rows of other organisations: {n}",
    "left_out.years": "rows outside the years: {n}",
    "left_out.level": "rows of other levels: {n}",
    "left_out.disputed": "rows resting on a disputed coding: {n}",
    "column.row": "organisation and period",
    "column.admitted": "admitted",
    "column.target": "target",
    "column.set_by": "origin of the target",
    "column.estimate": "attainment",
    "column.model": "model interval",
    "column.reading": "reading",
    "column.figures": "figures",
    "column.figure": "figure",
    "column.place": "characters",
    "column.printed": "printed",
    "column.metric": "metric",
    "column.organisation": "organisation",
    "column.disputed": "disputed",
}


def say(key: str, **values: object) -> str:
    """Fill a template.

    Parameters
    ----------
    key : str
        A key of :data:`TEMPLATES`.
    **values
        What the template names.

    Returns
    -------
    str

    Raises
    ------
    KeyError
        If there is no such template, or it names a value that is not given.

    Examples
    --------
    >>> say("interval", low=1, high=2)
    '1 to 2'
    """
    return TEMPLATES[key].format(**values)
