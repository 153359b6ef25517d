"""Parameters: what a notebook declares, and every way in which a value does not fit."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import NOTEBOOKS
from partyresearch.collection.place import find_collection
from partyresearch.collection.problems import UsageProblem, UserError
from partyresearch.reports.notebook import as_bytes
from partyresearch.reports.parameters import Parameter, address, check_values, known_ids, parse_values, read_parameters
from partyresearch.reports.run import execute

SHARE = read_parameters(NOTEBOOKS["student-share"])
IDS = known_ids(find_collection())
OVERVIEW = read_parameters(NOTEBOOKS["overview"])


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_notebook_declares_its_parameters(name: str) -> None:
    """With a type, a default of that type, and a comment that explains it."""
    found = read_parameters(NOTEBOOKS[name])
    assert set(found) >= {
        "organisations",
        "year_from",
        "year_to",
        "level",
        "include_preliminary",
        "data_dir",
        "output_dir",
    }
    assert all(one.help for one in found.values())


@pytest.mark.parametrize(
    "source",
    ["x = 1", "x: int", "x: int = 'a'", "x: dict = {}", "import os", "x: int = f()", "x: (", "x: int = {[]}"]
    + [f"x: int = {sign * 3000}1" for sign in "-("],
)
def test_a_cell_that_declares_something_else(tmp_path: Path, source: str) -> None:
    """The message shows a line that would be right."""
    cell = v4.new_code_cell(source, id="a", metadata={"tags": ["parameters"]})
    (tmp_path / "n.ipynb").write_bytes(as_bytes(v4.new_notebook(cells=[cell])))
    message = rf"n\.ipynb, parameters cell, line 1: expected NAME: TYPE = VALUE .*, got {re.escape(repr(source[:80]))}"
    with pytest.raises(UserError, match=message):
        read_parameters(tmp_path / "n.ipynb")


BOOK = '{"cells": %s, "metadata": {}, "nbformat": 4}'
TAGGED = '[{"metadata": {"tags": ["parameters"]}%s}]'


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "Expecting value"),
        (b"[1]", "AttributeError: 'list' object has no attribute 'get'"),
        (b"\xff", "'utf-8' codec can't decode"),
        (b"\xef\xbb\xbf{}", "Unexpected UTF-8 BOM"),  # Jupyter refuses it, too
        (b"{}", "cells: expected a value of type list, got None"),
        (b'{"cells": null}', "cells: expected a value of type list, got None"),
        (b'{"cells": [], "metadata": null}', "metadata: expected a value of type dict, got None"),
        (b'{"cells": [], "metadata": {}}', "nbformat: expected a value of type int, got None"),
        (BOOK % "[1]", "AttributeError: "),
        (BOOK % '[{"metadata": null}]', "AttributeError: "),
        (BOOK % '[{"metadata": {"tags": null}}]', "TypeError: "),
        (BOOK % (TAGGED % ""), "KeyError: 'source'"),
        (BOOK % (TAGGED % ', "source": 5'), "TypeError: "),
    ],
)
def test_what_is_no_notebook(tmp_path: Path, content: str | bytes, cause: str) -> None:
    """One line."""
    (tmp_path / "n.ipynb").write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(UserError, match=re.escape(f"n.ipynb: cannot be read as a notebook ({cause}")):
        read_parameters(tmp_path / "n.ipynb")


def test_a_notebook_that_is_gone(tmp_path: Path) -> None:
    """The message names no folder: it is published."""
    with pytest.raises(UserError, match=r"^n\.ipynb: cannot be read as a notebook \(No such file or directory\)$"):
        read_parameters(tmp_path / "n.ipynb")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("yaer_to", 2020, "no parameter 'yaer_to' (perhaps year_to or year_from)"),
        ("x=__import__('os').system('id')#", "1", "no parameter"),
        ("year_to", "2020", "year_to: expected a whole number, got '2020'"),
        ("year_to", True, "expected a whole number"),
        ("year_to", 20233, "0, or from 1930 to 2100"),
        ("confidence", 1, "a number between 0 and 1, such as 0.95"),
        ("confidence", float("nan"), "expected a number"),
        ("confidence", 10**400, "expected a number"),
        ("include_preliminary", "yes", "expected true or false"),
        ("organisations", "nam-dong", "expected a list of texts"),
        ("organisations", ["nam-dogn"], "an organisation_id (perhaps nam-dong or dam-doi)"),
        ("organisations", ["../../etc/passwd"], "an organisation_id, such as"),
        ("level", 'x"\n1/0', "one of province"),
        ("group", "Pupils!", "a group of groups.csv, or empty"),
        ("language", "\udcff", "language: expected text, got '\\udcff'"),
        ("organisations", ["\udcff"], "organisations: expected a list of texts, got ['\\udcff']"),
        ("output_dir", "/etc", "output_dir: expected --output DIR"),
        ("data_dir", "/etc", "data_dir: expected --data DIR"),
    ],
)
def test_a_value_that_does_not_fit(name: str, value: Any, message: str) -> None:
    """Before a kernel starts, and in one line."""
    with pytest.raises(UsageProblem) as found:
        check_values("student-share", SHARE, {name: value}, IDS)
    assert message in str(found.value)
    assert "\n" not in str(found.value)
    with pytest.raises(UsageProblem):
        execute("student-share", {name: value})


def test_all_that_is_wrong_is_said_at_once() -> None:
    """One line a value; and a span of years that is empty."""
    with pytest.raises(UsageProblem) as found:
        check_values("overview", OVERVIEW, {"confidence": 0.9, "frame_size": -1, "level": "x"}, IDS)
    assert len(str(found.value).splitlines()) == 3
    with pytest.raises(UsageProblem, match=r"year_to: expected 2001 \(year_from\) or later, got 2000"):
        check_values("overview", OVERVIEW, {"year_from": 2001, "year_to": 2000}, IDS)


def test_values_from_a_command_line() -> None:
    """By the declared type; what cannot be read stays as it is, to be refused."""
    given_ = [
        ("organisations", "nam-dong, lam-ha"),
        ("year_to", "2023"),
        ("confidence", "0.9"),
        ("level", "district"),
        ("include_preliminary", "false"),
    ]
    values = check_values("student-share", SHARE, parse_values(SHARE, given_), IDS)
    assert values == {
        "organisations": ["nam-dong", "lam-ha"],
        "year_to": 2023,
        "confidence": 0.9,
        "level": "district",
        "include_preliminary": False,
    }
    wrong = [("year_to", "2_023"), ("year_from", "٢٠٢٣"), ("include_preliminary", "False"), ("confidence", "1e-1")]
    assert parse_values(SHARE, wrong) == dict(wrong)


def _check(declared: dict[str, Parameter], **values: Any) -> dict[str, Any]:
    return check_values("overview", declared, values, IDS)


def _declare(folder: Path, *lines: str) -> dict[str, Parameter]:
    cell = v4.new_code_cell("\n".join(lines), id="a", metadata={"tags": ["parameters"]})
    (folder / "n.ipynb").write_bytes(as_bytes(v4.new_notebook(cells=[cell])))
    return read_parameters(folder / "n.ipynb")


@pytest.mark.parametrize("year", [0, 1930, 2100])
def test_the_bounds_of_years(year: int) -> None:
    """The first and the last year fit, their neighbours do not, and a span may be one year."""
    assert _check(OVERVIEW, year_to=year, year_from=year) == {"year_from": year, "year_to": year}
    if year:
        outside = 1929 if year == 1930 else 2101
        with pytest.raises(UsageProblem, match="year_from: expected 0, or from 1930 to 2100"):
            _check(OVERVIEW, year_from=outside)


def test_checked_values_are_sorted_and_composed() -> None:
    """Accents may come decomposed; the order in which values were given does not count."""
    free = {name: Parameter(name, kind, None, "") for name, kind in (("b", "str"), ("a", "list[str]"))}
    values = _check(free, b="e\u0302", a=("o\u0302", "x"))
    assert list(values.items()) == [("a", ["ô", "x"]), ("b", "ê")]
    assert _check(OVERVIEW, frame_size=0) == {"frame_size": 0}


def test_a_name_with_another_type_is_free() -> None:
    """A researcher's year_to may be text; ours is a year."""
    assert _check({"year_to": Parameter("year_to", "str", "", "")}, year_to="last") == {"year_to": "last"}


