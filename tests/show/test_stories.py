"""Stories: what a page tells first, of the five articles, of small cases and of many organisations."""

from __future__ import annotations

import os
import re
import shutil
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from small import SMALL
from small import build as build_small

import partyresearch as pr
from conftest import Case, simulate
from partyresearch.analysis.multiverse import Moved
from partyresearch.collection.place import Collection
from partyresearch.show.labels import Labels
from partyresearch.show.language import LANGUAGES, Language
from partyresearch.show.linked import link, plain, to_html
from partyresearch.show.readings import cell_html
from partyresearch.show.stories import STORIES as BY_QUESTION
from partyresearch.show.story import MOST_POINTS
from partyresearch.tables.package import build
from saying import STORIES

LONGEST_TITLE, LONGEST_POINT, MOST_NAMED = 110, 260, 3
FIVE = {
    ("overview", "en"): """\
Five articles report on recruitment; every finished target with a result was met
Numbers coded from them: 110, of which 29 are about admissions and targets.
No missed target of admissions is given as a number.
Checked: 13 percentages against counts, and 23 other relations; no contradiction.
The articles are no random sample: nothing here speaks for other places or years.""",
    ("overview", "vi"): """\
5 bài báo nói về kết nạp đảng viên; các chỉ tiêu đã đến hạn, có nêu kết quả, đều đạt
Các bài nêu 110 số liệu, trong đó 29 về kết nạp và chỉ tiêu.
Không bài nào nêu số liệu về chỉ tiêu không đạt.
Đã tính lại 13 tỷ lệ % và 23 phép cộng, so sánh khác: không thấy số liệu nào vênh nhau.
Các bài báo không đại diện cho nơi khác hay năm khác.""",
    ("recruitment", "en"): """\
Đầm Dơi admitted 67 members in the first quarter of 2023, 36% of the year’s target
The target is not printed: 185 follows from the percentage, if that is of the whole year.
Reaching it needs 13.1 a month for the rest of the year; so far it was 22.3, and in 2022 9.7.
How the year ended is not reported.
Part of a year cannot tell a season from a trend.""",
    ("recruitment", "vi"): """\
Đầm Dơi kết nạp 67 đảng viên trong quý I/2023, đạt 36% chỉ tiêu năm
Bài báo không nêu chỉ tiêu năm: 185 được tính ngược từ tỷ lệ %, nếu tỷ lệ đó tính trên chỉ tiêu cả năm.
Muốn đạt, mỗi tháng còn lại phải kết nạp bình quân 13,1 người; trước đó mỗi tháng 22,3, năm 2022 là 9,7.
Bài báo không nêu kết quả cả năm.
Số liệu một phần của năm chưa đủ để nói là xu hướng.""",
    ("student_share", "en"): """\
3 of 116 new members of Đầm Dơi in 2022 were school pupils (2.6%)
Đầm Dơi (Jan–Mar 2023): 3 of 67 (4.5%).
Đồng Tháp (2023): the article says “đa số” (the majority) were pupils and students, which is doubtful: its later goal \
is only more than 10%.
Nam Đông (until 28 Feb 2024): none yet.
Pupils alone, and pupils with college students, are different groups: never add them or rank these places.""",
    ("student_share", "vi"): """\
3 trong 116 đảng viên mới của Đầm Dơi năm 2022 là học sinh (2,6%)
Đầm Dơi (tháng 1–3/2023): 3 trong 67 (4,5%).
Đồng Tháp (2023): bài viết “đa số” (quá nửa) là học sinh, sinh viên; điều này cần kiểm chứng, vì mục tiêu sau đó chỉ \
là trên 10%.
Nam Đông (đến 28/02/2024): chưa có ai.
Nơi chỉ tính học sinh, nơi gộp cả sinh viên: không cộng lại, không xếp hạng các nơi này.""",
    ("attainment", "en"): """\
All five Party organisations with a finished, reported target met it
Above their targets: Đồng Tháp (2023) by 36%, Cần Thơ (2011) by 27%, and Đầm Dơi (2022) by one person.
In words only: Nam Đông (2023), “vượt” (exceeded); Lâm Hà (2021–2023), “đảm bảo” (target met or exceeded).
None of these targets is printed: each is worked out from a percentage or a word.
No random sample: missed targets may go unreported, and what is told without a number is not counted.""",
    ("attainment", "vi"): """\
Cả 5 đảng bộ có chỉ tiêu đã hết kỳ và được đưa tin đều đạt
Vượt chỉ tiêu: Đồng Tháp (2023) 36%, Cần Thơ (2011) 27% và Đầm Dơi (2022) 1 người.
Không nêu con số: Nam Đông (2023), “vượt” (trên 100% chỉ tiêu); Lâm Hà (2021–2023), “đảm bảo” (từ 100% chỉ tiêu trở \
lên).
Không bài nào nêu con số của các chỉ tiêu này: tất cả được tính ngược từ tỷ lệ % hoặc từ cách diễn đạt.
Không phải mẫu đại diện: nơi không đạt có thể không lên báo, và điều nêu không kèm con số thì không tính.""",
}
TABLES = {
    ("overview", "en"): """\
Article about | Published | Figures | Admitted | Target | % of target | Members
Cần Thơ city | 2012 | 17 | “2.669”; “417”; 5 more | – | “127,1%”; more than “166 %”; 2 more | –
Đầm Dơi district | undated | 26 | “116”; “67” | – | “100,87%”; “36,22%” | more than “5.800”
Đồng Tháp province | 2024 | 37 | “2.564” | – | “135,66%” | “64.403”; “06”; 4 more
Lâm Hà district | 2024 | 9 | – | at least “130”; “145” | “đảm bảo” (target met or exceeded) | –
Nam Đông district | 2024 | 21 | “62” | – | “vượt” (exceeded) | “2.152”""",
    ("recruitment", "en"): """\
Place | Period | Admitted | Note
Cần Thơ city | 2011 | 2,669 | –
Đồng Tháp province | 2023 | 2,564 | –
Đầm Dơi district | 2022 | 116 | –
Nam Đông district | 2023 | 62 | –
Đầm Dơi district | Jan–Mar 2023 | 67 | 3 months: not comparable with a year
Bloc of mass-organisation, government and Party agencies of Cần Thơ | 2011 | 417 | part of Cần Thơ
Bloc of enterprises of Cần Thơ | 2011 | 348 | part of Cần Thơ
Bình Thủy urban district | 2011 | 146 | part of Cần Thơ
Cần Thơ Telecommunications | 2011 | 18 | part of Bloc of enterprises of Cần Thơ
Bình Thủy ward | 2011 | 16 | part of Bình Thủy
Department of Industry and Trade of Cần Thơ | 2011 | 8 | part of Bloc of mass-organisation, government and Party \
agencies of Cần Thơ""",
    ("student_share", "en"): """\
Place | Period | Group | Of the group | All admitted | Share | How we know
Đầm Dơi district | Jan–Mar 2023 | school pupils | 3 | 67 | 4.5% | Both counts printed
Đầm Dơi district | 2022 | school pupils | 3 | 116 | 2.6% | Both counts printed
Nam Đông district | until 28 Feb 2024 | school pupils | 0 | at least 62 | 0% | If it covers the whole period of the \
admissions that the article reports
Đồng Tháp province | 2023 | pupils and students | – | 2,564 | 50 to 100% | The article says “đa số” (the majority); \
read literally; not counted; doubtful, as the later goal is lower
Only said in words
Nam Đông (until 28 Feb 2024): none yet.
Đồng Tháp (2023): “đa số” (the majority). Taken literally: 1,283 to 2,564 of 2,564.""",
    ("attainment", "en"): """\
Place | Year | Admitted | Target | % of target | How we know
Đồng Tháp province | 2023 | 2,564 | 1,890 | 136% | Target worked out from “135,66%”; nobody says who set it
Cần Thơ city | 2011 | 2,669 | 2,099 or 2,100 | 127% | Target worked out from “127,1%”; nobody says who set it
Đầm Dơi district | 2022 | 116 | 115 | 101% | Target worked out from “100,87%”; set from above
Nam Đông district | 2023 | 62 | at most 61 | at least 101% | The article says “vượt” (exceeded); its own plan
Lâm Hà district | 2021–2023 | – | – | at least 100% | The article says “đảm bảo” (target met or exceeded); its own \
plan; not the binding target
Only said in words
Nam Đông (2023): the article says “vượt” (exceeded); by how much is not printed.
Lâm Hà (2021–2023): the article says “đảm bảo” (target met or exceeded); by how much is not printed.
Not finished, or without a result
Đầm Dơi admitted 67 in the first quarter of 2023: 36% of its target, if that is of 2023.
Targets without a result of their own: Lâm Hà (2020, 2021, 2022, 2023, 2024, 2025).""",
    ("attainment", "vi"): """\
Nơi | Năm | Kết nạp | Chỉ tiêu | % chỉ tiêu | Căn cứ
tỉnh Đồng Tháp | 2023 | 2.564 | 1.890 | 136% | Chỉ tiêu suy ra từ “135,66%”; bài không nêu ai giao
thành phố Cần Thơ | 2011 | 2.669 | 2.099 hoặc 2.100 | 127% | Chỉ tiêu suy ra từ “127,1%”; bài không nêu ai giao
huyện Đầm Dơi | 2022 | 116 | 115 | 101% | Chỉ tiêu suy ra từ “100,87%”; cấp trên giao
huyện Nam Đông | 2023 | 62 | nhiều nhất 61 | ít nhất 101% | Bài viết “vượt” (trên 100% chỉ tiêu); tự đề ra
huyện Lâm Hà | 2021–2023 | – | – | ít nhất 100% | Bài viết “đảm bảo” (từ 100% chỉ tiêu trở lên); tự đề ra; không phải \
chỉ tiêu phải thực hiện
Chỉ nêu bằng lời, không có con số
Nam Đông (2023): bài viết “vượt” (trên 100% chỉ tiêu), không nêu con số.
Lâm Hà (2021–2023): bài viết “đảm bảo” (từ 100% chỉ tiêu trở lên), không nêu con số.
Chưa hết kỳ, hoặc chưa có kết quả
Đầm Dơi kết nạp 67 trong quý I/2023: 36% chỉ tiêu, nếu đó là chỉ tiêu năm 2023.
Chỉ tiêu chưa có kết quả riêng: Lâm Hà (2020, 2021, 2022, 2023, 2024, 2025).""",
}
CARDS = {
    "en": """\
Recruitment trends: 67 of 185 members admitted towards the year’s target of Đầm Dơi in the first quarter of 2023
Student share: 3 of 116 new members were school pupils, where both are counted for full years
Quota attainment: 5 of 5 Party organisations with a finished, reported target met it""",
    "vi": """\
Xu hướng kết nạp: 67/185 đảng viên kết nạp so với chỉ tiêu cả năm của Đầm Dơi trong quý I/2023
Tỷ lệ học sinh, sinh viên: 3/116 đảng viên mới là học sinh, ở nơi cả hai số được đếm trọn năm
Mức hoàn thành chỉ tiêu: 5/5 đảng bộ có chỉ tiêu đã hết kỳ được đưa tin là đạt""",
}
TOLD = {
    "met": "An met its target of 2023 / Above their targets: An (2023) by 20%.",
    "missed": "An missed its target of 2023 / An (2023) admitted 90 of 100 (90%).",
    "not known": (
        "Whether An met its target of 2023 is not known / In words or as a bound only: An (2023), at least 61%."
    ),
    "exactly": "An met its target of 2023 / Exactly on target: An (2023).",
    "by one person": "An met its target of 2023 / Above their targets: An (2023) by one person.",
    "both met": (
        "Both Party organisations with a finished, reported target met it / Above their targets: An (2023) by 10% "
        "and Bình (2023) by 5 people."
    ),
    "all met": (
        "All three Party organisations with a finished, reported target met it / Above their targets: Ca (2023) by "
        "30%, An (2023) by 10%, and Bình (2023) by 5 people."
    ),
    "neither met": (
        "Neither of the two Party organisations with a finished, reported target met it / Bình (2023) admitted 95 of "
        "100 (95%) and An (2023) admitted 90 of 100 (90%)."
    ),
    "none met": (
        "None of the three Party organisations with a finished, reported target met it / Bình (2023) admitted 95 of "
        "100 (95%), An (2023) admitted 90 of 100 (90%), and Ca (2023) admitted 80 of 100 (80%)."
    ),
    "one missed": (
        "Two of three finished, reported targets were met and one missed / Bình (2023) admitted 95 of 100 (95%). / "
        "Above their targets: Ca (2023) by 30% and An (2023) by 10%."
    ),
    "one met": (
        "One of two finished, reported targets was met and one missed / Bình (2023) admitted 95 of 100 (95%). / "
        "Above their targets: An (2023) by 10%."
    ),
    "some not known": (
        "One of two finished, reported targets was met, none missed; of one nobody can tell / Above their targets: "
        "Bình (2023) by 5 people. / In words or as a bound only: An (2023), at least 61%."
    ),
    "more not known": (
        "Three of five finished, reported targets were met, one missed; of one nobody can tell / Dĩ (2023) admitted "
        "80 of 90 (89%). / Above their targets: Bình (2023) by 5 people and Ca (2023) by 5 people. / In words or as "
        "a bound only: Em (2023), “vượt” (exceeded); An (2023), at least 61%."
    ),
    "far apart": (
        "Two of four finished, reported targets were met and two missed / Bình (2023) admitted 95 of 100 (95%) and "
        "An (2023) admitted 50 of 100 (50%). / Counted results: from 50% of the target in An (2023) to 130% in Ca "
        "(2023), with a median of 102% (4)."
    ),
    "years of one, all met": (
        "An met both of its finished, reported targets / Above their targets: An (2022) by 20% and An (2023) by 10%."
    ),
    "years of one, three met": (
        "An met all three of its finished, reported targets / Above their targets: An (2021) by 10%, An (2022) by "
        "10%, and An (2023) by 10%."
    ),
    "years of one, one met": (
        "An met one of its two finished, reported targets / An (2022) admitted 90 of 100 (90%). / Above their "
        "targets: An (2023) by 10%."
    ),
    "years that say the same": (
        "An met both of its finished, reported targets / Above their targets: An (2022) by 10% and An (2023) by 10%."
    ),
    "another reading": "An missed its target of 2023 / An (2023) admitted 55 of 60 or 90 (61% or 92%).",
    "a rounded percentage": (
        "An met its target of 2023 / Above their targets: An (2023) by 27%. / None of these targets is printed: each "
        "is worked out from a percentage or a word."
    ),
    "a percentage alone": (
        "An missed its target of 2023 / An (2023) reached 89 to 91% of its target. / None of these targets is "
        "printed: each is worked out from a percentage or a word."
    ),
    "words": (
        "All seven Party organisations with a finished, reported target met it / Reported in words or as a bound "
        "only: 7. / None of these targets is printed: each is worked out from a percentage or a word."
    ),
    "one target printed": (
        "Both Party organisations with a finished, reported target met it / Above their targets: An (2023) by 10% "
        "and Bình (2023) by 5.3%. / Targets that are printed: 1 of 2; the others are worked out."
    ),
    "pupils' target": "The only finished targets with a result are of a group of people: 1",
    "two setters": "An met its target of 2023 / Above their targets: An (2023) by 10%.",
    "one part": "One result is reported before its year is over, and none after / Results within a year: 1.",
    "many parts": "7 results are reported before their year is over, and none after / Results within a year: 7.",
    "targets alone": (
        "No finished target with a result is reported / Printed targets without a result: 2, of one organisation."
    ),
    "targets of many": (
        "No finished target with a result is reported / Printed targets without a result: 7, of 7 organisations."
    ),
    "a year": "No finished target with a result is reported",
}
TRENDS = {
    "one part": (
        "An admitted 40 members in the first quarter of 2023, 40% of the year’s target / The year’s target is 100. / "
        "Reaching it needs 6.7 a month for the rest of the year; so far it was 13.3. / How the year ended is not "
        "reported."
    ),
    "one part, met": (
        "An admitted 100 members in the first quarter of 2023, 100% of the year’s target / The year’s target is 100. "
        "/ The target is met already. / How the year ended is not reported."
    ),
    "one part, more than one": (
        "Of 3 years counted in part, two ran ahead of an even pace to the target and one behind / Parts of a year "
        "whose whole is not counted: An (Jan–Mar 2023) 40, Bình (Jan–Mar 2023) 40, and Ca (Jan–Mar 2023) 10. / "
        "Organisations with more than one counted period: 0 of 3."
    ),
    "a part of a target within limits": (
        "An admitted 40 members in the first quarter of 2023, 20 to 22% of the year’s target / The target is not "
        "printed: 182 to 195 follows from the percentage, if that is of the whole year. / Reaching it needs 15.8 to "
        "17.2 a month for the rest of the year; so far it was 13.3, and in 2022 2.5. / How the year ended is not "
        "reported."
    ),
    "many parts": (
        "Of 7 years counted in part, seven ran ahead of an even pace to the target and none behind / Parts of a year "
        "whose whole is not counted: 7. / Organisations with more than one counted period: 0 of 7."
    ),
    "targets alone": "No count of all new members is in this selection",
    "a year": (
        "An admitted 80 members in 2023 / Full years: An (2023) 80. / Organisations with more than one counted "
        "period: 0 of 1."
    ),
    "two years": (
        "An admitted 80 to 90 members a year / Full years: An (2023) 80 and An (2022) 90. / Organisations with more "
        "than one counted period: 1 of 1."
    ),
    "years that say the same": (
        "An admitted 110 members in each of two years / Full years: An (2023) 110 and An (2022) 110. / Organisations "
        "with more than one counted period: 1 of 1."
    ),
    "years of two": (
        "A year brought 80 new members in An and 90 in Bình / Full years: An (2023) 80 and Bình (2023) 90. / "
        "Organisations with more than one counted period: 0 of 2."
    ),
    "years of many": (
        "An admitted 2,010 to 2,021 members a year / Full years with a count: 12, with a median of 2,015.5 new "
        "members; known as a bound only: 0. / Organisations with more than one counted period: 1 of 1."
    ),
    "quarters": (
        "2 counts of new members are reported, none of a full year / Parts of a year whose whole is not counted: An "
        "(Jan–Mar 2023) 80 and Bình (Jan–Mar 2023) 70. / Organisations with more than one counted period: 0 of 2."
    ),
    "a quarter": (
        "One count of new members is reported, of no full year / Parts of a year whose whole is not counted: An "
        "(Jan–Mar 2023) 80. / Organisations with more than one counted period: 0 of 1."
    ),
}
PUPILS = {
    "pupils": "5 of 80 new members of An in 2023 were school pupils (6.2%)",
    "no pupil": "0 of 80 new members of An in 2023 were school pupils (0%)",
    "pupils of two years": "9 of 150 new members of An in two years were school pupils (6.0%)",
    "pupils of two places": "9 of 150 new members of two organisations in 2023 were school pupils (6.0%)",
    "pupils of a quarter": (
        "Where pupils or students are counted, they are 6.2% of the new members / An (Jan–Mar 2023): 5 of 80 (6.2%)."
    ),
    "pupils of many": "35 of 560 new members of seven organisations in 2023 were school pupils (6.2%)",
    "pupils of many, alike at the ends": (
        "39 of 560 new members of seven organisations in 2023 were school pupils (7.0%) / From 5.0% in An (2023) and "
        "1 more to 10% in Giá (2023) and 1 more."
    ),
    "pupils within limits": (
        "No article counts pupils or students among all new members; some allow a bound / An (2023): at least 6.2%."
    ),
    "pupils within limits of many": (
        "No article counts pupils or students among all new members; some allow a bound / Rows with a bound or a "
        "word only: 7."
    ),
    "pupils of unknown whom": "No count of pupils or students stands beside one of all new members",
}


