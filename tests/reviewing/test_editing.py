"""A candidate file that is decided number by number: what is saved, asked, refused and accepted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from steps import TEXT, table

from partyresearch.analysis.selection import collect
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import InputError, UserError
from partyresearch.collection.spreadsheet import with_row
from partyresearch.intake.candidates import candidate_rows
from partyresearch.intake.find import Finder
from partyresearch.reviewing.editing import Editing
from partyresearch.reviewing.page import review
from partyresearch.show.labels import Labels
from partyresearch.show.language import Language
from partyresearch.tables.load import load_figures
from saying import left_in_english


@pytest.fixture
def editing(place: Path) -> Editing:
    """The candidate file of a new article: one number, `không`, is left to a person."""
    return Editing(place / "c" / "my-loc-2024.candidates.csv", TEXT, Collection(place / "data"), place)


def line_of(editing: Editing, printed: str) -> int:
    """The line of a number."""
    return next(line for line, row in editing.rows.items() if row["printed"] == printed)


def told(editing: Editing, printed: str, **cells: str) -> list[str]:
    """Change cells of a number; what is said of each column."""
    return [f"{p.column}: {p.expected}, not {p.got}" for p in editing.decide(line_of(editing, printed), cells)]


def test_a_change_is_saved_and_changes_nothing_else(editing: Editing) -> None:
    """Only the cells that were changed, in the bytes of the file."""
    before = editing.path.read_text(encoding="utf-8").splitlines()
    line = line_of(editing, "62")
    assert told(editing, "62", group="woman") == []
    after = editing.path.read_text(encoding="utf-8").splitlines()
    assert after == [*before[: line - 1], before[line - 1].replace(",all,", ",woman,"), *before[line:]]
    assert editing.rows[line]["group"] == "woman"
    assert told(editing, "62", note='=so "new", and') == []
    assert editing.path.read_text(encoding="utf-8").splitlines()[line - 1].count(',"\'=so ""new"", and",') == 1
    editing.reload()
    assert editing.rows[line]["note"] == '=so "new", and'


def test_a_decision(editing: Editing) -> None:
    """Counted, and undone again."""
    assert (editing.decided, len(editing.rows)) == (7, 8)
    assert told(editing, "không", candidate="exclusion") == []
    assert (editing.decided, table(editing.path)[7]["candidate"]) == (8, "exclusion")
    assert told(editing, "không", candidate="unsure") == []
    assert editing.decided == 7


WRONG = {
    "metric": (
        "members_admited",
        "one of metrics.csv, or a new one (perhaps members_admitted or members_removed), not 'members_admited'",
    ),
    "group": ("pupil", "one of groups.csv (perhaps school_pupil), not 'pupil'"),
    "organisation_id": ("nowhere", "one of the tables, or a new one, not 'nowhere'"),
    "part_of": ("3", "the start of another number, not '3'"),
    "period_end": ("31/12/2023", "an ISO date such as 2023-12-31, not '31/12/2023'"),
    "status": ("done", "one of reported, target, planned, not 'done'"),
    "candidate": ("maybe", "one of figure, exclusion, unsure, not 'maybe'"),
}


@pytest.mark.parametrize("column", WRONG)
def test_what_no_vocabulary_has_is_not_saved(editing: Editing, column: str) -> None:
    """It is said with what may have been meant."""
    before = editing.path.read_bytes()
    cell, expected = WRONG[column]
    assert told(editing, "62", **{column: cell}) == [f"{column}: {expected}"]
    assert editing.path.read_bytes() == before


def test_a_figure_keeps_what_it_needs(editing: Editing) -> None:
    """A cell that it must have is not emptied; of others nothing is said."""
    before = editing.path.read_bytes()
    assert told(editing, "62", metric="") == ["metric: what is counted, not an empty cell"]
    assert editing.path.read_bytes() == before
    assert told(editing, "62", part_of="", note="") == []


def test_an_organisation_of_the_article_is_known(editing: Editing) -> None:
    """It is in the file beside, and not yet in the collection."""
    assert told(editing, "62", organisation_id="tan-hoa-xa") == []


def test_the_period_of_a_flow_is_asked_for(editing: Editing) -> None:
    """A year is an answer, and completes the decision; a cell that is not asked for does not, but is saved."""
    line = line_of(editing, "không")
    guess = [editing.rows[line][name] for name in ("period_start", "period_end")]
    asked = f"period_start: the period in which it happened, not {' to '.join(guess)}, a guess"
    editing.rows[line]["doubts"] = "period"
    assert told(editing, "không", candidate="figure") == [asked]
    assert told(editing, "không", group="woman") == [asked]
    assert [table(editing.path)[7][name] for name in ("candidate", "group")] == ["unsure", "woman"]
    assert told(editing, "không", period_start="2022") == []
    row = table(editing.path)[7]
    cells = ("candidate", "period_start", "period_end")
    assert [row[name] for name in cells] == ["figure", "2022-01-01", "2022-12-31"]


def test_a_period_that_nobody_knows_stays_empty(editing: Editing) -> None:
    """It is asked for once; of a stock, never."""
    assert told(editing, "không", period_start="", period_end="", note="x") == []
    editing.reload()
    asked = "period_start: the period in which it happened, not an empty cell"
    assert told(editing, "không", candidate="figure") == [asked]
    assert told(editing, "không", candidate="figure") == []
    assert (table(editing.path)[7]["candidate"], table(editing.path)[7]["period_start"]) == ("figure", "")
    assert told(editing, "không", candidate="unsure", metric="members_total") == []
    editing.reload()
    assert told(editing, "không", candidate="figure") == []


def test_a_flow_of_one_day_is_asked_for(editing: Editing) -> None:
    """What was proposed without a metric has the day of a stock."""
    line = line_of(editing, "62")
    assert told(editing, "62", candidate="unsure", metric="members_total", period_start="2023-12-31") == []
    assert editing.rows[line]["period_end"] == "2023-12-31"  # of a stock the last day is the first
    editing.reload()
    asked = "period_start: the period in which it happened, not 2023-01-01 to 2023-12-31, a guess"
    assert told(editing, "62", candidate="figure", metric="members_admitted") == [asked]
    assert (editing.rows[line]["period_from"], editing.rows[line]["doubts"]) == ("guess", "period")


def test_an_exclusion_becomes_a_number_to_be_decided(editing: Editing) -> None:
    """It has what most figures of the file have, and the rest is asked for."""
    asked = [one.partition(":")[0] for one in told(editing, "15/01/2024", candidate="figure")]
    assert asked == ["metric"]
    row = editing.rows[line_of(editing, "15/01/2024")]
    assert [row[name] for name in ("candidate", "organisation_id", "group", "status", "bound")] == [
        "unsure",
        "my-loc",
        "all",
        "reported",
        "exact",
    ]
    assert told(editing, "15/01/2024", metric="rank_of_admissions") != []
    assert told(editing, "15/01/2024", candidate="exclusion") == []


def test_a_figure_that_becomes_what_happens_is_asked_when(editing: Editing) -> None:
    """Also one that was decided, and whose day a person gave; as a stock again it has its day."""
    line = line_of(editing, "62")
    assert told(editing, "62", metric="members_total", period_start="2023-06-30") == []
    asked = "period_start: the period in which it happened, not 2023-01-01 to 2023-06-30, a guess"
    assert told(editing, "62", metric="members_admitted") == [asked]
    row = editing.rows[line]
    assert (row["candidate"], row["period_from"], row["doubts"]) == ("unsure", "guess", "period")
    assert told(editing, "62", metric="members_total") == []
    assert (editing.rows[line]["period_start"], editing.rows[line]["period_end"]) == ("2023-06-30", "2023-06-30")


def test_a_target_has_somebody_who_set_it(editing: Editing) -> None:
    """Nobody is said to have."""
    assert told(editing, "62", metric="admission_target", status="target") == []
    assert editing.rows[line_of(editing, "62")]["set_by"] == "unstated"


def test_who_set_a_target_goes_with_it(editing: Editing) -> None:
    """It says nothing of what is none."""
    line = line_of(editing, "103,33%")
    assert editing.rows[line]["set_by"] == "superior"
    assert told(editing, "103,33%", metric="admissions_growth") == []
    assert editing.rows[line]["set_by"] == ""


def test_what_a_person_says_is_not_said_by_the_text(editing: Editing) -> None:
    """The note on where it is said goes."""
    line = line_of(editing, "62")
    assert editing.rows[line]["period_from"] == "clause"
    assert told(editing, "62", period_start="2022") == []
    assert editing.rows[line]["period_from"] == ""


def test_a_new_metric_is_known_when_the_file_is_read_again(editing: Editing) -> None:
    """It is added to the collection's table while the editor is open."""
    path = editing.collection.path("raw-metrics")
    first, *rows = path.read_text(encoding="utf-8").splitlines()
    row = dict(zip(first.split(","), rows[0].split(",", first.count(",")), strict=False)) | {"metric": "tons_of_rice"}
    path.write_text("\n".join([first, *rows, ",".join(row.values())]) + "\n", encoding="utf-8")
    assert told(editing, "62", metric="tons_of_rice") != []
    editing.reload()
    assert told(editing, "62", metric="tons_of_rice") == []


