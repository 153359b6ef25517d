"""What a page says about the coding of its figures: what is disputed, and what contradicts."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from partyresearch.analysis.result import Result
from partyresearch.show.labels import estimate_text
from partyresearch.show.wording import say
from partyresearch.tables.checks import contradictions


def disputed_change(results: Sequence[Result], firm: Sequence[Result]) -> str:
    """Say what leaving out the disputed codings changes."""
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
    """Name the selected figures that contradict others."""
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
