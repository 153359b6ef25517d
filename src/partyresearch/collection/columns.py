"""Every column of every table, stated once.

The checks of raw cells, the typed DataFrames, the loaders' docstrings, ``data/datapackage.json`` and the data
dictionary are made from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Type = Literal["string", "integer", "number", "date", "boolean"]
Codes = tuple[str, ...] | Mapping[str, str]  # allowed values, with their meanings where they need one

LEVELS = ("province", "district", "bloc", "grassroots", "cell", "party_group", "schools", "area", "association")
UNITS = ("persons", "percent", "organisations", "classes", "places", "households", "products", "items", "km", "rank")
SCORES = ("target_attainment", "target_excess")  # metrics that score admissions against a target
MEASURED = ("percent", "km")  # units whose values can have decimals
MEASURES = ("flow", "stock", "share", "ratio", "rank")
GROUPS = ("all", "school_pupil", "student", "teacher")
STUDENT_GROUPS = ("school_pupil", "student")
STATUSES = ("reported", "target", "planned")
BOUNDS = ("exact", "more_than", "at_least", "less_than", "at_most", "about", "range")
SET_BY = ("superior", "congress", "own_plan", "unstated")  # from the strongest claim to the weakest
CLOSED = ("left", "right", "both", "neither")
REASONS = ("date", "duration", "document", "label", "page_furniture", "teaser")
READINGS = {
    "half_up": "rounded half up",
    "truncated": "cut off after the last printed digit",
    "literal": "its bound taken literally",
    "conventional": '"more than 166 %" means 166 and something, less than 167',
}
ASSUMPTIONS = {
    "counted": "both numbers are counted",
    "share": "the students are a printed share of the admitted",
    "target_met": "a target is said to be met, so at least so many were admitted",
    "contained_minimum": "the admissions printed within the period are their minimum",
    "open_period": "the same, but the beginning of the period is not printed",
}
CHECKS = {
    "percentage": "a percentage, and the count or whole that it names",
    "target": "an attainment, and a target printed elsewhere",
    "fraction": "a fraction, and the denominator printed beside it",
    "parts": "a figure, and the figures coded as its parts",
    "nested": "the admissions of an organisation, period or group, and those within it",
    "repeat": "two mentions of a figure that agree",
    "conflict": "two mentions of a figure that do not",
}
RELATIONS = {
    "share": "the percentage is count ÷ whole",
    "members_before": "the same, of the members before these admissions",
    "printed_target": "the same, of a target printed elsewhere",
    "denominator": "the fraction's denominator is the printed one",
    "disjoint": "disjoint parts add up to no more than the whole",
    "among": "a group is no more than the group that contains it",
    "same": "two mentions say the same",
}
QUANTITIES = {
    "whole": "the whole that count and percentage allow",
    "count": "the count that whole and percentage allow",
    "share": "count ÷ whole, in percent",
    "denominator": "the printed denominator",
    "parts": "the parts together",
    "part": "the smaller group",
    "value": "what the first mention allows, in its unit",
}
VERDICTS = {
    "consistent": "possible",
    "excluded": "impossible under this reading or relation, possible under another",
    "contradiction": "impossible under all of them",
    "uninformative": "possible, but so is almost any other percentage",
}

PATTERNS: dict[Type, tuple[str, str]] = {
    # at most 12 digits: products of two such numbers and a percentage still fit where 64 bits are used
    "integer": (r"0|[1-9][0-9]{0,11}", "a whole number in digits"),
    "number": (r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?", "a decimal number with a point"),
    "date": (r"[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])", "an ISO date such as 2023-12-31"),
    "boolean": (r"true|false", "true or false"),
}


@dataclass(frozen=True)
class Column:
    """One column: what it holds and in which unit."""

    name: str
    type: Type
    description: str
    unit: str = ""
    required: bool = True  # whether every cell is filled
    values: Codes = ()
    pattern: tuple[str, str] | None = None  # regular expression, and what it asks for in words
    since_0_2: bool = False  # raw tables of version 0.1 lack it

    @property
    def is_text(self) -> bool:
        """Whether any text may stand in it."""
        return self.type == "string" and not self.values

    @property
    def meaning(self) -> str:
        """The description with the meaning of each code."""
        if not isinstance(self.values, Mapping):
            return self.description
        return f"{self.description}: " + "; ".join(f"{code} = {text}" for code, text in self.values.items())

    def accepts(self, cell: str) -> bool:
        """Whether a cell, as text, is well-formed."""
        if not cell:
            return not self.required
        if self.values:
            return cell in self.values
        pattern = self.pattern or PATTERNS.get(self.type)
        return pattern is None or re.fullmatch(pattern[0], cell) is not None

    def expected(self) -> str:
        """Say what a cell must look like."""
        if self.values:
            return "one of " + ", ".join(self.values)
        pattern = self.pattern or PATTERNS.get(self.type)
        return pattern[1] if pattern else "a text"


@dataclass(frozen=True)
class Table:
    """One table: where it lies, what a row is, its columns and keys."""

    name: str
    path: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[tuple[str, str, str], ...] = ()  # column, other table, its column

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]

    @property
    def names_0_1(self) -> list[str]:
        """The columns that version 0.1 had."""
        return [column.name for column in self.columns if not column.since_0_2]


ID = (r"[a-z0-9]+(?:-[a-z0-9]+)*", "lower-case words and digits joined by hyphens")
_NAME = (r"[a-z0-9]+(?:_[a-z0-9]+)*", "lower snake case")
_LANGUAGE = (r"[a-z]{2}", "a two-letter language code")
_FILE = (r"[^/\\]+", "a file name without a folder")
_SHA256 = (r"[0-9a-f]{64}", "64 hexadecimal digits")
_OFFSET = "code points from 0"


def _required(name: str, description: str, **more: Any) -> Column:
    return Column(name, "string", description, **more)


def _optional(name: str, type: Type, description: str, unit: str = "", **more: Any) -> Column:
    return Column(name, type, description, unit, required=False, **more)


def _low_high(name: str, words: str, unit: str, type: Type = "integer") -> tuple[Column, Column]:
    return (
        _optional(f"{name}_low", type, f"Smallest possible {words}; empty: unbounded", unit),
        _optional(f"{name}_high", type, f"Largest possible {words}; empty: unbounded", unit),
    )


_ARTICLE = _required("article_id", "The article", pattern=ID)
_ORGANISATION = _required("organisation_id", "The organisation whose figure it is", pattern=ID)
_GROUP = _required("group", "Who is counted", values=GROUPS)
_COUNT_IDS = _required("count_ids", "Those of the figures that are the count, without those of the members")
_FIGURE_IDS = _required("figure_ids", "The figures that the row rests on, separated by spaces")
_OVERLAPS = _optional("overlaps", "string", "Keys of rows whose containment is unknown, separated by spaces")
_PART_OF = _optional(
    "part_of", "string", "Key of the smallest row of the same group whose organisation and period contain this one"
)
_PERIOD = (
    _optional("period_start", "date", "First day of the period; of a stock its as-of date; empty: unknown"),
    _optional("period_end", "date", "Last day of the period; of a stock its as-of date; empty: unknown"),
)
_SPAN = (
    Column("start", "integer", "Where the printed characters begin in the text", _OFFSET),
    Column("end", "integer", "Where they end (exclusive)", _OFFSET),
    _required("printed", "The figure as printed: numeral, % and scale word, or the word that carries it"),
)
_METRIC = _required("metric", "What is counted", pattern=_NAME)
_CODED = (
    _GROUP,
    *_PERIOD,
    _required("status", "Reported, set as a target, or planned without a quota", values=STATUSES),
    _required("bound", "What the qualifier says; of a target, which side satisfies it", values=BOUNDS),
    _optional("numerator", "integer", "Start of the figure that this percentage scores or counts", _OFFSET),
    _optional("denominator", "integer", "Start of the figure that is its whole or target", _OFFSET),
    _optional("part_of", "integer", "Start of the smallest figure that contains this one", _OFFSET),
    _optional("against_start", "date", "First day of the target's period, where it differs"),
    _optional("against_end", "date", "Last day of the target's period, where it differs"),
    _optional("recurs", "string", "Whether the statement holds for each year of its period", values=("year",)),
    _optional("set_by", "string", "Who set the target", values=SET_BY),
    _optional("disputed", "string", "Why a careful reader could code it otherwise"),
    _optional("note", "string", "What else a later reader should know"),
)

_OF_ARTICLE = ("article_id", "raw-articles", "article_id")
_OF_ORGANISATION = ("organisation_id", "raw-organisations", "organisation_id")
_OF_METRIC = ("metric", "raw-metrics", "metric")

_ALL = (
    Table(
        "raw-articles",
        "raw/articles.csv",
        "an article",
        (
            _required("article_id", "The article: place and year of publication", pattern=ID),
            _optional("title", "string", "Headline, as printed"),
            _optional("publisher", "string", "Publisher, as printed"),
            _optional("author", "string", "By-line, as printed"),
            _optional("published", "date", "Date of publication, as printed"),
            _required("language", "Language (ISO 639-1)", pattern=_LANGUAGE),
            _required("source_file", "Name of the file that holds the text", pattern=_FILE),
            _required("sha256", "SHA-256 of that file", pattern=_SHA256),
            Column("n_characters", "integer", "Length of the text", "code points"),
        ),
        ("article_id",),
    ),
    Table(
        "raw-organisations",
        "raw/organisations.csv",
        "an organisation, or several unnamed ones together",
        (
            _required("organisation_id", "The organisation", pattern=ID),
            _required("name", "Vietnamese name"),
            _required("name_en", "English name"),
            _required("level", "Kind of organisation", values=LEVELS),
            _optional("parent_id", "string", "The organisation it is part of", pattern=ID),
            _optional("province", "string", "Province at the time of the article"),
            _optional("n_units", "integer", "How many unnamed units the row stands for, where known", "units"),
            _optional("valid_from", "date", "First day of its existence, where printed"),
            _optional("valid_to", "date", "Last day of its existence, where printed"),
            _optional("successor_id", "string", "The organisation that took its place", pattern=ID),
        ),
        ("organisation_id",),
        (
            ("parent_id", "raw-organisations", "organisation_id"),
            ("successor_id", "raw-organisations", "organisation_id"),
        ),
    ),
    Table(
        "raw-metrics",
        "raw/metrics.csv",
        "a metric",
        (
            _required("metric", "The metric", pattern=_NAME),
            _required("unit", "Unit of its values", values=UNITS),
            _required("measure", "Flow, stock, share, ratio or rank", values=MEASURES),
            _required("description", "What it counts"),
            _optional("label", "string", "Short name; empty: the metric with spaces", since_0_2=True),
            _optional("label_vi", "string", "Short name in Vietnamese; empty: the label", since_0_2=True),
        ),
        ("metric",),
    ),
    Table(
        "raw-figures",
        "raw/figures.csv",
        "a printed figure, as coded",
        (_ARTICLE, *_SPAN, _ORGANISATION, _METRIC, *_CODED),
        ("article_id", "start"),
        (_OF_ARTICLE, _OF_ORGANISATION, _OF_METRIC),
    ),
    Table(
        "raw-exclusions",
        "raw/exclusions.csv",
        "a number that is not a figure",
        (_ARTICLE, *_SPAN, _required("reason", "Why it is no figure", values=REASONS)),
        ("article_id", "start"),
        (_OF_ARTICLE,),
    ),
    Table(
        "figures",
        "processed/figures.csv",
        "a printed figure, read",
        (
            _required("figure_id", "The figure: article and start, joined by a colon"),
            _ARTICLE,
            *_SPAN,
            _ORGANISATION,
            _required("organisation_name", "Vietnamese name of the organisation"),
            _METRIC,
            _required("measure", "Kind of metric", values=MEASURES),
            _required("unit", "Unit of value, low and high", values=UNITS),
            *_CODED,
            _optional("value", "number", "The printed number; empty for a range", "see unit"),
            _optional("low", "number", "Lower end of what the figure allows; empty: unbounded", "see unit"),
            _optional("high", "number", "Upper end of what the figure allows; empty: unbounded", "see unit"),
            _optional(
                "closed",
                "string",
                "Which ends belong to the interval; empty for counts, whose ends are inclusive integers",
                values=CLOSED,
            ),
            _optional("repeat_of", "string", "The first mention of the same figure"),
        ),
        ("figure_id",),
        (_OF_ARTICLE, _OF_ORGANISATION, _OF_METRIC, ("repeat_of", "figures", "figure_id")),
    ),
    Table(
        "admissions",
        "processed/admissions.csv",
        "the admissions of an organisation in a period, for a group",
        (
            _required("admission_id", "Key: organisation, period and group"),
            _ORGANISATION,
            *_PERIOD,
            _GROUP,
            *_low_high("admitted", "number of people admitted", "persons"),
            *_low_high("members", "number of members at the end of the period", "persons"),
            _optional("year_fraction", "number", "Length of the period; empty if its ends are unknown", "years"),
            _PART_OF,
            _OVERLAPS,
            _COUNT_IDS,
            _FIGURE_IDS,
        ),
        ("admission_id",),
        (_OF_ORGANISATION, ("part_of", "admissions", "admission_id")),
    ),
    Table(
        "students",
        "processed/students.csv",
        "the pupils or students among the admissions of an organisation in a period",
        (
            _required("student_id", "Key: organisation, period and group"),
            _ORGANISATION,
            *_PERIOD,
            _required("group", "Pupils, or pupils and college students", values=STUDENT_GROUPS),
            *_low_high("students", "number of pupils or students admitted", "persons"),
            *_low_high("admitted", "number of all people admitted", "persons"),
            _required("assumption", "What the bounds rest on", values=ASSUMPTIONS),
            _PART_OF,
            _OVERLAPS,
            _FIGURE_IDS,
        ),
        ("student_id",),
        (_OF_ORGANISATION, ("part_of", "students", "student_id")),
    ),
    Table(
        "quotas",
        "processed/quotas.csv",
        "a target of an organisation and what is known of its attainment, under one reading",
        (
            _required("quota_id", "The target: organisation, counted period, target period, group and who set it"),
            _required("reading", "How the printed percentage is read", values=READINGS),
            _ORGANISATION,
            _GROUP,
            *_PERIOD,
            _optional("target_start", "date", "First day of the target's period"),
            _optional("target_end", "date", "Last day of the target's period"),
            _required("set_by", "Who set the target", values=SET_BY),
            *_low_high("admitted", "number of people admitted", "persons"),
            *_low_high("target", "target", "persons"),
            _required(
                "target_source",
                "Whether the target is printed, or implied by count and percentage",
                values=("printed", "implied"),
            ),
            *_low_high("attainment", "admitted ÷ target", "ratio", "number"),
            Column(
                "interim",
                "boolean",
                "Whether the counted period may differ from the target's: a part of it, or an end is not printed",
            ),
            _optional("part_of", "string", "quota_id of the smallest target that contains organisation and period"),
            _FIGURE_IDS,
        ),
        ("quota_id", "reading"),
        (_OF_ORGANISATION,),
    ),
    Table(
        "checks",
        "processed/checks.csv",
        "a consistency check, under one reading and relation",
        (
            _required("check_id", "The check: its kind and what it is about"),
            _ARTICLE,
            _required("check", "What is compared", values=CHECKS),
            _required(
                "reading",
                "How the percentage is read",
                values={"as_printed": "not a rounded percentage: taken as it is", **READINGS},
            ),
            _required("relation", "What must hold", values=RELATIONS),
            _required("metric", "The metric of the figure that is judged; of parts, theirs", pattern=_NAME),
            _required("group", "The group of the same", values=GROUPS),
            _optional("group_of", "string", "Where a group is among another: that other", values=GROUPS),
            _FIGURE_IDS,
            _required("quantity", "What low and high are", values=QUANTITIES),
            _optional("low", "number", "Smallest that the other figures allow; empty: unbounded", "see quantity"),
            _optional(
                "high",
                "number",
                "Largest that the other figures allow; empty: unbounded; both ends empty: no whole number fits",
                "see quantity",
            ),
            _required("printed", "What is printed"),
            _optional("compared", "string", "What is printed for the denominator or the first mention"),
            _required("verdict", "What follows", values=VERDICTS),
            _optional(
                "chance_pass",
                "number",
                "Share of the percentages within ±5 points (same decimals) that would pass as well",
                "share",
            ),
        ),
        ("check_id", "reading", "relation"),
        (_OF_ARTICLE, _OF_METRIC),
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _ALL}
"""All tables by resource name, raw ones first."""
