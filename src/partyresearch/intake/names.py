"""The names of organisations in a text: places, blocs, schools, firms, and what level each has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from typing import NamedTuple

from partyresearch.intake.districts import is_district, provinces
from partyresearch.intake.text import LOWER, UPPER, Text, matches, starts_of, word_set

Key = tuple[str, str]  # level and name in lower case: what makes two mentions the same organisation
CENTRAL = ("hà nội", "hồ chí minh", "hải phòng", "đà nẵng", "cần thơ", "huế")  # cities with the rank of a province
# until June 2025, and the cities of their rank; what was merged since keeps one of these names
PROVINCES = provinces() | {"huế"}
_CITY = ("hcm", "tphcm")  # Hồ Chí Minh
PLACES = {  # what a place is called: its level, and in English
    "tỉnh": ("province", "province"),
    "thành phố": ("district", "city"),
    "huyện": ("district", "district"),
    "thị xã": ("district", "town"),
    "quận": ("district", "urban district"),
    "xã": ("grassroots", "commune"),
    "phường": ("grassroots", "ward"),
    "thị trấn": ("grassroots", "township"),
    "đặc khu": ("grassroots", "special zone"),
}
_FULL = {"tp": "thành phố", "t.p": "thành phố", "thành": "thành phố"}
_FULL |= {"tx": "thị xã", "t.x": "thị xã", "thị": "thị xã"}  # also of "thành ủy", "thị ủy"
_SHORT = re.compile(r"\b(T\.?[Pp]|T\.?[Xx])(?:\. ?| |(?=HCM))")
RANK = {"province": 0, "bloc": 1, "district": 2, "grassroots": 3, "schools": 3, "area": 3}
RANK |= {"association": 4, "cell": 4, "party_group": 5}
# a word of a name, ampersand and hyphen included: "Mang Yang-cho" has lost a space
CAP = rf"[{UPPER}](?:[\w&'’]|-(?![{LOWER}]))*"
UY = "[ủỦ]y"
PLACE = re.compile(
    rf"(?i:\b(?P<kind>tỉnh {UY}|thành {UY}|huyện {UY}|thị {UY}|quận {UY}|"
    r"(?:tỉnh|thành|huyện|thị|quận) đoàn(?: tỉnh| thành phố| TP\.?| huyện| thị xã| quận)?|"
    r"tỉnh|thành phố|huyện|thị xã|quận|thị trấn|xã|phường|đặc khu|"
    rf"T\.?P\.?|T\.?X\.?)) ?(?P<name>(?!{UY}\b|(?i:lần|khóa|nhiệm kỳ|tp|tx)\b){CAP}(?: {CAP}){{0,4}}"
    r"|(?i:(?<=quận )|(?<=quận ủy )|(?<=phường ))\d{1,2}"
    r"(?!\d|[.,/]\d| *%| (?:đảng viên|đv|đồng chí|người|quần|học sinh|đoàn viên|em|có|chỉ tiêu)))"
)
# HEADS: the words that a pattern can begin with; it is tried only where one of them stands
_PLACE_HEADS = re.compile(r"tỉnh|thành|huyện|thị|quận|xã|phường|đặc|t(?=\.?[px])")
_BLOC = re.compile(
    rf"(?i:\b(?:đảng bộ|đảng {UY}) )?[Kk]hối "
    r"(?P<name>(?i:(?:các )?(?:cơ quan|doanh nghiệp|dân chính đảng|chính|đảng|và|,|-| )+))"
    rf"(?P<where> ?(?i:tỉnh|thành phố|tp\.?|huyện|quận)\b(?: ?{CAP}(?: {CAP}){{0,2}})?)?"
)
_COUNTED = re.compile(r"(?<![\d/.-])(?<!tháng )(?<!năm )(?<!quý )(?<!ngày )\d{1,2} $")
_BLOC_HEADS = re.compile("đảng(?= (?:bộ|ủy) khối)|khối")
INSTITUTIONS = (
    "Trường|Công ty|Tổng Công ty|Tổng công ty|Tập đoàn|Sở|Bệnh viện|Công an|Quân sự|Bộ Chỉ huy|"
    "Bộ đội|Hợp tác xã|HTX|Ngân hàng|Viện|Học viện|Đại học|Cục|Chi cục|Kho bạc|Bưu điện|Viễn thông|Điện lực|Nhà máy|"
    "Quỹ|Nha khoa|Cơ quan|THPT|THCS"
)
_OF_PLACE = r"(?:(?: [^\W\d_]+){0,5} (?:tỉnh|thành phố|huyện|quận)\b)"  # Quân sự tỉnh
_CONGRESS = re.compile(r"(?i:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|khối) (?i:lần|khóa|nhiệm) ")
_DEPARTMENT = (  # of a province: names of many words, without a capital at their end
    r"Sở (?i:văn h(?:óa|oá),? thể thao(?:,? và)? du lịch|lao động(?:,| ?[–-]) thương binh và xã hội|"
    r"tài nguyên và môi trường|nông nghiệp và (?:phát triển nông thôn|môi trường)|giáo dục và đào tạo|"
    r"kế hoạch và đầu tư|khoa học và công nghệ|thông tin và truyền thông|giao thông(?: ?[–-])? vận tải|công thương|"
    r"nội vụ|tư pháp|tài chính|xây dựng|y tế|ngoại vụ)\b"
    rf"(?: (?:tỉnh )?(?i:{'|'.join(sorted(PROVINCES))}))?"
)
_NEXT = r" (?:T\.?[PXpx]\. ?)?"  # before the next word of a name
_TWO = "(?: [–-](?= (?:Kỹ|Công nghệ|Lâm|Tài|Quản|Du lịch|Thương|Dịch)))?"  # "Kinh tế - Kỹ thuật"
_INSTITUTION = re.compile(
    rf"(?i:\b(?:(?:đảng|chi) {UY} )?(?P<head>(?:đảng|chi) bộ(?: cơ sở)?|(?:đảng|chi) {UY}) )"
    rf"(?P<name>{_DEPARTMENT}|(?:(?:thôn|bản|ấp|buôn|làng|xóm|khóm|khu phố|khối phố|tổ dân phố|khu dân cư|cơ quan|"
    rf"quân sự|công an|trường|công ty|bệnh viện) )?{CAP}(?:(?: [–-])?(?: [^\W\d_]+){{0,4}}?{_TWO}{_NEXT}{CAP})*"
    rf"(?:{_OF_PLACE}| [^\W\d_]+)?)|\b(?P<bare>{_DEPARTMENT}|(?:{INSTITUTIONS})(?: [^\W\d_]+){{0,4}}?{_NEXT}{CAP}"
    rf"(?:(?: [^\W\d_]+){{0,4}}?{_TWO}{_NEXT}{CAP})*(?:{_OF_PLACE}|(?<=Sư) phạm|(?<=Kỹ) thuật|(?<=Công) ngh(?:ệ|iệp))?"
    r"|(?:Công an|Quân sự|Bộ đội (?i:biên phòng)|Bộ (?i:chỉ huy quân sự)) (?:tỉnh|thành phố|huyện|quận|thị xã)\b)"
)
# what a province has one of, on the level of its districts
_OF_PROVINCE = re.compile(
    r"(?i:khối|dân chính đảng|(?:công an|quân sự|bộ chỉ huy quân sự|(?:bộ đội |bộ chỉ huy bộ đội )?biên phòng) "
    rf"(?:tỉnh|(?:thành phố|tp\.?) ?(?:{'|'.join(CENTRAL)})))\b"
)
_COMMITTEE = re.compile(" (?:ủy$|đoàn.*)")
_INSTITUTION_HEADS = {"đảng", "chi", *(words.split()[0].lower() for words in INSTITUTIONS.split("|"))}
PROVINCE_HEADS = {name.split(" ")[0] for name in PROVINCES}
# families whose names begin nine in ten names of persons
_FAMILIES = word_set(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đào đoàn trịnh trương lưu đàm tạ"
)
_UNNAMED = re.compile(  # "trường Trung học phổ thông" and "Trường THPT" alone name none
    rf"(?i:(?:{INSTITUTIONS})"
    r"(?: (?:thpt|thcs|th|mn|tnhh|cp|trung(?: học)?|phổ thông|cơ sở|tiểu(?: học)?|mầm(?: non)?|cao(?: đẳng)?|"
    r"đại(?: học)?))*)"
)
# "Trường THPT Kim Liên" and a person of three words, who says something
_NAME_AND_PERSON = re.compile(rf"(?P<name>.* [{UPPER}][{LOWER}]+ [{UPPER}][{LOWER}]+) (?P<family>{CAP}) {CAP} {CAP}")
_HEAD_AND_PERSON = re.compile(rf"(?:{INSTITUTIONS}) (?P<family>{CAP}) {CAP}(?: {CAP})?")  # no name of its own
_OFFICE = re.compile(r"bí thư|chủ tịch|trưởng ban|giám đốc|hiệu trưởng")
_SAYS = re.compile(r"(?i: (?:nói|cho biết|cho hay|chia sẻ|thông tin|trao đổi|khẳng định|nhấn mạnh|phát biểu))")
_OFFICE_OF = re.compile(r"(?:bí thư|chủ tịch|phó chủ tịch)(?: (?:đảng ủy|đoàn|ubnd|hđnd|ủy ban nhân dân|và|,))* $")
_MIDDLE = ("Văn", "Thị")  # of names of persons
_SECRETARY, _PERSON = re.compile(r"bí thư $"), re.compile(rf"[{UPPER}][{LOWER}]+(?: [{UPPER}][{LOWER}]*){{2,3}}")
_SIDES = word_set("bắc nam đông tây trung thượng hạ")  # of a place that was divided, and no name of a person
# "Quân sự thành phố": of that which was named last
DANGLING = re.compile(r" (tỉnh|thành phố|tp\.?|huyện|quận|thị xã|tx\.?)$")
# a name of several words ends before one of these, or with one of these
_NOT_IN_NAMES = word_set(
    "ra đã có được cho trao là tại ở với do năm theo về tổ còn nói chia kết phát và của vừa đang sẽ thì mà khi để từ "
    "trong trên không chưa cũng cùng tham đến hiện luôn thường trực thuộc tiếp nhận đạt vượt xét mở cử giao làm "
    "lần khóa nhiệm gồm lên chú đẩy nỗ tăng nâng"
)
_ENDINGS = word_set(
    "doanh nghiệp|cơ quan|hội quán|may mặc|chính trị|quân sự|biên phòng|giáo dục|đào tạo|kinh tế|chính đảng|trung học|"
    "phổ thông|sư phạm|kỹ thuật|công nghệ|công nghiệp|"
    "nông nghiệp|thương mại|y tế|giao thông|bưu điện|điện lực|tài chính|kho bạc|xây dựng|công thương",
    "|",
)


class Mention(NamedTuple):
    """A span of the clean text that names an organisation, or points back to one."""

    start: int
    end: int
    key: Key  # of what points back, the name is empty until it is known, and if the text does not tell it
    is_name: bool = True


def find_names(text: Text) -> list[Mention]:
    """The mentions that name an organisation, in order, without overlaps."""
    places = list(_find_places(text))
    names = [*places, *_find_blocs(text), *_find_institutions(text, places)]
    names.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in names:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _find_places(text: Text) -> Iterator[Mention]:
    found = matches(PLACE, starts_of(_PLACE_HEADS, text.low), text.cased)
    named = [(match, _name_of(match)) for match in found]
    counts = Counter(name.lower() for _, name in named)
    for match, name in named:
        if _is_of_office(text, match.start(), name) and counts[name.lower()] == 1:
            continue  # "Bí thư Đảng ủy xã Vi Văn Quý"
        is_committee = match["kind"].lower().endswith("ủy")
        if is_committee and name.count(" ") > 1 and (_is_persons(name) or not _is_place_name(name, counts)):
            continue  # a person: "Bí thư Tỉnh ủy" and a name
        if is_committee and _is_of_secretary(text, match, name) and counts[name.lower()] == 1:
            continue
        of_province = match["kind"].lower() == "tỉnh" or not _is_place_name(name, counts)
        if name.count(" ") > 1 and _is_persons(name) and not is_district(name) and of_province:
            continue
        name = _whole_province(_strip_person(name, counts), text.low, match.start("name"))
        called = "hồ chí minh" if name.lower() in _CITY else name.lower()
        kind = kind_of(match["kind"])
        central = kind == "thành phố" and called in CENTRAL
        level = "province" if central else PLACES[kind][0]
        yield Mention(match.start(), match.start("name") + len(name), (level, called))


def _name_of(match: re.Match[str]) -> str:
    """The name of a place without that of the person who follows a known one: "Huyện ủy Thống Nhất Mai Văn Hiền"."""
    name = match["name"].rstrip(".")
    words = name.split(" ")
    for length in (3, 2) if PLACES[kind_of(match["kind"])][0] != "grassroots" else ():
        place, person = " ".join(words[:length]).lower(), words[length:]
        is_person = len(person) > 2 or (len(person) == 2 and person[0].lower() in _FAMILIES)
        if is_person and (is_district(place) or place in PROVINCES):
            return " ".join(words[:length])
    return name


def _whole_province(name: str, low: str, start: int) -> str:
    """A name, of a province with the words that lack their capital: "Hà nội"."""
    first = name.lower()
    longer = (one for one in PROVINCES if first in PROVINCE_HEADS and one.startswith(f"{first} "))
    return next((one for one in longer if low.startswith(one, start)), name)


def kind_of(words: str) -> str:
    """What a place is called, of its committee, its Youth Union or an abbreviation, too."""
    kind = _COMMITTEE.sub("", words.lower()).rstrip(".")
    return _FULL.get(kind, kind)


def is_likely_place(key: Key) -> bool:
    """Whether a place has a known name, or one of two words: what else follows "tỉnh" may be a person, or a word."""
    level, name = key
    is_known = level not in ("province", "district") or name in PROVINCES or is_district(name) or name.isdigit()
    return is_known or name.count(" ") == 1


def _is_persons(name: str) -> bool:
    return name.split(" ")[0].lower() in _FAMILIES and name.lower() not in PROVINCES


def _is_of_office(text: Text, start: int, name: str) -> bool:
    """Whether a name behind the office that somebody has in a commune looks like that person's."""
    words = name.split(" ")
    is_long = len(words) == 3 or (len(words) > 3 and words[1] in _MIDDLE)  # most names of communes have two words
    is_long = is_long and words[-1].lower() not in _SIDES
    return is_long and _OFFICE_OF.search(text.low, max(0, start - 40), start) is not None


