"""A second opinion on a figure that the rules are sure of: whether its own words are words that figures have.

Rules know what they were written for. Many figures of a new article that are misread have a word between organisation
and number, or behind the number, that no figure read rightly has had: another subject, another noun. The words are
learned from coded texts (``tools/learn_words.py``): single words, without their order.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from partyresearch.intake.candidates import Candidate, Context
from partyresearch.intake.cues import FIGURE
from partyresearch.intake.organisations import Owner
from partyresearch.intake.text import LOWER, UPPER, word_set

FILE = Path(__file__).with_name("familiar.json")
NAME = "^"  # stands for a word of a name, which is never familiar before a number, and always behind it
_WORD = re.compile(r"[^\W\d_]+")
_BEGINNING = re.compile(r"[^\w(]*(?:\([^()]{1,20}\))?\W*")  # of a sentence: "(QBĐT) - "
_NUMBERS = word_set("một hai ba bốn năm sáu bảy tám chín mười")
_END = re.compile(rf"[.;,(\n{FIGURE}]")  # of the words behind a number that say what it counts
_MOST = 6  # of the words behind a number
_NAMES = re.compile(rf"[{UPPER}][{LOWER}]*(?: [{UPPER}][{LOWER}]*)+")  # one capital alone begins a noun: "Huy hiệu"


def unfamiliar(figure: Candidate) -> tuple[list[str], list[str]]:
    """The words before a number, and those behind it, that no figure read rightly has had there, nor its cues have."""
    before, behind = load_words()
    new_before = [word for word in figure.own_before if word not in before]
    new_behind = [word for word in figure.own_behind if word not in behind and word != NAME]
    if not new_before and not new_behind:
        return [], []
    cues = {word.lower() for words in figure.cues for word in _WORD.findall(words)}
    return [word for word in new_before if word not in cues], [word for word in new_behind if word not in cues]


@cache
def load_words() -> tuple[frozenset[str], frozenset[str]]:
    """The familiar words before numbers, and behind them."""
    words = json.loads(FILE.read_text(encoding="utf-8"))
    return frozenset(words["before"]) | _NUMBERS, frozenset(words["behind"])


def words_before(context: Context, owner: Owner) -> tuple[str, ...]:
    """The words from the name of the organisation, or from the beginning of the sentence, to a number."""
    cased, number = context.document.text.cased, context.number.start
    beginning = _BEGINNING.match(cased, context.sentence[0], number)
    first = beginning.end() if beginning else number
    start = max(first, owner.since)
    at = context.document.text.low.find(owner.called, start, number) if owner.called else -1
    pieces = [(start, number)] if at < 0 else [(start, at), (at + len(owner.called), number)]
    words = " ".join(cased[begin:end] for begin, end in pieces)
    return _words(words, begins=owner.since <= first and at != start)


def words_behind(context: Context) -> tuple[str, ...]:
    """The first words behind a number, to the end of what it counts."""
    length = len(_END.split(context.after, maxsplit=1)[0])
    return _words(context.document.text.cased[context.number.end : context.number.end + length])[:_MOST]


def _words(text: str, *, begins: bool = False) -> tuple[str, ...]:
    """The words of a stretch of text in lower case, those of names as one sign."""
    found = _WORD.findall(text)
    names = {word for match in _NAMES.finditer(text) for word in match[0].split()}
    first = found[:1] if begins else []
    return (*map(str.lower, first), *(NAME if word in names else word.lower() for word in found[len(first) :]))
