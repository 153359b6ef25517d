"""From an executed notebook to pages that open offline, one per language, and to the list of reports."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from html import unescape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from partyresearch.analysis.selection import slug
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UserError
from partyresearch.show.figure import cite_text
from partyresearch.show.language import LANGUAGES, Language
from partyresearch.show.shown import METADATA
from partyresearch.tables.load import load_articles
from partyresearch.tables.package import name_licences

TEMPLATES = Path(__file__).resolve().parent / "templates"
HEADLINE_TAG, FOLD_TAG, CITE_TAG = "headline", "fold", "cite"
_PERCENT = re.compile(r"(?<=\d) %(?!</span>)")  # what is printed keeps its characters
# what contacts a host whatever the page's policy says; a browser takes nothing for such a tag that does not begin so
_CONNECTING = re.compile(r"<(?=(?:meta|link|base|i?frame|frameset|fencedframe|portal|object|embed|form)\b)", re.I)
_INNER = re.compile(r'<a href="#([^"]+)">')
_NAMELESS = re.compile(r"<img\b(?![^>]*\salt=)", re.I)
# what a page can show, the best first; a script or a widget would not run
_KINDS = (*("text/html", "text/markdown", "image/svg+xml", "text/latex"), *("image/png", "image/jpeg", "text/plain"))


@dataclass(frozen=True)
class Origin:
    """Where a report comes from, as its pages say it.

    The day is not among it, which only the list of reports tells: the same input gives the same pages on any day.
    """

    notebook: str = ""  # file name
    parameters: str = ""
    data: str = ""  # SHA-256 of the raw tables
    estimates: bool = True  # whether estimates.csv stands beside the page
    cite: str = ""  # data and software, a line each
    licence: str = ""  # of the data


@dataclass(frozen=True)
class Page:
    """A report as a reader meets it."""

    title: str  # the name of the report
    headline: str
    html: bytes


@dataclass
class Section:
    """A heading and the cells below it; the first section has none."""

    heading: str = ""
    id: str = ""
    fold: bool = False
    cite: bool = False
    cells: list[Any] = field(default_factory=list)
    summary: str = ""


def find_origin(
    collection: Collection, notebook: str, parameters: Mapping[str, Any], data: str, *, estimates: bool
) -> Origin:
    """Collect what a page says of where it comes from."""
    values = {name: ", ".join(value) if isinstance(value, list) else value for name, value in parameters.items()}
    said = "".join(f" · {name}: {value}" for name, value in values.items())
    cite = cite_text(collection.root, load_articles(collection.root))
    return Origin(notebook, said, data, estimates, cite, name_licences(collection))


def page_file(language: str, main: str) -> str:
    """Return the name of a page's file: the one in the main language is the index."""
    return "index.html" if language == main else f"{language}.html"


def translate(notebook: Any, language: str) -> Any:
    """Return a copy of an executed notebook in a language: its cells ran once for all of them."""
    t, copy = Language(language), deepcopy(notebook)
    for cell in copy.cells:
        if cell.cell_type == "markdown":
            cell.source = t.markdown(cell.source)
        for output in cell.get("outputs", []):
            carried = output.get("metadata", {}).get(METADATA, {})
            if carried.get("language", language) != language:  # an output of a researcher's own stays
                content = carried["others"][language]
                output["data"] = content["data"]
                output["metadata"] = {**content["metadata"], METADATA: {"language": language}}
    return copy


def render(notebook: Any, language: str = "en", origin: Origin | None = None, main: str = "") -> Page:
    """Turn an executed notebook into a page without code; ``main`` is the language of index.html."""
    translated = translate(notebook, language)
    title = _title(translated)
    headline, titled = _headline(translated)
    sections = [section for section in _sections(notebook, translated) if _drop_empty(section)]
    if not any(section.cite for section in sections):
        sections.append(Section(id="cite", fold=True, cite=True))
    t = Language(language)
    script = _script()
    resources = {
        "language": language,
        "languages": {code: page_file(code, main or language) for code in LANGUAGES},
        "t": t,
        "name": title,
        "title": headline if titled else title,
        "titled": titled,
        "about": translated.cells[0].source.partition("\n")[2].strip(),
        "sections": sections,
        "origin": origin or Origin(),
        "version": version("partyresearch"),
        "script": script,
        "script_hash": b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    }
    from nbconvert import HTMLExporter

    # HTMLExporter's own would parse the whole page again, only to say which pictures have no alternative text
    html, _ = super(HTMLExporter, _exporter()).from_notebook_node(translated, resources)
    head, body, content = html.partition("<body>")
    nameless = t("Picture without a description")
    there = set(re.findall(r' id="([^"]+)"', content))
    # of a long table only the first rows are shown: a link to another one would lead nowhere
    content = _INNER.sub(lambda link: link[0] if link[1] in there else "<a>", content)
    content = _NAMELESS.sub(f'<img alt="{nameless}"', _CONNECTING.sub("<no-", content))
    html = head + body + _PERCENT.sub("&nbsp;%", content)
    return Page(title, headline, html.encode("utf-8"))