def _is_of_secretary(text: Text, match: re.Match[str], name: str) -> bool:
    """Whether a person of two words follows the office in a district's committee: "Bí thư Huyện ủy Vũ Lương"."""
    is_known = is_district(name) or name.lower() in PROVINCES
    says = _is_persons(name) or _SAYS.match(text.cased, match.start("name") + len(name))
    return bool(says and not is_known and _OFFICE_OF.search(text.low, max(0, match.start() - 40), match.start()))


def _is_place_name(name: str, counts: Mapping[str, int]) -> bool:
    """Whether the text has the first two or three words of a name elsewhere, too."""
    words = name.lower().split(" ")
    return name.lower() in CENTRAL or any(
        counts.get(" ".join(words[:length]), 0) > (length == len(words)) for length in (2, 3)
    )


def _strip_person(name: str, counts: Mapping[str, int]) -> str:
    """A place's name without the name of a person that follows it."""
    words = name.split(" ")
    for length in (2, 3, 1):  # most names of places have two words
        short = " ".join(words[:length])
        if len(words) > length and counts.get(short.lower()) and words[length].lower() not in _SIDES:
            return short
    return name if len(words) <= 3 else " ".join(words[:2])


def _find_blocs(text: Text) -> Iterator[Mention]:
    for match in matches(_BLOC, starts_of(_BLOC_HEADS, text.low), text.cased):
        if _COUNTED.search(text.low, max(0, match.start() - 12), match.start()):
            continue  # "3 đảng bộ khối cơ quan": some that nobody names
        name = " ".join(re.sub(r"[,-]", " ", match["name"]).split()).lower().removeprefix("các ")
        where = " ".join(
            (match["where"] or "").lower().replace("tp.", "thành phố").replace("tp ", "thành phố ").split()
        )
        if name and match[0][:1] in "ĐđK":  # "khối" in small letters alone is a group of any kind
            end = match.start() + len(match[0].rstrip(" ,-"))
            yield Mention(match.start(), end, ("bloc", " ".join(filter(None, ["khối", name, where]))))


