"""Run a notebook for real and put it in place."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import nbformat.v4 as v4
import pandas as pd
import pytest
from jupyter_client.provisioning import KernelProvisionerFactory
from sample_pages import ORIGIN, TITLES, sample_notebook

from conftest import NOTEBOOKS, ONE_QUICKLY, A, Case, N, T
from partyresearch.analysis.findings import ESTIMATE_COLUMNS
from partyresearch.collection.place import DATA_VARIABLE, Collection
from partyresearch.collection.problems import UserError
from partyresearch.reports.notebook import (
    RunFailed,
    _find_unfinished,
    as_bytes,
    run_notebook,
    strip_paths,
    strip_traces,
)
from partyresearch.reports.page import render
from partyresearch.reports.run import Report, _collect_files, execute
from partyresearch.tables.package import build

pytestmark = pytest.mark.usefixtures("forked_kernels")
KERNEL = {"kernelspec": {"name": "python3", "display_name": "p", "language": "python"}}
CARRIED = {
    "overview": {"reported_below_target"},
    "recruitment-trends": {"annual_growth_of_admissions", "annual_growth_of_admissions_per_member", "net_growth"},
    "student-share": {"student_share", "pooled_student_share", "mean_student_share"},
    "quota-attainment": {
        "attainment",
        "geometric_mean_attainment",
        "heterogeneity",
        "new_attainment",
        "mean_attainment",
        "shrunken_attainment",
    },
}


@pytest.fixture
def ordinary_kernels(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Kernels as Jupyter starts them."""
    monkeypatch.delenv("JUPYTER_DEFAULT_PROVISIONER_NAME")
    KernelProvisionerFactory.clear_instance()
    yield
    KernelProvisionerFactory.clear_instance()


def _estimates(report: Report) -> pd.DataFrame:
    return pd.read_csv(BytesIO(report.files["estimates.csv"]))


@pytest.fixture(scope="module")
def report() -> Report:
    """The quota report of our own data, once."""
    return execute("quota-attainment")


@pytest.fixture(scope="module")
def reports(report: Report) -> Callable[[str], Report]:
    """The reports of our own data, each once, as they are asked for."""
    return cache(lambda name: report if name == report.name else execute(name))


@pytest.mark.parametrize("name", ONE_QUICKLY)
def test_the_page(reports: Callable[[str], Report], name: str) -> None:
    """No code, one script, no request to any host, a language, alternative text, every link with its target."""
    page = reports(name).files["index.html"].decode()
    assert '<html lang="en">' in page
    assert '<html lang="vi">' in reports(name).files["vi.html"].decode()
    assert "import" not in re.sub(r'src="data:[^"]+"', "", page).split("<body", 1)[1].split("</nav>")[1][:2000]
    assert "highlight" not in page
    assert page.count("<script") == 1
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert page.count('<figure class="picture"') > 0
    assert len(re.findall("<svg[^>]* aria-(?:label|labelledby)=", page)) == page.count("<svg ")
    assert not re.findall(r"<img(?![^>]*alt=)", page)
    links, anchors = set(re.findall(r'href="#([^"]+)"', page)), re.findall(r'id="([^"]+)"', page)
    assert links <= set(anchors)
    assert len(anchors) == len(set(anchors))
    assert not re.search(r' (?:d|x|y|width)="[^"]*nan', page)  # what has no value is not drawn
    assert "Warning" not in page
    assert "Đầm Dơi" in page


