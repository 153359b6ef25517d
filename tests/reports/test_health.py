"""Whether what is published is fresh and whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from partyresearch.cli.main import cli
from partyresearch.collection.problems import UserError
from partyresearch.reports.publish import publish
from partyresearch.reports.published import examine
from partyresearch.reports.run import Report

NOW = datetime(2026, 3, 1, tzinfo=UTC)
GOOD = Report("a", "A", "One.", "", {"index.html": b"1"}, started=NOW - timedelta(days=35))


def _wrong(folder: Path) -> list[str]:
    return examine(folder, timedelta(days=35), NOW)["a"]


def test_what_is_wrong_with_a_report(tmp_path: Path) -> None:
    """Age, a failure since, a file that has changed or gone, an address that leads nowhere."""
    (tmp_path / "other").mkdir()
    publish(GOOD, tmp_path)
    assert _wrong(tmp_path) == []
    publish(replace(GOOD, failure="a: no"), tmp_path)
    assert _wrong(tmp_path) == ["the last run failed (a: no)"]
    publish(replace(GOOD, started=NOW - timedelta(days=35, seconds=1)), tmp_path)
    assert _wrong(tmp_path) == ["the latest good run is of 2026-01-24T23:59:59Z"]
    publish(GOOD, tmp_path)
    latest = tmp_path / "a" / "latest"
    (latest / "index.html").write_bytes(b"2")
    assert _wrong(tmp_path) == ["0004-20260125T000000Z is damaged (index.html)"]
    (latest / "run.json").unlink()
    assert _wrong(tmp_path) == ["latest leads to no good run", "0004-20260125T000000Z is damaged (run.json)"]
    latest.unlink()
    assert _wrong(tmp_path)[0] == "latest leads to no good run"


def test_a_card_of_another_hand(tmp_path: Path) -> None:
    """What is no time is old; without hashes nobody knows whether the files are whole."""
    publish(GOOD, tmp_path)
    card = tmp_path / "a" / "latest" / "run.json"
    card.write_text(card.read_text().replace("2026-01-25T00:00:00Z", "soon").replace('"files": {', '"filed": {'))
    assert _wrong(tmp_path) == ["the latest good run is of soon", "0001-20260125T000000Z is damaged (run.json)"]


def test_the_command(tmp_path: Path) -> None:
    """One line for each that is not well, else one line."""
    publish(replace(GOOD, started=datetime.now(UTC)), tmp_path)
    found = CliRunner().invoke(cli, ["health", "--output", str(tmp_path)])
    assert (found.exit_code, found.output) == (0, "all is well: 1 reports\n")
    publish(replace(GOOD, name="b", failure="b: x\ny"), tmp_path)
    publish(replace(GOOD, name="c"), tmp_path)
    ill = CliRunner().invoke(cli, ["health", "--max-age", "1w", "--output", str(tmp_path)]).exception
    assert isinstance(ill, UserError)
    assert str(ill).splitlines() == [
        "b: latest leads to no good run; the last run failed (b: x\\ny)",
        "c: the latest good run is of 2026-01-25T00:00:00Z",
    ]
    assert ill.exit_code == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--max-age", "a month"], 2, "--max-age: expected days, hours or weeks, such as 35d, 36h or 5w"),
        (["--output", "gone"], 1, "gone: cannot be read (No such file or directory)"),
        ([], 1, "reports: no report has been published here"),
    ],
)
def test_nothing_to_examine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, said: str
) -> None:
    """One line; nothing published is not well."""
    (tmp_path / "reports").mkdir()
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(cli, ["health", *words]).exception
    assert isinstance(found, UserError)
    assert (found.exit_code, str(found)[: len(said)]) == (code, said)
