"""A text with its candidates, to look at: marked in the text, listed beside it, and what is still undecided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from partyresearch.analysis.selection import collect
from partyresearch.collection.place import Collection, find_collection
from partyresearch.collection.problems import UserError
from partyresearch.collection.spreadsheet import Row
from partyresearch.intake.candidates import DECIDED, candidate_rows
from partyresearch.intake.find import Finder, read_source
from partyresearch.reviewing.accept import read_reviewed
from partyresearch.reviewing.editing import Editing
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_, Language
from partyresearch.show.tables import table_html

_MARKS = (  # background, line and its colour: readable in black on white, and told apart by the line alone
    ("#fde9c8", "solid", "#8a5a00"),
    ("#d5e8fb", "double", "#0b4f94"),
    ("#d9f0d3", "dotted", "#1b6b1b"),
    ("#f3d9ee", "dashed", "#86216f"),
    ("#fbd9d3", "wavy", "#a02a12"),
    ("#e4e0f7", "solid", "#4a3aa0"),
    ("#d3f0ee", "double", "#0a6660"),
    ("#f0ecc0", "dotted", "#66600a"),
)
_STYLE = """
.intake{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1.5rem}
.intake .text{white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.9;max-width:44rem}
.intake mark{color:#111;padding:0 .15em;text-decoration-line:underline;text-decoration-thickness:2px;
text-underline-offset:3px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.intake sup{font-weight:bold;line-height:1;margin-left:.1em}
.intake .exclusion{background:none;text-decoration:none;color:inherit;border-bottom:1px solid #8a919b}
.intake .unsure{outline:2px dashed #b34a00;outline-offset:1px}
.intake td{white-space:nowrap}
.intake .key{list-style:none;margin:0 0 1rem;padding:0;line-height:2}
@media print{.intake{display:block}}
"""


_UNSURE = ' class="unsure"'
_EXCLUSION = '<mark class="exclusion">'
_AROUND = 50  # characters on either side of a number that is to be decided


@dataclass(frozen=True)
class Review:
    """A text and its candidate rows."""

    text: str
    rows: list[Row]
    labels: Labels
    source: tuple[Path, Collection, Path | None] | None = None  # the rows' file, for which tables, folder of the text

    def edit(self) -> Any:
        """A widget for JupyterLab to decide the rows in, each saved in the candidate file at once.

        Raises
        ------
        UserError
            If the rows are not those of a candidate file, or anywidget is missing
            (``pip install "partyresearch[edit]"``).
        """
        if self.source is None:
            raise UserError("edit: expected text_file and reviewed_file; run: partyresearch find TEXT")
        try:
            from partyresearch.reviewing.editor import Editor  # ipywidgets, which only an editor needs
        except ImportError:
            raise UserError("edit: needs anywidget; run: pip install 'partyresearch[edit]'") from None
        path, collection, texts = self.source
        return Editor(Editing(path, self.text, collection, texts), self.labels)

    @property
    def t(self) -> Language:
        """The language of what is shown."""
        return self.labels.t

    @property
    def unsure(self) -> list[Row]:
        """The rows that nobody has decided."""
        return [row for row in self.rows if row["candidate"] not in DECIDED]

    @property
    def headline(self) -> str:
        """How many of each kind."""
        kinds = [row["candidate"] for row in self.rows]
        return self.t(
            "Numbers: {n}. Figures: {figures}, no figures: {exclusions}, to be decided: {unsure}.",
            n=len(kinds),
            figures=kinds.count("figure"),
            exclusions=kinds.count("exclusion"),
            unsure=len(self.unsure),
        )

    @cached_property
    def letters(self) -> dict[str, str]:
        """A letter for each metric, in the order of the text."""
        metrics = dict.fromkeys(row["metric"] for row in self.rows if row["candidate"] != "exclusion" and row["metric"])
        # after Z come AA, BB, …
        return {metric: chr(ord("A") + i % 26) * (1 + i // 26) for i, metric in enumerate(metrics)} | {"": "?"}

    def html(self) -> str:
        """The text with its candidates marked, a key to the marks, and the table beside it."""
        text = f'{self._key()}<div class="text" lang="vi">{self._marked()}</div>'
        return f'<style>{_STYLE}</style><div class="intake"><div>{text}</div><div>{self._table()}</div></div>'

    def _repr_html_(self) -> str:
        return self.html()

    def unsure_html(self) -> str:
        """What is still to be decided, each with the words around it."""
        if not self.unsure:
            nothing = self.t("Nothing is left to be decided.")
            return f"<p>{escape(nothing)}</p>"
        headings = N_("printed"), N_("words around it"), N_("metric"), N_("not sure"), N_("rests on")
        header = [self.t(heading) for heading in headings]
        cells = []
        for row in self.unsure:  # a person may have deleted the columns "doubts" and "why"
            printed, metric, why = escape(row["printed"]), self._metric(row["metric"]), escape(row.get("why", ""))
            doubts = ", ".join(self.t(_FIELDS.get(name, name)) for name in row.get("doubts", "").split())
            cells.append([printed, self._around(row), metric, escape(doubts), why])
        return table_html(header, cells)

    def _metric(self, metric: str) -> str:
        return escape(self.labels.metric(metric)) if metric else ""

    def _mark(self, metric: str, words: str, attributes: str = "") -> str:
        style = "background:none;text-decoration:none"
        if metric:
            background, line, colour = _MARKS[list(self.letters).index(metric) % len(_MARKS)]
            style = f"background:{background};text-decoration-style:{line};text-decoration-color:{colour}"
        return f'<mark{attributes} style="{style}">{escape(words)}<sup>{self.letters[metric]}</sup></mark>'

    def _key(self) -> str:
        number = self.t("number")
        items = [f"{self._mark(metric, number)} {self._metric(metric)}" for metric in self.letters if metric]
        unsure, nothing = self.t("to be decided"), self.t("no figure")
        items.append(f"{self._mark('', number, _UNSURE)} {escape(unsure)}")
        items.append(f"{_EXCLUSION}{escape(number)}</mark> {escape(nothing)}")
        return f'<ul class="key">{"".join(f"<li>{item}</li>" for item in items)}</ul>'

    def _marked(self) -> str:
        marked: list[str] = []
        for piece, at in pieces(self.text, dict(enumerate(self.rows, 1))):
            row = self.rows[at - 1]
            if not at:
                marked.append(escape(piece))
            elif row["candidate"] == "exclusion":
                marked.append(f"{_EXCLUSION}{escape(piece)}</mark>")
            else:
                attributes = f' id="at-{escape(row["start"])}"' + _UNSURE * (row["candidate"] not in DECIDED)
                marked.append(self._mark(row["metric"], piece, attributes))
        return "".join(marked)

    def _table(self) -> str:
        header = [self.t(heading) for heading in (N_("printed"), N_("metric"), *_SHOWN.values())]
        cells = []
        for row in self.rows:
            if row["candidate"] != "exclusion":
                shown = {**row, "period": _period(row["period_start"], row["period_end"])}
                shown["group"] = self.labels.group(row["group"]) if row["group"] else ""
                shown["organisation_id"] = self.labels.full_place(row["organisation_id"]) or row["organisation_id"]
                link = f'<a href="#at-{escape(row["start"])}">{escape(row["printed"])}</a>'
                metric = f"<b>{self.letters[row['metric']]}</b> {self._metric(row['metric'])}"
                cells.append([link, metric, *(escape(shown.get(name, "")) for name in _SHOWN)])
        return table_html(header, cells)

    def _around(self, row: Row) -> str:
        start, end = int(row["start"]), int(row["end"])
        around = self.text[max(0, start - _AROUND) : start], self.text[end : end + _AROUND]
        before, after = (escape(" ".join(words.split())) for words in around)
        return f'<span lang="vi">{before} <b>{escape(self.text[start:end])}</b> {after}</span>'


def review(text_file: str = "", reviewed_file: str = "", data_dir: str = "") -> Review:
    """Read an article's text, or a text with the candidate file that a person has edited.

    Parameters
    ----------
    text_file : str
        The text of an article; empty: an invented example.
    reviewed_file : str
        Its candidate file, as far as it is reviewed; empty: the text is read anew.
    data_dir : str
        Folder of another collection; empty: the package's own.

    Returns
    -------
    Review
        In JupyterLab the text with its candidates marked, beside a table of them.

    Raises
    ------
    UserError
        If a file is not there, or the candidate file is not of this text.

    Examples
    --------
    >>> import partyresearch as pr
    >>> pr.review().headline.split(".")[0]
    'Numbers: 23'
    """
    collection = find_collection(data_dir)
    labels = Labels(Language(), collect(collection.root))
    if text_file:
        text = read_source(Path(text_file)).text
    else:
        text = files("partyresearch.intake").joinpath("example.txt").read_text("utf-8")
    if not reviewed_file:
        return Review(text, candidate_rows(Finder(collection).read(text), "", text), labels)
    path, texts = Path(reviewed_file), Path(text_file).parent if text_file else None
    return Review(text, list(read_reviewed(path, text).values()), labels, (path, collection, texts))


_FIELDS = {  # that can be in doubt → what they are called
    "organisation": N_("organisation"),
    "period": N_("period"),
    "metric": N_("metric"),
    "group": N_("group"),
    "status": N_("status"),
    "value": N_("number"),
    "part_of": N_("what it is a part of"),
}
_SHOWN = {  # column → its heading
    "group": N_("group"),
    "organisation_id": N_("organisation"),
    "period": N_("period"),
    "status": N_("status"),
    "bound": N_("bound"),
    "score": N_("certainty"),
}


def pieces(text: str, rows: Mapping[int, Row]) -> list[tuple[str, int]]:
    """The text in pieces, each with the line of the row whose number it is, or 0."""
    cut: list[tuple[str, int]] = []
    shown = 0
    for line, row in rows.items():
        # a person's spans may overlap: no character is shown twice
        start, end = max(shown, int(row["start"])), max(shown, int(row["end"]))
        cut += [(text[shown:start], 0), (text[start:end], line)]
        shown = end
    return [*cut, (text[shown:], 0)]


def _period(first: str, last: str) -> str:
    if first[:4] == last[:4] and first.endswith("-01-01") and last.endswith("-12-31"):
        return first[:4]
    return " – ".join(dict.fromkeys(filter(None, (first, last))))
