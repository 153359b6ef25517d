"""What a page says about its rows and their coding: what was left out, what rests on a reading, what contradicts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from partyresearch.analysis.findings import Findings
from partyresearch.analysis.multiverse import Moved, current, moved
from partyresearch.analysis.selection import Selection
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.picture import Picture
from partyresearch.show.plots.readings import Readings
from partyresearch.show.readings import others, strongest
from partyresearch.show.shown import Content, LabelsIn, Shown
from partyresearch.show.tables import table_html
from partyresearch.show.words import QUESTIONS
from partyresearch.tables.checks import contradictions
from partyresearch.tables.nesting import unplaced

# question -> the table whose left-out rows are told
_TABLES = {
    "attainment": "targets",
    "reported_success": "targets",
    "student_share": "shares",
    "recruitment": "admissions",
    "part_year": "admissions",
}


class Sensitivity(Shown):
    """What was left out, which estimates of some results rest on a reading of the articles, what contradicts."""

    def __init__(self, labels_in: LabelsIn, language: str, results: Sequence[Findings], selection: Selection) -> None:
        super().__init__(labels_in, language)
        self._results, self._selection = results, selection
        multiverse = current(selection.all)
        self._current = len(multiverse) > 0
        self._moved, self._unknown = moved(results, multiverse)

    def plot(self) -> Picture:
        """Draw every reading of the estimates that move, as a share of the estimate as coded."""
        return Picture(self._labels_in, self._language, Readings(self._moved))

    def _render(self, labels: Labels) -> Content:
        table = next((_TABLES[one.question] for one in self._results if one.question in _TABLES), "reported")
        before, after = left_out(self._selection.left_out[table], labels), contradicted(self._selection, labels)
        after = " ".join(filter(None, [after, self._unplaced(labels)]))
        told = self._told(labels)
        html = "".join(f"<p>{escape(text)}</p>" for text in (before, told))
        rows = [
            (
                QUESTIONS[one.question].label(one.row, labels),
                labels.value(one.row),
                others(one, labels),
                strongest(one, labels),
            )
            for one in self._moved
        ]
        if rows:
            html += table_html([labels.t(name) for name in _COLUMNS], [list(map(escape, row)) for row in rows])
        lines = [f"{row[0]}: {row[1]}; {row[2]} ({row[3]})" for row in rows]
        text = "\n\n".join([before, "\n".join([told, *lines]), after])
        n = len(self._moved)
        summary = labels.t.plural("one estimate depends on a reading", "{n} estimates depend on a reading", n)
        summary = summary if n else labels.t("no estimate depends on a reading that is on record")
        data = {"text/html": f"{html}<p>{escape(after)}</p>", "text/plain": text}
        return Content(data, {"summary": summary if self._current else labels.t("not worked out")})

    def _unplaced(self, labels: Labels) -> str:
        """Say of how many organisations nobody knows whether another one on the page contains them."""
        ids = " ".join(ids for one in self._results for ids in one.chosen()["organisation_ids"]).split()
        n = len(unplaced(self._selection.organisations, ids))
        said = labels.t.plural(
            "Of {n} organisation it is not recorded whether it lies within another one here; if it does, its people "
            "are counted twice wherever organisations are taken together.",
            "Of {n} organisations it is not recorded whether they lie within others here; if they do, their people "
            "are counted twice wherever organisations are taken together.",
            n,
        )
        return said if n else ""

    def _told(self, labels: Labels) -> str:
        """Say how many estimates another coding moves."""
        t = labels.t
        if self._selection.all.multiverse.empty:
            return t("What another coding would change is not worked out yet; run: partyresearch multiverse")
        if not self._current:
            return t("What another coding would change was worked out for other tables; run: partyresearch multiverse")
        known = sum(len(one.named()) for one in self._results) - self._unknown
        told = t(
            "Estimates on this page that depend on how a careful reader codes the figures: {moved} of {n}. Each was "
            "worked out under every combination of the codings that change it.",
            n=known,
            moved=len(self._moved),
        )
        if not self._moved:
            told = t("No other coding that is on record changes an estimate on this page.")
        aside = t(
            "Left aside, for they are of these rows or settings alone: {n}. Other codings were tried for the whole "
            "collection.",
            n=self._unknown,
        )
        return f"{told} {aside}" if self._unknown else told


_COLUMNS = (N_("estimate"), N_("as coded"), N_("under other codings"), N_("what changes it most"))


def _row(one: Moved, labels: Labels) -> tuple[str, ...]:
    name = QUESTIONS[one.question].label(one.row, labels)
    return name, labels.value(one.row), others(one, labels), strongest(one, labels)


def left_out(counts: dict[str, int], labels: Labels) -> str:
    """Say how many rows of a table were filtered out, and why."""
    t = labels.t
    if not counts:
        return t("Nothing was filtered out.")
    other, outside, level, preliminary = (
        counts.get(reason, 0) for reason in ("organisation", "years", "level", "preliminary")
    )
    messages = {
        "organisation": t.plural("{n} row of another organisation", "{n} rows of other organisations", other),
        "years": t.plural("{n} row outside the years", "{n} rows outside the years", outside),
        "level": t.plural("{n} row of another level", "{n} rows of other levels", level),
        "preliminary": t.plural("{n} preliminary row", "{n} preliminary rows", preliminary),
    }
    return t("Filtered out: {what}.", what=", ".join(messages[reason] for reason in counts))


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
