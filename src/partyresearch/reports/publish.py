"""Put reports in place: each whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from partyresearch.files import write_all
from partyresearch.problems import UserError
from partyresearch.reports.page import render_index
from partyresearch.reports.run import Report

_CARD = "report.json"


def publish(report: Report, destination: Path) -> Path:
    """Write a report beside the others and renew their list.

    Parameters
    ----------
    report : Report
    destination : Path
        The folder of all reports.

    Returns
    -------
    Path
        The report's page.

    Raises
    ------
    UserError
        If the destination cannot be written; the last report is then as it was.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> publish(Report("a", "A", "None.", "", {"index.html": b"<p>"}), folder).relative_to(folder).as_posix()
    'a/index.html'
    """
    final, fresh, old = (destination / name for name in (report.name, f".{report.name}.new", f".{report.name}.old"))
    card = {"name": report.name, "title": report.title, "headline": report.headline, "data": report.data}
    files = report.files | {_CARD: (json.dumps(card, ensure_ascii=False, indent=2) + "\n").encode("utf-8")}
    try:
        destination.mkdir(parents=True, exist_ok=True)
        if old.is_dir() and not final.is_dir():
            os.replace(old, final)  # a run was killed between the two renames below
        for leftover in (fresh, old):
            shutil.rmtree(leftover, ignore_errors=True)
        write_all({fresh / name: data for name, data in files.items()})
        if final.is_dir():
            os.replace(final, old)
        os.replace(fresh, final)
        shutil.rmtree(old, ignore_errors=True)
        write_all({destination / "index.html": render_index(_published(destination))})
    except OSError as error:
        raise UserError(f"{destination}: cannot be written ({error.strerror})") from error
    return final / "index.html"


def _published(destination: Path) -> list[tuple[str, str, str]]:
    found = []
    for path in sorted(destination.glob(f"[!.]*/{_CARD}")):
        try:
            card = json.loads(path.read_text(encoding="utf-8"))
            found.append((str(card["name"]), str(card["title"]), str(card["headline"])))
        except (ValueError, KeyError, TypeError):
            continue  # not a report of ours
    return found
