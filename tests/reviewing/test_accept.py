"""From a text to reviewed rows: find, review, accept; all or nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from steps import TEXT, Change, Rows, decide, review, run, table, write

from partyresearch.collection.place import Collection
from partyresearch.collection.problems import InputError, UserError
from partyresearch.reviewing.accept import accept, read_reviewed
from partyresearch.tables.load import load_figures, load_organisations
from partyresearch.tables.package import build


def test_a_new_article(place: Path) -> None:
    """Its figures, exclusions and organisations are in the tables, and everything else is as it was."""
    data = Collection(place / "data")
    before = {path: path.read_bytes() for path in sorted((place / "data" / "raw").glob("*.csv"))}
    code, said = run(place, "accept", review(place, decide), "--texts", place)
    assert (code, said.splitlines()[0]) == (
        0,
        "accepted my-loc-2024: 1 articles, 5 figures, 3 exclusions, 2 organisations",
    )
    assert all(path.read_bytes().startswith(content) for path, content in before.items())
    figures = load_figures(data.root).query("article_id == 'my-loc-2024'")
    assert figures[["printed", "organisation_id", "metric", "group", "value"]].to_numpy().tolist() == [
        ["62", "my-loc", "members_admitted", "all", 62.0],
        ["103,33%", "my-loc", "target_attainment", "all", 103.33],
        ["9", "my-loc", "members_admitted", "school_pupil", 9.0],
        ["ba", "tan-hoa-xa", "members_admitted", "all", 3.0],
        ["không", "my-loc", "members_removed", "all", 0.0],
    ]
    assert load_organisations(data.root).set_index("organisation_id")["parent_id"]["tan-hoa-xa"] == "my-loc"
    assert build(data) == []


def test_a_file_as_spreadsheets_save_it(place: Path) -> None:
    """A byte-order mark, semicolons, other line ends, columns in another order, an emptied column `printed`."""
    path = review(place, decide)
    rows = table(path)
    names = list(reversed(rows[0]))
    lines = [names, *([("" if name == "printed" else row[name]) for name in names] for row in rows)]
    text = "\r\n".join(";".join(f'"{cell}"' for cell in line) for line in lines)
    path.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
    assert run(place, "accept", path, "--texts", place)[0] == 0
    assert set(load_figures(place / "data").query("article_id == 'my-loc-2024'")["printed"]) >= {"62", "103,33%"}


def test_an_article_that_is_there(place: Path) -> None:
    """An article is taken in once; what a file says of it later is told, not merged."""
    path = review(place, decide)
    assert run(place, "accept", path, "--texts", place)[0] == 0
    code, said = run(place, "accept", path, "--texts", place)
    assert (code, "my-loc-2024, which was accepted already" in said) == (1, True)


def _set(**cells: str) -> Change:
    def change(rows: Rows) -> None:
        decide(rows)
        figure = next(row for row in rows if row["printed"] == "62")
        figure.update(cells)

    return change


def _drop(rows: Rows) -> None:
    decide(rows)
    rows.remove(next(row for row in rows if row["printed"] == "9"))


WRONG: dict[str, tuple[Change, str]] = {  # the change, and a pattern of what is told
    "undecided": (lambda _: None, r"row 9, candidate: expected figure or exclusion, decided by a person, got 'unsure'"),
    "a span moved": (
        _set(start="97", end="99"),
        r"row 5, printed: expected '2 ', which stands at 97 to 99 \(or an empty cell\), got '62'",
    ),
    "a span that is none": (_set(start="many"), r"row 5, start: expected a whole number in digits, got 'many'"),
    "a span of five thousand digits": (_set(start="9" * 5000), r"row 5, start: expected .*, got '9{40}'"),
    "an end that is none": (_set(end=""), r"row 5, end: expected a whole number in digits, got ''"),
    "a number mangled": (_set(printed="62.0"), r"row 5, printed: expected '62', which .*, got '62.0'"),
    "a metric mistyped": (_set(metric="members_admited"), r"row 5, metric: expected .*, got 'members_admited'"),
    "an unknown organisation": (
        _set(organisation_id="nowhere"),
        r"row 5, organisation_id: expected one of .*, got 'nowhere'",
    ),
    "a date of a spreadsheet": (_set(period_start="1/1/2023"), r"row 5, period_start: expected .*, got '1/1/2023'"),
    "a bound mistyped": (_set(bound="exakt"), r"row 5, bound: expected one of exact, .*, got 'exakt'"),
    "a link to nothing": (_set(part_of="3"), r"row 5, part_of: expected .*, got '3'"),
    "digits in no row": (
        _drop,
        r"candidates.csv: expected each run .*, got the digits '9' of my-loc-2024 at 154 in no",
    ),
    "an exclusion without reason": (
        _set(candidate="exclusion", reason=""),
        r"row 5, reason: expected a reason, as the codebook lists them, got an empty cell",
    ),
    "another article": (
        _set(article_id="lam-ha-2024"),
        r"article_id: expected the rows of one article, got lam-ha-2024, my-loc-2024",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_told_and_nothing_changes(place: Path, wrong: str) -> None:
    """The file of the reviewer, its row and column; exit 1; every file of the collection as before."""
    change, message = WRONG[wrong]
    before = {path: path.read_bytes() for path in sorted((place / "data").rglob("*")) if path.is_file()}
    code, said = run(place, "accept", review(place, change), "--texts", place)
    assert code == 1
    assert re.search(message, said), said
    assert {path: path.read_bytes() for path in sorted((place / "data").rglob("*")) if path.is_file()} == before


def test_what_is_missing_is_told(place: Path) -> None:
    """The text, the article's row, a row of an organisation, the file itself, a column of it."""
    path = review(place, decide)
    data = Collection(place / "data")
    with pytest.raises(InputError, match=r"expected moi.txt in UTF-8 in --texts DIR, or .*, got no text 'moi.txt'"):
        accept(path, data)
    (place / "c" / "moi.txt").write_text(TEXT, encoding="utf-8")
    (place / "c" / "my-loc-2024.organisations.csv").rename(place / "o.csv")
    with pytest.raises(InputError, match=r"organisation_id: expected one of .*, got 'my-loc'"):
        accept(path, data)
    (place / "o.csv").rename(place / "c" / "my-loc-2024.organisations.csv")
    (place / "c" / "my-loc-2024.article.csv").rename(place / "a.csv")
    with pytest.raises(
        InputError, match=r"my-loc-2024\.article\.csv, article_id: expected one row, in .*, got no rows for my-loc-2024"
    ):
        accept(path, data)
    (place / "a.csv").rename(place / "c" / "my-loc-2024.article.csv")
    (place / "c" / "moi.txt").write_text(TEXT.replace("62", "63"), encoding="utf-8")
    with pytest.raises(
        InputError, match=r"my-loc-2024\.article\.csv, row 2, sha256: expected [0-9a-f]{64}, that of moi.txt"
    ):
        accept(path, data)
    path.write_text("article_id,start\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"row 1, printed: expected the columns article_id, .*, got no such column"):
        accept(path, data)
    path.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="expected a candidate file of `partyresearch find`, got an empty file"):
        accept(path, data)