@cache
def _study(language: str = "en") -> pr.Study:
    return pr.study(language=language)


def _told(result: pr.Result) -> str:
    """Title and points."""
    return " / ".join(repr(result).splitlines()[:-1])


@pytest.mark.parametrize(("name", "language"), FIVE)
def test_the_stories_of_the_five_articles(name: str, language: str) -> None:
    """Title, points and caution, to the letter."""
    assert repr(getattr(_study(language), name)()) == FIVE[name, language]


@pytest.mark.parametrize(("name", "language"), TABLES)
def test_the_tables_of_the_five_articles(name: str, language: str) -> None:
    """A row for each thing one would count, and below it what a table cannot hold."""
    assert repr(getattr(_study(language), name)().table()).replace("\t", " | ") == TABLES[name, language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cards_of_the_five_articles(language: str) -> None:
    """A big number of each result, and what it is."""
    study = _study(language)
    shown = study.cards(*(getattr(study, name)() for name in STORIES[1:]))
    assert repr(shown) == CARDS[language]
    html = shown._repr_mimebundle_()[0]["text/html"]
    assert html.count('<div class="card"><p class="kicker">') == 3
    big = re.findall('<p class="big">(.*?)</p>', html)
    said = [line.partition(": ")[2] for line in CARDS[language].splitlines()]
    assert big == re.findall(r"^[\d.]+(?: of |/)[\d.]+", "\n".join(said), re.M)


def test_the_methods_of_results() -> None:
    """What is estimated, under which assumptions, and what is not shown: of each result, in its language."""
    study = _study()
    said = repr(study.methods(study.attainment(), study.overview(), study.target_ratios()))
    for result in (study.attainment(), study.target_ratios()):
        assert f"{result.rests_on}\n{result.not_shown}".replace("\n\n", "\n") in said
    assert said.count("\n") == 5
    html = study.methods(study.attainment(), study.target_ratios())._repr_mimebundle_()[0]["text/html"]
    assert (html.count("<dt>"), html.count("<dd>")) == (2, 4)
    vietnamese = _study("vi")
    assert vietnamese.attainment().not_shown in repr(vietnamese.methods(vietnamese.attainment()))


def test_the_story_of_one_organisation() -> None:
    """Its own sentences, and nobody else's."""
    study = pr.study(organisations=["dam-doi"])
    said = {name: repr(getattr(study, name)()) for name in STORIES}
    assert said["attainment"].splitlines()[:2] == [
        "Đầm Dơi met its target of 2022",
        "Above their targets: Đầm Dơi (2022) by one person.",
    ]
    assert said["overview"].startswith(
        "One article reports on recruitment; every finished target with a result was met\n"
    )
    assert not re.search("Nam Đông|Đồng Tháp|Cần Thơ|Lâm Hà", "".join(said.values()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_story_of_nothing(language: str) -> None:
    """A title and a caution, a table of headings, cards without a number."""
    study = pr.study(years=(1900, 1900), language=language)
    for name in STORIES:
        result = getattr(study, name)()
        assert len(repr(result).splitlines()) == 2
        assert repr(result.table()).count("\n") == 0
        assert "<table" not in result._repr_mimebundle_()[0]["text/html"]
    lines = repr(study.cards(study.student_share(), study.attainment())).splitlines()
    assert all(": – " in line for line in lines)
    if language == "en":
        assert repr(study.overview()).startswith("No article is in the selection\n")
        assert repr(study.attainment()).startswith("No finished target with a result is reported\n")


def _small(name: str, folder: Path, language: str = "en") -> pr.Study:
    return pr.study(build_small(Case(folder / "small"), name), language=language)


@pytest.mark.parametrize("name", TOLD)
def test_attainment_is_told(name: str, small: dict[str, pr.Study]) -> None:
    """Of none, one, some and all that met their targets; of bounds, words and readings that contradict each other."""
    assert _told(small[name].attainment()) == TOLD[name]


@pytest.mark.parametrize("name", TRENDS)
def test_recruitment_is_told(name: str, small: dict[str, pr.Study]) -> None:
    """Of parts of years with and without a target, and of full years of one and of several organisations."""
    assert _told(small[name].recruitment()) == TRENDS[name]


@pytest.mark.parametrize("name", PUPILS)
def test_pupils_are_told(name: str, small: dict[str, pr.Study]) -> None:
    """Of one place and year, of several, of parts of years, and of bounds."""
    assert _told(small[name].student_share()) == PUPILS[name]


def test_how_a_target_is_known_is_told(tmp_path: Path) -> None:
    """Who set it, that it is not the binding one, that the year was not over, that a percentage fits another one."""
    rows = repr(_small("two setters", tmp_path / "a").attainment().table()).splitlines()[1:]
    assert [row.split("\t")[-1] for row in rows] == [
        "Target printed; set from above",
        "Target printed; its own plan; not the binding target",
        "Target printed; set by a congress; not the binding target",
    ]
    rows = repr(_small("another reading", tmp_path / "b").attainment().table()).splitlines()[1:]
    assert [row.split("\t")[-1] for row in rows] == ["Target printed, but “91,6%” fits another one; set from above"]
    early = pr.study(build_small(Case(tmp_path / "c"), "met", published="2023-12-20"))
    assert repr(early.attainment().table()).splitlines()[1].endswith("; printed before the year was over")


def test_what_is_not_finished_is_listed_below_the_table(tmp_path: Path) -> None:
    """Five sentences, and how many more there are; a count that is not printed is not said."""
    lines = repr(_small("many parts", tmp_path / "a").attainment().table()).splitlines()
    assert lines[1:3] == [
        "Not finished, or without a result",
        "An admitted 40 in the first quarter of 2023: 40% of the target of 2023.",
    ]
    assert (len(lines), lines[-1]) == (8, "Further ones, in the folded tables: 2.")
    lines = repr(_small("a part by its percentage", tmp_path / "b").attainment().table()).splitlines()
    assert lines[2:] == ["An, the first quarter of 2023: 20 to 22% of the target of 2023."]
    lines = repr(_small("targets of many", tmp_path / "c").attainment().table()).splitlines()
    assert lines[2:] == ["Targets without a result: 7, of 7 organisations."]
    words = repr(_small("words", tmp_path / "d").attainment().table()).splitlines()
    assert words[8] == "Only said in words"
    assert (len(words[9:]), words[-1]) == (6, "Further ones, in the folded tables: 2.")


def test_a_bound_is_not_said_in_words(tmp_path: Path) -> None:
    """It is a number, and stands in the table."""
    for name in ("not known", "no pupil"):
        study = _small(name, tmp_path / name.replace(" ", ""))
        assert "Only said in words" not in repr(study.attainment().table()) + repr(study.student_share().table())


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("missed", "One article reports on recruitment; the one finished target with a result was missed"),
        ("one met", "One article reports on recruitment; one of two finished targets with a result was met"),
        ("one missed", "One article reports on recruitment; two of three finished targets with a result were met"),
        ("neither met", "One article reports on recruitment; none of two finished targets with a result were met"),
        ("a year", "One article reports on recruitment, none on the result of a finished target"),
        (
            "not known",
            "One article reports on recruitment; whether the one finished target with a result was met is not known",
        ),
    ],
)
def test_the_overview_is_told(name: str, title: str, small: dict[str, pr.Study]) -> None:
    """Whatever became of the targets."""
    assert small[name].overview().headline == title


def test_parts_alone_are_told_as_such() -> None:
    """Where the whole is not selected, its parts are what there is; beside their whole they are not told."""
    bloc = pr.study(organisations=["binh-thuy"]).attainment()
    assert bloc.headline == "Bình Thủy met its target of 2011"
    assert repr(bloc.table()).splitlines()[1].endswith("; part of District Party organisations of Cần Thơ (9)")
    city = pr.study(organisations=["can-tho"]).attainment()
    assert len(repr(city.table()).splitlines()) == 2


def test_contradictions_are_counted_in_the_overview(tmp_path: Path) -> None:
    """Among all that was checked."""
    assert repr(_small("another reading", tmp_path).overview()).splitlines()[2:4] == [
        "Missed targets that are given as a number: 1.",
        "Contradictions between figures: 1, among 1 checked percentages and 1 other relations.",
    ]


def _ids(text: str) -> set[str]:
    return set(re.findall('href="#([^"]*)"', text))


def _problems(study: pr.Study, name: str, language: str) -> list[str]:
    """What is wrong with a story: too long, too many names, a link to nothing, a hole."""
    result, labels = getattr(study, name)(), Labels(Language(language), study.all)
    story, findings = BY_QUESTION[result.findings.question], result.findings
    title, points = story.title(findings, labels), story.points(findings, labels)[:MOST_POINTS]
    parts = [sentence for _, sentences in story.parts(findings, labels) for sentence in sentences]
    places = {labels.place(one) for one in study.all.organisations["organisation_id"]}
    problems = [title] if len(plain(title)) > LONGEST_TITLE else []
    problems += [point for point in points if len(plain(point)) > LONGEST_POINT]
    for sentence in (title, *points, *parts):
        words = re.split(r"\W+", plain(sentence))
        named = {place for place in places if place and f" {place} " in f" {' '.join(words)} "}
        named = {place for place in named if not any(place in other for other in named - {place})}
        problems += [f"{len(named)} names: {sentence}"] if len(named) > MOST_NAMED else []
        problems += [sentence] if re.search(r"\bnan\b|<NA>|[{}]|  ", plain(sentence)) else []
    tables = [one.html(story.name, findings, labels, {}) for one in (story.table, *story.more.values())]
    linked = _ids(story.html(findings, labels) + story.parts_html(findings, labels) + "".join(tables))
    known, sources = set(study.all.figures["figure_id"]), set(repr(study.sources(result)).split())
    problems += [f"{one} is no figure" for one in linked - known]
    return problems + [f"{one} is no source" for one in linked - sources]


@pytest.mark.slow
@pytest.mark.parametrize("name", STORIES)
def test_every_small_story_is_short_and_every_link_leads_to_its_figure(name: str, small: dict[str, pr.Study]) -> None:
    """In either language; figures are those of the study, and among the sources of the page."""
    wrong = {case: _problems(study, name, code) for case, study in small.items() for code in LANGUAGES}
    assert {case: problems for case, problems in wrong.items() if problems} == {}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pr.Study]:
    """Studies of all small collections."""
    return {name: _small(name, tmp_path_factory.mktemp("small")) for name in SMALL}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STORIES)
