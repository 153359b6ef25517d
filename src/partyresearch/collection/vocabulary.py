"""The closed vocabularies of the codebook: the values of coded cells, with their meanings where they need one."""

from __future__ import annotations

LEVELS = ("province", "district", "bloc", "grassroots", "cell", "party_group", "schools", "area", "association")
UNITS = ("persons", "percent", "organisations", "classes", "places", "households", "products", "items", "km", "rank")
POINTERS = ("numerator", "denominator", "part_of")  # columns of raw figures that name another figure by its start
SCORES = ("target_attainment", "target_excess")  # metrics that score admissions against a target
MEASURED = ("percent", "km")  # units whose values can have decimals
MEASURES = ("flow", "stock", "share", "ratio", "rank")
STUDENT_GROUPS = ("school_pupil", "student")
STATUSES = ("reported", "target", "planned")
BOUNDS = ("exact", "more_than", "at_least", "less_than", "at_most", "about", "range")
SET_BY = ("superior", "congress", "own_plan", "unstated")  # from the strongest claim to the weakest
CLOSED = ("left", "right", "both", "neither")
REASONS = ("date", "duration", "document", "label", "page_furniture", "teaser", "other_subject")
KNOWN_BY = {
    "printed": "the target is printed",
    "implied": "count and percentage imply it",
    "word": "only that it was met is said, in a word or of several committees together",
}
READINGS = {
    "half_up": "rounded half up",
    "truncated": "cut off after the last printed digit",
    "literal": "its bound taken literally",
    "conventional": '"more than 166 %" means 166 and something, less than 167',
}
CHECK_READINGS = {"as_printed": "not a rounded percentage: taken as it is", **READINGS}
ASSUMPTIONS = {
    "counted": "both numbers are counted",
    "share": "the students are a printed share of the admitted",
    "target_met": "a target is said to be met, so at least so many were admitted",
    "contained_minimum": "the admissions printed within the period are their minimum",
    "open_period": "the same, but the beginning of the period is not printed",
}
CHECKS = {
    "percentage": "a percentage, and the count or whole that it names",
    "target": "an attainment, and a target printed elsewhere",
    "targets": "two targets that are printed for one organisation, period and group",
    "fraction": "a fraction, and the denominator printed beside it",
    "parts": "a figure, and the figures coded as its parts",
    "sum": "a target, and the targets that the same article lists for the organisations below it",
    "size": "a number of unusual size",
    "nested": "the admissions of an organisation, period or group, and those within it",
    "repeat": "two mentions of a figure that agree",
    "conflict": "two mentions of a figure that do not",
}
RELATIONS = {
    "share": "the percentage is count ÷ whole",
    "members_before": "the same, of the members before these admissions",
    "printed_target": "the same, of a target printed elsewhere",
    "targets_add_up": "what is asked of the parts is together no more than what is asked of the whole",
    "usual_size": "no target is 0, and no percentage is over 1,000",
    "denominator": "the fraction's denominator is the printed one",
    "disjoint": "disjoint parts add up to no more than the whole",
    "among": "a group is no more than the group that contains it",
    "same": "two mentions say the same",
    "different_setters": "two bodies have set a target each",
}
QUANTITIES = {
    "whole": "the whole that count and percentage allow",
    "count": "the count that whole and percentage allow",
    "share": "count ÷ whole, in percent",
    "denominator": "the printed denominator",
    "parts": "the parts together",
    "part": "the smaller group",
    "value": "what the first mention allows, in its unit",
}
VERDICTS = {
    "consistent": "possible",
    "excluded": "impossible under this reading or relation, possible under another",
    "contradiction": "impossible under all of them",
    "uninformative": "possible, but so is almost any other percentage",
}
