"""What the build writes: the same bytes, a valid package, nobody else's files."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from conftest import ROWS, Case, N, write_rows
from in_process import command
from partyresearch import load_admissions, load_figures, load_metrics, load_organisations, load_target_readings
from partyresearch.collection.columns import RAW, TABLES
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UserError
from partyresearch.tables.package import build, contents, decimal_text, to_csv


def _bytes(collection: Collection) -> dict[str, bytes]:
    return {
        p.relative_to(collection.root).as_posix(): p.read_bytes() for p in collection.root.rglob("*") if p.is_file()
    }


def test_our_own_tables_are_what_the_raw_tables_give(own: Collection) -> None:
    """The committed tables were built, not edited."""
    assert all(path.read_bytes() == data for path, data in contents(own).items())


def test_the_same_bytes_in_another_place_and_another_hash_seed(tiny: Collection, tmp_path: Path) -> None:
    """Nothing depends on the folder, on the order of a set or on the time zone."""
    other = Collection(tmp_path / "elsewhere" / "tiny")
    for name, rows in ROWS.items():
        write_rows(other, name, rows)
    build(tiny)
    program = [Path(sys.executable).with_name("partyresearch"), "build", "--data", other.root]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    subprocess.run(program, check=True, env=environment, capture_output=True)
    assert _bytes(other) == _bytes(tiny)


def _as_in_0_1(collection: Collection) -> Collection:
    """Drop the columns that the first version lacked."""
    for name in RAW:
        table, path = TABLES[name], collection.path(name)
        if table.since_0_2:
            path.unlink(missing_ok=True)
            continue
        rows = pd.read_csv(path, dtype="str", keep_default_na=False)
        rows = rows.reindex(columns=table.needed).assign(**dict.fromkeys(table.retired, ""))
        rows.to_csv(path, index=False, lineterminator="\n")
    return collection


def test_a_collection_of_the_first_version_builds(tiny: Collection) -> None:
    """A researcher's own metrics have no labels yet: they are empty, and the command says where to read on."""
    build(_as_in_0_1(tiny))
    metrics = load_metrics(tiny.root)
    assert metrics.columns.tolist() == TABLES["raw-metrics"].names
    assert metrics["label"].eq("").all()
    assert metrics["description"].ne("").all()
    assert command("build", "--data", tiny.root).stderr == (
        "tiny/raw/metrics.csv: no columns label and label_vi, as in version 0.1; CHANGES.md says what is new\n"
    )
    write_rows(tiny, "raw-metrics", ROWS["raw-metrics"])
    done = command("build", "--data", tiny.root)
    assert (done.returncode, done.stderr) == (0, "")


def test_our_own_metrics_have_labels_in_both_languages() -> None:
    """A page never falls back on an identifier."""
    metrics = load_metrics().set_index("metric")
    assert metrics[["label", "label_vi"]].ne("").all(axis=None)
    assert metrics.loc["members_admitted", ["label", "label_vi"]].tolist() == ["admitted", "kết nạp"]


@pytest.mark.slow
@pytest.mark.parametrize("which", ["own", "tiny", "first version"])
def test_frictionless_finds_a_valid_package(which: str, request: pytest.FixtureRequest) -> None:
    """Schemas, keys, hashes and sizes are right in the eyes of another program."""
    collection = request.getfixturevalue("own" if which == "own" else "tiny")
    if which == "first version":
        _as_in_0_1(collection)
    if which != "own":
        build(collection)
    program = [Path(sys.executable).with_name("frictionless"), "validate", collection.descriptor, "--json"]
    found = subprocess.run(program, capture_output=True, text=True, check=False)
    report = json.loads(found.stdout)
    assert report["valid"], report
    assert len(report["tasks"]) == len(collection.tables)


def test_every_table_keeps_its_own_schema(own: Collection) -> None:
    """The processed tables obey what columns.py says of them."""
    for name, table in TABLES.items():
        frame = pd.read_csv(own.path(name), dtype="str", keep_default_na=False)
        assert set(table.needed) <= set(frame) <= set(table.names)
        for column in (column for column in table.columns if column.name in frame):
            assert all(map(column.accepts, frame[column.name])), (name, column.name)
        assert not frame.duplicated(list(table.key)).any(), name
        for column, other in table.references:
            known = set(pd.read_csv(own.path(other), dtype="str", keep_default_na=False)[TABLES[other].key[0]])
            assert set(frame.get(column, [])) <= known | {""}, (name, column)


def test_types() -> None:
    """Dates are dates, closed lists categories, whole numbers nullable integers, truth values boolean."""
    quotas, admissions = load_target_readings(), load_admissions()
    assert str(quotas["period_start"].dtype).startswith("datetime64")
    assert str(quotas["target_high"].dtype) == "Int64"
    assert str(quotas["interim"].dtype) == "boolean"
    assert quotas["reading"].cat.categories.tolist() == ["half_up", "truncated", "literal", "conventional"]
    assert str(admissions["year_fraction"].dtype) == "float64"
    assert load_organisations()["name"].str.contains("Đầm Dơi").any()
    assert load_figures()["disputed"].notna().all()


def test_every_derived_row_names_figures_that_exist() -> None:
    """Any number can be followed to printed characters."""
    known = set(load_figures()["figure_id"])
    for table in (load_target_readings(), load_admissions()):
        assert all(set(ids.split()) <= known and ids for ids in table["figure_ids"])


