"""Recruitment of members by local committees of the Communist Party of Vietnam, as news articles report it.

``load_figures()`` and its sisters return tidy tables whose every number can be followed to printed characters; the
notebooks and the command ``partyresearch`` are made of the same functions.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from partyresearch.show.viewing import view
    from partyresearch.tables.load import (
        load_admissions,
        load_articles,
        load_checks,
        load_figures,
        load_metrics,
        load_organisations,
        load_quotas,
        load_students,
    )

__all__ = [
    "load_admissions",
    "load_articles",
    "load_checks",
    "load_figures",
    "load_metrics",
    "load_organisations",
    "load_quotas",
    "load_students",
    "view",
]


def __getattr__(name: str) -> Any:
    """Import what is public, and pandas with it, only when it is used."""
    if name in __all__:
        home = "partyresearch.show.viewing" if name == "view" else "partyresearch.tables.load"
        return getattr(import_module(home), name)
    if name == "__version__":
        from importlib.metadata import version

        return version("partyresearch")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
