"""The text that rules see, and the way back to the characters of the file."""

from __future__ import annotations

import unicodedata

import pytest

from partyresearch.intake.text import read


@pytest.mark.parametrize(
    ("original", "clean"),
    [
        ("kết nạp 5", "kết nạp 5"),
        ("đ\u00adảng\u200b viên", "đảng viên"),
        ("<b>62</b>  đảng\u00a0viên", " 62 đảng viên"),
        ("a&nbsp;b &#8211; c", "a b c"),
        ("a \r\nb\rc", "a \nb c"),
        ("A < B & C", "A < B & C"),
        ("a\n<b>c</b>", "a\nc "),
        (unicodedata.normalize("NFD", "bảy ỗ"), "bảy ỗ"),
        ("a\u0301x\u0301", "áx"),
    ],
)
def test_what_rules_do_not_see(original: str, clean: str) -> None:
    """Soft hyphens, tags, entities, doubled blanks, the decomposition of letters."""
    text = read(original)
    assert text.clean == clean
    if text.offsets is not None:
        assert len(text.offsets) == len(text.clean)


def test_one_spelling_as_long_as_the_other() -> None:
    """A tone at the end of a word stands on the first vowel; the file keeps its own."""
    text = read("Hoà Thuỷ KHOÁ khoẻ quý hoàn")
    assert (text.clean, text.original) == ("Hòa Thủy KHÓA khỏe quý hoàn", "Hoà Thuỷ KHOÁ khoẻ quý hoàn")


def test_a_span_of_the_file() -> None:
    """From the first character to the last with all its marks, whatever is dropped between."""
    original = unicodedata.normalize("NFD", "có <b>bảy</b> em")
    text = read(original)
    start = text.clean.index("bảy")
    first, last = text.file_span(start, start + 3)
    assert original[first:last] == unicodedata.normalize("NFD", "bảy")
    assert read("có 5 em").file_span(3, 4) == (3, 4)
    last = read(unicodedata.normalize("NFD", "một tỉ"))
    assert last.file_span(5, 6) == (len(last.original) - 2, len(last.original))


def test_digits_of_tags_are_kept_aside() -> None:
    """Only of tags and entities that have some."""
    text = read('<a href="x-123">kết</a> &#8211; nạp')
    assert [text.original[first:last] for first, last in text.dropped] == ['<a href="x-123">', "&#8211;"]


def test_lower_case_has_the_same_length() -> None:
    """Also of a letter whose small form is two characters."""
    text = read("İ ĐẢNG")
    assert text.low == "İ đảng"


def test_lines_in_capitals_are_read_as_names() -> None:
    """A headline in capitals names organisations, too; a single word in capitals stays."""
    text = read("HUYỆN ỦY MỸ LỘC KẾT NẠP\nTP Huế")
    assert text.cased == "Huyện Ủy Mỹ Lộc Kết Nạp\nTP Huế"


def test_sentences_and_paragraphs() -> None:
    """An abbreviation or a decimal ends no sentence, a line does."""
    text = read("TP. Huế có 2.564 người. Năm 2023\nkết nạp 5.")
    sentence = [text.clean[slice(*text.sentence(offset))].strip() for offset in (0, 20, 26, 36)]
    assert sentence == ["TP. Huế có 2.564 người.", "TP. Huế có 2.564 người.", "Năm 2023", "kết nạp 5."]
    assert text.clean[slice(*text.paragraph(0))] == "TP. Huế có 2.564 người. Năm 2023\n"


def test_of_an_endless_sentence_some_thousand_characters() -> None:
    """The same for all offsets of a block, and around each of them."""
    text = read("a " * 5000)
    assert text.sentence(2500) == text.sentence(2999) == (1000, 4000)
    assert text.sentence(0) == (0, 2000)
    assert text.sentence(9999) == (8000, 10000)
    assert read("a " * 1000).sentence(1500) == (0, 2000)
