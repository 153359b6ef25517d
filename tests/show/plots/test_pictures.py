"""Every picture: readable at any number of rows, in grey and in words, and true to its table."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import Any

import made
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer
from read_back import Row, bare, colours, grey, look, misplaced, plain, rows, texts

from partyresearch import load_checks, load_figures, load_organisations, load_quotas
from partyresearch.analysis.pace import projections
from partyresearch.analysis.parts import parts_of_years
from partyresearch.analysis.quotas import attainment
from partyresearch.analysis.result import Result
from partyresearch.analysis.selection import coverage
from partyresearch.analysis.students import student_shares
from partyresearch.analysis.subset import Selection, select
from partyresearch.analysis.trends import admissions_over_time
from partyresearch.analysis.units import finished_units, latest_units
from partyresearch.models.gamma_poisson import funnel_limits
from partyresearch.show.labels import estimate_text, interval_text
from partyresearch.show.plots.checks import checks_alt, checks_overview
from partyresearch.show.plots.coverage import coverage_alt, coverage_matrix
from partyresearch.show.plots.forest import forest, forest_alt
from partyresearch.show.plots.funnel import funnel, funnel_alt
from partyresearch.show.plots.pace import pace, pace_alt
from partyresearch.show.plots.picture import picture
from partyresearch.show.plots.shares import shares, shares_alt
from partyresearch.show.plots.timeline import timeline, timeline_alt

INTERIM = "interim_attainment"


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    plt.close("all")


@cache
def _own() -> Selection:
    return select()


@dataclass(frozen=True)
class Picture:
    """A picture, its words, invented input of any length, and the package's own."""

    draw: Callable[..., Axes]
    alt: Callable[[Any], str]
    make: Callable[[int], Any]
    own: Callable[[Selection], Any]
    empty: str
    lines: Callable[[Any], list[str]]


def _result_lines(result: Result, *estimands: str) -> list[str]:
    chosen = result.chosen(*estimands)
    return [f"{result.rows['label'][row.estimate_id]}: {estimate_text(row)}." for row in chosen.itertuples()]


_READINGS = {
    "half_up": "rounded half up",
    "truncated": "truncated",
    "literal": "more, without another end",
    "conventional": "the printed digits and something more",
}


def _hypothesis(code: str) -> str:
    reading, *remark = code.split("; ")
    return "; ".join([_READINGS[reading], *remark])


def _check_lines(checks: pd.DataFrame) -> list[str]:
    drawn = checks[checks["chance_pass"].notna()]
    return [
        part
        for row in drawn.itertuples()
        for part in (
            f"{row.check_id.split(':', 1)[1]} · {row.printed}: ",
            f"{_hypothesis(row.hypothesis)} {row.verdict} ({row.chance_pass:.3f})",
        )
    ]


def _pace_lines(data: tuple[pd.DataFrame, Result]) -> list[str]:
    parts, projected = data
    first = parts.iloc[0]
    ends = projected.chosen().head(2)
    return [first["label"], f"{first['count']} counted", *[f": {estimate_text(end)}." for end in ends.itertuples()]]


def _own_pace(own: Selection) -> tuple[pd.DataFrame, Result]:
    parts = parts_of_years(own.quotas, own.admissions, own.organisations)
    return parts, projections(parts)


def _attained(own: Selection) -> Result:
    return attainment(own.quotas, own.organisations, own.figures)