def test_stories_of_other_collections_are_short_as_well(name: str, language: str, simulated: Path) -> None:
    """The five articles, and 14 organisations of six years each."""
    for root in ("", simulated):
        assert _problems(pr.study(root), name, language) == []


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> pr.Study:
    """A study of 600 organisations."""
    return pr.study(simulate(tmp_path_factory.mktemp("crowd") / "data", 600, 1))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STORIES)
def test_the_stories_of_a_crowd_are_short(name: str, language: str, crowd: pr.Study) -> None:
    """Six hundred organisations are counted, and not listed."""
    assert _problems(crowd, name, language) == []


@pytest.fixture(scope="module")
def wider(tmp_path_factory: pytest.TempPathFactory) -> pr.Study:
    """A study of the collection that the shell names."""
    folder = os.environ.get("PARTYRESEARCH_WIDER", "")
    if not folder:
        pytest.skip("no raw tables of a wider collection are at hand (PARTYRESEARCH_WIDER is not set)")
    root = tmp_path_factory.mktemp("wider") / "data"
    shutil.copytree(folder, root / "raw", ignore=shutil.ignore_patterns("*.md"))
    build(Collection(root))
    return pr.study(root)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STORIES)
def test_the_stories_of_a_wider_collection(name: str, language: str, wider: pr.Study) -> None:
    """Of many articles, if the shell names a folder with their raw tables."""
    assert _problems(wider, name, language) == []


