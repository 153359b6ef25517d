"""The organisations that a text names, those that a collection knows, and to which of them a figure belongs."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from partyresearch.intake.text import UPPER, Text, word_set

Key = tuple[str, str]  # level and name in lower case: what makes two mentions the same organisation

_CENTRAL = ("hà nội", "hồ chí minh", "hải phòng", "đà nẵng", "cần thơ", "huế")  # cities with the rank of a province
_KINDS = {
    "province": ("tỉnh", "tỉnh ủy"),
    "district": ("thành phố", "tp", "huyện", "thị xã", "tx", "quận", "thành ủy", "huyện ủy", "thị ủy", "quận ủy"),
    "grassroots": ("xã", "phường", "thị trấn", "đặc khu"),
}
_LEVELS = {kind: level for level, kinds in _KINDS.items() for kind in kinds}
_COMMITTEE_OF = {"tỉnh": "tỉnh", "thành": "thành phố", "huyện": "huyện", "thị": "thị xã", "quận": "quận"}
_UNABBREVIATED = {"tp": "thành phố", "tx": "thị xã"}
_ENGLISH = {
    "tỉnh": "provincial",
    "thành phố": "city",
    "huyện": "district",
    "thị xã": "town",
    "quận": "urban district",
    "xã": "commune",
    "phường": "ward",
    "thị trấn": "township",
    "đặc khu": "special zone",
}
_RANK = {"province": 0, "bloc": 1, "district": 2, "grassroots": 3, "schools": 3, "area": 3}
_RANK |= {"association": 4, "cell": 4, "party_group": 5}
# how much a mention counts for what a text is about: an article on a district names many of its communes
_WEIGHTS = {"province": 1.5, "district": 1.5, "bloc": 1.2}
_OTHER_WEIGHT = 0.7
_LONGEST_ID = 60  # characters: an id names files

_CAP = rf"[{UPPER}][\w&'’-]*"
_UY = r"\b(?:[uU]ỷ|[ủỦ]y)"  # both spellings
_PLACE = re.compile(
    rf"(?i:\b(?P<kind>tỉnh {_UY}|thành {_UY}|huyện {_UY}|thị {_UY}|quận {_UY}|tỉnh|thành phố|huyện|thị xã|quận|"
    rf"thị trấn|xã|phường|đặc khu|TP\.?|TX\.?)) ?(?P<name>{_CAP}(?: {_CAP}){{0,4}}"
    r"|\d{1,2}(?!\d|[.,/]\d| *%| (?:đảng viên|đv|đồng chí|người|quần|học sinh|đoàn viên|em|có)))"
)
_BLOC = re.compile(
    rf"(?i:\b(?:đảng bộ|đảng {_UY}) )?[Kk]hối "
    r"(?P<name>(?i:(?:các )?(?:cơ quan|doanh nghiệp|dân chính đảng|chính|đảng|và|,|-| )+))"
    rf"(?: ?(?i:tỉnh|thành phố|tp\.?) ?{_CAP}(?: {_CAP}){{0,2}})?"
)
_INSTITUTIONS = (
    "Trường|Công ty|Tổng Công ty|Tổng công ty|Tập đoàn|Sở|Bệnh viện|Công an|Quân sự|Bộ Chỉ huy|"
    "Bộ đội|Hợp tác xã|HTX|Ngân hàng|Viện|Học viện|Đại học|Cục|Chi cục|Kho bạc|Bưu điện|Viễn thông|Điện lực|Nhà máy|"
    "Quỹ|Nha khoa|Cơ quan"
)
_INSTITUTION = re.compile(
    rf"(?i:\b(?P<head>đảng bộ|đảng {_UY}|chi bộ|chi {_UY}) )(?P<name>(?:(?:thôn|bản|ấp|buôn|làng|xóm|khóm|khu phố|"
    rf"khối phố|tổ dân phố|khu dân cư|cơ quan|quân sự|công an) )?{_CAP}(?:(?: [^\W\d_]+){{0,4}}? {_CAP})*"
    rf"(?: [^\W\d_]+)?)|\b(?P<bare>(?:{_INSTITUTIONS}) (?:[^\W\d_]+ ){{0,4}}?{_CAP}(?:(?: [^\W\d_]+){{0,2}}? {_CAP})*)"
)
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
_PLACES = "tỉnh|huyện|thành phố|thị xã|quận|xã|phường|thị trấn"
# "toàn huyện", "Huyện ủy", "huyện đã kết nạp": the organisation of that level that was named last
_BACK_REFERENCE = re.compile(
    rf"\btoàn (?:đảng bộ )?(?P<all>{_PLACES}|khối)\b"
    rf"|\bđảng bộ (?P<own>{_PLACES}|khối)\b"
    rf"|\b(?P<committee>tỉnh|thành|huyện|thị|quận) {_UY}\b"
    rf"|\b(?P<plain>{_PLACES}|khối) "
    r"(?=(?:nhà |ta |cũng |đã |có |hiện |đang |mở |tổ chức |phấn đấu|kết nạp|phát triển))"
    rf"|\btrên địa bàn (?P<area>{_PLACES})\b"
    rf"|\b(?:đảng bộ|đảng {_UY}) (?P<bloc>khối)\b"
    rf"|\b(?P<cell>chi bộ)(?= (?:đã|có|hiện|cũng|kết nạp|phát triển|được))"
)
# before a name: the organisation is only where another one belongs or lies
_UNDER = re.compile(
    r"(?:trực thuộc|thuộc|cách trung tâm|tại tỉnh|quê ở|quê|tỉnh lỵ|so với|do)"
    r"(?: đảng bộ| đảng ủy| đảng uỷ| cơ sở)*\s*$"
)
_LOCATED = re.compile(r"(?:của|ở|tại|thuộc|\(|,) ?tỉnh $|(?:của|ở|tại|thuộc|\(|,) tỉnh ?$")
_OWNER_BEFORE_NAME = re.compile(r"(?:của|tại|ở|thuộc|cho|trong|trên địa bàn) $")
# "Hội An 110; Điện Bàn 150"
_LABEL = re.compile(rf"(?:^|[;:,.]|\b(?:như|là|và|gồm|của))\s*(?P<name>{_CAP}(?: {_CAP}){{0,3}}):? ?\(?$")
_ITEM_END = re.compile(r"\s*(?:[;,.)]|đảng viên[;,.)]|đồng chí[;,.)]|$)")
_NO_LABELS = ("trong", "năm", "riêng", "hiện", "đến", "số")


@dataclass(frozen=True)
class Organisation:
    """An organisation, known or proposed."""

    organisation_id: str
    name: str
    name_en: str
    level: str
    parent_id: str
    known: bool  # the collection has it


@dataclass(frozen=True)
class Mention:
    """A span of the clean text that names an organisation, or points back to one."""

    start: int
    end: int
    key: Key
    is_name: bool = True


@dataclass
class Register:
    """The organisations of a collection, by what a text calls them."""

    by_key: dict[Key, Organisation] = field(default_factory=dict)
    by_name: dict[str, list[Organisation]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    def find(self, key: Key) -> Organisation | None:
        """The organisation that a text means; None if the collection has none, or more than one could be meant."""
        level, name = key
        if key in self.by_key:
            return self.by_key[key]
        if level in ("province", "district") or (level == "grassroots" and " " not in name):
            return None  # places of the same name on another level are other places
        longer = f"{name} "
        near = [o for core, group in self.by_name.items() if core == name or core.startswith(longer) for o in group]
        return near[0] if len(near) == 1 else None


def build_register(rows: Iterable[tuple[str, str, str, str]]) -> Register:
    """Index organisations, given as rows of id, name, level and parent."""
    register = Register()
    for organisation_id, name, level, parent in rows:
        organisation = Organisation(organisation_id, name, "", level, parent, True)
        names = find_names(Text(name, name))
        core = names[0].key[1] if names else name.lower()
        register.ids.add(organisation_id)
        register.by_key.setdefault((level, core), organisation)
        if names and names[0].start == 0:
            register.by_key.setdefault(names[0].key, organisation)
        register.by_name.setdefault(core, []).append(organisation)
    return register


def slug(name: str) -> str:
    """A name as an id."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    words = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c)))
    return words[:_LONGEST_ID].strip("-")