PICTURES = {
    "forest": Picture(
        forest, forest_alt, made.ratios, _attained, "An empty forest plot", lambda x: _result_lines(x, "attainment")
    ),
    "interim": Picture(
        lambda data, ax=None: forest(data, ax, estimand=INTERIM), lambda data: forest_alt(data, estimand=INTERIM),
        lambda n: made.ratios(n, INTERIM), _attained, "An empty forest plot", lambda x: _result_lines(x, INTERIM),
    ),
    "shares": Picture(
        shares, shares_alt, made.student_shares,
        lambda own: student_shares(own.students, own.organisations, own.figures), "An empty plot of shares",
        _result_lines,
    ),
    "timeline": Picture(
        timeline, timeline_alt, made.admissions, lambda own: admissions_over_time(own.admissions, own.organisations),
        "An empty timeline", _result_lines,
    ),
    "coverage": Picture(
        coverage_matrix, coverage_alt, made.cells, lambda own: coverage(own.reported, own.organisations),
        "An empty coverage matrix",
        lambda x: [*(f"{one}: " for one in x["row"]), *(x["column"] + " " + x["printed"] + " (" + x["kind"] + ")")],
    ),
    "checks": Picture(
        checks_overview, checks_alt, made.checks, lambda _: load_checks(), "An empty picture", _check_lines
    ),
    "pace": Picture(
        lambda data, ax=None: pace(*data, ax), lambda data: pace_alt(*data), made.paces, _own_pace,
        "An empty plot of pace", _pace_lines,
    ),
    "funnel": Picture(
        funnel, funnel_alt, lambda n: made.units(200 if n == 60 else n),
        lambda own: latest_units(finished_units(own.quotas, own.organisations)), "An empty funnel plot",
        lambda x: [f"committees: {len(x)};"],  # no names: it is no league table
    ),
}  # fmt: skip
SIZES = {"one": 1, "own": None, "sixty": 60}
LABELLED = ["forest", "interim", "shares", "timeline", "coverage"]

every = pytest.mark.parametrize("name", PICTURES)
every_size = pytest.mark.parametrize("size", SIZES)


@cache
def _data(name: str, size: str) -> Any:
    rows_ = SIZES[size]
    return PICTURES[name].own(_own()) if rows_ is None else PICTURES[name].make(rows_)


@every
def test_it_draws_where_it_is_told(name: str) -> None:
    """`ax` is used and returned, and no other figure is made."""
    _, (ax, other) = plt.subplots(2)
    assert PICTURES[name].draw(_data(name, "own"), ax=ax) is ax
    assert plt.get_fignums() == [1]
    assert not [*other.lines, *other.texts, *other.patches]
    assert ax.lines or ax.patches


@every
def test_nothing_selected_is_an_empty_picture(name: str) -> None:
    """No error, no warning, no mark, no legend; and the words say so."""
    one = PICTURES[name]
    ax = one.draw(one.make(0))
    ax.figure.canvas.draw()
    assert one.empty in one.alt(one.make(0))
    assert not [*ax.patches, *ax.texts]
    assert ax.get_legend() is None
    assert not [line for line in ax.lines if len(line.get_xdata()) and line.get_transform() == ax.transData]


def test_an_empty_table_of_the_package_is_an_empty_picture() -> None:
    """As a selection that leaves nothing gives it."""
    nothing = select(year_to=1900)
    for name, one in PICTURES.items():
        data = load_checks().head(0) if name == "checks" else one.own(nothing)
        assert one.empty in one.alt(data)
        assert not one.draw(data).texts


@every
@every_size
def test_alternative_text_says_every_row(name: str, size: str) -> None:
    """Who cannot see the picture reads the same numbers."""
    words = PICTURES[name].alt(_data(name, size))
    lines = PICTURES[name].lines(_data(name, size))
    assert lines
    assert [line for line in lines if line not in words] == []


@every
@every_size
def test_no_text_is_clipped_or_overlaps(name: str, size: str) -> None:
    """Every text lies within the picture and on no other text; so does the legend, and every arrow is inside."""
    ax = PICTURES[name].draw(_data(name, size))
    assert misplaced(ax) == []
    assert float(ax.figure.get_figwidth()) == 4.4
    assert {text.get_fontsize() for text in texts(ax)} == {9}


@pytest.mark.parametrize("months", [6, 12, 36, 60, 120])
@pytest.mark.parametrize("target", [(1850, 1990), (None, 400)])
def test_pace_has_room_for_any_length_and_target(months: int, target: tuple[int | None, int | None]) -> None:
    """Five years have no sixty ticks."""
    assert misplaced(pace(*made.paces(60, target=target, months=months), which=59)) == []


