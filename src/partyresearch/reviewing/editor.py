"""The editor of a candidate file in JupyterLab: what is shown is made here, what is clicked and typed comes from JS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from partyresearch.collection.problems import InputError, Problem, UserError
from partyresearch.collection.spreadsheet import Row
from partyresearch.collection.vocabulary import BOUNDS, LEVELS, MEASURES, POINTERS, REASONS, SET_BY, STATUSES, UNITS
from partyresearch.intake.candidates import DECIDED
from partyresearch.reviewing.editing import PERIOD_ASKED, Editing
from partyresearch.reviewing.page import pieces
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_, Language

_COLUMNS = {  # that a person can change → what they are called
    "metric": N_("metric"),
    "group": N_("group"),
    "organisation_id": N_("organisation"),
    "period_start": N_("first day, or a year"),
    "period_end": N_("last day"),
    "status": N_("status"),
    "bound": N_("bound"),
    "part_of": N_("what it is a part of"),
    "numerator": N_("number that it scores"),
    "denominator": N_("its whole or target"),
    "set_by": N_("who set the target"),
    "note": N_("note"),
    "reason": N_("reason, if it is no figure"),
}
_NEW = {  # columns to which a person can add a value → what is asked of it
    "metric": {
        "label": N_("English name"),
        "label_vi": N_("Vietnamese name"),
        "unit": N_("unit"),
        "measure": N_("measure"),
        "description": N_("what it counts"),
    },
    "organisation_id": {
        "name": N_("Vietnamese name"),
        "name_en": N_("English name"),
        "level": N_("level"),
        "parent_id": N_("the organisation above it"),
        "province": N_("province"),
    },
}
_DOUBTS = {"organisation_id": "organisation", "period_start": "period", "period_end": "period"}  # as find calls them
_SOURCES = {
    "clause": N_("said in the clause"),
    "sentence": N_("said in the sentence"),
    "paragraph": N_("said in the paragraph"),
    "headline": N_("said in the headline"),
    "guess": N_("a guess"),
}
_HERE = Path(__file__)


class Editor(anywidget.AnyWidget):
    """The text on the left; on the right what the number that was clicked is taken for, and why."""

    _esm = _HERE.with_suffix(".js")
    _css = _HERE.with_suffix(".css")
    words = traitlets.Dict().tag(sync=True)
    fields: traitlets.List[Any] = traitlets.List().tag(sync=True)  # column, name, kind of input, its values
    forms = traitlets.Dict().tag(sync=True)  # the same of what a new value of a column is asked for, by column
    pieces: traitlets.List[Any] = traitlets.List().tag(sync=True)  # of the text, each with the line of its number or 0
    rows = traitlets.Dict().tag(sync=True)
    problems = traitlets.Dict().tag(sync=True)  # by line; under 0 those of no number
    progress = traitlets.Unicode().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    answered = traitlets.Int().tag(sync=True)  # how often; the last that is set, so that all is shown together

    def __init__(self, editing: Editing, labels: Labels) -> None:
        super().__init__()
        self.editing, self._labels = editing, labels
        self.words = _words(labels.t, editing.collection.root.resolve().name)
        self._ask()
        self.on_msg(self._do)
        self._show({})

    def _ask(self) -> None:
        self.forms = {column: self._fields(words, f"{column}.") for column, words in _NEW.items()}
        self.fields = self._fields(_COLUMNS)  # the last that is set: both are then shown

    def _fields(self, words: dict[str, str], prefix: str = "") -> list[list[Any]]:
        return [[prefix + name, self._labels.t(word), *self._choices(name)] for name, word in words.items()]

    def _choices(self, column: str) -> tuple[str, list[list[str]]]:
        labels, rows = self._labels, self.editing.rows.values()
        organisations = [[one, self._organisation(one)] for one in self.editing.named.organisations]
        named = {
            "metric": [[metric, self._metric(metric)] for metric in self.editing.named.measures],
            "group": [[group, labels.group(group)] for group in self.editing.named.groups],
            "organisation_id": organisations,
            "parent_id": organisations,
            **{
                name: [[row["start"], self._pointed(row)] for row in rows if row["candidate"] != "exclusion"]
                for name in POINTERS
            },
        }
        closed = {"status": STATUSES, "bound": BOUNDS, "reason": REASONS, "set_by": SET_BY}
        closed |= {"unit": UNITS, "measure": MEASURES, "level": LEVELS}
        if column in closed:
            return "select", [[code, code.replace("_", " ")] for code in ("", *closed[column])]
        return "list" if column in named else "text", named.get(column, [])

    def _pointed(self, row: Row) -> str:
        return f"{row['printed']} {self._metric(row['metric']) if row['metric'] else ''}".strip()

    def _metric(self, metric: str) -> str:
        new = self.editing.named.new_metrics.get(metric, {})
        return new.get(self._labels.t.format.label) or self._labels.metric(metric)

    def _organisation(self, one: str) -> str:
        return self._labels.full_place(one) or self.editing.named.organisations.get(one, "")

    def _do(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """Do what was clicked or typed; whatever is wrong is shown where it belongs."""
        problems, said = {line: told for line, told in self.problems.items() if line != "0"}, ""
        try:
            if message["do"] == "decide":
                line, cells = int(message["line"]), message["cells"]
                problems[str(line)] = [self._told(problem)[1:] for problem in self.editing.decide(line, cells)]
            elif message["do"] == "add":
                line, column, cells = int(message["line"]), message["column"], message["cells"]
                problems[str(line)] = [self._told(problem)[1:] for problem in self.editing.add(line, column, cells)]
                self._ask()
            else:
                problems = {}
                if message["do"] == "accept":
                    said = "\n".join(self.editing.accept())
                else:
                    self.editing.reload()
                    self._ask()
        except InputError as error:
            for at, *told in map(self._told, error.problems):
                problems.setdefault(at, []).append(told)
            if message["do"] == "accept":
                said = self._labels.t("Nothing was accepted.")
                if problems.keys() - {"0"}:
                    said = self._labels.t("Nothing was accepted; what is wrong is told at the numbers marked “!”.")
        except (UserError, OSError) as error:  # told at the fields, which keep what was typed, or of no number
            names = message.get("cells", [""])
            if message["do"] == "add":
                names = [self.forms[message["column"]][0][0]]
            problems[str(message.get("line", 0))] = [[name, str(error)] for name in names]
        self._show({line: told for line, told in problems.items() if told}, said)

    def _told(self, problem: Problem) -> tuple[str, str, str]:
        """The line of the number that it belongs to, the column, and what is wrong."""
        if problem.file != self.editing.path.name or problem.row not in self.editing.rows:
            return "0", problem.column, str(problem)
        again = self._labels.t("; Enter and f leave it so") if problem.expected == PERIOD_ASKED else ""
        return str(problem.row), problem.column, f"expected {problem.expected}, got {problem.got}{again}"

    def _show(self, problems: dict[str, list[list[str]]], said: str = "") -> None:
        rows = self.editing.rows
        self.pieces = pieces(self.editing.text, rows)
        pointed = {row["start"]: self._pointed(row) for row in rows.values()}
        self.rows = {str(line): self._row(row, pointed) for line, row in rows.items()}
        self.problems, self.said = problems, said
        self.progress = self._labels.t("{decided} of {n} decided", decided=self.editing.decided, n=len(rows))
        self.answered += 1

    def _row(self, row: Row, pointed: dict[str, str]) -> dict[str, Any]:
        t, doubts = self._labels.t, row.get("doubts", "").split()  # a person may have deleted what find says of itself
        labels = {"metric": self._metric, "group": self._labels.group, "organisation_id": self._organisation}
        labels |= dict.fromkeys(POINTERS, lambda start: pointed.get(start, ""))
        notes = {name: [label(row[name])] if row[name] else [] for name, label in labels.items()}
        notes["metric"] += [t("rests on “{words}”", words=row["why"])] if row.get("why") else []
        notes["metric"] += [t("certainty {score}", score=row["score"])] if row.get("score") else []
        for name, source in {"organisation_id": "organisation_from", "period_start": "period_from"}.items():
            notes.setdefault(name, []).append(t(_SOURCES.get(row.get(source, ""), "")))
        return {
            "candidate": row["candidate"] if row["candidate"] in DECIDED else "unsure",
            "printed": row["printed"],
            "cells": {name: row[name] for name in _COLUMNS},
            "notes": {name: " · ".join(filter(None, said)) for name, said in notes.items()},
            "doubts": [name for name in _COLUMNS if _DOUBTS.get(name, name) in doubts],
        }


def _words(t: Language, collection: str) -> dict[str, str]:
    return {
        "figure": t("figure"),
        "exclusion": t("no figure"),
        "unsure": t("to be decided"),
        "next": t("next"),
        "back": t("back"),
        "doubted": t("not sure"),
        "more": t("more columns"),
        "hint": t("Click a number; n then goes to the next one to be decided."),
        "accept": t("Accept into {collection}", collection=collection),
        "reload": t("Read the file again"),
        "metric": t("a new metric"),
        "organisation_id": t("a new organisation"),
        "add": t("Add"),
    }
