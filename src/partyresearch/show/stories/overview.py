"""What the articles report, told: whether targets were met, what is printed, and whether it agrees."""

from __future__ import annotations

from collections import defaultdict
from types import SimpleNamespace

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.linked import link
from partyresearch.show.story import Column, Row, Story, Table, count_or_none

_CAUTION = N_("The articles are no random sample: nothing here speaks for other places or years.")
MOST_IN_A_CELL = 2
_USED = ["article_id", "metric", "organisation_id", "printed", "bound", "figure_id"]  # tuples of all columns are slow


def _title(findings: Findings, labels: Labels) -> str:
    t, facts = labels.t, findings.facts
    # where all are met wholes and parts agree; else the finest cut counts, so that no whole hides what its parts missed
    units = facts["counts"]["units"]
    if not facts["articles"]:
        return t("No article is in the selection")
    many = _begun(t.count(facts["articles"]))
    articles = t.plural(
        "{many} article reports on recruitment", "{many} articles report on recruitment", facts["articles"], many=many
    )
    if not units["n"]:
        return t("{articles}, none on the result of a finished target", articles=articles)
    if all(facts["counts"][name]["met"] == facts["counts"][name]["n"] for name in ("wholes", "within")):
        return t("{articles}; every finished target with a result was met", articles=articles)
    if units["n"] == 1:
        if units["missed"]:
            return t("{articles}; the one finished target with a result was missed", articles=articles)
        return t("{articles}; whether the one finished target with a result was met is not known", articles=articles)
    return t.plural(
        "{articles}; {met} of {all} finished targets with a result was met",
        "{articles}; {met} of {all} finished targets with a result were met",
        units["met"],
        articles=articles,
        met=count_or_none(units["met"], labels),
        all=t.count(units["n"]),
    )


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _points(findings: Findings, labels: Labels) -> list[str]:
    t, facts = labels.t, findings.facts
    squares = facts["squares"]
    admissions = int(squares["subject"].eq("admissions").sum())
    if not facts["figures"]:
        return []
    message = N_("Numbers coded from them: {figures}, of which {admissions} are about admissions and targets.")
    points = [t(message, figures=facts["figures"], admissions=admissions)]
    missed = sum(facts["counts"][name]["missed"] for name in ("wholes", "within"))
    if missed:
        points.append(t("Missed targets that are given as a number: {n}.", n=missed))
    elif facts["counts"]["finished"]:
        points.append(t("No missed target of admissions is given as a number."))
    values = {name: facts[name] for name in ("percentages", "others")}
    if facts["wrong"]:
        message = N_(
            "Contradictions between figures: {wrong}, among {percentages} checked percentages and {others} other "
            "relations."
        )
        points.append(t(message, wrong=facts["wrong"], **values))
    elif facts["percentages"] or facts["others"]:
        points.append(
            t(
                "Checked: {percentages} percentages against counts, and {others} other relations; no contradiction.",
                **values,
            )
        )
    return points


def _rows(findings: Findings) -> list[Row]:
    """One row per article."""
    squares, printed = findings.facts["squares"], findings.facts["printed"]
    figures: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for figure in printed[_USED].itertuples():
        figures[figure.article_id, figure.metric].append(figure)
    counts = squares["article_id"].value_counts()
    return [
        SimpleNamespace(
            organisation_id=first.organisation_id,
            year=first.year,
            n=counts[first.article_id],
            first=first.figure_id,
            printed={metric: figures[first.article_id, metric] for metric in _HEADINGS},
        )
        for first in squares.drop_duplicates("article_id").itertuples()
    ]


_HEADINGS = {
    "members_admitted": N_("Admitted"),
    "admission_target": N_("Target"),
    "target_attainment": N_("% of target"),
    "members_total": N_("Members"),
}


def _printed(metric: str) -> Column:
    def cell(row: Row, labels: Labels) -> str:
        told: dict[str, str] = {}
        for figure in sorted(row.printed[metric], key=lambda figure: figure.organisation_id != row.organisation_id):
            told.setdefault(_text(figure, labels), figure.figure_id)
        shown = [link(text, figure_id) for text, figure_id in told.items()]
        more = [labels.t("{n} more", n=len(shown) - MOST_IN_A_CELL)] if len(shown) > MOST_IN_A_CELL else []
        return "; ".join([*shown[:MOST_IN_A_CELL], *more])

    return Column(_HEADINGS[metric], cell, number=True)


def _text(figure: Row, labels: Labels) -> str:
    if labels.meaning(figure.printed):
        return labels.quoted(figure.printed)
    return labels.bound(figure.bound, f"“{figure.printed}”")


STORY = Story(
    name=N_("Overview"),
    title=_title,
    points=_points,
    caution=lambda _, labels: labels.t(_CAUTION),
    table=Table(
        _rows,
        (
            Column(N_("Article about"), lambda row, labels: link(labels.full_place(row.organisation_id), row.first)),
            Column(N_("Published"), lambda row, labels: str(row.year) if pd.notna(row.year) else labels.t("undated")),
            Column(N_("Figures"), lambda row, labels: labels.t.number(row.n), number=True),
            *map(_printed, _HEADINGS),
        ),
    ),
)
