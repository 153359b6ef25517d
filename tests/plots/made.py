"""Invented input of any length for the pictures: every kind of row, and names as long as names get."""

from __future__ import annotations

import itertools

import pandas as pd

from partyresearch.analysis.draft import Draft
from partyresearch.analysis.result import Result
from partyresearch.analysis.selection import COVERED
from partyresearch.collection.columns import VERDICTS

TONES = "a à á ả ã ạ ặ ẫ ấ ầ ẹ ế ệ ì ỉ ĩ í ị ọ ố ộ ớ ợ ụ ứ ự ỳ ý ỷ ỹ ỵ Ặ Ẫ Ế Ệ Ổ Ỗ Ợ Ữ Ỵ".replace(" ", "")
LETTERS = f"ăâđêôơưĂÂĐÊÔƠƯ {TONES}"
LONG = "Đảng bộ Khối các cơ quan và doanh nghiệp trực thuộc Tỉnh ủy Thừa Thiên Huế và Thành ủy Huế"
WIDE = "ĐẢNG BỘ KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP TRỰC THUỘC TỈNH ỦY THỪA THIÊN HUẾ VÀ THÀNH ỦY HUẾ"
UNBROKEN = "Đảng-bộ-Khối-các-cơ-quan-và-doanh-nghiệp-trực-thuộc-Tỉnh-ủy-Thừa-Thiên-Huế-và-Thành-ủy-Huế"
SHORT = "Đảng bộ xã Mẫu"
assert {len(LONG), len(WIDE), len(UNBROKEN)} == {90}


def name(number: int) -> str:
    """A label no other row has; one in three is long."""
    return f"{(LONG, SHORT, WIDE, SHORT, UNBROKEN, SHORT)[number % 6]} · {1990 + number % 35} · {number + 1}"


KINDS = ("point", "set", "at least", "at most", "model", "modelled bound")


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


