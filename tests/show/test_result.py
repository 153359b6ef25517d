"""Results: how they print, which rows a table shows, and the counts behind an interval."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

from partyresearch import Result, study
from partyresearch.analysis.attainment import attainment
from partyresearch.analysis.findings import Draft, Findings
from partyresearch.analysis.overview import reported_success
from partyresearch.analysis.selection import collect, select
from partyresearch.collection.problems import UserError
from partyresearch.show.labels import Labels
from partyresearch.show.language import Language
from partyresearch.show.sources import figures_html


def _shown(findings: Findings, language: str = "en") -> Result:
    collected = collect()
    return Result(findings, lambda code: Labels(Language(code), collected), language)


def _share(draft: Draft, file: str, estimand: str = "coding_agreement", **cells: object) -> None:
    beside = {"file": file, "column": "a & b", "measure": "F1", "n": 10, "agree": 9}
    draft.add(f"{estimand}:{file}", beside=beside, estimand=estimand, unit="ratio", method="f1", **cells)  # type: ignore[arg-type]


@pytest.fixture
def findings() -> Findings:
    """An exact number, a set, and a bound with a model's interval of another estimand; one refusal."""
    draft = Draft()
    _share(draft, "<b>", ends=(0.5, 0.5))
    _share(draft, "set", ends=(1, 2), part=True)
    _share(draft, "bound", "other", ends=(1, None), model=(0.5, None), confidence=0.9)
    draft.refuse("passes", "ratio", "no_two_passes", found=1)
    return draft.findings("coding_agreement", low=[])


def test_the_summary_is_plain_text(findings: Findings) -> None:
    """One line an estimate, then the refusals; in a terminal it is the result itself."""
    lines = [
        "<b> · a & b: 0.50",
        "set · a & b: 1.00 to 2.00",
        "bound · a & b: at least 1.00 (model at least 0.50)",
        "Agreement of two coding passes: 1 passes found, 2 needed.",
    ]
    assert _shown(findings).summary().splitlines() == repr(_shown(findings)).splitlines() == lines


def test_the_summary_begins_with_the_headline() -> None:
    """Where the question has one."""
    result = _shown(Draft().findings("recruitment", n=0, parts=[]))
    assert result.headline == "No count of all new members is in this selection"
    assert result.summary() == result.headline
    assert _shown(Draft().findings("partition")).headline == ""


def test_a_title_is_plain_where_nothing_can_be_clicked() -> None:
    """Its marks are links on a page alone."""
    result = study(organisations=["dam-doi"]).recruitment()
    assert result.headline == "Đầm Dơi admitted 67 members in the first quarter of 2023, 36% of the year’s target"
    assert not re.search("[\ue000-\uf8ff<>]", result.headline + repr(result) + repr(result.table()) + result.summary())
    html = result._repr_mimebundle_()[0]["text/html"]
    assert html.startswith('<h1>Đầm Dơi admitted <a href="#dam-doi-2023:3279">67</a> members in ')
    assert not re.search("[\ue000-\uf8ff]", html)


def _html(result: Result, *estimands: str) -> str:
    return str(result.table(*estimands)._repr_mimebundle_()[0]["text/html"])


def test_a_table_shows_everything_that_stands_together(findings: Findings) -> None:
    """Texts escaped, parts behind an arrow, refusals below."""
    page = _html(_shown(findings))
    assert "&lt;b&gt; · a &amp; b" in page
    assert "<b>" not in page
    assert "↳ set" in page
    assert "model interval" in page
    assert "at least 1.00" in page
    assert page.endswith("<p>Agreement of two coding passes: 1 passes found, 2 needed.</p>")


def test_a_table_shows_only_the_columns_that_say_something() -> None:
    """No model, no column of models; nothing to link, nothing linked."""
    draft = Draft()
    _share(draft, "exact", ends=(0.5, 0.5))
    page = _html(_shown(draft.findings("coding_agreement", low=[])))
    assert "model interval" not in page
    assert "compared" in page
    assert "reading" not in page


def test_a_table_of_some_estimands() -> None:
    """Finished targets by themselves; the interim ones when they are asked for."""
    result = _shown(attainment(select(collect())))
    assert "36.2" not in _html(result, "attainment")
    assert "Jan–Mar 2023" not in _html(result, "attainment")
    interim = result.table("interim_attainment")
    assert "<td>36%</td>" in re.sub(" class=.number.", "", interim._repr_mimebundle_()[0]["text/html"])
    assert "101%" not in interim._repr_mimebundle_()[0]["text/html"]
    assert "101%" in _html(result, "attainment")
    assert _html(result, "interim") == interim._repr_mimebundle_()[0]["text/html"]
    assert repr(interim).splitlines() == ["Đầm Dơi district · Jan–Mar 2023, part of the year: 36% (model 28 to 46%)"]


