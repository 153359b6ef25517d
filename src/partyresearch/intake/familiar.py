"""A second opinion on a figure that the rules are sure of: whether its own words are words that figures have.

Rules know what they were written for. Of a new article those figures are misread that have a word between organisation
and number, or behind the number, that no figure read rightly has had: another subject, another noun. The words are
learned from coded texts (``tools/learn_words.py``): single words, without their order.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from partyresearch.intake.candidates import Context
from partyresearch.intake.cues import FIGURE
from partyresearch.intake.organisations import Owner
from partyresearch.intake.text import LOWER, UPPER, word_set

FILE = Path(__file__).with_name("familiar.json")
NAME = "^"  # stands for a word of a name, which is never familiar before a number, and always behind it
_WORD = re.compile(r"[^\W\d_]+")
_BEGINNING = re.compile(r"\W*(?:\([^()]{1,20}\))?\W*")  # of a sentence: "(QBĐT) - "
_NUMBERS = word_set("một hai ba bốn năm sáu bảy tám chín mười")
_END = re.compile(rf"[.;,(\n{FIGURE}]")  # of the words behind a number that say what it counts
_MOST = 6  # of them
_NAMES = re.compile(rf"[{UPPER}][{LOWER}]*(?: [{UPPER}][{LOWER}]*)+")  # one capital alone begins a noun: "Huy hiệu"
_LAST_NAME = re.compile(rf"{_NAMES.pattern}$")


def unfamiliar(before: tuple[str, ...], behind: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The words before a number, and those behind it, that no figure read rightly has had there."""
    known = load_words()
    return [one for one in before if one not in known[0]], [
        one for one in behind if one not in known[1] and one != NAME
    ]


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
    named = _LAST_NAME.search(owner.organisation.name) if owner.organisation else None
    words = cased[max(first, owner.since) : number]
    return _words(words.replace(named[0], "") if named else words, begins=owner.since <= first)


def words_behind(context: Context) -> tuple[str, ...]:
    """The first words behind a number, to the end of what it counts."""
    length = len(_END.split(context.after, maxsplit=1)[0])
    return _words(context.document.text.cased[context.number.end : context.number.end + length])[:_MOST]


def _words(text: str, *, begins: bool = False) -> tuple[str, ...]:
    """The words of a stretch of text in lower case, those of names as one sign."""
    found = [match[0] for match in _WORD.finditer(text)]
    names = {first for match in _NAMES.finditer(text) for first in match[0].split()}
    return tuple(NAME if word in names and not (begins and word is found[0]) else word.lower() for word in found)