@pytest.mark.parametrize("columns", [1, 2, 5, 8, 11, 14])
def test_headings_fit_whatever_their_number(columns: int) -> None:
    """Broken into lines where there is room for lines."""
    assert misplaced(coverage_matrix(made.cells(3, columns))) == []


@pytest.mark.parametrize("kind", made.KINDS)
@pytest.mark.parametrize("value", [0.0004, 0.98, 1.0, 70.0])
def test_a_forest_of_one_row_has_a_scale(kind: str, value: float) -> None:
    """At least two numbers on the axis, and nothing clipped, wherever the row lies."""
    ax = forest(made.one(kind, value))
    assert misplaced(ax) == []
    assert sum(bool(text.get_text()) and text not in ax.texts for text in texts(ax)) >= 3  # with the axis's own label


@pytest.mark.parametrize("name", LABELLED)
def test_the_font_has_every_vietnamese_letter(name: str) -> None:
    """A missing glyph is a warning, and a warning an error; the label is drawn as it is written."""
    data = _data(name, "one")
    if isinstance(data, Result):
        data = replace(data, rows=data.rows.assign(label=made.LETTERS))
    else:
        data = data.assign(row=made.LETTERS)
    ax = PICTURES[name].draw(data)
    ax.figure.canvas.draw()
    assert rows(ax)[0].label == bare(made.LETTERS)


@every
def test_the_same_input_gives_the_same_bytes(name: str) -> None:
    """A picture has no time in it."""
    first, second = (picture(PICTURES[name].draw(_data(name, "own")), "a").data for _ in range(2))
    assert first == second


@every
def test_colours_are_safe(name: str) -> None:
    """Greys, and the blue and the vermilion that every kind of colour vision tells apart."""
    found = {
        one for one in colours(PICTURES[name].draw(_data(name, "sixty"))) if len({one[1:3], one[3:5], one[5:]}) > 1
    }
    assert found <= {"#0072b2", "#d55e00"}


@pytest.mark.parametrize("name", ["coverage", "checks", "pace", "funnel"])
def test_what_the_legend_tells_apart_is_told_apart_in_grey(name: str) -> None:
    """By the shape of the mark or the stroke of the line, or by a luminance that is far from the other."""
    ax = PICTURES[name].draw(_data(name, "sixty"))
    handles, labels = ax.get_legend_handles_labels()
    assert len(labels) == {"coverage": 3, "checks": 5, "pace": 4, "funnel": 2}[name]
    shown = [plain(text) for text in ax.get_legend().get_texts()]
    assert shown == labels
    for one, other in combinations(handles, 2):
        assert look(one) != look(other) or abs(grey(one.get_color()) - grey(other.get_color())) > 0.25


@pytest.mark.parametrize("name", ["coverage", "checks", "pace", "funnel"])
def test_a_legend_covers_no_mark(name: str) -> None:
    """It stands above the axes."""
    ax = PICTURES[name].draw(_data(name, "sixty"))
    ax.figure.draw_without_rendering()
    assert ax.get_legend().get_window_extent().y0 >= ax.get_window_extent().y1


def test_both_ends_of_a_pace_are_told_apart_in_grey() -> None:
    """The intervals beside the year's end have marks of their own."""
    ends = [one for one in pace(*made.paces(1)).containers if isinstance(one, ErrorbarContainer)]
    assert len({one.lines[0].get_marker() for one in ends}) == 2


@pytest.mark.parametrize("name", ["forest", "interim"])
def test_what_is_drawn_is_where_the_numbers_are(name: str) -> None:
    """A point where both ends are one, a box between two, an arrow from the only one; parts are hollow."""
    result = PICTURES[name].make(60)
    found = rows(PICTURES[name].draw(result))
    _compare(found, result, result.rows["part"].tolist())
    assert {row.part for row in result.rows.itertuples()} == {True, False}


