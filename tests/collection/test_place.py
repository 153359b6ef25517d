"""Where data are found, and that stale tables are refused."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from partyresearch import load_figures, load_target_readings
from partyresearch.collection.place import DATA_VARIABLE, Collection, data_hash, find_collection, read_rows
from partyresearch.collection.problems import UserError
from partyresearch.tables.package import build


def test_the_argument_beats_the_variable_beats_our_own(tiny: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty string means not set."""
    own = find_collection("")
    monkeypatch.setenv(DATA_VARIABLE, str(tiny.root))
    assert find_collection("").root == tiny.root
    assert find_collection(own.root).root == own.root


def test_it_does_not_depend_on_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook finds its data from any folder."""
    monkeypatch.chdir(tmp_path)
    assert len(load_figures())


def test_a_folder_that_is_no_collection(tmp_path: Path) -> None:
    """The message says what a collection has."""
    with pytest.raises(UserError, match="no folder raw"):
        find_collection(tmp_path)


def test_tables_that_were_never_built(tiny: Collection) -> None:
    """The message says what to run."""
    with pytest.raises(UserError, match="run: partyresearch build"):
        load_target_readings(tiny.root)


@pytest.mark.parametrize("table", ["raw-figures", "raw-metrics", "target_readings"])
def test_tables_older_than_a_file_are_refused(tiny: Collection, table: str) -> None:
    """A raw row edited after the build, or a table edited by hand, is noticed by its hash, not by its date."""
    build(tiny)
    before = data_hash(tiny)
    with tiny.path(table).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    with pytest.raises(UserError, match=f"{tiny.label(table)}: has changed since the tables were built"):
        load_target_readings(tiny.root)
    assert (data_hash(tiny) != before) == table.startswith("raw-")


def _in_place(path: Path) -> None:
    with path.open("r+b") as stream:
        stream.seek(-2, os.SEEK_END)
        stream.write(b"#")


def _another_file(path: Path) -> None:
    beside = path.with_suffix(".new")
    shutil.copyfile(path, beside)
    _in_place(beside)
    beside.replace(path)


@pytest.mark.parametrize("change", [_in_place, _another_file])
@pytest.mark.parametrize("age", [0, 3600])
def test_a_change_between_two_loads_is_noticed(tiny: Collection, change: Callable[[Path], None], age: int) -> None:
    """Of the same length, with the old time put back, of files old or new."""
    build(tiny)
    then = time.time() - age
    for path in (tiny.descriptor, *map(tiny.path, tiny.tables)):
        os.utime(path, (then, then))
    load_target_readings(tiny.root)
    change(tiny.path("raw-metrics"))
    os.utime(tiny.path("raw-metrics"), (then, then))
    with pytest.raises(UserError, match="has changed"):
        load_target_readings(tiny.root)


def test_files_are_read_again_only_if_they_may_have_changed(tiny: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing every table takes longer than reading one."""
    build(tiny)
    for path in (tiny.descriptor, *map(tiny.path, tiny.tables)):
        os.utime(path, (1, 1))
    load_target_readings(tiny.root)
    monkeypatch.setattr("partyresearch.collection.place.sha256", None)
    load_target_readings(tiny.root)
    tiny.path("raw-metrics").touch()
    with pytest.raises(TypeError):
        load_target_readings(tiny.root)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"resources": [{}]}'])
def test_a_broken_descriptor(tiny: Collection, text: str) -> None:
    """It is told apart from stale tables."""
    build(tiny)
    tiny.descriptor.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=r"datapackage\.json: not a descriptor"):
        load_target_readings(tiny.root)


def test_a_raw_table_that_cannot_be_used(tmp_path: Path) -> None:
    """It is named, with the command that says more."""
    collection = Collection(tmp_path)
    with pytest.raises(UserError, match=r"organisations\.csv: cannot be read .*; run: partyresearch build"):
        list(read_rows(collection, "raw-organisations"))
    collection.path("raw-organisations").parent.mkdir()
    collection.path("raw-organisations").write_text("organisation_id\na\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"organisations\.csv: no column name; run: partyresearch build"):
        list(read_rows(collection, "raw-organisations"))
