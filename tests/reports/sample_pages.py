"""An executed notebook with everything that a page knows to show: title, pictures, folds, long tables, what is empty."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import nbformat.v4 as v4

from partyresearch.reports.page import Origin

ORIGIN = Origin("05_sample.ipynb", " · year_to: 2023", "9b9a252813ce" * 5, cite="Data.\nProgram.", licence="CC BY 4.0")
ROWS = 120
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
    bars = "".join(
        f'<a href="#{figure}"><title>{figure}</title><rect x="0" y="{40 * i + 6}" width="{width - 60 * i - 90}" height="22" '
        'style="fill: var(--pale,#c7d9e8); stroke: var(--blue,#14568a)"/>'
        f'<text x="{width - 60 * i - 84}" y="{40 * i + 22}" style="font-size: 13.5px; fill: var(--ink,#1b1d21)">'
        f"{number(2564 - 600 * i, language)}</text></a>"
        for i, figure in enumerate(SAMPLE_FIGURES)
    )
    return f'<svg viewBox="0 0 {width} 165" role="group" aria-label="{NAMES[language][0]}">{bars}</svg>'


def _figure(language: str) -> str:
    data = b64encode(_svg(1040, language).encode()).decode()
    return (
        f'<figure class="picture" id="admitted"><h2 class="figure">{NAMES[language][0]}</h2><p class="units">2011–2023</p>'
        f'<div class="wide">{_svg(1040, language)}</div><div class="narrow">{_svg(344, language)}</div>'
        '<figcaption><span class="source">Source: five Vietnamese news articles, 2012–2024</span><span class="buttons">'
        f'<a download="admitted.svg" href="data:image/svg+xml;base64,{data}">SVG</a>'
        '<a download="admitted.csv" href="data:text/csv;base64,YSxi">CSV</a><a href="#cite">Cite</a></span></figcaption>'
        "</figure>"
    )


def _title(language: str) -> str:
    points = "".join(f'<li>Đồng Tháp (2023): <a href="#{figure}">136%</a></li>' for figure in SAMPLE_FIGURES[:3])
    caution = "The articles are no random sample: organisations that missed a target may not have been written about."
    return f'<h1>{TITLES[language]}</h1><ul class="points">{points}</ul><p class="caution">{caution}</p>'


def _cards(language: str) -> str:
    name, least = NAMES[language]
    head = f'<th scope="col">Place</th><th scope="col" class="number">{name}</th><th scope="col">How we know</th>'
    rows = "".join(
        f'<tr><th scope="row">{place}</th><td class="number" data-label="{name}"><span><a href="#{figure}">{value}</a></span>'
        '</td><td class="long" data-label="How we know"><span>Worked out from “135,66%”</span></td></tr>'
        for place, figure, value in zip(
            ("Đồng Tháp", "Cần Thơ", "Đầm Dơi", "Nam Đông"),
            SAMPLE_FIGURES,
            (number(2564, language), number(12669, language), "136%", f"{least} 130"),
            strict=True,
        )
    )
    return f'<div class="scroll"><table class="stack sortable"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _figures(language: str) -> str:
    columns = ("Place", NAMES[language][0], "What", "Period", "Article, characters", "Doubt about the coding")
    head = "".join(f'<th scope="col"{" class=number" * (i == 1)}>{name}</th>' for i, name in enumerate(columns))
    ids = [*(f"a-2020:{n}" for n in range(ROWS - len(SAMPLE_FIGURES))), *SAMPLE_FIGURES]
    rows = "".join(
        f'<tr id="{figure}"><th scope="row">Đảng bộ {n}</th><td class="number"><span lang="vi">{number(977 * n, "vi")}</span></td>'
        f"<td>admitted</td><td>{2000 + n % 20}</td><td>{figure}</td><td>the years are not printed: coded from the text</td></tr>"
        for n, figure in enumerate(ids)
    )
    # a region that scrolls can be reached by the keyboard
    return (
        '<div class="scroll dense" tabindex="0" role="group" aria-label="Figures"><table class="sortable"><caption>Figures'
        f"</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
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
        v4.new_code_cell(
            "1", outputs=[_output(_cards, summary={"en": "one reading is open", "vi": "còn một cách hiểu"})]
        ),
        v4.new_markdown_cell("## Where the numbers come from", metadata=fold),
        v4.new_code_cell("1", outputs=[_output(_figures, summary=f"{ROWS} figures")]),
    ]
    if cite:
        cells.append(
            v4.new_markdown_cell("## Method, citation, licence\n\nThe method.", metadata={"tags": ["fold", "cite"]})
        )
    return v4.new_notebook(cells=[*cells, *more])
