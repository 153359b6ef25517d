"""From an executed notebook to a page that opens offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import Any

from partyresearch.problems import UserError

TEMPLATES = Path(__file__).resolve().parent / "templates"
HEADLINE_TAG = "headline"


def render(notebook: Any) -> tuple[str, str, bytes]:
    """Turn an executed notebook into a page without code.

    Parameters
    ----------
    notebook : NotebookNode
        Its first cell begins with a heading; a code cell tagged ``headline`` shows one sentence as Markdown.

    Returns
    -------
    title, headline : str
        Plain text.
    page : bytes
        HTML: no script, no request to any host.

    Raises
    ------
    UserError
        If the notebook has no title.

    Examples
    --------
    >>> import nbformat.v4 as v4
    >>> notebook = v4.new_notebook(cells=[v4.new_markdown_cell("# A title", id="a")])
    >>> render(notebook)[0]
    'A title'
    """
    from nbconvert import HTMLExporter

    title = _title(notebook)
    notebook.metadata["title"] = title
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="partyresearch",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        embed_images=True,
    )
    page, _ = exporter.from_notebook_node(notebook)
    return title, _headline(notebook), page.encode("utf-8")


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
        HTML.

    Examples
    --------
    >>> run = dict(run="0001", title="A", headline="None.", parameters={}, started="2026", data_sha256="")
    >>> b'href="a/latest/index.html"' in render_index([{"folder": "a", "good": run, "failed": None}])
    True
    """
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(loader=FileSystemLoader(TEMPLATES / "partyresearch"), autoescape=True)
    page = environment.get_template("list.html.j2").render(reports=reports)
    return page.encode("utf-8")


def _title(notebook: Any) -> str:
    first = notebook.cells[0] if notebook.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        raise UserError("the notebook's first cell must be Markdown that begins with a heading (# Title)")
    return str(first.source.splitlines()[0].removeprefix("# ").strip())


def _headline(notebook: Any) -> str:
    for cell in notebook.cells:
        if HEADLINE_TAG in cell.metadata.get("tags", []):
            texts = [output["data"].get("text/markdown", "") for output in cell.outputs if "data" in output]
            return unescape("".join(texts)).replace("**", "").strip()
    return ""
