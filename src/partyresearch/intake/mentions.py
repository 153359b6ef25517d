"""Which organisation each place of a text speaks of: a name, or words that point back to one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from partyresearch.intake.districts import kind_of_district, province_of, spelled
from partyresearch.intake.names import (
    CAP,
    CENTRAL,
    DANGLING,
    INSTITUTIONS,
    PLACE,
    PLACES,
    PROVINCE_HEADS,
    PROVINCES,
    RANK,
    UY,
    Key,
    Mention,
    find_names,
    kind_of,
    offsets_of,
)
from partyresearch.intake.text import Text, matches, word_set

# how much a mention counts for what a text is about: an article on a district names many of its communes
_WEIGHTS = {"province": 1.5, "district": 1.5, "bloc": 1.2}
_OTHER_WEIGHT = 0.7
_HEADLINE = 200  # characters
_OF_ALL = re.compile(rf"(?:đảng bộ|đảng {UY}) ")
_CAPITALISED = re.compile(rf"{CAP}(?: {CAP})*")
_FIRST_WORDS = ("Tại ", "Ở ", "Theo ", "Riêng ", "Còn ", "Với ", "Như ", "Từ ", "Năm ")  # of sentences
# "Hồ Chí Minh" without the word is the person, and "Điện Biên Phủ" the battle
_BARE_PROVINCE = re.compile(
    rf"\b(?:{'|'.join(sorted(PROVINCES - {'hồ chí minh'}))})\b(?!(?<=điện biên) phủ)(?!(?<=hà nội) \(ttxvn)"
)
_IN_NAME = re.compile(rf"(?:{INSTITUTIONS})(?: [–-]| [^\W\d_]+)* $")
_OF_NAMED_PLACE = re.compile(rf"(?:^sở .*| (?:tỉnh|thành phố)) ({'|'.join(sorted(PROVINCES))})$")
# before a name that is no place's
_NO_PLACE = re.compile(
    r"(?:\b(?:anh|chị|ông|bà|cô|thầy|bác|em|bạn|cháu|đồng chí|đ/c|ảnh:?|bí thư|chủ tịch|đường|phố|cầu|chợ|quảng trường|"
    r"nhà văn|anh hùng|liệt sĩ) )$"
)
_ANY_PLACE = "tỉnh|huyện|thành phố|thị xã|quận|xã|phường|thị trấn"
# "toàn huyện", "Huyện ủy", "huyện đã kết nạp": the organisation of that level that was named last
_BACK_REFERENCE = re.compile(
    rf"\btoàn (?:đảng bộ )?(?P<all>{_ANY_PLACE}|khối)\b"
    rf"|\bđảng bộ (?P<own>{_ANY_PLACE}|khối)\b"
    rf"|\b(?P<committee>tỉnh|thành|huyện|thị|quận) {UY}\b"
    rf"|\b(?P<plain>{_ANY_PLACE}|khối) "
    r"(?=(?:nhà |ta |cũng |đã |có |hiện |đang |mở |tổ chức |đề ra |đặt ra |phấn đấu|kết nạp|phát triển))"
    rf"|\btrên địa bàn (?P<area>{_ANY_PLACE})\b"
    rf"|\b(?:đảng bộ|đảng {UY}) (?P<bloc>khối)\b"
    rf"|\b(?P<cell>chi bộ)(?= (?:đã|có|hiện|cũng|kết nạp|phát triển|được))"
)
_COUNTED = re.compile(r"(?<!\d)\d{1,3} $|\bkhối $")  # "8 đảng bộ huyện", "khối phường": some that nobody names
_BACK_HEADS = word_set("toàn đảng tỉnh thành huyện thị quận xã phường khối trên chi")
# "nhà trường đã kết nạp": the school that was named last
_HOUSE = re.compile(
    rf"\b(?:nhà (?P<our>trường|máy)|(?:(?:đảng bộ|đảng {UY}|chi bộ) )?(?P<word>trường|công ty|bệnh viện|tập đoàn)"
    r"|(?P<any>đơn vị|cơ quan))\b"
    r"(?= (?:đã|có|cũng|hiện|đang|còn|vừa|tổ chức|kết nạp|phát triển|cử|mở|giới thiệu|chọn|đề nghị))"
)
_HOUSE_HEADS = word_set("nhà đảng chi trường công bệnh tập đơn cơ")
# "toàn Đảng bộ đã kết nạp": what the text is about, unless the paragraph has just named another one
_BARE = re.compile(
    rf"(?:toàn )?đảng (?:bộ|{UY})(?= (?:đã|có|cũng|hiện|kết nạp|phát triển|mở|lên|cử|giới thiệu|phấn đấu|đề ra) )"
)
_BARE_HEADS = word_set("toàn đảng")
_COMMITTEE = re.compile(rf"\b(?:đảng bộ tỉnh|đảng bộ thành phố|tỉnh {UY}|thành {UY}) ")
# what follows is what was merged, until a comma and what is told next
_MERGED = re.compile(
    r"\b(?:hợp nhất|sáp nhập|sát nhập)\b(?!,)(?!.*, (?:đảng|chi bộ|năm|trong|đến|tới|toàn|hiện|từ|tính|nay)\b)"
)
_MERGED_REACH = 300  # characters: time stays linear
# "các chi bộ trường học": some that nobody names; "cả nước đã kết nạp": all, which is above every collection
_UNNAMED = re.compile(
    rf"\b(?:đảng bộ|đảng {UY}|chi bộ) (?:nhà )?(?:trường|công ty|bệnh viện|tập đoàn)\b"
    r"|\b(?:đảng cộng sản việt nam|toàn đảng|toàn quốc)(?=,? (?:đã|có|hiện|kết nạp|phát triển|mới)\b)"
    r"|(?<!đầu )(?<!tốp )(?<!nhất )(?<!của )(?<!khắp )(?<!với )(?<!cùng )\bcả nước\b"
)
_UNNAMED_HEADS = word_set("đảng chi toàn cả")


def find_mentions(text: Text, home: str = "") -> tuple[list[Mention], set[str]]:
    """Every mention of an organisation, in order, with what points back to one; and the provinces that it is about.

    ``home`` is the province that the text need not name, spelled as in the list of districts.
    """
    names = find_names(text)
    home = _home_of(text, names, home)
    # a city is on a province's level if the text names one of those cities
    central = home in CENTRAL or any(mention.key[0] == "province" and mention.key[1] in CENTRAL for mention in names)
    references = list(_find_bare_provinces(text, offsets_of(names)))
    near = _provinces_of(text, [*names, *references]) | {home} - {""}
    if not near and (headline := _find_headline_district(text)):
        references.append(headline)
    names = [_name_district(mention, text, near) for mention in names]
    references += _find_bare_places(text, [*names, *references], near)
    in_names = offsets_of(names)
    kinds: dict[int, str] = {}  # where a place points back, and what it is called
    for mention, kind in _find_back_references(text, in_names, home, central=central):
        kinds[mention.start] = kind
        references.append(mention)
    references += _find_houses(text, references)
    main = find_main([*names, *references])
    both = sorted([*names, *references], key=lambda mention: mention.start)
    named = Counter(mention.key for mention in both if mention.key[0] == "province" and mention.key[1])
    latest = ({main[0]: main} if main else {}) | ({"province": ("province", home)} if home else {})
    for province in [*(name for (_, name), _ in named.most_common(1)), *near][:1]:
        latest.setdefault("province", ("province", province))
    mentions, told = list[Mention](), set[Key]()
    for mention in both:
        in_name = not in_names.isdisjoint(range(mention.start, mention.end))
        if mention.key[1] or not (mention.key[0] and in_name):
            mentions += _resolve(text, mention, kinds.get(mention.start, ""), main, latest, mentions[-3:], told)
            told.update(one.key for one in mentions[-1:] if not _is_in_bracket(text, one.start))
    return mentions, near | {key[1] for key in named}


def _resolve(
    text: Text,
    mention: Mention,
    kind: str,
    main: Key | None,
    latest: dict[str, Key],
    before: list[Mention],
    told: set[Key],
) -> Iterator[Mention]:
    """A mention with the organisation that it means; ``latest`` has the last one of each level and kind."""
    level, name = mention.key
    if name:
        if dangling := DANGLING.search(name):
            mention = mention._replace(key=(level, _complete(name, dangling, latest)))
        if not main or not (_is_in_bracket(text, mention.start) or is_merged(text, mention.start)):
            # nobody points back to what only explains
            latest[level] = latest[_house_of(name)] = mention.key
            if place := PLACE.match(text.cased, mention.start):
                latest[kind_of(place["kind"])] = mention.key  # "huyện" is none that is called "thành phố"
            elif called := kind_of_district(name, ()):
                latest[called] = mention.key
            if where := _OF_NAMED_PLACE.search(name):
                latest["province"] = ("province", where[1])
        yield mention
    elif level:
        meant = latest.get(kind or level) or latest.get(level, (level, ""))
        if kind == "tỉnh" and meant[1] in CENTRAL and meant[1] != "huế":
            meant = level, ""  # a city is no "tỉnh"
        yield mention._replace(key=meant, is_name=False)
    elif main:
        last = [one for one in before if not _is_in_bracket(text, one.start)][-1:]
        said = [one for one in before if one.key in told][-1:]
        if said and main not in told:  # what is named only later is not meant
            yield mention._replace(key=said[0].key, is_name=False)
        elif not (last and last[0].start >= text.paragraph(mention.start)[0] and last[0].key != main):
            yield mention._replace(key=main, is_name=False)


def _find_houses(text: Text, known: list[Mention]) -> Iterator[Mention]:
    """What points back to a school or a firm, or to what the text is about, and those that nobody names."""
    pointing = offsets_of(known)
    for match in matches(_HOUSE, text.starts(_HOUSE_HEADS), text.low):
        pointing |= {*range(*match.span())}
        yield Mention(*match.span(), (match["our"] or match["word"] or match["any"], ""))
    for match in matches(_BARE, text.starts(_BARE_HEADS), text.low):
        pointing |= {*range(*match.span())}
        yield Mention(*match.span(), ("", ""))
    for match in matches(_UNNAMED, text.starts(_UNNAMED_HEADS), text.low):
        if match.start() not in pointing:
            yield Mention(*match.span(), ("unnamed", ""))


def _find_back_references(text: Text, in_names: set[int], home: str, *, central: bool) -> Iterator[tuple[Mention, str]]:
    """What points back to a place of a kind, and that kind: "toàn huyện", "Tỉnh ủy"; of the home province, its name."""
    for match in matches(_BACK_REFERENCE, text.starts(_BACK_HEADS), text.low):
        counted = _COUNTED.search(text.low, max(0, match.start() - 8), match.start())
        if counted or not in_names.isdisjoint(range(*match.span())):
            continue
        kind = kind_of(next(filter(None, match.groups())))
        level = {"chi bộ": "cell", "khối": "bloc"}.get(kind) or PLACES[kind][0]
        level = "province" if central and kind == "thành phố" else level
        is_home = level == "province" and (kind == "thành phố") == (home in CENTRAL)
        yield Mention(*match.span(), (level, home if is_home else ""), is_name=False), kind


def _home_of(text: Text, names: list[Mention], home: str) -> str:
    """The province that "toàn tỉnh" means, as the text spells it; empty where it names the committee of another one."""
    for mention in names:
        if home and mention.key[0] == "province":
            if spelled(mention.key[1]) == home:
                return mention.key[1]
            before = text.low[max(0, mention.start - 10) : mention.end]
            if _COMMITTEE.search(before):
                return ""
    return {"thừa thiên huế": "huế"}.get(home, home)


def is_merged(text: Text, offset: int) -> bool:
    """Whether a name stands where the sentence tells what something was made of: "lập trên cơ sở hợp nhất …"."""
    return _MERGED.search(text.low, max(text.sentence(offset)[0], offset - _MERGED_REACH), offset) is not None


def _is_in_bracket(text: Text, offset: int) -> bool:
    words = text.low[text.sentence(offset)[0] : offset]
    return words.rfind("(") > words.rfind(")")


def _house_of(name: str) -> str:
    """What an institution is called, of "trường đại học vinh" the first word."""
    words = name.split(" ")
    return " ".join(words[:2]) if words[0] in ("công", "bệnh", "tập", "nhà") else words[0]


def _complete(name: str, dangling: re.Match[str], latest: Mapping[str, Key]) -> str:
    """Add to "quân sự thành phố" which city is meant, if the text has named one."""
    kind = kind_of(dangling[1])
    level = PLACES[kind][0]
    if kind == "thành phố" and latest.get("province", ("", ""))[1] in CENTRAL:
        level = "province"
    place = latest.get(level, ("", ""))[1]
    return f"{name[: dangling.start()]} {kind} {place}".strip() if place else name


def _find_bare_provinces(text: Text, in_names: set[int]) -> Iterator[Mention]:
    """Provinces that are named without the word: "ở Bình Dương"; a part of another name is none."""
    for match in matches(_BARE_PROVINCE, text.starts(PROVINCE_HEADS), text.low):
        start = match.start()
        if not text.cased[start].isupper() or start in in_names:
            continue
        if not _IN_NAME.search(text.cased[max(0, start - 60) : start]):  # of a school's name
            yield Mention(*match.span(), ("province", match[0]), is_name=False)


def _provinces_of(text: Text, known: list[Mention]) -> set[str]:
    """The provinces that a text names, else the one whose districts it names."""
    if named := {mention.key[1] for mention in known if mention.key[0] == "province"}:
        return named
    if named := {where[1] for mention in known if (where := _OF_NAMED_PLACE.search(mention.key[1]))}:
        return named
    districts = {mention.key[1] for mention in known if mention.key[0] == "district"}
    return set(filter(None, [province_of(districts | {name for _, _, name in _find_runs(text, known)})]))


def _find_runs(text: Text, known: list[Mention]) -> Iterator[tuple[int, int, str]]:
    """Start, end and words of what may be a place's name: outside what is known, and not behind "anh" or "đường"."""
    taken = offsets_of(known)
    for match in _CAPITALISED.finditer(text.cased):
        name = match[0].partition(" ")[2] if match[0].startswith(_FIRST_WORDS) else match[0]
        start = match.end() - len(name)
        if " " in name and start not in taken and not _NO_PLACE.search(text.low, max(0, start - 20), start):
            yield start, match.end(), name.lower()


