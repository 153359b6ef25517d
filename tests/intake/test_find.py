"""Texts in, candidate files out; what cannot be read is told, and the next one is read."""

from __future__ import annotations

import csv
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from steps import run

from partyresearch.cli.main import cli
from partyresearch.collection.place import find_collection
from partyresearch.collection.problems import InputError, UsageProblem
from partyresearch.collection.spreadsheet import for_spreadsheets, read_spreadsheet
from partyresearch.intake.find import Finder, Found, Source, find_all, read_source


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
        (["a.txt", "b.txt", "--article-id", "x"], "--article-id: expected one TEXT, got 2"),
        (
            ["a.txt", "--article-id", "Mỹ Lộc"],
            "--article-id: expected lower-case words and digits joined by hyphens, got 'Mỹ Lộc'",
        ),
    ],
)
def test_wrong_usage(place: Path, arguments: list[str], message: str) -> None:
    """Exit 2 before anything is read."""
    code, said = run(place, "find", *arguments)
    assert (code, message in said) == (2, True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "; not told by the text: --published, --province\n"),
        (["--published", "2022-07-05"], "; not told by the text: --province\n"),
        (["--province", "Nam Định"], "; not told by the text: --published\n"),
        (["--published", "2022-07-05", "--province", "Nam Định"], "0 unsure; new organisations: 1\n"),
    ],
)
def test_what_the_text_does_not_tell(place: Path, options: list[str], said: str) -> None:
    """Is named with the option that tells it."""
    (place / "bare.txt").write_text("Từ đầu năm đến nay, toàn tỉnh kết nạp 51 đảng viên.", encoding="utf-8")
    code, printed = run(place, "find", place / "bare.txt", "--output", place / "bare", *options)
    assert (code, printed.endswith(said)) == (0, True), printed