@pytest.mark.parametrize("name", ONE_QUICKLY)
def test_every_estimate_of_the_page_is_in_the_file(reports: Callable[[str], Report], name: str) -> None:
    """The file beside the page holds every number in full precision, with the figures it rests on."""
    estimates = _estimates(reports(name))
    assert estimates.columns.tolist() == list(ESTIMATE_COLUMNS)
    assert not estimates["estimate_id"].duplicated().any()
    made = estimates[estimates["method"].ne("refused") & estimates["estimand"].ne("coding_agreement")]
    assert made["figure_ids"].str.len().gt(0).all()
    refused = estimates[estimates["method"].eq("refused")]
    assert refused[["estimate", "estimate_low", "estimate_high", "low", "high"]].isna().all(axis=None)
    assert refused["assumption"].str.fullmatch("[a-z_]+").all()  # the page says the numbers
    model = made["interval_kind"].eq("model")
    assert made.loc[model, "confidence"].eq(0.95).all()
    assert made.loc[~model, ["confidence", "low", "high"]].isna().all(axis=None)
    low, high = made["estimate_low"], made["estimate_high"]
    assert (low.le(high) | low.isna() | high.isna()).all()
    assert (made["low"].le(made["estimate_low"]) | made["low"].isna() | made["estimate_low"].isna()).all()
    assert (made["high"].ge(made["estimate_high"]) | made["high"].isna() | made["estimate_high"].isna()).all()
    exact = low.eq(high)
    assert made.loc[exact, "estimate"].eq(low[exact]).all()
    assert made.loc[~exact, "estimate"].isna().all()


def test_the_estimates(report: Report) -> None:
    """Full precision."""
    assert _estimates(report)["estimate"].iloc[0] == 116 / 115


def test_the_headline_is_the_notebooks(report: Report) -> None:
    """It goes into the list of reports."""
    assert report.title == "Quota attainment"
    assert report.headline == "All five Party organisations with a finished, reported target met it"
    assert report.others["vi"]["headline"] not in ("", report.headline)


def test_no_file_names_this_machine(report: Report) -> None:
    """The same run gives the same bytes anywhere."""
    for name, data in report.files.items():
        assert not re.search(rb"/(?:tmp|home|root|work|Users)/", data), name


@pytest.mark.usefixtures("ordinary_kernels")
def test_the_same_run_gives_the_same_bytes(report: Report) -> None:
    """No time, no random id, nothing of how the kernel was started."""
    assert execute("quota-attainment").files == report.files


def test_another_collection_and_its_variable(tiny: Collection) -> None:
    """--data reaches the kernel, and the variable is as it was afterwards."""
    build(tiny)
    found = execute("quota-attainment", collection=tiny)
    assert found.headline == "Mẫu met its target of 2020"
    assert DATA_VARIABLE not in os.environ


@pytest.mark.parametrize("name", ONE_QUICKLY)
def test_parameters_reach_the_notebook(reports: Callable[[str], Report], name: str) -> None:
    """A selection changes the numbers and the prose, and names no other organisation."""
    found = execute(name, {"organisations": ["nam-dong"]})
    page = found.files["index.html"].decode()
    assert found.headline not in ("", reports(name).headline)
    assert re.search("Filtered out: \\d+ rows of other organisations", page)
    assert "Nam Đông" in page
    assert "Đồng Tháp" not in page
    organisations = _estimates(found)["organisation_ids"].dropna()
    assert set(organisations) <= {"nam-dong"}


@pytest.mark.slow
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_larger_collection_carries_the_models(simulated: Path, name: str) -> None:
    """From raw tables through --data to the page: what five articles refuse is estimated, and shown."""
    found = execute(name, collection=Collection(simulated))
    estimates = _estimates(found)
    made = estimates[estimates["method"].ne("refused")]
    assert set(made["estimand"]) >= CARRIED[name]
    page = found.files["index.html"].decode()
    assert page.count('<figure class="picture"') > 0
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


@pytest.mark.parametrize("name", ONE_QUICKLY)
def test_an_empty_selection_still_runs(name: str) -> None:
    """It says plainly what is missing."""
    found = execute(name, {"year_to": 1990})
    page = found.files["index.html"].decode()
    assert found.headline
    assert "<figure" not in page
    assert " found, " in page
    assert not re.search(r"<tbody>\s*</tbody>", page)
    assert "nan" not in re.sub("<[^>]*>", " ", page).lower().split()
    assert _estimates(found)["method"].isin(["refused", "f1", "krippendorff_alpha"]).all()


