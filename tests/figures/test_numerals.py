"""Printed Vietnamese numerals, against hand-computed values and an independent printer."""

from __future__ import annotations

import unicodedata
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partyresearch.figures.numerals import (
    WORDS,
    AmbiguousNumeral,
    Interval,
    Numeral,
    NumeralError,
    parse_numeral,
    read_numeral,
    readings,
)

NBSP = "\u00a0"
CONVENTIONS = [None, "thousands", "decimal"]
ROUNDINGS = ["half_up", "truncated"]
quick = settings(max_examples=300)


def by_hand(scaled: int, decimals: int) -> str:
    """Print scaled / 10**decimals, with points between groups of three and a comma before the decimals."""
    digits = str(scaled).rjust(decimals + 1, "0")
    whole, rest = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    groups = []
    while whole:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    return ".".join(groups) + ("," + rest if rest else "")


def rounded(numeral: Numeral, rounding: str = "half_up") -> Interval:
    """What an exact numeral can stand for."""
    return readings(numeral, "exact")[rounding]


def contains(interval: Interval, value: F) -> bool:
    above = interval.low <= value if interval.closed in ("left", "both") else interval.low < value
    below = value <= interval.high if interval.closed in ("right", "both") else value < interval.high
    return above and below


def outcome(text: str, convention: str | None = None) -> object:
    """The numeral without its text, or the class of the error."""
    try:
        numeral = parse_numeral(text, convention)
    except NumeralError as error:
        return type(error)
    return numeral


# text, value, unit of the last printed digit (0: nothing was rounded), decimals, percent
SINGLE = [
    ("2.564", F(2564), F(0), 0, False),
    ("135,66%", F(13566, 100), F(1, 100), 2, True),
    ("166 %", F(166), F(1), 0, True),
    (f"166{NBSP}%", F(166), F(1), 0, True),
    ("166\u202f%", F(166), F(1), 0, True),
    ("166%", F(166), F(1), 0, True),
    ("03", F(3), F(0), 0, False),
    ("0", F(0), F(0), 0, False),
    ("0%", F(0), F(1), 0, True),
    ("1113", F(1113), F(0), 0, False),
    ("4.731", F(4731), F(0), 0, False),
    ("1.5%", F(3, 2), F(1, 10), 1, True),
    ("1,5%", F(3, 2), F(1, 10), 1, True),
    ("61,90%", F(619, 10), F(1, 100), 2, True),
    ("61,9%", F(619, 10), F(1, 10), 1, True),
    ("100,00%", F(100), F(1, 100), 2, True),
    ("135,66", F(13566, 100), F(1, 100), 2, False),
    ("5 triệu", F(5_000_000), F(1_000_000), 0, False),
    (f"5{NBSP}triệu", F(5_000_000), F(1_000_000), 0, False),
    ("40 vạn", F(400_000), F(10_000), 0, False),
    ("16 nghìn", F(16_000), F(1_000), 0, False),
    ("16 ngàn", F(16_000), F(1_000), 0, False),
    ("3,2 triệu", F(3_200_000), F(100_000), 1, False),
    ("3,25 triệu", F(3_250_000), F(10_000), 2, False),
    ("2 tỷ", F(2_000_000_000), F(1_000_000_000), 0, False),
    ("2 tỉ", F(2_000_000_000), F(1_000_000_000), 0, False),
    ("580 nghìn tỷ", F(580_000_000_000_000), F(1_000_000_000_000), 0, False),
    ("1.234.567", F(1_234_567), F(0), 0, False),
    ("1,234,567", F(1_234_567), F(0), 0, False),
    ("1.234,5", F(12_345, 10), F(1, 10), 1, False),
    ("1,234.5", F(12_345, 10), F(1, 10), 1, False),
    ("1.234,567%", F(1_234_567, 1000), F(1, 1000), 3, True),
    ("1.234.567,8", F(12_345_678, 10), F(1, 10), 1, False),
    ("0,974", F(974, 1000), F(1, 1000), 3, False),
    ("1234,567", F(1_234_567, 1000), F(1, 1000), 3, False),
]