def test_find_reads_a_pipe(place: Path) -> None:
    """Once."""
    command = f"{Path(sys.executable).with_name('partyresearch')} find <(cat moi.txt) --article-id pipe --output p"
    done = subprocess.run(["bash", "-c", command], cwd=place, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (
        0,
        "wrote p/pipe.candidates.csv: 4 figure, 3 exclusion, 1 unsure; new organisations: 2\n",
    )


def test_a_text_that_cannot_be_written(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does not keep the others from being read."""
    from partyresearch.collection.files import write_all

    def picky(contents: dict[Path, bytes], **_: bool) -> list[Path]:
        if any("bad" in path.name for path in contents):
            raise OSError(36, "File name too long")
        return write_all(contents)

    monkeypatch.setattr("partyresearch.intake.find.write_all", picky)
    (place / "bad.txt").write_text("không", encoding="utf-8")
    (place / "good.txt").write_text("Huyện ủy Mỹ Lộc kết nạp 5 người. 03/02/2021", encoding="utf-8")
    code, said = run(place, "find", place / "bad.txt", place / "good.txt", "--output", place / "c")
    assert (code, said) == (1, "1 of 2 texts could not be read")
    assert (place / "c" / "my-loc-2021.candidates.csv").exists()


FINDER = Finder(find_collection())


def found(text: str, article_id: str = "", taken: tuple[str, ...] = (), file: str = "Bài viết.txt") -> Found:
    """The candidate files of a text."""
    return FINDER.find(Source(file, text, hashlib.sha256(text.encode()).hexdigest()), article_id, lambda n: n in taken)


def test_the_candidate_files_of_a_text() -> None:
    """The rows of the text, of its article and of the organisations that the collection has not."""
    text = "15/01/2024. Năm 2023, Tỉnh ủy Mẫu Sơn kết nạp 9 người"
    files = found(text)
    assert list(files.contents) == [
        "mau-son-2024.candidates.csv",
        "mau-son-2024.article.csv",
        "mau-son-2024.organisations.csv",
    ]
    article = files.contents["mau-son-2024.article.csv"].decode().splitlines()[1].split(",")
    assert article == [
        "mau-son-2024",
        "",
        "",
        "",
        "2024-01-15",
        "vi",
        "Bài viết.txt",
        article[7],
        str(len(text)),
        "",
        "",
    ]
    assert article[7] == hashlib.sha256(text.encode()).hexdigest()
    assert files.counts == {"figure": 1, "exclusion": 2, "unsure": 0}


@pytest.mark.parametrize(
    ("text", "taken", "name"),
    [
        ("15/01/2024. Tỉnh ủy Mẫu Sơn kết nạp 9 người", ("mau-son-2024", "mau-son-2024-2"), "mau-son-2024-3"),
        ("Tỉnh ủy Mẫu Sơn kết nạp 9 người", (), "mau-son"),
        ("kết nạp 9 người", (), "bai-viet"),
        ("10/04/2024. Huyện ủy Lâm Hà kết nạp 9 người", (), "lam-ha-2024-2"),  # the collection has lam-ha-2024
    ],
)
def test_the_id_of_a_text(text: str, taken: tuple[str, ...], name: str) -> None:
    """Place and year, else the file's name; a number behind it if another text has it."""
    assert found(text, taken=taken).article_id == name


def test_a_text_without_a_name_to_go_by() -> None:
    """Has one all the same."""
    assert found("5", file="٣.txt").article_id == "article"
    assert found("5", "given").article_id == "given"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Trang chủ\nMỹ Lộc kết nạp thêm nhiều đảng viên trẻ\nNăm 2023.", "Mỹ Lộc kết nạp thêm nhiều đảng viên trẻ"),
        ("Thứ Hai, ngày 15/01/2024 tại Mỹ Lộc\nMỹ Lộc kết nạp  nhiều đảng viên", "Mỹ Lộc kết nạp nhiều đảng viên"),
        ("Năm 2023, Mỹ Lộc kết nạp 62 đảng viên.", ""),
        ("x" * 201, ""),
        ("Mười chín ký tự đây", ""),
    ],
)
def test_the_title_of_an_article(text: str, title: str) -> None:
    """The first line that reads like a headline."""
    files = found(text, "a")
    row = next(csv.DictReader(files.contents["a.article.csv"].decode().splitlines()))
    assert row["title"] == title


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("no.txt", None, "no.txt: expected the text of an article, got no such file"),
        ("", None, ": expected the text of an article, got an unreadable file (Is a directory)"),
        ("a.txt", b"k\xff", "a.txt: expected a text in UTF-8, got the byte 0xff at 1, which is not UTF-8"),
        ("\udcff.txt", b"5", "\\udcff.txt': expected a file name in UTF-8, got a name that is not UTF-8"),
    ],
)
def test_a_file_that_is_no_text(tmp_path: Path, name: str, data: bytes | None, message: str) -> None:
    """One line says why."""
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_source(path)
    assert str(caught.value).endswith(message)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Told for each text."""
    (tmp_path / "a.txt").write_text("5", encoding="utf-8")
    (tmp_path / "c").write_text("a file", encoding="utf-8")
    problems = [str(problem) for problem in find_all(FINDER, [tmp_path / "a.txt"], tmp_path / "c")]
    assert len(problems) == 1
    assert re.search(r"c: expected a writable folder, got (File exists|Not a directory)", problems[0])


def test_no_spreadsheet_takes_a_cell_for_a_formula(tmp_path: Path) -> None:
    """And what was written is what is read back, also where it looks like what keeps it from being one."""
    cells = ["=1+1", "+84", "-5", "@SUM(A1)", "'=kept", "''-", "1=1", "'quoted'", "", "12"]
    path = tmp_path / "cells.csv"
    path.write_bytes(for_spreadsheets([["a"], *([cell] for cell in cells if cell)]))
    written = path.read_text(encoding="utf-8").splitlines()[1:]
    assert not [cell for cell in written if cell.strip('"')[0] in "=+-@"]
    read = read_spreadsheet(path, ["a"], "cells").rows
    assert [row["a"] for row in read.values()] == [cell for cell in cells if cell]


def test_the_day_and_a_second_reading_of_one_text(tmp_path: Path) -> None:
    """The command takes the day of publication, and a file of proposals, for one text; more are wrong usage."""
    (tmp_path / "a.txt").write_text(
        "Từ đầu năm đến nay, Đảng bộ huyện Bình Sơn kết nạp 140 đảng viên.", encoding="utf-8"
    )
    (tmp_path / "model.csv").write_text("start,end,printed,metric\n51,54,140,members_total\n", encoding="utf-8")
    words = ["find", str(tmp_path / "a.txt"), "--output", str(tmp_path / "c")]
    options = ["--published", "2023-10-05", "--proposals", str(tmp_path / "model.csv")]
    done = CliRunner().invoke(cli, [*words, *options], catch_exceptions=False)
    assert done.output.endswith("binh-son-2023.candidates.csv: 0 figure, 0 exclusion, 1 unsure; new organisations: 1\n")
    [row] = csv.DictReader((tmp_path / "c/binh-son-2023.candidates.csv").read_text("utf-8").splitlines())
    assert (row["period_start"], row["period_end"]) == ("2023-01-01", "2023-10-05")
    assert (row["proposed"], row["doubts"]) == ("metric: members_total", "metric")
    assert row["words"].endswith("Bình Sơn kết nạp [140] đảng viên.")
    for wrong, said in {
        ("--published", "5/10/2023"): "--published: expected a day such as 2024-01-15, got '5/10/2023'",
        (str(tmp_path / "b.txt"), "--published", "2023-10-05"): "--published: expected one TEXT, got 2",
        ("--province", "Quảng Namm"): "--province: expected a province such as Quảng Nam, got 'Quảng Namm' (perhaps "
        "quảng nam or quảng ninh)",
    }.items():
        with pytest.raises(UsageProblem) as caught:
            CliRunner().invoke(cli, [*words, *wrong], catch_exceptions=False)
        assert str(caught.value) == said


def test_the_province_of_texts_that_do_not_name_it(tmp_path: Path) -> None:
    """In any spelling; what "toàn tỉnh" counts is then that province's."""
    text = tmp_path / "a.txt"
    text.write_text("Năm 2022, toàn tỉnh kết nạp 140 đảng viên.", encoding="utf-8")
    for province, expected in {"": ("unsure", ""), "đăk  lăk": ("figure", "dak-lak")}.items():
        output = tmp_path / f"found{province}"
        words = ["find", str(text), "--output", str(output), "--province", province]
        CliRunner().invoke(cli, words, catch_exceptions=False)
        [path] = output.glob("*.candidates.csv")
        rows = {row["printed"]: row for row in csv.DictReader(path.read_text("utf-8").splitlines())}
        assert (rows["140"]["candidate"], rows["140"]["organisation_id"]) == expected
