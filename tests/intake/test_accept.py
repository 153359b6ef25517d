"""From a text to reviewed rows: find, review, accept; all or nothing."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from partyresearch.cli.main import cli
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import InputError, UserError
from partyresearch.intake.accept import accept
from partyresearch.tables.load import load_figures, load_organisations
from partyresearch.tables.package import build

TEXT = """Mỹ Lộc kết nạp thêm nhiều đảng viên trẻ
15/01/2024 08:00
Năm 2023, Đảng bộ huyện Mỹ Lộc kết nạp 62 đảng viên, đạt 103,33% chỉ tiêu tỉnh giao, trong đó có 9 học sinh.
Đảng bộ xã Tân Hòa kết nạp ba đảng viên; toàn huyện không có trường hợp đảng viên bị xóa tên.
"""
Rows = list[dict[str, str]]
Change = Callable[[Rows], None]


@pytest.fixture
def place(tmp_path: Path, own: Collection) -> Path:
    """A folder with a text, a collection and the candidate files."""
    shutil.copytree(own.root, tmp_path / "data")
    (tmp_path / "moi.txt").write_text(TEXT, encoding="utf-8")
    found = run(tmp_path, "find", tmp_path / "moi.txt", "--output", tmp_path / "c", "--article-id", "my-loc-2024")
    assert found == (0, f"wrote {tmp_path}/c/my-loc-2024.candidates.csv: 4 figure, 3 exclusion, 1 unsure\n")
    return tmp_path


def run(place: Path, *arguments: object) -> tuple[int, str]:
    """Exit code and output of the command with the copied collection."""
    from partyresearch.collection.problems import UserError

    try:
        result = CliRunner().invoke(cli, [*map(str, arguments), "--data", str(place / "data")], catch_exceptions=False)
    except UserError as error:
        return error.exit_code, str(error)
    return result.exit_code, result.output


def table(path: Path) -> Rows:
    """A CSV file's rows."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(path: Path, rows: Rows) -> None:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def review(place: Path, change: Change, name: str = "candidates") -> Path:
    """Edit a file as a person would."""
    path = place / "c" / f"my-loc-2024.{name}.csv"
    rows = table(path)
    change(rows)
    write(path, rows)
    return place / "c" / "my-loc-2024.candidates.csv"


def decided(rows: Rows) -> None:
    """What the program leaves to the person."""
    for row in rows:
        if row["candidate"] == "unsure":
            row["candidate"] = "figure" if row["printed"] == "không" else "exclusion"


def test_a_new_article(place: Path) -> None:
    """Its figures, exclusions and organisations are in the tables, and everything else is as it was."""
    data = Collection(place / "data")
    before = {path: path.read_bytes() for path in sorted((place / "data" / "raw").glob("*.csv"))}
    code, said = run(place, "accept", review(place, decided), "--texts", place)
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
    path = review(place, decided)
    rows = table(path)
    names = list(reversed(rows[0]))
    lines = [names, *([("" if name == "printed" else row[name]) for name in names] for row in rows)]
    text = "\r\n".join(";".join(f'"{cell}"' for cell in line) for line in lines)
    path.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
    assert run(place, "accept", path, "--texts", place)[0] == 0
    assert set(load_figures(place / "data").query("article_id == 'my-loc-2024'")["printed"]) >= {"62", "103,33%"}


def test_an_article_that_is_there(place: Path) -> None:
    """An article is taken in once; what a file says of it later is told, not merged."""
    path = review(place, decided)
    assert run(place, "accept", path, "--texts", place)[0] == 0
    code, said = run(place, "accept", path, "--texts", place)
    assert (code, "my-loc-2024, which the collection has" in said) == (1, True)


def _set(**cells: str) -> Change:
    def change(rows: Rows) -> None:
        decided(rows)
        figure = next(row for row in rows if row["printed"] == "62")
        figure.update(cells)

    return change


def _drop(rows: Rows) -> None:
    decided(rows)
    rows.remove(next(row for row in rows if row["printed"] == "9"))