RICE = {"label": "rice grown", "label_vi": "lúa", "unit": "items", "measure": "flow", "description": "Tonnes of rice"}
SCHOOL = {
    "name": "Đảng bộ Trường THPT Mỹ Lộc",
    "name_en": "Mỹ Lộc school",
    "level": "grassroots",
    "province": "Nam Định",
}


def added(editing: Editing, column: str, cells: dict[str, str]) -> list[str]:
    """Let the number in doubt have a new value; what is said of each column."""
    return [f"{p.column}: {p.expected}, not {p.got}" for p in editing.add(line_of(editing, "không"), column, cells)]


def test_a_new_metric_and_a_new_organisation_are_accepted_with_the_file(editing: Editing) -> None:
    """They are written beside the file, and the collection has them when it has the figure."""
    parent = {"parent_id": "tan-hoa-xa"}  # itself new
    assert added(editing, "metric", RICE) == []
    assert added(editing, "organisation_id", SCHOOL | parent) == []
    row = editing.rows[line_of(editing, "không")]
    assert (row["metric"], row["organisation_id"]) == ("rice_grown", "truong-thpt-my-loc")
    assert "rice_grown" not in editing.collection.path("raw-metrics").read_text(encoding="utf-8")
    told(editing, "không", candidate="figure", period_start="2023")
    said = editing.accept()
    assert said[0] == "accepted my-loc-2024: 1 articles, 5 figures, 3 exclusions, 3 organisations, 1 metrics"
    figures = load_figures(editing.collection.root).query("article_id == 'my-loc-2024'").set_index("printed")
    columns = ["metric", "unit", "organisation_name"]
    assert figures.loc["không", columns].tolist() == ["rice_grown", "items", "Đảng bộ Trường THPT Mỹ Lộc"]


