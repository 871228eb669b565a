import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import TextError
from rnnlab.text import decode, encode, symbols, vocabulary


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("hello", ["h", "e", "l", "l", "o"]),
        ("a b\t", ["a", " ", "b", "\t"]),
        ("👨‍👩‍👧‍👦!", ["👨‍👩‍👧‍👦", "!"]),  # four people, three joiners
        ("👍🏽👍", ["👍🏽", "👍"]),  # a skin tone belongs to its hand
        ("🇨🇳🇫🇷", ["🇨🇳", "🇫🇷"]),  # four letters, two flags
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", ["🏴󠁧󠁢󠁳󠁣󠁴󠁿"]),  # a flag spelled in tags
        ("❤️1️⃣", ["❤️", "1️⃣"]),  # variation selectors and a keycap
        ("e\u0301x", ["\u00e9", "x"]),  # NFC joins what has one code point
        ("q\u0302\u0323", ["q\u0323\u0302"]),  # and orders the marks of what has none
        ("\r\n\n", ["\r\n", "\n"]),  # one line break as Windows writes it
        ("한글", ["한", "글"]),
        ("\u1112\u1161\u11ab", ["한"]),  # jamo joined to a syllable
        ("你好", ["你", "好"]),
        ("שָׁ", [unicodedata.normalize("NFC", "שָׁ")]),
        ("न्", ["न्"]),
    ],
)
def test_a_symbol_is_what_a_reader_sees_as_one(text, expected):
    assert symbols(text) == expected


@given(st.text(max_size=40))
def test_symbols_joined_are_the_normalised_text(text):
    assert "".join(symbols(text)) == unicodedata.normalize("NFC", text)


@given(st.text(max_size=40))
def test_texts_that_look_equal_have_equal_symbols(text):
    assert symbols(unicodedata.normalize("NFD", text)) == symbols(unicodedata.normalize("NFC", text))


# Everything that joins with what stands beside it: line breaks, marks, joiners, flags, tags, jamo, prefixes, conjuncts.
JOINING = (
    "ab1 .\r\n\u0301\u0308\u200d\u200c\ufe0f\u20e3🇨🇳👨👩👍🏽🏴\U000e0067\u1112\u1161\u11ab한"
    "\u0600\u0915\u094d\u0937\u0903\x00\u2028\u00ad"
)


@given(st.text(JOINING, max_size=40))
def test_symbols_are_found_where_unicode_has_them_however_they_are_looked_for(text):
    assert symbols(text) == regex.findall(r"\X", unicodedata.normalize("NFC", text))


@given(st.text("🇨🇳a\u0301", max_size=40))
def test_flags_are_paired_from_the_first_of_their_row(text):
    assert symbols(text) == regex.findall(r"\X", unicodedata.normalize("NFC", text))


def test_five_hundred_families_are_five_hundred_symbols():
    assert len(symbols("👨‍👩‍👧‍👦" * 500)) == 500


def test_vocabulary_holds_every_symbol_once_by_code_point():
    assert vocabulary("hello", "ohlol") == ["e", "h", "l", "o"]
    assert vocabulary(symbols("bé👍🏽a"), symbols("a b")) == [" ", "a", "b", "é", "👍🏽"]
    assert vocabulary() == []


def test_ids_are_places_in_the_vocabulary():
    assert encode("hello", ["e", "h", "l", "o"]) == [1, 0, 2, 2, 3]
    assert decode([3, 1, 2, 3, 2], ["e", "h", "l", "o"]) == "ohlol"
    assert encode([], []) == []
    assert decode([], []) == ""


@given(st.text(max_size=40))
def test_decoding_undoes_encoding(text):
    split = symbols(text)
    vocab = vocabulary(split)
    assert decode(encode(split, vocab), vocab) == "".join(split)


def test_a_symbol_outside_the_vocabulary_is_named():
    with pytest.raises(TextError, match=r"^symbol '👍🏽' is not in the vocabulary$"):
        encode(symbols("a👍🏽"), ["a"])
