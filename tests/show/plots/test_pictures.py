"""Every picture: readable at any number of rows, in grey and in words, and true to its table."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import made
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from made import INTERIM
from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure
from read_back import Row, bare, colours, grey, look, misplaced, plain, rows, texts

import partyresearch as pr
from partyresearch.analysis.findings import Findings
from partyresearch.analysis.units import disjoint_units
from partyresearch.models.gamma_poisson import funnel_limits
from partyresearch.show.labels import Labels
from partyresearch.show.language import Language
from partyresearch.show.plots.checks import checks_alt, checks_overview
from partyresearch.show.plots.coverage import coverage_alt, coverage_matrix
from partyresearch.show.plots.forest import forest, forest_alt
from partyresearch.show.plots.funnel import funnel, funnel_alt
from partyresearch.show.plots.pace import pace, pace_alt, pace_panels, pace_panels_alt
from partyresearch.show.plots.shares import shares, shares_alt
from partyresearch.show.plots.timeline import timeline, timeline_alt
from partyresearch.show.shown import png
from partyresearch.show.tables import coverage_heading, coverage_row
from partyresearch.show.words import QUESTIONS
from partyresearch.show.words.checks import VERDICTS, check_reading
from partyresearch.show.words.overview import KINDS
from partyresearch.show.words.recruitment import part_label


@cache
def _own(year_to: int = 0) -> pr.Study:
    return pr.study(years=(0, year_to))


@dataclass(frozen=True)
class Drawn:
    """A picture, its words, invented input of any length, and the package's own."""

    draw: Callable[..., Axes]
    alt: Callable[[Any, Labels], str]
    make: Callable[[int], Any]
    own: Callable[[pr.Study], Any]
    empty: str
    lines: Callable[[Any, Labels], list[str]]


def _result_lines(findings: Findings, labels: Labels, *estimands: str) -> list[str]:
    label = QUESTIONS[findings.question].label
    return [f"{label(row, labels)}: {labels.estimate(row)}." for row in findings.named(*estimands)]


def _check_lines(checks: pd.DataFrame, labels: Labels) -> list[str]:
    return [
        part
        for row in checks[checks["chance_pass"].notna()].itertuples()
        for part in (
            f"{row.check_id.split(':', 1)[1]} · {row.printed}: ",
            f"{check_reading(row, labels)} {VERDICTS[row.verdict]} ({row.chance_pass:.3f})",
        )
    ]


def _coverage_lines(cells: pd.DataFrame, labels: Labels) -> list[str]:
    return [
        part
        for cell in cells.itertuples()
        for part in (
            f"{coverage_row(cell, labels)}: ",
            f"{coverage_heading(cell.metric, cell.group, labels)} "
            f"{'; '.join(dict.fromkeys(figure['printed'] for figure in cell.figures))} ({KINDS[cell.kind]})",
        )
    ]


def _pace_lines(findings: Findings, labels: Labels) -> list[str]:
    first, ends = findings.facts["parts"][0], findings.chosen().head(2)
    label = part_label(pd.Series(first), labels)
    return [label, f"{first['count']} counted", *[f": {labels.estimate(end)}." for end in ends.itertuples()]]


