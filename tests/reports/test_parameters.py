"""Parameters: what a notebook declares, and every way in which a value does not fit."""

from __future__ import annotations

import re
from functools import partial
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
from partyresearch.reports.parameters import address, check_values, organisation_ids, parse_values, read_parameters
from partyresearch.reports.run import execute

SHARE = read_parameters(NOTEBOOKS["student-share"])
IDS = partial(organisation_ids, find_collection())
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
        "include_disputed",
        "data_dir",
        "output_dir",
    }
    assert all(one.help for one in found.values())


@pytest.mark.parametrize(
    "source", ["x = 1", "x: int", "x: int = 'a'", "x: dict = {}", "import os", "x: int = f()", "x: ("]
)
def test_a_cell_that_declares_something_else(tmp_path: Path, source: str) -> None:
    """The message shows a line that would be right."""
    cell = v4.new_code_cell(source, id="a", metadata={"tags": ["parameters"]})
    (tmp_path / "n.ipynb").write_bytes(as_bytes(v4.new_notebook(cells=[cell])))
    message = rf"n\.ipynb, parameters cell, line 1: expected NAME: TYPE = VALUE .*, got {re.escape(repr(source))}"
    with pytest.raises(UserError, match=message):
        read_parameters(tmp_path / "n.ipynb")


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff"])
def test_what_is_no_notebook(tmp_path: Path, content: bytes) -> None:
    """One line."""
    (tmp_path / "n.ipynb").write_bytes(content)
    with pytest.raises(UserError, match=r"n\.ipynb: cannot be read as a notebook"):
        read_parameters(tmp_path / "n.ipynb")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("yaer_to", 2020, "no parameter 'yaer_to' (perhaps year_to or year_from)"),
        ("x=__import__('os').system('id')#", "1", "no parameter"),
        ("year_to", "2020", "year_to: expected a whole number, got '2020'"),
        ("year_to", True, "expected a whole number"),
        ("year_to", 20233, "0, or from 1930 to 2100"),
        ("confidence", 1, "more than 0 and less than 1"),
        ("confidence", float("nan"), "expected a number"),
        ("confidence", 10**400, "expected a number"),
        ("include_disputed", "yes", "expected true or false"),
        ("organisations", "nam-dong", "expected a list of texts"),
        ("organisations", ["nam-dogn"], "an organisation_id (perhaps nam-dong or dam-doi)"),
        ("organisations", ["../../etc/passwd"], "an organisation_id, such as"),
        ("level", 'x"\n1/0', "one of province"),
        ("group", "pupils", "one of school_pupil, student, or empty"),
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
    given_ = [("organisations", "nam-dong, lam-ha"), ("year_to", "2023"), ("confidence", "0.9"), ("level", "district"),
              ("include_disputed", "false")]  # fmt: skip
    values = check_values("student-share", SHARE, parse_values(SHARE, given_), IDS)
    assert values == {"organisations": ["nam-dong", "lam-ha"], "year_to": 2023, "confidence": 0.9, "level": "district",
                      "include_disputed": False}  # fmt: skip
    wrong = [("year_to", "2_023"), ("year_from", "٢٠٢٣"), ("include_disputed", "False"), ("confidence", "1e-1")]
    assert parse_values(SHARE, wrong) == dict(wrong)


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
