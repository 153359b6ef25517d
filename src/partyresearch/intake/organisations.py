"""The organisations that a text names, those that a collection knows, and to which of them a figure belongs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, takewhile
from typing import Literal, NamedTuple

from partyresearch.intake.text import UPPER, Text, within, word_set

Source = Literal["clause", "sentence", "paragraph", "headline", "guess"]  # where a text says what a number has
Key = tuple[str, str]  # level and name in lower case: what makes two mentions the same organisation

_CENTRAL = ("hà nội", "hồ chí minh", "hải phòng", "đà nẵng", "cần thơ", "huế")  # cities with the rank of a province
# the provinces until June 2025, and the cities of their rank; what was merged since keeps one of these names
_PROVINCES = word_set(
    "an giang|bà rịa - vũng tàu|bạc liêu|bắc giang|bắc kạn|bắc ninh|bến tre|bình dương|bình định|bình phước|bình thuận|"
    "cà mau|cần thơ|cao bằng|đà nẵng|đắk lắk|đắk nông|điện biên|đồng nai|đồng tháp|gia lai|hà giang|hà nam|hà nội|"
    "hà tĩnh|hải dương|hải phòng|hậu giang|hòa bình|hồ chí minh|huế|hưng yên|khánh hòa|kiên giang|kon tum|lai châu|"
    "lạng sơn|lào cai|lâm đồng|long an|nam định|nghệ an|ninh bình|ninh thuận|phú thọ|phú yên|quảng bình|quảng nam|"
    "quảng ngãi|quảng ninh|quảng trị|sóc trăng|sơn la|tây ninh|thái bình|thái nguyên|thanh hóa|thừa thiên huế|"
    "tiền giang|trà vinh|tuyên quang|vĩnh long|vĩnh phúc|yên bái",
    "|",
)
_PLACES = {  # what a place is called: its level, and in English
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
_RANK = {"province": 0, "bloc": 1, "district": 2, "grassroots": 3, "schools": 3, "area": 3}
_RANK |= {"association": 4, "cell": 4, "party_group": 5}
# how much a mention counts for what a text is about: an article on a district names many of its communes
_WEIGHTS = {"province": 1.5, "district": 1.5, "bloc": 1.2}
_OTHER_WEIGHT = 0.7
_OFTEN = 3  # mentions of what a text is about, that make it the owner where none is named
_LONGEST_ID = 60  # characters: an id names files

_CAP = rf"[{UPPER}][\w&'’-]*"
_UY = r"\b(?:[uU]ỷ|[ủỦ]y)"  # both spellings
_PLACE = re.compile(
    rf"(?i:\b(?P<kind>tỉnh {_UY}|thành {_UY}|huyện {_UY}|thị {_UY}|quận {_UY}|tỉnh|thành phố|huyện|thị xã|quận|"
    rf"thị trấn|xã|phường|đặc khu|T\.?P\.?|T\.?X\.?)) ?(?P<name>{_CAP}(?: {_CAP}){{0,4}}"
    r"|\d{1,2}(?!\d|[.,/]\d| *%| (?:đảng viên|đv|đồng chí|người|quần|học sinh|đoàn viên|em|có)))"
)
_BLOC = re.compile(
    rf"(?i:\b(?:đảng bộ|đảng {_UY}) )?[Kk]hối "
    r"(?P<name>(?i:(?:các )?(?:cơ quan|doanh nghiệp|dân chính đảng|chính|đảng|và|,|-| )+))"
    rf"(?P<where> ?(?i:tỉnh|thành phố|tp\.?|huyện|quận)\b(?: ?{_CAP}(?: {_CAP}){{0,2}})?)?"
)
_INSTITUTIONS = (
    "Trường|Công ty|Tổng Công ty|Tổng công ty|Tập đoàn|Sở|Bệnh viện|Công an|Quân sự|Bộ Chỉ huy|"
    "Bộ đội|Hợp tác xã|HTX|Ngân hàng|Viện|Học viện|Đại học|Cục|Chi cục|Kho bạc|Bưu điện|Viễn thông|Điện lực|Nhà máy|"
    "Quỹ|Nha khoa|Cơ quan"
)
_OF_PLACE = r"(?:(?: [^\W\d_]+){0,5} (?:tỉnh|thành phố|huyện|quận)\b)"  # Quân sự tỉnh
_INSTITUTION = re.compile(
    rf"(?i:\b(?P<head>đảng bộ|đảng {_UY}|chi bộ|chi {_UY}) )(?P<name>(?:(?:thôn|bản|ấp|buôn|làng|xóm|khóm|khu phố|"
    rf"khối phố|tổ dân phố|khu dân cư|cơ quan|quân sự|công an) )?{_CAP}(?:(?: [–-])?(?: [^\W\d_]+){{0,4}}? {_CAP})*"
    rf"(?:{_OF_PLACE}| [^\W\d_]+)?)|\b(?P<bare>(?:{_INSTITUTIONS}) (?:[^\W\d_]+ ){{0,4}}?{_CAP}"
    rf"(?:(?: [^\W\d_]+){{0,2}}? {_CAP})*{_OF_PLACE}?)"
)
# "Hồ Chí Minh" without the word is the person
_BARE_PROVINCE = re.compile(rf"\b(?:{'|'.join(sorted(_PROVINCES - {'hồ chí minh'}))})\b")
_IN_NAME = re.compile(rf"(?:{_INSTITUTIONS})(?: [–-]| [^\W\d_]+)* $")
_OF_NAMED_PLACE = re.compile(rf" (?:tỉnh|thành phố) ({'|'.join(sorted(_PROVINCES))})$")
_INSTITUTED = re.compile(rf"(?:{_INSTITUTIONS}|Khu|Cụm|Hội|Ban|Phòng|Trung tâm|[^{UPPER}])")
_BESIDE = re.compile(r"(?:,| \(| -| –| thuộc)? ?")  # between the name of a place and that of what it lies in
_CAPITALISED = re.compile(rf"{_CAP} {_CAP}")  # what may be a name
_UNKNOWN = re.compile(rf"\b(?:(?:Đảng bộ|Đảng {_UY}|Chi bộ|Chi {_UY}) [{UPPER}]|(?:{_INSTITUTIONS}) [^\W\d_])")
# families whose names begin nine in ten names of persons
_FAMILIES = word_set("nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đào đoàn trịnh")
_KINDS = word_set("THPT THCS TH MN TNHH CP")  # of schools and firms: "Trường THPT" alone names none
_SIDES = word_set("bắc nam đông tây trung thượng hạ")  # of a place that was divided, and no name of a person
_DANGLING = re.compile(r" (tỉnh|thành phố|tp\.?|huyện|quận)$")  # "Quân sự thành phố": of that which was named last
# a name of several words ends before one of these, or with one of these
_NOT_IN_NAMES = word_set(
    "ra đã có được cho trao là tại ở với do năm theo về tổ còn nói chia kết phát và của vừa đang sẽ thì mà khi để từ "
    "trong trên không chưa cũng tham đến hiện luôn thường trực thuộc tiếp nhận đạt vượt"
)
_ENDINGS = word_set(
    "doanh nghiệp|cơ quan|hội quán|may mặc|chính trị|quân sự|biên phòng|giáo dục|đào tạo|kinh tế|chính đảng|trung học|"
    "phổ thông|nông nghiệp|thương mại|y tế|giao thông|bưu điện|điện lực|tài chính|kho bạc|xây dựng|công thương",
    "|",
)
_ANY_PLACE = "tỉnh|huyện|thành phố|thị xã|quận|xã|phường|thị trấn"
# "toàn huyện", "Huyện ủy", "huyện đã kết nạp": the organisation of that level that was named last
_BACK_REFERENCE = re.compile(
    rf"\btoàn (?:đảng bộ )?(?P<all>{_ANY_PLACE}|khối)\b"
    rf"|\bđảng bộ (?P<own>{_ANY_PLACE}|khối)\b"
    rf"|\b(?P<committee>tỉnh|thành|huyện|thị|quận) {_UY}\b"
    rf"|\b(?P<plain>{_ANY_PLACE}|khối) "
    r"(?=(?:nhà |ta |cũng |đã |có |hiện |đang |mở |tổ chức |phấn đấu|kết nạp|phát triển))"
    rf"|\btrên địa bàn (?P<area>{_ANY_PLACE})\b"
    rf"|\b(?:đảng bộ|đảng {_UY}) (?P<bloc>khối)\b"
    rf"|\b(?P<cell>chi bộ)(?= (?:đã|có|hiện|cũng|kết nạp|phát triển|được))"
)
# "nhà trường đã kết nạp": the school that was named last
_HOUSE = re.compile(
    rf"\b(?:nhà (?P<our>trường|máy)|(?:(?:đảng bộ|đảng {_UY}|chi bộ) )?(?P<word>trường|công ty|bệnh viện|tập đoàn)"
    r"|(?P<any>đơn vị|cơ quan))\b(?= (?:đã|có|cũng|hiện|đang|kết nạp|phát triển|cử|mở|giới thiệu))"
)
# "các chi bộ trường học": some that nobody names
_UNNAMED = re.compile(rf"\b(?:đảng bộ|đảng {_UY}|chi bộ) (?:nhà )?(?:trường|công ty|bệnh viện|tập đoàn)\b")
# before a name: the organisation is only where another one belongs or lies
_UNDER = re.compile(
    r"(?:trực thuộc|thuộc|cách trung tâm|tại tỉnh|quê ở|quê|tỉnh lỵ|so với|do|nhập vào|nhập về|giáp|tách từ|tách khỏi)"
    r"(?: đảng bộ| đảng ủy| đảng uỷ| cơ sở)*\s*$"
)
_LOCATED = re.compile(r"(?:của|ở|tại|thuộc|\(|,) ?tỉnh $|(?:của|ở|tại|thuộc|\(|,) tỉnh ?$")
_OWNER_BEFORE_NAME = re.compile(r"(?:của|tại|ở|thuộc|cho|trong|trên địa bàn) $")
# "Hội An 110; Điện Bàn 150"
_LABEL = re.compile(rf"(?:^|[;:,.]|\b(?:như|là|và|gồm|của))\s*(?P<name>{_CAP}(?: {_CAP}){{0,3}}):? ?\(?$")
_ITEM_END = re.compile(r"\s*(?:[;,.)]|đảng viên[;,.)]|đồng chí[;,.)]|$)")
_NO_LABELS = ("trong", "năm", "riêng", "hiện", "đến", "số")


class Organisation(NamedTuple):
    organisation_id: str
    name: str
    name_en: str
    level: str
    parent_id: str
    known: bool  # the collection has it


class Mention(NamedTuple):
    """A span of the clean text that names an organisation, or points back to one."""

    start: int
    end: int
    key: Key  # of what points back, the name is empty until it is known, and if the text does not tell it
    is_name: bool = True


class Owner(NamedTuple):
    """Whose a number is, how far away the text says so, and whether nothing near speaks for another one."""

    organisation: Organisation | None = None
    source: Source = "guess"
    is_sure: bool = False


class Register:
    """The organisations of a collection, by what a text calls them."""

    def __init__(self, rows: Iterable[Sequence[str]] = ()) -> None:  # id, name, level, parent and, if known, province
        self.by_key: dict[Key, Organisation] = {}
        self.by_name: list[tuple[str, Organisation]] = []
        self._province: dict[str, str] = {}
        for organisation_id, name, level, parent, *province in rows:
            organisation = Organisation(organisation_id, name, "", level, parent, True)
            self._province[organisation_id] = "".join(province).lower()
            names = find_names(Text(name, name))
            core = names[0].key[1] if names else name.lower()
            self.by_name.append((core, organisation))
            self.by_key.setdefault((level, core), organisation)
            if names and names[0].start == 0:
                self.by_key.setdefault(names[0].key, organisation)

    def find(self, key: Key, provinces: Collection[str] = ()) -> Organisation | None:
        """The organisation that a text means; None if the collection has none, or more than one could be meant.

        One of another province than those that the text names is not meant: many districts share a name.
        """
        found = self._find_bloc(key[1], provinces) if key[0] == "bloc" else self._find(key)
        province = self._province[found.organisation_id] if found else ""
        named = any(province.endswith(one) for one in provinces)  # Thừa Thiên Huế
        return found if named or not (province and provinces) else None

    def _find_bloc(self, name: str, provinces: Collection[str]) -> Organisation | None:
        """Every province has blocs of the same name: only the one of a province that the text names is meant."""
        near = [one for core, one in self.by_name if one.level == "bloc" and f"{core} ".startswith(f"{name} ")]
        near = [
            one
            for one in near
            if self.by_key.get(("bloc", name)) == one or self._province[one.organisation_id] in provinces
        ]
        return near[0] if len(near) == 1 else None

    def _find(self, key: Key) -> Organisation | None:
        level, name = key
        if key in self.by_key:
            return self.by_key[key]
        if level in ("province", "district") or (level == "grassroots" and " " not in name):
            return None  # places of the same name on another level are other places
        near = [organisation for core, organisation in self.by_name if f"{core} ".startswith(f"{name} ")]
        return near[0] if len(near) == 1 else None


def slug(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    words = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c)))
    return words[:_LONGEST_ID].strip("-")


def free_id(*ids: str, is_taken: Callable[[str], bool]) -> str:
    """The first id that nothing has, the last one with a number behind it if need be."""
    candidates = chain(ids, (f"{ids[-1]}-{number}" for number in count(2)))
    return next(name for name in candidates if not is_taken(name))


def find_names(text: Text) -> list[Mention]:
    """The mentions that name an organisation, in order, without overlaps."""
    places = list(_find_places(text.cased))
    names = [*places, *_find_blocs(text.cased), *_find_institutions(text.cased, places)]
    names.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in names:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _find_places(cased: str) -> Iterator[Mention]:
    matches = [(match, match["name"].rstrip(".")) for match in _PLACE.finditer(cased)]
    counts = Counter(name.lower() for _, name in matches)
    for match, name in matches:
        is_committee = match["kind"].lower().endswith(("ủy", "uỷ"))
        if is_committee and name.count(" ") > 1 and (_is_persons(name) or not _is_place_name(name, counts)):
            continue  # a person: "Bí thư Tỉnh ủy" and a name
        name = _strip_person(name, counts)
        called = "hồ chí minh" if name.lower() == "hcm" else name.lower()
        kind = _kind(match["kind"])
        central = kind == "thành phố" and called in _CENTRAL
        level = "province" if central else _PLACES[kind][0]
        yield Mention(match.start(), match.start("name") + len(name), (level, called))


def _kind(words: str) -> str:
    """What a place is called, of its committee or an abbreviation, too."""
    kind = re.sub(" (?:uỷ|ủy)$", "", words.lower()).rstrip(".")
    return _FULL.get(kind, kind)


def _is_persons(name: str) -> bool:
    return name.split(" ")[0].lower() in _FAMILIES and name.lower() not in _PROVINCES


def _is_place_name(name: str, counts: Mapping[str, int]) -> bool:
    """Whether the text has the first two or three words of a name elsewhere, too."""
    words = name.lower().split(" ")
    return name.lower() in _CENTRAL or any(
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


def _find_blocs(cased: str) -> Iterator[Mention]:
    for match in _BLOC.finditer(cased):
        name = " ".join(re.sub(r"[,-]", " ", match["name"]).split()).lower().removeprefix("các ")
        where = " ".join(
            (match["where"] or "").lower().replace("tp.", "thành phố").replace("tp ", "thành phố ").split()
        )
        if name and match[0][:1] in "ĐđK":  # "khối" in small letters alone is a group of any kind
            end = match.start() + len(match[0].rstrip(" ,-"))
            yield Mention(match.start(), end, ("bloc", " ".join(filter(None, ["khối", name, where]))))


def _find_institutions(cased: str, places: list[Mention]) -> Iterator[Mention]:
    in_places = _offsets_of(places)
    for match in _INSTITUTION.finditer(cased):
        name = _trim_institution(match["name"] or match["bare"], cased[match.end() : match.end() + 2])
        start = match.start("name") if match["name"] else match.start()
        if name and start not in in_places:  # "Đảng bộ Thành phố …" is a place
            is_cell = (match["head"] or "").lower().startswith("chi")
            level = "bloc" if name.split(" ")[0].lower() == "khối" else "cell" if is_cell else "grassroots"
            yield Mention(match.start(), start + len(name), (level, name.lower()))


def _offsets_of(mentions: Iterable[Mention]) -> set[int]:
    return {offset for mention in mentions for offset in range(mention.start, mention.end)}


def _trim_institution(name: str, following: str) -> str:
    """A name without the words behind it; before a number or a stop its last words belong to it."""
    words = name.split(" ")
    ends = _NOT_IN_NAMES - {"và"} if _DANGLING.search(name) else _NOT_IN_NAMES  # Khu chế xuất và công nghiệp thành phố
    kept = list(takewhile(lambda word: word[:1].isupper() or word.lower() not in ends, words))
    whole = len(kept) == len(words) and (not following.strip() or re.match(r" ?[\d,;.:()]", following))
    whole = whole or bool(_DANGLING.search(" ".join(kept)))
    while not whole and kept and not kept[-1][:1].isupper() and " ".join(kept[-2:]).lower() not in _ENDINGS:
        kept.pop()
    name = " ".join(kept).rstrip(".-")
    # blocs are found by a pattern of their own; a single short word is only the start of a sentence, or of a name
    is_head = " ".join(word for word in kept if word not in _KINDS) in _INSTITUTIONS.split("|")
    return "" if kept[:1] == ["Khối"] or is_head or (len(kept) == 1 and len(name) < 6) else name


def find_mentions(text: Text) -> list[Mention]:
    """Every mention of an organisation, in order, with what points back to one."""
    names = find_names(text)
    # a city is on a province's level if the text names one of those cities
    central = any(mention.key[0] == "province" and mention.key[1] in _CENTRAL for mention in names)
    references = list(_find_bare_provinces(text, names))
    kinds: dict[int, str] = {}  # where a place points back, and what it is called
    for match in _BACK_REFERENCE.finditer(text.low):
        kind = _kind(next(filter(None, match.groups())))
        level = {"chi bộ": "cell", "khối": "bloc"}.get(kind) or _PLACES[kind][0]
        kinds[match.start()] = kind
        references.append(Mention(*match.span(), ("province" if central and kind == "thành phố" else level, "")))
    for match in _HOUSE.finditer(text.low):
        references.append(Mention(*match.span(), (match["our"] or match["word"] or match["any"], "")))
    pointing = _offsets_of(references)
    for match in _UNNAMED.finditer(text.low):
        if match.start() not in pointing:
            references.append(Mention(*match.span(), ("unnamed", "")))
    main = find_main([*names, *references])
    latest = {main[0]: main} if main else {}
    provinces = Counter(mention.key for mention in [*names, *references] if mention.key[0] == "province")
    provinces.pop(("province", ""), None)
    if provinces and "province" not in latest:
        latest["province"] = provinces.most_common(1)[0][0]
    in_names = _offsets_of(names)
    mentions: list[Mention] = []
    for mention in sorted([*names, *references], key=lambda mention: mention.start):
        level, name = mention.key
        if dangling := _DANGLING.search(name):
            mention = mention._replace(key=(level, _complete(name, dangling, latest)))
        if name:
            latest[level] = latest[_house_of(name)] = mention.key
            if place := _PLACE.match(text.cased, mention.start):
                latest[_kind(place["kind"])] = mention.key  # "huyện" is none that is called "thành phố"
            if where := _OF_NAMED_PLACE.search(name):
                latest["province"] = ("province", where[1])
            mentions.append(mention)
        elif in_names.isdisjoint(range(mention.start, mention.end)):
            meant = latest.get(kinds.get(mention.start, level)) or latest.get(level, (level, ""))
            mentions.append(Mention(mention.start, mention.end, meant, is_name=False))
    return mentions


def _house_of(name: str) -> str:
    """What an institution is called, of "trường đại học vinh" the first word."""
    words = name.split(" ")
    return " ".join(words[:2]) if words[0] in ("công", "bệnh", "tập", "nhà") else words[0]


def _complete(name: str, dangling: re.Match[str], latest: Mapping[str, Key]) -> str:
    """Add to "quân sự thành phố" which city is meant, if the text has named one."""
    kind = _kind(dangling[1])
    level = _PLACES[kind][0]
    if kind == "thành phố" and latest.get("province", ("", ""))[1] in _CENTRAL:
        level = "province"
    place = latest.get(level, ("", ""))[1]
    return f"{name[: dangling.start()]} {kind} {place}".strip() if place else name


def _find_bare_provinces(text: Text, names: list[Mention]) -> Iterator[Mention]:
    """Provinces that are named without the word: "ở Bình Dương"; a part of another name is none."""
    in_names = _offsets_of(names)
    for match in _BARE_PROVINCE.finditer(text.low):
        is_part = bool(_IN_NAME.search(text.cased[max(0, match.start() - 60) : match.start()]))  # of a school's name
        if text.cased[match.start()].isupper() and match.start() not in in_names and not is_part:
            yield Mention(*match.span(), ("province", match[0]), is_name=False)


def find_main(mentions: list[Mention]) -> Key | None:
    """What a text is mostly about: the organisation that it mentions most, of equals the highest.

    What points back to a level counts for the organisation of that level that is mentioned most.
    """
    counts = Counter(mention.key for mention in mentions if mention.key[1])
    for level, number in Counter(mention.key[0] for mention in mentions if not mention.key[1]).items():
        same_level = [key for key in counts if key[0] == level]
        if same_level:
            counts[max(same_level, key=lambda key: counts[key])] += number

    def weight(key: Key) -> tuple[float, int, Key]:
        return counts[key] * _WEIGHTS.get(key[0], _OTHER_WEIGHT), -_RANK[key[0]], key

    return max(counts, key=weight, default=None)


class Attribution:
    """To which organisation the figures of a text belong."""

    def __init__(self, text: Text, register: Register) -> None:
        self._text, self._register = text, register
        self._mentions = find_mentions(text)
        self._words: dict[Key, str] = {}  # that name each organisation first
        for mention in self._mentions:
            words = text.cased[mention.start : mention.end]
            if mention.is_name:
                self._words.setdefault(mention.key, _spell(words, mention.key))
            elif words.lower() == mention.key[1]:
                central = words.lower() in _CENTRAL
                self._words.setdefault(mention.key, f"{'thành phố' if central else 'tỉnh'} {words}")
        self._main = find_main(self._mentions)
        self._provinces = {name for level, name in (mention.key for mention in self._mentions) if level == "province"}
        self._provinces.discard("")
        self._organisations: dict[Key, Organisation] = {}

    def owner_of(self, start: int, end: int, left: int, right: int, inherited: Owner | None = None) -> Owner:
        """Whose the number from ``start`` to ``end`` is, whose own words go from ``left`` to ``right``.

        ``inherited`` is that of the whole or of the list it belongs to, unless its own words name another.
        """
        if label := self._label(start, end):
            known = label in self._register.by_key or label in {mention.key for mention in self._mentions}
            return self._owner(label, "clause", start, start)._replace(is_sure=known)  # else its kind is a guess
        own = self._nearest(start, end, right)
        if inherited is None or inherited.organisation is None:
            return own
        if mention := self._before(start, left):
            return self._owner(mention.key, "clause", start, start, mention.end)
        return inherited._replace(is_sure=inherited.is_sure and not _CAPITALISED.search(self._text.cased, left, start))

    def named_in(self, start: int, end: int) -> Owner:
        """The organisation that is named between two offsets, such as in the first cell of a row."""
        near = within(self._mentions, start, end)
        return self._owner(near[0].key, "clause", start, end) if near else Owner()

    def _nearest(self, start: int, end: int, right: int) -> Owner:
        sentence, paragraph = self._text.sentence(start)[0], self._text.paragraph(start)[0]
        clause = max(sentence, self._text.low.rfind(";", sentence, start) + 1)
        if mention := self._before(start, clause):
            return self._owner(mention.key, "clause", start, start, mention.end)
        if key := self._behind(end, right):
            return self._owner(key, "clause", start, start)
        if mention := self._before(start, sentence):
            return self._owner(mention.key, "sentence", sentence, start, mention.end)
        if mention := self._before(start, paragraph):
            return self._owner(mention.key, "paragraph", paragraph, start, mention.end)
        owner = self._owner(self._main, "guess", 0, len(self._text.low))
        return owner._replace(is_sure=owner.is_sure or self._is_about_main(paragraph, start))

    def _is_about_main(self, paragraph: int, start: int) -> bool:
        """Whether the text is about one organisation, and its paragraph names none beside or below it."""
        if self._main is None:
            return False
        keys = [mention.key for mention in self._mentions]
        beside = {key for key in keys if key[0] == self._main[0] and key[1]} - {self._main}
        near = {mention.key for mention in within(self._mentions, paragraph, start)} - {self._main}
        lower = [key for key in near if not key[1] or _RANK[key[0]] >= _RANK[self._main[0]]]
        return not beside and not lower and keys.count(self._main) >= _OFTEN

    def _owner(self, key: Key | None, source: Source, first: int, last: int, since: int = -1) -> Owner:
        """Sure of what the clause says; else only where all that is named between two offsets is the same.

        Not where something that is called like an organisation stands ``since`` its name.
        """
        near = {mention.key for mention in within(self._mentions, first, last)}
        if key and key[1] and not self._is_kind_told(key):
            return Owner(self._organisation(key), source)
        unknown = since >= 0 and self._names_unknown(since, last)
        return Owner(self._organisation(key), source, bool(key and key[1]) and near <= {key} and not unknown)

    def _is_kind_told(self, key: Key) -> bool:
        """Not of "Đảng bộ Bảo Lộc": a commune, a town or a firm; nobody knows unless the collection does."""
        words = re.sub(rf"(?i)^(?:đảng bộ|đảng {_UY}) ", "", self._words.get(key, ""))
        is_bare = key[0] == "grassroots" and not _PLACE.match(words) and not _INSTITUTED.match(words)
        return not is_bare or self._register.find(key, self._provinces) is not None

    def _names_unknown(self, since: int, last: int) -> bool:
        found = [match.start() for match in _UNKNOWN.finditer(self._text.cased, since, last)]
        return bool(set(found) - _offsets_of(within(self._mentions, since, last)))

    @property
    def main(self) -> Organisation | None:
        """The organisation that the text is about."""
        return self._organisation(self._main)

    @property
    def proposed(self) -> list[Organisation]:
        """The organisations that the collection has not and that figures belong to so far, the higher ones first."""
        new = [organisation for organisation in self._organisations.values() if not organisation.known]
        return sorted(new, key=lambda organisation: (_RANK[organisation.level], organisation.organisation_id))

    def _label(self, start: int, end: int) -> Key | None:
        """The name before a number that is an item of a list."""
        if not _ITEM_END.match(self._text.low[end : end + 20]):
            return None
        match = _LABEL.search(self._text.clean, max(0, start - 60), start)
        if match is None or match["name"].lower() in _NO_LABELS:
            return None
        name = match["name"].lower()
        for level in ("district", "province", "grassroots"):
            if (level, name) in self._register.by_key or (level, name) in self._words:
                return level, name
        level = "district" if self._main is None or self._main[0] == "province" else "grassroots"
        self._words[level, name] = self._text.cased[slice(*match.span("name"))]
        return level, name

    def _before(self, offset: int, limit: int) -> Mention | None:
        low, near = self._text.low, within(self._mentions, limit, offset)
        for earlier, mention in reversed(list(zip([None, *near], near, strict=False))):
            start = mention.start
            inside, closing, _ = low[start:offset].partition(")")
            # in a bracket that is closed before the number, it only explains the name before the bracket
            if (
                not (closing and "(" not in inside)
                and not _LOCATED.search(low, max(0, start - 10), start + 5)
                and not _UNDER.search(low, max(0, start - 30), start)
                and not (earlier and self._locates(mention, earlier))
            ):
                return mention
        return None

    def _locates(self, mention: Mention, earlier: Mention) -> bool:
        """Whether a place only says where the one before it lies: "xã Đồng Lạc, huyện Nam Sách"."""
        ranks = [_RANK.get(one.key[0], 0) for one in (mention, earlier)]
        between = self._text.low[earlier.end : mention.start]
        return mention.is_name and ranks[0] < ranks[1] and bool(_BESIDE.fullmatch(between))

    def _behind(self, end: int, right: int) -> Key | None:
        for mention in within(self._mentions, end, right)[:1]:
            if _OWNER_BEFORE_NAME.search(self._text.low[max(end, mention.start - 12) : mention.start]):
                return mention.key
        return None

    def _organisation(self, key: Key | None) -> Organisation | None:
        if key is None or not key[1] or _DANGLING.search(f" {key[1]}"):
            return None
        if key not in self._organisations:
            self._organisations[key] = self._register.find(key, self._provinces) or self._propose(key)
        return self._organisations[key]

    def _propose(self, key: Key) -> Organisation:
        """An organisation that the collection has not, below the text's main one if that is higher."""
        level = key[0]
        main = None if key == self._main else self.main
        parent = main.organisation_id if main and _RANK[main.level] < _RANK[level] else ""
        base, name, english = _describe(level, self._words[key])
        known = [organisation for _, organisation in self._register.by_name]
        taken = {other.organisation_id for other in (*known, *self._organisations.values())}
        # a city often has the name of its province
        new = free_id(base, f"{base}-{level.replace('_', '-')}", is_taken=taken.__contains__)
        return Organisation(new, name, english, level, parent, False)