@pytest.mark.parametrize(("text", "value", "unit", "decimals", "percent"), SINGLE, ids=[row[0] for row in SINGLE])
class TestSingleNumbers:
    def test_every_field(self, text: str, value: F, unit: F, decimals: int, percent: bool) -> None:
        """A figure would enter the tables with a wrong value, precision or unit."""
        numeral = parse_numeral(text)
        assert numeral == Numeral(text, value, value, unit, decimals, percent, None)
        assert numeral.value == value
        assert isinstance(numeral.first, F), "a float would have lost digits"

    def test_interval(self, text: str, value: F, unit: F, decimals: int, percent: bool) -> None:  # noqa: ARG002
        """Rounding would allow more or fewer true values than the printed digits do."""
        numeral = parse_numeral(text)
        if unit == 0:
            assert rounded(numeral) == rounded(numeral, "truncated") == Interval(value, value, "both")
        else:
            assert rounded(numeral) == Interval(value - unit / 2, value + unit / 2, "left")
            assert rounded(numeral, "truncated") == Interval(value, value + unit, "left")

    def test_spelling(self, text: str, value: F, unit: F, decimals: int, percent: bool) -> None:
        """A text in NFD or in capitals would not be read, or be read differently."""
        for form in ("NFC", "NFD"):
            for spelt in (text.upper(), text.title(), text):
                numeral = parse_numeral(unicodedata.normalize(form, spelt))
                assert numeral.printed == spelt, "printed is the text in NFC"
                assert (numeral.first, numeral.last, numeral.unit) == (value, value, unit)
                assert (numeral.decimals, numeral.percent) == (decimals, percent)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("135,66%", F("135.655"), F("135.665")),
        ("166 %", F("165.5"), F("166.5")),
        ("3,2 triệu", F(3_150_000), F(3_250_000)),
        ("580 nghìn tỷ", F("579.5e12"), F("580.5e12")),
    ],
)
def test_half_up_by_hand(text: str, low: F, high: F) -> None:
    """The ends of the rounding interval would be off by half a digit or by the scale word."""
    assert rounded(parse_numeral(text)) == Interval(low, high, "left")


@pytest.mark.parametrize(("text", "decimals"), [("7%", 0), ("61,90%", 2), ("104%", 0), ("3,2", 1)])
@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_interval_is_what_prints_so(text: str, decimals: int, rounding: str) -> None:
    """A true value would be refused although it prints so, or accepted although it prints otherwise."""
    interval = rounded(parse_numeral(text), rounding)
    shown = int(text.rstrip("%").replace(",", ""))
    for step in range(-60, 61):  # twentieths of the last digit, three digits to either side
        value = (shown + F(step, 20)) / 10**decimals
        scaled = value * 10**decimals
        if rounding == "half_up":
            prints = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        else:
            prints = scaled.numerator // scaled.denominator
        assert contains(interval, value) == (prints == shown), f"{value} prints as {prints}"


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("44/60", 44, 60),
        ("9/9", 9, 9),
        ("0/5", 0, 5),
        ("7/3", 7, 3),
        ("1.821/1.450", 1821, 1450),
        ("821/1,450", 821, 1450),
    ],
)
def test_fractions(text: str, part: int, whole: int) -> None:
    """A printed fraction would lose its two numbers, or count as rounded."""
    numeral = parse_numeral(text)
    assert numeral.ratio == (part, whole)
    assert numeral.value == F(part, whole)
    assert (numeral.unit, numeral.decimals, numeral.percent) == (0, 0, False)
    for rounding in ROUNDINGS:
        percent = F(100 * part, whole)
        assert rounded(numeral, rounding) == Interval(percent, percent, "both")


RANGES = [
    ("4-5", 4, 5, False),
    ("4–5", 4, 5, False),
    ("4 - 5", 4, 5, False),
    ("8% - 9%", 8, 9, True),
    (f"8%{NBSP}-{NBSP}9%", 8, 9, True),
    ("8 % - 9 %", 8, 9, True),
    ("8-9%", 8, 9, True),
    ("8,5-9,25%", F(17, 2), F(37, 4), True),
    ("4-5 triệu", 4_000_000, 5_000_000, False),
    ("4 triệu - 5 triệu", 4_000_000, 5_000_000, False),
    ("900 nghìn - 1 triệu", 900_000, 1_000_000, False),
    ("3,5-4 triệu", 3_500_000, 4_000_000, False),
    ("1.500-2.000", 1500, 2000, False),
]


@pytest.mark.parametrize(("text", "first", "last", "percent"), RANGES, ids=[row[0] for row in RANGES])
def test_ranges(text: str, first: F, last: F, percent: bool) -> None:
    """The ends of a printed range would be widened, scaled apart, or taken for one value."""
    numeral = parse_numeral(text)
    assert (numeral.first, numeral.last, numeral.percent) == (first, last, percent)
    assert numeral.value is None
    assert numeral.ratio is None
    for rounding in ROUNDINGS:
        assert rounded(numeral, rounding) == Interval(first, last, "both")


