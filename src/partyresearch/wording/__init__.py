"""Everything that pages say, in the language of their reader: sentences, labels, numbers and days.

Code asks by key; :mod:`partyresearch.wording.english` and :mod:`partyresearch.wording.vietnamese` hold the templates.
Identifiers, messages of the command line and what the tables hold are not translated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from numbers import Integral, Real
from typing import Any

from partyresearch.problems import UserError
from partyresearch.wording.english import ENGLISH
from partyresearch.wording.vietnamese import MARKDOWN, VIETNAMESE

TEMPLATES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "vi": VIETNAMESE}
"""Language → key → template."""

_NUMBER = {"en": "0", "vi": "#,##0"}
"""Grouped in Vietnamese only: beside printed figures, whose points group thousands, an English comma would mislead."""
_DAY = {"en": "yyyy-MM-dd", "vi": "dd/MM/yyyy"}

_language = "en"  # of the process, as a plotting style is: a context variable does not last from cell to cell


def use_language(language: str) -> None:
    """Say everything from now on in this language.

    Parameters
    ----------
    language : str
        A key of :data:`TEMPLATES`.

    Raises
    ------
    UserError
        If there is no such language.

    Examples
    --------
    >>> use_language("vi"); say("interval", low=1.5, high=1000)
    '1,5 đến 1.000'
    >>> use_language("en"); say("interval", low=1.5, high=1000)
    '1.5 to 1000'
    """
    global _language
    if language not in TEMPLATES:
        raise UserError(f"language: found {language!r}; right would be: one of {', '.join(TEMPLATES)}")
    _language = language


def current_language() -> str:
    """Return the language in which things are said.

    Examples
    --------
    >>> current_language()
    'en'
    """
    return _language


def say(key: str, **values: object) -> str:
    """Fill a template.

    Parameters
    ----------
    key : str
        A key of :data:`TEMPLATES`.
    **values
        What the template names; numbers and days are written as the language does, text stays as it is.

    Returns
    -------
    str

    Raises
    ------
    KeyError
        If there is no such template, or it names a value that is not given.

    Examples
    --------
    >>> say("interval", low=1, high=2)
    '1 to 2'
    """
    return say_in(_language, key, **values)


def say_in(language: str, key: str, **values: object) -> str:
    """Fill a template of a language.

    Examples
    --------
    >>> say_in("vi", "interval", low=1, high=2)
    '1 đến 2'
    """
    return TEMPLATES[language][key].format(**{name: _written(value, language) for name, value in values.items()})


def is_said(key: str) -> bool:
    """Whether there is such a template.

    Examples
    --------
    >>> is_said("interval"), is_said("nothing")
    (True, False)
    """
    return key in ENGLISH


def number(value: float, places: int | None = None) -> str:
    """Write a number.

    Parameters
    ----------
    value : float
    places : int, optional
        Decimals; by default as many as it has, of six digits.

    Returns
    -------
    str

    Examples
    --------
    >>> number(1234.5), number(0.25, 3)
    ('1234.5', '0.250')
    """
    return _number(value, places, _language)


def day(when: date) -> str:
    """Write a day.

    Examples
    --------
    >>> day(date(2024, 2, 28))
    '2024-02-28'
    """
    return _day(when, _language)


def retold(prefix: str, text: str, name: Callable[[str, str], str] | None = None) -> str:
    """Say in the language of the reader what a table or a message says in English.

    Parameters
    ----------
    prefix : str
        Of the keys of the templates by which it was made.
    text : str
        Made by such a template; any other is returned as it is.
    name : callable, optional
        From the name of a value and its text to what is said; numbers are written as the language does by default.

    Returns
    -------
    str

    Examples
    --------
    >>> use_language("vi"); print(retold("expected", "a whole of 1890")); use_language("en")
    tổng thể là 1.890
    """
    for key, pattern in _patterns(prefix).items():
        if found := pattern.fullmatch(text):
            said = {one: (name or _reread)(one, value) for one, value in found.groupdict().items()}
            return say(key, **said)
    return text


def translated(markdown: str, language: str) -> str:
    """Translate the Markdown of a notebook's cell, paragraph by paragraph; one that is not known stays as it is.

    Examples
    --------
    >>> translated("# Overview\\n\\nMine.", "vi")
    '# Tổng quan\\n\\nMine.'
    """
    if language == "en":
        return markdown
    paragraphs = (" ".join(one.split()) for one in markdown.split("\n\n"))
    return "\n\n".join(MARKDOWN.get(one, one) for one in paragraphs)


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
        return _number(int(value), 0, language)
    if isinstance(value, Real):
        return _number(float(value), None, language)
    if isinstance(value, date):
        return _day(value, language)
    return value


def _day(when: date, language: str) -> str:
    from babel.dates import format_date

    return str(format_date(when, _DAY[language], locale=language))


def _number(value: float, places: int | None, language: str) -> str:
    from decimal import Decimal

    from babel.numbers import format_decimal

    text = f"{value:g}" if places is None else f"{value:.{places}f}"  # rounded by Python, in every language the same
    exact = Decimal(text)
    decimals = places if places is not None else max(0, -int(exact.as_tuple().exponent))
    pattern = _NUMBER[language] + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(exact, format=pattern, locale=language))
