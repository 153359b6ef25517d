"""Word files of reports: their pages, converted by the program pandoc."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from partyresearch.collection.problems import UserError
from partyresearch.reports.page import TEMPLATES, page_file
from partyresearch.reports.run import Report
from partyresearch.show.language import LANGUAGES

_TIMEOUT = 120  # seconds; a page of 600 organisations takes three


def find_pandoc() -> str:
    """Return the path of pandoc."""
    path = shutil.which("pandoc")
    if path is None:
        raise UserError("pandoc: not found; install it (https://pandoc.org), or leave out --format docx")
    return path


def word_files(language: str) -> dict[str, str]:
    """Name the pages of a report in a language, and the Word file of each."""
    pages = [page_file(code, language) for code in LANGUAGES]
    return {page: page.removesuffix("html") + "docx" for page in pages}


def add_word(report: Report, pandoc: str) -> Report:
    """Put Word files beside the pages of a report; one that cannot be converted has failed."""
    try:
        names = {} if report.failure else word_files(report.language)
        made = {word: _convert(report.files[page], pandoc) for page, word in names.items()}
        return replace(report, files=report.files | made)
    except (OSError, subprocess.SubprocessError, UserError) as error:
        files = {name: data for name, data in report.files.items() if name == "notebook.ipynb"}
        return replace(report, files=files, failure=f"{report.name}: pandoc: {error}")


def _convert(page: bytes, pandoc: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="partyresearch-") as folder:
        command = [pandoc, "--from=html", "--to=docx", f"--lua-filter={TEMPLATES / 'partyresearch' / 'word.lua'}"]
        # the sandbox: a picture of another host or of this machine, which a cell may name, is not read
        command += ["--sandbox", "--output=page.docx"]
        environment = os.environ | {"SOURCE_DATE_EPOCH": "0"}  # the same page gives the same file
        done = subprocess.run(
            command, input=page, cwd=folder, env=environment, capture_output=True, timeout=_TIMEOUT, check=False
        )
        if done.returncode:
            raise UserError(" ".join(done.stderr.decode("utf-8", "replace").split()) or f"exit code {done.returncode}")
        return Path(folder, "page.docx").read_bytes()