def find_names(text: Text) -> list[Mention]:
    """The mentions that name an organisation, in order, without overlaps."""
    places = _find_places(text.cased)
    names = [*places, *_find_blocs(text.cased), *_find_institutions(text.cased, places)]
    names.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in names:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _find_places(cased: str) -> list[Mention]:
    matches = [(match, _kind(match["kind"]), match["name"].rstrip(".")) for match in _PLACE.finditer(cased)]
    counts = Counter(name.lower() for _, _, name in matches)
    places = []
    for match, kind, name in matches:
        if kind.endswith(" ủy") and name.count(" ") > 1 and not _is_place_name(name, counts):
            continue  # a person: "Bí thư Tỉnh ủy" and a name
        name = _strip_person(name, counts)
        central = kind in ("thành phố", "tp", "thành ủy") and name.lower() in _CENTRAL
        level = "province" if central else _LEVELS[kind]
        places.append(Mention(match.start(), match.start("name") + len(name), (level, name.lower())))
    return places


def _kind(words: str) -> str:
    return re.sub(_UY, "ủy", words).lower().rstrip(".")


def _is_place_name(name: str, counts: Mapping[str, int]) -> bool:
    """Whether the text has the first two or three words of a name elsewhere, too."""
    words = name.lower().split(" ")
    return name.lower() in _CENTRAL or any(
        counts.get(" ".join(words[:count]), 0) > (count == len(words)) for count in (2, 3)
    )


