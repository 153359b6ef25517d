"""Names of organisations, what points back to them, and whose a figure is."""

from __future__ import annotations

import pytest

from partyresearch.intake.mentions import find_main, find_mentions
from partyresearch.intake.names import Mention, find_names
from partyresearch.intake.organisations import Attribution, Owner
from partyresearch.intake.register import Organisation, Register, slug
from partyresearch.intake.text import read


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("Đảng bộ huyện Mỹ Lộc", [("district", "mỹ lộc")]),
        ("Huyện uỷ Mỹ Lộc, Huyện ủy Mỹ Lộc", [("district", "mỹ lộc")] * 2),
        ("TP. Huế, Thành ủy Nam Định", [("province", "huế"), ("district", "nam định")]),
        ("phường 12, phường 12 đảng viên", [("grassroots", "12")]),
        ("Chi bộ thôn Nà Lầu", [("cell", "thôn nà lầu")]),
        ("Đảng bộ Khối các cơ quan tỉnh Hà Nam", [("bloc", "khối cơ quan tỉnh hà nam")]),
        ("Đảng bộ Khối Doanh nghiệp Hà Nam có 5", [("bloc", "khối doanh nghiệp")]),
        ("huyện Mỹ Lộc Trần Văn, xã Ia Kla Mới", [("district", "mỹ lộc"), ("grassroots", "ia kla mới")]),
        ("Đảng bộ Thành phố Hồ Chí Minh", [("province", "hồ chí minh")]),
        ("Chi bộ xã Kim Đồng", [("grassroots", "kim đồng")]),
        ("khối doanh nghiệp", []),
        ("Chi bộ Trường Tiểu học Kim Đồng đã có", [("cell", "trường tiểu học kim đồng")]),
        ("Đảng bộ Công ty may mặc được khen", []),
        ("Bí thư Tỉnh ủy Nguyễn Văn An", []),
        ("tỉnh Quảng Nam. Tỉnh ủy Quảng Nam Trần Văn B", [("province", "quảng nam")] * 2),
        ("Huyện ủy Mỹ Lộc Trần Văn Hai và huyện Mỹ Lộc", [("district", "mỹ lộc")] * 2),
        ("Bí thư Tỉnh ủy Nguyễn Văn An, Tỉnh ủy Nguyễn Văn An", []),
        ("phường Hoài Nhơn Bắc, phường Hoài Nhơn", [("grassroots", "hoài nhơn bắc"), ("grassroots", "hoài nhơn")]),
        ("T.P Thái Nguyên; T.X Phổ Yên", [("district", "thái nguyên"), ("district", "phổ yên")]),
        ("TP.HCM", [("province", "hồ chí minh")]),
        ("Đảng bộ Cục Hải quan thành phố có", [("grassroots", "cục hải quan thành phố")]),
        (
            "Đảng bộ Các Khu chế xuất và công nghiệp thành phố (24",
            [("grassroots", "các khu chế xuất và công nghiệp thành phố")],
        ),
        ("Đảng bộ Trường kết nạp, Đảng bộ Trường THPT có", []),
        ("Đảng bộ", []),
        ("Giám đốc Công ty Hoàng Trọng Hiệp", []),
        ("Công ty Hoàng Trọng Hiệp", [("grassroots", "công ty hoàng trọng hiệp")]),
    ],
)
def test_names(words: str, keys: list[tuple[str, str]]) -> None:
    """Level and name, however the committee is called; persons and groups of any kind are none."""
    assert [mention.key for mention in find_names(read(words))] == keys