def _title(notebook: Any) -> str:
    first = notebook.cells[0] if notebook.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        raise UserError("the notebook's first cell must be Markdown that begins with a heading (# Title)")
    return str(first.source.splitlines()[0].removeprefix("# ").strip())


def _headline(notebook: Any) -> tuple[str, bool]:
    """The sentence of the cell tagged so, as its result or its Markdown has it; and whether it is the page's title."""
    for cell in notebook.cells:
        if HEADLINE_TAG in cell.metadata.get("tags", []):
            outputs = [output for output in cell.get("outputs", []) if "data" in output]
            texts = [output["metadata"].get("headline") or _plain(output["data"]) for output in outputs]
            return "".join(texts), any("page" in output["metadata"] for output in outputs)
    return "", False


def _plain(data: Mapping[str, str]) -> str:
    return unescape(re.sub(r"\\([^\w\s])", r"\1", data.get("text/markdown", ""))).replace("**", "").strip()


def _sections(notebook: Any, translated: Any) -> Iterator[Section]:
    """Divide the cells after the first one at their headings; ids are those of the notebook's own language."""
    section, used = Section(), {"main", "cite"}
    for original, cell in zip(notebook.cells[1:], translated.cells[1:], strict=True):
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            yield section
            heading, _, cell.source = cell.source.removeprefix("## ").partition("\n")
            tags = cell.metadata.get("tags", [])
            name = slug(original.source.partition("\n")[0]) or "section"
            while name in used:
                name += "-again"
            used.add(name)
            cite = FOLD_TAG in tags and CITE_TAG in tags
            section = Section(heading.strip(), "cite" if cite else name, FOLD_TAG in tags, cite)
        section.cells.append(cell)
        for output in cell.get("outputs", []):
            section.summary = section.summary or output.get("metadata", {}).get("summary", "")
    yield section


def _drop_empty(section: Section) -> bool:
    """Drop outputs that have nothing to show; return whether the section is shown without them."""
    outputs = [output for cell in section.cells for output in cell.get("outputs", [])]
    for cell in section.cells:
        if "outputs" in cell:
            cell["outputs"] = [output for output in cell.outputs if not output.get("metadata", {}).get("empty")]
    return not outputs or section.cite or not section.heading or any(cell.get("outputs") for cell in section.cells)


@cache
def _script() -> str:
    return (TEMPLATES / "partyresearch" / "page.js").read_text(encoding="utf-8")


@cache
def _exporter() -> Any:
    """One for all pages: most of the time of a page goes into reading the templates."""
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="partyresearch",
        extra_template_basedirs=[str(TEMPLATES)],
        default_preprocessors=[],  # each would validate the notebook again
        optimistic_validation=True,
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )
    register: Any = exporter.register_filter
    register("highlight_code", lambda code, **_: code)  # which no page shows
    register("filter_data_type", lambda data: [kind for kind in _KINDS if kind in data][:1])
    return exporter


def render_index(reports: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """Make the list of reports in each language; the index is in that of its reports, or English where they differ.

    All have an address that stays, also when the language of the index changes.
    """
    languages = {str((report["good"] or report["failed"]).get("language", "en")) for report in reports}
    main = next(iter(languages)) if len(languages) == 1 and languages <= set(LANGUAGES) else "en"
    pages = {}
    for language in LANGUAGES:
        t = Language(language)
        page = template("list.html.j2").render(
            reports=[report | {"shown": _shown(report, language)} for report in map(dict, reports)],
            language=language,
            languages={code: page_file(code, main) for code in LANGUAGES},
            mixed=len(languages) > 1,
            t=t,
            moment=partial(_moment, t),
        )
        # one card that holds no text stops no list
        pages[f"{language}.html"] = page.encode("utf-8", "backslashreplace")
    return {"index.html": pages[f"{main}.html"], **pages}


def _shown(report: Mapping[str, Any], language: str) -> dict[str, str]:
    """What a list shows of a report: its title and headline in the list's language, or else in its own."""
    card = report["good"] or report["failed"]
    own = shown = str(card.get("language", "en"))
    others = card.get("others")  # a card of an earlier version has none; one of another hand may have anything
    other = others.get(language) if own != language and isinstance(others, dict) else None
    if isinstance(other, dict) and all(isinstance(other.get(name), str) for name in ("title", "headline")):
        card, shown = other, language
    return {"file": page_file(shown, own), "language": shown, "title": card["title"], "headline": card["headline"]}


def _moment(t: Language, started: str) -> str:
    try:
        when = datetime.strptime(started, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return started
    return t("{day} {time} UTC", day=when, time=f"{when:%H:%M}")


@cache
def template(name: str) -> Any:
    """Load a template; what it is filled with is escaped."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES / "partyresearch"), autoescape=True)
    return environment.get_template(name)
