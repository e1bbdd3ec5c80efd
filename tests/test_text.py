"""What happens to words at the door, and what does not."""

import pytest
from hypothesis import given, strategies as st

from coprod.text import normalise


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