MEANINGS = {
    "chưa": (0, False, "exact"),
    "không": (0, False, "exact"),
    "đa số": (50, True, "more_than"),
    "hầu hết": (50, True, "more_than"),
    "vượt": (100, True, "more_than"),
    "đảm bảo": (100, True, "at_least"),
    "cao nhất": (1, False, "exact"),
    "dẫn đầu": (1, False, "exact"),
}


def test_words_are_the_listed_ones() -> None:
    """A word would carry another number or bound than the codebook says."""
    assert {text: (word.value, word.percent, word.bound) for text, word in WORDS.items()} == MEANINGS


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("case", [str.lower, str.upper, str.capitalize], ids=["lower", "upper", "capital"])
@pytest.mark.parametrize("text", MEANINGS)
def test_words(text: str, case: object, form: str) -> None:
    """A word would go unread because of capitals or of decomposed accents."""
    spelt = case(text)
    numeral = parse_numeral(unicodedata.normalize(form, spelt))
    value, percent, _ = MEANINGS[text]
    assert numeral == Numeral(spelt, F(value), F(value), F(0), 0, percent, None)
    assert rounded(numeral) == Interval(value, value, "both")


AMBIGUOUS = [
    ("4,974", F(4974), F(4974, 1000)),
    ("4,974%", F(4974), F(4974, 1000)),
    ("4.974%", F(4974), F(4974, 1000)),
    ("1.500 triệu", F(1_500_000_000), F(1_500_000)),
    ("1,500 triệu", F(1_500_000_000), F(1_500_000)),
    ("999,000", F(999_000), F(999)),
]


@pytest.mark.parametrize(("text", "grouped", "decimal"), AMBIGUOUS, ids=[row[0] for row in AMBIGUOUS])
def test_ambiguous(text: str, grouped: F, decimal: F) -> None:
    """A numeral with two readings would silently be given one of them, a thousand times too large or small."""
    with pytest.raises(AmbiguousNumeral, match="convention") as caught:
        parse_numeral(text)
    assert text in str(caught.value), "the reason quotes the numeral"
    assert isinstance(caught.value, NumeralError)
    as_grouped, as_decimal = parse_numeral(text, "thousands"), parse_numeral(text, convention="decimal")
    assert (as_grouped.value, as_grouped.decimals) == (grouped, 0)
    assert (as_decimal.value, as_decimal.decimals) == (decimal, 3)
    assert 1000 * as_decimal.unit == (as_grouped.unit or 1), "three more digits are decimals"


@pytest.mark.parametrize(
    ("text", "value"),
    [("2 813", 2813), ("12 345 678", 12_345_678), ("2 813 đến 3 000", 2813), ("64 403", 64_403), ("1 234%", 1234)],
)
def test_spaces_that_group_thousands(text: str, value: int) -> None:
    """Three digits behind each, as books print them."""
    assert parse_numeral(text).first == value


def test_reason_names_both_readings() -> None:
    """A person could not tell from the message which convention to state."""
    with pytest.raises(AmbiguousNumeral, match=r"4974 .*thousands.* 4\.974 .*decimals"):
        parse_numeral("4,974")


def test_grouped_count_under_the_other_convention() -> None:
    """A caller who knows that a point begins the decimals would be overruled."""
    assert parse_numeral("4.731", "decimal").value == F(4731, 1000)
    assert parse_numeral("4.731", "thousands").value == 4731


@pytest.mark.parametrize(
    "text",
    ["4,974-5,100", "4.974-5.100%", pytest.param("4.974-5000 triệu", id="lower-end-with-the-scale-of-the-upper")],
)
def test_ambiguous_ends(text: str) -> None:
    """An ambiguous end of a range would be read without a convention."""
    with pytest.raises(AmbiguousNumeral):
        parse_numeral(text)


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("text", ["1.234.567", "1,234,567", "1.234,5", "135,66%", "0,974", "1113", "44/60", "đa số"])
def test_convention_changes_nothing_unambiguous(text: str, convention: str | None) -> None:
    """The convention, which is for ambiguous numerals, would alter a numeral that shows its own."""
    assert parse_numeral(text, convention) == parse_numeral(text)