def test_a_collection_that_cannot_be_written(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said in a line; nothing has changed."""

    def full(_: object) -> list[Path]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("partyresearch.reviewing.accept.write_all", full)
    with pytest.raises(UserError, match="data: cannot be written \\(No space left on device\\); nothing has changed"):
        accept(review(place, decide), Collection(place / "data"), place)


def test_the_walk_through(tmp_path: Path, own: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of docs/add-an-article.md prints what the page says it prints."""
    root = Path(__file__).resolve().parents[2]
    page = (root / "docs" / "add-an-article.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(own.root, tmp_path / "data")
    (tmp_path / "src/partyresearch/intake").mkdir(parents=True)
    shutil.copy(root / "src/partyresearch/intake/example.txt", tmp_path / "src/partyresearch/intake")
    steps = re.findall(r"^\$ (.+)\n((?:(?!\$ |```).+\n)*)", page, re.M)
    decisions = re.findall(r"^\| (\d+) \| (.+) \|$", page, re.M)
    assert (len(decisions), len(steps)) == (4, 5)
    for command, printed in steps:
        if "jupyter lab" in command:
            continue
        if "accept" in command:
            path = tmp_path / "candidates/song-lam-2024.candidates.csv"
            rows = table(path)
            names = ["candidate", "metric", "group", "period_start", "period_end", "status"]
            for number, cells in decisions:
                row = next(row for row in rows if row["printed"] == number)
                row.update(zip(names, cells.split(" | "), strict=True))
            write(path, rows)
        runnable = command.replace(".venv/bin/", f"{Path(sys.executable).parent}/")
        done = subprocess.run(runnable, shell=True, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(printed)


def _line_feed(rows: Rows) -> None:
    decide(rows)
    rows[3]["note"] = "one\ntwo"
    rows[4]["set_by"] = "nobody"


def test_a_cell_with_a_line_feed_moves_no_row(place: Path) -> None:
    """It becomes a blank, and what is wrong behind it is told of its own row."""
    code, said = run(place, "accept", review(place, _line_feed), "--texts", place)
    assert (
        code,
        "candidates.csv, row 7, set_by: expected one of superior, congress, own_plan, unstated, got 'nobody'" in said,
    ) == (1, True), said


def test_a_text_comes_in_once(place: Path) -> None:
    """Not under another id either; and not twice in one run of find."""
    shutil.copy(place / "moi.txt", place / "copy.txt")
    code, said = run(place, "find", place / "moi.txt", place / "copy.txt", "--output", place / "again")
    assert (code, said) == (1, "1 of 2 texts could not be read")
    assert run(place, "find", place / "copy.txt", "--output", place / "other", "--article-id", "other")[0] == 0
    assert run(place, "accept", review(place, decide), "--texts", place)[0] == 0
    path = place / "other" / "other.candidates.csv"
    rows = table(path)
    decide(rows)
    write(path, rows)
    code, said = run(place, "accept", path, "--texts", place)
    assert code == 1
    assert "other.article.csv, row 2, sha256" in said
    assert "which the collection has as my-loc-2024" in said


def test_two_runs_at_once_lose_nothing(place: Path) -> None:
    """The second waits for the first."""
    (place / "hai.txt").write_text(TEXT.replace("Mỹ Lộc", "Hải Hà").replace("Tân Hòa", "Quảng Minh"), encoding="utf-8")
    assert run(place, "find", place / "hai.txt", "--output", place / "d", "--article-id", "hai-ha-2024")[0] == 0
    review(place, decide)
    path = place / "d" / "hai-ha-2024.candidates.csv"
    rows = table(path)
    decide(rows)
    write(path, rows)
    command = [Path(sys.executable).with_name("partyresearch"), "accept", "--data", place / "data", "--texts", place]
    both = [subprocess.Popen([*command, file]) for file in (path, place / "c" / "my-loc-2024.candidates.csv")]
    assert [process.wait(60) for process in both] == [0, 0]
    assert {"my-loc-2024", "hai-ha-2024"} <= {row["article_id"] for row in table(place / "data/raw/articles.csv")}


def test_a_namesake_is_not_taken_for_an_organisation_that_is_there(place: Path) -> None:
    """An id that the collection has for another organisation, and an id twice, are told."""

    def rename(rows: Rows) -> None:
        rows[0]["organisation_id"] = "lam-ha"

    review(place, rename, "organisations")
    code, said = run(place, "accept", review(place, decide), "--texts", place)
    assert code == 1
    assert "row 2, organisation_id: expected an id of its own, got 'lam-ha', which the collection has as Đảng" in said


def test_a_column_twice(place: Path) -> None:
    """Which of them is meant?"""
    path = review(place, decide)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join([f"{lines[0]},metric", *(f"{line},members_total" for line in lines[1:])]), encoding="utf-8"
    )
    code, said = run(place, "accept", path, "--texts", place)
    assert (code, "row 1, metric: expected each column once, got a column twice" in said) == (1, True)


def _accept(place: Path) -> tuple[int, str]:
    return run(place, "accept", place / "c" / "my-loc-2024.candidates.csv", "--texts", place)


def test_a_collection_with_a_mistake_of_its_own(place: Path) -> None:
    """Takes nothing, and says where its mistake is; what is wrong with the new rows is told with it."""
    review(place, _set(bound="exakt"))
    path = place / "data" / "raw" / "organisations.csv"
    text = path.read_text(encoding="utf-8").replace(",district,", ",distric,", 1)
    path.write_text(text, encoding="utf-8")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if ",distric," in row)
    code, said = _accept(place)
    assert code == 1
    assert re.search(rf"data/raw/organisations\.csv, row {line}, level: expected .*, got 'distric'", said)
    assert "candidates.csv, row 5, bound: expected" in said
    assert path.read_text(encoding="utf-8") == text


def test_everything_that_is_wrong_is_told_at_once(place: Path) -> None:
    """Of the candidate file, and of the files beside it, each with its own row."""

    def change(rows: Rows) -> None:
        _drop(rows)
        rows[-1]["bound"] = "exakt"

    review(place, lambda rows: rows[1].update(level="commune"), "organisations")
    review(place, lambda rows: rows[0].update(published="15/01/2024"), "article")
    review(place, change)
    code, said = _accept(place)
    assert code == 1
    for pattern in (
        r"candidates\.csv: expected each run of digits in exactly one row, got the digits '9'",
        r"candidates\.csv, row 8, bound: expected .*, got 'exakt'",
        r"organisations\.csv, row 3, level: expected .*, got 'commune'",
        r"article\.csv, row 2, published: expected .*, got '15/01/2024'",
    ):
        assert re.search(pattern, said), said


def test_raw_tables_without_a_last_line_feed(place: Path) -> None:
    """The new rows begin on a line of their own, and are told as their file numbers them."""
    for path in (place / "data" / "raw").glob("*.csv"):
        path.write_bytes(path.read_bytes().rstrip(b"\n"))
    review(place, _set(bound="exakt"))
    assert "candidates.csv, row 5, bound: expected" in _accept(place)[1]
    review(place, _set(bound="exact"))
    assert _accept(place)[0] == 0
    assert "my-loc-2024" in {row["article_id"] for row in table(place / "data" / "raw" / "articles.csv")}


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("article", lambda rows: rows.append(rows[0]), r"article\.csv, article_id: .*, got 2 rows for my-loc-2024"),
        ("article", lambda rows: rows[0].update(source_file=""), r"row 2, source_file: expected the text in .*no text"),
        ("organisations", lambda rows: rows.append(rows[1]), r"row 4, organisation_id: .*'tan-hoa-xa', a second time"),
    ],
)
def test_a_file_beside_it_that_is_wrong(place: Path, name: str, change: Change, message: str) -> None:
    """Its row is told."""
    review(place, change, name)
    review(place, decide)
    code, said = _accept(place)
    assert code == 1
    assert re.search(message, said), said