def test_every_estimate_links_to_its_figures() -> None:
    """Each link has its anchor among the sources."""
    opened = study()
    score = opened.attainment()
    page = _html(score) + opened.sources(score)._repr_mimebundle_()[0]["text/html"]
    links, anchors = set(re.findall(r'href="#([^"]+)"', page)), set(re.findall(r'id="([^"]+)"', page))
    assert links
    assert links <= anchors


def test_texts_are_escaped() -> None:
    """A reason with a script in it comes out as text."""
    own = collect()
    collected = replace(
        own,
        figures=own.figures.head(1).assign(organisation_name="<b>"),
        alternatives=own.alternatives.head(1).assign(reason="<script>alert(1)</script>"),
    )
    page = figures_html(collected, collected.figures["figure_id"], Labels(Language(), collected))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<b>" not in page


def test_a_page_has_headline_table_limits_and_folded_method() -> None:
    """In this order, of a result without a story; the page has its method elsewhere."""
    result = _shown(reported_success(select(collect()), 63))
    data, metadata = result._repr_mimebundle_()
    page = data["text/html"]
    assert page.startswith(f"<p><strong>{result.headline}</strong></p>")
    table, caution, method = (
        page.index(part) for part in ("<table ", '<p class="limits">', '<details class="method"><summary>Method')
    )
    assert table < caution < method
    assert metadata["page"] == page[:method]
    assert result.not_shown in page[caution:method]
    assert result.rests_on.split("\n\n")[0] in unescape(page[method:])
    assert data["text/plain"] == result.summary()


def test_a_model_shows_counts_that_are_known() -> None:
    """A number that is known within limits is no row; both ends of a target may be asked for apart."""
    draft = Draft()
    for key, target in (("exact", (100, 100)), ("set", (100, 101)), ("open", (100, None))):
        beside = {"admitted_low": 90, "admitted_high": 90, "target_low": target[0], "target_high": target[1]}
        draft.add(key, ends=(0.9, 0.9), model=(0.7, 1.1), confidence=0.95, beside=beside, estimand="a", unit="ratio")
    known = {"admitted_low": 90, "admitted_high": 90, "target_low": 100, "target_high": 100}
    for key, ends in (("printed", (0.9, 0.9)), ("rounded", (0.9, 1.0)), ("bound", (0.9, None))):
        draft.add(key, ends=ends, beside=known, estimand="a", unit="ratio")  # no model, so no row
    counted = _shown(draft.findings("attainment")).counted
    assert counted["estimate_id"].tolist() == ["exact"]
    assert counted[["admitted", "target", "low", "high"]].to_numpy().tolist() == [[90, 100, 0.7, 1.1]]
    assert counted["admitted"].dtype == float
    counted = _shown(draft.findings("partition")).counted
    assert counted[["target_low", "target_high"]].to_numpy().tolist() == [[100, 100], [100, 101]]


def test_an_interval_is_that_of_an_organisation_and_a_year() -> None:
    """An open end is None; what is not there is told."""
    draft = Draft()
    for year, model in ((2022, (0.5, 0.9)), (2023, (0.7, None))):
        draft.add(
            str(year),
            ends=(0.8, 0.8) if year == 2022 else (0.8, None),
            model=model,
            confidence=0.95,
            estimand="attainment",
            unit="ratio",
            organisation_ids="nam-dong",
            period_start=pd.Timestamp(year, 1, 1),
            period_end=pd.Timestamp(year, 12, 31),
        )
    result = _shown(draft.findings("attainment"))
    assert result.interval("nam-dong", 2022) == [0.5, 0.9]
    assert result.interval("nam-dong", 2023) == [0.7, None]
    for organisation, year in (("nam-dong", 2021), ("dam-doi", 2022)):
        with pytest.raises(UserError, match=f"interval: expected an estimate of {organisation} that ends in {year}"):
            result.interval(organisation, year)


def test_what_cannot_be_drawn_says_so(findings: Findings) -> None:
    """And names what shows it."""
    with pytest.raises(UserError, match=r"plot: there is no picture of coding_agreement; table\(\) shows it"):
        _shown(findings).plot()


def test_a_result_keeps_its_language(findings: Findings) -> None:
    """Two results side by side, in either language, with the same estimates."""
    english, vietnamese = _shown(findings), _shown(findings, "vi")
    assert english.summary() != vietnamese.summary()
    assert english.refusals != vietnamese.refusals
    assert english.estimates is vietnamese.estimates
    data, metadata = vietnamese._repr_mimebundle_()
    assert data["text/plain"] == vietnamese.summary()
    assert metadata["partyresearch"]["others"]["en"]["data"]["text/plain"] == english.summary()


def test_no_model_was_fitted(findings: Findings) -> None:
    """Then there is none to look at."""
    assert _shown(findings).model is None
    assert math.isnan(findings.estimates["low"].iloc[0])
