"""A result as a researcher meets it: numbers one attribute away, words and pictures in a language."""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.analysis.multiverse import Moved, moved
from partyresearch.collection.problems import UserError, closest
from partyresearch.show.labels import Labels
from partyresearch.show.linked import plain
from partyresearch.show.picture import Picture, draw_on
from partyresearch.show.plots.canvas import Canvas
from partyresearch.show.plots.drawings import DRAWINGS
from partyresearch.show.shown import Content, Html, LabelsIn, Shown
from partyresearch.show.stories import STORIES
from partyresearch.show.story import Story
from partyresearch.show.tables import ESTIMATES, MOST_LINKS, checks_html, first_rows, rest_said, result_html
from partyresearch.show.words import QUESTIONS

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Result(Shown):
    """What an analysis found, in the study's language; returned by the methods of :class:`~partyresearch.Study`.

    In Jupyter it shows its headline, table and caution, with the method folded.

    Examples
    --------
    >>> import partyresearch as pr
    >>> score = pr.study(organisations=["Nam Đông"]).attainment()
    >>> print(score.summary().splitlines()[1])
    Nam Đông district · 2023: at least 101%
    >>> score.estimates[["estimand", "method", "assumption"]].iloc[0].tolist()
    ['attainment', 'as_printed', 'whole']
    """

    def __init__(
        self, findings: Findings, labels_in: LabelsIn, language: str, multiverse: pd.DataFrame | None = None
    ) -> None:
        super().__init__(labels_in, language)
        self._multiverse = multiverse
        self.findings = findings
        self._words = QUESTIONS[findings.question]
        self._story = STORIES.get(findings.question)

    @property
    def estimates(self) -> pd.DataFrame:
        """The estimates: numbers and codes, the same in every language.

        One row per estimate with the columns of ``estimates.csv``. ``estimate_low`` and ``estimate_high`` are what
        rounding, bounds and readings leave open; ``low`` and ``high`` the model's interval (``confidence``), of which
        each end holds by itself with ``end_confidence``, also where the other is open. A ratio or share is a fraction
        of 1, counts are persons (``unit``).
        """
        return self.findings.estimates

    @property
    def counted(self) -> pd.DataFrame:
        """The modelled estimates whose numbers are all known, one column per number, beside the interval.

        For checking an interval with statsmodels: a number that is only known within limits is no row here.

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study().attainment().counted[["admitted", "target"]].iloc[0].tolist()
        [116.0, 115.0]
        """
        rows = self.findings.chosen().join(self.findings.rows, on="estimate_id")
        rows = rows[rows["interval_kind"].eq("model")]
        table = rows[["estimate_id", "method"]].copy()
        for name in self._words.counts:
            ends = [f"{name}_low", f"{name}_high"] if f"{name}_low" in rows else [name]
            values = rows.reindex(columns=ends).apply(pd.to_numeric)
            table[name] = values[ends[0]].where(values[ends[0]].eq(values[ends[-1]])).astype(float)
        # assigned before rows are dropped: an empty frame would take over the index of what it is given
        table = table.assign(low=rows["low"], high=rows["high"])
        return table.dropna(subset=list(self._words.counts)).reset_index(drop=True)

    @property
    def model(self) -> Any:
        """The fitted statsmodels results where a model was fitted (by group where there are several), else None."""
        return self.findings.model

    @property
    def headline(self) -> str:
        """One computed sentence that is true by itself; empty if there is none."""
        return self._headline(self._labels)

    @property
    def rests_on(self) -> str:
        """What is estimated and under which assumptions."""
        return "\n\n".join(text for _, text in self._words.about(self.findings, self._labels)[:2] if text)

    @property
    def not_shown(self) -> str:
        """What the result does not show."""
        return self._words.say(self._words.not_shown, self.findings, self._labels)

    @property
    def refusals(self) -> list[str]:
        """What could not be estimated, and why."""
        return [self._words.say_refusal(refusal, self._labels) for refusal in self.findings.refusals]

    def summary(self) -> str:
        """Return the result as plain text: the headline, one line per estimate, then the refusals.

        Examples
        --------
        >>> import partyresearch as pr
        >>> print(pr.study(organisations=["dong-thap"]).share_of_members().summary().splitlines()[0])
        Đồng Tháp province · 2023: 4.0% (model 3.8 to 4.2%)
        """
        return self._summary(self._labels)

    def table(self, *estimands: str) -> Html:
        """Show estimates as a table, each linked to the figures that it rests on.

        Parameters
        ----------
        *estimands : str
            Values of the column ``estimand``, or how they begin ("interim"); none: those that stand together. Of
            attainment also "without_result": the printed targets without a result.

        Raises
        ------
        UserError
            If the result has no such estimand.

        Examples
        --------
        >>> import partyresearch as pr
        >>> print(pr.study().attainment().table("interim"))
        Đầm Dơi district · Jan–Mar 2023, part of the year: 36% (model 28 to 46%)
        """
        if self._story and not estimands:
            return self._told(self._story)
        if self._story and estimands[0] in self._story.more:
            return self._further(self._story, estimands[0])
        chosen = self._estimands(estimands) if estimands else self._words.main
        return Html(
            self._labels_in,
            self._language,
            lambda labels: self._table(labels, chosen),
            lambda labels: self._rows(labels, chosen),
        )

    def _told(self, story: Story) -> Html:
        def html(labels: Labels) -> str:
            table = story.table.html(labels.t(story.name), self.findings, labels, self._readings)
            return table + story.parts_html(self.findings, labels)

        def text(labels: Labels) -> str:
            parts = story.table.text(self.findings, labels), story.parts_text(self.findings, labels)
            return "\n".join(filter(None, parts))

        return Html(self._labels_in, self._language, html, text)

    def _further(self, story: Story, name: str) -> Html:
        table = story.more[name]
        return Html(
            self._labels_in,
            self._language,
            lambda labels: table.html(labels.t(story.name), self.findings, labels, {}),
            lambda labels: table.text(self.findings, labels),
        )

    def plot(self, ax: Axes | None = None, **options: Any) -> Picture | Axes:
        """Draw the result.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            A panel of a figure of your own; without it the picture has a figure of its own.
        **options
            ``estimand="interim_attainment"``: the interim rows of attainment.

        Returns
        -------
        Picture or matplotlib.axes.Axes
            A picture with its alternative text, which says so if there is nothing to draw; with ``ax`` the axes.

        Raises
        ------
        UserError
            If there is no picture of such a result.

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study(organisations=["can-tho"]).student_share().plot()
        An empty plot of shares: the selection has no such row.
        """
        make = DRAWINGS.get(self.findings.question)
        if make is None:
            raise UserError(f"plot: there is no picture of {self.findings.question}; table() shows it")
        drawing = make(self.findings, **options)
        if ax is not None:
            return draw_on(Canvas(ax=ax), drawing, self._labels).axes
        return Picture(self._labels_in, self._language, drawing)

    @property
    def shown_figures(self) -> list[str]:
        """The figure ids of the rows that its tables show, which are the first ones where there are very many."""
        tables = [self._story.table, *self._story.more.values()] if self._story else []
        shown = [row for table in tables for row in first_rows(table.rows(self.findings))]
        shown += [row for name in self._words.estimands for row in first_rows(self.findings.named(name))]
        checks = first_rows(self.findings.facts["checks"])["figure_ids"] if "checks" in self.findings.facts else ()
        return [" ".join(ids.split()[:MOST_LINKS]) for ids in (*(row.figure_ids for row in shown), *checks)]

    def interval(self, organisation_id: str, year: int) -> list[float | None]:
        """Return both ends of the model's interval of an organisation's estimate that ends in a year.

        Examples
        --------
        >>> import partyresearch as pr
        >>> [round(end, 3) for end in pr.study().attainment().interval("dong-thap", 2023)]
        [1.305, 1.41]
        """
        rows = self.findings.chosen()
        rows = rows[rows["organisation_ids"].eq(organisation_id) & rows["period_end"].dt.year.eq(year)]
        if rows.empty:
            raise UserError(f"interval: expected an estimate of {organisation_id} that ends in {year}, got none")
        if len(rows.drop_duplicates(["period_start", "period_end", "group"])) > 1:
            ids = ", ".join(rows["estimate_id"])
            raise UserError(f"interval: expected one estimate of {organisation_id} that ends in {year}, got {ids}")
        return [None if pd.isna(end) else float(end) for end in rows.iloc[0][["low", "high"]]]

    @cached_property
    def _readings(self) -> dict[str, Moved]:
        """What another coding moves, by the id of the estimate."""
        found = [] if self._multiverse is None else moved([self.findings], self._multiverse)[0]
        return {one.row.estimate_id: one for one in found}

    @property
    def _labels(self) -> Labels:
        labels: Labels = self._labels_in(self._language)
        return labels

    def _estimands(self, names: tuple[str, ...]) -> tuple[str, ...]:
        known, chosen = self._words.estimands, []
        for name in names:
            matches = [name] if name in known else [known_name for known_name in known if known_name.startswith(name)]
            if not matches:
                raise UserError(f"table: expected {', '.join(known)}{closest(name, known)}, got {name!r}")
            chosen += matches
        return tuple(chosen)

    def _headline(self, labels: Labels) -> str:
        if self._story:
            return plain(self._story.title(self.findings, labels))
        return self._words.say(self._words.headline, self.findings, labels)

    def _table(self, labels: Labels, estimands: tuple[str, ...]) -> str:
        if self.findings.question == "checks":
            return checks_html(self.findings.facts["checks"], labels)
        return result_html(self.findings, labels, *estimands)

    def _rows(self, labels: Labels, estimands: tuple[str, ...] = ()) -> str:
        rows = self.findings.named(*estimands)
        lines = [f"{self._words.label(row, labels)}: {labels.estimate(row)}" for row in first_rows(rows)]
        lines += filter(None, [rest_said(rows, ESTIMATES, labels)])
        reasons = (self._words.say_refusal(refusal, labels) for refusal in self.findings.refused(*estimands))
        return "\n".join([*lines, *dict.fromkeys(reasons)])

    def _summary(self, labels: Labels) -> str:
        return "\n".join(filter(None, [self._headline(labels), self._rows(labels)]))

    def _render(self, labels: Labels) -> Content:
        headline, about = self._headline(labels), self._words.about(self.findings, labels)
        told = "".join(f"<p><strong>{escape(name)}.</strong> {escape(text)}</p>" for name, text in about[:2] if text)
        name = escape(labels.t("Method"))
        method = f'<details class="method"><summary>{name}</summary>{told}</details>' if told else ""
        if self._story:
            page, text = self._story.html(self.findings, labels), self._story.text(self.findings, labels)
            table = self._story.table.html(labels.t(self._story.name), self.findings, labels, self._readings)
            data = {"text/html": page + table + method, "text/plain": text}
            return Content(data, {"headline": headline, "page": page})  # the list of reports shows the headline
        refused = [self._words.say_refusal(refusal, labels) for refusal in self.findings.refusals]
        # a headline that only refuses is said once, below
        parts = [f"<p><strong>{escape(headline)}</strong></p>"] if headline and headline not in refused else []
        parts.append(self._table(labels, self._words.main))
        parts += [f'<p class="limits">{escape(about[2][1])}</p>'] if about[2][1] else []
        page = "\n".join(parts)
        data = {"text/html": page + method, "text/plain": self._summary(labels)}
        return Content(data, {"page": page, "summary": self._words.short(self.findings, labels)})
