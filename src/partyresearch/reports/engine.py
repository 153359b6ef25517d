"""How papermill runs a notebook for us: it writes nothing, and what it has made so far can be had if it fails."""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine


class Engine(NBClientEngine):  # type: ignore[misc] # papermill has no types
    """Papermill's own engine, which also hands out the notebook that it fills.

    Otherwise the notebook would have to be written after every cell: papermill gives it back only if it succeeds.

    Examples
    --------
    >>> Engine.NAME
    'partyresearch'
    """

    NAME = "partyresearch"

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, *, so_far: list[Any], **settings: Any) -> Any:
        """Run the cells.

        Parameters
        ----------
        nb_man : papermill.engines.NotebookExecutionManager
        kernel_name : str
        so_far : list
            Gets the notebook as its only item.
        **settings
            Papermill's.

        Examples
        --------
        >>> Engine.execute_managed_notebook.__name__
        'execute_managed_notebook'
        """
        so_far.append(nb_man.nb)
        return super().execute_managed_notebook(nb_man, kernel_name, **settings)
