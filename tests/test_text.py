"""What happens to words at the door, and what does not."""

import re

import pytest
from hypothesis import given, strategies as st

from coprod.config import ROOT
from coprod.text import fold, normalise, plain_letters, shows_something, sort_key, without_unseen, words_in


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("from a\vword\fprocessor", "from a\nword\nprocessor"),
        ("a\tb", "a b"),
        ("no\x00thing \x07to\x1b hear\x7f", "nothing to hear"),
        ("half \ud83d a face", "half  a face"),
        ("  \n\u00a0words\u3000\u200b\n ", "words"),
        (" \x00 \u200b\ufeff ", ""),
        ("\u202a07700 900123\u202c", "07700 900123"),
        ("safe\u202eelbisivni", "safeelbisivni"),
    ],
)
def test_normalise_puts_in_order(typed: str, kept: str) -> None:
    assert normalise(typed) == kept


@pytest.mark.parametrize(
    "words",
    [
        "dont  chang my speling !!",
        "Zoë's café",
        "e\u0301 is not é here",
        "family 👨‍👩‍👧 flag 🏴󠁧󠁢󠁥󠁮󠁧󠁿 wave 👋🏽",
        "أريد أن أختار نادي المدرسة",
        "مدرسہ\u200c میں\u200f",
        "<script>alert('&amp;')</script>",
        "one\n\n\n  two",
    ],
)
def test_normalise_keeps_words_as_written(words: str) -> None:
    assert normalise(words) == words


def test_what_a_browser_sends_is_as_long_as_the_page_counted() -> None:
    typed = "line\n" * 99 + "line"
    assert len(normalise(typed.replace("\n", "\r\n"))) == len(typed)


@given(st.text(st.characters()))
def test_normalise_again_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert once.encode("utf-8").decode("utf-8") == once
    assert "\x00" not in once
    assert "\r" not in once


NOTHING = [
    "", " \n", "\u200d", "\ufe0f\ufe0e", "\u3164", "\u115f\u1160", "\uffa0", "\u2800\u2800", "\u200b\u200c\u2060\u2063",
    "\u0301", "\u0301 \u20dd", "\u093e", "\u00ad",
    "\U000e0041\U000e007f", "\u034f\u180e", "\u17b4", "\u061c", "\u2028", "\ufff9",
]  # fmt: skip
SOMETHING = ["a", "?", "é", "े क", "字", "👍", "❤\ufe0f", "🏳️‍🌈", "1️⃣", "𝅘𝅥𝅮", "ㅎ", "ـ", "…", "\U0001fae8", "\U0001f9ff"]


@pytest.mark.parametrize("words", NOTHING, ids=ascii)
def test_what_shows_nothing_is_empty(words: str) -> None:
    assert not shows_something(words) and normalise(words) == ""
    assert normalise(f"{words}ok{words}").strip(words) == "ok"


@pytest.mark.parametrize("words", SOMETHING, ids=ascii)
def test_what_shows_something_is_kept(words: str) -> None:
    assert shows_something(words) and normalise(words) == words


@given(st.text(st.characters() | st.sampled_from("\u200b\u00ad\ufe0f\u2800ab ")), st.data())
def test_a_stretch_of_what_is_seen_has_its_place_in_what_was_written(text: str, data: st.DataObject) -> None:
    seen, places = without_unseen(text)
    start = data.draw(st.integers(0, len(seen)))
    end = data.draw(st.integers(start, len(seen)))
    first, last = places(start, end) if places else (start, end)
    assert without_unseen(text[first:last])[0] == seen[start:end]
    assert without_unseen(seen) == (seen, None)


def test_plain_words_are_not_copied() -> None:
    text = "Plain words, ‘curly’ too"
    assert without_unseen(text)[0] is text


@pytest.mark.parametrize(
    ("drawn", "plain"),
    [
        ("ＳＴ１６\u3000２ＬＨ", "ST16 2LH"),
        ("٠٧७", "077"),
        ("𝐛𝟎Ⓑ①", "b0B1"),
        ("ﬁ½ é 字 Σ", "ﬁ½ é 字 Σ"),
        ("plain", "plain"),
    ],
)
def test_letters_and_figures_drawn_otherwise_are_plain_ones_in_their_places(drawn: str, plain: str) -> None:
    assert plain_letters(drawn) == plain


@given(st.text())
def test_folded_again_is_the_same(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_words_stand_one_after_the_other_in_the_text(text: str) -> None:
    end = 0
    for word, start, after in words_in(text):
        assert word and (start >= end or after == end) and after <= len(text)
        assert word in [found.word for found in words_in(text[start:after])]
        end = after


def test_names_stand_in_the_order_in_which_they_are_read() -> None:
    in_order = ["Ābele", "anna", "Łukasz", "Lund", "Oakley", "O’Brien", "obrien", "Wren", "Ŵyn", "Zoe", "zoë", "मीरा"]
    assert in_order == sorted(in_order, key=sort_key) != sorted(in_order)


def test_no_list_is_put_in_order_by_name_in_the_database() -> None:
    by_name = re.compile(r"order_by\([^\n]*(?:\.name\b|\.title\b|\"label\")")
    assert [path.name for path in (ROOT / "coprod").rglob("*.py") if by_name.search(path.read_text("utf-8"))] == []
