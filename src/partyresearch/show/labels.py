"""How organisations, periods, metrics and numbers are written, in one language."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cached_property
from typing import Any

import pandas as pd

from partyresearch.analysis.selection import Collected
from partyresearch.figures.numerals import WORDS
from partyresearch.show.language import N_, Language
from partyresearch.tables.periods import period_label

# unit -> what it is multiplied by, and the decimals that are shown
_FORMATS = {"ratio": (1, 3), "share": (100, 2), "persons": (1, 0)}
_OTHER_FORMAT = (1, 1)
_SETTERS = {
    "superior": N_("set by a superior"),
    "congress": N_("set by a congress"),
    "own_plan": N_("own plan"),
    "unstated": N_("setter not stated"),
}
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


class Labels:
    """Write what a collection holds in one language."""

    def __init__(self, t: Language, tables: Collected) -> None:
        self.t = t
        self._organisations = tables.organisations
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

    def sources(self, figure_ids: str) -> tuple[int, int | None, int | None]:
        """Count the articles of some figures, and find the first and the last year in which they appeared."""
        articles = sorted({figure_id.rpartition(":")[0] for figure_id in figure_ids.split()})
        years = self._published.reindex(articles).dt.year.dropna().astype(int)
        return len(articles), *((int(years.min()), int(years.max())) if len(years) else (None, None))

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
        """Name a row: organisation, period, group unless it is everyone, and what else tells it apart."""
        words = [self.organisation(organisation), period, "" if group == "all" else self.group(group), *remarks]
        return " · ".join(filter(None, words))

    def period(self, start: Any, end: Any) -> str:
        """Name a period."""
        if pd.isna(start) and pd.isna(end):
            return self.t("period not printed")
        if pd.isna(start):
            return self.t("until {end}", end=end)
        if pd.isna(end):
            return self.t("from {start}", start=start)
        label = period_label(start, end)
        if "Q" in label:
            year, quarter = label.split("Q")
            return self.t("{year}Q{quarter}", year=year, quarter=quarter)
        return self.t("{low} to {high}", low=start, high=end) if ".." in label else label

    def part(self, start: Any, end: Any, whole_start: Any, whole_end: Any) -> str:
        """Name part of a period together with the whole, as a count is set against the target of a year."""
        part, whole = self.period(start, end), self.period(whole_start, whole_end)
        return self.t("{part} of {whole}", part=part, whole=whole)

    def years(self, start: Any, end: Any) -> str:
        """Name whole years briefly, as the heading of a row."""
        if pd.isna(end):
            return self.t("from {start}", start=str(start.year)) if pd.notna(start) else self.t("period not printed")
        if pd.isna(start):
            return self.t("until {end}", end=str(end.year))
        return f"{start.year}–{end.year}" if start.year != end.year else self.period(start, end)

    def number(self, value: float, unit: str) -> str:
        """Write a number, rounded sensibly for its unit: a ratio, a share (in percent), persons, or a rate."""
        return self.t("no limit") if math.isinf(value) else self._with_unit(self._bare(value, unit), unit)

    def interval(self, low: float | None, high: float | None, unit: str = "ratio") -> str:
        """Write an interval that may be open on either side, rounded outwards."""
        known_low, known_high = _is_known(low), _is_known(high)
        if known_low and known_high and low == high:
            return self.number(low, unit)  # type: ignore[arg-type]
        first = self._end(low, unit, up=False) if known_low else ""
        last = self._end(high, unit, up=True) if known_high else ""
        if known_low and known_high:
            both = first if first == last else self.t("{low} to {high}", low=first, high=last)
            return self._with_unit(both, unit) if math.isfinite(high) else both  # type: ignore[arg-type]
        if known_low:
            return self.t("at least {low}", low=self._with_unit(first, unit))
        return self.t("at most {high}", high=self._with_unit(last, unit)) if known_high else self.t("open")

    def whole(self, low: Any, high: Any) -> str:
        """Write a whole number, a range of them, or a bound; empty if nothing is known."""
        if pd.isna(low) and pd.isna(high):
            return ""
        return self.interval(None if pd.isna(low) else int(low), None if pd.isna(high) else int(high), "persons")

    def estimate(self, row: Any) -> str:
        """Write an estimate: the value or its bounds, then the model's interval."""
        value = self.interval(row.estimate_low, row.estimate_high, row.unit)
        if pd.isna(row.low) and pd.isna(row.high):
            return value
        return f"{value} ({self.t('model')} {self.interval(row.low, row.high, row.unit)})"

    def _bare(self, value: float, unit: str) -> str:
        scale, places = _FORMATS.get(unit, _OTHER_FORMAT)
        return self.t.number(scale * value, places)

    def _with_unit(self, text: str, unit: str) -> str:
        return self.t("{value} %", value=text) if unit == "share" else text

    def _end(self, value: Any, unit: str, *, up: bool) -> str:
        return self._bare(value if math.isinf(value) else _outward(value, unit, up), unit)


def _is_known(value: float | None) -> bool:
    return value is not None and not pd.isna(value)


def _outward(value: float, unit: str, up: bool) -> float:
    """Round away from what an interval holds, so that print claims no more than the numbers do."""
    scale, decimals = _FORMATS.get(unit, _OTHER_FORMAT)
    places = 10**decimals
    steps = value * scale * places
    nearest = round(steps)
    # 1e-6 of a step: a number that is only off by its binary fraction is not rounded away
    whole = nearest if abs(steps - nearest) < 1e-6 else math.ceil(steps) if up else math.floor(steps)
    return float(whole / places / scale)
