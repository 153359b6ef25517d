"""Every column of every table, stated once.

The checks of raw cells, the typed DataFrames, the loaders' docstrings, ``data/datapackage.json`` and the data
dictionary are made from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

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
TARGET_SOURCES = ("printed", "implied")
READINGS = {
    "half_up": "rounded half up",
    "truncated": "cut off after the last printed digit",
    "literal": "its bound taken literally",
    "conventional": '"more than 166 %" means 166 and something, less than 167',
}
CHECK_READINGS = {"as_printed": "not a rounded percentage: taken as it is", **READINGS}
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
    "string": (r"(?s:.*)", "a text"),
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
    description: str
    type: Type = "string"
    unit: str = ""
    required: bool = True  # whether every cell is filled
    values: Codes = ()
    pattern: tuple[str, str] | None = None  # regular expression, and what it asks for in words
    key_of: str = ""  # the table to which its cells refer
    since_0_2: bool = False  # raw tables of version 0.1 lack it

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
        return re.fullmatch((self.pattern or PATTERNS[self.type])[0], cell) is not None

    def expected(self) -> str:
        """Say what a cell must look like."""
        return "one of " + ", ".join(self.values) if self.values else (self.pattern or PATTERNS[self.type])[1]


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its key and its columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def path(self) -> str:
        """Where it lies in a collection."""
        return f"raw/{self.name[4:]}.csv" if self.name.startswith("raw-") else f"processed/{self.name}.csv"

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]

    @property
    def names_0_1(self) -> list[str]:
        """The columns that version 0.1 had."""
        return [column.name for column in self.columns if not column.since_0_2]

    @property
    def references(self) -> list[tuple[str, str, str]]:
        """Each column that holds the key of a table, with that table and its key."""
        return [(column.name, other, TABLES[other].key[0]) for column in self.columns if (other := column.key_of)]


ID = (r"[a-z0-9]+(?:-[a-z0-9]+)*", "lower-case words and digits joined by hyphens")
_NAME = (r"[a-z0-9]+(?:_[a-z0-9]+)*", "lower snake case")
_OFFSET = "code points from 0"

_optional = partial(Column, required=False)


def _low_high(name: str, words: str, unit: str, type: Type = "integer") -> tuple[Column, Column]:
    return (
        _optional(f"{name}_low", f"Smallest possible {words}; empty: unbounded", type, unit),
        _optional(f"{name}_high", f"Largest possible {words}; empty: unbounded", type, unit),
    )


_ARTICLE = Column("article_id", "The article", pattern=ID, key_of="raw-articles")
_ORGANISATION = Column("organisation_id", "The organisation whose figure it is", pattern=ID, key_of="raw-organisations")
_GROUP = Column("group", "Who is counted", values=GROUPS)
_FIGURE_IDS = Column("figure_ids", "The figures that the row rests on, separated by spaces")
_OVERLAPS = _optional("overlaps", "Keys of rows whose containment is unknown, separated by spaces")
_PART_OF = "Key of the smallest row of the same group whose organisation and period contain this one"
_PERIOD = (
    _optional("period_start", "First day of the period; of a stock its as-of date; empty: unknown", "date"),
    _optional("period_end", "Last day of the period; of a stock its as-of date; empty: unknown", "date"),
)
_SPAN = (
    Column("start", "Where the printed characters begin in the text", "integer", _OFFSET),
    Column("end", "Where they end (exclusive)", "integer", _OFFSET),
    Column("printed", "The figure as printed: numeral, % and scale word, or the word that carries it"),
)
_METRIC = Column("metric", "What is counted", pattern=_NAME, key_of="raw-metrics")
_CODED = (
    _GROUP,
    *_PERIOD,
    Column("status", "Reported, set as a target, or planned without a quota", values=STATUSES),
    Column("bound", "What the qualifier says; of a target, which side satisfies it", values=BOUNDS),
    _optional("numerator", "Start of the figure that this percentage scores or counts", "integer", _OFFSET),
    _optional("denominator", "Start of the figure that is its whole or target", "integer", _OFFSET),
    _optional("part_of", "Start of the smallest figure that contains this one", "integer", _OFFSET),
    _optional("against_start", "First day of the target's period, where it differs", "date"),
    _optional("against_end", "Last day of the target's period, where it differs", "date"),
    _optional("recurs", "Whether the statement holds for each year of its period", values=("year",)),
    _optional("set_by", "Who set the target", values=SET_BY),
    _optional("disputed", "Why a careful reader could code it otherwise"),
    _optional("note", "What else a later reader should know"),
)

_ARTICLES = (
    Column("article_id", "The article: place and year of publication", pattern=ID),
    _optional("title", "Headline, as printed"),
    _optional("publisher", "Publisher, as printed"),
    _optional("author", "By-line, as printed"),
    _optional("published", "Date of publication, as printed", "date"),
    Column("language", "Language (ISO 639-1)", pattern=(r"[a-z]{2}", "a two-letter language code")),
    Column("source_file", "Name of the file that holds the text", pattern=(r"[^/\\]+", "a file name without a folder")),
    Column("sha256", "SHA-256 of that file", pattern=(r"[0-9a-f]{64}", "64 hexadecimal digits")),
    Column("n_characters", "Length of the text", "integer", "code points"),
)
_ORGANISATIONS = (
    Column("organisation_id", "The organisation", pattern=ID),
    Column("name", "Vietnamese name"),
    Column("name_en", "English name"),
    Column("level", "Kind of organisation", values=LEVELS),
    _optional("parent_id", "The organisation it is part of", pattern=ID, key_of="raw-organisations"),
    _optional("province", "Province at the time of the article"),
    _optional("n_units", "How many unnamed units the row stands for, where known", "integer", "units"),
    _optional("valid_from", "First day of its existence, where printed", "date"),
    _optional("valid_to", "Last day of its existence, where printed", "date"),
    _optional("successor_id", "The organisation that took its place", pattern=ID, key_of="raw-organisations"),
)
_METRICS = (
    Column("metric", "The metric", pattern=_NAME),
    Column("unit", "Unit of its values", values=UNITS),
    Column("measure", "Flow, stock, share, ratio or rank", values=MEASURES),
    Column("description", "What it counts"),
    _optional("label", "Short name; empty: the metric with spaces", since_0_2=True),
    _optional("label_vi", "Short name in Vietnamese; empty: the label", since_0_2=True),
)
_RAW_FIGURES = (_ARTICLE, *_SPAN, _ORGANISATION, _METRIC, *_CODED)
_EXCLUSIONS = (_ARTICLE, *_SPAN, Column("reason", "Why it is no figure", values=REASONS))
_FIGURES = (
    Column("figure_id", "The figure: article and start, joined by a colon"),
    _ARTICLE,
    *_SPAN,
    _ORGANISATION,
    Column("organisation_name", "Vietnamese name of the organisation"),
    _METRIC,
    Column("measure", "Kind of metric", values=MEASURES),
    Column("unit", "Unit of value, low and high", values=UNITS),
    *_CODED,
    _optional("value", "The printed number; empty for a range", "number", "see unit"),
    _optional("low", "Lower end of what the figure allows; empty: unbounded", "number", "see unit"),
    _optional("high", "Upper end of what the figure allows; empty: unbounded", "number", "see unit"),
    _optional(
        "closed",
        "Which ends belong to the interval; empty for counts, whose ends are inclusive integers",
        values=CLOSED,
    ),
    _optional("repeat_of", "The first mention of the same figure", key_of="figures"),
)
_ADMISSIONS = (
    Column("admission_id", "Key: organisation, period and group"),
    _ORGANISATION,
    *_PERIOD,
    _GROUP,
    *_low_high("admitted", "number of people admitted", "persons"),
    *_low_high("members", "number of members at the end of the period", "persons"),
    _optional("year_fraction", "Length of the period; empty if its ends are unknown", "number", "years"),
    _optional("part_of", _PART_OF, key_of="admissions"),
    _OVERLAPS,
    Column("count_ids", "Those of the figures that are the count, without those of the members"),
    _FIGURE_IDS,
)
_STUDENTS = (
    Column("student_id", "Key: organisation, period and group"),
    _ORGANISATION,
    *_PERIOD,
    Column("group", "Pupils, or pupils and college students", values=STUDENT_GROUPS),
    *_low_high("students", "number of pupils or students admitted", "persons"),
    *_low_high("admitted", "number of all people admitted", "persons"),
    Column("assumption", "What the bounds rest on", values=ASSUMPTIONS),
    _optional("part_of", _PART_OF, key_of="students"),
    _OVERLAPS,
    _FIGURE_IDS,
)
_QUOTAS = (
    Column("quota_id", "The target: organisation, counted period, target period, group and who set it"),
    Column("reading", "How the printed percentage is read", values=READINGS),
    _ORGANISATION,
    _GROUP,
    *_PERIOD,
    _optional("target_start", "First day of the target's period", "date"),
    _optional("target_end", "Last day of the target's period", "date"),
    Column("set_by", "Who set the target", values=SET_BY),
    *_low_high("admitted", "number of people admitted", "persons"),
    *_low_high("target", "target", "persons"),
    Column("target_source", "Whether the target is printed, or implied by count and percentage", values=TARGET_SOURCES),
    *_low_high("attainment", "admitted ÷ target", "ratio", "number"),
    Column(
        "interim",
        "Whether the counted period may differ from the target's: a part of it, or an end is not printed",
        "boolean",
    ),
    _optional("part_of", "quota_id of the smallest target that contains organisation and period"),
    _FIGURE_IDS,
)
_CHECKS = (
    Column("check_id", "The check: its kind and what it is about"),
    _ARTICLE,
    Column("check", "What is compared", values=CHECKS),
    Column("reading", "How the percentage is read", values=CHECK_READINGS),
    Column("relation", "What must hold", values=RELATIONS),
    Column("metric", "The metric of the figure that is judged; of parts, theirs", pattern=_NAME, key_of="raw-metrics"),
    Column("group", "The group of the same", values=GROUPS),
    _optional("group_of", "Where a group is among another: that other", values=GROUPS),
    _FIGURE_IDS,
    Column("quantity", "What low and high are", values=QUANTITIES),
    _optional("low", "Smallest that the other figures allow; empty: unbounded", "number", "see quantity"),
    _optional(
        "high",
        "Largest that the other figures allow; empty: unbounded; both ends empty: no whole number fits",
        "number",
        "see quantity",
    ),
    Column("printed", "What is printed"),
    _optional("compared", "What is printed for the denominator or the first mention"),
    Column("verdict", "What follows", values=VERDICTS),
    _optional(
        "chance_pass",
        "Share of the percentages within ±5 points (same decimals) that would pass as well",
        "number",
        "share",
    ),
)

_ALL = (
    Table("raw-articles", "an article", ("article_id",), _ARTICLES),
    Table(
        "raw-organisations", "an organisation, or several unnamed ones together", ("organisation_id",), _ORGANISATIONS
    ),
    Table("raw-metrics", "a metric", ("metric",), _METRICS),
    Table("raw-figures", "a printed figure, as coded", ("article_id", "start"), _RAW_FIGURES),
    Table("raw-exclusions", "a number that is not a figure", ("article_id", "start"), _EXCLUSIONS),
    Table("figures", "a printed figure, read", ("figure_id",), _FIGURES),
    Table("admissions", "the admissions of an organisation in a period, for a group", ("admission_id",), _ADMISSIONS),
    Table(
        "students",
        "the pupils or students among the admissions of an organisation in a period",
        ("student_id",),
        _STUDENTS,
    ),
    Table(
        "quotas",
        "a target of an organisation and what is known of its attainment, under one reading",
        ("quota_id", "reading"),
        _QUOTAS,
    ),
    Table(
        "checks", "a consistency check, under one reading and relation", ("check_id", "reading", "relation"), _CHECKS
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _ALL}
"""All tables by resource name, raw ones first."""
RAW = tuple(name for name in TABLES if name.startswith("raw-"))
