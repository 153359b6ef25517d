"""Publishing: whole or not at all, the latest good one at its address, what a killed run left removed."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from partyresearch.collection.problems import UserError
from partyresearch.reports import publish as publishing
from partyresearch.reports.publish import is_current, locked, publish, remove_leftovers, require_own_list, write_index
from partyresearch.reports.run import Report

LISTED = ("run", "status", "failure", "title", "headline", "parameters", "data_sha256", "started")
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
GOOD = Report("a", "A <b>", "One.", "d" * 64, {"index.html": b"1"}, "a.ipynb", "ff", {"organisations": ["x", "y"]})
GOOD = replace(GOOD, started=NOW)
BAD = Report("a", "a", "", "d" * 64, {"notebook.ipynb": b"{}"}, failure="a: cell 2 failed: <script>: no", started=NOW)


OLD_LIST = """<!DOCTYPE html>
<link rel="icon" href="data:,">
<style>
</style>
</head>
<body>
<main>
<h1>Reports</h1>"""


def _index(folder: Path) -> str:
    return (folder / "index.html").read_text(encoding="utf-8")


def _runs(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "a").iterdir() if not path.is_symlink())


def _refuse(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_every_run_has_a_folder_and_the_address_is_the_latest(tmp_path: Path) -> None:
    """Old runs stay as they were; the list has one entry a report."""
    assert publish(GOOD, tmp_path) == tmp_path / "a" / "0001-20260102T030405Z"
    publish(Report("a", "A <b>", "Two.", "", {"index.html": b"2"}, started=NOW), tmp_path)
    assert _runs(tmp_path) == ["0001-20260102T030405Z", "0002-20260102T030405Z"]
    assert str((tmp_path / "a" / "latest").readlink()) == "0002-20260102T030405Z"
    assert (tmp_path / "a" / "0001-20260102T030405Z" / "index.html").read_bytes() == b"1"
    assert (tmp_path / "a" / "latest" / "index.html").read_bytes() == b"2"
    assert "Two." in _index(tmp_path)
    assert "One." not in _index(tmp_path)


def test_the_card_says_what_was_run(tmp_path: Path) -> None:
    """Status, parameters, versions, hashes, start and duration, beside the page."""
    publish(replace(GOOD, seconds=1.26, others={"vi": {"title": "Á", "headline": "Một."}}), tmp_path)
    card = json.loads((tmp_path / "a" / "latest" / "run.json").read_text(encoding="utf-8"))
    assert card["status"] == "completed"
    assert card["parameters"] == {"organisations": ["x", "y"]}
    assert (card["notebook"], card["notebook_sha256"], card["data_sha256"]) == ("a.ipynb", "ff", "d" * 64)
    assert (card["started"], card["seconds"]) == ("2026-01-02T03:04:05Z", 1.3)
    assert (card["others"], card["quotes"]) == ({"vi": {"title": "Á", "headline": "Một."}}, False)
    assert "Một." in (tmp_path / "vi.html").read_text(encoding="utf-8")
    assert set(card["versions"]) >= {"python", "partyresearch", "pandas", "statsmodels"}
    page = _index(tmp_path)
    assert "organisations: x, y" in page
    assert "2 Jan 2026 03:04 UTC" in page
    assert "dddddddddddd" in page
    assert "A &lt;b&gt;" in page


def test_a_failed_run_is_kept_and_the_address_stays(tmp_path: Path) -> None:
    """The list shows both; its text is text."""
    publish(GOOD, tmp_path)
    place = publish(BAD, tmp_path)
    assert place == tmp_path / "a" / "0002-20260102T030405Z"
    assert json.loads((place / "run.json").read_text(encoding="utf-8"))["status"] == "failed"
    assert (tmp_path / "a" / "latest" / "index.html").read_bytes() == b"1"
    page = _index(tmp_path)
    assert "&lt;script&gt;: no" in page
    assert "What follows is the last good run." in page
    assert "One." in page
    publish(GOOD, tmp_path)
    assert "Failed" not in _index(tmp_path)


def test_a_report_that_never_succeeded_is_listed(tmp_path: Path) -> None:
    """Without an address, with the cause."""
    publish(BAD, tmp_path)
    assert not (tmp_path / "a" / "latest").exists()
    assert "a: cell 2 failed" in _index(tmp_path)
    assert "latest" not in _index(tmp_path)


def test_a_clock_that_jumps_back_changes_no_order(tmp_path: Path) -> None:
    """Runs are numbered; the later one is the latest, whatever its time."""
    publish(GOOD, tmp_path)
    earlier = datetime(1999, 1, 1, tzinfo=UTC)
    publish(Report("a", "A", "Two.", "", {"index.html": b"2"}, started=earlier), tmp_path, keep=1)
    assert _runs(tmp_path) == ["0002-19990101T000000Z"]
    assert (tmp_path / "a" / "latest" / "index.html").read_bytes() == b"2"


def test_old_runs_are_pruned_but_never_the_latest_good_one(tmp_path: Path) -> None:
    """Of one good run and three failures, two kept: the good one and the last two."""
    publish(GOOD, tmp_path)
    for _ in range(3):
        publish(BAD, tmp_path, keep=2)
    assert [name[:4] for name in _runs(tmp_path)] == ["0001", "0003", "0004"]
    assert (tmp_path / "a" / "latest" / "index.html").read_bytes() == b"1"


@pytest.mark.parametrize("step", ["write_all", "_link", "write_index"])
def test_a_failure_while_publishing_keeps_the_last_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A full disk at any step: the address leads to a whole report, and nothing unfinished stays."""
    publish(GOOD, tmp_path)
    monkeypatch.setattr(publishing, step, _refuse)
    with pytest.raises(UserError, match="No space left"):
        publish(replace(GOOD, headline="Two.", files={"index.html": b"2"}), tmp_path)
    assert (tmp_path / "a" / "latest" / "index.html").read_bytes() == (b"2" if step == "write_index" else b"1")
    assert is_current(GOOD, tmp_path) == (step != "_link")  # or its run is never linked
    assert not list((tmp_path / "a").glob(".*"))
    monkeypatch.undo()
    publish(Report("a", "A", "Three.", "", {"index.html": b"3"}), tmp_path)
    assert "Three." in _index(tmp_path)