def test_what_points_back() -> None:
    """To the organisation of that level that was named last."""
    text = read("Huyện ủy Mỹ Lộc cho biết, toàn huyện kết nạp 5. Huyện Ý Yên nói Huyện ủy giao. Toàn tỉnh đã vui.")
    mentions = [(mention.key[1], mention.is_name) for mention in find_mentions(text)[0]]
    assert mentions == [("mỹ lộc", True), ("mỹ lộc", False), ("ý yên", True), ("ý yên", False), ("", False)]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Đảng bộ Trường Đại học Bình Minh; nhà trường đã kết nạp", "trường đại học bình minh"),
        ("Chi bộ Công ty Sao Mai; công ty kết nạp", "công ty sao mai"),
        ("huyện Bình Sơn vui, trường kết nạp", ""),
        ("Chi bộ Trường Kim Đồng; các chi bộ trường học thuộc huyện", ""),
        ("Huyện ủy Bình Sơn và thành phố Nam Hòa họp; huyện kết nạp", "bình sơn"),
        ("TP. Cần Thơ khen; Đảng bộ Quân sự thành phố kết nạp", "quân sự thành phố cần thơ"),
        ("Nhiều nơi ở Đồng Nai vui; toàn tỉnh kết nạp", "đồng nai"),
        ("học theo gương Hồ Chí Minh, toàn tỉnh kết nạp", ""),
        ("Công ty Nhựa Bình Dương vui; toàn tỉnh kết nạp", ""),
        ("toàn tỉnh kết nạp", ""),
    ],
)
def test_what_the_last_words_point_to(words: str, name: str) -> None:
    """A school or a firm, a place of the same kind, the city that completes a name; nothing if the text names none."""
    assert find_mentions(read(words))[0][-1].key[1] == name


def test_a_name_is_not_counted_as_pointing_back() -> None:
    """The words "Đảng bộ huyện" in front of its name is a part of the name."""
    for words in ("Đảng bộ huyện Mỹ Lộc", "Toàn huyện Mỹ Lộc", "xã Tân Hòa, Đảng bộ huyện Mỹ Lộc"):
        assert find_mentions(read(words))[0][-1].key == ("district", "mỹ lộc")
        assert not [mention for mention in find_mentions(read(words))[0] if not mention.is_name]


def test_a_city_with_the_rank_of_a_province() -> None:
    """The words "toàn thành phố" mean that city if the text names it."""
    keys = [mention.key for mention in find_mentions(read("Thành ủy Huế giao chỉ tiêu; toàn thành phố kết nạp 5."))[0]]
    assert keys == [("province", "huế")] * 2
    keys = [mention.key for mention in find_mentions(read("Thành ủy Vinh giao chỉ tiêu; toàn thành phố kết nạp 5."))[0]]
    assert keys == [("district", "vinh")] * 2


def test_what_a_text_is_about() -> None:
    """What is named most; of equals the highest; a cell needs more mentions than a district."""
    cell, district, province = (Mention(0, 1, (level, level)) for level in ("cell", "district", "province"))
    to_district, to_bloc = (Mention(0, 1, (level, "")) for level in ("district", "bloc"))
    assert find_main([]) is None
    assert find_main([district, province]) == province.key
    assert find_main([cell, cell, district]) == district.key
    assert find_main([cell, cell, cell, district]) == cell.key
    assert find_main([district, province, to_district, *[to_bloc] * 9]) == district.key
    other = Mention(0, 1, ("district", "other"))
    assert find_main([other, district, district, to_district, to_district]) == district.key
    provinces = [province] * 3
    assert find_main([other, district, district, *provinces, to_district, to_district]) == district.key


def test_the_register() -> None:
    """By level and name; a part of a name only where no other could be meant."""
    register = Register(
        [
            ("my-loc", "Đảng bộ huyện Mỹ Lộc", "district", ""),
            ("khoi", "Đảng bộ Khối các cơ quan tỉnh", "bloc", ""),
            ("a", "Chi bộ Trường Tiểu học Kim Đồng", "cell", ""),
            ("b", "Chi bộ Trường Tiểu học Trần Phú", "cell", ""),
            ("lien", "Liên minh", "association", ""),
        ]
    )
    by_key = {
        ("district", "mỹ lộc"): "my-loc",
        ("bloc", "khối cơ quan tỉnh"): "khoi",
        ("cell", "trường tiểu học kim đồng"): "a",
        ("association", "liên minh"): "lien",
        ("cell", "liên minh"): "lien",
        ("cell", "liên"): "lien",
    }
    assert {key: o.organisation_id for key in by_key if (o := register.find(key))} == by_key
    assert [o.organisation_id for _, o in register.by_name] == ["my-loc", "khoi", "a", "b", "lien"]
    for key in [("cell", "trường tiểu học"), ("province", "mỹ lộc"), ("grassroots", "liên"), ("cell", "liê")]:
        assert register.find(key) is None
    assert Register().find(("cell", "a")) is None
    assert register.find(("bloc", "khối cơ quan")) is None  # every province has one