def test_reserved_parameters_are_not_suggested() -> None:
    """They are options of the command."""
    with pytest.raises(UsageProblem) as problem:
        _check(OVERVIEW, output_dri="x")
    assert "output_dir" not in str(problem.value)


def test_an_organisation_by_its_name() -> None:
    """Its id is suggested, also with diacritics."""
    with pytest.raises(UsageProblem, match=r"expected an organisation_id \(perhaps nam-dong"):
        _check(OVERVIEW, organisations=["Nam Đông"])
    with pytest.raises(UsageProblem, match=r"expected an organisation_id \(perhaps dam-doi"):
        _check(OVERVIEW, organisations=["Đầm Dơi"])


def test_which_line_declares_something_else(tmp_path: Path) -> None:
    """Not only the first one; with what is in it."""
    assert _declare(tmp_path, "a: int = 1  # one", "b: str = ''")["a"] == Parameter("a", "int", 1, "one")
    for line in ("b = 2", "b: int = ("):
        with pytest.raises(UserError, match=rf"line 2: expected NAME: .*, got {re.escape(repr(line))}"):
            _declare(tmp_path, "a: int = 1", line)


def test_lists_and_signs_from_a_command_line() -> None:
    """A list as it is written in a notebook, an empty one, and a negative number."""
    declared = {"n": Parameter("n", "int", 0, ""), "x": Parameter("x", "list[str]", [], "")}
    assert parse_values(declared, [("n", "-5"), ("x", "['a', \"b\", c]")]) == {"n": -5, "x": ["a", "b", "c"]}
    assert parse_values(declared, [("x", " ")]) == {"x": []}


def test_addresses_that_could_be_taken_for_one_another() -> None:
    """A hash tells them apart; the order of parameters does not count, and a long name is cut."""
    assert address("a", {"x": ["b", "c"]}) != address("a", {"x": ["b-and-c"]})
    assert address("a", {"x": 1, "y": True}) == address("a", {"y": True, "x": 1}) == "a--x-1--y-true"
    assert address("a", {"organisation_ids": ["nam-dong"]}) == "a--organisation-ids-nam-dong"
    assert len(address("a", {"x": "b" * 200})) == 80 + len("--") + 8
    assert address("a", {"x": "Đông"}).startswith("a--x-dong--")


_TEXT = st.text(max_size=12)


_VALUES = st.dictionaries(st.sampled_from(["level", "group", "organisations"]), st.one_of(_TEXT, st.lists(_TEXT)))


@given(st.lists(_VALUES, min_size=2, max_size=2, unique_by=repr))
def test_an_address_is_safe_and_of_one_set_of_parameters(values: list[dict[str, Any]]) -> None:
    """Whatever the text: a name that any file system takes, and another one for other parameters."""
    found = [address("overview", one) for one in values]
    for one in found:
        assert set(one) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert one.startswith("overview")
        assert len(one) <= 100
    assert found[0] != found[1]
