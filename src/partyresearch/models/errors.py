"""What a model says when the data cannot carry it."""

from __future__ import annotations

from typing import Any


class NotEstimable(ValueError):
    """The data cannot carry the estimate: a code for the reason, and the numbers that it names."""

    def __init__(self, reason: str, **values: Any) -> None:
        super().__init__(reason, values)
        self.reason = reason
        self.values = values