def test_one_of_two_blocs_of_a_province_is_not_guessed() -> None:
    """Only the words that tell them apart name one."""
    names = ("Đảng bộ Khối các cơ quan tỉnh", "Đảng bộ Khối các cơ quan thành phố")
    register = Register([(name[-4:], name, "bloc", "", "Cần Thơ") for name in names])
    assert register.find(("bloc", "khối cơ quan"), ("cần thơ",)) is None
    found = register.find(("bloc", "khối cơ quan tỉnh"), ("cần thơ",))
    assert found is not None
    assert found.name == names[0]


def test_an_organisation_of_another_province_is_not_meant() -> None:
    """Unless the text names none, or nobody knows in which the organisation is."""
    register = Register(
        [("tan-phu", "Đảng bộ huyện Tân Phú", "district", "", "Đồng Nai"), ("x", "Chi bộ Trường X", "cell", "")]
    )
    asked = [
        register.find(("district", "tân phú"), provinces) for provinces in ((), ("đồng nai", "hà nam"), ("bến tre",))
    ]
    assert [one.organisation_id if one else "" for one in asked] == ["tan-phu", "tan-phu", ""]
    assert register.find(("cell", "trường x"), ("bến tre",)) is not None
    text = read("Tỉnh ủy Bến Tre cho biết huyện Tân Phú kết nạp 5 đảng viên")
    five = text.clean.index("5")
    found = Attribution(text, register).owner_of(five, five + 1, 0, five + 10).organisation
    assert found is not None
    assert not found.known


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Đảng bộ huyện Mỹ Lộc", "dang-bo-huyen-my-loc"), ("", ""), ("A" * 80, "a" * 60), ("a" * 59 + " b", "a" * 59)],
)
def test_ids(name: str, expected: str) -> None:
    """Lower-case words without diacritics, short enough for the name of a file."""
    assert slug(name) == expected


