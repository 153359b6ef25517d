"""Checks of printed figures in words: under which reading, and what the other figures allow."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.show.labels import Labels
from partyresearch.show.language import N_

VERDICTS = {
    "consistent": N_("consistent"),
    "excluded": N_("excluded"),
    "contradiction": N_("contradiction"),
    "uninformative": N_("uninformative"),
}
_READINGS = {
    "as_printed": N_("as printed"),
    "half_up": N_("rounded half up"),
    "truncated": N_("truncated"),
    "literal": N_("more, without another end"),
    "conventional": N_("the printed digits and something more"),
}
# quantity -> what to say of one number, of a minimum, and of a range
_EXPECTED = {
    "whole": (N_("a whole of {low}"), N_("a whole of {low} or more"), N_("a whole of {low} to {high}")),
    "count": (N_("a count of {low}"), N_("a count of {low} or more"), N_("a count of {low} to {high}")),
    "share": (N_("{low}%"), N_("{low}% or more"), N_("{low}% to {high}%")),
}


def check_reading(check: Any, labels: Labels) -> str:
    """Say how the figure was read, and what must hold."""
    t = labels.t
    if check.relation == "among":
        return t("{group} among {whole}", group=labels.group(check.group), whole=labels.group(check.group_of))
    if check.relation == "disjoint" and check.check == "parts":
        return t("disjoint parts: {metric}", metric=labels.metric(check.metric))
    if check.relation == "disjoint":
        return t("disjoint parts of one period or organisation")
    if check.relation == "targets_add_up":
        return t("the targets of the parts together no more than that of the whole")
    if check.relation == "different_setters":
        return t("targets of two different setters")
    if check.relation == "usual_size":
        return t("no target of 0, and no percentage over 1000")
    reading = t(_READINGS[check.reading])
    if check.relation == "members_before":
        return t("{reading}; members before these admissions", reading=reading)
    return reading


def check_expected(check: Any, labels: Labels) -> str:
    """Say what the other figures allow; for two mentions, what the other one prints."""
    t, low, high = labels.t, check.low, check.high
    if check.quantity == "value":
        return str(check.compared)
    if check.quantity == "denominator":
        return t("a denominator of {printed}", printed=check.compared)
    if check.quantity == "part":
        return t("a part of at least {low}", low=int(low))
    if check.quantity == "parts":
        return t("parts of at least {low} together", low=int(low))
    if pd.isna(low) and pd.isna(high):
        return t("no whole number")
    single, minimum, span = _EXPECTED[check.quantity]
    low, high = (_written(end, check.quantity, labels) for end in (low, high))
    if low == high:
        return t(single, low=low)
    return t(span, low=low, high=high) if high else t(minimum, low=low)


def _written(end: Any, quantity: str, labels: Labels) -> str:
    """Write an end: people are whole; four decimals of a share tell it from any printed percentage."""
    if pd.isna(end):
        return ""
    return labels.t.number(round(float(end), 4) if quantity == "share" else int(end))
