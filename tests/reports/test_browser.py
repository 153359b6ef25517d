"""Published pages in a real browser: nothing fetched, nothing on the console, nothing that axe objects to."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
import pytest
from watching import WINDOWS, Watched, watch

from conftest import NOTEBOOKS, simulate
from partyresearch.collection.place import Collection, find_collection
from partyresearch.reports.batch import run_all
from partyresearch.reports.page import render
from partyresearch.reports.publish import publish
from partyresearch.reports.run import Job

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
DARK = "rgb(21, 24, 28)"
VIEWS = [*(("own", window) for window in WINDOWS), ("simulated", (360, "light"))]
FILES = ("index.html", "vi.html")
PAGES = [*FILES, *(f"{name}/latest/{file}" for name in NOTEBOOKS for file in FILES)]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Every report of our collection, or of one that carries every model, and one that failed; each once."""

    @cache
    def publish_all(kind: str) -> Path:
        folder = tmp_path_factory.mktemp(kind)
        data = find_collection() if kind == "own" else Collection(simulate(folder / "data"))
        done = list(run_all([Job(name) for name in NOTEBOOKS], data, processes=2))
        failed = replace(done[0], failure="cell 3 failed: ValueError: <b>")
        for report in [*done, failed]:
            publish(replace(report, started=datetime(2026, 1, 1, tzinfo=UTC)), folder / "reports")
        return folder / "reports"

    return publish_all


@pytest.fixture
def watched(browser: Any, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """A window of the width and the mode that a test asks for."""
    with watch(browser, *request.param) as watched:
        yield watched


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("kind", "watched"), VIEWS, indirect=["watched"], ids=["wide", "phone", "narrow", "dark", "models"]
)
def test_a_page(
    watched: Watched, sites: Callable[[str], Path], kind: str, name: str, request: pytest.FixtureRequest
) -> None:
    """As a reader meets it, and after a click on the first link within the page."""
    watched.page.goto((sites(kind) / name).as_uri())
    paper = watched.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == DARK) == ("dark" in request.node.callspec.id)
    assert watched.violations() == []
    assert watched.overflow() <= 0
    assert watched.page.evaluate("[...document.images].every(one => one.alt && (!one.complete || one.naturalWidth))")
    figure = watched.page.locator("td a[href^='#']:visible").first
    if name not in FILES:
        figure.click()
        target = watched.page.locator(":target")
        assert f"#{target.get_attribute('id')}" == figure.get_attribute("href")
        assert 0 <= round(target.bounding_box()["y"]) < 800
        assert watched.violations() == []
        assert watched.overflow() <= 0
    assert watched.console == []
    assert watched.asked() == []


@pytest.mark.parametrize("watched", [VIEWS[0][1]], indirect=True, ids=["wide"])
def test_from_the_list_to_a_report_and_back(watched: Watched, sites: Callable[[str], Path]) -> None:
    """Every step is a link, and the list shows what failed beside the last good run."""
    page = watched.page
    page.goto((sites("own") / "index.html").as_uri())
    assert page.locator(".failed").inner_text().count("cell 3 failed: ValueError: <b>") == 1
    page.locator("section", has=page.get_by_role("heading", name="Quota attainment")).get_by_role("link").last.click()
    assert page.locator("nav [aria-current=page]").inner_text() == "Quota attainment"
    page.get_by_role("link", name="VI", exact=True).click()
    page.get_by_role("link", name="Danh sách báo cáo").click()
    assert page.title() == "Danh sách báo cáo"


def test_a_printed_page(browser: Any, sites: Callable[[str], Path]) -> None:
    """On paper no table is wider than the sheet, and the text is dark on white."""
    with watch(browser, 1000, "dark") as watched:
        page = watched.page
        page.emulate_media(media="print")
        page.goto((sites("own") / "quota-attainment/latest/index.html").as_uri())
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("Math.max(...[...document.querySelectorAll('table')].map(one => one.scrollWidth)) <= 1000")


HOSTILE = """<script>document.title = "run"</script><img src=x onerror="document.title='run'">
<img src="http://HOST/seen.png"><iframe src="http://HOST/"></iframe><object data="http://HOST/"></object>
<link rel="preconnect" href="http://HOST"><link rel="stylesheet" href="http://HOST/a.css">
<svg onload="document.title='run'"></svg><form action="http://HOST/"><button>Send</button></form>
<!--><MeTa/http-equiv="refresh" content="0;url=http://HOST/"><base href="http://HOST/">-->"""


@pytest.mark.parametrize("watched", [(1280, "light")], indirect=True)
def test_nothing_that_a_notebook_prints_runs_or_asks_a_host(watched: Watched, tmp_path: Path) -> None:
    """Scripts, handlers, pictures, frames, style sheets, refreshes, forms, whatever its cells show: no connection."""
    with socket.create_server(("127.0.0.1", 0)) as host:
        hostile = HOSTILE.replace("HOST", f"127.0.0.1:{host.getsockname()[1]}")
        output = v4.new_output("display_data", data={"text/html": hostile})
        text = v4.new_markdown_cell(f"# A title\n\n{hostile}")
        cells = [text, v4.new_code_cell("show()", outputs=[output])]
        (tmp_path / "index.html").write_bytes(render(v4.new_notebook(cells=cells)).html)
        watched.page.goto((tmp_path / "index.html").as_uri())
        assert watched.page.title() == "A title"
        watched.page.evaluate("document.querySelector('button').click()")
        host.settimeout(2)
        with pytest.raises(TimeoutError):
            host.accept()
    assert watched.page.url.startswith("file:")
