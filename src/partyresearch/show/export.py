"""Tables as files of other programs: an Excel workbook, Stata, Parquet, and LaTeX for a paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd

from partyresearch.analysis.findings import DAYS, Findings
from partyresearch.collection.columns import TABLES
from partyresearch.collection.problems import UsageProblem, UserError
from partyresearch.collection.schema import Table
from partyresearch.show.labels import Labels
from partyresearch.show.paper import PAPER_TABLES, paper_table
from partyresearch.show.words import QUESTIONS
from partyresearch.tables.describe import describe

_PROCESSED = ("targets", "target_readings", "admissions", "shares", "figures", "checks")
_VOCABULARIES = ("articles", "organisations", "metrics", "groups", "alternatives")
EXPORTED = {name: TABLES[name] for name in _PROCESSED} | {name: TABLES[f"raw-{name}"] for name in _VOCABULARIES}
_NEEDED = {"xlsx": "openpyxl", "dta": "", "parquet": "pyarrow", "tex": ""}  # format -> library beyond our own
FORMATS = tuple(_NEEDED)
_NO_TIME = datetime(1980, 1, 1)  # written where a format wants one: the same tables give the same bytes
_MOST_ROWS, _MOST_CHARACTERS = 2**20 - 2, 32767  # that a sheet of Excel holds, and a cell
_OTHERS = "expected another format, such as parquet"
_STATA_NAMES = {"end": "end_"}  # a word of Stata's own


def estimates_csv(tables: Iterable[pd.DataFrame]) -> bytes:
    """Write the estimates of several results as one table, with full double precision."""
    table = pd.concat([one.astype(object) for one in tables], ignore_index=True)
    for day in DAYS:
        table[day] = pd.to_datetime(table[day])
    return str(table.to_csv(index=False, lineterminator="\n")).encode("utf-8")


def names_csv(findings: Sequence[Findings], labels: Mapping[str, Labels]) -> bytes:
    """Write the names of the same estimates, in the same order: a column per language."""
    names = {
        language: [name for one in findings for name in QUESTIONS[one.question].say_names(one, in_language)]
        for language, in_language in labels.items()
    }
    ids = [name for one in findings for name in one.estimates["estimate_id"]]
    table = pd.DataFrame({"estimate_id": ids, **names})
    return str(table.to_csv(index=False, lineterminator="\n")).encode("utf-8")


def export_files(
    tables: Mapping[str, pd.DataFrame], name: str, formats: Sequence[str], labels: Labels
) -> dict[str, bytes]:
    """Make the files of some formats, by their names; ``tables`` are those of :data:`EXPORTED`."""
    if isinstance(formats, str) or not formats or not all(one in FORMATS for one in formats):
        raise UsageProblem(f"formats: expected a list of some of {', '.join(FORMATS)}, got {formats!r}")
    for one in formats:
        _require(one)
    made: dict[str, bytes] = {}
    if "xlsx" in formats:
        made[f"{name}.xlsx"] = _workbook(tables)
    for table, frame in tables.items():
        if "dta" in formats:
            made[f"{table}.dta"] = _stata(frame, EXPORTED[table])
        if "parquet" in formats:
            made[f"{table}.parquet"] = _parquet(frame, EXPORTED[table])
        if "tex" in formats and table in PAPER_TABLES:
            made[f"{table}.tex"] = paper_table(table, frame, labels)
    return made


def _require(format: str) -> None:
    library = _NEEDED[format]
    try:
        import_module(library or "pandas")
    except ImportError:
        raise UserError(f"{format}: needs {library}; run: pip install 'partyresearch[export]'") from None


def _workbook(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Make a workbook: a sheet per table with labels above the columns' names, and a codebook."""
    from openpyxl import Workbook

    for name, frame in tables.items():
        _check_size(name, frame)  # before anything is open
    book = Workbook(write_only=True)  # a large table is written row by row
    for name, frame in tables.items():
        _sheet(book, name, frame, EXPORTED[name])
    codebook = pd.concat([describe(name).assign(table=name) for name in tables])
    _sheet(book, "codebook", codebook[["table", *codebook.columns.drop("table")]], None)
    stream = BytesIO()
    book.save(stream)
    return _without_times(stream.getvalue())


