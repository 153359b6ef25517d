"""What a page says about its rows and their coding: what was left out, what is disputed, what contradicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from partyresearch.analysis.findings import Findings
from partyresearch.analysis.selection import Selection
from partyresearch.show.labels import Labels
from partyresearch.show.words import QUESTIONS
from partyresearch.tables.checks import contradictions

# question -> the table whose left-out rows are told
_TABLES = {
    "attainment": "targets",
    "reported_success": "targets",
    "student_share": "shares",
    "recruitment": "admissions",
    "part_year": "admissions",
}


def caveats(before: Sequence[Findings], after: Sequence[Findings], selection: Selection, labels: Labels) -> str:
    """Say what was left out, what changes without the disputed codings, and which figures contradict others."""
    table = next((_TABLES[findings.question] for findings in before if findings.question in _TABLES), "reported")
    return "\n\n".join(
        [
            left_out(selection.left_out[table], labels),
            disputed_change(before, after, labels),
            contradicted(selection, labels),
        ]
    )


def left_out(counts: dict[str, int], labels: Labels) -> str:
    """Say how many rows of a table were filtered out, and why."""
    t = labels.t
    if not counts:
        return t("Nothing was filtered out.")
    other, outside, level, disputed, preliminary = (
        counts.get(reason, 0) for reason in ("organisation", "years", "level", "disputed", "preliminary")
    )
    messages = {
        "organisation": t.plural("{n} row of another organisation", "{n} rows of other organisations", other),
        "years": t.plural("{n} row outside the years", "{n} rows outside the years", outside),
        "level": t.plural("{n} row of another level", "{n} rows of other levels", level),
        "disputed": t.plural("{n} row resting on a disputed coding", "{n} rows resting on a disputed coding", disputed),
        "preliminary": t.plural("{n} preliminary row", "{n} preliminary rows", preliminary),
    }
    return t("Filtered out: {what}.", what=", ".join(messages[reason] for reason in counts))


def disputed_change(before: Sequence[Findings], after: Sequence[Findings], labels: Labels) -> str:
    """Say what leaving out the disputed codings changes."""
    t, old, new = labels.t, _texts(before, labels), _texts(after, labels)
    gone = [row for key, (row, _, _) in old.items() if key not in new]
    changed = [
        t("{before}; without them {after}", before=f"{label}: {text}", after=new[key][2])
        for key, (_, label, text) in old.items()
        if key in new and new[key][2] != text
    ]
    sentences = []
    if gone:
        rows = "; ".join(dict.fromkeys(gone))
        sentences.append(
            t(
                "Without the figures whose coding is disputed, estimates that go: {n}, of {gone}.",
                n=len(gone),
                gone=rows,
            )
        )
    if changed:
        sentences.append(
            t(
                "Without the figures whose coding is disputed, estimates that change: {n} ({rows}).",
                n=len(changed),
                rows="; ".join(changed),
            )
        )
    if not sentences:
        return t("Without the figures whose coding is disputed, every estimate stays as it is.")
    return " ".join([*sentences, t("How far two independent passes agree stands in the overview.")])


def contradicted(selection: Selection, labels: Labels) -> str:
    """Name the selected figures that contradict others."""
    selected = set(selection.reported["figure_id"])
    wrong = " ".join(contradictions(selection.all.checks)["figure_ids"]).split()
    found = [figure_id for figure_id in dict.fromkeys(wrong) if figure_id in selected]
    if not found:
        return labels.t("No selected figure contradicts another printed figure.")
    return labels.t(
        "Selected figures that contradict other printed figures: {ids} (see partyresearch check).", ids=", ".join(found)
    )


def _texts(results: Sequence[Findings], labels: Labels) -> dict[str, tuple[str, str, str]]:
    """By estimate: organisation and period, label, and value."""
    return {
        row.estimate_id: (_brief(row, labels), QUESTIONS[findings.question].label(row, labels), labels.estimate(row))
        for findings in results
        for row in findings.named()
    }


def _brief(row: Any, labels: Labels) -> str:
    """Name the organisation and the period; part of a target's period together with the whole."""
    organisation, period = row.organisation_ids.partition(" ")[0], labels.period(row.period_start, row.period_end)
    if row.comparator_start <= row.period_start and row.period_end < row.comparator_end:
        period = labels.part(row.period_start, row.period_end, row.comparator_start, row.comparator_end)
    return labels.row(organisation, period)