def test_shares_are_where_the_numbers_are() -> None:
    """What rests on a reading is hollow."""
    result = made.student_shares(60)
    ax = shares(result)
    _compare(rows(ax), result, result.chosen()["estimand"].eq("student_share_bound").tolist())
    assert ax.get_xlim()[0] <= 0
    assert ax.get_xlim()[1] >= 1


def _compare(found: list[Row], result: Result, hollow: list[bool]) -> None:
    chosen = result.chosen()
    assert [row.label for row in found] == [bare(label) for label in result.rows["label"]]
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
    result = made.one(kind, value, unit="share")
    ax = shares(result)
    assert misplaced(ax) == []
    (row,) = rows(ax)
    assert [(end, way) for end, way, _ in row.arrows] == [(value, -1 if kind == "at most" else 1)]


@pytest.mark.parametrize(("name", "root"), [("forest", np.log), ("interim", np.log), ("shares", np.sqrt)])
def test_distances_are_on_the_scale_that_the_axis_names(name: str, root: Callable[[Any], Any]) -> None:
    """The logarithm of a ratio, the square root of a share."""
    ax = PICTURES[name].draw(_data(name, "sixty"))
    values = np.array([0.3, 0.5, 0.9])
    pixels = ax.transData.transform([(value, 0) for value in values])[:, 0]
    assert np.diff(pixels)[1] / np.diff(pixels)[0] == pytest.approx(np.diff(root(values))[1] / np.diff(root(values))[0])


def test_tick_labels_are_the_numbers_at_the_ticks() -> None:
    """A share in percent, a ratio as it is."""
    for name, scale in {"forest": 1, "interim": 1, "shares": 100, "funnel": 1, "timeline": 1}.items():
        ax = PICTURES[name].draw(_data(name, "sixty"))
        ax.figure.draw_without_rendering()
        shown = [(tick.get_loc(), tick.label1.get_text()) for tick in ax.xaxis.get_major_ticks()]
        assert len(shown) >= 3
        assert [float(text) for _, text in shown] == pytest.approx([scale * place for place, _ in shown])


def test_only_finished_rows_are_measured_by_100_percent() -> None:
    """A part of a year has no line at the target of the year."""
    lines = {
        name: [line.get_xdata()[0] for line in PICTURES[name].draw(_data(name, "sixty")).lines
               if line.get_linestyle() == ":"] for name in ("forest", "interim")
    }  # fmt: skip
    assert lines == {"forest": [1], "interim": []}


def test_nothing_of_a_target_lies_beyond_the_axis() -> None:
    """A log axis has no zero: an arrowhead at its edge; a set that begins at zero is open to that side."""
    ax = forest(made.with_zeros())
    beyond = [line for line in ax.lines if line.get_marker() == "<"]
    assert [(line.get_xdata()[0] < 0.05, look(line)[2]) for line in beyond] == [(True, False), (True, True)]
    assert [row.arrows for row in rows(ax)] == [[], [], [(0.25, -1, False)], []]
    assert misplaced(ax) == []


def test_a_bar_covers_its_days() -> None:
    """Parts are hollow, an unknown end has an arrowhead at the edge of the axis, the number is beside the bar."""
    result = made.admissions(60)
    ax = timeline(result)
    found, chosen = rows(ax), result.chosen()
    assert [row.label for row in found] == [bare(label) for label in result.rows["label"]]
    for row, drawn, part in zip(chosen.itertuples(), found, result.rows["part"], strict=True):
        begin = 1990.0 if pd.isna(row.period_start) else _year(row.period_start)
        end = 2025.0 if pd.isna(row.period_end) else _year(row.period_end + pd.Timedelta(days=1))
        assert drawn.boxes == [(begin, pytest.approx(end), part)]
        marks = [(begin, "<")] * pd.isna(row.period_start) + [(end, ">")] * pd.isna(row.period_end)
        assert [(x, mark) for x, _, mark in drawn.marks] == marks
        assert drawn.beside == [(interval_text(row.estimate_low, row.estimate_high, "persons"), pytest.approx(end))]