def test_a_link_leads_to_its_first_figure() -> None:
    """And is plain text where nothing can be clicked; without a figure there is none."""
    sentence = f"Of {link('5', 'a:1 b:2')} and {link('6', '')}, {link('7', 'c:3')}."
    assert plain(sentence) == "Of 5 and 6, 7."
    assert to_html(sentence) == 'Of <a href="#a:1">5</a> and 6, <a href="#c:3">7</a>.'


HOSTILE = "<script>alert(1)</script>\"' & <b>"


def test_a_hostile_name_stays_text(tmp_path: Path) -> None:
    """In a sentence, in a link, in a quotation, and wherever a story names a place."""
    for sentence in (HOSTILE, link(HOSTILE, "a:1"), link("5", f"a:1{HOSTILE.replace(' ', '')}"), f"“{HOSTILE}”"):
        html = re.sub(r'<a [^<>]*>|<span lang="vi">|</(a|span)>', "", to_html(sentence))
        assert not re.search("[<>\"']", html)
    case = Case(tmp_path / "hostile")
    case.organisations = [["d", HOSTILE, HOSTILE, "district", ""]]
    count = case.add("a", "90", "members_admitted")
    case.add("a", "100", "admission_target")
    case.add("a", "3", "members_admitted", group="school_pupil", part_of=count)
    study = pr.study(case.build())
    results = [getattr(study, name)() for name in STORIES]
    for shown in (
        *results,
        *(result.table() for result in results),
        study.cards(*results[1:]),
        study.sources(*results),
    ):
        html = shown._repr_mimebundle_()[0]["text/html"]
        assert "<script" not in html
        assert "<b>" not in html
    assert "&lt;script&gt;" in results[-1]._repr_mimebundle_()[0]["text/html"]