def owner(words: str, number: str, right: int = 30) -> str:
    """The name of the organisation of a number."""
    text = read(words)
    start = text.clean.index(number)
    organisation = Attribution(text, Register()).owner_of(start, start + len(number), 0, start + right).organisation
    return organisation.name if organisation else ""


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Đảng bộ huyện Mỹ Lộc kết nạp 5 đảng viên.", "Đảng bộ huyện Mỹ Lộc"),
        ("kết nạp 5 đảng viên", ""),
        ("Huyện Ý Yên. Có 5 đảng viên của xã Yên Lộc.", "Đảng bộ xã Yên Lộc"),
        ("Huyện Ý Yên. Nay có 5 đảng viên, xã Yên Lộc.", "Đảng bộ huyện Ý Yên"),
        ("Huyện Ý Yên (tách từ huyện Mỹ Lộc) có 5 đảng viên.", "Đảng bộ huyện Ý Yên"),
        ("Chi bộ thôn Nà Lầu thuộc xã Tân Hòa có 5 đảng viên.", "Chi bộ thôn Nà Lầu"),
        ("Huyện Ý Yên, tỉnh Nam Định có 5 đảng viên.", "Đảng bộ huyện Ý Yên"),
        ("Tỉnh Nam Định giao. Cụ thể như: Ý Yên 7; Mỹ Lộc 5; còn lại", "Đảng bộ huyện Mỹ Lộc"),
        ("Xã Tân Hòa kết nạp. Năm 5; còn lại", "Đảng bộ xã Tân Hòa"),
        ("TX. Sơn Tây có 5", "Đảng bộ thị xã Sơn Tây"),
        ("Chi uỷ Trường Kim Đồng có 5", "Chi bộ Trường Kim Đồng"),
        ("Tỉnh Bến Tre, tỉnh Tây Ninh: Đảng bộ huyện Châu Thành có 5", "Đảng bộ huyện Châu Thành"),
        ("Đảng bộ Châu Thành có 5", "Đảng bộ Châu Thành"),
        ("Tỉnh Hải Dương. Đảng bộ xã Đồng Lạc, Nam Sách có 5", "Đảng bộ xã Đồng Lạc"),
        ("Tỉnh Hải Dương. Nam Sách có 5", "Đảng bộ huyện Nam Sách"),
        ("Tỉnh Hải Dương. Huyện Kim Thành. Chị Nam Sách vui, có 5", "Đảng bộ huyện Kim Thành"),
        ("Phường Kim Long vui. Kim Long có 5", "Đảng bộ phường Kim Long"),
        ("Tỉnh Lâm Đồng. Đảng bộ Bảo Lộc có 5", "Đảng bộ thành phố Bảo Lộc"),
        ("Thành đoàn TP Hồ Chí Minh có 5", "Đảng bộ thành phố Hồ Chí Minh"),
        ("TP.HCM có 5", "Đảng bộ thành phố Hồ Chí Minh"),
        ("Đảng uỷ Đảng bộ Công an TP. Hải Phòng có 5", "Đảng bộ Công an thành phố Hải Phòng"),
        ("Huyện Kim Thành. Chi bộ trường THPT Kim Liên nâng tổng số đảng viên lên 5", "Chi bộ Trường THPT Kim Liên"),
        ("Huyện Kim Thành. Chi bộ Trường Trung học phổ thông có 5", ""),
        ("Đảng bộ huyện Kim Thành có 3 Đảng bộ khối cơ quan và 5", "Đảng bộ huyện Kim Thành"),
        ("Chi bộ Điện lực TX Cửa Lò có 5", "Chi bộ Điện lực thị xã Cửa Lò"),
        ("Đảng ủy Quân sự TP.HCM có 5", "Đảng bộ Quân sự thành phố Hồ Chí Minh"),
        ("Đảng ủy Công an TPHCM có 5", "Đảng bộ Công an thành phố Hồ Chí Minh"),
        ("Quận 2-TPHCM: 5", "Đảng bộ quận 2"),
        ("Tỉnh Thái Bình vui. Mừng Điện Biên Phủ, có 5", "Đảng bộ tỉnh Thái Bình"),
        ("Đưa số đảng viên của Chi bộ trường THPT Kim Liên lên 5", "Chi bộ Trường THPT Kim Liên"),
        ("Huyện đoàn Bắc Hà có 5", "Đảng bộ huyện Bắc Hà"),
        ("Huyện Phú Tân kết nạp 9: cán bộ huyện 03; cán bộ xã 5", "Đảng bộ huyện Phú Tân"),
        ("Toàn Đảng bộ tỉnh Uỷ có 5", ""),
        ("Huyện Ðơn Dương có 5", "Đảng bộ huyện Đơn Dương"),  # Ð of Icelandic
        ("Trường Đại Học Lý Tự Trọng có 5", "Đảng bộ Trường Đại Học Lý Tự Trọng"),
        ("Huyện ủy Bình Sơn và phường An Phú: 5 em được Đảng ủy phường An Phú", "Đảng bộ phường An Phú"),
        ("Trường THPT Kim Liên Dương Văn Sơn nói có 5", "Đảng bộ Trường THPT Kim Liên"),
        ("Trường THPT Nguyễn Đình Liễn có 5", "Đảng bộ Trường THPT Nguyễn Đình Liễn"),
        ("Công an Hà Nam có 5", "Đảng bộ Công an Hà Nam"),
    ],
)
def test_whose_a_figure_is(words: str, name: str) -> None:
    """The last one named in the sentence, unless it only says where another belongs; then behind, then before."""
    assert owner(words, "5") == name