def _find_institutions(text: Text, places: list[Mention]) -> Iterator[Mention]:
    in_places = offsets_of(places)
    for match in matches(_INSTITUTION, text.starts(_INSTITUTION_HEADS), text.cased):
        name = _trim_institution(match["name"] or match["bare"], text.cased[match.end() : match.end() + 2])
        start = match.start("name") if match["name"] else match.start()
        only_person = None if match["head"] else _HEAD_AND_PERSON.fullmatch(name)
        person = only_person or _NAME_AND_PERSON.fullmatch(name)
        if match["head"] and _SECRETARY.search(text.low, max(0, match.start() - 10), match.start()):
            name = "" if _PERSON.fullmatch(name) else name  # "Bí thư Chi bộ Giàng Seo Quáng"
        if person and person["family"].lower() in _FAMILIES:
            before = text.low[max(0, start - 60) : start]
            if only_person:  # "Giám đốc Công ty Trần Văn An", but not a company of this name
                name = "" if re.search(rf"(?:{_OFFICE.pattern}) $", before) else name
            elif _SAYS.match(text.cased, start + len(name)) or _OFFICE.search(before):
                name = person["name"]
        if name and start not in in_places and not _CONGRESS.match(name):  # "Đảng bộ Thành phố …" is a place
            is_cell = (match["head"] or "").lower().startswith("chi")
            level = "bloc" if _OF_PROVINCE.match(name) else "cell" if is_cell else "grassroots"
            key = re.sub("^(?=th(?:pt|cs) )", "trường ", spell_out(name).lower())
            yield Mention(match.start(), start + len(name), (level, key))