@pytest.mark.parametrize("name", ONE_QUICKLY)
def test_text_from_the_data_is_text(case: Case, name: str) -> None:
    """A script in a name, a tag in a note: no page and no output of the notebook lets them through."""
    script, tag = "<script>alert(1)</script>", "<img src=x onerror=alert(2)>"
    link = "[l](javascript:alert(3)) ![p](http://evil.example/p.png) `<` http://evil.example/q"
    case.organisations = [["d", f"Huyện {script}", f"District {script} {link}", "district", ""]]
    case.add("a", "100", T, "2022")
    count = case.add("a", "110", N, "2022", disputed=tag)
    case.add("a", "3", N, "2022", group="school_pupil", part_of=count)
    case.add("a", "120", T)
    case.add("a", "30", N, "2023-01-01/2023-03-31")
    case.add("a", "25%", A, "2023-01-01/2023-03-31", numerator=str(4 * 20), against="2023")
    found = execute(name, collection=Collection(case.build()))
    assert not found.failure
    page = found.files["index.html"].decode()
    for text in (script, tag):
        assert text not in page
    assert not re.findall(r'(?:src|href)="(?!data:|#|\.\./|notebook.ipynb|estimates.csv|vi.html)', page)
    assert "![p](http://evil.example/p.png) `&lt;`" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;img src=x" not in page
    outputs = [
        output for cell in json.loads(found.files["notebook.ipynb"])["cells"] for output in cell.get("outputs", [])
    ]
    shown = [output["data"] for output in outputs if "data" in output]
    rich = ["".join(data[kind]) for data in shown for kind in ("text/html", "text/markdown") if kind in data]
    assert rich
    assert not [text for text in rich if script in text or tag in text]
    assert "&lt;" not in found.headline


def test_a_failing_cell_is_named(tmp_path: Path) -> None:
    """One line: which cell, which error; the notebook as far as it came is kept."""
    path = tmp_path / "raises.ipynb"
    path.write_bytes(as_bytes(v4.new_notebook(cells=[v4.new_code_cell("1 / 0", id="a")], metadata=KERNEL)))
    with pytest.raises(RunFailed, match="raises: cell 0 failed: ZeroDivisionError: division by zero") as found:
        run_notebook("raises", path, {}, tmp_path)
    output = found.value.notebook.cells[-1].outputs[0]
    assert output["traceback"] == ["ZeroDivisionError: division by zero"]  # a traceback names folders of this machine


@pytest.mark.parametrize("kind", ["ValueError", "UserError"])
def test_an_error_without_a_text(tmp_path: Path, kind: str) -> None:
    """It has a type, also where ours need none."""
    path = tmp_path / "bare.ipynb"
    cell = v4.new_code_cell(f"class UserError(Exception): pass\nraise {kind}", id="a")
    path.write_bytes(as_bytes(v4.new_notebook(cells=[cell], metadata=KERNEL)))
    with pytest.raises(RunFailed, match=f"^bare: cell 0 failed: {kind}$"):
        run_notebook("bare", path, {}, tmp_path)


def test_a_cell_that_ends_the_kernel_politely_has_not_finished(tmp_path: Path) -> None:
    """papermill takes sys.exit(0) for a success, and leaves out what follows."""
    path = tmp_path / "exit.ipynb"
    cells = [v4.new_code_cell("import sys; sys.exit(0)", id="a"), v4.new_code_cell("1", id="b")]
    path.write_bytes(as_bytes(v4.new_notebook(cells=cells, metadata=KERNEL)))
    with pytest.raises(RunFailed, match="exit: cell 0 was not run to its end: SystemExit"):
        run_notebook("exit", path, {}, tmp_path)


def test_a_cell_that_was_left_out_is_noticed() -> None:
    """A kernel can end without an error; what it did not run has no number."""
    cells = [
        v4.new_code_cell("", id="a"),
        v4.new_code_cell("1", id="b", execution_count=1),
        v4.new_code_cell("2", id="c"),
    ]
    assert _find_unfinished(v4.new_notebook(cells=cells)) == "cell 2 was not run to its end"
    assert _find_unfinished(v4.new_notebook(cells=cells[:2])) == ""


