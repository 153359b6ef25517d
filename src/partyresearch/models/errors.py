"""What a model raises when the data, not the call, rule an estimate out.

Wrong arguments (shapes, a confidence of 95) stay plain ``ValueError`` or ``UserError``.
"""

from __future__ import annotations

from collections.abc import Mapping

REASONS = {
    "nothing_in_a_year": "nothing was counted in a whole year",
    "years_apart": "some years cannot be compared: no organisation has counts in both",
    "no_trend": "the counts allow no finite trend",
    "too_few": "at least 2 organisations and 3 years are needed: {organisations} and {years}",
    "clusters": "at least 2 clusters are needed",
    "all_or_none": "all or none are events: the share has no interval on the logit scale",
    "share_none_or_all": "neither share may be none or all",
    "too_few_units": "at least 2 units are needed: {units}",
    "nothing_counted": "nothing was counted in any unit",
    "failure_reported": "a count is below its target: the reported units are not only those that met it",
}


class NotEstimable(ValueError):
    """The data allow no estimate: ``reason`` is a key of :data:`REASONS`, ``values`` the numbers that it speaks of."""

    def __init__(self, reason: str, values: Mapping[str, int] | None = None) -> None:
        super().__init__(reason, values)  # the arguments as they came, so that the error survives pickling
        self.reason = reason
        self.values = dict(values or {})

    def __str__(self) -> str:
        return REASONS[self.reason].format(**self.values)