def spell_out(name: str) -> str:
    """A name with "thành phố", "thị xã" and "Hồ Chí Minh" for what newspapers print for them."""
    return _SHORT.sub(lambda match: f"{_FULL[match[1].lower()]} ", name).replace("HCM", "Hồ Chí Minh")


def offsets_of(mentions: Iterable[Mention]) -> set[int]:
    return {offset for mention in mentions for offset in range(mention.start, mention.end)}


def _trim_institution(name: str, following: str) -> str:
    """A name without the words behind it; before a number or a stop its last words belong to it."""
    if re.fullmatch(_DEPARTMENT, name):
        return name
    words = name.split(" ")
    ends = _NOT_IN_NAMES - {"và"} if DANGLING.search(name) else _NOT_IN_NAMES  # Khu chế xuất và công nghiệp thành phố
    kept = list(takewhile(lambda word: word[:1].isupper() or word.lower() not in ends, words))
    whole = len(kept) == len(words) and (not following.strip() or re.match(r" ?[\d,;.:()]", following))
    whole = whole or bool(DANGLING.search(" ".join(kept)))
    while not whole and kept and not kept[-1][:1].isupper() and " ".join(kept[-2:]).lower() not in _ENDINGS:
        kept.pop()
    name = " ".join(kept).rstrip(".-")
    # blocs are found by a pattern of their own; a single short word is only the start of a sentence, or of a name
    is_none = kept[:1] == ["Khối"] or _UNNAMED.fullmatch(name) or (len(kept) == 1 and len(name) < 6)
    return "" if is_none else name
