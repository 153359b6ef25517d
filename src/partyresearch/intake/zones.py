"""The parts of a page that are not the article: counters, banners, links to other articles."""

from __future__ import annotations

import re
from bisect import bisect_right

from partyresearch.intake.text import LOWER, UPPER, Text

_ENDS = re.compile(
    r"(?m)^[^\w\n]{0,20}(?:bạn có thể quan tâm|có thể bạn quan tâm|tin liên quan|bài liên quan|bài viết liên quan|"
    r"bài viết khác|tin cùng chuyên mục|cùng chuyên mục|tin khác|các tin khác|tin mới|tin nổi bật|tin đã đưa|"
    r"tin cũ hơn|tin đọc nhiều|đọc nhiều|đọc thêm|xem thêm|mời bạn đọc)\b"
)
_FURNITURE = re.compile(
    r"(?m)^[^\w\n]{0,20}(?:lượt xem|thống kê truy cập|số lượt truy cập|liên kết website|bản quyền|giấy phép)\b"
)
_TOP = 200  # characters: a page can name other articles before its own, and begins after them
_GLUED = re.compile(rf"[{LOWER}]{{2}}[{UPPER}][{LOWER}]")


class Zones:
    """Which lines of a page are page furniture or teasers."""

    def __init__(self, text: Text) -> None:
        self._text = text
        end = _ENDS.search(text.low, min(len(text.low) // 10, _TOP))
        foot = _FURNITURE.search(text.low, len(text.low) // 2)
        self._marks = sorted(
            [(match.start(), reason) for match, reason in ((end, "teaser"), (foot, "page_furniture")) if match]
        )
        self._places = [place for place, _ in self._marks]
        self._lines: dict[int, str] = {}

    def of(self, place: int) -> str:
        """The reason to exclude what stands at a place; empty within the article."""
        index = bisect_right(self._places, place)
        if index:
            return self._marks[index - 1][1]
        start, end = self._text.paragraph(place)
        if start not in self._lines:
            self._lines[start] = self._line(self._text.clean[start:end].strip())
        return self._lines[start]

    def _line(self, line: str) -> str:
        letters = [c for c in line[:400] if c.isalpha()]
        if len(letters) > 20 and sum(c.isupper() for c in letters) > 0.8 * len(letters) and len(line) > 160:
            return "page_furniture"  # a banner; a headline is shorter
        if _GLUED.search(line) and not line.endswith((".", "”", '"', ":", ";", "!")) and len(line) < 200:
            return "teaser"  # headlines of links that the page has run together
        return ""
