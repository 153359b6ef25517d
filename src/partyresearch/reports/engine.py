"""How papermill runs a notebook for us: it writes nothing, and what it has made so far can be had if it fails."""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine


class Engine(NBClientEngine):  # type: ignore[misc] # papermill has no types
    """Papermill's own engine, which also hands out the notebook that it fills.

    Otherwise the notebook would have to be written after every cell: papermill gives it back only if it succeeds.
    """

    NAME = "partyresearch"

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, *, so_far: list[Any], **settings: Any) -> Any:
        """Run the cells."""
        so_far.append(nb_man.nb)
        return super().execute_managed_notebook(nb_man, kernel_name, **settings)