def test_a_new_metric_that_no_figure_has_is_not_accepted(editing: Editing) -> None:
    """As an organisation that none has."""
    assert added(editing, "metric", RICE) == []
    told(editing, "không", candidate="exclusion")
    assert "metrics" not in editing.accept()[0]


def test_a_new_metric_completes_a_decision(editing: Editing) -> None:
    """It was asked for."""
    line = line_of(editing, "không")
    editing.rows[line]["metric"] = ""
    assert told(editing, "không", candidate="figure")[0].startswith("metric: ")
    assert added(editing, "metric", RICE) == []
    assert [editing.rows[line][name] for name in ("candidate", "metric")] == ["figure", "rice_grown"]


WRONGLY_ADDED = {
    "known metric": (
        "metric",
        RICE | {"label": "Members admitted"},
        "metric.label: one that is new, and not members_admitted, not",
    ),
    "no name": ("metric", RICE | {"label": " "}, "metric.label: a name, not nothing"),
    "no unit": ("metric", RICE | {"unit": ""}, "metric.unit: one of persons, percent"),
    "known label": (
        "metric",
        RICE | {"label": "Admitted"},
        "metric.label: one that is new, and not members_admitted, not",
    ),
    "known place": ("organisation_id", SCHOOL | {"name": "đảng ủy tân hòa"}, "organisation_id.name: one that is new"),
    "nothing counted": ("metric", RICE | {"description": ""}, "metric.description: what it counts, not nothing"),
    "known organisation": (
        "organisation_id",
        SCHOOL | {"name": "Đảng bộ xã Tân Hòa"},
        "organisation_id.name: one that",
    ),
    "unknown parent": ("organisation_id", SCHOOL | {"parent_id": "x"}, "organisation_id.parent_id: an organisation of"),
    "no level": ("organisation_id", SCHOOL | {"level": ""}, "organisation_id.level: one of province"),
}


