"""The door: a study of chosen rows, every analysis as a method, and what stands around them."""

from __future__ import annotations

import inspect
import re
import shutil
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure
from pandas.testing import assert_frame_equal
from scipy.stats import binomtest, chi2

import partyresearch as pr
from partyresearch.collection.place import Collection, find_collection
from partyresearch.collection.problems import UserError
from partyresearch.show.plots.drawings import DRAWINGS
from saying import DRAWN, STORIES
from saying import QUESTIONS as METHODS

CHOICES: dict[str, dict[str, Any]] = {
    "five articles": {},
    "one organisation": {"organisations": ["Đầm Dơi"]},
    "nothing": {"years": (0, 1900)},
    "simulated": {},
}


@cache
def _study(choice: str, root: str, language: str) -> pr.Study:
    return pr.study(root, language=language, **CHOICES[choice])


@cache
def _result(choice: str, root: str, language: str, method: str) -> pr.Result:
    result: pr.Result = getattr(_study(choice, root, language), method)()
    return result


@pytest.fixture(params=CHOICES)
def chosen(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Results of one choice of rows, by language and method."""
    root = str(request.getfixturevalue("simulated")) if request.param == "simulated" else ""
    return lambda method, language="en": _result(request.param, root, language, method)


def test_every_analysis_is_tried_here() -> None:
    """No method is forgotten."""
    others = {"share", "sensitivity", "sources", "methods", "cards", "figure", "find", "cite", "write", "export"}
    public = {name for name, value in vars(pr.Study).items() if callable(value) and name[0] != "_"}
    assert public == set(METHODS) | others


@pytest.mark.parametrize("method", METHODS)
def test_every_analysis_returns_a_result(chosen: Callable[..., pr.Result], method: str) -> None:
    """With the same estimates in both languages, and words, a table and everything that a page needs in each."""
    english, vietnamese = chosen(method), chosen(method, "vi")
    assert isinstance(english, pr.Result)
    assert_frame_equal(english.estimates, vietnamese.estimates)
    assert english.estimates["estimate_id"].is_unique
    data, metadata = english._repr_mimebundle_()
    carried = metadata["partyresearch"]
    other = carried["others"]["vi"]
    for result, shown, about in ((english, data, metadata), (vietnamese, other["data"], other["metadata"])):
        if method in STORIES:
            assert shown["text/plain"].splitlines()[0] == result.headline == about["headline"]
        else:
            assert shown["text/plain"] == result.summary()
            assert about["summary"]
        assert "<table" in shown["text/html"] or "<p" in shown["text/html"]
        assert about["page"] in shown["text/html"]
        assert len(result.refusals) >= result.estimates["method"].eq("refused").sum()
        modelled = result.estimates["interval_kind"].eq("model").any()
        assert modelled or result.model is None
    table = english.table()._repr_mimebundle_()[0]["text/html"].partition("<h2>")[0]  # below it, what no table holds
    assert table in data["text/html"]
    assert carried["language"] == "en"


@pytest.mark.parametrize("method", [method for method in METHODS if method not in ("overview", "checked")])
def test_a_summary_has_a_line_for_each_estimate(chosen: Callable[..., pr.Result], method: str) -> None:
    """Or a reason."""
    result = chosen(method)
    text = result.summary().splitlines()
    made = result.findings.chosen()
    assert len(text) == bool(result.headline) + len(made) + len(set(result.refusals))
    every = repr(result.table(*made["estimand"].unique()))
    assert len(every.splitlines()) >= len(made)


@pytest.mark.parametrize("method", METHODS)
def test_every_picture_says_what_it_shows(chosen: Callable[..., pr.Result], method: str) -> None:
    """With an alternative text; an empty one is a sentence; what has no picture says so."""
    result = chosen(method)
    assert (result.findings.question in DRAWINGS) == (method in DRAWN)
    if method not in DRAWN:
        with pytest.raises(UserError, match="there is no picture of"):
            result.plot()
        return
    picture, other = result.plot(), chosen(method, "vi").plot()
    assert repr(picture) == picture.alt != other.alt
    assert picture.figure is picture.axes.get_figure(root=True)


@pytest.mark.parametrize("method", DRAWN)
def test_a_picture_carries_both_languages(method: str) -> None:
    """A drawing with its alternative text in each, or a sentence where there is nothing to draw."""
    root, alts = "", {}
    for choice in ("one organisation", "nothing"):
        alts = {code: _result(choice, root, code, method).plot().alt for code in ("en", "vi")}
        data, metadata = _result(choice, root, "en", method).plot()._repr_mimebundle_()
        other = metadata["partyresearch"]["others"]["vi"]
        assert (data["text/plain"], other["data"]["text/plain"]) == (alts["en"], alts["vi"])
        assert set(data) == set(other["data"])
        assert set(data) == {"image/svg+xml" if not metadata["empty"] else "text/markdown", "text/plain"}
        assert other["metadata"]["empty"] == metadata["empty"]
    assert metadata["empty"]  # of nothing


@pytest.mark.parametrize("method", DRAWN)
def test_a_panel_of_ones_own(method: str) -> None:
    """Drawn where the caller says, on the figure that the caller has."""
    axes = Figure().subplots()
    assert _result("five articles", "", "en", method).plot(ax=axes) is axes
    drawn = axes.has_data() or axes.texts or axes.patches
    assert drawn or method == "mean_attainment"  # five articles carry no funnel


def test_interim_targets_have_a_picture_of_their_own() -> None:
    """One committee's quarter."""
    result = _result("five articles", "", "en", "attainment")
    alt = result.plot(estimand="interim_attainment").alt
    assert "Jan–Mar 2023" in alt
    assert "Jan–Mar 2023" not in result.plot().alt


@pytest.mark.parametrize(
    "name",
    [
        "dam-doi",
        "Đầm Dơi",
        "dam doi",
        unicodedata.normalize("NFD", "Đầm Dơi"),
        "Party organisation of Đầm Dơi district",
    ],
)
def test_organisations_have_ids_and_names(name: str) -> None:
    """With and without diacritics, composed or not, in either language."""
    assert set(pr.study(organisations=[name]).targets["organisation_id"]) == {"dam-doi"}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Dam Dọi 2", r"organisations: expected an organisation_id or a name \(perhaps dam-doi.*\), got 'Dam Dọi 2'"),
        ("nam-dogn", r"\(perhaps nam-dong.*\), got 'nam-dogn'"),
        ("xyz", r"expected an organisation_id or a name, such as .*, got 'xyz'"),
    ],
)
def test_an_unknown_organisation_is_answered_with_the_closest(name: str, message: str) -> None:
    """And what was asked for."""
    with pytest.raises(UserError, match=message):
        pr.study(organisations=[name])


