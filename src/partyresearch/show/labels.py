"""How organisations, periods, metrics and numbers are written, in one language."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import Any

import pandas as pd

from partyresearch.analysis.selection import Collected
from partyresearch.figures.numerals import WORDS
from partyresearch.show.language import N_, Language
from partyresearch.show.numbers import Numbers
from partyresearch.tables.periods import period_label

_SETTERS = {
    "superior": N_("set by a superior"),
    "congress": N_("set by a congress"),
    "own_plan": N_("own plan"),
    "unstated": N_("setter not stated"),
}
_QUARTERS = (
    N_("the first quarter of {year}"),
    N_("the second quarter of {year}"),
    N_("the third quarter of {year}"),
    N_("the last quarter of {year}"),
)
_BOUNDS = {
    "exact": N_("{value}"),
    "more_than": N_("more than {value}"),
    "at_least": N_("at least {value}"),
    "less_than": N_("less than {value}"),
    "at_most": N_("at most {value}"),
    "about": N_("about {value}"),
    "range": N_("{value}"),
}
# printed words that stand for a number or a bound: keys are what articles print
_MEANINGS = {
    "chưa": N_("not yet any"),
    "không": N_("none"),
    "đa số": N_("the majority"),
    "hầu hết": N_("nearly all, taken as more than half"),
    "vượt": N_("exceeded"),
    "đảm bảo": N_("target met or exceeded"),
    "cao nhất": N_("the highest"),
    "dẫn đầu": N_("in the lead"),
}


# units of administration and their committees, as names of Party organisations begin
_KINDS = {
    "tỉnh": N_("province"),
    "thành phố": N_("city"),
    "huyện": N_("district"),
    "thị xã": N_("town"),
    "quận": N_("urban district"),
    "xã": N_("commune"),
    "phường": N_("ward"),
    "thị trấn": N_("township"),
    "đặc khu": N_("special zone"),
}
_SHORT = {"thành": "thành phố", "thị": "thị xã", "tp": "thành phố", "t.p": "thành phố"}  # thành ủy, TP.
_WORDS = "|".join(_KINDS)
_UNIT = re.compile(rf"(?:đảng bộ )?((?:tỉnh|thành|huyện|thị|quận) ủy|{_WORDS}|tp\.?|t\.p\.?) ?(?=\w)", re.I)


class Labels(Numbers):
    """Write what a collection holds in one language."""

    def __init__(self, t: Language, tables: Collected) -> None:
        super().__init__(t)
        self._organisations, self._figures = tables.organisations, tables.figures
        self._alternatives = tables.alternatives
        self._published = tables.articles.set_index("article_id")["published"]
        self._vocabularies = {"metric": tables.metrics, "group": tables.groups}

    @cached_property
    def _names(self) -> dict[str, str]:
        several = self._organisations["n_units"].map(lambda n: "" if pd.isna(n) else f" ({self.t.number(n)})")
        own = self._organisations[self.t.format.name]
        names = own.where(own.ne(""), self._organisations["name"]) + several  # an untranslated name is better than none
        return dict(zip(self._organisations["organisation_id"], names, strict=True))

    @cached_property
    def _names_of_codes(self) -> dict[tuple[str, str], str]:
        return {
            (kind, code): label
            for kind, table in self._vocabularies.items()
            for code, label in table[[kind, self.t.format.label]].itertuples(index=False, name=None)
        }

    def sources(self, figure_ids: str) -> tuple[int, int | None, int | None, int]:
        """Count the articles of some figures; find the first and last year they appeared in; count the undated."""
        articles = sorted({figure_id.rpartition(":")[0] for figure_id in figure_ids.split()})
        years = self._published.reindex(articles).dt.year.dropna().astype(int)
        ends = (int(years.min()), int(years.max())) if len(years) else (None, None)
        return len(articles), *ends, len(articles) - len(years)

    def organisation(self, organisation_id: str) -> str:
        """Name an organisation, with the number of units where it stands for several."""
        return self._names.get(organisation_id, "")

    def place(self, organisation_id: str) -> str:
        """Name an organisation as briefly as a picture can: by its place if that is all its name tells."""
        return self._places.get(organisation_id, ("", ""))[0]

    def kind(self, organisation_id: str) -> str:
        """Say what kind of place an organisation is of; empty where its own name says so."""
        kind = self._places.get(organisation_id, ("", ""))[1]
        return self.t(kind) if kind else ""

    def full_place(self, organisation_id: str) -> str:
        """Name the place of an organisation together with its kind."""
        place, kind = self.place(organisation_id), self.kind(organisation_id)
        return self.t("{place} {kind}", place=place, kind=kind) if kind else place

    def reason(self, alternative_id: str) -> str:
        """Say why a figure could have been coded otherwise."""
        return self._reasons[alternative_id]

    def what(self, metric: str, group: str) -> str:
        """Name what a figure counts: its metric, and its group unless that is everyone."""
        name = self.metric(metric)
        return name if group == "all" else self.t("{metric}: {group}", metric=name, group=self.group(group))

    def print_of(self, figure_id: str) -> str:
        """Return the printed form of a figure."""
        return self._printed.get(figure_id, figure_id)

    def figure(self, figure_ids: str, *metrics: str) -> str:
        """Find the figure among some that is of one of these metrics; the first if none is."""
        ids = figure_ids.split()
        return next((one for one in ids if self._metric_of.get(one) in metrics), ids[0] if ids else "")

    @cached_property
    def _reasons(self) -> dict[str, str]:
        rows = self._alternatives.drop_duplicates("alternative_id")  # each of its cells has the same reason
        return dict(rows[["alternative_id", self.t.format.reason]].itertuples(index=False, name=None))

    @cached_property
    def _printed(self) -> dict[str, str]:
        return dict(self._figures[["figure_id", "printed"]].itertuples(index=False, name=None))

    @cached_property
    def _metric_of(self) -> dict[str, str]:
        return dict(self._figures[["figure_id", "metric"]].astype("str").itertuples(index=False, name=None))

    @cached_property
    def _places(self) -> dict[str, tuple[str, str]]:
        """The brief name and the kind of place, by organisation; the Vietnamese name tells both."""
        places = {}
        for one, name in self._organisations[["organisation_id", "name"]].itertuples(index=False, name=None):
            places[one] = self.organisation(one), ""
            unit = _UNIT.match(name)
            if unit and name[unit.end()].isupper():  # else the word is part of a longer one, or of no name
                word = unit[1].lower().removesuffix(" ủy").rstrip(".")
                places[one] = name[unit.end() :], _KINDS[_SHORT.get(word, word)]
        shared = {place for place, n in Counter(places.values()).items() if n > 1}
        return {one: (self.organisation(one), "") if place in shared else place for one, place in places.items()}

    def metric(self, metric: str) -> str:
        """Name a metric."""
        return self._names_of_codes.get(("metric", metric)) or metric.replace("_", " ")

    def group(self, group: str) -> str:
        """Name a group of people."""
        return self._names_of_codes.get(("group", group)) or group.replace("_", " ")

    def setter(self, set_by: str) -> str:
        """Say who set a target."""
        return self.t(_SETTERS[set_by]) if set_by else ""

    def bound(self, bound: str, value: str) -> str:
        """Write a value as the bound that it is."""
        return self.t(_BOUNDS[bound], value=value)

    def printed(self, printed: str) -> str:
        """Return printed characters, with the meaning of a word that stands for a number."""
        meaning = self.meaning(printed)
        return self.t("{printed} ({meaning})", printed=printed, meaning=meaning) if meaning else printed

    def quoted(self, printed: str) -> str:
        """Return printed characters in quotation marks, with the meaning of a word that stands for a number."""
        meaning = self.meaning(printed)
        if meaning:
            return self.t("“{printed}” ({meaning})", printed=printed, meaning=meaning)
        return self.t("“{printed}”", printed=printed)

    def meaning(self, printed: str) -> str:
        """Say what a printed word stands for; empty for a number."""
        word = printed.lower()
        return self.t(_MEANINGS[word]) if word in WORDS else ""

    def row(self, organisation: str, period: str, group: str = "all", *remarks: str) -> str:
        """Name a row: place, period, group unless it is everyone, and what else tells it apart."""
        words = [self.full_place(organisation), period, "" if group == "all" else self.group(group), *remarks]
        return " · ".join(filter(None, words))

    def period(self, start: Any, end: Any) -> str:
        """Name a period."""
        if pd.isna(start) and pd.isna(end):
            return self.t("period not printed")
        if pd.isna(start):
            return self.t("until {end}", end=end)
        return self.t("from {start}", start=start) if pd.isna(end) else self.t.period(start, end)

    def in_prose(self, start: Any, end: Any) -> str:
        """Name a period within a sentence."""
        label = "" if pd.isna(start) or pd.isna(end) else period_label(start, end)
        if "Q" not in label:
            return self.period(start, end)
        year, quarter = label.split("Q")
        return self.t(_QUARTERS[int(quarter) - 1], year=year)

    def part(self, start: Any, end: Any, whole_start: Any, whole_end: Any) -> str:
        """Name part of a period together with the whole, as a count is set against the target of a year."""
        part, whole = self.period(start, end), self.period(whole_start, whole_end)
        if pd.notna(end) and whole == str(end.year):
            return self.t("{part}, part of the year", part=part)
        return self.t("{part} of {whole}", part=part, whole=whole)

    def years(self, start: Any, end: Any) -> str:
        """Name whole years briefly, as the heading of a row."""
        if pd.isna(end):
            return self.t("from {start}", start=str(start.year)) if pd.notna(start) else self.t("period not printed")
        if pd.isna(start):
            return self.t("until {end}", end=str(end.year))
        return f"{start.year}–{end.year}" if start.year != end.year else self.period(start, end)
