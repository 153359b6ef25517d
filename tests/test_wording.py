"""Templates: each is used, each that is asked for exists, in every language; no module types a sentence of its own."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from conftest import NOTEBOOKS
from partyresearch.analysis.quotas import attainment
from partyresearch.analysis.result import ESTIMATE_COLUMNS
from partyresearch.collection.problems import UserError
from partyresearch.figures.numerals import WORDS
from partyresearch.show.labels import hypothesis_text, interval_text
from partyresearch.show.tables import checks_html
from partyresearch.show.wording import LANGUAGES, day, number, retold, say, translated, use_language
from partyresearch.show.wording.english import ENGLISH
from partyresearch.show.wording.vietnamese import MARKDOWN, VIETNAMESE
from partyresearch.tables.load import load_checks, load_figures, load_metrics, load_organisations, load_quotas

SOURCE = Path(__file__).resolve().parents[1] / "src" / "partyresearch"
MODULES = [
    *SOURCE.glob("analysis/*.py"),
    *SOURCE.glob("show/*.py"),
    *SOURCE.glob("show/plots/*.py"),
    SOURCE / "intake" / "page.py",
]
MODULES += [SOURCE / "reports" / "page.py"]
PAGES = SOURCE / "reports" / "templates" / "partyresearch"


def _cells() -> list[str]:
    return [
        "".join(cell["source"])
        for path in NOTEBOOKS.values()
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]


def _asked() -> set[str]:
    """The keys that code asks for; what is computed in a key stands as an asterisk."""
    found = set(re.findall(r'say\("([a-z_.]+)"', "".join(path.read_text("utf-8") for path in PAGES.glob("*.j2"))))
    for text in [*(path.read_text(encoding="utf-8") for path in MODULES), *_cells()]:
        for call in ast.walk(ast.parse(text)):
            if isinstance(call, ast.Constant) and call.value in ENGLISH:  # a key that is chosen before it is said
                found.add(str(call.value))
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.args):
                continue
            if call.func.id == "retold":
                found.add(f"{ast.literal_eval(call.args[0])}.*")
            if call.func.id in ("say", "say_in"):
                asked = call.args[call.func.id == "say_in"]
                for key in ast.walk(asked):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str) and "." in key.value + ".":
                        found.add(key.value)
                if isinstance(asked, ast.JoinedStr):
                    parts = (part.value if isinstance(part, ast.Constant) else "*" for part in asked.values)
                    found.add("".join(str(part) for part in parts))
    return found


def _matches(pattern: str, key: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".+"), key) is not None


def test_every_template_is_used() -> None:
    """A second language need not translate what nobody says."""
    asked = _asked() | {"attainment.reading.*"}
    unused = [key for key in ENGLISH if not any(_matches(pattern, key) for pattern in asked)]
    assert unused == []


def test_every_key_exists() -> None:
    """A key that is typed out is in the dictionary."""
    plain = {key for key in _asked() if "*" not in key and "." in key and key[-1] not in "._"}
    assert plain - set(ENGLISH) == set()


def test_every_metric_has_a_name_for_readers() -> None:
    """In each language; a collection's own metrics are named by their identifiers."""
    assert [metric for metric in load_metrics()["metric"] if f"metric.{metric}" not in ENGLISH] == []


def test_every_number_word_has_a_meaning() -> None:
    """A reader without Vietnamese knows what a word stands for; a new word is not forgotten."""
    assert [word for word in WORDS if f"word.{word}" not in ENGLISH] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_are_sentences_of_ours(language: str) -> None:
    """No braces left open, no double space, names of values that explain themselves."""
    for key, template in LANGUAGES[language].templates.items():
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


def test_nothing_is_missing_in_either_language() -> None:
    """The same keys, and in each template the same values."""
    assert list(VIETNAMESE) == list(ENGLISH)
    for key, template in ENGLISH.items():
        values = [sorted(re.findall(r"{(\w+)}", text)) for text in (template, VIETNAMESE[key])]
        assert values[0] == values[1], key