def test_what_is_quoted_is_vietnamese() -> None:
    """For those who hear the page; what the meaning says is not."""
    assert to_html("“vượt” (exceeded)") == '“<span lang="vi">vượt</span>” (exceeded)'


def test_the_table_of_a_story_can_be_read_as_cards() -> None:
    """Each cell carries its heading, numbers are aligned, and the table has a caption."""
    html = _study().attainment().table()._repr_mimebundle_()[0]["text/html"]
    assert '<table class="stack sortable"><caption>Quota attainment</caption>' in html
    assert html.count('data-label="% of target"') == 5
    assert '<td class="number" data-label="Admitted"><span><a href="#dong-thap-2024:' in html
    assert '<td class="number" data-label="Admitted"><span>–</span></td>' in html
    assert html.count("<tr>") == 6


def _moved(*ends: tuple[float, float]) -> Moved:
    """An attainment as coded, then under other codings."""
    readings = pd.DataFrame(ends, columns=["estimate_low", "estimate_high"]).assign(becomes="", set_by="", made=True)
    readings["alternatives"] = ["as_coded", "coding/first", "coding/second"][: len(ends)]
    row = SimpleNamespace(estimand="attainment", unit="ratio", set_by="", estimate_id="a")
    return Moved(row, "attainment", readings)


