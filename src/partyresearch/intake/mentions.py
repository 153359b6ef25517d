"""Where a text names an organisation, or points back to one that it has named."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from partyresearch.intake.text import UPPER, Text

CAP = rf"[{UPPER}][\w&'’-]*"
_CENTRAL = ("hà nội", "hồ chí minh", "hải phòng", "đà nẵng", "cần thơ", "huế")
_PLACES = {
    "tỉnh": "province", "thành phố": "district", "tp": "district", "huyện": "district", "thị xã": "district",
    "tx": "district", "quận": "district", "xã": "grassroots", "phường": "grassroots", "thị trấn": "grassroots",
    "đặc khu": "grassroots", "tỉnh ủy": "province", "thành ủy": "district", "huyện ủy": "district",
    "thị ủy": "district", "quận ủy": "district",
}  # fmt: skip
COMMITTEE = {"tỉnh": "tỉnh", "thành": "thành phố", "huyện": "huyện", "thị": "thị xã", "quận": "quận"}
UY = r"\b(?:[uU]ỷ|[ủỦ]y)"
PLACE = re.compile(
    rf"(?i:\b(?P<kind>tỉnh {UY}|thành {UY}|huyện {UY}|thị {UY}|quận {UY}|tỉnh|thành phố|huyện|thị xã|quận|thị trấn|"
    rf"xã|phường|đặc khu|TP\.?|TX\.?)) ?(?P<name>{CAP}(?: {CAP}){{0,4}}"
    r"|\d{1,2}(?!\d|[.,/]\d| *%| (?:đảng viên|đv|đồng chí|người|quần|học sinh|đoàn viên|em|có)))"
)
_INSTITUTIONS = (
    "Trường|Công ty|Tổng Công ty|Tổng công ty|Tập đoàn|Sở|Bệnh viện|Công an|Quân sự|Bộ Chỉ huy|"
    "Bộ đội|Hợp tác xã|HTX|Ngân hàng|Viện|Học viện|Đại học|Cục|Chi cục|Kho bạc|Bưu điện|Viễn thông|Điện lực|Nhà máy|"
    "Quỹ|Nha khoa|Cơ quan"
)
BLOC = re.compile(
    rf"(?i:\b(?:đảng bộ|đảng {UY}) )?[Kk]hối "
    r"(?P<name>(?i:(?:các )?(?:cơ quan|doanh nghiệp|dân chính đảng|chính|đảng|và|,|-| )+))"
    rf"(?: ?(?i:tỉnh|thành phố|tp\.?) ?{CAP}(?: {CAP}){{0,2}})?"
)
_NOT_IN_NAMES = frozenset(
    re.findall(
        r"\S+",
        (
            "ra đã có được cho trao là tại ở với do năm theo về tổ còn nói chia kết phát và của vừa đang sẽ thì "
            "mà khi để từ trong trên không chưa cũng tham đến hiện luôn thường trực thuộc tiếp nhận đạt vượt"
        ),
    )
)
INSTITUTION = re.compile(
    rf"(?i:\b(?P<head>đảng bộ|đảng {UY}|chi bộ|chi {UY}) )(?P<name>(?:(?:thôn|bản|ấp|buôn|làng|xóm|khóm|khu phố|"
    rf"khối phố|tổ dân phố|khu dân cư|cơ quan|quân sự|công an) )?{CAP}(?:(?: [^\W\d_]+){{0,4}}? {CAP})*(?: [^\W\d_]+)?)"
    rf"|\b(?P<bare>(?:{_INSTITUTIONS}) (?:[^\W\d_]+ ){{0,4}}?{CAP}(?:(?: [^\W\d_]+){{0,2}}? {CAP})*)"
)
_ENDINGS = frozenset(
    re.findall(
        r"[^|]+",
        (
            "doanh nghiệp|cơ quan|hội quán|may mặc|chính trị|quân sự|biên phòng|giáo dục|đào tạo|kinh tế|"
            "chính đảng|trung học|phổ thông|nông nghiệp|thương mại|y tế|giao thông|bưu điện|điện lực|tài chính|"
            "kho bạc|xây dựng|công thương"
        ),
    )
)
_AGAIN = re.compile(
    rf"\btoàn (?:đảng bộ )?(?P<all>tỉnh|huyện|thành phố|thị xã|quận|xã|phường|thị trấn|khối)\b"
    rf"|\bđảng bộ (?P<own>tỉnh|huyện|thành phố|thị xã|quận|xã|phường|thị trấn|khối)\b"
    rf"|\b(?P<committee>tỉnh|thành|huyện|thị|quận) {UY}\b"
    rf"|\b(?P<plain>tỉnh|huyện|thành phố|thị xã|quận|xã|phường|thị trấn|khối) "
    r"(?=(?:nhà |ta |cũng |đã |có |hiện |đang |mở |tổ chức |phấn đấu|kết nạp|phát triển))"
    rf"|\btrên địa bàn (?P<area>tỉnh|huyện|thành phố|thị xã|quận|xã|phường|thị trấn)\b"
    rf"|\b(?:đảng bộ|đảng {UY}) (?P<bloc>khối)\b"
    rf"|\b(?P<cell>chi bộ)(?= (?:đã|có|hiện|cũng|kết nạp|phát triển|được))"
)
RANK = {
    "province": 0,
    "bloc": 1,
    "district": 2,
    "grassroots": 3,
    "schools": 3,
    "area": 3,
    "association": 4,
    "cell": 4,
    "party_group": 5,
}


@dataclass(frozen=True)
class Mention:
    """A place where a text names an organisation, or points back to one."""

    start: int
    end: int
    key: tuple[str, str]


def key_of(name: str) -> tuple[str, str]:
    """Level and name of an organisation's name, however the committee is called."""
    own = named_in(Text(name, name))
    return own[0].key if own else ("", name.lower())