def test_the_organisations_that_are_taken(place: Path) -> None:
    """Those that figures need, with what is above and after them; not the others."""

    def change(rows: Rows) -> None:
        new = dict(rows[0], level="province", parent_id="", successor_id="")
        rows[0]["parent_id"], rows[1]["successor_id"] = "above", "after"
        rows += [new | {"organisation_id": name, "name": name} for name in ("above", "after", "other")]

    review(place, change, "organisations")
    review(place, decide)
    code, said = _accept(place)
    assert (code, said.splitlines()[0].endswith("4 organisations")) == (0, True), said
    ids = [row["organisation_id"] for row in table(place / "data" / "raw" / "organisations.csv")]
    assert ids[-4:] == ["my-loc", "tan-hoa-xa", "above", "after"]


def test_a_candidate_file_of_another_name(place: Path) -> None:
    """The files beside it have its name."""
    review(place, decide)
    for name in ("article", "organisations"):
        (place / "c" / f"my-loc-2024.{name}.csv").rename(place / "c" / f"mine.{name}.csv")
    (place / "c" / "my-loc-2024.candidates.csv").rename(place / "c" / "mine.csv")
    assert run(place, "accept", place / "c" / "mine.csv", "--texts", place)[0] == 0


def test_what_is_read_for_the_notebook(place: Path) -> None:
    """In the order of the text, decided or not, with the printed characters of the text."""

    def change(rows: Rows) -> None:
        rows.reverse()
        rows[0]["printed"] = ""

    path = review(place, change)
    rows = list(read_reviewed(path, TEXT).values())
    assert [row["printed"] for row in rows[1:4]] == ["08:00", "2023", "62"]
    assert "unsure" in {row["candidate"] for row in rows}