@pytest.mark.parametrize("kind", WRONGLY_ADDED)
def test_what_is_wrongly_added(editing: Editing, kind: str) -> None:
    """It is said of its column, and nothing is written."""
    before = {path: path.read_bytes() for path in editing.path.parent.iterdir()}
    column, cells, expected = WRONGLY_ADDED[kind]
    [problem] = added(editing, column, cells)
    assert problem.startswith(expected)
    assert {path: path.read_bytes() for path in editing.path.parent.iterdir()} == before


def test_an_id_that_is_taken_gets_a_number(editing: Editing) -> None:
    """Two organisations may have one name without their marks."""
    assert added(editing, "organisation_id", SCHOOL) == []
    assert added(editing, "organisation_id", SCHOOL | {"name": "Đảng bộ Trường THPT Mý Lộc"}) == []
    assert editing.rows[line_of(editing, "không")]["organisation_id"] == "truong-thpt-my-loc-2"


def test_a_new_organisation_is_called_as_find_would_call_it(editing: Editing) -> None:
    """Its id, and its English name where nobody gives one."""
    commune = {"name": "Đảng bộ xã Bình Minh", "name_en": "", "level": "grassroots"}
    assert added(editing, "organisation_id", commune) == []
    row = table(editing.path.with_name("my-loc-2024.organisations.csv"))[-1]
    assert (row["organisation_id"], row["name_en"]) == ("binh-minh-xa", "Party organisation of Bình Minh commune")
    assert added(editing, "organisation_id", commune | {"name": "Đảng bộ xã Mỹ Lộc"}) == []  # and no district


def test_two_communes_of_one_name(editing: Editing) -> None:
    """Are two if they are below different organisations; by the name of its committee one is known."""
    commune = {"name": "Đảng bộ xã Tân Hòa", "name_en": "Tân Hòa", "level": "grassroots", "parent_id": "lam-ha"}
    assert added(editing, "organisation_id", commune) == []
    again = commune | {"name": "Huyện ủy Mỹ Lộc", "level": "district", "parent_id": ""}
    assert added(editing, "organisation_id", again)[0].startswith(
        "organisation_id.name: one that is new, and not my-loc"
    )


def test_nothing_is_added_to_a_file_that_another_program_changed(editing: Editing) -> None:
    """The form can be sent again when the file is read again."""
    editing.path.write_bytes(editing.path.read_bytes().replace(b",all,", b",woman,"))
    with pytest.raises(UserError, match="changed by another program"):
        added(editing, "metric", RICE)
    assert not editing.path.with_name("my-loc-2024.metrics.csv").exists()
    editing.reload()
    assert added(editing, "metric", RICE) == []


def test_a_column_of_ones_own_stays_in_the_file_beside(editing: Editing) -> None:
    """A researcher's note on an organisation."""
    path = editing.path.with_name("my-loc-2024.organisations.csv")
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{header},mine", *(f"{row},note" for row in rows)]) + "\n", encoding="utf-8")
    assert added(editing, "organisation_id", SCHOOL) == []
    assert [row["mine"] for row in table(path)] == ["note", "note", ""]


def test_a_row_is_added_as_the_file_is_written() -> None:
    """Its byte-order mark, separator, line ends and columns stay, those without a name, too."""
    data = '\ufeffa;b;;\r\n1;"x\ny";mine;'.encode()
    assert with_row(data, {"a": "2", "b": "=1;2"}) == data + b'\r\n2;"\'=1;2";;\r\n'


def test_a_metric_that_the_collection_has_by_now_is_not_taken_twice(editing: Editing) -> None:
    """As another article has brought it."""
    assert added(editing, "metric", RICE) == []
    path = editing.collection.path("raw-metrics")
    row = ",".join(["rice_grown", "items", "flow", "Tonnes of rice", "rice", "lúa"])
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    told(editing, "không", candidate="figure", period_start="2023")
    assert "metrics" not in editing.accept()[0]


def test_a_metric_that_the_collection_has_otherwise_is_refused(editing: Editing) -> None:
    """It was added to both, with another unit."""
    assert added(editing, "metric", RICE) == []
    path = editing.collection.path("raw-metrics")
    row = ",".join(["rice_grown", "km", "flow", "Tonnes of rice", "rice", "lúa"])
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    told(editing, "không", candidate="figure", period_start="2023")
    with pytest.raises(InputError, match=r"metrics\.csv, row 2, metric: .* which the collection has as km flow"):
        editing.accept()


