"""An executed notebook with everything that a page can show: title, picture, folds, long tables, empty outputs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import nbformat.v4 as v4

from partyresearch.reports.page import Origin

ORIGIN = Origin("05_sample.ipynb", " · year_to: 2023", "9b9a252813ce" * 5, cite="Data.\nProgram.", licence="CC BY 4.0")
ROWS = 120
PLACES = ("Đồng Tháp", "Cần Thơ", "Đầm Dơi", "Nam Đông")
SUMMARY = {"en": "one reading is open", "vi": "còn một cách hiểu"}
NAMES = {"en": ("People admitted", "At least"), "vi": ("Số người được kết nạp", "Ít nhất")}
TITLES = {
    "en": "All five Party organisations with a finished, reported target met it",
    "vi": "Cả năm đảng bộ có chỉ tiêu đã hết hạn và có kết quả đều đạt chỉ tiêu",
}
SAMPLE_FIGURES = ["dong-thap-2024:1336", "can-tho-2012:590", "dam-doi-2023:1559", "nam-dong-2024:2024"]


def number(value: int, language: str) -> str:
    """A number as its language groups it."""
    return f"{value:,}".replace(",", "." if language == "vi" else ",")


def _svg(width: int, language: str) -> str:
    bars = ""
    for i, figure in enumerate(SAMPLE_FIGURES):
        end, top = width - 60 * i - 90, 40 * i + 6
        bars += (
            f'<a href="#{figure}"><title>{figure}</title><rect x="0" y="{top}" width="{end}" height="22" '
            'style="fill: var(--pale,#c7d9e8); stroke: var(--blue,#14568a)"/>'
            f'<text x="{end + 6}" y="{top + 16}" style="font-size: 13.5px; fill: var(--ink,#1b1d21)">'
            f"{number(2564 - 600 * i, language)}</text></a>"
        )
    return f'<svg viewBox="0 0 {width} 165" role="group" aria-label="{NAMES[language][0]}">{bars}</svg>'


def _figure(language: str) -> str:
    data = b64encode(_svg(1040, language).encode()).decode()
    return (
        f'<figure class="picture" id="admitted"><h2 class="figure">{NAMES[language][0]}</h2>'
        f'<p class="units">2011–2023</p><div class="wide">{_svg(1040, language)}</div>'
        f'<div class="narrow">{_svg(344, language)}</div><figcaption><span class="source">Source: five articles</span>'
        f'<span class="buttons"><a download="admitted.svg" href="data:image/svg+xml;base64,{data}">SVG</a>'
        '<a download="admitted.csv" href="data:text/csv;base64,YSxi">CSV</a><a href="#cite">Cite</a></span>'
        "</figcaption></figure>"
    )


def _title(language: str) -> str:
    points = "".join(f'<li>Đồng Tháp (2023): <a href="#{figure}">136%</a></li>' for figure in SAMPLE_FIGURES[:3])
    caution = "The articles are no random sample: organisations that missed a target may not have been written about."
    return f'<h1>{TITLES[language]}</h1><ul class="points">{points}</ul><p class="caution">{caution}</p>'


def _cards(language: str) -> str:
    name, least = NAMES[language]
    values = (number(2564, language), number(12669, language), "136%", f"{least} 130")
    rows = ""
    for place, figure, value in zip(PLACES, SAMPLE_FIGURES, values, strict=True):
        rows += (
            f'<tr><th scope="row">{place}</th><td class="number" data-label="{name}"><span><a href="#{figure}">{value}'
            '</a></span></td><td class="long" data-label="How we know"><span>Worked out from “135,66%”</span></td></tr>'
        )
    head = _head(("Place", name, "How we know"))
    return f'<div class="scroll"><table class="stack sortable">{head}<tbody>{rows}</tbody></table></div>'


def _head(names: Sequence[str]) -> str:
    """Headings, the second one of a column of numbers."""
    cells = "".join(f'<th scope="col"{" class=number" * (i == 1)}>{name}</th>' for i, name in enumerate(names))
    return f"<thead><tr>{cells}</tr></thead>"


def _figures(language: str) -> str:
    ids = [*(f"a-2020:{n}" for n in range(ROWS - len(SAMPLE_FIGURES))), *SAMPLE_FIGURES]
    rows = ""
    for n, figure in enumerate(ids):
        printed = f'<span lang="vi">{number(977 * n, "vi")}</span>'
        rows += (
            f'<tr id="{figure}"><th scope="row">Đảng bộ {n}</th><td class="number">{printed}</td><td>admitted</td>'
            f"<td>{2000 + n % 20}</td><td>{figure}</td><td>the years are not printed: coded from the text</td></tr>"
        )
    head = _head(("Place", NAMES[language][0], "What", "Period", "Article, characters", "Doubt about the coding"))
    # a region that scrolls can be reached by the keyboard
    return (
        '<div class="scroll dense" tabindex="0" role="group" aria-label="Figures"><table class="sortable">'
        f"<caption>Figures</caption>{head}<tbody>{rows}</tbody></table></div>"
    )


def _output(make: Any = None, **metadata: Any) -> Any:
    """An output in English that carries Vietnamese, as results show it; without HTML it is one of nothing to show."""
    contents = {}
    for language in ("en", "vi"):
        own = {name: value[language] if isinstance(value, dict) else value for name, value in metadata.items()}
        own |= {"page": make(language)} if make else {"empty": True}
        contents[language] = {
            "data": {"text/html": "<p>as JupyterLab shows it</p>", "text/plain": "x"},
            "metadata": own,
        }
    carried = {"partyresearch": {"language": "en", "others": {"vi": contents["vi"]}}}
    return v4.new_output("execute_result", data=contents["en"]["data"], metadata=contents["en"]["metadata"] | carried)


def sample_notebook(*more: Any, cite: bool = False) -> Any:
    """Cells as the reports' notebooks have them, then those given."""
    fold = {"tags": ["fold"]}
    cells = [
        v4.new_markdown_cell("# Quota attainment\n\nLocal organisations of the Party admit members against a target."),
        v4.new_code_cell("import partyresearch as pr"),
        v4.new_code_cell("score", metadata={"tags": ["headline"]}, outputs=[_output(_title, headline=TITLES)]),
        v4.new_code_cell("score.plot()", outputs=[_output(_figure)]),
        v4.new_markdown_cell("## One row for each target that is possible"),
        v4.new_code_cell("score.table()", outputs=[_output(_cards), _output()]),
        v4.new_markdown_cell("## Interim\n\nThis paragraph goes with its section."),
        v4.new_code_cell("score.table()", outputs=[_output()]),
        v4.new_markdown_cell("## How sure are we?\n\nA paragraph of the fold.", metadata=fold),
        v4.new_code_cell("1", outputs=[_output(_cards, summary=SUMMARY)]),
        v4.new_markdown_cell("## Where the numbers come from", metadata=fold),
        v4.new_code_cell("1", outputs=[_output(_figures, summary=f"{ROWS} figures")]),
    ]
    if cite:
        cells.append(
            v4.new_markdown_cell("## Method, citation, licence\n\nThe method.", metadata={"tags": ["fold", "cite"]})
        )
    return v4.new_notebook(cells=[*cells, *more])
