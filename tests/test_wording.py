"""Templates: each is used, each that is asked for exists, and no module types a sentence of its own."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from partyresearch.numerals import WORDS
from partyresearch.reports.run import find_notebooks
from partyresearch.wording import TEMPLATES, say

SOURCE = Path(__file__).resolve().parents[1] / "src" / "partyresearch"
MODULES = [*SOURCE.glob("analysis/*.py"), *SOURCE.glob("plots/*.py"), SOURCE / "intake" / "page.py"]


def _cells() -> list[str]:
    return [
        "".join(cell["source"])
        for path in find_notebooks().values()
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]


def _asked() -> set[str]:
    """The keys that code asks for; what is computed in a key stands as an asterisk."""
    found = set()
    for text in [*(path.read_text(encoding="utf-8") for path in MODULES), *_cells()]:
        for call in ast.walk(ast.parse(text)):
            if isinstance(call, ast.Constant) and call.value in TEMPLATES:  # a key that is chosen before it is said
                found.add(str(call.value))
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "say" and call.args:
                for key in ast.walk(call.args[0]):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str) and "." in key.value + ".":
                        found.add(key.value)
                if isinstance(call.args[0], ast.JoinedStr):
                    parts = (part.value if isinstance(part, ast.Constant) else "*" for part in call.args[0].values)
                    found.add("".join(str(part) for part in parts))
    return found


def _matches(pattern: str, key: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".+"), key) is not None


def test_every_template_is_used() -> None:
    """A second language need not translate what nobody says."""
    asked = _asked() | {"attainment.reading.*"}
    unused = [key for key in TEMPLATES if not any(_matches(pattern, key) for pattern in asked)]
    assert unused == []


def test_every_key_exists() -> None:
    """A key that is typed out is in the dictionary."""
    plain = {key for key in _asked() if "*" not in key and "." in key and key[-1] not in "._"}
    assert plain - set(TEMPLATES) == set()


def test_every_number_word_has_a_meaning() -> None:
    """A reader without Vietnamese knows what a word stands for; a new word is not forgotten."""
    assert [word for word in WORDS if f"word.{word}" not in TEMPLATES] == []


def test_templates_are_sentences_of_ours() -> None:
    """No braces left open, no double space, names of values that explain themselves."""
    for key, template in TEMPLATES.items():
        assert "  " not in template, key
        assert all(re.fullmatch("[a-z_]+", name) for name in re.findall(r"{([^}]*)}", template)), key


def test_a_missing_value_is_an_error() -> None:
    """Rather than a sentence with a hole."""
    with pytest.raises(KeyError):
        say("interval", low=1)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_module_types_a_sentence(path: Path) -> None:
    """Outside docstrings, errors and constants (names of methods), a text of five words belongs into the dictionary."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    exempt = [node for node in ast.walk(tree) if isinstance(node, ast.Raise | ast.Assert)]
    exempt += [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    lone = (node for node in ast.walk(tree) if isinstance(node, ast.Expr))
    exempt += [node for node in lone if isinstance(node.value, ast.Constant)]
    allowed = {id(part) for node in exempt for part in ast.walk(node)}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    texts = [node for node in texts if not node.value.lstrip().startswith("<")]  # markup
    assert [node.value for node in texts if id(node) not in allowed and len(node.value.split()) >= 5] == []
