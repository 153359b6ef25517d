"""Invented findings of any length for the pictures: every kind of row, and names as long as names get."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Draft, Findings
from partyresearch.analysis.overview import COVERED
from partyresearch.analysis.selection import collect
from partyresearch.collection.columns import VERDICTS
from partyresearch.show.labels import Labels
from partyresearch.show.language import Language

TONES = "a à á ả ã ạ ặ ẫ ấ ầ ẹ ế ệ ì ỉ ĩ í ị ọ ố ộ ớ ợ ụ ứ ự ỳ ý ỷ ỹ ỵ Ặ Ẫ Ế Ệ Ổ Ỗ Ợ Ữ Ỵ".replace(" ", "")
LETTERS = f"ăâđêôơưĂÂĐÊÔƠƯ {TONES}"
LONG = "Đảng bộ Khối các cơ quan và doanh nghiệp trực thuộc Tỉnh ủy Thừa Thiên Huế và Thành ủy Huế"
WIDE = "ĐẢNG BỘ KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP TRỰC THUỘC TỈNH ỦY THỪA THIÊN HUẾ VÀ THÀNH ỦY HUẾ"
UNBROKEN = "Đảng-bộ-Khối-các-cơ-quan-và-doanh-nghiệp-trực-thuộc-Tỉnh-ủy-Thừa-Thiên-Huế-và-Thành-ủy-Huế"
SHORT = "Đảng bộ xã Mẫu"
assert {len(LONG), len(WIDE), len(UNBROKEN)} == {90}
MOST = 200
KINDS = ("point", "set", "at least", "at most", "model", "modelled bound")
INTERIM = "interim_attainment"


def name(number: int) -> str:
    """Make a label that no other row has; one in three is long."""
    return f"{(LONG, SHORT, WIDE, SHORT, UNBROKEN, SHORT)[number % 6]} · {1990 + number % 35} · {number + 1}"


class ByOrganisation(Labels):
    """Labels that name a row by its organisation alone, so that a test decides every character."""

    def row(self, organisation: str, period: str, group: str = "all", *remarks: str) -> str:  # noqa: ARG002
        """Name the organisation."""
        return self.organisation(organisation)


def labels(language: str = "en", letters: str = "") -> Labels:
    """Labels of invented organisations, each called by its own name, or all by the same letters."""
    names = [letters or name(number) for number in range(MOST)]
    organisations = pd.DataFrame(
        {"organisation_id": [f"org{n}" for n in range(MOST)], "name": names, "name_en": names, "n_units": None}
    )
    told = ["admitted", "target", "attainment", "committees above target", "share of the admitted"]
    told += ["admitted in % of members", "members", "class learners"]
    metrics = pd.DataFrame({"metric": COVERED, "label": told, "label_vi": told})
    return ByOrganisation(Language(language), replace(collect(), organisations=organisations, metrics=metrics))


def _ends(kind: str, value: float, spread: float) -> tuple[tuple[float | None, ...], tuple[float | None, ...]]:
    """What is open, and the model's interval, of a row of this kind."""
    bare = None, None
    return {
        "point": ((value, value), bare),
        "set": ((value, value * (1 + spread)), (value * (1 - spread), value * (1 + 2 * spread))),
        "at least": ((value, None), bare),
        "at most": ((None, value), (None, value * (1 + spread))),
        "model": ((value, value), (value * (1 - spread), value * (1 + spread))),
        "modelled bound": ((value, None), (value * (1 - spread), None)),
    }[kind]


def _attained(draft: Draft, number: int, ends: Any, model: Any = (None, None), **cells: Any) -> None:
    """Add a row with the codes that its label needs."""
    estimand = cells.pop("estimand", "attainment")
    draft.add(
        f"{estimand}:{number}",
        ends=ends,
        model=model,
        beside={"told_apart": "", "interim": estimand == INTERIM, "set_by": "", "reading": "printed"},
        **{"estimand": estimand, "organisation_ids": f"org{number}", "group": "all", "unit": "ratio"} | cells,
    )