def _spell(words: str, key: Key) -> str:
    """The words of a mention, with the place that completes them: "Quân sự thành phố" and its name."""
    dangling = _DANGLING.search(words.lower())
    if dangling is None or _DANGLING.search(key[1]):
        return words
    place = key[1].rpartition(_kind(dangling[1]) + " ")[2]
    return f"{words} {' '.join(word[:1].upper() + word[1:] for word in place.split(' '))}"


def _describe(level: str, words: str) -> tuple[str, str, str]:
    """Id, name and English name of an organisation after the words that mention it."""
    if match := _PLACE.match(words):
        kind, name = _kind(match["kind"]), words[match.start("name") :]
        suffix = f"-{slug(kind)}" if level == "grassroots" else ""  # a ward often has the name of its district
        return slug(name) + suffix, f"Đảng bộ {kind} {name}", f"Party organisation of {name} {_PLACES[kind][1]}"
    head = re.match(rf"(?i:(đảng|chi) (?:bộ|{_UY}) )", words)
    kind, english = ("Chi bộ", "Cell") if head and head[1].lower() == "chi" else ("Đảng bộ", "Party organisation")
    name = words[head.end() :] if head else words[0].upper() + words[1:]
    return slug(name) or "unnamed", f"{kind} {name}", f"{english} of {name}"  # the name itself a person translates
