"""From an executed notebook to a page that opens offline."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from html import escape, unescape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from partyresearch.collection.problems import UserError
from partyresearch.show.language import LANGUAGES, Language
from partyresearch.show.shown import METADATA

TEMPLATES = Path(__file__).resolve().parent / "templates"
HEADLINE_TAG = "headline"
_PERCENT = re.compile(r"(?<=\d) %(?!</span>)")  # what is printed keeps its characters
# what contacts a host whatever the page's policy says; a browser takes nothing for such a tag that does not begin so
_CONNECTING = re.compile(r"<(?=(?:meta|link|base|i?frame|frameset|fencedframe|portal|object|embed|form)\b)", re.I)
_HEADING = re.compile(r"<h2>(.*?)</h2>", re.S)


@dataclass(frozen=True)
class Page:
    """A report as a reader meets it."""

    title: str
    headline: str
    html: bytes
    picture: bytes
    alt: str


def render(notebook: Any, language: str = "en", made_of: str = "", data: str = "", *, estimates: bool = True) -> Page:
    """Turn an executed notebook into a page without code, in any language: its cells ran once for all of them."""
    t = Language(language)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = t.markdown(cell.source)
        for output in cell.get("outputs", []):
            carried = output.get("metadata", {}).get(METADATA, {})
            if carried.get("language", language) != language:  # an output of a researcher's own stays
                content = carried["others"][language]
                output["data"] = content["data"]
                output["metadata"] = {**content["metadata"], METADATA: {"language": language}}
    title = _title(notebook)
    notebook.metadata["title"] = title
    resources = {"language": language, "t": t, "made_of": made_of, "data": data, "estimates": estimates}
    html, _ = _exporter().from_notebook_node(notebook, resources)
    head, body, content = html.partition("<body>")
    html = head + body + _CONNECTING.sub("<no-", content)
    picture, alt = _first_picture(notebook)
    page = _PERCENT.sub("&nbsp;%", _with_contents(html, t("Contents")))
    return Page(title, _headline(notebook), page.encode("utf-8"), picture, alt)


def render_index(reports: Sequence[Mapping[str, Any]]) -> bytes:
    """Make the list of reports; in the language of its reports, or in English where they differ."""
    languages = {str((report["good"] or report["failed"]).get("language", "en")) for report in reports}
    language = next(iter(languages)) if len(languages) == 1 and languages <= set(LANGUAGES) else "en"
    t = Language(language)
    mixed, moment = len(languages) > 1, partial(_moment, t)
    page: str = _list_template().render(reports=reports, language=language, mixed=mixed, t=t, moment=moment)
    return page.encode("utf-8", "backslashreplace")  # one card that holds no text stops no list


def _moment(t: Language, started: str) -> str:
    try:
        when = datetime.strptime(started, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return started
    return t("{day} {time} UTC", day=when, time=f"{when:%H:%M}")


@cache
def _list_template() -> Any:
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
    )


def _title(notebook: Any) -> str:
    first = notebook.cells[0] if notebook.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        raise UserError("the notebook's first cell must be Markdown that begins with a heading (# Title)")
    return str(first.source.splitlines()[0].removeprefix("# ").strip())


def _headline(notebook: Any) -> str:
    """The sentence that the list of reports shows: of the cell tagged so, as its result or its Markdown has it."""
    for cell in notebook.cells:
        if HEADLINE_TAG in cell.metadata.get("tags", []):
            outputs = [output for output in cell.outputs if "data" in output]
            texts = [output["metadata"].get("headline") or _plain(output["data"]) for output in outputs]
            return "".join(texts)
    return ""


def _plain(data: Mapping[str, str]) -> str:
    return unescape(re.sub(r"\\([^\w\s])", r"\1", data.get("text/markdown", ""))).replace("**", "").strip()


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