def test_nothing_is_left_in_english() -> None:
    """A template with words of its own has other words in Vietnamese; names and units of the field stay."""
    stays = {"coding.F1", "synthesis.q", "synthesis.i2"}
    for key, template in ENGLISH.items():
        words = re.sub(r"{\w+}", "", template)
        assert key in stays or not re.search("[a-z]{2}", words) or VIETNAMESE[key] != template, key


def test_the_text_of_every_notebook_is_translated() -> None:
    """Paragraph by paragraph, and nothing that no notebook says any more."""
    cells = [
        "".join(cell["source"])
        for path in NOTEBOOKS.values()
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "markdown"
    ]
    said = {" ".join(one.split()) for cell in cells for one in cell.split("\n\n")}
    assert set(MARKDOWN) == said
    marks = re.compile(r"^#* |`[^`]+`")
    for english, vietnamese in MARKDOWN.items():
        assert marks.findall(english) == marks.findall(vietnamese)
    assert translated(cells[0], "en") == cells[0]


def test_checks_are_told_in_vietnamese() -> None:
    """What a table of checks says in English, but for characters that are printed."""
    checks = load_checks()
    use_language("vi")
    told = checks[~checks["check"].isin(["repeat", "conflict"])]
    assert [text for text in told["expected"] if retold("expected", text) == text] == []
    english = {text for text in checks["hypothesis"].astype("str") if hypothesis_text(text) == text}
    assert english == set()
    assert retold("expected", "a denominator of 1.890").endswith(" 1.890")  # as printed
    repeated = checks[checks["check"].eq("repeat")].head(1).assign(expected="8.5 %", printed="1.200 %")
    assert checks_html(repeated).count('<td><span lang="vi">') == 2
    assert "8.5 %" in checks_html(repeated)
    assert hypothesis_text("own_group among all") == "own_group trong mọi đối tượng"


def test_reasons_are_told_in_vietnamese() -> None:
    """Each reason of the dictionary is one that an estimator gives."""
    source = (SOURCE / "models" / "clustered.py").read_text(encoding="utf-8")
    reasons = {key: text.partition("{")[0] for key, text in ENGLISH.items() if key.startswith("why.")}
    assert [key for key, text in reasons.items() if text not in source] == []
    use_language("vi")
    assert retold("why", "at least 2 organisations and 3 years are needed: 1 and 1000").endswith("1.000")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ["2669", "0.025", "1.5", "2024-02-28"]), ("vi", ["2.669", "0,025", "1,5", "28/02/2024"])],
)
def test_numbers_and_days_are_those_of_the_language(language: str, said: list[str]) -> None:
    """As CLDR writes them; rounded alike, and text is left alone."""
    use_language(language)
    assert [number(2669), number(0.025, 3), number(1.5), day(pd.Timestamp("2024-02-28"))] == said
    assert re.sub("[.]", "", number(1234567)) == re.sub("[.]", "", number(1234567.0)) == "1234567"
    assert re.sub("[.]", "", number(1234567890123456)) == "1234567890123456"
    assert (number(float("nan")), number(float("inf"), 3)) == ("", say("infinite"))
    assert interval_text(0.1, float("inf"), "share").endswith(say("infinite"))
    assert say("at_least", low="2.669") == say("at_least", low="") + "2.669"
    assert say("period.until", end=pd.Timestamp("2024-02-28")).endswith(said[-1])


def test_estimates_do_not_depend_on_the_language() -> None:
    """Numbers, ids and figures are the same; labels and sentences are not."""
    made = {}
    for language in LANGUAGES:
        use_language(language)
        made[language] = attainment(load_quotas(), load_organisations(), load_figures())
    same = [name for name in ESTIMATE_COLUMNS if name not in ("assumption", "method")]
    pd.testing.assert_frame_equal(made["en"].estimates[same], made["vi"].estimates[same])
    assert set(made["en"].rows["label"]).isdisjoint(made["vi"].rows["label"])


def test_an_unknown_language_is_refused() -> None:
    """In one line that names those there are."""
    with pytest.raises(UserError, match=r"^language: expected one of en, vi$, got 'fr'"):
        use_language("fr")
