"""What another coding would make of an estimate: its values in words, and a strip that stands beside it."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from partyresearch.analysis.multiverse import Moved, middles, span
from partyresearch.collection.place import PASSES
from partyresearch.show.labels import Labels
from partyresearch.show.numbers import shown_unit

_WIDTH, _HEIGHT, _MARK = 96, 16, 4  # pixels


def others(one: Moved, labels: Labels) -> str:
    """Say which values an estimate has under other codings, or what takes its place."""
    t = labels.t
    gone, n = len(one.readings) - len(one.made), len(one.readings) - 1
    values = [_becomes(name, rows, one.row, labels) for name, rows in one.made.groupby("becomes", sort=False)]
    none = t("no such estimate") if gone == n else t("none under {gone} of {n} codings", gone=gone, n=n) if gone else ""
    return "; ".join(filter(None, [*values, none]))


def strongest(one: Moved, labels: Labels) -> str:
    """Say which choice moves an estimate most."""
    return "; ".join(dict.fromkeys(_reason(name, labels) for name in one.strongest))


def _becomes(name: Any, readings: pd.DataFrame, row: Any, labels: Labels) -> str:
    """Write the range over the readings that leave an estimate its name, or name what takes its place and its range."""
    if not name and len(readings) == 1:  # the one as coded
        return ""
    values = labels.interval(*span(readings), shown_unit(row))
    if not name:
        return values
    first = readings.iloc[0]
    setter = labels.setter(first["set_by"]) if first["set_by"] != getattr(row, "set_by", "") else ""
    which = " · ".join(filter(None, [labels.period(first["period_start"], first["period_end"]), setter]))
    return labels.t("becomes {values} ({which})", values=values, which=which)


def _reason(name: str, labels: Labels) -> str:
    if name in PASSES:
        first = name == PASSES[0]
        return labels.t("the first coding pass") if first else labels.t("the second coding pass")
    return labels.reason(name)


def cell_html(one: Moved, labels: Labels) -> str:
    """Return the cell of a table: a strip of the values, as coded filled, then the values and what moves them most."""
    strip, values = _strip(one), escape(others(one, labels))
    return f'{strip}<span title="{escape(strongest(one, labels))}">{values}</span>'


def _strip(one: Moved) -> str:
    """Draw each reading between the smallest and the largest; by hand, for a figure for each row would take seconds."""
    marks = middles(one.made)
    low, high = marks.min(), marks.max()
    if not high > low:
        return ""
    places = _MARK + (marks - low) / (high - low) * (_WIDTH - 2 * _MARK)
    middle = _HEIGHT / 2
    dots = "".join(
        f'<circle cx="{place:.1f}" cy="{middle:g}" r="{_MARK - 1}" class="{"coded" if n == 0 else "other"}"/>'
        for n, place in enumerate(places)
    )
    line = f'<line x1="{_MARK}" x2="{_WIDTH - _MARK}" y1="{middle:g}" y2="{middle:g}"/>'
    return f'<svg class="strip" width="{_WIDTH}" height="{_HEIGHT}" aria-hidden="true">{line}{dots}</svg>'