PICTURES = {
    "forest": Drawn(
        forest,
        forest_alt,
        made.ratios,
        lambda study: study.attainment().findings,
        "An empty forest plot",
        lambda findings, labels: _result_lines(findings, labels, "attainment"),
    ),
    "interim": Drawn(
        lambda data, labels, ax=None: forest(data, labels, ax, estimand=INTERIM),
        lambda data, labels: forest_alt(data, labels, estimand=INTERIM),
        lambda n: made.ratios(n, INTERIM),
        lambda study: study.attainment().findings,
        "An empty forest plot",
        lambda findings, labels: _result_lines(findings, labels, INTERIM),
    ),
    "shares": Drawn(
        shares,
        shares_alt,
        made.student_shares,
        lambda study: study.student_share().findings,
        "An empty plot of shares",
        _result_lines,
    ),
    "timeline": Drawn(
        timeline,
        timeline_alt,
        made.admissions,
        lambda study: study.recruitment().findings,
        "An empty timeline",
        _result_lines,
    ),
    "coverage": Drawn(
        coverage_matrix,
        coverage_alt,
        made.cells,
        lambda study: study.overview().findings.facts["cells"],
        "An empty coverage matrix",
        _coverage_lines,
    ),
    "checks": Drawn(
        checks_overview,
        checks_alt,
        made.checks,
        lambda study: study.checked().findings.facts["checks"],
        "An empty picture",
        _check_lines,
    ),
    "pace": Drawn(
        pace, pace_alt, made.paces, lambda study: study.projections().findings, "An empty plot of pace", _pace_lines
    ),
    "funnel": Drawn(
        funnel,
        funnel_alt,
        lambda n: made.units(200 if n == 60 else n),
        lambda study: disjoint_units(study.targets, study.all.organisations).query("known"),
        "An empty funnel plot",
        lambda units, _: [f"committees: {len(units)};"],  # no names: it is no league table
    ),
}
SIZES = {"one": 1, "own": None, "sixty": 60}
LABELLED = ["forest", "interim", "shares", "timeline", "coverage"]

every = pytest.mark.parametrize("name", PICTURES)
every_size = pytest.mark.parametrize("size", SIZES)


@cache
def _data(name: str, size: str) -> Any:
    count = SIZES[size]
    return PICTURES[name].own(_own()) if count is None else PICTURES[name].make(count)


@cache
def _labels(size: str = "sixty") -> Labels:
    tables = _own().all
    own = Labels(Language("en"), tables)
    return own if SIZES[size] is None else made.labels()


def _draw(name: str, size: str = "sixty", ax: Axes | None = None) -> Axes:
    return PICTURES[name].draw(_data(name, size), _labels(size), ax=ax)


@every
def test_it_draws_where_it_is_told(name: str) -> None:
    """`ax` is used and returned, and pyplot, which would keep every figure, knows of none."""
    ax, other = Figure().subplots(2)
    assert _draw(name, "own", ax) is ax
    assert not [*other.lines, *other.texts, *other.patches]
    assert ax.lines or ax.patches
    assert _draw(name, "own") is not ax
    assert plt.get_fignums() == []


@every
def test_nothing_selected_is_an_empty_picture(name: str) -> None:
    """No error, no warning, no mark, no legend; and the words say so."""
    picture, labels = PICTURES[name], made.labels()
    ax = picture.draw(picture.make(0), labels)
    ax.figure.canvas.draw()
    assert picture.empty in picture.alt(picture.make(0), labels)
    assert not [*ax.patches, *ax.texts]
    assert ax.get_legend() is None
    assert not [line for line in ax.lines if len(line.get_xdata()) and line.get_transform() == ax.transData]


def test_an_empty_table_of_the_package_is_an_empty_picture() -> None:
    """As a selection that leaves nothing gives it."""
    labels = _labels("own")
    for picture in PICTURES.values():
        data = picture.own(_own(1900))
        assert picture.empty in picture.alt(data, labels)
        assert not picture.draw(data, labels).texts


@every
@every_size
def test_alternative_text_says_every_row(name: str, size: str) -> None:
    """Who cannot see the picture reads the same numbers."""
    data, labels = _data(name, size), _labels(size)
    words, lines = PICTURES[name].alt(data, labels), PICTURES[name].lines(data, labels)
    assert lines
    assert [line for line in lines if line not in words] == []


@every
@every_size
def test_no_text_is_clipped_or_overlaps(name: str, size: str) -> None:
    """Every text lies within the picture and on no other text; so does the legend, and every arrow is inside."""
    ax = _draw(name, size)
    assert misplaced(ax) == []
    assert float(ax.figure.get_figwidth()) == 4.4
    assert {text.get_fontsize() for text in texts(ax)} == {9}


@pytest.mark.parametrize("months", [6, 12, 36, 60, 120])
@pytest.mark.parametrize("target", [(1850, 1990), (None, 400)])
def test_pace_has_room_for_any_length_and_target(months: int, target: tuple[int | None, int | None]) -> None:
    """Five years have no sixty ticks."""
    assert misplaced(pace(made.paces(60, target, months), made.labels(), which=59)) == []


