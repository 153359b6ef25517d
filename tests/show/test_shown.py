"""Outputs: each carries the other language; pictures, prose and results as a notebook shows them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from matplotlib.figure import Figure

import partyresearch as pr
from partyresearch.collection.problems import UserError
from partyresearch.show.language import LANGUAGES, Language
from partyresearch.show.picture import Picture
from partyresearch.show.plots.drawings import DRAWINGS
from partyresearch.show.result import Result
from partyresearch.show.shown import METADATA, Content, Html, Shown
from partyresearch.show.tables import prose_markdown
from saying import DRAWN, QUESTIONS, results

SVG = "image/svg+xml"


@cache
def _study(language: str = "en", *organisations: str) -> pr.Study:
    return pr.study(organisations=organisations, language=language)


@cache
def _study_of_nothing() -> pr.Study:
    return pr.study(years=(1900, 1900))


@cache
def _outputs(study: pr.Study) -> dict[str, Shown]:
    made = results(study)
    return {
        **{f"{place} {result.findings.question}": result for place, result in enumerate(made)},
        "table": made[0].table(),
        "cards": study.cards(study.recruitment(), study.student_share(), study.attainment()),
        "methods": study.methods(*made),
        "sensitivity": study.sensitivity(*made),
        "sources": study.sources(*made),
        "picture": study.attainment().plot(),  # type: ignore[dict-item]
        "empty": study.mean_attainment().plot(),  # type: ignore[dict-item]
        "view": pr.view(study.target_readings, language=study.language),
    }


def test_an_output_carries_what_it_would_be_in_the_other_language() -> None:
    """Data and metadata, as the output of a study in that language has them."""
    bundles = {
        code: {name: output._repr_mimebundle_() for name, output in _outputs(_study(code, "dam-doi")).items()}
        for code in LANGUAGES
    }
    for code, other in (("en", "vi"), ("vi", "en")):
        for name, (data, metadata) in bundles[code].items():
            carried = metadata[METADATA]
            assert carried["language"] == code
            assert set(carried["others"]) == {other}
            there, other_metadata = bundles[other][name]
            assert carried["others"][other] == {
                "data": there,
                "metadata": {key: value for key, value in other_metadata.items() if key != METADATA},
            }, name
            assert data != there, name


def test_an_output_has_plain_text_for_a_terminal() -> None:
    """Which is what `repr` says."""
    for output in _outputs(_study("en", "dam-doi")).values():
        assert output._repr_mimebundle_()[0]["text/plain"] == repr(output)


def test_a_new_kind_of_output_says_how_it_is_rendered() -> None:
    """Or nothing is shown."""
    with pytest.raises(NotImplementedError):
        Shown(Language, "en")._repr_mimebundle_()


def test_prose_stays_text() -> None:
    """What looks like HTML, a link or an address in a name is none; bold is meant."""
    said = "**<script>** [a](b) https://c_d $x$ 5 ~ #1 `y` | \\"
    assert prose_markdown(said) == r"**&lt;script&gt;** \[a\](b) https\://c\_d \$x\$ 5 \~ \#1 \`y\` \| \\"


def test_html_is_made_in_the_language_it_is_shown_in() -> None:
    """From labels, each time."""
    html = Html(Language, "vi", lambda t: f"<p>{t('undated')}</p>", lambda t: t("undated"))
    assert html._render(Language("en")) == Content({"text/html": "<p>undated</p>", "text/plain": "undated"}, {})
    assert repr(html) == "không rõ ngày"


def test_a_picture_without_axes_has_a_figure_of_its_own() -> None:
    """SVG with its alternative text; each language is drawn with its own words, what is not shown is not drawn."""
    picture = _study().attainment().plot()
    assert isinstance(picture, Picture)
    data, metadata = picture._repr_mimebundle_()
    assert set(data) == {SVG, "text/plain"}
    assert data[SVG].lstrip().startswith("<svg")
    assert picture.alt == data["text/plain"] == repr(picture)
    vietnamese = metadata[METADATA]["others"]["vi"]
    assert vietnamese["data"][SVG] != data[SVG]
    assert vietnamese["data"]["text/plain"] == _study("vi").attainment().plot().alt
    assert picture.figure is picture.axes.get_figure(root=True)


def test_what_is_changed_on_the_axes_is_shown() -> None:
    """In the notebook's language; the other language draws anew."""
    before = _study().attainment().plot()._repr_mimebundle_()
    picture = _study().attainment().plot()
    picture.axes.set_title("My own title")
    after = picture._repr_mimebundle_()
    assert "My own title" in after[0][SVG]
    assert "My own title" not in before[0][SVG]
    assert after[1][METADATA]["others"] == before[1][METADATA]["others"]


def test_a_picture_on_given_axes_is_those_axes() -> None:
    """For a panel of a figure of one's own, in the study's language."""
    left, right = Figure().subplots(1, 2)
    assert _study("vi").attainment().plot(left) is left
    assert _study().attainment().plot(ax=right, estimand="interim_attainment") is right
    words = [{text.get_text() for text in ax.texts} for ax in (left, right)]
    assert "Nam Đông" in "".join(words[0])
    assert "Nam Đông" not in "".join(words[1])
    assert len(words[0]) > len(words[1]) > 0


