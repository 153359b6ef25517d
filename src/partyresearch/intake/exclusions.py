"""Numbers that are no figures: for what they look like, or for the part of the page they stand on."""

from __future__ import annotations

import re
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
    low, form = text.low, number.form
    words = low[number.start : number.end]
    before, after = low[max(0, number.start - 20) : number.start], low[number.end : number.end + 20]
    if form in _BY_FORM:
        return _BY_FORM[form], words
    if form == "words" and _is_in_name(text, number):
        return "name", words
    if form == "fraction" and _DAY_BEFORE.search(before):
        # as many digits as a year has: hostile texts have fractions of thousands
        day, month = (int(part[:4]) for part in words.replace(" ", "").split("/"))
        if 1 <= day <= 31 and 1 <= month <= 12:
            return "date", before.strip().split(" ")[-1] + " #"
    if form in ("plain", "range") and _CODE.match(after) and not re.match(r" ?[-–] [a-zđ]", after):
        return "document", "#" + after.split(" ")[0]
    if form == "plain" and _YEAR.fullmatch(words):
        if _YEAR_BEFORE.search(before) or not re.match(rf" [{LOWER}]", after):
            return "date", "năm #"
        if _JOINED_BEFORE.search(before) and not _COUNTED_AFTER.match(after):
            return "date", "năm … #"
    return "", ""


def _is_in_name(text: Text, number: Number) -> bool:
    """Whether a number word is a part of a name: ``Nguyễn Văn Ba``, ``Ba Đồn``."""
    clean = text.clean
    following = clean[number.end + 1 : number.end + 2]
    words = clean[max(0, number.start - 20) : number.start].split(" ")
    follows_name = len(words) > 1 and words[-1] == "" and words[-2][:1].isupper()
    return clean[number.start].isupper() and (following.isupper() or follows_name)


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
        self._zones = sorted(zones, reverse=True)

    def reason_at(self, offset: int) -> str:
        """The reason to exclude what stands at an offset; empty within the article."""
        line = self._text.clean[slice(*self._text.paragraph(offset))].strip()
        return next((reason for start, reason in self._zones if start <= offset), "") or _exclude_line(line)


def _exclude_line(line: str) -> str:
    letters, capitals = (sum(map(kind, line[:400])) for kind in (str.isalpha, str.isupper))
    # a banner: four of five letters are capitals, and it is longer than a headline
    if letters > 20 and capitals > 0.8 * letters and len(line) > 160:
        return "page_furniture"
    # headlines of links that the page has run together: "điểm sángHuyện ủy"; a paragraph is longer or ends in a stop
    if len(line) < 200 and not line.endswith((".", "”", '"', ":", ";", "!")) and _RUN_TOGETHER.search(line):
        return "teaser"
    return ""