def test_nothing_that_a_cell_says_names_this_machine(tmp_path: Path) -> None:
    """Neither a warning of a good run, nor the error of a failed one, nor what it said before; and it is one line."""
    path = tmp_path / "says.ipynb"
    cells = [
        v4.new_code_cell("import warnings; warnings.warn('look'); print(__import__('os').getcwd())", id="a"),
        v4.new_code_cell("raise ValueError('two\\nlines: ' + __import__('os').getcwd() + '/x/gone.csv')", id="b"),
    ]
    for last in (1, 2):
        path.write_bytes(as_bytes(v4.new_notebook(cells=cells[:last], metadata=KERNEL)))
        if last == 1:
            made = run_notebook("says", path, {}, tmp_path)
        else:
            with pytest.raises(RunFailed, match=r"^says: cell 1 failed: ValueError: two lines: …/gone.csv$") as found:
                run_notebook("says", path, {}, tmp_path)
            made = found.value.notebook
        assert "look" in str(made)
        assert not re.search(r"/(?:tmp|home|root|work|Users)\b", str(made))


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("read /srv/x/a.csv: gone", "read …/a.csv: gone"),
        ("in /tmp/run-1234 and '/srv/data/'", "in … and '…'"),
        ("see https://example.org/a/b.html or data/raw/a.csv", "see https://example.org/a/b.html or data/raw/a.csv"),
        ("kept …/a.csv, 3/4 of them", "kept …/a.csv, 3/4 of them"),
        ("PATH=/usr/bin:/srv/x/bin/y.py:/srv/z/y", "PATH=…:…/y.py:…"),
        ("error:/srv/a/x.py -I/srv/b/include a-b/c/d ./srv/e/x.py", "error:…/x.py -I… a-b/c/d ./srv/e/x.py"),
        ("//srv/c/y.txt file:///srv/d/y.txt file://host/srv/y.txt", "…/y.txt file:…/y.txt file:…/y.txt"),
        (
            "sqlite:////srv/a/b.db (https://host/path/b,https://host:1/a/b)",
            "sqlite:…/b.db (https://host/path/b,https://host:1/a/b)",
        ),
    ],
)
def test_of_a_path_only_the_name_of_a_file_is_kept(text: str, stripped: str) -> None:
    """Folders name the machine; addresses and relative paths do not."""
    assert strip_paths(text) == stripped


