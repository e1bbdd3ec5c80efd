"""Whatever is sent: screening answers, marks only what is there, and takes no longer than the text is long."""

import time

import pytest
from hypothesis import given, strategies as st

from coprod.screening import data_files
from coprod.screening.finding import FindingKind, OwnWord
from coprod.screening.screen import screen
from coprod.screening.spelling import Speller
from coprod.screening.worries import Worries

TRIES = 8
SPELLER = Speller()
PIECES = [
    "my dad",
    "hit me",
    "k i l l",
    "s*x",
    "@",
    "07700 900123",
    "Mr",
    "St",
    "'s",
    "****",
    "😭",
    "\n",
    ". ",
    "ßẞİ",
    "14 Mill Lane",
]


@given(st.one_of(st.text(max_size=120), st.lists(st.sampled_from(PIECES), max_size=20).map("".join)))
def test_every_finding_lies_in_the_text_and_none_of_a_kind_overlap(text: str) -> None:
    ends: dict[FindingKind, int] = {}
    for finding in screen(text, [OwnWord(FindingKind.ABUSE, "hit me")]):
        assert ends.get(finding.kind, 0) <= finding.start < finding.end <= len(text)
        assert finding.why
        ends[finding.kind] = finding.end


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a ",
        "a.",
        "k i ",
        "*",
        "a*",
        "@",
        "a@a.",
        "0",
        "0 ",
        "Mr ",
        "St ",
        "A ",
        "he hit me ",
        "not not ",
        "14 A ",
        "1/2/",
        "1 2 ",
        "first of ",
        "S T 1 ",
        "postcode ",
        "a_",
        "é\u0301",
        "oh ",
        "oh\n",
        "oh... ",
        "oh; ",
        "double ",
        "one hundred and ",
        "1, ",
        "(1",
        "my snap is ",
        "on snap ",
        "a on snap ",
        "add me on snap im ",
        "page a called ",
        "a.a",
        "a#",
        "u/",
        "harry ",
        "C of E ",
        "\u20e31",
        "１",
    ],
)
def test_a_hostile_text_takes_time_in_proportion_to_its_length(piece: str) -> None:
    own = [OwnWord(FindingKind.CONCERN, "aaaa"), OwnWord(FindingKind.CONCERN, "k i l l")]

    def took(size: int) -> float:
        text = (piece * size)[:size]
        started = time.process_time()
        screen(text, own)
        return time.process_time() - started

    # In proportion: 16 times as long; in square: 256. Another program may halve our speed in one try, not in each.
    assert any(took(16_000) < 60 * max(took(1_000), 0.005) for _ in range(TRIES))


def test_words_of_classes_and_rules_are_spelled_as_they_are_read() -> None:
    """Loading refuses others; this is the load."""
    worries = Worries(SPELLER)
    assert worries.classes.bits and worries.model and len(worries.model.weights) > 10_000


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("idk", "i do not know"),
        ("sk00l", "school"),
        ("frightend", "frightened"),
        ("hellllp", "help"),
        ("s*icide", "suicide"),
        ("scout", "scout"),
        ("2011", "2011"),
    ],
)
def test_what_people_mean(written: str, meant: str) -> None:
    assert " ".join(word.text for word in SPELLER.read(written)) == meant


@pytest.mark.parametrize(
    "name",
    ["given_names.txt", "names_that_are_words.txt", "vocabulary.txt", "not_names.txt", "matter.txt", "famous.txt"],
)
def test_word_lists_are_in_small_letters(name: str) -> None:
    assert all(word == word.lower() for word in data_files.words(name))
