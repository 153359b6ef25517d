"""The table of cues can be read and extended; what is wrong with it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from partyresearch.collection.problems import InputError
from partyresearch.intake.cue import compiled
from partyresearch.intake.cues import KINDS, load_cues

HEADER = "kind,value,words,points,note\n"


def test_every_metric_that_a_cue_names_exists() -> None:
    """And every group, status, bound and reason."""
    from partyresearch.collection.columns import BOUNDS, GROUPS, REASONS, SET_BY, STATUSES
    from partyresearch.tables.load import load_metrics

    allowed = {
        "metric": set(load_metrics()["metric"]), "group": {*GROUPS, ""}, "status": set(STATUSES), "bound": set(BOUNDS),
        "exclusion": set(REASONS), "set_by": set(SET_BY), "other": {""},
    }  # fmt: skip
    assert {(cue.kind, cue.value) for cue in load_cues().all if cue.value not in allowed[cue.kind]} == set()


def test_cues_of_ones_own(tmp_path: Path) -> None:
    """A row more, with the sets of ours, decides where ours say nothing."""
    path = tmp_path / "own.csv"
    path.write_text(HEADER + "metric,households,{persons} _ # nóc nhà,9,\n", encoding="utf-8")
    own, ours = load_cues(path), load_cues()
    assert len(own.all) == len(ours.all) + 1
    assert own.all[-1].distance("có 5 người ở ", " nóc nhà", "", "") is not None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kind,value\n", "own.csv, row 1: expected kind,value,words,points,note, got kind,value"),
        (HEADER + "metrics,x,a #,1,\n", "own.csv, row 2, kind: found 'metrics'"),
        (
            HEADER + "metric,x,{nobody} #,1,\n",
            "own.csv, row 2, words: expected one of persons, got the set 'nobody'",
        ),
        (HEADER + "metric,x,(a|b #,1,\n", "own.csv, row 2, words, points: found '(a|b' has an open bracket"),
        (HEADER + "metric,x,# and #,1,\n", "one # , one & and one ! at most"),
        (
            HEADER + "metric,x,a #,many,\n",
            "own.csv, row 2, words, points: found could not convert string to float: 'many'",
        ),
        (HEADER + "metric,x,a #\n", "own.csv, row 2: expected 5 cells, got 3 cells"),
        (HEADER + "status,targt,a #,1,\n", "own.csv, row 2, value: expected one of reported, got 'targt'"),
        (HEADER + "metric,x,a #,nan,\n", "found 'nan' points"),
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
    assert set(KINDS) > {cue.kind for cue in load_cues().all}
    gap = compiled("metric", "m", "kết nạp _ # người", 1, {})[0]
    assert gap.distance("kết nạp được thêm ", " người", "", "") is not None
    assert gap.distance("kết nạp hôm nay ở tỉnh xa xôi nọ ", " người", "", "") is None
    far = compiled("metric", "m", "kết nạp ~ #", 1, {})[0]
    near = compiled("metric", "m", "kết nạp … #", 1, {})[0]
    assert far.distance("kết nạp ◆ người, đạt ", "", "", "") is not None
    assert near.distance("kết nạp ◆ người, đạt ", "", "", "") is None
    needs = compiled("metric", "m", "đạt # & đảng viên ! đoàn", 1, {})[0]
    assert needs.distance("đạt ", "", "đảng viên đạt", "") is not None
    assert needs.distance("đạt ", "", "đoàn viên đạt", "") is None
    assert needs.distance("đạt ", "", "đảng viên đạt", "đoàn ") is None
    maybe = compiled("metric", "m", "(chỉ tiêu)? là #", 1, {})[0]
    assert maybe.distance("là ", "", "", "") is not None
    assert len(compiled("set_by", "congress", "đại hội … # | # … đại hội", 1, {})) == 2


def test_a_file_of_cues_that_cannot_be_used(tmp_path: Path) -> None:
    """Missing, no text, of a metric that the collection has not: one line each."""
    from partyresearch.collection.place import find_collection
    from partyresearch.intake.find import Finder

    for path in (tmp_path / "no.csv", tmp_path):
        with pytest.raises(InputError) as caught:
            load_cues(path)
        assert "found what cannot be read" in str(caught.value)
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
    assert load_cues(path).all[-1].distance("độ chừng ", "", "", "") is not None