@pytest.mark.parametrize("name", QUESTIONS)
def test_nothing_to_draw_is_said(name: str) -> None:
    """A sentence instead of a picture, without drawing; on given axes an empty picture."""
    result: Result = getattr(_study_of_nothing(), name)()
    if result.findings.question not in DRAWINGS:
        with pytest.raises(UserError, match=f"plot: there is no picture of {result.findings.question}; table"):
            result.plot()
        return
    picture = result.plot()
    assert isinstance(picture, Picture)
    data, metadata = picture._repr_mimebundle_()
    assert set(data) == {"text/markdown", "text/plain"}
    assert data["text/plain"].startswith("An empty ")
    assert metadata[METADATA]["others"]["vi"]["data"]["text/plain"] != data["text/plain"]
    ax = Figure().subplots()
    assert result.plot(ax) is ax
    assert not ax.texts


def test_the_interim_can_be_empty_where_the_finished_are_not() -> None:
    """Each estimand is a picture of its own."""
    score = _study("en", "can-tho").attainment()
    assert SVG in score.plot()._repr_mimebundle_()[0]
    assert "text/markdown" in score.plot(estimand="interim_attainment")._repr_mimebundle_()[0]


def test_a_picture_has_the_same_bytes_each_time() -> None:
    """Without a time or a version in it."""
    first, second = (_study().attainment().plot()._repr_mimebundle_()[0][SVG] for _ in range(2))
    assert first == second
    assert not re.search("Matplotlib v|<dc:date>", first)


def test_a_main_result_is_shown_as_title_points_caution_table_and_method() -> None:
    """In this order, the method folded; the title stands in the metadata for the list of reports."""
    score = _study().attainment()
    data, metadata = score._repr_mimebundle_()
    html = data["text/html"]
    order = ["<h1>", '<ul class="points"><li>', '<p class="caution">', "<table ", '<details class="method">']
    places = [html.index(mark) for mark in order]
    assert places == sorted(places)
    assert metadata["headline"] == score.headline == re.search("<h1>(.*?)</h1>", html)[1]  # type: ignore[index]
    assert metadata[METADATA]["others"]["vi"]["metadata"]["headline"] == _study("vi").attainment().headline
    assert html.startswith(metadata["page"])  # what a page has of it, whose table is a section of its own
    assert metadata["page"].endswith("what is told without a number is not counted.</p>")
    method = html[places[-1] :]
    assert method.startswith('<details class="method"><summary>Method</summary><p><strong>Estimand.</strong> ')
    assert "<strong>Assumption.</strong>" in method
    assert score.rests_on.split("\n\n") == [
        re.sub("<[^>]*>", "", text).split(". ", 1)[1] for text in method.split("</p>")[:2]
    ]


def test_another_result_is_shown_as_headline_table_limits_and_method() -> None:
    """In this order; a folded section of a page has it without the method, and a summary."""
    success = _study().reported_success(frame_size=63)
    data, metadata = success._repr_mimebundle_()
    html = data["text/html"]
    order = ["<p><strong>Finished targets", "<table ", '<p class="limits">', '<details class="method">']
    places = [html.index(mark) for mark in order]
    assert places == sorted(places)
    assert success.not_shown.split(": ")[0] in html[places[2] : places[3]]
    assert html == metadata["page"] + html[places[3] :]
    assert metadata["summary"] == "3 estimates"
    assert _study().projections()._repr_mimebundle_()[1]["summary"] == "2 estimates"
    assert _study("en", "can-tho").projections()._repr_mimebundle_()[1]["summary"] == "nothing can be estimated"
    assert _study().checked()._repr_mimebundle_()[1]["summary"] == "36 relations, no contradiction"


def test_what_a_result_has_not_is_not_shown() -> None:
    """No empty headline, caution or method: not in English, and not as the head of a catalogue in Vietnamese."""
    for language in LANGUAGES:
        checked = _study(language).checked()
        html = checked._repr_mimebundle_()[0]["text/html"]
        assert "limits" not in html
        assert not html.startswith("<p>")
        assert checked.not_shown == checked.headline == ""
        assert "<strong>Estimand" not in html
        assert "Project-Id-Version" not in html
        units = _study(language).reported_attainment()
        nothing = pr.study(years=(1900, 1900), language=language).reported_attainment()
        assert len(units.rests_on.split("\n\n")) == 2
        assert len(nothing.rests_on.split("\n\n")) == 1


