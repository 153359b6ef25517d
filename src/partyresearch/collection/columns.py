"""Every column of every table, stated once.

The checks of raw cells, the typed DataFrames, the loaders' docstrings, ``data/datapackage.json``,
``data/croissant.json``, what exported files say of themselves, and the data dictionary are made from here.
"""

from __future__ import annotations

from functools import partial

from partyresearch.collection.schema import Column, Table, Type
from partyresearch.collection.vocabulary import (
    ASSUMPTIONS,
    BOUNDS,
    CHECK_READINGS,
    CHECKS,
    CLOSED,
    KNOWN_BY,
    LEVELS,
    MEASURES,
    QUANTITIES,
    READINGS,
    REASONS,
    RELATIONS,
    SET_BY,
    STATUSES,
    UNITS,
    VERDICTS,
)

_ADDRESS = (r"https?://[^\s<>\"]+", "an address that begins with http:// or https://")
_TWO_DIGITS = (r"[0-9]{2}", "2 digits")
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
_GROUP = Column("group", "Who is counted", pattern=_NAME, key_of="raw-groups")
_ORGANISATION_NAME = Column("organisation_name", "Vietnamese name of the organisation")
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
_PRELIMINARY = Column("preliminary", "Whether it was published before its period was over", "boolean")
_METRIC = Column("metric", "What is counted", pattern=_NAME, key_of="raw-metrics")
_STARTS = (
    _optional("numerator", "Start of the figure that this percentage scores or counts", "integer", _OFFSET),
    _optional("denominator", "Start of the figure that is its whole or target", "integer", _OFFSET),
    _optional("part_of", "Start of the smallest figure that contains this one", "integer", _OFFSET),
)
_IDS = (
    _optional("numerator_id", "The figure that this percentage scores or counts", key_of="figures"),
    _optional("denominator_id", "The figure that is its whole or target", key_of="figures"),
    _optional("part_of_id", "The smallest figure that contains this one", key_of="figures"),
)
_CODED = (
    _GROUP,
    *_PERIOD,
    Column("status", "Reported, set as a target, or planned without a quota", values=STATUSES),
    Column("bound", "What the qualifier says; of a target, which side satisfies it", values=BOUNDS),
)
_CIRCUMSTANCES = (
    _optional("against_start", "First day of the target's period, where it differs", "date"),
    _optional("against_end", "Last day of the target's period, where it differs", "date"),
    _optional("recurs", "Whether the statement holds for each year of its period", values=("year",)),
    _optional("set_by", "Who set the target", values=SET_BY),
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
    _optional("url", "Address of the article", pattern=_ADDRESS, since_0_2=True),
    _optional("archived_url", "Address of a copy in an archive", pattern=_ADDRESS, since_0_2=True),
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
    _optional(
        "admin_code",
        "The statistics office's code of the place: 2 digits of a province, 3 of a district, 5 of a commune",
        pattern=(r"[0-9]{2,3}|[0-9]{5}", "2, 3 or 5 digits"),
        since_0_2=True,
    ),
    _optional("province_code", "The statistics office's code of its province", pattern=_TWO_DIGITS, since_0_2=True),
    _optional("code_date", "A day on which the codes before it were in force", "date", since_0_2=True),
    _optional("province_code_2025", "The same, since 1 July 2025", pattern=_TWO_DIGITS, since_0_2=True),
    _optional("successors", "What took its place by law, and the law's number", since_0_2=True),
    _optional("code_source", "The lists and acts that agree on the codes and successors", since_0_2=True),
)
_GROUPS = (
    Column("group", "The group", pattern=_NAME),
    _optional("part_of", "The smallest group that contains it; empty of everyone", pattern=_NAME, key_of="raw-groups"),
    Column("label", "Short name"),
    Column("label_vi", "Short name in Vietnamese"),
)
_ALTERNATIVES = (
    Column("alternative_id", "The alternative: cells with one id change together", pattern=ID),
    _ARTICLE,
    Column("start", "Where the figure begins that could be coded otherwise", "integer", _OFFSET),
    Column("column", "The column of figures.csv that changes", pattern=_NAME),
    _optional("value", "What could stand there instead; empty: nothing"),
    Column("reason", "Why a careful reader could code it so"),
    Column("reason_vi", "The same in Vietnamese"),
)
_METRICS = (
    Column("metric", "The metric", pattern=_NAME),
    Column("unit", "Unit of its values", values=UNITS),
    Column("measure", "Flow, stock, share, ratio or rank", values=MEASURES),
    Column("description", "What it counts"),
    _optional("label", "Short name; empty: the metric with spaces", since_0_2=True),
    _optional("label_vi", "Short name in Vietnamese; empty: the label", since_0_2=True),
)
_RAW_FIGURES = (_ARTICLE, *_SPAN, _ORGANISATION, _METRIC, *_CODED, *_STARTS, *_CIRCUMSTANCES)
_EXCLUSIONS = (_ARTICLE, *_SPAN, Column("reason", "Why it is no figure", values=REASONS))
_FIGURES = (
    Column("figure_id", "The figure: article and start, joined by a colon"),
    _ARTICLE,
    *_SPAN,
    _ORGANISATION,
    _ORGANISATION_NAME,
    _METRIC,
    Column("measure", "Kind of metric", values=MEASURES),
    Column("unit", "Unit of value, low and high", values=UNITS),
    *_CODED,
    *_IDS,
    *_CIRCUMSTANCES,
    _PRELIMINARY,
    Column("disputed", "Whether a careful reader could code it otherwise: see alternatives.csv", "boolean"),
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
    _PRELIMINARY,
    _optional("part_of", _PART_OF, key_of="admissions"),
    _OVERLAPS,
    Column("count_ids", "Those of the figures that are the count, without those of the members"),
    _FIGURE_IDS,
)
_SHARES = (
    Column("share_id", "Key: organisation, period and group"),
    _ORGANISATION,
    *_PERIOD,
    _GROUP,
    *_low_high("group", "number of people of the group admitted", "persons"),
    *_low_high("admitted", "number of all people admitted", "persons"),
    Column("assumption", "What the bounds rest on", values=ASSUMPTIONS),
    _PRELIMINARY,
    _optional("part_of", _PART_OF, key_of="shares"),
    _OVERLAPS,
    _FIGURE_IDS,
)
_TARGET_PERIOD = (
    _optional("target_start", "First day of the target's period", "date"),
    _optional("target_end", "Last day of the target's period", "date"),
    Column("set_by", "Who set the target", values=SET_BY),
)
_ATTAINED = (
    *_low_high("admitted", "number of people admitted", "persons"),
    *_low_high("target", "target", "persons"),
    Column("known_by", "How the target is known", values=KNOWN_BY),
    *_low_high("attainment", "admitted ÷ target", "ratio", "number"),
    Column(
        "interim",
        "Whether the counted period may be another than the target's (a part of it, or an end is not printed), or was "
        "published before the last month of the period",
        "boolean",
    ),
    _PRELIMINARY,
)
_TARGETS = (
    Column("target_id", "Key: organisation, counted period and group, as in admissions"),
    _ORGANISATION,
    _ORGANISATION_NAME,
    Column("organisation_name_en", "English name of the organisation"),
    *_PERIOD,
    _GROUP,
    *_TARGET_PERIOD,
    *_ATTAINED,
    Column("others", "How many other targets are known for the same admissions", "integer", "targets"),
    _optional("part_of", _PART_OF, key_of="targets"),
    _FIGURE_IDS,
)
_TARGET_READINGS = (
    Column("stated_target_id", "The target: organisation, counted period, target period, group and who set it"),
    Column("reading", "How the printed percentage is read", values=READINGS),
    Column("target_id", "The admissions that it is a target of", key_of="targets"),
    Column(
        "binding",
        "Whether it is the target of targets.csv: one of the very period before one of a longer period, then that of a "
        "superior, a congress, the own plan, or an unstated setter; never chosen by its result",
        "boolean",
    ),
    _ORGANISATION,
    *_PERIOD,
    _GROUP,
    *_TARGET_PERIOD,
    *_ATTAINED,
    _FIGURE_IDS,
)
_CHECKS = (
    Column("check_id", "The check: its kind and what it is about"),
    _ARTICLE,
    Column("check", "What is compared", values=CHECKS),
    Column("reading", "How the percentage is read", values=CHECK_READINGS),
    Column("relation", "What must hold", values=RELATIONS),
    Column("metric", "The metric of the figure that is judged; of parts, theirs", pattern=_NAME, key_of="raw-metrics"),
    Column("group", "The group of the same", pattern=_NAME, key_of="raw-groups"),
    _optional("group_of", "Where a group is among another: that other", pattern=_NAME, key_of="raw-groups"),
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
_MULTIVERSE = (
    Column("estimate_id", "The estimate, as in estimates.csv"),
    Column(
        "alternatives",
        "What is coded otherwise, separated by spaces: ids of alternatives.csv; coding/first or coding/second: figures "
        "as in that pass; as_coded: nothing",
    ),
    Column("made", "Whether there is such an estimate under this coding, or one that takes its place", "boolean"),
    _optional("estimate_low", "Smallest value that the figures allow; empty: unbounded", "number", "as the estimate"),
    _optional("estimate_high", "Largest value that the figures allow; empty: unbounded", "number", "as the estimate"),
    _optional("low", "Lower end of the 95 % model interval, enveloped over them", "number", "as the estimate"),
    _optional("high", "Upper end of the same", "number", "as the estimate"),
    _optional("becomes", "The estimate that takes its place under this coding, whose values these are"),
    _optional("period_start", "First day of the period of that one", "date"),
    _optional("period_end", "Last day of the period of that one", "date"),
    _optional("set_by", "Who set the target of that one", values=SET_BY),
    Column("made_for", "The raw tables and coding passes that it was made for: the first digits of their SHA-256"),
)

_ALL = (
    Table("raw-articles", "an article", ("article_id",), _ARTICLES),
    Table(
        "raw-organisations", "an organisation, or several unnamed ones together", ("organisation_id",), _ORGANISATIONS
    ),
    Table("raw-metrics", "a metric", ("metric",), _METRICS),
    Table("raw-groups", "a group of people", ("group",), _GROUPS, since_0_2=True),
    Table("raw-figures", "a printed figure, as coded", ("article_id", "start"), _RAW_FIGURES, retired=("disputed",)),
    Table("raw-exclusions", "a number that is not a figure", ("article_id", "start"), _EXCLUSIONS),
    Table(
        "raw-alternatives",
        "a cell of figures.csv that a careful reader could code otherwise",
        ("alternative_id", "article_id", "start", "column"),
        _ALTERNATIVES,
        since_0_2=True,
    ),
    Table("figures", "a printed figure, read", ("figure_id",), _FIGURES),
    Table("admissions", "the admissions of an organisation in a period, for a group", ("admission_id",), _ADMISSIONS),
    Table("shares", "a group among the admissions of an organisation in a period", ("share_id",), _SHARES),
    Table(
        "targets",
        "the binding target of an organisation, period and group, and what is known of its attainment",
        ("target_id",),
        _TARGETS,
    ),
    Table(
        "target_readings",
        "a target as somebody set it, and what is known of its attainment, under one reading",
        ("stated_target_id", "reading"),
        _TARGET_READINGS,
    ),
    Table(
        "checks", "a consistency check, under one reading and relation", ("check_id", "reading", "relation"), _CHECKS
    ),
    Table(
        "multiverse",
        "an estimate under one coding: as it is coded, or under alternatives that change it",
        ("estimate_id", "alternatives"),
        _MULTIVERSE,
        since_0_2=True,
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _ALL}
"""All tables by resource name, raw ones first."""
RAW = tuple(name for name in TABLES if name.startswith("raw-"))