def test_a_name_of_two_organisations_is_ambiguous(tiny: Collection) -> None:
    """The ids tell them apart."""
    from partyresearch.tables.package import build

    path = tiny.path("raw-organisations")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Chi bộ trường Mẫu", "Đảng bộ xã Mẫu"), encoding="utf-8")
    build(tiny)
    with pytest.raises(UserError, match="expected an organisation_id, such as mau or mau-school, got 'dang bo xa mau'"):
        pr.study(tiny.root, organisations=["dang bo xa mau"])
    assert len(pr.study(tiny.root, organisations=["mau"]).admissions)


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"language": "fr"}, "language: expected one of en, vi, got 'fr'"),
        ({"level": "city"}, "level: expected one of"),
        ({"group": "pupils"}, "group: expected one of"),
        ({"years": (2023, 2020)}, "years: expected the earlier year first"),
        ({"organisations": "dam-doi"}, "expected a list"),
    ],
)
def test_a_wrong_choice_is_told_at_once(choice: dict[str, Any], message: str) -> None:
    """Not when the first analysis runs."""
    with pytest.raises(UserError, match=message):
        pr.study(**choice)


def test_a_wrong_confidence_is_told() -> None:
    """By the analysis that would need it."""
    with pytest.raises(UserError, match="between 0 and 1"):
        pr.study(confidence=95).attainment()


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"include_preliminary": "no"}, "include_preliminary: expected true or false, got 'no'"),
        ({"include_preliminary": "false"}, "include_preliminary: expected true or false, got 'false'"),
        ({"include_preliminary": None}, "include_preliminary: expected true or false, got None"),
        ({"years": (0, True)}, "years: expected the first and the last year, 0 for no limit, got (0, True)"),
        ({"confidence": float("nan")}, "confidence: expected a number, got nan"),
        ({"confidence": "0.9"}, "confidence: expected a number, got '0.9'"),
        ({"years": (date(2022, 1, 1), 0)}, "years: expected the first and the last year"),
        ({"years": ("2022", 0)}, "years: expected the first and the last year"),
        ({"organisations": None}, "organisations: expected a list of texts, got None"),
        ({"organisations": [3]}, "organisations: expected a list of texts, got [3]"),
        ({"level": None}, "level: expected text, got None"),
        ({"group": float("nan")}, "group: expected text, got nan"),
        ({"data_dir": None}, "data_dir: expected text, got None"),
        ({"language": None}, "language: expected one of en, vi, got None"),
    ],
)
def test_a_value_of_another_type_is_refused(choice: dict[str, Any], told: str) -> None:
    """Plain papermill hands on what YAML and the command line make of a value."""
    with pytest.raises(UserError) as error:
        pr.study(**choice)
    assert str(error.value).startswith(told)