def test_a_table_takes_estimands_or_how_they_begin() -> None:
    """Those that stand together by default; one that the selection has not is an empty table."""
    score = _study().attainment()

    def rows(*estimands: str) -> int:
        return score.table(*estimands)._repr_mimebundle_()[0]["text/html"].count("<tr>") - 1

    counts = score.estimates["estimand"].value_counts()
    assert rows("interim") == counts["interim_attainment"] == 1
    assert rows("attainment") == counts["attainment"]  # the name of one, though it begins another's
    assert rows("attainment_if", "interim") == counts["attainment_if"] + 1
    nothing = pr.study(organisations=["lam-ha"]).attainment().table("interim")
    assert "The selection has nothing of this kind." in repr_html(nothing)
    with pytest.raises(UserError, match=r"table: expected attainment, .*, got 'intrim_atta'"):
        score.table("intrim_atta")
    shares = _study().share_of_members()
    assert "Jan–Mar 2023" not in repr_html(shares.table())
    assert "Jan–Mar 2023" in repr_html(shares.table("interim"))


def repr_html(shown: Any) -> str:
    """The HTML of an output."""
    return str(shown._repr_mimebundle_()[0]["text/html"])


def test_a_table_says_its_rows_in_plain_text() -> None:
    """And each reason for a refusal once."""
    mean = _study().mean_attainment()
    lines = repr(mean.table()).splitlines()
    assert len(lines) == len(set(lines)) == len(set(mean.refusals))
    assert repr(_study().attainment().table("interim")) == (
        "Đầm Dơi district · Jan–Mar 2023, part of the year: 36% (model 28 to 46%)"
    )


def test_the_summary_is_the_headline_and_a_line_for_each_estimate() -> None:
    """Then the refusals."""
    score = _study("en", "nam-dong").attainment()
    assert score.summary().splitlines() == [score.headline, "Nam Đông district · 2023: at least 101%"]
    pooled = _study().pooled_student_share()
    assert pooled.summary().splitlines()[-1] == pooled.refusals[-1]


def test_counted_rows_have_their_numbers_in_columns() -> None:
    """Only where both ends of each are one; the interval stands beside them."""
    counted = _study().attainment().counted
    assert list(counted) == ["estimate_id", "method", "admitted", "target", "low", "high"]
    assert counted["target"].notna().all()
    two = counted.dropna()  # a limit that would doubt a target that was met is none
    assert 0 < len(two) < len(counted)
    assert (two["low"] < two["high"]).all()
    shares = _study().student_share().counted
    assert shares[["group", "admitted"]].to_numpy().tolist() == [[3, 116], [3, 67]]
    assert _study().recruitment().counted.empty
    # modelled, but its members are only a minimum: no case, and no row of blanks
    assert _study("en", "dam-doi").share_of_members().counted.empty
    empty = pr.study(years=(1900, 1900)).projections().counted
    assert empty.empty
    assert list(empty) == ["estimate_id", "method", "count", "elapsed", "left", "low", "high"]


def test_an_interval_is_that_of_its_organisation_and_year() -> None:
    """One that is not there is told."""
    score = _study().attainment()
    low, high = score.interval("dong-thap", 2023)
    assert low is not None
    assert high is not None
    assert (round(low, 3), round(high, 3)) == (1.305, 1.41)
    assert score.interval("nam-dong", 2023)[1] is None
    with pytest.raises(UserError, match="interval: expected an estimate of nam-dong that ends in 1999, got none"):
        score.interval("nam-dong", 1999)


def test_each_question_is_drawn_by_its_own_picture() -> None:
    """What each picture says of itself."""
    results = [getattr(_study(), name)() for name in DRAWN]
    assert {result.findings.question for result in results} == set(DRAWINGS) - {"group_share"}
    begins = dict(zip(DRAWN, (result.plot().alt for result in results), strict=True))
    said = {
        "recruitment": "A year brought 62 new members in ",
        "part_year": "Đầm Dơi (Jan–Mar 2023): 67 admitted, 13.1 a month would reach the target. ",
        "student_share": "3 of 116, 3 of 67, none of at least 62: one mark is one new member. ",
        "attainment": "All 5 results reach the target. ",
        "mean_attainment": "An empty plot of the mean attainment: there is no curve.",
        "overview": "29 of 110 printed figures are about admissions and targets. ",
    }
    assert [begins[name][: len(text)] for name, text in said.items()] == list(said.values())


def test_a_result_shows_the_table_that_stands_together() -> None:
    """Not the estimands that are a table of their own."""
    assert repr_html(_study().share_of_members().table()) in repr_html(_study().share_of_members())
    told = repr_html(_study().attainment().table())  # which goes on with what a table cannot hold
    table, _, below = told.partition("</div>")
    assert table in repr_html(_study().attainment())
    assert below.startswith("<h2>Only said in words</h2><ul><li>Nam Đông (2023): the article says ")


def test_a_section_of_a_page_has_a_summary() -> None:
    """Sources, methods and what rests on a reading say in their heads what is in them; cards have no head."""
    study = _study()
    score = study.attainment()
    n = len(set(" ".join(score.findings.rests_on()).split()))
    assert study.sources(score)._repr_mimebundle_()[1]["summary"] == f"{n} figures, with printed form and place"
    assert study.methods(score)._repr_mimebundle_()[1]["summary"] == "what this page rests on, and what it cannot say"
    assert study.sensitivity(score)._repr_mimebundle_()[1]["summary"] == "4 estimates depend on a reading"
    assert "summary" not in study.cards(score)._repr_mimebundle_()[1]