def _year(day: pd.Timestamp) -> float:
    first, following = pd.Timestamp(day.year, 1, 1), pd.Timestamp(day.year + 1, 1, 1)
    return float(day.year + (day - first) / (following - first))


def test_unknown_periods_have_no_years_on_the_axis() -> None:
    """Nothing is known of when it was."""
    result = made.admissions(6)
    unknown = replace(result, estimates=result.estimates.tail(1), rows=result.rows.tail(1))
    ax = timeline(unknown)
    assert [mark for row in rows(ax) for _, _, mark in row.marks] == ["<", ">"]
    assert misplaced(ax) == []
    assert not list(ax.get_xticks())


def test_a_mark_stands_for_each_cell() -> None:
    """In the row of its organisation, under the heading of its metric, of the shape of its kind; nowhere else."""
    cells = made.cells(60)
    ax = coverage_matrix(cells)
    ax.figure.draw_without_rendering()
    headings = [plain(tick.label2) for tick in ax.xaxis.get_major_ticks()]
    assert headings == [column for column, _ in sorted(made.COLUMNS, key=lambda pair: (pair[1], pair[0]))]
    assert [plain(tick.label1) for tick in ax.xaxis.get_major_ticks()] == headings
    kinds = {str(line.get_marker()): line.get_label() for line in ax.lines if len(line.get_xdata())}
    drawn = {
        (row.label, headings[round(x)], kinds[mark]) for row in rows(ax) for x, _, mark in row.marks if mark in kinds
    }
    assert drawn == {(bare(cell.row), cell.column, cell.kind) for cell in cells.itertuples()}
    assert sum(len(row.marks) for row in rows(ax)) == len(cells)


def test_a_kind_that_is_not_there_takes_no_room() -> None:
    """Without bounds and words the matrix is as wide as with them."""
    cells = made.cells(60)
    ax = coverage_matrix(cells[cells["kind"].eq("number")])
    assert misplaced(ax) == []
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["number"]
    assert ax.get_position().width > 0.9


