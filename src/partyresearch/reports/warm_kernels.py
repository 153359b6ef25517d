"""Imported by the process that workers, and through them kernels, are forked from: what kernels load first.

Of this library what notebooks use: loaded once, so that what is edited during a run does not count in it.
"""

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
