"""What people need, by kind: named by their own words."""

from types import SimpleNamespace

import pytest

from coprod.events.needs_by_kind import ELSE, KindOfNeed, by_kind, kinds_of


def needs(words: str, *, met: bool | None = None) -> SimpleNamespace:
    """Somebody who needs this, as far as the counting looks at them."""
    return SimpleNamespace(access_needs=words, access_met=met, has_needs=bool(words))


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
