"""Raw tables with faults: each is told once, with its place, all of them at once, and nothing is written."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import random
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import ROWS, TEXT, write_rows
from in_process import command
from partyresearch.collection.columns import TABLES
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import InputError
from partyresearch.tables.package import build

NAMES = ("articles", "exclusions", "figures", "metrics", "organisations")
Edit = Callable[[Collection, Path], None]
Place = tuple[str, int | None, str]


# Edits: each returns a function that damages a collection and its folder of texts


def cells(table: str, row: int, **values: str) -> Edit:
    """Set cells of a row, counted from 1 (the header); a numeral set without its end gets the end that fits."""

    def edit(collection: Collection, _: Path) -> None:
        rows = _load(collection, table)
        names, target = TABLES[f"raw-{table}"].names, rows[row - 2]
        for name, value in values.items():
            target[names.index(name)] = value
        if "printed" in values and "end" not in values:
            target[names.index("end")] = str(int(target[names.index("start")]) + len(values["printed"]))
        write_rows(collection, f"raw-{table}", rows)

    return edit


def append(table: str, *row: str) -> Edit:
    """Append a row."""

    def edit(collection: Collection, _: Path) -> None:
        write_rows(collection, f"raw-{table}", [*_load(collection, table), list(row)])

    return edit


def delete(table: str, row: int) -> Edit:
    """Delete a row."""

    def edit(collection: Collection, _: Path) -> None:
        rows = _load(collection, table)
        write_rows(collection, f"raw-{table}", rows[: row - 2] + rows[row - 1 :])

    return edit


def again(table: str, row: int) -> Edit:
    """Append a copy of a row."""
    return lambda collection, texts: append(table, *_load(collection, table)[row - 2])(collection, texts)


def data(table: str, change: Callable[[bytes], bytes]) -> Edit:
    """Change the bytes of a file."""

    def edit(collection: Collection, _: Path) -> None:
        path = collection.path(f"raw-{table}")
        before = path.read_bytes()
        path.write_bytes(change(before))
        assert path.read_bytes() != before, "the edit of this test changes nothing"

    return edit


def swap(table: str, old: str, new: str) -> Edit:
    """Replace the first occurrence of some characters in a file."""
    return data(table, lambda content: content.replace(old.encode(), new.encode(), 1))


def both(*edits: Edit) -> Edit:
    """Do several edits."""

    def edit(collection: Collection, texts: Path) -> None:
        for one in edits:
            one(collection, texts)

    return edit


def columns(table: str, change: Callable[[list[str]], list[str]]) -> Edit:
    """Change the cells of every row, the header included."""

    def recode(content: bytes) -> bytes:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(change(row) for row in csv.reader(io.StringIO(content.decode())))
        return out.getvalue().encode()

    return data(table, recode)


def _load(collection: Collection, table: str) -> list[list[str]]:
    with collection.path(f"raw-{table}").open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def _missing(table: str) -> Edit:
    return lambda collection, _: collection.path(f"raw-{table}").unlink()


def _folder(collection: Collection, _: Path) -> None:
    collection.path("raw-metrics").unlink()
    collection.path("raw-metrics").mkdir()


def _utf16_text(collection: Collection, texts: Path) -> None:
    text = TEXT.encode("utf-16")
    (texts / "mau.txt").write_bytes(text)
    cells("articles", 2, sha256=hashlib.sha256(text).hexdigest())(collection, texts)


def _changed_text(_: Collection, texts: Path) -> None:
    (texts / "mau.txt").write_bytes(TEXT.encode() + b" ")


def _nfd(table: str, text: str) -> Edit:
    assert not unicodedata.is_normalized("NFD", text)
    return swap(table, text, unicodedata.normalize("NFD", text))


# Fixtures


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a built collection (as the fixture `tiny`) and its texts."""
    root = tmp_path_factory.mktemp("pristine")
    collection = Collection(root / "tiny")
    for name, rows in ROWS.items():
        write_rows(collection, name, rows)
    (root / "texts").mkdir()
    (root / "texts" / "mau.txt").write_bytes(TEXT.encode())
    build(collection, root / "texts")
    return root


@pytest.fixture
def built(pristine: Path, tmp_path: Path) -> Collection:
    """A copy of the built collection."""
    return Collection(Path(shutil.copytree(pristine / "tiny", tmp_path / "tiny")))


@pytest.fixture
def texts_of_built(pristine: Path, tmp_path: Path) -> Path:
    """A copy of its texts."""
    return Path(shutil.copytree(pristine / "texts", tmp_path / "texts"))


def products(collection: Collection) -> dict[str, bytes | None]:
    """All that is not raw: every file with its bytes, every folder."""
    found = sorted(path for path in collection.root.rglob("*") if "raw" not in path.relative_to(collection.root).parts)
    return {str(path.relative_to(collection.root)): path.read_bytes() if path.is_file() else None for path in found}


def refused(collection: Collection, texts: Path | None = None) -> InputError:
    """The refusal of a build, which must have touched nothing."""
    before = products(collection)
    with pytest.raises(InputError) as caught:
        build(collection, texts)
    assert products(collection) == before
    return caught.value


def places(error: InputError) -> list[Place]:
    return [(problem.file, problem.row, problem.column) for problem in error.problems]


# One fault, one message