@pytest.mark.parametrize("columns", [1, 2, 5, 8, 11, 14])
def test_headings_fit_whatever_their_number(columns: int) -> None:
    """Broken into lines where there is room for lines."""
    assert misplaced(coverage_matrix(made.cells(3, columns), made.labels())) == []


@pytest.mark.parametrize("kind", made.KINDS)
@pytest.mark.parametrize("value", [0.0004, 0.98, 1.0, 70.0])
def test_a_forest_of_one_row_has_a_scale(kind: str, value: float) -> None:
    """At least two numbers on the axis, and nothing clipped, wherever the row lies."""
    ax = forest(made.one(kind, value), made.labels())
    assert misplaced(ax) == []
    assert sum(bool(text.get_text()) and text not in ax.texts for text in texts(ax)) >= 3  # with the axis's own label


@pytest.mark.parametrize("name", LABELLED)
def test_the_font_has_every_vietnamese_letter(name: str) -> None:
    """A missing glyph is a warning, and a warning an error; the label is drawn as it is written."""
    ax = PICTURES[name].draw(_data(name, "one"), made.labels(letters=made.LETTERS))
    ax.figure.canvas.draw()
    assert rows(ax)[0].label == bare(made.LETTERS)


@every
def test_the_same_input_gives_the_same_bytes(name: str) -> None:
    """A picture has no time in it."""
    first, second = (png(_draw(name, "own").figure) for _ in range(2))
    assert first == second


@every
def test_colours_are_safe(name: str) -> None:
    """Greys, and the blue and the vermilion that every kind of colour vision tells apart."""
    bright = {colour for colour in colours(_draw(name)) if len({colour[1:3], colour[3:5], colour[5:]}) > 1}
    assert bright <= {"#0072b2", "#d55e00"}


@pytest.mark.parametrize("name", ["coverage", "checks", "pace", "funnel"])
def test_what_the_legend_tells_apart_is_told_apart_in_grey(name: str) -> None:
    """By the shape of the mark or the stroke of the line, or by a luminance that is far from the other."""
    ax = _draw(name)
    handles, labels = ax.get_legend_handles_labels()
    assert len(labels) == {"coverage": 3, "checks": 5, "pace": 4, "funnel": 2}[name]
    shown = [plain(text) for text in ax.get_legend().get_texts()]
    assert shown == labels
    for one, other in combinations(handles, 2):
        assert look(one) != look(other) or abs(grey(one.get_color()) - grey(other.get_color())) > 0.25


@pytest.mark.parametrize("name", ["coverage", "checks", "pace", "funnel"])
def test_a_legend_covers_no_mark(name: str) -> None:
    """It stands above the axes."""
    ax = _draw(name)
    ax.figure.draw_without_rendering()
    assert ax.get_legend().get_window_extent().y0 >= ax.get_window_extent().y1


def test_both_ends_of_a_pace_are_told_apart_in_grey() -> None:
    """The intervals beside the year's end have marks of their own."""
    ends = _bars(pace(made.paces(1), made.labels()))
    assert len({bar.lines[0].get_marker() for bar in ends}) == 2


@pytest.mark.parametrize("name", ["forest", "interim"])
def test_what_is_drawn_is_where_the_numbers_are(name: str) -> None:
    """A point where both ends are one, a box between two, an arrow from the only one; parts are hollow."""
    findings = PICTURES[name].make(60)
    _compare(rows(_draw(name)), findings, findings.rows["part"].tolist())
    assert set(findings.rows["part"]) == {True, False}


def test_shares_are_where_the_numbers_are() -> None:
    """What rests on a reading is hollow."""
    findings = made.student_shares(60)
    ax = shares(findings, made.labels())
    _compare(rows(ax), findings, findings.chosen()["estimand"].eq("student_share_bound").tolist())
    assert ax.get_xlim()[0] <= 0
    assert ax.get_xlim()[1] >= 1


