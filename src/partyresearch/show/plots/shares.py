"""Shares of a group among the people admitted: one mark per person where they are few, else dots or a histogram."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.show.labels import Labels
from partyresearch.show.plots.canvas import (
    DOT,
    INK,
    LABEL,
    LINE,
    MUTED,
    NAME,
    ORANGE,
    PAPER,
    RULE,
    SMALL,
    About,
    Canvas,
    Point,
    text_width,
)
from partyresearch.show.plots.drawing import Drawing, exact, known
from partyresearch.show.plots.rows import (
    MANY,
    DotRow,
    Mark,
    dot_rows,
    histogram,
    legend,
    name_column,
    name_lines,
    ranking,
)

_ROWS, _PEOPLE = 8, 300  # that can be drawn one by one
_STEP = 11  # from one person to the next
_BIN, _LAST = 0.01, 0.3  # of the histogram
_NAMED = 10


class Shares(Drawing):
    """Natural frequencies: three of 116 is seen, 2.6% is read."""

    name = "share-of-people-admitted"

    def title(self, labels: Labels) -> str:
        """Say the numbers of few rows, the range of many."""
        t = labels.t
        if self._one_by_one() and any(map(_few, self.rows)):
            said = [_value(row, labels) for row in self.rows if _few(row)][:3]
            return t("{counts}: one mark is one new member", counts=", ".join(said))
        counted = [row for row in self.rows if not _open(row)]
        if len(counted) < 2:
            return t("How many of the people admitted are {group}", group=self._group(labels))
        low, high = (labels.number(end(map(_share, counted)), "share") for end in (min, max))
        group = self._group(labels)
        return t(
            "{group}: from {low} to {high} of the people admitted",
            group=group[:1].upper() + group[1:],
            low=low,
            high=high,
        )

    def units(self, labels: Labels) -> str:
        """What a mark is."""
        t = labels.t
        if self._one_by_one():
            return t("Each mark is a person admitted; hollow ones are known only as “at least”.")
        if len(self.rows) <= MANY:
            return t("Share of the people admitted; the area of a dot is the number of people admitted")
        return t("Share of the people admitted; a bar counts results, one point wide")

    def nothing(self, labels: Labels) -> str:
        """No such row."""
        return labels.t("An empty plot of shares: the selection has no such row.")

    def draw(self, labels: Labels, canvas: Canvas) -> float:
        """Choose by the number of rows and people, and draw."""
        if self._one_by_one():
            return self._people(labels, canvas)
        return self._dots(labels, canvas) if len(self.rows) <= MANY else self._many(labels, canvas)

    def _one_by_one(self) -> bool:
        return len(self.rows) <= _ROWS and any(map(_few, self.rows))

    def _group(self, labels: Labels) -> str:
        groups = dict.fromkeys(row.group for row in self.rows)
        return " / ".join(labels.group(group) for group in groups)

    def _people(self, labels: Labels, canvas: Canvas) -> float:
        t, narrow = labels.t, canvas.narrow
        left, per = (2.0, 31) if narrow else (262.0, 50)
        few = [row for row in self.rows if _few(row)]
        groups = " / ".join(dict.fromkeys(labels.group(row.group) for row in few))
        entries = [
            (lambda x, y: canvas.dots([(x, y)], 4.2, ORANGE, shape="D"), groups),
            (lambda x, y: canvas.dots([(x, y)], 4.2, DOT), t("others admitted")),
        ]
        if not all(exact(row.admitted_low, row.admitted_high) for row in few):
            entries.append((lambda x, y: canvas.dots([(x, y)], 3.7, PAPER, DOT, 1.2), t("at least, not counted")))
        y = legend(canvas, 0 if narrow else left - 4, entries) + 18
        self._told = groups  # by the legend, so that rows need not
        beside = left + per * _STEP + 14
        for row in [*few, *(row for row in self.rows if not _few(row))]:
            y = self._row(labels, canvas, row, (left, y), per, beside)
        return y - 10

    def _row(self, labels: Labels, canvas: Canvas, row: Any, at: Point, per: int, beside: float) -> float:
        (left, y), narrow = at, canvas.narrow
        value, note = _value(row, labels), self._note(row, labels)
        about = ", ".join(part for part in self.about(row, labels) if part and part != self._told)
        marks: About = {"link": row.figure_ids, "tip": f"{self.spot(row, labels)}: {value}; {note}"}
        color = INK if _none(row) else ORANGE
        place, size = labels.place(row.organisation_ids), 14 if narrow else NAME
        if narrow:
            last = name_lines(canvas, 0, y, place, about, canvas.width)
            last = canvas.text(0, last + 19, value, size, color, bold=True, room=canvas.width, **marks)
            last = canvas.text(0, last + LINE, note, SMALL, MUTED, room=canvas.width) if note else last
            top = last + (14 if _few(row) else 20)
        else:
            last = name_lines(canvas, 0, y, place, about, left - 14, self._column(labels))
            ends = canvas.text(beside, y, value, size, color, bold=True, room=canvas.width - beside, **marks)
            last = max(last, canvas.text(beside, ends + LINE + 1, note, LABEL, MUTED, room=canvas.width - beside))
            top = y - 5
        if _few(row):
            end = self._units(canvas, row, left, top, per, marks)
        else:
            end = _strip(canvas, labels, row, left, top, per * _STEP)
        return max(last if not narrow else 0, end) + (34 if not narrow else 38)

    def _column(self, labels: Labels) -> float:
        return name_column(labels.place(row.organisation_ids) for row in self.rows)

    def _units(self, canvas: Canvas, row: Any, left: float, top: float, per: int, marks: About) -> float:
        n, k = int(_people(row)), int(known(row.group_low, row.group_high) or 0)
        points = [(left + 4 + j % per * _STEP, top + j // per * _STEP) for j in range(n)]
        canvas.dots(points[:k], 4.2, ORANGE, shape="D", **marks)
        style = (4.2, DOT, "none", 0.0) if exact(row.admitted_low, row.admitted_high) else (3.7, PAPER, DOT, 1.2)
        canvas.dots(points[k:], *style, tip=marks["tip"])
        return top + (n - 1) // per * _STEP

    def _note(self, row: Any, labels: Labels) -> str:
        t = labels.t
        share = labels.interval(row.estimate_low, row.estimate_high, "share")
        if getattr(row, "words", None):
            return t("read literally: {share} of {people}", share=share, people=_admitted(row, labels))
        return "" if _none(row) else share

    def _dots(self, labels: Labels, canvas: Canvas) -> float:
        rows = []
        most = max([_people(row) for row in self.rows] + [1])
        for row in sorted(self.rows, key=lambda row: (not _open(row), _share(row)), reverse=True):
            size = 3 + 8 * (_people(row) / most) ** 0.5
            if _open(row):
                up = pd.notna(row.estimate_low) and row.estimate_low > 0
                mark = Mark(row.estimate_low if up else known(row.estimate_high) or 0, ">" if up else "<", hollow=True)
            else:
                mark = Mark(_share(row), size=size, odd=False)
            value = labels.interval(row.estimate_low, row.estimate_high, "share")
            about = ", ".join(filter(None, self.about(row, labels)[1:]))
            rows.append(
                DotRow(
                    labels.place(row.organisation_ids), [mark], value, _value(row, labels), about, ids=row.figure_ids
                )
            )
        high = max(mark.value for row in rows for mark in row.marks)
        return dot_rows(canvas, rows, lambda value: labels.number(value, "share"), limits=(0, max(high, 0.01)))

    def _many(self, labels: Labels, canvas: Canvas) -> float:
        t = labels.t
        counted = [row for row in self.rows if not _open(row)]
        step = _BIN if max(map(_share, counted), default=0) <= _LAST else 5 * _BIN
        edges = [round(step * place, 2) for place in range(round(min(1.0, _LAST * step / _BIN) / step) + 1)]
        written = [labels.number(edge, "share") if place % 5 == 0 else "" for place, edge in enumerate(edges)]
        written[-1] = t("{value} and more", value=labels.number(edges[-1], "share"))
        width = canvas.width if canvas.narrow else canvas.width * 0.54
        histogram(canvas, [_share(row) for row in counted], edges, written, (0, 10, width, 240))
        largest = sorted(counted, key=lambda row: row.group_high, reverse=True)[:_NAMED]
        rows = [
            DotRow(
                labels.place(row.organisation_ids),
                (),
                labels.whole(row.group_low, row.group_high),
                labels.interval(row.estimate_low, row.estimate_high, "share"),
                self.period(row, labels),
                ids=row.figure_ids,
            )
            for row in largest
        ]
        left, top = (0.0, 312.0) if canvas.narrow else (canvas.width * 0.6, 18.0)
        return max(280.0, ranking(canvas, left, top, canvas.width - left, t("Largest counts"), rows) + 14)


def _strip(canvas: Canvas, labels: Labels, row: Any, left: float, top: float, full: float) -> float:
    """A bound as an open strip on the way from nobody to everyone; a later goal as a stroke."""
    marks: About = {"link": row.figure_ids, "tip": labels.interval(row.estimate_low, row.estimate_high, "share")}
    low, high = known(row.estimate_low, 0), known(row.estimate_high, 1)
    assert low is not None
    assert high is not None
    canvas.rect(left, top - 8, full, 18, PAPER, RULE, 1)
    dash = (0, (3, 2)) if low != high else None
    canvas.rect(left + full * low, top - 8, max(full * (high - low), 2), 18, PAPER, MUTED, 1.4, dash, **marks)
    zero, all_ = labels.number(0, "share"), labels.t("100% of {people}", people=_admitted(row, labels))
    canvas.text(left, top + 25, zero, SMALL, MUTED)
    canvas.text(left + full, top + 25, all_, SMALL, MUTED, at="right")
    last = top + 25
    for goal in getattr(row, "goals", []):
        at = left + full * goal["low"] / 100
        said = labels.bound(goal["bound"], labels.number(goal["low"] / 100, "share"))
        text = labels.t("goal from {year}: {goal}", year=str(goal["period_start"].year), goal=said)
        about: About = {"link": goal["figure_id"], "tip": text}
        canvas.line([at, at], [top - 13, top + 15], INK, 2.4, **about)
        begin = max(at + 6, left + text_width(zero, SMALL) + 8)
        if begin + text_width(text, SMALL) < left + full - text_width(all_, SMALL) - 8:
            canvas.text(begin, top + 25, text, SMALL, **about)
        else:
            last += LINE
            canvas.text(left, last, text, SMALL, **about)
    return last


def _few(row: Any) -> bool:
    return 0 < _people(row) <= _PEOPLE and exact(row.group_low, row.group_high)


def _none(row: Any) -> bool:
    return bool(pd.notna(row.group_high) and row.group_high == 0)


def _people(row: Any) -> float:
    return known(row.admitted_low, row.admitted_high) or 0.0


def _open(row: Any) -> bool:
    return bool(pd.isna(row.estimate_low) or pd.isna(row.estimate_high)) or row.estimate_high - row.estimate_low > 0.1


def _share(row: Any) -> float:
    return ((known(row.estimate_low, 0) or 0.0) + (known(row.estimate_high, 1) or 0.0)) / 2


def _admitted(row: Any, labels: Labels) -> str:
    return labels.whole(row.admitted_low, row.admitted_high)


def _value(row: Any, labels: Labels) -> str:
    """Write how many of how many, or the printed word."""
    words, people = getattr(row, "words", None), _admitted(row, labels)
    if words:
        return labels.quoted(words[0])
    count = labels.whole(row.group_low, row.group_high)
    if _none(row):
        return labels.t("none of {people}", people=people)
    return labels.t("{count} of {people}", count=count, people=people) if count and people else count or people