@dataclass(frozen=True)
class Fault:
    """A fault and where it must be told.

    Parameters
    ----------
    id : str
    edit : callable
    file : str
        Without folder and ``.csv``.
    row : int or None
    column, got, expected : str
        The column; fragments of what it has and what is expected.
    texts : bool
        Whether the texts are at hand.
    """

    id: str
    edit: Edit
    file: str
    row: int | None
    column: str
    got: str
    expected: str
    texts: bool = False


SPAN = "start, end"
STOCK = "period_start, period_end"
UNSCORED = cells("figures", 6, numerator="")  # no attainment scores the figure of row 5
HASH = ROWS["raw-articles"][0][7]
OTHER_HASH = "0" * 64

FAULTS = [
    # characters that a terminal obeys, or that show text in another order
    *(
        Fault(
            f"unsafe_{ord(c):x}",
            cells("organisations", 2, name=f"a{c}b"),
            "organisations",
            2,
            "name",
            ascii(c)[1:-1],
            "text without control",
        )
        for c in "\x1b\x07\x9b\u202e\u2066\u200f"
    ),
    # against the texts
    Fault("wrong_hash", cells("articles", 2, sha256=OTHER_HASH), "articles", 2, "sha256", OTHER_HASH, HASH, texts=True),
    Fault("changed_text", _changed_text, "articles", 2, "sha256", HASH, "that of mau.txt", texts=True),
    Fault(
        "no_text",
        cells("articles", 2, source_file="nix.txt"),
        "articles",
        None,
        "source_file",
        "none of them there",
        "their texts",
        texts=True,
    ),
    Fault(
        "wrong_length",
        cells("articles", 2, n_characters="164"),
        "articles",
        2,
        "n_characters",
        "164",
        "163",
        texts=True,
    ),
    Fault("figure_not_in_text", cells("figures", 4, printed="4"), "figures", 4, "printed", "'4'", "'3'", texts=True),
    Fault(
        "exclusion_not_in_text",
        cells("exclusions", 3, printed="2021"),
        "exclusions",
        3,
        "printed",
        "'2021'",
        "'2020'",
        texts=True,
    ),
    Fault(
        "digits_in_no_row",
        delete("exclusions", 3),
        "figures.csv or tiny/raw/exclusions",
        None,
        "",
        "'2020' of mau-2021 at 20",
        "each run of digits in exactly one row",
        texts=True,
    ),
    Fault("text_not_utf8", _utf16_text, "articles", 2, "source_file", "mau.txt", "UTF-8", texts=True),
    Fault(
        "long_file_name",
        cells("articles", 2, source_file="a" * 300),
        "articles",
        None,
        "source_file",
        "none of them there",
        "their texts",
        texts=True,
    ),
    # unknown values
    Fault(
        "unknown_organisation",
        cells("figures", 4, organisation_id="nix"),
        "figures",
        4,
        "organisation_id",
        "'nix'",
        "tiny/raw/organisations.csv",
    ),
    Fault("unknown_metric", cells("figures", 4, metric="nix"), "figures", 4, "metric", "'nix'", "tiny/raw/metrics.csv"),
    Fault("unknown_group", cells("figures", 4, group="nix"), "figures", 4, "group", "'nix'", "one of the groups of"),
    Fault("unknown_bound", cells("figures", 4, bound="exakt"), "figures", 4, "bound", "'exakt'", "one of exact"),
    Fault("empty_bound", cells("figures", 4, bound=""), "figures", 4, "bound", "an empty cell", "one of exact"),
    Fault("unknown_status", cells("figures", 4, status="nix"), "figures", 4, "status", "'nix'", "one of reported"),
    Fault("unknown_recurs", cells("figures", 4, recurs="month"), "figures", 4, "recurs", "'month'", "one of year"),
    Fault("unknown_set_by", cells("figures", 6, set_by="nix"), "figures", 6, "set_by", "'nix'", "one of superior"),
    Fault("unknown_reason", cells("exclusions", 3, reason="nix"), "exclusions", 3, "reason", "'nix'", "one of date"),
    Fault(
        "unknown_article",
        cells("exclusions", 3, article_id="nix"),
        "exclusions",
        3,
        "article_id",
        "'nix'",
        "tiny/raw/articles.csv",
    ),
    Fault("unknown_level", cells("organisations", 3, level="nix"), "organisations", 3, "level", "'nix'", "one of prov"),
    Fault(
        "unknown_parent",
        cells("organisations", 3, parent_id="nix"),
        "organisations",
        3,
        "parent_id",
        "'nix'",
        "tiny/raw/organisations.csv",
    ),
    Fault(
        "unknown_successor",
        cells("organisations", 3, successor_id="nix"),
        "organisations",
        3,
        "successor_id",
        "'nix'",
        "tiny/raw/organisations.csv",
    ),
    Fault("unknown_unit", cells("metrics", 5, unit="nix"), "metrics", 5, "unit", "'nix'", "one of persons"),
    Fault("unknown_measure", cells("metrics", 5, measure="nix"), "metrics", 5, "measure", "'nix'", "one of flow"),
    Fault("language_in_words", cells("articles", 2, language="vie"), "articles", 2, "language", "'vie'", "two-letter"),
    Fault("hash_in_capitals", cells("articles", 2, sha256=HASH.upper()), "articles", 2, "sha256", HASH.upper(), "64"),
    Fault(
        "organisation_in_capitals",
        cells("figures", 4, organisation_id="MAU"),
        "figures",
        4,
        "organisation_id",
        "'MAU'",
        "lower-case",
    ),
    Fault(
        "pointing_row_of_unknown_article",
        cells("figures", 4, article_id="nix"),
        "figures",
        4,
        "article_id",
        "'nix'",
        "tiny/raw/articles.csv",
    ),
    # duplicates and overlaps
    Fault("duplicate_figure", again("figures", 4), "figures", 7, "article_id, start", "'94' a second", "once"),
    Fault("duplicate_exclusion", again("exclusions", 3), "exclusions", 5, "article_id, start", "'20'", "once"),
    Fault(
        "duplicate_organisation", again("organisations", 3), "organisations", 4, "organisation_id", "mau-school", "once"
    ),
    Fault("duplicate_metric", again("metrics", 2), "metrics", 6, "metric", "members_admitted", "once"),
    Fault("duplicate_article", again("articles", 2), "articles", 3, "article_id", "mau-2021", "once"),
    Fault(
        "overlap",
        append("exclusions", "mau-2021", "22", "24", "20", "date"),
        "exclusions",
        5,
        SPAN,
        "22 to 24",
        "each character in one span",
    ),
    Fault(
        "overlap_of_two_tables",
        append("exclusions", "mau-2021", "94", "95", "3", "label"),
        "exclusions",
        5,
        SPAN,
        "94 to 95",
        "each character in one span",
    ),
    # pointers
    Fault("cycle_of_one", cells("organisations", 2, parent_id="mau"), "organisations", 2, "parent_id", "'mau'", "tree"),
    Fault("numerator_nowhere", cells("figures", 6, numerator="126"), "figures", 6, "numerator", "126", "the start of"),
    Fault("denominator_nowhere", cells("figures", 6, denominator="1"), "figures", 6, "denominator", "1", "the start"),
    Fault("part_of_nowhere", cells("figures", 4, part_of="50"), "figures", 4, "part_of", "50", "the start of one"),
    Fault("part_of_an_exclusion", cells("figures", 4, part_of="20"), "figures", 4, "part_of", "20", "the start of one"),
    Fault("part_of_itself", cells("figures", 4, part_of="94"), "figures", 4, "part_of", "itself", "another figure"),
    Fault("numerator_no_number", cells("figures", 6, numerator="x"), "figures", 6, "numerator", "'x'", "a whole"),
    # dates
    Fault(
        "period_reversed",
        cells("figures", 4, period_end="2019-12-31"),
        "figures",
        4,
        "period_end",
        "'2019-12-31', before it begins",
        "2020-01-01 (period_start) or later",
    ),
    Fault(
        "target_period_reversed",
        cells("figures", 6, against_end="2020-12-31"),
        "figures",
        6,
        "against_end",
        "'2020-12-31', before it begins",
        "2021-01-01 (against_start) or later",
    ),
    Fault(
        "half_a_target_period",
        cells("figures", 6, against_end=""),
        "figures",
        6,
        "against_start, against_end",
        "only one",
        "both or none",
    ),
    Fault(
        "no_such_day",
        cells("figures", 4, period_end="2023-02-30"),
        "figures",
        4,
        "period_end",
        "'2023-02-30'",
        "an ISO date",
    ),
    Fault(
        "no_such_day_published",
        cells("articles", 2, published="2023-02-30"),
        "articles",
        2,
        "published",
        "'2023-02-30'",
        "an ISO date",
    ),
    Fault(
        "no_such_leap_day",
        cells("organisations", 2, valid_from="1900-02-29"),
        "organisations",
        2,
        "valid_from",
        "'1900-02-29'",
        "an ISO date",
    ),
    Fault(
        "no_such_month",
        cells("figures", 4, period_end="2023-13-01"),
        "figures",
        4,
        "period_end",
        "'2023-13-01'",
        "an ISO date",
    ),
    Fault(
        "date_as_vietnamese",
        cells("figures", 4, period_end="05/01/2021"),
        "figures",
        4,
        "period_end",
        "'05/01/2021'",
        "an ISO date",
    ),
    Fault(
        "stock_of_a_period",
        both(UNSCORED, cells("figures", 5, metric="members_total")),
        "figures",
        5,
        STOCK,
        "2021-01-01 and 2021-03-31",
        "the as-of date twice",
    ),
    Fault(
        "stock_without_start",
        both(UNSCORED, cells("figures", 5, metric="members_total", period_start="")),
        "figures",
        5,
        STOCK,
        "nothing and 2021-03-31",
        "the as-of date twice",
    ),
    Fault(
        "stock_reversed",
        both(UNSCORED, cells("figures", 5, metric="members_total", period_end="2020-12-31")),
        "figures",
        5,
        "period_end",
        "2020-12-31",
        "2021-01-01 (period_start) or later",
    ),
    # targets
    Fault("attainment_without_set_by", cells("figures", 6, set_by=""), "figures", 6, "set_by", "empty", "unstated"),
    Fault("target_without_set_by", cells("figures", 4, status="target"), "figures", 4, "set_by", "empty", "unstated"),
    # spans
    Fault("negative_span", cells("exclusions", 2, start="-5", end="5"), "exclusions", 2, "start", "'-5'", "a whole"),
    Fault("negative_start", cells("exclusions", 2, start="-5"), "exclusions", 2, "start", "'-5'", "a whole"),
    Fault("negative_start_far_down", cells("figures", 4, start="-94"), "figures", 4, "start", "'-94'", "a whole"),
    Fault("start_in_words", cells("figures", 4, start="x"), "figures", 4, "start", "'x'", "a whole number in digits"),
    Fault("start_empty", cells("figures", 4, start=""), "figures", 4, "start", "empty", "a whole number in digits"),
    Fault("start_with_point", cells("figures", 4, start="94.0"), "figures", 4, "start", "'94.0'", "a whole number"),
    Fault("start_between", cells("figures", 4, start="94.5"), "figures", 4, "start", "'94.5'", "a whole number"),
    Fault("start_exponent", cells("figures", 4, start="1e1"), "figures", 4, "start", "'1e1'", "a whole number"),
    Fault("end_infinite", cells("figures", 4, end="inf"), "figures", 4, "end", "'inf'", "a whole number"),
    Fault(
        "length_infinite",
        cells("articles", 2, n_characters="-inf"),
        "articles",
        2,
        "n_characters",
        "'-inf'",
        "a whole number",
    ),
    Fault("span_beyond", cells("figures", 4, start="500", end="501"), "figures", 4, SPAN, "500 to 501", "163"),
    Fault("span_one_beyond", cells("figures", 6, start="158", end="164"), "figures", 6, SPAN, "158 to 164", "163"),
    Fault("span_too_long", cells("figures", 4, end="97"), "figures", 4, "end", "97", "95, for '3'"),
    Fault("span_empty", cells("figures", 4, end="94"), "figures", 4, "end", "94", "95, for '3'"),
    Fault("printed_empty", cells("figures", 4, printed="", end="95"), "figures", 4, "printed", "an empty cell", "text"),
    # numerals
    Fault("no_numeral", cells("figures", 4, printed="vài"), "figures", 4, "printed", "'vài'", "a numeral in persons"),
    Fault(
        "no_convention",
        cells("figures", 4, printed="1.2,3.4"),
        "figures",
        4,
        "printed",
        "fit no convention",
        "a numeral in persons",
    ),
    Fault("division_by_zero", cells("figures", 6, printed="1/0"), "figures", 6, "printed", "by zero", "percent"),
    Fault(
        "percent_without_sign",
        cells("figures", 6, printed="16,67"),
        "figures",
        6,
        "printed",
        "'16,67': no % sign",
        "a numeral in percent",
    ),
    Fault(
        "count_with_sign",
        cells("figures", 4, printed="3%"),
        "figures",
        4,
        "printed",
        "'3%': a percentage",
        "a numeral in persons",
    ),
    Fault(
        "count_with_decimals",
        cells("figures", 4, printed="3,5"),
        "figures",
        4,
        "printed",
        "'3,5': decimals",
        "a numeral in persons",
    ),
    Fault("word_with_other_bound", cells("figures", 6, printed="vượt"), "figures", 6, "bound", "'exact'", "more_than"),
    Fault(
        "word_with_range",
        cells("figures", 4, printed="chưa", bound="range"),
        "figures",
        4,
        "bound",
        "'range'",
        "exact, which the word 'chưa' expresses",
    ),
    Fault(
        "bound_without_range",
        cells("figures", 4, bound="range"),
        "figures",
        4,
        "bound",
        "'range' for '3'",
        "a range is printed",
    ),
    Fault(
        "range_without_bound",
        cells("figures", 4, printed="3-5"),
        "figures",
        4,
        "bound",
        "'exact' for '3-5'",
        "a range is printed",
    ),
    Fault(
        "range_reversed",
        cells("figures", 4, printed="5-3", bound="range"),
        "figures",
        4,
        "printed",
        "'5-3'",
        "a numeral in persons",
    ),
    Fault(
        "range_with_unknown_bound",
        cells("figures", 4, printed="3-5", bound="exakt"),
        "figures",
        4,
        "bound",
        "'exakt'",
        "one of exact",
    ),
    # files
    Fault("nfd", _nfd("organisations", "Chi bộ trường"), "organisations", 3, "name", "NFD", "NFC"),
    Fault(
        "nfd_printed",
        both(cells("figures", 6, printed="vượt", bound="more_than"), _nfd("figures", "vượt")),
        "figures",
        6,
        "printed",
        "NFD",
        "NFC",
    ),
    Fault(
        "crlf",
        data("figures", lambda old: old.replace(b"\n", b"\r\n")),
        "figures",
        1,
        "",
        "carriage return",
        "a line feed only",
    ),
    Fault(
        "crlf_in_one_line",
        swap("figures", ",,49,,,,,\n", ",,49,,,,,\r\n"),
        "figures",
        4,
        "",
        "carriage return",
        "a line feed only",
    ),
    Fault(
        "cr",
        data("figures", lambda old: old.replace(b"\n", b"\r")),
        "figures",
        1,
        "",
        "carriage return",
        "a line feed only",
    ),
    Fault(
        "byte_order_mark",
        data("figures", lambda old: b"\xef\xbb\xbf" + old),
        "figures",
        1,
        "",
        "byte-order mark",
        "without a byte-order mark",
    ),
    Fault(
        "missing_column",
        columns("metrics", lambda row: row[:2] + row[3:]),
        "metrics",
        1,
        "measure",
        "no such col",
        "metric, unit, measure, description",
    ),
    Fault(
        "extra_column",
        columns("metrics", lambda row: [*row, "nix"]),
        "metrics",
        1,
        "nix",
        "an unknown column",
        "metric, unit, measure, description",
    ),
    Fault(
        "extra_column_without_name",
        data("metrics", lambda old: old.replace(b"\n", b",\n")),
        "metrics",
        1,
        "",
        "an unknown column",
        "metric, unit, measure, description",
    ),
    Fault(
        "extra_column_in_the_header",
        swap("metrics", "label_vi\n", "label_vi,nix\n"),
        "metrics",
        1,
        "nix",
        "an unknown column",
        "metric, unit, measure, description",
    ),
    Fault(
        "column_twice",
        columns("metrics", lambda row: [*row, row[0]]),
        "metrics",
        1,
        "",
        "a column twice",
        "metric, unit, measure, description",
    ),
    Fault(
        "other_order",
        columns("metrics", lambda row: row[::-1]),
        "metrics",
        1,
        "",
        "another order",
        "metric, unit, measure, description",
    ),
    Fault(
        "not_utf8",
        data("organisations", lambda old: old.replace(b"Chi b", b"Chi \xff")),
        "organisations",
        3,
        "",
        "0xff",
        "UTF-8",
    ),
    Fault("utf16", data("figures", lambda old: old.decode().encode("utf-16")), "figures", 1, "", "0xff", "UTF-8"),
    Fault("empty", data("articles", lambda _: b""), "articles", None, "", "an empty file", "article_id, title"),
    Fault("blank", data("articles", lambda _: b" \n\n"), "articles", None, "", "an empty file", "article_id, title"),
    Fault(
        "byte_order_mark_only",
        data("articles", lambda _: b"\xef\xbb\xbf"),
        "articles",
        None,
        "",
        "an empty file",
        "article_id, title",
    ),
    *(
        Fault(f"no_{name}", _missing(name), name, None, "", "no such file", ", ".join(TABLES[f"raw-{name}"].names))
        for name in NAMES
    ),
    Fault("folder", _folder, "metrics", None, "", "a file that cannot be read", "a CSV file"),
    Fault("short_row", swap("figures", ",,49,,,,,\n", ",,49,,,,\n"), "figures", 4, "", "18 cells", "19 cells"),
    Fault("long_row", swap("figures", ",,49,,,,,\n", ",,49,,,,,,\n"), "figures", 4, "", "20 cells", "19 cells"),
    Fault(
        "long_row_that_others_name",
        swap("organisations", "Mẫu commune", "Mẫu, commune"),
        "organisations",
        2,
        "",
        "17 cells",
        "16 cells",
    ),
    Fault(
        "short_figure_that_others_name",
        swap("figures", "exact,,,,,,,,\n", "exact,,,,,,,\n"),
        "figures",
        2,
        "",
        "18 cells",
        "19 cells",
    ),
    Fault("empty_line", swap("figures", "mau-2021,94", "\nmau-2021,94"), "figures", 4, "", "an empty line", "19 cells"),
    Fault("empty_line_at_the_end", data("figures", lambda old: old + b"\n"), "figures", 7, "", "an empty line", "19"),
    Fault(
        "semicolons",
        data("metrics", lambda old: old.replace(b",", b";")),
        "metrics",
        1,
        "",
        "no comma separates",
        "commas between cells",
    ),
    Fault(
        "score_of_another_organisation",
        cells("figures", 2, organisation_id="mau-school"),
        "figures",
        3,
        "numerator",
        "not what this attainment scores",
        "members_admitted with the same organisation_id",
    ),
    Fault(
        "score_of_another_metric",
        cells("figures", 2, metric="admission_target", set_by="unstated"),
        "figures",
        3,
        "numerator",
        "not what this attainment scores",
        "members_admitted",
    ),
    Fault(
        "target_that_is_none",
        cells("figures", 3, denominator="94"),
        "figures",
        3,
        "denominator",
        "not what this attainment scores",
        "admission_target",
    ),
    Fault(
        "reported_before_it_happened",
        cells("figures", 4, period_end="2022-12-31"),
        "figures",
        4,
        "period_end",
        "of a reported figure",
        "2021-04-05",
    ),
    Fault(
        "empty_line_at_the_top",
        data("metrics", lambda old: b"\n" + old),
        "metrics",
        1,
        "",
        "an empty line",
        "metric, unit, measure, description",
    ),
    Fault("quote_followed_by_more", swap("figures", '"16,67%"', '"16,67"%'), "figures", 6, "", "broken CSV", "quote"),
    Fault("quote_not_closed", swap("metrics", ",Members,", ',"Members,'), "metrics", 5, "", "broken CSV", "quote"),
    Fault(
        "quote_not_closed_before_others", swap("metrics", "People", '"People'), "metrics", 2, "", "broken CSV", "quote"
    ),
    Fault("nul", swap("organisations", "Chi", "Ch\0i"), "organisations", 3, "", "a NUL character", "text"),
    Fault(
        "row_after_a_cell_of_two_lines",
        both(swap("metrics", "Admissions asked for", '"Admissions\nasked for"'), swap("metrics", "stock", "nix")),
        "metrics",
        6,
        "measure",
        "'nix'",
        "one of flow",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_fault_is_told_once_with_its_place(built: Collection, texts_of_built: Path, fault: Fault) -> None:
    fault.edit(built, texts_of_built)
    error = refused(built, texts_of_built if fault.texts else None)
    assert places(error) == [(f"tiny/raw/{fault.file}.csv", fault.row, fault.column)], str(error)
    assert fault.got in error.problems[0].got
    assert fault.expected in error.problems[0].expected
    assert str(error) == str(error.problems[0])
    assert len(str(error).splitlines()) == 1


def test_ids_are_distinct() -> None:
    assert len({fault.id for fault in FAULTS}) == len(FAULTS)


def test_good_collection_builds(tiny: Collection, tiny_texts: Path) -> None:
    assert build(tiny, tiny_texts)
    assert build(tiny, tiny_texts) == []


# Faults that are told more than once by their nature, and several faults


def test_cycle_is_told_in_each_of_its_rows(built: Collection, texts_of_built: Path) -> None:
    cells("organisations", 2, parent_id="mau-school")(built, texts_of_built)
    append("organisations", "below", "Dưới", "Below", "cell", "mau", "", "", "", "", "")(built, texts_of_built)
    file = "tiny/raw/organisations.csv"
    assert places(refused(built)) == [(file, 2, "parent_id"), (file, 3, "parent_id")]


def test_shifted_span_also_leaves_digits_over(built: Collection, texts_of_built: Path) -> None:
    cells("exclusions", 3, start="19", end="23")(built, texts_of_built)
    error = refused(built, texts_of_built)
    assert places(error) == [
        ("tiny/raw/exclusions.csv", 3, "printed"),
        ("tiny/raw/figures.csv or tiny/raw/exclusions.csv", None, ""),
    ]
    assert "' 202'" in error.problems[0].expected


def test_a_span_that_is_off_says_where_the_characters_stand(built: Collection, texts_of_built: Path) -> None:
    """The nearest of several places, before or behind."""
    cells("figures", 4, start="96", end="97")(built, texts_of_built)
    expected = refused(built, texts_of_built).problems[0].expected
    assert "or start 94 and end 95, where '3' stands" in expected


def test_a_number_cut_in_two_is_reported(built: Collection, texts_of_built: Path) -> None:
    """Both halves stand in the text, but the number is neither."""
    cells("exclusions", 3, end="22", printed="20")(built, texts_of_built)
    append("exclusions", "mau-2021", "22", "24", "20", "date")(built, texts_of_built)
    assert [problem.got for problem in refused(built, texts_of_built).problems] == [
        "the digits '2020' of mau-2021 at 20 in no row, or in pieces"
    ]


def test_a_span_may_end_where_the_article_ends(built: Collection) -> None:
    """The last character of a text can be a figure's."""
    last = max(int(row[2]) for name in ("figures", "exclusions") for row in _load(built, name))
    cells("articles", 2, n_characters=str(last))(built, built.root)
    assert build(built)


def test_a_period_may_end_on_the_day_of_the_article(built: Collection) -> None:
    """A count to date."""
    cells("figures", 4, period_end="2021-04-05")(built, built.root)
    assert build(built)


def test_a_folder_with_braces_is_named_as_it_is(tmp_path: Path) -> None:
    """Messages are templates, in which a name is no placeholder."""
    collection = Collection(tmp_path / "{cell}")
    for name, rows in ROWS.items():
        write_rows(collection, name, rows)
    cells("figures", 2, organisation_id="nobody")(collection, tmp_path)
    with pytest.raises(InputError, match=r"^\{cell\}/raw/figures.csv, row 2, .* of \{cell\}/raw/organisations.csv"):
        build(collection)


def test_a_reference_to_a_malformed_row_is_not_reported(built: Collection) -> None:
    """The row itself is."""
    cells("organisations", 2, organisation_id="MAU")(built, built.root)
    assert places(refused(built)) == [("tiny/raw/organisations.csv", 2, "organisation_id")]


SEVERAL = both(
    cells("articles", 2, language="vie"),
    cells("exclusions", 4, reason="nix"),
    cells("exclusions", 2, reason="nix"),
    cells("figures", 6, set_by="", bound="exakt"),
    cells("figures", 4, printed="3,5"),
    cells("metrics", 5, unit="nix"),
    data("metrics", lambda old: b"\xef\xbb\xbf" + old),
    cells("organisations", 3, parent_id="mau-school"),
)
SEVERAL_PLACES: list[Place] = [
    ("tiny/raw/articles.csv", 2, "language"),
    ("tiny/raw/exclusions.csv", 2, "reason"),
    ("tiny/raw/exclusions.csv", 4, "reason"),
    ("tiny/raw/figures.csv", 4, "printed"),
    ("tiny/raw/figures.csv", 6, "bound"),
    ("tiny/raw/figures.csv", 6, "set_by"),
    ("tiny/raw/metrics.csv", 1, ""),
    ("tiny/raw/metrics.csv", 5, "unit"),
    ("tiny/raw/organisations.csv", 3, "parent_id"),
]


def test_several_faults_come_together_sorted(built: Collection, texts_of_built: Path) -> None:
    SEVERAL(built, texts_of_built)
    error = refused(built)
    assert places(error) == SEVERAL_PLACES
    assert len(str(error).splitlines()) == len(SEVERAL_PLACES)


def test_rows_are_sorted_as_numbers(built: Collection, texts_of_built: Path) -> None:
    for number in range(9):
        append("metrics", f"m{number}", "nix", "flow", "A metric")(built, texts_of_built)
    assert [problem.row for problem in refused(built).problems] == list(range(6, 15))


def test_unreadable_files_come_together_without_consequences(built: Collection, texts_of_built: Path) -> None:
    data("articles", lambda _: b"")(built, texts_of_built)
    _missing("organisations")(built, texts_of_built)
    data("metrics", lambda _: b"\xff")(built, texts_of_built)
    cells("figures", 4, group="nix")(built, texts_of_built)
    assert places(refused(built)) == [
        ("tiny/raw/articles.csv", None, ""),
        ("tiny/raw/figures.csv", 4, "group"),
        ("tiny/raw/metrics.csv", 1, ""),
        ("tiny/raw/organisations.csv", None, ""),
    ]


def test_faults_of_tables_and_texts_come_together(built: Collection, texts_of_built: Path) -> None:
    cells("articles", 2, sha256=OTHER_HASH)(built, texts_of_built)
    cells("figures", 4, bound="exakt")(built, texts_of_built)
    assert places(refused(built, texts_of_built)) == [
        ("tiny/raw/articles.csv", 2, "sha256"),
        ("tiny/raw/figures.csv", 4, "bound"),
    ]


def test_rows_after_a_lone_carriage_return(built: Collection, texts_of_built: Path) -> None:
    swap("metrics", "Admissions asked for", '"Admissions\rasked for"')(built, texts_of_built)
    swap("metrics", "stock", "nix")(built, texts_of_built)
    file = "tiny/raw/metrics.csv"
    assert places(refused(built)) == [(file, 3, ""), (file, 5, "measure")]


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(swap("metrics", "label_vi\n", '"label\n_vi"\n'), id="column"),
        pytest.param(cells("figures", 4, part_of="4\n9"), id="pointer"),
        pytest.param(cells("figures", 4, end="9\n"), id="end"),
        pytest.param(cells("figures", 4, period_end="19\n"), id="period"),
    ],
)
def test_line_feed_in_a_cell_does_not_break_the_message(built: Collection, texts_of_built: Path, edit: Edit) -> None:
    edit(built, texts_of_built)
    error = refused(built)
    assert len(str(error).splitlines()) == len(error.problems)


