"""Everything that pages say, in the language of their reader: sentences, labels, numbers and days.

Code asks by key; :mod:`partyresearch.show.wording.english` and :mod:`partyresearch.show.wording.vietnamese` hold the templates.
Identifiers, messages of the command line and the tables of a collection are not translated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from math import isfinite, isnan
from numbers import Integral, Real
from typing import Any, NamedTuple

from partyresearch.collection.problems import UserError
from partyresearch.show.wording.english import ENGLISH
from partyresearch.show.wording.vietnamese import MARKDOWN, VIETNAMESE


class Language(NamedTuple):
    """What differs from language to language."""

    templates: Mapping[str, str]
    markdown: Mapping[str, str]
    whole: str
    day: str
    name: str


LANGUAGES = {
    # not grouped: beside printed figures, whose points group thousands, an English comma would mislead
    "en": Language(ENGLISH, {}, "0", "yyyy-MM-dd", "name_en"),
    "vi": Language(VIETNAMESE, MARKDOWN, "#,##0", "dd/MM/yyyy", "name"),
}
"""By their codes (ISO 639-1)."""

_language = "en"  # of the process, as a plotting style is: a context variable does not last from cell to cell


def use_language(language: str) -> None:
    """Say everything from now on in this language."""
    global _language
    if language not in LANGUAGES:
        raise UserError(f"language: expected one of {', '.join(LANGUAGES)}, got {language!r}")
    _language = language


def name_column() -> str:
    """Return the column of the table of organisations that has their names in this language."""
    return LANGUAGES[_language].name


def say(key: str, **values: object) -> str:
    """Fill a template."""
    return say_in(_language, key, **values)


def say_in(language: str, key: str, **values: object) -> str:
    """Fill a template of a language."""
    written = {name: _written(value, language) for name, value in values.items()}
    return LANGUAGES[language].templates[key].format(**written)


def is_said(key: str) -> bool:
    """Whether there is such a template."""
    return key in ENGLISH


def number(value: float, places: int | None = None) -> str:
    """Write a number."""
    return _number(value, places, _language)


def day(when: date) -> str:
    """Write a day."""
    return _day(when, _language)


def retold(prefix: str, text: str, name: Callable[[str, str], str] | None = None) -> str:
    """Say in the language of the reader what a table or a message says in English."""
    for key, pattern in _patterns(prefix).items():
        if found := pattern.fullmatch(text):
            said = {one: (name or _reread)(one, value) for one, value in found.groupdict().items()}
            return say(key, **said)
    return text


def translated(markdown: str, language: str) -> str:
    """Translate the Markdown of a notebook's cell, paragraph by paragraph; one that is not known stays as it is."""
    known = LANGUAGES[language].markdown
    return "\n\n".join(known.get(" ".join(one.split()), one) for one in markdown.split("\n\n"))


@cache
def _patterns(prefix: str) -> dict[str, re.Pattern[str]]:
    return {
        key: re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>\\S+)", re.escape(template)))
        for key, template in ENGLISH.items()
        if key.startswith(f"{prefix}.")
    }


def _reread(name: str, text: str) -> str:
    whole, point, decimals = text.partition(".")
    plain = name != "printed" and (whole + decimals).isascii() and (whole + decimals).isdigit()
    return number(float(text), len(decimals) if point else 0) if plain else text


def _written(value: object, language: str) -> Any:
    if isinstance(value, Integral):
        return _number(int(value), None, language)
    if isinstance(value, Real):
        return _number(float(value), None, language)
    if isinstance(value, date):
        return _day(value, language)
    return value


def _day(when: date, language: str) -> str:
    from babel.dates import format_date

    return str(format_date(when, LANGUAGES[language].day, locale=language))


def _number(value: float, places: int | None, language: str) -> str:
    from decimal import Decimal

    from babel.numbers import format_decimal

    if not isfinite(value):
        return "" if isnan(value) else say_in(language, "infinite")
    # rounded by Python, in every language the same; what only binary fractions add is dropped
    exact = Decimal(
        f"{value:.{places}f}" if places is not None else f"{float(value):.12g}" if value % 1 else int(value)
    )
    decimals = places if places is not None else max(0, -int(exact.as_tuple().exponent))
    pattern = LANGUAGES[language].whole + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(exact, format=pattern, locale=language))