def test_what_a_killed_run_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    """Only what has the names that publishing gives: the destination may hold other things."""
    publish(GOOD, tmp_path)
    for name in (".0002-20260102T030405Z.new", ".0003-20260102T030405Z.old", ".git", ".x.new"):
        (tmp_path / "a" / name).mkdir()
    (tmp_path / "a" / ".latest.new").symlink_to("nowhere")
    (tmp_path / ".index.html.abcd.part").touch()
    (tmp_path / ".vi.html.abcd.part").touch()
    remove_leftovers(tmp_path)
    assert sorted(path.name for path in tmp_path.glob(".*")) == []
    assert sorted(path.name for path in (tmp_path / "a").glob(".*")) == [".git", ".x.new"]
    assert (tmp_path / "a" / "latest" / "index.html").is_file()


@pytest.mark.parametrize(
    "card", ["{", "[]", '{"run": 1}', json.dumps(dict.fromkeys(LISTED, "")), json.dumps({name: {} for name in LISTED})]
)
def test_what_is_no_run_of_ours_is_not_listed(tmp_path: Path, card: str) -> None:
    """Another folder, and a card that is broken."""
    (tmp_path / "other").mkdir()
    publish(GOOD, tmp_path)
    (tmp_path / "a" / "0001-20260102T030405Z" / "run.json").write_text(card)
    publish(Report("b", "B", "Three.", "", {"index.html": b"1"}), tmp_path)
    assert "Three." in _index(tmp_path)
    assert "One." not in _index(tmp_path)


def test_a_run_without_its_address_is_not_listed(tmp_path: Path) -> None:
    """The link was lost, or never made; the next run makes it."""
    publish(GOOD, tmp_path)
    (tmp_path / "a" / "latest").unlink()
    publish(Report("b", "B", "Three.", "", {"index.html": b"1"}), tmp_path)
    assert "One." not in _index(tmp_path)
    publish(GOOD, tmp_path)
    assert "One." in _index(tmp_path)


def test_what_is_no_text_in_a_card_stops_no_list(tmp_path: Path) -> None:
    """It is escaped; and a file with such a name is whole."""
    made = replace(GOOD, title="A\udcff", files={"index.html": b"1", "\udcff.csv": b"2"})
    publish(made, tmp_path)
    assert is_current(made, tmp_path)
    assert "A\\udcff" in _index(tmp_path)


