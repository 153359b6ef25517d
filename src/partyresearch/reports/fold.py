"""The fold at the end of a page: what has changed since the last run, in the words of the page's language."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from html import escape
from math import nan
from types import SimpleNamespace

from partyresearch.analysis.findings import REFUSED
from partyresearch.reports.changes import Change, Comparison, Row, told_cells
from partyresearch.reports.page import template
from partyresearch.show.language import N_, Language
from partyresearch.show.numbers import Numbers
from partyresearch.show.tables import printed_html

_ROOM = b"<!-- changes since the last run -->\n"  # which index.html.j2 leaves
_MOST_FIGURES = 5  # in a row of changes: a pooled estimate may rest on thousands, and partyresearch diff names all
_NUMBERS = ("estimate", "estimate_low", "estimate_high", "low", "high")
_ABOUT_NUMBERS = ("interval_kind", "confidence", "end_confidence")  # which change with them
_PERIOD, _GROUP, _OTHER = N_("period"), N_("group"), N_("other details")
_CELLS = {
    **dict.fromkeys(("organisation_ids", "comparator_ids"), N_("organisations")),
    **dict.fromkeys(("period_start", "period_end", "comparator_start", "comparator_end"), _PERIOD),
    **dict.fromkeys(("estimand", "unit", "method", "assumption"), N_("how it is worked out")),
    "group": _GROUP,
}
_CODED = {
    "organisation_id": N_("organisation"),
    "metric": N_("what it counts"),
    "group": _GROUP,
    **dict.fromkeys(("period_start", "period_end"), _PERIOD),
}


def tell_changes(page: bytes, language: str, found: Comparison, data: str) -> bytes:
    """Put into a page what has changed since a run of earlier data; publishing alone knows of it.

    The earlier run's time is not said: the same two inputs give the same page.
    """
    before, room, after = page.rpartition(_ROOM)  # the last one: a cell may have printed another
    if not room:
        return page
    t, anchors = Language(language), {name.decode() for name in re.findall(rb' id="([^"]+)"', page)}
    n, numbers, rows = len(found.changes), Numbers(t), []
    for change in found.changes:
        figures = _tell_figures(change.figures, t, anchors)
        rows.append({"name": change.names.get(language), "key": change.key, "figures": figures})
        rows[-1]["text"] = _tell_estimate(change, numbers)
    told = t.plural("{n} of {all} estimates has changed", "{n} of {all} estimates have changed", n, all=found.total)
    block: str = template("changes.html.j2").render(t=t, data=data, told=told, changes=rows)
    return b"".join([before, block.encode("utf-8", "backslashreplace"), after])


def _tell_estimate(change: Change, numbers: Numbers) -> str:
    t = numbers.t
    values = [_value(row, numbers) for row in (change.before, change.after) if row is not None]
    if change.kind != "changed":
        return _turned(change, values[0], t)
    names = [name for name, *_ in told_cells(change)]
    if values[0] != values[1]:
        told = [f"{values[0]} → {values[1]}"]
    elif set(names) & set(_NUMBERS):
        told = [t("{value}, changed in digits that are not shown", value=values[0])]
    else:
        told = [t("still {value}", value=values[0])]
    others = [name for name in names if name not in _NUMBERS and name not in _ABOUT_NUMBERS]
    # a column that we do not know is one of the researcher's own
    what = dict.fromkeys(t(_CELLS[name]) if name in _CELLS else name for name in others)
    return "; ".join([*told, *([t("changed: {what}", what=", ".join(what))] if what else [])])


def _value(row: Row, numbers: Numbers) -> str:
    """Write an estimate as tables do."""
    if row.get("method") == REFUSED:
        return numbers.t("not estimable")
    point = row.get("estimate")
    ends = {name: point or row.get(name, "") for name in ("estimate_low", "estimate_high")}
    if not row.get("unit") or not any(ends.values()):  # a table of a researcher's own
        low, high = (_brief(end, numbers.t) or "…" for end in ends.values())
        return "–" if not any(ends.values()) else low if point else f"{low}–{high}"
    cells = {name: _number(cell) for name, cell in {**ends, "low": row.get("low"), "high": row.get("high")}.items()}
    return numbers.estimate(SimpleNamespace(**cells, unit=row["unit"], estimand=row.get("estimand", "")))


def _number(cell: str | None) -> float:
    try:
        return float(cell or "nan")
    except ValueError:
        return nan


def _brief(cell: str, t: Language) -> str:
    """Write a number of no known unit with six digits, and what is none as it is."""
    return t.number(float(f"{_number(cell):.6g}")) or cell


def _tell_figures(figures: Sequence[Change], t: Language, anchors: Collection[str]) -> str:
    """Name figures by what is printed, and their articles, with links where the page has them; as HTML."""
    told = [_tell_figure(figure, t, anchors) for figure in figures[:_MOST_FIGURES]]
    return "; ".join([*told, *([t("{n} more", n=len(figures) - len(told))] if figures[_MOST_FIGURES:] else [])])


def _tell_figure(figure: Change, t: Language, anchors: Collection[str]) -> str:
    name = _linked(escape(figure.key), figure.key, anchors)  # all that is known of one in a run of an earlier version
    cells = figure.cells.get("printed") or [(figure.after or figure.before or {}).get("printed", "")]
    if any(cells):
        article = figure.key.rpartition(":")[0]
        printed = " → ".join(t("“{printed}”", printed=printed_html(cell)) for cell in cells)
        source = _linked(escape(article), f"article-{article}", anchors)
        name = f"{_linked(printed, figure.key, anchors)} ({source})"
    if figure.kind != "changed":
        return _turned(figure, name, t)
    coded = dict.fromkeys(t(_CODED.get(cell, _OTHER)) for cell in figure.cells if cell != "printed")
    return t("{figure}, coded differently: {what}", figure=name, what=", ".join(coded)) if coded else name


def _linked(html: str, anchor: str, anchors: Collection[str]) -> str:
    return f'<a href="#{escape(anchor)}">{html}</a>' if anchor in anchors else html


def _turned(change: Change, value: str, t: Language) -> str:
    return t("new: {value}", value=value) if change.kind == "added" else t("gone: {value}", value=value)
