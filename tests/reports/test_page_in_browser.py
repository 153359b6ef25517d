"""A page with all that one can show, in a real browser: wide and narrow, light and dark, on paper, without a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat.v4 as v4
import pytest
from sample_pages import ORIGIN, PLACES, ROWS, SAMPLE_FIGURES, TITLES, sample_notebook
from watching import WINDOWS, watch

from partyresearch.reports.page import page_file, render, render_index

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
RUN = {"run": "0001-20260101T060000Z", "title": "Quota attainment", "headline": TITLES["en"], "language": "en"}
RUN |= {"started": "2026-11-29T06:00:00Z", "data_sha256": "9b" * 32}
HIDDEN, FIRST = SAMPLE_FIGURES[0], "a-2020:0"  # a row on the last page of the table in a fold; one on its first


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of reports with its two pages, one failed."""
    folder = tmp_path_factory.mktemp("site")
    run = folder / "quota-attainment" / "latest"
    run.mkdir(parents=True)
    own = [v4.new_output("execute_result", data={"text/html": "<table><tr><td>mine</td></tr></table>"})]
    more = [v4.new_markdown_cell("## My own\n\nText."), v4.new_code_cell("1", outputs=own)]
    for language in ("en", "vi"):
        page = render(sample_notebook(*more), language, ORIGIN, "en")
        (run / page_file(language, "en")).write_bytes(page.html)
    card = RUN | {"parameters": {}, "others": {"vi": {"title": "Mức hoàn thành chỉ tiêu", "headline": TITLES["vi"]}}}
    failed = card | {"failure": "cell 3 failed: ValueError: <b>"}
    for name, page in render_index([{"folder": run.parent.name, "good": card, "failed": failed}]).items():
        (folder / name).write_bytes(page)
    return folder


def _address(site: Path, file: str = "index.html", anchor: str = "") -> str:
    return (site / "quota-attainment" / "latest" / file).as_uri() + anchor


@pytest.mark.parametrize(
    ("file", "window"),
    [
        ("index.html", WINDOWS[0]),
        ("vi.html", WINDOWS[-1]),
        *(
            pytest.param(file, window, marks=pytest.mark.slow)
            for file in ("index.html", "vi.html")
            for window in WINDOWS
            if (file, window) not in (("index.html", WINDOWS[0]), ("vi.html", WINDOWS[-1]))
        ),
    ],
    ids=str,
)
def test_a_page(browser: Any, site: Path, window: tuple[int, str], file: str) -> None:
    """As it opens and with everything open: nothing overflows, axe finds nothing, nothing is asked of a host."""
    with watch(browser, *window) as watched:
        page = watched.page
        page.goto(_address(site, file))
        assert watched.overflow() <= 0
        assert watched.violations() == []
        shown = page.locator("figure svg:visible")
        assert shown.count() == 1
        assert (shown.bounding_box()["width"] > 900) == (window[0] == 1280)
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        assert watched.overflow() <= 0
        assert watched.violations() == []
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == ("rgb(21, 24, 28)" if window[1] == "dark" else "rgb(254, 254, 254)")
        assert (watched.console, watched.asked()) == ([], [])


@pytest.mark.parametrize(
    "window", [WINDOWS[0], *(pytest.param(window, marks=pytest.mark.slow) for window in WINDOWS[1:])], ids=str
)
def test_the_list_of_reports(browser: Any, site: Path, window: tuple[int, str]) -> None:
    """From the list to a report, to its page in the other language, and back to the list in that language."""
    with watch(browser, *window) as watched:
        page = watched.page
        page.goto((site / "index.html").as_uri())
        assert watched.overflow() <= 0
        assert watched.violations() == []
        assert "cell 3 failed: ValueError: <b>" in page.locator(".failed").inner_text()
        page.get_by_role("link", name=TITLES["en"]).click()
        assert page.title() == page.locator("h1").inner_text() == TITLES["en"]
        page.get_by_role("link", name="VI").click()
        assert page.title() == TITLES["vi"]
        page.get_by_role("link", name="Danh sách báo cáo").click()
        assert page.locator("h1").inner_text() == "Danh sách báo cáo"
        assert watched.violations() == []
        page.get_by_role("link", name=TITLES["vi"]).click()
        page.get_by_role("link", name="EN").click()
        assert page.title() == TITLES["en"]
        assert (watched.console, watched.asked()) == ([], [])


def test_the_first_picture_begins_high(browser: Any, site: Path) -> None:
    """A reader sees it without scrolling."""
    with watch(browser) as watched:
        watched.page.goto(_address(site))
        assert watched.page.locator("figure").bounding_box()["y"] < 400


@pytest.mark.parametrize("width", [1280, 390])
def test_a_number_leads_to_its_row(browser: Any, site: Path, width: int) -> None:
    """Into a fold, to the right page of a table; from a picture, from an address, again, and back."""
    with watch(browser, width) as watched:
        page = watched.page
        row = page.locator(f"[id='{HIDDEN}']")
        page.goto(_address(site))
        assert not row.is_visible()
        page.locator(f"figure svg:visible a[href='#{HIDDEN}']").first.click()
        assert row.is_visible()
        assert 0 <= row.bounding_box()["y"] < 800
        page.locator("details[open] summary").click()
        assert not row.is_visible()
        page.locator(f".points a[href='#{HIDDEN}']").click()  # the same address as before
        row.wait_for(state="visible")
        page.goto(_address(site, anchor=f"#{FIRST}"))
        page.locator(f"[id='{FIRST}']").wait_for(state="visible")
        assert not row.is_visible()
        page.go_back()
        row.wait_for(state="visible")
        page.get_by_role("link", name="Cite").first.click()
        page.get_by_text("To cite this page").wait_for(state="visible")
        assert watched.console == []


