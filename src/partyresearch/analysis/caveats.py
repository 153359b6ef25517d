"""What a page says about the coding of its figures: what is disputed, and what contradicts."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from partyresearch.analysis.labels import estimate_text
from partyresearch.analysis.result import Result
from partyresearch.tables.checks import contradictions
from partyresearch.wording import say


def disputed_change(results: Sequence[Result], firm: Sequence[Result]) -> str:
    """Say what leaving out the disputed codings changes.

    Parameters
    ----------
    results, firm : sequence of Result
        Of the same analyses, with the disputed codings and without.

    Returns
    -------
    str

    Examples
    --------
    >>> from partyresearch import load_figures, load_organisations, load_quotas
    >>> from partyresearch.analysis.quotas import attainment
    >>> result = attainment(load_quotas(), load_organisations(), load_figures())
    >>> disputed_change([result], [result])
    'Without the figures whose coding is disputed, every estimate stays as it is.'
    """
    before, after = _texts(results), _texts(firm)
    gone = [label for key, (label, _) in before.items() if key not in after]
    changed = [
        say("disputed_row", before=": ".join(old), after=": ".join(after[key]))
        for key, old in before.items()
        if key in after and after[key] != old
    ]
    sentences = []
    if gone:
        rows = dict.fromkeys(" · ".join(label.split(" · ")[:2]) for label in gone)
        sentences.append(say("disputed", n=len(gone), gone="; ".join(rows)))
    if changed:
        sentences.append(say("disputed_changed", n=len(changed), rows="; ".join(changed)))
    return " ".join([*sentences, say("disputed_end")]) if sentences else say("disputed_none")


def contradicted(checks: pd.DataFrame, reported: pd.DataFrame) -> str:
    """Name the selected figures that contradict others.

    Parameters
    ----------
    checks, reported : DataFrame
        The table ``checks``, and a selection of the rows of ``figures``.

    Returns
    -------
    str

    Examples
    --------
    >>> from partyresearch import load_checks, load_figures
    >>> contradicted(load_checks(), load_figures())
    'No selected figure contradicts another printed figure.'
    """
    selected = set(reported["figure_id"])
    wrong = " ".join(contradictions(checks)["figure_ids"]).split()
    found = [one for one in dict.fromkeys(wrong) if one in selected]
    return say("contradicted", ids=", ".join(found)) if found else say("contradicted_none")


def _texts(results: Sequence[Result]) -> dict[str, tuple[str, str]]:
    return {
        row.estimate_id: (result.rows.loc[row.estimate_id, "label"], estimate_text(row))
        for result in results
        for row in result.chosen().itertuples()
    }
