"""Numbers that are no figures for what they look like, and the text with all numbers masked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from partyresearch.intake.cue import DATE, FIGURE
from partyresearch.intake.numbers import Number
from partyresearch.intake.text import LOWER, Text

_DATES = {
    "date": "date", "time": "date", "term": "date", "month": "date", "phone": "page_furniture", "label": "label",
}  # fmt: skip
_DAY_BEFORE = re.compile(r"(?:ngày|sáng|chiều|tối|trưa|đêm|hôm|mùng|từ|đến|dịp|lễ|kỷ niệm|nhân)(?: ngày)?[ (]*$|\($")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CODE = re.compile(r" ?[-–/] ?[a-zđ]{2,}[^\s]*|/\d+/[a-zđ]")


def masked(text: Text, found: Iterable[Number]) -> str:
    """The text in lower case, each figure and each date as a row of marks."""
    pieces: list[str] = []
    place = 0
    for number in found:
        if number.form in ("words", "listed"):
            continue
        mark = DATE if by_form(text, number)[0] else FIGURE
        pieces += [text.low[place : number.start], mark * (number.end - number.start)]
        place = number.end
    return "".join([*pieces, text.low[place:]])


def by_form(text: Text, number: Number) -> tuple[str, str]:
    """The reason to exclude a number for its characters and its neighbours alone."""
    low = text.low
    words = low[number.start : number.end]
    before, after = low[max(0, number.start - 20) : number.start], low[number.end : number.end + 20]
    if number.form in _DATES:
        return _DATES[number.form], words
    if number.form == "words" and _in_name(text, number):
        return "name", words
    if number.form == "fraction" and _DAY_BEFORE.search(before):
        day, _, month = words.replace(" ", "").partition("/")
        if 1 <= int(day[:4]) <= 31 and 1 <= int(month[:4]) <= 12:
            return "date", before.strip().split(" ")[-1] + " #"
    if number.form in ("plain", "range") and _CODE.match(after) and not re.match(r" ?[-–] [a-zđ]", after):
        return "document", "#" + after.split(" ")[0]
    if number.form == "plain" and _YEAR.fullmatch(words):
        if re.search(r"(?:năm|quý \w{1,3}[ ,/-]*|tháng \d+[ ,/-]*)\s*$", before) or not re.match(
            rf" [{LOWER}]+", after
        ):
            return "date", "năm #"
        if re.search(r"(?:,|và|đến|từ|đầu|cuối|giữa|khóa|vụ|niên|-|–|\(|;)\s*$", before) and not re.match(
            r" (?:đảng viên|đv|đồng chí|quần|người|học sinh|đoàn|hộ|sinh|em|tổ|chi)", after
        ):
            return "date", "năm … #"
    return "", ""


def _in_name(text: Text, number: Number) -> bool:
    """Whether a number word is a part of a name: ``Nguyễn Văn Ba``, ``Ba Đồn``."""
    clean = text.clean
    if not clean[number.start].isupper():
        return False
    following = clean[number.end + 1 : number.end + 2]
    words = clean[max(0, number.start - 20) : number.start].split(" ")
    return following.isupper() or (len(words) > 1 and words[-1] == "" and words[-2][:1].isupper())