@pytest.mark.parametrize("value", ["3", None, float("nan"), -1, True])
def test_a_wrong_size_of_the_frame_is_refused(value: Any) -> None:
    """The same for the parameters of methods."""
    study = pr.study()
    with pytest.raises(UserError, match=r"frame_size: expected (a whole number|0 or more), got"):
        study.reported_success(value)
    if value is not True and value != "3":
        with pytest.raises(UserError, match="output_dir: expected text, got"):
            study.write(value)


def test_the_confidence_is_the_studys(simulated: Path) -> None:
    """Every modelled estimate has it."""
    study = pr.study(confidence=0.8)
    for method in ("attainment", "student_share", "share_of_members", "rate_ratio", "projections", "partition"):
        assert set(getattr(study, method)().estimates["confidence"].dropna()) == {0.8}
    pooled = pr.study(simulated, confidence=0.8).pooled_student_share()
    assert set(pooled.estimates["confidence"].dropna()) == {0.8}


def test_options_are_passed_on(simulated: Path) -> None:
    """Minimums of growth, pooled share and mean attainment; the size of the frame."""
    success = pr.study().reported_success(frame_size=63).estimates.set_index("estimand")
    assert success.loc["met_target_of_all", "estimate_low"] == 15 / 63
    study = pr.study(simulated)
    assert study.growth(minimum_organisations=15).refusals
    assert study.pooled_student_share(minimum_units=15).refusals
    assert len(study.mean_attainment(minimum_units=15).refusals) > len(study.mean_attainment().refusals)
    with pytest.raises(TypeError, match="minimum_untis"):
        study.mean_attainment(minimum_untis=3)


def test_filtered_and_whole_tables() -> None:
    """Those of the chosen rows, and the whole ones beside them."""
    study = pr.study(organisations=["dam-doi"], years=(2022, 2022))
    whole = pr.study()
    for name in ("figures", "admissions", "shares", "target_readings", "checks"):
        chosen, every = getattr(study, name), getattr(study.all, name)
        assert 0 < len(chosen) < len(every)
        assert_frame_equal(getattr(whole, name), every)
        loaded = getattr(pr, f"load_{name}")()
        assert_frame_equal(every, loaded)
    assert set(study.target_readings["organisation_id"]) == {"dam-doi"}
    assert repr(study) == (
        f"<Study of data: {len(study.figures)} of 110 figures, {len(study.admissions)} admissions, "
        f"{len(study.targets)} targets>"
    )


def test_a_group_is_chosen() -> None:
    """Pupils, or pupils and students."""
    study = pr.study(group="student")
    assert study.student_share().estimates["group"].unique().tolist() == ["student"]
    assert study.class_to_admission().findings.chosen().empty


@pytest.mark.parametrize("table", ["target_readings", "shares", "admissions", "figures", "checks"])
def test_a_stale_table_cannot_get_in(table: str, tmp_path: Path) -> None:
    """A processed table that was changed by hand is refused, and so is one whose raw table was."""
    root = tmp_path / "data"
    shutil.copytree(find_collection().root, root)
    path = root / "processed" / f"{table}.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(UserError, match=rf"{table}\.csv: has changed since the tables were built; run: partyresearch"):
        pr.study(root)


def test_a_changed_raw_table_makes_the_others_stale(tmp_path: Path) -> None:
    """Build first."""
    root = tmp_path / "data"
    shutil.copytree(find_collection().root, root)
    with (root / "raw" / "figures.csv").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    with pytest.raises(UserError, match=r"raw/figures\.csv: has changed"):
        pr.study(root)


