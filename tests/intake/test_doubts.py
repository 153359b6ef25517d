"""Which fields of a figure a person must look at."""

from __future__ import annotations

from datetime import date

import pytest

from partyresearch.collection.place import find_collection
from partyresearch.intake.candidates import Candidate
from partyresearch.intake.find import Finder

FINDER = Finder(find_collection())
DAY = date(2023, 10, 9)
SURE = "Năm 2022, Đảng bộ huyện Bình Sơn kết nạp 62 đảng viên."


def _read(text: str, printed: str, day: date | None = DAY) -> Candidate:
    return next(c for c in FINDER.read(text, day).candidates if c.printed == printed)


@pytest.mark.parametrize(
    ("text", "printed", "doubts"),
    [
        (SURE, "62", ()),
        ("Năm 2022, toàn tỉnh kết nạp 3.262 đảng viên.", "3.262", ("organisation",)),
        ("Đảng bộ xã Tân An họp. Đảng bộ xã Mỹ Lộc vui. Năm 2022, kết nạp 62 đảng viên.", "62", ("organisation",)),
        ("Năm 2022, Đảng bộ huyện Bình Sơn giao; riêng các xã kết nạp 62 đảng viên.", "62", ("organisation",)),
        ("Năm 2022, Đảng bộ Sao Mai Xanh kết nạp 62 đảng viên.", "62", ("organisation",)),
        ("Năm 2022, Đảng bộ xã Tân An, huyện Bình Sơn kết nạp 62 đảng viên.", "62", ()),
        ("Đầu tháng 9/2023, Đảng bộ huyện Bình Sơn kết nạp 62 đảng viên.", "62", ("period",)),
        ("Năm 2022, 24/25 chi bộ của Đảng bộ huyện Bình Sơn kết nạp đảng viên, đạt 96% chỉ tiêu.", "96%", ("metric",)),
        ("Năm 2022, Đảng bộ huyện Bình Sơn kết nạp 62 đồng chí là cấp ủy viên.", "62", ("group",)),
        ("Năm 2022, huyện Bình Sơn vui, chi bộ trường học kết nạp 62 đảng viên.", "62", ("organisation",)),
        ("Đảng bộ huyện Bình Sơn kết nạp 62 đảng viên.", "62", ("period",)),
        ("Ngày 3/2/2022 họp. Tại buổi lễ, Đảng bộ huyện Bình Sơn kết nạp 62 đảng viên.", "62", ("period",)),
        (
            "Từ đầu nhiệm kỳ 2020-2025 đến nay vui. Đến ngày 30/6/2022, Đảng bộ huyện Bình Sơn kết nạp 62 đảng viên.",
            "62",
            ("period",),
        ),
        ("Năm 2022, ở các doanh nghiệp này, Đảng bộ huyện Bình Sơn kết nạp 62 đảng viên.", "62", ("group",)),
        ("Năm 2022, Đảng bộ huyện Nguyễn Văn An kết nạp 62 đảng viên.", "62", ("organisation",)),
        ("Năm 2022, Đảng bộ TP.HCM kết nạp 62 đảng viên.", "62", ()),
        ("Năm 2022, Đảng bộ quận 5 kết nạp 62 đảng viên.", "62", ()),
        ("Năm 2022, Ðảng bộ huyện Bình Sơn kết nạp 62 đảng viên.", "62", ()),
        ("Huyện Bình Sơn. Huyện Bình Sơn. Năm 2022, đồng chí Sao Mai kết nạp 62 đảng viên.", "62", ("organisation",)),
        ("Năm 2022, Đảng bộ huyện Bình Sơn 60; Công an 62; vui.", "62", ("organisation", "metric")),
        (
            "Năm 2022, huyện Ba Tri, huyện Bình Đại, huyện Giồng Trôm: toàn tỉnh kết nạp 62 đảng viên.",
            "62",
            ("organisation",),
        ),
        ("Tỉnh Bạc Liêu: năm 2022, Đảng bộ huyện Bình Sơn kết nạp 62 đảng viên.", "62", ("organisation",)),
        ("Tỉnh Quảng Ngãi: năm 2022, Đảng bộ huyện Bình Sơn kết nạp 62 đảng viên.", "62", ()),
        ("Năm 2022, Đảng bộ huyện Bình Sơn họp rồi kết nạp 62 đảng viên.", "62", ("organisation",)),
        ("Năm 2022, Đảng bộ huyện Bình Sơn kết nạp 62 đảng viên hờ.", "62", ("metric",)),
        ("Năm 2022, xã Tân An nhập thị trấn Tân An. Đảng bộ xã Tân An kết nạp 62 đảng viên.", "62", ("organisation",)),
        ("Năm 2022, huyện Bình Sơn có 4,2 vụ/10.000 dân.", "10.000", ("metric",)),
        ("Năm 2022, Đảng bộ huyện Bình Sơn kết nạp đảng viên tại 5 xã.", "5", ("metric",)),
        ("Năm 2022, Đảng bộ huyện Bình Sơn kết nạp đạt 20% số quần chúng ưu tú, theo kế hoạch.", "20%", ("metric",)),
        ("Năm 2022, Đảng bộ huyện Bình Sơn kết nạp, tặng huy hiệu 62 đảng viên mới.", "62", ("metric",)),
        ("Năm 2022, Đảng bộ huyện Bình Sơn kết nạp từ 62 đảng viên trở lên.", "62", ("status",)),
        ("6 tháng đầu năm 2022, Đảng bộ huyện Bình Sơn phấn đấu kết nạp 62 đảng viên.", "62", ("status",)),
        ("Năm 2022, Đảng bộ huyện Bình Sơn kết nạp 62 đảng viên là thanh niên.", "62", ("group",)),
        ("Đảng bộ huyện Bình Sơn hiện có 62 chi bộ.", "62", ()),
        ("Đảng bộ huyện Bình Sơn hiện có 9 sản phẩm OCOP, có thêm 62 sản phẩm.", "62", ("metric",)),
        ("Đảng bộ huyện Bình Sơn hiện kiện toàn 62 tổ chức cơ sở đảng.", "62", ("organisation", "metric")),
        ("Theo nghị quyết, nhiệm kỳ 2020-2025 Đảng bộ huyện Bình Sơn sẽ kết nạp 62 đảng viên.", "62", ("status",)),
        ("Năm 2022, Đảng bộ huyện Bình Sơn vượt 13/15 chỉ tiêu phát triển kinh tế.", "13/15", ("metric",)),
        ("Năm 2022, chi bộ Trường CĐSP kết nạp 62 đảng viên.", "62", ("organisation",)),
        ("Năm 2022, chi bộ Trường CĐSP Bình Sơn kết nạp 62 đảng viên.", "62", ()),
        ("Năm 2022, Đảng bộ huyện Bình Sơn phấn đấu đi đầu, kết nạp 62 đảng viên.", "62", ("status",)),
        (
            "Huyện ủy Bình Sơn vui. Huyện ủy Bình Sơn họp.\nXã Tân An có tin.\nNăm 2022, đã kết nạp 62 đảng viên.",
            "62",
            ("organisation",),
        ),
        ("Huyện ủy Bình Sơn vui. Huyện ủy Bình Sơn họp.\nNăm 2022, đã kết nạp 62 đảng viên.", "62", ()),
        ("Đảng bộ huyện Bình Sơn hiện có kế hoạch 62 đảng viên.", "62", ("metric",)),
        ("Năm 2022, Đảng bộ huyện Bình Sơn kết nạp 62 đảng viên; các em đều là học sinh.", "62", ("group",)),
        ("Học sinh vào Đảng\nNăm 2022, Đảng bộ huyện Bình Sơn kết nạp 62 đảng viên.", "62", ("group",)),
        ("Năm 2022, Đảng bộ huyện Bình Sơn kết nạp 62 đảng viên, trong đó có 20 đồng chí.", "20", ("group",)),
    ],
)
def test_what_nothing_near_the_number_settles(text: str, printed: str, doubts: tuple[str, ...]) -> None:
    """Each of these fields, and no other, is for a person; without a doubt the number is a figure."""
    found = _read(text, printed)
    assert found.doubts == doubts
    assert found.candidate == ("unsure" if doubts else "figure")


def test_a_total_does_not_recur() -> None:
    """Behind what is asked for every year, only what goes on with it does."""
    text = "Nhiệm kỳ 2020-2025, Đảng bộ huyện Bình Sơn có chỉ tiêu mỗi năm kết nạp 12 đảng viên, {} 62 đảng viên."
    assert _read(text.format("cả nhiệm kỳ kết nạp"), "62").recurs == ""
    assert _read(text.format("trong đó nữ"), "12").recurs == "year"


def test_what_depends_on_a_day_that_nobody_knows() -> None:
    """Stays open where the text has no date, and is settled by the day of publication."""
    text = "Đến nay, Đảng bộ huyện Bình Sơn có tổng số 4.215 đảng viên."
    assert _read(text, "4.215", None).doubts == ("period",)
    found = _read(text, "4.215")
    assert (found.doubts, found.period_end) == ((), DAY)
