"""From an executed notebook to a page that opens offline."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import Any

from partyresearch.problems import UserError
from partyresearch.wording import LANGUAGES, say_in, translated

TEMPLATES = Path(__file__).resolve().parent / "templates"
HEADLINE_TAG = "headline"
_PERCENT = re.compile(r"(?<=\d) %(?!</span>)")  # what is printed keeps its characters
_HEADING = re.compile(r"<h2>(.*?)</h2>", re.S)


@dataclass(frozen=True)
class Page:
    """A report as a reader meets it.

    Parameters
    ----------
    title, headline : str
        Plain text.
    html : bytes
        The whole page.
    picture : bytes
        The first picture, a PNG; empty if there is none.
    alt : str
        What that picture shows, in a sentence.

    Examples
    --------
    >>> Page("A title", "", b"", b"", "").title
    'A title'
    """

    title: str
    headline: str
    html: bytes
    picture: bytes
    alt: str


def render(notebook: Any, language: str = "en", made_of: str = "", data: str = "", *, estimates: bool = True) -> Page:
    """Turn an executed notebook into a page without code.

    Parameters
    ----------
    notebook : NotebookNode
        Its first cell begins with a heading; a code cell tagged ``headline`` shows one sentence as Markdown. Its
        Markdown is translated in place.
    language : str
        In which its cells were run: a key of :data:`partyresearch.wording.LANGUAGES`.
    made_of, data : str
        What stands below: notebook and parameters, and the SHA-256 of the raw tables.
    estimates : bool
        Whether ``estimates.csv`` lies beside the page.

    Returns
    -------
    Page
        No script, no request to any host; a table of contents before the first section.

    Raises
    ------
    UserError
        If the notebook has no title.

    Examples
    --------
    >>> import nbformat.v4 as v4
    >>> notebook = v4.new_notebook(cells=[v4.new_markdown_cell("# A title", id="a")])
    >>> render(notebook).title
    'A title'
    """
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = translated(cell.source, language)
    title = _title(notebook)
    notebook.metadata["title"] = title
    said = {"language": language, "say": partial(say_in, language), "made_of": made_of, "data": data}
    html, _ = _exporter().from_notebook_node(notebook, {**said, "estimates": estimates})
    picture, alt = _first_picture(notebook)
    page = _PERCENT.sub("&nbsp;%", _with_contents(html, say_in(language, "page.contents")))
    return Page(title, _headline(notebook), page.encode("utf-8"), picture, alt)


def render_index(reports: Sequence[Mapping[str, Any]]) -> bytes:
    """Make the list of reports.

    Parameters
    ----------
    reports : sequence of mapping
        ``folder``; ``good`` and ``failed``: what ``run.json`` says of the latest good run, and of the last one if it
        failed; None where there is none.

    Returns
    -------
    bytes
        HTML, in the language of the reports if they have one in common, otherwise in English.

    Examples
    --------
    >>> run = dict(run="0001", title="A", headline="None.", parameters={}, started="2026", data_sha256="")
    >>> b'href="a/latest/index.html"' in render_index([{"folder": "a", "good": run, "failed": None}])
    True
    """
    languages = {str((report["good"] or report["failed"]).get("language", "en")) for report in reports}
    language = next(iter(languages)) if len(languages) == 1 and languages <= set(LANGUAGES) else "en"
    said: dict[str, Any] = {"language": language, "mixed": len(languages) > 1}
    said |= {"say": partial(say_in, language), "moment": partial(_moment, language)}
    page: str = _list_template().render(reports=reports, **said)
    return page.encode("utf-8")


def _moment(language: str, started: str) -> str:
    try:
        when = datetime.strptime(started, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return started
    return say_in(language, "page.moment", day=when, time=f"{when:%H:%M}")


@cache
def _list_template() -> Any:
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(loader=FileSystemLoader(TEMPLATES / "partyresearch"), autoescape=True)
    return environment.get_template("list.html.j2")


@cache
def _exporter() -> Any:
    """One for all pages: most of the time of a page goes into reading the templates."""
    from nbconvert import HTMLExporter

    return HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="partyresearch",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        embed_images=True,
    )


def _title(notebook: Any) -> str:
    first = notebook.cells[0] if notebook.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        raise UserError("the notebook's first cell must be Markdown that begins with a heading (# Title)")
    return str(first.source.splitlines()[0].removeprefix("# ").strip())


def _headline(notebook: Any) -> str:
    from partyresearch.analysis.pages import plain

    for cell in notebook.cells:
        if HEADLINE_TAG in cell.metadata.get("tags", []):
            texts = [output["data"].get("text/markdown", "") for output in cell.outputs if "data" in output]
            return plain("".join(texts))
    return ""


def _with_contents(html: str, name: str) -> str:
    """Give every section an anchor, and list them before the first."""
    headings = _HEADING.findall(html)
    if len(headings) < 2:
        return html
    numbers = iter(range(1, len(headings) + 1))
    html = _HEADING.sub(lambda match: f'<h2 id="section-{next(numbers)}">{match[1]}</h2>', html)
    items = "".join(f'<li><a href="#section-{n}">{text}</a></li>' for n, text in enumerate(headings, start=1))
    first = html.index('<h2 id="section-1">')
    return f'{html[:first]}<nav class="contents" aria-label="{escape(name)}"><ol>{items}</ol></nav>\n{html[first:]}'


def _first_picture(notebook: Any) -> tuple[bytes, str]:
    """The first picture, and the first sentence of its alternative text."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                alt = output.get("metadata", {}).get("image/png", {}).get("alt", "")
                return b64decode(output["data"]["image/png"]), alt.split(". ")[0].removesuffix(".") + "."
    return b"", ""