def test_fault_in_the_text_is_no_fault_without_the_text(built: Collection, texts_of_built: Path) -> None:
    cells("articles", 2, sha256=OTHER_HASH)(built, texts_of_built)
    assert build(built)


def test_mended_collection_builds_again(built: Collection, texts_of_built: Path) -> None:
    before = products(built)
    cells("figures", 4, bound="exakt")(built, texts_of_built)
    refused(built, texts_of_built)
    cells("figures", 4, bound="exact")(built, texts_of_built)
    assert build(built, texts_of_built) == []
    assert products(built) == before


# Texts in NFD


def decomposed(root: Path) -> tuple[Collection, Path]:
    """The tiny collection, still in NFC, of a text in NFD, with a figure that is a word with marks."""
    more = "Năm 2022 vượt chỉ tiêu.\n"
    text = unicodedata.normalize("NFD", TEXT + more)
    assert text != TEXT + more

    def moved(offset: str) -> str:
        return str(len(unicodedata.normalize("NFD", (TEXT + more)[: int(offset)]))) if offset else ""

    def new(printed: str) -> list[str]:
        start = len(TEXT) + more.index(printed)
        return ["mau-2021", str(start), str(start + len(printed)), printed]

    year = ["2020-01-01", "2020-12-31"]
    word = [*new("vượt"), "mau", "target_attainment", "all", *year, "reported", "more_than", *[""] * 6]
    rows = {
        **ROWS,
        "raw-figures": [*ROWS["raw-figures"], [*word, "superior", ""]],
        "raw-exclusions": [*ROWS["raw-exclusions"], [*new("2022"), "date"]],
    }
    collection, texts = Collection(root / "tiny"), root / "texts"
    texts.mkdir()
    (texts / "mau.txt").write_bytes(text.encode())
    for name, old in rows.items():
        names = TABLES[name].names
        places = [names.index(c) for c in ("start", "end", "numerator", "denominator", "part_of") if c in names]
        write_rows(collection, name, [[moved(c) if i in places else c for i, c in enumerate(row)] for row in old])
    digest = hashlib.sha256(text.encode()).hexdigest()
    cells("articles", 2, sha256=digest, n_characters=str(len(text)))(collection, texts)
    return collection, texts


