"""Invented findings of any length for the pictures: every kind of row, and names as long as names get."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Draft, Findings
from partyresearch.analysis.selection import collect
from partyresearch.show.labels import Labels
from partyresearch.show.language import Language
from partyresearch.show.plots.drawings import DRAWINGS

TONES = "a à á ả ã ạ ặ ẫ ấ ầ ẹ ế ệ ì ỉ ĩ í ị ọ ố ộ ớ ợ ụ ứ ự ỳ ý ỷ ỹ ỵ Ặ Ẫ Ế Ệ Ổ Ỗ Ợ Ữ Ỵ".replace(" ", "")
LETTERS = f"ăâđêôơưĂÂĐÊÔƠƯ {TONES}"
LONG = "Đảng bộ Khối các cơ quan và doanh nghiệp trực thuộc Tỉnh ủy Thừa Thiên Huế và Thành ủy Huế"
WIDE = "ĐẢNG BỘ KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP TRỰC THUỘC TỈNH ỦY THỪA THIÊN HUẾ VÀ THÀNH ỦY HUẾ"
UNBROKEN = "Đảng-bộ-Khối-các-cơ-quan-và-doanh-nghiệp-trực-thuộc-Tỉnh-ủy-Thừa-Thiên-Huế-và-Thành-ủy-Huế"
SHORT = "Đảng bộ xã Mẫu"
assert {len(LONG), len(WIDE), len(UNBROKEN)} == {90}
MOST = 700
KINDS = ("point", "set", "at least", "at most", "model", "modelled bound")
INTERIM = "interim_attainment"


_collected = cache(collect)


def name(number: int) -> str:
    """Make a label that no other row has; one in three is long."""
    return f"{(LONG, SHORT, WIDE, SHORT, UNBROKEN, SHORT)[number % 6]} · {1990 + number % 35} · {number + 1}"


def labels(language: str = "en", letters: str = "") -> Labels:
    """Labels of invented organisations, each called by its own name, or all by the same letters."""
    names = [letters or name(number) for number in range(MOST)]
    organisations = pd.DataFrame(
        {"organisation_id": [f"org{n}" for n in range(MOST)], "name": names, "name_en": names, "n_units": None}
    )
    return Labels(Language(language), replace(_collected(), organisations=organisations))


def _ends(kind: str, value: float, spread: float) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
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


def ratios(rows: int, estimand: str = "attainment", kinds: tuple[str, ...] = KINDS) -> Findings:
    """Attainments from a quarter to fourfold, words among them; some rows lie within another one."""
    draft, kind = Draft(), itertools.cycle(kinds)
    for number in range(rows):
        value = 0.25 * 16 ** ((number * 7 % 60) / 59) if rows > 1 else 1.2
        ends, model = _ends(next(kind), value, 0.2)
        bound, part = None in ends, number // len(kinds) % 2 == 1
        word = bound and number % 4 == 2
        count = 3 ** (number % 9)
        beside: dict[str, Any] = {
            "told_apart": "set_by" if number % 9 == 8 else "",
            "interim": estimand == INTERIM,
            "set_by": "own_plan",
            "reading": "printed",
            "family": "literal" if bound else "rounded",
            "score": "vượt" if word else f"{100 * value:.2f}%",
            "implied": number % 3 == 0,
            "within": f"org{number // len(kinds) * len(kinds) - len(kinds)}" if part else "",
        }
        for name, low, high in (("admitted", count, count), ("target", *(_over(count, end) for end in ends[::-1]))):
            beside |= {
                f"{name}_low": None if number % 5 == 4 else low,
                f"{name}_high": None if number % 5 == 4 else high,
            }
        year = 2010 + number % 3
        draft.add(
            f"{estimand}:{number}",
            ends=(1.0, None) if word else ends,
            model=model,
            part=part,
            beside=beside,
            estimand=estimand,
            organisation_ids=f"org{number}",
            group="all",
            unit="ratio",
            period_start=pd.Timestamp(f"{year}-01-01"),
            period_end=pd.Timestamp(f"{year}-09-30" if estimand == INTERIM else f"{year}-12-31"),
            comparator_start=pd.Timestamp(f"{year}-01-01"),
            comparator_end=pd.Timestamp(f"{year}-12-31"),
            figure_ids=f"a{number % 7}:{number}",
        )
    open_ = {"n": 1, "met": 0}  # so that parts are drawn, too
    return draft.findings("attainment", wholes=open_, within=open_)


def _over(count: int, end: float | None) -> int | None:
    return None if end is None else round(count / end)


def student_shares(rows: int) -> Findings:
    """Counts, counts of "at least", nobody, a majority with a later goal, and people by the thousand."""
    draft = Draft()
    for number in range(rows):
        people = (116, 67, 62, 300, 2564)[number % 5] * (1 if rows < 9 else 1 + number)
        pupils, high = (0, people) if number % 5 == 2 else (round(people * 0.3 * (number * 7 % 60) / 60), people)
        ends: tuple[float | None, float | None] = (pupils / people, pupils / people)
        beside: dict[str, Any] = {
            "group_low": pupils,
            "group_high": pupils,
            "admitted_low": people,
            "admitted_high": high,
        }
        beside |= {"words": [], "goals": [], "reading": ""}
        if number % 5 == 1:
            ends, beside["admitted_high"] = (None, pupils / people), pd.NA
        if number % 5 == 4:
            goal = {"low": 10.0, "bound": "more_than", "figure_id": "a:1", "period_start": pd.Timestamp("2024-01-01")}
            ends, beside["words"], beside["goals"] = (0.5003, 1.0), ["đa số"], [goal]
            beside |= {"group_low": people // 2 + 1, "group_high": people}
        draft.add(
            str(number),
            ends=ends,
            beside=beside,
            estimand="student_share",
            unit="share",
            organisation_ids=f"org{number}",
            group="student" if number % 5 == 4 else "school_pupil",
            period_start=pd.Timestamp("2023-01-01"),
            period_end=pd.Timestamp("2023-12-31"),
            figure_ids=f"a{number % 7}:{number}",
        )
    return draft.findings("student_share")


def admissions(rows: int) -> Findings:
    """Years, quarters, six years, such as are not printed; bounds and ranges; parts of others; one count above all."""
    draft = Draft()
    for number in range(rows):
        year = 1990 + number % 35
        days, months = [
            ((f"{year}-01-01", f"{year}-12-31"), 12.0),
            ((f"{year}-01-01", f"{year}-03-31"), 3.0),
            ((None, f"{year}-02-28"), None),
            ((f"{year - 5}-01-01", f"{year}-12-31"), 72.0),
        ][number % 4]
        start, end = (pd.NaT if day is None else pd.Timestamp(day) for day in days)
        count = 3 ** (number % 9) if number else 187179
        part = number % 3 == 1 and number > 12
        draft.add(
            str(number),
            ends=(count, None) if number % 5 == 3 else (count, count + 10) if number % 5 == 4 else (count, count),
            part=part,
            beside={"months": months, "within": f"org{number - 4}" if part else ""},
            estimand="admissions",
            unit="persons",
            organisation_ids=f"org{number}",
            group="all",
            period_start=start,
            period_end=end,
            figure_ids=f"a{number % 7}:{number}",
        )
    return draft.findings("recruitment")


def paces(rows: int, months: int = 12) -> Findings:
    """Parts of years: with a target, a year before, or both; some targets are reached, or known as a range."""
    parts = []
    for number in range(rows):
        count = 67 if rows == 1 else 5 * 3 ** (number % 7)
        target: Any = (count * 2.76, count * 2.8) if number % 4 != 3 else (None, None)
        target = (count - 2, count - 2) if number % 8 == 5 else target
        before = count * 1.73 if number % 4 in (0, 3) else None
        parts.append(
            {
                "key": f"org{number}:2023Q1",
                "organisation_id": f"org{number}",
                "group": "all",
                "count": count,
                "target_low": None if target[0] is None else round(target[0]),
                "target_high": None if target[1] is None else round(target[1]),
                "known_by": "implied" if number % 2 == 0 else "printed",
                "elapsed": 0.25,
                "left": months / 12 - 0.25,
                "before": before and round(before),
                "before_start": pd.Timestamp("2022-01-01") if before else pd.NaT,
                "before_end": pd.Timestamp("2022-12-31") if before else pd.NaT,
                "before_ids": "a:2" if before else "",
                "count_ids": "a:1",
                "figure_ids": f"a:1 a:{number + 3}",
                "period_start": pd.Timestamp("2023-01-01"),
                "period_end": pd.Timestamp("2023-03-31"),
                "target_start": pd.Timestamp("2023-01-01"),
                "target_end": pd.Timestamp("2023-12-31"),
            }
        )
    return Draft().findings("part_year", parts=parts)


def articles(rows: int) -> Findings:
    """Articles of one to forty figures, dated or not; one prints what looks like markup."""
    made = [
        {
            "article_id": f"a{number}",
            "organisation_id": f"org{number}",
            "year": pd.NA if number % 6 == 5 else 2007 + number % 19,
            "subject": ("admissions", "other", "members", "students")[figure * 7 % 4],
            "figure_id": f"a{number}:{figure}",
            "printed": "<b>&5</b>" if number == figure == 0 else str(figure),
        }
        for number in range(rows)
        for figure in range(1 + number * 7 % (40 if rows < 100 else 4))
    ]
    columns = ["article_id", "organisation_id", "year", "subject", "figure_id", "printed"]
    return Draft().findings("overview", squares=pd.DataFrame(made, columns=columns))


def curve(rows: int) -> Findings:
    """A mean that falls with what is reported."""
    draft = Draft()
    for number in range(rows):
        reported, mean = 1 - 0.9 * number / max(rows - 1, 1), 1.16 - 0.2 * number / max(rows - 1, 1)
        cells: dict[str, Any] = {"ends": (mean, mean), "model": (mean - 0.06, mean + 0.06), "unit": "ratio"}
        draft.add(f"mean_attainment:{number}", confidence=0.95, beside={"reported": reported}, **cells)
    return draft.findings("mean_attainment", funnel=units(rows), alpha=0.01)


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


MADE = {
    "attainment": (ratios, {}),
    "interim": (lambda rows: ratios(rows, INTERIM), {"estimand": INTERIM}),
    "shares": (student_shares, {}),
    "admissions": (admissions, {}),
    "pace": (paces, {}),
    "articles": (articles, {}),
    "curve": (curve, {}),
    "funnel": (curve, {"picture": "funnel"}),
}
"""Picture -> what makes its findings, and the options of its plot."""


def drawing(picture: str, rows: int) -> Any:
    """Make a picture of invented findings."""
    make, options = MADE[picture]
    findings = make(rows)
    return DRAWINGS[findings.question](findings, **options)
