"""What each article prints: one square per figure, or bars per year of publication where there are many articles."""

from __future__ import annotations

from typing import Unpack

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.plots.canvas import (
    BLUE,
    LABEL,
    LINE,
    MUTED,
    NAME,
    ORANGE,
    PALE,
    PAPER,
    SMALL,
    About,
    Canvas,
    text_width,
    wrapped,
)
from partyresearch.show.plots.drawing import Drawing
from partyresearch.show.plots.rows import MANY, legend

_SUBJECTS = {
    "admissions": (N_("admissions and targets"), BLUE, BLUE),
    "students": (N_("pupils and students"), PAPER, ORANGE),
    "members": (N_("members and cells"), PALE, BLUE),
    "other": (N_("other figures"), PAPER, MUTED),
}
_COLUMNS = ["article_id", "organisation_id", "year", "subject", "figure_id", "printed"]


class Articles(Drawing):
    """Squares that lead to their figures."""

    name = "printed-figures"

    def __init__(self, findings: Findings) -> None:
        super().__init__(findings)
        self.squares: pd.DataFrame = findings.facts["squares"]

    @property
    def empty(self) -> bool:
        """Whether no figure is printed."""
        return bool(self.squares.empty)

    @property
    def figure_ids(self) -> str:
        """All that are printed."""
        return " ".join(self.squares["figure_id"])

    def title(self, labels: Labels) -> str:
        """Say how many of the figures are about admissions."""
        n = int(self.squares["subject"].eq("admissions").sum())
        return labels.t("{n} of {all} printed figures are about admissions and targets", n=n, all=len(self.squares))

    def units(self, labels: Labels) -> str:
        """What a square is."""
        if self._many:
            return labels.t("Printed figures, by the year in which their articles appeared")
        return labels.t("Each square is a printed figure: point at it to read it, click it to see its row.")

    def nothing(self, labels: Labels) -> str:
        """No figure."""
        return labels.t("An empty picture of articles: the selection has no printed figure.")

    def said(self, labels: Labels) -> list[str]:
        """Count the figures of each article."""
        counts = self.squares.groupby(["article_id", "organisation_id"], sort=False).size().sort_values(ascending=False)
        return [labels.t("{name}: {n}.", name=labels.place(one), n=int(n)) for (_, one), n in counts.items()]

    def table(self, labels: Labels) -> pd.DataFrame:  # noqa: ARG002
        """The figures."""
        return self.squares[_COLUMNS]

    @property
    def _many(self) -> bool:
        return int(self.squares["article_id"].nunique()) > MANY

    def draw(self, labels: Labels, canvas: Canvas) -> float:
        """Draw a row per article, or a bar per year."""
        entries = [
            (lambda x, y, subject=subject: _square(canvas, x, y, 6.5, subject), labels.t(text))
            for subject, (text, *_) in _SUBJECTS.items()
        ]
        y = legend(canvas, 0 if canvas.narrow or self._many else 292, entries) + 14
        return self._years(labels, canvas, y) if self._many else self._rows(labels, canvas, y)

    def _rows(self, labels: Labels, canvas: Canvas, y: float) -> float:
        left, step = (0.0, 17) if canvas.narrow else (292.0, 20)
        per = int((canvas.width - left) // step)
        order = self.squares.groupby("article_id", sort=False).size().sort_values(ascending=False, kind="stable")
        names = self.squares.drop_duplicates("article_id").set_index("article_id")["organisation_id"].map(labels.place)
        column = min(150, max(text_width(name, NAME, True) for name in names) + 14)
        for article in order.index:
            rows = self.squares[self.squares["article_id"].eq(article)]
            rows = rows.assign(rank=rows["subject"].map(list(_SUBJECTS).index)).sort_values("rank", kind="stable")
            year, count = rows["year"].iloc[0], labels.t.number(len(rows))
            said = labels.t("undated article") if pd.isna(year) else labels.t("article of {year}", year=str(year))
            room = canvas.width - 40 if canvas.narrow else left - 60
            size = 14 if canvas.narrow else NAME
            last = canvas.text(0, y, names[article], size, bold=True, room=room)
            beside = max(text_width(wrapped(names[article], room, size, True)[-1], size, True) + 12, column)
            if beside + text_width(said, SMALL) <= room:
                canvas.text(beside, last, said, SMALL, MUTED)
            else:
                last = canvas.text(0, last + LINE, said, SMALL, MUTED)
            canvas.text(canvas.width if canvas.narrow else left - 16, y, count, NAME, bold=True, at="right")
            top = last + 18 if canvas.narrow else y - 5
            for place, row in enumerate(rows.itertuples()):
                x, down = left + place % per * step + 7, top + place // per * step
                printed = labels.t("“{printed}”", printed=row.printed)
                about: About = {"link": row.figure_id, "tip": f"{names[article]}: {printed}"}
                _square(canvas, x, down, 0.36 * step, row.subject, **about)
            y = max(last, top + (len(rows) - 1) // per * step) + (34 if canvas.narrow else 36)
        return y - 16

    def _years(self, labels: Labels, canvas: Canvas, y: float) -> float:
        years = self.squares.assign(
            said=self.squares["year"].map(lambda year: "?" if pd.isna(year) else str(int(year)))
        )
        counts = years.groupby(["said", "subject"]).size().unstack(fill_value=0)
        articles = years.groupby("said")["article_id"].nunique()
        said = {}
        for year, row in counts.iterrows():
            count = labels.t.plural("{n} article", "{n} articles", int(articles[year]))
            said[year] = f"{labels.t.number(int(row.sum()))} ({count})"
        beside = max(text_width(text, LABEL) for text in said.values()) + 12
        scale = (canvas.width - 130 - beside) / counts.sum(axis=1).max()
        for year, row in counts.iterrows():
            x = 126.0
            name = labels.t("undated") if year == "?" else str(year)
            canvas.text(0, y, name, LABEL, bold=True, room=120)
            for subject in _SUBJECTS:
                n = int(row.get(subject, 0))
                _, fill, edge = _SUBJECTS[subject]
                if n:
                    tip = f"{name}, {labels.t(_SUBJECTS[subject][0])}: {n}"
                    canvas.rect(x, y - 13, n * scale, 16, fill, edge, 1, tip=tip)
                x += n * scale
            canvas.text(x + 8, y, said[year], LABEL)
            y += 24
        return y - 10


def _square(canvas: Canvas, x: float, y: float, r: float, subject: str, **about: Unpack[About]) -> None:
    _, fill, edge = _SUBJECTS[subject]
    canvas.dots([(x, y)], r, fill, edge, 1.3, "s", **about)
    if subject == "students":  # told apart without its colour
        canvas.dots([(x, y)], r / 2, edge, shape="s", **about)
