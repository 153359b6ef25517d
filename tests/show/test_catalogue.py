"""The catalogue: every message that code, templates and notebooks say is in it, translated, and nothing else is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from partyresearch.collection.place import find_collection
from partyresearch.figures.numerals import WORDS
from partyresearch.show.labels import _MEANINGS
from partyresearch.show.language import LANGUAGES
from partyresearch.tables.load import load_metrics
from saying import ROOT, catalogue, messages_tool

SOURCE = ROOT / "src" / "partyresearch"
LOCALE = SOURCE / "locale"
SAYING = messages_tool().SAYING
TRANSLATED = [message for message in catalogue() if message.id]


def _texts(message: Message, *, translated: bool) -> list[str]:
    text = message.string if translated else message.id
    return list(text) if isinstance(text, tuple | list) else [text]


def test_the_tool_changes_nothing_on_a_clean_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every message of today is in every catalogue, none of yesterday; the tool finds nothing to translate."""
    tool = messages_tool()
    before = {path.name: path.read_bytes() for path in LOCALE.glob("*.po")}
    assert set(before) == {f"{code}.po" for code in LANGUAGES if code != "en"}
    for name, content in before.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.setattr(tool, "LOCALE", tmp_path)
    assert {path.name: tool.text(tool.updated(path)) for path in tmp_path.glob("*.po")} == before


def test_nothing_is_untranslated_fuzzy_or_obsolete() -> None:
    """A reader never meets English because a translator was late."""
    with (LOCALE / "vi.po").open("rb") as stream:
        read = read_po(stream, locale="vi")
    assert [message.id for message in read if message.id and not all(_texts(message, translated=True))] == []
    assert [message.id for message in read if message.fuzzy and message.id] == []
    assert list(read.obsolete) == []
    assert b"#~" not in (LOCALE / "vi.po").read_bytes()


def test_the_tool_notices_what_is_new_gone_and_untranslated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A new message is added and told, exit code 1; one that nobody says any more is dropped."""
    tool = messages_tool()
    path = tmp_path / "vi.po"
    text = (LOCALE / "vi.po").read_text(encoding="utf-8")
    path.write_text(text.replace('msgid "# Overview"', 'msgid "# Once upon a time"'), encoding="utf-8")
    monkeypatch.setattr(tool, "LOCALE", tmp_path)
    assert tool.main() == 1
    assert capsys.readouterr().out == "vi.po: '# Overview' is not translated\n"
    assert "Once upon a time" not in path.read_text(encoding="utf-8")
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            'msgid "# Overview"\nmsgstr ""', "\n".join(['msgid "# Overview"', 'msgstr "# Tổng quan"'])
        ),
        encoding="utf-8",
    )
    assert tool.main() == 0
    assert path.read_text(encoding="utf-8") == text


def test_every_source_of_messages_is_searched() -> None:
    """Code, templates and notebooks; the module that defines the functions is not, and no message is computed."""
    names = {name for _, _, name in messages_tool().messages()}
    assert names >= {f"notebooks/{path.name}" for path in (ROOT / "notebooks").glob("0[1-4]_*.ipynb")}
    assert names >= {f"src/partyresearch/show/words/{name}.py" for name in ("attainment", "trends", "pace", "students")}
    templates = "src/partyresearch/reports/templates/partyresearch"
    assert names >= {f"{templates}/index.html.j2", f"{templates}/list.html.j2", "src/partyresearch/reports/page.py"}
    assert "src/partyresearch/show/language.py" not in names


@pytest.mark.parametrize("path", SAYING, ids=lambda path: path.name)
def test_what_is_translated_was_marked(path: Path) -> None:
    """A literal given to a translation is extracted, whoever calls it; a name stands for marked literals (N_)."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in messages_tool().KEYWORDS:
            assert not isinstance(call.args[0], ast.JoinedStr), ast.unparse(call)