def test_a_reading_stands_at_its_chance() -> None:
    """The hypotheses of a check in their order, each of the shape of its verdict; what has no chance is left out."""
    checks = made.checks(60)
    drawn = checks[checks["chance_pass"].notna()]
    first = drawn.drop_duplicates("check_id")
    ax = checks_overview(checks)
    verdicts = {str(line.get_marker()): line.get_label() for line in ax.lines}
    found = rows(ax)
    assert [row.label for row in found] == [
        bare(f"{one.check_id.split(':', 1)[1]} · {one.printed}") for one in first.itertuples()
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
    parts, projected = made.paces(60)
    ax = pace(parts, projected, which=7)
    lines = {line.get_label(): line for line in ax.lines}
    part, ends = parts.iloc[7], projected.chosen().iloc[14:16]
    legends = ["if the pace of 2023Q1 goes on", "if the rest goes at the rate of 2022"]
    months, count = 12, part["count"]
    for legend, end in zip(legends, ends.itertuples(), strict=True):
        assert lines[legend].get_xydata().tolist() == [[3, count], [months, end.estimate]]
    intervals = [(one.lines[0].get_ydata()[0], one.lines[2][0].get_segments()[0][:, 1].tolist()) for one in _bars(ax)]
    assert intervals == [(end.estimate, [end.low, end.high]) for end in ends.itertuples()]
    assert [band.get_paths()[0].get_extents().intervaly.tolist() for band in _bands(ax)] == [
        [min(count, end.low), end.high] for end in ends.itertuples()
    ]
    assert lines["evenly to the target of 185 to 190"].get_xydata().tolist() == [[0, 0], [months, 187.5]]
    assert [months, 185.0] in [xy for line in ax.lines for xy in line.get_xydata().tolist()]
    assert [months, 190.0] in [xy for line in ax.lines for xy in line.get_xydata().tolist()]
    assert lines["counted"].get_xydata().tolist() == [[0, 0], [3, count]]


def _bars(ax: Axes) -> list[ErrorbarContainer]:
    return [one for one in ax.containers if isinstance(one, ErrorbarContainer)]


def _bands(ax: Axes) -> list[Any]:
    return [one for one in ax.collections if len(one.get_paths()) == 1 and len(one.get_paths()[0].vertices) > 2]


def test_colours_of_a_projection_are_those_of_its_interval() -> None:
    """The interval beside the end belongs to the line that leads to it."""
    ax = pace(*made.paces(1))
    lines = [line for line in ax.lines if line.get_label().startswith("if ")]
    assert [line.get_color() for line in lines] == [bar.lines[0].get_color() for bar in _bars(ax)]
    assert len({line.get_color() for line in lines}) == 2


@pytest.mark.parametrize("target", [(None, 400), (200, None), (None, None)])
def test_no_path_leads_to_a_target_that_is_not_known(target: tuple[int | None, int | None]) -> None:
    """A bound is no target."""
    ax = pace(*made.paces(1, target=target))
    assert not [line for line in ax.lines if line.get_linestyle() == ":"]


def test_there_is_no_pace_beyond_the_last() -> None:
    """`which` counts the rows with projections."""
    parts, projected = made.paces(2)
    assert len(pace(parts, projected, which=1).lines)
    assert not len(pace(parts, projected, which=2).lines)
    assert pace_alt(parts, projected, which=2).startswith("An empty plot")
    assert "Mẫu" in pace_alt(parts, projected, which=1)


def test_a_committee_is_where_its_target_and_attainment_are() -> None:
    """A set of targets is a line: the larger the target, the smaller the attainment."""
    units = made.units(200)
    lines = [line for line in funnel(units).lines if line.get_marker() == "o"]
    expected = units[["target_low", "attainment_high", "target_high", "attainment_low"]].to_numpy()
    assert np.array([line.get_xydata().ravel() for line in lines]) == pytest.approx(expected)


def test_the_limits_of_a_funnel_are_those_it_names() -> None:
    """Two lines each, at the limits of the model, around the dotted line at 100 %."""
    ax = funnel(made.units(200))
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
    words = funnel_alt(units[units["target_low"].eq(units["target_high"])])
    exact = units["target_low"].eq(units["target_high"]).to_numpy()
    above = int((units["attainment_low"].to_numpy() > high)[exact].sum())
    below = int((units["attainment_low"].to_numpy() < low)[exact].sum())
    assert f"above: {above}; below: {below}." in words
    assert f"limits around 100 %: {exact.sum() - above - below};" in words
    wide = units.head(1).assign(target_low=10.0, target_high=1000.0, attainment_low=0.1, attainment_high=10.0)
    assert "above: 0; below: 0" in funnel_alt(wide)


@pytest.mark.parametrize("name", ["forest", "interim", "shares", "timeline", "coverage", "checks"])
def test_a_tall_picture_has_its_scale_at_both_ends(name: str) -> None:
    """Sixty rows are many screens of a phone."""
    for count, expected in ((1, 1), (13, 2)):
        ax = PICTURES[name].draw(PICTURES[name].make(count))
        ax.figure.draw_without_rendering()
        tick = ax.xaxis.get_major_ticks()[0]
        assert tick.label1.get_visible() + tick.label2.get_visible() == expected


def test_a_picture_is_what_savefig_would_write() -> None:
    """At 144 dots an inch; only drawn once."""
    ax = forest(attainment(load_quotas(), load_organisations(), load_figures()))
    stream = io.BytesIO()
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.savefig(stream, format="png", dpi=144, metadata={"Software": None})
    again = forest(attainment(load_quotas(), load_organisations(), load_figures()))
    assert picture(again, "").data == stream.getvalue()
    plt.close("all")
