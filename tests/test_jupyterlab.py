"""The notebooks as researchers meet them: in JupyterLab, in a browser, run, changed and run again."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import NOTEBOOKS
from partyresearch.collection.place import find_collection, shipped
from partyresearch.tables.load import load_figures

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "a-token-of-the-test"
NAMES = [*(path.name for path in NOTEBOOKS.values()), "10_code_an_article.ipynb"]
CHANGES = {"10_code_an_article.ipynb": ('text_file: str = ""', 'text_file: str = "own.txt"')}
YEAR = ("year_from: int = 0", "year_from: int = 2023")
SETTINGS = re.search(r'JUPYTER_CONFIG_PATH="\$\(CURDIR\)/([\w/]+)', (ROOT / "Makefile").read_text(encoding="utf-8"))
DRAWN = "() => [...document.querySelectorAll('.jp-RenderedImage img')].map(one => one.naturalWidth)"
ALIGNED = """() => [...document.querySelectorAll('.jp-RenderedHTMLCommon .scroll td')].map(
    cell => (cell.className === 'number' ? 'number ' : 'text ') + getComputedStyle(cell).textAlign)"""
READY = """name => {
    const panel = window.jupyterapp?.shell.currentWidget
    return panel?.context?.path === name && panel.sessionContext?.session?.kernel
}"""
RUN = """async ([from, to]) => {
    const app = window.jupyterapp
    const notebook = app.shell.currentWidget.content
    if (from) {
        const cell = notebook.widgets.find(one => one.model.sharedModel.source.includes(from))
        cell.model.sharedModel.setSource(cell.model.sharedModel.source.replace(from, to))
    }
    await app.shell.currentWidget.sessionContext.ready
    await app.commands.execute('notebook:run-all-cells')
    return notebook.widgets.map(one => one.model.toJSON())
}"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab on a copy of the notebooks; its address."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(shipped("notebooks", "notebooks"), folder / "notebooks")
    (folder / "notebooks" / "own.txt").write_text("Năm 2023, Huyện ủy Mỹ Lộc kết nạp 62 đảng viên.", encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [
        "--no-browser",
        "--expose-app-in-browser",
        "--allow-root",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
        f"--notebook-dir={folder / 'notebooks'}",
    ]
    assert SETTINGS is not None  # those of `make lab`
    own = {
        "JUPYTER_CONFIG_PATH": str(ROOT / SETTINGS[1]),
        "HOME": str(folder),
        "JUPYTER_RUNTIME_DIR": str(folder / "run"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
    }
    with (folder / "log").open("w") as log:
        command = [sys.executable, "-m", "jupyter", "lab", *options]
        server = subprocess.Popen(command, env=os.environ | own, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/api/status?token={TOKEN}", folder / "log")
            yield address
        finally:
            server.terminate()
            server.wait(30)


def _wait(address: str, log: Path) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"JupyterLab does not answer: {log.read_text()[-2000:]}")


def _outputs(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] for cell in code)
    outputs = [output for cell in code for output in cell["outputs"]]
    assert [output for output in outputs if output["output_type"] in ("error", "stream")] == []
    return outputs


def _pictures(outputs: list[dict[str, Any]]) -> int:
    return sum("image/png" in output.get("data", {}) for output in outputs)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_run_changed_and_run_again(lab: str, browser: Any, name: str) -> None:
    """No error, every picture there and drawn; with another parameter something else is said."""
    reference = json.loads((shipped("notebooks", "notebooks") / name).read_text(encoding="utf-8"))["cells"]
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    try:
        page.goto(f"{lab}/lab/workspaces/{name[:2]}/tree/{name}?token={TOKEN}")  # none that another has left open
        page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell", timeout=60_000)
        page.wait_for_function(READY, arg=name, timeout=60_000)
        first = _outputs(page.evaluate(RUN, ["", ""]))
        assert _pictures(first) == _pictures(_outputs(reference))
        old, new = CHANGES.get(name, YEAR)
        second = _outputs(page.evaluate(RUN, [old, new]))
        assert [output.get("data") for output in second] != [output.get("data") for output in first]
        page.wait_for_timeout(500)
        drawn = page.evaluate(DRAWN)
        assert all(width > 100 for width in drawn)
        aligned = set(page.evaluate(ALIGNED))  # not as JupyterLab would have it
        assert aligned <= {"text left", "text start", "number right"}
    finally:
        page.close()


def test_nobody_is_asked_for_news_or_updates(lab: str, browser: Any) -> None:
    """With the settings of `make lab`, a first visit shows no question, and nothing is fetched from elsewhere."""
    page = browser.new_page()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    try:
        page.goto(f"{lab}/lab/workspaces/quiet?token={TOKEN}")
        page.wait_for_selector(".jp-Launcher", timeout=60_000)
        page.wait_for_timeout(3000)  # JupyterLab asks about news a moment after it has started
        assert page.locator(".jp-Dialog, .Toastify__toast").all_inner_texts() == []
        assert [url for url in requested if not url.startswith((lab, "data:", "blob:"))] == []
        # the server would fetch these two from elsewhere
        assert [url for url in requested if "/lab/api/news" in url or "/lab/api/update" in url] == []
    finally:
        page.close()


def test_an_article_is_decided_in_the_notebook(lab: str, browser: Any, place: Path) -> None:
    """A number is clicked and its metric changed, the next is decided by a key; saved at once, then accepted."""
    name, path = "10_code_an_article.ipynb", place / "c" / "my-loc-2024.candidates.csv"
    files = f'text_file, reviewed_file, data_dir = "{place / "moi.txt"}", "{path}", "{place / "data"}"'
    path.write_bytes(path.read_bytes().replace(b",metric,members_removed,", b",metric period,,"))
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    try:
        page.goto(f"{lab}/lab/workspaces/edit/tree/{name}?token={TOKEN}")
        page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell", timeout=60_000)
        page.wait_for_function(READY, arg=name, timeout=60_000)
        page.evaluate(RUN, ["edit: bool = False", f"edit: bool = True; {files}"])
        editor = page.locator(".review-editor")
        progress, printed = editor.locator(".bar b"), editor.locator("h3")
        metric, complaints = editor.locator("[name=metric]"), editor.locator(".field .wrong:not(:empty)")

        def say(what: Any, text: str) -> None:
            what.filter(has_text=text).first.wait_for(timeout=10_000)

        say(progress, "7 of 8 decided")
        editor.locator(".mark", has_text="62").click()
        say(printed, "62")
        metric.fill("members_m")  # as much as no other begins with
        metric.press("Enter")
        say(editor.locator(".field"), "made full members")
        assert _candidates(path)["62"]["metric"] == "members_made_full"
        metric.fill("memb")
        metric.press("Enter")
        say(complaints, "got 'memb'")
        assert metric.input_value() == "memb"
        editor.get_by_text("a new metric").click()
        editor.locator("[name='metric.label']").fill("rice grown")
        editor.get_by_role("button", name="Add").first.click()
        say(complaints, "expected one of persons, percent")
        editor.locator("[name='metric.unit']").select_option("items")
        editor.locator("[name='metric.measure']").select_option("flow")
        editor.locator("[name='metric.description']").fill("Tonnes of rice")
        page.keyboard.press("Enter")
        say(editor.locator(".field"), "rice grown · ")
        assert (metric.input_value(), editor.locator("[name='metric.label']").input_value()) == ("rice_grown", "")
        page.keyboard.press("p")  # the keys are heard again
        editor.locator(".mark", has_text="2023").last.click()
        page.keyboard.press("f")  # no figure before: now it is to be decided, and its metric asked for
        say(complaints, "got an empty cell")
        page.keyboard.type("RÌCE")  # without capitals, and with any marks
        page.keyboard.press("Enter")
        say(editor.locator(".field"), "rice grown")
        page.keyboard.press("Escape")
        page.keyboard.press("x")  # its reason is kept
        say(progress, "7 of 8 decided")
        editor.locator(".mark", has_text="62").click()
        metric.fill("ric")  # it is offered, too
        metric.press("Enter")
        page.wait_for_function("() => document.querySelector('.review-editor [name=metric]').value === 'rice_grown'")
        metric.fill("admitted")  # as it is called
        metric.press("Enter")
        say(editor.locator(".field"), "admitted · rests on")
        assert _candidates(path)["62"]["metric"] == "members_admitted"
        editor.get_by_role("button", name="Accept").click()
        page.keyboard.press("n")
        say(printed, "không")
        say(complaints.or_(editor.locator("[role=alert]")), "decided by a person")
        editor.locator("[name=status]").focus()
        page.keyboard.press("x")  # while a field has it, a key decides nothing, and JupyterLab cuts no cell
        page.keyboard.press("Escape")
        page.keyboard.press("f")
        say(complaints, "got an empty cell")
        page.keyboard.type("members_rem")  # what is asked for is where one types
        page.keyboard.press("Enter")
        say(complaints, "expected the period in which it happened")
        page.keyboard.type("2022")
        page.keyboard.press("Enter")
        say(progress, "8 of 8 decided")
        assert _candidates(path)["không"]["period_end"] == "2022-12-31"
        assert {row["candidate"] for row in _candidates(path).values()} == {"figure", "exclusion"}
        page.keyboard.press("p")
        say(printed, "62")
        editor.get_by_role("button", name="Accept").click()
        say(editor.locator("pre"), "accepted my-loc-2024: 1 articles, 5 figures, 3 exclusions, 2 organisations")
        editor.get_by_role("button", name="Accept").click()
        say(editor.locator("[role=alert]"), "my-loc-2024, which was accepted already")
        assert len(load_figures(place / "data").query("article_id == 'my-loc-2024'")) == 5
        assert [url for url in requested if not url.startswith((lab, "data:", "blob:"))] == []
    finally:
        page.close()


def _candidates(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["printed"]: row for row in csv.DictReader(stream)}


def test_help_shows_the_columns_of_a_table() -> None:
    """What `load_target_readings?` prints in a notebook."""
    import inspect

    from partyresearch import load_target_readings

    text = inspect.getdoc(load_target_readings) or ""
    assert all(name in text for name in load_target_readings(find_collection().root).columns)