def test_a_name_too_far_behind_is_not_the_owner() -> None:
    """Only what stands within the words of the number."""
    assert owner("Có 5 đảng viên của xã Yên Lộc.", "5", right=3) == "Đảng bộ xã Yên Lộc"  # the main one
    assert owner("Huyện Ý Yên. Huyện Ý Yên. Có 5 đảng viên của xã Yên Lộc.", "5", right=3) == "Đảng bộ huyện Ý Yên"


def test_proposed_organisations() -> None:
    """The higher ones first, each below the main one, with an id of its own."""
    text = read("Tỉnh ủy Hà Giang: TP. Hà Giang 5; xã Hà Giang 7; chi bộ Trường Hà Giang có 9")
    attribution = Attribution(text, Register([("tho", "Đảng bộ xã Thọ", "grassroots", "")]))
    assert attribution.proposed == []
    for number in ("9", "7", "5"):
        start = text.clean.index(number)
        attribution.owner_of(start, start + 1, 0, start + 1)
    assert [(o.organisation_id, o.parent_id, o.name_en) for o in attribution.proposed] == [
        ("ha-giang", "", "Party organisation of Hà Giang province"),
        ("ha-giang-district", "ha-giang", "Party organisation of Hà Giang city"),
        ("ha-giang-xa", "ha-giang", "Party organisation of Hà Giang commune"),
        ("truong-ha-giang", "ha-giang", "Cell of Trường Hà Giang"),
    ]
    assert attribution.main is not None
    assert (attribution.main.level, attribution.main.known) == ("province", False)


def test_an_organisation_is_known_in_either_spelling() -> None:
    """A tone is written on either vowel."""
    for printed, known in (("Khánh Hoà", "Khánh Hòa"), ("Khánh Hòa", "Khánh Hoà")):
        text = read(f"Xã {printed} có 5")
        attribution = Attribution(text, Register([("khanh-hoa-xa", f"Đảng bộ xã {known}", "grassroots", "")]))
        owner = attribution.owner_of(len(text.clean) - 1, len(text.clean), 0, len(text.clean))
        assert owner.organisation is not None
        assert (owner.organisation.organisation_id, owner.organisation.known) == ("khanh-hoa-xa", True)


def test_an_organisation_of_the_same_level_is_no_parent() -> None:
    """The main one is above lower ones only."""
    text = read("Huyện ủy Mỹ Lộc giao. Huyện ủy Mỹ Lộc khen. Huyện Ý Yên có 5")
    attribution = Attribution(text, Register())
    attribution.owner_of(len(text.clean) - 1, len(text.clean), 0, len(text.clean))
    assert [(o.organisation_id, o.parent_id) for o in attribution.proposed] == [("my-loc", ""), ("y-yen", "")]


@pytest.mark.parametrize(
    ("words", "home"),
    [
        ("Đảng bộ huyện Nông Sơn kết nạp 3 đảng viên.", "Quảng Nam"),
        ("Đảng bộ huyện Châu Thành kết nạp 3 đảng viên.", ""),  # in ten provinces
        ("Đảng bộ huyện Châu Thành, tỉnh Long An kết nạp 3 đảng viên.", "Long An"),
        ("Tỉnh Long An: Đảng bộ xã Tân Hoà kết nạp 3 đảng viên.", "Long An"),
        ("Tỉnh Long An, tỉnh Trà Vinh: Đảng bộ xã Tân Hoà kết nạp 3 đảng viên.", ""),
        ("Đảng bộ tỉnh Long An kết nạp 3 đảng viên.", "Long An"),
    ],
)
def test_the_province_of_a_new_organisation(words: str, home: str) -> None:
    """As the text tells it, or the list of districts."""
    attribution = Attribution(read(words), Register())
    attribution.owner_of(words.index("3"), words.index("3") + 1, 0, len(words))
    assert attribution.proposed[-1].province == home


