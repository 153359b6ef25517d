"""The table of cues can be read and extended; what is wrong with it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from partyresearch.collection.problems import InputError
from partyresearch.intake.cues import KINDS, CueTable, compile_cues, load_cues, quote

HEADER = "kind,value,words,points,note\n"


def test_every_metric_that_a_cue_names_exists() -> None:
    """And every group, status, bound and reason."""
    from partyresearch.collection.vocabulary import BOUNDS, REASONS, SET_BY, STATUSES
    from partyresearch.tables.load import load_groups, load_metrics

    allowed = {
        "metric": set(load_metrics()["metric"]),
        "group": {*load_groups()["group"], ""},
        "status": set(STATUSES),
        "bound": set(BOUNDS),
        "exclusion": set(REASONS),
        "set_by": set(SET_BY),
        "other": {""},
    }
    assert {(cue.kind, cue.value) for cue in load_cues().cues if cue.value not in allowed[cue.kind]} == set()


def test_cues_of_ones_own(tmp_path: Path) -> None:
    """A row more, with the sets of ours, decides where ours say nothing."""
    path = tmp_path / "own.csv"
    path.write_text(HEADER + "metric,households,{persons} _ # nóc nhà,9,\n", encoding="utf-8")
    own, ours = load_cues(path), load_cues()
    assert len(own.cues) == len(ours.cues) + 1
    assert own.cues[-1].reach("có 5 người ở ", " nóc nhà", "", "có 5 người ở ") is not None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kind,value\n", "own.csv, row 1: expected kind,value,words,points,note, got kind,value"),
        (
            HEADER + "metrics,x,a #,1,\n",
            "row 2, kind: expected one of set, metric, other, exclusion, group, status, set_by, bound, got 'metrics'",
        ),
        (
            HEADER + "metric,x,{nobody} #,1,\n",
            "row 2, words: expected one of persons, members, admit, goal, class, recruiting, got the set 'nobody'",
        ),
        (HEADER + "metric,x,(a|b #,1,\n", "a number of points, got '(a|b' has an open bracket or a bar outside of one"),
        (HEADER + "metric,x,# and #,1,\n", "one # , one & and one ! at most"),
        (
            HEADER + "metric,x,a #,many,\n",
            "row 2, words, points: expected words as docs/add-an-article.md explains and a number of points, got could",
        ),
        (HEADER + "metric,x,a #\n", "own.csv, row 2: expected 5 cells, got 3 cells"),
        (
            HEADER + "status,targt,a #,1,\n",
            "own.csv, row 2, value: expected one of reported, target, planned, got 'targt'",
        ),
        (HEADER + "metric,x,a #,nan,\n", "got 'nan' points"),
    ],
)
def test_a_broken_table(tmp_path: Path, text: str, message: str) -> None:
    """The row, what was found, and what would be right."""
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_cues(path)
    assert message in str(caught.value)


def test_the_parts_of_a_cue() -> None:
    """Gaps, choices, optional words, conditions and alternatives."""
    assert set(KINDS) > {cue.kind for cue in load_cues().cues}
    gap = compile_cues("metric", "m", "kết nạp _ # người", 1, {})[0]
    assert gap.reach("kết nạp được thêm ", " người", "", "kết nạp được thêm ") is not None
    assert gap.reach("kết nạp hôm nay ở tỉnh xa xôi nọ ", " người", "", "kết nạp hôm nay ở tỉnh xa xôi nọ ") is None
    far = compile_cues("metric", "m", "kết nạp ~ #", 1, {})[0]
    near = compile_cues("metric", "m", "kết nạp … #", 1, {})[0]
    assert far.reach("kết nạp ◆ người, đạt ", "", "", " người, đạt ") is not None
    assert near.reach("kết nạp ◆ người, đạt ", "", "", " người, đạt ") is None
    needs = compile_cues("metric", "m", "đạt # & đảng viên ! đoàn", 1, {})[0]
    assert needs.reach("đạt ", "", "đảng viên đạt", "đạt ") is not None
    assert needs.reach("đạt ", "", "đoàn viên đạt", "đạt ") is None
    assert needs.reach("đạt ", "", "đảng viên đạt", "đoàn đạt ") is None
    maybe = compile_cues("metric", "m", "(chỉ tiêu)? là #", 1, {})[0]
    assert maybe.reach("là ", "", "", "là ") is not None
    assert len(compile_cues("set_by", "congress", "đại hội … # | # … đại hội", 1, {})) == 2


def test_a_file_of_cues_that_cannot_be_used(tmp_path: Path) -> None:
    """Missing, no text, of a metric that the collection has not: one line each."""
    from partyresearch.collection.place import find_collection
    from partyresearch.intake.find import Finder

    for path in (tmp_path / "no.csv", tmp_path):
        with pytest.raises(InputError) as caught:
            load_cues(path)
        assert (
            "expected a CSV file in UTF-8 with the columns kind,value,words,points,note, got an unreadable file"
            in str(caught.value)
        )
    path = tmp_path / "own.csv"
    path.write_text(HEADER + "metric,members_admited,ra mắt #,9,\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Finder(find_collection(), path)
    assert "own.csv, value: expected metrics of data/raw/metrics.csv, got members_admited" in str(caught.value)


def test_words_are_compared_as_texts_are_read(tmp_path: Path) -> None:
    """Capitals and decomposed characters in a researcher's table make no difference."""
    import unicodedata

    path = tmp_path / "own.csv"
    path.write_text(unicodedata.normalize("NFD", HEADER + "bound,about,Độ Chừng #,9,\n"), encoding="utf-8")
    assert load_cues(path).cues[-1].reach("độ chừng ", "", "", "độ chừng ") is not None


