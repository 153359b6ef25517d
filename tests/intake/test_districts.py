"""What a place is that a text names without its kind, and where."""

from __future__ import annotations

import pytest

from partyresearch.intake.districts import is_elsewhere, kind_of_district, province_of


@pytest.mark.parametrize(
    ("name", "provinces", "kind"),
    [
        ("mỏ cày nam", {"bến tre"}, "huyện"),
        ("hội an", {"quảng nam"}, "thành phố"),
        ("điện bàn", {"quảng nam"}, "thị xã"),
        ("điện bàn", {"bến tre"}, ""),
        ("bảo lộc", (), "thành phố"),
        ("châu thành", (), ""),  # ten provinces have one
        ("châu thành", {"bến tre"}, "huyện"),
        ("diên khánh", {"khánh hoà"}, "huyện"),  # the list has Khánh Hòa
        ("phú vang", {"thừa thiên – huế"}, "huyện"),
        ("phú vang", {"huế"}, "huyện"),
        ("cư kuin", {"đăk lăk"}, "huyện"),
        ("k'bang", {"gia lai"}, "huyện"),
        ("sao mai", (), ""),
    ],
)
def test_the_kind_of_a_place(name: str, provinces: set[str], kind: str) -> None:
    """Of one of the provinces; of any if none is told, but only if there is one of the name."""
    assert kind_of_district(name, provinces) == kind


@pytest.mark.parametrize(
    ("name", "provinces", "found"),
    [
        ("nam sách", {"bình dương"}, True),
        ("nam sách", {"bình dương", "hải dương"}, False),
        ("nam sách", (), False),
        ("nam sách", {"bình minh"}, False),  # of a province that the list has not, nothing is known
        ("sao mai", {"bình dương"}, False),
    ],
)
def test_a_district_of_another_province(name: str, provinces: set[str], found: bool) -> None:
    """Only where the list has both."""
    assert is_elsewhere(name, provinces) == found


@pytest.mark.parametrize(
    ("names", "province"),
    [
        ({"mỏ cày nam", "giồng trôm", "ba tri"}, "bến tre"),
        ({"mỏ cày nam", "giồng trôm"}, ""),  # too few
        ({"kỳ anh", "can lộc"}, ""),  # Hà Tĩnh has a huyện and a thị xã Kỳ Anh: one name
        ({"mỏ cày nam", "giồng trôm", "ba tri", "nam sách", "kim thành"}, ""),  # too many of another one
        ({"mỏ cày nam", "giồng trôm", "ba tri", "nam sách"}, "bến tre"),
    ],
)
def test_the_province_of_places(names: set[str], province: str) -> None:
    """That most of them lie in, and twice as many as in any other."""
    assert province_of(names) == province
