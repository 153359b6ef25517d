"""To which organisation a figure belongs: one that the collection knows, or one to propose."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

from partyresearch.intake.districts import home_of, is_elsewhere, kind_of_district, spelled
from partyresearch.intake.mentions import find_main, find_mentions, is_merged
from partyresearch.intake.names import (
    CAP,
    CENTRAL,
    DANGLING,
    INSTITUTIONS,
    PLACE,
    PROVINCES,
    RANK,
    UY,
    Key,
    Mention,
    is_likely_place,
    kind_of,
    offsets_of,
)
from partyresearch.intake.register import Organisation, Register, describe, free_id, titled
from partyresearch.intake.text import UPPER, Text, within

Source = Literal["clause", "sentence", "paragraph", "headline", "guess"]  # where a text says what a number has
_HEADLINE = 200  # characters
_HEAD = re.compile(rf"(?i)^(?:đảng bộ(?: cơ sở)?|đảng {UY}) ")
_INSTITUTED = re.compile(rf"(?:{INSTITUTIONS}|Khu|KCX|KCN|Cụm|Hội|Ban|Phòng|Trung tâm|[^{UPPER}])")
_OF_A_PLACE = re.compile(rf" (?:tỉnh|thành phố|huyện|quận|trung ương)\b| (?:{'|'.join(sorted(PROVINCES))})$")
_KIND_OF_SCHOOL = re.compile(r"trường (?:thpt|thcs|ptdtnt|cđ|cđsp|cđn|đh|đhsp|cao đẳng|đại học|chính trị)")
# between the name of a place and that of what it lies in
_BESIDE = re.compile(r"(?:,| \(| ?[-–]| thuộc)? ?")
# between a name and that of a committee, above it or another one
_ABOVE = re.compile(r"(?: \d{1,2})?(?:,| [-–])? (?:đảng bộ|đảng ủy) ?")
_CAPITALISED = re.compile(rf"{CAP} {CAP}")  # what may be a name
_UNKNOWN = re.compile(
    rf"\b(?:(?:Đảng bộ|Đảng {UY}|Chi bộ|Chi {UY}) [{UPPER}]|(?:{INSTITUTIONS})(?: [^\W\d_]|[ :(]*$)"
    r"|(?i:trung đoàn|lữ đoàn|sư đoàn|tiểu đoàn|binh đoàn|quân đoàn|đồn biên phòng) [\dA-ZĐ])"
)
# before a name: the organisation is only where another one belongs or lies
_UNDER = re.compile(
    r"\b(?:(?<!nay, )trực thuộc|(?<!trực )thuộc|cách trung tâm|tại tỉnh|quê ở|quê|tỉnh lỵ|so với|do|nhập vào|nhập về|"
    r"giáp|tách từ|tách khỏi|cùng với|cùng|phối hợp với|nhất trong)"
    r"(?: trung tâm[^,.;]{0,30}| đảng bộ| đảng ủy| cơ sở)*\s*$"
)
# "các tổ chức cơ sở đảng trực thuộc Huyện ủy": all of them are it
_ALL_UNDER = re.compile(
    r"(?<!trong )(?<!số )(?<!với )\b(?:các|những|toàn bộ) (?:chi|đảng|tổ chức|cơ sở|cấp ủy|đơn vị)[^.;,]{0,40}thuộc\b"
    r"[^.;,]*$"
)
# "chỉ tiêu Tỉnh ủy giao", "được Tỉnh ủy giao", "Tỉnh ủy giao chúng tôi": who gives a target does not attain it
_GIVES = re.compile(r" (?:đã )?giao\b(?P<us> (?:cho )?(?:chúng tôi|đơn vị|nhà trường|công ty)\b)?")
_GOAL_OF = re.compile(
    r"(?:chỉ tiêu|kế hoạch|nghị quyết|mục tiêu|được|do|so với|của)(?: mà| do| của)?(?: ban thường vụ)? $"
)
# not behind a day, a month, a quarter or a year
_LOCATED = re.compile(
    r"(?:của|ở|tại|thuộc|\(|(?<![/.-]\d)(?<![/.-]\d\d)(?<!\d{4})(?<!tháng \d)(?<!tháng \d\d)(?<!quý \d),) ?tỉnh ?$"
)
_OWNER_BEFORE_NAME = re.compile(r"\b(?:của|tại|ở|thuộc|cho|trong|trên địa bàn|(?:được|do)(?: đảng bộ| đảng ủy)?) $")
_ANOTHER = re.compile(  # who may be meant where nobody is named
    r"\b(?:thôn|bản|ấp|buôn|làng|xóm|khóm|khu phố|tổ dân phố|chi bộ|doanh nghiệp|công ty|hợp tác xã|nhà máy|đơn vị|"
    r"trường|nơi đây|ở đây|tại đây|chúng tôi|chúng ta)\b"
)
# "Hội An 110; Điện Bàn 150"
_LABEL = re.compile(rf"(?:^|[;:,.]|\b(?:như|là|và|gồm|của))\s*(?P<name>{CAP}(?: {CAP}){{0,3}}):? ?\(?$")
_ITEM_END = re.compile(r"\s*(?:[;,.)]|đảng viên[;,.)]|đồng chí[;,.)]|$)")
_NO_LABELS = ("trong", "năm", "riêng", "hiện", "đến", "số")


class Owner(NamedTuple):
    """Whose a number is, how far away the text says so, and whether nothing near speaks for another one."""

    organisation: Organisation | None = None
    source: Source = "guess"
    is_sure: bool = False
    # from where on the words up to the number are to be familiar: the end of its name, if that is before
    since: int = -1
    called: str = ""  # its name in lower case, without its kind


class Attribution:
    """To which organisation the figures of a text belong."""

    def __init__(self, text: Text, register: Register) -> None:
        self._text, self._register = text, register
        self._mentions, self._provinces = find_mentions(text, register.home)
        self._keys = Counter(mention.key for mention in self._mentions)
        self._words: dict[Key, str] = {}  # that name each organisation first
        self._kinds: dict[Key, set[str]] = {}  # of each place: a commune may have taken over a township of its name
        for mention in self._mentions:
            words = text.cased[mention.start : mention.end]
            if place := PLACE.match(words):
                self._kinds.setdefault(mention.key, set()).add(kind_of(place["kind"]))
            if place or (mention.is_name and mention.key[0] != "district"):
                self._words.setdefault(mention.key, _spell(words, mention.key))
        self._lies: dict[Key, set[Key]] = {}  # in which places the text says that each one lies
        for earlier, mention in pairwise(self._mentions):
            if self._locates(mention, earlier):
                self._lies.setdefault(earlier.key, set()).add(mention.key)
        # starts of those that may only be above the one before them
        self._above = {one.start for cell, one in pairwise(self._mentions) if self._may_be_above(one, cell)}
        # starts of those that only take part in something, or were merged: once each, for time stays linear
        self._under = {mention.start for mention in self._mentions if self._is_under(mention)}
        self._merged = {mention.start for mention in self._mentions if is_merged(text, mention.start)}
        self._main = find_main(self._mentions)
        self._organisations: dict[Key, Organisation] = {}
        self._told: dict[Key | None, bool] = {}  # whether the text tells which organisation is meant

    def _named(self, key: Key) -> str:
        """An organisation that the text names without its kind, or only within another's name, with its kind."""
        level, name = key
        district = kind_of_district(name, self._provinces) if level == "district" else ""
        kind = ("thành phố" if name in CENTRAL else "tỉnh") if level == "province" else district
        return f"{kind} {titled(name)}".strip()

    def owner_of(self, start: int, end: int, left: int, right: int, inherited: Owner | None = None) -> Owner:
        """Whose the number from ``start`` to ``end`` is, whose own words go from ``left`` to ``right``.

        ``inherited`` is that of the whole or of the list it belongs to, unless its own words name another.
        """
        if label := self._label(start, end):
            known = label in self._register.by_key or label in self._keys
            return self._owner(label, "clause", start, start, start)._replace(is_sure=known)  # else its kind is a guess
        own = self._nearest(start, end, right)
        if is_merged(self._text, start):
            own = own._replace(is_sure=False)  # of what was made, or of what it was made of?
        if inherited is None or inherited.organisation is None:
            return own
        if mention := self._before(start, left):
            return self._owner(mention.key, "clause", start, start, mention.end)
        unknown = self._names_unknown(left, start) or bool(_CAPITALISED.search(self._text.cased, left, start))
        return inherited._replace(is_sure=inherited.is_sure and not unknown)

    def named_in(self, start: int, end: int) -> Owner:
        """The organisation that is named between two offsets, such as in the first cell of a row."""
        near = within(self._mentions, start, end)
        return self._owner(near[0].key, "clause", start, end) if near else Owner()

    def _nearest(self, start: int, end: int, right: int) -> Owner:
        sentence, paragraph = self._text.sentence(start)[0], self._text.paragraph(start)[0]
        clause = max(sentence, self._text.low.rfind(";", sentence, start) + 1)
        if mention := self._before(start, clause):
            owner = self._owner(mention.key, "clause", start, start, mention.end)
            return owner._replace(is_sure=owner.is_sure and mention.start not in self._above)
        if key := self._behind(end, right):
            return self._owner(key, "clause", start, start)
        if mention := self._before(start, sentence):
            return self._owner(mention.key, "sentence", sentence, start, mention.end)
        if mention := self._before(start, paragraph):
            return self._owner(mention.key, "paragraph", paragraph, start, mention.end)
        owner = self._owner(self._main, "guess", 0, 0)
        is_alone = self._is_alone(start) and not self._names_unknown(sentence, start)
        return owner._replace(is_sure=owner.is_sure and is_alone)

    def _is_alone(self, offset: int) -> bool:
        """Whether a text has named nothing before a number but the main organisation and those above it, or never does.

        Where it had, half of the figures with a guessed organisation were wrong on articles that nobody had seen.
        """
        first, other = self._first_named
        start, end = self._text.sentence(offset)
        is_first = first < offset and end <= other and not _ANOTHER.search(self._text.low, start, offset)
        return is_first or other > len(self._text.clean)

    @cached_property
    def _first_named(self) -> tuple[int, int]:
        """Where the main organisation is named first, and where one that is not above it is."""
        last = len(self._text.clean) + 1
        if self._main is None:
            return last, 0
        level = RANK[self._main[0]]
        others = (
            one for one in self._mentions if one.key != self._main and (not one.key[1] or RANK[one.key[0]] >= level)
        )
        own = (one.start for one in self._mentions if one.key == self._main)
        return next(own, last), next((one.start for one in others), last)

    def _owner(self, key: Key | None, source: Source, first: int, last: int, since: int = -1) -> Owner:
        """Sure of what the clause says; else only where all that is named between two offsets is the same.

        Not where something that is called like an organisation stands ``since`` its name.
        """
        organisation = self._organisation(key)
        if key not in self._told:
            self._told[key] = key is not None and bool(key[1]) and self._is_told(key)
        if not key or not self._told[key]:
            return Owner(organisation, source, since=since, called=key[1] if key else "")
        near = within(self._mentions, first, last)
        is_only = all(mention.key == key and mention.start not in self._under for mention in near)
        return Owner(
            organisation, source, is_only and not (since >= 0 and self._names_unknown(since, last)), since, key[1]
        )

    def _is_told(self, key: Key) -> bool:
        """Whether the text tells which organisation of a name is meant, if the collection has none of it.

        Not of "Đảng bộ Sao Mai", which may be a commune or a firm, nor where a place has two kinds, or a district is
        one of another province; nor of two communes of one name, in two districts or provinces.
        """
        levels = Counter(level for level, _ in self._lies.get(key, ()))
        if max(levels.values(), default=0) > 1:
            return False
        if self._register.find(key, self._provinces) is not None:
            return True
        # "Khối doanh nghiệp tỉnh", "Trường CĐSP": which one?
        if DANGLING.search(f" {key[1]}") or _KIND_OF_SCHOOL.fullmatch(key[1]):
            return False
        if re.match(r"(?:khối(?! phố)|sở) ", key[1]) and not _OF_A_PLACE.search(key[1]):
            return False  # every province has one
        words = _HEAD.sub("", self._words.get(key, ""))
        is_bare = key[0] == "grassroots" and not PLACE.match(words) and not _INSTITUTED.match(words)
        often = max((self._keys["province", name] for name in self._provinces), default=0)
        strange = key[0] == "district" and is_elsewhere(key[1], self._provinces) and self._keys[key] <= often
        if key[0] == "province":
            strange = spelled(key[1]) != self._register.home and key not in self._words and self._is_in_passing(key[1])
        return not is_bare and not strange and is_likely_place(key) and len(self._kinds.get(key, ())) <= 1

    def _is_in_passing(self, name: str) -> bool:
        """Whether the text names a province only once, and behind its headline, or not at all, only its districts."""
        found = [match.start() for match in re.finditer(name, self._text.low.replace("hcm", "hồ chí minh"))]
        return len(found) < 2 and (not found or found[0] > _HEADLINE)

    def _names_unknown(self, since: int, last: int) -> bool:
        found = {match.start() for match in _UNKNOWN.finditer(self._text.cased, since, last)}
        return bool(found and found - offsets_of(within(self._mentions, since, last)))

    @property
    def lacks_province(self) -> bool:
        """Whether the text points to a province, "toàn tỉnh", that nothing names."""
        return ("province", "") in self._keys

    @property
    def main(self) -> Organisation | None:
        """The organisation that the text is about."""
        return self._organisation(self._main)

    @property
    def proposed(self) -> list[Organisation]:
        """The organisations that the collection has not and that figures belong to so far, the higher ones first."""
        new = [organisation for organisation in self._organisations.values() if not organisation.known]
        return sorted(new, key=lambda organisation: (RANK[organisation.level], organisation.organisation_id))

    def _label(self, start: int, end: int) -> Key | None:
        """The name before a number that is an item of a list."""
        if not _ITEM_END.match(self._text.low[end : end + 20]):
            return None
        match = _LABEL.search(self._text.clean, max(0, start - 60), start)
        if match is None or match["name"].lower() in _NO_LABELS:
            return None
        if any(one.start < match.start("name") < one.end for one in within(self._mentions, start - 60, start)):
            return None  # the end of a name: "T.P Thái Nguyên"
        name = match["name"].lower()
        for level in ("district", "province", "grassroots"):
            if (level, name) in self._register.by_key or (level, name) in self._keys:
                return level, name
        level = "district" if self._main is None or self._main[0] == "province" else "grassroots"
        return level, name

    def _before(self, offset: int, limit: int) -> Mention | None:
        """The last organisation named before a number, to the end of what only says where it lies."""
        low, near, end = self._text.low, within(self._mentions, limit, offset), 0
        for earlier, mention in reversed(list(zip([None, *near], near, strict=False))):
            start = mention.start
            inside, closing, _ = low[start:offset].partition(")")
            # in a bracket that is closed before the number, it only explains the name before the bracket
            if (
                not (closing and "(" not in inside)
                and not _LOCATED.search(low, max(0, start - 10), start + 5)
                and start not in self._under
                and start not in self._merged
                and not (earlier and self._locates(mention, earlier))
            ):
                return mention._replace(end=max(mention.end, end))
            end = end or mention.end
        return None

    def _is_under(self, mention: Mention) -> bool:
        """Whether the words before a name say that it only takes part, or is where another one belongs."""
        start = max(0, mention.start - 60)
        gives = _GIVES.match(self._text.low, mention.end)
        if gives and (gives["us"] or _GOAL_OF.search(self._text.low, start, mention.start)):
            return True
        under = _UNDER.search(self._text.low, start, mention.start)
        return under is not None and not _ALL_UNDER.search(self._text.low, start, under.end())

    def _may_be_above(self, mention: Mention, earlier: Mention) -> bool:
        """Whether a committee may only be that above the one before it: "Chi bộ thôn Đông, Đảng bộ xã Đồng Lạc"."""
        between = _ABOVE.fullmatch(self._text.low, earlier.end, mention.start)
        return RANK.get(earlier.key[0], 0) > RANK.get(mention.key[0], 0) and between is not None

    def _locates(self, mention: Mention, earlier: Mention) -> bool:
        """Whether a place only says where the one before it lies: "xã Đồng Lạc, huyện Nam Sách"."""
        if RANK.get(mention.key[0], 0) >= RANK.get(earlier.key[0], 0):
            return False
        words = self._text.low[mention.start : mention.end].replace("hcm", "hồ chí minh")
        is_spelled = mention.key[1] in words  # no "toàn huyện"
        return is_spelled and _BESIDE.fullmatch(self._text.low, earlier.end, mention.start) is not None

    def _behind(self, end: int, right: int) -> Key | None:
        for mention in within(self._mentions, end, right)[:1]:
            if _OWNER_BEFORE_NAME.search(self._text.low[max(end, mention.start - 20) : mention.start]):
                return mention.key
        return None

    def _organisation(self, key: Key | None) -> Organisation | None:
        if key is None or not key[1]:
            return None
        if key not in self._organisations:
            self._organisations[key] = self._register.find(key, self._provinces) or self._propose(key)
        return self._organisations[key]

    def _propose(self, key: Key) -> Organisation:
        """An organisation that the collection has not, below the text's main one if that is higher."""
        level = key[0]
        main = None if key == self._main else self.main
        parent = main.organisation_id if main and RANK[main.level] < RANK[level] else ""
        base, name, english = describe(level, self._words.get(key) or self._named(key))
        known = [organisation for _, organisation in self._register.by_name]
        taken = {other.organisation_id for other in (*known, *self._organisations.values())}
        # a city often has the name of its province
        new = free_id(base, f"{base}-{level.replace('_', '-')}", is_taken=taken.__contains__)
        return Organisation(new, name, english, level, parent, False, self._home(key))

    def _home(self, key: Key) -> str:
        """The province of an organisation that the collection has not."""
        level, name = key
        if level == "province":
            return titled(name)
        home = home_of(name, self._provinces) if level == "district" else ""
        return titled(home or (next(iter(self._provinces)) if len(self._provinces) == 1 else self._register.home))


def _spell(words: str, key: Key) -> str:
    """The words of a mention, with the place that completes them: "Quân sự thành phố" and its name."""
    dangling = DANGLING.search(words.lower())
    if dangling is None or DANGLING.search(key[1]):
        return words
    place = key[1].rpartition(kind_of(dangling[1]) + " ")[2]
    return f"{words} {titled(place)}"