def test_text_in_nfd_fits_tables_in_nfc(tmp_path: Path) -> None:
    collection, texts = decomposed(tmp_path)
    start, end, printed = _load(collection, "figures")[-1][1:4]
    assert int(end) - int(start) > len(printed), "the span of this test must be longer than its word in NFC"
    assert build(collection, texts)
    written = collection.path("figures").read_text(encoding="utf-8")
    assert ",vượt," in written
    assert unicodedata.is_normalized("NFC", written)


def test_span_that_cuts_a_mark_off_is_told(tmp_path: Path) -> None:
    collection, texts = decomposed(tmp_path)
    build(collection, texts)
    end = _load(collection, "figures")[-1][2]
    cells("figures", 7, end=str(int(end) - 1))(collection, texts)
    error = refused(collection, texts)
    assert places(error) == [("tiny/raw/figures.csv", 7, "printed")]
    assert error.problems[0].got == "'vượt'"


# The command


@pytest.mark.parametrize(
    ("edit", "with_texts"),
    [
        pytest.param(SEVERAL, False, id="several"),
        pytest.param(cells("articles", 2, sha256=OTHER_HASH), True, id="wrong_hash"),
        pytest.param(_missing("metrics"), False, id="no_metrics"),
    ],
)
def test_command_exits_with_1_and_the_messages(
    built: Collection, texts_of_built: Path, edit: Edit, with_texts: bool
) -> None:
    edit(built, texts_of_built)
    expected = refused(built, texts_of_built if with_texts else None)
    before = products(built)
    done = command("build", "--data", built.root, *(["--texts", texts_of_built] if with_texts else []))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [str(problem) for problem in expected.problems]
    assert "Traceback" not in done.stderr
    assert products(built) == before