def ratios(rows: int, estimand: str = "attainment", kinds: tuple[str, ...] = KINDS) -> Result:
    """Attainments from a quarter to fourfold; every other run of kinds lies within another row."""
    draft, kind = Draft(), itertools.cycle(kinds)
    for number in range(rows):
        value = 0.25 * 16 ** ((number * 7 % 60) / 59) if rows > 1 else 1.2
        ends, model = _ends(next(kind), value, 0.2)
        draft.add(str(number), name(number), ends=ends, model=model, estimand=estimand, unit="ratio",
                  part=number // len(kinds) % 2 == 1)  # fmt: skip
    return draft.result()


def student_shares(rows: int, kinds: tuple[str, ...] = KINDS) -> Result:
    """Shares from nearly none to nearly all; bounds and sets rest on a reading."""
    draft, kind = Draft(), itertools.cycle(kinds)
    for number in range(rows):
        own, value = next(kind), 0.0001 + 0.98 * (number * 7 % 60 / 59) ** 2
        ends, model = _ends(own, value, 0.02 if value > 0.8 else 0.15)
        ends, model = (tuple(None if end is None else min(end, 1.0) for end in pair) for pair in (ends, model))
        estimand = "student_share" if own in ("point", "model") else "student_share_bound"
        draft.add(str(number), name(number), ends=ends, model=model, estimand=estimand, unit="share")
    return draft.result()


def admissions(rows: int) -> Result:
    """Periods of 1990 to 2024: years, quarters, decades, all of it, and such as are not printed."""
    draft = Draft()
    for number in range(rows):
        year, decade = 1990 + number % 35, min(1990 + number % 35, 2014)
        days = [
            (f"{year}-01-01", f"{year}-12-31"), (f"{year}-01-01", f"{year}-03-31"), (None, f"{year}-02-28"),
            (f"{year}-04-01", None), ("1990-01-01", "2024-12-31"), (None, None),
            (f"{decade}-01-01", f"{decade + 9}-12-31"),
        ][number % 7]  # fmt: skip
        start, end = (pd.NaT if day is None else pd.Timestamp(day) for day in days)
        count = 3 ** (number % 9)
        ends = (count, None) if number % 5 == 3 else (count, count + 10) if number % 5 == 4 else (count, count)
        draft.add(str(number), name(number), ends=ends, estimand="admissions", unit="persons", part=number % 3 == 1,
                  period_start=start, period_end=end)  # fmt: skip
    return draft.result()


def paces(
    rows: int, target: tuple[int | None, int | None] = (185, 190), months: int = 12
) -> tuple[pd.DataFrame, Result]:
    """Counted quarters of a year, or of another length of time, with both projections of each."""
    draft, parts = Draft(), {}
    for number in range(rows):
        quota_id, count = f"org{number}:2023Q1", 67 + 31 * number
        parts[quota_id] = {
            "key": quota_id,
            "label": f"{name(number)} · 2023Q1 of 2023", "count": count, "target_low": target[0],
            "target_high": target[1], "elapsed": 0.25, "left": months / 12 - 0.25, "period": "2023Q1",
            "before_start": pd.Timestamp("2022-01-01"),
        }  # fmt: skip
        ends = {
            "constant_pace": (4 * count, 3 * count, 5.5 * count),
            "last_year": (count + 87, count + 64, count + 113),
        }
        for which, (value, low, high) in ends.items():
            draft.add(f"projected_admissions:{quota_id}:{which}", f"{name(number)} {which}", ends=(value, value),
                      model=(low, high), estimand="projected_admissions", unit="persons")  # fmt: skip
    columns = ["key", "label", "count", "target_low", "target_high", "elapsed", "left", "period", "before_start"]
    return pd.DataFrame.from_dict(parts, orient="index", columns=columns), draft.result()


COLUMNS = [
    ("admitted", 0), ("admitted: pupils and students", 0), ("admitted: school pupils", 0), ("target", 1),
    ("target: school pupils", 1), ("attainment", 2), ("committees above target: pupils and students", 3),
    ("share of the admitted: pupils and students", 4), ("share of the admitted: school pupils", 4),
    ("admitted in % of members", 5), ("admitted in % of members: pupils and students", 5), ("members", 6),
    ("class learners", 7), ("class learners: pupils and students", 7),
]  # fmt: skip


def cells(rows: int, columns: int = 14) -> pd.DataFrame:
    """A matrix with every kind in every column, and cells where nothing is printed."""
    assert all(rank < len(COVERED) for _, rank in COLUMNS)
    kinds = itertools.cycle(["number", "bound", "number", "word", "number"])
    made = [
        {"row": name(row), "column": COLUMNS[column][0], "kind": next(kinds), "printed": f"{row}.{column}",
         "figure_ids": f"a:{row}{column}", "rank": COLUMNS[column][1]}
        for row in range(rows) for column in range(columns) if (row + column) % 3 != 1 or column == 0
    ]  # fmt: skip
    return pd.DataFrame(made, columns=["row", "column", "kind", "printed", "figure_ids", "rank"])


def checks(rows: int, hypotheses: int = 4) -> pd.DataFrame:
    """Checks of one percentage each, with every verdict at every likelihood, and one that has none."""
    readings = "half_up", "truncated", "half_up; members before these admissions", "truncated; the same"
    made = [
        {"check_id": f"percentage:mau-{2000 + row}:{row * 97}", "article_id": f"mau-{2000 + row}",
         "check": "percentage", "hypothesis": readings[one], "figure_ids": "", "expected": "a whole of 115",
         "printed": f"{row},87%", "verdict": VERDICTS[(row + one) % 4], "chance_pass": ((row * 7 + one) % 61) / 60}
        for row in range(rows) for one in range(hypotheses)
    ]  # fmt: skip
    columns = ["check_id", "article_id", "check", "hypothesis", "figure_ids", "expected", "printed", "verdict",
               "chance_pass"]  # fmt: skip
    found = pd.DataFrame(made, columns=columns).astype({"chance_pass": "float64"})
    unlikely = found.head(1).assign(check_id="parts:mau:1", chance_pass=float("nan")).head(min(rows, 1))
    return pd.concat([found, unlikely]) if rows else found


def units(rows: int) -> pd.DataFrame:
    """Committees with targets of 3 to some thousands; every tenth target is a set."""
    made = []
    for number in range(rows):
        target = round(3 * 1.037 ** (number % 200)) if rows > 1 else 115
        most = target + (1 + target // 50 if number % 10 == 9 else 0)
        count = round(target * (0.4 + (number * 13 % 50) / 30)) if rows > 1 else 116
        made.append({"organisation_id": f"org{number}", "label": name(number), "admitted_low": count,
                     "admitted_high": count, "target_low": target, "target_high": most,
                     "attainment_low": count / most, "attainment_high": count / target, "known": True})  # fmt: skip
    columns = ["organisation_id", "label", "admitted_low", "admitted_high", "target_low", "target_high",
               "attainment_low", "attainment_high", "known"]  # fmt: skip
    ends = [one for one in columns if one.endswith(("_low", "_high"))]
    return pd.DataFrame(made, columns=columns).astype(dict.fromkeys(ends, "float64"))


def one(kind: str, value: float, unit: str = "ratio") -> Result:
    """A single row of a kind."""
    draft, (ends, model) = Draft(), _ends(kind, value, 0.2)
    draft.add("a", SHORT, ends=ends, model=model, estimand="attainment", unit=unit)
    return draft.result()


def with_zeros() -> Result:
    """Nothing of a target, of a whole and of a part; nothing to a quarter; all of it."""
    draft = Draft()
    for number, (ends, part) in enumerate([((0, 0), False), ((0, 0), True), ((0, 0.25), False), ((1, 1), False)]):
        draft.add(str(number), name(number), ends=ends, part=part, estimand="attainment", unit="ratio")
    return draft.result()