def test_a_table_of_many_rows_has_pages(browser: Any, site: Path) -> None:
    """Fifty rows each; the keyboard turns them, and the focus stays."""
    with watch(browser) as watched:
        page = watched.page
        page.goto(_address(site, anchor=f"#{FIRST}"))
        rows = page.locator(".dense tbody tr:visible")
        previous, following = (page.get_by_role("button", name=name) for name in ("Previous", "Next"))
        assert rows.count() == 50
        for shown, text in (
            (50, "Rows 51 to 100 of 120"),
            (20, "Rows 101 to 120 of 120"),
            (20, "Rows 101 to 120 of 120"),
        ):
            following.focus()
            page.keyboard.press("Enter")
            assert (rows.count(), page.get_by_role("status").inner_text()) == (shown, text)
        assert page.evaluate("document.activeElement.textContent") == "Next"
        assert following.get_attribute("aria-disabled") == "true"
        assert watched.violations() == []
        previous.click()
        assert page.get_by_role("status").inner_text() == "Rows 51 to 100 of 120"


NUMBERS = {"en": ["12,669", "2,564", "136%", "At least 130"], "vi": ["12.669", "2.564", "136%", "Ít nhất 130"]}


@pytest.mark.parametrize("language", NUMBERS)
def test_a_table_is_sorted(browser: Any, site: Path, language: str) -> None:
    """By numbers as each language writes them, the largest first; by names from A; printed numbers are Vietnamese."""
    with watch(browser) as watched:
        page = watched.page
        page.goto(_address(site, page_file(language, "en"), f"#{FIRST}"))
        table = page.locator("table.stack").first
        number = table.locator("thead th").nth(1)
        for direction, step in (("descending", 1), ("ascending", -1), ("descending", 1)):
            number.get_by_role("button").click()
            assert number.get_attribute("aria-sort") == direction
            assert table.locator("tbody td:nth-child(2)").all_inner_texts() == NUMBERS[language][::step]
        table.locator("thead button").first.click()
        assert number.get_attribute("aria-sort") is None
        assert table.locator("tbody th").all_inner_texts() == ["Cần Thơ", "Đầm Dơi", "Đồng Tháp", "Nam Đông"]
        assert watched.violations() == []
        long = page.locator(".dense")
        long.locator("thead button").nth(1).click()
        assert long.locator("tbody tr:visible td:nth-child(2)").first.inner_text() == "116.263"  # 977 x 119
        assert long.locator("tbody tr:visible").count() == 50
        assert watched.console == []


def test_a_page_without_a_script(browser: Any, site: Path) -> None:
    """Every row is there, folds open by hand, nothing is offered that does not work."""
    with watch(browser, java_script_enabled=False) as watched:
        page = watched.page
        page.goto(_address(site))
        page.locator("summary").nth(1).click()
        assert page.locator(".dense tbody tr:visible").count() == ROWS
        assert page.locator("button").count() == 0


@pytest.mark.parametrize("script", [True, False])
def test_a_page_on_paper(browser: Any, site: Path, script: bool) -> None:
    """Dark on white, folds open, all rows, nothing to click, the wide picture; afterwards folds are as they were."""
    with watch(browser, 1010, "dark", java_script_enabled=script) as watched:
        page = watched.page
        page.goto(_address(site))
        page.emulate_media(media="print")
        if script:
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.locator(".dense tbody tr:visible").count() == ROWS
        assert page.locator("table.stack tbody th:visible").count() == 2 * len(PLACES)
        assert not page.locator(".buttons, .pager, .languages, .narrow").locator("visible=true").count()
        assert page.locator("figure .wide").is_visible()
        assert watched.overflow() <= 0
        assert page.evaluate("getComputedStyle(document.querySelector('tr')).breakInside") == "avoid"
        if script:
            page.evaluate("dispatchEvent(new Event('afterprint'))")
            assert page.locator("details[open]").count() == 0
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_a_picture_and_its_data_are_downloaded(browser: Any, site: Path) -> None:
    """From the page itself: no server is needed."""
    with watch(browser) as watched:
        watched.page.goto(_address(site))
        for name in ("SVG", "CSV"):
            with watched.page.expect_download() as found:
                watched.page.get_by_role("link", name=name, exact=True).click()
            assert found.value.suggested_filename == f"admitted.{name.lower()}"
        assert watched.asked() == []


def test_another_script_does_not_run(browser: Any, tmp_path: Path) -> None:
    """The policy allows one script by its hash; neither another, nor a handler, nor one with our text and a source."""
    hostile = "<script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">"
    output = v4.new_output("display_data", data={"text/html": hostile})
    path = tmp_path / "index.html"
    path.write_bytes(render(sample_notebook(v4.new_code_cell("1", outputs=[output]))).html)
    with watch(browser) as watched:
        watched.page.goto(path.as_uri())
        watched.page.locator("thead button").first.click()  # ours runs
        assert watched.page.title() == TITLES["en"]