def test_what_is_no_collection_is_told(tmp_path: Path) -> None:
    """And what one has."""
    with pytest.raises(UserError, match=r"collection.* no folder raw"):
        pr.study(tmp_path)


def test_counted_targets_have_the_exact_poisson_interval() -> None:
    """Garwood's, on every row whose numbers are known."""
    counted = pr.study().attainment().counted
    assert len(counted) >= 5
    admitted, target = counted["admitted"], counted["target"]
    low = chi2.ppf(0.025, 2 * admitted) / 2 / target
    doubts = (admitted >= target) & (low < 1)  # of a target that was met
    assert counted["low"].to_numpy() == pytest.approx(low.mask(doubts), nan_ok=True)
    assert counted["high"].to_numpy() == pytest.approx(chi2.ppf(0.975, 2 * admitted + 2) / 2 / target)


@pytest.mark.parametrize(
    ("method", "part", "whole"), [("student_share", "group", "admitted"), ("share_of_members", "admitted", "members")]
)
def test_counted_shares_have_the_exact_binomial_interval(simulated: Path, method: str, part: str, whole: str) -> None:
    """Clopper and Pearson's, on every row whose numbers are known."""
    for choice, root in (("five articles", ""), ("simulated", str(simulated))):
        counted = _result(choice, root, "en", method).counted
        counted = counted[counted["method"].eq("clopper_pearson")]
        assert len(counted)
        for row in counted.to_dict("records"):
            exact = binomtest(int(row[part]), int(row[whole])).proportion_ci(0.95, "exact")
            assert (row["low"], row["high"]) == pytest.approx((exact.low, exact.high))


def test_counted_parts_of_years_have_the_intervals_of_statsmodels() -> None:
    """Score of the ratio of two rates, on the one row there is; its counts are those of both periods."""
    from statsmodels.stats.rates import confint_poisson_2indep

    counted = pr.study().rate_ratio().counted.set_index("method")
    row = counted.loc["score"]
    assert row[["admitted", "elapsed", "before"]].tolist() == [67, 0.25, 116]
    low, high = confint_poisson_2indep(67, 0.25, 116, 1, method="score", compare="ratio")
    assert (row["low"], row["high"]) == pytest.approx((low, high), rel=1e-6)
    counted = pr.study().projections().counted
    assert counted[["count", "elapsed", "left"]].to_numpy().tolist() == [[67, 0.25, 0.75]] * 2


def test_an_interval_is_found_by_organisation_and_year() -> None:
    """The first estimate that ends in the year."""
    score = pr.study().attainment()
    expected = [chi2.ppf(0.025, 2 * 2564) / 2 / 1890, chi2.ppf(0.975, 2 * 2564 + 2) / 2 / 1890]
    assert score.interval("dong-thap", 2023) == pytest.approx(expected)
    assert score.interval("nam-dong", 2023)[1] is None
    with pytest.raises(UserError, match="interval: expected an estimate of nam-dong that ends in 2022, got none"):
        score.interval("nam-dong", 2022)
    with pytest.raises(
        UserError, match=r"expected one estimate of dam-doi that ends in 2023, got class_admission_share:dam-doi"
    ):
        pr.study().class_to_admission().interval("dam-doi", 2023)


def test_a_figure_tells_everything() -> None:
    """Its columns, what rests on it, its article; an unknown one the closest."""
    study = pr.study()
    lines = study.figure("dam-doi-2023:1582").splitlines()
    assert lines[0].split() == ["figure_id", "dam-doi-2023:1582"]
    assert any(line.split()[:3] == ["used", "in", "target_readings"] for line in lines)
    assert any(line.split()[:2] == ["article", "Lâm"] for line in study.figure("lam-ha-2024:1017").splitlines())
    assert lines[-1].endswith("the texts are not at hand (texts, or --texts DIR)")
    with pytest.raises(UserError, match=r"dam-doi-2023:1583: no such figure \(perhaps dam-doi-2023:1582"):
        study.figure("dam-doi-2023:1583")
    with pytest.raises(UserError, match=r"expected ARTICLE:START, such as .*; the articles are dam-doi-2023"):
        study.figure("nonsense")


