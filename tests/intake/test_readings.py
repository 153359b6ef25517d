"""Whole readings of sentences, kind by kind: what was wrong on public articles, and what was called wrongly."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from partyresearch.collection.place import find_collection
from partyresearch.intake.candidates import Candidate
from partyresearch.intake.find import Finder

DAY = date(2023, 10, 9)


@cache
def _finder() -> Finder:
    return Finder(find_collection())


def _read(text: str, printed: str, day: date | None) -> Candidate:
    return [c for c in _finder().read(text, day).candidates if c.printed == printed][-1]


def _told(figure: Candidate) -> str:
    organisation = figure.organisation.name.removeprefix("Đảng bộ ") if figure.organisation else "?"
    days = f"{figure.period_start or '?'} {figure.period_end or '?'}"
    return " | ".join([figure.metric or "?", figure.group, figure.status, figure.bound, organisation, days])


@pytest.mark.parametrize(
    ("text", "printed", "day", "told", "doubts"),
    [
        (
            "Năm 2022, huyện Ba Vì kết nạp 51 đảng viên. Trong số đảng viên mới kết nạp, 66,7% là nữ.",
            "66,7%",
            DAY,
            "group_share_of_admissions | woman | reported | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, huyện Ba Vì kết nạp 90 đảng viên. Đảng viên mới kết nạp người dân tộc thiểu số chiếm trên 52%.",
            "52%",
            DAY,
            "group_share_of_admissions | ethnic_minority | reported | more_than | huyện Ba Vì | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, huyện Ba Vì kết nạp 90 đảng viên, trong đó 35 đồng chí là nữ; 27 là người dân tộc thiểu số.",
            "27",
            DAY,
            "members_admitted | ethnic_minority | reported | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, huyện Ba Vì kết nạp 90 đảng viên, trong đó đảng viên đồng bào dân tộc thiểu số chiếm 48 người.",
            "48",
            DAY,
            "members_admitted | ethnic_minority | reported | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, huyện Ba Vì kết nạp 90 đảng viên. Trong số đó, 36 đảng viên là đoàn viên thanh niên, chiếm 40%.",
            "40%",
            DAY,
            "group_share_of_admissions | youth_union_member | reported | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, huyện Ba Vì kết nạp 27 đảng viên thuộc lực lượng dân quân tự vệ.",
            "27",
            DAY,
            "members_admitted | soldier_militia | reported | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, huyện Ba Vì đã kết nạp 7 đoàn viên ưu tú vào Đảng.",
            "7",
            DAY,
            "members_admitted | all | reported | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, huyện Ba Vì kết nạp 80 đảng viên/85 chỉ tiêu được tỉnh giao.",
            "85",
            DAY,
            "admission_target | all | target | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Từ năm 2020 đến nay, mỗi năm, huyện Ba Vì kết nạp từ 45 - 50 đảng viên mới.",
            "45 - 50",
            DAY,
            "members_admitted | all | reported | range | huyện Ba Vì | 2020-01-01 2023-10-09",
            "period status",
        ),
        (
            "Năm 2023, huyện Ba Vì phấn đấu kết nạp được từ 180 đảng viên trở lên.",
            "180",
            DAY,
            "admission_target | all | target | at_least | huyện Ba Vì | 2023-01-01 2023-12-31",
            "",
        ),
        (
            "Năm 2022, mỗi đảng bộ xã của huyện Ba Vì phải kết nạp từ 7 đảng viên trở lên.",
            "7",
            DAY,
            "admission_target_of_each | all | target | at_least | huyện Ba Vì | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Huyện ủy Ba Vì giao chỉ tiêu cho 22 cơ sở kết nạp 170 đảng viên trong năm 2023.",
            "170",
            DAY,
            "admission_target | all | target | exact | huyện Ba Vì | 2023-01-01 2023-12-31",
            "",
        ),
        (
            "Đến năm 2030, huyện Ba Vì đặt mục tiêu kết nạp ít nhất 200 đảng viên.",
            "200",
            DAY,
            "admission_target | all | target | at_least | huyện Ba Vì | ? 2030-12-31",
            "period",
        ),
        (
            "Năm 2022, huyện Ba Vì kết nạp 62 đảng viên, hơn kế hoạch 15 đồng chí.",
            "15",
            DAY,
            "target_excess_persons | all | reported | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, huyện Ba Vì kết nạp 62 đảng viên, đạt tỷ lệ 7,6%.",
            "7,6%",
            DAY,
            "admissions_share_of_members | all | reported | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "metric",
        ),
        (
            "Dịp 3/2 năm nay, huyện Ba Vì kết nạp 12 đảng viên.",
            "12",
            DAY,
            "members_admitted | all | reported | exact | huyện Ba Vì | 2023-02-03 2023-02-03",
            "period",
        ),
        (
            "Trong năm 2023, huyện Ba Vì kết nạp 62 đảng viên.",
            "62",
            date(2023, 12, 20),
            "members_admitted | all | reported | exact | huyện Ba Vì | 2023-01-01 2023-12-31",
            "",
        ),
        (
            "Trong năm, huyện Ba Vì kết nạp 62 đảng viên.",
            "62",
            date(2024, 1, 12),
            "members_admitted | all | reported | exact | huyện Ba Vì | 2023-01-01 2023-12-31",
            "",
        ),
        (
            "Đến nay, huyện Ba Vì có 99 tổ chức cơ sở đảng. Trong đó, 68 đảng bộ và 31 chi bộ cơ sở.",
            "31",
            DAY,
            "grassroots_organisations | all | reported | exact | huyện Ba Vì | 2023-10-09 2023-10-09",
            "",
        ),
        (
            "Từ năm 2021, huyện Ba Vì vui. Năm 2022, kết nạp 30 học sinh, gấp 2 lần năm 2020 (15 em).",
            "15",
            DAY,
            "members_admitted | school_pupil | reported | exact | huyện Ba Vì | 2020-01-01 2020-12-31",
            "period",
        ),
        (
            "Nhiệm kỳ 2020-2025 vui; nhiệm kỳ trước, huyện Ba Vì kết nạp 22 đảng viên.",
            "22",
            DAY,
            "members_admitted | all | reported | exact | huyện Ba Vì | 2015-01-01 2020-12-31",
            "",
        ),
        (
            "Quí I/2023, huyện Ba Vì kết nạp 34 đảng viên.",
            "34",
            DAY,
            "members_admitted | all | reported | exact | huyện Ba Vì | 2023-01-01 2023-03-31",
            "",
        ),
        (
            "Năm học 2022-2023, huyện Ba Vì kết nạp 34 học sinh.",
            "34",
            DAY,
            "members_admitted | school_pupil | reported | exact | huyện Ba Vì | 2022-09-01 2023-05-31",
            "",
        ),
        (
            "Năm 2020, năm 2020, năm 2022. Trong 8 tháng đầu năm, huyện Ba Vì kết nạp 39 học sinh.",
            "39",
            None,
            "members_admitted | school_pupil | reported | exact | huyện Ba Vì | 2020-01-01 2020-08-31",
            "period",
        ),
        (
            "Năm 2022, huyện Ba Vì kết nạp 44 học sinh và 39 học sinh trong 8 tháng đầu năm nay.",
            "39",
            None,
            "members_admitted | school_pupil | reported | exact | huyện Ba Vì | ? ?",
            "period",
        ),
        (
            "Tỉnh Hà Nam. Đại hội Đảng bộ tỉnh lần thứ XIII. Năm 2022, toàn tỉnh kết nạp 900 đảng viên.",
            "900",
            DAY,
            "members_admitted | all | reported | exact | tỉnh Hà Nam | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Theo Bí thư Đảng ủy Dân Chính Đảng Trương Minh Thịnh, năm 2022 Đảng bộ kết nạp 134 đảng viên.",
            "134",
            DAY,
            "members_admitted | all | reported | exact | Dân Chính Đảng | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, vượt chỉ tiêu kết nạp đảng viên ở tỉnh Hà Nam: Công an tỉnh (158,18%).",
            "158,18%",
            DAY,
            "target_attainment | all | reported | exact | Công an tỉnh Hà Nam | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, kết nạp đảng viên ở Bình Thuận đạt chỉ tiêu: huyện Phú Quý (120,83%).",
            "120,83%",
            DAY,
            "target_attainment | all | reported | exact | huyện Phú Quý | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, Sở Tài nguyên và Môi trường vượt chỉ tiêu kết nạp 6 đảng viên.",
            "6",
            DAY,
            "target_excess_persons | all | reported | exact | Sở Tài nguyên và Môi trường | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, Đảng bộ Công ty Kinh doanh nước sạch Hà Nam kết nạp 11 đảng viên.",
            "11",
            DAY,
            "members_admitted | all | reported | exact | Công ty Kinh doanh nước sạch Hà Nam | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, THPT Kim Xuyên kết nạp 5 đảng viên.",
            "5",
            DAY,
            "members_admitted | all | reported | exact | THPT Kim Xuyên | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Vũng Liêm đạt 122,5% chỉ tiêu\nNăm 2022, toàn huyện có 245 đảng viên mới được kết nạp.",
            "245",
            DAY,
            "members_admitted | all | reported | exact | huyện Vũng Liêm | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, Đảng bộ thành phố Hà nội kết nạp 900 đảng viên.",
            "900",
            DAY,
            "members_admitted | all | reported | exact | thành phố Hà Nội | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, chi ủy cùng Trung tâm Chính trị quận Hải Châu mở 2 lớp đối tượng kết nạp Đảng.",
            "2",
            DAY,
            "awareness_classes | all | reported | exact | quận Hải Châu | 2022-01-01 2022-12-31",
            "organisation",
        ),
        (
            "Phường Ba Đình vui. Phường Ba Đình có 3 tổ.\nNăm 2022, đã kết nạp 7 đảng viên.",
            "7",
            DAY,
            "members_admitted | all | reported | exact | phường Ba Đình | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, huyện Ba Vì phát triển 17 tổ chức đảng, gồm 4 tổ chức cơ sở đảng.",
            "4",
            DAY,
            "grassroots_organisations | all | reported | exact | huyện Ba Vì | 2022-12-31 2022-12-31",
            "metric",
        ),
        (
            "Năm 2022, huyện Ba Vì khen 6 nơi, gồm 4 xã.",
            "4",
            DAY,
            "communes | all | reported | exact | huyện Ba Vì | 2022-12-31 2022-12-31",
            "metric",
        ),
        (
            "Năm 2022, huyện Ba Vì kỷ luật, đã kiểm tra 66 đảng viên.",
            "66",
            DAY,
            "? |  |  | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "metric",
        ),
        (
            "Năm 2022, huyện Ba Vì kỷ luật 24 đảng viên (khiển trách 15 đảng viên, khai trừ 9 đảng viên).",
            "9",
            DAY,
            "members_disciplined | all | reported | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, huyện Ba Vì có 10 đảng viên dự lớp bồi dưỡng nghiệp vụ.",
            "10",
            DAY,
            "? |  |  | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "metric",
        ),
        (
            "Năm 2022, Đoàn huyện Ba Vì kết nạp 602 đoàn viên mới, tăng 5,43% so với năm 2021.",
            "5,43%",
            DAY,
            "? |  |  | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "metric",
        ),
        (
            "Năm 2022, Công đoàn huyện Ba Vì giới thiệu với Đảng 186 đoàn viên ưu tú.",
            "186",
            DAY,
            "members_proposed | all | reported | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, huyện Ba Vì thông qua 21 hồ sơ đề nghị kết nạp đảng viên.",
            "21",
            DAY,
            "members_proposed | all | reported | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "organisation",
        ),
        (
            "Cuối năm 2022, huyện Ba Vì có 11.000 đảng viên người dân tộc thiểu số (chiếm 11%), kết nạp nhiều.",
            "11%",
            DAY,
            "? |  |  | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "metric",
        ),
        (
            "Năm 2022, huyện Ba Vì vượt chỉ tiêu kết nạp. 30 đoàn viên được kết nạp Đảng.",
            "30",
            DAY,
            "members_admitted | all | reported | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, kết nạp Đảng cho 40 thanh niên huyện Ba Vì trước khi nhập ngũ.",
            "40",
            DAY,
            "members_admitted |  | reported | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "metric",
        ),
        (
            "Năm 2022, huyện Ba Vì phấn đấu 100% cán bộ, đảng viên học tập chỉ tiêu kết nạp.",
            "100%",
            DAY,
            "? |  |  | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "metric",
        ),
        (
            "Năm 2022, huyện Ba Vì vui. Đảng bộ huyện Ba Vì có đảng viên Hòa (SN 1924) và kết nạp 7 đảng viên.",
            "7",
            DAY,
            "members_admitted | all | reported | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "organisation",
        ),
        (
            "Năm 2022, huyện Ba Vì vui. Trong tổng số 82 đảng viên kết nạp, 41 là nữ.",
            "82",
            DAY,
            "members_admitted | all | reported | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, huyện Ba Vì vui; 50% tổng số đảng viên mới được kết nạp là nữ.",
            "50%",
            DAY,
            "group_share_of_admissions | all | reported | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "organisation group",
        ),
        (
            "Năm 2022, Chi bộ cơ sở Công ty May Ba Vì kết nạp 7 đảng viên.",
            "7",
            DAY,
            "members_admitted | all | reported | exact | Chi bộ Công ty May Ba Vì | 2022-01-01 2022-12-31",
            "",
        ),
        (
            "Năm 2022, huyện Ba Vì kết nạp 39 đảng viên mới trong tổng số 200 đảng viên mới mà kế hoạch năm đề ra.",
            "200",
            DAY,
            "admission_target | all | target | exact | huyện Ba Vì | 2022-01-01 2022-12-31",
            "",
        ),
    ],
)
def test_what_a_number_is_read_as(text: str, printed: str, day: date | None, told: str, doubts: str) -> None:
    """Metric, group, status, bound, organisation and days; and the fields that a person must look at."""
    figure = _read(text, printed, day)
    assert (_told(figure), " ".join(figure.doubts)) == (told, doubts)
    assert (figure.candidate == "figure") == (not doubts)
