"""Every column of every table, stated once.

The validation schema, the typed DataFrames, ``data/datapackage.json`` and the data dictionary are made from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Type = Literal["string", "integer", "number", "date", "boolean"]

LEVELS = (
    "province", "district", "bloc", "grassroots", "cell", "party_group", "schools", "area", "association",
)  # fmt: skip
UNITS = (
    "persons", "percent", "organisations", "classes", "places", "households", "products", "items", "km", "rank",
)  # fmt: skip
SCORES = ("target_attainment", "target_excess")  # metrics that score admissions against a target
MEASURED = ("percent", "km")  # units whose values can have decimals
MEASURES = ("flow", "stock", "share", "ratio", "rank")
GROUPS = ("all", "school_pupil", "student", "teacher")
STUDENT_GROUPS = ("school_pupil", "student")
STATUSES = ("reported", "target", "planned")
BOUNDS = ("exact", "more_than", "at_least", "less_than", "at_most", "about", "range")
SET_BY = ("superior", "congress", "own_plan", "unstated")
CLOSED = ("left", "right", "both", "neither")
READINGS = ("half_up", "truncated", "literal", "conventional")
REASONS = ("date", "duration", "document", "label", "page_furniture", "teaser")
ASSUMPTIONS = ("counted", "share", "target_met", "contained_minimum", "open_period")
CHECKS = ("percentage", "target", "fraction", "parts", "nested", "repeat", "conflict")
VERDICTS = ("consistent", "excluded", "contradiction", "uninformative")

PATTERNS: dict[Type, tuple[str, str]] = {
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
    required: bool = True
    values: tuple[str, ...] = ()
    pattern: tuple[str, str] | None = None

    @property
    def is_text(self) -> bool:
        """Whether any text may stand in it."""
        return self.type == "string" and not self.values

    def right(self) -> str:
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
    references: tuple[tuple[str, str, str], ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]


ID = (r"[a-z0-9]+(?:-[a-z0-9]+)*", "lower-case words and digits joined by hyphens")
_NAME = (r"[a-z0-9]+(?:_[a-z0-9]+)*", "lower snake case")


def _optional(name: str, type: Type, description: str, unit: str = "", **more: Any) -> Column:
    return Column(name, type, description, unit, required=False, **more)


def _low_high(what: str, words: str, unit: str, type: Type = "integer") -> tuple[Column, Column]:
    return (
        _optional(f"{what}_low", type, f"Smallest possible {words}; empty is unbounded", unit),
        _optional(f"{what}_high", type, f"Largest possible {words}; empty is unbounded", unit),
    )


_PERIOD = (
    _optional("period_start", "date", "First day of the period; of a stock its as-of date; empty if unknown"),
    _optional("period_end", "date", "Last day of the period; of a stock its as-of date; empty if unknown"),
)
_ARTICLE = Column("article_id", "string", "The article", pattern=ID)
_ORGANISATION = Column("organisation_id", "string", "The organisation whose figure it is", pattern=ID)
_GROUP = Column("group", "string", "Who is counted", values=GROUPS)
_SPAN = (
    Column("start", "integer", "Where the printed characters begin in the text", "code points from 0"),
    Column("end", "integer", "Where they end (exclusive)", "code points from 0"),
    Column("printed", "string", "The figure as printed: numeral, % and scale word, or the word that carries it"),
)
_COUNT_IDS = Column("count_ids", "string", "Those of the figures that are the count, without those of the members")
_FIGURE_IDS = Column("figure_ids", "string", "The figures the row rests on, separated by spaces")
_PART_OF = _optional(
    "part_of",
    "string",
    "Key of the smallest row of this table and group whose organisation and period contain this one",
)
_OVERLAPS = _optional("overlaps", "string", "Keys of rows of which containment is unknown, separated by spaces")

_CODED = (
    _ORGANISATION,
    Column("metric", "string", "What is counted", pattern=_NAME),
    _GROUP,
    *_PERIOD,
    Column("status", "string", "Reported, set as a target, or planned without a quota", values=STATUSES),
    Column("bound", "string", "What the qualifier says; of a target, which side satisfies it", values=BOUNDS),
    _optional(
        "numerator", "integer", "Start of the figure that this percentage scores or counts", "code points from 0"
    ),
    _optional("denominator", "integer", "Start of the figure that is its whole or target", "code points from 0"),
    _optional("part_of", "integer", "Start of the smallest figure that contains this one", "code points from 0"),
    _optional("against_start", "date", "First day of the target's period, where it differs"),
    _optional("against_end", "date", "Last day of the target's period, where it differs"),
    _optional("recurs", "string", "Whether the statement holds for each year of its period", values=("year",)),
    _optional("set_by", "string", "Who set the target", values=SET_BY),
    _optional("disputed", "string", "Why a careful reader could code it otherwise"),
    _optional("note", "string", "What else a later reader should know"),
)

_ALL = (
    Table(
        "raw-articles", "raw/articles.csv", "an article",
        (
            Column("article_id", "string", "The article: place and year of publication", pattern=ID),
            _optional("title", "string", "Headline, as printed"),
            _optional("publisher", "string", "Publisher, as printed"),
            _optional("author", "string", "By-line, as printed"),
            _optional("published", "date", "Date of publication, as printed"),
            Column("language", "string", "Language (ISO 639-1)", pattern=(r"[a-z]{2}", "a two-letter language code")),
            Column("source_file", "string", "Name of the file that holds the text", pattern=(r"[^/\\]+", "a file name without a folder")),
            Column("sha256", "string", "SHA-256 of that file", pattern=(r"[0-9a-f]{64}", "64 hexadecimal digits")),
            Column("n_characters", "integer", "Length of the text", "code points"),
        ),
        ("article_id",),
    ),
    Table(
        "raw-organisations", "raw/organisations.csv", "an organisation, or several unnamed ones together",
        (
            Column("organisation_id", "string", "The organisation", pattern=ID),
            Column("name", "string", "Vietnamese name"),
            Column("name_en", "string", "English name"),
            Column("level", "string", "Kind of organisation", values=LEVELS),
            _optional("parent_id", "string", "The organisation it is part of", pattern=ID),
            _optional("province", "string", "Province at the time of the article"),
            _optional("n_units", "integer", "How many unnamed units the row stands for, where known", "units"),
            _optional("valid_from", "date", "First day of its existence, where printed"),
            _optional("valid_to", "date", "Last day of its existence, where printed"),
            _optional("successor_id", "string", "The organisation that took its place", pattern=ID),
        ),
        ("organisation_id",),
        (("parent_id", "raw-organisations", "organisation_id"), ("successor_id", "raw-organisations", "organisation_id")),
    ),
    Table(
        "raw-metrics", "raw/metrics.csv", "a metric",
        (
            Column("metric", "string", "The metric", pattern=_NAME),
            Column("unit", "string", "Unit of its values", values=UNITS),
            Column("measure", "string", "Flow, stock, share, ratio or rank", values=MEASURES),
            Column("description", "string", "What it counts"),
        ),
        ("metric",),
    ),
    Table(
        "raw-figures", "raw/figures.csv", "a printed figure, as coded",
        (_ARTICLE, *_SPAN, *_CODED),
        ("article_id", "start"),
        (
            ("article_id", "raw-articles", "article_id"),
            ("organisation_id", "raw-organisations", "organisation_id"),
            ("metric", "raw-metrics", "metric"),
        ),
    ),
    Table(
        "raw-exclusions", "raw/exclusions.csv", "a number that is not a figure",
        (_ARTICLE, *_SPAN, Column("reason", "string", "Why it is no figure", values=REASONS)),
        ("article_id", "start"),
        (("article_id", "raw-articles", "article_id"),),
    ),
    Table(
        "figures", "processed/figures.csv", "a printed figure, read",
        (
            Column("figure_id", "string", "The figure: article and start, joined by a colon"),
            _ARTICLE, *_SPAN,
            *_CODED[:1],
            Column("organisation_name", "string", "Vietnamese name of the organisation"),
            _CODED[1],
            Column("measure", "string", "Kind of metric", values=MEASURES),
            Column("unit", "string", "Unit of value, low and high", values=UNITS),
            *_CODED[2:],
            _optional("value", "number", "The printed number; empty for a range", "see unit"),
            _optional("low", "number", "Lower end of what the figure allows; empty is unbounded", "see unit"),
            _optional("high", "number", "Upper end of what the figure allows; empty is unbounded", "see unit"),
            _optional("closed", "string", "Which ends belong to the interval; empty for counts, whose ends are inclusive integers", values=CLOSED),
            _optional("repeat_of", "string", "The first mention of the same figure"),
        ),
        ("figure_id",),
        (
            ("article_id", "raw-articles", "article_id"),
            ("organisation_id", "raw-organisations", "organisation_id"),
            ("metric", "raw-metrics", "metric"),
            ("repeat_of", "figures", "figure_id"),
        ),
    ),
    Table(
        "admissions", "processed/admissions.csv", "the admissions of an organisation in a period, for a group",
        (
            Column("admission_id", "string", "Key: organisation, period and group"),
            _ORGANISATION, *_PERIOD, _GROUP,
            *_low_high("admitted", "number of people admitted", "persons"),
            *_low_high("members", "number of members at the end of the period", "persons"),
            _optional("year_fraction", "number", "Length of the period; empty if its ends are unknown", "years"),
            _PART_OF, _OVERLAPS, _COUNT_IDS, _FIGURE_IDS,
        ),
        ("admission_id",),
        (("organisation_id", "raw-organisations", "organisation_id"), ("part_of", "admissions", "admission_id")),
    ),
    Table(
        "students", "processed/students.csv", "the pupils or students among the admissions of an organisation in a period",
        (
            Column("student_id", "string", "Key: organisation, period and group"),
            _ORGANISATION, *_PERIOD,
            Column("group", "string", "Pupils, or pupils and college students", values=STUDENT_GROUPS),
            *_low_high("students", "number of pupils or students admitted", "persons"),
            *_low_high("admitted", "number of all people admitted", "persons"),
            Column("assumption", "string", "What the bounds rest on: both numbers counted; a printed share; a target said to be met; the admissions printed within the period as their minimum; the same, where the period's beginning is not printed", values=ASSUMPTIONS),
            _PART_OF, _OVERLAPS, _FIGURE_IDS,
        ),
        ("student_id",),
        (("organisation_id", "raw-organisations", "organisation_id"), ("part_of", "students", "student_id")),
    ),
    Table(
        "quotas", "processed/quotas.csv", "a target of an organisation and what is known of its attainment, under one reading",
        (
            Column("quota_id", "string", "The target: organisation, counted period, target period, group and who set it"),
            Column("reading", "string", "How the printed percentage is read: rounded half up, truncated, its bound literally, or as printed digits and something more", values=READINGS),
            _ORGANISATION, _GROUP, *_PERIOD,
            _optional("target_start", "date", "First day of the target's period"),
            _optional("target_end", "date", "Last day of the target's period"),
            Column("set_by", "string", "Who set the target", values=SET_BY),
            *_low_high("admitted", "number of people admitted", "persons"),
            *_low_high("target", "target", "persons"),
            Column("target_source", "string", "Whether the target is printed or implied by count and percentage", values=("printed", "implied")),
            *_low_high("attainment", "admitted ÷ target", "ratio", "number"),
            Column("interim", "boolean", "Whether the counted period is not known to be the target's: a part of it, or an end that is not printed"),
            _optional("part_of", "string", "The quota_id of the smallest target whose organisation and period contain this one"),
            _FIGURE_IDS,
        ),
        ("quota_id", "reading"),
        (("organisation_id", "raw-organisations", "organisation_id"),),
    ),
    Table(
        "checks", "processed/checks.csv", "a consistency check under one hypothesis",
        (
            Column("check_id", "string", "The check: its kind and the figure it is about"),
            _ARTICLE,
            Column("check", "string", "Kind of check", values=CHECKS),
            Column("hypothesis", "string", "How the percentage was rounded and which denominator it has"),
            _FIGURE_IDS,
            Column("expected", "string", "What the other figures allow"),
            Column("printed", "string", "What is printed"),
            Column("verdict", "string", "consistent; excluded = impossible under this hypothesis only; contradiction = impossible under every one; uninformative = would pass by chance", values=VERDICTS),
            _optional("chance_pass", "number", "Share of the percentages within ±5 points (same decimals) that would pass as well", "share"),
        ),
        ("check_id", "hypothesis"),
        (("article_id", "raw-articles", "article_id"),),
    ),
)  # fmt: skip

TABLES: dict[str, Table] = {table.name: table for table in _ALL}
"""All tables by resource name, raw ones first."""