def test_a_figure_of_any_row_is_found_from_a_narrow_study() -> None:
    """What is known of a figure does not depend on what is chosen."""
    narrow = pr.study(organisations=["lam-ha"])
    assert narrow.figure("dam-doi-2023:1582") == pr.study().figure("dam-doi-2023:1582")
    assert len(narrow.find("dam-doi"))


def test_a_figure_in_its_context(tiny: Collection, tiny_texts: Path) -> None:
    """The words around it, from a folder of texts; another text is refused."""
    from partyresearch.tables.package import build

    build(tiny)
    study = pr.study(tiny.root)
    figure = study.figures["figure_id"].iloc[0]
    assert "kết nạp" in study.figure(figure, tiny_texts).splitlines()[-1]
    (tiny_texts / "mau.txt").write_text("another text" * 20, encoding="utf-8")
    with pytest.raises(UserError, match=r"mau\.txt: is not the text of mau-2021 that was coded"):
        study.figure(figure, tiny_texts)
    (tiny_texts / "mau.txt").unlink()
    with pytest.raises(UserError, match=r"has no mau\.txt"):
        study.figure(figure, tiny_texts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.669", {"can-tho-2012:590"}),
        ("VƯỢT", {"nam-dong-2024:2035"}),
        ("dam-doi-2023:1582", {"dam-doi-2023:1582"}),
        ("", set()),
        ("no such thing", set()),
    ],
)
def test_figures_are_found(text: str, expected: set[str]) -> None:
    """By printed characters, id, metric or organisation; nothing finds nothing."""
    found = set(pr.study().find(text)["figure_id"])
    assert found == expected if not expected else expected <= found


def test_figures_of_an_organisation_are_found_without_diacritics() -> None:
    """All of them, and no others."""
    study = pr.study()
    found, figures = study.find("nam dong"), study.all.figures
    assert set(figures.loc[figures["organisation_id"].eq("nam-dong"), "figure_id"]) <= set(found["figure_id"])
    assert found["article_id"].unique().tolist() == ["nam-dong-2024"]


def test_how_to_cite() -> None:
    """Data and software, each with version and licence."""
    data, software = pr.study().cite().splitlines()
    assert "[data set]. Coded from 5 articles. Licence: " in data
    assert software == f"partyresearch (version {pr.__version__}) [software]. Licence: BSD-3-Clause."


def test_the_file_has_every_result_in_full_precision(tmp_path: Path) -> None:
    """In order; the same bytes in both languages; dates are days; nothing is written without a folder."""
    bytes_in = {}
    for language in ("en", "vi"):
        study = pr.study(language=language)
        folder = tmp_path / language / "new"
        study.write(folder, study.overview(), study.attainment(), study.growth(), study.rate_ratio())
        bytes_in[language] = (folder / "estimates.csv").read_bytes()
    assert bytes_in["en"] == bytes_in["vi"]
    table = pd.read_csv(tmp_path / "en" / "new" / "estimates.csv")
    expected = pd.concat([study.attainment().estimates, study.growth().estimates, study.rate_ratio().estimates])
    assert table["estimate_id"].tolist() == expected["estimate_id"].tolist()
    assert table["low"].dropna().tolist() == expected["low"].dropna().tolist()  # to the last digit
    assert table["period_end"].dropna().str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert b"NaT" not in bytes_in["en"]
    names = pd.read_csv(folder / "estimate-names.csv").set_index("estimate_id")
    assert names.index.tolist() == table["estimate_id"].tolist()
    assert names.loc["attainment:dam-doi:2022:2022:all:superior:rounded"].tolist() == [
        "Attainment: Đầm Dơi district · 2022",
        "Mức hoàn thành: huyện Đầm Dơi · 2022",
    ]
    assert [names.loc["annual_growth", "vi"]] == study.growth().refusals  # why it could not be made
    before = sorted(Path.cwd().iterdir())
    assert study.write("", study.attainment()) is None
    assert sorted(Path.cwd().iterdir()) == before


@pytest.mark.parametrize("choice", ["nothing", "simulated"])
def test_any_selection_can_be_written(choice: str, tmp_path: Path, simulated: Path) -> None:
    """All results in one file; empty results and empty columns do no harm."""
    root = str(simulated) if choice == "simulated" else ""
    results = [_result(choice, root, "en", method) for method in METHODS]
    _study(choice, root, "en").write(tmp_path, *results)
    table = pd.read_csv(tmp_path / "estimates.csv")
    assert len(table) == sum(len(result.estimates) for result in results)