@pytest.mark.parametrize("path", [path for path in SAYING if path.name != "figure.py"], ids=lambda path: path.name)
def test_no_module_types_a_sentence_that_is_not_translated(path: Path) -> None:
    """Outside docstrings, errors and messages, no text of five words stands in code that speaks to a reader.

    What the command line shows of a figure (figure.py) is English.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    exempt = [node for node in ast.walk(tree) if isinstance(node, ast.Raise | ast.Assert)]
    exempt += [node for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            exempt += call.args if name in messages_tool().KEYWORDS else []
    allowed = {id(part) for node in exempt for part in ast.walk(node)}
    typed = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    sentences = [node.value for node in typed if id(node) not in allowed and re.search(r"(\b[a-z]+\b ){4}", node.value)]
    assert [text for text in sentences if "<" not in text and "{" not in text[:2]] == []


def test_values_and_plural_forms_are_the_same_in_both_languages() -> None:
    """In each message the same values; a singular may say its number in a word; values are named in words."""
    forms = catalogue().num_plurals
    for message in TRANSLATED:
        english, translations = _texts(message, translated=False), _texts(message, translated=True)
        values = {tuple(sorted(re.findall(r"{(\w+)}", text))) for text in [english[-1], *translations]}
        assert len(values) == 1, message.id
        (names,) = values
        assert all(re.fullmatch("[a-z_]+", name) for name in names), message.id
        assert sorted({*re.findall(r"{(\w+)}", english[0]), "n"}) == sorted({*names, "n"}), message.id
        assert len(translations) == (forms if len(english) > 1 else 1), message.id
    assert sum(isinstance(message.id, tuple) for message in TRANSLATED) >= 5


def test_every_message_of_the_code_is_extracted() -> None:
    """Also one within an f-string, which Babel would pass over."""
    found = {message[0] if isinstance(message, tuple) else message for message, _, _ in messages_tool().messages()}
    said = 0
    for path in SAYING:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            arguments = call.args[name == "context" :][:1] if name in messages_tool().KEYWORDS else []
            for text in (one.value for one in arguments if isinstance(one, ast.Constant)):
                assert text in found, (path.name, call.lineno, text)
                said += 1
    assert said > 100


def test_sentences_have_no_open_brace_and_no_double_space() -> None:
    """Nor a missing full stop in one language alone."""
    for message in TRANSLATED:
        english, vietnamese = _texts(message, translated=False)[-1], _texts(message, translated=True)[-1]
        for text in (english, vietnamese):
            assert "  " not in text, text
            assert not re.search(r"[{}]", re.sub(r"{\w+}", "", text)), text
        assert english.endswith(".") == vietnamese.endswith("."), english
        assert english[:1].isspace() == vietnamese[:1].isspace(), english


def test_nothing_is_left_in_english() -> None:
    """A message with words of its own has other words in Vietnamese; names and units of the field stay."""
    stays = {"F1 of spans", "Cochran's Q, {n} organisations", "I², {n} organisations"}
    same = [
        message.id
        for message in TRANSLATED
        if message.id == message.string and re.search("[a-z]{2}", re.sub(r"{\w+}", "", str(message.id)))
    ]
    assert set(same) <= stays


def test_markdown_keeps_its_marks() -> None:
    """A heading stays a heading of its level, and code stays as it is typed."""
    marks = re.compile(r"^#* |`[^`]+`")
    said = {message for message, _, name in messages_tool().messages() if name.startswith("notebooks/")}
    for message in TRANSLATED:
        if message.id in said:
            assert marks.findall(str(message.id)) == marks.findall(str(message.string))


def test_every_number_word_has_a_meaning() -> None:
    """A reader without Vietnamese knows what a word stands for; a new word is not forgotten."""
    assert set(_MEANINGS) == set(WORDS)


def test_every_metric_has_a_label_for_readers() -> None:
    """In each language, where the collection labels its metrics at all."""
    metrics = load_metrics(find_collection().root)
    labels = metrics.columns.intersection(["label", "label_vi"])
    assert metrics[labels].ne("").all(axis=None)