def test_command_tells_vietnamese_to_a_terminal_of_ascii(built: Collection, texts_of_built: Path) -> None:
    cells("figures", 6, printed="vượt")(built, texts_of_built)
    program = [Path(sys.executable).with_name("partyresearch"), "build", "--data", built.root]
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(program, capture_output=True, encoding="utf-8", env={**os.environ, **ascii_only}, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("tiny/raw/figures.csv, row 6, bound: expected more_than, which the word 'vượt'")
    assert done.stderr.rstrip().endswith("got 'exact'")
    assert "Traceback" not in done.stderr


# Whatever stands in the files: a result or a refusal


def outcome(collection: Collection, texts: Path | None = None) -> str:
    """Build; say what went wrong other than a refusal. Warnings are errors (pyproject.toml)."""
    before = products(collection)
    try:
        build(collection, texts)
    except InputError as error:
        if not error.problems:
            return "a refusal without a reason"
        return "" if products(collection) == before else "a refusal that has written something"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


EXTREME = [
    ("more_than_64_bits", cells("figures", 6, metric="members_admitted", printed="9" * 20)),
    ("two_scale_words", cells("figures", 4, printed="9999999 nghìn tỷ")),
    ("denominator_zero", both(cells("figures", 4, printed="0"), cells("figures", 3, denominator="94"))),
    ("denominator_none", both(cells("figures", 4, printed="chưa"), cells("figures", 3, denominator="94"))),
    (
        "denominator_about",
        both(cells("figures", 4, bound="about"), cells("figures", 3, numerator="", denominator="94")),
    ),
    (
        "denominator_at_most",
        both(cells("figures", 4, bound="at_most"), cells("figures", 3, numerator="", denominator="94")),
    ),
    (
        "denominator_zero_alone",
        both(cells("figures", 4, printed="0"), cells("figures", 3, numerator="", denominator="94")),
    ),
    ("year_1", cells("figures", 2, period_start="0001-01-01", period_end="0002-06-30")),
    ("year_0_recurs", cells("figures", 3, period_start="0000-01-01", recurs="year")),
    ("year_9999", cells("figures", 4, period_end="9999-12-31")),
    ("percentage_zero", cells("figures", 3, printed="0%", end="69")),
    ("percentage_tiny", cells("figures", 6, printed="0,00000000000000001%")),
    ("less_than_zero", cells("figures", 4, printed="0", bound="less_than")),
    ("count_zero", cells("figures", 2, printed="0")),
    ("no_figures", data("figures", lambda old: old.splitlines(keepends=True)[0])),
    ("no_rows_at_all", both(*(data(name, lambda old: old.splitlines(keepends=True)[0]) for name in NAMES))),
    ("control_characters", swap("metrics", "People", "\x1b[31m\x07\u2028\x85")),
    ("long_cell", swap("metrics", "Members,", "x" * 200_000 + ",")),
]


@pytest.mark.parametrize("edit", [pytest.param(edit, id=name) for name, edit in EXTREME])
def test_extreme_content_is_built_or_refused(built: Collection, texts_of_built: Path, edit: Edit) -> None:
    edit(built, texts_of_built)
    assert outcome(built) == ""


# fmt: off
BITS = [b'"', b",", b"\n", b"\r", b"\0", b"\xff", b"-", b".", b"e", b"%", b"/", b"0", b"9", b" ", b"\xef\xbb\xbf",
        "\u0301".encode(), "\u0663".encode(), b"inf", b"nan", b"1e9", b"-1", b"NA", b"chua", b"range", b"target"]
# fmt: on


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A file with one to three random edits: of a byte, of a line, of a cell."""
    for _ in range(chance.choice([1, 1, 2, 3])):
        at = chance.randrange(len(content) + 1)
        lines = content.split(b"\n")
        kind = chance.randrange(9)
        if kind == 0:
            content = content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
        elif kind == 1:
            content = content[:at] + chance.choice(BITS) + content[at:]
        elif kind == 2:
            content = content[:at] + content[at + chance.randint(1, 4) :]
        elif kind == 3:
            content = content[:at] if chance.random() < 0.2 else content[:at] + content[at:].swapcase()
        elif kind == 4:
            one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
            content = b"\n".join(lines)
        elif kind == 5:
            content = b"\n".join([*lines, chance.choice(lines)])
        else:  # a cell becomes another cell of the file, or one of the bits
            row = chance.randrange(len(lines))
            row_cells = lines[row].split(b",")
            column = chance.randrange(len(row_cells))
            others = [other.split(b",") for other in lines]
            alike = [other[column] for other in others if len(other) > column]
            row_cells[column] = chance.choice([*alike, chance.choice(chance.choice(others)), chance.choice(BITS)])
            lines[row] = b",".join(row_cells)
            content = b"\n".join(lines)
    return content


@pytest.mark.slow
@pytest.mark.parametrize("table", NAMES)
def test_random_damage_is_built_or_refused(built: Collection, texts_of_built: Path, table: str) -> None:
    path = built.path(f"raw-{table}")
    good = path.read_bytes()
    found = {}
    for seed in range(90 if table == "figures" else 40):
        content = damaged(good, random.Random(f"{table} {seed}"))
        path.write_bytes(content)
        if wrong := outcome(built, texts_of_built if seed % 2 else None):
            found[seed] = f"{wrong} from {content!r}"
    assert not found, "\n".join(f"{seed}: {wrong}" for seed, wrong in found.items())