def test_an_inherited_organisation() -> None:
    """Goes before what the sentence named earlier, but not before a name within the number's own words, or a label."""
    text = read("Huyện ủy Mỹ Lộc giao. Xã Tân Hòa có 5 người; Ý Yên 7;")
    attribution = Attribution(text, Register())
    other = Owner(Organisation("o", "Other", "", "district", "", True), "clause", True)
    five, seven = text.clean.index("5"), text.clean.index("7")
    found = [
        attribution.owner_of(five, five + 1, five - 3, five + 5, other),
        attribution.owner_of(five, five + 1, five - 15, five + 5, other),
        attribution.owner_of(seven, seven + 1, seven - 3, seven + 1, other),
    ]
    assert [owner.organisation.name for owner in found if owner.organisation] == [
        "Other",
        "Đảng bộ xã Tân Hòa",
        "Đảng bộ Ý Yên",
    ]


def test_a_label_of_a_namesake_in_another_province() -> None:
    """It is none of the collection's, and gets the name that is printed."""
    text = read("Tỉnh Kon Tum, như: Châu Thành 5; Ba Tri 6.")
    register = Register([("chau-thanh", "Đảng bộ huyện Châu Thành", "district", "", "Tiền Giang")])
    start = text.clean.index("5")
    found = Attribution(text, register).owner_of(start, start + 1, start - 5, start + 1)
    assert found.organisation is not None
    assert (found.organisation.known, found.organisation.name) == (False, "Đảng bộ Châu Thành")


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ("như: Hội An 110; Điện Bàn", "Đảng bộ thành phố Hội An"),
        ("như: Hội An (110); Điện Bàn", "Đảng bộ thành phố Hội An"),
        ("Tỉnh Quảng Nam, như: Hội An 110; Điện Bàn", "Đảng bộ thành phố Hội An"),
        ("như: huyện Duy Xuyên 9; huyện Thăng Bình 8; huyện Phú Ninh 7; Hội An 110", "Đảng bộ thành phố Hội An"),
        ("như: Hội An 110 và Điện Bàn", ""),
        ("như: Hội An có 110; Điện Bàn", ""),
        ("như: Trong 110; Điện Bàn", ""),
    ],
)
def test_items_with_a_label(item: str, name: str) -> None:
    """A name right before a number that ends the item."""
    assert owner(item, "110") == name


@pytest.mark.parametrize(
    ("words", "is_sure"),
    [
        ("Đảng bộ xã Tân An, huyện Ba Tri kết nạp 5 người. Đảng bộ xã Tân An, huyện Ba Tri có 7.", True),
        ("Đảng bộ xã Tân An, tỉnh Hà Nam kết nạp 5 người. Đảng bộ xã Tân An, tỉnh Long An có 7.", False),
        ("Đảng bộ xã Tân An (huyện Ba Tri) kết nạp 5 người. Đảng bộ xã Tân An (huyện Mỹ Lộc) có 7.", False),
        ("Đảng bộ xã Tân An, huyện Ba Tri, tỉnh Bến Tre kết nạp 5 người.", True),
    ],
)
def test_two_places_of_one_name(words: str, is_sure: bool) -> None:
    """A name that the text puts into two districts, or provinces, tells of no figure whose it is."""
    text = read(words)
    attribution = Attribution(text, Register())
    start = text.clean.index("5")
    assert attribution.owner_of(start, start + 1, 0, start + 7).is_sure is is_sure