def _compare(found: list[Row], findings: Findings, hollow: list[bool]) -> None:
    chosen = findings.chosen()
    assert [row.label for row in found] == [bare(made.name(number)) for number in range(len(chosen))]
    for row, drawn, empty in zip(chosen.itertuples(), found, hollow, strict=True):
        low, high = row.estimate_low, row.estimate_high
        point = low == high
        both = pd.notna(low) and pd.notna(high)
        assert drawn.points == ([(low, empty)] if point else [])
        assert drawn.boxes == ([(low, pytest.approx(high), empty)] if both and not point else [])
        ends = [] if both else [(low, 1, empty)] if pd.notna(low) else [(high, -1, empty)]
        assert drawn.arrows == ends
        model = [end for end in (row.low, row.high) if pd.notna(end)]
        if len(model) == 1:  # from its one end to the bound
            model.append(low if pd.notna(low) else high)
        assert drawn.thin == ([(min(model), max(model))] if model else [])


@pytest.mark.parametrize("kind", ["at least", "at most", "modelled bound"])
@pytest.mark.parametrize("value", [0.00001, 0.004, 0.85, 1.0])
def test_an_arrow_at_the_edge_of_a_share_is_not_clipped(kind: str, value: float) -> None:
    """At most hardly any, at least nearly all."""
    ax = shares(made.one(kind, value, unit="share"), made.labels())
    assert misplaced(ax) == []
    (row,) = rows(ax)
    assert [(end, way) for end, way, _ in row.arrows] == [(value, -1 if kind == "at most" else 1)]


@pytest.mark.parametrize(("name", "root"), [("forest", np.log), ("interim", np.log), ("shares", np.sqrt)])
def test_distances_are_on_the_scale_that_the_axis_names(name: str, root: Callable[[Any], Any]) -> None:
    """The logarithm of a ratio, the square root of a share."""
    ax = _draw(name)
    values = np.array([0.3, 0.5, 0.9])
    pixels = ax.transData.transform([(value, 0) for value in values])[:, 0]
    assert np.diff(pixels)[1] / np.diff(pixels)[0] == pytest.approx(np.diff(root(values))[1] / np.diff(root(values))[0])


def test_tick_labels_are_the_numbers_at_the_ticks() -> None:
    """A share in percent, a ratio as it is."""
    for name, scale in {"forest": 1, "interim": 1, "shares": 100, "funnel": 1, "timeline": 1}.items():
        ax = _draw(name)
        ax.figure.draw_without_rendering()
        shown = [(tick.get_loc(), tick.label1.get_text()) for tick in ax.xaxis.get_major_ticks()]
        assert len(shown) >= 3
        assert [float(text) for _, text in shown] == pytest.approx([scale * place for place, _ in shown])


def test_only_finished_rows_are_measured_by_100_percent() -> None:
    """A part of a year has no line at the target of the year."""
    lines = {
        name: [line.get_xdata()[0] for line in _draw(name).lines if line.get_linestyle() == ":"]
        for name in ("forest", "interim")
    }
    assert lines == {"forest": [1], "interim": []}


def test_nothing_of_a_target_lies_beyond_the_axis() -> None:
    """A log axis has no zero: an arrowhead at its edge; a set that begins at zero is open to that side."""
    ax = forest(made.with_zeros(), made.labels())
    beyond = [line for line in ax.lines if line.get_marker() == "<"]
    assert [(line.get_xdata()[0] < 0.05, look(line)[2]) for line in beyond] == [(True, False), (True, True)]
    assert [row.arrows for row in rows(ax)] == [[], [], [(0.25, -1, False)], []]
    assert misplaced(ax) == []


def test_a_bar_covers_its_days() -> None:
    """Parts are hollow, an unknown end has an arrowhead at the edge of the axis, the number is beside the bar."""
    findings, labels = made.admissions(60), made.labels()
    ax = timeline(findings, labels)
    found, chosen = rows(ax), findings.chosen()
    assert [row.label for row in found] == [bare(made.name(number)) for number in range(60)]
    for row, drawn, part in zip(chosen.itertuples(), found, findings.rows["part"], strict=True):
        begin = 1990.0 if pd.isna(row.period_start) else _year(row.period_start)
        end = 2025.0 if pd.isna(row.period_end) else _year(row.period_end + pd.Timedelta(days=1))
        assert drawn.boxes == [(begin, pytest.approx(end), part)]
        marks = [(begin, "<")] * pd.isna(row.period_start) + [(end, ">")] * pd.isna(row.period_end)
        assert [(x, mark) for x, _, mark in drawn.marks] == marks
        beside = labels.interval(row.estimate_low, row.estimate_high, "persons")
        assert drawn.beside == [(beside, pytest.approx(end))]


