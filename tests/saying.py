"""Everything that results say, for tests: each text of each result of a study, and the messages it was made of."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import partyresearch as pr
from partyresearch.collection.columns import TABLES
from partyresearch.collection.vocabulary import CHECKS
from partyresearch.show.language import Language
from partyresearch.show.plots.drawings import DRAWINGS
from partyresearch.show.result import Result
from partyresearch.show.words import QUESTIONS as WORDS

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = (
    *(
        "recruitment",
        "part_year",
        "year_end",
        "projections",
        "rate_ratio",
        "target_ratios",
        "share_of_members",
        "net_growth",
    ),
    *("growth", "student_share", "pooled_student_share", "remaining_students", "class_to_admission", "attainment"),
    *("reported_attainment", "partition", "mean_attainment", "overview", "checked", "reported_success"),
    "coding_agreement",
)
"""The analyses, as methods of a study."""
DRAWN = ("recruitment", "part_year", "student_share", "attainment", "mean_attainment", "overview")
"""Those that have a picture."""
STORIES = ("overview", "recruitment", "student_share", "attainment")
"""Those that are told: by a title, points, a caution and a table."""


class Recorder(Language):
    """A language that remembers which messages it translated."""

    said: set[str] = set()  # noqa: RUF012

    def __call__(self, message: str, **values: object) -> str:
        """Translate."""
        self.said.add(message)
        return super().__call__(message, **values)

    def plural(self, singular: str, plural: str, n: int, **values: object) -> str:
        """Translate."""
        self.said.add(singular)
        return super().plural(singular, plural, n, **values)

    def context(self, context: str, message: str, **values: object) -> str:
        """Translate."""
        self.said.add(message)
        return super().context(context, message, **values)


def results(study: pr.Study) -> list[Result]:
    """Every result of a study."""
    return [*(getattr(study, name)() for name in QUESTIONS), study.reported_success(frame_size=100)]


def texts(study: pr.Study) -> dict[str, list[str]]:
    """Everything that a study's results show, by language: HTML, plain text and alternative texts."""
    made, told = results(study), dict[str, list[str]]()
    shown = [*made, study.sensitivity(*made), study.sources(*made), study.methods(*made)]
    shown += [*(result.table() for result in made), study.cards(*(getattr(study, name)() for name in STORIES[1:]))]
    shown += [result.table(*result.estimates["estimand"].unique()) for result in made]
    for output in shown:
        data, metadata = output._repr_mimebundle_()
        carried = metadata["partyresearch"]
        contents = {carried["language"]: {"data": data}, **carried["others"]}
        for language, content in contents.items():
            told.setdefault(language, []).extend(content["data"].values())
    for language, words in told.items():
        for result in made:
            words += WORDS[result.findings.question].say_names(result.findings, result._labels_in(language))
            if result.findings.question in DRAWINGS:
                drawn = Result(result.findings, result._labels_in, language)
                words.append(drawn.plot().alt)
            if result.findings.question == "attainment":
                words.append(drawn.plot(estimand="interim_attainment").alt)
    return told


@cache
def messages_tool() -> ModuleType:
    """The tool that brings catalogues up to date, as a module."""
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def catalogue(language: str = "vi") -> Catalog:
    """The catalogue of a language, as it stands in the checkout."""
    with (ROOT / "src" / "partyresearch" / "locale" / f"{language}.po").open("rb") as stream:
        return read_po(stream, locale=language)


@cache
def _english_pieces() -> tuple[frozenset[str], frozenset[str]]:
    """What English messages say between their values: several words anywhere, and one word where it stands alone."""
    english, vietnamese = set[str](), set[str]()
    for message in catalogue():
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        english |= {piece for text in ids for piece in _pieces(text)}
        vietnamese |= {piece for text in strings for piece in _pieces(text)}
    pieces = english - vietnamese
    long = frozenset(piece for piece in pieces if re.search("[a-z]{2,} [a-z]{2,}", piece))
    short = frozenset(piece.strip(" .:;,").lower() for piece in pieces - long if re.search("[a-z]{3}", piece))
    return long, short - {piece.strip(" .:;,").lower() for piece in vietnamese}


def _pieces(text: str) -> list[str]:
    return [" ".join(piece.split()) for piece in re.split(r"{\w+}|[*()“”#`]", text)]


def left_in_english(chunks: list[str]) -> list[str]:
    """Pieces of English messages in texts; a single word only where it stands alone between punctuation.

    Columns, groups in checks, parameters and the ids of estimates keep their names in every language.
    """
    long, short = _english_pieces()
    allowed = {column for table in TABLES.values() for column in table.names} | {"all", "frame_size"}
    allowed |= set(CHECKS)
    allowed |= {estimand for words in WORDS.values() for estimand in words.estimands}
    words = "\n".join(chunks)
    left = [piece for piece in long if piece in words and re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", words)]
    alone = {part.strip(" .:;,()").lower() for chunk in chunks for part in re.split("[·:;,(\n]", chunk)}
    return sorted(left) + sorted(short & alone - allowed)
