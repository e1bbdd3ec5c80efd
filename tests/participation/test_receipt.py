"""Codes instead of accounts."""

import re

import pytest
from hypothesis import given, strategies as st

from coprod.key_ring import Key, KeyRing, new_key
from coprod.participation import receipt

KEY = new_key()
RING = KeyRing([KEY])
CODE = "otter-lantern-maple-427"


def slips(word: str) -> set[str]:
    """The word with one letter left out at each place, and with two neighbours swapped."""
    shorter = {word[:place] + "_" + word[place + 1 :] for place in range(len(word))}
    swapped = {word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1)}
    return shorter | swapped


def test_the_list_has_1024_different_words_of_three_to_seven_letters() -> None:
    assert len(receipt.WORDS) == len(set(receipt.WORDS)) == 1024
    assert [word for word in receipt.WORDS if not re.fullmatch("[a-z]{3,7}", word)] == []
    assert list(receipt.WORDS) == sorted(receipt.WORDS)


def test_no_word_is_one_slip_of_a_finger_from_another() -> None:
    words = set(receipt.WORDS)
    owners: dict[str, str] = {}
    near = []
    for word in receipt.WORDS:
        near += [(word, word[:place] + word[place + 1 :]) for place in range(len(word))
                 if word[:place] + word[place + 1 :] in words]  # fmt: skip
        near += [(word, owners[slip]) for slip in slips(word) if owners.get(slip, word) != word]
        near += [(word, slip) for slip in slips(word) if slip in words and slip != word]
        owners |= dict.fromkeys((slip for slip in slips(word) if "_" in slip), word)
    assert near == []


@pytest.mark.parametrize(
    "group",
    ["bear bare", "flower flour", "pear pair", "plain plane", "sea see", "sail sale", "council counsel", "carrot carat",
     "cereal serial", "beech beach", "deer dear", "night knight", "son sun", "tuna tuner", "conker conquer"],
)  # fmt: skip
def test_no_two_words_sound_alike(group: str) -> None:
    assert len(set(group.split()) & set(receipt.WORDS)) < 2


def test_a_code_is_three_words_and_three_digits_without_look_alikes() -> None:
    for number in range(300):
        code = receipt.derive(KEY, f"token {number}")
        *words, digits = code.split("-")
        assert len(words) == 3
        assert set(words) <= set(receipt.WORDS)
        assert re.fullmatch("[2-9]{3}", digits)
        assert receipt.normalise(code) == code


def test_the_same_token_gives_the_same_code_and_another_token_or_key_another() -> None:
    code = receipt.derive(KEY, "token")
    assert receipt.derive(KEY, "token") == code
    others = {receipt.derive(KEY, f"token {number}") for number in range(500)} | {receipt.derive(new_key(), "token")}
    assert code not in others
    assert len(others) == 501


def test_every_word_and_digit_is_as_likely_as_any_other() -> None:
    codes = [receipt.derive(KEY, str(number)).split("-") for number in range(4000)]
    for place in range(3):
        halves = sum(receipt.WORDS.index(code[place]) < 512 for code in codes)
        assert 1850 < halves < 2150
        eighths = [sum(code[3][place] == digit for code in codes) for digit in receipt.DIGITS]
        assert all(400 < count < 600 for count in eighths)
    assert len({code[0] for code in codes}) > 950


def test_shown_reads_like_words() -> None:
    assert receipt.as_read(CODE) == "otter lantern maple 427"
    assert receipt.normalise(receipt.as_read(CODE)) == CODE


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "otter lantern maple 427",
        "  Otter  LANTERN maple\n427 ",
        "otter, lantern, maple, 427.",
        "otter.lantern.maple.427",
        "otter lantern maple427",
        "otter-lantern-maple 4 2 7",
        "otter – lantern – maple – 427",
        "“otter_lantern_maple_427”",
        "ｏｔｔｅｒ lantern maple ４２７",
        "otter/lantern/maple/427",
        "otter\tlantern\u00a0maple\u2009427",
        "(otter lantern maple 427)",
        "otter\u200blantern\u200bmaple\u200b427",
        "OTTER-LANTERN-MAPLE-427!",
        "my code is otter lantern maple 427",
        "My code is: otter-lantern-maple-427.",
        "MY CODE otter lantern maple 427",
        "code: otter lantern maple 427",
        "Hello, here is my code: otter lantern maple 427",
        "It’s my receipt code – otter lantern maple 427",
        "The code is “otter lantern maple 427”",
        "receipt otter lantern maple 427",
    ],
)
def test_normalise_forgives_what_people_type(typed: str) -> None:
    assert receipt.normalise(typed) == CODE
    assert receipt.digests(RING, typed) == receipt.digests(RING, CODE)


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "otter lantern 427", "otter lantern maple", "otter lantern maple 42", "otter lantern maple 4277",
     "otterlanternmaple427", "427 otter lantern maple", "otter lantern maple maple 427", "ötter lantern maple 427",
     "it lantern maple 427", "otter lantern maple 427" + " " * 500,
     "my code is lantern maple 427", "my code is not otter lantern maple 427", "code code otter lantern maple 427",
     "my code is cocoa otter lantern maple 427"],
)  # fmt: skip
def test_what_cannot_be_a_code_is_nothing(typed: str) -> None:
    assert receipt.normalise(typed) == ""


def test_a_mistyped_word_has_the_shape_of_a_code_but_another_digest() -> None:
    assert receipt.normalise("oter lantern maple 427") == "oter-lantern-maple-427"
    assert receipt.digests(RING, "oter lantern maple 427") != receipt.digests(RING, CODE)


def test_digest_is_keyed_and_tells_nothing() -> None:
    [digest] = receipt.digests(RING, CODE)
    assert re.fullmatch(f"{KEY.name}:[0-9a-f]{{64}}", digest)
    assert receipt.digests(KeyRing([Key(KEY.name, new_key().secret)]), CODE) != [digest]
    assert "otter" not in digest


def test_tokens_and_other_texts_have_digests_of_their_own() -> None:
    texts = ["", "token", "Token", "token ", "!!", CODE]
    assert len({receipt.digests(RING, text)[0] for text in texts}) == len(texts)


@given(st.text(st.characters(), max_size=120))
def test_no_text_breaks_the_look_up(text: str) -> None:
    normal = receipt.normalise(text)
    assert receipt.normalise(normal) == normal
    assert len(receipt.digests(RING, text)[0]) == len(KEY.name) + 65