def _year(day: pd.Timestamp) -> float:
    first, following = pd.Timestamp(day.year, 1, 1), pd.Timestamp(day.year + 1, 1, 1)
    return float(day.year + (day - first) / (following - first))


def test_unknown_periods_have_no_years_on_the_axis() -> None:
    """Nothing is known of when it was."""
    findings = made.admissions(6)
    ax = timeline(replace(findings, estimates=findings.estimates.tail(1)), made.labels())
    assert [mark for row in rows(ax) for _, _, mark in row.marks] == ["<", ">"]
    assert misplaced(ax) == []
    assert not list(ax.get_xticks())


def test_a_mark_stands_for_each_cell() -> None:
    """In the row of its organisation, under the heading of its metric, of the shape of its kind; nowhere else."""
    cells, labels = made.cells(60), made.labels()
    ax = coverage_matrix(cells, labels)
    ax.figure.draw_without_rendering()
    headings = [plain(tick.label2) for tick in ax.xaxis.get_major_ticks()]
    assert headings == [coverage_heading(*column, labels) for column in made.COLUMNS]
    assert [plain(tick.label1) for tick in ax.xaxis.get_major_ticks()] == headings
    kinds = {str(line.get_marker()): line.get_label() for line in ax.lines if len(line.get_xdata())}
    drawn = {
        (row.label, headings[round(x)], kinds[mark]) for row in rows(ax) for x, _, mark in row.marks if mark in kinds
    }
    assert drawn == {
        (bare(labels.organisation(cell.organisation_id)), coverage_heading(cell.metric, cell.group, labels), cell.kind)
        for cell in cells.itertuples()
    }
    assert sum(len(row.marks) for row in rows(ax)) == len(cells)


def test_a_kind_that_is_not_there_takes_no_room() -> None:
    """Without bounds and words the matrix is as wide as with them."""
    cells = made.cells(60)
    ax = coverage_matrix(cells[cells["kind"].eq("number")], made.labels())
    assert misplaced(ax) == []
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["number"]
    assert ax.get_position().width > 0.9


def test_a_reading_stands_at_its_chance() -> None:
    """The hypotheses of a check in their order, each of the shape of its verdict; what has no chance is left out."""
    checks = made.checks(60)
    drawn = checks[checks["chance_pass"].notna()]
    first = drawn.drop_duplicates("check_id")
    ax = checks_overview(checks, made.labels())
    verdicts = {str(line.get_marker()): line.get_label() for line in ax.lines}
    found = rows(ax)
    assert [row.label for row in found] == [
        bare(f"{check.check_id.split(':', 1)[1]} · {check.printed}") for check in first.itertuples()
    ]
    for row, (_, group) in zip(found, drawn.groupby("check_id", sort=False), strict=True):
        marks = sorted(row.marks, key=lambda mark: mark[1])
        assert [(x, verdicts[mark]) for x, _, mark in marks] == list(
            zip(group["chance_pass"], group["verdict"], strict=True)
        )
    threshold = next(line for line in ax.lines if line.get_linestyle() == ":")
    assert list(threshold.get_xdata()) == [0.9, 0.9]


