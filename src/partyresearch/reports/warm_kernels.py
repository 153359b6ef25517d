"""Imported by the process that workers, and through them kernels, are forked from: what kernels load first.

Of this library what notebooks use: loaded once, so that what is edited during a run does not count in it. What every
kernel would work out alike is worked out once: how wide letters are, and how languages write numbers and days.
"""

import string
from contextlib import suppress
from importlib import import_module
from pkgutil import walk_packages

import partyresearch
from partyresearch.reports.kernels import PRELOAD

_ROOMS = ("analysis", "door", "show", "tables")
_own = [info.name for info in walk_packages(partyresearch.__path__, "partyresearch.")]
for name in [*PRELOAD, *(name for name in _own if name.split(".")[1] in _ROOMS)]:
    with suppress(Exception):  # a cell that imports it says why
        import_module(name)

with suppress(Exception):
    from datetime import date

    from matplotlib.backends.registry import backend_registry

    from partyresearch.show.language import LANGUAGES, Language
    from partyresearch.show.plots.canvas import text_width

    _VIETNAMESE = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
    for bold in (False, True):
        text_width(string.printable.strip() + " " + _VIETNAMESE + _VIETNAMESE.upper() + "–—…“”×÷≥≤·", bold=bold)
    for language in map(Language, LANGUAGES):
        language.number(1234.5)
        language.listed(["a", "b", "c"])
        language.period(date(2023, 1, 1), date(2023, 3, 31))
        language("no limit")
    backend_registry.list_all()  # type: ignore[no-untyped-call] # looks through the metadata of everything that is installed