def test_a_number_without_a_metric_is_no_figure_by_one_key(place: Path) -> None:
    """It has the reason, and what most figures have."""
    text = "Năm 2022, huyện Mỹ Lộc thu 31.116 tỷ đồng."
    [row] = [row for row in candidate_rows(Finder(Collection(place / "data")).read(text), "x", text) if row["value"]]
    assert [row[name] for name in ("candidate", "reason", "group", "status", "value")] == [
        "unsure",
        "other_subject",
        "all",
        "reported",
        "31116000000000",
    ]


def test_a_number_without_a_metric_is_read_as_what_happens(editing: Editing) -> None:
    """As a stock it is that of the last day."""
    line = line_of(editing, "62")
    editing.rows[line] |= {"metric": "", "period_start": "2023-01-01", "period_end": "2023-12-31"}
    assert told(editing, "62", metric="members_total") == []
    assert editing.rows[line]["period_start"] == "2023-12-31"
    assert told(editing, "62", period_start="2022") == []
    assert (editing.rows[line]["period_start"], editing.rows[line]["period_end"]) == ("2022-12-31", "2022-12-31")
    assert told(editing, "62", period_start="") == []
    assert editing.rows[line]["period_end"] == "2022-12-31"
    editing.rows[line]["metric"] = ""
    assert told(editing, "62", metric="admission_target") == []
    assert editing.rows[line]["status"] == "target"


def test_an_exclusion_of_digits_needs_a_reason(editing: Editing) -> None:
    """The reason completes the decision."""
    assert [one.partition(":")[0] for one in told(editing, "62", candidate="exclusion")] == ["reason"]
    assert editing.rows[line_of(editing, "62")]["candidate"] == "figure"
    assert told(editing, "62", reason="label") == []
    assert editing.rows[line_of(editing, "62")]["candidate"] == "exclusion"


def test_a_file_that_another_program_changed_is_not_written(editing: Editing) -> None:
    """Nor accepted; read again, it can be."""
    other = editing.path.read_bytes().replace(b"members_removed", b"members_disciplined")
    editing.path.write_bytes(other)
    for act in (lambda: told(editing, "62", group="woman"), editing.accept):
        with pytest.raises(UserError, match=r"my-loc-2024\.candidates\.csv: changed by another program"):
            act()
    assert editing.path.read_bytes() == other
    editing.reload()
    assert editing.rows[line_of(editing, "không")]["metric"] == "members_disciplined"
    assert told(editing, "62", group="woman") == []


def test_a_file_that_cannot_be_read_again_is_not_written(editing: Editing) -> None:
    """The rows are those of before, and their lines may be those of others."""
    broken = editing.path.read_bytes().replace(b"printed", b"print", 1)
    editing.path.write_bytes(broken)
    with pytest.raises(InputError, match="printed: expected the columns"):
        editing.reload()
    with pytest.raises(UserError, match="changed by another program"):
        told(editing, "62", group="woman")
    assert editing.path.read_bytes() == broken


def test_accepting_is_what_the_command_does(editing: Editing) -> None:
    """Whole or not at all, and in its words."""
    with pytest.raises(InputError, match="row 9, candidate: expected figure or exclusion, decided by a person"):
        editing.accept()
    told(editing, "không", candidate="figure", period_start="2023")
    said = editing.accept()
    assert said[0] == "accepted my-loc-2024: 1 articles, 5 figures, 3 exclusions, 2 organisations"
    assert "wrote raw/figures.csv" in said
    assert said[-1].startswith("checks: ")
    assert said[-2] == "data/raw/articles.csv: my-loc-2024 has no publisher"
    assert len(load_figures(editing.collection.root).query("article_id == 'my-loc-2024'")) == 5


def made(editing: Editing, language: str = "en") -> Any:
    """The widget; nobody looks at it."""
    editor = pytest.importorskip("partyresearch.reviewing.editor", reason="anywidget is not installed")
    return editor.Editor(editing, Labels(Language(language), collect(editing.collection.root)))


def do(editor: Any, act: str, **message: Any) -> None:
    """What a click sends."""
    editor._do(editor, {"do": act, **message}, [])