MALFORMED = [
    "",
    " ",
    "vài",
    "%",
    "-",
    ",",
    ".",
    "/",
    "triệu",
    "1,",
    "1.",
    ".5",
    ",5",
    "1..2",
    "1.,2",
    "1,2,3",
    "1.23.456",
    "1.234.56",
    "1234.567,8",
    "12.34,5",
    "1.234,5,6",
    "1.234,567.8",
    "0.123.456",
    "1/0",
    "0/0",
    "44/",
    "/60",
    "1/2/3",
    "-5",
    "+5",
    "5-",
    "5-4",
    "4-4",
    "1-2-3",
    "4--5",
    "8%-9",
    "5-đa số",
    "5 triệu-4 triệu",
    "4 triệu - 5%",
    "5 triệu %",
    "5 triệu%",
    "5%%",
    "%5",
    "5 % triệu",
    "5 nghìn nghìn nghìn",
    "5 xyz",
    "5 m",
    "1 23",
    "12 3456",
    "0 234",
    "1'000",
    "1e5",
    "nan",
    "inf",
    "0x10",
    "1_000",
    "٣",
    "３",
    "²",
    "1½",
    "đa sốx",
    "xđa số",
    "chưa chưa",
    " 5",
    "\t5",
    "5\n",
    "\n",
    "\x00",
    "5\x00",
    "\ud800",
    "5\ud800",
    "5\u0301",
    "1" * 61,
    "1" * 5000,
    "1.5.%",
    "44/60%",
    "1.82/60",
    "44/1.4500",
    "1,234,5678",
    "1.234,",
    "٣/٤",
    "3/４",
    "5 nghìn nghìn",
    "5 triệu nghìn",
]


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize(
    "text",
    [
        *(pytest.param(text, id=ascii(text)[:30]) for text in MALFORMED),
        pytest.param("1113 ", id="trailing-space"),
        pytest.param(f"5 {NBSP}%", id="two-spaces-before-percent"),
        pytest.param("5 tỷ nghìn", id="scale-words-reversed"),
    ],
)
def test_malformed(text: str, convention: str | None) -> None:
    """Something that is no numeral would be read as one, or end in an error that no caller expects."""
    with pytest.raises(NumeralError) as caught:
        parse_numeral(text, convention)
    assert not isinstance(caught.value, AmbiguousNumeral)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("text", "value"),
    [(f"580 nghìn{NBSP}tỷ", 580 * 10**12), (f"580{NBSP}nghìn{NBSP}tỷ", 580 * 10**12), (f"đa{NBSP}số", 50)],
    ids=ascii,
)
def test_non_breaking_space_within(text: str, value: int) -> None:
    """A numeral would go unread because a newspaper's typesetter kept it on one line."""
    assert parse_numeral(text).value == value


@quick
@given(scaled=st.integers(0, 10**30), decimals=st.integers(0, 8), percent=st.booleans())
def test_round_trip(scaled: int, decimals: int, percent: bool) -> None:
    """A well-printed value would not be read back as itself."""
    value = F(scaled, 10**decimals)
    text = by_hand(scaled, decimals) + ("%" if percent else "")
    numeral = parse_numeral(text, "decimal" if decimals else "thousands")
    assert (numeral.value, numeral.decimals, numeral.percent) == (value, decimals, percent)
    assert numeral.unit == (F(1, 10**decimals) if decimals or percent else 0)


@quick
@given(scaled=st.integers(0, 10**7), decimals=st.integers(0, 4), percent=st.booleans())
def test_no_silent_misreading(scaled: int, decimals: int, percent: bool) -> None:
    """Without a convention a well-printed numeral would be read as another one, instead of refused as ambiguous."""
    text = by_hand(scaled, decimals) + ("%" if percent else "")
    read = outcome(text)
    one_group = 1000 <= scaled < 10**6
    if one_group and ((decimals == 0 and percent) or decimals == 3):  # 4.974% and 4,974
        assert read is AmbiguousNumeral
    else:
        assert isinstance(read, Numeral), text
        assert (read.value, read.decimals) == (F(scaled, 10**decimals), decimals)


pieces = st.sampled_from(
    [*"0123456789", *".,%/-– ", NBSP, "triệu", "nghìn", "tỷ", "vạn", "đa số", "chưa", ".234", ",567", "\u0301", "Đ"]
)
texts = st.one_of(st.text(), st.lists(pieces, max_size=12).map("".join), st.text("0123456789.,%-/ ", max_size=10))


