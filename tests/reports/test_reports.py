"""Run a notebook for real and put it in place."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import nbformat.v4 as v4
import pandas as pd
import pytest

from partyresearch.collection import DATA_VARIABLE, Collection
from partyresearch.problems import UserError
from partyresearch.reports import publish as publishing
from partyresearch.reports.page import render
from partyresearch.reports.publish import publish
from partyresearch.reports.run import Report, as_bytes, execute, run_notebook
from partyresearch.tables.package import build


@pytest.fixture(scope="module")
def report() -> Report:
    """The quota report of our own data, once."""
    return execute("quota-attainment")


def test_the_page(report: Report) -> None:
    """No code, no script, no request to any host, a language, alternative text, every link with its target."""
    page = report.files["index.html"].decode()
    assert '<html lang="en">' in page
    assert "load_quotas" not in page
    assert "highlight" not in page
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert re.findall(r"<img[^>]+alt=\"Forest plot", page)
    assert not re.findall(r"<img(?![^>]*alt=)", page)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))
    assert "Warning" not in page
    assert "Đầm Dơi" in page


def test_the_estimates(report: Report) -> None:
    """The file beside the page holds the numbers in full precision."""
    from io import BytesIO

    estimates = pd.read_csv(BytesIO(report.files["estimates.csv"]))
    assert estimates["estimate"].iloc[0] == 116 / 115
    assert estimates["figure_ids"].str.len().gt(0).all()


def test_the_headline_is_the_notebooks(report: Report) -> None:
    """It goes into the list of reports."""
    assert report.title == "Quota attainment"
    assert report.headline.startswith("Finished targets with a printed result: 11")


def test_no_file_names_this_machine(report: Report) -> None:
    """The same run gives the same bytes anywhere."""
    for name, data in report.files.items():
        assert not re.search(rb"/(?:tmp|home|root|work|Users)/", data), name


def test_the_same_run_gives_the_same_bytes(report: Report) -> None:
    """No time, no random id."""
    assert execute("quota-attainment").files == report.files


def test_another_collection_and_its_variable(tiny: Collection) -> None:
    """--data reaches the kernel, and the variable is as it was afterwards."""
    build(tiny)
    found = execute("quota-attainment", collection=tiny)
    assert found.headline.startswith("Finished targets with a printed result: 1;")
    assert DATA_VARIABLE not in os.environ


def test_parameters_reach_the_notebook() -> None:
    """A selection changes the numbers and the prose."""
    found = execute("quota-attainment", {"organisations": ["nam-dong"]})
    assert found.headline.startswith("Finished targets with a printed result: 1;")
    assert "Left out of this selection" in found.files["index.html"].decode()


def test_an_empty_selection_still_runs() -> None:
    """It says plainly what is missing."""
    found = execute("quota-attainment", {"year_to": 1990})
    assert found.headline == "No finished target with a printed result is in the selection."


def test_a_failing_cell_is_named() -> None:
    """One line: which cell, which error; the text of a typo's error says what would be right."""
    with pytest.raises(UserError, match=r"quota-attainment: cell \d+ failed: UserError: organisations: found 'x'"):
        execute("quota-attainment", {"organisations": ["x"]})


def test_a_dead_kernel_is_told(tmp_path: Path) -> None:
    """A kernel that is gone is no finished report."""
    path = tmp_path / "dead.ipynb"
    cells = [v4.new_code_cell("import os; os._exit(3)", id="a")]
    metadata = {"kernelspec": {"name": "python3", "display_name": "p", "language": "python"}}
    path.write_bytes(as_bytes(v4.new_notebook(cells=cells, metadata=metadata)))
    with pytest.raises(UserError, match="could not be run: DeadKernelError"):
        run_notebook("dead", path, {}, tmp_path)


def test_a_notebook_without_a_title() -> None:
    """A page needs a name."""
    with pytest.raises(UserError, match="begins with a heading"):
        render(v4.new_notebook())


def test_publish_replaces_whole_and_lists(tmp_path: Path) -> None:
    """Old files go, the list has every report, nothing temporary stays."""
    publish(Report("a", "A <b>", "One.", "", {"index.html": b"1", "old.csv": b"1"}), tmp_path)
    publish(Report("b", "B", "Two.", "", {"index.html": b"2"}), tmp_path)
    publish(Report("a", "A <b>", "Three.", "", {"index.html": b"3"}), tmp_path)
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()) == [
        "a/index.html", "a/report.json", "b/index.html", "b/report.json", "index.html",
    ]  # fmt: skip
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Three." in page
    assert "One." not in page
    assert "A &lt;b&gt;" in page
    assert json.loads((tmp_path / "a" / "report.json").read_text(encoding="utf-8"))["title"] == "A <b>"


def test_a_failure_while_publishing_keeps_the_last_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, say: the last good report is intact."""
    publish(Report("a", "A", "One.", "", {"index.html": b"1"}), tmp_path)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing, "write_all", refuse)
    with pytest.raises(UserError, match="No space left"):
        publish(Report("a", "A", "Two.", "", {"index.html": b"2"}), tmp_path)
    assert (tmp_path / "a" / "index.html").read_bytes() == b"1"


def test_a_run_killed_between_two_renames_is_mended(tmp_path: Path) -> None:
    """The last report was moved aside and the new one not yet in: the next run puts it back first."""
    publish(Report("a", "A", "One.", "", {"index.html": b"1"}), tmp_path)
    (tmp_path / "a").rename(tmp_path / ".a.old")
    publish(Report("b", "B", "Two.", "", {"index.html": b"2"}), tmp_path)
    publish(Report("a", "A", "Two.", "", {"index.html": b"2"}), tmp_path)
    assert (tmp_path / "a" / "index.html").read_bytes() == b"2"
    assert not list(tmp_path.glob(".*"))


def test_a_report_left_aside_comes_back_even_if_the_next_run_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the two renames, then a full disk: the last good report is in its place again."""
    publish(Report("a", "A", "One.", "", {"index.html": b"1"}), tmp_path)
    (tmp_path / "a").rename(tmp_path / ".a.old")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing, "write_all", refuse)
    with pytest.raises(UserError, match="No space left"):
        publish(Report("a", "A", "Two.", "", {"index.html": b"2"}), tmp_path)
    assert (tmp_path / "a" / "index.html").read_bytes() == b"1"
