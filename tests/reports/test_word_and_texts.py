"""Word files beside the pages, and texts that pages may quote: only where they are asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import nbformat.v4 as v4
import pytest
from click.testing import CliRunner, Result

from partyresearch.cli.main import cli
from partyresearch.collection.place import QUOTE_VARIABLE, Collection, find_collection
from partyresearch.reports import batch, run
from partyresearch.reports.notebook import as_bytes
from partyresearch.reports.run import Job, Report
from partyresearch.reports.word import add_word

GOOD = Report("a", "A", "", "", {"index.html": b"<p>one", "vi.html": b"<p>two", "notebook.ipynb": b"{}"})
# what it was called with, and what it read
FAKE = '#!/bin/sh\nprintf "%s\\n" "$@" "$SOURCE_DATE_EPOCH" >page.docx\ncat >>page.docx\n'


@pytest.fixture
def pandoc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of that name, the only one on the path beside those of the shell."""
    path = tmp_path / "bin" / "pandoc"
    path.parent.mkdir()
    path.write_text(FAKE, encoding="ascii")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}:/usr/bin:/bin")
    return path


def _report(
    monkeypatch: pytest.MonkeyPatch, *words: str | Path, files: dict[str, bytes] = GOOD.files
) -> tuple[Result, list[Job]]:
    """Run the command with reports that are there at once."""
    asked: list[Job] = []

    def make(jobs: Sequence[Job], *_: object, **__: object) -> Iterator[Report]:
        asked.extend(jobs)
        for job in jobs:
            yield replace(run.begin_report(job, find_collection()), files=files)

    monkeypatch.setattr(batch, "run_all", make)
    return CliRunner().invoke(cli, ["report", "overview", *map(str, words)]), asked


def test_every_page_has_a_word_file(pandoc: Path) -> None:
    """In each language; pandoc reads the page, nothing else of this machine, and gets no time."""
    made = add_word(GOOD, str(pandoc))
    assert set(made.files) == {*GOOD.files, "index.docx", "vi.docx"}
    words = made.files["vi.docx"].decode().splitlines()
    assert words[-2:] == ["0", "<p>two"]
    assert {"--from=html", "--to=docx", "--sandbox"} < set(words)
    [lua] = [word.partition("=")[2] for word in words if word.startswith("--lua-filter=")]
    assert Path(lua).is_file()


@pytest.mark.parametrize(
    ("program", "cause"),
    [("echo no memory >&2; exit 3", "no memory"), ("exit 3", "exit code 3"), ("exit 0", "[Errno 2]")],
)
def test_a_page_that_pandoc_cannot_convert(pandoc: Path, program: str, cause: str) -> None:
    """The report has failed, and says why. A failed one has no page."""
    pandoc.write_text(f"#!/bin/sh\n{program}\n", encoding="ascii")
    failed, before = (add_word(one, str(pandoc)) for one in (GOOD, replace(GOOD, failure="cell 1", files={})))
    assert failed.failure.startswith(f"a: pandoc: {cause}")
    assert list(failed.files) == ["notebook.ipynb"]
    assert (before.failure, before.files) == ("cell 1", {})


def test_the_command_makes_word_files(pandoc: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Published with the pages; with --resume, where they are missing."""
    out = tmp_path / "out"
    assert _report(monkeypatch, "--output", out)[0].exit_code == 0
    for words, made in (((), True), (("--resume",), False)):
        found, asked = _report(monkeypatch, "--format", "docx", "--output", out, *words)
        assert (found.exit_code, bool(asked)) == (0, made)
        assert (out / "overview" / "latest" / "vi.docx").is_file()
    (out / "overview" / "latest" / "vi.docx").unlink()
    assert _report(monkeypatch, "--format", "docx", "--output", out, "--resume")[1] != []
    pandoc.unlink()
    found, asked = _report(monkeypatch, "--format", "docx", "--output", out)
    assert (found.exit_code, asked) == (1, [])
    assert found.exception is not None
    assert str(found.exception) == ("pandoc: not found; install it (https://pandoc.org), or leave out --format docx")


@pytest.mark.usefixtures("pandoc")
def test_a_word_file_tells_what_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As its page does: it is made of the page as it is published."""
    page = b"<main>\n<!-- changes since the last run -->\n</main>"
    for value in (1, 2):
        files = {"index.html": page, "vi.html": page, "estimates.csv": f"estimate_id,estimate\na,{value}\n".encode()}
        assert _report(monkeypatch, "--format", "docx", "--output", tmp_path, files=files)[0].exit_code == 0
    for language, told in (("index", "Changes since the last run"), ("vi", "Thay đổi so với lần chạy trước")):
        assert told in (tmp_path / "overview" / "latest" / f"{language}.docx").read_text(encoding="utf-8")
    first = next((tmp_path / "overview").glob("0001*"))
    assert "Changes" not in (first / "index.docx").read_text(encoding="utf-8")


def test_texts_are_quoted_only_if_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment says; a run says in its card that it may quote."""
    monkeypatch.setenv("PARTYRESEARCH_TEXTS", str(tmp_path))
    monkeypatch.setenv(QUOTE_VARIABLE, str(tmp_path))
    for words, quotes in (((), False), (("--texts", tmp_path), True)):
        found, [job] = _report(monkeypatch, "--output", tmp_path / "out", "--resume", *words)
        assert (found.exit_code, job.texts) == (0, str(tmp_path) if quotes else "")
        card = json.loads((tmp_path / "out" / "overview" / "latest" / "run.json").read_text(encoding="utf-8"))
        assert card["quotes"] is quotes
    found, asked = _report(monkeypatch, "--texts", tmp_path / "gone")
    assert (found.exit_code, asked) == (1, [])
    assert "gone: no such folder of texts" in str(found.exception)


@pytest.mark.usefixtures("forked_kernels")
def test_a_kernel_knows_the_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: Collection) -> None:
    """By a variable, which no page and no notebook names; and that of the caller is hidden."""
    code = f"import os\nfolder = os.environ.get({QUOTE_VARIABLE!r})\nprint(folder and (os.listdir(folder), folder))"
    cells = [v4.new_markdown_cell("# Ask", id="a"), v4.new_code_cell(code, id="b")]
    kernel = {"name": "python3", "display_name": "p", "language": "python"}
    path = tmp_path / "05_ask.ipynb"
    path.write_bytes(as_bytes(v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})))
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "one.txt").touch()
    monkeypatch.setenv(QUOTE_VARIABLE, "/another")
    for given, printed in ((str(texts), "([&#39;one.txt&#39;], &#39;…&#39;)"), ("", "None")):
        made = run.run_job(Job("ask", defaults={}, texts=given, notebooks=str(tmp_path)), own)
        assert (made.failure, made.quotes) == ("", bool(given))
        assert f"<pre>{printed}" in made.files["vi.html"].decode()
        assert os.environ[QUOTE_VARIABLE] == "/another"
