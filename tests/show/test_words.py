"""What results say: every message, in both languages, of every kind of collection and selection."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from small import SMALL, build

import partyresearch as pr
from conftest import Case
from partyresearch.analysis.findings import Draft, Findings, Refusal
from partyresearch.analysis.selection import collect
from partyresearch.show.caveats import Sensitivity, contradicted, left_out
from partyresearch.show.labels import Labels
from partyresearch.show.language import LANGUAGES
from partyresearch.show.stories import students
from partyresearch.show.stories.attainment import STORY
from partyresearch.show.tables import checks_html
from partyresearch.show.words import QUESTIONS
from partyresearch.show.words.checks import check_expected, check_reading
from partyresearch.show.words.kinds import NOT_ESTIMABLE
from partyresearch.show.words.pace import earlier_year
from saying import QUESTIONS as METHODS
from saying import ROOT, STORIES, Recorder, left_in_english, messages_tool, texts

DATA = ("five articles", "one organisation", "nothing", "simulated")
DAY = pd.Timestamp


@pytest.fixture(scope="module")
def told(simulated: Path) -> Iterator[dict[str, tuple[pr.Study, Any]]]:
    """Everything that results of each kind of data say, in both languages; what is said is recorded."""
    choices: dict[str, dict[str, Any]] = {
        "five articles": {},
        "one organisation": {"organisations": ["dam-doi"]},
        "nothing": {"years": (1900, 1900)},
        "simulated": {"data_dir": simulated},
    }
    Recorder.said.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("partyresearch.door.Language", Recorder)
        studies = {name: pr.study(**choice) for name, choice in choices.items()}
        yield {name: (study, texts(study)) for name, study in studies.items()}


@cache
def _labels(language: str = "en") -> Labels:
    return Labels(Recorder(language), collect())


@cache
def _five_articles() -> pr.Study:
    return pr.study()


def _from_data(study: pr.Study) -> str:
    """A pattern of what stands on a page as the tables hold it: notes, and codes that have no words yet."""
    checks = study.all.checks
    codes = [code for name in {"hypothesis", "expected"} & set(checks) for code in checks[name].astype(str).unique()]
    if "label_vi" not in study.all.metrics:
        codes += [metric.replace("_", " ") for metric in study.all.metrics["metric"]]
    marked = r'<style>.*?</style>|<span lang="(?:en|vi)">.*?</span>'
    return "|".join([marked, *map(re.escape, sorted(codes, key=len, reverse=True))])


@pytest.mark.parametrize("data", DATA)
def test_nothing_is_left_in_english(told: dict[str, tuple[pr.Study, Any]], data: str) -> None:
    """Of everything that results show in Vietnamese; and no English text has a Vietnamese sentence."""
    study, said = told[data]
    vietnamese = [re.sub(_from_data(study), " ", text, flags=re.S) for text in said["vi"]]
    assert left_in_english(vietnamese) == []
    assert len(said["en"]) == len(said["vi"])
    assert "Kết quả này" not in "".join(said["en"])


@pytest.mark.parametrize("data", DATA)
def test_no_sentence_has_a_hole(told: dict[str, tuple[pr.Study, Any]], data: str) -> None:
    """No name of a value, and no missing number."""
    for text in (*told[data][1]["en"], *told[data][1]["vi"]):
        plain = re.sub(r"<style>.*?</style>|<[^>]*>", " ", text, flags=re.S)
        assert not re.search(r"\bnan\b|\bNaT\b|<NA>|\bNone\b(?! about| beyond| of the| contradicts|:)|[{}]", plain)


EXPECTED = [
    (quantity, ends)
    for quantity in ("whole", "count", "share")
    for ends in ((5, 5), (5, None), (5, 1234), (None, None))
]


def _allowed(quantity: str, ends: tuple[float | None, float | None]) -> Any:
    return SimpleNamespace(quantity=quantity, low=ends[0], high=ends[1], compared=None)


@pytest.mark.parametrize(("quantity", "ends"), EXPECTED)
def test_what_the_other_figures_allow_is_said(quantity: str, ends: tuple[float | None, float | None]) -> None:
    """One number, a minimum, a range, or none: each in its own words, with numbers as the language writes them."""
    check = _allowed(quantity, ends)
    english, vietnamese = (check_expected(check, _labels(language)) for language in LANGUAGES)
    assert english != vietnamese or quantity == "share"  # 5% is 5%
    assert ("1,234" in english) == ("1.234" in vietnamese) == (ends[1] == 1234)
    assert ("or more" in english) == (ends == (5, None))
    assert (english == "no whole number") == (ends == (None, None))


@pytest.mark.parametrize(
    ("check", "relation", "said"),
    [
        ("percentage", "share", "rounded half up"),
        ("percentage", "members_before", "rounded half up; members before these admissions"),
        ("nested", "disjoint", "disjoint parts of one period or organisation"),
        ("parts", "disjoint", "disjoint parts: admitted"),
        ("nested", "among", "school pupils among everyone"),
    ],
)
def test_the_reading_of_a_check_is_said(check: str, relation: str, said: str) -> None:
    """With what must hold, where that is not count ÷ whole."""
    codes = {"metric": "members_admitted", "group": "school_pupil", "group_of": "all", "reading": "half_up"}
    assert check_reading(SimpleNamespace(check=check, relation=relation, **codes), _labels()) == said


# every refusal of every question, with every value that one of their sentences names
OF_MODELS = [(question, reason) for question in ("growth", "pooled_student_share") for reason in NOT_ESTIMABLE]
REFUSALS = [(question, reason) for question, words in QUESTIONS.items() for reason in words.refusals] + OF_MODELS
VALUES = {
    **{"organisation_id": "nam-dong", "period_start": DAY("2023-01-01"), "period_end": DAY("2023-12-31")},
    "group": "school_pupil",
    **dict.fromkeys(("found", "needed", "n", "most", "each", "years", "years_needed", "given", "events"), 1234),
    **dict.fromkeys(("events_needed", "organisations", "clusters", "bounds", "needed_together"), 1234),
}


def _refused(question: str, reason: str, labels: Labels) -> str:
    subjects = QUESTIONS[question].subjects
    values = VALUES | ({"what": next(iter(subjects)), "group": ""} if subjects else {})
    return QUESTIONS[question].say_refusal(Refusal("", reason, values), labels)


@pytest.mark.parametrize(("question", "reason"), REFUSALS)
def test_a_refusal_is_one_sentence_in_either_language(question: str, reason: str) -> None:
    """With its numbers as the language writes them."""
    english, vietnamese = (_refused(question, reason, _labels(language)) for language in LANGUAGES)
    assert english != vietnamese
    assert left_in_english([vietnamese]) == []
    assert english.endswith(".")
    assert "1.234" not in english
    assert ("1,234" in english) == ("1.234" in vietnamese)


def test_a_fraction_of_a_refusals_value_that_is_unknown_is_not_said() -> None:
    """A value of None stands in no sentence."""
    refusal = Refusal("", "no_frame", {"given": 0, "needed": 5, "group": None})
    assert "0 given, at least 5 needed" in QUESTIONS["reported_success"].say_refusal(refusal, _labels())


def test_whatever_a_model_refuses_has_a_sentence() -> None:
    """The reasons of models are codes; each is worded."""
    of_years = (ROOT / "src" / "partyresearch" / "models" / "part_years.py").read_text("utf-8")
    assert set(re.findall(r'NotEstimable\("(\w+)"', of_years)) < set(QUESTIONS["year_end"].refusals)
    models = ROOT / "src" / "partyresearch" / "models"
    source = "".join((models / name).read_text("utf-8") for name in ("growth.py", "shares.py"))
    assert set(re.findall(r'NotEstimable\(\s*"(\w+)"', source)) == set(NOT_ESTIMABLE)


def _part(**values: Any) -> dict[str, Any]:
    """Part of a year: 67 of 185 admitted in a quarter, 116 in the year before."""
    return {
        "key": "a",
        "organisation_id": "dam-doi",
        "count": 67,
        **{"target_low": 185.0, "target_high": 185.0, "known_by": "implied", "set_by": "", "several": False},
        **{"period_start": DAY("2023-01-01"), "period_end": DAY("2023-03-31")},
        **{"target_start": DAY("2023-01-01"), "target_end": DAY("2023-12-31"), "elapsed": 0.25, "left": 0.75},
        **{"before": 116, "before_start": DAY("2022-01-01"), "before_end": DAY("2022-12-31"), **values},
    }


def _pace_headline(labels: Labels, *parts: dict[str, Any]) -> str:
    findings = Findings("part_year", pd.DataFrame(), pd.DataFrame(), {"parts": list(parts), "n": 0})
    headline = QUESTIONS["part_year"].headline
    assert headline is not None
    return headline(findings, labels)


def test_a_headline_of_parts_of_years_says_what_the_target_asks() -> None:
    """The share of the year that meets it, for certain or exactly; that it is met; how many more there are."""
    labels = _labels()
    exact = _pace_headline(labels, _part())
    assert "the target of 185 (worked out from a printed percentage, if that is of this target)" in exact
    assert "met only if no more than 36% of the admissions of 2023 fall in Jan–Mar 2023" in exact
    assert "(spread evenly it would be 25%)" in exact
    between = _pace_headline(labels, _part(target_low=180.0, target_high=190.0, known_by="printed"))
    assert "the target of 180 to 190 is met for certain if no more than 35% of the admissions" in between
    assert "missed if more than 37% do" in between
    met = _pace_headline(labels, _part(count=190, known_by="printed"))
    assert met == ("Đầm Dơi district · Jan–Mar 2023, part of the year: 190 admitted; the target of 185 is met already.")
    assert "the target of 185 is met already." in _pace_headline(labels, _part(count=185))
    assert "met already" not in _pace_headline(labels, _part(count=184))
    several = _part(several=True, set_by="congress")
    assert _pace_headline(labels, several).startswith("Đầm Dơi district (set by a congress) · ")


def test_a_headline_of_parts_of_years_names_three() -> None:
    """The others are counted, and so are those without a target."""
    labels = _labels()
    more = _pace_headline(labels, *[_part()] * 5, _part(target_low=None, target_high=None, known_by=""))
    assert more.count("67 admitted") == 3
    assert "Further organisations with part of a year against a target: 2." in more
    assert more.endswith("Organisations with part of a year and no printed target for it: 1.")
    bound = _pace_headline(labels, _part(target_low=None, known_by="printed"))
    assert bound == "Further organisations with part of a year against a target: 1."
    assert _pace_headline(labels) == ""


def _year_end(labels: Labels, *rows: Any) -> str:
    found = {row.estimand: rows for row in rows}
    findings: Any = SimpleNamespace(named=lambda name: found.get(name, []), facts={"confidence": 0.8}, refusals=[])
    words = QUESTIONS["year_end"]
    said = [words.say(words.headline, findings, labels), *(words.label(row, labels) for row in rows)]
    return " ".join([*said, *map(labels.t, words.columns)])


def _end(**values: Any) -> Any:
    """67 of 185 after a quarter; the year ends at 197 to 528."""
    row = {"organisation_ids": "dam-doi", "estimand": "chance_of_target", "by_target": True, "several": False}
    row |= {"set_by": "superior", "admitted_low": 67, "target_low": 185, "target_high": 185, "n": 12}
    row |= {"period_start": DAY("2023-01-01"), "period_end": DAY("2023-03-31"), "year_low": 197, "year_high": 528}
    row |= {"comparator_start": DAY("2023-01-01"), "comparator_end": DAY("2023-12-31")}
    return SimpleNamespace(**row | {"estimate_low": 0.256, "estimate_high": 0.256} | values)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.256, 0.256, "26%"), (0.9999, 1.0, "99%"), (0.0, 0.0001, "1%"), (0.12, 0.345, "12 to 34%"), (None, 0.4, "40%")],
)
def test_a_probability_is_never_certain(low: float | None, high: float, said: str) -> None:
    """Whole percents, both ends where the target is a set, and neither 0 nor 100."""
    headline = _year_end(_labels(), _end(estimate_low=low, estimate_high=high))
    assert f"the target of 185 is met with a probability of {said}." in headline


def test_a_headline_of_ends_of_years_names_three() -> None:
    """Of years with a target if there are any, else of all."""
    said = _year_end(_labels(), *[_end()] * 5)
    assert said.count("67 admitted in Jan–Mar 2023. Judged by this part of the year alone, ignoring the ") == 3
    assert said.count("organisation's earlier years, 2023 ends at 197 to 528 (80% interval, learned from 12 fin") == 3
    assert "Further years that are not over: 2." in said
    alone = _year_end(_labels(), _end(estimand="year_end_admissions", by_target=False))
    assert "(80% interval, learned from 12 finished years). Đầm Dơi district · admitted by the end of 2023" in alone


def _attained(**values: Any) -> Any:
    """A row of attainment, read from 133,8%."""
    row = {"organisation_ids": "nam-dong", "period_start": DAY("2023-01-01"), "period_end": DAY("2023-12-31")}
    row |= {"group": "all", "estimand": "attainment", "interim": False, "told_apart": "reading", "set_by": "superior"}
    row |= {"assumption": ""}
    row |= {"family": "rounded", "reading": "half_up", "score": "133,8%", "percent_low": 133.8, "percent_high": 133.9}
    return SimpleNamespace(**row | values)


@pytest.mark.parametrize(
    ("values", "label", "reading"),
    [
        ({}, "133.8%", "percentage rounded half up"),
        ({"reading": "truncated"}, "133.8%", "percentage truncated"),
        ({"reading": "half_up_truncated"}, "133.8%", "percentage rounded or truncated"),
        ({"reading": "printed"}, "target as printed", "target as printed"),
        ({"family": "literal", "reading": "whole"}, "beyond 133.8%", "“133,8%”, read as a bound, of a whole target"),
        ({"family": "literal", "reading": "literal"}, "beyond 133.8%", "“133,8%”, read as a bound"),
        ({"family": "conventional", "reading": "conventional"}, "between 133.8 and 133.9%", "between 133.8 and 133.9%"),
        ({"told_apart": "set_by"}, "set by a superior", "percentage rounded half up"),
        ({"told_apart": "set_by reading"}, "set by a superior · 133.8%", "percentage rounded half up"),
        ({"told_apart": ""}, "", "percentage rounded half up"),
    ],
)
def test_readings_of_a_target_are_told_apart(values: dict[str, Any], label: str, reading: str) -> None:
    """By who set it and by how its percentage was read, where both stand on one page."""
    words, row, labels = QUESTIONS["attainment"], _attained(**values), _labels()
    assert words.label(row, labels) == " · ".join(filter(None, ["Nam Đông district · 2023", label]))
    assert words.reading is not None
    assert words.reading(row, labels) == reading


def test_one_row_for_each_possible_target_names_it() -> None:
    """And needs no reading."""
    words, row = QUESTIONS["attainment"], _attained(estimand="attainment_if", target_low=2100)
    assert words.label(row, _labels("vi")).endswith("2.100")
    assert words.label(row, _labels()).endswith("133.8%, if the target was 2,100")
    assert words.reading is not None
    assert words.reading(row, _labels()) == ""


def _reading_of_students(labels: Labels, **values: Any) -> str:
    reading = QUESTIONS["student_share"].reading
    assert reading is not None
    return reading(SimpleNamespace(**{"reading": "counted", "words": [], "goals": []} | values), labels)


def test_readings_of_a_share_of_students() -> None:
    """A word is quoted; a later goal below it raises a doubt."""
    labels = _labels()
    assert _reading_of_students(labels) == "a printed number that is no exact count"
    assert _reading_of_students(labels, reading="") == ""
    goal = {"low": 60, "high": 60, "bound": "at_least"}
    goal |= {"period_start": DAY("2024-01-01"), "period_end": DAY("2024-12-31")}
    doubt = _reading_of_students(labels, reading="share", words=["đa số"], goals=[goal])
    assert doubt == (
        "“đa số” (the majority) of everyone admitted, read literally. The same article's later goal is at least 60% "
        "(2024), less than what is reported already: that it is meant literally is doubtful."
    )
    goal |= {"bound": "range", "high": 65.5}
    assert "goal is 60 to 65.5% (2024)" in _reading_of_students(labels, goals=[goal])


def _check(verdict: str) -> pd.DataFrame:
    return pr.load_checks().head(1).assign(verdict=verdict)


def _left_out_one(labels: Labels) -> str:
    return left_out({"organisation": 1, "years": 1, "level": 1, "preliminary": 1}, labels)


def test_what_was_left_out_is_counted_by_its_reason() -> None:
    """In the order in which rows were filtered; one row is one row."""
    assert left_out({}, _labels()) == "Nothing was filtered out."
    assert _left_out_one(_labels()) == (
        "Filtered out: 1 row of another organisation, 1 row outside the years, 1 row of another level, "
        "1 preliminary row."
    )
    assert left_out({"years": 2, "organisation": 1000}, _labels()) == (
        "Filtered out: 2 rows outside the years, 1,000 rows of other organisations."
    )
    assert left_out({"level": 1000}, _labels("vi")).endswith(" 1.000 dòng của cấp khác.")


def _contradicted(labels: Labels, *selected: str) -> str:
    wrong = _check("contradiction").assign(figure_ids="a:1 b:2", check="percentage")
    selection = SimpleNamespace(reported=pd.DataFrame({"figure_id": selected}), all=SimpleNamespace(checks=wrong))
    return contradicted(selection, labels)  # type: ignore[arg-type]


def test_selected_figures_that_contradict_others_are_named() -> None:
    """Those of the selection alone."""
    assert _contradicted(_labels(), "b:2", "c:3") == (
        "Selected figures that contradict other printed figures: b:2 (see partyresearch check)."
    )
    assert _contradicted(_labels(), "c:3") == "No selected figure contradicts another printed figure."


def _readings(labels: Labels, without: str = "lam-ha", **cells: Any) -> str:
    """What is said of the attainments of Lâm Hà under the first pass and some alternatives, with some other cells."""
    study = pr.study(organisations=["lam-ha"])
    table = study.all.multiverse
    table = table[~table["alternatives"].str.contains(without)].assign(**cells)
    chosen = replace(study.selection, all=replace(study.all, multiverse=table))
    sensitivity = Sensitivity(lambda _: labels, labels.t.code, [study.attainment().findings], chosen)
    return str(sensitivity._render(labels).data["text/plain"])


def _any_group(labels: Labels) -> str:
    words, findings = QUESTIONS["group_share"], _five_articles().share("school_pupil").findings
    sentences = [words.say(one, findings, labels) for one in (words.estimand, words.assumption, words.not_shown)]
    return " ".join([*sentences, *map(labels.t, words.columns)])


def _check_of(relation: str) -> Callable[[Labels], str]:
    return lambda labels: check_reading(SimpleNamespace(check="", relation=relation, reading="as_printed"), labels)


RARE = {
    "any group": _any_group,
    "pupils of those who kept a target": lambda labels: _reading_of_students(labels, reading="target_met"),
    "pupils of those who kept a target, told": lambda labels: students._how(
        SimpleNamespace(reading="target_met", words=[], goals=[]), labels
    ),
    "checks with a contradiction": lambda labels: QUESTIONS["checks"].short(
        Findings("checks", pd.DataFrame(), pd.DataFrame(), {"checks": _check("contradiction")}), labels
    ),
    "a sum of targets": _check_of("targets_add_up"),
    "an unusual size": _check_of("usual_size"),
    "a printed target": lambda labels: QUESTIONS["attainment"].reading(_attained(reading="printed"), labels),
    "readings of other tables": lambda labels: _readings(labels, made_for="other"),
    "the first coding pass": _readings,
    "the second coding pass": lambda labels: _readings(
        labels, alternatives=lambda table: table["alternatives"].str.replace("first", "second")
    ),
    "no estimate under some codings": lambda labels: _readings(
        labels, "none", made=lambda table: table["made"] & table["alternatives"].ne("coding/first")
    ),
    "many parts of years": lambda labels: _pace_headline(labels, *[_part()] * 5),
    "a year without a target": lambda labels: _pace_headline(
        labels, _part(target_low=None, target_high=None, known_by="")
    ),
    "a target met already": lambda labels: _pace_headline(labels, _part(count=190)),
    "a target that may be met already": lambda labels: _pace_headline(labels, _part(count=185, target_high=190)),
    "nobody needed": lambda labels: QUESTIONS["part_year"].reading(
        SimpleNamespace(estimand="pace_needed", estimate_high=0), labels
    ),
    "a range of targets": lambda labels: _pace_headline(labels, _part(target_low=180.0)),
    "ends of years": lambda labels: _year_end(labels, *[_end()] * 5),
    "the end of a year without a target": lambda labels: _year_end(
        labels, _end(estimand="year_end_admissions", by_target=False)
    ),
    "committees that differ": lambda labels: _spread(labels, 0.02),
    "committees that may be alike": lambda labels: _spread(labels, 0.0),
    "an earlier year": lambda labels: earlier_year(*map(DAY, ("2019-01-01", "2019-12-31", "2023-01-01")), labels),
    "a truncated percentage": lambda labels: QUESTIONS["attainment"].reading(_attained(reading="truncated"), labels),
    "one of two readings": lambda labels: QUESTIONS["attainment"].label(_attained(), labels),
    "pupils that are no count": _reading_of_students,
    "a contradiction": lambda labels: checks_html(_check("contradiction"), labels),
    "a figure that contradicts another": lambda labels: _contradicted(labels, "a:1"),
    "one row left out": _left_out_one,
    "a round target": lambda labels: QUESTIONS["attainment"].reading(
        _attained(estimand="attainment_if", assumption="round_target"), labels
    ),
    **{
        f"a mean of the level {level}": lambda labels, level=level: QUESTIONS["mean_attainment"].label(
            SimpleNamespace(estimand="mean_attainment_of_level", n=12, level=level), labels
        )
        for level in ("province", "district", "bloc", "grassroots", "cell")
    },
    "nothing counted in a level": lambda labels: QUESTIONS["mean_attainment"].say_refusal(
        Refusal("", "nothing_counted", {"what": "mean_attainment_of_level"}), labels
    ),
    "counts that are steered": lambda labels: _means(labels, "under_dispersed"),
    "a mean that may lie below": lambda labels: _means(labels, "not_above_target"),
    "a mean that lies above in any case": lambda labels: _means(labels, None, 0.4),
    "a mean that may lie above": lambda labels: _means(labels, 0.3, 0.4),
}


def _spread(labels: Labels, spread: float) -> str:
    words = QUESTIONS["pooled_student_share"]
    assert words.reading is not None
    return words.reading(SimpleNamespace(estimand="mean_student_share", spread=spread), labels)


def _means(labels: Labels, *crossing: Any) -> str:
    """The headline of a curve with two points, and of what follows from it."""
    draft = Draft()
    for reported in (1.0, 0.05):
        beside = {"n": 12, "targets": 15, "reported": reported}
        ends = {"ends": (1.1, 1.1), "model": (1.05, None if crossing[0] is None else 1.15)}
        draft.add(f"mean_attainment:{reported:g}", **ends, confidence=0.95, beside=beside, unit="ratio")
    if isinstance(crossing[0], str):
        draft.refuse("reporting_at_target", "share", crossing[0], n=12)
    else:
        draft.add("reporting_at_target", ends=crossing, beside={"n": 12}, unit="share")
    findings = draft.findings("mean_attainment", n=12, confidence=0.95)
    return QUESTIONS["mean_attainment"].say(QUESTIONS["mean_attainment"].headline, findings, labels)


def test_a_curve_is_summed_up_in_two_sentences() -> None:
    """The mean if all were told, and how much silence it bears."""
    assert _means(_labels(), 0.3, 0.4) == (
        "If every missed target were reported, the mean attainment of 15 targets of 12 organisations would be 110% "
        "(95% interval 105% to 115%). Its lower limit stays above 100% as long as more than 40% of the missed targets "
        "are reported; nobody knows how many are."
    )
    assert _means(_labels(), None, 0.4).endswith("even if as few as 5% of the missed targets were reported.")


@pytest.mark.parametrize("case", RARE)
def test_rare_cases_are_said_in_vietnamese(case: str) -> None:
    """As the common ones are."""
    english, vietnamese = (RARE[case](_labels(language)) for language in LANGUAGES)
    pattern = _from_data(_five_articles())
    assert left_in_english([re.sub(pattern, " ", vietnamese, flags=re.S)]) == []
    assert english != vietnamese


def test_estimates_do_not_depend_on_the_language(told: dict[str, tuple[pr.Study, Any]]) -> None:
    """Numbers, ids, codes and figures are the same to the last byte."""
    study = told["one organisation"][0]
    other = pr.Study(study.selection, language="vi")
    for name in METHODS:
        tables = [getattr(each, name)().estimates.to_csv() for each in (study, other)]
        assert tables[0] == tables[1]


@pytest.mark.parametrize("case", SMALL)
def test_small_stories_are_said_in_vietnamese(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left in English, and nothing is missing in a sentence."""
    monkeypatch.setattr("partyresearch.door.Language", Recorder)
    study = pr.study(build(Case(tmp_path / "data"), case, published="2023-12-20"), language="vi")
    results = [getattr(study, name)() for name in STORIES]
    tables = [one.table() for one in results]
    tables += [results[-1].table(name) for name in STORY.more]
    said = [str(one) for one in (*results, *tables, study.cards(*results[1:]))]
    assert left_in_english([re.sub(_from_data(study), " ", text) for text in said]) == []
    assert not re.search(r"\bnan\b|<NA>|[{}]", "".join(said))


def test_every_message_is_said(told: dict[str, tuple[pr.Study, Any]]) -> None:
    """By the results of these data, by a small story, or by one of the rare cases above: none is there for nothing."""
    assert set(told) == set(DATA)
    for say in (*RARE.values(), *(lambda labels, key=key: _refused(*key, labels) for key in REFUSALS)):
        say(_labels())
    for case in EXPECTED:
        check_expected(_allowed(*case), _labels())
    messages = {
        message[0] if isinstance(message, tuple) else message
        for message, _, name in messages_tool().messages()
        if re.search("/show/(words/|stories/|(caveats|story|readings)[.]py)", name)
    }
    assert messages - Recorder.said == set()