def ratios(rows: int, estimand: str = "attainment", kinds: tuple[str, ...] = KINDS) -> Findings:
    """Attainments from a quarter to fourfold; every other run of kinds lies within another row."""
    draft, kind = Draft(), itertools.cycle(kinds)
    for number in range(rows):
        value = 0.25 * 16 ** ((number * 7 % 60) / 59) if rows > 1 else 1.2
        ends, model = _ends(next(kind), value, 0.2)
        _attained(draft, number, ends, model, estimand=estimand, part=number // len(kinds) % 2 == 1)
    return draft.findings("attainment")


def student_shares(rows: int, kinds: tuple[str, ...] = KINDS) -> Findings:
    """Shares from nearly none to nearly all; bounds and sets rest on a reading."""
    draft, kind = Draft(), itertools.cycle(kinds)
    for number in range(rows):
        own, value = next(kind), 0.0001 + 0.98 * (number * 7 % 60 / 59) ** 2
        ends, model = _ends(own, value, 0.02 if value > 0.8 else 0.15)
        ends, model = (tuple(None if end is None else min(end, 1.0) for end in pair) for pair in (ends, model))
        _share(draft, number, ends, model, counted=own in ("point", "model"))
    return draft.findings("student_share")


def _share(draft: Draft, number: int, ends: Any, model: Any, *, counted: bool) -> None:
    draft.add(
        str(number),
        ends=ends,
        model=model,
        estimand="student_share" if counted else "student_share_bound",
        unit="share",
        organisation_ids=f"org{number}",
        group="student",
    )


def admissions(rows: int) -> Findings:
    """Periods of 1990 to 2024: years, quarters, decades, all of it, and such as are not printed."""
    draft = Draft()
    for number in range(rows):
        year, decade = 1990 + number % 35, min(1990 + number % 35, 2014)
        days = [
            (f"{year}-01-01", f"{year}-12-31"),
            (f"{year}-01-01", f"{year}-03-31"),
            (None, f"{year}-02-28"),
            (f"{year}-04-01", None),
            ("1990-01-01", "2024-12-31"),
            (None, None),
            (f"{decade}-01-01", f"{decade + 9}-12-31"),
        ][number % 7]
        start, end = (pd.NaT if day is None else pd.Timestamp(day) for day in days)
        count = 3 ** (number % 9)
        ends = (count, None) if number % 5 == 3 else (count, count + 10) if number % 5 == 4 else (count, count)
        draft.add(
            str(number),
            ends=ends,
            part=number % 3 == 1,
            estimand="admissions",
            unit="persons",
            organisation_ids=f"org{number}",
            group="all",
            period_start=start,
            period_end=end,
        )
    return draft.findings("recruitment")


def paces(rows: int, target: tuple[int | None, int | None] = (185, 190), months: int = 12) -> Findings:
    """Counted quarters of a year, or of another length of time, with both projections of each."""
    draft, parts = Draft(), []
    for number in range(rows):
        key, count = f"org{number}:2023Q1", 67 + 31 * number
        parts.append(
            {
                "key": key,
                "organisation_id": f"org{number}",
                "count": count,
                "target_low": target[0],
                "target_high": target[1],
                "elapsed": 0.25,
                "left": months / 12 - 0.25,
                "period_start": pd.Timestamp("2023-01-01"),
                "period_end": pd.Timestamp("2023-03-31"),
                "target_start": pd.Timestamp("2023-01-01"),
                "target_end": pd.Timestamp("2023-12-31"),
                "before_start": pd.Timestamp("2022-01-01"),
                "before_end": pd.Timestamp("2022-12-31"),
            }
        )
        ends = {
            "constant_pace": (4 * count, 3 * count, 5.5 * count),
            "last_year": (count + 87, count + 64, count + 113),
        }
        for which, (value, low, high) in ends.items():
            draft.add(
                f"projected_admissions:{key}:{which}",
                ends=(value, value),
                model=(low, high),
                estimand="projected_admissions",
                unit="persons",
            )
    return draft.findings("projections", parts=parts)


# metric and group of each column; the groups are a collection's own, which labels name by their codes
COLUMNS = [
    ("members_admitted", "all"),
    ("members_admitted", "pupils_and_students"),
    ("members_admitted", "school_pupils"),
    ("admission_target", "all"),
    ("admission_target", "school_pupils"),
    ("target_attainment", "all"),
    ("committees_above_target_share", "pupils_and_students"),
    ("group_share_of_admissions", "pupils_and_students"),
    ("group_share_of_admissions", "school_pupils"),
    ("admissions_share_of_members", "all"),
    ("admissions_share_of_members", "pupils_and_students"),
    ("members_total", "all"),
    ("awareness_class_learners", "all"),
    ("awareness_class_learners", "pupils_and_students"),
]


def cells(rows: int, columns: int = 14) -> pd.DataFrame:
    """A matrix with every kind in every column, and cells where nothing is printed."""
    kinds = itertools.cycle(["number", "bound", "number", "word", "number"])
    made = []
    for row in range(rows):
        for column, (metric, group) in enumerate(COLUMNS[:columns]):
            if (row + column) % 3 == 1 and column:
                continue
            printed = {"figure_id": f"a:{row}{column}", "printed": f"{row}.{column}", "bound": "exact", "recurs": ""}
            kind = next(kinds)
            made.append(
                {
                    "organisation_id": f"org{row}",
                    "years": "2023",
                    "start": pd.Timestamp("2023-01-01"),
                    "end": pd.Timestamp("2023-12-31"),
                    "metric": metric,
                    "group": group,
                    "rank": COVERED.index(metric),
                    "kind": kind,
                    "figures": [{**printed, "kind": kind}],
                }
            )
    names = ["organisation_id", "years", "start", "end", "metric", "group", "rank", "kind", "figures"]
    return pd.DataFrame(made, columns=names)


def checks(rows: int, readings: int = 4) -> pd.DataFrame:
    """Checks of one percentage each, with every verdict at every likelihood, and one that has none."""
    codes = [(reading, relation) for relation in ("share", "members_before") for reading in ("half_up", "truncated")]
    verdicts = list(VERDICTS)
    made = [
        {
            "check_id": f"percentage:mau-{2000 + row}:{row * 97}",
            "article_id": f"mau-{2000 + row}",
            "check": "percentage",
            "reading": codes[reading][0],
            "relation": codes[reading][1],
            "figure_ids": "",
            "quantity": "whole",
            "low": 115.0,
            "high": 115.0,
            "printed": f"{row},87%",
            "verdict": verdicts[(row + reading) % 4],
            "chance_pass": ((row * 7 + reading) % 61) / 60,
        }
        for row in range(rows)
        for reading in range(readings)
    ]
    columns = ["check_id", "article_id", "check", "reading", "relation", "figure_ids", "quantity", "low", "high"]
    table = pd.DataFrame(made, columns=[*columns, "printed", "verdict", "chance_pass"]).astype(
        {"chance_pass": "float64"}
    )
    unlikely = table.head(1).assign(check_id="parts:mau:1", chance_pass=float("nan")).head(min(rows, 1))
    return pd.concat([table, unlikely]) if rows else table


def units(rows: int) -> pd.DataFrame:
    """Committees with targets of 3 to some thousands; every tenth target is a set."""
    made = []
    for number in range(rows):
        target = round(3 * 1.037 ** (number % 200)) if rows > 1 else 115
        most = target + (1 + target // 50 if number % 10 == 9 else 0)
        count = round(target * (0.4 + (number * 13 % 50) / 30)) if rows > 1 else 116
        made.append(
            {
                "organisation_id": f"org{number}",
                "admitted_low": count,
                "admitted_high": count,
                "target_low": target,
                "target_high": most,
                "attainment_low": count / most,
                "attainment_high": count / target,
                "known": True,
            }
        )
    ends = [f"{what}_{end}" for what in ("admitted", "target", "attainment") for end in ("low", "high")]
    return pd.DataFrame(made, columns=["organisation_id", *ends, "known"]).astype(dict.fromkeys(ends, "float64"))


def one(kind: str, value: float, unit: str = "ratio") -> Findings:
    """A single row of a kind."""
    draft, (ends, model) = Draft(), _ends(kind, value, 0.2)
    if unit == "share":
        _share(draft, 1, ends, model, counted=True)
        return draft.findings("student_share")
    _attained(draft, 1, ends, model)
    return draft.findings("attainment")


def with_zeros() -> Findings:
    """Nothing of a target, of a whole and of a part; nothing to a quarter; all of it."""
    draft = Draft()
    for number, (ends, part) in enumerate([((0, 0), False), ((0, 0), True), ((0, 0.25), False), ((1, 1), False)]):
        _attained(draft, number, ends, part=part)
    return draft.findings("attainment")