def _find_headline_district(text: Text) -> Mention | None:
    """The district that a headline begins with, without the word: "Vũng Liêm phát triển đảng viên đạt 122,5 %"."""
    for line in re.finditer(".+", text.cased[:_HEADLINE]):
        words = line[0].split(" ")
        for length in (3, 2):
            name = " ".join(words[:length]).lower()
            if len(words) >= length and kind_of_district(name, ()):
                return Mention(line.start(), line.start() + len(name), ("district", name), is_name=False)
    return None


def _name_district(mention: Mention, text: Text, near: set[str]) -> Mention:
    """Take "Đảng bộ Bảo Lộc" for that of a district, if there is one of this name."""
    level, name = mention.key
    head = text.low[mention.start : mention.end].removesuffix(name)
    is_district = level == "grassroots" and _OF_ALL.fullmatch(head) and kind_of_district(name, near)
    return mention._replace(key=("district", name)) if is_district else mention


def _find_bare_places(text: Text, known: list[Mention], near: set[str]) -> Iterator[Mention]:
    """Places without the word for what they are: named before with it, or districts of the text's province."""
    named = {mention.key[1]: mention.key for mention in known if mention.key[0] in ("district", "grassroots")}
    levels = Counter(name for name, _ in {(key[1], key[0]) for key in named.values()})
    for start, end, name in _find_runs(text, known):
        key = named.get(name) if levels[name] == 1 else None
        if key is None and near and kind_of_district(name, near):
            key = "district", name
        if key and name not in PROVINCES and not _IN_NAME.search(text.cased[max(0, start - 60) : start]):
            yield Mention(start, end, key, is_name=False)


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
        return counts[key] * _WEIGHTS.get(key[0], _OTHER_WEIGHT), -RANK[key[0]], key

    return max(counts, key=weight, default=None)