def _strip_person(name: str, counts: Mapping[str, int]) -> str:
    """A place's name without the name of a person that follows it."""
    words = name.split(" ")
    for count in (2, 3, 1):  # most names of places have two words
        short = " ".join(words[:count])
        if len(words) > count and counts.get(short.lower()):
            return short
    return name if len(words) <= 3 else " ".join(words[:2])


def _find_blocs(cased: str) -> Iterable[Mention]:
    for match in _BLOC.finditer(cased):
        name = " ".join(re.sub(r"[,-]", " ", match["name"]).split()).lower().removeprefix("các ")
        if name and match[0][:1] in "ĐđK":  # "khối" in small letters alone is a group of any kind
            yield Mention(match.start(), match.end(), ("bloc", f"khối {name}"))


def _find_institutions(cased: str, places: list[Mention]) -> Iterable[Mention]:
    starts = [mention.start for mention in places]
    for match in _INSTITUTION.finditer(cased):
        name = _trim_institution(match["name"] or match["bare"], cased[match.end() : match.end() + 2])
        if not name:
            continue
        start = match.start("name") if match["name"] else match.start()
        index = bisect_right(starts, start)
        if index and start < places[index - 1].end:
            continue  # "Đảng bộ Thành phố …" is a place
        head = (match["head"] or "").lower()
        is_bloc = name.split(" ")[0].lower() == "khối"
        level = "bloc" if is_bloc else "cell" if head.startswith("chi") else "grassroots"
        yield Mention(match.start(), start + len(name), (level, name.lower()))


def _trim_institution(name: str, following: str) -> str:
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
    # blocs are found by a pattern of their own; a single short word is only the start of a sentence
    return "" if kept[:1] == ["Khối"] or (len(kept) == 1 and len(name) < 6) else name