def mentions(text: Text) -> list[Mention]:
    """Find every mention of an organisation, and what points back to one."""
    named = named_in(text)
    starts = [mention.start for mention in named]
    again = [(match, next(value for value in match.groups() if value)) for match in _AGAIN.finditer(text.low)]
    main = main_key(named, Counter(_level_again(kind, named) for _, kind in again))
    latest: dict[str, tuple[str, str]] = {main[0]: main} if main else {}
    found: list[Mention] = []
    place = 0
    for match, kind in again:
        index = bisect_left(starts, match.start())
        for mention in named[place:index]:
            latest[mention.key[0]] = mention.key
            found.append(mention)
        place = max(place, index)
        near = named[max(0, index - 1) : index + 1]
        if any(m.start < match.end() and match.start() < m.end for m in near):
            continue
        key = latest.get(_level_again(kind, named))
        if key is not None:
            found.append(Mention(match.start(), match.end(), key))
    return [*found, *named[place:]]


def _level_again(kind: str, named: list[Mention]) -> str:
    """The level of ``toàn huyện``; a city is on a province's if the text names one of those cities."""
    if kind in ("thành phố", "thành") and any(m.key[0] == "province" and m.key[1] in _CENTRAL for m in named):
        return "province"
    return "cell" if kind == "chi bộ" else "bloc" if kind == "khối" else _PLACES[COMMITTEE.get(kind, kind)]


def main_key(named: list[Mention], again: Mapping[str, int]) -> tuple[str, str] | None:
    """What a text is mostly about: the organisation that it names most, of those the highest."""
    counts = Counter(mention.key for mention in named)
    for level, often in again.items():
        same = [key for key in counts if key[0] == level]
        if same:
            counts[max(same, key=lambda key: counts[key])] += often
    weights = {"province": 1.5, "district": 1.5, "bloc": 1.2}
    if not counts:
        return None
    return max(counts, key=lambda key: (counts[key] * weights.get(key[0], 0.7), -RANK[key[0]], key))


def kind_of(words: str) -> str:
    """The kind of place that a match of ``PLACE`` begins with."""
    return re.sub(UY, "ủy", words).lower().rstrip(".")


def named_in(text: Text) -> list[Mention]:
    """The mentions that name an organisation, without those that point back."""
    found: list[Mention] = []
    raw = []
    for match in PLACE.finditer(text.cased):
        kind = kind_of(match["kind"])
        raw.append((match, kind, match["name"].rstrip(".")))
    seen = Counter(name.lower() for _, _, name in raw)
    for match, kind, name in raw:
        if kind.endswith(" ủy") and name.count(" ") > 1 and not _is_place(name, seen):
            continue  # a person: "Bí thư Tỉnh ủy" and a name
        name = _place_name(name, seen)
        level = _PLACES[kind]
        if kind in ("thành phố", "tp", "thành ủy") and name.lower() in _CENTRAL:
            level = "province"
        found.append(Mention(match.start(), match.start("name") + len(name), (level, name.lower())))
    taken = [(mention.start, mention.end) for mention in found]
    starts = [start for start, _ in taken]
    for match in BLOC.finditer(text.cased):
        name = " ".join(re.sub(r"[,-]", " ", match["name"]).split()).lower().removeprefix("các ")
        if name and match[0][:1] in "ĐđK":
            found.append(Mention(match.start(), match.end(), ("bloc", f"khối {name}")))
    for match in INSTITUTION.finditer(text.cased):
        name = _institution_name(match["name"] or match["bare"], text.cased[match.end() : match.end() + 2])
        if not name:
            continue
        start = match.start()
        head = (match["head"] or "").lower()
        place = match.start("name") if match["name"] else start
        index = bisect_right(starts, place)
        if any(s <= place < e for s, e in taken[max(0, index - 1) : index]):
            continue
        first = name.split(" ")[0].lower()
        level = "bloc" if first == "khối" else "cell" if head.startswith("chi") else "grassroots"
        found.append(Mention(start, place + len(name), (level, name.lower())))
    found.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _is_place(name: str, seen: Mapping[str, int]) -> bool:
    words = name.lower().split(" ")
    return name.lower() in _CENTRAL or any(
        seen.get(" ".join(words[:count]), 0) > (count == len(words)) for count in (2, 3)
    )


def _place_name(name: str, seen: Mapping[str, int]) -> str:
    """A place's name without the name of a person that follows it."""
    words = name.split(" ")
    for count in (2, 3, 1):
        short = " ".join(words[:count])
        if len(words) > count and seen.get(short.lower()):
            return short
    return name if len(words) <= 3 else " ".join(words[:2])


def _institution_name(name: str, following: str) -> str:
    """A name without the words behind it; before a number or a stop its last words belong to it."""
    words = name.split(" ")
    kept: list[str] = []
    for word in words:
        if word.lower() in _NOT_IN_NAMES and not word[:1].isupper():
            break
        kept.append(word)
    whole = len(kept) == len(words) and (not following.strip() or re.match(r" ?[\d,;.:()]", following))
    while not whole and kept and not kept[-1][:1].isupper() and " ".join(kept[-2:]).lower() not in _ENDINGS:
        kept.pop()
    name = " ".join(kept).rstrip(".-")
    return "" if kept[:1] == ["Khối"] or (len(kept) == 1 and len(name) < 6) else name