WRONG: dict[str, tuple[Change, str]] = {
    "undecided": (
        lambda _: None,
        "candidates.csv, row 9, candidate: expected figure or exclusion, got 'unsure'",
    ),
    "a span moved": (_set(start="97", end="99"), "row 5, printed: expected '2 ', got '62'"),
    "a span that is none": (_set(start="many"), "row 5, start: expected a whole number in digits, got 'many'"),
    "a span of five thousand digits": (_set(start="9" * 5000), "row 5, start: found '9999"),
    "a number mangled": (_set(printed="62.0"), "row 5, printed: expected '62', which stands at, got '62.0'"),
    "a metric mistyped": (
        _set(metric="members_admited"),
        "row 5, metric: expected one of, got 'members_admited'",
    ),
    "an unknown organisation": (_set(organisation_id="nowhere"), "row 5, organisation_id: found 'nowhere'"),
    "a date of a spreadsheet": (_set(period_start="1/1/2023"), "row 5, period_start: found '1/1/2023'"),
    "a bound mistyped": (_set(bound="exakt"), "row 5, bound: expected one of exact, got 'exakt'"),
    "a link to nothing": (_set(part_of="3"), "row 5, part_of: found '3'"),
    "digits in no row": (_drop, "the digits '9' of my-loc-2024 at"),
    "an exclusion without reason": (_set(candidate="exclusion", reason=""), "row 5, reason: found an empty cell"),
    "another article": (_set(article_id="lam-ha-2024"), "article_id: found lam-ha-2024, my-loc-2024"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_told_and_nothing_changes(place: Path, wrong: str) -> None:
    """The file of the reviewer, its row and column; exit 1; every file of the collection as before."""
    change, message = WRONG[wrong]
    before = {path: path.read_bytes() for path in sorted((place / "data").rglob("*")) if path.is_file()}
    code, said = run(place, "accept", review(place, change), "--texts", place)
    assert (code, message in said) == (1, True), said
    assert {path: path.read_bytes() for path in sorted((place / "data").rglob("*")) if path.is_file()} == before


def test_what_is_missing_is_told(place: Path) -> None:
    """The text, the article's row, a row of an organisation, the file itself, a column of it."""
    path = review(place, decided)
    data = Collection(place / "data")
    with pytest.raises(InputError, match=r"expected moi.txt in --texts DIR, got no text 'moi.txt'"):
        accept(path, data)
    (place / "c" / "moi.txt").write_text(TEXT, encoding="utf-8")
    (place / "c" / "my-loc-2024.organisations.csv").rename(place / "o.csv")
    with pytest.raises(InputError, match="organisation_id: found 'my-loc'"):
        accept(path, data)
    (place / "o.csv").rename(place / "c" / "my-loc-2024.organisations.csv")
    (place / "c" / "my-loc-2024.article.csv").rename(place / "a.csv")
    with pytest.raises(InputError, match=r"my-loc-2024\.article\.csv, article_id: found no row for my-loc-2024"):
        accept(path, data)
    (place / "a.csv").rename(place / "c" / "my-loc-2024.article.csv")
    (place / "c" / "moi.txt").write_text(TEXT.replace("62", "63"), encoding="utf-8")
    with pytest.raises(InputError, match=r"my-loc-2024\.article\.csv, row 2, sha256: found"):
        accept(path, data)
    path.write_text("article_id,start\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 1, printed: found no such column"):
        accept(path, data)
    path.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="found an empty file"):
        accept(path, data)


def test_a_collection_that_cannot_be_written(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said in a line; nothing has changed."""

    def full(_: object) -> list[Path]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("partyresearch.intake.accept.write_all", full)
    with pytest.raises(UserError, match="data: cannot be written \\(No space left on device\\); nothing has changed"):
        accept(review(place, decided), Collection(place / "data"), place)


def test_find_goes_on_after_what_it_cannot_read(place: Path) -> None:
    """A file that is missing or no text, and files that are there already; the others are read."""
    (place / "bad.txt").write_bytes(b"k\xff")
    (place / "good.txt").write_text("Huyện ủy Mỹ Lộc kết nạp 5 người. 03/02/2024", encoding="utf-8")
    first = {path: path.read_bytes() for path in (place / "c").iterdir()}
    texts = [place / name for name in ("bad.txt", "nowhere.txt", "good.txt", "moi.txt")]
    code, said = run(place, "find", *texts, "--output", place / "c")
    assert (code, said) == (1, "3 of 4 texts could not be read")
    assert {path.name for path in (place / "c").glob("*.candidates.csv")} == {
        "my-loc-2024.candidates.csv",
        "my-loc-2024-2.candidates.csv",  # good.txt, another article of that place and year
    }
    assert first == {path: path.read_bytes() for path in first}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.txt", "b.txt", "--article-id", "x"], "--article-id is for one TEXT"),
        (["a.txt", "--article-id", "Mỹ Lộc"], "--article-id: expected lower-case words, got 'Mỹ Lộc'"),
    ],
)
def test_wrong_usage(place: Path, arguments: list[str], message: str) -> None:
    """Exit 2 before anything is read."""
    code, said = run(place, "find", *arguments)
    assert (code, message in said) == (2, True)


def test_the_walk_through(tmp_path: Path, own: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of docs/add-an-article.md prints what the page says it prints."""
    root = Path(__file__).resolve().parents[2]
    page = (root / "docs" / "add-an-article.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(own.root, tmp_path / "data")
    (tmp_path / "src/partyresearch/intake").mkdir(parents=True)
    shutil.copy(root / "src/partyresearch/intake/example.txt", tmp_path / "src/partyresearch/intake")
    steps = re.findall(r"^\$ (.+)\n((?:(?!\$ |```).+\n)*)", page, re.M)
    metrics = re.search(r"```text\n(women.+?)```", page, re.S)
    decisions = re.findall(r"^\| (\d+) \| (.+) \|$", page, re.M)
    assert metrics is not None
    assert (len(decisions), len(steps)) == (3, 5)
    for command, printed in steps:
        if "jupyter lab" in command:
            continue
        if "accept" in command:
            with (tmp_path / "mydata/raw/metrics.csv").open("a", encoding="utf-8") as stream:
                stream.write(metrics[1])
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
    decided(rows)
    rows[3]["note"] = "one\ntwo"
    rows[4]["set_by"] = "nobody"


def test_a_cell_with_a_line_feed_moves_no_row(place: Path) -> None:
    """It becomes a blank, and what is wrong behind it is told of its own row."""
    code, said = run(place, "accept", review(place, _line_feed), "--texts", place)
    assert (code, "candidates.csv, row 7, set_by: found 'nobody'" in said) == (1, True), said


def test_a_text_comes_in_once(place: Path) -> None:
    """Not under another id either; and not twice in one run of find."""
    shutil.copy(place / "moi.txt", place / "copy.txt")
    code, said = run(place, "find", place / "moi.txt", place / "copy.txt", "--output", place / "again")
    assert (code, said) == (1, "1 of 2 texts could not be read")
    assert run(place, "find", place / "copy.txt", "--output", place / "other", "--article-id", "other")[0] == 0
    assert run(place, "accept", review(place, decided), "--texts", place)[0] == 0
    path = place / "other" / "other.candidates.csv"
    rows = table(path)
    decided(rows)
    write(path, rows)
    code, said = run(place, "accept", path, "--texts", place)
    assert code == 1
    assert "other.article.csv, row 2, sha256" in said
    assert "which the collection has as my-loc-2024" in said


def test_two_runs_at_once_lose_nothing(place: Path) -> None:
    """The second waits for the first."""
    (place / "hai.txt").write_text(TEXT.replace("Mỹ Lộc", "Hải Hà").replace("Tân Hòa", "Quảng Minh"), encoding="utf-8")
    assert run(place, "find", place / "hai.txt", "--output", place / "d", "--article-id", "hai-ha-2024")[0] == 0
    review(place, decided)
    path = place / "d" / "hai-ha-2024.candidates.csv"
    rows = table(path)
    decided(rows)
    write(path, rows)
    command = [Path(sys.executable).with_name("partyresearch"), "accept", "--data", place / "data", "--texts", place]
    both = [subprocess.Popen([*command, one]) for one in (path, place / "c" / "my-loc-2024.candidates.csv")]
    assert [process.wait(60) for process in both] == [0, 0]
    assert {"my-loc-2024", "hai-ha-2024"} <= {row["article_id"] for row in table(place / "data/raw/articles.csv")}


def test_a_namesake_is_not_taken_for_an_organisation_that_is_there(place: Path) -> None:
    """An id that the collection has for another organisation, and an id twice, are told."""

    def rename(rows: Rows) -> None:
        rows[0]["organisation_id"] = "lam-ha"

    review(place, rename, "organisations")
    code, said = run(place, "accept", review(place, decided), "--texts", place)
    assert code == 1
    assert "organisations.csv, row 2, organisation_id: found 'lam-ha', which the collection has as" in said


def test_a_column_twice(place: Path) -> None:
    """Which of them is meant?"""
    path = review(place, decided)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join([f"{lines[0]},metric", *(f"{line},members_total" for line in lines[1:])]), encoding="utf-8"
    )
    code, said = run(place, "accept", path, "--texts", place)
    assert (code, "row 1, metric: found a column twice" in said) == (1, True)


def test_find_reads_a_pipe(place: Path) -> None:
    """Once."""
    command = f"{Path(sys.executable).with_name('partyresearch')} find <(cat moi.txt) --article-id pipe --output p"
    done = subprocess.run(["bash", "-c", command], cwd=place, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "wrote p/pipe.candidates.csv: 4 figure, 3 exclusion, 1 unsure\n")


def test_a_text_that_cannot_be_written(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does not keep the others from being read."""
    from partyresearch.collection.files import write_all

    def picky(contents: dict[Path, bytes]) -> list[Path]:
        if any("bad" in path.name for path in contents):
            raise OSError(36, "File name too long")
        return write_all(contents)

    monkeypatch.setattr("partyresearch.intake.find.write_all", picky)
    (place / "bad.txt").write_text("không", encoding="utf-8")
    (place / "good.txt").write_text("Huyện ủy Mỹ Lộc kết nạp 5 người. 03/02/2021", encoding="utf-8")
    code, said = run(place, "find", place / "bad.txt", place / "good.txt", "--output", place / "c")
    assert (code, said) == (1, "1 of 2 texts could not be read")
    assert (place / "c" / "my-loc-2021.candidates.csv").exists()
