"""Numbers of tables that a page has flattened."""

from __future__ import annotations

import pytest

from partyresearch.intake.tables import find_cells
from partyresearch.intake.text import read

TITLE = "Kết quả kết nạp đảng viên 9 tháng năm 2023 của Đảng bộ huyện Bình Sơn\n"
LINES = f"{TITLE}Đơn vị\nChỉ tiêu\nKết nạp\nTỷ lệ\nXã Tân An\n12\n14\n116,7%\nXã Mỹ Lộc\n10\n7\n70%\nHết bảng."
BARS = f"{TITLE}STT | Đơn vị | Kế hoạch | Thực hiện (%)\n1 | Xã Tân An | 12 | 14\n2 | Xã Mỹ Lộc | 10 | 7\nHết bảng."


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (
            LINES,
            [
                ("12", "admission_target", "xã tân an", False),
                ("14", "members_admitted", "xã tân an", False),
                ("116,7%", "target_attainment", "xã tân an", False),
                ("10", "admission_target", "xã mỹ lộc", False),
                ("7", "members_admitted", "xã mỹ lộc", False),
                ("70%", "target_attainment", "xã mỹ lộc", False),
            ],
        ),
        (
            BARS,
            [
                ("12", "admission_target", "xã tân an", False),
                ("14", "members_admitted", "xã tân an", True),
                ("10", "admission_target", "xã mỹ lộc", False),
                ("7", "members_admitted", "xã mỹ lộc", True),
            ],
        ),
    ],
)
def test_a_number_has_the_heading_of_its_column(page: str, expected: list[tuple[str, str, str, bool]]) -> None:
    """And the name of its row; what numbers the rows is none."""
    text = read(page)
    found = find_cells(text)
    assert [
        (text.low[start:].replace("|", "\n").split("\n")[0].strip(), c.metric, text.low[slice(*c.row)], c.in_percent)
        for start, c in found.items()
    ] == expected
    assert {text.clean[slice(*cell.title)] for cell in found.values()} == {TITLE}


@pytest.mark.parametrize(
    "page",
    [
        "Đơn vị\nChỉ tiêu\nKết nạp\nMột đoạn văn.\nHai đoạn văn.\n14",  # no row
        "Đơn vị\nSố hộ\nXã Tân An\n12",  # nothing of ours
        "Chỉ tiêu\nKết nạp\n12\n14",  # no names
        "Đơn vị | Chỉ tiêu\nXã Tân An kết nạp 5 đảng viên",
    ],
)
def test_what_is_no_table(page: str) -> None:
    """Rows, names and a heading that is known make one."""
    assert find_cells(read(page)) == {}