@pytest.mark.slow
def test_data_that_change_during_a_run(tiny: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report names the hash of the data that it was made of, or fails."""
    build(tiny)

    def change(*given: object) -> object:
        made = run_notebook(*given)  # type: ignore[arg-type]
        path = tiny.path("raw-organisations")
        path.write_bytes(path.read_bytes().replace("Mẫu school".encode(), "Mẫu School".encode()))
        build(tiny)
        return made

    monkeypatch.setattr("partyresearch.reports.notebook.run_notebook", change)
    found = execute("quota-attainment", collection=tiny)
    assert found.failure == "quota-attainment: the notebook or the data changed while it ran"
    assert list(found.files) == ["notebook.ipynb"]


@pytest.mark.parametrize("kernels", ["forked", "ordinary"])
def test_a_dead_kernel_is_told(tmp_path: Path, kernels: str, request: pytest.FixtureRequest) -> None:
    """A kernel that is gone is no finished report."""
    request.getfixturevalue(f"{kernels}_kernels")
    path = tmp_path / "dead.ipynb"
    cells = [v4.new_code_cell("import os; os._exit(3)", id="a")]
    path.write_bytes(as_bytes(v4.new_notebook(cells=cells, metadata=KERNEL)))
    with pytest.raises(UserError, match="could not be run: DeadKernelError"):
        run_notebook("dead", path, {}, tmp_path)


def test_a_notebook_without_a_title() -> None:
    """A page needs a name."""
    with pytest.raises(UserError, match="begins with a heading"):
        render(v4.new_notebook())


def test_a_notebook_that_names_no_kernel(tmp_path: Path) -> None:
    """It is one of ours."""
    path = tmp_path / "book.ipynb"
    book = json.loads(json.dumps(v4.new_notebook(cells=[v4.new_code_cell("1 + 1", id="a")])))
    for metadata in ({}, {"kernelspec": None}):
        path.write_text(json.dumps(book | {"metadata": metadata}), encoding="utf-8")
        assert "2" in str(run_notebook("book", path, {}, tmp_path).cells[0].outputs)


@pytest.mark.parametrize("ids", [None, "same"], ids=["none", "one twice"])
def test_cells_without_ids_of_their_own_give_the_same_bytes(tmp_path: Path, ids: str | None) -> None:
    """Nbformat gives them some at random."""
    notebook = v4.new_notebook(cells=[v4.new_code_cell("1"), v4.new_code_cell("2")], metadata=KERNEL)
    book = json.loads(json.dumps(notebook))
    for cell in book["cells"]:
        cell.pop("id")
        if ids:
            cell["id"] = ids
    path = tmp_path / "book.ipynb"
    path.write_text(json.dumps(book), encoding="utf-8")
    made = [as_bytes(run_notebook("book", path, {}, tmp_path)) for _ in range(2)]
    assert made[0] == made[1]


def test_a_cell_that_is_added_gets_no_id_of_another() -> None:
    """Papermill puts a cell above the one that failed."""
    cells = [v4.new_code_cell("1", id=name) for name in ("random", "cell-0", "other")]
    assert [cell.id for cell in strip_traces(v4.new_notebook(cells=cells), ["cell-0"]).cells] == [
        "added-0",
        "cell-0",
        "cell-2",
    ]


def test_html_for_pages_is_no_text_with_paths() -> None:
    """In base64 a slash is one of the letters."""
    page = '<a href="data:text/csv;base64,+/ab/cd/ef">CSV</a>'
    metadata = {"page": page, "partyresearch": {"others": {"vi": {"data": {}, "metadata": {"page": page}}}}}
    output = v4.new_output("display_data", data={}, metadata=metadata)
    made = strip_traces(v4.new_notebook(cells=[v4.new_code_cell("1", outputs=[output])]), [])
    assert made.cells[0].outputs[0].metadata == metadata


def test_a_page_has_no_tag_that_contacts_a_host() -> None:
    """Nor one that only a browser takes for a tag; what is text stays."""
    hostile = "# A title\n\n<!--><META http-equiv=refresh content='0;url=http://a.example'>-->\n\n`<meta>` <metal>"
    output = v4.new_output("display_data", data={"text/html": "<style></style x><iframe src='//a.example'></iframe>"})
    cells = [v4.new_markdown_cell(hostile), v4.new_code_cell("1", outputs=[output])]
    content = render(v4.new_notebook(cells=cells)).html.decode().partition("<body>")[2]
    assert not re.findall("<(?:meta|iframe)\\b", content, re.I)
    assert "<code>&lt;meta&gt;</code> <metal>" in content


def test_a_page_has_sections_folds_and_a_citation() -> None:
    """What has nothing to show is left out with its heading; the summary is a result's; a section on citing is one."""
    page = render(sample_notebook(), "vi", ORIGIN, "en").html.decode()
    assert "Interim" not in page
    assert re.findall('<details id="([^"]+)"><summary><h2>[^<]+</h2> <span>([^<]+)', page) == [
        ("how-sure-are-we", "còn một cách hiểu"),  # ids are the same in every language
        ("where-the-numbers-come-from", "120 figures"),
        ("cite", "BSD 3-Clause, CC BY 4.0"),
    ]
    assert "as JupyterLab shows it" not in page
    assert f"<title>{TITLES['vi']}</title>" in page
    assert '<a href="index.html" lang="en"' in page
    assert "phiên bản" in page
    own = render(sample_notebook(cite=True), "en", ORIGIN).html.decode()
    assert re.findall('<details id="cite"><summary><h2>([^<]+)', own) == ["Method, citation, licence"]
    assert own.index("The method.") < own.index("To cite this page: “All five") < own.index("Coded data: CC BY 4.0.")


def test_a_page_holds_attachments_and_no_file_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the working folder nothing is read, and nothing waited for."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.png").write_text("secret")
    os.mkfifo(tmp_path / "pipe.png")
    source = "# A title\n\n![a](attachment:a.png) ![b](secret.png) ![c](pipe.png) <img src='secret.png'>"
    cell = v4.new_markdown_cell(source, attachments={"a.png": {"image/png": "iVBORw=="}})
    page = render(v4.new_notebook(cells=[cell])).html.decode()
    assert re.findall("<img [^>]*src=[\"']([^\"']+)", page) == [
        "data:image/png;base64,iVBORw==",
        "secret.png",
        "pipe.png",
        "secret.png",
    ]