def find_mentions(text: Text) -> list[Mention]:
    """Every mention of an organisation, in order, with what points back to one."""
    names = find_names(text)
    starts = [mention.start for mention in names]
    # a city is on a province's level if the text names one of those cities
    central = any(mention.key[0] == "province" and mention.key[1] in _CENTRAL for mention in names)
    references = [(match, _level_of_reference(match, central)) for match in _BACK_REFERENCE.finditer(text.low)]
    main = find_main(names, Counter(level for _, level in references))
    latest: dict[str, Key] = {main[0]: main} if main else {}
    mentions: list[Mention] = []
    done = 0
    for match, level in references:
        index = bisect_left(starts, match.start())
        for mention in names[done:index]:
            latest[mention.key[0]] = mention.key
            mentions.append(mention)
        done = max(done, index)
        beside = names[max(0, index - 1) : index + 1]
        overlaps = any(m.start < match.end() and match.start() < m.end for m in beside)
        if not overlaps and level in latest:
            # "Tỉnh ủy" before a person's name is no name of a place, and yet proposes one if it is the first mention
            is_name = any(pattern.match(text.cased, match.start()) for pattern in (_PLACE, _BLOC, _INSTITUTION))
            mentions.append(Mention(match.start(), match.end(), latest[level], is_name))
    return [*mentions, *names[done:]]


def _level_of_reference(match: re.Match[str], central: bool) -> str:
    kind = next(filter(None, match.groups()))
    if central and kind in ("thành phố", "thành"):
        return "province"
    return {"chi bộ": "cell", "khối": "bloc"}.get(kind) or _LEVELS[_COMMITTEE_OF.get(kind, kind)]


def find_main(mentions: list[Mention], references: Mapping[str, int]) -> Key | None:
    """What a text is mostly about: the organisation that it mentions most, of equals the highest.

    ``references`` counts what points back to the most mentioned organisation of a level.
    """
    counts = Counter(mention.key for mention in mentions)
    for level, count in references.items():
        same_level = [key for key in counts if key[0] == level]
        if same_level:
            counts[max(same_level, key=lambda key: counts[key])] += count
    return max(
        counts,
        key=lambda key: (counts[key] * _WEIGHTS.get(key[0], _OTHER_WEIGHT), -_RANK[key[0]], key),
        default=None,
    )


