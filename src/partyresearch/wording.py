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
        "A target that is not printed is worked out from the printed count and the printed percentage: every whole "
        "number that rounding allows. The thin interval is model-based: it treats the count as one draw of a Poisson "
        "process whose mean is attainment × target, at {confidence:.0%} confidence."
    ),
    "attainment.not_shown": (
        "This does not show how committees that no article reports on did, nor whether a target was ambitious. "
        "{unscored} printed targets have no printed result and are not drawn."
    ),
    "attainment.headline": (
        "Of {n} finished targets with a printed result, {met} were met, {missed} were missed and {undecided} cannot be "
        "told; {independent} of the {n} belong to organisations that are not part of another one here, and the "
        "articles that report them were not drawn at random."
    ),
    "attainment.headline_none": "No finished target with a printed result is in the selection.",
    "attainment.refused": "No target with a printed result is in the selection: 0 found, 1 needed.",
    "attainment.reading.rounded": "percentage rounded or truncated",
    "attainment.reading.literal": "bound or target as printed",
    "attainment.reading.conventional": "printed digits and something more",
    "attainment.short.rounded": "rounded",
    "attainment.short.literal": "read literally",
    "attainment.short.conventional": "read as printed digits",
    "attainment.label": "{name} · {period}",
    "attainment.label_reading": "{name} · {period} · {reading}",
    "attainment.label_interim": "{name} · {period} of {target}",
    "attainment.axis": "Admitted ÷ target (log scale)",
    "attainment.interim": "Interim: part of a period against the whole period's target",
    "attainment.alt": (
        "Forest plot of attainment on a log axis with {rows} rows. {lines} Thick: what rounding leaves open; thin: "
        "model interval; arrow: only a bound is known; hollow: part of another row."
    ),
    "attainment.alt_empty": "An empty forest plot: no target with a printed result is in the selection.",
    "left_out": "Left out of this selection: {what}.",
    "left_out_none": "Nothing is left out of this selection.",
    "left_out.organisation": "{n} of other organisations",
    "left_out.years": "{n} outside the years",
    "left_out.level": "{n} of other levels",
    "left_out.disputed": "{n} resting on a disputed figure",
    "part_of": "part of {whole}",
    "column.row": "organisation and period",
    "column.admitted": "admitted",
    "column.target": "target",
    "column.estimate": "attainment",
    "column.model": "model interval",
    "column.reading": "reading",
    "column.figures": "figures",
    "column.figure": "figure",
    "column.article": "article",
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
