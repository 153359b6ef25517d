"""Tables as a paper prints them, in LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.words.kinds import whole

_Text = Callable[[Any, Labels], str]
_NOTE = "% \\usepackage{booktabs,fontspec}: xelatex, lualatex"
_ESCAPES = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {character: f"\\{character}" for character in "{}$&#%_"}
)


def _period(row: Any, labels: Labels) -> str:
    """Write the counted period, and the target's where it is another."""
    counted = row.period_start, row.period_end
    asked = getattr(row, "target_start", pd.NaT), getattr(row, "target_end", pd.NaT)
    if all(map(pd.isna, asked)) or asked == counted:
        return labels.period(*counted)
    return labels.part(*counted, *asked)


def _attainment(row: Any, labels: Labels) -> str:
    known = pd.notna(row.attainment_low) or pd.notna(row.attainment_high)
    return labels.interval(row.attainment_low, row.attainment_high) if known else ""


_WHOSE: dict[str, _Text] = {
    N_("organisation"): lambda row, labels: labels.organisation(row.organisation_id),
    N_("period"): _period,
    N_("group"): lambda row, labels: labels.group(row.group),
}
PAPER_TABLES: dict[str, dict[str, _Text]] = {
    "targets": {
        **_WHOSE,
        N_("admitted"): whole("admitted"),
        N_("target"): whole("target"),
        N_("attainment"): _attainment,
        N_("origin of the target"): lambda row, labels: labels.setter(row.set_by),
    },
    "admissions": {**_WHOSE, N_("admitted"): whole("admitted"), N_("members"): whole("members")},
    "shares": {**_WHOSE, N_("of the group"): whole("group"), N_("admitted"): whole("admitted")},
}
_WORDS = (*_WHOSE, "origin of the target")  # aligned to the left; numbers to the right


def paper_table(name: str, frame: pd.DataFrame, labels: Labels) -> bytes:
    """Make a table of the package booktabs, in the language of the labels."""
    columns = PAPER_TABLES[name]
    head = [labels.t(heading) for heading in columns]
    lines = [[text(row, labels) for text in columns.values()] for row in frame.itertuples()]
    align = "".join("l" if heading in _WORDS else "r" for heading in columns)
    made = [_NOTE, rf"\begin{{tabular}}{{{align}}}", r"\toprule", _line([text[:1].upper() + text[1:] for text in head])]
    made += [r"\midrule", *map(_line, lines), r"\bottomrule", r"\end{tabular}"]
    return ("\n".join(made) + "\n").encode("utf-8")


def _line(cells: list[str]) -> str:
    # {}: a bracket or star that begins a line would belong to the command before it
    return "{}" + " & ".join(" ".join(cell.split()).translate(_ESCAPES) for cell in cells) + r" \\"