def test_the_data_dictionary_is_renewed(own: Collection, tiny: Collection) -> None:
    """A page of ours is recognised as ours, whatever came after its first line."""
    made = contents(own)
    assert own.root / "README.md" in made
    page = tiny.root / "README.md"
    page.write_text("# Data dictionary\n\nMade by `partyresearch build`; once upon a time.", encoding="utf-8")
    build(tiny)
    assert "## targets" in page.read_text(encoding="utf-8")


def test_a_collection_says_itself_what_it_is(tiny: Collection) -> None:
    """Nobody's data are put under our title and licence."""
    build(tiny)
    package = json.loads(tiny.descriptor.read_text(encoding="utf-8"))
    assert (package["name"], "licenses" in package, "title" in package) == ("tiny", False, False)
    (tiny.root / "collection.json").write_text('{"title": "Mine"}', encoding="utf-8")
    build(tiny)
    assert json.loads(tiny.descriptor.read_text(encoding="utf-8"))["title"] == "Mine"


@pytest.mark.parametrize(
    ("text", "got"), [("{", "Expecting"), ("[]", "something else"), ('{"titel": "Mine", "name": "n"}', "titel$")]
)
def test_a_broken_collection_json_is_told(tiny: Collection, text: str, got: str) -> None:
    """And nothing is written."""
    (tiny.root / "collection.json").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=rf"tiny/collection\.json: expected a JSON object .*, got {got}"):
        build(tiny)
    assert not tiny.descriptor.exists()


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"title": 3}, "title: expected text, got 3"),
        ({"name": None}, "name: expected text, got None"),
        ({"title": "a\x1bb"}, "title: expected text, got 'a"),
        ({"licenses": "CC"}, "licenses: expected a list of objects with texts, got 'CC'"),
        ({"licenses": ["CC"]}, "licenses: expected a list of objects with texts"),
        ({"licenses": [{"name": 4}]}, "licenses: expected a list of objects with texts"),
        ({"contributors": {}}, "contributors: expected a list of objects with texts"),
    ],
)
def test_what_a_collection_says_of_itself_is_checked(tiny: Collection, own: dict[str, Any], told: str) -> None:
    """Key by key; it goes into the descriptor and into citations."""
    (tiny.root / "collection.json").write_text(json.dumps(own), encoding="utf-8")
    with pytest.raises(UserError) as error:
        build(tiny)
    assert f"collection.json, {told}" in str(error.value)


def test_a_readme_of_somebodys_own_is_left_alone(tiny: Collection) -> None:
    """The data dictionary replaces only a data dictionary."""
    page = tiny.root / "README.md"
    page.write_text("mine", encoding="utf-8")
    build(tiny)
    assert page.read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_collection_is_told(tiny: Collection) -> None:
    """No traceback for a folder that cannot be written."""
    tiny.root.chmod(0o555)
    with pytest.raises(UserError, match="cannot be written"):
        build(tiny)
    tiny.root.chmod(0o755)


def test_a_blocked_folder_is_told(tiny: Collection) -> None:
    """A file where the folder should be; nothing is written beside it."""
    (tiny.root / "processed").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be written"):
        build(tiny)
    assert not tiny.descriptor.exists()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 8), "0.125"),
        (Fraction(-5, 2), "-2.5"),
        (Fraction(0), "0"),
        (Fraction(1, 3), "0.3333333333333333"),
        (Fraction(10**17), "100000000000000000"),
    ],
)
def test_decimals_are_exact_where_they_end(value: Fraction, text: str) -> None:
    """No float artefact in a CSV file."""
    assert decimal_text(value) == text


@pytest.mark.parametrize("rows", [1, 7, 109, 110, 111])
def test_pieces_make_the_same_file(own: Collection, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    """No row is lost or told twice where one piece ends, and there is one header."""
    monkeypatch.setattr("partyresearch.tables.package._PIECE", rows)
    assert contents(own)[own.path("figures")] == own.path("figures").read_bytes()


@pytest.mark.parametrize("note", ["plain", "a, b", 'say "so"', "two\nlines", 'all, of "it"\n', " spaces "])
def test_what_a_cell_says_comes_back(case: Case, note: str) -> None:
    """A comma, a quote or a line feed in one cell would move all cells behind it."""
    case.add("a", "12", N, note=note)
    case.add("a", "13", N, "2022", note="other")
    assert load_figures(case.build())["note"].tolist() == [note, "other"]


def test_empty_tables_keep_their_header() -> None:
    """A collection without quotas still has a table of quotas."""
    import pandas as pd

    table = TABLES["target_readings"]
    assert to_csv(pd.DataFrame(columns=table.names), table).decode() == ",".join(table.names) + "\n"


def test_a_collection_without_figures_builds(tiny: Collection) -> None:
    """The first article's first day."""
    write_rows(tiny, "raw-figures", [])
    build(tiny)
    assert len(load_target_readings(tiny.root)) == 0


def test_cycles_are_collected_again_after_a_build(tiny: Collection) -> None:
    """Also after one that fails."""
    build(tiny)
    assert gc.isenabled()
    write_rows(tiny, "raw-exclusions", [["nowhere", "1", "2", "x", "date"]])
    with pytest.raises(UserError, match="expected"):
        build(tiny)
    assert gc.isenabled()
