"""Every number of a text, once: digit runs with what belongs to them, number words, and the words of the codebook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from partyresearch.figures.numerals import DIGITS, HUNDRED, ODD, TENS, WORDS
from partyresearch.intake.text import Text

Form = Literal[
    "date", "time", "term", "month", "fraction", "range", "plain", "phone", "label", "words", "listed", "foreign"
]

_NUMBER = r"[0-9]+(?:[.,][0-9]+)*"
_SCALE = (
    r"(?: ?(?:(?:nghìn|ngàn|vạn|triệu) t[ỷỉ]|nghìn|ngàn|vạn|triệu|t[ỷỉ](?! (?:lệ|số|trọng|mỉ))|t[ỷỉ] (?=lệ của))\b)"
)
_YEAR = r"(?:19|20)[0-9]{2}"
_FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("phone", re.compile(r"(?:0[0-9]{2,3}|1[89]00)(?:[ .][0-9]{3,4}){1,2}(?![0-9])(?! (?:đảng|người|hộ))")),
    ("phone", re.compile(r"0[0-9]{9,10}(?![0-9])")),
    ("time", re.compile(r"[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?(?![0-9])")),
    ("time", re.compile(r"[0-2]?[0-9] ?(?:h|giờ) ?[0-5][0-9](?![0-9])")),
    ("date", re.compile(rf"[0-3]?[0-9]([/.-])[01]?[0-9]\1{_YEAR}(?![0-9])")),
    ("date", re.compile(rf"[0-3]?[0-9] tháng [01]?[0-9](?:[ ,]+năm {_YEAR}|/{_YEAR})?(?![0-9])")),
    ("date", re.compile(rf"[0-9]{{1,2}} tháng (?:đầu|cuối)(?: của)? năm {_YEAR}(?![0-9])")),
    ("label", re.compile(r"[0-9]{1,2}[a-z][0-9]{1,2}(?![\w])")),
    ("term", re.compile(rf"{_YEAR} ?[-–—] ?{_YEAR}(?![0-9])")),
    ("month", re.compile(rf"(?:0?[1-9]|1[0-2]) ?[/-] ?{_YEAR}(?![0-9])")),
    ("range", re.compile(
        rf"{_NUMBER}(?: ?%)?{_SCALE}?(?: ?[-–—] ?| đến )(?!{_YEAR}(?![0-9])){_NUMBER}"
        rf"(?: ?%|{_SCALE}|(?![0-9]|[/-][a-zđ]))"
    )),
    ("fraction", re.compile(r"[0-9]+ ?/ ?[0-9]+(?![0-9]|[/.,][0-9])")),
    ("plain", re.compile(rf"{_NUMBER}(?: ?%|{_SCALE})?")),
)  # fmt: skip
_LONGEST = 60  # characters of a numeral
_RUN = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_SCALES = ("nghìn", "ngàn", "vạn", "triệu", "tỷ", "tỉ")
_SIMPLE = frozenset({*DIGITS, *TENS, HUNDRED, *ODD, *_SCALES})
_LISTED_FIRST = {phrase.split(" ")[0] for phrase in WORDS}
_YEAR_BEFORE = frozenset(
    re.findall(
        r"\S+",
        ("hằng hàng mỗi từng cả đầu cuối trong nhiều những các số nửa hết sang vài qua tính hoạch tiêu tháng ngân học"),
    )
)
_YEAR_AFTER = frozenset(
    re.findall(r"\S+", ("nay qua trước sau tới học ngoái đầu cuối gần này đó tuổi liền liên mới thứ công kinh tài"))
)
_NOT_NUMBERS = {  # a number word and its neighbour that together mean something else
    ("ba", "mẹ"), ("ba", "má"), ("tư", "tưởng"), ("tư", "nhân"), ("tư", "vấn"), ("tư", "pháp"), ("tư", "cách"),
    ("tư", "liệu"), ("tư", "thục"), ("tư", "duy"), ("tư", "thế"), ("tư", "lệnh"), ("đầu", "tư"), ("riêng", "tư"),
    ("dân", "tư"), ("chín", "muồi"), ("chín", "chắn"), ("trăm", "năm"), ("phần", "trăm"), ("vật", "tư"),
    ("hai", "bên"), ("tỉ", "lệ"), ("tỷ", "lệ"), ("tỉ", "mỉ"), ("tỷ", "trọng"), ("tỉ", "trọng"), ("tỷ", "số"),
    ("một", "số"), ("một", "phần"), ("một", "cách"), ("một", "bộ"), ("lẻ", "tẻ"), ("riêng", "lẻ"), ("bán", "lẻ"),
    ("lúc", "ba"), ("định", "tư"), ("thông", "tư"), ("giám", "tư"),
}  # fmt: skip


@dataclass(frozen=True)
class Number:
    """A number as it stands in a text."""

    start: int
    end: int
    form: Form


def numbers(text: Text) -> Iterator[Number]:
    """Find every number."""
    written = _in_words(text.low)
    spelt = next(written, None)
    for number in _in_digits(text.low):
        while spelt is not None and spelt.start < number.start:
            if spelt.end <= number.start:
                yield spelt
            spelt = next(written, None)
        while spelt is not None and spelt.start < number.end:
            spelt = next(written, None)  # the scale word of a numeral
        yield number
    while spelt is not None:
        yield spelt
        spelt = next(written, None)


def _in_digits(low: str) -> Iterator[Number]:
    end = 0
    for run in _RUN.finditer(low):
        if run.start() < end < run.end():
            yield Number(end, run.end(), "foreign")  # what a numeral has left of a run of mixed digits
            end = run.end()
        if run.start() < end:
            continue
        if not run[0].isascii():
            end = run.end()
            yield Number(run.start(), end, "foreign")
            continue
        found = (
            (form, match.end()) for form, pattern in _FORMS
            if (match := pattern.match(low, run.start(), run.start() + _LONGEST))
        )  # fmt: skip
        form, end = next(found, ("plain", run.end()))
        end = max(end, run.end())  # a run may be longer than any numeral
        yield Number(run.start(), end, form)


def _in_words(low: str) -> Iterator[Number]:
    end, before = 0, ""
    for match in _WORD.finditer(low):
        word = match[0]
        if match.start() >= end:
            if word in _SIMPLE and (found := _spelt(low, match.start(), before)):
                end = found
                yield Number(match.start(), end, "words")
            elif word in _LISTED_FIRST and (found := _listed(low, match.start(), before)):
                end = found
                yield Number(match.start(), end, "listed")
        before = word


def _spelt(low: str, start: int, before: str) -> int:
    """The end of a number in words, or 0 if this is none."""
    end, place = 0, start
    words: list[str] = []
    while match := _WORD.match(low, place):
        word = match[0]
        if word not in _SIMPLE or (word == "năm" and words and _is_year(low, match.end())):
            break
        words.append(word)
        end, place = match.end(), match.end() + 1
        if low[match.end() : place] != " ":
            break
    after = _WORD.match(low, end + 1)
    following = after[0] if after and low[end : end + 1] == " " else ""
    if before in ("thứ", "phần"):
        return 0  # an ordinal, a day of the week, a fraction
    if (before, words[0]) in _NOT_NUMBERS or (len(words) == 1 and (words[0], following) in _NOT_NUMBERS):
        return 0
    if words == ["năm"] and (before in _YEAR_BEFORE or before.isdigit() or _is_year(low, end)):
        return 0
    return 0 if words[0] in ODD or words == ["mốt"] or words == ["lăm"] else end


def _is_year(low: str, end: int) -> bool:
    """Whether ``năm`` is the noun: a year, or after a number of them."""
    rest = low[end : end + 12].removeprefix(" ")
    if rest[:1].isdigit():
        return True
    following = _WORD.match(rest)
    if following is None:
        return True  # what is counted would follow
    return following[0] in _YEAR_AFTER and not rest.startswith(("học sinh", "học viên"))


def _listed(low: str, start: int, before: str) -> int:
    for phrase in WORDS:
        if low.startswith(phrase, start) and not low[start + len(phrase) : start + len(phrase) + 1].isalnum():
            return 0 if (before, phrase) == ("tối", "đa số") else start + len(phrase)
    return 0
