"""Small invented collections, one for each thing that a story can have to tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conftest import A, Case, N, T

PLACES = ("An", "Bình", "Ca", "Dĩ", "Em", "Giá", "Hạ")
PUPILS = "school_pupil"


def _figure(printed: str, metric: str, place: str = "An", period: str = "2023", **more: str) -> dict[str, Any]:
    return {"printed": printed, "metric": metric, "org": place, "period": period, **more}


def _year(count: str, target: str, place: str = "An", period: str = "2023", **more: str) -> list[dict[str, Any]]:
    """A count and the target of the same year."""
    return [_figure(count, N, place, period), _figure(target, T, place, period, **more)]


def _word(place: str) -> dict[str, Any]:
    return _figure("vượt", A, place, bound="more_than")


def _share(pupils: str, everyone: str, place: str = "An", period: str = "2023", **more: str) -> list[dict[str, Any]]:
    """People admitted, and the pupils among them."""
    return [
        _figure(everyone, N, place, period),
        _figure(pupils, N, place, period, group=PUPILS, part_of="last", **more),
    ]


def _part(place: str, count: str = "40", target: str = "100") -> list[dict[str, Any]]:
    """A quarter, and the target of its year."""
    return [_figure(count, N, place, QUARTER), _figure(target, T, place)]


QUARTER = "2023-01-01/2023-03-31"
SMALL: dict[str, list[dict[str, Any]]] = {
    "met": _year("120", "100"),
    "missed": _year("90", "100"),
    "not known": [_figure("55", N, bound="at_least"), _figure("90", T)],
    "exactly": _year("100", "100"),
    "by one person": _year("101", "100"),
    "both met": [*_year("110", "100"), *_year("105", "100", "Bình")],
    "all met": [*_year("110", "100"), *_year("105", "100", "Bình"), *_year("130", "100", "Ca")],
    "neither met": [*_year("90", "100"), *_year("95", "100", "Bình")],
    "none met": [*_year("90", "100"), *_year("95", "100", "Bình"), *_year("80", "100", "Ca")],
    "one missed": [*_year("110", "100"), *_year("95", "100", "Bình"), *_year("130", "100", "Ca")],
    "one met": [*_year("110", "100"), *_year("95", "100", "Bình")],
    "some not known": [*_year("95", "90", "Bình"), _figure("55", N, bound="at_least"), _figure("90", T)],
    "more not known": [*_year("95", "90", "Bình"), *_year("95", "90", "Ca"), *_year("80", "90", "Dĩ"), _word("Em")]
    + [_figure("55", N, bound="at_least"), _figure("90", T)],
    "far apart": [
        *_year("50", "100"),
        *_year("95", "100", "Bình"),
        *_year("130", "100", "Ca"),
        *_year("99", "90", "Dĩ"),
    ],
    "years of one, all met": [*_year("110", "100"), *_year("120", "100", period="2022")],
    "years of one, three met": [one for year in ("2021", "2022", "2023") for one in _year("110", "100", period=year)],
    "years of one, one met": [*_year("110", "100"), *_year("90", "100", period="2022")],
    "years that say the same": [*_year("110", "100"), *_year("110", "100", period="2022")],
    "another reading": [*_year("55", "90"), _figure("91,6%", A, numerator="first")],
    "a rounded percentage": [_figure("267", N), _figure("127,1%", A, numerator="first")],
    "a percentage alone": [_figure("90%", A)],
    "words": [*map(_word, PLACES)],
    "one target printed": [
        *_year("110", "100"),
        _figure("120", N, "Bình"),
        _figure("105%", A, "Bình", numerator="last"),
    ],
    "pupils' target": [_figure("4", N, group=PUPILS), _figure("5", T, group=PUPILS)],
    "two setters": [*_year("110", "100"), _figure("105", T, set_by="own_plan"), _figure("120", T, set_by="congress")],
    "nobody says who": [*_year("110", "100", set_by="unstated")],
    "one part": _part("An"),
    "one part, met": _part("An", "100"),
    "one part, more than one": [*_part("An"), *_part("Bình"), *_part("Ca", "10")],
    "one part and a year": [*_part("An"), _figure("80", N, period="2022")],
    "a part of a target within limits": [
        _figure("40", N, "An", QUARTER),
        _figure("21%", A, "An", QUARTER, numerator="first"),
    ]
    + [_figure("30", N, period="2022")],
    "a part by its percentage": [_figure("21%", A, "An", QUARTER)],
    "many parts": [one for place in PLACES for one in _part(place)],
    "targets alone": [_figure("100", T), _figure("110", T, period="2024")],
    "targets of many": [_figure("100", T, place) for place in PLACES],
    "a year": [_figure("80", N)],
    "two years": [_figure("80", N), _figure("90", N, period="2022")],
    "years of two": [_figure("80", N), _figure("90", N, "Bình")],
    "years of many": [_figure(f"{n}", N, "An", str(n)) for n in range(2010, 2022)],
    "quarters": [_figure("80", N, period=QUARTER), _figure("70", N, "Bình", QUARTER)],
    "a quarter": [_figure("80", N, period=QUARTER)],
    "pupils": _share("5", "80"),
    "no pupil": _share("0", "80"),
    "pupils of two years": [*_share("5", "80"), *_share("4", "70", period="2022")],
    "pupils of two places": [*_share("5", "80"), *_share("4", "70", "Bình")],
    "pupils of a quarter": _share("5", "80", period=QUARTER),
    "pupils of many": [one for place in PLACES for one in _share("5", "80", place)],
    "pupils of many, alike at the ends": [
        one
        for place, pupils in zip(PLACES, ("4", "4", "5", "5", "5", "8", "8"), strict=True)
        for one in _share(pupils, "80", place)
    ],
    "pupils within limits": _share("5", "80", bound="at_least"),
    "pupils within limits of many": [one for place in PLACES for one in _share("5", "80", place, bound="at_least")],
    "pupils of unknown whom": [_figure("5", N, group=PUPILS)],
}
"""The figures of each, in the order in which an article prints them; "first" and "last" are earlier figures."""


def build(case: Case, name: str, published: str = "") -> Path:
    """Write and build one of them."""
    case.organisations = [[f"h{n}", f"Đảng bộ huyện {p}", _english(p), "district", ""] for n, p in enumerate(PLACES)]
    starts: list[str] = []
    for figure in SMALL[name]:
        cells = dict(figure)
        printed, metric, period, place = (cells.pop(key) for key in ("printed", "metric", "period", "org"))
        for key in {"numerator", "part_of"} & set(cells):
            cells[key] = starts[0] if cells[key] == "first" else starts[-1]
        if metric == A and period == QUARTER:
            cells["against"] = "2023"
        starts.append(case.add("a", printed, metric, period, f"h{PLACES.index(place)}", **cells))
    case.published = {"a": published}
    return case.build()


def _english(place: str) -> str:
    return f"Party organisation of {place} district"