@quick
@given(text=texts, convention=st.sampled_from(CONVENTIONS))
def test_arbitrary_text(text: str, convention: str | None) -> None:
    """A cell of a CSV file would end the program, or be read as an interval without its own value."""
    read = outcome(text, convention)
    if not isinstance(read, Numeral):
        assert issubclass(read, NumeralError)
        return
    assert read.printed == unicodedata.normalize("NFC", text)
    assert 0 <= read.first <= read.last
    assert (read.value is None) == (read.first != read.last)
    for rounding in ROUNDINGS:
        interval, factor = rounded(read, rounding), 100 if read.ratio else 1
        if read.value is None:
            assert interval == Interval(read.first, read.last, "both")
        else:
            assert contains(interval, factor * read.value)
            assert interval.high - interval.low == read.unit


@quick
@given(scaled=st.integers(0, 10**9), decimals=st.integers(0, 4), mark=st.sampled_from(["", "%", " triệu", " nghìn tỷ"]))
def test_interval_contains_the_value(scaled: int, decimals: int, mark: str) -> None:
    """The interval of a rounded numeral would not be one unit wide around its own value."""
    numeral = parse_numeral(by_hand(scaled, decimals) + mark, "decimal" if decimals else "thousands")
    scale = {"": 1, "%": 1, " triệu": 10**6, " nghìn tỷ": 10**12}[mark]
    unit = F(scale, 10**decimals) if decimals or mark else F(0)
    assert numeral.value == F(scaled * scale, 10**decimals)
    for rounding in ROUNDINGS:
        interval = rounded(numeral, rounding)
        assert contains(interval, numeral.value)
        assert interval.high - interval.low == unit
        assert interval.closed == ("left" if unit else "both")


@quick
@given(text=st.one_of(texts, st.sampled_from([*MEANINGS, *(row[0] for row in SINGLE)])))
def test_normal_forms_parse_alike(text: str) -> None:
    """The same text would be read or refused depending on how its accents are encoded."""
    assert outcome(unicodedata.normalize("NFD", text)) == outcome(unicodedata.normalize("NFC", text)) == outcome(text)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("ba", 3),
        ("mười", 10),
        ("mười lăm", 15),
        ("hai mươi mốt", 21),
        ("năm mươi tư", 54),
        ("ba chục", 30),
        ("một trăm linh năm", 105),
        ("hai trăm mười", 210),
        ("chín trăm chín mươi chín", 999),
        ("hai nghìn", 2000),
        ("một nghìn hai trăm linh năm", 1205),
        ("hai mươi nghìn ba trăm bốn mươi tư", 20344),
        ("một triệu hai trăm nghìn", 1200000),
        ("Hai Mươi", 20),
    ],
)
def test_numbers_in_words(words: str, value: int) -> None:
    """As they are said."""
    assert parse_numeral(words).value == value


@pytest.mark.parametrize("words", ["hai trăm năm", "trăm", "mươi", "hai ba", "nghìn năm", "linh năm", "mười mười"])
def test_words_that_are_no_number_or_two(words: str) -> None:
    """Two hundred and five, or two hundred and fifty? Not read."""
    with pytest.raises(NumeralError):
        parse_numeral(words)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("4,974", "persons", F(4974)),
        ("4,974", "km", F("4.974")),
        ("4.974%", "percent", F("4.974")),
        ("0,1234%", "percent", F("0.1234")),
        ("999.999.999.999", "persons", F(10**12 - 1)),
        ("44/60", "percent", F(44, 60)),
    ],
)
def test_a_unit_decides_what_is_ambiguous(text: str, unit: str, value: F) -> None:
    """A count would be read as a decimal number, or a distance as a count."""
    assert read_numeral(text, unit).value == value


@pytest.mark.parametrize(
    ("text", "unit", "reason"),
    [
        ("5", "percent", "no % sign"),
        ("5%", "persons", "a percentage or fraction"),
        ("1/2", "km", "a percentage or fraction"),
        ("3,5", "persons", "decimals"),
        ("0,12345%", "percent", "more than 4 decimals"),
        ("1.000.000.000.000", "persons", "more than 4 decimals"),
    ],
)
def test_what_a_unit_does_not_allow(text: str, unit: str, reason: str) -> None:
    """A figure would enter with a metric that cannot have it."""
    with pytest.raises(NumeralError, match=reason):
        read_numeral(text, unit)