def _check_size(name: str, frame: pd.DataFrame) -> None:
    """Refuse what Excel would cut off."""
    if len(frame) > _MOST_ROWS:
        raise UserError(f"{name}: {len(frame)} rows, a sheet holds {_MOST_ROWS}; {_OTHERS}")
    for column in frame.select_dtypes("str"):
        if (longest := frame[column].str.len().max()) > _MOST_CHARACTERS:
            raise UserError(f"{name}, {column}: {longest} characters, a cell holds {_MOST_CHARACTERS}; {_OTHERS}")


def _sheet(book: Any, name: str, frame: pd.DataFrame, table: Table | None) -> None:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name.replace("_", " ").capitalize())
    sheet.freeze_panes = "B3" if table else "A2"
    for number, column in enumerate(frame, 1):
        longest = frame[column].dropna().astype("str").str.len().max()  # not a number where nothing is known
        sheet.column_dimensions[get_column_letter(number)].width = min(max(14, len(column) + 2, longest), 50)
    if table:
        sheet.append([_cell(sheet, column.label, wrap=True) for column in table.columns])
    sheet.append([_cell(sheet, column, bold=True) for column in frame])
    for row in _rows(frame):
        sheet.append([_cell(sheet, value) for value in row])


def _rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Return the rows in values of Python; None where nothing is known."""
    dates = frame.select_dtypes("datetime")
    cells = frame.astype(object).assign(**{name: dates[name].dt.date.astype(object) for name in dates})
    yield from cells.where(cells.notna() & cells.ne(""), None).itertuples(index=False, name=None)


def _cell(sheet: Any, value: Any, *, wrap: bool = False, bold: bool = False) -> Any:
    """Make a cell where a plain value is not enough: in the headings, and for text that looks like a formula."""
    if not isinstance(value, str) or not (wrap or bold or value[0] in "=+-@#"):
        return value
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    if wrap or bold:
        cell.font, cell.alignment = Font(bold=bold), Alignment(wrap_text=wrap, vertical="top")
    else:
        cell.quotePrefix = True  # it stays text when somebody edits the cell
    return cell


def _without_times(workbook: bytes) -> bytes:
    """Write the archive once more without the times of its making."""
    stream = BytesIO()
    with ZipFile(BytesIO(workbook)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", f"{_NO_TIME:%Y-%m-%dT%H:%M:%SZ}".encode(), content)
            new.writestr(ZipInfo(name, _NO_TIME.timetuple()[:6]), content, ZIP_DEFLATED)
    return stream.getvalue()


def _stata(frame: pd.DataFrame, table: Table) -> bytes:
    """Make a file of Stata 14 or later: labelled columns, days, closed lists as labelled numbers."""
    stream, closed = BytesIO(), {column.name: column.values for column in table.columns if column.values}
    labels = {}
    if frame.empty:  # pandas asks a closed list for its largest code
        labels = {name: dict(enumerate(values)) for name, values in closed.items()}
        frame = frame.astype(dict.fromkeys(closed, "int8"))
    frame.rename(columns=_STATA_NAMES).to_stata(
        stream,
        version=118,
        write_index=False,
        time_stamp=_NO_TIME,
        data_label=f"One row is {table.row}."[:80],
        variable_labels={_STATA_NAMES.get(column.name, column.name): column.label for column in table.columns},
        value_labels=labels,
        convert_dates={column.name: "td" for column in table.columns if column.type == "date"},
    )
    return stream.getvalue()


def _parquet(frame: pd.DataFrame, table: Table) -> bytes:
    """Make a Parquet file whose columns carry their meanings and units."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = pa.Table.from_pandas(frame, preserve_index=False)
    told = [{"description": column.meaning, "unit": column.unit} for column in table.columns]
    fields = [field.with_metadata(meaning) for field, meaning in zip(made.schema, told, strict=True)]
    schema = pa.schema(fields, {**made.schema.metadata, "description": f"One row is {table.row}."})
    stream = BytesIO()
    pq.write_table(made.cast(schema), stream)
    return stream.getvalue()