def test_projections_end_where_the_table_says() -> None:
    """The pace so far above, last year's rate below; each with its interval; the even path ends at the target."""
    findings = made.paces(60)
    ax = pace(findings, made.labels(), which=7)
    lines = {line.get_label(): line for line in ax.lines}
    part, ends = findings.facts["parts"][7], findings.chosen().iloc[14:16]
    legends = ["if the pace of 2023Q1 goes on", "if the rest goes at the rate of 2022"]
    months, count = 12, part["count"]
    for legend, end in zip(legends, ends.itertuples(), strict=True):
        assert lines[legend].get_xydata().tolist() == [[3, count], [months, end.estimate]]
    intervals = [(bar.lines[0].get_ydata()[0], bar.lines[2][0].get_segments()[0][:, 1].tolist()) for bar in _bars(ax)]
    assert intervals == [(end.estimate, [end.low, end.high]) for end in ends.itertuples()]
    assert [band.get_paths()[0].get_extents().intervaly.tolist() for band in _bands(ax)] == [
        [min(count, end.low), end.high] for end in ends.itertuples()
    ]
    assert lines["evenly to the target of 185 to 190"].get_xydata().tolist() == [[0, 0], [months, 187.5]]
    assert [months, 185.0] in [xy for line in ax.lines for xy in line.get_xydata().tolist()]
    assert [months, 190.0] in [xy for line in ax.lines for xy in line.get_xydata().tolist()]
    assert lines["counted"].get_xydata().tolist() == [[0, 0], [3, count]]


def _bars(ax: Axes) -> list[ErrorbarContainer]:
    return [bar for bar in ax.containers if isinstance(bar, ErrorbarContainer)]


def _bands(ax: Axes) -> list[Any]:
    return [band for band in ax.collections if len(band.get_paths()) == 1 and len(band.get_paths()[0].vertices) > 2]


def test_colours_of_a_projection_are_those_of_its_interval() -> None:
    """The interval beside the end belongs to the line that leads to it."""
    ax = pace(made.paces(1), made.labels())
    lines = [line for line in ax.lines if line.get_label().startswith("if ")]
    assert [line.get_color() for line in lines] == [bar.lines[0].get_color() for bar in _bars(ax)]
    assert len({line.get_color() for line in lines}) == 2


@pytest.mark.parametrize("target", [(None, 400), (200, None), (None, None)])
def test_no_path_leads_to_a_target_that_is_not_known(target: tuple[int | None, int | None]) -> None:
    """A bound is no target."""
    ax = pace(made.paces(1, target), made.labels())
    assert not [line for line in ax.lines if line.get_linestyle() == ":"]


def test_there_is_no_pace_beyond_the_last() -> None:
    """`which` counts the rows with projections."""
    findings, labels = made.paces(2), made.labels()
    assert len(pace(findings, labels, which=1).lines)
    assert not len(pace(findings, labels, which=2).lines)
    assert pace_alt(findings, labels, which=2).startswith("An empty plot")
    assert "Mẫu" in pace_alt(findings, labels, which=1)


@pytest.mark.parametrize(("count", "panels"), [(0, 1), (1, 1), (2, 2), (3, 3), (4, 3)])
def test_a_panel_for_each_part_of_a_year(count: int, panels: int) -> None:
    """Three at most, each titled by its committee where there are several; a given axes takes the first alone."""
    findings, labels = made.paces(count), made.labels()
    figure = pace_panels(findings, labels).get_figure(root=True)
    assert len(figure.axes) == panels
    titles = [" ".join(panel.get_title(loc="left").split()) for panel in figure.axes]
    labelled = [part_label(SimpleNamespace(**part), labels) for part in findings.facts["parts"]]
    assert titles == (labelled[:panels] if count > 1 else [""])
    for panel, part in zip(figure.axes, findings.facts["parts"], strict=False):
        assert [0, part["count"]] in [list(line.get_ydata()) for line in panel.lines]
    words = pace_panels_alt(findings, labels)
    assert [label in words for label in labelled] == [True] * min(count, 3) + [False] * (count - min(count, 3))
    assert words.startswith("An empty plot") == (count == 0)
    assert figure.get_figheight() == pytest.approx(3.9 * panels)
    given, other = Figure().subplots(2)
    assert pace_panels(findings, labels, given) is given
    assert not other.lines


def test_panels_of_pace_overlap_nothing() -> None:
    """The title of a panel stands above its legend, and neither lies on the panel above."""
    figure = pace_panels(made.paces(3), made.labels()).get_figure(root=True)
    figure.draw_without_rendering()
    boxes = [
        box
        for panel in figure.axes
        for box in (
            panel.get_window_extent(),
            panel.get_legend().get_window_extent(),
            panel._left_title.get_window_extent(),
        )
    ]
    assert [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])] == []


