"""Attainment: how far each organisation is above or below its target."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.plots.attained import (
    bound,
    counts,
    low_end,
    met_label,
    middle,
    total_first,
    value_of,
    year_gone,
)
from partyresearch.show.plots.canvas import (
    BLUE,
    INK,
    LABEL,
    MUTED,
    NAME,
    PALE,
    PAPER,
    RULE,
    SMALL,
    About,
    Canvas,
    text_width,
    ticks,
)
from partyresearch.show.plots.drawing import Drawing, exact, families, known, wholes
from partyresearch.show.plots.rows import (
    FEW,
    MANY,
    DotRow,
    Mark,
    dot_rows,
    grid,
    histogram,
    legend,
    name_column,
    name_lines,
    ranking,
)
from partyresearch.show.target_rows import all_met, is_open, join_years, result_key, without_conventions

_BIN, _LAST = 0.05, 2.0  # width of a bin of the histogram, and where the last one, which is open, begins
_NAMED = 10  # highest and lowest beside the histogram


class Attainment(Drawing):
    """Lollipops from 100% for up to a dozen results, rows of dots for some dozens, else a histogram."""

    name = "attainment"

    def __init__(self, findings: Findings, estimand: str = "attainment") -> None:
        super().__init__(findings, estimand)
        self.interim = estimand.startswith("interim_")
        self.name = "attainment-within-the-year" if self.interim else "attainment"
        rows = wholes(self.rows) if not self.interim and all_met(findings) else self.rows
        self.rows = sorted(
            join_years(without_conventions(rows)), key=lambda row: (row.part, is_open(row), -low_end(row))
        )

    def title(self, labels: Labels) -> str:
        """Say how many of the results reach the target."""
        t, n = labels.t, len({result_key(row) for row in self.rows})
        met = {result_key(row) for row in self.rows} - {result_key(row) for row in self.rows if not low_end(row) >= 1}
        if self.interim:
            return t.plural(
                "{n} result within the year of its target", "{n} results within the year of their targets", n
            )
        if n == 1:
            return t(
                "{row}: {value} of the target",
                row=self.spot(self.rows[0], labels),
                value=value_of(self.rows[0], labels),
            )
        if len(met) == n:
            return t("All {n} results reach the target", n=n)
        return (
            t("{met} of {n} results reach the target", met=len(met), n=n)
            if met
            else t("None of the {n} results reaches the target", n=n)
        )

    def units(self, labels: Labels) -> str:
        """People admitted, in percent of the target."""
        if self.interim:
            return labels.t("People admitted so far, as a percentage of the target of the whole year")
        if len(self.rows) > MANY:
            return labels.t("People admitted as a percentage of the target; a bar counts results, 5 points wide")
        return labels.t("People admitted, as a percentage of the target of the same period")

    def nothing(self, labels: Labels) -> str:
        """No such target."""
        return labels.t("An empty picture of attainment: the selection has no such result.")

    def period(self, row: Any, labels: Labels) -> str:
        """Name whole years briefly."""
        several = (
            pd.notna(row.period_start) and pd.notna(row.period_end) and row.period_end.year > row.period_start.year
        )
        return labels.years(row.period_start, row.period_end) if several else super().period(row, labels)

    def about(self, row: Any, labels: Labels) -> list[str]:
        """Who set the target, where two of one year must be told apart."""
        setter = labels.setter(row.set_by) if "set_by" in row.told_apart else ""
        return [*super().about(row, labels), setter]

    def draw(self, labels: Labels, canvas: Canvas) -> float:
        """Choose by the number of rows, and draw."""
        if len(self.rows) > MANY:
            return self._many(labels, canvas)
        if len(self.rows) > FEW or self.interim:
            return self._dots(labels, canvas)
        return self._lollipops(labels, canvas)

    def _lollipops(self, labels: Labels, canvas: Canvas) -> float:
        """What is known between two ends; then what is only known as a bound, often from a word."""
        t = labels.t
        counted, bounds = [row for row in self.rows if not is_open(row)], [row for row in self.rows if is_open(row)]
        values = {id(row): value_of(row, labels) for row in self.rows}
        ends = [end for row in counted for end in (row.estimate_low, row.estimate_high)]
        ends += [bound(row) for row in bounds]
        at = ticks(min([1.0, *ends]), max([1.1, *ends]), most=3 if canvas.narrow else 5)
        at = [tick for tick in at if tick <= max([1.1, *ends])]
        room = max((text_width(values[id(row)], NAME, True) for row in counted), default=0) + 26
        left = 6.0 if canvas.narrow else 520.0
        right = canvas.width - (room if canvas.narrow else max(room, 270))
        span = max([1.1, *ends]) - min(at)

        def x(value: float) -> float:
            return float(left + (value - min(at)) / span * (right - left))

        y = 78.0 if not canvas.narrow else 52.0
        heading = t("Admitted as % of the target")
        canvas.text(
            0 if canvas.narrow else x(1), 18, heading, 13, MUTED, bold=True, room=canvas.width if canvas.narrow else 0
        )
        if not canvas.narrow:
            canvas.text(262, 18, t("People admitted"), 13, MUTED, bold=True)
        scale = min((self._scale(row, labels) for row in self.rows), default=1.0)
        for row, depth in families(counted, low_end, self.rows):
            y = self._lollipop(canvas, labels, x, y, row, depth, scale)
        if bounds:
            y += 8 if canvas.narrow else -8
            canvas.line([0, canvas.width], [y - 14] * 2, RULE)
            y = canvas.text(
                0,
                y + 8,
                t("Known only as a bound, or from a word"),
                SMALL,
                MUTED,
                bold=True,
                plate=True,
                room=canvas.width,
            ) + (12 if canvas.narrow else 34)
        for row, depth in families(bounds, low_end, self.rows):
            y = self._lollipop(canvas, labels, x, y, row, depth, scale)
        written = [(x(tick), labels.number(tick, "share") if tick != 1 else met_label(labels)) for tick in at]
        grid(canvas, written, 50 if not canvas.narrow else 40, y - 24, x(1))
        return y - 18

    def _scale(self, row: Any, labels: Labels) -> float:
        """Points per person, so that bar and count fit between the names and the axis."""
        count = known(row.admitted_low, row.admitted_high) or 0
        room = 225 - text_width(labels.whole(row.admitted_low, row.admitted_high), 14, True)
        return min(150, room) / count if count else 1e9

    def _lollipop(self, canvas: Canvas, labels: Labels, x: Any, y: float, row: Any, depth: int, scale: float) -> float:
        """Draw a row; return the baseline of the next."""
        t, indent = labels.t, 16 * min(depth, 3)
        about = ", ".join(filter(None, self.about(row, labels)))
        if row.part and not depth and row.within not in ("", row.organisation_ids):
            about = t("{about}, part of {whole}", about=about, whole=labels.place(row.within))
        value, note = value_of(row, labels), counts(row, labels)
        tip = f"{labels.place(row.organisation_ids)}, {about}: {value}; {note or labels.quoted(row.score)}"
        marks: About = {"link": row.figure_ids, "tip": tip}
        column = 0 if canvas.narrow else name_column(labels.place(row.organisation_ids) for row in self.rows) + indent
        if canvas.narrow:
            last = name_lines(canvas, indent + 12, y + 15, labels.place(row.organisation_ids), about, canvas.width)
            middle = last + 18
        else:
            last = name_lines(canvas, indent, y, labels.place(row.organisation_ids), about, 250, column)
            middle = y - 5
            self._people(canvas, labels, y, row, scale, marks)
        if is_open(row):
            begin = x(bound(row))
            up = pd.notna(row.estimate_low)
            canvas.dots([(begin + (7 if up else -7), middle)], 6, PAPER, BLUE, 1.8, ">" if up else "<", **marks)
            beside = max(begin, x(1)) + 20
            words = ": ".join(filter(None, [value, note]))
            where = beside if not canvas.narrow or beside < 80 else 12
            below = middle + 5 if where == beside else middle + 23
            last = max(
                last,
                canvas.text(
                    where,
                    below,
                    words,
                    LABEL if not canvas.narrow else SMALL,
                    room=canvas.width - where,
                    plate=True,
                    **marks,
                ),
            )
        else:
            ends = sorted((x(row.estimate_low), x(row.estimate_high)))
            canvas.rect(min(ends[0], x(1)), middle - 4, max(ends[1], x(1)) - min(ends[0], x(1)), 8, **marks)
            canvas.dots([(end, middle) for end in dict.fromkeys(ends)], 7.5, **marks)
            beside = max(ends[1], x(1)) + 14
            size = NAME if not canvas.narrow else 14
            canvas.text(beside, middle + 5, value, size, BLUE, bold=True, plate=True, **marks)
            after = beside + text_width(value, size, True) + 12
            if not canvas.narrow:
                last = max(last, canvas.text(after, middle + 5, note, room=canvas.width - after, plate=True, **marks))
            elif note:
                last = canvas.text(12, middle + 23, note, SMALL, room=canvas.width - 12, plate=True, **marks)
        return max(last, middle) + (22 if canvas.narrow else 40)

    def _people(self, canvas: Canvas, labels: Labels, y: float, row: Any, scale: float, marks: About) -> None:
        """The number of people as a bar, open where it is only a bound."""
        count = known(row.admitted_low, row.admitted_high)
        if count is None:
            canvas.text(262, y, labels.t("no count"), LABEL, MUTED)
            return
        width = max(count * scale, 1)
        canvas.rect(
            262, y - 14, width, 18, PALE if exact(row.admitted_low, row.admitted_high) else PAPER, BLUE, 0.8, **marks
        )
        canvas.text(262 + width + 7, y, labels.whole(row.admitted_low, row.admitted_high), 14, bold=True, **marks)

    def _dots(self, labels: Labels, canvas: Canvas) -> float:
        """Rows under a heading for each article and date of which there are several; the others in the end."""
        t, rows = labels.t, []
        groups: dict[Any, list[Any]] = {}
        for row in self.rows:
            groups.setdefault((row.figure_ids.partition(":")[0], row.period_start, row.period_end), []).append(row)
        several = [group for group in groups.values() if len(group) > 2]
        rest = [row for group in groups.values() if len(group) <= 2 for row in group]
        for group in several:
            rows.append(DotRow(self.period(group[0], labels)))
            rows += [self._dot(row, labels, depth, dated=False) for row, depth in families(group, total_first(labels))]
        if rest:
            rows += [DotRow(t("Other parts of a year") if self.interim else t("Other results"))] if several else []
            rows += [self._dot(row, labels, depth) for row, depth in families(rest, low_end)]
        entries = [(lambda x, y: canvas.dots([(x, y)], 5.5), t("result"))]
        if any(map(is_open, self.rows)):
            entries.append((lambda x, y: canvas.dots([(x, y)], 5.5, PAPER, BLUE, 1.8, ">"), t("only a bound")))
        if self.interim:
            entries.append((lambda x, y: canvas.line([x, x], [y - 7, y + 7], INK, 2.4), t("share of the year gone")))
        top = legend(canvas, 0 if canvas.narrow else 300, entries)
        return dot_rows(
            canvas,
            rows,
            lambda value: labels.number(value, "share"),
            strong=1.0,
            top=top,
            limits=self._limits(),
            heading="" if canvas.narrow else t("admitted / target"),
        )

    def _limits(self) -> tuple[float, float]:
        ends = [bound(row) if is_open(row) else middle(row) for row in self.rows]
        return min([0.0 if self.interim else 1.0, *ends]), max([1.0, *ends])

    def _dot(self, row: Any, labels: Labels, depth: int, *, dated: bool = True) -> DotRow:
        t, name = labels.t, labels.place(row.organisation_ids)
        about = [part for part in self.about(row, labels)[1:] if dated or part != self.period(row, labels)]
        if row.part and not depth and row.within not in ("", row.organisation_ids):
            about.append(t("part of {whole}", whole=labels.place(row.within)))
        if is_open(row):
            mark = Mark(bound(row), ">" if pd.notna(row.estimate_low) else "<", hollow=True)
        else:
            mark = Mark(middle(row))
        both = [labels.whole(row.admitted_low, row.admitted_high), labels.whole(row.target_low, row.target_high)]
        return DotRow(
            name,
            [mark],
            value_of(row, labels),
            " / ".join(both) if all(both) else "",
            ", ".join(filter(None, about)),
            depth,
            bold=not depth and any(getattr(one, "within", "") == row.organisation_ids for one in self.rows),
            gone=year_gone(row) if self.interim else None,
            ids=row.figure_ids,
        )

    def _many(self, labels: Labels, canvas: Canvas) -> float:
        t = labels.t
        counted = sorted((row for row in self.rows if not is_open(row)), key=middle, reverse=True)
        values = [middle(row) for row in counted]
        first = min([1.0, *values]) // _BIN
        edges = [round(_BIN * step, 2) for step in range(int(first), round(_LAST / _BIN) + 1)]
        written = [labels.number(edge, "share") if round(edge * 100) % 20 == 0 else "" for edge in edges]
        written[-1] = t("{value} and more", value=labels.number(_LAST, "share"))
        width = canvas.width if canvas.narrow else canvas.width * 0.54
        histogram(canvas, values, edges, written, (0, 10, width, 300 if not canvas.narrow else 200), 1.0)
        left, y = (0.0, 272.0) if canvas.narrow else (canvas.width * 0.6, 18.0)
        bounds = len(self.rows) - len(counted)
        if bounds:
            said = t.plural(
                "{n} more result is known only as a bound.", "{n} more results are known only as bounds.", bounds
            )
            y_said = 360 if not canvas.narrow else 262
            y = canvas.text(0, y_said, said, SMALL, MUTED, room=width) + 30 if canvas.narrow else y
            if not canvas.narrow:
                canvas.text(0, y_said, said, SMALL, MUTED, room=width)
        n = min(_NAMED, len(counted) // 2)
        for heading, rows in ((t("Highest"), counted[:n]), (t("Lowest"), counted[-n:])):
            listed = [self._dot(row, labels, 0) for row in rows]
            y = ranking(canvas, left, y, canvas.width - left, heading, listed) + 34
        return max(y - 20, 0 if canvas.narrow else 372)
