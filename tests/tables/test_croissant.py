"""The description for machine learning: that of the data package, valid in the eyes of its own validator."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from typing import Any

import pytest

from conftest import write_rows
from partyresearch.collection.columns import TABLES
from partyresearch.collection.place import Collection
from partyresearch.tables.load import load_table
from partyresearch.tables.package import build

# errors of the validator, then the number of records; the network is not there
_VALIDATE = """
import json, socket, sys
def refuse(*_): raise OSError("no network")
socket.socket.connect = socket.getaddrinfo = refuse
import mlcroissant
metadata = mlcroissant.Dataset(sys.argv[1]).metadata
assert not metadata.issues.errors, metadata.issues.errors
# its reader is good for one table, and for none that refers to a table without rows
read = [s.id for s in metadata.record_sets if "--read" in sys.argv]
print(json.dumps({name: len(list(mlcroissant.Dataset(sys.argv[1]).records(name))) for name in read}))
"""


def _read(collection: Collection) -> Any:
    return json.loads(collection.croissant.read_text(encoding="utf-8"))


def test_it_describes_every_table(own: Collection) -> None:
    """Files with their hashes, columns with their meanings, keys, licence and citation."""
    said = _read(own)
    assert said["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert said["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert said["citeAs"].endswith("[data set]. Coded from 5 articles. Licence: CC BY 4.0.")
    for file in said["distribution"]:
        data = (own.root / file["contentUrl"]).read_bytes()
        assert (file["sha256"], file["contentSize"]) == (hashlib.sha256(data).hexdigest(), f"{len(data)} B")
    assert [records["name"] for records in said["recordSet"]] == list(TABLES)
    for records in said["recordSet"]:
        columns = {column.name: column for column in TABLES[records["name"]].columns}
        for field in records["field"]:
            assert field["description"].startswith(columns[field["name"]].meaning)
        assert [key["@id"].partition("/")[2] for key in records["key"]] == list(TABLES[records["name"]].key)


def test_no_reference_leads_nowhere(own: Collection) -> None:
    """Nor to the table that it stands in."""
    said = _read(own)
    files = {file["@id"] for file in said["distribution"]}
    fields = {field["@id"]: field for records in said["recordSet"] for field in records["field"]}
    others = {name: field["references"]["field"]["@id"] for name, field in fields.items() if "references" in field}
    assert set(others.values()) <= set(fields)
    assert others["targets/organisation_id"] == "raw-organisations/organisation_id"
    assert all(name.partition("/")[0] != other.partition("/")[0] for name, other in others.items())
    assert all(field["source"]["fileObject"]["@id"] in files for field in fields.values())


def test_a_collection_says_itself_whose_it_is(tiny: Collection) -> None:
    """Nobody's data are put under our licence."""
    build(tiny)
    assert {"license", "creator"} & set(_read(tiny)) == set()
    own = {"title": "Mine", "licenses": [{"name": "CC0-1.0"}], "contributors": [{"title": "Nguyễn Văn A"}]}
    (tiny.root / "collection.json").write_text(json.dumps(own), encoding="utf-8")
    build(tiny)
    said = _read(tiny)
    assert (said["license"], said["creator"][0]["name"]) == (["CC0-1.0"], "Nguyễn Văn A")
    assert said["citeAs"] == "Mine [data set]. Coded from 1 articles."


def test_tables_are_fresh_without_it(tiny: Collection) -> None:
    """It says nothing that loading rests on; the next build makes it again."""
    build(tiny)
    tiny.croissant.unlink()
    assert len(load_table("targets", tiny.root)) == 2
    assert build(tiny) == [tiny.croissant]


@pytest.mark.parametrize("which", ["own", "tiny", "empty"])
def test_the_validator_agrees(which: str, own: Collection, tiny: Collection) -> None:
    """And reads as many records as there are rows."""
    pytest.importorskip("mlcroissant", reason="mlcroissant is not installed: pip install mlcroissant")
    if which == "empty":
        write_rows(tiny, "raw-figures", [])
    collection = own if which == "own" else tiny
    if which != "own":
        build(collection)
    command = [sys.executable, "-c", _VALIDATE, collection.croissant, *(["--read"] if which != "empty" else [])]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    expected = {name: len(load_table(name, collection.root)) for name in collection.tables}
    assert json.loads(found.stdout) == ({} if which == "empty" else expected)


def test_files_have_their_own_hash(own: Collection) -> None:
    """In hexadecimal alone, as the format has it."""
    described = json.loads(own.croissant.read_text(encoding="utf-8"))
    files = {file["contentUrl"]: file["sha256"] for file in described["distribution"]}
    assert files
    for url, digest in files.items():
        assert digest == hashlib.sha256((own.root / url).read_bytes()).hexdigest()
