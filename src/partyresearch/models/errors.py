"""What a model raises when the data, not the call, rule an estimate out.

Wrong arguments (shapes, a confidence of 95) stay plain ``ValueError`` or ``UserError``.
"""

from __future__ import annotations

from collections.abc import Mapping


class NotEstimable(ValueError):
    """The data allow no estimate: a code for the reason, and the numbers that it speaks of.

    ``show.words`` says the reason in a sentence.
    """

    def __init__(self, reason: str, values: Mapping[str, int] | None = None) -> None:
        super().__init__(reason, values)  # the arguments as they came, so that the error survives pickling
        self.reason = reason
        self.values = dict(values or {})

    def __str__(self) -> str:
        numbers = ", ".join(f"{name}: {value}" for name, value in self.values.items())
        return f"{self.reason} ({numbers})" if numbers else self.reason
