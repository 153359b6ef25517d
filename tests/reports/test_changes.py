"""What differs between two runs: estimates, the figures that caused it, and what cannot be compared."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from partyresearch.cli.main import cli
from partyresearch.collection.problems import UserError
from partyresearch.reports import publish as publishing
from partyresearch.reports.changes import compare_runs, keep_rows, read_table
from partyresearch.reports.run import Report

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HEADER = "estimate_id,estimate,estimate_low,estimate_high,method,assumption,figure_ids\n"
BEFORE = {
    "estimates.csv": HEADER
    + "same,0.1,0.1,0.1,m,,x:1 x:2\nmoved,1.5,1.5,1.5,m,,x:1 x:3\nbound,,1,,m,,x:4\ngone,2,2,2,m,,x:5\n",
    "figures-used.csv": "figure_id,printed,metric\nx:1,15,a\nx:2,2,a\nx:3,3,a\nx:4,4,a\nx:5,5,a\n",
}
AFTER = {
    "estimates.csv": HEADER
    + "same,0.10000000000000002,0.1,0.1,m,,x:2 x:1\n"
    + "moved,1.6,1.6,1.6,m,,x:1 x:6\nbound,,1,3,m,,x:4\nnew,,,,refused,few,x:2\n",
    "figures-used.csv": 'figure_id,printed,metric\nx:1,16,b\nx:2,2,a\nx:4,4,a\nx:6,"6,0",a\n',
}


def _bytes(files: Mapping[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}


def _report(files: Mapping[str, str], **others: object) -> Report:
    made = Report("a", "A", "", "d", _bytes(files) | {"index.html": b"1"}, "04_a.ipynb", started=NOW)
    return replace(made, **others)  # type: ignore[arg-type]


def publish(report: Report, destination: Path) -> None:
    """As the command does."""
    publishing.publish(publishing.add_changes(report, destination), destination)


def _diff(*words: object) -> tuple[int, list[str]]:
    found = CliRunner().invoke(cli, ["diff", *map(str, words)])
    if isinstance(found.exception, UserError):
        return found.exception.exit_code, [str(found.exception)]
    return found.exit_code, found.output.splitlines()


def test_estimates_that_differ_and_the_figures_that_caused_it() -> None:
    """Not the order of ids, nor the last digit; of a figure what was printed or coded."""
    found = compare_runs(_bytes(BEFORE), _bytes(AFTER))
    told = {
        change.key: (change.kind, list(change.cells), [(one.key, one.kind, *one.cells) for one in change.figures])
        for change in found.changes
    }
    numbers = ["estimate", "estimate_low", "estimate_high"]
    assert told == {
        "moved": (
            "changed",
            [*numbers, "figure_ids"],
            [("x:1", "changed", "printed", "metric"), ("x:3", "removed"), ("x:6", "added")],
        ),
        "bound": ("changed", ["estimate_high"], []),
        "gone": ("removed", [], [("x:5", "removed")]),
        "new": ("added", [], []),
    }
    assert (found.total, found.notes) == (5, [])


def test_a_run_of_another_version() -> None:
    """What both have is compared; the rest is named."""
    old = {"estimates.csv": BEFORE["estimates.csv"].replace("assumption", "because")}
    found = compare_runs(_bytes(old), _bytes(AFTER))
    assert [change.key for change in found.changes] == ["moved", "bound", "gone", "new"]
    assert [(one.key, one.kind) for one in found.changes[0].figures] == [("x:3", "removed"), ("x:6", "added")]
    assert found.notes == [
        "figures-used.csv: not in both runs; figures that were coded differently are not named",
        "estimates.csv: only one of the runs has assumption, because",
    ]


@pytest.mark.parametrize("content", [b"x\n1\n", b"\xff"])
def test_a_table_that_is_none_of_ours(content: bytes) -> None:
    """One line; a key that stands twice is two rows."""
    assert read_table("estimates.csv", b"estimate_id\na\na\n").keys() == {"a", "a (2)"}
    with pytest.raises(UserError, match=r"^estimates\.csv: expected a CSV file in UTF-8 with the column estimate_id$"):
        read_table("estimates.csv", content)


def test_the_figures_that_a_run_keeps() -> None:
    """The rows that its estimates name, without what code works out from them."""
    table = "figure_id,printed,value\nx:1,15,15\nx:9,9,9\n"
    assert keep_rows(table.encode(), _bytes(BEFORE)["estimates.csv"]) == b"figure_id,printed\nx:1,15\n"


def test_the_command_tells_what_differs(tmp_path: Path) -> None:
    """Of two folders, or of the latest good run and the one before it, whatever failed between."""
    publish(_report(BEFORE), tmp_path)
    publish(_report({}, failure="no"), tmp_path)
    publish(_report(AFTER, data="e", kernel="k"), tmp_path)
    expected = [
        "changed moved: estimate 1.5 → 1.6",
        "  figure changed x:1: printed 15 → 16, metric a → b",
        "  figure removed x:3: 3",
        "  figure added x:6: 6,0",
        "changed bound: estimate_high – → 3",
        "removed gone: 2",
        "  figure removed x:5: 5",
        "added new: few",
        "other data, kernel of the notebook → k",
        "4 of 5 estimates differ",
    ]
    assert _diff("a", "--output", tmp_path) == (1, expected)
    first = tmp_path / "a" / "0001-20260102T030405Z"
    assert _diff(first, tmp_path / "a" / "latest") == (1, expected)
    assert _diff(first, first) == (0, ["0 of 4 estimates differ"])


def test_what_cannot_be_compared(tmp_path: Path) -> None:
    """Exit 2 and one line each."""
    for made in (
        _report(BEFORE),
        _report(BEFORE, name="b", parameters={"year_to": 2023}),
        _report(BEFORE, name="c", notebook="05_c.ipynb"),
        _report({}, name="d"),
        _report({}, name="e", failure="no"),
    ):
        publish(made, tmp_path)
    runs = {name: next((tmp_path / name).glob("0*")) for name in "abcde"}
    said = {
        "b": "expected two runs with the same parameters, got {} and {'year_to': 2023}",
        "c": "expected two runs with the same notebook, got 04_a.ipynb and 05_c.ipynb",
        "d": "expected two runs with estimates.csv, got one without",
        "e": "expected two good runs, got the failed run 0001-20260102T030405Z",
    }
    assert {name: _diff(runs["a"], runs[name]) for name in said} == {name: (2, [text]) for name, text in said.items()}
    assert _diff("a", "--output", tmp_path) == (2, [f"{tmp_path}/a: expected two good runs, got 1"])
    assert _diff("z", "--output", tmp_path) == (2, [f"{tmp_path}/z: No such file or directory"])
    assert _diff(tmp_path, runs["a"]) == (2, [f"{tmp_path}: expected the folder of a run, with its run.json"])
    assert _diff() == (2, ["expected one name of a report or two folders of runs, got 0"])


PAGE = b"<main>\n<!-- changes since the last run -->\n</main>"


def _pages(folder: Path) -> list[str]:
    return [(folder / "a" / "latest" / name).read_text(encoding="utf-8") for name in ("index.html", "vi.html")]


def test_a_page_tells_what_has_changed_since_the_last_good_run(tmp_path: Path) -> None:
    """In both languages, whatever failed since; a first page says nothing, and the same two inputs give one page."""
    pages = {"index.html": PAGE, "vi.html": PAGE}
    before, after = _report(BEFORE), _report(AFTER)
    before, after = (replace(made, files=made.files | pages) for made in (before, after))
    publish(before, tmp_path)
    assert _pages(tmp_path) == [PAGE.decode()] * 2
    publish(replace(before, files={}, failure="no"), tmp_path)
    publish(after, tmp_path)
    english, vietnamese = changed = _pages(tmp_path)
    assert "4 of 5 estimates have changed" in english
    row = '<th scope="row"><code>moved</code></th><td>{}</td><td>'
    assert row.format("1.5 → 1.6") in english
    assert row.format("1,5 → 1,6") in vietnamese
    assert "4 trong 5 ước lượng đã thay đổi" in vietnamese
    publish(after, tmp_path)
    assert '<p class="small">No estimate has changed since the last run.</p>\n</main>' in _pages(tmp_path)[0]
    publish(before, tmp_path)
    publish(replace(after, started=datetime(2026, 5, 6, tzinfo=UTC)), tmp_path)
    assert _pages(tmp_path) == changed


def test_another_question_or_no_estimates_change_no_page(tmp_path: Path) -> None:
    """Nor does a table of another form stop a report."""
    made = _report(BEFORE)
    publish(made, tmp_path)
    publish(made, tmp_path)
    assert (tmp_path / "a" / "latest" / "index.html").read_bytes() == b"1"  # of a form that has no room for it
    shutil.rmtree(tmp_path / "a")
    made = replace(made, files=made.files | {"index.html": PAGE, "vi.html": PAGE})
    for other in ({"notebook": "05_a.ipynb"}, {"parameters": {"year_to": 1}}, {"files": {"estimates.csv": b"x\n1\n"}}):
        publish(replace(made, **other), tmp_path)
        publish(made, tmp_path)
        assert _pages(tmp_path) == [PAGE.decode()] * 2


def test_a_page_names_few_of_many_figures_and_escapes_all(tmp_path: Path) -> None:
    """A pooled estimate may rest on thousands; nothing in a table is markup."""
    for cell, ids in (("<b>", ""), ("1", " ".join(f"x:{n}" for n in range(9)))):
        files = {"estimates.csv": f"estimate_id,estimate,figure_ids\n<i>,{cell},{ids}\n".encode()}
        publish(replace(_report({}), files=files | {"index.html": PAGE, "vi.html": PAGE}), tmp_path)
    page = _pages(tmp_path)[0]
    assert "<code>&lt;i&gt;</code></th><td>&lt;b&gt; → 1</td>" in page
    assert "new: x:4; 4 more<" in page


LABELLED = "estimate_id,estimand,unit,estimate,estimate_low,estimate_high,low,high,method,assumption,figure_ids\n"
NAMED = "estimate_id,en,vi\n"
THEN = {
    "estimates.csv": LABELLED
    + "r,attainment,ratio,1.011,1.011,1.011,,1.2,m,,x:1 x:3\ns,share,share,,0.5,,,,m,,x:4\n"
    + "d,rate,ratio,1.0,1.0,1.0,,,m,,x:1\ng,number,persons,1234,1234,1234,,,m,,x:5\n",
    "figures-used.csv": BEFORE["figures-used.csv"],
    "estimate-names.csv": NAMED + "r,Attainment: A · 2022,Mức hoàn thành: A · 2022\ng,Gone <b>,Đã mất\n",
}
NOW_SAID = {
    "estimates.csv": LABELLED
    + "r,attainment,ratio,1.36,1.36,1.36,1.1,1.5,m,,x:1 x:6\ns,share,share,,0.5,,,,other,few,x:4\n"
    + "d,rate,ratio,1.0000001,1.0000001,1.0000001,,,m,,x:1\nn,number,persons,,,,,,refused,few,\n",
    "figures-used.csv": AFTER["figures-used.csv"],
    "estimate-names.csv": NAMED + "r,Attainment: A · 2023,Mức hoàn thành: A · 2023\nn,Mean of B,Trung bình của B\n",
}
IN_WORDS = {
    "en": [
        ("Attainment: A · 2023", "101% (model at most 120%) → 136% (model 110 to 150%)"),
        ("<code>s</code>", "still at least 50%; changed: how it is worked out"),
        ("<code>d</code>", "1.00, changed in digits that are not shown"),
        ("Gone &lt;b&gt;", "gone: 1,234"),
        ("Mean of B", "new: not estimable"),
    ],
    "vi": [
        ("Mức hoàn thành: A · 2023", "101% (mô hình: nhiều nhất 120%) → 136% (mô hình: 110 đến 150%)"),
        ("<code>s</code>", "vẫn là ít nhất 50%; đã thay đổi: cách tính"),
        ("<code>d</code>", "1,00, chỉ khác ở những chữ số không hiển thị"),
        ("Đã mất", "không còn: 1.234"),
        ("Trung bình của B", "mới: không ước lượng được"),
    ],
}


def test_a_page_names_estimates_in_the_words_of_its_language(tmp_path: Path) -> None:
    """What they are, from the run that has them, and their values; by code what no run names."""
    for files in (THEN, NOW_SAID):
        made = _report(files)
        publish(replace(made, files=made.files | {"index.html": PAGE, "vi.html": PAGE}), tmp_path)
    for page, language in zip(_pages(tmp_path), IN_WORDS, strict=True):
        rows = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', page)
        assert rows == IN_WORDS[language]
    assert _diff("a", "--output", tmp_path)[1][0].startswith("changed r (Attainment: A · 2023): estimate 1.011 → 1.36")


def test_a_page_names_figures_by_what_is_printed_and_their_article(tmp_path: Path) -> None:
    """With links where the page has them, and in which respect they were coded differently."""
    page = PAGE.replace(b"<main>", b'<main><i id="x:1"></i><i id="article-x"></i>')
    for files in (BEFORE, AFTER):
        made = _report(files)
        publish(replace(made, files=made.files | {"index.html": page, "vi.html": page}), tmp_path)
    printed, article = '“<span lang="vi">{}</span>”', '<a href="#article-x">x</a>'
    fifteen, sixteen, three, six = map(printed.format, ("15", "16", "3", "6,0"))
    english, vietnamese = _pages(tmp_path)
    assert (
        f'<a href="#x:1">{fifteen} → {sixteen}</a> ({article}), coded differently: what it counts; '
        f"gone: {three} ({article}); new: {six} ({article})</td>"
    ) in english
    assert f"({article}), được mã hóa khác: nội dung được đếm; không còn: {three}" in vietnamese


def test_names_of_another_form_name_nothing(tmp_path: Path) -> None:
    """Such as a file of a researcher's own; the rest is told."""
    for files in (BEFORE, AFTER):
        made = _report(files | {"estimate-names.csv": "x\n1\n"})
        publish(replace(made, files=made.files | {"index.html": PAGE}), tmp_path)
    page = (tmp_path / "a" / "latest" / "index.html").read_text(encoding="utf-8")
    assert "<code>moved</code></th><td>1.5 → 1.6" in page