def test_a_list_of_reports_is_replaced_also_an_earlier_one(tmp_path: Path) -> None:
    """Lists of 0.1.0 named no generator; a pipe is not waited for."""
    require_own_list(tmp_path)
    publish(GOOD, tmp_path)
    require_own_list(tmp_path)
    (tmp_path / "index.html").write_text(OLD_LIST, encoding="utf-8")
    require_own_list(tmp_path)
    (tmp_path / "vi.html").write_text("<h1>My page</h1>", encoding="utf-8")
    with pytest.raises(UserError, match=r"vi\.html: expected a list of reports, got another page"):
        require_own_list(tmp_path)
    (tmp_path / "vi.html").unlink()
    (tmp_path / "index.html").unlink()
    os.mkfifo(tmp_path / "index.html")
    with pytest.raises(UserError, match=r"index\.html: cannot be read \(not a regular file\)"):
        require_own_list(tmp_path)


def test_a_second_run_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    """And the first one goes on; after it, the lock is free, also after an error."""
    with locked(tmp_path) as before:
        assert before == ""
        with pytest.raises(UserError, match=rf"in use by another run \(process {os.getpid()} on .*, since 20\d\d-"):
            locked(tmp_path).__enter__()
    with pytest.raises(UserError, match="mine"), locked(tmp_path):
        raise UserError("mine")
    with locked(tmp_path) as before:
        assert before == ""


def test_a_lock_left_by_a_killed_run_is_taken_over_and_said(tmp_path: Path) -> None:
    """The system let go of it; what it says is whose it was."""
    (tmp_path / ".lock").write_text(json.dumps({"process": 7, "host": "h", "started": "2026"}).ljust(512))
    with locked(tmp_path) as before:
        assert before == "process 7 on h, since 2026"
    (tmp_path / ".lock").write_text("")  # killed before it wrote
    with locked(tmp_path) as before:
        assert before == ""


FREE = "{}".ljust(512)


@pytest.mark.parametrize("text", ["not ours", "{}", '{"kind": "theirs"}'.ljust(512), "[]".ljust(512), FREE + " "])
def test_what_is_no_lock_is_not_written_over(tmp_path: Path, text: str) -> None:
    """Another file, or what a link leads to, stays as it is."""
    (tmp_path / "kept").write_text(text)
    for name, make in (("file", shutil.copy), ("link", os.symlink), ("hard link", os.link)):
        folder = tmp_path / name
        folder.mkdir()
        make(tmp_path / "kept", folder / ".lock")
        with pytest.raises(UserError, match=r"expected the lock of a run|cannot be written"):
            locked(folder).__enter__()
        assert (tmp_path / "kept").read_text() == (folder / ".lock").read_text() == text


def test_another_name_of_a_lock_or_a_pipe_is_no_lock(tmp_path: Path) -> None:
    """Whatever the file holds, it is somebody's."""
    (tmp_path / "kept").write_text(FREE)
    for name, make in (("pipe", os.mkfifo), ("hard link", lambda path: os.link(tmp_path / "kept", path))):
        (tmp_path / name).mkdir()
        make(tmp_path / name / ".lock")
        with pytest.raises(UserError, match="expected the lock of a run"):
            locked(tmp_path / name).__enter__()
    assert (tmp_path / "kept").read_text() == FREE


def test_no_link_in_a_destination_is_followed(tmp_path: Path) -> None:
    """Neither to write a run, nor to remove or to list one: what it leads to is not ours."""
    out, other = tmp_path / "out", tmp_path / "other"
    for run in ("0001-20260102T030405Z", ".0001-20260102T030405Z.old"):
        (other / run).mkdir(parents=True)
    publish(replace(GOOD, headline="Theirs."), tmp_path / "elsewhere")
    before = sorted(tmp_path.rglob("*"))
    out.mkdir()
    (out / "a").symlink_to(other)
    (out / "b").symlink_to(tmp_path / "elsewhere" / "a")
    remove_leftovers(out)
    with pytest.raises(UserError, match="a: cannot be written \\(a link, not a folder of ours\\)"):
        publish(GOOD, out, keep=1)
    assert not is_current(replace(GOOD, name="b"), out)
    (out / "c").mkdir()
    for name in ("0001-20260102T030405Z", ".0001-20260102T030405Z.new", ".0002-20260102T030405Z.old", "latest"):
        (out / "c" / name).symlink_to(tmp_path / "elsewhere" / "a" / "0001-20260102T030405Z")
    write_index(out)
    assert "Theirs." not in _index(out)
    with pytest.raises(UserError, match="File exists"):
        publish(replace(GOOD, name="c"), out)
    remove_leftovers(out)
    publish(replace(GOOD, name="d"), out, keep=1)
    assert sorted(path.name for path in (out / "c").iterdir()) == ["0001-20260102T030405Z", "latest"]
    assert sorted(path for path in tmp_path.rglob("*") if not path.is_relative_to(out)) == before


