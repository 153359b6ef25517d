"""What a model raises when the data, not the call, rule an estimate out.

Wrong arguments (shapes, a confidence of 95) stay plain ``ValueError`` or ``UserError``.
"""

from __future__ import annotations

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
    """The data allow no estimate: ``reason`` is a key of :data:`REASONS`, ``values`` the numbers that belong to it."""

    def __init__(self, reason: str, **values: int) -> None:
        super().__init__(REASONS[reason].format(**values))
        self.reason = reason
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        # exceptions are pickled by their message, from which neither reason nor values could be restored
        return _restore, (self.reason, self.values)


def _restore(reason: str, values: dict[str, int]) -> NotEstimable:
    return NotEstimable(reason, **values)
