"""Every number of a text, once, and which of them are no figures for what they look like or where they stand.

Numbers are digit runs with what belongs to them, number words, and the words of the codebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple, cast

from partyresearch.figures.numerals import DIGITS, FRACTION, HUNDRED, ODD, TENS, WORDS
from partyresearch.intake.cues import DATE, FIGURE
from partyresearch.intake.text import LOWER, UPPER, Text, word_set

Form = Literal[
    "date", "time", "term", "month", "fraction", "range", "plain", "phone", "label", "words", "listed", "foreign"
]

_NUMBER = r"(?:[0-9]{1,3}(?: [0-9]{3})+(?![0-9.,])|[0-9]+(?:[.,][0-9]+)*)"
# "tỷ" is a scale word, but not in "tỷ lệ" (rate), "tỷ số", "tỷ trọng", "tỉ mỉ"
_SCALE = (
    r"(?: ?(?:(?:nghìn|ngàn|vạn|triệu) t[ỷỉ]|nghìn|ngàn|vạn|triệu|t[ỷỉ](?! (?:lệ|số|trọng|mỉ))|t[ỷỉ] (?=lệ của))\b)"
)
_YEAR = r"(?:19|20)[0-9]{2}"
_RANGE = (
    rf"{_NUMBER}(?: ?%)?{_SCALE}?(?: ?[-–—] ?| đến )(?!{_YEAR}(?![0-9])){_NUMBER}"
    rf"(?: ?%|{_SCALE}|(?![0-9]|[/-][a-zđ]))"
)
# the first that matches decides: what looks like a number of several parts comes before its parts
_FORM = re.compile(
    r"(?P<phone>(?:0[0-9]{2,3}|1[89]00)(?:[ .][0-9]{3,4}){1,2}(?![0-9])(?! (?:đảng|người|hộ))"
    r"|0[0-9]{9,10}(?![0-9]))"
    r"|(?P<time>[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?(?![0-9])"
    r"|[0-2]?[0-9] ?(?:h|giờ) ?[0-5][0-9](?![0-9]))"
    rf"|(?P<date>[0-3]?[0-9](?P<by>[/.-])[01]?[0-9](?P=by){_YEAR}(?![0-9])"
    rf"|[0-3]?[0-9] tháng [01]?[0-9](?:[ ,]+năm {_YEAR}|/{_YEAR})?(?![0-9])"
    rf"|[0-3]?[0-9] ?[-–] ?[0-3]?[0-9][/.][01]?[0-9](?:[/.]{_YEAR})?(?![0-9]|[.,/][0-9]| ?%)"
    rf"|[0-9]{{1,2}} tháng (?:đầu|cuối)(?: của)? năm {_YEAR}(?![0-9]))"
    r"|(?P<label>[0-9]{1,2}[a-z][0-9]{1,2}(?![\w]))"
    rf"|(?P<term>{_YEAR} ?[-–—] ?{_YEAR}(?![0-9]))"
    rf"|(?P<month>(?:0?[1-9]|1[0-2]) ?[/-] ?{_YEAR}(?![0-9]))"
    rf"|(?P<range>{_RANGE})"
    rf"|(?P<fraction>{FRACTION}(?![0-9]|[/.,][0-9]|/[a-zđ]))"
    rf"|(?P<plain>{_NUMBER}(?: ?%|{_SCALE})?)"
)
_LONGEST = 60  # characters of a numeral, the same limit as when it is parsed
_WORD = re.compile(r"[^\W\d_]+")
_SIMPLE = frozenset({*DIGITS, *TENS, HUNDRED, *ODD, "nghìn", "ngàn", "vạn", "triệu", "tỷ", "tỉ"})
_FIRST = _SIMPLE | {phrase.split()[0] for phrase in WORDS}
_LISTED = re.compile(rf"(?:{'|'.join(WORDS)})(?![^\W_])")
# "năm" is five and year: after or before these words it is a year
_YEAR_BEFORE = word_set(
    "là hằng hàng mỗi từng cả đầu cuối trong nhiều những các số nửa hết sang vài qua tính hoạch tiêu tháng ngân học"
)
_YEAR_AFTER = word_set("nay qua trước sau tới học ngoái đầu cuối gần này đó tuổi liền liên mới thứ công kinh tài")
# a number word and its neighbour that together mean something else
_NOT_NUMBERS = word_set(
    "ba mẹ|ba má|tư tưởng|tư nhân|tư vấn|tư pháp|tư cách|tư liệu|tư thục|tư duy|tư thế|tư lệnh|đầu tư|riêng tư|dân tư|"
    "chín muồi|chín chắn|trăm năm|phần trăm|vật tư|hai bên|tỉ lệ|tỷ lệ|tỉ mỉ|tỷ trọng|tỉ trọng|tỷ số|một số|một phần|"
    "một cách|một bộ|ngày một|lẻ tẻ|riêng lẻ|bán lẻ|lúc ba|định tư|thông tư|giám tư",
    "|",
)

_BY_FORM: dict[Form, str] = dict.fromkeys(("date", "time", "term", "month"), "date")
_BY_FORM |= {"phone": "page_furniture", "label": "label"}
_DAY_BEFORE = re.compile(r"(?:ngày|sáng|chiều|tối|trưa|đêm|hôm|mùng|từ|đến|dịp|đợt|lễ|kỷ niệm)(?: ngày)?[ (]*$|\($")
_NAMED_BEFORE = re.compile(r"(?:năm|quý \w{1,3}[ ,/-]*|tháng \d+[ ,/-]*)\s*$")
_JOINED_BEFORE = re.compile(r"(?:,|và|đến|từ|đầu|cuối|giữa|khóa|vụ|niên|-|–|\(|;)\s*$")
_COUNTED_AFTER = re.compile(r" (?:đảng viên|đv|đồng chí|quần|người|học sinh|đoàn|hộ|sinh|em|tổ|chi)")
_ONE_YEAR, _WORD_AFTER = re.compile(_YEAR), re.compile(rf" [{LOWER}]")
_CODE = re.compile(r"(?! ?[-–] [a-zđ]) ?[-–/] ?[a-zđ]{2,}[^\s]*|/\d+/[a-zđ]")  # of a document: 27-NQ/TW
# headings above links to other articles
_ENDS = re.compile(
    r"(?m)^[^\w\n]{0,20}(?:bạn có thể quan tâm|có thể bạn quan tâm|tin liên quan|bài liên quan|bài viết liên quan|"
    r"bài viết khác|tin cùng chuyên mục|cùng chuyên mục|tin khác|các tin khác|tin mới|tin nổi bật|tin đã đưa|"
    r"tin cũ hơn|tin đọc nhiều|đọc nhiều|đọc thêm|xem thêm|mời bạn đọc)\b"
)
_FURNITURE = re.compile(
    r"(?m)^[^\w\n]{0,20}(?:lượt xem|thống kê truy cập|số lượt truy cập|liên kết website|bản quyền|giấy phép)\b"
)
_BANNER = 500  # characters of a line that tell what it is
_TOP = 200  # characters: a page can name other articles before its own, and begins after them
_RUN_TOGETHER = re.compile(rf"[{LOWER}]{{2}}[{UPPER}][{LOWER}]")


class Number(NamedTuple):
    """A number as it stands in the clean text."""

    start: int
    end: int
    form: Form  # "foreign": digits other than 0 to 9; "listed": a word of the codebook that carries a number


def numbers(text: Text) -> list[Number]:
    """Find every number, in order, without overlaps; every run of digits lies in one of them."""
    in_digits = list(_in_digits(text))
    taken = {offset for number in in_digits for offset in range(number.start, number.end)}
    # a scale word belongs to its numeral
    in_words = [number for number in _in_words(text) if taken.isdisjoint(range(number.start, number.end))]
    return sorted([*in_digits, *in_words], key=lambda number: number.start)


def _in_digits(text: Text) -> Iterator[Number]:
    end = 0
    for run in text.digits:
        if run.start() < end < run.end():
            yield Number(end, run.end(), "foreign")  # what a numeral has left of a run of mixed digits
            end = run.end()
        if run.start() < end:
            continue
        form: Form = "foreign"
        end = run.end()
        if run[0].isascii() and (match := _FORM.match(text.low, run.start(), run.start() + _LONGEST)):
            form = cast("Form", match.lastgroup)
            end = max(end, match.end())  # a run may be longer than any numeral
        yield Number(run.start(), end, form)


def _in_words(text: Text) -> Iterator[Number]:
    end = 0
    for start, word, before in sorted((start, w, before) for w in _FIRST for start, before in text.words.get(w, ())):
        form: Form = "words" if word in _SIMPLE else "listed"
        find_end = _end_of_words if form == "words" else _end_of_listed
        if start >= end and (found := find_end(text.low, start, before)):
            end = found
            yield Number(start, end, form)


def _end_of_words(low: str, start: int, before: str) -> int:
    """The end of a number in words, or 0 if this is none."""
    end = offset = start
    words: list[str] = []
    while match := _WORD.match(low, offset):
        word = match[0]
        if word not in _SIMPLE or (word == "năm" and words and _is_year(low, match.end())):
            break
        words.append(word)
        end, offset = match.end(), match.end() + 1
        if low[end:offset] != " ":
            break
    after = _WORD.match(low, end + 1)
    following = after[0] if after and low[end] == " " else ""
    is_none = (
        before in ("thứ", "phần")  # an ordinal, a day of the week, a fraction
        or f"{before} {words[0]}" in _NOT_NUMBERS
        or (len(words) == 1 and f"{words[0]} {following}" in _NOT_NUMBERS)
        or (words == ["năm"] and (before in _YEAR_BEFORE or before.isdigit() or _is_year(low, end)))
        or words[0] in ODD
        or words in (["mốt"], ["lăm"])
    )
    return 0 if is_none else end


def _is_year(low: str, end: int) -> bool:
    """Whether ``năm`` is the noun: a year, or after a number of them."""
    rest = low[end : end + 12].removeprefix(" ")
    following = _WORD.match(rest)
    if following is None:
        return True  # the number of a year, or nothing that could be counted
    return following[0] in _YEAR_AFTER and not rest.startswith(("học sinh", "học viên"))


def _end_of_listed(low: str, start: int, before: str) -> int:
    """The end of a word of the codebook that carries a number, or 0."""
    match = _LISTED.match(low, start)
    if match is None or (before, match[0]) == ("tối", "đa số"):  # "tối đa số": at most the number
        return 0
    return match.end()


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
        day, month = (int(part[:4]) for part in re.sub("[ .,]", "", words).split("/"))
        if 1 <= day <= 31 and 1 <= month <= 12:
            return "date", before.strip().split(" ")[-1] + " #"
    if form in ("plain", "range") and _CODE.match(after):
        return "document", "#" + after.split(" ")[0]
    if form == "plain" and _ONE_YEAR.fullmatch(words):
        if _NAMED_BEFORE.search(before) or not _WORD_AFTER.match(after):
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


def find_zones(text: Text) -> list[tuple[int, str]]:
    """Where links to other articles and counters below the article begin, the last first, and the reason to exclude."""
    end = _ENDS.search(text.low, min(len(text.low) // 10, _TOP))
    # the second half: a page prints such counters above the article, too
    foot = _FURNITURE.search(text.low, len(text.low) // 2)
    zones = [(match.start(), reason) for match, reason in ((end, "teaser"), (foot, "page_furniture")) if match]
    return sorted(zones, reverse=True)


def exclude_by_place(text: Text, offset: int, zones: list[tuple[int, str]]) -> str:
    """The reason to exclude what stands at an offset; empty within the article."""
    if reason := next((reason for start, reason in zones if start <= offset), ""):
        return reason
    start, end = text.paragraph(offset)
    return _exclude_line(text.clean[start : min(end, start + _BANNER)].strip())


@lru_cache(64)  # most lines have several numbers
def _exclude_line(line: str) -> str:
    # a banner: four of five letters are capitals, and it is longer than a headline
    if len(line) > 160 and (capitals := sum(map(str.isupper, line[:400]))) > 16:
        letters = sum(map(str.isalpha, line[:400]))
        if letters > 20 and capitals > 0.8 * letters:
            return "page_furniture"
    # headlines of links that the page has run together: "điểm sángHuyện ủy"; a paragraph is longer or ends in a stop
    if len(line) < 200 and not line.endswith((".", "”", '"', ":", ";", "!")) and _RUN_TOGETHER.search(line):
        return "teaser"
    return ""
