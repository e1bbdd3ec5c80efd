"""What people need, by kind: named by their own words, and nothing said of what only the safeguarding lead reads."""

from types import SimpleNamespace

import pytest

from coprod.events.needs_by_kind import ELSE, HELD, KindOfNeed, by_kind, kinds_of


def needs(words: str, *, held: bool = False, met: bool | None = None) -> SimpleNamespace:
    """Somebody who needs this, as far as the counting looks at them."""
    return SimpleNamespace(access_needs=words, needs_are_held=held, access_met=met, has_needs=held or bool(words))


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("BSL interpreter please", ["Signing or interpreting"]),
        ("Nut allergy, carries a pen", ["Food, medicine and allergies"]),
        ("A RAMP, and somewhere quiet", ["Step-free, wheelchair or hoist", "A quiet place"]),
        ("I get muddled when it is busy", [ELSE]),  # a bus is another thing
        ("", [ELSE]),
    ],
)
def test_words_and_their_kinds(words, kinds):
    assert kinds_of(needs(words)) == kinds


def test_what_is_held_is_a_kind_of_its_own():
    assert kinds_of(needs("", held=True)) == [HELD]


def test_the_most_frequent_first_and_how_many_are_to_sort_out():
    everyone = [
        needs("A ramp", met=True),
        needs("My wheelchair", met=False),
        needs("Quiet, please"),
        needs(""),
    ]
    assert by_kind(everyone) == [
        KindOfNeed("Step-free, wheelchair or hoist", 2, 1),
        KindOfNeed("A quiet place", 1, 1),
    ]