def test_a_strip_shows_every_reading_between_the_least_and_the_most() -> None:
    """As coded filled; values in percent beside it; what moves them most at its tip; of equal ones no strip."""
    html = cell_html(_moved((1.0, 1.0), (0.5, 0.5), (1.25, 1.25)), Labels(Language(), _study().all))
    dots = [
        (float(place), kind) for place, kind in re.findall(r'<circle cx="([\d.]+)" cy="8" r="3" class="(\w+)"/>', html)
    ]
    assert dots == [(62.7, "coded"), (4.0, "other"), (92.0, "other")]
    assert html.endswith('<span title="the first coding pass">50 to 125%</span>')
    alike = cell_html(_moved((1.0, 1.0), (1.0, 1.0)), Labels(Language("vi"), _study().all))
    assert "<svg" not in alike
    assert alike.endswith(">100%</span>")


def test_the_strip_is_a_column_only_where_something_moves() -> None:
    """A table of what nothing moves has none."""

    def headings(study: pr.Study) -> list[str]:
        html = study.recruitment()._repr_mimebundle_()[0]["text/html"]
        return re.findall(r'<th scope="col"[^>]*>(.*?)</th>', html)

    assert headings(pr.study(organisations=["nam-dong"])) == ["Place", "Period", "Admitted", "Note"]
    shares = _study().student_share()._repr_mimebundle_()[0]["text/html"]
    assert ">Under other codings</th>" in shares
    assert 'data-label="Under other codings"><span></span>' not in shares


