"""A language: whole English sentences translated by gettext catalogues, numbers and days written by Babel.

Nothing here is a setting of the process: whoever shows something passes the language along.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from gettext import NullTranslations
from importlib.resources import files
from math import isfinite, isnan
from numbers import Integral, Real
from typing import Any, NamedTuple

from partyresearch.collection.problems import UserError

LANGUAGES = ("en", "vi")
"""Codes (ISO 639-1). A further language needs a catalogue in ``locale/`` and a line of :data:`_FORMATS`."""


class _Format(NamedTuple):
    day: str  # CLDR pattern of a day, and of one whose year follows
    day_in_year: str
    month: str
    month_in_year: str  # and of a month whose year follows
    last_month: str  # of the month after such a one
    numbers: str  # words for 1 to 10, where print uses them
    name: str  # column of the organisations' names
    label: str  # column of the labels of metrics and groups
    reason: str  # column of the reasons of alternatives


_FORMATS = {
    "en": _Format(
        *("d MMM y", "d MMM", "MMM y", "MMM", "MMM y"),
        "one two three four five six seven eight nine ten",
        *("name_en", "label", "reason"),
    ),
    # "năm" is five, and year: numbers stay numbers
    "vi": _Format(*("dd/MM/yyyy", "dd/MM", "'tháng' M/y", "'tháng' M", "M/y"), "", *("name", "label_vi", "reason_vi")),
}


def N_(message: str) -> str:
    """Mark a message for extraction that is translated where it is shown."""
    return message


class Language:
    """Translate messages, and write numbers and days, as one language does."""

    def __init__(self, code: str = "en") -> None:
        if code not in LANGUAGES:
            raise UserError(f"language: expected one of {', '.join(LANGUAGES)}, got {code!r}")
        self.code = code
        self.format = _FORMATS[code]

    def __call__(self, message: str, **values: object) -> str:
        """Translate a message and fill it with numbers, days and text."""
        # gettext would answer the empty message with the header of the catalogue
        return self._fill(_catalogue(self.code).gettext(message), values) if message else ""

    def context(self, context: str, message: str, **values: object) -> str:
        """Translate a message that other languages say differently in different places."""
        return self._fill(_catalogue(self.code).pgettext(context, message), values)

    def plural(self, singular: str, plural: str, n: int, **values: object) -> str:
        """Translate the form of a message that fits a number, which it names ``{n}``."""
        return self._fill(_catalogue(self.code).ngettext(singular, plural, n), {"n": n, **values})

    def number(self, value: float, places: int | None = None) -> str:
        """Write a number, with as many decimals as it has or as are asked for."""
        if not isfinite(value):
            return "" if isnan(value) else self("no limit")
        # rounded by Python, so that every language shows the same; 12 digits drop what only binary fractions add
        exact = (
            f"{value:.{places}f}" if places is not None else f"{float(value):.12g}" if value % 1 else str(int(value))
        )
        return _number(exact, places, self.code)

    def count(self, n: int) -> str:
        """Write a small number as print does: in English in words."""
        words = self.format.numbers.split()
        return words[n - 1] if 0 < n <= len(words) else self.number(n)

    def listed(self, items: Sequence[str]) -> str:
        """Join items as a sentence does: with commas, and the last with "and"."""
        from babel.lists import format_list

        return str(format_list(items, locale=self.code))

    def day(self, when: date) -> str:
        """Write a day."""
        return self._date(when, self.format.day)

    def period(self, start: date, end: date) -> str:
        """Write a period briefly: by years or months if it has whole ones, else by its days; a day is one."""
        if start == end:
            return self.day(end)
        form, same_year = self.format, start.year == end.year
        if start.day == 1 and (end + timedelta(days=1)).day == 1:
            if start.month == 1 and end.month == 12:
                return f"{start.year}" if same_year else f"{start.year}–{end.year}"
            if same_year and start.month == end.month:
                return self._date(end, form.month)
            patterns = (form.month_in_year, form.last_month) if same_year else (form.month, form.month)
        else:
            patterns = (form.day_in_year if same_year else form.day, form.day)
        return "–".join(map(self._date, (start, end), patterns))

    def _date(self, when: date, pattern: str) -> str:
        return _date(when, pattern, self.code)

    def markdown(self, text: str) -> str:
        """Translate a notebook's Markdown paragraph by paragraph; a paragraph of a researcher's own stays."""
        known = _catalogue(self.code).gettext
        paragraphs = []
        for paragraph in text.split("\n\n"):
            message = " ".join(paragraph.split())
            said = known(message) if message else ""
            paragraphs.append(paragraph if said == message else said)
        return "\n\n".join(paragraphs)

    def _fill(self, template: str, values: dict[str, object]) -> str:
        return template.format(**{name: self._written(value) for name, value in values.items()})

    def _written(self, value: object) -> Any:
        if isinstance(value, Integral):
            return self.number(int(value))
        if isinstance(value, Real):
            return self.number(float(value))
        return self.day(value) if isinstance(value, date) else value


@cache  # a page has few numbers, each many times
def _number(exact: str, places: int | None, code: str) -> str:
    from decimal import Decimal

    from babel.numbers import format_decimal

    number = Decimal(exact)
    decimals = places if places is not None else max(0, -int(number.as_tuple().exponent))
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(number, format=pattern, locale=code))


@cache  # a large page names few days, and each many times
def _date(when: date, pattern: str, code: str) -> str:
    from babel.dates import format_date

    return str(format_date(when, pattern, locale=code))


@cache
def _catalogue(code: str) -> NullTranslations:
    """Read a catalogue once per process; English needs none, for the messages are English."""
    if code == "en":
        return NullTranslations()
    from gettext import GNUTranslations
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    # compiled in memory: a second file beside the catalogue could go stale
    with files("partyresearch").joinpath("locale", f"{code}.po").open("rb") as stream:
        catalogue = read_po(stream, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
