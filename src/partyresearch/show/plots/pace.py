"""Years that are not over: people admitted so far, and the pace that their targets ask of the rest."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.plots.canvas import (
    BLUE,
    INK,
    LABEL,
    LINE,
    MUTED,
    NAME,
    PAPER,
    RULE,
    SMALL,
    About,
    Canvas,
    Dash,
    fitting,
    text_width,
    ticks,
    wrapped,
)
from partyresearch.show.plots.drawing import Drawing
from partyresearch.show.plots.rows import FEW, MANY, DotRow, Mark, dot_rows, legend

_QUARTERS = (N_("1 Jan"), N_("31 Mar"), N_("30 Jun"), N_("30 Sep"), N_("31 Dec"))
_DASHED: Dash = (0, (5, 3))
_DOTTED: Dash = (0, (1.5, 2.5))
_MONTHLY = "persons per month"
_TALLEST = 1.6  # of a panel, in targets


class Pace(Drawing):
    """One year as a graph, a dozen as small ones on the same axes, more as rows of dots."""

    name = "pace"

    def __init__(self, findings: Findings) -> None:
        super().__init__(findings)
        self.rows = [
            _Part(**part | {"before": None if pd.isna(part["before"]) else float(part["before"])})
            for part in findings.facts["parts"]
        ]

    @property
    def figure_ids(self) -> str:
        """Those of the counts, the targets and the years before."""
        return " ".join(f"{row.figure_ids} {row.before_ids}" for row in self.rows)

    def title(self, labels: Labels) -> str:
        """Set the paces beside each other, or say how many of them must rise."""
        t = labels.t
        if len(self.rows) == 1:
            row = self.rows[0]
            values = {"row": self.spot(row, labels), "count": labels.whole(row.count, row.count)}
            if row.needed is None:
                return t("{row}: {count} admitted so far", **values)
            if row.needed <= 0:
                return t("{row}: {count} admitted, the target is reached", **values)
            return t(
                "{row}: {count} admitted, {n} a month would reach the target", **values, n=_rate(row.needed, labels)
            )
        n = sum(row.needed is not None for row in self.rows)
        return t.plural("The pace that a target asks for", "The pace that {n} targets ask for", n)

    def units(self, labels: Labels) -> str:
        """What the lines are."""
        t = labels.t
        if len(self.rows) == 1:
            return t("Only the ends of the lines are counted; none is a forecast.")
        if len(self.rows) <= FEW:
            return t(
                "People admitted over the year, as a percentage of the target or, without one, of the last counted year"
            )
        said = t("People needed per month for the rest of the year ÷ people admitted per month so far")
        most = t("The {n} that need the most.", n=MANY) if len(self.rows) > MANY else ""
        return f"{said}{'. ' * bool(most)}{most}"

    def nothing(self, labels: Labels) -> str:
        """No year that is not over."""
        return labels.t("An empty plot of pace: no part of a year is counted beside a target or an earlier year.")

    def said(self, labels: Labels) -> list[str]:
        """Count and target of each year."""
        t, said = labels.t, []
        for row in self.rows:
            values = {"row": self.spot(row, labels), "count": labels.whole(row.count, row.count)}
            target = labels.whole(row.target_low, row.target_high)
            said.append(
                t("{row}: {count} of {target}.", **values, target=target) if target else t("{row}: {count}.", **values)
            )
        return said

    def table(self, labels: Labels) -> pd.DataFrame:
        """Counts, targets and paces."""
        names = ["period_start", "period_end", "group", "count", "target_low", "target_high", "before"]
        names += ["so_far", "needed", "last_year", "figure_ids"]
        table = pd.DataFrame([{name: getattr(row, name) for name in names} for row in self.rows], columns=names)
        table.insert(0, "kind", [labels.kind(row.organisation_id) for row in self.rows])
        table.insert(0, "place", [labels.place(row.organisation_id) for row in self.rows])
        return table

    def draw(self, labels: Labels, canvas: Canvas) -> float:
        """Choose by the number of years, and draw."""
        if len(self.rows) == 1:
            return self._graph(labels, canvas, self.rows[0])
        return self._panels(labels, canvas) if len(self.rows) <= FEW else self._ratios(labels, canvas)

    def _graph(self, labels: Labels, canvas: Canvas, row: _Part) -> float:
        t, narrow = labels.t, canvas.narrow
        lines = self._lines(row, labels)
        beside = [text for _, texts, *_ in lines for text in texts]
        room = 118.0 if narrow else min(max([0.0, *(text_width(text, LABEL, True) for text in beside)]) + 20, 330)
        heading = t("People admitted since the beginning of the year")
        top = canvas.text(0, 16, heading, 13, MUTED, bold=True, room=canvas.width) + 24
        height = 300.0 if not narrow else 260.0
        most: float = max(row.count, row.target or 0, row.before or 0, *(end for end, *_ in lines))
        ys = ticks(0, most, 5)
        left = max(text_width(labels.whole(tick, tick), SMALL) for tick in ys) + 10
        right, bottom = canvas.width - room - 10, top + height
        months = 12 * (row.elapsed + row.left)

        def x(month: float) -> float:
            return float(left + month / months * (right - left))

        def y(people: float) -> float:
            return bottom - people / ys[-1] * height

        for tick in ys:
            canvas.line([left, right], [y(tick)] * 2, INK if not tick else RULE, 1, under=True)
            canvas.text(left - 8, y(tick) + 4.5, labels.whole(tick, tick), SMALL, MUTED, at="right")
        self._months(canvas, labels, x, bottom, months)
        for end, _, color, width, dash, start in sorted(lines, key=lambda line: line[3]):
            about: About = {"link": row.before_ids if start[0] == 0 else row.figure_ids, "tip": self.spot(row, labels)}
            canvas.line([x(start[0]), x(months)], [y(start[1]), y(end)], color, width, dash, **about)
            canvas.dots([(x(months), y(end))], 5, PAPER if dash else color, color, 2, **about)
        counted: About = {"link": row.count_ids, "tip": f"{self.spot(row, labels)}: {row.count}"}
        canvas.line([x(0), x(12 * row.elapsed)], [y(0), y(row.count)], BLUE, 4, **counted)
        canvas.dots([(x(12 * row.elapsed), y(row.count))], 7, **counted)
        self._targets(canvas, labels, row, x, y, months)
        count = labels.whole(row.count, row.count)
        at = x(12 * row.elapsed)
        where = (
            (at + 12, y(row.count) + 22, "left")
            if at + 20 + text_width(count, NAME, True) < right
            else (at - 12, y(row.count) - 8, "right")
        )
        canvas.text(where[0], where[1], count, NAME, BLUE, bold=True, at=where[2], plate=True, **counted)
        last = -1e9
        for end, texts, color, *_ in sorted(lines, key=lambda line: -line[0]):
            place = max(y(end) + 4, last + LINE + 6)
            last = canvas.text(right + 14, place, texts[0], LABEL, color, bold=True, room=room - 4)
            last = canvas.text(right + 14, last + LINE, texts[1], SMALL, room=room - 4) if texts[1] else last
        return max(bottom + 34, last + 14)

    def _lines(self, row: _Part, labels: Labels) -> list[tuple[Any, ...]]:
        """End, texts and style of the lines to the end of the year, and where each begins."""
        lines: list[tuple[Any, ...]] = []
        t, start = labels.t, (12 * row.elapsed, row.count)
        if row.needed:
            target = labels.whole(row.target_low, row.target_high)
            said = t("{n} a month needed", n=_rate(row.needed, labels)), t("for the target of {target}", target=target)
            lines.append((row.target, said, BLUE, 2.2, _DASHED, start))
        if row.last_year is not None:
            end, year = row.count + 12 * row.left * row.last_year, labels.period(row.before_start, row.before_end)
            said = (
                t("{n} a month, as in {year}", n=_rate(row.last_year, labels), year=year),
                t("would end near {n}", n=labels.number(end, "persons")),
            )
            lines.append((end, said, MUTED, 2.2, _DOTTED, start))
            whole = t("{year}: {n} in the year", year=year, n=labels.whole(row.before, row.before))
            lines.append((row.before, (whole, ""), MUTED, 2, None, (0, 0)))
        return lines

    def _targets(self, canvas: Canvas, labels: Labels, row: _Part, x: Any, y: Any, months: float) -> None:
        if row.target is None:
            return
        target = labels.whole(row.target_low, row.target_high)
        about: About = {"link": row.figure_ids, "tip": labels.t("target {target}", target=target)}
        canvas.line([x(0), x(months)], [y(row.target)] * 2, INK, 2, **about)
        said = labels.t("target {target}", target=target)
        worked = labels.t("target {target}, worked out from a percentage", target=target)
        said = fitting(
            (x(months) - x(0)) * 0.9, *([worked] if row.known_by == "implied" else []), said, size=SMALL, bold=True
        )
        canvas.text(x(0) + 8, y(row.target) - 8, said, SMALL, bold=True, plate=True, **about)

    def _months(self, canvas: Canvas, labels: Labels, x: Any, bottom: float, months: float) -> None:
        names = [labels.t(name) for name in _QUARTERS] if round(months) == 12 else []
        at = [3.0 * n for n in range(5)] if names else [tick for tick in ticks(0, months, 5) if tick <= months]
        names = names or [labels.number(tick, "persons") for tick in at]
        for month, name in list(zip(at, names, strict=True))[:: 2 if canvas.narrow else 1]:
            canvas.line([x(month)] * 2, [bottom, bottom + 5], INK, 1)
            middle = max(x(month), text_width(name, SMALL) / 2)
            canvas.text(middle, bottom + 22, name, SMALL, MUTED, at="center")

    def _panels(self, labels: Labels, canvas: Canvas) -> float:
        t, columns = labels.t, 2 if canvas.narrow else 4
        entries = [
            (lambda x, y: canvas.line([x - 8, x + 6], [y] * 2, BLUE, 4), t("counted")),
            (lambda x, y: canvas.line([x - 8, x + 6], [y] * 2, BLUE, 2, _DASHED), t("needed for the target")),
            (lambda x, y: canvas.line([x - 8, x + 6], [y] * 2, INK, 2), t("target")),
        ]
        if any(row.last_year is not None for row in self.rows):
            entries.append((lambda x, y: canvas.line([x - 8, x + 6], [y] * 2, MUTED, 2), t("last counted year")))
        y, gap = legend(canvas, 8, entries) + 16, 24 if not canvas.narrow else 16
        width = (canvas.width - gap * (columns - 1)) / columns
        most = min(_TALLEST, max(row.tallest for row in self.rows))
        for first in range(0, len(self.rows), columns):
            rows = self.rows[first : first + columns]
            heads = [self._head(row, labels, width) for row in rows]
            deep = max(len(name) + len(about) for name, about in heads)
            ends = []
            for place, (row, (name, about)) in enumerate(zip(rows, heads, strict=True)):
                left = place * (width + gap)
                for line, text in enumerate(name):
                    canvas.text(left, y + LINE * line, text, 14, bold=True)
                for line, text in enumerate(about, len(name)):
                    canvas.text(left, y + LINE * line, text, SMALL, MUTED)
                ends.append(self._panel(labels, canvas, row, left, y + LINE * deep, width, most))
            y = max(ends) + 40
        return y - 26

    def _head(self, row: _Part, labels: Labels, width: float) -> tuple[list[str], list[str]]:
        name = wrapped(labels.place(row.organisation_id), width, 14, True)
        return name, wrapped(", ".join(filter(None, self.about(row, labels))), width, SMALL)

    def _panel(
        self, labels: Labels, canvas: Canvas, row: _Part, left: float, top: float, width: float, most: float
    ) -> float:
        t, base, bottom = labels.t, row.target or row.before or row.count or 1, top + 110
        months = row.elapsed + row.left

        def at(year: float, people: float) -> tuple[float, float]:
            return left + 4 + year / months * (width - 12), bottom - min(people / base, most) / most * 106

        about: About = {"link": row.figure_ids, "tip": f"{self.spot(row, labels)}: {row.count}"}
        canvas.line([left, left + width], [bottom] * 2, INK, 1.2)
        if row.target is not None:
            canvas.line([left, left + width], [at(0, row.target)[1]] * 2, INK, 2, **about)
        if row.before:
            earlier: About = {"link": row.before_ids, "tip": about["tip"]}
            canvas.line(*_pairs(at(0, 0), at(months, row.before)), MUTED, 2, **earlier)
        now = at(row.elapsed, row.count)
        if row.needed:
            canvas.line(*_pairs(now, at(months, row.target or 0)), BLUE, 2, _DASHED, **about)
        canvas.line(*_pairs(at(0, 0), now), BLUE, 4, **about)
        canvas.dots([now], 5.5, **about)
        target, count = labels.whole(row.target_low, row.target_high), labels.whole(row.count, row.count)
        said = [t("{count} of {target}", count=count, target=target)] if target else [t("{count} so far", count=count)]
        if row.needed:
            said.append(
                t("{n} a month needed, {so_far} so far", n=_rate(row.needed, labels), so_far=_rate(row.so_far, labels))
            )
        elif row.before:
            said.append(
                t(
                    "{year}: {n} in the year",
                    year=labels.period(row.before_start, row.before_end),
                    n=labels.whole(row.before, row.before),
                )
            )
        last = canvas.text(left, bottom + 20, said[0], LABEL, BLUE, bold=True, room=width, **about)
        return canvas.text(left, last + LINE, said[1], SMALL, room=width) if said[1:] else last

    def _ratios(self, labels: Labels, canvas: Canvas) -> float:
        t, rows = labels.t, []
        for row in self.rows:
            pace = row.needed
            if pace is None or not row.so_far:
                continue
            values = {"pace": _rate(pace, labels), "so_far": _rate(row.so_far, labels)}
            mark = Mark(min(pace / row.so_far, 5.0), shape=">" if pace / row.so_far > 5 else "o")
            rows.append(
                (
                    mark.value,
                    DotRow(
                        labels.place(row.organisation_id),
                        [mark],
                        labels.number(pace / row.so_far, "times"),
                        t("{pace} ÷ {so_far}", **values),
                        self.period(row, labels),
                        ids=row.figure_ids,
                    ),
                )
            )
        ordered = [row for _, row in sorted(rows, key=lambda pair: -pair[0])][:MANY]
        if not ordered:
            return 20
        most = max([2.0, *(mark.value for row in ordered for mark in row.marks)])
        heading = "" if canvas.narrow else t("people a month")
        return dot_rows(
            canvas, ordered, lambda value: labels.number(value, "times"), strong=1.0, limits=(0, most), heading=heading
        )


class _Part(SimpleNamespace):
    """A year that is not over: what is counted, and the paces that follow, in people per month."""

    @property
    def organisation_ids(self) -> str:
        return str(self.organisation_id)

    @property
    def target(self) -> float | None:
        """The middle of a target that is known on both sides."""
        return (
            None
            if pd.isna(self.target_low) or pd.isna(self.target_high)
            else float(self.target_low + self.target_high) / 2
        )

    @property
    def needed(self) -> float | None:
        return None if self.target is None or not self.left else max(0.0, self.target - self.count) / (12 * self.left)

    @property
    def so_far(self) -> float:
        return float(self.count / (12 * self.elapsed))

    @property
    def last_year(self) -> float | None:
        return None if self.before is None else float(self.before) / 12

    @property
    def tallest(self) -> float:
        """The highest point of a panel, in targets."""
        base = self.target or self.before or self.count or 1
        return float(max(self.count, self.target or 0, self.before or 0) / base)


def _pairs(start: tuple[float, float], end: tuple[float, float]) -> tuple[list[float], list[float]]:
    return [start[0], end[0]], [start[1], end[1]]


def _rate(value: float, labels: Labels) -> str:
    return labels.number(value, _MONTHLY)