def test_two_years_with_bounds_of_their_own_are_two_rows(case: Case) -> None:
    """One word may speak of several years; what is printed twice is two results."""
    for year in ("2022", "2023"):
        case.add("x", "100", "admission_target", year)
        case.add("x", "110", "members_admitted", year, bound="at_least")
    rows = repr(pr.study(case.build()).attainment().table()).splitlines()
    assert sorted(row.split("\t")[1] for row in rows[1:3]) == ["2022", "2023"]


def test_a_whole_hides_no_part_that_missed(case: Case) -> None:
    """A province met its target, one of its two districts missed: two of two, at the finest cut, are one and one."""
    case.organisations = [["p", "Đảng bộ tỉnh P", "P", "province", ""]]
    case.organisations += [[name, f"Đảng bộ huyện {name.upper()}", name, "district", "p"] for name in ("d", "e")]
    for org, count in (("p", "210"), ("d", "120"), ("e", "90")):
        case.add("x", "100" if org != "p" else "200", "admission_target", "2023", org)
        case.add("x", count, "members_admitted", "2023", org)
    study = pr.study(case.build())
    assert "; one of two finished targets with a result was met" in study.overview().headline
    assert "Missed targets that are given as a number: 1." in repr(study.overview())
    rows = repr(study.attainment().table()).splitlines()
    assert [row.split("\t")[4] for row in rows[1:4]] == ["120%", "105%", "90%"]
    assert "E (2023) admitted 90 of 100 (90%)." in repr(study.attainment())