@pytest.mark.parametrize("name", ["a.csv", "b.B.PNG", "c d.xlsx"])
def test_a_file_of_data_or_a_picture_is_kept(tmp_path: Path, name: str) -> None:
    """Beside the page, as it is."""
    (tmp_path / name).write_bytes(b"1")
    assert _collect_files(tmp_path, "r", None) == {name: b"1"}


OTHER = ["a.html", "a.csv.HTM", "a.svg", "a.js", "a.php", "a.csv.gz", "a", "csv", ".csv", ".a.csv", "a.", "\udcff"]


@pytest.mark.parametrize("name", [*OTHER, "index.html", "notebook.ipynb", "vi.html", "index.docx", "run.json"])
def test_a_file_that_would_be_a_page_or_take_the_place_of_ours(tmp_path: Path, name: str) -> None:
    """What a browser or a web server executes, or takes for it, is not published."""
    (tmp_path / name).write_bytes(b"1")
    with pytest.raises(RunFailed) as found:
        _collect_files(tmp_path, "r", None)
    assert str(found.value).endswith(f"got the file {name!r}")


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/etc/passwd")], ids=["pipe", "link"])
def test_a_file_that_is_replaced_while_it_is_collected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None]
) -> None:
    """Nothing is followed or waited for, whatever was there a moment ago."""
    (tmp_path / "a.csv").write_bytes(b"1")
    entries = list(os.scandir(tmp_path))
    (tmp_path / "a.csv").unlink()
    make(tmp_path / "a.csv")
    monkeypatch.setattr(os, "scandir", lambda _: entries)
    with pytest.raises(RunFailed, match=r"^r: 'a.csv' cannot be read \("):
        _collect_files(tmp_path, "r", None)


def test_paths_are_removed_from_every_part_of_an_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it is called, also below lists and metadata, and by both names of a folder; a picture stays as it is."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "link"))
    here, picture = f"{tmp_path}/link/x {tmp_path}/real/y", "a//srv/x/y/" * 8
    kinds = ("text/html", "text/markdown", "text/latex", "text/csv", "image/svg+xml", "text/plain", "application/json")
    data = {kind: {here: [here]} if "json" in kind else here for kind in kinds} | {
        "text/x": [here],
        "image/png": picture,
    }
    shown = v4.new_output("display_data", data=data, metadata={"image/png": {"alt": here}, "others": {"data": data}})
    raised = v4.new_output("error", ename=here, evalue=here, traceback=[here])
    cells = [v4.new_code_cell("1", outputs=[shown, raised, v4.new_output("stream", text=here)])]
    made = as_bytes(strip_traces(v4.new_notebook(cells=cells), [])).decode()
    assert str(tmp_path) not in made
    assert made.count(picture) == 2


def test_a_link_to_a_row_that_is_not_shown_is_none() -> None:
    """Of a long table the first rows are shown; the words stay, and what leads somewhere still does."""
    html = '<table><tr id="a:1"><td><a href="#a:1">1</a> <a href="#a:2">2</a> <a href="#main">3</a></td></tr></table>'
    cells = [v4.new_markdown_cell("# Title"), _shown(html)]
    page = render(v4.new_notebook(cells=cells)).html.decode()
    assert '<a href="#a:1">1</a> <a>2</a> <a href="#main">3</a>' in page


def _shown(html: str) -> v4.NotebookNode:
    return v4.new_code_cell("1", outputs=[v4.new_output("display_data", data={"text/html": html})])