def test_sources_are_those_of_the_results() -> None:
    """Each figure once with its anchor, and the articles."""
    study = pr.study()
    shown = study.sources(study.attainment(), study.attainment())
    page = shown._repr_mimebundle_()[0]["text/html"]
    ids = sorted(set(" ".join(study.attainment().findings.rests_on()).split()))
    assert set(" ".join(study.attainment().estimates["figure_ids"]).split()) <= set(ids)
    assert sorted(repr(shown).split()) == ids
    for figure_id in ids:
        assert page.count(f'id="{figure_id}"') == 1
    assert "nam-dong-2024</" in page
    assert study.sources()._repr_mimebundle_()[0]["text/html"].startswith("<p>")


def test_sources_of_the_overview_are_the_figures_it_shows() -> None:
    """Not those of estimates, of which it has none."""
    study = pr.study(organisations=["nam-dong"])
    assert "nam-dong-2024:2035" in repr(study.sources(study.overview()))
    assert set(repr(study.sources(study.checked())).split()) == set(" ".join(study.checks["figure_ids"]).split())


@pytest.mark.parametrize("name", pr.__all__)
def test_public_names_have_numpydoc(name: str) -> None:
    """A sentence, every parameter under its name, and an example."""
    documented = getattr(pr, name)
    text = inspect.getdoc(documented) or ""
    assert text.splitlines()[0].endswith(".")
    assert "\nExamples\n--------\n>>> " in text
    if inspect.isfunction(documented):
        parameters = text.partition("\nParameters\n")[2].partition("\nReturns\n")[0]
        for parameter in inspect.signature(documented).parameters:
            assert re.search(rf"^{parameter} : ", parameters, re.M), parameter


@pytest.mark.parametrize(
    "member", [f"{kind.__name__}.{name}" for kind in (pr.Study, pr.Result) for name in vars(kind) if name[0] != "_"]
)
def test_public_members_are_documented(member: str) -> None:
    """Each method has an example, each property a sentence."""
    owner, name = member.split(".")
    value = vars(getattr(pr, owner))[name]
    text = inspect.getdoc(value) or ""
    assert text.splitlines()[0].endswith(".")
    assert isinstance(value, property) or "\nExamples\n--------\n>>> " in text


def test_a_figure_says_what_it_could_be_instead() -> None:
    """Column, value, reason and the alternative's id; a number is searched for as its digits are printed."""
    study = pr.study()
    last = [line for line in study.figure("lam-ha-2024:1618").splitlines() if line.startswith("or else")]
    assert "set_by congress: " in "\n".join(last)
    assert len(last) == 3
    assert study.find(130)["figure_id"].tolist() == ["lam-ha-2024:1017"]  # type: ignore[arg-type]
    assert study.find("2669")["figure_id"].tolist() == study.find("2.669")["figure_id"].tolist() == ["can-tho-2012:590"]


def test_an_empty_text_is_empty_everywhere() -> None:
    """In a column with a closed vocabulary as in any other: no missing values among texts."""
    tables = [getattr(pr, name)() for name in pr.__all__ if name.startswith("load_")]
    texts = [table[name] for table in tables for name in table if table[name].dtype in ("str", "category")]
    assert len(texts) > 50
    assert not any(column.isna().any() for column in texts)


@pytest.mark.parametrize(
    ("choice", "message"),
    [({"group": "pupil"}, r"\(perhaps school_pupil\)"), ({"years": (2023, 2022)}, "years: expected the earlier year")],
)
def test_a_wrong_choice_is_answered_with_a_likely_one(choice: dict[str, Any], message: str) -> None:
    """In the words of the call."""
    with pytest.raises(UserError, match=message):
        pr.study(**choice)


def test_whole_tables_are_summed_up() -> None:
    """A name in a cell of a notebook prints one line."""
    assert "figures (110), admissions (16)" in repr(pr.study().all)


def test_a_table_is_described() -> None:
    """Whatever the capitals; a table that there is not is told with the closest."""
    table = pr.describe("Targets").set_index("column")
    assert table.index[0] == "target_id"
    assert table["may_be_empty"][["target_id", "target_low"]].tolist() == [False, True]
    with pytest.raises(UserError, match=r"targts: no such table \(perhaps targets"):
        pr.describe("targts")