@pytest.mark.parametrize(
    ("words", "name", "is_sure"),
    [
        ("Toàn tỉnh kết nạp 5 người.{} Đoàn đã thăm tỉnh Bình Dương.", "Đảng bộ tỉnh Bình Dương", True),
        ("Toàn tỉnh kết nạp 5 người.{} Đoàn đã thăm Bình Dương.", "Đảng bộ tỉnh Bình Dương", False),
        ("Bình Dương: Toàn tỉnh kết nạp 5 người.{}", "Đảng bộ tỉnh Bình Dương", True),
        ("Toàn tỉnh kết nạp 5 người.{} Đoàn đã thăm Hà Nội.", "", False),
        ("Toàn tỉnh kết nạp 5 người.{} Đoàn đã thăm Huế.", "Đảng bộ thành phố Huế", False),
    ],
)
def test_a_province_that_is_named_in_passing(words: str, name: str, is_sure: bool) -> None:
    """Is not surely the one that "toàn tỉnh" means, and a city is none."""
    text = read(words.format(" Các chi bộ đã làm tốt." * 10))
    start = text.clean.index("5")
    found = Attribution(text, Register()).owner_of(start, start + 1, 0, start + 7)
    assert (found.organisation.name if found.organisation else "", found.is_sure) == (name, is_sure)


def test_the_province_that_a_local_newspaper_does_not_name() -> None:
    """It is what "tỉnh" means, whatever other province is named; the collection's are looked for in it."""
    text = read("Đảng bộ Quân sự tỉnh kết nạp 5. Đoàn đã thăm tỉnh Bình Dương. Toàn tỉnh kết nạp 6. TP Hà Nội.")
    register = Register([("lam-dong", "Đảng bộ tỉnh Lâm Đồng", "province", "", "Lâm Đồng")], "lâm đồng")
    attribution = Attribution(text, register)
    owners = [attribution.owner_of(start, start + 1, 0, start + 1) for start in map(text.clean.index, "56")]
    assert [one.organisation.name for one in owners if one.organisation] == [
        "Đảng bộ Quân sự tỉnh Lâm Đồng",
        "Đảng bộ tỉnh Lâm Đồng",
    ]
    assert all(one.is_sure for one in owners)
    assert owners[1].organisation is not None
    assert owners[1].organisation.known


@pytest.mark.parametrize(
    ("words", "home", "name"),
    [
        ("Tỉnh ủy Quảng Trị họp. Toàn tỉnh kết nạp 5", "quảng nam", "Đảng bộ tỉnh Quảng Trị"),
        ("Đảng bộ tỉnh Hưng Yên họp. Đảng bộ xã Tân Lập kết nạp 5", "hải dương", "Đảng bộ xã Tân Lập"),
        ("Tỉnh Khánh Hoà vui. Toàn tỉnh kết nạp 5", "khánh hòa", "Đảng bộ tỉnh Khánh Hòa"),
        ("Toàn thành phố kết nạp 5", "hải phòng", "Đảng bộ thành phố Hải Phòng"),
        ("Toàn tỉnh kết nạp 5", "hải phòng", ""),
        ("Toàn thành phố kết nạp 5", "thừa thiên huế", "Đảng bộ thành phố Huế"),
    ],
)
def test_the_home_of_a_text(words: str, home: str, name: str) -> None:
    """Gives way to a province whose committee the text names, and is spelled as the text spells it."""
    text = read(words)
    start = text.clean.index("5")
    found = Attribution(text, Register(home=home)).owner_of(start, start + 1, 0, start + 1).organisation
    assert (found.name if found else "") == name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Trên cơ sở rà soát, Đảng bộ xã Tân Lập kết nạp 5", "Đảng bộ xã Tân Lập"),
        ("Sau sáp nhập xã Tân Lập và xã Tân Mỹ, năm 2024 Đảng bộ xã Tân Bình kết nạp 5", "Đảng bộ xã Tân Bình"),
        ("Bí thư nói, Đảng bộ Bệnh viện Nguyễn Tri Phương kết nạp 5", "Đảng bộ Bệnh viện Nguyễn Tri Phương"),
    ],
)
def test_what_is_neither_merged_nor_a_person(words: str, name: str) -> None:
    """What stands after the merger, and an institution that is named after somebody."""
    assert owner(words, "5") == name
