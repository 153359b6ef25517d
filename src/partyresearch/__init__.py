"""Recruitment of members by local organisations of the Communist Party of Vietnam, as news articles report it.

``study()`` is the door: its methods are the analyses, and every number can be followed to printed characters.
``load_figures()`` and its sisters return the same tables as plain DataFrames.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from partyresearch.door import Study, study
    from partyresearch.reviewing.page import review
    from partyresearch.show.result import Result
    from partyresearch.show.viewing import view
    from partyresearch.tables.describe import describe
    from partyresearch.tables.load import (
        load_admissions,
        load_alternatives,
        load_articles,
        load_checks,
        load_figures,
        load_groups,
        load_metrics,
        load_multiverse,
        load_organisations,
        load_shares,
        load_target_readings,
        load_targets,
    )

__all__ = [
    "Result",
    "Study",
    "describe",
    "load_admissions",
    "load_alternatives",
    "load_articles",
    "load_checks",
    "load_figures",
    "load_groups",
    "load_metrics",
    "load_multiverse",
    "load_organisations",
    "load_shares",
    "load_target_readings",
    "load_targets",
    "review",
    "study",
    "view",
]
_HOMES = {
    "Result": "show.result",
    "Study": "door",
    "describe": "tables.describe",
    "review": "reviewing.page",
    "study": "door",
    "view": "show.viewing",
}


def __getattr__(name: str) -> Any:
    """Import what is public, and pandas with it, only when it is used."""
    if name in __all__:
        return getattr(import_module(f"partyresearch.{_HOMES.get(name, 'tables.load')}"), name)
    if name == "__version__":
        from importlib.metadata import version

        return version("partyresearch")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