def test_how_far_a_cue_reaches() -> None:
    """The characters from its first word to the number, and from the number to its last; what it quotes."""
    about = compile_cues("bound", "about", "khoảng #", 9, {})[0]
    assert about.reach("có khoảng ", " em", "", "có khoảng ") == (7, 0)
    both = compile_cues("metric", "m", "kết nạp … # đảng viên", 9, {})[0]
    assert both.reach("đã kết nạp thêm ", " đảng viên mới", "", "đã kết nạp thêm ") == (13, 10)
    assert both.reach("đã xóa tên ", " đảng viên", "", "đã xóa tên ") is None
    assert both.reach("đã kết nạp thêm ", " đảng viênx", "", "đã kết nạp thêm ") is None
    assert quote("kết nạp ◇◇◇◇ ", " đảng viên") == "kết nạp … # đảng viên"
    long = f"kết nạp {'a ' * 60}"
    assert quote(long, " đảng viên") == f"{long[:30].strip()} … {(long + '# đảng viên')[-30:].strip()}"


def test_the_words_behind_a_number_are_not_those_of_the_next() -> None:
    """A metric's cue with a gap stops before another number's verb."""
    cue = compile_cues("metric", "m", "# … kết nạp", 9, {})[0]
    assert cue.reach("", " người được kết nạp", "", "") is not None
    assert cue.reach("", " chi bộ kết nạp ◆", "", "") is None
    assert cue.reach("", " chi bộ kết nạp và giao ◆", "", "") is not None
    assert cue.reach("", " người đã kết nạp, còn ◆", "", "") is not None


def test_only_cues_whose_words_are_there_are_tried() -> None:
    """Of each choice one word; words that may be missing do not count; cues without any word are tried always."""
    words = ["kết nạp _ # (người|em)", "(chỉ tiêu)? là #", "(chỉ tiêu)? #"]
    table = CueTable([cue for text in words for cue in compile_cues("metric", "m", text, 1, {})])

    def tried(sentence: str) -> list[str]:
        return [cue.words for cue in table.in_sentence(sentence)]

    assert tried("kết nạp 5 em") == [words[0], words[2]]
    assert tried("kết nạp 5 cô") == [words[2]]
    assert tried("đó là 5") == [words[1], words[2]]