def test_a_complaint_is_shown_at_its_number(editing: Editing) -> None:
    """One of accepting, one of a cell; a complaint of no number has its file; what is mended is not said again."""
    editor, line = made(editing), line_of(editing, "không")
    assert editor.progress == "7 of 8 decided"
    do(editor, "accept")
    complaint = ["candidate", "expected figure or exclusion, decided by a person, got 'unsure'"]
    assert editor.problems == {str(line): [complaint]}
    assert editor.said.startswith("Nothing was accepted")
    do(editor, "decide", line=line, cells={"candidate": "exclusion"})
    assert (editor.problems, editor.progress) == ({}, "8 of 8 decided")
    do(editor, "decide", line=line_of(editing, "62"), cells={"metric": "x"})
    [[column, complaint]] = editor.problems[str(line_of(editing, "62"))]
    assert (column, complaint.startswith("expected one of metrics.csv")) == ("metric", True)
    (editing.path.parent / "my-loc-2024.article.csv").unlink()
    do(editor, "accept")
    assert re.match(r"my-loc-2024\.article\.csv, article_id: expected one row", editor.problems["0"][0][1])


def test_a_file_changed_elsewhere_is_said_and_read_again(editing: Editing) -> None:
    """The page shows what the file says."""
    editor, line = made(editing), str(line_of(editing, "62"))
    editing.path.write_bytes(editing.path.read_bytes().replace(b",all,", b",woman,"))
    do(editor, "decide", line=int(line), cells={"note": "x"})
    column, complaint = editor.problems[line][0]
    assert (column, "changed by another program" in complaint) == ("note", True)
    do(editor, "accept")
    assert "changed by another program" in editor.problems["0"][0][1]
    assert editor.rows[line]["cells"]["group"] == "all"
    do(editor, "reload")
    assert (editor.problems, editor.rows[line]["cells"]["group"]) == ({}, "woman")


def test_what_is_added_is_offered(editing: Editing) -> None:
    """In the list of the column, by its name, and shown at the number; what is wrong, at the column of the form."""
    editor, line = made(editing), str(line_of(editing, "62"))
    do(editor, "add", line=int(line), column="metric", cells=RICE | {"measure": ""})
    assert [column for column, _ in editor.problems[line]] == ["metric.measure"]
    do(editor, "add", line=int(line), column="metric", cells=RICE)
    assert editor.problems == {}
    choices = {name: choices for name, _, _, choices in editor.fields}
    assert ["rice_grown", "rice grown"] in choices["metric"]
    assert editor.rows[line]["notes"]["metric"].startswith("rice grown")
    assert editor.forms["organisation_id"][0][0] == "organisation_id.name"


def test_what_is_shown_says_why(editing: Editing) -> None:
    """Field by field: where the text says so, on which words it rests, what is in doubt."""
    row = made(editing).rows[str(line_of(editing, "62"))]
    assert row["notes"]["metric"].startswith("admitted · rests on “kết nạp")
    assert row["notes"]["period_start"] == "said in the clause"
    unsure = made(editing).rows[str(line_of(editing, "không"))]
    assert unsure["doubts"]
    assert "".join(piece for piece, _ in made(editing).pieces) == TEXT


def test_the_editor_speaks_vietnamese(editing: Editing) -> None:
    """Whatever is not a code, a name or a complaint."""
    editor = made(editing, "vi")
    fields = [*editor.fields, *(field for form in editor.forms.values() for field in form)]
    words = [*editor.words.values(), editor.progress, *(word for _, word, *_ in fields)]
    assert left_in_english(words) == []
    assert editor.progress == "đã quyết định 7 trên 8"


def test_only_a_file_is_edited(place: Path) -> None:
    """What was read anew has none."""
    with pytest.raises(UserError, match="edit: expected text_file and reviewed_file"):
        review().edit()
    pytest.importorskip("anywidget")
    files = str(place / "moi.txt"), str(place / "c" / "my-loc-2024.candidates.csv")
    assert review(*files, str(place / "data")).edit().progress == "7 of 8 decided"


def test_without_anywidget(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said what to install."""
    import sys

    monkeypatch.setitem(sys.modules, "partyresearch.reviewing.editor", None)
    files = str(place / "moi.txt"), str(place / "c" / "my-loc-2024.candidates.csv")
    with pytest.raises(UserError, match=r"pip install 'partyresearch\[edit\]'"):
        review(*files, str(place / "data")).edit()