class Attribution:
    """To which organisation the figures of a text belong."""

    def __init__(self, text: Text, register: Register) -> None:
        self._text, self._register = text, register
        self._mentions = find_mentions(text)
        self._starts = [mention.start for mention in self._mentions]
        self._first: dict[Key, Mention] = {}
        for mention in self._mentions:
            if mention.is_name:
                self._first.setdefault(mention.key, mention)
        self._main = find_main(self._mentions, {})
        self._organisations: dict[Key, Organisation] = {}

    def owner_of(
        self, start: int, end: int, left: int, right: int, inherited: Organisation | None = None
    ) -> Organisation | None:
        """The organisation of the number from ``start`` to ``end``, whose own words go from ``left`` to ``right``.

        ``inherited`` is that of the whole or of the list it belongs to, unless its own words name another.
        """
        label = self._label(start, end)
        key = label or self._before(start, self._text.sentence(start)[0])
        key = key or self._behind(end, right) or self._before(start, self._text.paragraph(start)[0])
        own = self._organisation(key or self._main)  # proposed even if it turns out not to be the owner
        if inherited is None or label is not None:
            return own
        return self._organisation(self._before(start, left)) or inherited

    @property
    def main(self) -> Organisation | None:
        """The organisation that the text is about."""
        return self._organisation(self._main)

    @property
    def proposed(self) -> list[Organisation]:
        """The organisations that the collection has not and that figures belong to so far, the higher ones first."""
        new = {o.organisation_id: o for o in self._organisations.values() if not o.known}
        return sorted(new.values(), key=lambda o: (_RANK[o.level], o.organisation_id))

    def _label(self, start: int, end: int) -> Key | None:
        """The name before a number that is an item of a list."""
        if not _ITEM_END.match(self._text.low[end : end + 20]):
            return None
        match = _LABEL.search(self._text.clean, max(0, start - 60), start)
        if match is None or match["name"].lower() in _NO_LABELS:
            return None
        name = match["name"].lower()
        for level in ("district", "province", "grassroots"):
            if (level, name) in self._register.by_key or (level, name) in self._first:
                return level, name
        level = "district" if self._main is None or self._main[0] == "province" else "grassroots"
        self._first[level, name] = Mention(match.start("name"), match.end("name"), (level, name))
        return level, name

    def _before(self, offset: int, limit: int) -> Key | None:
        low = self._text.low
        for index in range(bisect_left(self._starts, offset) - 1, -1, -1):
            start = self._starts[index]
            if start < limit:
                return None
            if (
                not _is_bracketed(low[start:offset])
                and not _LOCATED.search(low, max(0, start - 10), start + 5)
                and not _UNDER.search(low, max(0, start - 30), start)
            ):
                return self._mentions[index].key
        return None

    def _behind(self, end: int, right: int) -> Key | None:
        index = bisect_left(self._starts, end)
        if index < len(self._mentions) and self._starts[index] < right:
            words = self._text.low[max(end, self._starts[index] - 12) : self._starts[index]]
            if _OWNER_BEFORE_NAME.search(words):
                return self._mentions[index].key
        return None

    def _organisation(self, key: Key | None) -> Organisation | None:
        if key is None:
            return None
        if key not in self._organisations:
            organisation = self._register.find(key) or self._propose(key)
            if organisation is None:
                return None
            self._organisations[key] = organisation
        return self._organisations[key]

    def _propose(self, key: Key) -> Organisation | None:
        """An organisation that the collection has not, below the text's main one if that is higher."""
        main = None if key == self._main else self.main
        parent = main.organisation_id if main and _RANK[main.level] < _RANK[key[0]] else ""
        if key not in self._first:
            return None
        mention = self._first[key]
        organisation = _describe(key[0], self._text.cased[mention.start : mention.end], parent)
        return replace(organisation, organisation_id=self._free_id(organisation))

    def _free_id(self, organisation: Organisation) -> str:
        """An id that no other organisation has: a city often has the name of its province."""
        taken = self._register.ids | {other.organisation_id for other in self._organisations.values()}
        base = name = organisation.organisation_id
        count = 1
        while name in taken:
            name = f"{base}-{organisation.level.replace('_', '-')}" + (f"-{count}" if count > 1 else "")
            count += 1
        return name


def _is_bracketed(between: str) -> bool:
    """Whether a bracket that was open at the beginning is closed: what stood there belongs to the bracket."""
    return between.find(")") >= 0 and not 0 <= between.find("(") < between.find(")")


def _describe(level: str, words: str, parent: str) -> Organisation:
    """Name an organisation after the words that mention it."""
    if match := _PLACE.match(words):
        kind = _kind(match["kind"]).removesuffix(" ủy")
        kind = _UNABBREVIATED.get(kind) or _COMMITTEE_OF.get(kind, kind)
        name = words[match.start("name") :]
        suffix = f"-{slug(kind)}" if level == "grassroots" else ""  # a ward often has the name of its district
        english = f"{name} {_ENGLISH[kind]} committee"
        return Organisation(slug(name) + suffix, f"Đảng bộ {kind} {name}", english, level, parent, False)
    name = re.sub(rf"^(?i:chi bộ|chi {_UY}) ", "Chi bộ ", re.sub(rf"^(?i:đảng {_UY}|đảng bộ) ", "Đảng bộ ", words))
    if not name.startswith(("Đảng bộ ", "Chi bộ ")):
        name = f"Đảng bộ {name[0].upper()}{name[1:]}"
    return Organisation(slug(name.split(" ", 2)[2]) or "unnamed", name, "", level, parent, False)
