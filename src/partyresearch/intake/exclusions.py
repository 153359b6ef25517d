"""Numbers that are no figures: for what they look like, or for the part of the page they stand on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping

from partyresearch.intake.cues import DATE, FIGURE
from partyresearch.intake.numbers import Form, Number
from partyresearch.intake.text import LOWER, UPPER, Text

_BY_FORM: dict[Form, str] = dict.fromkeys(("date", "time", "term", "month"), "date")
_BY_FORM |= {"phone": "page_furniture", "label": "label"}
_DAY_BEFORE = re.compile(r"(?:ngày|sáng|chiều|tối|trưa|đêm|hôm|mùng|từ|đến|dịp|lễ|kỷ niệm|nhân)(?: ngày)?[ (]*$|\($")
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_BEFORE = re.compile(r"(?:năm|quý \w{1,3}[ ,/-]*|tháng \d+[ ,/-]*)\s*$")
_JOINED_BEFORE = re.compile(r"(?:,|và|đến|từ|đầu|cuối|giữa|khóa|vụ|niên|-|–|\(|;)\s*$")
_COUNTED_AFTER = re.compile(r" (?:đảng viên|đv|đồng chí|quần|người|học sinh|đoàn|hộ|sinh|em|tổ|chi)")
_CODE = re.compile(r" ?[-–/] ?[a-zđ]{2,}[^\s]*|/\d+/[a-zđ]")  # of a document: 27-NQ/TW

# headings above links to other articles
_ENDS = re.compile(
    r"(?m)^[^\w\n]{0,20}(?:bạn có thể quan tâm|có thể bạn quan tâm|tin liên quan|bài liên quan|bài viết liên quan|"
    r"bài viết khác|tin cùng chuyên mục|cùng chuyên mục|tin khác|các tin khác|tin mới|tin nổi bật|tin đã đưa|"
    r"tin cũ hơn|tin đọc nhiều|đọc nhiều|đọc thêm|xem thêm|mời bạn đọc)\b"
)
_FURNITURE = re.compile(
    r"(?m)^[^\w\n]{0,20}(?:lượt xem|thống kê truy cập|số lượt truy cập|liên kết website|bản quyền|giấy phép)\b"
)
_TOP = 200  # characters: a page can name other articles before its own, and begins after them
_RUN_TOGETHER = re.compile(rf"[{LOWER}]{{2}}[{UPPER}][{LOWER}]")


def exclude_by_form(text: Text, number: Number) -> tuple[str, str]:
    """The reason to exclude a number for its characters and neighbours alone, and what shows it.

    The reason is empty for what may be a figure, and ``name`` for a number word in a name.
    """
    low = text.low
    words = low[number.start : number.end]
    before, after = low[max(0, number.start - 20) : number.start], low[number.end : number.end + 20]
    if number.form in _BY_FORM:
        return _BY_FORM[number.form], words
    if number.form == "words" and _is_in_name(text, number):
        return "name", words
    if number.form == "fraction" and _DAY_BEFORE.search(before):
        day, _, month = words.replace(" ", "").partition("/")
        if 1 <= int(day[:4]) <= 31 and 1 <= int(month[:4]) <= 12:
            return "date", before.strip().split(" ")[-1] + " #"
    if number.form in ("plain", "range") and _CODE.match(after) and not re.match(r" ?[-–] [a-zđ]", after):
        return "document", "#" + after.split(" ")[0]
    if number.form == "plain" and _YEAR.fullmatch(words):
        if _YEAR_BEFORE.search(before) or not re.match(rf" [{LOWER}]", after):
            return "date", "năm #"
        if _JOINED_BEFORE.search(before) and not _COUNTED_AFTER.match(after):
            return "date", "năm … #"
    return "", ""


def _is_in_name(text: Text, number: Number) -> bool:
    """Whether a number word is a part of a name: ``Nguyễn Văn Ba``, ``Ba Đồn``."""
    clean = text.clean
    if not clean[number.start].isupper():
        return False
    following = clean[number.end + 1 : number.end + 2]
    words = clean[max(0, number.start - 20) : number.start].split(" ")
    return following.isupper() or (len(words) > 1 and words[-1] == "" and words[-2][:1].isupper())


def mask_numbers(text: Text, excluded: Mapping[Number, tuple[str, str]]) -> str:
    """The text in lower case, as long as before, each figure and each date as a row of marks; number words stay."""
    pieces: list[str] = []
    end = 0
    for number, (reason, _) in excluded.items():
        if number.form not in ("words", "listed"):
            mark = DATE if reason else FIGURE
            pieces += [text.low[end : number.start], mark * (number.end - number.start)]
            end = number.end
    return "".join([*pieces, text.low[end:]])


class Zones:
    """The parts of a page that are not the article: counters, banners, links to other articles."""

    def __init__(self, text: Text) -> None:
        self._text = text
        end = _ENDS.search(text.low, min(len(text.low) // 10, _TOP))
        # the second half: a page prints such counters above the article, too
        foot = _FURNITURE.search(text.low, len(text.low) // 2)
        zones = [(match.start(), reason) for match, reason in ((end, "teaser"), (foot, "page_furniture")) if match]
        self._zones = sorted(zones)
        self._starts = [start for start, _ in self._zones]
        self._by_line: dict[int, str] = {}

    def reason_at(self, offset: int) -> str:
        """The reason to exclude what stands at an offset; empty within the article."""
        index = bisect_right(self._starts, offset)
        if index:
            return self._zones[index - 1][1]
        start, end = self._text.paragraph(offset)
        if start not in self._by_line:
            self._by_line[start] = _exclude_line(self._text.clean[start:end].strip())
        return self._by_line[start]


def _exclude_line(line: str) -> str:
    letters = [c for c in line[:400] if c.isalpha()]
    # a banner: four of five letters are capitals, and it is longer than a headline
    if len(letters) > 20 and sum(c.isupper() for c in letters) > 0.8 * len(letters) and len(line) > 160:
        return "page_furniture"
    # headlines of links that the page has run together: "điểm sángHuyện ủy"; a paragraph is longer or ends in a stop
    if _RUN_TOGETHER.search(line) and not line.endswith((".", "”", '"', ":", ";", "!")) and len(line) < 200:
        return "teaser"
    return ""