def test_a_committee_is_where_its_target_and_attainment_are() -> None:
    """A set of targets is a line: the larger the target, the smaller the attainment."""
    units = made.units(200)
    lines = [line for line in funnel(units, made.labels()).lines if line.get_marker() == "o"]
    expected = units[["target_low", "attainment_high", "target_high", "attainment_low"]].to_numpy()
    assert np.array([line.get_xydata().ravel() for line in lines]) == pytest.approx(expected)


def test_the_limits_of_a_funnel_are_those_it_names() -> None:
    """Two lines each, at the limits of the model, around the dotted line at 100 %."""
    ax = funnel(made.units(200), made.labels())
    for confidence, name in ((0.95, "95 % limits around 100 %"), (0.998, "99.8 % limits around 100 %")):
        named = next(line for line in ax.lines if line.get_label() == name)
        both = [line for line in ax.lines if look(line) == look(named) and line.get_color() == named.get_color()]
        low, high = funnel_limits(named.get_xdata(), confidence)
        assert [line.get_ydata().tolist() for line in both] == [low.tolist(), high.tolist()]
    assert [line.get_ydata() for line in ax.lines if line.get_linestyle() == ":"] == [[1, 1]]
    assert ax.get_xscale() == "log"


def test_a_funnel_in_words_counts_what_is_beyond_its_limits() -> None:
    """A committee whose set touches the limits is inside."""
    units = made.units(200)
    low, high = funnel_limits(units["target_low"].to_numpy(), 0.95)
    labels = made.labels()
    words = funnel_alt(units[units["target_low"].eq(units["target_high"])], labels)
    exact = units["target_low"].eq(units["target_high"]).to_numpy()
    above = int((units["attainment_low"].to_numpy() > high)[exact].sum())
    below = int((units["attainment_low"].to_numpy() < low)[exact].sum())
    assert f"above: {above}; below: {below}." in words
    assert f"spread between committees: {exact.sum() - above - below};" in words
    wide = units.head(1).assign(target_low=10.0, target_high=1000.0, attainment_low=0.1, attainment_high=10.0)
    assert "above: 0; below: 0" in funnel_alt(wide, labels)


@pytest.mark.parametrize("name", ["forest", "interim", "shares", "timeline", "coverage", "checks"])
def test_a_tall_picture_has_its_scale_at_both_ends(name: str) -> None:
    """Sixty rows are many screens of a phone."""
    for count, expected in ((1, 1), (13, 2)):
        ax = PICTURES[name].draw(PICTURES[name].make(count), made.labels())
        ax.figure.draw_without_rendering()
        tick = ax.xaxis.get_major_ticks()[0]
        assert tick.label1.get_visible() + tick.label2.get_visible() == expected


def test_a_picture_is_what_savefig_would_write() -> None:
    """At 144 dots an inch; only drawn once."""
    findings, labels = made.ratios(3), made.labels()
    stream = io.BytesIO()
    forest(findings, labels).get_figure(root=True).savefig(stream, format="png", dpi=144, metadata={"Software": None})
    assert b64decode(png(forest(findings, labels).get_figure(root=True))) == stream.getvalue()


def test_numbers_on_an_axis_are_written_in_the_language() -> None:
    """Vietnamese has a comma before decimals; names of the axes and legends are translated."""
    labels = made.labels("vi")
    for name in ("forest", "checks", "pace", "funnel", "coverage"):
        picture = PICTURES[name]
        english, vietnamese = (picture.draw(picture.make(20), each) for each in (made.labels(), labels))
        for ax in (english, vietnamese):
            ax.figure.draw_without_rendering()
        said, written = ({text.get_text() for text in texts(ax)} for ax in (english, vietnamese))
        assert {"".join(text.split()) for text in written if re.search(r"\d\.\d", text)} <= {
            "".join(made.name(2).split())
        }
        legend = [text.get_text() for text in vietnamese.get_legend().get_texts()] if vietnamese.get_legend() else []
        assert not said & {*legend, vietnamese.get_xlabel()} - {""}
