"""Files of other programs: read back, they are the tables of the loaders."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest

import partyresearch
from conftest import ROWS, Case, write_rows
from partyresearch import Study, describe
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UsageProblem, UserError
from partyresearch.show.export import EXPORTED, FORMATS, export_files
from partyresearch.show.labels import Labels
from partyresearch.show.language import Language
from partyresearch.tables.package import build

LONG = "Ghi chú rất dài: " + "đảng viên mới, " * 200
AWKWARD = [
    ["p", "=1+1", "+5", "province", ""],
    ["d", "Huyện 100% {x} #1 ~a^b \\end $5$", "[D] 100% {x} #1 ~a^b \\end $5$ P&Q_1", "district", "p"],
    ["w", "#N/A", "NA", "grassroots", "d"],
]


def _invented(case: Case) -> Path:
    """Names that look like formulas, errors and LaTeX, a note longer than 2,045 bytes, nothing but a target known."""
    case.organisations = AWKWARD
    case.add("a", "7", "admission_target", note=LONG)
    case.add("a", "5", "awareness_class_learners", "", org="p", note="=HYPERLINK(1)")
    return case.build()


@pytest.fixture(params=["own", pytest.param("tiny", marks=pytest.mark.slow), "empty", "invented"])
def study(request: pytest.FixtureRequest, tiny: Collection, case: Case) -> Study:
    """The five articles; one of our own; one of which nothing is coded yet; one of awkward texts."""
    if request.param == "own":
        return partyresearch.study()
    if request.param == "invented":
        return partyresearch.study(_invented(case))
    if request.param == "empty":
        write_rows(tiny, "raw-figures", [])
        write_rows(tiny, "raw-exclusions", ROWS["raw-exclusions"])
    build(tiny)
    return partyresearch.study(tiny.root)


def _needs(format: str) -> None:
    library = {"xlsx": "openpyxl", "parquet": "pyarrow"}.get(format)
    if library:
        pytest.importorskip(library, reason=f"{library} is not installed (pip install 'partyresearch[export]')")


def _texts(name: str) -> list[str]:
    return [column.name for column in EXPORTED[name].columns if column.type == "string"]


@cache
def _book(path: Path) -> pd.ExcelFile:
    return pd.ExcelFile(BytesIO(path.read_bytes()))


def _read_xlsx(folder: Path, name: str) -> pd.DataFrame:
    [path] = folder.glob("*.xlsx")
    sheet, texts = name.replace("_", " ").capitalize(), dict.fromkeys(_texts(name), "str")
    read = pd.read_excel(_book(path), sheet_name=sheet, header=1, dtype=texts, keep_default_na=False, na_values=[""])
    return read.fillna(dict.fromkeys(texts, ""))


def _read_dta(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_stata(folder / f"{name}.dta", order_categoricals=False).rename(columns={"end_": "end"})


def _read_parquet(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(folder / f"{name}.parquet")


READ: dict[str, Callable[[Path, str], pd.DataFrame]] = {"xlsx": _read_xlsx, "dta": _read_dta, "parquet": _read_parquet}
# openpyxl writes 16 digits of a double
EXACT: dict[str, Any] = {
    "xlsx": {"check_exact": False, "rtol": 1e-15, "atol": 0},
    "dta": {"check_exact": True},
    "parquet": {"check_exact": True},
}


@pytest.mark.parametrize("format", READ)
def test_what_is_read_back_is_the_table(study: Study, tmp_path: Path, format: str) -> None:
    """Every value of every table, with its type: missing, dates, exact numbers, Vietnamese, long texts."""
    _needs(format)
    study.export(tmp_path, [format])
    for name in EXPORTED:
        expected = getattr(study if hasattr(study, name) else study.all, name).reset_index(drop=True)
        read = READ[format](tmp_path, name)
        for column in EXPORTED[name].columns:
            kind = read[column.name].dtype
            if column.type != "string" and read[column.name].notna().any():
                assert (kind.kind == "M") == (column.type == "date"), (name, column.name)
                assert kind.kind in "iufMb", (name, column.name)  # no number, date or truth value is a text
        # Parquet has every dtype, but of a closed list without rows nothing
        same = read if format == "parquet" and len(read) else read.astype(expected.dtypes)
        pd.testing.assert_frame_equal(same, expected, **EXACT[format])


def test_chosen_rows_are_exported_with_whole_vocabularies(tmp_path: Path) -> None:
    """A study of one committee has its targets, and the names of all."""
    study = partyresearch.study(organisations=["nam-dong"])
    study.export(tmp_path, ["dta"])
    assert set(_read_dta(tmp_path, "targets")["organisation_id"]) == {"nam-dong"}
    assert len(_read_dta(tmp_path, "organisations")) == len(study.all.organisations) > 1


def _tables(study: Study) -> dict[str, pd.DataFrame]:
    return {name: getattr(study if hasattr(study, name) else study.all, name) for name in EXPORTED}


def _made(study: Study, tables: dict[str, pd.DataFrame], *formats: str) -> dict[str, bytes]:
    return export_files(tables, "name", formats, Labels(Language("en"), study.all))


@pytest.mark.parametrize("format", READ)
def test_missing_truth_values_and_large_numbers(tmp_path: Path, format: str) -> None:
    """What is missing stays missing, in columns where our own tables have everything."""
    _needs(format)
    study = partyresearch.study()
    tables = _tables(study)
    targets = tables["targets"] = tables["targets"].copy()
    targets.loc[targets.index[::2], "interim"] = pd.NA
    targets.loc[targets.index[0], "target_high"] = 10**12 - 1
    targets.loc[targets.index[1:3], "attainment_low"] = [1 / 3, 0.1 + 0.2]
    for file, content in _made(study, tables, format).items():
        (tmp_path / file).write_bytes(content)
    read = READ[format](tmp_path, "targets").astype(targets.dtypes)
    pd.testing.assert_frame_equal(read, targets, **EXACT[format])


def _workbook(content: bytes) -> Any:
    _needs("xlsx")
    from openpyxl import load_workbook

    return load_workbook(BytesIO(content))


def test_a_workbook_explains_itself(tmp_path: Path) -> None:
    """Labels above the names, headings that stay in sight, days as days, a codebook with every column."""
    _needs("xlsx")
    [path] = partyresearch.study().export(tmp_path)
    assert path.name == "partyresearch.xlsx"
    book = _workbook(path.read_bytes())
    assert book.sheetnames == [*(name.replace("_", " ").capitalize() for name in EXPORTED), "Codebook"]
    sheet = book["Targets"]
    assert sheet.freeze_panes == "B3"
    assert [sheet["E1"].value, sheet["E2"].value] == ["First day of the period", "period_start"]
    assert (sheet["E3"].value.date(), sheet["E3"].number_format) == (date(2022, 1, 1), "yyyy-mm-dd")
    codebook = pd.read_excel(path, sheet_name="Codebook", keep_default_na=False)
    for name in EXPORTED:
        own = codebook[codebook["table"].eq(name)].drop(columns="table").reset_index(drop=True)
        pd.testing.assert_frame_equal(own, describe(name), check_dtype=False)


def test_text_that_looks_like_a_formula_is_text(case: Case, tmp_path: Path) -> None:
    """Nothing that an article prints is ever calculated."""
    _needs("xlsx")
    [path] = partyresearch.study(_invented(case)).export(tmp_path)
    cells = [cell for sheet in _workbook(path.read_bytes()) for row in sheet.iter_rows() for cell in row]
    texts = {cell.value: cell for cell in cells if isinstance(cell.value, str)}
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    for value in ("=1+1", "=HYPERLINK(1)", "#N/A", "+5"):
        assert (texts[value].data_type, texts[value].quotePrefix) == ("s", True)


@pytest.mark.parametrize(("most", "told"), [("_MOST_ROWS", "figures: 110 rows"), ("_MOST_CHARACTERS", "targets, ")])
def test_what_a_sheet_does_not_hold_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, most: str, told: str
) -> None:
    """Excel would cut it off."""
    _needs("xlsx")
    monkeypatch.setattr(f"partyresearch.show.export.{most}", 60 if most == "_MOST_ROWS" else 20)
    with pytest.raises(UserError, match=f"^{told}.*holds .*; expected another format, such as parquet$"):
        partyresearch.study().export(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_stata_has_labels(tmp_path: Path, case: Case) -> None:
    """Of the table and of every column, in the 80 characters that Stata keeps; codes are labelled numbers."""
    partyresearch.study(_invented(case)).export(tmp_path, ["dta"])
    for name, table in EXPORTED.items():
        content = (tmp_path / f"{name}.dta").read_bytes()
        assert content.startswith(b"<stata_dta><header><release>118</release>")
        with pd.read_stata(BytesIO(content), iterator=True) as reader:
            labels = list(reader.variable_labels().values())
            assert reader.data_label == f"One row is {table.row}."[:80]
        assert labels == [column.label for column in table.columns]
        assert all(0 < len(label) <= 80 for label in labels)
    content = (tmp_path / "figures.dta").read_bytes()
    assert b"<timestamp>\x1101 Jan 1980 00:00</timestamp>" in content
    assert LONG.encode() in content.partition(b"<strls>")[2].partition(b"</strls>")[0]


def test_parquet_columns_carry_their_meanings(tmp_path: Path) -> None:
    """From the same definitions as the data dictionary."""
    _needs("parquet")
    from pyarrow.parquet import read_schema

    partyresearch.study().export(tmp_path, ["parquet"])
    for name, table in EXPORTED.items():
        schema = read_schema(tmp_path / f"{name}.parquet")
        assert schema.metadata[b"description"].decode() == f"One row is {table.row}."
        for column in table.columns:
            told = schema.field(column.name).metadata
            assert (told[b"description"].decode(), told[b"unit"].decode()) == (column.meaning, column.unit)


def _cells(content: bytes) -> list[list[str]]:
    """Read a table of LaTeX as TeX would: rows, cells, and no escape left."""
    lines = content.decode("utf-8").splitlines()
    assert lines[2::2][:2] == [r"\toprule", r"\midrule"]
    assert lines[-2:] == [r"\bottomrule", r"\end{tabular}"]
    columns = re.fullmatch(r"\\begin\{tabular\}\{([lr]+)\}", lines[1])
    rows = [lines[3], *lines[5:-2]]
    assert columns is not None
    assert all(row.startswith("{}") and row.endswith(r" \\") for row in rows)
    made = [re.split(r"(?<!\\)&", row[2:-3]) for row in rows]
    assert {len(row) for row in made} == {len(columns[1])}
    named = {r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^"}
    for cell in (cell for row in made for cell in row):
        rest = re.sub(r"\\(?:textbackslash|textasciitilde|textasciicircum)\{\}|\\[{}$&#%_]", "", cell)
        assert not re.search(r"[\\{}$&#%_~^]", rest), cell
    unescape = re.compile("|".join([*map(re.escape, named), r"\\([{}$&#%_])"]))
    return [[unescape.sub(lambda m: m[1] or named[m[0]], cell).strip() for cell in row] for row in made]


def test_a_paper_has_its_tables(tmp_path: Path) -> None:
    """Headings to read, names instead of ids, bounds as bounds, the part of a year beside the year."""
    files = partyresearch.study().export(tmp_path, ["tex"])
    assert [path.name for path in files] == ["targets.tex", "admissions.tex", "shares.tex"]
    head, *rows = _cells(files[0].read_bytes())
    assert head == ["Organisation", "Period", "Group", "Admitted", "Target", "Attainment", "Origin of the target"]
    assert len(rows) == len(partyresearch.load_targets())
    assert rows[1][:5] == [
        *("Party organisation of Đầm Dơi district", "Jan–Mar 2023, part of the year", "everyone", "67", "185")
    ]
    assert rows[2][4:] == ["at most 61", "at least 1.01", "own plan"]


def test_a_paper_in_vietnamese(tmp_path: Path) -> None:
    """The language is that of the study."""
    files = partyresearch.study(language="vi").export(tmp_path, ["tex"])
    head, first, *_ = _cells(files[0].read_bytes())
    assert head[:3] == ["Tổ chức", "Kỳ", "Nhóm"]
    assert [first[0], first[-1]] == ["Đảng bộ huyện Đầm Dơi", "cấp trên giao"]


def test_latex_is_escaped(case: Case, tmp_path: Path) -> None:
    """A name is read back as it is, whatever TeX thinks of its characters."""
    files = partyresearch.study(_invented(case)).export(tmp_path, ["tex"])
    assert _cells(files[0].read_bytes())[1][0] == AWKWARD[1][2]
    assert len(_cells(files[2].read_bytes())) == 1  # no shares: a heading


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_tables_give_the_same_bytes(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At any time."""
    _needs(format)
    study = partyresearch.study()
    before = _made(study, _tables(study), format)
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert _made(study, _tables(study), format) == before
    for content in before.values() if format == "xlsx" else ():
        with ZipFile(BytesIO(content)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert set(re.findall(rb"20\d\d-\d\d-\d\dT", archive.read("docProps/core.xml"))) == set()


def test_exporting_twice_writes_once(tmp_path: Path) -> None:
    """The files that changed are returned; an empty folder is none, as in `study.write`."""
    study = partyresearch.study()
    assert len(study.export(tmp_path, ["tex"])) == 3
    assert study.export(tmp_path, ["tex"]) == []
    assert study.export("", ["tex"]) == []


@pytest.mark.parametrize("formats", ["xlsx", [], ["csv"], ["tex", 3]])
def test_an_unknown_format_is_told(tmp_path: Path, formats: Any) -> None:
    """With those that there are."""
    with pytest.raises(UsageProblem, match=r"^formats: expected a list of some of xlsx, dta, parquet, tex, got "):
        partyresearch.study().export(tmp_path, formats)


@pytest.mark.parametrize(("format", "library"), [("xlsx", "openpyxl"), ("parquet", "pyarrow")])
def test_a_missing_library_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str, library: str) -> None:
    """With what to install, and before anything is written."""
    study = partyresearch.study()
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UserError) as error:
        study.export(tmp_path / "out", ["tex", format])
    assert str(error.value) == f"{format}: needs {library}; run: pip install 'partyresearch[export]'"
    assert not (tmp_path / "out").exists()


def test_a_blocked_folder_is_told(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match=r"out: cannot be written .*; nothing has changed"):
        partyresearch.study().export(tmp_path / "out", ["tex"])
    with pytest.raises(UserError, match="output_dir: expected text, got 3"):
        partyresearch.study().export(3, ["tex"])  # type: ignore[arg-type]
