"""Words that are hidden before the rest is shown: what stands in their place."""

import pytest

from coprod.participation.move import Hide, MoveRefused, hide_words


@pytest.mark.parametrize(
    ("hide", "left"),
    [
        ([], "Ann met Bo"),
        ([Hide(0, 3, "name")], "[name removed] met Bo"),
        ([Hide(8, 10, "name"), Hide(0, 3, "name")], "[name removed] met [name removed]"),
        ([Hide(0, 3, "name"), Hide(3, 7)], "[name removed][words removed] Bo"),
        ([Hide(0, 10)], "[words removed]"),
    ],
)
def test_hide_words(hide, left):
    assert hide_words("Ann met Bo", hide) == left


@pytest.mark.parametrize("stretch", [Hide(-1, 2), Hide(3, 3), Hide(4, 2), Hide(8, 11)])
def test_words_to_hide_must_be_there(stretch):
    with pytest.raises(MoveRefused, match="not found"):
        hide_words("Ann met Bo", [stretch])


def test_stretches_to_hide_must_not_overlap():
    with pytest.raises(MoveRefused):
        hide_words("Ann met Bo", [Hide(0, 5), Hide(4, 7)])