def test_a_pipe_or_a_link_instead_of_a_card(tmp_path: Path) -> None:
    """Nobody waits for it, and it is not read."""
    publish(GOOD, tmp_path)
    card = tmp_path / "a" / "0001-20260102T030405Z" / "run.json"
    card.rename(tmp_path / "moved.json")
    for make in (os.mkfifo, lambda path: path.symlink_to(tmp_path / "moved.json")):
        make(card)
        write_index(tmp_path)
        assert "One." not in _index(tmp_path)
        assert not is_current(GOOD, tmp_path)
        card.unlink()


def test_a_link_in_the_place_of_the_lock_makes_no_file(tmp_path: Path) -> None:
    """Not even where it leads to nothing yet."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="cannot be written"):
        locked(tmp_path / "out").__enter__()
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("status", ["good last", "failed last"])
def test_keep_keeps_so_many_good_runs(tmp_path: Path, status: str) -> None:
    """Whatever failed since: the failed ones among the last runs stay beside them."""
    bad = replace(GOOD, failure="x")
    runs = [GOOD, GOOD, GOOD, bad, bad, bad] + ([GOOD] if status == "good last" else [])
    for run in runs:
        publish(run, tmp_path, keep=2)
    left = sorted(path.name[:4] for path in (tmp_path / GOOD.name).glob("0*"))
    assert left == (["0003", "0006", "0007"] if status == "good last" else ["0002", "0003", "0005", "0006"])


def test_old_runs_are_pruned_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the new one is written; also where the link is lost, or leads to itself."""
    for _ in range(4):
        publish(GOOD, tmp_path)
    monkeypatch.setattr(publishing, "write_all", _refuse)
    for keep, link in ((3, None), (2, "latest"), (1, "0004-20260102T030405Z")):
        (tmp_path / "a" / "latest").unlink(missing_ok=True)
        if link:
            (tmp_path / "a" / "latest").symlink_to(link)
        with pytest.raises(UserError, match="No space left"):
            publish(GOOD, tmp_path, keep=keep)
        assert len([name for name in _runs(tmp_path) if name.startswith("0")]) == keep


def test_a_folder_in_the_place_of_the_address(tmp_path: Path) -> None:
    """As a backup without links restores it: told before a run is written, and nothing is left."""
    publish(GOOD, tmp_path)
    latest = tmp_path / "a" / "latest"
    shutil.copytree(latest, tmp_path / "copy")
    latest.unlink()
    (tmp_path / "copy").rename(latest)
    assert not is_current(GOOD, tmp_path)
    before = sorted(tmp_path.rglob("*"))
    for _ in range(2):
        with pytest.raises(UserError, match=r"a/latest: expected a link, got a folder; remove it$"):
            publish(GOOD, tmp_path, keep=1)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_destination_that_is_a_file(tmp_path: Path) -> None:
    """One line."""
    (tmp_path / "file").write_text("")
    for call in (lambda: publish(GOOD, tmp_path / "file"), lambda: locked(tmp_path / "file").__enter__()):
        with pytest.raises(UserError, match=r"file(/a)?: cannot be written"):
            call()


def test_a_run_is_not_current_for_other_files_quotations_or_kernels(tmp_path: Path) -> None:
    """Word files that it lacks; pages that quote the articles, or no longer may; a kernel that it was not made with."""
    publish(GOOD, tmp_path)
    assert is_current(GOOD, tmp_path, ["index.html"])
    assert not is_current(GOOD, tmp_path, ["index.html", "index.docx"])
    assert not is_current(replace(GOOD, quotes=True), tmp_path)
    publish(replace(GOOD, quotes=True), tmp_path)
    assert not is_current(GOOD, tmp_path)
    assert not is_current(replace(GOOD, quotes=True, kernel="other"), tmp_path)
    publish(replace(GOOD, kernel="other"), tmp_path)
    assert is_current(replace(GOOD, kernel="other"), tmp_path)
    assert not is_current(GOOD, tmp_path)


def test_a_card_of_a_version_that_names_no_kernel(tmp_path: Path) -> None:
    """Its run was made with the kernel that the notebook names."""
    card = publish(GOOD, tmp_path) / "run.json"
    told = json.loads(card.read_text(encoding="utf-8"))
    del told["kernel"], told["quotes"]
    card.write_text(json.dumps(told), encoding="utf-8")
    assert is_current(GOOD, tmp_path)
    assert not is_current(replace(GOOD, kernel="other"), tmp_path)
